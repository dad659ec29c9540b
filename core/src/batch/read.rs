//! Cases from JSON Lines and from tables. A row that cannot be read is named, and the others are read.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Input, Table};
use crate::case::Event;
use crate::complaint::{Complainants, Complaint, FactValue, StatedFacts};
use crate::document::Document;
use crate::error::{Code, Error, Place, Result};
use crate::time::Date;

/// What was read, and what could not be.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Read {
    /// The cases, in the order of the input.
    pub inputs: Vec<Input>,
    /// What is wrong with the other rows: an event without its complaint, a time that is none, …
    pub faults: Vec<Error>,
}

/// Reads one case a line: `{"complaint": {…}, "events": […]}`. Empty lines are passed over.
///
/// ```
/// let lines = "{\"complaint\": {\"id\": \"c1\"}}\nnonsense\n";
/// let read = tousu::batch::from_json_lines(lines);
/// assert_eq!((read.inputs.len(), read.faults.len()), (1, 1));
/// assert_eq!(read.faults[0].place().line, Some(2));
/// ```
#[must_use]
pub fn from_json_lines(source: &str) -> Read {
    let mut read = Read::default();
    for (line, number) in source.lines().zip(1_u32..) {
        if line.trim().is_empty() {
            continue;
        }
        match from_json(line) {
            Ok(input) => read.inputs.push(input),
            Err(error) => {
                let place = error.place().clone();
                read.faults.push(error.placed(Place { line: Some(number), ..place }));
            }
        }
    }
    read
}

fn from_json(line: &str) -> Result<Input> {
    let document = Document::parse_json(line)?;
    let root = document.root();
    if let Some(error) = root.unknown_fields(&["complaint", "events"]).into_iter().next() {
        return Err(error);
    }
    let complaint = Complaint::from_cursor(&root.require("complaint", "the complaint")?)?;
    let events = root.get_some("events").map(|events| Event::read_all(&events)).transpose()?.unwrap_or_default();
    Ok(Input { complaint, events })
}

/// Reads two files of comma-separated values ([`from_tables`]).
///
/// # Errors
/// `syntax`, `duplicate-key` and `wrong-type` for a file that is no table; `missing-column`, `unknown-field`.
pub fn from_csv(complaints: &str, events: &str) -> Result<Read> {
    let table = |source, name: &str| Table::from_csv(source).map_err(|error| error.at(name));
    from_tables(&table(complaints, "complaints")?, &table(events, "events")?)
}

const COMPLAINT: &[&str] = &[
    "id",
    "received_at",
    "title",
    "text",
    "channel",
    "category",
    "tier",
    "unit",
    "building",
    "department",
    "customer",
    "people",
    "households",
    "in_scope",
    "complete",
    "substantiated",
];

/// Reads a table of complaints and one of events. Columns have the names of the JSON fields; a fact of the policy or a
/// signal is the column `fact.<id>`; an event names its complaint in the column `case`. A complaint without an id, or with
/// one that is taken, and an event of no complaint are faults.
///
/// # Errors
/// `missing-column` without `id`, or without `case`, `id`, `kind` or `at`; `unknown-field` for a column that means nothing.
pub fn from_tables(complaints: &Table<'_>, events: &Table<'_>) -> Result<Read> {
    check(complaints, "complaints", COMPLAINT, &["id"], true)?;
    // What proves an event is a list: it comes as JSON.
    let of_event = Event::FIELDS.iter().copied().filter(|name| *name != "evidence");
    let known: Vec<&str> = std::iter::once("case").chain(of_event).collect();
    check(events, "events", &known, &["case", "id", "kind", "at"], false)?;
    let mut read = Read::default();
    let mut positions: HashMap<String, usize> = HashMap::with_capacity(complaints.len());
    for row in 0..complaints.len() {
        match complaint(complaints, row) {
            Ok(complaint) if positions.contains_key(&complaint.id) => {
                let error = Error::new(Code::ComplaintExists, &complaint.id, "");
                read.faults.push(located(error, complaints, "complaints", row));
            }
            Ok(complaint) => {
                positions.insert(complaint.id.clone(), read.inputs.len());
                read.inputs.push(Input { complaint, events: Vec::new() });
            }
            Err(error) => read.faults.push(located(error, complaints, "complaints", row)),
        }
    }
    for row in 0..events.len() {
        let case = events.text(row, "case").unwrap_or_default();
        let input = positions.get(&*case).and_then(|position| read.inputs.get_mut(*position));
        match (event(events, row), input) {
            (Ok(event), Some(input)) => input.events.push(event),
            (Ok(_), None) => {
                let error = Error::new(Code::UnknownComplaint, case, "").at("case");
                read.faults.push(located(error, events, "events", row));
            }
            (Err(error), _) => read.faults.push(located(error, events, "events", row)),
        }
    }
    Ok(read)
}

