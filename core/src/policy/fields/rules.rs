//! The tables of rules: what is owed of one complaint, and what a book demands besides.

use super::{
    ARTICLE, CLAUSE, CLAUSE_IF_OWN, CONDITION, CONFIDENCE, COUNT_START_DAY, DAY_END, DOCUMENT, Field, HOLIDAY_ROLL, ID,
    INTERNAL, Kind, LABEL, Of, QUOTE, Section, WORK_END, may, must,
};

pub(super) static OBLIGATION: Section = Section {
    name: "obligation",
    meaning: "something owed: who, from which event to which, by when, under which clause",
    fields: &[
        ID,
        LABEL,
        CLAUSE,
        QUOTE,
        ARTICLE,
        DOCUMENT,
        CONFIDENCE,
        may("tiers", Kind::Refs(Of::Tier), "the tiers that owe it; default: all"),
        may("when", Kind::Condition(&CONDITION), "what must hold besides"),
        must("starts", Kind::Event(&STARTS), "the event that starts the clock"),
        must("ends", Kind::Event(&ENDS), "what ends it"),
        may("within", Kind::Period, "the limit; absent: owed without a due time"),
        may("warn", Kind::Period, "how long before the due time to warn; shorter than the limit"),
        may(
            "every",
            Kind::Period,
            "owed again so long after each end, until the case is settled; `within` is the first time",
        ),
        COUNT_START_DAY,
        HOLIDAY_ROLL,
        DAY_END,
        WORK_END,
        may("strength", Kind::Word(&["must", "should"]), "must (须, 应) or should (一般, 不宜); default: must"),
        may("owner", Kind::Ref(Of::Role), "who owes it"),
        may("extension", Kind::Table(&EXTENSION), "who may move its due time"),
        may("customer_may_set", Kind::Bool, "a date agreed with the customer replaces the due time; default: false"),
        may("delay_promise", Kind::Bool, "a delay told with a promised date moves the due time; default: false"),
        may(
            "cycles",
            Kind::Word(&["first", "each", "throughout"]),
            "owed once, again after every reopen, or over all of them; default: each",
        ),
        may(
            "repeats",
            Kind::Word(&["once", "each-start", "each-recipient"]),
            "owed once in a cycle, anew by each start that finds it ended, or by each recipient of a start; default: once",
        ),
        may("owed_out_of_scope", Kind::Bool, "still owed after the case was judged out of scope; default: false"),
        INTERNAL,
    ],
};

static EXTENSION: Section = Section {
    name: "extension",
    meaning: "who may move a due time",
    fields: &[
        must("approved_by", Kind::Ref(Of::Role), "the role that approves"),
        may("at_most", Kind::Period, "how much later the due time may become; default: no limit"),
        CLAUSE_IF_OWN,
        QUOTE,
        ARTICLE,
        DOCUMENT,
        CONFIDENCE,
    ],
};

static MATCH: Section = Section {
    name: "event-match",
    meaning: "an event, to anyone or to certain roles",
    fields: &[
        must("event", Kind::Ref(Of::Event), "its kind"),
        may("to", Kind::Refs(Of::Role), "its recipient is one of these"),
    ],
};

static STARTS: Section = Section {
    name: "starts",
    meaning: "what starts a clock",
    fields: &[
        may("event", Kind::Ref(Of::Event), "the kind of the event"),
        may("to", Kind::Refs(Of::Role), "its recipient is one of these"),
        may("first_available", Kind::Events(&MATCH), "the first of these that has happened"),
    ],
};

static ENDS: Section = Section {
    name: "ends",
    meaning: "what ends an obligation",
    fields: &[
        may("event", Kind::Ref(Of::Event), "the kind of the event"),
        may("to", Kind::Refs(Of::Role), "its recipient is one of these"),
        may("any", Kind::Events(&MATCH), "the first of these"),
        may("all", Kind::Events(&MATCH), "all of these, at the last"),
    ],
};

pub(super) static PAUSE: Section = Section {
    name: "pause",
    meaning: "a reason for which clocks stand still",
    fields: &[
        must("reason", Kind::Id, "the reason as `paused` events give it"),
        LABEL,
        CLAUSE,
        QUOTE,
        ARTICLE,
        DOCUMENT,
        CONFIDENCE,
        may("stops", Kind::Refs(Of::Obligation), "the clocks it stops; default: all that run"),
        may("enabled", Kind::Bool, "whether it is allowed; default: true"),
    ],
};

