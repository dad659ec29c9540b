/* Decisions and due times as plain structs, and every wrong way to ask for them. */
#include "expect.h"

/* 楼道堆满杂物，有消防隐患 */
static const char COMPLAINT[] =
    "{\"id\": \"c1\", \"received_at\": \"2026-04-30T16:00:00+08:00\", \"text\": "
    "\"\xE6\xA5\xBC\xE9\x81\x93\xE5\xA0\x86\xE6\xBB\xA1\xE6\x9D\x82\xE7\x89\xA9\xEF\xBC\x8C"
    "\xE6\x9C\x89\xE6\xB6\x88\xE9\x98\xB2\xE9\x9A\x90\xE6\x82\xA3\"}";

/* 2026-05-13T23:59:59+08:00: Labour Day is skipped, the make-up Saturday of 9 May counts. */
static const int64_t SEVENTH_WORKING_DAY = 1778687999;

static void structs_say_what_the_json_says(void) {
  tousu_engine *engine = residential();
  tousu_assessment *assessment = NULL;
  tousu_assessment_view view;
  tousu_obligation_view owed;
  tousu_bytes *whole = NULL;
  tousu_bytes *again = NULL;
  size_t closing = 0;
  size_t i;
  WORKED(tousu_engine_assess(engine, TEXT(COMPLAINT), &assessment, &error));
  WORKED(tousu_engine_assess_json(engine, TEXT(COMPLAINT), &whole, &error));
  WORKED(tousu_assessment_json(assessment, &again, &error));
  CHECK(tousu_bytes_len(whole) == tousu_bytes_len(again));
  CHECK(says(again, tousu_bytes_data(whole)));
  /* The assessment outlives its engine, and so do the texts that it lends. */
  tousu_engine_free(engine);

  memset(&view, 0xAA, sizeof view);
  view.struct_size = sizeof view;
  WORKED(tousu_assessment_read(assessment, &view, &error));
  CHECK(view.struct_size == sizeof view);
  CHECK_TEXT(view.tier, "major");
  CHECK(view.tier_len == 5);
  CHECK(view.category != NULL && strlen(view.category) == view.category_len);
  CHECK(view.confidence <= 1000);
  CHECK(view.needs_review <= 1);
  CHECK(view.has_next_due == 1);
  CHECK(view.next_due > 1777536000);
  CHECK(view.next_obligation != NULL && strlen(view.next_obligation) == view.next_obligation_len);
  CHECK(view.obligation_count > 3);
  for (i = 0; i < view.obligation_count; i++) {
    memset(&owed, 0xAA, sizeof owed);
    owed.struct_size = sizeof owed;
    WORKED(tousu_assessment_obligation(assessment, i, &owed, &error));
    CHECK(owed.id != NULL && strlen(owed.id) == owed.id_len);
    CHECK(owed.label_zh != NULL && strlen(owed.label_zh) == owed.label_zh_len);
    CHECK(owed.label_en != NULL && strlen(owed.label_en) == owed.label_en_len);
    CHECK(owed.clause != NULL && strlen(owed.clause) == owed.clause_len);
    CHECK((owed.owner == NULL) == (owed.owner_len == 0));
    CHECK(owed.state <= TOUSU_STATE_UNDETERMINED);
    CHECK(owed.strength <= TOUSU_STRENGTH_SHOULD);
    CHECK(owed.cycle == 1);
    CHECK(owed.has_due == 1 || owed.due == 0);
    CHECK(owed.has_started == 1 || owed.started == 0);
    if (strcmp(owed.id, "major-close") == 0) {
      closing++;
      CHECK(owed.state == TOUSU_STATE_RUNNING);
      CHECK(owed.has_due == 1);
      CHECK(owed.due == SEVENTH_WORKING_DAY);
      CHECK(owed.has_original_due == 1);
      CHECK(owed.original_due == SEVENTH_WORKING_DAY);
      CHECK(owed.provisional == 0);
    }
  }
  CHECK(closing == 1);
  tousu_bytes_free(whole);
  tousu_assessment_free(assessment);
}

