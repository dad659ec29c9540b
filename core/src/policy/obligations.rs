//! Reads obligations, and refuses those that can never start or end.

use super::condition;
use super::proof;
use super::read::Reader;
use super::spans;
use super::values::{clause, clause_or, flag, label, one_or_more, text};
use super::{
    Counting, Cycles, Ends, EventKind, EventMatch, Extension, Forbidden, Limit, Obligation, Repeats, Strength,
};
use crate::document::{Cursor, Value};
use crate::error::Code;
use crate::id::TierId;
use crate::period::Period;

/// Reads every obligation. `reached` says which tiers a complaint can have.
pub(super) fn read(
    reader: &mut Reader<'_>,
    counting: Counting,
    forbids: &[Forbidden],
    reached: &[bool],
) -> Vec<Obligation> {
    let items = reader.names.obligations.items().to_vec();
    let read = |item| read_one(reader, &item, counting, forbids, reached);
    items.into_iter().map(read).collect()
}

fn read_one(
    reader: &mut Reader<'_>,
    item: &Cursor<'_>,
    counting: Counting,
    forbids: &[Forbidden],
    reached: &[bool],
) -> Obligation {
    let id = text(item, "id");
    let tiers = tiers(reader, item, id, reached);
    let owed_out_of_scope = reader.bool(item, "owed_out_of_scope", false);
    let when = item.get_some("when").and_then(|at| {
        let formula = condition::read(reader, &at)?;
        if proof::satisfiable(reader, &at, &formula) == Some(false) {
            let why = "its condition can never hold";
            reader.faults.error(&at, Code::NeverStarts, id, why);
        }
        if !owed_out_of_scope && proof::asks_out_of_scope(reader, &at, &formula) {
            let why = "it asks for what is out of scope, of which nothing is owed; set `owed_out_of_scope`";
            reader.faults.error(&at, Code::NeverStarts, id, why);
        }
        Some(formula.condition())
    });
    let starts = item.get_some("starts").and_then(|at| starts(reader, &at, id, forbids)).unwrap_or_default();
    let ends =
        item.get_some("ends").and_then(|at| ends(reader, &at, id, forbids)).unwrap_or_else(|| Ends::Any(Vec::new()));
    let counting = reader.counting(item, counting);
    let within = item.get_some("within").and_then(|at| reader.period(&at));
    let limit = within.and_then(|(_, period)| period);
    let every = item.get_some("every").and_then(|at| length(reader, &at));
    let own = clause(item);
    Obligation {
        id: id.to_owned(),
        label: label(item, id),
        tiers,
        when,
        starts,
        within: within.and_then(|(parameter, period)| Some(Limit { period: period?, counting, parameter })),
        warn: item.get_some("warn").and_then(|at| warning(reader, &at, item, limit.or(every))),
        every,
        strength: match reader.word(item, "strength").as_deref() {
            Some("should") => Strength::Should,
            _ => Strength::Must,
        },
        owner: item.get_some("owner").and_then(|role| reader.role(&role)),
        extension: item.get_some("extension").and_then(|at| {
            let approver = at.get_some("approved_by")?;
            let at_most = at.get_some("at_most").and_then(|most| length(reader, &most));
            Some(Extension { approved_by: reader.role(&approver)?, at_most, clause: clause_or(&at, &own) })
        }),
        customer_may_set: reader.bool(item, "customer_may_set", false),
        delay_promise: reader.bool(item, "delay_promise", false),
        cycles: match reader.word(item, "cycles").as_deref() {
            Some("first") => Cycles::First,
            Some("throughout") => Cycles::Throughout,
            _ => Cycles::Each,
        },
        repeats: match reader.word(item, "repeats").as_deref() {
            Some("each-start") => Repeats::EachStart,
            Some("each-recipient") => Repeats::EachRecipient,
            _ => Repeats::Once,
        },
        owed_out_of_scope,
        internal: item.get_some("internal").map_or_else(|| ends.is_internal(), |_| flag(item, "internal")),
        ends,
        clause: own,
    }
}

/// A length of time longer than nothing; what is none is reported.
fn length(reader: &mut Reader<'_>, at: &Cursor<'_>) -> Option<Period> {
    let period = reader.period(at)?.1?;
    if spans::is_length(period) {
        return Some(period);
    }
    reader.faults.wrong_type(at, "a length of time, as \"3 days\"");
    None
}

/// How long before the due time to warn; outside the limit it is reported.
fn warning(reader: &mut Reader<'_>, at: &Cursor<'_>, item: &Cursor<'_>, limit: Option<Period>) -> Option<Period> {
    let id = text(item, "id");
    let warn = length(reader, at)?;
    if item.get_some("within").is_none() && item.get_some("every").is_none() {
        reader.faults.error(at, Code::WarnOutsidePeriod, id, "it has no limit; give `within`");
    }
    if matches!(warn, Period::Months { .. }) {
        reader.faults.wrong_type(at, "a warning in minutes, hours or days");
        return None;
    }
    // A parameter without a value may still get one.
    if let Some(limit) = limit
        && let Some(why) = spans::warning_outside(limit, warn, || reader.open_seconds())
    {
        reader.faults.error(at, Code::WarnOutsidePeriod, id, why);
    }
    Some(warn)
}

