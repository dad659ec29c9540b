//! Observations from columns: what a register has that is no case of ours.

use super::{Lasted, Measured, Name, Observation, Outcome, Visit};
use crate::calendar::Calendar;
use crate::document::{Cursor, Document, Value};
use crate::error::{Code, Error, Result};
use crate::time::{Date, Instant, Moment};

/// The columns that are known; only `id` must be there.
const COLUMNS: &[&str] = &[
    "id",
    "received_at",
    "responded_at",
    "resolved_at",
    "closed_at",
    "category",
    "tier",
    "unit",
    "building",
    "department",
    "handler",
    "channel",
    "customer",
    "heads",
    "in_scope",
    "substantiated",
    "oral",
    "reopened",
    "escalated",
    "visit",
    "obligation",
    "due_at",
    "outcome",
];

/// Reads an object of lists of equal length, one item for each complaint, as observations at an instant: what came after
/// it has not happened. Times are those of a complaint: with an offset, or a date alone. `outcome` is what became of
/// `obligation` (`limit` when there is no such column) at its `due_at`; `visit` is a rating or an outcome.
///
/// ```
/// use tousu::{calendar::Calendar, statistics::observations_from_columns, time::Instant};
/// let columns = r#"{"id": ["c1", "c2"], "received_at": ["2026-03-02T09:00:00+08:00", "2026-03-03"],
///     "closed_at": ["2026-03-02T10:00:00+08:00", null], "tier": ["minor", null], "outcome": ["met", "missed"]}"#;
/// let as_of = Instant::parse("2026-04-01T00:00:00+08:00")?;
/// let read = observations_from_columns(columns, Calendar::builtin("china")?.as_ref(), as_of)?;
/// assert_eq!(read.iter().filter(|one| one.closed).count(), 1);
/// # Ok::<(), tousu::Error>(())
/// ```
///
/// # Errors
/// Faults of the JSON, of a column and of its items, with their place.
pub fn observations_from_columns(source: &str, calendar: &Calendar, as_of: Instant) -> Result<Vec<Observation>> {
    let document = Document::parse_json(source).map_err(|error| error.at("columns"))?;
    let root = document.root();
    if let Some(error) = root.unknown_fields(COLUMNS).into_iter().next() {
        return Err(error);
    }
    let ids: Vec<Cursor<'_>> = root.require("id", "the list of ids")?.items()?.collect();
    let mut columns = Vec::new();
    for name in COLUMNS {
        let Some(column) = root.get_some(name) else { continue };
        let items: Vec<Cursor<'_>> = column.items()?.collect();
        if items.len() != ids.len() {
            let expected = format!("{} items", ids.len());
            return Err(column.error(Code::InvalidArgument, format_args!("{} items", items.len()), expected));
        }
        columns.push((*name, items));
    }
    let reader = Reader { columns, calendar, as_of };
    let mut observations = Vec::with_capacity(ids.len());
    for row in 0..ids.len() {
        observations.extend(reader.row(row)?);
    }
    Ok(observations)
}

struct Reader<'d> {
    columns: Vec<(&'static str, Vec<Cursor<'d>>)>,
    calendar: &'d Calendar,
    as_of: Instant,
}

