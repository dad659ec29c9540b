//! Control charts: which month is out of control, and by which rule.
//!
//! Complaints go up and down by chance. A p-chart (a share: late out of due) and a u-chart (a rate: complaints per
//! thousand households, per day open) draw the centre line and three-sigma limits that each month's own size allows,
//! after Shewhart, and apply four of the rules of the Western Electric handbook. Whether a point lies beyond a limit
//! is decided in whole numbers, exactly; the limits that are shown are rounded to millionths.

use crate::error::{Code, Error, Result};

/// Which chart.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// A share: each unit of the size counts or does not (binomial).
    P,
    /// A rate: any number of counts per unit of the size (Poisson).
    U,
}

/// A month: so many out of, or per, so much.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Point {
    /// What is counted.
    pub count: u64,
    /// Out of how many (p), or over how many units (u). A point of size 0 says nothing and is passed over.
    pub size: u64,
}

/// Why a point is out of control.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Alarm {
    /// More than three sigma above the centre.
    AboveLimit,
    /// More than three sigma below it.
    BelowLimit,
    /// With one of the two points before it, more than two sigma above.
    TwoOfThreeAbove,
    /// The same below.
    TwoOfThreeBelow,
    /// The eighth or later in a row above the centre.
    RunAbove,
    /// The eighth or later in a row below it.
    RunBelow,
    /// The sixth or later in a row, each greater than the one before.
    Rising,
    /// The sixth or later in a row, each smaller.
    Falling,
}

impl Alarm {
    /// Every alarm.
    pub const ALL: &'static [Self] = &[
        Self::AboveLimit,
        Self::BelowLimit,
        Self::TwoOfThreeAbove,
        Self::TwoOfThreeBelow,
        Self::RunAbove,
        Self::RunBelow,
        Self::Rising,
        Self::Falling,
    ];

    /// Its name.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::AboveLimit => "above-limit",
            Self::BelowLimit => "below-limit",
            Self::TwoOfThreeAbove => "two-of-three-above",
            Self::TwoOfThreeBelow => "two-of-three-below",
            Self::RunAbove => "run-above",
            Self::RunBelow => "run-below",
            Self::Rising => "rising",
            Self::Falling => "falling",
        }
    }

    /// What it means, in Chinese and English.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::AboveLimit => ("高于上控制限", "above the upper control limit"),
            Self::BelowLimit => ("低于下控制限", "below the lower control limit"),
            Self::TwoOfThreeAbove => {
                ("连续三点中有两点高于两倍标准差", "two of three points more than two sigma above")
            }
            Self::TwoOfThreeBelow => {
                ("连续三点中有两点低于两倍标准差", "two of three points more than two sigma below")
            }
            Self::RunAbove => ("连续八点以上高于中心线", "eight or more points in a row above the centre"),
            Self::RunBelow => ("连续八点以上低于中心线", "eight or more points in a row below the centre"),
            Self::Rising => ("连续六点以上上升", "six or more points in a row rising"),
            Self::Falling => ("连续六点以上下降", "six or more points in a row falling"),
        }
    }
}

/// A point in its chart; values in millionths of a unit of the size.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judged {
    /// The point.
    pub point: Point,
    /// Its value; `None` for size 0.
    pub value: Option<u64>,
    /// The lower limit, at least 0.
    pub lower: Option<u64>,
    /// The upper limit; of a share at most 1.
    pub upper: Option<u64>,
    /// Why it is out of control; empty = it is in control.
    pub alarms: Vec<Alarm>,
}

/// A chart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chart {
    /// Which.
    pub kind: Kind,
    /// The sums that the centre line is made of.
    pub centre: Point,
    /// The centre line in millionths; `None` when there is nothing to divide by.
    pub centre_value: Option<u64>,
    /// The points, in the order given.
    pub points: Vec<Judged>,
}

