/* The questions of the driver about books over books. Part of driver.c. */

static uint32_t audience(const field *name)
{
    return is(name, "customer")  ? TOUSU_AUDIENCE_CUSTOMER
        : is(name, "internal") ? TOUSU_AUDIENCE_INTERNAL
                               : TOUSU_AUDIENCE_AUDITOR;
}

static void diff(void)
{
    tousu_engine *other = NULL;
    tousu_bytes *out = NULL;
    tousu_error *err = NULL;
    int32_t code = tousu_engine_builtin(arguments[0].data, arguments[0].len, &other, &err);
    if (code == TOUSU_OK) {
        code = tousu_engine_diff_json(engine, other, &out, &err);
    }
    answer(code, &out, &err);
    tousu_engine_free(other);
}

static void translate(void)
{
    const field *of = &arguments[0], *name = &arguments[1];
    tousu_bytes *out = NULL;
    tousu_error *err = NULL;
    int32_t code = tousu_engine_translate(engine, of->data, of->len, name->data, name->len, is(&arguments[2], "1"), &out,
                                          &err);
    if (code == TOUSU_OK && !out) {
        write_ok("", 0);
    } else {
        answer(code, &out, &err);
    }
}

/* What an engine says of its book; takes the engine. */
static int32_t described(int32_t code, tousu_engine *made, tousu_bytes **out, tousu_error **err)
{
    if (code == TOUSU_OK) {
        code = tousu_engine_policy_json(made, out, err);
    }
    tousu_engine_free(made);
    return code;
}

/* The documents of a built-in lexicon, and the book that reads by them with more documents behind. */
static void ask_lexicon(const tousu_library *library, const field *asked)
{
    tousu_library *own = NULL;
    tousu_engine *made = NULL;
    tousu_bytes *kept = NULL, *out = NULL;
    tousu_error *err = NULL;
    int32_t code = tousu_lexicon_source(asked[0].data, asked[0].len, &kept, &err);
    if (code == TOUSU_OK) {
        /* Two JSON lists made one: what is between the brackets of both. */
        size_t len = tousu_bytes_len(kept), more = asked[1].len > 2 ? asked[1].len - 1 : 0;
        char *both = (char *)memory(len + more + 1);
        memcpy(both, tousu_bytes_data(kept), len);
        if (more > 0) {
            both[len - 1] = ',';
            memcpy(both + len, asked[1].data + 1, more);
        }
        code = tousu_library_with_lexicon(library, both, len + more, &own, &err);
        free(both);
    }
    if (code == TOUSU_OK) {
        code = tousu_library_engine(own, "project-property", 16, NULL, 0, NULL, 0, NULL, 0, 0, &made, &err);
    }
    code = described(code, made, &out, &err);
    if (code != TOUSU_OK) {
        write_error(code, err);
    } else {
        size_t first = tousu_bytes_len(kept), second = tousu_bytes_len(out);
        char *text = (char *)memory(first + second + 1);
        memcpy(text, tousu_bytes_data(kept), first);
        text[first] = '\n';
        memcpy(text + first + 1, tousu_bytes_data(out), second);
        write_ok(text, first + second + 1);
        free(text);
    }
    tousu_bytes_free(out);
    tousu_bytes_free(kept);
    tousu_library_free(own);
}

static int32_t ask_versions(const tousu_library *library, const field *question, const field *asked, tousu_bytes **out,
                            tousu_error **err)
{
    tousu_versions *versions = NULL;
    tousu_engine *made = NULL;
    int32_t code = tousu_library_versions(library, asked[0].data, asked[0].len, NULL, 0, 0, &versions, err);
    if (code == TOUSU_OK) {
        if (is(question, "versions")) {
            code = tousu_versions_assess_json(versions, asked[1].data, asked[1].len, out, err);
        } else if (is(question, "versions-verify")) {
            code = tousu_versions_verify_json(versions, asked[1].data, asked[1].len, out, err);
        } else {
            code = tousu_versions_engine(versions, asked[1].data, asked[1].len, &made, err);
            tousu_versions_free(versions);
            return described(code, made, out, err);
        }
    }
    tousu_versions_free(versions);
    return code;
}

/* A library of documents: fields 1 and 2 are the documents and the question. */
static void ask_library(void)
{
    const field *question = &fields[2], *asked = &fields[3];
    tousu_library *library = NULL;
    tousu_engine *made = NULL;
    tousu_bytes *out = NULL;
    tousu_error *err = NULL;
    int32_t code = tousu_library_new(fields[1].data, fields[1].len, &library, &err);
    if (code != TOUSU_OK) {
        write_error(code, err);
        return;
    }
    if (is(question, "lexicon") && field_count == 5) {
        ask_lexicon(library, asked);
        tousu_library_free(library);
        return;
    }
    if (is(question, "list")) {
        code = tousu_library_list(library, &out, &err);
    } else if (is(question, "check") && field_count == 4) {
        code = tousu_library_check(library, asked[0].data, asked[0].len, &out, &err);
    } else if (is(question, "check-overlays") && field_count == 4) {
        code = tousu_library_check_overlays_json(library, asked[0].data, asked[0].len, &out, &err);
    } else if (is(question, "affected") && field_count == 5) {
        code = tousu_library_affected_json(library, asked[0].data, asked[0].len, asked[1].data, asked[1].len, &out, &err);
    } else if (is(question, "engine") && field_count == 7) {
        code = tousu_library_engine(library, asked[0].data, asked[0].len, asked[1].data, asked[1].len, asked[2].data,
                                    asked[2].len, asked[3].data, asked[3].len, 0, &made, &err);
        code = described(code, made, &out, &err);
    } else if (field_count == 5) {
        code = ask_versions(library, question, asked, &out, &err);
    } else {
        end("there is no such question to a library");
    }
    answer(code, &out, &err);
    tousu_library_free(library);
}
