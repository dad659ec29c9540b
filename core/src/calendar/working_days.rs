//! Asking for working days.

use super::{Calendar, Day, Known};
use crate::error::{Code, Error, Fault, Result};
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
        self.working_on(date)
    }

    #[inline]
    fn working_on<F: Fault>(&self, date: Date) -> Result<Known<bool>, F> {
        self.check_date::<F>(date)?;
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
        self.working_days_later(date, days)
    }

    #[inline(always)]
    pub(crate) fn working_days_later<F: Fault>(&self, date: Date, days: i64) -> Result<Known<Date>, F> {
        self.check_date::<F>(date)?;
        if days == 0 {
            return Ok(Known { value: date, provisional: false });
        }
        let from = i64::from(date.days());
        // Forwards the start is passed before anything counts; day 1 is the next of its rank.
        let forwards = i64::from(days > 0);
        let Some(found) = self.days.later(from + forwards, days - forwards) else {
            return Err(self.unreachable(|| date.to_string()));
        };
        // Backwards the start itself decides nothing.
        let last = if days > 0 { i64::from(found.days()) } else { from - 1 };
        self.known(found, last >= self.provisional.1, || found.to_string())
    }

    /// The last of so many working days (at least one) from a date on, the date itself included.
    #[inline(always)]
    pub(crate) fn working_days_from<F: Fault>(&self, first: Date, days: i64) -> Result<Known<Date>, F> {
        self.check_date::<F>(first)?;
        let Some(found) = self.days.later(i64::from(first.days()), days - 1) else {
            return Err(self.unreachable(|| first.to_string()));
        };
        self.known_on(found, found)
    }

    /// The date itself when it is a working day; else what the mode says.
    ///
    /// # Errors
    /// `not-working-day` for [`RollMode::Refuse`]; else as [`Self::add_working_days`].
    pub fn roll(&self, date: Date, mode: RollMode) -> Result<Known<Date>> {
        self.rolled(date, mode)
    }

    #[inline(never)]
    pub(crate) fn rolled<F: Fault>(&self, date: Date, mode: RollMode) -> Result<Known<Date>, F> {
        let working = self.working_on::<F>(date)?;
        if working.value || mode == RollMode::None {
            return Ok(Known { value: date, provisional: working.provisional });
        }
        let month = |date: Date| (date.ymd().0, date.ymd().1);
        let step = |first: i64| -> Result<Known<Date>, F> {
            let found = self.working_days_later::<F>(date, first)?;
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
            RollMode::Refuse => {
                Err(F::make(Code::NotWorkingDay, || Error::new(Code::NotWorkingDay, date, "a working day")))
            }
        }
    }

    /// [`Self::roll`], then so many working days in the direction of travel. The start is day 1 when `count_start`
    /// says so and it is a working day; else day 1 is the working day after it (before it, for negative days).
    ///
    /// ```
    /// use tousu::{calendar::{Calendar, RollMode}, time::Date};
    /// let china = Calendar::builtin("china")?;
    /// let count = |start: &str, days: i64, mode: RollMode, count_start: bool| {
    ///     let found = china.add_business_days(Date::parse(start)?, days, mode, count_start)?;
    ///     Ok::<_, tousu::Error>(found.value.to_string())
    /// };
    /// // 2026-10-01 to 07 are holidays: counting starts on Thursday the 8th.
    /// assert_eq!(count("2026-10-01", 1, RollMode::None, false)?, "2026-10-08");
    /// assert_eq!(count("2026-10-01", 1, RollMode::Following, false)?, "2026-10-09");
    /// assert_eq!(count("2026-10-01", 1, RollMode::Following, true)?, "2026-10-08");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Self::roll`] and [`Self::add_working_days`].
    pub fn add_business_days(&self, date: Date, days: i64, mode: RollMode, count_start: bool) -> Result<Known<Date>> {
        self.business_days_later(date, days, mode, count_start)
    }

    #[inline(always)]
    pub(crate) fn business_days_later<F: Fault>(
        &self,
        date: Date,
        days: i64,
        mode: RollMode,
        count_start: bool,
    ) -> Result<Known<Date>, F> {
        // Without a roll nothing is asked of the start itself.
        let start = if mode == RollMode::None {
            self.check_date::<F>(date)?;
            Known { value: date, provisional: false }
        } else {
            self.rolled::<F>(date, mode)?
        };
        let on_start = count_start && days != 0 && self.working_on::<F>(start.value)?.value;
        let found = self.working_days_later::<F>(start.value, days - i64::from(on_start) * days.signum())?;
        let provisional = found.provisional || start.provisional || (on_start && self.is_provisional(start.value));
        Ok(Known { value: found.value, provisional })
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
        self.close_on(date)
    }

    #[inline]
    pub(crate) fn close_on<F: Fault>(&self, date: Date) -> Result<Known<Option<Instant>>, F> {
        self.check_date::<F>(date)?;
        let close = self.definition.last_close(date);
        let close = close.map(|second| self.local(date, second)).transpose()?;
        self.known_on(close, date)
    }

    #[inline]
    fn is_provisional(&self, date: Date) -> bool {
        i64::from(date.days()) >= self.provisional.1
    }

    #[inline]
    fn known_on<T, F: Fault>(&self, value: T, date: Date) -> Result<Known<T>, F> {
        self.known(value, self.is_provisional(date), || date.to_string())
    }
}
