//! Asking for working time: open seconds, openings and closings.
//!
//! Open time is a set of seconds: intervals that touch or overlap are one, and a closing is the second at which the
//! set ends.

use super::{Calendar, Known, in_order};
use crate::error::{Code, Error, Fault, Result};
use crate::time::Instant;

/// Which way [`Calendar::periods`] looks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Direction {
    /// Later open periods, the nearest first.
    After,
    /// Earlier open periods, the nearest first.
    Before,
}

/// More periods than this are not listed in one call.
const MAX_PERIODS: usize = 100_000;

impl Calendar {
    /// The instant at which so many open seconds have passed since `start` (before it, when negative).
    ///
    /// Work that exactly fills an interval ends at its close; [`Self::next_open`] of the answer is the next opening.
    /// Zero seconds give `start` when it is open, else the next opening.
    ///
    /// ```
    /// use tousu::{calendar::Calendar, time::Instant};
    /// let china = Calendar::builtin("china")?;
    /// let start = Instant::parse("2026-09-30T17:00:00+08:00")?;
    /// let end = china.add_working_seconds(start, 2 * 3600)?;
    /// assert_eq!(china.format(end.value), "2026-10-08T10:00:00+08:00");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `outside-calendar`, `time-out-of-range` or `no-open-time` when there is no such instant; `provisional-refused`.
    #[inline]
    pub fn add_working_seconds(&self, start: Instant, seconds: i64) -> Result<Known<Instant>> {
        self.working_seconds_later(start, seconds)
    }

    #[inline(always)]
    pub(crate) fn working_seconds_later<F: Fault>(&self, start: Instant, seconds: i64) -> Result<Known<Instant>, F> {
        self.check_instant::<F>(start)?;
        // Forwards: the end of the last second needed. Backwards and for nothing: the begin of the first.
        let forwards = i64::from(seconds > 0);
        let found = self.seconds.later(start.unix(), seconds - forwards);
        let Some(found) = found.and_then(|found| Instant::at_unix(found + forwards)) else {
            return Err(self.unreachable(|| self.format(start)));
        };
        // Backwards the start itself decides nothing.
        let last = if seconds < 0 { start.unix() - 1 } else { found.unix() - forwards };
        self.known(found, last >= self.provisional.0, || self.format(found))
    }

    /// [`Self::add_working_seconds`] while the clock stands still in `stopped` (in ascending order, disjoint, each
    /// from its first instant to the one after its last).
    ///
    /// # Errors
    /// `negative-period` for negative seconds; `invalid-argument` when `stopped` is not in order; else as
    /// [`Self::add_working_seconds`].
    pub fn add_working_seconds_stopped(
        &self,
        start: Instant,
        seconds: i64,
        stopped: &[(Instant, Instant)],
    ) -> Result<Known<Instant>> {
        if seconds < 0 {
            return Err(Error::new(Code::NegativePeriod, format_args!("{seconds} s"), "at least 0 s"));
        }
        in_order(stopped, "stopped")?;
        let (mut at, mut left, mut provisional) = (start, seconds, false);
        for (from, to) in stopped.iter().copied().filter(|(from, to)| from < to && *to > start) {
            if from > at {
                let open = self.working_seconds_between(at, from)?;
                let fits = if left == 0 {
                    // Nothing is left to do: the clock ends at the first open second, when that is not stopped.
                    self.next_open(at)?.value < from
                } else {
                    left <= open.value
                };
                if fits {
                    break;
                }
                left -= open.value;
                provisional |= open.provisional;
            }
            at = at.max(to);
        }
        let end = self.add_working_seconds(at, left)?;
        Ok(Known { value: end.value, provisional: end.provisional || provisional })
    }

    /// Open seconds from `start` to `end`; negative when `end` is before `start`.
    ///
    /// # Errors
    /// `outside-calendar`, or `provisional-refused` when the calendar is strict.
    #[inline]
    pub fn working_seconds_between(&self, start: Instant, end: Instant) -> Result<Known<i64>> {
        self.open_seconds_between(start, end)
    }

    #[inline]
    pub(crate) fn open_seconds_between<F: Fault>(&self, start: Instant, end: Instant) -> Result<Known<i64>, F> {
        self.check_instant_or_end::<F>(start)?;
        self.check_instant_or_end::<F>(end)?;
        let seconds = self.seconds.before(end.unix()) - self.seconds.before(start.unix());
        let provisional = start != end && start.max(end).unix() > self.provisional.0;
        self.known(seconds, provisional, || self.format(start.max(end)))
    }

