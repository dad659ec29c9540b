//! What was done, as text for people.

use std::fmt::Write as _;
use std::time::Duration;

use tousu::Error;
use tousu::case::ClockState;
use tousu::ledger::DueItem;
use tousu::policy::Policy;
use tousu::report::{Align, DueRow, Language, Report, Table};
use tousu::statistics::{CalendarPeriod, Grain};

use crate::faults::{RowFault, grouped};
use crate::run::{AsOf, Done};

/// Rows of one kind of fault that are listed one by one; more are summed up.
const FAULTS_LISTED: usize = 12;

/// What is due next: so many rows.
const DUE_LISTED: usize = 10;

/// What is overdue: so many rows.
const OVERDUE_LISTED: usize = 20;

/// One line for stderr.
pub(crate) fn summary_line(done: &Done) -> String {
    let (complaints, events) = done.recorded;
    format!("tousu-demo: {complaints} complaints and {events} events recorded, {} dirty rows", done.faults.len())
}

/// The whole text.
pub(crate) fn text(done: &Done, language: Language, elapsed: Duration) -> Result<String, Error> {
    let report = Report::new(&done.engine, language);
    let policy = done.engine.policy();
    let mut out = String::new();
    let mut section = |title: String, body: &str| {
        let _ = write!(out, "{title}\n{body}\n");
    };
    section(title(done, &report), &read(done, &report));
    if !done.faults.is_empty() {
        let title = language.pick("有瑕疵的行", "dirty rows");
        section(format!("{title} ({})", done.faults.len()), &faults(done, language));
    }
    let (due, overdue) = (rows(policy, &done.due, DUE_LISTED), rows(policy, &done.overdue, OVERDUE_LISTED));
    let shown = counted(due.len(), done.due.len(), language);
    let title = language.pick("即将到期", "due next");
    section(format!("{title} ({shown})"), &report.due_table(&due, done.as_of));
    let shown = counted(overdue.len(), done.overdue.len(), language);
    let title = language.pick("未结投诉中已超期的事项", "overdue on open complaints");
    section(format!("{title} ({shown})"), &report.overdue_table(&overdue, done.as_of));
    if let Some(explained) = &done.explained {
        let body = report.explain_case(&explained.complaint, &explained.case, &explained.status);
        section(language.pick("一件投诉的完整判定", "one decision in full").to_owned(), &body);
    }
    let month = Some(CalendarPeriod::of(Grain::Month, done.engine.calendar().date_of(done.as_of)));
    let heading = |name: &str| format!("{} {name}", language.pick("统计", "figures of"));
    section(heading(&report.month(month)), &report.month_tables(&done.summary, month)?);
    let all = language.pick("各月", "all months");
    let body = format!("{}\n{}", report.months_table(&done.summary)?, report.total_tables(&done.summary)?);
    section(heading(all), &body);
    out.push_str(&closing(done, language, elapsed));
    Ok(out)
}

fn title(done: &Done, report: &Report<'_>) -> String {
    let language = report.language();
    let policy = done.engine.policy();
    let from = match done.as_of_from {
        AsOf::Option | AsOf::Sample => "",
        AsOf::LatestInData => language.pick("，数据中最晚的时间", ", the latest time in the data"),
    };
    format!(
        "{} ({} {}) · {} {} ({}{from})\n",
        language.pick(&policy.title.zh, &policy.title.en),
        policy.id,
        policy.version,
        language.pick("截至", "as of"),
        report.instant(done.as_of),
        done.engine.calendar().zone(),
    )
}

