//! An overlay over its base.

use super::{DECLARED, Entries, Remark, entries, field, find_mut, set, text_of, written};
use crate::document::{Key, Node, Span, Value, nearest};
use crate::error::{Code, Error};
use crate::policy::diagnostic::Severity;
use crate::policy::fields::{Field, Kind, ROOT};

/// Fields of an overlay's head that say what it lies over.
const ABOUT_BASE: &[&str] = &["base", "base_version"];

/// The base with the changes of an overlay.
pub(super) fn over(overlay: &Node, base: Node, remarks: &mut Vec<Remark>) -> Node {
    let span = base.span;
    let mut out = entries(base);
    for (key, value) in entries(overlay.clone()) {
        let declared = DECLARED.iter().find(|(name, _)| *name == key.name);
        match (key.name.as_str(), declared, value.value) {
            ("overlay", _, Value::Table(head)) => change_head(&mut out, head, remarks),
            ("vocabulary", _, Value::Table(domains)) => change_vocabulary(&mut out, key, domains, value.span),
            (_, Some((_, id_field)), Value::Array(items)) => {
                let mut list = take_list(&mut out, &key);
                change_list(&mut list, &key.name, id_field, items, remarks);
                put_list(&mut out, key, list, value.span);
            }
            ("note" | "keyword", _, Value::Array(items)) => {
                let mut list = take_list(&mut out, &key);
                list.extend(items);
                put_list(&mut out, key, list, value.span);
            }
            // The check of the whole says what is wrong with it.
            (_, _, other) => out.push((key, Node { value: other, span: value.span })),
        }
    }
    Node { value: Value::Table(out), span }
}

fn change_head(out: &mut Entries, head: Entries, remarks: &mut Vec<Remark>) {
    let Some(policy) = find_mut(out, "policy") else { return };
    let about = written(Value::Table(head.clone()), Span::default());
    let known = text_of(policy, "version").map(str::to_owned);
    if let (Some(wanted), Some(version)) = (field(&about, "base_version"), known)
        && wanted.value != Value::String(version.clone())
    {
        let base = text_of(&about, "base").unwrap_or_default();
        let error = Error::new(Code::OtherVersion, base, version);
        let (span, path) = (wanted.span, "overlay.base_version".to_owned());
        remarks.push(Remark { severity: Severity::Note, span, path, error });
    }
    if let Value::Table(policy) = &mut policy.value {
        for (key, value) in head {
            if !ABOUT_BASE.contains(&key.name.as_str()) {
                set(policy, key, value);
            }
        }
    }
}

fn change_vocabulary(out: &mut Entries, at: Key, domains: Entries, span: Span) {
    let Some(Value::Table(known)) = find_mut(out, &at.name).map(|node| &mut node.value) else {
        out.push((at, written(Value::Table(domains), span)));
        return;
    };
    for (domain, codes) in domains {
        match (find_mut(known, &domain.name).map(|node| &mut node.value), codes.value) {
            (Some(Value::Table(known)), Value::Table(codes)) => {
                codes.into_iter().for_each(|(id, code)| set(known, id, code));
            }
            (_, value) => set(known, domain, Node { value, span: codes.span }),
        }
    }
}

fn take_list(out: &mut Entries, key: &Key) -> Vec<Node> {
    match find_mut(out, &key.name).map(|node| &mut node.value) {
        Some(Value::Array(items)) => std::mem::take(items),
        _ => Vec::new(),
    }
}

fn put_list(out: &mut Entries, key: Key, list: Vec<Node>, span: Span) {
    match find_mut(out, &key.name) {
        Some(node) => node.value = Value::Array(list),
        None => out.push((key, written(Value::Array(list), span))),
    }
}

fn change_list(list: &mut Vec<Node>, section: &str, id_field: &str, items: Vec<Node>, remarks: &mut Vec<Remark>) {
    let mut changed: Vec<String> = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        let path = format!("{section}[{index}]");
        let id_at = field(&item, id_field).map_or(item.span, |id| id.span);
        let id = text_of(&item, id_field).map(str::to_owned);
        if let Some(id) = &id {
            if changed.contains(id) {
                let error = Error::new(Code::DuplicateId, id, "");
                remarks.push(Remark::fault(id_at, format!("{path}.{id_field}"), error));
                continue;
            }
            changed.push(id.clone());
        }
        let known = list.iter().position(|known| id.is_some() && text_of(known, id_field) == id.as_deref());
        let place = if section == "tier" { place_of(list, &item, known, &path, remarks) } else { None };
        let item = without_place(item, section);
        match known.and_then(|known| list.get_mut(known)) {
            Some(known) => change(known, item),
            None => {
                if let Some(remark) = unknown(list, section, id_field, &item, id.as_deref(), &path) {
                    remarks.push(remark);
                    continue;
                }
                list.push(item);
            }
        }
        if let Some(place) = place {
            let from = known.unwrap_or(list.len().saturating_sub(1));
            let moved = list.remove(from);
            list.insert(if from < place { place - 1 } else { place }, moved);
        }
    }
}

