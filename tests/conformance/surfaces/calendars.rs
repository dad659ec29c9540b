//! What calendars are asked, by the words that the drivers know. Instants are UTC seconds since 1970, dates are days.
//!
//! | question | arguments | answer |
//! |---|---|---|
//! | `describe` | | JSON |
//! | `days` | first, last | JSON |
//! | `day` | date | working, why and provisional, then the two names, a line each |
//! | `add_working_seconds` | start, seconds, stopped | an instant, provisional |
//! | `working_seconds_between` | start, end, stopped | seconds, provisional |
//! | `is_open`, `is_working_day` | instant or date | 1 or 0, provisional |
//! | `next_open`, `next_start`, `next_close`, `prev_start`, `prev_close` | instant | an instant, provisional |
//! | `periods` | instant, direction, take | open and close, a line each, then provisional |
//! | `periods_between` | start, end | the same |
//! | `add_working_days` | start, days, roll, 1 when the start counts | a date, provisional |
//! | `working_days_between`, `count_working_days` | start, end | a number, provisional |
//! | `due` | period, start, and the four parts of a rule | JSON, then due, last day and provisional |
//! | `due_batch` | period, starts, and the rule | value, code and provisional, a line each |
//! | `add_working_seconds_batch` | starts, seconds | the same |
//! | `working_seconds_between_batch` | starts, ends | the same |
//! | `add_working_days_batch` | starts, days, roll, 1 when the start counts | the same |

use tousu::Result;
use tousu::calendar::Calendar;
use tousu::document::{Cursor, Value};
use tousu::time::{Date, Instant};

use crate::Comparison;
use crate::surface::{Answer, Source};

const CHINA: Source<'_> = Source::Builtin("china");

const RULE: [&str; 4] = ["0", "none", "midnight", "close"];

/// 2026-09-30T17:00:00+08:00: one hour is left before the holidays.
const EVE: i64 = 1_790_758_800;

const DAY: i64 = 86_400;

/// Every built-in calendar by every question, over years with and without data.
pub(crate) fn built_in(all: &mut Comparison) -> std::result::Result<(), String> {
    all.expect("calendars", None, |surface| surface.calendars())?;
    for id in Calendar::BUILTIN {
        let source = Source::Builtin(id);
        let text = Calendar::builtin_source(id).map_err(|error| error.to_string())?;
        let own = format!("id = \"own\"\nextends = \"{id}\"\nstrict = true\n");
        // Cut anywhere, a document is refused alike, or still one.
        for part in 1..16 {
            let end = (0..=text.len() * part / 16).rev().find(|end| text.is_char_boundary(*end));
            let cut = end.and_then(|end| text.get(..end)).unwrap_or_default();
            ask(all, &format!("{part}/16 of {id}"), Source::Text(cut), "describe", &[])?;
        }
        for source in [source, Source::Text(text), Source::Text(&own)] {
            ask(all, id, source, "describe", &[])?;
            // 2019-12-01 to 2028-02-01, some of it beyond the announced or known years.
            for day in (18_231..21_215).step_by(41) {
                let (at, later) = (day * DAY + 9_000, (day + 100) * DAY);
                let (day, at, end) = (day.to_string(), at.to_string(), later.to_string());
                ask(all, id, source, "day", &[&day])?;
                ask(all, id, source, "is_open", &[&at])?;
                ask(all, id, source, "add_working_seconds", &[&at, "100000", ""])?;
                ask(all, id, source, "working_seconds_between", &[&at, &end, ""])?;
                ask(all, id, source, "add_working_days", &[&day, "15", "following", "1"])?;
                let rule = ["15 working days", &at, "1", "next", "close", "next-opening"];
                ask(all, id, source, "due", &rule)?;
            }
            ask(all, id, source, "days", &["20450", "20818"])?;
            let rows: Vec<String> =
                (0..400).map(|row| (EVE + (row - 200) * 40 * DAY + row * 977).to_string()).collect();
            let (rows, turned) = (rows.join(" "), rows.iter().rev().cloned().collect::<Vec<_>>().join(" "));
            let [counted, roll, day_end, work_end] = RULE;
            ask(all, id, source, "due_batch", &["7 working days", &rows, counted, roll, day_end, work_end])?;
            ask(all, id, source, "add_working_seconds_batch", &[&rows, "-90000"])?;
            ask(all, id, source, "working_seconds_between_batch", &[&rows, &turned])?;
            let days: Vec<String> = (0..400).map(|row| (12_300 + row * 97).to_string()).collect();
            ask(all, id, source, "add_working_days_batch", &[&days.join(" "), "-3", "modified-preceding", "0"])?;
        }
    }
    Ok(())
}

