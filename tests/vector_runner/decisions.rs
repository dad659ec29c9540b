//! Decisions: a complaint under a policy, with its history, at an instant.
//!
//! The same in JSON and TOML. TOML has no null: there, the text `null` stands for it.

use tousu::case::{Case, Clock, Event, Item, Mode, Status, View, Warn};
use tousu::complaint::Complaint;
use tousu::document::{Cursor, Document, Value};
use tousu::policy::{Parameters, Policy};
use tousu::time::{Instant, Moment};
use tousu::{Code, Engine, Error, Result};

use crate::{Mismatch, Outcome, Tally, book};

pub(crate) fn run(file: &str, root: &Cursor<'_>, cases: &Cursor<'_>, tally: &mut Tally) -> Result<()> {
    for case in cases.items()? {
        let id = case.require("id", "the case's id")?.text()?;
        tally.count(file, id, outcome(root, &case)?);
    }
    Ok(())
}

fn outcome(root: &Cursor<'_>, case: &Cursor<'_>) -> Result<Outcome> {
    let expect = case.require("expect", "what is expected")?;
    let decided = decide(root, case);
    let mut mismatches = Vec::new();
    match (expect.get_some("error"), decided) {
        (Some(error), Err(fault)) => {
            let slug = error.text()?;
            if slug != "*" && slug != fault.slug() && !fault.causes().iter().any(|cause| cause.slug() == slug) {
                mismatches.push(Mismatch::new("error", slug, format!("{}: {fault}", fault.slug())));
            }
        }
        (Some(error), Ok(decision)) => {
            let standing = decision.status.standing.slug();
            mismatches.push(Mismatch::new("error", error.text()?, format!("no error; the case is {standing}")));
        }
        (None, Err(fault)) => {
            mismatches.push(Mismatch::new("error", "none", format!("{}: {fault}", fault.slug())));
        }
        (None, Ok(decision)) => compare(&expect, &decision, &mut mismatches)?,
    }
    Ok(if mismatches.is_empty() { Outcome::Passed } else { Outcome::Failed(mismatches) })
}

/// What a case of the vectors comes to.
pub(crate) struct Decision {
    pub(crate) engine: Engine,
    pub(crate) case: Case,
    pub(crate) status: Status,
    view: View,
}

pub(crate) fn decide(root: &Cursor<'_>, case: &Cursor<'_>) -> Result<Decision> {
    let engine = engine(root, case)?;
    let complaint = Complaint::from_cursor(&case.require("complaint", "the complaint")?)?;
    let events = case.get_some("events").map(|events| Event::read_all(&events)).transpose()?.unwrap_or_default();
    let mode = match case.get_some("mode").map(|mode| mode.text()).transpose()? {
        None | Some("strict") => Mode::Strict,
        Some("lenient") => Mode::Lenient,
        Some(other) => return Err(Error::new(Code::UnknownValue, other, "strict, lenient").at("mode")),
    };
    let mut replayed = engine.replay(&complaint, events, mode)?;
    for merged in case.get_some("merged").iter().flat_map(|merged| merged.items()).flatten() {
        let other = Complaint::from_cursor(&merged.require("complaint", "the complaint")?)?;
        let events = Event::read_all(&merged.require("events", "its events")?)?;
        let other = engine.replay(&other, events, mode)?;
        let (into, joined) =
            other.merged_into(Instant::MAX)?.ok_or_else(|| merged.wrong_type("a case that is merged"))?;
        if into != complaint.id {
            return Err(merged.error(Code::UnknownValue, into, &complaint.id));
        }
        replayed = replayed.apply(joined)?;
    }
    let (mut engine, mut replayed) = (engine, replayed);
    if let Some(moved) = case.get_some("moved") {
        let at = Instant::parse(moved.require("at", "when it moved")?.text()?)?;
        engine = self::engine(root, &moved)?;
        replayed = engine.take_over(&replayed, &complaint, at)?;
    }
    let as_of = match case.get_some("as_of") {
        Some(as_of) => Instant::parse(as_of.text()?).map_err(|error| error.at("as_of"))?,
        None => complaint.received_at.and_then(Moment::instant).unwrap_or(Instant::MIN),
    };
    let known_at = case.get_some("known_at").map(|at| Instant::parse(at.text()?)).transpose()?;
    let warn = case.get_some("warn").map(|warn| Warn::parse(warn.text()?)).transpose()?;
    let view = View { as_of, known_at, warn };
    let status = replayed.view(view)?;
    Ok(Decision { engine, case: replayed, status, view })
}

