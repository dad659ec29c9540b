//! The modules of the core use each other in one direction: one table, read as data.
//!
//! Every path that starts with `crate::` or `super::` and every `use` of one counts, outside comments, texts and
//! `#[cfg(test)]` items.

use std::path::{Path, PathBuf};

/// What any module may use.
const BASE: &[&str] = &["document", "error", "id", "time"];

/// Module → what it may use besides [`BASE`] and itself.
const TABLE: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("id", &[]),
    ("time", &[]),
    ("document", &[]),
    ("numeral", &[]),
    ("calendar", &[]),
    ("text", &["numeral"]),
    ("period", &["numeral"]),
    ("policy", &["calendar", "period", "text"]),
    // Facts carry the durations that a text asserts, so the complaint knows periods as its policy does.
    ("complaint", &["text", "policy", "period"]),
    ("classify", &["complaint", "policy", "text"]),
    ("deadline", &["calendar", "period", "policy"]),
    // When "unresolved for one month" has run out is a due time like any other.
    ("tier", &["complaint", "policy", "period", "calendar", "deadline"]),
    // A case begins with the classified complaint.
    ("case", &["complaint", "classify", "tier", "deadline", "calendar", "period", "policy"]),
    ("statistics", &["calendar", "period"]),
    ("cluster", &["text"]),
    ("engine", STAGES),
    ("report", ADAPTS),
    ("columnar", ADAPTS),
    // Many cases at once: rows for hosts that keep their own database.
    ("batch", ADAPTS),
    // Who was merged into whom is settled over many cases, as a batch does.
    ("ledger", ADAPTS_BATCHES),
    // What-if and the work queue take their cases as the batch does, and share its threads.
    ("compare", ADAPTS_BATCHES),
    ("queue", ADAPTS_BATCHES),
];

/// Every stage of the chain.
const STAGES: &[&str] = &[
    "numeral",
    "calendar",
    "text",
    "period",
    "policy",
    "complaint",
    "classify",
    "tier",
    "deadline",
    "case",
    "statistics",
    "cluster",
];

/// An adapter over many cases.
const ADAPTS_BATCHES: &[&str] = &[
    "numeral",
    "calendar",
    "text",
    "period",
    "policy",
    "complaint",
    "classify",
    "tier",
    "deadline",
    "case",
    "statistics",
    "cluster",
    "engine",
    "batch",
];

/// What the adapters may use: the stages and the engine that composes them; nobody uses the adapters.
const ADAPTS: &[&str] = &[
    "numeral",
    "calendar",
    "text",
    "period",
    "policy",
    "complaint",
    "classify",
    "tier",
    "deadline",
    "case",
    "statistics",
    "cluster",
    "engine",
];

/// One piece of source: a name, or a single character that is not white space.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Token<'a> {
    Word(&'a str),
    Mark(char),
}

