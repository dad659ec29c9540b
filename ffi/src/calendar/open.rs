//! Open seconds, openings and closings.

use std::mem::MaybeUninit;

use tousu_core::Result;
use tousu_core::calendar::{Calendar, Known};
use tousu_core::time::Instant;

use super::{CalendarHandle, answer};
use crate::boundary::{self, given};
use crate::error::ErrorHandle;

/// From an instant to another.
fn instant_of(
    calendar: Option<&CalendarHandle>,
    at: (i64, &str),
    out: Option<&mut MaybeUninit<i64>>,
    provisional: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
    ask: impl FnOnce(&Calendar, Instant) -> Result<Known<Instant>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?;
        let out = given(out, "out")?;
        let found = ask(calendar.core(), boundary::instant(at.0, at.1)?)?;
        answer(Known { value: found.value.unix(), provisional: found.provisional }, out, provisional);
        Ok(())
    })
}

/// The instant at which so many open seconds have passed since `start`; before it, when `seconds` is negative. Work that
/// exactly fills an interval ends at its close. Zero seconds give `start` when it is open, else the next opening.
///
/// Fails with `no-open-time` (2011), `outside-calendar` (2007) or `time-out-of-range` (2001) when there is no such instant.
///
/// Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
/// Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_calendar_add_working_seconds(
    calendar: Option<&CalendarHandle>,
    start: i64,
    seconds: i64,
    out: Option<&mut MaybeUninit<i64>>,
    provisional: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    instant_of(calendar, (start, "start"), out, provisional, err, |calendar, start| {
        calendar.add_working_seconds(start, seconds)
    })
}

/// Open seconds from `start` to `end`; negative when `end` is before `start`.
///
/// Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
/// Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_calendar_working_seconds_between(
    calendar: Option<&CalendarHandle>,
    start: i64,
    end: i64,
    out: Option<&mut MaybeUninit<i64>>,
    provisional: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?;
        let out = given(out, "out")?;
        let (start, end) = (boundary::instant(start, "start")?, boundary::instant(end, "end")?);
        answer(calendar.core().working_seconds_between(start, end)?, out, provisional);
        Ok(())
    })
}

/// `tousu_calendar_add_working_seconds` while the clock stands still in some spans: `stopped` holds `stopped_count` pairs,
/// each of the first second that is stopped and the one after the last, in ascending order and disjoint.
///
/// Fails with `negative-period` (2010) for negative seconds, with `invalid-argument` (3) for spans that are not in order;
/// else as `tousu_calendar_add_working_seconds`.
///
/// Ownership: `*out` and `*provisional` are the caller's own; `stopped` is borrowed for the call. Threads: any, also on
/// one calendar at the same time. Since ABI 1.
///
/// # Safety
/// `stopped` points to twice `stopped_count` readable numbers or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_calendar_add_working_seconds_stopped(
    calendar: Option<&CalendarHandle>,
    start: i64,
    seconds: i64,
    stopped: *const i64,
    stopped_count: usize,
    out: Option<&mut MaybeUninit<i64>>,
    provisional: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    instant_of(calendar, (start, "start"), out, provisional, err, |calendar, start| {
        // SAFETY: the caller vouches for the pointer and the count.
        let stopped = unsafe { spans(stopped, stopped_count) }?;
        calendar.add_working_seconds_stopped(start, seconds, &stopped)
    })
}

/// `tousu_calendar_working_seconds_between` without what lies in some spans, given as for
/// `tousu_calendar_add_working_seconds_stopped`.
///
/// Fails with `invalid-argument` (3) for spans that are not in order.
///
/// Ownership: `*out` and `*provisional` are the caller's own; `stopped` is borrowed for the call. Threads: any, also on
/// one calendar at the same time. Since ABI 1.
///
/// # Safety
/// `stopped` points to twice `stopped_count` readable numbers or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_calendar_working_seconds_between_stopped(
    calendar: Option<&CalendarHandle>,
    start: i64,
    end: i64,
    stopped: *const i64,
    stopped_count: usize,
    out: Option<&mut MaybeUninit<i64>>,
    provisional: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?;
        let out = given(out, "out")?;
        let (start, end) = (boundary::instant(start, "start")?, boundary::instant(end, "end")?);
        // SAFETY: the caller vouches for the pointer and the count.
        let stopped = unsafe { spans(stopped, stopped_count) }?;
        answer(calendar.core().working_seconds_between_stopped(start, end, &stopped)?, out, provisional);
        Ok(())
    })
}

