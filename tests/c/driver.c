/*
 * Answers the requests of the harness that compares the surfaces: frames in, frames out. Without a request it ends.
 *
 * A frame is the number of its fields, then each field as its length in bytes and the bytes, every part followed by a
 * line feed. A request is an operation with its arguments; an answer is "ok" and a text, "error" with code, slug and
 * the path where there is one, or "broken" and a reason.
 */
#include "tousu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#endif

#define MOST_FIELDS 16

typedef struct field {
    char *data;
    size_t len;
} field;

static field fields[MOST_FIELDS];
static size_t field_count;

/* The engine of the last request, and the fields that it was made from: kind, source, parameters, strict. */
#define ENGINE_FIELDS 4
static tousu_engine *engine;
static field made_from[ENGINE_FIELDS];

/* Those that follow. */
static field *const arguments = &fields[1 + ENGINE_FIELDS];

/* The same for a calendar, with two. */
static tousu_calendar *calendar;
static field drawn_from[2];

static void end(const char *why)
{
    fprintf(stderr, "driver: %s\n", why);
    exit(3);
}

static void *memory(size_t len)
{
    void *data = malloc(len ? len : 1);
    if (!data) {
        end("no memory");
    }
    return data;
}

/* A number and its line feed; 0 at the end of the input. */
static int read_number(size_t *number)
{
    char line[32];
    if (!fgets(line, sizeof line, stdin)) {
        return 0;
    }
    *number = (size_t)strtoul(line, NULL, 10);
    return 1;
}

static int read_frame(void)
{
    size_t i;
    for (i = 0; i < field_count; i++) {
        free(fields[i].data);
    }
    field_count = 0;
    if (!read_number(&i)) {
        return 0;
    }
    if (i == 0 || i > MOST_FIELDS) {
        end("a frame of that many fields is none");
    }
    for (; field_count < i; field_count++) {
        field *next = &fields[field_count];
        if (!read_number(&next->len)) {
            end("a frame is cut short");
        }
        next->data = (char *)memory(next->len);
        if (fread(next->data, 1, next->len, stdin) != next->len || getchar() != '\n') {
            end("a field is cut short");
        }
    }
    return 1;
}

static void write_field(const char *data, size_t len)
{
    printf("%lu\n", (unsigned long)len);
    fwrite(data, 1, len, stdout);
    putchar('\n');
}

static void write_text(const char *text)
{
    write_field(text, strlen(text));
}

static void write_ok(const char *data, size_t len)
{
    printf("2\n");
    write_text("ok");
    write_field(data, len);
}

/* Takes the error. */
static void write_error(int32_t code, tousu_error *err)
{
    char number[16];
    size_t slug_len = 0, path_len = 0;
    const char *slug = tousu_error_slug(err, &slug_len);
    const char *path = tousu_error_path(err, &path_len);
    if (!err || tousu_error_code(err) != code) {
        printf("2\n");
        write_text("broken");
        write_text("the error is not the one that was returned");
    } else {
        printf("%d\n", path ? 4 : 3);
        write_text("error");
        sprintf(number, "%ld", (long)code);
        write_text(number);
        write_field(slug, slug_len);
        if (path) {
            write_field(path, path_len);
        }
    }
    tousu_error_free(err);
}

/* What a call gave: the bytes, or the error. Pointers to both: the call stands beside them among the arguments. */
static void answer(int32_t code, tousu_bytes *const *bytes, tousu_error *const *err)
{
    if (code == TOUSU_OK) {
        write_ok(tousu_bytes_data(*bytes), tousu_bytes_len(*bytes));
        tousu_bytes_free(*bytes);
    } else {
        write_error(code, *err);
    }
}

static int is(const field *found, const char *text)
{
    return found->len == strlen(text) && memcmp(found->data, text, found->len) == 0;
}

static int64_t seconds(const field *number)
{
    char text[32];
    if (number->len >= sizeof text) {
        end("an instant is too long");
    }
    memcpy(text, number->data, number->len);
    text[number->len] = '\0';
    return (int64_t)strtoll(text, NULL, 10);
}

/* The instant where there is one; NULL for an empty field. */
static const int64_t *some_seconds(const field *number, int64_t *place)
{
    if (number->len == 0) {
        return NULL;
    }
    *place = seconds(number);
    return place;
}

static uint32_t mode(const field *name)
{
    return is(name, "lenient") ? TOUSU_MODE_LENIENT : TOUSU_MODE_STRICT;
}

/* Whether fields 1 to `count` are those that are remembered. */
static int remembered(const field *before, size_t count)
{
    size_t i;
    for (i = 0; i < count; i++) {
        if (!before[i].data || before[i].len != fields[i + 1].len
            || memcmp(before[i].data, fields[i + 1].data, before[i].len) != 0) {
            return 0;
        }
    }
    return 1;
}

