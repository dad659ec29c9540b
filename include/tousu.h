/*
 * tousu: complaint rule books as data. Generated from ffi/src; do not edit.
 *
 * Status      Functions that can fail return 0, or a TOUSU_ERROR_* code whose number never changes meaning.
 * Errors      The last argument may be NULL; otherwise every call writes it: NULL on success, on failure an error
 *             that you free. There is no last error.
 * Outputs     are written on success only.
 * Ownership   What an output hands you, you free once with the _free of its type; _free(NULL) does nothing. What a
 *             getter returns is borrowed from its handle. Never use free().
 * NULL        is checked everywhere: TOUSU_ERROR_NULL_POINTER, naming the argument. Getters return 0 or NULL.
 * Text        Pointer and length in bytes, UTF-8, NUL inside allowed; NULL with length 0 is empty. Other bytes are
 *             TOUSU_ERROR_INVALID_UTF8 with their offset. Text that comes out also has a NUL behind its length.
 * Threads     A handle behind a const pointer may be used by many threads at once.
 * Panics      A fault inside the library is TOUSU_ERROR_PANIC, never an unwinding through your code.
 * Stability   Functions, codes and their meaning stay within one TOUSU_ABI_VERSION; additions say "Since ABI n".
 *             Ask tousu_abi_compatible(TOUSU_ABI_VERSION) once at start-up.
 */

#ifndef TOUSU_H
#define TOUSU_H

#include <stddef.h>
#include <stdint.h>

/* The version of this header; tousu_version() is that of the library. */
#define TOUSU_VERSION "0.1.0"
#define TOUSU_VERSION_MAJOR 0
#define TOUSU_VERSION_MINOR 1
#define TOUSU_VERSION_PATCH 0

/* Status and error codes. */
#define TOUSU_OK 0
#define TOUSU_ERROR_NULL_POINTER 1
#define TOUSU_ERROR_INVALID_UTF8 2
#define TOUSU_ERROR_INVALID_ARGUMENT 3
#define TOUSU_ERROR_HANDLE_BUSY 4
#define TOUSU_ERROR_NOT_FOUND 5
#define TOUSU_ERROR_TOO_LARGE 6
#define TOUSU_ERROR_SYNTAX 1000
#define TOUSU_ERROR_UNKNOWN_FIELD 1001
#define TOUSU_ERROR_MISSING_FIELD 1002
#define TOUSU_ERROR_WRONG_TYPE 1003
#define TOUSU_ERROR_DUPLICATE_KEY 1004
#define TOUSU_ERROR_TOO_DEEP 1005
#define TOUSU_ERROR_UNKNOWN_VALUE 1006
#define TOUSU_ERROR_INVALID_ID 1007
#define TOUSU_ERROR_MISSING_COLUMN 1008
#define TOUSU_ERROR_UNKNOWN_POLICY 1100
#define TOUSU_ERROR_POLICY_REJECTED 1101
#define TOUSU_ERROR_DUPLICATE_ID 1102
#define TOUSU_ERROR_UNKNOWN_REFERENCE 1103
#define TOUSU_ERROR_UNREACHABLE_TIER 1104
#define TOUSU_ERROR_UNCOVERED_COMPLAINT 1105
#define TOUSU_ERROR_NEVER_STARTS 1106
#define TOUSU_ERROR_NEVER_ENDS 1107
#define TOUSU_ERROR_UNKNOWN_PARAMETER 1108
#define TOUSU_ERROR_UNREADABLE_PARAMETER 1109
#define TOUSU_ERROR_PARAMETER_NOT_GIVEN 1110
#define TOUSU_ERROR_WARN_OUTSIDE_PERIOD 1111
#define TOUSU_ERROR_POLICY_NOT_IN_FORCE 1112
#define TOUSU_ERROR_POLICY_TOO_LARGE 1113
#define TOUSU_ERROR_TIER_ORDER 1114
#define TOUSU_ERROR_UNKNOWN_LEXICON 1115
#define TOUSU_ERROR_LEXICON_PATTERN 1116
#define TOUSU_ERROR_UNREADABLE_PERIOD 1117
#define TOUSU_ERROR_ODD_TIER_ORDER 1118
#define TOUSU_ERROR_TWO_LIMITS 1119
#define TOUSU_ERROR_UNUSED_DECLARATION 1120
#define TOUSU_ERROR_UNKNOWN_CATEGORY 1500
#define TOUSU_ERROR_UNKNOWN_TIER 1501
#define TOUSU_ERROR_UNKNOWN_FACT 1502
#define TOUSU_ERROR_CONTRADICTORY_FACTS 1503
#define TOUSU_ERROR_UNREADABLE_TIME 2000
#define TOUSU_ERROR_TIME_OUT_OF_RANGE 2001
#define TOUSU_ERROR_NAIVE_TIME 2002
#define TOUSU_ERROR_EMPTY_CALENDAR 2003
#define TOUSU_ERROR_OVERLAPPING_HOURS 2004
#define TOUSU_ERROR_CONTRADICTORY_DATE 2005
#define TOUSU_ERROR_UNKNOWN_ZONE 2006
#define TOUSU_ERROR_OUTSIDE_CALENDAR 2007
#define TOUSU_ERROR_PROVISIONAL_REFUSED 2008
#define TOUSU_ERROR_NOT_WORKING_DAY 2009
#define TOUSU_ERROR_NEGATIVE_PERIOD 2010
#define TOUSU_ERROR_NO_OPEN_TIME 2011
#define TOUSU_ERROR_UNKNOWN_CALENDAR 2012
#define TOUSU_ERROR_UNKNOWN_EVENT 3000
#define TOUSU_ERROR_CONFLICTING_EVENT 3001
#define TOUSU_ERROR_BEFORE_RECEIPT 3002
#define TOUSU_ERROR_AFTER_END 3003
#define TOUSU_ERROR_RESUME_WITHOUT_PAUSE 3004
#define TOUSU_ERROR_WRONG_APPROVER 3005
#define TOUSU_ERROR_EXTENSION_EARLIER 3006
#define TOUSU_ERROR_FORBIDDEN_EVENT 3007
#define TOUSU_ERROR_MISSING_TIME 3008
#define TOUSU_ERROR_UNKNOWN_OBLIGATION 3009
#define TOUSU_ERROR_RECEIPT_UNKNOWN 3010
#define TOUSU_ERROR_NOT_EXTENDABLE 3011
#define TOUSU_ERROR_VOIDED_UNKNOWN 3012
#define TOUSU_ERROR_INCOMPLETE_EVENT 3013
#define TOUSU_ERROR_LEDGER_IO 4000
#define TOUSU_ERROR_LEDGER_FOREIGN 4001
#define TOUSU_ERROR_LEDGER_CORRUPT 4002
#define TOUSU_ERROR_LEDGER_VERSION 4003
#define TOUSU_ERROR_LEDGER_BUSY 4004
#define TOUSU_ERROR_COMPLAINT_EXISTS 4005
#define TOUSU_ERROR_UNKNOWN_COMPLAINT 4006
#define TOUSU_ERROR_LEDGER_FULL 4007
#define TOUSU_ERROR_INTERNAL 9000
#define TOUSU_ERROR_PANIC 9001


