//! What is due, what is overdue, and the figures: the same as replaying every case by hand.

mod ledger_support;

use ledger_support::{Tested, at, complaint, engine, event, five, slug};
use tousu::case::{ClockState, Mode};
use tousu::complaint::Complaint;
use tousu::document::{Document, JsonWriter};
use tousu::ledger::Ledger;
use tousu::statistics::{CalendarPeriod, Summary};

#[test]
fn lists_are_those_of_the_single_cases() -> Tested {
    let engine = engine()?;
    let mut ledger = Ledger::in_memory()?;
    ledger.record(&engine, &five()?)?;
    ledger.append(&engine, "c0", &[event("e1", "registered", "2026-03-02T09:10:00+08:00")?])?;
    ledger.append(&engine, "c3", &[event("e1", "paused", "2026-03-05T12:00:00+08:00")?])?;
    for as_of in ["2026-03-02T09:00:00+08:00", "2026-03-04T12:00:00+08:00", "2026-05-01T00:00:00+08:00"] {
        let (as_of, before) = (at(as_of)?, at("2026-04-15T00:00:00+08:00")?);
        let (mut due, mut overdue, mut observed) = (Vec::new(), Vec::new(), Vec::new());
        for complaint in five()?.iter().filter(|complaint| {
            complaint.received_at.and_then(tousu::time::Moment::instant).is_some_and(|received| received <= as_of)
        }) {
            let case = engine.replay(complaint, ledger.events(&complaint.id)?, Mode::Strict)?;
            let status = case.status(as_of)?;
            observed.push(engine.observe(complaint, &case, as_of)?);
            for clock in &status.clocks {
                let open = match clock.state {
                    ClockState::Running | ClockState::Paused => true,
                    ClockState::Breached => clock.ended.is_none(),
                    _ => false,
                };
                let Some(limit) = clock.due.filter(|_| open) else { continue };
                let row = (limit, complaint.id.clone(), clock.obligation, clock.state);
                if limit < before {
                    due.push(row.clone());
                }
                if clock.state == ClockState::Breached {
                    overdue.push(row);
                }
            }
        }
        due.sort_by(|left, right| (left.0, &left.1, left.2).cmp(&(right.0, &right.1, right.2)));
        overdue.sort_by(|left, right| (left.0, &left.1, left.2).cmp(&(right.0, &right.1, right.2)));
        let rows = |items: Vec<tousu::ledger::DueItem>| {
            let rows = items.into_iter().map(|item| {
                let obligation = engine.policy().obligation(&item.obligation);
                Some((item.due, item.complaint, obligation?, item.state))
            });
            rows.collect::<Option<Vec<_>>>()
        };
        assert_eq!(rows(ledger.due_before(&engine, as_of, before)?), Some(due));
        assert_eq!(rows(ledger.overdue(&engine, as_of)?), Some(overdue));
        assert_eq!(ledger.summary(&engine, as_of)?, Summary::of(engine.plan(as_of), observed));
    }
    Ok(())
}