static void forget(field *before, size_t count)
{
    size_t i;
    for (i = 0; i < count; i++) {
        free(before[i].data);
        before[i].data = NULL;
    }
}

static void remember(field *before, size_t count)
{
    size_t i;
    forget(before, count);
    for (i = 0; i < count; i++) {
        before[i].len = fields[i + 1].len;
        before[i].data = (char *)memory(before[i].len);
        memcpy(before[i].data, fields[i + 1].data, before[i].len);
    }
}

/* An engine of its kind, its source, its parameters and whether it is strict. */
static int32_t build(const field *book, tousu_engine **made, tousu_error **err)
{
    const field *source = &book[1], *parameters = &book[2];
    uint32_t strict = is(&book[3], "1");
    if (is(&book[0], "builtin")) {
        return tousu_engine_builtin_with(source->data, source->len, parameters->data, parameters->len, strict, made, err);
    }
    return tousu_engine_new(source->data, source->len, parameters->data, parameters->len, strict, made, err);
}

/* Makes the engine of the fields behind the operation, unless it is there; an error is written. */
static int make_engine(void)
{
    tousu_engine *made = NULL;
    tousu_error *err = NULL;
    int32_t code;
    if (engine && remembered(made_from, ENGINE_FIELDS)) {
        return 1;
    }
    code = build(&fields[1], &made, &err);
    if (code != TOUSU_OK) {
        write_error(code, err);
        return 0;
    }
    tousu_engine_free(engine);
    engine = made;
    remember(made_from, ENGINE_FIELDS);
    return 1;
}

/* Makes the calendar of fields 1 and 2, unless it is there; an error is written. */
static int make_calendar(void)
{
    const field *kind = &fields[1], *source = &fields[2];
    tousu_calendar *made = NULL;
    tousu_error *err = NULL;
    int32_t code;
    if (calendar && remembered(drawn_from, 2)) {
        return 1;
    }
    code = is(kind, "builtin") ? tousu_calendar_builtin(source->data, source->len, &made, &err)
                               : tousu_calendar_new(source->data, source->len, &made, &err);
    if (code != TOUSU_OK) {
        write_error(code, err);
        return 0;
    }
    tousu_calendar_free(calendar);
    calendar = made;
    remember(drawn_from, 2);
    return 1;
}

static void codes(void)
{
    size_t count = tousu_code_count(), i, len = 0;
    char *text = (char *)memory(count * 64);
    for (i = 0; i < count; i++) {
        int32_t code = tousu_code_at(i);
        const char *slug = tousu_code_slug(code);
        if (!slug || strlen(slug) > 48) {
            end("a code has no slug");
        }
        len += (size_t)sprintf(text + len, "%ld %s\n", (long)code, slug);
    }
    write_ok(text, len);
    free(text);
}

/* The events one after the other would be refused where their order is not that of time: they come as one list. */
static void complaint_case(void)
{
    const field *complaint = &arguments[0], *events = &arguments[1];
    int64_t known_at;
    tousu_case *opened = NULL;
    tousu_bytes *out = NULL;
    tousu_error *err = NULL;
    int32_t code = tousu_case_new(engine, complaint->data, complaint->len, mode(&arguments[4]), &opened, &err);
    if (code == TOUSU_OK) {
        code = tousu_case_apply_json(opened, events->data, events->len, &err);
    }
    if (code == TOUSU_OK) {
        code = tousu_case_status_json(opened, seconds(&arguments[2]), some_seconds(&arguments[3], &known_at), &out, &err);
    }
    answer(code, &out, &err);
    tousu_case_free(opened);
}

/* The rule of four fields. */
static tousu_counting counting(const field *parts)
{
    tousu_counting rule;
    memset(&rule, 0, sizeof rule);
    rule.struct_size = (uint32_t)sizeof rule;
    rule.count_start_day = is(&parts[0], "1");
    rule.holiday_roll = is(&parts[1], "next") ? TOUSU_ROLL_NEXT
        : is(&parts[1], "previous")           ? TOUSU_ROLL_PREVIOUS
                                              : TOUSU_ROLL_NONE;
    rule.day_end = is(&parts[2], "close") ? TOUSU_DAY_END_CLOSE : TOUSU_DAY_END_MIDNIGHT;
    rule.work_end = is(&parts[3], "close") ? TOUSU_WORK_END_CLOSE : TOUSU_WORK_END_NEXT_OPENING;
    return rule;
}

static void due(void)
{
    const field *period = &arguments[0];
    tousu_bytes *out = NULL;
    tousu_error *err = NULL;
    tousu_counting rule = counting(&arguments[2]);
    answer(tousu_engine_due_json(engine, period->data, period->len, seconds(&arguments[1]), &rule, &out, &err), &out, &err);
}

