//! `tousu_ledger`: the register of complaints and events in one file.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::ptr::NonNull;
use std::sync::Mutex;
use std::time::Duration;

use tousu_core::Result;
use tousu_core::ledger::{Ledger, Options};
use tousu_core::statistics::CalendarPeriod;

use crate::boundary::{self, Plain, given, held, sized};
use crate::bytes::Bytes;
use crate::engine::{Engine, mode};
use crate::error::ErrorHandle;

/// An open ledger (台账). One thread at a time: a call while another thread is inside answers `handle-busy` (4) and
/// changes nothing. Several handles, also of several processes, may have one file open. What a call acknowledged with
/// TOUSU_OK survives the end of the process. The caller frees it with `tousu_ledger_free`.
pub struct LedgerHandle {
    inner: Mutex<Ledger>,
}

// Convention 9 rests on this.
const _: () = {
    const fn shareable<T: Send + Sync>() {}
    shareable::<LedgerHandle>();
};

/// How a ledger is opened. NULL in its place: strict, 5 seconds, checked.
#[repr(C)]
pub struct LedgerOptions {
    /// `sizeof (tousu_ledger_options)`.
    pub struct_size: u32,
    /// TOUSU_MODE_STRICT: an event that brings a fault into its history is refused. TOUSU_MODE_LENIENT: it is kept,
    /// and every status names the fault.
    pub mode: u32,
    /// How many milliseconds a call waits for another writer before `ledger-busy` (4004); 0: not at all.
    pub busy_timeout_ms: u32,
    /// 1: opening does not read the whole structure of the file; damage is then found where it is met.
    pub skip_check: u32,
}

// SAFETY: `repr(C)`, and the size comes first.
unsafe impl Plain for LedgerOptions {}

const _: () = assert!(size_of::<LedgerOptions>() == 16);

/// The options of a struct; the default for NULL.
///
/// # Safety
/// Unless it is NULL, `options` points to a struct that nobody writes during the call.
unsafe fn options(options: *const LedgerOptions) -> Result<Options> {
    if options.is_null() {
        return Ok(Options::default());
    }
    // SAFETY: not NULL, and the caller vouches for the struct.
    unsafe { sized(options, "options") }?;
    // SAFETY: its size is that of the struct.
    let given = unsafe { options.read() };
    Ok(Options {
        mode: mode(given.mode, "options.mode")?,
        busy_timeout: Duration::from_millis(given.busy_timeout_ms.into()),
        check: !boundary::flag(given.skip_check, "options.skip_check")?,
    })
}

/// Opens or makes the ledger at a path.
///
/// # Safety
/// As the functions of C that call it.
unsafe fn open(
    path: *const c_char,
    path_len: usize,
    options: *const LedgerOptions,
    out: Option<&mut MaybeUninit<*mut LedgerHandle>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
    how: impl FnOnce(&Options, &str) -> Result<Ledger>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let path = unsafe { boundary::text(path, path_len, "path") }?;
        // SAFETY: the caller vouches for the struct.
        let options = unsafe { self::options(options) }?;
        let inner = Mutex::new(how(&options, path)?);
        out.write(Box::into_raw(Box::new(LedgerHandle { inner })));
        Ok(())
    })
}

/// Runs a call that has the ledger for itself and gives JSON.
///
/// # Safety
/// `ledger` is a handle that has not been freed, or NULL.
unsafe fn json(
    ledger: Option<NonNull<LedgerHandle>>,
    engine: Option<&Engine>,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
    call: impl FnOnce(&mut Ledger, &tousu_core::Engine) -> Result<String>,
) -> i32 {
    boundary::status(err, || {
        let ledger = given(ledger, "ledger")?;
        let engine = given(engine, "engine")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the handle; all that changes is behind its lock.
        let ledger = unsafe { ledger.as_ref() };
        let answer = call(&mut *held(ledger.inner.try_lock(), "ledger")?, engine.core())?;
        out.write(Bytes::hand_out(answer));
        Ok(())
    })
}

/// Opens a ledger. The path is UTF-8.
///
/// Fails with `ledger-io` (4000) when there is no file, `ledger-foreign` (4001) when it is not a ledger,
/// `ledger-corrupt` (4002), `ledger-version` (4003), `ledger-busy` (4004). A file that is not a ledger is not touched.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_ledger_free`; everything else is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `path` points to `path_len` readable bytes or is NULL; `options` points to a struct whose `struct_size` is set, or
/// is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_ledger_open(
    path: *const c_char,
    path_len: usize,
    options: *const LedgerOptions,
    out: Option<&mut MaybeUninit<*mut LedgerHandle>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    // SAFETY: the caller vouches for the same.
    unsafe { open(path, path_len, options, out, err, |options, path| options.open(path)) }
}

/// Makes a new ledger where there is no file yet, or one without a byte.
///
/// Fails as `tousu_ledger_open`, and with `ledger-io` (4000) when there is a ledger already.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_ledger_free`; everything else is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// As `tousu_ledger_open`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_ledger_create(
    path: *const c_char,
    path_len: usize,
    options: *const LedgerOptions,
    out: Option<&mut MaybeUninit<*mut LedgerHandle>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    // SAFETY: the caller vouches for the same.
    unsafe { open(path, path_len, options, out, err, |options, path| options.create(path)) }
}

