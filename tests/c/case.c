/* Cases whose events arrive one after the other, and histories that cannot be. */
#include <pthread.h>

#include "expect.h"

static const char COMPLAINT[] = "{\"id\": \"c1\", \"received_at\": \"2026-03-02T09:00:00+08:00\"}";
static const char REGISTERED[] = "{\"id\": \"e1\", \"kind\": \"registered\", \"at\": \"2026-03-02T09:20:00+08:00\"}";
static const char CLOSED[] = "{\"id\": \"e2\", \"kind\": \"closed\", \"at\": \"2026-03-03T09:00:00+08:00\"}";
static const char LATE[] = "{\"id\": \"e3\", \"kind\": \"replied\", \"at\": \"2026-03-04T09:00:00+08:00\"}";

static tousu_case *case_of(const tousu_engine *engine, uint32_t mode) {
  tousu_case *opened = NULL;
  WORKED(tousu_case_new(engine, TEXT(COMPLAINT), mode, &opened, &error));
  CHECK(opened != NULL);
  return opened;
}

static void events_change_the_status(void) {
  tousu_engine *engine = residential();
  tousu_case *opened = case_of(engine, TOUSU_MODE_STRICT);
  tousu_next_due next;
  tousu_bytes *bytes = NULL;
  tousu_bytes *same = NULL;
  char first[64];
  memset(&next, 0xAA, sizeof next);
  next.struct_size = sizeof next;
  WORKED(tousu_case_next_due(opened, MONDAY, NULL, &next, &error));
  CHECK(next.has_due == 1);
  CHECK(next.due > MONDAY);
  CHECK(next.obligation != NULL && strlen(next.obligation) == next.obligation_len);
  snprintf(first, sizeof first, "%s", next.obligation);
  WORKED(tousu_case_apply_json(opened, TEXT(REGISTERED), &error));
  /* The same again changes nothing. */
  WORKED(tousu_case_apply_json(opened, TEXT(REGISTERED), &error));
  WORKED(tousu_case_next_due(opened, MONDAY + 1800, NULL, &next, &error));
  /* What was due first has ended by the registration. */
  CHECK(next.has_due == 1);
  CHECK(strcmp(next.obligation, first) != 0);
  WORKED(tousu_case_status_json(opened, MONDAY + 1800, NULL, &bytes, &error));
  CHECK(says(bytes, "\"status\":\"open\""));
  {
    char events[512];
    snprintf(events, sizeof events, "[%s,%s]", CLOSED, REGISTERED);
    WORKED(tousu_case_apply_json(opened, events, strlen(events), &error));
    WORKED(tousu_engine_status_json(engine, TEXT(COMPLAINT), events, strlen(events), MONDAY + 2 * DAY, NULL,
                                    TOUSU_MODE_STRICT, &same, &error));
  }
  /* The case outlives its engine. */
  tousu_engine_free(engine);
  WORKED(tousu_case_status_json(opened, MONDAY + 2 * DAY, NULL, &bytes, &error));
  CHECK(tousu_bytes_len(bytes) == tousu_bytes_len(same));
  CHECK(says(bytes, tousu_bytes_data(same)));
  CHECK(says(same, "\"status\":\"closed\""));
  tousu_case_free(opened);
}

