//! Resolves references, and values that a parameter may give; what cannot be resolved is reported.

use super::fields::words_of;
use super::names::Names;
use super::read::Reader;
use super::spans;
use super::{Counting, DayEnd, FactKind, ParameterValue, Roll, WorkEnd};
use crate::calendar::Hours;
use crate::document::{Cursor, Value};
use crate::error::Code;
use crate::id::{CategoryId, EventKindId, FactId, ParameterId, RoleId, ThresholdId, TierId};
use crate::period::{Period, PeriodRange};

impl Reader<'_> {
    /// The counting switches of a table, over those of the whole book.
    pub(super) fn counting(&mut self, item: &Cursor<'_>, over: Counting) -> Counting {
        Counting {
            count_start_day: self.bool(item, "count_start_day", over.count_start_day),
            roll: match self.word(item, "holiday_roll").as_deref() {
                Some("none") => Roll::None,
                Some("next") => Roll::Next,
                Some("previous") => Roll::Previous,
                _ => over.roll,
            },
            day_end: match self.word(item, "day_end").as_deref() {
                Some("midnight") => DayEnd::Midnight,
                Some("close") => DayEnd::Close,
                _ => over.day_end,
            },
            work_end: match self.word(item, "work_end").as_deref() {
                Some("close") => WorkEnd::Close,
                Some("next-opening") => WorkEnd::NextOpening,
                _ => over.work_end,
            },
        }
    }

    pub(super) fn unknown(&mut self, at: &Cursor<'_>, noun: &str) {
        let name = at.text().unwrap_or_default();
        if name.trim().is_empty() {
            return;
        }
        let known: Vec<&str> = match noun {
            "a role" => self.names.roles.ids().collect(),
            "a tier" => self.names.tiers.ids().collect(),
            "a parameter" => self.names.parameters.ids().collect(),
            "a fact" => self.names.facts.ids().collect(),
            "an obligation" => self.names.obligations.ids().collect(),
            "a threshold" => self.names.thresholds.ids().collect(),
            _ => self.names.event_names(),
        };
        Names::unknown(&mut self.faults, at, name, noun, &known);
    }

    /// A role; an unknown one is reported.
    pub(super) fn role(&mut self, at: &Cursor<'_>) -> Option<RoleId> {
        let found = self.names.role(at.text().ok()?);
        if found.is_none() {
            self.unknown(at, "a role");
        }
        found
    }

    /// A tier; an unknown one is reported.
    pub(super) fn tier(&mut self, at: &Cursor<'_>) -> Option<TierId> {
        let found = self.names.tier(at.text().ok()?);
        if found.is_none() {
            self.unknown(at, "a tier");
        }
        found
    }

    /// A threshold; an unknown one is reported.
    pub(super) fn threshold(&mut self, at: &Cursor<'_>) -> Option<ThresholdId> {
        let found = self.names.threshold(at.text().ok()?);
        if found.is_none() {
            self.unknown(at, "a threshold");
        }
        found
    }

    /// An event kind; an unknown one is reported.
    pub(super) fn event(&mut self, at: &Cursor<'_>) -> Option<EventKindId> {
        let found = self.names.event(at.text().ok()?);
        if found.is_none() {
            self.unknown(at, "an event kind");
        }
        found
    }

    /// A stated fact; an unknown one is reported.
    pub(super) fn fact(&mut self, at: &Cursor<'_>) -> Option<(FactId, FactKind)> {
        let found = self.names.fact(at.text().ok()?);
        if found.is_none() {
            self.unknown(at, "a fact");
        }
        found
    }

    /// A parameter with its value in force; an unknown one is reported.
    pub(super) fn parameter(&mut self, at: &Cursor<'_>) -> Option<(ParameterId, Option<&ParameterValue>)> {
        let Some(id) = self.names.parameter(at.text().ok()?) else {
            self.unknown(at, "a parameter");
            return None;
        };
        Some((id, self.parameters.get(id.index())?.value.as_ref()))
    }

    /// A category of the lexicon; an unknown one is reported.
    pub(super) fn category(&mut self, at: &Cursor<'_>) -> Option<CategoryId> {
        let name = at.text().ok()?;
        let lexicon = self.lexicon.clone()?;
        let found = lexicon.category(name);
        if found.is_none() {
            let known: Vec<_> = lexicon.categories.iter().map(|category| category.id.as_str()).collect();
            Names::unknown(&mut self.faults, at, name, "a category of the lexicon", &known);
        }
        found
    }

    /// What a name in a condition stands for: a group of the book, else a category of the lexicon.
    pub(super) fn category_or_group(&mut self, at: &Cursor<'_>) -> Option<Vec<CategoryId>> {
        if let Some(index) = self.names.group(at.text().ok()?) {
            return self.groups.get(index).cloned();
        }
        let lexicon = self.lexicon.clone()?;
        let name = at.text().ok()?;
        if let Some(id) = lexicon.category(name) {
            return Some(vec![id]);
        }
        let known = lexicon.categories.iter().map(|category| category.id.as_str());
        let known: Vec<_> = self.names.groups.ids().chain(known).collect();
        Names::unknown(&mut self.faults, at, name, "a category", &known);
        None
    }

    /// The value that stands here, or that of the parameter in its place. `None` for a reported fault.
    fn open(&mut self, at: &Cursor<'_>) -> Option<(Option<ParameterId>, Option<ParameterValue>)> {
        let sole = matches!(at.value(), Value::Table(entries) if entries.len() == 1);
        let name = at.get_some("parameter").filter(|_| sole)?;
        let (id, value) = self.parameter(&name)?;
        let value = value.cloned();
        Some((Some(id), value))
    }

    /// Reports a complaint that would get no tier, at the table that says what becomes of it.
    pub(super) fn uncovered(&mut self, complaint: String, expected: &str) {
        if let Some(head) = &self.head {
            self.faults.error(head, Code::UncoveredComplaint, complaint, expected);
        }
    }

    fn wrong_parameter(&mut self, at: &Cursor<'_>, expected: &str) {
        self.faults.error(at, Code::WrongType, "a parameter of another type", expected);
    }

    /// A period, with the parameter that gave it; no period when that parameter has no value. One that the calendar
    /// cannot keep is reported.
    pub(super) fn period(&mut self, at: &Cursor<'_>) -> Option<(Option<ParameterId>, Option<Period>)> {
        let (parameter, period) = self.any_period(at)?;
        if let Some(period) = period
            && let Some(why) = spans::beyond(period, self.calendar())
        {
            self.faults.error(at, Code::PeriodOutOfCalendar, period, why);
            return None;
        }
        Some((parameter, period))
    }

    fn any_period(&mut self, at: &Cursor<'_>) -> Option<(Option<ParameterId>, Option<Period>)> {
        if let Value::String(text) = at.value() {
            return self.located(at, Period::parse(text)).map(|period| (None, Some(period)));
        }
        let (id, value) = self.open(at)?;
        let period = match value {
            None => None,
            Some(ParameterValue::Period(period)) => Some(period),
            Some(ParameterValue::DayOfMonth(day)) => Some(Period::ByDayOfMonth { day, next_month: false }),
            Some(_) => {
                self.wrong_parameter(at, "a period or a day of the month");
                return None;
            }
        };
        Some((id, period))
    }

    /// A whole number, with the parameter that gave it.
    pub(super) fn count(&mut self, at: &Cursor<'_>) -> Option<(Option<ParameterId>, Option<i64>)> {
        if let Value::Integer(number) = at.value() {
            return Some((None, Some(*number)));
        }
        let (id, value) = self.open(at)?;
        match value {
            None => Some((id, None)),
            Some(ParameterValue::Count(number)) => Some((id, Some(number))),
            Some(_) => {
                self.wrong_parameter(at, "a count");
                None
            }
        }
    }

    /// A number of complaints or people; none when its parameter has no value.
    pub(super) fn number(&mut self, at: &Cursor<'_>) -> Option<(Option<ParameterId>, Option<u32>)> {
        let (parameter, number) = self.count(at)?;
        let Some(number) = number else { return Some((parameter, None)) };
        match u32::try_from(number) {
            Ok(number) => Some((parameter, Some(number))),
            Err(_) => {
                self.faults.wrong_type(at, "a whole number from 0 to 4294967295");
                None
            }
        }
    }

    /// A range of periods; none when its parameter has no value.
    pub(super) fn range(&mut self, at: &Cursor<'_>) -> Option<PeriodRange> {
        if let Value::String(text) = at.value() {
            return self.located(at, PeriodRange::parse(text));
        }
        match self.open(at)?.1? {
            ParameterValue::Range(range) => Some(range),
            ParameterValue::Period(period) => Some(period.into()),
            _ => {
                self.wrong_parameter(at, "a range of periods");
                None
            }
        }
    }

    /// Open hours; none when their parameter has no value.
    pub(super) fn hours(&mut self, at: &Cursor<'_>) -> Option<Hours> {
        if let Value::String(text) = at.value() {
            return self.located(at, text.parse());
        }
        match self.open(at)?.1? {
            ParameterValue::Hours(hours) => Some(hours),
            _ => {
                self.wrong_parameter(at, "hours");
                None
            }
        }
    }

    /// What some inner reader gave; its fault is reported at this value.
    fn located<T>(&mut self, at: &Cursor<'_>, read: crate::error::Result<T>) -> Option<T> {
        read.map_err(|error| self.faults.locate(at, error)).ok()
    }

    /// A yes/no field, from a parameter or not.
    pub(super) fn bool(&mut self, item: &Cursor<'_>, name: &str, absent: bool) -> bool {
        let Some(at) = item.get_some(name) else { return absent };
        if let Value::Bool(flag) = at.value() {
            return *flag;
        }
        match self.open(&at) {
            Some((_, Some(ParameterValue::Bool(flag)))) => flag,
            Some((_, Some(_))) => {
                self.wrong_parameter(&at, "true or false");
                absent
            }
            Some((_, None)) | None => absent,
        }
    }

    /// One of the field's words, from a parameter or not.
    pub(super) fn word(&mut self, item: &Cursor<'_>, name: &str) -> Option<String> {
        let at = item.get_some(name)?;
        if let Value::String(word) = at.value() {
            return Some(word.clone());
        }
        match self.open(&at)?.1? {
            ParameterValue::Word(word) => {
                let known = words_of(name);
                if known.contains(&word.as_str()) {
                    return Some(word);
                }
                self.faults.error(&at, Code::UnknownValue, word, known.join(", "));
                None
            }
            _ => {
                self.wrong_parameter(&at, "a word");
                None
            }
        }
    }
}
