//! Input at fault: what stops the run, and what is listed.

use std::fs;

use crate::{folder, run};

#[test]
fn the_dirty_rows_of_the_sample_are_the_faults_reported() {
    let run = run(&folder("dirty"), &["--json"]);
    let document: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let mut found: Vec<(&str, &str)> = document["faults"]
        .as_array()
        .expect("faults")
        .iter()
        .map(|fault| (fault["id"].as_str().expect("an id"), fault["treatment"].as_str().expect("a treatment")))
        .collect();
    found.sort_unstable();
    let expected = [
        ("E0241", "event-does-not-count"),
        ("E0255", "read-in-zone"),
        ("E0335", "event-does-not-count"),
        ("E0372", "repeat-ignored"),
        ("E0431", "event-does-not-count"),
        ("E0494", "event-does-not-count"),
        ("E0496", "row-left-out"),
        ("E0500", "event-does-not-count"),
        ("E0502", "time-of-day-unknown"),
        ("T26-0044", "time-of-day-unknown"),
        ("T26-0055", "no-due-times"),
    ];
    assert_eq!(found, expected);
    // The page that describes the sample names the same rows.
    let readme = include_str!("../../sample/README.md");
    let (_, table) = readme.split_once("## Dirty rows").expect("the table of dirty rows");
    let mut described: Vec<&str> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split([' ', '(']).next())
        .filter(|id| id.starts_with('E') || id.starts_with('T'))
        .collect();
    described.sort_unstable();
    assert_eq!(described, found.iter().map(|(id, _)| *id).collect::<Vec<_>>());
}

