//! What a complaint's text says.

use super::{Complaint, Facts};
use crate::error::{Code, Error, Result};
use crate::policy::Lexicon;
use crate::text::Scratch;

/// Titles and texts longer than this are refused (bytes).
pub const MAX_TEXT: usize = 16 << 20;

impl Facts {
    /// Reads title and text once; what the caller states is not looked at.
    ///
    /// # Errors
    /// `too-large` for a title or text over [`MAX_TEXT`].
    pub fn read(complaint: &Complaint, _lexicon: &Lexicon, _scratch: &mut Scratch) -> Result<Self> {
        for (name, text) in [("title", &complaint.title), ("text", &complaint.text)] {
            if text.len() > MAX_TEXT {
                return Err(Error::new(Code::TooLarge, format_args!("`{name}`"), "16 MiB").at(name));
            }
        }
        Ok(Self::default())
    }
}
