//! Batches in plain numbers, as C arrays and Python buffers hold them: UTC seconds and days since 1970.

use super::batch::same_length;
use super::{Calendar, Known, RollMode};
use crate::error::{Code, Error, Result};
use crate::time::{Date, Instant};

/// Where the answers of a batch go: a row for each question.
#[derive(Debug)]
pub struct Rows<'r> {
    /// The answer: UTC seconds or days since 1970, or a count; `i64::MIN` in a row without one.
    pub values: &'r mut [i64],
    /// 0, or the number of the code of its error; the call for that row alone gives the whole message.
    pub codes: &'r mut [i32],
    /// 1 when the answer depends on a year without announced data, else 0.
    pub provisional: &'r mut [u8],
}

impl Rows<'_> {
    /// The same, when there are so many rows in each column.
    ///
    /// # Errors
    /// `invalid-argument` otherwise.
    pub(crate) fn checked(self, questions: usize) -> Result<Self> {
        for column in [self.values.len(), self.codes.len(), self.provisional.len()] {
            same_length(questions, column)?;
        }
        Ok(self)
    }

    /// Asks row by row.
    ///
    /// # Errors
    /// `invalid-argument` when a column has not as many rows as there are questions.
    pub(crate) fn fill<Q>(
        self,
        questions: impl ExactSizeIterator<Item = Q>,
        ask: impl Fn(Q) -> Result<Known<i64>, Code>,
    ) -> Result<()> {
        let Self { values, codes, provisional } = self.checked(questions.len())?;
        let rows = values.iter_mut().zip(codes).zip(provisional);
        for (question, ((value, code), provisional)) in questions.zip(rows) {
            (*value, *code, *provisional) = match ask(question) {
                Ok(known) => (known.value, 0, known.provisional.into()),
                Err(code) => (i64::MIN, code.number(), 0),
            };
        }
        Ok(())
    }
}

/// The instant of a row.
pub(crate) fn instant_of_row(seconds: i64) -> Result<Instant, Code> {
    Instant::from_unix(seconds).map_err(Code::from)
}

fn date(days: i64) -> Result<Date, Code> {
    i32::try_from(days).map_err(|_| Code::TimeOutOfRange).and_then(|days| Date::from_days(days).map_err(Code::from))
}

fn unix(known: Known<Instant>) -> Known<i64> {
    Known { value: known.value.unix(), provisional: known.provisional }
}

impl Calendar {
    /// [`Self::add_working_seconds`] for many starts, in UTC seconds since 1970.
    ///
    /// ```
    /// use tousu::calendar::{Calendar, Rows};
    /// let china = Calendar::builtin("china")?;
    /// // 2026-09-30T09:00:00Z is 17:00 in Shanghai: one hour is left of the day.
    /// let (mut values, mut codes, mut provisional) = ([0; 2], [0; 2], [0; 2]);
    /// let rows = Rows { values: &mut values, codes: &mut codes, provisional: &mut provisional };
    /// china.add_working_seconds_rows(&[1_790_758_800, i64::MAX], 3_600, rows)?;
    /// assert_eq!((values, codes), ([1_790_762_400, i64::MIN], [0, 2001]));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `invalid-argument` when a column has not as many rows as `starts`.
    pub fn add_working_seconds_rows(&self, starts: &[i64], seconds: i64, out: Rows<'_>) -> Result<()> {
        out.fill(starts.iter(), |start| self.working_seconds_later(instant_of_row(*start)?, seconds).map(unix))
    }

    /// [`Self::working_seconds_between`] for many starts and ends, in UTC seconds since 1970.
    ///
    /// # Errors
    /// `invalid-argument` when `ends` or a column has not as many rows as `starts`.
    pub fn working_seconds_between_rows(&self, starts: &[i64], ends: &[i64], out: Rows<'_>) -> Result<()> {
        if starts.len() != ends.len() {
            let (found, expected) = (format_args!("{} rows", ends.len()), format_args!("{} rows", starts.len()));
            return Err(Error::new(Code::InvalidArgument, found, expected).at("ends"));
        }
        let pairs = starts.iter().zip(ends);
        out.fill(pairs, |(start, end)| self.open_seconds_between(instant_of_row(*start)?, instant_of_row(*end)?))
    }

    /// [`Self::add_business_days`] for many dates, in days since 1970.
    ///
    /// # Errors
    /// `invalid-argument` when a column has not as many rows as `dates`.
    pub fn add_business_days_rows(
        &self,
        dates: &[i64],
        days: i64,
        mode: RollMode,
        count_start: bool,
        out: Rows<'_>,
    ) -> Result<()> {
        // Where nothing is asked of the start, most answers are two look-ups.
        let near = self.days.near(days, self.provisional.1).filter(|_| mode == RollMode::None && !count_start);
        out.fill(dates.iter(), |on| {
            let on = date(*on)?;
            if let Some(found) = near.and_then(|near| near.later(on)) {
                return Ok(Known { value: found.days().into(), provisional: false });
            }
            let found = self.business_days_later::<Code>(on, days, mode, count_start)?;
            Ok(Known { value: found.value.days().into(), provisional: found.provisional })
        })
    }
}
