//! Published reports that can be shown to be what they were, and what later knowledge changes in them.

use std::collections::BTreeMap;

use super::Report;
use super::case_pages::Entry;
use super::page::{Block, Page, Sheet, Value};
use super::period_page::PeriodAsk;
use crate::document::{Cursor, Document, JsonWriter};
use crate::error::{Code, Error, Result};
use crate::id::Digest;
use crate::statistics::{CalendarPeriod, Observation};
use crate::time::Instant;

/// A published report: what was asked, what it was made from, and the page itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frozen {
    /// The period.
    pub period: CalendarPeriod,
    /// The cut-off.
    pub as_of: Instant,
    /// By what had been entered at this instant.
    pub known_at: Instant,
    /// The digest of the rule book.
    pub policy: String,
    /// The digest of the page as JSON.
    pub digest: String,
    /// The cases that it was made from, in ascending order.
    pub cases: Vec<String>,
    /// The page as JSON.
    pub page: String,
}

/// A figure that later knowledge changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Restated {
    /// The table.
    pub sheet: String,
    /// The row, by its first cell.
    pub row: String,
    /// The column.
    pub column: String,
    /// As published; `None` = the row was not there.
    pub before: Option<String>,
    /// As it is known now; `None` = the row is not there.
    pub after: Option<String>,
}

/// What became of a published report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Restatement {
    /// The same register as known then gives the same bytes.
    pub reproduced: bool,
    /// Cases whose figures differ by what was entered later, or that were entered later, or are gone.
    pub cases: Vec<RestatedCase>,
    /// The figures that differ.
    pub figures: Vec<Restated>,
}

/// A case that changes a published report.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct RestatedCase {
    /// Its id.
    pub id: String,
    /// `changed`, `added` or `gone`.
    pub how: &'static str,
}

impl Frozen {
    /// The published report as a file.
    #[must_use]
    pub fn to_json(&self, offset: i32) -> String {
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/frozen/1");
            out.field("period").string(&self.period.to_string());
            out.field("as_of").string(&self.as_of.format(offset));
            out.field("known_at").string(&self.known_at.format(offset));
            out.field("policy").string(&self.policy);
            out.field("digest").string(&self.digest);
            out.field("cases").array(|out| self.cases.iter().for_each(|id| out.string(id)));
            out.field("page").raw(&self.page);
        });
        out.finish()
    }

    /// Reads [`Frozen::to_json`]; the page must be the one that the digest was taken of.
    ///
    /// # Errors
    /// Faults of the JSON; `invalid-argument` when the digest is not that of the page.
    pub fn from_json(source: &str) -> Result<Self> {
        let document = Document::parse_json(source).map_err(|error| error.at("frozen"))?;
        let root = document.root();
        let text = |name: &str| root.require(name, "as a published report has it")?.text().map(str::to_owned);
        let at = |name: &str| Instant::parse(&text(name)?);
        let cases = root.require("cases", "the cases that it was made from")?;
        let cases = cases.items()?.map(|item| item.text().map(str::to_owned)).collect::<Result<_>>()?;
        let page = root.require("page", "the page")?.to_string();
        let digest = text("digest")?;
        if Digest::of(page.as_bytes()).to_string() != digest {
            return Err(
                Error::new(Code::InvalidArgument, digest, "the digest of the page: it was altered").at("frozen.digest")
            );
        }
        let (period, policy) = (CalendarPeriod::parse(&text("period")?)?, text("policy")?);
        Ok(Self { period, as_of: at("as_of")?, known_at: at("known_at")?, policy, digest, cases, page })
    }
}

