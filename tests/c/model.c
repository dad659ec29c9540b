/* A trained model that is damaged, missing or foreign, and personal data masked. */
#include "expect.h"

/* 联系人：王小明 */
static const char NAMED[] = "\xE8\x81\x94\xE7\xB3\xBB\xE4\xBA\xBA\xEF\xBC\x9A\xE7\x8E\x8B\xE5\xB0\x8F\xE6\x98\x8E";
/* 联系人：＊＊＊ */
static const char MASKED[] = "\xE8\x81\x94\xE7\xB3\xBB\xE4\xBA\xBA\xEF\xBC\x9A\xEF\xBC\x8A\xEF\xBC\x8A\xEF\xBC\x8A";

static void personal_data_is_masked(void) {
  tousu_bytes *bytes = NULL;
  WORKED(tousu_text_redact(TEXT(NAMED), &bytes, &error));
  CHECK_TEXT(tousu_bytes_data(bytes), MASKED);
  tousu_bytes_free(bytes);
  WORKED(tousu_text_private_json(TEXT(NAMED), &bytes, &error));
  CHECK(strstr(tousu_bytes_data(bytes), "{\"kind\":\"name\",\"bytes\":[12,21],\"chars\":[4,7]}") != NULL);
  tousu_bytes_free(bytes);
}

static void what_is_no_model_is_refused(void) {
  static const uint8_t nonsense[] = "tousumdl";
  tousu_model *model = NULL;
  tousu_engine *engine = NULL;
  const char *label = NULL;
  uint32_t confidence = 7;
  CHECK(tousu_model_load(nonsense, 4, &model, NULL) == TOUSU_ERROR_MODEL_DAMAGED);
  CHECK(tousu_model_load(nonsense, 8, &model, NULL) == TOUSU_ERROR_MODEL_DAMAGED);
  CHECK(tousu_model_load(NULL, 8, &model, NULL) == TOUSU_ERROR_NULL_POINTER);
  CHECK(tousu_model_load(nonsense, 8, NULL, NULL) == TOUSU_ERROR_NULL_POINTER);
  CHECK(tousu_model_predict(NULL, "", 0, "", 0, &label, &confidence, NULL) == TOUSU_ERROR_NULL_POINTER);
  CHECK(tousu_engine_with_model(NULL, NULL, &engine, NULL) == TOUSU_ERROR_NULL_POINTER);
  CHECK(model == NULL && engine == NULL && label == NULL && confidence == 7);
  CHECK(tousu_text_redact(NULL, 1, NULL, NULL) == TOUSU_ERROR_NULL_POINTER);
  CHECK(tousu_text_private_json(NULL, 1, NULL, NULL) == TOUSU_ERROR_NULL_POINTER);
  tousu_model_free(NULL);
}

int main(void) {
  personal_data_is_masked();
  what_is_no_model_is_refused();
  return check_result();
}
