//! Dates: working days and what a day is.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use tousu_core::calendar::{DayReason, Known, RollMode};

use super::{CalendarHandle, answer, date};
use crate::boundary::{self, Plain, given, sized};
use crate::bytes::Bytes;
use crate::error::ErrorHandle;
use crate::text::Text;

/// A start that is no working day stays: the first step lands on the nearest working day in the direction of travel.
pub const TOUSU_ROLL_MODE_NONE: u32 = 0;
/// It moves to the next working day.
pub const TOUSU_ROLL_MODE_FOLLOWING: u32 = 1;
/// It moves to the working day before.
pub const TOUSU_ROLL_MODE_PRECEDING: u32 = 2;
/// It moves to the next working day, unless that is in another month: then to the one before.
pub const TOUSU_ROLL_MODE_MODIFIED_FOLLOWING: u32 = 3;
/// It moves to the working day before, unless that is in another month: then to the next.
pub const TOUSU_ROLL_MODE_MODIFIED_PRECEDING: u32 = 4;
/// It is refused: `not-working-day` (2009).
pub const TOUSU_ROLL_MODE_REFUSE: u32 = 5;

/// The roll mode that a number stands for.
pub(super) fn roll_mode(number: u32) -> tousu_core::Result<RollMode> {
    let modes = [
        RollMode::None,
        RollMode::Following,
        RollMode::Preceding,
        RollMode::ModifiedFollowing,
        RollMode::ModifiedPreceding,
        RollMode::Refuse,
    ];
    boundary::choice(number, &modes, "roll_mode")
}

/// A weekday with hours.
pub const TOUSU_DAY_WEEKDAY: u32 = 0;
/// A weekday without hours.
pub const TOUSU_DAY_WEEKEND: u32 = 1;
/// A holiday, with its name.
pub const TOUSU_DAY_HOLIDAY: u32 = 2;
/// A make-up working day, with the name of the holiday that it makes up for.
pub const TOUSU_DAY_MAKE_UP: u32 = 3;
/// The date has hours of its own.
pub const TOUSU_DAY_HOURS: u32 = 4;

/// A day as the calendar sees it. Set `struct_size` before the call. Texts are borrowed from the calendar and have a NUL
/// behind their length.
#[repr(C)]
pub struct DayView {
    /// `sizeof (tousu_day)`.
    pub struct_size: u32,
    /// 1: work is done on it.
    pub working: u32,
    /// TOUSU_DAY_WEEKDAY, TOUSU_DAY_WEEKEND, TOUSU_DAY_HOLIDAY, TOUSU_DAY_MAKE_UP or TOUSU_DAY_HOURS.
    pub why: u32,
    /// 1: it is in a year whose holidays have not been announced.
    pub provisional: u32,
    /// The name of the holiday, as the data have it; NULL: none.
    pub name: *const c_char,
    /// Its length.
    pub name_len: usize,
    /// The same in English, where the data know it; NULL: none.
    pub name_en: *const c_char,
    /// Its length.
    pub name_en_len: usize,
}

// SAFETY: `repr(C)`, and the size comes first.
unsafe impl Plain for DayView {}

/// Whether work is done on a date, why, and the name of its holiday.
///
/// Ownership: `*out` is the caller's own; its texts die with the calendar. Threads: any, also on one calendar at the same
/// time. Since ABI 1.
///
/// # Safety
/// `out` points to a struct whose `struct_size` is set, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_calendar_day(
    calendar: Option<&CalendarHandle>,
    on: i32,
    out: *mut DayView,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?;
        // SAFETY: the caller vouches for the struct.
        unsafe { sized(out, "out") }?;
        let day = calendar.core().day(date(on, "on")?)?;
        let names = day.value.why.name().and_then(|name| calendar.names.get(name));
        let (name, name_len) = Text::fields(names.map(|(name, _)| name));
        let (name_en, name_en_len) = Text::fields(names.map(|(_, name_en)| name_en));
        let filled = DayView {
            struct_size: size_of::<DayView>() as u32,
            working: day.value.working.into(),
            why: match day.value.why {
                DayReason::Weekday => TOUSU_DAY_WEEKDAY,
                DayReason::Weekend => TOUSU_DAY_WEEKEND,
                DayReason::Holiday(_) => TOUSU_DAY_HOLIDAY,
                DayReason::MakeUp(_) => TOUSU_DAY_MAKE_UP,
                DayReason::Hours => TOUSU_DAY_HOURS,
            },
            provisional: day.provisional.into(),
            name,
            name_len,
            name_en,
            name_en_len,
        };
        // SAFETY: checked above, and the caller's size is that of the struct.
        unsafe { out.write(filled) };
        Ok(())
    })
}

