//! `README.md` as data: which benches there are, and their targets.

use std::fmt;

const README: &str = include_str!("README.md");

/// What a bench has to keep to.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Target {
    /// Nanoseconds.
    AtMost(f64),
    /// Megabytes of UTF-8 a second.
    AtLeast(f64),
    /// Each peer takes at least so many times our time.
    Peers(f64),
    /// At most so many times the time of another row, and it at most so many times ours.
    Within(f64, &'static str),
    /// At most so many times the floor measured beside it.
    Floor(f64),
}

/// What was measured of a row.
#[derive(Clone, Copy, Debug)]
pub struct Measured<'m> {
    /// Our time.
    pub nanoseconds: f64,
    /// What one operation reads.
    pub bytes: Option<f64>,
    /// The fastest of the peers, when one ran.
    pub peer: Option<f64>,
    /// The floor, when one was measured.
    pub floor: Option<f64>,
    /// Our time of other rows.
    pub rows: &'m [(&'static str, f64)],
}

impl Target {
    /// Reads `≤ 60 ns`, `≤ 1 ms`, `≥ 100 MB/s`, `peers ≥ 15 times`, ``within 1.5 times `row` ``, `within 2 times the
    /// floor`; `None` for a bench without a target.
    fn parse(text: &'static str) -> Option<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        if let ["within", number, "times", "the", "floor"] = words.as_slice() {
            return Some(Self::Floor(number.parse().ok()?));
        }
        if let ["within", number, "times", row] = words.as_slice() {
            return Some(Self::Within(number.parse().ok()?, row.trim_matches('`')));
        }
        let (number, words) = match words.as_slice() {
            [before @ .., number, unit] => (number.parse::<f64>().ok()?, [before, &[*unit]].concat()),
            _ => return None,
        };
        match words.as_slice() {
            ["≤", "ns"] => Some(Self::AtMost(number)),
            ["≤", "µs"] => Some(Self::AtMost(number * 1e3)),
            ["≤", "ms"] => Some(Self::AtMost(number * 1e6)),
            ["≤", "s"] => Some(Self::AtMost(number * 1e9)),
            ["≥", "MB/s"] => Some(Self::AtLeast(number)),
            ["peers", "≥", "times"] => Some(Self::Peers(number)),
            _ => None,
        }
    }

    /// Whether a measurement keeps to it; `None` when what it is compared with did not run.
    #[must_use]
    pub fn is_met(self, measured: &Measured<'_>) -> Option<bool> {
        let Measured { nanoseconds, bytes, peer, floor, rows } = *measured;
        match self {
            Self::AtMost(most) => Some(nanoseconds <= most),
            Self::AtLeast(least) => Some(bytes.is_some_and(|bytes| bytes * 1e3 / nanoseconds >= least)),
            Self::Peers(times) => Some(peer? >= times * nanoseconds),
            Self::Floor(times) => Some(nanoseconds <= times * floor?),
            Self::Within(times, row) => {
                let (_, other) = rows.iter().find(|(key, _)| *key == row)?;
                Some(nanoseconds <= times * other && *other <= times * nanoseconds)
            }
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(most) if *most < 1e3 => write!(f, "≤ {most} ns"),
            Self::AtMost(most) if *most < 1e6 => write!(f, "≤ {} µs", most / 1e3),
            Self::AtMost(most) if *most < 1e9 => write!(f, "≤ {} ms", most / 1e6),
            Self::AtMost(most) => write!(f, "≤ {} s", most / 1e9),
            Self::AtLeast(least) => write!(f, "≥ {least} MB/s"),
            Self::Peers(times) => write!(f, "peers ≥ {times} times"),
            Self::Floor(times) => write!(f, "within {times} times the floor"),
            Self::Within(times, row) => write!(f, "within {times} times `{row}`"),
        }
    }
}

/// The benches of one chapter that have not been run yet.
#[derive(Debug)]
pub struct Manifest {
    open: Vec<(&'static str, Vec<Target>)>,
}

impl Manifest {
    /// The benches below a heading of the page.
    #[must_use]
    pub fn chapter(heading: &str) -> Self {
        let lines = README.lines().skip_while(|line| line.strip_prefix("## ") != Some(heading)).skip(1);
        let lines = lines.take_while(|line| !line.starts_with("## "));
        let rows = lines.filter_map(|line| {
            let (name, rest) = line.strip_prefix("| `")?.split_once('`')?;
            let target = rest.trim_end_matches(['|', ' ']).rsplit('|').next()?;
            Some((name, target.split(", ").filter_map(Target::parse).collect()))
        });
        Self { open: rows.collect() }
    }

    /// The targets of a bench that is run now.
    ///
    /// # Panics
    /// When the page does not list it, or it was run before.
    pub fn take(&mut self, name: &str) -> Vec<Target> {
        let found = self.open.iter().position(|(listed, _)| *listed == name);
        let found = found.unwrap_or_else(|| panic!("benches/README.md does not list `{name}`, or it ran twice"));
        self.open.remove(found).1
    }

    /// The benches that were listed and not run.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        self.open.iter().map(|(name, _)| *name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read_and_written_alike() {
        for text in [
            "≤ 60 ns",
            "≤ 2 µs",
            "≤ 1 ms",
            "≤ 1 s",
            "≥ 100 MB/s",
            "peers ≥ 5000 times",
            "within 1.5 times `a-row`",
            "within 2 times the floor",
        ] {
            assert_eq!(Target::parse(text).map(|target| target.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Target::parse("–"), None);
        let rows = [("a-row", 3.0)];
        let met = |target: Target, nanoseconds: f64, bytes: Option<f64>, peer: Option<f64>| {
            target.is_met(&Measured { nanoseconds, bytes, peer, floor: Some(10.0), rows: &rows })
        };
        assert_eq!([60.0, 60.1].map(|ns| met(Target::AtMost(60.0), ns, None, None)), [Some(true), Some(false)]);
        // 200 bytes in 2 µs are 100 MB/s.
        let least = |ns: f64, bytes: Option<f64>| met(Target::AtLeast(100.0), ns, bytes, None);
        assert_eq!(
            [least(2_000.0, Some(200.0)), least(2_001.0, Some(200.0)), least(1.0, None)],
            [Some(true), Some(false), Some(false)]
        );
        let peers = |peer: Option<f64>| met(Target::Peers(15.0), 2.0, None, peer);
        assert_eq!([peers(Some(30.0)), peers(Some(29.9)), peers(None)], [Some(true), Some(false), None]);
        assert_eq!([20.0, 20.1].map(|ns| met(Target::Floor(2.0), ns, None, None)), [Some(true), Some(false)]);
        let within = |ns: f64| met(Target::Within(1.5, "a-row"), ns, None, None);
        assert_eq!([2.0, 1.9, 4.5, 4.6].map(within), [Some(true), Some(false), Some(true), Some(false)]);
        assert_eq!(met(Target::Within(1.5, "no-row"), 1.0, None, None), None);
    }

    #[test]
    fn the_page_lists_both_chapters() {
        for heading in ["The table", "Criterion"] {
            let mut chapter = Manifest::chapter(heading);
            let names = chapter.missing();
            assert!(names.len() > 5, "{heading}: {names:?}");
            for name in names {
                chapter.take(name);
            }
            assert!(chapter.missing().is_empty());
        }
        assert_eq!(Manifest::chapter("The table").take("assess"), [Target::AtLeast(100.0)]);
    }
}
