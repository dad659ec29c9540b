//! Working time: which days and hours count.
//!
//! A [`Calendar`] is a time zone, weekly hours (several intervals a day, past midnight allowed), holidays, make-up
//! working days (调休), hours of single dates, and the span of years that it knows. Adding working time and measuring
//! it cost the same for an hour and for ten years: tables are made with the calendar, and a question is a few look-ups
//! in them, whatever the amount. A column is asked at once with [`Calendar::add_working_seconds_batch`] and its
//! neighbours, and whole due times with [`crate::deadline::due_batch`].
//!
//! ```
//! use tousu::{calendar::Calendar, time::Date};
//!
//! let china = Calendar::builtin("china")?;
//! // 2026-10-01 to 07 are holidays and Saturday 2026-10-10 is worked: three working days after 30 September.
//! let due = china.add_working_days(Date::parse("2026-09-30")?, 3)?;
//! assert_eq!((due.value.to_string().as_str(), due.provisional), ("2026-10-10", false));
//! # Ok::<(), tousu::Error>(())
//! ```
//!
//! What depends on a year for which no holiday notice has been announced is computed from the statutory holidays and
//! marked [`Known::provisional`].

mod about;
mod batch;
mod builder;
mod builtin;
mod days;
mod definition;
mod document;
mod hours;
mod json;
mod open;
mod rows;
mod seconds;
mod shapes;
mod spans;
mod table;
mod week;
mod windows;
mod working_days;
mod zone;

pub use about::YearSource;
pub(crate) use batch::same_length;
pub use builder::CalendarBuilder;
pub use hours::Hours;
pub use open::Direction;
pub use rows::Rows;
pub(crate) use rows::instant_of_row;
pub(crate) use spans::in_order;
pub use working_days::RollMode;

use std::fmt;

use days::WorkingDays;
use definition::{Definition, Span};
use seconds::OpenSeconds;

use crate::error::{Code, Error, Fault, Result};
use crate::id::Digest;
use crate::time::{DAY, Date, Instant};

/// An answer of a calendar, and whether it may change when the year's notice is published.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Known<T> {
    /// The answer.
    pub value: T,
    /// It depends on a year without announced data.
    pub provisional: bool,
}

/// A day as the calendar sees it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Day<'c> {
    /// Whether work is done on it: some hour opens on it.
    pub working: bool,
    /// Why.
    pub why: DayReason<'c>,
}

