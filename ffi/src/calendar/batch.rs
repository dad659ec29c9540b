//! The same question for many rows: arrays in, arrays out.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use tousu_core::calendar::Rows;
use tousu_core::time::{Date, Instant};
use tousu_core::{Code, Error, Result, deadline};

use super::CalendarHandle;
use super::days::roll_mode;
use super::due::period;
use crate::boundary::{self, check_array, given};
use crate::due::{Counting, counting};
use crate::error::ErrorHandle;

/// A batch as the caller gave it. Its arrays may be one and the same: nothing here refers to them while it is written.
struct Batch {
    starts: *const i64,
    /// For questions that have an end, too.
    ends: Option<*const i64>,
    count: usize,
    out: *mut i64,
    codes: *mut i32,
    provisional: *mut u8,
}

/// Rows that are answered at once where none of them can fail the call.
const AT_ONCE: usize = 4096;

impl Batch {
    /// Answers every row when the caller takes codes; else all of them or none, and `alone` says what is wrong with one.
    ///
    /// # Safety
    /// `starts` and `ends` point to `count` readable numbers, `out`, `codes` and `provisional` to `count` writable ones,
    /// or they are NULL.
    unsafe fn answer(
        self,
        ask: impl Fn(&[i64], &[i64], Rows<'_>) -> Result<()>,
        alone: impl Fn(i64, i64) -> Result<()>,
    ) -> Result<()> {
        if self.count == 0 {
            return Ok(());
        }
        check_array(self.starts, self.count, "starts")?;
        self.ends.map_or(Ok(()), |ends| check_array(ends, self.count, "ends"))?;
        check_array(self.out, self.count, "out")?;
        let whole = self.codes.is_null();
        if !whole {
            check_array(self.codes, self.count, "codes")?;
        }
        let mut left = self.count;
        let mut rows = Buffers::of(if whole { left } else { left.min(AT_ONCE) });
        while left > 0 {
            rows.shorten(left);
            let first = self.count - left;
            // SAFETY: the caller vouches for the pointers and the count; our buffers are apart from them.
            unsafe { rows.read(&self, first) };
            let Buffers { starts, ends, values, codes, provisional } = &mut rows;
            ask(starts, ends, Rows { values, codes, provisional })?;
            if whole && let Some(row) = codes.iter().position(|code| *code != boundary::OK) {
                let number = |numbers: &[i64]| numbers.get(row).copied().unwrap_or(i64::MIN);
                let unlike = || Error::new(Code::Internal, "a row alone has an answer", "");
                let error = alone(number(starts), number(ends)).err().unwrap_or_else(unlike);
                return Err(error.at(format_args!("starts[{row}]")));
            }
            // SAFETY: as above.
            unsafe { rows.write(&self, first) };
            left -= rows.starts.len();
        }
        Ok(())
    }
}

/// Rows of our own, between what is read and what is written.
struct Buffers {
    starts: Vec<i64>,
    ends: Vec<i64>,
    values: Vec<i64>,
    codes: Vec<i32>,
    provisional: Vec<u8>,
}

impl Buffers {
    fn of(rows: usize) -> Self {
        let numbers = || vec![0; rows];
        Self { starts: numbers(), ends: numbers(), values: numbers(), codes: vec![0; rows], provisional: vec![0; rows] }
    }

    /// No more rows than are left.
    fn shorten(&mut self, left: usize) {
        self.starts.truncate(left);
        self.ends.truncate(left);
        self.values.truncate(left);
        self.codes.truncate(left);
        self.provisional.truncate(left);
    }

    /// # Safety
    /// The batch has these rows from `first` on.
    unsafe fn read(&mut self, batch: &Batch, first: usize) {
        // SAFETY: the caller vouches for the rows, and the buffers are as long as they are many.
        unsafe {
            self.starts.as_mut_ptr().copy_from_nonoverlapping(batch.starts.add(first), self.starts.len());
            if let Some(ends) = batch.ends {
                self.ends.as_mut_ptr().copy_from_nonoverlapping(ends.add(first), self.ends.len());
            }
        }
    }

