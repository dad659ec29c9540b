//! The reports that a rule book itself asks for: its title, its parts, who writes it for whom, and until when.

use super::case_pages::Entry;
use super::form::Given;
use super::page::{Block, Field, Page, Value};
use super::period_page::PeriodAsk;
use super::period_tables::Tables;
use super::{Report, form};
use crate::error::{Code, Error, Result};
use crate::policy::Frequency;
use crate::statistics::Grain;

impl Report<'_> {
    /// A report of the rule book for a period (月报, 分类统计表, 季度分析 …): the parts that its clause asks for, each with
    /// the tables that supply it; what only people can write is taken from `given` by the id of the part, or left as an
    /// empty field. Told besides: the clause, who prepares it, who gets it, and until when it is owed.
    ///
    /// ```
    /// use tousu::{Engine, report::{Language, PeriodAsk, Report}, statistics::CalendarPeriod, time::Instant};
    /// let engine = Engine::builtin("customer-complaint-km")?;
    /// let ask = PeriodAsk::new(CalendarPeriod::parse("2026-03")?, Instant::parse("2026-04-02T09:00:00+08:00")?);
    /// let page = Report::new(&engine, Language::Zh).book_page(&[], "classification-table", &[], &ask)?;
    /// assert_eq!(page.title, "《顾客投诉分类统计表》 2026-03");
    /// assert!(page.facts.iter().any(|(name, value)| name == "报送期限" && value.starts_with("2026-04-03")));
    /// assert!(page.sheet("classification").is_some());
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `not-found` for a report that the book does not ask for, `invalid-argument` for a period of another length than
    /// the report's and for a report owed of each case, `unknown-field` for words about a part that is not there; as
    /// [`Report::period_page`].
    pub fn book_page(&self, register: &[Entry], id: &str, given: &Given, ask: &PeriodAsk) -> Result<Page> {
        let reports = &self.engine.policy().reports;
        let Some((at, report)) = reports.iter().enumerate().find(|(_, report)| report.id == id) else {
            let ids: Vec<&str> = reports.iter().map(|report| report.id.as_str()).collect();
            return Err(
                Error::new(Code::NotFound, id, format_args!("a report of the book: {}", ids.join(", "))).at("id")
            );
        };
        let wrong = |expected: &str| Err(Error::new(Code::InvalidArgument, ask.period, expected).at("period"));
        match report.frequency {
            Frequency::EachCase => {
                return wrong("nothing: this report is owed of each case (`case`), not of a period");
            }
            frequency => match grain(frequency) {
                Some(grain) if grain != ask.period.grain() => return wrong(&format!("a {}", grain.slug())),
                _ => {}
            },
        }
        let written: Vec<&str> =
            report.content.iter().filter(|part| part.tables.is_empty()).map(|part| part.id.as_str()).collect();
        form::unknown(given, &written)?;
        let title = format!("{} {}", self.label(&report.label, &report.id), ask.period);
        let mut page = Page::new("book", self.language, title);
        page.fact(self.pick("依据", "by"), self.clause(&report.clause));
        self.period_facts(&mut page, ask);
        for (name, role) in [
            (self.pick("编制", "prepared by"), report.prepared_by),
            (self.pick("报送", "submitted to"), report.submitted_to),
        ] {
            page.fact(name, role.map(|role| self.role(Some(role)).to_owned()).unwrap_or_default());
        }
        let inside = self.engine.calendar().end_of_day(ask.period.last())?;
        let due = self.engine.report_dues(inside)?.get(at).and_then(|(_, due)| *due);
        page.fact(
            self.pick("报送期限", "owed until"),
            due.map_or_else(|| self.pick("文件未定期限", "no day in the document").to_owned(), |due| self.instant(due)),
        );
        let tables = Tables::of(self, register, ask)?;
        for part in &report.content {
            page.blocks.push(Block::Heading(self.label(&part.label, &part.id).to_owned()));
            for table in &part.tables {
                tables.put(&mut page, *table)?;
            }
            if part.tables.is_empty() {
                page.blocks.push(Block::Fields(vec![Field {
                    id: part.id.clone(),
                    label: self.label(&part.label, &part.id).to_owned(),
                    value: form::stated(given, &part.id).map_or(Value::Empty, Value::from),
                    required: true,
                }]));
            }
        }
        tables.faults(&mut page);
        let signs = report.prepared_by.into_iter().chain(report.submitted_to);
        page.blocks.push(Block::Signatures(signs.map(|role| self.role(Some(role)).to_owned()).collect()));
        Ok(page)
    }
}

/// The length of the periods of a report; `None` where the document does not say it.
const fn grain(frequency: Frequency) -> Option<Grain> {
    match frequency {
        Frequency::Daily => Some(Grain::Day),
        Frequency::Weekly => Some(Grain::Week),
        Frequency::Monthly => Some(Grain::Month),
        Frequency::Quarterly => Some(Grain::Quarter),
        Frequency::HalfYearly => Some(Grain::HalfYear),
        Frequency::Yearly => Some(Grain::Year),
        Frequency::EachCase | Frequency::Unstated => None,
    }
}
