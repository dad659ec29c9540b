//! The stretches of days that deserve a table, between stretches that follow the week.

/// Days on either side of an exception that may differ from the week: a shift of 48 hours and the width of any offset
/// fit.
const MARGIN: i64 = 7;

/// Days after an exception that share its table: six years, so that what is counted from its time mostly ends there.
const AFTER: i64 = 2_200;

/// No table crosses a multiple of so many days since 1970-01-01, so that the seconds of one fit 32 bits. One table
/// holds 1970 to 2104.
pub(super) const CELL: i64 = 49_000;

/// A stretch of days `[first, end)`, counted from 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Stretch {
    pub(super) first: i64,
    pub(super) end: i64,
    /// Holds exceptions: it gets a table. Otherwise every day in it is as its weekday.
    pub(super) dense: bool,
}

impl Stretch {
    /// Holds exceptions, and is the one that most questions are about: that of the days since 1970.
    pub(super) fn is_main(self) -> bool {
        self.dense && (0..CELL).contains(&self.first)
    }
}

/// Splits `[first, end)` into stretches with and without exceptions; `exceptions` is in ascending order. Exceptions of
/// one cell share a table, as a long table costs less than the choice between many.
pub(super) fn stretches(exceptions: &[i64], first: i64, end: i64) -> Vec<Stretch> {
    let windows = around(exceptions, (MARGIN, AFTER), CELL, (first, end));
    let mut stretches = Vec::with_capacity(windows.len() * 2 + 1);
    for Stretch { first, end, dense } in alternating(&windows, first, end) {
        let mut at = first;
        while at < end {
            let border = if dense { end.min((at.div_euclid(CELL) + 1) * CELL) } else { end };
            stretches.push(Stretch { first: at, end: border, dense });
            at = border;
        }
    }
    stretches
}

/// Splits a stretch into the days near an exception and those between, which are as their weekday.
pub(super) fn near(exceptions: &[i64], stretch: Stretch) -> Vec<Stretch> {
    let begin = exceptions.partition_point(|day| *day + MARGIN < stretch.first);
    let rest = exceptions.get(begin..).unwrap_or(&[]);
    let end = rest.partition_point(|day| *day - MARGIN < stretch.end);
    let windows = around(rest.get(..end).unwrap_or(&[]), (MARGIN, MARGIN + 1), 1, (stretch.first, stretch.end));
    alternating(&windows, stretch.first, stretch.end)
}

/// The days around exceptions, those closer than `gap` as one.
fn around(exceptions: &[i64], margins: (i64, i64), gap: i64, (first, end): (i64, i64)) -> Vec<(i64, i64)> {
    let mut windows: Vec<(i64, i64)> = Vec::new();
    for day in exceptions {
        let (from, to) = ((day - margins.0).max(first), (day + margins.1).min(end));
        if from >= to {
            continue;
        }
        match windows.last_mut() {
            Some(last) if from - last.1 < gap => last.1 = last.1.max(to),
            _ => windows.push((from, to)),
        }
    }
    windows
}

/// The windows and what lies between them.
fn alternating(windows: &[(i64, i64)], first: i64, end: i64) -> Vec<Stretch> {
    let mut stretches = Vec::with_capacity(windows.len() * 2 + 1);
    let mut at = first;
    let mut push = |first: i64, end: i64, dense: bool| {
        if first < end {
            stretches.push(Stretch { first, end, dense });
        }
    };
    for (from, to) in windows.iter().copied() {
        push(at, from, false);
        push(from, to, true);
        at = to;
    }
    push(at, end, false);
    stretches
}

/// Monday-based weeks since the one of 1970-01-01, and the weekday.
pub(super) const fn week_of(day: i64) -> (i64, usize) {
    ((day + 3).div_euclid(7), (day + 3).rem_euclid(7) as usize)
}

/// The day of a Monday-based week and weekday.
pub(super) const fn day_of(week: i64, weekday: i64) -> i64 {
    week * 7 - 3 + weekday
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_cover_everything_once() {
        let far = [&[][..], &[5], &[0, 3, 900, 905, 5000], &[-100, 9999], &[450, 20_000], &[-60_000, -52_000, 48_990]];
        for exceptions in far {
            let found = stretches(exceptions, -70_000, 70_000);
            let mut at = -70_000;
            for stretch in &found {
                assert_eq!(stretch.first, at);
                assert!(stretch.first < stretch.end);
                let cell = |day: i64| day.div_euclid(CELL);
                assert!(!stretch.dense || cell(stretch.first) == cell(stretch.end - 1), "{stretch:?}");
                at = stretch.end;
            }
            assert_eq!(at, 70_000);
            for day in exceptions {
                for near in [day - MARGIN, *day, day + AFTER - 1] {
                    assert!(found.iter().any(|s| s.dense && s.first <= near && near < s.end), "{near}");
                }
            }
        }
        let week = near(&[-20, 3, 25, 90], Stretch { first: 0, end: 80, dense: true });
        let dense: Vec<_> = week.iter().filter(|s| s.dense).map(|s| (s.first, s.end)).collect();
        assert_eq!((dense.as_slice(), week.len()), (&[(0, 11), (18, 33)][..], 4), "{week:?}");
        // A century of exceptions in our time is one stretch; without exceptions there is none.
        let main = |exceptions: &[i64]| stretches(exceptions, -70_000, 70_000).iter().filter(|s| s.is_main()).count();
        assert_eq!((main(&[0, 9_000, 18_000, 27_000]), main(&[-9_000]), main(&[])), (1, 0, 0));
        assert!(CELL * crate::time::DAY <= i64::from(u32::MAX));
        assert_eq!(week_of(-3), (0, 0));
        assert_eq!(week_of(-4), (-1, 6));
        assert_eq!(day_of(-1, 6), -4);
    }
}
