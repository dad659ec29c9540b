//! The whole way: read, decide, record, and read back.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use tousu::case::{Case, ClockState, Event, Mode, Standing, Status, View};
use tousu::complaint::Complaint;
use tousu::engine::Assessment;
use tousu::error::Place;
use tousu::ledger::{self, DueItem, Ledger};
use tousu::statistics::Summary;
use tousu::time::Instant;
use tousu::{Code, Engine, Error};

use crate::columns::{COMPLAINTS, COMPLAINTS_REQUIRED, EVENTS, EVENTS_REQUIRED};
use crate::faults::{File, RowFault, Treatment};
use crate::options::Options;
use crate::progress::Progress;
use crate::rows::Register;
use crate::sheet::Sheet;
use crate::times;

/// The bundled register, and the instant at which it is judged.
const SAMPLE: (&str, &str) = (include_str!("../sample/complaints.csv"), include_str!("../sample/events.csv"));
const SAMPLE_AS_OF: &str = "2026-10-20T18:00:00+08:00";

/// Where the instant of judgement comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum AsOf {
    Option,
    Sample,
    LatestInData,
}

impl AsOf {
    pub(crate) const fn slug(self) -> &'static str {
        match self {
            Self::Option => "option",
            Self::Sample => "sample",
            Self::LatestInData => "latest-in-data",
        }
    }
}

/// One decision in full.
pub(crate) struct Explained {
    pub(crate) complaint: Complaint,
    pub(crate) assessment: Assessment,
    pub(crate) case: Case,
    pub(crate) status: Status,
}

/// Everything that is shown.
pub(crate) struct Done {
    pub(crate) engine: Engine,
    pub(crate) as_of: Instant,
    pub(crate) as_of_from: AsOf,
    pub(crate) rows: (usize, usize),
    pub(crate) recorded: (usize, usize),
    pub(crate) naive_times: usize,
    pub(crate) unread: Vec<String>,
    pub(crate) faults: Vec<RowFault>,
    pub(crate) due: Vec<DueItem>,
    pub(crate) overdue: Vec<DueItem>,
    pub(crate) explained: Option<Explained>,
    pub(crate) summary: Summary,
    pub(crate) ledger: PathBuf,
    pub(crate) ledger_kept: bool,
}

/// Takes the register the whole way.
///
/// # Errors
/// What makes the whole run impossible: an unknown policy, a file or a time that cannot be read, a missing column,
/// and faults of the ledger. Faults of rows are collected instead.
pub(crate) fn run(options: &Options, progress: &mut Progress) -> Result<Done, Error> {
    let engine = Engine::builtin(&options.policy)?;
    let mut register = read(options, &engine)?;
    let (as_of, as_of_from) = as_of(options, &engine, &register)?;
    let path = options.ledger.clone().unwrap_or_else(temporary);
    let kept = options.ledger.is_some();
    let how = ledger::Options { mode: Mode::Lenient, ..ledger::Options::default() };
    let mut ledger = if kept { how.open_or_create(&path)? } else { how.create(&path)? };
    let recorded = record(&mut ledger, &engine, &mut register, progress)?;

    let owed = ledger.due_before(&engine, as_of, Instant::MAX)?;
    let ReadBack { summary, explained, open } = read_back(&ledger, &engine, as_of, &mut register, progress)?;
    // What was never done on a complaint that is closed since is in the figures; nobody can do it any more.
    let owed = owed.into_iter().filter(|item| open.contains(&item.complaint));
    let (overdue, due) = owed.partition(|item| item.state == ClockState::Breached);
    ledger.close()?;
    register.faults.sort_by_key(|fault| (fault.file, fault.row));
    Ok(Done {
        engine,
        as_of,
        as_of_from,
        rows: register.rows,
        recorded,
        naive_times: register.naive_times,
        unread: register.unread,
        faults: register.faults,
        due,
        overdue,
        explained,
        summary,
        ledger: path,
        ledger_kept: kept,
    })
}

