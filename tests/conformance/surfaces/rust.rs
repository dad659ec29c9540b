//! The core, called as it is.

use std::collections::HashMap;
use std::sync::Arc;

use tousu::batch;
use tousu::calendar::Calendar;
use tousu::case::{self, Event, Mode, Warn};
use tousu::compare::compare_json_lines;
use tousu::complaint::Complaint;
use tousu::ledger::Ledger;
use tousu::policy::{Domain, Parameters, Policy, overlay_schema, schema};
use tousu::queue::Queue;
use tousu::report::{Audience, Language, Report};
use tousu::statistics::{CalendarPeriod, Query, Request, Summary, definitions_json, observations_from_columns};
use tousu::time::Instant;
use tousu::{Code, Engine, Error, Result};

use crate::surface::{Answer, Asked, Book, Counted, Filled, History, Many, Register, Rule, Source, Surface};
use crate::{rust_books, rust_calendar};

#[derive(Default)]
pub(crate) struct Rust {
    engines: HashMap<String, Result<Engine>>,
    calendars: HashMap<String, Result<Arc<Calendar>>>,
}

impl Rust {
    fn engine(&mut self, book: Book<'_>) -> Result<Engine> {
        let made = self.engines.entry(format!("{book:?}")).or_insert_with(|| {
            let parameters = Parameters::from_json(book.parameters)?.strict(book.strict);
            match book.source {
                Source::Builtin(id) => Engine::builtin_with(id, &parameters),
                Source::Text(text) => Engine::from_source(text, &parameters),
            }
        });
        made.clone()
    }
}

#[allow(clippy::unnecessary_wraps)]
fn answer(result: Result<String>) -> Asked {
    Ok(match result {
        Ok(text) => Answer::Text(text),
        Err(error) => refusal(&error),
    })
}

fn refusal(error: &Error) -> Answer {
    Answer::Refused { code: error.code().number(), slug: error.slug().to_owned(), path: error.place().path.clone() }
}

fn instant(seconds: i64, name: &str) -> Result<Instant> {
    Instant::from_unix(seconds).map_err(|error| error.at(name))
}

fn known_at(history: &History<'_>) -> Result<Option<Instant>> {
    history.known_at.map(|seconds| instant(seconds, "known_at")).transpose()
}

fn named(audience: &str) -> Audience {
    Audience::from_slug(audience).unwrap_or_default()
}

fn mode(history: &History<'_>) -> Mode {
    if history.lenient { Mode::Lenient } else { Mode::Strict }
}

fn warning(text: &str) -> Result<Option<Warn>> {
    let warn = (!text.is_empty()).then(|| Warn::parse(text));
    warn.transpose().map_err(|error| error.at("warn"))
}

