//! The kinds of events that a case can have.

use crate::id::EventKindId;

/// Declares the built-in kinds in the order in which events of one instant apply.
macro_rules! event_kinds {
    ($($variant:ident $slug:literal,)+) => {
        /// A built-in kind of event. A policy may declare more; their ids follow these.
        ///
        /// The order of the variants is the order in which events of one instant apply.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[non_exhaustive]
        #[repr(u16)]
        pub enum EventKind {
            $(#[doc = concat!("`", $slug, "`")] $variant,)+
        }

        impl EventKind {
            /// Every built-in kind, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The kebab-case name.
            #[must_use]
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$variant => $slug,)+ }
            }
        }
    };
}

event_kinds! {
    // Implied by the complaint itself.
    Received "received",
    Classified "classified",
    // Intake.
    Registered "registered",
    Accepted "accepted",
    Refused "refused",
    SupplementRequested "supplement-requested",
    Supplemented "supplemented",
    Filed "filed",
    Dispatched "dispatched",
    SignedFor "signed-for",
    RecordHandedOver "record-handed-over",
    Acknowledged "acknowledged",
    // Handling.
    ProcessingStarted "processing-started",
    InvestigationStarted "investigation-started",
    Investigated "investigated",
    OnSite "on-site",
    EmergencyStarted "emergency-started",
    PlanIssued "plan-issued",
    PlanAgreed "plan-agreed",
    Paused "paused",
    Resumed "resumed",
    ExtensionRequested "extension-requested",
    ExtensionApproved "extension-approved",
    ExtensionRefused "extension-refused",
    CustomerAgreed "customer-agreed",
    ProgressTold "progress-told",
    ResultReturned "result-returned",
    FormReturned "form-returned",
    FeedbackReceived "feedback-received",
    Replied "replied",
    RectificationStarted "rectification-started",
    Rectified "rectified",
    AcceptedByOwner "accepted-by-owner",
    Resolved "resolved",
    Explained "explained",
    CustomerNotified "customer-notified",
    DelayNotified "delay-notified",
    Confirmed "confirmed",
    Visited "visited",
    Reopened "reopened",
    Withdrawn "withdrawn",
    Escalated "escalated",
    Retiered "retiered",
    Cosigned "cosigned",
    Judged "judged",
    Decided "decided",
    Archived "archived",
    Closed "closed",
    Voided "voided",
    // Rare kinds of the nine books.
    Merged "merged",
    Mediated "mediated",
    LegalPathTold "legal-path-told",
    Appraised "appraised",
    ComplianceReviewed "compliance-reviewed",
    PlanApproved "plan-approved",
    Sanctioned "sanctioned",
    LateCause "late-cause",
}

impl EventKind {
    /// The id of this kind in every policy.
    #[must_use]
    pub const fn id(self) -> EventKindId {
        EventKindId(self as u16)
    }

    /// The built-in kind with this name.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.slug() == slug)
    }

    /// The built-in kind with this id; a policy's own kinds have none.
    #[must_use]
    pub fn from_id(id: EventKindId) -> Option<Self> {
        Self::ALL.get(id.index()).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_slugs_go_both_ways() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::from_slug(kind.slug()), Some(*kind));
            assert_eq!(EventKind::from_id(kind.id()), Some(*kind));
        }
        assert_eq!(EventKind::from_slug("solved"), None);
    }
}
