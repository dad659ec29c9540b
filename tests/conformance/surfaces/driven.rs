//! A surface behind a process of its own: requests go to its standard input, answers come from its standard output.
//!
//! A frame is the number of its fields, then each field as its length in bytes and the bytes, every part followed by
//! a line feed: nothing is escaped, so that what is compared is what the surface gave.
//!
//! A request is an operation with its arguments; an answer is `ok` and a text, `error` with code and slug (and the
//! path, where there is one), or `broken` and a reason.

use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::surface::{Answer, Asked, Book, Counted, Filled, History, Many, Register, Rule, Source, Surface};

/// More fields than this are no answer.
const MOST_FIELDS: usize = 4;

pub(crate) struct Driven {
    name: &'static str,
    child: Child,
    requests: Option<BufWriter<ChildStdin>>,
    answers: BufReader<ChildStdout>,
}

impl Driven {
    pub(crate) fn start(name: &'static str, command: &mut Command) -> Result<Self, String> {
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|error| format!("{name} is missing: {:?}: {error}", command.get_program()))?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(requests), Some(answers)) => {
                let (requests, answers) = (Some(BufWriter::new(requests)), BufReader::new(answers));
                Ok(Self { name, child, requests, answers })
            }
            _ => Err(format!("{name}: its driver has no pipes")),
        }
    }

    fn ask(&mut self, fields: &[&str]) -> Asked {
        let name = self.name;
        let broken = |why: String| format!("{name}: {why}, asked for `{}`", fields.first().unwrap_or(&""));
        self.send(fields).map_err(|error| broken(format!("the driver does not read: {error}")))?;
        let answer = self.receive().map_err(|error| broken(format!("the driver does not answer: {error}")))?;
        let answer: Vec<&str> = answer.iter().map(String::as_str).collect();
        match answer.as_slice() {
            ["ok", text] => Ok(Answer::Text((*text).to_owned())),
            ["error", code, slug, path @ ..] => Ok(Answer::Refused {
                code: code.parse().map_err(|_| broken(format!("`{code}` is no code")))?,
                slug: (*slug).to_owned(),
                path: path.first().map(|path| (*path).to_owned()),
            }),
            other => Err(broken(other.join(": "))),
        }
    }

    fn send(&mut self, fields: &[&str]) -> std::io::Result<()> {
        let Some(requests) = &mut self.requests else {
            return Err(std::io::ErrorKind::BrokenPipe.into());
        };
        writeln!(requests, "{}", fields.len())?;
        for field in fields {
            writeln!(requests, "{}\n{field}", field.len())?;
        }
        requests.flush()
    }

    fn receive(&mut self) -> std::io::Result<Vec<String>> {
        let count = self.number()?.min(MOST_FIELDS);
        (0..count)
            .map(|_| {
                let mut field = vec![0; self.number()?];
                self.answers.read_exact(&mut field)?;
                self.answers.read_exact(&mut [0])?;
                String::from_utf8(field).map_err(|error| std::io::Error::new(std::io::ErrorKind::InvalidData, error))
            })
            .collect()
    }

    fn number(&mut self) -> std::io::Result<usize> {
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        line.trim_end().parse().map_err(|_| {
            let said = if line.is_empty() { "it has ended".to_owned() } else { format!("it says {line:?}") };
            std::io::Error::new(std::io::ErrorKind::InvalidData, said)
        })
    }

    /// Ends the driver, which has to end well: a sanitizer speaks in its exit status.
    pub(crate) fn finish(mut self) -> Result<(), String> {
        drop(self.requests.take());
        match self.child.wait() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("{}: the driver ended with {status}", self.name)),
            Err(error) => Err(format!("{}: {error}", self.name)),
        }
    }
}

/// The fields that name a book.
fn fields<'a>(book: Book<'a>) -> [&'a str; 4] {
    let [kind, source] = named(book.source);
    [kind, source, book.parameters, if book.strict { "1" } else { "0" }]
}

/// The fields that name a source.
fn named(source: Source<'_>) -> [&str; 2] {
    match source {
        Source::Builtin(id) => ["builtin", id],
        Source::Text(text) => ["text", text],
    }
}

