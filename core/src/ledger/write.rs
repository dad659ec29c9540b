//! Adding to the ledger: all or nothing, and the same again changes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::{OptionalExtension as _, Transaction, TransactionBehavior};

use super::Ledger;
use super::fault::store;
use super::read;
use crate::Engine;
use crate::case::{Case, Event, Intake, Mode};
use crate::complaint::Complaint;
use crate::document::{Document, JsonWriter};
use crate::error::{Code, Error, Result};
use crate::id::Digest;
use crate::text::Scratch;
use crate::time::{Instant, Moment};

/// What a call added.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Written {
    /// Complaints added.
    pub complaints: usize,
    /// Events added.
    pub events: usize,
    /// Complaints and events that were there already, with the same content.
    pub repeats: usize,
}

/// Instants are written at this offset, that of every built-in calendar: one spelling for one instant.
const OFFSET: i32 = 8 * 3600;

impl Ledger {
    /// Records complaints, all of them or none.
    ///
    /// ```
    /// use tousu::{Engine, complaint::Complaint, ledger::Ledger};
    /// let engine = Engine::builtin("residential-community")?;
    /// let mut ledger = Ledger::in_memory()?;
    /// let complaint = Complaint { id: "c1".into(), text: "电梯坏了".into(), ..Complaint::default() };
    /// assert_eq!(ledger.record(&engine, std::slice::from_ref(&complaint))?.complaints, 1);
    /// // The same again changes nothing; something else under the same id is refused.
    /// assert_eq!(ledger.record(&engine, std::slice::from_ref(&complaint))?.repeats, 1);
    /// let other = Complaint { text: "电梯又坏了".into(), ..complaint };
    /// assert_eq!(ledger.record(&engine, &[other]).err().map(|error| error.slug()), Some("complaint-exists"));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `complaint-exists`; `missing-field` without an id; as [`Engine::assess`] for a complaint that the engine cannot
    /// decide; `ledger-busy`, `ledger-full`, `ledger-io`, `ledger-corrupt`. Nothing is written then.
    pub fn record(&mut self, engine: &Engine, complaints: &[Complaint]) -> Result<Written> {
        self.record_batch(engine, complaints.iter().map(|complaint| (complaint, [].as_slice())))
    }

    /// Records complaints with their events, all of them or none; a register is taken over in one call.
    ///
    /// # Errors
    /// As [`Ledger::record`] and [`Ledger::append`].
    pub fn record_batch<'a>(
        &mut self,
        engine: &Engine,
        cases: impl IntoIterator<Item = (&'a Complaint, &'a [Event])>,
    ) -> Result<Written> {
        let mode = self.mode;
        self.write(|transaction| {
            let mut batch = Batch::new(transaction, engine, mode);
            for (position, (complaint, events)) in cases.into_iter().enumerate() {
                let place = || format!("complaints[{}]", name_or(&complaint.id, position));
                let intake = batch.complaint(complaint).map_err(|error| error.at(place()))?;
                batch.events(&complaint.id, intake, events).map_err(|error| error.at(place()))?;
            }
            Ok(batch.written)
        })
    }

    /// Appends events to a complaint, all of them or none, in any order.
    ///
    /// The history is replayed with the new events first: in [`Mode::Strict`] an event that brings a fault into it is
    /// refused. Faults that stood in it before (taken over in [`Mode::Lenient`]) refuse nothing.
    ///
    /// # Errors
    /// `unknown-complaint`; `conflicting-event` for an id that stands for another event; `missing-field` without an
    /// id; in [`Mode::Strict`] as [`Case::replay`]; `ledger-busy`, `ledger-full`, `ledger-io`, `ledger-corrupt`.
    /// Nothing is written then.
    pub fn append(&mut self, engine: &Engine, complaint: &str, events: &[Event]) -> Result<Written> {
        let mode = self.mode;
        self.write(|transaction| {
            let mut batch = Batch::new(transaction, engine, mode);
            let stored = read::complaint(transaction, complaint)?;
            let intake = engine.intake(&stored).map_err(|error| error.at(format_args!("complaints[{complaint}]")))?;
            batch.events(complaint, Some(Arc::new(intake)), events)?;
            Ok(batch.written)
        })
    }

    fn write<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(store)?;
        // An error drops the transaction, which rolls it back.
        let done = work(&transaction)?;
        transaction.commit().map_err(store)?;
        Ok(done)
    }
}

