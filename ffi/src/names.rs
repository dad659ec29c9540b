//! The names of a rule book, ready to be lent to C: a decision then copies none.

use tousu_core::id::{CategoryId, ObligationId, TierId};
use tousu_core::policy::Policy;

use crate::text::Text;

/// What structs point to; lives as long as the engine or anything that it decided.
pub(crate) struct Names {
    categories: Vec<Text>,
    tiers: Vec<Text>,
    obligations: Vec<ObligationNames>,
}

/// The texts of one obligation.
pub(crate) struct ObligationNames {
    pub(crate) id: Text,
    pub(crate) label_zh: Text,
    pub(crate) label_en: Text,
    pub(crate) clause: Text,
    pub(crate) owner: Option<Text>,
}

impl Names {
    pub(crate) fn of(policy: &Policy) -> Self {
        let obligations = policy.obligations.iter().map(|obligation| ObligationNames {
            id: Text::new(&*obligation.id),
            label_zh: Text::new(&*obligation.label.zh),
            label_en: Text::new(&*obligation.label.en),
            clause: Text::new(&*obligation.clause.number),
            owner: obligation.owner.map(|role| Text::new(policy.role_name(role))),
        });
        Self {
            categories: policy.lexicon.categories.iter().map(|category| Text::new(&*category.id)).collect(),
            tiers: policy.tiers.iter().map(|tier| Text::new(&*tier.id)).collect(),
            obligations: obligations.collect(),
        }
    }

    pub(crate) fn category(&self, id: Option<CategoryId>) -> Option<&Text> {
        id.and_then(|id| self.categories.get(id.index()))
    }

    pub(crate) fn tier(&self, id: Option<TierId>) -> Option<&Text> {
        id.and_then(|id| self.tiers.get(id.index()))
    }

    pub(crate) fn obligation(&self, id: ObligationId) -> Option<&ObligationNames> {
        self.obligations.get(id.index())
    }
}
