//! The complaint object as callers send it, in JSON or TOML.

use super::{Complainants, Complaint, FactValue, StatedFacts};
use crate::document::{Cursor, Document, Value};
use crate::error::{Code, Error, Result};
use crate::time::Moment;

const FIELDS: &[&str] = &["id", "received_at", "title", "text", "channel", "facts", "category", "tier"];

/// Fields of `facts` that are no signals and not declared by a policy.
const COMMON_FACTS: &[&str] =
    &["complainants", "in_scope", "complete", "substantiated", "unit", "building", "department", "customer"];

impl Complaint {
    /// Reads the complaint object: `id`, `received_at`, `title`, `text`, `channel`, `facts`, `category`, `tier`.
    ///
    /// Every field may be absent or `null`; an unknown one is a fault. All faults are reported at once. Names inside
    /// `facts` that are no common fields are kept; [`super::facts`] resolves them against the policy.
    ///
    /// ```
    /// use tousu::complaint::Complaint;
    /// use tousu::document::Document;
    /// let document = Document::parse_json(
    ///     r#"{"id": "c1", "received_at": "2026-03-02T09:00:00+08:00", "title": "电梯坏了",
    ///         "facts": {"repeated": true, "complainants": {"households": 12}}}"#,
    /// )?;
    /// let complaint = Complaint::from_cursor(&document.root())?;
    /// assert_eq!(complaint.stated.complainants.households, Some(12));
    /// assert_eq!(complaint.stated.signals, [("repeated".to_owned(), true)]);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `unknown-field`, `wrong-type`, `unreadable-time` and the like with line and column; several faults come as
    /// the causes of the first.
    pub fn from_cursor(cursor: &Cursor<'_>) -> Result<Self> {
        let mut reader = Reader::default();
        drop(cursor.entries()?);
        reader.faults.extend(cursor.unknown_fields(FIELDS));
        let mut complaint = Self::default();
        reader.each(cursor, "id", |field| {
            complaint.id = id_text(field)?;
            Ok(())
        });
        reader.each(cursor, "received_at", |field| {
            let moment = Moment::parse(field.text()?).map_err(|error| field.locate(error))?;
            complaint.received_at = Some(moment);
            Ok(())
        });
        reader.text(cursor, "title", |text| complaint.title = text);
        reader.text(cursor, "text", |text| complaint.text = text);
        reader.text(cursor, "channel", |text| complaint.channel = Some(text));
        reader.text(cursor, "category", |text| complaint.category = Some(text));
        reader.text(cursor, "tier", |text| complaint.tier = Some(text));
        if let Some(facts) = cursor.get_some("facts") {
            reader.facts(&facts, &mut complaint.stated);
        }
        reader.finish(complaint)
    }

    /// Reads one complaint object from JSON.
    ///
    /// # Errors
    /// As [`Self::from_cursor`], and `syntax`.
    pub fn from_json(source: &str) -> Result<Self> {
        Self::from_cursor(&Document::parse_json(source)?.root())
    }
}

/// An id is a text; registers that number their complaints may send the number.
fn id_text(field: &Cursor<'_>) -> Result<String> {
    match field.value() {
        Value::Integer(number) => Ok(number.to_string()),
        _ => field.text().map(str::to_owned),
    }
}

/// Collects faults, so that a caller sees all of them.
#[derive(Default)]
struct Reader {
    faults: Vec<Error>,
}

