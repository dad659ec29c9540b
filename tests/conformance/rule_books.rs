//! The matrix of the rule books: everything that `tests/vectors/rule-books/inventory.toml` lists is in its book, under its
//! clause, and has a case. The cases themselves are run by `vectors`, as every other.
//!
//! `core/policies/README.md` shows the matrix as a table; `TOUSU_BLESS=1` rewrites it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use tousu::Engine;
use tousu::document::{Cursor, Document, Value};
use tousu::policy::Policy;

/// What a rule book may be asked for, in the order of the table.
const KINDS: &[&str] =
    &["tier", "obligation", "report", "rule", "parameter", "form", "category", "channel", "role", "gap", "asked"];

/// The lists of a book's JSON in which each kind may be answered.
fn lists(kind: &str) -> &'static [&'static str] {
    match kind {
        "tier" => &["tiers"],
        "obligation" => &["obligations", "unit_duties", "sanctions"],
        "report" => &["reports"],
        "parameter" => &["parameters"],
        "form" => &["forms"],
        "category" => &["groups"],
        "channel" => &["channels"],
        "role" => &["roles"],
        _ => {
            &["duties", "obligations", "routes", "reports", "archives", "thresholds", "sanctions", "channels", "pauses"]
        }
    }
}

/// One thing that a document asks for.
struct Ask {
    name: String,
    id: String,
    clause: String,
    says: String,
    /// Where the book answers it, when under another name.
    by: Option<String>,
    /// What the note of a gap is about.
    note: Option<String>,
}

struct Book {
    id: String,
    document: String,
    asks: Vec<Ask>,
}

/// A case, as far as the matrix needs it.
struct Case {
    id: String,
    policy: String,
    covers: Vec<String>,
    /// Every key and text below `expect`, and the parameters given.
    words: BTreeSet<String>,
    /// What is expected besides what the book says of itself.
    decides: BTreeSet<String>,
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(name)
}

fn parse(file: &Path) -> Document {
    Document::parse_bytes(&std::fs::read(file).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn text(at: &Cursor<'_>, name: &str) -> Option<String> {
    at.get_some(name).map(|field| field.text().unwrap().to_owned())
}

fn inventory() -> Vec<Book> {
    let document = parse(&folder("rule-books").join("inventory.toml"));
    let read = |(key, book): (&tousu::document::Key, Cursor<'_>)| Book {
        id: key.name.clone(),
        document: text(&book, "document").unwrap(),
        asks: book.require("asks", "a list").unwrap().items().unwrap().map(|item| ask(&item)).collect(),
    };
    document.root().entries().unwrap().map(read).collect()
}

fn ask(item: &Cursor<'_>) -> Ask {
    let field = |name: &str| text(item, name).unwrap_or_else(|| panic!("{item}: `{name}` is missing"));
    let (kind, id) = (field("kind"), field("id"));
    assert!(KINDS.contains(&kind.as_str()), "{item}: no kind of entry");
    Ask {
        name: format!("{kind}/{id}"),
        id,
        clause: field("clause"),
        says: field("says"),
        by: text(item, "by"),
        note: text(item, "note"),
    }
}

/// The cases of the matrix, and those among the decisions that it refers to.
fn cases() -> Vec<Case> {
    let mut decisions = BTreeMap::new();
    for file in files("decisions", "json") {
        for case in parse(&file).root().require("decisions", "cases").unwrap().items().unwrap() {
            if let Some(case) = read_case(&case) {
                assert!(decisions.insert(case.id.clone(), case).is_none(), "{}: an id twice", file.display());
            }
        }
    }
    let mut all: Vec<Case> = Vec::new();
    for file in files("rule-books", "toml") {
        let document = parse(&file);
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        if stem == "inventory" {
            continue;
        }
        let root = document.root();
        for case in root.require("decisions", "cases").unwrap().items().unwrap() {
            let case = read_case(&case).unwrap();
            let known = decisions.contains_key(&case.id) || all.iter().any(|other| other.id == case.id);
            assert!(!known, "{}: the id is taken", case.id);
            assert!(!case.covers.is_empty(), "{}: a case of the matrix says what it covers", case.id);
            all.push(case);
        }
        for covered in root.get_some("covered").iter().flat_map(|list| list.items().unwrap()) {
            let asks = text(&covered, "asks").unwrap();
            for id in covered.require("cases", "a list").unwrap().items().unwrap() {
                let id = id.text().unwrap();
                let case = decisions.get_mut(id).unwrap_or_else(|| panic!("{stem}: no decision is called {id}"));
                assert_eq!(case.policy, stem, "{id} is of another book");
                case.covers.push(asks.clone());
            }
        }
    }
    all.extend(decisions.into_values().filter(|case| !case.covers.is_empty()));
    all
}

/// `None` for a case under a policy of its own.
fn read_case(case: &Cursor<'_>) -> Option<Case> {
    let covers = case.get_some("covers");
    let covers = covers.iter().flat_map(|list| list.items().unwrap());
    let expect = case.require("expect", "what is expected").unwrap();
    let mut words = BTreeSet::new();
    collect(&expect, &mut words);
    let given = case.get_some("parameters");
    words.extend(given.iter().flat_map(|given| given.entries().unwrap()).map(|(key, _)| key.name.clone()));
    let decides = expect.entries().unwrap().map(|(key, _)| key.name.clone()).filter(|key| key != "book").collect();
    Some(Case {
        id: text(case, "id").unwrap(),
        policy: case.require("policy", "a policy").unwrap().text().ok()?.to_owned(),
        covers: covers.map(|item| item.text().unwrap().to_owned()).collect(),
        words,
        decides,
    })
}

/// Every key and text of a value.
fn collect(at: &Cursor<'_>, words: &mut BTreeSet<String>) {
    match at.value() {
        Value::String(text) => {
            words.insert(text.clone());
        }
        Value::Array(_) => at.items().unwrap().for_each(|item| collect(&item, words)),
        Value::Table(_) => {
            for (key, item) in at.entries().unwrap() {
                words.insert(key.name.clone());
                collect(&item, words);
            }
        }
        _ => {}
    }
}

fn files(name: &str, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder(name)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    files.sort();
    assert!(!files.is_empty(), "no *.{extension} in {name}");
    files
}

fn find<'d>(json: &'d Document, list: &str, id: &str) -> Option<Cursor<'d>> {
    let items = json.root().get(list)?;
    items.items().unwrap().find(|item| {
        ["id", "reason", "event", "about"].iter().any(|name| item.get(name).is_some_and(|at| at.text() == Ok(id)))
    })
}

