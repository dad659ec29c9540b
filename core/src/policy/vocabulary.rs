//! The codes that a host program has for the ids of a book: status 3, level S, its own categories and roles.

use super::read::Reader;
use super::values::{list, one_or_more, text};
use crate::document::{Cursor, Value, nearest};
use crate::error::{Code, Error, Result};

/// What a code stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Domain {
    /// How a case stands: open, paused, resolved, closed, withdrawn, refused.
    Status,
    /// A tier.
    Tier,
    /// A category of the lexicon.
    Category,
    /// A role.
    Role,
    /// A channel.
    Channel,
    /// An event kind.
    Event,
    /// An obligation.
    Obligation,
    /// A signal.
    Signal,
}

impl Domain {
    /// Every domain.
    pub const ALL: &'static [Self] = &[
        Self::Status,
        Self::Tier,
        Self::Category,
        Self::Role,
        Self::Channel,
        Self::Event,
        Self::Obligation,
        Self::Signal,
    ];

    /// The name in documents.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Tier => "tier",
            Self::Category => "category",
            Self::Role => "role",
            Self::Channel => "channel",
            Self::Event => "event",
            Self::Obligation => "obligation",
            Self::Signal => "signal",
        }
    }

    /// The domain with this name.
    ///
    /// ```
    /// use tousu::policy::Domain;
    /// assert_eq!(Domain::parse("tier")?, Domain::Tier);
    /// assert_eq!(Domain::parse("colour").unwrap_err().slug(), "unknown-value");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `unknown-value`, listing those there are.
    pub fn parse(name: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|domain| domain.slug() == name).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|domain| domain.slug()).collect();
            Error::new(Code::UnknownValue, name, known.join(", "))
        })
    }

    const fn noun(self) -> &'static str {
        match self {
            Self::Status => "a status",
            Self::Tier => "a tier",
            Self::Category => "a category",
            Self::Role => "a role",
            Self::Channel => "a channel",
            Self::Event => "an event kind",
            Self::Obligation => "an obligation",
            Self::Signal => "a signal",
        }
    }
}

/// The standings of a case, as decisions name them.
pub(crate) const STATUSES: &[&str] = &["open", "paused", "resolved", "closed", "withdrawn", "refused"];

/// A host's codes for the ids of a book, both ways. Codes are texts: the whole number 3 is the text `3`.
///
/// ```
/// use tousu::policy::{Domain, Policy};
/// let source = "[policy]\nid = 'x'\ntitle = 'x'\nversion = '1'\nlexicon = 'property'\n\
///     [[tier]]\nid = 'major'\nclause = '1'\ndefault = true\n[vocabulary.tier]\nmajor = ['S', 'A']\n";
/// let policy = Policy::parse(source)?;
/// // The first code is the one given back.
/// assert_eq!(policy.vocabulary.code(Domain::Tier, "major"), Some("S"));
/// assert_eq!(policy.vocabulary.id(Domain::Tier, "A"), Some("major"));
/// // Wherever a tier is named, its code may stand.
/// assert_eq!(policy.tier("A"), policy.tier("major"));
/// # Ok::<(), tousu::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Vocabulary {
    /// Domain, code, id; sorted.
    by_code: Vec<(Domain, String, String)>,
    /// Domain, id, code; sorted.
    by_id: Vec<(Domain, String, String)>,
}

impl Vocabulary {
    /// Whether the book has no vocabulary.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_code.is_empty()
    }

    /// The id for which a code stands.
    #[must_use]
    pub fn id(&self, domain: Domain, code: &str) -> Option<&str> {
        find(&self.by_code, domain, code)
    }

    /// The code of an id.
    #[must_use]
    pub fn code(&self, domain: Domain, id: &str) -> Option<&str> {
        find(&self.by_id, domain, id)
    }

    /// Every code with its domain and id, in the order of domains and codes.
    pub fn iter(&self) -> impl Iterator<Item = (Domain, &str, &str)> {
        self.by_code.iter().map(|(domain, code, id)| (*domain, code.as_str(), id.as_str()))
    }

    /// The name itself, or the id for which it stands as a code.
    pub(crate) fn named<'a>(&'a self, domain: Domain, name: &'a str) -> &'a str {
        if self.is_empty() { name } else { self.id(domain, name).unwrap_or(name) }
    }

    fn new(mut pairs: Vec<(Domain, String, Vec<String>)>) -> Self {
        pairs.sort();
        let mut out = Self::default();
        for (domain, id, codes) in pairs {
            if let Some(first) = codes.first() {
                out.by_id.push((domain, id.clone(), first.clone()));
            }
            out.by_code.extend(codes.into_iter().map(|code| (domain, code, id.clone())));
        }
        out.by_code.sort();
        out
    }
}

