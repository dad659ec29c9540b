//! A naive reading of a history: a clock for every duty that is looked at every second. It knows nothing of the library: no
//! calendar, no due times, no tables; what it finds has to be what the library finds.

use crate::watch::{Verdict, Watch, Week};
use crate::world::{Cycles, Duty, Happening, Limit, Repeats, World};

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Found {
    pub(crate) standing: &'static str,
    pub(crate) cycle: u32,
    pub(crate) tier: &'static str,
    pub(crate) clocks: Vec<FoundClock>,
    pub(crate) faults: Vec<&'static str>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FoundClock {
    pub(crate) duty: usize,
    pub(crate) cycle: u32,
    pub(crate) round: u32,
    pub(crate) who: Option<String>,
    pub(crate) state: &'static str,
    pub(crate) started: Option<i64>,
    pub(crate) due: Option<i64>,
    pub(crate) ended: Option<i64>,
    pub(crate) at_change: bool,
}

struct Sim<'w> {
    world: &'w World,
    week: Week,
    cycle: u32,
    standing: &'static str,
    settled: Option<i64>,
    terminated: bool,
    person: Option<(bool, i64)>,
    pauses: Vec<Option<&'static str>>,
    watches: Vec<Watch>,
    faults: Vec<&'static str>,
}

/// What may follow after the end.
const AFTER_END: &[&str] = &["reopened", "visited", "feedback-received", "customer-notified"];

pub(crate) fn read(world: &World) -> Found {
    let mut sim = Sim {
        world,
        week: Week::of(world),
        cycle: 1,
        standing: "open",
        settled: None,
        terminated: false,
        person: None,
        pauses: Vec::new(),
        watches: Vec::new(),
        faults: Vec::new(),
    };
    sim.begin_cycle(world.received);
    sim.look_at_what_is_owed(world.received, true);
    let turn = world.major_after.map(|after| world.received + after + 1);
    let mut next = world.history.iter().peekable();
    let mut t = world.received;
    loop {
        sim.look(t);
        if turn == Some(t) {
            sim.look_at_what_is_owed(t, false);
        }
        while let Some(happening) = next.next_if(|happening| happening.t == t) {
            sim.happen(happening);
            sim.freeze(t);
        }
        if t == world.as_of {
            break;
        }
        if (0..sim.watches.len()).all(|index| sim.is_done(index)) {
            // No second changes anything before the next of these.
            let stops = [next.peek().map(|happening| happening.t), turn.filter(|turn| *turn > t), Some(world.as_of)];
            t = stops.into_iter().flatten().min().unwrap();
        } else {
            sim.pass(t);
            t += 1;
        }
    }
    sim.found()
}

