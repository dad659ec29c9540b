//! The JSON document and the text say the same.

use serde_json::Value;

use crate::{folder, run};

fn rate(rate: &Value) -> String {
    let number = |name: &str| rate[name].as_u64().expect("a count");
    match rate["per_mille"].as_u64() {
        Some(rate) => format!("{}/{} ({}.{} %)", number("numerator"), number("denominator"), rate / 10, rate % 10),
        None => "–".to_owned(),
    }
}

#[test]
fn text_and_json_agree() {
    let folder = folder("json");
    let (text, json) = (run(&folder, &[]), run(&folder, &["--json"]));
    assert_eq!((text.status, json.status), (0, 0));
    let document: Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(json.out.lines().count(), 1);
    assert_eq!(document["schema"], "tousu/demo/1");
    let line = |parts: &[&str]| text.out.lines().any(|line| parts.iter().all(|part| line.contains(part)));

    let list = |name: &str| document[name].as_array().expect("a list").clone();
    let (due, overdue, faults) = (list("due"), list("overdue"), list("faults"));
    assert!(line(&[&format!("due next (10 of {})", due.len())]));
    assert!(line(&[&format!("overdue on open complaints ({})", overdue.len())]));
    assert!(line(&[&format!("dirty rows ({})", faults.len())]));
    for item in due.iter().take(10).chain(overdue.iter().take(20)) {
        let part = |name: &str| item[name].as_str().expect("a text").to_owned();
        let at = part("due").replace('T', " ").replace("+08:00", "");
        let label = item["label"]["en"].as_str().expect("a label");
        assert!(line(&[&at, &part("complaint"), label]), "{item}");
    }
    for fault in &faults {
        let row = fault["row"].to_string();
        let id = fault["id"].as_str().expect("an id");
        let reason: String = fault["message"].as_str().expect("a message").chars().take(60).collect();
        assert!(line(&[&row, id, &reason]), "{fault}");
    }
    for month in list("months") {
        let name = month["month"].as_str().unwrap_or("no date");
        let volume = format!(" {}  ", month["volume"]);
        assert!(line(&[name, &volume, &rate(&month["handled"]), &rate(&month["closed"])]), "{month}");
    }
    let total = &document["total"];
    for obligation in total["obligations"].as_array().expect("a list") {
        assert!(line(&[&rate(&obligation["in_time"])]), "{obligation}");
    }
    for tier in total["tiers"].as_array().expect("a list") {
        assert!(line(&[tier["id"].as_str().unwrap_or("–"), &rate(&tier["valid"])]), "{tier}");
    }
    let explained = &document["explained"];
    let id = explained["assessment"]["complaint"].as_str().expect("an id");
    assert!(line(&[id]) && explained["status"]["complaint"] == id);
}

#[test]
fn figures_add_up() {
    let folder = folder("sums");
    let document: Value = serde_json::from_str(&run(&folder, &["--json"]).out).expect("JSON");
    let volume = |figures: &Value| figures["volume"].as_u64().expect("a count");
    let total = volume(&document["total"]);
    assert_eq!(total, document["recorded"]["complaints"].as_u64().expect("a count"));
    for (list, name) in [
        (&document["months"], "months"),
        (&document["total"]["tiers"], "tiers"),
        (&document["total"]["categories"], "categories"),
    ] {
        let sum: u64 = list.as_array().expect("a list").iter().map(volume).sum();
        assert_eq!(sum, total, "{name}");
    }
}