/// One call's work inside its transaction.
struct Batch<'t> {
    transaction: &'t Transaction<'t>,
    engine: &'t Engine,
    mode: Mode,
    scratch: Scratch,
    /// The row of what decides, once it is known.
    decided_by: Option<i64>,
    written: Written,
}

impl<'t> Batch<'t> {
    fn new(transaction: &'t Transaction<'t>, engine: &'t Engine, mode: Mode) -> Self {
        let (scratch, written) = (Scratch::default(), Written::default());
        Self { transaction, engine, mode, scratch, decided_by: None, written }
    }

    /// Adds a complaint, unless it is there; what was read of it when it was new.
    fn complaint(&mut self, complaint: &Complaint) -> Result<Option<Arc<Intake>>> {
        if complaint.id.is_empty() {
            return Err(Error::new(Code::MissingField, "id", "the complaint's id, unique in its ledger").at("id"));
        }
        let json = canonical_complaint(complaint)?;
        let mut select = self.prepare("SELECT complaint FROM complaints WHERE id = ?1")?;
        let known = select.query_row([&complaint.id], |row| row.get::<_, String>(0)).optional().map_err(store)?;
        drop(select);
        match known {
            Some(known) if known == json => {
                self.written.repeats += 1;
                return Ok(None);
            }
            Some(_) => return Err(Error::new(Code::ComplaintExists, &complaint.id, "").at("id")),
            None => {}
        }
        let assessment = self.engine.assess_with(complaint, &mut self.scratch)?;
        let decided_by = self.decided_by()?;
        let mut insert = self.prepare(
            "INSERT INTO complaints (id, complaint, digest, decided_by, category, tier)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        let digest = Digest::of(json.as_bytes()).0;
        let row = (&complaint.id, &json, digest, decided_by, assessment.category_name(), assessment.tier_name());
        insert.execute(row).map_err(store)?;
        self.written.complaints += 1;
        Ok(Some(assessment.intake))
    }

    /// Adds the events that are not there yet to a complaint that is.
    fn events(&mut self, complaint: &str, intake: Option<Arc<Intake>>, events: &[Event]) -> Result<()> {
        if events.is_empty() {
            return Ok(());
        }
        let stored = read::stored_events(self.transaction, complaint)?;
        let mut known: BTreeMap<&str, &str> =
            stored.iter().map(|stored| (stored.event.id.as_str(), stored.json.as_str())).collect();
        let texts = events.iter().map(canonical_event).collect::<Result<Vec<_>>>()?;
        let mut new = Vec::new();
        for (event, text) in events.iter().zip(&texts) {
            match known.insert(&event.id, text) {
                None => new.push((event, text)),
                Some(known) if known == text => self.written.repeats += 1,
                Some(_) => {
                    let error = Error::new(Code::ConflictingEvent, event.name(), "correct it by a `voided` event");
                    return Err(error.at(format_args!("events[{}]", event.id)));
                }
            }
        }
        if new.is_empty() {
            return Ok(());
        }
        let intake = match intake {
            Some(intake) => intake,
            None => {
                Arc::new(self.engine.intake_with(&read::complaint(self.transaction, complaint)?, &mut self.scratch)?)
            }
        };
        let history: Vec<Event> = stored.iter().map(|stored| stored.event.clone()).collect();
        self.replay(&intake, history, new.iter().map(|(event, _)| (*event).clone()))?;
        let mut insert = self.prepare("INSERT INTO events (complaint, id, event, digest) VALUES (?1, ?2, ?3, ?4)")?;
        for (event, text) in &new {
            insert.execute((complaint, &event.id, text, Digest::of(text.as_bytes()).0)).map_err(store)?;
        }
        self.written.events += new.len();
        Ok(())
    }

    /// Whether the history bears the new events.
    fn replay(&self, intake: &Arc<Intake>, stored: Vec<Event>, new: impl Iterator<Item = Event>) -> Result<()> {
        let case =
            |events: Vec<Event>, mode| Case::replay(Arc::clone(self.engine.rules()), Arc::clone(intake), events, mode);
        let all: Vec<Event> = stored.iter().cloned().chain(new).collect();
        let refusal = match case(all.clone(), self.mode) {
            Ok(_) => return Ok(()),
            Err(refusal) if self.mode == Mode::Lenient || stored.is_empty() => return Err(refusal),
            Err(refusal) => refusal,
        };
        // A register that was taken over with its faults can still be continued: only new faults are refused.
        let as_of = self.last_instant(intake, &all)?;
        let before = case(stored, Mode::Lenient)?.status(as_of)?.faults;
        if before.is_empty() {
            return Err(refusal);
        }
        let after = case(all, Mode::Lenient)?.status(as_of)?.faults;
        after.into_iter().find(|fault| !before.contains(fault)).map_or(Ok(()), Err)
    }

    /// The instant at which all of a history has happened.
    fn last_instant(&self, intake: &Intake, events: &[Event]) -> Result<Instant> {
        let moments = events.iter().filter_map(|event| event.at).chain(intake.received_at);
        let mut instants = moments.map(|moment| match moment {
            Moment::At { instant, .. } => Ok(instant),
            Moment::On(date) => self.engine.calendar().end_of_day(date),
        });
        instants.try_fold(Instant::MIN, |last, instant| Ok(last.max(instant?)))
    }

    /// The row that says what decides now.
    fn decided_by(&mut self) -> Result<i64> {
        if let Some(row) = self.decided_by {
            return Ok(row);
        }
        let policy = self.engine.policy();
        let digests = [&policy.digest, &policy.parameters_digest, &policy.lexicon.digest].map(ToString::to_string);
        let [own, parameters, lexicon] = &digests;
        let calendar = self.engine.calendar().digest().to_string();
        let model = self.engine.model().map(|model| model.digest().to_string());
        let row = (&policy.id, &policy.version, own, parameters, lexicon, model.as_deref(), &calendar);
        let mut select = self.prepare(
            "SELECT seq FROM decided_by WHERE (policy, version, policy_digest, parameters_digest, lexicon_digest,
             calendar_digest) = (?1, ?2, ?3, ?4, ?5, ?7) AND model_digest IS ?6",
        )?;
        let found = select.query_row(row, |row| row.get::<_, i64>(0)).optional().map_err(store)?;
        drop(select);
        let found = match found {
            Some(found) => found,
            None => {
                let mut insert = self.prepare(
                    "INSERT INTO decided_by (policy, version, policy_digest, parameters_digest, lexicon_digest,
                     model_digest, calendar_digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?;
                insert.insert(row).map_err(store)?
            }
        };
        self.decided_by = Some(found);
        Ok(found)
    }

    fn prepare(&self, sql: &str) -> Result<rusqlite::CachedStatement<'t>> {
        self.transaction.prepare_cached(sql).map_err(store)
    }
}

