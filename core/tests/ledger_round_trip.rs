//! What goes into a ledger comes out of it.

mod ledger_support;

use ledger_support::{Tested, answers, at, complaint, engine, event, five, folder, slug};
use tousu::case::{Event, EvidenceReference, Mode};
use tousu::complaint::{Complainants, Complaint, FactValue, StatedFacts};
use tousu::ledger::{Ledger, Options, Written};
use tousu::time::{Date, Moment};

/// A complaint with every field that a caller can fill.
fn full() -> tousu::Result<Complaint> {
    Ok(Complaint {
        id: "客诉-001 'x'\"\\%_;--".into(),
        received_at: Some(Moment::parse("2026-03-02T01:00:00.123456789Z")?),
        title: "電梯\u{0}困人\n\t".into(),
        text: "十几户业主😀 \u{feff}\u{202e}电梯坏了".into(),
        channel: Some("phone".into()),
        stated: StatedFacts {
            signals: vec![("repeated".into(), true), ("injury".into(), false)],
            declared: vec![],
            complainants: Complainants { people: Some(3), households: Some(0) },
            in_scope: Some(true),
            complete: Some(false),
            substantiated: Some(true),
            unit: Some("锦绣花园".into()),
            building: Some("3".into()),
            department: Some("工程部".into()),
            customer: Some("王女士".into()),
        },
        category: None,
        tier: Some("major".into()),
    })
}

/// An event with every field that any kind has.
fn every_field(at: &str) -> tousu::Result<Event> {
    Ok(Event {
        recorded_at: Some(Moment::parse("2026-03-05")?),
        by: Some("前台\u{0}".into()),
        person: Some(String::new()),
        reason: Some("等待配件".into()),
        evidence: vec![
            EvidenceReference { reference: "a.jpg".into(), digest: Some("00ff".into()) },
            EvidenceReference { reference: "b.jpg".into(), digest: None },
        ],
        to: Some("x".into()),
        until: Some(Moment::parse("2026-03-09T23:59:59.5+08:00")?),
        satisfied: Some(true),
        outcome: Some("no-answer".into()),
        rating: Some("5".into()),
        into: Some("c9".into()),
        agreed: Some(false),
        sanction: Some("warning".into()),
        months: Some(u32::MAX),
        from: Some(Date::parse("2026-04-01")?),
        tier: Some("major".into()),
        people: Some(1),
        households: Some(2),
        in_scope: Some(true),
        complete: Some(true),
        substantiated: Some(false),
        event: Some("e0".into()),
        ..event("事件-1", "progress-told", at)?
    })
}

#[test]
fn everything_comes_back_as_it_was_after_the_file_was_closed() -> Tested {
    let path = folder("round-trip")?.join("台账 a%20b?.ledger");
    let engine = engine()?;
    let (mut complaint, event) = (full()?, every_field("2026-03-04T10:00:00.25+08:00")?);
    let mut ledger = Ledger::create(&path)?;
    let batch = [(&complaint, std::slice::from_ref(&event))];
    assert_eq!(ledger.record_batch(&engine, batch)?, Written { complaints: 1, events: 1, repeats: 0 });
    ledger.close()?;
    let ledger = Ledger::open(&path)?;
    // Stated facts are a set: they come back in the order of their names.
    complaint.stated.signals.sort();
    assert_eq!(ledger.complaint(&complaint.id)?, complaint);
    assert_eq!(ledger.events(&complaint.id)?, std::slice::from_ref(&event));
    let case = ledger.case(&engine, &complaint.id, Mode::Strict)?;
    let direct = engine.replay(&complaint, vec![event], Mode::Strict)?;
    let as_of = at("2026-03-20T00:00:00+08:00")?;
    assert_eq!(case.status(as_of)?, direct.status(as_of)?);
    assert_eq!(ledger.len()?, 1);
    ledger.check()?;
    Ok(())
}

#[test]
fn the_decision_is_recorded_with_what_decided_it() -> Tested {
    let engine = engine()?;
    let mut ledger = Ledger::in_memory()?;
    ledger.record(&engine, &five()?)?;
    let recorded = ledger.recorded("c1")?;
    let assessment = engine.assess(&ledger.complaint("c1")?)?;
    assert_eq!(recorded.category.as_deref(), assessment.category_name());
    assert_eq!(recorded.tier.as_deref(), assessment.tier_name());
    assert_eq!(
        (recorded.policy.as_str(), recorded.version.as_str()),
        ("residential-community", engine.policy().version.as_str())
    );
    assert_eq!(recorded.policy_digest, engine.policy().digest.to_string());
    assert_eq!(recorded.parameters_digest, engine.policy().parameters_digest.to_string());
    assert_eq!(recorded.lexicon_digest, engine.policy().lexicon.digest.to_string());
    assert_eq!(recorded.calendar_digest, engine.calendar().digest().to_string());
    assert_eq!(recorded.model_digest, None);
    assert_eq!(slug(ledger.recorded("c9")), Some("unknown-complaint"));
    Ok(())
}

