//! The whole way under one policy: text → facts → category → tier → obligations → status → observation.
//!
//! An [`Engine`] is immutable and cheap to share between threads. It composes the stages and decides nothing itself.

mod assessment;
mod figures;
mod host;
mod json;
mod json_book;
mod json_case;
mod json_demands;
mod json_diff;
mod json_due;
mod json_policy;
mod json_summary;
mod json_timeline;
mod observing;
mod per_period;
mod review;
mod routing;
mod stricter;
mod verify;
mod versions;
mod why_not;

use std::sync::Arc;

pub use assessment::Assessment;
#[cfg(feature = "ledger")]
pub(crate) use json_case::one_or_more;
pub use review::Review;
pub use routing::Routing;
pub use verify::{Cause, Difference, Verdict};
pub use versions::Versions;
pub use why_not::{Lack, WhyNot};

use crate::calendar::Calendar;
use crate::case::{Case, Event, Intake, Mode, Rules};
use crate::classify::{Model, Opinion};
use crate::complaint::{Complaint, SetBy};
use crate::document::Document;
use crate::error::{Code, Error, Result};
use crate::id::Digest;
use crate::policy::{Parameters, Policy};
use crate::text::Scratch;
use crate::time::Instant;
use crate::{classify, complaint};

/// A policy with its calendar, ready to decide.
///
/// ```
/// use tousu::{Engine, case::Mode, complaint::Complaint, time::{Instant, Moment}};
///
/// let engine = Engine::builtin("residential-community")?;
/// let complaint = Complaint {
///     id: "c1".into(),
///     received_at: Some(Moment::parse("2026-04-30T16:00:00+08:00")?),
///     text: "楼道堆满杂物，有消防隐患，幸好没有人受伤。".into(),
///     ..Complaint::default()
/// };
/// let assessment = engine.assess(&complaint)?;
/// assert_eq!(assessment.tier_name(), Some("major"));
///
/// let case = engine.replay(&complaint, Vec::new(), Mode::Strict)?;
/// let status = case.status(Instant::parse("2026-05-02T09:00:00+08:00")?)?;
/// let close = engine.policy().obligation("major-close").and_then(|id| status.clock(id));
/// let due = close.and_then(|clock| clock.due).map(|due| engine.calendar().format(due));
/// // Seven working days: Labour Day is skipped, the make-up Saturday of 9 May counts.
/// assert_eq!(due.as_deref(), Some("2026-05-13T23:59:59+08:00"));
/// # Ok::<(), tousu::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Engine {
    policy: Arc<Policy>,
    calendar: Arc<Calendar>,
    rules: Arc<Rules>,
}

impl Engine {
    /// The engine of a built-in policy with its suggested parameters.
    ///
    /// # Errors
    /// `unknown-policy`.
    pub fn builtin(policy: &str) -> Result<Self> {
        Self::new(Policy::builtin(policy)?)
    }

    /// The engine of a built-in policy with the caller's parameters.
    ///
    /// # Errors
    /// `unknown-policy`, `unknown-parameter`, `unreadable-parameter`.
    pub fn builtin_with(policy: &str, parameters: &Parameters) -> Result<Self> {
        Self::new(Policy::builtin(policy)?.with_parameters(parameters)?)
    }

    /// The engine of a policy with the built-in calendar it names, under the policy's own hours if it has some.
    ///
    /// # Errors
    /// `unknown-calendar`.
    pub fn new(policy: Policy) -> Result<Self> {
        let calendar = Calendar::builtin(&policy.calendar)?;
        let calendar = match &policy.hours {
            Some(hours) => Arc::new(calendar.with_hours(hours)?),
            None => calendar,
        };
        Ok(Self::with_calendar(policy, calendar))
    }

    /// The engine of a policy with a calendar of the caller's, which keeps its own hours.
    #[must_use]
    pub fn with_calendar(policy: Policy, calendar: Arc<Calendar>) -> Self {
        Self::of(Arc::new(Rules::new(Arc::new(policy), calendar)))
    }

