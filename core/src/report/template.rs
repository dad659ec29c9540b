//! A group's own XLSX template, filled: only what is marked changes.
//!
//! An XLSX file is a ZIP archive of XML parts. Reading a workbook into a model and writing it again loses what the model
//! does not know; here every part is copied as it is, and `{{name}}` inside the texts of cells is replaced. Styles,
//! widths, logos, formulas, print settings and macros stay byte for byte.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::page::{Page, Value};
use crate::document::Document;
use crate::error::{Code, Error, Result};

/// Unpacked, no part may be larger: what claims more is no template.
const LARGEST: u64 = 64 << 20;

/// What was put into a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filled {
    /// The file.
    pub bytes: Vec<u8>,
    /// Names that the template asks for and that nobody gave, in order; they stay as they are.
    pub unknown: Vec<String>,
    /// How many marks were replaced.
    pub replaced: usize,
}

/// Replaces `{{name}}` in the cells of an XLSX file by values. Values are texts: none becomes a formula.
///
/// # Errors
/// `invalid-argument` when the file is no XLSX file, `too-large` when a part of it is larger than 64 MiB.
pub fn fill_template(template: &[u8], values: &BTreeMap<String, String>) -> Result<Filled> {
    let broken = |fault: &dyn std::fmt::Display| {
        Error::new(Code::InvalidArgument, format_args!("the template ({fault})"), "an XLSX file").at("template")
    };
    let mut archive = ZipArchive::new(Cursor::new(template)).map_err(|fault| broken(&fault))?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let mut filled = Filled { bytes: Vec::new(), unknown: Vec::new(), replaced: 0 };
    let mut is_book = false;
    for number in 0..archive.len() {
        let mut part = archive.by_index(number).map_err(|fault| broken(&fault))?;
        let name = part.name().map_err(|fault| broken(&fault))?.into_owned();
        is_book |= name == "xl/workbook.xml";
        if part.is_dir() {
            continue;
        }
        let mut data = Vec::new();
        part.by_ref().take(LARGEST + 1).read_to_end(&mut data).map_err(|fault| broken(&fault))?;
        if data.len() as u64 > LARGEST {
            return Err(Error::new(Code::TooLarge, format_args!("the part {name}"), "64 MiB").at("template"));
        }
        let texts = name == "xl/sharedStrings.xml" || (name.starts_with("xl/worksheets/") && name.ends_with(".xml"));
        if texts && let Ok(text) = std::str::from_utf8(&data) {
            data = replace(text, values, &mut filled).into_bytes();
        }
        // No time of its own, so that the same template and values give the same bytes.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        out.start_file(name, options).map_err(|fault| broken(&fault))?;
        out.write_all(&data).map_err(|fault| broken(&fault))?;
    }
    if !is_book {
        return Err(broken(&"it has no workbook"));
    }
    filled.bytes = out.finish().map_err(|fault| broken(&fault))?.into_inner();
    Ok(filled)
}

/// As [`fill_template`], the values from a JSON object of texts.
///
/// # Errors
/// Faults of the JSON; as [`fill_template`].
pub fn fill_template_json(template: &[u8], values: &str) -> Result<Filled> {
    let document = Document::parse_json(values).map_err(|error| error.at("values"))?;
    let mut given = BTreeMap::new();
    for (key, value) in document.root().entries().map_err(|error| error.at("values"))? {
        given.insert(key.name.clone(), value.text().map_err(|error| error.at("values"))?.to_owned());
    }
    fill_template(template, &given)
}

/// Replaces every mark of a part; values are escaped.
fn replace(text: &str, values: &BTreeMap<String, String>, filled: &mut Filled) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let Some((name, tail)) = after.split_once("}}") else {
            out.push_str("{{");
            rest = after;
            continue;
        };
        // A mark that a program has parted into runs of different formats holds markup: it is told, not guessed.
        let known = values.get(name.trim());
        match known {
            Some(value) => {
                filled.replaced += 1;
                out.push_str(&escape(value));
            }
            None => {
                let plain: String = name
                    .split('<')
                    .enumerate()
                    .map(
                        |(number, piece)| {
                            if number == 0 { piece } else { piece.split_once('>').map_or("", |(_, text)| text) }
                        },
                    )
                    .collect();
                let plain = plain.trim().to_owned();
                if !filled.unknown.contains(&plain) {
                    filled.unknown.push(plain);
                }
                out.push_str("{{");
                out.push_str(name);
                out.push_str("}}");
            }
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// A text as XML; characters that XML does not know become a mark.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {
                out.push('\u{FFFD}')
            }
            c => out.push(c),
        }
    }
    out
}

impl Page {
    /// What a template can ask of this page: its title, its facts by name, the fields of a form by id, and each cell of
    /// a table as `table.row.column`, both numbers from 1; of the total row `table.total.column`.
    #[must_use]
    pub fn values(&self) -> BTreeMap<String, String> {
        let mut out = BTreeMap::from([("title".to_owned(), self.title.clone())]);
        for (name, value) in &self.facts {
            out.insert(name.clone(), value.clone());
        }
        for field in self.fields() {
            out.insert(field.id.clone(), field.value.shown(self.language));
        }
        for sheet in self.sheets() {
            for (row, values) in sheet.rows.iter().enumerate() {
                for (column, value) in values.iter().enumerate() {
                    let shown = if *value == Value::Empty { String::new() } else { value.shown(self.language) };
                    if sheet.total && row + 1 == sheet.rows.len() {
                        out.insert(format!("{}.total.{}", sheet.id, column + 1), shown.clone());
                    }
                    out.insert(format!("{}.{}.{}", sheet.id, row + 1, column + 1), shown);
                }
            }
        }
        out
    }
}
