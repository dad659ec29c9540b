//! How far a projection is from what is announced later: the years 2015 to 2026 of `china` projected from the statutory
//! days of their time, beside the notices. The figures stand in core/calendars/china.toml and in CONVENTIONS.md.

use tousu::Result;
use tousu::calendar::Calendar;
use tousu::time::Date;

/// 2015 to 2024: eleven days, the Spring Festival from its first.
const ELEVEN: &str = r#"
id = "eleven-days"
time_zone = "Asia/Shanghai"
known = { from = 2014, to = 2014 }
[projection]
moving = { "春节" = 3, "清明节" = 1, "端午节" = 1, "中秋节" = 1 }
fixed = { "元旦" = ["01-01"], "劳动节" = ["05-01"], "国庆节" = ["10-01", "10-02", "10-03"] }
[projection.first_days]
2015 = ["02-19", "04-05", "06-20", "09-27"]
2016 = ["02-08", "04-04", "06-09", "09-15"]
2017 = ["01-28", "04-04", "05-30", "10-04"]
2018 = ["02-16", "04-05", "06-18", "09-24"]
2019 = ["02-05", "04-05", "06-07", "09-13"]
2020 = ["01-25", "04-04", "06-25", "10-01"]
2021 = ["02-12", "04-04", "06-14", "09-21"]
2022 = ["02-01", "04-05", "06-03", "09-10"]
2023 = ["01-22", "04-05", "06-22", "09-29"]
2024 = ["02-10", "04-04", "06-10", "09-17"]
"#;

/// From 2025 on: thirteen days, the Spring Festival from its eve. The rule of the built-in projection.
const THIRTEEN: &str = r#"
id = "thirteen-days"
time_zone = "Asia/Shanghai"
known = { from = 2024, to = 2024 }
[projection]
moving = { "春节" = 4, "清明节" = 1, "端午节" = 1, "中秋节" = 1 }
fixed = { "元旦" = ["01-01"], "劳动节" = ["05-01", "05-02"], "国庆节" = ["10-01", "10-02", "10-03"] }
[projection.first_days]
2025 = ["01-28", "04-04", "05-31", "10-06"]
2026 = ["02-16", "04-05", "06-19", "09-25"]
"#;

const WEEKLY: &str = r#"
[weekly]
mon = [["09:00", "18:00"]]
tue = [["09:00", "18:00"]]
wed = [["09:00", "18:00"]]
thu = [["09:00", "18:00"]]
fri = [["09:00", "18:00"]]
"#;

/// The days of 2015 to 2026: each with what was projected and what was announced.
fn days() -> Result<Vec<(Date, bool, bool)>> {
    let china = Calendar::builtin("china")?;
    let mut days = Vec::new();
    for (document, first, last) in [(ELEVEN, 2015, 2024), (THIRTEEN, 2025, 2026)] {
        let projected = Calendar::from_source(&format!("{document}{WEEKLY}"))?;
        for (date, day) in projected.days(Date::from_ymd(first, 1, 1)?, Date::from_ymd(last, 12, 31)?)? {
            assert!(day.provisional, "{date}");
            let announced = china.is_working_day(date)?;
            assert!(!announced.provisional, "{date}");
            days.push((date, day.value.working, announced.value));
        }
    }
    Ok(days)
}

#[test]
fn a_projected_year_has_some_thirteen_other_days() -> Result<()> {
    let days = days()?;
    let different = |year: i32| days.iter().filter(|(date, one, two)| date.ymd().0 == year && one != two).count();
    let years: Vec<usize> = (2015..=2026).map(different).collect();
    assert_eq!(years, [13, 12, 10, 14, 12, 15, 14, 14, 14, 16, 10, 12]);
    // But for make-up days the number of working days is right: 2015 and 2020 had days off beyond the statutory ones.
    let count = |year: i32, which: fn(&(Date, bool, bool)) -> bool| {
        days.iter().filter(|day| day.0.ymd().0 == year && which(day)).count()
    };
    let wrong: Vec<i32> = (2015..=2026).filter(|year| count(*year, |day| day.1) != count(*year, |day| day.2)).collect();
    assert_eq!(wrong, [2015, 2020]);
    Ok(())
}

#[test]
fn a_tenth_to_a_sixth_of_the_projected_due_days_are_others() -> Result<()> {
    let days = days()?;
    let list = |which: fn(&(Date, bool, bool)) -> bool| -> Vec<i32> {
        days.iter().filter(|day| which(day)).map(|day| day.0.days()).collect()
    };
    let (projected, announced) = (list(|day| day.1), list(|day| day.2));
    // Working days after the start, per mille of the starts whose due day is another, the furthest.
    let expected = [(1, 79, 10), (3, 99, 10), (5, 112, 10), (7, 131, 7), (15, 144, 7), (30, 162, 7)];
    for (limit, per_mille, furthest) in expected {
        let due = |list: &[i32], start: i32| list.get(list.partition_point(|day| *day <= start) + limit - 1).copied();
        let pairs = days.iter().filter_map(|(start, ..)| {
            due(&projected, start.days()).zip(due(&announced, start.days())).map(|(one, two)| one.abs_diff(two))
        });
        let apart: Vec<u32> = pairs.collect();
        let others = apart.iter().filter(|days| **days > 0).count();
        let rounded = (others * 1000 + apart.len() / 2) / apart.len();
        assert_eq!((rounded, apart.iter().max().copied()), (per_mille, Some(furthest)), "{limit} working days");
    }
    Ok(())
}
