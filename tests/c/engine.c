/* One complaint decided, and everything a caller can do wrong on the way. */
#include <pthread.h>

#include "expect.h"

#ifdef __cplusplus
extern "C"
#endif
/* Exported by the feature `test-panic` only, and not in the header. */
int32_t tousu_test_panic(tousu_error **err);

static const char POLICY[] = "complaint-process-training";
static const char COMPLAINT[] =
    "{\"id\": \"c1\", \"received_at\": \"2026-03-02T09:00:00+08:00\", \"title\": \"\", "
    "\"text\": \"\xE7\x94\xB5\xE6\xA2\xAF\xE5\x9D\x8F\xE4\xBA\x86\"}";

static tousu_engine *engine_new(void) {
  tousu_engine *engine = NULL;
  tousu_error *error = UNTOUCHED(tousu_error);
  CHECK(tousu_engine_builtin(POLICY, strlen(POLICY), &engine, &error) == TOUSU_OK);
  CHECK(engine != NULL);
  CHECK(error == NULL);
  return engine;
}

static void decides(void) {
  tousu_engine *engine = engine_new();
  tousu_bytes *first = UNTOUCHED(tousu_bytes);
  tousu_bytes *second = UNTOUCHED(tousu_bytes);
  size_t len;
  CHECK(tousu_engine_assess_json(engine, COMPLAINT, strlen(COMPLAINT), &first, NULL) == TOUSU_OK);
  CHECK(tousu_engine_assess_json(engine, COMPLAINT, strlen(COMPLAINT), &second, NULL) == TOUSU_OK);
  len = tousu_bytes_len(first);
  CHECK(len > 2);
  CHECK(tousu_bytes_data(first)[0] == '{');
  CHECK(tousu_bytes_data(first)[len] == '\0');
  CHECK(strlen(tousu_bytes_data(first)) == len);
  CHECK(strstr(tousu_bytes_data(first), POLICY) != NULL);
  CHECK(tousu_bytes_len(second) == len);
  CHECK(memcmp(tousu_bytes_data(first), tousu_bytes_data(second), len) == 0);
  tousu_bytes_free(first);
  /* The second outlives the engine. */
  tousu_engine_free(engine);
  CHECK(tousu_bytes_data(second)[0] == '{');
  tousu_bytes_free(second);
}

static void refuses_an_unknown_policy(void) {
  tousu_engine *engine = UNTOUCHED(tousu_engine);
  tousu_error *error = NULL;
  int32_t status = tousu_engine_builtin("nobody", 6, &engine, &error);
  CHECK(tousu_error_cause_count(error) == 0);
  CHECK(tousu_error_cause(error, 0) == NULL);
  CHECK(strstr(tousu_error_message_en(error, NULL), "nobody") != NULL);
  CHECK(strstr(tousu_error_message_zh(error, NULL), "nobody") != NULL);
  failed(status, error, TOUSU_ERROR_UNKNOWN_POLICY, NULL);
  CHECK(engine == UNTOUCHED(tousu_engine));
  /* Without a place for the error the code is all there is. */
  CHECK(tousu_engine_builtin("nobody", 6, &engine, NULL) == TOUSU_ERROR_UNKNOWN_POLICY);
  /* NULL of length 0 is the empty text, which is no policy either. */
  CHECK(tousu_engine_builtin(NULL, 0, &engine, NULL) == TOUSU_ERROR_UNKNOWN_POLICY);
}

static void refuses_null(void) {
  tousu_engine *engine = engine_new();
  tousu_engine *other = UNTOUCHED(tousu_engine);
  tousu_bytes *bytes = UNTOUCHED(tousu_bytes);
  tousu_error *error = NULL;
  int32_t status = tousu_engine_builtin(NULL, 1, &other, &error);
  failed(status, error, TOUSU_ERROR_NULL_POINTER, "policy_id");
  status = tousu_engine_builtin(POLICY, strlen(POLICY), NULL, &error);
  failed(status, error, TOUSU_ERROR_NULL_POINTER, "out");
  status = tousu_engine_assess_json(NULL, COMPLAINT, strlen(COMPLAINT), &bytes, &error);
  failed(status, error, TOUSU_ERROR_NULL_POINTER, "engine");
  status = tousu_engine_assess_json(engine, NULL, 7, &bytes, &error);
  failed(status, error, TOUSU_ERROR_NULL_POINTER, "complaint");
  status = tousu_engine_assess_json(engine, COMPLAINT, strlen(COMPLAINT), NULL, &error);
  failed(status, error, TOUSU_ERROR_NULL_POINTER, "out");
  CHECK(tousu_engine_assess_json(NULL, NULL, 7, NULL, NULL) == TOUSU_ERROR_NULL_POINTER);
  CHECK(other == UNTOUCHED(tousu_engine));
  CHECK(bytes == UNTOUCHED(tousu_bytes));
  tousu_engine_free(engine);
}

