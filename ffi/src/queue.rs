//! `tousu_queue`: what many cases owe, in order, kept while events come and time goes on.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::ptr::NonNull;
use std::sync::RwLock;

use tousu_core::batch;
use tousu_core::case::Event;
use tousu_core::queue::Queue;

use crate::batch::{BatchOptions, options};
use crate::boundary::{self, given, held};
use crate::bytes::Bytes;
use crate::engine::{Engine, warning};
use crate::error::ErrorHandle;

/// Cases with what they owe, at an instant. Any number of threads may ask one at the same time; while one thread changes
/// it, every other call answers `handle-busy` (4). It lives on after its engine. The caller frees it with
/// `tousu_queue_free`.
pub struct QueueHandle {
    queue: RwLock<Queue>,
    threads: usize,
}

// Convention 9 rests on this.
const _: () = {
    const fn shareable<T: Send + Sync>() {}
    shareable::<QueueHandle>();
};

/// Makes a queue without cases that stands at `now`. `warn` is that of `tousu_case_view_json`.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_queue_free`; `warn` and `options` are borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `warn` points to `warn_len` readable bytes or is NULL; `options` points to a struct whose `struct_size` is set, or is
/// NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_queue_new(
    engine: Option<&Engine>,
    now: i64,
    warn: *const c_char,
    warn_len: usize,
    options: *const BatchOptions,
    out: Option<&mut MaybeUninit<*mut QueueHandle>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let warn = unsafe { boundary::text(warn, warn_len, "warn") }?;
        // SAFETY: the caller vouches for the struct.
        let (mode, threads) = unsafe { self::options(options) }?;
        let queue = Queue::new(engine.core(), boundary::instant(now, "now")?).with_mode(mode);
        let queue = match warning(warn)? {
            Some(warn) => queue.with_warning(warn),
            None => queue,
        };
        out.write(Box::into_raw(Box::new(QueueHandle { queue: RwLock::new(queue), threads })));
        Ok(())
    })
}

/// Puts cases in, one a line as `tousu_engine_rows_json` takes them, in place of those of the same id. All or nothing.
///
/// Fails with the first line that cannot be read or decided; with `handle-busy` (4).
///
/// Ownership: `lines` is borrowed for the call. Threads: one at a time; another call meanwhile is told so. Since ABI 1.
///
/// # Safety
/// `queue` is a handle that has not been freed, or NULL; `lines` points to `lines_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_queue_put_json(
    queue: Option<NonNull<QueueHandle>>,
    lines: *const c_char,
    lines_len: usize,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let handle = given(queue, "queue")?;
        // SAFETY: the caller vouches for the handle; all that changes is behind its lock.
        let handle = unsafe { handle.as_ref() };
        // SAFETY: the caller vouches for the pointer and the length.
        let lines = unsafe { boundary::text(lines, lines_len, "lines") }?;
        let read = batch::from_json_lines(lines);
        if let Some(fault) = read.faults.into_iter().next() {
            return Err(fault.at("lines"));
        }
        held(handle.queue.try_write(), "queue")?.put_all(read.inputs, handle.threads)
    })
}

/// Adds an event, a JSON object, or a JSON list of them to a case, and decides that case anew. All or nothing.
///
/// Fails with `unknown-complaint` (4006); with the codes of cases (3000 to 3099); with `handle-busy` (4).
///
/// Ownership: the texts are borrowed for the call. Threads: one at a time; another call meanwhile is told so. Since ABI 1.
///
/// # Safety
/// `queue` is a handle that has not been freed, or NULL; each text points to as many readable bytes as its length says,
/// or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_queue_apply_json(
    queue: Option<NonNull<QueueHandle>>,
    complaint_id: *const c_char,
    complaint_id_len: usize,
    events: *const c_char,
    events_len: usize,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let handle = given(queue, "queue")?;
        // SAFETY: the caller vouches for the handle; all that changes is behind its lock.
        let handle = unsafe { handle.as_ref() };
        // SAFETY: the caller vouches for the pointers and the lengths.
        let id = unsafe { boundary::text(complaint_id, complaint_id_len, "complaint_id") }?;
        // SAFETY: as above.
        let events = unsafe { boundary::text(events, events_len, "events") }?;
        held(handle.queue.try_write(), "queue")?.apply(id, Event::list_from_json(events)?)
    })
}

/// Takes a case out. `*removed` is 1 when it was there, else 0.
///
/// Ownership: `complaint_id` is borrowed for the call. Threads: one at a time; another call meanwhile is told so.
/// Since ABI 1.
///
/// # Safety
/// As `tousu_queue_apply_json`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_queue_remove(
    queue: Option<NonNull<QueueHandle>>,
    complaint_id: *const c_char,
    complaint_id_len: usize,
    removed: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let handle = given(queue, "queue")?;
        let removed = given(removed, "removed")?;
        // SAFETY: the caller vouches for the handle; all that changes is behind its lock.
        let handle = unsafe { handle.as_ref() };
        // SAFETY: the caller vouches for the pointer and the length.
        let id = unsafe { boundary::text(complaint_id, complaint_id_len, "complaint_id") }?;
        removed.write(u32::from(held(handle.queue.try_write(), "queue")?.remove(id)));
        Ok(())
    })
}

/// Lets time go on: only the cases whose status changes by itself until `to` are decided anew; `*decided` says how many.
///
/// Fails with `invalid-argument` (3) for an instant that has passed; with `handle-busy` (4).
///
/// Threads: one at a time; another call meanwhile is told so. Since ABI 1.
///
/// # Safety
/// `queue` is a handle that has not been freed, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_queue_advance(
    queue: Option<NonNull<QueueHandle>>,
    to: i64,
    decided: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let handle = given(queue, "queue")?;
        let decided = given(decided, "decided")?;
        // SAFETY: the caller vouches for the handle; all that changes is behind its lock.
        let handle = unsafe { handle.as_ref() };
        let to = boundary::instant(to, "to")?;
        decided.write(held(handle.queue.try_write(), "queue")?.advance(to)?);
        Ok(())
    })
}

/// What is due next, what is overdue, what is about to be, and what waits for an approval, each with at most `at_most`
/// tasks and with how many there are, as JSON.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any; `handle-busy` (4) while another
/// thread changes the queue. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_queue_json(
    queue: Option<&QueueHandle>,
    at_most: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let handle = given(queue, "queue")?;
        let out = given(out, "out")?;
        out.write(Bytes::hand_out(held(handle.queue.try_read(), "queue")?.to_json(at_most)));
        Ok(())
    })
}

/// Frees a queue; NULL is ignored.
///
/// Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_queue_free(queue: Option<Box<QueueHandle>>) {
    boundary::value((), || drop(queue));
}
