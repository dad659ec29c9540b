//! Files that are no ledger, damaged ones, and several writers on one.

mod ledger_support;

use std::fs;
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use ledger_support::{Tested, complaint, engine, event, five, folder, names, slug};
use rusqlite::Connection;
use tousu::case::Mode;
use tousu::ledger::{Ledger, Options};

/// A ledger with five complaints in a folder of its own.
fn ledger_file(test: &str) -> Result<std::path::PathBuf, Box<dyn std::error::Error>> {
    let path = folder(test)?.join("a.ledger");
    let mut ledger = Ledger::create(&path)?;
    ledger.record(&engine()?, &five()?)?;
    ledger.close()?;
    Ok(path)
}

/// Opening in every way is refused, and leaves the file and its folder as they were.
fn refused(path: &Path, expected: &str) -> Tested {
    let (folder, bytes) = (path.parent().ok_or("no folder")?, fs::read(path)?);
    let before = names(folder)?;
    for (way, opened) in [
        ("open", Ledger::open(path)),
        ("open_or_create", Ledger::open_or_create(path)),
        ("open", Options { check: true, ..Options::default() }.open(path)),
    ] {
        assert_eq!(slug(opened), Some(expected), "{way} {}", path.display());
        assert!(fs::read(path)? == bytes, "{way} wrote to {}", path.display());
        assert_eq!(names(folder)?, before, "{way} left files beside {}", path.display());
    }
    Ok(())
}

#[test]
fn what_is_no_ledger_is_refused_and_not_touched() -> Tested {
    let folder = folder("foreign")?;
    let file = |name: &str, bytes: &[u8]| -> std::io::Result<std::path::PathBuf> {
        let own = folder.join(name);
        fs::create_dir(&own)?;
        fs::write(own.join(name), bytes)?;
        Ok(own.join(name))
    };
    refused(&file("text", "投诉,时间\n电梯,昨天\n".as_bytes())?, "ledger-foreign")?;
    refused(&file("short", b"S")?, "ledger-foreign")?;
    refused(&file("magic", b"SQLite format 3\0")?, "ledger-foreign")?;
    refused(&file("zeros", &[0; 8192])?, "ledger-foreign")?;
    for mode in ["DELETE", "WAL"] {
        let path = file(mode, b"")?;
        let other = Connection::open(&path)?;
        other.pragma_update(None, "journal_mode", mode)?;
        other.execute_batch("CREATE TABLE complaints (id TEXT); INSERT INTO complaints VALUES ('x')")?;
        if mode == "WAL" {
            // Still open elsewhere, with a log beside it.
            refused(&path, "ledger-foreign")?;
        }
        other.close().map_err(|(_, error)| error)?;
        refused(&path, "ledger-foreign")?;
        assert_eq!(slug(Ledger::create(&path)), Some("ledger-foreign"));
    }
    Ok(())
}

#[test]
fn missing_empty_and_odd_paths_are_typed() -> Tested {
    let folder = folder("paths")?;
    let missing = folder.join("none.ledger");
    assert_eq!(slug(Ledger::open(&missing)), Some("ledger-io"));
    assert_eq!(slug(Ledger::open(&folder)), Some("ledger-io"));
    assert_eq!(slug(Ledger::open_or_create(&folder)), Some("ledger-io"));
    assert_eq!(slug(Ledger::open_or_create(folder.join("no/such/folder.ledger"))), Some("ledger-io"));
    assert_eq!(slug(Ledger::create(Path::new("/dev/null"))), Some("ledger-io"));
    assert_eq!(slug(Ledger::create(":memory:")), Some("invalid-argument"));
    assert_eq!(slug(Ledger::open_or_create("")), Some("invalid-argument"));
    assert_eq!(slug(Ledger::open("a\0b")), Some("ledger-io"));
    assert_eq!(names(&folder)?, Vec::<String>::new(), "nothing was created on the way");

    let empty = folder.join("empty.ledger");
    fs::write(&empty, b"")?;
    assert_eq!(slug(Ledger::open(&empty)), Some("ledger-foreign"));
    assert_eq!(fs::metadata(&empty)?.len(), 0);
    // Nobody's file: what an interrupted creation leaves behind.
    Ledger::open_or_create(&empty)?.close()?;
    assert!(Ledger::open(&empty)?.is_empty()?);
    assert_eq!(slug(Ledger::create(&empty)), Some("ledger-io"), "it is there already");
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_file_without_rights_is_typed() -> Tested {
    use std::os::unix::fs::PermissionsExt as _;
    let path = ledger_file("rights")?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000))?;
    // The superuser may read everything.
    if fs::File::open(&path).is_err() {
        assert_eq!(slug(Ledger::open(&path)), Some("ledger-io"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444))?;
        let mut ledger = Ledger::open(&path)?;
        assert_eq!(ledger.len()?, 5);
        let sixth = complaint("c6", "2026-03-09T09:00:00+08:00", "漏水")?;
        assert_eq!(slug(ledger.record(&engine()?, &[sixth])), Some("ledger-io"));
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
    assert_eq!(Ledger::open(&path)?.len()?, 5);
    Ok(())
}