/// Opens a ledger, or makes a new one where there is no file.
///
/// Fails as `tousu_ledger_open`.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_ledger_free`; everything else is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// As `tousu_ledger_open`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_ledger_open_or_create(
    path: *const c_char,
    path_len: usize,
    options: *const LedgerOptions,
    out: Option<&mut MaybeUninit<*mut LedgerHandle>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    // SAFETY: the caller vouches for the same.
    unsafe { open(path, path_len, options, out, err, |options, path| options.open_or_create(path)) }
}

/// Records a complaint, a JSON object, or a JSON list of them: all or none. What was added is the answer:
/// `{"complaints":1,"events":0,"repeats":0}`. The same again changes nothing and counts as a repeat.
///
/// Fails with `complaint-exists` (4005) for an id that stands for another complaint; as `tousu_engine_assess` for one
/// that the engine cannot decide; with `ledger-busy` (4004), `ledger-full` (4007), `ledger-io` (4000).
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `complaints` is borrowed for the call.
/// Threads: one at a time; another call meanwhile is told so. Since ABI 1.
///
/// # Safety
/// `ledger` is a handle that has not been freed, or NULL; `complaints` points to `complaints_len` readable bytes or is
/// NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_ledger_record_json(
    ledger: Option<NonNull<LedgerHandle>>,
    engine: Option<&Engine>,
    complaints: *const c_char,
    complaints_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    // SAFETY: the caller vouches for the handle, the pointer and the length.
    unsafe {
        json(ledger, engine, out, err, |ledger, engine| {
            ledger.record_json(engine, boundary::text(complaints, complaints_len, "complaints")?)
        })
    }
}

/// Records complaints with their events, all or none: a JSON object `{"complaint": {…}, "events": […]}`, or a list of
/// them; a register is taken over in one call. What was added is the answer, as of `tousu_ledger_record_json`.
///
/// Fails as `tousu_ledger_record_json` and `tousu_ledger_append_json`.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `cases` is borrowed for the call.
/// Threads: one at a time; another call meanwhile is told so. Since ABI 1.
///
/// # Safety
/// `ledger` is a handle that has not been freed, or NULL; `cases` points to `cases_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_ledger_record_batch_json(
    ledger: Option<NonNull<LedgerHandle>>,
    engine: Option<&Engine>,
    cases: *const c_char,
    cases_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    // SAFETY: the caller vouches for the handle, the pointer and the length.
    unsafe {
        json(ledger, engine, out, err, |ledger, engine| {
            ledger.record_batch_json(engine, boundary::text(cases, cases_len, "cases")?)
        })
    }
}

/// Appends an event, a JSON object, or a JSON list of them, to a recorded complaint: all or none. What was added is the
/// answer, as of `tousu_ledger_record_json`.
///
/// Fails with `unknown-complaint` (4006); with `conflicting-event` (3001) for an id that stands for another event; in
/// TOUSU_MODE_STRICT with the codes of cases (3000 to 3099); else as `tousu_ledger_record_json`.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; the texts are borrowed for the call.
/// Threads: one at a time; another call meanwhile is told so. Since ABI 1.
///
/// # Safety
/// `ledger` is a handle that has not been freed, or NULL; each text points to as many readable bytes as its length
/// says, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_ledger_append_json(
    ledger: Option<NonNull<LedgerHandle>>,
    engine: Option<&Engine>,
    complaint_id: *const c_char,
    complaint_id_len: usize,
    events: *const c_char,
    events_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    // SAFETY: the caller vouches for the handle, the pointers and the lengths.
    unsafe {
        json(ledger, engine, out, err, |ledger, engine| {
            let complaint = boundary::text(complaint_id, complaint_id_len, "complaint_id")?;
            ledger.append_json(engine, complaint, boundary::text(events, events_len, "events")?)
        })
    }
}

/// How a recorded case stands at `as_of`, as JSON like that of `tousu_engine_status_json`, which explains `known_at`.
/// `mode` is TOUSU_MODE_STRICT or TOUSU_MODE_LENIENT.
///
/// Fails with `unknown-complaint` (4006), and as `tousu_engine_status_json`.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; everything else is borrowed for the call.
/// Threads: one at a time; another call meanwhile is told so. Since ABI 1.
///
/// # Safety
/// `ledger` is a handle that has not been freed, or NULL; `complaint_id` points to `complaint_id_len` readable bytes or
/// is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_ledger_status_json(
    ledger: Option<NonNull<LedgerHandle>>,
    engine: Option<&Engine>,
    complaint_id: *const c_char,
    complaint_id_len: usize,
    as_of: i64,
    known_at: Option<&i64>,
    mode: u32,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    // SAFETY: the caller vouches for the handle, the pointer and the length.
    unsafe {
        json(ledger, engine, out, err, |ledger, engine| {
            let complaint = boundary::text(complaint_id, complaint_id_len, "complaint_id")?;
            let as_of = boundary::instant(as_of, "as_of")?;
            let known_at = boundary::some_instant(known_at, "known_at")?;
            ledger.status_json(engine, complaint, as_of, known_at, self::mode(mode, "mode")?)
        })
    }
}

