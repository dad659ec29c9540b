//! What if: the same cases under two policies, and what that moves.
//!
//! Two versions of a rule book, or one with other parameters, or two calendars, decide the same histories; due times that
//! move, breaches that appear or vanish, tiers that change and obligations that come or go are named per case and counted.
//! Obligations are the same when their ids are.
//!
//! ```
//! use tousu::batch::Input;
//! use tousu::case::View;
//! use tousu::compare::compare;
//! use tousu::complaint::Complaint;
//! use tousu::policy::Parameters;
//! use tousu::time::{Instant, Moment};
//!
//! let two_hours = tousu::Engine::builtin("residential-community")?;
//! let parameters = Parameters::from_json(r#"{"registration_hours": "1 hour"}"#)?;
//! let one_hour = tousu::Engine::builtin_with("residential-community", &parameters)?;
//! let received_at = Some(Moment::parse("2026-03-02T09:00:00+08:00")?);
//! let case = Input { complaint: Complaint { id: "c1".into(), received_at, ..Complaint::default() }, events: Vec::new() };
//! let as_of = Instant::parse("2026-03-02T10:30:00+08:00")?;
//! let compared = compare(&two_hours, &one_hour, &[case], View::at(as_of), 2);
//! assert_eq!((compared.totals.dues_earlier, compared.totals.breaches_appear), (1, 1));
//! # Ok::<(), tousu::Error>(())
//! ```

use std::collections::BTreeMap;

use crate::batch::{Input, Read, from_json_lines, in_parts};
use crate::case::{Clock, ClockState, Mode, Status, View};
use crate::document::JsonWriter;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::text::Scratch;
use crate::time::Instant;

/// Cases under two policies.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison {
    /// The cases that the two decide differently, in the order of the input.
    pub differences: Vec<Difference>,
    /// The cases that one of the two cannot decide, by id, each with why.
    pub failed: Vec<(String, Error)>,
    /// All of it, counted.
    pub totals: Totals,
}

/// A case that the two decide differently.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The complaint's id.
    pub case: String,
    /// Its tier under the first and under the second.
    pub tiers: (Option<String>, Option<String>),
    /// What changes of what is owed, in the order of the first policy, then of the second.
    pub changes: Vec<Change>,
}

/// What changes of one obligation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The obligation's id.
    pub obligation: String,
    /// In which cycle, from 1.
    pub cycle: u32,
    /// For which time in its cycle, from 1.
    pub round: u32,
    /// Who owes it by the events.
    pub owed_by: Option<Box<str>>,
    /// Under the first policy; `None` = it does not ask for it.
    pub first: Option<Side>,
    /// Under the second.
    pub second: Option<Side>,
}

/// An obligation under one policy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Side {
    /// What has become of it.
    pub state: ClockState,
    /// The last second in time.
    pub due: Option<Instant>,
}

impl Change {
    /// How much later it is due under the second policy, in seconds; negative when it is earlier.
    #[must_use]
    pub fn moved_by(&self) -> Option<i64> {
        let due = |side: Option<Side>| side.and_then(|side| side.due);
        Some(due(self.second)?.since(due(self.first)?))
    }

    /// Breached under the second policy, and not under the first.
    #[must_use]
    pub fn breach_appears(&self) -> bool {
        is_breached(self.second) && !is_breached(self.first)
    }

    /// Breached under the first policy, and not under the second.
    #[must_use]
    pub fn breach_vanishes(&self) -> bool {
        is_breached(self.first) && !is_breached(self.second)
    }
}

fn is_breached(side: Option<Side>) -> bool {
    side.is_some_and(|side| side.state == ClockState::Breached)
}

/// How much changes.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Totals {
    /// Cases compared.
    pub cases: usize,
    /// Cases that differ.
    pub differing: usize,
    /// Cases that one of the two cannot decide.
    pub failed: usize,
    /// Cases of another tier.
    pub tiers_changed: usize,
    /// Due times that are earlier under the second policy.
    pub dues_earlier: usize,
    /// Due times that are later.
    pub dues_later: usize,
    /// Breaches under the first policy.
    pub breaches_first: usize,
    /// Breaches under the second.
    pub breaches_second: usize,
    /// Breaches of the second that are none of the first.
    pub breaches_appear: usize,
    /// Breaches of the first that are none of the second.
    pub breaches_vanish: usize,
    /// Obligations that only the second asks for.
    pub added: usize,
    /// Obligations that only the first asks for.
    pub removed: usize,
    /// The same by obligation.
    pub obligations: BTreeMap<String, PerObligation>,
}

