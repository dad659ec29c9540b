//! What is measured: texts and histories written for this repository.

use tousu::Result;
use tousu::case::Event;
use tousu::complaint::Complaint;
use tousu::document::{Document, JsonWriter};
use tousu::time::{Instant, Moment};

/// The rule book that decides.
pub const POLICY: &str = "residential-community";

/// 80 characters: an elevator out of order for half a month, reported twice; rubbish in the stairwell, a fire hazard.
pub const SHORT_TEXT: &str = "三号楼电梯坏了半个多月，物业一直没人来修，老人上下楼很不方便。上周报修过两次，客服说等配件，到现在也没有回音。楼道里还堆满了杂物，存在消防隐患，要求三天内解决。";

/// The short text as a complaint.
///
/// # Errors
/// None: the time is a constant.
pub fn short() -> Result<Complaint> {
    Ok(Complaint {
        id: "c1".into(),
        received_at: Some(Moment::parse("2026-04-30T16:00:00+08:00")?),
        text: SHORT_TEXT.into(),
        ..Complaint::default()
    })
}

/// The short complaint as JSON, as callers of C and Python hand it over.
#[must_use]
pub fn short_json() -> String {
    format!(r#"{{"id": "c1", "received_at": "2026-04-30T16:00:00+08:00", "text": "{SHORT_TEXT}"}}"#)
}

/// The register of the demo: about 80 complaints, of one line to a page.
///
/// # Errors
/// When the register is no CSV of complaints.
pub fn sample() -> std::result::Result<Vec<Complaint>, Box<dyn std::error::Error>> {
    complaints(csv::Reader::from_reader(include_str!("../demo/sample/complaints.csv").as_bytes()))
}

/// The complaints of a register: id, title and text, all received at one instant.
///
/// # Errors
/// When there is no column `title` or `text`, or a row is no CSV.
pub fn complaints<R: std::io::Read>(
    mut reader: csv::Reader<R>,
) -> std::result::Result<Vec<Complaint>, Box<dyn std::error::Error>> {
    let headers = reader.headers()?.clone();
    let column = |name: &str| headers.iter().position(|header| header == name);
    let (title, text) = (column("title").ok_or("no title")?, column("text").ok_or("no text")?);
    let received_at = Some(Moment::parse("2026-04-30T16:00:00+08:00")?);
    let read = |row: std::result::Result<csv::StringRecord, csv::Error>| {
        let row = row?;
        let field = |index: usize| row.get(index).unwrap_or_default().to_owned();
        Ok(Complaint { id: field(0), received_at, title: field(title), text: field(text), ..Complaint::default() })
    };
    reader.into_records().map(read).collect()
}

/// A fire hazard of Monday, 20 April 2026, 10:00.
///
/// # Errors
/// None: the time is a constant.
pub fn hazard() -> Result<Complaint> {
    Ok(Complaint {
        id: "c1".into(),
        received_at: Some(Moment::parse("2026-04-20T10:00:00+08:00")?),
        text: "楼道堆满杂物，有消防隐患。".into(),
        ..Complaint::default()
    })
}

/// Its history, from registration to closure: twelve events.
///
/// # Errors
/// None: the events are constants.
pub fn history() -> Result<Vec<Event>> {
    let json = r#"[
        {"id": "e01", "kind": "registered", "at": "2026-04-20T10:20:00+08:00", "by": "front-line"},
        {"id": "e02", "kind": "emergency-started", "at": "2026-04-20T10:25:00+08:00", "by": "front-line"},
        {"id": "e03", "kind": "escalated", "at": "2026-04-20T10:26:00+08:00", "by": "front-line", "to": "safety"},
        {"id": "e04", "kind": "on-site", "at": "2026-04-20T10:28:00+08:00", "by": "safety"},
        {"id": "e05", "kind": "plan-issued", "at": "2026-04-21T09:00:00+08:00", "by": "business-unit"},
        {"id": "e06", "kind": "paused", "at": "2026-04-22T09:00:00+08:00", "by": "business-unit"},
        {"id": "e07", "kind": "resumed", "at": "2026-04-24T09:00:00+08:00", "by": "business-unit"},
        {"id": "e08", "kind": "replied", "at": "2026-04-25T09:00:00+08:00", "by": "customer-service"},
        {"id": "e09", "kind": "resolved", "at": "2026-04-26T09:00:00+08:00", "by": "business-unit"},
        {"id": "e10", "kind": "visited", "at": "2026-04-27T09:00:00+08:00", "by": "customer-service", "satisfied": true},
        {"id": "e11", "kind": "confirmed", "at": "2026-04-27T10:00:00+08:00", "by": "customer-service"},
        {"id": "e12", "kind": "closed", "at": "2026-04-28T09:00:00+08:00", "by": "customer-service"}]"#;
    Event::read_all(&Document::parse_json(json)?.root())
}

/// A history of so many events that does not end: told, paused, resumed, told, …, ten minutes apart, within one day
/// for the first hundred.
///
/// # Errors
/// None below some hundred thousand events.
pub fn long_history(count: usize) -> Result<Vec<Event>> {
    let first = Instant::parse("2026-04-20T10:20:00+08:00")?;
    let mut json = JsonWriter::new();
    json.array(|json| {
        for (number, minutes) in (0..count).zip((0_i64..).step_by(10)) {
            let kind = ["registered", "paused", "resumed", "progress-told"][match number {
                0 => 0,
                _ => 1 + (number - 1) % 3,
            }];
            let at = Instant::from_unix(first.unix() + minutes * 60).map(Moment::at);
            json.object(|json| {
                json.field("id").string(&format!("e{number:05}"));
                json.field("kind").string(kind);
                json.field("at").string_or_null(at.ok().map(|at| at.format(8 * 3600)).as_deref());
            });
        }
    });
    Event::read_all(&Document::parse_json(&json.finish())?.root())
}
