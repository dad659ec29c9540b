//! Rows as complaints and events. A cell that cannot be read is left out and named; the row stays where it can.

use std::collections::HashMap;

use tousu::case::Event;
use tousu::complaint::{Complainants, Complaint, FactValue, StatedFacts};
use tousu::policy::{FactKind, Label, Policy};
use tousu::time::Moment;
use tousu::{Code, Engine, Error};

use crate::faults::{File, RowFault, Treatment};
use crate::sheet::{Row, Sheet};
use crate::times;

/// What a register held.
#[derive(Default)]
pub(crate) struct Register {
    pub(crate) complaints: Vec<Complaint>,
    /// Row of each complaint in the file.
    pub(crate) complaint_rows: HashMap<String, usize>,
    /// The events with the complaint that each is of, in the order of the file.
    pub(crate) events: Vec<(String, Event)>,
    /// Row of each event in the file, by complaint and event.
    pub(crate) event_rows: HashMap<(String, String), usize>,
    pub(crate) faults: Vec<RowFault>,
    /// Rows with content in the files.
    pub(crate) rows: (usize, usize),
    /// Times that had no offset.
    pub(crate) naive_times: usize,
    /// Columns that were not read.
    pub(crate) unread: Vec<String>,
}

/// One row while it is read.
struct Reading<'r> {
    row: Row<'r>,
    engine: &'r Engine,
    faults: &'r mut Vec<RowFault>,
    naive_times: &'r mut usize,
}

impl Reading<'_> {
    fn fault(&mut self, column: &str, error: Error, treatment: Treatment) {
        self.faults.push(self.row.fault(Some(column), error, treatment));
    }

    fn text(&self, column: &str) -> Option<String> {
        self.row.cell(column).map(str::to_owned)
    }

    fn moment(&mut self, column: &str) -> Option<Moment> {
        let cell = self.row.cell(column)?;
        match times::read(cell, self.engine.calendar()) {
            Ok(read) => {
                if read.naive {
                    *self.naive_times += 1;
                    let calendar = self.engine.calendar();
                    let as_read = read.moment.instant().map(|at| calendar.format(at)).unwrap_or_default();
                    let error = Error::new(Code::NaiveTime, cell, as_read);
                    self.fault(column, error, Treatment::ReadInZone);
                }
                if matches!(read.moment, Moment::On(_)) && matches!(column, "received_at" | "at") {
                    let id = format!("`{}`", self.row.cell("id").unwrap_or_default());
                    let code = if column == "at" { Code::MissingTime } else { Code::ReceiptUnknown };
                    self.fault(column, Error::new(code, id, cell), Treatment::TimeOfDayUnknown);
                }
                Some(read.moment)
            }
            Err(error) => {
                self.fault(column, error, Treatment::CellLeftOut);
                None
            }
        }
    }

    fn boolean(&mut self, column: &str) -> Option<bool> {
        let cell = self.row.cell(column)?;
        let read = boolean(cell);
        if read.is_none() {
            let error = Error::new(Code::UnknownValue, cell, "true, false, 是, 否");
            self.fault(column, error, Treatment::CellLeftOut);
        }
        read
    }

    fn count(&mut self, column: &str) -> Option<u32> {
        let cell = self.row.cell(column)?;
        let digits = cell.trim_end_matches(['人', '户', '戶', '名', '个', '個', '月', '位']);
        let read = digits.trim().parse().ok();
        if read.is_none() {
            let error = Error::new(Code::WrongType, format_args!("`{cell}`"), "a whole number");
            self.fault(column, error, Treatment::CellLeftOut);
        }
        read
    }

    /// A name that must be one of the policy's: its id, or its label in either language.
    fn name<'a>(
        &mut self,
        column: &str,
        code: Code,
        known: impl Iterator<Item = (&'a str, &'a Label)> + Clone,
    ) -> Option<String> {
        let cell = self.row.cell(column)?;
        let found = known.clone().find(|(id, label)| *id == cell || label.zh == cell || label.en == cell);
        if found.is_none() {
            let known: Vec<&str> = known.map(|(id, _)| id).collect();
            self.fault(column, Error::new(code, cell, known.join(", ")), Treatment::CellLeftOut);
        }
        found.map(|(id, _)| id.to_owned())
    }
}

impl Register {
    /// The events of each complaint, in the order of the file.
    pub(crate) fn events_by_complaint(&self) -> HashMap<String, Vec<Event>> {
        let mut events: HashMap<String, Vec<Event>> = HashMap::new();
        for (complaint, event) in &self.events {
            events.entry(complaint.clone()).or_default().push(event.clone());
        }
        events
    }

