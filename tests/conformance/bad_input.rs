//! Bad input of every kind is answered by a typed error with its place, and by nothing else.

use tousu::case::{Event, Mode};
use tousu::complaint::Complaint;
use tousu::document::Document;
use tousu::policy::{Parameters, Policy};
use tousu::time::{Instant, Moment};
use tousu::{Engine, Error, Result};

fn engine() -> Engine {
    Engine::builtin("residential-community").unwrap()
}

fn complaint(received_at: &str, text: impl Into<String>) -> Complaint {
    Complaint {
        id: "c1".into(),
        received_at: Some(Moment::parse(received_at).unwrap()),
        text: text.into(),
        ..Complaint::default()
    }
}

fn slug<T>(result: Result<T>) -> Option<&'static str> {
    result.err().map(|error| error.slug())
}

fn line_and_column(error: &Error) -> (u32, u32) {
    (error.place().line.unwrap_or(0), error.place().column.unwrap_or(0))
}

#[test]
fn broken_utf8_names_its_offset() {
    let error = Document::parse_bytes(b"{\"id\": \"c\xff\"}").err().unwrap();
    assert_eq!((error.slug(), error.place().offset), ("invalid-utf8", Some(9)));
}

#[test]
fn nul_emptiness_and_odd_characters_are_only_characters() {
    for text in ["", "\0", "楼道\0堆物", "\u{202e}\u{feff}\u{fffd}😀𠮷", "\r\n\r\n", "ﷺ", "é́́́́"] {
        let assessment = engine().assess(&complaint("2026-03-02T09:00:00+08:00", text)).unwrap();
        assert!(assessment.tier_name().is_some(), "{text:?}");
    }
}

#[test]
fn ten_megabytes_are_read_and_more_than_a_limit_is_refused() {
    let sentence = "楼道堆满杂物，有消防隐患，物业一直没人管。";
    let long = sentence.repeat(10_000_000 / sentence.len() + 1);
    let assessment = engine().assess(&complaint("2026-03-02T09:00:00+08:00", long)).unwrap();
    assert_eq!(assessment.tier_name(), Some("major"));
    let spaces = " ".repeat(10_000_000);
    assert!(engine().assess(&complaint("2026-03-02T09:00:00+08:00", spaces)).is_ok());
    let huge = "水".repeat(30_000_000);
    assert_eq!(slug(engine().assess(&complaint("2026-03-02T09:00:00+08:00", huge))), Some("too-large"));
}

#[test]
fn times_outside_the_years_and_the_calendar_are_refused() {
    let assess = |at: &str| slug(engine().assess(&complaint(at, "楼道脏")));
    assert_eq!(assess("9999-06-01T00:00:00Z"), Some("outside-calendar"));
    assert_eq!(assess("2101-01-05T00:00:00+08:00"), Some("outside-calendar"));
    assert_eq!(assess("1999-12-31T00:00:00+08:00"), Some("outside-calendar"));
    assert_eq!(assess("0001-02-01T00:00:00Z"), Some("outside-calendar"));
    assert_eq!(assess("2004-01-05T00:00:00+08:00"), None);
    assert_eq!(slug(Moment::parse("10000-01-01T00:00:00Z")), Some("unreadable-time"));
    assert_eq!(slug(Moment::parse("9999-12-31T23:59:59-10:00")), Some("time-out-of-range"));
    assert_eq!(slug(Instant::from_unix(i64::MAX)), Some("time-out-of-range"));
    // Under a policy that counts in calendar days only, the last days of the year 9999 run out of the range.
    let training = Engine::builtin("complaint-process-training").unwrap();
    let last = complaint("9999-12-29T00:00:00Z", "楼道脏");
    assert_eq!(slug(training.assess(&last)), Some("time-out-of-range"));
}

