//! The alternatives of the patterns of a lexicon.

use tousu::document::{Cursor, Document};

use super::Failure;

/// One alternative of one group of a pattern, or a pattern without groups.
pub(crate) struct Alternative {
    /// What the pattern speaks for.
    pub(crate) owner: String,
    /// The pattern as it is written.
    pub(crate) pattern: String,
    /// The words of the alternative.
    pub(crate) words: String,
    /// The pattern with this alternative only.
    only: String,
    /// The pattern without it; `None` when nothing would be left.
    rest: Option<String>,
}

/// Where patterns stand in a document: the table, what names its entries, and the lists.
const PLACES: [(&str, &str, &[&str]); 5] = [
    ("signal", "id", &["patterns", "negated", "except"]),
    ("concept", "id", &["patterns"]),
    ("cue", "kind", &["patterns"]),
    ("measure", "unit", &["patterns"]),
    ("exception", "", &["patterns"]),
];

/// Every alternative of every pattern.
pub(crate) fn of(sources: &[String]) -> Result<Vec<Alternative>, Failure> {
    let mut all = Vec::new();
    for source in sources {
        let document = Document::parse(source)?;
        let root = document.root();
        for (table, name, lists) in PLACES {
            for entry in items(&root, table)? {
                let name = entry.get_some(name).map(|name| name.text().map(str::to_owned)).transpose()?;
                for list in lists {
                    let owner = format!("{table} {} {list}", name.as_deref().unwrap_or(""));
                    for pattern in items(&entry, list)? {
                        split(&owner, pattern.text()?, &mut all);
                    }
                }
            }
        }
    }
    Ok(all)
}

fn items<'a>(cursor: &Cursor<'a>, name: &str) -> Result<Vec<Cursor<'a>>, Failure> {
    match cursor.get_some(name) {
        Some(list) => Ok(list.items()?.collect()),
        None => Ok(Vec::new()),
    }
}

/// Takes a pattern apart, one group at a time.
fn split(owner: &str, pattern: &str, all: &mut Vec<Alternative>) {
    let (mut before, mut rest) = (String::new(), pattern);
    let mut grouped = false;
    while let Some((plain, inside, tail)) = group(rest) {
        before.push_str(plain);
        let words: Vec<&str> = inside.split('|').collect();
        for (number, word) in words.iter().enumerate().filter(|(_, word)| !word.is_empty()) {
            let others: Vec<&str> =
                words.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, word)| *word).collect();
            all.push(Alternative {
                owner: owner.to_owned(),
                pattern: pattern.to_owned(),
                words: (*word).to_owned(),
                only: format!("{before}({word}){tail}"),
                rest: (!others.is_empty()).then(|| format!("{before}({}){tail}", others.join("|"))),
            });
            grouped = true;
        }
        before = format!("{before}({inside})");
        rest = tail;
    }
    if !grouped {
        all.push(Alternative {
            owner: owner.to_owned(),
            pattern: pattern.to_owned(),
            words: pattern.to_owned(),
            only: pattern.to_owned(),
            rest: None,
        });
    }
}

/// The first group of a pattern: what stands before, in and behind it.
fn group(pattern: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = pattern.split_once('(')?;
    let (inside, behind) = rest.split_once(')')?;
    Some((before, inside, behind))
}

/// A lexicon in which every alternative is a concept, in the same order, under the aliases of the sources.
pub(crate) fn as_concepts(alternatives: &[Alternative], sources: &[String]) -> Result<String, Failure> {
    let mut out = String::from("[lexicon]\nid = \"audit\"\n");
    for source in sources {
        let document = Document::parse(source)?;
        for alias in items(&document.root(), "alias")? {
            let of = alias.require("of", "the word that the patterns use")?.text()?.to_owned();
            let words = items(&alias, "words")?;
            let words = words.iter().map(|word| word.text().map(quoted)).collect::<tousu::Result<Vec<_>>>()?;
            out += &format!("[[alias]]\nof = {}\nwords = [{}]\n", quoted(&of), words.join(", "));
        }
    }
    for (number, alternative) in alternatives.iter().enumerate() {
        out += &format!("[[concept]]\nid = \"c{number}\"\npatterns = [{}]\n", quoted(&alternative.only));
    }
    Ok(out)
}

fn quoted(words: &str) -> String {
    format!("\"{words}\"")
}

/// What stands in no text.
const NOTHING: &str = "\u{e000}\u{e001}";

/// The source without some alternatives. A pattern of which several are to go goes as a whole.
pub(crate) fn without(source: &str, removed: &[&Alternative]) -> String {
    let mut out = source.to_owned();
    for alternative in removed {
        let alone = removed.iter().filter(|other| other.pattern == alternative.pattern).count() == 1;
        let rest = alternative.rest.as_deref().filter(|_| alone).unwrap_or(NOTHING);
        out = out.replace(&quoted(&alternative.pattern), &quoted(rest));
    }
    out
}
