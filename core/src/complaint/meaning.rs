//! How found words are meant, told by the cues around them in the clause.

use super::Modality;
use crate::policy::{Compiled, Cue, Owner, Subject};
use crate::text::table::class;
use crate::text::{Folded, Mark};

/// A negator reaches so many characters forward.
const REACH: u32 = 6;

/// A condition reaches back into the clause before, at most so far.
const CONDITION_REACH: usize = 24;

/// Tells the modality of marks, which must come in order of their starts.
pub(super) struct Meaning<'a> {
    folded: &'a Folded,
    compiled: &'a Compiled,
    cues: &'a [Mark],
    /// Without those that stand too far before the last mark.
    exceptions: &'a [Mark],
    /// The clause of the last mark.
    clause: (usize, usize),
    /// The cues that begin in it.
    clause_cues: &'a [Mark],
    /// The kinds among them.
    clause_kinds: Kinds,
    /// The kinds in the whole text.
    kinds: Kinds,
}

/// A set of kinds of cues: one bit each.
type Kinds = u32;

const fn kinds<const N: usize>(list: [Cue; N]) -> Kinds {
    let mut set = 0;
    let mut rest: &[Cue] = &list;
    while let [cue, others @ ..] = rest {
        set |= 1 << *cue as u32;
        rest = others;
    }
    set
}

/// Cues that take back what follows.
const NEGATORS: Kinds = kinds([Cue::Negation, Cue::Denial, Cue::NegationNear]);
/// Cues that may change how words of a concept are meant.
const FOR_CONCEPTS: Kinds = NEGATORS | kinds([Cue::Resolved, Cue::Past]);
/// The same where the absence is the problem itself.
const FOR_ABSENCE: Kinds = kinds([Cue::Denial, Cue::Resolved, Cue::Past]);
/// The same for signals that are states.
const FOR_STATES: Kinds = kinds([Cue::Denial, Cue::Elsewhere, Cue::Inquiry]);
/// The same for signals that happen.
const FOR_EVENTS: Kinds = FOR_CONCEPTS | FOR_STATES | kinds([Cue::Condition]);

/// What may change how words of each [`Subject`] are meant, in their order: cues in the clause, and cues anywhere in the
/// text. A condition of an act may stand in the clause before.
const CHANGERS: [(Kinds, Kinds); 5] =
    [(FOR_CONCEPTS, 0), (FOR_ABSENCE, 0), (FOR_EVENTS, 0), (FOR_EVENTS, kinds([Cue::Condition])), (FOR_STATES, 0)];

impl<'a> Meaning<'a> {
    pub(super) fn new(compiled: &'a Compiled, folded: &'a Folded, cues: &'a [Mark], exceptions: &'a [Mark]) -> Self {
        let kinds = kinds_of(cues);
        Self { folded, compiled, cues, exceptions, clause: (0, 0), clause_cues: &[], clause_kinds: 0, kinds }
    }

    /// Whether the mark stands inside words that are an exception for it.
    #[inline]
    pub(super) fn is_excepted(&mut self, mark: Mark) -> bool {
        // Exceptions are short, so that only those that begin a little before the mark can reach it.
        while let [first, rest @ ..] = self.exceptions
            && first.start + 16 < mark.start
        {
            self.exceptions = rest;
        }
        self.exceptions.first().is_some_and(|first| first.start < mark.end) && self.is_in_exception(mark)
    }

    fn is_in_exception(&self, mark: Mark) -> bool {
        let Some(owner) = self.compiled.owner(mark.pattern) else { return false };
        self.exceptions.iter().take_while(|known| known.start < mark.end).any(|known| {
            match self.compiled.owner(known.pattern) {
                // 炸鸡 hides 炸, but 炸鸡店油烟 stays.
                Some(Owner::Exception) if matches!(owner, Owner::Measure(_)) => {
                    // 户之间 hides 两户, 住户 does not hide 整个小区住户.
                    known.end > mark.start && (known.start < mark.start || known.end > mark.end)
                }
                Some(Owner::Exception) => {
                    known.start <= mark.start
                        && known.end >= mark.end
                        && known.end - known.start > mark.end - mark.start
                }
                Some(Owner::SignalExcept(id) | Owner::SignalNegated(id)) => {
                    // 交房三年 is no wait, whether read as words of the signal or as the time that raises it.
                    let same = match owner {
                        Owner::Measure(measure) => measure.signal == Some(id),
                        owner => owner == Owner::Signal(id),
                    };
                    same && known.end > mark.start
                }
                _ => false,
            }
        })
    }

    /// How a mark is meant.
    #[inline]
    pub(super) fn of(&mut self, mark: Mark, subject: Subject) -> Modality {
        if self.cues.is_empty() {
            return Modality::Asserted;
        }
        self.move_to(mark.start as usize);
        let has_praise = self.kinds & kinds([Cue::Praise]) != 0;
        let (in_clause, in_text) = CHANGERS.get(subject as usize).copied().unwrap_or_default();
        let relevant = self.clause_kinds & in_clause | self.kinds & in_text;
        if relevant == 0 && !has_praise {
            return Modality::Asserted;
        }
        // Mostly the only cues are negators, and out of reach.
        if relevant & !NEGATORS == 0 && !has_praise && !self.clause_cues.iter().any(|cue| negates(cue, mark)) {
            return Modality::Asserted;
        }
        self.among_cues(mark, subject, has_praise)
    }

