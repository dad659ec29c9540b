//! `tousu_library`: rule books over rule books, overlays, and versions; and what differs between two books.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use tousu_core::engine::Versions;
use tousu_core::policy::{Domain, Lexicon, Library};
use tousu_core::time::{Date, Moment};
use tousu_core::{Code, Error, Result, document};

use crate::boundary::{self, given};
use crate::bytes::Bytes;
use crate::engine::{self, Engine};
use crate::error::ErrorHandle;

/// The built-in rule books and documents of the caller's, which may extend one another or lie over one another.
/// Immutable: any number of threads may use one at the same time. The caller frees it with `tousu_library_free`.
pub struct LibraryHandle {
    library: Library,
}

/// The versions of one rule book, each ready to decide. Immutable: any number of threads may use it at the same time.
/// The caller frees it with `tousu_versions_free`.
pub struct VersionsHandle {
    versions: Versions,
}

// Convention 9 rests on this.
const _: () = {
    const fn shareable<T: Send + Sync>() {}
    shareable::<LibraryHandle>();
    shareable::<VersionsHandle>();
};

/// A JSON list of texts; the empty text is the empty list.
fn texts(json: &str, name: &str) -> Result<Vec<String>> {
    if json.is_empty() { Ok(Vec::new()) } else { document::list_of_texts(json, name) }
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

/// Makes a library from documents of the caller's, a JSON list of texts, each a rule book or an overlay in TOML or JSON;
/// several versions of one book may be among them. NULL with length 0 gives the built-in books alone.
///
/// Fails with `syntax` (1000) and its like, `missing-field` (1002) for a document without id or version, and
/// `duplicate-id` (1102) for a version that is given twice, each under its place in the list. What the books say is
/// checked when they are asked for.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_library_free`; `documents` is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `documents` points to `documents_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_library_new(
    documents: *const c_char,
    documents_len: usize,
    out: Option<&mut MaybeUninit<*mut LibraryHandle>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let documents = unsafe { boundary::text(documents, documents_len, "documents") }?;
        let library = Library::from_texts(&borrowed(&texts(documents, "documents")?))?;
        out.write(Box::into_raw(Box::new(LibraryHandle { library })));
        Ok(())
    })
}

/// The documents of the caller's, each with id, version and the days in force, and the ids of all books, as JSON.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_library_list(
    library: Option<&LibraryHandle>,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let library = given(library, "library")?;
        let out = given(out, "out")?;
        out.write(Bytes::hand_out(library.library.list_json()));
        Ok(())
    })
}

/// As `tousu_policy_check`, for a document that may rest on a book of the library.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `policy` is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `policy` points to `policy_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_library_check(
    library: Option<&LibraryHandle>,
    policy: *const c_char,
    policy_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let library = given(library, "library")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let policy = unsafe { boundary::text(policy, policy_len, "policy") }?;
        out.write(Bytes::hand_out(library.library.check_json(policy)));
        Ok(())
    })
}

/// Checks many overlays at once, a JSON list of texts, and says as JSON what is wrong with each and what it changes in
/// its base.
///
/// Fails for a text that is no such list, and with `syntax` (1000) and its like for an overlay that is no document.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `overlays` is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `overlays` points to `overlays_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_library_check_overlays_json(
    library: Option<&LibraryHandle>,
    overlays: *const c_char,
    overlays_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let library = given(library, "library")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let overlays = unsafe { boundary::text(overlays, overlays_len, "overlays") }?;
        let overlays = texts(overlays, "overlays")?;
        out.write(Bytes::hand_out(library.library.check_overlays_json(&borrowed(&overlays))?));
        Ok(())
    })
}

/// Whom a new version of a book affects, as JSON: of the documents in `resting`, a JSON list of texts, those for which
/// something changes, and what; those that are refused over it, and why.
///
/// Fails as `tousu_library_check_overlays_json`.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; the texts are borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// Each text points to as many readable bytes as its length says, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_library_affected_json(
    library: Option<&LibraryHandle>,
    changed: *const c_char,
    changed_len: usize,
    resting: *const c_char,
    resting_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let library = given(library, "library")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointers and the lengths.
        let changed = unsafe { boundary::text(changed, changed_len, "changed") }?;
        // SAFETY: as above.
        let resting = unsafe { boundary::text(resting, resting_len, "resting") }?;
        let resting = texts(resting, "resting")?;
        out.write(Bytes::hand_out(library.library.affected_by_json(changed, &borrowed(&resting))?));
        Ok(())
    })
}

