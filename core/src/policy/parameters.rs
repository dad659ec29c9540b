//! What a document leaves open: the caller's values, the declared parameters, and the values in force.

use std::collections::BTreeMap;
use std::fmt;

use super::diagnostic::Faults;
use super::values::{clause, label, texts};
use super::{Parameter, ParameterKind, ParameterValue};
use crate::document::{Cursor, JsonWriter, Value, nearest};
use crate::error::{Code, Error, Result};
use crate::id::Digest;
use crate::period::{Period, PeriodRange};

/// The caller's values for what a rule book leaves open, by parameter id.
///
/// ```
/// use tousu::policy::{Parameters, Policy};
/// let given = Parameters::new().with("registration_hours", "1 hour");
/// let policy = Policy::builtin("residential-community")?.with_parameters(&given)?;
/// assert!(policy.assumed().all(|parameter| parameter.id != "registration_hours"));
/// # Ok::<(), tousu::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Parameters {
    values: BTreeMap<String, String>,
    strict: bool,
}

impl Parameters {
    /// No values: what the book suggests is in force, and listed as assumed.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with one more value; a number or boolean counts as its text.
    #[must_use]
    pub fn with(mut self, id: impl Into<String>, value: impl fmt::Display) -> Self {
        self.values.insert(id.into(), value.to_string());
        self
    }

    /// The same, refusing (or not) a book of which some parameter is not given.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Whether what is only suggested is refused.
    #[must_use]
    pub const fn is_strict(&self) -> bool {
        self.strict
    }

    /// Reads a table of values: texts, numbers and booleans.
    ///
    /// # Errors
    /// `wrong-type`, with its place.
    ///
    /// ```
    /// use tousu::{document::Document, policy::Parameters};
    /// let given = Document::parse(r#"{"group_threshold": 5, "registration_hours": "1 hour"}"#)?;
    /// let same = Parameters::new().with("group_threshold", 5).with("registration_hours", "1 hour");
    /// assert_eq!(Parameters::from_cursor(&given.root())?, same);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    pub fn from_cursor(cursor: &Cursor<'_>) -> Result<Self> {
        let mut out = Self::new();
        for (key, value) in cursor.entries()? {
            match value.value() {
                Value::Null => {}
                found => {
                    let text = value_text(found).ok_or_else(|| value.wrong_type("a text, a number or a boolean"))?;
                    out.values.insert(key.name.clone(), text);
                }
            }
        }
        Ok(out)
    }

    /// Whether no value is given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The values, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(id, value)| (id.as_str(), value.as_str()))
    }
}

/// A scalar as the text that a caller would write.
fn value_text(value: &Value) -> Option<String> {
    match value {
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Decimal(text) | Value::String(text) => Some(text.clone()),
        Value::Null | Value::Array(_) | Value::Table(_) => None,
    }
}

/// The value in the form that [`Policy::with_parameters`](super::Policy::with_parameters) reads back.
impl fmt::Display for ParameterValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Period(period) => write!(f, "{period}"),
            Self::Range(range) => write!(f, "{range}"),
            Self::Hours(hours) => write!(f, "{hours}"),
            Self::Count(number) => write!(f, "{number}"),
            Self::Money(fen) => write!(f, "{}.{:02}", fen / 100, fen % 100),
            Self::Bool(flag) => write!(f, "{flag}"),
            Self::DayOfMonth(day) => write!(f, "{day}"),
            Self::Word(word) => f.write_str(word),
        }
    }
}

impl ParameterKind {
    /// What a value of this type looks like.
    fn expected(&self) -> String {
        match self {
            Self::Period => "a period, as `2 hours` or `3 working days`".to_owned(),
            Self::Range => "a period or a range of them, as `3-6 months`".to_owned(),
            Self::Hours => "the hours of a day, as `08:00-12:00, 14:00-17:30`".to_owned(),
            Self::Count => format!("a whole number from 0 to {MAX_COUNT}"),
            Self::Money => "an amount in yuan with at most two decimals".to_owned(),
            Self::Bool => "true or false".to_owned(),
            Self::DayOfMonth => "a day of the month, 1 to 31".to_owned(),
            Self::OneOf(words) => words.join(", "),
        }
    }

    /// Reads a value of this type.
    fn read(&self, text: &str) -> Result<ParameterValue> {
        let text = text.trim();
        let value = match self {
            Self::Period => Period::parse(text).ok().map(ParameterValue::Period),
            Self::Range => PeriodRange::parse(text).ok().map(ParameterValue::Range),
            Self::Hours => text.parse().ok().map(ParameterValue::Hours),
            Self::Count => read_count(text).map(ParameterValue::Count),
            Self::Money => read_money(text).map(ParameterValue::Money),
            Self::Bool => text.parse().ok().map(ParameterValue::Bool),
            Self::DayOfMonth => {
                let day = text.parse().ok().filter(|day| (1..=31).contains(day));
                day.map(ParameterValue::DayOfMonth)
            }
            Self::OneOf(words) => words.iter().find(|word| *word == text).cloned().map(ParameterValue::Word),
        };
        value.ok_or_else(|| Error::new(Code::UnreadableParameter, text, self.expected()))
    }
}

/// Counts beyond this are a slip of the pen.
const MAX_COUNT: i64 = 1_000_000_000;