impl Report<'_> {
    /// Freezes the report of a period as known at an instant.
    ///
    /// # Errors
    /// As [`Report::period_page`]; `invalid-argument` without `known_at`.
    pub fn freeze(&self, register: &[Entry], ask: &PeriodAsk) -> Result<Frozen> {
        let known_at = ask.known_at.ok_or_else(|| {
            Error::new(Code::InvalidArgument, "no `known_at`", "when it was published").at("known_at")
        })?;
        let page = self.period_page(register, ask)?.to_json();
        let mut cases: Vec<String> = register.iter().map(|entry| entry.complaint.id.clone()).collect();
        cases.sort_unstable();
        let (policy, digest) = (self.engine.policy().digest.to_string(), Digest::of(page.as_bytes()).to_string());
        Ok(Frozen { period: ask.period, as_of: ask.as_of, known_at, policy, digest, cases, page })
    }

    /// What a register as it is now makes of a published report: whether what was known then still gives the same
    /// bytes, which figures differ by what was entered since, and which cases that is due to. `ask` carries what is not
    /// in the report: the master table of units and the options.
    ///
    /// # Errors
    /// As [`Report::period_page`]; `invalid-argument` for a report under another rule book.
    pub fn restate(&self, frozen: &Frozen, register: &[Entry], ask: &PeriodAsk) -> Result<Restatement> {
        let policy = self.engine.policy().digest.to_string();
        if policy != frozen.policy {
            return Err(Error::new(
                Code::InvalidArgument,
                &frozen.policy,
                format_args!("the rule book of the report ({policy})"),
            )
            .at("frozen.policy"));
        }
        let then =
            PeriodAsk { period: frozen.period, as_of: frozen.as_of, known_at: Some(frozen.known_at), ..ask.clone() };
        let was_there = |id: &str| frozen.cases.binary_search_by(|own| own.as_str().cmp(id)).is_ok();
        let old: Vec<Entry> = register.iter().filter(|entry| was_there(&entry.complaint.id)).cloned().collect();
        let reproduced = self.period_page(&old, &then)?.to_json() == frozen.page;
        let by_id = |observations: Vec<Observation>| -> BTreeMap<String, Observation> {
            observations.into_iter().map(|one| (one.id.to_string(), one)).collect()
        };
        let before = by_id(self.observations(&old, frozen.as_of, Some(frozen.known_at))?);
        let after = by_id(self.observations(register, frozen.as_of, None)?);
        let mut cases = Vec::new();
        for (id, now) in &after {
            let how = match before.get(id) {
                None => "added",
                Some(then) if then != now => "changed",
                Some(_) => continue,
            };
            cases.push(RestatedCase { id: id.clone(), how });
        }
        let gone = frozen.cases.iter().filter(|id| !after.contains_key(*id));
        cases.extend(gone.map(|id| RestatedCase { id: id.clone(), how: "gone" }));
        cases.sort();
        let document = Document::parse_json(&frozen.page).map_err(|error| error.at("frozen.page"))?;
        let now = self.period_page(register, &PeriodAsk { known_at: None, ..then })?;
        Ok(Restatement { reproduced, cases, figures: differences(&document.root(), &now)? })
    }

    /// A restatement as a page.
    #[must_use]
    pub fn restatement_page(&self, frozen: &Frozen, restatement: &Restatement) -> Page {
        let mut page = Page::new(
            "restatement",
            self.language,
            format!("{} {}", self.pick("数据更正说明", "restatement"), frozen.period),
        );
        page.fact(self.pick("原报告摘要", "digest of the report"), frozen.digest.clone());
        page.fact(self.pick("原统计时点", "as of"), self.instant(frozen.as_of));
        page.fact(self.pick("原已知截至", "known at"), self.instant(frozen.known_at));
        let same = if restatement.reproduced { self.pick("是", "yes") } else { self.pick("否", "no") };
        page.fact(self.pick("可逐字节重现", "reproduced byte for byte"), same);
        let how = |how: &str| match how {
            "added" => self.pick("事后登记", "entered later"),
            "gone" => self.pick("登记中已无", "no longer in the register"),
            _ => self.pick("事后补录或更正", "changed by what was entered later"),
        };
        let rows =
            restatement.cases.iter().map(|case| vec![Value::from(super::plain(&case.id)), Value::from(how(case.how))]);
        page.blocks.push(Block::Sheet(self.sheet(
            "cases",
            ("涉及的投诉", "cases"),
            &[("编号", "number"), ("原因", "why")],
            rows.collect(),
        )));
        let rows = restatement.figures.iter().map(|figure| {
            let shown = |text: &Option<String>| Value::from(text.as_deref().unwrap_or("–"));
            vec![
                Value::from(figure.sheet.as_str()),
                Value::from(figure.row.as_str()),
                Value::from(figure.column.as_str()),
                shown(&figure.before),
                shown(&figure.after),
            ]
        });
        let titles =
            [("表", "table"), ("行", "row"), ("列", "column"), ("原值", "as published"), ("现值", "as known now")];
        page.blocks.push(Block::Sheet(self.sheet("figures", ("更正的数据", "figures"), &titles, rows.collect())));
        page
    }
}