#[test]
fn the_same_again_changes_nothing_and_something_else_is_refused() -> Tested {
    let engine = engine()?;
    let mut ledger = Ledger::in_memory()?;
    let complaints = five()?;
    let registered = event("e1", "registered", "2026-03-02T09:10:00+08:00")?;
    assert_eq!(ledger.record(&engine, &complaints)?.complaints, 5);
    assert_eq!(ledger.append(&engine, "c0", std::slice::from_ref(&registered))?.events, 1);
    let before = answers(&ledger, &engine, "2026-03-20T00:00:00+08:00")?;

    assert_eq!(ledger.record(&engine, &complaints)?, Written { repeats: 5, ..Written::default() });
    let twice = [registered.clone(), registered.clone()];
    assert_eq!(ledger.append(&engine, "c0", &twice)?, Written { repeats: 2, ..Written::default() });
    assert_eq!(answers(&ledger, &engine, "2026-03-20T00:00:00+08:00")?, before);
    let stated = |signals: &[(&str, bool)]| {
        let signals = signals.iter().map(|(name, flag)| ((*name).to_owned(), *flag)).collect();
        Complaint { id: "s".into(), stated: StatedFacts { signals, ..StatedFacts::default() }, ..Complaint::default() }
    };
    let (one, other) =
        (stated(&[("fire-hazard", true), ("repeated", true)]), stated(&[("repeated", true), ("fire-hazard", true)]));
    assert_eq!(ledger.record(&engine, &[one, other])?, Written { complaints: 1, repeats: 1, events: 0 });

    let changed = Complaint { title: "改".into(), ..five()?.swap_remove(2) };
    let error = ledger.record(&engine, &[changed]).err().ok_or("a changed complaint was taken")?;
    assert_eq!((error.slug(), error.place().path.as_deref()), ("complaint-exists", Some("complaints[c2].id")));
    let changed = Event { by: Some("x".into()), ..registered };
    let error = ledger.append(&engine, "c0", &[changed]).err().ok_or("a changed event was taken")?;
    assert_eq!((error.slug(), error.place().path.as_deref()), ("conflicting-event", Some("events[e1]")));
    let twins = [
        event("e2", "dispatched", "2026-03-02T10:00:00+08:00")?,
        event("e2", "dispatched", "2026-03-02T11:00:00+08:00")?,
    ];
    assert_eq!(slug(ledger.append(&engine, "c0", &twins)), Some("conflicting-event"));
    assert_eq!(slug(ledger.append(&engine, "c9", &[])), Some("unknown-complaint"));
    assert_eq!(slug(ledger.events("c9")), Some("unknown-complaint"));
    assert_eq!(slug(ledger.case(&engine, "c9", Mode::Strict)), Some("unknown-complaint"));

    assert_eq!(ledger.len()?, 6);
    Ok(())
}

#[test]
fn one_bad_row_of_five_refuses_all_five() -> Tested {
    let engine = engine()?;
    let mut ledger = Ledger::in_memory()?;
    let mut bad: Vec<(&str, Complaint)> = Vec::new();
    let third = five()?.swap_remove(2);
    bad.push(("missing-field", Complaint { id: String::new(), ..third.clone() }));
    bad.push(("unknown-tier", Complaint { tier: Some("huge".into()), ..third.clone() }));
    bad.push(("unknown-category", Complaint { category: Some("x/y".into()), ..third.clone() }));
    bad.push(("complaint-exists", Complaint { id: "c0".into(), ..third.clone() }));
    let stated = |name: &str, value| StatedFacts { declared: vec![(name.into(), value)], ..StatedFacts::default() };
    bad.push(("unknown-fact", Complaint { stated: stated("no-such", FactValue::Bool(true)), ..third.clone() }));
    bad.push(("outside-calendar", complaint("c2", "9999-06-01T00:00:00+08:00", "漏水")?));
    bad.push(("duplicate-key", Complaint { stated: stated("unit", FactValue::Number(1)), ..third.clone() }));
    for (expected, row) in bad {
        let mut five = five()?;
        five.splice(2..3, [row]);
        if expected == "duplicate-key"
            && let Some(row) = five.get_mut(2)
        {
            row.stated.unit = Some("花园".into());
        }
        assert_eq!(slug(ledger.record(&engine, &five)), Some(expected));
        assert!(ledger.is_empty()?, "{expected}");
    }
    ledger.record(&engine, &five()?)?;
    let registered = event("e1", "registered", "2026-03-02T09:10:00+08:00")?;
    let resolved = event("e2", "resolved", "2026-03-03T09:10:00+08:00")?;
    let bad = [
        ("unknown-event", event("e3", "no-such", "2026-03-04T09:10:00+08:00")?),
        ("before-receipt", event("e3", "dispatched", "2026-03-01T09:10:00+08:00")?),
        ("resume-without-pause", event("e3", "resumed", "2026-03-04T09:10:00+08:00")?),
        ("missing-time", Event { at: None, ..event("e3", "dispatched", "2026-03-04")? }),
        ("missing-field", event("", "dispatched", "2026-03-04T09:10:00+08:00")?),
        ("unknown-value", Event { outcome: Some("?".into()), ..event("e3", "visited", "2026-03-04T09:10:00+08:00")? }),
    ];
    for (expected, event) in bad {
        let events = [registered.clone(), resolved.clone(), event];
        assert_eq!(slug(ledger.append(&engine, "c0", &events)), Some(expected));
        assert_eq!(ledger.events("c0")?, []);
    }
    Ok(())
}