static void a_refused_event_leaves_the_case_as_it_was(void) {
  tousu_engine *engine = residential();
  tousu_case *opened = case_of(engine, TOUSU_MODE_STRICT);
  tousu_bytes *before = NULL;
  tousu_bytes *after = NULL;
  WORKED(tousu_case_apply_json(opened, TEXT(CLOSED), &error));
  WORKED(tousu_case_status_json(opened, MONDAY + 9 * DAY, NULL, &before, &error));
  FAILED(tousu_case_apply_json(opened, TEXT(LATE), &error), TOUSU_ERROR_AFTER_END, "events[e3]");
  FAILED(tousu_case_apply_json(opened, TEXT("[]x"), &error), TOUSU_ERROR_SYNTAX, "events");
  FAILED(tousu_case_apply_json(opened, TEXT("[{\"id\": \"e\"}]"), &error), TOUSU_ERROR_MISSING_FIELD, "events[0]");
  FAILED(tousu_case_apply_json(opened,
                               TEXT("{\"id\": \"e9\", \"kind\": \"solved\", \"at\": \"2026-03-02T10:00:00+08:00\"}"),
                               &error),
         TOUSU_ERROR_UNKNOWN_EVENT, NULL);
  FAILED(tousu_case_apply_json(
             opened, TEXT("{\"id\": \"e2\", \"kind\": \"archived\", \"at\": \"2026-03-03T09:00:00+08:00\"}"), &error),
         TOUSU_ERROR_CONFLICTING_EVENT, NULL);
  WORKED(tousu_case_status_json(opened, MONDAY + 9 * DAY, NULL, &after, &error));
  CHECK(tousu_bytes_len(before) == tousu_bytes_len(after));
  CHECK(says(after, tousu_bytes_data(before)));
  tousu_bytes_free(before);
  tousu_case_free(opened);

  /* In lenient mode the fault is named instead. */
  opened = case_of(engine, TOUSU_MODE_LENIENT);
  WORKED(tousu_case_apply_json(opened, TEXT(CLOSED), &error));
  WORKED(tousu_case_apply_json(opened, TEXT(LATE), &error));
  WORKED(tousu_case_status_json(opened, MONDAY + 9 * DAY, NULL, &after, &error));
  CHECK(says(after, "\"slug\":\"after-end\""));
  tousu_case_free(opened);
  tousu_engine_free(engine);
}

/* Closed on Tuesday, entered on Thursday. */
static const char CLOSED_LATE[] =
    "{\"id\": \"e2\", \"kind\": \"closed\", \"at\": \"2026-03-03T09:00:00+08:00\", "
    "\"recorded_at\": \"2026-03-05T09:00:00+08:00\"}";

/* The pause of Tuesday was entered after its end was. */
static const char PAUSE_LATE[] =
    "[{\"id\": \"e3\", \"kind\": \"paused\", \"at\": \"2026-03-03T09:00:00+08:00\", "
    "\"recorded_at\": \"2026-03-05T09:00:00+08:00\"},"
    "{\"id\": \"e4\", \"kind\": \"resumed\", \"at\": \"2026-03-03T10:00:00+08:00\", "
    "\"recorded_at\": \"2026-03-03T10:00:00+08:00\"}]";

static void a_status_is_told_as_it_was_known(void) {
  tousu_engine *engine = residential();
  tousu_case *opened = case_of(engine, TOUSU_MODE_STRICT);
  const int64_t wednesday = MONDAY + 2 * DAY;
  const int64_t thursday = MONDAY + 3 * DAY;
  tousu_bytes *bytes = NULL;
  tousu_next_due next;
  WORKED(tousu_case_apply_json(opened, TEXT(CLOSED_LATE), &error));
  WORKED(tousu_case_status_json(opened, thursday, NULL, &bytes, &error));
  CHECK(says(bytes, "\"status\":\"closed\""));
  WORKED(tousu_case_status_json(opened, thursday, &thursday, &bytes, &error));
  CHECK(says(bytes, "\"status\":\"closed\""));
  WORKED(tousu_case_status_json(opened, thursday, &wednesday, &bytes, &error));
  CHECK(says(bytes, "\"status\":\"open\""));
  WORKED(tousu_engine_status_json(engine, TEXT(COMPLAINT), TEXT(CLOSED_LATE), thursday, &wednesday, TOUSU_MODE_STRICT,
                                  &bytes, &error));
  CHECK(says(bytes, "\"status\":\"open\""));
  memset(&next, 0xAA, sizeof next);
  next.struct_size = sizeof next;
  WORKED(tousu_case_next_due(opened, MONDAY, &wednesday, &next, &error));
  CHECK(next.has_due == 1);
  bytes = UNTOUCHED(tousu_bytes);
  FAILED(tousu_case_status_json(opened, thursday, &BEYOND, &bytes, &error), TOUSU_ERROR_TIME_OUT_OF_RANGE, "known_at");
  FAILED(tousu_case_next_due(opened, thursday, &BEYOND, &next, &error), TOUSU_ERROR_TIME_OUT_OF_RANGE, "known_at");
  FAILED(tousu_engine_status_json(engine, TEXT(COMPLAINT), TEXT("[]"), thursday, &BEYOND, 0, &bytes, &error),
         TOUSU_ERROR_TIME_OUT_OF_RANGE, "known_at");
  tousu_case_free(opened);

  /* What was known on Wednesday cannot have been. */
  opened = case_of(engine, TOUSU_MODE_STRICT);
  WORKED(tousu_case_apply_json(opened, TEXT(PAUSE_LATE), &error));
  WORKED(tousu_case_status_json(opened, thursday, &thursday, &bytes, &error));
  tousu_bytes_free(bytes);
  bytes = UNTOUCHED(tousu_bytes);
  FAILED(tousu_case_status_json(opened, thursday, &wednesday, &bytes, &error), TOUSU_ERROR_RESUME_WITHOUT_PAUSE,
         "events[e4]");
  CHECK(bytes == UNTOUCHED(tousu_bytes));
  tousu_case_free(opened);
  tousu_engine_free(engine);
}

