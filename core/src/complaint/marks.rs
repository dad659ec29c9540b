//! From words to whole patterns.

use crate::policy::{Compiled, Owner};
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
            if let Some(cell) = used.behind {
                let Some(before) = memory.get(cell as usize).copied() else {
                    continue;
                };
                if !joins(folded, before.1, hit.start, u32::from(used.gap), used.across) {
                    continue;
                }
                start = before.0;
            }
            if let Some(cell) = used.fills {
                if let Some(cell) = memory.get_mut(cell as usize) {
                    *cell = (start, hit.end);
                }
                continue;
            }
            // The number stands before the part that says so, which is the last or the first.
            let number_end = if used.after_number { hit.start } else { start } as usize;
            let Some(owner) = compiled.owner(used.pattern) else {
                continue;
            };
            let mut mark = Mark { start, end: hit.end, pattern: used.pattern };
            match owner {
                Owner::Cue(_) => cues.push(mark),
                Owner::Exception | Owner::SignalExcept(_) => exceptions.push(mark),
                Owner::SignalNegated(_) => {
                    exceptions.push(mark);
                    marks.push(mark);
                }
                Owner::Concept(_) | Owner::Signal(_) => marks.push(mark),
                Owner::Measure(measure) => {
                    let number = match measure.value {
                        Some(value) => Some(value.saturating_mul(1000)),
                        None => number::before(folded, number_end).map(|number| {
                            mark.start = mark.start.min(u32::try_from(number.start).unwrap_or(0));
                            number.thousandths
                        }),
                    };
                    measures.extend(number.map(|number| (mark, number)));
                }
            }
        }
    }
    marks.sort_unstable();
    cues.sort_unstable();
    exceptions.sort_unstable();
    measures.sort_unstable();
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
