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
 *             TOUSU_ERROR_INVALID_UTF8 with their offset. Text that comes out also has a NUL behind its length. From
 *             GB18030, GBK and UTF-16 convert first: tousu_bytes_from_gb18030, tousu_bytes_from_utf16.
 * Structs     Set struct_size to sizeof before the call; another size is TOUSU_ERROR_INVALID_ARGUMENT. has_x is 1 when
 *             x is set. Yes and no are 1 and 0; any other number, and an unknown TOUSU_* choice, is refused.
 * Time        Instants are UTC seconds since 1970, from the year 1 to 9999: TOUSU_ERROR_TIME_OUT_OF_RANGE. One that may
 *             be absent comes as a pointer, NULL for none.
 * Threads     A handle behind a const pointer may be used by many threads at once. A call on any other handle while
 *             another thread is inside it is TOUSU_ERROR_HANDLE_BUSY: it does not wait and changes nothing.
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
#define TOUSU_ERROR_INVALID_ENCODING 7
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
#define TOUSU_ERROR_NEVER_APPLIES 1121
#define TOUSU_ERROR_OTHER_VERSION 1122
#define TOUSU_ERROR_UNMAPPED_CODE 1123
#define TOUSU_ERROR_PERIOD_OUT_OF_CALENDAR 1124
#define TOUSU_ERROR_UNCOVERED_HOURS 1125
#define TOUSU_ERROR_UNKNOWN_CATEGORY 1500
#define TOUSU_ERROR_UNKNOWN_TIER 1501
#define TOUSU_ERROR_UNKNOWN_FACT 1502
#define TOUSU_ERROR_CONTRADICTORY_FACTS 1503
#define TOUSU_ERROR_UNKNOWN_UNIT 1504
#define TOUSU_ERROR_MODEL_DAMAGED 1600
#define TOUSU_ERROR_MODEL_VERSION 1601
#define TOUSU_ERROR_UNTRAINABLE 1602
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
#define TOUSU_ERROR_CALENDAR_REJECTED 2013
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
#define TOUSU_ERROR_EXTENSION_TOO_LONG 3014
#define TOUSU_ERROR_DUPLICATE_EVENT 3015
#define TOUSU_ERROR_LEDGER_IO 4000
#define TOUSU_ERROR_LEDGER_FOREIGN 4001
#define TOUSU_ERROR_LEDGER_CORRUPT 4002
#define TOUSU_ERROR_LEDGER_VERSION 4003
#define TOUSU_ERROR_LEDGER_BUSY 4004
#define TOUSU_ERROR_COMPLAINT_EXISTS 4005
#define TOUSU_ERROR_UNKNOWN_COMPLAINT 4006
#define TOUSU_ERROR_LEDGER_FULL 4007
#define TOUSU_ERROR_OTHER_PLAN 5000
#define TOUSU_ERROR_NOT_ACCUMULATED 5001
#define TOUSU_ERROR_SUMMARY_DAMAGED 5002
#define TOUSU_ERROR_SUMMARY_VERSION 5003
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
 * The start event of the obligation has not happened.
 */
#define TOUSU_STATE_PENDING 0

/**
 * It runs; the due time has not passed.
 */
#define TOUSU_STATE_RUNNING 1

/**
 * It stands still.
 */
#define TOUSU_STATE_PAUSED 2

/**
 * Ended in time.
 */
#define TOUSU_STATE_MET 3

/**
 * Not ended by the due time.
 */
#define TOUSU_STATE_BREACHED 4

/**
 * No longer owed.
 */
#define TOUSU_STATE_WAIVED 5

/**
 * A missing time of day, or a missing receipt, decides it.
 */
#define TOUSU_STATE_UNDETERMINED 6

/**
 * It binds (须, 应).
 */
#define TOUSU_STRENGTH_MUST 0

/**
 * It guides (一般, 不宜超过).
 */
#define TOUSU_STRENGTH_SHOULD 1

/**
 * A start that is no working day stays: the first step lands on the nearest working day in the direction of travel.
 */
#define TOUSU_ROLL_MODE_NONE 0

/**
 * It moves to the next working day.
 */
#define TOUSU_ROLL_MODE_FOLLOWING 1

/**
 * It moves to the working day before.
 */
#define TOUSU_ROLL_MODE_PRECEDING 2

/**
 * It moves to the next working day, unless that is in another month: then to the one before.
 */
#define TOUSU_ROLL_MODE_MODIFIED_FOLLOWING 3

/**
 * It moves to the working day before, unless that is in another month: then to the next.
 */
#define TOUSU_ROLL_MODE_MODIFIED_PRECEDING 4

/**
 * It is refused: `not-working-day` (2009).
 */
#define TOUSU_ROLL_MODE_REFUSE 5

/**
 * A weekday with hours.
 */
#define TOUSU_DAY_WEEKDAY 0

/**
 * A weekday without hours.
 */
#define TOUSU_DAY_WEEKEND 1

/**
 * A holiday, with its name.
 */
#define TOUSU_DAY_HOLIDAY 2

/**
 * A make-up working day, with the name of the holiday that it makes up for.
 */
#define TOUSU_DAY_MAKE_UP 3

/**
 * The date has hours of its own.
 */
#define TOUSU_DAY_HOURS 4

/**
 * Open periods after an instant, the nearest first.
 */
#define TOUSU_DIRECTION_AFTER 0

/**
 * Open periods before an instant, the nearest first.
 */
#define TOUSU_DIRECTION_BEFORE 1

/**
 * A last calendar day that is no working day stays (company rules).
 */
#define TOUSU_ROLL_NONE 0

/**
 * It moves to the next working day (legal norms).
 */
#define TOUSU_ROLL_NEXT 1

/**
 * It moves to the working day before.
 */
#define TOUSU_ROLL_PREVIOUS 2

/**
 * The last day ends at 24:00.
 */
#define TOUSU_DAY_END_MIDNIGHT 0

/**
 * The last day ends at the close of business.
 */
#define TOUSU_DAY_END_CLOSE 1

/**
 * Work that exactly fills an open interval is due at its close.
 */
#define TOUSU_WORK_END_CLOSE 0

/**
 * It is due at the next opening.
 */
#define TOUSU_WORK_END_NEXT_OPENING 1

/**
 * The first fault in a history is an error.
 */
#define TOUSU_MODE_STRICT 0

/**
 * Each fault in a history is named in the status; the event at fault does not count.
 */
#define TOUSU_MODE_LENIENT 1

/**
 * The complainant: no names of staff or roles, nothing that the book keeps inside, no digests.
 */
#define TOUSU_AUDIENCE_CUSTOMER 0

/**
 * Those who handle the complaint: everything but the digests.
 */
#define TOUSU_AUDIENCE_INTERNAL 1

/**
 * Whoever must be able to prove it: everything.
 */
#define TOUSU_AUDIENCE_AUDITOR 2

/**
 * What was decided on one complaint. Immutable: any number of threads may read one. It lives on after its engine. The
 * caller frees it with `tousu_assessment_free`.
 */
typedef struct tousu_assessment tousu_assessment;

/**
 * Bytes that a call produced; JSON is UTF-8. Immutable: any number of threads may read them. The caller frees them with
 * `tousu_bytes_free`.
 */
typedef struct tousu_bytes tousu_bytes;

/**
 * A calendar: time zone, weekly hours, holidays, make-up working days, and the years that it knows. Immutable: any
 * number of threads may use one at the same time. The caller frees it with `tousu_calendar_free`.
 *
 * Dates are days since 1970-01-01 in the calendar's zone. `*provisional`, which may be NULL everywhere, becomes 1 when
 * the answer depends on a year whose holidays have not been announced, else 0; a strict calendar refuses such answers
 * with `provisional-refused` (2008). What lies outside of the years that the calendar knows is `outside-calendar` (2007).
 */
typedef struct tousu_calendar tousu_calendar;

/**
 * A complaint with its events. Any number of threads may ask one at the same time; while one thread adds events,
 * every other call answers `handle-busy` (4). It lives on after its engine. The caller frees it with `tousu_case_free`.
 */
typedef struct tousu_case tousu_case;

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

/**
 * An open ledger (台账). One thread at a time: a call while another thread is inside answers `handle-busy` (4) and
 * changes nothing. Several handles, also of several processes, may have one file open. What a call acknowledged with
 * TOUSU_OK survives the end of the process. The caller frees it with `tousu_ledger_free`.
 */
typedef struct tousu_ledger tousu_ledger;

/**
 * The built-in rule books and documents of the caller's, which may extend one another or lie over one another.
 * Immutable: any number of threads may use one at the same time. The caller frees it with `tousu_library_free`.
 */
typedef struct tousu_library tousu_library;

/**
 * A trained model. Immutable: any number of threads may use one at the same time. The caller frees it with
 * `tousu_model_free`.
 */
typedef struct tousu_model tousu_model;

/**
 * Open periods, each from its first open second to the closing. Immutable: any number of threads may read them. The
 * caller frees them with `tousu_periods_free`.
 */
typedef struct tousu_periods tousu_periods;

/**
 * Cases with what they owe, at an instant. Any number of threads may ask one at the same time; while one thread changes
 * it, every other call answers `handle-busy` (4). It lives on after its engine. The caller frees it with
 * `tousu_queue_free`.
 */
typedef struct tousu_queue tousu_queue;

/**
 * Figures of one plan. One thread at a time: a call while another thread is inside answers `handle-busy` (4) and changes
 * nothing. The caller frees it with `tousu_summary_free`.
 */
typedef struct tousu_summary tousu_summary;

/**
 * The versions of one rule book, each ready to decide. Immutable: any number of threads may use it at the same time.
 * The caller frees it with `tousu_versions_free`.
 */
typedef struct tousu_versions tousu_versions;

/**
 * What was decided, without its reasons. Set `struct_size` before the call. Texts are borrowed from the assessment,
 * have a NUL behind their length, and are NULL with length 0 where there is none.
 */
typedef struct {
  /**
   * `sizeof (tousu_assessment_view)`.
   */
  uint32_t struct_size;
  /**
   * 1: a person should look at it.
   */
  uint32_t needs_review;
  /**
   * How sure the category is, in thousandths.
   */
  uint32_t confidence;
  /**
   * 1: something runs, and `next_due` is set.
   */
  uint32_t has_next_due;
  /**
   * The first due time, as UTC seconds since 1970.
   */
  int64_t next_due;
  /**
   * The id of the category; NULL: unsure.
   */
  const char *category;
  /**
   * Its length.
   */
  size_t category_len;
  /**
   * The id of the tier; NULL: the policy gives none.
   */
  const char *tier;
  /**
   * Its length.
   */
  size_t tier_len;
  /**
   * The id of the obligation that is due first; NULL: nothing runs.
   */
  const char *next_obligation;
  /**
   * Its length.
   */
  size_t next_obligation_len;
  /**
   * How many obligations there are.
   */
  size_t obligation_count;
} tousu_assessment_view;