pub(super) static ROUTE: Section = Section {
    name: "route",
    meaning: "who takes a complaint: by the hours of the calendar, by what it is about, or whoever is asked first",
    fields: &[
        ID,
        LABEL,
        CLAUSE,
        QUOTE,
        ARTICLE,
        DOCUMENT,
        CONFIDENCE,
        may("during", Kind::Keyword(&["open", "closed"]), "only inside or outside open hours; default: always"),
        may("when", Kind::Condition(&CONDITION), "what must hold"),
        may(
            "by",
            Kind::Keyword(&["role", "first-asked", "lead-department"]),
            "a role, whoever is asked first, or one department that leads the others; default: role",
        ),
        may("to", Kind::Ref(Of::Role), "the role that takes it; not beside `first-asked`"),
    ],
};

pub(super) static CHANNEL: Section = Section {
    name: "channel",
    meaning: "a way in which complaints come",
    fields: &[
        ID,
        LABEL,
        CLAUSE,
        QUOTE,
        ARTICLE,
        DOCUMENT,
        CONFIDENCE,
        may("served_by", Kind::Ref(Of::Role), "who receives what comes this way"),
        may("anonymous", Kind::Flag, "the complainant need not be named; default: false"),
        may("needs_note", Kind::Flag, "it must be said which way it was; default: false"),
    ],
};

const FREQUENCIES: &[&str] =
    &["daily", "weekly", "monthly", "quarterly", "half-yearly", "yearly", "each-case", "unstated"];

const FREQUENCY: Field = must("frequency", Kind::Word(FREQUENCIES), "how often");

const DUE: Field = may(
    "due",
    Kind::Period,
    "until when, from a moment inside the period: `same day`, `by day 30 of the month`, `by day 3 of the next month`",
);
const DUE_MONTH: Field = may(
    "due_month",
    Kind::Keyword(&["same", "next"]),
    "the month in which a parameter's day of the month lies; default: same",
);

pub(super) static REPORT: Section = Section {
    name: "report",
    meaning: "a report owed per period, or of each case of some tiers",
    fields: &[
        ID,
        LABEL,
        CLAUSE,
        QUOTE,
        ARTICLE,
        DOCUMENT,
        CONFIDENCE,
        FREQUENCY,
        DUE,
        DUE_MONTH,
        HOLIDAY_ROLL,
        may("tiers", Kind::Refs(Of::Tier), "the tiers that it is about; default: all"),
        may("prepared_by", Kind::Ref(Of::Role), "who prepares it"),
        may("submitted_to", Kind::Ref(Of::Role), "who gets it"),
        may("content", Kind::Tables(&REPORT_PART), "what it contains"),
    ],
};

static REPORT_PART: Section = Section {
    name: "report-part",
    meaning: "a part of a report",
    fields: &[
        ID,
        LABEL,
        may(
            "tables",
            Kind::Keywords(&[
                "change",
                "key-figures",
                "by-obligation",
                "trend",
                "by-category",
                "by-unit",
                "by-department",
                "by-tier",
                "classification",
                "zero-report",
                "thresholds",
                "hot-spots",
                "lateness",
                "complaints",
            ]),
            "the tables that supply it; absent: people write it",
        ),
    ],
};

pub(super) static UNIT_DUTY: Section = Section {
    name: "unit_duty",
    meaning: "what a unit owes per period, whatever complaints come",
    fields: &[
        ID,
        LABEL,
        CLAUSE,
        QUOTE,
        ARTICLE,
        DOCUMENT,
        CONFIDENCE,
        FREQUENCY,
        DUE,
        DUE_MONTH,
        HOLIDAY_ROLL,
        may("owner", Kind::Ref(Of::Role), "who owes it"),
    ],
};

