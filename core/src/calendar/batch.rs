//! The same questions for many starts at once.
//!
//! A row has an answer or the code of its error; the call for that row alone gives the whole message. Nothing is
//! allocated.

use super::{Calendar, Known, RollMode};
use crate::error::{Code, Error, Result};
use crate::time::{Date, Instant};

impl Calendar {
    /// [`Self::add_business_days`] for many dates.
    ///
    /// ```
    /// use tousu::calendar::{Calendar, Known, RollMode};
    /// use tousu::{Code, time::Date};
    /// let china = Calendar::builtin("china")?;
    /// let dates = [Date::parse("2026-09-30")?, Date::parse("1999-01-04")?];
    /// let mut out = [Err(Code::InvalidArgument); 2];
    /// china.add_business_days_batch(&dates, 3, RollMode::None, false, &mut out)?;
    /// assert_eq!(out[0], Ok(Known { value: Date::parse("2026-10-10")?, provisional: false }));
    /// assert_eq!(out[1], Err(Code::OutsideCalendar));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `invalid-argument` when `out` has not as many rows as `dates`.
    pub fn add_business_days_batch(
        &self,
        dates: &[Date],
        days: i64,
        mode: RollMode,
        count_start: bool,
        out: &mut [Result<Known<Date>, Code>],
    ) -> Result<()> {
        same_length(dates.len(), out.len())?;
        // Where nothing is asked of the start, most answers are two look-ups.
        let near = self.days.near(days, self.provisional.1).filter(|_| mode == RollMode::None && !count_start);
        for (date, row) in dates.iter().zip(out) {
            *row = match near.and_then(|near| near.later(*date)) {
                Some(value) => Ok(Known { value, provisional: false }),
                None => self.business_days_later(*date, days, mode, count_start),
            };
        }
        Ok(())
    }

    /// [`Self::add_working_seconds`] for many starts.
    ///
    /// # Errors
    /// `invalid-argument` when `out` has not as many rows as `starts`.
    pub fn add_working_seconds_batch(
        &self,
        starts: &[Instant],
        seconds: i64,
        out: &mut [Result<Known<Instant>, Code>],
    ) -> Result<()> {
        same_length(starts.len(), out.len())?;
        for (start, row) in starts.iter().zip(out) {
            *row = self.working_seconds_later(*start, seconds);
        }
        Ok(())
    }

    /// [`Self::working_seconds_between`] for many pairs of a start and an end.
    ///
    /// # Errors
    /// `invalid-argument` when `out` has not as many rows as `pairs`.
    pub fn working_seconds_between_batch(
        &self,
        pairs: &[(Instant, Instant)],
        out: &mut [Result<Known<i64>, Code>],
    ) -> Result<()> {
        same_length(pairs.len(), out.len())?;
        for ((start, end), row) in pairs.iter().zip(out) {
            *row = self.open_seconds_between(*start, *end);
        }
        Ok(())
    }
}

/// Refuses columns of different lengths.
pub(crate) fn same_length(rows: usize, out: usize) -> Result<()> {
    if rows == out {
        return Ok(());
    }
    Err(Error::new(Code::InvalidArgument, format_args!("{out} rows"), format_args!("{rows} rows")).at("out"))
}
