//! The stretches of days that deserve a table, between stretches that follow the week.

/// Days on either side of an exception inside its window: a shift of 48 hours and the width of any offset fit.
const MARGIN: i64 = 7;

/// Windows closer than this are one.
const GAP: i64 = 400;

/// A stretch of days `[first, end)`, counted from 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Stretch {
    pub(super) first: i64,
    pub(super) end: i64,
    /// Holds exceptions: it gets a table. Otherwise every day in it is as its weekday.
    pub(super) dense: bool,
}

/// Splits `[first, end)` into stretches with and without exceptions; `exceptions` is in ascending order.
pub(super) fn stretches(exceptions: &[i64], first: i64, end: i64) -> Vec<Stretch> {
    let mut windows: Vec<(i64, i64)> = Vec::new();
    for day in exceptions {
        let (from, to) = ((day - MARGIN).max(first), (day + MARGIN + 1).min(end));
        if from >= to {
            continue;
        }
        match windows.last_mut() {
            Some(last) if from - last.1 < GAP => last.1 = last.1.max(to),
            _ => windows.push((from, to)),
        }
    }
    let mut stretches = Vec::with_capacity(windows.len() * 2 + 1);
    let mut at = first;
    let mut push = |first: i64, end: i64, dense: bool| {
        if first < end {
            stretches.push(Stretch { first, end, dense });
        }
    };
    for (from, to) in windows {
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
        for exceptions in [&[][..], &[5], &[0, 3, 900, 905, 5000], &[-100, 9999], &[450, 20_000]] {
            let found = stretches(exceptions, 0, 10_000);
            let mut at = 0;
            for stretch in &found {
                assert_eq!(stretch.first, at);
                assert!(stretch.first < stretch.end);
                at = stretch.end;
            }
            assert_eq!(at, 10_000);
            for day in exceptions.iter().filter(|day| (0..10_000).contains(*day)) {
                assert!(found.iter().any(|s| s.dense && s.first <= *day && *day < s.end), "{day}");
            }
        }
        assert_eq!(week_of(-3), (0, 0));
        assert_eq!(week_of(-4), (-1, 6));
        assert_eq!(day_of(-1, 6), -4);
    }
}
