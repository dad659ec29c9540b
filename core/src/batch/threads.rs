//! Work on many cases, spread over threads. The result does not depend on how many there are.

/// Does the work on as many parts as there are threads (at least one), and puts the results together in order.
pub(crate) fn in_parts<T: Sync, R: Send>(items: &[T], threads: usize, work: impl Fn(&[T]) -> Vec<R> + Sync) -> Vec<R> {
    let size = items.len().div_ceil(threads.max(1)).max(1);
    if items.len() <= size {
        return work(items);
    }
    let work = &work;
    let mut out = Vec::with_capacity(items.len());
    std::thread::scope(|scope| {
        let parts: Vec<_> = items.chunks(size).map(|part| scope.spawn(move || work(part))).collect();
        for part in parts {
            match part.join() {
                Ok(results) => out.extend(results),
                // What went wrong in a thread goes wrong here.
                Err(payload) => std::panic::resume_unwind(payload),
            }
        }
    });
    out
}
