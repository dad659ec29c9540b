//! Times as registers write them.

use tousu::Error;
use tousu::calendar::Calendar;
use tousu::time::{Date, Instant, Moment};

/// A time as it was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Read {
    pub(crate) moment: Moment,
    /// It had no offset: it was read in the calendar's zone.
    pub(crate) naive: bool,
}

/// Reads RFC 3339, a date, or a local time in a usual spelling: `2019-11-22 16:54:42`, `2026/5/1 9:05`,
/// `2026年5月1日 9时5分`.
pub(crate) fn read(text: &str, calendar: &Calendar) -> Result<Read, Error> {
    let refused = match Moment::parse(text) {
        Ok(moment) => return Ok(Read { moment, naive: false }),
        Err(error) => error,
    };
    match numbers(text).as_deref() {
        Some([year, month, day]) => {
            let date = date(*year, *month, *day).ok_or(refused)?;
            Ok(Read { moment: Moment::On(date), naive: false })
        }
        Some([year, month, day, hour, minute, rest @ ..]) if rest.len() <= 1 => {
            let second = rest.first().copied().unwrap_or(0);
            let fits = *hour < 24 && *minute < 60 && second < 60;
            let date = date(*year, *month, *day).filter(|_| fits).ok_or(refused)?;
            let instant = calendar.instant_of(date, hour * 3600 + minute * 60 + second)?;
            Ok(Read { moment: Moment::at(instant), naive: true })
        }
        _ => Err(refused),
    }
}

/// The instant at which everything of a moment has happened.
pub(crate) fn latest(moment: Moment, calendar: &Calendar) -> Result<Instant, Error> {
    match moment {
        Moment::At { instant, .. } => Ok(instant),
        Moment::On(date) => calendar.end_of_day(date),
    }
}

/// The first instant at which a moment may have been.
pub(crate) fn earliest(moment: Moment, calendar: &Calendar) -> Result<Instant, Error> {
    match moment {
        Moment::At { instant, .. } => Ok(instant),
        Moment::On(date) => calendar.start_of_day(date),
    }
}

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    // A two-digit year is anyone's guess.
    (year >= 1000).then_some(())?;
    Date::from_ymd(i32::try_from(year).ok()?, month, day).ok()
}

/// The numbers of a time in order, when nothing but usual separators stands between them.
fn numbers(text: &str) -> Option<Vec<u32>> {
    let mut numbers = Vec::new();
    let mut digits = String::new();
    for c in text.trim().chars().chain([' ']) {
        if c.is_ascii_digit() {
            digits.push(c);
        } else if "-/.:T 年月日时分秒時：".contains(c) {
            if !digits.is_empty() {
                numbers.push(digits.parse().ok()?);
                digits.clear();
            }
        } else {
            return None;
        }
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_spellings_mean_one_time() -> Result<(), Error> {
        let calendar = Calendar::builtin("china")?;
        let expected = Instant::parse("2026-05-01T09:05:00+08:00")?;
        for text in
            ["2026-05-01 09:05:00", "2026/5/1 9:05", "2026年5月1日 9时5分", "2026-05-01T09:05:00", "2026.5.1 9：05"]
        {
            assert_eq!(read(text, &calendar)?, Read { moment: Moment::at(expected), naive: true }, "{text}");
        }
        assert_eq!(read("2026-05-01T01:05:00Z", &calendar)?, Read { moment: Moment::at(expected), naive: false });
        let day = Date::parse("2026-05-01")?;
        for text in ["2026-05-01", "2026/5/1", "2026年5月1日"] {
            assert_eq!(read(text, &calendar)?, Read { moment: Moment::On(day), naive: false }, "{text}");
        }
        assert_eq!(latest(Moment::On(day), &calendar)?, Instant::parse("2026-05-01T23:59:59+08:00")?);
        Ok(())
    }

    #[test]
    fn nonsense_is_no_time() -> Result<(), Error> {
        let calendar = Calendar::builtin("china")?;
        for text in
            ["昨天", "2026-13-01 00:00", "26-5-1", "2026-05-01 25:00:00", "2026-05-01 09:05:00 10", "5", "9:05 pm"]
        {
            assert!(read(text, &calendar).is_err(), "{text}");
        }
        Ok(())
    }
}
