//! Generated worlds: a week of opening hours, a rule book and a history, as plain numbers. Seconds count from Monday
//! 2026-03-02, 00:00 of UTC+8; day 0 is that Monday.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::prelude::*;
use tousu::calendar::{Calendar, Hours};
use tousu::case::Event;
use tousu::complaint::Complaint;
use tousu::policy::Policy;
use tousu::time::{Date, Instant, Moment};
use tousu::{Engine, Result};

pub(crate) const DAY: i64 = 86_400;

/// 2026-03-02T00:00:00+08:00.
const ORIGIN: i64 = 1_772_380_800;

/// Days from 1970-01-01 to 2026-03-02.
const FIRST_DATE: i32 = 20_514;

pub(crate) fn instant(t: i64) -> Instant {
    Instant::from_unix(ORIGIN + t).unwrap()
}

pub(crate) fn seconds(at: Instant) -> i64 {
    at.unix() - ORIGIN
}

#[derive(Clone, Debug)]
pub(crate) struct Week {
    /// Open from (included) to (excluded), in seconds of the day.
    pub(crate) hours: [Vec<(u32, u32)>; 7],
    pub(crate) holidays: BTreeSet<i64>,
    pub(crate) make_up: BTreeSet<i64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Limit {
    None,
    Elapsed(i64),
    Working(i64),
    Days(i64),
    WorkingDays(i64),
    SameDay,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Cycles {
    First,
    Each,
    Throughout,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Repeats {
    Once,
    EachStart,
    EachRecipient,
    Every,
}

#[derive(Clone, Debug)]
pub(crate) struct Duty {
    pub(crate) start: &'static str,
    pub(crate) ends: Vec<&'static str>,
    pub(crate) all: bool,
    pub(crate) limit: Limit,
    pub(crate) cycles: Cycles,
    /// Owed in the tier `minor`, in `major`.
    pub(crate) tiers: (bool, bool),
    pub(crate) extendable: bool,
    pub(crate) customer: bool,
    pub(crate) repeats: Repeats,
    /// The reason "weather" stops it.
    pub(crate) stopped_by_weather: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Happening {
    pub(crate) t: i64,
    pub(crate) kind: &'static str,
    pub(crate) reason: Option<&'static str>,
    pub(crate) who: &'static str,
    pub(crate) until: Option<i64>,
    pub(crate) tier: Option<&'static str>,
    pub(crate) duty: Option<usize>,
    pub(crate) partial: bool,
}

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) week: Week,
    pub(crate) duties: Vec<Duty>,
    /// The tier rises to `major` when it is not settled for longer than this.
    pub(crate) major_after: Option<i64>,
    pub(crate) received: i64,
    pub(crate) history: Vec<Happening>,
    pub(crate) as_of: i64,
}

fn hours() -> impl Strategy<Value = Vec<(u32, u32)>> {
    let (hour, minute) = (3_600, 60);
    prop_oneof![
        4 => Just(vec![(9 * hour, 12 * hour), (13 * hour, 18 * hour)]),
        2 => Just(Vec::new()),
        1 => Just(vec![(0, 24 * hour)]),
        1 => Just(vec![(10 * hour, 10 * hour + 37 * minute)]),
        1 => Just(vec![(8 * hour + 30 * minute, 17 * hour + 15 * minute + 7)]),
    ]
}

fn week() -> impl Strategy<Value = Week> {
    let days = || prop::collection::btree_set(0..12_i64, 0..4);
    (prop::array::uniform7(hours()), days(), days()).prop_map(|(mut hours, holidays, mut make_up)| {
        // No limit in working days may wait for ever.
        for weekday in [0, 2, 4] {
            if hours[weekday].is_empty() {
                hours[weekday] = vec![(9 * 3_600, 17 * 3_600)];
            }
        }
        make_up.retain(|day| !holidays.contains(day));
        Week { hours, holidays, make_up }
    })
}

/// A round number of seconds.
fn round() -> impl Strategy<Value = i64> {
    prop::sample::select(vec![600, 1_800, 3_600, 7_200])
}

/// So long before or after an opening, a closing or midnight.
fn received_around() -> impl Strategy<Value = i64> {
    prop_oneof![3 => -7_200..3_600_i64, 1 => Just(0), 1 => -2..3_i64]
}

fn limit() -> impl Strategy<Value = Limit> {
    prop_oneof![
        1 => Just(Limit::None),
        5 => (1..9_000_i64).prop_map(Limit::Elapsed),
        5 => (1..7_000_i64).prop_map(Limit::Working),
        1 => (1..30_000_i64).prop_map(Limit::Elapsed),
        1 => (1..30_000_i64).prop_map(Limit::Working),
        // Such as the histories often have between two events, so that both fall on one second.
        1 => round().prop_map(Limit::Elapsed),
        1 => round().prop_map(Limit::Working),
        2 => (1..3_i64).prop_map(Limit::Days),
        2 => (1..3_i64).prop_map(Limit::WorkingDays),
        1 => Just(Limit::SameDay),
    ]
}

fn duty() -> impl Strategy<Value = Duty> {
    let ends = prop_oneof![
        Just(vec!["replied"]),
        Just(vec!["resolved"]),
        Just(vec!["acknowledged"]),
        Just(vec!["replied", "customer-notified"]),
    ];
    let start = prop_oneof![3 => Just("received"), 1 => Just("accepted"), 1 => Just("resolved")];
    let cycles = prop_oneof![3 => Just(Cycles::Each), 1 => Just(Cycles::First), 1 => Just(Cycles::Throughout)];
    let tiers = prop_oneof![4 => Just((true, true)), 1 => Just((true, false)), 1 => Just((false, true))];
    let repeats = prop_oneof![
        6 => Just(Repeats::Once),
        1 => Just(Repeats::EachStart),
        1 => Just(Repeats::EachRecipient),
        1 => Just(Repeats::Every),
    ];
    let switches = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (start, ends, limit(), cycles, tiers, repeats, switches).prop_map(
        |(start, ends, limit, cycles, tiers, repeats, (all, extendable, customer, stopped_by_weather))| {
            let once = repeats == Repeats::Once;
            let moves = once && start == "received" && cycles != Cycles::Throughout && limit != Limit::None;
            Duty {
                start: match repeats {
                    Repeats::Once => start,
                    Repeats::EachStart => "feedback-received",
                    Repeats::EachRecipient => "dispatched",
                    Repeats::Every => "received",
                },
                ends: match repeats {
                    Repeats::Once => ends,
                    Repeats::EachStart => vec!["replied", "customer-notified"],
                    Repeats::EachRecipient => vec!["result-returned"],
                    Repeats::Every => vec!["progress-told"],
                },
                all: all && once,
                // What is owed every so often has a limit.
                limit: match (repeats, limit) {
                    (Repeats::Every, Limit::None | Limit::SameDay) => Limit::Elapsed(7_200),
                    (_, limit) => limit,
                },
                cycles: if once { cycles } else { Cycles::Each },
                tiers,
                extendable: extendable && moves,
                customer: customer && moves,
                repeats,
                stopped_by_weather,
            }
        },
    )
}

/// Kinds with their weights.
const KINDS: &[&str] = &[
    "acknowledged",
    "accepted",
    "replied",
    "replied",
    "customer-notified",
    "resolved",
    "resolved",
    "paused",
    "paused",
    "paused",
    "resumed",
    "resumed",
    "resumed",
    "reopened",
    "closed",
    "withdrawn",
    "visited",
    "retiered",
    "feedback-received",
    "feedback-received",
    "dispatched",
    "dispatched",
    "result-returned",
    "progress-told",
    "progress-told",
    "extension-approved",
    "customer-agreed",
];

fn happenings(duties: usize) -> impl Strategy<Value = Vec<Happening>> {
    let gap = prop_oneof![8 => 1..3_000_i64, 1 => 1..60_000_i64, 2 => 1..5_i64, 3 => round()];
    let ahead = prop_oneof![3 => 0..9_000_i64, 1 => 0..60_000_i64, 1 => round()];
    let one = (gap, 0..KINDS.len(), 0..64_u32, 0..duties, ahead);
    prop::collection::vec(one, 0..14).prop_map(|raw| {
        let mut t = 0;
        let happening = |(gap, kind, bits, duty, ahead): (i64, usize, u32, usize, i64)| {
            t += gap;
            let kind = KINDS[kind];
            let extension = kind == "extension-approved";
            let pausing = kind == "paused" || kind == "resumed";
            Happening {
                t,
                kind,
                reason: match bits % 4 {
                    0 if pausing => Some("weather"),
                    1 if pausing => Some("material"),
                    2 if kind == "paused" && bits % 8 == 2 => Some("switched-off"),
                    _ => None,
                },
                who: match (kind, bits % 5) {
                    ("extension-approved", 0) => "desk",
                    ("extension-approved", _) => "manager",
                    ("dispatched" | "result-returned", 0 | 1) => "engineering",
                    ("dispatched" | "result-returned", _) => "cleaning",
                    _ => "desk",
                },
                until: (extension || kind == "customer-agreed").then_some(t + ahead),
                tier: (kind == "retiered").then_some(if bits % 2 == 0 { "major" } else { "minor" }),
                duty: extension.then_some(duty),
                partial: kind == "replied" && bits % 6 == 0,
            }
        };
        raw.into_iter().map(happening).collect()
    })
}

prop_compose! {
    pub(crate) fn world()(duties in prop::collection::vec(duty(), 1..5))(
        week in week(),
        major_after in prop::option::weighted(0.4, prop_oneof![600..15_000_i64, round()]),
        received in (0..4_i64, prop::sample::select(vec![0, 9, 12, 13, 18, 24]), received_around()).prop_map(|(day, hour, around)| (day * DAY + hour * 3_600 + around).max(0)),
        history in happenings(duties.len()),
        ahead in prop_oneof![3 => 0..6_000_i64, 1 => 0..40_000_i64],
        part in 1..3_i64,
        duties in Just(duties),
    ) -> World {
        let history: Vec<Happening> = history
            .into_iter()
            .map(|happening| Happening {
                t: happening.t + received,
                until: happening.until.map(|until| until + received),
                ..happening
            })
            .collect();
        let last = history.last().map_or(received, |happening| happening.t);
        // Often after everything, sometimes in the middle.
        let as_of = received + (last - received) / part + if part == 1 { ahead } else { 0 };
        World { week, duties, major_after, received, history, as_of }
    }
}

impl std::fmt::Debug for World {
    /// As a reader would write it down.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Week { hours, holidays, make_up } = &self.week;
        writeln!(out, "hours {hours:?}\nholidays {holidays:?} make-up {make_up:?}\n{}", self.book())?;
        writeln!(out, "received {}", clock(self.received))?;
        for Happening { t, kind, reason, who, until, tier, duty, partial } in &self.history {
            let until = until.map(clock);
            let partial = if *partial { " in part" } else { "" };
            writeln!(out, "{} {kind}{partial} {reason:?} {who} {until:?} {tier:?} {duty:?}", clock(*t))?;
        }
        writeln!(out, "as of {}", clock(self.as_of))
    }
}

/// Day and time of day.
pub(crate) fn clock(t: i64) -> String {
    let second = t.rem_euclid(DAY);
    format!("{}/{:02}:{:02}:{:02} ({t})", t.div_euclid(DAY), second / 3600, second / 60 % 60, second % 60)
}

impl World {
    pub(crate) fn calendar(&self) -> Result<Calendar> {
        let date = |day: i64| Date::from_days(FIRST_DATE + day as i32);
        let mut builder = Calendar::builder().id("generated").zone("+08:00").known_years(2026, 2026);
        for (hours, weekday) in self.week.hours.iter().zip(0..) {
            builder = builder.weekly(weekday, Hours::new(hours)?);
        }
        for day in &self.week.holidays {
            builder = builder.holiday(date(*day)?, "holiday");
        }
        for day in &self.week.make_up {
            builder = builder.workday(date(*day)?, "make-up");
        }
        builder.build()
    }

