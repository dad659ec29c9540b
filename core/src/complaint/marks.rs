//! From words to whole patterns.

use crate::policy::{Compiled, Owner, Target, Use};
use crate::text::table::Classes;
use crate::text::{BLOCK, Folded, Hit, Mark, Scratch, number};

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
            if used.parts == 1 && used.target == Target::Mark {
                put(found.marks, Mark { start: hit.start, end: hit.end, pattern: used.pattern });
            } else if used.parts == 1 {
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
        let last = used.parts - 1;
        if used.part > 0 {
            let mut looks = MOST_LOOKS;
            let Some(start) = self.chain_before(used, used.part, hit.start as usize, &mut looks) else { return };
            if used.part == last {
                self.put_chain(used, start, hit.start, hit.end);
                return;
            }
        }
        if used.part + 1 == last {
            self.last_behind(used, hit.end);
            return;
        }
        // Each place where the parts up to this one can end, nearest first.
        ends.clear();
        ends.push(hit.end);
        for part in used.part + 1..last {
            let known = ends.len();
            for index in 0..known {
                let Some(end) = ends.get(index).copied() else { break };
                behind(self.compiled, self.folded, used, part, end, |at, length| {
                    ends.push(u32::try_from(at + length).unwrap_or(u32::MAX))
                });
            }
            ends.drain(..known);
            ends.sort_unstable();
            ends.dedup();
        }
        for index in 0..ends.len() {
            let Some(end) = ends.get(index).copied() else { break };
            self.last_behind(used, end);
        }
    }

    /// Looks for a pattern's last part behind a place where the parts before can end.
    #[inline]
    fn last_behind(&mut self, used: &Use, end: u32) {
        let (compiled, folded, last) = (self.compiled, self.folded, used.parts - 1);
        behind(compiled, folded, used, last, end, |at, length| {
            let mut looks = MOST_LOOKS;
            if let Some(start) = self.chain_before(used, last, at, &mut looks) {
                self.put_chain(used, start, at as u32, u32::try_from(at + length).unwrap_or(u32::MAX));
            }
        });
    }

    /// Where the nearest chain of parts begins that ends before a part which begins at `start`.
    fn chain_before(&self, used: &Use, part: u8, start: usize, looks: &mut u32) -> Option<usize> {
        let (step, _) = self.compiled.step(used, part)?;
        if step.after_number && !number::is_behind_number(self.folded, start) {
            return None;
        }
        let Some(before) = part.checked_sub(1) else { return Some(start) };
        let (before_step, spellings) = self.compiled.step(used, before)?;
        let mut end = start;
        let mut left = (usize::from(step.gap) + 1).min(start);
        while left > 0 {
            // Up to eight codes before `end`, or one where the text begins.
            let (mut mask, width, stops) = match end.checked_sub(BLOCK).and_then(|from| self.folded.block(from)) {
                Some((codes, classes)) => {
                    let stops = classes & every_byte(step.stop);
                    // The nearest end of a clause is looked at, and nothing before it.
                    let width = left.min(stops.leading_zeros() as usize / 8 + 1).min(BLOCK);
                    (spellings.may_end_in(codes) >> (BLOCK - width) << (BLOCK - width), width, stops)
                }
                None => {
                    let (code, classes) = self.at(end - 1)?;
                    (u32::from(spellings.may_end(code)) << (BLOCK - 1), 1, u64::from(classes & step.stop) << 56)
                }
            };
            while mask != 0 {
                let place = mask.ilog2();
                mask ^= 1 << place;
                let last = end + 1 + place as usize - BLOCK;
                for length in spellings.ending(self.folded, last) {
                    *looks = looks.checked_sub(1)?;
                    // The first part has nothing before it but, maybe, a number.
                    let start = if before == 0 && !before_step.after_number {
                        Some(last - length)
                    } else {
                        self.chain_before(used, before, last - length, looks)
                    };
                    if start.is_some() {
                        return start;
                    }
                }
            }
            if stops.leading_zeros() as usize / 8 < width {
                break;
            }
            (end, left) = (end - width, left - width);
        }
        None
    }

    fn at(&self, place: usize) -> Option<(u16, Classes)> {
        Some((*self.folded.codes().get(place)?, *self.folded.classes().get(place)?))
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

/// Where a part of a pattern stands behind the end of the part before: its places and lengths.
#[inline]
fn behind(compiled: &Compiled, folded: &Folded, used: &Use, part: u8, end: u32, mut found: impl FnMut(usize, usize)) {
    let Some((step, spellings)) = compiled.step(used, part) else { return };
    let mut from = end as usize;
    let mut left = (usize::from(step.gap) + 1).min(folded.codes().len().saturating_sub(from));
    while left > 0
        && let Some((codes, classes)) = folded.block(from)
    {
        let stops = classes & every_byte(step.stop);
        // The nearest end of a clause is looked at, and nothing behind it.
        let width = left.min(stops.trailing_zeros() as usize / 8 + 1).min(BLOCK);
        let mut mask = spellings.may_begin_in(codes) & ((1 << width) - 1);
        while mask != 0 {
            let at = from + mask.trailing_zeros() as usize;
            mask &= mask - 1;
            if !step.after_number || number::is_behind_number(folded, at) {
                spellings.starting(folded, at).for_each(|length| found(at, length));
            }
        }
        if stops.trailing_zeros() as usize / 8 < width {
            break;
        }
        (from, left) = (from + width, left - width);
    }
}

/// Classes in every byte of a block.
#[inline]
fn every_byte(classes: Classes) -> u64 {
    u64::from(classes) * 0x0101_0101_0101_0101
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