/// Every day from `first` to `last`, both included, as JSON: date, whether and why it is a working day, and the name of
/// its holiday.
///
/// Fails with `invalid-argument` (3) when `last` is before `first`, with `too-large` (6) for more than 100,000 days.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any, also on one calendar at the same
/// time. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_calendar_days_json(
    calendar: Option<&CalendarHandle>,
    first: i32,
    last: i32,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?;
        let out = given(out, "out")?;
        out.write(Bytes::hand_out(calendar.core().days_json(date(first, "first")?, date(last, "last")?)?));
        Ok(())
    })
}

/// Whether work is done on a date: 1 or 0.
///
/// Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
/// Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_calendar_is_working_day(
    calendar: Option<&CalendarHandle>,
    on: i32,
    out: Option<&mut MaybeUninit<u32>>,
    provisional: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?;
        let out = given(out, "out")?;
        let working = calendar.core().is_working_day(date(on, "on")?)?;
        answer(Known { value: working.value.into(), provisional: working.provisional }, out, provisional);
        Ok(())
    })
}

/// The date so many working days after `start`; before it, when `days` is negative. A start that is no working day is
/// first moved as `roll_mode`, one of TOUSU_ROLL_MODE_…, says. With `count_start` 1 a start that is a working day is
/// day 1; with 0 it is not counted. Zero days give the start as it was moved.
///
/// Fails with `not-working-day` (2009) for TOUSU_ROLL_MODE_REFUSE, with `outside-calendar` (2007), `no-open-time` (2011) or
/// `time-out-of-range` (2001) when there is no such day.
///
/// Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
/// Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_calendar_add_working_days(
    calendar: Option<&CalendarHandle>,
    start: i32,
    days: i64,
    roll_mode: u32,
    count_start: u32,
    out: Option<&mut MaybeUninit<i32>>,
    provisional: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?;
        let out = given(out, "out")?;
        let (mode, count_start) = (self::roll_mode(roll_mode)?, boundary::flag(count_start, "count_start")?);
        let found = calendar.core().add_business_days(date(start, "start")?, days, mode, count_start)?;
        answer(Known { value: found.value.days(), provisional: found.provisional }, out, provisional);
        Ok(())
    })
}

/// Working days after `start` up to and including `end`; negative when `end` is before `start`: between a date and the
/// date that is n working days later there are n.
///
/// Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
/// Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_calendar_working_days_between(
    calendar: Option<&CalendarHandle>,
    start: i32,
    end: i32,
    out: Option<&mut MaybeUninit<i64>>,
    provisional: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?;
        let out = given(out, "out")?;
        answer(calendar.core().working_days_between(date(start, "start")?, date(end, "end")?)?, out, provisional);
        Ok(())
    })
}

/// Working days from `first`, included, to `end`, excluded; negative when `end` is before `first`.
///
/// Ownership: `*out` and `*provisional` are the caller's own. Threads: any, also on one calendar at the same time.
/// Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_calendar_count_working_days(
    calendar: Option<&CalendarHandle>,
    first: i32,
    end: i32,
    out: Option<&mut MaybeUninit<i64>>,
    provisional: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?;
        let out = given(out, "out")?;
        answer(calendar.core().count_working_days(date(first, "first")?, date(end, "end")?)?, out, provisional);
        Ok(())
    })
}
