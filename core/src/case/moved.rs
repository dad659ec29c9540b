//! The due time of a round after everything that moved it: pauses, extensions and agreements, in the order in which
//! they came.

use super::clock::{Moved, Stage, Stop};
use super::few::Few;
use super::history::{Entry, Window};
use super::round::Round;
use super::{Event, state};
use crate::deadline::{self, Due, MovingDue};
use crate::error::{Code, Error, Result};
use crate::policy::{EventKind, Limit};
use crate::time::Instant;

impl<'a> Stage<'a> {
    /// The times in which these clocks stand still, in order; pauses that touch are one.
    pub(super) fn pauses(&self, out: &mut Few<Stop, 2>) {
        out.clear();
        let declared = &self.scene.rules.policy().pauses;
        let stops = |pause: &&state::Pause| {
            let rule = pause.rule.and_then(|rule| declared.get(rule));
            rule.is_none_or(|rule| rule.enabled && (rule.stops.is_empty() || rule.stops.contains(&self.id)))
        };
        let here = self.span.pauses;
        for pause in here.iter().filter(stops) {
            match out.last_mut() {
                Some((_, to)) if to.is_none_or(|to| pause.from <= to) => {
                    *to = to.zip(pause.to).map(|(one, other)| one.max(other));
                }
                _ => out.push((pause.from, pause.to)),
            }
        }
    }

