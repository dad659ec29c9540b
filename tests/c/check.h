/* What every C test uses: a check that says where it failed, and a program that then ends with 1. */
#ifndef TOUSU_TESTS_CHECK_H
#define TOUSU_TESTS_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int check_failures = 0;

#define CHECK(condition)                                                                           \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                      \
      check_failures++;                                                                            \
    }                                                                                              \
  } while (0)

#define CHECK_TEXT(found, expected)                                                                \
  do {                                                                                             \
    const char *found_text = (found);                                                              \
    if (found_text == NULL || strcmp(found_text, (expected)) != 0) {                               \
      fprintf(stderr, "%s:%d: %s is `%s`, not `%s`\n", __FILE__, __LINE__, #found,                 \
              found_text == NULL ? "NULL" : found_text, (expected));                               \
      check_failures++;                                                                            \
    }                                                                                              \
  } while (0)

static int check_result(void) {
  if (check_failures != 0) {
    fprintf(stderr, "%d checks failed\n", check_failures);
  }
  return check_failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
