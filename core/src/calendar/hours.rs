//! Opening hours of one day as written: local wall times.

use std::fmt;
use std::str::FromStr;

use crate::error::{Code, Error, Result};

/// Seconds of a day.
const DAY: u32 = 86_400;

/// The hours of one day: `[open, close)` in seconds since local midnight, in ascending order and disjoint.
///
/// A close above 24:00 runs past midnight; the shift belongs to the day on which it opens.
#[derive(Clone, PartialEq, Eq, Hash, Default, Debug)]
pub struct Hours(Vec<(u32, u32)>);

impl Hours {
    /// No hours: closed.
    #[must_use]
    pub const fn closed() -> Self {
        Self(Vec::new())
    }

    /// Hours from pairs of seconds since midnight, in any order.
    ///
    /// ```
    /// use tousu::calendar::Hours;
    /// assert!(Hours::new(&[(9 * 3600, 12 * 3600), (13 * 3600, 18 * 3600)]).is_ok());
    /// assert!(Hours::new(&[(9 * 3600, 12 * 3600), (11 * 3600, 18 * 3600)]).is_err());
    /// ```
    ///
    /// # Errors
    /// `overlapping-hours` when a pair is empty or reversed, opens after 24:00, closes after 48:00, or two overlap.
    pub fn new(intervals: &[(u32, u32)]) -> Result<Self> {
        let mut sorted = intervals.to_vec();
        sorted.sort_unstable();
        let fault = |open: u32, close: u32, expected: &str| {
            let subject = format_args!("{}-{}", clock(open), clock(close));
            Err(Error::new(Code::OverlappingHours, subject, expected))
        };
        let mut before = 0;
        for (open, close) in sorted.iter().copied() {
            if open >= close {
                return fault(
                    open,
                    close,
                    "the close comes after the open; past midnight it is written above 24:00, as 30:00",
                );
            }
            if open >= DAY || close > 2 * DAY {
                return fault(open, close, "a shift opens before 24:00 and closes by 48:00");
            }
            if open < before {
                return fault(open, close, "the interval before it closes first");
            }
            before = close;
        }
        Ok(Self(sorted))
    }

    /// Hours from pairs of wall times, as `("09:00", "12:00")`.
    ///
    /// # Errors
    /// `unreadable-time` for what is no wall time; else as [`Self::new`].
    pub fn parse(intervals: &[(&str, &str)]) -> Result<Self> {
        let pairs = intervals.iter().map(|(open, close)| Ok((wall_time(open)?, wall_time(close)?)));
        Self::new(&pairs.collect::<Result<Vec<_>>>()?)
    }

    /// The intervals.
    #[must_use]
    pub fn intervals(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.is_empty()
    }
}

/// Reads `08:00-12:00, 14:00-17:30`; an en dash, 至, `;` and 、 read the same.
impl FromStr for Hours {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut pairs = Vec::new();
        for part in text.split([',', '，', ';', '；', '、']) {
            let (open, close) = part
                .split_once(['-', '–', '—', '~', '至'])
                .ok_or_else(|| Error::new(Code::UnreadableTime, part.trim(), "hours as `08:00-12:00, 14:00-17:30`"))?;
            pairs.push((wall_time(open.trim())?, wall_time(close.trim())?));
        }
        Self::new(&pairs)
    }
}

/// The form that reads back.
impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (open, close)) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{}-{}", clock(*open), clock(*close))?;
        }
        Ok(())
    }
}

/// `09:00` or `09:00:30`, up to 48:00, in seconds.
pub(super) fn wall_time(text: &str) -> Result<u32> {
    let unreadable = || Error::new(Code::UnreadableTime, text, "a wall time as 09:00 or 18:30:00, at most 48:00");
    let mut parts = text.split(':');
    let mut part = |most: u32| {
        let part = parts.next()?;
        let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<u32>().ok())?.filter(|value| *value <= most)
    };
    let (hour, minute) = (part(48).ok_or_else(unreadable)?, part(59).ok_or_else(unreadable)?);
    let second = match text.len() {
        5 => 0,
        8 => part(59).ok_or_else(unreadable)?,
        _ => return Err(unreadable()),
    };
    let total = hour * 3600 + minute * 60 + second;
    (total <= 2 * DAY).then_some(total).ok_or_else(unreadable)
}

