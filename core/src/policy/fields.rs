//! The fields of a rule book: one table that drives the reader, its diagnostics and the JSON Schema.

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
    Role,
    Signal,
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
            Self::Role => "a role",
            Self::Signal => "a signal or a yes/no fact",
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
    /// One of these words, fixed by the book.
    Keyword(&'static [&'static str]),
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
}

impl Kind {
    /// Whether `{ parameter = "…" }` may stand in place of the value.
    pub(super) const fn open(self) -> bool {
        matches!(self, Self::Bool | Self::Count | Self::Period | Self::Threshold | Self::Word(_))
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
        may("obligation", Kind::Tables(&OBLIGATION), "what is owed"),
        may("pause", Kind::Tables(&PAUSE), "what may stop clocks"),
        may("parameter", Kind::Tables(&PARAMETER), "what the document leaves open"),
        may("report", Kind::Tables(&REPORT), "reports owed per period"),
        may("forbids", Kind::Tables(&FORBIDS), "event kinds that the book forbids"),
        may("form", Kind::Tables(&FORM), "forms and their fields"),
        may("duty", Kind::Tables(&DUTY), "rules that software cannot compute"),
        may("note", Kind::Tables(&NOTE), "gaps and contradictions of the source, with the decision taken"),
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
        may("calendar", Kind::Text, "the calendar it counts by; default: china"),
        must("lexicon", Kind::Ref(Of::Lexicon), "the lexicon that reads its complaints"),
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
    fields: &[must("document", Kind::Text, "the title of the document")],
};

static ROLE: Section = Section {
    name: "role",
    meaning: "somebody who acts or owes",
    fields: &[
        ID,
        LABEL,
        may("aliases", Kind::Texts, "other ids by which events may name the role"),
        may("clause", Kind::Text, "where the document names it"),
        QUOTE,
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
        may("when", Kind::Condition(&WHEN), "what must hold"),
        may("default", Kind::Flag, "the tier of a complaint that meets no condition"),
        may("set_by", Kind::Keyword(&["person"]), "never computed: only a person sets it"),
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
        may("includes", Kind::Refs(Of::Category), "the lexicon's categories in it"),
        may("route_to", Kind::Ref(Of::Role), "who handles them"),
    ],
};

static OBLIGATION: Section = Section {
    name: "obligation",
    meaning: "something owed: who, from which event to which, by when, under which clause",
    fields: &[
        ID,
        LABEL,
        CLAUSE,
        QUOTE,
        may("tiers", Kind::Refs(Of::Tier), "the tiers that owe it; default: all"),
        may("when", Kind::Condition(&CONDITION), "what must hold besides"),
        must("starts", Kind::Event(&STARTS), "the event that starts the clock"),
        must("ends", Kind::Event(&ENDS), "what ends it"),
        may("within", Kind::Period, "the limit; absent: owed without a due time"),
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
        may("owed_out_of_scope", Kind::Bool, "still owed after the case was judged out of scope; default: false"),
    ],
};

static EXTENSION: Section = Section {
    name: "extension",
    meaning: "who may move a due time",
    fields: &[must("approved_by", Kind::Ref(Of::Role), "the role that approves"), CLAUSE_IF_OWN, QUOTE],
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

static PAUSE: Section = Section {
    name: "pause",
    meaning: "a reason for which clocks stand still",
    fields: &[
        must("reason", Kind::Id, "the reason as `paused` events give it"),
        LABEL,
        CLAUSE,
        QUOTE,
        may("stops", Kind::Refs(Of::Obligation), "the clocks it stops; default: all that run"),
        may("enabled", Kind::Bool, "whether it is allowed; default: true"),
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
            Kind::Keyword(&["period", "count", "money", "bool", "day-of-month", "enum"]),
            "the type of its value",
        ),
        may("values", Kind::Texts, "the words of an enum"),
        may("suggested", Kind::Value, "used when none is given, and then listed as assumed"),
        CLAUSE,
        QUOTE,
    ],
};

static REPORT: Section = Section {
    name: "report",
    meaning: "a report owed per period",
    fields: &[
        ID,
        LABEL,
        CLAUSE,
        QUOTE,
        must(
            "frequency",
            Kind::Keyword(&["daily", "monthly", "quarterly", "half-yearly", "yearly", "unstated"]),
            "how often",
        ),
        may(
            "due",
            Kind::Period,
            "until when, from a moment inside the period reported: `same day`, `by day 30 of the month`",
        ),
        may("prepared_by", Kind::Ref(Of::Role), "who prepares it"),
        may("submitted_to", Kind::Ref(Of::Role), "who gets it"),
    ],
};

static FORBIDS: Section = Section {
    name: "forbids",
    meaning: "an event kind that the book forbids",
    fields: &[must("event", Kind::Ref(Of::Event), "the kind"), CLAUSE, QUOTE],
};

static FORM: Section = Section {
    name: "form",
    meaning: "a form and its fields",
    fields: &[ID, LABEL, CLAUSE, QUOTE, may("fields", Kind::Tables(&FORM_FIELD), "its fields")],
};

static FORM_FIELD: Section = Section {
    name: "form-field",
    meaning: "a field of a form",
    fields: &[ID, LABEL, may("required", Kind::Flag, "whether the document demands it; default: false")],
};

static DUTY: Section = Section {
    name: "duty",
    meaning: "a rule that software cannot compute, kept so that nothing of the document is lost",
    fields: &[
        ID,
        LABEL,
        CLAUSE,
        QUOTE,
        must("kind", Kind::Id, "prohibition, confidentiality, routing, process, archiving, …"),
        may("owner", Kind::Ref(Of::Role), "who has it"),
    ],
};

static NOTE: Section = Section {
    name: "note",
    meaning: "a gap or contradiction of the source, with the decision taken",
    fields: &[must("about", Kind::Text, "an id of the book, or a clause"), must("text", Kind::Label, "the remark")],
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
    fields: condition_fields!(&ALTERNATIVE, CLAUSE_IF_OWN, QUOTE),
};

static ALTERNATIVE: Section = Section {
    name: "alternative",
    meaning: "one alternative of a tier's condition",
    fields: condition_fields!(&CONDITION, CLAUSE_IF_OWN, QUOTE),
};

/// The words that a field of an obligation (or of the book's counting defaults) may have.
pub(super) fn words_of(name: &str) -> &'static [&'static str] {
    let field = OBLIGATION.fields.iter().find(|field| field.name == name);
    match field.map(|field| field.kind) {
        Some(Kind::Word(words)) => words,
        _ => &[],
    }
}