impl<'w> Sim<'w> {
    fn duty(&self, number: usize) -> &'w Duty {
        &self.world.duties[number]
    }

    fn new_watch(&self, duty: usize, round: u32, who: Option<&'static str>) -> Watch {
        Watch::new(duty, self.duty(duty).limit, self.cycle, round, who)
    }

    fn begin_cycle(&mut self, t: i64) {
        for number in 0..self.world.duties.len() {
            if self.cycle > 1 && self.duty(number).cycles != Cycles::Each {
                continue;
            }
            let watch = self.new_watch(number, 1, None);
            self.watches.push(watch);
            if self.duty(number).start == "received" {
                let last = self.watches.len() - 1;
                self.start(last, t);
            }
        }
    }

    fn start(&mut self, index: usize, t: i64) {
        let duty = self.duty(self.watches[index].duty);
        let complete = duty.repeats == Repeats::Once && self.is_complete(index);
        let watch = &mut self.watches[index];
        watch.started = Some(t);
        if complete {
            // It had ended before it began: from the first moment it is done.
            let ended = watch.ended;
            watch.ended = None;
            self.end(index, ended.unwrap(), t);
        }
    }

    fn is_complete(&self, index: usize) -> bool {
        let (watch, duty) = (&self.watches[index], self.duty(self.watches[index].duty));
        if duty.all { duty.ends.iter().all(|end| watch.seen.contains(end)) } else { !watch.seen.is_empty() }
    }

    fn is_current(&self, watch: &Watch) -> bool {
        watch.cycle == self.cycle || self.duty(watch.duty).cycles == Cycles::Throughout
    }

    /// Whether a clock does not run: no second changes it any more, or yet.
    fn is_done(&self, index: usize) -> bool {
        let watch = &self.watches[index];
        let over = watch.ended.is_some() && self.duty(watch.duty).cycles != Cycles::Throughout;
        watch.started.is_none() || watch.late.is_some() || over
    }

    fn is_paused(&self, watch: &Watch) -> bool {
        if self.pauses.is_empty() {
            return false;
        }
        let by_weather = self.duty(watch.duty).stopped_by_weather;
        let declared = self.world.duties.iter().any(|duty| duty.stopped_by_weather);
        self.is_current(watch)
            && self.pauses.iter().any(|reason| match reason {
                Some("switched-off") => false,
                Some("weather") => by_weather || !declared,
                _ => true,
            })
    }

    fn end(&mut self, index: usize, at: i64, now: i64) {
        let limit = self.duty(self.watches[index].duty).limit;
        let due = self.watches[index].project(&self.week, limit, now);
        let paused = self.is_paused(&self.watches[index]);
        let watch = &mut self.watches[index];
        // What stands still is not late, whatever its due time would be.
        let in_time = due.is_none_or(|due| at <= due) || (paused && watch.late.is_none());
        (watch.ended, watch.in_time) = (Some(at), in_time);
        watch.due_at_end = due;
        if watch.owed && watch.verdict.is_none() {
            watch.verdict = Some(if in_time { Verdict::Met } else { Verdict::Missed });
        }
    }

    /// The time-driven tier, as long as nobody settled it before.
    fn overdue(&self, t: i64) -> bool {
        self.world.major_after.is_some_and(|after| {
            let over = self.world.received + after + 1;
            t >= over && self.settled.is_none_or(|settled| settled >= over)
        })
    }

    fn is_major(&self, t: i64) -> bool {
        match self.person {
            Some((major, since)) => major || (self.overdue(t) && !self.overdue(since)),
            None => self.overdue(t),
        }
    }

    fn look(&mut self, t: i64) {
        for index in 0..self.watches.len() {
            if self.is_done(index) {
                continue;
            }
            let paused = self.is_paused(&self.watches[index]);
            let limit = self.duty(self.watches[index].duty).limit;
            let watch = &mut self.watches[index];
            watch.look(limit, t, paused);
            if watch.late.is_some() && watch.owed && watch.verdict.is_none() && watch.ended.is_none() {
                watch.verdict = Some(Verdict::Missed);
            }
        }
    }

    fn freeze(&mut self, t: i64) {
        for index in 0..self.watches.len() {
            let paused = self.is_paused(&self.watches[index]);
            self.watches[index].freeze(t, paused);
        }
    }

    fn pass(&mut self, t: i64) {
        for index in 0..self.watches.len() {
            if self.is_done(index) {
                continue;
            }
            let paused = self.is_paused(&self.watches[index]);
            let limit = self.duty(self.watches[index].duty).limit;
            self.watches[index].pass(&self.week, limit, t, paused);
        }
    }

    fn look_at_what_is_owed(&mut self, t: i64, cycle_begins: bool) {
        let major = self.is_major(t);
        for index in 0..self.watches.len() {
            let (minor_owes, major_owes) = self.duty(self.watches[index].duty).tiers;
            let asked = self.is_current(&self.watches[index]) && if major { major_owes } else { minor_owes };
            let owed = asked && !self.terminated;
            let watch = &mut self.watches[index];
            watch.ever |= asked;
            if owed && !watch.owed {
                (watch.owed_since, watch.initial) = (t, cycle_begins);
                let first = cycle_begins;
                if watch.verdict.is_none() || (watch.verdict == Some(Verdict::Waived) && !watch.closed) {
                    let late = watch.late.is_some();
                    watch.verdict = match (watch.started.and(watch.ended), late) {
                        (Some(_), _) if watch.in_time => Some(Verdict::Met),
                        (None, false) => None,
                        _ => Some(Verdict::Missed),
                    };
                    // It was late before it was owed.
                    watch.at_change = !first && late && watch.verdict == Some(Verdict::Missed);
                }
            }
            if !owed && watch.owed && watch.verdict.is_none() {
                watch.verdict = Some(Verdict::Waived);
            }
            watch.owed = owed;
        }
    }

    fn happen(&mut self, happening: &Happening) {
        let t = happening.t;
        if matches!(self.standing, "closed" | "withdrawn") && !AFTER_END.contains(&happening.kind) {
            self.faults.push("after-end");
            return;
        }
        let was_open = self.settled.is_none();
        let mut cycle_begins = false;
        match happening.kind {
            "paused" => self.pauses.push(happening.reason),
            "resumed" => {
                let before = self.pauses.len();
                self.pauses.retain(|reason| happening.reason.is_some() && *reason != happening.reason);
                if self.pauses.len() == before {
                    self.faults.push("resume-without-pause");
                    return;
                }
            }
            "reopened" => {
                self.pauses.clear();
                self.terminated = false;
                self.standing = "open";
                // What is not decided in the cycle before is owed no more; what goes on is not ended.
                self.settled = None;
                self.cycle += 1;
                for index in 0..self.watches.len() {
                    if self.duty(self.watches[index].duty).cycles == Cycles::Throughout {
                        let watch = &mut self.watches[index];
                        watch.seen.clear();
                        (watch.ended, watch.due_at_end) = (None, None);
                        if watch.verdict != Some(Verdict::Missed) {
                            watch.verdict = None;
                            if watch.late.is_some() && watch.owed {
                                watch.verdict = Some(Verdict::Missed);
                                let late = watch.late.is_some_and(|late| late <= watch.owed_since);
                                watch.at_change = !watch.initial && late;
                            }
                        }
                    }
                }
                self.look_at_what_is_owed(t, false);
                self.begin_cycle(t);
                cycle_begins = true;
            }
            "resolved" => self.settle("resolved", t),
            "closed" => self.settle("closed", t),
            "withdrawn" => {
                self.terminated = true;
                self.settle("withdrawn", t);
            }
            "visited" => {
                self.standing = "open";
                self.settled = None;
            }
            "retiered" => self.person = Some((happening.tier == Some("major"), t)),
            "extension-approved" => self.extend(happening),
            "customer-agreed" => {
                for index in 0..self.watches.len() {
                    if self.duty(self.watches[index].duty).customer && self.is_current(&self.watches[index]) {
                        self.name_due(index, happening);
                    }
                }
            }
            _ => {}
        }
        self.ends(happening, was_open);
        if happening.kind != "reopened" {
            self.starts(happening, was_open);
        }
        self.look_at_what_is_owed(t, cycle_begins);
    }

    fn settle(&mut self, standing: &'static str, t: i64) {
        self.standing = standing;
        self.settled = self.settled.or(Some(t));
    }

    fn ends(&mut self, happening: &Happening, was_open: bool) {
        let t = happening.t;
        for index in 0..self.watches.len() {
            let watch = &self.watches[index];
            let duty = self.duty(watch.duty);
            let fits = duty.ends.contains(&happening.kind) && self.is_current(watch);
            let once = duty.repeats == Repeats::Once;
            let by = duty.repeats != Repeats::EachRecipient || watch.who == Some(happening.who);
            let open = duty.repeats != Repeats::Every || was_open || watch.closed;
            let again = once && watch.ended.is_some() && self.is_complete(index);
            if !fits || !by || !open || again || (once && happening.partial) {
                continue;
            }
            if !once
                && (watch.started.is_none()
                    || watch.ended.is_some()
                    || (watch.closed && watch.verdict == Some(Verdict::Waived)))
            {
                continue;
            }
            let started = watch.started.is_some();
            if !watch.seen.contains(&happening.kind) {
                self.watches[index].seen.push(happening.kind);
            }
            if !once || self.is_complete(index) {
                if started {
                    self.end(index, t, t);
                } else {
                    self.watches[index].ended = Some(t);
                }
            }
        }
    }

    fn starts(&mut self, happening: &Happening, was_open: bool) {
        let t = happening.t;
        for number in 0..self.world.duties.len() {
            let duty = self.duty(number);
            let here: Vec<usize> = (0..self.watches.len())
                .filter(|index| self.watches[*index].duty == number && self.is_current(&self.watches[*index]))
                .collect();
            match duty.repeats {
                Repeats::Once => {
                    for index in here {
                        if duty.start == happening.kind && self.watches[index].started.is_none() {
                            self.start(index, t);
                        }
                    }
                }
                Repeats::EachStart | Repeats::EachRecipient if duty.start == happening.kind => {
                    let who = (duty.repeats == Repeats::EachRecipient).then_some(happening.who);
                    let mine: Vec<usize> = here
                        .iter()
                        .copied()
                        .filter(|index| self.watches[*index].started.is_some() && self.watches[*index].who == who)
                        .collect();
                    if mine.iter().any(|index| self.watches[*index].ended.is_none()) {
                        continue;
                    }
                    let round = mine.len() as u32 + 1;
                    let unused = here.into_iter().find(|index| self.watches[*index].started.is_none());
                    let index = unused.unwrap_or_else(|| self.add_round(number));
                    (self.watches[index].round, self.watches[index].who) = (round, who);
                    self.start(index, t);
                }
                Repeats::Every => {
                    let is_open = self.settled.is_none();
                    if was_open && !is_open {
                        // Settled: what still runs is owed no more.
                        for index in here {
                            let watch = &mut self.watches[index];
                            watch.closed = true;
                            if watch.ended.is_none() && watch.verdict.is_none() {
                                watch.verdict = Some(Verdict::Waived);
                            }
                        }
                    } else if is_open {
                        let rounds = here.len() as u32;
                        let running = here.last().is_none_or(|last| self.watches[*last].ended.is_none());
                        if !was_open || !running {
                            let index = self.add_round(number);
                            self.watches[index].round = rounds + 1;
                            self.start(index, t);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// A further round, owed as the one before.
    fn add_round(&mut self, number: usize) -> usize {
        let of_duty = |watch: &&Watch| watch.duty == number && watch.cycle == self.cycle;
        let of_duty = self.watches.iter().rev().find(of_duty);
        let (owed, owed_since, ever) = of_duty.map_or((false, 0, false), |w| (w.owed, w.owed_since, w.ever));
        let watch = Watch { owed, owed_since, ever, ..self.new_watch(number, 1, None) };
        self.watches.push(watch);
        self.watches.len() - 1
    }

    fn extend(&mut self, happening: &Happening) {
        let number = happening.duty.unwrap();
        let duty = self.duty(number);
        if !duty.extendable || happening.who != "manager" {
            self.faults.push(if duty.extendable { "wrong-approver" } else { "not-extendable" });
            return;
        }
        for index in 0..self.watches.len() {
            let watch = &self.watches[index];
            if watch.duty != number || !self.is_current(watch) || watch.started.is_none() || duty.limit == Limit::None {
                continue;
            }
            let current = self.current_due(index, happening.t);
            if happening.until < current {
                self.watches[index].faults.push("extension-earlier");
            } else {
                self.name_due(index, happening);
            }
        }
    }

    fn current_due(&self, index: usize, t: i64) -> Option<i64> {
        let watch = &self.watches[index];
        let limit = self.duty(watch.duty).limit;
        if watch.ended.is_some() { watch.due_at_end } else { watch.project(&self.week, limit, t) }
    }

    /// A due time is named, if it is not too late for it.
    fn name_due(&mut self, index: usize, happening: &Happening) {
        let (t, until) = (happening.t, happening.until.unwrap());
        let limit = self.duty(self.watches[index].duty).limit;
        let watch = &mut self.watches[index];
        if watch.ended.is_some() || watch.started.is_none() || limit == Limit::None || watch.late.is_some() {
            return;
        }
        (watch.due, watch.frozen) = (None, false);
        match limit {
            Limit::Elapsed(_) => (watch.count, watch.wanted) = (0, until - t),
            _ => watch.named = Some(until),
        }
    }

    fn found(&self) -> Found {
        let t = self.world.as_of;
        let stopped = self.pauses.iter().any(|reason| *reason != Some("switched-off"));
        let mut faults = self.faults.clone();
        let mut clocks: Vec<FoundClock> = Vec::new();
        for watch in self.watches.iter().filter(|watch| watch.ever) {
            faults.extend(&watch.faults);
            let limit = self.duty(watch.duty).limit;
            let due = if watch.ended.is_some() && watch.started.is_some() {
                watch.due_at_end
            } else {
                watch.project(&self.week, limit, t)
            };
            let state = match (watch.verdict, watch.owed, watch.started) {
                (Some(Verdict::Met), ..) => "met",
                (Some(Verdict::Missed), ..) => "breached",
                (Some(Verdict::Waived), ..) | (None, false, _) => "waived",
                (None, true, None) => "pending",
                (None, true, Some(_)) if self.is_paused(watch) && limit != Limit::None => "paused",
                (None, true, Some(_)) => "running",
            };
            let told = matches!(state, "met" | "breached");
            clocks.push(FoundClock {
                duty: watch.duty,
                cycle: watch.cycle,
                round: watch.round,
                who: watch.who.map(str::to_owned),
                state,
                started: watch.started,
                due,
                ended: watch.ended.filter(|_| told && watch.started.is_some()),
                at_change: watch.at_change && self.duty(watch.duty).cycles != Cycles::Throughout,
            });
        }
        clocks.sort_by_key(|clock| (clock.duty, clock.cycle));
        faults.sort_unstable();
        let standing = if self.standing == "open" && stopped { "paused" } else { self.standing };
        Found { standing, cycle: self.cycle, tier: if self.is_major(t) { "major" } else { "minor" }, clocks, faults }
    }
}