fn tiers(reader: &mut Reader<'_>, item: &Cursor<'_>, id: &str, reached: &[bool]) -> Vec<TierId> {
    let Some(list) = item.get_some("tiers") else {
        return Vec::new();
    };
    let mut tiers = Vec::new();
    let mut whole = true;
    for at in one_or_more(&list) {
        match reader.tier(&at) {
            Some(tier) if tiers.contains(&tier) => {
                reader.faults.error(&at, Code::DuplicateId, at.text().unwrap_or_default(), "");
            }
            Some(tier) => tiers.push(tier),
            None => whole = false,
        }
    }
    let possible = |tier: &TierId| reached.get(tier.index()).copied().unwrap_or(true);
    if whole && !tiers.iter().any(possible) {
        let why = if tiers.is_empty() {
            "it names no tier; leave `tiers` out for all of them"
        } else {
            "no complaint gets a tier that owes it"
        };
        reader.faults.error(&list, Code::NeverStarts, id, why);
    }
    tiers.sort_unstable();
    tiers
}

/// One event with its recipients.
fn event_match(reader: &mut Reader<'_>, at: &Cursor<'_>) -> Option<EventMatch> {
    let kind_at = at.get_some("event").unwrap_or_else(|| at.clone());
    let kind = reader.event(&kind_at);
    let mut to = Some(Vec::new());
    if let Some(list) = at.get_some("to") {
        for role_at in one_or_more(&list) {
            match (reader.role(&role_at), &mut to) {
                (Some(role), Some(roles)) => roles.push(role),
                _ => to = None,
            }
        }
    }
    Some(EventMatch { kind: kind?, to: to? })
}

fn event_matches(reader: &mut Reader<'_>, list: &Cursor<'_>) -> Option<Vec<EventMatch>> {
    let mut out = Some(Vec::new());
    for at in list.items().ok()? {
        match (event_match(reader, &at), &mut out) {
            (Some(event), Some(events)) => events.push(event),
            _ => out = None,
        }
    }
    out
}

/// Which one of the fields a table has; a table with none or several is reported.
fn only<'d>(reader: &mut Reader<'_>, at: &Cursor<'d>, names: &[&'static str]) -> Option<(&'static str, Cursor<'d>)> {
    let present: Vec<_> = names.iter().filter_map(|name| at.get_some(name).map(|field| (*name, field))).collect();
    match <[_; 1]>::try_from(present) {
        Ok([one]) => {
            if one.0 != "event"
                && let Some(to) = at.get_some("to")
            {
                reader.faults.error(&to, Code::UnknownField, "to", "it beside `event`");
            }
            Some(one)
        }
        Err(present) => {
            let found: Vec<_> = present.iter().map(|(name, _)| *name).collect();
            let found = match found.as_slice() {
                [] => "none of its fields".to_owned(),
                found => found.join(" beside "),
            };
            let expected = format!("one of {}", names.join(", "));
            reader.faults.error(at, Code::WrongType, found, expected);
            None
        }
    }
}

fn starts(reader: &mut Reader<'_>, at: &Cursor<'_>, id: &str, forbids: &[Forbidden]) -> Option<Vec<EventMatch>> {
    let events = match at.value() {
        Value::String(_) => vec![event_match(reader, at)?],
        _ => match only(reader, at, &["event", "first_available"])? {
            ("event", _) => vec![event_match(reader, at)?],
            (_, list) => event_matches(reader, &list)?,
        },
    };
    if events.iter().all(|event| forbidden(forbids, event)) {
        let why = if events.is_empty() { "nothing starts it" } else { "the book forbids the event that starts it" };
        reader.faults.error(at, Code::NeverStarts, id, why);
    }
    Some(events)
}

fn ends(reader: &mut Reader<'_>, at: &Cursor<'_>, id: &str, forbids: &[Forbidden]) -> Option<Ends> {
    let ends = match at.value() {
        Value::String(_) => Ends::Any(vec![event_match(reader, at)?]),
        _ => match only(reader, at, &["event", "any", "all"])? {
            ("event", _) => Ends::Any(vec![event_match(reader, at)?]),
            ("any", list) => Ends::Any(event_matches(reader, &list)?),
            (_, list) => Ends::All(event_matches(reader, &list)?),
        },
    };
    let implied =
        |event: &EventMatch| event.kind == EventKind::Received.id() || event.kind == EventKind::Classified.id();
    let (never, implies, empty) = match &ends {
        Ends::Any(events) => (
            events.iter().all(|event| forbidden(forbids, event) || implied(event)),
            events.iter().any(implied),
            events.is_empty(),
        ),
        Ends::All(events) => (
            events.is_empty() || events.iter().any(|event| forbidden(forbids, event) || implied(event)),
            events.iter().any(implied),
            events.is_empty(),
        ),
    };
    if never {
        let why = match (empty, implies) {
            (true, _) => "nothing ends it",
            (false, true) => "its end comes with the complaint, before anything is owed",
            (false, false) => "the book forbids the event that ends it",
        };
        reader.faults.error(at, Code::NeverEnds, id, why);
    }
    Some(ends)
}

fn forbidden(forbids: &[Forbidden], event: &EventMatch) -> bool {
    forbids.iter().any(|forbidden| forbidden.kind == event.kind)
}
