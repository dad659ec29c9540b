//! Text of hosts that do not speak UTF-8: GB18030 (with GBK and GB 2312 inside it) and UTF-16.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use encoding_rs::{DecoderResult, GB18030};
use tousu_core::{Code, Error, Result};

use crate::boundary::{self, given};
use crate::bytes::Bytes;
use crate::error::ErrorHandle;

/// The text of GB18030 bytes.
///
/// # Errors
/// `invalid-encoding` with the offset of the first byte that belongs to no character.
fn from_gb18030(bytes: &[u8]) -> Result<String> {
    let too_large = || Error::new(Code::TooLarge, "`text`", format_args!("{} bytes", isize::MAX)).at("text");
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let capacity = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).ok_or_else(too_large)?;
    let mut text = String::new();
    text.try_reserve_exact(capacity).map_err(|_| too_large())?;
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(text),
        (DecoderResult::Malformed(bad, behind), read) => {
            let start = read.saturating_sub(usize::from(bad) + usize::from(behind));
            Err(Error::new(Code::InvalidEncoding, "`text`", "GB18030").at("text").at_offset(start as u64))
        }
        // The buffer is as long as the decoder asked for.
        (DecoderResult::OutputFull, _) => Err(Error::new(Code::Internal, "a buffer too short", "")),
    }
}

/// The text of UTF-16 units.
///
/// # Errors
/// `invalid-encoding` with the offset of the first surrogate without its other half, in bytes.
fn from_utf16(units: &[u16]) -> Result<String> {
    let mut text = String::with_capacity(units.len());
    let mut unit = 0;
    for character in char::decode_utf16(units.iter().copied()) {
        let Ok(character) = character else {
            let offset = (unit * size_of::<u16>()) as u64;
            return Err(Error::new(Code::InvalidEncoding, "`text`", "UTF-16").at("text").at_offset(offset));
        };
        text.push(character);
        unit += character.len_utf16();
    }
    Ok(text)
}

/// Text in GB18030, or in GBK or GB 2312, which it contains, as UTF-8 for any other call.
///
/// Fails with `invalid-encoding` (7) and the offset of the first byte that belongs to no character; nothing is
/// replaced.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `text` is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `text` points to `text_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_bytes_from_gb18030(
    text: *const c_char,
    text_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let text = unsafe { boundary::slice(text.cast::<u8>(), text_len, "text") }?;
        out.write(Bytes::hand_out(from_gb18030(text)?));
        Ok(())
    })
}

/// Text in UTF-16 of the machine's byte order, as Windows, Java and .NET have it, as UTF-8 for any other call.
/// `text_len` counts units, not bytes.
///
/// Fails with `invalid-encoding` (7) and the offset, in bytes, of the first surrogate without its other half; nothing
/// is replaced.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `text` is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `text` points to `text_len` readable units or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_bytes_from_utf16(
    text: *const u16,
    text_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let text = unsafe { boundary::slice(text, text_len, "text") }?;
        out.write(Bytes::hand_out(from_utf16(text)?));
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The offset of what is refused.
    fn offset(read: Result<String>) -> Option<(Code, Option<u64>)> {
        read.err().map(|error| (error.code(), error.place().offset))
    }

    #[test]
    fn gb18030_is_read_with_its_two_and_four_byte_characters() {
        assert_eq!(from_gb18030(b"\xB5\xE7\xCC\xDD\xBB\xB5\xC1\xCB, 3").as_deref(), Ok("电梯坏了, 3"));
        // U+3400 and U+20000, as GB 18030-2005 gives them.
        assert_eq!(from_gb18030(b"\x81\x39\xEE\x39\x95\x32\x82\x36").as_deref(), Ok("㐀𠀀"));
        assert_eq!(from_gb18030(b"").as_deref(), Ok(""));
        // A second byte may be that of a backslash: 乗 is 81 5C.
        assert_eq!(from_gb18030(b"\x81\x5C").as_deref(), Ok("乗"));
    }

    #[test]
    fn what_is_no_gb18030_is_refused_at_its_first_byte() {
        let at = |offset| Some((Code::InvalidEncoding, Some(offset)));
        assert_eq!(offset(from_gb18030(b"\xFF")), at(0));
        assert_eq!(offset(from_gb18030(b"\xB5\xE7\xCC\x20")), at(2), "a second byte that is none");
        assert_eq!(offset(from_gb18030(b"ab\xB5")), at(2), "cut after one byte");
        assert_eq!(offset(from_gb18030(b"\xB5\xE7\x81\x39\xEE")), at(2), "cut after three bytes");
        assert_eq!(offset(from_gb18030(b"a\xE3\x32\x9A\x36")), at(1), "beyond U+10FFFF");
    }

    #[test]
    fn utf16_is_read_with_its_pairs_and_refused_without_them() {
        let units: Vec<u16> = "电梯𠀀坏了\0".encode_utf16().collect();
        assert_eq!(from_utf16(&units).as_deref(), Ok("电梯𠀀坏了\0"));
        let at = |offset| Some((Code::InvalidEncoding, Some(offset)));
        assert_eq!(offset(from_utf16(&[0x7535, 0xD840])), at(2), "a first half at the end");
        assert_eq!(offset(from_utf16(&[0xDC00, 0x7535])), at(0), "a second half alone");
        assert_eq!(offset(from_utf16(&[0xD840, 0xDC00, 0xD840, 0x7535])), at(4));
    }
}
