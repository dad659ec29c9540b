//! The tables of figures that reports are made of.

use std::collections::BTreeMap;

use super::case_pages::Entry;
use super::page::{Block, Chart, Column, Definition, Drawing, Page, Sheet, Value};
use super::period_page::PeriodAsk;
use super::{Language, Report, plain};
use crate::cluster::chart::{Kind as ChartKind, Point, chart};
use crate::error::Result;
use crate::policy::ReportTable;
use crate::statistics::{
    CalendarPeriod, Dimension, Figure, FigureTable, Grain, Kind, Kpi, Observation, Query, Rate, Summary, Value as Key,
};
use crate::time::Date;

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

/// Whether a period is made of whole months.
fn whole_months(period: CalendarPeriod) -> bool {
    period.first().ymd().2 == 1 && period.last().plus_days(1).is_ok_and(|next| next.ymd().2 == 1)
}

/// The tables of one register for one period.
pub(super) struct Tables<'a> {
    pub(super) report: &'a Report<'a>,
    pub(super) register: &'a [Entry],
    pub(super) ask: &'a PeriodAsk,
    pub(super) observations: Vec<Observation>,
    summary: Summary,
    grain: Grain,
    /// The day of the first complaint: before it nothing is known, so nothing is a zero.
    began: Option<Date>,
}

impl<'a> Tables<'a> {
    /// Counts a register.
    pub(super) fn of(report: &'a Report<'a>, register: &'a [Entry], ask: &'a PeriodAsk) -> Result<Self> {
        let observations = report.observations(register, ask.as_of, ask.known_at)?;
        let grain = if whole_months(ask.period) { Grain::Month } else { Grain::Day };
        let mut plan = report.engine.plan(ask.as_of).by([
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
        let began = observations.iter().filter_map(|one| one.received_on).min();
        Ok(Self { report, register, ask, observations, summary, grain, began })
    }

    /// Adds a table with its charts to a page, once.
    pub(super) fn put(&self, page: &mut Page, table: ReportTable) -> Result<()> {
        if page.sheet(table.slug()).is_some() {
            return Ok(());
        }
        let grouped =
            |page: &mut Page, title, dimension, fill| self.grouped(page, (table.slug(), title), dimension, fill);
        match table {
            ReportTable::Change => {
                if let Some(words) = self.change()? {
                    page.blocks.push(Block::Paragraph(words));
                }
                Ok(())
            }
            ReportTable::KeyFigures => self.key(page),
            ReportTable::ByObligation => self.by_obligation(page),
            ReportTable::Trend => self.trend(page),
            ReportTable::ByCategory => grouped(page, ("分类统计", "by category"), Dimension::CategoryTop, false),
            ReportTable::ByUnit => grouped(page, ("各单位", "by unit"), Dimension::Unit, true),
            ReportTable::ByDepartment => grouped(page, ("各部门", "by department"), Dimension::Department, false),
            ReportTable::ByTier => grouped(page, ("按级别", "by tier"), Dimension::Tier, false),
            ReportTable::Classification => self.classification(page),
            ReportTable::ZeroReport => self.zero(page),
            ReportTable::Thresholds => {
                self.thresholds(page);
                Ok(())
            }
            ReportTable::HotSpots => self.hot_spots(page),
            ReportTable::Lateness => self.lateness(page),
            ReportTable::Complaints => self.complaints(page),
        }
    }

    /// Adds what was wrong with what was counted.
    pub(super) fn faults(&self, page: &mut Page) {
        for fault in self.summary.faults() {
            page.blocks.push(Block::Paragraph(match self.report.language {
                Language::Zh => fault.message_zh(),
                Language::En => fault.message_en(),
            }));
        }
    }

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
            let basis = definition.basis.words();
            words += &format!("{}{}", pick("；归属：", "; counted by "), pick(basis.0, basis.1));
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

    /// What is in neither the numerator nor the denominator, and why.
    fn excluded(&self, figure: &Figure) -> Value {
        let told = figure.excluded.iter().filter(|(_, count)| *count > 0 && !figure.suppressed);
        let told = told.map(|(why, count)| format!("{} {count}", self.report.pick(why.zh(), why.en())));
        Value::from(told.collect::<Vec<_>>().join("; "))
    }

    /// Every figure of the period, a row each.
    fn key(&self, page: &mut Page) -> Result<()> {
        let table = self.query(&[], &[], Some(self.ask.period), false)?;
        let report = self.report;
        let mut rows = Vec::new();
        for (column, figure) in table.columns.iter().zip(&table.total.figures) {
            if column.obligation.is_some() || figure.numerator.is_none() || column.kpi == Kpi::Share {
                continue;
            }
            let definition = column.kpi.definition();
            let id = self.define(page, column.kpi);
            let number = |number: Option<i128>| {
                let whole = number.filter(|_| !figure.suppressed).and_then(|number| i64::try_from(number).ok());
                whole.map_or(Value::Empty, Value::Number)
            };
            let numerator = match (definition.kind, number(figure.numerator)) {
                (Kind::Length, Value::Number(seconds)) => Value::Seconds(seconds),
                (_, other) => other,
            };
            // A whole length as the other lengths are; a rate without what stands beside it.
            let shown = match definition.kind {
                Kind::Length => value(figure),
                _ => Value::from(figure.shown()),
            };
            let spread = figure.lengths.filter(|_| !figure.suppressed).map_or_else(String::new, |lengths| {
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
                Value::Term(report.pick(definition.zh, definition.en).to_owned(), id),
                shown,
                numerator,
                number(figure.denominator),
                Value::from(spread),
                self.excluded(figure),
            ]);
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
        Ok(())
    }

    /// Every obligation that was owed, a row each.
    fn by_obligation(&self, page: &mut Page) -> Result<()> {
        let table = self.query(&[], &[Kpi::TimelyRate], Some(self.ask.period), false)?;
        let (report, policy) = (self.report, self.report.engine.policy());
        let mut rows = Vec::new();
        for (column, figure) in table.columns.iter().zip(&table.total.figures) {
            let Some(obligation) = &column.obligation else { continue };
            let known = policy.obligation(obligation);
            let words = known.map_or_else(|| plain(obligation), |id| report.obligation(id).to_owned());
            let own = known.and_then(|id| policy.obligations.get(id.index()));
            let clause = own.map(|own| own.clause.number.clone()).unwrap_or_default();
            rows.push(vec![Value::from(words), Value::from(clause), value(figure), self.excluded(figure)]);
        }
        if !rows.is_empty() {
            let titles = [("事项", "limit"), ("条款", "clause")];
            let mut sheet = report.sheet("by-obligation", ("各项时限", "by limit"), &titles, rows);
            sheet.columns.push(self.column(page, Kpi::TimelyRate));
            sheet.columns.push(Column::new(report.pick("不计入", "in neither")));
            page.blocks.push(Block::Sheet(sheet));
        }
        Ok(())
    }

    /// The months up to the period (or its days), their control chart, and what it says.
    fn trend(&self, page: &mut Page) -> Result<()> {
        let (period, grain) = (self.ask.period, self.grain);
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
        page.blocks.push(Block::Chart(Chart { title, ..sheet.bars(1) }));
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
        let began_since = self.began.is_none_or(|began| began > before.last());
        if self.ask.suppress_below.is_some() || began_since {
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
