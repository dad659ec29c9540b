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
}

impl Target {
    /// Reads `≤ 60 ns`, `≤ 1 ms`, `≥ 100 MB/s`; `None` for a bench without a target.
    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let (sign, number, unit) = (words.next()?, words.next()?.parse::<f64>().ok()?, words.next()?);
        match (sign, unit) {
            ("≤", "ns") => Some(Self::AtMost(number)),
            ("≤", "µs") => Some(Self::AtMost(number * 1e3)),
            ("≤", "ms") => Some(Self::AtMost(number * 1e6)),
            ("≤", "s") => Some(Self::AtMost(number * 1e9)),
            ("≥", "MB/s") => Some(Self::AtLeast(number)),
            _ => None,
        }
    }

    /// Whether a measurement keeps to it.
    #[must_use]
    pub fn is_met(self, nanoseconds: f64, bytes: Option<f64>) -> bool {
        match self {
            Self::AtMost(most) => nanoseconds <= most,
            Self::AtLeast(least) => bytes.is_some_and(|bytes| bytes * 1e3 / nanoseconds >= least),
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
        }
    }
}

/// The benches of one chapter that have not been run yet.
#[derive(Debug)]
pub struct Manifest {
    open: Vec<(&'static str, Option<Target>)>,
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
            Some((name, Target::parse(target)))
        });
        Self { open: rows.collect() }
    }

    /// The target of a bench that is run now.
    ///
    /// # Panics
    /// When the page does not list it, or it was run before.
    pub fn take(&mut self, name: &str) -> Option<Target> {
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
        for text in ["≤ 60 ns", "≤ 2 µs", "≤ 1 ms", "≤ 1 s", "≥ 100 MB/s"] {
            assert_eq!(Target::parse(text).map(|target| target.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Target::parse("–"), None);
        assert!(Target::AtMost(60.0).is_met(60.0, None) && !Target::AtMost(60.0).is_met(60.1, None));
        // 200 bytes in 2 µs are 100 MB/s.
        assert!(Target::AtLeast(100.0).is_met(2_000.0, Some(200.0)));
        assert!(!Target::AtLeast(100.0).is_met(2_001.0, Some(200.0)));
        assert!(!Target::AtLeast(100.0).is_met(1.0, None));
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
        assert_eq!(Manifest::chapter("The table").take("assess"), Some(Target::AtLeast(100.0)));
    }
}
