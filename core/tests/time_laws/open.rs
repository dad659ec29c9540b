//! Open time against a map of every second.

use proptest::prelude::*;

use tousu::calendar::Direction;
use tousu::time::{DAY, Instant};

use crate::plan::{Plan, at, many, plans};

/// Seconds of the map.
const LENGTH: i64 = 2 * DAY + DAY / 2;

/// The first second of the map from one on that is wanted.
fn first(begin: i64, from: i64, wanted: impl Fn(usize) -> bool) -> Option<Instant> {
    (from..LENGTH).find(|second| wanted(*second as usize)).map(|second| at(begin + second))
}

/// The last second of the map up to one that is wanted, but for its very first.
fn last(begin: i64, from: i64, wanted: impl Fn(usize) -> bool) -> Option<Instant> {
    (1..=from).rev().find(|second| wanted(*second as usize)).map(|second| at(begin + second))
}

/// Asks everything about two seconds of a map, and compares with what is found by walking. Only what the map can show
/// is compared.
fn compare(plan: &Plan, begin: i64, a: i64, b: i64) -> Result<(), TestCaseError> {
    let calendar = plan.builder()?.build()?;
    let open = plan.open(begin, LENGTH);
    let mut before = vec![0_u32];
    before.extend(open.iter().scan(0_u32, |sum, open| {
        *sum += u32::from(*open);
        Some(*sum)
    }));
    let (start, end) = (at(begin + a), at(begin + b));
    let (low, high) = (before[a as usize], before[b as usize]);
    let work = i64::from(high) - i64::from(low);
    prop_assert_eq!(calendar.working_seconds_between(start, end)?.value, work);
    prop_assert_eq!(calendar.is_open(start)?.value, open[a as usize]);
    let opens = |second: usize| open[second] && !open[second - 1];
    let closes = |second: usize| !open[second] && open[second - 1];
    if let Some(next) = first(begin, a, |second| open[second]) {
        prop_assert_eq!(calendar.next_open(start)?.value, next);
        prop_assert_eq!(calendar.add_working_seconds(start, 0)?.value, next);
    }
    if let Some(next) = first(begin, a + 1, opens) {
        prop_assert_eq!(calendar.next_start(start)?.value, next);
    }
    if let Some(next) = first(begin, a + 1, closes) {
        prop_assert_eq!(calendar.next_close(start)?.value, next);
    }
    if let Some(opening) = last(begin, a - 1, opens) {
        prop_assert_eq!(calendar.prev_start(start)?.value, opening);
    }
    if let Some(close) = last(begin, a, |second| open[second - 1]) {
        prop_assert_eq!(calendar.prev_close(start)?.value, close);
    }
    if work > 0 {
        // The first second at which the work is done, and backwards the last at which it is still to do.
        let done = first(begin, 0, |second| before[second] == high).unwrap_or(end);
        prop_assert_eq!(calendar.add_working_seconds(start, work)?.value, done);
        let begun = last(begin, LENGTH, |second| before[second] == low).unwrap_or(start);
        if begun > at(begin) {
            prop_assert_eq!(calendar.add_working_seconds(end, -work)?.value, begun);
        }
        // Clipped, the open periods between are that work, and each second of them is open.
        let periods = calendar.periods_between(start, end)?.value;
        prop_assert_eq!(periods.iter().map(|(open, close)| close.since(*open)).sum::<i64>(), work);
        let borders: Vec<_> = (a..b)
            .filter(|second| open[*second as usize] && (*second == a || !open[*second as usize - 1]))
            .map(|second| at(begin + second))
            .collect();
        prop_assert_eq!(periods.iter().map(|(open, _)| *open).collect::<Vec<_>>(), borders);
        let listed = calendar.periods(start, Direction::After, periods.len())?.value;
        prop_assert_eq!(
            listed.iter().map(|(open, _)| *open).collect::<Vec<_>>(),
            periods.iter().map(|p| p.0).collect::<Vec<_>>()
        );
        let mut backwards = calendar.periods(end, Direction::Before, periods.len())?.value;
        backwards.reverse();
        prop_assert_eq!(
            backwards.iter().map(|(_, close)| *close).collect::<Vec<_>>(),
            periods.iter().map(|p| p.1).collect::<Vec<_>>()
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(many(10_000))]

    #[test]
    fn open_seconds_are_those_of_the_oracle(plan in plans(), first in -2..26_i64, a in 1..LENGTH, b in 0..LENGTH) {
        compare(&plan, (plan.monday + first) * DAY, a, b)?;
    }
}

#[cfg(feature = "zones")]
pub(crate) mod zones {
    use super::*;
    use crate::clock::PLACES;
    use crate::plan::plans_of;

    /// A place, and the Monday two weeks before one of the Sundays on which its clock is set.
    pub(crate) fn places() -> impl Strategy<Value = (crate::clock::Clock, i64)> {
        (0..3_usize, 0..3_usize).prop_map(|(place, change)| (PLACES[place], PLACES[place].changes()[change] - 13))
    }

    proptest! {
        #![proptest_config(many(10_000))]

        /// Openings in a gap, times that come twice, days of 23, 23½, 24½ and 25 hours.
        #[test]
        fn open_seconds_are_those_of_the_oracle_where_clocks_are_set(
            plan in plans_of(places()), first in 11..15_i64, a in 1..LENGTH, b in 0..LENGTH,
        ) {
            compare(&plan, (plan.monday + first) * DAY - plan.clock.offset(plan.monday * DAY), a, b)?;
        }
    }

    #[test]
    fn a_day_has_the_seconds_that_its_clock_shows() -> tousu::Result<()> {
        // Open day and night: the length of a day is its open time.
        let whole = vec![vec![(0, 48)]; 7];
        for (place, lengths) in PLACES.into_iter().zip([[23, 25, 24], [23, 25, 24], [0, 0, 24]]) {
            for (sunday, hours) in place.changes().into_iter().zip(lengths) {
                let plan = Plan { weekly: whole.clone(), ..empty(place) };
                let calendar = plan.builder()?.build()?;
                let (begin, end) = (place.begin(sunday), place.begin(sunday + 1));
                assert_eq!(calendar.start_of_day(crate::plan::date(sunday))?, at(begin));
                assert_eq!(calendar.end_of_day(crate::plan::date(sunday))?, at(end - 1));
                let open = calendar.working_seconds_between(at(begin), at(end))?.value;
                // On Lord Howe Island by half an hour.
                let expected = match hours {
                    0 if sunday == place.changes()[0] => 24 * 3600 + 1800,
                    0 => 24 * 3600 - 1800,
                    hours => hours * 3600,
                };
                assert_eq!((open, end - begin), (expected, expected), "{place:?} {sunday}");
            }
        }
        Ok(())
    }

    fn empty(clock: crate::clock::Clock) -> Plan {
        let none = Vec::new;
        Plan {
            clock,
            monday: 20_700,
            weekly: vec![Vec::new(); 7],
            holidays: Vec::new(),
            workdays: Vec::new(),
            overrides: none(),
            breaks: none(),
            holiday_wins: false,
            bounded: false,
        }
    }
}
