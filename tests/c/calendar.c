/* Calendars: built-in and own ones, open time, working days, due times and batches, and every way to call them wrongly. */
#include "expect.h"

/* Days since 1970-01-01. */
#define SEP_30 20726 /* 2026-09-30, a Wednesday; 10-01 to 10-07 are holidays, Saturday 10-10 is worked. */
#define OCT_1 20727
#define OCT_8 20734
#define OCT_9 20735
#define OCT_10 20736
#define OCT_12 20738

/* An hour of a day in China, as UTC seconds. */
#define AT(day, hour) ((int64_t)(day)*86400 + ((hour)-8) * 3600)

static const char NEVER[] = "id = \"one-hour\"\ntime_zone = \"UTC\"\nweekly = {}\n"
                            "[overrides]\n\"2026-09-30\" = [[\"09:00\", \"10:00\"]]\n";

static tousu_calendar *builtin(const char *id) {
  tousu_calendar *calendar = NULL;
  WORKED(tousu_calendar_builtin(id, strlen(id), &calendar, &error));
  CHECK(calendar != NULL);
  return calendar;
}

static tousu_calendar *own(const char *document) {
  tousu_calendar *calendar = NULL;
  WORKED(tousu_calendar_new(document, strlen(document), &calendar, &error));
  CHECK(calendar != NULL);
  return calendar;
}

static void calendars_say_what_they_know(void) {
  tousu_calendar *china = builtin("china");
  tousu_calendar *macao = builtin("macao");
  tousu_calendar *strict = NULL;
  tousu_bytes *bytes = NULL;
  tousu_calendar_view view;
  memset(&view, 0xAA, sizeof view);
  view.struct_size = sizeof view;
  WORKED(tousu_calendar_describe(china, &view, &error));
  CHECK_TEXT(view.id, "china");
  CHECK(view.id_len == 5);
  CHECK_TEXT(view.time_zone, "Asia/Shanghai");
  CHECK(view.time_zone_len == 13);
  CHECK(view.strict == 0);
  CHECK(view.first_on == 12418); /* 2004-01-01 */
  CHECK(view.last_on == 47846);  /* 2100-12-31 */
  CHECK(view.has_provisional_from == 1);
  CHECK(view.provisional_from == 20819); /* 2027-01-01 */
  WORKED(tousu_calendar_describe(macao, &view, &error));
  CHECK_TEXT(view.time_zone, "Asia/Macau");
  CHECK(view.has_provisional_from == 0);
  CHECK(view.provisional_from == 0);
  WORKED(tousu_calendar_strict(china, 1, &strict, &error));
  WORKED(tousu_calendar_describe(strict, &view, &error));
  CHECK(view.strict == 1);
  WORKED(tousu_calendar_list(&bytes, &error));
  CHECK(says(bytes, "{\"id\":\"hong-kong\",\"title\":{\"zh\":"));
  WORKED(tousu_calendar_json(macao, &bytes, &error));
  CHECK(says(bytes, "{\"year\":2027,\"confidence\":\"needs-verification\",\"source\":[\"holidays 0.109"));
  tousu_calendar_free(strict);
  tousu_calendar_free(macao);
  tousu_calendar_free(china);
  tousu_calendar_free(NULL);
}

