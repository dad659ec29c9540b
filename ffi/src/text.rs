//! Text that C may print.

use std::ffi::c_char;
use std::mem::MaybeUninit;

/// Text with a NUL byte behind it.
pub(crate) struct Text(String);

impl Text {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        let mut text = text.into();
        text.push('\0');
        Self(text)
    }

    /// The pointer for C; the length without the terminator goes to `len` unless that is NULL.
    pub(crate) fn lend(&self, len: Option<&mut MaybeUninit<usize>>) -> *const c_char {
        if let Some(len) = len {
            len.write(self.0.len() - 1);
        }
        self.0.as_ptr().cast()
    }

    /// Pointer and length for two fields of a struct; NULL and 0 for none.
    pub(crate) fn fields(text: Option<&Self>) -> (*const c_char, usize) {
        text.map_or((std::ptr::null(), 0), |text| (text.0.as_ptr().cast(), text.0.len() - 1))
    }
}
