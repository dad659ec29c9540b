//! Forms and reports asked for in JSON: the one way that every surface takes.

use std::sync::Arc;

use super::case_pages::Entry;
use super::duties::DutyDone;
use super::frozen::Frozen;
use super::page::Page;
use super::page_text::CsvEncoding;
use super::period_page::PeriodAsk;
use super::{Language, Report};
use crate::case::{Event, Mode};
use crate::complaint::Complaint;
use crate::document::{Cursor, Document, Value};
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::statistics::{CalendarPeriod, Units};
use crate::time::{Date, Instant};

/// What may be asked for.
const REPORTS: &str = "form, case, period, book, lateness, library, duties, freeze, restate";

/// The fields of a request.
const FIELDS: &[&str] = &[
    "report",
    "format",
    "language",
    "as_of",
    "known_at",
    "lenient",
    "register",
    "complaint",
    "events",
    "form",
    "given",
    "id",
    "departments",
    "in_full",
    "period",
    "units",
    "suppress_below",
    "annualise",
    "first",
    "last",
    "duties",
    "done",
    "frozen",
    "sheet",
    "encoding",
];

/// Answers a request for a form or a report with the bytes of a file.
///
/// The request is a JSON object. `report` is `form`, `case`, `period`, `book`, `lateness`, `library`, `duties`, `freeze` or
/// `restate`; `format` is `json` (which also comes without it), `html`, `markdown`, `csv` or `xlsx`; `language` is `zh`
/// or `en`; `as_of` is the instant of it all. Further fields by report:
///
/// * `form`: `complaint` and `events`, `form` (its id), `given` (what people fill in, by field);
/// * `case`: `complaint` and `events`;
/// * `period`, `freeze`: `register` (a list of objects with `complaint` and `events`), `period` (`2026-03`, `2026-Q1`,
///   `2026-H1`, `2026`, `2026-W10`, `2026-03-02`, `2026-03-01..2026-03-15`), and, where wanted, `known_at`, `units` (the
///   master table), `departments` (those that there are), `suppress_below`, `annualise`;
/// * `book`: `id` (a report of the rule book), `given` (what people write, by part), and the fields of `period`;
/// * `lateness`, `library`: `register`;
/// * `duties`: `units` (a list of names), `first` and `last` (days), `duties` (ids; none = all), `done` (a list of
///   `unit`, `duty`, `period` (a day of it), `at`);
/// * `restate`: `frozen` (what `freeze` gave), `register`, and the options as for `period`.
///
/// What is personal in the words of complaints is masked unless `in_full` is true. A CSV file holds one table: `sheet` names it (the first without), `encoding` is `utf-8-bom`, `utf-8` or `gb18030`.
///
/// ```
/// use tousu::{Engine, report::answer};
/// let engine = Engine::builtin("residential-community")?;
/// let html = answer(&engine, r#"{"report":"form","form":"register","format":"html","language":"zh",
///     "as_of":"2026-03-03T09:00:00+08:00","events":[],
///     "complaint":{"id":"c1","received_at":"2026-03-02T09:00:00+08:00","text":"<b>电梯停运</b>"}}"#)?;
/// let html = String::from_utf8_lossy(&html);
/// assert!(html.contains("《小区投诉登记表》") && !html.contains("<b>"));
/// # Ok::<(), tousu::Error>(())
/// ```
///
/// # Errors
/// Faults of the request with their place; as the report asked for.
pub fn answer(engine: &Engine, request: &str) -> Result<Vec<u8>> {
    let document = Document::parse_json(request).map_err(|error| error.at("request"))?;
    let root = document.root();
    drop(root.entries().map_err(|error| error.at("request"))?);
    if let Some(error) = root.unknown_fields(FIELDS).into_iter().next() {
        return Err(error);
    }
    let language = match root.get_some("language") {
        None => Language::default(),
        Some(field) => Language::from_code(field.text()?)
            .ok_or_else(|| field.error(Code::UnknownValue, field.text().unwrap_or_default(), "zh or en"))?,
    };
    let masked = Report::new(engine, language);
    let mut ask = Ask { root: &root, engine, report: masked };
    if ask.flag("in_full")? {
        ask.report = masked.in_full();
    }
    let kind = root.require("report", REPORTS)?;
    let page = match kind.text()? {
        "form" => ask.form()?,
        "case" => ask.report.case_page(&ask.entry(&root)?, ask.as_of()?)?,
        "period" => ask.report.period_page(&ask.register()?, &ask.period()?)?,
        "book" => {
            let id = root.require("id", "the id of a report of the rule book")?;
            ask.report.book_page(&ask.register()?, id.text()?, &ask.given()?, &ask.period()?)?
        }
        "lateness" => ask.report.lateness_page(&ask.register()?, ask.as_of()?)?,
        "library" => ask.report.library_page(&ask.register()?, ask.as_of()?)?,
        "duties" => ask.duties()?,
        "freeze" => {
            let frozen = ask.report.freeze(&ask.register()?, &ask.period()?)?;
            return Ok(frozen.to_json(engine.calendar().offset_at(frozen.as_of)).into_bytes());
        }
        "restate" => {
            let frozen = Frozen::from_json(&root.require("frozen", "a published report")?.to_string())?;
            let own = PeriodAsk::new(frozen.period, frozen.as_of);
            let restatement = ask.report.restate(&frozen, &ask.register()?, &ask.options(own)?)?;
            ask.report.restatement_page(&frozen, &restatement)
        }
        other => return Err(kind.error(Code::UnknownValue, other, REPORTS)),
    };
    ask.written(&page)
}