/**
 * Something owed. Set `struct_size` before the call. Texts are borrowed from the assessment, have a NUL behind their
 * length, and are NULL with length 0 where there is none. Instants are UTC seconds since 1970.
 */
typedef struct {
  /**
   * `sizeof (tousu_obligation_view)`.
   */
  uint32_t struct_size;
  /**
   * TOUSU_STATE_PENDING, TOUSU_STATE_RUNNING, …
   */
  uint32_t state;
  /**
   * TOUSU_STRENGTH_MUST or TOUSU_STRENGTH_SHOULD.
   */
  uint32_t strength;
  /**
   * In which cycle, from 1.
   */
  uint32_t cycle;
  /**
   * 1: the due time depends on a year whose holidays have not been announced.
   */
  uint32_t provisional;
  /**
   * 1: `started` is set; 0: it has not started, or only its date is known.
   */
  uint32_t has_started;
  /**
   * 1: `due` is set.
   */
  uint32_t has_due;
  /**
   * 1: `original_due` is set.
   */
  uint32_t has_original_due;
  /**
   * When it started.
   */
  int64_t started;
  /**
   * The last second in time.
   */
  int64_t due;
  /**
   * The due time before any pause, extension or agreement.
   */
  int64_t original_due;
  /**
   * The id in the rule book.
   */
  const char *id;
  /**
   * Its length.
   */
  size_t id_len;
  /**
   * The name in Chinese.
   */
  const char *label_zh;
  /**
   * Its length.
   */
  size_t label_zh_len;
  /**
   * The name in English.
   */
  const char *label_en;
  /**
   * Its length.
   */
  size_t label_en_len;
  /**
   * The clause that demands it, as the document prints the number.
   */
  const char *clause;
  /**
   * Its length.
   */
  size_t clause_len;
  /**
   * The id of the role that owes it; NULL: the rule book names none.
   */
  const char *owner;
  /**
   * Its length.
   */
  size_t owner_len;
} tousu_obligation_view;

/**
 * How cases of a batch are decided. NULL in its place: lenient, one thread.
 */
typedef struct {
  /**
   * `sizeof (tousu_batch_options)`.
   */
  uint32_t struct_size;
  /**
   * TOUSU_MODE_STRICT: a case with a fault has one row that says so. TOUSU_MODE_LENIENT: the event at fault does not
   * count, and the rows say how many there are.
   */
  uint32_t mode;
  /**
   * How many threads to spread the work over; 0 is 1. What comes out does not depend on it.
   */
  uint32_t threads;
  /**
   * Always 0.
   */
  uint32_t reserved;
} tousu_batch_options;

/**
 * What a calendar knows. Set `struct_size` before the call. Texts are borrowed from the calendar and have a NUL behind
 * their length.
 */
typedef struct {
  /**
   * `sizeof (tousu_calendar_view)`.
   */
  uint32_t struct_size;
  /**
   * 1: answers that depend on a year whose holidays have not been announced are refused.
   */
  uint32_t strict;
  /**
   * The id, as `china`.
   */
  const char *id;
  /**
   * Its length.
   */
  size_t id_len;
  /**
   * The IANA name of the zone, or its fixed offset.
   */
  const char *time_zone;
  /**
   * Its length.
   */
  size_t time_zone_len;
  /**
   * The first date that it knows.
   */
  int32_t first_on;
  /**
   * The last date that it knows.
   */
  int32_t last_on;
  /**
   * 1: some of them are not announced, and `provisional_from` is set.
   */
  uint32_t has_provisional_from;
  /**
   * The first date without announced data.
   */
  int32_t provisional_from;
} tousu_calendar_view;

/**
 * How time is counted. NULL in its place is all 0: the Civil Code's way for a company rule.
 */
typedef struct {
  /**
   * `sizeof (tousu_counting)`.
   */
  uint32_t struct_size;
  /**
   * 1: the day of the start is day 1; 0: it is not counted.
   */
  uint32_t count_start_day;
  /**
   * TOUSU_ROLL_NONE, TOUSU_ROLL_NEXT or TOUSU_ROLL_PREVIOUS.
   */
  uint32_t holiday_roll;
  /**
   * TOUSU_DAY_END_MIDNIGHT or TOUSU_DAY_END_CLOSE.
   */
  uint32_t day_end;
  /**
   * TOUSU_WORK_END_CLOSE or TOUSU_WORK_END_NEXT_OPENING.
   */
  uint32_t work_end;
} tousu_counting;

/**
 * A day as the calendar sees it. Set `struct_size` before the call. Texts are borrowed from the calendar and have a NUL
 * behind their length.
 */
typedef struct {
  /**
   * `sizeof (tousu_day)`.
   */
  uint32_t struct_size;
  /**
   * 1: work is done on it.
   */
  uint32_t working;
  /**
   * TOUSU_DAY_WEEKDAY, TOUSU_DAY_WEEKEND, TOUSU_DAY_HOLIDAY, TOUSU_DAY_MAKE_UP or TOUSU_DAY_HOURS.
   */
  uint32_t why;
  /**
   * 1: it is in a year whose holidays have not been announced.
   */
  uint32_t provisional;
  /**
   * The name of the holiday, as the data have it; NULL: none.
   */
  const char *name;
  /**
   * Its length.
   */
  size_t name_len;
  /**
   * The same in English, where the data know it; NULL: none.
   */
  const char *name_en;
  /**
   * Its length.
   */
  size_t name_en_len;
} tousu_day;

/**
 * A due time. Set `struct_size` before the call.
 */
typedef struct {
  /**
   * `sizeof (tousu_due)`.
   */
  uint32_t struct_size;
  /**
   * 1: it depends on a year whose holidays have not been announced.
   */
  uint32_t provisional;
  /**
   * The last second in time, as UTC seconds since 1970.
   */
  int64_t due;
  /**
   * 1: it is a limit in days or months, and `last_day` is set.
   */
  uint32_t has_last_day;
  /**
   * The last day, as days since 1970-01-01 in the calendar's zone.
   */
  int32_t last_day;
} tousu_due;

/**
 * The obligation that is due next. Set `struct_size` before the call. The text is borrowed from the case and has a NUL
 * behind its length.
 */
typedef struct {
  /**
   * `sizeof (tousu_next_due)`.
   */
  uint32_t struct_size;
  /**
   * 1: something runs, and the rest is set.
   */
  uint32_t has_due;
  /**
   * The first due time, as UTC seconds since 1970.
   */
  int64_t due;
  /**
   * The id of the obligation; NULL: nothing runs.
   */
  const char *obligation;
  /**
   * Its length.
   */
  size_t obligation_len;
} tousu_next_due;

/**
 * How a ledger is opened. NULL in its place: strict, 5 seconds, checked.
 */
typedef struct {
  /**
   * `sizeof (tousu_ledger_options)`.
   */
  uint32_t struct_size;
  /**
   * TOUSU_MODE_STRICT: an event that brings a fault into its history is refused. TOUSU_MODE_LENIENT: it is kept,
   * and every status names the fault.
   */
  uint32_t mode;
  /**
   * How many milliseconds a call waits for another writer before `ledger-busy` (4004); 0: not at all.
   */
  uint32_t busy_timeout_ms;
  /**
   * 1: opening does not read the whole structure of the file; damage is then found where it is met.
   */
  uint32_t skip_check;
} tousu_ledger_options;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Decides one complaint, a JSON document, and keeps the decision to be read as structs.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_assessment_free`; `complaint` is borrowed for the call.
 * Threads: any, also on one engine at the same time. Since ABI 1.
 *
 * # Safety
 * `complaint` points to `complaint_len` readable bytes or is NULL.
 */
int32_t tousu_engine_assess(const tousu_engine *engine,
                            const char *complaint,
                            size_t complaint_len,
                            tousu_assessment **out,
                            tousu_error **err);

/**
 * What was decided: category, tier, confidence, next due time, and how many obligations there are.
 *
 * Ownership: the texts in `*out` are borrowed from the assessment. Threads: any. Since ABI 1.
 *
 * # Safety
 * `out` points to a struct whose `struct_size` is set, or is NULL.
 */
int32_t tousu_assessment_read(const tousu_assessment *assessment,
                              tousu_assessment_view *out,
                              tousu_error **err);

/**
 * One obligation, in the order of the rule book.
 *
 * Fails with `not-found` (5) from `obligation_count` on.
 *
 * Ownership: the texts in `*out` are borrowed from the assessment. Threads: any. Since ABI 1.
 *
 * # Safety
 * `out` points to a struct whose `struct_size` is set, or is NULL.
 */
int32_t tousu_assessment_obligation(const tousu_assessment *assessment,
                                    size_t index,
                                    tousu_obligation_view *out,
                                    tousu_error **err);

/**
 * The whole decision with its evidence as JSON: the same bytes as `tousu_engine_assess_json`.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any. Since ABI 1.
 */
int32_t tousu_assessment_json(const tousu_assessment *assessment,
                              tousu_bytes **out,
                              tousu_error **err);

/**
 * Frees an assessment; NULL is ignored.
 *
 * Ownership: takes the handle; the texts that structs point to die with it. Threads: no other thread may use it.
 * Since ABI 1.
 */
void tousu_assessment_free(tousu_assessment *assessment);

/**
 * Decides many cases, one a line: `{"complaint": {…}, "events": […]}` in, a line for everything that is owed out, with
 * `next_change_at`, the first instant at which a row of that case changes by itself. `*faults` is a JSON list of the
 * lines that could not be read, each with its line; the others are decided. `warn` is that of `tousu_case_view_json`.
 *
 * Ownership: `*rows` and `*faults` are the caller's, to be freed with `tousu_bytes_free`; the texts and `options` are
 * borrowed for the call. Threads: any, also on one engine at the same time; the call itself uses as many as it is told
 * to. Since ABI 1.
 *
 * # Safety
 * Each text points to as many readable bytes as its length says, or is NULL; `options` points to a struct whose
 * `struct_size` is set, or is NULL.
 */
int32_t tousu_engine_rows_json(const tousu_engine *engine,
                               const char *lines,
                               size_t lines_len,
                               int64_t as_of,
                               const char *warn,
                               size_t warn_len,
                               const tousu_batch_options *options,
                               tousu_bytes **rows,
                               tousu_bytes **faults,
                               tousu_error **err);

/**
 * The same from two files of comma-separated values, to one. Columns have the names of the JSON fields; an event names
 * its complaint in the column `case`, a fact is the column `fact.<id>`. `*faults` is a JSON list of the rows that could
 * not be read.
 *
 * Fails with `missing-column` (1008), `unknown-field` (1001), `syntax` (1000) and `wrong-type` (1003) for a file that is
 * no such table.
 *
 * Ownership: `*rows` and `*faults` are the caller's, to be freed with `tousu_bytes_free`; the texts and `options` are
 * borrowed for the call. Threads: as `tousu_engine_rows_json`. Since ABI 1.
 *
 * # Safety
 * As `tousu_engine_rows_json`.
 */
int32_t tousu_engine_rows_csv(const tousu_engine *engine,
                              const char *complaints,
                              size_t complaints_len,
                              const char *events,
                              size_t events_len,
                              int64_t as_of,
                              const char *warn,
                              size_t warn_len,
                              const tousu_batch_options *options,
                              tousu_bytes **rows,
                              tousu_bytes **faults,
                              tousu_error **err);

/**
 * The same cases, one a line as `tousu_engine_rows_json` takes them, under two rule books, as JSON: due times that move,
 * breaches that appear or vanish, tiers that change, per case and in total. Lines that cannot be read are listed among
 * the cases that failed.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `lines` and `options` are borrowed for the
 * call. Threads: as `tousu_engine_rows_json`. Since ABI 1.
 *
 * # Safety
 * As `tousu_engine_rows_json`.
 */
int32_t tousu_engine_compare_json(const tousu_engine *engine,
                                  const tousu_engine *other,
                                  const char *lines,
                                  size_t lines_len,
                                  int64_t as_of,
                                  const tousu_batch_options *options,
                                  tousu_bytes **out,
                                  tousu_error **err);

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
 * The built-in calendars as JSON: id, title, zone, the dates that each knows, and for every year where its data come
 * from and with what confidence.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any. Since ABI 1.
 */
int32_t tousu_calendar_list(tousu_bytes **out,
                            tousu_error **err);

/**
 * Makes a built-in calendar: `china`, `hong-kong`, `macao` or `taiwan`.
 *
 * Fails with `unknown-calendar` (2012), whose message lists the built-in ones.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_calendar_free`; `calendar_id` is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `calendar_id` points to `calendar_id_len` readable bytes or is NULL.
 */
