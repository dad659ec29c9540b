//! For whom a decision is explained.

use super::Report;
use crate::id::EventKindId;
use crate::policy::{EventKind, Obligation, Tier};

/// For whom a decision is explained.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash, Debug)]
pub enum Audience {
    /// The complainant: no names of staff or roles, nothing that the book keeps inside, no doubts, no digests.
    Customer,
    /// Those who handle the complaint: everything but the digests.
    Internal,
    /// Whoever must be able to prove it: everything.
    #[default]
    Auditor,
}

impl Audience {
    /// Every audience.
    pub const ALL: &'static [Self] = &[Self::Customer, Self::Internal, Self::Auditor];

    /// The name in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Internal => "internal",
            Self::Auditor => "auditor",
        }
    }

    /// The audience with this name.
    ///
    /// ```
    /// use tousu::report::Audience;
    /// assert_eq!(Audience::from_slug("customer"), Some(Audience::Customer));
    /// assert_eq!(Audience::from_slug("press"), None);
    /// ```
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|audience| audience.slug() == slug)
    }

    /// Whether it belongs to the house.
    #[must_use]
    pub const fn is_inside(self) -> bool {
        !matches!(self, Self::Customer)
    }

    /// Whether it is shown what somebody owes.
    #[must_use]
    pub const fn sees(self, obligation: &Obligation) -> bool {
        self.is_inside() || !obligation.internal
    }

    /// Whether it is shown a tier.
    #[must_use]
    pub const fn sees_tier(self, tier: &Tier) -> bool {
        self.is_inside() || !tier.internal
    }

    /// Whether it is shown that an event happened; kinds of a book's own stay inside.
    #[must_use]
    pub fn sees_event(self, kind: Option<EventKindId>) -> bool {
        self.is_inside() || kind.and_then(EventKind::from_id).is_some_and(|kind| !kind.is_internal())
    }
}

impl Report<'_> {
    /// The same for another audience.
    #[must_use]
    pub const fn for_audience(self, audience: Audience) -> Self {
        Self { audience, ..self }
    }

    /// Its audience.
    #[must_use]
    pub const fn audience(&self) -> Audience {
        self.audience
    }
}
