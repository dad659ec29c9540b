//! The master table of units: who exists, under which names, below whom, with how many households, and since when.

use std::collections::{BTreeMap, BTreeSet};

use super::{CalendarPeriod, Name};
use crate::document::{Cursor, Document, JsonWriter, Value, nearest};
use crate::error::{Code, Error, Result};
use crate::time::Date;

/// A group, a region, a project, a ward.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unit {
    /// Its code.
    pub code: Name,
    /// Its names, the one to be shown first; others are aliases.
    pub names: Vec<Name>,
    /// The code of the unit above.
    pub parent: Option<Name>,
    /// How many households it has.
    pub households: Option<u32>,
    /// Its first day.
    pub open_from: Option<Date>,
    /// Its last day.
    pub open_to: Option<Date>,
}

impl Unit {
    /// The name to be shown.
    #[must_use]
    pub fn name(&self) -> &Name {
        self.names.first().unwrap_or(&self.code)
    }

    /// Whether it was open on some day of the period.
    #[must_use]
    pub fn is_open_in(&self, period: CalendarPeriod) -> bool {
        self.open_from.is_none_or(|from| from <= period.last()) && self.open_to.is_none_or(|to| to >= period.first())
    }
}

/// Units in a forest: each has at most one above it.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Units {
    /// By code.
    units: BTreeMap<Name, Unit>,
    /// From every name to the code.
    codes: BTreeMap<Name, Name>,
    /// Those that have units below.
    parents: BTreeSet<Name>,
}

impl Units {
    /// Checks a table of units.
    ///
    /// # Errors
    /// `duplicate-id` for a code or name that stands for two; `unknown-reference` for a parent that is not there;
    /// `invalid-argument` for a unit above itself, or that closes before it opens.
    pub fn new(units: impl IntoIterator<Item = Unit>) -> Result<Self> {
        let mut table = Self::default();
        for (unit, number) in units.into_iter().zip(0_usize..) {
            let place = |error: Error| error.at(format_args!("units[{number}]"));
            for name in unit.names.iter().chain([&unit.code]) {
                let taken = table.codes.insert(name.clone(), unit.code.clone());
                if taken.is_some_and(|other| other != unit.code) || table.units.contains_key(&unit.code) {
                    return Err(place(Error::new(Code::DuplicateId, name, "another code or name")));
                }
            }
            if unit.open_from.zip(unit.open_to).is_some_and(|(from, to)| to < from) {
                return Err(place(Error::new(Code::InvalidArgument, &unit.code, "`open_to` on `open_from` or later")));
            }
            table.units.insert(unit.code.clone(), unit);
        }
        for (code, unit) in &table.units {
            let Some(parent) = &unit.parent else { continue };
            if !table.units.contains_key(parent) {
                let known = table.units.keys().map(|code| &**code).collect::<Vec<_>>().join(", ");
                let error = Error::new(Code::UnknownReference, parent, known).at(format_args!("units[{code}].parent"));
                return Err(suggest(error, parent, table.units.keys()));
            }
            table.parents.insert(parent.clone());
        }
        for code in table.units.keys() {
            if table.ancestors(code).count() > table.units.len() {
                let error = Error::new(Code::InvalidArgument, code, "a unit that is not above itself");
                return Err(error.at(format_args!("units[{code}].parent")));
            }
        }
        Ok(table)
    }

    /// Reads a list of units, or a table with the list `units`, from JSON or TOML.
    ///
    /// ```
    /// use tousu::statistics::Units;
    /// let units = Units::parse(r#"{"units": [
    ///     {"code": "north", "names": ["北区"]},
    ///     {"code": "p1", "names": ["阳光花园", "阳光"], "parent": "north", "households": 1200, "open_from": "2024-01-01"}]}"#)?;
    /// assert_eq!(units.resolve("阳光")?.code.as_ref(), "p1");
    /// let unknown = units.resolve("阳光花圆").unwrap_err();
    /// assert_eq!((unknown.slug(), unknown.help()), ("unknown-unit", Some("did you mean `阳光花园`?")));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// Faults of the document with line and column; as [`Units::new`].
    pub fn parse(source: &str) -> Result<Self> {
        // A list in JSON begins as a table of TOML does, but for what follows.
        let list = source.trim_start().strip_prefix('[').map(str::trim_start);
        let json = list.is_some_and(|rest| rest.starts_with(['{', ']']));
        let document = if json { Document::parse_json(source)? } else { Document::parse(source)? };
        Self::read(&document.root())
    }

