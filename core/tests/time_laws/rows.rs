//! The whole range of seconds and dates: nothing loops, overflows or panics, and columns answer as single calls do.

use std::sync::LazyLock;

use proptest::prelude::*;

use tousu::calendar::{Calendar, Direction, Hours, Known, RollMode};
use tousu::deadline::{Due, due, due_batch, due_excluding, due_from_date, explain};
use tousu::period::Period;
use tousu::policy::Counting;
use tousu::time::{DAY, Date, Instant};
use tousu::{Code, Result};

use crate::laws::{countings, periods};
use crate::plan::{at, date, many};

/// Calendars of every kind: bounded and not, never closed and hardly open, with exceptions far away.
static CALENDARS: LazyLock<Vec<Calendar>> = LazyLock::new(|| made().unwrap_or_default());

fn made() -> Result<Vec<Calendar>> {
    let china = Calendar::builtin("china")?;
    let office = Hours::parse(&[("09:00", "12:00"), ("13:00", "18:00")])?;
    let all_day = Hours::parse(&[("00:00", "24:00")])?;
    let night = Hours::parse(&[("22:00", "46:00")])?;
    let whole_week =
        |hours: &Hours| (0..7).fold(Calendar::builder(), |builder, day| builder.weekly(day, hours.clone()));
    let day = |year: i32| Date::from_ymd(year, 6, 1);
    let mut calendars = vec![
        (*china).clone(),
        china.with_strict(true)?,
        Calendar::builder().monday_to_friday(&office).build()?,
        whole_week(&all_day).build()?,
        whole_week(&night).zone("-12:00").holiday(day(1)?, "first").holiday(day(9999)?, "last").build()?,
        // Open on one date of all time.
        Calendar::builder().hours_on(day(2026)?, office.clone()).build()?,
        Calendar::builder().monday_to_friday(&office).known_years(2026, 2026).build()?,
        // Longer than one table of 32-bit seconds, and than four centuries.
        whole_week(&all_day).known_years(1801, 2200).build()?,
        Calendar::builder().monday_to_friday(&office).known_years(1, 9999).holiday(day(1969)?, "").build()?,
    ];
    if cfg!(feature = "zones") {
        for zone in ["America/Los_Angeles", "Europe/London", "Australia/Lord_Howe", "Pacific/Apia"] {
            calendars.push(Calendar::builder().zone(zone).monday_to_friday(&night).build()?);
        }
    }
    Ok(calendars)
}

/// Any second, near the ends of time, and in our days.
fn seconds() -> impl Strategy<Value = i64> {
    let (min, max) = (Instant::MIN.unix(), Instant::MAX.unix());
    prop_oneof![
        any::<i64>(),
        min..=max,
        min - 5..min + 200_000,
        max - 200_000..max + 5,
        0..4_200_000_000_i64,
        1_767_196_000..1_798_732_000_i64,
    ]
}

/// Any amount, and small ones.
fn amounts() -> impl Strategy<Value = i64> {
    prop_oneof![any::<i64>(), -100_000_000..100_000_000_i64, -40..40_i64, Just(i64::MIN), Just(i64::MAX), Just(0)]
}

fn any_period() -> impl Strategy<Value = Period> {
    prop_oneof![
        any::<i64>().prop_map(|seconds| Period::Elapsed { seconds }),
        any::<i64>().prop_map(|seconds| Period::WorkingTime { seconds }),
        any::<u32>().prop_map(|days| Period::CalendarDays { days }),
        any::<u32>().prop_map(|days| Period::WorkingDays { days }),
        any::<u32>().prop_map(|months| Period::Months { months }),
        (any::<u8>(), any::<bool>()).prop_map(|(day, next_month)| Period::ByDayOfMonth { day, next_month }),
        periods(),
    ]
}

fn modes() -> impl Strategy<Value = RollMode> {
    prop_oneof![
        Just(RollMode::None),
        Just(RollMode::Following),
        Just(RollMode::Preceding),
        Just(RollMode::ModifiedFollowing),
        Just(RollMode::ModifiedPreceding),
        Just(RollMode::Refuse),
    ]
}

/// A call's answer, with the code of its error.
fn coded<T>(result: Result<T>) -> std::result::Result<T, Code> {
    result.map_err(|error| error.code())
}

