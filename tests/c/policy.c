/* Rule books: the built-in ones, own ones, their parameters, and what is wrong with a text. */
#include "expect.h"

static void lists_and_describes(void) {
  tousu_engine *engine = residential();
  tousu_bytes *bytes = UNTOUCHED(tousu_bytes);
  WORKED(tousu_policy_list(&bytes, &error));
  CHECK(says(bytes, "\"id\":\"city-peoples-hospital\""));
  WORKED(tousu_policy_source(TEXT("residential-community"), &bytes, &error));
  CHECK(says(bytes, "[[obligation]]"));
  WORKED(tousu_engine_policy_json(engine, &bytes, &error));
  CHECK(says(bytes, "{\"schema\":\"tousu/policy/1\",\"policy\":{\"id\":\"residential-community\""));
  tousu_engine_free(engine);
}

static void an_own_book_decides_as_the_built_in_one(void) {
  static const char COMPLAINT[] = "{\"id\": \"c1\", \"received_at\": \"2026-03-02T09:00:00+08:00\"}";
  tousu_engine *built_in = residential();
  tousu_engine *own = NULL;
  tousu_bytes *source = NULL;
  tousu_bytes *first = NULL;
  tousu_bytes *second = NULL;
  WORKED(tousu_policy_source(TEXT("residential-community"), &source, &error));
  WORKED(tousu_engine_new(tousu_bytes_data(source), tousu_bytes_len(source), NULL, 0, 0, &own, &error));
  tousu_bytes_free(source);
  WORKED(tousu_engine_assess_json(built_in, TEXT(COMPLAINT), &first, &error));
  WORKED(tousu_engine_assess_json(own, TEXT(COMPLAINT), &second, &error));
  CHECK(tousu_bytes_len(first) == tousu_bytes_len(second));
  CHECK(says(second, tousu_bytes_data(first)));
  tousu_bytes_free(first);
  tousu_engine_free(own);
  tousu_engine_free(built_in);
}

