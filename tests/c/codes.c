/* The table of error codes as a C host sees it. */
#include <tousu.h>

#include "check.h"

/* The macro of the header, the number and the slug are one code. */
static void is(int32_t code, int32_t number, const char *slug) {
  CHECK(code == number);
  CHECK_TEXT(tousu_code_slug(code), slug);
}

int main(void) {
  size_t count = tousu_code_count();
  size_t i;
  CHECK(count > 70);
  for (i = 0; i < count; i++) {
    int32_t code = tousu_code_at(i);
    const char *slug = tousu_code_slug(code);
    CHECK(code > (i == 0 ? 0 : tousu_code_at(i - 1)));
    CHECK(slug != NULL && slug[0] != '\0');
  }
  CHECK(tousu_code_at(count) == 0);
  CHECK(tousu_code_at(SIZE_MAX) == 0);
  CHECK(tousu_code_slug(0) == NULL);
  CHECK(tousu_code_slug(-1) == NULL);
  CHECK(tousu_code_slug(INT32_MAX) == NULL);

  /* One of each range, written down here because these numbers may never change. */
  is(TOUSU_ERROR_NULL_POINTER, 1, "null-pointer");
  is(TOUSU_ERROR_INVALID_UTF8, 2, "invalid-utf8");
  is(TOUSU_ERROR_SYNTAX, 1000, "syntax");
  is(TOUSU_ERROR_UNKNOWN_POLICY, 1100, "unknown-policy");
  is(TOUSU_ERROR_UNKNOWN_CATEGORY, 1500, "unknown-category");
  is(TOUSU_ERROR_UNREADABLE_TIME, 2000, "unreadable-time");
  is(TOUSU_ERROR_UNKNOWN_EVENT, 3000, "unknown-event");
  is(TOUSU_ERROR_LEDGER_IO, 4000, "ledger-io");
  is(TOUSU_ERROR_INTERNAL, 9000, "internal");
  is(TOUSU_ERROR_PANIC, 9001, "panic");
  return check_result();
}
