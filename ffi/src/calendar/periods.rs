//! `tousu_periods`: open periods, asked for one by one.

use std::mem::MaybeUninit;

use tousu_core::calendar::{Direction, Known};
use tousu_core::time::Instant;
use tousu_core::{Code, Error};

use super::CalendarHandle;
use crate::boundary::{self, given};
use crate::error::ErrorHandle;

/// Open periods, each from its first open second to the closing. Immutable: any number of threads may read them. The
/// caller frees them with `tousu_periods_free`.
pub struct Periods {
    found: Known<Vec<(Instant, Instant)>>,
}

impl Periods {
    fn hand_out(found: Known<Vec<(Instant, Instant)>>) -> *mut Self {
        Box::into_raw(Box::new(Self { found }))
    }
}

/// Open periods after an instant, the nearest first.
pub const TOUSU_DIRECTION_AFTER: u32 = 0;
/// Open periods before an instant, the nearest first.
pub const TOUSU_DIRECTION_BEFORE: u32 = 1;

/// The open periods from `start` to `end`, clipped at both, in ascending order; none when `end` is before `start`.
///
/// Fails with `too-large` (6) for more than 100,000.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_periods_free`. Threads: any, also on one calendar at the
/// same time. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_calendar_periods_between(
    calendar: Option<&CalendarHandle>,
    start: i64,
    end: i64,
    out: Option<&mut MaybeUninit<*mut Periods>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?;
        let out = given(out, "out")?;
        let (start, end) = (boundary::instant(start, "start")?, boundary::instant(end, "end")?);
        out.write(Periods::hand_out(calendar.core().periods_between(start, end)?));
        Ok(())
    })
}

/// At most `take` open periods after or before `at`, clipped at `at`, the nearest first; fewer when the known years end.
/// `direction` is TOUSU_DIRECTION_AFTER or TOUSU_DIRECTION_BEFORE.
///
/// Fails with `too-large` (6) for more than 100,000.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_periods_free`. Threads: any, also on one calendar at the
/// same time. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_calendar_periods(
    calendar: Option<&CalendarHandle>,
    at: i64,
    direction: u32,
    take: usize,
    out: Option<&mut MaybeUninit<*mut Periods>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?;
        let out = given(out, "out")?;
        let at = boundary::instant(at, "at")?;
        let direction = boundary::choice(direction, &[Direction::After, Direction::Before], "direction")?;
        out.write(Periods::hand_out(calendar.core().periods(at, direction, take)?));
        Ok(())
    })
}

/// How many periods there are; 0 for NULL.
///
/// Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_periods_count(periods: Option<&Periods>) -> usize {
    periods.map_or(0, |periods| periods.found.value.len())
}

/// 1 when they depend on a year whose holidays have not been announced, else 0; 0 for NULL.
///
/// Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_periods_provisional(periods: Option<&Periods>) -> u32 {
    periods.map_or(0, |periods| periods.found.provisional.into())
}

/// The `index`-th period: its first open second, and the second at which it closes.
///
/// Fails with `not-found` (5) from `tousu_periods_count` on.
///
/// Ownership: `*open` and `*close` are the caller's own. Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_periods_at(
    periods: Option<&Periods>,
    index: usize,
    open: Option<&mut MaybeUninit<i64>>,
    close: Option<&mut MaybeUninit<i64>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let periods = &given(periods, "periods")?.found.value;
        let (open, close) = (given(open, "open")?, given(close, "close")?);
        let (from, to) =
            periods.get(index).copied().ok_or_else(|| Error::new(Code::NotFound, index, "period").at("index"))?;
        open.write(from.unix());
        close.write(to.unix());
        Ok(())
    })
}

/// Frees periods; NULL is ignored.
///
/// Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_periods_free(periods: Option<Box<Periods>>) {
    boundary::value((), || drop(periods));
}
