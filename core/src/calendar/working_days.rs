//! Asking for working days.

use super::{Calendar, Day, Known};
use crate::error::{Code, Error, Result};
use crate::time::{Date, Instant};

/// What happens first when a count of working days starts on a day that is none.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum RollMode {
    /// Nothing: the first step lands on the nearest working day in the direction of travel.
    #[default]
    None,
    /// To the next working day.
    Following,
    /// To the working day before.
    Preceding,
    /// To the next working day, unless that is in another month: then to the one before.
    ModifiedFollowing,
    /// To the working day before, unless that is in another month: then to the next.
    ModifiedPreceding,
    /// It is refused.
    Refuse,
}

impl Calendar {
    /// Whether work is done on a date, and why.
    ///
    /// ```
    /// use tousu::calendar::{Calendar, DayReason};
    /// use tousu::time::Date;
    /// let china = Calendar::builtin("china")?;
    /// let day = china.day(Date::parse("2026-02-14")?)?.value;
    /// assert!(day.working);
    /// assert_eq!(day.why, DayReason::MakeUp("春节"));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `outside-calendar`, or `provisional-refused` when the calendar is strict.
    pub fn day(&self, date: Date) -> Result<Known<Day<'_>>> {
        self.check_date(date)?;
        self.known_on(self.definition.day(date), date)
    }

    /// Whether work is done on a date.
    ///
    /// # Errors
    /// `outside-calendar`, or `provisional-refused` when the calendar is strict.
    pub fn is_working_day(&self, date: Date) -> Result<Known<bool>> {
        self.check_date(date)?;
        let day = i64::from(date.days());
        self.known_on(self.days.rank(day + 1) > self.days.rank(day), date)
    }

    /// The date some working days later (earlier, when negative). The start is not counted; from a day that is no
    /// working day, day 1 is the next working day. Zero days give the same date, whatever it is.
    ///
    /// # Errors
    /// `outside-calendar`, `time-out-of-range` or `no-open-time` when there is no such day; `provisional-refused`.
    #[inline]
    pub fn add_working_days(&self, date: Date, days: i64) -> Result<Known<Date>> {
        self.check_date(date)?;
        let from = i64::from(date.days());
        let found = if days > 0 {
            self.days.nth(self.days.rank(from + 1).saturating_add(days - 1))
        } else if days < 0 {
            self.days.nth(self.days.rank(from).saturating_add(days))
        } else {
            return Ok(Known { value: date, provisional: false });
        };
        let found = found.and_then(|day| i32::try_from(day).ok()).and_then(|day| Date::from_days(day).ok());
        let Some(found) = found else {
            return Err(self.unreachable(&date.to_string()));
        };
        // Backwards the start itself decides nothing.
        let last = if days > 0 { i64::from(found.days()) } else { from - 1 };
        self.known(found, last >= self.provisional.1, || found.to_string())
    }

    /// The date itself when it is a working day; else what the mode says.
    ///
    /// # Errors
    /// `not-working-day` for [`RollMode::Refuse`]; else as [`Self::add_working_days`].
    pub fn roll(&self, date: Date, mode: RollMode) -> Result<Known<Date>> {
        let working = self.is_working_day(date)?;
        if working.value || mode == RollMode::None {
            return Ok(Known { value: date, provisional: working.provisional });
        }
        let month = |date: Date| (date.ymd().0, date.ymd().1);
        let step = |first: i64| -> Result<Known<Date>> {
            let found = self.add_working_days(date, first)?;
            Ok(Known { value: found.value, provisional: found.provisional || working.provisional })
        };
        let modified = |first: i64| match step(first) {
            Ok(found) if month(found.value) == month(date) => Ok(found),
            _ => step(-first),
        };
        match mode {
            RollMode::None | RollMode::Following => step(1),
            RollMode::Preceding => step(-1),
            RollMode::ModifiedFollowing => modified(1),
            RollMode::ModifiedPreceding => modified(-1),
            RollMode::Refuse => Err(Error::new(Code::NotWorkingDay, date, "a working day")),
        }
    }

    /// [`Self::roll`], then [`Self::add_working_days`].
    ///
    /// # Errors
    /// As both.
    pub fn add_business_days(&self, date: Date, days: i64, mode: RollMode) -> Result<Known<Date>> {
        let start = self.roll(date, mode)?;
        let found = self.add_working_days(start.value, days)?;
        Ok(Known {
            value: found.value,
            provisional: found.provisional || (start.provisional && mode != RollMode::None),
        })
    }

    /// Working days after `start` up to and including `end`; negative when `end` is before `start`. It undoes
    /// [`Self::add_working_days`]: between a date and `n` working days later there are `n`.
    ///
    /// # Errors
    /// `outside-calendar`, or `provisional-refused` when the calendar is strict.
    pub fn working_days_between(&self, start: Date, end: Date) -> Result<Known<i64>> {
        self.check_date(start)?;
        self.check_date(end)?;
        let upto = |date: Date| self.days.rank(i64::from(date.days()) + 1);
        let last = start.max(end);
        if start == end {
            return Ok(Known { value: 0, provisional: false });
        }
        self.known_on(upto(end) - upto(start), last)
    }

    /// Working days from `first` (included) to `end` (excluded); negative when `end` is before `first`.
    ///
    /// # Errors
    /// `outside-calendar`, or `provisional-refused` when the calendar is strict.
    pub fn count_working_days(&self, first: Date, end: Date) -> Result<Known<i64>> {
        self.check_date(first)?;
        self.check_date(end)?;
        let before = |date: Date| self.days.rank(i64::from(date.days()));
        let last = i64::from(first.max(end).days()) - 1;
        let provisional = first != end && last >= self.provisional.1;
        self.known(before(end) - before(first), provisional, || first.max(end).to_string())
    }

    /// The close of business of a date: the close of the last shift that opens on it, be it past midnight; `None`
    /// when none does.
    ///
    /// # Errors
    /// `outside-calendar`, or `provisional-refused` when the calendar is strict.
    pub fn close_of_day(&self, date: Date) -> Result<Known<Option<Instant>>> {
        self.check_date(date)?;
        let close = self.definition.last_close(date);
        let close = close.map(|second| self.local(date, second)).transpose()?;
        self.known_on(close, date)
    }

    #[inline]
    fn known_on<T>(&self, value: T, date: Date) -> Result<Known<T>> {
        self.known(value, i64::from(date.days()) >= self.provisional.1, || date.to_string())
    }
}