/// Pairs of instants.
///
/// # Safety
/// Unless it is NULL, `data` points to twice `count` readable numbers that nobody writes during the call.
unsafe fn spans(data: *const i64, count: usize) -> Result<Vec<(Instant, Instant)>> {
    // SAFETY: the caller vouches for the pointer and the count; a count that overflows is refused.
    let numbers = unsafe { boundary::numbers(data, count.saturating_mul(2), "stopped") }?;
    let (pairs, _) = numbers.as_chunks::<2>();
    let pair = |(index, [from, to]): (usize, &[i64; 2])| {
        let at = |seconds: i64| Instant::from_unix(seconds).map_err(|error| error.at(format_args!("stopped[{index}]")));
        Ok((at(*from)?, at(*to)?))
    };
    pairs.iter().enumerate().map(pair).collect()
}

/// Whether the second that begins at `at` is open: 1 or 0.
///
/// Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
/// Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_calendar_is_open(
    calendar: Option<&CalendarHandle>,
    at: i64,
    out: Option<&mut MaybeUninit<u32>>,
    provisional: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?;
        let out = given(out, "out")?;
        let open = calendar.core().is_open(boundary::instant(at, "at")?)?;
        answer(Known { value: open.value.into(), provisional: open.provisional }, out, provisional);
        Ok(())
    })
}

/// `at` when it is open, else the next opening.
///
/// Fails as `tousu_calendar_add_working_seconds`.
///
/// Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
/// Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_calendar_next_open(
    calendar: Option<&CalendarHandle>,
    at: i64,
    out: Option<&mut MaybeUninit<i64>>,
    provisional: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    instant_of(calendar, (at, "at"), out, provisional, err, Calendar::next_open)
}

/// The next opening strictly after `at`.
///
/// Fails as `tousu_calendar_add_working_seconds`; with `no-open-time` (2011) when it never closes.
///
/// Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
/// Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_calendar_next_start(
    calendar: Option<&CalendarHandle>,
    at: i64,
    out: Option<&mut MaybeUninit<i64>>,
    provisional: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    instant_of(calendar, (at, "at"), out, provisional, err, Calendar::next_start)
}

/// The next closing strictly after `at`.
///
/// Fails as `tousu_calendar_add_working_seconds`; with `no-open-time` (2011) when it never closes.
///
/// Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
/// Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_calendar_next_close(
    calendar: Option<&CalendarHandle>,
    at: i64,
    out: Option<&mut MaybeUninit<i64>>,
    provisional: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    instant_of(calendar, (at, "at"), out, provisional, err, Calendar::next_close)
}

/// The last opening strictly before `at`.
///
/// Fails with `no-open-time` (2011) or `outside-calendar` (2007) when there was none.
///
/// Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
/// Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_calendar_prev_start(
    calendar: Option<&CalendarHandle>,
    at: i64,
    out: Option<&mut MaybeUninit<i64>>,
    provisional: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    instant_of(calendar, (at, "at"), out, provisional, err, Calendar::prev_start)
}

/// `at` when the clock ran up to it, else the last closing before it.
///
/// Fails with `no-open-time` (2011) or `outside-calendar` (2007) when there was none.
///
/// Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
/// Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_calendar_prev_close(
    calendar: Option<&CalendarHandle>,
    at: i64,
    out: Option<&mut MaybeUninit<i64>>,
    provisional: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    instant_of(calendar, (at, "at"), out, provisional, err, Calendar::prev_close)
}
