//! A model as bytes: a head, the content, and the SHA-256 of both.
//!
//! All numbers are little-endian. Rows that are zero are not written; a bit for every bucket says which are.

use std::sync::OnceLock;

use super::{Block, LANES, MOST_LABELS, Model};
use crate::error::{Code, Error, Result};
use crate::id::Digest;
use crate::text::ngrams::{TEXT_BITS, TITLE_BITS};

/// What the file begins with.
const MAGIC: &[u8; 8] = b"tousumdl";

/// The version of the format and of how n-grams are counted and hashed.
const VERSION: u32 = 2;

/// Bytes of the checksum.
const CHECKSUM: usize = 32;

impl Model {
    /// The model as bytes, to be kept wherever the host keeps its files.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.content();
        let digest = *self.digest.get_or_init(|| Digest::of(&out));
        out.extend_from_slice(&digest.0);
        out
    }

    /// Everything but the checksum.
    pub(super) fn content(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        let number = |out: &mut Vec<u8>, number: usize| {
            out.extend_from_slice(&u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
        };
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&TITLE_BITS.to_le_bytes());
        out.extend_from_slice(&TEXT_BITS.to_le_bytes());
        out.extend_from_slice(&self.samples.to_le_bytes());
        number(&mut out, self.labels.len());
        for label in &self.labels {
            number(&mut out, label.len());
            out.extend_from_slice(label.as_bytes());
        }
        let floats = |out: &mut Vec<u8>, floats: &[f32]| {
            floats.iter().for_each(|float| out.extend_from_slice(&float.to_le_bytes()));
        };
        floats(&mut out, &self.constants);
        for block in &self.blocks {
            out.push(block.is_some().into());
            let Some(block) = block else { continue };
            floats(&mut out, &block.scales);
            for rows in &block.groups {
                for eight in rows.chunks(8) {
                    let bits = (0..).zip(eight).filter(|(_, row)| **row != [0; LANES]);
                    out.push(bits.fold(0_u8, |bits, (at, _)| bits | 1 << at));
                }
                for row in rows.iter().filter(|row| **row != [0; LANES]) {
                    out.extend(row.map(|weight| weight.to_le_bytes()[0]));
                }
            }
        }
        out
    }

    /// Reads a model that [`Model::to_bytes`] has written.
    ///
    /// # Errors
    /// `model-version` when another version of the format wrote it; `model-damaged` for anything else that is not
    /// just what was written: another kind of file, one that is cut off or longer, a changed bit.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let damaged = |expected: &str| Error::new(Code::ModelDamaged, format_args!("{} bytes", bytes.len()), expected);
        if !bytes.starts_with(MAGIC) {
            return Err(damaged("a file that begins with `tousumdl`").at_offset(0));
        }
        let mut reader = Reader { rest: bytes.get(MAGIC.len()..).unwrap_or_default() };
        let version = reader.number().ok_or_else(|| damaged("a version"))?;
        if version != VERSION {
            return Err(Error::new(Code::ModelVersion, version, VERSION).at_offset(MAGIC.len() as u64));
        }
        let (content, checksum) =
            bytes.split_last_chunk::<CHECKSUM>().ok_or_else(|| damaged("a checksum of 32 bytes at the end"))?;
        let digest = Digest::of(content);
        if digest.0 != *checksum {
            return Err(damaged("the bytes of which its checksum was made"));
        }
        reader.rest = reader.rest.get(..reader.rest.len().saturating_sub(CHECKSUM)).unwrap_or_default();
        let mut model = reader.model().ok_or_else(|| damaged("tables of the lengths that it names"))?;
        model.digest = OnceLock::from(digest);
        Ok(model)
    }
}

