//! Compact JSON with a fixed field order.

use std::fmt::Write as _;

/// Writes JSON text; what is written in one order always comes out as the same bytes.
///
/// ```
/// use tousu::document::JsonWriter;
/// let mut json = JsonWriter::new();
/// json.object(|json| {
///     json.field("id").string("c1");
///     json.field("due").null();
/// });
/// assert_eq!(json.finish(), r#"{"id":"c1","due":null}"#);
/// ```
#[derive(Debug, Default)]
pub struct JsonWriter {
    out: String,
    /// Whether the next item of the current list or table needs a comma before it.
    comma: bool,
}

impl JsonWriter {
    /// An empty text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The text.
    #[must_use]
    pub fn finish(self) -> String {
        self.out
    }

    fn separate(&mut self) {
        if self.comma {
            self.out.push(',');
        }
        self.comma = true;
    }

    fn nest(&mut self, open: char, close: char, fill: impl FnOnce(&mut Self)) {
        self.separate();
        self.out.push(open);
        self.comma = false;
        fill(self);
        self.out.push(close);
        self.comma = true;
    }

    /// A table; the closure writes its fields.
    pub fn object(&mut self, fill: impl FnOnce(&mut Self)) {
        self.nest('{', '}', fill);
    }

    /// A list; the closure writes its items.
    pub fn array(&mut self, fill: impl FnOnce(&mut Self)) {
        self.nest('[', ']', fill);
    }

    /// The key of the value that is written next.
    pub fn key(&mut self, name: &str) {
        self.separate();
        self.quote(name);
        self.out.push(':');
        self.comma = false;
    }

    /// The key, ready to be followed by its value.
    pub fn field(&mut self, name: &str) -> &mut Self {
        self.key(name);
        self
    }

    /// A text.
    pub fn string(&mut self, text: &str) {
        self.separate();
        self.quote(text);
    }

    /// A text, or null.
    pub fn string_or_null(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.string(text),
            None => self.null(),
        }
    }

    /// A whole number.
    pub fn integer(&mut self, number: impl Into<i128>) {
        self.separate();
        // Writing to a String cannot fail.
        let _ = write!(self.out, "{}", number.into());
    }

    /// A whole number, or null.
    pub fn integer_or_null(&mut self, number: Option<impl Into<i128>>) {
        match number {
            Some(number) => self.integer(number),
            None => self.null(),
        }
    }

    /// A boolean.
    pub fn boolean(&mut self, flag: bool) {
        self.raw(if flag { "true" } else { "false" });
    }

    /// A boolean, or null.
    pub fn boolean_or_null(&mut self, flag: Option<bool>) {
        match flag {
            Some(flag) => self.boolean(flag),
            None => self.null(),
        }
    }

    /// Null.
    pub fn null(&mut self) {
        self.raw("null");
    }

    /// A value that is JSON already.
    pub fn raw(&mut self, json: &str) {
        self.separate();
        self.out.push_str(json);
    }

    fn quote(&mut self, text: &str) {
        self.out.push('"');
        let must_escape = |byte: u8| byte < 0x20 || byte == b'"' || byte == b'\\';
        // Mostly there is nothing to escape: looked at without a branch, and copied together.
        let is_plain = !text.bytes().fold(false, |found, byte| found | must_escape(byte));
        let mut rest = text;
        // Every byte that must be escaped is a character by itself.
        while !is_plain && let Some(at) = rest.bytes().position(must_escape) {
            let (plain, behind) = rest.split_at_checked(at).unwrap_or((rest, ""));
            self.out.push_str(plain);
            let mut behind = behind.chars();
            match behind.next() {
                Some('"') => self.out.push_str("\\\""),
                Some('\\') => self.out.push_str("\\\\"),
                Some('\n') => self.out.push_str("\\n"),
                Some('\r') => self.out.push_str("\\r"),
                Some('\t') => self.out.push_str("\\t"),
                Some(c) => {
                    let _ = write!(self.out, "\\u{:04x}", u32::from(c));
                }
                None => {}
            }
            rest = behind.as_str();
        }
        self.out.push_str(rest);
        self.out.push('"');
    }
}