fn check(table: &Table<'_>, name: &str, known: &[&str], needed: &[&str], facts: bool) -> Result<()> {
    if let Some(missing) = needed.iter().find(|needed| !table.names().any(|found| found == **needed))
        && table.names().next().is_some()
    {
        let names: Vec<&str> = table.names().collect();
        return Err(Error::new(Code::MissingColumn, missing, names.join(", ")).at(name));
    }
    let means = |column: &&str| known.contains(column) || (facts && column.starts_with("fact."));
    match table.names().find(|column| !means(column)) {
        Some(column) => Err(Error::new(Code::UnknownField, column, known.join(", ")).at(name)),
        None => Ok(()),
    }
}

fn located(error: Error, table: &Table<'_>, name: &str, row: usize) -> Error {
    let place = table.place(row);
    let error = match &place.path {
        Some(row) => error.at(row),
        None => error,
    };
    let inner = error.at(name);
    let path = inner.place().path.clone();
    inner.placed(Place { path, ..place })
}

fn complaint(table: &Table<'_>, row: usize) -> Result<Complaint> {
    let text = |name: &str| table.text(row, name).map(Cow::into_owned);
    let mut stated = StatedFacts {
        complainants: Complainants { people: table.count(row, "people")?, households: table.count(row, "households")? },
        in_scope: table.flag(row, "in_scope")?,
        complete: table.flag(row, "complete")?,
        substantiated: table.flag(row, "substantiated")?,
        unit: text("unit"),
        building: text("building"),
        department: text("department"),
        customer: text("customer"),
        ..StatedFacts::default()
    };
    for column in table.names() {
        let (Some(fact), Some(value)) = (column.strip_prefix("fact."), table.text(row, column)) else { continue };
        match value.parse::<i64>() {
            Ok(number) => stated.declared.push((fact.to_owned(), FactValue::Number(number))),
            Err(_) => {
                let flag = table.flag(row, column)?.unwrap_or(false);
                stated.signals.push((fact.to_owned(), flag));
            }
        }
    }
    let id = text("id").ok_or_else(|| Error::new(Code::MissingField, "id", "the complaint's id"))?;
    Ok(Complaint {
        id,
        received_at: table.moment(row, "received_at")?,
        title: text("title").unwrap_or_default(),
        text: text("text").unwrap_or_default(),
        channel: text("channel"),
        stated,
        category: text("category"),
        tier: text("tier"),
    })
}

fn event(table: &Table<'_>, row: usize) -> Result<Event> {
    let text = |name: &str| table.text(row, name).map(Cow::into_owned);
    let needed = |name: &str, what: &str| text(name).ok_or_else(|| Error::new(Code::MissingField, name, what));
    let outcome = text("outcome");
    if let Some(outcome) = outcome.as_deref().filter(|outcome| !Event::OUTCOMES.contains(outcome)) {
        return Err(Error::new(Code::UnknownValue, outcome, Event::OUTCOMES.join(", ")).at("outcome"));
    }
    let from = text("from").map(|date| Date::parse(&date).map_err(|error| error.at("from")));
    Ok(Event {
        id: needed("id", "the event's id, unique in its case")?,
        kind: needed("kind", "the event kind")?,
        at: table.moment(row, "at")?,
        recorded_at: table.moment(row, "recorded_at")?,
        by: text("by"),
        person: text("person"),
        reason: text("reason"),
        evidence: Vec::new(),
        to: text("to"),
        obligation: text("for"),
        until: table.moment(row, "until")?,
        satisfied: table.flag(row, "satisfied")?,
        outcome,
        rating: text("rating"),
        partial: table.flag(row, "partial")?,
        lead: table.flag(row, "lead")?,
        into: text("into"),
        agreed: table.flag(row, "agreed")?,
        sanction: text("sanction"),
        months: table.count(row, "months")?,
        from: from.transpose()?,
        tier: text("tier"),
        people: table.count(row, "people")?,
        households: table.count(row, "households")?,
        in_scope: table.flag(row, "in_scope")?,
        complete: table.flag(row, "complete")?,
        substantiated: table.flag(row, "substantiated")?,
        event: text("event"),
    })
}
