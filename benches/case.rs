//! Events to a status.

use std::hint::black_box;

use tousu::Engine;
use tousu::case::{Case, Mode};
use tousu::time::Instant;
use tousu_benches::inputs::{POLICY, hazard, history, long_history};

use crate::Benches;

pub(crate) fn run(benches: &mut Benches) -> tousu::Result<()> {
    let engine = Engine::builtin(POLICY)?;
    let (complaint, events) = (hazard()?, history()?);
    let as_of = Instant::parse("2026-05-01T00:00:00+08:00")?;
    let case = engine.replay(&complaint, events.clone(), Mode::Strict)?;
    let state = |case: &Case, id: &str| -> tousu::Result<Option<&'static str>> {
        let (status, id) = (case.status(as_of)?, engine.policy().obligation(id));
        Ok(id.and_then(|id| status.clock(id)).map(|clock| clock.state.slug()))
    };
    assert_eq!((case.events().len(), state(&case, "major-close")?), (12, Some("met")));
    let intake = std::sync::Arc::new(case.intake().clone());
    benches.run("case/replay 12", |b| {
        b.iter_batched(
            || events.clone(),
            |events| Case::replay(engine.rules().clone(), intake.clone(), events, Mode::Strict),
            criterion::BatchSize::SmallInput,
        );
    });
    benches.run("case/status 12", |b| b.iter(|| case.status(black_box(as_of))));
    for (name, count) in [("case/status 120", 120), ("case/status 1200", 1_200)] {
        let case = engine.replay(&complaint, long_history(count)?, Mode::Strict)?;
        assert_eq!((case.events().len(), state(&case, "register")?), (count, Some("met")));
        benches.run(name, |b| b.iter(|| case.status(black_box(as_of))));
    }
    let status = case.status(as_of)?;
    assert!(engine.render_status(case.intake(), &status).contains(r#""status":"closed""#));
    benches.run("case/status as JSON", |b| b.iter(|| engine.render_status(case.intake(), black_box(&status))));
    Ok(())
}
