//! Decisions explained, refused tiers, and stored decisions decided again.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use tousu_core::Result;
use tousu_core::report::Audience;

use crate::boundary::{self, given};
use crate::bytes::Bytes;
use crate::engine::{self, Engine};
use crate::error::ErrorHandle;

/// The complainant: no names of staff or roles, nothing that the book keeps inside, no digests.
pub const TOUSU_AUDIENCE_CUSTOMER: u32 = 0;
/// Those who handle the complaint: everything but the digests.
pub const TOUSU_AUDIENCE_INTERNAL: u32 = 1;
/// Whoever must be able to prove it: everything.
pub const TOUSU_AUDIENCE_AUDITOR: u32 = 2;

fn audience(number: u32) -> Result<Audience> {
    boundary::choice(number, &[Audience::Customer, Audience::Internal, Audience::Auditor], "audience")
}

/// Explains the first decision on a complaint, a JSON document, as JSON: evidence, condition and tier, why no other
/// tier, every obligation with its clause and how its due time was counted, and the text in Chinese and English.
/// `audience` is TOUSU_AUDIENCE_CUSTOMER, TOUSU_AUDIENCE_INTERNAL or TOUSU_AUDIENCE_AUDITOR.
///
/// Fails as `tousu_engine_assess_json`.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `complaint` is borrowed for the call.
/// Threads: any, also on one engine at the same time. Since ABI 1.
///
/// # Safety
/// `complaint` points to `complaint_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_engine_explain_json(
    engine: Option<&Engine>,
    complaint: *const c_char,
    complaint_len: usize,
    audience: u32,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let complaint = unsafe { boundary::text(complaint, complaint_len, "complaint") }?;
        out.write(Bytes::hand_out(engine.core().explain_json(complaint, self::audience(audience)?)?));
        Ok(())
    })
}

/// Explains how a complaint with its events stands, as JSON; the arguments are those of `tousu_engine_status_json` and
/// the audience.
///
/// Fails as `tousu_engine_status_json`.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; everything else is borrowed for the call.
/// Threads: any, also on one engine at the same time. Since ABI 1.
///
/// # Safety
/// Each text points to as many readable bytes as its length says, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_engine_explain_status_json(
    engine: Option<&Engine>,
    complaint: *const c_char,
    complaint_len: usize,
    events: *const c_char,
    events_len: usize,
    as_of: i64,
    known_at: Option<&i64>,
    mode: u32,
    audience: u32,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointers and the lengths.
        let complaint = unsafe { boundary::text(complaint, complaint_len, "complaint") }?;
        // SAFETY: as above.
        let events = unsafe { boundary::text(events, events_len, "events") }?;
        let as_of = boundary::instant(as_of, "as_of")?;
        let known_at = boundary::some_instant(known_at, "known_at")?;
        let (mode, audience) = (engine::mode(mode, "mode")?, self::audience(audience)?);
        let explained = engine.core().explain_status_json(complaint, events, as_of, known_at, mode, audience)?;
        out.write(Bytes::hand_out(explained));
        Ok(())
    })
}

/// Why a complaint, a JSON document, does not get a tier when it comes in, as JSON: the conditions that fail, and the
/// sentence in Chinese and English. `why_not` is null when it does get it.
///
/// Fails with `unknown-tier` (1501), and as `tousu_engine_assess_json`.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; the texts are borrowed for the call.
/// Threads: any, also on one engine at the same time. Since ABI 1.
///
/// # Safety
/// Each text points to as many readable bytes as its length says, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_engine_why_not_json(
    engine: Option<&Engine>,
    complaint: *const c_char,
    complaint_len: usize,
    tier: *const c_char,
    tier_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointers and the lengths.
        let complaint = unsafe { boundary::text(complaint, complaint_len, "complaint") }?;
        // SAFETY: as above.
        let tier = unsafe { boundary::text(tier, tier_len, "tier") }?;
        out.write(Bytes::hand_out(engine.core().ask_why_not_json(complaint, tier)?));
        Ok(())
    })
}

/// Decides stored decisions again: a JSON list of objects with `complaint`, `events` (may be absent) and `decision`, an
/// assessment or a status as this library gave it. Names each that comes out otherwise, and what changed it: policy,
/// parameters, lexicon, model, calendar or the library.
///
/// Fails for a text that is no such list; a decision that cannot be made any more is among the `failed`.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `stored` is borrowed for the call.
/// Threads: any, also on one engine at the same time. Since ABI 1.
///
/// # Safety
/// `stored` points to `stored_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_engine_verify_json(
    engine: Option<&Engine>,
    stored: *const c_char,
    stored_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let stored = unsafe { boundary::text(stored, stored_len, "stored") }?;
        out.write(Bytes::hand_out(engine.core().verify_json(stored)?));
        Ok(())
    })
}
