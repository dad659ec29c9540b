//! Due times of periods.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use tousu_core::Result;
use tousu_core::deadline;
use tousu_core::policy::{self, DayEnd, Roll, WorkEnd};

use crate::boundary::{self, Plain, given, sized};
use crate::bytes::Bytes;
use crate::engine::Engine;
use crate::error::ErrorHandle;

/// A last calendar day that is no working day stays (company rules).
pub const TOUSU_ROLL_NONE: u32 = 0;
/// It moves to the next working day (legal norms).
pub const TOUSU_ROLL_NEXT: u32 = 1;
/// It moves to the working day before.
pub const TOUSU_ROLL_PREVIOUS: u32 = 2;

/// The last day ends at 24:00.
pub const TOUSU_DAY_END_MIDNIGHT: u32 = 0;
/// The last day ends at the close of business.
pub const TOUSU_DAY_END_CLOSE: u32 = 1;

/// Work that exactly fills an open interval is due at its close.
pub const TOUSU_WORK_END_CLOSE: u32 = 0;
/// It is due at the next opening.
pub const TOUSU_WORK_END_NEXT_OPENING: u32 = 1;

/// How time is counted. NULL in its place is all 0: the Civil Code's way for a company rule.
#[repr(C)]
pub struct Counting {
    /// `sizeof (tousu_counting)`.
    pub struct_size: u32,
    /// 1: the day of the start is day 1; 0: it is not counted.
    pub count_start_day: u32,
    /// TOUSU_ROLL_NONE, TOUSU_ROLL_NEXT or TOUSU_ROLL_PREVIOUS.
    pub holiday_roll: u32,
    /// TOUSU_DAY_END_MIDNIGHT or TOUSU_DAY_END_CLOSE.
    pub day_end: u32,
    /// TOUSU_WORK_END_CLOSE or TOUSU_WORK_END_NEXT_OPENING.
    pub work_end: u32,
}

// SAFETY: `repr(C)`, and the size comes first.
unsafe impl Plain for Counting {}

/// A due time. Set `struct_size` before the call.
#[repr(C)]
pub struct Due {
    /// `sizeof (tousu_due)`.
    pub struct_size: u32,
    /// 1: it depends on a year whose holidays have not been announced.
    pub provisional: u32,
    /// The last second in time, as UTC seconds since 1970.
    pub due: i64,
    /// 1: it is a limit in days or months, and `last_day` is set.
    pub has_last_day: u32,
    /// The last day, as days since 1970-01-01 in the calendar's zone.
    pub last_day: i32,
}

// SAFETY: `repr(C)`, and the size comes first.
unsafe impl Plain for Due {}

impl From<deadline::Due> for Due {
    fn from(due: deadline::Due) -> Self {
        Self {
            struct_size: size_of::<Self>() as u32,
            provisional: due.provisional.into(),
            due: due.at.unix(),
            has_last_day: due.last_day.is_some().into(),
            last_day: due.last_day.map_or(0, |day| day.days()),
        }
    }
}

const _: () = assert!(size_of::<Counting>() == 20 && size_of::<Due>() == 24);

/// The counting rule of a struct; the default for NULL.
///
/// # Safety
/// Unless it is NULL, `counting` points to a struct that nobody writes during the call.
pub(crate) unsafe fn counting(counting: *const Counting) -> Result<policy::Counting> {
    if counting.is_null() {
        return Ok(policy::Counting::default());
    }
    // SAFETY: not NULL, and the caller vouches for the struct.
    unsafe { sized(counting, "counting") }?;
    // SAFETY: its size is that of the struct.
    let given = unsafe { counting.read() };
    let (rolls, ends) = ([Roll::None, Roll::Next, Roll::Previous], [DayEnd::Midnight, DayEnd::Close]);
    Ok(policy::Counting {
        count_start_day: boundary::flag(given.count_start_day, "counting.count_start_day")?,
        roll: boundary::choice(given.holiday_roll, &rolls, "counting.holiday_roll")?,
        day_end: boundary::choice(given.day_end, &ends, "counting.day_end")?,
        work_end: boundary::choice(given.work_end, &[WorkEnd::Close, WorkEnd::NextOpening], "counting.work_end")?,
    })
}

/// When something that started at `start` is due under the engine's calendar. The period is written as in rule books:
/// `3 working days`, `3个工作日`, `半小时`, `当天`, `by day 30 of the month`.
///
/// Fails with `unreadable-period` (1117), with `time-out-of-range` (2001) or `outside-calendar` (2007) when the due
/// time cannot be reached.
///
/// Ownership: everything is borrowed for the call; `*out` is the caller's own and holds no pointer. Threads: any, also
/// on one engine at the same time. Since ABI 1.
///
/// # Safety
/// `period` points to `period_len` readable bytes or is NULL; `counting` and `out` point to structs whose `struct_size`
/// is set, or are NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_engine_due(
    engine: Option<&Engine>,
    period: *const c_char,
    period_len: usize,
    start: i64,
    counting: *const Counting,
    out: *mut Due,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        // SAFETY: the caller vouches for the struct.
        unsafe { sized(out, "out") }?;
        // SAFETY: the caller vouches for the pointer and the length.
        let period = unsafe { boundary::text(period, period_len, "period") }?;
        // SAFETY: the caller vouches for the struct.
        let counting = unsafe { self::counting(counting) }?;
        let due = engine.core().due(period, boundary::instant(start, "start")?, counting)?;
        // SAFETY: checked above, and the caller's size is that of the struct.
        unsafe { out.write(Due::from(due)) };
        Ok(())
    })
}

/// As `tousu_engine_due`, with the way to it as JSON: the period in its canonical form, the steps, and one sentence in
/// Chinese and English.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; everything else is borrowed for the call.
/// Threads: any, also on one engine at the same time. Since ABI 1.
///
/// # Safety
/// `period` points to `period_len` readable bytes or is NULL; `counting` points to a struct whose `struct_size` is set,
/// or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_engine_due_json(
    engine: Option<&Engine>,
    period: *const c_char,
    period_len: usize,
    start: i64,
    counting: *const Counting,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let period = unsafe { boundary::text(period, period_len, "period") }?;
        // SAFETY: the caller vouches for the struct.
        let counting = unsafe { self::counting(counting) }?;
        out.write(Bytes::hand_out(engine.core().due_json(period, boundary::instant(start, "start")?, counting)?));
        Ok(())
    })
}
