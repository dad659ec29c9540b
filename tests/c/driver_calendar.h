/* The questions of tests/conformance/surfaces/calendars.rs: a part of driver.c, which includes it once its helpers stand. */
#ifndef TOUSU_TESTS_DRIVER_CALENDAR_H
#define TOUSU_TESTS_DRIVER_CALENDAR_H

static uint32_t roll_mode(const field *name)
{
    return is(name, "following")          ? TOUSU_ROLL_MODE_FOLLOWING
        : is(name, "preceding")           ? TOUSU_ROLL_MODE_PRECEDING
        : is(name, "modified-following")  ? TOUSU_ROLL_MODE_MODIFIED_FOLLOWING
        : is(name, "modified-preceding")  ? TOUSU_ROLL_MODE_MODIFIED_PRECEDING
        : is(name, "refuse")              ? TOUSU_ROLL_MODE_REFUSE
                                          : TOUSU_ROLL_MODE_NONE;
}

/* A date of the caller's own. */
static int32_t day_of(const field *number)
{
    return (int32_t)seconds(number);
}

/* An answer with its mark, or the error. */
static void write_known(int32_t code, int64_t value, uint32_t provisional, tousu_error *err)
{
    char text[64];
    if (code != TOUSU_OK) {
        write_error(code, err);
    } else {
        write_ok(text, (size_t)sprintf(text, "%lld %lu", (long long)value, (unsigned long)provisional));
    }
}

/* Numbers apart by blanks; the caller frees them. */
static int64_t *numbers(const field *list, size_t *count)
{
    char *text = (char *)memory(list->len + 1), *next = text, *end;
    int64_t *found = (int64_t *)memory((list->len + 1) * sizeof *found);
    memcpy(text, list->data, list->len);
    text[list->len] = '\0';
    for (*count = 0;; (*count)++, next = end) {
        int64_t number = (int64_t)strtoll(next, &end, 10);
        if (end == next) {
            break;
        }
        found[*count] = number;
    }
    free(text);
    return found;
}

/* Takes the periods. */
static void write_periods(int32_t code, tousu_periods *found, tousu_error *err)
{
    size_t count = tousu_periods_count(found), i, len = 0;
    char *text;
    if (code != TOUSU_OK) {
        write_error(code, err);
        return;
    }
    text = (char *)memory((count + 1) * 48);
    for (i = 0; i < count; i++) {
        int64_t open, close;
        if (tousu_periods_at(found, i, &open, &close, NULL) != TOUSU_OK) {
            end("a period below the count is not there");
        }
        len += (size_t)sprintf(text + len, "%lld %lld\n", (long long)open, (long long)close);
    }
    len += (size_t)sprintf(text + len, "%lu", (unsigned long)tousu_periods_provisional(found));
    write_ok(text, len);
    free(text);
    tousu_periods_free(found);
}

static void write_day(const field *on)
{
    static const char *const WHY[] = {"weekday", "weekend", "holiday", "make-up", "hours"};
    tousu_error *err = NULL;
    tousu_day day;
    int32_t code;
    day.struct_size = (uint32_t)sizeof day;
    code = tousu_calendar_day(calendar, day_of(on), &day, &err);
    if (code != TOUSU_OK) {
        write_error(code, err);
    } else {
        char *text = (char *)memory(day.name_len + day.name_en_len + 64);
        int len;
        if (day.why > TOUSU_DAY_HOURS) {
            end("a day is for no reason that there is");
        }
        len = sprintf(text, "%lu %s %lu\n%s\n%s", (unsigned long)day.working, WHY[day.why],
                      (unsigned long)day.provisional, day.name ? day.name : "", day.name_en ? day.name_en : "");
        write_ok(text, (size_t)len);
        free(text);
    }
}

