//! The calendar of reports and duties: what each unit owes per period and to whom, and whether it was done.

use std::collections::BTreeMap;

use super::page::{Block, Chart, Column, Definition, Drawing, Page, Sheet, Value};
use super::{Report, plain};
use crate::error::{Code, Error, Result};
use crate::id::RoleId;
use crate::policy::{Frequency, Label};
use crate::statistics::Rate;
use crate::time::{Date, Instant, days_in_month};

/// A unit did what it owed for a period: the event `duty-done`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DutyDone {
    /// The unit.
    pub unit: String,
    /// The id of a report or of a unit duty.
    pub duty: String,
    /// Any day of the period for which it was done.
    pub period: Date,
    /// When it was done.
    pub at: Instant,
}

/// What has become of something that a unit owes for a period.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DutyState {
    /// Done in time.
    Met,
    /// Done, too late.
    Late,
    /// Not done, and its time is over.
    Missing,
    /// Not done; its time is not over, or the document names no day.
    Open,
    /// Done; the document names no day, so it is neither in time nor late.
    Done,
}

impl DutyState {
    /// Every state.
    pub const ALL: &'static [Self] = &[Self::Met, Self::Late, Self::Missing, Self::Open, Self::Done];

    /// The name in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Late => "late",
            Self::Missing => "missing",
            Self::Open => "open",
            Self::Done => "done",
        }
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Met => ("按时", "in time"),
            Self::Late => ("迟报", "late"),
            Self::Missing => ("缺报", "missing"),
            Self::Open => ("待报", "open"),
            Self::Done => ("已报（无期限）", "done, no day named"),
        }
    }
}

/// What one unit owes for one period.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DutyRow<'a> {
    /// The unit.
    pub unit: &'a str,
    /// The report or duty.
    pub duty: &'a str,
    /// The period: its first and its last day.
    pub period: (Date, Date),
    /// Until when; `None` where the document names no day.
    pub due: Option<Instant>,
    /// Who owes it, as the document names the role.
    pub by: Option<RoleId>,
    /// Who gets it.
    pub to: Option<RoleId>,
    /// How it stands.
    pub state: DutyState,
    /// When it was first done.
    pub done_at: Option<Instant>,
}

/// Something that is owed per period.
struct Owed<'p> {
    id: &'p str,
    label: &'p Label,
    frequency: Frequency,
    by: Option<RoleId>,
    to: Option<RoleId>,
}

