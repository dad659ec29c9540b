//! Counts of heads, durations and amounts of money.

use super::{Evidence, Facts};
use crate::period::Period;
use crate::policy::Unit;

/// More than this in one complaint is no head count but a slip (a telephone number, an amount).
const MOST_HEADS: i64 = 100_000;

/// In thousandths of any unit: nobody writes of 400 days or more in days.
const LONGEST_WAIT: i64 = 400_000;

/// A duration in days, to compare by.
fn days_of(period: Period) -> u32 {
    match period {
        Period::Months { months } => months.saturating_mul(30),
        Period::CalendarDays { days } => days,
        _ => 0,
    }
}

/// Takes one measure into the facts: head counts and money keep the largest, durations the longest.
/// Whether the number made sense for its unit.
pub(super) fn take(facts: &mut Facts, unit: Unit, thousandths: i64, evidence: &Evidence) -> bool {
    match unit {
        Unit::Households | Unit::People | Unit::AffectedHouseholds | Unit::AffectedPeople => {
            heads(facts, unit, thousandths / 1000, evidence);
        }
        Unit::Days | Unit::Weeks | Unit::Months | Unit::Years => {
            let Some(period) = period(unit, thousandths) else {
                return false;
            };
            let longer = |known: &(Period, Evidence)| days_of(period) > days_of(known.0);
            if facts.asserted_unresolved.as_ref().is_none_or(longer) {
                facts.asserted_unresolved = Some((period, evidence.clone()));
            }
        }
        Unit::Yuan => {
            let fen = thousandths / 10;
            if fen > 0 && facts.money.as_ref().is_none_or(|known| fen > known.0) {
                facts.money = Some((fen, evidence.clone()));
            }
        }
    }
    true
}

fn heads(facts: &mut Facts, unit: Unit, count: i64, evidence: &Evidence) {
    if !(1..=MOST_HEADS).contains(&count) {
        return;
    }
    let Ok(count) = u32::try_from(count) else { return };
    let cell = match unit {
        Unit::Households => &mut facts.complainants.households,
        Unit::AffectedHouseholds => &mut facts.affected.households,
        Unit::AffectedPeople => &mut facts.affected.people,
        _ => &mut facts.complainants.people,
    };
    if cell.is_none_or(|known| count > known) {
        *cell = Some(count);
    }
    if matches!(unit, Unit::Households | Unit::People) {
        facts.complainants_evidence.push(evidence.clone());
    }
}

/// A stated duration as a period: half a month is 15 days, half a year six months.
fn period(unit: Unit, thousandths: i64) -> Option<Period> {
    // A year of the calendar, the age of a house: no time that somebody has waited.
    if thousandths > LONGEST_WAIT {
        return None;
    }
    let whole = |number: i64| u32::try_from(number).ok().filter(|number| *number > 0);
    match unit {
        Unit::Years if thousandths > 15_000 => None,
        Unit::Years => whole(thousandths.saturating_mul(12) / 1000).map(|months| Period::Months { months }),
        Unit::Months if thousandths % 1000 == 0 => whole(thousandths / 1000).map(|months| Period::Months { months }),
        Unit::Months => whole(thousandths.saturating_mul(30) / 1000).map(|days| Period::CalendarDays { days }),
        Unit::Weeks => whole(thousandths.saturating_mul(7) / 1000).map(|days| Period::CalendarDays { days }),
        _ => whole(thousandths / 1000).map(|days| Period::CalendarDays { days }),
    }
}
