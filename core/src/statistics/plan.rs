//! What is accumulated: by which dimensions, as of when, and how the open points of the definitions are settled.

use std::fmt;
use std::sync::Arc;

use super::{CalendarPeriod, Grain, Name, Units};
use crate::calendar::Calendar;
use crate::time::{Date, Instant};

/// By what figures are grouped.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Dimension {
    /// The period.
    Period(Grain),
    /// The top level of the category.
    CategoryTop,
    /// The category.
    Category,
    /// The tier.
    Tier,
    /// The unit's ancestor at this depth of the master table: 0 = the group, 1 = its regions, …
    UnitLevel(u8),
    /// The unit: by its code where there is a master table.
    Unit,
    /// The building.
    Building,
    /// The department.
    Department,
    /// The person who handles.
    Handler,
    /// The channel.
    Channel,
}

impl Dimension {
    /// The name in requests and in JSON: `month`, `category`, `unit-level-1`.
    ///
    /// ```
    /// use tousu::statistics::{Dimension, Grain};
    /// assert_eq!(Dimension::Period(Grain::Week).slug(), "week");
    /// assert_eq!(Dimension::from_slug("unit-level-1"), Some(Dimension::UnitLevel(1)));
    /// ```
    #[must_use]
    pub fn slug(self) -> String {
        match self {
            Self::Period(grain) => grain.slug().to_owned(),
            Self::CategoryTop => "category-top".to_owned(),
            Self::Category => "category".to_owned(),
            Self::Tier => "tier".to_owned(),
            Self::UnitLevel(level) => format!("unit-level-{level}"),
            Self::Unit => "unit".to_owned(),
            Self::Building => "building".to_owned(),
            Self::Department => "department".to_owned(),
            Self::Handler => "handler".to_owned(),
            Self::Channel => "channel".to_owned(),
        }
    }

    /// The dimension with this name.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        let grain = Grain::ALL.iter().copied().find(|grain| grain.slug() == slug);
        grain.map(Self::Period).or_else(|| match slug {
            "category-top" => Some(Self::CategoryTop),
            "category" => Some(Self::Category),
            "tier" => Some(Self::Tier),
            "unit" => Some(Self::Unit),
            "building" => Some(Self::Building),
            "department" => Some(Self::Department),
            "handler" => Some(Self::Handler),
            "channel" => Some(Self::Channel),
            _ => {
                let level = slug.strip_prefix("unit-level-").filter(|level| level.len() == 1)?;
                level.parse().ok().map(Self::UnitLevel)
            }
        })
    }

    /// Whether values of this dimension tell those of the other.
    #[must_use]
    pub fn tells(self, other: Self) -> bool {
        match (self, other) {
            (Self::Period(own), Self::Period(other)) => own.divides(other),
            (Self::Category, Self::CategoryTop) | (Self::Unit, Self::UnitLevel(_)) => true,
            (Self::UnitLevel(own), Self::UnitLevel(other)) => other <= own,
            (own, other) => own == other,
        }
    }
}

/// Every name of a dimension, for messages.
pub(super) const DIMENSIONS: &str = "day, week, month, quarter, half-year, year, category-top, category, tier, unit-level-0, \
                                     unit, building, department, handler, channel";

/// A value of a dimension. What is not known comes last.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Value {
    /// A period.
    Period(CalendarPeriod),
    /// A name: the id of a category or tier, the code of a unit, a person.
    Name(Name),
    /// It is not known.
    Unknown,
}

impl Value {
    /// The name; `None` of what is not known and of a period.
    #[must_use]
    pub fn name(&self) -> Option<&Name> {
        match self {
            Self::Name(name) => Some(name),
            Self::Period(_) | Self::Unknown => None,
        }
    }