/// How much changes of one obligation.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct PerObligation {
    /// Due times that are earlier under the second policy.
    pub dues_earlier: usize,
    /// Due times that are later.
    pub dues_later: usize,
    /// Breaches that appear.
    pub breaches_appear: usize,
    /// Breaches that vanish.
    pub breaches_vanish: usize,
    /// Asked for by the second policy only.
    pub added: usize,
    /// Asked for by the first policy only.
    pub removed: usize,
}

/// Decides cases under two policies and names what differs. Histories are read leniently, each policy leaving out what
/// is at fault under it. The result does not depend on the number of threads.
#[must_use]
pub fn compare(first: &Engine, second: &Engine, cases: &[Input], view: View, threads: usize) -> Comparison {
    let compared = in_parts(cases, threads, |part| {
        let mut scratch = Scratch::default();
        part.iter().map(|case| compare_one(first, second, case, view, &mut scratch)).collect()
    });
    let mut comparison = Comparison {
        differences: Vec::new(),
        failed: Vec::new(),
        totals: Totals { cases: cases.len(), ..Totals::default() },
    };
    for (case, compared) in cases.iter().zip(compared) {
        match compared {
            Ok(one) => comparison.add(one),
            Err(error) => {
                comparison.totals.failed += 1;
                comparison.failed.push((case.complaint.id.clone(), error));
            }
        }
    }
    comparison
}

/// [`compare`] over cases in JSON Lines ([`crate::batch::from_json_lines`]), as JSON. A line that cannot be read is a case
/// that failed, under the name of its line.
#[must_use]
pub fn compare_json_lines(first: &Engine, second: &Engine, lines: &str, view: View, threads: usize) -> String {
    let Read { inputs, faults } = from_json_lines(lines);
    let mut comparison = compare(first, second, &inputs, view, threads);
    comparison.totals.cases += faults.len();
    comparison.totals.failed += faults.len();
    let name = |fault: &Error| format!("line {}", fault.place().line.unwrap_or(0));
    comparison.failed.extend(faults.into_iter().map(|fault| (name(&fault), fault)));
    comparison.to_json(first, second, view.as_of)
}

/// A case under both, as far as it differs, and how many breaches there are under each.
struct Compared {
    difference: Option<Difference>,
    breaches: (usize, usize),
}

fn compare_one(first: &Engine, second: &Engine, case: &Input, view: View, scratch: &mut Scratch) -> Result<Compared> {
    let mut status = |engine: &Engine| -> Result<Status> {
        let intake = engine.intake_with(&case.complaint, scratch)?;
        let rules = std::sync::Arc::clone(engine.rules());
        crate::case::Case::replay(rules, intake.into(), case.events.clone(), Mode::Lenient)?.view(view)
    };
    let (one, other) = (status(first)?, status(second)?);
    let tier =
        |engine: &Engine, status: &Status| status.tiering.tier.map(|tier| engine.policy().tier_name(tier).to_owned());
    let tiers = (tier(first, &one), tier(second, &other));
    let changes = changes((first, &one), (second, &other));
    let breaches = |status: &Status| status.clocks.iter().filter(|clock| clock.state == ClockState::Breached).count();
    let differs = tiers.0 != tiers.1 || !changes.is_empty();
    let difference = differs.then(|| Difference { case: case.complaint.id.clone(), tiers, changes });
    Ok(Compared { difference, breaches: (breaches(&one), breaches(&other)) })
}

fn changes(first: (&Engine, &Status), second: (&Engine, &Status)) -> Vec<Change> {
    let name = |engine: &Engine, clock: &Clock| {
        engine.policy().obligations.get(clock.obligation.index()).map(|obligation| obligation.id.clone())
    };
    let side = |clock: &Clock| Side { state: clock.state, due: clock.due };
    let same = |clock: &Clock, other: &Clock| {
        (clock.cycle, clock.round, &clock.owed_by) == (other.cycle, other.round, &other.owed_by)
            && name(first.0, clock) == name(second.0, other)
    };
    let mut changes = Vec::new();
    let mut push = |engine: &Engine, clock: &Clock, first: Option<Side>, second: Option<Side>| {
        // What one does not ask for and the other has waived is no difference to anybody.
        let waived = |side: Option<Side>| side.is_none_or(|side| side.state == ClockState::Waived);
        if first == second || (waived(first) && waived(second)) {
            return;
        }
        let (cycle, round, owed_by) = (clock.cycle, clock.round, clock.owed_by.clone());
        let obligation = name(engine, clock).unwrap_or_default();
        changes.push(Change { obligation, cycle, round, owed_by, first, second });
    };
    for clock in &first.1.clocks {
        let other = second.1.clocks.iter().find(|other| same(clock, other));
        push(first.0, clock, Some(side(clock)), other.map(side));
    }
    for other in &second.1.clocks {
        if !first.1.clocks.iter().any(|clock| same(clock, other)) {
            push(second.0, other, None, Some(side(other)));
        }
    }
    changes
}

