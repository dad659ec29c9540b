//! Text to facts, category, tier and due times.

use std::error::Error;
use std::hint::black_box;

use tousu::Engine;
use tousu::text::Scratch;
use tousu_benches::inputs::{POLICY, sample, short, short_json};

use crate::Benches;

pub(crate) fn run(benches: &mut Benches) -> Result<(), Box<dyn Error>> {
    let engine = Engine::builtin(POLICY)?;
    let register = sample()?;
    let mut scratch = Scratch::default();
    assert_eq!(register.len(), 79);
    for complaint in &register {
        engine.intake_with(complaint, &mut scratch)?;
        assert!(engine.assess_with(complaint, &mut scratch)?.tier_name().is_some(), "{}", complaint.id);
    }
    benches.run("assess/read", |b| {
        b.iter(|| {
            for complaint in &register {
                let _ = black_box(engine.intake_with(black_box(complaint), &mut scratch));
            }
        });
    });
    benches.run("assess/register", |b| {
        b.iter(|| {
            for complaint in &register {
                let _ = black_box(engine.assess_with(black_box(complaint), &mut scratch));
            }
        });
    });
    let short = short()?;
    assert_eq!(short.text.chars().count(), 80);
    assert_eq!(engine.assess(&short)?.tier_name(), Some("major"), "a fire hazard");
    benches.run("assess/short", |b| b.iter(|| engine.assess_with(black_box(&short), &mut scratch)));
    let json = short_json();
    assert!(engine.assess_json(&json)?.contains(r#""tier":{"id":"major""#));
    benches.run("assess/short as JSON", |b| b.iter(|| engine.assess_json(black_box(&json))));
    Ok(())
}
