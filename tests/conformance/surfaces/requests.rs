//! What the surfaces are asked.

use tousu::Result;
use tousu::complaint::Complaint;
use tousu::document::{Cursor, JsonWriter};
use tousu::policy::Policy;
use tousu::time::{Instant, Moment};

use crate::Comparison;
use crate::surface::{Book, Filled, History, Many, Register, Rule, Source};

pub(crate) const BOOK: Book<'_> =
    Book { source: Source::Builtin("residential-community"), parameters: "{}", strict: false };

/// Every so many-th vector also goes through a ledger: each is a file with its own commits.
const LEDGERS: usize = 8;

pub(crate) const DAY: i64 = 86_400;

/// 2026-03-02T09:00:00+08:00.
pub(crate) const MONDAY: i64 = 1_772_413_200;

const PLAIN: Rule<'_> = Rule { count_start_day: false, holiday_roll: "none", day_end: "midnight", work_end: "close" };

/// Every surface lists the same codes.
pub(crate) fn codes(all: &mut Comparison) -> Result<(), String> {
    all.expect("codes", None, |surface| surface.codes())
}

/// What is said of rule books, good and bad.
pub(crate) fn books(all: &mut Comparison) -> Result<(), String> {
    all.expect("policies", None, |surface| surface.policies())?;
    for id in Policy::builtin_ids() {
        let book = Book { source: Source::Builtin(id), parameters: "{}", strict: false };
        all.expect(id, None, |surface| surface.policy(book))?;
        let text = Policy::builtin_source(id).map_err(|error| error.to_string())?;
        all.expect(&format!("check {id}"), None, |surface| surface.check(text))?;
        let own = Book { source: Source::Text(text), parameters: "{}", strict: false };
        all.expect(&format!("{id} from its text"), None, |surface| surface.policy(own))?;
        // Cut anywhere, a book is still checked alike.
        for part in 1..16 {
            let end = (0..=text.len() * part / 16).rev().find(|end| text.is_char_boundary(*end));
            let cut = end.and_then(|end| text.get(..end)).unwrap_or_default();
            all.expect(&format!("check {part}/16 of {id}"), None, |surface| surface.check(cut))?;
            let own = Book { source: Source::Text(cut), parameters: "{}", strict: false };
            all.ask(&format!("{part}/16 of {id}"), |surface| surface.policy(own))?;
        }
    }
    for text in ["", "{", "[policy]\nid = = 1\n", "\0", "[[tier]]\n", "{\"policy\": {\"id\": 1, \"id\": 2}}"] {
        all.expect(&format!("check {text:?}"), None, |surface| surface.check(text))?;
    }
    Ok(())
}

/// Due times over a year, by every rule of counting.
pub(crate) fn dues(all: &mut Comparison) -> Result<(), String> {
    let periods = [
        "30 minutes",
        "半小时",
        "24 hours",
        "4 working hours",
        "3 days",
        "3个工作日",
        "15 working days",
        "1 month",
        "当天",
        "same working day",
        "每月30日前",
        "by day 3 of the next month",
    ];
    let rules = [
        PLAIN,
        Rule { count_start_day: true, ..PLAIN },
        Rule { holiday_roll: "next", ..PLAIN },
        Rule { holiday_roll: "previous", day_end: "close", work_end: "next-opening", ..PLAIN },
    ];
    for (number, period) in periods.iter().enumerate() {
        for (step, rule) in rules.iter().enumerate() {
            for week in 0..9 {
                let start = MONDAY + week * 41 * DAY + (number as i64) * 3_700 + (step as i64) * 11;
                let what = format!("{period} from {start} by {rule:?}");
                all.expect(&what, None, |surface| surface.due(BOOK, period, start, *rule))?;
            }
        }
    }
    Ok(())
}

/// Every parameter of a book with what the book suggests for it, as JSON.
fn suggested(id: &str) -> Result<String> {
    let policy = Policy::builtin(id)?;
    let mut json = JsonWriter::new();
    json.object(|json| {
        for parameter in &policy.parameters {
            let value = parameter.suggested.as_ref().map(ToString::to_string);
            json.field(&parameter.id).string_or_null(value.as_deref());
        }
    });
    Ok(json.finish())
}

