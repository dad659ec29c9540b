//! Questions about all cases: what is due, what is overdue, and the figures.

use super::Ledger;
use crate::Engine;
use crate::case::{Case, Clock, ClockState, Mode, Status, View};
use crate::complaint::Complaint;
use crate::document::JsonWriter;
use crate::error::{Error, Result};
use crate::policy::Label;
use crate::statistics::{Plan, Summary};
use crate::text::redact;
use crate::time::{Instant, Moment};

/// Something that is owed on a case, with its due time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DueItem {
    /// The complaint's id.
    pub complaint: String,
    /// Its title.
    pub title: String,
    /// The estate, project or ward.
    pub unit: Option<String>,
    /// Its category; `None` = unsure.
    pub category: Option<String>,
    /// Its tier as of the question; `None` = the policy gives none.
    pub tier: Option<String>,
    /// What is owed: the id in the policy.
    pub obligation: String,
    /// Its label.
    pub label: Label,
    /// The clause that demands it.
    pub clause: String,
    /// The role that owes it.
    pub owner: Option<String>,
    /// In which cycle, from 1.
    pub cycle: u32,
    /// Running, paused, or breached and still open.
    pub state: ClockState,
    /// The last second in time; while paused, what it would be if resumed at the instant of the question.
    pub due: Instant,
    /// The due time before any pause, extension, agreement or later filing.
    pub original_due: Option<Instant>,
    /// The due time depends on a year without announced holidays.
    pub provisional: bool,
}

impl DueItem {
    /// Writes the item with the calendar's offset; every field, in a fixed order.
    pub fn write_json(&self, engine: &Engine, out: &mut JsonWriter) {
        let instant = |at: Instant| engine.calendar().format(at);
        out.object(|out| {
            out.field("complaint").string(&self.complaint);
            out.field("title").string(&self.title);
            out.field("unit").string_or_null(self.unit.as_deref());
            out.field("category").string_or_null(self.category.as_deref());
            out.field("tier").string_or_null(self.tier.as_deref());
            out.field("obligation").string(&self.obligation);
            out.field("label").object(|out| {
                out.field("zh").string(&self.label.zh);
                out.field("en").string(&self.label.en);
            });
            out.field("clause").string(&self.clause);
            out.field("owner").string_or_null(self.owner.as_deref());
            out.field("cycle").integer(self.cycle);
            out.field("state").string(self.state.slug());
            out.field("due").string(&instant(self.due));
            out.field("original_due").string_or_null(self.original_due.map(instant).as_deref());
            out.field("provisional").boolean(self.provisional);
        });
    }

    fn of(engine: &Engine, complaint: &Complaint, case: &Case, status: &Status, clock: &Clock) -> Option<Self> {
        let policy = engine.policy();
        let obligation = policy.obligations.get(clock.obligation.index())?;
        let category = case.intake().classification.category;
        Some(Self {
            complaint: complaint.id.clone(),
            title: redact(&complaint.title).into_owned(),
            unit: complaint.stated.unit.clone(),
            category: category.map(|id| policy.lexicon.category_name(id).to_owned()),
            tier: status.tiering.tier.map(|id| policy.tier_name(id).to_owned()),
            obligation: obligation.id.clone(),
            label: obligation.label.clone(),
            clause: obligation.clause.number.clone(),
            owner: obligation.owner.map(|id| policy.role_name(id).to_owned()),
            cycle: clock.cycle,
            state: clock.state,
            due: clock.due?,
            original_due: clock.original_due,
            provisional: clock.provisional,
        })
    }
}

