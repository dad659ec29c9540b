//! Forms and reports as files, and what belongs together among messages.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use tousu_core::{cluster, report};

use crate::boundary::{self, given};
use crate::bytes::Bytes;
use crate::engine::Engine;
use crate::error::ErrorHandle;

/// A form or a report as the bytes of a file: JSON, HTML, Markdown, CSV or XLSX. The request is a JSON object; the
/// documentation of the Rust function `tousu::report::answer` lists its fields. Bytes of a format that is no text may
/// hold NUL bytes: `tousu_bytes_len` tells where they end.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; everything else is borrowed for the call.
/// Threads: any, also on one engine at the same time. Since ABI 1.
///
/// # Safety
/// `request` points to `request_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_engine_report(
    engine: Option<&Engine>,
    request: *const c_char,
    request_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let request = unsafe { boundary::text(request, request_len, "request") }?;
        out.write(Bytes::hand_out(report::answer(engine.core(), request)?));
        Ok(())
    })
}

/// What belongs together among messages, as JSON: `question` is `hot-spots`, `repeats` or `chart`; the documentation of
/// the Rust functions `tousu::cluster::hot_spots_json`, `repeats_json` and `chart_json` lists the fields of the request.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; everything else is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `question` and `request` point to as many readable bytes as their lengths say, or are NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_cluster_find_json(
    question: *const c_char,
    question_len: usize,
    request: *const c_char,
    request_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointers and the lengths.
        let question = unsafe { boundary::text(question, question_len, "question") }?;
        // SAFETY: as above.
        let request = unsafe { boundary::text(request, request_len, "request") }?;
        out.write(Bytes::hand_out(cluster::find_json(question, request)?));
        Ok(())
    })
}

/// A group's own XLSX template, filled: every `{{name}}` in its cells is replaced by the value of that name, everything
/// else stays byte for byte. `values` is a JSON object of texts. What nobody gave stays as it is.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; everything else is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `template` and `values` point to as many readable bytes as their lengths say, or are NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_template_fill(
    template: *const c_char,
    template_len: usize,
    values: *const c_char,
    values_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointers and the lengths.
        let template = unsafe { boundary::slice(template.cast::<u8>(), template_len, "template") }?;
        // SAFETY: as above.
        let values = unsafe { boundary::text(values, values_len, "values") }?;
        out.write(Bytes::hand_out(report::fill_template_json(template, values)?.bytes));
        Ok(())
    })
}
