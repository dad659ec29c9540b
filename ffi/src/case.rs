//! `tousu_case`: a complaint whose events arrive one after the other.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::ptr::NonNull;
use std::sync::{Arc, RwLock};

use tousu_core::case::{Case, Event, Intake, View};
use tousu_core::complaint::Complaint;
use tousu_core::report::{Language, Report};
use tousu_core::{Code, Error, Result};

use crate::assessment::optional;
use crate::boundary::{self, Plain, given, held, sized};
use crate::bytes::Bytes;
use crate::engine::{self, Engine, Shared};
use crate::error::ErrorHandle;
use crate::text::Text;

/// A complaint with its events. Any number of threads may ask one at the same time; while one thread adds events,
/// every other call answers `handle-busy` (4). It lives on after its engine. The caller frees it with `tousu_case_free`.
pub struct CaseHandle {
    shared: Arc<Shared>,
    complaint: Complaint,
    intake: Arc<Intake>,
    case: RwLock<Case>,
}

// Convention 9 rests on this.
const _: () = {
    const fn shareable<T: Send + Sync>() {}
    shareable::<CaseHandle>();
};

/// The obligation that is due next. Set `struct_size` before the call. The text is borrowed from the case and has a NUL
/// behind its length.
#[repr(C)]
pub struct NextDueView {
    /// `sizeof (tousu_next_due)`.
    pub struct_size: u32,
    /// 1: something runs, and the rest is set.
    pub has_due: u32,
    /// The first due time, as UTC seconds since 1970.
    pub due: i64,
    /// The id of the obligation; NULL: nothing runs.
    pub obligation: *const c_char,
    /// Its length.
    pub obligation_len: usize,
}

// SAFETY: `repr(C)`, and the size comes first.
unsafe impl Plain for NextDueView {}

/// Opens a case for a complaint, a JSON document, to which nothing has happened yet. `mode` is TOUSU_MODE_STRICT or
/// TOUSU_MODE_LENIENT.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_case_free`; `complaint` is borrowed for the call.
/// Threads: any, also on one engine at the same time. Since ABI 1.
///
/// # Safety
/// `complaint` points to `complaint_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_case_new(
    engine: Option<&Engine>,
    complaint: *const c_char,
    complaint_len: usize,
    mode: u32,
    out: Option<&mut MaybeUninit<*mut CaseHandle>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let complaint = unsafe { boundary::text(complaint, complaint_len, "complaint") }?;
        let (mode, core) = (engine::mode(mode, "mode")?, engine.core());
        let complaint = Complaint::from_json(complaint)?;
        let intake = Arc::new(core.intake(&complaint)?);
        let case = Case::replay(Arc::clone(core.rules()), Arc::clone(&intake), Vec::new(), mode)?;
        let handle = CaseHandle { shared: engine.share(), complaint, intake, case: RwLock::new(case) };
        out.write(Box::into_raw(Box::new(handle)));
        Ok(())
    })
}

/// Adds an event, a JSON object, or a JSON list of them in any order. All or nothing: after a failure the case is as it
/// was. The same event again changes nothing.
///
/// Fails with the codes of cases (3000 to 3099) for a history that cannot be; with `handle-busy` (4).
///
/// Ownership: `events` is borrowed for the call. Threads: one at a time; another call meanwhile is told so. Since ABI 1.
///
/// # Safety
/// `complaint_case` is a handle that has not been freed, or NULL; `events` points to `events_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_case_apply_json(
    complaint_case: Option<NonNull<CaseHandle>>,
    events: *const c_char,
    events_len: usize,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let handle = given(complaint_case, "complaint_case")?;
        // SAFETY: the caller vouches for the handle; all that changes is behind its lock.
        let handle = unsafe { handle.as_ref() };
        // SAFETY: the caller vouches for the pointer and the length.
        let events = unsafe { boundary::text(events, events_len, "events") }?;
        let new = Event::list_from_json(events)?;
        let mut now = held(handle.case.try_write(), "complaint_case")?;
        *now = now.apply_all(new)?;
        Ok(())
    })
}

