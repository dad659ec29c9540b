//! The complaint object as it is written: one text for one complaint.

use super::{Complainants, Complaint, FactValue, StatedFacts};
use crate::document::JsonWriter;
use crate::time::Moment;

impl Complaint {
    /// Writes the complaint object in its canonical form: the fields that are given, in a fixed order, stated facts
    /// in the order of their names. `moment` writes times. What it writes, [`Complaint::from_json`] reads back.
    ///
    /// ```
    /// use tousu::{complaint::Complaint, document::JsonWriter};
    /// let json = r#"{"id":"c1","received_at":"2026-03-02","title":"电梯坏了","text":"","facts":{"repeated":true}}"#;
    /// let mut out = JsonWriter::new();
    /// Complaint::from_json(json)?.write_json(&mut out, &|moment| moment.format(8 * 3600));
    /// assert_eq!(out.finish(), json);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    pub fn write_json(&self, out: &mut JsonWriter, moment: &dyn Fn(Moment) -> String) {
        out.object(|out| {
            out.field("id").string(&self.id);
            text(out, "received_at", self.received_at.map(moment).as_deref());
            out.field("title").string(&self.title);
            out.field("text").string(&self.text);
            text(out, "channel", self.channel.as_deref());
            if self.stated != StatedFacts::default() {
                out.field("facts").object(|out| self.stated.write_fields(out));
            }
            text(out, "category", self.category.as_deref());
            text(out, "tier", self.tier.as_deref());
        });
    }
}

impl StatedFacts {
    fn write_fields(&self, out: &mut JsonWriter) {
        if self.complainants != Complainants::default() {
            out.field("complainants").object(|out| {
                count(out, "people", self.complainants.people);
                count(out, "households", self.complainants.households);
            });
        }
        flag(out, "in_scope", self.in_scope);
        flag(out, "complete", self.complete);
        flag(out, "substantiated", self.substantiated);
        text(out, "unit", self.unit.as_deref());
        text(out, "building", self.building.as_deref());
        text(out, "department", self.department.as_deref());
        text(out, "customer", self.customer.as_deref());
        let signals = self.signals.iter().map(|(name, flag)| (name.as_str(), FactValue::Bool(*flag)));
        let declared = self.declared.iter().map(|(name, value)| (name.as_str(), *value));
        let mut named: Vec<(&str, FactValue)> = signals.chain(declared).collect();
        named.sort_by_key(|(name, _)| *name);
        // Stated twice alike is stated once; stated twice otherwise cannot be read back.
        named.dedup();
        for (name, value) in named {
            match value {
                FactValue::Bool(flag) => out.field(name).boolean(flag),
                FactValue::Number(number) => out.field(name).integer(number),
            }
        }
    }
}

fn text(out: &mut JsonWriter, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        out.field(name).string(text);
    }
}

fn flag(out: &mut JsonWriter, name: &str, flag: Option<bool>) {
    if let Some(flag) = flag {
        out.field(name).boolean(flag);
    }
}

fn count(out: &mut JsonWriter, name: &str, count: Option<u32>) {
    if let Some(count) = count {
        out.field(name).integer(count);
    }
}