#[test]
fn the_order_of_arrival_makes_no_difference() -> Tested {
    let engine = engine()?;
    let complaints = five()?;
    let events = [
        event("e1", "registered", "2026-03-06T09:10:00+08:00")?,
        event("e2", "dispatched", "2026-03-06T09:10:00+08:00")?,
        event("e3", "resolved", "2026-03-07T09:10:00+08:00")?,
        event("e4", "visited", "2026-03-08")?,
    ];
    let mut tidy = Ledger::in_memory()?;
    let batch = complaints.iter().map(|complaint| (complaint, if complaint.id == "c4" { &events[..] } else { &[] }));
    tidy.record_batch(&engine, batch)?;
    let mut late = Ledger::in_memory()?;
    for complaint in complaints.iter().rev() {
        late.record(&engine, std::slice::from_ref(complaint))?;
    }
    for event in events.iter().rev() {
        late.append(&engine, "c4", std::slice::from_ref(event))?;
    }
    for as_of in ["2026-03-01T00:00:00+08:00", "2026-03-06T09:10:00+08:00", "2026-06-01T00:00:00+08:00"] {
        assert_eq!(answers(&tidy, &engine, as_of)?, answers(&late, &engine, as_of)?, "{as_of}");
    }
    let arrived: Vec<String> = late.events("c4")?.into_iter().map(|event| event.id).collect();
    assert_eq!(arrived, ["e4", "e3", "e2", "e1"]);
    Ok(())
}

#[test]
fn a_dirty_register_is_kept_leniently_and_can_be_continued_strictly() -> Tested {
    let engine = engine()?;
    let path = folder("lenient")?.join("a.ledger");
    let mut ledger = Options { mode: Mode::Lenient, ..Options::default() }.create(&path)?;
    let complaint = complaint("c1", "2026-03-02T09:00:00+08:00", "漏水")?;
    let dirty = [event("e1", "no-such", "2026-03-04")?, event("e2", "dispatched", "2026-03-01T09:10:00+08:00")?];
    ledger.record_batch(&engine, [(&complaint, &dirty[..])])?;
    let as_of = at("2026-03-20T00:00:00+08:00")?;
    let faults: Vec<_> = ledger.faults(&engine, as_of)?.iter().map(|(id, fault)| (id.clone(), fault.slug())).collect();
    assert_eq!(faults, [("c1".to_owned(), "unknown-event"), ("c1".to_owned(), "before-receipt")]);
    assert_eq!(slug(ledger.case(&engine, "c1", Mode::Strict)), Some("unknown-event"));

    ledger.set_mode(Mode::Strict);
    ledger.append(&engine, "c1", &[event("e3", "registered", "2026-03-02T10:00:00+08:00")?])?;
    let worse = event("e4", "resumed", "2026-03-04T10:00:00+08:00")?;
    assert_eq!(slug(ledger.append(&engine, "c1", &[worse])), Some("resume-without-pause"));
    assert_eq!(ledger.events("c1")?.len(), 3);
    Ok(())
}

#[test]
fn long_texts_and_many_events_are_kept() -> Tested {
    let engine = engine()?;
    let path = folder("long")?.join("a.ledger");
    let mut ledger = Ledger::create(&path)?;
    let text = "电梯\u{0}坏了。".repeat(70_000);
    assert!(text.len() > 1 << 20);
    let long = Complaint { text, ..complaint("long", "2026-03-02T09:00:00+08:00", "")? };
    ledger.record(&engine, std::slice::from_ref(&long))?;
    assert_eq!(ledger.complaint("long")?, long);
    let events = (0..500).map(|number| event(&format!("e{number:03}"), "progress-told", "2026-03-03T10:00:00+08:00"));
    let events = events.collect::<tousu::Result<Vec<_>>>()?;
    assert_eq!(ledger.append(&engine, "long", &events)?.events, 500);
    let huge = Complaint { text: "x".repeat(20 << 20), ..complaint("huge", "2026-03-02", "")? };
    assert_eq!(slug(ledger.record(&engine, &[huge])), Some("too-large"));
    drop(ledger);
    let ledger = Ledger::open(&path)?;
    assert_eq!(ledger.events("long")?, events);
    assert_eq!(ledger.len()?, 1);
    Ok(())
}