static void open_time_is_added_and_measured(void) {
  tousu_calendar *china = builtin("china");
  tousu_calendar *never = own(NEVER);
  int64_t at = 7;
  int64_t stopped[4];
  uint32_t provisional = 7;
  uint32_t open = 7;
  /* From 17:00: an hour to the close, then one on 10-08. */
  WORKED(tousu_calendar_add_working_seconds(china, AT(SEP_30, 17), 7200, &at, &provisional, &error));
  CHECK(at == AT(OCT_8, 10));
  CHECK(provisional == 0);
  WORKED(tousu_calendar_add_working_seconds(china, AT(OCT_8, 10), -7200, &at, NULL, &error));
  CHECK(at == AT(SEP_30, 17));
  WORKED(tousu_calendar_working_seconds_between(china, AT(SEP_30, 17), AT(OCT_8, 10), &at, &provisional, &error));
  CHECK(at == 7200);
  WORKED(tousu_calendar_working_seconds_between(china, AT(OCT_8, 10), AT(SEP_30, 17), &at, NULL, &error));
  CHECK(at == -7200);
  /* Stopped from 17:30 to 9:30 on 10-08: half an hour each day, then the rest. */
  stopped[0] = AT(SEP_30, 17) + 1800;
  stopped[1] = AT(OCT_8, 9) + 1800;
  WORKED(tousu_calendar_add_working_seconds_stopped(china, AT(SEP_30, 17), 7200, stopped, 1, &at, &provisional,
                                                    &error));
  CHECK(at == AT(OCT_8, 11));
  WORKED(tousu_calendar_working_seconds_between_stopped(china, AT(SEP_30, 17), AT(OCT_8, 11), stopped, 1, &at,
                                                        &provisional, &error));
  CHECK(at == 7200);
  WORKED(tousu_calendar_working_seconds_between_stopped(china, AT(SEP_30, 17), AT(OCT_8, 11), NULL, 0, &at, NULL,
                                                        &error));
  CHECK(at == 3 * 3600);
  WORKED(tousu_calendar_is_open(china, AT(OCT_10, 10), &open, &provisional, &error));
  CHECK(open == 1);
  WORKED(tousu_calendar_is_open(china, AT(SEP_30, 12), &open, NULL, &error));
  CHECK(open == 0);
  WORKED(tousu_calendar_next_open(china, AT(SEP_30, 18), &at, &provisional, &error));
  CHECK(at == AT(OCT_8, 9));
  WORKED(tousu_calendar_next_start(china, AT(SEP_30, 10), &at, NULL, &error));
  CHECK(at == AT(SEP_30, 13));
  WORKED(tousu_calendar_next_close(china, AT(SEP_30, 13), &at, NULL, &error));
  CHECK(at == AT(SEP_30, 18));
  WORKED(tousu_calendar_prev_start(china, AT(OCT_1, 10), &at, NULL, &error));
  CHECK(at == AT(SEP_30, 13));
  WORKED(tousu_calendar_prev_close(china, AT(OCT_1, 10), &at, NULL, &error));
  CHECK(at == AT(SEP_30, 18));
  /* Nobody has announced 2050. */
  WORKED(tousu_calendar_next_open(china, 2530000000, &at, &provisional, &error));
  CHECK(provisional == 1);

  at = 7;
  provisional = 7;
  FAILED(tousu_calendar_add_working_seconds(china, AT(SEP_30, 17), INT64_MAX, &at, &provisional, &error),
         TOUSU_ERROR_OUTSIDE_CALENDAR, NULL);
  FAILED(tousu_calendar_add_working_seconds(china, INT64_MAX, 1, &at, &provisional, &error),
         TOUSU_ERROR_TIME_OUT_OF_RANGE, "start");
  FAILED(tousu_calendar_add_working_seconds(never, AT(OCT_1, 0), 1, &at, &provisional, &error),
         TOUSU_ERROR_NO_OPEN_TIME, NULL);
  FAILED(tousu_calendar_add_working_seconds(NULL, 0, 1, &at, &provisional, &error), TOUSU_ERROR_NULL_POINTER,
         "calendar");
  FAILED(tousu_calendar_add_working_seconds(china, 0, 1, NULL, &provisional, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_calendar_working_seconds_between(china, 0, INT64_MIN, &at, NULL, &error),
         TOUSU_ERROR_TIME_OUT_OF_RANGE, "end");
  FAILED(tousu_calendar_working_seconds_between(NULL, 0, 0, &at, NULL, &error), TOUSU_ERROR_NULL_POINTER, "calendar");
  FAILED(tousu_calendar_working_seconds_between(china, 0, 0, NULL, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_calendar_is_open(china, 0, &open, NULL, &error), TOUSU_ERROR_OUTSIDE_CALENDAR, NULL);
  FAILED(tousu_calendar_is_open(china, INT64_MIN, &open, NULL, &error), TOUSU_ERROR_TIME_OUT_OF_RANGE, "at");
  FAILED(tousu_calendar_is_open(NULL, 0, &open, NULL, &error), TOUSU_ERROR_NULL_POINTER, "calendar");
  FAILED(tousu_calendar_is_open(china, 0, NULL, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_calendar_next_open(NULL, 0, &at, NULL, &error), TOUSU_ERROR_NULL_POINTER, "calendar");
  FAILED(tousu_calendar_next_start(china, 0, NULL, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_calendar_next_close(never, AT(OCT_1, 0), &at, NULL, &error), TOUSU_ERROR_NO_OPEN_TIME, NULL);
  FAILED(tousu_calendar_prev_start(never, AT(SEP_30, 0), &at, NULL, &error), TOUSU_ERROR_NO_OPEN_TIME, NULL);
  FAILED(tousu_calendar_prev_close(china, 0, &at, NULL, &error), TOUSU_ERROR_OUTSIDE_CALENDAR, NULL);

  FAILED(tousu_calendar_add_working_seconds_stopped(china, AT(SEP_30, 17), -1, stopped, 1, &at, NULL, &error),
         TOUSU_ERROR_NEGATIVE_PERIOD, NULL);
  FAILED(tousu_calendar_add_working_seconds_stopped(china, AT(SEP_30, 17), 1, NULL, 1, &at, NULL, &error),
         TOUSU_ERROR_NULL_POINTER, "stopped");
  FAILED(tousu_calendar_add_working_seconds_stopped(china, AT(SEP_30, 17), 1, stopped, SIZE_MAX, &at, NULL, &error),
         TOUSU_ERROR_TOO_LARGE, "stopped");
  stopped[2] = stopped[0];
  stopped[3] = stopped[1];
  FAILED(tousu_calendar_add_working_seconds_stopped(china, AT(SEP_30, 17), 1, stopped, 2, &at, NULL, &error),
         TOUSU_ERROR_INVALID_ARGUMENT, "stopped");
  FAILED(tousu_calendar_working_seconds_between_stopped(china, AT(SEP_30, 17), AT(OCT_8, 10), stopped, 2, &at, NULL,
                                                        &error),
         TOUSU_ERROR_INVALID_ARGUMENT, "stopped");
  stopped[2] = INT64_MAX;
  FAILED(tousu_calendar_working_seconds_between_stopped(china, AT(SEP_30, 17), AT(OCT_8, 10), stopped, 2, &at, NULL,
                                                        &error),
         TOUSU_ERROR_TIME_OUT_OF_RANGE, "stopped[1]");
  CHECK(at == 7 && provisional == 7 && open == 0);
  tousu_calendar_free(never);
  tousu_calendar_free(china);
}

static void open_periods_are_asked_for_one_by_one(void) {
  tousu_calendar *china = builtin("china");
  tousu_periods *periods = UNTOUCHED(tousu_periods);
  int64_t open = 7;
  int64_t close = 7;
  WORKED(tousu_calendar_periods_between(china, AT(SEP_30, 17), AT(OCT_8, 10), &periods, &error));
  CHECK(tousu_periods_count(periods) == 2);
  CHECK(tousu_periods_provisional(periods) == 0);
  WORKED(tousu_periods_at(periods, 1, &open, &close, &error));
  CHECK(open == AT(OCT_8, 9) && close == AT(OCT_8, 10));
  FAILED(tousu_periods_at(periods, 2, &open, &close, &error), TOUSU_ERROR_NOT_FOUND, "index");
  FAILED(tousu_periods_at(periods, SIZE_MAX, &open, &close, &error), TOUSU_ERROR_NOT_FOUND, "index");
  FAILED(tousu_periods_at(periods, 0, NULL, &close, &error), TOUSU_ERROR_NULL_POINTER, "open");
  FAILED(tousu_periods_at(periods, 0, &open, NULL, &error), TOUSU_ERROR_NULL_POINTER, "close");
  FAILED(tousu_periods_at(NULL, 0, &open, &close, &error), TOUSU_ERROR_NULL_POINTER, "periods");
  CHECK(open == AT(OCT_8, 9) && close == AT(OCT_8, 10));
  tousu_periods_free(periods);
  WORKED(tousu_calendar_periods(china, AT(OCT_8, 10), TOUSU_DIRECTION_BEFORE, 2, &periods, &error));
  CHECK(tousu_periods_count(periods) == 2);
  WORKED(tousu_periods_at(periods, 1, &open, &close, &error));
  CHECK(open == AT(SEP_30, 13) && close == AT(SEP_30, 18));
  tousu_periods_free(periods);
  WORKED(tousu_calendar_periods_between(china, AT(OCT_8, 10), AT(SEP_30, 17), &periods, &error));
  CHECK(tousu_periods_count(periods) == 0);
  tousu_periods_free(periods);
  periods = UNTOUCHED(tousu_periods);
  FAILED(tousu_calendar_periods(china, AT(OCT_8, 10), 2, 1, &periods, &error), TOUSU_ERROR_INVALID_ARGUMENT,
         "direction");
  FAILED(tousu_calendar_periods(china, AT(OCT_8, 10), 0, SIZE_MAX, &periods, &error), TOUSU_ERROR_TOO_LARGE, NULL);
  FAILED(tousu_calendar_periods(NULL, 0, 0, 1, &periods, &error), TOUSU_ERROR_NULL_POINTER, "calendar");
  FAILED(tousu_calendar_periods(china, 0, 0, 1, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_calendar_periods_between(NULL, 0, 0, &periods, &error), TOUSU_ERROR_NULL_POINTER, "calendar");
  FAILED(tousu_calendar_periods_between(china, INT64_MAX, 0, &periods, &error), TOUSU_ERROR_TIME_OUT_OF_RANGE,
         "start");
  CHECK(periods == UNTOUCHED(tousu_periods));
  CHECK(tousu_periods_count(NULL) == 0);
  CHECK(tousu_periods_provisional(NULL) == 0);
  tousu_periods_free(NULL);
  tousu_calendar_free(china);
}

static void days_are_counted_and_named(void) {
  tousu_calendar *china = builtin("china");
  tousu_bytes *bytes = NULL;
  tousu_day day;
  tousu_day before;
  int32_t on = 7;
  int64_t count = 7;
  uint32_t working = 7;
  uint32_t provisional = 7;
  memset(&day, 0xAA, sizeof day);
  day.struct_size = sizeof day;
  WORKED(tousu_calendar_day(china, OCT_10, &day, &error));
  CHECK(day.working == 1);
  CHECK(day.why == TOUSU_DAY_MAKE_UP);
  CHECK(day.provisional == 0);
  CHECK_TEXT(day.name, "\xE5\x9B\xBD\xE5\xBA\x86\xE8\x8A\x82");
  CHECK(day.name_len == 9);
  CHECK_TEXT(day.name_en, "National Day");
  CHECK(day.name_en_len == 12);
  WORKED(tousu_calendar_day(china, SEP_30, &day, &error));
  CHECK(day.working == 1 && day.why == TOUSU_DAY_WEEKDAY);
  CHECK(day.name == NULL && day.name_len == 0 && day.name_en == NULL && day.name_en_len == 0);
  WORKED(tousu_calendar_day(china, OCT_10 + 1, &day, &error));
  CHECK(day.working == 0 && day.why == TOUSU_DAY_WEEKEND);
  WORKED(tousu_calendar_day(china, OCT_1, &day, &error));
  CHECK(day.working == 0 && day.why == TOUSU_DAY_HOLIDAY);
  before = day;
  WORKED(tousu_calendar_days_json(china, OCT_10, OCT_10, &bytes, &error));
  CHECK(says(bytes, "\"working_days\":1,\"days\":[{\"date\":\"2026-10-10\",\"working\":true,\"why\":\"make-up\""));
  WORKED(tousu_calendar_is_working_day(china, OCT_10, &working, &provisional, &error));
  CHECK(working == 1 && provisional == 0);

  WORKED(tousu_calendar_add_working_days(china, SEP_30, 3, TOUSU_ROLL_MODE_NONE, 0, &on, &provisional, &error));
  CHECK(on == OCT_10 && provisional == 0);
  WORKED(tousu_calendar_add_working_days(china, OCT_10, -3, TOUSU_ROLL_MODE_NONE, 0, &on, NULL, &error));
  CHECK(on == SEP_30);
  /* From 10-01, a holiday, moved to 10-08: that is day 0, or day 1 where the start counts. */
  WORKED(tousu_calendar_add_working_days(china, OCT_1, 1, TOUSU_ROLL_MODE_FOLLOWING, 0, &on, NULL, &error));
  CHECK(on == OCT_9);
  WORKED(tousu_calendar_add_working_days(china, OCT_1, 1, TOUSU_ROLL_MODE_FOLLOWING, 1, &on, NULL, &error));
  CHECK(on == OCT_8);
  WORKED(tousu_calendar_add_working_days(china, OCT_1, 0, TOUSU_ROLL_MODE_PRECEDING, 0, &on, NULL, &error));
  CHECK(on == SEP_30);
  /* 10-31 is a Saturday: the next working day is in November, the one before is 10-30. */
  WORKED(tousu_calendar_add_working_days(china, OCT_1 + 30, 0, TOUSU_ROLL_MODE_MODIFIED_FOLLOWING, 0, &on, NULL,
                                         &error));
  CHECK(on == OCT_1 + 29);
  /* 10-01: the working day before is in September, the next is 10-08. */
  WORKED(tousu_calendar_add_working_days(china, OCT_1, 0, TOUSU_ROLL_MODE_MODIFIED_PRECEDING, 0, &on, NULL, &error));
  CHECK(on == OCT_8);
  WORKED(tousu_calendar_working_days_between(china, SEP_30, OCT_10, &count, &provisional, &error));
  CHECK(count == 3);
  WORKED(tousu_calendar_count_working_days(china, SEP_30, OCT_10, &count, &provisional, &error));
  CHECK(count == 3);
  WORKED(tousu_calendar_count_working_days(china, OCT_12, OCT_10, &count, NULL, &error));
  CHECK(count == -1);

  on = 7;
  count = 7;
  FAILED(tousu_calendar_add_working_days(china, OCT_1, 1, TOUSU_ROLL_MODE_REFUSE, 0, &on, NULL, &error),
         TOUSU_ERROR_NOT_WORKING_DAY, NULL);
  FAILED(tousu_calendar_add_working_days(china, OCT_1, 1, 6, 0, &on, NULL, &error), TOUSU_ERROR_INVALID_ARGUMENT,
         "roll_mode");
  FAILED(tousu_calendar_add_working_days(china, OCT_1, 1, 0, 2, &on, NULL, &error), TOUSU_ERROR_INVALID_ARGUMENT,
         "count_start");
  FAILED(tousu_calendar_add_working_days(china, INT32_MAX, 1, 0, 0, &on, NULL, &error), TOUSU_ERROR_TIME_OUT_OF_RANGE,
         "start");
  FAILED(tousu_calendar_add_working_days(china, OCT_1, INT64_MIN, 0, 0, &on, NULL, &error),
         TOUSU_ERROR_OUTSIDE_CALENDAR, NULL);
  FAILED(tousu_calendar_add_working_days(NULL, OCT_1, 1, 0, 0, &on, NULL, &error), TOUSU_ERROR_NULL_POINTER,
         "calendar");
  FAILED(tousu_calendar_add_working_days(china, OCT_1, 1, 0, 0, NULL, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_calendar_working_days_between(china, 0, OCT_1, &count, NULL, &error), TOUSU_ERROR_OUTSIDE_CALENDAR,
         NULL);
  FAILED(tousu_calendar_working_days_between(NULL, 0, 0, &count, NULL, &error), TOUSU_ERROR_NULL_POINTER, "calendar");
  FAILED(tousu_calendar_count_working_days(china, OCT_1, INT32_MIN, &count, NULL, &error),
         TOUSU_ERROR_TIME_OUT_OF_RANGE, "end");
  FAILED(tousu_calendar_count_working_days(china, OCT_1, OCT_1, NULL, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_calendar_is_working_day(china, 0, &working, NULL, &error), TOUSU_ERROR_OUTSIDE_CALENDAR, NULL);
  FAILED(tousu_calendar_is_working_day(NULL, 0, &working, NULL, &error), TOUSU_ERROR_NULL_POINTER, "calendar");
  FAILED(tousu_calendar_day(china, 0, &day, &error), TOUSU_ERROR_OUTSIDE_CALENDAR, NULL);
  FAILED(tousu_calendar_day(NULL, OCT_1, &day, &error), TOUSU_ERROR_NULL_POINTER, "calendar");
  FAILED(tousu_calendar_day(china, OCT_1, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  CHECK(memcmp(&day, &before, sizeof day) == 0 && on == 7 && count == 7 && working == 1);
  day.struct_size = 4;
  FAILED(tousu_calendar_day(china, OCT_1, &day, &error), TOUSU_ERROR_INVALID_ARGUMENT, "out.struct_size");
  bytes = UNTOUCHED(tousu_bytes);
  FAILED(tousu_calendar_days_json(china, OCT_8, OCT_1, &bytes, &error), TOUSU_ERROR_INVALID_ARGUMENT, "last");
  FAILED(tousu_calendar_days_json(china, -700000, 2900000, &bytes, &error), TOUSU_ERROR_TOO_LARGE, "last");
  FAILED(tousu_calendar_days_json(china, INT32_MIN, 0, &bytes, &error), TOUSU_ERROR_TIME_OUT_OF_RANGE, "first");
  FAILED(tousu_calendar_days_json(NULL, 0, 0, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "calendar");
  CHECK(bytes == UNTOUCHED(tousu_bytes));
  tousu_calendar_free(china);
}

static void dues_follow_the_calendar(void) {
  tousu_calendar *hong_kong = builtin("hong-kong");
  tousu_counting counting = {sizeof(tousu_counting), 0, TOUSU_ROLL_NONE, TOUSU_DAY_END_MIDNIGHT,
                             TOUSU_WORK_END_CLOSE};
  tousu_bytes *bytes = NULL;
  tousu_due due;
  memset(&due, 0xAA, sizeof due);
  due.struct_size = sizeof due;
  /* Thursday 2025-04-17: Good Friday to Easter Monday are general holidays; Tuesday 04-22 is day 1. */
  WORKED(tousu_calendar_due(hong_kong, TEXT("1 working day"), AT(20195, 10), NULL, &due, &error));
  CHECK(due.due == AT(20201, 0) - 1);
  CHECK(due.has_last_day == 1 && due.last_day == 20200);
  CHECK(due.provisional == 0);
  /* An hour that fills the day to its close at 18:00, or to the next opening. */
  WORKED(tousu_calendar_due(hong_kong, TEXT("1 working hour"), AT(20195, 17), &counting, &due, &error));
  CHECK(due.due == AT(20195, 18));
  counting.work_end = TOUSU_WORK_END_NEXT_OPENING;
  WORKED(tousu_calendar_due(hong_kong, TEXT("1 working hour"), AT(20195, 17), &counting, &due, &error));
  CHECK(due.due == AT(20200, 9));
  WORKED(tousu_calendar_due_json(hong_kong, TEXT("1 working day"), AT(20195, 10), NULL, &bytes, &error));
  CHECK(says(bytes, "\"calendar\":{\"id\":\"hong-kong\""));
  bytes = UNTOUCHED(tousu_bytes);
  counting.work_end = 2;
  FAILED(tousu_calendar_due(hong_kong, TEXT("1 working hour"), AT(20195, 17), &counting, &due, &error),
         TOUSU_ERROR_INVALID_ARGUMENT, "counting.work_end");
  FAILED(tousu_calendar_due(hong_kong, TEXT("soon"), AT(20195, 17), NULL, &due, &error),
         TOUSU_ERROR_UNREADABLE_PERIOD, "period");
  FAILED(tousu_calendar_due(hong_kong, TEXT("1 working day"), 0, NULL, &due, &error), TOUSU_ERROR_OUTSIDE_CALENDAR,
         NULL);
  FAILED(tousu_calendar_due(hong_kong, TEXT("1 day"), INT64_MIN, NULL, &due, &error), TOUSU_ERROR_TIME_OUT_OF_RANGE,
         "start");
  FAILED(tousu_calendar_due(NULL, TEXT("1 day"), 0, NULL, &due, &error), TOUSU_ERROR_NULL_POINTER, "calendar");
  FAILED(tousu_calendar_due(hong_kong, TEXT("1 day"), 0, NULL, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_calendar_due(hong_kong, NULL, 1, 0, NULL, &due, &error), TOUSU_ERROR_NULL_POINTER, "period");
  FAILED(tousu_calendar_due_json(NULL, TEXT("1 day"), 0, NULL, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "calendar");
  FAILED(tousu_calendar_due_json(hong_kong, TEXT("\xFF"), 0, NULL, &bytes, &error), TOUSU_ERROR_INVALID_UTF8,
         "period");
  FAILED(tousu_calendar_due_json(hong_kong, TEXT("1 day"), 0, NULL, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  CHECK(bytes == UNTOUCHED(tousu_bytes) && due.due == AT(20200, 9));
  tousu_calendar_free(hong_kong);
}

static void batches_answer_row_by_row(void) {
  tousu_calendar *china = builtin("china");
  int64_t starts[3];
  int64_t ends[3];
  int64_t days[3];
  int64_t out[3] = {7, 7, 7};
  int32_t codes[3] = {7, 7, 7};
  uint8_t provisional[3] = {7, 7, 7};
  starts[0] = AT(SEP_30, 10);
  starts[1] = INT64_MAX;
  starts[2] = 2530000000; /* 2050 */
  WORKED(tousu_calendar_due_batch(china, TEXT("3 working days"), NULL, starts, 3, out, codes, provisional, &error));
  CHECK(out[0] == AT(OCT_10 + 1, 0) - 1 && codes[0] == TOUSU_OK && provisional[0] == 0);
  CHECK(out[1] == INT64_MIN && codes[1] == TOUSU_ERROR_TIME_OUT_OF_RANGE && provisional[1] == 0);
  CHECK(codes[2] == TOUSU_OK && provisional[2] == 1);
  WORKED(tousu_calendar_due_batch(china, TEXT("30 minutes"), NULL, starts, 1, out, NULL, NULL, &error));
  CHECK(out[0] == AT(SEP_30, 10) + 1800);
  /* Into the array of the starts. */
  out[0] = AT(SEP_30, 17);
  WORKED(tousu_calendar_add_working_seconds_batch(china, out, 1, 7200, out, NULL, NULL, &error));
  CHECK(out[0] == AT(OCT_8, 10));
  ends[0] = AT(OCT_8, 10);
  ends[1] = ends[2] = 0;
  starts[0] = AT(SEP_30, 17);
  WORKED(tousu_calendar_working_seconds_between_batch(china, starts, ends, 3, out, codes, provisional, &error));
  CHECK(out[0] == 7200 && codes[0] == TOUSU_OK);
  CHECK(out[2] == INT64_MIN && codes[2] == TOUSU_ERROR_OUTSIDE_CALENDAR);
  days[0] = SEP_30;
  days[1] = OCT_1;
  days[2] = INT64_MIN;
  WORKED(tousu_calendar_add_working_days_batch(china, days, 3, 1, TOUSU_ROLL_MODE_FOLLOWING, 0, out, codes, NULL,
                                               &error));
  CHECK(out[0] == OCT_8 && out[1] == OCT_9);
  CHECK(out[2] == INT64_MIN && codes[2] == TOUSU_ERROR_TIME_OUT_OF_RANGE);

  /* No rows, no arrays. */
  WORKED(tousu_calendar_due_batch(china, TEXT("1 day"), NULL, NULL, 0, NULL, NULL, NULL, &error));
  out[0] = out[1] = out[2] = 7;
  /* Without codes the first row that has no answer fails the call. */
  FAILED(tousu_calendar_due_batch(china, TEXT("1 working day"), NULL, starts, 3, out, NULL, provisional, &error),
         TOUSU_ERROR_TIME_OUT_OF_RANGE, "starts[1]");
  FAILED(tousu_calendar_add_working_days_batch(china, days, 3, 1, TOUSU_ROLL_MODE_REFUSE, 0, out, NULL, NULL, &error),
         TOUSU_ERROR_NOT_WORKING_DAY, "starts[1]");
  FAILED(tousu_calendar_add_working_days_batch(china, days, 3, 1, 0, 0, out, NULL, NULL, &error),
         TOUSU_ERROR_TIME_OUT_OF_RANGE, "starts[2]");
  FAILED(tousu_calendar_add_working_days_batch(china, days, 3, 1, 9, 0, out, NULL, NULL, &error),
         TOUSU_ERROR_INVALID_ARGUMENT, "roll_mode");
  FAILED(tousu_calendar_add_working_days_batch(china, days, 3, 1, 0, 9, out, NULL, NULL, &error),
         TOUSU_ERROR_INVALID_ARGUMENT, "count_start");
  FAILED(tousu_calendar_add_working_seconds_batch(china, starts, 3, 1, out, NULL, NULL, &error),
         TOUSU_ERROR_TIME_OUT_OF_RANGE, "starts[1]");
  FAILED(tousu_calendar_working_seconds_between_batch(china, starts, ends, 3, out, NULL, NULL, &error),
         TOUSU_ERROR_TIME_OUT_OF_RANGE, "starts[1]");
  FAILED(tousu_calendar_working_seconds_between_batch(china, starts, NULL, 3, out, NULL, NULL, &error),
         TOUSU_ERROR_NULL_POINTER, "ends");
  FAILED(tousu_calendar_due_batch(china, TEXT("soon"), NULL, starts, 1, out, NULL, NULL, &error),
         TOUSU_ERROR_UNREADABLE_PERIOD, "period");
  FAILED(tousu_calendar_due_batch(china, TEXT("1 day"), NULL, NULL, 1, out, NULL, NULL, &error),
         TOUSU_ERROR_NULL_POINTER, "starts");
  FAILED(tousu_calendar_due_batch(china, TEXT("1 day"), NULL, starts, SIZE_MAX, out, NULL, NULL, &error),
         TOUSU_ERROR_TOO_LARGE, "starts");
  FAILED(tousu_calendar_due_batch(china, TEXT("1 day"), NULL, starts, 1, NULL, NULL, NULL, &error),
         TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_calendar_due_batch(NULL, TEXT("1 day"), NULL, starts, 1, out, NULL, NULL, &error),
         TOUSU_ERROR_NULL_POINTER, "calendar");
  FAILED(tousu_calendar_add_working_seconds_batch(NULL, starts, 1, 1, out, NULL, NULL, &error),
         TOUSU_ERROR_NULL_POINTER, "calendar");
  FAILED(tousu_calendar_working_seconds_between_batch(NULL, starts, ends, 1, out, NULL, NULL, &error),
         TOUSU_ERROR_NULL_POINTER, "calendar");
  FAILED(tousu_calendar_add_working_days_batch(NULL, days, 1, 1, 0, 0, out, NULL, NULL, &error),
         TOUSU_ERROR_NULL_POINTER, "calendar");
  CHECK(out[0] == 7 && out[1] == 7 && out[2] == 7);
  tousu_calendar_free(china);
}

/* More rows than are answered at once: each is what the single call says, also in place. */
static void long_batches_are_the_single_calls(void) {
  enum { ROWS = 9000 };
  static int64_t rows[ROWS];
  static int32_t codes[ROWS];
  static uint8_t provisional[ROWS];
  tousu_calendar *china = builtin("china");
  size_t i;
  size_t different = 0;
  for (i = 0; i < ROWS; i++) {
    rows[i] = AT(12000, 0) + (int64_t)i * 99991;
  }
  WORKED(tousu_calendar_add_working_seconds_batch(china, rows, ROWS, 100000, rows, codes, provisional, &error));
  for (i = 0; i < ROWS; i++) {
    int64_t at = INT64_MIN;
    uint32_t mark = 0;
    int32_t code =
        tousu_calendar_add_working_seconds(china, AT(12000, 0) + (int64_t)i * 99991, 100000, &at, &mark, NULL);
    different += code != codes[i] || at != rows[i] || mark != provisional[i];
  }
  CHECK(different == 0);
  CHECK(codes[0] == TOUSU_ERROR_OUTSIDE_CALENDAR && codes[ROWS - 1] == TOUSU_OK && provisional[ROWS - 1] == 1);
  tousu_calendar_free(china);
}

static void own_calendars_decide(void) {
  static const char COMPLAINT[] = "{\"id\": \"c1\", \"received_at\": \"2026-03-02T09:00:00+08:00\"}";
  tousu_calendar *ours = own("id = \"ours\"\nextends = \"china\"\nholidays = [\"2026-03-03\"]\n");
  tousu_calendar *theirs = UNTOUCHED(tousu_calendar);
  tousu_engine *engine = residential();
  tousu_engine *with = UNTOUCHED(tousu_engine);
  tousu_bytes *bytes = NULL;
  tousu_due due;
  due.struct_size = sizeof due;
  WORKED(tousu_engine_with_calendar(engine, ours, &with, &error));
  WORKED(tousu_engine_due(engine, TEXT("1 working day"), MONDAY, NULL, &due, &error));
  CHECK(due.last_day == 20515);
  /* They live on after what they were made from. */
  tousu_engine_free(engine);
  tousu_calendar_free(ours);
  WORKED(tousu_engine_due(with, TEXT("1 working day"), MONDAY, NULL, &due, &error));
  CHECK(due.last_day == 20516);
  WORKED(tousu_engine_assess_json(with, TEXT(COMPLAINT), &bytes, &error));
  /* Three working days: 03-04, 03-05, 03-06. */
  CHECK(says(bytes, "\"due\":\"2026-03-06T23:59:59+08:00\""));
  WORKED(tousu_engine_calendar(with, &theirs, &error));
  {
    tousu_calendar_view view;
    view.struct_size = sizeof view;
    tousu_engine_free(with);
    WORKED(tousu_calendar_describe(theirs, &view, &error));
    CHECK_TEXT(view.id, "ours");
  }
  tousu_calendar_free(theirs);
  theirs = UNTOUCHED(tousu_calendar);
  with = UNTOUCHED(tousu_engine);
  FAILED(tousu_engine_calendar(NULL, &theirs, &error), TOUSU_ERROR_NULL_POINTER, "engine");
  FAILED(tousu_engine_with_calendar(NULL, NULL, &with, &error), TOUSU_ERROR_NULL_POINTER, "engine");
  engine = residential();
  FAILED(tousu_engine_with_calendar(engine, NULL, &with, &error), TOUSU_ERROR_NULL_POINTER, "calendar");
  FAILED(tousu_engine_calendar(engine, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  tousu_engine_free(engine);
  CHECK(theirs == UNTOUCHED(tousu_calendar) && with == UNTOUCHED(tousu_engine));
}

static void broken_calendars_are_refused_with_their_places(void) {
  tousu_calendar *calendar = UNTOUCHED(tousu_calendar);
  tousu_calendar *china = builtin("china");
  tousu_error *error = NULL;
  tousu_calendar_view view;
  int32_t status = tousu_calendar_new(TEXT("extends = \"china\"\n[weekly]\nmon = [[\"18:00\", \"09:00\"]]\n"), &calendar,
                                      &error);
  CHECK(tousu_error_line(error) == 3);
  failed(status, error, TOUSU_ERROR_OVERLAPPING_HOURS, "weekly.mon");
  status = tousu_calendar_new(TEXT("{\"time_zone\": \"Mars/Olympus\", \"weekly\": {\"mon\": 1}}"), &calendar, &error);
  CHECK(tousu_error_cause_count(error) == 2);
  failed(status, error, TOUSU_ERROR_CALENDAR_REJECTED, NULL);
  FAILED(tousu_calendar_new(TEXT("time_zone = \"UTC\"\nweekly = {}\n"), &calendar, &error), TOUSU_ERROR_EMPTY_CALENDAR,
         NULL);
  FAILED(tousu_calendar_new(TEXT("extends = \"china\"\nholidays = [\"2026-10-10\"]\nworkdays = [\"2026-10-10\"]\n"),
                            &calendar, &error),
         TOUSU_ERROR_CONTRADICTORY_DATE, "workdays[0]");
  FAILED(tousu_calendar_new(TEXT("extends = \"mars\"\n"), &calendar, &error), TOUSU_ERROR_UNKNOWN_CALENDAR, "extends");
  FAILED(tousu_calendar_new(TEXT("x = = 1\n"), &calendar, &error), TOUSU_ERROR_SYNTAX, NULL);
  FAILED(tousu_calendar_new(TEXT("a\xFF"), &calendar, &error), TOUSU_ERROR_INVALID_UTF8, "document");
  FAILED(tousu_calendar_new(NULL, 1, &calendar, &error), TOUSU_ERROR_NULL_POINTER, "document");
  FAILED(tousu_calendar_new(TEXT(NEVER), NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_calendar_builtin(TEXT("mars"), &calendar, &error), TOUSU_ERROR_UNKNOWN_CALENDAR, NULL);
  FAILED(tousu_calendar_builtin(NULL, 1, &calendar, &error), TOUSU_ERROR_NULL_POINTER, "calendar_id");
  FAILED(tousu_calendar_builtin(TEXT("china"), NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_calendar_strict(china, 2, &calendar, &error), TOUSU_ERROR_INVALID_ARGUMENT, "strict");
  FAILED(tousu_calendar_strict(NULL, 1, &calendar, &error), TOUSU_ERROR_NULL_POINTER, "calendar");
  FAILED(tousu_calendar_strict(china, 1, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  CHECK(calendar == UNTOUCHED(tousu_calendar));
  view.struct_size = 0;
  FAILED(tousu_calendar_describe(china, &view, &error), TOUSU_ERROR_INVALID_ARGUMENT, "out.struct_size");
  FAILED(tousu_calendar_describe(china, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_calendar_describe(NULL, &view, &error), TOUSU_ERROR_NULL_POINTER, "calendar");
  FAILED(tousu_calendar_json(NULL, NULL, &error), TOUSU_ERROR_NULL_POINTER, "calendar");
  FAILED(tousu_calendar_json(china, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_calendar_list(NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  /* Strict: what nobody has announced is refused. */
  WORKED(tousu_calendar_strict(china, 1, &calendar, &error));
  {
    int64_t at = 7;
    FAILED(tousu_calendar_next_open(calendar, 2530000000, &at, NULL, &error), TOUSU_ERROR_PROVISIONAL_REFUSED, NULL);
    CHECK(at == 7);
  }
  tousu_calendar_free(calendar);
  tousu_calendar_free(china);
}

int main(void) {
  calendars_say_what_they_know();
  open_time_is_added_and_measured();
  open_periods_are_asked_for_one_by_one();
  days_are_counted_and_named();
  dues_follow_the_calendar();
  batches_answer_row_by_row();
  long_batches_are_the_single_calls();
  own_calendars_decide();
  broken_calendars_are_refused_with_their_places();
  return check_result();
}
