//! Reports as people read them.

use super::{DueRow, Language, Marks, Report};
use crate::case::{Event, Mode};
use crate::complaint::{Complaint, StatedFacts};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::statistics::{CalendarPeriod, Summary};
use crate::time::{Instant, Moment};

fn complaint(text: &str) -> Result<Complaint> {
    Ok(Complaint {
        id: "c1".to_owned(),
        received_at: Some(Moment::parse("2026-04-30T16:00:00+08:00")?),
        text: text.to_owned(),
        tier: Some("major".to_owned()),
        category: Some("fire-safety".to_owned()),
        stated: StatedFacts { unit: Some("栖梧里".to_owned()), ..StatedFacts::default() },
        ..Complaint::default()
    })
}

fn lacks(text: &str, words: &[&str]) -> Vec<String> {
    words.iter().filter(|words| !text.contains(**words)).map(|words| (*words).to_owned()).collect()
}

#[test]
fn a_decision_is_explained_in_both_languages() -> Result<()> {
    let engine = Engine::builtin("residential-community")?;
    let complaint = complaint("楼道堆满杂物，有消防隐患。\u{1b}[2J")?;
    let assessment = engine.assess(&complaint)?;
    let quote = engine.policy().obligation("major-close").and_then(|id| engine.policy().obligations.get(id.index()));
    let quote = quote.map(|found| found.clause.quote.as_str()).unwrap_or_default();
    let digest = engine.policy().digest.to_string();
    let en = Report::new(&engine, Language::En).explain(&complaint, &assessment);
    let words =
        ["栖梧里", "set by a person", "100.0 %", "within 7 working days", "due 2026-05-13 23:59:59", quote, &digest];
    assert_eq!(lacks(&en, &words), Vec::<String>::new(), "{en}");
    assert_eq!(lacks(&en, &["make-up", "Labour Day", "assumed"]), Vec::<String>::new(), "{en}");
    let zh = Report::new(&engine, Language::Zh).explain(&complaint, &assessment);
    let words = ["人工认定", "7个工作日", "期限 2026-05-13 23:59:59", "按建议值计", quote, &digest];
    assert_eq!(lacks(&zh, &words), Vec::<String>::new(), "{zh}");
    assert!(!en.contains('\u{1b}'), "a complaint commands no terminal");
    Ok(())
}

#[test]
fn evidence_is_marked_as_asked() -> Result<()> {
    let engine = Engine::builtin("residential-community")?;
    let complaint = complaint("楼道堆满杂物，有消防隐患。")?;
    let assessment = engine.assess(&complaint)?;
    let found = !assessment.intake.facts.findings.is_empty();
    let plain = Report::new(&engine, Language::Zh).explain(&complaint, &assessment);
    let ansi = Report::new(&engine, Language::Zh).with_marks(Marks::Ansi).explain(&complaint, &assessment);
    assert_eq!(plain.contains('【'), found, "{plain}");
    assert_eq!(ansi.contains("\u{1b}[1;33m"), found, "{ansi}");
    Ok(())
}

#[test]
fn a_case_tells_its_history_and_what_moved_its_due_times() -> Result<()> {
    let engine = Engine::builtin("residential-community")?;
    let complaint = complaint("楼道堆满杂物，有消防隐患。")?;
    let event = |id: &str, kind: &str, at: &str| Ok::<_, Error>(Event::new(id, kind, Moment::parse(at)?));
    let mut paused = event("e2", "paused", "2026-05-06T09:00:00+08:00")?;
    paused.reason = Some("spare-parts".to_owned());
    let events = vec![
        event("e1", "registered", "2026-04-30T16:30:00+08:00")?,
        paused,
        event("e3", "resumed", "2026-05-08T09:00:00+08:00")?,
        event("e9", "resumed", "2026-05-09T09:00:00+08:00")?,
    ];
    let case = engine.replay(&complaint, events, Mode::Lenient)?;
    let status = case.status(Instant::parse("2026-05-10T09:00:00+08:00")?)?;
    let text = Report::new(&engine, Language::En).explain_case(&complaint, &case, &status);
    let words = [
        "first due 2026-05-13 23:59:59, moved by",
        "spare-parts",
        "resumes nothing",
        "for a person to check",
        "what happened",
        "as of 2026-05-10 09:00:00: open",
    ];
    assert_eq!(lacks(&text, &words), Vec::<String>::new(), "{text}");
    // What had not happened yet is not told.
    let early = case.status(Instant::parse("2026-04-30T17:00:00+08:00")?)?;
    let text = Report::new(&engine, Language::En).explain_case(&complaint, &case, &early);
    assert!(text.contains("registered") && !text.contains("spare-parts"), "{text}");
    Ok(())
}

