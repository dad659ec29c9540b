//! The same question for many rows: arrays in, arrays out.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use tousu_core::calendar::Rows;
use tousu_core::time::{Date, Instant};
use tousu_core::{Code, Error, Result, deadline};

use super::CalendarHandle;
use super::days::roll_mode;
use super::due::period;
use crate::boundary::{self, check_array, given, numbers};
use crate::due::{Counting, counting};
use crate::error::ErrorHandle;

/// The columns into which a batch is answered.
struct Columns {
    out: *mut i64,
    codes: *mut i32,
    provisional: *mut u8,
}

/// A row in which an answer cannot be.
type Refusal<'a> = &'a dyn Fn(usize) -> Result<()>;

impl Columns {
    /// Answers `count` rows, and writes them when all have an answer or the caller takes codes. `alone` asks for one row
    /// alone, to say what is wrong with it; `name` is the array in which it stands.
    ///
    /// # Safety
    /// `out` points to `count` numbers that may be written, and so do `codes` and `provisional` unless they are NULL.
    unsafe fn answer(
        self,
        count: usize,
        ask: impl FnOnce(Rows<'_>) -> Result<()>,
        (name, alone): (&str, Refusal<'_>),
    ) -> Result<()> {
        if count == 0 {
            return Ok(());
        }
        check_array(self.out, count, "out")?;
        if !self.codes.is_null() {
            check_array(self.codes, count, "codes")?;
        }
        // Into arrays of our own: nothing is written when a row is refused, and the caller's may be those of the starts.
        let (mut values, mut codes, mut provisional) = (vec![0; count], vec![0; count], vec![0; count]);
        ask(Rows { values: &mut values, codes: &mut codes, provisional: &mut provisional })?;
        if self.codes.is_null()
            && let Some(row) = codes.iter().position(|code| *code != boundary::OK)
        {
            let unlike = || Error::new(Code::Internal, "a row alone has an answer", "");
            return Err(alone(row).err().unwrap_or_else(unlike).at(format_args!("{name}[{row}]")));
        }
        // SAFETY: checked above; the caller vouches for so many places, and ours are apart from them.
        unsafe {
            self.out.copy_from_nonoverlapping(values.as_ptr(), count);
            if !self.codes.is_null() {
                self.codes.copy_from_nonoverlapping(codes.as_ptr(), count);
            }
            if !self.provisional.is_null() {
                self.provisional.copy_from_nonoverlapping(provisional.as_ptr(), count);
            }
        }
        Ok(())
    }
}

/// The instant of a row.
fn instant(seconds: &[i64], row: usize) -> Result<Instant> {
    Instant::from_unix(seconds.get(row).copied().unwrap_or(i64::MIN))
}

/// The date of a row.
fn date(days: &[i64], row: usize) -> Result<Date> {
    let day = days.get(row).copied().unwrap_or(i64::MIN);
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
        // SAFETY: the caller vouches for the pointer and the count.
        let starts = unsafe { numbers(starts, count, "starts") }?;
        let ask = |rows: Rows<'_>| deadline::due_rows(calendar, period, counting, starts, rows);
        let alone = |row: usize| deadline::due(calendar, period, counting, instant(starts, row)?).map(drop);
        // SAFETY: the caller vouches for the pointers and the count.
        unsafe { Columns { out, codes, provisional }.answer(count, ask, ("starts", &alone)) }
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
        // SAFETY: the caller vouches for the pointer and the count.
        let starts = unsafe { numbers(starts, count, "starts") }?;
        let ask = |rows: Rows<'_>| calendar.add_working_seconds_rows(starts, seconds, rows);
        let alone = |row: usize| calendar.add_working_seconds(instant(starts, row)?, seconds).map(drop);
        // SAFETY: the caller vouches for the pointers and the count.
        unsafe { Columns { out, codes, provisional }.answer(count, ask, ("starts", &alone)) }
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
        // SAFETY: the caller vouches for the pointers and the count.
        let starts = unsafe { numbers(starts, count, "starts") }?;
        // SAFETY: as above.
        let ends = unsafe { numbers(ends, count, "ends") }?;
        let ask = |rows: Rows<'_>| calendar.working_seconds_between_rows(starts, ends, rows);
        let alone = |row: usize| calendar.working_seconds_between(instant(starts, row)?, instant(ends, row)?).map(drop);
        // SAFETY: as above.
        unsafe { Columns { out, codes, provisional }.answer(count, ask, ("starts", &alone)) }
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
        // SAFETY: the caller vouches for the pointer and the count.
        let starts = unsafe { numbers(starts, count, "starts") }?;
        let ask = |rows: Rows<'_>| calendar.add_business_days_rows(starts, days, mode, count_start, rows);
        let alone = |row: usize| calendar.add_business_days(date(starts, row)?, days, mode, count_start).map(drop);
        // SAFETY: the caller vouches for the pointers and the count.
        unsafe { Columns { out, codes, provisional }.answer(count, ask, ("starts", &alone)) }
    })
}
