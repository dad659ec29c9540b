//! A book over the one that it extends.

use super::{DECLARED, Entries, Remark, entries, field, find, find_mut, key, set, text_of, written};
use crate::document::{Key, Node, Span, Value};
use crate::error::{Code, Error};

/// What a book takes over from the head of the one below when it says nothing itself.
const INHERITED: &[&str] = &["lexicon", "calendar", "hours"];

/// How the rules of a book count, unless they say so themselves.
const COUNTING: &[&str] = &["count_start_day", "holiday_roll", "day_end"];

/// Sections whose rules count days.
const COUNTED: &[&str] = &["obligation", "report", "unit_duty"];

/// Declarations that both books may make: the book's own holds.
const SHARED: &[&str] = &["role", "fact", "event", "parameter", "category", "channel", "forbids"];

/// What points to a rule of the same book: section, field, and the section of the rule.
const REFERENCES: &[(&str, &str, &str)] = &[("pause", "stops", "obligation"), ("sanction", "after", "threshold")];

/// A book with the rules of the one below besides its own. Both stay: the decision shows each, and names the
/// stricter.
pub(super) fn by(own: Node, base: Node, base_id: &str, remarks: &mut Vec<Remark>) -> Node {
    let span = own.span;
    let mut out = entries(own);
    let mut below = entries(base);
    let head = find(&below, "policy").cloned();
    let own_tiers = find(&out, "tier").is_some();
    let mapping = Mapping::take(&mut out, own_tiers, remarks);
    if let Some(head) = &head {
        inherit_head(&mut out, head, own_tiers);
        hand_down(&mut below, head);
    }
    rename(&mut below, &out, base_id);
    for (key, value) in below {
        let section = key.name.as_str();
        match (section, value.value) {
            ("policy", _) => {}
            ("tier", _) if own_tiers => {}
            ("vocabulary", Value::Table(domains)) => inherit_vocabulary(&mut out, key, domains, value.span),
            (_, Value::Array(items)) => {
                let id_field = DECLARED.iter().find(|(name, _)| *name == section).map(|(_, id)| *id);
                let known = |item: &Node, out: &Entries| {
                    let id = id_field.and_then(|id_field| text_of(item, id_field));
                    SHARED.contains(&section) && id.is_some() && ids(out, section).any(|known| Some(known) == id)
                };
                let mut items: Vec<Node> = items.into_iter().filter(|item| !known(item, &out)).collect();
                items.iter_mut().for_each(|item| mapping.apply(item, &out, remarks));
                match find_mut(&mut out, section).map(|node| &mut node.value) {
                    Some(Value::Array(own)) => own.extend(items),
                    _ => out.push((key, written(Value::Array(items), value.span))),
                }
            }
            (_, other) => set(&mut out, key, Node { value: other, span: value.span }),
        }
    }
    Node { value: Value::Table(out), span }
}

/// The ids of a section.
fn ids<'n>(entries: &'n Entries, section: &str) -> impl Iterator<Item = &'n str> {
    let id_field = DECLARED.iter().find(|(name, _)| *name == section).map_or("id", |(_, id)| *id);
    let items = match find(entries, section).map(|node| &node.value) {
        Some(Value::Array(items)) => items.as_slice(),
        _ => &[],
    };
    items.iter().filter_map(move |item| text_of(item, id_field))
}

fn inherit_head(out: &mut Entries, below: &Node, own_tiers: bool) {
    let Some(Value::Table(own)) = find_mut(out, "policy").map(|node| &mut node.value) else { return };
    own.retain(|(key, _)| key.name != "extends");
    let untiered = (!own_tiers).then_some("untiered");
    for name in INHERITED.iter().copied().chain(untiered) {
        if find(own, name).is_none()
            && let Some(value) = field(below, name)
        {
            own.push((key(name, value.span), value.clone()));
        }
    }
}

/// Writes into each rule of the book below what that book says of all of them.
fn hand_down(below: &mut Entries, head: &Node) {
    let source = field(head, "source");
    let document = source.and_then(|source| field(source, "document")).or_else(|| field(head, "title"));
    let document = document.map(|node| match &node.value {
        // A title in two languages: the clause is cited in the language of the document.
        Value::Table(_) => {
            let zh = field(node, "zh").or_else(|| field(node, "en")).cloned();
            zh.unwrap_or_else(|| node.clone())
        }
        _ => node.clone(),
    });
    let confidence = source.and_then(|source| field(source, "confidence")).cloned();
    for (section, value) in below {
        let Value::Array(items) = &mut value.value else { continue };
        if !DECLARED.iter().any(|(name, _)| *name == section.name) {
            continue;
        }
        for item in items {
            let Value::Table(fields) = &mut item.value else { continue };
            let mut give = |name: &str, value: Option<&Node>| {
                if let Some(value) = value
                    && find(fields, name).is_none()
                {
                    fields.push((key(name, value.span), value.clone()));
                }
            };
            if section.name != "event" {
                give("document", document.as_ref());
                give("confidence", confidence.as_ref());
            }
            if COUNTED.contains(&section.name.as_str()) {
                let fits = |name: &&&str| section.name == "obligation" || **name == "holiday_roll";
                COUNTING.iter().filter(fits).for_each(|name| give(name, field(head, name)));
            }
        }
    }
}

