//! The kinds of events that a case can have.

use crate::id::EventKindId;

/// Declares the built-in kinds in the order in which events of one instant apply.
macro_rules! event_kinds {
    ($($variant:ident $slug:literal $zh:literal,)+) => {
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

            /// What it is called in Chinese.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh,)+ }
            }
        }
    };
}

event_kinds! {
    // Implied by the complaint itself.
    Received "received" "收到投诉",
    Classified "classified" "定级",
    // Intake.
    Registered "registered" "登记",
    Accepted "accepted" "受理",
    Refused "refused" "不予受理",
    SupplementRequested "supplement-requested" "要求补充材料",
    Supplemented "supplemented" "补充材料",
    Filed "filed" "立案",
    Dispatched "dispatched" "派单",
    SignedFor "signed-for" "签收",
    RecordHandedOver "record-handed-over" "移交记录",
    Acknowledged "acknowledged" "响应",
    // Handling.
    ProcessingStarted "processing-started" "开始处理",
    InvestigationStarted "investigation-started" "开始调查",
    Investigated "investigated" "调查完毕",
    OnSite "on-site" "到场",
    EmergencyStarted "emergency-started" "启动应急",
    PlanIssued "plan-issued" "出具方案",
    PlanAgreed "plan-agreed" "方案议定",
    Paused "paused" "暂停",
    Resumed "resumed" "恢复",
    ExtensionRequested "extension-requested" "申请延期",
    ExtensionApproved "extension-approved" "批准延期",
    ExtensionRefused "extension-refused" "不准延期",
    CustomerAgreed "customer-agreed" "与客户约定",
    ProgressTold "progress-told" "告知进展",
    ResultReturned "result-returned" "反馈结果",
    FormReturned "form-returned" "交回单据",
    FeedbackReceived "feedback-received" "收到反馈",
    Replied "replied" "答复",
    RectificationStarted "rectification-started" "开始整改",
    Rectified "rectified" "整改完毕",
    AcceptedByOwner "accepted-by-owner" "业主验收",
    Resolved "resolved" "解决",
    Explained "explained" "解释说明",
    CustomerNotified "customer-notified" "通知客户",
    DelayNotified "delay-notified" "告知延误",
    Confirmed "confirmed" "确认",
    Visited "visited" "回访",
    Reopened "reopened" "重新打开",
    Withdrawn "withdrawn" "撤诉",
    Escalated "escalated" "上报",
    Retiered "retiered" "改级",
    Cosigned "cosigned" "联名",
    Judged "judged" "判定",
    Decided "decided" "决定",
    Archived "archived" "归档",
    Closed "closed" "关闭",
    Voided "voided" "作废",
    // Rare kinds of the nine books.
    Merged "merged" "并案",
    Mediated "mediated" "调解",
    LegalPathTold "legal-path-told" "告知法律途径",
    Appraised "appraised" "鉴定",
    ComplianceReviewed "compliance-reviewed" "合规审查",
    PlanApproved "plan-approved" "方案批准",
    Sanctioned "sanctioned" "处罚",
    LateCause "late-cause" "说明超期原因",
}

impl EventKind {
    /// The id of this kind in every policy.
    #[must_use]
    pub const fn id(self) -> EventKindId {
        EventKindId(self as u16)
    }

    /// What it is called in English.
    #[must_use]
    pub fn en(self) -> String {
        self.slug().replace('-', " ")
    }

    /// Whether only colleagues see it happen: customers are not told of it.
    #[must_use]
    pub const fn is_internal(self) -> bool {
        matches!(
            self,
            Self::Classified
                | Self::Dispatched
                | Self::SignedFor
                | Self::RecordHandedOver
                | Self::ExtensionRequested
                | Self::ExtensionApproved
                | Self::ExtensionRefused
                | Self::ResultReturned
                | Self::FormReturned
                | Self::Escalated
                | Self::Retiered
                | Self::Judged
                | Self::Decided
                | Self::Archived
                | Self::Voided
                | Self::ComplianceReviewed
                | Self::PlanApproved
                | Self::Sanctioned
                | Self::LateCause
        )
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
