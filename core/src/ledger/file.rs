//! Recognising, creating and opening the file.
//!
//! A file that is not ours is recognised by its first bytes and never handed to SQLite, so that nothing beside it is
//! created and nothing in it is recovered.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::fault::{corrupt, store};
use super::schema;
use crate::error::{Code, Error, Result};

/// The first bytes of every SQLite file.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// What stands at a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Found {
    /// Nothing.
    Missing,
    /// A file without a byte: a creation that was interrupted, or nobody's.
    Empty,
    /// A ledger, by its header.
    Ledger,
}

/// Looks at a path without changing anything.
pub(super) fn inspect(path: &Path) -> Result<Found> {
    // SQLite would take these for databases in memory.
    if path.as_os_str().is_empty() || path.as_os_str() == ":memory:" {
        let error = Error::new(Code::InvalidArgument, path.display(), "the path of a file");
        return Err(error.with_help("`Ledger::in_memory` keeps a ledger in memory"));
    }
    let io = |error: std::io::Error| Error::new(Code::LedgerIo, format_args!("{}: {error}", path.display()), "");
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Missing),
        Err(error) => return Err(io(error)),
    };
    if !metadata.is_file() {
        return Err(Error::new(Code::LedgerIo, format_args!("{}: it is not a file", path.display()), ""));
    }
    let mut header = Vec::with_capacity(100);
    File::open(path).map_err(io)?.take(100).read_to_end(&mut header).map_err(io)?;
    if header.is_empty() {
        return Ok(Found::Empty);
    }
    let foreign = |why: &str| Err(Error::new(Code::LedgerForeign, path.display(), why));
    if !header.starts_with(MAGIC) {
        return foreign("it is not an SQLite file");
    }
    let word = |from: usize| {
        let bytes = header.get(from..from + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map(i32::from_be_bytes)
    };
    if word(68) != Some(schema::APPLICATION_ID) {
        return foreign("it is the SQLite file of another program");
    }
    // The header may lag behind a newer format that still stands in the write-ahead log; never the other way round.
    word(60).map_or(Ok(()), schema::check_format)?;
    let page = header.get(16..18).and_then(|bytes| bytes.try_into().ok()).map_or(0, u16::from_be_bytes);
    // SQLite takes half a page for a page of zeros. A log beside the file may still complete it.
    let whole = metadata.len().checked_rem(u64::from(page)) == Some(0);
    if !whole && !beside(path, "-wal") && !beside(path, "-journal") {
        return Err(corrupt(format_args!("{}: its last page is cut short", path.display())));
    }
    Ok(Found::Ledger)
}

/// Opens a file that was recognised as a ledger.
pub(super) fn open(path: &Path, busy_timeout: Duration, check: bool) -> Result<Connection> {
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    patiently(busy_timeout, || {
        if schema::is_empty(&connection)? {
            return Err(empty(path));
        }
        schema::verify(&connection)?;
        if check {
            check_structure(&connection, "quick_check")?;
        }
        keep_durable(&connection)
    })?;
    wait_from_now_on(connection, busy_timeout)
}

/// Lays out a new ledger where there is no file, or an empty one; whoever comes second finds it laid out and opens
/// it, or is refused when `exclusively`.
pub(super) fn create(path: &Path, busy_timeout: Duration, exclusively: bool) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection = connect(path, flags)?;
    patiently(busy_timeout, || {
        // With the rollback journal the marks are in the header of the file itself once this is committed.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive).map_err(store)?;
        if schema::is_empty(&transaction)? {
            schema::create(&transaction)?;
        } else if exclusively {
            return Err(exists(path));
        } else {
            schema::verify(&transaction)?;
        }
        transaction.commit().map_err(store)
    })?;
    patiently(busy_timeout, || keep_durable(&connection))?;
    wait_from_now_on(connection, busy_timeout)
}