/// Changes the fields that the overlay gives; labels by language, aliases by adding to them.
fn change(known: &mut Node, item: Node) {
    let Value::Table(fields) = &mut known.value else { return };
    for (key, value) in entries(item) {
        match (key.name.as_str(), find_mut(fields, &key.name).map(|node| &mut node.value), value.value) {
            ("aliases", Some(Value::Array(known)), Value::Array(more)) => {
                for alias in more {
                    if !known.iter().any(|known| known.value == alias.value) {
                        known.push(alias);
                    }
                }
            }
            ("label", Some(Value::Table(known)), Value::Table(languages)) => {
                languages.into_iter().for_each(|(language, text)| set(known, language, text));
            }
            (_, _, other) => set(fields, key, Node { value: other, span: value.span }),
        }
    }
}

/// Before which position a tier goes; `None` leaves it where it is.
fn place_of(list: &[Node], item: &Node, known: Option<usize>, path: &str, remarks: &mut Vec<Remark>) -> Option<usize> {
    let named = |name: &str| {
        let at = field(item, name)?;
        let wanted = text_of(item, name).unwrap_or_default();
        Some((at.span, wanted.to_owned(), list.iter().position(|tier| text_of(tier, "id") == Some(wanted))))
    };
    let found = match (named("before"), named("after")) {
        (Some((span, wanted, position)), None) => (span, "before", wanted, position),
        (None, Some((span, wanted, position))) => (span, "after", wanted, position.map(|position| position + 1)),
        (Some((span, ..)), Some(_)) => {
            let error = Error::new(Code::UnknownField, "before", "either `before` or `after`");
            remarks.push(Remark::fault(span, format!("{path}.before"), error));
            return None;
        }
        (None, None) => {
            if known.is_none() {
                let meaning = "the tier of the base that it outweighs, or `after`";
                remarks.push(Remark::fault(item.span, path, Error::new(Code::MissingField, "before", meaning)));
            }
            return None;
        }
    };
    let (span, name, wanted, position) = found;
    if position.is_none() {
        let ids: Vec<_> = list.iter().filter_map(|tier| text_of(tier, "id")).collect();
        let error = Error::new(Code::UnknownReference, &wanted, format_args!("a tier: {}", ids.join(", ")));
        remarks.push(Remark::fault(span, format!("{path}.{name}"), error));
    }
    position
}

fn without_place(mut item: Node, section: &str) -> Node {
    if let ("tier", Value::Table(fields)) = (section, &mut item.value) {
        fields.retain(|(key, _)| key.name != "before" && key.name != "after");
    }
    item
}

/// A table with an id that the base does not have, and too little in it for a new one.
fn unknown(list: &[Node], section: &str, id_field: &str, item: &Node, id: Option<&str>, path: &str) -> Option<Remark> {
    let id = id?;
    let missing: Vec<_> = required(section).filter(|name| field(item, name).is_none()).collect();
    if missing.is_empty() {
        return None;
    }
    let known = || list.iter().filter_map(|known| text_of(known, id_field));
    let span = field(item, id_field).map_or(item.span, |at| at.span);
    let expected = format!("one of the base, or a new one with {}", missing.join(", "));
    let error = Error::new(Code::UnknownReference, id, expected);
    let error = match nearest(id, known()) {
        Some(near) => error.with_help(format!("did you mean `{near}`?")),
        None => error,
    };
    Some(Remark::fault(span, format!("{path}.{id_field}"), error))
}

/// The fields that a table of a section must have.
fn required(section: &str) -> impl Iterator<Item = &'static str> {
    let of = |field: &Field| match field.kind {
        Kind::Tables(section) => Some(section),
        _ => None,
    };
    let found = ROOT.fields.iter().find(|field| field.name == section).and_then(of);
    found.into_iter().flat_map(|section| section.fields).filter(|field| field.required).map(|field| field.name)
}