#[test]
fn every_built_in_book_has_an_inventory() {
    let listed: Vec<_> = inventory().into_iter().map(|book| book.id).collect();
    assert_eq!(listed, Policy::builtin_ids().collect::<Vec<_>>(), "in the order of the list of built-in books");
}

#[test]
fn every_entry_is_in_its_book_under_its_clause() {
    let mut missing = Vec::new();
    for book in inventory() {
        let json = Document::parse_json(&Engine::builtin(&book.id).unwrap().policy_json()).unwrap();
        for ask in &book.asks {
            let kind = ask.name.split('/').next().unwrap_or_default();
            let place = format!("{} {}", book.id, ask.name);
            if let Some(note) = &ask.note {
                if find(&json, "notes", note).is_none() {
                    missing.push(format!("{place}: no note about {note}"));
                }
                continue;
            }
            if let Some((list, id)) = ask.by.as_deref().and_then(|by| by.split_once('/')) {
                if find(&json, list, id).is_none() {
                    missing.push(format!("{place}: {list} has no {id}"));
                }
                continue;
            }
            let found: Vec<_> = lists(kind).iter().filter_map(|list| find(&json, list, &ask.id)).collect();
            let clauses: Vec<_> = found.iter().filter_map(|item| text(item, "clause")).collect();
            if !clauses.contains(&ask.clause) {
                missing.push(format!("{place} ({}): the book has it under {clauses:?}", ask.clause));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_entry_has_a_case_that_speaks_of_it() {
    let cases = cases();
    let books = inventory();
    let mut faults = Vec::new();
    for book in &books {
        for ask in &book.asks {
            let of_it = |case: &&Case| case.policy == book.id && case.covers.contains(&ask.name);
            let covering: Vec<_> = cases.iter().filter(of_it).collect();
            if covering.is_empty() {
                faults.push(format!("{} {} has no case", book.id, ask.name));
            }
            // A tier or an obligation is decided, not only described.
            let decided = |case: &&Case| case.decides.iter().any(|key| key != "assumed");
            let computed = ["tier", "obligation"].iter().any(|kind| ask.name.starts_with(kind));
            if computed && !covering.is_empty() && !covering.iter().any(decided) {
                faults.push(format!("{} {} is in no decision", book.id, ask.name));
            }
            for case in covering.iter().filter(|case| !speaks(case, ask)) {
                faults.push(format!("{} covers {}, and does not speak of it", case.id, ask.name));
            }
        }
    }
    for case in &cases {
        let book = books.iter().find(|book| book.id == case.policy);
        let known = |name: &String| book.is_some_and(|book| book.asks.iter().any(|ask| ask.name == *name));
        for name in case.covers.iter().filter(|name| !known(name)) {
            faults.push(format!("{} covers {name}, which {} does not ask for", case.id, case.policy));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Whether what the case expects names the entry; an error names nothing.
fn speaks(case: &Case, ask: &Ask) -> bool {
    let answered = ask.by.as_deref().and_then(|by| by.split_once('/')).map(|(_, id)| id);
    let names = [Some(ask.id.as_str()), answered, ask.note.as_deref()];
    // Decisions of other files are named because of what happens in them, whatever they expect by name.
    let from_elsewhere = !case.words.contains("book") && ["rule", "gap"].iter().any(|kind| ask.name.starts_with(kind));
    case.decides.contains("error")
        || from_elsewhere
        || names.into_iter().flatten().any(|name| case.words.contains(name))
}

#[test]
fn what_is_asked_is_said_in_words_and_once() {
    for book in inventory() {
        let mut names = BTreeSet::new();
        for ask in &book.asks {
            assert!(names.insert(ask.name.clone()), "{} {} twice", book.id, ask.name);
            assert!(!ask.clause.is_empty() && !ask.says.is_empty(), "{} {}", book.id, ask.name);
        }
    }
}

/// The matrix as a table: a row for each book, a column for each kind of entry.
fn table() -> String {
    let cases = cases();
    let mut out = String::from("| rule book | regulation |");
    KINDS.iter().for_each(|kind| out.push_str(&format!(" {kind} |")));
    out.push_str(" covered | cases |\n|---|---|");
    out.push_str(&"---|".repeat(KINDS.len() + 2));
    out.push('\n');
    let mut total = vec![0; KINDS.len()];
    let (mut all_covered, mut all_cases) = (0, 0);
    for book in inventory() {
        out.push_str(&format!("| `{}` | {} |", book.id, book.document));
        for (kind, total) in KINDS.iter().zip(&mut total) {
            let count = book.asks.iter().filter(|ask| ask.name.split('/').next() == Some(*kind)).count();
            *total += count;
            out.push_str(&if count == 0 { " |".to_owned() } else { format!(" {count} |") });
        }
        let of_it: Vec<_> = cases.iter().filter(|case| case.policy == book.id).collect();
        let covered = book.asks.iter().filter(|ask| of_it.iter().any(|case| case.covers.contains(&ask.name))).count();
        all_covered += covered;
        all_cases += of_it.len();
        out.push_str(&format!(" {covered}/{} | {} |\n", book.asks.len(), of_it.len()));
    }
    out.push_str("| | all |");
    total.iter().for_each(|count| out.push_str(&format!(" {count} |")));
    out.push_str(&format!(" {all_covered}/{} | {all_cases} |\n", total.iter().sum::<usize>()));
    out
}

/// What a document contradicts or leaves open, with the note that decides it and a case that shows it: a row for each.
fn gaps() -> String {
    let cases = cases();
    let mut out =
        String::from("| rule book | clause | contradiction or gap | decision | case |\n|---|---|---|---|---|\n");
    for book in inventory() {
        let engine = Engine::builtin(&book.id).unwrap();
        for ask in book.asks.iter().filter(|ask| ask.name.starts_with("gap/")) {
            let about = ask.note.as_ref().unwrap_or_else(|| panic!("{} {} has no note", book.id, ask.name));
            let note = engine.policy().notes.iter().find(|note| note.about == *about);
            let note = note.unwrap_or_else(|| panic!("{} has no note about {about}", book.id));
            let covering = cases.iter().filter(|case| case.policy == book.id && case.covers.contains(&ask.name));
            // The one that is about it most.
            let case = covering.min_by_key(|case| case.covers.len()).map_or("", |case| case.id.as_str());
            let cell = |text: &str| text.replace('|', "\\|");
            let (clause, says, decided) = (cell(&ask.clause), cell(&ask.says), cell(&note.text.en));
            out.push_str(&format!("| `{}` | {clause} | {says} | {decided} | `{case}` |\n", book.id));
        }
    }
    out
}

#[test]
fn two_notes_of_a_book_are_about_different_things() {
    for id in Policy::builtin_ids() {
        let engine = Engine::builtin(id).unwrap();
        let mut about = BTreeSet::new();
        for note in &engine.policy().notes {
            assert!(about.insert(note.about.as_str()), "{id}: two notes about {}", note.about);
        }
    }
}

#[test]
fn the_tables_in_the_readme_are_current() {
    is_current("matrix", &table());
    is_current("gaps", &gaps());
}

/// Whether the README shows a table between its marks.
fn is_current(name: &str, table: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/policies/README.md");
    let readme = std::fs::read_to_string(&file).unwrap();
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let (before, rest) = readme.split_once(&begin).expect("the begin of the table");
    let (shown, after) = rest.split_once(&end).expect("the end of the table");
    #[expect(clippy::disallowed_methods, reason = "the test is told by the environment to rewrite its table")]
    let bless = std::env::var("TOUSU_BLESS").is_ok_and(|value| value == "1");
    if bless {
        std::fs::write(&file, format!("{before}{begin}{table}{end}{after}")).unwrap();
        return;
    }
    assert!(shown == table, "TOUSU_BLESS=1 rewrites core/policies/README.md:\n{table}");
}
