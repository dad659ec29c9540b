//! Which library this is and which callers it serves.

use std::ffi::c_char;

use crate::abi::{TOUSU_ABI_MIN_COMPATIBLE, TOUSU_ABI_VERSION};

/// The version of the library at run time: `0.1.0`, NUL-terminated ASCII. `TOUSU_VERSION` is that of the header.
///
/// Ownership: static, never freed. Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// The ABI of the library at run time. `TOUSU_ABI_VERSION` is that of the header.
///
/// Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_abi_version() -> u32 {
    TOUSU_ABI_VERSION
}

/// 1 when a program compiled with a header of `header_abi` may use this library, else 0. Call it first:
/// `tousu_abi_compatible(TOUSU_ABI_VERSION)`.
///
/// Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_abi_compatible(header_abi: u32) -> i32 {
    i32::from((TOUSU_ABI_MIN_COMPATIBLE..=TOUSU_ABI_VERSION).contains(&header_abi))
}
