//! Identifiers: kebab-case names in data, small numbers in memory.
//!
//! A policy and its lexicon name things by kebab-case ids (`fire-hazard`, `facilities/elevator`). Once they are
//! loaded, every reference is an index into the table that owns the name, so that results are small and copying
//! them costs nothing. The owner (the policy or the lexicon) turns an index back into its name and label.

use std::fmt;

/// Defines an index newtype over `u16`.
macro_rules! index_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub u16);

        impl $name {
            /// The position in the owner's table.
            #[must_use]
            pub fn index(self) -> usize {
                usize::from(self.0)
            }
        }
    )+};
}

index_ids! {
    /// A severity tier of one policy, heaviest first: tier 0 outweighs tier 1.
    TierId,
    /// A category of one lexicon: a top level (`facilities`) or a second level (`facilities/elevator`).
    CategoryId,
    /// A yes/no fact of one lexicon (`injury`, `fire-hazard`); below 64.
    SignalId,
    /// A fact that only people know, declared by one policy (`resolvable_on_spot`).
    FactId,
    /// An obligation of one policy.
    ObligationId,
    /// A role of one policy.
    RoleId,
    /// A threshold of one policy: a number of complaints at which something follows.
    ThresholdId,
    /// A parameter of one policy: what its document leaves open.
    ParameterId,
    /// A kind of event: the kinds of [`crate::policy::EventKind`] first, then the policy's own.
    EventKindId,
}

/// A set of signals, one bit each.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct SignalSet(pub u64);

impl SignalSet {
    /// How many signals a lexicon may declare.
    pub const CAPACITY: usize = 64;

    /// Whether the signal is in the set; an id beyond [`Self::CAPACITY`] never is.
    #[must_use]
    pub fn contains(self, signal: SignalId) -> bool {
        signal.0 < 64 && self.0 >> signal.0 & 1 == 1
    }

    /// Adds a signal; an id beyond [`Self::CAPACITY`] is ignored.
    pub fn insert(&mut self, signal: SignalId) {
        if signal.0 < 64 {
            self.0 |= 1 << signal.0;
        }
    }

    /// Takes a signal out.
    pub fn remove(&mut self, signal: SignalId) {
        if signal.0 < 64 {
            self.0 &= !(1 << signal.0);
        }
    }

    /// The signals in ascending order.
    pub fn iter(self) -> impl Iterator<Item = SignalId> {
        (0..64).map(SignalId).filter(move |signal| self.contains(*signal))
    }
}

impl fmt::Debug for SignalSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(|signal| signal.0)).finish()
    }
}

/// SHA-256 of the canonical bytes of a policy, parameters, lexicon, model or calendar.
///
/// A decision records the digests of what made it, so that it can be checked years later.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest as _;
        Self(sha2::Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// Whether `name` is a well-formed id: ASCII lower-case letters, digits, `-` and `_`, starting with a letter or
/// digit; a category may have two such parts joined by `/`.
///
/// ```
/// assert!(tousu::id::is_id("fire-hazard"));
/// assert!(tousu::id::is_id("facilities/elevator"));
/// assert!(!tousu::id::is_id("Fire hazard"));
/// ```
#[must_use]
pub fn is_id(name: &str) -> bool {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
    };
    let mut parts = name.split('/');
    matches!((parts.next(), parts.next(), parts.next()), (Some(first), second, None) if part(first) && second.is_none_or(part))
}