int32_t tousu_calendar_builtin(const char *calendar_id,
                               size_t calendar_id_len,
                               tousu_calendar **out,
                               tousu_error **err);

/**
 * Makes a calendar from the text of a document, TOML or JSON; what begins with `{` is JSON. A document that says
 * `extends = "china"` takes from that built-in calendar what it does not give, and replaces or adds years.
 *
 * Fails with the fault and its place, as `overlapping-hours` (2004), `contradictory-date` (2005), `unknown-zone` (2006),
 * `empty-calendar` (2003); with `calendar-rejected` (2013) for several, each of them a cause (`tousu_error_cause`); with
 * `syntax` (1000) and its like for a text that is no document.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_calendar_free`; `document` is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `document` points to `document_len` readable bytes or is NULL.
 */
int32_t tousu_calendar_new(const char *document,
                           size_t document_len,
                           tousu_calendar **out,
                           tousu_error **err);

/**
 * Makes the same calendar, refusing what is provisional (`strict` 1) or not (0).
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_calendar_free`. Threads: any, also on one calendar at the
 * same time. Since ABI 1.
 */
int32_t tousu_calendar_strict(const tousu_calendar *calendar,
                              uint32_t strict,
                              tousu_calendar **out,
                              tousu_error **err);

/**
 * The calendar of an engine.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_calendar_free`; it lives on after the engine. Threads: any,
 * also on one engine at the same time. Since ABI 1.
 */
int32_t tousu_engine_calendar(const tousu_engine *engine,
                              tousu_calendar **out,
                              tousu_error **err);

/**
 * Makes an engine with the rule book and the parameters of another and a calendar of the caller's.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_engine_free`; it lives on after the other engine and the
 * calendar. Threads: any, also on one engine and one calendar at the same time. Since ABI 1.
 */
int32_t tousu_engine_with_calendar(const tousu_engine *engine,
                                   const tousu_calendar *calendar,
                                   tousu_engine **out,
                                   tousu_error **err);

/**
 * What a calendar knows, as a struct; the texts are borrowed from the calendar.
 *
 * Ownership: `*out` is the caller's own; its texts die with the calendar. Threads: any, also on one calendar at the same
 * time. Since ABI 1.
 *
 * # Safety
 * `out` points to a struct whose `struct_size` is set, or is NULL.
 */
int32_t tousu_calendar_describe(const tousu_calendar *calendar,
                                tousu_calendar_view *out,
                                tousu_error **err);

/**
 * What a calendar is, as JSON: id, title, zone, the dates that it knows, and for every year where its data come from
 * and with what confidence.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any, also on one calendar at the same
 * time. Since ABI 1.
 */
int32_t tousu_calendar_json(const tousu_calendar *calendar,
                            tousu_bytes **out,
                            tousu_error **err);

/**
 * Frees a calendar; NULL is ignored. Engines that were made with it live on.
 *
 * Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
 */
void tousu_calendar_free(tousu_calendar *calendar);

/**
 * `tousu_calendar_due` for `count` starts.
 *
 * `out[i]` is the due time of `starts[i]`, as UTC seconds since 1970. With `codes` each row has 0 there, or the code of
 * its error, and then `out[i]` is INT64_MIN; with NULL for `codes` the first such row fails the whole call, which names
 * it (`starts[3]`), and nothing is written. `provisional[i]` is 1 when the answer depends on a year whose holidays have
 * not been announced; NULL when nobody asks. `out` may be `starts`.
 *
 * Ownership: everything is the caller's own. Threads: any, also on one calendar at the same time. Since ABI 1.
 *
 * # Safety
 * `period` points to `period_len` readable bytes or is NULL; `counting` points to a struct whose `struct_size` is set, or
 * is NULL; `starts` points to `count` readable numbers, `out`, `codes` and `provisional` to `count` writable ones, or
 * they are NULL.
 */
int32_t tousu_calendar_due_batch(const tousu_calendar *calendar,
                                 const char *period,
                                 size_t period_len,
                                 const tousu_counting *counting,
                                 const int64_t *starts,
                                 size_t count,
                                 int64_t *out,
                                 int32_t *codes,
                                 uint8_t *provisional,
                                 tousu_error **err);

/**
 * `tousu_calendar_add_working_seconds` for `count` starts; the arrays are those of `tousu_calendar_due_batch`.
 *
 * Ownership: everything is the caller's own. Threads: any, also on one calendar at the same time. Since ABI 1.
 *
 * # Safety
 * `starts` points to `count` readable numbers, `out`, `codes` and `provisional` to `count` writable ones, or they are
 * NULL.
 */
int32_t tousu_calendar_add_working_seconds_batch(const tousu_calendar *calendar,
                                                 const int64_t *starts,
                                                 size_t count,
                                                 int64_t seconds,
                                                 int64_t *out,
                                                 int32_t *codes,
                                                 uint8_t *provisional,
                                                 tousu_error **err);

/**
 * `tousu_calendar_working_seconds_between` for `count` pairs of `starts[i]` and `ends[i]`; `out[i]` is a number of
 * seconds, and the other arrays are those of `tousu_calendar_due_batch`.
 *
 * Ownership: everything is the caller's own. Threads: any, also on one calendar at the same time. Since ABI 1.
 *
 * # Safety
 * `starts` and `ends` point to `count` readable numbers, `out`, `codes` and `provisional` to `count` writable ones, or
 * they are NULL.
 */
int32_t tousu_calendar_working_seconds_between_batch(const tousu_calendar *calendar,
                                                     const int64_t *starts,
                                                     const int64_t *ends,
                                                     size_t count,
                                                     int64_t *out,
                                                     int32_t *codes,
                                                     uint8_t *provisional,
                                                     tousu_error **err);

/**
 * `tousu_calendar_add_working_days` for `count` dates, each as days since 1970; `out[i]` is one too, and the other arrays
 * are those of `tousu_calendar_due_batch`.
 *
 * Ownership: everything is the caller's own. Threads: any, also on one calendar at the same time. Since ABI 1.
 *
 * # Safety
 * `starts` points to `count` readable numbers, `out`, `codes` and `provisional` to `count` writable ones, or they are
 * NULL.
 */
int32_t tousu_calendar_add_working_days_batch(const tousu_calendar *calendar,
                                              const int64_t *starts,
                                              size_t count,
                                              int64_t days,
                                              uint32_t roll_mode,
                                              uint32_t count_start,
                                              int64_t *out,
                                              int32_t *codes,
                                              uint8_t *provisional,
                                              tousu_error **err);

/**
 * Whether work is done on a date, why, and the name of its holiday.
 *
 * Ownership: `*out` is the caller's own; its texts die with the calendar. Threads: any, also on one calendar at the same
 * time. Since ABI 1.
 *
 * # Safety
 * `out` points to a struct whose `struct_size` is set, or is NULL.
 */
int32_t tousu_calendar_day(const tousu_calendar *calendar,
                           int32_t on,
                           tousu_day *out,
                           tousu_error **err);

/**
 * Every day from `first` to `last`, both included, as JSON: date, whether and why it is a working day, and the name of
 * its holiday.
 *
 * Fails with `invalid-argument` (3) when `last` is before `first`, with `too-large` (6) for more than 100,000 days.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any, also on one calendar at the same
 * time. Since ABI 1.
 */
int32_t tousu_calendar_days_json(const tousu_calendar *calendar,
                                 int32_t first,
                                 int32_t last,
                                 tousu_bytes **out,
                                 tousu_error **err);

/**
 * Whether work is done on a date: 1 or 0.
 *
 * Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
 * Since ABI 1.
 */
int32_t tousu_calendar_is_working_day(const tousu_calendar *calendar,
                                      int32_t on,
                                      uint32_t *out,
                                      uint32_t *provisional,
                                      tousu_error **err);

/**
 * The date so many working days after `start`; before it, when `days` is negative. A start that is no working day is
 * first moved as `roll_mode`, one of TOUSU_ROLL_MODE_…, says. With `count_start` 1 a start that is a working day is
 * day 1; with 0 it is not counted. Zero days give the start as it was moved.
 *
 * Fails with `not-working-day` (2009) for TOUSU_ROLL_MODE_REFUSE, with `outside-calendar` (2007), `no-open-time` (2011) or
 * `time-out-of-range` (2001) when there is no such day.
 *
 * Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
 * Since ABI 1.
 */
int32_t tousu_calendar_add_working_days(const tousu_calendar *calendar,
                                        int32_t start,
                                        int64_t days,
                                        uint32_t roll_mode,
                                        uint32_t count_start,
                                        int32_t *out,
                                        uint32_t *provisional,
                                        tousu_error **err);

/**
 * Working days after `start` up to and including `end`; negative when `end` is before `start`: between a date and the
 * date that is n working days later there are n.
 *
 * Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
 * Since ABI 1.
 */
