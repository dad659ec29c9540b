//! What is wrong with the rows, and what was done about it: a fault of a row never stops the run.

use std::fmt;

use tousu::Error;
use tousu::report::Language;

/// Which file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum File {
    Complaints,
    Events,
}

impl File {
    pub(crate) const fn slug(self) -> &'static str {
        match self {
            Self::Complaints => "complaints",
            Self::Events => "events",
        }
    }

    pub(crate) const fn name(self, language: Language) -> &'static str {
        match self {
            Self::Complaints => language.pick("投诉", "complaints"),
            Self::Events => language.pick("事件", "events"),
        }
    }
}

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

/// What was done about a fault.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Treatment {
    /// The row is not in the ledger.
    RowLeftOut,
    /// The row is in the ledger without this cell.
    CellLeftOut,
    /// The event is in the ledger and does not count.
    EventDoesNotCount,
    /// The row repeats another; nothing is lost.
    RepeatIgnored,
    /// The time was read in the calendar's zone.
    ReadInZone,
    /// The complaint has no time: it is classified and tiered, its due times are null.
    NoDueTimes,
    /// The time of day is not known: what depends on it is undetermined.
    TimeOfDayUnknown,
}

impl Treatment {
    pub(crate) const fn slug(self) -> &'static str {
        match self {
            Self::RowLeftOut => "row-left-out",
            Self::CellLeftOut => "cell-left-out",
            Self::EventDoesNotCount => "event-does-not-count",
            Self::RepeatIgnored => "repeat-ignored",
            Self::ReadInZone => "read-in-zone",
            Self::NoDueTimes => "no-due-times",
            Self::TimeOfDayUnknown => "time-of-day-unknown",
        }
    }

    pub(crate) const fn name(self, language: Language) -> &'static str {
        match self {
            Self::RowLeftOut => language.pick("整行未采用", "row left out"),
            Self::CellLeftOut => language.pick("此格未采用", "cell left out"),
            Self::EventDoesNotCount => language.pick("事件不计", "event does not count"),
            Self::RepeatIgnored => language.pick("重复，忽略", "repeat, ignored"),
            Self::ReadInZone => language.pick("按日历时区读取", "read in the calendar's zone"),
            Self::NoDueTimes => language.pick("照常分类定级，无期限", "classified and tiered, no due times"),
            Self::TimeOfDayUnknown => language.pick("时刻不详", "time of day unknown"),
        }
    }
}

/// A fault of one row.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct RowFault {
    pub(crate) file: File,
    /// As a spreadsheet counts: the header is row 1. `None` = it stands in the ledger, not in the file.
    pub(crate) row: Option<usize>,
    /// The row's own id, where it has one.
    pub(crate) id: String,
    /// The column's name in the file, where one column is at fault.
    pub(crate) column: Option<String>,
    pub(crate) error: Error,
    pub(crate) treatment: Treatment,
}

impl RowFault {
    pub(crate) fn message(&self, language: Language) -> String {
        match language {
            Language::Zh => self.error.message_zh(),
            Language::En => self.error.message_en(),
        }
    }
}

/// Faults of one kind in one column.
#[derive(Debug)]
pub(crate) struct FaultGroup<'f> {
    file: File,
    column: Option<&'f str>,
    slug: &'static str,
    treatment: Treatment,
    pub(crate) faults: Vec<&'f RowFault>,
}

impl FaultGroup<'_> {
    /// Whether a fault is of this kind.
    pub(crate) fn contains(&self, fault: &RowFault) -> bool {
        (self.file, self.column, self.slug, self.treatment)
            == (fault.file, fault.column.as_deref(), fault.error.slug(), fault.treatment)
    }
}

/// The faults by file, column, kind and treatment, in the order in which each first occurs.
pub(crate) fn grouped(faults: &[RowFault]) -> Vec<FaultGroup<'_>> {
    let mut groups: Vec<FaultGroup<'_>> = Vec::new();
    for fault in faults {
        match groups.iter_mut().find(|group| group.contains(fault)) {
            Some(group) => group.faults.push(fault),
            None => groups.push(FaultGroup {
                file: fault.file,
                column: fault.column.as_deref(),
                slug: fault.error.slug(),
                treatment: fault.treatment,
                faults: vec![fault],
            }),
        }
    }
    groups
}