/// The cells of a table, by row and column.
type Cells = BTreeMap<(String, String), String>;

fn differences(old: &Cursor<'_>, new: &Page) -> Result<Vec<Restated>> {
    let mut before: BTreeMap<String, Cells> = BTreeMap::new();
    for block in old.require("blocks", "the page")?.items()? {
        let Some(sheet) = block.get_some("sheet") else { continue };
        let id = sheet.require("id", "its id")?.text()?.to_owned();
        let columns: Vec<String> = sheet
            .require("columns", "its columns")?
            .items()?
            .map(|column| Ok(column.require("title", "its title")?.text()?.to_owned()))
            .collect::<Result<_>>()?;
        let mut cells = Cells::new();
        for row in sheet.require("rows", "its rows")?.items()? {
            let values: Vec<Shown> = row.items()?.map(|value| shown_node(&value)).collect();
            add(&mut cells, &columns, &values);
        }
        before.insert(id, cells);
    }
    let mut out = Vec::new();
    for sheet in new.sheets() {
        let after = written(sheet);
        let none = Cells::new();
        let before = before.get(&sheet.id).unwrap_or(&none);
        let keys: std::collections::BTreeSet<&(String, String)> = before.keys().chain(after.keys()).collect();
        for key in keys {
            let (was, is) = (before.get(key), after.get(key));
            if was != is {
                let (row, column) = key.clone();
                out.push(Restated { sheet: sheet.id.clone(), row, column, before: was.cloned(), after: is.cloned() });
            }
        }
    }
    Ok(out)
}

fn written(sheet: &Sheet) -> Cells {
    let columns: Vec<String> = sheet.columns.iter().map(|column| column.title.clone()).collect();
    let mut cells = Cells::new();
    for row in &sheet.rows {
        let name = |value: &Value| match value {
            Value::Text(text) | Value::Term(text, _) => Some(text.clone()),
            _ => None,
        };
        let shown =
            |value: &Value| (name(value), matches!(value, Value::Term(..)), super::page_text::value_json(value));
        let values: Vec<Shown> = row.iter().map(shown).collect();
        add(&mut cells, &columns, &values);
    }
    cells
}

/// The text of a cell that may name its row, whether it is a defined term, and the cell as JSON.
type Shown = (Option<String>, bool, String);

fn shown_node(value: &Cursor<'_>) -> Shown {
    let term = value.get_some("term").and_then(|term| term.text().ok().map(str::to_owned));
    let is_term = term.is_some();
    (term.or_else(|| value.text().ok().map(str::to_owned)), is_term, value.to_string())
}

/// A row is known by its term, else by its first one or two texts, so that a figure that changes makes no other row of
/// it.
fn add(cells: &mut Cells, columns: &[String], values: &[Shown]) {
    let is_term = values.first().is_some_and(|(_, is_term, _)| *is_term);
    let most = if is_term { 1 } else { 2 };
    let names: Vec<&str> = values.iter().map_while(|(name, ..)| name.as_deref()).take(most).collect();
    let known = names.len().max(1);
    let name = if names.is_empty() {
        values.first().map_or(String::new(), |(.., json)| json.clone())
    } else {
        names.join(" / ")
    };
    for (column, (.., value)) in columns.iter().zip(values).skip(known) {
        cells.insert((name.clone(), column.clone()), value.clone());
    }
}