#[test]
fn json_faults_have_path_line_and_column() {
    let fault = |json: &str| engine().assess_json(json).err().unwrap();
    let unknown = fault("{\"id\": \"c1\",\n \"recieved_at\": null}");
    assert_eq!((unknown.slug(), line_and_column(&unknown)), ("unknown-field", (2, 2)));
    assert_eq!(unknown.help(), Some("did you mean `received_at`?"));
    let naive = fault("{\"id\": \"c1\", \"received_at\": \"2026-03-02T09:00:00\"}");
    assert_eq!((naive.slug(), naive.place().path.as_deref()), ("naive-time", Some("received_at")));
    let wrong = fault("{\"id\": \"c1\", \"title\": 5}");
    assert_eq!((wrong.slug(), wrong.place().path.as_deref()), ("wrong-type", Some("title")));
    let fact = fault("{\"id\": \"c1\", \"facts\": {\"injured\": true}}");
    assert_eq!(fact.slug(), "unknown-fact");
    assert_eq!(fault("{\"id\": \"c1\", \"tier\": \"huge\"}").slug(), "unknown-tier");
    assert_eq!(fault("{\"id\": \"c1\", \"category\": \"lifts\"}").slug(), "unknown-category");
    assert_eq!(fault("{\"id\": \"c1\", \"id\": \"c2\"}").slug(), "duplicate-key");
    assert_eq!(fault("{\"id\": \"c1\"").slug(), "syntax");
    assert_eq!(fault("[]").slug(), "wrong-type");
    assert_eq!(fault(&"[".repeat(100_000)).slug(), "too-deep");
}

#[test]
fn policies_are_refused_with_line_and_column() {
    assert_eq!(slug(Engine::builtin("no-such-policy")), Some("unknown-policy"));
    let parse = |toml: &str| {
        Document::parse_toml(toml).and_then(|document| Policy::from_document(&document, &Parameters::new()))
    };
    let syntax = parse("[policy]\nid = \"x\"\ntitle = = 3\n").err().unwrap();
    assert_eq!((syntax.slug(), line_and_column(&syntax)), ("syntax", (3, 9)));
    let rejected = parse("[policy]\nid = \"x\"\ncolour = \"red\"\n").err().unwrap();
    assert_eq!(rejected.slug(), "policy-rejected");
    let unknown = rejected.causes().iter().find(|cause| cause.slug() == "unknown-field").unwrap();
    assert_eq!(line_and_column(unknown), (3, 1));
    let parameters = Parameters::new().with("registration_hours", "soon");
    assert!(engine_with(&parameters).is_err_and(|error| names(&error, "unreadable-parameter")));
    let parameters = Parameters::new().with("registration_hour", "2 hours");
    assert!(engine_with(&parameters).is_err_and(|error| names(&error, "unknown-parameter")));
}

fn engine_with(parameters: &Parameters) -> Result<Engine> {
    Engine::builtin_with("residential-community", parameters)
}

fn names(error: &Error, slug: &str) -> bool {
    error.slug() == slug || error.causes().iter().any(|cause| cause.slug() == slug)
}

#[test]
fn histories_that_cannot_be_are_refused_and_leave_the_case_as_it_was() {
    let engine = engine();
    let complaint = complaint("2026-03-02T09:00:00+08:00", "楼道脏");
    let event = |id: &str, kind: &str, at: &str| Event::new(id, kind, Moment::parse(at).unwrap());
    let replay = |events: Vec<Event>| slug(engine.replay(&complaint, events, Mode::Strict));
    let after = "2026-03-03T09:00:00+08:00";
    assert_eq!(replay(vec![event("e1", "registered", "2026-03-01T09:00:00+08:00")]), Some("before-receipt"));
    assert_eq!(replay(vec![event("e1", "resumed", after)]), Some("resume-without-pause"));
    assert_eq!(replay(vec![event("e1", "solved", after)]), Some("unknown-event"));
    assert_eq!(replay(vec![event("e1", "refused", after)]), Some("forbidden-event"));
    let (closed, late) = (event("e1", "closed", after), event("e2", "replied", "2026-03-04T09:00:00+08:00"));
    assert_eq!(replay(vec![late.clone(), closed.clone()]), Some("after-end"));
    assert_eq!(replay(vec![closed.clone(), event("e1", "archived", after)]), Some("conflicting-event"));
    let untimed = Event { id: "e1".into(), kind: "replied".into(), ..Event::default() };
    assert_eq!(replay(vec![untimed]), Some("missing-time"));

    let case = engine.replay(&complaint, vec![closed], Mode::Strict).unwrap();
    let as_of = Instant::parse("2026-03-05T09:00:00+08:00").unwrap();
    let before = case.status(as_of).unwrap();
    assert_eq!(slug(case.apply(late)), Some("after-end"));
    assert_eq!(case.status(as_of).unwrap(), before);
}
