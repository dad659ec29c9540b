/* The course of a case, and many cases at once: a part of driver.c, which includes it once its helpers stand. */
#ifndef TOUSU_TESTS_DRIVER_MANY_H
#define TOUSU_TESTS_DRIVER_MANY_H

/* The case of a history: complaint, events, instant, what was known, mode. */
static int32_t open_case(tousu_case **opened, tousu_error **err)
{
    const field *complaint = &arguments[0], *events = &arguments[1];
    int32_t code = tousu_case_new(engine, complaint->data, complaint->len, mode(&arguments[4]), opened, err);
    return code == TOUSU_OK ? tousu_case_apply_json(*opened, events->data, events->len, err) : code;
}

/* The status as one asks for it, the timeline three times, and what another case inherits. */
static void course(void)
{
    const field *warn = &arguments[5];
    int64_t as_of = seconds(&arguments[2]), place;
    const int64_t *known_at = some_seconds(&arguments[3], &place);
    tousu_case *opened = NULL;
    tousu_bytes *lines[5] = {NULL, NULL, NULL, NULL, NULL};
    tousu_error *err = NULL;
    int32_t code = open_case(&opened, &err);
    if (code == TOUSU_OK) {
        code = tousu_case_view_json(opened, as_of, known_at, warn->data, warn->len, &lines[0], &err);
    }
    if (code == TOUSU_OK) {
        code = tousu_case_timeline_json(opened, as_of, known_at, &lines[1], &err);
    }
    if (code == TOUSU_OK) {
        code = tousu_case_timeline_text(opened, as_of, known_at, "zh", 2, &lines[2], &err);
    }
    if (code == TOUSU_OK) {
        code = tousu_case_timeline_text(opened, as_of, known_at, "en", 2, &lines[3], &err);
    }
    if (code == TOUSU_OK) {
        code = tousu_case_merged_json(opened, as_of, &lines[4], &err);
    }
    answer_lines(code, lines, 5, &err);
    tousu_case_free(opened);
}

/* The case under the book of the four fields behind the history. */
static void moved(void)
{
    tousu_case *opened = NULL, *under = NULL;
    tousu_engine *other = NULL;
    tousu_bytes *out = NULL;
    tousu_error *err = NULL;
    int64_t place;
    int32_t code = build(&arguments[5], &other, &err);
    if (code == TOUSU_OK) {
        code = open_case(&opened, &err);
    }
    if (code == TOUSU_OK) {
        code = tousu_case_take_over(opened, other, seconds(&arguments[9]), &under, &err);
    }
    if (code == TOUSU_OK) {
        code = tousu_case_status_json(under, seconds(&arguments[2]), some_seconds(&arguments[3], &place), &out, &err);
    }
    answer(code, &out, &err);
    tousu_case_free(under);
    tousu_case_free(opened);
    tousu_engine_free(other);
}

static void rows(void)
{
    const field *lines = &arguments[0], *warn = &arguments[2];
    tousu_bytes *out[2] = {NULL, NULL};
    tousu_error *err = NULL;
    tousu_batch_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = (uint32_t)sizeof options;
    options.mode = mode(&arguments[3]);
    options.threads = 2;
    answer_lines(tousu_engine_rows_json(engine, lines->data, lines->len, seconds(&arguments[1]), warn->data, warn->len,
                                        &options, &out[0], &out[1], &err),
                 out, 2, &err);
}

static void rows_csv(void)
{
    const field *complaints = &arguments[0], *events = &arguments[1];
    tousu_bytes *out[2] = {NULL, NULL};
    tousu_error *err = NULL;
    answer_lines(tousu_engine_rows_csv(engine, complaints->data, complaints->len, events->data, events->len,
                                       seconds(&arguments[2]), NULL, 0, NULL, &out[0], &out[1], &err),
                 out, 2, &err);
}

/* The cases under the book of four more fields too. */
static void compare(void)
{
    const field *lines = &arguments[4];
    tousu_engine *other = NULL;
    tousu_bytes *out = NULL;
    tousu_error *err = NULL;
    int32_t code = build(&arguments[0], &other, &err);
    if (code == TOUSU_OK) {
        code = tousu_engine_compare_json(engine, other, lines->data, lines->len, seconds(&arguments[5]), NULL, &out, &err);
    }
    answer(code, &out, &err);
    tousu_engine_free(other);
}

/* A queue when it is filled, when time has gone on, and after an event. */
static void queue(void)
{
    const field *lines = &arguments[0], *id = &arguments[3], *events = &arguments[4];
    tousu_queue *filled = NULL;
    tousu_bytes *out[3] = {NULL, NULL, NULL};
    tousu_error *err = NULL;
    size_t decided = 0, len = 0;
    int i;
    int32_t code = tousu_queue_new(engine, seconds(&arguments[1]), NULL, 0, NULL, &filled, &err);
    if (code == TOUSU_OK) {
        code = tousu_queue_put_json(filled, lines->data, lines->len, &err);
    }
    for (i = 0; code == TOUSU_OK && i < 3; i++) {
        if (i == 1) {
            code = tousu_queue_advance(filled, seconds(&arguments[2]), &decided, &err);
        } else if (i == 2) {
            code = tousu_queue_apply_json(filled, id->data, id->len, events->data, events->len, &err);
        }
        if (code == TOUSU_OK) {
            code = tousu_queue_json(filled, 3, &out[i], &err);
        }
    }
    if (code != TOUSU_OK) {
        write_error(code, err);
    } else {
        char *text;
        for (i = 0; i < 3; i++) {
            len += tousu_bytes_len(out[i]);
        }
        text = (char *)memory(len + 32);
        len = (size_t)sprintf(text, "%s\n%lu %s\n%s", tousu_bytes_data(out[0]), (unsigned long)decided,
                              tousu_bytes_data(out[1]), tousu_bytes_data(out[2]));
        write_ok(text, len);
        free(text);
    }
    for (i = 0; i < 3; i++) {
        tousu_bytes_free(out[i]);
    }
    tousu_queue_free(filled);
}

#endif