static void parameters_are_in_force_or_refused(void) {
  tousu_engine *engine = UNTOUCHED(tousu_engine);
  tousu_bytes *bytes = NULL;
  static const char POLICY[] = "residential-community";
  WORKED(tousu_engine_builtin_with(TEXT(POLICY), TEXT("{\"registration_hours\": \"1 hour\"}"), 0, &engine, &error));
  WORKED(tousu_engine_policy_json(engine, &bytes, &error));
  CHECK(says(bytes, "\"value\":\"1 hour\",\"assumed\":false"));
  tousu_engine_free(engine);

  /* NULL of length 0 gives none. */
  WORKED(tousu_engine_builtin_with(TEXT(POLICY), NULL, 0, 0, &engine, &error));
  tousu_engine_free(engine);

  engine = UNTOUCHED(tousu_engine);
  FAILED(tousu_engine_builtin_with(TEXT(POLICY), TEXT("{\"registration_hours\": \"soon\"}"), 0, &engine, &error),
         TOUSU_ERROR_UNREADABLE_PARAMETER, "parameters.registration_hours");
  FAILED(tousu_engine_builtin_with(TEXT(POLICY), TEXT("{\"hours\": 1}"), 0, &engine, &error),
         TOUSU_ERROR_UNKNOWN_PARAMETER, "parameters.hours");
  FAILED(tousu_engine_builtin_with(TEXT(POLICY), TEXT("{\"registration_hours\": []}"), 0, &engine, &error),
         TOUSU_ERROR_WRONG_TYPE, "parameters.registration_hours");
  FAILED(tousu_engine_builtin_with(TEXT(POLICY), TEXT("{"), 0, &engine, &error), TOUSU_ERROR_SYNTAX, "parameters");
  FAILED(tousu_engine_builtin_with(TEXT("nobody"), NULL, 0, 0, &engine, &error), TOUSU_ERROR_UNKNOWN_POLICY, NULL);
  FAILED(tousu_engine_builtin_with(TEXT(POLICY), NULL, 1, 0, &engine, &error), TOUSU_ERROR_NULL_POINTER,
         "parameters_json");
  FAILED(tousu_engine_builtin_with(TEXT(POLICY), TEXT("\xFF"), 0, &engine, &error), TOUSU_ERROR_INVALID_UTF8,
         "parameters_json");
  FAILED(tousu_engine_builtin_with(NULL, 1, NULL, 0, 0, &engine, &error), TOUSU_ERROR_NULL_POINTER, "policy_id");
  FAILED(tousu_engine_builtin_with(TEXT(POLICY), NULL, 0, 0, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_engine_builtin_with(TEXT(POLICY), NULL, 0, 2, &engine, &error), TOUSU_ERROR_INVALID_ARGUMENT, "strict");
  CHECK(engine == UNTOUCHED(tousu_engine));
}

/* A book that leaves one thing open and suggests a value for it. */
static const char OPEN_BOOK[] =
    "[policy]\nid = \"x\"\ntitle = { zh = \"x\", en = \"x\" }\nsource = { document = \"x\" }\nversion = \"1\"\n"
    "calendar = \"china\"\nlexicon = \"property\"\n"
    "[[tier]]\nid = \"only\"\nlabel = { zh = \"x\", en = \"x\" }\nclause = \"1\"\ndefault = true\n"
    "[[parameter]]\nid = \"reply_within\"\ntype = \"period\"\nsuggested = \"2 days\"\nclause = \"2\"\n"
    "[[obligation]]\nid = \"reply\"\nlabel = { zh = \"x\", en = \"x\" }\nclause = \"2\"\nstarts = \"received\"\n"
    "ends = \"replied\"\nwithin = { parameter = \"reply_within\" }\n";

static void strict_assumes_nothing(void) {
  tousu_engine *engine = NULL;
  tousu_bytes *bytes = NULL;
  WORKED(tousu_engine_new(TEXT(OPEN_BOOK), NULL, 0, 0, &engine, &error));
  WORKED(tousu_engine_policy_json(engine, &bytes, &error));
  CHECK(says(bytes, "\"value\":\"2 days\",\"assumed\":true"));
  tousu_engine_free(engine);
  WORKED(tousu_engine_new(TEXT(OPEN_BOOK), TEXT("{\"reply_within\": \"2 days\"}"), 1, &engine, &error));
  WORKED(tousu_engine_policy_json(engine, &bytes, &error));
  CHECK(says(bytes, "\"value\":\"2 days\",\"assumed\":false"));
  tousu_engine_free(engine);

  engine = UNTOUCHED(tousu_engine);
  FAILED(tousu_engine_new(TEXT(OPEN_BOOK), NULL, 0, 1, &engine, &error), TOUSU_ERROR_PARAMETER_NOT_GIVEN,
         "parameters.reply_within");
  FAILED(tousu_engine_new(TEXT(OPEN_BOOK), NULL, 0, 0xAAAAAAAA, &engine, &error), TOUSU_ERROR_INVALID_ARGUMENT,
         "strict");
  FAILED(tousu_engine_builtin_with(TEXT("residential-community"), NULL, 0, 1, &engine, &error),
         TOUSU_ERROR_PARAMETER_NOT_GIVEN, NULL);
  CHECK(engine == UNTOUCHED(tousu_engine));
}

static void a_broken_book_is_refused_with_its_places(void) {
  tousu_engine *engine = UNTOUCHED(tousu_engine);
  tousu_error *error = NULL;
  int32_t status = tousu_engine_new(TEXT("[policy]\nid = \"x\"\ntitle = = 3\n"), NULL, 0, 0, &engine, &error);
  CHECK(tousu_error_line(error) == 3);
  CHECK(tousu_error_column(error) == 9);
  failed(status, error, TOUSU_ERROR_SYNTAX, NULL);

  status = tousu_engine_new(TEXT("[policy]\nid = \"x\"\ncolour = \"red\"\n"), NULL, 0, 0, &engine, &error);
  {
    size_t count = tousu_error_cause_count(error);
    size_t unknown = 0;
    size_t i;
    for (i = 0; i < count; i++) {
      const tousu_error *cause = tousu_error_cause(error, i);
      if (tousu_error_code(cause) == TOUSU_ERROR_UNKNOWN_FIELD) {
        unknown++;
        CHECK(tousu_error_line(cause) == 3);
        CHECK(tousu_error_column(cause) == 1);
        CHECK_TEXT(tousu_error_path(cause, NULL), "policy.colour");
      }
    }
    CHECK(unknown == 1);
  }
  failed(status, error, TOUSU_ERROR_POLICY_REJECTED, NULL);

  /* Two bytes of three, and the offset of the first. */
  status = tousu_engine_new(TEXT("[policy]\nid = '\xE7\x94'\n"), NULL, 0, 0, &engine, &error);
  CHECK(tousu_error_offset(error) == 15);
  failed(status, error, TOUSU_ERROR_INVALID_UTF8, "policy");
  FAILED(tousu_engine_new(NULL, 3, NULL, 0, 0, &engine, &error), TOUSU_ERROR_NULL_POINTER, "policy");
  FAILED(tousu_engine_new(NULL, 0, NULL, 0, 0, &engine, &error), TOUSU_ERROR_POLICY_REJECTED, NULL);
  FAILED(tousu_engine_new(TEXT("x = 1"), NULL, 2, 0, &engine, &error), TOUSU_ERROR_NULL_POINTER, "parameters_json");
  FAILED(tousu_engine_new(TEXT("x = 1"), NULL, 0, 0, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_engine_new(TEXT("x = 1"), "", SIZE_MAX, 0, &engine, &error),
         TOUSU_ERROR_TOO_LARGE, "parameters_json");
  CHECK(engine == UNTOUCHED(tousu_engine));
}

static void a_check_answers_for_every_text(void) {
  tousu_bytes *bytes = UNTOUCHED(tousu_bytes);
  WORKED(tousu_policy_check(TEXT("[policy]\nid = = 1\n"), &bytes, &error));
  CHECK(says(bytes, "\"slug\":\"syntax\",\"book\":null,\"path\":null,\"line\":2,\"column\":6,"));
  WORKED(tousu_policy_check(TEXT("[policy]\nid = \"x\"\ncolour = 1\n"), &bytes, &error));
  CHECK(says(bytes, "\"slug\":\"unknown-field\",\"book\":null,\"path\":\"policy.colour\",\"line\":3,\"column\":1,"));
  WORKED(tousu_policy_check(NULL, 0, &bytes, &error));
  CHECK(says(bytes, "\"accepted\":false"));
  {
    tousu_bytes *source = NULL;
    WORKED(tousu_policy_source(TEXT("complaint-process-training"), &source, &error));
    WORKED(tousu_policy_check(tousu_bytes_data(source), tousu_bytes_len(source), &bytes, &error));
    CHECK(says(bytes, "\"accepted\":true,\"errors\":0,"));
    tousu_bytes_free(source);
  }
  bytes = UNTOUCHED(tousu_bytes);
  FAILED(tousu_policy_check(NULL, 1, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "policy");
  FAILED(tousu_policy_check(TEXT("a\xFF"), &bytes, &error), TOUSU_ERROR_INVALID_UTF8, "policy");
  FAILED(tousu_policy_check(TEXT("a"), NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_policy_list(NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_policy_source(TEXT("nobody"), &bytes, &error), TOUSU_ERROR_UNKNOWN_POLICY, NULL);
  FAILED(tousu_policy_source(NULL, 1, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "policy_id");
  FAILED(tousu_policy_source(TEXT("nobody"), NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
  FAILED(tousu_engine_policy_json(NULL, &bytes, &error), TOUSU_ERROR_NULL_POINTER, "engine");
  {
    tousu_engine *engine = residential();
    FAILED(tousu_engine_policy_json(engine, NULL, &error), TOUSU_ERROR_NULL_POINTER, "out");
    tousu_engine_free(engine);
  }
  CHECK(bytes == UNTOUCHED(tousu_bytes));
}

int main(void) {
  lists_and_describes();
  an_own_book_decides_as_the_built_in_one();
  parameters_are_in_force_or_refused();
  strict_assumes_nothing();
  a_broken_book_is_refused_with_its_places();
  a_check_answers_for_every_text();
  return check_result();
}
