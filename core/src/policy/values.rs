//! Plain values of a table: texts, labels, clauses. What has the wrong shape reads as absent; it is reported elsewhere.

use super::{Clause, Confidence, Label};
use crate::document::{Cursor, Value};
use crate::period::Period;
use crate::time::Date;

/// The clause of a table, or the one above it.
pub(super) fn clause_or(item: &Cursor<'_>, over: &Clause) -> Clause {
    let own = clause(item);
    let confidence = own.confidence.or(over.confidence);
    if !own.number.is_empty() {
        return Clause { confidence, ..own };
    }
    let first = |one: String, other: &String| if one.is_empty() { other.clone() } else { one };
    Clause {
        number: over.number.clone(),
        quote: first(own.quote, &over.quote),
        article: first(own.article, &over.article),
        document: first(own.document, &over.document),
        confidence,
    }
}

/// The tables of a list.
pub(super) fn list<'d>(cursor: &Cursor<'d>, name: &str) -> Vec<Cursor<'d>> {
    let items = cursor.get_some(name).and_then(|list| list.items().ok());
    items.into_iter().flatten().collect()
}

/// A list, or one value in the place of a list of one.
pub(super) fn one_or_more<'d>(cursor: &Cursor<'d>) -> Vec<Cursor<'d>> {
    match cursor.value() {
        Value::Array(_) => cursor.items().into_iter().flatten().collect(),
        _ => vec![cursor.clone()],
    }
}

/// The text of a field; empty when it is absent or no text, which is reported elsewhere.
pub(super) fn text<'d>(item: &Cursor<'d>, name: &str) -> &'d str {
    item.get_some(name).and_then(|field| field.text().ok()).unwrap_or_default()
}

/// The texts of a list.
pub(super) fn texts(item: &Cursor<'_>, name: &str) -> Vec<String> {
    let all = list(item, name);
    all.iter().filter_map(|item| item.text().ok()).map(str::to_owned).collect()
}

pub(super) fn flag(item: &Cursor<'_>, name: &str) -> bool {
    item.get_some(name).and_then(|field| field.boolean().ok()).unwrap_or(false)
}

pub(super) fn date(head: &Cursor<'_>, name: &str) -> Option<Date> {
    Date::parse(text(head, name)).ok()
}

/// Clause and quote, and what stands behind them.
pub(super) fn clause(item: &Cursor<'_>) -> Clause {
    Clause {
        number: text(item, "clause").to_owned(),
        quote: text(item, "quote").to_owned(),
        article: text(item, "article").to_owned(),
        document: text(item, "document").to_owned(),
        confidence: confidence(item),
    }
}

pub(super) fn confidence(item: &Cursor<'_>) -> Option<Confidence> {
    let known = [Confidence::Verified, Confidence::NeedsVerification];
    let written = text(item, "confidence");
    known.into_iter().find(|confidence| confidence.slug() == written)
}

/// The label, or the id in its place.
pub(super) fn label(item: &Cursor<'_>, id: &str) -> Label {
    label_at(item, "label", id)
}

/// One language stands in for the other.
pub(super) fn label_at(item: &Cursor<'_>, name: &str, absent: &str) -> Label {
    match item.get_some(name) {
        Some(field) => label_of(&field, absent),
        None => Label { zh: absent.to_owned(), en: absent.to_owned() },
    }
}

/// A label as it stands.
pub(super) fn label_of(field: &Cursor<'_>, absent: &str) -> Label {
    if let Value::String(both) = field.value() {
        return Label { zh: both.clone(), en: both.clone() };
    }
    let (zh, en) = (text(field, "zh"), text(field, "en"));
    let first =
        |one: &str, other: &str| [one, other, absent].into_iter().find(|text| !text.is_empty()).map(str::to_owned);
    Label { zh: first(zh, en).unwrap_or_default(), en: first(en, zh).unwrap_or_default() }
}

/// About how long a period is, for comparisons only; `None` for a day of the month.
pub(super) fn nominal_seconds(period: Period) -> Option<i64> {
    const DAY: i64 = 86_400;
    Some(match period {
        Period::Elapsed { seconds } => seconds,
        Period::WorkingTime { seconds } => seconds.saturating_mul(3),
        Period::CalendarDays { days } => i64::from(days) * DAY,
        Period::WorkingDays { days } => i64::from(days) * DAY * 7 / 5,
        Period::Months { months } => i64::from(months) * (DAY * 365 / 12),
        Period::SameDay | Period::SameWorkingDay => DAY,
        Period::ByDayOfMonth { .. } => return None,
    })
}
