//! Calendars made in code.

use std::collections::BTreeMap;

use super::Calendar;
use super::about::About;
use super::definition::{Definition, Projection};
use super::hours::Hours;
use super::zone::Zone;
use crate::error::{Code, Error, Result};
use crate::time::Date;

/// Collects a calendar; see [`Calendar::builder`].
#[derive(Clone, Debug)]
pub struct CalendarBuilder {
    id: String,
    zone: String,
    weekly: [Hours; 7],
    holidays: BTreeMap<Date, String>,
    workdays: BTreeMap<Date, String>,
    overrides: BTreeMap<Date, Hours>,
    breaks: BTreeMap<Date, Hours>,
    holiday_wins: bool,
    strict: bool,
    known: Option<(i32, i32)>,
    fault: Option<Error>,
}

impl CalendarBuilder {
    pub(super) fn new() -> Self {
        Self {
            id: "custom".to_owned(),
            zone: "Asia/Shanghai".to_owned(),
            weekly: Default::default(),
            holidays: BTreeMap::new(),
            workdays: BTreeMap::new(),
            overrides: BTreeMap::new(),
            breaks: BTreeMap::new(),
            holiday_wins: false,
            strict: false,
            known: None,
            fault: None,
        }
    }

    /// The id; `custom` when not given.
    #[must_use]
    pub fn id(mut self, id: &str) -> Self {
        id.clone_into(&mut self.id);
        self
    }

    /// The zone: `Asia/Shanghai` (when not given), `UTC`, a fixed offset as `+08:00`, or an IANA name with the
    /// feature `zones`.
    #[must_use]
    pub fn zone(mut self, name: &str) -> Self {
        name.clone_into(&mut self.zone);
        self
    }

    /// The hours of a weekday, Monday 0 to Sunday 6; a weekday without hours is closed.
    #[must_use]
    pub fn weekly(mut self, weekday: u8, hours: Hours) -> Self {
        match self.weekly.get_mut(usize::from(weekday)) {
            Some(day) => *day = hours,
            None => self.fault = Some(Error::new(Code::InvalidArgument, weekday, "a weekday, Monday 0 to Sunday 6")),
        }
        self
    }

    /// The same hours from Monday to Friday.
    #[must_use]
    pub fn monday_to_friday(mut self, hours: &Hours) -> Self {
        self.weekly.iter_mut().take(5).for_each(|day| day.clone_from(hours));
        self
    }

    /// A closed date.
    #[must_use]
    pub fn holiday(mut self, date: Date, name: &str) -> Self {
        self.holidays.insert(date, name.to_owned());
        self
    }

    /// A make-up working date: open with the hours of Monday (or of the first weekday that has some), although its
    /// weekday is closed. The name is that of the holiday it makes up for.
    #[must_use]
    pub fn workday(mut self, date: Date, name: &str) -> Self {
        self.workdays.insert(date, name.to_owned());
        self
    }

    /// Hours of a single date in place of its own.
    #[must_use]
    pub fn hours_on(mut self, date: Date, hours: Hours) -> Self {
        self.overrides.insert(date, hours);
        self
    }

    /// Times cut out of a single date, whichever shift they fall into.
    #[must_use]
    pub fn break_on(mut self, date: Date, cut: Hours) -> Self {
        self.breaks.insert(date, cut);
        self
    }

    /// A date that is both a holiday and has hours of its own is closed; by default its hours win.
    #[must_use]
    pub fn holiday_wins(mut self, wins: bool) -> Self {
        self.holiday_wins = wins;
        self
    }

    /// Refuse answers that rest on projected years.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// The first and last year that the calendar knows; without it, every year.
    #[must_use]
    pub fn known_years(mut self, from: i32, to: i32) -> Self {
        self.known = Some((from, to));
        self
    }

    /// The calendar.
    ///
    /// # Errors
    /// `unknown-zone`, `contradictory-date` for a date that is both holiday and make-up day, `empty-calendar` without
    /// any open second, `invalid-id`, `invalid-argument`, `time-out-of-range`.
    pub fn build(self) -> Result<Calendar> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        Calendar::from_definition(Definition {
            id: self.id,
            zone: Zone::named(&self.zone).map_err(|error| error.at("zone"))?,
            weekly: self.weekly,
            holidays: self.holidays,
            workdays: self.workdays,
            overrides: self.overrides,
            breaks: self.breaks,
            holiday_wins: self.holiday_wins,
            strict: self.strict,
            known: self.known,
            about: About::default(),
            projection: Projection::default(),
        })
    }
}
