//! The work queue over many cases: what is due next, what is overdue and by whom, what is about to be, and what waits
//! for somebody's approval.
//!
//! The queue holds cases and keeps what they owe in the order of due times. An event decides one case anew; when time
//! goes on, only the cases whose status changes by itself are. What it shows is what deciding every case anew would show.
//!
//! ```
//! use tousu::batch::Input;
//! use tousu::case::Event;
//! use tousu::complaint::Complaint;
//! use tousu::queue::Queue;
//! use tousu::time::{Instant, Moment};
//!
//! let engine = tousu::Engine::builtin("residential-community")?;
//! let mut queue = Queue::new(&engine, Instant::parse("2026-03-02T09:00:00+08:00")?);
//! let received_at = Some(Moment::parse("2026-03-02T09:00:00+08:00")?);
//! queue.put(&Complaint { id: "c1".into(), received_at, ..Complaint::default() }, Vec::new())?;
//! let due = queue.due_next().next().and_then(|task| task.due).map(|due| engine.calendar().format(due));
//! assert_eq!(due.as_deref(), Some("2026-03-02T11:00:00+08:00"));
//!
//! queue.advance(Instant::parse("2026-03-02T11:00:01+08:00")?)?;
//! assert_eq!(queue.overdue().map(|task| task.responsible(&engine)).collect::<Vec<_>>(), [Some("front-line")]);
//!
//! let event = Event::new("e1", "registered", Moment::parse("2026-03-02T11:30:00+08:00")?);
//! queue.advance(Instant::parse("2026-03-02T12:00:00+08:00")?)?;
//! queue.apply("c1", [event])?;
//! assert_eq!(queue.overdue().count(), 0);
//! # Ok::<(), tousu::Error>(())
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::batch::{Input, Replayed, carry_over, cases, in_parts};
use crate::case::{Case, Clock, ClockState, Event, Mode, Status, View, Warn};
use crate::complaint::Complaint;
use crate::document::JsonWriter;
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::id::{ObligationId, RoleId};
use crate::time::{Instant, Moment};

/// Something owed that has not ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Task {
    /// The last second in time; `None` while it stands still.
    pub due: Option<Instant>,
    /// The complaint's id.
    pub case: Arc<str>,
    /// What is owed.
    pub obligation: ObligationId,
    /// In which cycle, from 1.
    pub cycle: u32,
    /// For which time in its cycle, from 1.
    pub round: u32,
    /// Who owes it by the policy.
    pub owner: Option<RoleId>,
    /// Who owes it by the events; it goes before [`Self::owner`].
    pub owed_by: Option<Box<str>>,
    /// Running, paused, or breached.
    pub state: ClockState,
    /// It runs, and the time to warn has come.
    pub warned: bool,
    /// When an extension was asked for on which nobody has decided.
    pub extension_asked: Option<Moment>,
}

impl Task {
    fn of(engine: &Engine, case: &Arc<str>, clock: &Clock, as_of: Instant) -> Option<Self> {
        let open = match clock.state {
            ClockState::Running | ClockState::Paused => true,
            ClockState::Breached => clock.ended.is_none(),
            _ => false,
        };
        let obligation = engine.policy().obligations.get(clock.obligation.index())?;
        Some(Self {
            due: clock.due.filter(|_| open).map(|due| Some(due).filter(|_| clock.state != ClockState::Paused))?,
            case: Arc::clone(case),
            obligation: clock.obligation,
            cycle: clock.cycle,
            round: clock.round,
            owner: obligation.owner,
            owed_by: clock.owed_by.clone(),
            state: clock.state,
            warned: clock.warns(as_of),
            extension_asked: clock.extension_asked,
        })
    }

    /// Who owes it: the department by the events, else the role of the policy.
    #[must_use]
    pub fn responsible<'a>(&'a self, engine: &'a Engine) -> Option<&'a str> {
        self.owed_by.as_deref().or_else(|| self.owner.map(|role| engine.policy().role_name(role)))
    }

    fn key(&self) -> (Instant, &Arc<str>, ObligationId, u32, u32, Option<&str>) {
        // What stands still comes last.
        (self.due.unwrap_or(Instant::MAX), &self.case, self.obligation, self.cycle, self.round, self.owed_by.as_deref())
    }

    /// Writes the task with the calendar's offset; every field, in a fixed order.
    pub fn write_json(&self, engine: &Engine, out: &mut JsonWriter) {
        let policy = engine.policy();
        let obligation = policy.obligations.get(self.obligation.index());
        out.object(|out| {
            out.field("case").string(&self.case);
            out.field("obligation").string_or_null(obligation.map(|obligation| obligation.id.as_str()));
            out.field("cycle").integer(self.cycle);
            out.field("round").integer(self.round);
            out.field("owner").string_or_null(self.responsible(engine));
            out.field("state").string(self.state.slug());
            out.field("due").string_or_null(self.due.map(|due| engine.calendar().format(due)).as_deref());
            out.field("warned").boolean(self.warned);
            let asked = self.extension_asked.map(|asked| match asked {
                Moment::At { instant, .. } => engine.calendar().format(instant),
                Moment::On(date) => date.to_string(),
            });
            out.field("extension_asked_at").string_or_null(asked.as_deref());
        });
    }
}

