//! Forms and reports: every expected number is counted from the sample's rows or worked out by hand.

mod books;
mod sample;

use std::collections::BTreeMap;
use std::io::Read as _;

use tousu::Engine;
use tousu::case::{Event, Mode};
use tousu::complaint::Complaint;
use tousu::document::Document;
use tousu::policy::Policy;
use tousu::report::page::Value;
use tousu::report::{DutyDone, DutyState, Entry, Language, PeriodAsk, Report, answer, fill_template};
use tousu::statistics::CalendarPeriod;
use tousu::time::{Date, Instant};

fn engine(id: &str) -> Engine {
    Engine::builtin(id).expect("a built-in book")
}

fn at(text: &str) -> Instant {
    Instant::parse(text).expect("an instant")
}

fn text(engine: &Engine, request: &str) -> String {
    String::from_utf8(answer(engine, request).expect("an answer")).expect("UTF-8")
}

fn entry(engine: &Engine, complaint: &str, events: &str) -> Entry {
    let complaint = Complaint::from_json(complaint).expect("a complaint");
    let events = Event::list_from_json(events).expect("events");
    let case = engine.replay(&complaint, events, Mode::Strict).expect("a case");
    Entry { complaint, case }
}

#[test]
fn sixteen_forms_are_filled_in_every_format() {
    let books = [
        "project-property",
        "tcm-hospital",
        "company-c-customer",
        "complaint-process-training",
        "handover-emergency-plan",
        "customer-complaint-km",
        "city-peoples-hospital",
        "hospital-efficiency",
        "residential-community",
    ];
    let mut forms = 0;
    for book in books {
        let engine = engine(book);
        for form in &engine.policy().forms {
            forms += 1;
            for format in ["json", "html", "markdown", "xlsx"] {
                let request = format!(
                    r#"{{"report":"form","form":"{}","format":"{format}","language":"zh","as_of":"2026-03-05T09:00:00+08:00",
                        "complaint":{{"id":"T-7","received_at":"2026-03-02T09:00:00+08:00","title":"<i>=1+1","text":"电梯停运",
                        "channel":"phone","facts":{{"customer":"王某","department":"工程部","unit":"栖梧里"}}}},
                        "events":[{{"id":"e1","kind":"registered","at":"2026-03-02T09:20:00+08:00","person":"李某"}}]}}"#,
                    form.id
                );
                let bytes = answer(&engine, &request).expect("a form");
                let text = String::from_utf8_lossy(&bytes);
                match format {
                    "json" => {
                        let document = Document::parse_json(&text).expect("JSON");
                        let fields =
                            document.root().get("blocks").and_then(|blocks| blocks.items().ok()?.next()?.get("fields"));
                        let count = fields.and_then(|fields| Some(fields.items().ok()?.count())).unwrap_or(0);
                        let written = if form.fields.is_empty() { 9 } else { form.fields.len() };
                        assert_eq!(count, written, "{book} {}", form.id);
                        assert!(text.contains("signatures"));
                    }
                    "xlsx" => assert!(bytes.starts_with(b"PK")),
                    "html" => assert!(text.contains(&form.label.zh) && !text.contains("<i>"), "{book} {}", form.id),
                    _ => assert!(text.starts_with("# ")),
                }
            }
        }
    }
    // The inventory of the nine books.
    assert_eq!(forms, 16);
    let all = Policy::builtin_ids().filter(|id| books.contains(id)).count();
    assert_eq!(all, 9);
}