int32_t tousu_calendar_working_days_between(const tousu_calendar *calendar,
                                            int32_t start,
                                            int32_t end,
                                            int64_t *out,
                                            uint32_t *provisional,
                                            tousu_error **err);

/**
 * Working days from `first`, included, to `end`, excluded; negative when `end` is before `first`.
 *
 * Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
 * Since ABI 1.
 */
int32_t tousu_calendar_count_working_days(const tousu_calendar *calendar,
                                          int32_t first,
                                          int32_t end,
                                          int64_t *out,
                                          uint32_t *provisional,
                                          tousu_error **err);

/**
 * When something that started at `start` is due under a calendar; otherwise as `tousu_engine_due`.
 *
 * Ownership: everything is borrowed for the call; `*out` is the caller's own and holds no pointer. Threads: any, also
 * on one calendar at the same time. Since ABI 1.
 *
 * # Safety
 * `period` points to `period_len` readable bytes or is NULL; `counting` and `out` point to structs whose `struct_size`
 * is set, or are NULL.
 */
int32_t tousu_calendar_due(const tousu_calendar *calendar,
                           const char *period,
                           size_t period_len,
                           int64_t start,
                           const tousu_counting *counting,
                           tousu_due *out,
                           tousu_error **err);

/**
 * As `tousu_calendar_due`, with the way to it as JSON; otherwise as `tousu_engine_due_json`.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; everything else is borrowed for the call.
 * Threads: any, also on one calendar at the same time. Since ABI 1.
 *
 * # Safety
 * `period` points to `period_len` readable bytes or is NULL; `counting` points to a struct whose `struct_size` is set,
 * or is NULL.
 */
int32_t tousu_calendar_due_json(const tousu_calendar *calendar,
                                const char *period,
                                size_t period_len,
                                int64_t start,
                                const tousu_counting *counting,
                                tousu_bytes **out,
                                tousu_error **err);

/**
 * The instant at which so many open seconds have passed since `start`; before it, when `seconds` is negative. Work that
 * exactly fills an interval ends at its close. Zero seconds give `start` when it is open, else the next opening.
 *
 * Fails with `no-open-time` (2011), `outside-calendar` (2007) or `time-out-of-range` (2001) when there is no such instant.
 *
 * Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
 * Since ABI 1.
 */
int32_t tousu_calendar_add_working_seconds(const tousu_calendar *calendar,
                                           int64_t start,
                                           int64_t seconds,
                                           int64_t *out,
                                           uint32_t *provisional,
                                           tousu_error **err);

/**
 * Open seconds from `start` to `end`; negative when `end` is before `start`.
 *
 * Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
 * Since ABI 1.
 */
int32_t tousu_calendar_working_seconds_between(const tousu_calendar *calendar,
                                               int64_t start,
                                               int64_t end,
                                               int64_t *out,
                                               uint32_t *provisional,
                                               tousu_error **err);

/**
 * `tousu_calendar_add_working_seconds` while the clock stands still in some spans: `stopped` holds `stopped_count` pairs,
 * each of the first second that is stopped and the one after the last, in ascending order and disjoint.
 *
 * Fails with `negative-period` (2010) for negative seconds, with `invalid-argument` (3) for spans that are not in order;
 * else as `tousu_calendar_add_working_seconds`.
 *
 * Ownership: `*out` and `*provisional` are the caller's own; `stopped` is borrowed for the call. Threads: any, also on
 * one calendar at the same time. Since ABI 1.
 *
 * # Safety
 * `stopped` points to twice `stopped_count` readable numbers or is NULL.
 */
int32_t tousu_calendar_add_working_seconds_stopped(const tousu_calendar *calendar,
                                                   int64_t start,
                                                   int64_t seconds,
                                                   const int64_t *stopped,
                                                   size_t stopped_count,
                                                   int64_t *out,
                                                   uint32_t *provisional,
                                                   tousu_error **err);

/**
 * `tousu_calendar_working_seconds_between` without what lies in some spans, given as for
 * `tousu_calendar_add_working_seconds_stopped`.
 *
 * Fails with `invalid-argument` (3) for spans that are not in order.
 *
 * Ownership: `*out` and `*provisional` are the caller's own; `stopped` is borrowed for the call. Threads: any, also on
 * one calendar at the same time. Since ABI 1.
 *
 * # Safety
 * `stopped` points to twice `stopped_count` readable numbers or is NULL.
 */
int32_t tousu_calendar_working_seconds_between_stopped(const tousu_calendar *calendar,
                                                       int64_t start,
                                                       int64_t end,
                                                       const int64_t *stopped,
                                                       size_t stopped_count,
                                                       int64_t *out,
                                                       uint32_t *provisional,
                                                       tousu_error **err);

/**
 * Whether the second that begins at `at` is open: 1 or 0.
 *
 * Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
 * Since ABI 1.
 */
int32_t tousu_calendar_is_open(const tousu_calendar *calendar,
                               int64_t at,
                               uint32_t *out,
                               uint32_t *provisional,
                               tousu_error **err);

/**
 * `at` when it is open, else the next opening.
 *
 * Fails as `tousu_calendar_add_working_seconds`.
 *
 * Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
 * Since ABI 1.
 */
int32_t tousu_calendar_next_open(const tousu_calendar *calendar,
                                 int64_t at,
                                 int64_t *out,
                                 uint32_t *provisional,
                                 tousu_error **err);

/**
 * The next opening strictly after `at`.
 *
 * Fails as `tousu_calendar_add_working_seconds`; with `no-open-time` (2011) when it never closes.
 *
 * Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
 * Since ABI 1.
 */
int32_t tousu_calendar_next_start(const tousu_calendar *calendar,
                                  int64_t at,
                                  int64_t *out,
                                  uint32_t *provisional,
                                  tousu_error **err);

/**
 * The next closing strictly after `at`.
 *
 * Fails as `tousu_calendar_add_working_seconds`; with `no-open-time` (2011) when it never closes.
 *
 * Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
 * Since ABI 1.
 */
int32_t tousu_calendar_next_close(const tousu_calendar *calendar,
                                  int64_t at,
                                  int64_t *out,
                                  uint32_t *provisional,
                                  tousu_error **err);

/**
 * The last opening strictly before `at`.
 *
 * Fails with `no-open-time` (2011) or `outside-calendar` (2007) when there was none.
 *
 * Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
 * Since ABI 1.
 */
int32_t tousu_calendar_prev_start(const tousu_calendar *calendar,
                                  int64_t at,
                                  int64_t *out,
                                  uint32_t *provisional,
                                  tousu_error **err);

/**
 * `at` when the clock ran up to it, else the last closing before it.
 *
 * Fails with `no-open-time` (2011) or `outside-calendar` (2007) when there was none.
 *
 * Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
 * Since ABI 1.
 */
int32_t tousu_calendar_prev_close(const tousu_calendar *calendar,
                                  int64_t at,
                                  int64_t *out,
                                  uint32_t *provisional,
                                  tousu_error **err);

/**
 * The open periods from `start` to `end`, clipped at both, in ascending order; none when `end` is before `start`.
 *
 * Fails with `too-large` (6) for more than 100,000.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_periods_free`. Threads: any, also on one calendar at the
 * same time. Since ABI 1.
 */
int32_t tousu_calendar_periods_between(const tousu_calendar *calendar,
                                       int64_t start,
                                       int64_t end,
                                       tousu_periods **out,
                                       tousu_error **err);

/**
 * At most `take` open periods after or before `at`, clipped at `at`, the nearest first; fewer when the known years end.
 * `direction` is TOUSU_DIRECTION_AFTER or TOUSU_DIRECTION_BEFORE.
 *
 * Fails with `too-large` (6) for more than 100,000.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_periods_free`. Threads: any, also on one calendar at the
 * same time. Since ABI 1.
 */
int32_t tousu_calendar_periods(const tousu_calendar *calendar,
                               int64_t at,
                               uint32_t direction,
                               size_t take,
                               tousu_periods **out,
                               tousu_error **err);

/**
 * How many periods there are; 0 for NULL.
 *
 * Threads: any. Since ABI 1.
 */
size_t tousu_periods_count(const tousu_periods *periods);

/**
 * 1 when they depend on a year whose holidays have not been announced, else 0; 0 for NULL.
 *
 * Threads: any. Since ABI 1.
 */
uint32_t tousu_periods_provisional(const tousu_periods *periods);

/**
 * The `index`-th period: its first open second, and the second at which it closes.
 *
 * Fails with `not-found` (5) from `tousu_periods_count` on.
 *
 * Ownership: `*open` and `*close` are the caller's own. Threads: any. Since ABI 1.
 */
int32_t tousu_periods_at(const tousu_periods *periods,
                         size_t index,
                         int64_t *open,
                         int64_t *close,
                         tousu_error **err);

/**
 * Frees periods; NULL is ignored.
 *
 * Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
 */
void tousu_periods_free(tousu_periods *periods);

/**
 * Opens a case for a complaint, a JSON document, to which nothing has happened yet. `mode` is TOUSU_MODE_STRICT or
 * TOUSU_MODE_LENIENT.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_case_free`; `complaint` is borrowed for the call.
 * Threads: any, also on one engine at the same time. Since ABI 1.
 *
 * # Safety
 * `complaint` points to `complaint_len` readable bytes or is NULL.
 */
int32_t tousu_case_new(const tousu_engine *engine,
                       const char *complaint,
                       size_t complaint_len,
                       uint32_t mode,
                       tousu_case **out,
                       tousu_error **err);

/**
 * Adds an event, a JSON object, or a JSON list of them in any order. All or nothing: after a failure the case is as it
 * was. The same event again changes nothing.
 *
 * Fails with the codes of cases (3000 to 3099) for a history that cannot be; with `handle-busy` (4).
 *
 * Ownership: `events` is borrowed for the call. Threads: one at a time; another call meanwhile is told so. Since ABI 1.
 *
 * # Safety
 * `complaint_case` is a handle that has not been freed, or NULL; `events` points to `events_len` readable bytes or is NULL.
 */
int32_t tousu_case_apply_json(tousu_case *complaint_case,
                              const char *events,
                              size_t events_len,
                              tousu_error **err);

/**
 * How the case stands at `as_of`, as JSON: the same bytes as `tousu_engine_status_json`. With `known_at` it is how the
 * case stood by what had been entered then; NULL takes all that is known.
 *
 * Fails with `handle-busy` (4); in TOUSU_MODE_STRICT with the codes of cases (3000 to 3099) when what had been entered
 * at `known_at` was a history that cannot be.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `known_at` is borrowed for the call.
 * Threads: any; `handle-busy` (4) while another thread adds events. Since ABI 1.
 */
int32_t tousu_case_status_json(const tousu_case *complaint_case,
                               int64_t as_of,
                               const int64_t *known_at,
                               tousu_bytes **out,
                               tousu_error **err);

