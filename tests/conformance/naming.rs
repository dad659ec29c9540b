//! Nothing in the tree speaks of the machine it was written on, and every dependency comes from the public registry.

use std::path::{Path, PathBuf};

/// What is not part of the tree.
const IGNORED: &[&str] = &[".git", ".tools", ".venv", "target", "build", "__pycache__", ".mypy_cache", ".pytest_cache"];

/// Paths of one machine, in two halves so that this file does not find itself.
const MACHINE: &[(&str, &str)] = &[
    ("/ho", "me/"),
    ("/ro", "ot/"),
    ("/wo", "rk/"),
    ("/tm", "p/"),
    ("/Us", "ers/"),
    ("C:\\Us", "ers"),
    ("file:/", "//"),
];

/// Options that would send a package manager to another registry.
const REGISTRY: &[&str] = &["--index-url", "--extra-index-url", "--find-links", "index-url", "[source.", "[registries"];

fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_owned()
}

/// Every file of the tree that is UTF-8, with its path below the root.
fn files(folder: &Path, out: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).expect("the folder is read") {
        let path = entry.expect("the entry is read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if IGNORED.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            files(&path, out);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            out.push((path, text));
        }
    }
}

/// Lines with a path of some machine.
fn leaks(text: &str) -> Vec<(usize, &str)> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| {
            MACHINE.iter().any(|(head, tail)| {
                let path = format!("{head}{tail}");
                // `example.org/home/` is an address and `../build/` a relative path: only an absolute path counts.
                line.match_indices(&path).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    !before.is_some_and(|c| c.is_alphanumeric() || ".-_~*}".contains(c))
                })
            })
        })
        .map(|(number, line)| (number + 1, line))
        .collect()
}

#[test]
fn no_file_names_a_path_of_a_machine() {
    let mut tree = Vec::new();
    files(&root(), &mut tree);
    assert!(tree.len() > 20, "the tree is found");
    let mut faults = Vec::new();
    for (path, text) in &tree {
        for (number, line) in leaks(text) {
            let shown: String = line.trim().chars().take(100).collect();
            faults.push(format!("{}:{number}: {shown}", path.strip_prefix(root()).unwrap_or(path).display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn dependencies_come_from_the_public_registry() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).expect("Cargo.lock is committed");
    let foreign: Vec<_> = lock
        .lines()
        .filter(|line| line.starts_with("source = "))
        .filter(|line| *line != "source = \"registry+https://github.com/rust-lang/crates.io-index\"")
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    for file in [".cargo/config.toml", "python/requirements-dev.txt", "python/pyproject.toml"] {
        let text = std::fs::read_to_string(root().join(file)).expect(file);
        for option in REGISTRY {
            assert!(!text.contains(option), "{file} names a registry: {option}");
        }
    }
}

#[test]
fn a_leak_is_found_and_an_address_is_not() {
    for (head, tail) in MACHINE {
        assert_eq!(leaks(&format!("see {head}{tail}x")).len(), 1, "{head}{tail}");
    }
    assert_eq!(leaks("https://example.org/home/page, ../build/, ${TMPDIR}/tmp/x"), []);
}
