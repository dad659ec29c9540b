//! The calendar vectors of `tests/vectors/calendar` against the library.

use std::fs;
use std::path::Path;

use tousu::calendar::{Calendar, Direction, RollMode};
use tousu::deadline::due;
use tousu::document::{Cursor, Document};
use tousu::error::{Code, Error, Result};
use tousu::period::Period;
use tousu::policy::{Counting, Roll};
use tousu::time::{Date, Instant};

fn read(name: &str) -> Result<Document> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/calendar").join(name);
    let text = fs::read_to_string(&path).map_err(|error| Error::new(Code::NotFound, path.display(), error))?;
    Document::parse_json(&text)
}

fn instant(case: &Cursor<'_>, field: &str) -> Result<Instant> {
    Instant::parse(case.require(field, "an instant")?.text()?)
}

fn date(case: &Cursor<'_>, field: &str) -> Result<Date> {
    Date::parse(case.require(field, "a date")?.text()?)
}

fn pairs(list: &Cursor<'_>) -> Result<Vec<(Instant, Instant)>> {
    let pair = |item: Cursor<'_>| {
        let ends = item.items()?.map(|end| Instant::parse(end.text()?));
        match ends.collect::<Result<Vec<_>>>()?.as_slice() {
            [from, to] => Ok((*from, *to)),
            _ => Err(item.wrong_type("two instants")),
        }
    };
    list.items()?.map(pair).collect()
}

fn list_text(list: &[(Instant, Instant)]) -> String {
    let seconds = list.iter().map(|(open, close)| (open.unix(), close.unix()));
    format!("{:?}", seconds.collect::<Vec<_>>())
}

/// The answer in the form in which `expect` is compared: instants as seconds.
fn answer(calendar: &Calendar, case: &Cursor<'_>) -> Result<String> {
    let pauses = case.get_some("pauses").map_or(Ok(Vec::new()), |list| pairs(&list))?;
    let unix = |at: Instant| at.unix().to_string();
    let operation = case.require("op", "an operation")?.text()?;
    Ok(match operation {
        "add_working_seconds" => {
            let start = instant(case, "start")?;
            let amount = case.require("amount", "seconds")?.integer()?;
            unix(if pauses.is_empty() {
                calendar.add_working_seconds(start, amount)?.value
            } else {
                calendar.add_working_seconds_stopped(start, amount, &pauses)?.value
            })
        }
        "working_seconds_between" => {
            let (start, end) = (instant(case, "start")?, instant(case, "end")?);
            let found = calendar.working_seconds_between_stopped(start, end, &pauses)?;
            found.value.to_string()
        }
        "is_working_time" => calendar.is_open(instant(case, "at")?)?.value.to_string(),
        "is_working_day" => calendar.is_working_day(date(case, "date")?)?.value.to_string(),
        "next_open" => unix(calendar.next_open(instant(case, "at")?)?.value),
        "next_start" => unix(calendar.next_start(instant(case, "at")?)?.value),
        "next_close" => unix(calendar.next_close(instant(case, "at")?)?.value),
        "prev_close" => unix(calendar.prev_close(instant(case, "at")?)?.value),
        "periods" => {
            let direction = match case.require("direction", "after or before")?.text()? {
                "before" => Direction::Before,
                _ => Direction::After,
            };
            let take = usize::try_from(case.require("take", "how many")?.integer()?).unwrap_or(0);
            list_text(&calendar.periods(instant(case, "at")?, direction, take)?.value)
        }
        "add_business_days" => {
            let mode = match case.require("roll", "a mode")?.text()? {
                "forward" | "following" => RollMode::Following,
                "backward" | "preceding" => RollMode::Preceding,
                "modifiedfollowing" => RollMode::ModifiedFollowing,
                "modifiedpreceding" => RollMode::ModifiedPreceding,
                "raise" => RollMode::Refuse,
                _ => RollMode::None,
            };
            let (start, n) = (date(case, "start")?, case.require("n", "days")?.integer()?);
            calendar.add_business_days(start, n, mode)?.value.to_string()
        }
        "count_business_days" => {
            let (start, end) = (date(case, "start")?, date(case, "end")?);
            calendar.count_working_days(start, end)?.value.to_string()
        }
        other => return Err(Error::new(Code::UnknownValue, other, "an operation")),
    })
}

/// `expect` in the form of [`answer`].
fn expected(expect: &Cursor<'_>) -> Result<String> {
    if let Ok(list) = pairs(expect) {
        return Ok(list_text(&list));
    }
    Ok(match expect.text() {
        Ok(text) if text.contains('T') => Instant::parse(text)?.unix().to_string(),
        Ok(text) => text.to_owned(),
        Err(_) => expect.to_string(),
    })
}

fn run(name: &str) -> Result<(usize, Vec<String>)> {
    let document = read(name)?;
    let (mut count, mut wrong) = (0, Vec::new());
    for group in document.root().require("groups", "groups")?.items()? {
        let source = group.require("calendar", "a calendar")?.to_string();
        let calendar = Document::parse_json(&source).and_then(|json| Calendar::from_document(&json));
        for case in group.require("cases", "cases")?.items()? {
            count += 1;
            let found = match &calendar {
                Err(_) => "error".to_owned(),
                Ok(calendar) => match answer(calendar, &case) {
                    Ok(found) => found,
                    Err(error) if error.code() == Code::NoOpenTime => "null".to_owned(),
                    Err(_) => "error".to_owned(),
                },
            };
            let wanted = case.get("expect").map_or(Ok(String::new()), |expect| expected(&expect))?;
            if found != wanted {
                let id = case.require("id", "an id")?;
                wrong.push(format!("{id}: {found}, not {wanted} {:?}", calendar.as_ref().err()));
            }
        }
    }
    Ok((count, wrong))
}

#[test]
fn vectors_of_announced_years_and_of_hours() -> Result<()> {
    for (name, least) in [("china.json", 80), ("hours.json", 50)] {
        let (count, wrong) = run(name)?;
        assert!(count >= least, "{name} has {count} cases");
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    }
    Ok(())
}

#[cfg(feature = "zones")]
#[test]
fn vectors_of_daylight_saving() -> Result<()> {
    let (count, wrong) = run("daylight-saving.json")?;
    assert!(count >= 10 && wrong.is_empty(), "{wrong:#?}");
    Ok(())
}

#[test]
fn golden_due_times() -> Result<()> {
    let china = Calendar::builtin("china")?;
    let document = read("golden-due.json")?;
    let mut count = 0;
    for case in document.root().require("periods", "cases")?.items()? {
        let rolled = case.require("roll", "none or next")?.text()? == "next";
        let counting = Counting { roll: if rolled { Roll::Next } else { Roll::None }, ..Counting::default() };
        let period = Period::parse(case.require("period", "a period")?.text()?)?;
        let due = due(&china, period, counting, instant(&case, "start")?)?;
        let expected = case.require("expect", "an instant")?.text()?;
        let late = due.at >= Instant::parse("2027-01-01T00:00:00+08:00")?;
        assert_eq!(china.format(due.at), expected, "{}", case.require("id", "an id")?);
        assert!(!due.provisional || late, "{}", case.require("id", "an id")?);
        count += 1;
    }
    assert!(count >= 40, "{count} cases");
    Ok(())
}
