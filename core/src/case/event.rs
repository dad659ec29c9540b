//! Something that happened to a case. Events are appended, never edited.

use crate::document::{Cursor, JsonWriter};
use crate::error::{Code, Error, Result};
use crate::time::{Date, Moment};

/// An event as a register holds it. Names are checked against the policy when the case is replayed, so that a dirty
/// register can be read whole.
///
/// Its `Debug` names no person and gives no reason.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Event {
    /// Unique in its case; a repeat with the same content is ignored.
    pub id: String,
    /// The kind: one of [`crate::policy::EventKind`] or of the policy's own.
    pub kind: String,
    /// When it happened; a date when the time of day is not known, `None` when nothing is.
    pub at: Option<Moment>,
    /// When it was entered; `None` = when it happened.
    pub recorded_at: Option<Moment>,
    /// The role that acted: a role id of the policy, an alias, or any other name.
    pub by: Option<String>,
    /// The person that acted.
    pub person: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// What proves it.
    pub evidence: Vec<EvidenceReference>,
    /// Recipient role (`dispatched`, `escalated`).
    pub to: Option<String>,
    /// The obligation it is about (`extension-*`, `customer-agreed`).
    pub obligation: Option<String>,
    /// The new due time (`extension-approved`, `customer-agreed`, `delay-notified`); a date means its end.
    pub until: Option<Moment>,
    /// Whether the customer was satisfied (`visited`).
    pub satisfied: Option<bool>,
    /// `answered`, `no-answer` or `refused` (`visited`).
    pub outcome: Option<String>,
    /// The customer's rating (`visited`).
    pub rating: Option<String>,
    /// It answers a part only: it ends no limit but those that are owed again and again.
    pub partial: Option<bool>,
    /// The recipient leads where several departments handle the case (`dispatched`).
    pub lead: Option<bool>,
    /// The case it went into (`merged`).
    pub into: Option<String>,
    /// Whether the parties agreed (`mediated`).
    pub agreed: Option<bool>,
    /// The sanction (`sanctioned`).
    pub sanction: Option<String>,
    /// Its length in months (`sanctioned`).
    pub months: Option<u32>,
    /// Its first day (`sanctioned`).
    pub from: Option<Date>,
    /// The new tier (`retiered`).
    pub tier: Option<String>,
    /// Persons who joined (`cosigned`).
    pub people: Option<u32>,
    /// Households that joined (`cosigned`).
    pub households: Option<u32>,
    /// 有效 (`judged`).
    pub in_scope: Option<bool>,
    /// 资料齐全 (`judged`).
    pub complete: Option<bool>,
    /// 属实 (`judged`).
    pub substantiated: Option<bool>,
    /// The event that was wrong (`voided`).
    pub event: Option<String>,
}

impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Event");
        shown.field("id", &self.id).field("kind", &self.kind).field("at", &self.at);
        shown.field("recorded_at", &self.recorded_at).field("by", &self.by).field("to", &self.to);
        shown.field("obligation", &self.obligation).field("until", &self.until);
        shown.field("person", &self.person.as_ref().map(|_| "***"));
        shown.field("reason", &self.reason.as_ref().map(|_| "***"));
        shown.finish_non_exhaustive()
    }
}

/// A document that proves an event: a reference and, where there is one, its digest.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct EvidenceReference {
    /// Where it is kept.
    pub reference: String,
    /// Its digest.
    pub digest: Option<String>,
}

impl EvidenceReference {
    fn write_json(&self, out: &mut JsonWriter) {
        out.object(|out| {
            out.field("ref").string(&self.reference);
            if let Some(digest) = &self.digest {
                out.field("digest").string(digest);
            }
        });
    }
}

impl Event {
    /// The fields of an event in JSON.
    pub(crate) const FIELDS: &[&str] = &[
        "id",
        "kind",
        "at",
        "recorded_at",
        "by",
        "person",
        "reason",
        "evidence",
        "to",
        "for",
        "until",
        "satisfied",
        "outcome",
        "rating",
        "partial",
        "lead",
        "into",
        "agreed",
        "sanction",
        "months",
        "from",
        "tier",
        "people",
        "households",
        "in_scope",
        "complete",
        "substantiated",
        "event",
    ];

