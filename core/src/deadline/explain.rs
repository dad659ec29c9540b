//! Why a due time is what it is: the steps as data.

use super::due::{Due, LastDay, due_excluding, last_day};
use crate::calendar::{Calendar, DayReason};
use crate::error::Result;
use crate::period::Period;
use crate::policy::{Counting, DayEnd, WorkEnd};
use crate::time::{Date, Instant};

/// Dates listed at the begin and at the end of a long count; what lies between is summed up.
const HEAD: i64 = 30;
const TAIL: i64 = 10;

/// Open periods listed of a working-time limit.
const PERIODS: usize = 12;

/// The way from a start to its due time.
#[derive(Clone, Debug)]
pub struct Explanation<'c> {
    /// The calendar that was counted by.
    pub calendar: &'c Calendar,
    /// The limit.
    pub period: Period,
    /// How it was counted.
    pub counting: Counting,
    /// The start.
    pub start: Instant,
    /// The steps, in the order in which they are taken.
    pub steps: Vec<Step<'c>>,
    /// The result.
    pub due: Due,
}

/// One step on the way.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Step<'c> {
    /// The start, and whether its day is day 1.
    Start {
        /// The moment.
        at: Instant,
        /// Its local date.
        date: Date,
        /// Whether the date counts; `None` for limits that do not count days.
        counted: Option<bool>,
    },
    /// A day that counts.
    Counted(CountedDay<'c>),
    /// A day that does not count.
    Skipped {
        /// The day.
        date: Date,
        /// Why.
        why: Reason<'c>,
    },
    /// Days that are not listed one by one.
    Omitted {
        /// The first.
        first: Date,
        /// The last.
        last: Date,
        /// How many of them count.
        counted: i64,
    },
    /// Dates that do not count because of a pause.
    Excluded {
        /// The first.
        first: Date,
        /// The last.
        last: Date,
    },
    /// A span in which the clock stands still.
    Stopped {
        /// From.
        from: Instant,
        /// To.
        to: Instant,
    },
    /// An open period in which working time runs.
    Worked {
        /// From.
        from: Instant,
        /// To.
        to: Instant,
    },
    /// Open time that is not listed period by period.
    WorkedMore {
        /// From.
        from: Instant,
        /// To.
        to: Instant,
        /// Open seconds.
        seconds: i64,
    },
    /// The last day as counted, before it is rolled.
    LastDay {
        /// The day.
        date: Date,
    },
    /// The last day is no working day and moves.
    Rolled {
        /// From.
        from: Date,
        /// To.
        to: Date,
        /// What the first day is.
        why: Reason<'c>,
    },
    /// The last day ends.
    Closing {
        /// The due time.
        at: Instant,
        /// At the close of business; else with the day.
        business: bool,
    },
    /// The work ends with an open period, and the rule counts on to the next opening.
    NextOpening {
        /// The close of that period.
        from: Instant,
        /// The next opening.
        to: Instant,
    },
}

/// A day that counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct CountedDay<'c> {
    /// Its number.
    pub number: i64,
    /// The day.
    pub date: Date,
    /// What it is.
    pub why: Reason<'c>,
}

/// Why a day counts or does not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reason<'c> {
    /// Calendar days all count.
    CalendarDay,
    /// What the calendar says of it.
    Calendar(DayReason<'c>),
    /// It lies in a pause.
    Paused,
}

/// [`super::due`] with its steps.
///
/// ```
/// use tousu::{calendar::Calendar, deadline::explain, period::Period, policy::Counting, time::Instant};
/// let china = Calendar::builtin("china")?;
/// let start = Instant::parse("2026-05-07T10:00:00+08:00")?;
/// let why = explain(&china, Period::parse("3 working days")?, Counting::default(), start)?;
/// assert_eq!(
///     why.to_en(),
///     "Start day 2026-05-07 (Thu) is not counted. Working days counted: 1=05-08, 2=05-09 (make-up for Labour Day), \
///      3=05-11; skipped: 05-10 (weekend). Due 2026-05-11 (Mon) 24:00, written 23:59:59."
/// );
/// # Ok::<(), tousu::Error>(())
/// ```
///
/// # Errors
/// As [`super::due`].
pub fn explain(calendar: &Calendar, period: Period, counting: Counting, start: Instant) -> Result<Explanation<'_>> {
    explain_excluding(calendar, period, counting, start, &[], &[])
}

