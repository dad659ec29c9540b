//! The fields of a rule book: one table that drives the reader, its diagnostics and the JSON Schema.

mod layers;
mod rules;

use layers::{KEYWORD, VOCABULARY};
pub(super) use layers::{OVERLAY, OVERLAY_ROOT};
use rules::{
    ARCHIVE, CHANNEL, DUTY, FORBIDS, FORM, NOTE, OBLIGATION, PAUSE, REPORT, ROUTE, SANCTION, THRESHOLD, UNIT_DUTY,
};

/// A table of the document: its fields and what it is for.
#[derive(Debug)]
pub(super) struct Section {
    /// The name in the schema's definitions.
    pub name: &'static str,
    /// What it says.
    pub meaning: &'static str,
    /// Its fields, in the order in which documents write them.
    pub fields: &'static [Field],
}

/// A field of a table.
#[derive(Debug)]
pub(super) struct Field {
    /// The key.
    pub name: &'static str,
    /// The type of its value.
    pub kind: Kind,
    /// Whether it must be there.
    pub required: bool,
    /// What it says.
    pub meaning: &'static str,
}

/// What a reference names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Of {
    Category,
    Event,
    Fact,
    Lexicon,
    Obligation,
    Parameter,
    Policy,
    Role,
    Signal,
    Threshold,
    Tier,
}

impl Of {
    /// The noun with its article, for messages.
    pub(super) const fn noun(self) -> &'static str {
        match self {
            Self::Category => "a category",
            Self::Event => "an event kind",
            Self::Fact => "a fact",
            Self::Lexicon => "a lexicon",
            Self::Obligation => "an obligation",
            Self::Parameter => "a parameter",
            Self::Policy => "a rule book",
            Self::Role => "a role",
            Self::Signal => "a signal or a yes/no fact",
            Self::Threshold => "a threshold",
            Self::Tier => "a tier",
        }
    }
}

