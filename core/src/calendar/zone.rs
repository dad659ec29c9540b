//! A time zone as a table of offsets.
//!
//! +08:00 and other fixed offsets are built in; IANA names come with the feature `zones` and are turned into a table
//! of transitions when a calendar is built, so that no zone is looked up later.

use crate::error::{Code, Error, Fault, Result};
use crate::time::{DAY, Date, Instant};

/// Names that mean a fixed offset whether or not the feature `zones` is on, so that both give the same answers.
///
/// The zones of the built-in calendars are UTC+8 throughout: their daylight saving, the last of which ended in 1991
/// (Shanghai) and 1979 (Hong Kong, Macao, Taipei), lies before every year that those know.
const FIXED: &[(&str, i32)] = &[
    ("Asia/Shanghai", 8 * 3600),
    ("Asia/Hong_Kong", 8 * 3600),
    ("Asia/Macau", 8 * 3600),
    ("Asia/Taipei", 8 * 3600),
    ("UTC", 0),
    ("Etc/UTC", 0),
];

/// Offsets of a zone by instant and by local time.
#[derive(Clone, Debug)]
pub(super) struct Zone {
    name: String,
    /// The offset before the first transition.
    first: i32,
    transitions: Vec<Transition>,
    /// The first seconds of the transitions, and the local ones.
    at: Steps,
    local_ends: Steps,
}

/// Ascending seconds, found by their bucket: a question costs no halving.
#[derive(Clone, Default, Debug)]
struct Steps {
    seconds: Vec<i64>,
    /// The first second of the first bucket.
    begin: i64,
    /// How many seconds lie before each bucket.
    before: Vec<u16>,
}

impl Steps {
    /// Seconds of a bucket, as a power of two: seven weeks, in which few zones change twice.
    const SHIFT: u32 = 22;

    fn new(seconds: Vec<i64>) -> Self {
        let (begin, last) = (seconds.first().copied().unwrap_or(0), seconds.last().copied().unwrap_or(0));
        let buckets = (last - begin) >> Self::SHIFT;
        let before = (0..=buckets).map(|bucket| {
            let passed = seconds.partition_point(|second| *second < begin + (bucket << Self::SHIFT));
            u16::try_from(passed).unwrap_or(u16::MAX)
        });
        Self { before: before.collect(), begin, seconds }
    }

    /// How many of them lie at or before a second.
    #[inline(never)]
    fn upto(&self, second: i64) -> usize {
        if second < self.begin {
            return 0;
        }
        let bucket = usize::try_from((second - self.begin) >> Self::SHIFT).ok();
        let Some(before) = bucket.and_then(|bucket| self.before.get(bucket)) else {
            return self.seconds.len();
        };
        let mut passed = usize::from(*before);
        while self.seconds.get(passed).is_some_and(|next| *next <= second) {
            passed += 1;
        }
        passed
    }
}

/// The start of another offset.
#[derive(Clone, Copy, Debug)]
struct Transition {
    /// The first second with the new offset.
    at: i64,
    /// Seconds east of Greenwich from then on.
    offset: i32,
}

impl Zone {
    /// The zone with this name: one of [`FIXED`], `+08:00`, or an IANA name with the feature `zones`.
    pub(super) fn named(name: &str) -> Result<Self> {
        let known = FIXED.iter().find(|(fixed, _)| *fixed == name).map(|(_, offset)| *offset);
        if let Some(offset) = known.or_else(|| fixed_offset(name)) {
            return Ok(Self::with_transitions(name, offset, &[]));
        }
        iana(name)
    }