/// [`super::due_excluding`] with its steps.
///
/// # Errors
/// As [`super::due_excluding`].
pub fn explain_excluding<'c>(
    calendar: &'c Calendar,
    period: Period,
    counting: Counting,
    start: Instant,
    excluded: &[(Date, Date)],
    stopped: &[(Instant, Instant)],
) -> Result<Explanation<'c>> {
    let due = due_excluding(calendar, period, counting, start, excluded, stopped)?;
    let date = calendar.date_of(start);
    let counts_days = match period {
        Period::CalendarDays { days } | Period::WorkingDays { days } => days > 0,
        Period::Months { months } => months > 0,
        _ => false,
    };
    let mut steps = vec![Step::Start { at: start, date, counted: counts_days.then_some(counting.count_start_day) }];
    match last_day(calendar, period, counting, date, excluded)? {
        None => {
            // Where the work itself ends; the rule may count on to an opening.
            let at_close = Counting { work_end: WorkEnd::Close, ..counting };
            let done = due_excluding(calendar, period, at_close, start, excluded, stopped)?.at;
            time_steps(calendar, period, start, done, stopped, &mut steps)?;
            if done < due.at {
                steps.push(Step::NextOpening { from: done, to: due.at });
            }
        }
        Some(last) => {
            let first = if counts_days && !counting.count_start_day { date.plus_days(1)? } else { date };
            let walk = Walk { calendar, first, last: last.counted, excluded };
            match period {
                Period::WorkingDays { days: 1.. } => walk.steps(true, &mut steps)?,
                Period::CalendarDays { days: 1.. } => walk.steps(false, &mut steps)?,
                Period::WorkingDays { .. } | Period::SameWorkingDay => walk.skipped(&mut steps)?,
                _ => walk.spans(&mut steps),
            }
            day_steps(calendar, last, &mut steps)?;
            let business = counting.day_end == DayEnd::Close && calendar.end_of_day(last.date)? != due.at;
            steps.push(Step::Closing { at: due.at, business });
        }
    }
    Ok(Explanation { calendar, period, counting, start, steps, due })
}

fn day_steps<'c>(calendar: &'c Calendar, last: LastDay, steps: &mut Vec<Step<'c>>) -> Result<()> {
    steps.push(Step::LastDay { date: last.counted });
    if last.date != last.counted {
        steps.push(Step::Rolled {
            from: last.counted,
            to: last.date,
            why: Reason::Calendar(calendar.day(last.counted)?.value.why),
        });
    }
    Ok(())
}

/// Open periods of working time, or the spans that stop an elapsed clock.
fn time_steps(
    calendar: &Calendar,
    period: Period,
    start: Instant,
    due: Instant,
    stopped: &[(Instant, Instant)],
    steps: &mut Vec<Step<'_>>,
) -> Result<()> {
    let stops = stopped.iter().copied().filter(|(from, to)| *to > start && *from < due);
    for (from, to) in stops.take(PERIODS) {
        steps.push(Step::Stopped { from, to });
    }
    if !matches!(period, Period::WorkingTime { .. }) || start >= due {
        return Ok(());
    }
    let mut at = start;
    for (open, to) in calendar.open_periods(start, due).take(PERIODS) {
        let mut from = open;
        for (stop, resume) in stopped.iter().copied().filter(|(stop, resume)| *resume > open && *stop < to) {
            if from < stop {
                steps.push(Step::Worked { from, to: stop });
            }
            from = from.max(resume);
        }
        if from < to {
            steps.push(Step::Worked { from, to });
        }
        at = to;
    }
    let seconds = calendar.working_seconds_between_stopped(at, due, stopped)?.value;
    if seconds > 0 {
        steps.push(Step::WorkedMore { from: at, to: due, seconds });
    }
    Ok(())
}