    /// A fault of a history with the row of the event that it is about.
    pub(crate) fn history_fault(&self, complaint: &str, events: &[Event], fault: &Error) -> RowFault {
        let path = fault.place().path.as_deref().unwrap_or_default();
        let event = events.iter().find(|event| path.contains(&format!("events[{}]", event.id)));
        let key = event.map(|event| (complaint.to_owned(), event.id.clone()));
        RowFault {
            file: if event.is_some() { File::Events } else { File::Complaints },
            row: match &key {
                Some(key) => self.event_rows.get(key).copied(),
                None => self.complaint_rows.get(complaint).copied(),
            },
            id: event.map_or_else(|| complaint.to_owned(), |event| event.id.clone()),
            column: event.map(|_| column_at_fault(fault).to_owned()),
            error: fault.clone(),
            treatment: Treatment::EventDoesNotCount,
        }
    }

    /// Reads the complaints of a sheet.
    pub(crate) fn read_complaints(&mut self, sheet: &Sheet, engine: &Engine) {
        let policy = engine.policy();
        let (facts, signals) = stated_columns(sheet, policy);
        let unread = sheet.others.iter().filter(|(index, _)| {
            !facts.iter().any(|(at, ..)| at == index) && !signals.iter().any(|(at, _)| at == index)
        });
        self.unread.extend(unread.map(|(_, header)| format!("{}: {}", sheet.file, header.trim())));
        let mut seen: HashMap<String, Complaint> = HashMap::new();
        for row in sheet.rows() {
            self.rows.0 += 1;
            if let Some(fault) = row.shape_fault() {
                self.faults.push(fault);
                continue;
            }
            let Some(id) = row.cell("id").map(str::to_owned) else {
                let error = Error::new(Code::MissingField, "id", "a complaint needs one");
                self.faults.push(row.fault(Some("id"), error, Treatment::RowLeftOut));
                continue;
            };
            let mut reading = Reading { row, engine, faults: &mut self.faults, naive_times: &mut self.naive_times };
            let received_at = reading.moment("received_at");
            if received_at.is_none() && row.cell("received_at").is_none() {
                let error = Error::new(Code::ReceiptUnknown, format_args!("`{id}`"), "–");
                reading.fault("received_at", error, Treatment::NoDueTimes);
            }
            let lexicon = &policy.lexicon;
            let categories = lexicon.categories.iter().map(|category| (category.id.as_str(), &category.label));
            let tiers = policy.tiers.iter().map(|tier| (tier.id.as_str(), &tier.label));
            let mut stated = StatedFacts {
                complainants: Complainants { people: reading.count("people"), households: reading.count("households") },
                in_scope: reading.boolean("in_scope"),
                complete: reading.boolean("complete"),
                substantiated: reading.boolean("substantiated"),
                unit: reading.text("unit"),
                building: reading.text("building"),
                department: reading.text("department"),
                customer: reading.text("customer"),
                ..StatedFacts::default()
            };
            for (position, header, kind) in &facts {
                let cell = row.at(*position).trim();
                match (cell.is_empty(), fact_value(cell, *kind)) {
                    (true, _) => {}
                    (false, Some(value)) => stated.declared.push((header.clone(), value)),
                    (false, None) => {
                        let error = Error::new(Code::WrongType, format_args!("`{cell}`"), "the fact's value");
                        reading.fault(header, error, Treatment::CellLeftOut);
                    }
                }
            }
            for (position, signal) in &signals {
                let cell = row.at(*position).trim();
                match (cell.is_empty(), boolean(cell)) {
                    (true, _) => {}
                    (false, Some(value)) => stated.signals.push((signal.clone(), value)),
                    (false, None) => {
                        let error = Error::new(Code::UnknownValue, cell, "true, false, 是, 否");
                        reading.fault(signal, error, Treatment::CellLeftOut);
                    }
                }
            }
            let complaint = Complaint {
                received_at,
                title: row.raw("title").to_owned(),
                text: row.raw("text").to_owned(),
                channel: reading.text("channel"),
                stated,
                category: reading.name("category", Code::UnknownCategory, categories),
                tier: reading.name("tier", Code::UnknownTier, tiers),
                id: id.clone(),
            };
            match seen.get(&id) {
                None => {
                    self.complaint_rows.insert(id.clone(), row.number);
                    seen.insert(id, complaint.clone());
                    self.complaints.push(complaint);
                }
                Some(twin) => {
                    let same = *twin == complaint;
                    let treatment = if same { Treatment::RepeatIgnored } else { Treatment::RowLeftOut };
                    let code = if same { Code::DuplicateKey } else { Code::ComplaintExists };
                    self.faults.push(row.fault(Some("id"), Error::new(code, &id, ""), treatment));
                }
            }
        }
    }

