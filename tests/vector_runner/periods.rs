//! Due times: `{"periods": [{"id", "start", "period", "expect"}]}`.
//!
//! A case may name its calendar as a group of calendar operations does (else it is `china`), how time is counted (`roll`,
//! `count_start_day`, `day_end`, `work_end`), the last day (`last_day`), whether the answer is provisional, and which
//! error it is (`slug`).

use tousu::Result;
use tousu::deadline::{self, Due};
use tousu::document::{Cursor, JsonWriter};
use tousu::period::Period;
use tousu::policy::Counting;
use tousu::time::Instant;

use crate::calendars::calendar;
use crate::{Mismatch, Outcome, Tally};

pub(crate) fn run(file: &str, source: &str, cases: &Cursor<'_>, tally: &mut Tally) -> Result<()> {
    for case in cases.items()? {
        let id = case.require("id", "the case's id")?.text()?;
        let wanted = |name: &str| case.get_some(name).map(|field| field.text()).transpose();
        let expected = case.require("expect", "an instant, or \"error\"")?.text()?;
        let actual = due(source, &case);
        let mut mismatches = Vec::new();
        let mut compare = |what: &str, wanted: Option<&str>, found: String| {
            if wanted.is_some_and(|wanted| wanted != found) {
                mismatches.push(Mismatch::new(what, wanted.unwrap_or_default(), found));
            }
        };
        match actual {
            Ok((due, at)) => {
                let same = Instant::parse(expected).is_ok_and(|expected| expected == due.at);
                compare("due", (!same).then_some(expected), at);
                compare("last_day", wanted("last_day")?, due.last_day.map_or_else(String::new, |day| day.to_string()));
                let provisional = case.get_some("provisional").map(|flag| flag.boolean()).transpose()?;
                let provisional = provisional.map(|flag| flag.to_string());
                compare("provisional", provisional.as_deref(), due.provisional.to_string());
            }
            Err(error) => {
                compare("due", (expected != "error").then_some(expected), error.to_string());
                compare("slug", wanted("slug")?, error.slug().to_owned());
            }
        }
        let outcome = if mismatches.is_empty() { Outcome::Passed } else { Outcome::Failed(mismatches) };
        tally.count(file, id, outcome);
    }
    Ok(())
}

/// The due time, and how the calendar writes it.
fn due(source: &str, case: &Cursor<'_>) -> Result<(Due, String)> {
    let text = |name: &str| case.require(name, "a text").and_then(|field| field.text());
    let calendar = match case.get_some("calendar") {
        Some(described) => calendar(source, &described)?,
        None => (*tousu::calendar::Calendar::builtin("china")?).clone(),
    };
    let period: Period = text("period")?.parse()?;
    let due = deadline::due(&calendar, period, counting(case)?, Instant::parse(text("start")?)?)?;
    Ok((due, calendar.format(due.at)))
}

/// How time is counted, with the names of the rule books but for `roll`.
fn counting(case: &Cursor<'_>) -> Result<Counting> {
    let mut json = JsonWriter::new();
    json.object(|json| {
        let names = [("roll", "holiday_roll"), ("day_end", "day_end"), ("work_end", "work_end")];
        for (name, field) in names {
            if let Some(Ok(word)) = case.get_some(name).map(|field| field.text()) {
                json.field(field).string(word);
            }
        }
        if let Some(Ok(flag)) = case.get_some("count_start_day").map(|field| field.boolean()) {
            json.field("count_start_day").boolean(flag);
        }
    });
    Counting::from_json(&json.finish())
}
