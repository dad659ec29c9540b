//! Reads what a book demands besides the limits of single complaints.

use super::condition;
use super::proof;
use super::read::Reader;
use super::spans;
use super::values::{clause, flag, label, label_at, list, one_or_more, text, texts};
use super::{
    Against, Archive, Channel, Condition, Counting, Counts, During, Duty, EventKind, FieldKind, Forbidden, Form,
    FormField, Frequency, Limit, Note, ParameterValue, Part, PauseRule, Per, Report, ReportPart, ReportTable, Route,
    Sanction, Taker, Threshold, UnitDuty, Window,
};
use crate::document::{Cursor, Value};
use crate::error::Code;
use crate::id::{RoleId, TierId};
use crate::period::Period;

impl<'d> Reader<'d> {
    pub(super) fn forbids(&mut self, root: &Cursor<'d>) -> Vec<Forbidden> {
        let mut out = Vec::new();
        for item in list(root, "forbids") {
            let Some(at) = item.get_some("event") else { continue };
            if let Some(kind) = self.event(&at) {
                out.push(Forbidden { kind, clause: clause(&item) });
            }
        }
        out
    }

    pub(super) fn pauses(&mut self, root: &Cursor<'d>) -> Vec<PauseRule> {
        let mut out = Vec::new();
        for item in list(root, "pause") {
            let mut stops = Vec::new();
            if let Some(list) = item.get_some("stops") {
                for at in one_or_more(&list) {
                    let name = at.text().unwrap_or_default();
                    match self.names.obligation(name) {
                        Some(id) => stops.push(id),
                        None => self.unknown(&at, "an obligation"),
                    }
                }
            }
            out.push(PauseRule {
                reason: text(&item, "reason").to_owned(),
                label: label(&item, text(&item, "reason")),
                clause: clause(&item),
                stops,
                enabled: self.bool(&item, "enabled", true),
            });
        }
        out
    }

    pub(super) fn channels(&mut self, root: &Cursor<'d>) -> Vec<Channel> {
        let mut out = Vec::new();
        for item in list(root, "channel") {
            out.push(Channel {
                id: text(&item, "id").to_owned(),
                label: label(&item, text(&item, "id")),
                clause: clause(&item),
                served_by: self.role_in(&item, "served_by"),
                anonymous: flag(&item, "anonymous"),
                needs_note: flag(&item, "needs_note"),
            });
        }
        out
    }

    pub(super) fn routes(&mut self, root: &Cursor<'d>) -> Vec<Route> {
        let mut out = Vec::new();
        for item in list(root, "route") {
            let id = text(&item, "id");
            let to = self.role_in(&item, "to");
            let taker = match (text(&item, "by"), to) {
                ("first-asked", _) => {
                    if let Some(to) = item.get_some("to") {
                        let expected = "no role: whoever is asked first takes it";
                        self.faults.error(&to, Code::UnknownField, "to", expected);
                    }
                    Some(Taker::FirstAsked)
                }
                ("lead-department", to) => Some(Taker::LeadDepartment(to)),
                (_, Some(role)) => Some(Taker::Role(role)),
                (_, None) => {
                    if item.get_some("to").is_none() {
                        self.faults.error(&item, Code::MissingField, "to", "the role that takes it");
                    }
                    None
                }
            };
            let during = match text(&item, "during") {
                "open" => Some(During::Open),
                "closed" => Some(During::Closed),
                _ => None,
            };
            let when = self.condition_in(&item, id);
            let Some(taker) = taker else { continue };
            out.push(Route { id: id.to_owned(), label: label(&item, id), clause: clause(&item), during, when, taker });
        }
        self.note_uncovered_hours(root, &out);
        out
    }

