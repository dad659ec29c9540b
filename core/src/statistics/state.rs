//! A summary as JSON and as bytes: to be sent from shard to shard, and merged there.
//!
//! The bytes are `TOUSUSUM`, the version (two bytes, little-endian), the JSON of the state, and the SHA-256 of all before,
//! so that a damaged file is told from a wrong one.

use std::collections::BTreeMap;

use super::cell::{Cell, Item, Items, Measure, Tally};
use super::{CalendarPeriod, Dimension, Exclusion, Key, Kind, Kpi, Lengths, Name, Plan, Summary, Value};
use crate::document::{Cursor, Document, JsonWriter, Value as Node};
use crate::error::{Code, Error, Result};
use crate::id::Digest;

const MAGIC: &[u8] = b"TOUSUSUM";
const VERSION: u16 = 1;

fn damaged(what: impl std::fmt::Display, expected: impl std::fmt::Display) -> Error {
    Error::new(Code::SummaryDamaged, what, expected)
}

impl Summary {
    /// The whole state as JSON; [`Summary::from_state_json`] reads it back.
    #[must_use]
    pub fn to_state_json(&self) -> String {
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/summary-state/1");
            out.key("plan");
            self.plan().write_json(out);
            out.field("unknown_units").array(|out| {
                for (name, count) in self.unknown_units() {
                    out.array(|out| {
                        out.string(name);
                        out.integer(count);
                    });
                }
            });
            out.field("cells").array(|out| {
                for (key, cell) in self.cells() {
                    out.object(|out| {
                        out.field("key").array(|out| {
                            key.iter().for_each(|value| match value {
                                Value::Unknown => out.null(),
                                value => out.string(&value.to_string()),
                            });
                        });
                        out.field("tallies").array(|out| {
                            cell.tallies().for_each(|(measure, tally)| write_tally(out, measure, tally));
                        });
                    });
                }
            });
        });
        out.finish()
    }

    /// Reads the state back.
    ///
    /// # Errors
    /// `summary-version` for the state of another library; `summary-damaged` for what contradicts itself; faults of the
    /// JSON with line and column.
    pub fn from_state_json(source: &str) -> Result<Self> {
        let document = Document::parse_json(source)?;
        let root = document.root();
        let schema = root.require("schema", "the schema of a summary's state")?.text()?;
        if schema != "tousu/summary-state/1" {
            return Err(Error::new(Code::SummaryVersion, schema, "tousu/summary-state/1"));
        }
        let plan = Plan::read(&root.require("plan", "the plan")?)?;
        let mut unknown_units = BTreeMap::new();
        for pair in root.require("unknown_units", "a list of names with counts")?.items()? {
            let [name, count] = fields(&pair)?;
            unknown_units.insert(Name::from(name.text()?), whole(&count)?);
        }
        let mut cells = BTreeMap::new();
        for item in root.require("cells", "the list of cells")?.items()? {
            let key = read_key(&item.require("key", "the values of the dimensions")?, &plan)?;
            let mut cell = Cell::default();
            for tally in item.require("tallies", "the list of tallies")?.items()? {
                let (measure, found) = read_tally(&tally, &plan)?;
                if cell.set(measure, found).is_some() {
                    return Err(tally.locate(damaged("a figure twice", "one of each in a cell")));
                }
            }
            if cells.insert(key, cell).is_some() {
                return Err(item.locate(damaged("a cell twice", "one for each key")));
            }
        }
        Ok(Self::from_parts(plan, cells, unknown_units))
    }

    /// The whole state as bytes.
    ///
    /// ```
    /// use tousu::{calendar::Calendar, statistics::{Plan, Summary}, time::Instant};
    /// let calendar = Calendar::builtin("china")?;
    /// let summary = Summary::new(Plan::new(&calendar, Instant::parse("2026-04-01T00:00:00+08:00")?));
    /// let mut bytes = summary.to_bytes();
    /// assert_eq!(Summary::from_bytes(&bytes)?, summary);
    /// bytes.swap(20, 21);
    /// assert_eq!(Summary::from_bytes(&bytes).unwrap_err().slug(), "summary-damaged");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend(self.to_state_json().into_bytes());
        let digest = Digest::of(&bytes);
        bytes.extend(digest.0);
        bytes
    }

    /// Reads the bytes back.
    ///
    /// # Errors
    /// `summary-damaged` for bytes that are not those of a summary, or no longer; `summary-version` for those of another
    /// version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let whole = || damaged(format_args!("{} bytes", bytes.len()), "the bytes of a summary with their digest");
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(whole)?;
        let (version, rest) = rest.split_first_chunk::<2>().ok_or_else(whole)?;
        let version = u16::from_le_bytes(*version);
        let (told, digest) = bytes.split_last_chunk::<32>().ok_or_else(whole)?;
        if Digest::of(told).0 != *digest {
            return Err(damaged("the digest", "that of the bytes before it"));
        }
        if version != VERSION {
            return Err(Error::new(Code::SummaryVersion, version, VERSION));
        }
        let state = rest.split_last_chunk::<32>().map(|(state, _)| state).ok_or_else(whole)?;
        let text = std::str::from_utf8(state).map_err(|_| damaged("the state", "UTF-8"))?;
        Self::from_state_json(text)
    }
}