/// Draws a chart of consecutive periods. The centre is that of the first `baseline` points, or of all.
///
/// ```
/// use tousu::cluster::chart::{Alarm, Kind, Point, chart};
/// // Eleven quiet months of 10 % late and one of 30 %.
/// let mut months = vec![Point { count: 10, size: 100 }; 11];
/// months.push(Point { count: 30, size: 100 });
/// let chart = chart(Kind::P, &months, None)?;
/// assert_eq!(chart.centre_value, Some(116_667), "140 of 1,200");
/// assert_eq!(chart.points[11].alarms, [Alarm::AboveLimit]);
/// assert_eq!(chart.points[11].upper, Some(116_667 + 96_307), "three sigma: 3·√(0.116667·0.883333/100)");
/// # Ok::<(), tousu::Error>(())
/// ```
///
/// # Errors
/// `invalid-argument` when a share counts more than its size; `too-large` beyond a thousand million.
pub fn chart(kind: Kind, points: &[Point], baseline: Option<usize>) -> Result<Chart> {
    let based = points.get(..baseline.unwrap_or(points.len()).min(points.len())).unwrap_or_default();
    let sum = |of: fn(&Point) -> u64| based.iter().filter(|point| point.size > 0).map(of).fold(0, u64::saturating_add);
    let centre = Point { count: sum(|point| point.count), size: sum(|point| point.size) };
    for (at, point) in points.iter().chain([&centre]).enumerate() {
        if kind == Kind::P && point.count > point.size {
            let found = format_args!("{} of {}", point.count, point.size);
            return Err(Error::new(Code::InvalidArgument, found, "a count of at most the size")
                .at(format_args!("points[{at}]")));
        }
        if point.count.max(point.size) > LARGEST {
            let expected = format_args!("{LARGEST} counts and units in all");
            return Err(Error::new(Code::TooLarge, "the chart", expected).at(format_args!("points[{at}]")));
        }
    }
    let mut chart = Chart { kind, centre, centre_value: millionths(centre), points: Vec::new() };
    let mut seen: Vec<Point> = Vec::new();
    for point in points {
        let mut judged =
            Judged { point: *point, value: millionths(*point), lower: None, upper: None, alarms: Vec::new() };
        if point.size > 0 && centre.size > 0 {
            seen.push(*point);
            let (middle, sigma) = (chart.centre_value.unwrap_or(0), chart.sigma_thrice(*point));
            judged.lower = Some(middle.saturating_sub(sigma));
            let upper = middle.saturating_add(sigma);
            judged.upper = Some(if kind == Kind::P { upper.min(1_000_000) } else { upper });
            judged.alarms = chart.alarms(&seen);
        }
        chart.points.push(judged);
    }
    Ok(chart)
}

/// Beyond this the exact comparison would not fit.
const LARGEST: u64 = 1_000_000_000;

/// Count by size in millionths, rounded half up.
fn millionths(point: Point) -> Option<u64> {
    let (count, size) = (u128::from(point.count), u128::from(point.size));
    u64::try_from((count * 2_000_000 + size).checked_div(2 * size)?).ok()
}

/// Which side of the centre a point is on, and the square of its distance, scaled so that it compares with
/// [`Chart::variance`].
fn distance(point: Point, centre: Point) -> (std::cmp::Ordering, i128) {
    let difference =
        i128::from(point.count) * i128::from(centre.size) - i128::from(centre.count) * i128::from(point.size);
    (difference.cmp(&0), difference * difference)
}

impl Chart {
    /// The variance of a point in the scale of [`distance`]: c(N−c)·n for a share, c·N·n for a rate.
    fn variance(&self, point: Point) -> i128 {
        let (count, size) = (i128::from(self.centre.count), i128::from(self.centre.size));
        let spread = if self.kind == Kind::P { size - count } else { size };
        count * spread * i128::from(point.size)
    }

    /// Three sigma of a point in millionths, rounded half up.
    fn sigma_thrice(&self, point: Point) -> u64 {
        let variance = self.variance(point).unsigned_abs();
        let scale = u128::from(self.centre.size) * u128::from(point.size);
        // (3·10⁶)²·v / (N·n)², in two steps so that it fits; one more digit for the rounding.
        let tenths = scaled_root(variance, scale);
        u64::try_from((tenths + 5) / 10).unwrap_or(u64::MAX)
    }

    /// Beyond so many sigma of the centre, on that side.
    fn beyond(&self, point: Point, sigma: i128, side: std::cmp::Ordering) -> bool {
        let (found, squared) = distance(point, self.centre);
        found == side && squared > sigma * sigma * self.variance(point)
    }

    /// Why the last of some points is out of control.
    fn alarms(&self, points: &[Point]) -> Vec<Alarm> {
        use std::cmp::Ordering::{Greater, Less};
        let Some(last) = points.last().copied() else { return Vec::new() };
        let mut alarms = Vec::new();
        let tail = |count: usize| points.len().checked_sub(count).and_then(|from| points.get(from..));
        for (side, limit, two, run) in [
            (Greater, Alarm::AboveLimit, Alarm::TwoOfThreeAbove, Alarm::RunAbove),
            (Less, Alarm::BelowLimit, Alarm::TwoOfThreeBelow, Alarm::RunBelow),
        ] {
            if self.beyond(last, 3, side) {
                alarms.push(limit);
            }
            let far = |points: &[Point]| points.iter().filter(|point| self.beyond(**point, 2, side)).count();
            let before = points.get(points.len().saturating_sub(3)..points.len().saturating_sub(1)).unwrap_or_default();
            if self.beyond(last, 2, side) && far(before) > 0 {
                alarms.push(two);
            }
            if tail(8).is_some_and(|tail| tail.iter().all(|point| distance(*point, self.centre).0 == side)) {
                alarms.push(run);
            }
        }
        for (side, alarm) in [(Greater, Alarm::Rising), (Less, Alarm::Falling)] {
            let steps = |tail: &[Point]| {
                tail.windows(2).all(|pair| match pair {
                    [one, other] => distance(*other, *one).0 == side,
                    _ => false,
                })
            };
            if tail(6).is_some_and(steps) {
                alarms.push(alarm);
            }
        }
        alarms.sort_unstable();
        alarms
    }
}

