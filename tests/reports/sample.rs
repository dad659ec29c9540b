//! The demo's register as requests for reports have it: a list of complaints with their events, in JSON.

use std::collections::BTreeMap;
use std::path::Path;

use tousu::document::JsonWriter;
use tousu::time::Moment;

/// The instant at which the sample is judged.
pub(crate) const AS_OF: &str = "2026-10-20T18:00:00+08:00";

type Row = BTreeMap<String, String>;

fn rows(name: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/sample").join(name);
    let mut reader = csv::Reader::from_path(path).expect("the sample is read");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn field<'a>(row: &'a Row, name: &str) -> &'a str {
    row.get(name).map_or("", |text| text.trim())
}

fn is_time(text: &str) -> bool {
    Moment::parse(text).is_ok()
}

/// The complaints with a time that can be read, each once, with those of their events that have one: the sample's
/// dirty rows are about reading, not about reports. Ids and months of receipt beside it.
pub(crate) fn register() -> (String, Vec<(String, String)>) {
    let mut events: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in rows("events.csv") {
        events.entry(field(&row, "complaint_id").to_owned()).or_default().push(row);
    }
    let mut seen = Vec::new();
    let mut out = JsonWriter::new();
    out.array(|out| {
        for row in rows("complaints.csv") {
            let (id, at) = (field(&row, "id").to_owned(), field(&row, "received_at").to_owned());
            if !is_time(&at) || seen.iter().any(|(known, _)| *known == id) {
                continue;
            }
            out.object(|out| {
                out.field("complaint").object(|out| complaint(out, &row));
                out.field("events").array(|out| {
                    for event in events.get(&id).into_iter().flatten().filter(|event| is_time(field(event, "at"))) {
                        out.object(|out| self::event(out, event));
                    }
                });
            });
            seen.push((id, at.get(..7).unwrap_or_default().to_owned()));
        }
    });
    (out.finish(), seen)
}

fn complaint(out: &mut JsonWriter, row: &Row) {
    for name in ["id", "received_at", "title", "text", "channel", "category", "tier"] {
        let text = field(row, name);
        out.field(name).string_or_null((!text.is_empty()).then_some(text));
    }
    out.field("facts").object(|out| {
        for name in ["customer", "unit", "building", "department"] {
            let text = field(row, name);
            out.field(name).string_or_null((!text.is_empty()).then_some(text));
        }
        out.field("complainants").object(|out| {
            for name in ["people", "households"] {
                out.field(name).integer_or_null(field(row, name).parse::<i64>().ok());
            }
        });
        out.field("in_scope").boolean_or_null(field(row, "in_scope").parse().ok());
    });
}

fn event(out: &mut JsonWriter, row: &Row) {
    for name in ["id", "kind", "at", "by", "person", "to", "for", "reason", "outcome", "rating", "tier", "event"] {
        let text = field(row, name);
        if !text.is_empty() {
            out.field(name).string(text);
        }
    }
    for name in ["recorded_at", "until"] {
        let text = field(row, name);
        if is_time(text) {
            out.field(name).string(text);
        }
    }
    for name in ["satisfied", "in_scope", "complete", "substantiated"] {
        if let Ok(flag) = field(row, name).parse() {
            out.field(name).boolean(flag);
        }
    }
    for name in ["people", "households"] {
        if let Ok(number) = field(row, name).parse::<i64>() {
            out.field(name).integer(number);
        }
    }
}

/// The master table of the sample's estates, and one without a complaint.
pub(crate) const UNITS: &str = r#"[
    {"code":"A","names":["栖梧里"],"households":1200},{"code":"B","names":["晴禾花园"],"households":860},
    {"code":"C","names":["砚溪府"],"households":430},{"code":"D","names":["枫林渡"],"households":990},
    {"code":"E","names":["听澜湾"],"households":640},{"code":"F","names":["云栖新苑"],"households":300}]"#;

/// A request over the sample.
pub(crate) fn request(fields: &str) -> String {
    format!(r#"{{"register":{},"as_of":"{AS_OF}","lenient":true,{fields}}}"#, register().0)
}