/// The rule book of a case: built in, written in the case, or one of the file's `books`.
fn engine(root: &Cursor<'_>, case: &Cursor<'_>) -> Result<Engine> {
    let policy = case.require("policy", "a built-in id, {\"toml\": …} or {\"book\": …}")?;
    let of_file = |book: Cursor<'_>| root.require("books", "the file's books")?.require(book.text()?, "the book");
    let parameters = case.get_some("parameters").map(|found| Parameters::from_cursor(&found)).transpose()?;
    let parameters = parameters.unwrap_or_default();
    match policy.get("toml").or(policy.get("book").map(of_file).transpose()?) {
        Some(toml) => {
            let document = Document::parse_toml(toml.text()?)?;
            Engine::new(Policy::from_document(&document, &parameters)?)
        }
        None => Engine::builtin_with(policy.text()?, &parameters),
    }
}

fn compare(expect: &Cursor<'_>, decision: &Decision, out: &mut Vec<Mismatch>) -> Result<()> {
    let Decision { engine, case, status, view } = decision;
    let (policy, facts) = (engine.policy(), &case.intake().facts);
    for (key, wanted) in expect.entries()? {
        match key.name.as_str() {
            "category" => {
                let category = case.intake().classification.category.map(|id| policy.lexicon.category_name(id));
                same("category", &wanted, category.unwrap_or("null"), out)?;
            }
            "tier" => same("tier", &wanted, status.tiering.tier.map_or("null", |id| policy.tier_name(id)), out)?,
            "status" => same("status", &wanted, status.standing.slug(), out)?,
            "cycle" => count("cycle", &wanted, status.cycle as usize, out)?,
            "voided" => count("voided", &wanted, status.voided, out)?,
            "late_entries" => count("late_entries", &wanted, status.late_entries, out)?,
            "not_yet_known" => count("not_yet_known", &wanted, status.not_yet_known, out)?,
            "undetermined" => count("undetermined", &wanted, status.undetermined, out)?,
            "warnings" => {
                let name =
                    |clock: &Clock| policy.obligations.get(clock.obligation.index()).map(|found| found.id.as_str());
                let warned: Vec<&str> = status.warnings().filter_map(name).collect();
                let wanted: Vec<&str> = wanted.items()?.map(|id| id.text()).collect::<Result<_>>()?;
                if warned != wanted {
                    out.push(Mismatch::new("warnings", wanted.join(", "), warned.join(", ")));
                }
            }
            "complainants" => {
                for (unit, wanted) in wanted.entries()? {
                    let found = match unit.name.as_str() {
                        "people" => status.complainants.people,
                        _ => status.complainants.households,
                    };
                    count(&format!("complainants.{}", unit.name), &wanted, found.unwrap_or(0) as usize, out)?;
                }
            }
            "earlier" => earlier(decision, &wanted, out)?,
            "timeline" => {
                let timeline = case.timeline(*view)?;
                let lines: Vec<String> = timeline.items.iter().map(|item| line(decision, item)).collect();
                let wanted: Vec<&str> = wanted.items()?.map(|line| line.text()).collect::<Result<_>>()?;
                if lines != wanted {
                    out.push(Mismatch::new("timeline", wanted.join("\n"), lines.join("\n")));
                }
            }
            "next_change_at" => {
                let found = status.next_change_at.map(|at| engine.calendar().format(at));
                same_instant("next_change_at", &wanted, found, out)?;
            }
            "rounds" => {
                for (id, wanted) in wanted.entries()? {
                    let of = |clock: &&Clock| policy.obligation(&id.name) == Some(clock.obligation);
                    let clocks: Vec<&Clock> = status.clocks.iter().filter(of).collect();
                    count(&format!("rounds.{}", id.name), &wanted, clocks.len(), out)?;
                    for (wanted, clock) in wanted.items()?.zip(clocks) {
                        let what = format!("{}.{}", id.name, clock.round);
                        same_clock(decision, &what, clock, &wanted, out)?;
                    }
                }
            }
            "signals" | "not_signals" => {
                let found: Vec<&str> = facts.signals.iter().map(|id| policy.lexicon.signal_name(id)).collect();
                for signal in wanted.items()? {
                    if found.contains(&signal.text()?) != (key.name == "signals") {
                        out.push(Mismatch::new(&key.name, signal.text()?, found.join(", ")));
                    }
                }
            }
            "obligations" => {
                for (id, wanted) in wanted.entries()? {
                    obligation(decision, &id.name, &wanted, out)?;
                }
            }
            "not_obligations" => {
                for id in wanted.items()? {
                    let clock = clock(decision, id.text()?);
                    if let Some(clock) = clock.filter(|clock| clock.state.slug() != "waived") {
                        out.push(Mismatch::new(id.text()?, "absent or waived", clock.state.slug()));
                    }
                }
            }
            "next_due" => {
                let name =
                    |id: tousu::id::ObligationId| policy.obligations.get(id.index()).map(|found| found.id.as_str());
                let next = status.next_due;
                let (id, due) = (next.and_then(|next| name(next.obligation)), next.map(|next| next.due));
                if is_null(&wanted) {
                    if let Some(id) = id {
                        out.push(Mismatch::new("next_due", "null", id));
                    }
                    continue;
                }
                if let Some(wanted) = wanted.get_some("obligation") {
                    same("next_due.obligation", &wanted, id.unwrap_or("null"), out)?;
                }
                if let Some(wanted) = wanted.get("due") {
                    same_instant("next_due.due", &wanted, due.map(|due| engine.calendar().format(due)), out)?;
                }
            }
            "faults" => {
                let found: Vec<&str> = status.faults.iter().map(Error::slug).collect();
                let mut wanted: Vec<&str> = wanted.items()?.map(|slug| slug.text()).collect::<Result<_>>()?;
                let mut sorted = found.clone();
                wanted.sort_unstable();
                sorted.sort_unstable();
                if wanted != sorted {
                    out.push(Mismatch::new("faults", wanted.join(", "), found.join(", ")));
                }
            }
            "assumed" => {
                let found: Vec<&str> = policy.assumed().map(|parameter| parameter.id.as_str()).collect();
                for id in wanted.items()? {
                    if !found.contains(&id.text()?) {
                        out.push(Mismatch::new("assumed", id.text()?, found.join(", ")));
                    }
                }
            }
            "reports" | "unit_duties" => {
                let received = match case.intake().received_at {
                    Some(Moment::At { instant, .. }) => instant,
                    Some(Moment::On(date)) => engine.calendar().end_of_day(date)?,
                    None => Instant::MIN,
                };
                let dues = match key.name.as_str() {
                    "reports" => engine.report_dues(received)?,
                    _ => engine.unit_duty_dues(received)?,
                };
                for (id, wanted) in wanted.entries()? {
                    let what = format!("{}.{}", key.name, id.name);
                    let Some((_, due)) = dues.iter().find(|(owed, _)| *owed == id.name) else {
                        out.push(Mismatch::new(what, "to be owed", "not in the book"));
                        continue;
                    };
                    if let Some(wanted) = wanted.get("due") {
                        let due = due.map(|due| engine.calendar().format(due));
                        same_instant(&format!("{what}.due"), &wanted, due, out)?;
                    }
                }
            }
            "routes" | "not_routes" => routes(&key.name, &wanted, decision, out)?,
            "book" => book::compare(engine, &wanted, out)?,
            "error" => {}
            other => {
                return Err(wanted.error(Code::UnknownField, other, "a key of `expect`"));
            }
        }
    }
    Ok(())
}