/**
 * The ABI that this header describes. It grows by one with every change that an old caller could notice; additions
 * are noted as "Since ABI n" and change nothing for old callers.
 */
#define TOUSU_ABI_VERSION 1

/**
 * The oldest ABI whose callers this library still serves.
 */
#define TOUSU_ABI_MIN_COMPATIBLE 1

/**
 * Bytes that a call produced; JSON is UTF-8. Immutable: any number of threads may read them. The caller frees them with
 * `tousu_bytes_free`.
 */
typedef struct tousu_bytes tousu_bytes;

/**
 * A checked policy, its lexicon and its calendar, ready to decide. Immutable: any number of threads may use one at the
 * same time. The caller frees it with `tousu_engine_free`.
 */
typedef struct tousu_engine tousu_engine;

/**
 * An error: a stable code, the place in the input, the message in English and Chinese, and the single faults that it
 * sums up. Immutable: any number of threads may read one. The caller frees it with `tousu_error_free`.
 */
typedef struct tousu_error tousu_error;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The first byte; NULL for NULL. A NUL byte, not counted, follows the last.
 *
 * Ownership: borrowed from the handle. Threads: any. Since ABI 1.
 */
const char *tousu_bytes_data(const tousu_bytes *bytes);

/**
 * How many bytes there are; 0 for NULL.
 *
 * Threads: any. Since ABI 1.
 */
size_t tousu_bytes_len(const tousu_bytes *bytes);

/**
 * Frees the bytes; NULL is ignored.
 *
 * Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
 */
void tousu_bytes_free(tousu_bytes *bytes);

/**
 * How many error codes this library knows.
 *
 * Threads: any. Since ABI 1.
 */
size_t tousu_code_count(void);

/**
 * The number of the `index`-th code, ascending; 0 from `tousu_code_count` on.
 *
 * Threads: any. Since ABI 1.
 */
int32_t tousu_code_at(size_t index);

/**
 * The stable name of a code, NUL-terminated ASCII; NULL for a number that is no code.
 *
 * Ownership: static, never freed. Threads: any. Since ABI 1.
 */
