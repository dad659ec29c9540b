//! `tousu_engine`: a checked policy with all that its decisions need.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use crate::boundary::{self, given};
use crate::bytes::Bytes;
use crate::error::ErrorHandle;

/// A checked policy, its lexicon and its calendar, ready to decide. Immutable: any number of threads may use one at the
/// same time. The caller frees it with `tousu_engine_free`.
pub struct Engine {
    inner: tousu_core::Engine,
}

// Convention 9 rests on this.
const _: () = {
    const fn shareable<T: Send + Sync>() {}
    shareable::<Engine>();
};

/// Makes an engine from a built-in rule book: `complaint-process-training`.
///
/// Fails with `unknown-policy` (1100), whose message lists the built-in ones.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_engine_free`; `policy_id` is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `policy_id` points to `policy_id_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_engine_builtin(
    policy_id: *const c_char,
    policy_id_len: usize,
    out: Option<&mut MaybeUninit<*mut Engine>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let policy_id = unsafe { boundary::text(policy_id, policy_id_len, "policy_id") }?;
        let inner = tousu_core::Engine::builtin(policy_id)?;
        out.write(Box::into_raw(Box::new(Engine { inner })));
        Ok(())
    })
}

/// Decides one complaint: a JSON document in, the assessment as a JSON document out.
///
/// The bytes are those of the core, the same on every surface.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `complaint` is borrowed for the call.
/// Threads: any, also on one engine at the same time. Since ABI 1.
///
/// # Safety
/// `complaint` points to `complaint_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_engine_assess_json(
    engine: Option<&Engine>,
    complaint: *const c_char,
    complaint_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let complaint = unsafe { boundary::text(complaint, complaint_len, "complaint") }?;
        let assessment = engine.inner.assess_json(complaint)?;
        out.write(Box::into_raw(Box::new(Bytes::from(assessment))));
        Ok(())
    })
}

/// Frees an engine; NULL is ignored.
///
/// Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_engine_free(engine: Option<Box<Engine>>) {
    boundary::value((), || drop(engine));
}
