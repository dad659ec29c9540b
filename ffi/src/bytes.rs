//! `tousu_bytes`: a large output, owned by whoever asked for it.

use std::ffi::c_char;

use crate::boundary;

/// Bytes that a call produced; JSON is UTF-8. Immutable: any number of threads may read them. The caller frees them with
/// `tousu_bytes_free`.
pub struct Bytes {
    /// The bytes and one NUL behind them.
    terminated: Vec<u8>,
}

impl From<String> for Bytes {
    fn from(text: String) -> Self {
        let mut terminated = text.into_bytes();
        terminated.push(0);
        Self { terminated }
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(mut terminated: Vec<u8>) -> Self {
        terminated.push(0);
        Self { terminated }
    }
}

impl Bytes {
    /// A handle for the caller, of bytes that are no text.
    pub(crate) fn hand_out_raw(mut bytes: Vec<u8>) -> *mut Self {
        bytes.push(0);
        Box::into_raw(Box::new(Self { terminated: bytes }))
    }

    /// A handle for the caller.
    pub(crate) fn hand_out(bytes: impl Into<Self>) -> *mut Self {
        Box::into_raw(Box::new(bytes.into()))
    }
}

/// The first byte; NULL for NULL. A NUL byte, not counted, follows the last.
///
/// Ownership: borrowed from the handle. Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_bytes_data(bytes: Option<&Bytes>) -> *const c_char {
    bytes.map_or(std::ptr::null(), |bytes| bytes.terminated.as_ptr().cast())
}

/// How many bytes there are; 0 for NULL.
///
/// Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_bytes_len(bytes: Option<&Bytes>) -> usize {
    bytes.map_or(0, |bytes| bytes.terminated.len() - 1)
}

/// Frees the bytes; NULL is ignored.
///
/// Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_bytes_free(bytes: Option<Box<Bytes>>) {
    boundary::value((), || drop(bytes));
}