/// Bad input of every kind is the same typed error everywhere.
pub(crate) fn refusals(all: &mut Comparison) -> Result<(), String> {
    let bad_books = [
        (Source::Builtin("nobody"), "{}", "unknown-policy"),
        (Source::Builtin(""), "{}", "unknown-policy"),
        (Source::Builtin("\0"), "{}", "unknown-policy"),
        (BOOK.source, r#"{"nobody": 1}"#, "unknown-parameter"),
        (BOOK.source, r#"{"registration_hours": "soon"}"#, "unreadable-parameter"),
        (BOOK.source, r#"{"registration_hours": []}"#, "wrong-type"),
        (Source::Text(""), "{}", "policy-rejected"),
        (Source::Text("{"), "{}", "syntax"),
        (Source::Text("[policy]\nid = = 1\n"), "{}", "syntax"),
        (Source::Text("[policy]\nid = 'x'\nversio = '1'\n"), "{}", "policy-rejected"),
    ];
    for (source, parameters, slug) in bad_books {
        let book = Book { source, parameters, strict: false };
        all.expect(&format!("{book:?}"), Some(slug), |surface| surface.policy(book))?;
        all.expect(&format!("{book:?}"), Some(slug), |surface| surface.assess(book, "{}"))?;
    }
    let strict = Book { strict: true, ..BOOK };
    all.expect("nothing may be assumed", Some("parameter-not-given"), |surface| surface.policy(strict))?;
    let parameters = suggested("residential-community").map_err(|error| error.to_string())?;
    all.expect("all is given", None, |surface| surface.policy(Book { parameters: &parameters, ..strict }))?;
    let deep = "[".repeat(10_000);
    let bad_complaints = [
        ("", "syntax"),
        ("no json", "syntax"),
        ("\0{}", "syntax"),
        ("[]", "wrong-type"),
        ("null", "wrong-type"),
        (r#"{"id": 1, "id": 2}"#, "duplicate-key"),
        (deep.as_str(), "too-deep"),
        (r#"{"receivd_at": null}"#, "unknown-field"),
        (r#"{"text": 1}"#, "wrong-type"),
        (r#"{"received_at": "tomorrow"}"#, "unreadable-time"),
        (r#"{"received_at": "2026-03-02T09:00:00"}"#, "naive-time"),
        (r#"{"received_at": "9999-12-31T23:59:59+08:00"}"#, "time-out-of-range"),
        (r#"{"received_at": "2101-03-02T09:00:00+08:00", "text": "消防隐患"}"#, "outside-calendar"),
        (r#"{"category": "nobody"}"#, "unknown-category"),
        (r#"{"tier": "nobody"}"#, "unknown-tier"),
        (r#"{"facts": {"nobody": true}}"#, "unknown-fact"),
        (r#"{"facts": {"complainants": {"people": -1}}}"#, "invalid-argument"),
    ];
    for (complaint, slug) in bad_complaints {
        let what = format!("complaint {complaint:.60}");
        all.expect(&what, Some(slug), |surface| surface.assess(BOOK, complaint))?;
        let history = History { complaint, events: "[]", as_of: MONDAY, known_at: None, lenient: false };
        all.expect(&what, Some(slug), |surface| surface.status(BOOK, history))?;
    }
    let complaint = r#"{"id": "c1", "received_at": "2026-03-02T09:00:00+08:00", "text": "楼道堆满杂物，有消防隐患。"}"#;
    let bad_events = [
        ("", "syntax"),
        (r#"[{"id": "e1"}]"#, "missing-field"),
        (r#"[{"id": "e1", "kind": "nonsense", "at": "2026-03-02T10:00:00+08:00"}]"#, "unknown-event"),
        (r#"[{"id": "e1", "kind": "registered"}]"#, "missing-time"),
        (r#"[{"id": "e1", "kind": "registered", "at": "2026-03-02T10:00:00"}]"#, "naive-time"),
        (r#"[{"id": "e1", "kind": "registered", "at": "2026-03-01T10:00:00+08:00"}]"#, "before-receipt"),
        (r#"[{"id": "e1", "kind": "registered", "at": "2026-03-02T10:00:00+08:00", "why": 1}]"#, "unknown-field"),
        (r#"[{"id": "e1", "kind": "resumed", "at": "2026-03-02T10:00:00+08:00"}]"#, "resume-without-pause"),
        (r#"[{"id": "e1", "kind": "voided", "at": "2026-03-02T10:00:00+08:00", "event": "e9"}]"#, "voided-unknown"),
    ];
    for (events, slug) in bad_events {
        let history = History { complaint, events, as_of: MONDAY + DAY, known_at: None, lenient: false };
        all.expect(&format!("events {events}"), Some(slug), |surface| surface.status(BOOK, history))?;
    }
    // A pause that was entered after its end cannot have been known before.
    let late = r#"[{"id": "e1", "kind": "paused", "at": "2026-03-02T10:00:00+08:00", "recorded_at": "2026-03-04"},
        {"id": "e2", "kind": "resumed", "at": "2026-03-02T11:00:00+08:00", "recorded_at": "2026-03-03"}]"#;
    for (known_at, slug) in [
        (Some(MONDAY), None),
        (Some(MONDAY + DAY), Some("resume-without-pause")),
        (Some(MONDAY + 2 * DAY), None),
        (None, None),
    ] {
        let history = History { complaint, events: late, as_of: MONDAY + 3 * DAY, known_at, lenient: false };
        let what = format!("known at {known_at:?}");
        all.expect(&what, slug, |surface| surface.status(BOOK, history))?;
        all.expect(&what, slug, |surface| surface.case(BOOK, history))?;
        all.expect(&what, None, |surface| surface.case(BOOK, History { lenient: true, ..history }))?;
    }
    for as_of in [253_402_300_799, -62_135_596_800] {
        let history = History { complaint, events: "[]", as_of, known_at: None, lenient: false };
        all.expect("as_of", Some("time-out-of-range"), |surface| surface.status(BOOK, history))?;
    }
    let bad_dues = [
        ("soon", MONDAY, "unreadable-period"),
        ("", MONDAY, "unreadable-period"),
        ("-1 days", MONDAY, "unreadable-period"),
        ("99999999 days", MONDAY, "time-out-of-range"),
        ("1 day", 253_402_300_799, "time-out-of-range"),
        ("1 working day", 253_000_000_000, "outside-calendar"),
    ];
    for (period, start, slug) in bad_dues {
        all.expect(period, Some(slug), |surface| surface.due(BOOK, period, start, PLAIN))?;
    }
    bad_ledgers(all, complaint)
}

fn bad_ledgers(all: &mut Comparison, complaint: &str) -> Result<(), String> {
    let one = format!("[{complaint}]");
    let two = format!("[{complaint}, {}]", complaint.replace("楼道", "楼梯"));
    let bad = [
        (two.as_str(), "c1", "[]", "", "complaint-exists"),
        (r#"[{"text": "电梯坏了"}]"#, "c1", "[]", "", "missing-field"),
        (r#"[{"id": "c1", "received_at": "soon"}]"#, "c1", "[]", "", "unreadable-time"),
        (one.as_str(), "nobody", "[]", "", "unknown-complaint"),
        (one.as_str(), "c1", r#"[{"id": "e1", "kind": "nonsense", "at": "2026-03-02"}]"#, "", "unknown-event"),
        (one.as_str(), "c1", r#"[{"id": "", "kind": "registered", "at": "2026-03-02"}]"#, "", "missing-field"),
        (one.as_str(), "c1", r#"[{"id": "e1"}]"#, "", "missing-field"),
        (one.as_str(), "c1", "[]", "2026-13", "unreadable-time"),
    ];
    for (number, (complaints, id, events, month, slug)) in bad.into_iter().enumerate() {
        let name = format!("bad-{number}");
        let (as_of, before) = (MONDAY, MONDAY + 30 * DAY);
        let register = Register { path: "", complaints, id, events, as_of, before, month };
        ledger(all, &name, BOOK, register, Some(slug))?;
    }
    for (number, (cases, slug)) in case_batches(complaint).iter().enumerate() {
        let folder = all.folder.clone();
        all.expect(&format!("batch {cases:.60}"), *slug, |surface| {
            let path = folder.join(format!("batch-{number}-{}", surface.name())).to_string_lossy().into_owned();
            surface.batch(BOOK, &path, cases)
        })?;
    }
    // There is no folder below a file, and a file of another kind is left alone.
    let foreign = all.folder.join("foreign");
    std::fs::write(&foreign, "a diary").map_err(|error| error.to_string())?;
    for (path, slug) in [(foreign.clone(), "ledger-foreign"), (foreign.join("below"), "ledger-io")] {
        let path = path.to_string_lossy().into_owned();
        let (as_of, before) = (MONDAY, MONDAY + DAY);
        let register = Register { path: &path, complaints: &one, id: "c1", events: "[]", as_of, before, month: "" };
        all.expect(&path, Some(slug), |surface| surface.ledger(BOOK, register))?;
    }
    match std::fs::read(&foreign) {
        Ok(bytes) if bytes == b"a diary" => Ok(()),
        _ => Err("a foreign file was written to".to_owned()),
    }
}

/// Cases with their events, good and bad: each is recorded twice.
fn case_batches(complaint: &str) -> Vec<(String, Option<&'static str>)> {
    let event =
        |id: &str, kind: &str| format!(r#"{{"id": "{id}", "kind": "{kind}", "at": "2026-03-02T10:00:00+08:00"}}"#);
    let case = |events: &str| format!(r#"{{"complaint": {complaint}, "events": [{events}]}}"#);
    let registered = event("e1", "registered");
    let other = case("").replace(r#""c1""#, r#""c2""#).replace("楼道", "楼梯");
    vec![
        ("[]".to_owned(), None),
        (case(&registered), None),
        (format!("[{}, {other}]", case(&registered)), None),
        (format!("[{}, {}]", case(&registered), case(&registered)), None),
        (format!(r#"{{"complaint": {complaint}}}"#), None),
        (format!("[{}, {}]", case(&registered), case(&event("e1", "accepted"))), Some("conflicting-event")),
        (case(&event("e1", "nonsense")), Some("unknown-event")),
        (format!(r#"[{}, {{"events": []}}]"#, case(&registered)), Some("missing-field")),
        (format!(r#"{{"complaint": {complaint}, "event": []}}"#), Some("unknown-field")),
        ("{".to_owned(), Some("syntax")),
    ]
}

/// A ledger of its own for each surface.
fn ledger(
    all: &mut Comparison,
    name: &str,
    book: Book<'_>,
    register: Register<'_>,
    slug: Option<&str>,
) -> Result<(), String> {
    let folder = all.folder.clone();
    all.expect(&format!("ledger {name}"), slug, |surface| {
        let path = folder.join(format!("{name}-{}", surface.name())).to_string_lossy().into_owned();
        surface.ledger(book, Register { path: &path, ..register })
    })
}

/// Many cases: rows, what another book would change, and a queue.
pub(crate) fn batches(all: &mut Comparison) -> Result<(), String> {
    let one = r#"{"complaint": {"id": "c1", "received_at": "2026-03-02T09:00:00+08:00", "text": "楼道堆满杂物，有消防隐患。"}, "events": [{"id": "e1", "kind": "registered", "at": "2026-03-02T09:30:00+08:00"}]}"#;
    let two = r#"{"complaint": {"id": "c2", "received_at": "2026-03-02T10:00:00+08:00", "text": "电梯坏了。"}, "events": [{"id": "e1", "kind": "merged", "at": "2026-03-02T12:00:00+08:00", "into": "c1"}]}"#;
    let dirty = r#"{"complaint": {"id": "c3", "received_at": "2026-03-02"}, "events": [{"id": "e1", "kind": "no such kind", "at": "2026-03-03"}]}"#;
    let late = r#"{"complaint": {"id": "c4", "received_at": "2101-03-02T10:00:00+08:00", "text": "消防隐患"}}"#;
    let lines = [one, "", two, "nonsense", dirty, r#"{"complaint": {"id": 1, "text": 2}}"#, late].join("\n");
    let clean = [one, two].join("\n");
    for (lenient, warn, slug) in
        [(true, "", None), (false, "", None), (true, "75%", None), (true, "300%", Some("invalid-argument"))]
    {
        let many = Many { lines: &lines, as_of: MONDAY + DAY, warn, lenient };
        all.expect(&format!("rows {lenient} {warn}"), slug, |surface| surface.rows(BOOK, many))?;
    }
    let complaints = "id,received_at,text,people,fact.fire-hazard,unit\nc1,2026-03-02T09:00:00+08:00,\"a, \"\"b\"\"\nc\",3,true,A\nc2,soon,,,,\nc1,,,,,\n,,,,,\n";
    let events = "case,id,kind,at,people,satisfied\nc1,e1,cosigned,2026-03-02T10:00:00+08:00,7,\nc9,e1,registered,2026-03-02,,\nc1,e2,visited,2026-03-03,,maybe\nc1,,registered,2026-03-03,,\n";
    let tables = [
        (complaints, events, None),
        (complaints, "", None),
        ("", "", None),
        ("id\n", "case,id,kind,at\n", None),
        ("id,colour\n", events, Some("unknown-field")),
        ("title\n", events, Some("missing-column")),
        ("id,id\n", events, Some("duplicate-key")),
        ("id,title\nc1\n", events, Some("wrong-type")),
        ("id\n\"c1", events, Some("syntax")),
    ];
    for (complaints, events, slug) in tables {
        let what = format!("rows of {complaints:.20} {events:.20}");
        all.expect(&what, slug, |surface| surface.rows_csv(BOOK, complaints, events, MONDAY + DAY))?;
    }
    let hour = Book {
        source: BOOK.source,
        parameters: r#"{"registration_hours": "10 minutes", "group_threshold": 2}"#,
        strict: false,
    };
    let other = Book { source: Source::Builtin("complaint-process-training"), parameters: "{}", strict: false };
    for (name, second) in [("itself", BOOK), ("shorter limits", hour), ("another book", other)] {
        all.expect(&format!("compare with {name}"), None, |surface| {
            surface.compare(BOOK, second, &lines, MONDAY + DAY)
        })?;
    }
    let visit = r#"[{"id": "e7", "kind": "on-site", "at": "2026-03-02T11:00:00+08:00"}]"#;
    let queues = [
        (clean.as_str(), MONDAY + DAY, "c1", visit, None),
        ("", MONDAY, "c1", visit, Some("unknown-complaint")),
        (lines.as_str(), MONDAY, "c1", visit, Some("syntax")),
        (clean.as_str(), MONDAY - 1, "c1", visit, Some("invalid-argument")),
        (clean.as_str(), MONDAY + DAY, "c1", "{}", Some("missing-field")),
    ];
    for (number, (lines, later, id, events, slug)) in queues.into_iter().enumerate() {
        let filled = Filled { lines, now: MONDAY, later, id, events };
        all.expect(&format!("queue {number}"), slug, |surface| surface.queue(BOOK, filled))?;
    }
    Ok(())
}

/// The decision vectors of a file.
pub(crate) fn vectors(all: &mut Comparison, stem: &str, source: &str, root: &Cursor<'_>) -> Result<(), String> {
    let place = |error: tousu::Error| format!("{stem}: {error}");
    let cases = root.require("decisions", "the cases").map_err(place)?;
    for (number, case) in cases.items().map_err(place)?.enumerate() {
        let vector = Vector::read(source, root, &case).map_err(place)?;
        let what = format!("{stem} {}", vector.id);
        let (book, history) = (vector.book(), vector.history());
        let assessed = all.ask(&what, |surface| surface.assess(book, history.complaint))?;
        let status = all.ask(&what, |surface| surface.status(book, history))?;
        let by_case = all.ask(&what, |surface| surface.case(book, history))?;
        let audience = ["customer", "internal", "auditor"].get(number % 3).copied().unwrap_or("auditor");
        all.ask(&what, |surface| surface.explain(book, history.complaint, audience))?;
        all.ask(&what, |surface| surface.explain_status(book, history, audience))?;
        if let (crate::surface::Answer::Text(assessed), crate::surface::Answer::Text(status)) = (&assessed, &status) {
            let stored = |decision: &str| {
                format!("{{\"complaint\":{},\"events\":{},\"decision\":{decision}}}", history.complaint, history.events)
            };
            let stored = format!("[{},{}]", stored(assessed), stored(status));
            all.expect(&what, None, |surface| surface.verify(book, &stored))?;
        }
        all.ask(&format!("course {what}"), |surface| surface.course(book, history, vector.warn))?;
        if let Some((other, at)) = vector.moved {
            all.ask(&format!("moved {what}"), |surface| surface.moved(book, history, other, at))?;
        }
        if let crate::surface::Answer::Text(_) = status
            && status != by_case
        {
            return Err(format!("{what}: a case says something else than a status"));
        }
        let decided =
            matches!((&assessed, &status), (crate::surface::Answer::Text(_), crate::surface::Answer::Text(_)));
        if number % LEDGERS == 0 && decided && !history.lenient && !vector.complaint_id.is_empty() {
            let complaints = format!("[{}]", history.complaint);
            let register = Register {
                path: "",
                complaints: &complaints,
                id: &vector.complaint_id,
                events: history.events,
                as_of: history.as_of,
                before: history.as_of.saturating_add(30 * DAY),
                month: if number % 2 == 0 { "2026-03" } else { "" },
            };
            ledger(all, &format!("{stem}-{number}"), book, register, None)?;
        }
    }
    Ok(())
}

struct Vector<'a> {
    id: &'a str,
    complaint_id: String,
    source: Source<'a>,
    parameters: &'a str,
    complaint: &'a str,
    events: &'a str,
    as_of: i64,
    known_at: Option<i64>,
    lenient: bool,
    warn: &'a str,
    /// Under which book it goes on, and when.
    moved: Option<(Book<'a>, i64)>,
}

impl<'a> Vector<'a> {
    fn book(&self) -> Book<'_> {
        Book { source: self.source, parameters: self.parameters, strict: false }
    }

    fn history(&self) -> History<'_> {
        let Self { complaint, events, as_of, known_at, lenient, .. } = *self;
        History { complaint, events, as_of, known_at, lenient }
    }

    fn read(source: &'a str, root: &Cursor<'a>, case: &Cursor<'a>) -> Result<Self> {
        // The very bytes of the file: nothing is written anew on the way to a surface.
        let written = |cursor: Cursor<'_>| source.get(cursor.span().start..cursor.span().end).unwrap_or_default();
        let moved = case.get_some("moved").map(|moved| -> Result<_> {
            let book = Book { source: source_of(root, &moved)?, parameters: "{}", strict: false };
            Ok((book, Instant::parse(moved.require("at", "when it moved")?.text()?)?.unix()))
        });
        let complaint = case.require("complaint", "the complaint")?;
        // A complaint that cannot be read is asked about all the same.
        let read = Complaint::from_cursor(&complaint).unwrap_or_default();
        let as_of = match case.get_some("as_of") {
            Some(as_of) => Instant::parse(as_of.text()?)?.unix(),
            None => read.received_at.and_then(Moment::instant).map_or(MONDAY, Instant::unix),
        };
        Ok(Self {
            id: case.require("id", "the case's id")?.text()?,
            complaint_id: read.id,
            source: source_of(root, case)?,
            parameters: case.get_some("parameters").map_or("{}", written),
            complaint: written(complaint),
            events: case.get_some("events").map_or("[]", written),
            as_of,
            known_at: case.get_some("known_at").map(|at| Ok(Instant::parse(at.text()?)?.unix())).transpose()?,
            lenient: case.get_some("mode").is_some_and(|mode| mode.text() == Ok("lenient")),
            warn: case.get_some("warn").map_or(Ok(""), |warn| warn.text())?,
            moved: moved.transpose()?,
        })
    }
}

/// The rule book of a case: built in, written in the case, or one of the file's `books`.
fn source_of<'a>(root: &Cursor<'a>, case: &Cursor<'a>) -> Result<Source<'a>> {
    let policy = case.require("policy", "a built-in id, {\"toml\": …} or {\"book\": …}")?;
    let of_file = |book: Cursor<'a>| root.require("books", "the file's books")?.require(book.text()?, "the book");
    match policy.get("toml").or(policy.get("book").map(of_file).transpose()?) {
        Some(toml) => Ok(Source::Text(toml.text()?)),
        None => Ok(Source::Builtin(policy.text()?)),
    }
}
