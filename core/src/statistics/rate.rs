//! A rate that shows what it is made of.

use std::fmt;

/// A rate that shows what it is made of.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash, Debug)]
pub struct Rate {
    /// How many.
    pub numerator: u64,
    /// Out of how many.
    pub denominator: u64,
}

impl Rate {
    /// In thousandths, rounded half up; `None` when the denominator is 0.
    ///
    /// ```
    /// use tousu::statistics::Rate;
    /// assert_eq!(Rate { numerator: 2, denominator: 3 }.per_mille(), Some(667));
    /// assert_eq!(Rate { numerator: 0, denominator: 0 }.per_mille(), None);
    /// ```
    #[must_use]
    pub fn per_mille(self) -> Option<u64> {
        let (numerator, denominator) = (u128::from(self.numerator), u128::from(self.denominator));
        let rounded = (numerator * 2000 + denominator).checked_div(denominator * 2)?;
        u64::try_from(rounded).ok()
    }
}

/// `12/15 (80.0 %)`, or `0/0 (–)`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{} (", self.numerator, self.denominator)?;
        match self.per_mille() {
            Some(rate) => write!(f, "{}.{} %)", rate / 10, rate % 10),
            None => f.write_str("–)"),
        }
    }
}
