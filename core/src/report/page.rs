//! A page for people and for programs: one model that every format renders.
//!
//! Forms, reports and calendars are built as a [`Page`] once. JSON, CSV, Markdown, HTML and XLSX show the same page, so
//! that no figure differs between two formats. A page holds no clock and no path: the same input gives the same bytes.

use super::Language;
use crate::statistics::Rate;

/// One cell of a table.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub enum Value {
    /// Nothing is known.
    #[default]
    Empty,
    /// A text; ids, phone numbers and times are texts too, so that no program rounds or computes them.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A rate with its numerator and denominator; 0 out of 0 is no rate.
    Rate(Rate),
    /// Seconds.
    Seconds(i64),
    /// Yes or no.
    Flag(bool),
    /// The name of a figure, with the id of its [`Definition`].
    Term(String, String),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl Value {
    /// As a person reads it.
    #[must_use]
    pub fn shown(&self, language: Language) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Term(text, _) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Rate(rate) => rate.to_string(),
            Self::Seconds(seconds) => length(*seconds, language),
            Self::Flag(flag) => if *flag { language.pick("是", "yes") } else { language.pick("否", "no") }.to_owned(),
        }
    }

    /// What a chart draws: a number, a rate in tenths of a per cent, seconds.
    #[must_use]
    pub fn drawn(&self) -> Option<i64> {
        match self {
            Self::Number(number) | Self::Seconds(number) => Some(*number),
            Self::Rate(rate) => rate.per_mille().and_then(|rate| i64::try_from(rate).ok()),
            _ => None,
        }
    }
}

/// Seconds as `1 d 02:03:04`.
fn length(seconds: i64, language: Language) -> String {
    let (sign, seconds) = (if seconds < 0 { "-" } else { "" }, seconds.unsigned_abs());
    let days = match seconds / 86_400 {
        0 => String::new(),
        days => format!("{days}{}", language.pick("天 ", " d ")),
    };
    format!("{sign}{days}{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60)
}

/// A column of a table.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Column {
    /// Its title.
    pub title: String,
    /// The [`Definition`] of its figures on this page.
    pub definition: Option<String>,
}

impl Column {
    /// A column of texts.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), definition: None }
    }

    /// A column of figures.
    #[must_use]
    pub fn defined(title: impl Into<String>, definition: impl Into<String>) -> Self {
        Self { title: title.into(), definition: Some(definition.into()) }
    }
}

/// A table.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Sheet {
    /// Kebab-case, unique on its page.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<Vec<Value>>,
    /// Whether the last row is the total of those before it.
    pub total: bool,
}

impl Sheet {
    /// A chart of one of its columns: a bar for each row, labelled by the first column.
    pub(super) fn bars(&self, column: usize) -> Chart {
        Chart { sheet: self.id.clone(), title: self.title.clone(), label: 0, column, drawing: Drawing::Bars }
    }
}

/// How a chart is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Drawing {
    /// A horizontal bar for each row.
    Bars,
    /// A line from row to row, which are periods.
    Line,
}

/// A chart of one column of a table on the same page; its total is not drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chart {
    /// The table.
    pub sheet: String,
    /// Its title.
    pub title: String,
    /// The column of the labels.
    pub label: usize,
    /// The column that is drawn.
    pub column: usize,
    /// How.
    pub drawing: Drawing,
}

/// A field of a form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// Id, as in the rule book.
    pub id: String,
    /// What is printed before it.
    pub label: String,
    /// What it holds.
    pub value: Value,
    /// The rule book demands it.
    pub required: bool,
}

/// A part of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Block {
    /// A heading inside the page.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// A table.
    Sheet(Sheet),
    /// A chart.
    Chart(Chart),
    /// The fields of a form.
    Fields(Vec<Field>),
    /// Lines to be signed by hand, each with a date.
    Signatures(Vec<String>),
}

/// What a figure means: every column of figures links to one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Definition {
    /// Kebab-case, unique on its page.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What is counted, out of what, and what is left out.
    pub words: String,
}

/// A form, a report or a calendar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// What it is: `form`, `period-report`, …
    pub kind: &'static str,
    /// The language of its words.
    pub language: Language,
    /// Its title.
    pub title: String,
    /// What it was made from: name and value, in order.
    pub facts: Vec<(String, String)>,
    /// What stands on it.
    pub blocks: Vec<Block>,
    /// What its figures mean.
    pub definitions: Vec<Definition>,
}

impl Page {
    /// An empty page.
    #[must_use]
    pub fn new(kind: &'static str, language: Language, title: impl Into<String>) -> Self {
        Self { kind, language, title: title.into(), facts: Vec::new(), blocks: Vec::new(), definitions: Vec::new() }
    }

    /// Adds a fact that stands under the title; nothing when it is empty.
    pub fn fact(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.facts.push((name.to_owned(), value));
        }
    }

    /// Its tables, in order.
    pub fn sheets(&self) -> impl Iterator<Item = &Sheet> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Sheet(sheet) => Some(sheet),
            _ => None,
        })
    }

    /// Its charts, in order.
    pub fn charts(&self) -> impl Iterator<Item = &Chart> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Chart(chart) => Some(chart),
            _ => None,
        })
    }

    /// Its table with this id.
    #[must_use]
    pub fn sheet(&self, id: &str) -> Option<&Sheet> {
        self.sheets().find(|sheet| sheet.id == id)
    }

    /// The fields of its forms.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.blocks.iter().flat_map(|block| match block {
            Block::Fields(fields) => fields.as_slice(),
            _ => &[],
        })
    }

    /// Fields that the rule book demands and that are empty.
    pub fn missing(&self) -> impl Iterator<Item = &Field> {
        self.fields().filter(|field| field.required && field.value == Value::Empty)
    }

    /// What a chart draws: label and value of each row, the total left out.
    pub(super) fn points(&self, chart: &Chart) -> Vec<(String, Option<i64>, String)> {
        let Some(sheet) = self.sheet(&chart.sheet) else { return Vec::new() };
        let rows = sheet.rows.get(..sheet.rows.len() - usize::from(sheet.total && !sheet.rows.is_empty()));
        let cell = |row: &[Value], at: usize| row.get(at).cloned().unwrap_or_default();
        rows.unwrap_or_default()
            .iter()
            .map(|row| {
                let value = cell(row, chart.column);
                // The numerator and the denominator stand in the table; in a drawing they would hide each other.
                let words = match (&value, value.drawn()) {
                    (Value::Rate(_), Some(rate)) => format!("{}.{} %", rate / 10, rate % 10),
                    _ => value.shown(self.language),
                };
                (cell(row, chart.label).shown(self.language), value.drawn(), words)
            })
            .collect()
    }
}
