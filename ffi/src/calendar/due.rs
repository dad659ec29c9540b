//! Due times under a calendar.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use tousu_core::Result;
use tousu_core::deadline;
use tousu_core::period::Period;

use super::CalendarHandle;
use crate::boundary::{self, given, sized};
use crate::bytes::Bytes;
use crate::due::{Counting, Due, counting};
use crate::error::ErrorHandle;

/// The period of a text.
///
/// # Safety
/// As [`boundary::text`].
pub(super) unsafe fn period(data: *const c_char, len: usize) -> Result<Period> {
    // SAFETY: the caller vouches for the pointer and the length.
    let text = unsafe { boundary::text(data, len, "period") }?;
    Period::parse(text).map_err(|error| error.at("period"))
}

/// When something that started at `start` is due under a calendar; otherwise as `tousu_engine_due`.
///
/// Ownership: everything is borrowed for the call; `*out` is the caller's own and holds no pointer. Threads: any, also
/// on one calendar at the same time. Since ABI 1.
///
/// # Safety
/// `period` points to `period_len` readable bytes or is NULL; `counting` and `out` point to structs whose `struct_size`
/// is set, or are NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_calendar_due(
    calendar: Option<&CalendarHandle>,
    period: *const c_char,
    period_len: usize,
    start: i64,
    counting: *const Counting,
    out: *mut Due,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?;
        // SAFETY: the caller vouches for the struct.
        unsafe { sized(out, "out") }?;
        // SAFETY: the caller vouches for the pointer and the length.
        let period = unsafe { self::period(period, period_len) }?;
        // SAFETY: the caller vouches for the struct.
        let counting = unsafe { self::counting(counting) }?;
        let due = deadline::due(calendar.core(), period, counting, boundary::instant(start, "start")?)?;
        // SAFETY: checked above, and the caller's size is that of the struct.
        unsafe { out.write(Due::from(due)) };
        Ok(())
    })
}

/// As `tousu_calendar_due`, with the way to it as JSON; otherwise as `tousu_engine_due_json`.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; everything else is borrowed for the call.
/// Threads: any, also on one calendar at the same time. Since ABI 1.
///
/// # Safety
/// `period` points to `period_len` readable bytes or is NULL; `counting` points to a struct whose `struct_size` is set,
/// or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_calendar_due_json(
    calendar: Option<&CalendarHandle>,
    period: *const c_char,
    period_len: usize,
    start: i64,
    counting: *const Counting,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let period = unsafe { self::period(period, period_len) }?;
        // SAFETY: the caller vouches for the struct.
        let counting = unsafe { self::counting(counting) }?;
        let why = deadline::explain(calendar.core(), period, counting, boundary::instant(start, "start")?)?;
        out.write(Bytes::hand_out(why.to_json()));
        Ok(())
    })
}
