//! `include/tousu.h` is what the C crate says now. `TOUSU_BLESS=1` rewrites it instead of comparing.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use tousu::Code;

/// What a C programmer reads first. The long form with the reasons is in ffi/src/lib.rs.
const PREAMBLE: &str = "\
/*
 * tousu: complaint rule books as data. Generated from ffi/src; do not edit.
 *
 * Status      Functions that can fail return 0, or a TOUSU_ERROR_* code whose number never changes meaning.
 * Errors      The last argument may be NULL; otherwise every call writes it: NULL on success, on failure an error
 *             that you free. There is no last error.
 * Outputs     are written on success only.
 * Ownership   What an output hands you, you free once with the _free of its type; _free(NULL) does nothing. What a
 *             getter returns is borrowed from its handle. Never use free().
 * NULL        is checked everywhere: TOUSU_ERROR_NULL_POINTER, naming the argument. Getters return 0 or NULL.
 * Text        Pointer and length in bytes, UTF-8, NUL inside allowed; NULL with length 0 is empty. Other bytes are
 *             TOUSU_ERROR_INVALID_UTF8 with their offset. Text that comes out also has a NUL behind its length. From
 *             GB18030, GBK and UTF-16 convert first: tousu_bytes_from_gb18030, tousu_bytes_from_utf16.
 * Structs     Set struct_size to sizeof before the call; another size is TOUSU_ERROR_INVALID_ARGUMENT. has_x is 1 when
 *             x is set. Yes and no are 1 and 0; any other number, and an unknown TOUSU_* choice, is refused.
 * Time        Instants are UTC seconds since 1970, from the year 1 to 9999: TOUSU_ERROR_TIME_OUT_OF_RANGE. One that may
 *             be absent comes as a pointer, NULL for none.
 * Threads     A handle behind a const pointer may be used by many threads at once. A call on any other handle while
 *             another thread is inside it is TOUSU_ERROR_HANDLE_BUSY: it does not wait and changes nothing.
 * Panics      A fault inside the library is TOUSU_ERROR_PANIC, never an unwinding through your code.
 * Stability   Functions, codes and their meaning stay within one TOUSU_ABI_VERSION; additions say \"Since ABI n\".
 *             Ask tousu_abi_compatible(TOUSU_ABI_VERSION) once at start-up.
 */";

fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_owned()
}

/// The macros that come from tables elsewhere: the version of the workspace and the codes of the core.
fn macros(version: &str) -> String {
    let mut out = format!(
        "\n/* The version of this header; tousu_version() is that of the library. */\n#define TOUSU_VERSION \"{version}\"\n"
    );
    for (name, part) in ["MAJOR", "MINOR", "PATCH"].iter().zip(version.split('.')) {
        let _ = writeln!(out, "#define TOUSU_VERSION_{name} {part}");
    }
    out.push_str("\n/* Status and error codes. */\n#define TOUSU_OK 0\n");
    for code in Code::ALL {
        let name = code.slug().to_ascii_uppercase().replace('-', "_");
        let _ = writeln!(out, "#define TOUSU_ERROR_{name} {}", code.number());
    }
    out
}

fn render() -> String {
    let ffi = root().join("ffi");
    let mut config = cbindgen::Config::from_file(ffi.join("cbindgen.toml")).expect("ffi/cbindgen.toml is read");
    config.header = Some(PREAMBLE.to_owned());
    config.after_includes = Some(macros(env!("CARGO_PKG_VERSION")));
    let mut out = Vec::new();
    cbindgen::Builder::new()
        .with_config(config)
        .with_crate(ffi)
        .generate()
        .expect("cbindgen reads ffi")
        .write(&mut out);
    String::from_utf8(out).expect("a header is UTF-8")
}

/// The functions that a header declares, in alphabetical order.
fn declared(header: &str) -> Vec<&str> {
    let mut names: Vec<&str> = header
        .lines()
        .filter(|line| !line.starts_with([' ', '/', '#', '*']))
        .filter_map(|line| line.split_once('(').map(|(before, _)| before))
        .filter_map(|before| before.rsplit([' ', '*']).next())
        .filter(|name| name.starts_with("tousu_"))
        .collect();
    names.sort_unstable();
    names
}

/// Compares, or rewrites when blessed.
fn check(path: &str, expected: &str) {
    let file = root().join(path);
    if std::env::var_os("TOUSU_BLESS").is_some() {
        std::fs::write(&file, expected).expect("the blessed file is written");
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    let line = 1 + found.lines().zip(expected.lines()).take_while(|(a, b)| a == b).count();
    assert!(
        found == expected,
        "{path} is not current (first difference in line {line}); rewrite it: TOUSU_BLESS=1 cargo ci header"
    );
}

#[test]
fn header_and_symbols_are_current() {
    let header = render();
    check("include/tousu.h", &header);
    check("include/tousu.symbols", &(declared(&header).join("\n") + "\n"));
}

#[test]
fn every_name_carries_the_prefix() {
    let header = render();
    for line in header.lines() {
        if let Some(define) = line.strip_prefix("#define ") {
            assert!(define.starts_with("TOUSU_"), "{line}");
        }
    }
    // The name of a struct stands behind its fields.
    let names = |line: &&str| line.ends_with(';') && (line.starts_with("typedef ") || line.starts_with("} "));
    for line in header.lines().filter(names) {
        let name = line.trim_end_matches(';').rsplit([' ', '*']).next();
        assert!(name.is_some_and(|name| name.starts_with("tousu_")), "{line}");
    }
    let code = header.lines().filter(|line| !line.trim_start().starts_with('*'));
    let declarations = code.filter(|line| line.ends_with(");")).count();
    assert_eq!(declared(&header).len(), declarations, "a declaration without the prefix `tousu_`");
}

#[test]
fn every_function_says_since_when_it_exists_and_what_threads_may_do() {
    let header = render();
    let mut seen = 0;
    for block in header.split("/**").skip(1) {
        let (doc, rest) = block.split_once("*/").expect("a comment ends");
        if declared(rest.split_once(';').map_or(rest, |(declaration, _)| declaration)).is_empty() {
            continue;
        }
        seen += 1;
        assert!(doc.contains("Since ABI "), "no `Since ABI`: {doc}");
        assert!(doc.contains("Threads: "), "no `Threads:`: {doc}");
        let makes_or_takes = rest.trim_start().starts_with("void") || doc.contains("`*out`");
        assert!(!makes_or_takes || doc.contains("Ownership: "), "no `Ownership:`: {doc}");
    }
    assert_eq!(seen, declared(&header).len(), "a function without a comment");
}