    /// As [`Units::parse`], from a part of a document.
    ///
    /// # Errors
    /// As [`Units::parse`].
    pub fn read(cursor: &Cursor<'_>) -> Result<Self> {
        let list = match cursor.value() {
            Value::Array(_) => cursor.clone(),
            _ => {
                if let Some(error) = cursor.unknown_fields(&["units"]).into_iter().next() {
                    return Err(error);
                }
                cursor.require("units", "the list of units")?
            }
        };
        let units = list.items()?.map(|item| read_unit(&item)).collect::<Result<Vec<_>>>()?;
        Self::new(units).map_err(|error| list.locate(error))
    }

    /// The unit with this code or name.
    ///
    /// # Errors
    /// `unknown-unit` with the nearest name.
    pub fn resolve(&self, name: &str) -> Result<&Unit> {
        let code = self.codes.get(name.trim());
        code.and_then(|code| self.units.get(code)).ok_or_else(|| {
            let error = Error::new(Code::UnknownUnit, name, format_args!("one of {} units", self.units.len()));
            suggest(error, name, self.codes.keys())
        })
    }

    /// The unit with this code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Unit> {
        self.units.get(code)
    }

    /// Every unit in the order of the codes.
    pub fn iter(&self) -> impl Iterator<Item = &Unit> {
        self.units.values()
    }

    /// Those that have none below: where complaints are counted.
    pub fn leaves(&self) -> impl Iterator<Item = &Unit> {
        self.units.values().filter(|unit| !self.parents.contains(&unit.code))
    }

    /// The unit and those above it, from itself upwards.
    pub fn ancestors(&self, code: &str) -> impl Iterator<Item = &Unit> {
        // One more than there are: a ring is told by its length.
        let above = |unit: &&Unit| unit.parent.as_ref().and_then(|parent| self.units.get(parent));
        std::iter::successors(self.units.get(code), above).take(self.units.len() + 1)
    }

    /// Its depth: 0 for one that has none above.
    #[must_use]
    pub fn depth(&self, code: &str) -> usize {
        self.ancestors(code).count().saturating_sub(1)
    }

    /// The unit at this depth above it, or it itself; `None` when it stands higher.
    #[must_use]
    pub fn at_depth(&self, code: &str, depth: usize) -> Option<&Unit> {
        self.ancestors(code).nth(self.depth(code).checked_sub(depth)?)
    }

    /// The households of a unit with all below it, of those open in the period; of all units without a code. The
    /// number of a unit counts where none below it gives one. `None` when nobody gives any.
    #[must_use]
    pub fn households(&self, code: Option<&str>, period: Option<CalendarPeriod>) -> Option<u64> {
        let open = |unit: &&Unit| period.is_none_or(|period| unit.is_open_in(period));
        let given = self.units.values().filter(open).filter(|unit| unit.households.is_some());
        let given: Vec<&Unit> = given.collect();
        let mut covered = BTreeSet::new();
        for unit in &given {
            covered.extend(self.ancestors(&unit.code).skip(1).map(|above| &above.code));
        }
        let below =
            |unit: &&&Unit| code.is_none_or(|code| self.ancestors(&unit.code).any(|above| *above.code == *code));
        let counted = given.iter().filter(|unit| !covered.contains(&unit.code)).filter(below);
        counted.map(|unit| u64::from(unit.households.unwrap_or(0))).reduce(u64::saturating_add)
    }

    /// Writes the list of units, as [`Units::read`] reads it.
    pub fn write_json(&self, out: &mut JsonWriter) {
        out.array(|out| {
            for unit in self.units.values() {
                out.object(|out| {
                    out.field("code").string(&unit.code);
                    out.field("names").array(|out| unit.names.iter().for_each(|name| out.string(name)));
                    out.field("parent").string_or_null(unit.parent.as_deref());
                    out.field("households").integer_or_null(unit.households);
                    out.field("open_from").string_or_null(unit.open_from.map(|date| date.to_string()).as_deref());
                    out.field("open_to").string_or_null(unit.open_to.map(|date| date.to_string()).as_deref());
                });
            }
        });
    }
}

