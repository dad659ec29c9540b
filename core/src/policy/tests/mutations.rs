//! Damaged copies of the built-in books: whatever is lost or doubled, the answer is a policy or errors with places.

use crate::document::Document;
use crate::error::{Error, Result};
use crate::policy::{Policy, render};

/// A small fixed generator: the same mutations on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = usize::try_from(self.0 >> 33).unwrap_or(0);
        high % sides.max(1)
    }
}

fn has_place(error: &Error) -> bool {
    let place = error.place();
    (place.line.is_some() && place.column.is_some()) || place.offset.is_some()
}

fn judge(bytes: &[u8]) -> bool {
    let document = match Document::parse_bytes(bytes) {
        Ok(document) => document,
        Err(error) => {
            assert!(has_place(&error), "{error}");
            return false;
        }
    };
    let found = Policy::check(&document);
    assert!(!render(&found, "mutated.toml", document.source()).is_empty());
    for one in &found {
        assert!(has_place(&one.error), "{}", one.error);
    }
    match Policy::parse(document.source()) {
        Ok(_) => true,
        Err(error) => {
            assert!(has_place(&error), "{error}");
            assert!(!error.causes().is_empty(), "{error}");
            false
        }
    }
}

#[test]
fn lines_deleted_and_doubled() -> Result<()> {
    for id in Policy::builtin_ids() {
        let lines: Vec<&str> = Policy::builtin_source(id)?.split_inclusive('\n').collect();
        let mut accepted = 0;
        for at in 0..lines.len() {
            let (before, rest) = lines.split_at(at);
            let Some((line, after)) = rest.split_first() else {
                continue;
            };
            let deleted = [before.concat(), after.concat()].concat();
            let doubled = [&before.concat(), *line, *line, &after.concat()].concat();
            accepted += usize::from(judge(deleted.as_bytes()));
            accepted += usize::from(judge(doubled.as_bytes()));
        }
        // Blank lines, comments and optional fields may go.
        assert!(accepted > 0 && accepted < 2 * lines.len(), "{id}: {accepted}");
    }
    Ok(())
}

#[test]
fn bytes_deleted_doubled_and_changed() -> Result<()> {
    let mut dice = Dice(20_260_302);
    for id in Policy::builtin_ids() {
        let toml = Policy::builtin_source(id)?;
        let json = Document::parse_toml(toml)?.root().to_string();
        for source in [toml.as_bytes(), json.as_bytes()] {
            for _ in 0..400 {
                let mut bytes = source.to_vec();
                for _ in 0..=dice.roll(3) {
                    let at = dice.roll(bytes.len());
                    match dice.roll(4) {
                        0 => drop(bytes.drain(at..(at + 1 + dice.roll(8)).min(bytes.len()))),
                        1 => {
                            let piece = bytes.get(at..(at + 1 + dice.roll(40)).min(bytes.len())).map(<[u8]>::to_vec);
                            let piece = piece.unwrap_or_default();
                            bytes.splice(at..at, piece);
                        }
                        2 => bytes.truncate(at),
                        _ => {
                            let marks = b"[]{}\"'=.,# \n\\a0-";
                            let mark = marks.get(dice.roll(marks.len())).copied().unwrap_or(b' ');
                            if let Some(byte) = bytes.get_mut(at) {
                                *byte = mark;
                            }
                        }
                    }
                }
                judge(&bytes);
            }
        }
    }
    Ok(())
}