#[test]
fn damage_is_found_and_nothing_is_written() -> Tested {
    let path = ledger_file("damage")?;
    let whole = fs::read(&path)?;
    let damaged = |bytes: &[u8]| fs::write(&path, bytes);
    for keep in [100, 1000, 4096, 8192, whole.len() - 4096, whole.len() - 1] {
        damaged(whole.get(..keep).unwrap_or(&whole))?;
        refused(&path, "ledger-corrupt")?;
    }
    for page in 1..whole.len() / 4096 {
        let mut bytes = whole.clone();
        if let Some(page) = bytes.get_mut(page * 4096..(page + 1) * 4096) {
            page.fill(0xa5);
        }
        damaged(&bytes)?;
        refused(&path, "ledger-corrupt")?;
    }
    // A text that lost a byte is not taken for what was recorded.
    let words = "楼道堆满杂物".as_bytes();
    let found = whole.windows(words.len()).position(|window| window == words).ok_or("no words")?;
    let mut bytes = whole.clone();
    bytes.splice(found..found + 3, "栋".bytes());
    damaged(&bytes)?;
    let ledger = Ledger::open(&path)?;
    assert_eq!(slug(ledger.complaint("c1")), Some("ledger-corrupt"));
    assert_eq!(slug(ledger.check()), Some("ledger-corrupt"));
    ledger.complaint("c2")?;
    ledger.close()?;
    // Every byte of the header and of the schema: refused, or of no consequence.
    for byte in (0..4096).step_by(7) {
        let mut bytes = whole.clone();
        if let Some(byte) = bytes.get_mut(byte) {
            *byte ^= 0xff;
        }
        damaged(&bytes)?;
        if let Err(error) = Ledger::open(&path) {
            let found = error.slug();
            assert!(
                ["ledger-corrupt", "ledger-foreign", "ledger-version", "ledger-io"].contains(&found),
                "{byte} {error}"
            );
            assert!(fs::read(&path)? == bytes, "byte {byte}");
            assert_eq!(names(path.parent().ok_or("no folder")?)?, ["a.ledger"], "byte {byte}");
        }
    }
    damaged(&whole)?;
    Ledger::open(&path)?.check()?;
    Ok(())
}

#[test]
fn another_format_is_named() -> Tested {
    let path = ledger_file("format")?;
    let mut bytes = fs::read(&path)?;
    if let Some(version) = bytes.get_mut(60..64) {
        version.copy_from_slice(&2_i32.to_be_bytes());
    }
    fs::write(&path, &bytes)?;
    refused(&path, "ledger-version")?;
    let error = Ledger::open(&path).err().ok_or("opened")?;
    assert_eq!((error.subject(), error.expected()), ("2", "format 1"));
    Ok(())
}

