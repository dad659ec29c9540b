//! The whole text of the sample, in both languages. `TOUSU_BLESS=1` writes the files anew after a wanted change.

use std::fs;
use std::path::Path;

use crate::{folder, run};

/// Digests, the time taken and the place of the ledger differ from run to run, or with every word of a lexicon.
fn normalised(text: &str, folder: &Path) -> String {
    let mut out = String::new();
    for line in text.replace(&folder.display().to_string(), "TMP").lines() {
        let is_digest = |word: &str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        let line = match line.rsplit_once(' ') {
            Some((before, word)) if is_digest(word) => format!("{before} (SHA-256)"),
            _ if line.starts_with("done in") => "done in TIME; the ledger is TMP".to_owned(),
            _ if line.starts_with("用时") => "用时 TIME；台账在 TMP".to_owned(),
            _ => line.to_owned(),
        };
        out.push_str(&line);
        out.push('\n');
    }
    out
}

#[test]
fn the_sample_reads_as_it_did() {
    #[expect(clippy::disallowed_methods, reason = "a test is told by its environment to write the files anew")]
    let bless = std::env::var("TOUSU_BLESS").is_ok();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for language in ["en", "zh"] {
        let folder = folder(&format!("golden-{language}"));
        let run = run(&folder, &["--lang", language]);
        assert_eq!(run.status, 0, "{}", run.err);
        assert_eq!(run.err.lines().count(), 1, "one line where nobody watches: {}", run.err);
        let text = normalised(&run.out, &folder);
        let path = golden.join(format!("sample.{language}.txt"));
        if bless {
            fs::write(&path, &text).expect("the golden file can be written");
        }
        let expected = fs::read_to_string(&path).expect("the golden file");
        let differs = expected.lines().zip(text.lines()).find(|(expected, found)| expected != found);
        assert!(
            expected == text,
            "{} differs at {differs:#?}; `TOUSU_BLESS=1 cargo test -p tousu-demo` writes it anew",
            path.display()
        );
    }
}
