//! Laws of cases over the generated worlds: what arrives in another order, twice, too early, late or by mistake; and how
//! due times follow the receipt and the pauses.

use proptest::prelude::*;
use tousu::Engine;
use tousu::case::{Case, Clock, Event, Mode, View};
use tousu::policy::Policy;
use tousu::time::{Instant, Moment};

use crate::world::{Cycles, Happening, Limit, Repeats, World, instant, seconds, world};
use crate::{config, read};

fn replay(world: &World, engine: &Engine, events: Vec<Event>) -> Case {
    engine.replay(&world.complaint(), events, Mode::Lenient).unwrap()
}

/// The whole status as JSON.
fn status(world: &World, engine: &Engine, case: &Case) -> String {
    engine.render_status(case.intake(), &case.status(instant(world.as_of)).unwrap())
}

/// The same world before anything happened in it, at an instant.
fn untouched(world: &World, received: i64, as_of: i64) -> World {
    World { received, as_of, history: Vec::new(), ..world.clone() }
}

fn clocks(world: &World, engine: &Engine) -> Vec<Clock> {
    replay(world, engine, world.events()).status(instant(world.as_of)).unwrap().clocks
}

/// The same world without what names a due time.
fn by_the_rule(world: &World) -> World {
    let names = |happening: &Happening| ["extension-approved", "customer-agreed"].contains(&happening.kind);
    let history = world.history.iter().filter(|happening| !names(happening)).cloned().collect();
    World { history, ..world.clone() }
}