    /// Outcomes of a visit.
    pub const OUTCOMES: &[&str] = &["answered", "no-answer", "refused"];

    /// An event with the envelope that every event needs.
    #[must_use]
    pub fn new(id: impl Into<String>, kind: impl Into<String>, at: Moment) -> Self {
        Self { id: id.into(), kind: kind.into(), at: Some(at), ..Self::default() }
    }

    /// Reads one event object.
    ///
    /// ```
    /// use tousu::{case::Event, document::Document};
    /// let json = r#"{"id": "e1", "kind": "registered", "at": "2026-03-02T09:20:00+08:00", "by": "front-line"}"#;
    /// let event = Event::read(&Document::parse_json(json)?.root())?;
    /// assert_eq!(event.by.as_deref(), Some("front-line"));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// The first of `unknown-field`, `missing-field`, `wrong-type`, `unknown-value`, `unreadable-time`,
    /// `naive-time` and `time-out-of-range`, with its path, line and column.
    pub fn read(cursor: &Cursor<'_>) -> Result<Self> {
        if let Some(error) = cursor.unknown_fields(Self::FIELDS).into_iter().next() {
            return Err(error);
        }
        let text = |name: &str| optional(cursor, name, |field| field.text().map(str::to_owned));
        let flag = |name: &str| optional(cursor, name, |field| field.boolean());
        let moment = |name: &str| optional(cursor, name, read_moment);
        let outcome = text("outcome")?;
        if let Some(field) = cursor.get_some("outcome")
            && !outcome.as_deref().is_some_and(|found| Self::OUTCOMES.contains(&found))
        {
            return Err(field.error(Code::UnknownValue, outcome.unwrap_or_default(), Self::OUTCOMES.join(", ")));
        }
        Ok(Self {
            id: cursor.require("id", "the event's id, unique in its case")?.text()?.to_owned(),
            kind: cursor.require("kind", "the event kind")?.text()?.to_owned(),
            at: moment("at")?,
            recorded_at: moment("recorded_at")?,
            by: text("by")?,
            person: text("person")?,
            reason: text("reason")?,
            evidence: optional(cursor, "evidence", read_evidence)?.unwrap_or_default(),
            to: text("to")?,
            obligation: text("for")?,
            until: moment("until")?,
            satisfied: flag("satisfied")?,
            outcome,
            rating: optional(cursor, "rating", read_rating)?,
            partial: flag("partial")?,
            lead: flag("lead")?,
            into: text("into")?,
            agreed: flag("agreed")?,
            sanction: text("sanction")?,
            months: optional(cursor, "months", read_count)?,
            from: optional(cursor, "from", |field| Date::parse(field.text()?).map_err(|error| field.locate(error)))?,
            tier: text("tier")?,
            people: optional(cursor, "people", read_count)?,
            households: optional(cursor, "households", read_count)?,
            in_scope: flag("in_scope")?,
            complete: flag("complete")?,
            substantiated: flag("substantiated")?,
            event: text("event")?,
        })
    }

    /// Reads a list of events.
    ///
    /// # Errors
    /// As [`Event::read`], for the first event that cannot be read; `wrong-type` when it is no list.
    pub fn read_all(cursor: &Cursor<'_>) -> Result<Vec<Self>> {
        cursor.items()?.map(|item| Self::read(&item)).collect()
    }

