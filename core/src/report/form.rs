//! Forms of a rule book, filled from a case.

use super::page::{Block, Field, Page, Value};
use super::{Report, plain};
use crate::case::{Case, Event, View};
use crate::complaint::Complaint;
use crate::error::{Code, Error, Result};
use crate::policy::{EventKind, FieldKind, Form};
use crate::time::Moment;

/// What people fill in that neither the complaint nor its events tell: field id and value.
pub type Given = [(String, String)];

/// Where the value of a field comes from. Books name the same thing differently; each name stands in one line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Source {
    Number,
    Customer,
    Channel,
    Received,
    Title,
    Content,
    Place,
    Target,
    Category,
    Tier,
    Unit,
    /// The time of the first event of one of these kinds.
    When(&'static [EventKind]),
    /// The person, else the role, of the first event of one of these kinds.
    Who(&'static [EventKind]),
    /// What was written at the last event of one of these kinds.
    Words(&'static [EventKind]),
    Satisfied,
}

const RECEPTION: &[EventKind] =
    &[EventKind::Registered, EventKind::Accepted, EventKind::Filed, EventKind::Acknowledged];
const SIGNING: &[EventKind] = &[EventKind::SignedFor, EventKind::RecordHandedOver];
const HANDLING: &[EventKind] = &[EventKind::Resolved, EventKind::Rectified, EventKind::Explained, EventKind::Replied];
const PLANS: &[EventKind] = &[EventKind::PlanIssued, EventKind::PlanAgreed, EventKind::PlanApproved];
const RESULTS: &[EventKind] =
    &[EventKind::Resolved, EventKind::Explained, EventKind::Replied, EventKind::ResultReturned, EventKind::Decided];
const REPLIES: &[EventKind] = &[EventKind::Replied, EventKind::Explained, EventKind::CustomerNotified];
const VISITS: &[EventKind] = &[EventKind::Visited, EventKind::FeedbackReceived, EventKind::Confirmed];

/// Field ids of the books and where their values come from. What is not here is known only to people.
fn source(id: &str) -> Option<Source> {
    Some(match id {
        "id" | "number" => Source::Number,
        "complainant" | "complainant_name" => Source::Customer,
        "channel" | "method" => Source::Channel,
        "received_at" | "complained_at" | "time" => Source::Received,
        "summary" => Source::Title,
        "content" | "course" | "matter" => Source::Content,
        "place" => Source::Place,
        "target" | "accused" => Source::Target,
        "category" => Source::Category,
        "tier" => Source::Tier,
        "unit" => Source::Unit,
        "receptionist" | "receiver" => Source::Who(RECEPTION),
        "dispatched_at" => Source::When(&[EventKind::Dispatched]),
        "signed_at" => Source::When(SIGNING),
        "signed_by" => Source::Who(SIGNING),
        "returned_at" => Source::When(&[EventKind::FormReturned]),
        "handler" => Source::Who(HANDLING),
        "handled_on" => Source::When(HANDLING),
        "handling" => Source::Words(&[
            EventKind::ProcessingStarted,
            EventKind::Investigated,
            EventKind::OnSite,
            EventKind::Rectified,
            EventKind::Resolved,
        ]),
        "result" => Source::Words(RESULTS),
        "reply" => Source::Words(REPLIES),
        "measures" => Source::Words(PLANS),
        "owner" => Source::Who(PLANS),
        "accepted_by_owner" => Source::When(&[EventKind::AcceptedByOwner]),
        "visited_at" => Source::When(VISITS),
        "feedback" => Source::Words(VISITS),
        "satisfied" => Source::Satisfied,
        "archived_at" => Source::When(&[EventKind::Archived]),
        _ => return None,
    })
}

impl Report<'_> {
    /// A form of the rule book, filled from a case as it stood at an instant: printable, with lines to sign; required
    /// fields that nothing fills are listed by [`Page::missing`]. What people give wins over what the case tells.
    ///
    /// A form is the file itself: what is personal in it is not masked.
    ///
    /// A form for which the document names no fields gets the usual ones of its kind of paper: number, times, who
    /// complains, what about, what was done.
    ///
    /// ```
    /// use tousu::{Engine, case::Mode, complaint::Complaint, report::{Language, Report}, time::Instant};
    /// let engine = Engine::builtin("residential-community")?;
    /// let complaint = Complaint::from_json(
    ///     r#"{"id":"c1","received_at":"2026-03-02T09:00:00+08:00","text":"电梯停运","facts":{"customer":"王某"}}"#)?;
    /// let case = engine.replay(&complaint, Vec::new(), Mode::Strict)?;
    /// let as_of = Instant::parse("2026-03-03T09:00:00+08:00")?;
    /// let given = [("contact".to_owned(), "13800138000".to_owned())];
    /// let page = Report::new(&engine, Language::Zh).form(&complaint, &case, "register", &given, as_of)?;
    /// let missing: Vec<_> = page.missing().map(|field| field.id.as_str()).collect();
    /// assert_eq!(missing, ["demand"]);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `not-found` when the rule book has no such form; `unknown-field` for a value of a field that the form does not
    /// have; as [`Case::view`].
    pub fn form(
        &self,
        complaint: &Complaint,
        case: &Case,
        form: &str,
        given: &Given,
        as_of: crate::time::Instant,
    ) -> Result<Page> {
        let policy = self.engine.policy();
        let found = policy.forms.iter().find(|own| own.id == form).ok_or_else(|| {
            let known: Vec<&str> = policy.forms.iter().map(|form| form.id.as_str()).collect();
            Error::new(Code::NotFound, form, format_args!("form ({})", known.join(", "))).at("form")
        })?;
        let timeline = case.timeline(View::at(as_of))?;
        let counted: Vec<&Event> = timeline
            .items
            .iter()
            .filter_map(|item| match item {
                crate::case::Item::Event { event, counts: true, .. } => case.events().get(*event),
                _ => None,
            })
            .collect();
        let filler = Filler { report: self, complaint, case, events: &counted, tier: timeline.status.tiering.tier };
        let mut page = Page::new("form", self.language, plain(self.label(&found.label, &found.id)));
        page.fact(self.pick("规则", "rule book"), format!("{} {}", policy.id, policy.version));
        page.fact(self.pick("条款", "clause"), found.clause.number.clone());
        page.fact(self.pick("编号", "number"), complaint.id.clone());
        page.fact(self.pick("截至", "as of"), self.instant(as_of));
        let fields = match found.fields.is_empty() {
            true => filler.usual(given)?,
            false => filler.fields(found, given)?,
        };
        let lines = self.signatures(&fields);
        page.blocks.push(Block::Fields(fields));
        let missing: Vec<String> = page.missing().map(|field| field.label.clone()).collect();
        if !missing.is_empty() {
            let words = missing.join(self.pick("、", ", "));
            page.blocks.push(Block::Paragraph(format!("{}{words}", self.pick("尚缺必填项：", "still missing: "))));
        }
        page.blocks.push(Block::Signatures(lines));
        Ok(page)
    }

    /// Who signs: whoever fills in, and, where the form is about handling or a visit, the handler and the customer.
    fn signatures(&self, fields: &[Field]) -> Vec<String> {
        let has = |ids: &[&str]| fields.iter().any(|field| ids.contains(&field.id.as_str()));
        let mut lines = vec![self.pick("填表人签字", "filled in by").to_owned()];
        if has(&["handler", "handling", "result", "signed_by", "measures", "reply"]) {
            lines.push(self.pick("处理人签字", "handled by").to_owned());
        }
        if has(&["satisfied", "feedback", "accepted_by_owner", "complainant", "complainant_name", "demand"]) {
            lines.push(self.pick("投诉人签字", "complainant").to_owned());
        }
        lines.push(self.pick("负责人签字", "person in charge").to_owned());
        lines
    }
}

struct Filler<'a> {
    report: &'a Report<'a>,
    complaint: &'a Complaint,
    case: &'a Case,
    events: &'a [&'a Event],
    tier: Option<crate::id::TierId>,
}