    /// Notes a book that routes by hours, but not at all hours.
    fn note_uncovered_hours(&mut self, root: &Cursor<'d>, routes: &[Route]) {
        let covers = |hours: During| routes.iter().any(|route| route.during.is_none_or(|during| during == hours));
        for (hours, words) in [(During::Open, "in open hours"), (During::Closed, "outside open hours")] {
            if !routes.is_empty()
                && !covers(hours)
                && let Some(at) = root.get_some("route")
            {
                let expected = format!("a route with `during = \"{}\"`", hours.slug());
                self.faults.note(&at, Code::UncoveredHours, words, expected);
            }
        }
    }

    pub(super) fn reports(&mut self, root: &Cursor<'d>, counting: Counting) -> Vec<Report> {
        let mut out = Vec::new();
        for item in list(root, "report") {
            out.push(Report {
                id: text(&item, "id").to_owned(),
                label: label(&item, text(&item, "id")),
                clause: clause(&item),
                frequency: self.frequency(&item),
                due: self.due(&item, counting),
                tiers: self.tiers_in(&item),
                prepared_by: self.role_in(&item, "prepared_by"),
                submitted_to: self.role_in(&item, "submitted_to"),
                content: self.report_parts(&item),
            });
        }
        out
    }

    pub(super) fn unit_duties(&mut self, root: &Cursor<'d>, counting: Counting) -> Vec<UnitDuty> {
        let mut out = Vec::new();
        for item in list(root, "unit_duty") {
            let frequency = self.frequency(&item);
            if frequency == Frequency::EachCase
                && let Some(at) = item.get_some("frequency")
            {
                let expected = "a period; what is owed of each case is an obligation";
                self.faults.error(&at, Code::UnknownValue, frequency.slug(), expected);
            }
            out.push(UnitDuty {
                id: text(&item, "id").to_owned(),
                label: label(&item, text(&item, "id")),
                clause: clause(&item),
                frequency,
                due: self.due(&item, counting),
                owner: self.role_in(&item, "owner"),
            });
        }
        out
    }

    fn frequency(&mut self, item: &Cursor<'_>) -> Frequency {
        let at = item.get_some("frequency");
        // A parameter may say it as a length of time: every "3 months".
        if let Some(name) = at.as_ref().and_then(|at| at.get_some("parameter"))
            && let Some((_, Some(ParameterValue::Period(period)))) = self.parameter(&name)
        {
            let period = *period;
            return Frequency::every(period).unwrap_or_else(|| {
                let expected = "1 day, 7 days, 1 month, 3 months, 6 months or 12 months";
                self.faults.error(&name, Code::UnknownValue, period, expected);
                Frequency::Unstated
            });
        }
        let word = self.word(item, "frequency");
        let all = Frequency::ALL.iter().copied();
        all.into_iter().find(|one| word.as_deref() == Some(one.slug())).unwrap_or(Frequency::Unstated)
    }

    /// Until when something is owed per period.
    fn due(&mut self, item: &Cursor<'_>, over: Counting) -> Option<Limit> {
        let due = item.get_some("due");
        if let Some(at) = item.get_some("due_month")
            && !due.as_ref().is_some_and(|due| matches!(due.value(), Value::Table(_)))
        {
            let expected = "`due = { parameter = \"…\" }` beside it";
            self.faults.error(&at, Code::UnknownField, "due_month", expected);
        }
        let (parameter, period) = self.period(&due?)?;
        let period = match period? {
            Period::ByDayOfMonth { day, .. } if parameter.is_some() && text(item, "due_month") == "next" => {
                Period::ByDayOfMonth { day, next_month: true }
            }
            period => period,
        };
        Some(Limit { period, counting: self.counting(item, over), parameter })
    }

