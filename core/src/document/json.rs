//! JSON into nodes (RFC 8259), strict: no comments, no trailing commas, no key twice.
//!
//! Written here because the common parsers keep neither spans nor duplicate keys.

use std::collections::HashSet;

use super::{Code, Fault, Key, MAX_DEPTH, Node, Span, Value};

pub(super) fn parse(source: &str) -> Result<Node, Fault> {
    let mut parser = Parser { source, at: 0 };
    if source.starts_with('\u{feff}') {
        parser.at = '\u{feff}'.len_utf8();
    }
    parser.space();
    let root = parser.value(0)?;
    parser.space();
    if parser.at < source.len() {
        return Err(Fault::syntax("text after the end of the document", parser.at));
    }
    Ok(root)
}

struct Parser<'a> {
    source: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.source.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8, what: &str) -> Result<(), Fault> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.unexpected(what))
        }
    }

    fn unexpected(&self, expected: &str) -> Fault {
        let found = self.source.get(self.at..).and_then(|rest| rest.chars().next());
        let found = found.map_or_else(|| "the end".to_owned(), |found| format!("{found:?}"));
        Fault::syntax(format!("found {found} where {expected} is expected"), self.at)
    }

    fn value(&mut self, depth: usize) -> Result<Node, Fault> {
        let start = self.at;
        if depth > MAX_DEPTH {
            return Err(Fault::too_deep(start));
        }
        let value = match self.peek() {
            Some(b'{') => self.table(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            _ => return Err(self.unexpected("a value")),
        };
        Ok(Node { value, span: Span { start, end: self.at } })
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Fault> {
        if self.source.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            self.at += word.len();
            Ok(value)
        } else {
            Err(Fault::syntax(format!("found a word where `{word}` is expected"), self.at))
        }
    }

    fn number(&mut self) -> Result<Value, Fault> {
        let start = self.at;
        let digits = |parser: &mut Self| {
            let from = parser.at;
            while matches!(parser.peek(), Some(b'0'..=b'9')) {
                parser.at += 1;
            }
            parser.at - from
        };
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let leading_zero = self.peek() == Some(b'0');
        let whole = digits(self);
        if whole == 0 || (leading_zero && whole > 1) {
            return Err(Fault::syntax("a number that JSON does not know", start));
        }
        let mut decimal = false;
        if self.peek() == Some(b'.') {
            decimal = true;
            self.at += 1;
            if digits(self) == 0 {
                return Err(self.unexpected("a digit"));
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            decimal = true;
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if digits(self) == 0 {
                return Err(self.unexpected("a digit"));
            }
        }
        let text = self.source.get(start..self.at).unwrap_or_default();
        if decimal {
            return Ok(Value::Decimal(text.to_owned()));
        }
        text.parse().map(Value::Integer).map_err(|_| Fault::syntax("a whole number beyond 64 bits", start))
    }

    fn array(&mut self, depth: usize) -> Result<Value, Fault> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::Array(items));
        }
        loop {
            self.space();
            items.push(self.value(depth + 1)?);
            self.space();
            if self.peek() == Some(b',') {
                self.at += 1;
            } else {
                self.expect(b']', "`,` or `]`")?;
                return Ok(Value::Array(items));
            }
        }
    }

    fn table(&mut self, depth: usize) -> Result<Value, Fault> {
        self.at += 1;
        let mut entries: Vec<(Key, Node)> = Vec::new();
        let mut seen = HashSet::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Table(entries));
        }
        loop {
            self.space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("a key in double quotes"));
            }
            let name = self.string()?;
            if !seen.insert(name.clone()) {
                return Err(Fault::new(Code::DuplicateKey, name, "", start));
            }
            let key = Key { name, span: Span { start, end: self.at } };
            self.space();
            self.expect(b':', "`:`")?;
            self.space();
            entries.push((key, self.value(depth + 1)?));
            self.space();
            if self.peek() == Some(b',') {
                self.at += 1;
            } else {
                self.expect(b'}', "`,` or `}`")?;
                return Ok(Value::Table(entries));
            }
        }
    }

    fn string(&mut self) -> Result<String, Fault> {
        let start = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let from = self.at;
            while !matches!(self.peek(), None | Some(b'"' | b'\\' | 0..=0x1f)) {
                self.at += 1;
            }
            out.push_str(self.source.get(from..self.at).unwrap_or_default());
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                Some(_) => return Err(Fault::syntax("a control character inside a text", self.at)),
                None => return Err(Fault::syntax("a text without its closing quote", start)),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let start = self.at;
        self.at += 1;
        let escaped = self.peek();
        self.at += 1;
        Ok(match escaped {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(start),
            _ => return Err(Fault::syntax("an escape that JSON does not know", start)),
        })
    }

    fn unicode(&mut self, start: usize) -> Result<char, Fault> {
        let lone = || Fault::syntax("half of a surrogate pair", start);
        let first = self.hex(start)?;
        if !(0xd800..0xe000).contains(&first) {
            return char::from_u32(first).ok_or_else(lone);
        }
        if first >= 0xdc00 || self.source.get(self.at..self.at + 2) != Some("\\u") {
            return Err(lone());
        }
        self.at += 2;
        let second = self.hex(start)?;
        if !(0xdc00..0xe000).contains(&second) {
            return Err(lone());
        }
        char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)).ok_or_else(lone)
    }

    fn hex(&mut self, start: usize) -> Result<u32, Fault> {
        let digits = self.source.get(self.at..self.at + 4).filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()));
        self.at += 4;
        digits
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .ok_or_else(|| Fault::syntax("`\\u` without four hexadecimal digits", start))
    }
}
