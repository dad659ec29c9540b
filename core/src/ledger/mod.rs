//! The ledger (台账): the register of complaints and events in one SQLite file.
//!
//! A ledger holds what happened: complaints as they came in, and events as they were entered. Rows are only ever
//! added; what was wrong is voided by a further event. Due times, tiers and figures are not stored: every question is
//! answered by replaying the cases through an [`Engine`], so that the register and the library cannot disagree. What
//! a complaint was decided to be when it was recorded, and the digests of what decided it, stand beside it as
//! evidence ([`Recorded`]).
//!
//! ```
//! use tousu::{Engine, complaint::Complaint, case::Event, ledger::Ledger, time::{Instant, Moment}};
//!
//! let engine = Engine::builtin("residential-community")?;
//! let mut ledger = Ledger::in_memory()?; // Ledger::open_or_create("complaints.ledger")? on disk
//!
//! let complaint = Complaint {
//!     id: "c1".into(),
//!     received_at: Some(Moment::parse("2026-04-30T16:00:00+08:00")?),
//!     text: "楼道堆满杂物，有消防隐患。".into(),
//!     ..Complaint::default()
//! };
//! ledger.record(&engine, &[complaint])?;
//! let registered = Event::new("e1", "registered", Moment::parse("2026-04-30T16:20:00+08:00")?);
//! ledger.append(&engine, "c1", &[registered])?;
//!
//! let now = Instant::parse("2026-05-02T09:00:00+08:00")?;
//! let soon = ledger.due_before(&engine, now, Instant::parse("2026-06-01T00:00:00+08:00")?)?;
//! assert!(soon.iter().all(|item| item.complaint == "c1"));
//! assert_eq!(ledger.summary(&engine, now)?.total().volume(), 1);
//! # Ok::<(), tousu::Error>(())
//! ```
//!
//! # What is promised
//! * [`Ledger::record`], [`Ledger::append`] and [`Ledger::record_batch`] write everything or nothing, and what they
//!   acknowledged with `Ok` survives the end of the process and the loss of power: write-ahead log, synced at every
//!   commit.
//! * Recording the same again changes nothing, so that a caller who does not know whether a call arrived repeats it.
//! * Several processes may use one file; a writer waits for the other ([`Options::busy_timeout`]).
//! * A file that is not a ledger, or is damaged, is never written to.
//!
//! One ledger is meant for complaints under one rule book; it may be asked under another engine, which reads all of
//! them.

mod due;
mod fault;
mod file;
mod json;
mod merged;
mod read;
mod schema;
mod write;

use std::cell::RefCell;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

pub use due::DueItem;
pub use read::{Cases, Recorded};
pub use write::Written;

use crate::case::Mode;
use crate::error::Result;
use file::Found;
use merged::Merges;

#[cfg(doc)]
use crate::Engine;

/// The register of complaints and events.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
    mode: Mode,
    /// What has been read of who was merged into whom.
    merges: RefCell<Merges>,
}

/// How a ledger is opened and written.
///
/// ```
/// use tousu::{case::Mode, ledger::Options};
/// let options = Options { mode: Mode::Lenient, ..Options::default() };
/// assert_eq!(options.open("no/such.ledger").err().map(|error| error.slug()), Some("ledger-io"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// Whether an event that brings a fault into its history is refused (the default), or kept as it came: then the
    /// fault is named by every status.
    pub mode: Mode,
    /// How long a call waits for another writer before it fails with `ledger-busy`: 5 seconds unless told.
    pub busy_timeout: Duration,
    /// Whether opening reads the whole structure of the file (the default; some 2 to 4 ms for each megabyte). Without
    /// it damage is found where it is met, or by [`Ledger::check`].
    pub check: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { mode: Mode::Strict, busy_timeout: Duration::from_secs(5), check: true }
    }
}

impl Options {
    /// As [`Ledger::open`].
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn open(&self, path: impl AsRef<Path>) -> Result<Ledger> {
        let path = path.as_ref();
        match file::inspect(path)? {
            Found::Missing => Err(file::missing(path)),
            Found::Empty => Err(file::empty(path)),
            Found::Ledger => Ok(self.ledger(file::open(path, self.busy_timeout, self.check)?)),
        }
    }

    /// As [`Ledger::create`].
    ///
    /// # Errors
    /// As [`Ledger::create`].
    pub fn create(&self, path: impl AsRef<Path>) -> Result<Ledger> {
        let path = path.as_ref();
        match file::inspect(path)? {
            Found::Missing | Found::Empty => Ok(self.ledger(file::create(path, self.busy_timeout, true)?)),
            Found::Ledger => Err(file::exists(path)),
        }
    }

