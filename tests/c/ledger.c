/* The ledger: recording, asking, foreign files, and two threads on one handle. */
/* mkdtemp, P_tmpdir */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE
#endif
#include <pthread.h>
#include <unistd.h>

#include "expect.h"

static const char COMPLAINT[] =
    "{\"id\": \"c1\", \"received_at\": \"2026-03-02T09:00:00+08:00\", \"title\": \"A\", \"text\": \"B\"}";
static const char REGISTERED[] = "{\"id\": \"e1\", \"kind\": \"registered\", \"at\": \"2026-03-02T09:20:00+08:00\"}";

static char folder[] = P_tmpdir "/tousu-ledger-XXXXXX";

/* A path in the folder of this run; the text lives until the next call. */
static const char *path_of(const char *name) {
  static char path[128];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static tousu_ledger *open_new(const char *name) {
  tousu_ledger *ledger = NULL;
  const char *path = path_of(name);
  WORKED(tousu_ledger_create(path, strlen(path), NULL, &ledger, &error));
  CHECK(ledger != NULL);
  return ledger;
}

static void records_and_answers(void) {
  tousu_engine *engine = residential();
  tousu_ledger *ledger = open_new("first");
  tousu_bytes *bytes = NULL;
  uint64_t count = 7;
  const char *path = path_of("first");
  WORKED(tousu_ledger_record_json(ledger, engine, TEXT(COMPLAINT), &bytes, &error));
  CHECK(says(bytes, "{\"complaints\":1,\"events\":0,\"repeats\":0}"));
  WORKED(tousu_ledger_append_json(ledger, engine, TEXT("c1"), TEXT(REGISTERED), &bytes, &error));
  CHECK(says(bytes, "{\"complaints\":0,\"events\":1,\"repeats\":0}"));
  WORKED(tousu_ledger_record_batch_json(
      ledger, engine,
      TEXT("[{\"complaint\": {\"id\": \"c2\", \"received_at\": \"2026-04-02T09:00:00+08:00\"}, \"events\": "
           "[{\"id\": \"e1\", \"kind\": \"closed\", \"at\": \"2026-04-02T09:30:00+08:00\"}]}]"),
      &bytes, &error));
  CHECK(says(bytes, "{\"complaints\":1,\"events\":1,\"repeats\":0}"));
  tousu_ledger_free(ledger);

  WORKED(tousu_ledger_open(path, strlen(path), NULL, &ledger, &error));
  WORKED(tousu_ledger_count(ledger, &count, &error));
  CHECK(count == 2);
  WORKED(tousu_ledger_check(ledger, &error));
  WORKED(tousu_ledger_due_before_json(ledger, engine, MONDAY + 3600, MONDAY + 30 * DAY, &bytes, &error));
  CHECK(says(bytes, "\"items\":[{\"complaint\":\"c1\",\"title\":\"A\""));
  WORKED(tousu_ledger_overdue_json(ledger, engine, MONDAY + 25 * DAY, &bytes, &error));
  CHECK(says(bytes, "\"state\":\"breached\""));
  WORKED(tousu_ledger_summary_json(ledger, engine, MONDAY + 60 * DAY, TEXT("2026-04"), &bytes, &error));
  CHECK(says(bytes, "\"month\":\"2026-04\",\"total\":{\"volume\":1,"));
  WORKED(tousu_ledger_summary_json(ledger, engine, MONDAY + 60 * DAY, NULL, 0, &bytes, &error));
  CHECK(says(bytes, "\"month\":null,\"total\":{\"volume\":2,"));
  WORKED(tousu_ledger_status_json(ledger, engine, TEXT("c2"), MONDAY + 60 * DAY, NULL, TOUSU_MODE_STRICT, &bytes, &error));
  CHECK(says(bytes, "\"status\":\"closed\""));
  tousu_ledger_free(ledger);

  WORKED(tousu_ledger_open_or_create(path, strlen(path), NULL, &ledger, &error));
  tousu_ledger_free(ledger);
  tousu_engine_free(engine);
}

static void what_is_refused_is_not_written(void) {
  tousu_engine *engine = residential();
  tousu_ledger *ledger = open_new("refusals");
  tousu_bytes *bytes = NULL;
  uint64_t count = 7;
  WORKED(tousu_ledger_record_json(ledger, engine, TEXT(COMPLAINT), &bytes, &error));
  CHECK(says(bytes, "\"complaints\":1"));
  bytes = UNTOUCHED(tousu_bytes);
  FAILED(tousu_ledger_record_json(ledger, engine, TEXT("[{\"id\": \"c8\"}, {\"id\": \"c1\"}]"), &bytes, &error),
         TOUSU_ERROR_COMPLAINT_EXISTS, "complaints[c1].id");
  FAILED(tousu_ledger_record_json(ledger, engine, TEXT("[{\"id\": \"c8\"}, {\"id\": true}]"), &bytes, &error),
         TOUSU_ERROR_WRONG_TYPE, "complaints[1].id");
  FAILED(tousu_ledger_record_json(ledger, engine, TEXT("{\"title\": \"x\"}"), &bytes, &error),
         TOUSU_ERROR_MISSING_FIELD, NULL);
  FAILED(tousu_ledger_append_json(ledger, engine, TEXT("c9"), TEXT(REGISTERED), &bytes, &error),
         TOUSU_ERROR_UNKNOWN_COMPLAINT, NULL);
  FAILED(tousu_ledger_append_json(
             ledger, engine, TEXT("c1"),
             TEXT("{\"id\": \"e1\", \"kind\": \"registered\", \"at\": \"2026-03-01T09:20:00+08:00\"}"), &bytes, &error),
         TOUSU_ERROR_BEFORE_RECEIPT, NULL);
  FAILED(tousu_ledger_append_json(ledger, engine, TEXT("c1"), TEXT("{\"id\": \"e1\", \"kin\": 1}"), &bytes, &error),
         TOUSU_ERROR_UNKNOWN_FIELD, "events.kin");
  FAILED(tousu_ledger_record_batch_json(ledger, engine, TEXT("{\"complaints\": {}}"), &bytes, &error),
         TOUSU_ERROR_UNKNOWN_FIELD, "cases.complaints");
  FAILED(tousu_ledger_summary_json(ledger, engine, MONDAY, TEXT("March"), &bytes, &error), TOUSU_ERROR_UNREADABLE_TIME,
         "month");
  FAILED(tousu_ledger_status_json(ledger, engine, TEXT("c9"), MONDAY, NULL, 0, &bytes, &error),
         TOUSU_ERROR_UNKNOWN_COMPLAINT, NULL);
  FAILED(tousu_ledger_status_json(ledger, engine, TEXT("c1"), MONDAY, &BEYOND, 0, &bytes, &error),
         TOUSU_ERROR_TIME_OUT_OF_RANGE, "known_at");
  FAILED(tousu_ledger_status_json(ledger, engine, TEXT("c1"), MONDAY, NULL, 2, &bytes, &error),
         TOUSU_ERROR_INVALID_ARGUMENT, "mode");
  FAILED(tousu_ledger_overdue_json(ledger, engine, INT64_MAX, &bytes, &error), TOUSU_ERROR_TIME_OUT_OF_RANGE,
         "as_of");
  FAILED(tousu_ledger_due_before_json(ledger, engine, MONDAY, INT64_MIN, &bytes, &error),
         TOUSU_ERROR_TIME_OUT_OF_RANGE, "before");
  FAILED(tousu_ledger_record_json(ledger, engine, TEXT("{\"id\": \"\xE7\"}"), &bytes, &error),
         TOUSU_ERROR_INVALID_UTF8, "complaints");
  CHECK(bytes == UNTOUCHED(tousu_bytes));
  WORKED(tousu_ledger_count(ledger, &count, &error));
  CHECK(count == 1);
  tousu_ledger_free(ledger);
  tousu_engine_free(engine);
}

static void refuses_null_everywhere(void) {
  tousu_engine *engine = residential();
  tousu_ledger *ledger = open_new("null");
  tousu_ledger *none = UNTOUCHED(tousu_ledger);
  tousu_bytes *bytes = UNTOUCHED(tousu_bytes);
  tousu_ledger_options options = {sizeof(tousu_ledger_options), TOUSU_MODE_LENIENT, 100, 1};
  uint64_t count = 7;
  const int32_t null = TOUSU_ERROR_NULL_POINTER;
  FAILED(tousu_ledger_open(NULL, 1, NULL, &none, &error), null, "path");
  FAILED(tousu_ledger_open(TEXT("x"), NULL, NULL, &error), null, "out");
  FAILED(tousu_ledger_create(NULL, 1, NULL, &none, &error), null, "path");
  FAILED(tousu_ledger_create(TEXT("x"), NULL, NULL, &error), null, "out");
  FAILED(tousu_ledger_open_or_create(NULL, 1, NULL, &none, &error), null, "path");
  FAILED(tousu_ledger_open_or_create(TEXT("x"), NULL, NULL, &error), null, "out");
  FAILED(tousu_ledger_open(TEXT("\xFF"), NULL, &none, &error), TOUSU_ERROR_INVALID_UTF8, "path");
  FAILED(tousu_ledger_open(NULL, 0, NULL, &none, &error), TOUSU_ERROR_INVALID_ARGUMENT, NULL);
  options.struct_size = 1;
  FAILED(tousu_ledger_open(TEXT("x"), &options, &none, &error), TOUSU_ERROR_INVALID_ARGUMENT, "options.struct_size");
  options.struct_size = sizeof options;
  options.mode = 2;
  FAILED(tousu_ledger_open(TEXT("x"), &options, &none, &error), TOUSU_ERROR_INVALID_ARGUMENT, "options.mode");
  options.mode = TOUSU_MODE_LENIENT;
  options.skip_check = 2;
  FAILED(tousu_ledger_open(TEXT("x"), &options, &none, &error), TOUSU_ERROR_INVALID_ARGUMENT, "options.skip_check");
  options.skip_check = 1;
  FAILED(tousu_ledger_open(TEXT("/no/such/folder/ledger"), &options, &none, &error), TOUSU_ERROR_LEDGER_IO, NULL);
  CHECK(none == UNTOUCHED(tousu_ledger));

  FAILED(tousu_ledger_record_json(NULL, engine, TEXT(COMPLAINT), &bytes, &error), null, "ledger");
  FAILED(tousu_ledger_record_json(ledger, NULL, TEXT(COMPLAINT), &bytes, &error), null, "engine");
  FAILED(tousu_ledger_record_json(ledger, engine, NULL, 1, &bytes, &error), null, "complaints");
  FAILED(tousu_ledger_record_json(ledger, engine, TEXT(COMPLAINT), NULL, &error), null, "out");
  FAILED(tousu_ledger_record_batch_json(NULL, engine, TEXT("[]"), &bytes, &error), null, "ledger");
  FAILED(tousu_ledger_record_batch_json(ledger, NULL, TEXT("[]"), &bytes, &error), null, "engine");
  FAILED(tousu_ledger_record_batch_json(ledger, engine, NULL, 1, &bytes, &error), null, "cases");
  FAILED(tousu_ledger_record_batch_json(ledger, engine, TEXT("[]"), NULL, &error), null, "out");
  FAILED(tousu_ledger_append_json(NULL, engine, TEXT("c1"), TEXT("[]"), &bytes, &error), null, "ledger");
  FAILED(tousu_ledger_append_json(ledger, NULL, TEXT("c1"), TEXT("[]"), &bytes, &error), null, "engine");
  FAILED(tousu_ledger_append_json(ledger, engine, NULL, 1, TEXT("[]"), &bytes, &error), null, "complaint_id");
  FAILED(tousu_ledger_append_json(ledger, engine, TEXT("c1"), NULL, 1, &bytes, &error), null, "events");
  FAILED(tousu_ledger_append_json(ledger, engine, TEXT("c1"), TEXT("[]"), NULL, &error), null, "out");
  FAILED(tousu_ledger_status_json(NULL, engine, TEXT("c1"), 0, NULL, 0, &bytes, &error), null, "ledger");
  FAILED(tousu_ledger_status_json(ledger, NULL, TEXT("c1"), 0, NULL, 0, &bytes, &error), null, "engine");
  FAILED(tousu_ledger_status_json(ledger, engine, NULL, 1, 0, NULL, 0, &bytes, &error), null, "complaint_id");
  FAILED(tousu_ledger_status_json(ledger, engine, TEXT("c1"), 0, NULL, 0, NULL, &error), null, "out");
  FAILED(tousu_ledger_due_before_json(NULL, engine, 0, 0, &bytes, &error), null, "ledger");
  FAILED(tousu_ledger_due_before_json(ledger, NULL, 0, 0, &bytes, &error), null, "engine");
  FAILED(tousu_ledger_due_before_json(ledger, engine, 0, 0, NULL, &error), null, "out");
  FAILED(tousu_ledger_overdue_json(NULL, engine, 0, &bytes, &error), null, "ledger");
  FAILED(tousu_ledger_overdue_json(ledger, NULL, 0, &bytes, &error), null, "engine");
  FAILED(tousu_ledger_overdue_json(ledger, engine, 0, NULL, &error), null, "out");
  FAILED(tousu_ledger_summary_json(NULL, engine, 0, NULL, 0, &bytes, &error), null, "ledger");
  FAILED(tousu_ledger_summary_json(ledger, NULL, 0, NULL, 0, &bytes, &error), null, "engine");
  FAILED(tousu_ledger_summary_json(ledger, engine, 0, NULL, 1, &bytes, &error), null, "month");
  FAILED(tousu_ledger_summary_json(ledger, engine, 0, NULL, 0, NULL, &error), null, "out");
  FAILED(tousu_ledger_count(NULL, &count, &error), null, "ledger");
  FAILED(tousu_ledger_count(ledger, NULL, &error), null, "out");
  FAILED(tousu_ledger_check(NULL, &error), null, "ledger");
  CHECK(tousu_ledger_record_json(NULL, NULL, NULL, 1, NULL, NULL) == null);
  CHECK(bytes == UNTOUCHED(tousu_bytes));
  CHECK(count == 7);
  tousu_ledger_free(ledger);
  tousu_ledger_free(NULL);
  tousu_engine_free(engine);
}

/* Writes a file, and reads it again. */
static void write_file(const char *path, const char *content, size_t len) {
  FILE *file = fopen(path, "wb");
  CHECK(file != NULL && fwrite(content, 1, len, file) == len && fclose(file) == 0);
}

static void is_unchanged(const char *path, const char *content, size_t len) {
  static char found[4096];
  FILE *file = fopen(path, "rb");
  CHECK(file != NULL);
  if (file != NULL) {
    CHECK(fread(found, 1, sizeof found, file) == len);
    CHECK(memcmp(found, content, len) == 0);
    fclose(file);
  }
}

static void a_foreign_file_is_left_as_it_is(void) {
  static const char LETTER[] = "Dear sirs,\nthe lift is broken again.\n";
  static char other[512] = "SQLite format 3";
  tousu_ledger *ledger = UNTOUCHED(tousu_ledger);
  const char *path = path_of("letter.txt");
  write_file(path, TEXT(LETTER));
  FAILED(tousu_ledger_open(path, strlen(path), NULL, &ledger, &error), TOUSU_ERROR_LEDGER_FOREIGN, NULL);
  FAILED(tousu_ledger_create(path, strlen(path), NULL, &ledger, &error), TOUSU_ERROR_LEDGER_FOREIGN, NULL);
  FAILED(tousu_ledger_open_or_create(path, strlen(path), NULL, &ledger, &error), TOUSU_ERROR_LEDGER_FOREIGN, NULL);
  is_unchanged(path, TEXT(LETTER));
  path = path_of("other.sqlite");
  write_file(path, other, sizeof other);
  FAILED(tousu_ledger_open_or_create(path, strlen(path), NULL, &ledger, &error), TOUSU_ERROR_LEDGER_FOREIGN, NULL);
  is_unchanged(path, other, sizeof other);
  path = path_of("missing");
  FAILED(tousu_ledger_open(path, strlen(path), NULL, &ledger, &error), TOUSU_ERROR_LEDGER_IO, NULL);
  CHECK(access(path, F_OK) != 0);
  FAILED(tousu_ledger_open(folder, strlen(folder), NULL, &ledger, &error), TOUSU_ERROR_LEDGER_IO, NULL);
  path = path_of("first");
  FAILED(tousu_ledger_create(path, strlen(path), NULL, &ledger, &error), TOUSU_ERROR_LEDGER_IO, NULL);
  CHECK(ledger == UNTOUCHED(tousu_ledger));
}

/* What two threads on one handle share. */
struct shared {
  tousu_ledger *ledger;
  tousu_engine *engine;
  pthread_mutex_t lock;
  int busy;
  uint64_t recorded;
  int strange;
};

static int busy_seen(struct shared *shared, int more) {
  int seen;
  pthread_mutex_lock(&shared->lock);
  shared->busy += more;
  seen = shared->busy;
  pthread_mutex_unlock(&shared->lock);
  return seen;
}

enum { PATIENCE = 20000 };

static void *record_until_busy(void *argument) {
  struct shared *shared = (struct shared *)argument;
  int number;
  for (number = 0; number < PATIENCE && (number < 20 || busy_seen(shared, 0) == 0); number++) {
    char complaint[64];
    tousu_bytes *bytes = NULL;
    int32_t status;
    snprintf(complaint, sizeof complaint, "{\"id\": \"t%d\"}", number);
    status = tousu_ledger_record_json(shared->ledger, shared->engine, complaint, strlen(complaint), &bytes, NULL);
    tousu_bytes_free(bytes);
    if (status == TOUSU_OK) {
      shared->recorded++;
    } else if (status == TOUSU_ERROR_HANDLE_BUSY) {
      busy_seen(shared, 1);
    } else {
      shared->strange++;
    }
  }
  return NULL;
}

static void two_threads_on_one_handle(void) {
  struct shared shared;
  pthread_t thread;
  uint64_t count = 0;
  int asked;
  shared.ledger = open_new("threads");
  shared.engine = residential();
  shared.busy = 0;
  shared.recorded = 0;
  shared.strange = 0;
  CHECK(pthread_mutex_init(&shared.lock, NULL) == 0);
  CHECK(pthread_create(&thread, NULL, record_until_busy, &shared) == 0);
  for (asked = 0; asked < 100 * PATIENCE && busy_seen(&shared, 0) == 0; asked++) {
    tousu_error *error = NULL;
    int32_t status = tousu_ledger_count(shared.ledger, &count, &error);
    if (status == TOUSU_ERROR_HANDLE_BUSY) {
      failed(status, error, TOUSU_ERROR_HANDLE_BUSY, "ledger");
      busy_seen(&shared, 1);
    } else {
      CHECK(status == TOUSU_OK);
    }
  }
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK(shared.busy > 0);
  CHECK(shared.strange == 0);
  /* Nothing was torn: what was acknowledged is there, and the handle works. */
  WORKED(tousu_ledger_count(shared.ledger, &count, &error));
  CHECK(count == shared.recorded);
  WORKED(tousu_ledger_check(shared.ledger, &error));
  CHECK(pthread_mutex_destroy(&shared.lock) == 0);
  tousu_ledger_free(shared.ledger);
  tousu_engine_free(shared.engine);
}

static void removes_what_it_made(void) {
  static const char *const NAMES[] = {"first", "refusals", "null", "letter.txt", "other.sqlite", "threads"};
  size_t i;
  for (i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
    CHECK(unlink(path_of(NAMES[i])) == 0);
  }
  /* Nothing else was left beside them. */
  CHECK(rmdir(folder) == 0);
}

int main(void) {
  CHECK(mkdtemp(folder) != NULL);
  records_and_answers();
  what_is_refused_is_not_written();
  refuses_null_everywhere();
  a_foreign_file_is_left_as_it_is();
  two_threads_on_one_handle();
  removes_what_it_made();
  return check_result();
}