/// The tokens of some source with their lines, without comments, texts and characters.
fn tokens(source: &str) -> Vec<(usize, Token<'_>)> {
    let mut out = Vec::new();
    let mut rest = source;
    let line_of = |rest: &str| 1 + source[..source.len() - rest.len()].matches('\n').count();
    while let Some(first) = rest.chars().next() {
        let raw =
            rest.trim_start_matches(['b', 'c']).strip_prefix('r').map(|tail| (tail, tail.trim_start_matches('#')));
        if rest.starts_with("//") {
            rest = rest.split_once('\n').map_or("", |(_, tail)| tail);
        } else if rest.starts_with("/*") {
            rest = after_comment(rest);
        } else if let Some((tail, quoted)) = raw.filter(|(_, quoted)| quoted.starts_with('"')) {
            let end = format!("\"{}", "#".repeat(tail.len() - quoted.len()));
            rest = quoted[1..].split_once(&end).map_or("", |(_, tail)| tail);
        } else if first == '"' {
            rest = after_text(&rest[1..]);
        } else if first == '\'' {
            rest = after_quote(&rest[1..]);
        } else if first.is_alphabetic() || first == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let (word, tail) = rest.split_at(end);
            // The prefix of `b"…"` or `c"…"` is no name; the text behind it is met next.
            if !tail.starts_with('"') {
                out.push((line_of(rest), Token::Word(word)));
            }
            rest = tail;
        } else {
            if !first.is_whitespace() {
                out.push((line_of(rest), Token::Mark(first)));
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// Behind a block comment, which may hold others.
fn after_comment(source: &str) -> &str {
    let mut depth = 0;
    let mut rest = source;
    loop {
        if let Some(tail) = rest.strip_prefix("/*") {
            depth += 1;
            rest = tail;
        } else if let Some(tail) = rest.strip_prefix("*/") {
            depth -= 1;
            rest = tail;
            if depth == 0 {
                return rest;
            }
        } else {
            let Some(first) = rest.chars().next() else { return "" };
            rest = &rest[first.len_utf8()..];
        }
    }
}

/// Behind the closing quote of a text.
fn after_text(source: &str) -> &str {
    let mut escaped = false;
    for (at, c) in source.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return &source[at + 1..],
            _ => {}
        }
    }
    ""
}

/// Behind a character, or behind the quote of a lifetime.
fn after_quote(source: &str) -> &str {
    if let Some(tail) = source.strip_prefix('\\') {
        let skip = tail.chars().next().map_or(0, char::len_utf8);
        return tail[skip..].split_once('\'').map_or("", |(_, tail)| tail);
    }
    let mut chars = source.chars();
    chars.next();
    chars.as_str().strip_prefix('\'').unwrap_or(source)
}

/// The tokens outside `#[cfg(test)]` items.
fn without_tests<'a>(tokens: &[(usize, Token<'a>)]) -> Vec<(usize, Token<'a>)> {
    use Token::{Mark, Word};
    let cfg_test = [Mark('#'), Mark('['), Word("cfg"), Mark('('), Word("test"), Mark(')'), Mark(']')];
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let here = &tokens[at..];
        if here.len() >= cfg_test.len() && here.iter().zip(cfg_test).all(|((_, found), wanted)| *found == wanted) {
            at += cfg_test.len() + item_length(&here[cfg_test.len()..]);
        } else {
            out.push(tokens[at]);
            at += 1;
        }
    }
    out
}

