//! What the ledger's tests share: folders of their own, complaints and events.

#![allow(dead_code, reason = "every test file uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};

use tousu::case::Event;
use tousu::complaint::Complaint;
use tousu::ledger::Ledger;
use tousu::time::{Instant, Moment};
use tousu::{Engine, Result};

/// What a test answers.
pub(crate) type Tested = std::result::Result<(), Box<dyn std::error::Error>>;

/// An empty folder for one test.
pub(crate) fn folder(test: &str) -> std::io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ledger-{test}-{}", std::process::id()));
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The names in a folder, in order.
pub(crate) fn names(folder: &Path) -> std::io::Result<Vec<String>> {
    let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let mut names = names.collect::<std::io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

pub(crate) fn engine() -> Result<Engine> {
    Engine::builtin("residential-community")
}

pub(crate) fn at(text: &str) -> Result<Instant> {
    Instant::parse(text)
}

pub(crate) fn complaint(id: &str, received_at: &str, text: &str) -> Result<Complaint> {
    let received_at = Some(Moment::parse(received_at)?);
    Ok(Complaint { id: id.into(), received_at, text: text.into(), ..Complaint::default() })
}

pub(crate) fn event(id: &str, kind: &str, at: &str) -> Result<Event> {
    Ok(Event::new(id, kind, Moment::parse(at)?))
}

/// Five complaints of March 2026.
pub(crate) fn five() -> Result<Vec<Complaint>> {
    let texts = ["电梯坏了三天", "楼道堆满杂物，有消防隐患", "保安态度恶劣", "楼上漏水", "停车位被占"];
    let received = |day: usize| format!("2026-03-{:02}T09:00:00+08:00", day + 2);
    texts.iter().enumerate().map(|(day, text)| complaint(&format!("c{day}"), &received(day), text)).collect()
}

/// The slug of a refusal.
pub(crate) fn slug<T>(result: Result<T>) -> Option<&'static str> {
    result.err().map(|error| error.slug())
}

/// What the ledger says of everything, as one text.
pub(crate) fn answers(ledger: &Ledger, engine: &Engine, as_of: &str) -> Result<String> {
    let (as_of, end) = (at(as_of)?, at("2027-01-01T00:00:00+08:00")?);
    let statuses = ledger.cases(engine, tousu::case::Mode::Lenient)?.map(|case| {
        let (_, case) = case?;
        Ok(engine.render_status(case.intake(), &case.status(as_of)?))
    });
    let statuses = statuses.collect::<Result<Vec<_>>>()?;
    let (due, overdue) = (ledger.due_before(engine, as_of, end)?, ledger.overdue(engine, as_of)?);
    Ok(format!("{statuses:#?}\n{due:#?}\n{overdue:#?}\n{:#?}", ledger.summary(engine, as_of)?))
}
