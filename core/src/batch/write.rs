//! Rows as comma-separated values and as JSON Lines, in the columns of the tables of [`super`].

use super::{Row, csv};
use crate::document::JsonWriter;
use crate::engine::Engine;
use crate::error::Error;
use crate::time::{Instant, Moment};

/// The columns of a row, in order.
pub const COLUMNS: &[&str] = &[
    "case_id",
    "obligation",
    "cycle",
    "owner",
    "round",
    "status",
    "tier",
    "state",
    "started_at",
    "due",
    "original_due",
    "warn_at",
    "ended_at",
    "extension_asked_at",
    "provisional",
    "next_change_at",
    "as_of",
    "policy",
    "policy_version",
    "decided_by",
    "faults",
    "error",
];

/// A cell of a row.
enum Cell {
    None,
    Text(String),
    Number(i64),
    Flag(bool),
}

/// What every row of a batch says.
struct Common {
    as_of: String,
    decided_by: String,
}

/// Rows as comma-separated values, the names of the columns first. Instants have the calendar's offset; what is not
/// there is empty. `decided_by` is one digest for everything that decided ([`Engine::decided_by`]).
#[must_use]
pub fn to_csv(engine: &Engine, rows: &[Row], as_of: Instant) -> String {
    let common = Common::new(engine, as_of);
    let mut out = COLUMNS.join(",");
    out.push('\n');
    for row in rows {
        for (cell, position) in common.cells(engine, row).into_iter().zip(0..) {
            if position > 0 {
                out.push(',');
            }
            match cell {
                Cell::None => {}
                Cell::Text(text) => csv::write(&mut out, &text),
                Cell::Number(number) => out.push_str(&number.to_string()),
                Cell::Flag(flag) => out.push(if flag { '1' } else { '0' }),
            }
        }
        out.push('\n');
    }
    out
}

/// Rows as JSON Lines: one object a line, with the columns as fields, nulls written.
#[must_use]
pub fn to_json_lines(engine: &Engine, rows: &[Row], as_of: Instant) -> String {
    let common = Common::new(engine, as_of);
    let mut out = String::new();
    for row in rows {
        let mut json = JsonWriter::new();
        json.object(|json| {
            for (name, cell) in COLUMNS.iter().zip(common.cells(engine, row)) {
                let json = json.field(name);
                match cell {
                    Cell::None => json.null(),
                    Cell::Text(text) => json.string(&text),
                    Cell::Number(number) => json.integer(number),
                    Cell::Flag(flag) => json.boolean(flag),
                }
            }
        });
        out.push_str(&json.finish());
        out.push('\n');
    }
    out
}

/// Faults of an input as a JSON list, each with its place.
#[must_use]
pub fn faults_json(faults: &[Error]) -> String {
    let mut out = JsonWriter::new();
    out.array(|out| {
        for fault in faults {
            out.object(|out| {
                out.field("code").integer(fault.code().number());
                out.field("slug").string(fault.slug());
                out.field("path").string_or_null(fault.place().path.as_deref());
                out.field("line").integer_or_null(fault.place().line);
                out.field("message").string(&fault.message_en());
                out.field("message_zh").string(&fault.message_zh());
            });
        }
    });
    out.finish()
}

impl Common {
    fn new(engine: &Engine, as_of: Instant) -> Self {
        Self { as_of: engine.calendar().format(as_of), decided_by: engine.decided_by().to_string() }
    }

    fn cells(&self, engine: &Engine, row: &Row) -> [Cell; 22] {
        let (policy, calendar) = (engine.policy(), engine.calendar());
        let text = |text: Option<&str>| text.map_or(Cell::None, |text| Cell::Text(text.to_owned()));
        let instant = |at: Option<Instant>| at.map_or(Cell::None, |at| Cell::Text(calendar.format(at)));
        let moment = |at: Option<Moment>| match at {
            Some(Moment::On(date)) => Cell::Text(date.to_string()),
            Some(Moment::At { instant: at, .. }) => instant(Some(at)),
            None => Cell::None,
        };
        let obligation = row.obligation.and_then(|id| policy.obligations.get(id.index()));
        [
            Cell::Text(row.case.as_ref().to_owned()),
            text(obligation.map(|obligation| obligation.id.as_str())),
            Cell::Number(i64::from(row.cycle)),
            text(row.responsible(engine)),
            Cell::Number(i64::from(row.round)),
            text(row.standing.map(|standing| standing.slug())),
            text(row.tier.map(|tier| policy.tier_name(tier))),
            text(row.state.map(|state| state.slug())),
            moment(row.started),
            instant(row.due),
            instant(row.original_due),
            instant(row.warn_at),
            moment(row.ended),
            moment(row.extension_asked),
            Cell::Flag(row.provisional),
            instant(row.next_change_at),
            Cell::Text(self.as_of.clone()),
            Cell::Text(policy.id.clone()),
            Cell::Text(policy.version.clone()),
            Cell::Text(self.decided_by.clone()),
            Cell::Number(i64::try_from(row.faults).unwrap_or(i64::MAX)),
            text(row.error.as_ref().map(|error| error.slug())),
        ]
    }
}