/// A new file of the system's folder for such files.
fn temporary() -> PathBuf {
    let folder = std::env::temp_dir();
    let name = |number: u32| folder.join(format!("tousu-demo-{}-{number}.ledger", std::process::id()));
    (0..).map(name).find(|path| !path.exists()).unwrap_or_else(|| name(0))
}

fn read(options: &Options, engine: &Engine) -> Result<Register, Error> {
    let complaints = match &options.complaints {
        Some(path) => file(path)?,
        None => SAMPLE.0.as_bytes().to_owned(),
    };
    let events = match (&options.events, &options.complaints) {
        (Some(path), _) => Some(file(path)?),
        (None, None) => Some(SAMPLE.1.as_bytes().to_owned()),
        (None, Some(_)) => None,
    };
    let name = |error: Error, path: &Option<PathBuf>| match path {
        Some(path) => {
            let place = Place { path: Some(path.display().to_string()), ..error.place().clone() };
            error.placed(place)
        }
        None => error,
    };
    let mut register = Register::default();
    let sheet = Sheet::read(File::Complaints, &complaints, COMPLAINTS, COMPLAINTS_REQUIRED);
    register.read_complaints(&sheet.map_err(|error| name(error, &options.complaints))?, engine);
    if let Some(events) = events {
        let sheet = Sheet::read(File::Events, &events, EVENTS, EVENTS_REQUIRED);
        register.read_events(&sheet.map_err(|error| name(error, &options.events))?, engine);
    }
    Ok(register)
}

fn file(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|error| Error::new(Code::NotFound, path.display(), format_args!("file to read ({error})")))
}

/// The instant of judgement: given, the sample's, or the latest in the data.
fn as_of(options: &Options, engine: &Engine, register: &Register) -> Result<(Instant, AsOf), Error> {
    let calendar = engine.calendar();
    let given = match (&options.as_of, &options.complaints) {
        (Some(text), _) => Some((text.as_str(), AsOf::Option)),
        (None, None) => Some((SAMPLE_AS_OF, AsOf::Sample)),
        (None, Some(_)) => None,
    };
    if let Some((text, from)) = given {
        let read = times::read(text, calendar).map_err(|error| error.at("--as-of"))?;
        return Ok((times::latest(read.moment, calendar)?, from));
    }
    let received = register.complaints.iter().filter_map(|complaint| complaint.received_at);
    let happened = register.events.iter().filter_map(|(_, event)| event.at);
    let mut latest: Option<Instant> = None;
    for moment in received.chain(happened) {
        let at = times::latest(moment, calendar)?;
        latest = Some(latest.map_or(at, |latest| latest.max(at)));
    }
    let latest = latest.ok_or_else(|| {
        let error = Error::new(Code::MissingField, "--as-of", "no row has a time, so the instant must be given");
        error.at("--as-of")
    })?;
    Ok((latest, AsOf::LatestInData))
}

/// Complaints and events added to the ledger, or found in it alike.
fn record(
    ledger: &mut Ledger,
    engine: &Engine,
    register: &mut Register,
    progress: &mut Progress,
) -> Result<(usize, usize), Error> {
    let events = register.events_by_complaint();
    let total = register.complaints.len();
    let none: &[Event] = &[];
    let cases: Vec<(&Complaint, &[Event])> = register
        .complaints
        .iter()
        .map(|complaint| (complaint, events.get(&complaint.id).map_or(none, Vec::as_slice)))
        .collect();
    let all = cases.iter().map(|(_, events)| events.len()).sum();
    let watched = cases.iter().copied().enumerate().map(|(done, case)| {
        progress.step("recording", done, total);
        case
    });
    match ledger.record_batch(engine, watched) {
        Ok(_) => return Ok((total, all)),
        Err(error) if is_of_a_row(&error) => {}
        Err(error) => return Err(error),
    }
    // Some row cannot be recorded: one by one, to tell which.
    let mut recorded = (0, 0);
    for (done, (complaint, events)) in cases.into_iter().enumerate() {
        progress.step("recording", done, total);
        let mut refused = |error: Error, event: Option<&Event>| {
            if !is_of_a_row(&error) {
                return Err(error);
            }
            let id = event.map_or(&complaint.id, |event| &event.id);
            register.faults.push(RowFault {
                file: if event.is_some() { File::Events } else { File::Complaints },
                row: match event {
                    Some(event) => register.event_rows.get(&(complaint.id.clone(), event.id.clone())).copied(),
                    None => register.complaint_rows.get(&complaint.id).copied(),
                },
                id: id.clone(),
                column: None,
                error,
                treatment: Treatment::RowLeftOut,
            });
            Ok(())
        };
        if ledger.record_batch(engine, [(complaint, events)]).is_ok() {
            recorded = (recorded.0 + 1, recorded.1 + events.len());
            continue;
        }
        if let Err(error) = ledger.record(engine, std::slice::from_ref(complaint)) {
            refused(error, None)?;
            continue;
        }
        recorded.0 += 1;
        for event in events {
            match ledger.append(engine, &complaint.id, std::slice::from_ref(event)) {
                Ok(_) => recorded.1 += 1,
                Err(error) => refused(error, Some(event))?,
            }
        }
    }
    Ok(recorded)
}

