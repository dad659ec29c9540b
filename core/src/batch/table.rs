//! Tables of named columns: what a file of comma-separated values, a data frame or a result set comes as.

use std::borrow::Cow;

use super::csv;
use crate::error::{Code, Error, Place, Result};
use crate::time::{Instant, Moment};

/// A column of a table.
#[derive(Clone, Debug)]
pub enum Column<'a> {
    /// Texts, as a file or a form has them; an empty one is none.
    Text(Vec<Option<Cow<'a, str>>>),
    /// Instants, as seconds since 1970 in UTC.
    Seconds(Vec<Option<i64>>),
    /// Whole numbers.
    Numbers(Vec<Option<i64>>),
    /// Yes or no.
    Flags(Vec<Option<bool>>),
}

impl Column<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Text(cells) => cells.len(),
            Self::Seconds(cells) | Self::Numbers(cells) => cells.len(),
            Self::Flags(cells) => cells.len(),
        }
    }
}

/// Columns of one length with their names.
#[derive(Clone, Default, Debug)]
pub struct Table<'a> {
    columns: Vec<(Cow<'a, str>, Column<'a>)>,
    rows: usize,
    /// The line on which a row begins, for a file.
    first_line: Option<u32>,
}

impl<'a> Table<'a> {
    /// A table from its columns.
    ///
    /// # Errors
    /// `duplicate-key` for two columns of one name; `invalid-argument` for columns of different lengths.
    pub fn new(columns: Vec<(Cow<'a, str>, Column<'a>)>) -> Result<Self> {
        let rows = columns.first().map_or(0, |(_, column)| column.len());
        for (position, (name, column)) in columns.iter().enumerate() {
            if columns.iter().take(position).any(|(other, _)| other == name) {
                return Err(Error::new(Code::DuplicateKey, name, ""));
            }
            if column.len() != rows {
                let expected = format_args!("{rows} values, as in the first column");
                return Err(
                    Error::new(Code::InvalidArgument, format_args!("{} values", column.len()), expected).at(name)
                );
            }
        }
        Ok(Self { columns, rows, first_line: None })
    }

    /// Reads comma-separated values whose first record has the names of the columns.
    ///
    /// ```
    /// let table = tousu::batch::Table::from_csv("id,title\nc1,\"电梯坏了, 又坏了\"\nc2,\n")?;
    /// assert_eq!((table.len(), table.text(0, "title").as_deref()), (2, Some("电梯坏了, 又坏了")));
    /// assert_eq!(table.text(1, "title"), None);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `syntax` with its line, `duplicate-key`; `wrong-type` for a record that is longer or shorter than the first.
    pub fn from_csv(source: &'a str) -> Result<Self> {
        let mut records = csv::records(source)?.into_iter();
        let Some(names) = records.next() else { return Ok(Self::default()) };
        let mut columns: Vec<Vec<Option<Cow<'a, str>>>> = names.iter().map(|_| Vec::new()).collect();
        for (record, number) in records.zip(2_u32..) {
            if record.len() != columns.len() {
                let (found, expected) = (format!("{} fields", record.len()), format!("{} fields", columns.len()));
                let place = Place { line: Some(number), ..Place::default() };
                return Err(Error::new(Code::WrongType, found, expected).placed(place));
            }
            for (column, field) in columns.iter_mut().zip(record) {
                column.push(Some(field).filter(|field| !field.is_empty()));
            }
        }
        let named = names.into_iter().zip(columns.into_iter().map(Column::Text)).collect();
        Ok(Self { first_line: Some(2), ..Self::new(named)? })
    }

    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether it has no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The names of its columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| &**name)
    }

    /// The text of a cell; numbers and flags are written out. `None` when there is nothing.
    #[must_use]
    pub fn text(&self, row: usize, name: &str) -> Option<Cow<'_, str>> {
        let (_, column) = self.columns.iter().find(|(found, _)| found == name)?;
        match column {
            Column::Text(cells) => cells.get(row)?.as_deref().map(Cow::Borrowed),
            Column::Seconds(cells) | Column::Numbers(cells) => cells.get(row)?.map(|cell| cell.to_string().into()),
            Column::Flags(cells) => cells.get(row)?.map(|flag| if flag { "true" } else { "false" }.into()),
        }
    }

    /// The row in messages: the line of a file, else its number from 0.
    pub(super) fn place(&self, row: usize) -> Place {
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        match self.first_line {
            Some(first) => Place { line: Some(first.saturating_add(row)), ..Place::default() },
            None => Place { path: Some(format!("[{row}]")), ..Place::default() },
        }
    }

    pub(super) fn moment(&self, row: usize, name: &str) -> Result<Option<Moment>> {
        let Some((_, column)) = self.columns.iter().find(|(found, _)| found == name) else { return Ok(None) };
        let located = |error: Error| error.at(name);
        match column {
            Column::Text(cells) => {
                let text = cells.get(row).and_then(Option::as_deref);
                text.map(Moment::parse).transpose().map_err(located)
            }
            Column::Seconds(cells) | Column::Numbers(cells) => {
                let seconds = cells.get(row).copied().flatten();
                seconds.map(|seconds| Instant::from_unix(seconds).map(Moment::at)).transpose().map_err(located)
            }
            Column::Flags(_) => Err(Error::new(Code::WrongType, "yes or no", "a time").at(name)),
        }
    }

    pub(super) fn flag(&self, row: usize, name: &str) -> Result<Option<bool>> {
        let Some(text) = self.text(row, name) else { return Ok(None) };
        match &*text {
            "true" | "1" => Ok(Some(true)),
            "false" | "0" => Ok(Some(false)),
            other => Err(Error::new(Code::WrongType, format_args!("`{other}`"), "true, false, 1 or 0").at(name)),
        }
    }

    pub(super) fn count(&self, row: usize, name: &str) -> Result<Option<u32>> {
        let Some(text) = self.text(row, name) else { return Ok(None) };
        let count = text.trim().parse().map_err(|_| {
            Error::new(Code::WrongType, format_args!("`{text}`"), "a whole number from 0 to 4294967295").at(name)
        });
        count.map(Some)
    }
}
