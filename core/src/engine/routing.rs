//! Who takes a complaint: the routes of the book that apply, and the groups of categories that name a handler.

use super::Engine;
use super::why_not::at_receipt;
use crate::case::Intake;
use crate::id::RoleId;
use crate::policy::{Clause, During, Label, Route};
use crate::tier;

/// A rule that says who takes a complaint.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Routing<'p> {
    /// The id of the route or the group of categories.
    pub id: &'p str,
    /// Its label.
    pub label: &'p Label,
    /// The clause.
    pub clause: &'p Clause,
    /// How the taker is found: `role`, `first-asked`, `lead-department`, or `category` for a group of categories.
    pub by: &'static str,
    /// The role; `None` when the document names none.
    pub to: Option<RoleId>,
}

impl Engine {
    /// Who takes a complaint when it comes in: routes in the order of the book, then the groups of its category that
    /// name a handler. A route by hours needs the time of day of the receipt.
    ///
    /// ```
    /// use tousu::{Engine, complaint::Complaint, policy::Policy, time::Moment};
    /// let source = r#"
    /// policy = { id = "x", title = "x", version = "1", lexicon = "hospital", untiered = "allowed", hours = "08:00-12:00, 14:00-17:30" }
    /// role = [{ id = "office" }, { id = "duty-officer" }]
    /// route = [
    ///     { id = "day", clause = "2", during = "open", to = "office" },
    ///     { id = "noon-and-night", clause = "2", during = "closed", to = "duty-officer" },
    /// ]
    /// "#;
    /// let engine = Engine::new(Policy::parse(source)?)?;
    /// let noon = Some(Moment::parse("2026-03-02T12:30:00+08:00")?);
    /// let intake = engine.intake(&Complaint { id: "c1".into(), received_at: noon, ..Complaint::default() })?;
    /// assert_eq!(engine.routes(&intake).first().map(|route| route.id), Some("noon-and-night"));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn routes(&self, intake: &Intake) -> Vec<Routing<'_>> {
        let (circumstances, at) = at_receipt(intake);
        let open = || Some(self.calendar.is_open(at?).ok()?.value);
        let applies = |route: &&Route| {
            let in_hours = match route.during {
                None => true,
                Some(During::Open) => open() == Some(true),
                Some(During::Closed) => open() == Some(false),
            };
            in_hours
                && route
                    .when
                    .as_ref()
                    .is_none_or(|when| tier::holds(&self.policy, &self.calendar, when, &circumstances, at))
        };
        let routes = self.policy.routes.iter().filter(applies).map(|route| Routing {
            id: &route.id,
            label: &route.label,
            clause: &route.clause,
            by: route.taker.slug(),
            to: route.taker.role(),
        });
        let category = intake.classification.category;
        let groups = self.policy.groups.iter().filter(|group| {
            let within = |above: &crate::id::CategoryId| {
                category.is_some_and(|category| self.policy.lexicon.is_within(category, *above))
            };
            group.route_to.is_some() && group.includes.iter().any(within)
        });
        let groups = groups.map(|group| Routing {
            id: &group.id,
            label: &group.label,
            clause: &group.clause,
            by: "category",
            to: group.route_to,
        });
        routes.chain(groups).collect()
    }
}