    /// The due time of a start after everything that moved it. What comes after the end of a round moves nothing.
    pub(super) fn moved(
        &self,
        limit: Limit,
        start: Instant,
        round: &Round<'_>,
        pauses: &[Stop],
        faults: &mut Vec<Error>,
    ) -> Result<Moved> {
        let calendar = self.scene.rules.calendar();
        let due = deadline::due(calendar, limit.period, limit.counting, start)?;
        let original = due.at;
        let ended = round.end.map(|(window, _)| window.latest.max(start));
        let stop = ended.map_or(self.scene.as_of, |ended| ended.min(self.scene.as_of));
        let mut moved = Moved {
            due: original,
            original,
            late_from: None,
            provisional: due.provisional,
            late_extension: false,
            paused: false,
            asked: None,
        };
        // Most due times are moved by nothing: a pause that begins later repairs nothing.
        if self.scene.moving.is_empty() && pauses.first().is_none_or(|(from, _)| *from > stop.min(original)) {
            moved.late_from = late_from(original, pauses);
            return Ok(moved);
        }
        let mut due = MovingDue::from_due(calendar, limit, start, due);
        let mut unextended = None;
        // In order and disjoint: those that were over before the start come first.
        let over = pauses.partition_point(|(_, to)| to.is_some_and(|to| to <= start));
        let pauses = pauses.get(over..).unwrap_or_default();
        let mut rest = pauses;
        let mut begun: Option<Stop> = None;
        // A pause is counted up to an instant; what is left of it moves the due time that is named then.
        let mut pause_until = |due: &mut MovingDue<'_>, until: Instant, paused: &mut bool| -> Result<()> {
            loop {
                let (from, to) = match (begun.take(), rest.split_first()) {
                    (Some(left), _) => left,
                    (None, Some((next, later))) if next.0 <= until => {
                        rest = later;
                        *next
                    }
                    _ => return Ok(()),
                };
                // One that lasts was begun in time if any part of it was.
                *paused = to.is_none() && (*paused || from <= due.due()?.at);
                if !due.pause(from, to.map_or(until, |to| to.min(until)))? {
                    // It repairs nothing, and those that begin later and are over by then do not either.
                    let over = rest.partition_point(|(_, to)| to.is_some_and(|to| to <= until));
                    rest = rest.get(over..).unwrap_or_default();
                }
                if to.is_none_or(|to| to > until) {
                    begun = Some((until, to));
                    return Ok(());
                }
            }
        };
        for (entry, event) in self.moving(round) {
            let at = entry.window.latest;
            let named = event.obligation.as_deref().map(|id| self.obligation.id == id);
            let concerns = match entry.builtin {
                Some(EventKind::ExtensionRequested | EventKind::ExtensionRefused) => {
                    named.unwrap_or(self.obligation.extension.is_some())
                }
                Some(EventKind::ExtensionApproved) => named == Some(true),
                Some(EventKind::CustomerAgreed) => named.unwrap_or(self.obligation.customer_may_set),
                _ => self.obligation.delay_promise && named.unwrap_or(true),
            };
            if !concerns {
                continue;
            }
            moved.asked = match entry.builtin {
                Some(EventKind::ExtensionRequested) => Some(entry.at),
                Some(EventKind::ExtensionApproved | EventKind::ExtensionRefused) => None,
                _ => moved.asked,
            };
            let Some(until) = event.until.filter(|_| moves(entry)) else { continue };
            pause_until(&mut due, at.min(stop), &mut moved.paused)?;
            let current = due.due()?.at;
            let until = Window::of(calendar, until)?.latest;
            let extension = entry.builtin == Some(EventKind::ExtensionApproved);
            let fault = if extension {
                let unextended = *unextended.get_or_insert(current);
                self.extension_fault(event, until, Current { due: current, unextended, limit })?
            } else {
                None
            };
            match fault {
                Some(_) if entry.corrected => {}
                Some(fault) => faults.push(fault),
                // Too late: it is recorded, the breach stays.
                None if late_from(current, pauses).is_some_and(|late_from| at >= late_from) => {
                    moved.late_extension = true
                }
                None if at > stop => {}
                None => due.replace(until)?,
            }
        }
        pause_until(&mut due, stop, &mut moved.paused)?;
        let Due { at, provisional, .. } = due.due()?;
        Ok(Moved { due: at, late_from: late_from(at, pauses), provisional, ..moved })
    }

    /// The events of a round that may move its due time.
    fn moving(&self, round: &Round<'_>) -> impl Iterator<Item = (&'a Entry, &'a Event)> + use<'a> {
        let course = self.scene.course;
        let moving = self.scene.moving;
        let first = moving.partition_point(|position| *position < round.events.from);
        let end = round.events.to;
        let here = moving.iter().skip(first).take_while(move |position| **position < end);
        here.filter_map(|position| {
            let entry = course.applied.get(*position)?;
            Some((entry, course.event(entry)?))
        })
    }

    /// Why an extension may not be: it ends before the due time, or too long after it.
    fn extension_fault(&self, event: &Event, until: Instant, current: Current) -> Result<Option<Error>> {
        let Current { due, unextended, limit } = current;
        let name = format!("`{}` of `{}`", event.id, self.obligation.id);
        let place = format!("events[{}]", event.id);
        if until < due {
            let due = self.scene.rules.calendar().format(due);
            let error = Error::new(Code::ExtensionEarlier, name, format_args!("it is due {due}"));
            return Ok(Some(error.at("until").at(place)));
        }
        if let Some(extension) = &self.obligation.extension
            && let Some(at_most) = extension.at_most
        {
            let latest = deadline::due(self.scene.rules.calendar(), at_most, limit.counting, unextended)?.at;
            if until > latest {
                let (latest, clause) = (self.scene.rules.calendar().format(latest), &extension.clause);
                let expected = format!("{latest} at the latest ({} {})", clause.number, clause.quote);
                return Ok(Some(Error::new(Code::ExtensionTooLong, name, expected).at("until").at(place)));
            }
        }
        Ok(None)
    }
}

/// The due time when an extension is approved.
#[derive(Clone, Copy)]
struct Current {
    due: Instant,
    /// Before the first extension.
    unextended: Instant,
    limit: Limit,
}

/// The first instant that is too late: the second after the due time, or after the end of a pause in which it lies;
/// `None` while that lasts.
fn late_from(due: Instant, pauses: &[Stop]) -> Option<Instant> {
    let before = pauses.partition_point(|(from, _)| *from <= due);
    let over = before.checked_sub(1).and_then(|last| pauses.get(last)).map_or(Some(due), |(_, to)| *to);
    over.and_then(|over| over.max(due).plus(1).ok())
}

fn moves(entry: &Entry) -> bool {
    let kinds = [EventKind::ExtensionApproved, EventKind::CustomerAgreed, EventKind::DelayNotified];
    entry.builtin.is_some_and(|kind| kinds.contains(&kind))
}