impl Filler<'_> {
    fn fields(&self, form: &Form, given: &Given) -> Result<Vec<Field>> {
        let ids: Vec<&str> = form.fields.iter().map(|field| field.id.as_str()).collect();
        unknown(given, &ids)?;
        let mut out = Vec::new();
        for field in &form.fields {
            let value = match stated(given, &field.id) {
                Some(text) => Value::from(checked(text, &field.kind, &field.id)?),
                None => self.value(&field.id, &field.kind),
            };
            let label = self.report.label(&field.label, &field.id).to_owned();
            out.push(Field { id: field.id.clone(), label, value, required: field.required });
        }
        Ok(out)
    }

    /// The usual fields of a form that the document only names.
    fn usual(&self, given: &Given) -> Result<Vec<Field>> {
        const USUAL: &[(&str, &str, &str)] = &[
            ("number", "编号", "number"),
            ("received_at", "投诉时间", "received at"),
            ("complainant", "投诉人", "complainant"),
            ("contact", "联系方式", "contact"),
            ("content", "投诉内容", "content"),
            ("handler", "处理人", "handled by"),
            ("result", "处理结果", "result"),
            ("satisfied", "是否满意", "satisfied"),
            ("feedback", "反馈意见", "feedback"),
        ];
        let ids: Vec<&str> = USUAL.iter().map(|(id, ..)| *id).collect();
        unknown(given, &ids)?;
        let field = |(id, zh, en): &(&str, &str, &str)| Field {
            id: (*id).to_owned(),
            label: self.report.pick(zh, en).to_owned(),
            value: stated(given, id).map_or_else(|| self.value(id, &FieldKind::Text), Value::from),
            required: false,
        };
        Ok(USUAL.iter().map(field).collect())
    }

    fn value(&self, id: &str, kind: &FieldKind) -> Value {
        let (stated, report) = (&self.complaint.stated, self.report);
        let text = |text: &Option<String>| Value::from(text.as_deref().unwrap_or_default());
        let Some(source) = source(id) else { return Value::Empty };
        match source {
            Source::Number => Value::from(self.complaint.id.as_str()),
            Source::Customer => text(&stated.customer),
            Source::Channel => self.channel(kind),
            Source::Received => self.complaint.received_at.map_or(Value::Empty, |at| self.time(at, kind)),
            Source::Title => Value::from(self.complaint.title.as_str()),
            Source::Content => {
                let (title, text) = (self.complaint.title.trim(), self.complaint.text.trim());
                Value::from(if text.is_empty() { title } else { text })
            }
            Source::Place => {
                let parts: Vec<&str> =
                    [&stated.unit, &stated.building].into_iter().flatten().map(String::as_str).collect();
                Value::from(parts.join(" "))
            }
            Source::Target => text(&stated.department),
            Source::Category => Value::from(report.category(self.case.intake().classification.category)),
            Source::Tier => self.tier.map_or(Value::Empty, |tier| Value::from(report.tier(Some(tier)))),
            Source::Unit => text(&stated.unit),
            Source::When(kinds) => {
                self.first(kinds).and_then(|event| event.at).map_or(Value::Empty, |at| self.time(at, kind))
            }
            Source::Who(kinds) => {
                let named = self.of(kinds).find_map(|event| event.person.as_deref().or(event.by.as_deref()));
                Value::from(named.map_or_else(String::new, |name| self.role_name(name)))
            }
            Source::Words(kinds) => {
                let words = self.of(kinds).filter_map(|event| event.reason.as_deref()).last();
                Value::from(words.unwrap_or_default())
            }
            Source::Satisfied => {
                let told = self.of(VISITS).filter_map(|event| event.satisfied).last();
                told.map_or(Value::Empty, Value::Flag)
            }
        }
    }

    fn of<'k>(&'k self, kinds: &'k [EventKind]) -> impl Iterator<Item = &'k Event> {
        let policy = self.case.rules().policy();
        self.events.iter().copied().filter(move |event| {
            policy.event_kind(&event.kind).and_then(EventKind::from_id).is_some_and(|kind| kinds.contains(&kind))
        })
    }

    fn first<'k>(&'k self, kinds: &'k [EventKind]) -> Option<&'k Event> {
        self.of(kinds).next()
    }

    fn role_name(&self, name: &str) -> String {
        let role = self.case.rules().policy().role(name);
        role.map_or_else(|| name.to_owned(), |role| self.report.role(Some(role)).to_owned())
    }

    /// A channel as the form's words name it; what is none of them is the last ("other") with its own word.
    fn channel(&self, kind: &FieldKind) -> Value {
        let Some(channel) = self.complaint.channel.as_deref().filter(|channel| !channel.is_empty()) else {
            return Value::Empty;
        };
        let usual = match channel {
            "visit" | "face-to-face" | "来访" => "面谈",
            "phone" | "call" | "来电" => "电话",
            "letter" | "来信" => "投诉信",
            "anonymous-letter" => "匿名信",
            other => other,
        };
        match kind {
            FieldKind::Choice(words) => match words.iter().find(|word| *word == usual) {
                Some(word) => Value::from(word.as_str()),
                None => Value::from(format!("{}（{channel}）", words.last().map_or("", String::as_str))),
            },
            _ => Value::from(channel),
        }
    }

    fn time(&self, at: Moment, kind: &FieldKind) -> Value {
        match (kind, at) {
            (FieldKind::Date, Moment::At { instant, .. }) => {
                Value::from(self.case.rules().calendar().date_of(instant).to_string())
            }
            _ => Value::from(self.report.moment(Some(at))),
        }
    }
}

pub(super) fn stated<'g>(given: &'g Given, id: &str) -> Option<&'g str> {
    given.iter().find(|(name, _)| name == id).map(|(_, value)| value.as_str())
}

pub(super) fn unknown(given: &Given, ids: &[&str]) -> Result<()> {
    match given.iter().find(|(name, _)| !ids.contains(&name.as_str())) {
        Some((name, _)) => Err(Error::new(Code::UnknownField, name, ids.join(", ")).at(format_args!("given.{name}"))),
        None => Ok(()),
    }
}

/// A value that a person gives for a field with fixed words must be one of them, a number a number.
fn checked<'g>(text: &'g str, kind: &FieldKind, id: &str) -> Result<&'g str> {
    let place = || format!("given.{id}");
    match kind {
        FieldKind::Choice(words) if !words.iter().any(|word| text.starts_with(word.as_str())) => {
            Err(Error::new(Code::UnknownValue, text, words.join(", ")).at(place()))
        }
        FieldKind::Count if text.parse::<u64>().is_err() => {
            Err(Error::new(Code::WrongType, "a text", "a whole number").at(place()))
        }
        _ => Ok(text),
    }
}
