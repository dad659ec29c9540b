//! Reading the ledger: complaints, events, cases, and what decided them.

use std::collections::VecDeque;
use std::fmt;

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction};

use super::Ledger;
use super::fault::{corrupt, store};
use super::file;
use crate::Engine;
use crate::case::{Case, Event, Mode};
use crate::complaint::Complaint;
use crate::document::Document;
use crate::error::{Code, Error, Result};
use crate::id::Digest;
use crate::text::Scratch;

/// How many complaints are in memory at once while all are read.
const CHUNK: i64 = 64;

/// What a complaint was decided to be when it was recorded, and what decided it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recorded {
    /// The category; `None` = unsure.
    pub category: Option<String>,
    /// The tier; `None` = the policy gave none.
    pub tier: Option<String>,
    /// The policy.
    pub policy: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of the policy, in hexadecimal, as are the others.
    pub policy_digest: String,
    /// Of its parameters.
    pub parameters_digest: String,
    /// Of its lexicon.
    pub lexicon_digest: String,
    /// Of the trained model; `None` without one.
    pub model_digest: Option<String>,
    /// Of its calendar.
    pub calendar_digest: String,
}

impl Ledger {
    /// How many complaints are recorded.
    ///
    /// # Errors
    /// `ledger-io`, `ledger-corrupt`, `ledger-busy`.
    pub fn len(&self) -> Result<u64> {
        let count = self.connection.query_row("SELECT count(*) FROM complaints", (), |row| row.get::<_, i64>(0));
        Ok(u64::try_from(count.map_err(store)?).unwrap_or(0))
    }

    /// Whether no complaint is recorded.
    ///
    /// # Errors
    /// As [`Ledger::len`].
    pub fn is_empty(&self) -> Result<bool> {
        Ok(self.len()? == 0)
    }

    /// A complaint as it was recorded.
    ///
    /// # Errors
    /// `unknown-complaint`; `ledger-io`, `ledger-corrupt`, `ledger-busy`.
    pub fn complaint(&self, id: &str) -> Result<Complaint> {
        complaint(&self.connection, id)
    }

    /// The events of a complaint, in the order in which they were entered.
    ///
    /// # Errors
    /// As [`Ledger::complaint`].
    pub fn events(&self, id: &str) -> Result<Vec<Event>> {
        let _snapshot = self.snapshot()?;
        if !self.contains(id)? {
            return Err(unknown(id));
        }
        let mut events = stored_events(&self.connection, id)?;
        events.sort_by_key(|stored| stored.seq);
        Ok(events.into_iter().map(|stored| stored.event).collect())
    }

    /// What a complaint was decided to be when it was recorded, and what decided it.
    ///
    /// # Errors
    /// As [`Ledger::complaint`].
    pub fn recorded(&self, id: &str) -> Result<Recorded> {
        let mut select = self
            .connection
            .prepare_cached(
                "SELECT category, tier, policy, version, policy_digest, parameters_digest, lexicon_digest,
                 model_digest, calendar_digest
                 FROM complaints JOIN decided_by ON decided_by.seq = complaints.decided_by WHERE id = ?1",
            )
            .map_err(store)?;
        let found = select.query_row([id], |row| {
            Ok(Recorded {
                category: row.get(0)?,
                tier: row.get(1)?,
                policy: row.get(2)?,
                version: row.get(3)?,
                policy_digest: row.get(4)?,
                parameters_digest: row.get(5)?,
                lexicon_digest: row.get(6)?,
                model_digest: row.get(7)?,
                calendar_digest: row.get(8)?,
            })
        });
        found.optional().map_err(store)?.ok_or_else(|| unknown(id))
    }

    /// A complaint with its events, replayed.
    ///
    /// # Errors
    /// As [`Ledger::complaint`] and [`Engine::replay`].
    pub fn case(&self, engine: &Engine, id: &str, mode: Mode) -> Result<Case> {
        let _snapshot = self.snapshot()?;
        let complaint = complaint(&self.connection, id)?;
        let events = stored_events(&self.connection, id)?.into_iter().map(|stored| stored.event).collect();
        engine.replay(&complaint, events, mode)
    }

