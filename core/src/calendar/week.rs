//! Open seconds of a stretch in which every week is alike.

use super::shapes::Shapes;
use super::windows::day_of;
use crate::time::DAY;

/// A Monday before every instant, so that what is counted from it is not negative.
const ORIGIN: i64 = day_of(-103_000, 0) * DAY;

const DAY_SECONDS: u64 = DAY.unsigned_abs();
const WEEK_SECONDS: u64 = 7 * DAY_SECONDS;

/// The week, in days of UTC; seconds are counted from one origin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Week {
    shapes: [u32; 7],
    /// Open seconds of the week before each weekday.
    before: [u64; 7],
    per_week: u64,
    /// 2^64 / `per_week`: a multiplication takes the place of a division.
    reciprocal: u64,
}

impl Week {
    /// The week whose weekdays, Monday first, have these shapes and open seconds.
    pub(super) fn new(days: [(u32, u32); 7]) -> Self {
        let mut per_week = 0;
        let before = days.map(|(_, open)| {
            per_week += u64::from(open);
            per_week - u64::from(open)
        });
        let reciprocal = u64::MAX.checked_div(per_week).unwrap_or(0);
        Self { shapes: days.map(|(shape, _)| shape), before, per_week, reciprocal }
    }

    /// Open seconds from the origin to an instant.
    #[inline]
    pub(super) fn before(&self, unix: i64, shapes: &Shapes) -> i64 {
        let second = (unix - ORIGIN).cast_unsigned();
        let (week, second) = (second / WEEK_SECONDS, second % WEEK_SECONDS);
        let (day, second) = ((second / DAY_SECONDS) as usize, (second % DAY_SECONDS) as u32);
        let (Some(shape), Some(before)) = (self.shapes.get(day), self.before.get(day)) else { return 0 };
        (week * self.per_week + before).cast_signed() + i64::from(shapes.before(*shape, second))
    }

    /// The open second before which there are `count` others from the origin on; `None` when no week has any.
    #[inline]
    pub(super) fn nth(&self, count: i64, shapes: &Shapes) -> Option<i64> {
        let count = u64::try_from(count).ok()?;
        // The product is at most one below the quotient.
        let mut week = ((u128::from(count) * u128::from(self.reciprocal)) >> 64) as u64;
        let mut rest = count - week * self.per_week;
        if rest >= self.per_week {
            (week, rest) = (week + 1, rest.checked_sub(self.per_week)?);
        }
        if rest >= self.per_week {
            return None;
        }
        // The last weekday that begins at or before it; a sum is no branch.
        let day = self.before.iter().map(|before| usize::from(*before <= rest)).sum::<usize>() - 1;
        let second = shapes.nth(*self.shapes.get(day)?, (rest - self.before.get(day)?) as u32);
        Some(ORIGIN + (week * WEEK_SECONDS + day as u64 * DAY_SECONDS).cast_signed() + i64::from(second))
    }

    /// The shape of a weekday.
    pub(super) fn shape(&self, weekday: usize) -> Option<u32> {
        self.shapes.get(weekday).copied()
    }
}
