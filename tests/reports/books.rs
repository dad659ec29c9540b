//! The reports that rule books ask for: their parts, their tables, their days.

use super::{at, engine, entry, sample, text};
use tousu::document::Document;
use tousu::policy::{Frequency, Policy};
use tousu::report::page::{Block, Value};
use tousu::report::{Language, PeriodAsk, Report, answer};
use tousu::statistics::CalendarPeriod;

fn ask(period: &str, as_of: &str) -> PeriodAsk {
    PeriodAsk::new(CalendarPeriod::parse(period).expect("a period"), at(as_of))
}

/// A period of the length that a report has.
fn a_period(frequency: Frequency) -> &'static str {
    match frequency {
        Frequency::Daily => "2026-03-02",
        Frequency::Weekly => "2026-W10",
        Frequency::Quarterly => "2026-Q1",
        Frequency::HalfYearly => "2026-H1",
        Frequency::Yearly => "2026",
        Frequency::Monthly | Frequency::Unstated | Frequency::EachCase => "2026-03",
    }
}

#[test]
fn every_report_of_every_book_is_made_or_says_why_not() {
    let (mut made, mut of_cases) = (0, 0);
    for id in Policy::builtin_ids() {
        let engine = engine(id);
        let complaint = r#"{"id":"c1","received_at":"2026-03-02T09:00:00+08:00","text":"电梯停运","facts":{"unit":"栖梧里","department":"工程部"}}"#;
        let register = [entry(&engine, complaint, "[]")];
        for report in &engine.policy().reports {
            let ask = ask(a_period(report.frequency), "2027-01-05T09:00:00+08:00");
            let page = Report::new(&engine, Language::Zh).book_page(&register, &report.id, &[], &ask);
            if report.frequency == Frequency::EachCase {
                assert_eq!(page.map_err(|error| error.slug()).err(), Some("invalid-argument"), "{id} {}", report.id);
                of_cases += 1;
                continue;
            }
            let page = page.expect("a report");
            made += 1;
            assert!(page.title.starts_with(&report.label.zh));
            let headings = page.blocks.iter().filter(|block| matches!(block, Block::Heading(_))).count();
            assert_eq!(headings, report.content.len(), "{id} {}", report.id);
            let written = report.content.iter().filter(|part| part.tables.is_empty()).count();
            assert_eq!(page.fields().count(), written, "{id} {}", report.id);
            // One complaint came in, and every count says so.
            for sheet in page.sheets().filter(|sheet| sheet.total) {
                let total = sheet.rows.last().and_then(|row| {
                    row.iter().find_map(|cell| match cell {
                        Value::Number(number) => Some(*number),
                        _ => None,
                    })
                });
                assert_eq!(total, Some(1), "{id} {} {}", report.id, sheet.id);
            }
        }
    }
    // The inventory's reports owed per period, with the one of the Hong Kong norm; two are owed of each case.
    assert_eq!((made, of_cases), (17, 2));
}

#[test]
fn days_of_reports_are_those_of_their_clauses() {
    // By the 3rd of the next month; 2026-04-03 is a Friday.
    let engine = engine("customer-complaint-km");
    let report = Report::new(&engine, Language::En);
    let page = |id: &str, period: &str| report.book_page(&[], id, &[], &ask(period, "2026-04-02T09:00:00+08:00"));
    let due = |id: &str, period: &str| {
        let page = page(id, period).expect("a report");
        page.facts.into_iter().find(|(name, _)| name == "owed until").map(|(_, value)| value)
    };
    assert_eq!(due("classification-table", "2026-03").as_deref(), Some("2026-04-03 23:59:59"));
    assert_eq!(due("quarterly-analysis", "2026-Q1").as_deref(), Some("no day in the document"));
    let error = page("quarterly-analysis", "2026-03").expect_err("a month is no quarter");
    assert_eq!((error.slug(), error.place().path.as_deref()), ("invalid-argument", Some("period")));
    let error = page("no-such", "2026-03").expect_err("there is none");
    assert_eq!((error.slug(), error.place().path.as_deref()), ("not-found", Some("id")));
}

#[test]
fn people_write_what_no_figure_tells() {
    let engine = engine("customer-complaint-km");
    let report = Report::new(&engine, Language::Zh);
    let given = [("experience".to_owned(), "先回访再派单".to_owned())];
    let ask = ask("2026-Q1", "2026-04-02T09:00:00+08:00");
    let page = report.book_page(&[], "quarterly-analysis", &given, &ask).expect("a report");
    let told: Vec<String> = page.fields().map(|field| field.value.shown(Language::Zh)).collect();
    assert_eq!(told, ["先回访再派单"]);
    let none = report.book_page(&[], "quarterly-analysis", &[], &ask).expect("a report");
    assert_eq!(none.missing().map(|field| field.id.as_str()).collect::<Vec<_>>(), ["experience"]);
    let wrong = [("occurrence".to_owned(), "x".to_owned())];
    let error = report.book_page(&[], "quarterly-analysis", &wrong, &ask).expect_err("figures tell that");
    assert_eq!((error.slug(), error.place().path.as_deref()), ("unknown-field", Some("given.occurrence")));
}