impl<'d> Reader<'d> {
    fn field(&self, name: &str, row: usize) -> Option<&Cursor<'d>> {
        let (_, items) = self.columns.iter().find(|(own, _)| *own == name)?;
        items.get(row).filter(|item| *item.value() != Value::Null)
    }

    fn name(&self, name: &str, row: usize) -> Result<Option<Name>> {
        let text = self.field(name, row).map(|field| field.text()).transpose()?;
        Ok(text.map(str::trim).filter(|text| !text.is_empty()).map(Name::from))
    }

    fn flag(&self, name: &str, row: usize) -> Result<Option<bool>> {
        self.field(name, row).map(|field| field.boolean()).transpose()
    }

    /// A moment that has happened.
    fn moment(&self, name: &str, row: usize) -> Result<Option<Moment>> {
        let read = |field: &Cursor<'d>| Moment::parse(field.text()?).map_err(|error| field.locate(error));
        let moment = self.field(name, row).map(read).transpose()?;
        let first = |moment: &Moment| match moment {
            Moment::At { instant, .. } => *instant,
            Moment::On(date) => self.calendar.start_of_day(*date).unwrap_or(Instant::MIN),
        };
        Ok(moment.filter(|moment| first(moment) <= self.as_of))
    }

    fn day(&self, moment: Moment) -> Date {
        match moment {
            Moment::At { instant, .. } => self.calendar.date_of(instant),
            Moment::On(date) => date,
        }
    }

    fn lasted(&self, received: Option<Moment>, end: Option<Moment>) -> Lasted {
        match (received.and_then(Moment::instant), end, end.and_then(Moment::instant)) {
            (_, None, _) => Lasted::NotYet,
            (Some(received), _, Some(end)) => Lasted::For {
                elapsed: end.since(received),
                working: self.calendar.working_seconds_between(received, end).ok().map(|known| known.value),
            },
            _ => Lasted::NoTime,
        }
    }

    /// `None` for what had not been received.
    fn row(&self, row: usize) -> Result<Option<Observation>> {
        let received = self.moment("received_at", row)?;
        if received.is_none() && self.field("received_at", row).is_some() {
            return Ok(None);
        }
        let [responded, resolved, closed] =
            [self.moment("responded_at", row)?, self.moment("resolved_at", row)?, self.moment("closed_at", row)?];
        let id = match self.field("id", row) {
            Some(id) => id.text_or_integer()?,
            None => {
                return Err(Error::new(Code::MissingField, "id", "the complaint's id").at(format_args!("id[{row}]")));
            }
        };
        let heads = match self.field("heads", row) {
            Some(field) => {
                u32::try_from(field.integer()?).map_err(|_| field.wrong_type("a whole number from 0 to 4294967295"))?
            }
            None => 1,
        };
        let visit = self.field("visit", row).map(|field| {
            let text = field.text_or_integer()?;
            Visit::from_rating(&text)
                .or_else(|| Visit::ALL.iter().copied().find(|visit| visit.slug() == text))
                .ok_or_else(|| field.error(Code::UnknownValue, text, "a rating of 1 to 5, 满意, 无人接听, unrated, …"))
        });
        let due =
            self.field("due_at", row).map(|field| Moment::parse(field.text()?).map_err(|error| field.locate(error)));
        let due_on = due.transpose()?.map(|due| self.day(due)).or(received.map(|moment| self.day(moment)));
        let outcome = self.field("outcome", row).map(|field| {
            let slug = field.text()?;
            Outcome::ALL.iter().copied().find(|outcome| outcome.slug() == slug).ok_or_else(|| {
                let known = Outcome::ALL.iter().map(|outcome| outcome.slug()).collect::<Vec<_>>().join(", ");
                field.error(Code::UnknownValue, slug, known)
            })
        });
        let obligation = self.name("obligation", row)?.unwrap_or_else(|| "limit".into());
        let measured = outcome.transpose()?.map(|outcome| Measured {
            obligation,
            cycle: 1,
            round: 1,
            due_on,
            outcome,
            guiding: false,
        });
        let visits: Vec<Visit> = visit.transpose()?.into_iter().collect();
        let settled = resolved.or(closed);
        Ok(Some(Observation {
            id: id.into(),
            received_at: received.and_then(Moment::instant),
            received_on: received.map(|moment| self.day(moment)),
            closed_on: closed.map(|moment| self.day(moment)),
            category: self.name("category", row)?,
            tier: self.name("tier", row)?,
            unit: self.name("unit", row)?,
            building: self.name("building", row)?,
            department: self.name("department", row)?,
            handler: self.name("handler", row)?,
            channel: self.name("channel", row)?,
            customer: self.name("customer", row)?,
            heads,
            in_scope: self.flag("in_scope", row)?,
            substantiated: self.flag("substantiated", row)?,
            oral: self.flag("oral", row)?.unwrap_or(false),
            handled: settled.is_some(),
            resolved: settled.is_some(),
            closed: closed.is_some(),
            reopened: self.flag("reopened", row)?.unwrap_or(false),
            escalated: self.flag("escalated", row)?.unwrap_or(false),
            response: self.lasted(received, responded),
            resolution: self.lasted(received, settled),
            closing: self.lasted(received, closed),
            to_visit: settled.is_some() || !visits.is_empty(),
            visits,
            measured: measured.into_iter().collect(),
            repeat: Default::default(),
        }))
    }
}