/// How the case stands at `as_of`, as JSON: the same bytes as `tousu_engine_status_json`. With `known_at` it is how the
/// case stood by what had been entered then; NULL takes all that is known.
///
/// Fails with `handle-busy` (4); in TOUSU_MODE_STRICT with the codes of cases (3000 to 3099) when what had been entered
/// at `known_at` was a history that cannot be.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `known_at` is borrowed for the call.
/// Threads: any; `handle-busy` (4) while another thread adds events. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_case_status_json(
    complaint_case: Option<&CaseHandle>,
    as_of: i64,
    known_at: Option<&i64>,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let handle = given(complaint_case, "complaint_case")?;
        let out = given(out, "out")?;
        let as_of = boundary::instant(as_of, "as_of")?;
        let known_at = boundary::some_instant(known_at, "known_at")?;
        let status = held(handle.case.try_read(), "complaint_case")?.status_known_at(as_of, known_at)?;
        out.write(Bytes::hand_out(handle.shared.engine.render_status(&handle.intake, &status)));
        Ok(())
    })
}

/// How the case stands at `as_of`, as one asks for it, as JSON. `known_at`: by what had been entered at that instant;
/// NULL: by everything. `warn`: when to warn of every limit alike, as `75%` or `4 working hours`; NULL with length 0: as
/// the rule book says.
///
/// Fails with `invalid-argument` (3) for a warning that is no length of time and no share.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `known_at` and `warn` are borrowed for the
/// call. Threads: any; `handle-busy` (4) while another thread adds events. Since ABI 1.
///
/// # Safety
/// `warn` points to `warn_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_case_view_json(
    complaint_case: Option<&CaseHandle>,
    as_of: i64,
    known_at: Option<&i64>,
    warn: *const c_char,
    warn_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let handle = given(complaint_case, "complaint_case")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let warn = unsafe { boundary::text(warn, warn_len, "warn") }?;
        let view = View { warn: engine::warning(warn)?, ..view(as_of, known_at)? };
        let status = held(handle.case.try_read(), "complaint_case")?.view(view)?;
        out.write(Bytes::hand_out(handle.shared.engine.render_status(&handle.intake, &status)));
        Ok(())
    })
}

/// What happened to the case and to its clocks up to `as_of`, in the order of time, as JSON. `known_at` is that of
/// `tousu_case_view_json`.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `known_at` is borrowed for the call.
/// Threads: any; `handle-busy` (4) while another thread adds events. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_case_timeline_json(
    complaint_case: Option<&CaseHandle>,
    as_of: i64,
    known_at: Option<&i64>,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let handle = given(complaint_case, "complaint_case")?;
        let out = given(out, "out")?;
        let view = view(as_of, known_at)?;
        let case = held(handle.case.try_read(), "complaint_case")?;
        let timeline = case.timeline(view)?;
        out.write(Bytes::hand_out(handle.shared.engine.render_timeline(&case, &timeline)));
        Ok(())
    })
}

/// The same as a table to read, in the language `zh` or `en`.
///
/// Fails with `invalid-argument` (3) for another language.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `known_at` and `language` are borrowed for
/// the call. Threads: any; `handle-busy` (4) while another thread adds events. Since ABI 1.
///
/// # Safety
/// `language` points to `language_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_case_timeline_text(
    complaint_case: Option<&CaseHandle>,
    as_of: i64,
    known_at: Option<&i64>,
    language: *const c_char,
    language_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let handle = given(complaint_case, "complaint_case")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let code = unsafe { boundary::text(language, language_len, "language") }?;
        let language = Language::from_code(code)
            .ok_or_else(|| Error::new(Code::InvalidArgument, code, "zh or en").at("language"))?;
        let view = view(as_of, known_at)?;
        let case = held(handle.case.try_read(), "complaint_case")?;
        let timeline = case.timeline(view)?;
        out.write(Bytes::hand_out(Report::new(&handle.shared.engine, language).timeline(&case, &timeline)));
        Ok(())
    })
}