/// How many tokens an item has: to its `;`, or to the brace that closes its body.
fn item_length(tokens: &[(usize, Token<'_>)]) -> usize {
    let mut depth = 0_i32;
    for (at, (_, token)) in tokens.iter().enumerate() {
        match token {
            Token::Mark('{' | '(' | '[') => depth += 1,
            Token::Mark(')' | ']') => depth -= 1,
            Token::Mark('}') => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            Token::Mark(';') if depth == 0 => return at + 1,
            _ => {}
        }
    }
    tokens.len()
}

/// The modules of the crate that some source names, with lines. `depth` is how many `super` lead to the crate's root.
fn modules_used(source: &str, depth: usize) -> Vec<(usize, String)> {
    let tokens = without_tests(&tokens(source));
    let word = |at: usize| match tokens.get(at) {
        Some((_, Token::Word(word))) => Some(*word),
        _ => None,
    };
    let mark = |at: usize, wanted: char| matches!(tokens.get(at), Some((_, Token::Mark(found))) if *found == wanted);
    let colons = |at: usize| mark(at, ':') && mark(at + 1, ':');
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        // To the last `super` or to `crate`: the path continues behind its `::`.
        let starts_here = match word(at) {
            Some("crate") => colons(at + 1).then_some(at + 3),
            Some("super") => {
                let supers = (0..).take_while(|n| word(at + 3 * n) == Some("super") && colons(at + 3 * n + 1)).count();
                (supers > 0 && supers == depth).then_some(at + 3 * supers)
            }
            _ => None,
        };
        let Some(start) = starts_here else {
            at += 1;
            continue;
        };
        let line = tokens[at].0;
        if let Some(name) = word(start) {
            out.push((line, name.to_owned()));
        } else if mark(start, '{') {
            // Of `{a, b::{c, d}}` the names directly inside the first brace.
            let mut nesting = 0;
            for (here, (line, token)) in tokens.iter().enumerate().skip(start) {
                match token {
                    Token::Mark('{') => nesting += 1,
                    Token::Mark('}') => nesting -= 1,
                    Token::Word(name) if nesting == 1 && (mark(here - 1, '{') || mark(here - 1, ',')) => {
                        out.push((*line, (*name).to_owned()));
                    }
                    _ => {}
                }
                if nesting == 0 {
                    break;
                }
            }
        }
        at = start;
    }
    out
}

/// What is wrong with one file of `module`; `depth` as in [`modules_used`].
fn violations(module: &str, depth: usize, source: &str) -> Vec<String> {
    let Some((_, allowed)) = TABLE.iter().find(|(name, _)| *name == module) else {
        return vec![format!("the module `{module}` is not in the table of tests/conformance/layering.rs")];
    };
    modules_used(source, depth)
        .into_iter()
        // The crate's root re-exports types and macros by names of another case.
        .filter(|(_, used)| TABLE.iter().any(|(name, _)| name == used))
        .filter(|(_, used)| used != module && !BASE.contains(&used.as_str()) && !allowed.contains(&used.as_str()))
        .map(|(line, used)| format!("line {line}: `{module}` may not use `{used}`"))
        .collect()
}

/// The Rust files below a folder.
fn rust_files(folder: &Path, out: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("the folder is read");
    for entry in entries {
        let path = entry.expect("the entry is read").path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

#[test]
fn the_core_keeps_to_its_layers() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
    let mut files = Vec::new();
    rust_files(&source, &mut files);
    files.sort();
    assert!(files.len() > 5, "core/src is found");
    let mut faults = Vec::new();
    for file in files {
        let relative = file.strip_prefix(&source).expect("a file below core/src");
        let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        if parts == ["lib.rs"] {
            continue;
        }
        let module = parts[0].trim_end_matches(".rs");
        // `x.rs` and `x/mod.rs` are one below the root, `x/y.rs` two.
        let depth = parts.len() - usize::from(parts.last().is_some_and(|name| name == "mod.rs"));
        let text = std::fs::read_to_string(&file).expect("the file is read");
        // A whole file of tests may judge several layers at once.
        if text.lines().any(|line| line == "#![cfg(test)]") {
            continue;
        }
        let found = violations(module, depth, &text);
        faults.extend(found.into_iter().map(|fault| format!("core/src/{}: {fault}", relative.display())));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_table_has_no_cycle_and_no_unknown_name() {
    for (position, (module, uses)) in TABLE.iter().enumerate() {
        for used in *uses {
            let found = TABLE.iter().position(|(name, _)| name == used);
            assert!(found.is_some_and(|found| found < position), "`{module}` uses `{used}`, which stands below it");
        }
    }
}

#[test]
fn what_breaks_the_layers_is_found() {
    let broken = [
        "use crate::engine::Engine;",
        "use crate::{error::Code, engine::{Engine, Stage}};",
        "pub(crate) use crate::engine as motor;",
        "fn f() -> u8 { crate::engine::one() }",
        "fn f<'a>(x: &'a str) -> crate::engine::Engine { '\\''; todo() }",
        "#[cfg(test)]\nmod tests { use super::*; }\nuse crate::engine::Engine;",
        "#[cfg(test)]\nuse crate::ledger::Ledger;\nuse crate::engine::Engine;",
        "let a = r#\"a \" quote\"#; use crate::engine;",
        "use super::engine::Engine;",
        "use\n    crate\n    ::engine;",
    ];
    for source in broken {
        let found = violations("tier", 1, source);
        assert_eq!(found.len(), 1, "{source}: {found:?}");
        assert!(found[0].contains("`tier` may not use `engine`"), "{found:?}");
    }
    assert_eq!(violations("tier", 2, "use super::super::engine;").len(), 1);
    assert_eq!(violations("postage", 1, "").len(), 1, "an unknown module is a fault");
}

#[test]
fn what_keeps_to_the_layers_is_not() {
    let kept = [
        "use crate::policy::Policy; use crate::error::{Code, Result}; use crate::tier::own;",
        "use crate::{id::{TierId, engine}, time::Instant};",
        "// use crate::engine::Engine;\n/* crate::engine /* nested */ crate::engine */\n//! [`crate::engine`]",
        "const A: &str = \"use crate::engine::Engine; \\\" crate::engine\"; const B: &[u8] = b\"crate::engine\";",
        "#[cfg(test)]\nmod tests { use crate::engine::Engine; fn f() { if true { } } }",
        "use crate::Error; use tousu_other::engine::Engine;",
    ];
    for source in kept {
        assert_eq!(violations("tier", 1, source), [""; 0], "{source}");
    }
    assert_eq!(violations("tier", 2, "use super::engine::own_submodule;"), [""; 0]);
}