impl Ord for Task {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Task {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// A case of the queue.
#[derive(Clone, Debug)]
struct Held {
    case: Case,
    tasks: Vec<Task>,
    changes_at: Option<Instant>,
}

/// Cases with what they owe, at an instant.
#[derive(Clone, Debug)]
pub struct Queue {
    engine: Engine,
    mode: Mode,
    warn: Option<Warn>,
    now: Instant,
    cases: BTreeMap<Arc<str>, Held>,
    /// In order of due time, complaint, obligation, cycle and round.
    tasks: BTreeSet<Task>,
    /// When the status of a case changes by itself, or by an event that is known of already.
    changes: BTreeSet<(Instant, Arc<str>)>,
}

impl Queue {
    /// A queue without cases, at an instant. Histories are read leniently and warnings are those of the policy.
    #[must_use]
    pub fn new(engine: &Engine, now: Instant) -> Self {
        Self {
            engine: engine.clone(),
            mode: Mode::Lenient,
            warn: None,
            now,
            cases: BTreeMap::new(),
            tasks: BTreeSet::new(),
            changes: BTreeSet::new(),
        }
    }

    /// The same, warning of every limit alike.
    #[must_use]
    pub fn with_warning(self, warn: Warn) -> Self {
        Self { warn: Some(warn), ..self }
    }

    /// The same, refusing histories with faults.
    #[must_use]
    pub fn with_mode(self, mode: Mode) -> Self {
        Self { mode, ..self }
    }

    /// The instant at which it stands.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.now
    }

    /// How many cases it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// Whether it holds no case.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// A case that it holds.
    #[must_use]
    pub fn case(&self, id: &str) -> Option<&Case> {
        self.cases.get(id).map(|held| &held.case)
    }

    /// Puts a case in, in place of one of the same id.
    ///
    /// # Errors
    /// As [`Engine::replay`] and [`Case::status`]; the queue is unchanged.
    pub fn put(&mut self, complaint: &Complaint, events: Vec<Event>) -> Result<()> {
        let case = self.engine.replay(complaint, events, self.mode)?;
        self.decide(complaint.id.as_str().into(), case, &mut Vec::new())
    }

    /// Puts many cases in, on several threads. Cases that were merged into others of the input bring their co-signers.
    ///
    /// # Errors
    /// The first case that cannot be decided, named by its id; the queue is unchanged.
    pub fn put_all(&mut self, inputs: Vec<Input>, threads: usize) -> Result<()> {
        let view = self.view();
        let replayed = carry_over(cases(&self.engine, inputs, self.mode, threads), self.now);
        let place = |id: &str, error: Error| error.at(format_args!("complaints[{id}]"));
        let decided = in_parts(&replayed, threads, |part| {
            let decide = |Replayed { id, case }: &Replayed| -> Result<(Arc<str>, Case, Status)> {
                let case = case.clone().map_err(|error| place(id, error))?;
                let status = case.view(view).map_err(|error| place(id, error))?;
                Ok((Arc::clone(id), case, status))
            };
            part.iter().map(decide).collect()
        });
        let decided: Vec<_> = decided.into_iter().collect::<Result<_>>()?;
        for (id, case, status) in decided {
            self.hold(id, case, &status);
        }
        Ok(())
    }

    /// Adds events to a case and decides it anew; all of them or none. A case that is merged into another of the queue
    /// brings its co-signers there.
    ///
    /// # Errors
    /// `unknown-complaint`; as [`Case::apply_all`] and [`Case::status`]; the queue is unchanged.
    pub fn apply(&mut self, id: &str, events: impl IntoIterator<Item = Event>) -> Result<()> {
        let Some((id, held)) = self.cases.get_key_value(id) else {
            return Err(Error::new(Code::UnknownComplaint, id, ""));
        };
        let (id, case) = (Arc::clone(id), held.case.apply_all(events)?);
        self.decide(id, case, &mut Vec::new())
    }

    /// Takes a case out; whether it was there.
    pub fn remove(&mut self, id: &str) -> bool {
        let held = self.cases.remove_entry(id);
        if let Some((id, held)) = &held {
            self.forget(id, held);
        }
        held.is_some()
    }