const char *tousu_code_slug(int32_t code);

/**
 * Makes an engine from a built-in rule book: `complaint-process-training`.
 *
 * Fails with `unknown-policy` (1100), whose message lists the built-in ones.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_engine_free`; `policy_id` is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `policy_id` points to `policy_id_len` readable bytes or is NULL.
 */
int32_t tousu_engine_builtin(const char *policy_id,
                             size_t policy_id_len,
                             tousu_engine **out,
                             tousu_error **err);

/**
 * Decides one complaint: a JSON document in, the assessment as a JSON document out.
 *
 * The bytes are those of the core, the same on every surface.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `complaint` is borrowed for the call.
 * Threads: any, also on one engine at the same time. Since ABI 1.
 *
 * # Safety
 * `complaint` points to `complaint_len` readable bytes or is NULL.
 */
int32_t tousu_engine_assess_json(const tousu_engine *engine,
                                 const char *complaint,
                                 size_t complaint_len,
                                 tousu_bytes **out,
                                 tousu_error **err);

/**
 * Frees an engine; NULL is ignored.
 *
 * Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
 */
void tousu_engine_free(tousu_engine *engine);

/**
 * The stable code, as the failed call returned it; 0 for NULL.
 *
 * Threads: any. Since ABI 1.
 */
int32_t tousu_error_code(const tousu_error *error);

/**
 * The stable name of the code: `unreadable-time`. The length goes to `len` unless that is NULL.
 *
 * Ownership: borrowed from the error. Threads: any. Since ABI 1.
 */
const char *tousu_error_slug(const tousu_error *error, size_t *len);

/**
 * What went wrong, in English, without the place. The length goes to `len` unless that is NULL.
 *
 * Ownership: borrowed from the error. Threads: any. Since ABI 1.
 */
const char *tousu_error_message_en(const tousu_error *error, size_t *len);

/**
 * What went wrong, in Chinese, without the place. The length goes to `len` unless that is NULL.
 *
 * Ownership: borrowed from the error. Threads: any. Since ABI 1.
 */
const char *tousu_error_message_zh(const tousu_error *error, size_t *len);

/**
 * The argument or the field at fault: `tier[2].when.any[0]`; NULL when it is not known. The length goes to `len`
 * unless that is NULL.
 *
 * Ownership: borrowed from the error. Threads: any. Since ABI 1.
 */
const char *tousu_error_path(const tousu_error *error,
                             size_t *len);

/**
 * Advice; NULL when there is none. The length goes to `len` unless that is NULL.
 *
 * Ownership: borrowed from the error. Threads: any. Since ABI 1.
 */
const char *tousu_error_help(const tousu_error *error, size_t *len);

/**
 * The 1-based line of the fault in its document; 0 when it is not known.
 *
 * Threads: any. Since ABI 1.
 */
uint32_t tousu_error_line(const tousu_error *error);

/**
 * The 1-based column of the fault, in characters; 0 when it is not known.
 *
 * Threads: any. Since ABI 1.
 */
uint32_t tousu_error_column(const tousu_error *error);

/**
 * The 0-based byte offset of the fault; -1 when it is not known.
 *
 * Threads: any. Since ABI 1.
 */
int64_t tousu_error_offset(const tousu_error *error);

/**
 * How many single faults this error sums up: a rejected policy has all of its faults here.
 *
 * Threads: any. Since ABI 1.
 */
size_t tousu_error_cause_count(const tousu_error *error);

/**
 * One of the faults that this error sums up; NULL from `tousu_error_cause_count` on.
 *
 * Ownership: borrowed from the error; never free it. Threads: any. Since ABI 1.
 */
const tousu_error *tousu_error_cause(const tousu_error *error, size_t index);

/**
 * Frees an error; NULL is ignored.
 *
 * Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
 */
void tousu_error_free(tousu_error *error);

/**
 * The version of the library at run time: `0.1.0`, NUL-terminated ASCII. `TOUSU_VERSION` is that of the header.
 *
 * Ownership: static, never freed. Threads: any. Since ABI 1.
 */
const char *tousu_version(void);

/**
 * The ABI of the library at run time. `TOUSU_ABI_VERSION` is that of the header.
 *
 * Threads: any. Since ABI 1.
 */
uint32_t tousu_abi_version(void);

/**
 * 1 when a program compiled with a header of `header_abi` may use this library, else 0. Call it first:
 * `tousu_abi_compatible(TOUSU_ABI_VERSION)`.
 *
 * Threads: any. Since ABI 1.
 */
int32_t tousu_abi_compatible(uint32_t header_abi);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* TOUSU_H */
