/* The course of a case, many cases at once, and the queue of what they owe. */
#include "expect.h"

static const char COMPLAINT[] = "{\"id\": \"c1\", \"received_at\": \"2026-03-02T09:00:00+08:00\"}";
static const char REGISTERED[] = "{\"id\": \"e1\", \"kind\": \"registered\", \"at\": \"2026-03-02T09:20:00+08:00\"}";
static const char MERGED[] =
    "{\"id\": \"e2\", \"kind\": \"merged\", \"into\": \"c9\", \"at\": \"2026-03-02T10:00:00+08:00\"}";
/* Two cases and a line that is none. */
static const char LINES[] =
    "{\"complaint\": {\"id\": \"c1\", \"received_at\": \"2026-03-02T09:00:00+08:00\"}}\n"
    "nonsense\n"
    "{\"complaint\": {\"id\": \"c2\", \"received_at\": \"2026-03-02T09:30:00+08:00\"}, \"events\": []}\n";
static const char CLEAN[] = "{\"complaint\": {\"id\": \"c1\", \"received_at\": \"2026-03-02T09:00:00+08:00\"}}\n";

static tousu_case *opened_case(const tousu_engine *engine) {
  tousu_case *opened = NULL;
  WORKED(tousu_case_new(engine, TEXT(COMPLAINT), TOUSU_MODE_STRICT, &opened, &error));
  return opened;
}

static tousu_engine *one_hour(void) {
  tousu_engine *engine = NULL;
  WORKED(tousu_engine_builtin_with(TEXT("residential-community"), TEXT("{\"registration_hours\": \"1 hour\"}"), 0, &engine,
                                   &error));
  return engine;
}

