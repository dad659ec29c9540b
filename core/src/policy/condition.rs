//! Reads conditions. What comes out keeps which constants a parameter decided, so that the proofs do not take a
//! caller's choice for a law of the book.

use super::names::Names;
use super::parameters::read_money;
use super::read::Reader;
use super::values::{nominal_seconds, one_or_more};
use super::{Condition, FactKind, ParameterValue};
use crate::document::{Cursor, Value};
use crate::error::Code;
use crate::id::ParameterId;
use crate::period::Period;

/// A condition that remembers its parameters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Formula {
    All(Vec<Formula>),
    Any(Vec<Formula>),
    Not(Box<Formula>),
    Atom(Condition),
    /// Decided by a parameter, as long as its value stands.
    Open(ParameterId, bool),
}

impl Formula {
    /// The plain condition.
    pub(super) fn condition(&self) -> Condition {
        let all = |parts: &[Self]| parts.iter().map(Self::condition).collect();
        match self {
            Self::All(parts) => Condition::All(all(parts)),
            Self::Any(parts) => Condition::Any(all(parts)),
            Self::Not(part) => Condition::Not(Box::new(part.condition())),
            Self::Atom(condition) => condition.clone(),
            Self::Open(_, true) => Condition::All(Vec::new()),
            Self::Open(_, false) => Condition::Any(Vec::new()),
        }
    }
}

/// The fields of which exactly one makes a condition.
const HEADS: &[&str] = &[
    "all",
    "any",
    "not",
    "signal",
    "fact",
    "category",
    "complainants",
    "unresolved_for",
    "in_scope",
    "complete",
    "substantiated",
    "happened",
    "parameter",
];

/// Reads a condition; `None` when it has a fault, which is reported.
pub(super) fn read(reader: &mut Reader<'_>, cursor: &Cursor<'_>) -> Option<Formula> {
    let entries = match cursor.value() {
        Value::String(name) => return name_atom(reader, cursor, name),
        Value::Table(entries) => entries,
        _ => return None,
    };
    let heads: Vec<_> = entries.iter().filter(|(key, _)| HEADS.contains(&key.name.as_str())).collect();
    let [(key, _)] = heads.as_slice() else {
        let found = match heads.len() {
            0 => "no condition".to_owned(),
            many => format!("{many} conditions in one table"),
        };
        reader.faults.error(cursor, Code::WrongType, found, "one condition; join several with `all` or `any`");
        return None;
    };
    let part = cursor.get_some(&key.name)?;
    if key.name != "fact"
        && let Some(extra) = cursor.get_some("at_least")
    {
        reader.faults.error(&extra, Code::UnknownField, "at_least", "it beside `fact` only");
    }
    match key.name.as_str() {
        "all" => parts(reader, &part).map(Formula::All),
        "any" => parts(reader, &part).map(Formula::Any),
        "not" => read(reader, &part).map(|part| Formula::Not(Box::new(part))),
        "signal" => name_atom(reader, &part, part.text().ok()?),
        "fact" => fact(reader, cursor, &part),
        "category" => category(reader, &part),
        "complainants" => complainants(reader, &part.get_some("at_least")?),
        "unresolved_for" => unresolved_for(reader, &part),
        "in_scope" => flag(&part, Condition::InScope),
        "complete" => flag(&part, Condition::Complete),
        "substantiated" if part.boolean() == Ok(false) => {
            let expected = "true: what is unknown satisfies nothing";
            reader.faults.error(&part, Code::UnknownValue, "false", expected);
            None
        }
        "substantiated" => flag(&part, Condition::Substantiated),
        "happened" => {
            let kind = reader.event(&part)?;
            Some(Formula::Atom(Condition::Happened(kind)))
        }
        _ => {
            let (id, value) = reader.parameter(&part)?;
            match value {
                Some(ParameterValue::Bool(flag)) => Some(Formula::Open(id, *flag)),
                None => Some(Formula::Open(id, false)),
                Some(_) => {
                    reader.faults.error(&part, Code::WrongType, "a parameter of another type", "true or false");
                    None
                }
            }
        }
    }
}

fn parts(reader: &mut Reader<'_>, list: &Cursor<'_>) -> Option<Vec<Formula>> {
    let mut out = Some(Vec::new());
    for item in list.items().ok()? {
        // Every part is read, so that every fault is reported.
        match (read(reader, &item), &mut out) {
            (Some(part), Some(parts)) => parts.push(part),
            _ => out = None,
        }
    }
    out
}

