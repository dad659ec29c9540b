//! Offsets from the law of each place, by hand: nothing here knows the library or the zone data.

use std::sync::LazyLock;

use tousu::time::DAY;

/// A place's offset from UTC in seconds, as its law has it since 2008.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Clock {
    Fixed(i64),
    /// UTC-8; UTC-7 from the second Sunday of March, 02:00, to the first Sunday of November, 02:00 (Energy Policy Act
    /// of 2005).
    LosAngeles,
    /// UTC; UTC+1 from the last Sunday of March to that of October, both 01:00 UTC (Summer Time Order 2002).
    London,
    /// UTC+10:30; UTC+11 from the first Sunday of October to that of April, both 02:00 (Lord Howe Island Standard Time).
    LordHowe,
}

/// The places whose clocks are set twice a year.
pub(crate) const PLACES: [Clock; 3] = [Clock::LosAngeles, Clock::London, Clock::LordHowe];

/// The first second of a year, its two offsets, and from when to when the second of them holds.
type Year = (i64, ((i64, i64), (i64, i64)));

/// Days from 1970-01-01 to a date, by counting years and months.
pub(crate) fn day(year: i64, month: i64, day: i64) -> i64 {
    let leap = |year: i64| i64::from(year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    let years: i64 = (1970..year).map(|year| 365 + leap(year)).sum();
    let months = [31, 28 + leap(year), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    years + months.iter().take(month as usize - 1).sum::<i64>() + day - 1
}

/// Monday 0 to Sunday 6; 1970-01-01 was a Thursday.
pub(crate) fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

/// The first Sunday from a date on.
fn sunday(year: i64, month: i64, from: i64) -> i64 {
    let first = day(year, month, from);
    first + (6 - weekday(first))
}

impl Clock {
    pub(crate) fn name(self) -> String {
        match self {
            Self::Fixed(offset) => {
                let (sign, hours, minutes) =
                    (if offset < 0 { '-' } else { '+' }, offset.abs() / 3600, offset.abs() / 60 % 60);
                format!("{sign}{hours:02}:{minutes:02}")
            }
            Self::LosAngeles => "America/Los_Angeles".to_owned(),
            Self::London => "Europe/London".to_owned(),
            Self::LordHowe => "Australia/Lord_Howe".to_owned(),
        }
    }

    /// The offset outside and inside summer, and the instants between which it is summer, of a year. On Lord Howe
    /// Island it is winter between them.
    fn year(self, year: i64) -> ((i64, i64), (i64, i64)) {
        let hour = 3600;
        match self {
            Self::Fixed(offset) => ((offset, offset), (0, 0)),
            Self::LosAngeles => {
                ((-8 * hour, -7 * hour), (sunday(year, 3, 8) * DAY + 10 * hour, sunday(year, 11, 1) * DAY + 9 * hour))
            }
            Self::London => ((0, hour), (sunday(year, 3, 25) * DAY + hour, sunday(year, 10, 25) * DAY + hour)),
            Self::LordHowe => (
                (11 * hour, 10 * hour + 1800),
                (sunday(year, 4, 1) * DAY - 9 * hour, sunday(year, 10, 1) * DAY - 8 * hour - 1800),
            ),
        }
    }

    /// Seconds east of Greenwich at an instant between 2008 and 2100.
    pub(crate) fn offset(self, unix: i64) -> i64 {
        if let Self::Fixed(offset) = self {
            return offset;
        }
        static YEARS: LazyLock<[Vec<Year>; 3]> = LazyLock::new(|| {
            PLACES.map(|place| (1970..2110).map(|year| (day(year, 1, 1) * DAY, place.year(year))).collect())
        });
        let place = PLACES.iter().position(|place| *place == self).unwrap_or(0);
        let year = YEARS[place].partition_point(|(begin, _)| *begin <= unix).saturating_sub(1);
        let ((outside, inside), (from, to)) = YEARS[place][year].1;
        if (from..to).contains(&unix) { inside } else { outside }
    }

    /// The instant of a local second: the earlier of two; in a gap, with the offset before it.
    pub(crate) fn unix(self, local: i64) -> i64 {
        let offsets = [self.offset(local - 2 * DAY), self.offset(local + 2 * DAY)];
        let real: Vec<i64> =
            offsets.iter().map(|offset| local - offset).filter(|unix| self.offset(*unix) + unix == local).collect();
        real.iter().min().copied().unwrap_or(local - offsets[0])
    }

    /// The local date of an instant.
    pub(crate) fn date(self, unix: i64) -> i64 {
        (unix + self.offset(unix)).div_euclid(DAY)
    }

    /// The first second of a local date, by walking.
    pub(crate) fn begin(self, date: i64) -> i64 {
        let mut unix = self.unix(date * DAY) - 7200;
        while self.date(unix) < date {
            unix += 1;
        }
        unix
    }

    /// The Sundays on which the clock is set in 2026, and an ordinary one.
    #[cfg(feature = "zones")]
    pub(crate) fn changes(self) -> [i64; 3] {
        let [spring, autumn] = match self {
            Self::Fixed(_) => [day(2026, 9, 27); 2],
            Self::LosAngeles => [day(2026, 3, 8), day(2026, 11, 1)],
            Self::London => [day(2026, 3, 29), day(2026, 10, 25)],
            Self::LordHowe => [day(2026, 4, 5), day(2026, 10, 4)],
        };
        [spring, autumn, day(2026, 7, 5)]
    }
}

/// What the almanacs print for 2026, so that the oracle itself is judged.
#[test]
fn the_oracle_knows_when_clocks_are_set_in_2026() {
    let hour = 3600;
    let around = |clock: Clock, unix: i64| (clock.offset(unix - 1), clock.offset(unix));
    assert_eq!(day(2026, 3, 8), 20_520);
    // 8 March 2026, 10:00 UTC and 1 November 2026, 09:00 UTC.
    assert_eq!(around(Clock::LosAngeles, day(2026, 3, 8) * DAY + 10 * hour), (-8 * hour, -7 * hour));
    assert_eq!(around(Clock::LosAngeles, day(2026, 11, 1) * DAY + 9 * hour), (-7 * hour, -8 * hour));
    // 29 March and 25 October 2026, 01:00 UTC.
    assert_eq!(around(Clock::London, day(2026, 3, 29) * DAY + hour), (0, hour));
    assert_eq!(around(Clock::London, day(2026, 10, 25) * DAY + hour), (hour, 0));
    // 5 April 2026, 02:00 +11:00 is 4 April, 15:00 UTC; 4 October 2026, 02:00 +10:30 is 3 October, 15:30 UTC.
    assert_eq!(around(Clock::LordHowe, day(2026, 4, 4) * DAY + 15 * hour), (11 * hour, 10 * hour + 1800));
    assert_eq!(around(Clock::LordHowe, day(2026, 10, 3) * DAY + 15 * hour + 1800), (10 * hour + 1800, 11 * hour));
    // 01:30 comes twice in London on 25 October: the first is 00:30 UTC. 02:30 is skipped in Los Angeles on 8 March.
    assert_eq!(Clock::London.unix(day(2026, 10, 25) * DAY + 5400), day(2026, 10, 25) * DAY + 1800);
    assert_eq!(Clock::LosAngeles.unix(day(2026, 3, 8) * DAY + 9000), day(2026, 3, 8) * DAY + 9000 + 8 * hour);
    for clock in [Clock::LosAngeles, Clock::London, Clock::LordHowe, Clock::Fixed(20_700)] {
        let lengths = [-1, 0, 1].map(|later| clock.begin(20_520 + later + 1) - clock.begin(20_520 + later));
        let short = if clock == Clock::LosAngeles { 23 } else { 24 };
        assert_eq!(lengths, [24 * hour, short * hour, 24 * hour], "{clock:?}");
    }
}
