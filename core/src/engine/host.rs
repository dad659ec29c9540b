//! Decisions in the words of a host program: its codes read where ids may stand, and given back beside them.

use std::borrow::Cow;

use super::Engine;
use super::json::Render;
use crate::case::{Clock, Standing};
use crate::complaint::Complaint;
use crate::document::JsonWriter;
use crate::id::{CategoryId, RoleId, TierId};
use crate::policy::Domain;

impl Engine {
    /// The complaint with ids in the place of the host's codes; as it is under a book without a vocabulary.
    pub(super) fn in_ids<'c>(&self, complaint: &'c Complaint) -> Cow<'c, Complaint> {
        let vocabulary = &self.policy.vocabulary;
        if vocabulary.is_empty() {
            return Cow::Borrowed(complaint);
        }
        let mut complaint = complaint.clone();
        let name = |domain, name: &mut String| {
            let id = vocabulary.named(domain, name);
            if id != name {
                *name = id.to_owned();
            }
        };
        complaint.category.iter_mut().for_each(|category| name(Domain::Category, category));
        complaint.tier.iter_mut().for_each(|tier| name(Domain::Tier, tier));
        complaint.channel.iter_mut().for_each(|channel| name(Domain::Channel, channel));
        complaint.stated.signals.iter_mut().for_each(|(signal, _)| name(Domain::Signal, signal));
        complaint.stated.declared.iter_mut().for_each(|(signal, _)| name(Domain::Signal, signal));
        Cow::Owned(complaint)
    }

    /// The host's code for the standing of a case; `None` without one.
    ///
    /// ```
    /// use tousu::{Engine, case::Standing, policy::Policy};
    /// let source = "[policy]\nid = 'x'\ntitle = 'x'\nversion = '1'\nlexicon = 'property'\nuntiered = 'allowed'\n\
    ///     [vocabulary.status]\nopen = 1\nresolved = 3\n";
    /// let engine = Engine::new(Policy::parse(source)?)?;
    /// assert_eq!(engine.status_code(Standing::Resolved), Some("3"));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn status_code(&self, standing: Standing) -> Option<&str> {
        self.policy.vocabulary.code(Domain::Status, standing.slug())
    }
}

/// What of a decision has codes.
pub(super) struct Coded<'a> {
    pub(super) status: Option<Standing>,
    pub(super) category: Option<CategoryId>,
    pub(super) tier: Option<TierId>,
    pub(super) clocks: &'a [Clock],
    /// Roles besides the owners of the clocks.
    pub(super) roles: Vec<RoleId>,
}