/// Everything that is still owed at `as_of` and due before `before`, overdue or not, as a JSON list in ascending order
/// of due time.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: one at a time; another call
/// meanwhile is told so. Since ABI 1.
///
/// # Safety
/// `ledger` is a handle that has not been freed, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_ledger_due_before_json(
    ledger: Option<NonNull<LedgerHandle>>,
    engine: Option<&Engine>,
    as_of: i64,
    before: i64,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    // SAFETY: the caller vouches for the handle.
    unsafe {
        json(ledger, engine, out, err, |ledger, engine| {
            let before = boundary::instant(before, "before")?;
            ledger.due_before_json(engine, boundary::instant(as_of, "as_of")?, before)
        })
    }
}

/// What was due before `as_of` and has not ended, as a JSON list in ascending order of due time.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: one at a time; another call
/// meanwhile is told so. Since ABI 1.
///
/// # Safety
/// `ledger` is a handle that has not been freed, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_ledger_overdue_json(
    ledger: Option<NonNull<LedgerHandle>>,
    engine: Option<&Engine>,
    as_of: i64,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    // SAFETY: the caller vouches for the handle.
    unsafe {
        json(ledger, engine, out, err, |ledger, engine| ledger.overdue_json(engine, boundary::instant(as_of, "as_of")?))
    }
}

/// The figures of a month (`2026-03`), or of everything (NULL with length 0), as they stand at `as_of`, as JSON. A rate
/// is a pair of numerator and denominator.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `month` is borrowed for the call.
/// Threads: one at a time; another call meanwhile is told so. Since ABI 1.
///
/// # Safety
/// `ledger` is a handle that has not been freed, or NULL; `month` points to `month_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_ledger_summary_json(
    ledger: Option<NonNull<LedgerHandle>>,
    engine: Option<&Engine>,
    as_of: i64,
    month: *const c_char,
    month_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    // SAFETY: the caller vouches for the handle, the pointer and the length.
    unsafe {
        json(ledger, engine, out, err, |ledger, engine| {
            let month = match boundary::text(month, month_len, "month")? {
                "" => None,
                month => Some(CalendarPeriod::parse(month).map_err(|error| error.at("month"))?),
            };
            ledger.summary_json(engine, boundary::instant(as_of, "as_of")?, month)
        })
    }
}

/// The figures of all cases, as a request asks for them, as JSON: `{"as_of": "2026-04-01T00:00:00+08:00", "by": ["month",
/// "unit"], "kpis": ["volume", "timely-rate"]}`; what is not given is as it comes.
///
/// Fails as any JSON with the place in `request`, and with `not-accumulated` (5001) for a window that cuts its periods.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `request` is borrowed for the call.
/// Threads: one at a time; another call meanwhile is told so. Since ABI 1.
///
/// # Safety
/// `ledger` is a handle that has not been freed, or NULL; `request` points to `request_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_ledger_figures_json(
    ledger: Option<NonNull<LedgerHandle>>,
    engine: Option<&Engine>,
    request: *const c_char,
    request_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    // SAFETY: the caller vouches for the handle, the pointer and the length.
    unsafe {
        json(ledger, engine, out, err, |ledger, engine| {
            ledger.figures_json(engine, boundary::text(request, request_len, "request")?)
        })
    }
}

/// How many complaints are recorded.
///
/// Ownership: `*out` is the caller's own. Threads: one at a time; another call meanwhile is told so. Since ABI 1.
///
/// # Safety
/// `ledger` is a handle that has not been freed, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_ledger_count(
    ledger: Option<NonNull<LedgerHandle>>,
    out: Option<&mut MaybeUninit<u64>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let ledger = given(ledger, "ledger")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the handle; all that changes is behind its lock.
        let ledger = unsafe { ledger.as_ref() };
        out.write(held(ledger.inner.try_lock(), "ledger")?.len()?);
        Ok(())
    })
}

/// Reads everything in the file: its structure, every complaint and every event.
///
/// Fails with `ledger-corrupt` (4002) and the first thing that is wrong.
///
/// Threads: one at a time; another call meanwhile is told so. Since ABI 1.
///
/// # Safety
/// `ledger` is a handle that has not been freed, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_ledger_check(
    ledger: Option<NonNull<LedgerHandle>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        // SAFETY: the caller vouches for the handle; all that changes is behind its lock.
        let ledger = unsafe { given(ledger, "ledger")?.as_ref() };
        held(ledger.inner.try_lock(), "ledger")?.check()
    })
}

/// Closes the file and frees the ledger; NULL is ignored. Nothing that was acknowledged is lost by it.
///
/// Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_ledger_free(ledger: Option<Box<LedgerHandle>>) {
    boundary::value((), || drop(ledger));
}