fn suggest<'a>(error: Error, name: &str, known: impl Iterator<Item = &'a Name>) -> Error {
    match nearest(name.trim(), known.map(|name| &**name)) {
        Some(found) => error.with_help(format!("did you mean `{found}`?")),
        None => error,
    }
}

fn read_unit(cursor: &Cursor<'_>) -> Result<Unit> {
    let known = ["code", "names", "parent", "households", "open_from", "open_to"];
    if let Some(error) = cursor.unknown_fields(&known).into_iter().next() {
        return Err(error);
    }
    let date = |name: &str| {
        let field = cursor.get_some(name);
        field.map(|field| Date::parse(field.text()?).map_err(|error| field.locate(error))).transpose()
    };
    let count = |field: Cursor<'_>| {
        u32::try_from(field.integer()?).map_err(|_| field.wrong_type("a whole number from 0 to 4294967295"))
    };
    let names = cursor
        .get_some("names")
        .map(|names| names.items()?.map(|name| Ok(Name::from(name.text()?.trim()))).collect::<Result<Vec<Name>>>());
    let parent = cursor.get_some("parent").map(|parent| Ok::<_, Error>(Name::from(parent.text()?))).transpose()?;
    Ok(Unit {
        code: cursor.require("code", "the unit's code")?.text()?.into(),
        names: names.transpose()?.unwrap_or_default(),
        parent,
        households: cursor.get_some("households").map(count).transpose()?,
        open_from: date("open_from")?,
        open_to: date("open_to")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Result<Units> {
        Units::parse(
            r#"[{"code": "g", "names": ["集团"], "households": 9999}, {"code": "n", "names": ["北区"], "parent": "g"},
            {"code": "s", "parent": "g", "households": 700},
            {"code": "p1", "parent": "n", "households": 1000}, {"code": "p2", "parent": "n", "households": 500,
            "open_from": "2026-02-10"}, {"code": "p3", "parent": "s", "open_to": "2026-01-31"}]"#,
        )
    }

    #[test]
    fn households_count_once_and_only_of_what_is_open() -> Result<()> {
        let units = table()?;
        let january = Some(CalendarPeriod::parse("2026-01")?);
        let february = Some(CalendarPeriod::parse("2026-02")?);
        // The group's own 9999 is told by those below it; p2 opens in February.
        assert_eq!(units.households(None, january), Some(1_700));
        assert_eq!(units.households(None, february), Some(2_200));
        assert_eq!(units.households(Some("n"), february), Some(1_500));
        assert_eq!(units.households(Some("s"), None), Some(700));
        assert_eq!(units.households(Some("p3"), None), None);
        let codes = |period: Option<CalendarPeriod>| {
            let open = units.leaves().filter(|unit| period.is_some_and(|period| unit.is_open_in(period)));
            open.map(|unit| &*unit.code).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(codes(january), "p1 p3");
        assert_eq!(codes(february), "p1 p2");
        assert_eq!(units.at_depth("p2", 1).map(|unit| &*unit.code), Some("n"));
        assert_eq!(units.at_depth("g", 1), None);
        Ok(())
    }

    #[test]
    fn faults_are_named() {
        let slug = |source: &str| Units::parse(source).err().map(|error| error.slug());
        assert_eq!(slug(r#"[{"code": "a"}, {"code": "a"}]"#), Some("duplicate-id"));
        assert_eq!(slug(r#"[{"code": "a", "names": ["x"]}, {"code": "b", "names": ["x"]}]"#), Some("duplicate-id"));
        assert_eq!(slug(r#"[{"code": "a", "parent": "b"}]"#), Some("unknown-reference"));
        assert_eq!(slug(r#"[{"code": "a", "parent": "b"}, {"code": "b", "parent": "a"}]"#), Some("invalid-argument"));
        let closed = r#"[{"code": "a", "open_from": "2026-02-01", "open_to": "2026-01-31"}]"#;
        assert_eq!(slug(closed), Some("invalid-argument"));
        assert_eq!(slug(r#"[{"code": "a", "homes": 3}]"#), Some("unknown-field"));
        assert_eq!(slug(r#"[{"code": "a", "names": ["a", "a"]}]"#), None, "a name may be told twice of one unit");
    }
}
