//! From which event to which: the rounds of one obligation in one cycle. Most have one; what is owed again and again
//! has one after the other, and what each department owes for itself has them side by side.

use super::Event;
use super::clock::{Stage, Stretch};
use super::history::{Entry, Window};
use super::state::Part;
use crate::policy::{Cycles, Ends, EventKind, EventMatch, Limit, Repeats};
use crate::time::{Instant, Moment};

/// One time that an obligation is owed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Round<'a> {
    /// From 1.
    pub(super) number: u32,
    /// `None` = it has not happened, or is not known.
    pub(super) start: Option<(Window, Moment)>,
    /// An earlier start of lower rank that the start superseded.
    pub(super) superseded: Option<Window>,
    pub(super) end: Option<(Window, Moment)>,
    /// What ended it after the case was settled, should it have been missed before.
    pub(super) late_end: Option<(Window, Moment)>,
    pub(super) limit: Option<Limit>,
    /// The events that may move its due time, as positions in the course.
    pub(super) events: Part,
    /// The case was settled, and with it what is owed only while it is open.
    pub(super) closes: Option<Instant>,
    /// Who owes it by the events.
    pub(super) owed_by: Option<&'a str>,
}

impl<'a> Stage<'a> {
    /// Whether it is owed once.
    pub(super) fn is_once(&self) -> bool {
        self.obligation.every.is_none() && self.obligation.repeats == Repeats::Once
    }

    /// The rounds of what is owed again and again, in order.
    pub(super) fn rounds(&self, stretch: Option<&Stretch>, out: &mut Vec<Round<'a>>) {
        match self.obligation.every {
            Some(_) => self.periodic(stretch, out),
            None => self.each(self.obligation.repeats, out),
        }
    }

