//! The figures of a month, and of all months, as tables.

use std::collections::BTreeMap;

use super::{Align, Report, Table};
use crate::error::Result;
use crate::id::CategoryId;
use crate::statistics::{CalendarPeriod, Cell, Dimension, Exclusion, Grain, Key, Kpi, Rate, Summary, Value};

/// More months than this are shown by year, but for the years of the most [`RECENT`] ones.
const MONTHS: usize = 24;
const RECENT: usize = 11;

impl Report<'_> {
    /// One month in full: how many complaints, how each obligation that fell due was met, and the counts per tier
    /// and per category. `None` is the month of what has no date.
    ///
    /// # Errors
    /// `not-accumulated` when the summary is not by months, categories and tiers.
    pub fn month_tables(&self, summary: &Summary, month: Option<CalendarPeriod>) -> Result<String> {
        self.figures(summary, |key| key.first().map(Value::period) == Some(month))
    }

    /// The same over every month together.
    ///
    /// # Errors
    /// As [`Report::month_tables`].
    pub fn total_tables(&self, summary: &Summary) -> Result<String> {
        self.figures(summary, |_| true)
    }

    /// One line for each month, and the total. A register of many years shows the last of them by month, the others
    /// by year.
    ///
    /// # Errors
    /// As [`Report::month_tables`].
    pub fn months_table(&self, summary: &Summary) -> Result<String> {
        let mut table = self.counts(self.pick("月份", "month"));
        table.column(self.pick("期限及时", "limits kept"), Align::Right);
        let mut line = |name: String, cell: &Cell| {
            table.row(self.count_cells(name, cell).into_iter().chain([rate(timely(cell))]));
        };
        let period = |key: &Key| key.first().and_then(Value::period);
        let mut cells: Vec<(Key, Cell)> = summary.by(&[Dimension::Period(Grain::Month)], None)?.into_iter().collect();
        // What has no date stands first.
        cells.sort_by_key(|(key, _)| period(key));
        let months: Vec<CalendarPeriod> = cells.iter().filter_map(|(key, _)| period(key)).collect();
        let year = |month: CalendarPeriod| month.first().ymd().0;
        let by_month_from = match months.len() > MONTHS {
            true => months.iter().rev().nth(RECENT).map_or(i32::MIN, |month| year(*month)),
            false => i32::MIN,
        };
        let mut lines: Vec<(Option<CalendarPeriod>, Cell)> = Vec::new();
        for (key, cell) in cells {
            let shown = period(&key).map(|month| match year(month) >= by_month_from {
                true => month,
                false => CalendarPeriod::of(Grain::Year, month.first()),
            });
            match lines.last_mut() {
                Some((last, sum)) if *last == shown => sum.merge(&cell, &summary.plan().options),
                _ => lines.push((shown, cell)),
            }
        }
        for (period, cell) in &lines {
            line(self.month(*period), cell);
        }
        line(self.pick("合计", "total").to_owned(), &summary.total());
        Ok(table.render("  "))
    }

    /// `2026-10`, or that the date is not known.
    #[must_use]
    pub fn month(&self, month: Option<CalendarPeriod>) -> String {
        month.map_or_else(|| self.pick("日期不详", "no date").to_owned(), |month| month.to_string())
    }

    fn figures(&self, summary: &Summary, fits: impl Fn(&Key) -> bool) -> Result<String> {
        let cells = summary.by(&[Dimension::Period(Grain::Month), Dimension::Category, Dimension::Tier], None)?;
        let cells: Vec<(Key, Cell)> = cells.into_iter().filter(|(key, _)| fits(key)).collect();
        let options = &summary.plan().options;
        let mut total = Cell::default();
        cells.iter().for_each(|(_, cell)| total.merge(cell, options));
        let mut out = self.overview(&total);
        out.push('\n');
        out.push_str(&self.obligation_table(&total));
        out.push('\n');
        let grouped = |title: &str, names: &dyn Fn(&Key) -> (u16, String)| {
            let mut groups: BTreeMap<(u16, String), Cell> = BTreeMap::new();
            cells.iter().for_each(|(key, cell)| groups.entry(names(key)).or_default().merge(cell, options));
            let mut table = self.counts(title);
            for ((_, name), cell) in groups.iter().filter(|(_, cell)| cell.volume() > 0) {
                table.row(self.count_cells(name.clone(), cell));
            }
            table.render("  ")
        };
        let policy = self.engine.policy();
        let named = |value: Option<&Value>| value.and_then(Value::name).cloned();
        let tiers = grouped(self.pick("级别", "tier"), &|key| {
            let tier = named(key.get(2)).and_then(|name| policy.tier(&name));
            (tier.map_or(u16::MAX, |tier| tier.0), self.tier(tier).to_owned())
        });
        let categories = grouped(self.pick("类别", "category"), &|key| {
            let category = named(key.get(1)).and_then(|name| policy.lexicon.category(&name));
            let top = category.map(|category| self.top_level(category));
            (top.map_or(u16::MAX, |top| top.0), self.category(top))
        });
        out.push_str(&tiers);
        out.push('\n');
        out.push_str(&categories);
        Ok(out)
    }

    /// Figures of one cell, a line each.
    fn overview(&self, cell: &Cell) -> String {
        let mean = cell.lengths(Kpi::ResolutionTime).and_then(|lengths| Some(lengths.figures()?.mean));
        let lines = [
            (self.pick("投诉量", "complaints received"), cell.volume().to_string()),
            (self.pick("有效率", "in scope"), rate(cell.rate(Kpi::ValidRate))),
            (self.pick("处理率", "handled"), rate(cell.rate(Kpi::HandlingRate))),
            (self.pick("结案率", "closed"), rate(cell.rate(Kpi::ClosureRate))),
            (self.pick("重开率", "reopened"), rate(cell.rate(Kpi::ReopenRate))),
            (
                self.pick("平均处理时长", "mean time to settle"),
                mean.map_or_else(|| "–".to_owned(), |mean| self.length(mean)),
            ),
        ];
        let mut table = Table::new();
        table.column(self.pick("指标", "figure"), Align::Left).column(self.pick("值", "value"), Align::Right);
        lines.into_iter().for_each(|(name, value)| {
            table.row([name.to_owned(), value]);
        });
        table.render("  ")
    }

    /// What fell due, per obligation.
    fn obligation_table(&self, cell: &Cell) -> String {
        let mut table = Table::new();
        table
            .column(self.pick("应办事项", "obligation"), Align::Left)
            .column(self.pick("及时率", "in time"), Align::Right)
            .column(self.pick("超期", "missed"), Align::Right)
            .column(self.pick("未到期", "not yet due"), Align::Right)
            .column(self.pick("免除", "waived"), Align::Right)
            .column(self.pick("无法判定", "undetermined"), Align::Right)
            .column(self.pick("条款", "clause"), Align::Left);
        // In the order of the policy; those of a policy that a case has left come behind.
        let policy = self.engine.policy();
        let mut tallies: Vec<_> = cell.obligations().collect();
        tallies.sort_by_key(|(name, _)| policy.obligation(name).map_or(u16::MAX, |id| id.0));
        for (name, tally) in tallies {
            let id = policy.obligation(name);
            let obligation = id.and_then(|id| policy.obligations.get(id.index()));
            let excluded = |why: Exclusion| tally.excluded.get(&why).copied().unwrap_or(0).to_string();
            let cells = [
                id.map_or_else(|| name.to_string(), |id| self.obligation(id).to_owned()),
                rate(tally.rate()),
                tally.denominator.saturating_sub(tally.numerator).to_string(),
                excluded(Exclusion::NotYetDue),
                excluded(Exclusion::Waived),
                excluded(Exclusion::Undetermined),
                obligation.map(|obligation| obligation.clause.number.clone()).unwrap_or_default(),
            ];
            table.row(cells);
        }
        match table.is_empty() {
            true => format!("  {}\n", self.pick("没有应办事项", "nothing was owed")),
            false => table.render("  "),
        }
    }

    /// A table of counts, to be filled with [`Report::count_cells`].
    fn counts(&self, title: &str) -> Table {
        let mut table = Table::new();
        table
            .column(title, Align::Left)
            .column(self.pick("投诉量", "received"), Align::Right)
            .column(self.pick("有效", "in scope"), Align::Right)
            .column(self.pick("处理", "handled"), Align::Right)
            .column(self.pick("结案", "closed"), Align::Right);
        table
    }

    fn count_cells(&self, name: String, cell: &Cell) -> Vec<String> {
        let rates = [cell.rate(Kpi::ValidRate), cell.rate(Kpi::HandlingRate), cell.rate(Kpi::ClosureRate)];
        [name, cell.volume().to_string()].into_iter().chain(rates.map(rate)).collect()
    }

    /// The top level of a category.
    #[must_use]
    pub fn top_level(&self, category: CategoryId) -> CategoryId {
        let found = self.engine.policy().lexicon.categories.get(category.index());
        found.and_then(|found| found.parent).unwrap_or(category)
    }
}

/// Every obligation together, whether it binds or guides.
fn timely(cell: &Cell) -> Rate {
    let mut all = Rate::default();
    for (_, tally) in cell.obligations() {
        all.numerator = all.numerator.saturating_add(tally.numerator);
        all.denominator = all.denominator.saturating_add(tally.denominator);
    }
    all
}

/// `12/15 (80.0 %)`; `–` where nothing counts.
fn rate(rate: Rate) -> String {
    match rate.denominator {
        0 => "–".to_owned(),
        _ => rate.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_counted_is_no_rate() {
        assert_eq!(rate(Rate { numerator: 12, denominator: 15 }), "12/15 (80.0 %)");
        assert_eq!(rate(Rate::default()), "–");
    }
}
