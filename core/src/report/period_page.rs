//! The report of a period: the tables that rule books ask for, each figure with its definition.

use std::sync::Arc;

use super::Report;
use super::case_pages::Entry;
use super::page::Page;
use super::period_tables::Tables;
use super::plain;
use crate::case::View;
use crate::error::Result;
use crate::policy::ReportTable;
use crate::statistics::{CalendarPeriod, Dimension, Observation, Units, Value as Key};
use crate::time::Instant;

/// What the report of a period shows, in order.
const OF_PERIOD: &[ReportTable] = &[
    ReportTable::Change,
    ReportTable::KeyFigures,
    ReportTable::ByObligation,
    ReportTable::Trend,
    ReportTable::ByCategory,
    ReportTable::ByUnit,
    ReportTable::ByDepartment,
    ReportTable::ByTier,
    ReportTable::Classification,
    ReportTable::ZeroReport,
    ReportTable::Thresholds,
    ReportTable::HotSpots,
];

/// What is asked of a register for a period.
#[derive(Clone, Debug)]
pub struct PeriodAsk {
    /// The period.
    pub period: CalendarPeriod,
    /// The cut-off: how every case stood at this instant.
    pub as_of: Instant,
    /// By what had been entered at this instant; `None` = by everything.
    pub known_at: Option<Instant>,
    /// The master table of units, for zeros, names and rates per household.
    pub units: Option<Arc<Units>>,
    /// Numbers from 1 to below this are not shown.
    pub suppress_below: Option<u64>,
    /// Complaints per households as if the period lasted a year.
    pub annualise: bool,
    /// The departments that there are, for those without a complaint.
    pub departments: Vec<String>,
}

impl PeriodAsk {
    /// A period as of an instant.
    #[must_use]
    pub const fn new(period: CalendarPeriod, as_of: Instant) -> Self {
        Self {
            period,
            as_of,
            known_at: None,
            units: None,
            suppress_below: None,
            annualise: false,
            departments: Vec::new(),
        }
    }
}

impl Report<'_> {
    /// What statistics know of every case of a register, as one asks.
    ///
    /// # Errors
    /// As [`crate::Engine::observe_view`].
    pub fn observations(
        &self,
        register: &[Entry],
        as_of: Instant,
        known_at: Option<Instant>,
    ) -> Result<Vec<Observation>> {
        let view = View { known_at, ..View::at(as_of) };
        register.iter().map(|entry| Ok(self.engine.observe_view(&entry.complaint, &entry.case, view)?.0)).collect()
    }

    /// The report of a period: key figures, what explains the change, the trend with its control chart, the table by
    /// unit and category (分类统计表), by tier, by obligation, units without a complaint (零报告), thresholds of the book,
    /// hot spots. Every figure is told with its numerator, its denominator and its definition.
    ///
    /// # Errors
    /// As [`crate::Engine::observe_view`] and [`crate::statistics::Summary::table`].
    pub fn period_page(&self, register: &[Entry], ask: &PeriodAsk) -> Result<Page> {
        let tables = Tables::of(self, register, ask)?;
        let mut page = Page::new(
            "period",
            self.language,
            format!("{} {}", self.pick("投诉统计报告", "complaints report"), ask.period),
        );
        self.period_facts(&mut page, ask);
        for table in OF_PERIOD {
            tables.put(&mut page, *table)?;
        }
        tables.faults(&mut page);
        Ok(page)
    }

    /// What the figures of a page were made from.
    pub(super) fn period_facts(&self, page: &mut Page, ask: &PeriodAsk) {
        let policy = self.engine.policy();
        page.fact(self.pick("规则", "rule book"), format!("{} {}", policy.id, policy.version));
        page.fact(self.pick("规则摘要", "digest of the rule book"), policy.digest.to_string());
        page.fact(self.pick("期间", "period"), format!("{} – {}", ask.period.first(), ask.period.last()));
        page.fact(self.pick("统计时点", "as of"), self.instant(ask.as_of));
        page.fact(self.pick("已知截至", "known at"), ask.known_at.map(|at| self.instant(at)).unwrap_or_default());
    }

    /// The name that a value of a dimension is shown by.
    pub(super) fn key_name(&self, dimension: Dimension, value: &Key, units: Option<&Units>) -> String {
        let Some(name) = value.name() else {
            return match value.period() {
                Some(period) => period.to_string(),
                None => self.pick("不详", "not known").to_owned(),
            };
        };
        let policy = self.engine.policy();
        match dimension {
            Dimension::Category | Dimension::CategoryTop => {
                let id = policy.lexicon.category(name);
                id.map_or_else(|| plain(name), |id| self.category(Some(id)))
            }
            Dimension::Tier => policy.tier(name).map_or_else(|| plain(name), |id| self.tier(Some(id)).to_owned()),
            Dimension::Unit | Dimension::UnitLevel(_) => {
                units.and_then(|units| units.get(name)).map_or_else(|| plain(name), |unit| plain(unit.name()))
            }
            _ => plain(name),
        }
    }
}
