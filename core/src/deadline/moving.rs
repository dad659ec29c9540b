//! A due time that moves: by pauses in the clock's own measure, by extensions and by agreements.

use super::due::{Due, due, due_excluding, working_time};
use crate::calendar::{Calendar, RollMode};
use crate::error::{Error, Result};
use crate::period::Period;
use crate::policy::{Counting, Limit};
use crate::time::{Date, Instant};

/// The due time of one clock while its history is read in order.
#[derive(Clone, Debug)]
pub struct MovingDue<'c> {
    calendar: &'c Calendar,
    period: Period,
    counting: Counting,
    start: Instant,
    /// Until when it last stood still, at least the start.
    last_stop: Instant,
    /// Spans in which a clock of working time stood still, ascending and disjoint.
    stopped: Vec<(Instant, Instant)>,
    /// The dates that a day clock does not count for them, each `[first, end)`.
    excluded: Vec<(Date, Date)>,
    /// An extension or agreement names the last second; it is counted from there.
    fixed: bool,
    /// At most the due time when `behind`, else the due time itself.
    due: Due,
    /// Pauses came that are not counted yet.
    behind: bool,
}

impl<'c> MovingDue<'c> {
    /// The due time of a limit from its start event.
    ///
    /// # Errors
    /// As [`super::due`].
    pub fn new(calendar: &'c Calendar, limit: Limit, start: Instant) -> Result<Self> {
        let due = due(calendar, limit.period, limit.counting, start)?;
        Ok(Self::from_due(calendar, limit, start, due))
    }

    /// [`Self::new`] where the due time from the start event is known already.
    pub(crate) fn from_due(calendar: &'c Calendar, limit: Limit, start: Instant, due: Due) -> Self {
        let Limit { period, counting, .. } = limit;
        let (last_stop, stopped, excluded) = (start, Vec::new(), Vec::new());
        Self { calendar, period, counting, start, last_stop, stopped, excluded, fixed: false, due, behind: false }
    }

    /// The due time as it stands.
    ///
    /// # Errors
    /// As [`super::due`].
    #[inline]
    pub fn due(&mut self) -> Result<Due> {
        if self.behind {
            let Self { calendar, period, counting, start, .. } = *self;
            self.due = due_excluding(calendar, period, counting, start, &self.excluded, &self.stopped)?;
            self.behind = false;
        }
        Ok(self.due)
    }

    /// The clock stood still from one instant to another. Pauses come in the order in which they begin; one that
    /// begins after the due time repairs nothing.
    ///
    /// Elapsed clocks lose the whole pause, working-time clocks its open part; day clocks whole local dates, from the
    /// pause's (included) to the resumption's (excluded); months are longer by them; a same-day limit moves to the
    /// first date that is not excluded; a day of the month stays what it is.
    ///
    /// Whether it began in time.
    ///
    /// # Errors
    /// As [`super::due`].
    pub fn pause(&mut self, from: Instant, to: Instant) -> Result<bool> {
        let from = self.last_stop.max(from);
        if to <= from {
            return Ok(true);
        }
        // Pauses only make it later: one that begins before the due time of the pauses before it begins in time, and
        // many of them are counted together.
        if from > self.due.at && from > self.due()?.at {
            return Ok(false);
        }
        let again = from == self.last_stop;
        self.last_stop = to;
        if self.fixed {
            self.due = self.postponed(from, to)?;
            return Ok(true);
        }
        if let Period::Elapsed { .. } = self.period {
            // At the due second nothing is left to run, unless nothing has run since the start or the last stop.
            if from < self.due.at || again {
                self.due.at = self.due.at.plus(to.since(from))?;
            }
            return Ok(true);
        }
        if let Period::WorkingTime { .. } = self.period {
            self.stopped.push((from, to));
        } else {
            let first = self.excluded.last().map_or(Date::MIN, |(_, end)| *end).max(self.calendar.date_of(from));
            let end = self.calendar.date_of(to);
            if first >= end {
                return Ok(true);
            }
            self.excluded.push((first, end));
        }
        self.behind = true;
        Ok(true)
    }

    /// An extension or agreement replaces the due time; later pauses move it too.
    ///
    /// # Errors
    /// As [`super::due`].
    pub fn replace(&mut self, until: Instant) -> Result<()> {
        self.due = Due { at: until, last_day: Some(self.calendar.date_of(until)), ..self.due()? };
        (self.fixed, self.last_stop) = (true, self.start);
        self.stopped.clear();
        self.excluded.clear();
        Ok(())
    }

    /// The named last second, later by a pause; by whole dates it keeps its time of day.
    fn postponed(&self, from: Instant, to: Instant) -> Result<Due> {
        let (calendar, due) = (self.calendar, self.due);
        let (first, end, last) = (calendar.date_of(from), calendar.date_of(to), calendar.date_of(due.at));
        let on = |date: Date, provisional: bool| {
            let second = due.at.since(calendar.start_of_day(last)?);
            let at = calendar.instant_of(date, u32::try_from(second).unwrap_or(0))?;
            Ok(Due { at, last_day: Some(date), provisional: due.provisional || provisional })
        };
        match self.period {
            Period::Elapsed { .. } => Ok(Due { at: due.at.plus(to.since(from))?, ..due }),
            Period::WorkingTime { .. } => {
                let stood = calendar.working_seconds_between(from, to)?;
                if stood.value == 0 {
                    return Ok(due);
                }
                let at = working_time::<Error>(calendar, self.counting, due.at, stood.value, &[])?;
                let provisional = due.provisional || stood.provisional || at.provisional;
                Ok(Due { at: at.value, last_day: None, provisional })
            }
            Period::CalendarDays { .. } | Period::Months { .. } => {
                on(last.plus_days(i64::from(end.days()) - i64::from(first.days()))?, false)
            }
            Period::WorkingDays { .. } => {
                // The working days of [first, end): those after the day before, up to the day before.
                let stood = calendar.working_days_between(first.plus_days(-1)?, end.plus_days(-1)?)?;
                let day = calendar.add_working_days(last, stood.value)?;
                on(day.value, stood.provisional || day.provisional)
            }
            Period::SameDay if (first..end).contains(&last) => on(end, false),
            Period::SameWorkingDay if (first..end).contains(&last) => {
                let day = calendar.roll(end, RollMode::Following)?;
                on(day.value, day.provisional)
            }
            Period::SameDay | Period::SameWorkingDay | Period::ByDayOfMonth { .. } => Ok(due),
        }
    }
}
