//! What the checker accepts, the engine evaluates without error: generated rule books of every construct, each with
//! generated complaints and histories.

#[path = "policies/generator.rs"]
mod generator;

use std::collections::BTreeMap;

use generator::{Book, Dice};
use tousu::case::{Case, Mode, View};
use tousu::complaint::Complaint;
use tousu::document::Document;
use tousu::engine::{Assessment, Versions};
use tousu::policy::{Parameters, Policy, PolicyDiff, Severity};
use tousu::report::{Audience, Language, Report};
use tousu::time::Instant;
use tousu::{Code, Engine};

/// So many rule books are generated.
const BOOKS: usize = 150;

/// Complaints for each that is accepted, and histories for each of these.
const COMPLAINTS: usize = 3;
const HISTORIES: usize = 2;

/// What an input may be refused for; a book never is.
fn is_of_the_input(code: Code) -> bool {
    (3000..3100).contains(&code.number())
}

fn check_assessment(engine: &Engine, complaint: &Complaint, source: &str) -> Assessment {
    let assessment = engine.assess(complaint).unwrap_or_else(|error| panic!("{error}\n{source}"));
    let json = assessment.to_json(engine, complaint);
    assert_eq!(Document::parse_json(&json).unwrap().root().to_string(), json);
    for tier in &engine.policy().tiers {
        let id = engine.policy().tier(&tier.id).unwrap();
        let why = engine.why_not(&assessment.intake, id);
        assert_eq!(why.is_none(), assessment.tiering.tier == Some(id), "{source}");
        if let Some(why) = why {
            assert!(!engine.why_not_in_words(&assessment.intake, id, &why).en.is_empty());
        }
    }
    for audience in Audience::ALL {
        let explained = engine.explanation(complaint, &assessment, *audience);
        assert!(Document::parse_json(&explained).is_ok(), "{source}");
    }
    assessment
}

fn check_case(engine: &Engine, complaint: &Complaint, case: &Case, dice: &mut Dice, source: &str) {
    for _ in 0..3 {
        let as_of = Instant::from_unix(generator::FIRST + dice.below(900 * 86_400) as i64).unwrap();
        let known_at = dice.chance(4).then(|| as_of.plus(-(dice.below(90) as i64) * 86_400).unwrap());
        let known_at = known_at.filter(|_| case.mode() == Mode::Lenient);
        let status = case.status_known_at(as_of, known_at).unwrap_or_else(|error| panic!("{error}\n{source}"));
        let json = engine.render_status(case.intake(), &status);
        assert_eq!(Document::parse_json(&json).unwrap().root().to_string(), json);
        let view = View { known_at, ..View::at(as_of) };
        let timeline = case.timeline(view).unwrap_or_else(|error| panic!("{error}\n{source}"));
        let report = Report::new(engine, if dice.chance(2) { Language::Zh } else { Language::En });
        assert!(!report.timeline(case, &timeline).is_empty());
        assert!(!report.explain_case(complaint, case, &status).is_empty());
        let (observation, _) =
            engine.observe_view(complaint, case, view).unwrap_or_else(|error| panic!("{error}\n{source}"));
        assert_eq!(observation.measured.len(), status.clocks.len());
    }
}

