//! Lexicons named on the command line.

use tousu::policy::{Lexicon, Library};

use super::Failure;

/// The text of each file.
pub(crate) fn read(paths: &[String]) -> Result<Vec<String>, Failure> {
    let read = |path: &String| std::fs::read_to_string(path).map_err(|fault| format!("{path}: {fault}").into());
    paths.iter().map(read).collect()
}

/// The built-in rule books, which read by the lexicon made of these files where there are any.
pub(crate) fn library(paths: &[String]) -> Result<Library, Failure> {
    let library = Library::new();
    if paths.is_empty() {
        return Ok(library);
    }
    let texts = read(paths)?;
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    Ok(library.with_lexicon(Lexicon::compile(&texts)?))
}
