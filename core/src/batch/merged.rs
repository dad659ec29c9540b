//! Cases that were merged into others of the same batch.

use std::collections::HashMap;
use std::sync::Arc;

use super::Replayed;
use crate::case::Event;
use crate::time::Instant;

/// Lets the cases into which others were merged inherit whoever complained there, in chains too. A chain that comes back
/// to itself is left where it closes; a case that is not in the batch inherits elsewhere.
#[must_use]
pub fn carry_over(mut cases: Vec<Replayed>, as_of: Instant) -> Vec<Replayed> {
    let mut targets: Vec<Option<usize>> = vec![None; cases.len()];
    if !find_targets(&cases, as_of, &mut targets) {
        return cases;
    }
    // From the sources on: a case is handed on when everything that was merged into it has come.
    let mut waiting = vec![0_usize; cases.len()];
    for target in targets.iter().flatten() {
        if let Some(waiting) = waiting.get_mut(*target) {
            *waiting += 1;
        }
    }
    let mut ready: Vec<usize> = (0..cases.len())
        .filter(|case| waiting.get(*case) == Some(&0) && targets.get(*case).is_some_and(Option::is_some))
        .collect();
    let mut inherited: HashMap<usize, Vec<Event>> = HashMap::new();
    while let Some(source) = ready.pop() {
        let Some(target) = targets.get(source).copied().flatten() else { continue };
        if let Some(events) = inherited.remove(&source) {
            inherit(&mut cases, source, events);
        }
        let joined = cases.get(source).and_then(|case| case.case.as_ref().ok()?.merged_into(as_of).ok()?);
        if let Some((_, event)) = joined {
            inherited.entry(target).or_default().push(event);
        }
        if let Some(waiting) = waiting.get_mut(target) {
            *waiting -= 1;
            if *waiting == 0 {
                ready.push(target);
            }
        }
    }
    for (target, events) in inherited {
        inherit(&mut cases, target, events);
    }
    cases
}

/// Whether any case was merged into another of the batch.
fn find_targets(cases: &[Replayed], as_of: Instant, targets: &mut [Option<usize>]) -> bool {
    let merged = |case: &Replayed| case.case.as_ref().is_ok_and(|case| case.events().iter().any(is_merge));
    if !cases.iter().any(merged) {
        return false;
    }
    let positions: HashMap<Arc<str>, usize> =
        cases.iter().enumerate().map(|(position, case)| (Arc::clone(&case.id), position)).collect();
    let mut any = false;
    for ((case, target), position) in cases.iter().zip(targets).zip(0..) {
        let into = case.case.as_ref().ok().filter(|case| case.events().iter().any(is_merge));
        let into = into.and_then(|case| case.merged_into(as_of).ok()?);
        *target = into.and_then(|(into, _)| positions.get(into)).copied().filter(|target| *target != position);
        any |= target.is_some();
    }
    any
}

fn is_merge(event: &Event) -> bool {
    event.into.is_some()
}

fn inherit(cases: &mut [Replayed], position: usize, events: Vec<Event>) {
    if let Some(Replayed { case, .. }) = cases.get_mut(position)
        && let Ok(before) = case
    {
        *case = before.inherit(events);
    }
}