/// `routes`: who takes it, by route (`first-asked` where no role is named); `not_routes`: those that do not apply.
fn routes(key: &str, wanted: &Cursor<'_>, decision: &Decision, out: &mut Vec<Mismatch>) -> Result<()> {
    let routes = decision.engine.routes(decision.case.intake());
    let taker = |id: &str| {
        let route = routes.iter().find(|route| route.id == id)?;
        Some(route.to.map_or(route.by, |role| decision.engine.policy().role_name(role)))
    };
    if key == "not_routes" {
        for id in wanted.items()? {
            if let Some(taker) = taker(id.text()?) {
                out.push(Mismatch::new(id.text()?, "not to apply", taker));
            }
        }
        return Ok(());
    }
    for (id, wanted) in wanted.entries()? {
        same(&format!("routes.{}", id.name), &wanted, taker(&id.name).unwrap_or("null"), out)?;
    }
    Ok(())
}

fn clock<'d>(decision: &'d Decision, id: &str) -> Option<&'d Clock> {
    decision.status.clock(decision.engine.policy().obligation(id)?)
}

fn obligation(decision: &Decision, id: &str, wanted: &Cursor<'_>, out: &mut Vec<Mismatch>) -> Result<()> {
    let Some(clock) = clock(decision, id) else {
        let known = decision.engine.policy().obligation(id).is_some();
        let actual = if known { "the complaint does not owe it" } else { "the policy has no such obligation" };
        out.push(Mismatch::new(id, wanted.to_string(), actual));
        return Ok(());
    };
    same_clock(decision, id, clock, wanted, out)
}