    fn among_cues(&self, mark: Mark, subject: Subject, has_praise: bool) -> Modality {
        let (mut from, mut to) = self.clause;
        let cues = self.clause_cues;
        // But, whereas: the clause is only the part on this side.
        for turn in cues.iter().filter(|known| is(known, Cue::Turn)) {
            if turn.end <= mark.start {
                from = turn.end as usize;
            } else if turn.start >= mark.end {
                to = to.min(turn.start as usize);
                break;
            }
        }
        let cues = if (from, to) == self.clause { cues } else { self.between(from, to) };
        let before = |kind: Cue| cues.iter().any(|known| is(known, kind) && known.start < mark.start);
        let anywhere = |kind: Cue| cues.iter().any(|known| is(known, kind));
        let of_signal = !matches!(subject, Subject::Concept | Subject::Absence);
        if of_signal && before(Cue::Elsewhere) {
            return Modality::Elsewhere;
        }
        if has_praise && self.is_praised(mark) {
            return Modality::Inquired;
        }
        if of_signal && before(Cue::Inquiry) {
            return Modality::Inquired;
        }
        // In words of states a negator has its own sense (没人管); only a plain denial (不是违建) takes them back.
        let denials = matches!(subject, Subject::State | Subject::Absence);
        if !anywhere(Cue::Affirmation) && self.is_negated(cues, mark, denials) {
            return if before(Cue::Quote) { Modality::Quoted } else { Modality::Negated };
        }
        let over = |clause: &[Mark]| clause.iter().any(|known| is(known, Cue::Resolved) && known.end > mark.start);
        if !matches!(subject, Subject::State | Subject::Act) && !before(Cue::Quote) {
            let past = anywhere(Cue::Past);
            if over(cues) || (past && over(self.next_clause(to))) {
                return Modality::Past;
            }
        }
        match subject {
            Subject::Act if self.is_conditional(mark) => Modality::Threatened,
            Subject::Event if before(Cue::Condition) => Modality::Supposed,
            _ => Modality::Asserted,
        }
    }

    /// An odd number of negators close before the mark.
    fn is_negated(&self, cues: &[Mark], mark: Mark, only_denials: bool) -> bool {
        let mut last_end = 0;
        let mut count = 0;
        for negator in cues {
            if !negates(negator, mark) || (only_denials && !is(negator, Cue::Denial)) || negator.start < last_end {
                continue;
            }
            let lack = |known: &Mark| is(known, Cue::Lack) && known.start < negator.end && known.end > negator.start;
            if cues.iter().any(lack) {
                continue;
            }
            last_end = negator.end;
            count += 1;
        }
        count % 2 == 1
    }

    /// 再不处理，就找媒体: a condition in the clause or the one before.
    fn is_conditional(&self, mark: Mark) -> bool {
        let start = mark.start as usize;
        let classes = self.folded.classes();
        let behind = classes.get(start.saturating_sub(CONDITION_REACH)..start).unwrap_or_default();
        let length = behind.iter().rev().take_while(|classes| **classes & class::SENTENCE == 0).count();
        let cues = self.between(start - length, start + 1);
        cues.iter().any(|known| is(known, Cue::Condition))
    }

    fn is_praised(&self, mark: Mark) -> bool {
        let classes = self.folded.classes();
        let goes_on = |classes: &&u8| **classes & class::SENTENCE == 0;
        let (start, end) = (mark.start as usize, mark.end as usize);
        let back = classes.get(..start).unwrap_or_default().iter().rev().take(60).take_while(goes_on).count();
        let forth = classes.get(end..).unwrap_or_default().iter().take(60).take_while(goes_on).count();
        let cues = self.between(start - back, end + forth);
        let praises = |known: &&Mark| is(known, Cue::Praise);
        // The words of praise themselves stay.
        cues.iter().filter(praises).any(|known| known.start > mark.start || known.end < mark.end)
    }

    /// The cues that begin inside a range of codes.
    fn between(&self, from: usize, to: usize) -> &'a [Mark] {
        let first = self.cues.partition_point(|known| (known.start as usize) < from);
        let rest = self.cues.get(first..).unwrap_or_default();
        let count = rest.partition_point(|known| (known.start as usize) < to);
        rest.get(..count).unwrap_or_default()
    }

    fn next_clause(&self, end: usize) -> &'a [Mark] {
        let from = end + 1;
        self.between(from, self.end_of_clause(from))
    }

    fn end_of_clause(&self, from: usize) -> usize {
        let rest = self.folded.classes().get(from..).unwrap_or_default();
        from + rest.iter().take_while(|classes| **classes & class::CLAUSE == 0).count()
    }

    #[inline]
    fn move_to(&mut self, start: usize) {
        if start >= self.clause.1 {
            self.enter_clause(start);
        }
    }

    fn enter_clause(&mut self, start: usize) {
        let between = self.folded.classes().get(self.clause.1..start).unwrap_or_default();
        let last = between.iter().rposition(|classes| classes & class::CLAUSE != 0);
        let from = match last {
            Some(last) => self.clause.1 + last + 1,
            None => self.clause.0.max(self.clause.1.min(start)),
        };
        self.clause = (from, self.end_of_clause(start));
        self.clause_cues = self.between(self.clause.0, self.clause.1);
        self.clause_kinds = kinds_of(self.clause_cues);
    }
}

/// Whether a cue is a negator that reaches a mark behind it.
#[inline]
fn negates(cue: &Mark, mark: Mark) -> bool {
    let reach = if is(cue, Cue::NegationNear) { 0 } else { REACH };
    let distance = mark.start.wrapping_sub(cue.end);
    distance <= reach && NEGATORS >> (cue.pattern & 31) & 1 == 1
}

/// The kinds of some cues.
fn kinds_of(cues: &[Mark]) -> Kinds {
    cues.iter().fold(0, |set, cue| set | 1 << (cue.pattern & 31))
}

/// Whether a cue tells this.
#[inline]
fn is(known: &Mark, kind: Cue) -> bool {
    known.pattern == kind as u32
}