fn write_tally(out: &mut JsonWriter, measure: &Measure, tally: &Tally) {
    out.array(|out| {
        out.string(measure.kpi.id());
        out.string_or_null(measure.obligation.as_deref());
        out.integer(tally.numerator);
        out.integer(tally.denominator);
        out.array(|out| {
            for (why, count) in &tally.excluded {
                out.array(|out| {
                    out.string(why.slug());
                    out.integer(*count);
                });
            }
        });
        match &tally.lengths {
            None => out.null(),
            Some(lengths) => {
                let (sum, min, max, binned, counts) = lengths.parts();
                out.array(|out| {
                    // Wider than a number of JSON may be.
                    out.string(&sum.to_string());
                    out.integer(min);
                    out.integer(max);
                    out.boolean(binned);
                    out.array(|out| {
                        for (key, count) in counts {
                            out.array(|out| {
                                out.integer(*key);
                                out.integer(*count);
                            });
                        }
                    });
                });
            }
        }
        match &tally.items {
            None => out.null(),
            Some(items) => out.array(|out| {
                for list in [&items.numerator, &items.denominator] {
                    out.array(|out| list.iter().for_each(|item| write_item(out, item, None)));
                }
                out.array(|out| items.excluded.iter().for_each(|(why, item)| write_item(out, item, Some(*why))));
            }),
        }
    });
}

fn write_item(out: &mut JsonWriter, item: &Item, why: Option<Exclusion>) {
    out.array(|out| {
        out.string(&item.id);
        out.string_or_null(item.obligation.as_deref());
        out.integer(item.cycle);
        out.integer(item.round);
        if let Some(why) = why {
            out.string(why.slug());
        }
    });
}

/// The items of a list of known length.
fn fields<'d, const N: usize>(cursor: &Cursor<'d>) -> Result<[Cursor<'d>; N]> {
    let items: Vec<Cursor<'d>> = cursor.items()?.collect();
    let found = items.len();
    items.try_into().map_err(|_| cursor.locate(damaged(format_args!("{found} items"), N)))
}

fn whole(cursor: &Cursor<'_>) -> Result<u64> {
    u64::try_from(cursor.integer()?).map_err(|_| cursor.wrong_type("a whole number from 0"))
}

fn small(cursor: &Cursor<'_>) -> Result<u32> {
    u32::try_from(cursor.integer()?).map_err(|_| cursor.wrong_type("a whole number from 0 to 4294967295"))
}

fn name(cursor: &Cursor<'_>) -> Result<Option<Name>> {
    match cursor.value() {
        Node::Null => Ok(None),
        _ => cursor.text().map(|text| Some(text.into())),
    }
}

fn reason(cursor: &Cursor<'_>) -> Result<Exclusion> {
    let slug = cursor.text()?;
    let found = Exclusion::ALL.iter().copied().find(|why| why.slug() == slug);
    found.ok_or_else(|| cursor.locate(damaged(slug, "a reason")))
}

