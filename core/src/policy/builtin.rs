//! The rule books that come with the library.

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
        Self::from_library(&Document::parse_toml(source)?, &Library::new(), &Parameters::new())
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