/**
 * How the case stands at `as_of`, as one asks for it, as JSON. `known_at`: by what had been entered at that instant;
 * NULL: by everything. `warn`: when to warn of every limit alike, as `75%` or `4 working hours`; NULL with length 0: as
 * the rule book says.
 *
 * Fails with `invalid-argument` (3) for a warning that is no length of time and no share.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `known_at` and `warn` are borrowed for the
 * call. Threads: any; `handle-busy` (4) while another thread adds events. Since ABI 1.
 *
 * # Safety
 * `warn` points to `warn_len` readable bytes or is NULL.
 */
int32_t tousu_case_view_json(const tousu_case *complaint_case,
                             int64_t as_of,
                             const int64_t *known_at,
                             const char *warn,
                             size_t warn_len,
                             tousu_bytes **out,
                             tousu_error **err);

/**
 * What happened to the case and to its clocks up to `as_of`, in the order of time, as JSON. `known_at` is that of
 * `tousu_case_view_json`.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `known_at` is borrowed for the call.
 * Threads: any; `handle-busy` (4) while another thread adds events. Since ABI 1.
 */
int32_t tousu_case_timeline_json(const tousu_case *complaint_case,
                                 int64_t as_of,
                                 const int64_t *known_at,
                                 tousu_bytes **out,
                                 tousu_error **err);

/**
 * The same as a table to read, in the language `zh` or `en`.
 *
 * Fails with `invalid-argument` (3) for another language.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `known_at` and `language` are borrowed for
 * the call. Threads: any; `handle-busy` (4) while another thread adds events. Since ABI 1.
 *
 * # Safety
 * `language` points to `language_len` readable bytes or is NULL.
 */
int32_t tousu_case_timeline_text(const tousu_case *complaint_case,
                                 int64_t as_of,
                                 const int64_t *known_at,
                                 const char *language,
                                 size_t language_len,
                                 tousu_bytes **out,
                                 tousu_error **err);

/**
 * The case under the rule book of another engine from `at` on: what was decided before stays, what was still owed is
 * owed no more, and what is owed now counts from the original start. The case itself stays as it is, under its own rule
 * book.
 *
 * Fails with the codes of cases (3000 to 3099) for events after `at` that the other rule book refuses; with
 * `invalid-argument` (3) when it moved later than that already.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_case_free`. Threads: any; `handle-busy` (4) while another
 * thread adds events. Since ABI 1.
 */
int32_t tousu_case_take_over(const tousu_case *complaint_case,
                             const tousu_engine *engine,
                             int64_t at,
                             tousu_case **out,
                             tousu_error **err);

/**
 * The case that this one was merged into by `as_of`, with the event by which everybody who complains here joins there:
 * `{"into": "…", "event": {…}}`, or `null` when it was not merged. The event goes to `tousu_case_apply_json` of the
 * other case.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any; `handle-busy` (4) while another
 * thread adds events. Since ABI 1.
 */
int32_t tousu_case_merged_json(const tousu_case *complaint_case,
                               int64_t as_of,
                               tousu_bytes **out,
                               tousu_error **err);

/**
 * What is due next as the case stands at `as_of`.
 *
 * Ownership: the text in `*out` is borrowed from the case, `known_at` for the call. Threads: any; `handle-busy` (4)
 * while another thread adds events. Since ABI 1.
 *
 * # Safety
 * `out` points to a struct whose `struct_size` is set, or is NULL.
 */
int32_t tousu_case_next_due(const tousu_case *complaint_case,
                            int64_t as_of,
                            const int64_t *known_at,
                            tousu_next_due *out,
                            tousu_error **err);

/**
 * Frees a case; NULL is ignored.
 *
 * Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
 */
void tousu_case_free(tousu_case *complaint_case);

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
 * When something that started at `start` is due under the engine's calendar. The period is written as in rule books:
 * `3 working days`, `3个工作日`, `半小时`, `当天`, `by day 30 of the month`.
 *
 * Fails with `unreadable-period` (1117), with `time-out-of-range` (2001) or `outside-calendar` (2007) when the due
 * time cannot be reached.
 *
 * Ownership: everything is borrowed for the call; `*out` is the caller's own and holds no pointer. Threads: any, also
 * on one engine at the same time. Since ABI 1.
 *
 * # Safety
 * `period` points to `period_len` readable bytes or is NULL; `counting` and `out` point to structs whose `struct_size`
 * is set, or are NULL.
 */
int32_t tousu_engine_due(const tousu_engine *engine,
                         const char *period,
                         size_t period_len,
                         int64_t start,
                         const tousu_counting *counting,
                         tousu_due *out,
                         tousu_error **err);

/**
 * As `tousu_engine_due`, with the way to it as JSON: the period in its canonical form, the steps, and one sentence in
 * Chinese and English.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; everything else is borrowed for the call.
 * Threads: any, also on one engine at the same time. Since ABI 1.
 *
 * # Safety
 * `period` points to `period_len` readable bytes or is NULL; `counting` points to a struct whose `struct_size` is set,
 * or is NULL.
 */
int32_t tousu_engine_due_json(const tousu_engine *engine,
                              const char *period,
                              size_t period_len,
                              int64_t start,
                              const tousu_counting *counting,
                              tousu_bytes **out,
                              tousu_error **err);

/**
 * Text in GB18030, or in GBK or GB 2312, which it contains, as UTF-8 for any other call.
 *
 * Fails with `invalid-encoding` (7) and the offset of the first byte that belongs to no character; nothing is
 * replaced.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `text` is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `text` points to `text_len` readable bytes or is NULL.
 */
int32_t tousu_bytes_from_gb18030(const char *text,
                                 size_t text_len,
                                 tousu_bytes **out,
                                 tousu_error **err);

/**
 * Text in UTF-16 of the machine's byte order, as Windows, Java and .NET have it, as UTF-8 for any other call.
 * `text_len` counts units, not bytes.
 *
 * Fails with `invalid-encoding` (7) and the offset, in bytes, of the first surrogate without its other half; nothing
 * is replaced.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `text` is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `text` points to `text_len` readable units or is NULL.
 */
int32_t tousu_bytes_from_utf16(const uint16_t *text,
                               size_t text_len,
                               tousu_bytes **out,
                               tousu_error **err);

/**
 * Makes an engine from a built-in rule book, as `residential-community`; `tousu_policy_list` names them all. What the
 * book only suggests is in force, and listed as assumed by every decision.
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
 * Makes an engine from a built-in rule book with the caller's values for what the book leaves open: a JSON object as
 * `{"registration_hours": "1 hour", "group_threshold": 5}`. NULL with length 0 gives none. With `strict` 0, what is not
 * given is as the book suggests, and listed as assumed by every decision; with 1 it is an error.
 *
 * Fails with `unknown-policy` (1100), `unknown-parameter` (1108), `unreadable-parameter` (1109), with `strict`
 * `parameter-not-given` (1110), each with its path, and as any JSON with its line and column.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_engine_free`; the texts are borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * Each text points to as many readable bytes as its length says, or is NULL.
 */
int32_t tousu_engine_builtin_with(const char *policy_id,
                                  size_t policy_id_len,
                                  const char *parameters_json,
                                  size_t parameters_json_len,
                                  uint32_t strict,
                                  tousu_engine **out,
                                  tousu_error **err);

/**
 * Makes an engine from the text of a rule book, TOML or JSON, with the caller's parameters as
 * `tousu_engine_builtin_with` takes them.
 *
 * Fails with `policy-rejected` (1101), which has every fault with its line and column as a cause
 * (`tousu_error_cause`); with `syntax` (1000) and its like for a text that is no document.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_engine_free`; the texts are borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * Each text points to as many readable bytes as its length says, or is NULL.
 */
int32_t tousu_engine_new(const char *policy,
                         size_t policy_len,
                         const char *parameters_json,
                         size_t parameters_json_len,
                         uint32_t strict,
                         tousu_engine **out,
                         tousu_error **err);

/**
 * What the rule book of an engine says, as JSON: tiers, obligations, roles, facts, events, parameters with their
 * values in force, categories, signals, reports and notes.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any, also on one engine at the same
 * time. Since ABI 1.
 */