proptest! {
    #![proptest_config(many(10_000))]

    #[test]
    fn instants_are_answered(
        which in 0..13_usize, one in seconds(), two in seconds(), amount in amounts(), take in 0..20_usize,
    ) {
        let Some(calendar) = CALENDARS.get(which) else { return Ok(()) };
        let (Ok(one), Ok(two)) = (Instant::from_unix(one), Instant::from_unix(two)) else { return Ok(()) };
        let _ = (one.plus(amount), calendar.format(one), calendar.date_of(one), calendar.offset_at(one));
        let added = calendar.add_working_seconds(one, amount);
        if let Ok(added) = &added {
            // What was added is what is measured, unless the start was moved to an opening.
            let between = calendar.working_seconds_between(one, added.value)?.value;
            prop_assert_eq!(between, amount);
        }
        let stops = [(one.min(two), one.max(two))];
        let _ = calendar.add_working_seconds_stopped(one, amount, &stops);
        let between = calendar.working_seconds_between(one, two);
        let back = calendar.working_seconds_between(two, one).map(|back| -back.value);
        prop_assert_eq!(coded(between.clone().map(|between| between.value)), coded(back));
        if let Ok(rest) = calendar.working_seconds_between_stopped(one, two, &stops) {
            prop_assert_eq!(rest.value, 0);
        }
        let mut rows = [Err(Code::InvalidArgument); 2];
        calendar.add_working_seconds_batch(&[one, two], amount, &mut rows)?;
        prop_assert_eq!(rows, [coded(added), coded(calendar.add_working_seconds(two, amount))]);
        let mut rows = [Err(Code::InvalidArgument)];
        calendar.working_seconds_between_batch(&[(one, two)], &mut rows)?;
        prop_assert_eq!(rows, [coded(between)]);
        let open = calendar.is_open(one);
        if let (Ok(open), Ok(next)) = (&open, calendar.next_open(one)) {
            prop_assert_eq!(open.value, next.value == one);
        }
        for next in [calendar.next_start(one), calendar.next_close(one)].into_iter().flatten() {
            prop_assert!(next.value > one);
        }
        for before in [calendar.prev_start(one), calendar.prev_close(one)].into_iter().flatten() {
            prop_assert!(before.value <= one);
        }
        for direction in [Direction::After, Direction::Before] {
            if let Ok(periods) = calendar.periods(one, direction, take) {
                prop_assert!(periods.value.len() <= take && periods.value.iter().all(|(open, close)| open < close));
            }
        }
        prop_assert!(calendar.periods(one, Direction::After, 100_001).is_err());
        // A window of a week has few periods; one of all time is refused or short.
        if let Ok(end) = one.plus(7 * 86_400) {
            let _ = calendar.periods_between(one, end);
        }
    }

    #[test]
    fn dates_are_answered(
        which in 0..13_usize,
        days in prop_oneof![any::<i32>(), -719_200..-719_100_i32, 2_932_800..2_932_910_i32, 0..49_500_i32],
        other in prop_oneof![any::<i32>(), -719_200..2_932_910_i32],
        amount in amounts(),
        mode in modes(),
        count_start in any::<bool>(),
        second in any::<u32>(),
    ) {
        let Some(calendar) = CALENDARS.get(which) else { return Ok(()) };
        let (Ok(date), Ok(other)) = (Date::from_days(days), Date::from_days(other)) else { return Ok(()) };
        let _ = (date.plus_days(amount), date.plus_months(amount), date.to_string(), date.weekday());
        let added = calendar.add_working_days(date, amount);
        if let Ok(added) = &added {
            // Forwards the start does not count, backwards neither: there are as many from the end to the day before.
            let between = match amount {
                0.. => calendar.working_days_between(date, added.value)?.value,
                _ => -calendar.count_working_days(added.value, date)?.value,
            };
            prop_assert_eq!(between, amount);
            prop_assert!(amount == 0 || calendar.is_working_day(added.value)?.value);
        }
        let plain = calendar.add_business_days(date, amount, RollMode::None, false);
        prop_assert_eq!(coded(added), coded(plain));
        let counted = calendar.add_business_days(date, amount, mode, count_start);
        let mut rows = [Err(Code::InvalidArgument)];
        calendar.add_business_days_batch(&[date], amount, mode, count_start, &mut rows)?;
        prop_assert_eq!(rows, [coded(counted)]);
        if let Ok(rolled) = calendar.roll(date, mode) {
            prop_assert!(mode == RollMode::None || calendar.is_working_day(rolled.value)?.value);
        }
        let _ = (calendar.working_days_between(date, other), calendar.close_of_day(date), calendar.day(date));
        prop_assert_eq!(
            coded(calendar.count_working_days(date, other).map(|days| -days.value)),
            coded(calendar.count_working_days(other, date).map(|days| days.value))
        );
        let _ = (calendar.start_of_day(date), calendar.end_of_day(date), calendar.instant_of(date, second));
    }

    #[test]
    fn dues_are_answered(
        which in 0..13_usize, period in any_period(), counting in countings(), start in seconds(), other in seconds(),
    ) {
        let Some(calendar) = CALENDARS.get(which) else { return Ok(()) };
        let (Ok(start), Ok(other)) = (Instant::from_unix(start), Instant::from_unix(other)) else { return Ok(()) };
        let starts = [start, other];
        let mut rows: [std::result::Result<Due, Code>; 2] = [Err(Code::InvalidArgument); 2];
        due_batch(calendar, period, counting, &starts, &mut rows)?;
        prop_assert_eq!(rows, starts.map(|start| coded(due(calendar, period, counting, start))));
        for (start, row) in starts.into_iter().zip(rows) {
            let explained = explain(calendar, period, counting, start);
            prop_assert_eq!(explained.as_ref().map(|why| why.due).map_err(|error| error.code()), row);
            if let Ok(why) = explained {
                prop_assert!(why.steps.len() < 80 && why.to_json().len() < 40_000);
            }
        }
        let _ = due_from_date(calendar, period, counting, calendar.date_of(start));
        let span = [(start.min(other), start.max(other))];
        let dates = span.map(|(from, to)| (calendar.date_of(from), calendar.date_of(to)));
        let _ = due_excluding(calendar, period, counting, start, &dates, &span);
    }
}