static void write_due(const field *given)
{
    tousu_counting rule = counting(&given[2]);
    tousu_bytes *json = NULL;
    tousu_error *err = NULL;
    tousu_due due;
    int32_t code = tousu_calendar_due_json(calendar, given[0].data, given[0].len, seconds(&given[1]), &rule, &json,
                                           &err);
    due.struct_size = (uint32_t)sizeof due;
    if (code == TOUSU_OK) {
        code = tousu_calendar_due(calendar, given[0].data, given[0].len, seconds(&given[1]), &rule, &due, &err);
    }
    if (code != TOUSU_OK) {
        write_error(code, err);
    } else {
        size_t len = tousu_bytes_len(json);
        char *text = (char *)memory(len + 80);
        memcpy(text, tousu_bytes_data(json), len);
        len += (size_t)sprintf(text + len, "\n%lld ", (long long)due.due);
        len += due.has_last_day ? (size_t)sprintf(text + len, "%ld", (long)due.last_day)
                                : (size_t)sprintf(text + len, "-");
        len += (size_t)sprintf(text + len, " %lu", (unsigned long)due.provisional);
        write_ok(text, len);
        free(text);
    }
    tousu_bytes_free(json);
}

/* A batch of the question in field 3. */
static void write_rows(void)
{
    const field *question = &fields[3], *given = &fields[4];
    int by_period = is(question, "due_batch");
    size_t count, others = 0, len = 0, i;
    int64_t *starts = numbers(by_period ? &given[1] : &given[0], &count);
    int64_t *ends = is(question, "working_seconds_between_batch") ? numbers(&given[1], &others) : NULL;
    int64_t *out = (int64_t *)memory(count * sizeof *out);
    int32_t *codes = (int32_t *)memory(count * sizeof *codes);
    uint8_t *provisional = (uint8_t *)memory(count);
    tousu_error *err = NULL;
    int32_t code;
    if (by_period) {
        tousu_counting rule = counting(&given[2]);
        code = tousu_calendar_due_batch(calendar, given[0].data, given[0].len, &rule, starts, count, out, codes,
                                        provisional, &err);
    } else if (ends) {
        if (others != count) {
            end("as many ends as starts are asked for");
        }
        code = tousu_calendar_working_seconds_between_batch(calendar, starts, ends, count, out, codes, provisional,
                                                            &err);
    } else if (is(question, "add_working_seconds_batch")) {
        code = tousu_calendar_add_working_seconds_batch(calendar, starts, count, seconds(&given[1]), out, codes,
                                                        provisional, &err);
    } else {
        code = tousu_calendar_add_working_days_batch(calendar, starts, count, seconds(&given[1]),
                                                     roll_mode(&given[2]), is(&given[3], "1"), out, codes,
                                                     provisional, &err);
    }
    if (code != TOUSU_OK) {
        write_error(code, err);
    } else {
        char *text = (char *)memory(count * 48);
        for (i = 0; i < count; i++) {
            len += (size_t)sprintf(text + len, "%lld %ld %u\n", (long long)out[i], (long)codes[i], provisional[i]);
        }
        write_ok(text, len);
        free(text);
    }
    free(starts);
    free(ends);
    free(out);
    free(codes);
    free(provisional);
}

/* A question that has one instant: an opening or a closing. */
typedef int32_t (*near_by)(const tousu_calendar *, int64_t, int64_t *, uint32_t *, tousu_error **);

