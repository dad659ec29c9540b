//! `tousu_engine`: a checked policy with all that its decisions need.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::sync::Arc;

use tousu_core::calendar::Calendar;
use tousu_core::case::{Mode, Warn};
use tousu_core::policy::Parameters;
use tousu_core::{Error, Result};

use crate::boundary::{self, given};
use crate::bytes::Bytes;
use crate::error::ErrorHandle;
use crate::names::Names;

/// A checked policy, its lexicon and its calendar, ready to decide. Immutable: any number of threads may use one at the
/// same time. The caller frees it with `tousu_engine_free`.
pub struct Engine {
    inner: Arc<Shared>,
}

/// What an engine shares with everything that it decided.
pub(crate) struct Shared {
    pub(crate) engine: tousu_core::Engine,
    pub(crate) names: Names,
}

// Convention 9 rests on this.
const _: () = {
    const fn shareable<T: Send + Sync>() {}
    shareable::<Engine>();
};

impl Engine {
    /// The engine inside.
    pub(crate) fn core(&self) -> &tousu_core::Engine {
        &self.inner.engine
    }

    /// The engine for something that outlives this handle.
    pub(crate) fn share(&self) -> Arc<Shared> {
        Arc::clone(&self.inner)
    }

    /// The same rule book and parameters under another calendar.
    pub(crate) fn with_calendar(&self, calendar: &Arc<Calendar>) -> *mut Self {
        Self::hand_out(self.core().with_other_calendar(Arc::clone(calendar)))
    }

    pub(crate) fn hand_out(engine: tousu_core::Engine) -> *mut Self {
        let names = Names::of(engine.policy());
        Box::into_raw(Box::new(Self { inner: Arc::new(Shared { engine, names }) }))
    }
}

/// The first fault in a history is an error.
pub const TOUSU_MODE_STRICT: u32 = 0;
/// Each fault in a history is named in the status; the event at fault does not count.
pub const TOUSU_MODE_LENIENT: u32 = 1;

/// The mode that a number stands for.
pub(crate) fn mode(number: u32, name: &str) -> Result<Mode> {
    boundary::choice(number, &[Mode::Strict, Mode::Lenient], name)
}

/// When to warn; the empty text leaves it to the rule book.
pub(crate) fn warning(text: &str) -> Result<Option<Warn>> {
    let warn = (!text.is_empty()).then(|| Warn::parse(text));
    warn.transpose().map_err(|error| error.at("warn"))
}

/// The caller's parameters; the empty text gives none.
pub(crate) fn parameters(json: &str, strict: u32) -> Result<Parameters, Error> {
    let strict = boundary::flag(strict, "strict")?;
    let given = if json.is_empty() { Parameters::new() } else { Parameters::from_json(json)? };
    Ok(given.strict(strict))
}

/// Makes an engine from a built-in rule book, as `residential-community`; `tousu_policy_list` names them all. What the
/// book only suggests is in force, and listed as assumed by every decision.
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
        out.write(Engine::hand_out(tousu_core::Engine::builtin(policy_id)?));
        Ok(())
    })
}

/// Makes an engine from a built-in rule book with the caller's values for what the book leaves open: a JSON object as
/// `{"registration_hours": "1 hour", "group_threshold": 5}`. NULL with length 0 gives none. With `strict` 0, what is not
/// given is as the book suggests, and listed as assumed by every decision; with 1 it is an error.
///
/// Fails with `unknown-policy` (1100), `unknown-parameter` (1108), `unreadable-parameter` (1109), with `strict`
/// `parameter-not-given` (1110), each with its path, and as any JSON with its line and column.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_engine_free`; the texts are borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// Each text points to as many readable bytes as its length says, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_engine_builtin_with(
    policy_id: *const c_char,
    policy_id_len: usize,
    parameters_json: *const c_char,
    parameters_json_len: usize,
    strict: u32,
    out: Option<&mut MaybeUninit<*mut Engine>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointers and the lengths.
        let policy_id = unsafe { boundary::text(policy_id, policy_id_len, "policy_id") }?;
        // SAFETY: as above.
        let json = unsafe { boundary::text(parameters_json, parameters_json_len, "parameters_json") }?;
        out.write(Engine::hand_out(tousu_core::Engine::builtin_with(policy_id, &parameters(json, strict)?)?));
        Ok(())
    })
}

/// Makes an engine from the text of a rule book, TOML or JSON, with the caller's parameters as
/// `tousu_engine_builtin_with` takes them.
///
/// Fails with `policy-rejected` (1101), which has every fault with its line and column as a cause
/// (`tousu_error_cause`); with `syntax` (1000) and its like for a text that is no document.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_engine_free`; the texts are borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// Each text points to as many readable bytes as its length says, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_engine_new(
    policy: *const c_char,
    policy_len: usize,
    parameters_json: *const c_char,
    parameters_json_len: usize,
    strict: u32,
    out: Option<&mut MaybeUninit<*mut Engine>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointers and the lengths.
        let policy = unsafe { boundary::text(policy, policy_len, "policy") }?;
        // SAFETY: as above.
        let json = unsafe { boundary::text(parameters_json, parameters_json_len, "parameters_json") }?;
        out.write(Engine::hand_out(tousu_core::Engine::from_source(policy, &parameters(json, strict)?)?));
        Ok(())
    })
}

/// What the rule book of an engine says, as JSON: tiers, obligations, roles, facts, events, parameters with their
/// values in force, categories, signals, reports and notes.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any, also on one engine at the same
/// time. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_engine_policy_json(
    engine: Option<&Engine>,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let out = given(out, "out")?;
        out.write(Bytes::hand_out(engine.core().policy_json()));
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
        out.write(Bytes::hand_out(engine.core().assess_json(complaint)?));
        Ok(())
    })
}

/// Replays a complaint with its events, a JSON list in any order, and gives the status at `as_of` as JSON; with
/// `known_at`, by what had been entered then (`recorded_at` of the events), with NULL by all that is known. `mode` is
/// TOUSU_MODE_STRICT or TOUSU_MODE_LENIENT.
///
/// Fails with the codes of cases (3000 to 3099) for a history that cannot be; such an error names its event.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; everything else is borrowed for the call.
/// Threads: any, also on one engine at the same time. Since ABI 1.
///
/// # Safety
/// Each text points to as many readable bytes as its length says, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_engine_status_json(
    engine: Option<&Engine>,
    complaint: *const c_char,
    complaint_len: usize,
    events: *const c_char,
    events_len: usize,
    as_of: i64,
    known_at: Option<&i64>,
    mode: u32,
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
        let mode = self::mode(mode, "mode")?;
        out.write(Bytes::hand_out(engine.core().status_json(complaint, events, as_of, known_at, mode)?));
        Ok(())
    })
}

/// Frees an engine; NULL is ignored. Cases and assessments that it made live on.
///
/// Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_engine_free(engine: Option<Box<Engine>>) {
    boundary::value((), || drop(engine));
}