pub(super) static THRESHOLD: Section = Section {
    name: "threshold",
    meaning: "a number of complaints at which something follows",
    fields: &[
        ID,
        LABEL,
        CLAUSE,
        QUOTE,
        ARTICLE,
        DOCUMENT,
        CONFIDENCE,
        may(
            "counts",
            Kind::Word(&["received", "in-scope", "substantiated", "complainants", "reopenings"]),
            "what is counted: complaints by their state, the people behind them, or reopenings; default: received",
        ),
        must(
            "per",
            Kind::Word(&["company", "unit", "department", "person", "category", "matter", "case"]),
            "of what each is counted by itself",
        ),
        may(
            "window",
            Kind::Word(&["calendar-month", "calendar-quarter", "calendar-half-year", "calendar-year", "always"]),
            "the span over which is counted; default: always",
        ),
        may("within", Kind::Period, "a rolling span in place of `window`"),
        may("at_least", Kind::Count, "met from this number on, included (以上)"),
        may("at_most", Kind::Count, "met up to this number, included; 0 for none at all"),
    ],
};

pub(super) static SANCTION: Section = Section {
    name: "sanction",
    meaning: "what follows for those who are responsible: a penalty or a praise",
    fields: &[
        ID,
        LABEL,
        CLAUSE,
        QUOTE,
        ARTICLE,
        DOCUMENT,
        CONFIDENCE,
        may("when", Kind::Condition(&CONDITION), "what must hold of the complaint"),
        may("after", Kind::Ref(Of::Threshold), "the threshold that must be met"),
        must("against", Kind::Keyword(&["person", "department-head", "department", "unit"]), "whom it concerns"),
        may("lasts", Kind::Range, "how long, as \"6 months\" or \"3-6 months\""),
        may("starts", Kind::Ref(Of::Event), "the event from which it lasts; default: decided"),
        may("decided_by", Kind::Ref(Of::Role), "who decides it"),
    ],
};

pub(super) static ARCHIVE: Section = Section {
    name: "archive",
    meaning: "what is kept of a case",
    fields: &[
        ID,
        LABEL,
        CLAUSE,
        QUOTE,
        ARTICLE,
        DOCUMENT,
        CONFIDENCE,
        must("contains", Kind::Tables(&PART), "the parts that must be there"),
        may("keep_for", Kind::Period, "how long; absent: the document names no time"),
        may("owner", Kind::Ref(Of::Role), "who keeps it"),
    ],
};

static PART: Section = Section { name: "part", meaning: "a part of an archive", fields: &[ID, LABEL] };

pub(super) static FORBIDS: Section = Section {
    name: "forbids",
    meaning: "an event kind that the book forbids",
    fields: &[must("event", Kind::Ref(Of::Event), "the kind"), CLAUSE, QUOTE, ARTICLE, DOCUMENT, CONFIDENCE],
};

pub(super) static FORM: Section = Section {
    name: "form",
    meaning: "a form and its fields",
    fields: &[
        ID,
        LABEL,
        CLAUSE,
        QUOTE,
        ARTICLE,
        DOCUMENT,
        CONFIDENCE,
        may("fields", Kind::Tables(&FORM_FIELD), "its fields"),
    ],
};

static FORM_FIELD: Section = Section {
    name: "form-field",
    meaning: "a field of a form",
    fields: &[
        ID,
        LABEL,
        may("required", Kind::Flag, "whether the document demands it; default: false"),
        may(
            "type",
            Kind::Keyword(&["text", "instant", "date", "count", "money", "bool", "choice"]),
            "the type of its value; default: text",
        ),
        may("values", Kind::Texts, "what a choice may be"),
    ],
};

pub(super) static DUTY: Section = Section {
    name: "duty",
    meaning: "a rule that software cannot compute, kept so that nothing of the document is lost",
    fields: &[
        ID,
        LABEL,
        CLAUSE,
        QUOTE,
        ARTICLE,
        DOCUMENT,
        CONFIDENCE,
        must("kind", Kind::Id, "prohibition, confidentiality, routing, process, archiving, …"),
        may("owner", Kind::Ref(Of::Role), "who has it"),
    ],
};

pub(super) static NOTE: Section = Section {
    name: "note",
    meaning: "a gap or contradiction of the source, with the decision taken",
    fields: &[must("about", Kind::Text, "an id of the book, or a clause"), must("text", Kind::Label, "the remark")],
};