int32_t tousu_engine_policy_json(const tousu_engine *engine,
                                 tousu_bytes **out,
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
 * Replays a complaint with its events, a JSON list in any order, and gives the status at `as_of` as JSON; with
 * `known_at`, by what had been entered then (`recorded_at` of the events), with NULL by all that is known. `mode` is
 * TOUSU_MODE_STRICT or TOUSU_MODE_LENIENT.
 *
 * Fails with the codes of cases (3000 to 3099) for a history that cannot be; such an error names its event.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; everything else is borrowed for the call.
 * Threads: any, also on one engine at the same time. Since ABI 1.
 *
 * # Safety
 * Each text points to as many readable bytes as its length says, or is NULL.
 */
int32_t tousu_engine_status_json(const tousu_engine *engine,
                                 const char *complaint,
                                 size_t complaint_len,
                                 const char *events,
                                 size_t events_len,
                                 int64_t as_of,
                                 const int64_t *known_at,
                                 uint32_t mode,
                                 tousu_bytes **out,
                                 tousu_error **err);

/**
 * Frees an engine; NULL is ignored. Cases and assessments that it made live on.
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
 * Explains the first decision on a complaint, a JSON document, as JSON: evidence, condition and tier, why no other
 * tier, every obligation with its clause and how its due time was counted, and the text in Chinese and English.
 * `audience` is TOUSU_AUDIENCE_CUSTOMER, TOUSU_AUDIENCE_INTERNAL or TOUSU_AUDIENCE_AUDITOR.
 *
 * Fails as `tousu_engine_assess_json`.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `complaint` is borrowed for the call.
 * Threads: any, also on one engine at the same time. Since ABI 1.
 *
 * # Safety
 * `complaint` points to `complaint_len` readable bytes or is NULL.
 */
int32_t tousu_engine_explain_json(const tousu_engine *engine,
                                  const char *complaint,
                                  size_t complaint_len,
                                  uint32_t audience,
                                  tousu_bytes **out,
                                  tousu_error **err);

/**
 * Explains how a complaint with its events stands, as JSON; the arguments are those of `tousu_engine_status_json` and
 * the audience.
 *
 * Fails as `tousu_engine_status_json`.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; everything else is borrowed for the call.
 * Threads: any, also on one engine at the same time. Since ABI 1.
 *
 * # Safety
 * Each text points to as many readable bytes as its length says, or is NULL.
 */
int32_t tousu_engine_explain_status_json(const tousu_engine *engine,
                                         const char *complaint,
                                         size_t complaint_len,
                                         const char *events,
                                         size_t events_len,
                                         int64_t as_of,
                                         const int64_t *known_at,
                                         uint32_t mode,
                                         uint32_t audience,
                                         tousu_bytes **out,
                                         tousu_error **err);

/**
 * Why a complaint, a JSON document, does not get a tier when it comes in, as JSON: the conditions that fail, and the
 * sentence in Chinese and English. `why_not` is null when it does get it.
 *
 * Fails with `unknown-tier` (1501), and as `tousu_engine_assess_json`.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; the texts are borrowed for the call.
 * Threads: any, also on one engine at the same time. Since ABI 1.
 *
 * # Safety
 * Each text points to as many readable bytes as its length says, or is NULL.
 */
int32_t tousu_engine_why_not_json(const tousu_engine *engine,
                                  const char *complaint,
                                  size_t complaint_len,
                                  const char *tier,
                                  size_t tier_len,
                                  tousu_bytes **out,
                                  tousu_error **err);

/**
 * Decides stored decisions again: a JSON list of objects with `complaint`, `events` (may be absent) and `decision`, an
 * assessment or a status as this library gave it. Names each that comes out otherwise, and what changed it: policy,
 * parameters, lexicon, model, calendar or the library.
 *
 * Fails for a text that is no such list; a decision that cannot be made any more is among the `failed`.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `stored` is borrowed for the call.
 * Threads: any, also on one engine at the same time. Since ABI 1.
 *
 * # Safety
 * `stored` points to `stored_len` readable bytes or is NULL.
 */
int32_t tousu_engine_verify_json(const tousu_engine *engine,
                                 const char *stored,
                                 size_t stored_len,
                                 tousu_bytes **out,
                                 tousu_error **err);

/**
 * What every figure counts: its names, its numerator, its denominator and what is in neither, as JSON.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any. Since ABI 1.
 */
int32_t tousu_figure_definitions_json(tousu_bytes **out,
                                      tousu_error **err);

/**
 * The figures of cases, as a request asks for them, as JSON. `cases` is an object `{"complaint": {…}, "events": […]}` or
 * a list of them, read leniently; the request is that of `tousu_ledger_figures_json`.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; the texts are borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * Each text points to as many readable bytes as its length says, or is NULL.
 */
int32_t tousu_engine_figures_json(const tousu_engine *engine,
                                  const char *cases,
                                  size_t cases_len,
                                  const char *request,
                                  size_t request_len,
                                  tousu_bytes **out,
                                  tousu_error **err);

/**
 * The figures of columns, as a request asks for them, as JSON. `columns` is an object of lists of equal length: `id`,
 * `received_at`, `closed_at`, `category`, `tier`, `unit`, `outcome`, …
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; the texts are borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * Each text points to as many readable bytes as its length says, or is NULL.
 */
int32_t tousu_engine_column_figures_json(const tousu_engine *engine,
                                         const char *columns,
                                         size_t columns_len,
                                         const char *request,
                                         size_t request_len,
                                         tousu_bytes **out,
                                         tousu_error **err);

/**
 * Makes an empty summary by the plan of a request.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_summary_free`; `request` is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `request` points to `request_len` readable bytes or is NULL.
 */
int32_t tousu_summary_new(const tousu_engine *engine,
                          const char *request,
                          size_t request_len,
                          tousu_summary **out,
                          tousu_error **err);

/**
 * Reads a summary from the bytes of `tousu_summary_to_bytes`.
 *
 * Fails with `summary-damaged` (5002) or `summary-version` (5003).
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_summary_free`; `data` is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `data` points to `len` readable bytes or is NULL.
 */
int32_t tousu_summary_from_bytes(const uint8_t *data,
                                 size_t len,
                                 tousu_summary **out,
                                 tousu_error **err);

/**
 * Adds cases as `tousu_engine_figures_json` takes them, all or none; repeats are told among those of one call.
 *
 * Ownership: `cases` is borrowed for the call. Threads: one at a time; another call meanwhile is told so. Since ABI 1.
 *
 * # Safety
 * `summary` is a handle that has not been freed, or NULL; `cases` points to `cases_len` readable bytes or is NULL.
 */
int32_t tousu_summary_add_cases_json(tousu_summary *summary,
                                     const tousu_engine *engine,
                                     const char *cases,
                                     size_t cases_len,
                                     tousu_error **err);

/**
 * Adds columns as `tousu_engine_column_figures_json` takes them, all or none; repeats are told among those of one call.
 *
 * Ownership: `columns` is borrowed for the call. Threads: one at a time; another call meanwhile is told so. Since ABI 1.
 *
 * # Safety
 * `summary` is a handle that has not been freed, or NULL; `columns` points to `columns_len` readable bytes or is NULL.
 */
int32_t tousu_summary_add_columns_json(tousu_summary *summary,
                                       const tousu_engine *engine,
                                       const char *columns,
                                       size_t columns_len,
                                       tousu_error **err);

/**
 * Adds another summary, of other cases by the same plan.
 *
 * Fails with `other-plan` (5000); nothing has changed then. A summary merged with itself is `handle-busy` (4).
 *
 * Threads: one at a time; another call meanwhile is told so. Since ABI 1.
 *
 * # Safety
 * Both are handles that have not been freed, or NULL.
 */
int32_t tousu_summary_merge(tousu_summary *summary,
                            tousu_summary *other,
                            tousu_error **err);

/**
 * The whole state as bytes, to be read by `tousu_summary_from_bytes`.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: one at a time; another call meanwhile
 * is told so. Since ABI 1.
 *
 * # Safety
 * `summary` is a handle that has not been freed, or NULL.
 */
int32_t tousu_summary_to_bytes(tousu_summary *summary,
                               tousu_bytes **out,
                               tousu_error **err);

/**
 * The table that a query asks for, as JSON: `{"by": ["month"], "kpis": ["volume"], "window": "2026-Q1"}`. Tiers and
 * categories stand in the order of the engine's rule book.
 *
 * Fails with `not-accumulated` (5001) for what the summary's plan does not tell.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `query` is borrowed for the call.
 * Threads: one at a time; another call meanwhile is told so. Since ABI 1.
 *
 * # Safety
 * `summary` is a handle that has not been freed, or NULL; `query` points to `query_len` readable bytes or is NULL.
 */
int32_t tousu_summary_figures_json(tousu_summary *summary,
                                   const tousu_engine *engine,
                                   const char *query,
                                   size_t query_len,
                                   tousu_bytes **out,
                                   tousu_error **err);

/**
 * Frees the summary; NULL is ignored.
 *
 * Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
 */
void tousu_summary_free(tousu_summary *summary);

/**
 * Opens a ledger. The path is UTF-8.
 *
 * Fails with `ledger-io` (4000) when there is no file, `ledger-foreign` (4001) when it is not a ledger,
 * `ledger-corrupt` (4002), `ledger-version` (4003), `ledger-busy` (4004). A file that is not a ledger is not touched.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_ledger_free`; everything else is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `path` points to `path_len` readable bytes or is NULL; `options` points to a struct whose `struct_size` is set, or
 * is NULL.
 */
int32_t tousu_ledger_open(const char *path,
                          size_t path_len,
                          const tousu_ledger_options *options,
                          tousu_ledger **out,
                          tousu_error **err);

/**
 * Makes a new ledger where there is no file yet, or one without a byte.
 *
 * Fails as `tousu_ledger_open`, and with `ledger-io` (4000) when there is a ledger already.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_ledger_free`; everything else is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * As `tousu_ledger_open`.
 */
int32_t tousu_ledger_create(const char *path,
                            size_t path_len,
                            const tousu_ledger_options *options,
                            tousu_ledger **out,
                            tousu_error **err);

/**
 * Opens a ledger, or makes a new one where there is no file.
 *
 * Fails as `tousu_ledger_open`.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_ledger_free`; everything else is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * As `tousu_ledger_open`.
 */
int32_t tousu_ledger_open_or_create(const char *path,
                                    size_t path_len,
                                    const tousu_ledger_options *options,
                                    tousu_ledger **out,
                                    tousu_error **err);

/**
 * Records a complaint, a JSON object, or a JSON list of them: all or none. What was added is the answer:
 * `{"complaints":1,"events":0,"repeats":0}`. The same again changes nothing and counts as a repeat.
 *
 * Fails with `complaint-exists` (4005) for an id that stands for another complaint; as `tousu_engine_assess` for one
 * that the engine cannot decide; with `ledger-busy` (4004), `ledger-full` (4007), `ledger-io` (4000).
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `complaints` is borrowed for the call.
 * Threads: one at a time; another call meanwhile is told so. Since ABI 1.
 *
 * # Safety
 * `ledger` is a handle that has not been freed, or NULL; `complaints` points to `complaints_len` readable bytes or is
 * NULL.
 */
int32_t tousu_ledger_record_json(tousu_ledger *ledger,
                                 const tousu_engine *engine,
                                 const char *complaints,
                                 size_t complaints_len,
                                 tousu_bytes **out,
                                 tousu_error **err);

/**
 * Records complaints with their events, all or none: a JSON object `{"complaint": {…}, "events": […]}`, or a list of
 * them; a register is taken over in one call. What was added is the answer, as of `tousu_ledger_record_json`.
 *
 * Fails as `tousu_ledger_record_json` and `tousu_ledger_append_json`.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `cases` is borrowed for the call.
 * Threads: one at a time; another call meanwhile is told so. Since ABI 1.
 *
 * # Safety
 * `ledger` is a handle that has not been freed, or NULL; `cases` points to `cases_len` readable bytes or is NULL.
 */
int32_t tousu_ledger_record_batch_json(tousu_ledger *ledger,
                                       const tousu_engine *engine,
                                       const char *cases,
                                       size_t cases_len,
                                       tousu_bytes **out,
                                       tousu_error **err);

/**
 * Appends an event, a JSON object, or a JSON list of them, to a recorded complaint: all or none. What was added is the
 * answer, as of `tousu_ledger_record_json`.
 *
 * Fails with `unknown-complaint` (4006); with `conflicting-event` (3001) for an id that stands for another event; in
 * TOUSU_MODE_STRICT with the codes of cases (3000 to 3099); else as `tousu_ledger_record_json`.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; the texts are borrowed for the call.
 * Threads: one at a time; another call meanwhile is told so. Since ABI 1.
 *
 * # Safety
 * `ledger` is a handle that has not been freed, or NULL; each text points to as many readable bytes as its length
 * says, or is NULL.
 */
int32_t tousu_ledger_append_json(tousu_ledger *ledger,
                                 const tousu_engine *engine,
                                 const char *complaint_id,
                                 size_t complaint_id_len,
                                 const char *events,
                                 size_t events_len,
                                 tousu_bytes **out,
                                 tousu_error **err);

/**
 * How a recorded case stands at `as_of`, as JSON like that of `tousu_engine_status_json`, which explains `known_at`.
 * `mode` is TOUSU_MODE_STRICT or TOUSU_MODE_LENIENT.
 *
 * Fails with `unknown-complaint` (4006), and as `tousu_engine_status_json`.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; everything else is borrowed for the call.
 * Threads: one at a time; another call meanwhile is told so. Since ABI 1.
 *
 * # Safety
 * `ledger` is a handle that has not been freed, or NULL; `complaint_id` points to `complaint_id_len` readable bytes or
 * is NULL.
 */
int32_t tousu_ledger_status_json(tousu_ledger *ledger,
                                 const tousu_engine *engine,
                                 const char *complaint_id,
                                 size_t complaint_id_len,
                                 int64_t as_of,
                                 const int64_t *known_at,
                                 uint32_t mode,
                                 tousu_bytes **out,
                                 tousu_error **err);

/**
 * Everything that is still owed at `as_of` and due before `before`, overdue or not, as a JSON list in ascending order
 * of due time.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: one at a time; another call
 * meanwhile is told so. Since ABI 1.
 *
 * # Safety
 * `ledger` is a handle that has not been freed, or NULL.
 */
int32_t tousu_ledger_due_before_json(tousu_ledger *ledger,
                                     const tousu_engine *engine,
                                     int64_t as_of,
                                     int64_t before,
                                     tousu_bytes **out,
                                     tousu_error **err);

/**
 * What was due before `as_of` and has not ended, as a JSON list in ascending order of due time.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: one at a time; another call
 * meanwhile is told so. Since ABI 1.
 *
 * # Safety
 * `ledger` is a handle that has not been freed, or NULL.
 */
int32_t tousu_ledger_overdue_json(tousu_ledger *ledger,
                                  const tousu_engine *engine,
                                  int64_t as_of,
                                  tousu_bytes **out,
                                  tousu_error **err);

/**
 * The figures of a month (`2026-03`), or of everything (NULL with length 0), as they stand at `as_of`, as JSON. A rate
 * is a pair of numerator and denominator.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `month` is borrowed for the call.
 * Threads: one at a time; another call meanwhile is told so. Since ABI 1.
 *
 * # Safety
 * `ledger` is a handle that has not been freed, or NULL; `month` points to `month_len` readable bytes or is NULL.
 */
int32_t tousu_ledger_summary_json(tousu_ledger *ledger,
                                  const tousu_engine *engine,
                                  int64_t as_of,
                                  const char *month,
                                  size_t month_len,
                                  tousu_bytes **out,
                                  tousu_error **err);

/**
 * The figures of all cases, as a request asks for them, as JSON: `{"as_of": "2026-04-01T00:00:00+08:00", "by": ["month",
 * "unit"], "kpis": ["volume", "timely-rate"]}`; what is not given is as it comes.
 *
 * Fails as any JSON with the place in `request`, and with `not-accumulated` (5001) for a window that cuts its periods.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `request` is borrowed for the call.
 * Threads: one at a time; another call meanwhile is told so. Since ABI 1.
 *
 * # Safety
 * `ledger` is a handle that has not been freed, or NULL; `request` points to `request_len` readable bytes or is NULL.
 */
int32_t tousu_ledger_figures_json(tousu_ledger *ledger,
                                  const tousu_engine *engine,
                                  const char *request,
                                  size_t request_len,
                                  tousu_bytes **out,
                                  tousu_error **err);

/**
 * How many complaints are recorded.
 *
 * Ownership: `*out` is the caller's own. Threads: one at a time; another call meanwhile is told so. Since ABI 1.
 *
 * # Safety
 * `ledger` is a handle that has not been freed, or NULL.
 */
int32_t tousu_ledger_count(tousu_ledger *ledger,
                           uint64_t *out,
                           tousu_error **err);

/**
 * Reads everything in the file: its structure, every complaint and every event.
 *
 * Fails with `ledger-corrupt` (4002) and the first thing that is wrong.
 *
 * Threads: one at a time; another call meanwhile is told so. Since ABI 1.
 *
 * # Safety
 * `ledger` is a handle that has not been freed, or NULL.
 */
int32_t tousu_ledger_check(tousu_ledger *ledger, tousu_error **err);

/**
 * Closes the file and frees the ledger; NULL is ignored. Nothing that was acknowledged is lost by it.
 *
 * Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
 */
void tousu_ledger_free(tousu_ledger *ledger);

/**
 * Makes a library from documents of the caller's, a JSON list of texts, each a rule book or an overlay in TOML or JSON;
 * several versions of one book may be among them. NULL with length 0 gives the built-in books alone.
 *
 * Fails with `syntax` (1000) and its like, `missing-field` (1002) for a document without id or version, and
 * `duplicate-id` (1102) for a version that is given twice, each under its place in the list. What the books say is
 * checked when they are asked for.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_library_free`; `documents` is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `documents` points to `documents_len` readable bytes or is NULL.
 */
int32_t tousu_library_new(const char *documents,
                          size_t documents_len,
                          tousu_library **out,
                          tousu_error **err);

/**
 * The documents of the caller's, each with id, version and the days in force, and the ids of all books, as JSON.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any. Since ABI 1.
 */
int32_t tousu_library_list(const tousu_library *library,
                           tousu_bytes **out,
                           tousu_error **err);

/**
 * As `tousu_policy_check`, for a document that may rest on a book of the library.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `policy` is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `policy` points to `policy_len` readable bytes or is NULL.
 */
int32_t tousu_library_check(const tousu_library *library,
                            const char *policy,
                            size_t policy_len,
                            tousu_bytes **out,
                            tousu_error **err);

/**
 * Checks many overlays at once, a JSON list of texts, and says as JSON what is wrong with each and what it changes in
 * its base.
 *
 * Fails for a text that is no such list, and with `syntax` (1000) and its like for an overlay that is no document.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `overlays` is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `overlays` points to `overlays_len` readable bytes or is NULL.
 */
int32_t tousu_library_check_overlays_json(const tousu_library *library,
                                          const char *overlays,
                                          size_t overlays_len,
                                          tousu_bytes **out,
                                          tousu_error **err);

/**
 * Whom a new version of a book affects, as JSON: of the documents in `resting`, a JSON list of texts, those for which
 * something changes, and what; those that are refused over it, and why.
 *
 * Fails as `tousu_library_check_overlays_json`.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; the texts are borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * Each text points to as many readable bytes as its length says, or is NULL.
 */
int32_t tousu_library_affected_json(const tousu_library *library,
                                    const char *changed,
                                    size_t changed_len,
                                    const char *resting,
                                    size_t resting_len,
                                    tousu_bytes **out,
                                    tousu_error **err);

/**
 * Makes an engine from a book of the library. `version` names one of its versions; else `on`, a date as `2026-03-02`,
 * asks for the one in force on that day; with neither it is the newest. Both empty or NULL are not given. The
 * parameters are those of `tousu_engine_builtin_with`.
 *
 * Fails with `unknown-policy` (1100), `policy-rejected` (1101), `policy-not-in-force` (1112), `unreadable-time` (2000),
 * `invalid-argument` (3) for both a version and a day, and for parameters as `tousu_engine_builtin_with`.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_engine_free`; it lives on after its library. The texts are
 * borrowed for the call. Threads: any. Since ABI 1.
 *
 * # Safety
 * Each text points to as many readable bytes as its length says, or is NULL.
 */
int32_t tousu_library_engine(const tousu_library *library,
                             const char *policy_id,
                             size_t policy_id_len,
                             const char *version,
                             size_t version_len,
                             const char *on,
                             size_t on_len,
                             const char *parameters_json,
                             size_t parameters_json_len,
                             uint32_t strict,
                             tousu_engine **out,
                             tousu_error **err);

/**
 * All versions of a book of the library, ready to decide: each complaint under the one in force when it was received.
 * The parameters are those of `tousu_engine_builtin_with`.
 *
 * Fails as `tousu_library_engine`.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_versions_free`; it lives on after its library. The texts
 * are borrowed for the call. Threads: any. Since ABI 1.
 *
 * # Safety
 * Each text points to as many readable bytes as its length says, or is NULL.
 */
int32_t tousu_library_versions(const tousu_library *library,
                               const char *policy_id,
                               size_t policy_id_len,
                               const char *parameters_json,
                               size_t parameters_json_len,
                               uint32_t strict,
                               tousu_versions **out,
                               tousu_error **err);

/**
 * A library like this one with a lexicon in the place of the built-in one that has its id: `documents` is a JSON list of
 * texts as `tousu_lexicon_source` gave it, with this version of the library or an older one, or of the caller's own.
 *
 * Fails with `syntax` (1000) and its like, `lexicon-pattern` (1116), `policy-rejected` (1101) with every fault as a cause.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_library_free`; `documents` is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `documents` points to `documents_len` readable bytes or is NULL.
 */
int32_t tousu_library_with_lexicon(const tousu_library *library,
                                   const char *documents,
                                   size_t documents_len,
                                   tousu_library **out,
                                   tousu_error **err);

/**
 * The documents of a built-in lexicon as a JSON list of texts, to be kept: `tousu_library_with_lexicon` makes the same
 * lexicon of them, whatever version of the library reads them.
 *
 * Fails with `unknown-lexicon` (1115).
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `lexicon_id` is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `lexicon_id` points to `lexicon_id_len` readable bytes or is NULL.
 */
int32_t tousu_lexicon_source(const char *lexicon_id,
                             size_t lexicon_id_len,
                             tousu_bytes **out,
                             tousu_error **err);

/**
 * Frees a library; NULL is ignored. Engines and versions that it made live on.
 *
 * Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
 */
void tousu_library_free(tousu_library *library);

/**
 * The first decision on a complaint, a JSON document, under the version in force when it was received, as JSON.
 *
 * Fails with `policy-not-in-force` (1112), and as `tousu_engine_assess_json`.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `complaint` is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `complaint` points to `complaint_len` readable bytes or is NULL.
 */
int32_t tousu_versions_assess_json(const tousu_versions *versions,
                                   const char *complaint,
                                   size_t complaint_len,
                                   tousu_bytes **out,
                                   tousu_error **err);

/**
 * The engine of the version in force when a complaint was received: an instant or a date as complaints have it; the
 * empty text for a receipt that is not known, under the newest.
 *
 * Fails with `policy-not-in-force` (1112) and with `unreadable-time` (2000) and its like.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_engine_free`; `received_at` is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `received_at` points to `received_at_len` readable bytes or is NULL.
 */
int32_t tousu_versions_engine(const tousu_versions *versions,
                              const char *received_at,
                              size_t received_at_len,
                              tousu_engine **out,
                              tousu_error **err);

/**
 * As `tousu_engine_verify_json`, each decision under the version in force when its complaint was received.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `stored` is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `stored` points to `stored_len` readable bytes or is NULL.
 */
int32_t tousu_versions_verify_json(const tousu_versions *versions,
                                   const char *stored,
                                   size_t stored_len,
                                   tousu_bytes **out,
                                   tousu_error **err);

/**
 * Frees versions; NULL is ignored. Engines that they gave live on.
 *
 * Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
 */
void tousu_versions_free(tousu_versions *versions);

/**
 * What differs between the rule books of two engines, as JSON: limits, tiers, conditions and all else, each as data and
 * in words.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any. Since ABI 1.
 */
int32_t tousu_engine_diff_json(const tousu_engine *from,
                               const tousu_engine *to,
                               tousu_bytes **out,
                               tousu_error **err);

/**
 * The host's code for an id of the rule book, or the id for a code of the host's: the `[vocabulary]` of the book. `of`
 * is one of `status`, `tier`, `category`, `role`, `channel`, `event`, `obligation`, `signal`; `code` is 1 to ask for
 * the code of an id, 0 to ask for the id of a code. `*out` is NULL when the book has none.
 *
 * Fails with `unknown-value` (1006) for another `of`.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; the texts are borrowed for the call.
 * Threads: any, also on one engine at the same time. Since ABI 1.
 *
 * # Safety
 * Each text points to as many readable bytes as its length says, or is NULL.
 */
int32_t tousu_engine_translate(const tousu_engine *engine,
                               const char *of,
                               size_t of_len,
                               const char *name,
                               size_t name_len,
                               uint32_t code,
                               tousu_bytes **out,
                               tousu_error **err);

/**
 * Reads a model from the bytes that Rust or Python has written.
 *
 * Fails with `model-damaged` (1600) for anything but just these bytes, and with `model-version` (1601) for another
 * version of the format.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_model_free`; `data` is borrowed for the call. Threads: any.
 * Since ABI 1.
 *
 * # Safety
 * `data` points to `data_len` readable bytes or is NULL.
 */
int32_t tousu_model_load(const uint8_t *data,
                         size_t data_len,
                         tousu_model **out,
                         tousu_error **err);

/**
 * The likeliest label of a complaint, and how sure the model is, in thousandths. Title and text may be empty. `label` has
 * a NUL behind it.
 *
 * Ownership: `*label` is borrowed from the model. Threads: any, also on one model at the same time. Since ABI 1.
 *
 * # Safety
 * `title` and `text` point to as many readable bytes as their lengths say, or are NULL.
 */
int32_t tousu_model_predict(const tousu_model *model,
                            const char *title,
                            size_t title_len,
                            const char *text,
                            size_t text_len,
                            const char **label,
                            uint32_t *confidence,
                            tousu_error **err);

/**
 * Makes an engine with a trained model beside the lexicon of another.
 *
 * Fails with `unknown-category` (1500) for a label of the model that the lexicon does not have.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_engine_free`; it lives on after the other engine and the
 * model. Threads: any, also on one engine and one model at the same time. Since ABI 1.
 */
int32_t tousu_engine_with_model(const tousu_engine *engine,
                                const tousu_model *model,
                                tousu_engine **out,
                                tousu_error **err);

/**
 * Frees a model; NULL is ignored.
 *
 * Ownership: takes the handle; labels that were lent die with it. Threads: no other thread may use it. Since ABI 1.
 */
void tousu_model_free(tousu_model *model);

/**
 * A text with its personal data masked; as long as before, in bytes and in characters.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `text` is borrowed for the call. Threads: any.
 * Since ABI 1.
 *
 * # Safety
 * `text` points to `text_len` readable bytes or is NULL.
 */
int32_t tousu_text_redact(const char *text,
                          size_t text_len,
                          tousu_bytes **out,
                          tousu_error **err);

/**
 * The text masked, and where its personal data stands, as JSON.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `text` is borrowed for the call. Threads: any.
 * Since ABI 1.
 *
 * # Safety
 * `text` points to `text_len` readable bytes or is NULL.
 */
int32_t tousu_text_private_json(const char *text,
                                size_t text_len,
                                tousu_bytes **out,
                                tousu_error **err);

/**
 * The built-in rule books as JSON: id, version, title, source document.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any. Since ABI 1.
 */
int32_t tousu_policy_list(tousu_bytes **out,
                          tousu_error **err);

/**
 * The TOML text of a built-in rule book, to start an own one from.
 *
 * Fails with `unknown-policy` (1100).
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `policy_id` is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `policy_id` points to `policy_id_len` readable bytes or is NULL.
 */
int32_t tousu_policy_source(const char *policy_id,
                            size_t policy_id_len,
                            tousu_bytes **out,
                            tousu_error **err);

/**
 * Everything found in the text of a rule book, TOML or JSON, as JSON: what makes it be refused, and notes on what is
 * odd, each with its code, path, line and column. A refused text is no failure of this call.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `policy` is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `policy` points to `policy_len` readable bytes or is NULL.
 */
int32_t tousu_policy_check(const char *policy,
                           size_t policy_len,
                           tousu_bytes **out,
                           tousu_error **err);

/**
 * The same as a compiler shows it, for a terminal: each line of the text with its caret, the help, and the counts, under
 * the name of the text. A refused text is no failure of this call.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; the texts are borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * Each text points to as many readable bytes as its length says, or is NULL.
 */
int32_t tousu_policy_check_report(const char *name,
                                  size_t name_len,
                                  const char *policy,
                                  size_t policy_len,
                                  tousu_bytes **out,
                                  tousu_error **err);

/**
 * The JSON Schema of rule books, or with `overlay` 1 that of overlays, for editors and validators.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any. Since ABI 1.
 */
int32_t tousu_policy_schema(uint32_t overlay,
                            tousu_bytes **out,
                            tousu_error **err);

/**
 * Makes a queue without cases that stands at `now`. `warn` is that of `tousu_case_view_json`.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_queue_free`; `warn` and `options` are borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `warn` points to `warn_len` readable bytes or is NULL; `options` points to a struct whose `struct_size` is set, or is
 * NULL.
 */
int32_t tousu_queue_new(const tousu_engine *engine,
                        int64_t now,
                        const char *warn,
                        size_t warn_len,
                        const tousu_batch_options *options,
                        tousu_queue **out,
                        tousu_error **err);

/**
 * Puts cases in, one a line as `tousu_engine_rows_json` takes them, in place of those of the same id. All or nothing.
 *
 * Fails with the first line that cannot be read or decided; with `handle-busy` (4).
 *
 * Ownership: `lines` is borrowed for the call. Threads: one at a time; another call meanwhile is told so. Since ABI 1.
 *
 * # Safety
 * `queue` is a handle that has not been freed, or NULL; `lines` points to `lines_len` readable bytes or is NULL.
 */
int32_t tousu_queue_put_json(tousu_queue *queue,
                             const char *lines,
                             size_t lines_len,
                             tousu_error **err);

/**
 * Adds an event, a JSON object, or a JSON list of them to a case, and decides that case anew. All or nothing.
 *
 * Fails with `unknown-complaint` (4006); with the codes of cases (3000 to 3099); with `handle-busy` (4).
 *
 * Ownership: the texts are borrowed for the call. Threads: one at a time; another call meanwhile is told so. Since ABI 1.
 *
 * # Safety
 * `queue` is a handle that has not been freed, or NULL; each text points to as many readable bytes as its length says,
 * or is NULL.
 */
int32_t tousu_queue_apply_json(tousu_queue *queue,
                               const char *complaint_id,
                               size_t complaint_id_len,
                               const char *events,
                               size_t events_len,
                               tousu_error **err);

/**
 * Takes a case out. `*removed` is 1 when it was there, else 0.
 *
 * Ownership: `complaint_id` is borrowed for the call. Threads: one at a time; another call meanwhile is told so.
 * Since ABI 1.
 *
 * # Safety
 * As `tousu_queue_apply_json`.
 */
int32_t tousu_queue_remove(tousu_queue *queue,
                           const char *complaint_id,
                           size_t complaint_id_len,
                           uint32_t *removed,
                           tousu_error **err);

/**
 * Lets time go on: only the cases whose status changes by itself until `to` are decided anew; `*decided` says how many.
 *
 * Fails with `invalid-argument` (3) for an instant that has passed; with `handle-busy` (4).
 *
 * Threads: one at a time; another call meanwhile is told so. Since ABI 1.
 *
 * # Safety
 * `queue` is a handle that has not been freed, or NULL.
 */
int32_t tousu_queue_advance(tousu_queue *queue,
                            int64_t to,
                            size_t *decided,
                            tousu_error **err);

/**
 * What is due next, what is overdue, what is about to be, and what waits for an approval, each with at most `at_most`
 * tasks and with how many there are, as JSON.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any; `handle-busy` (4) while another
 * thread changes the queue. Since ABI 1.
 */
int32_t tousu_queue_json(const tousu_queue *queue,
                         size_t at_most,
                         tousu_bytes **out,
                         tousu_error **err);

/**
 * Frees a queue; NULL is ignored.
 *
 * Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
 */
void tousu_queue_free(tousu_queue *queue);

/**
 * A form or a report as the bytes of a file: JSON, HTML, Markdown, CSV or XLSX. The request is a JSON object; the
 * documentation of the Rust function `tousu::report::answer` lists its fields. Bytes of a format that is no text may
 * hold NUL bytes: `tousu_bytes_len` tells where they end.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; everything else is borrowed for the call.
 * Threads: any, also on one engine at the same time. Since ABI 1.
 *
 * # Safety
 * `request` points to `request_len` readable bytes or is NULL.
 */
int32_t tousu_engine_report(const tousu_engine *engine,
                            const char *request,
                            size_t request_len,
                            tousu_bytes **out,
                            tousu_error **err);

/**
 * What belongs together among messages, as JSON: `question` is `hot-spots`, `repeats` or `chart`; the documentation of
 * the Rust functions `tousu::cluster::hot_spots_json`, `repeats_json` and `chart_json` lists the fields of the request.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; everything else is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `question` and `request` point to as many readable bytes as their lengths say, or are NULL.
 */
int32_t tousu_cluster_find_json(const char *question,
                                size_t question_len,
                                const char *request,
                                size_t request_len,
                                tousu_bytes **out,
                                tousu_error **err);

/**
 * A group's own XLSX template, filled: every `{{name}}` in its cells is replaced by the value of that name, everything
 * else stays byte for byte. `values` is a JSON object of texts. What nobody gave stays as it is.
 *
 * Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; everything else is borrowed for the call.
 * Threads: any. Since ABI 1.
 *
 * # Safety
 * `template` and `values` point to as many readable bytes as their lengths say, or are NULL.
 */
int32_t tousu_template_fill(const char *template_,
                            size_t template_len,
                            const char *values,
                            size_t values_len,
                            tousu_bytes **out,
                            tousu_error **err);

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
