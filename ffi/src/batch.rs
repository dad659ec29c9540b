//! Many cases at once: rows for hosts that keep their own database, and what another rule book would change.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use tousu_core::batch::{self, Written};
use tousu_core::case::View;
use tousu_core::compare::compare_json_lines;
use tousu_core::{Error, Result};

use crate::boundary::{self, given};
use crate::bytes::Bytes;
use crate::engine::{Engine, mode, warning};
use crate::error::ErrorHandle;

/// How cases of a batch are decided. NULL in its place: lenient, one thread.
#[repr(C)]
pub struct BatchOptions {
    /// `sizeof (tousu_batch_options)`.
    pub struct_size: u32,
    /// TOUSU_MODE_STRICT: a case with a fault has one row that says so. TOUSU_MODE_LENIENT: the event at fault does not
    /// count, and the rows say how many there are.
    pub mode: u32,
    /// How many threads to spread the work over; 0 is 1. What comes out does not depend on it.
    pub threads: u32,
    /// Always 0.
    pub reserved: u32,
}

// SAFETY: `repr(C)`, and the size comes first.
unsafe impl boundary::Plain for BatchOptions {}

const _: () = assert!(size_of::<BatchOptions>() == 16);

/// The mode and the threads of a struct; lenient and one for NULL.
///
/// # Safety
/// Unless it is NULL, `options` points to a struct that nobody writes during the call.
pub(crate) unsafe fn options(options: *const BatchOptions) -> Result<(tousu_core::case::Mode, usize)> {
    if options.is_null() {
        return Ok((tousu_core::case::Mode::Lenient, 1));
    }
    // SAFETY: not NULL, and the caller vouches for the struct.
    unsafe { boundary::sized(options, "options") }?;
    // SAFETY: its size is that of the struct.
    let given = unsafe { options.read() };
    if given.reserved != 0 {
        let error = Error::new(tousu_core::Code::InvalidArgument, given.reserved, "0");
        return Err(error.at("options.reserved"));
    }
    Ok((mode(given.mode, "options.mode")?, usize::try_from(given.threads).unwrap_or(1).max(1)))
}

fn hand_out(written: Written, rows: &mut MaybeUninit<*mut Bytes>, faults: &mut MaybeUninit<*mut Bytes>) {
    rows.write(Bytes::hand_out(written.rows));
    faults.write(Bytes::hand_out(written.faults));
}

/// Decides many cases, one a line: `{"complaint": {…}, "events": […]}` in, a line for everything that is owed out, with
/// `next_change_at`, the first instant at which a row of that case changes by itself. `*faults` is a JSON list of the
/// lines that could not be read, each with its line; the others are decided. `warn` is that of `tousu_case_view_json`.
///
/// Ownership: `*rows` and `*faults` are the caller's, to be freed with `tousu_bytes_free`; the texts and `options` are
/// borrowed for the call. Threads: any, also on one engine at the same time; the call itself uses as many as it is told
/// to. Since ABI 1.
///
/// # Safety
/// Each text points to as many readable bytes as its length says, or is NULL; `options` points to a struct whose
/// `struct_size` is set, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_engine_rows_json(
    engine: Option<&Engine>,
    lines: *const c_char,
    lines_len: usize,
    as_of: i64,
    warn: *const c_char,
    warn_len: usize,
    options: *const BatchOptions,
    rows: Option<&mut MaybeUninit<*mut Bytes>>,
    faults: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let (rows, faults) = (given(rows, "rows")?, given(faults, "faults")?);
        // SAFETY: the caller vouches for the pointers and the lengths.
        let lines = unsafe { boundary::text(lines, lines_len, "lines") }?;
        // SAFETY: as above.
        let warn = unsafe { boundary::text(warn, warn_len, "warn") }?;
        let view = View { warn: warning(warn)?, ..View::at(boundary::instant(as_of, "as_of")?) };
        // SAFETY: the caller vouches for the struct.
        let (mode, threads) = unsafe { self::options(options) }?;
        hand_out(batch::rows_of_json_lines(engine.core(), lines, mode, view, threads), rows, faults);
        Ok(())
    })
}

/// The same from two files of comma-separated values, to one. Columns have the names of the JSON fields; an event names
/// its complaint in the column `case`, a fact is the column `fact.<id>`. `*faults` is a JSON list of the rows that could
/// not be read.
///
/// Fails with `missing-column` (1008), `unknown-field` (1001), `syntax` (1000) and `wrong-type` (1003) for a file that is
/// no such table.
///
/// Ownership: `*rows` and `*faults` are the caller's, to be freed with `tousu_bytes_free`; the texts and `options` are
/// borrowed for the call. Threads: as `tousu_engine_rows_json`. Since ABI 1.
///
/// # Safety
/// As `tousu_engine_rows_json`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_engine_rows_csv(
    engine: Option<&Engine>,
    complaints: *const c_char,
    complaints_len: usize,
    events: *const c_char,
    events_len: usize,
    as_of: i64,
    warn: *const c_char,
    warn_len: usize,
    options: *const BatchOptions,
    rows: Option<&mut MaybeUninit<*mut Bytes>>,
    faults: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let (rows, faults) = (given(rows, "rows")?, given(faults, "faults")?);
        // SAFETY: the caller vouches for the pointers and the lengths.
        let complaints = unsafe { boundary::text(complaints, complaints_len, "complaints") }?;
        // SAFETY: as above.
        let events = unsafe { boundary::text(events, events_len, "events") }?;
        // SAFETY: as above.
        let warn = unsafe { boundary::text(warn, warn_len, "warn") }?;
        let view = View { warn: warning(warn)?, ..View::at(boundary::instant(as_of, "as_of")?) };
        // SAFETY: the caller vouches for the struct.
        let (mode, threads) = unsafe { self::options(options) }?;
        hand_out(batch::rows_of_csv(engine.core(), complaints, events, mode, view, threads)?, rows, faults);
        Ok(())
    })
}

/// The same cases, one a line as `tousu_engine_rows_json` takes them, under two rule books, as JSON: due times that move,
/// breaches that appear or vanish, tiers that change, per case and in total. Lines that cannot be read are listed among
/// the cases that failed.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `lines` and `options` are borrowed for the
/// call. Threads: as `tousu_engine_rows_json`. Since ABI 1.
///
/// # Safety
/// As `tousu_engine_rows_json`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_engine_compare_json(
    engine: Option<&Engine>,
    other: Option<&Engine>,
    lines: *const c_char,
    lines_len: usize,
    as_of: i64,
    options: *const BatchOptions,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let other = given(other, "other")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let lines = unsafe { boundary::text(lines, lines_len, "lines") }?;
        let view = View::at(boundary::instant(as_of, "as_of")?);
        // SAFETY: the caller vouches for the struct.
        let (_, threads) = unsafe { self::options(options) }?;
        out.write(Bytes::hand_out(compare_json_lines(engine.core(), other.core(), lines, view, threads)));
        Ok(())
    })
}
