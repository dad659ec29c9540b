//! The calendars of the core, asked by the words of `calendars.rs`.

use tousu::calendar::{Calendar, Direction, Known, RollMode, Rows};
use tousu::deadline;
use tousu::document::JsonWriter;
use tousu::period::Period;
use tousu::policy::Counting;
use tousu::time::{Date, Instant};
use tousu::{Code, Error, Result};

/// Answers a question.
pub(crate) fn answer(calendar: &Calendar, question: &str, arguments: &[&str]) -> Result<String> {
    let text = |place: usize| arguments.get(place).copied().unwrap_or_default();
    let number = |place: usize| text(place).parse::<i64>().map_err(|_| unasked(question));
    let instant = |place: usize, name: &str| Instant::from_unix(number(place)?).map_err(|error| error.at(name));
    let date = |place: usize, name: &str| {
        let days = i32::try_from(number(place)?).map_err(|_| unasked(question))?;
        Date::from_days(days).map_err(|error| error.at(name))
    };
    let rule = |first: usize| rule([text(first), text(first + 1), text(first + 2), text(first + 3)]);
    let period = || Period::parse(text(0)).map_err(|error| error.at("period"));
    Ok(match question {
        "describe" => calendar.to_json(),
        "days" => calendar.days_json(date(0, "first")?, date(1, "last")?)?,
        "day" => {
            let Known { value: day, provisional } = calendar.day(date(0, "on")?)?;
            let name = day.why.name().unwrap_or_default();
            let (working, provisional) = (u8::from(day.working), u8::from(provisional));
            format!("{working} {} {provisional}\n{name}\n{}", day.why.slug(), calendar.name_en(name))
        }
        "add_working_seconds" => {
            let (start, seconds) = (instant(0, "start")?, number(1)?);
            if text(2).is_empty() {
                unix(calendar.add_working_seconds(start, seconds)?)
            } else {
                unix(calendar.add_working_seconds_stopped(start, seconds, &stopped(text(2))?)?)
            }
        }
        "working_seconds_between" => {
            let (start, end) = (instant(0, "start")?, instant(1, "end")?);
            known(calendar.working_seconds_between_stopped(start, end, &stopped(text(2))?)?)
        }
        "is_open" => flag(calendar.is_open(instant(0, "at")?)?),
        "is_working_day" => flag(calendar.is_working_day(date(0, "on")?)?),
        "next_open" => unix(calendar.next_open(instant(0, "at")?)?),
        "next_start" => unix(calendar.next_start(instant(0, "at")?)?),
        "next_close" => unix(calendar.next_close(instant(0, "at")?)?),
        "prev_start" => unix(calendar.prev_start(instant(0, "at")?)?),
        "prev_close" => unix(calendar.prev_close(instant(0, "at")?)?),
        "periods" => {
            let direction = if text(1) == "before" { Direction::Before } else { Direction::After };
            let take = usize::try_from(number(2)?).map_err(|_| unasked(question))?;
            periods(&calendar.periods(instant(0, "at")?, direction, take)?)
        }
        "periods_between" => periods(&calendar.periods_between(instant(0, "start")?, instant(1, "end")?)?),
        "add_working_days" => {
            let found =
                calendar.add_business_days(date(0, "start")?, number(1)?, roll_mode(text(2)), text(3) == "1")?;
            known(Known { value: i64::from(found.value.days()), provisional: found.provisional })
        }
        "working_days_between" => known(calendar.working_days_between(date(0, "start")?, date(1, "end")?)?),
        "count_working_days" => known(calendar.count_working_days(date(0, "first")?, date(1, "end")?)?),
        "due" => {
            let why = deadline::explain(calendar, period()?, rule(2)?, instant(1, "start")?)?;
            let last = why.due.last_day.map_or_else(|| "-".to_owned(), |day| day.days().to_string());
            format!("{}\n{} {last} {}", why.to_json(), why.due.at.unix(), u8::from(why.due.provisional))
        }
        "due_batch" => {
            let (period, rule, starts) = (period()?, rule(2)?, numbers(text(1))?);
            batch(starts.len(), |rows| deadline::due_rows(calendar, period, rule, &starts, rows))?
        }
        "add_working_seconds_batch" => {
            let (starts, seconds) = (numbers(text(0))?, number(1)?);
            batch(starts.len(), |rows| calendar.add_working_seconds_rows(&starts, seconds, rows))?
        }
        "working_seconds_between_batch" => {
            let (starts, ends) = (numbers(text(0))?, numbers(text(1))?);
            batch(starts.len(), |rows| calendar.working_seconds_between_rows(&starts, &ends, rows))?
        }
        "add_working_days_batch" => {
            let (starts, days, mode, counted) = (numbers(text(0))?, number(1)?, roll_mode(text(2)), text(3) == "1");
            batch(starts.len(), |rows| calendar.add_business_days_rows(&starts, days, mode, counted, rows))?
        }
        _ => return Err(unasked(question)),
    })
}

