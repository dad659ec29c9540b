//! The vectors of time: how many there are, that each says why, and that every known trap has one by name.

use std::collections::BTreeSet;
use std::path::Path;

use tousu::document::Document;

/// Traps in which working-time libraries have been caught, each with the vectors that step into it.
const TRAPS: &[(&str, &[&str])] = &[
    ("an empty calendar", &["bad-empty", "bad-no-hours", "bad-empty-by-holiday-years"]),
    ("open day and night, written 00:00-24:00, for 30 days", &["always-30-days", "always-30-days-leap-february"]),
    ("a pause over a weekend", &["pause-over-the-weekend", "always-pause-over-a-weekend"]),
    ("exactly a day across a holiday", &["amount-day-over-a-holiday", "amount-day-back-over-a-holiday"]),
    ("a start inside lunch", &["lunch-inside", "lunch-start", "lunch-last-second"]),
    (
        "a shift from 22:00 to 06:00 whose owner day is a holiday",
        &["shift-holiday-does-not-open", "shift-eve-runs-into-the-holiday", "shift-make-up-into-the-holiday"],
    ),
    ("the gap of daylight saving", &["la-opens-in-the-gap", "london-gap-add", "lord-howe-gap"]),
    ("its overlap", &["la-opens-in-the-overlap", "london-overlap-add", "lord-howe-overlap"]),
    ("days of 23, 24½ and 25 hours", &["london-short-day", "lord-howe-long-day", "london-long-day"]),
    ("a make-up Sunday", &["cn-make-up-sunday", "cn-through-a-make-up-sunday", "amount-into-a-make-up-sunday"]),
    ("the end of a year", &["cn-year-end", "year-end", "roll-preceding-new-year", "hour-over-new-year"]),
    ("a leap day", &["cn-leap-day", "cn-no-leap-day-2100", "year-from-a-leap-day", "twelve-months-leap"]),
    ("the first known year", &["cn-first-day", "cn-back-beyond-the-first-day", "hk-before-the-first-day"]),
    ("the last known year", &["cn-last-projected-second", "cn-beyond-the-last-second", "hk-beyond-the-last-day"]),
    ("the last announced year", &["cn-last-announced-day", "cn-into-the-first-projected-day"]),
    ("reversed arguments", &["cn-between-reversed", "count-reversed", "window-reversed", "pause-reversed"]),
    ("zero", &["cn-zero-open", "cn-zero-at-close", "lunch-zero", "counted-zero", "zero-days", "zero-working-hours"]),
    ("work that exactly fills a day", &["cn-fills-the-day", "next-opening"]),
];

#[test]
fn every_vector_says_why_and_every_trap_has_one() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/calendar");
    let mut ids = BTreeSet::new();
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the folder is read") {
        let path = entry.expect("the entry is read").path();
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let source = std::fs::read_to_string(&path).expect("the file is read");
        let document = Document::parse_json(&source).expect("the file is JSON");
        let root = document.root();
        let groups = root.get("groups").map(|groups| groups.items().expect("a list").collect::<Vec<_>>());
        let lists = groups.iter().flatten().map(|group| group.require("cases", "a list").expect("cases"));
        for list in lists.chain(root.get("periods")) {
            for case in list.items().expect("a list") {
                let text = |name: &str| case.require(name, "a text").and_then(|field| field.text()).unwrap_or_default();
                assert!(!text("id").is_empty() && !text("note").is_empty(), "{file}: {} says not why", text("id"));
                assert!(ids.insert(format!("{file} {}", text("id"))), "{file}: {} is there twice", text("id"));
                count += 1;
            }
        }
    }
    assert!(count >= 500, "{count} vectors");
    for (trap, vectors) in TRAPS {
        for vector in *vectors {
            let there = ids.iter().any(|id| id.split_once(' ').is_some_and(|(_, id)| id == *vector));
            assert!(there, "{trap}: there is no vector `{vector}`");
        }
    }
}