/// What has not been read yet; `None` where it ends too early or says what cannot be.
struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn take(&mut self, length: usize) -> Option<&[u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.first_chunk().copied()
    }

    fn number(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    /// A finite number.
    fn float(&mut self) -> Option<f32> {
        self.array().map(f32::from_le_bytes).filter(|float| float.is_finite())
    }

    fn model(&mut self) -> Option<Model> {
        if (self.number()?, self.number()?) != (TITLE_BITS, TEXT_BITS) {
            return None;
        }
        let samples = self.array().map(u64::from_le_bytes)?;
        let count = self.number().and_then(|count| usize::try_from(count).ok())?;
        if !(2..=MOST_LABELS).contains(&count) {
            return None;
        }
        let mut labels: Vec<String> = Vec::with_capacity(count);
        for _ in 0..count {
            let length = usize::try_from(self.number()?).ok()?;
            let label = String::from_utf8(self.take(length)?.to_vec()).ok()?;
            // In ascending order, none twice.
            if label.is_empty() || labels.last().is_some_and(|before| *before >= label) {
                return None;
            }
            labels.push(label);
        }
        let constants: Vec<f32> = (0..count).map(|_| self.float()).collect::<Option<_>>()?;
        let blocks = [self.block(count, TITLE_BITS)?, self.block(count, TEXT_BITS)?];
        self.rest.is_empty().then(|| Model::of(labels, constants, blocks, samples))
    }

    /// Outer `None`: damaged; inner: there is no such block.
    fn block(&mut self, labels: usize, bits: u32) -> Option<Option<Block>> {
        match self.array()? {
            [0] => return Some(None),
            [1] => {}
            _ => return None,
        }
        let mut block = Block::empty(labels, bits);
        block.scales = (0..labels).map(|_| self.float()).collect::<Option<_>>()?;
        for rows in &mut block.groups {
            let not_empty = self.take(rows.len() / 8)?.to_vec();
            for (bits, eight) in not_empty.iter().zip(rows.chunks_mut(8)) {
                for (at, row) in eight.iter_mut().enumerate() {
                    if bits >> at & 1 == 1 {
                        *row = self.array::<LANES>()?.map(|byte| i8::from_le_bytes([byte]));
                    }
                }
            }
        }
        Some(Some(block))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Sample, Training};
    use super::*;

    fn model() -> Result<Model> {
        let sample = |text, label| Sample { title: "", text, label };
        let samples =
            [sample("电梯坏了", "a"), sample("电梯又坏了", "a"), sample("楼上太吵", "b"), sample("楼上半夜吵", "b")];
        Model::train(&samples, &Training::default())
    }

    #[test]
    fn what_was_written_is_read() -> Result<()> {
        let model = model()?;
        let bytes = model.to_bytes();
        let again = Model::from_bytes(&bytes)?;
        assert_eq!(again.to_bytes(), bytes);
        assert_eq!((again.labels(), again.samples()), (["a".to_owned(), "b".to_owned()].as_slice(), 4));
        assert_eq!(again.digest(), Digest::of(bytes.get(..bytes.len() - CHECKSUM).unwrap_or_default()));
        for text in ["电梯", "楼上", "", "别的"] {
            assert_eq!(again.predict(text, text), model.predict(text, text), "{text}");
        }
        Ok(())
    }

    #[test]
    fn a_damaged_file_is_refused_wherever_it_is_damaged() -> Result<()> {
        let bytes = model()?.to_bytes();
        let slug = |bytes: &[u8]| Model::from_bytes(bytes).err().map(|error| error.slug());
        let step = bytes.len() / 50;
        for at in (0..100).chain((0..bytes.len()).step_by(step)).chain([bytes.len() - 1]) {
            let mut broken = bytes.clone();
            if let Some(byte) = broken.get_mut(at) {
                *byte ^= 0x10;
            }
            let version = (MAGIC.len()..MAGIC.len() + 4).contains(&at);
            assert_eq!(slug(&broken), Some(if version { "model-version" } else { "model-damaged" }), "byte {at}");
        }
        for length in (0..60).chain([bytes.len() / 2, bytes.len() - 1]) {
            assert_eq!(slug(bytes.get(..length).unwrap_or_default()), Some("model-damaged"), "{length} bytes");
        }
        assert_eq!(slug(&[bytes, vec![0]].concat()), Some("model-damaged"));
        Ok(())
    }

    #[test]
    fn a_checksum_does_not_make_nonsense_a_model() -> Result<()> {
        let model = model()?;
        let slug = |content: &[u8]| {
            let bytes = [content, &Digest::of(content).0].concat();
            Model::from_bytes(&bytes).err().map(|error| error.slug())
        };
        let content = model.content();
        assert_eq!(slug(&content), None);
        // Of the head: the buckets of titles and texts, the number of labels, the length of the first label.
        for (at, byte) in [(12, 17), (16, 17), (28, 1), (31, 0xFF), (32, 0xFF), (36, 0xFF)] {
            let mut broken = content.clone();
            if let Some(cell) = broken.get_mut(at) {
                *cell = byte;
            }
            assert_eq!(slug(&broken), Some("model-damaged"), "byte {at}");
        }
        assert_eq!(slug(content.get(..content.len() - 1).unwrap_or_default()), Some("model-damaged"));
        assert_eq!(slug(&[&content, &[0_u8][..]].concat()), Some("model-damaged"));
        Ok(())
    }
}