#[test]
fn a_day_without_complaints_is_a_zero_report() {
    let engine = engine("residential-community");
    let request = |day: &str| {
        let register = r#"[{"complaint":{"id":"c1","received_at":"2026-03-02","title":"电梯停运","text":"请回电13800138000"},"events":[]}]"#;
        let fields = format!(r#""report":"book","id":"daily-report","period":"{day}","language":"zh""#);
        format!(r#"{{{fields},"as_of":"2026-03-04T09:00:00+08:00","register":{register}}}"#)
    };
    let (full, empty) = (text(&engine, &request("2026-03-02")), text(&engine, &request("2026-03-03")));
    assert!(full.contains("电梯停运") && !full.contains("零报告"), "{full}");
    assert!(empty.contains("零报告：本期没有投诉。") && !empty.contains("电梯停运"), "{empty}");
}

#[test]
fn departments_of_the_year_are_those_with_five_and_those_with_none() {
    let engine = engine("hospital-efficiency");
    // Internal medicine five times, surgery four times, paediatrics never.
    let mut register = String::new();
    for (number, department) in
        [("内科", 5), ("外科", 4)].iter().flat_map(|(name, times)| (0..*times).map(move |n| (n, name)))
    {
        register.push_str(&format!(
            r#"{}{{"complaint":{{"id":"{department}{number}","received_at":"2026-03-0{}T09:00:00+08:00","text":"态度差","facts":{{"department":"{department}","in_scope":true,"substantiated":true}}}},"events":[]}}"#,
            if register.is_empty() { "" } else { "," },
            number + 1,
        ));
    }
    let request = format!(
        r#"{{"report":"book","id":"five-plus","period":"2026","language":"zh","as_of":"2027-01-05T09:00:00+08:00",
            "departments":["内科","外科","儿科"],"register":[{register}]}}"#
    );
    let json = text(&engine, &request);
    let document = Document::parse_json(&json).expect("JSON");
    let blocks = document.root().get("blocks").expect("blocks");
    let sheet = blocks
        .items()
        .expect("a list")
        .filter_map(|block| block.get("sheet"))
        .find(|sheet| sheet.get("id").and_then(|id| id.text().ok()) == Some("thresholds"))
        .expect("the table");
    let rows: Vec<(String, String)> = sheet
        .get("rows")
        .expect("rows")
        .items()
        .expect("a list")
        .map(|row| {
            let cells: Vec<String> = row.items().expect("cells").map(|cell| cell.to_string()).collect();
            (cells[2].clone(), cells[3].clone())
        })
        .collect();
    assert!(rows.contains(&("\"内科\"".into(), "5".into())), "{rows:?}");
    assert!(rows.contains(&("\"儿科\"".into(), "0".into())), "{rows:?}");
    assert!(!rows.iter().any(|(name, _)| name.contains("外科")), "{rows:?}");
}

#[test]
fn what_is_personal_is_masked_unless_asked_for() {
    let engine = engine("residential-community");
    let request = |more: &str| {
        format!(
            r#"{{"report":"case","language":"zh","as_of":"2026-03-04T09:00:00+08:00"{more},"events":[],
                "complaint":{{"id":"c1","received_at":"2026-03-02T09:00:00+08:00","text":"电梯停运，请回电13800138000"}}}}"#
        )
    };
    assert!(!text(&engine, &request("")).contains("13800138000"));
    assert!(text(&engine, &request(r#","in_full":true"#)).contains("13800138000"));
    let error = answer(&engine, &request(r#","in_full":"yes""#)).expect_err("no boolean");
    assert_eq!((error.slug(), error.place().path.as_deref()), ("wrong-type", Some("in_full")));
}

#[test]
fn the_sample_has_its_reports() {
    let engine = engine("residential-community");
    let (_, rows) = sample::register();
    let fields = format!(
        r#""report":"book","id":"monthly-report","period":"2026-05","language":"zh","units":{}"#,
        sample::UNITS
    );
    let json = text(&engine, &sample::request(&fields));
    let count = rows.iter().filter(|(_, month)| month == "2026-05").count();
    assert!(
        json.contains("月度汇总分析管理报告 2026-05") && json.contains(&format!("本期受理投诉 {count} 件")),
        "{count}"
    );
}
