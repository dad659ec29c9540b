//! What the caller asks for.

use std::path::PathBuf;

use tousu::report::Language;

/// How to call the demo.
pub(crate) const USAGE: &str = "\
usage: cargo demo [-- OPTIONS]

Takes a register of complaints the whole way: text, facts, category, tier, obligations with due times, events,
status, the month's figures. Everything is recorded in an SQLite ledger, and the tables are read back from it.

  --policy ID           the rule book (default: residential-community)
  --complaints FILE.csv complaints, one a row (default: the bundled sample)
  --events FILE.csv     what happened to them (needs --complaints)
  --as-of TIME          the instant at which everything is judged, RFC 3339 or a date
                        (default: the latest time in the data; 2026-10-20T18:00:00+08:00 for the sample)
  --ledger FILE         keep the ledger there (default: a temporary file)
  --json                print one JSON document instead of text
  --lang zh|en          the language of the text (default: en)
  --help                print this

exit status: 0 done, rows at fault included (they are listed); 1 the ledger or the library failed;
             2 an option, a policy or a file that cannot be read
";

/// The options with their defaults.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Options {
    pub(crate) policy: String,
    pub(crate) complaints: Option<PathBuf>,
    pub(crate) events: Option<PathBuf>,
    pub(crate) as_of: Option<String>,
    pub(crate) ledger: Option<PathBuf>,
    pub(crate) json: bool,
    pub(crate) language: Language,
    pub(crate) help: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            policy: "residential-community".to_owned(),
            complaints: None,
            events: None,
            as_of: None,
            ledger: None,
            json: false,
            language: Language::En,
            help: false,
        }
    }
}

impl Options {
    /// Reads the arguments after the program's name; `--name value` and `--name=value` are the same.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut options = Self::default();
        let mut given: Vec<String> = Vec::new();
        // The alias ends with `--` already, so that of `cargo demo -- --json` arrives here.
        let mut arguments = arguments.into_iter().enumerate().filter(|(at, word)| *at > 0 || word != "--");
        let mut arguments = arguments.by_ref().map(|(_, word)| word);
        while let Some(argument) = arguments.next() {
            let (name, inline) = match argument.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (argument, None),
            };
            if given.contains(&name) {
                return Err(format!("`{name}` is given twice"));
            }
            if matches!(name.as_str(), "--json" | "--help") && inline.is_some() {
                return Err(format!("`{name}` takes no value"));
            }
            let mut value = || {
                let next = || arguments.next().filter(|value| !value.starts_with("--"));
                inline.clone().or_else(next).ok_or_else(|| format!("`{name}` needs a value"))
            };
            match name.as_str() {
                "--policy" => options.policy = value()?,
                "--complaints" => options.complaints = Some(value()?.into()),
                "--events" => options.events = Some(value()?.into()),
                "--as-of" => options.as_of = Some(value()?),
                "--ledger" => options.ledger = Some(value()?.into()),
                "--lang" => {
                    let code = value()?;
                    options.language =
                        Language::from_code(&code).ok_or_else(|| format!("`--lang` is `zh` or `en`, not `{code}`"))?;
                }
                "--json" => options.json = true,
                "--help" => options.help = true,
                _ => return Err(format!("unknown option `{name}`")),
            }
            given.push(name);
        }
        if options.events.is_some() && options.complaints.is_none() {
            return Err("`--events` needs `--complaints`".to_owned());
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        Options::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn options_are_read_in_both_spellings() {
        let expected = Options { json: true, language: Language::Zh, policy: "p".to_owned(), ..Options::default() };
        assert_eq!(parse("--policy p --json --lang zh"), Ok(expected.clone()));
        assert_eq!(parse("--lang=zh --policy=p --json"), Ok(expected));
        assert_eq!(
            parse("-- --lang=zh --policy=p --json"),
            parse("--policy p --json --lang zh"),
            "after `cargo demo --`"
        );
        assert_eq!(parse(""), Ok(Options::default()));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for line in [
            "--verbose",
            "x",
            "--policy",
            "--policy --json",
            "--lang fr",
            "--json=1",
            "--json --json",
            "--events e.csv",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