/// Seconds as a wall time.
pub(super) fn clock(seconds: u32) -> String {
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if second == 0 { format!("{hour:02}:{minute:02}") } else { format!("{hour:02}:{minute:02}:{second:02}") }
}

/// Merges intervals that overlap or touch; `intervals` is sorted by its start.
pub(super) fn merge(intervals: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut merged: Vec<(i64, i64)> = Vec::with_capacity(intervals.len());
    for (open, close) in intervals.iter().copied().filter(|(open, close)| open < close) {
        match merged.last_mut() {
            Some(last) if open <= last.1 => last.1 = last.1.max(close),
            _ => merged.push((open, close)),
        }
    }
    merged
}

/// What of `intervals` is not in `cuts`; both are sorted and disjoint.
pub(super) fn subtract(intervals: &[(i64, i64)], cuts: &[(i64, i64)]) -> Vec<(i64, i64)> {
    if cuts.is_empty() {
        return intervals.to_vec();
    }
    let mut left = Vec::with_capacity(intervals.len());
    let mut rest = cuts;
    for (mut open, close) in intervals.iter().copied() {
        // Cuts that end before this interval end before all later ones.
        let gone = rest.partition_point(|cut| cut.1 <= open);
        rest = rest.get(gone..).unwrap_or(&[]);
        for (from, to) in rest.iter().copied().take_while(|cut| cut.0 < close) {
            if from > open {
                left.push((open, from));
            }
            open = open.max(to);
        }
        if open < close {
            left.push((open, close));
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wall_times_are_strict() {
        let read = |text: &str| wall_time(text).ok();
        assert_eq!(read("00:00"), Some(0));
        assert_eq!(read("24:00"), Some(86_400));
        assert_eq!(read("30:00"), Some(108_000));
        assert_eq!(read("09:30:15"), Some(34_215));
        for bad in ["", "9:00", "09:60", "09", "09:00:", "49:00", "48:00:01", "09:00:00:00", "+9:00", "０９:00"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn hours_refuse_what_overlaps_or_runs_backwards() {
        let slug = |pairs: &[(&str, &str)]| Hours::parse(pairs).map_err(|error| error.slug()).err();
        assert_eq!(slug(&[("13:00", "18:00"), ("09:00", "12:00")]), None, "any order");
        assert_eq!(slug(&[("09:00", "12:00"), ("12:00", "18:00")]), None, "touching");
        assert_eq!(slug(&[("20:00", "30:00")]), None, "past midnight");
        for bad in [
            &[("09:00", "12:00"), ("11:59", "18:00")][..],
            &[("18:00", "09:00")],
            &[("09:00", "09:00")],
            &[("24:00", "25:00")],
        ] {
            assert_eq!(slug(bad), Some("overlapping-hours"), "{bad:?}");
        }
    }

    #[test]
    fn written_hours_read_back() -> Result<()> {
        for (text, canonical) in [
            ("08:00-12:00,14:00-17:30", "08:00-12:00, 14:00-17:30"),
            ("14:00至17:30、08:00至12:00", "08:00-12:00, 14:00-17:30"),
            ("20:00 - 30:00", "20:00-30:00"),
        ] {
            let hours: Hours = text.parse()?;
            assert_eq!(hours.to_string(), canonical);
            assert_eq!(canonical.parse(), Ok(hours));
        }
        for (bad, slug) in [("", "unreadable-time"), ("08:00", "unreadable-time"), ("12:00-08:00", "overlapping-hours")]
        {
            assert_eq!(bad.parse::<Hours>().map_err(|error| error.slug()), Err(slug), "{bad}");
        }
        Ok(())
    }

    #[test]
    fn cuts_split_and_swallow() {
        assert_eq!(subtract(&[(0, 10), (20, 30)], &[(2, 4), (8, 22), (29, 40)]), [(0, 2), (4, 8), (22, 29)]);
        assert_eq!(subtract(&[(0, 10)], &[(0, 10)]), []);
        assert_eq!(subtract(&[(0, 5), (6, 9)], &[(3, 7)]), [(0, 3), (7, 9)]);
        assert_eq!(merge(&[(0, 5), (3, 4), (5, 9), (11, 12), (12, 12)]), [(0, 9), (11, 12)]);
    }
}
