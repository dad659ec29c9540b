//! The format of the file: its marks and its tables.
//!
//! The texts of complaints and events are kept once, as canonical JSON; every other column that repeats something of
//! them is generated from it and cannot disagree. The SHA-256 of each text stands beside it, so that a text whose bytes
//! were lost on the disk is not taken for what was recorded. Rows are only ever added: triggers refuse the rest, also
//! to other programs.

use rusqlite::{Connection, Transaction};

use super::fault::{corrupt, store};
use crate::error::{Code, Error, Result};

/// `tous` in the header of the file.
pub(super) const APPLICATION_ID: i32 = 0x746f_7573;

/// The format that this library writes and reads.
pub(super) const FORMAT: i32 = 1;

/// Everything the file consists of, each as SQLite keeps it.
const OBJECTS: &[(&str, &str)] = &[
    (
        "decided_by",
        "CREATE TABLE decided_by (
  seq INTEGER PRIMARY KEY,
  policy TEXT NOT NULL,
  version TEXT NOT NULL,
  policy_digest TEXT NOT NULL,
  parameters_digest TEXT NOT NULL,
  lexicon_digest TEXT NOT NULL,
  model_digest TEXT,
  calendar_digest TEXT NOT NULL
) STRICT",
    ),
    (
        "complaints",
        "CREATE TABLE complaints (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  complaint TEXT NOT NULL,
  digest BLOB NOT NULL,
  decided_by INTEGER NOT NULL REFERENCES decided_by (seq),
  category TEXT,
  tier TEXT,
  received_at TEXT AS (json_extract(complaint, '$.received_at')),
  title TEXT AS (json_extract(complaint, '$.title')),
  text TEXT AS (json_extract(complaint, '$.text')),
  channel TEXT AS (json_extract(complaint, '$.channel')),
  unit TEXT AS (json_extract(complaint, '$.facts.unit')),
  building TEXT AS (json_extract(complaint, '$.facts.building')),
  department TEXT AS (json_extract(complaint, '$.facts.department')),
  customer TEXT AS (json_extract(complaint, '$.facts.customer'))
) STRICT",
    ),
    (
        "events",
        "CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  complaint TEXT NOT NULL REFERENCES complaints (id),
  id TEXT NOT NULL,
  event TEXT NOT NULL,
  digest BLOB NOT NULL,
  kind TEXT AS (json_extract(event, '$.kind')),
  at TEXT AS (json_extract(event, '$.at')),
  recorded_at TEXT AS (coalesce(json_extract(event, '$.recorded_at'), json_extract(event, '$.at'))),
  UNIQUE (complaint, id)
) STRICT",
    ),
    (
        "decided_by_update",
        "CREATE TRIGGER decided_by_update BEFORE UPDATE ON decided_by
BEGIN SELECT RAISE(ABORT, 'a ledger is appended to, never edited'); END",
    ),
    (
        "decided_by_delete",
        "CREATE TRIGGER decided_by_delete BEFORE DELETE ON decided_by
BEGIN SELECT RAISE(ABORT, 'a ledger is appended to, never edited'); END",
    ),
    (
        "decided_by_replace",
        "CREATE TRIGGER decided_by_replace BEFORE INSERT ON decided_by
WHEN EXISTS (SELECT 1 FROM decided_by WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'a ledger is appended to, never edited'); END",
    ),
    (
        "complaints_update",
        "CREATE TRIGGER complaints_update BEFORE UPDATE ON complaints
BEGIN SELECT RAISE(ABORT, 'a ledger is appended to, never edited'); END",
    ),
    (
        "complaints_delete",
        "CREATE TRIGGER complaints_delete BEFORE DELETE ON complaints
BEGIN SELECT RAISE(ABORT, 'a ledger is appended to, never edited'); END",
    ),
    (
        "complaints_replace",
        "CREATE TRIGGER complaints_replace BEFORE INSERT ON complaints
WHEN EXISTS (SELECT 1 FROM complaints WHERE id = NEW.id OR seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'a ledger is appended to, never edited'); END",
    ),
    (
        "events_update",
        "CREATE TRIGGER events_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'a ledger is appended to, never edited'); END",
    ),
    (
        "events_delete",
        "CREATE TRIGGER events_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'a ledger is appended to, never edited'); END",
    ),
    (
        "events_replace",
        "CREATE TRIGGER events_replace BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE complaint = NEW.complaint AND id = NEW.id OR seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'a ledger is appended to, never edited'); END",
    ),
];

/// Lays out an empty file; the marks are part of the same transaction.
pub(super) fn create(transaction: &Transaction<'_>) -> Result<()> {
    for (_, sql) in OBJECTS {
        transaction.execute(sql, ()).map_err(store)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(store)?;
    transaction.pragma_update(None, "user_version", FORMAT).map_err(store)
}

/// Whether nothing at all is in the file.
pub(super) fn is_empty(connection: &Connection) -> Result<bool> {
    let objects = connection.query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get::<_, i64>(0));
    Ok(objects.map_err(store)? == 0 && number(connection, "application_id")? == 0)
}

/// Whether the file has our marks and our tables.
pub(super) fn verify(connection: &Connection) -> Result<()> {
    if number(connection, "application_id")? != APPLICATION_ID {
        return Err(corrupt("the mark of a ledger is gone from its header"));
    }
    check_format(number(connection, "user_version")?)?;
    let mut statement = connection.prepare("SELECT type, name, sql FROM sqlite_schema").map_err(store)?;
    let mut rows = statement.query(()).map_err(store)?;
    let mut found = 0;
    while let Some(row) = rows.next().map_err(store)? {
        let text = |column: usize| row.get::<_, Option<String>>(column).map_err(store);
        let (kind, name, sql) = (text(0)?, text(1)?.unwrap_or_default(), text(2)?.unwrap_or_default());
        match OBJECTS.iter().find(|(known, _)| *known == name) {
            Some((_, known)) if *known == sql => found += 1,
            Some(_) => return Err(corrupt(format_args!("`{name}` is not the one of format {FORMAT}"))),
            // Indices and views of other programs change nothing that is recorded; a trigger could.
            None if kind.as_deref() == Some("trigger") => {
                return Err(corrupt(format_args!("there is a trigger `{name}` that no ledger has")));
            }
            None => {}
        }
    }
    if found == OBJECTS.len() { Ok(()) } else { Err(corrupt("tables or triggers are missing")) }
}

/// Refuses another format than ours.
pub(super) fn check_format(found: i32) -> Result<()> {
    if found == FORMAT {
        return Ok(());
    }
    let error = Error::new(Code::LedgerVersion, found, format_args!("format {FORMAT}"));
    Err(error.with_help("use the release of the library that wrote the ledger, or a newer one"))
}

fn number(connection: &Connection, pragma: &str) -> Result<i32> {
    connection.pragma_query_value(None, pragma, |row| row.get(0)).map_err(store)
}