/// The fields that name a history.
fn asked(history: &History<'_>) -> [String; 5] {
    let History { complaint, events, as_of, known_at, .. } = history;
    let known_at = known_at.map_or_else(String::new, |known_at| known_at.to_string());
    [(*complaint).to_owned(), (*events).to_owned(), as_of.to_string(), known_at, mode(history).to_owned()]
}

fn mode(history: &History<'_>) -> &'static str {
    if history.lenient { "lenient" } else { "strict" }
}

impl Surface for Driven {
    fn name(&self) -> &'static str {
        self.name
    }

    fn codes(&mut self) -> Asked {
        self.ask(&["codes"])
    }

    fn policies(&mut self) -> Asked {
        self.ask(&["policies"])
    }

    fn check(&mut self, policy: &str) -> Asked {
        self.ask(&["check", policy])
    }

    fn policy(&mut self, book: Book<'_>) -> Asked {
        let [kind, source, parameters, strict] = fields(book);
        self.ask(&["policy", kind, source, parameters, strict])
    }

    fn assess(&mut self, book: Book<'_>, complaint: &str) -> Asked {
        let [kind, source, parameters, strict] = fields(book);
        self.ask(&["assess", kind, source, parameters, strict, complaint])
    }

    fn status(&mut self, book: Book<'_>, history: History<'_>) -> Asked {
        let [kind, source, parameters, strict] = fields(book);
        let [complaint, events, as_of, known_at, mode] = &asked(&history);
        self.ask(&["status", kind, source, parameters, strict, complaint, events, as_of, known_at, mode])
    }

    fn case(&mut self, book: Book<'_>, history: History<'_>) -> Asked {
        let [kind, source, parameters, strict] = fields(book);
        let [complaint, events, as_of, known_at, mode] = &asked(&history);
        self.ask(&["case", kind, source, parameters, strict, complaint, events, as_of, known_at, mode])
    }

    fn course(&mut self, book: Book<'_>, history: History<'_>, warn: &str) -> Asked {
        let [kind, source, parameters, strict] = fields(book);
        let [complaint, events, as_of, known_at, mode] = &asked(&history);
        self.ask(&["course", kind, source, parameters, strict, complaint, events, as_of, known_at, mode, warn])
    }

    fn moved(&mut self, book: Book<'_>, history: History<'_>, other: Book<'_>, at: i64) -> Asked {
        let history = asked(&history);
        let history: Vec<&str> = history.iter().map(String::as_str).collect();
        self.ask(&[&["moved"], &fields(book)[..], &history, &fields(other), &[&at.to_string()]].concat())
    }

    fn rows(&mut self, book: Book<'_>, many: Many<'_>) -> Asked {
        let mode = if many.lenient { "lenient" } else { "strict" };
        let many = [many.lines, &many.as_of.to_string(), many.warn, mode];
        self.ask(&[&["rows"], &fields(book)[..], &many].concat())
    }

    fn rows_csv(&mut self, book: Book<'_>, complaints: &str, events: &str, as_of: i64) -> Asked {
        self.ask(&[&["rows_csv"], &fields(book)[..], &[complaints, events, &as_of.to_string()]].concat())
    }

    fn compare(&mut self, book: Book<'_>, other: Book<'_>, lines: &str, as_of: i64) -> Asked {
        self.ask(&[&["compare"], &fields(book)[..], &fields(other), &[lines, &as_of.to_string()]].concat())
    }

    fn queue(&mut self, book: Book<'_>, filled: Filled<'_>) -> Asked {
        let (now, later) = (filled.now.to_string(), filled.later.to_string());
        let filled = [filled.lines, &now, &later, filled.id, filled.events];
        self.ask(&[&["queue"], &fields(book)[..], &filled].concat())
    }

    fn due(&mut self, book: Book<'_>, period: &str, start: i64, rule: Rule<'_>) -> Asked {
        let [kind, source, parameters, strict] = fields(book);
        let counted = if rule.count_start_day { "1" } else { "0" };
        let (start, Rule { holiday_roll, day_end, work_end, .. }) = (start.to_string(), rule);
        let head = ["due", kind, source, parameters, strict, period, &start];
        self.ask(&[&head[..], &[counted, holiday_roll, day_end, work_end]].concat())
    }

    fn explain(&mut self, book: Book<'_>, complaint: &str, audience: &str) -> Asked {
        let [kind, source, parameters, strict] = fields(book);
        self.ask(&["explain", kind, source, parameters, strict, complaint, audience])
    }

    fn explain_status(&mut self, book: Book<'_>, history: History<'_>, audience: &str) -> Asked {
        let [kind, source, parameters, strict] = fields(book);
        let [complaint, events, as_of, known_at, mode] = &asked(&history);
        let head = ["explain-status", kind, source, parameters, strict];
        self.ask(&[&head[..], &[complaint, events, as_of, known_at, mode, audience]].concat())
    }

    fn why_not(&mut self, book: Book<'_>, complaint: &str, tier: &str) -> Asked {
        let [kind, source, parameters, strict] = fields(book);
        self.ask(&["why-not", kind, source, parameters, strict, complaint, tier])
    }

    fn verify(&mut self, book: Book<'_>, stored: &str) -> Asked {
        let [kind, source, parameters, strict] = fields(book);
        self.ask(&["verify", kind, source, parameters, strict, stored])
    }

    fn diff(&mut self, book: Book<'_>, other: &str) -> Asked {
        let [kind, source, parameters, strict] = fields(book);
        self.ask(&["diff", kind, source, parameters, strict, other])
    }

    fn translate(&mut self, book: Book<'_>, of: &str, name: &str, code: bool) -> Asked {
        let [kind, source, parameters, strict] = fields(book);
        self.ask(&["translate", kind, source, parameters, strict, of, name, if code { "1" } else { "0" }])
    }

    fn check_report(&mut self, name: &str, policy: &str) -> Asked {
        self.ask(&["check-report", name, policy])
    }

    fn schema(&mut self, overlay: bool) -> Asked {
        self.ask(&["schema", if overlay { "1" } else { "0" }])
    }

    fn library(&mut self, documents: &str, question: &str, arguments: &[&str]) -> Asked {
        self.ask(&[&["library", documents, question], arguments].concat())
    }

    fn find(&mut self, question: &str, request: &str) -> Asked {
        self.ask(&["find", question, request])
    }

    fn report(&mut self, book: Book<'_>, request: &str) -> Asked {
        let [kind, source, parameters, strict] = fields(book);
        self.ask(&["report", kind, source, parameters, strict, request])
    }

    fn definitions(&mut self) -> Asked {
        self.ask(&["definitions"])
    }

    fn figures(&mut self, book: Book<'_>, counted: Counted<'_>) -> Asked {
        let Counted { columns, whole, halves: [first, second], request, query } = counted;
        let counted = [if columns { "columns" } else { "cases" }, whole, first, second, request, query];
        self.ask(&[&["figures"], &fields(book)[..], &counted].concat())
    }

    fn calendars(&mut self) -> Asked {
        self.ask(&["calendars"])
    }

    fn calendar(&mut self, source: Source<'_>, question: &str, arguments: &[&str]) -> Asked {
        let [kind, source] = named(source);
        self.ask(&[&["calendar", kind, source, question], arguments].concat())
    }

    fn batch(&mut self, book: Book<'_>, path: &str, cases: &str) -> Asked {
        let [kind, source, parameters, strict] = fields(book);
        self.ask(&["batch", kind, source, parameters, strict, path, cases])
    }

    fn ledger(&mut self, book: Book<'_>, register: Register<'_>) -> Asked {
        let [kind, source, parameters, strict] = fields(book);
        let Register { path, complaints, id, events, as_of, before, month } = register;
        let (as_of, before) = (as_of.to_string(), before.to_string());
        self.ask(&["ledger", kind, source, parameters, strict, path, complaints, id, events, &as_of, &before, month])
    }
}