    fn with_transitions(name: &str, first: i32, changes: &[(i64, i32)]) -> Self {
        let transitions = changes.iter().map(|(at, offset)| Transition { at: *at, offset: *offset }).collect();
        let (mut before, mut latest) = (first, i64::MIN);
        // The local seconds at which the old offsets end; none is below that of the transition before.
        let local_ends = changes.iter().map(|(at, offset)| {
            latest = latest.max(at + i64::from(before));
            before = *offset;
            latest
        });
        Self {
            local_ends: Steps::new(local_ends.collect()),
            at: Steps::new(changes.iter().map(|(at, _)| *at).collect()),
            transitions,
            name: name.to_owned(),
            first,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The instants at which the offset changes, in ascending order.
    pub(super) fn changes(&self) -> impl Iterator<Item = i64> {
        self.at.seconds.iter().copied()
    }

    /// Seconds east of Greenwich at an instant.
    #[inline(always)]
    pub(super) fn offset_at(&self, unix: i64) -> i32 {
        if self.transitions.is_empty() {
            return self.first;
        }
        self.offset_of(self.at.upto(unix))
    }

    /// The offset of a segment: 0 is before the first transition.
    fn offset_of(&self, segment: usize) -> i32 {
        let transition = segment.checked_sub(1).and_then(|before| self.transitions.get(before));
        transition.map_or(self.first, |transition| transition.offset)
    }

    /// The first segment that reaches this local second, and its first local second.
    fn segment_of_local(&self, local: i64) -> (usize, i64) {
        let segment = self.local_ends.upto(local);
        let begins = segment.checked_sub(1).and_then(|before| self.transitions.get(before));
        (segment, begins.map_or(i64::MIN, |transition| transition.at + i64::from(transition.offset)))
    }

    /// The instant of a local second (seconds since local 1970-01-01T00:00:00). Of two, the first; in a gap, with the
    /// offset before the gap.
    pub(super) fn unix_of_local(&self, local: i64) -> i64 {
        if self.transitions.is_empty() {
            return local - i64::from(self.first);
        }
        let (segment, begins) = self.segment_of_local(local);
        let segment = if local < begins { segment.saturating_sub(1) } else { segment };
        local - i64::from(self.offset_of(segment))
    }

    /// The first instant whose local date is this one or, when the zone skips it, a later one.
    #[inline(always)]
    pub(super) fn start_of_day(&self, day: i64) -> i64 {
        let local = day * DAY;
        if self.transitions.is_empty() { local - i64::from(self.first) } else { self.start_of_local(local) }
    }

    fn start_of_local(&self, local: i64) -> i64 {
        let (segment, begins) = self.segment_of_local(local);
        local.max(begins) - i64::from(self.offset_of(segment))
    }
}

/// `+08:00`, `-03:30`: up to 18 hours.
fn fixed_offset(name: &str) -> Option<i32> {
    let (sign, rest) = match name.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hour, minute) = rest.split_once(':')?;
    let number = |text: &str, most: i32| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<i32>().ok())?.filter(|value| *value <= most)
    };
    Some(sign * (number(hour, 17)? * 3600 + number(minute, 59)? * 60))
}

#[cfg(not(feature = "zones"))]
fn iana(name: &str) -> Result<Zone> {
    let expected = "Asia/Shanghai, Asia/Hong_Kong, Asia/Macau, Asia/Taipei, UTC or a fixed offset as +08:00";
    Err(Error::new(Code::UnknownZone, name, expected).with_help("build tousu with the feature `zones` for IANA names"))
}

#[cfg(feature = "zones")]
fn iana(name: &str) -> Result<Zone> {
    use std::sync::{LazyLock, OnceLock};

    /// No zone changes twice within six days: a test probes them all every second day.
    const STEP: i64 = 5 * DAY;

    let zone: chrono_tz::Tz = name.parse().map_err(|_| {
        let expected = "an IANA name as Europe/London, or a fixed offset as +08:00";
        Error::new(Code::UnknownZone, name, expected)
    })?;
    // Each zone is probed once, when it is first asked for.
    static PROBED: LazyLock<Vec<OnceLock<Offsets>>> =
        LazyLock::new(|| chrono_tz::TZ_VARIANTS.iter().map(|_| OnceLock::new()).collect());
    let (first, changes) = match PROBED.get(zone as usize) {
        Some(known) => known.get_or_init(|| probed(zone, STEP)),
        None => &probed(zone, STEP),
    };
    Ok(Zone::with_transitions(name, *first, changes))
}

