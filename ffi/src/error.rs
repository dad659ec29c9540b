//! `tousu_error`: what went wrong, where, and what was expected instead.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use tousu_core::Error;

use crate::boundary::{self, OK};
use crate::text::Text;

/// An error: a stable code, the place in the input, the message in English and Chinese, and the single faults that it
/// sums up. Immutable: any number of threads may read one. The caller frees it with `tousu_error_free`.
pub struct ErrorHandle {
    error: Error,
    slug: Text,
    message_en: Text,
    message_zh: Text,
    path: Option<Text>,
    help: Option<Text>,
    causes: Vec<ErrorHandle>,
}

impl From<Error> for ErrorHandle {
    fn from(error: Error) -> Self {
        Self {
            slug: Text::new(error.slug()),
            message_en: Text::new(error.message_en()),
            message_zh: Text::new(error.message_zh()),
            path: error.place().path.as_deref().map(Text::new),
            help: error.help().map(Text::new),
            causes: error.causes().iter().cloned().map(Self::from).collect(),
            error,
        }
    }
}

#[cfg(test)]
impl ErrorHandle {
    /// The error inside.
    pub(crate) fn error(&self) -> &Error {
        &self.error
    }
}

/// Lends one text of the error; NULL and length 0 when there is none.
fn lend(
    error: Option<&ErrorHandle>,
    len: Option<&mut MaybeUninit<usize>>,
    part: impl FnOnce(&ErrorHandle) -> Option<&Text>,
) -> *const c_char {
    boundary::value(std::ptr::null(), || match error.and_then(part) {
        Some(text) => text.lend(len),
        None => {
            if let Some(len) = len {
                len.write(0);
            }
            std::ptr::null()
        }
    })
}

/// The stable code, as the failed call returned it; 0 for NULL.
///
/// Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_error_code(error: Option<&ErrorHandle>) -> i32 {
    error.map_or(OK, |error| error.error.code().number())
}

/// The stable name of the code: `unreadable-time`. The length goes to `len` unless that is NULL.
///
/// Ownership: borrowed from the error. Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_error_slug(error: Option<&ErrorHandle>, len: Option<&mut MaybeUninit<usize>>) -> *const c_char {
    lend(error, len, |error| Some(&error.slug))
}

/// What went wrong, in English, without the place. The length goes to `len` unless that is NULL.
///
/// Ownership: borrowed from the error. Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_error_message_en(
    error: Option<&ErrorHandle>,
    len: Option<&mut MaybeUninit<usize>>,
) -> *const c_char {
    lend(error, len, |error| Some(&error.message_en))
}

/// What went wrong, in Chinese, without the place. The length goes to `len` unless that is NULL.
///
/// Ownership: borrowed from the error. Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_error_message_zh(
    error: Option<&ErrorHandle>,
    len: Option<&mut MaybeUninit<usize>>,
) -> *const c_char {
    lend(error, len, |error| Some(&error.message_zh))
}

/// The argument or the field at fault: `tier[2].when.any[0]`; NULL when it is not known. The length goes to `len`
/// unless that is NULL.
///
/// Ownership: borrowed from the error. Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_error_path(error: Option<&ErrorHandle>, len: Option<&mut MaybeUninit<usize>>) -> *const c_char {
    lend(error, len, |error| error.path.as_ref())
}

/// Advice; NULL when there is none. The length goes to `len` unless that is NULL.
///
/// Ownership: borrowed from the error. Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_error_help(error: Option<&ErrorHandle>, len: Option<&mut MaybeUninit<usize>>) -> *const c_char {
    lend(error, len, |error| error.help.as_ref())
}

/// The 1-based line of the fault in its document; 0 when it is not known.
///
/// Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_error_line(error: Option<&ErrorHandle>) -> u32 {
    error.and_then(|error| error.error.place().line).unwrap_or(0)
}

/// The 1-based column of the fault, in characters; 0 when it is not known.
///
/// Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_error_column(error: Option<&ErrorHandle>) -> u32 {
    error.and_then(|error| error.error.place().column).unwrap_or(0)
}

/// The 0-based byte offset of the fault; -1 when it is not known.
///
/// Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_error_offset(error: Option<&ErrorHandle>) -> i64 {
    error.and_then(|error| error.error.place().offset).and_then(|offset| i64::try_from(offset).ok()).unwrap_or(-1)
}

/// How many single faults this error sums up: a rejected policy has all of its faults here.
///
/// Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_error_cause_count(error: Option<&ErrorHandle>) -> usize {
    error.map_or(0, |error| error.causes.len())
}

/// One of the faults that this error sums up; NULL from `tousu_error_cause_count` on.
///
/// Ownership: borrowed from the error; never free it. Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_error_cause(error: Option<&ErrorHandle>, index: usize) -> Option<&ErrorHandle> {
    error?.causes.get(index)
}

/// Frees an error; NULL is ignored.
///
/// Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_error_free(error: Option<Box<ErrorHandle>>) {
    boundary::value((), || drop(error));
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;

    use tousu_core::Code;
    use tousu_core::error::Place;

    use super::*;

    #[test]
    fn causes_keep_their_places_and_end() {
        let cause = Error::new(Code::UnknownField, "tiers", "`tier`").placed(Place {
            path: Some("policy.tiers".to_owned()),
            line: Some(3),
            column: Some(7),
            offset: Some(41),
        });
        let whole = Error::new(Code::PolicyRejected, "mine", 1).with_causes(vec![cause]).with_help("rename it");
        let handle = ErrorHandle::from(whole);
        assert_eq!(tousu_error_cause_count(Some(&handle)), 1);
        assert!(tousu_error_cause(Some(&handle), 1).is_none());
        let cause = tousu_error_cause(Some(&handle), 0);
        assert_eq!(tousu_error_code(cause), 1001);
        assert_eq!((tousu_error_line(cause), tousu_error_column(cause), tousu_error_offset(cause)), (3, 7, 41));
        assert!(tousu_error_path(Some(&handle), None).is_null(), "the sum itself has no path");
        let help = tousu_error_help(Some(&handle), None);
        // SAFETY: the handle lends its own text, which ends with NUL, and lives.
        assert_eq!(unsafe { CStr::from_ptr(help) }, c"rename it");
    }

    #[test]
    fn a_nul_inside_is_kept_by_the_length() {
        let handle = ErrorHandle::from(Error::new(Code::UnknownPolicy, "a\0b", "c"));
        let mut len = MaybeUninit::uninit();
        let text = tousu_error_message_en(Some(&handle), Some(&mut len));
        // SAFETY: a call on a handle writes the length.
        let len = unsafe { len.assume_init() };
        // SAFETY: the text has `len` bytes and one NUL, and its handle lives.
        let bytes = unsafe { std::slice::from_raw_parts(text.cast::<u8>(), len + 1) };
        assert_eq!(bytes, b"there is no policy `a\0b`; there are c\0");
    }

    #[test]
    fn an_offset_that_c_cannot_hold_is_unknown() {
        let handle = ErrorHandle::from(Error::new(Code::Syntax, "x", "").at_offset(u64::MAX));
        assert_eq!(tousu_error_offset(Some(&handle)), -1);
    }
}
