//! Who complains again of the same: a pass over all complaints before the figures are taken.

use std::collections::{BTreeMap, BTreeSet};

use super::{Matter, Name, Observation, Repeat, RepeatRule};
use crate::time::Instant;

/// When each customer complained of what. Mergeable as a [`Summary`](super::Summary) is, and like it without a trace of
/// the order in which things came.
///
/// ```
/// use tousu::statistics::{Observation, Repeat, RepeatRule, Repeats};
/// use tousu::time::Instant;
/// let complaint = |id: &str, at: &str| Ok::<_, tousu::Error>(Observation {
///     id: id.into(), customer: Some("张".into()), received_at: Some(Instant::parse(at)?), ..Observation::default()
/// });
/// let first = complaint("c1", "2026-03-02T09:00:00+08:00")?;
/// let second = complaint("c2", "2026-04-01T09:00:00+08:00")?;
/// let mut repeats = Repeats::new(RepeatRule::default());
/// [&second, &first].into_iter().for_each(|observation| repeats.add(observation));
/// // The thirtieth day after is still in the window.
/// assert_eq!(repeats.tell(&second), Repeat::Yes);
/// assert_eq!(repeats.tell(&first), Repeat::No { first: true, customer_repeats: true });
/// # Ok::<(), tousu::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repeats {
    rule: RepeatRule,
    customers: BTreeMap<Name, BTreeMap<Option<Name>, Complaints>>,
}

/// When which complaints of one customer and matter were received.
type Complaints = BTreeSet<(Instant, Name)>;

impl Repeats {
    /// Nothing yet.
    #[must_use]
    pub const fn new(rule: RepeatRule) -> Self {
        Self { rule, customers: BTreeMap::new() }
    }

    /// Takes note of a complaint.
    pub fn add(&mut self, observation: &Observation) {
        let (Some(customer), Some(at)) = (&observation.customer, observation.received_at) else { return };
        let matters = self.customers.entry(customer.clone()).or_default();
        matters.entry(self.rule.matter_of(observation)).or_default().insert((at, observation.id.clone()));
    }

    /// Takes note of what another knows.
    pub fn merge(&mut self, other: &Self) {
        for (customer, matters) in &other.customers {
            let own = self.customers.entry(customer.clone()).or_default();
            for (matter, complaints) in matters {
                own.entry(matter.clone()).or_default().extend(complaints.iter().cloned());
            }
        }
    }

    /// Whether a complaint that was taken note of repeats another. One whose category is not known repeats only another
    /// such where the rule asks for the same category.
    #[must_use]
    pub fn tell(&self, observation: &Observation) -> Repeat {
        let Some(customer) = &observation.customer else { return Repeat::NoCustomer };
        let Some(at) = observation.received_at else { return Repeat::NoTime };
        let Some(matters) = self.customers.get(customer) else {
            return Repeat::No { first: true, customer_repeats: false };
        };
        let own = (at, observation.id.clone());
        let same = matters.get(&self.rule.matter_of(observation));
        // The one directly before it tells: those earlier are further away, those within the gap are the same call.
        if same.is_some_and(|complaints| self.rule.repeats(complaints, &own)) {
            return Repeat::Yes;
        }
        let first = matters.values().filter_map(BTreeSet::first).min() == Some(&own);
        let repeats = |complaints: &Complaints| complaints.iter().any(|one| self.rule.repeats(complaints, one));
        Repeat::No { first, customer_repeats: first && matters.values().any(repeats) }
    }
}

impl RepeatRule {
    fn matter_of(&self, observation: &Observation) -> Option<Name> {
        let category = observation.category.as_ref();
        match self.matter {
            Matter::Any => None,
            Matter::Category => category.cloned(),
            Matter::CategoryTop => category.map(|name| name.split('/').next().unwrap_or(name).into()),
        }
    }

    /// Whether some complaint came so long before this one.
    fn repeats(&self, complaints: &Complaints, own: &(Instant, Name)) -> bool {
        let (gap, window) = (i64::from(self.gap_minutes) * 60, i64::from(self.window_days) * 86_400);
        let earlier = complaints.range(..own.clone()).rev().map(|(at, _)| own.0.since(*at));
        earlier.take_while(|apart| *apart <= window).any(|apart| apart > gap || gap == 0)
    }
}