/// Makes an engine from a book of the library. `version` names one of its versions; else `on`, a date as `2026-03-02`,
/// asks for the one in force on that day; with neither it is the newest. Both empty or NULL are not given. The
/// parameters are those of `tousu_engine_builtin_with`.
///
/// Fails with `unknown-policy` (1100), `policy-rejected` (1101), `policy-not-in-force` (1112), `unreadable-time` (2000),
/// `invalid-argument` (3) for both a version and a day, and for parameters as `tousu_engine_builtin_with`.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_engine_free`; it lives on after its library. The texts are
/// borrowed for the call. Threads: any. Since ABI 1.
///
/// # Safety
/// Each text points to as many readable bytes as its length says, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_library_engine(
    library: Option<&LibraryHandle>,
    policy_id: *const c_char,
    policy_id_len: usize,
    version: *const c_char,
    version_len: usize,
    on: *const c_char,
    on_len: usize,
    parameters_json: *const c_char,
    parameters_json_len: usize,
    strict: u32,
    out: Option<&mut MaybeUninit<*mut Engine>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let library = &given(library, "library")?.library;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointers and the lengths.
        let id = unsafe { boundary::text(policy_id, policy_id_len, "policy_id") }?;
        // SAFETY: as above.
        let version = unsafe { boundary::text(version, version_len, "version") }?;
        // SAFETY: as above.
        let on = unsafe { boundary::text(on, on_len, "on") }?;
        // SAFETY: as above.
        let json = unsafe { boundary::text(parameters_json, parameters_json_len, "parameters_json") }?;
        let parameters = engine::parameters(json, strict)?;
        let policy = match (version, on) {
            ("", "") => library.policy(id, &parameters)?,
            (version, "") => library.version(id, version, &parameters)?,
            ("", on) => library.in_force(id, Date::parse(on).map_err(|error| error.at("on"))?, &parameters)?,
            (_, on) => return Err(Error::new(Code::InvalidArgument, on, "a version or a day, not both").at("on")),
        };
        out.write(Engine::hand_out(tousu_core::Engine::new(policy)?));
        Ok(())
    })
}

/// All versions of a book of the library, ready to decide: each complaint under the one in force when it was received.
/// The parameters are those of `tousu_engine_builtin_with`.
///
/// Fails as `tousu_library_engine`.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_versions_free`; it lives on after its library. The texts
/// are borrowed for the call. Threads: any. Since ABI 1.
///
/// # Safety
/// Each text points to as many readable bytes as its length says, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_library_versions(
    library: Option<&LibraryHandle>,
    policy_id: *const c_char,
    policy_id_len: usize,
    parameters_json: *const c_char,
    parameters_json_len: usize,
    strict: u32,
    out: Option<&mut MaybeUninit<*mut VersionsHandle>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let library = given(library, "library")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointers and the lengths.
        let id = unsafe { boundary::text(policy_id, policy_id_len, "policy_id") }?;
        // SAFETY: as above.
        let json = unsafe { boundary::text(parameters_json, parameters_json_len, "parameters_json") }?;
        let versions = Versions::in_library(&library.library, id, &engine::parameters(json, strict)?)?;
        out.write(Box::into_raw(Box::new(VersionsHandle { versions })));
        Ok(())
    })
}

/// A library like this one with a lexicon in the place of the built-in one that has its id: `documents` is a JSON list of
/// texts as `tousu_lexicon_source` gave it, with this version of the library or an older one, or of the caller's own.
///
/// Fails with `syntax` (1000) and its like, `lexicon-pattern` (1116), `policy-rejected` (1101) with every fault as a cause.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_library_free`; `documents` is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `documents` points to `documents_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_library_with_lexicon(
    library: Option<&LibraryHandle>,
    documents: *const c_char,
    documents_len: usize,
    out: Option<&mut MaybeUninit<*mut LibraryHandle>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let library = given(library, "library")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let documents = unsafe { boundary::text(documents, documents_len, "documents") }?;
        let documents = texts(documents, "documents")?;
        let lexicon = Lexicon::compile(&borrowed(&documents)).map_err(|error| error.at("documents"))?;
        let library = library.library.clone().with_lexicon(lexicon);
        out.write(Box::into_raw(Box::new(LibraryHandle { library })));
        Ok(())
    })
}