impl Comparison {
    fn add(&mut self, one: Compared) {
        let totals = &mut self.totals;
        totals.breaches_first += one.breaches.0;
        totals.breaches_second += one.breaches.1;
        let Some(difference) = one.difference else { return };
        totals.differing += 1;
        totals.tiers_changed += usize::from(difference.tiers.0 != difference.tiers.1);
        for change in &difference.changes {
            let of = totals.obligations.entry(change.obligation.clone()).or_default();
            let counts = [
                (change.moved_by().is_some_and(|by| by < 0), &mut totals.dues_earlier, &mut of.dues_earlier),
                (change.moved_by().is_some_and(|by| by > 0), &mut totals.dues_later, &mut of.dues_later),
                (change.breach_appears(), &mut totals.breaches_appear, &mut of.breaches_appear),
                (change.breach_vanishes(), &mut totals.breaches_vanish, &mut of.breaches_vanish),
                (change.first.is_none(), &mut totals.added, &mut of.added),
                (change.second.is_none(), &mut totals.removed, &mut of.removed),
            ];
            for (holds, total, each) in counts {
                *total += usize::from(holds);
                *each += usize::from(holds);
            }
        }
        self.differences.push(difference);
    }

    /// The comparison as JSON: the totals, then the cases that differ.
    #[must_use]
    pub fn to_json(&self, first: &Engine, second: &Engine, as_of: Instant) -> String {
        let number = |out: &mut JsonWriter, name: &str, count: usize| {
            out.field(name).integer(i128::try_from(count).unwrap_or(i128::MAX));
        };
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/comparison/1");
            out.field("as_of").string(&first.calendar().format(as_of));
            for (name, engine) in [("first", first), ("second", second)] {
                out.key(name);
                out.object(|out| engine.write_decided_by(out));
            }
            let totals = &self.totals;
            out.key("totals");
            out.object(|out| {
                number(out, "cases", totals.cases);
                number(out, "differing", totals.differing);
                number(out, "failed", totals.failed);
                number(out, "tiers_changed", totals.tiers_changed);
                number(out, "breaches_first", totals.breaches_first);
                number(out, "breaches_second", totals.breaches_second);
                let all = PerObligation {
                    dues_earlier: totals.dues_earlier,
                    dues_later: totals.dues_later,
                    breaches_appear: totals.breaches_appear,
                    breaches_vanish: totals.breaches_vanish,
                    added: totals.added,
                    removed: totals.removed,
                };
                all.write(out);
                out.key("obligations");
                out.array(|out| {
                    for (id, of) in &totals.obligations {
                        out.object(|out| {
                            out.field("obligation").string(id);
                            of.write(out);
                        });
                    }
                });
            });
            out.key("cases");
            out.array(|out| self.differences.iter().for_each(|difference| difference.write(first, second, out)));
            out.key("failed");
            out.array(|out| {
                for (case, error) in &self.failed {
                    out.object(|out| {
                        out.field("case").string(case);
                        out.field("slug").string(error.slug());
                        out.field("message").string(&error.message_en());
                        out.field("message_zh").string(&error.message_zh());
                    });
                }
            });
        });
        out.finish()
    }
}

impl PerObligation {
    fn write(&self, out: &mut JsonWriter) {
        for (name, count) in [
            ("dues_earlier", self.dues_earlier),
            ("dues_later", self.dues_later),
            ("breaches_appear", self.breaches_appear),
            ("breaches_vanish", self.breaches_vanish),
            ("added", self.added),
            ("removed", self.removed),
        ] {
            out.field(name).integer(i128::try_from(count).unwrap_or(i128::MAX));
        }
    }
}

impl Difference {
    fn write(&self, first: &Engine, second: &Engine, out: &mut JsonWriter) {
        out.object(|out| {
            out.field("case").string(&self.case);
            out.field("tier_first").string_or_null(self.tiers.0.as_deref());
            out.field("tier_second").string_or_null(self.tiers.1.as_deref());
            out.key("changes");
            out.array(|out| {
                for change in &self.changes {
                    out.object(|out| {
                        out.field("obligation").string(&change.obligation);
                        out.field("owed_by").string_or_null(change.owed_by.as_deref());
                        out.field("cycle").integer(change.cycle);
                        out.field("round").integer(change.round);
                        for (name, engine, side) in [("first", first, change.first), ("second", second, change.second)]
                        {
                            let due = side.and_then(|side| side.due).map(|due| engine.calendar().format(due));
                            out.field(&format!("state_{name}")).string_or_null(side.map(|side| side.state.slug()));
                            out.field(&format!("due_{name}")).string_or_null(due.as_deref());
                        }
                        out.field("moved_by").integer_or_null(change.moved_by());
                    });
                }
            });
        });
    }
}
