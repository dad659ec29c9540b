//! The report of a period: the tables that rule books ask for, each figure with its definition.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::case_pages::Entry;
use super::page::{Block, Chart, Column, Definition, Drawing, Page, Sheet, Value};
use super::{Language, Report, plain};
use crate::case::View;
use crate::cluster::chart::{Kind as ChartKind, Point, chart};
use crate::cluster::{Likeness, Message, hot_spots};
use crate::error::Result;
use crate::policy::{Counts, Per, Window};
use crate::statistics::{
    CalendarPeriod, Dimension, Figure, FigureTable, Grain, Kind, Kpi, Observation, Query, Rate, Summary, Units,
    Value as Key,
};
use crate::time::{Date, Instant};

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
}

impl PeriodAsk {
    /// A period as of an instant.
    #[must_use]
    pub const fn new(period: CalendarPeriod, as_of: Instant) -> Self {
        Self { period, as_of, known_at: None, units: None, suppress_below: None, annualise: false }
    }
}

/// The figures of a group of complaints.
const OF_GROUP: &[Kpi] = &[
    Kpi::Volume,
    Kpi::Share,
    Kpi::GrowthOnPrevious,
    Kpi::GrowthOnYear,
    Kpi::ValidRate,
    Kpi::TimelyRate,
    Kpi::OverdueRate,
    Kpi::ClosureRate,
    Kpi::Satisfaction,
    Kpi::RepeatRate,
];

