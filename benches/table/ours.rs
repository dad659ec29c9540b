//! What the library takes, each with its answer asserted.

use std::hint::black_box;
use std::time::Instant as Clock;

use tousu::Engine;
use tousu::calendar::Calendar;
use tousu::case::{Event, Mode};
use tousu::complaint::Complaint;
use tousu::deadline::due;
use tousu::document::Document;
use tousu::period::Period;
use tousu::policy::Counting;
use tousu::text::Scratch;
use tousu::time::{Instant, Moment};

use crate::register::Register;
use crate::table::Row;

/// The median time of five passes, in nanoseconds for each of `count` operations.
#[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
pub(crate) fn nanoseconds(count: usize, mut pass: impl FnMut()) -> f64 {
    let mut passes = [0.0; 5];
    pass();
    for time in &mut passes {
        let start = Clock::now();
        pass();
        *time = start.elapsed().as_nanos() as f64;
    }
    passes.sort_by(f64::total_cmp);
    passes[2] / count.max(1) as f64
}

/// Text to category, tier and obligations, over a register.
pub(crate) fn assess(register: &Register) -> tousu::Result<Vec<Row>> {
    let engine = Engine::builtin("residential-community")?;
    let complaints = register.complaints();
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
        for complaint in &complaints {
            let _ = black_box(engine.intake_with(black_box(complaint), &mut scratch));
        }
    });
    let short = Complaint {
        id: "c1".into(),
        received_at: Moment::parse("2026-04-30T16:00:00+08:00").ok(),
        text: "三号楼电梯坏了半个多月，物业一直没人修，老人上下楼很不方便。上周报修过两次，客服说等配件，到现在也没有回音。楼道里还堆满了杂物，存在消防隐患，要求三天内解决。".into(),
        ..Complaint::default()
    };
    let one = nanoseconds(1_000, || {
        for _ in 0..1_000 {
            let _ = black_box(engine.assess_with(black_box(&short), &mut scratch));
        }
    });
    Ok(vec![
        Row::throughput("assess", "assess: text to category, tier and dues", mean, each),
        Row::throughput("read", "read: text to facts and category", mean, read),
        Row::time("one", "assess one complaint of 80 characters", one),
    ])
}

/// Due times of random starts in 2024 to 2026.
pub(crate) fn dues() -> tousu::Result<Vec<Row>> {
    let calendar = Calendar::builtin("china")?;
    let mut state = 7_u64;
    let starts: Vec<Instant> = (0..100_000)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            Instant::from_unix(1_704_067_200 + (state >> 33) as i64 % (3 * 365 * 86_400))
        })
        .collect::<tousu::Result<_>>()?;
    let eve = Instant::parse("2026-09-30T10:00:00+08:00")?;
    let mut rows = Vec::new();
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
        rows.push(Row::time(text, format!("due time of \"{text}\""), each));
    }
    Ok(rows)
}

/// A history of twelve events to its status.
pub(crate) fn replay() -> tousu::Result<Vec<Row>> {
    let engine = Engine::builtin("residential-community")?;
    let complaint = Complaint {
        id: "c1".into(),
        received_at: Some(Moment::parse("2026-04-20T10:00:00+08:00")?),
        text: "楼道堆满杂物，有消防隐患。".into(),
        ..Complaint::default()
    };
    let json = r#"[
        {"id": "e01", "kind": "registered", "at": "2026-04-20T10:20:00+08:00", "by": "front-line"},
        {"id": "e02", "kind": "emergency-started", "at": "2026-04-20T10:25:00+08:00", "by": "front-line"},
        {"id": "e03", "kind": "escalated", "at": "2026-04-20T10:26:00+08:00", "by": "front-line", "to": "safety"},
        {"id": "e04", "kind": "on-site", "at": "2026-04-20T10:28:00+08:00", "by": "safety"},
        {"id": "e05", "kind": "plan-issued", "at": "2026-04-21T09:00:00+08:00", "by": "business-unit"},
        {"id": "e06", "kind": "paused", "at": "2026-04-22T09:00:00+08:00", "by": "business-unit"},
        {"id": "e07", "kind": "resumed", "at": "2026-04-24T09:00:00+08:00", "by": "business-unit"},
        {"id": "e08", "kind": "replied", "at": "2026-04-25T09:00:00+08:00", "by": "customer-service"},
        {"id": "e09", "kind": "resolved", "at": "2026-04-26T09:00:00+08:00", "by": "business-unit"},
        {"id": "e10", "kind": "visited", "at": "2026-04-27T09:00:00+08:00", "by": "customer-service", "satisfied": true},
        {"id": "e11", "kind": "confirmed", "at": "2026-04-27T10:00:00+08:00", "by": "customer-service"},
        {"id": "e12", "kind": "closed", "at": "2026-04-28T09:00:00+08:00", "by": "customer-service"}]"#;
    let events = Event::read_all(&Document::parse_json(json)?.root())?;
    let case = engine.replay(&complaint, events, Mode::Strict)?;
    let as_of = Instant::parse("2026-05-01T00:00:00+08:00")?;
    let status = case.status(as_of)?;
    let close = engine.policy().obligation("major-close").and_then(|id| status.clock(id));
    assert_eq!(close.map(|clock| clock.state.slug()), Some("met"));
    let each = nanoseconds(10_000, || {
        for _ in 0..10_000 {
            let _ = black_box(case.status(black_box(as_of)));
        }
    });
    Ok(vec![Row::time("status", "status of a case with 12 events and 8 clocks", each)])
}
