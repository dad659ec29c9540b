//! Reading the times of a register.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use tousu::time::{Instant, Moment};

fn parse(c: &mut Criterion) {
    let text = "2026-03-02T09:00:00+08:00";
    let expected = 1_772_413_200;
    assert!(Instant::parse(text).is_ok_and(|at| at.unix() == expected));
    c.bench_function("time/parse instant", |b| b.iter(|| Instant::parse(black_box(text))));
    let date = "2026-03-02";
    assert!(matches!(Moment::parse(date), Ok(Moment::On(_))));
    c.bench_function("time/parse date", |b| b.iter(|| Moment::parse(black_box(date))));
}

criterion_group! {
    name = benches;
    config = Criterion::default();
    targets = parse
}
criterion_main!(benches);
