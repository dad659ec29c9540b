/* Complaints of hosts that speak GB18030 or UTF-16, and bytes that are neither. */
#include "expect.h"

/* The text is 楼道堆满杂物，有消防隐患。 */
static const char IN_UTF8[] =
    "{\"id\": \"c1\", \"received_at\": \"2026-04-30T16:00:00+08:00\", \"text\": \""
    "\xE6\xA5\xBC\xE9\x81\x93\xE5\xA0\x86\xE6\xBB\xA1\xE6\x9D\x82\xE7\x89\xA9\xEF\xBC\x8C"
    "\xE6\x9C\x89\xE6\xB6\x88\xE9\x98\xB2\xE9\x9A\x90\xE6\x82\xA3\xE3\x80\x82\"}";
static const char IN_GB18030[] =
    "{\"id\": \"c1\", \"received_at\": \"2026-04-30T16:00:00+08:00\", \"text\": \""
    "\xC2\xA5\xB5\xC0\xB6\xD1\xC2\xFA\xD4\xD3\xCE\xEF\xA3\xAC\xD3\xD0\xCF\xFB\xB7\xC0\xD2\xFE\xBB\xBC\xA1\xA3\"}";
static const uint16_t TEXT_IN_UTF16[] = {0x697C, 0x9053, 0x5806, 0x6EE1, 0x6742, 0x7269, 0xFF0C,
                                         0x6709, 0x6D88, 0x9632, 0x9690, 0x60A3, 0x3002};

#define UNITS(array) (array), (sizeof(array) / sizeof((array)[0]))

/* 200 copies of U+7535, too many for any buffer that is as long as the input. */
enum { MANY = 200 };

static void a_converted_complaint_is_decided_alike(void) {
  tousu_engine *engine = residential();
  tousu_bytes *text = NULL;
  tousu_bytes *wide = NULL;
  tousu_bytes *expected = NULL;
  tousu_bytes *found = NULL;
  uint16_t units[256];
  size_t count = 0;
  size_t i;
  const char *quote = strstr(IN_UTF8, "\xE6\xA5\xBC");
  WORKED(tousu_engine_assess_json(engine, TEXT(IN_UTF8), &expected, &error));
  CHECK(strstr(tousu_bytes_data(expected), "\"tier\":{\"id\":\"major\"") != NULL);

  WORKED(tousu_bytes_from_gb18030(TEXT(IN_GB18030), &text, &error));
  CHECK_TEXT(tousu_bytes_data(text), IN_UTF8);
  WORKED(tousu_engine_assess_json(engine, tousu_bytes_data(text), tousu_bytes_len(text), &found, &error));
  CHECK(says(found, tousu_bytes_data(expected)));
  tousu_bytes_free(text);

  for (i = 0; IN_UTF8 + i < quote; i++) {
    units[count++] = (unsigned char)IN_UTF8[i];
  }
  for (i = 0; i < sizeof TEXT_IN_UTF16 / sizeof TEXT_IN_UTF16[0]; i++) {
    units[count++] = TEXT_IN_UTF16[i];
  }
  units[count++] = '"';
  units[count++] = '}';
  WORKED(tousu_bytes_from_utf16(units, count, &wide, &error));
  CHECK_TEXT(tousu_bytes_data(wide), IN_UTF8);
  WORKED(tousu_engine_assess_json(engine, tousu_bytes_data(wide), tousu_bytes_len(wide), &found, &error));
  CHECK(says(found, tousu_bytes_data(expected)));
  tousu_bytes_free(wide);
  tousu_bytes_free(expected);
  tousu_engine_free(engine);
}

