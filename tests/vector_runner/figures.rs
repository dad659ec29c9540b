//! Figures: `{"figures": [{"id", "policy", "cases", "request", "expect"}]}`.
//!
//! `expect` lists figures by the key of their row, their id and, where it is one of an obligation, the obligation, with
//! the numerator, the denominator and how a report shows it.

use tousu::document::{Cursor, Document};
use tousu::{Engine, Result};

use crate::{Mismatch, Outcome, Tally};

pub(crate) fn run(file: &str, cases: &Cursor<'_>, tally: &mut Tally) -> Result<()> {
    for case in cases.items()? {
        let id = case.require("id", "the case's id")?.text()?;
        let engine = Engine::builtin(case.require("policy", "a built-in policy")?.text()?)?;
        let (counted, request) = (case.require("cases", "the cases")?, case.require("request", "the request")?);
        let json = engine.figures_json(&counted.to_string(), &request.to_string())?;
        let table = Document::parse_json(&json)?;
        let mut mismatches = Vec::new();
        for wanted in case.require("expect", "the figures")?.items()? {
            let place = |name: &str| wanted.get(name).map_or_else(|| "null".to_owned(), |field| field.to_string());
            let what = format!("{} {} {}", place("key"), place("kpi"), place("obligation"));
            let found = figure(&table.root(), &place)?;
            for name in ["numerator", "denominator", "shown"] {
                let expected = place(name);
                let actual = found.as_ref().and_then(|figure| figure.get(name));
                let actual = actual.map_or_else(|| "no figure".to_owned(), |field| field.to_string());
                if actual != expected {
                    mismatches.push(Mismatch::new(format!("{what}: {name}"), expected, actual));
                }
            }
        }
        tally.count(file, id, if mismatches.is_empty() { Outcome::Passed } else { Outcome::Failed(mismatches) });
    }
    Ok(())
}

/// The figure of a row and a column.
fn figure<'d>(table: &Cursor<'d>, place: &dyn Fn(&str) -> String) -> Result<Option<Cursor<'d>>> {
    let column = table.require("columns", "the columns")?.items()?.position(|column| {
        ["kpi", "obligation"]
            .into_iter()
            .all(|name| column.get(name).is_some_and(|field| field.to_string() == place(name)))
    });
    let rows = ["rows", "subtotals"].into_iter().filter_map(|name| table.get(name)?.items().ok()).flatten();
    let row =
        rows.chain(table.get("total")).find(|row| row.get("key").is_some_and(|key| key.to_string() == place("key")));
    let figures = row.map(|row| row.require("figures", "the figures")?.items()).transpose()?;
    Ok(figures.and_then(|mut figures| figures.nth(column?)))
}