    pub(super) fn thresholds(&mut self) -> Vec<Threshold> {
        let mut out = Vec::new();
        for item in self.names.thresholds.items().to_vec() {
            let id = text(&item, "id");
            let counts = self.word(&item, "counts");
            let counts = Counts::ALL.iter().find(|one| counts.as_deref() == Some(one.slug()));
            let per = self.word(&item, "per");
            let per = Per::ALL.iter().find(|one| per.as_deref() == Some(one.slug()));
            let (least_at, most_at) = (item.get_some("at_least"), item.get_some("at_most"));
            let least = least_at.as_ref().and_then(|at| self.number(at)).and_then(|(_, number)| number);
            let most = most_at.as_ref().and_then(|at| self.number(at)).and_then(|(_, number)| number);
            match (&least_at, &most_at) {
                (None, None) => {
                    self.faults.error(&item, Code::MissingField, "at_least", "the number, or `at_most`");
                }
                (_, Some(at)) if least.zip(most).is_some_and(|(least, most)| least > most) => {
                    let why = "no number is as large as the one and as small as the other";
                    self.faults.error(at, Code::NeverApplies, id, why);
                }
                _ => {}
            }
            out.push(Threshold {
                id: id.to_owned(),
                label: label(&item, id),
                clause: clause(&item),
                counts: counts.copied().unwrap_or(Counts::Received),
                per: per.copied().unwrap_or(Per::Company),
                window: self.window(&item),
                at_least: least,
                at_most: most,
            });
        }
        out
    }

    fn window(&mut self, item: &Cursor<'_>) -> Window {
        let word = self.word(item, "window");
        let Some(within) = item.get_some("within") else {
            return match word.as_deref() {
                Some("calendar-month") => Window::CalendarMonth,
                Some("calendar-quarter") => Window::CalendarQuarter,
                Some("calendar-half-year") => Window::CalendarHalfYear,
                Some("calendar-year") => Window::CalendarYear,
                _ => Window::Always,
            };
        };
        if word.is_some() {
            self.faults.error(&within, Code::UnknownField, "within", "either `window` or `within`");
        }
        match self.period(&within) {
            Some((_, Some(period))) if spans::is_length(period) => Window::Rolling(period),
            Some((_, Some(_))) => {
                self.faults.wrong_type(&within, "a length of time, as \"30 days\"");
                Window::Always
            }
            _ => Window::Always,
        }
    }

    pub(super) fn sanctions(&mut self, root: &Cursor<'d>) -> Vec<Sanction> {
        let mut out = Vec::new();
        for item in list(root, "sanction") {
            let id = text(&item, "id");
            let against = text(&item, "against");
            let against = Against::ALL.iter().copied().find(|one| one.slug() == against);
            out.push(Sanction {
                id: id.to_owned(),
                label: label(&item, id),
                clause: clause(&item),
                when: self.condition_in(&item, id),
                after: item.get_some("after").and_then(|at| self.threshold(&at)),
                against: against.unwrap_or(Against::Person),
                lasts: item.get_some("lasts").and_then(|at| self.range(&at)),
                starts: item
                    .get_some("starts")
                    .and_then(|at| self.event(&at))
                    .unwrap_or_else(|| EventKind::Decided.id()),
                decided_by: self.role_in(&item, "decided_by"),
            });
        }
        out
    }

    pub(super) fn archives(&mut self, root: &Cursor<'d>) -> Vec<Archive> {
        let mut out = Vec::new();
        for item in list(root, "archive") {
            out.push(Archive {
                id: text(&item, "id").to_owned(),
                label: label(&item, text(&item, "id")),
                clause: clause(&item),
                contains: self.parts(&item, "contains"),
                keep_for: item.get_some("keep_for").and_then(|at| self.period(&at)?.1),
                owner: self.role_in(&item, "owner"),
            });
        }
        out
    }

    fn parts(&mut self, item: &Cursor<'_>, name: &str) -> Vec<Part> {
        let parts = list(item, name);
        self.unlike(&parts);
        parts
            .iter()
            .map(|part| Part { id: text(part, "id").to_owned(), label: label(part, text(part, "id")) })
            .collect()
    }

