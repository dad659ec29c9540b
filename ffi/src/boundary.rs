//! The border: panics, NULL, and text that comes in.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tousu_core::{Code, Error, Result};

use crate::error::ErrorHandle;

// Not a test: cargo builds tests with unwinding whatever the profile says. This refuses the library itself.
const _: () = assert!(cfg!(panic = "unwind"), "panic = \"abort\" takes the boundary away");

/// The status of success.
pub(crate) const OK: i32 = 0;

/// Runs a fallible call: its code is returned, its error handed out, a panic becomes `panic` (9001).
pub(crate) fn status(err: Option<&mut MaybeUninit<*mut ErrorHandle>>, call: impl FnOnce() -> Result<()>) -> i32 {
    let outcome = catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|payload| Err(caught(payload)));
    let (code, handle) = match outcome {
        Ok(()) => (OK, std::ptr::null_mut()),
        // Without a place for it no handle is made; the code is all the caller asked for.
        Err(error) if err.is_none() => (error.code().number(), std::ptr::null_mut()),
        Err(error) => (
            error.code().number(),
            // Making the handle formats the messages: that, too, must not unwind into C.
            catch_unwind(AssertUnwindSafe(|| Box::into_raw(Box::new(ErrorHandle::from(error)))))
                .unwrap_or(std::ptr::null_mut()),
        ),
    };
    if let Some(err) = err {
        err.write(handle);
    }
    code
}

/// Runs a call that cannot fail; should it panic, `fallback` is returned.
pub(crate) fn value<T>(fallback: T, call: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or(fallback)
}

/// The error that stands for a caught panic.
fn caught(payload: Box<dyn std::any::Any + Send>) -> Error {
    let words = payload
        .downcast::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|payload| payload.downcast::<String>().map(|text| *text))
        .unwrap_or_else(|payload| {
            // Dropping a foreign payload could panic again.
            std::mem::forget(payload);
            "unknown".to_owned()
        });
    Error::new(Code::Panic, words, "")
}

/// The argument, or `null-pointer` naming it.
pub(crate) fn given<T>(argument: Option<T>, name: &str) -> Result<T> {
    argument.ok_or_else(|| Error::new(Code::NullPointer, format_args!("`{name}`"), "").at(name))
}

/// The text of a pointer and a length.
///
/// # Errors
/// `null-pointer` for NULL with a length, `too-large` for a length that no object can have, `invalid-utf8` with the
/// offset of the first bad byte.
///
/// # Safety
/// Unless it is NULL, `data` points to `len` readable bytes that nobody writes while the result lives.
pub(crate) unsafe fn text<'a>(data: *const c_char, len: usize, name: &str) -> Result<&'a str> {
    if len == 0 {
        return Ok("");
    }
    if data.is_null() {
        return given(None, name);
    }
    if isize::try_from(len).is_err() {
        return Err(Error::new(Code::TooLarge, format_args!("`{name}`"), format_args!("{} bytes", isize::MAX)).at(name));
    }
    // SAFETY: not NULL, the length fits an object, and the caller vouches for the bytes.
    let bytes = unsafe { std::slice::from_raw_parts(data.cast::<u8>(), len) };
    std::str::from_utf8(bytes).map_err(|error| {
        Error::new(Code::InvalidUtf8, format_args!("`{name}`"), "").at(name).at_offset(error.valid_up_to() as u64)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs `call` as C would and gives back the code with the error, if one was written.
    fn run(call: impl FnOnce() -> Result<()>) -> (i32, Option<Box<ErrorHandle>>) {
        let mut slot = MaybeUninit::uninit();
        let code = status(Some(&mut slot), call);
        // SAFETY: `status` writes the slot in every case, with NULL or with a box that nobody else has.
        let handle = unsafe { slot.assume_init() };
        // SAFETY: as above.
        (code, (!handle.is_null()).then(|| unsafe { Box::from_raw(handle) }))
    }

    #[test]
    fn success_clears_the_error() {
        let (code, error) = run(|| Ok(()));
        assert_eq!(code, OK);
        assert!(error.is_none());
    }

    #[test]
    fn a_panic_becomes_its_code_with_its_words() {
        let (code, error) = run(|| panic!("out of paper"));
        assert_eq!(code, 9001);
        assert!(error.is_some_and(|error| error.error().to_string().contains("out of paper")));
        let (code, _) = run(|| std::panic::panic_any(7_u8));
        assert_eq!(code, 9001);
        assert_eq!(status(None, || panic!("nobody asks")), 9001);
        assert_eq!(value(3, || panic!("infallible")), 3);
    }

    #[test]
    fn text_is_checked_before_it_is_read() {
        // SAFETY: the first two read nothing, the others point into live byte strings.
        unsafe {
            assert_eq!(text(std::ptr::null(), 0, "text"), Ok(""));
            assert!(text(std::ptr::null(), 1, "text").is_err_and(|error| error.code() == Code::NullPointer));
            assert!(text(c"x".as_ptr(), usize::MAX, "text").is_err_and(|error| error.code() == Code::TooLarge));
            assert_eq!(text(b"a\0b".as_ptr().cast(), 3, "text"), Ok("a\0b"));
            let bad = text(b"ab\xff".as_ptr().cast(), 3, "text").err();
            assert_eq!(bad.as_ref().map(Error::code), Some(Code::InvalidUtf8));
            assert_eq!(bad.and_then(|error| error.place().offset), Some(2));
        }
    }
}