#[test]
fn a_schema_that_was_changed_is_damage_and_added_views_are_not() -> Tested {
    for (sql, expected) in [
        ("DROP TRIGGER events_update", Some("ledger-corrupt")),
        ("DROP TABLE events", Some("ledger-corrupt")),
        ("ALTER TABLE complaints ADD COLUMN more TEXT", Some("ledger-corrupt")),
        ("CREATE TRIGGER odd AFTER INSERT ON events BEGIN SELECT 1; END", Some("ledger-corrupt")),
        ("CREATE VIEW titles AS SELECT id, title FROM complaints", None),
        ("CREATE INDEX by_kind ON events (kind)", None),
    ] {
        let path = ledger_file("schema")?;
        let other = Connection::open(&path)?;
        other.execute_batch(sql)?;
        other.close().map_err(|(_, error)| error)?;
        assert_eq!(slug(Ledger::open(&path)), expected, "{sql}");
    }
    Ok(())
}

#[test]
fn rows_cannot_be_changed_by_sql() -> Tested {
    let path = ledger_file("append-only")?;
    let mut ledger = Ledger::open(&path)?;
    ledger.append(&engine()?, "c0", &[event("e1", "registered", "2026-03-02T09:10:00+08:00")?])?;
    let other = Connection::open(&path)?;
    for sql in [
        "UPDATE complaints SET tier = 'major'",
        "UPDATE complaints SET complaint = '{}' WHERE id = 'c0'",
        "DELETE FROM complaints",
        "UPDATE events SET event = '{}'",
        "DELETE FROM events",
        "UPDATE decided_by SET policy = 'x'",
        "DELETE FROM decided_by",
        "INSERT OR REPLACE INTO events (complaint, id, event, digest) VALUES ('c0', 'e1', '{}', x'00')",
        "INSERT OR REPLACE INTO events (seq, complaint, id, event, digest) VALUES (1, 'c1', 'e9', '{}', x'00')",
        "INSERT OR REPLACE INTO complaints (id, complaint, digest, decided_by) VALUES ('c0', '{}', x'00', 1)",
        "INSERT OR REPLACE INTO complaints (seq, id, complaint, digest, decided_by) VALUES (1, 'x', '{}', x'00', 1)",
        "INSERT INTO complaints (id, complaint, digest, decided_by) VALUES ('c0', '{}', x'00', 1)
         ON CONFLICT DO UPDATE SET tier = 'x'",
        "REPLACE INTO decided_by VALUES (1, 'x', '1', '', '', '', NULL, '')",
    ] {
        let error = other.execute(sql, ()).err().ok_or(sql)?;
        assert!(error.to_string().contains("never edited"), "{sql}: {error}");
    }
    assert_eq!(ledger.len()?, 5);
    // Other programs read it with plain SQL.
    let row = other.query_row(
        "SELECT received_at, text, kind, events.at FROM complaints JOIN events ON events.complaint = complaints.id",
        (),
        |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?, row.get::<_, String>(3)?))
        },
    )?;
    let text = |text: &str| text.to_owned();
    assert_eq!(
        row,
        (
            text("2026-03-02T09:00:00+08:00"),
            text("电梯坏了三天"),
            text("registered"),
            text("2026-03-02T09:10:00+08:00")
        )
    );
    // What another program adds and the library cannot read is damage, and is named.
    let sql = "INSERT INTO complaints (id, complaint, digest, decided_by) VALUES ('c1b', '{\"id\":\"c1b\"}', x'00', 1)";
    other.execute(sql, ())?;
    assert_eq!(slug(ledger.check()), Some("ledger-corrupt"));
    assert_eq!(slug(ledger.complaint("c1b")), Some("ledger-corrupt"));
    assert_eq!(ledger.cases(&engine()?, Mode::Strict)?.filter(Result::is_ok).count(), 5);
    Ok(())
}

/// Waits as long as a disk may need that syncs slowly: who waits may be passed over until the others are done.
fn patient() -> Options {
    Options { busy_timeout: Duration::from_secs(600), ..Options::default() }
}