static void refuses_null_and_nonsense(void) {
  tousu_engine *engine = residential();
  tousu_case *opened = case_of(engine, TOUSU_MODE_STRICT);
  tousu_case *none = UNTOUCHED(tousu_case);
  tousu_bytes *bytes = UNTOUCHED(tousu_bytes);
  tousu_next_due next;
  FAILED(tousu_case_new(NULL, TEXT(COMPLAINT), 0, &none, &error), TOUSU_ERROR_NULL_POINTER, "engine");
  FAILED(tousu_case_new(engine, NULL, 1, 0, &none, &error), TOUSU_ERROR_NULL_POINTER, "complaint");
  FAILED(tousu_case_new(engine, TEXT(COMPLAINT), 0, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_case_new(engine, TEXT(COMPLAINT), 2, &none, &error), TOUSU_ERROR_INVALID_ARGUMENT, "mode");
  FAILED(tousu_case_new(engine, TEXT("{}}"), 0, &none, &error), TOUSU_ERROR_SYNTAX, NULL);
  FAILED(tousu_case_new(engine, TEXT("\"\xE7\""), 0, &none, &error), TOUSU_ERROR_INVALID_UTF8, "complaint");
  FAILED(tousu_case_apply_json(NULL, TEXT(CLOSED), &error), TOUSU_ERROR_NULL_POINTER, "complaint_case");
  FAILED(tousu_case_apply_json(opened, NULL, 1, &error), TOUSU_ERROR_NULL_POINTER, "events");
  FAILED(tousu_case_apply_json(opened, NULL, 0, &error), TOUSU_ERROR_SYNTAX, "events");
  FAILED(tousu_case_status_json(NULL, 0, NULL, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "complaint_case");
  FAILED(tousu_case_status_json(opened, 0, NULL, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_case_status_json(opened, INT64_MAX, NULL, &bytes, &error), TOUSU_ERROR_TIME_OUT_OF_RANGE, "as_of");
  memset(&next, 0, sizeof next);
  FAILED(tousu_case_next_due(opened, 0, NULL, &next, &error), TOUSU_ERROR_INVALID_ARGUMENT, "out.struct_size");
  FAILED(tousu_case_next_due(opened, 0, NULL, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  next.struct_size = sizeof next;
  FAILED(tousu_case_next_due(NULL, 0, NULL, &next, &error), TOUSU_ERROR_NULL_POINTER, "complaint_case");
  FAILED(tousu_case_next_due(opened, LAST_SECOND + 1, NULL, &next, &error), TOUSU_ERROR_TIME_OUT_OF_RANGE, "as_of");
  CHECK(next.due == 0);

  FAILED(tousu_engine_status_json(NULL, TEXT(COMPLAINT), TEXT("[]"), 0, NULL, 0, &bytes, &error), TOUSU_ERROR_NULL_POINTER,
         "engine");
  FAILED(tousu_engine_status_json(engine, NULL, 1, TEXT("[]"), 0, NULL, 0, &bytes, &error), TOUSU_ERROR_NULL_POINTER,
         "complaint");
  FAILED(tousu_engine_status_json(engine, TEXT(COMPLAINT), NULL, 1, 0, NULL, 0, &bytes, &error), TOUSU_ERROR_NULL_POINTER,
         "events");
  FAILED(tousu_engine_status_json(engine, TEXT(COMPLAINT), TEXT("[]"), 0, NULL, 0, NULL, &error), TOUSU_ERROR_NULL_POINTER,
         "out");
  FAILED(tousu_engine_status_json(engine, TEXT(COMPLAINT), TEXT("[]"), 0, NULL, 7, &bytes, &error),
         TOUSU_ERROR_INVALID_ARGUMENT, "mode");
  FAILED(tousu_engine_status_json(engine, TEXT(COMPLAINT), TEXT("[]"), INT64_MIN, NULL, 0, &bytes, &error),
         TOUSU_ERROR_TIME_OUT_OF_RANGE, "as_of");
  CHECK(none == UNTOUCHED(tousu_case));
  CHECK(bytes == UNTOUCHED(tousu_bytes));
  tousu_case_free(opened);
  tousu_case_free(NULL);
  tousu_engine_free(engine);
}

enum { THREADS = 4, ROUNDS = 300 };

/* Each thread adds its own events until all are in; being told that the handle is busy is an answer, too. */
struct worker {
  tousu_case *opened;
  int number;
  int strange;
};

static void *add_and_ask(void *argument) {
  struct worker *worker = (struct worker *)argument;
  int round;
  for (round = 0; round < ROUNDS; round++) {
    char event[160];
    tousu_bytes *bytes = NULL;
    int32_t status;
    snprintf(event, sizeof event, "{\"id\": \"t%d\", \"kind\": \"progress-told\", \"at\": \"2026-03-02T09:30:%02d+08:00\"}",
             worker->number, worker->number);
    status = tousu_case_apply_json(worker->opened, event, strlen(event), NULL);
    if (status != TOUSU_OK && status != TOUSU_ERROR_HANDLE_BUSY) {
      worker->strange++;
    }
    status = tousu_case_status_json(worker->opened, MONDAY + DAY, NULL, &bytes, NULL);
    if (status != TOUSU_OK && status != TOUSU_ERROR_HANDLE_BUSY) {
      worker->strange++;
    }
    tousu_bytes_free(bytes);
  }
  return NULL;
}

static void threads_on_one_case_tear_nothing(void) {
  tousu_engine *engine = residential();
  tousu_case *opened = case_of(engine, TOUSU_MODE_STRICT);
  pthread_t threads[THREADS];
  struct worker workers[THREADS];
  tousu_bytes *bytes = NULL;
  int i;
  for (i = 0; i < THREADS; i++) {
    workers[i].opened = opened;
    workers[i].number = i;
    workers[i].strange = 0;
    CHECK(pthread_create(&threads[i], NULL, add_and_ask, &workers[i]) == 0);
  }
  for (i = 0; i < THREADS; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(workers[i].strange == 0);
  }
  WORKED(tousu_case_status_json(opened, MONDAY + DAY, NULL, &bytes, &error));
  CHECK(says(bytes, "\"faults\":[]"));
  tousu_case_free(opened);
  tousu_engine_free(engine);
}

int main(void) {
  events_change_the_status();
  a_refused_event_leaves_the_case_as_it_was();
  a_status_is_told_as_it_was_known();
  refuses_null_and_nonsense();
  threads_on_one_case_tear_nothing();
  return check_result();
}
