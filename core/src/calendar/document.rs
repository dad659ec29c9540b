//! Calendars from documents, every fault with its line and column.
//!
//! ```toml
//! id = "office"
//! time_zone = "Asia/Shanghai"
//! override_vs_holiday = "override"      # or "holiday"
//! strict = false
//! known = { from = 2020, to = 2026 }    # without it and without years: every year
//! holidays = ["2026-10-01"]             # or { "国庆节" = ["2026-10-01"] }
//! workdays = ["2026-10-10"]             # make-up working days, likewise
//! [weekly]
//! mon = [["09:00", "12:00"], ["13:00", "18:00"]]
//! [overrides]                           # hours of single dates
//! "2026-09-30" = [["09:00", "12:00"]]
//! [breaks]                              # times cut out of single dates
//! "2026-09-29" = [["10:00", "11:00"]]
//! [names]                               # holidays in English
//! "国庆节" = "National Day"
//! [[year]]                              # the data of one year and where they come from
//! year = 2026
//! source = ["…"]
//! confidence = "verified"               # or "needs-verification": not compared with the source itself
//! holidays = { "国庆节" = ["2026-10-01"] }
//! ```
//!
//! With `extends = "china"` everything that is not given is taken from the built-in calendar. A `[[year]]` replaces that
//! year, or extends the known ones by the next or the one before: so a new notice is loaded without a new library.
//! Dates listed outside of a year only add to it.

use std::collections::BTreeMap;

use super::Calendar;
use super::about::{About, CONFIDENCE, YearSource};
use super::definition::{Definition, Projection, WEEKDAYS, month_day};
use super::hours::{Hours, wall_time};
use super::zone::Zone;
use crate::document::{Cursor, Document};
use crate::error::{Code, Error, Result};
use crate::time::Date;

const FIELDS: &[&str] = &[
    "id",
    "title",
    "extends",
    "time_zone",
    "weekly",
    "holidays",
    "workdays",
    "overrides",
    "breaks",
    "override_vs_holiday",
    "strict",
    "known",
    "names",
    "year",
    "projection",
];

impl Calendar {
    /// A calendar from the text of a document, TOML or JSON.
    ///
    /// # Errors
    /// `syntax` and the like; else as [`Self::from_document`].
    pub fn from_source(source: &str) -> Result<Self> {
        Self::from_document(&Document::parse(source)?)
    }

    /// A calendar from a TOML or JSON document. Every fault of it is reported at once.
    ///
    /// ```
    /// use tousu::{calendar::Calendar, document::Document, time::Date};
    /// let document = Document::parse(r#"
    ///     extends = "china"
    ///     id = "china-2027"
    ///     [[year]]
    ///     year = 2027
    ///     source = ["the notice of 2027"]
    ///     holidays = { "元旦" = ["2027-01-01", "2027-01-02", "2027-01-03"] }
    /// "#)?;
    /// let calendar = Calendar::from_document(&document)?;
    /// assert!(!calendar.is_working_day(Date::parse("2027-01-04")?)?.provisional);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// The fault with its place, or `calendar-rejected` with all of them as causes.
    pub fn from_document(document: &Document) -> Result<Self> {
        let definition = definition(document)?;
        // What remains concerns the calendar as a whole.
        Self::from_definition(definition).map_err(|error| match error.place().line {
            Some(_) => error,
            None => document.root().locate(error),
        })
    }
}

/// Reads a document into a definition.
pub(super) fn definition(document: &Document) -> Result<Definition> {
    let root = document.root();
    drop(root.entries()?);
    let mut reader = Reader { faults: root.unknown_fields(FIELDS), dates: BTreeMap::new() };
    let base = reader.base(&root);
    let id = root.get_some("id").and_then(|id| reader.keep(id.text())).unwrap_or("custom");
    let definition = reader.fill(&root, base, id);
    let mut faults = reader.faults;
    match (definition, faults.len()) {
        (Some(definition), 0) => Ok(definition),
        (_, 1) => Err(faults.swap_remove(0)),
        (_, count) => Err(Error::new(Code::CalendarRejected, id, count).with_causes(faults)),
    }
}

