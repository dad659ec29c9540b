//! A page as JSON, CSV and Markdown.

use super::page::{Block, Drawing, Field, Page, Sheet, Value};
use crate::document::JsonWriter;
use crate::error::{Code, Error, Result};

/// How a CSV file is written.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash, Debug)]
pub enum CsvEncoding {
    /// UTF-8 with a byte order mark, by which spreadsheets know it.
    #[default]
    Utf8Bom,
    /// UTF-8 without.
    Utf8,
    /// GB18030, as older Chinese programs expect (feature `sheets`).
    Gb18030,
}

impl CsvEncoding {
    /// Reads `utf-8-bom`, `utf-8` or `gb18030`.
    ///
    /// # Errors
    /// `unknown-value`.
    pub fn parse(text: &str) -> Result<Self> {
        match text {
            "utf-8-bom" => Ok(Self::Utf8Bom),
            "utf-8" => Ok(Self::Utf8),
            "gb18030" => Ok(Self::Gb18030),
            other => Err(Error::new(Code::UnknownValue, other, "utf-8-bom, utf-8, gb18030")),
        }
    }
}

impl Page {
    /// The page as JSON: everything that any format shows, rates as pairs of numerator and denominator.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/page/1");
            out.field("kind").string(self.kind);
            out.field("language").string(self.language.code());
            out.field("title").string(&self.title);
            out.field("facts").array(|out| {
                for (name, value) in &self.facts {
                    out.object(|out| {
                        out.field("name").string(name);
                        out.field("value").string(value);
                    });
                }
            });
            out.field("missing").array(|out| self.missing().for_each(|field| out.string(&field.id)));
            out.field("blocks").array(|out| self.blocks.iter().for_each(|block| write_block(out, block)));
            out.field("definitions").array(|out| {
                for definition in &self.definitions {
                    out.object(|out| {
                        out.field("id").string(&definition.id);
                        out.field("name").string(&definition.name);
                        out.field("words").string(&definition.words);
                    });
                }
            });
        });
        out.finish()
    }

    /// One table of the page as CSV (RFC 4180, lines end with CR LF): every text that a spreadsheet would take for a
    /// formula is preceded by an apostrophe, every long number by a tab, so that it stays a text. A rate is three
    /// columns: numerator, denominator and thousandths.
    ///
    /// # Errors
    /// `not-found` when there is no such table; `invalid-argument` for GB18030 without the feature `sheets`.
    pub fn to_csv(&self, sheet: &str, encoding: CsvEncoding) -> Result<Vec<u8>> {
        let names = || self.sheets().map(|sheet| sheet.id.as_str()).collect::<Vec<_>>().join(", ");
        let found =
            self.sheet(sheet).ok_or_else(|| Error::new(Code::NotFound, sheet, format_args!("table ({})", names())))?;
        let text = csv(found, self);
        match encoding {
            CsvEncoding::Utf8 => Ok(text.into_bytes()),
            CsvEncoding::Utf8Bom => Ok([b"\xEF\xBB\xBF", text.as_bytes()].concat()),
            CsvEncoding::Gb18030 => gb18030(&text),
        }
    }

    /// The page as Markdown with tables; a chart is a line that names its table.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut out = format!("# {}\n\n", markdown(&self.title));
        for (name, value) in &self.facts {
            out += &format!("- {}: {}\n", markdown(name), markdown(value));
        }
        for block in &self.blocks {
            out.push('\n');
            match block {
                Block::Heading(text) => out += &format!("## {}\n", markdown(text)),
                Block::Paragraph(text) => out += &format!("{}\n", markdown(text)),
                Block::Sheet(sheet) => self.markdown_sheet(&mut out, sheet),
                Block::Chart(chart) => {
                    let title = self.sheet(&chart.sheet).map_or("", |sheet| sheet.title.as_str());
                    out += &format!("*{}*: {}\n", self.language.pick("图", "chart"), markdown(title));
                }
                Block::Fields(fields) => fields.iter().for_each(|field| {
                    let mark = if field.required { " *" } else { "" };
                    out += &format!(
                        "- {}{mark}: {}\n",
                        markdown(&field.label),
                        markdown(&field.value.shown(self.language))
                    );
                }),
                Block::Signatures(lines) => {
                    let date = self.language.pick("日期", "date");
                    lines
                        .iter()
                        .for_each(|line| out += &format!("{}: ____________ {date}: ________\n\n", markdown(line)));
                }
            }
        }
        for (number, definition) in self.definitions.iter().enumerate() {
            if number == 0 {
                out += &format!("\n## {}\n\n", self.language.pick("指标定义", "definitions"));
            }
            out += &format!(
                "- **{}** (`{}`): {}\n",
                markdown(&definition.name),
                definition.id,
                markdown(&definition.words)
            );
        }
        out
    }

    fn markdown_sheet(&self, out: &mut String, sheet: &Sheet) {
        out.push_str(&format!("### {}\n\n", markdown(&sheet.title)));
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        out.push_str(&line(sheet.columns.iter().map(|column| markdown(&column.title)).collect()));
        out.push_str(&line(sheet.columns.iter().map(|_| "---".to_owned()).collect()));
        for row in &sheet.rows {
            out.push_str(&line(row.iter().map(|value| markdown(&value.shown(self.language))).collect()));
        }
    }
}