/// The complaint as it is kept; it has been read back, so that the ledger never holds what it cannot read.
fn canonical_complaint(complaint: &Complaint) -> Result<String> {
    let write = |complaint: &Complaint| {
        let mut out = JsonWriter::new();
        complaint.write_json(&mut out, &|moment| moment.format(OFFSET));
        out.finish()
    };
    let json = write(complaint);
    let same = write(&Complaint::from_json(&json)?) == json;
    if same {
        Ok(json)
    } else {
        Err(Error::new(Code::InvalidArgument, &complaint.id, "times and names as JSON has them"))
    }
}

/// The event as it is kept; it has been read back too.
fn canonical_event(event: &Event) -> Result<String> {
    let place = || format!("events[{}]", event.id);
    if event.id.is_empty() {
        return Err(Error::new(Code::MissingField, "id", "the event's id, unique in its case").at("events.id"));
    }
    let write = |event: &Event| {
        let mut out = JsonWriter::new();
        event.write_json(&mut out, &|moment| moment.format(OFFSET));
        out.finish()
    };
    let json = write(event);
    let back = Document::parse_json(&json).and_then(|document| Event::read(&document.root()));
    let same = write(&back.map_err(|error| error.at(place()))?) == json;
    if same {
        Ok(json)
    } else {
        Err(Error::new(Code::InvalidArgument, event.name(), "times as JSON has them").at(place()))
    }
}

/// An id, or the position of what has none.
fn name_or(id: &str, position: usize) -> String {
    if id.is_empty() { format!("#{position}") } else { id.to_owned() }
}