    /// [`Self::working_seconds_between`] without what lies in `stopped` (in ascending order, disjoint).
    ///
    /// # Errors
    /// As [`Self::working_seconds_between`]; `invalid-argument` when `stopped` is not in order.
    pub fn working_seconds_between_stopped(
        &self,
        start: Instant,
        end: Instant,
        stopped: &[(Instant, Instant)],
    ) -> Result<Known<i64>> {
        in_order(stopped, "stopped")?;
        let mut total = self.working_seconds_between(start, end)?;
        let (first, last) = (start.min(end), start.max(end));
        let sign = if start <= end { 1 } else { -1 };
        for (from, to) in stopped {
            let (from, to) = ((*from).max(first), (*to).min(last));
            if from < to {
                total.value -= sign * self.working_seconds_between(from, to)?.value;
            }
        }
        Ok(total)
    }

    /// Whether the second that begins at `at` is open.
    ///
    /// # Errors
    /// `outside-calendar`, or `provisional-refused` when the calendar is strict.
    pub fn is_open(&self, at: Instant) -> Result<Known<bool>> {
        self.check_instant(at)?;
        let open = self.seconds.before(at.unix() + 1) > self.seconds.before(at.unix());
        self.known(open, at.unix() >= self.provisional.0, || self.format(at))
    }

    /// `at` when it is open, else the next opening.
    ///
    /// # Errors
    /// As [`Self::add_working_seconds`].
    pub fn next_open(&self, at: Instant) -> Result<Known<Instant>> {
        self.add_working_seconds(at, 0)
    }

    /// The next opening strictly after `at`.
    ///
    /// # Errors
    /// As [`Self::add_working_seconds`]; `no-open-time` when it never closes.
    pub fn next_start(&self, at: Instant) -> Result<Known<Instant>> {
        self.check_instant(at)?;
        let closed = self.seconds.next_closed(at.unix());
        let opening = closed.and_then(|closed| self.seconds.nth(self.seconds.before(closed)));
        self.found(at, opening, opening)
    }

    /// The next closing strictly after `at`.
    ///
    /// # Errors
    /// As [`Self::add_working_seconds`]; `no-open-time` when it never closes.
    pub fn next_close(&self, at: Instant) -> Result<Known<Instant>> {
        self.check_instant(at)?;
        let open = self.seconds.nth(self.seconds.before(at.unix()));
        let close = open.and_then(|open| self.seconds.next_closed(open));
        self.found(at, close, close.map(|close| close - 1))
    }

    /// `at` when the clock ran up to it, else the last closing before it.
    ///
    /// # Errors
    /// `outside-calendar` or `no-open-time` when there was none; `provisional-refused`.
    pub fn prev_close(&self, at: Instant) -> Result<Known<Instant>> {
        self.check_instant_or_end(at)?;
        let last = self.seconds.nth(self.seconds.before(at.unix()) - 1);
        self.found(at, last.map(|last| last + 1), Some(at.unix() - 1))
    }

    /// The last opening strictly before `at`.
    ///
    /// # Errors
    /// `outside-calendar` or `no-open-time` when there was none; `provisional-refused`.
    pub fn prev_start(&self, at: Instant) -> Result<Known<Instant>> {
        self.check_instant_or_end(at)?;
        let open = self.seconds.nth(self.seconds.before(at.unix()) - 1);
        let closed = open.and_then(|open| self.seconds.previous_closed(open));
        self.found(at, closed.map(|closed| closed + 1), Some(at.unix() - 1))
    }

