//! Complaints as they may be shown: what is personal in their words is masked.

use std::fmt;

use super::{Complaint, StatedFacts};
use crate::text::redact;

impl Complaint {
    /// The same with what is personal in title and text masked ([`redact`]) and without the customer's name. Masks are as
    /// wide as what they hide, so that evidence stands where it stood.
    ///
    /// ```
    /// use tousu::complaint::Complaint;
    /// let complaint = Complaint { text: "张先生 13800138000：电梯坏了".into(), ..Complaint::default() };
    /// assert_eq!(complaint.redacted().text, "＊先生 ***********：电梯坏了");
    /// assert!(!format!("{complaint:?}").contains("13800138000"));
    /// ```
    #[must_use]
    pub fn redacted(&self) -> Self {
        let mut shown = self.clone();
        shown.title = redact(&self.title).into_owned();
        shown.text = redact(&self.text).into_owned();
        shown.stated.customer = self.stated.customer.as_ref().map(|_| HIDDEN.to_owned());
        shown
    }
}

/// What stands for a name of which nothing is shown.
const HIDDEN: &str = "***";

impl fmt::Debug for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Complaint")
            .field("id", &self.id)
            .field("received_at", &self.received_at)
            .field("title", &redact(&self.title))
            .field("text", &redact(&self.text))
            .field("channel", &self.channel)
            .field("stated", &self.stated)
            .field("category", &self.category)
            .field("tier", &self.tier)
            .finish()
    }
}

impl fmt::Debug for StatedFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatedFacts")
            .field("signals", &self.signals)
            .field("declared", &self.declared)
            .field("complainants", &self.complainants)
            .field("in_scope", &self.in_scope)
            .field("complete", &self.complete)
            .field("substantiated", &self.substantiated)
            .field("unit", &self.unit)
            .field("building", &self.building)
            .field("department", &self.department)
            .field("customer", &self.customer.as_ref().map(|_| HIDDEN))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_named_by_debug() {
        let complaint = Complaint {
            title: "3栋2单元1203".into(),
            text: "联系人：王小明，身份证110101199003078811".into(),
            stated: StatedFacts { customer: Some("王小明".into()), ..StatedFacts::default() },
            ..Complaint::default()
        };
        for shown in [format!("{complaint:?}"), format!("{complaint:#?}"), format!("{:?}", complaint.redacted())] {
            for hidden in ["王小明", "1203", "19900307"] {
                assert!(!shown.contains(hidden), "{shown}");
            }
        }
    }
}
