//! The tables that lay one thing over another: a customer's changes over a book, a host's codes over its ids, words
//! over the lexicon.

use super::rules::{
    ARCHIVE, CHANNEL, DUTY, FORBIDS, FORM, NOTE, OBLIGATION, PAUSE, REPORT, ROUTE, SANCTION, THRESHOLD, UNIT_DUTY,
};
use super::{
    CATEGORY, COUNT_START_DAY, DAY_END, FACT, HOLIDAY_ROLL, ID, Kind, LABEL, OWN_EVENT, Of, PARAMETER, ROLE, SOURCE,
    Section, TIER, may, must,
};

/// The whole document of an overlay.
pub(in crate::policy) static OVERLAY_ROOT: Section = Section {
    name: "overlay-document",
    meaning: "changes to a rule book for one customer: a table whose id the base has changes the fields that it gives, \
              another one adds a rule",
    fields: &[
        must("overlay", Kind::Table(&OVERLAY), "what the overlay is, and over which book"),
        may("role", Kind::Changes(&ROLE), "roles; aliases are added to those of the base"),
        may("fact", Kind::Changes(&FACT), "facts"),
        may("event", Kind::Changes(&OWN_EVENT), "event kinds"),
        may("tier", Kind::Changes(&TIER), "tiers; a new one says `before` or `after` which tier it stands"),
        may("category", Kind::Changes(&CATEGORY), "groups of categories"),
        may("channel", Kind::Changes(&CHANNEL), "channels"),
        may("route", Kind::Changes(&ROUTE), "routes"),
        may("obligation", Kind::Changes(&OBLIGATION), "what is owed of a complaint"),
        may("pause", Kind::Changes(&PAUSE), "what may stop clocks"),
        may("parameter", Kind::Changes(&PARAMETER), "what the document leaves open; `value` puts one in force"),
        may("report", Kind::Changes(&REPORT), "reports"),
        may("unit_duty", Kind::Changes(&UNIT_DUTY), "what a unit owes per period"),
        may("threshold", Kind::Changes(&THRESHOLD), "thresholds"),
        may("sanction", Kind::Changes(&SANCTION), "sanctions"),
        may("archive", Kind::Changes(&ARCHIVE), "archives"),
        may("forbids", Kind::Changes(&FORBIDS), "event kinds that are forbidden"),
        may("form", Kind::Changes(&FORM), "forms"),
        may("duty", Kind::Changes(&DUTY), "what software cannot compute"),
        may("note", Kind::Tables(&NOTE), "remarks besides those of the base"),
        may("keyword", Kind::Tables(&KEYWORD), "words besides those of the lexicon and the base"),
        may("vocabulary", Kind::Table(&VOCABULARY), "the codes of a host program; those of an id replace the base's"),
    ],
};

/// The head of an overlay.
pub(in crate::policy) static OVERLAY: Section = Section {
    name: "overlay",
    meaning: "what the overlay is, and over which book",
    fields: &[
        ID,
        must("title", Kind::Label, "its title"),
        must("version", Kind::Text, "the version of the overlay"),
        must("base", Kind::Ref(Of::Policy), "the rule book that it changes"),
        may("base_version", Kind::Text, "the version of that book for which it was written; another one is noted"),
        may("source", Kind::Table(&SOURCE), "what it was written from: a contract"),
        may("effective_from", Kind::Date, "first day in force; default: as the base"),
        may("effective_to", Kind::Date, "last day in force; default: as the base"),
        may("calendar", Kind::Text, "the calendar it counts by; default: as the base"),
        may("hours", Kind::Hours, "the open hours of a working day; default: as the base"),
        COUNT_START_DAY,
        HOLIDAY_ROLL,
        DAY_END,
    ],
};

pub(super) static KEYWORD: Section = Section {
    name: "keyword",
    meaning: "words besides those of the lexicon, for a signal or a category; with a label for a new one",
    fields: &[
        may("signal", Kind::Text, "the signal for which they speak"),
        may("category", Kind::Text, "the category for which they speak"),
        LABEL,
        must("patterns", Kind::Texts, "words and patterns in the notation of lexicons"),
    ],
};

pub(super) static VOCABULARY: Section = Section {
    name: "vocabulary",
    meaning: "the codes of a host program for the ids of the book; the first code of several is the one given back",
    fields: &[
        may("status", Kind::Codes, "open, paused, resolved, closed, withdrawn, refused"),
        may("tier", Kind::Codes, "tiers"),
        may("category", Kind::Codes, "categories of the lexicon"),
        may("role", Kind::Codes, "roles"),
        may("channel", Kind::Codes, "channels"),
        may("event", Kind::Codes, "event kinds"),
        may("obligation", Kind::Codes, "obligations"),
        may("signal", Kind::Codes, "signals"),
    ],
};
