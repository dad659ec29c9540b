//! Rule books from text to a checked policy.

use std::hint::black_box;

use tousu::policy::{Lexicon, Parameters, Policy};
use tousu_benches::inputs::POLICY;

use crate::Benches;

pub(crate) fn run(benches: &mut Benches) -> tousu::Result<()> {
    // The lexicon compiles here, once; every later load shares it.
    let policy = Policy::builtin(POLICY)?;
    assert_eq!(policy.tiers.len(), 3);
    benches.run("policy/load and check", |b| b.iter(|| Policy::builtin(black_box(POLICY))));
    let given = Parameters::new().with("group_threshold", 5);
    let with = policy.with_parameters(&given)?;
    assert_ne!(with.parameters_digest, policy.parameters_digest);
    benches.run("policy/parameters", |b| b.iter(|| policy.with_parameters(black_box(&given))));
    let source = Policy::builtin_source(POLICY)?;
    assert!(Policy::check_json(source).contains(r#""accepted":true,"errors":0,"#));
    benches.run("policy/diagnostics", |b| b.iter(|| Policy::check_json(black_box(source))));
    let laid_over = ["[[concept]]\nid = 'bees'\ncategory = 'environment/pest'\npatterns = ['(养|放)蜂']\n"];
    assert_ne!(Lexicon::builtin_with("property", &laid_over)?.digest, Lexicon::builtin("property")?.digest);
    benches.run("policy/lexicon", |b| b.iter(|| Lexicon::builtin_with("property", black_box(&laid_over))));
    Ok(())
}