    /// The rule book as a document.
    pub(crate) fn book(&self) -> String {
        let mut out = String::from(
            "policy = { id = \"x\", title = \"x\", version = \"1\", lexicon = \"hospital\" }\n\
             role = [{ id = \"desk\" }, { id = \"manager\" }, { id = \"engineering\" }, { id = \"cleaning\" }]\n",
        );
        match self.major_after {
            Some(after) => {
                writeln!(
                    out,
                    "tier = [{{ id = \"major\", clause = \"1\", when = {{ unresolved_for = \"{after} seconds\" }} }}, \
                     {{ id = \"minor\", clause = \"1\", default = true }}]"
                )
                .unwrap();
            }
            None => out.push_str(
                "tier = [{ id = \"major\", clause = \"1\", set_by = \"person\" }, { id = \"minor\", clause = \"1\", default = true }]\n",
            ),
        }
        for (duty, number) in self.duties.iter().zip(0..) {
            self.write_duty(duty, number, &mut out);
        }
        let stopped: Vec<String> = (0..self.duties.len())
            .filter(|number| self.duties[*number].stopped_by_weather)
            .map(|number| format!("\"d{number}\""))
            .collect();
        if !stopped.is_empty() {
            writeln!(out, "[[pause]]\nreason = \"weather\"\nclause = \"1\"\nstops = [{}]", stopped.join(", ")).unwrap();
        }
        out.push_str("[[pause]]\nreason = \"switched-off\"\nclause = \"1\"\nenabled = false\n");
        out
    }