fn read_count(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number| (0..=MAX_COUNT).contains(number))
}

/// Yuan with at most two decimals, in fen.
pub(super) fn read_money(text: &str) -> Option<i64> {
    let (yuan, fen) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str, most| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(yuan, 15) || !digits(fen, 2) {
        return None;
    }
    let scale = if fen.len() == 1 { 10 } else { 1 };
    Some(yuan.parse::<i64>().ok()? * 100 + fen.parse::<i64>().ok()? * scale)
}

/// Reads the declared parameters and puts the caller's values in force; faults of those values are given apart.
pub(super) fn read(items: &[Cursor<'_>], given: &Parameters, faults: &mut Faults) -> (Vec<Parameter>, Vec<Error>) {
    let mut misgiven = Vec::new();
    let mut parameters = Vec::with_capacity(items.len());
    for item in items {
        let parameter = read_one(item, given, faults, &mut misgiven);
        parameters.push(parameter);
    }
    for (id, _) in given.iter() {
        if !parameters.iter().any(|parameter| parameter.id == id) {
            let names = || parameters.iter().map(|parameter| parameter.id.as_str());
            let known: Vec<_> = names().collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            let error = Error::new(Code::UnknownParameter, id, known);
            let error = match nearest(id, names()) {
                Some(name) => error.with_help(format!("did you mean `{name}`?")),
                None => error,
            };
            misgiven.push(error.at(format_args!("parameters.{id}")));
        }
    }
    (parameters, misgiven)
}

fn read_one(item: &Cursor<'_>, given: &Parameters, faults: &mut Faults, misgiven: &mut Vec<Error>) -> Parameter {
    let text = |name| item.get_some(name).and_then(|field| field.text().ok());
    let id = text("id").unwrap_or_default().to_owned();
    let kind = match text("type") {
        Some("range") => ParameterKind::Range,
        Some("hours") => ParameterKind::Hours,
        Some("count") => ParameterKind::Count,
        Some("money") => ParameterKind::Money,
        Some("bool") => ParameterKind::Bool,
        Some("day-of-month") => ParameterKind::DayOfMonth,
        Some("enum") => ParameterKind::OneOf(texts(item, "values")),
        _ => ParameterKind::Period,
    };
    match (&kind, item.get_some("values")) {
        (ParameterKind::OneOf(words), _) if words.is_empty() => {
            faults.error(item, Code::MissingField, "values", "the words of the enum");
        }
        (ParameterKind::OneOf(_), _) | (_, None) => {}
        (_, Some(values)) => faults.error(&values, Code::UnknownField, "values", "`type = \"enum\"` beside it"),
    }
    let suggested = item.get_some("suggested").and_then(|field| {
        let value = kind.read(&value_text(field.value())?);
        value.map_err(|error| faults.locate(&field, error)).ok()
    });
    let own = given.values.get(&id).and_then(|text| {
        let path = format!("parameters.{id}");
        kind.read(text).map_err(|error| misgiven.push(error.at(path))).ok()
    });
    let stated = item.get_some("value").and_then(|field| {
        let value = kind.read(&value_text(field.value())?);
        value.map_err(|error| faults.locate(&field, error)).ok()
    });
    let own = own.or(stated);
    if given.strict && own.is_none() && !given.values.contains_key(&id) {
        let why = match &suggested {
            Some(value) => format!("the book only suggests {value}"),
            None => "the book suggests none".to_owned(),
        };
        let error = Error::new(Code::ParameterNotGiven, &id, why);
        misgiven.push(error.at(format_args!("parameters.{id}")));
    }
    let assumed = own.is_none() && suggested.is_some();
    Parameter {
        label: label(item, &id),
        clause: clause(item),
        value: own.or_else(|| suggested.clone()),
        id,
        kind,
        suggested,
        assumed,
    }
}

/// Digest of the values in force, in the order of the book.
pub(super) fn digest(parameters: &[Parameter]) -> Digest {
    let mut json = JsonWriter::new();
    json.object(|json| {
        for parameter in parameters {
            let value = parameter.value.as_ref().map(ToString::to_string);
            json.field(&parameter.id).string_or_null(value.as_deref());
        }
    });
    Digest::of(json.finish().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_to_the_fen() {
        assert_eq!(read_money("5000"), Some(500_000));
        assert_eq!(read_money("0.5"), Some(50));
        assert_eq!(read_money("12.34"), Some(1234));
        for wrong in ["", "-1", "1.234", "1.", ".5", "1e3", "9999999999999999"] {
            assert_eq!(read_money(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn values_are_read_by_their_type() {
        let read = |kind: ParameterKind, text| kind.read(text).map(|value| value.to_string());
        assert_eq!(read(ParameterKind::Count, "10"), Ok("10".to_owned()));
        assert_eq!(read(ParameterKind::DayOfMonth, "31"), Ok("31".to_owned()));
        assert!(read(ParameterKind::DayOfMonth, "32").is_err());
        assert!(read(ParameterKind::Count, "-1").is_err());
        assert!(read(ParameterKind::Bool, "yes").is_err());
        let words = ParameterKind::OneOf(vec!["strict".to_owned()]);
        assert_eq!(read(words.clone(), "strict"), Ok("strict".to_owned()));
        assert!(read(words, "lax").is_err());
    }
}
