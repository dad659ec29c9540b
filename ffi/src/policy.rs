//! Rule books without an engine: which there are, their texts, and what is wrong with one.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use tousu_core::policy::{Policy, overlay_schema, schema};

use crate::boundary::{self, given};
use crate::bytes::Bytes;
use crate::error::ErrorHandle;

/// The built-in rule books as JSON: id, version, title, source document.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_policy_list(
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        out.write(Bytes::hand_out(Policy::list_json()?));
        Ok(())
    })
}

/// The TOML text of a built-in rule book, to start an own one from.
///
/// Fails with `unknown-policy` (1100).
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `policy_id` is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `policy_id` points to `policy_id_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_policy_source(
    policy_id: *const c_char,
    policy_id_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let policy_id = unsafe { boundary::text(policy_id, policy_id_len, "policy_id") }?;
        out.write(Bytes::hand_out(Policy::builtin_source(policy_id)?.to_owned()));
        Ok(())
    })
}

/// Everything found in the text of a rule book, TOML or JSON, as JSON: what makes it be refused, and notes on what is
/// odd, each with its code, path, line and column. A refused text is no failure of this call.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `policy` is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `policy` points to `policy_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_policy_check(
    policy: *const c_char,
    policy_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let policy = unsafe { boundary::text(policy, policy_len, "policy") }?;
        out.write(Bytes::hand_out(Policy::check_json(policy)));
        Ok(())
    })
}

/// The same as a compiler shows it, for a terminal: each line of the text with its caret, the help, and the counts, under
/// the name of the text. A refused text is no failure of this call.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; the texts are borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// Each text points to as many readable bytes as its length says, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_policy_check_report(
    name: *const c_char,
    name_len: usize,
    policy: *const c_char,
    policy_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointers and the lengths.
        let name = unsafe { boundary::text(name, name_len, "name") }?;
        // SAFETY: as above.
        let policy = unsafe { boundary::text(policy, policy_len, "policy") }?;
        out.write(Bytes::hand_out(Policy::check_report(name, policy)));
        Ok(())
    })
}

/// The JSON Schema of rule books, or with `overlay` 1 that of overlays, for editors and validators.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_policy_schema(
    overlay: u32,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        let text = if boundary::flag(overlay, "overlay")? { overlay_schema() } else { schema() };
        out.write(Bytes::hand_out(text));
        Ok(())
    })
}
