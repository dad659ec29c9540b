//! How far it is, on stderr: a bar when it takes longer than a second and somebody watches, else nothing until the end.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::time::{Duration, Instant};

/// The wait before the bar is drawn.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the bar is drawn anew.
const REFRESH: Duration = Duration::from_millis(100);

const WIDTH: usize = 40;

/// A bar over a known number of steps.
pub(crate) struct Progress {
    started: Instant,
    drawn: Option<Instant>,
    watched: bool,
}

impl Progress {
    pub(crate) fn start() -> Self {
        Self { started: now(), drawn: None, watched: stderr().is_terminal() }
    }

    pub(crate) fn elapsed(&self) -> Duration {
        now().duration_since(self.started)
    }

    /// So many steps of a stage are done.
    pub(crate) fn step(&mut self, stage: &str, done: usize, total: usize) {
        if !self.watched {
            return;
        }
        let now = now();
        let recent = self.drawn.is_some_and(|drawn| now.duration_since(drawn) < REFRESH);
        if recent || now.duration_since(self.started) < PATIENCE {
            return;
        }
        self.drawn = Some(now);
        // A bar that cannot be drawn is no reason to stop.
        let _ = write!(stderr(), "\r\u{1b}[2K{}", bar(stage, done, total));
    }

    /// Clears the bar, or says in one line what was done.
    pub(crate) fn finish(&self, summary: &str) {
        let _ = match self.drawn {
            Some(_) => write!(stderr(), "\r\u{1b}[2K"),
            None => writeln!(stderr(), "{summary}"),
        };
    }
}

#[expect(clippy::disallowed_methods, reason = "the time taken is shown to people and decides nothing")]
fn now() -> Instant {
    Instant::now()
}

fn bar(stage: &str, done: usize, total: usize) -> String {
    let filled = (done.min(total) * WIDTH).checked_div(total).unwrap_or(WIDTH);
    format!("{stage} [{}{}] {done}/{total}", "#".repeat(filled), " ".repeat(WIDTH - filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_never_overflows() {
        assert_eq!(bar("s", 1, 2), format!("s [{}{}] 1/2", "#".repeat(20), " ".repeat(20)));
        assert!(bar("s", 9, 2).contains(&"#".repeat(WIDTH)));
        assert!(bar("s", 0, 0).contains(&"#".repeat(WIDTH)));
    }
}