/// The documents of a built-in lexicon as a JSON list of texts, to be kept: `tousu_library_with_lexicon` makes the same
/// lexicon of them, whatever version of the library reads them.
///
/// Fails with `unknown-lexicon` (1115).
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `lexicon_id` is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `lexicon_id` points to `lexicon_id_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_lexicon_source(
    lexicon_id: *const c_char,
    lexicon_id_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let id = unsafe { boundary::text(lexicon_id, lexicon_id_len, "lexicon_id") }?;
        out.write(Bytes::hand_out(Lexicon::source_json(id)?));
        Ok(())
    })
}

/// Frees a library; NULL is ignored. Engines and versions that it made live on.
///
/// Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_library_free(library: Option<Box<LibraryHandle>>) {
    boundary::value((), || drop(library));
}

/// The first decision on a complaint, a JSON document, under the version in force when it was received, as JSON.
///
/// Fails with `policy-not-in-force` (1112), and as `tousu_engine_assess_json`.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `complaint` is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `complaint` points to `complaint_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_versions_assess_json(
    versions: Option<&VersionsHandle>,
    complaint: *const c_char,
    complaint_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let versions = given(versions, "versions")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let complaint = unsafe { boundary::text(complaint, complaint_len, "complaint") }?;
        out.write(Bytes::hand_out(versions.versions.assess_json(complaint)?));
        Ok(())
    })
}

/// The engine of the version in force when a complaint was received: an instant or a date as complaints have it; the
/// empty text for a receipt that is not known, under the newest.
///
/// Fails with `policy-not-in-force` (1112) and with `unreadable-time` (2000) and its like.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_engine_free`; `received_at` is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `received_at` points to `received_at_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_versions_engine(
    versions: Option<&VersionsHandle>,
    received_at: *const c_char,
    received_at_len: usize,
    out: Option<&mut MaybeUninit<*mut Engine>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let versions = given(versions, "versions")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let received_at = unsafe { boundary::text(received_at, received_at_len, "received_at") }?;
        let moment = (!received_at.is_empty()).then(|| Moment::parse(received_at)).transpose();
        let moment = moment.map_err(|error| error.at("received_at"))?;
        out.write(Engine::hand_out(versions.versions.in_force(moment)?.clone()));
        Ok(())
    })
}

/// As `tousu_engine_verify_json`, each decision under the version in force when its complaint was received.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `stored` is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `stored` points to `stored_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_versions_verify_json(
    versions: Option<&VersionsHandle>,
    stored: *const c_char,
    stored_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let versions = given(versions, "versions")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let stored = unsafe { boundary::text(stored, stored_len, "stored") }?;
        out.write(Bytes::hand_out(versions.versions.verify_json(stored)?));
        Ok(())
    })
}

/// Frees versions; NULL is ignored. Engines that they gave live on.
///
/// Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_versions_free(versions: Option<Box<VersionsHandle>>) {
    boundary::value((), || drop(versions));
}

/// What differs between the rule books of two engines, as JSON: limits, tiers, conditions and all else, each as data and
/// in words.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_engine_diff_json(
    from: Option<&Engine>,
    to: Option<&Engine>,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let from = given(from, "from")?;
        let to = given(to, "to")?;
        let out = given(out, "out")?;
        out.write(Bytes::hand_out(from.core().policy().diff_json(to.core().policy())));
        Ok(())
    })
}

/// The host's code for an id of the rule book, or the id for a code of the host's: the `[vocabulary]` of the book. `of`
/// is one of `status`, `tier`, `category`, `role`, `channel`, `event`, `obligation`, `signal`; `code` is 1 to ask for
/// the code of an id, 0 to ask for the id of a code. `*out` is NULL when the book has none.
///
/// Fails with `unknown-value` (1006) for another `of`.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; the texts are borrowed for the call.
/// Threads: any, also on one engine at the same time. Since ABI 1.
///
/// # Safety
/// Each text points to as many readable bytes as its length says, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_engine_translate(
    engine: Option<&Engine>,
    of: *const c_char,
    of_len: usize,
    name: *const c_char,
    name_len: usize,
    code: u32,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointers and the lengths.
        let of = unsafe { boundary::text(of, of_len, "of") }?;
        // SAFETY: as above.
        let name = unsafe { boundary::text(name, name_len, "name") }?;
        let domain = Domain::parse(of).map_err(|error| error.at("of"))?;
        let vocabulary = &engine.core().policy().vocabulary;
        let found = match boundary::flag(code, "code")? {
            true => vocabulary.code(domain, name),
            false => vocabulary.id(domain, name),
        };
        out.write(found.map_or(std::ptr::null_mut(), |found| Bytes::hand_out(found.to_owned())));
        Ok(())
    })
}
