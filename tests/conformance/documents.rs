//! Whole golden documents: each file of `tests/vectors/documents` is a complaint with its events, and the assessment
//! and the status that come of it, to the byte. `TOUSU_BLESS=1` rewrites what is expected; read the difference.
//!
//! They follow `tests/schema/*.schema.json` (checked in the Python tests by an independent validator).

use std::path::{Path, PathBuf};

use tousu::Engine;
use tousu::case::Mode;
use tousu::document::{Cursor, Document};
use tousu::time::Instant;

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/documents");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn text<'d>(root: &Cursor<'d>, name: &str) -> &'d str {
    root.require(name, "a text").and_then(|field| field.text()).unwrap()
}

#[test]
fn golden_documents_come_out_byte_for_byte() {
    let files = files();
    assert!(files.len() >= 4, "only {} documents", files.len());
    for file in files {
        let document = Document::parse_bytes(&std::fs::read(&file).unwrap()).unwrap();
        let root = document.root();
        let engine = Engine::builtin(text(&root, "policy")).unwrap();
        let [complaint, events] =
            ["complaint", "events"].map(|name| root.require(name, "an input").unwrap().to_string());
        let as_of = Instant::parse(text(&root, "as_of")).unwrap();
        let mode = if text(&root, "mode") == "lenient" { Mode::Lenient } else { Mode::Strict };
        let assessment = engine.assess_json(&complaint).unwrap();
        let status = engine.status_json(&complaint, &events, as_of, None, mode).unwrap();
        #[expect(clippy::disallowed_methods, reason = "the test is told by the environment to rewrite its files")]
        let bless = std::env::var("TOUSU_BLESS").is_ok_and(|value| value == "1");
        if bless {
            let inputs = ["policy", "mode", "as_of", "complaint", "events"].map(|name| {
                let value = root.require(name, "an input").unwrap();
                format!("{:?}: {}", name, pretty(&value.to_string()))
            });
            let whole = format!(
                "{{{},\n\"assessment\": {},\n\"status\": {}}}\n",
                inputs.join(",\n"),
                pretty(&assessment),
                pretty(&status)
            );
            std::fs::write(&file, whole).unwrap();
            continue;
        }
        let name = file.file_name().unwrap().to_string_lossy();
        for (what, actual) in [("assessment", assessment), ("status", status)] {
            let expected = root.require(what, "an expected document").unwrap().to_string();
            let same = actual.bytes().zip(expected.bytes()).take_while(|(left, right)| left == right).count();
            let near = |json: &str| {
                String::from_utf8_lossy(&json.as_bytes()[same.saturating_sub(80).min(json.len())..])
                    .chars()
                    .take(160)
                    .collect::<String>()
            };
            assert!(actual == expected, "{name}: {what}: …{} instead of …{}", near(&actual), near(&expected));
        }
    }
}

/// One line for each member of the outermost tables and for each item of a list, so that differences can be read.
fn pretty(json: &str) -> String {
    let (mut out, mut depth, mut quoted, mut escaped) = (String::new(), 0, false, false);
    for c in json.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '{' | '[' if !quoted => depth += 1,
            '}' | ']' if !quoted => depth -= 1,
            _ => {}
        }
        out.push(c);
        if c == ',' && !quoted && depth <= 2 {
            out.push('\n');
            out.push_str(&" ".repeat(depth));
        }
    }
    out
}