proptest! {
    #![proptest_config(config())]

    /// Events arrive in any order, and as often as they like.
    #[test]
    fn the_order_of_arrival_and_repeats_do_not_matter(
        (world, shuffled) in world().prop_flat_map(|world| {
            let twice = [world.events(), world.events()].concat();
            (Just(world), Just(twice).prop_shuffle())
        }),
    ) {
        let engine = world.engine().unwrap();
        let tidy = status(&world, &engine, &replay(&world, &engine, world.events()));
        prop_assert_eq!(status(&world, &engine, &replay(&world, &engine, shuffled)), tidy);
    }

    /// One event after the other gives what all at once give, and what is to come changes nothing.
    #[test]
    fn applying_is_replaying_and_the_future_does_not_matter(world in world()) {
        let engine = world.engine().unwrap();
        let whole = status(&world, &engine, &replay(&world, &engine, world.events()));
        let mut case = replay(&world, &engine, Vec::new());
        for event in world.events() {
            case = case.apply(event).unwrap();
        }
        prop_assert_eq!(status(&world, &engine, &case), &*whole);
        let happened = |event: &Event| event.at.is_some_and(|at| at.instant() <= Some(instant(world.as_of)));
        let past = world.events().into_iter().filter(happened).collect();
        prop_assert_eq!(status(&world, &engine, &replay(&world, &engine, past)), whole);
    }

    /// A mistake that is corrected in the same second leaves nothing behind.
    #[test]
    fn what_is_voided_never_was(world in world(), which in any::<prop::sample::Index>()) {
        let engine = world.engine().unwrap();
        let mut events = world.events();
        prop_assume!(!events.is_empty());
        let wrong = which.get(&events).id.clone();
        let without: Vec<Event> = events.iter().filter(|event| event.id != wrong).cloned().collect();
        let at = events.iter().find(|event| event.id == wrong).and_then(|event| event.at).unwrap();
        events.push(Event { event: Some(wrong), ..Event::new("void", "voided", at) });
        let found = read(&world, &replay(&world, &engine, events));
        prop_assert_eq!(found, read(&world, &replay(&world, &engine, without)));
    }

    /// As known at an instant, a case is what the entries up to then make of it.
    #[test]
    fn what_was_not_entered_was_not_known(
        world in world(), delays in prop::collection::vec(prop_oneof![Just(0), 0..200_000_i64], 14), known in 0..250_000_i64,
    ) {
        let engine = world.engine().unwrap();
        let known_at = instant(world.received + known);
        let late = |(event, delay): (Event, &i64)| {
            let at = event.at.and_then(Moment::instant).unwrap();
            Event { recorded_at: Some(Moment::at(at.plus(*delay).unwrap())), ..event }
        };
        let events: Vec<Event> = world.events().into_iter().zip(&delays).map(late).collect();
        let entered = |event: &Event| event.recorded_at.is_some_and(|at| at.instant() <= Some(known_at));
        let known: Vec<Event> = events.iter().filter(|event| entered(event)).cloned().collect();
        let as_of = instant(world.as_of);
        let then = replay(&world, &engine, events.clone()).status_known_at(as_of, Some(known_at)).unwrap();
        let alone = replay(&world, &engine, known.clone()).status(as_of).unwrap();
        prop_assert_eq!(&then.clocks, &alone.clocks);
        prop_assert_eq!((then.standing, then.cycle, then.faults), (alone.standing, alone.cycle, alone.faults));
        let happened = |event: &&Event| event.at.is_some_and(|at| at.instant() <= Some(as_of));
        let unknown = events.iter().filter(happened).count() - known.iter().filter(happened).count();
        prop_assert_eq!(then.not_yet_known, unknown);
    }

    /// A status holds until the instant that it names, unless something happens.
    #[test]
    fn a_status_holds_until_it_says_it_changes(world in world()) {
        let engine = world.engine().unwrap();
        let case = replay(&world, &engine, world.events());
        let stands = |at: Instant| {
            let status = case.status(at).unwrap();
            let clock = |clock: &Clock| (clock.obligation, clock.cycle, clock.round, clock.state, clock.warns(at));
            (status.standing, status.tiering.tier, status.clocks.iter().map(clock).collect::<Vec<_>>())
        };
        let as_of = instant(world.as_of);
        let change = case.status(as_of).unwrap().next_change_at;
        let next_event = case.happens_next(as_of);
        let quiet = [change, next_event].into_iter().flatten().min().unwrap_or(as_of.plus(40 * 86_400).unwrap());
        prop_assert_eq!(stands(quiet.plus(-1).unwrap()), stands(as_of));
        if let Some(change) = change && next_event.is_none_or(|event| change < event) {
            prop_assert_ne!(stands(change), stands(as_of));
        }
    }

    /// Nothing is due before it begins, and what is due by a working day is due on one.
    #[test]
    fn a_due_time_does_not_precede_its_start(world in world()) {
        let world = by_the_rule(&world);
        let engine = world.engine().unwrap();
        for clock in clocks(&world, &engine) {
            let Some((due, started)) = clock.due.zip(clock.started.and_then(Moment::instant)) else { continue };
            prop_assert!(due >= started, "{:?}", clock);
            if let Limit::WorkingDays(_) = world.duties[clock.obligation.index()].limit {
                let day = engine.calendar().date_of(due);
                prop_assert!(engine.calendar().is_working_day(day).unwrap().value, "{:?}", clock);
            }
        }
    }

    /// What is received later is due no earlier.
    #[test]
    fn a_later_receipt_is_never_due_earlier(world in world(), later in prop_oneof![0..9_000_i64, 0..300_000_i64]) {
        let engine = world.engine().unwrap();
        let dues = |received: i64| clocks(&untouched(&world, received, received), &engine);
        let (first, second) = (dues(world.received), dues(world.received + later));
        prop_assert_eq!(first.len(), second.len());
        for (one, other) in first.iter().zip(&second) {
            prop_assert_eq!(one.obligation, other.obligation);
            prop_assert!(one.due <= other.due, "{:?} {:?}", one, other);
        }
    }

    /// A pause that begins in time moves a clock of working time by what is open in it, and one of elapsed time by all of
    /// it; one that begins too late moves nothing.
    #[test]
    fn a_pause_moves_a_clock_by_its_own_measure(world in world(), begin in 0..9_000_i64, length in 0..60_000_i64) {
        let engine = world.engine().unwrap();
        let (from, to) = (world.received + begin, world.received + begin + length);
        let still = |kind: &'static str, t: i64| Happening {
            t, kind, reason: None, who: "desk", until: None, tier: None, duty: None, partial: false,
        };
        let plain = untouched(&world, world.received, to);
        let paused = World { history: vec![still("paused", from), still("resumed", to)], ..plain.clone() };
        // By time alone the tier may change; what is owed in both is compared.
        let (before, after) = (clocks(&plain, &engine), clocks(&paused, &engine));
        let open = |from: i64, to: i64| {
            engine.calendar().working_seconds_between(instant(from), instant(to)).unwrap().value
        };
        for one in &before {
            let duty = &world.duties[one.obligation.index()];
            let Some(due) = one.due.map(seconds).filter(|_| duty.repeats == Repeats::Once && duty.cycles != Cycles::Throughout) else { continue };
            let Some(other) = after.iter().find(|clock| clock.obligation == one.obligation) else { continue };
            let moved = other.due.map(seconds).unwrap_or(due);
            match duty.limit {
                Limit::Working(_) if from <= due => prop_assert_eq!(open(due, moved), open(from, to).min(open(from, moved))),
                Limit::Elapsed(_) if from < due => prop_assert_eq!(moved - due, to - from),
                Limit::Working(_) | Limit::Elapsed(_) => prop_assert_eq!(moved, due),
                _ => prop_assert!(moved >= due),
            }
        }
    }

    /// What a book calls its rules decides nothing.
    #[test]
    fn renaming_labels_changes_nothing(world in world(), name in "[a-z一-三]{1,9}") {
        let engine = world.engine().unwrap();
        let mut book = world.book().replace("title = \"x\"", &format!("title = \"{name}\""));
        for number in 0..world.duties.len() {
            let id = format!("id = \"d{number}\"\n");
            book = book.replace(&id, &format!("{id}label = {{ zh = \"{name}{number}\", en = \"{name}\" }}\n"));
        }
        let renamed = Engine::with_calendar(Policy::parse(&book).unwrap(), engine.calendar().clone());
        prop_assert_ne!(renamed.policy().digest, engine.policy().digest);
        let of = |engine: &Engine| replay(&world, engine, world.events()).view(View::at(instant(world.as_of))).unwrap();
        prop_assert_eq!(of(&renamed), of(&engine));
    }
}