/// The figures of a month in a row of months.
const OF_TREND: &[Kpi] =
    &[Kpi::Volume, Kpi::GrowthOnPrevious, Kpi::GrowthOnYear, Kpi::TimelyRate, Kpi::ClosureRate, Kpi::ResolutionTime];

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
    /// As [`crate::Engine::observe_view`] and [`Summary::table`].
    pub fn period_page(&self, register: &[Entry], ask: &PeriodAsk) -> Result<Page> {
        let observations = self.observations(register, ask.as_of, ask.known_at)?;
        let grain = if whole_months(ask.period) { Grain::Month } else { Grain::Day };
        let mut plan = self.engine.plan(ask.as_of).by([
            Dimension::Period(grain),
            Dimension::CategoryTop,
            Dimension::Category,
            Dimension::Tier,
            Dimension::Unit,
            Dimension::Department,
        ]);
        plan.known_at = ask.known_at;
        plan.units = ask.units.clone();
        let summary = Summary::of(plan, observations.clone());
        let mut page = Page::new(
            "period",
            self.language,
            format!("{} {}", self.pick("投诉统计报告", "complaints report"), ask.period),
        );
        let policy = self.engine.policy();
        page.fact(self.pick("规则", "rule book"), format!("{} {}", policy.id, policy.version));
        page.fact(self.pick("规则摘要", "digest of the rule book"), policy.digest.to_string());
        page.fact(self.pick("期间", "period"), format!("{} – {}", ask.period.first(), ask.period.last()));
        page.fact(self.pick("统计时点", "as of"), self.instant(ask.as_of));
        page.fact(self.pick("已知截至", "known at"), ask.known_at.map(|at| self.instant(at)).unwrap_or_default());
        let began = observations.iter().filter_map(|one| one.received_on).min();
        let tables = Tables { report: self, summary: &summary, ask, began };
        tables.key(&mut page)?;
        if let Some(words) = tables.change()? {
            page.blocks.insert(0, Block::Paragraph(words));
        }
        tables.trend(&mut page, grain)?;
        for (id, title, dimension, fill) in [
            ("by-category", ("分类统计", "by category"), Dimension::CategoryTop, false),
            ("by-unit", ("各单位", "by unit"), Dimension::Unit, true),
            ("by-department", ("各部门", "by department"), Dimension::Department, false),
            ("by-tier", ("按级别", "by tier"), Dimension::Tier, false),
        ] {
            tables.grouped(&mut page, (id, title), dimension, fill)?;
        }
        tables.classification(&mut page)?;
        tables.zero(&mut page)?;
        self.thresholds(&mut page, &observations, ask);
        self.hot_spot_sheet(&mut page, register, ask)?;
        for fault in summary.faults() {
            page.blocks.push(Block::Paragraph(match self.language {
                Language::Zh => fault.message_zh(),
                Language::En => fault.message_en(),
            }));
        }
        Ok(page)
    }

    /// The name that a value of a dimension is shown by.
    fn key_name(&self, dimension: Dimension, value: &Key, units: Option<&Units>) -> String {
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

    /// Which thresholds of the book are met, counted over the calendar year up to the end of the period.
    fn thresholds(&self, page: &mut Page, observations: &[Observation], ask: &PeriodAsk) {
        let (year, ..) = ask.period.last().ymd();
        let (Ok(first), last) = (Date::from_ymd(year, 1, 1), ask.period.last()) else { return };
        let mut rows = Vec::new();
        for threshold in
            self.engine.policy().thresholds.iter().filter(|threshold| matches!(threshold.window, Window::CalendarYear))
        {
            let mut counts: BTreeMap<String, u32> = BTreeMap::new();
            if threshold.per == Per::Unit {
                let units = ask.units.iter().flat_map(|units| units.leaves());
                counts
                    .extend(units.filter(|unit| unit.is_open_in(ask.period)).map(|unit| (unit.name().to_string(), 0)));
            }
            for one in observations {
                let name = match threshold.per {
                    Per::Company => Some(self.pick("全部", "all").to_owned()),
                    Per::Unit => one.unit.as_ref().map(|name| {
                        let unit = ask.units.as_ref().and_then(|units| units.resolve(name).ok());
                        unit.map_or_else(|| name.to_string(), |unit| unit.name().to_string())
                    }),
                    Per::Department => one.department.as_ref().map(ToString::to_string),
                    Per::Person => one.handler.as_ref().map(ToString::to_string),
                    Per::Category => one.category.as_ref().map(ToString::to_string),
                    Per::Matter | Per::Case => None,
                };
                let Some(name) = name else { continue };
                let count = counts.entry(name).or_default();
                if one.received_on.is_none_or(|on| on < first || on > last) {
                    continue;
                }
                *count += match threshold.counts {
                    Counts::Received => 1,
                    Counts::InScope => u32::from(one.in_scope != Some(false)),
                    Counts::Substantiated => u32::from(one.substantiated == Some(true)),
                    Counts::Complainants => one.heads.max(1),
                    Counts::Reopenings => u32::from(one.reopened),
                };
            }
            let label = self.label(&threshold.label, &threshold.id);
            rows.extend(counts.into_iter().filter(|(_, count)| threshold.is_met(*count)).map(|(name, count)| {
                vec![
                    Value::from(label),
                    Value::from(threshold.clause.number.as_str()),
                    Value::from(plain(&name)),
                    Value::from(u64::from(count)),
                ]
            }));
        }
        if !self.engine.policy().thresholds.is_empty() {
            let titles = [("规定", "rule"), ("条款", "clause"), ("对象", "who"), ("次数", "count")];
            page.blocks.push(Block::Sheet(self.sheet(
                "thresholds",
                ("年度达到标准", "thresholds met in the year"),
                &titles,
                rows,
            )));
        }
    }

    /// Places and events that many complained of in the period.
    fn hot_spot_sheet(&self, page: &mut Page, register: &[Entry], ask: &PeriodAsk) -> Result<()> {
        let calendar = self.engine.calendar();
        let messages: Vec<Message<'_>> = register
            .iter()
            .filter_map(|entry| {
                let (stated, at) = (&entry.complaint.stated, entry.case.intake().received_at?.instant()?);
                ask.period.contains(calendar.date_of(at)).then_some(Message {
                    id: &entry.complaint.id,
                    at: Some(at),
                    complainant: stated.customer.as_deref(),
                    matter: None,
                    place: stated.unit.as_deref(),
                    title: &entry.complaint.title,
                    text: &entry.complaint.text,
                    votes: 0,
                })
            })
            .collect();
        let spots = hot_spots(&messages, &Likeness { least_messages: 3, ..Likeness::default() })?;
        let rows = spots.iter().take(10).map(|spot| {
            let one = messages.get(spot.representative).copied().unwrap_or_default();
            let said = if one.title.trim().is_empty() { one.text } else { one.title };
            let ids: Vec<&str> =
                spot.members.iter().filter_map(|member| messages.get(member.message)).map(|one| one.id).collect();
            vec![
                Value::from(super::cut(&plain(said), 60)),
                Value::from(spot.members.len()),
                Value::from(spot.complainants),
                Value::from(spot.heat),
                Value::from(plain(&ids.join(" "))),
            ]
        });
        let titles = [
            ("事由", "about"),
            ("投诉", "complaints"),
            ("人数", "complainants"),
            ("热度", "heat"),
            ("编号", "numbers"),
        ];
        let sheet = self.sheet("hot-spots", ("热点", "hot spots"), &titles, rows.collect());
        page.blocks.push(Block::Sheet(sheet));
        Ok(())
    }
}

