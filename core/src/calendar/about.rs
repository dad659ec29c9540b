//! What is told of a calendar and decides nothing: its title, where its data come from, its holidays in English.

use std::collections::{BTreeMap, BTreeSet};

use super::{Calendar, DayReason};

/// Told of a calendar; no answer depends on it.
#[derive(Clone, Default, Debug)]
pub(super) struct About {
    /// In Chinese and English.
    pub(super) title: Option<(String, String)>,
    /// Where the data of a year come from.
    pub(super) sources: BTreeMap<i32, YearSource>,
    /// English names of holidays, by the name that the data have.
    pub(super) names: BTreeMap<String, String>,
}

/// Where the data of a year come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct YearSource {
    /// The notices, the latest last, or the package and its version.
    pub notices: Vec<String>,
    /// Whether the data were compared with the notice itself: the confidence `verified`, else `needs-verification`.
    pub verified: bool,
}

/// The confidence of a year in documents: `verified` and not.
pub(super) const CONFIDENCE: [(&str, bool); 2] = [("verified", true), ("needs-verification", false)];

impl YearSource {
    /// `verified`, or `needs-verification` when the data were not compared with the notice itself.
    #[must_use]
    pub fn confidence(&self) -> &'static str {
        let [(verified, _), (unverified, _)] = CONFIDENCE;
        if self.verified { verified } else { unverified }
    }
}

impl Calendar {
    /// The title in Chinese; the id when the calendar has none.
    #[must_use]
    pub fn title_zh(&self) -> &str {
        self.definition.about.title.as_ref().map_or_else(|| self.id(), |(zh, _)| zh)
    }

    /// The title in English; the id when the calendar has none.
    #[must_use]
    pub fn title_en(&self) -> &str {
        self.definition.about.title.as_ref().map_or_else(|| self.id(), |(_, en)| en)
    }

    /// Where the data of a year come from; `None` for a year without a source.
    ///
    /// ```
    /// use tousu::calendar::Calendar;
    /// let taiwan = Calendar::builtin("taiwan")?;
    /// let source = taiwan.source_of(2024).expect("2024 is known");
    /// assert_eq!(source.confidence(), "needs-verification");
    /// assert!(source.notices[0].starts_with("holidays 0.109 (Python package)"));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn source_of(&self, year: i32) -> Option<&YearSource> {
        self.definition.about.sources.get(&year)
    }

    /// Whether answers that rest on projected years are refused.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        self.definition.strict
    }

    /// The names of its holidays, each once.
    pub fn holiday_names(&self) -> impl Iterator<Item = &str> {
        let definition = &self.definition;
        let names: BTreeSet<&str> =
            definition.holidays.values().chain(definition.workdays.values()).map(String::as_str).collect();
        names.into_iter()
    }

    /// The years whose data name a source, in ascending order.
    pub fn sources(&self) -> impl Iterator<Item = (i32, &YearSource)> {
        self.definition.about.sources.iter().map(|(year, source)| (*year, source))
    }

    /// The English name of a holiday; the name itself when the data give none.
    ///
    /// ```
    /// use tousu::calendar::Calendar;
    /// assert_eq!(Calendar::builtin("china")?.name_en("春节"), "Spring Festival");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn name_en<'c>(&'c self, name: &'c str) -> &'c str {
        self.definition.about.names.get(name).map_or(name, String::as_str)
    }
}

impl<'c> DayReason<'c> {
    /// The word for it in JSON: `weekday`, `weekend`, `holiday`, `make-up` or `hours`.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Weekday => "weekday",
            Self::Weekend => "weekend",
            Self::Holiday(_) => "holiday",
            Self::MakeUp(_) => "make-up",
            Self::Hours => "hours",
        }
    }

    /// The name of the holiday, or of that which a make-up day makes up for.
    #[must_use]
    pub const fn name(&self) -> Option<&'c str> {
        match self {
            Self::Holiday(name) | Self::MakeUp(name) => Some(name),
            _ => None,
        }
    }
}