/// The case under the rule book of another engine from `at` on: what was decided before stays, what was still owed is
/// owed no more, and what is owed now counts from the original start. The case itself stays as it is, under its own rule
/// book.
///
/// Fails with the codes of cases (3000 to 3099) for events after `at` that the other rule book refuses; with
/// `invalid-argument` (3) when it moved later than that already.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_case_free`. Threads: any; `handle-busy` (4) while another
/// thread adds events. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_case_take_over(
    complaint_case: Option<&CaseHandle>,
    engine: Option<&Engine>,
    at: i64,
    out: Option<&mut MaybeUninit<*mut CaseHandle>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let handle = given(complaint_case, "complaint_case")?;
        let engine = given(engine, "engine")?;
        let out = given(out, "out")?;
        let at = boundary::instant(at, "at")?;
        let complaint = handle.complaint.clone();
        let case = engine.core().take_over(&*held(handle.case.try_read(), "complaint_case")?, &complaint, at)?;
        let intake = Arc::new(case.intake().clone());
        let moved = CaseHandle { shared: engine.share(), complaint, intake, case: RwLock::new(case) };
        out.write(Box::into_raw(Box::new(moved)));
        Ok(())
    })
}

/// The case that this one was merged into by `as_of`, with the event by which everybody who complains here joins there:
/// `{"into": "…", "event": {…}}`, or `null` when it was not merged. The event goes to `tousu_case_apply_json` of the
/// other case.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any; `handle-busy` (4) while another
/// thread adds events. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_case_merged_json(
    complaint_case: Option<&CaseHandle>,
    as_of: i64,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let handle = given(complaint_case, "complaint_case")?;
        let out = given(out, "out")?;
        let as_of = boundary::instant(as_of, "as_of")?;
        let case = held(handle.case.try_read(), "complaint_case")?;
        out.write(Bytes::hand_out(handle.shared.engine.merged_json(&case, as_of)?));
        Ok(())
    })
}

/// A view of a case at an instant.
fn view(as_of: i64, known_at: Option<&i64>) -> Result<View> {
    let known_at = known_at.map(|at| boundary::instant(*at, "known_at")).transpose()?;
    Ok(View { known_at, ..View::at(boundary::instant(as_of, "as_of")?) })
}

/// What is due next as the case stands at `as_of`.
///
/// Ownership: the text in `*out` is borrowed from the case, `known_at` for the call. Threads: any; `handle-busy` (4)
/// while another thread adds events. Since ABI 1.
///
/// # Safety
/// `out` points to a struct whose `struct_size` is set, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_case_next_due(
    complaint_case: Option<&CaseHandle>,
    as_of: i64,
    known_at: Option<&i64>,
    out: *mut NextDueView,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let handle = given(complaint_case, "complaint_case")?;
        // SAFETY: the caller vouches for the struct.
        unsafe { sized(out, "out") }?;
        let as_of = boundary::instant(as_of, "as_of")?;
        let known_at = boundary::some_instant(known_at, "known_at")?;
        let next = held(handle.case.try_read(), "complaint_case")?.status_known_at(as_of, known_at)?.next_due;
        let (has_due, due) = optional(next.map(|next| next.due));
        let names = next.and_then(|next| handle.shared.names.obligation(next.obligation));
        let (obligation, obligation_len) = Text::fields(names.map(|names| &names.id));
        let struct_size = size_of::<NextDueView>() as u32;
        // SAFETY: checked above, and the caller's size is that of the struct.
        unsafe { out.write(NextDueView { struct_size, has_due, due, obligation, obligation_len }) };
        Ok(())
    })
}

/// Frees a case; NULL is ignored.
///
/// Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_case_free(complaint_case: Option<Box<CaseHandle>>) {
    boundary::value((), || drop(complaint_case));
}
