//! `kill -9` in the middle of writing: what was acknowledged is there, and the ledger opens.
//!
//! The test starts itself again as the writer; the writer says each id once the ledger has acknowledged it.

#![cfg(unix)]

mod ledger_support;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use ledger_support::{Tested, complaint, engine, event, folder};
use tousu::case::Mode;
use tousu::ledger::Ledger;

/// Set for the writer: the path of its ledger.
const WRITER: &str = "TOUSU_TEST_LEDGER";

/// How often the writer is killed.
const ROUNDS: usize = 50;

/// The writer: records complaints and events until it is killed.
fn write(path: &Path) -> Tested {
    let engine = engine()?;
    let mut ledger = Ledger::open_or_create(path)?;
    let mut out = std::io::stdout().lock();
    let first = ledger.len()?;
    for number in first..first + 1_000_000 {
        let id = format!("c{number}");
        ledger.record(&engine, &[complaint(&id, "2026-03-02T09:00:00+08:00", "楼道堆满杂物，有消防隐患")?])?;
        // A line of its own, whatever the test harness printed before.
        writeln!(out, "\nack {id}")?;
        let events = [
            event("e1", "registered", "2026-03-02T09:10:00+08:00")?,
            event("e2", "dispatched", "2026-03-02T09:20:00+08:00")?,
        ];
        ledger.append(&engine, &id, &events)?;
        writeln!(out, "ack {id} 2")?;
        out.flush()?;
    }
    Ok(())
}

#[test]
fn acknowledged_rows_survive_kill_9() -> Tested {
    if let Some(path) = std::env::var_os(WRITER) {
        return write(Path::new(&path));
    }
    let path = folder("crash")?.join("a.ledger");
    let engine = engine()?;
    let (mut complaints, mut events) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let mut writer = Command::new(std::env::current_exe()?)
            .args(["acknowledged_rows_survive_kill_9", "--exact", "--nocapture", "--test-threads=1"])
            .env(WRITER, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let lines = BufReader::new(writer.stdout.take().ok_or("no output")?).lines();
        // Some rounds are cut short before the first acknowledgement, in the middle of opening or creating.
        let patience = round % 5 * 7;
        let mut heard = 0;
        if patience == 0 {
            std::thread::sleep(std::time::Duration::from_micros(300 * (round as u64 % 20)));
            writer.kill()?;
        }
        for line in lines {
            let Ok(line) = line else { break };
            match line.split(' ').collect::<Vec<_>>().as_slice() {
                ["ack", id] => complaints.push((*id).to_owned()),
                ["ack", id, "2"] => events.push((*id).to_owned()),
                _ => continue,
            }
            heard += 1;
            if heard == patience {
                // What it acknowledges between this line and its end is read too, and counts.
                writer.kill()?;
            }
        }
        writer.wait()?;
        if complaints.is_empty() {
            continue;
        }
        let ledger = Ledger::open(&path).map_err(|error| format!("round {round}: {error}"))?;
        ledger.check()?;
        for id in &complaints {
            ledger.complaint(id).map_err(|error| format!("round {round}: {error}"))?;
        }
        for id in &events {
            assert_eq!(ledger.events(id)?.len(), 2, "round {round}, {id}");
        }
        // All or nothing: never one event of the two, never an event alone.
        for case in ledger.cases(&engine, Mode::Strict)? {
            let (complaint, case) = case?;
            assert!([0, 2].contains(&case.events().len()), "round {round}, {}", complaint.id);
        }
    }
    assert!(events.len() > ROUNDS, "{} acknowledged", events.len());
    Ok(())
}
