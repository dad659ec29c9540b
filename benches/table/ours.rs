//! What the library takes, each with its answer asserted.

use std::hint::black_box;

use tousu::Engine;
use tousu::calendar::Calendar;
use tousu::case::{Case, Mode};
use tousu::complaint::Complaint;
use tousu::deadline::due;
use tousu::period::Period;
use tousu::policy::{Counting, Policy};
use tousu::text::Scratch;
use tousu::time::Instant;
use tousu_benches::clock::{nanoseconds, once};
use tousu_benches::inputs::{POLICY, hazard, history, long_history, short, short_json};

use crate::register::Register;
use crate::table::Table;

/// What the calls from C and Python start from: the eve of the National Day week.
pub(crate) const START: &str = "2026-09-30T10:00:00+08:00";

/// Rule books from text to a checked policy: the first in this process, then all of them with their lexicons there.
pub(crate) fn policy(table: &mut Table) -> tousu::Result<()> {
    let (first, cost) = once(|| Policy::builtin(POLICY));
    assert_eq!(first?.tiers.len(), 3);
    let mut slowest: (f64, &str) = (0.0, "");
    for id in Policy::builtin_ids() {
        assert_eq!(Policy::builtin(id)?.id, id);
        let each = nanoseconds(20, || {
            for _ in 0..20 {
                let _ = black_box(Policy::builtin(black_box(id)));
            }
        });
        if each > slowest.0 {
            slowest = (each, id);
        }
    }
    let name = format!("load and check a rule book, the slowest: {}", slowest.1);
    table.time("policy", name, slowest.0);
    table.time("policy-first", "the first in a process, its lexicon compiled", cost);
    Ok(())
}

/// Text to category, tier and obligations, over a register.
pub(crate) fn assess(table: &mut Table, register: &Register) -> tousu::Result<()> {
    let engine = Engine::builtin(POLICY)?;
    let complaints = &register.complaints;
    let bytes: usize = complaints.iter().map(|complaint| complaint.title.len() + complaint.text.len()).sum();
    let mut scratch = Scratch::default();
    let tiers = |scratch: &mut Scratch| -> usize {
        let assessed = complaints.iter().map(|complaint| engine.assess_with(black_box(complaint), scratch));
        assessed.filter(|assessment| assessment.as_ref().is_ok_and(|found| found.tier_name().is_some())).count()
    };
    assert_eq!(tiers(&mut scratch), complaints.len(), "every complaint gets a tier");
    let each = nanoseconds(complaints.len(), || {
        black_box(tiers(&mut scratch));
    });
    let mean = bytes as f64 / complaints.len().max(1) as f64;
    let read = nanoseconds(complaints.len(), || {
        for complaint in complaints {
            let _ = black_box(engine.intake_with(black_box(complaint), &mut scratch));
        }
    });
    let short = short()?;
    assert_eq!(short.text.chars().count(), 80);
    assert_eq!(engine.assess(&short)?.tier_name(), Some("major"), "a fire hazard");
    let one = nanoseconds(1_000, || {
        for _ in 0..1_000 {
            let _ = black_box(engine.assess_with(black_box(&short), &mut scratch));
        }
    });
    table.throughput("assess", "assess: text to category, tier and dues", mean, each);
    table.throughput("read", "read: text to facts and category", mean, read);
    table.throughput("short", "assess one complaint of 80 characters", short.text.len() as f64, one);
    Ok(())
}

