//! Due times: `{"periods": [{"id", "start", "period", "roll", "expect"}]}` under the built-in calendar.

use tousu::calendar::Calendar;
use tousu::deadline;
use tousu::document::Cursor;
use tousu::period::Period;
use tousu::policy::{Counting, Roll};
use tousu::time::Instant;

use crate::{Mismatch, Outcome, Tally};

pub(crate) fn run(file: &str, cases: &Cursor<'_>, tally: &mut Tally) -> tousu::Result<()> {
    let calendar = Calendar::builtin("china")?;
    for case in cases.items()? {
        let id = case.require("id", "the case's id")?.text()?;
        let expected = case.require("expect", "an instant, or \"error\"")?.text()?;
        let actual = due(&calendar, &case).unwrap_or_else(|error| format!("error: {error}"));
        let same = match (expected, Instant::parse(expected), Instant::parse(&actual)) {
            ("error", ..) => actual.starts_with("error"),
            (_, Ok(expected), Ok(actual)) => expected == actual,
            _ => false,
        };
        let outcome =
            if same { Outcome::Passed } else { Outcome::Failed(vec![Mismatch::new("due", expected, actual)]) };
        tally.count(file, id, outcome);
    }
    Ok(())
}

fn due(calendar: &Calendar, case: &Cursor<'_>) -> tousu::Result<String> {
    let text = |name: &str| case.require(name, "a text").and_then(|field| field.text());
    let roll = match case.get_some("roll").map(|roll| roll.text()).transpose()? {
        None | Some("none") => Roll::None,
        Some("next") => Roll::Next,
        Some("previous") => Roll::Previous,
        Some(other) => {
            return Err(tousu::Error::new(tousu::Code::UnknownValue, other, "none, next, previous").at("roll"));
        }
    };
    let counting = Counting { roll, ..Counting::default() };
    let period: Period = text("period")?.parse()?;
    let due = deadline::due(calendar, period, counting, Instant::parse(text("start")?)?)?;
    Ok(calendar.format(due.at))
}
