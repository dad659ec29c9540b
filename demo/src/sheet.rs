//! A CSV file as rows under known columns.

use csv::{ReaderBuilder, StringRecord};
use tousu::document::utf8;
use tousu::{Code, Error};

use crate::columns::{Column, normal};
use crate::faults::{File, RowFault, Treatment};

/// A CSV file whose header has been understood.
pub(crate) struct Sheet {
    pub(crate) file: File,
    headers: Vec<String>,
    columns: &'static [Column],
    /// Where each of `columns` stands.
    positions: Vec<Option<usize>>,
    /// Headers that mean none of `columns`, or one that another column has already.
    pub(crate) others: Vec<(usize, String)>,
    records: Vec<StringRecord>,
}

/// A row of a sheet.
#[derive(Clone, Copy)]
pub(crate) struct Row<'s> {
    sheet: &'s Sheet,
    record: &'s StringRecord,
    /// As a spreadsheet counts: the header is row 1.
    pub(crate) number: usize,
}

impl Sheet {
    /// Reads a file. The first `required` of the columns must be there.
    ///
    /// # Errors
    /// `invalid-utf8` with the byte offset, `missing-column` naming what the file has, `duplicate-key` for a header
    /// given twice, `syntax` for a quotation mark that is never closed.
    pub(crate) fn read(file: File, bytes: &[u8], columns: &'static [Column], required: usize) -> Result<Self, Error> {
        let text = utf8(bytes, file.slug())?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut records: Vec<StringRecord> = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| Error::new(Code::Syntax, error, "CSV").at(file))?;
            records.push(record);
        }
        if let Some(last) = records.last()
            && let Some(start) = last.position().and_then(|position| usize::try_from(position.byte()).ok())
            && ends_in_quotes(text.get(start..).unwrap_or_default())
        {
            let subject = format!("a quotation mark in row {} is never closed", records.len());
            return Err(Error::new(Code::Syntax, subject, "CSV").at(file));
        }
        let mut records = records.into_iter();
        let headers: Vec<String> =
            records.next().map(|record| record.iter().map(str::to_owned).collect()).unwrap_or_default();
        for (index, header) in headers.iter().enumerate() {
            let before = headers.iter().take(index);
            if !normal(header).is_empty() && before.clone().any(|other| normal(other) == normal(header)) {
                return Err(Error::new(Code::DuplicateKey, header, "").at(file));
            }
        }
        let find = |column: &Column| {
            let named = headers.iter().position(|header| column.is_named(header));
            named.or_else(|| headers.iter().position(|header| column.is_alias(header)))
        };
        let positions: Vec<Option<usize>> = columns.iter().map(find).collect();
        let missing = columns.iter().zip(&positions).take(required).find(|(_, position)| position.is_none());
        if let Some((column, _)) = missing {
            let has: Vec<&str> = headers.iter().map(|header| header.trim()).collect();
            let has = if has.is_empty() { "no header".to_owned() } else { has.join(", ") };
            return Err(Error::new(Code::MissingColumn, column.name, has).at(file));
        }
        let others = headers.iter().cloned().enumerate().filter(|(index, _)| !positions.contains(&Some(*index)));
        Ok(Self { file, others: others.collect(), headers, columns, positions, records: records.collect() })
    }

    /// The rows below the header that have any content.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let rows =
            self.records.iter().enumerate().map(|(index, record)| Row { sheet: self, record, number: index + 2 });
        rows.filter(|row| row.record.iter().any(|cell| !cell.trim().is_empty()))
    }

    /// The name that a column has in the file.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let index = self.columns.iter().position(|column| column.name == name)?;
        let position = (*self.positions.get(index)?)?;
        self.headers.get(position).map(|header| header.trim())
    }
}