    /// Writes the event object in its canonical form: the fields that are given, in a fixed order. `moment` writes
    /// times. What it writes, [`Event::read`] reads back.
    ///
    /// ```
    /// use tousu::{case::Event, document::JsonWriter, time::Moment};
    /// let event = Event::new("e1", "registered", Moment::parse("2026-03-02")?);
    /// let mut json = JsonWriter::new();
    /// event.write_json(&mut json, &|moment| moment.format(8 * 3600));
    /// assert_eq!(json.finish(), r#"{"id":"e1","kind":"registered","at":"2026-03-02"}"#);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    pub fn write_json(&self, out: &mut JsonWriter, moment: &dyn Fn(Moment) -> String) {
        out.object(|out| {
            let text = |out: &mut JsonWriter, name: &str, text: Option<&str>| {
                if let Some(text) = text {
                    out.field(name).string(text);
                }
            };
            let flag = |out: &mut JsonWriter, name: &str, flag: Option<bool>| {
                if let Some(flag) = flag {
                    out.field(name).boolean(flag);
                }
            };
            let count = |out: &mut JsonWriter, name: &str, count: Option<u32>| {
                if let Some(count) = count {
                    out.field(name).integer(count);
                }
            };
            out.field("id").string(&self.id);
            out.field("kind").string(&self.kind);
            text(out, "at", self.at.map(moment).as_deref());
            text(out, "recorded_at", self.recorded_at.map(moment).as_deref());
            text(out, "by", self.by.as_deref());
            text(out, "person", self.person.as_deref());
            text(out, "reason", self.reason.as_deref());
            if !self.evidence.is_empty() {
                out.field("evidence").array(|out| self.evidence.iter().for_each(|evidence| evidence.write_json(out)));
            }
            text(out, "to", self.to.as_deref());
            text(out, "for", self.obligation.as_deref());
            text(out, "until", self.until.map(moment).as_deref());
            flag(out, "satisfied", self.satisfied);
            text(out, "outcome", self.outcome.as_deref());
            text(out, "rating", self.rating.as_deref());
            flag(out, "partial", self.partial);
            flag(out, "lead", self.lead);
            text(out, "into", self.into.as_deref());
            flag(out, "agreed", self.agreed);
            text(out, "sanction", self.sanction.as_deref());
            count(out, "months", self.months);
            text(out, "from", self.from.map(|date| date.to_string()).as_deref());
            text(out, "tier", self.tier.as_deref());
            count(out, "people", self.people);
            count(out, "households", self.households);
            flag(out, "in_scope", self.in_scope);
            flag(out, "complete", self.complete);
            flag(out, "substantiated", self.substantiated);
            text(out, "event", self.event.as_deref());
        });
    }

    /// When it was entered into the register.
    #[must_use]
    pub fn known_from(&self) -> Option<Moment> {
        self.recorded_at.or(self.at)
    }

    /// The event in messages: `e3 (replied)`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("`{}` ({})", self.id, self.kind)
    }

    /// A fault about this event.
    pub(super) fn fault(&self, code: Code, expected: impl std::fmt::Display) -> Error {
        Error::new(code, self.name(), expected).at(format_args!("events[{}]", self.id))
    }
}

fn optional<'d, T>(cursor: &Cursor<'d>, name: &str, read: impl FnOnce(&Cursor<'d>) -> Result<T>) -> Result<Option<T>> {
    cursor.get_some(name).map(|field| read(&field)).transpose()
}

fn read_moment(field: &Cursor<'_>) -> Result<Moment> {
    Moment::parse(field.text()?).map_err(|error| field.locate(error))
}

fn read_count(field: &Cursor<'_>) -> Result<u32> {
    u32::try_from(field.integer()?).map_err(|_| field.wrong_type("a whole number from 0 to 4294967295"))
}

/// Registers rate in words (满意) or in numbers; both are kept as text.
fn read_rating(field: &Cursor<'_>) -> Result<String> {
    field.integer().map(|number| number.to_string()).or_else(|_| field.text().map(str::to_owned))
}

fn read_evidence(field: &Cursor<'_>) -> Result<Vec<EvidenceReference>> {
    field
        .items()?
        .map(|item| {
            if let Some(error) = item.unknown_fields(&["ref", "digest"]).into_iter().next() {
                return Err(error);
            }
            Ok(EvidenceReference {
                reference: item.require("ref", "where the evidence is kept")?.text()?.to_owned(),
                digest: optional(&item, "digest", |field| field.text().map(str::to_owned))?,
            })
        })
        .collect()
}