    /// Reads the events of a sheet. Kinds and roles are checked when the cases are replayed.
    pub(crate) fn read_events(&mut self, sheet: &Sheet, engine: &Engine) {
        self.unread.extend(sheet.others.iter().map(|(_, header)| format!("{}: {}", sheet.file, header.trim())));
        let mut seen: HashMap<(String, String), Event> = HashMap::new();
        for row in sheet.rows() {
            self.rows.1 += 1;
            if let Some(fault) = row.shape_fault() {
                self.faults.push(fault);
                continue;
            }
            let absent = ["complaint_id", "id", "kind"].into_iter().find(|column| row.cell(column).is_none());
            if let Some(column) = absent {
                let error = Error::new(Code::MissingField, column, "an event needs one");
                self.faults.push(row.fault(Some(column), error, Treatment::RowLeftOut));
                continue;
            }
            let complaint = row.cell("complaint_id").unwrap_or_default().to_owned();
            if !self.complaint_rows.contains_key(&complaint) {
                let error = Error::new(Code::UnknownComplaint, &complaint, "");
                self.faults.push(row.fault(Some("complaint_id"), error, Treatment::RowLeftOut));
                continue;
            }
            let mut reading = Reading { row, engine, faults: &mut self.faults, naive_times: &mut self.naive_times };
            let event = Event {
                id: reading.text("id").unwrap_or_default(),
                kind: reading.text("kind").unwrap_or_default(),
                at: reading.moment("at"),
                recorded_at: reading.moment("recorded_at"),
                by: reading.text("by"),
                person: reading.text("person"),
                reason: reading.text("reason"),
                to: reading.text("to"),
                obligation: reading.text("for"),
                until: reading.moment("until"),
                satisfied: reading.boolean("satisfied"),
                outcome: reading.text("outcome"),
                rating: reading.text("rating"),
                partial: reading.boolean("partial"),
                lead: reading.boolean("lead"),
                into: reading.text("into"),
                agreed: reading.boolean("agreed"),
                sanction: reading.text("sanction"),
                months: reading.count("months"),
                from: reading.moment("from").map(|from| match from {
                    Moment::On(date) => date,
                    Moment::At { instant, .. } => engine.calendar().date_of(instant),
                }),
                tier: reading.text("tier"),
                people: reading.count("people"),
                households: reading.count("households"),
                in_scope: reading.boolean("in_scope"),
                complete: reading.boolean("complete"),
                substantiated: reading.boolean("substantiated"),
                event: reading.text("event"),
                evidence: Vec::new(),
            };
            let key = (complaint.clone(), event.id.clone());
            match seen.get(&key) {
                None => {
                    self.event_rows.insert(key.clone(), row.number);
                    seen.insert(key, event.clone());
                    self.events.push((complaint, event));
                }
                Some(twin) => {
                    let same = *twin == event;
                    let treatment = if same { Treatment::RepeatIgnored } else { Treatment::RowLeftOut };
                    let error = Error::new(Code::ConflictingEvent, &event.id, "an event is never edited");
                    let repeat = Error::new(Code::DuplicateKey, &event.id, "");
                    self.faults.push(row.fault(Some("id"), if same { repeat } else { error }, treatment));
                }
            }
        }
    }
}

/// The column that a fault of a history is about.
fn column_at_fault(fault: &Error) -> &'static str {
    match fault.code() {
        Code::MissingTime | Code::BeforeReceipt | Code::AfterEnd => "at",
        Code::WrongApprover => "by",
        Code::UnknownObligation | Code::NotExtendable => "for",
        Code::ExtensionEarlier => "until",
        Code::UnknownTier => "tier",
        Code::VoidedUnknown => "event",
        _ => "kind",
    }
}

/// Columns named by a fact of the policy or by a signal of its lexicon.
type FactColumns = Vec<(usize, String, FactKind)>;

fn stated_columns(sheet: &Sheet, policy: &Policy) -> (FactColumns, Vec<(usize, String)>) {
    let (mut facts, mut signals) = (Vec::new(), Vec::new());
    for (position, header) in &sheet.others {
        let name = header.trim();
        let readable = |kind| matches!(kind, FactKind::Bool | FactKind::Count);
        if let Some(fact) = policy.facts.iter().find(|fact| fact.id == name && readable(fact.kind)) {
            facts.push((*position, name.to_owned(), fact.kind));
        } else if policy.lexicon.signal(name).is_some() {
            signals.push((*position, name.to_owned()));
        }
    }
    (facts, signals)
}

fn fact_value(cell: &str, kind: FactKind) -> Option<FactValue> {
    match kind {
        FactKind::Bool => boolean(cell).map(FactValue::Bool),
        FactKind::Count => cell.parse().ok().map(FactValue::Number),
        // In which unit a column of money or of time is, its header does not say.
        FactKind::Money | FactKind::Duration => None,
    }
}

fn boolean(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "true" | "yes" | "1" | "是" | "有效" | "属实" | "屬實" | "满意" | "滿意" => Some(true),
        "false" | "no" | "0" | "否" | "无效" | "無效" | "不属实" | "不屬實" | "不满意" | "不滿意" => {
            Some(false)
        }
        _ => None,
    }
}
