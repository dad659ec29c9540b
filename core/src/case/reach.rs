//! Between which instants a case has no due time that the calendar does not reach, so that a replay need not look.

use crate::calendar::Calendar;
use crate::deadline;
use crate::period::Period;
use crate::policy::{Limit, Obligation, Policy, Roll};
use crate::time::{DAY, Instant};

/// More than a date can move within a month, and than a day limit can begin after its start.
const MONTH: i64 = 40 * DAY;

/// A later start is never due earlier, and what stands still until an instant is due no later than what starts after it:
/// where a late start has its due times, every earlier one has.
pub(super) fn reach(policy: &Policy, calendar: &Calendar) -> Option<(Instant, Instant)> {
    let every = |obligation: &Obligation| {
        let counting = obligation.within.map(|limit| limit.counting).unwrap_or_default();
        obligation.every.map(|period| Limit { period, counting, parameter: None })
    };
    let of_obligation = |obligation: &Obligation| {
        let (limits, warn) = ([obligation.within, every(obligation)], obligation.warn);
        limits.into_iter().flatten().map(move |limit| (limit, warn))
    };
    let limits: Vec<(Limit, Option<Period>)> = policy.obligations.iter().flat_map(of_obligation).collect();
    // One that is rolled back may end before it starts.
    if limits.iter().any(|(limit, _)| limit.counting.roll == Roll::Previous) {
        return None;
    }
    let (first, last) = calendar.known_dates();
    let ends = [Some(last), calendar.provisional_from()];
    // A limit that the calendar does not count may end outside it; a warning in working time may not come there.
    let due = |at: Instant| {
        limits.iter().all(|(Limit { period, counting, .. }, warn)| {
            let due = deadline::due(calendar, *period, *counting, at);
            due.and_then(|due| warn.map_or(Ok(due.at), |warn| deadline::before(calendar, due.at, warn))).is_ok()
        })
    };
    let mut starts = ends.into_iter().flatten().filter_map(|end| {
        // Two years before the end: most limits are over in one.
        calendar.start_of_day(end).ok()?.plus(-750 * DAY).ok()
    });
    let to = starts.find(|at| due(*at))?.plus(-MONTH).ok()?;
    let from = calendar.start_of_day(first).ok()?.plus(MONTH).ok()?;
    let mut warnings = policy.obligations.iter().filter_map(|obligation| obligation.warn);
    let from = from.plus(400 * DAY).ok()?;
    let warned = warnings.all(|warn| deadline::before(calendar, from, warn).is_ok());
    Some((from.plus(MONTH).ok()?, to)).filter(|_| warned)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::super::{Case, Event, Intake, Mode, Rules, Status};
    use super::*;
    use crate::calendar::Hours;
    use crate::classify::Classification;
    use crate::complaint::{Facts, SetBy};
    use crate::error::Result;
    use crate::time::Moment;

    /// A limit of an obligation, with what starts it.
    #[derive(Clone, Debug)]
    struct Duty {
        within: String,
        start: &'static str,
        warn: Option<&'static str>,
        again: bool,
    }

    fn duty() -> impl Strategy<Value = Duty> {
        let within = prop_oneof![
            (40..20_000_i64).prop_map(|hours| format!("{hours} hours")),
            // More than two years, which end where the calendar does, or later.
            (17_500..20_500_i64).prop_map(|hours| format!("{hours} hours")),
            (20..5_000_i64).prop_map(|hours| format!("{hours} working hours")),
            (1..740_i64).prop_map(|days| format!("{days} days")),
            (1..540_i64).prop_map(|days| format!("{days} working days")),
            (1..26_i64).prop_map(|months| format!("{months} months")),
            Just("same day".to_owned()),
        ];
        let start = prop::sample::select(vec!["received", "dispatched", "feedback-received"]);
        let warn = prop::option::of(prop::sample::select(vec!["30 minutes", "1 working hour"]));
        (within, start, warn, any::<bool>()).prop_map(|(within, start, warn, again)| {
            let long = within != "same day";
            Duty {
                start: if again && long { "received" } else { start },
                warn: warn.filter(|_| long),
                again: again && long,
                within,
            }
        })
    }

    fn book(duties: &[Duty], (count_start_day, roll, close, opening): (bool, bool, bool, bool)) -> String {
        let roll = if roll { "next" } else { "none" };
        let day_end = if close { "close" } else { "midnight" };
        let work_end = if opening { "next-opening" } else { "close" };
        let obligation = |(Duty { within, start, warn, again }, number): (&Duty, usize)| {
            let limit = if *again { "every" } else { "within" };
            let warn = warn.map(|warn| format!("warn = \"{warn}\"\n")).unwrap_or_default();
            format!(
                "[[obligation]]\nid = \"d{number}\"\nclause = \"1\"\nstarts = \"{start}\"\nends = \"progress-told\"\n\
                 {limit} = \"{within}\"\ncycles = \"each\"\n{warn}"
            )
        };
        let obligations: String = duties.iter().zip(0..).map(obligation).collect();
        format!(
            "policy = {{ id = \"x\", title = \"x\", version = \"1\", lexicon = \"hospital\", \
             count_start_day = {count_start_day}, holiday_roll = \"{roll}\", day_end = \"{day_end}\", \
             work_end = \"{work_end}\" }}\nrole = [{{ id = \"desk\" }}]\n\
             tier = [{{ id = \"one\", clause = \"1\", default = true }}]\n{obligations}"
        )
    }

    /// What may happen next, told by a number.
    fn kind(number: usize, paused: &mut bool) -> &'static str {
        match (number % 6, *paused) {
            (0 | 1, false) => {
                *paused = true;
                "paused"
            }
            (0..=2, true) => {
                *paused = false;
                "resumed"
            }
            (3, _) => {
                *paused = false;
                "reopened"
            }
            (4, _) => "progress-told",
            (5, _) => "dispatched",
            _ => "feedback-received",
        }
    }

    /// Replayed, and how it stands then.
    fn ask(rules: Rules, received: Instant, events: &[Event]) -> Result<Status> {
        let classification = Classification {
            category: None,
            set_by: SetBy::Computed,
            confidence: 0,
            also: Vec::new(),
            ranked: Vec::new(),
            evidence: Vec::new(),
        };
        let received_at = Some(Moment::at(received));
        let intake = Intake { id: "c1".to_owned(), received_at, facts: Facts::default(), classification, tier: None };
        let case = Case::replay(Arc::new(rules), Arc::new(intake), events.to_vec(), Mode::Strict)?;
        case.status(events.iter().filter_map(|event| event.at?.instant()).fold(received, Instant::max))
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 1_500,
            failure_persistence: None,
            rng_seed: RngSeed::Fixed(20_261_122),
            ..ProptestConfig::default()
        })]

        /// What a replay does not look at, because it is well inside the calendar, is what it would have found in order.
        #[test]
        fn a_replay_that_does_not_look_misses_nothing(
            duties in prop::collection::vec(duty(), 1..4),
            switches in any::<(bool, bool, bool, bool)>(),
            (first, years) in (2001..2010_i32, 4..9_i32),
            late in prop_oneof![Just(0), 0..1_000_i64],
            history in prop::collection::vec((0..12_usize, 0..=1_000_i64), 0..7),
        ) {
            let hours = Hours::parse(&[("09:00", "12:00"), ("13:00", "18:00")])?;
            let calendar = Calendar::builder().id("x").zone("+08:00").known_years(first, first + years - 1);
            let calendar = calendar.monday_to_friday(&hours).build()?;
            let policy = Policy::parse(&book(&duties, switches))?;
            let rules = Rules::new(Arc::new(policy), Arc::new(calendar));
            // The whole span if there is one: the first and the last instant at which nothing is looked at.
            let Some((from, to)) = rules.reach.filter(|(from, to)| from < to) else { return Ok(()) };
            let part = |thousandths: i64, from: Instant| from.plus(to.since(from) * thousandths / 1_000);
            let received = part(late, from)?;
            let mut parts: Vec<(i64, usize)> = history.iter().map(|(kind, at)| (*at, *kind)).collect();
            parts.sort_unstable();
            // The last one as late as may be.
            if let Some((last, _)) = parts.last_mut() {
                *last = 1_000;
            }
            let mut paused = false;
            let mut events = Vec::new();
            for ((thousandths, of), number) in parts.into_iter().zip(0..) {
                let at = Moment::at(part(thousandths, received)?);
                events.push(Event::new(format!("e{number}"), kind(of, &mut paused), at));
            }
            let mut looking = rules.clone();
            looking.reach = None;
            prop_assert_eq!(ask(rules.clone(), received, &events), ask(looking, received, &events));
            // In order means that there is an answer.
            if let Err(error) = ask(rules, received, &events) {
                prop_assert!(!["outside-calendar", "time-out-of-range"].contains(&error.slug()), "{}", error);
            }
        }
    }
}
