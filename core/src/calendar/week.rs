//! Open seconds of a stretch in which every week is alike.

use super::shapes::Shapes;
use super::table::Table;
use super::windows::day_of;
use crate::time::DAY;

/// A Monday before every instant, so that what is counted from it is not negative.
const ORIGIN: i64 = day_of(-103_000, 0) * DAY;

const WEEK_SECONDS: u64 = 7 * DAY.unsigned_abs();

/// The week, in days of UTC; seconds are counted from one origin.
#[derive(Clone, Debug)]
pub(super) struct Week {
    /// Its seven days.
    table: Table,
    per_week: u64,
    /// 2^64 / `per_week`: a multiplication takes the place of a division.
    reciprocal: u64,
}

impl Week {
    /// The week whose weekdays, Monday first, have these shapes and open seconds.
    pub(super) fn new(days: [(u32, u32); 7], shapes: &Shapes) -> Self {
        let (table, open) = Table::new(&days, shapes);
        let reciprocal = u64::MAX.checked_div(open.into()).unwrap_or(0);
        Self { table, per_week: open.into(), reciprocal }
    }

    /// Open seconds from the origin to an instant.
    #[inline]
    pub(super) fn before(&self, unix: i64, shapes: &Shapes) -> i64 {
        let second = (unix - ORIGIN).cast_unsigned();
        let (week, second) = (second / WEEK_SECONDS, (second % WEEK_SECONDS) as u32);
        (week * self.per_week).cast_signed() + i64::from(self.table.before(second, shapes))
    }

    /// The open second before which there are `count` others from the origin on; `None` when no week has any.
    #[inline]
    pub(super) fn nth(&self, count: i64) -> Option<i64> {
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
        let second = self.table.nth(rest as u32)?;
        Some(ORIGIN + (week * WEEK_SECONDS).cast_signed() + i64::from(second))
    }

    /// The shape of a weekday.
    pub(super) fn shape(&self, weekday: usize) -> Option<u32> {
        self.table.shape(weekday)
    }
}