/// The type of a value. Where `open` is true, `{ parameter = "…" }` may stand in its place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// A new id.
    Id,
    /// Some words.
    Text,
    /// A list of new ids or words.
    Texts,
    /// `{ zh, en }`, or one text for both.
    Label,
    /// `2026-03-02`
    Date,
    /// Yes or no, fixed by the book.
    Flag,
    /// Yes or no (open).
    Bool,
    /// A whole number (open).
    Count,
    /// `3 working days` (open).
    Period,
    /// `3 months`, or a range of them: `3-6 months` (open).
    Range,
    /// `08:00-12:00, 14:00-17:30` (open).
    Hours,
    /// One of these words, fixed by the book.
    Keyword(&'static [&'static str]),
    /// A list of these words, fixed by the book.
    Keywords(&'static [&'static str]),
    /// One of these words (open).
    Word(&'static [&'static str]),
    /// The value of a parameter: a text, a number or a boolean.
    Value,
    /// A number, an amount or a length of time (open).
    Threshold,
    /// The id of something declared elsewhere.
    Ref(Of),
    /// One such id or a list of them.
    Refs(Of),
    /// A table from ids to codes: texts, whole numbers, or lists of them.
    Codes,
    /// A condition: the id of a signal or yes/no fact, or such a table.
    Condition(&'static Section),
    /// A list of conditions.
    Conditions(&'static Section),
    /// An event: its kind, or such a table.
    Event(&'static Section),
    /// A list of events.
    Events(&'static Section),
    /// A table.
    Table(&'static Section),
    /// A list of tables.
    Tables(&'static Section),
    /// A list of such tables in an overlay: what they do not give is taken from the base.
    Changes(&'static Section),
}

impl Kind {
    /// Whether `{ parameter = "…" }` may stand in place of the value.
    pub(super) const fn open(self) -> bool {
        matches!(
            self,
            Self::Bool | Self::Count | Self::Period | Self::Range | Self::Hours | Self::Threshold | Self::Word(_)
        )
    }
}

const fn must(name: &'static str, kind: Kind, meaning: &'static str) -> Field {
    Field { name, kind, required: true, meaning }
}

const fn may(name: &'static str, kind: Kind, meaning: &'static str) -> Field {
    Field { name, kind, required: false, meaning }
}

const ID: Field = must("id", Kind::Id, "the id by which the rest of the book and every surface names it");
const LABEL: Field = may("label", Kind::Label, "the name to show; default: the id");
const CLAUSE: Field = must("clause", Kind::Text, "where the source document says so, as it prints the number");
const CLAUSE_IF_OWN: Field = may("clause", Kind::Text, "where the source document says so, when it is another clause");
const QUOTE: Field = may("quote", Kind::Text, "some words of the clause");
const ARTICLE: Field = may("article", Kind::Text, "the article of the law behind the clause: `50`, `民法典 203`");
const INTERNAL: Field = may(
    "internal",
    Kind::Flag,
    "not shown to customers; default: true for what only colleagues see done, as dispatched or escalated",
);
const DOCUMENT: Field = may("document", Kind::Text, "the document of the clause, when it is not the book's own");
const CONFIDENCE: Field = may(
    "confidence",
    Kind::Keyword(&["verified", "needs-verification"]),
    "whether the primary text was read; default: that of `[policy] source`",
);

const COUNT_START_DAY: Field =
    may("count_start_day", Kind::Bool, "count the day of the start as day 1; default: false");
const HOLIDAY_ROLL: Field = may(
    "holiday_roll",
    Kind::Word(&["none", "next", "previous"]),
    "what happens to a last calendar day that is no working day; default: none",
);
const DAY_END: Field = may(
    "day_end",
    Kind::Word(&["midnight", "close"]),
    "where the last day ends: at 24:00 or at close of business; default: midnight",
);
const WORK_END: Field = may(
    "work_end",
    Kind::Word(&["close", "next-opening"]),
    "when working time that exactly fills an open interval ends: at its close or at the next opening; default: close",
);

/// The whole document.
pub(super) static ROOT: Section = Section {
    name: "policy-document",
    meaning: "a rule book for complaints",
    fields: &[
        must("policy", Kind::Table(&POLICY), "what the rule book is"),
        may("role", Kind::Tables(&ROLE), "who acts or owes"),
        may("fact", Kind::Tables(&FACT), "facts that only people know"),
        may("event", Kind::Tables(&OWN_EVENT), "event kinds besides the built-in ones"),
        may("tier", Kind::Tables(&TIER), "severity tiers, heaviest first"),
        may("category", Kind::Tables(&CATEGORY), "the book's own groups of categories"),
        may("channel", Kind::Tables(&CHANNEL), "the ways in which complaints come"),
        may("route", Kind::Tables(&ROUTE), "who takes them"),
        may("obligation", Kind::Tables(&OBLIGATION), "what is owed of a complaint"),
        may("pause", Kind::Tables(&PAUSE), "what may stop clocks"),
        may("parameter", Kind::Tables(&PARAMETER), "what the document leaves open"),
        may("report", Kind::Tables(&REPORT), "reports owed per period"),
        may("unit_duty", Kind::Tables(&UNIT_DUTY), "what a unit owes per period"),
        may("threshold", Kind::Tables(&THRESHOLD), "numbers of complaints at which something follows"),
        may("sanction", Kind::Tables(&SANCTION), "what follows for those who are responsible"),
        may("archive", Kind::Tables(&ARCHIVE), "what is kept of a case"),
        may("forbids", Kind::Tables(&FORBIDS), "event kinds that the book forbids"),
        may("form", Kind::Tables(&FORM), "forms and their fields"),
        may("duty", Kind::Tables(&DUTY), "rules that software cannot compute"),
        may("note", Kind::Tables(&NOTE), "gaps and contradictions of the source, with the decision taken"),
        may("keyword", Kind::Tables(&KEYWORD), "words besides those of the lexicon"),
        may("vocabulary", Kind::Table(&VOCABULARY), "the codes of a host program for the ids of the book"),
    ],
};

static POLICY: Section = Section {
    name: "policy",
    meaning: "what the rule book is",
    fields: &[
        ID,
        must("title", Kind::Label, "its title"),
        may("source", Kind::Table(&SOURCE), "what it was written from"),
        must("version", Kind::Text, "the version of this rule book"),
        may("effective_from", Kind::Date, "first day in force; default: always"),
        may("effective_to", Kind::Date, "last day in force; default: until replaced"),
        may("extends", Kind::Ref(Of::Policy), "the rule book whose rules hold besides its own: the law above it"),
        may("extends_tiers", Kind::Codes, "for tiers of that book, the own tiers that stand in their place"),
        may("calendar", Kind::Text, "the calendar it counts by; default: china"),
        may("hours", Kind::Hours, "the open hours of a working day, in place of the calendar's"),
        may(
            "lexicon",
            Kind::Ref(Of::Lexicon),
            "the lexicon that reads its complaints; of the book extended when absent",
        ),
        may("untiered", Kind::Keyword(&["allowed"]), "a complaint that meets no condition has no tier"),
        COUNT_START_DAY,
        HOLIDAY_ROLL,
        DAY_END,
        WORK_END,
    ],
};

static SOURCE: Section = Section {
    name: "source",
    meaning: "what the rule book was written from",
    fields: &[
        must("document", Kind::Text, "the title of the document"),
        may("jurisdiction", Kind::Text, "where it is the law"),
        may("legal_basis", Kind::Text, "the norm that it was made under"),
        may("superseded_by", Kind::Text, "what has replaced it or its basis"),
        CONFIDENCE,
    ],
};

static ROLE: Section = Section {
    name: "role",
    meaning: "somebody who acts or owes",
    fields: &[
        ID,
        LABEL,
        may("aliases", Kind::Texts, "other ids by which events may name the role"),
        may("charge", Kind::Label, "what the document charges it with"),
        may("clause", Kind::Text, "where the document names it"),
        QUOTE,
        ARTICLE,
        DOCUMENT,
        CONFIDENCE,
    ],
};

static FACT: Section = Section {
    name: "fact",
    meaning: "a fact that the caller states; the text cannot know it",
    fields: &[
        ID,
        LABEL,
        must(
            "type",
            Kind::Keyword(&["bool", "count", "money", "duration"]),
            "the type of its value; money in yuan, a duration as a period",
        ),
        may("clause", Kind::Text, "where the document needs it"),
        QUOTE,
        ARTICLE,
        DOCUMENT,
        CONFIDENCE,
    ],
};

static OWN_EVENT: Section = Section { name: "event", meaning: "an event kind of the book's own", fields: &[ID, LABEL] };

static TIER: Section = Section {
    name: "tier",
    meaning: "a severity tier; the first whose condition holds wins",
    fields: &[
        ID,
        LABEL,
        CLAUSE,
        QUOTE,
        ARTICLE,
        DOCUMENT,
        CONFIDENCE,
        may("when", Kind::Condition(&WHEN), "what must hold"),
        may("default", Kind::Flag, "the tier of a complaint that meets no condition"),
        may("set_by", Kind::Keyword(&["person"]), "never computed: only a person sets it"),
        INTERNAL,
    ],
};

static CATEGORY: Section = Section {
    name: "category",
    meaning: "a group of the lexicon's categories under the book's own name",
    fields: &[
        ID,
        LABEL,
        CLAUSE,
        QUOTE,
        ARTICLE,
        DOCUMENT,
        CONFIDENCE,
        may("includes", Kind::Refs(Of::Category), "the lexicon's categories in it"),
        may("route_to", Kind::Ref(Of::Role), "who handles them"),
        may("tier_hint", Kind::Ref(Of::Tier), "the tier that the document expects of them; decides nothing"),
    ],
};

static PARAMETER: Section = Section {
    name: "parameter",
    meaning: "what the document leaves open",
    fields: &[
        ID,
        LABEL,
        must(
            "type",
            Kind::Keyword(&["period", "range", "hours", "count", "money", "bool", "day-of-month", "enum"]),
            "the type of its value",
        ),
        may("values", Kind::Texts, "the words of an enum"),
        may("value", Kind::Value, "in force unless the caller gives another"),
        may("suggested", Kind::Value, "used when none is given, and then listed as assumed"),
        CLAUSE,
        QUOTE,
        ARTICLE,
        DOCUMENT,
        CONFIDENCE,
    ],
};

static AT_LEAST: Section = Section {
    name: "at-least",
    meaning: "a threshold, included (以上)",
    fields: &[must("at_least", Kind::Count, "the threshold, included")],
};

/// The fields of a condition; the parts of its `any` and what may stand beside it differ by place.
macro_rules! condition_fields {
    ($any:expr $(, $more:expr)*) => {
        &[
            may("all", Kind::Conditions(&CONDITION), "every part holds"),
            may("any", Kind::Conditions($any), "some part holds"),
            may("not", Kind::Condition(&CONDITION), "the part does not hold"),
            may("signal", Kind::Ref(Of::Signal), "the signal is asserted, threatened or stated; or the yes/no fact is true"),
            may("fact", Kind::Ref(Of::Fact), "the stated yes/no fact is true, or the number reaches `at_least`"),
            may("at_least", Kind::Threshold, "the threshold of `fact`, included"),
            may("category", Kind::Refs(Of::Category), "the category is one of these, or below it; groups of the book first"),
            may("complainants", Kind::Table(&AT_LEAST), "so many persons or households complain together"),
            may("unresolved_for", Kind::Period, "received longer ago and not resolved, or the text says so"),
            may("in_scope", Kind::Flag, "in scope (有效); true unless judged or stated otherwise"),
            may("complete", Kind::Flag, "complete (资料齐全); true unless judged or stated otherwise"),
            may("substantiated", Kind::Flag, "substantiated (属实); unknown satisfies nothing"),
            may("happened", Kind::Ref(Of::Event), "the event has happened in this cycle"),
            may("parameter", Kind::Ref(Of::Parameter), "the yes/no parameter is true"),
            $($more,)*
        ]
    };
}

pub(super) static CONDITION: Section = Section {
    name: "condition",
    meaning: "what must hold: one of these fields",
    fields: condition_fields!(&CONDITION),
};

static WHEN: Section = Section {
    name: "when",
    meaning: "the condition of a tier; each part of its `any` may carry its own clause",
    fields: condition_fields!(&ALTERNATIVE, CLAUSE_IF_OWN, QUOTE, ARTICLE, DOCUMENT, CONFIDENCE),
};

static ALTERNATIVE: Section = Section {
    name: "alternative",
    meaning: "one alternative of a tier's condition",
    fields: condition_fields!(&CONDITION, CLAUSE_IF_OWN, QUOTE, ARTICLE, DOCUMENT, CONFIDENCE),
};

/// The words that an open field of this name may have; no two sections give one name to different words.
pub(super) fn words_of(name: &str) -> &'static [&'static str] {
    let sections = [&POLICY, &OBLIGATION, &REPORT, &THRESHOLD];
    let fields = sections.into_iter().flat_map(|section| section.fields);
    let words = fields.filter(|field| field.name == name).map(|field| match field.kind {
        Kind::Word(words) => words,
        _ => &[],
    });
    words.into_iter().next().unwrap_or_default()
}