/// The first offset of a zone, and its changes with the first second of each.
#[cfg(feature = "zones")]
type Offsets = (i32, Vec<(i64, i32)>);

/// Probes the zone and finds the second of each change by halving.
#[cfg(feature = "zones")]
fn probed(zone: chrono_tz::Tz, step: i64) -> Offsets {
    use chrono::{DateTime, Offset, TimeZone};

    /// 1850-01-01 and 2101-01-01: the zone data hold no change outside.
    const PROBED: (i64, i64) = (-3_786_825_600, 4_133_980_800);

    let offset = |unix: i64| {
        let at = DateTime::from_timestamp(unix, 0).unwrap_or_default().naive_utc();
        zone.offset_from_utc_datetime(&at).fix().local_minus_utc()
    };
    let first = offset(PROBED.0);
    let (mut changes, mut before, mut at) = (Vec::new(), first, PROBED.0);
    while at < PROBED.1 {
        let next = at + step;
        if offset(next) != before {
            let (mut low, mut high) = (at, next);
            while high - low > 1 {
                let middle = low + (high - low) / 2;
                if offset(middle) == before { low = middle } else { high = middle }
            }
            before = offset(high);
            changes.push((high, before));
            at = high;
        } else {
            at = next;
        }
    }
    (first, changes)
}

impl super::Calendar {
    /// The IANA name of the zone, or its fixed offset.
    #[must_use]
    pub fn zone(&self) -> &str {
        self.definition.zone.name()
    }

    /// Seconds east of Greenwich at an instant.
    #[must_use]
    #[inline]
    pub fn offset_at(&self, at: Instant) -> i32 {
        self.definition.zone.offset_at(at.unix())
    }

    /// The local date of an instant.
    #[must_use]
    #[inline(always)]
    pub fn date_of(&self, at: Instant) -> Date {
        let day = (at.unix() + i64::from(self.offset_at(at))).div_euclid(DAY);
        // Instants keep a day's distance from the ends of the dates, and offsets are below a day.
        let day = i32::try_from(day).ok().and_then(Date::on_day);
        day.unwrap_or(if at.unix() < 0 { Date::MIN } else { Date::MAX })
    }

    /// The instant of a local time. Of a time that comes twice, the first; a time that a zone skips is read with the
    /// offset before the gap.
    ///
    /// # Errors
    /// `time-out-of-range` when the second is not below 86,400 or the instant is outside the years 1 to 9999.
    pub fn instant_of(&self, date: Date, second_of_day: u32) -> Result<Instant> {
        if i64::from(second_of_day) >= DAY {
            let subject = format_args!("second {second_of_day}");
            return Err(Error::new(Code::TimeOutOfRange, subject, "the seconds 0 to 86399 of a day"));
        }
        self.local(date, i64::from(second_of_day))
    }

    /// The instant of a second since local midnight, be it of a later date.
    pub(super) fn local(&self, date: Date, second: i64) -> Result<Instant> {
        Instant::from_unix(self.definition.zone.unix_of_local(i64::from(date.days()) * DAY + second))
    }

    /// The first instant of a local date; for a date that the zone skips, of the next one.
    ///
    /// # Errors
    /// `time-out-of-range` at the ends of the years 1 to 9999.
    #[inline]
    pub fn start_of_day(&self, date: Date) -> Result<Instant> {
        Instant::from_unix(self.definition.zone.start_of_day(i64::from(date.days())))
    }

    /// The last second of a local date: the first instant of the next local date minus one second.
    ///
    /// ```
    /// use tousu::{calendar::Calendar, time::Date};
    /// let china = Calendar::builtin("china")?;
    /// let end = china.end_of_day(Date::parse("2026-03-02")?)?;
    /// assert_eq!(china.format(end), "2026-03-02T23:59:59+08:00");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `time-out-of-range` at the ends of the years 1 to 9999.
    #[inline]
    pub fn end_of_day(&self, date: Date) -> Result<Instant> {
        self.last_second(date)
    }