static void refuses_wrong_structs(void) {
  tousu_engine *engine = residential();
  tousu_assessment *assessment = NULL;
  tousu_assessment_view view;
  tousu_obligation_view owed;
  tousu_assessment_view before;
  WORKED(tousu_engine_assess(engine, TEXT(COMPLAINT), &assessment, &error));
  memset(&view, 0xAA, sizeof view);
  memset(&owed, 0xAA, sizeof owed);
  /* A size that was never set, one too small, one too large: nothing is written. */
  before = view;
  FAILED(tousu_assessment_read(assessment, &view, &error), TOUSU_ERROR_INVALID_ARGUMENT, "out.struct_size");
  CHECK(memcmp(&view, &before, sizeof view) == 0);
  view.struct_size = 0;
  FAILED(tousu_assessment_read(assessment, &view, &error), TOUSU_ERROR_INVALID_ARGUMENT, "out.struct_size");
  view.struct_size = sizeof view + 8;
  FAILED(tousu_assessment_read(assessment, &view, &error), TOUSU_ERROR_INVALID_ARGUMENT, "out.struct_size");
  owed.struct_size = sizeof owed - 8;
  FAILED(tousu_assessment_obligation(assessment, 0, &owed, &error), TOUSU_ERROR_INVALID_ARGUMENT, "out.struct_size");
  FAILED(tousu_assessment_read(assessment, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_assessment_obligation(assessment, 0, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  view.struct_size = sizeof view;
  owed.struct_size = sizeof owed;
  FAILED(tousu_assessment_read(NULL, &view, &error), TOUSU_ERROR_NULL_POINTER, "assessment");
  FAILED(tousu_assessment_obligation(NULL, 0, &owed, &error), TOUSU_ERROR_NULL_POINTER, "assessment");
  FAILED(tousu_assessment_obligation(assessment, SIZE_MAX, &owed, &error), TOUSU_ERROR_NOT_FOUND, "index");
  FAILED(tousu_assessment_json(NULL, NULL, &error), TOUSU_ERROR_NULL_POINTER, "assessment");
  FAILED(tousu_assessment_json(assessment, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  CHECK(tousu_assessment_read(NULL, NULL, NULL) == TOUSU_ERROR_NULL_POINTER);
  tousu_assessment_free(assessment);
  tousu_assessment_free(NULL);

  assessment = UNTOUCHED(tousu_assessment);
  FAILED(tousu_engine_assess(NULL, TEXT(COMPLAINT), &assessment, &error), TOUSU_ERROR_NULL_POINTER, "engine");
  FAILED(tousu_engine_assess(engine, NULL, 1, &assessment, &error), TOUSU_ERROR_NULL_POINTER, "complaint");
  FAILED(tousu_engine_assess(engine, TEXT(COMPLAINT), NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_engine_assess(engine, TEXT("{\"id\": \"c\", \"tier\": \"huge\"}"), &assessment, &error),
         TOUSU_ERROR_UNKNOWN_TIER, "tier");
  FAILED(tousu_engine_assess(engine, TEXT("{\"id\": true}"), &assessment, &error), TOUSU_ERROR_WRONG_TYPE, "id");
  FAILED(tousu_engine_assess(engine, TEXT("{\"received_at\": \"2026-03-02T09:00:00\"}"), &assessment, &error),
         TOUSU_ERROR_NAIVE_TIME, "received_at");
  FAILED(tousu_engine_assess(engine, TEXT("{\"received_at\": \"9999-06-01T00:00:00Z\"}"), &assessment, &error),
         TOUSU_ERROR_OUTSIDE_CALENDAR, NULL);
  CHECK(assessment == UNTOUCHED(tousu_assessment));
  tousu_engine_free(engine);
}

static void due_times_are_counted(void) {
  tousu_engine *engine = residential();
  tousu_counting counting = {sizeof(tousu_counting), 0, TOUSU_ROLL_NONE, TOUSU_DAY_END_MIDNIGHT, TOUSU_WORK_END_CLOSE};
  tousu_bytes *bytes = NULL;
  tousu_due due;
  memset(&due, 0xAA, sizeof due);
  due.struct_size = sizeof due;
  /* 3个工作日 from Monday 9 o'clock: Thursday 24:00. */
  WORKED(tousu_engine_due(engine, TEXT("3\xE4\xB8\xAA\xE5\xB7\xA5\xE4\xBD\x9C\xE6\x97\xA5"), MONDAY, NULL, &due,
                          &error));
  CHECK(due.struct_size == sizeof due);
  CHECK(due.due == MONDAY + 3 * DAY + 15 * 3600 - 1);
  CHECK(due.has_last_day == 1);
  CHECK(due.last_day == 20517);
  CHECK(due.provisional == 0);
  WORKED(tousu_engine_due(engine, TEXT("30 minutes"), MONDAY, &counting, &due, &error));
  CHECK(due.due == MONDAY + 1800);
  CHECK(due.has_last_day == 0);
  CHECK(due.last_day == 0);
  /* Five days from Monday: Saturday, or by legal norms the next Monday. */
  WORKED(tousu_engine_due(engine, TEXT("5 days"), MONDAY, NULL, &due, &error));
  CHECK(due.due == MONDAY + 5 * DAY + 15 * 3600 - 1);
  counting.holiday_roll = TOUSU_ROLL_NEXT;
  WORKED(tousu_engine_due(engine, TEXT("5 days"), MONDAY, &counting, &due, &error));
  CHECK(due.due == MONDAY + 7 * DAY + 15 * 3600 - 1);
  counting.holiday_roll = TOUSU_ROLL_PREVIOUS;
  WORKED(tousu_engine_due(engine, TEXT("5 days"), MONDAY, &counting, &due, &error));
  CHECK(due.due == MONDAY + 4 * DAY + 15 * 3600 - 1);
  counting.count_start_day = 1;
  WORKED(tousu_engine_due(engine, TEXT("1 day"), MONDAY, &counting, &due, &error));
  CHECK(due.due == MONDAY + 15 * 3600 - 1);
  /* No notice names the holidays of 2050. */
  WORKED(tousu_engine_due(engine, TEXT("3 working days"), 2530000000, NULL, &due, &error));
  CHECK(due.provisional == 1);
  WORKED(tousu_engine_due_json(engine, TEXT("3 working days"), MONDAY, NULL, &bytes, &error));
  CHECK(says(bytes, "\"due\":\"2026-03-05T23:59:59+08:00\",\"last_day\":\"2026-03-05\",\"provisional\":false"));
  tousu_engine_free(engine);
}

static void refuses_wrong_questions(void) {
  tousu_engine *engine = residential();
  tousu_counting counting = {sizeof(tousu_counting), 0, 0, 0, 0};
  tousu_bytes *bytes = UNTOUCHED(tousu_bytes);
  tousu_due due;
  tousu_due before;
  memset(&due, 0xAA, sizeof due);
  due.struct_size = sizeof due;
  before = due;
  FAILED(tousu_engine_due(NULL, TEXT("1 day"), MONDAY, NULL, &due, &error), TOUSU_ERROR_NULL_POINTER, "engine");
  FAILED(tousu_engine_due(engine, NULL, 1, MONDAY, NULL, &due, &error), TOUSU_ERROR_NULL_POINTER, "period");
  FAILED(tousu_engine_due(engine, TEXT("1 day"), MONDAY, NULL, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_engine_due(engine, TEXT("soon"), MONDAY, NULL, &due, &error), TOUSU_ERROR_UNREADABLE_PERIOD, "period");
  FAILED(tousu_engine_due(engine, NULL, 0, MONDAY, NULL, &due, &error), TOUSU_ERROR_UNREADABLE_PERIOD, "period");
  FAILED(tousu_engine_due(engine, TEXT("1 \xC3\x28"), MONDAY, NULL, &due, &error), TOUSU_ERROR_INVALID_UTF8, "period");
  FAILED(tousu_engine_due(engine, TEXT("1 day"), INT64_MAX, NULL, &due, &error), TOUSU_ERROR_TIME_OUT_OF_RANGE,
         "start");
  FAILED(tousu_engine_due(engine, TEXT("1 day"), INT64_MIN, NULL, &due, &error), TOUSU_ERROR_TIME_OUT_OF_RANGE,
         "start");
  FAILED(tousu_engine_due(engine, TEXT("1 day"), LAST_SECOND + 1, NULL, &due, &error),
         TOUSU_ERROR_TIME_OUT_OF_RANGE, "start");
  FAILED(tousu_engine_due(engine, TEXT("1 second"), LAST_SECOND, NULL, &due, &error), TOUSU_ERROR_TIME_OUT_OF_RANGE,
         NULL);
  FAILED(tousu_engine_due(engine, TEXT("1 month"), LAST_SECOND, NULL, &due, &error), TOUSU_ERROR_TIME_OUT_OF_RANGE,
         NULL);
  FAILED(tousu_engine_due(engine, TEXT("1 working day"), LAST_SECOND - DAY, NULL, &due, &error),
         TOUSU_ERROR_OUTSIDE_CALENDAR, NULL);
  counting.struct_size = 4;
  FAILED(tousu_engine_due(engine, TEXT("1 day"), MONDAY, &counting, &due, &error), TOUSU_ERROR_INVALID_ARGUMENT,
         "counting.struct_size");
  counting.struct_size = sizeof counting;
  counting.count_start_day = 2;
  FAILED(tousu_engine_due(engine, TEXT("1 day"), MONDAY, &counting, &due, &error), TOUSU_ERROR_INVALID_ARGUMENT,
         "counting.count_start_day");
  counting.count_start_day = 0;
  counting.holiday_roll = 3;
  FAILED(tousu_engine_due(engine, TEXT("1 day"), MONDAY, &counting, &due, &error), TOUSU_ERROR_INVALID_ARGUMENT,
         "counting.holiday_roll");
  counting.holiday_roll = 0;
  counting.day_end = UINT32_MAX;
  FAILED(tousu_engine_due(engine, TEXT("1 day"), MONDAY, &counting, &due, &error), TOUSU_ERROR_INVALID_ARGUMENT,
         "counting.day_end");
  CHECK(memcmp(&due, &before, sizeof due) == 0);
  due.struct_size = 8;
  FAILED(tousu_engine_due(engine, TEXT("1 day"), MONDAY, NULL, &due, &error), TOUSU_ERROR_INVALID_ARGUMENT,
         "out.struct_size");
  FAILED(tousu_engine_due_json(NULL, TEXT("1 day"), MONDAY, NULL, &bytes, &error), TOUSU_ERROR_NULL_POINTER,
         "engine");
  FAILED(tousu_engine_due_json(engine, NULL, 1, MONDAY, NULL, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "period");
  FAILED(tousu_engine_due_json(engine, TEXT("1 day"), MONDAY, NULL, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_engine_due_json(engine, TEXT("1 day"), INT64_MIN, NULL, &bytes, &error),
         TOUSU_ERROR_TIME_OUT_OF_RANGE, "start");
  CHECK(bytes == UNTOUCHED(tousu_bytes));
  tousu_engine_free(engine);
}

int main(void) {
  structs_say_what_the_json_says();
  refuses_wrong_structs();
  due_times_are_counted();
  refuses_wrong_questions();
  return check_result();
}