/* Several texts, a line feed between them, or the error; the bytes are freed. */
static void answer_lines(int32_t code, tousu_bytes *const *lines, size_t count, tousu_error *const *err)
{
    size_t len = 0, i;
    if (code != TOUSU_OK) {
        write_error(code, *err);
    } else {
        char *text, *next;
        for (i = 0; i < count; i++) {
            len += tousu_bytes_len(lines[i]) + 1;
        }
        text = next = (char *)memory(len);
        for (i = 0; i < count; i++) {
            memcpy(next, tousu_bytes_data(lines[i]), tousu_bytes_len(lines[i]));
            next += tousu_bytes_len(lines[i]);
            *next++ = '\n';
        }
        write_ok(text, len - 1);
        free(text);
    }
    for (i = 0; i < count; i++) {
        tousu_bytes_free(lines[i]);
    }
}

#include "driver_books.h"
#include "driver_calendar.h"
#include "driver_many.h"
#include "driver_figures.h"

/* What a ledger counted, what is due, what is overdue and the figures, a line each. */
static void ledger(void)
{
    const field *path = &arguments[0], *complaints = &arguments[1], *id = &arguments[2], *events = &arguments[3];
    const field *month = &arguments[6];
    int64_t as_of = seconds(&arguments[4]), before = seconds(&arguments[5]);
    tousu_ledger *opened = NULL;
    tousu_bytes *lines[5];
    tousu_error *err = NULL;
    size_t count = 0;
    int32_t code = tousu_ledger_create(path->data, path->len, NULL, &opened, &err);
    for (; code == TOUSU_OK && count < 5; count++) {
        lines[count] = NULL;
        switch (count) {
        case 0:
            code = tousu_ledger_record_json(opened, engine, complaints->data, complaints->len, &lines[0], &err);
            break;
        case 1:
            code = tousu_ledger_append_json(opened, engine, id->data, id->len, events->data, events->len, &lines[1],
                                            &err);
            break;
        case 2:
            code = tousu_ledger_due_before_json(opened, engine, as_of, before, &lines[2], &err);
            break;
        case 3:
            code = tousu_ledger_overdue_json(opened, engine, as_of, &lines[3], &err);
            break;
        default:
            code = tousu_ledger_summary_json(opened, engine, as_of, month->data, month->len, &lines[4], &err);
            break;
        }
    }
    answer_lines(code, lines, count, &err);
    tousu_ledger_free(opened);
}

/* What a new ledger counted of cases with their events, recorded twice, a line each. */
static void batch(void)
{
    const field *path = &arguments[0], *cases = &arguments[1];
    tousu_ledger *opened = NULL;
    tousu_bytes *one = NULL, *two = NULL;
    tousu_error *err = NULL;
    int32_t code = tousu_ledger_create(path->data, path->len, NULL, &opened, &err);
    if (code == TOUSU_OK) {
        code = tousu_ledger_record_batch_json(opened, engine, cases->data, cases->len, &one, &err);
    }
    if (code == TOUSU_OK) {
        code = tousu_ledger_record_batch_json(opened, engine, cases->data, cases->len, &two, &err);
    }
    if (code != TOUSU_OK) {
        write_error(code, err);
    } else {
        size_t first = tousu_bytes_len(one), second = tousu_bytes_len(two);
        char *text = (char *)memory(first + 1 + second);
        memcpy(text, tousu_bytes_data(one), first);
        text[first] = '\n';
        memcpy(text + first + 1, tousu_bytes_data(two), second);
        write_ok(text, first + 1 + second);
        free(text);
    }
    tousu_bytes_free(one);
    tousu_bytes_free(two);
    tousu_ledger_free(opened);
}