/// Whether a period is made of whole months.
fn whole_months(period: CalendarPeriod) -> bool {
    period.first().ymd().2 == 1 && period.last().plus_days(1).is_ok_and(|next| next.ymd().2 == 1)
}

struct Tables<'a> {
    report: &'a Report<'a>,
    summary: &'a Summary,
    ask: &'a PeriodAsk,
    /// The day of the first complaint: before it nothing is known, so nothing is a zero.
    began: Option<Date>,
}

impl Tables<'_> {
    fn query(&self, by: &[Dimension], kpis: &[Kpi], window: Option<CalendarPeriod>, fill: bool) -> Result<FigureTable> {
        let mut table = self.summary.table(&Query {
            by: by.to_vec(),
            kpis: kpis.to_vec(),
            window,
            fill,
            suppress_below: self.ask.suppress_below,
            annualise: self.ask.annualise,
        })?;
        let policy = self.report.engine.policy();
        let tiers = policy.tiers.iter().map(|tier| tier.id.as_str()).collect();
        table.order_by(&[(Dimension::Tier, tiers)]);
        Ok(table)
    }

    fn define(&self, page: &mut Page, kpi: Kpi) -> String {
        let definition = kpi.definition();
        if !page.definitions.iter().any(|own| own.id == definition.id) {
            let report = self.report;
            let pick = |zh, en| report.pick(zh, en);
            let mut words = pick(definition.numerator_zh, definition.numerator_en).to_owned();
            let out_of = pick(definition.denominator_zh, definition.denominator_en);
            if !out_of.is_empty() {
                words += &format!("{}{out_of}", pick(" ÷ ", ", out of "));
            }
            if !definition.excludes.is_empty() {
                let excluded: Vec<&str> = definition.excludes.iter().map(|why| pick(why.zh(), why.en())).collect();
                words += &format!("{}{}", pick("；不计入：", "; in neither: "), excluded.join(pick("、", ", ")));
            }
            words += &format!("{}{}", pick("；归属日期：", "; counted by the date: "), definition.basis.slug());
            page.definitions.push(Definition {
                id: definition.id.to_owned(),
                name: pick(definition.zh, definition.en).to_owned(),
                words,
            });
        }
        definition.id.to_owned()
    }

    fn column(&self, page: &mut Page, kpi: Kpi) -> Column {
        let definition = kpi.definition();
        let id = self.define(page, kpi);
        Column::defined(self.report.pick(definition.zh, definition.en), id)
    }

    /// Every figure of the period, a row each; then every obligation.
    fn key(&self, page: &mut Page) -> Result<()> {
        let table = self.query(&[], &[], Some(self.ask.period), false)?;
        let report = self.report;
        let (mut rows, mut owed) = (Vec::new(), Vec::new());
        for (column, figure) in table.columns.iter().zip(&table.total.figures) {
            let definition = column.kpi.definition();
            let id = self.define(page, column.kpi);
            let number = |number: Option<i128>| {
                let whole = number.filter(|_| !figure.suppressed).and_then(|number| i64::try_from(number).ok());
                whole.map_or(Value::Empty, Value::Number)
            };
            let excluded: Vec<String> = figure
                .excluded
                .iter()
                .filter(|(_, count)| *count > 0 && !figure.suppressed)
                .map(|(why, count)| format!("{} {count}", report.pick(why.zh(), why.en())))
                .collect();
            let excluded = Value::from(excluded.join("; "));
            let name = report.pick(definition.zh, definition.en).to_owned();
            match &column.obligation {
                None if figure.numerator.is_none() || column.kpi == Kpi::Share => {}
                None => {
                    let more = figure.lengths.filter(|_| !figure.suppressed).map_or_else(String::new, |lengths| {
                        format!(
                            "{} {}, 90 % {}, {} {}",
                            report.pick("中位", "median"),
                            lengths.median,
                            lengths.p90,
                            report.pick("最长", "at most"),
                            crate::statistics::shown_length(lengths.max)
                        )
                    });
                    rows.push(vec![
                        Value::Term(name, id),
                        Value::from(figure.shown()),
                        number(figure.numerator),
                        number(figure.denominator),
                        Value::from(more),
                        excluded,
                    ]);
                }
                Some(obligation) => {
                    let known = report.engine.policy().obligation(obligation);
                    let words = known.map_or_else(|| plain(obligation), |id| report.obligation(id).to_owned());
                    let clause = known
                        .and_then(|id| report.engine.policy().obligations.get(id.index()))
                        .map(|own| own.clause.number.clone());
                    owed.push(vec![
                        Value::from(words),
                        Value::from(clause.unwrap_or_default()),
                        value(figure),
                        excluded,
                    ]);
                }
            }
        }
        let titles = [
            ("指标", "figure"),
            ("数值", "value"),
            ("分子", "numerator"),
            ("分母", "denominator"),
            ("分布", "spread"),
            ("不计入", "in neither"),
        ];
        page.blocks.push(Block::Sheet(report.sheet("key-figures", ("核心指标", "key figures"), &titles, rows)));
        if !owed.is_empty() {
            let mut sheet =
                report.sheet("by-obligation", ("各项时限", "by limit"), &[("事项", "limit"), ("条款", "clause")], owed);
            sheet.columns.push(self.column(page, Kpi::TimelyRate));
            sheet.columns.push(Column::new(report.pick("不计入", "in neither")));
            page.blocks.push(Block::Sheet(sheet));
        }
        Ok(())
    }

    /// The months up to the period (or its days), their control chart, and what it says.
    fn trend(&self, page: &mut Page, grain: Grain) -> Result<()> {
        let period = self.ask.period;
        let mut first = CalendarPeriod::of(grain, period.last());
        if grain == Grain::Month {
            for _ in 0..12 {
                first = first.previous().unwrap_or(first);
            }
        } else {
            first = CalendarPeriod::of(grain, period.first());
        }
        if let Some(began) = self.began.map(|on| CalendarPeriod::of(grain, on)) {
            first = first.max(began);
        }
        let window = CalendarPeriod::window(first.first().min(period.first()), period.last())?;
        let table = self.query(&[Dimension::Period(grain)], OF_TREND, Some(window), true)?;
        let report = self.report;
        let mut sheet =
            Sheet { id: "trend".to_owned(), title: report.pick("趋势", "trend").to_owned(), ..Sheet::default() };
        sheet.columns.push(Column::new(report.pick("期间", "period")));
        let kept: Vec<usize> = (0..table.columns.len())
            .filter(|at| table.columns.get(*at).is_some_and(|column| column.obligation.is_none()))
            .collect();
        for at in &kept {
            if let Some(column) = table.columns.get(*at) {
                sheet.columns.push(self.column(page, column.kpi));
            }
        }
        let (mut counts, mut late, mut names) = (Vec::new(), Vec::new(), Vec::new());
        for row in table.rows.iter().filter(|row| row.key.first().is_some_and(|key| key.period().is_some())) {
            let name = row.key.first().map(ToString::to_string).unwrap_or_default();
            let figures = kept.iter().filter_map(|at| row.figures.get(*at));
            sheet.rows.push(std::iter::once(Value::from(name.clone())).chain(figures.map(value)).collect());
            let number = |kpi: Kpi, of: fn(&Figure) -> Option<i128>| {
                let found = table.figure(row, kpi).filter(|figure| !figure.suppressed).and_then(of);
                u64::try_from(found.unwrap_or(0)).unwrap_or(0)
            };
            let days = row.key.first().and_then(Key::period).map_or(0, CalendarPeriod::days);
            counts.push(Point {
                count: number(Kpi::Volume, |figure| figure.numerator),
                size: u64::try_from(days).unwrap_or(0),
            });
            let (met, all) = (
                number(Kpi::TimelyRate, |figure| figure.numerator),
                number(Kpi::TimelyRate, |figure| figure.denominator),
            );
            late.push(Point { count: all.saturating_sub(met), size: all });
            names.push(name);
        }
        for column in [1, 4] {
            let title = sheet.columns.get(column).map(|column| column.title.clone()).unwrap_or_default();
            page.blocks.push(Block::Chart(Chart {
                sheet: "trend".to_owned(),
                title,
                label: 0,
                column,
                drawing: Drawing::Line,
            }));
        }
        page.blocks.push(Block::Sheet(sheet));
        // Fewer points tell nothing about what is usual, and numbers that are hidden none at all.
        if names.len() >= 8 && self.ask.suppress_below.is_none() {
            let mut rows = Vec::new();
            for (what, kind, points) in [
                (report.pick("日均投诉量（u 图）", "complaints per day (u-chart)"), ChartKind::U, &counts),
                (report.pick("超期率（p 图）", "share of limits missed (p-chart)"), ChartKind::P, &late),
            ] {
                let drawn = chart(kind, points, None)?;
                for (name, point) in names.iter().zip(&drawn.points) {
                    let why: Vec<&str> =
                        point.alarms.iter().map(|alarm| report.pick(alarm.words().0, alarm.words().1)).collect();
                    if !why.is_empty() {
                        let millionths = |value: Option<u64>| {
                            value.map_or_else(String::new, |value| {
                                format!("{}.{:03}", value / 1_000_000, value / 1000 % 1000)
                            })
                        };
                        let limits = format!("{} – {}", millionths(point.lower), millionths(point.upper));
                        rows.push(
                            [what.to_owned(), name.clone(), millionths(point.value), limits, why.join("; ")]
                                .map(Value::from)
                                .to_vec(),
                        );
                    }
                }
            }
            let titles =
                [("控制图", "chart"), ("期间", "period"), ("数值", "value"), ("控制限", "limits"), ("异常原因", "why")];
            page.blocks.push(Block::Sheet(report.sheet(
                "out-of-control",
                ("失控预警", "out of control"),
                &titles,
                rows,
            )));
        }
        Ok(())
    }

    fn grouped(
        &self,
        page: &mut Page,
        (id, title): (&str, (&str, &str)),
        dimension: Dimension,
        fill: bool,
    ) -> Result<()> {
        let mut kpis = OF_GROUP.to_vec();
        if dimension == Dimension::Unit && self.ask.units.is_some() {
            kpis.push(Kpi::PerThousandHouseholds);
        }
        let table = self.query(&[dimension], &kpis, Some(self.ask.period), fill)?;
        // A register that does not say which department it was has no table of departments.
        if table.rows.iter().all(|row| row.key.first().is_none_or(|key| key.name().is_none())) {
            return Ok(());
        }
        let report = self.report;
        let kept: Vec<usize> = (0..table.columns.len())
            .filter(|at| table.columns.get(*at).is_some_and(|column| column.obligation.is_none()))
            .collect();
        let mut sheet = Sheet {
            id: id.to_owned(),
            title: report.pick(title.0, title.1).to_owned(),
            total: true,
            ..Sheet::default()
        };
        sheet.columns.push(Column::new(report.pick(title.0, title.1)));
        for at in &kept {
            if let Some(column) = table.columns.get(*at) {
                sheet.columns.push(self.column(page, column.kpi));
            }
        }
        for row in table.rows.iter().chain([&table.total]) {
            let name = match row.key.first() {
                Some(key) => report.key_name(dimension, key, self.ask.units.as_deref()),
                None => report.pick("合计", "total").to_owned(),
            };
            let figures = kept.iter().filter_map(|at| row.figures.get(*at));
            sheet.rows.push(std::iter::once(Value::from(name)).chain(figures.map(value)).collect());
        }
        let name = sheet.columns.get(1).map(|column| column.title.clone()).unwrap_or_default();
        let title = format!("{}: {name}", sheet.title);
        page.blocks.push(Block::Chart(Chart {
            sheet: id.to_owned(),
            title,
            label: 0,
            column: 1,
            drawing: Drawing::Bars,
        }));
        page.blocks.push(Block::Sheet(sheet));
        Ok(())
    }

    /// 分类统计表: unit, class, number.
    fn classification(&self, page: &mut Page) -> Result<()> {
        let by = [Dimension::Unit, Dimension::Category];
        let table = self.query(&by, &[Kpi::Volume], Some(self.ask.period), false)?;
        let report = self.report;
        let line = |key: &[Key], figure: &Figure| {
            let name = |at: usize| match (key.get(at), by.get(at)) {
                (Some(key), Some(dimension)) => report.key_name(*dimension, key, self.ask.units.as_deref()),
                _ => report.pick("合计", "total").to_owned(),
            };
            vec![Value::from(name(0)), Value::from(name(1)), value(figure)]
        };
        let rows = table.rows.iter().chain([&table.total]);
        let rows = rows.filter_map(|row| row.figures.first().map(|figure| line(&row.key, figure))).collect();
        let mut sheet = report.sheet(
            "classification",
            ("投诉分类统计表", "table by unit and class"),
            &[("单位", "unit"), ("类别", "class")],
            rows,
        );
        sheet.columns.push(self.column(page, Kpi::Volume));
        sheet.total = true;
        page.blocks.push(Block::Sheet(sheet));
        Ok(())
    }

    /// 零报告: the units without a complaint, where there is a list of units.
    fn zero(&self, page: &mut Page) -> Result<()> {
        let Some(units) = self.ask.units.as_deref() else { return Ok(()) };
        let table = self.query(&[Dimension::Unit], &[Kpi::Volume], Some(self.ask.period), true)?;
        let zero =
            table.rows.iter().filter(|row| row.figures.first().is_some_and(|figure| figure.numerator == Some(0)));
        let rows = zero.filter_map(|row| {
            let key = row.key.first().filter(|key| key.name().is_some())?;
            Some(vec![Value::from(self.report.key_name(Dimension::Unit, key, Some(units)))])
        });
        let rows: Vec<Vec<Value>> = rows.collect();
        page.blocks.push(Block::Sheet(self.report.sheet(
            "zero-report",
            ("零投诉单位", "units without a complaint"),
            &[("单位", "unit")],
            rows,
        )));
        Ok(())
    }

    /// Which unit and which category explain the change on the period before; `None` when nothing is compared.
    fn change(&self) -> Result<Option<String>> {
        let Some(before) = self.ask.period.previous() else { return Ok(None) };
        if self.ask.suppress_below.is_some() {
            return Ok(None);
        }
        let report = self.report;
        let counts = |dimension: Option<Dimension>, window: CalendarPeriod| -> Result<BTreeMap<Key, i128>> {
            let by: Vec<Dimension> = dimension.into_iter().collect();
            let table = self.query(&by, &[Kpi::Volume], Some(window), false)?;
            let rows = if by.is_empty() { vec![&table.total] } else { table.rows.iter().collect() };
            let number = |row: &crate::statistics::FigureRow| {
                row.figures.first().and_then(|figure| figure.numerator).unwrap_or(0)
            };
            Ok(rows.into_iter().map(|row| (row.key.first().cloned().unwrap_or(Key::Unknown), number(row))).collect())
        };
        let all = |window| Ok::<_, crate::Error>(counts(None, window)?.into_values().sum::<i128>());
        let (now, then) = (all(self.ask.period)?, all(before)?);
        let change = now - then;
        let mut words = match report.language {
            Language::Zh => format!("本期受理投诉 {now} 件，上期 {then} 件"),
            Language::En => format!("{now} complaints were received, {then} in the period before"),
        };
        let per_cent =
            Rate { numerator: u64::try_from(change.abs()).unwrap_or(0), denominator: u64::try_from(then).unwrap_or(0) }
                .per_mille();
        let growth = per_cent.map_or_else(String::new, |rate| {
            format!(", {}{}.{} %", if change < 0 { "-" } else { "+" }, rate / 10, rate % 10)
        });
        words += &match report.language {
            Language::Zh => format!(
                "，{}（{change:+}{growth}）。",
                if change > 0 {
                    "增加"
                } else if change < 0 {
                    "减少"
                } else {
                    "持平"
                }
            ),
            Language::En => format!(" ({change:+}{growth})."),
        };
        for (dimension, zh, en) in [(Dimension::Unit, "单位", "unit"), (Dimension::CategoryTop, "类别", "category")]
        {
            let (now, then) = (counts(Some(dimension), self.ask.period)?, counts(Some(dimension), before)?);
            let keys: std::collections::BTreeSet<&Key> =
                now.keys().chain(then.keys()).filter(|key| key.name().is_some()).collect();
            let moved = |key: &Key| now.get(key).copied().unwrap_or(0) - then.get(key).copied().unwrap_or(0);
            // What went the way of the whole explains it; when the whole stood still, whatever moved most.
            let along = |by: i128| if change == 0 { by.abs() } else { by * change.signum() };
            // Of two alike the first by name.
            let most = keys.into_iter().rev().max_by_key(|key| along(moved(key))).filter(|key| along(moved(key)) > 0);
            let Some(key) = most else { continue };
            let name = report.key_name(dimension, key, self.ask.units.as_deref());
            let (by, before, after) =
                (moved(key), then.get(key).copied().unwrap_or(0), now.get(key).copied().unwrap_or(0));
            words += &match report.language {
                Language::Zh => format!("变化最大的{zh}是“{name}”（{before} → {after}，{by:+}）。"),
                Language::En => format!(" The {en} that moved most is {name} ({before} to {after}, {by:+})."),
            };
        }
        Ok(Some(words))
    }
}

/// A figure as a cell.
fn value(figure: &Figure) -> Value {
    if figure.suppressed {
        return Value::from("*");
    }
    let whole = |number: Option<i128>| number.and_then(|number| u64::try_from(number).ok());
    match figure.kpi.definition().kind {
        Kind::Count => {
            figure.numerator.map_or(Value::Empty, |count| Value::Number(i64::try_from(count).unwrap_or(i64::MAX)))
        }
        Kind::Rate => match whole(figure.numerator).zip(whole(figure.denominator)) {
            Some((numerator, denominator)) => Value::Rate(Rate { numerator, denominator }),
            None => Value::Empty,
        },
        Kind::Length => figure.lengths.map_or(Value::Empty, |lengths| Value::Seconds(lengths.mean)),
        Kind::Ratio | Kind::Change => Value::from(figure.shown()),
    }
}