fn same_clock(
    decision: &Decision,
    id: &str,
    clock: &Clock,
    wanted: &Cursor<'_>,
    out: &mut Vec<Mismatch>,
) -> Result<()> {
    let calendar = decision.engine.calendar();
    let moment = |moment: Option<Moment>| {
        moment.map(|moment| match moment {
            Moment::At { instant, .. } => calendar.format(instant),
            Moment::On(date) => date.to_string(),
        })
    };
    for (key, wanted) in wanted.entries()? {
        let what = format!("{id}.{}", key.name);
        match key.name.as_str() {
            "state" => same(&what, &wanted, clock.state.slug(), out)?,
            "due" => same_instant(&what, &wanted, clock.due.map(|due| calendar.format(due)), out)?,
            "original_due" => {
                same_instant(&what, &wanted, clock.original_due.map(|due| calendar.format(due)), out)?;
            }
            "warn_at" => same_instant(&what, &wanted, clock.warn_at.map(|at| calendar.format(at)), out)?,
            "started_at" => same_instant(&what, &wanted, moment(clock.started), out)?,
            "ended_at" => same_instant(&what, &wanted, moment(clock.ended), out)?,
            "extension_asked_at" => same_instant(&what, &wanted, moment(clock.extension_asked), out)?,
            "owed_by" => same(&what, &wanted, clock.owed_by.as_deref().unwrap_or("null"), out)?,
            "cycle" => count(&what, &wanted, clock.cycle as usize, out)?,
            "round" => count(&what, &wanted, clock.round as usize, out)?,
            "provisional" | "breached_at_retier" | "late_extension" => {
                let actual = match key.name.as_str() {
                    "provisional" => clock.provisional,
                    "late_extension" => clock.late_extension,
                    _ => clock.breached_at_retier,
                };
                if wanted.boolean()? != actual {
                    out.push(Mismatch::new(what, wanted.to_string(), actual.to_string()));
                }
            }
            other => return Err(wanted.error(Code::UnknownField, other, "a key of an obligation")),
        }
    }
    Ok(())
}

