//! Damaged copies of the built-in books: whatever is lost or doubled, the answer is a policy or errors with places.

use crate::document::{Document, Key, Node, Span, Value};
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

    /// A copy with a few bytes deleted, doubled, cut off or changed.
    fn damaged(&mut self, source: &[u8]) -> Vec<u8> {
        let mut bytes = source.to_vec();
        for _ in 0..=self.roll(3) {
            let at = self.roll(bytes.len());
            match self.roll(4) {
                0 => drop(bytes.drain(at..(at + 1 + self.roll(8)).min(bytes.len()))),
                1 => {
                    let piece = bytes.get(at..(at + 1 + self.roll(40)).min(bytes.len())).map(<[u8]>::to_vec);
                    let piece = piece.unwrap_or_default();
                    bytes.splice(at..at, piece);
                }
                2 => bytes.truncate(at),
                _ => {
                    let marks = b"[]{}\"'=.,# \n\\a0-";
                    let mark = marks.get(self.roll(marks.len())).copied().unwrap_or(b' ');
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte = mark;
                    }
                }
            }
        }
        bytes
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

/// An overlay that uses everything an overlay may.
const OVERLAY: &str = "[overlay]\nid = 'x'\ntitle = 'x'\nversion = '1'\nbase = 'residential-community'\n\
    base_version = '1'\nhours = '08:00-18:00'\n\
    [[tier]]\nid = 'vip'\nbefore = 'major'\nclause = '2'\nwhen = { any = ['vip_owner', 'fire'] }\n\
    [[fact]]\nid = 'vip_owner'\ntype = 'bool'\n\
    [[obligation]]\nid = 'general-reply'\nwithin = '2 working days'\nwarn = '4 working hours'\n\
    [[role]]\nid = 'front-line'\naliases = ['管家']\n\
    [[parameter]]\nid = 'group_threshold'\nvalue = 5\n\
    [[threshold]]\nid = 'five'\nclause = '1'\nper = 'unit'\nat_least = 5\nwithin = '30 days'\n\
    [vocabulary.tier]\nmajor = 'S'\n[vocabulary.role]\nfront-line = [1, 2]\n";

#[test]
fn overlays_damaged() -> Result<()> {
    assert!(Policy::parse(OVERLAY).is_ok());
    let lines: Vec<&str> = OVERLAY.split_inclusive('\n').collect();
    for at in 0..lines.len() {
        let (before, rest) = lines.split_at(at);
        let Some((line, after)) = rest.split_first() else { continue };
        judge([before.concat(), after.concat()].concat().as_bytes());
        judge([&before.concat(), *line, *line, &after.concat()].concat().as_bytes());
    }
    let mut dice = Dice(20_260_702);
    let json = Document::parse_toml(OVERLAY)?.root().to_string();
    for source in [OVERLAY.as_bytes(), json.as_bytes()] {
        for _ in 0..600 {
            judge(&dice.damaged(source));
        }
    }
    Ok(())
}

/// Values of every type, the more troublesome ones.
fn odd_value(dice: &mut Dice) -> Value {
    match dice.roll(14) {
        0 => Value::Null,
        1 => Value::Bool(dice.roll(2) == 0),
        2 => Value::Integer(i64::MAX),
        3 => Value::Integer(i64::MIN),
        4 => Value::Integer(i64::try_from(dice.roll(40)).unwrap_or(0)),
        5 => Value::Decimal("1e999".to_owned()),
        6 => Value::String(String::new()),
        7 => Value::String("投诉\u{0}\u{1F600}".to_owned()),
        8 => Value::String("9999999999 working days".to_owned()),
        9 => Value::String("fire".to_owned()),
        10 => Value::Array(Vec::new()),
        11 => Value::Array(vec![node(Value::Null), node(Value::String("received".to_owned()))]),
        12 => Value::Table(Vec::new()),
        _ => Value::Table(vec![(
            Key { name: "parameter".to_owned(), span: Span::default() },
            node(Value::String("registration_hours".to_owned())),
        )]),
    }
}

fn node(value: Value) -> Node {
    Node { value, span: Span::default() }
}

/// How many values there are in a tree.
fn count(tree: &Node) -> usize {
    1 + match &tree.value {
        Value::Array(items) => items.iter().map(count).sum::<usize>(),
        Value::Table(entries) => entries.iter().map(|(_, value)| count(value)).sum::<usize>(),
        _ => 0,
    }
}

/// Puts a value in the place of the one with this number, or takes it away.
fn put(tree: &mut Node, number: &mut usize, value: &mut Option<Value>, take_away: bool) {
    let mut here = |child: &mut Node, number: &mut usize| -> bool {
        if *number > 0 {
            *number -= 1;
            put(child, number, value, take_away);
            return false;
        }
        *number = usize::MAX;
        if let Some(value) = value.take() {
            child.value = value;
        }
        take_away
    };
    match &mut tree.value {
        Value::Array(items) => {
            let gone = items.iter_mut().position(|item| here(item, number));
            gone.into_iter().for_each(|index| drop(items.remove(index)));
        }
        Value::Table(entries) => {
            let gone = entries.iter_mut().position(|(_, value)| here(value, number));
            gone.into_iter().for_each(|index| drop(entries.remove(index)));
        }
        _ => {}
    }
}

#[test]
fn values_exchanged_and_taken_away() -> Result<()> {
    let mut dice = Dice(20_260_801);
    let (mut accepted, mut refused) = (0, 0);
    for id in Policy::builtin_ids() {
        let document = Document::parse_toml(Policy::builtin_source(id)?)?;
        for _ in 0..150 {
            let json = document.edited(|mut tree| {
                for _ in 0..=dice.roll(2) {
                    let mut number = dice.roll(count(&tree) - 1);
                    let take_away = dice.roll(4) == 0;
                    let value = odd_value(&mut dice);
                    put(&mut tree, &mut number, &mut Some(value), take_away);
                }
                tree
            });
            if judge(json.as_bytes()) { accepted += 1 } else { refused += 1 }
        }
    }
    // Labels, quotes and notes may be anything; most else may not.
    assert!(accepted > 100 && refused > 1000, "{accepted} accepted, {refused} refused");
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
                judge(&dice.damaged(source));
            }
        }
    }
    Ok(())
}
