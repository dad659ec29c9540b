//! Clocks over generated rule books, calendars and histories, against an oracle that looks at every second.

mod laws;
mod oracle;
mod watch;
mod world;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use tousu::case::{Case, Clock, Mode};
use tousu::time::Moment;

use oracle::{Found, FoundClock};
use world::{Cycles, World};

fn moment(at: Option<Moment>) -> Option<i64> {
    at.and_then(Moment::instant).map(world::seconds)
}

fn read(world: &World, case: &Case) -> Found {
    let status = case.status(world::instant(world.as_of)).unwrap();
    let policy = case.rules().policy();
    let clock = |clock: &Clock| FoundClock {
        duty: clock.obligation.index(),
        cycle: clock.cycle,
        round: clock.round,
        who: clock.owed_by.as_deref().map(str::to_owned),
        state: clock.state.slug(),
        started: moment(clock.started),
        due: clock.due.map(world::seconds),
        ended: moment(clock.ended),
        // What is owed throughout may be ended, and opened again, under several tiers.
        at_change: clock.breached_at_retier && world.duties[clock.obligation.index()].cycles != Cycles::Throughout,
    };
    let mut faults: Vec<&str> = status.faults.iter().map(tousu::Error::slug).collect();
    faults.sort_unstable();
    Found {
        standing: status.standing.slug(),
        cycle: status.cycle,
        tier: if status.tiering.tier.map(|tier| policy.tier_name(tier)) == Some("major") { "major" } else { "minor" },
        clocks: status.clocks.iter().map(clock).collect(),
        faults,
    }
}

/// What differs, the library's first.
fn difference(found: &Found, expected: &Found) -> String {
    let head = |found: &Found| format!("{} {} {} {:?}", found.standing, found.cycle, found.tier, found.faults);
    let mut out = format!("{}\n{}\n", head(found), head(expected));
    for clock in found.clocks.iter().filter(|clock| !expected.clocks.contains(clock)) {
        out.push_str(&format!("library {clock:?} due {:?}\n", clock.due.map(world::clock)));
    }
    for clock in expected.clocks.iter().filter(|clock| !found.clocks.contains(clock)) {
        out.push_str(&format!("oracle  {clock:?} due {:?}\n", clock.due.map(world::clock)));
    }
    out
}

/// The same worlds in every run; `PROPTEST_RNG_SEED` looks at others.
fn config() -> ProptestConfig {
    let mut config = ProptestConfig {
        cases: 5_000,
        failure_persistence: None,
        max_shrink_iters: 3_000,
        ..ProptestConfig::default()
    };
    if config.rng_seed == RngSeed::Random {
        config.rng_seed = RngSeed::Fixed(20_261_122);
    }
    config
}

proptest! {
    #![proptest_config(config())]

    /// The library finds what the oracle finds.
    #[test]
    fn every_clock_is_as_if_every_second_had_been_looked_at(world in world::world()) {
        let engine = world.engine().unwrap();
        let case = engine.replay(&world.complaint(), world.events(), Mode::Lenient).unwrap();
        let (found, expected) = (read(&world, &case), oracle::read(&world));
        prop_assert!(found == expected, "{}", difference(&found, &expected));
    }
}