/// What a strict calendar says, from what the same calendar says that is not.
fn strictly<T>(answer: Result<Known<T>>) -> std::result::Result<Known<T>, Code> {
    match coded(answer) {
        Ok(known) if known.provisional => Err(Code::ProvisionalRefused),
        answer => answer,
    }
}

proptest! {
    #![proptest_config(many(10_000))]

    /// `provisional` is said of exactly what `strict` refuses, around the end of the announced years.
    #[test]
    fn strict_refuses_what_is_provisional(
        first in 20_400..21_600_i64, second in 0..DAY, length in -40_000_000..40_000_000_i64, days in -300..300_i64,
        mode in modes(), count_start in any::<bool>(), period in periods(), counting in countings(), take in 0..9_usize,
    ) {
        let (china, strict) = (&CALENDARS[0], &CALENDARS[1]);
        let (one, two) = (at(first * DAY + second), at(first * DAY + second + length));
        let (date, other) = (date(first), date(first + days));
        macro_rules! same {
            ($name:ident($($argument:expr),*)) => {
                prop_assert_eq!(strictly(china.$name($($argument),*)), coded(strict.$name($($argument),*)));
            };
        }
        same!(is_working_day(date));
        same!(day(date));
        same!(close_of_day(date));
        same!(add_working_days(date, days));
        same!(working_days_between(date, other));
        same!(count_working_days(date, other));
        // Whether the start is a working day is all that is asked: of a year without a notice nothing strict knows it.
        if mode == RollMode::Refuse && china.is_working_day(date)?.provisional {
            prop_assert_eq!(coded(strict.roll(date, mode)), Err(Code::ProvisionalRefused));
        } else {
            same!(roll(date, mode));
        }
        same!(add_working_seconds(one, length));
        same!(working_seconds_between(one, two));
        same!(is_open(one));
        same!(next_open(one));
        same!(next_start(one));
        same!(next_close(one));
        same!(prev_start(one));
        same!(prev_close(one));
        same!(periods_between(one, two));
        same!(periods(one, Direction::After, take));
        // The roll may rest on a year without a notice although the count leads back from it, and is refused before it.
        if mode == RollMode::None {
            same!(add_business_days(date, days, mode, count_start));
        }
        let (plain, refused) = (due(china, period, counting, one), due(strict, period, counting, one));
        match coded(plain) {
            Ok(due) if due.provisional => prop_assert_eq!(coded(refused), Err(Code::ProvisionalRefused)),
            Ok(due) => prop_assert_eq!(coded(refused), Ok(due)),
            Err(code) => prop_assert_eq!(coded(refused), Err(code)),
        }
    }
}

#[test]
fn columns_of_other_lengths_are_refused() -> Result<()> {
    let china = Calendar::builtin("china")?;
    let start = [Instant::parse("2026-03-02T09:00:00+08:00")?];
    let refused = due_batch(&china, Period::SameDay, Counting::default(), &start, &mut []);
    assert_eq!(coded(refused), Err(Code::InvalidArgument));
    assert_eq!(coded(china.add_working_seconds_batch(&start, 1, &mut [])), Err(Code::InvalidArgument));
    assert_eq!(coded(china.working_seconds_between_batch(&[], &mut [Ok(known())])), Err(Code::InvalidArgument));
    assert_eq!(CALENDARS.len(), if cfg!(feature = "zones") { 13 } else { 9 });
    Ok(())
}

fn known() -> Known<i64> {
    Known { value: 0, provisional: false }
}