/// The harness asks what nobody can be asked.
fn unasked(question: &str) -> Error {
    Error::new(Code::Internal, format_args!("the question `{question}`"), "")
}

fn known(known: Known<i64>) -> String {
    format!("{} {}", known.value, u8::from(known.provisional))
}

fn unix(found: Known<Instant>) -> String {
    known(Known { value: found.value.unix(), provisional: found.provisional })
}

fn flag(found: Known<bool>) -> String {
    known(Known { value: found.value.into(), provisional: found.provisional })
}

fn periods(found: &Known<Vec<(Instant, Instant)>>) -> String {
    let lines = found.value.iter().map(|(open, close)| format!("{} {}\n", open.unix(), close.unix()));
    lines.chain([u8::from(found.provisional).to_string()]).collect()
}

fn roll_mode(name: &str) -> RollMode {
    match name {
        "following" => RollMode::Following,
        "preceding" => RollMode::Preceding,
        "modified-following" => RollMode::ModifiedFollowing,
        "modified-preceding" => RollMode::ModifiedPreceding,
        "refuse" => RollMode::Refuse,
        _ => RollMode::None,
    }
}

/// Whether the start counts, the roll, the end of a day and the end of work.
pub(crate) fn rule([counted, roll, day_end, work_end]: [&str; 4]) -> Result<Counting> {
    let mut json = JsonWriter::new();
    json.object(|json| {
        json.field("count_start_day").boolean(counted == "1");
        json.field("holiday_roll").string(roll);
        json.field("day_end").string(day_end);
        json.field("work_end").string(work_end);
    });
    Counting::from_json(&json.finish())
}

fn numbers(text: &str) -> Result<Vec<i64>> {
    text.split_whitespace().map(|number| number.parse().map_err(|_| unasked(text))).collect()
}

fn stopped(text: &str) -> Result<Vec<(Instant, Instant)>> {
    let numbers = numbers(text)?;
    let (pairs, _) = numbers.as_chunks::<2>();
    let pair = |(index, [from, to]): (usize, &[i64; 2])| {
        let at = |seconds: i64| Instant::from_unix(seconds).map_err(|error| error.at(format_args!("stopped[{index}]")));
        Ok((at(*from)?, at(*to)?))
    };
    pairs.iter().enumerate().map(pair).collect()
}

fn batch(count: usize, ask: impl FnOnce(Rows<'_>) -> Result<()>) -> Result<String> {
    let (mut values, mut codes, mut provisional) = (vec![0; count], vec![0; count], vec![0; count]);
    ask(Rows { values: &mut values, codes: &mut codes, provisional: &mut provisional })?;
    let rows = values.iter().zip(&codes).zip(&provisional);
    Ok(rows.map(|((value, code), provisional)| format!("{value} {code} {provisional}\n")).collect())
}
