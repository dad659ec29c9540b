//! Laws of histories, over every case of the decision vectors: the order of arrival does not matter, repeats do not
//! matter, what has not happened yet does not matter, and `apply` one by one is `replay`.

use std::path::Path;

use tousu::case::{Case, Clock, Event, Mode};
use tousu::complaint::Complaint;
use tousu::document::Document;
use tousu::policy::{EventKind, Parameters};
use tousu::time::{Instant, Moment};
use tousu::{Engine, Result};

struct Sample {
    id: String,
    engine: Engine,
    complaint: Complaint,
    events: Vec<Event>,
    mode: Mode,
    as_of: Instant,
}

/// The cases under built-in policies that replay without error.
fn samples() -> Vec<Sample> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/decisions");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut samples = Vec::new();
    for file in files {
        let document = Document::parse_bytes(&std::fs::read(file).unwrap()).unwrap();
        for case in document.root().require("decisions", "cases").unwrap().items().unwrap() {
            let read = || -> Result<Option<Sample>> {
                let policy = case.require("policy", "policy")?;
                let parameters =
                    case.get_some("parameters").map(|found| Parameters::from_cursor(&found)).transpose()?;
                let parameters = parameters.unwrap_or_default();
                let engine = match policy.get("book") {
                    Some(book) => {
                        let book = document.root().require("books", "books")?.require(book.text()?, "a book")?;
                        Engine::from_source(book.text()?, &parameters)?
                    }
                    None => match policy.text() {
                        Ok(id) => Engine::builtin_with(id, &parameters)?,
                        Err(_) => return Ok(None),
                    },
                };
                let Some(as_of) = case.get_some("as_of") else { return Ok(None) };
                let lenient = case.get_some("mode").is_some();
                let sample = Sample {
                    id: case.require("id", "id")?.text()?.to_owned(),
                    engine,
                    complaint: Complaint::from_cursor(&case.require("complaint", "complaint")?)?,
                    events: Event::read_all(&case.require("events", "events")?)?,
                    mode: if lenient { Mode::Lenient } else { Mode::Strict },
                    as_of: Instant::parse(as_of.text()?)?,
                };
                sample.engine.replay(&sample.complaint, sample.events.clone(), sample.mode)?;
                Ok(Some(sample))
            };
            samples.extend(read().ok().flatten());
        }
    }
    samples
}

impl Sample {
    fn replay(&self, events: Vec<Event>) -> Case {
        let replayed = self.engine.replay(&self.complaint, events, self.mode);
        replayed.unwrap_or_else(|error| panic!("{}: {error}", self.id))
    }

    fn render(&self, case: &Case) -> String {
        self.engine.render_status(case.intake(), &case.status(self.as_of).unwrap())
    }

    fn status(&self, events: Vec<Event>) -> String {
        self.render(&self.replay(events))
    }
}

/// A permutation that depends on nothing but the seed.
fn shuffled(events: &[Event], seed: u64) -> Vec<Event> {
    let mut events = events.to_vec();
    let mut state = seed;
    for index in (1..events.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        events.swap(index, (state >> 33) as usize % (index + 1));
    }
    events
}

#[test]
fn order_of_arrival_and_repeats_do_not_matter() {
    let samples = samples();
    assert!(samples.len() > 200, "only {} cases replay", samples.len());
    for sample in samples.iter().filter(|sample| sample.mode == Mode::Strict) {
        let tidy = sample.status(sample.events.clone());
        for seed in 0..4 {
            assert_eq!(sample.status(shuffled(&sample.events, seed)), tidy, "{} shuffled by {seed}", sample.id);
        }
        let twice = [sample.events.clone(), shuffled(&sample.events, 7)].concat();
        assert_eq!(sample.status(twice), tidy, "{} with every event twice", sample.id);
    }
}

#[test]
fn what_has_not_happened_yet_does_not_matter() {
    for sample in samples() {
        let happened = |event: &&Event| match event.at {
            Some(Moment::At { instant, .. }) => instant <= sample.as_of,
            Some(Moment::On(date)) => sample.engine.calendar().end_of_day(date).unwrap() <= sample.as_of,
            None => true,
        };
        // A correction names the event that it corrects, whenever that was to happen.
        let corrected: Vec<_> = sample.events.iter().filter_map(|event| event.event.clone()).collect();
        let counts = |event: &&Event| happened(event) || corrected.contains(&event.id);
        let past: Vec<Event> = sample.events.iter().filter(counts).cloned().collect();
        assert_eq!(sample.status(past), sample.status(sample.events.clone()), "{}", sample.id);
    }
}

#[test]
fn applying_one_by_one_is_replaying() {
    // What a correction repairs is refused as long as it stands alone.
    let corrects = |sample: &Sample| sample.events.iter().any(|event| event.kind == "voided");
    for sample in samples().iter().filter(|sample| sample.mode == Mode::Strict && !corrects(sample)) {
        // In the order in which they happened: an event is checked against what stands before it.
        let mut events = sample.events.clone();
        events.sort_by_key(|event| {
            let (at, nanos) = match event.at {
                Some(Moment::At { instant, nanos }) => (instant, nanos),
                Some(Moment::On(date)) => (sample.engine.calendar().end_of_day(date).unwrap(), u32::MAX),
                None => (Instant::MIN, 0),
            };
            (at, nanos, EventKind::ALL.iter().position(|kind| kind.slug() == event.kind), event.id.clone())
        });
        let mut case = sample.replay(Vec::new());
        for event in events {
            case = case.apply(event).unwrap_or_else(|error| panic!("{}: {error}", sample.id));
        }
        assert_eq!(sample.render(&case), sample.status(sample.events.clone()), "{}", sample.id);
    }
}

#[test]
fn a_status_holds_until_it_says_it_changes() {
    for sample in samples() {
        let case = sample.replay(sample.events.clone());
        let status = case.status(sample.as_of).unwrap();
        let stands = |at: Instant| {
            let status = case.status(at).unwrap();
            let clock = |clock: &Clock| (clock.obligation, clock.cycle, clock.round, clock.state, clock.warns(at));
            let clocks: Vec<_> = status.clocks.iter().map(clock).collect();
            (status.tiering.tier, clocks)
        };
        let later = sample.events.iter().filter_map(|event| match event.at? {
            Moment::At { instant, .. } => Some(instant),
            Moment::On(date) => sample.engine.calendar().end_of_day(date).ok(),
        });
        let next_event = later.filter(|at| *at > sample.as_of).min();
        let Some(change) = status.next_change_at else { continue };
        if next_event.is_some_and(|event| event <= change) {
            continue;
        }
        assert_eq!(stands(change.plus(-1).unwrap()), stands(sample.as_of), "{} changes early", sample.id);
        assert_ne!(stands(change), stands(sample.as_of), "{} does not change at {change:?}", sample.id);
    }
}