    #[inline(always)]
    pub(crate) fn last_second<F: Fault>(&self, date: Date) -> Result<Instant, F> {
        let last = self.definition.zone.start_of_day(i64::from(date.days()) + 1) - 1;
        Instant::at_unix(last).ok_or_else(|| end_of_time(date))
    }

    /// RFC 3339 in the calendar's zone.
    #[must_use]
    pub fn format(&self, at: Instant) -> String {
        at.format(self.offset_at(at))
    }
}

#[cold]
fn end_of_time<F: Fault>(date: Date) -> F {
    let whole = || Error::new(Code::TimeOutOfRange, format_args!("the end of {date}"), "the years 1 to 9999");
    F::make(Code::TimeOutOfRange, whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_offsets_are_read() {
        let offset = |name: &str| Zone::named(name).map(|zone| zone.offset_at(0)).map_err(|e| e.slug());
        assert_eq!(offset("Asia/Shanghai"), Ok(28_800));
        assert_eq!(offset("+08:00"), Ok(28_800));
        assert_eq!(offset("-03:30"), Ok(-12_600));
        assert_eq!(offset("UTC"), Ok(0));
        for bad in ["", "+8:00", "+18:00", "+08:60", "08:00", "Mars/Olympus", "+0八:00"] {
            assert_eq!(offset(bad), Err("unknown-zone"), "{bad}");
        }
    }

    /// A zone with a gap and an overlap at midnight, and a skipped date.
    fn odd() -> Zone {
        let changes = [
            (10 * DAY, 3600),     // 00:00 -> 01:00 on day 10
            (20 * DAY - 1800, 0), // 00:30 -> 23:30 on day 20
            (30 * DAY, 86_340),   // all but a minute of a date is skipped
        ];
        Zone::with_transitions("odd", 0, &changes)
    }

    #[test]
    fn days_start_at_their_first_instant() {
        let zone = odd();
        assert_eq!(zone.start_of_day(10), 10 * DAY, "a gap at midnight");
        assert_eq!(zone.unix_of_local(10 * DAY + 1800), 10 * DAY + 1800, "inside the gap");
        assert_eq!(zone.start_of_day(20), 20 * DAY - 3600, "midnight comes twice");
        assert_eq!(zone.unix_of_local(20 * DAY), 20 * DAY - 3600, "the first of two");
        for day in 0..40 {
            let start = zone.start_of_day(day);
            let date = |unix: i64| (unix + i64::from(zone.offset_at(unix))).div_euclid(DAY);
            assert!(date(start) >= day && date(start - 1) < day, "day {day}");
        }
    }

    #[cfg(feature = "zones")]
    #[test]
    fn no_change_of_any_zone_is_passed_over() {
        for zone in chrono_tz::TZ_VARIANTS {
            assert_eq!(probed(zone, 5 * DAY), probed(zone, 2 * DAY), "{zone}");
        }
    }

    #[cfg(feature = "zones")]
    #[test]
    fn iana_zones_have_their_transitions() -> Result<()> {
        let zone = Zone::named("America/New_York")?;
        let at = |text: &str| Instant::parse(text).map(Instant::unix);
        assert_eq!(zone.offset_at(at("2026-03-08T06:59:59Z")?), -5 * 3600);
        assert_eq!(zone.offset_at(at("2026-03-08T07:00:00Z")?), -4 * 3600);
        assert_eq!(zone.offset_at(at("2026-11-01T06:00:00Z")?), -5 * 3600);
        let samoa = Zone::named("Pacific/Apia")?;
        let skipped = i64::from(Date::parse("2011-12-30")?.days());
        assert_eq!(samoa.start_of_day(skipped), samoa.start_of_day(skipped + 1));
        Ok(())
    }
}
