/* What the C tests expect of calls that fail, and the engine that most of them use. */
#ifndef TOUSU_TESTS_EXPECT_H
#define TOUSU_TESTS_EXPECT_H

#include <tousu.h>

#include "check.h"

/* Not every test uses every helper. */
#if defined(__GNUC__)
#define HELPER __attribute__((unused)) static
#else
#define HELPER static
#endif

/* A text literal as pointer and length. */
#define TEXT(literal) (literal), (sizeof(literal) - 1)

/* What an output holds before the call; a failed call leaves it so. */
static char untouched_place;
#define UNTOUCHED(type) ((type *)(void *)&untouched_place)

/* The call failed with this code, said the same in the error, and named this argument. Frees the error. */
HELPER void failed(int32_t status, tousu_error *error, int32_t code, const char *path) {
  size_t len = 0;
  CHECK(status == code);
  CHECK(error != NULL);
  if (status != code || error == NULL) {
    tousu_error_free(error);
    return;
  }
  CHECK(tousu_error_code(error) == code);
  CHECK_TEXT(tousu_error_slug(error, &len), tousu_code_slug(code));
  CHECK(len == strlen(tousu_code_slug(code)));
  CHECK(tousu_error_message_en(error, &len) != NULL && len > 0);
  CHECK(tousu_error_message_en(error, NULL)[len] == '\0');
  CHECK(tousu_error_message_zh(error, &len) != NULL && len > 0);
  if (path != NULL) {
    CHECK_TEXT(tousu_error_path(error, &len), path);
    CHECK(len == strlen(path));
  }
  tousu_error_free(error);
}

/* The same, and says the line that failed. */
#define FAILED(call, code, path)                                                                   \
  do {                                                                                             \
    tousu_error *error = UNTOUCHED(tousu_error);                                                   \
    int32_t status = (call);                                                                       \
    if (status != (code)) {                                                                        \
      fprintf(stderr, "%s:%d: %d, not %d\n", __FILE__, __LINE__, (int)status, (int)(code));        \
    }                                                                                              \
    failed(status, error, (code), (path));                                                         \
  } while (0)

/* The call worked; else the error is printed. */
#define WORKED(call)                                                                               \
  do {                                                                                             \
    tousu_error *error = UNTOUCHED(tousu_error);                                                   \
    int32_t status = (call);                                                                       \
    if (status != TOUSU_OK) {                                                                      \
      fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, tousu_error_slug(error, NULL),        \
              tousu_error_message_en(error, NULL));                                                \
      check_failures++;                                                                            \
    }                                                                                              \
    CHECK((error == NULL) == (status == TOUSU_OK));                                                \
    tousu_error_free(status == TOUSU_OK ? NULL : error);                                           \
  } while (0)

/* 2026-03-02T09:00:00+08:00, a Monday. */
HELPER const int64_t MONDAY = 1772413200;
HELPER const int64_t DAY = 86400;

/* The last second of the year 9999 in UTC. */
HELPER const int64_t LAST_SECOND = 253402300799;
HELPER const int64_t BEYOND = 253402300800;

HELPER tousu_engine *residential(void) {
  tousu_engine *engine = NULL;
  WORKED(tousu_engine_builtin(TEXT("residential-community"), &engine, &error));
  CHECK(engine != NULL);
  return engine;
}

/* Whether the bytes contain the text; frees them. */
HELPER int says(tousu_bytes *bytes, const char *text) {
  const char *data = tousu_bytes_data(bytes);
  int found = data != NULL && strlen(data) == tousu_bytes_len(bytes) && strstr(data, text) != NULL;
  if (!found) {
    fprintf(stderr, "`%s` is not in: %.2000s\n", text, data == NULL ? "NULL" : data);
  }
  tousu_bytes_free(bytes);
  return found;
}

#endif