    /// As [`Ledger::open_or_create`].
    ///
    /// # Errors
    /// As [`Ledger::open_or_create`].
    pub fn open_or_create(&self, path: impl AsRef<Path>) -> Result<Ledger> {
        let path = path.as_ref();
        match file::inspect(path)? {
            Found::Missing | Found::Empty => Ok(self.ledger(file::create(path, self.busy_timeout, false)?)),
            // A creation that was cut short is undone by SQLite when the file is opened, which leaves it empty.
            Found::Ledger => match file::open(path, self.busy_timeout, self.check) {
                Err(_) if file::inspect(path) == Ok(Found::Empty) => {
                    Ok(self.ledger(file::create(path, self.busy_timeout, false)?))
                }
                opened => Ok(self.ledger(opened?)),
            },
        }
    }

    fn ledger(&self, connection: Connection) -> Ledger {
        Ledger { connection, mode: self.mode, merges: RefCell::default() }
    }
}

impl Ledger {
    /// Makes a new ledger where there is no file yet (or one without a byte).
    ///
    /// # Errors
    /// `ledger-io` when there is a ledger already or the file cannot be made, `ledger-foreign` when there is another
    /// file, `ledger-full`, `ledger-busy`.
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        Options::default().create(path)
    }

    /// Opens a ledger.
    ///
    /// # Errors
    /// `ledger-io` when there is no file, no right to it, or no file of the ordinary kind; `ledger-foreign` when it is
    /// not a ledger; `ledger-version` when another release wrote it; `ledger-corrupt` when it is damaged;
    /// `ledger-busy` when another program keeps it locked. A file that is not a ledger is not touched.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Options::default().open(path)
    }

    /// Opens a ledger, or makes a new one where there is no file.
    ///
    /// # Errors
    /// As [`Ledger::open`] and [`Ledger::create`].
    pub fn open_or_create(path: impl AsRef<Path>) -> Result<Self> {
        Options::default().open_or_create(path)
    }

    /// A ledger without a file, for tests and drafts; it is gone when it is dropped.
    ///
    /// # Errors
    /// `ledger-io` when memory does not suffice.
    pub fn in_memory() -> Result<Self> {
        Ok(Options::default().ledger(file::in_memory()?))
    }

    /// Whether events that bring a fault into their history are refused.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The same ledger with the other answer to dirty rows.
    pub fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
    }

    /// Closes the file; the same happens when the ledger is dropped, without an answer.
    ///
    /// # Errors
    /// `ledger-io`. Nothing that was acknowledged is lost by it.
    pub fn close(self) -> Result<()> {
        self.connection.close().map_err(|(_, fault)| fault::store(fault))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Engine;
    use crate::case::Event;
    use crate::complaint::Complaint;
    use crate::time::Moment;

    fn many(from: usize, to: usize) -> Vec<Complaint> {
        let complaint =
            |number| Complaint { id: format!("c{number}"), text: "漏水".repeat(200), ..Complaint::default() };
        (from..to).map(complaint).collect()
    }

    #[test]
    fn a_full_disk_is_typed_and_loses_nothing() -> Result<()> {
        let engine = Engine::builtin("residential-community")?;
        let mut ledger = Ledger::in_memory()?;
        ledger.record(&engine, &many(0, 5))?;
        let pages = |count: i64| {
            let set = ledger.connection.pragma_update_and_check(None, "max_page_count", count, |_| Ok(()));
            set.map_err(fault::store)
        };
        pages(40)?;
        let full = ledger.record(&engine, &many(5, 500)).err();
        assert_eq!(full.as_ref().map(crate::Error::slug), Some("ledger-full"));
        assert_eq!(ledger.len()?, 5);
        let events: Vec<Event> = (0..2000)
            .map(|number| Ok(Event::new(format!("e{number}"), "progress-told", Moment::parse("2026-03-02")?)))
            .collect::<Result<_>>()?;
        assert_eq!(ledger.append(&engine, "c0", &events).err().map(|error| error.slug()), Some("ledger-full"));
        assert_eq!(ledger.events("c0")?, []);
        ledger.check()?;
        let pages = ledger.connection.pragma_update_and_check(None, "max_page_count", 1 << 30, |_| Ok(()));
        pages.map_err(fault::store)?;
        assert_eq!(ledger.record(&engine, &many(0, 500))?.complaints, 495);
        Ok(())
    }

    #[test]
    fn questions_walk_along_an_index() -> Result<()> {
        let ledger = Ledger::in_memory()?;
        for sql in [
            "SELECT id, complaint, digest FROM complaints WHERE id > 'x' ORDER BY id LIMIT 64",
            "SELECT seq, id, event, digest FROM events WHERE complaint = 'x' ORDER BY id",
        ] {
            let mut plan = ledger.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).map_err(fault::store)?;
            let steps = plan.query_map((), |row| row.get::<_, String>(3)).map_err(fault::store)?;
            let steps = steps.collect::<rusqlite::Result<Vec<_>>>().map_err(fault::store)?.join("; ");
            assert!(steps.contains("USING INDEX") && !steps.contains("TEMP B-TREE"), "{steps}");
        }
        Ok(())
    }
}
