//! The border: panics, NULL, and text that comes in.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::TryLockError;

use tousu_core::time::Instant;
use tousu_core::{Code, Error, Result};

use crate::error::ErrorHandle;

// Not a test: cargo builds tests with unwinding whatever the profile says. This refuses the library itself.
const _: () = assert!(cfg!(panic = "unwind"), "panic = \"abort\" takes the boundary away");

/// The status of success.
pub(crate) const OK: i32 = 0;

/// Runs a fallible call: its code is returned, its error handed out, a panic becomes `panic` (9001).
pub(crate) fn status(err: Option<&mut MaybeUninit<*mut ErrorHandle>>, call: impl FnOnce() -> Result<()>) -> i32 {
    let outcome = catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|payload| Err(Error::caught(payload)));
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
    // SAFETY: the caller vouches for the bytes.
    let bytes = unsafe { slice(data.cast::<u8>(), len, name) }?;
    std::str::from_utf8(bytes).map_err(|error| {
        Error::new(Code::InvalidUtf8, format_args!("`{name}`"), "").at(name).at_offset(error.valid_up_to() as u64)
    })
}

/// The items of a pointer and a length.
///
/// # Errors
/// `null-pointer` for NULL with a length, `too-large` for a length that no object can have, `invalid-argument` for a
/// pointer that no such item can have.
///
/// # Safety
/// Unless it is NULL, `data` points to `len` readable items that nobody writes while the result lives.
pub(crate) unsafe fn slice<'a, T>(data: *const T, len: usize, name: &str) -> Result<&'a [T]> {
    if len == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return given(None, name);
    }
    if len.checked_mul(size_of::<T>()).is_none_or(|bytes| isize::try_from(bytes).is_err()) {
        return Err(Error::new(Code::TooLarge, format_args!("`{name}`"), format_args!("{} bytes", isize::MAX)).at(name));
    }
    aligned(data, name)?;
    // SAFETY: neither NULL nor misaligned, the length fits an object, and the caller vouches for the items.
    Ok(unsafe { std::slice::from_raw_parts(data, len) })
}

/// Refuses a pointer that nothing of its type can have.
///
/// # Errors
/// `invalid-argument`.
fn aligned<T>(data: *const T, name: &str) -> Result<()> {
    if data.is_aligned() {
        return Ok(());
    }
    let expected = format_args!("a pointer to a multiple of {}", align_of::<T>());
    Err(Error::new(Code::InvalidArgument, format_args!("{data:p}"), expected).at(name))
}

/// The numbers of a pointer and a count.
///
/// # Errors
/// `null-pointer` for NULL with a count, `too-large` for a count that no array can have, `invalid-argument` for a
/// pointer that no array can have.
///
/// # Safety
/// Unless it is NULL, `data` points to `count` readable numbers that nobody writes while the result lives.
pub(crate) unsafe fn numbers<'a>(data: *const i64, count: usize, name: &str) -> Result<&'a [i64]> {
    if count == 0 {
        return Ok(&[]);
    }
    check_array(data, count, name)?;
    // SAFETY: neither NULL nor misaligned, the size fits an object, and the caller vouches for the numbers.
    Ok(unsafe { std::slice::from_raw_parts(data, count) })
}

/// Checks a pointer to so many values, of which there is at least one.
///
/// # Errors
/// As [`numbers`].
pub(crate) fn check_array<T>(data: *const T, count: usize, name: &str) -> Result<()> {
    if data.is_null() {
        return given(None, name);
    }
    aligned(data, name)?;
    let bytes = count.checked_mul(size_of::<T>()).filter(|bytes| isize::try_from(*bytes).is_ok());
    let largest = isize::MAX.unsigned_abs() / size_of::<T>();
    bytes
        .map(drop)
        .ok_or_else(|| Error::new(Code::TooLarge, format_args!("`{name}`"), format_args!("{largest} values")).at(name))
}

/// A struct that crosses the border.
///
/// # Safety
/// It is `repr(C)` and its first field is `struct_size: u32`.
pub(crate) unsafe trait Plain {}