/// The dates of a limit, one after the other.
struct Walk<'c, 'e> {
    calendar: &'c Calendar,
    first: Date,
    last: Date,
    excluded: &'e [(Date, Date)],
}

impl<'c> Walk<'c, '_> {
    fn paused(&self, date: Date) -> bool {
        let begun = self.excluded.partition_point(|(first, _)| *first <= date);
        let span = begun.checked_sub(1).and_then(|index| self.excluded.get(index));
        span.is_some_and(|(_, end)| date < *end)
    }

    /// The days before the last one, none of which counts.
    fn skipped(&self, steps: &mut Vec<Step<'c>>) -> Result<()> {
        let mut walked = Vec::new();
        self.steps(true, &mut walked)?;
        steps.extend(walked.into_iter().filter(|step| !matches!(step, Step::Counted(_))));
        Ok(())
    }

    /// The pauses that touch the dates.
    fn spans(&self, steps: &mut Vec<Step<'c>>) {
        let touching =
            self.excluded.iter().filter(|(first, end)| *end > self.first && *first <= self.last && first < end);
        for (first, end) in touching.take(PERIODS) {
            if let Ok(last) = end.plus_days(-1) {
                steps.push(Step::Excluded { first: *first, last });
            }
        }
    }

    fn steps(&self, working: bool, steps: &mut Vec<Step<'c>>) -> Result<()> {
        let (first, last) = (i64::from(self.first.days()), i64::from(self.last.days()));
        let length = last - first + 1;
        if length <= HEAD + TAIL {
            return self.list(working, 0, self.first, length, steps).map(drop);
        }
        let counted = self.list(working, 0, self.first, HEAD, steps)?;
        let (from, to) = (self.first.plus_days(HEAD)?, self.last.plus_days(-TAIL)?);
        let between = self.count(working, from, to)?;
        steps.push(Step::Omitted { first: from, last: to, counted: between });
        self.list(working, counted + between, to.plus_days(1)?, TAIL, steps).map(drop)
    }

    /// How many dates from `first` to `last` count.
    fn count(&self, working: bool, first: Date, last: Date) -> Result<i64> {
        let span = |first: Date, end: Date| -> Result<i64> {
            if working {
                Ok(self.calendar.count_working_days(first, end)?.value)
            } else {
                Ok(i64::from(end.days()) - i64::from(first.days()))
            }
        };
        let end = last.plus_days(1)?;
        let mut counted = span(first, end)?;
        for (from, to) in self.excluded {
            let (from, to) = ((*from).max(first), (*to).min(end));
            if from < to {
                counted -= span(from, to)?;
            }
        }
        Ok(counted)
    }

    /// Lists some dates, numbered on from `counted`; the number of the last.
    fn list(&self, working: bool, counted: i64, first: Date, length: i64, steps: &mut Vec<Step<'c>>) -> Result<i64> {
        let mut number = counted;
        for later in 0..length {
            let date = first.plus_days(later)?;
            let (counts, why) = if self.paused(date) {
                (false, Reason::Paused)
            } else if working {
                let day = self.calendar.day(date)?.value;
                (day.working, Reason::Calendar(day.why))
            } else {
                (true, Reason::CalendarDay)
            };
            if counts {
                number += 1;
                steps.push(Step::Counted(CountedDay { number, date, why }));
            } else {
                steps.push(Step::Skipped { date, why });
            }
        }
        Ok(number)
    }
}

impl Explanation<'_> {
    /// Whether the limit ends at the close of business of its last day.
    #[must_use]
    pub fn ends_at_close(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Closing { business: true, .. }))
    }
}