impl Report<'_> {
    fn owed_per_period(&self) -> Vec<Owed<'_>> {
        let policy = self.engine.policy();
        let reports = policy.reports.iter().map(|report| Owed {
            id: &report.id,
            label: &report.label,
            frequency: report.frequency,
            by: report.prepared_by,
            to: report.submitted_to,
        });
        let duties = policy.unit_duties.iter().map(|duty| Owed {
            id: &duty.id,
            label: &duty.label,
            frequency: duty.frequency,
            by: duty.owner,
            to: None,
        });
        reports.chain(duties).collect()
    }

    /// Everything that some units owe per period from a first to a last day, by duty, period and unit, as it stood at
    /// an instant. `duties` names those that the units owe; empty = every report and unit duty of the book that is
    /// owed per period. What is done before the instant counts, the first time of each; later and unknown entries are
    /// told as errors, never dropped.
    ///
    /// ```
    /// use tousu::{Engine, report::{DutyDone, DutyState, Language, Report}, time::{Date, Instant}};
    /// let engine = Engine::builtin("customer-complaint-km")?;
    /// let report = Report::new(&engine, Language::En);
    /// let on = Date::parse;
    /// let done = [DutyDone { unit: "A".into(), duty: "submit-monthly".into(), period: on("2026-03-01")?,
    ///     at: Instant::parse("2026-04-03T23:59:59+08:00")? }];
    /// let as_of = Instant::parse("2026-04-10T09:00:00+08:00")?;
    /// let rows = report.duties(&["A", "B"], (on("2026-03-01")?, on("2026-03-31")?), &["submit-monthly"], &done, as_of)?;
    /// let states: Vec<_> = rows.iter().map(|row| (row.unit, row.state)).collect();
    /// assert_eq!(states, [("A", DutyState::Met), ("B", DutyState::Missing)]);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `not-found` for a unit or duty that is not there, `too-large` for more than a million rows; as
    /// [`crate::Engine::report_dues`].
    pub fn duties<'a>(
        &'a self,
        units: &[&'a str],
        window: (Date, Date),
        duties: &[&str],
        done: &[DutyDone],
        as_of: Instant,
    ) -> Result<Vec<DutyRow<'a>>> {
        let all = self.owed_per_period();
        let known = || all.iter().map(|owed| owed.id).collect::<Vec<_>>().join(", ");
        for name in duties.iter().copied().chain(done.iter().map(|done| done.duty.as_str())) {
            if !all.iter().any(|owed| owed.id == name) {
                return Err(Error::new(Code::NotFound, name, format_args!("duty ({})", known())).at("duty"));
            }
        }
        if let Some(done) = done.iter().find(|done| !units.contains(&done.unit.as_str())) {
            return Err(Error::new(Code::NotFound, &done.unit, "unit in the list of units").at("unit"));
        }
        let mut first_done: BTreeMap<(&str, &str, Date), Instant> = BTreeMap::new();
        for done in done.iter().filter(|done| done.at <= as_of) {
            let Some(owed) = all.iter().find(|owed| owed.id == done.duty) else { continue };
            let Some((first, _)) = period(owed.frequency, done.period) else { continue };
            let at = first_done.entry((owed.id, done.unit.as_str(), first)).or_insert(done.at);
            *at = (*at).min(done.at);
        }
        let mut rows = Vec::new();
        for owed in all.iter().filter(|owed| duties.is_empty() || duties.contains(&owed.id)) {
            let mut day = window.0;
            while day <= window.1 {
                let Some((first, last)) = period(owed.frequency, day) else { break };
                let due = self.due_within(owed.id, first)?;
                for unit in units {
                    let done_at = first_done.get(&(owed.id, *unit, first)).copied();
                    let state = match (done_at, due) {
                        (Some(_), None) => DutyState::Done,
                        (Some(at), Some(due)) if at <= due => DutyState::Met,
                        (Some(_), Some(_)) => DutyState::Late,
                        (None, Some(due)) if as_of > due => DutyState::Missing,
                        (None, _) => DutyState::Open,
                    };
                    // Of the rows nothing borrows but the policy and the caller's names.
                    let id = self.engine.policy().reports.iter().map(|report| report.id.as_str());
                    let id = id
                        .chain(self.engine.policy().unit_duties.iter().map(|duty| duty.id.as_str()))
                        .find(|id| *id == owed.id);
                    let (by, to, duty) = (owed.by, owed.to, id.unwrap_or_default());
                    rows.push(DutyRow { unit, duty, period: (first, last), due, by, to, state, done_at });
                    if rows.len() > MOST {
                        return Err(Error::new(Code::TooLarge, "the calendar of duties", format_args!("{MOST} rows")));
                    }
                }
                day = last.plus_days(1)?;
            }
        }
        Ok(rows)
    }

    fn due_within(&self, id: &str, first: Date) -> Result<Option<Instant>> {
        let within = self.engine.calendar().start_of_day(first)?;
        let found = self.engine.report_dues(within)?.into_iter().find(|(own, _)| *own == id);
        match found {
            Some((_, due)) => Ok(due),
            None => {
                Ok(self.engine.unit_duty_dues(within)?.into_iter().find(|(own, _)| *own == id).and_then(|(_, due)| due))
            }
        }
    }

    /// [`Report::duties`] as a page: how many each unit owed, met, reported late and did not report; the same by duty;
    /// and every one that is late or missing.
    #[must_use]
    pub fn duties_page(&self, rows: &[DutyRow<'_>], window: (Date, Date), as_of: Instant) -> Page {
        let mut page =
            Page::new("duties", self.language, self.pick("报告与职责日历", "calendar of reports and duties"));
        page.fact(self.pick("规则", "rule book"), self.engine.policy().id.clone());
        page.fact(self.pick("期间", "period"), format!("{} – {}", window.0, window.1));
        page.fact(self.pick("截至", "as of"), self.instant(as_of));
        page.definitions.push(Definition {
            id: "duties-in-time".to_owned(),
            name: self.pick("按时率", "in time").to_owned(),
            words: self
                .pick(
                    "按时完成的报告与职责 ÷ 已到期的报告与职责（按时、迟报、缺报）；未到期与未规定期限的不计入",
                    "reports and duties done in time, out of those that were due (in time, late, missing); what is not yet \
                     due, or has no day, is in neither",
                )
                .to_owned(),
        });
        let by_unit =
            self.counted_duties(rows, "by-unit", self.pick("各单位", "by unit"), |row| row.unit.to_owned());
        let by_duty =
            self.counted_duties(rows, "by-duty", self.pick("各事项", "by duty"), |row| self.duty_label(row.duty));
        page.blocks.push(Block::Chart(Chart {
            sheet: "by-duty".to_owned(),
            title: self.pick("缺报数", "missing").to_owned(),
            label: 0,
            column: 4,
            drawing: Drawing::Bars,
        }));
        page.blocks.extend([Block::Sheet(by_duty), Block::Sheet(by_unit), Block::Sheet(self.open_rows(rows))]);
        page
    }

    fn duty_label(&self, id: &str) -> String {
        let owed = self.owed_per_period();
        owed.iter()
            .find(|owed| owed.id == id)
            .map_or_else(|| id.to_owned(), |owed| self.label(owed.label, owed.id).to_owned())
    }

    fn counted_duties(
        &self,
        rows: &[DutyRow<'_>],
        id: &str,
        title: &str,
        name: impl Fn(&DutyRow<'_>) -> String,
    ) -> Sheet {
        let mut counts: BTreeMap<String, [u64; 5]> = BTreeMap::new();
        let mut total = [0; 5];
        for row in rows {
            let at = DutyState::ALL.iter().position(|state| *state == row.state).unwrap_or(0);
            for sums in [counts.entry(name(row)).or_default(), &mut total] {
                if let Some(sum) = sums.get_mut(at) {
                    *sum += 1;
                }
            }
        }
        let line = |name: String, sums: &[u64; 5]| {
            let [met, late, missing, open, done] = *sums;
            let rate = Rate { numerator: met, denominator: met + late + missing };
            let numbers = [met + late + missing + open + done, met, late, missing, open, done].map(Value::from);
            std::iter::once(Value::from(name)).chain(numbers).chain([Value::Rate(rate)]).collect()
        };
        let mut lines: Vec<Vec<Value>> = counts.into_iter().map(|(name, sums)| line(name, &sums)).collect();
        lines.push(line(self.pick("合计", "total").to_owned(), &total));
        let mut columns = vec![Column::new(title), Column::new(self.pick("应报", "owed"))];
        columns.extend(DutyState::ALL.iter().map(|state| Column::new(self.pick(state.words().0, state.words().1))));
        columns.push(Column::defined(self.pick("按时率", "in time, rate"), "duties-in-time"));
        Sheet { id: id.to_owned(), title: title.to_owned(), columns, rows: lines, total: true }
    }

    fn open_rows(&self, rows: &[DutyRow<'_>]) -> Sheet {
        let titles = [
            self.pick("单位", "unit"),
            self.pick("事项", "duty"),
            self.pick("期间", "period"),
            self.pick("期限", "due"),
            self.pick("报送", "to"),
            self.pick("状态", "state"),
            self.pick("完成", "done"),
        ];
        let told = rows.iter().filter(|row| matches!(row.state, DutyState::Late | DutyState::Missing));
        let line = |row: &DutyRow<'_>| {
            vec![
                Value::from(plain(row.unit)),
                Value::from(self.duty_label(row.duty)),
                Value::from(format!("{} – {}", row.period.0, row.period.1)),
                Value::from(row.due.map(|due| self.instant(due)).unwrap_or_default()),
                row.to.map_or(Value::Empty, |to| Value::from(self.role(Some(to)))),
                Value::from(self.pick(row.state.words().0, row.state.words().1)),
                Value::from(row.done_at.map(|at| self.instant(at)).unwrap_or_default()),
            ]
        };
        Sheet {
            id: "late-or-missing".to_owned(),
            title: self.pick("迟报与缺报", "late or missing").to_owned(),
            columns: titles.into_iter().map(Column::new).collect(),
            rows: told.map(line).collect(),
            total: false,
        }
    }
}

/// More rows are refused.
const MOST: usize = 1_000_000;

/// The first and the last day of the period that contains a date; `None` when there is no such period.
pub(super) fn period(frequency: Frequency, date: Date) -> Option<(Date, Date)> {
    let (year, month, _) = date.ymd();
    let months = match frequency {
        Frequency::Daily => return Some((date, date)),
        Frequency::Weekly => {
            let first = date.plus_days(-i64::from(date.weekday())).ok()?;
            return first.plus_days(6).ok().map(|last| (first, last));
        }
        Frequency::Monthly => 1,
        Frequency::Quarterly => 3,
        Frequency::HalfYearly => 6,
        Frequency::Yearly => 12,
        Frequency::EachCase | Frequency::Unstated => return None,
    };
    let first = (month - 1) / months * months + 1;
    let last = first + months - 1;
    Date::from_ymd(year, first, 1).ok().zip(Date::from_ymd(year, last, days_in_month(year, last)).ok())
}