/// What C and Python call, called from Rust.
pub(crate) fn calls(table: &mut Table) -> tousu::Result<()> {
    let (engine, json) = (Engine::builtin(POLICY)?, short_json());
    let start = Instant::parse(START)?;
    let nothing = nanoseconds(100_000, || {
        for _ in 0..100_000 {
            black_box(black_box(&engine).policy().id.as_str());
        }
    });
    table.time("call-nothing", "a call that does nothing: a name is read", nothing);
    let decided = || engine.assess(&Complaint::from_json(black_box(&json))?);
    assert_eq!(decided()?.tier_name(), Some("major"));
    let structs = nanoseconds(2_000, || {
        for _ in 0..2_000 {
            let _ = black_box(decided());
        }
    });
    table.time("call-structs", "80 characters from JSON to a decision", structs);
    assert!(engine.assess_json(&json)?.contains(r#""tier":{"id":"major""#));
    let whole = nanoseconds(2_000, || {
        for _ in 0..2_000 {
            let _ = black_box(engine.assess_json(black_box(&json)));
        }
    });
    table.time("call-json", "80 characters from JSON to JSON", whole);
    let asked = || engine.due(black_box("3 working days"), black_box(start), Counting::default());
    assert_eq!(engine.calendar().format(asked()?.at), "2026-10-10T23:59:59+08:00");
    let due = nanoseconds(100_000, || {
        for _ in 0..100_000 {
            let _ = black_box(asked());
        }
    });
    table.time("call-due", "a due time, its period read from text", due);
    let explained = || engine.due_json(black_box("3 working days"), black_box(start), Counting::default());
    assert!(explained()?.contains(r#""due":"2026-10-10T23:59:59+08:00""#));
    let explain = nanoseconds(2_000, || {
        for _ in 0..2_000 {
            let _ = black_box(explained());
        }
    });
    table.time("call-explain", "a due time with its explanation as JSON", explain);
    Ok(())
}

/// Due times of random starts in 2024 to 2026.
pub(crate) fn dues(table: &mut Table) -> tousu::Result<()> {
    let calendar = Calendar::builtin("china")?;
    let mut state = 7_u64;
    let starts: Vec<Instant> = (0..100_000)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            Instant::from_unix(1_704_067_200 + (state >> 33) as i64 % (3 * 365 * 86_400))
        })
        .collect::<tousu::Result<_>>()?;
    let eve = Instant::parse(START)?;
    for (text, expected) in [
        ("3 working days", "2026-10-10T23:59:59+08:00"),
        ("8 working hours", "2026-10-08T10:00:00+08:00"),
        ("2 days", "2026-10-02T23:59:59+08:00"),
        ("1 month", "2026-10-30T23:59:59+08:00"),
        ("30 minutes", "2026-09-30T10:30:00+08:00"),
    ] {
        let period = Period::parse(text)?;
        let found = due(&calendar, period, Counting::default(), eve)?;
        assert_eq!(calendar.format(found.at), expected, "{text}");
        let each = nanoseconds(starts.len(), || {
            for start in &starts {
                let _ = black_box(due(&calendar, period, Counting::default(), black_box(*start)));
            }
        });
        table.time(text, format!("due time of \"{text}\""), each);
    }
    Ok(())
}

/// Histories of growing length to their status.
pub(crate) fn status(table: &mut Table) -> tousu::Result<()> {
    let engine = Engine::builtin(POLICY)?;
    let (complaint, as_of) = (hazard()?, Instant::parse("2026-05-01T00:00:00+08:00")?);
    let measure = |case: &Case, rounds: usize, obligation: &str| -> tousu::Result<f64> {
        let status = case.status(as_of)?;
        let clock = engine.policy().obligation(obligation).and_then(|id| status.clock(id));
        assert_eq!(clock.map(|clock| clock.state.slug()), Some("met"), "{obligation}");
        Ok(nanoseconds(rounds, || {
            for _ in 0..rounds {
                let _ = black_box(case.status(black_box(as_of)));
            }
        }))
    };
    let case = engine.replay(&complaint, history()?, Mode::Strict)?;
    let (clocks, cost) = (case.status(as_of)?.clocks.len(), measure(&case, 10_000, "major-close")?);
    table.time("status-12", format!("status of a case with 12 events and {clocks} clocks"), cost);
    for (key, count, rounds) in [("status-120", 120, 1_000), ("status-1200", 1_200, 100)] {
        let case = engine.replay(&complaint, long_history(count)?, Mode::Strict)?;
        table.time(key, format!("status of a case with {count} events"), measure(&case, rounds, "register")?);
    }
    Ok(())
}
