//! From words to whole patterns.

use crate::policy::{Compiled, Owner, Target, Use};
use crate::text::table::Classes;
use crate::text::{Folded, Hit, Mark, Scratch, number};

/// Places looked at for one pattern at one word; far above what a lexicon needs, so that no text makes it long.
const MOST_LOOKS: u32 = 4096;

/// Finds the patterns and fills `marks`, `cues`, `exceptions` and `measures`, each in order.
///
/// A pattern of several parts stands wherever its last part stands with the nearest chain of the others before it.
/// It is looked for around its rarest part, which changes the work and not the answer.
pub(super) fn find(compiled: &Compiled, scratch: &mut Scratch) {
    let Scratch { folded, ends, marks, cues, exceptions, measures, .. } = scratch;
    marks.clear();
    cues.clear();
    exceptions.clear();
    measures.clear();
    let mut found = Found { compiled, folded, marks, cues, exceptions, measures };
    compiled.scanner.scan(folded, |hit| {
        for used in compiled.uses(hit.word) {
            if used.after_number && !number::is_behind_number(folded, hit.start as usize) {
                continue;
            }
            if used.parts == 1 {
                found.put(used, hit.start, hit.end, used.after_number.then_some(hit.start));
            } else {
                found.around(used, hit, ends);
            }
        }
    });
}

struct Found<'a> {
    compiled: &'a Compiled,
    folded: &'a Folded,
    marks: &'a mut Vec<Mark>,
    cues: &'a mut Vec<Mark>,
    exceptions: &'a mut Vec<Mark>,
    measures: &'a mut Vec<(Mark, i64)>,
}

impl Found<'_> {
    /// Looks for the other parts of a pattern around one of its words.
    fn around(&mut self, used: &Use, hit: Hit, ends: &mut Vec<u32>) {
        let mut looks = MOST_LOOKS;
        let Some(start) = self.chain_before(used, used.part, hit.start as usize, &mut looks) else { return };
        let last = used.parts - 1;
        if used.part == last {
            self.put_chain(used, start, hit.start, hit.end);
            return;
        }
        // Each place where the parts up to this one can end, nearest first.
        ends.clear();
        ends.push(hit.end);
        for part in used.part + 1..=last {
            let Some((step, spellings)) = self.compiled.step(used, part) else { return };
            let known = ends.len();
            for index in 0..known {
                let Some(end) = ends.get(index).copied() else { break };
                let window = window(self.folded, end as usize..end as usize + usize::from(step.gap) + 1);
                for ((code, classes), at) in window.zip(end as usize..) {
                    if spellings.may_begin(*code) && (!step.after_number || number::is_behind_number(self.folded, at)) {
                        for length in spellings.starting(self.folded, at) {
                            let end = u32::try_from(at + length).unwrap_or(u32::MAX);
                            if part < last {
                                ends.push(end);
                                continue;
                            }
                            let mut looks = MOST_LOOKS;
                            if let Some(start) = self.chain_before(used, last, at, &mut looks) {
                                self.put_chain(used, start, at as u32, end);
                            }
                        }
                    }
                    if classes & step.stop != 0 {
                        break;
                    }
                }
            }
            ends.drain(..known);
            ends.sort_unstable();
            ends.dedup();
        }
    }

    /// Where the nearest chain of parts begins that ends before a part which begins at `start`.
    fn chain_before(&self, used: &Use, part: u8, start: usize, looks: &mut u32) -> Option<usize> {
        let (step, _) = self.compiled.step(used, part)?;
        if step.after_number && !number::is_behind_number(self.folded, start) {
            return None;
        }
        let Some(before) = part.checked_sub(1) else { return Some(start) };
        let (_, spellings) = self.compiled.step(used, before)?;
        let first = start.saturating_sub(usize::from(step.gap) + 1);
        for ((code, classes), last) in window(self.folded, first..start).rev().zip((0..start).rev()) {
            if spellings.may_end(*code) {
                for length in spellings.ending(self.folded, last + 1) {
                    *looks = looks.checked_sub(1)?;
                    if let Some(start) = self.chain_before(used, before, last + 1 - length, looks) {
                        return Some(start);
                    }
                }
            }
            if classes & step.stop != 0 {
                break;
            }
        }
        None
    }

    /// A pattern of several parts; its number stands before the last or the first.
    fn put_chain(&mut self, used: &Use, start: usize, last: u32, end: u32) {
        let counted = self.compiled.step(used, used.parts - 1).is_some_and(|(step, _)| step.after_number);
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        self.put(used, start, end, Some(if counted { last } else { start }));
    }

    #[inline]
    fn put(&mut self, used: &Use, start: u32, end: u32, number_end: Option<u32>) {
        let mut mark = Mark { start, end, pattern: used.pattern };
        match used.target {
            Target::Mark => put(self.marks, mark),
            Target::Exception => put(self.exceptions, mark),
            Target::MarkAndException => {
                put(self.exceptions, mark);
                put(self.marks, mark);
            }
            Target::Cue(cue) => put(self.cues, Mark { pattern: cue as u32, ..mark }),
            Target::Measure => {
                let Some(Owner::Measure(measure)) = self.compiled.owner(used.pattern) else { return };
                let number = match measure.value {
                    Some(value) => Some(value.saturating_mul(1000)),
                    None => number::before(self.folded, number_end.unwrap_or(start) as usize).map(|number| {
                        mark.start = mark.start.min(u32::try_from(number.start).unwrap_or(0));
                        number.thousandths
                    }),
                };
                if let Some(number) = number {
                    put(self.measures, (mark, number));
                }
            }
        }
    }
}

/// Codes with their classes; a range that goes beyond the end is cut.
#[inline]
fn window(folded: &Folded, range: std::ops::Range<usize>) -> impl DoubleEndedIterator<Item = (&u16, &Classes)> {
    let end = range.end.min(folded.codes().len());
    let codes = folded.codes().get(range.start..end).unwrap_or_default();
    codes.iter().zip(folded.classes().get(range.start..end).unwrap_or_default())
}

/// Keeps a list in order; what comes stands at its end or little before it. What is there already is not repeated.
#[inline]
fn put<T: Ord + Copy>(list: &mut Vec<T>, item: T) {
    match list.last() {
        Some(last) if *last >= item => {
            let before = list.iter().rev().take_while(|known| **known >= item).count();
            let at = list.len() - before;
            if list.get(at) != Some(&item) {
                list.insert(at, item);
            }
        }
        _ => list.push(item),
    }
}