#[test]
fn a_due_time_is_before_only_when_it_is_earlier() -> Tested {
    let engine = engine()?;
    let mut ledger = Ledger::in_memory()?;
    ledger.record(&engine, &five()?)?;
    let (as_of, far) = (at("2026-03-02T09:00:00+08:00")?, at("2027-01-01T00:00:00+08:00")?);
    let all = ledger.due_before(&engine, as_of, far)?;
    let first = all.first().ok_or("nothing is due")?;
    assert_eq!(first.complaint, "c0", "the others have not been received");
    assert!(first.owner.is_some() && !first.label.zh.is_empty() && !first.clause.is_empty());
    assert_eq!(ledger.due_before(&engine, as_of, first.due)?, []);
    assert!(!ledger.due_before(&engine, as_of, first.due.plus(1)?)?.is_empty());
    // In time at the due second, overdue one second later.
    assert_eq!(ledger.overdue(&engine, first.due)?, []);
    assert!(!ledger.overdue(&engine, first.due.plus(1)?)?.is_empty());

    let mut json = JsonWriter::new();
    json.array(|json| all.iter().for_each(|item| item.write_json(&engine, json)));
    let json = json.finish();
    let document = Document::parse_json(&json)?;
    assert_eq!(document.root().items()?.count(), all.len());
    assert!(json.starts_with(r#"[{"complaint":"c0","title":"","unit":null,"category":"#), "{json}");
    Ok(())
}

#[test]
fn a_month_is_a_part_of_the_whole() -> Tested {
    let engine = engine()?;
    let mut ledger = Ledger::in_memory()?;
    ledger.record(&engine, &five()?)?;
    let april = complaint("d1", "2026-04-30T23:50:00+08:00", "漏水")?;
    let undated = Complaint { id: "d2".into(), text: "电梯坏了".into(), ..Complaint::default() };
    let dated = complaint("d3", "2026-04-30", "电梯坏了")?;
    ledger.record(&engine, &[april, undated, dated])?;
    let as_of = at("2026-07-01T00:00:00+08:00")?;
    let volume = |month: &str| {
        let cells = ledger.summary(&engine, as_of)?.by(&[], Some(CalendarPeriod::parse(month)?))?;
        Ok::<_, tousu::Error>(cells.values().map(tousu::statistics::Cell::volume).sum::<u64>())
    };
    assert_eq!((volume("2026-03")?, volume("2026-04")?, volume("2026-05")?), (5, 2, 0));
    assert_eq!(ledger.summary(&engine, as_of)?.total().volume(), 8);
    assert_eq!(
        ledger.summary(&engine, at("2026-04-30T00:00:00+08:00")?)?.total().volume(),
        7,
        "a date counts from its first second"
    );
    assert_eq!(ledger.summary(&engine, at("2026-04-29T23:59:59+08:00")?)?.total().volume(), 6);
    Ok(())
}

#[test]
fn what_an_engine_cannot_decide_is_named_and_not_left_out() -> Tested {
    let (engine, other) = (engine()?, tousu::Engine::builtin("complaint-process-training")?);
    let mut ledger = Ledger::in_memory()?;
    let grouped = Complaint { tier: Some("group".into()), ..complaint("c1", "2026-03-02T09:00:00+08:00", "漏水")? };
    ledger.record(&engine, &[grouped])?;
    ledger.record(&other, &[complaint("c2", "2026-03-02T09:00:00+08:00", "漏水")?])?;
    assert_eq!(ledger.recorded("c2")?.policy, "complaint-process-training");
    let as_of = at("2026-03-10T09:00:00+08:00")?;
    assert_eq!(ledger.summary(&engine, as_of)?.total().volume(), 2);
    let error = ledger.overdue(&other, as_of).err().ok_or("a tier of another policy was taken")?;
    assert_eq!((error.slug(), error.place().path.as_deref()), ("unknown-tier", Some("complaints[c1].tier")));
    assert_eq!(slug(ledger.case(&other, "c1", Mode::Lenient)), Some("unknown-tier"));
    Ok(())
}

/// Nine complain in the third case, which goes into the second, and that into the first: with the two writers of these,
/// eleven. Ten are a group, which the leading group is told of.
#[test]
fn who_was_merged_into_a_case_joins_it() -> Tested {
    let engine = engine()?;
    let mut ledger = Ledger::in_memory()?;
    let cases = r#"[
        {"complaint": {"id": "c1", "received_at": "2026-03-02T09:00:00+08:00"}},
        {"complaint": {"id": "c2", "received_at": "2026-03-02T09:30:00+08:00"}, "events": [
            {"id": "e1", "kind": "merged", "at": "2026-03-03T09:00:00+08:00", "into": "c1"}]},
        {"complaint": {"id": "c3", "received_at": "2026-03-02T10:00:00+08:00", "facts": {"complainants": {"people": 9}}},
         "events": [{"id": "e1", "kind": "merged", "at": "2026-03-02T12:00:00+08:00", "into": "c2"}]}]"#;
    ledger.record_batch_json(&engine, cases)?;
    let status = |id: &str, as_of: &str| -> tousu::Result<String> {
        ledger.status_json(&engine, id, at(as_of)?, None, Mode::Strict)
    };
    let (before, after) = ("2026-03-03T08:59:59+08:00", "2026-03-03T09:00:00+08:00");
    assert!(status("c1", before)?.contains(r#""complainants":{"people":null,"#));
    assert!(status("c2", before)?.contains(r#""complainants":{"people":10,"#));
    assert!(status("c2", before)?.contains(r#""merged_into":null,"#));
    assert!(status("c2", after)?.contains(r#""merged_into":"c1","#));
    assert!(status("c1", after)?.contains(r#""complainants":{"people":11,"#));
    assert!(status("c1", after)?.contains(r#""tier":{"id":"group","#));
    let tiers = |as_of: &str| -> tousu::Result<Vec<Option<String>>> {
        let due = ledger.due_before(&engine, at(as_of)?, at("2026-06-01T00:00:00+08:00")?)?;
        Ok(due.into_iter().filter(|item| item.complaint == "c1").map(|item| item.tier).collect())
    };
    assert!(tiers(before)?.iter().all(|tier| tier.as_deref() == Some("general")));
    assert!(tiers(after)?.iter().all(|tier| tier.as_deref() == Some("group")) && !tiers(after)?.is_empty());
    // What is recorded later is seen as well.
    let event = r#"{"id": "e9", "kind": "merged", "at": "2026-03-04T09:00:00+08:00", "into": "c1"}"#;
    ledger.record_json(&engine, r#"{"id": "c4", "received_at": "2026-03-02T09:00:00+08:00"}"#)?;
    ledger.append_json(&engine, "c4", event)?;
    let later = ledger.status_json(&engine, "c1", at("2026-03-04T09:00:00+08:00")?, None, Mode::Strict)?;
    assert!(later.contains(r#""complainants":{"people":12,"#));
    Ok(())
}
