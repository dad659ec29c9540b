//! Laws that hold of any calendar, limit and pause.

use proptest::prelude::*;

use tousu::calendar::{Calendar, Hours, RollMode};
use tousu::deadline::{due, due_excluding, due_from_date, explain_excluding};
use tousu::period::Period;
use tousu::policy::{Counting, DayEnd, Roll, WorkEnd};
use tousu::time::{DAY, Date, Instant};

use crate::plan::{DAYS, Plan, at, date, many, plans};

/// The Monday of [`plans`]: 2026-09-07.
const MONDAY: i64 = 20_703;

pub(crate) fn countings() -> impl Strategy<Value = Counting> {
    let roll = prop_oneof![Just(Roll::None), Just(Roll::Next), Just(Roll::Previous)];
    let end = prop_oneof![2 => Just(DayEnd::Midnight), 1 => Just(DayEnd::Close)];
    let work = prop_oneof![2 => Just(WorkEnd::Close), 1 => Just(WorkEnd::NextOpening)];
    (any::<bool>(), roll, end, work).prop_map(|(count_start_day, roll, day_end, work_end)| Counting {
        count_start_day,
        roll,
        day_end,
        work_end,
    })
}

pub(crate) fn periods() -> impl Strategy<Value = Period> {
    prop_oneof![
        (0..900_000_i64).prop_map(|seconds| Period::Elapsed { seconds }),
        (0..400_000_i64).prop_map(|seconds| Period::WorkingTime { seconds }),
        (0..90_u32).prop_map(|days| Period::CalendarDays { days }),
        (0..60_u32).prop_map(|days| Period::WorkingDays { days }),
        (0..15_u32).prop_map(|months| Period::Months { months }),
        Just(Period::SameDay),
        Just(Period::SameWorkingDay),
        (1..=31_u8, any::<bool>()).prop_map(|(day, next_month)| Period::ByDayOfMonth { day, next_month }),
    ]
}

/// Instants of the announced years, and around exceptions.
pub(crate) fn instants() -> impl Strategy<Value = i64> {
    prop_oneof![1_104_508_800..1_780_000_000_i64, (MONDAY - 3) * DAY..(MONDAY + DAYS) * DAY]
}

