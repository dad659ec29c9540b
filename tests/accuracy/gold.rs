//! Texts and their labels.

use std::collections::HashMap;

use tousu::complaint::Complaint;
use tousu::document::{Cursor, Document};
use tousu::policy::Lexicon;

use super::Failure;

/// A labelled complaint.
pub(crate) struct Row {
    pub(crate) rid: String,
    pub(crate) domain: String,
    pub(crate) complaint: Complaint,
    pub(crate) scope: Vec<String>,
    pub(crate) top: Vec<String>,
    pub(crate) second: Vec<String>,
    pub(crate) signals: Vec<String>,
    pub(crate) signals_either: Vec<String>,
    pub(crate) not_signals: Option<Vec<String>>,
    pub(crate) households: Vec<i64>,
    /// Policy id and the tiers given.
    pub(crate) tiers: Vec<(String, Vec<String>)>,
}

/// Joins the two files by `rid`, in the order of the labels.
pub(crate) fn read(texts: &str, gold: &str) -> Result<Vec<Row>, Failure> {
    let texts = read_texts(texts)?;
    let source = std::fs::read_to_string(gold).map_err(|fault| format!("{gold}: {fault}"))?;
    let mut rows = Vec::new();
    for (line, record) in (1..).zip(source.lines()) {
        if record.trim().is_empty() {
            continue;
        }
        let at = |fault: Failure| -> Failure { format!("{gold}:{line}: {fault}").into() };
        let document = Document::parse_json(record).map_err(|fault| at(fault.into()))?;
        rows.push(row(&document.root(), &texts).map_err(at)?);
    }
    if rows.is_empty() {
        return Err(format!("{gold}: no rows").into());
    }
    Ok(rows)
}

pub(crate) fn read_texts(path: &str) -> Result<HashMap<String, (String, String)>, Failure> {
    let mut reader = csv::Reader::from_path(path).map_err(|fault| format!("{path}: {fault}"))?;
    let header = reader.headers().map_err(|fault| format!("{path}: {fault}"))?.clone();
    let column = |name: &str| {
        let known = || header.iter().collect::<Vec<_>>().join(", ");
        let found = header.iter().position(|column| column.trim_start_matches('\u{feff}') == name);
        found.ok_or_else(|| format!("{path}: there is no column `{name}`; the file has {}", known()))
    };
    let (rid, title, text) = (column("rid")?, column("title")?, column("text")?);
    let mut texts = HashMap::new();
    for record in reader.records() {
        let record = record.map_err(|fault| format!("{path}: {fault}"))?;
        let field = |index: usize| record.get(index).unwrap_or("").to_owned();
        texts.insert(field(rid), (field(title), field(text)));
    }
    Ok(texts)
}

fn row(label: &Cursor<'_>, texts: &HashMap<String, (String, String)>) -> Result<Row, Failure> {
    let rid = label.require("rid", "the id of the row")?.text()?.to_owned();
    let (title, text) = texts.get(&rid).ok_or_else(|| format!("no text has the rid `{rid}`"))?.clone();
    let words = |name: &str| -> Result<Vec<String>, Failure> {
        let Some(list) = label.get_some(name) else { return Ok(Vec::new()) };
        let words = list.items()?.map(|word| word.text().map(str::to_owned));
        Ok(words.collect::<Result<_, _>>()?)
    };
    let households = match label.get_some("households") {
        None => Vec::new(),
        Some(list) => list.items()?.filter_map(|count| count.integer().ok()).collect(),
    };
    let mut tiers = Vec::new();
    if let Some(table) = label.get_some("tier") {
        for (policy, list) in table.entries()? {
            let given = list.items()?.map(|tier| tier.text().map(str::to_owned)).collect::<Result<_, _>>()?;
            tiers.push((policy.name.clone(), given));
        }
    }
    let domain = label.get_some("domain").map(|domain| domain.text().map(str::to_owned)).transpose()?;
    let domain = domain.unwrap_or_else(|| "property".to_owned());
    if !Lexicon::BUILTIN.contains(&domain.as_str()) {
        return Err(format!("unknown domain `{domain}`; expected {}", Lexicon::BUILTIN.join(", ")).into());
    }
    Ok(Row {
        complaint: Complaint { id: rid.clone(), title, text, ..Complaint::default() },
        rid,
        domain,
        scope: words("scope")?,
        top: words("top")?,
        second: words("second")?,
        signals: words("signals")?,
        signals_either: words("signals_either")?,
        not_signals: label.get_some("not_signals").map(|_| words("not_signals")).transpose()?,
        households,
        tiers,
    })
}

/// Every id of the labels is one of the lexicon's.
pub(crate) fn check(rows: &[&Row], lexicon: &Lexicon) -> Result<(), Failure> {
    for row in rows {
        let named = [&row.signals, &row.signals_either].into_iter().flatten();
        for id in named.chain(row.not_signals.iter().flatten()) {
            if lexicon.signal(id).is_none() {
                return Err(format!("row {}: unknown signal `{id}`", row.rid).into());
            }
        }
        for id in row.top.iter().chain(&row.second) {
            if lexicon.category(id).is_none() {
                return Err(format!("row {}: unknown category `{id}`", row.rid).into());
            }
        }
        for id in &row.scope {
            if !["property", "developer", "out"].contains(&id.as_str()) {
                return Err(format!("row {}: unknown scope `{id}`", row.rid).into());
            }
        }
    }
    Ok(())
}