    /// Lets time go on: cases whose status changes by itself until then are decided anew. How many that were.
    ///
    /// # Errors
    /// As [`Case::status`]; `invalid-argument` for an instant that has passed.
    pub fn advance(&mut self, to: Instant) -> Result<usize> {
        if to < self.now {
            let now = self.engine.calendar().format(self.now);
            let subject = self.engine.calendar().format(to);
            return Err(Error::new(Code::InvalidArgument, subject, format_args!("{now} or later")).at("to"));
        }
        self.now = to;
        let mut decided = 0;
        while let Some((at, id)) = self.changes.first().cloned().filter(|(at, _)| *at <= to) {
            let Some(case) = self.cases.get(&id).map(|held| held.case.clone()) else {
                self.changes.remove(&(at, id));
                continue;
            };
            self.decide(id, case, &mut Vec::new())?;
            decided += 1;
        }
        Ok(decided)
    }

    /// Everything that is owed and has not ended, in the order of due times.
    pub fn open(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter()
    }

    /// What runs, the first due time first.
    pub fn due_next(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.state == ClockState::Running)
    }

    /// What was due and has not ended, the longest overdue first.
    pub fn overdue(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.state == ClockState::Breached)
    }

    /// What was due and has not ended, by who owes it; nobody is the empty name.
    #[must_use]
    pub fn overdue_by_owner(&self) -> BTreeMap<&str, Vec<&Task>> {
        let mut owners: BTreeMap<&str, Vec<&Task>> = BTreeMap::new();
        for task in self.overdue() {
            owners.entry(task.responsible(&self.engine).unwrap_or_default()).or_default().push(task);
        }
        owners
    }

    /// What runs and is to be warned of, the first due time first.
    pub fn about_to_breach(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.warned)
    }

    /// What waits for somebody to decide on an extension, the first due time first.
    pub fn awaiting_approval(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.extension_asked.is_some())
    }

    /// The next instant at which something changes with no further event.
    #[must_use]
    pub fn next_change_at(&self) -> Option<Instant> {
        self.changes.first().map(|(at, _)| *at)
    }

    /// The queue as JSON: the four lists, each with at most so many tasks, and how many there are.
    #[must_use]
    pub fn to_json(&self, at_most: usize) -> String {
        let engine = &self.engine;
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/queue/1");
            engine.write_decided_by(out);
            out.field("as_of").string(&engine.calendar().format(self.now));
            let next = self.next_change_at().map(|at| engine.calendar().format(at));
            out.field("next_change_at").string_or_null(next.as_deref());
            out.field("cases").integer(i128::try_from(self.len()).unwrap_or(i128::MAX));
            let lists: [(&str, Vec<&Task>); 4] = [
                ("due_next", self.due_next().collect()),
                ("overdue", self.overdue().collect()),
                ("about_to_breach", self.about_to_breach().collect()),
                ("awaiting_approval", self.awaiting_approval().collect()),
            ];
            for (name, tasks) in lists {
                out.key(name);
                out.object(|out| {
                    out.field("count").integer(i128::try_from(tasks.len()).unwrap_or(i128::MAX));
                    out.key("tasks");
                    out.array(|out| tasks.iter().take(at_most).for_each(|task| task.write_json(engine, out)));
                });
            }
        });
        out.finish()
    }

    fn view(&self) -> View {
        View { warn: self.warn, ..View::at(self.now) }
    }

    /// Decides a case, and first those into which it was merged; `on_the_way` are those that hand something on.
    fn decide(&mut self, id: Arc<str>, case: Case, on_the_way: &mut Vec<Arc<str>>) -> Result<()> {
        let status = case.view(self.view())?;
        on_the_way.push(Arc::clone(&id));
        let heir = match case.merged_into(self.now)? {
            Some((into, event)) if !on_the_way.iter().any(|id| **id == *into) => {
                self.cases.get_key_value(into).map(|(id, held)| (Arc::clone(id), held.case.clone(), event))
            }
            _ => None,
        };
        if let Some((heir, before, event)) = heir
            && !before.events().contains(&event)
        {
            self.decide(heir, before.inherit([event])?, on_the_way)?;
        }
        self.hold(id, case, &status);
        Ok(())
    }

    fn hold(&mut self, id: Arc<str>, case: Case, status: &Status) {
        let tasks: Vec<Task> =
            status.clocks.iter().filter_map(|clock| Task::of(&self.engine, &id, clock, self.now)).collect();
        if let Some(held) = self.cases.remove(&id) {
            self.forget(&id, &held);
        }
        self.tasks.extend(tasks.iter().cloned());
        let changes_at = status.next_change_at.into_iter().chain(case.happens_next(self.now)).min();
        self.changes.extend(changes_at.map(|at| (at, Arc::clone(&id))));
        self.cases.insert(id, Held { case, tasks, changes_at });
    }

    fn forget(&mut self, id: &Arc<str>, held: &Held) {
        for task in &held.tasks {
            self.tasks.remove(task);
        }
        if let Some(at) = held.changes_at {
            self.changes.remove(&(at, Arc::clone(id)));
        }
    }
}