#[test]
fn rows_and_columns_are_named_as_a_spreadsheet_counts() {
    let folder = folder("rows");
    let complaints = "编号,受理时间,投诉内容,级别,人数,备注\n\
        c1,2026-10-19 09:00,\"电梯停了\n两天\",重大投诉,3人,\n\
        c2,昨天,楼道灯不亮,严重,许多,x\n\
        ,2026-10-19 09:00,没有编号,,,\n\
        c1,2026-10-19 09:00,另一件,,,\n\
        c3,2026-10-19 09:00,多一格,,,,多\n\
        c4,1800-01-01 00:00,很早,,,\n";
    fs::write(folder.join("c.csv"), complaints).expect("a file");
    let run = run(&folder, &["--json", "--complaints", "c.csv", "--as-of", "2026-10-20"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let document: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let faults: Vec<(u64, &str, &str, &str)> = document["faults"]
        .as_array()
        .expect("faults")
        .iter()
        .map(|fault| {
            let text = |name: &str| fault[name].as_str().unwrap_or("–");
            (fault["row"].as_u64().expect("a row"), text("column"), text("slug"), text("treatment"))
        })
        .collect();
    let expected = [
        (2, "受理时间", "naive-time", "read-in-zone"),
        (3, "受理时间", "unreadable-time", "cell-left-out"),
        (3, "人数", "wrong-type", "cell-left-out"),
        (3, "级别", "unknown-tier", "cell-left-out"),
        (4, "编号", "missing-field", "row-left-out"),
        (5, "受理时间", "naive-time", "read-in-zone"),
        (5, "编号", "complaint-exists", "row-left-out"),
        (6, "–", "wrong-type", "row-left-out"),
        (7, "受理时间", "naive-time", "read-in-zone"),
        (7, "–", "outside-calendar", "row-left-out"),
    ];
    assert_eq!(faults, expected);
    assert_eq!(document["recorded"]["complaints"], 2);
    assert_eq!(document["columns_not_read"][0], "complaints: 备注");
    assert_eq!(document["as_of"], "2026-10-20T23:59:59+08:00");
}

#[test]
fn what_cannot_be_read_at_all_ends_with_status_2() {
    let folder = folder("unusable");
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).expect("a file");
    write("column.csv", "id,received_at,正文\n1,2026-10-19,漏水\n".as_bytes());
    write("bytes.csv", b"id,received_at,text\n1,2026-10-19,\xc2\xa9\xff\n");
    write("quote.csv", b"id,received_at,text\n1,2026-10-19,\"abc\n2,2026-10-19,d\n");
    write("timeless.csv", b"id,received_at,text\n1,,abc\n");
    write("good.csv", b"id,received_at,text\n1,2026-10-19,abc\n");
    write("empty.csv", b"");
    let cases: &[(&[&str], &[&str])] = &[
        (&["--complaints", "column.csv"], &["missing-column", "`text`", "id, received_at, 正文", "column.csv"]),
        (&["--complaints", "bytes.csv"], &["invalid-utf8", "byte 35", "bytes.csv"]),
        (&["--complaints", "quote.csv"], &["syntax", "never closed"]),
        (&["--complaints", "timeless.csv"], &["missing-field", "--as-of"]),
        (&["--complaints", "empty.csv"], &["missing-column"]),
        (&["--complaints", "none.csv"], &["not-found", "none.csv"]),
        (&["--complaints", "good.csv", "--events", "good.csv"], &["missing-column", "`complaint_id`"]),
        (&["--complaints", "good.csv", "--as-of", "soon"], &["unreadable-time", "--as-of"]),
        (&["--policy", "none"], &["unknown-policy", "residential-community", "city-peoples-hospital"]),
        (&["--frobnicate"], &["unknown option `--frobnicate`", "usage:"]),
        (&["--lang", "fr"], &["`--lang`", "usage:"]),
        (&["--events", "good.csv"], &["`--events` needs `--complaints`", "usage:"]),
    ];
    for (arguments, said) in cases {
        let run = run(&folder, arguments);
        assert_eq!(run.status, 2, "{arguments:?}: {}", run.err);
        assert_eq!(run.out, "", "{arguments:?}");
        for words in *said {
            assert!(run.err.contains(words), "{arguments:?} does not say {words:?}: {}", run.err);
        }
    }
}

#[test]
fn a_file_that_is_no_ledger_stays_what_it_is() {
    let folder = folder("foreign");
    fs::write(folder.join("notes.txt"), "not a ledger").expect("a file");
    let run = run(&folder, &["--ledger", "notes.txt"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("ledger-foreign"), "{}", run.err);
    assert_eq!(fs::read_to_string(folder.join("notes.txt")).expect("the file"), "not a ledger");
}

#[test]
fn a_ledger_that_is_kept_takes_the_same_register_again() {
    let folder = folder("again");
    let first = run(&folder, &["--ledger", "kept.ledger", "--json"]);
    let second = run(&folder, &["--ledger", "kept.ledger", "--json"]);
    assert!(folder.join("kept.ledger").is_file());
    let timeless = |text: &str| {
        let mut document: serde_json::Value = serde_json::from_str(text).expect("JSON");
        document["elapsed_ms"] = 0.into();
        document
    };
    assert_eq!(timeless(&first.out), timeless(&second.out));
    // Another complaint under a known id is refused, and the others are recorded.
    fs::write(folder.join("c.csv"), "id,received_at,text\nT26-0001,2026-01-04,x\nN1,2026-01-04,y\n").expect("a file");
    let third = run(&folder, &["--ledger", "kept.ledger", "--json", "--complaints", "c.csv", "--as-of", "2026-10-20"]);
    let document: serde_json::Value = serde_json::from_str(&third.out).expect("JSON");
    let refused = document["faults"].as_array().expect("faults");
    let refused = refused.iter().find(|fault| fault["slug"] == "complaint-exists").expect("the refusal");
    assert_eq!((refused["id"].as_str(), refused["row"].as_u64()), (Some("T26-0001"), Some(2)));
    assert_eq!(document["recorded"]["complaints"], 1);
    assert_eq!(document["total"]["volume"], 80);
}