/// Whether an error is of one row, not of the ledger as a whole.
fn is_of_a_row(error: &Error) -> bool {
    let number = error.code().number();
    (1000..4000).contains(&number)
        || matches!(error.code(), Code::ComplaintExists | Code::TooLarge | Code::InvalidArgument | Code::NotFound)
}

/// What one pass over the ledger's cases tells.
struct ReadBack {
    summary: Summary,
    explained: Option<Explained>,
    /// The complaints that are being handled.
    open: HashSet<String>,
}

/// The figures, the faults of the histories, and the richest decision.
fn read_back(
    ledger: &Ledger,
    engine: &Engine,
    as_of: Instant,
    register: &mut Register,
    progress: &mut Progress,
) -> Result<ReadBack, Error> {
    let calendar = engine.calendar();
    let (mut observations, mut open) = (Vec::new(), HashSet::new());
    let mut richest: Option<(usize, Complaint, Case, Status)> = None;
    let total = usize::try_from(ledger.len()?).unwrap_or(usize::MAX);
    for (done, case) in ledger.cases(engine, Mode::Lenient)?.enumerate() {
        progress.step("reading back", done, total);
        let (complaint, case) = case?;
        let received = complaint.received_at.map(|moment| times::earliest(moment, calendar)).transpose()?;
        if received.is_some_and(|received| received > as_of) {
            continue;
        }
        let (observation, status) = engine.observe_view(&complaint, &case, View::at(as_of))?;
        observations.push(observation);
        let faults = status.faults.iter().map(|fault| register.history_fault(&complaint.id, case.events(), fault));
        let faults: Vec<RowFault> = faults.collect();
        register.faults.extend(faults);
        if matches!(status.standing, Standing::Open | Standing::Paused) {
            open.insert(complaint.id.clone());
        }
        let richness = richness(&complaint, &case, &status);
        if richest.as_ref().is_none_or(|(most, ..)| richness > *most) {
            richest = Some((richness, complaint, case, status));
        }
    }
    let explained = match richest {
        Some((_, complaint, case, status)) => {
            Some(Explained { assessment: engine.assess(&complaint)?, complaint, case, status })
        }
        None => None,
    };
    let summary = Summary::of(engine.plan(as_of), observations);
    Ok(ReadBack { summary, explained, open })
}

/// How much there is to see in a decision: evidence, reasons, due times that moved, faults.
fn richness(complaint: &Complaint, case: &Case, status: &Status) -> usize {
    let facts = &case.intake().facts;
    let moved = status.clocks.iter().filter(|clock| clock.original_due != clock.due).count();
    let dated = status.clocks.iter().filter(|clock| clock.due.is_some()).count();
    let decided = status.tiering.reasons.len().min(3) * 6;
    let read = facts.findings.len().min(4) * 2 + facts.complainants_evidence.len().min(2) * 3;
    let known = usize::from(complaint.received_at.is_some() && case.intake().classification.category.is_some()) * 10;
    let running = usize::from(status.next_due.is_some()) * 8;
    decided + read + known + running + moved.min(4) * 4 + dated.min(8)
}