static void serve(void)
{
    const field *operation = &fields[0], *complaint = &arguments[0], *events = &arguments[1];
    int64_t known_at;
    tousu_bytes *out = NULL;
    tousu_error *err = NULL;
    if (is(operation, "codes") && field_count == 1) {
        codes();
    } else if (is(operation, "policies") && field_count == 1) {
        answer(tousu_policy_list(&out, &err), &out, &err);
    } else if (is(operation, "check") && field_count == 2) {
        answer(tousu_policy_check(fields[1].data, fields[1].len, &out, &err), &out, &err);
    } else if (is(operation, "policy") && field_count == 5) {
        if (make_engine()) {
            answer(tousu_engine_policy_json(engine, &out, &err), &out, &err);
        }
    } else if (is(operation, "assess") && field_count == 6) {
        if (make_engine()) {
            answer(tousu_engine_assess_json(engine, complaint->data, complaint->len, &out, &err), &out, &err);
        }
    } else if (is(operation, "status") && field_count == 10) {
        if (make_engine()) {
            answer(tousu_engine_status_json(engine, complaint->data, complaint->len, events->data, events->len,
                                            seconds(&arguments[2]), some_seconds(&arguments[3], &known_at),
                                            mode(&arguments[4]), &out, &err),
                   &out, &err);
        }
    } else if (is(operation, "case") && field_count == 10) {
        if (make_engine()) {
            complaint_case();
        }
    } else if (is(operation, "course") && field_count == 11) {
        if (make_engine()) {
            course();
        }
    } else if (is(operation, "moved") && field_count == 15) {
        if (make_engine()) {
            moved();
        }
    } else if (is(operation, "rows") && field_count == 9) {
        if (make_engine()) {
            rows();
        }
    } else if (is(operation, "rows_csv") && field_count == 8) {
        if (make_engine()) {
            rows_csv();
        }
    } else if (is(operation, "compare") && field_count == 11) {
        if (make_engine()) {
            compare();
        }
    } else if (is(operation, "queue") && field_count == 10) {
        if (make_engine()) {
            queue();
        }
    } else if (is(operation, "due") && field_count == 11) {
        if (make_engine()) {
            due();
        }
    } else if (is(operation, "explain") && field_count == 7) {
        if (make_engine()) {
            answer(tousu_engine_explain_json(engine, complaint->data, complaint->len, audience(&arguments[1]), &out, &err),
                   &out, &err);
        }
    } else if (is(operation, "explain-status") && field_count == 11) {
        if (make_engine()) {
            answer(tousu_engine_explain_status_json(engine, complaint->data, complaint->len, events->data, events->len,
                                                    seconds(&arguments[2]), some_seconds(&arguments[3], &known_at),
                                                    mode(&arguments[4]), audience(&arguments[5]), &out, &err),
                   &out, &err);
        }
    } else if (is(operation, "why-not") && field_count == 7) {
        if (make_engine()) {
            answer(tousu_engine_why_not_json(engine, complaint->data, complaint->len, arguments[1].data,
                                             arguments[1].len, &out, &err),
                   &out, &err);
        }
    } else if (is(operation, "verify") && field_count == 6) {
        if (make_engine()) {
            answer(tousu_engine_verify_json(engine, complaint->data, complaint->len, &out, &err), &out, &err);
        }
    } else if (is(operation, "diff") && field_count == 6) {
        if (make_engine()) {
            diff();
        }
    } else if (is(operation, "translate") && field_count == 8) {
        if (make_engine()) {
            translate();
        }
    } else if (is(operation, "check-report") && field_count == 3) {
        answer(tousu_policy_check_report(fields[1].data, fields[1].len, fields[2].data, fields[2].len, &out, &err), &out,
               &err);
    } else if (is(operation, "schema") && field_count == 2) {
        answer(tousu_policy_schema(is(&fields[1], "1"), &out, &err), &out, &err);
    } else if (is(operation, "library") && field_count >= 3) {
        ask_library();
    } else if (is(operation, "find") && field_count == 3) {
        answer(tousu_cluster_find_json(fields[1].data, fields[1].len, fields[2].data, fields[2].len, &out, &err), &out,
               &err);
    } else if (is(operation, "report") && field_count == 6) {
        if (make_engine()) {
            answer(tousu_engine_report(engine, arguments[0].data, arguments[0].len, &out, &err), &out, &err);
        }
    } else if (is(operation, "definitions") && field_count == 1) {
        answer(tousu_figure_definitions_json(&out, &err), &out, &err);
    } else if (is(operation, "figures") && field_count == 11) {
        if (make_engine()) {
            figures();
        }
    } else if (is(operation, "calendars") && field_count == 1) {
        answer(tousu_calendar_list(&out, &err), &out, &err);
    } else if (is(operation, "calendar") && field_count >= 4) {
        if (make_calendar()) {
            ask_calendar();
        }
    } else if (is(operation, "batch") && field_count == 7) {
        if (make_engine()) {
            batch();
        }
    } else if (is(operation, "ledger") && field_count == 12) {
        if (make_engine()) {
            ledger();
        }
    } else {
        printf("2\n");
        write_text("broken");
        write_text("there is no such operation");
    }
    fflush(stdout);
}

int main(void)
{
#ifdef _WIN32
    _setmode(_fileno(stdin), _O_BINARY);
    _setmode(_fileno(stdout), _O_BINARY);
#endif
    if (!tousu_abi_compatible(TOUSU_ABI_VERSION)) {
        end("the library is not for this header");
    }
    while (read_frame()) {
        serve();
    }
    tousu_engine_free(engine);
    forget(made_from, ENGINE_FIELDS);
    tousu_calendar_free(calendar);
    forget(drawn_from, 2);
    return 0;
}
