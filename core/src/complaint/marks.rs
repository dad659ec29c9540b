//! From words to whole patterns.

use crate::policy::{Compiled, NO_CELL, Owner, Target};
use crate::text::table::class;
use crate::text::{Folded, Mark, Scratch, number};

/// No place yet.
const NOWHERE: (u32, u32) = (u32::MAX, u32::MAX);

/// Follows the patterns through the words found and fills `marks`, `cues` and `exceptions`, each in order.
pub(super) fn find(compiled: &Compiled, scratch: &mut Scratch) {
    let Scratch { folded, hits, memory, marks, cues, exceptions, measures, .. } = scratch;
    compiled.scanner.scan(folded, hits);
    memory.clear();
    memory.resize(compiled.memory, NOWHERE);
    marks.clear();
    cues.clear();
    exceptions.clear();
    measures.clear();
    for hit in hits.iter() {
        for used in compiled.uses(hit.word) {
            if used.after_number && !number::is_behind_number(folded, hit.start as usize) {
                continue;
            }
            let mut start = hit.start;
            if used.behind != NO_CELL {
                let before = memory.get(usize::from(used.behind)).copied().unwrap_or(NOWHERE);
                if !joins(folded, before.1, hit.start, u32::from(used.gap), used.across) {
                    continue;
                }
                start = before.0;
            }
            if used.fills != NO_CELL {
                if let Some(cell) = memory.get_mut(usize::from(used.fills)) {
                    *cell = (start, hit.end);
                }
                continue;
            }
            // The number stands before the part that says so, which is the last or the first.
            let number_end = if used.after_number { hit.start } else { start } as usize;
            let mut mark = Mark { start, end: hit.end, pattern: used.pattern };
            match used.target {
                Target::Mark => put(marks, mark),
                Target::Exception => put(exceptions, mark),
                Target::MarkAndException => {
                    put(exceptions, mark);
                    put(marks, mark);
                }
                Target::Cue(cue) => put(cues, Mark { pattern: cue as u32, ..mark }),
                Target::Measure => {
                    let Some(Owner::Measure(measure)) = compiled.owner(used.pattern) else { continue };
                    let number = match measure.value {
                        Some(value) => Some(value.saturating_mul(1000)),
                        None => number::before(folded, number_end).map(|number| {
                            mark.start = mark.start.min(u32::try_from(number.start).unwrap_or(0));
                            number.thousandths
                        }),
                    };
                    if let Some(number) = number {
                        put(measures, (mark, number));
                    }
                }
            }
        }
    }
}

/// Keeps a list in order; what comes stands at its end or little before it.
#[inline]
fn put<T: Ord + Copy>(list: &mut Vec<T>, item: T) {
    let before = list.iter().rev().take_while(|known| **known > item).count();
    if before == 0 {
        list.push(item);
    } else {
        list.insert(list.len() - before, item);
    }
}

/// Whether a step that begins at `start` follows one that ended at `end`.
fn joins(folded: &Folded, end: u32, start: u32, gap: u32, across: bool) -> bool {
    if end > start || start - end > gap {
        return false;
    }
    let stop = if across { class::SENTENCE } else { class::CLAUSE };
    let between = folded.classes().get(end as usize..start as usize).unwrap_or_default();
    !between.iter().any(|classes| classes & stop != 0)
}