    /// # Safety
    /// The batch has these rows from `first` on.
    unsafe fn write(&self, batch: &Batch, first: usize) {
        // SAFETY: the caller vouches for the rows, and the buffers are as long as they are many.
        unsafe {
            batch.out.add(first).copy_from_nonoverlapping(self.values.as_ptr(), self.values.len());
            if !batch.codes.is_null() {
                batch.codes.add(first).copy_from_nonoverlapping(self.codes.as_ptr(), self.codes.len());
            }
            if !batch.provisional.is_null() {
                let flags = self.provisional.as_ptr();
                batch.provisional.add(first).copy_from_nonoverlapping(flags, self.provisional.len());
            }
        }
    }
}

/// The date of a row.
fn date(day: i64) -> Result<Date> {
    let outside = |_| Error::new(Code::TimeOutOfRange, format_args!("day {day}"), "the years 1 to 9999");
    i32::try_from(day).map_err(outside).and_then(Date::from_days)
}

/// `tousu_calendar_due` for `count` starts.
///
/// `out[i]` is the due time of `starts[i]`, as UTC seconds since 1970. With `codes` each row has 0 there, or the code of
/// its error, and then `out[i]` is INT64_MIN; with NULL for `codes` the first such row fails the whole call, which names
/// it (`starts[3]`), and nothing is written. `provisional[i]` is 1 when the answer depends on a year whose holidays have
/// not been announced; NULL when nobody asks. `out` may be `starts`.
///
/// Ownership: everything is the caller's own. Threads: any, also on one calendar at the same time. Since ABI 1.
///
/// # Safety
/// `period` points to `period_len` readable bytes or is NULL; `counting` points to a struct whose `struct_size` is set, or
/// is NULL; `starts` points to `count` readable numbers, `out`, `codes` and `provisional` to `count` writable ones, or
/// they are NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_calendar_due_batch(
    calendar: Option<&CalendarHandle>,
    period: *const c_char,
    period_len: usize,
    counting: *const Counting,
    starts: *const i64,
    count: usize,
    out: *mut i64,
    codes: *mut i32,
    provisional: *mut u8,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?.core();
        // SAFETY: the caller vouches for the pointer and the length.
        let period = unsafe { self::period(period, period_len) }?;
        // SAFETY: the caller vouches for the struct.
        let counting = unsafe { self::counting(counting) }?;
        let ask =
            |starts: &[i64], _: &[i64], rows: Rows<'_>| deadline::due_rows(calendar, period, counting, starts, rows);
        let alone =
            |start, _| Instant::from_unix(start).and_then(|at| deadline::due(calendar, period, counting, at)).map(drop);
        // SAFETY: the caller vouches for the pointers and the count.
        unsafe { Batch { starts, ends: None, count, out, codes, provisional }.answer(ask, alone) }
    })
}

/// `tousu_calendar_add_working_seconds` for `count` starts; the arrays are those of `tousu_calendar_due_batch`.
///
/// Ownership: everything is the caller's own. Threads: any, also on one calendar at the same time. Since ABI 1.
///
/// # Safety
/// `starts` points to `count` readable numbers, `out`, `codes` and `provisional` to `count` writable ones, or they are
/// NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_calendar_add_working_seconds_batch(
    calendar: Option<&CalendarHandle>,
    starts: *const i64,
    count: usize,
    seconds: i64,
    out: *mut i64,
    codes: *mut i32,
    provisional: *mut u8,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?.core();
        let ask = |starts: &[i64], _: &[i64], rows: Rows<'_>| calendar.add_working_seconds_rows(starts, seconds, rows);
        let alone = |start, _| calendar.add_working_seconds(Instant::from_unix(start)?, seconds).map(drop);
        // SAFETY: the caller vouches for the pointers and the count.
        unsafe { Batch { starts, ends: None, count, out, codes, provisional }.answer(ask, alone) }
    })
}

/// `tousu_calendar_working_seconds_between` for `count` pairs of `starts[i]` and `ends[i]`; `out[i]` is a number of
/// seconds, and the other arrays are those of `tousu_calendar_due_batch`.
///
/// Ownership: everything is the caller's own. Threads: any, also on one calendar at the same time. Since ABI 1.
///
/// # Safety
/// `starts` and `ends` point to `count` readable numbers, `out`, `codes` and `provisional` to `count` writable ones, or
/// they are NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_calendar_working_seconds_between_batch(
    calendar: Option<&CalendarHandle>,
    starts: *const i64,
    ends: *const i64,
    count: usize,
    out: *mut i64,
    codes: *mut i32,
    provisional: *mut u8,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?.core();
        let ask =
            |starts: &[i64], ends: &[i64], rows: Rows<'_>| calendar.working_seconds_between_rows(starts, ends, rows);
        let alone = |start, end| {
            let (start, end) = (Instant::from_unix(start)?, Instant::from_unix(end)?);
            calendar.working_seconds_between(start, end).map(drop)
        };
        // SAFETY: the caller vouches for the pointers and the count.
        unsafe { Batch { starts, ends: Some(ends), count, out, codes, provisional }.answer(ask, alone) }
    })
}

/// `tousu_calendar_add_working_days` for `count` dates, each as days since 1970; `out[i]` is one too, and the other arrays
/// are those of `tousu_calendar_due_batch`.
///
/// Ownership: everything is the caller's own. Threads: any, also on one calendar at the same time. Since ABI 1.
///
/// # Safety
/// `starts` points to `count` readable numbers, `out`, `codes` and `provisional` to `count` writable ones, or they are
/// NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_calendar_add_working_days_batch(
    calendar: Option<&CalendarHandle>,
    starts: *const i64,
    count: usize,
    days: i64,
    roll_mode: u32,
    count_start: u32,
    out: *mut i64,
    codes: *mut i32,
    provisional: *mut u8,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?.core();
        let (mode, count_start) = (self::roll_mode(roll_mode)?, boundary::flag(count_start, "count_start")?);
        let ask = |starts: &[i64], _: &[i64], rows: Rows<'_>| {
            calendar.add_business_days_rows(starts, days, mode, count_start, rows)
        };
        let alone = |start, _| calendar.add_business_days(date(start)?, days, mode, count_start).map(drop);
        // SAFETY: the caller vouches for the pointers and the count.
        unsafe { Batch { starts, ends: None, count, out, codes, provisional }.answer(ask, alone) }
    })
}