static void refuses_bad_text(void) {
  tousu_engine *engine = engine_new();
  tousu_bytes *bytes = UNTOUCHED(tousu_bytes);
  tousu_error *error = NULL;
  int32_t status = tousu_engine_assess_json(engine, "{\"id\": \"\xC3\x28\"}", 13, &bytes, &error);
  CHECK(tousu_error_offset(error) == 8);
  failed(status, error, TOUSU_ERROR_INVALID_UTF8, "complaint");
  /* A length that no object can have is refused before anything is read. */
  status = tousu_engine_assess_json(engine, COMPLAINT, SIZE_MAX, &bytes, &error);
  failed(status, error, TOUSU_ERROR_TOO_LARGE, "complaint");
  status = tousu_engine_assess_json(engine, "no json", 7, &bytes, &error);
  CHECK(tousu_error_line(error) == 1);
  CHECK(tousu_error_column(error) == 1);
  failed(status, error, TOUSU_ERROR_SYNTAX, NULL);
  /* A NUL is a byte like any other: it ends no text, and here it is no JSON. */
  status = tousu_engine_assess_json(engine, "\0{}", 3, &bytes, &error);
  failed(status, error, TOUSU_ERROR_SYNTAX, NULL);
  status = tousu_engine_assess_json(engine, "", 0, &bytes, &error);
  failed(status, error, TOUSU_ERROR_SYNTAX, NULL);
  CHECK(bytes == UNTOUCHED(tousu_bytes));
  tousu_engine_free(engine);
}

static void null_handles_are_harmless(void) {
  size_t len = 7;
  tousu_engine_free(NULL);
  tousu_bytes_free(NULL);
  tousu_error_free(NULL);
  CHECK(tousu_bytes_data(NULL) == NULL);
  CHECK(tousu_bytes_len(NULL) == 0);
  CHECK(tousu_error_code(NULL) == TOUSU_OK);
  CHECK(tousu_error_slug(NULL, &len) == NULL);
  CHECK(len == 0);
  CHECK(tousu_error_message_en(NULL, NULL) == NULL);
  CHECK(tousu_error_message_zh(NULL, NULL) == NULL);
  CHECK(tousu_error_path(NULL, NULL) == NULL);
  CHECK(tousu_error_help(NULL, NULL) == NULL);
  CHECK(tousu_error_line(NULL) == 0);
  CHECK(tousu_error_column(NULL) == 0);
  CHECK(tousu_error_offset(NULL) == -1);
  CHECK(tousu_error_cause_count(NULL) == 0);
  CHECK(tousu_error_cause(NULL, 0) == NULL);
}

static void a_panic_stays_inside(void) {
  tousu_error *error = NULL;
  int32_t status = tousu_test_panic(&error);
  CHECK(strstr(tousu_error_message_en(error, NULL), "on purpose") != NULL);
  failed(status, error, TOUSU_ERROR_PANIC, NULL);
  CHECK(tousu_test_panic(NULL) == TOUSU_ERROR_PANIC);
  /* The library still works. */
  decides();
}

enum { THREADS = 4, ROUNDS = 200 };

static void *assess_often(void *argument) {
  const tousu_engine *engine = (const tousu_engine *)argument;
  size_t good = 0;
  int round;
  for (round = 0; round < ROUNDS; round++) {
    tousu_bytes *bytes = NULL;
    if (tousu_engine_assess_json(engine, COMPLAINT, strlen(COMPLAINT), &bytes, NULL) == TOUSU_OK) {
      good++;
    }
    tousu_bytes_free(bytes);
  }
  return good == ROUNDS ? argument : NULL;
}

static void threads_share_an_engine(void) {
  tousu_engine *engine = engine_new();
  pthread_t threads[THREADS];
  int i;
  for (i = 0; i < THREADS; i++) {
    CHECK(pthread_create(&threads[i], NULL, assess_often, engine) == 0);
  }
  for (i = 0; i < THREADS; i++) {
    void *result = NULL;
    CHECK(pthread_join(threads[i], &result) == 0);
    CHECK(result == engine);
  }
  tousu_engine_free(engine);
}

int main(void) {
  decides();
  refuses_an_unknown_policy();
  refuses_null();
  refuses_bad_text();
  null_handles_are_harmless();
  a_panic_stays_inside();
  threads_share_an_engine();
  return check_result();
}
