//! What is due next, and what is overdue.

use super::{Align, Report, Table};
use crate::id::{ObligationId, TierId};
use crate::time::{DAY, Instant};

/// Something owed on one complaint, as a table shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DueRow<'a> {
    /// The complaint's id.
    pub complaint: &'a str,
    /// What it is about, in the customer's words.
    pub title: &'a str,
    /// Its tier.
    pub tier: Option<TierId>,
    /// What is owed.
    pub obligation: ObligationId,
    /// In which cycle, from 1.
    pub cycle: u32,
    /// Whether its clock stands still; the due time is then what it would be if resumed now.
    pub paused: bool,
    /// Until when.
    pub due: Instant,
}

impl Report<'_> {
    /// What is due next, in the order given: due time, what is left at `as_of`, complaint, tier, what is owed under
    /// which clause, and by whom.
    #[must_use]
    pub fn due_table(&self, rows: &[DueRow<'_>], as_of: Instant) -> String {
        let left = self.pick("剩余", "left");
        self.obligations(rows, left, |row| self.length(row.due.since(as_of)))
    }

    /// What is overdue, in the order given; as [`Report::due_table`], with the time by which it is late.
    #[must_use]
    pub fn overdue_table(&self, rows: &[DueRow<'_>], as_of: Instant) -> String {
        let late = self.pick("已超期", "late by");
        self.obligations(rows, late, |row| self.length(as_of.since(row.due)))
    }

    fn obligations(&self, rows: &[DueRow<'_>], length: &str, of: impl Fn(&DueRow<'_>) -> String) -> String {
        if rows.is_empty() {
            return format!("  {}\n", self.pick("无", "none"));
        }
        let mut table = Table::new();
        table
            .column(self.pick("期限", "due"), Align::Left)
            .column(length, Align::Right)
            .column(self.pick("投诉", "complaint"), Align::Left)
            .column_up_to(self.pick("级别", "tier"), Align::Left, 14)
            .column_up_to(self.pick("应办", "owed"), Align::Left, 46)
            .column_up_to(self.pick("条款", "clause"), Align::Left, 14)
            .column_up_to(self.pick("责任", "by"), Align::Left, 22)
            .column_up_to(self.pick("事由", "about"), Align::Left, 28);
        for row in rows {
            let obligation = self.engine.policy().obligations.get(row.obligation.index());
            let mut owed = self.obligation(row.obligation).to_owned();
            if row.cycle > 1 {
                owed.push_str(&self.cycle(row.cycle));
            }
            if row.paused {
                owed.push_str(self.pick("（暂停中）", " (paused)"));
            }
            let (due, length) = (self.instant(row.due), of(row));
            let cells: [&str; 8] = [
                &due,
                &length,
                row.complaint,
                self.tier(row.tier),
                &owed,
                obligation.map_or("", |obligation| obligation.clause.number.as_str()),
                self.role(obligation.and_then(|obligation| obligation.owner)),
                row.title,
            ];
            table.row(cells);
        }
        table.render("  ")
    }

    pub(super) fn cycle(&self, cycle: u32) -> String {
        match self.language {
            super::Language::Zh => format!("（第{cycle}轮）"),
            super::Language::En => format!(" (cycle {cycle})"),
        }
    }

    /// A length of time in its two largest units, cut off: `1 d 5 h`, `2天3小时`.
    ///
    /// ```
    /// use tousu::{Engine, report::{Language, Report}};
    /// let engine = Engine::builtin("residential-community")?;
    /// let report = |language| Report::new(&engine, language);
    /// assert_eq!(report(Language::En).length(90_000), "1 d 1 h");
    /// assert_eq!(report(Language::Zh).length(2_400), "40分");
    /// assert_eq!(report(Language::En).length(59), "59 s");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn length(&self, seconds: i64) -> String {
        let sign = if seconds < 0 { "-" } else { "" };
        let seconds = seconds.saturating_abs();
        let units = [
            (seconds / DAY, "天", " d"),
            (seconds % DAY / 3600, "小时", " h"),
            (seconds % 3600 / 60, "分", " min"),
            (seconds % 60, "秒", " s"),
        ];
        let shown = units.iter().skip_while(|(amount, ..)| *amount == 0).take(2).filter(|(amount, ..)| *amount > 0);
        let shown: Vec<String> = shown.map(|(amount, zh, en)| format!("{amount}{}", self.pick(zh, en))).collect();
        match shown.is_empty() {
            true => format!("0{}", self.pick("秒", " s")),
            false => format!("{sign}{}", shown.join(self.pick("", " "))),
        }
    }
}