/// Complaints and histories for a book; how many histories replayed strictly.
fn evaluate(policy: Policy, book: &Book, dice: &mut Dice) -> usize {
    let source = book.source();
    let twin = Policy::parse(&source).unwrap();
    assert_eq!(twin.digest, policy.digest, "read twice");
    assert!(PolicyDiff::between(&policy, &twin).is_empty(), "{source}");
    let engine = Engine::new(policy).unwrap_or_else(|error| panic!("{error}\n{source}"));
    let json = engine.policy_json();
    assert_eq!(Document::parse_json(&json).unwrap().root().to_string(), json, "{source}");
    let versions = Versions::new(vec![engine.clone()]).unwrap();
    let mut strict = 0;
    for number in 0..COMPLAINTS {
        let text = book.complaint(number, dice);
        let complaint = Complaint::from_json(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let assessment = check_assessment(&engine, &complaint, &source);
        if engine.policy().check_in_force(tousu::time::Date::parse("2026-01-01").unwrap()).is_ok() {
            assert!(versions.in_force(None).is_ok());
        }
        let stored = assessment.to_json(&engine, &complaint);
        let verdict = engine.verify(&text, "[]", &stored).unwrap_or_else(|error| panic!("{error}\n{source}"));
        assert!(verdict.is_same() && verdict.causes.is_empty(), "{verdict:?}");
        for _ in 0..HISTORIES {
            let events = book.events(dice);
            let read =
                || tousu::case::Event::list_from_json(&events).unwrap_or_else(|error| panic!("{error}\n{events}"));
            let lenient = engine.replay(&complaint, read(), Mode::Lenient);
            let lenient = lenient.unwrap_or_else(|error| panic!("lenient: {error}\n{source}\n{text}\n{events}"));
            check_case(&engine, &complaint, &lenient, dice, &source);
            match engine.replay(&complaint, read(), Mode::Strict) {
                Ok(case) => {
                    check_case(&engine, &complaint, &case, dice, &source);
                    strict += 1;
                }
                Err(error) => assert!(is_of_the_input(error.code()), "{error}\n{source}\n{text}\n{events}"),
            }
        }
    }
    strict
}

/// Every field of a policy that its document gives: all but the lexicon, and where in the text the remarks are.
fn content(policy: &Policy) -> [String; 2] {
    let whole = format!("{policy:?}");
    let (head, rest) = whole.split_once(", lexicon: Lexicon {").unwrap();
    let (_, rest) = rest.split_once("}, roles: [").unwrap();
    let (rules, _) = rest.split_once(", diagnostics: [").unwrap();
    [head.to_owned(), rules.to_owned()]
}

/// Rule books are printed as canonical JSON, whichever way they were written: read again, it is the same book, rule by
/// rule and field by field, and printed again the same bytes.
fn check_printed(document: &Document, policy: &Policy, source: &str) {
    let printed = document.root().to_string();
    let again = Document::parse(&printed).unwrap_or_else(|error| panic!("{error}\n{printed}"));
    let read = Policy::from_document(&again, &Parameters::new());
    let read = read.unwrap_or_else(|error| panic!("{error}\n{source}\n{printed}"));
    assert_eq!(content(&read), content(policy), "{source}\n{printed}");
    assert_eq!(again.root().to_string(), printed);
}

#[test]
fn a_built_in_book_that_was_printed_reads_as_the_same_book() {
    for id in Policy::builtin_ids() {
        let source = Policy::builtin_source(id).unwrap();
        let document = Document::parse(source).unwrap();
        check_printed(&document, &Policy::from_document(&document, &Parameters::new()).unwrap(), source);
    }
}

#[test]
fn what_is_accepted_is_evaluated_without_error() {
    let mut dice = Dice::new(20_261_122);
    let mut accepted: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut refused: BTreeMap<&'static str, usize> = BTreeMap::new();
    let (mut books, mut strict) = (0, 0);
    for _ in 0..BOOKS {
        let book = Book::generate(&mut dice);
        let source = book.source();
        let document = Document::parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}"));
        let found = Policy::check(&document);
        for one in &found {
            let place = one.error.place();
            assert!(place.line.is_some() && place.column.is_some() && place.path.is_some(), "{}\n{source}", one.error);
        }
        let sound = found.iter().all(|found| found.severity == Severity::Note);
        match Policy::from_document(&document, &Parameters::new()) {
            Ok(policy) => {
                assert!(sound, "{source}");
                books += 1;
                check_printed(&document, &policy, &source);
                strict += evaluate(policy, &book, &mut dice);
                book.constructs().for_each(|construct| *accepted.entry(construct).or_default() += 1);
            }
            Err(error) => {
                assert!(!sound && error.code() == Code::PolicyRejected, "{error}\n{source}");
                error.causes().iter().for_each(|cause| *refused.entry(cause.slug()).or_default() += 1);
            }
        }
    }
    println!("{books} of {BOOKS} accepted, {strict} histories strict\n{accepted:?}\n{refused:?}");
    assert!(books * 3 > BOOKS && books < BOOKS, "{books} of {BOOKS} accepted: {refused:?}");
    assert!(strict * 10 > books, "only {strict} histories replay strictly");
    let missing: Vec<_> = generator::CONSTRUCTS.iter().filter(|name| !accepted.contains_key(*name)).collect();
    assert!(missing.is_empty(), "in no accepted book: {missing:?}");
}