/// 3·10⁷·√v / s, rounded down.
fn scaled_root(variance: u128, scale: u128) -> u128 {
    if scale == 0 || variance == 0 {
        return 0;
    }
    // Take from both what is common and too large: the root of v·2^(2k), divided by s·2^k.
    let free = variance.leading_zeros() / 2 * 2;
    let root = (variance << free).isqrt();
    (root * 30_000_000 / scale) >> (free / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(list: &[(u64, u64)]) -> Vec<Point> {
        list.iter().map(|(count, size)| Point { count: *count, size: *size }).collect()
    }

    fn alarms(kind: Kind, list: &[(u64, u64)]) -> Result<Vec<Vec<&'static str>>> {
        let chart = chart(kind, &points(list), None)?;
        Ok(chart.points.iter().map(|point| point.alarms.iter().map(|alarm| alarm.slug()).collect()).collect())
    }

    #[test]
    fn nothing_at_all_is_in_control() -> Result<()> {
        for kind in [Kind::P, Kind::U] {
            assert!(alarms(kind, &[(0, 31); 13])?.iter().all(Vec::is_empty));
        }
        assert!(alarms(Kind::P, &[(31, 31); 13])?.iter().all(Vec::is_empty));
        Ok(())
    }

    #[test]
    fn limits_are_those_of_the_textbook() -> Result<()> {
        // Montgomery, Introduction to Statistical Quality Control, table of frozen orange juice cans: 30 samples of
        // 50, 347 nonconforming: centre 0.2313, limits 0.0524 and 0.4102.
        let counts = [
            12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
        ];
        let list: Vec<(u64, u64)> = counts.iter().map(|count| (*count, 50)).collect();
        let chart = chart(Kind::P, &points(&list), None)?;
        assert_eq!((chart.centre.count, chart.centre.size), (347, 1500));
        let first = chart.points.first().map(|point| (point.lower, point.upper));
        assert_eq!(
            first.map(|(lower, upper)| (lower.map(|l| l / 100), upper.map(|u| u / 100))),
            Some((Some(524), Some(4102)))
        );
        let beyond: Vec<usize> = (1..)
            .zip(&chart.points)
            .filter(|(_, point)| point.alarms.contains(&Alarm::AboveLimit))
            .map(|(number, _)| number)
            .collect();
        assert_eq!(beyond, [15, 23], "the two samples that the book investigates");
        Ok(())
    }

    #[test]
    fn a_rate_has_the_limits_of_its_own_size() -> Result<()> {
        // ū = 60/600 = 0.1; of size 100: 3·√(0.1/100) = 0.0948683; of size 400: 3·√(0.1/400) = 0.0474342.
        let chart = chart(Kind::U, &points(&[(10, 100), (40, 400), (10, 100), (0, 0)]), None)?;
        let limits: Vec<_> = chart.points.iter().map(|point| (point.lower, point.upper)).collect();
        let small = (Some(5_132), Some(194_868));
        assert_eq!(limits, [small, (Some(52_566), Some(147_434)), small, (None, None)]);
        Ok(())
    }

    #[test]
    fn runs_and_trends_are_seen() -> Result<()> {
        let flat = [(9, 100), (9, 100), (9, 100), (9, 100), (9, 100), (9, 100), (9, 100), (9, 100), (16, 100)];
        let found = alarms(Kind::P, &flat)?;
        assert_eq!(found.get(6), Some(&vec![]), "seven in a row");
        assert_eq!(found.get(7), Some(&vec!["run-below"]));
        let rising = [(10, 100), (11, 100), (12, 100), (13, 100), (14, 100), (15, 100)];
        assert_eq!(alarms(Kind::P, &rising)?.get(5), Some(&vec!["rising"]));
        // Centre 0.1, sigma 0.03: 0.17 is beyond two sigma, not beyond three.
        let mut two = vec![(9, 100); 12];
        two.extend([(17, 100), (9, 100), (17, 100)]);
        two.extend([(8, 100), (10, 100), (8, 100)]);
        let found = alarms(Kind::P, &two)?;
        assert_eq!(found.get(12), Some(&vec![]));
        assert_eq!(found.get(14), Some(&vec!["two-of-three-above"]));
        Ok(())
    }

    #[test]
    fn a_baseline_judges_what_comes_after() -> Result<()> {
        let list = points(&[(10, 100), (10, 100), (40, 100), (40, 100)]);
        let judged = chart(Kind::P, &list, Some(2))?;
        assert_eq!(judged.centre_value, Some(100_000));
        let late: Vec<bool> = judged.points.iter().map(|point| point.alarms.is_empty()).collect();
        assert_eq!(late, [true, true, false, false]);
        assert_eq!(chart(Kind::P, &points(&[(2, 1)]), None).map_err(|error| error.slug()), Err("invalid-argument"));
        assert_eq!(chart(Kind::U, &points(&[(u64::MAX, 1)]), None).map_err(|error| error.slug()), Err("too-large"));
        assert_eq!(chart(Kind::P, &[], None)?.centre_value, None);
        Ok(())
    }
}