    fn of(rules: Arc<Rules>) -> Self {
        Self { policy: Arc::clone(rules.policy()), calendar: Arc::clone(rules.calendar()), rules }
    }

    /// Its policy and calendar, as cases share them.
    #[must_use]
    pub fn rules(&self) -> &Arc<Rules> {
        &self.rules
    }

    /// The same policy with another calendar.
    #[must_use]
    pub fn with_other_calendar(&self, calendar: Arc<Calendar>) -> Self {
        let rules = Rules::new(Arc::clone(&self.policy), calendar);
        Self::of(Arc::new(rules.with_model(self.rules.model().cloned())))
    }

    /// The same with a trained model beside the lexicon, as [`classify::Opinion`] says; decisions record its digest.
    ///
    /// ```
    /// use tousu::Engine;
    /// use tousu::classify::{Model, Sample, Training};
    /// let sample = |text, label| Sample { title: "", text, label };
    /// let samples = [
    ///     sample("楼上蹦迪", "neighbour"),
    ///     sample("又在蹦迪", "neighbour"),
    ///     sample("梯子卡住", "facilities"),
    ///     sample("梯子又卡", "facilities"),
    /// ];
    /// let model = std::sync::Arc::new(Model::train(&samples, &Training::default())?);
    /// let digest = model.digest().to_string();
    /// let engine = Engine::builtin("residential-community")?.with_model(model)?;
    /// let decision = engine.assess_json(r#"{"id": "c", "text": "又蹦迪"}"#)?;
    /// assert!(decision.contains(&digest) && decision.contains("蹦迪"));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `unknown-category` for a label of the model that the policy's lexicon does not have.
    pub fn with_model(&self, model: Arc<Model>) -> Result<Self> {
        let lexicon = &self.policy.lexicon;
        if let Some(label) = model.labels().iter().find(|label| lexicon.category(label).is_none()) {
            let known: Vec<_> = lexicon.categories.iter().map(|category| category.id.as_str()).collect();
            return Err(Error::new(Code::UnknownCategory, label, known.join(", ")).at("model.labels"));
        }
        Ok(Self::of(Arc::new(Rules::clone(&self.rules).with_model(Some(model)))))
    }

    /// The trained model beside the lexicon.
    #[must_use]
    pub fn model(&self) -> Option<&Arc<Model>> {
        self.rules.model()
    }