/// Why a day is a working day or not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DayReason<'c> {
    /// A weekday with hours.
    Weekday,
    /// A weekday without hours.
    Weekend,
    /// A holiday, with its name.
    Holiday(&'c str),
    /// A make-up working day (调休), with the name of the holiday it makes up for.
    MakeUp(&'c str),
    /// The date has hours of its own.
    Hours,
}

/// Working days and hours of one place; immutable, and shared between threads in an [`std::sync::Arc`].
#[derive(Clone)]
pub struct Calendar {
    definition: Definition,
    span: Span,
    days: WorkingDays,
    seconds: OpenSeconds,
    /// First second of the span, and of the time after it.
    bounds: (i64, i64),
    /// First second and day without announced data; beyond every other when all years are announced.
    provisional: (i64, i64),
    digest: Digest,
}

impl Calendar {
    /// A calendar to be made in code.
    ///
    /// ```
    /// use tousu::calendar::{Calendar, Hours};
    /// let office = Calendar::builder()
    ///     .id("office")
    ///     .monday_to_friday(&Hours::parse(&[("09:00", "12:00"), ("13:00", "18:00")])?)
    ///     .build()?;
    /// assert_eq!(office.zone(), "Asia/Shanghai");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn builder() -> CalendarBuilder {
        CalendarBuilder::new()
    }

    fn from_definition(mut definition: Definition) -> Result<Self> {
        definition.check()?;
        definition.project()?;
        let span = definition.span()?;
        let points = points(&definition, &span);
        let days = WorkingDays::new(&definition, &span, &points);
        let seconds = OpenSeconds::new(&definition, &span, &points)?;
        if seconds.total() == 0 {
            let help = "give weekly hours, or hours of single dates inside the known years";
            return Err(Error::new(Code::EmptyCalendar, &definition.id, "").with_help(help));
        }
        let start = |date: Date| definition.zone.start_of_day(i64::from(date.days()));
        let bounds = if span.unbounded {
            (Instant::MIN.unix(), Instant::MAX.unix() + 1)
        } else {
            let end = definition.zone.start_of_day(i64::from(span.last.days()) + 1);
            (start(span.first), end)
        };
        let provisional =
            span.provisional_from.map_or((i64::MAX, i64::MAX), |date| (start(date), i64::from(date.days())));
        Ok(Self { digest: definition.digest(), definition, span, days, seconds, bounds, provisional })
    }

    /// The id, as `china`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.definition.id
    }

    /// Digest of everything that decides.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The first and last date for which working days can be asked.
    #[must_use]
    pub fn known_dates(&self) -> (Date, Date) {
        (self.span.first, self.span.last)
    }

    /// The first date without announced data; `None` when every date of [`Self::known_dates`] is announced.
    #[must_use]
    pub fn provisional_from(&self) -> Option<Date> {
        self.span.provisional_from
    }

    /// The same calendar, refusing what is provisional or not.
    ///
    /// # Errors
    /// None that the calendar did not already have.
    pub fn with_strict(&self, strict: bool) -> Result<Self> {
        let mut calendar = self.clone();
        calendar.definition.strict = strict;
        calendar.digest = calendar.definition.digest();
        Ok(calendar)
    }

    /// The same calendar with other hours on every day of the week that has some; make-up working days follow them,
    /// single dates with hours of their own keep theirs.
    ///
    /// ```
    /// use tousu::{calendar::Calendar, time::Instant};
    /// let hospital = Calendar::builtin("china")?.with_hours(&"08:00-12:00, 14:00-17:30".parse()?)?;
    /// let noon = Instant::parse("2026-03-02T13:00:00+08:00")?;
    /// assert!(!hospital.is_open(noon)?.value);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `empty-calendar` when the hours are none.
    pub fn with_hours(&self, hours: &Hours) -> Result<Self> {
        let mut definition = self.definition.clone();
        definition.weekly.iter_mut().filter(|day| !day.is_closed()).for_each(|day| *day = hours.clone());
        Self::from_definition(definition)
    }

    /// Marks an answer; `on` is the last date or instant that decides it.
    #[inline]
    fn known<T, F: Fault>(&self, value: T, provisional: bool, on: impl FnOnce() -> String) -> Result<Known<T>, F> {
        if provisional && self.definition.strict {
            return Err(self.refused(on));
        }
        Ok(Known { value, provisional })
    }

    #[cold]
    fn refused<F: Fault>(&self, on: impl FnOnce() -> String) -> F {
        let last = self.definition.known.map_or(9999, |(_, last)| last);
        let expected = format_args!("announced until {last}");
        F::make(Code::ProvisionalRefused, || Error::new(Code::ProvisionalRefused, on(), expected))
    }

    #[cold]
    fn outside(&self, subject: &str) -> Error {
        let expected = format_args!("{} to {}", self.span.first, self.span.last);
        Error::new(Code::OutsideCalendar, subject, expected)
    }

    /// No answer inside the span: the end of the known years, of time, or of the opening hours.
    #[cold]
    fn unreachable<F: Fault>(&self, from: impl FnOnce() -> String) -> F {
        let never = || self.definition.weekly.iter().all(Hours::is_closed);
        match () {
            () if !self.span.unbounded => {
                F::make(Code::OutsideCalendar, || self.outside(&format!("what is counted from {}", from())))
            }
            () if never() => {
                F::make(Code::NoOpenTime, || Error::new(Code::NoOpenTime, from(), "the calendar has no weekly hours"))
            }
            () => F::make(Code::TimeOutOfRange, || {
                let subject = format_args!("what is counted from {}", from());
                Error::new(Code::TimeOutOfRange, subject, "the years 1 to 9999")
            }),
        }
    }

    #[inline]
    pub(crate) fn check_date<F: Fault>(&self, date: Date) -> Result<(), F> {
        if date < self.span.first || date > self.span.last {
            return Err(F::make(Code::OutsideCalendar, || self.outside(&date.to_string())));
        }
        Ok(())
    }

    #[inline]
    fn check_instant<F: Fault>(&self, at: Instant) -> Result<(), F> {
        if at.unix() < self.bounds.0 || at.unix() >= self.bounds.1 {
            return Err(F::make(Code::OutsideCalendar, || self.outside(&self.format(at))));
        }
        Ok(())
    }
}

/// The days at which something may differ from the week, in ascending order.
fn points(definition: &Definition, span: &Span) -> Vec<i64> {
    /// Spans up to four centuries get tables throughout.
    const SHORT: i64 = 146_097;
    let dates = definition.exceptional_dates();
    let mut points: Vec<i64> = dates.iter().map(|date| i64::from(date.days())).collect();
    points.extend(definition.zone.changes().map(|at| at.div_euclid(DAY)));
    if !span.unbounded {
        let (first, last) = (i64::from(span.first.days()), i64::from(span.last.days()));
        points.extend([first, last]);
        if last - first <= SHORT {
            points.extend((first..last).step_by(40_000));
        }
    }
    points.sort_unstable();
    points.dedup();
    points
}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calendar")
            .field("id", &self.definition.id)
            .field("zone", &self.definition.zone.name())
            .field("span", &self.span)
            .field("digest", &self.digest)
            .finish_non_exhaustive()
    }
}