static void the_course_of_a_case(void) {
  tousu_engine *engine = residential(), *other = one_hour();
  tousu_case *opened = opened_case(engine), *moved = NULL, *none = UNTOUCHED(tousu_case);
  tousu_bytes *bytes = NULL;
  /* Half of two hours have passed at ten. */
  WORKED(tousu_case_view_json(opened, MONDAY + 3599, NULL, TEXT("50%"), &bytes, &error));
  CHECK(says(bytes, "\"warn_at\":\"2026-03-02T10:00:00+08:00\""));
  WORKED(tousu_case_take_over(opened, other, MONDAY + 60, &moved, &error));
  WORKED(tousu_case_status_json(moved, MONDAY + 120, NULL, &bytes, &error));
  CHECK(says(bytes, "\"due\":\"2026-03-02T10:00:00+08:00\""));
  WORKED(tousu_case_apply_json(opened, TEXT(REGISTERED), &error));
  WORKED(tousu_case_timeline_json(opened, MONDAY + DAY, NULL, &bytes, &error));
  CHECK(says(bytes, "\"registered\""));
  WORKED(tousu_case_timeline_json(opened, MONDAY + DAY, &MONDAY, &bytes, &error));
  CHECK(says(bytes, "\"received\""));
  WORKED(tousu_case_timeline_text(opened, MONDAY + DAY, NULL, TEXT("zh"), &bytes, &error));
  CHECK(says(bytes, "2026-03-02"));
  WORKED(tousu_case_merged_json(opened, MONDAY + DAY, &bytes, &error));
  CHECK(says(bytes, "null"));
  WORKED(tousu_case_apply_json(opened, TEXT(MERGED), &error));
  WORKED(tousu_case_merged_json(opened, MONDAY + DAY, &bytes, &error));
  CHECK(says(bytes, "{\"into\":\"c9\",\"event\":{"));

  bytes = UNTOUCHED(tousu_bytes);
  FAILED(tousu_case_view_json(NULL, MONDAY, NULL, NULL, 0, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "complaint_case");
  FAILED(tousu_case_view_json(opened, MONDAY, NULL, NULL, 0, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_case_view_json(opened, MONDAY, NULL, NULL, 1, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "warn");
  FAILED(tousu_case_view_json(opened, MONDAY, NULL, TEXT("120%"), &bytes, &error), TOUSU_ERROR_INVALID_ARGUMENT, "warn");
  FAILED(tousu_case_view_json(opened, BEYOND, NULL, NULL, 0, &bytes, &error), TOUSU_ERROR_TIME_OUT_OF_RANGE, "as_of");
  FAILED(tousu_case_view_json(opened, MONDAY, &BEYOND, NULL, 0, &bytes, &error), TOUSU_ERROR_TIME_OUT_OF_RANGE,
         "known_at");
  FAILED(tousu_case_timeline_json(NULL, MONDAY, NULL, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "complaint_case");
  FAILED(tousu_case_timeline_json(opened, MONDAY, NULL, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_case_timeline_text(NULL, MONDAY, NULL, TEXT("en"), &bytes, &error), TOUSU_ERROR_NULL_POINTER,
         "complaint_case");
  FAILED(tousu_case_timeline_text(opened, MONDAY, NULL, TEXT("en"), NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_case_timeline_text(opened, MONDAY, NULL, NULL, 2, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "language");
  FAILED(tousu_case_timeline_text(opened, MONDAY, NULL, TEXT("fr"), &bytes, &error), TOUSU_ERROR_INVALID_ARGUMENT,
         "language");
  FAILED(tousu_case_take_over(NULL, other, MONDAY, &none, &error), TOUSU_ERROR_NULL_POINTER, "complaint_case");
  FAILED(tousu_case_take_over(opened, NULL, MONDAY, &none, &error), TOUSU_ERROR_NULL_POINTER, "engine");
  FAILED(tousu_case_take_over(opened, other, MONDAY, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_case_take_over(opened, other, BEYOND, &none, &error), TOUSU_ERROR_TIME_OUT_OF_RANGE, "at");
  FAILED(tousu_case_take_over(moved, other, MONDAY, &none, &error), TOUSU_ERROR_INVALID_ARGUMENT, "at");
  FAILED(tousu_case_merged_json(NULL, MONDAY, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "complaint_case");
  FAILED(tousu_case_merged_json(opened, MONDAY, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  CHECK(bytes == UNTOUCHED(tousu_bytes) && none == UNTOUCHED(tousu_case));
  tousu_case_free(moved);
  tousu_case_free(opened);
  tousu_engine_free(other);
  tousu_engine_free(engine);
}

static void rows_of_many_cases(void) {
  tousu_engine *engine = residential(), *other = one_hour();
  tousu_bytes *rows = NULL, *faults = NULL, *bytes = UNTOUCHED(tousu_bytes);
  tousu_batch_options options;
  memset(&options, 0, sizeof options);
  options.struct_size = (uint32_t)sizeof options;
  options.mode = TOUSU_MODE_STRICT;
  options.threads = 2;
  WORKED(tousu_engine_rows_json(engine, TEXT(LINES), MONDAY, NULL, 0, &options, &rows, &faults, &error));
  /* Two hours to register; a second later the row is no longer true. */
  CHECK(strstr(tousu_bytes_data(rows), "\"next_change_at\":\"2026-03-02T11:00:01+08:00\"") != NULL);
  CHECK(says(rows, "\"case_id\":\"c2\""));
  CHECK(says(faults, "\"line\":2"));
  WORKED(tousu_engine_rows_csv(engine, TEXT("id,received_at\nc1,2026-03-02T09:00:00+08:00\n"),
                               TEXT("case,id,kind,at\nc1,e1,registered,2026-03-02T09:10:00+08:00\n"), MONDAY + 3600, NULL, 0,
                               NULL, &rows, &faults, &error));
  CHECK(says(rows, "register,"));
  CHECK(says(faults, "[]"));
  WORKED(tousu_engine_compare_json(engine, other, TEXT(CLEAN), MONDAY + 3601, &options, &rows, &error));
  CHECK(says(rows, "\"breaches_appear\":1"));

  FAILED(tousu_engine_rows_json(NULL, TEXT(LINES), MONDAY, NULL, 0, NULL, &bytes, &bytes, &error),
         TOUSU_ERROR_NULL_POINTER, "engine");
  FAILED(tousu_engine_rows_json(engine, NULL, 1, MONDAY, NULL, 0, NULL, &bytes, &bytes, &error),
         TOUSU_ERROR_NULL_POINTER, "lines");
  FAILED(tousu_engine_rows_json(engine, TEXT(LINES), MONDAY, NULL, 0, NULL, NULL, &bytes, &error),
         TOUSU_ERROR_NULL_POINTER, "rows");
  FAILED(tousu_engine_rows_json(engine, TEXT(LINES), MONDAY, NULL, 0, NULL, &bytes, NULL, &error),
         TOUSU_ERROR_NULL_POINTER, "faults");
  FAILED(tousu_engine_rows_json(engine, TEXT(LINES), BEYOND, NULL, 0, NULL, &bytes, &bytes, &error),
         TOUSU_ERROR_TIME_OUT_OF_RANGE, "as_of");
  FAILED(tousu_engine_rows_json(engine, TEXT(LINES), MONDAY, TEXT("soon"), NULL, &bytes, &bytes, &error),
         TOUSU_ERROR_UNREADABLE_PERIOD, "warn");
  options.mode = 7;
  FAILED(tousu_engine_rows_json(engine, TEXT(LINES), MONDAY, NULL, 0, &options, &bytes, &bytes, &error),
         TOUSU_ERROR_INVALID_ARGUMENT, "options.mode");
  options.mode = 0;
  options.reserved = 1;
  FAILED(tousu_engine_rows_json(engine, TEXT(LINES), MONDAY, NULL, 0, &options, &bytes, &bytes, &error),
         TOUSU_ERROR_INVALID_ARGUMENT, "options.reserved");
  options.struct_size = 1;
  FAILED(tousu_engine_rows_json(engine, TEXT(LINES), MONDAY, NULL, 0, &options, &bytes, &bytes, &error),
         TOUSU_ERROR_INVALID_ARGUMENT, "options.struct_size");
  FAILED(tousu_engine_rows_csv(engine, TEXT("colour\n"), NULL, 0, MONDAY, NULL, 0, NULL, &bytes, &bytes, &error),
         TOUSU_ERROR_MISSING_COLUMN, NULL);
  FAILED(tousu_engine_rows_csv(engine, NULL, 1, NULL, 0, MONDAY, NULL, 0, NULL, &bytes, &bytes, &error),
         TOUSU_ERROR_NULL_POINTER, "complaints");
  FAILED(tousu_engine_compare_json(engine, NULL, TEXT(CLEAN), MONDAY, NULL, &bytes, &error), TOUSU_ERROR_NULL_POINTER,
         "other");
  FAILED(tousu_engine_compare_json(NULL, other, TEXT(CLEAN), MONDAY, NULL, &bytes, &error), TOUSU_ERROR_NULL_POINTER,
         "engine");
  FAILED(tousu_engine_compare_json(engine, other, TEXT(CLEAN), MONDAY, NULL, NULL, &error), TOUSU_ERROR_NULL_POINTER,
         "out");
  CHECK(bytes == UNTOUCHED(tousu_bytes));
  tousu_engine_free(other);
  tousu_engine_free(engine);
}

static void a_queue_follows_time_and_events(void) {
  tousu_engine *engine = residential();
  tousu_queue *queue = NULL, *none = UNTOUCHED(tousu_queue);
  tousu_bytes *bytes = NULL;
  size_t decided = 9;
  uint32_t removed = 9;
  WORKED(tousu_queue_new(engine, MONDAY, TEXT("30 minutes"), NULL, &queue, &error));
  WORKED(tousu_queue_put_json(queue, TEXT(CLEAN), &error));
  /* A queue outlives its engine. */
  tousu_engine_free(engine);
  WORKED(tousu_queue_advance(queue, MONDAY + 5400, &decided, &error));
  CHECK(decided >= 1);
  WORKED(tousu_queue_json(queue, 5, &bytes, &error));
  CHECK(says(bytes, "\"warned\":true"));
  WORKED(tousu_queue_advance(queue, MONDAY + 7201, &decided, &error));
  WORKED(tousu_queue_json(queue, 5, &bytes, &error));
  CHECK(says(bytes, "\"overdue\":{\"count\":1,"));
  WORKED(tousu_queue_apply_json(queue, TEXT("c1"), TEXT(REGISTERED), &error));
  WORKED(tousu_queue_json(queue, 0, &bytes, &error));
  CHECK(says(bytes, "\"overdue\":{\"count\":0,\"tasks\":[]}"));

  bytes = UNTOUCHED(tousu_bytes);
  FAILED(tousu_queue_new(NULL, MONDAY, NULL, 0, NULL, &none, &error), TOUSU_ERROR_NULL_POINTER, "engine");
  FAILED(tousu_queue_put_json(NULL, TEXT(CLEAN), &error), TOUSU_ERROR_NULL_POINTER, "queue");
  FAILED(tousu_queue_put_json(queue, TEXT(LINES), &error), TOUSU_ERROR_SYNTAX, NULL);
  FAILED(tousu_queue_put_json(queue, NULL, 1, &error), TOUSU_ERROR_NULL_POINTER, "lines");
  FAILED(tousu_queue_apply_json(NULL, TEXT("c1"), TEXT(REGISTERED), &error), TOUSU_ERROR_NULL_POINTER, "queue");
  FAILED(tousu_queue_apply_json(queue, TEXT("c7"), TEXT(REGISTERED), &error), TOUSU_ERROR_UNKNOWN_COMPLAINT, NULL);
  FAILED(tousu_queue_apply_json(queue, NULL, 1, TEXT(REGISTERED), &error), TOUSU_ERROR_NULL_POINTER, "complaint_id");
  FAILED(tousu_queue_apply_json(queue, TEXT("c1"), TEXT("{}"), &error), TOUSU_ERROR_MISSING_FIELD, NULL);
  FAILED(tousu_queue_advance(queue, MONDAY, &decided, &error), TOUSU_ERROR_INVALID_ARGUMENT, "to");
  FAILED(tousu_queue_advance(queue, MONDAY + DAY, NULL, &error), TOUSU_ERROR_NULL_POINTER, "decided");
  FAILED(tousu_queue_advance(NULL, MONDAY, &decided, &error), TOUSU_ERROR_NULL_POINTER, "queue");
  FAILED(tousu_queue_json(NULL, 1, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "queue");
  FAILED(tousu_queue_json(queue, 1, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_queue_remove(queue, TEXT("c1"), NULL, &error), TOUSU_ERROR_NULL_POINTER, "removed");
  FAILED(tousu_queue_remove(NULL, TEXT("c1"), &removed, &error), TOUSU_ERROR_NULL_POINTER, "queue");
  CHECK(removed == 9 && bytes == UNTOUCHED(tousu_bytes) && none == UNTOUCHED(tousu_queue));
  WORKED(tousu_queue_remove(queue, TEXT("c1"), &removed, &error));
  CHECK(removed == 1);
  WORKED(tousu_queue_remove(queue, TEXT("c1"), &removed, &error));
  CHECK(removed == 0);
  tousu_queue_free(queue);
  tousu_queue_free(NULL);
}

int main(void) {
  the_course_of_a_case();
  rows_of_many_cases();
  a_queue_follows_time_and_events();
  return check_result();
}