    /// The only round of what is owed once.
    #[inline]
    pub(super) fn once(&self, stretch: Option<&Stretch>) -> Round<'a> {
        let (start, superseded) = self.start(stretch);
        // What is owed throughout ends in the last cycle.
        let throughout = self.obligation.cycles == Cycles::Throughout;
        let cycle = || self.scene.course.state().cycles.get(self.span.last);
        let last = throughout.then(cycle).flatten();
        let events = self.span.events;
        let end = self.end(Part { from: last.map_or(events.from, |cycle| cycle.entries.from), ..events });
        let (limit, owed_by) = (self.obligation.within, self.leader());
        Round { number: 1, start, superseded, end, late_end: None, limit, events, closes: None, owed_by }
    }

    /// Owed again so long after each end, while the case is open. Telling something in part is telling it.
    fn periodic(&self, stretch: Option<&Stretch>, out: &mut Vec<Round<'a>>) {
        let (first, superseded) = self.start(stretch);
        let events = self.span.events;
        let again = self.obligation.every.map(|period| Limit {
            period,
            counting: self.obligation.within.map(|limit| limit.counting).unwrap_or_default(),
            parameter: None,
        });
        let mut limit = self.obligation.within.or(again);
        let mut from = events.from;
        let spans = &self.scene.course.state().open;
        let of_stage = spans.partition_point(|span| span.cycle < self.span.first)
            ..spans.partition_point(|span| span.cycle <= self.span.last);
        let spans = spans.get(of_stage).unwrap_or_default();
        let Some(begin) = first else {
            // It has not begun; once the case is settled it never will in this cycle.
            let closes = spans.last().and_then(|span| span.to);
            out.push(Round { closes, ..self.round(None, limit, events) });
            return;
        };
        let mut ahead = Ahead::new(self, events);
        for span in spans {
            let over = |at: Instant| span.to.is_some_and(|to| at >= to);
            // Opened again, it is owed anew from then on.
            let mut start =
                if begin.0.latest >= span.from { begin } else { (Window::at(span.from), Moment::at(span.from)) };
            while !over(start.0.latest) {
                let ending = ahead.end(from, start.0.latest);
                // One that was missed before the case was settled stays open until something is told.
                let in_span = |(_, (window, _)): &Ending| span.to.is_none_or(|to| window.latest <= to);
                let (end, late) = match ending {
                    Some(ending) if in_span(&ending) => (Some(ending), None),
                    other => (None, other),
                };
                let to = end.map_or(events.to, |(position, _)| position + 1);
                out.push(Round {
                    number: number(out.len()).saturating_add(1),
                    end: end.map(|(_, end)| end),
                    late_end: late.map(|(_, end)| end),
                    closes: span.to,
                    superseded: superseded.filter(|_| out.is_empty()),
                    ..self.round(Some(start), limit, Part { from, to })
                });
                limit = again;
                // What tells something later ends a later round too.
                let Some((_, end)) = end else { break };
                (start, from) = (end, to);
            }
        }
    }

    /// Owed anew by each start that finds it not owed: a message of the customer that nobody has answered, or a
    /// department that has got the case. Only what comes after the start ends it.
    fn each(&self, repeats: Repeats, out: &mut Vec<Round<'a>>) {
        let events = self.span.events;
        let per_recipient = repeats == Repeats::EachRecipient;
        let (one_ends, wanted) = match &self.obligation.ends {
            Ends::Any(wanted) => (true, wanted),
            Ends::All(wanted) => (false, wanted),
        };
        let mut open: Vec<Open<'a>> = Vec::new();
        let mut counts: Vec<(Option<&str>, u32)> = Vec::new();
        let mut begin = |at: (Window, Moment), position: usize, who: Option<&'a str>, open: &mut Vec<Open<'a>>| {
            if open.iter().any(|open| open.who == who) {
                return;
            }
            let number = match counts.iter_mut().find(|(known, _)| *known == who) {
                Some((_, count)) => {
                    *count += 1;
                    *count
                }
                None => {
                    counts.push((who, 1));
                    1
                }
            };
            open.push(Open { who, index: out.len(), seen: 0 });
            let round = self.round(Some(at), self.obligation.within, Part { from: position, ..events });
            let owed_by = who.or(round.owed_by);
            out.push(Round { number, owed_by, ..round });
        };
        let implied = [EventKind::Received.id(), EventKind::Classified.id()];
        if let Some(at) =
            self.span.begin.filter(|_| self.obligation.starts.iter().any(|start| implied.contains(&start.kind)))
        {
            begin(at, events.from, None, &mut open);
        }
        let entries = self.scene.course.applied.get(events.range()).unwrap_or_default();
        let mut ended: Vec<(usize, (Window, Moment), usize)> = Vec::new();
        for (entry, position) in entries.iter().zip(events.range()) {
            let event = self.scene.course.event(entry);
            if self.obligation.starts.iter().any(|start| matches(start, entry)) {
                let who = if per_recipient { event.and_then(|event| self.name(event.to.as_deref())) } else { None };
                begin((entry.window, entry.at), position, who, &mut open);
                continue;
            }
            let Some(part) = wanted.iter().position(|wanted| matches(wanted, entry)) else { continue };
            let by = if per_recipient { event.and_then(|event| self.name(event.by.as_deref())) } else { None };
            open.retain_mut(|open| {
                if open.who.is_some() && open.who != by {
                    return true;
                }
                open.seen |= 1_u64.checked_shl(number(part)).unwrap_or(0);
                let all = one_ends || open.seen.count_ones() as usize >= wanted.len().min(64);
                if all {
                    ended.push((open.index, (entry.window, entry.at), position + 1));
                }
                !all
            });
        }
        for (index, end, until) in ended {
            if let Some(round) = out.get_mut(index) {
                round.end = Some(end);
                round.events.to = until;
            }
        }
        if out.is_empty() {
            out.push(self.round(None, self.obligation.within, events));
        }
    }

    /// A round that has not ended.
    #[inline]
    fn round(&self, start: Option<(Window, Moment)>, limit: Option<Limit>, events: Part) -> Round<'a> {
        let owed_by = self.leader();
        Round { number: 1, start, superseded: None, end: None, late_end: None, limit, events, closes: None, owed_by }
    }

    pub(super) fn starts_with_receipt(&self) -> bool {
        let implied = [EventKind::Received.id(), EventKind::Classified.id()];
        self.obligation.starts.iter().any(|start| implied.contains(&start.kind)) && self.span.begin.is_none()
    }

    /// The start that counts, and an earlier one of lower rank that it superseded.
    fn start(&self, stretch: Option<&Stretch>) -> (Option<(Window, Moment)>, Option<Window>) {
        if let [only] = &*self.obligation.starts {
            return (self.available(only, stretch), None);
        }
        let mut available = self.obligation.starts.iter().filter_map(|start| self.available(start, stretch));
        let chosen = available.next();
        let superseded = available
            .map(|(window, _)| window)
            .find(|window| chosen.is_some_and(|(chosen, _)| window.latest < chosen.earliest));
        (chosen, superseded)
    }

    /// When a start came, if it did.
    #[inline]
    fn available(&self, start: &EventMatch, stretch: Option<&Stretch>) -> Option<(Window, Moment)> {
        if start.kind == EventKind::Received.id() {
            self.span.begin
        } else if start.kind == EventKind::Classified.id() {
            match stretch {
                // Classified anew: the tier that owes this came with a later event, or with time.
                Some(Stretch { from, initial: false, .. }) => Some((Window::at(*from), Moment::at(*from))),
                _ => self.span.begin,
            }
        } else {
            let (_, entry) = self.first_match(start, self.span.events)?;
            Some((entry.window, entry.at))
        }
    }

    /// The first event of a kind that is more than a partial answer.
    #[inline]
    fn first_match(&self, wanted: &EventMatch, range: Part) -> Option<(usize, &'a Entry)> {
        if !self.span.kinds.may_contain(wanted.kind) {
            return None;
        }
        let entries = self.scene.course.applied.get(range.range())?;
        let found = entries.iter().position(|entry| matches(wanted, entry) && !entry.partial)?;
        Some((range.from + found, entries.get(found)?))
    }

    /// The end among some events. One that comes before the start ends the clock once it starts.
    fn end(&self, range: Part) -> Option<(Window, Moment)> {
        let found = |wanted: &EventMatch| self.first_match(wanted, range);
        let (_, entry) = match &self.obligation.ends {
            Ends::Any(wanted) => wanted.iter().filter_map(found).min_by_key(|(position, _)| *position)?,
            Ends::All(wanted) => {
                let mut last: Option<(usize, &Entry)> = None;
                for wanted in wanted {
                    let end = found(wanted)?;
                    last = Some(last.filter(|last| last.0 >= end.0).unwrap_or(end));
                }
                last?
            }
        };
        Some((entry.window, entry.at))
    }

    /// A role by its id, whatever alias an event uses; any other name as it is.
    fn name(&self, given: Option<&'a str>) -> Option<&'a str> {
        let given = given?;
        Some(self.scene.rules.role(given).map_or(given, |role| self.scene.rules.policy().role_name(role)))
    }

    /// The department that leads by the events, where the policy leaves it to them.
    fn leader(&self) -> Option<&'a str> {
        let owner = self.obligation.owner.filter(|owner| self.scene.rules.leads(*owner))?;
        let entry = self.scene.course.applied.get(self.scene.course.state().cycles.get(self.span.last)?.leads?)?;
        let name = self.name(self.scene.course.event(entry).and_then(|event: &Event| event.to.as_deref()))?;
        (name != self.scene.rules.policy().role_name(owner)).then_some(name)
    }
}

