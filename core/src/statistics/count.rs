//! What one observation adds to each figure: the only place that decides what is in a numerator, in a denominator, or
//! in neither.

use super::{Exclusion, Kpi, Lasted, Name, Neutral, Observation, Options, Outcome, Repeat, Visit};
use crate::time::Date;

/// What something adds to a figure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    /// To numerator and denominator.
    Both,
    /// To the denominator.
    Denominator,
    /// To the numerator alone: counts and flows.
    Numerator,
    /// Seconds to the lengths.
    Length(i64),
    /// To neither.
    Excluded(Exclusion),
}

/// One thing that counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contribution<'o> {
    pub(super) kpi: Kpi,
    /// `None` = every obligation together, or a figure that is of none.
    pub(super) obligation: Option<&'o Name>,
    /// The date that decides its period.
    pub(super) date: Option<Date>,
    pub(super) part: Part,
    /// What it is besides the complaint.
    pub(super) what: What<'o>,
}

/// What of a complaint counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What<'o> {
    Complaint,
    Obligation { obligation: &'o Name, cycle: u32, round: u32 },
    Visit(u32),
}

/// Everything that an observation adds.
pub(super) fn contributions<'o>(
    observation: &'o Observation,
    options: &Options,
    mut add: impl FnMut(Contribution<'o>),
) {
    let received = observation.received_on;
    let mut tell = |kpi: Kpi, part: Part| {
        add(Contribution { kpi, obligation: None, date: received, part, what: What::Complaint });
    };
    let of = |counts: bool| if counts { Part::Both } else { Part::Denominator };
    let Observation { in_scope, category, tier, .. } = observation;

    tell(Kpi::Volume, Part::Numerator);
    if observation.oral {
        tell(Kpi::Oral, Part::Numerator);
    }
    let classified = in_scope.is_some() || category.is_some() || tier.is_some();
    let valid = if classified { of(*in_scope != Some(false)) } else { Part::Excluded(Exclusion::Unclassified) };
    tell(Kpi::ValidRate, valid);
    tell(Kpi::HandlingRate, of(observation.handled));
    tell(Kpi::ClosureRate, of(observation.closed));
    tell(Kpi::ClosureFlow, Part::Denominator);
    tell(Kpi::OverdueRate, overdue(observation, options));
    for (elapsed, working, lasted) in [
        (Kpi::ResponseTime, Kpi::ResponseWorkingTime, observation.response),
        (Kpi::ResolutionTime, Kpi::ResolutionWorkingTime, observation.resolution),
        (Kpi::ClosingTime, Kpi::ClosingWorkingTime, observation.closing),
    ] {
        let (by_clock, by_calendar) = lengths(lasted);
        tell(elapsed, by_clock);
        tell(working, by_calendar);
    }
    tell(Kpi::VisitRate, visited(observation, options));
    let resolved =
        if observation.resolved { of(!observation.reopened) } else { Part::Excluded(Exclusion::NotResolved) };
    tell(Kpi::OneVisitResolution, resolved);
    let ended = observation.handled || observation.closed || observation.reopened;
    tell(Kpi::ReopenRate, if ended { of(observation.reopened) } else { Part::Excluded(Exclusion::NotClosed) });
    let (repeat, customer) = match observation.repeat {
        Repeat::NoCustomer => (Part::Excluded(Exclusion::NoCustomer), Part::Excluded(Exclusion::NoCustomer)),
        Repeat::NoTime => (Part::Excluded(Exclusion::NoTime), Part::Excluded(Exclusion::NoTime)),
        Repeat::Yes => (Part::Both, Part::Excluded(Exclusion::NotFirst)),
        Repeat::No { first: true, customer_repeats } => (Part::Denominator, of(customer_repeats)),
        Repeat::No { first: false, .. } => (Part::Denominator, Part::Excluded(Exclusion::NotFirst)),
    };
    tell(Kpi::RepeatRate, repeat);
    tell(Kpi::RepeatCustomers, customer);
    let found = observation.substantiated.map_or(Part::Excluded(Exclusion::NotInvestigated), of);
    tell(Kpi::SubstantiatedRate, found);
    tell(Kpi::GroupRate, of(observation.heads >= options.group_at_least));
    let raised = if tier.is_some() { of(observation.escalated) } else { Part::Excluded(Exclusion::NoTier) };
    tell(Kpi::EscalationRate, raised);

    if observation.closed {
        let (kpi, part, what) = (Kpi::ClosureFlow, Part::Numerator, What::Complaint);
        // What was closed on a day that is not known is shown where it was received.
        add(Contribution { kpi, obligation: None, date: observation.closed_on.or(received), part, what });
    }
    for (visit, number) in observation.visits.iter().zip(1..) {
        let part = satisfied(*visit, options);
        let (kpi, what) = (Kpi::Satisfaction, What::Visit(number));
        add(Contribution { kpi, obligation: None, date: received, part, what });
    }
    for measured in &observation.measured {
        let (obligation, cycle, round) = (&measured.obligation, measured.cycle, measured.round);
        let oral = observation.oral && !options.oral_is_timed;
        let part = match (measured.outcome, measured.due_on) {
            _ if oral => Part::Excluded(Exclusion::Oral),
            (Outcome::Waived, _) => Part::Excluded(Exclusion::Waived),
            (Outcome::Undetermined, _) => Part::Excluded(Exclusion::Undetermined),
            (Outcome::Met | Outcome::Missed, None) => Part::Excluded(Exclusion::NoDueTime),
            (Outcome::NotYetDue, _) => Part::Excluded(Exclusion::NotYetDue),
            (Outcome::Met, Some(_)) => Part::Both,
            (Outcome::Missed, Some(_)) => Part::Denominator,
        };
        let in_all = match part {
            Part::Both | Part::Denominator if measured.guiding => Part::Excluded(Exclusion::Guiding),
            part => part,
        };
        // What has no due time is shown in the month of the receipt, outside every rate.
        let date = measured.due_on.or(received);
        let what = What::Obligation { obligation, cycle, round };
        let (kpi, alone) = (Kpi::TimelyRate, Some(obligation));
        add(Contribution { kpi, obligation: alone, date, part, what });
        add(Contribution { kpi, obligation: None, date, part: in_all, what });
    }
}

