/* Figures: counted at once, accumulated on two shards, sent as bytes, and read. */
#include "expect.h"

static const char CASES[] =
    "[{\"complaint\": {\"id\": \"c1\", \"received_at\": \"2026-03-02T09:00:00+08:00\", \"text\": \"A\"}, \"events\": "
    "[{\"id\": \"e1\", \"kind\": \"closed\", \"at\": \"2026-03-03T09:00:00+08:00\"}]}]";
static const char COLUMNS[] = "{\"id\": [\"c2\"], \"received_at\": [\"2026-03-09T09:00:00+08:00\"]}";
static const char REQUEST[] = "{\"as_of\": \"2026-04-01T00:00:00+08:00\", \"by\": [\"month\"], \"kpis\": [\"closure-rate\"]}";
static const char QUERY[] = "{\"by\": [\"month\"], \"kpis\": [\"closure-rate\"]}";
static const char ONE_OF_TWO[] =
    "\"key\":[\"2026-03\"],\"complete\":true,\"figures\":[{\"numerator\":1,\"denominator\":2,";

static tousu_summary *summary_of(const tousu_engine *engine) {
  tousu_summary *summary = NULL;
  WORKED(tousu_summary_new(engine, TEXT(REQUEST), &summary, &error));
  return summary;
}

static void two_shards_are_one(void) {
  tousu_engine *engine = residential();
  tousu_summary *one = summary_of(engine), *other = summary_of(engine), *sent = NULL;
  tousu_bytes *bytes = NULL;
  char damaged[64];
  WORKED(tousu_figure_definitions_json(&bytes, &error));
  CHECK(says(bytes, "[{\"id\":\"volume\",\"kind\":\"count\","));
  WORKED(tousu_engine_figures_json(engine, TEXT(CASES), TEXT(REQUEST), &bytes, &error));
  CHECK(says(bytes, "\"figures\":[{\"numerator\":1,\"denominator\":1,"));
  WORKED(tousu_engine_column_figures_json(engine, TEXT(COLUMNS), TEXT(REQUEST), &bytes, &error));
  CHECK(says(bytes, "\"figures\":[{\"numerator\":0,\"denominator\":1,"));

  WORKED(tousu_summary_add_cases_json(one, engine, TEXT(CASES), &error));
  WORKED(tousu_summary_add_columns_json(other, engine, TEXT(COLUMNS), &error));
  WORKED(tousu_summary_to_bytes(other, &bytes, &error));
  WORKED(tousu_summary_from_bytes((const uint8_t *)tousu_bytes_data(bytes), tousu_bytes_len(bytes), &sent, &error));
  memcpy(damaged, tousu_bytes_data(bytes), sizeof damaged);
  tousu_bytes_free(bytes);
  WORKED(tousu_summary_merge(one, sent, &error));
  WORKED(tousu_summary_figures_json(one, engine, TEXT(QUERY), &bytes, &error));
  CHECK(says(bytes, ONE_OF_TWO));
  tousu_summary_free(sent);

  sent = UNTOUCHED(tousu_summary);
  FAILED(tousu_summary_from_bytes((const uint8_t *)damaged, sizeof damaged, &sent, &error),
         TOUSU_ERROR_SUMMARY_DAMAGED, NULL);
  FAILED(tousu_summary_merge(one, one, &error), TOUSU_ERROR_HANDLE_BUSY, NULL);
  FAILED(tousu_summary_figures_json(one, engine, TEXT("{\"by\": [\"unit\"]}"), &bytes, &error),
         TOUSU_ERROR_NOT_ACCUMULATED, NULL);
  CHECK(sent == UNTOUCHED(tousu_summary));
  tousu_summary_free(one);
  tousu_summary_free(other);
  tousu_summary_free(NULL);
  tousu_engine_free(engine);
}

static void refuses_null_everywhere(void) {
  tousu_engine *engine = residential();
  tousu_summary *summary = summary_of(engine), *made = UNTOUCHED(tousu_summary);
  tousu_bytes *bytes = UNTOUCHED(tousu_bytes);
  const int32_t null = TOUSU_ERROR_NULL_POINTER;
  FAILED(tousu_figure_definitions_json(NULL, &error), null, "out");
  FAILED(tousu_engine_figures_json(NULL, TEXT("[]"), TEXT(REQUEST), &bytes, &error), null, "engine");
  FAILED(tousu_engine_figures_json(engine, NULL, 1, TEXT(REQUEST), &bytes, &error), null, "cases");
  FAILED(tousu_engine_figures_json(engine, TEXT("[]"), NULL, 1, &bytes, &error), null, "request");
  FAILED(tousu_engine_figures_json(engine, TEXT("[]"), TEXT(REQUEST), NULL, &error), null, "out");
  FAILED(tousu_engine_column_figures_json(NULL, TEXT(COLUMNS), TEXT(REQUEST), &bytes, &error), null, "engine");
  FAILED(tousu_engine_column_figures_json(engine, NULL, 1, TEXT(REQUEST), &bytes, &error), null, "columns");
  FAILED(tousu_engine_column_figures_json(engine, TEXT(COLUMNS), TEXT(REQUEST), NULL, &error), null, "out");
  FAILED(tousu_ledger_figures_json(NULL, engine, TEXT(REQUEST), &bytes, &error), null, "ledger");
  FAILED(tousu_summary_new(NULL, TEXT(REQUEST), &made, &error), null, "engine");
  FAILED(tousu_summary_new(engine, NULL, 1, &made, &error), null, "request");
  FAILED(tousu_summary_new(engine, TEXT(REQUEST), NULL, &error), null, "out");
  FAILED(tousu_summary_from_bytes(NULL, 1, &made, &error), null, "data");
  FAILED(tousu_summary_from_bytes(NULL, 0, NULL, &error), null, "out");
  FAILED(tousu_summary_add_cases_json(NULL, engine, TEXT("[]"), &error), null, "summary");
  FAILED(tousu_summary_add_cases_json(summary, NULL, TEXT("[]"), &error), null, "engine");
  FAILED(tousu_summary_add_columns_json(NULL, engine, TEXT(COLUMNS), &error), null, "summary");
  FAILED(tousu_summary_add_columns_json(summary, NULL, TEXT(COLUMNS), &error), null, "engine");
  FAILED(tousu_summary_merge(NULL, summary, &error), null, "summary");
  FAILED(tousu_summary_merge(summary, NULL, &error), null, "other");
  FAILED(tousu_summary_to_bytes(NULL, &bytes, &error), null, "summary");
  FAILED(tousu_summary_to_bytes(summary, NULL, &error), null, "out");
  FAILED(tousu_summary_figures_json(NULL, engine, TEXT(QUERY), &bytes, &error), null, "summary");
  FAILED(tousu_summary_figures_json(summary, NULL, TEXT(QUERY), &bytes, &error), null, "engine");
  FAILED(tousu_summary_figures_json(summary, engine, NULL, 1, &bytes, &error), null, "query");
  FAILED(tousu_summary_figures_json(summary, engine, TEXT(QUERY), NULL, &error), null, "out");
  CHECK(bytes == UNTOUCHED(tousu_bytes) && made == UNTOUCHED(tousu_summary));
  tousu_summary_free(summary);
  tousu_engine_free(engine);
}

int main(void) {
  two_shards_are_one();
  refuses_null_everywhere();
  return check_result();
}