/// An end, with its position in the course.
type Ending = (usize, (Window, Moment));

/// The next end from a position on, for positions that only grow: no event is looked at twice.
struct Ahead<'s, 'a> {
    entries: &'a [Entry],
    events: Part,
    ends: &'s Ends,
    /// For each event that is wanted, the first that has not been passed.
    next: Vec<usize>,
}

impl<'s, 'a> Ahead<'s, 'a> {
    fn new(stage: &'s Stage<'a>, events: Part) -> Self {
        let ends = &stage.obligation.ends;
        let (Ends::Any(wanted) | Ends::All(wanted)) = ends;
        let next = vec![events.from; wanted.len()];
        Self { entries: &stage.scene.course.applied, events, ends, next }
    }

    /// The first end that comes neither before a position nor before an instant.
    fn end(&mut self, from: usize, at: Instant) -> Option<Ending> {
        let Self { entries, events, ends, next } = self;
        let entries = entries.get(..events.to)?;
        let not_before = entries.get(from..)?.partition_point(|entry| entry.window.latest < at);
        let from = from + not_before;
        let (Ends::Any(wanted) | Ends::All(wanted)) = ends;
        for (next, wanted) in next.iter_mut().zip(wanted) {
            let rest = entries.get(from.max(*next)..).unwrap_or_default();
            let found = rest.iter().position(|entry| matches(wanted, entry));
            *next = found.map_or(events.to, |found| from.max(*next) + found);
        }
        let position = match ends {
            Ends::Any(_) => next.iter().min(),
            Ends::All(_) => next.iter().max(),
        };
        let entry = entries.get(*position?)?;
        Some((*position?, (entry.window, entry.at)))
    }
}

/// A round that has not ended yet.
struct Open<'a> {
    who: Option<&'a str>,
    index: usize,
    /// Which of the events that are all wanted have happened.
    seen: u64,
}

fn matches(wanted: &EventMatch, entry: &Entry) -> bool {
    entry.kind == wanted.kind && (wanted.to.is_empty() || entry.to.is_some_and(|role| wanted.to.contains(&role)))
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