    fn report_parts(&mut self, item: &Cursor<'_>) -> Vec<ReportPart> {
        let parts = list(item, "content");
        self.unlike(&parts);
        let tables = |part: &Cursor<'_>| {
            let named = part.get_some("tables").and_then(|at| at.items().ok()).into_iter().flatten();
            let known = |name: Cursor<'_>| {
                let slug = name.text().ok()?;
                ReportTable::ALL.iter().copied().find(|table| table.slug() == slug)
            };
            named.filter_map(known).collect()
        };
        let part = |part: &Cursor<'_>| {
            let id = text(part, "id");
            ReportPart { id: id.to_owned(), label: label(part, id), tables: tables(part) }
        };
        parts.iter().map(part).collect()
    }

    /// Reports ids that a list inside a table gives twice.
    fn unlike(&mut self, items: &[Cursor<'_>]) {
        for (index, item) in items.iter().enumerate() {
            let id = text(item, "id");
            if !id.is_empty()
                && items.iter().take(index).any(|known| text(known, "id") == id)
                && let Some(at) = item.get_some("id")
            {
                self.faults.error(&at, Code::DuplicateId, id, "");
            }
        }
    }

    pub(super) fn forms(&mut self, root: &Cursor<'d>) -> Vec<Form> {
        let mut out = Vec::new();
        for item in list(root, "form") {
            let fields = list(&item, "fields");
            self.unlike(&fields);
            let fields = fields.iter().map(|field| self.form_field(field)).collect();
            out.push(Form {
                id: text(&item, "id").to_owned(),
                label: label(&item, text(&item, "id")),
                clause: clause(&item),
                fields,
            });
        }
        out
    }

    fn form_field(&mut self, field: &Cursor<'_>) -> FormField {
        let values = texts(field, "values");
        let kind = match text(field, "type") {
            "instant" => FieldKind::Instant,
            "date" => FieldKind::Date,
            "count" => FieldKind::Count,
            "money" => FieldKind::Money,
            "bool" => FieldKind::Bool,
            "choice" => FieldKind::Choice(values.clone()),
            _ => FieldKind::Text,
        };
        match (&kind, field.get_some("values")) {
            (FieldKind::Choice(words), _) if words.is_empty() => {
                self.faults.error(field, Code::MissingField, "values", "what the choice may be");
            }
            (FieldKind::Choice(_), _) | (_, None) => {}
            (_, Some(at)) => self.faults.error(&at, Code::UnknownField, "values", "`type = \"choice\"` beside it"),
        }
        FormField {
            id: text(field, "id").to_owned(),
            label: label(field, text(field, "id")),
            required: flag(field, "required"),
            kind,
        }
    }

    pub(super) fn duties(&mut self, root: &Cursor<'d>) -> Vec<Duty> {
        let mut out = Vec::new();
        for item in list(root, "duty") {
            out.push(Duty {
                id: text(&item, "id").to_owned(),
                label: label(&item, text(&item, "id")),
                clause: clause(&item),
                kind: text(&item, "kind").to_owned(),
                owner: self.role_in(&item, "owner"),
            });
        }
        out
    }

    pub(super) fn notes(&self, root: &Cursor<'d>) -> Vec<Note> {
        let read =
            |item: Cursor<'_>| Note { about: text(&item, "about").to_owned(), text: label_at(&item, "text", "") };
        list(root, "note").into_iter().map(read).collect()
    }

    /// The role that a field names.
    pub(super) fn role_in(&mut self, item: &Cursor<'_>, name: &str) -> Option<RoleId> {
        item.get_some(name).and_then(|at| self.role(&at))
    }

    /// The tiers that a table names; each once.
    fn tiers_in(&mut self, item: &Cursor<'_>) -> Vec<TierId> {
        let list = item.get_some("tiers");
        let mut tiers: Vec<_> = list.iter().flat_map(one_or_more).filter_map(|at| self.tier(&at)).collect();
        tiers.sort_unstable();
        tiers.dedup();
        tiers
    }

    /// The condition of a rule; one that can never hold is reported.
    fn condition_in(&mut self, item: &Cursor<'_>, id: &str) -> Option<Condition> {
        let at = item.get_some("when")?;
        let formula = condition::read(self, &at)?;
        if proof::satisfiable(self, &at, &formula) == Some(false) {
            self.faults.error(&at, Code::NeverApplies, id, "its condition can never hold");
        }
        Some(formula.condition())
    }
}