fn find<'a>(sorted: &'a [(Domain, String, String)], domain: Domain, name: &str) -> Option<&'a str> {
    let index = sorted.binary_search_by(|(known, key, _)| known.cmp(&domain).then_with(|| key.as_str().cmp(name)));
    sorted.get(index.ok()?).map(|(_, _, value)| value.as_str())
}

impl<'d> Reader<'d> {
    /// The codes of `[vocabulary]`; unknown ids and codes that stand for two things are reported.
    pub(super) fn vocabulary(&mut self, root: &Cursor<'d>) -> Vocabulary {
        let Some(table) = root.get_some("vocabulary") else { return Vocabulary::default() };
        let mut pairs = Vec::new();
        for domain in Domain::ALL.iter().copied() {
            let Some(codes) = table.get_some(domain.slug()) else { continue };
            self.codes(root, domain, &codes, &mut pairs);
        }
        Vocabulary::new(pairs)
    }

    fn codes(
        &mut self,
        root: &Cursor<'d>,
        domain: Domain,
        table: &Cursor<'d>,
        pairs: &mut Vec<(Domain, String, Vec<String>)>,
    ) {
        // Without its lexicon nothing is known of what a book may name.
        let Some(known) = self.known(root, domain) else { return };
        let mut taken: Vec<(String, &str)> = Vec::new();
        for (key, value) in table.entries().into_iter().flatten() {
            let id = key.name.as_str();
            if !known.iter().any(|known| known == id) {
                let error = table.error_at_key(key, Code::UnknownReference, id, domain.noun());
                let error = match nearest(id, known.iter().map(String::as_str)) {
                    Some(name) => error.with_help(format!("did you mean `{name}`?")),
                    None => error,
                };
                self.faults.error_at(key.span, error);
            }
            let mut codes = Vec::new();
            for at in one_or_more(&value) {
                let Some(code) = code(&at) else { continue };
                let other = taken.iter().find(|(taken, _)| *taken == code).map(|(_, other)| *other);
                // A code that is the id of something else would be read as that.
                let other =
                    other.or_else(|| known.iter().map(String::as_str).find(|known| *known == code && *known != id));
                if let Some(other) = other {
                    let expected = format!("a code that does not stand for `{other}`");
                    self.faults.error(&at, Code::InvalidArgument, &code, expected);
                }
                taken.push((code.clone(), id));
                codes.push(code);
            }
            pairs.push((domain, id.to_owned(), codes));
        }
        if matches!(domain, Domain::Status | Domain::Tier) {
            for id in known.iter().filter(|id| table.get_some(id).is_none()) {
                let subject = format!("{} `{id}`", domain.slug());
                self.faults.note(table, Code::UnmappedCode, subject, "decisions give none for it");
            }
        }
    }

    /// The ids of a domain; `None` while the lexicon is not known.
    fn known(&self, root: &Cursor<'d>, domain: Domain) -> Option<Vec<String>> {
        let lexicon = self.lexicon.as_ref();
        let owned = |ids: Vec<&str>| ids.into_iter().map(str::to_owned).collect();
        Some(match domain {
            Domain::Status => owned(STATUSES.to_vec()),
            Domain::Tier => owned(self.names.tiers.ids().collect()),
            Domain::Role => owned(self.names.roles.ids().collect()),
            Domain::Obligation => owned(self.names.obligations.ids().collect()),
            Domain::Event => owned(self.names.event_names()),
            Domain::Channel => owned(list(root, "channel").iter().map(|item| text(item, "id")).collect()),
            Domain::Category => lexicon?.categories.iter().map(|category| category.id.clone()).collect(),
            Domain::Signal => lexicon?.signals.iter().map(|signal| signal.id.clone()).collect(),
        })
    }
}

fn code(at: &Cursor<'_>) -> Option<String> {
    match at.value() {
        Value::String(code) => Some(code.clone()),
        Value::Integer(code) => Some(code.to_string()),
        _ => None,
    }
}
