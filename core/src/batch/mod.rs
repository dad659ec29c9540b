//! Many cases at once, without a register: complaints and events in, flat rows out.
//!
//! A host that keeps its own database gives what it has and gets a row for everything that is owed, with
//! [`Row::next_change_at`], the first instant at which a row of that case changes with no further event. Two rules keep
//! a table true: put in the rows of a case whenever it gets an event, and of every case whose `next_change_at` has
//! passed. Nothing has to be computed in between.
//!
//! ```
//! use tousu::batch::{Input, rows};
//! use tousu::case::{Mode, View};
//! use tousu::complaint::Complaint;
//! use tousu::time::{Instant, Moment};
//!
//! let engine = tousu::Engine::builtin("residential-community")?;
//! let received_at = Some(Moment::parse("2026-03-02T09:00:00+08:00")?);
//! let complaint = Complaint { id: "c1".into(), received_at, ..Complaint::default() };
//! let as_of = Instant::parse("2026-03-02T09:30:00+08:00")?;
//! let rows = rows(&engine, vec![Input { complaint, events: Vec::new() }], Mode::Lenient, View::at(as_of), 2);
//! let register = rows.iter().find(|row| row.obligation == engine.policy().obligation("register"));
//! // Two hours to register it; a second later the table is no longer true.
//! let next = register.and_then(|row| row.next_change_at).map(|at| engine.calendar().format(at));
//! assert_eq!(next.as_deref(), Some("2026-03-02T11:00:01+08:00"));
//! # Ok::<(), tousu::Error>(())
//! ```
//!
//! # Tables
//!
//! SQLite:
//! ```sql
#![doc = include_str!("../../sql/sqlite.sql")]
//! ```
//! MySQL:
//! ```sql
#![doc = include_str!("../../sql/mysql.sql")]
//! ```
//! SQL Server:
//! ```sql
#![doc = include_str!("../../sql/sqlserver.sql")]
//! ```

mod csv;
mod merged;
mod read;
mod table;
mod threads;
mod write;

use std::sync::Arc;

pub use merged::carry_over;
pub use read::{Read, from_csv, from_json_lines, from_tables};
pub use table::{Column, Table};
pub(crate) use threads::in_parts;
pub use write::{COLUMNS, faults_json, to_csv, to_json_lines};

use crate::case::{Case, Clock, ClockState, Event, Mode, Standing, Status, View};
use crate::complaint::Complaint;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::id::{ObligationId, RoleId, TierId};
use crate::text::Scratch;
use crate::time::{Instant, Moment};

/// A complaint with its events in any order.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Input {
    /// The complaint.
    pub complaint: Complaint,
    /// What happened to it.
    pub events: Vec<Event>,
}

/// Something owed on a case, as a row of a table. A case that owes nothing has one row without an obligation.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// The complaint's id.
    pub case: Arc<str>,
    /// How the case stands; `None` when it could not be decided.
    pub standing: Option<Standing>,
    /// Its tier.
    pub tier: Option<TierId>,
    /// What is owed; `None` = nothing.
    pub obligation: Option<ObligationId>,
    /// In which cycle, from 1.
    pub cycle: u32,
    /// For which time in its cycle, from 1.
    pub round: u32,
    /// Who owes it by the policy.
    pub owner: Option<RoleId>,
    /// Who owes it by the events, as they name it; it goes before [`Self::owner`].
    pub owed_by: Option<Box<str>>,
    /// What has become of it.
    pub state: Option<ClockState>,
    /// Its start event.
    pub started: Option<Moment>,
    /// The last second in time.
    pub due: Option<Instant>,
    /// The due time before anything moved it.
    pub original_due: Option<Instant>,
    /// From when on to warn.
    pub warn_at: Option<Instant>,
    /// When it ended.
    pub ended: Option<Moment>,
    /// When an extension was asked for on which nobody has decided.
    pub extension_asked: Option<Moment>,
    /// The due time depends on a year without announced holidays.
    pub provisional: bool,
    /// The first instant at which a row of this case changes with no event but those that are given. The due time of a
    /// paused row moves with every second; it is the one of the view.
    pub next_change_at: Option<Instant>,
    /// How many faults its history has (lenient).
    pub faults: usize,
    /// Why the case could not be decided.
    pub error: Option<Error>,
}

impl Row {
    fn of_case(case: &Arc<str>) -> Self {
        Self {
            case: Arc::clone(case),
            standing: None,
            tier: None,
            obligation: None,
            cycle: 1,
            round: 1,
            owner: None,
            owed_by: None,
            state: None,
            started: None,
            due: None,
            original_due: None,
            warn_at: None,
            ended: None,
            extension_asked: None,
            provisional: false,
            next_change_at: None,
            faults: 0,
            error: None,
        }
    }

