//! Calendar operations: `{"groups": [{"calendar", "cases": [{"id", "op", …, "expect"}]}]}`.
//!
//! A calendar is the id of a built-in one, or a document as the library reads it. Beside `expect` a case may demand
//! that the answer is provisional or not (`provisional`), and which error it is (`slug`).

use tousu::calendar::{Calendar, Direction, Known, RollMode};
use tousu::document::{Cursor, Value};
use tousu::time::{Date, Instant};
use tousu::{Code, Error, Result};

use crate::{Mismatch, Outcome, Tally};

pub(crate) fn run(file: &str, source: &str, groups: &Cursor<'_>, tally: &mut Tally) -> Result<()> {
    for group in groups.items()? {
        let calendar = calendar(source, &group.require("calendar", "the calendar of the group")?);
        for case in group.require("cases", "the cases of the group")?.items()? {
            let id = case.require("id", "the case's id")?.text()?;
            tally.count(file, id, outcome(calendar.as_ref(), &case)?);
        }
    }
    Ok(())
}

/// The built-in calendar with this id, or the one that a document describes.
pub(crate) fn calendar(source: &str, described: &Cursor<'_>) -> Result<Calendar> {
    match described.value() {
        Value::String(id) => Ok((*Calendar::builtin(id)?).clone()),
        _ => Calendar::from_source(source.get(described.span().start..described.span().end).unwrap_or_default()),
    }
}