    /// Every case in ascending order of the complaint's id, whatever the order in which they were recorded; only a
    /// few are in memory at once. All of them are of one moment: what other writers add meanwhile is not seen.
    ///
    /// A case that cannot be replayed is given as its error, and the next ones follow.
    ///
    /// ```
    /// use tousu::{Engine, case::Mode, complaint::Complaint, ledger::Ledger};
    /// let engine = Engine::builtin("residential-community")?;
    /// let mut ledger = Ledger::in_memory()?;
    /// let complaint = |id: &str| Complaint { id: id.into(), ..Complaint::default() };
    /// ledger.record(&engine, &[complaint("b"), complaint("a")])?;
    /// for case in ledger.cases(&engine, Mode::Lenient)? {
    ///     let (complaint, case) = case?;
    ///     assert_eq!(complaint.id, case.intake().id);
    /// }
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ledger-io`, `ledger-corrupt`, `ledger-busy`; the items also as [`Engine::replay`].
    pub fn cases<'a>(&'a self, engine: &'a Engine, mode: Mode) -> Result<Cases<'a>> {
        Ok(Cases {
            connection: &self.connection,
            _snapshot: self.snapshot()?,
            engine,
            mode,
            scratch: Scratch::default(),
            after: String::new(),
            chunk: VecDeque::new(),
            end: false,
        })
    }

    /// Reads everything: the structure of the file, every reference, every complaint and every event.
    ///
    /// # Errors
    /// `ledger-corrupt` with the first thing that is wrong; `ledger-io`, `ledger-busy`.
    pub fn check(&self) -> Result<()> {
        let _snapshot = self.snapshot()?;
        file::check_structure(&self.connection, "integrity_check")?;
        let dangling =
            self.connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", (), |row| row.get::<_, i64>(0));
        if dangling.map_err(store)? != 0 {
            return Err(corrupt("an event without its complaint"));
        }
        let mut after = String::new();
        loop {
            let chunk = complaints_after(&self.connection, &after)?;
            let Some(last) = chunk.last() else { return Ok(()) };
            after.clone_from(&last.id);
            for stored in &chunk {
                stored.read()?;
                stored_events(&self.connection, &stored.id)?;
            }
        }
    }

    fn contains(&self, id: &str) -> Result<bool> {
        let mut select = self.connection.prepare_cached("SELECT 1 FROM complaints WHERE id = ?1").map_err(store)?;
        select.exists([id]).map_err(store)
    }

    /// Reads what follows from one moment, as long as the answer lives; inside another one it is that one's.
    pub(super) fn snapshot(&self) -> Result<Option<Transaction<'_>>> {
        if !self.connection.is_autocommit() {
            return Ok(None);
        }
        self.connection.unchecked_transaction().map(Some).map_err(store)
    }
}

/// Every case of a ledger: [`Ledger::cases`].
pub struct Cases<'a> {
    connection: &'a Connection,
    _snapshot: Option<Transaction<'a>>,
    engine: &'a Engine,
    mode: Mode,
    scratch: Scratch,
    after: String,
    chunk: VecDeque<StoredComplaint>,
    end: bool,
}

impl fmt::Debug for Cases<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cases").field("mode", &self.mode).field("after", &self.after).finish_non_exhaustive()
    }
}

impl Cases<'_> {
    fn next_complaint(&mut self) -> Result<Option<StoredComplaint>> {
        if self.chunk.is_empty() {
            self.chunk = complaints_after(self.connection, &self.after)?.into();
            if let Some(last) = self.chunk.back() {
                self.after.clone_from(&last.id);
            }
        }
        Ok(self.chunk.pop_front())
    }

    fn case(&mut self, stored: &StoredComplaint) -> Result<(Complaint, Case)> {
        let complaint = stored.read()?;
        let events = stored_events(self.connection, &complaint.id)?.into_iter().map(|stored| stored.event).collect();
        let intake = self.engine.intake_with(&complaint, &mut self.scratch);
        let rules = self.engine.rules().clone();
        let case = intake.and_then(|intake| Case::replay(rules, intake.into(), events, self.mode));
        let case = case.map_err(|error| error.at(format_args!("complaints[{}]", complaint.id)))?;
        Ok((complaint, case))
    }
}

impl Iterator for Cases<'_> {
    type Item = Result<(Complaint, Case)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.end {
            return None;
        }
        match self.next_complaint() {
            Ok(Some(stored)) => Some(self.case(&stored)),
            Ok(None) => {
                self.end = true;
                None
            }
            Err(error) => {
                self.end = true;
                Some(Err(error))
            }
        }
    }
}

impl std::iter::FusedIterator for Cases<'_> {}

/// A complaint as it stands in its row.
struct StoredComplaint {
    id: String,
    json: String,
    digest: Vec<u8>,
}

impl StoredComplaint {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { id: row.get(0)?, json: row.get(1)?, digest: row.get(2)? })
    }

    fn read(&self) -> Result<Complaint> {
        let read = unchanged(&self.json, &self.digest).and_then(Complaint::from_json);
        let read = read.and_then(|complaint| if complaint.id == self.id { Ok(complaint) } else { Err(another_id()) });
        read.map_err(|error| unreadable(format_args!("complaint `{}`", self.id), error))
    }
}

/// An event with its row.
pub(super) struct StoredEvent {
    pub(super) seq: i64,
    pub(super) json: String,
    pub(super) event: Event,
}

pub(super) fn complaint(connection: &Connection, id: &str) -> Result<Complaint> {
    let sql = "SELECT id, complaint, digest FROM complaints WHERE id = ?1";
    let mut select = connection.prepare_cached(sql).map_err(store)?;
    let stored = select.query_row([id], StoredComplaint::of).optional().map_err(store)?;
    stored.ok_or_else(|| unknown(id))?.read()
}

/// The next complaints in ascending order of their ids.
fn complaints_after(connection: &Connection, after: &str) -> Result<Vec<StoredComplaint>> {
    let sql = "SELECT id, complaint, digest FROM complaints WHERE id > ?1 ORDER BY id LIMIT ?2";
    let mut select = connection.prepare_cached(sql).map_err(store)?;
    let rows = select.query_map((after, CHUNK), StoredComplaint::of).map_err(store)?;
    rows.collect::<rusqlite::Result<_>>().map_err(store)
}

/// The events of a complaint in ascending order of their ids: an order that does not depend on that of arrival.
pub(super) fn stored_events(connection: &Connection, complaint: &str) -> Result<Vec<StoredEvent>> {
    let sql = "SELECT seq, id, event, digest FROM events WHERE complaint = ?1 ORDER BY id";
    let mut select = connection.prepare_cached(sql).map_err(store)?;
    let mut rows = select.query([complaint]).map_err(store)?;
    let mut events = Vec::new();
    while let Some(row) = rows.next().map_err(store)? {
        let (seq, id, json) = (row.get(0).map_err(store)?, text(row, 1)?, text(row, 2)?);
        let digest: Vec<u8> = row.get(3).map_err(store)?;
        let document = unchanged(&json, &digest).and_then(Document::parse_json);
        let read = document.and_then(|document| Event::read(&document.root()));
        let read = read.and_then(|event| if event.id == id { Ok(event) } else { Err(another_id()) });
        let event = read.map_err(|error| unreadable(format_args!("event `{id}` of `{complaint}`"), error))?;
        events.push(StoredEvent { seq, json, event });
    }
    Ok(events)
}

fn text(row: &Row<'_>, column: usize) -> Result<String> {
    row.get(column).map_err(store)
}

/// A text, if it is still the one that was recorded.
fn unchanged<'a>(text: &'a str, digest: &[u8]) -> Result<&'a str> {
    let same = Digest::of(text.as_bytes()).0 == *digest;
    if same { Ok(text) } else { Err(corrupt("its text is not the one that was recorded")) }
}

fn another_id() -> Error {
    corrupt("its text names another id")
}

fn unreadable(what: fmt::Arguments<'_>, cause: Error) -> Error {
    corrupt(format_args!("{what} cannot be read: {cause}")).with_causes(vec![cause])
}

fn unknown(id: &str) -> Error {
    Error::new(Code::UnknownComplaint, id, "")
}
