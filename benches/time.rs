//! Times, periods and due times.

use std::hint::black_box;

use tousu::calendar::Calendar;
use tousu::deadline::{due, explain};
use tousu::period::Period;
use tousu::policy::Counting;
use tousu::time::{Instant, Moment};

use crate::Benches;

pub(crate) fn run(benches: &mut Benches) -> tousu::Result<()> {
    let text = "2026-03-02T09:00:00+08:00";
    assert!(Instant::parse(text).is_ok_and(|at| at.unix() == 1_772_413_200));
    benches.run("time/instant", |b| b.iter(|| Instant::parse(black_box(text))));
    let date = "2026-03-02";
    assert!(matches!(Moment::parse(date), Ok(Moment::On(_))));
    benches.run("time/date", |b| b.iter(|| Moment::parse(black_box(date))));
    let period = "3个工作日";
    assert_eq!(Period::parse(period)?.to_string(), "3 working days");
    benches.run("time/period", |b| b.iter(|| Period::parse(black_box(period))));

    // The eve of the National Day week, whose make-up Saturday is 10 October.
    let calendar = Calendar::builtin("china")?;
    let (counting, eve) = (Counting::default(), Instant::parse("2026-09-30T10:00:00+08:00")?);
    for (name, period, expected) in [
        ("time/due working days", "3 working days", "2026-10-10T23:59:59+08:00"),
        ("time/due working hours", "8 working hours", "2026-10-08T10:00:00+08:00"),
    ] {
        let period = Period::parse(period)?;
        assert_eq!(calendar.format(due(&calendar, period, counting, eve)?.at), expected);
        benches.run(name, |b| b.iter(|| due(&calendar, period, counting, black_box(eve))));
    }
    let three = Period::parse("3 working days")?;
    let sentences = || explain(&calendar, three, counting, black_box(eve)).map(|why| (why.to_zh(), why.to_en()));
    assert!(sentences()?.1.contains("2026-10-10"), "{}", sentences()?.1);
    benches.run("time/explain", |b| b.iter(sentences));
    Ok(())
}