impl<'s> Row<'s> {
    /// The cell of a column as it stands.
    pub(crate) fn raw(&self, name: &str) -> &'s str {
        let index = self.sheet.columns.iter().position(|column| column.name == name);
        let position = index.and_then(|index| self.sheet.positions.get(index).copied().flatten());
        position.map_or("", |position| self.at(position))
    }

    /// The cell of a column without blanks around it; `None` when it is empty or not there.
    pub(crate) fn cell(&self, name: &str) -> Option<&'s str> {
        Some(self.raw(name).trim()).filter(|cell| !cell.is_empty())
    }

    /// The cell at a position.
    pub(crate) fn at(&self, position: usize) -> &'s str {
        self.record.get(position).unwrap_or("")
    }

    /// A row with more or fewer cells than the header has.
    pub(crate) fn shape_fault(&self) -> Option<RowFault> {
        let (found, expected) = (self.record.len(), self.sheet.headers.len());
        (found != expected).then(|| {
            let error = Error::new(Code::WrongType, format_args!("{found} cells"), format_args!("{expected}"));
            self.fault(None, error, Treatment::RowLeftOut)
        })
    }

    /// A fault of this row.
    pub(crate) fn fault(&self, column: Option<&str>, error: Error, treatment: Treatment) -> RowFault {
        let header = column.map(|name| self.sheet.header(name).unwrap_or(name).to_owned());
        RowFault {
            file: self.sheet.file,
            row: Some(self.number),
            id: self.cell("id").unwrap_or_default().to_owned(),
            column: header,
            error,
            treatment,
        }
    }
}

/// Whether the text of a record ends inside quotation marks.
fn ends_in_quotes(record: &str) -> bool {
    let (mut quoted, mut begins) = (false, true);
    let mut chars = record.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
            }
            '"' if quoted => quoted = false,
            '"' if begins => quoted = true,
            _ => {}
        }
        begins = !quoted && matches!(c, ',' | '\n' | '\r');
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::{COMPLAINTS, COMPLAINTS_REQUIRED};

    fn read(text: &[u8]) -> Result<Sheet, Error> {
        Sheet::read(File::Complaints, text, COMPLAINTS, COMPLAINTS_REQUIRED)
    }

    #[test]
    fn columns_are_found_by_name_and_alias() -> Result<(), Error> {
        let sheet =
            read("\u{feff}投诉编号,受理时间,投诉内容,备注\n1,2026-05-01,\"漏水,\n三天\",x\n\n,,,\n".as_bytes())?;
        let rows: Vec<Row<'_>> = sheet.rows().collect();
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].number, rows[0].cell("id"), rows[0].raw("text")), (2, Some("1"), "漏水,\n三天"));
        assert_eq!((sheet.header("text"), sheet.header("title")), (Some("投诉内容"), None));
        assert_eq!(sheet.others, [(3, "备注".to_owned())]);
        Ok(())
    }

    #[test]
    fn a_file_that_cannot_be_understood_is_one_error() {
        let error = |text: &[u8]| read(text).err().map(|error| (error.slug(), error.to_string()));
        let missing = error("id,received_at,正文\n".as_bytes());
        let message = "complaints: there is no column `text`; the file has id, received_at, 正文".to_owned();
        assert_eq!(missing, Some(("missing-column", message)));
        assert_eq!(error(b"").map(|found| found.0), Some("missing-column"));
        assert_eq!(error(b"id,received_at,text,ID\n").map(|found| found.0), Some("duplicate-key"));
        assert_eq!(error(b"id,received_at,text\n1,,\"ab\n2,,c\n").map(|found| found.0), Some("syntax"));
        let broken = read(b"id,received_at,text\n1,,\xff\n").err();
        assert_eq!(broken.map(|error| (error.slug(), error.place().offset)), Some(("invalid-utf8", Some(23))));
    }

    #[test]
    fn a_row_of_another_shape_is_a_fault() -> Result<(), Error> {
        let sheet = read(b"id,received_at,text\n1,,a,b\n2,,5\" pipe\n")?;
        let faults: Vec<Option<&str>> =
            sheet.rows().map(|row| row.shape_fault().map(|fault| fault.error.slug())).collect();
        assert_eq!(faults, [Some("wrong-type"), None]);
        Ok(())
    }
}