/// What was read and recorded.
fn read(done: &Done, report: &Report<'_>) -> String {
    let zone = done.engine.calendar().zone();
    let ((complaints, events), (kept, kept_events)) = (done.rows, done.recorded);
    let mut lines = match report.language() {
        Language::Zh => {
            vec![format!("读入投诉 {complaints} 行、事件 {events} 行；台账记入投诉 {kept} 件、事件 {kept_events} 条")]
        }
        Language::En => vec![format!(
            "read {complaints} complaints and {events} events; recorded {kept} and {kept_events} in the ledger"
        )],
    };
    if done.naive_times > 0 {
        let count = done.naive_times;
        lines.push(match report.language() {
            Language::Zh => format!("{count} 个时间没有时区，按 {zone} 读取"),
            Language::En if count == 1 => format!("1 time without an offset was read in {zone}"),
            Language::En => format!("{count} times without an offset were read in {zone}"),
        });
    }
    if !done.unread.is_empty() {
        let note = report.language().pick("未读取的列", "columns that were not read");
        lines.push(format!("{note}: {}", done.unread.join(", ")));
    }
    let mut out = String::new();
    lines.iter().for_each(|line| {
        let _ = writeln!(out, "  {}", tousu::report::plain(line));
    });
    out
}

/// Every row at fault; what many rows have in common is one line.
fn faults(done: &Done, language: Language) -> String {
    let mut table = Table::new();
    table
        .column(language.pick("文件", "file"), Align::Left)
        .column_up_to(language.pick("行", "row"), Align::Right, 24)
        .column_up_to(language.pick("编号", "id"), Align::Left, 20)
        .column_up_to(language.pick("列", "column"), Align::Left, 16)
        .column(language.pick("处理", "done"), Align::Left)
        .column_up_to(language.pick("原因", "reason"), Align::Left, 124);
    let groups = grouped(&done.faults);
    for fault in &done.faults {
        let file = fault.file.name(language);
        let column = fault.column.as_deref().unwrap_or("–");
        let treatment = fault.treatment.name(language);
        let Some(group) = groups.iter().find(|group| group.contains(fault)) else { continue };
        match (group.faults.len(), group.faults.first(), group.faults.last()) {
            (count @ FAULTS_LISTED.., Some(first), Some(last)) => {
                if !std::ptr::eq(*first, fault) {
                    continue;
                }
                let rows = format!("{}–{}", row(first), row(last));
                let count = match language {
                    Language::Zh => format!("{count} 行"),
                    Language::En => format!("{count} rows"),
                };
                let example = format!("{} {}", language.pick("如", "as"), first.message(language));
                table.row([file, &rows, &count, column, treatment, &example]);
            }
            _ => {
                table.row([file, &row(fault), &fault.id, column, treatment, &fault.message(language)]);
            }
        }
    }
    table.render("  ")
}

fn row(fault: &RowFault) -> String {
    fault.row.map_or_else(|| "–".to_owned(), |row| row.to_string())
}

/// The first items as rows of a table.
fn rows<'a>(policy: &Policy, items: &'a [DueItem], most: usize) -> Vec<DueRow<'a>> {
    let rows = items.iter().filter_map(|item| {
        Some(DueRow {
            complaint: &item.complaint,
            title: &item.title,
            tier: item.tier.as_deref().and_then(|tier| policy.tier(tier)),
            obligation: policy.obligation(&item.obligation)?,
            cycle: item.cycle,
            paused: item.state == ClockState::Paused,
            due: item.due,
        })
    });
    rows.take(most).collect()
}

/// `20`, or `20 of 31`.
fn counted(shown: usize, all: usize, language: Language) -> String {
    match (shown == all, language) {
        (true, _) => all.to_string(),
        (false, Language::Zh) => format!("{all} 项中的 {shown} 项"),
        (false, Language::En) => format!("{shown} of {all}"),
    }
}

fn closing(done: &Done, language: Language, elapsed: Duration) -> String {
    let seconds = format!("{}.{:02}", elapsed.as_secs(), elapsed.subsec_millis() / 10);
    let ledger = done.ledger.display();
    match (language, done.ledger_kept) {
        (Language::Zh, true) => format!("用时 {seconds} 秒；台账：{ledger}\n"),
        (Language::Zh, false) => format!("用时 {seconds} 秒；台账在临时文件 {ledger}（--ledger FILE 可另存）\n"),
        (Language::En, true) => format!("done in {seconds} s; the ledger is {ledger}\n"),
        (Language::En, false) => {
            format!("done in {seconds} s; the ledger is the temporary file {ledger} (--ledger FILE keeps one)\n")
        }
    }
}