impl Surface for Rust {
    fn name(&self) -> &'static str {
        "Rust"
    }

    fn codes(&mut self) -> Asked {
        let lines = Code::ALL.iter().map(|code| format!("{} {}\n", code.number(), code.slug()));
        Ok(Answer::Text(lines.collect()))
    }

    fn policies(&mut self) -> Asked {
        answer(Policy::list_json())
    }

    fn check(&mut self, policy: &str) -> Asked {
        Ok(Answer::Text(Policy::check_json(policy)))
    }

    fn policy(&mut self, book: Book<'_>) -> Asked {
        answer(self.engine(book).map(|engine| engine.policy_json()))
    }

    fn assess(&mut self, book: Book<'_>, complaint: &str) -> Asked {
        answer(self.engine(book).and_then(|engine| engine.assess_json(complaint)))
    }

    fn status(&mut self, book: Book<'_>, history: History<'_>) -> Asked {
        let status = |engine: Engine| {
            let as_of = instant(history.as_of, "as_of")?;
            engine.status_json(history.complaint, history.events, as_of, known_at(&history)?, mode(&history))
        };
        answer(self.engine(book).and_then(status))
    }

    fn case(&mut self, book: Book<'_>, history: History<'_>) -> Asked {
        let status = |engine: Engine| {
            let complaint = Complaint::from_json(history.complaint)?;
            let case = engine.replay(&complaint, Event::list_from_json(history.events)?, mode(&history))?;
            let as_of = instant(history.as_of, "as_of")?;
            Ok(engine.render_status(case.intake(), &case.status_known_at(as_of, known_at(&history)?)?))
        };
        answer(self.engine(book).and_then(status))
    }

    fn course(&mut self, book: Book<'_>, history: History<'_>, warn: &str) -> Asked {
        let course = |engine: Engine| {
            let complaint = Complaint::from_json(history.complaint)?;
            let case = engine.replay(&complaint, Event::list_from_json(history.events)?, mode(&history))?;
            let as_of = instant(history.as_of, "as_of")?;
            let asked = case::View { as_of, known_at: known_at(&history)?, warn: warning(warn)? };
            let status = engine.render_status(case.intake(), &case.view(asked)?);
            let timeline = case.timeline(case::View { warn: None, ..asked })?;
            let text = |language| Report::new(&engine, language).timeline(&case, &timeline);
            let json = engine.render_timeline(&case, &timeline);
            let merged = engine.merged_json(&case, as_of)?;
            Ok([status, json, text(Language::Zh), text(Language::En), merged].join("\n"))
        };
        answer(self.engine(book).and_then(course))
    }

    fn moved(&mut self, book: Book<'_>, history: History<'_>, other: Book<'_>, at: i64) -> Asked {
        let (book, other) = (self.engine(book), self.engine(other));
        let moved = |engine: Engine| {
            let other = other?;
            let complaint = Complaint::from_json(history.complaint)?;
            let case = engine.replay(&complaint, Event::list_from_json(history.events)?, mode(&history))?;
            let case = other.take_over(&case, &complaint, instant(at, "at")?)?;
            let as_of = instant(history.as_of, "as_of")?;
            Ok(other.render_status(case.intake(), &case.status_known_at(as_of, known_at(&history)?)?))
        };
        answer(book.and_then(moved))
    }

    fn rows(&mut self, book: Book<'_>, many: Many<'_>) -> Asked {
        let rows = |engine: Engine| {
            let warn = warning(many.warn)?;
            let view = case::View { warn, ..case::View::at(instant(many.as_of, "as_of")?) };
            let mode = if many.lenient { Mode::Lenient } else { Mode::Strict };
            let written = batch::rows_of_json_lines(&engine, many.lines, mode, view, 1);
            Ok(format!("{}\n{}", written.rows, written.faults))
        };
        answer(self.engine(book).and_then(rows))
    }

    fn rows_csv(&mut self, book: Book<'_>, complaints: &str, events: &str, as_of: i64) -> Asked {
        let rows = |engine: Engine| {
            let view = case::View::at(instant(as_of, "as_of")?);
            let written = batch::rows_of_csv(&engine, complaints, events, Mode::Lenient, view, 1)?;
            Ok(format!("{}\n{}", written.rows, written.faults))
        };
        answer(self.engine(book).and_then(rows))
    }

    fn compare(&mut self, book: Book<'_>, other: Book<'_>, lines: &str, as_of: i64) -> Asked {
        let (book, other) = (self.engine(book), self.engine(other));
        let compare = |engine: Engine| {
            let view = case::View::at(instant(as_of, "as_of")?);
            Ok(compare_json_lines(&engine, &other?, lines, view, 1))
        };
        answer(book.and_then(compare))
    }

    fn queue(&mut self, book: Book<'_>, filled: Filled<'_>) -> Asked {
        let queue = |engine: Engine| {
            let mut queue = Queue::new(&engine, instant(filled.now, "now")?);
            let read = batch::from_json_lines(filled.lines);
            if let Some(fault) = read.faults.into_iter().next() {
                return Err(fault.at("lines"));
            }
            queue.put_all(read.inputs, 1)?;
            let mut lines = vec![queue.to_json(3)];
            let decided = queue.advance(instant(filled.later, "to")?)?;
            lines.push(format!("{decided} {}", queue.to_json(3)));
            queue.apply(filled.id, Event::list_from_json(filled.events)?)?;
            lines.push(queue.to_json(3));
            Ok(lines.join("\n"))
        };
        answer(self.engine(book).and_then(queue))
    }

    fn due(&mut self, book: Book<'_>, period: &str, start: i64, rule: Rule<'_>) -> Asked {
        let counted = if rule.count_start_day { "1" } else { "0" };
        let counting = rust_calendar::rule([counted, rule.holiday_roll, rule.day_end, rule.work_end]);
        let due = |engine: Engine| engine.due_json(period, instant(start, "start")?, counting?);
        answer(self.engine(book).and_then(due))
    }

    fn explain(&mut self, book: Book<'_>, complaint: &str, audience: &str) -> Asked {
        answer(self.engine(book).and_then(|engine| engine.explain_json(complaint, named(audience))))
    }

    fn explain_status(&mut self, book: Book<'_>, history: History<'_>, audience: &str) -> Asked {
        let explained = |engine: Engine| {
            let (as_of, known_at) = (instant(history.as_of, "as_of")?, known_at(&history)?);
            let History { complaint, events, .. } = history;
            engine.explain_status_json(complaint, events, as_of, known_at, mode(&history), named(audience))
        };
        answer(self.engine(book).and_then(explained))
    }

    fn why_not(&mut self, book: Book<'_>, complaint: &str, tier: &str) -> Asked {
        answer(self.engine(book).and_then(|engine| engine.ask_why_not_json(complaint, tier)))
    }

    fn verify(&mut self, book: Book<'_>, stored: &str) -> Asked {
        answer(self.engine(book).and_then(|engine| engine.verify_json(stored)))
    }

    fn diff(&mut self, book: Book<'_>, other: &str) -> Asked {
        let diff = |engine: Engine| Ok(engine.policy().diff_json(&Policy::builtin(other)?));
        answer(self.engine(book).and_then(diff))
    }

    fn translate(&mut self, book: Book<'_>, of: &str, name: &str, code: bool) -> Asked {
        let translate = |engine: Engine| {
            let domain = Domain::parse(of).map_err(|error| error.at("of"))?;
            let vocabulary = &engine.policy().vocabulary;
            let found = if code { vocabulary.code(domain, name) } else { vocabulary.id(domain, name) };
            Ok(found.unwrap_or_default().to_owned())
        };
        answer(self.engine(book).and_then(translate))
    }

    fn check_report(&mut self, name: &str, policy: &str) -> Asked {
        Ok(Answer::Text(Policy::check_report(name, policy)))
    }

    fn schema(&mut self, overlay: bool) -> Asked {
        Ok(Answer::Text(if overlay { overlay_schema() } else { schema() }))
    }

    fn library(&mut self, documents: &str, question: &str, arguments: &[&str]) -> Asked {
        answer(rust_books::answer(documents, question, arguments))
    }

    fn find(&mut self, question: &str, request: &str) -> Asked {
        answer(tousu::cluster::find_json(question, request))
    }

    fn report(&mut self, book: Book<'_>, request: &str) -> Asked {
        let text = |engine: Engine| {
            tousu::report::answer(&engine, request).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        };
        answer(self.engine(book).and_then(text))
    }

    fn definitions(&mut self) -> Asked {
        Ok(Answer::Text(definitions_json()))
    }

    fn figures(&mut self, book: Book<'_>, counted: Counted<'_>) -> Asked {
        let figures = |engine: Engine| {
            let Counted { columns, whole, halves: [first, second], request, query } = counted;
            let json =
                if columns { engine.column_figures_json(whole, request) } else { engine.figures_json(whole, request) };
            let json = json?;
            let plan = Request::parse(request, engine.calendar())?.plan;
            let view = case::View { known_at: plan.known_at, ..case::View::at(plan.as_of) };
            let half = |half: &str| {
                let read = if columns {
                    observations_from_columns(half, engine.calendar(), plan.as_of)
                } else {
                    engine.observations(half, view)
                };
                Ok(Summary::of(plan.clone(), read?))
            };
            let (mut summary, other) = (half(first)?, half(second)?);
            let sent = other.to_bytes();
            summary.merge(&Summary::from_bytes(&sent)?)?;
            let digits: String = sent.iter().map(|byte| format!("{byte:02x}")).collect();
            Ok([json, digits, engine.render_figures(&summary, &Query::parse(query)?)?].join("\n"))
        };
        answer(self.engine(book).and_then(figures))
    }

    fn calendars(&mut self) -> Asked {
        answer(Calendar::list_json())
    }

    fn calendar(&mut self, source: Source<'_>, question: &str, arguments: &[&str]) -> Asked {
        let made = self.calendars.entry(format!("{source:?}")).or_insert_with(|| match source {
            Source::Builtin(id) => Calendar::builtin(id),
            Source::Text(text) => Calendar::from_source(text).map(Arc::new),
        });
        answer(made.clone().and_then(|calendar| rust_calendar::answer(&calendar, question, arguments)))
    }

    fn batch(&mut self, book: Book<'_>, path: &str, cases: &str) -> Asked {
        let lines = |engine: Engine| {
            let mut ledger = Ledger::create(path)?;
            let lines = [ledger.record_batch_json(&engine, cases)?, ledger.record_batch_json(&engine, cases)?];
            Ok(lines.join("\n"))
        };
        answer(self.engine(book).and_then(lines))
    }

    fn ledger(&mut self, book: Book<'_>, register: Register<'_>) -> Asked {
        let lines = |engine: Engine| {
            let mut ledger = Ledger::create(register.path)?;
            let (as_of, before) = (instant(register.as_of, "as_of")?, instant(register.before, "before")?);
            let month = (!register.month.is_empty()).then(|| CalendarPeriod::parse(register.month)).transpose();
            let month = month.map_err(|error| error.at("month"))?;
            let lines = [
                ledger.record_json(&engine, register.complaints)?,
                ledger.append_json(&engine, register.id, register.events)?,
                ledger.due_before_json(&engine, as_of, before)?,
                ledger.overdue_json(&engine, as_of)?,
                ledger.summary_json(&engine, as_of, month)?,
            ];
            Ok(lines.join("\n"))
        };
        answer(self.engine(book).and_then(lines))
    }
}
