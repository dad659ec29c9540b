//! Calendar operations on calendars that the file describes.

use tousu::calendar::{Calendar, Hours};
use tousu::document::{Cursor, Value};
use tousu::time::{Date, Instant};
use tousu::{Code, Error, Result};

use crate::{Mismatch, Outcome, Tally};

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub(crate) fn run(file: &str, groups: &Cursor<'_>, tally: &mut Tally) -> Result<()> {
    for group in groups.items()? {
        let calendar = calendar(&group.require("calendar", "the calendar of the group")?);
        for case in group.require("cases", "the cases of the group")?.items()? {
            let id = case.require("id", "the case's id")?.text()?;
            tally.count(file, id, outcome(calendar.as_ref(), &case)?);
        }
    }
    Ok(())
}

fn calendar(described: &Cursor<'_>) -> Result<Calendar> {
    let mut builder = Calendar::builder();
    if let Some(zone) = described.get_some("time_zone") {
        builder = builder.zone(zone.text()?);
    }
    if let Some(weekly) = described.get_some("weekly") {
        for (key, hours) in weekly.entries()? {
            let weekday = WEEKDAYS.iter().zip(0..).find(|(name, _)| **name == key.name);
            let Some((_, weekday)) = weekday else {
                return Err(hours.error(Code::UnknownField, &key.name, WEEKDAYS.join(", ")));
            };
            builder = builder.weekly(weekday, read_hours(&hours)?);
        }
    }
    for date in dates(described, "holidays")? {
        builder = builder.holiday(date, "holiday");
    }
    for date in dates(described, "workdays")? {
        builder = builder.workday(date, "make-up");
    }
    for (name, cut) in [("overrides", false), ("breaks", true)] {
        let Some(table) = described.get_some(name) else { continue };
        for (date, hours) in table.entries()? {
            let (date, hours) = (Date::parse(&date.name)?, read_hours(&hours)?);
            builder = if cut { builder.break_on(date, hours) } else { builder.hours_on(date, hours) };
        }
    }
    if let Some(wins) = described.get_some("override_vs_holiday") {
        builder = builder.holiday_wins(wins.text()? == "holiday");
    }
    builder.build()
}

fn dates(described: &Cursor<'_>, name: &str) -> Result<Vec<Date>> {
    match described.get_some(name) {
        Some(list) => list.items()?.map(|date| Date::parse(date.text()?)).collect(),
        None => Ok(Vec::new()),
    }
}

fn read_hours(intervals: &Cursor<'_>) -> Result<Hours> {
    let mut pairs = Vec::new();
    for interval in intervals.items()? {
        let ends: Vec<&str> = interval.items()?.map(|end| end.text()).collect::<Result<_>>()?;
        match ends.as_slice() {
            [open, close] => pairs.push((*open, *close)),
            _ => return Err(interval.wrong_type("a pair [open, close]")),
        }
    }
    Hours::parse(&pairs)
}

/// A result in the format's terms.
#[derive(PartialEq, Debug)]
enum Answer {
    Nothing,
    Error(String),
    At(Instant),
    On(Date),
    Number(i64),
    Flag(bool),
    Periods(Vec<(Instant, Instant)>),
}

fn outcome(calendar: Result<&Calendar, &Error>, case: &Cursor<'_>) -> Result<Outcome> {
    let op = case.require("op", "the operation")?.text()?;
    if matches!(op, "add_business_days_time" | "lifecycle") {
        return Ok(Outcome::Skipped(format!("`{op}` is not an operation of the calendar")));
    }
    let actual = match calendar {
        Err(error) => Answer::Error(error.to_string()),
        Ok(calendar) => match operate(calendar, op, case) {
            Ok(answer) => answer,
            // What cannot be reached is no result; everything else is a refusal.
            Err(error) if error.code() == Code::NoOpenTime => Answer::Nothing,
            Err(error) if error.code() == Code::UnknownValue => return Ok(Outcome::Skipped(error.to_string())),
            Err(error) => Answer::Error(error.to_string()),
        },
    };
    let missing = || case.error(Code::MissingField, "expect", "the result; null when none can be reached");
    let expect = case.get("expect").ok_or_else(missing)?;
    let mut accepted = vec![expect.clone()];
    if let Some(others) = case.get_some("alt") {
        accepted.extend(others.entries()?.map(|(_, value)| value));
    }
    for wanted in &accepted {
        if matches(wanted, &actual)? {
            return Ok(Outcome::Passed);
        }
    }
    Ok(Outcome::Failed(vec![Mismatch::new(op, expect.to_string(), format!("{actual:?}"))]))
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
                let ends: Vec<Instant> =
                    period.items()?.map(|end| Instant::parse(end.text()?)).collect::<Result<_>>()?;
                if let [open, close] = ends.as_slice() {
                    wanted_periods.push((*open, *close));
                }
            }
            wanted_periods == *found
        }
        _ => false,
    })
}

