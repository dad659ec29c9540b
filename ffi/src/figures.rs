//! `tousu_summary`: figures that are accumulated, merged and read.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::ptr::NonNull;
use std::sync::Mutex;

use tousu_core::Result;
use tousu_core::case::View;
use tousu_core::statistics::{Query, Request, Summary, definitions_json, observations_from_columns};

use crate::boundary::{self, given, held};
use crate::bytes::Bytes;
use crate::engine::Engine;
use crate::error::ErrorHandle;

/// Figures of one plan. One thread at a time: a call while another thread is inside answers `handle-busy` (4) and changes
/// nothing. The caller frees it with `tousu_summary_free`.
pub struct SummaryHandle {
    inner: Mutex<Summary>,
}

// Convention 9 rests on this.
const _: () = {
    const fn shareable<T: Send + Sync>() {}
    shareable::<SummaryHandle>();
};

fn hand_out(summary: Summary) -> *mut SummaryHandle {
    Box::into_raw(Box::new(SummaryHandle { inner: Mutex::new(summary) }))
}

/// Runs a call that has the summary for itself.
///
/// # Safety
/// `summary` is a handle that has not been freed, or NULL.
unsafe fn inside<T>(
    summary: Option<NonNull<SummaryHandle>>,
    name: &str,
    call: impl FnOnce(&mut Summary) -> Result<T>,
) -> Result<T> {
    let summary = given(summary, name)?;
    // SAFETY: the caller vouches for the handle; all that changes is behind its lock.
    let summary = unsafe { summary.as_ref() };
    call(&mut *held(summary.inner.try_lock(), name)?)
}

/// What every figure counts: its names, its numerator, its denominator and what is in neither, as JSON.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_figure_definitions_json(
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        given(out, "out")?.write(Bytes::hand_out(definitions_json()));
        Ok(())
    })
}

/// The figures of cases, as a request asks for them, as JSON. `cases` is an object `{"complaint": {…}, "events": […]}` or
/// a list of them, read leniently; the request is that of `tousu_ledger_figures_json`.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; the texts are borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// Each text points to as many readable bytes as its length says, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_engine_figures_json(
    engine: Option<&Engine>,
    cases: *const c_char,
    cases_len: usize,
    request: *const c_char,
    request_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointers and the lengths.
        let (cases, request) =
            unsafe { (boundary::text(cases, cases_len, "cases")?, boundary::text(request, request_len, "request")?) };
        out.write(Bytes::hand_out(engine.core().figures_json(cases, request)?));
        Ok(())
    })
}

/// The figures of columns, as a request asks for them, as JSON. `columns` is an object of lists of equal length: `id`,
/// `received_at`, `closed_at`, `category`, `tier`, `unit`, `outcome`, …
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; the texts are borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// Each text points to as many readable bytes as its length says, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_engine_column_figures_json(
    engine: Option<&Engine>,
    columns: *const c_char,
    columns_len: usize,
    request: *const c_char,
    request_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointers and the lengths.
        let (columns, request) = unsafe {
            (boundary::text(columns, columns_len, "columns")?, boundary::text(request, request_len, "request")?)
        };
        out.write(Bytes::hand_out(engine.core().column_figures_json(columns, request)?));
        Ok(())
    })
}

/// Makes an empty summary by the plan of a request.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_summary_free`; `request` is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `request` points to `request_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_summary_new(
    engine: Option<&Engine>,
    request: *const c_char,
    request_len: usize,
    out: Option<&mut MaybeUninit<*mut SummaryHandle>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let request = unsafe { boundary::text(request, request_len, "request") }?;
        out.write(hand_out(Summary::new(Request::parse(request, engine.core().calendar())?.plan)));
        Ok(())
    })
}

/// Reads a summary from the bytes of `tousu_summary_to_bytes`.
///
/// Fails with `summary-damaged` (5002) or `summary-version` (5003).
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_summary_free`; `data` is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `data` points to `len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_summary_from_bytes(
    data: *const u8,
    len: usize,
    out: Option<&mut MaybeUninit<*mut SummaryHandle>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let bytes = unsafe { boundary::slice(data, len, "data") }?;
        out.write(hand_out(Summary::from_bytes(bytes)?));
        Ok(())
    })
}