#[test]
fn without_a_receipt_every_due_time_says_why_it_is_missing() -> Result<()> {
    let engine = Engine::builtin("residential-community")?;
    let complaint = Complaint { received_at: None, ..complaint("楼道灯不亮")? };
    let text = Report::new(&engine, Language::En).explain(&complaint, &engine.assess(&complaint)?);
    assert!(text.contains("the time of receipt is not known"), "{text}");
    assert!(text.contains("undetermined") && !text.contains("due 20"), "{text}");
    Ok(())
}

#[test]
fn tables_of_what_is_due_line_up() -> Result<()> {
    let engine = Engine::builtin("residential-community")?;
    let obligation = engine.policy().obligation("register").unwrap_or(crate::id::ObligationId(0));
    let due = Instant::parse("2026-10-20T18:40:00+08:00")?;
    let row = DueRow { complaint: "T1", title: "车位\n被占", tier: None, obligation, cycle: 2, paused: true, due };
    let report = Report::new(&engine, Language::En);
    let table = report.due_table(&[row], Instant::parse("2026-10-20T18:00:00+08:00")?);
    let words = ["2026-10-20 18:40:00", "40 min", "T1", "(cycle 2) (paused)", "第九条", "车位 被占"];
    assert_eq!(lacks(&table, &words), Vec::<String>::new(), "{table}");
    assert_eq!(table.lines().count(), 3);
    let late = report.overdue_table(&[row], Instant::parse("2026-10-21T19:41:00+08:00")?);
    assert!(late.contains("1 d 1 h"), "{late}");
    assert_eq!(Report::new(&engine, Language::Zh).due_table(&[], due), "  无\n");
    Ok(())
}

#[test]
fn figures_show_their_numerators() -> Result<()> {
    let engine = Engine::builtin("residential-community")?;
    let complaint = complaint("楼道堆满杂物，有消防隐患。")?;
    let event = Event::new("e1", "registered", Moment::parse("2026-04-30T16:30:00+08:00")?);
    let case = engine.replay(&complaint, vec![event], Mode::Strict)?;
    let as_of = Instant::parse("2026-05-01T00:00:00+08:00")?;
    let summary = Summary::of(engine.plan(as_of), vec![engine.observe(&complaint, &case, as_of)?]);
    let report = Report::new(&engine, Language::En);
    let april = report.month_tables(&summary, Some(CalendarPeriod::parse("2026-04")?))?;
    assert_eq!(
        lacks(&april, &["1/1 (100.0 %)", "0/1 (0.0 %)", "–", "major", "第九条"]),
        Vec::<String>::new(),
        "{april}"
    );
    let months = report.months_table(&summary)?;
    assert_eq!(lacks(&months, &["2026-04", "2026-05", "total"]), Vec::<String>::new(), "{months}");
    let empty = report.month_tables(&summary, None)?;
    assert!(empty.contains("nothing was owed"), "{empty}");
    Ok(())
}

#[test]
fn many_months_are_shown_by_year() -> Result<()> {
    let engine = Engine::builtin("residential-community")?;
    let mut summary = Summary::new(engine.plan(Instant::parse("2026-05-01T00:00:00+08:00")?));
    for month in 0..40 {
        let received_on = crate::time::Date::parse("2023-01-15")?.plus_months(month)?;
        summary.add(&crate::statistics::Observation { received_on: Some(received_on), ..Default::default() });
    }
    let table = Report::new(&engine, Language::En).months_table(&summary)?;
    let names: Vec<&str> = table.lines().skip(2).filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names.first().copied(), Some("2023"), "{table}");
    assert!(names.contains(&"2024") && names.contains(&"2025-05") && names.contains(&"2026-04"), "{table}");
    assert!(!names.contains(&"2025"), "a year is shown one way: {table}");
    Ok(())
}