/// A bare name: a signal, a yes/no fact, or one of the three axes of validity.
fn name_atom(reader: &mut Reader<'_>, cursor: &Cursor<'_>, name: &str) -> Option<Formula> {
    match name {
        "in_scope" => return Some(Formula::Atom(Condition::InScope)),
        "complete" => return Some(Formula::Atom(Condition::Complete)),
        "substantiated" => return Some(Formula::Atom(Condition::Substantiated)),
        _ => {}
    }
    if let Some((id, kind)) = reader.names.fact(name) {
        if kind == FactKind::Bool {
            return Some(Formula::Atom(Condition::Fact(id)));
        }
        let expected = "`{ fact = \"…\", at_least = … }` for a number";
        reader.faults.error(cursor, Code::WrongType, "the name of a number", expected);
        return None;
    }
    let lexicon = reader.lexicon.clone()?;
    if let Some(id) = lexicon.signal(name) {
        return Some(Formula::Atom(Condition::Signal(id)));
    }
    let names = lexicon.signals.iter().map(|signal| signal.id.as_str());
    let names: Vec<&str> = names.chain(reader.names.bool_facts()).collect();
    Names::unknown(&mut reader.faults, cursor, name, "a signal or a yes/no fact", &names);
    None
}

fn fact(reader: &mut Reader<'_>, cursor: &Cursor<'_>, part: &Cursor<'_>) -> Option<Formula> {
    let (id, kind) = reader.fact(part)?;
    let Some(threshold) = cursor.get_some("at_least") else {
        if kind == FactKind::Bool {
            return Some(Formula::Atom(Condition::Fact(id)));
        }
        reader.faults.error(cursor, Code::MissingField, "at_least", "the threshold of a number");
        return None;
    };
    if kind == FactKind::Bool {
        reader.faults.error(&threshold, Code::UnknownField, "at_least", "a fact that is a number");
        return None;
    }
    let expected = match kind {
        FactKind::Bool | FactKind::Count => "a whole number",
        FactKind::Money => "an amount in yuan",
        FactKind::Duration => "a period of minutes or hours",
    };
    let number = match threshold.value() {
        Value::Table(_) => {
            let (id, value) = reader.parameter(&threshold.get_some("parameter")?)?;
            match (kind, value) {
                (_, None) => return Some(Formula::Open(id, false)),
                (FactKind::Count, Some(ParameterValue::Count(number))) => Some(*number),
                (FactKind::Money, Some(ParameterValue::Money(fen))) => Some(*fen),
                (FactKind::Duration, Some(ParameterValue::Period(period))) => elapsed(*period),
                _ => None,
            }
        }
        Value::Integer(number) if kind == FactKind::Count => Some(*number).filter(|number| *number >= 0),
        Value::Integer(number) if kind == FactKind::Money => read_money(&number.to_string()),
        Value::Decimal(text) | Value::String(text) if kind == FactKind::Money => read_money(text),
        Value::String(text) if kind == FactKind::Duration => match Period::parse(text) {
            Ok(period) => elapsed(period),
            Err(error) => {
                reader.faults.locate(&threshold, error);
                return None;
            }
        },
        _ => None,
    };
    match number {
        Some(number) => Some(Formula::Atom(Condition::FactAtLeast(id, number))),
        None => {
            reader.faults.wrong_type(&threshold, expected);
            None
        }
    }
}

fn elapsed(period: Period) -> Option<i64> {
    match period {
        Period::Elapsed { seconds } => Some(seconds),
        _ => None,
    }
}

/// One category or several; a group of the book stands for what it includes.
fn category(reader: &mut Reader<'_>, cursor: &Cursor<'_>) -> Option<Formula> {
    let mut found = Vec::new();
    let mut whole = true;
    for name in one_or_more(cursor) {
        match reader.category_or_group(&name) {
            Some(ids) => found.extend(ids),
            None => whole = false,
        }
    }
    if !whole || reader.lexicon.is_none() {
        return None;
    }
    let mut atoms: Vec<_> = found.into_iter().map(|id| Formula::Atom(Condition::Category(id))).collect();
    match (atoms.pop(), atoms.is_empty()) {
        (Some(only), true) => Some(only),
        (Some(last), false) => {
            atoms.push(last);
            Some(Formula::Any(atoms))
        }
        (None, _) => Some(Formula::Any(Vec::new())),
    }
}

fn complainants(reader: &mut Reader<'_>, cursor: &Cursor<'_>) -> Option<Formula> {
    Some(match reader.number(cursor)? {
        (_, Some(at_least)) => Formula::Atom(Condition::Complainants { at_least }),
        (open, None) => Formula::Open(open?, false),
    })
}

fn unresolved_for(reader: &mut Reader<'_>, cursor: &Cursor<'_>) -> Option<Formula> {
    let (open, period) = reader.period(cursor)?;
    match (open, period) {
        (_, Some(period)) if nominal_seconds(period).is_some() => Some(Formula::Atom(Condition::UnresolvedFor(period))),
        (Some(id), None) => Some(Formula::Open(id, false)),
        _ => {
            reader.faults.wrong_type(cursor, "a length of time, as \"1 month\"");
            None
        }
    }
}

fn flag(cursor: &Cursor<'_>, condition: Condition) -> Option<Formula> {
    let atom = Formula::Atom(condition);
    match cursor.boolean().ok()? {
        true => Some(atom),
        false => Some(Formula::Not(Box::new(atom))),
    }
}