/// Adds cases as `tousu_engine_figures_json` takes them, all or none; repeats are told among those of one call.
///
/// Ownership: `cases` is borrowed for the call. Threads: one at a time; another call meanwhile is told so. Since ABI 1.
///
/// # Safety
/// `summary` is a handle that has not been freed, or NULL; `cases` points to `cases_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_summary_add_cases_json(
    summary: Option<NonNull<SummaryHandle>>,
    engine: Option<&Engine>,
    cases: *const c_char,
    cases_len: usize,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let cases = unsafe { boundary::text(cases, cases_len, "cases") }?;
        let add = |summary: &mut Summary| {
            let view = View { known_at: summary.plan().known_at, ..View::at(summary.plan().as_of) };
            summary.add_all(engine.core().observations(cases, view)?);
            Ok(())
        };
        // SAFETY: the caller vouches for the handle.
        unsafe { inside(summary, "summary", add) }
    })
}

/// Adds columns as `tousu_engine_column_figures_json` takes them, all or none; repeats are told among those of one call.
///
/// Ownership: `columns` is borrowed for the call. Threads: one at a time; another call meanwhile is told so. Since ABI 1.
///
/// # Safety
/// `summary` is a handle that has not been freed, or NULL; `columns` points to `columns_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_summary_add_columns_json(
    summary: Option<NonNull<SummaryHandle>>,
    engine: Option<&Engine>,
    columns: *const c_char,
    columns_len: usize,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let columns = unsafe { boundary::text(columns, columns_len, "columns") }?;
        let add = |summary: &mut Summary| {
            let as_of = summary.plan().as_of;
            summary.add_all(observations_from_columns(columns, engine.core().calendar(), as_of)?);
            Ok(())
        };
        // SAFETY: the caller vouches for the handle.
        unsafe { inside(summary, "summary", add) }
    })
}

/// Adds another summary, of other cases by the same plan.
///
/// Fails with `other-plan` (5000); nothing has changed then. A summary merged with itself is `handle-busy` (4).
///
/// Threads: one at a time; another call meanwhile is told so. Since ABI 1.
///
/// # Safety
/// Both are handles that have not been freed, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_summary_merge(
    summary: Option<NonNull<SummaryHandle>>,
    other: Option<NonNull<SummaryHandle>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        // SAFETY: the caller vouches for both handles.
        unsafe { inside(summary, "summary", |summary| inside(other, "other", |other| summary.merge(other))) }
    })
}

/// The whole state as bytes, to be read by `tousu_summary_from_bytes`.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: one at a time; another call meanwhile
/// is told so. Since ABI 1.
///
/// # Safety
/// `summary` is a handle that has not been freed, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_summary_to_bytes(
    summary: Option<NonNull<SummaryHandle>>,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the handle.
        let bytes = unsafe { inside(summary, "summary", |summary| Ok(summary.to_bytes())) }?;
        out.write(Bytes::hand_out_raw(bytes));
        Ok(())
    })
}

/// The table that a query asks for, as JSON: `{"by": ["month"], "kpis": ["volume"], "window": "2026-Q1"}`. Tiers and
/// categories stand in the order of the engine's rule book.
///
/// Fails with `not-accumulated` (5001) for what the summary's plan does not tell.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `query` is borrowed for the call.
/// Threads: one at a time; another call meanwhile is told so. Since ABI 1.
///
/// # Safety
/// `summary` is a handle that has not been freed, or NULL; `query` points to `query_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_summary_figures_json(
    summary: Option<NonNull<SummaryHandle>>,
    engine: Option<&Engine>,
    query: *const c_char,
    query_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let query = Query::parse(unsafe { boundary::text(query, query_len, "query") }?)?;
        // SAFETY: the caller vouches for the handle.
        let json = unsafe { inside(summary, "summary", |summary| engine.core().render_figures(summary, &query)) }?;
        out.write(Bytes::hand_out(json));
        Ok(())
    })
}

/// Frees the summary; NULL is ignored.
///
/// Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_summary_free(summary: Option<Box<SummaryHandle>>) {
    boundary::value((), || drop(summary));
}