struct Ask<'a> {
    root: &'a Cursor<'a>,
    engine: &'a Engine,
    report: Report<'a>,
}

impl<'a> Ask<'a> {
    fn instant(&self, name: &str) -> Result<Option<Instant>> {
        let field = self.root.get_some(name);
        field.map(|field| Instant::parse(field.text()?).map_err(|error| field.locate(error))).transpose()
    }

    fn as_of(&self) -> Result<Instant> {
        self.root.require("as_of", "the instant of the report")?;
        self.instant("as_of")?.ok_or_else(|| Error::new(Code::MissingField, "as_of", "the instant of the report"))
    }

    fn flag(&self, name: &str) -> Result<bool> {
        self.root.get_some(name).map_or(Ok(false), |field| field.boolean())
    }

    fn entry(&self, item: &Cursor<'_>) -> Result<Entry> {
        let complaint = Complaint::from_cursor(&item.require("complaint", "the complaint")?)?;
        let events = item.get_some("events").map_or_else(|| Ok(Vec::new()), |events| Event::read_all(&events))?;
        let mode = if self.flag("lenient")? { Mode::Lenient } else { Mode::Strict };
        let case = self.engine.replay(&complaint, events, mode).map_err(|error| item.locate(error))?;
        Ok(Entry { complaint, case })
    }

    fn register(&self) -> Result<Vec<Entry>> {
        let list = self.root.require("register", "a list of complaints with their events")?;
        list.items()?
            .map(|item| match item.unknown_fields(&["complaint", "events"]).into_iter().next() {
                Some(error) => Err(error),
                None => self.entry(&item),
            })
            .collect()
    }

    fn given(&self) -> Result<Vec<(String, String)>> {
        let mut given = Vec::new();
        if let Some(fields) = self.root.get_some("given") {
            for (key, field) in fields.entries()? {
                let text = match field.value() {
                    Value::String(text) => text.clone(),
                    Value::Integer(number) => number.to_string(),
                    Value::Null => continue,
                    _ => return Err(field.wrong_type("a text")),
                };
                given.push((key.name.clone(), text));
            }
        }
        Ok(given)
    }

