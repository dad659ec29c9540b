//! What the surfaces are asked about books over books, versions, what differs, and why.

use tousu::document::JsonWriter;
use tousu::policy::Policy;

use crate::Comparison;
use crate::requests::{BOOK, DAY, MONDAY};
use crate::surface::{Answer, Book, History, Source};

/// A rule book over the law, with a host's codes.
const OWN: &str = "[policy]\nid = 'own'\ntitle = 'own'\nversion = '1'\neffective_to = '2026-06-30'\n\
    extends = 'consumer-law'\nlexicon = 'property'\nuntiered = 'allowed'\n\
    [[role]]\nid = 'desk'\n\
    [[obligation]]\nid = 'answer'\nlabel = { zh = '答复', en = 'answer' }\nclause = '3'\nstarts = 'received'\n\
    ends = 'replied'\nwithin = '3 working days'\nowner = 'desk'\n\
    [vocabulary.status]\nopen = 1\nclosed = 9\n[vocabulary.role]\ndesk = ['D1', 'D2']\n";

/// What lies over it for one customer.
const HOUSE: &str = "[overlay]\nid = 'house'\ntitle = 'house'\nversion = '1'\nbase = 'own'\n\
    [[obligation]]\nid = 'answer'\nwithin = '1 working day'\n[[role]]\nid = 'desk'\naliases = ['concierge']\n";

const COMPLAINT: &str =
    r#"{"id": "c1", "received_at": "2026-03-02T09:00:00+08:00", "text": "楼道堆满杂物，有消防隐患，三户都反映过。"}"#;

fn list(texts: &[&str]) -> String {
    let mut json = JsonWriter::new();
    json.array(|json| texts.iter().for_each(|text| json.string(text)));
    json.finish()
}

/// The same schemas everywhere, and the same report of what is wrong.
pub(crate) fn schemas(all: &mut Comparison) -> Result<(), String> {
    all.expect("schema", None, |surface| surface.schema(false))?;
    all.expect("schema of overlays", None, |surface| surface.schema(true))?;
    for text in ["", "{", "[policy]\nid = = 1\n", "[policy]\nid = '投诉'\ncolour = 1\n", OWN, HOUSE] {
        all.expect(&format!("report on {text:.40}"), None, |surface| surface.check_report("own.toml", text))?;
    }
    let source = Policy::builtin_source("complaint-process-training").map_err(|error| error.to_string())?;
    all.expect("report on a built-in book", None, |surface| surface.check_report("training", source))
}

