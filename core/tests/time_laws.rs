//! Laws of time, judged by an oracle that walks second by second and day by day and shares no code with the library.
#![expect(clippy::indexing_slicing, reason = "the oracle is kept plain; a panic fails the test")]

use proptest::prelude::*;

use tousu::calendar::{Calendar, CalendarBuilder, Hours, RollMode};
use tousu::deadline::{due, due_excluding, due_from_date, explain_excluding};
use tousu::error::Result;
use tousu::period::Period;
use tousu::policy::{Counting, DayEnd, Roll, WorkEnd};
use tousu::time::{DAY, Date, Instant};

/// 2026-09-07, a Monday, as a day number.
const MONDAY: i64 = 20_703;

/// Dates with exceptions lie in these days from [`MONDAY`] on.
const DAYS: i64 = 28;

/// A calendar as plain data.
#[derive(Clone, Debug)]
struct Plan {
    offset: i64,
    /// Monday first; pairs of half hours since midnight.
    weekly: Vec<Vec<(u32, u32)>>,
    holidays: Vec<i64>,
    workdays: Vec<i64>,
    overrides: Vec<(i64, Vec<(u32, u32)>)>,
    breaks: Vec<(i64, Vec<(u32, u32)>)>,
    holiday_wins: bool,
}

const HALF: u32 = 1800;

fn seconds(pairs: &[(u32, u32)]) -> Vec<(u32, u32)> {
    pairs.iter().map(|(open, close)| (open * HALF, close * HALF)).collect()
}

impl Plan {
    fn builder(&self) -> Result<CalendarBuilder> {
        let (hours, minutes) = (self.offset.abs() / 3600, self.offset.abs() / 60 % 60);
        let sign = if self.offset < 0 { '-' } else { '+' };
        let mut builder =
            Calendar::builder().zone(&format!("{sign}{hours:02}:{minutes:02}")).holiday_wins(self.holiday_wins);
        for (weekday, pairs) in (0..).zip(&self.weekly) {
            builder = builder.weekly(weekday, Hours::new(&seconds(pairs))?);
        }
        for day in &self.holidays {
            builder = builder.holiday(date(*day), "holiday");
        }
        for day in &self.workdays {
            builder = builder.workday(date(*day), "make-up");
        }
        for (day, pairs) in &self.overrides {
            builder = builder.hours_on(date(*day), Hours::new(&seconds(pairs))?);
        }
        for (day, pairs) in &self.breaks {
            builder = builder.break_on(date(*day), Hours::new(&seconds(pairs))?);
        }
        Ok(builder)
    }

    fn shifts(&self, day: i64) -> &[(u32, u32)] {
        let holiday = self.holidays.contains(&day);
        let own = self.overrides.iter().find(|(own, _)| *own == day);
        if let Some((_, own)) = own.filter(|_| !(holiday && self.holiday_wins)) {
            return own;
        }
        if holiday {
            return &[];
        }
        if self.workdays.contains(&day) {
            return self.weekly.iter().find(|pairs| !pairs.is_empty()).map_or(&[], Vec::as_slice);
        }
        &self.weekly[(day - MONDAY).rem_euclid(7) as usize]
    }

    fn cuts(&self, day: i64) -> &[(u32, u32)] {
        self.breaks.iter().find(|(own, _)| *own == day).map_or(&[], |(_, pairs)| pairs)
    }

    /// Whether a second is open: by a shift of its date or of the date before, and by no break of either.
    fn open(&self, unix: i64) -> bool {
        let local = unix + self.offset;
        let day = local.div_euclid(DAY);
        let inside = |pairs: &[(u32, u32)], day: i64| {
            let second = local - day * DAY;
            pairs.iter().any(|(open, close)| i64::from(open * HALF) <= second && second < i64::from(close * HALF))
        };
        let opened = inside(self.shifts(day), day) || inside(self.shifts(day - 1), day - 1);
        opened && !inside(self.cuts(day), day) && !inside(self.cuts(day - 1), day - 1)
    }

    /// Whether a shift that opens on the day keeps a half hour.
    fn working(&self, day: i64) -> bool {
        let cut = |half: u32| self.cuts(day).iter().any(|(open, close)| (*open..*close).contains(&half));
        self.shifts(day).iter().any(|(open, close)| (*open..*close).any(|half| !cut(half)))
    }
}

fn date(day: i64) -> Date {
    Date::from_days(i32::try_from(day).unwrap_or(0)).unwrap_or(Date::MIN)
}

fn at(unix: i64) -> Instant {
    Instant::from_unix(unix).unwrap_or(Instant::MIN)
}