/* The questions of tests/conformance/surfaces/calendars.rs: field 3 with the arguments behind it. */
static void ask_calendar(void)
{
    static const struct {
        const char *name;
        near_by ask;
    } NEAR_BY[] = {
        {"next_open", tousu_calendar_next_open},   {"next_start", tousu_calendar_next_start},
        {"next_close", tousu_calendar_next_close}, {"prev_start", tousu_calendar_prev_start},
        {"prev_close", tousu_calendar_prev_close},
    };
    const field *question = &fields[3], *given = &fields[4];
    size_t count = field_count - 4, i;
    tousu_bytes *bytes = NULL;
    tousu_periods *found = NULL;
    tousu_error *err = NULL;
    int64_t value = 0;
    int32_t day = 0, code;
    uint32_t yes = 0, provisional = 0;
    for (i = 0; i < sizeof NEAR_BY / sizeof *NEAR_BY; i++) {
        if (is(question, NEAR_BY[i].name) && count == 1) {
            code = NEAR_BY[i].ask(calendar, seconds(&given[0]), &value, &provisional, &err);
            write_known(code, value, provisional, err);
            return;
        }
    }
    if (is(question, "describe") && count == 0) {
        answer(tousu_calendar_json(calendar, &bytes, &err), &bytes, &err);
    } else if (is(question, "days") && count == 2) {
        answer(tousu_calendar_days_json(calendar, day_of(&given[0]), day_of(&given[1]), &bytes, &err), &bytes, &err);
    } else if (is(question, "day") && count == 1) {
        write_day(&given[0]);
    } else if (is(question, "add_working_seconds") && count == 3) {
        size_t ends = 0;
        int64_t *stopped = numbers(&given[2], &ends);
        if (ends == 0) {
            code = tousu_calendar_add_working_seconds(calendar, seconds(&given[0]), seconds(&given[1]), &value,
                                                      &provisional, &err);
        } else {
            code = tousu_calendar_add_working_seconds_stopped(calendar, seconds(&given[0]), seconds(&given[1]), stopped,
                                                              ends / 2, &value, &provisional, &err);
        }
        free(stopped);
        write_known(code, value, provisional, err);
    } else if (is(question, "working_seconds_between") && count == 3) {
        size_t ends = 0;
        int64_t *stopped = numbers(&given[2], &ends);
        if (ends == 0) {
            code = tousu_calendar_working_seconds_between(calendar, seconds(&given[0]), seconds(&given[1]), &value,
                                                          &provisional, &err);
        } else {
            code = tousu_calendar_working_seconds_between_stopped(calendar, seconds(&given[0]), seconds(&given[1]),
                                                                  stopped, ends / 2, &value, &provisional, &err);
        }
        free(stopped);
        write_known(code, value, provisional, err);
    } else if (is(question, "is_open") && count == 1) {
        code = tousu_calendar_is_open(calendar, seconds(&given[0]), &yes, &provisional, &err);
        write_known(code, yes, provisional, err);
    } else if (is(question, "is_working_day") && count == 1) {
        code = tousu_calendar_is_working_day(calendar, day_of(&given[0]), &yes, &provisional, &err);
        write_known(code, yes, provisional, err);
    } else if (is(question, "periods") && count == 3) {
        uint32_t direction = is(&given[1], "before") ? TOUSU_DIRECTION_BEFORE : TOUSU_DIRECTION_AFTER;
        code = tousu_calendar_periods(calendar, seconds(&given[0]), direction, (size_t)seconds(&given[2]), &found,
                                      &err);
        write_periods(code, found, err);
    } else if (is(question, "periods_between") && count == 2) {
        code = tousu_calendar_periods_between(calendar, seconds(&given[0]), seconds(&given[1]), &found, &err);
        write_periods(code, found, err);
    } else if (is(question, "add_working_days") && count == 4) {
        code = tousu_calendar_add_working_days(calendar, day_of(&given[0]), seconds(&given[1]), roll_mode(&given[2]),
                                               is(&given[3], "1"), &day, &provisional, &err);
        write_known(code, day, provisional, err);
    } else if (is(question, "working_days_between") && count == 2) {
        code = tousu_calendar_working_days_between(calendar, day_of(&given[0]), day_of(&given[1]), &value, &provisional,
                                                   &err);
        write_known(code, value, provisional, err);
    } else if (is(question, "count_working_days") && count == 2) {
        code = tousu_calendar_count_working_days(calendar, day_of(&given[0]), day_of(&given[1]), &value, &provisional,
                                                 &err);
        write_known(code, value, provisional, err);
    } else if (is(question, "due") && count == 6) {
        write_due(given);
    } else if ((is(question, "due_batch") && count == 6) || (is(question, "add_working_seconds_batch") && count == 2)
               || (is(question, "working_seconds_between_batch") && count == 2)
               || (is(question, "add_working_days_batch") && count == 4)) {
        write_rows();
    } else {
        printf("2\n");
        write_text("broken");
        write_text("there is no such question");
    }
}

#endif