/// Libraries, overlays, versions, differences and codes.
pub(crate) fn over_books(all: &mut Comparison) -> Result<(), String> {
    let newer = OWN.replace("'1'\neffective_to = '2026-06-30'", "'2'\neffective_from = '2026-07-01'");
    let newer = newer.replace("3 working days", "2 working days");
    let documents = list(&[OWN, &newer, HOUSE]);
    let ask = |all: &mut Comparison, slug: Option<&str>, question: &str, arguments: &[&str]| {
        let what = format!("library {question} {:.60}", arguments.join(" | "));
        all.expect(&what, slug, |surface| surface.library(&documents, question, arguments))
    };
    ask(all, None, "list", &[])?;
    for text in [OWN, HOUSE, "[overlay]\nbase = 'nobody'\n", "{", ""] {
        ask(all, None, "check", &[text])?;
    }
    for (id, version, on, slug) in [
        ("own", "", "", None),
        ("own", "1", "", None),
        ("own", "", "2026-06-30", None),
        ("own", "", "2026-07-01", None),
        ("house", "", "", None),
        ("samr-complaint", "", "", None),
        ("own", "3", "", Some("policy-not-in-force")),
        ("own", "", "soon", Some("unreadable-time")),
        ("own", "1", "2026-07-01", Some("invalid-argument")),
        ("nobody", "", "", Some("unknown-policy")),
    ] {
        // Python has dates of its own.
        if on != "soon" {
            ask(all, slug, "engine", &[id, version, on, "{}"])?;
        }
    }
    ask(all, Some("unknown-parameter"), "engine", &["own", "", "", r#"{"nobody": 1}"#])?;
    for received in ["2026-06-30T23:59:59+08:00", "2026-07-01T00:00:00+08:00", "2026-07-01", ""] {
        ask(all, None, "versions-engine", &["own", received])?;
        let complaint = format!(r#"{{"id": "c1", "received_at": "{received}", "text": "电梯坏了"}}"#);
        let complaint = if received.is_empty() { r#"{"id": "c1"}"# } else { &complaint };
        ask(all, None, "versions", &["own", complaint])?;
    }
    ask(all, Some("unknown-policy"), "versions", &["nobody", COMPLAINT])?;
    ask(all, Some("syntax"), "versions", &["own", "{"])?;
    let stored = match all.ask("stored", |surface| surface.library(&documents, "versions", &["own", COMPLAINT]))? {
        Answer::Text(decision) => format!(r#"[{{"complaint": {COMPLAINT}, "decision": {decision}}}]"#),
        Answer::Refused { slug, .. } => return Err(slug),
    };
    ask(all, None, "versions-verify", &["own", &stored])?;
    ask(all, None, "versions-verify", &["own", &stored.replace("2026-03-02T09", "2026-08-03T09")])?;
    ask(all, None, "versions-verify", &["house", &stored])?;
    ask(all, Some("wrong-type"), "versions-verify", &["own", "{}"])?;
    let bees = "[[concept]]\nid = 'bees'\ncategory = 'environment/pest'\npatterns = ['(养|放)蜂']\n";
    ask(all, None, "lexicon", &["property", "[]"])?;
    ask(all, None, "lexicon", &["property", &list(&[bees])])?;
    ask(all, Some("unknown-lexicon"), "lexicon", &["nobody", "[]"])?;
    ask(all, None, "affected", &[&newer, &list(&[HOUSE, OWN])])?;
    ask(all, None, "affected", &[&OWN.replace("'answer'", "'reply'"), &list(&[HOUSE])])?;
    ask(all, Some("syntax"), "affected", &["[", &list(&[HOUSE])])?;
    ask(all, Some("syntax"), "affected", &[OWN, &list(&["["])])?;
    ask(all, None, "check-overlays", &[""])?;
    let mut overlays: Vec<String> = (0..40)
        .map(|number| {
            format!(
                "[overlay]\nid = 'customer-{number}'\ntitle = 'x'\nversion = '1'\nbase = 'residential-community'\n\
                 [[parameter]]\nid = 'group_threshold'\nvalue = {}\n",
                5 + number % 7
            )
        })
        .collect();
    overlays.push("[overlay]\nid = 'bad'\n[[obligation]]\nid = 'x'\n".to_owned());
    let overlays: Vec<&str> = overlays.iter().map(String::as_str).collect();
    ask(all, None, "check-overlays", &[&list(&overlays)])?;
    ask(all, Some("wrong-type"), "check-overlays", &["[1]"])?;
    for (documents, slug) in [
        ("[", "syntax"),
        ("{}", "wrong-type"),
        (&list(&["x = 1"]), "missing-field"),
        (&list(&[OWN, OWN]), "duplicate-id"),
        (&list(&["["]), "syntax"),
    ] {
        let what = format!("library of {documents:.40}");
        all.expect(&what, Some(slug), |surface| surface.library(documents, "list", &[]))?;
    }
    let book = |text| Book { source: Source::Text(text), parameters: "{}", strict: false };
    for other in ["residential-community", "samr-complaint", "complaint-process-training"] {
        all.expect(&format!("diff {other}"), None, |surface| surface.diff(book(OWN), other))?;
        all.expect(&format!("diff {other}"), None, |surface| surface.diff(BOOK, other))?;
    }
    for (of, name, code, slug) in [
        ("role", "desk", true, None),
        ("role", "D2", false, None),
        ("role", "D3", false, None),
        ("status", "open", true, None),
        ("status", "9", false, None),
        ("colour", "red", true, Some("unknown-value")),
    ] {
        let what = format!("{of} {name}");
        all.expect(&what, slug, |surface| surface.translate(book(OWN), of, name, code))?;
    }
    Ok(())
}

/// Decisions explained to everybody, and why not.
pub(crate) fn explanations(all: &mut Comparison) -> Result<(), String> {
    let events = r#"[{"id": "e1", "kind": "registered", "at": "2026-03-02T09:30:00+08:00", "by": "front-line",
        "person": "王小明", "recorded_at": "2026-03-02T10:00:00+08:00"}]"#;
    for audience in ["customer", "internal", "auditor"] {
        all.expect(audience, None, |surface| surface.explain(BOOK, COMPLAINT, audience))?;
        all.expect(audience, Some("syntax"), |surface| surface.explain(BOOK, "{", audience))?;
        for (known_at, lenient) in [(None, false), (Some(MONDAY + 60), true)] {
            let history = History { complaint: COMPLAINT, events, as_of: MONDAY + DAY, known_at, lenient };
            all.expect(audience, None, |surface| surface.explain_status(BOOK, history, audience))?;
        }
    }
    for tier in ["group", "major", "general"] {
        all.expect(tier, None, |surface| surface.why_not(BOOK, COMPLAINT, tier))?;
    }
    all.expect("why not", Some("unknown-tier"), |surface| surface.why_not(BOOK, COMPLAINT, "worst"))?;
    all.expect("why not", Some("syntax"), |surface| surface.why_not(BOOK, "", "group"))?;
    for (stored, slug) in [("[", "syntax"), ("{}", "wrong-type"), ("[{}]", "missing-field")] {
        all.expect("verify", Some(slug), |surface| surface.verify(BOOK, stored))?;
    }
    // What cannot be decided any more is told of, not refused.
    let gone = format!(r#"[{{"complaint": {COMPLAINT}, "decision": {{"schema": "tousu/dream/1"}}}}]"#);
    all.expect("verify", None, |surface| surface.verify(BOOK, &gone))
}
