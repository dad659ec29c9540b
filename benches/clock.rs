//! Time that this thread had the processor, so that what else the machine does is not ours.

use std::time::Instant;

/// How many passes are timed, in every language of the table.
const PASSES: usize = 7;

/// The fastest of seven passes, in nanoseconds for each of `count` operations: what disturbs only ever adds. One pass
/// before them warms up.
pub fn nanoseconds(count: usize, mut pass: impl FnMut()) -> f64 {
    pass();
    let mut fastest = f64::INFINITY;
    for _ in 0..PASSES {
        let start = now();
        pass();
        fastest = fastest.min(now().since(&start));
    }
    fastest / count.max(1) as f64
}

/// How long one call takes in nanoseconds; for what happens once in a process.
pub fn once<T>(call: impl FnOnce() -> T) -> (T, f64) {
    let start = now();
    let answer = call();
    (answer, now().since(&start))
}

/// A moment on both clocks.
struct Now {
    processor: Option<u64>,
    wall: Instant,
}

impl Now {
    /// Nanoseconds since an earlier moment: of the processor where the system tells them, else of the wall clock.
    fn since(&self, start: &Self) -> f64 {
        match (self.processor, start.processor) {
            (Some(now), Some(then)) => now.saturating_sub(then) as f64,
            _ => self.wall.duration_since(start.wall).as_nanos() as f64,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
fn now() -> Now {
    Now { processor: processor(), wall: Instant::now() }
}

/// Nanoseconds on the processor, as Linux counts them for this thread. Yielding brings the count up to date.
fn processor() -> Option<u64> {
    std::thread::yield_now();
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    line.split_whitespace().next()?.parse().ok()
}

/// What else the machine does, where it says so: a busy one is slower even by the time of the processor.
#[must_use]
pub fn load() -> String {
    let average = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    average
        .split_whitespace()
        .next()
        .map_or_else(|| "not known".to_owned(), |load| format!("{load} on {processors} processors"))
}
