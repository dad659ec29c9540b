//! What a calendar is made of, checked and complete: the source of its tables, its reasons and its digest.

use std::collections::BTreeMap;

use super::about::About;
use super::hours::{Hours, subtract};
use super::zone::Zone;
use super::{Day, DayReason};
use crate::document::JsonWriter;
use crate::error::{Code, Error, Result};
use crate::id::Digest;
use crate::time::{Date, days_in_month};

/// Names of the weekdays in documents, Monday first.
pub(super) const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Everything that decides, before the tables are made.
#[derive(Clone, Debug)]
pub(super) struct Definition {
    pub(super) id: String,
    pub(super) zone: Zone,
    /// Monday first.
    pub(super) weekly: [Hours; 7],
    /// Closed dates with the name of the holiday.
    pub(super) holidays: BTreeMap<Date, String>,
    /// Make-up working dates with the name of the holiday they make up for.
    pub(super) workdays: BTreeMap<Date, String>,
    /// Hours of single dates.
    pub(super) overrides: BTreeMap<Date, Hours>,
    /// Times cut out of single dates.
    pub(super) breaks: BTreeMap<Date, Hours>,
    /// A date that is both a holiday and has hours of its own is closed.
    pub(super) holiday_wins: bool,
    /// Answers that rest on a projection are refused.
    pub(super) strict: bool,
    /// The years with announced data; `None` = the calendar knows every year.
    pub(super) known: Option<(i32, i32)>,
    /// Title, sources and English names.
    pub(super) about: About,
    /// Statutory days of the years after the last announced one.
    pub(super) projection: Projection,
}

/// The statutory days from which a year without announced data is computed.
#[derive(Clone, Default, Debug)]
pub(super) struct Projection {
    /// Festivals on fixed days: name, month, day.
    pub(super) fixed: Vec<(String, u32, u32)>,
    /// Festivals on moving days: name and length in days.
    pub(super) moving: Vec<(String, u32)>,
    /// The first days (month, day) of the moving festivals of each year, in their order.
    pub(super) first_days: BTreeMap<i32, Vec<(u32, u32)>>,
}

impl Projection {
    /// The last year of the unbroken run that begins after `announced`; `announced` when there is none.
    fn last_year(&self, announced: i32) -> i32 {
        let years = self.first_days.range(announced.saturating_add(1)..);
        years
            .zip(announced.saturating_add(1)..)
            .take_while(|((year, _), expected)| *year == expected)
            .count()
            .try_into()
            .map_or(announced, |count: i32| announced.saturating_add(count))
    }

    /// The statutory days of a year; the first name stays on a date that has two.
    fn statutory(&self, year: i32) -> Result<BTreeMap<Date, &str>> {
        let mut days = BTreeMap::new();
        for (name, month, day) in &self.fixed {
            days.entry(Date::from_ymd(year, *month, *day)?).or_insert(name.as_str());
        }
        let first_days = self.first_days.get(&year).map_or(&[][..], Vec::as_slice);
        for ((name, length), (month, day)) in self.moving.iter().zip(first_days) {
            let first = Date::from_ymd(year, *month, *day)?;
            for later in 0..i64::from(*length) {
                days.entry(first.plus_days(later)?).or_insert(name.as_str());
            }
        }
        Ok(days)
    }
}

/// The span of dates that a calendar answers for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Span {
    pub(super) first: Date,
    pub(super) last: Date,
    /// The first date without announced data.
    pub(super) provisional_from: Option<Date>,
    /// Every year is known: the ends are those of the dates themselves.
    pub(super) unbounded: bool,
}

impl Definition {
    /// The dates it answers for.
    pub(super) fn span(&self) -> Result<Span> {
        let Some((from, to)) = self.known else {
            return Ok(Span { first: Date::MIN, last: Date::MAX, provisional_from: None, unbounded: true });
        };
        let last_year = self.projection.last_year(to);
        let provisional_from = (last_year > to).then(|| Date::from_ymd(to + 1, 1, 1)).transpose()?;
        Ok(Span {
            first: Date::from_ymd(from, 1, 1)?,
            last: Date::from_ymd(last_year, 12, 31)?,
            provisional_from,
            unbounded: false,
        })
    }

    /// Refuses what cannot be a calendar.
    pub(super) fn check(&self) -> Result<()> {
        if !crate::id::is_id(&self.id) {
            return Err(Error::new(Code::InvalidId, &self.id, "lower-case letters, digits, `-` and `_`").at("id"));
        }
        if let Some((date, _)) = self.holidays.iter().find(|(date, _)| self.workdays.contains_key(*date)) {
            return Err(Error::new(Code::ContradictoryDate, date, "a holiday and a make-up working day"));
        }
        if let Some((from, to)) = self.known.filter(|(from, to)| from > to || *from < 1 || *to > 9999) {
            let subject = format_args!("{from} to {to}");
            return Err(Error::new(Code::TimeOutOfRange, subject, "the years 1 to 9999 in ascending order").at("known"));
        }
        Ok(())
    }

