/* Figures: at once, and of two halves of which one is sent. A part of driver.c. */
#ifndef TOUSU_TESTS_DRIVER_FIGURES_H
#define TOUSU_TESTS_DRIVER_FIGURES_H

/* A summary of cases, or of columns. */
static int32_t summarised(int columns, const field *part, const field *request, tousu_summary **made, tousu_error **err)
{
    int32_t code = tousu_summary_new(engine, request->data, request->len, made, err);
    if (code != TOUSU_OK) {
        return code;
    }
    return columns ? tousu_summary_add_columns_json(*made, engine, part->data, part->len, err)
                   : tousu_summary_add_cases_json(*made, engine, part->data, part->len, err);
}

/* Three texts, a line feed between them, the second as hexadecimal digits. */
static void write_figures(const tousu_bytes *whole, const tousu_bytes *sent, const tousu_bytes *merged)
{
    size_t len = tousu_bytes_len(whole) + 2 * tousu_bytes_len(sent) + tousu_bytes_len(merged) + 2, i;
    char *text = (char *)memory(len + 1), *next = text;
    memcpy(next, tousu_bytes_data(whole), tousu_bytes_len(whole));
    next += tousu_bytes_len(whole);
    *next++ = '\n';
    for (i = 0; i < tousu_bytes_len(sent); i++) {
        unsigned byte = (unsigned char)tousu_bytes_data(sent)[i];
        *next++ = "0123456789abcdef"[byte >> 4];
        *next++ = "0123456789abcdef"[byte & 15];
    }
    *next++ = '\n';
    memcpy(next, tousu_bytes_data(merged), tousu_bytes_len(merged));
    write_ok(text, len);
    free(text);
}

/* What is counted: whether cases or columns, the whole, two halves, the request and the query. */
static void figures(void)
{
    int columns = is(&arguments[0], "columns");
    const field *whole = &arguments[1], *request = &arguments[4], *query = &arguments[5];
    tousu_summary *first = NULL, *second = NULL, *received = NULL;
    tousu_bytes *table = NULL, *sent = NULL, *merged = NULL;
    tousu_error *err = NULL;
    int32_t code = columns ? tousu_engine_column_figures_json(engine, whole->data, whole->len, request->data,
                                                              request->len, &table, &err)
                           : tousu_engine_figures_json(engine, whole->data, whole->len, request->data, request->len,
                                                       &table, &err);
    if (code == TOUSU_OK) {
        code = summarised(columns, &arguments[2], request, &first, &err);
    }
    if (code == TOUSU_OK) {
        code = summarised(columns, &arguments[3], request, &second, &err);
    }
    if (code == TOUSU_OK) {
        code = tousu_summary_to_bytes(second, &sent, &err);
    }
    if (code == TOUSU_OK) {
        code = tousu_summary_from_bytes((const uint8_t *)tousu_bytes_data(sent), tousu_bytes_len(sent), &received, &err);
    }
    if (code == TOUSU_OK) {
        code = tousu_summary_merge(first, received, &err);
    }
    if (code == TOUSU_OK) {
        code = tousu_summary_figures_json(first, engine, query->data, query->len, &merged, &err);
    }
    if (code == TOUSU_OK) {
        write_figures(table, sent, merged);
    } else {
        write_error(code, err);
    }
    tousu_bytes_free(table);
    tousu_bytes_free(sent);
    tousu_bytes_free(merged);
    tousu_summary_free(first);
    tousu_summary_free(second);
    tousu_summary_free(received);
}

#endif