    fn names(&self, name: &str) -> Result<Vec<String>> {
        let Some(list) = self.root.get_some(name) else { return Ok(Vec::new()) };
        list.items()?.map(|item| item.text().map(str::to_owned)).collect()
    }

    fn form(&self) -> Result<Page> {
        let entry = self.entry(self.root)?;
        let form = self.root.require("form", "the id of a form")?;
        self.report.form(&entry.complaint, &entry.case, form.text()?, &self.given()?, self.as_of()?)
    }

    fn period(&self) -> Result<PeriodAsk> {
        let field = self.root.require("period", "a period as 2026-03, 2026-Q1 or 2026")?;
        let period = CalendarPeriod::parse(field.text()?).map_err(|error| field.locate(error))?;
        self.options(PeriodAsk::new(period, self.as_of()?))
    }

    fn options(&self, mut ask: PeriodAsk) -> Result<PeriodAsk> {
        ask.known_at = self.instant("known_at")?;
        ask.units = self.root.get_some("units").map(|units| Units::read(&units).map(Arc::new)).transpose()?;
        ask.suppress_below = match self.root.get_some("suppress_below") {
            None => None,
            Some(field) => {
                let number = field.integer()?;
                Some(
                    u64::try_from(number)
                        .map_err(|_| field.error(Code::InvalidArgument, number, "a whole number of at least 0"))?,
                )
            }
        };
        ask.annualise = self.flag("annualise")?;
        ask.departments = self.names("departments")?;
        Ok(ask)
    }

    fn day(cursor: &Cursor<'_>, name: &str) -> Result<Date> {
        let field = cursor.require(name, "a day as 2026-03-01")?;
        Date::parse(field.text()?).map_err(|error| field.locate(error))
    }

    fn duties(&self) -> Result<Page> {
        let (units, wanted) = (self.names("units")?, self.names("duties")?);
        let mut done = Vec::new();
        if let Some(list) = self.root.get_some("done") {
            for item in list.items()? {
                if let Some(error) = item.unknown_fields(&["unit", "duty", "period", "at"]).into_iter().next() {
                    return Err(error);
                }
                let text = |name: &str| item.require(name, "what was done by whom")?.text().map(str::to_owned);
                let at = item.require("at", "when it was done")?;
                done.push(DutyDone {
                    unit: text("unit")?,
                    duty: text("duty")?,
                    period: Self::day(&item, "period")?,
                    at: Instant::parse(at.text()?).map_err(|error| at.locate(error))?,
                });
            }
        }
        let window = (Self::day(self.root, "first")?, Self::day(self.root, "last")?);
        let units: Vec<&str> = units.iter().map(String::as_str).collect();
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        let as_of = self.as_of()?;
        let rows = self.report.duties(&units, window, &wanted, &done, as_of)?;
        Ok(self.report.duties_page(&rows, window, as_of))
    }

    fn written(&self, page: &Page) -> Result<Vec<u8>> {
        let Some(format) = self.root.get_some("format") else { return Ok(page.to_json().into_bytes()) };
        match format.text()? {
            "json" => Ok(page.to_json().into_bytes()),
            "html" => Ok(page.to_html().into_bytes()),
            "markdown" => Ok(page.to_markdown().into_bytes()),
            "csv" => {
                let first = page.sheets().next().map(|sheet| sheet.id.clone()).unwrap_or_default();
                let sheet = self.root.get_some("sheet").map_or(Ok(first), |field| field.text().map(str::to_owned))?;
                let encoding = self
                    .root
                    .get_some("encoding")
                    .map(|field| CsvEncoding::parse(field.text()?).map_err(|error| field.locate(error)));
                page.to_csv(&sheet, encoding.transpose()?.unwrap_or_default())
            }
            #[cfg(feature = "sheets")]
            "xlsx" => page.to_xlsx(),
            other => Err(format.error(
                Code::UnknownValue,
                other,
                "json, html, markdown, csv, xlsx (with the feature `sheets`)",
            )),
        }
    }
}