/// A result in the format's terms.
#[derive(PartialEq, Debug)]
enum Answer {
    Nothing,
    Error(Error),
    At(Instant),
    On(Date),
    Number(i64),
    Flag(bool),
    Periods(Vec<(Instant, Instant)>),
    Day { working: bool, why: &'static str, name: Option<String> },
}

fn outcome(calendar: Result<&Calendar, &Error>, case: &Cursor<'_>) -> Result<Outcome> {
    let op = case.require("op", "the operation")?.text()?;
    if matches!(op, "add_business_days_time" | "lifecycle") {
        return Ok(Outcome::Skipped(format!("`{op}` is not an operation of the calendar")));
    }
    let (actual, provisional) =
        match calendar.cloned().map_err(Clone::clone).and_then(|found| operate(&found, op, case)) {
            Ok(Known { value, provisional }) => (value, provisional),
            // What cannot be reached is no result; everything else is a refusal.
            Err(error) if error.code() == Code::NoOpenTime => (Answer::Nothing, false),
            Err(error) if error.code() == Code::UnknownValue && calendar.is_ok() => {
                return Ok(Outcome::Skipped(error.to_string()));
            }
            Err(error) => (Answer::Error(error), false),
        };
    let missing = || case.error(Code::MissingField, "expect", "the result; null when none can be reached");
    let expect = case.get("expect").ok_or_else(missing)?;
    let mut mismatches = Vec::new();
    let mut accepted = vec![expect.clone()];
    if let Some(others) = case.get_some("alt") {
        accepted.extend(others.entries()?.map(|(_, value)| value));
    }
    let mut matched = false;
    for wanted in &accepted {
        matched |= matches(wanted, &actual)?;
    }
    if !matched {
        mismatches.push(Mismatch::new(op, expect.to_string(), format!("{actual:?}")));
    }
    if let Some(wanted) = case.get_some("provisional")
        && wanted.boolean()? != provisional
    {
        mismatches.push(Mismatch::new("provisional", wanted.to_string(), provisional.to_string()));
    }
    if let (Some(wanted), Answer::Error(error)) = (case.get_some("slug"), &actual)
        && wanted.text()? != error.slug()
    {
        mismatches.push(Mismatch::new("slug", wanted.to_string(), error.slug()));
    }
    Ok(if mismatches.is_empty() { Outcome::Passed } else { Outcome::Failed(mismatches) })
}

fn matches(wanted: &Cursor<'_>, actual: &Answer) -> Result<bool> {
    Ok(match (wanted.value(), actual) {
        (Value::Null, Answer::Nothing) => true,
        (Value::String(text), Answer::Error(_)) => text == "error",
        (Value::String(text), Answer::At(at)) => Instant::parse(text).is_ok_and(|wanted| wanted == *at),
        (Value::String(text), Answer::On(date)) => Date::parse(text).is_ok_and(|wanted| wanted == *date),
        (Value::Integer(number), Answer::Number(found)) => number == found,
        (Value::Decimal(text), Answer::Number(found)) => {
            text.parse::<f64>().is_ok_and(|wanted| wanted == *found as f64)
        }
        (Value::Bool(flag), Answer::Flag(found)) => flag == found,
        (Value::Array(_), Answer::Periods(found)) => {
            let mut wanted_periods = Vec::new();
            for period in wanted.items()? {
                wanted_periods.push(pair(&period)?);
            }
            wanted_periods == *found
        }
        (Value::Table(_), Answer::Day { working, why, name }) => {
            let text = |field: &str| wanted.get_some(field).map(|field| field.text()).transpose();
            wanted.require("working", "whether work is done")?.boolean()? == *working
                && text("why")? == Some(why)
                && text("name")? == name.as_deref()
        }
        _ => false,
    })
}

fn operate(calendar: &Calendar, op: &str, case: &Cursor<'_>) -> Result<Known<Answer>> {
    let text = |name: &str| case.require(name, "a text").and_then(|field| field.text());
    let instant = |name: &str| Instant::parse(text(name)?);
    let date = |name: &str| Date::parse(text(name)?);
    let whole = |name: &str| case.require(name, "a number").and_then(|field| field.integer());
    Ok(match op {
        "add_working_seconds" => match pauses(case)?.as_slice() {
            [] => as_answer(calendar.add_working_seconds(instant("start")?, whole("amount")?)?, Answer::At),
            stopped => {
                let found = calendar.add_working_seconds_stopped(instant("start")?, whole("amount")?, stopped)?;
                as_answer(found, Answer::At)
            }
        },
        "working_seconds_between" => {
            let stopped = pauses(case)?;
            let found = calendar.working_seconds_between_stopped(instant("start")?, instant("end")?, &stopped)?;
            as_answer(found, Answer::Number)
        }
        "is_working_time" => as_answer(calendar.is_open(instant("at")?)?, Answer::Flag),
        "is_working_day" => as_answer(calendar.is_working_day(date("date")?)?, Answer::Flag),
        "day" => as_answer(calendar.day(date("date")?)?, |day| Answer::Day {
            working: day.working,
            why: day.why.slug(),
            name: day.why.name().map(str::to_owned),
        }),
        "next_open" => as_answer(calendar.next_open(instant("at")?)?, Answer::At),
        "next_start" => as_answer(calendar.next_start(instant("at")?)?, Answer::At),
        "next_close" => as_answer(calendar.next_close(instant("at")?)?, Answer::At),
        "prev_start" => as_answer(calendar.prev_start(instant("at")?)?, Answer::At),
        "prev_close" => as_answer(calendar.prev_close(instant("at")?)?, Answer::At),
        "periods" => {
            let direction = match text("direction")? {
                "after" => Direction::After,
                "before" => Direction::Before,
                other => return Err(Error::new(Code::InvalidArgument, other, "after, before").at("direction")),
            };
            let take = usize::try_from(whole("take")?).unwrap_or(0);
            as_answer(calendar.periods(instant("at")?, direction, take)?, Answer::Periods)
        }
        "periods_between" => as_answer(calendar.periods_between(instant("start")?, instant("end")?)?, Answer::Periods),
        "add_business_days" => {
            let roll = case.get_some("roll").map(|roll| roll.text()).transpose()?.unwrap_or("none");
            let counted = case.get_some("count_start").map(|flag| flag.boolean()).transpose()?.unwrap_or(false);
            let found = calendar.add_business_days(date("start")?, whole("n")?, roll_mode(roll)?, counted)?;
            as_answer(found, Answer::On)
        }
        "count_business_days" => as_answer(calendar.count_working_days(date("start")?, date("end")?)?, Answer::Number),
        "working_days_between" => {
            as_answer(calendar.working_days_between(date("start")?, date("end")?)?, Answer::Number)
        }
        other => return Err(Error::new(Code::UnknownValue, other, "an operation of the vector format").at("op")),
    })
}

fn as_answer<T>(known: Known<T>, answer: impl FnOnce(T) -> Answer) -> Known<Answer> {
    Known { value: answer(known.value), provisional: known.provisional }
}

fn roll_mode(name: &str) -> Result<RollMode> {
    Ok(match name {
        "none" => RollMode::None,
        "forward" | "following" => RollMode::Following,
        "backward" | "preceding" => RollMode::Preceding,
        "modifiedfollowing" => RollMode::ModifiedFollowing,
        "modifiedpreceding" => RollMode::ModifiedPreceding,
        "raise" => RollMode::Refuse,
        other => return Err(Error::new(Code::InvalidArgument, other, "a roll mode").at("roll")),
    })
}

/// The pauses of a case, as they are written.
fn pauses(case: &Cursor<'_>) -> Result<Vec<(Instant, Instant)>> {
    let Some(list) = case.get_some("pauses") else { return Ok(Vec::new()) };
    list.items()?.map(|pause| pair(&pause)).collect()
}

fn pair(ends: &Cursor<'_>) -> Result<(Instant, Instant)> {
    let instants: Vec<Instant> = ends.items()?.map(|end| Instant::parse(end.text()?)).collect::<Result<_>>()?;
    match instants.as_slice() {
        [from, to] => Ok((*from, *to)),
        _ => Err(ends.wrong_type("a pair [from, to]")),
    }
}
