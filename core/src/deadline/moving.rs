//! A due time that moves: by pauses in the clock's own measure, by extensions and by agreements.

use super::{Due, day_end, due, rolled};
use crate::calendar::Calendar;
use crate::error::Result;
use crate::period::Period;
use crate::policy::{Counting, Limit, Roll};
use crate::time::{Date, Instant};

/// The due time of one clock while its history is read in order.
#[derive(Clone, Copy, Debug)]
pub struct MovingDue<'c> {
    calendar: &'c Calendar,
    period: Period,
    counting: Counting,
    start: Instant,
    /// Before the last day is rolled off a rest day: pauses are counted from here.
    unrolled: Due,
    /// An extension or agreement names its last second; it is not rolled.
    fixed: bool,
}

impl<'c> MovingDue<'c> {
    /// The due time of a limit from its start event.
    ///
    /// # Errors
    /// As [`due`].
    pub fn new(calendar: &'c Calendar, limit: Limit, start: Instant) -> Result<Self> {
        let Limit { period, counting, .. } = limit;
        let unrolled = due(calendar, period, Counting { roll: Roll::None, ..counting }, start)?;
        Ok(Self { calendar, period, counting, start, unrolled, fixed: false })
    }

    /// The last instant in time.
    ///
    /// # Errors
    /// `outside-calendar` when the last day rolls out of the years that the calendar knows.
    pub fn due(&self) -> Result<Due> {
        match self.unrolled.last_day {
            Some(day) if !self.fixed && self.counting.roll != Roll::None => {
                let last = rolled(self.calendar, day, self.counting.roll)?;
                let provisional = self.unrolled.provisional || last.provisional;
                self.ending(last.value, provisional)
            }
            _ => Ok(self.unrolled),
        }
    }

    /// The clock stood still from one instant to another. A pause that begins after the due time moves nothing.
    ///
    /// Elapsed clocks lose the whole pause, working-time clocks its open part; day clocks whole local dates, from the
    /// pause's (included) to the resumption's (excluded); months add the excluded dates; a same-day limit moves to
    /// the first date that is not excluded; a day of the month stays what it is.
    ///
    /// # Errors
    /// `outside-calendar`, `time-out-of-range`.
    pub fn pause(&mut self, from: Instant, to: Instant) -> Result<()> {
        let from = from.max(self.start);
        if to <= from || from > self.due()?.at {
            return Ok(());
        }
        let calendar = self.calendar;
        let current = self.unrolled;
        let last_day = current.last_day.unwrap_or_else(|| calendar.date_of(current.at));
        let (first, resumed) = (calendar.date_of(from), calendar.date_of(to));
        self.unrolled = match self.period {
            Period::Elapsed { .. } => Due { at: current.at.plus(to.since(from))?, last_day: None, ..current },
            Period::WorkingTime { .. } => {
                let stood = calendar.working_seconds_between(from, to)?;
                if stood.value == 0 {
                    return Ok(());
                }
                let moved = calendar.add_working_seconds(current.at, stood.value)?;
                let provisional = current.provisional || stood.provisional || moved.provisional;
                Due { at: moved.value, last_day: None, provisional }
            }
            Period::CalendarDays { .. } | Period::Months { .. } => {
                let excluded = resumed.days() - self.first_counted(first)?.days();
                if excluded <= 0 {
                    return Ok(());
                }
                self.ending(last_day.plus_days(i64::from(excluded))?, current.provisional)?
            }
            Period::WorkingDays { .. } => {
                let counted = self.first_counted(first)?;
                if resumed <= counted {
                    return Ok(());
                }
                // The working days of [counted, resumed): those after the day before, up to the day before.
                let excluded = calendar.working_days_between(counted.plus_days(-1)?, resumed.plus_days(-1)?)?;
                let moved = calendar.add_working_days(last_day, excluded.value)?;
                let provisional = current.provisional || excluded.provisional || moved.provisional;
                self.ending(moved.value, provisional)?
            }
            Period::SameDay if (first..resumed).contains(&last_day) => self.ending(resumed, current.provisional)?,
            Period::SameWorkingDay if (first..resumed).contains(&last_day) => {
                let moved = rolled(calendar, resumed, Roll::Next)?;
                self.ending(moved.value, current.provisional || moved.provisional)?
            }
            Period::SameDay | Period::SameWorkingDay | Period::ByDayOfMonth { .. } => current,
        };
        Ok(())
    }

    /// An extension or agreement replaces the due time; later pauses move it too.
    pub fn replace(&mut self, until: Instant) {
        self.unrolled = Due { at: until, last_day: None, ..self.unrolled };
        self.fixed = true;
    }

    /// The first date of a pause that the clock would have counted: the day of the start event is not.
    fn first_counted(&self, first: Date) -> Result<Date> {
        if self.counting.count_start_day || self.fixed {
            return Ok(first);
        }
        Ok(first.max(self.calendar.date_of(self.start).plus_days(1)?))
    }

    /// A due time at the end of a day; what was fixed keeps its time of day.
    fn ending(&self, day: Date, provisional: bool) -> Result<Due> {
        let at = if self.fixed {
            let before = self.unrolled.at;
            let midnight = self.calendar.start_of_day(self.calendar.date_of(before))?;
            let second = u32::try_from(before.since(midnight)).unwrap_or(0);
            self.calendar.instant_of(day, second)?
        } else {
            day_end(self.calendar, day, self.counting.day_end)?
        };
        Ok(Due { at, last_day: Some(day), provisional })
    }
}