/// Gives the rules of the book below whose ids this book has too a name of their own.
fn rename(below: &mut Entries, own: &Entries, base_id: &str) {
    let sections = DECLARED.iter().filter(|(name, _)| !SHARED.contains(name) && *name != "tier");
    for (section, id_field) in sections {
        let taken: Vec<String> = ids(own, section).map(str::to_owned).collect();
        let clashes: Vec<String> =
            ids(below, section).filter(|id| taken.iter().any(|t| t == id)).map(str::to_owned).collect();
        for id in clashes {
            let renamed = format!("{base_id}-{id}");
            each_text(below, section, id_field, |text| {
                if *text == id {
                    *text = renamed.clone();
                }
            });
            for (from, name, _) in REFERENCES.iter().filter(|(_, _, to)| to == section) {
                each_text(below, from, name, |text| {
                    if *text == id {
                        *text = renamed.clone();
                    }
                });
            }
        }
    }
}

/// Every text that a field has in the tables of a section.
fn each_text(entries: &mut Entries, section: &str, name: &str, mut visit: impl FnMut(&mut String)) {
    let Some(Value::Array(items)) = find_mut(entries, section).map(|node| &mut node.value) else { return };
    for item in items {
        let Value::Table(fields) = &mut item.value else { continue };
        match find_mut(fields, name).map(|node| &mut node.value) {
            Some(Value::String(text)) => visit(text),
            Some(Value::Array(texts)) => {
                for text in texts {
                    if let Value::String(text) = &mut text.value {
                        visit(text);
                    }
                }
            }
            _ => {}
        }
    }
}

fn inherit_vocabulary(out: &mut Entries, at: Key, domains: Entries, span: Span) {
    let Some(Value::Table(own)) = find_mut(out, &at.name).map(|node| &mut node.value) else {
        out.push((at, written(Value::Table(domains), span)));
        return;
    };
    for (domain, codes) in domains {
        if find(own, &domain.name).is_none() {
            own.push((domain, codes));
        }
    }
}

/// For tiers of the book below, the own ones that stand in their place.
struct Mapping {
    own_tiers: bool,
    /// Where the book says that it extends another.
    at: Span,
    pairs: Entries,
}

impl Mapping {
    fn take(out: &mut Entries, own_tiers: bool, remarks: &mut Vec<Remark>) -> Self {
        let mut mapping = Self { own_tiers, at: Span::default(), pairs: Vec::new() };
        let Some(Value::Table(head)) = find_mut(out, "policy").map(|node| &mut node.value) else { return mapping };
        mapping.at = find(head, "extends").map_or(mapping.at, |node| node.span);
        if let Some(index) = head.iter().position(|(key, _)| key.name == "extends_tiers") {
            let (_, pairs) = head.remove(index);
            if !own_tiers {
                let error = Error::new(Code::UnknownField, "extends_tiers", "it only beside tiers of one's own");
                remarks.push(Remark::fault(pairs.span, "policy.extends_tiers", error));
            }
            match pairs.value {
                Value::Table(pairs) => mapping.pairs = pairs,
                other => {
                    let error = Error::new(Code::WrongType, other.kind(), "a table from tiers below to own ones");
                    remarks.push(Remark::fault(pairs.span, "policy.extends_tiers", error));
                }
            }
        }
        mapping
    }

    /// Puts the own tiers in the place of those that a rule of the book below names.
    fn apply(&self, item: &mut Node, out: &Entries, remarks: &mut Vec<Remark>) {
        let Value::Table(fields) = &mut item.value else { return };
        if !self.own_tiers {
            return;
        }
        for name in ["tiers", "tier_hint"] {
            let Some(node) = find_mut(fields, name) else { continue };
            let span = node.span;
            let named = match std::mem::replace(&mut node.value, Value::Null) {
                Value::Array(items) => items,
                other => vec![Node { value: other, span }],
            };
            let mut mapped: Vec<Node> = Vec::new();
            for tier in named {
                for own in self.own(tier, out, remarks) {
                    if !mapped.iter().any(|known| known.value == own.value) {
                        mapped.push(own);
                    }
                }
            }
            node.value = match name {
                // What has no tier left is reported; it does not come to nothing besides.
                _ if mapped.is_empty() => Value::Null,
                "tiers" => Value::Array(mapped),
                _ => mapped.into_iter().next().map_or(Value::Null, |tier| tier.value),
            };
        }
    }

    fn own(&self, tier: Node, out: &Entries, remarks: &mut Vec<Remark>) -> Vec<Node> {
        let Value::String(id) = &tier.value else { return vec![tier] };
        match find(&self.pairs, id).cloned() {
            Some(Node { value: Value::Array(items), .. }) => items,
            Some(node) => vec![node],
            None if ids(out, "tier").any(|own| own == id) => vec![tier],
            None => {
                let expected = "a tier of one's own, or an entry of `extends_tiers` for that of the book below";
                let error = Error::new(Code::UnknownReference, id, expected);
                let known = |remark: &Remark| remark.span == self.at && remark.error == error;
                if !remarks.iter().any(known) {
                    remarks.push(Remark::fault(self.at, "policy.extends", error));
                }
                Vec::new()
            }
        }
    }
}
