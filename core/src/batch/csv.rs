//! Comma-separated values as RFC 4180 writes them.

use std::borrow::Cow;

use crate::error::{Code, Error, Place, Result};

/// The records of a text: fields in quotes may hold commas, line ends and doubled quotes. A byte-order mark and empty
/// lines are passed over.
pub(super) fn records(source: &str) -> Result<Vec<Vec<Cow<'_, str>>>> {
    let mut rest = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut records = Vec::new();
    let mut record = Vec::new();
    let mut line = 1_u32;
    while !rest.is_empty() {
        let (field, tail) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_field(quoted, &mut line)?,
            None => {
                let end = rest.find([',', '\r', '\n']).unwrap_or(rest.len());
                let (field, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
                (Cow::Borrowed(field), tail)
            }
        };
        record.push(field);
        if let Some(tail) = tail.strip_prefix(',') {
            rest = tail;
            // A comma at the very end begins an empty last field.
            if rest.is_empty() {
                record.push(Cow::Borrowed(""));
            }
            continue;
        }
        rest = match tail.strip_prefix("\r\n").or_else(|| tail.strip_prefix(['\n', '\r'])) {
            Some(tail) => tail,
            None if tail.is_empty() => tail,
            None => return Err(fault("text behind the closing quote", line)),
        };
        let record = std::mem::take(&mut record);
        if !matches!(record.as_slice(), [only] if only.is_empty()) {
            records.push(record);
        }
        line = line.saturating_add(1);
    }
    if !record.is_empty() {
        records.push(record);
    }
    Ok(records)
}

fn quoted_field<'a>(source: &'a str, line: &mut u32) -> Result<(Cow<'a, str>, &'a str)> {
    let mut field = Cow::Borrowed("");
    let mut rest = source;
    loop {
        let Some((part, tail)) = rest.split_once('"') else {
            return Err(fault("a quote is not closed", *line));
        };
        *line = line.saturating_add(u32::try_from(part.matches('\n').count()).unwrap_or(u32::MAX));
        if field.is_empty() {
            field = Cow::Borrowed(part);
        } else {
            field.to_mut().push_str(part);
        }
        match tail.strip_prefix('"') {
            Some(tail) => {
                field.to_mut().push('"');
                rest = tail;
            }
            None => return Ok((field, tail)),
        }
    }
}

fn fault(what: &str, line: u32) -> Error {
    Error::new(Code::Syntax, what, "").placed(Place { line: Some(line), ..Place::default() })
}

/// A field as a record holds it: in quotes where it needs them.
pub(super) fn write(out: &mut String, field: &str) {
    if field.contains(['"', ',', '\r', '\n']) {
        out.push('"');
        out.push_str(&field.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_commas_and_line_ends_are_read() -> Result<()> {
        let source = "\u{feff}id,text\r\n1,\"a, \"\"b\"\"\nc\"\r\n\r\n2,\n3,x,\n";
        let expected = [vec!["id", "text"], vec!["1", "a, \"b\"\nc"], vec!["2", ""], vec!["3", "x", ""]];
        assert_eq!(records(source)?, expected);
        assert_eq!(records("a,")?, [vec!["a", ""]]);
        assert_eq!(records("\"\"")?, Vec::<Vec<&str>>::new());
        assert!(records("")?.is_empty());
        Ok(())
    }

    #[test]
    fn what_is_written_reads_back() -> Result<()> {
        for field in ["", "a", "a,b", "\"", "a\"\"b\n", "\r\n", "漏水"] {
            let mut line = String::from("x,");
            write(&mut line, field);
            assert_eq!(records(&line)?, [vec!["x", field]], "{field:?}");
        }
        Ok(())
    }

    #[test]
    fn damaged_quotes_have_their_line() {
        let line = |source: &str| records(source).err().and_then(|error| error.place().line);
        assert_eq!(line("a\n\"b"), Some(2));
        assert_eq!(line("a\n\"b\nc\"d"), Some(3));
    }
}