    /// The period; `None` of anything else.
    #[must_use]
    pub fn period(&self) -> Option<CalendarPeriod> {
        match self {
            Self::Period(period) => Some(*period),
            Self::Name(_) | Self::Unknown => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Period(period) => period.fmt(f),
            Self::Name(name) => f.write_str(name),
            Self::Unknown => f.write_str("–"),
        }
    }
}

/// How 一般 counts in the satisfaction.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub enum Neutral {
    /// In the denominator: nobody was satisfied.
    #[default]
    NotSatisfied,
    /// In both parts.
    Satisfied,
    /// In neither.
    LeftOut,
}

impl Neutral {
    /// The name in requests and in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::NotSatisfied => "not-satisfied",
            Self::Satisfied => "satisfied",
            Self::LeftOut => "left-out",
        }
    }
}

/// What repeats what.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RepeatRule {
    /// The matter: the category, its top level, or anything at all.
    pub matter: Matter,
    /// Counted from the complaint before, so many days at most.
    pub window_days: u32,
    /// And more than so many minutes: sooner, it is the same call registered twice.
    pub gap_minutes: u32,
}

/// What must be the same besides the customer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub enum Matter {
    /// The category.
    #[default]
    Category,
    /// The top level of the category.
    CategoryTop,
    /// Nothing.
    Any,
}

impl Matter {
    /// The name in requests and in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::CategoryTop => "category-top",
            Self::Any => "any",
        }
    }
}

impl Default for RepeatRule {
    fn default() -> Self {
        Self { matter: Matter::Category, window_days: 30, gap_minutes: 0 }
    }
}

/// How the open points of the definitions are settled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// From how many people or households on complaints are a group's.
    pub group_at_least: u32,
    /// Whether a visit that nobody answered has reached the customer.
    pub no_answer_counts: bool,
    /// How 一般 counts.
    pub neutral: Neutral,
    /// Whether what was answered orally on the spot is in the rates of obligations.
    pub oral_is_timed: bool,
    /// What repeats what.
    pub repeat: RepeatRule,
    /// Up to how many different lengths in one cell quantiles are exact.
    pub exact_up_to: usize,
    /// Whether every cell keeps who is counted in it.
    pub keep_ids: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            group_at_least: 10,
            no_answer_counts: false,
            neutral: Neutral::NotSatisfied,
            oral_is_timed: true,
            repeat: RepeatRule::default(),
            exact_up_to: 4096,
            keep_ids: false,
        }
    }
}

/// What a [`Summary`](super::Summary) accumulates.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// The cut-off: how every case stands at this instant.
    pub as_of: Instant,
    /// By what had been entered at this instant; `None` = by everything.
    pub known_at: Option<Instant>,
    /// The local date of the cut-off.
    pub as_of_on: Date,
    /// The offset in which instants are written.
    pub offset: i32,
    /// The finest grouping that can be asked for later.
    pub dimensions: Vec<Dimension>,
    /// The open points.
    pub options: Options,
    /// The master table of units.
    pub units: Option<Arc<Units>>,
}

impl Plan {
    /// By month, category and tier, with the options as they come.
    #[must_use]
    pub fn new(calendar: &Calendar, as_of: Instant) -> Self {
        Self {
            as_of,
            known_at: None,
            as_of_on: calendar.date_of(as_of),
            offset: calendar.offset_at(as_of),
            dimensions: vec![Dimension::Period(Grain::Month), Dimension::Category, Dimension::Tier],
            options: Options::default(),
            units: None,
        }
    }

    /// The same by other dimensions.
    #[must_use]
    pub fn by(mut self, dimensions: impl IntoIterator<Item = Dimension>) -> Self {
        self.dimensions.clear();
        for dimension in dimensions {
            if !self.dimensions.contains(&dimension) {
                self.dimensions.push(dimension);
            }
        }
        self
    }

    /// The same with other options.
    #[must_use]
    pub fn with(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// The same with a master table of units.
    #[must_use]
    pub fn with_units(mut self, units: Arc<Units>) -> Self {
        self.units = Some(units);
        self
    }
}