    fn of_clock(engine: &Engine, case: &Self, clock: &Clock) -> Self {
        let obligation = engine.policy().obligations.get(clock.obligation.index());
        Self {
            obligation: Some(clock.obligation),
            cycle: clock.cycle,
            round: clock.round,
            owner: obligation.and_then(|obligation| obligation.owner),
            owed_by: clock.owed_by.clone(),
            state: Some(clock.state),
            started: clock.started,
            due: clock.due,
            original_due: clock.original_due,
            warn_at: clock.warn_at,
            ended: clock.ended,
            extension_asked: clock.extension_asked,
            provisional: clock.provisional,
            ..case.clone()
        }
    }

    /// Who owes it: the department by the events, else the role of the policy.
    #[must_use]
    pub fn responsible<'a>(&'a self, engine: &'a Engine) -> Option<&'a str> {
        self.owed_by.as_deref().or_else(|| self.owner.map(|role| engine.policy().role_name(role)))
    }
}

/// The rows of many cases, in the order of the input, then of the policy, of cycles and of rounds. Cases that were merged
/// into others of the input bring their co-signers ([`carry_over`]). A case that cannot be decided has one row that says
/// why. The rows do not depend on the number of threads.
#[must_use]
pub fn rows(engine: &Engine, inputs: Vec<Input>, mode: Mode, view: View, threads: usize) -> Vec<Row> {
    let decided = cases(engine, inputs, mode, threads);
    let decided = carry_over(decided, view.as_of);
    in_parts(&decided, threads, |part| part.iter().flat_map(|case| rows_of(engine, case, view)).collect())
}

/// Rows as text, and what could not be read as a JSON list of faults.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// The rows: [`to_json_lines`] or [`to_csv`].
    pub rows: String,
    /// What is wrong with the input, each fault with its place; `[]` when nothing is.
    pub faults: String,
}

/// JSON Lines in ([`from_json_lines`]), JSON Lines out.
#[must_use]
pub fn rows_of_json_lines(engine: &Engine, lines: &str, mode: Mode, view: View, threads: usize) -> Written {
    let Read { inputs, faults } = from_json_lines(lines);
    let rows = rows(engine, inputs, mode, view, threads);
    Written { rows: to_json_lines(engine, &rows, view.as_of), faults: faults_json(&faults) }
}

/// Two files of comma-separated values in ([`from_csv`]), one out.
///
/// # Errors
/// As [`from_csv`].
pub fn rows_of_csv(
    engine: &Engine,
    complaints: &str,
    events: &str,
    mode: Mode,
    view: View,
    threads: usize,
) -> Result<Written> {
    let Read { inputs, faults } = from_csv(complaints, events)?;
    let rows = rows(engine, inputs, mode, view, threads);
    Ok(Written { rows: to_csv(engine, &rows, view.as_of), faults: faults_json(&faults) })
}

/// A case of a batch, or why it could not be replayed.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// The complaint's id.
    pub id: Arc<str>,
    /// The case.
    pub case: Result<Case>,
}

/// Replays many cases; the complaints are read on the way.
#[must_use]
pub fn cases(engine: &Engine, inputs: Vec<Input>, mode: Mode, threads: usize) -> Vec<Replayed> {
    in_parts(&inputs, threads, |part| {
        let mut scratch = Scratch::default();
        let replay = |input: &Input| {
            let id: Arc<str> = input.complaint.id.as_str().into();
            let case = engine.intake_with(&input.complaint, &mut scratch).and_then(|intake| {
                Case::replay(Arc::clone(engine.rules()), Arc::new(intake), input.events.clone(), mode)
            });
            Replayed { id, case }
        };
        part.iter().map(replay).collect()
    })
}

/// The rows of one case.
#[must_use]
pub fn rows_of(engine: &Engine, replayed: &Replayed, view: View) -> Vec<Row> {
    let case = Row::of_case(&replayed.id);
    let status = replayed.case.as_ref().map_err(Clone::clone).and_then(|case| case.view(view));
    match status {
        Err(error) => vec![Row { error: Some(error), ..case }],
        Ok(status) => {
            let next_event = replayed.case.as_ref().ok().and_then(|case| case.happens_next(view.as_of));
            rows_of_status(engine, case, &status, next_event)
        }
    }
}

fn rows_of_status(engine: &Engine, case: Row, status: &Status, next_event: Option<Instant>) -> Vec<Row> {
    let case = Row {
        standing: Some(status.standing),
        tier: status.tiering.tier,
        cycle: status.cycle,
        next_change_at: status.next_change_at.into_iter().chain(next_event).min(),
        faults: status.faults.len(),
        ..case
    };
    if status.clocks.is_empty() {
        return vec![case];
    }
    status.clocks.iter().map(|clock| Row::of_clock(engine, &case, clock)).collect()
}
