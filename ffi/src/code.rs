//! The table of error codes, for hosts that build their own.

use std::ffi::c_char;
use std::sync::LazyLock;

use tousu_core::Code;

use crate::boundary::{self, OK};

/// The slugs in the order of [`Code::ALL`], each with a NUL behind it.
static SLUGS: LazyLock<Vec<String>> =
    LazyLock::new(|| Code::ALL.iter().map(|code| format!("{}\0", code.slug())).collect());

/// How many error codes this library knows.
///
/// Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_code_count() -> usize {
    Code::ALL.len()
}

/// The number of the `index`-th code, ascending; 0 from `tousu_code_count` on.
///
/// Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_code_at(index: usize) -> i32 {
    Code::ALL.get(index).map_or(OK, |code| code.number())
}

/// The stable name of a code, NUL-terminated ASCII; NULL for a number that is no code.
///
/// Ownership: static, never freed. Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_code_slug(code: i32) -> *const c_char {
    boundary::value(std::ptr::null(), || {
        let position = Code::ALL.iter().position(|known| known.number() == code);
        position.and_then(|position| SLUGS.get(position)).map_or(std::ptr::null(), |slug| slug.as_ptr().cast())
    })
}