impl Render<'_> {
    /// The host's codes for what a decision names; null under a book without a vocabulary.
    pub(super) fn codes(&self, out: &mut JsonWriter, coded: &Coded<'_>) {
        let policy = &self.engine.policy;
        let vocabulary = &policy.vocabulary;
        if vocabulary.is_empty() {
            out.null();
            return;
        }
        let mut obligations: Vec<_> = coded.clocks.iter().map(|clock| clock.obligation).collect();
        obligations.dedup();
        let owned = obligations.iter().filter_map(|id| policy.obligations.get(id.index()));
        let mut roles: Vec<RoleId> = owned.clone().filter_map(|obligation| obligation.owner).collect();
        roles.extend(&coded.roles);
        roles.sort_unstable();
        roles.dedup();
        let code = |domain, id: Option<&str>| id.and_then(|id| vocabulary.code(domain, id));
        out.object(|out| {
            out.field("status").string_or_null(code(Domain::Status, coded.status.map(Standing::slug)));
            let category = coded.category.map(|id| policy.lexicon.category_name(id));
            out.field("category").string_or_null(code(Domain::Category, category));
            out.field("tier").string_or_null(code(Domain::Tier, coded.tier.map(|id| policy.tier_name(id))));
            out.field("roles").object(|out| {
                for role in roles.iter().map(|role| policy.role_name(*role)) {
                    out.field(role).string_or_null(vocabulary.code(Domain::Role, role));
                }
            });
            out.field("obligations").object(|out| {
                for obligation in owned {
                    out.field(&obligation.id).string_or_null(vocabulary.code(Domain::Obligation, &obligation.id));
                }
            });
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Result;
    use crate::policy::{Policy, STATUSES};

    #[test]
    fn every_standing_may_have_a_code() {
        let all = [
            Standing::Open,
            Standing::Paused,
            Standing::Resolved,
            Standing::Closed,
            Standing::Withdrawn,
            Standing::Refused,
        ];
        assert_eq!(all.map(Standing::slug), STATUSES);
    }

    #[test]
    fn codes_are_read_and_given_back() -> Result<()> {
        let overlay = "[overlay]\nid = 'erp'\ntitle = 'erp'\nversion = '1'\nbase = 'residential-community'\n\
            [vocabulary]\nstatus = { open = 1, paused = 2, resolved = 3, closed = 4, withdrawn = 5, refused = 6 }\n\
            tier = { group = 'S', major = 'A', general = ['B', 'C'] }\n\
            category = { 'facilities/elevator' = 'DT' }\nsignal = { fire-hazard = 'XF' }\nrole = { front-line = 'KF' }\n";
        let engine = Engine::new(Policy::parse(overlay)?)?;
        let json = engine.assess_json(
            r#"{"id": "c1", "received_at": "2026-03-02T09:00:00+08:00", "category": "DT", "tier": "C", "facts": {"XF": true}}"#,
        )?;
        assert!(json.contains(r#""category":{"id":"facilities/elevator""#), "{json}");
        assert!(json.contains(r#""tier":{"id":"general""#), "{json}");
        assert!(json.contains(r#"{"id":"fire-hazard","modality":"stated","counts":true"#), "{json}");
        let codes = r#""codes":{"status":null,"category":"DT","tier":"B","roles":{"#;
        assert!(json.contains(codes), "{json}");
        assert!(json.contains(r#""front-line":"KF""#) && json.contains(r#""business-unit":null"#), "{json}");
        let status = engine.status_json(
            r#"{"id": "c1", "received_at": "2026-03-02T09:00:00+08:00"}"#,
            "[]",
            crate::time::Instant::parse("2026-03-02T09:00:00+08:00")?,
            None,
            crate::case::Mode::Strict,
        )?;
        assert!(status.contains(r#""codes":{"status":"1","category":null,"tier":"B""#), "{status}");
        Ok(())
    }

    #[test]
    fn words_of_ones_own_speak() -> Result<()> {
        let overlay = "[overlay]\nid = 'own'\ntitle = 'own'\nversion = '1'\nbase = 'residential-community'\n\
            [[keyword]]\nsignal = 'fire-hazard'\npatterns = ['蓝色大门被锁']\n\
            [[keyword]]\nsignal = 'robot'\nlabel = { zh = '机器人', en = 'robot' }\npatterns = ['巡逻机器人']\n\
            [[keyword]]\ncategory = 'facilities/elevator'\npatterns = ['升降平台']\n";
        let engine = Engine::new(Policy::parse(overlay)?)?;
        let read = |text: &str| -> Result<(Vec<String>, Option<String>)> {
            let intake = engine.intake(&Complaint { text: text.to_owned(), ..Complaint::default() })?;
            let lexicon = &engine.policy.lexicon;
            let signals = intake.facts.signals.iter().map(|id| lexicon.signal_name(id).to_owned()).collect();
            Ok((signals, intake.classification.category.map(|id| lexicon.category_name(id).to_owned())))
        };
        assert_eq!(read("蓝色大门被锁，出不去")?.0, ["fire-hazard"]);
        assert!(read("巡逻机器人撞人")?.0.contains(&"robot".to_owned()));
        assert_eq!(read("升降平台又停了，升降平台")?.1.as_deref(), Some("facilities/elevator"));
        Ok(())
    }
}