    /// Its policy.
    #[must_use]
    pub fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }

    /// Its calendar.
    #[must_use]
    pub fn calendar(&self) -> &Arc<Calendar> {
        &self.calendar
    }

    /// One digest of everything that decides: policy, parameters, lexicon, calendar and model.
    #[must_use]
    pub fn decided_by(&self) -> Digest {
        let (policy, calendar) = (&self.policy, &self.calendar);
        let mut parts = vec![policy.digest, policy.parameters_digest, policy.lexicon.digest, calendar.digest()];
        parts.extend(self.model().map(|model| model.digest()));
        let bytes: Vec<u8> = parts.into_iter().flat_map(|digest| digest.0).collect();
        Digest::of(&bytes)
    }

    /// Reads and classifies a complaint.
    ///
    /// # Errors
    /// `unknown-fact`, `contradictory-facts`, `too-large`, `unknown-category`, `unknown-tier`.
    pub fn intake(&self, complaint: &Complaint) -> Result<Intake> {
        self.intake_with(complaint, &mut Scratch::default())
    }

    /// As [`Engine::intake`], with buffers that a caller keeps over many complaints.
    ///
    /// # Errors
    /// As [`Engine::intake`].
    pub fn intake_with(&self, complaint: &Complaint, scratch: &mut Scratch) -> Result<Intake> {
        let complaint = &*self.in_ids(complaint);
        let facts = complaint::facts(complaint, &self.policy, scratch)?;
        let lexicon = &self.policy.lexicon;
        let opinion = self.model().map(|model| Opinion::of(model, complaint, lexicon, scratch));
        let mut classification = classify::classify_with(&facts, complaint, lexicon, opinion.as_ref())?;
        // The lexicon knows no word for it: the model has decided, and shows by what.
        if let (Some(model), Some(category)) = (self.model(), classification.category)
            && classification.evidence.is_empty()
            && classification.set_by == SetBy::Computed
        {
            classification.evidence = Opinion::words(model, complaint, category, lexicon, scratch);
        }
        let tier = complaint.tier.as_deref().map(|id| self.policy.tier(id).ok_or_else(|| self.unknown_tier(id)));
        Ok(Intake {
            id: complaint.id.clone(),
            received_at: complaint.received_at,
            facts,
            classification,
            tier: tier.transpose()?,
        })
    }

    fn unknown_tier(&self, id: &str) -> Error {
        let known = self.policy.tiers.iter().map(|tier| tier.id.as_str()).collect::<Vec<_>>();
        Error::new(Code::UnknownTier, id, known.join(", ")).at("tier")
    }

    /// What a complaint is, how severe, and what is owed from its receipt on.
    ///
    /// # Errors
    /// As [`Engine::intake`]; `outside-calendar` and `time-out-of-range` when a due time cannot be reached.
    pub fn assess(&self, complaint: &Complaint) -> Result<Assessment> {
        self.assess_with(complaint, &mut Scratch::default())
    }

    /// As [`Engine::assess`], with buffers that a caller keeps over many complaints.
    ///
    /// # Errors
    /// As [`Engine::assess`].
    pub fn assess_with(&self, complaint: &Complaint, scratch: &mut Scratch) -> Result<Assessment> {
        let intake = Arc::new(self.intake_with(complaint, scratch)?);
        Assessment::of(self, intake)
    }

    /// A case from its complaint and events.
    ///
    /// # Errors
    /// As [`Engine::intake`] and [`Case::replay`].
    pub fn replay(&self, complaint: &Complaint, events: Vec<Event>, mode: Mode) -> Result<Case> {
        let intake = Arc::new(self.intake(complaint)?);
        Case::replay(Arc::clone(&self.rules), intake, events, mode)
    }

    /// A case of another version of the policy, or of another policy, under this one from an instant on; the complaint
    /// is the one that it began with. A case that nobody moves stays under the policy that it began with.
    ///
    /// # Errors
    /// As [`Engine::intake`] and [`Case::move_to`].
    pub fn take_over(&self, case: &Case, complaint: &Complaint, at: Instant) -> Result<Case> {
        case.move_to(Arc::clone(&self.rules), Arc::new(self.intake(complaint)?), at)
    }

    /// Reads a complaint object, assesses it, and gives the assessment as JSON
    /// (`tests/schema/assessment.schema.json`).
    ///
    /// # Errors
    /// As [`Engine::assess`]; faults of the JSON with path, line and column.
    pub fn assess_json(&self, complaint: &str) -> Result<String> {
        let document = Document::parse_json(complaint)?;
        let complaint = Complaint::from_cursor(&document.root())?;
        Ok(self.assess(&complaint)?.to_json(self, &complaint))
    }

    /// Reads a complaint object and a list of events, replays them, and gives the status at an instant as JSON
    /// (`tests/schema/status.schema.json`); `known_at` as [`Case::status_known_at`] takes it.
    ///
    /// # Errors
    /// As [`Engine::replay`] and [`Case::status_known_at`]; faults of the JSON with path, line and column.
    pub fn status_json(
        &self,
        complaint: &str,
        events: &str,
        as_of: Instant,
        known_at: Option<Instant>,
        mode: Mode,
    ) -> Result<String> {
        let document = Document::parse_json(complaint).map_err(|error| error.at("complaint"))?;
        let complaint = Complaint::from_cursor(&document.root())?;
        let case = self.replay(&complaint, Event::list_from_json(events)?, mode)?;
        Ok(self.render_status(case.intake(), &case.status_known_at(as_of, known_at)?))
    }
}