fn is_null(wanted: &Cursor<'_>) -> bool {
    matches!(wanted.value(), Value::Null) || wanted.text() == Ok("null")
}

/// What the policy that the case left had decided: state and due time of each obligation.
fn earlier(decision: &Decision, wanted: &Cursor<'_>, out: &mut Vec<Mismatch>) -> Result<()> {
    let Some(earlier) = &decision.status.earlier else {
        out.push(Mismatch::new("earlier", "an earlier policy", "none"));
        return Ok(());
    };
    for (id, wanted) in wanted.entries()? {
        let clock = earlier.rules.policy().obligation(&id.name).and_then(|id| earlier.status.clock(id));
        let Some(clock) = clock else {
            out.push(Mismatch::new(format!("earlier.{}", id.name), "a clock", "none"));
            continue;
        };
        same_clock(decision, &format!("earlier.{}", id.name), clock, &wanted, out)?;
    }
    Ok(())
}

/// A line of the timeline: when, what, and about what.
fn line(decision: &Decision, item: &Item) -> String {
    let Decision { engine, case, status, .. } = decision;
    let policy = engine.policy();
    let at = item.at().map_or("-".to_owned(), |at| match at {
        Moment::At { instant, .. } => engine.calendar().format(instant),
        Moment::On(date) => date.to_string(),
    });
    let what = match *item {
        Item::Event { event, counts, late, .. } => case.events().get(event).map_or_else(String::new, |event| {
            let marks = [(!counts).then_some("not counted"), late.then_some("late")];
            let marks: Vec<&str> = marks.into_iter().flatten().collect();
            if marks.is_empty() { event.kind.clone() } else { format!("{} ({})", event.kind, marks.join(", ")) }
        }),
        Item::Tier(change) => change.tier.map_or("null", |tier| policy.tier_name(tier)).to_owned(),
        _ => {
            let clock = item.clock().and_then(|clock| status.clocks.get(clock));
            let obligation = clock.and_then(|clock| policy.obligations.get(clock.obligation.index()));
            obligation.map_or_else(String::new, |obligation| obligation.id.clone())
        }
    };
    format!("{at} {} {what}", item.slug()).trim_end().to_owned()
}

/// A number, or the length of a list.
fn count(what: &str, wanted: &Cursor<'_>, found: usize, out: &mut Vec<Mismatch>) -> Result<()> {
    let expected = match wanted.value() {
        Value::Array(_) => wanted.items()?.count(),
        _ => usize::try_from(wanted.integer()?).unwrap_or(usize::MAX),
    };
    if expected != found {
        out.push(Mismatch::new(what, expected.to_string(), found.to_string()));
    }
    Ok(())
}

fn same(what: &str, wanted: &Cursor<'_>, actual: &str, out: &mut Vec<Mismatch>) -> Result<()> {
    let expected = if is_null(wanted) { "null" } else { wanted.text()? };
    if expected != actual {
        out.push(Mismatch::new(what, expected, actual));
    }
    Ok(())
}

/// Instants are compared as instants, whatever their offset; dates as dates.
fn same_instant(what: &str, wanted: &Cursor<'_>, actual: Option<String>, out: &mut Vec<Mismatch>) -> Result<()> {
    let expected = match is_null(wanted) {
        true => None,
        false => Some(Moment::parse(wanted.text()?).map_err(|error| wanted.locate(error))?),
    };
    let found = actual.as_deref().map(Moment::parse).transpose()?;
    if expected != found {
        out.push(Mismatch::new(what, wanted.to_string(), actual.unwrap_or_else(|| "null".to_owned())));
    }
    Ok(())
}