    fn write_duty(&self, duty: &Duty, number: usize, out: &mut String) {
        let quoted: Vec<String> = duty.ends.iter().map(|end| format!("\"{end}\"")).collect();
        writeln!(out, "[[obligation]]\nid = \"d{number}\"\nclause = \"1\"\nstarts = \"{}\"", duty.start).unwrap();
        match (quoted.as_slice(), duty.all) {
            ([one], _) => writeln!(out, "ends = {one}").unwrap(),
            (many, all) => {
                writeln!(out, "ends = {{ {} = [{}] }}", if all { "all" } else { "any" }, many.join(", ")).unwrap();
            }
        }
        let limit = match duty.limit {
            Limit::None => None,
            Limit::Elapsed(seconds) => Some(format!("{seconds} seconds")),
            Limit::Working(seconds) => Some(format!("{seconds} working seconds")),
            Limit::Days(days) => Some(format!("{days} days")),
            Limit::WorkingDays(days) => Some(format!("{days} working days")),
            Limit::SameDay => Some("same day".to_owned()),
        };
        if let Some(limit) = limit {
            let field = if duty.repeats == Repeats::Every { "every" } else { "within" };
            writeln!(out, "{field} = \"{limit}\"").unwrap();
        }
        let cycles = match duty.cycles {
            Cycles::First => "first",
            Cycles::Each => "each",
            Cycles::Throughout => "throughout",
        };
        writeln!(out, "cycles = \"{cycles}\"\ncustomer_may_set = {}", duty.customer).unwrap();
        match duty.repeats {
            Repeats::EachStart => out.push_str("repeats = \"each-start\"\n"),
            Repeats::EachRecipient => out.push_str("repeats = \"each-recipient\"\n"),
            Repeats::Once | Repeats::Every => {}
        }
        match duty.tiers {
            (true, false) => out.push_str("tiers = [\"minor\"]\n"),
            (false, true) => out.push_str("tiers = [\"major\"]\n"),
            _ => {}
        }
        if duty.extendable {
            out.push_str("extension = { approved_by = \"manager\" }\n");
        }
    }

    pub(crate) fn engine(&self) -> Result<Engine> {
        Ok(Engine::with_calendar(Policy::parse(&self.book())?, self.calendar()?.into()))
    }

    pub(crate) fn complaint(&self) -> Complaint {
        Complaint { id: "c1".into(), received_at: Some(Moment::at(instant(self.received))), ..Complaint::default() }
    }

    pub(crate) fn events(&self) -> Vec<Event> {
        let event = |(happening, number): (&Happening, usize)| Event {
            reason: happening.reason.map(str::to_owned),
            by: Some(happening.who.to_owned()),
            to: (happening.kind == "dispatched").then(|| happening.who.to_owned()),
            until: happening.until.map(|until| Moment::at(instant(until))),
            tier: happening.tier.map(str::to_owned),
            obligation: happening.duty.map(|duty| format!("d{duty}")),
            partial: happening.partial.then_some(true),
            satisfied: (happening.kind == "visited").then_some(false),
            ..Event::new(format!("e{number:02}"), happening.kind, Moment::at(instant(happening.t)))
        };
        self.history.iter().zip(0..).map(event).collect()
    }
}