/// What has to be refused, everywhere alike.
pub(crate) fn refusals(all: &mut Comparison) -> std::result::Result<(), String> {
    let bad_calendars = [
        (Source::Builtin("mars"), "unknown-calendar"),
        (Source::Builtin("\0"), "unknown-calendar"),
        (Source::Text("{"), "syntax"),
        (Source::Text(""), "calendar-rejected"),
        (Source::Text("colour = 1\nextends = 'china'"), "unknown-field"),
        (Source::Text("extends = 'mars'"), "unknown-calendar"),
        (Source::Text("extends = 'china'\n[[year]]\nyear = 2029"), "invalid-argument"),
        (Source::Text("time_zone = 'UTC'\nweekly = {}"), "empty-calendar"),
        (Source::Text("time_zone = 'Mars/Olympus'\nweekly = {}"), "unknown-zone"),
        (Source::Text(r#"{"time_zone": "UTC", "weekly": {"mon": [["18:00", "09:00"]]}}"#), "overlapping-hours"),
        (Source::Text("extends = 'china'\nholidays = ['2026-10-10']\nworkdays = ['2026-10-10']"), "contradictory-date"),
    ];
    for (source, slug) in bad_calendars {
        all.expect(&format!("{source:?}"), Some(slug), |surface| surface.calendar(source, "describe", &[]))?;
    }
    // 9999-12-31T12:00:00Z: what every surface can say and no zone can hold.
    let (eve, last, most) = (EVE.to_string(), "253402257600", i64::MAX.to_string());
    let strict = Source::Text("extends = 'china'\nstrict = true");
    let never = Source::Text("time_zone = 'UTC'\nweekly = {}\n[overrides]\n'2026-09-30' = [['09:00', '10:00']]");
    let reversed = format!("{} {}", EVE + 60, EVE);
    let beyond = format!("{EVE} {last}");
    let bad: &[(Source<'_>, &str, &[&str], &str)] = &[
        (CHINA, "next_open", &[last], "time-out-of-range"),
        (CHINA, "is_open", &["0"], "outside-calendar"),
        (CHINA, "add_working_seconds", &[&eve, &most, ""], "outside-calendar"),
        (CHINA, "add_working_seconds", &[&eve, "-1", &reversed], "negative-period"),
        (CHINA, "add_working_seconds", &[&eve, "1", &reversed], "invalid-argument"),
        (CHINA, "working_seconds_between", &[&eve, &eve, &reversed], "invalid-argument"),
        (CHINA, "working_seconds_between", &[&eve, &eve, &beyond], "time-out-of-range"),
        (CHINA, "working_seconds_between", &[&eve, last, ""], "time-out-of-range"),
        (CHINA, "periods", &[&eve, "after", "100001"], "too-large"),
        (CHINA, "is_working_day", &["0"], "outside-calendar"),
        (CHINA, "add_working_days", &["20727", "1", "refuse", "0"], "not-working-day"),
        (CHINA, "add_working_days", &["20727", &most, "none", "0"], "outside-calendar"),
        (CHINA, "days", &["20727", "20726"], "invalid-argument"),
        (CHINA, "days", &["-700000", "2900000"], "too-large"),
        (CHINA, "due", &["soon", &eve, "0", "none", "midnight", "close"], "unreadable-period"),
        (CHINA, "due", &["1 day", last, "0", "none", "midnight", "close"], "time-out-of-range"),
        (CHINA, "due_batch", &["soon", "0", "0", "none", "midnight", "close"], "unreadable-period"),
        (strict, "next_open", &["1830000000"], "provisional-refused"),
        (strict, "day", &["21000"], "provisional-refused"),
        (never, "next_start", &[&eve], "no-open-time"),
        (Source::Builtin("taiwan"), "add_working_days", &["21183", "1", "none", "0"], "outside-calendar"),
    ];
    for (source, question, arguments, slug) in bad {
        let what = format!("{question} {arguments:?}");
        all.expect(&what, Some(slug), |surface| surface.calendar(*source, question, arguments))?;
    }
    Ok(())
}

/// The groups of calendar operations of a file.
pub(crate) fn groups(
    all: &mut Comparison,
    stem: &str,
    source: &str,
    groups: &Cursor<'_>,
) -> std::result::Result<(), String> {
    let place = |error: tousu::Error| format!("{stem}: {error}");
    for group in groups.items().map_err(place)? {
        let described = group.require("calendar", "the calendar of the group").map_err(place)?;
        let calendar = described_as(source, &described);
        for case in group.require("cases", "the cases of the group").and_then(|cases| cases.items()).map_err(place)? {
            let id = case.require("id", "the case's id").and_then(|id| id.text()).map_err(place)?;
            let Some((question, arguments)) = question(&case).map_err(place)? else { continue };
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            ask(all, &format!("{stem} {id}"), calendar, question, &arguments)?;
        }
    }
    Ok(())
}

/// The due times of a file.
pub(crate) fn periods(
    all: &mut Comparison,
    stem: &str,
    source: &str,
    cases: &Cursor<'_>,
) -> std::result::Result<(), String> {
    let place = |error: tousu::Error| format!("{stem}: {error}");
    for case in cases.items().map_err(place)? {
        let asked = || -> Result<_> {
            let text = |name: &str| case.require(name, "a text").and_then(|field| field.text());
            let word = |name: &str, other| case.get_some(name).map_or(Ok(other), |field| field.text());
            let counted = case.get_some("count_start_day").is_some_and(|flag| flag.boolean() == Ok(true));
            let start = Instant::parse(text("start")?)?.unix().to_string();
            let [_, roll, day_end, work_end] = RULE;
            let rule = [word("roll", roll)?, word("day_end", day_end)?, word("work_end", work_end)?];
            Ok((text("id")?, text("period")?, start, if counted { "1" } else { "0" }, rule))
        };
        let (id, period, start, counted, [roll, day_end, work_end]) = asked().map_err(place)?;
        let calendar = case.get_some("calendar");
        let calendar = calendar.as_ref().map_or(CHINA, |described| described_as(source, described));
        let arguments = [period, &start, counted, roll, day_end, work_end];
        ask(all, &format!("{stem} {id}"), calendar, "due", &arguments)?;
        let batch = [period, &start, counted, roll, day_end, work_end];
        ask(all, &format!("{stem} {id} as a batch"), calendar, "due_batch", &batch)?;
    }
    Ok(())
}

fn ask(
    all: &mut Comparison,
    what: &str,
    source: Source<'_>,
    question: &str,
    arguments: &[&str],
) -> std::result::Result<Answer, String> {
    let shown = arguments.join(" ");
    all.ask(&format!("{what}: {question} {shown:.80}"), |surface| surface.calendar(source, question, arguments))
}

/// The very bytes of the file: nothing is written anew on the way to a surface.
fn described_as<'a>(source: &'a str, described: &Cursor<'a>) -> Source<'a> {
    match described.value() {
        Value::String(id) => Source::Builtin(id),
        _ => Source::Text(source.get(described.span().start..described.span().end).unwrap_or_default()),
    }
}

/// A case in the words of the drivers; `None` for what is no operation of a calendar.
fn question(case: &Cursor<'_>) -> Result<Option<(&'static str, Vec<String>)>> {
    let text = |name: &str| case.require(name, "a text").and_then(|field| field.text());
    let instant = |name: &str| Instant::parse(text(name)?).map(|at| at.unix().to_string());
    let date = |name: &str| Date::parse(text(name)?).map(|date| date.days().to_string());
    let whole = |name: &str| case.require(name, "a number").and_then(|field| field.integer()).map(|n| n.to_string());
    let asked = match text("op")? {
        "add_working_seconds" => ("add_working_seconds", vec![instant("start")?, whole("amount")?, stopped(case)?]),
        "working_seconds_between" => {
            ("working_seconds_between", vec![instant("start")?, instant("end")?, stopped(case)?])
        }
        "is_working_time" => ("is_open", vec![instant("at")?]),
        "is_working_day" => ("is_working_day", vec![date("date")?]),
        "day" => ("day", vec![date("date")?]),
        "next_open" => ("next_open", vec![instant("at")?]),
        "next_start" => ("next_start", vec![instant("at")?]),
        "next_close" => ("next_close", vec![instant("at")?]),
        "prev_start" => ("prev_start", vec![instant("at")?]),
        "prev_close" => ("prev_close", vec![instant("at")?]),
        "periods" => ("periods", vec![instant("at")?, text("direction")?.to_owned(), whole("take")?]),
        "periods_between" => ("periods_between", vec![instant("start")?, instant("end")?]),
        "add_business_days" => {
            let roll = match case.get_some("roll").map(|roll| roll.text()).transpose()?.unwrap_or("none") {
                "forward" => "following",
                "backward" => "preceding",
                "modifiedfollowing" => "modified-following",
                "modifiedpreceding" => "modified-preceding",
                "raise" => "refuse",
                other => other,
            };
            let counted = case.get_some("count_start").is_some_and(|flag| flag.boolean() == Ok(true));
            let counted = if counted { "1" } else { "0" };
            ("add_working_days", vec![date("start")?, whole("n")?, roll.to_owned(), counted.to_owned()])
        }
        "count_business_days" => ("count_working_days", vec![date("start")?, date("end")?]),
        "working_days_between" => ("working_days_between", vec![date("start")?, date("end")?]),
        _ => return Ok(None),
    };
    Ok(Some(asked))
}

/// The pauses of a case as one argument.
fn stopped(case: &Cursor<'_>) -> Result<String> {
    let Some(list) = case.get_some("pauses") else { return Ok(String::new()) };
    let mut numbers = Vec::new();
    for pause in list.items()? {
        for end in pause.items()? {
            numbers.push(Instant::parse(end.text()?)?.unix().to_string());
        }
    }
    Ok(numbers.join(" "))
}
