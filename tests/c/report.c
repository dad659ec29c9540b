/* Forms and reports as files, and what belongs together among messages. */
#include <tousu.h>

#include "expect.h"

#define CASE                                                                                       \
  "\"complaint\":{\"id\":\"c1\",\"received_at\":\"2026-03-02T09:00:00+08:00\",\"text\":\"{{x}}\"},\"events\":[],"       \
  "\"as_of\":\"2026-03-03T09:00:00+08:00\""

static void reports_are_files(void) {
  tousu_engine *engine = residential();
  tousu_bytes *out = NULL, *filled = NULL;
  WORKED(tousu_engine_report(engine, TEXT("{\"report\":\"case\"," CASE "}"), &out, &error));
  CHECK(says(out, "\"schema\":\"tousu/page/1\""));
  WORKED(tousu_engine_report(engine, TEXT("{\"report\":\"case\",\"format\":\"html\"," CASE "}"), &out, &error));
  CHECK(says(out, "<!DOCTYPE html>"));
  /* An archive holds NUL bytes; its length tells where it ends. */
  WORKED(tousu_engine_report(engine, TEXT("{\"report\":\"case\",\"format\":\"xlsx\"," CASE "}"), &out, &error));
  CHECK(tousu_bytes_len(out) > 1000 && memcmp(tousu_bytes_data(out), "PK", 2) == 0);
  WORKED(tousu_template_fill(tousu_bytes_data(out), tousu_bytes_len(out), TEXT("{\"x\":\"y\"}"), &filled, &error));
  CHECK(tousu_bytes_len(filled) > 1000 && memcmp(tousu_bytes_data(filled), "PK", 2) == 0);
  tousu_bytes_free(filled);
  tousu_bytes_free(out);

  out = UNTOUCHED(tousu_bytes);
  FAILED(tousu_engine_report(engine, TEXT("{\"report\":\"poem\"}"), &out, &error), TOUSU_ERROR_UNKNOWN_VALUE, "report");
  FAILED(tousu_engine_report(engine, TEXT("{"), &out, &error), TOUSU_ERROR_SYNTAX, "request");
  FAILED(tousu_engine_report(engine, NULL, 1, &out, &error), TOUSU_ERROR_NULL_POINTER, "request");
  FAILED(tousu_engine_report(engine, TEXT("\xFF"), &out, &error), TOUSU_ERROR_INVALID_UTF8, "request");
  FAILED(tousu_engine_report(NULL, TEXT("{}"), &out, &error), TOUSU_ERROR_NULL_POINTER, "engine");
  FAILED(tousu_engine_report(engine, TEXT("{}"), NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_template_fill(TEXT("no archive"), TEXT("{}"), &out, &error), TOUSU_ERROR_INVALID_ARGUMENT, "template");
  FAILED(tousu_template_fill(NULL, 1, TEXT("{}"), &out, &error), TOUSU_ERROR_NULL_POINTER, "template");
  FAILED(tousu_template_fill(TEXT("x"), TEXT("[]"), &out, &error), TOUSU_ERROR_WRONG_TYPE, "values");
  FAILED(tousu_template_fill(TEXT("x"), TEXT("{}"), NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  CHECK(out == UNTOUCHED(tousu_bytes));
  tousu_engine_free(engine);
}

static void messages_are_grouped(void) {
  tousu_bytes *out = NULL;
  WORKED(tousu_cluster_find_json(TEXT("repeats"), TEXT("{\"messages\":[]}"), &out, &error));
  CHECK(says(out, "\"schema\":\"tousu/repeats/1\""));
  WORKED(tousu_cluster_find_json(TEXT("hot-spots"), TEXT("{\"messages\":[]}"), &out, &error));
  CHECK(says(out, "\"hot_spots\":[]"));
  WORKED(tousu_cluster_find_json(TEXT("chart"), TEXT("{\"kind\":\"p\",\"points\":[]}"), &out, &error));
  CHECK(says(out, "\"centre\":[0,0]"));
  out = UNTOUCHED(tousu_bytes);
  FAILED(tousu_cluster_find_json(TEXT("poem"), TEXT("{}"), &out, &error), TOUSU_ERROR_UNKNOWN_VALUE, "question");
  FAILED(tousu_cluster_find_json(NULL, 1, TEXT("{}"), &out, &error), TOUSU_ERROR_NULL_POINTER, "question");
  FAILED(tousu_cluster_find_json(TEXT("chart"), NULL, 1, &out, &error), TOUSU_ERROR_NULL_POINTER, "request");
  FAILED(tousu_cluster_find_json(TEXT("chart"), TEXT("{}"), NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  CHECK(out == UNTOUCHED(tousu_bytes));
}

int main(void) {
  reports_are_files();
  messages_are_grouped();
  return check_result();
}