/// Disjoint pairs of half hours that open before 24:00.
fn hours(most: u32) -> impl Strategy<Value = Vec<(u32, u32)>> {
    prop::collection::btree_set(0..most, 0..5).prop_map(|ends| {
        let ends: Vec<u32> = ends.into_iter().collect();
        ends.chunks_exact(2).filter(|pair| pair[0] < 48).map(|pair| (pair[0], pair[1])).collect()
    })
}

fn plans() -> impl Strategy<Value = Plan> {
    let day = || MONDAY..MONDAY + DAYS;
    let office = Just(vec![(18, 24), (26, 36)]);
    let weekday = prop_oneof![3 => office, 1 => hours(49), 1 => hours(70)];
    let weekly =
        (prop::collection::vec(weekday, 5), prop::collection::vec(prop_oneof![2 => Just(vec![]), 1 => hours(60)], 2));
    let offset = prop_oneof![Just(28_800), Just(0), Just(-12_600), Just(20_700), Just(50_400)];
    let dated = move || prop::collection::vec((day(), hours(60)), 0..3);
    let days = move || prop::collection::btree_set(day(), 0..6);
    (offset, weekly, days(), days(), dated(), dated(), any::<bool>()).prop_map(
        |(offset, (mut weekly, weekend), holidays, workdays, overrides, breaks, holiday_wins)| {
            weekly.extend(weekend);
            if weekly.iter().all(Vec::is_empty) {
                weekly[0] = vec![(18, 24)];
            }
            let workdays = workdays.difference(&holidays).copied().collect();
            Plan {
                offset,
                weekly,
                holidays: holidays.into_iter().collect(),
                workdays,
                overrides: once(overrides),
                breaks: once(breaks),
                holiday_wins,
            }
        },
    )
}

/// One entry a date.
fn once<T>(mut dated: Vec<(i64, T)>) -> Vec<(i64, T)> {
    dated.sort_by_key(|(day, _)| *day);
    dated.dedup_by_key(|(day, _)| *day);
    dated
}

fn countings() -> impl Strategy<Value = Counting> {
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

fn periods() -> impl Strategy<Value = Period> {
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
fn instants() -> impl Strategy<Value = i64> {
    prop_oneof![1_104_508_800..1_780_000_000_i64, (MONDAY - 3) * DAY..(MONDAY + DAYS) * DAY]
}

fn many(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(many(200))]

    /// The tables against a map of every second of ten days.
    #[test]
    fn open_seconds_are_those_of_the_oracle(
        plan in plans(),
        first in MONDAY - 2..MONDAY + DAYS - 4,
        asked in prop::collection::vec((0..10 * DAY, 0..10 * DAY), 12),
    ) {
        let calendar = plan.builder()?.build()?;
        let begin = first * DAY;
        let open: Vec<bool> = (0..10 * DAY).map(|second| plan.open(begin + second)).collect();
        let mut before = vec![0_i64];
        before.extend(open.iter().scan(0_i64, |sum, open| { *sum += i64::from(*open); Some(*sum) }));
        for (a, b) in asked {
            let (start, end) = (at(begin + a), at(begin + b));
            let (low, high) = (before[a as usize], before[b as usize]);
            prop_assert_eq!(calendar.working_seconds_between(start, end)?.value, high - low);
            prop_assert_eq!(calendar.is_open(start)?.value, open[a as usize]);
            let find = |from: i64, wanted: fn(&[bool], usize) -> bool| {
                (from..10 * DAY).find(|second| wanted(&open, *second as usize)).map(|second| at(begin + second))
            };
            // Only what the map can show is compared.
            if let Some(next) = find(a, |open, second| open[second]) {
                prop_assert_eq!(calendar.next_open(start)?.value, next);
            }
            if let Some(next) = find(a + 1, |open, second| open[second] && !open[second - 1]) {
                prop_assert_eq!(calendar.next_start(start)?.value, next);
            }
            if let Some(next) = find(a + 1, |open, second| !open[second] && open[second - 1]) {
                prop_assert_eq!(calendar.next_close(start)?.value, next);
            }
            let work = high - low;
            if work > 0 {
                // The first second at which the work is done, and backwards the last at which it is still to do.
                let done = before.iter().position(|sum| *sum == high).map_or(0, |second| second as i64);
                prop_assert_eq!(calendar.add_working_seconds(start, work)?.value, at(begin + done));
                let begun = before.iter().rposition(|sum| *sum == low).map_or(0, |second| second as i64);
                prop_assert_eq!(calendar.add_working_seconds(end, -work)?.value, at(begin + begun));
                prop_assert_eq!(calendar.prev_close(at(begin + done))?.value, at(begin + done));
            }
        }
    }
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
        let begin = at(start * DAY - plan.offset + 3600);
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