/// What a listed date is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Listed {
    Holiday,
    Workday,
}

/// Collects faults while it reads.
struct Reader {
    faults: Vec<Error>,
    dates: BTreeMap<Date, Listed>,
}

impl Reader {
    fn keep<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|fault| self.faults.push(fault)).ok()
    }

    /// The definition that this one extends.
    fn base(&mut self, root: &Cursor<'_>) -> Option<Definition> {
        let field = root.get_some("extends")?;
        let id = self.keep(field.text())?;
        let source = self.keep(Calendar::builtin_source(id).map_err(|error| field.locate(error)))?;
        // From its document, so that what is projected follows the hours given here. No built-in one extends another.
        self.keep(Document::parse_toml(source).and_then(|document| definition(&document)))
    }

    fn fill(&mut self, root: &Cursor<'_>, base: Option<Definition>, id: &str) -> Option<Definition> {
        // What a base cannot be found for is not missed as well.
        let extends = root.get_some("extends").is_some();
        let zone = match root.get_some("time_zone") {
            Some(field) => {
                let name = self.keep(field.text());
                name.and_then(|name| self.keep(Zone::named(name).map_err(|error| field.locate(error))))
            }
            None if extends => None,
            None => self.keep(root.require("time_zone", "the zone, as Asia/Shanghai").map(drop)).and(None),
        };
        let mut definition = match base {
            Some(base) => base,
            None => Definition {
                id: String::new(),
                // A placeholder when the zone has a fault: the document is refused anyway.
                zone: zone.clone().or_else(|| Zone::named("UTC").ok())?,
                weekly: Default::default(),
                holidays: BTreeMap::new(),
                workdays: BTreeMap::new(),
                overrides: BTreeMap::new(),
                breaks: BTreeMap::new(),
                holiday_wins: false,
                strict: false,
                known: None,
                about: About::default(),
                projection: Projection::default(),
            },
        };
        id.clone_into(&mut definition.id);
        if let Some(zone) = zone {
            definition.zone = zone;
        }
        self.about(root, &mut definition.about);
        if let Some(flag) = root.get_some("strict") {
            definition.strict = self.keep(flag.boolean()).unwrap_or(false);
        }
        if let Some(field) = root.get_some("override_vs_holiday") {
            definition.holiday_wins = match self.keep(field.text()) {
                Some("override") | None => false,
                Some("holiday") => true,
                Some(other) => {
                    self.faults.push(field.error(Code::UnknownValue, other, "override or holiday"));
                    false
                }
            };
        }
        self.weekly(root, &mut definition, extends);
        self.projection(root, &mut definition);
        self.years(root, &mut definition);
        self.listed(root, &mut definition);
        for (name, into) in [("overrides", &mut definition.overrides), ("breaks", &mut definition.breaks)] {
            let Some(field) = root.get_some(name) else { continue };
            let Some(entries) = self.keep(field.entries()) else {
                continue;
            };
            for (key, value) in entries {
                let date = Date::parse(&key.name)
                    .map_err(|_| field.error_at_key(key, Code::UnreadableTime, &key.name, "a date YYYY-MM-DD"));
                if let (Some(date), Some(hours)) = (self.keep(date), self.hours(&value)) {
                    into.insert(date, hours);
                }
            }
        }
        Some(definition)
    }

    fn weekly(&mut self, root: &Cursor<'_>, definition: &mut Definition, extends: bool) {
        let field = match root.get_some("weekly") {
            Some(field) => field,
            None if extends => return,
            None => {
                self.keep(root.require("weekly", "the hours of the weekdays: mon to sun").map(drop));
                return;
            }
        };
        self.keep(field.entries().map(drop));
        self.faults.extend(field.unknown_fields(&WEEKDAYS));
        for (name, slot) in WEEKDAYS.iter().zip(&mut definition.weekly) {
            *slot = field.get_some(name).and_then(|day| self.hours(&day)).unwrap_or_default();
        }
    }

    /// `[["09:00", "12:00"], …]`
    fn hours(&mut self, field: &Cursor<'_>) -> Option<Hours> {
        let mut pairs = Vec::new();
        for item in self.keep(field.items())? {
            let ends: Vec<_> = self.keep(item.items())?.collect();
            let [open, close] = ends.as_slice() else {
                self.faults.push(item.error(
                    Code::WrongType,
                    format_args!("a list of {}", ends.len()),
                    "[open, close]",
                ));
                continue;
            };
            let mut second = |end: &Cursor<'_>| {
                let text = self.keep(end.text())?;
                self.keep(wall_time(text).map_err(|error| end.locate(error)))
            };
            let (open, close) = (second(open), second(close));
            pairs.extend(open.zip(close));
        }
        self.keep(Hours::new(&pairs).map_err(|error| field.locate(error)))
    }

    /// The holidays and make-up days that stand at a level: in the root or in a year.
    fn listed(&mut self, level: &Cursor<'_>, definition: &mut Definition) {
        for (name, kind) in [("holidays", Listed::Holiday), ("workdays", Listed::Workday)] {
            let Some(field) = level.get_some(name) else { continue };
            for (date, holiday) in self.named_dates(&field, kind) {
                // A later list replaces what a base says of the date.
                definition.holidays.remove(&date);
                definition.workdays.remove(&date);
                match kind {
                    Listed::Holiday => definition.holidays.insert(date, holiday),
                    Listed::Workday => definition.workdays.insert(date, holiday),
                };
            }
        }
    }

    /// `["2026-10-01"]` or `{ "国庆节" = ["2026-10-01"] }`.
    fn named_dates(&mut self, field: &Cursor<'_>, kind: Listed) -> Vec<(Date, String)> {
        let mut lists = Vec::new();
        if let Ok(entries) = field.entries() {
            lists.extend(entries.map(|(key, list)| (key.name.as_str(), list)));
        } else {
            lists.push(("", field.clone()));
        }
        let mut found = Vec::new();
        for (name, list) in lists {
            let Some(items) = self.keep(list.items()) else { continue };
            for item in items {
                let date = item.text().and_then(|text| Date::parse(text).map_err(|error| item.locate(error)));
                let Some(date) = self.keep(date) else { continue };
                if self.dates.insert(date, kind).is_some_and(|before| before != kind) {
                    let both = "a holiday and a make-up working day";
                    self.faults.push(item.error(Code::ContradictoryDate, date, both));
                }
                found.push((date, name.to_owned()));
            }
        }
        found
    }

    fn years(&mut self, root: &Cursor<'_>, definition: &mut Definition) {
        if let Some(field) = root.get_some("known") {
            self.faults.extend(field.unknown_fields(&["from", "to"]));
            let mut year = |name: &str| {
                let value = self.keep(field.require(name, "a year"))?;
                self.keep(year_of(&value))
            };
            let (from, to) = (year("from"), year("to"));
            definition.known = from.zip(to).or(definition.known);
        }
        let Some(list) = root.get_some("year") else { return };
        let Some(items) = self.keep(list.items()) else { return };
        let mut given = Vec::new();
        for item in items {
            self.faults.extend(item.unknown_fields(&["year", "source", "confidence", "holidays", "workdays"]));
            let Some(field) = self.keep(item.require("year", "the year of the notice")) else {
                continue;
            };
            let Some(year) = self.keep(year_of(&field)) else {
                continue;
            };
            if given.contains(&year) {
                self.faults.push(field.error(Code::InvalidArgument, year, "each year once"));
                continue;
            }
            given.push(year);
            definition.known = match definition.known {
                None => Some((year, year)),
                Some((from, to)) if year == to + 1 => Some((from, year)),
                Some((from, to)) if year == from - 1 => Some((year, to)),
                Some((from, to)) if (from..=to).contains(&year) => Some((from, to)),
                Some((from, to)) => {
                    let expected = format!("a year of {from} to {to}, the next, or the one before");
                    self.faults.push(field.error(Code::InvalidArgument, year, expected));
                    continue;
                }
            };
            definition.holidays.retain(|date, _| date.ymd().0 != year);
            definition.workdays.retain(|date, _| date.ymd().0 != year);
            self.source(&item, year, &mut definition.about);
            self.listed(&item, definition);
        }
    }

    fn about(&mut self, root: &Cursor<'_>, about: &mut About) {
        if let Some(field) = root.get_some("title") {
            self.faults.extend(field.unknown_fields(&["zh", "en"]));
            let mut language = |name: &str| {
                let text = self.keep(field.require(name, "the title in that language"))?;
                self.keep(text.text()).map(str::to_owned)
            };
            about.title = language("zh").zip(language("en"));
        }
        let names = root.get_some("names").and_then(|names| self.keep(names.entries()));
        for (key, name) in names.into_iter().flatten() {
            if let Some(name) = self.keep(name.text()) {
                about.names.insert(key.name.clone(), name.to_owned());
            }
        }
    }

    fn source(&mut self, item: &Cursor<'_>, year: i32, about: &mut About) {
        let mut notices = Vec::new();
        if let Some(source) = item.get_some("source").and_then(|source| self.keep(source.items())) {
            for notice in source {
                notices.extend(self.keep(notice.text()).map(str::to_owned));
            }
        }
        let verified = item.get_some("confidence").and_then(|field| {
            let text = self.keep(field.text())?;
            let known = CONFIDENCE.iter().find(|(name, _)| *name == text).map(|(_, verified)| *verified);
            let expected = CONFIDENCE.map(|(name, _)| name).join(", ");
            self.keep(known.ok_or_else(|| field.error(Code::UnknownValue, text, expected)))
        });
        about.sources.insert(year, YearSource { notices, verified: verified.unwrap_or(true) });
    }

    fn projection(&mut self, root: &Cursor<'_>, definition: &mut Definition) {
        let Some(field) = root.get_some("projection") else {
            return;
        };
        self.faults.extend(field.unknown_fields(&["source", "moving", "fixed", "first_days"]));
        let mut projection = Projection::default();
        if let Some(moving) = field.get_some("moving").and_then(|table| self.keep(table.entries())) {
            for (key, length) in moving {
                let days = length.integer().ok().and_then(|days| u32::try_from(days).ok());
                match days.filter(|days| (1..=31).contains(days)) {
                    Some(days) => projection.moving.push((key.name.clone(), days)),
                    None => self.faults.push(length.wrong_type("a number of days from 1 to 31")),
                }
            }
        }
        if let Some(fixed) = field.get_some("fixed").and_then(|table| self.keep(table.entries())) {
            for (key, list) in fixed {
                let days = self.month_days(&list);
                projection.fixed.extend(days.into_iter().map(|(month, day)| (key.name.clone(), month, day)));
            }
        }
        if let Some(years) = field.get_some("first_days").and_then(|table| self.keep(table.entries())) {
            for (key, list) in years {
                let days = self.month_days(&list);
                let year = key.name.parse().ok().filter(|year| (1..=9999).contains(year));
                match year {
                    Some(year) if days.len() == projection.moving.len() => {
                        projection.first_days.insert(year, days);
                    }
                    _ => {
                        let expected =
                            format!("a year with one date for each of {} moving festivals", projection.moving.len());
                        self.faults.push(list.error(Code::InvalidArgument, &key.name, expected));
                    }
                }
            }
        }
        definition.projection = projection;
    }

    /// `["02-05", …]`
    fn month_days(&mut self, list: &Cursor<'_>) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        for item in self.keep(list.items()).into_iter().flatten() {
            let read = item.text().and_then(|text| {
                month_day(text).ok_or_else(|| item.error(Code::UnreadableTime, text, "a month and day MM-DD"))
            });
            found.extend(self.keep(read));
        }
        found
    }
}

fn year_of(field: &Cursor<'_>) -> Result<i32> {
    let year = i32::try_from(field.integer()?).ok().filter(|year| (1..=9999).contains(year));
    year.ok_or_else(|| field.error(Code::TimeOutOfRange, field, "the years 1 to 9999"))
}