#[test]
fn writers_wait_for_each_other_or_are_told() -> Tested {
    let path = ledger_file("writers")?;
    let engine = engine()?;
    let record = |path: &Path, name: &str| -> tousu::Result<()> {
        let mut ledger = patient().open_or_create(path)?;
        for number in 0..40 {
            let complaint = complaint(&format!("{name}{number}"), "2026-03-09T09:00:00+08:00", "漏水")?;
            ledger.record(&engine, &[complaint])?;
        }
        Ok(())
    };
    let outcomes: Vec<_> = thread::scope(|scope| {
        let writers = ["x", "y", "z"].map(|name| scope.spawn(|| record(&path, name)));
        writers.into_iter().map(thread::ScopedJoinHandle::join).collect()
    });
    for outcome in outcomes {
        outcome.map_err(|_| "a writer panicked")??;
    }
    let mut ledger = Options { busy_timeout: Duration::from_millis(20), ..Options::default() }.open(&path)?;
    assert_eq!(ledger.len()?, 125);

    let other = Connection::open(&path)?;
    other.execute_batch("BEGIN IMMEDIATE")?;
    let sixth = complaint("c6", "2026-03-09T09:00:00+08:00", "漏水")?;
    assert_eq!(slug(ledger.record(&engine, std::slice::from_ref(&sixth))), Some("ledger-busy"));
    assert_eq!(ledger.len()?, 125, "reading goes on meanwhile");
    other.execute_batch("ROLLBACK")?;
    ledger.record(&engine, &[sixth])?;
    Ok(())
}

#[test]
fn who_creates_beside_a_lock_that_stays_is_told() -> Tested {
    let path = folder("locked")?.join("a.ledger");
    let other = Connection::open(&path)?;
    other.execute_batch("BEGIN EXCLUSIVE")?;
    // Waits may not add up: a second for each look would be minutes.
    let impatient = Options { busy_timeout: Duration::from_secs(1), ..Options::default() };
    assert_eq!(slug(impatient.open_or_create(&path)), Some("ledger-busy"));
    other.execute_batch("ROLLBACK")?;
    assert_eq!(impatient.open_or_create(&path)?.len()?, 0);
    Ok(())
}

#[test]
fn two_can_create_at_once() -> Tested {
    for round in 0..20 {
        let path = folder("creators")?.join("a.ledger");
        let (send, receive) = mpsc::channel();
        thread::scope(|scope| {
            for name in ["x", "y", "z"] {
                let (path, send) = (&path, send.clone());
                scope.spawn(move || {
                    let recorded = engine().and_then(|engine| {
                        let complaint = complaint(name, "2026-03-09T09:00:00+08:00", "漏水")?;
                        patient().open_or_create(path)?.record(&engine, &[complaint])
                    });
                    drop(send.send(recorded));
                });
            }
        });
        drop(send);
        for recorded in receive {
            assert_eq!(recorded?.complaints, 1, "round {round}");
        }
        assert_eq!(Ledger::open(&path)?.len()?, 3);
    }
    Ok(())
}

#[test]
fn all_cases_are_of_one_moment() -> Tested {
    let path = folder("snapshot")?.join("a.ledger");
    let engine = engine()?;
    let mut writer = Ledger::create(&path)?;
    let many = (0..200).map(|number| complaint(&format!("c{number:03}"), "2026-03-09T09:00:00+08:00", "漏水"));
    let many = many.collect::<tousu::Result<Vec<_>>>()?;
    writer.record(&engine, &many)?;
    let reader = Ledger::open(&path)?;
    let mut cases = reader.cases(&engine, Mode::Strict)?;
    let first = cases.next().transpose()?.ok_or("no case")?;
    writer.record(&engine, &[complaint("z", "2026-03-09T09:00:00+08:00", "漏水")?])?;
    let mut ids = vec![first.0.id];
    for case in cases {
        ids.push(case?.0.id);
    }
    assert_eq!(ids, many.iter().map(|complaint| complaint.id.clone()).collect::<Vec<_>>());
    assert_eq!(reader.len()?, 201);
    // Readers inside one another share their moment.
    for case in reader.cases(&engine, Mode::Strict)?.take(3) {
        let (complaint, _) = case?;
        assert_eq!(reader.case(&engine, &complaint.id, Mode::Strict)?.intake().id, complaint.id);
        assert_eq!(reader.summary(&engine, ledger_support::at("2026-04-01T00:00:00+08:00")?)?.total().volume(), 201);
    }
    Ok(())
}