static void every_length_is_a_text(void) {
  tousu_bytes *bytes = NULL;
  char gb18030[2 * MANY];
  uint16_t utf16[MANY];
  size_t i;
  WORKED(tousu_bytes_from_gb18030(NULL, 0, &bytes, &error));
  CHECK(tousu_bytes_len(bytes) == 0);
  CHECK_TEXT(tousu_bytes_data(bytes), "");
  tousu_bytes_free(bytes);
  WORKED(tousu_bytes_from_utf16(NULL, 0, &bytes, &error));
  CHECK(tousu_bytes_len(bytes) == 0);
  tousu_bytes_free(bytes);
  /* A NUL is a character like any other. */
  WORKED(tousu_bytes_from_gb18030("a\0b", 3, &bytes, &error));
  CHECK(tousu_bytes_len(bytes) == 3);
  CHECK(memcmp(tousu_bytes_data(bytes), "a\0b", 4) == 0);
  tousu_bytes_free(bytes);
  for (i = 0; i < MANY; i++) {
    gb18030[2 * i] = (char)0xB5;
    gb18030[2 * i + 1] = (char)0xE7;
    utf16[i] = 0x7535;
  }
  WORKED(tousu_bytes_from_gb18030(gb18030, sizeof gb18030, &bytes, &error));
  CHECK(tousu_bytes_len(bytes) == 3 * MANY);
  CHECK(memcmp(tousu_bytes_data(bytes) + 3 * (MANY - 1), "\xE7\x94\xB5", 4) == 0);
  tousu_bytes_free(bytes);
  WORKED(tousu_bytes_from_utf16(utf16, MANY, &bytes, &error));
  CHECK(tousu_bytes_len(bytes) == 3 * MANY);
  tousu_bytes_free(bytes);
}

static void what_is_malformed_is_refused_with_its_offset(void) {
  static const uint16_t half[] = {0x7535, 0x68AF, 0xD840};
  static const uint16_t alone[] = {0x7535, 0xDC00, 0x68AF};
  tousu_bytes *bytes = UNTOUCHED(tousu_bytes);
  tousu_error *error = NULL;
  int32_t status = tousu_bytes_from_gb18030(TEXT("\xB5\xE7\xCC "), &bytes, &error);
  CHECK(tousu_error_offset(error) == 2);
  CHECK(strstr(tousu_error_message_en(error, NULL), "GB18030") != NULL);
  failed(status, error, TOUSU_ERROR_INVALID_ENCODING, "text");
  status = tousu_bytes_from_gb18030(TEXT("ab\xB5"), &bytes, &error);
  CHECK(tousu_error_offset(error) == 2);
  failed(status, error, TOUSU_ERROR_INVALID_ENCODING, "text");
  /* In bytes, as every offset. */
  status = tousu_bytes_from_utf16(UNITS(half), &bytes, &error);
  CHECK(tousu_error_offset(error) == 4);
  CHECK(strstr(tousu_error_message_zh(error, NULL), "UTF-16") != NULL);
  failed(status, error, TOUSU_ERROR_INVALID_ENCODING, "text");
  status = tousu_bytes_from_utf16(UNITS(alone), &bytes, &error);
  CHECK(tousu_error_offset(error) == 2);
  failed(status, error, TOUSU_ERROR_INVALID_ENCODING, "text");
  CHECK(tousu_bytes_from_gb18030("\xFF", 1, &bytes, NULL) == TOUSU_ERROR_INVALID_ENCODING);
  CHECK(bytes == UNTOUCHED(tousu_bytes));
}

static void refuses_null_and_nonsense(void) {
  static const uint16_t units[] = {0x7535, 0x68AF};
  const char *odd = (const char *)units + 1;
  tousu_bytes *bytes = UNTOUCHED(tousu_bytes);
  FAILED(tousu_bytes_from_gb18030(NULL, 1, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "text");
  FAILED(tousu_bytes_from_gb18030("a", 1, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_bytes_from_gb18030("a", SIZE_MAX, &bytes, &error), TOUSU_ERROR_TOO_LARGE, "text");
  FAILED(tousu_bytes_from_utf16(NULL, 1, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "text");
  FAILED(tousu_bytes_from_utf16(units, 1, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_bytes_from_utf16(units, SIZE_MAX / 2 + 1, &bytes, &error), TOUSU_ERROR_TOO_LARGE, "text");
  FAILED(tousu_bytes_from_utf16(units, SIZE_MAX / 4 + 1, &bytes, &error), TOUSU_ERROR_TOO_LARGE, "text");
  FAILED(tousu_bytes_from_utf16((const uint16_t *)(const void *)odd, 1, &bytes, &error), TOUSU_ERROR_INVALID_ARGUMENT,
         "text");
  CHECK(bytes == UNTOUCHED(tousu_bytes));
}

int main(void) {
  a_converted_complaint_is_decided_alike();
  every_length_is_a_text();
  what_is_malformed_is_refused_with_its_offset();
  refuses_null_and_nonsense();
  return check_result();
}
