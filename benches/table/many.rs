//! Many cases: one replayed, a million asked how they stand, and a hundred thousand under two rule books.

use std::hint::black_box;

use tousu::Engine;
use tousu::batch::Input;
use tousu::case::{Case, Mode, View};
use tousu::compare::compare;
use tousu::complaint::Complaint;
use tousu::policy::Parameters;
use tousu::time::{Instant, Moment};
use tousu_benches::clock::{nanoseconds, once};
use tousu_benches::inputs::{POLICY, hazard, history, long_history};

use crate::table::Table;

/// What is kept in memory; it is asked again until there are a million answers.
const KEPT: usize = 20_000;

pub(crate) fn run(table: &mut Table) -> tousu::Result<()> {
    replay(table)?;
    open_cases(table)?;
    what_if(table)
}

fn replay(table: &mut Table) -> tousu::Result<()> {
    let engine = Engine::builtin(POLICY)?;
    let complaint = hazard()?;
    for (key, events, rounds) in [
        ("replay-12", history()?, 4_000),
        ("replay-120", long_history(120)?, 400),
        ("replay-1200", long_history(1_200)?, 40),
    ] {
        let case = engine.replay(&complaint, events.clone(), Mode::Strict)?;
        let count = case.events().len();
        assert_eq!(count, events.len());
        let intake = std::sync::Arc::new(case.intake().clone());
        // A replay takes its events. A host has just read them, so that they are near: each replay has its own copy,
        // and what a copy costs by itself is taken off.
        let all = nanoseconds(rounds, || {
            for _ in 0..rounds {
                let (rules, intake) = (engine.rules().clone(), intake.clone());
                let replayed = Case::replay(rules, intake, black_box(events.clone()), Mode::Strict);
                assert!(black_box(replayed).is_ok());
            }
        });
        let copying = nanoseconds(rounds, || (0..rounds).for_each(|_| drop(black_box(events.clone()))));
        let each = all - copying;
        table.time(key, format!("replay of {count} events: checked and put in order"), each);
    }
    Ok(())
}

/// Cases a minute apart, each with one to five events, none of them settled.
fn complaint(number: usize, first: Instant) -> tousu::Result<Complaint> {
    let minutes = i64::try_from(number % 10_000).unwrap_or(0);
    let received_at = Some(Moment::at(first.plus(-60 * minutes)?));
    Ok(Complaint { id: format!("c{number}"), received_at, ..hazard()? })
}

fn open_cases(table: &mut Table) -> tousu::Result<()> {
    let engine = Engine::builtin(POLICY)?;
    let (first, as_of) = (Instant::parse("2026-04-20T10:00:00+08:00")?, Instant::parse("2026-04-24T00:00:00+08:00")?);
    let opened = |number: usize| engine.replay(&complaint(number, first)?, long_history(1 + number % 5)?, Mode::Strict);
    let cases: Vec<Case> = (0..KEPT).map(opened).collect::<tousu::Result<_>>()?;
    let close = engine.policy().obligation("major-close");
    let runs = |case: &Case| {
        let status = case.status(as_of);
        status.is_ok_and(|status| close.and_then(|id| status.clock(id)).is_some_and(|clock| clock.due.is_some()))
    };
    assert!(cases.iter().all(runs), "each is open and has a due time");
    // Each of two threads takes half of a million; the slower one is the time on two processors.
    let half = |part: &[Case]| {
        let rounds = 500_000 / part.len().max(1);
        once(|| {
            for _ in 0..rounds {
                for case in part {
                    let _ = black_box(case.status(black_box(as_of)));
                }
            }
        })
        .1
    };
    let (one, other) = cases.split_at(KEPT / 2);
    let (one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(|| half(one));
        (half(other), one.join().unwrap_or(f64::INFINITY))
    });
    table.time("open-1m", "status of 1,000,000 open cases on two processors", one.max(other));
    Ok(())
}

fn what_if(table: &mut Table) -> tousu::Result<()> {
    let first = Engine::builtin(POLICY)?;
    let given = Parameters::from_json(r#"{"registration_hours": "10 minutes"}"#)?;
    let second = Engine::builtin_with(POLICY, &given)?;
    let (received, as_of) =
        (Instant::parse("2026-04-20T10:00:00+08:00")?, Instant::parse("2026-04-24T00:00:00+08:00")?);
    let input = |number: usize| -> tousu::Result<Input> {
        Ok(Input { complaint: complaint(number, received)?, events: long_history(1 + number % 5)? })
    };
    let inputs: Vec<Input> = (0..100_000).map(input).collect::<tousu::Result<_>>()?;
    let half = |part: &[Input]| {
        let (compared, cost) = once(|| compare(&first, &second, part, View::at(as_of), 1));
        // Registered later than ten minutes after the receipt, and within two hours of the last two hundred.
        assert_eq!((compared.totals.cases, compared.totals.failed), (part.len(), 0));
        assert_eq!(compared.totals.dues_earlier, part.len(), "each is to be registered earlier");
        cost
    };
    let (one, other) = inputs.split_at(inputs.len() / 2);
    let (one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(|| half(one));
        (half(other), one.join().unwrap_or(f64::INFINITY))
    });
    table.time("compare-100k", "100,000 cases under two rule books on two processors", one.max(other));
    Ok(())
}
