//! The figures of a month, and of all months, as tables.

use super::{Align, Report, Table};
use crate::id::CategoryId;
use crate::statistics::{Cell, Group, Month, Rate, Summary, Timely};

/// More months than this are shown by year, but for the years of the most [`RECENT`] ones.
const MONTHS: usize = 24;
const RECENT: usize = 11;

impl Report<'_> {
    /// One month in full: how many complaints, how each obligation that fell due was met, and the counts per tier
    /// and per category. `None` is the month of what has no date.
    #[must_use]
    pub fn month_tables(&self, summary: &Summary, month: Option<Month>) -> String {
        self.figures(summary, |group| group.month == month)
    }

    /// The same over every month together.
    #[must_use]
    pub fn total_tables(&self, summary: &Summary) -> String {
        self.figures(summary, |_| true)
    }

    /// One line for each month, and the total. A register of many years shows the last of them by month, the others
    /// by year.
    #[must_use]
    pub fn months_table(&self, summary: &Summary) -> String {
        let mut table = self.counts(self.pick("月份", "month"));
        table.column(self.pick("期限及时", "limits kept"), Align::Right);
        let mut line = |name: String, cell: &Cell| {
            let timely = rate(cell.timely_in_all().rate());
            table.row(self.count_cells(name, cell).into_iter().chain([timely]));
        };
        let months: Vec<Month> = summary.by(|group| group.month).into_keys().flatten().collect();
        let by_month_from = match months.len() > MONTHS {
            true => months.iter().rev().nth(RECENT).map_or(i32::MIN, |month| month.year),
            false => i32::MIN,
        };
        let lines =
            summary.by(|group| group.month.map(|month| (month.year, (month.year >= by_month_from).then_some(month))));
        for (key, cell) in lines {
            let name = match key {
                Some((year, None)) => year.to_string(),
                Some((_, month)) => self.month(month),
                None => self.month(None),
            };
            line(name, &cell);
        }
        line(self.pick("合计", "total").to_owned(), &summary.total());
        table.render("  ")
    }

    /// `2026-10`, or that the date is not known.
    #[must_use]
    pub fn month(&self, month: Option<Month>) -> String {
        month.map_or_else(|| self.pick("日期不详", "no date").to_owned(), |month| month.to_string())
    }

    fn figures(&self, summary: &Summary, fits: impl Fn(&Group) -> bool) -> String {
        let mut out = self.overview(&summary.sum(&fits));
        out.push('\n');
        out.push_str(&self.obligation_table(&summary.sum(&fits)));
        out.push('\n');
        let grouped = |title: &str, names: &dyn Fn(&Group) -> (u16, String)| {
            let mut table = self.counts(title);
            let cells = summary.by(|group| fits(group).then(|| names(group)));
            for (name, cell) in &cells {
                if let Some((_, name)) = name
                    && cell.volume > 0
                {
                    table.row(self.count_cells(name.clone(), cell));
                }
            }
            table.render("  ")
        };
        let tiers = grouped(self.pick("级别", "tier"), &|group| {
            (group.tier.map_or(u16::MAX, |tier| tier.0), self.tier(group.tier).to_owned())
        });
        let categories = grouped(self.pick("类别", "category"), &|group| {
            let top = group.category.map(|category| self.top_level(category));
            (top.map_or(u16::MAX, |top| top.0), self.category(top))
        });
        out.push_str(&tiers);
        out.push('\n');
        out.push_str(&categories);
        out
    }

    /// Figures of one cell, a line each.
    fn overview(&self, cell: &Cell) -> String {
        let mean = cell.mean_settlement().and_then(|seconds| i64::try_from(seconds).ok());
        let lines = [
            (self.pick("投诉量", "complaints received"), cell.volume.to_string()),
            (self.pick("有效率", "in scope"), rate(cell.valid_rate())),
            (self.pick("处理率", "handled"), rate(cell.handling_rate())),
            (self.pick("结案率", "closed"), rate(cell.closure_rate())),
            (self.pick("重开率", "reopened"), rate(cell.reopen_rate())),
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
        for (id, timely) in &cell.timely {
            let obligation = self.engine.policy().obligations.get(id.index());
            let Timely { missed, not_yet_due, waived, undetermined, .. } = *timely;
            let cells = [
                self.obligation(*id).to_owned(),
                rate(timely.rate()),
                missed.to_string(),
                not_yet_due.to_string(),
                waived.to_string(),
                undetermined.to_string(),
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
        let rates = [cell.valid_rate(), cell.handling_rate(), cell.closure_rate()];
        [name, cell.volume.to_string()].into_iter().chain(rates.map(rate)).collect()
    }

    /// The top level of a category.
    #[must_use]
    pub fn top_level(&self, category: CategoryId) -> CategoryId {
        let found = self.engine.policy().lexicon.categories.get(category.index());
        found.and_then(|found| found.parent).unwrap_or(category)
    }
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
