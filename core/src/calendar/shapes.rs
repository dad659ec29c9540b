//! The different days there are: which seconds of a UTC day are open.

use std::collections::HashMap;

use crate::error::{Code, Error, Result};

/// The different days there are.
#[derive(Clone, Default, Debug)]
pub(super) struct Shapes {
    shapes: Vec<Shape>,
    intervals: Vec<Interval>,
}

/// A day. Most days have at most two intervals; they stand here, so that nothing is searched.
#[derive(Clone, Copy, Debug)]
struct Shape {
    one: (u32, u32),
    two: (u32, u32),
    /// First interval and number of intervals.
    from: u32,
    count: u32,
}

/// An open interval of a UTC day.
#[derive(Clone, Copy, Debug)]
struct Interval {
    open: u32,
    close: u32,
    /// Open seconds of the day before it.
    before: u32,
}

/// The seconds of an interval before a second of the day.
#[inline]
fn open_before((open, close): (u32, u32), second: u32) -> u32 {
    // Never below 0, and the wrapping says so to the compiler.
    second.max(open).min(close).wrapping_sub(open)
}

impl Shapes {
    #[inline]
    fn get(&self, shape: u32) -> Option<&Shape> {
        self.shapes.get(shape as usize)
    }

    fn intervals(&self, shape: u32) -> &[Interval] {
        let range = |shape: &Shape| shape.from as usize..shape.from as usize + shape.count as usize;
        self.get(shape).and_then(|shape| self.intervals.get(range(shape))).unwrap_or(&[])
    }

    /// The open intervals of a day with the open seconds before each.
    pub(super) fn open(&self, shape: u32) -> impl Iterator<Item = (u32, u32)> {
        self.intervals(shape).iter().map(|interval| (interval.open, interval.before))
    }

    /// Open seconds of a day before a second of it.
    #[inline(always)]
    pub(super) fn before(&self, shape: u32, second: u32) -> u32 {
        match self.get(shape) {
            Some(shape) if shape.count <= 2 => open_before(shape.one, second) + open_before(shape.two, second),
            _ => self.before_of_many(shape, second),
        }
    }

    #[inline(never)]
    fn before_of_many(&self, shape: u32, second: u32) -> u32 {
        let intervals = self.intervals(shape);
        let begun = intervals.partition_point(|interval| interval.open < second);
        let last = begun.checked_sub(1).and_then(|last| intervals.get(last));
        last.map_or(0, |last| last.before + open_before((last.open, last.close), second))
    }

    /// The closed second of a day before which there are `count` others.
    pub(super) fn nth_closed(&self, shape: u32, count: u32) -> u32 {
        let intervals = self.intervals(shape);
        let begun = intervals.partition_point(|interval| interval.open - interval.before <= count);
        let last = begun.checked_sub(1).and_then(|last| intervals.get(last));
        last.map_or(count, |last| count + last.before + (last.close - last.open))
    }
}

/// Gives equal days one shape while the tables are made.
#[derive(Default)]
pub(super) struct ShapeMaker {
    pub(super) shapes: Shapes,
    known: HashMap<Vec<(u32, u32)>, (u32, u32)>,
}

impl ShapeMaker {
    /// The shape of a day and its open seconds.
    pub(super) fn shape(&mut self, intervals: &[(u32, u32)]) -> Result<(u32, u32)> {
        if let Some(found) = self.known.get(intervals) {
            return Ok(*found);
        }
        let fault = |_| Error::new(Code::TooLarge, "the calendar", "4,294,967,296 intervals");
        let number = u32::try_from(self.shapes.shapes.len()).map_err(fault)?;
        let from = u32::try_from(self.shapes.intervals.len()).map_err(fault)?;
        let count = u32::try_from(intervals.len()).map_err(fault)?;
        let mut before = 0;
        for (open, close) in intervals.iter().copied() {
            self.shapes.intervals.push(Interval { open, close, before });
            before += close - open;
        }
        let nth = |place: usize| intervals.get(place).copied().unwrap_or((0, 0));
        self.shapes.shapes.push(Shape { one: nth(0), two: nth(1), from, count });
        self.known.insert(intervals.to_vec(), (number, before));
        Ok((number, before))
    }
}