    /// The open periods from `start` to `end`, clipped at both, in ascending order; none when `end` is before `start`.
    ///
    /// ```
    /// use tousu::{calendar::Calendar, time::Instant};
    /// let china = Calendar::builtin("china")?;
    /// let (start, end) = ("2026-09-30T17:00:00+08:00", "2026-10-08T10:00:00+08:00");
    /// let open = china.periods_between(Instant::parse(start)?, Instant::parse(end)?)?.value;
    /// let open: Vec<_> = open.iter().map(|(open, close)| (china.format(*open), close.since(*open))).collect();
    /// assert_eq!(open, [(start.to_owned(), 3600), ("2026-10-08T09:00:00+08:00".to_owned(), 3600)]);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `outside-calendar`, `provisional-refused`, or `too-large` for more than 100,000.
    pub fn periods_between(&self, start: Instant, end: Instant) -> Result<Known<Vec<(Instant, Instant)>>> {
        self.check_instant_or_end(start)?;
        self.check_instant_or_end(end)?;
        let found: Vec<_> = self.open_periods(start, end).take(MAX_PERIODS + 1).collect();
        if found.len() > MAX_PERIODS {
            let subject = format_args!("the periods from {} to {}", self.format(start), self.format(end));
            return Err(Error::new(Code::TooLarge, subject, MAX_PERIODS));
        }
        let provisional = start < end && end.unix() > self.provisional.0;
        self.known(found, provisional, || self.format(end))
    }

    /// The open periods inside the known years from `start` to `end`, clipped at both.
    pub(crate) fn open_periods(&self, start: Instant, end: Instant) -> impl Iterator<Item = (Instant, Instant)> {
        let mut from = start.unix();
        std::iter::from_fn(move || {
            let (open, close) = self.period_after(from).filter(|(open, _)| *open < end.unix())?;
            from = close.min(end.unix());
            Some((Instant::from_unix(open).ok()?, Instant::from_unix(from).ok()?))
        })
    }

    /// The open periods after or before `at`, at most `take`, clipped at `at`; the nearest first. Fewer come back
    /// when the known years end, and a period that does not close ends with them.
    ///
    /// # Errors
    /// `outside-calendar`, `provisional-refused`, or `too-large` for more than 100,000.
    pub fn periods(&self, at: Instant, direction: Direction, take: usize) -> Result<Known<Vec<(Instant, Instant)>>> {
        self.check_instant_or_end(at)?;
        if take > MAX_PERIODS {
            return Err(Error::new(Code::TooLarge, format_args!("{take} periods"), MAX_PERIODS));
        }
        let (mut found, mut from) = (Vec::new(), at.unix());
        let mut last = i64::MIN;
        while found.len() < take {
            let period = match direction {
                Direction::After => self.period_after(from),
                Direction::Before => self.period_before(from),
            };
            let Some((open, close)) = period else { break };
            let (Ok(begin), Ok(end)) = (Instant::from_unix(open), Instant::from_unix(close)) else {
                break;
            };
            found.push((begin, end));
            last = last.max(close - 1);
            from = if direction == Direction::After { close } else { open };
        }
        self.known(found, last >= self.provisional.0, || self.format(at))
    }

    fn period_after(&self, from: i64) -> Option<(i64, i64)> {
        let open = self.seconds.nth(self.seconds.before(from))?;
        let close = self.seconds.next_closed(open).unwrap_or(self.bounds.1);
        Some((open, close.min(self.bounds.1))).filter(|(open, close)| open < close)
    }

    fn period_before(&self, from: i64) -> Option<(i64, i64)> {
        let close = self.seconds.nth(self.seconds.before(from) - 1)? + 1;
        let open = self.seconds.previous_closed(close).map_or(self.bounds.0, |closed| closed + 1);
        // What lies before all of time is clipped to nothing.
        Some((open.max(self.bounds.0), close)).filter(|(open, close)| open < close)
    }

    /// An instant looked for; `last` is the last second that decides it.
    fn found(&self, at: Instant, found: Option<i64>, last: Option<i64>) -> Result<Known<Instant>> {
        let instant = found.and_then(|found| Instant::from_unix(found).ok());
        let (Some(instant), Some(last)) = (instant, last) else {
            return Err(self.unfound(at));
        };
        self.known(instant, last >= self.provisional.0, || self.format(instant))
    }

    #[cold]
    fn unfound(&self, at: Instant) -> Error {
        if self.span.unbounded {
            Error::new(Code::NoOpenTime, self.format(at), "the calendar opens or closes no more in this direction")
        } else {
            self.outside(&format!("what is looked for from {}", self.format(at)))
        }
    }

    /// The instant just after the known years is still a good end of an interval.
    #[inline]
    fn check_instant_or_end<F: Fault>(&self, at: Instant) -> Result<(), F> {
        if at.unix() == self.bounds.1 { Ok(()) } else { self.check_instant(at) }
    }
}
