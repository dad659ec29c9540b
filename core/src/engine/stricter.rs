//! Which of several limits of one end is the stricter: a company's own rule, or the law above it.

use super::Engine;
use crate::case::{Clock, ClockState};
use crate::id::ObligationId;
use crate::policy::{Ends, EventMatch, Obligation};

impl Engine {
    /// Of the clocks of one decision, the one whose end also ends this clock and that is due earlier: the stricter
    /// limit, by which one must go. `None` when none is due earlier.
    ///
    /// ```
    /// use tousu::{Engine, complaint::Complaint, policy::Policy, time::Moment};
    /// let source = "[policy]\nid = 'own'\ntitle = 'own'\nversion = '1'\nextends = 'city-peoples-hospital'\n\
    ///     [[obligation]]\nid = 'own-reply'\nclause = '1'\nstarts = 'received'\nends = 'replied'\nwithin = '3 days'\n";
    /// let engine = Engine::new(Policy::parse(source)?)?;
    /// let received_at = Some(Moment::parse("2026-03-02T09:00:00+08:00")?);
    /// let complaint = Complaint { id: "c1".into(), received_at, ..Complaint::default() };
    /// let filed = r#"{"id": "e1", "kind": "filed", "at": "2026-03-02T10:00:00+08:00"}"#;
    /// let case = engine.replay(&complaint, tousu::case::Event::list_from_json(filed)?, Default::default())?;
    /// let status = case.status(tousu::time::Instant::parse("2026-03-02T12:00:00+08:00")?)?;
    /// let of_law = engine.policy().obligation("reply").and_then(|id| status.clock(id)).cloned().unwrap();
    /// assert_eq!(engine.stricter(&of_law, &status.clocks), engine.policy().obligation("own-reply"));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn stricter(&self, clock: &Clock, all: &[Clock]) -> Option<ObligationId> {
        let obligation = |clock: &Clock| self.policy.obligations.get(clock.obligation.index());
        let (own, due) = (obligation(clock)?, clock.due?);
        if clock.state == ClockState::Waived {
            return None;
        }
        let earlier = all.iter().filter(|other| {
            other.cycle == clock.cycle
                && other.state != ClockState::Waived
                && other.due.is_some_and(|other| other < due)
                && obligation(other).is_some_and(|other| one_end(own, other))
        });
        earlier.min_by_key(|other| other.due).map(|other| other.obligation)
    }
}

/// Whether one event can end both.
fn one_end(one: &Obligation, other: &Obligation) -> bool {
    let meets = |left: &EventMatch, right: &EventMatch| {
        left.kind == right.kind
            && (left.to.is_empty() || right.to.is_empty() || left.to.iter().any(|role| right.to.contains(role)))
    };
    events(one).iter().any(|left| events(other).iter().any(|right| meets(left, right)))
}

fn events(obligation: &Obligation) -> &[EventMatch] {
    let (Ends::Any(events) | Ends::All(events)) = &obligation.ends;
    events
}