/// Lets SQLite itself wait for another writer.
fn wait_from_now_on(connection: Connection, busy_timeout: Duration) -> Result<Connection> {
    connection.busy_timeout(busy_timeout.min(LONGEST_WAIT)).map_err(store)?;
    Ok(connection)
}

/// Asks again while another process is at the same: SQLite waits for a lock, but where two who read both want to write
/// (as when both turn the file to its write-ahead log) it sends one of them away at once. The waits are counted, not
/// timed, for the library reads no clock; so SQLite must not wait as well.
fn patiently<T>(busy_timeout: Duration, mut ask: impl FnMut() -> Result<T>) -> Result<T> {
    const PAUSE: Duration = Duration::from_millis(2);
    let mut left = busy_timeout.min(LONGEST_WAIT);
    loop {
        match ask() {
            Err(error) if error.code() == Code::LedgerBusy && !left.is_zero() => {
                std::thread::sleep(PAUSE.min(left));
                left = left.saturating_sub(PAUSE);
            }
            answer => return answer,
        }
    }
}

/// A ledger without a file.
pub(super) fn in_memory() -> Result<Connection> {
    let mut connection = Connection::open_in_memory().map_err(store)?;
    guard(&connection)?;
    let transaction = connection.transaction().map_err(store)?;
    schema::create(&transaction)?;
    transaction.commit().map_err(store)?;
    Ok(connection)
}

/// Whether the file has a companion with this ending.
fn beside(path: &Path, ending: &str) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    Path::new(&name).exists()
}

pub(super) fn missing(path: &Path) -> Error {
    let error = Error::new(Code::LedgerIo, format_args!("{}: there is no such file", path.display()), "");
    error.with_help("`Ledger::create` makes a new ledger")
}

pub(super) fn empty(path: &Path) -> Error {
    let error = Error::new(Code::LedgerForeign, path.display(), "the file is empty");
    error.with_help("`Ledger::open_or_create` lays out a ledger in it")
}

pub(super) fn exists(path: &Path) -> Error {
    let error = Error::new(Code::LedgerIo, format_args!("{}: there is a ledger already", path.display()), "");
    error.with_help("`Ledger::open` opens it")
}

/// Reads the whole structure of the file: `quick_check`, or the slower `integrity_check`.
pub(super) fn check_structure(connection: &Connection, how: &str) -> Result<()> {
    let mut problem = None;
    let answer = connection.pragma(None, how, 1, |row| {
        problem = problem.take().or(Some(row.get::<_, String>(0)?));
        Ok(())
    });
    answer.map_err(store)?;
    match problem.as_deref() {
        Some("ok") => Ok(()),
        problem => Err(corrupt(problem.unwrap_or("the check gave no answer"))),
    }
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection> {
    let open = |error| store(error).at(path.display());
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(open)?;
    connection.busy_timeout(Duration::ZERO).map_err(open)?;
    guard(&connection).map_err(|error| error.at(path.display()))?;
    Ok(connection)
}

/// SQLite counts milliseconds in 32 bits.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);

/// Takes a file from elsewhere with care, and keeps references between its rows.
fn guard(connection: &Connection) -> Result<()> {
    for (setting, value) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, true),
    ] {
        connection.set_db_config(setting, value).map_err(store)?;
    }
    connection.pragma_update(None, "cell_size_check", true).map_err(store)
}

/// Write-ahead log, synced at every commit: what was acknowledged survives the loss of power.
fn keep_durable(connection: &Connection) -> Result<()> {
    let mode = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0));
    let mode = mode.map_err(store)?;
    if mode != "wal" {
        return Err(Error::new(Code::LedgerIo, format_args!("no write-ahead log can be kept here ({mode})"), ""));
    }
    for (pragma, value) in [("synchronous", "FULL"), ("fullfsync", "ON"), ("checkpoint_fullfsync", "ON")] {
        connection.pragma_update(None, pragma, value).map_err(store)?;
    }
    Ok(())
}