#[test]
fn a_form_takes_what_happened_and_says_what_is_missing() {
    let engine = engine("hospital-efficiency");
    let one = entry(
        &engine,
        r#"{"id":"T-7","received_at":"2026-03-02T09:05:00+08:00","text":"收费不清","channel":"fax","facts":{"customer":"王某"}}"#,
        r#"[{"id":"e1","kind":"registered","at":"2026-03-02T09:20:00+08:00","person":"李某"},
            {"id":"e2","kind":"resolved","at":"2026-03-04T10:00:00+08:00","person":"周某","reason":"已退费"},
            {"id":"e3","kind":"registered","at":"2026-03-09T09:20:00+08:00","person":"后来"}]"#,
    );
    let report = Report::new(&engine, Language::Zh);
    let page = report
        .form(
            &one.complaint,
            &one.case,
            "reception-record",
            &[("contact".into(), "13800138000".into())],
            at("2026-03-05T09:00:00+08:00"),
        )
        .expect("a form");
    let value = |id: &str| page.fields().find(|field| field.id == id).map(|field| field.value.shown(Language::Zh));
    let expected = [
        ("complainant", "王某"),
        ("contact", "13800138000"),
        // Not one of the words of the form: the last one with a note, as the document demands.
        ("method", "其他（fax）"),
        ("time", "2026-03-02 09:05:00"),
        ("receptionist", "李某"),
        ("number", "T-7"),
        ("content", "收费不清"),
        // The document asks for a date.
        ("handled_on", "2026-03-04"),
    ];
    for (id, words) in expected {
        assert_eq!(value(id).as_deref(), Some(words), "{id}");
    }
    assert_eq!(page.missing().count(), 0);
    let refused = |given: (&str, &str)| {
        let given = [(given.0.to_owned(), given.1.to_owned())];
        report
            .form(&one.complaint, &one.case, "reception-record", &given, at("2026-03-05T09:00:00+08:00"))
            .map_err(|error| error.slug())
    };
    assert_eq!(refused(("method", "飞鸽")).err(), Some("unknown-value"));
    assert_eq!(refused(("colour", "red")).err(), Some("unknown-field"));
    let form = report.form(&one.complaint, &one.case, "no-such", &[], at("2026-03-05T09:00:00+08:00"));
    assert_eq!(form.map_err(|error| error.slug()).err(), Some("not-found"));
}