proptest! {
    #![proptest_config(many(10_000))]

    #[test]
    fn working_days_are_those_of_the_oracle(plan in plans(), start in MONDAY - 9..MONDAY + DAYS + 9, days in -25..=25_i64) {
        let calendar = plan.builder()?.build()?;
        prop_assert_eq!(calendar.is_working_day(date(start))?.value, plan.working(start));
        let (mut day, mut left) = (start, days);
        while left != 0 {
            day += left.signum();
            left -= left.signum() * i64::from(plan.working(day));
        }
        prop_assert_eq!(calendar.add_working_days(date(start), days)?.value, date(day));
        let between = (start.min(day) + 1..=start.max(day)).filter(|day| plan.working(*day)).count() as i64;
        prop_assert_eq!(calendar.working_days_between(date(start), date(day))?.value, between * (day - start).signum());
        let mut next = start;
        while !plan.working(next) {
            next += 1;
        }
        prop_assert_eq!(calendar.roll(date(start), RollMode::Following)?.value, date(next));
    }

    #[test]
    fn work_added_is_work_measured(plan in plans(), start in instants(), one in 1..500_000_i64, two in 1..500_000_i64) {
        let calendar = plan.builder()?.build()?;
        let start = at(start);
        let middle = calendar.add_working_seconds(start, one)?.value;
        let end = calendar.add_working_seconds(middle, two)?.value;
        prop_assert_eq!(calendar.add_working_seconds(start, one + two)?.value, end);
        prop_assert_eq!(calendar.working_seconds_between(start, end)?.value, one + two);
        prop_assert_eq!(calendar.working_seconds_between(end, start)?.value, -one - two);
        // Far away the answer is as exact as near.
        let far = calendar.add_working_seconds(start, 100_000_000)?.value;
        prop_assert_eq!(calendar.working_seconds_between(start, far)?.value, 100_000_000);
    }

    #[test]
    fn a_pause_moves_a_working_clock_by_its_open_length(
        plan in plans(), start in instants(), work in 1..300_000_i64, from in 0..400_000_i64, length in 0..400_000_i64,
    ) {
        let calendar = plan.builder()?.build()?;
        let start = at(start);
        let pause = (start.plus(from)?, start.plus(from + length)?);
        let plain = calendar.add_working_seconds(start, work)?.value;
        let moved = calendar.add_working_seconds_stopped(start, work, &[pause])?.value;
        if pause.0 >= plain {
            prop_assert_eq!(moved, plain);
        } else {
            let open = calendar.working_seconds_between(pause.0, pause.1)?.value;
            prop_assert_eq!(moved, calendar.add_working_seconds(start, work + open)?.value);
        }
    }

    #[test]
    fn holidays_never_shorten_and_make_up_days_never_lengthen(
        plan in plans(), start in MONDAY..MONDAY + DAYS, days in 0..20_u32, extra in MONDAY..MONDAY + DAYS,
    ) {
        // A make-up day has the hours of Monday, and a break could leave nothing of them.
        let plan = Plan { breaks: Vec::new(), ..plan };
        let plain = plan.builder()?.build()?;
        let start = at(start * DAY + 4000);
        let end = |calendar: &Calendar| due(calendar, Period::WorkingDays { days }, Counting::default(), start);
        let at_first = end(&plain)?;
        prop_assert!(at_first.last_day.is_some_and(|day| plan.working(i64::from(day.days()))));
        let mut closed = plan.clone();
        closed.workdays.retain(|day| *day != extra);
        closed.holidays.push(extra);
        prop_assert!(end(&closed.builder()?.build()?)?.at >= at_first.at);
        let mut worked = plan.clone();
        worked.holidays.retain(|day| *day != extra);
        worked.workdays.push(extra);
        prop_assert!(end(&worked.builder()?.build()?)?.at <= at_first.at);
    }

    #[test]
    fn later_receipt_is_never_due_earlier(
        period in periods(), counting in countings(), start in instants(), later in prop_oneof![0..200_000_i64, 0..9_000_000_i64],
    ) {
        let china = Calendar::builtin("china")?;
        let first = due(&china, period, counting, at(start))?;
        let second = due(&china, period, counting, at(start + later))?;
        prop_assert!(first.at <= second.at, "{:?} {:?}", first, second);
        let report = matches!(period, Period::ByDayOfMonth { .. });
        prop_assert!(report || first.at >= at(start));
        // A start of which only the date is known: any time of that day gives the same end, unless it must be known.
        let by_date = due_from_date(&china, period, counting, china.date_of(at(start)))?;
        prop_assert_eq!(by_date.is_none(), matches!(period, Period::Elapsed { .. } | Period::WorkingTime { .. }));
        if let Some(by_date) = by_date {
            prop_assert_eq!(by_date.last_day, first.last_day);
            prop_assert!(by_date.at == first.at || counting.day_end == DayEnd::Close);
        }
    }

    #[test]
    fn days_do_not_count_the_dates_of_pauses(
        plan in plans(),
        start in MONDAY..MONDAY + DAYS,
        days in 1..25_i64,
        months in 1..4_i64,
        pauses in prop::collection::btree_set(MONDAY..MONDAY + DAYS + 20, 0..7),
        count_start_day in any::<bool>(),
    ) {
        let calendar = plan.builder()?.build()?;
        let ends: Vec<i64> = pauses.into_iter().collect();
        let spans: Vec<(i64, i64)> = ends.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
        let paused = |day: i64| spans.iter().any(|(first, end)| (*first..*end).contains(&day));
        let excluded: Vec<(Date, Date)> = spans.iter().map(|(first, end)| (date(*first), date(*end))).collect();
        let counting = Counting { count_start_day, ..Counting::default() };
        let begin = at(plan.clock.begin(start) + 3600);
        let last = |period: Period| due_excluding(&calendar, period, counting, begin, &excluded, &[]).map(|due| due.last_day);
        let walk = |counts: &dyn Fn(i64) -> bool, mut left: i64| {
            let mut day = start - i64::from(count_start_day);
            while left > 0 {
                day += 1;
                left -= i64::from(counts(day));
            }
            Some(date(day))
        };
        let number = u32::try_from(days).unwrap_or(0);
        let calendar_days = walk(&|day| !paused(day), days);
        prop_assert_eq!(last(Period::CalendarDays { days: number })?, calendar_days);
        let working_days = walk(&|day| !paused(day) && plan.working(day), days);
        prop_assert_eq!(last(Period::WorkingDays { days: number })?, working_days);
        // A month is as many dates as it has without pauses.
        let period = Period::Months { months: u32::try_from(months).unwrap_or(0) };
        let plain = due(&calendar, period, Counting::default(), begin)?.last_day;
        let length = plain.map_or(0, |day| i64::from(day.days()) - start);
        let moved = due_excluding(&calendar, period, Counting::default(), begin, &excluded, &[])?.last_day;
        let (mut day, mut left) = (start, length);
        while left > 0 {
            day += 1;
            left -= i64::from(!paused(day));
        }
        prop_assert_eq!(moved, Some(date(day)));
        let mut day = start;
        while paused(day) {
            day += 1;
        }
        prop_assert_eq!(last(Period::SameDay)?, Some(date(day)));
        while paused(day) || !plan.working(day) {
            day += 1;
        }
        prop_assert_eq!(last(Period::SameWorkingDay)?, Some(date(day)));
    }

    #[test]
    fn an_elapsed_clock_loses_the_whole_pause(start in instants(), length in 0..500_000_i64, ends in prop::collection::btree_set(-50_000..600_000_i64, 0..7)) {
        let china = Calendar::builtin("china")?;
        let ends: Vec<i64> = ends.into_iter().collect();
        let spans: Vec<(i64, i64)> = ends.chunks_exact(2).map(|pair| (start + pair[0], start + pair[1])).collect();
        let stopped: Vec<_> = spans.iter().map(|(from, to)| (at(*from), at(*to))).collect();
        let end = due_excluding(&china, Period::Elapsed { seconds: length }, Counting::default(), at(start), &[], &stopped)?;
        // What is left of the way without the pauses is the length; the end is the first such instant that runs.
        let run: i64 = end.at.unix() - start
            - spans.iter().map(|(from, to)| ((*to).min(end.at.unix()) - (*from).max(start)).max(0)).sum::<i64>();
        prop_assert_eq!(run, length);
        prop_assert!(length == 0 || !spans.iter().any(|(from, to)| *from < end.at.unix() && end.at.unix() <= *to));
    }

    #[test]
    fn extremes_are_answered_and_explained(
        period in prop_oneof![
            any::<i64>().prop_map(|seconds| Period::Elapsed { seconds }),
            any::<i64>().prop_map(|seconds| Period::WorkingTime { seconds }),
            any::<u32>().prop_map(|days| Period::CalendarDays { days }),
            any::<u32>().prop_map(|days| Period::WorkingDays { days }),
            any::<u32>().prop_map(|months| Period::Months { months }),
            (any::<u8>(), any::<bool>()).prop_map(|(day, next_month)| Period::ByDayOfMonth { day, next_month }),
            periods(),
        ],
        counting in countings(),
        start in prop_oneof![Instant::MIN.unix()..=Instant::MAX.unix(), instants()],
        pause in (0..DAY, 0..99 * DAY),
    ) {
        let office = Calendar::builder().monday_to_friday(&Hours::parse(&[("09:00", "17:00")])?).build()?;
        let start = at(start);
        let stop = (at(start.unix().saturating_add(pause.0)), at(start.unix().saturating_add(pause.0 + pause.1)));
        for calendar in [&*Calendar::builtin("china")?, &office] {
            let dates = (calendar.date_of(stop.0), calendar.date_of(stop.1));
            let (stopped, excluded) = if stop.0 <= stop.1 { (vec![stop], vec![dates]) } else { (vec![], vec![]) };
            let found = due_excluding(calendar, period, counting, start, &excluded, &stopped);
            let why = explain_excluding(calendar, period, counting, start, &excluded, &stopped);
            if let (Ok(found), Ok(why)) = (found, why) {
                prop_assert_eq!(found, why.due);
                prop_assert!(why.steps.len() < 80);
                prop_assert!(why.to_en().len() < 8000 && why.to_zh().len() < 8000);
            }
        }
    }
}