fn operate(calendar: &Calendar, op: &str, case: &Cursor<'_>) -> Result<Answer> {
    let text = |name: &str| case.require(name, "a text").and_then(|field| field.text());
    let instant = |name: &str| Instant::parse(text(name)?);
    let date = |name: &str| Date::parse(text(name)?);
    let whole = |name: &str| case.require(name, "a number").and_then(|field| field.integer());
    Ok(match op {
        "add_working_seconds" => Answer::At(add_working_seconds(calendar, case, instant("start")?, whole("amount")?)?),
        "working_seconds_between" => {
            let (start, end) = (instant("start")?, instant("end")?);
            let mut seconds = calendar.working_seconds_between(start, end)?.value;
            for (from, to) in pauses(case)? {
                let (low, high) = (start.min(end), start.max(end));
                let (from, to) = (from.clamp(low, high), to.clamp(low, high));
                let stood = calendar.working_seconds_between(from, to)?.value;
                seconds -= if end < start { -stood } else { stood };
            }
            Answer::Number(seconds)
        }
        "is_working_time" => Answer::Flag(calendar.is_open(instant("at")?)?.value),
        "is_working_day" => Answer::Flag(calendar.is_working_day(date("date")?)?.value),
        "next_open" => Answer::At(calendar.next_open(instant("at")?)?.value),
        "next_start" => Answer::At(calendar.next_start(instant("at")?)?.value),
        "next_close" => Answer::At(calendar.next_close(instant("at")?)?.value),
        "prev_close" => Answer::At(calendar.prev_close(instant("at")?)?.value),
        "periods" => {
            let direction = match text("direction")? {
                "after" => tousu::calendar::Direction::After,
                "before" => tousu::calendar::Direction::Before,
                other => return Err(Error::new(Code::InvalidArgument, other, "after, before").at("direction")),
            };
            let take = usize::try_from(whole("take")?).unwrap_or(0);
            let found = calendar.periods(instant("at")?, direction, take)?;
            Answer::Periods(found.value)
        }
        "add_business_days" => {
            let roll = case.get_some("roll").map(|roll| roll.text()).transpose()?.unwrap_or("none");
            Answer::On(calendar.add_business_days(date("start")?, whole("n")?, roll_mode(roll)?, false)?.value)
        }
        "count_business_days" => Answer::Number(calendar.count_working_days(date("start")?, date("end")?)?.value),
        other => return Err(Error::new(Code::UnknownValue, other, "an operation of the vector format").at("op")),
    })
}

fn roll_mode(name: &str) -> Result<tousu::calendar::RollMode> {
    use tousu::calendar::RollMode;
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

fn pauses(case: &Cursor<'_>) -> Result<Vec<(Instant, Instant)>> {
    let Some(list) = case.get_some("pauses") else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for pause in list.items()? {
        let ends: Vec<Instant> = pause.items()?.map(|end| Instant::parse(end.text()?)).collect::<Result<_>>()?;
        match ends.as_slice() {
            [from, to] => out.push((*from, *to)),
            _ => return Err(pause.wrong_type("a pair [from, to]")),
        }
    }
    out.sort_unstable();
    Ok(out)
}

/// Pauses that begin before the result push it by their open part.
fn add_working_seconds(calendar: &Calendar, case: &Cursor<'_>, start: Instant, amount: i64) -> Result<Instant> {
    let mut result = calendar.add_working_seconds(start, amount)?.value;
    for (from, to) in pauses(case)? {
        let from = from.max(start);
        if to > from && from < result {
            let stood = calendar.working_seconds_between(from, to)?.value;
            if stood > 0 {
                result = calendar.add_working_seconds(result, stood)?.value;
            }
        }
    }
    Ok(result)
}