fn overdue(observation: &Observation, options: &Options) -> Part {
    if observation.oral && !options.oral_is_timed {
        return Part::Excluded(Exclusion::Oral);
    }
    let binding = observation.measured.iter().filter(|measured| !measured.guiding && measured.due_on.is_some());
    let (mut due, mut missed) = (false, false);
    for measured in binding {
        due |= matches!(measured.outcome, Outcome::Met | Outcome::Missed);
        missed |= measured.outcome == Outcome::Missed;
    }
    match (due, missed) {
        (false, _) => Part::Excluded(Exclusion::NothingDue),
        (true, true) => Part::Both,
        (true, false) => Part::Denominator,
    }
}

/// By the clock, and by the calendar.
fn lengths(lasted: Lasted) -> (Part, Part) {
    let neither = |why: Exclusion| (Part::Excluded(why), Part::Excluded(why));
    match lasted {
        Lasted::NotYet => neither(Exclusion::NotYet),
        Lasted::NoTime => neither(Exclusion::NoTime),
        Lasted::For { elapsed, .. } if elapsed < 0 => neither(Exclusion::Backwards),
        Lasted::For { elapsed, working } => {
            let working = working.filter(|working| *working >= 0);
            (Part::Length(elapsed), working.map_or(Part::Excluded(Exclusion::NoWorkingTime), Part::Length))
        }
    }
}

fn visited(observation: &Observation, options: &Options) -> Part {
    if !observation.to_visit && observation.visits.is_empty() {
        return Part::Excluded(Exclusion::NotToBeVisited);
    }
    let reached = |visit: &Visit| options.no_answer_counts || *visit != Visit::NoAnswer;
    if observation.visits.iter().any(reached) { Part::Both } else { Part::Denominator }
}

fn satisfied(visit: Visit, options: &Options) -> Part {
    match (visit, options.neutral) {
        (Visit::VerySatisfied | Visit::Satisfied, _) | (Visit::Neutral, Neutral::Satisfied) => Part::Both,
        (Visit::Dissatisfied, _) | (Visit::Neutral, Neutral::NotSatisfied) => Part::Denominator,
        (Visit::Neutral, Neutral::LeftOut) => Part::Excluded(Exclusion::Neutral),
        (Visit::NoAnswer, _) => Part::Excluded(Exclusion::NoAnswer),
        (Visit::Refused, _) => Part::Excluded(Exclusion::VisitRefused),
        (Visit::Unrated, _) => Part::Excluded(Exclusion::Unrated),
    }
}