/// Checks the pointer to a struct and the size that the caller wrote into it.
///
/// The size has to be one that a header of this library had. A newer header is refused by `tousu_abi_compatible`.
///
/// # Errors
/// `null-pointer`; `invalid-argument` for another size, or for a pointer that no struct can have.
///
/// # Safety
/// Unless it is NULL, `data` points to a struct whose field `struct_size` is set.
pub(crate) unsafe fn sized<T: Plain>(data: *const T, name: &str) -> Result<()> {
    if data.is_null() {
        return given(None, name);
    }
    aligned(data, name)?;
    // SAFETY: neither NULL nor misaligned, and the caller vouches for the first field.
    let size = unsafe { data.cast::<u32>().read() };
    if usize::try_from(size) == Ok(size_of::<T>()) {
        return Ok(());
    }
    let expected = format_args!("{}, the size of the struct", size_of::<T>());
    Err(Error::new(Code::InvalidArgument, size, expected).at(format_args!("{name}.struct_size")))
}

/// The instant of so many UTC seconds since 1970.
///
/// # Errors
/// `time-out-of-range` outside the years 1 to 9999.
pub(crate) fn instant(seconds: i64, name: &str) -> Result<Instant> {
    Instant::from_unix(seconds).map_err(|error| error.at(name))
}

/// The instant of so many UTC seconds since 1970; none for NULL.
///
/// # Errors
/// As [`instant`].
pub(crate) fn some_instant(seconds: Option<&i64>, name: &str) -> Result<Option<Instant>> {
    seconds.map(|seconds| instant(*seconds, name)).transpose()
}

/// One of the numbered choices of the header.
///
/// # Errors
/// `invalid-argument` for any other number.
pub(crate) fn choice<T: Copy>(number: u32, choices: &[T], name: &str) -> Result<T> {
    let found = usize::try_from(number).ok().and_then(|index| choices.get(index));
    found.copied().ok_or_else(|| {
        let expected = format_args!("a number from 0 to {}", choices.len().saturating_sub(1));
        Error::new(Code::InvalidArgument, number, expected).at(name)
    })
}

/// A yes/no of the header.
///
/// # Errors
/// `invalid-argument` for anything but 0 and 1.
pub(crate) fn flag(number: u32, name: &str) -> Result<bool> {
    choice(number, &[false, true], name)
}

/// The answer to a lock that is never waited for.
///
/// # Errors
/// `handle-busy` while another thread holds it; `panic` when an earlier call was cut short inside.
pub(crate) fn held<T>(lock: std::result::Result<T, TryLockError<T>>, name: &str) -> Result<T> {
    lock.map_err(|fault| match fault {
        TryLockError::WouldBlock => Error::new(Code::HandleBusy, format_args!("`{name}`"), "").at(name),
        TryLockError::Poisoned(_) => {
            Error::new(Code::Panic, format_args!("an earlier call on `{name}` was cut short"), "").at(name)
        }
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
    #[test]
    fn sizes_are_checked_before_the_rest_is_read() {
        #[repr(C, align(8))]
        struct Pair {
            struct_size: u32,
            rest: u32,
        }
        // SAFETY: `repr(C)`, and the size comes first.
        unsafe impl Plain for Pair {}
        let check = |size: u32| {
            let pair = Pair { struct_size: size, rest: 0 };
            assert_eq!(pair.rest, 0);
            // SAFETY: the pair lives.
            unsafe { sized(&raw const pair, "out") }.map_err(|error| (error.code(), error.place().path.clone()))
        };
        let wrong = Err((Code::InvalidArgument, Some("out.struct_size".to_owned())));
        assert_eq!(check(8), Ok(()));
        for size in [0, 4, 7, 9, 16, u32::MAX] {
            assert_eq!(check(size), wrong);
        }
        // SAFETY: NULL and a pointer that is not aligned are refused without being read.
        unsafe {
            let null = sized(std::ptr::null::<Pair>(), "out").err();
            assert_eq!(null.map(|error| error.code()), Some(Code::NullPointer));
            let odd = sized(std::ptr::without_provenance::<Pair>(9), "out").err();
            assert_eq!(odd.map(|error| error.code()), Some(Code::InvalidArgument));
        }
    }

    #[test]
    fn a_handle_in_use_and_a_broken_one_are_told_apart() {
        let lock = std::sync::Mutex::new(0);
        let held_now = lock.try_lock();
        let busy = held(lock.try_lock(), "ledger").err();
        assert_eq!(busy.map(|error| error.code()), Some(Code::HandleBusy));
        drop(held_now);
        assert!(held(lock.try_lock(), "ledger").is_ok());
        let broken = std::panic::catch_unwind(|| {
            let _guard = lock.lock();
            panic!("in the middle");
        });
        assert!(broken.is_err());
        let broken = held(lock.try_lock(), "ledger").err();
        assert_eq!(broken.map(|error| error.code()), Some(Code::Panic));
    }
}