impl Ledger {
    /// Everything that is still owed at `as_of` and due before `before`: what is overdue as well as what will be due,
    /// in ascending order of due time, complaint and obligation. Histories are read leniently; a complaint received
    /// after `as_of` is not there yet.
    ///
    /// ```
    /// use tousu::{Engine, complaint::Complaint, ledger::Ledger, time::{Instant, Moment}};
    /// let engine = Engine::builtin("residential-community")?;
    /// let mut ledger = Ledger::in_memory()?;
    /// let received_at = Some(Moment::parse("2026-03-02T09:00:00+08:00")?);
    /// ledger.record(&engine, &[Complaint { id: "c1".into(), received_at, ..Complaint::default() }])?;
    /// let now = Instant::parse("2026-03-02T09:05:00+08:00")?;
    /// for item in ledger.due_before(&engine, now, Instant::parse("2026-03-06T00:00:00+08:00")?)? {
    ///     println!("{} {} {}", engine.calendar().format(item.due), item.complaint, item.label.zh);
    /// }
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ledger-io`, `ledger-corrupt`, `ledger-busy`; as [`Engine::intake`] and [`Case::status`] for a complaint that
    /// this engine cannot decide, named by its id: nothing is left out silently.
    pub fn due_before(&self, engine: &Engine, as_of: Instant, before: Instant) -> Result<Vec<DueItem>> {
        self.owed(engine, as_of, |clock| {
            let open = match clock.state {
                ClockState::Running | ClockState::Paused => true,
                ClockState::Breached => clock.ended.is_none(),
                _ => false,
            };
            open && clock.due.is_some_and(|due| due < before)
        })
    }

    /// What was due before `as_of` and has not ended, in the order of [`Ledger::due_before`]. A paused clock is not
    /// overdue.
    ///
    /// # Errors
    /// As [`Ledger::due_before`].
    pub fn overdue(&self, engine: &Engine, as_of: Instant) -> Result<Vec<DueItem>> {
        self.owed(engine, as_of, |clock| clock.state == ClockState::Breached && clock.ended.is_none())
    }

    /// The figures of all cases as they stand at `as_of`, by month, category and tier.
    ///
    /// ```
    /// use tousu::{Engine, ledger::Ledger, statistics::Kpi, time::Instant};
    /// let engine = Engine::builtin("residential-community")?;
    /// let as_of = Instant::parse("2026-04-01T00:00:00+08:00")?;
    /// let figures = Ledger::in_memory()?.summary(&engine, as_of)?;
    /// assert_eq!(figures.total().rate(Kpi::ClosureRate).to_string(), "0/0 (–)");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::due_before`].
    pub fn summary(&self, engine: &Engine, as_of: Instant) -> Result<Summary> {
        self.figures(engine, engine.plan(as_of))
    }

    /// The figures of all cases by a plan, as they stand at its cut-off.
    ///
    /// # Errors
    /// As [`Ledger::due_before`].
    pub fn figures(&self, engine: &Engine, plan: Plan) -> Result<Summary> {
        let view = View { known_at: plan.known_at, ..View::at(plan.as_of) };
        let mut observations = Vec::new();
        self.each(engine, plan.as_of, |complaint, case| {
            observations.push(engine.observe_view(complaint, case, view)?.0);
            Ok(())
        })?;
        Ok(Summary::of(plan, observations))
    }

    /// What is wrong with the histories as of an instant: each fault with its complaint, in ascending order of the
    /// complaint's id.
    ///
    /// # Errors
    /// As [`Ledger::due_before`].
    pub fn faults(&self, engine: &Engine, as_of: Instant) -> Result<Vec<(String, Error)>> {
        let mut faults = Vec::new();
        self.each(engine, as_of, |complaint, case| {
            faults.extend(case.status(as_of)?.faults.into_iter().map(|fault| (complaint.id.clone(), fault)));
            Ok(())
        })?;
        Ok(faults)
    }

    fn owed(&self, engine: &Engine, as_of: Instant, wanted: impl Fn(&Clock) -> bool) -> Result<Vec<DueItem>> {
        let mut items = Vec::new();
        self.each(engine, as_of, |complaint, case| {
            let status = case.status(as_of)?;
            let clocks = status.clocks.iter().filter(|clock| wanted(clock));
            items.extend(clocks.filter_map(|clock| DueItem::of(engine, complaint, case, &status, clock)));
            Ok(())
        })?;
        // Cases come by id and clocks by obligation and cycle: a stable sort keeps both.
        items.sort_by_key(|item| item.due);
        Ok(items)
    }

    /// Shows every case that had been received by an instant.
    fn each(
        &self,
        engine: &Engine,
        as_of: Instant,
        mut show: impl FnMut(&Complaint, &Case) -> Result<()>,
    ) -> Result<()> {
        for case in self.cases(engine, Mode::Lenient)? {
            let (complaint, case) = case?;
            let place = |error: Error| error.at(format_args!("complaints[{}]", complaint.id));
            let received = match complaint.received_at {
                Some(Moment::At { instant, .. }) => instant,
                Some(Moment::On(date)) => engine.calendar().start_of_day(date).map_err(place)?,
                None => Instant::MIN,
            };
            if received <= as_of {
                let joined = self.joined(engine, &complaint.id, Mode::Lenient, as_of)?;
                show(&complaint, joined.as_ref().unwrap_or(&case)).map_err(place)?;
            }
        }
        Ok(())
    }
}
