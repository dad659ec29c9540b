/*
 * What a call from C costs: `calls POLICY COMPLAINT DECISION START`. One line for each, row, name and nanoseconds with
 * tabs between them. DECISION holds the bytes that Rust gives; every answer is compared before it is timed.
 */
#define _POSIX_C_SOURCE 199309L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <tousu.h>

/* 2026-10-10T23:59:59+08:00: the National Day week is skipped, the make-up Saturday counts. */
#define DUE 1791647999

static tousu_engine *engine;
static const char *policy, *complaint, *decision;
static int64_t start;
static const char PERIOD[] = "3 working days";

static void must(int right, const char *what) {
  if (!right) {
    fprintf(stderr, "calls.c: %s\n", what);
    exit(1);
  }
}

static double now(void) {
  struct timespec time;
  must(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0, "there is no clock");
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static volatile uint32_t seen;

static void nothing(void) { seen += tousu_abi_version(); }

static void structs(void) {
  tousu_assessment *assessment = NULL;
  tousu_assessment_view view;
  tousu_obligation_view owed;
  size_t i;
  view.struct_size = sizeof view;
  owed.struct_size = sizeof owed;
  must(tousu_engine_assess(engine, complaint, strlen(complaint), &assessment, NULL) == TOUSU_OK, "assess");
  must(tousu_assessment_read(assessment, &view, NULL) == TOUSU_OK, "read");
  must(view.tier_len == 5 && memcmp(view.tier, "major", 5) == 0 && view.obligation_count > 3, "another decision");
  for (i = 0; i < view.obligation_count; i++) {
    must(tousu_assessment_obligation(assessment, i, &owed, NULL) == TOUSU_OK && owed.id_len > 0, "obligation");
  }
  tousu_assessment_free(assessment);
}

static void json(void) {
  tousu_bytes *bytes = NULL;
  must(tousu_engine_assess_json(engine, complaint, strlen(complaint), &bytes, NULL) == TOUSU_OK, "assess_json");
  must(tousu_bytes_data(bytes)[0] == '{', "no JSON");
  tousu_bytes_free(bytes);
}

static void due(void) {
  tousu_due found;
  found.struct_size = sizeof found;
  must(tousu_engine_due(engine, PERIOD, sizeof PERIOD - 1, start, NULL, &found, NULL) == TOUSU_OK, "due");
  must(found.due == DUE, "another due time");
}

static void explain(void) {
  tousu_bytes *bytes = NULL;
  must(tousu_engine_due_json(engine, PERIOD, sizeof PERIOD - 1, start, NULL, &bytes, NULL) == TOUSU_OK, "due_json");
  must(tousu_bytes_len(bytes) > 100, "no explanation");
  tousu_bytes_free(bytes);
}

/* The fastest of eight passes: what disturbs only ever adds. */
static void report(const char *row, const char *name, void (*call)(void), int count) {
  double fastest = 0;
  int pass, i;
  for (pass = 0; pass < 8; pass++) {
    double took, begin = now();
    for (i = 0; i < count; i++) {
      call();
    }
    took = now() - begin;
    if (pass == 0 || took < fastest) {
      fastest = took;
    }
  }
  printf("%s\t%s\t%.3f\n", row, name, fastest / count);
}

int main(int count, char **arguments) {
  tousu_bytes *bytes = NULL;
  must(count == 5, "usage: calls POLICY COMPLAINT DECISION START");
  policy = arguments[1];
  complaint = arguments[2];
  decision = arguments[3];
  start = strtoll(arguments[4], NULL, 10);
  must(tousu_abi_compatible(TOUSU_ABI_VERSION), "the library is not for this header");
  must(tousu_engine_builtin(policy, strlen(policy), &engine, NULL) == TOUSU_OK, "no engine");
  must(tousu_engine_assess_json(engine, complaint, strlen(complaint), &bytes, NULL) == TOUSU_OK, "assess_json");
  must(strcmp(tousu_bytes_data(bytes), decision) == 0, "not the bytes of Rust");
  tousu_bytes_free(bytes);
  must(tousu_engine_due_json(engine, PERIOD, sizeof PERIOD - 1, start, NULL, &bytes, NULL) == TOUSU_OK, "due_json");
  must(strstr(tousu_bytes_data(bytes), "\"due\":\"2026-10-10T23:59:59+08:00\"") != NULL, "another due time");
  tousu_bytes_free(bytes);
  report("call-nothing", "from C: tousu_abi_version", nothing, 1000000);
  report("call-structs", "from C: assess, then every obligation as a struct", structs, 2000);
  report("call-json", "from C: assess_json", json, 2000);
  report("call-due", "from C: due", due, 100000);
  report("call-explain", "from C: due_json", explain, 2000);
  tousu_engine_free(engine);
  return 0;
}
