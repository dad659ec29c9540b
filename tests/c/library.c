/* Books over books, versions, what differs, explanations, and stored decisions decided again. */
#include "expect.h"

#define OLD                                                                                        \
  "[policy]\\nid = 'own'\\ntitle = 'own'\\nversion = '1'\\neffective_to = '2026-06-30'\\n"             \
  "lexicon = 'property'\\nuntiered = 'allowed'\\n[[obligation]]\\nid = 'reply'\\nclause = '1'\\n"        \
  "starts = 'received'\\nends = 'replied'\\nwithin = '3 days'\\n"
#define NEW                                                                                        \
  "[policy]\\nid = 'own'\\ntitle = 'own'\\nversion = '2'\\neffective_from = '2026-07-01'\\n"           \
  "lexicon = 'property'\\nuntiered = 'allowed'\\n[[obligation]]\\nid = 'reply'\\nclause = '1'\\n"        \
  "starts = 'received'\\nends = 'replied'\\nwithin = '2 days'\\n[vocabulary.obligation]\\nreply = 'R'\\n"
#define HOUSE                                                                                      \
  "[overlay]\\nid = 'house'\\ntitle = 'house'\\nversion = '1'\\nbase = 'own'\\n[[obligation]]\\n"      \
  "id = 'reply'\\nwithin = '1 day'\\n"

/* Two versions of a book and an overlay, as a JSON list of texts. */
static const char DOCUMENTS[] = "[\"" OLD "\", \"" NEW "\", \"" HOUSE "\"]";
static const char COMPLAINT[] =
    "{\"id\": \"c1\", \"received_at\": \"2026-03-02T09:00:00+08:00\", \"text\": "
    "\"\xE6\xB6\x88\xE9\x98\xB2\xE9\x9A\x90\xE6\x82\xA3\"}";

static tousu_library *a_library(void) {
  tousu_library *library = NULL;
  WORKED(tousu_library_new(TEXT(DOCUMENTS), &library, &error));
  CHECK(library != NULL);
  return library;
}

