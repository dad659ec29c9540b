//! The rule books that come with the library.

use std::sync::Arc;

use super::parameters::Parameters;
use super::{Library, Policy};
use crate::document::Document;
use crate::error::{Error, Result};

/// Id and text of every built-in rule book, in the order in which lists show them.
const BOOKS: &[(&str, &str)] = &[
    ("project-property", include_str!("../../policies/project-property.toml")),
    ("tcm-hospital", include_str!("../../policies/tcm-hospital.toml")),
    ("company-c-customer", include_str!("../../policies/company-c-customer.toml")),
    ("complaint-process-training", include_str!("../../policies/complaint-process-training.toml")),
    ("handover-emergency-plan", include_str!("../../policies/handover-emergency-plan.toml")),
    ("customer-complaint-km", include_str!("../../policies/customer-complaint-km.toml")),
    ("city-peoples-hospital", include_str!("../../policies/city-peoples-hospital.toml")),
    ("hospital-efficiency", include_str!("../../policies/hospital-efficiency.toml")),
    ("residential-community", include_str!("../../policies/residential-community.toml")),
    // What the law asks besides.
    ("samr-complaint", include_str!("../../policies/samr-complaint.toml")),
    ("consumer-law", include_str!("../../policies/consumer-law.toml")),
    ("petition-2022", include_str!("../../policies/petition-2022.toml")),
    ("hangzhou-property", include_str!("../../policies/hangzhou-property.toml")),
    ("hotline-5wd", include_str!("../../policies/hotline-5wd.toml")),
    ("elevator-trapped", include_str!("../../policies/elevator-trapped.toml")),
    ("med-dispute-2018", include_str!("../../policies/med-dispute-2018.toml")),
    ("hospital-2019", include_str!("../../policies/hospital-2019.toml")),
    ("tw-consumer", include_str!("../../policies/tw-consumer.toml")),
    ("hk-pmsa", include_str!("../../policies/hk-pmsa.toml")),
];

impl Policy {
    /// A built-in rule book, with what it suggests in place of what its document leaves open.
    ///
    /// # Errors
    /// `unknown-policy`, listing those there are.
    ///
    /// ```
    /// use tousu::policy::Policy;
    /// let policy = Policy::builtin("complaint-process-training")?;
    /// assert_eq!(policy.tiers.len(), 3);
    /// let error = Policy::builtin("complaint-process").unwrap_err();
    /// assert_eq!(error.slug(), "unknown-policy");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    pub fn builtin(id: &str) -> Result<Self> {
        let source = Self::builtin_source(id)?;
        Self::from_library(&Arc::new(Document::parse_toml(source)?), &Library::new(), &Parameters::new())
    }

    /// The TOML text of a built-in rule book, to start an own one from.
    ///
    /// # Errors
    /// `unknown-policy`, listing those there are.
    ///
    /// ```
    /// use tousu::policy::Policy;
    /// let source = Policy::builtin_source("city-peoples-hospital")?;
    /// assert!(source.contains("[[obligation]]"));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    pub fn builtin_source(id: &str) -> Result<&'static str> {
        let found = BOOKS.iter().find(|(known, _)| *known == id);
        found.map(|(_, source)| *source).ok_or_else(|| {
            let known: Vec<_> = Self::builtin_ids().collect();
            Error::unknown_policy(id, &known)
        })
    }

    /// The ids of the built-in rule books.
    pub fn builtin_ids() -> impl Iterator<Item = &'static str> {
        BOOKS.iter().map(|(id, _)| *id)
    }
}