fn write_value(out: &mut JsonWriter, value: &Value) {
    match value {
        Value::Empty => out.null(),
        Value::Text(text) => out.string(text),
        Value::Term(text, definition) => out.object(|out| {
            out.field("term").string(text);
            out.field("definition").string(definition);
        }),
        Value::Number(number) => out.integer(*number),
        Value::Rate(rate) => out.array(|out| {
            out.integer(rate.numerator);
            out.integer(rate.denominator);
        }),
        Value::Seconds(seconds) => out.object(|out| out.field("seconds").integer(*seconds)),
        Value::Flag(flag) => out.boolean(*flag),
    }
}

/// A value as JSON.
pub(super) fn value_json(value: &Value) -> String {
    let mut out = JsonWriter::new();
    write_value(&mut out, value);
    out.finish()
}

fn write_field(out: &mut JsonWriter, field: &Field) {
    out.object(|out| {
        out.field("id").string(&field.id);
        out.field("label").string(&field.label);
        out.field("required").boolean(field.required);
        write_value(out.field("value"), &field.value);
    });
}

fn write_block(out: &mut JsonWriter, block: &Block) {
    out.object(|out| match block {
        Block::Heading(text) => out.field("heading").string(text),
        Block::Paragraph(text) => out.field("paragraph").string(text),
        Block::Signatures(lines) => {
            out.field("signatures").array(|out| lines.iter().for_each(|line| out.string(line)));
        }
        Block::Fields(fields) => {
            out.field("fields").array(|out| fields.iter().for_each(|field| write_field(out, field)));
        }
        Block::Chart(chart) => out.field("chart").object(|out| {
            out.field("sheet").string(&chart.sheet);
            out.field("title").string(&chart.title);
            out.field("label").integer(chart.label as u64);
            out.field("column").integer(chart.column as u64);
            out.field("drawing").string(if chart.drawing == Drawing::Bars { "bars" } else { "line" });
        }),
        Block::Sheet(sheet) => out.field("sheet").object(|out| {
            out.field("id").string(&sheet.id);
            out.field("title").string(&sheet.title);
            out.field("columns").array(|out| {
                for column in &sheet.columns {
                    out.object(|out| {
                        out.field("title").string(&column.title);
                        out.field("definition").string_or_null(column.definition.as_deref());
                    });
                }
            });
            out.field("rows").array(|out| {
                for row in &sheet.rows {
                    out.array(|out| row.iter().for_each(|value| write_value(out, value)));
                }
            });
            out.field("total").boolean(sheet.total);
        }),
    });
}

/// A text that no spreadsheet takes for a formula or for a number.
///
/// ```
/// use tousu::report::kept_as_text;
/// assert_eq!(kept_as_text("=1+1"), "'=1+1");
/// assert_eq!(kept_as_text("-电梯"), "'-电梯");
/// assert_eq!(kept_as_text("13800138000"), "\t13800138000");
/// assert_eq!(kept_as_text("007"), "\t007");
/// assert_eq!(kept_as_text("3号楼"), "3号楼");
/// ```
#[must_use]
pub fn kept_as_text(text: &str) -> String {
    let first = text.trim_start_matches(|c: char| c.is_whitespace() && c != '\t' && c != '\r').chars().next();
    let digits = text.chars().all(|c| c.is_ascii_digit());
    match first {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠') => format!("'{text}"),
        Some(first) if digits && (text.len() > 10 || (first == '0' && text.len() > 1)) => format!("\t{text}"),
        _ => text.to_owned(),
    }
}

fn csv(sheet: &Sheet, page: &Page) -> String {
    let rate = |column: usize| sheet.rows.iter().any(|row| matches!(row.get(column), Some(Value::Rate(_))));
    let mut out = String::new();
    let mut line = |cells: &[String]| {
        let quoted: Vec<String> = cells
            .iter()
            .map(|cell| match cell.contains([',', '"', '\n', '\r', '\t', '\'']) {
                true => format!("\"{}\"", cell.replace('"', "\"\"")),
                false => cell.clone(),
            })
            .collect();
        out.push_str(&quoted.join(","));
        out.push_str("\r\n");
    };
    let mut head = Vec::new();
    for (number, column) in sheet.columns.iter().enumerate() {
        let title = kept_as_text(&column.title);
        if rate(number) {
            for part in [("分子", "numerator"), ("分母", "denominator"), ("‰", "‰")] {
                head.push(format!("{title} {}", page.language.pick(part.0, part.1)));
            }
        } else {
            head.push(title);
        }
    }
    line(&head);
    for row in &sheet.rows {
        let mut cells = Vec::new();
        for (number, value) in row.iter().enumerate() {
            match value {
                Value::Rate(rate) => cells.extend([
                    rate.numerator.to_string(),
                    rate.denominator.to_string(),
                    rate.per_mille().map_or_else(String::new, |rate| rate.to_string()),
                ]),
                Value::Number(number) | Value::Seconds(number) => cells.push(number.to_string()),
                other => cells.push(kept_as_text(&other.shown(page.language))),
            }
            if rate(number) && !matches!(value, Value::Rate(_)) {
                cells.extend([String::new(), String::new()]);
            }
        }
        line(&cells);
    }
    out
}

#[cfg(feature = "sheets")]
#[expect(clippy::unnecessary_wraps, reason = "fails without the feature")]
fn gb18030(text: &str) -> Result<Vec<u8>> {
    // Every character has a code in GB18030.
    Ok(encoding_rs::GB18030.encode(text).0.into_owned())
}

#[cfg(not(feature = "sheets"))]
fn gb18030(_: &str) -> Result<Vec<u8>> {
    Err(Error::new(Code::InvalidArgument, "gb18030", "utf-8 or utf-8-bom; built without the feature `sheets`"))
}

/// A text in which nothing is taken for markup, on one line.
fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' => out.push_str("<br>"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