static void books_are_listed_and_loaded(void) {
  tousu_library *library = a_library();
  tousu_engine *engine = NULL;
  tousu_bytes *bytes = NULL;
  WORKED(tousu_library_list(library, &bytes, &error));
  CHECK(says(bytes, "{\"id\":\"own\",\"version\":\"1\",\"effective_from\":null,\"effective_to\":\"2026-06-30\"}"));
  WORKED(tousu_library_engine(library, TEXT("own"), NULL, 0, NULL, 0, NULL, 0, 0, &engine, &error));
  WORKED(tousu_engine_policy_json(engine, &bytes, &error));
  CHECK(says(bytes, "\"version\":\"2\""));
  tousu_engine_free(engine);
  WORKED(tousu_library_engine(library, TEXT("own"), NULL, 0, TEXT("2026-06-30"), NULL, 0, 0, &engine, &error));
  WORKED(tousu_engine_policy_json(engine, &bytes, &error));
  CHECK(says(bytes, "\"version\":\"1\""));
  tousu_engine_free(engine);
  WORKED(tousu_library_engine(library, TEXT("house"), TEXT("1"), NULL, 0, NULL, 0, 0, &engine, &error));
  /* What a library made lives on. */
  tousu_library_free(library);
  WORKED(tousu_engine_assess_json(engine, TEXT(COMPLAINT), &bytes, &error));
  CHECK(says(bytes, "\"due\":\"2026-03-03T23:59:59+08:00\""));
  tousu_engine_free(engine);
  tousu_library_free(NULL);

  library = UNTOUCHED(tousu_library);
  FAILED(tousu_library_new(TEXT("["), &library, &error), TOUSU_ERROR_SYNTAX, "documents");
  FAILED(tousu_library_new(TEXT("[1]"), &library, &error), TOUSU_ERROR_WRONG_TYPE, "documents[0]");
  FAILED(tousu_library_new(TEXT("[\"x = 1\"]"), &library, &error), TOUSU_ERROR_MISSING_FIELD, NULL);
  FAILED(tousu_library_new(TEXT("[\"" OLD "\", \"" OLD "\"]"), &library, &error), TOUSU_ERROR_DUPLICATE_ID, NULL);
  FAILED(tousu_library_new(NULL, 1, &library, &error), TOUSU_ERROR_NULL_POINTER, "documents");
  FAILED(tousu_library_new(NULL, 0, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  CHECK(library == UNTOUCHED(tousu_library));
  WORKED(tousu_library_new(NULL, 0, &library, &error));
  engine = UNTOUCHED(tousu_engine);
  FAILED(tousu_library_engine(library, TEXT("own"), NULL, 0, NULL, 0, NULL, 0, 0, &engine, &error),
         TOUSU_ERROR_UNKNOWN_POLICY, NULL);
  FAILED(tousu_library_engine(library, TEXT("tw-consumer"), TEXT("9"), NULL, 0, NULL, 0, 0, &engine, &error),
         TOUSU_ERROR_POLICY_NOT_IN_FORCE, NULL);
  FAILED(tousu_library_engine(library, TEXT("tw-consumer"), NULL, 0, TEXT("soon"), NULL, 0, 0, &engine, &error),
         TOUSU_ERROR_UNREADABLE_TIME, "on");
  FAILED(tousu_library_engine(library, TEXT("tw-consumer"), TEXT("1"), TEXT("2026-01-01"), NULL, 0, 0, &engine, &error),
         TOUSU_ERROR_INVALID_ARGUMENT, "on");
  FAILED(tousu_library_engine(NULL, TEXT("own"), NULL, 0, NULL, 0, NULL, 0, 0, &engine, &error),
         TOUSU_ERROR_NULL_POINTER, "library");
  CHECK(engine == UNTOUCHED(tousu_engine));
  tousu_library_free(library);
}

static void the_day_of_the_receipt_decides(void) {
  tousu_library *library = a_library();
  tousu_versions *versions = NULL;
  tousu_engine *engine = NULL;
  tousu_bytes *bytes = NULL;
  WORKED(tousu_library_versions(library, TEXT("own"), NULL, 0, 0, &versions, &error));
  tousu_library_free(library);
  WORKED(tousu_versions_assess_json(versions, TEXT(COMPLAINT), &bytes, &error));
  CHECK(says(bytes, "\"policy\":{\"id\":\"own\",\"version\":\"1\""));
  WORKED(tousu_versions_engine(versions, TEXT("2026-07-01T00:00:00+08:00"), &engine, &error));
  WORKED(tousu_engine_policy_json(engine, &bytes, &error));
  CHECK(says(bytes, "\"policy\":{\"id\":\"own\",\"version\":\"2\""));
  tousu_engine_free(engine);
  WORKED(tousu_versions_engine(versions, NULL, 0, &engine, &error));
  tousu_engine_free(engine);
  WORKED(tousu_versions_verify_json(versions, TEXT("[]"), &bytes, &error));
  CHECK(says(bytes, "{\"schema\":\"tousu/verification/1\",\"checked\":0,\"same\":0,\"changed\":[],\"failed\":[]}"));
  bytes = UNTOUCHED(tousu_bytes);
  FAILED(tousu_versions_engine(versions, TEXT("soon"), &engine, &error), TOUSU_ERROR_UNREADABLE_TIME, "received_at");
  FAILED(tousu_versions_assess_json(versions, TEXT("{"), &bytes, &error), TOUSU_ERROR_SYNTAX, NULL);
  FAILED(tousu_versions_assess_json(NULL, TEXT("{}"), &bytes, &error), TOUSU_ERROR_NULL_POINTER, "versions");
  FAILED(tousu_versions_verify_json(versions, TEXT("{}"), &bytes, &error), TOUSU_ERROR_WRONG_TYPE, "stored");
  CHECK(bytes == UNTOUCHED(tousu_bytes));
  tousu_versions_free(versions);
  tousu_versions_free(NULL);
}

static void overlays_are_checked_and_changes_named(void) {
  tousu_library *library = a_library();
  tousu_bytes *bytes = NULL;
  WORKED(tousu_library_check(library, TEXT("[overlay]\nid = 'x'\ntitle = 'x'\nversion = '1'\nbase = 'onw'\n"), &bytes, &error));
  CHECK(says(bytes, "there is no policy `onw`; there are own, house, project-property"));
  WORKED(tousu_library_check_overlays_json(library, TEXT("[\"" HOUSE "\"]"), &bytes, &error));
  CHECK(says(bytes, "limit 2 days \xE2\x86\x92 1 day (stricter)"));
  FAILED(tousu_library_check_overlays_json(library, TEXT("[\"[\"]"), &bytes, &error), TOUSU_ERROR_SYNTAX, "overlays[0]");
  FAILED(tousu_library_check_overlays_json(NULL, TEXT("[]"), &bytes, &error), TOUSU_ERROR_NULL_POINTER, "library");
  FAILED(tousu_library_affected_json(library, TEXT("["), TEXT("[]"), &bytes, &error), TOUSU_ERROR_SYNTAX, "changed");
  FAILED(tousu_library_affected_json(library, TEXT("x = 1"), NULL, 3, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "resting");
  tousu_library_free(library);
}

static void books_are_compared_and_translated(void) {
  tousu_library *library = a_library();
  tousu_engine *old = NULL;
  tousu_engine *new_one = NULL;
  tousu_bytes *bytes = NULL;
  WORKED(tousu_library_engine(library, TEXT("own"), TEXT("1"), NULL, 0, NULL, 0, 0, &old, &error));
  WORKED(tousu_library_engine(library, TEXT("own"), TEXT("2"), NULL, 0, NULL, 0, 0, &new_one, &error));
  WORKED(tousu_engine_diff_json(old, new_one, &bytes, &error));
  CHECK(says(bytes, "limit 3 days \xE2\x86\x92 2 days (stricter)"));
  WORKED(tousu_engine_translate(new_one, TEXT("obligation"), TEXT("reply"), 1, &bytes, &error));
  CHECK(says(bytes, "R"));
  WORKED(tousu_engine_translate(new_one, TEXT("obligation"), TEXT("R"), 0, &bytes, &error));
  CHECK(says(bytes, "reply"));
  WORKED(tousu_engine_translate(old, TEXT("obligation"), TEXT("reply"), 1, &bytes, &error));
  CHECK(bytes == NULL);
  FAILED(tousu_engine_translate(old, TEXT("colour"), TEXT("red"), 1, &bytes, &error), TOUSU_ERROR_UNKNOWN_VALUE, "of");
  FAILED(tousu_engine_translate(old, TEXT("tier"), TEXT("x"), 2, &bytes, &error), TOUSU_ERROR_INVALID_ARGUMENT, "code");
  FAILED(tousu_engine_diff_json(old, NULL, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "to");
  FAILED(tousu_engine_diff_json(NULL, old, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "from");
  tousu_engine_free(old);
  tousu_engine_free(new_one);
  tousu_library_free(library);
}

static void decisions_are_explained_and_decided_again(void) {
  static const char EVENTS[] =
      "[{\"id\": \"e1\", \"kind\": \"registered\", \"at\": \"2026-03-02T09:30:00+08:00\", \"person\": \"Wang\"}]";
  tousu_engine *engine = residential();
  tousu_bytes *bytes = NULL;
  WORKED(tousu_engine_explain_json(engine, TEXT(COMPLAINT), TOUSU_AUDIENCE_INTERNAL, &bytes, &error));
  CHECK(says(bytes, "\"owner\":\"business-unit\""));
  WORKED(tousu_engine_explain_status_json(engine, TEXT(COMPLAINT), TEXT(EVENTS), MONDAY + DAY, NULL, TOUSU_MODE_STRICT,
                                          TOUSU_AUDIENCE_CUSTOMER, &bytes, &error));
  CHECK(strstr(tousu_bytes_data(bytes), "Wang") == NULL);
  CHECK(strstr(tousu_bytes_data(bytes), "business-unit") == NULL);
  CHECK(says(bytes, "\"audience\":\"customer\""));
  WORKED(tousu_engine_explain_status_json(engine, TEXT(COMPLAINT), TEXT(EVENTS), MONDAY + DAY, NULL, TOUSU_MODE_STRICT,
                                          TOUSU_AUDIENCE_AUDITOR, &bytes, &error));
  CHECK(says(bytes, "Wang"));
  WORKED(tousu_engine_why_not_json(engine, TEXT(COMPLAINT), TEXT("group"), &bytes, &error));
  CHECK(says(bytes, "\"missing\":{\"complainants\":{\"at_least\":10}}"));
  WORKED(tousu_engine_verify_json(engine, TEXT("[]"), &bytes, &error));
  CHECK(says(bytes, "\"checked\":0"));
  WORKED(tousu_policy_check_report(TEXT("mine.toml"), TEXT("[policy]\nid = = 1\n"), &bytes, &error));
  CHECK(says(bytes, "--> mine.toml:2:6"));
  WORKED(tousu_policy_schema(0, &bytes, &error));
  CHECK(says(bytes, "\"obligation\""));
  WORKED(tousu_policy_schema(1, &bytes, &error));
  CHECK(says(bytes, "\"base_version\""));

  bytes = UNTOUCHED(tousu_bytes);
  FAILED(tousu_policy_schema(2, &bytes, &error), TOUSU_ERROR_INVALID_ARGUMENT, "overlay");
  FAILED(tousu_policy_check_report(NULL, 1, NULL, 0, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "name");
  FAILED(tousu_engine_explain_json(engine, TEXT(COMPLAINT), 3, &bytes, &error), TOUSU_ERROR_INVALID_ARGUMENT, "audience");
  FAILED(tousu_engine_explain_json(NULL, TEXT(COMPLAINT), 0, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "engine");
  FAILED(tousu_engine_explain_json(engine, TEXT("\xFF"), 0, &bytes, &error), TOUSU_ERROR_INVALID_UTF8, "complaint");
  FAILED(tousu_engine_explain_status_json(engine, TEXT(COMPLAINT), TEXT("["), MONDAY, NULL, 0, 0, &bytes, &error),
         TOUSU_ERROR_SYNTAX, "events");
  FAILED(tousu_engine_explain_status_json(engine, TEXT(COMPLAINT), TEXT("[]"), BEYOND, NULL, 0, 0, &bytes, &error),
         TOUSU_ERROR_TIME_OUT_OF_RANGE, "as_of");
  FAILED(tousu_engine_why_not_json(engine, TEXT(COMPLAINT), TEXT("worst"), &bytes, &error), TOUSU_ERROR_UNKNOWN_TIER, "tier");
  FAILED(tousu_engine_verify_json(engine, TEXT("{}"), &bytes, &error), TOUSU_ERROR_WRONG_TYPE, "stored");
  CHECK(bytes == UNTOUCHED(tousu_bytes));
  tousu_engine_free(engine);
}

static void a_lexicon_is_kept_and_put_back(void) {
  tousu_library *library = NULL;
  tousu_library *older = NULL;
  tousu_engine *engine = NULL;
  tousu_bytes *kept = NULL;
  tousu_bytes *first = NULL;
  tousu_bytes *second = NULL;
  WORKED(tousu_library_new(NULL, 0, &library, &error));
  WORKED(tousu_lexicon_source(TEXT("property"), &kept, &error));
  WORKED(tousu_library_with_lexicon(library, tousu_bytes_data(kept), tousu_bytes_len(kept), &older, &error));
  WORKED(tousu_library_engine(older, TEXT("residential-community"), NULL, 0, NULL, 0, NULL, 0, 0, &engine, &error));
  WORKED(tousu_engine_assess_json(engine, TEXT(COMPLAINT), &first, &error));
  tousu_engine_free(engine);
  engine = residential();
  WORKED(tousu_engine_assess_json(engine, TEXT(COMPLAINT), &second, &error));
  CHECK(says(second, tousu_bytes_data(first)));
  tousu_bytes_free(first);
  tousu_bytes_free(kept);
  tousu_engine_free(engine);
  tousu_library_free(older);
  older = UNTOUCHED(tousu_library);
  kept = UNTOUCHED(tousu_bytes);
  FAILED(tousu_library_with_lexicon(library, TEXT("[\"[\"]"), &older, &error), TOUSU_ERROR_SYNTAX, NULL);
  FAILED(tousu_library_with_lexicon(NULL, TEXT("[]"), &older, &error), TOUSU_ERROR_NULL_POINTER, "library");
  FAILED(tousu_lexicon_source(TEXT("nobody"), &kept, &error), TOUSU_ERROR_UNKNOWN_LEXICON, NULL);
  FAILED(tousu_lexicon_source(TEXT("property"), NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  CHECK(older == UNTOUCHED(tousu_library));
  tousu_library_free(library);
}

int main(void) {
  books_are_listed_and_loaded();
  the_day_of_the_receipt_decides();
  overlays_are_checked_and_changes_named();
  books_are_compared_and_translated();
  decisions_are_explained_and_decided_again();
  a_lexicon_is_kept_and_put_back();
  return check_result();
}
