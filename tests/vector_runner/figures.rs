//! Figures: `{"figures": [{"id", "policy", "cases", "request", "expect"}]}`, or `columns` instead of `cases`.
//!
//! `expect` lists figures by the key of their row, their id and, where it is one of an obligation, the obligation, with
//! the numerator, the denominator and how a report shows it; of lengths also `median`, `p90` and `max`, where given.

use tousu::document::{Cursor, Document};
use tousu::{Engine, Result};

use crate::{Mismatch, Outcome, Tally};

pub(crate) fn run(file: &str, cases: &Cursor<'_>, tally: &mut Tally) -> Result<()> {
    for case in cases.items()? {
        let id = case.require("id", "the case's id")?.text()?;
        let engine = Engine::builtin(case.require("policy", "a built-in policy")?.text()?)?;
        let request = case.require("request", "the request")?.to_string();
        let json = match case.get("columns") {
            Some(columns) => engine.column_figures_json(&columns.to_string(), &request)?,
            None => engine.figures_json(&case.require("cases", "cases or columns")?.to_string(), &request)?,
        };
        let table = Document::parse_json(&json)?;
        let mut mismatches = Vec::new();
        for wanted in case.require("expect", "the figures")?.items()? {
            let place = |name: &str| wanted.get(name).map_or_else(|| "null".to_owned(), |field| field.to_string());
            let what = format!("{} {} {}", place("key"), place("kpi"), place("obligation"));
            let found = figure(&table.root(), &place)?;
            let told = ["numerator", "denominator", "shown"].into_iter().map(|name| (name, false));
            let lengths = ["median", "p90", "max"].into_iter().filter(|name| wanted.get(name).is_some());
            for (name, of_lengths) in told.chain(lengths.map(|name| (name, true))) {
                let expected = place(name);
                let lengths = || found.as_ref()?.get_some("lengths");
                let actual = if of_lengths { lengths() } else { found.clone() };
                let actual = actual.and_then(|figure| figure.get(name));
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use tousu::document::Document;
    use tousu::statistics::Kpi;

    #[test]
    fn every_figure_has_a_vector() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/statistics");
        let mut met = BTreeSet::new();
        for file in std::fs::read_dir(folder).expect("the vectors") {
            let source = std::fs::read(file.expect("a file").path()).expect("it is read");
            let document = Document::parse_bytes(&source).expect("a document");
            for case in document.root().require("figures", "the cases").expect("cases").items().expect("a list") {
                for wanted in case.require("expect", "the figures").expect("figures").items().expect("a list") {
                    let field = |name: &str| wanted.get_some(name).map(|field| field.to_string());
                    // Nothing out of nothing tells no figure from another.
                    if field("numerator").is_some_and(|number| number != "0") {
                        met.insert(wanted.require("kpi", "the figure").expect("it").text().expect("an id").to_owned());
                    }
                }
            }
        }
        let missing: Vec<&str> = Kpi::ALL.iter().map(|kpi| kpi.id()).filter(|id| !met.contains(*id)).collect();
        assert!(missing.is_empty(), "no vector tells {missing:?}");
        assert!(met.iter().all(|id| Kpi::from_id(id).is_some()), "{met:?}");
    }
}
