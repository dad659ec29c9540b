//! What every surface can be asked, and what it may answer.

/// An answer that the surfaces have to agree on, byte for byte.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Answer {
    /// The text, which is JSON.
    Text(String),
    /// A typed error: its code, slug and path.
    Refused { code: i32, slug: String, path: Option<String> },
}

/// An answer, or why the surface itself is broken.
pub(crate) type Asked = Result<Answer, String>;

/// The rule book that decides.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Book<'a> {
    pub(crate) source: Source<'a>,
    /// The caller's parameters, a JSON object.
    pub(crate) parameters: &'a str,
    /// Whether what the book only suggests is refused.
    pub(crate) strict: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Source<'a> {
    Builtin(&'a str),
    Text(&'a str),
}

/// A complaint with its events at an instant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct History<'a> {
    /// A JSON object.
    pub(crate) complaint: &'a str,
    /// A JSON list.
    pub(crate) events: &'a str,
    /// Seconds since 1970 in UTC.
    pub(crate) as_of: i64,
    /// By what had been entered then; `None` = by all that is known.
    pub(crate) known_at: Option<i64>,
    pub(crate) lenient: bool,
}

/// How time is counted: `count_start_day`, `holiday_roll`, `day_end` and `work_end`, as rule books name them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule<'a> {
    pub(crate) count_start_day: bool,
    pub(crate) holiday_roll: &'a str,
    pub(crate) day_end: &'a str,
    pub(crate) work_end: &'a str,
}

/// Many cases, one a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Many<'a> {
    pub(crate) lines: &'a str,
    pub(crate) as_of: i64,
    pub(crate) warn: &'a str,
    pub(crate) lenient: bool,
}

/// A queue: cases at an instant, another instant, and events of one of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filled<'a> {
    pub(crate) lines: &'a str,
    pub(crate) now: i64,
    pub(crate) later: i64,
    pub(crate) id: &'a str,
    pub(crate) events: &'a str,
}

/// What is counted: cases, a JSON list, or columns, a JSON object of lists.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted<'a> {
    pub(crate) columns: bool,
    pub(crate) whole: &'a str,
    /// The same in two parts.
    pub(crate) halves: [&'a str; 2],
    pub(crate) request: &'a str,
    /// What of the request is no plan.
    pub(crate) query: &'a str,
}

/// A new ledger and what happens to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Register<'a> {
    /// Where there is no file yet.
    pub(crate) path: &'a str,
    /// A JSON list.
    pub(crate) complaints: &'a str,
    /// The complaint that gets the events.
    pub(crate) id: &'a str,
    /// A JSON list.
    pub(crate) events: &'a str,
    pub(crate) as_of: i64,
    pub(crate) before: i64,
    /// Empty for everything.
    pub(crate) month: &'a str,
}

/// One way into the library.
pub(crate) trait Surface {
    fn name(&self) -> &'static str;
    /// Every error code: `number slug`, a line each.
    fn codes(&mut self) -> Asked;
    /// The built-in rule books.
    fn policies(&mut self) -> Asked;
    /// What is wrong with the text of a rule book.
    fn check(&mut self, policy: &str) -> Asked;
    /// What a rule book says.
    fn policy(&mut self, book: Book<'_>) -> Asked;
    fn assess(&mut self, book: Book<'_>, complaint: &str) -> Asked;
    fn status(&mut self, book: Book<'_>, history: History<'_>) -> Asked;
    /// The status again, by way of a case to which the events are applied.
    fn case(&mut self, book: Book<'_>, history: History<'_>) -> Asked;
    /// The status with warnings (`warn`; empty: as the book says), the timeline in JSON, in Chinese and in English, and what another case inherits, a
    /// line or more each.
    fn course(&mut self, book: Book<'_>, history: History<'_>, warn: &str) -> Asked;
    /// The case under another book from an instant on.
    fn moved(&mut self, book: Book<'_>, history: History<'_>, other: Book<'_>, at: i64) -> Asked;
    /// The rows of cases in JSON Lines, and what could not be read.
    fn rows(&mut self, book: Book<'_>, many: Many<'_>) -> Asked;
    /// The same from comma-separated values.
    fn rows_csv(&mut self, book: Book<'_>, complaints: &str, events: &str, as_of: i64) -> Asked;
    /// Cases under two books.
    fn compare(&mut self, book: Book<'_>, other: Book<'_>, lines: &str, as_of: i64) -> Asked;
    /// A queue after it was filled, after time has gone on, and after an event.
    fn queue(&mut self, book: Book<'_>, filled: Filled<'_>) -> Asked;
    fn due(&mut self, book: Book<'_>, period: &str, start: i64, rule: Rule<'_>) -> Asked;
    /// The explanation of a first decision, or of a history, for an audience.
    fn explain(&mut self, book: Book<'_>, complaint: &str, audience: &str) -> Asked;
    fn explain_status(&mut self, book: Book<'_>, history: History<'_>, audience: &str) -> Asked;
    /// Why a complaint does not get a tier.
    fn why_not(&mut self, book: Book<'_>, complaint: &str, tier: &str) -> Asked;
    /// Stored decisions, a JSON list, decided again.
    fn verify(&mut self, book: Book<'_>, stored: &str) -> Asked;
    /// What differs from a book to a built-in one.
    fn diff(&mut self, book: Book<'_>, other: &str) -> Asked;
    /// The host's code for an id, or the id for a code; empty for none.
    fn translate(&mut self, book: Book<'_>, of: &str, name: &str, code: bool) -> Asked;
    /// What a check shows on a terminal.
    fn check_report(&mut self, name: &str, policy: &str) -> Asked;
    /// The JSON Schema of rule books or of overlays.
    fn schema(&mut self, overlay: bool) -> Asked;
    /// What a library of documents, a JSON list of texts, answers; see `books.rs` for the questions.
    fn library(&mut self, documents: &str, question: &str, arguments: &[&str]) -> Asked;
    /// What belongs together among messages.
    fn find(&mut self, question: &str, request: &str) -> Asked;
    /// A form or a report, in a format that is a text.
    fn report(&mut self, book: Book<'_>, request: &str) -> Asked;
    /// What every figure counts.
    fn definitions(&mut self) -> Asked;
    /// The figures of the whole; the second half as the bytes of its summary, in hexadecimal digits; and the figures of
    /// the first half with which the sent one was merged; a line each.
    fn figures(&mut self, book: Book<'_>, counted: Counted<'_>) -> Asked;
    /// The built-in calendars.
    fn calendars(&mut self) -> Asked;
    /// What a calendar answers: numbers and dates as numbers, a line each; see `calendars.rs` for the questions.
    fn calendar(&mut self, source: Source<'_>, question: &str, arguments: &[&str]) -> Asked;
    /// What a new ledger counted of cases with their events, recorded twice in one call each; a line each.
    fn batch(&mut self, book: Book<'_>, path: &str, cases: &str) -> Asked;
    /// What a ledger counted, what is due, what is overdue and the figures, a line each.
    fn ledger(&mut self, book: Book<'_>, register: Register<'_>) -> Asked;
}