fn read_key(cursor: &Cursor<'_>, plan: &Plan) -> Result<Key> {
    let values: Vec<Cursor<'_>> = cursor.items()?.collect();
    if values.len() != plan.dimensions.len() {
        return Err(cursor.locate(damaged(format_args!("{} values", values.len()), "one for each dimension")));
    }
    let value = |(field, dimension): (&Cursor<'_>, &Dimension)| match (field.value(), dimension) {
        (Node::Null, _) => Ok(Value::Unknown),
        (_, Dimension::Period(grain)) => {
            let period = CalendarPeriod::parse(field.text()?).map_err(|error| field.locate(error))?;
            match period.grain() == *grain {
                true => Ok(Value::Period(period)),
                false => Err(field.locate(damaged(period, grain.slug()))),
            }
        }
        _ => Ok(Value::Name(field.text()?.into())),
    };
    values.iter().zip(&plan.dimensions).map(value).collect()
}

fn read_tally(cursor: &Cursor<'_>, plan: &Plan) -> Result<(Measure, Tally)> {
    let [kpi, obligation, numerator, denominator, excluded, lengths, items] = fields(cursor)?;
    let id = kpi.text()?;
    let kpi = Kpi::from_id(id).filter(|kpi| !kpi.is_derived()).ok_or_else(|| kpi.locate(damaged(id, "a figure")))?;
    let measure = Measure { kpi, obligation: name(&obligation)? };
    let mut tally = Tally { numerator: whole(&numerator)?, denominator: whole(&denominator)?, ..Tally::default() };
    for pair in excluded.items()? {
        let [why, count] = fields(&pair)?;
        tally.excluded.insert(reason(&why)?, whole(&count)?);
    }
    if *lengths.value() != Node::Null {
        tally.lengths = Some(Box::new(read_lengths(&lengths)?));
    }
    if *items.value() != Node::Null {
        tally.items = Some(Box::new(read_items(&items)?));
    }
    let contradiction = match kpi.definition().kind {
        Kind::Rate => tally.numerator > tally.denominator,
        Kind::Length => tally.lengths.as_ref().map_or(0, |lengths| lengths.count()) != tally.denominator,
        Kind::Count | Kind::Ratio | Kind::Change => false,
    };
    let listed = tally.items.as_ref().is_none_or(|items| {
        let excluded: u64 = tally.excluded.values().fold(0, |sum, count| sum.saturating_add(*count));
        let is = |list: usize, count: u64| u64::try_from(list) == Ok(count);
        let sorted = items.numerator.is_sorted() && items.denominator.is_sorted() && items.excluded.is_sorted();
        sorted
            && is(items.numerator.len(), tally.numerator)
            && is(items.denominator.len(), tally.denominator)
            && is(items.excluded.len(), excluded)
    });
    if contradiction || !listed || (tally.items.is_some() && !plan.options.keep_ids) {
        return Err(cursor.locate(damaged(id, "parts that do not contradict each other")));
    }
    Ok((measure, tally))
}

fn read_lengths(cursor: &Cursor<'_>) -> Result<Lengths> {
    let [sum, min, max, binned, counts] = fields(cursor)?;
    let mut found = BTreeMap::new();
    for pair in counts.items()? {
        let [key, count] = fields(&pair)?;
        found.insert(key.integer()?, whole(&count)?);
    }
    let sum: i128 = sum.text()?.parse().map_err(|_| sum.wrong_type("a sum of seconds"))?;
    Lengths::from_parts(sum, min.integer()?, max.integer()?, binned.boolean()?, found)
        .ok_or_else(|| cursor.locate(damaged("lengths", "parts that do not contradict each other")))
}

fn read_items(cursor: &Cursor<'_>) -> Result<Items> {
    let [numerator, denominator, excluded] = fields(cursor)?;
    let list =
        |cursor: &Cursor<'_>| cursor.items()?.map(|item| read_item(&fields(&item)?)).collect::<Result<Vec<Item>>>();
    let excluded = excluded.items()?.map(|item| {
        let [id, obligation, cycle, round, why] = fields(&item)?;
        Ok((reason(&why)?, read_item(&[id, obligation, cycle, round])?))
    });
    Ok(Items {
        numerator: list(&numerator)?,
        denominator: list(&denominator)?,
        excluded: excluded.collect::<Result<_>>()?,
    })
}

fn read_item([id, obligation, cycle, round]: &[Cursor<'_>; 4]) -> Result<Item> {
    Ok(Item { id: id.text()?.into(), obligation: name(obligation)?, cycle: small(cycle)?, round: small(round)? })
}