#[test]
fn the_report_of_a_month_counts_the_rows_of_its_month() {
    let engine = engine("residential-community");
    let (_, rows) = sample::register();
    for month in ["2026-01", "2026-05", "2026-09"] {
        let fields = format!(r#""report":"period","period":"{month}","language":"zh","units":{}"#, sample::UNITS);
        let json = text(&engine, &sample::request(&fields));
        let document = Document::parse_json(&json).expect("JSON");
        let count = rows.iter().filter(|(_, of)| of == month).count();
        let sheet = |id: &str| {
            let blocks = document.root().get("blocks").expect("blocks");
            let mut sheets = blocks.items().expect("a list").filter_map(|block| block.get("sheet"));
            sheets.find(|sheet| sheet.get("id").and_then(|found| found.text().ok()) == Some(id)).expect("the table")
        };
        let cells = |id: &str| -> Vec<Vec<String>> {
            let rows = sheet(id).get("rows").expect("rows");
            rows.items()
                .expect("a list")
                .map(|row| row.items().expect("a row").map(|cell| cell.to_string()).collect())
                .collect()
        };
        let number = |cell: &String| cell.parse::<usize>().expect("a number");
        assert_eq!(number(&cells("key-figures")[0][2]), count, "{month}");
        for id in ["by-category", "by-unit", "by-tier"] {
            let rows = cells(id);
            let (total, parts) = rows.split_last().expect("a total");
            assert_eq!(number(&total[1]), count, "{month} {id}");
            assert_eq!(parts.iter().map(|row| number(&row[1])).sum::<usize>(), count, "{month} {id}");
        }
        // The estate without any complaint is there, with a true zero.
        let zero: Vec<String> = cells("zero-report").into_iter().flatten().collect();
        assert!(zero.contains(&"\"云栖新苑\"".to_owned()), "{zero:?}");
        // Every column of figures has its definition on the page.
        let defined: Vec<String> = document
            .root()
            .get("definitions")
            .expect("definitions")
            .items()
            .expect("a list")
            .map(|one| one.get("id").expect("an id").text().expect("a text").to_owned())
            .collect();
        let columns = sheet("by-unit").get("columns").expect("columns");
        let linked = columns
            .items()
            .expect("a list")
            .filter_map(|column| column.get_some("definition")?.text().ok().map(str::to_owned));
        for id in linked {
            assert!(defined.contains(&id), "{id}");
        }
    }
}

#[test]
fn every_chart_has_its_table_and_nothing_is_loaded() {
    let engine = engine("residential-community");
    let html =
        text(&engine, &sample::request(r#""report":"period","period":"2026-Q3","language":"zh","format":"html""#));
    let charts: Vec<&str> =
        html.split("aria-describedby=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(charts.len() >= 4, "{charts:?}");
    for table in charts {
        assert!(html.contains(&format!("<table id=\"{table}\"")), "{table}");
    }
    for outside in ["http://", "https://", "src=", "<script", "@import", "url("] {
        assert!(!html.contains(outside), "{outside}");
    }
    for link in html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(html.contains(&format!("id=\"{link}\"")), "{link}");
    }
}

#[test]
fn text_stays_text_in_every_file() {
    let engine = engine("residential-community");
    let register = r#"[{"complaint":{"id":"00042","received_at":"2026-03-02T09:00:00+08:00","title":"=HYPERLINK(\"x\")","text":"@SUM(1) 电话13800138000 <script>"},"events":[]}]"#;
    let request = |format: &str| {
        format!(
            r#"{{"report":"library","as_of":"2026-03-05T09:00:00+08:00","language":"zh","register":{register},{format}}}"#
        )
    };
    let csv = answer(&engine, &request(r#""format":"csv""#)).expect("CSV");
    let shown = String::from_utf8(csv.clone()).expect("UTF-8");
    assert!(shown.starts_with('\u{feff}'));
    assert!(shown.contains("\"'=HYPERLINK(\"\"x\"\")\n@SUM(1) 电话[号码] <script>\""), "{shown}");
    let gb = answer(&engine, &request(r#""format":"csv","encoding":"gb18030""#)).expect("GB18030");
    // 案例 … 序号 is D0 F2 BA C5 in GB 2312, which GB18030 keeps.
    assert!(gb.starts_with(&[0xD0, 0xF2, 0xBA, 0xC5]), "{:?}", gb.get(..4));
    let markdown = text(&engine, &request(r#""format":"markdown""#));
    assert!(markdown.contains("&lt;script&gt;") && !markdown.contains("<script>"));
    let xlsx = answer(&engine, &request(r#""format":"xlsx""#)).expect("XLSX");
    let parts = unpacked(&xlsx);
    assert!(parts["xl/sharedStrings.xml"].contains("=HYPERLINK(\"x\")"));
    assert!(parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/")).all(|(_, part)| !part.contains("<f>")));
    assert_eq!(answer(&engine, &request(r#""format":"xlsx""#)).expect("XLSX"), xlsx, "the same bytes");
}

fn unpacked(file: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file)).expect("an archive");
    (0..archive.len())
        .map(|number| {
            let mut part = archive.by_index(number).expect("a part");
            let mut text = String::new();
            let name = part.name().expect("a name").into_owned();
            part.read_to_string(&mut text).expect("XML");
            (name, text)
        })
        .collect()
}

#[test]
fn charts_of_a_workbook_are_its_own() {
    let engine = engine("residential-community");
    let xlsx =
        answer(&engine, &sample::request(r#""report":"period","period":"2026-Q3","language":"zh","format":"xlsx""#))
            .expect("XLSX");
    let parts = unpacked(&xlsx);
    let charts: Vec<&String> =
        parts.iter().filter(|(name, _)| name.starts_with("xl/charts/chart")).map(|(_, part)| part).collect();
    assert!(charts.len() >= 4, "{}", charts.len());
    assert!(
        charts.iter().any(|chart| chart.contains("<c:lineChart>"))
            && charts.iter().any(|chart| chart.contains("<c:barChart>"))
    );
}

#[test]
fn a_template_keeps_everything_but_its_marks() {
    let engine = engine("residential-community");
    // A workbook whose cells hold marks: a form whose texts are marks.
    let request = r#"{"report":"form","form":"register","format":"xlsx","language":"zh","as_of":"2026-03-05T09:00:00+08:00",
        "complaint":{"id":"{{number}}","received_at":"2026-03-02T09:00:00+08:00","text":"x","facts":{"customer":"{{ who }}"}},
        "given":{"demand":"{{unknown}} 与 {{number}}"},"events":[]}"#;
    let template = answer(&engine, request).expect("XLSX");
    let values = BTreeMap::from([("number".to_owned(), "T<1>&".to_owned()), ("who".to_owned(), "=王某".to_owned())]);
    let filled = fill_template(&template, &values).expect("a file");
    assert_eq!((filled.replaced, filled.unknown.as_slice()), (3, ["unknown".to_owned()].as_slice()));
    let (before, after) = (unpacked(&template), unpacked(&filled.bytes));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (name, part) in &before {
        if name != "xl/sharedStrings.xml" {
            assert_eq!(after.get(name), Some(part), "{name}");
        }
    }
    let texts = &after["xl/sharedStrings.xml"];
    assert!(texts.contains("T&lt;1&gt;&amp;") && texts.contains("=王某") && texts.contains("{{unknown}}"));
    assert_eq!(fill_template(&template, &values).expect("a file").bytes, filled.bytes);
    assert_eq!(fill_template(b"PK no archive", &values).map_err(|error| error.slug()).err(), Some("invalid-argument"));
}

#[test]
fn a_frozen_report_is_reproduced_and_what_came_later_is_named() {
    let engine = engine("residential-community");
    let one = |id: &str, events: &str| {
        let complaint = format!(
            r#"{{"id":"{id}","received_at":"2026-03-02T09:00:00+08:00","text":"电梯停运","facts":{{"unit":"栖梧里"}}}}"#
        );
        entry(&engine, &complaint, events)
    };
    let resolved = r#"[{"id":"e1","kind":"resolved","at":"2026-03-03T09:00:00+08:00"}]"#;
    // Resolved in March, entered in May.
    let late =
        r#"[{"id":"e1","kind":"resolved","at":"2026-03-04T09:00:00+08:00","recorded_at":"2026-05-02T09:00:00+08:00"}]"#;
    let report = Report::new(&engine, Language::En);
    let period = CalendarPeriod::parse("2026-03").expect("a month");
    let known_at = at("2026-04-03T09:00:00+08:00");
    let ask = PeriodAsk { known_at: Some(known_at), ..PeriodAsk::new(period, at("2026-04-01T00:00:00+08:00")) };
    let then = [one("c1", resolved), one("c2", "[]"), one("c3", resolved)];
    let frozen = report.freeze(&then, &ask).expect("frozen");
    assert_eq!(frozen.cases, ["c1", "c2", "c3"]);
    let written = frozen.to_json(8 * 3600);
    let read = tousu::report::Frozen::from_json(&written).expect("read");
    assert_eq!(read, frozen);
    assert_eq!(read.to_json(8 * 3600), written, "byte for byte");
    // Nothing happened since.
    let same = report.restate(&read, &then, &ask).expect("restated");
    assert!(same.reproduced && same.cases.is_empty());
    // One was entered late, one complaint came to be known later.
    let now = [one("c1", resolved), one("c2", late), one("c3", resolved), one("c4", "[]")];
    let restated = report.restate(&read, &now, &ask).expect("restated");
    assert!(restated.reproduced, "as known then nothing differs");
    let cases: Vec<(&str, &str)> = restated.cases.iter().map(|case| (case.id.as_str(), case.how)).collect();
    assert_eq!(cases, [("c2", "changed"), ("c4", "added")]);
    let handled = restated
        .figures
        .iter()
        .find(|figure| figure.sheet == "key-figures" && figure.row == "handled" && figure.column == "numerator");
    let handled = handled.map(|figure| (figure.before.as_deref(), figure.after.as_deref()));
    assert_eq!(handled, Some((Some("2"), Some("3"))), "{:?}", restated.figures);
    // What was known then was altered.
    let altered = [one("c1", "[]"), one("c2", "[]"), one("c3", resolved)];
    assert!(!report.restate(&read, &altered, &ask).expect("restated").reproduced);
    let forged = written.replace("栖梧里", "晴禾花园");
    assert_eq!(tousu::report::Frozen::from_json(&forged).map_err(|error| error.slug()).err(), Some("invalid-argument"));
}

#[test]
fn duties_of_three_hundred_units_are_met_late_or_missing() {
    let engine = engine("customer-complaint-km");
    let report = Report::new(&engine, Language::Zh);
    let names: Vec<String> = (0..300).map(|number| format!("单位{number:03}")).collect();
    let units: Vec<&str> = names.iter().map(String::as_str).collect();
    let day = |text: &str| Date::parse(text).expect("a day");
    // By the 3rd of the month after, to the end of the day: a third in time, a third a second too late, a third never.
    let done: Vec<DutyDone> = (1..=12)
        .flat_map(|month| names.iter().enumerate().map(move |(number, unit)| (month, number, unit)))
        .filter(|(_, number, _)| number % 3 != 2)
        .map(|(month, number, unit)| {
            let next = if month == 12 { "2026-01-03".to_owned() } else { format!("2025-{:02}-03", month + 1) };
            let due = at(&format!("{next}T23:59:59+08:00"));
            let at = if number % 3 == 0 { due } else { due.plus(1).expect("a second later") };
            DutyDone {
                unit: unit.clone(),
                duty: "submit-monthly".into(),
                period: day(&format!("2025-{month:02}-15")),
                at,
            }
        })
        .collect();
    let window = (day("2025-01-01"), day("2025-12-31"));
    let as_of = at("2026-02-01T00:00:00+08:00");
    let rows = report.duties(&units, window, &["submit-monthly"], &done, as_of).expect("a calendar");
    let count = |state: DutyState| rows.iter().filter(|row| row.state == state).count();
    assert_eq!(rows.len(), 3600);
    assert_eq!(
        [count(DutyState::Met), count(DutyState::Late), count(DutyState::Missing), count(DutyState::Open)],
        [1200, 1200, 1200, 0]
    );
    let page = report.duties_page(&rows, window, as_of);
    let total = page.sheet("by-unit").and_then(|sheet| sheet.rows.last()).expect("a total");
    assert_eq!(total.get(1), Some(&Value::Number(3600)));
    assert_eq!(page.sheet("late-or-missing").map(|sheet| sheet.rows.len()), Some(2400));
    let unknown = report.duties(&units, window, &["no-such"], &[], as_of);
    assert_eq!(unknown.map_err(|error| error.slug()).err(), Some("not-found"));
    // Before the third nothing is missing yet.
    let early = report.duties(
        &units,
        (day("2025-12-01"), day("2025-12-31")),
        &["submit-monthly"],
        &[],
        at("2026-01-03T23:59:59+08:00"),
    );
    assert!(early.expect("a calendar").iter().all(|row| row.state == DutyState::Open));
}

#[test]
fn causes_of_lateness_are_named_and_counted() {
    let engine = engine("residential-community");
    let one = |id: &str, events: &str| {
        entry(
            &engine,
            &format!(
                r#"{{"id":"{id}","received_at":"2026-03-02T09:00:00+08:00","tier":"general","text":"楼道灯不亮"}}"#
            ),
            events,
        )
    };
    let done = |last: &str| {
        format!(
            r#"[{{"id":"a","kind":"registered","at":"2026-03-02T09:10:00+08:00"}},{{"id":"b","kind":"replied","at":"2026-03-03T09:00:00+08:00"}},
            {{"id":"c","kind":"resolved","at":"2026-03-20T09:00:00+08:00"}}{last}]"#
        )
    };
    let register = [
        one("c1", &done(r#",{"id":"d","kind":"late-cause","at":"2026-03-21T09:00:00+08:00","reason":"等待配件"}"#)),
        one("c2", &done("")),
    ];
    let page =
        Report::new(&engine, Language::Zh).lateness_page(&register, at("2026-04-01T00:00:00+08:00")).expect("a page");
    let causes = page.sheet("by-cause").expect("the table");
    let told: Vec<String> =
        causes.rows.iter().filter_map(|row| row.first()).map(|cell| cell.shown(Language::Zh)).collect();
    assert!(told.contains(&"等待配件".to_owned()) && told.contains(&"未说明原因".to_owned()), "{told:?}");
    let all: i64 = causes.rows.iter().filter_map(|row| row.get(1)?.drawn()).sum();
    assert_eq!(usize::try_from(all).ok(), page.sheet("late").map(|sheet| sheet.rows.len()));
}