    /// Adds the projected holidays of the years after the last announced one.
    pub(super) fn project(&mut self) -> Result<()> {
        let Some((_, to)) = self.known else { return Ok(()) };
        for year in to.saturating_add(1)..=self.projection.last_year(to) {
            let statutory: BTreeMap<Date, String> =
                self.projection.statutory(year)?.into_iter().map(|(date, name)| (date, name.to_owned())).collect();
            let mut compensated = Vec::new();
            for (date, name) in statutory.iter().filter(|(date, _)| self.weekday_hours(**date).is_closed()) {
                // The next working day that no festival and no other compensation has taken: a festival block and
                // two weekends are far below a month.
                let free = (1..31).filter_map(|later| date.plus_days(later).ok()).find(|later| {
                    !self.weekday_hours(*later).is_closed()
                        && !statutory.contains_key(later)
                        && !compensated.iter().any(|(taken, _)| taken == later)
                });
                if let Some(free) = free {
                    compensated.push((free, name.clone()));
                }
            }
            for (date, name) in statutory.into_iter().chain(compensated) {
                if !self.workdays.contains_key(&date) {
                    self.holidays.entry(date).or_insert(name);
                }
            }
        }
        Ok(())
    }

    fn weekday_hours(&self, date: Date) -> &Hours {
        static CLOSED: Hours = Hours::closed();
        self.weekly.get(usize::from(date.weekday())).unwrap_or(&CLOSED)
    }

    /// The hours of a make-up day: Monday's, or of the first weekday that has some.
    fn make_up_hours(&self) -> &Hours {
        static CLOSED: Hours = Hours::closed();
        self.weekly.iter().find(|hours| !hours.is_closed()).unwrap_or(&CLOSED)
    }

    /// The hours that open on a date before its breaks, and why.
    pub(super) fn hours(&self, date: Date) -> (&Hours, DayReason<'_>) {
        static CLOSED: Hours = Hours::closed();
        let holiday = self.holidays.get(&date);
        if let Some(hours) = self.overrides.get(&date).filter(|_| holiday.is_none() || !self.holiday_wins) {
            return (hours, DayReason::Hours);
        }
        if let Some(name) = holiday {
            return (&CLOSED, DayReason::Holiday(name));
        }
        if let Some(name) = self.workdays.get(&date) {
            return (self.make_up_hours(), DayReason::MakeUp(name));
        }
        let hours = self.weekday_hours(date);
        (hours, if hours.is_closed() { DayReason::Weekend } else { DayReason::Weekday })
    }

    /// Whether work is done on a date, and why.
    pub(super) fn day(&self, date: Date) -> Day<'_> {
        Day { working: self.last_close(date).is_some(), why: self.hours(date).1 }
    }

    /// The last close of the shifts that open on a date, in seconds since its local midnight.
    pub(super) fn last_close(&self, date: Date) -> Option<i64> {
        let (hours, _) = self.hours(date);
        match self.breaks.get(&date) {
            None => hours.intervals().last().map(|(_, close)| i64::from(*close)),
            Some(breaks) => subtract(&wide(hours), &wide(breaks)).last().map(|(_, close)| *close),
        }
    }

    /// Every date that is not as its weekday, in ascending order.
    pub(super) fn exceptional_dates(&self) -> Vec<Date> {
        let mut dates: Vec<Date> = self.holidays.keys().chain(self.workdays.keys()).copied().collect();
        dates.extend(self.overrides.keys().chain(self.breaks.keys()));
        dates.sort_unstable();
        dates.dedup();
        dates
    }

    /// SHA-256 of everything that decides, in one fixed order.
    pub(super) fn digest(&self) -> Digest {
        let mut json = JsonWriter::new();
        json.object(|json| {
            json.field("id").string(&self.id);
            json.field("time_zone").string(self.zone.name());
            json.field("weekly");
            json.object(|json| {
                for (name, hours) in WEEKDAYS.iter().zip(&self.weekly) {
                    json.field(name);
                    write_hours(json, hours);
                }
            });
            for (field, dates) in [("holidays", &self.holidays), ("workdays", &self.workdays)] {
                json.field(field);
                json.object(|json| {
                    for (date, name) in dates {
                        json.field(&date.to_string()).string(name);
                    }
                });
            }
            for (field, dates) in [("overrides", &self.overrides), ("breaks", &self.breaks)] {
                json.field(field);
                json.object(|json| {
                    for (date, hours) in dates {
                        json.field(&date.to_string());
                        write_hours(json, hours);
                    }
                });
            }
            json.field("holiday_wins").boolean(self.holiday_wins);
            json.field("strict").boolean(self.strict);
            json.field("known");
            match self.known {
                None => json.null(),
                Some((from, to)) => json.array(|json| {
                    [from, to, self.projection.last_year(to)].iter().for_each(|year| json.integer(i64::from(*year)));
                }),
            }
        });
        Digest::of(json.finish().as_bytes())
    }
}

fn write_hours(json: &mut JsonWriter, hours: &Hours) {
    json.array(|json| {
        for (open, close) in hours.intervals() {
            json.array(|json| {
                json.integer(i64::from(*open));
                json.integer(i64::from(*close));
            });
        }
    });
}

/// The intervals of a day in wide numbers.
pub(super) fn wide(hours: &Hours) -> Vec<(i64, i64)> {
    let intervals = hours.intervals().iter();
    intervals.map(|(open, close)| (i64::from(*open), i64::from(*close))).collect()
}

/// `MM-DD` as month and day; 02-29 is one.
pub(super) fn month_day(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.split_once('-')?;
    let number = |part: &str| (part.len() == 2).then(|| part.parse::<u32>().ok()).flatten();
    let (month, day) = (number(month)?, number(day)?);
    ((1..=12).contains(&month) && (1..=days_in_month(2000, month)).contains(&day)).then_some((month, day))
}