impl Reader {
    fn each(&mut self, table: &Cursor<'_>, name: &str, read: impl FnOnce(&Cursor<'_>) -> Result<()>) {
        if let Some(field) = table.get_some(name)
            && let Err(fault) = read(&field)
        {
            self.faults.push(fault);
        }
    }

    fn text(&mut self, table: &Cursor<'_>, name: &str, keep: impl FnOnce(String)) {
        self.each(table, name, |field| {
            keep(field.text()?.to_owned());
            Ok(())
        });
    }

    fn flag(&mut self, table: &Cursor<'_>, name: &str) -> Option<bool> {
        let mut flag = None;
        self.each(table, name, |field| {
            flag = Some(field.boolean()?);
            Ok(())
        });
        flag
    }

    fn facts(&mut self, facts: &Cursor<'_>, stated: &mut StatedFacts) {
        let entries = match facts.entries() {
            Ok(entries) => entries,
            Err(fault) => return self.faults.push(fault),
        };
        if let Some(complainants) = facts.get_some("complainants") {
            stated.complainants = self.complainants(&complainants);
        }
        stated.in_scope = self.flag(facts, "in_scope");
        stated.complete = self.flag(facts, "complete");
        stated.substantiated = self.flag(facts, "substantiated");
        self.text(facts, "unit", |text| stated.unit = Some(text));
        self.text(facts, "building", |text| stated.building = Some(text));
        self.text(facts, "department", |text| stated.department = Some(text));
        self.text(facts, "customer", |text| stated.customer = Some(text));
        for (key, field) in entries {
            if COMMON_FACTS.contains(&key.name.as_str()) {
                continue;
            }
            match field.value() {
                Value::Null => {}
                Value::Bool(flag) => stated.signals.push((key.name.clone(), *flag)),
                Value::Integer(number) => stated.declared.push((key.name.clone(), FactValue::Number(*number))),
                _ => self.faults.push(field.wrong_type("true, false or a whole number")),
            }
        }
    }

    fn complainants(&mut self, table: &Cursor<'_>) -> Complainants {
        if let Err(fault) = table.entries().map(drop) {
            self.faults.push(fault);
            return Complainants::default();
        }
        self.faults.extend(table.unknown_fields(&["people", "households"]));
        let mut count = |name: &str| {
            let mut count = None;
            self.each(table, name, |field| {
                let number = field.integer()?;
                let found = u32::try_from(number)
                    .map_err(|_| field.error(Code::InvalidArgument, number, "a count from 0 to 4294967295"))?;
                count = Some(found);
                Ok(())
            });
            count
        };
        Complainants { people: count("people"), households: count("households") }
    }

    /// The first fault, with all of them as its causes when there are several.
    fn finish(self, complaint: Complaint) -> Result<Complaint> {
        match self.faults.first() {
            None => Ok(complaint),
            Some(first) if self.faults.len() == 1 => Err(first.clone()),
            Some(first) => Err(first.clone().with_causes(self.faults.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_its_place() {
        let source = "{\"id\": \"a\",\n \"receivd_at\": null,\n \"facts\": {\"complainants\": {\"people\": -1}, \"fire\": \"x\"}}";
        let error = Complaint::from_json(source).err();
        let causes = error.as_ref().map(Error::causes).unwrap_or_default();
        let found: Vec<_> = causes
            .iter()
            .map(|cause| (cause.slug(), cause.place().path.as_deref().unwrap_or(""), cause.place().line))
            .collect();
        assert_eq!(
            found,
            [
                ("unknown-field", "receivd_at", Some(2)),
                ("invalid-argument", "facts.complainants.people", Some(3)),
                ("wrong-type", "facts.fire", Some(3)),
            ]
        );
    }

    #[test]
    fn null_and_absent_are_the_same() -> Result<()> {
        let full = "{\"id\": \"a\", \"received_at\": null, \"title\": null, \"facts\": null, \"category\": null}";
        assert_eq!(Complaint::from_json(full)?, Complaint::from_json("{\"id\": \"a\"}")?);
        Ok(())
    }

    #[test]
    fn a_date_stays_a_date() -> Result<()> {
        let complaint = Complaint::from_json("{\"received_at\": \"2026-03-02\"}")?;
        assert!(matches!(complaint.received_at, Some(Moment::On(_))));
        let naive = Complaint::from_json("{\"received_at\": \"2026-03-02T09:00:00\"}");
        assert_eq!(naive.err().map(|error| error.slug()), Some("naive-time"));
        Ok(())
    }
}
