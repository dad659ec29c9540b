//! A call that panics on purpose, so that a C program can see what becomes of it. Not in the header.

use std::mem::MaybeUninit;

use crate::boundary;
use crate::error::ErrorHandle;

/// Panics inside the boundary: returns 9001.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_test_panic(err: Option<&mut MaybeUninit<*mut ErrorHandle>>) -> i32 {
    boundary::status(err, || panic!("on purpose"))
}
