//! A clock on the wall of the oracle, and the week that it looks at.

use crate::world::{DAY, Limit, World};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    Met,
    Missed,
    Waived,
}

/// One clock on the wall.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    pub(crate) duty: usize,
    pub(crate) cycle: u32,
    pub(crate) round: u32,
    pub(crate) who: Option<&'static str>,
    pub(crate) started: Option<i64>,
    /// Seconds or dates counted.
    pub(crate) count: i64,
    /// Seconds or dates to count.
    pub(crate) wanted: i64,
    /// A due time that was named.
    pub(crate) named: Option<i64>,
    /// When the count was full.
    pub(crate) due: Option<i64>,
    /// It stood still when the due time came, and does so still.
    pub(crate) frozen: bool,
    /// Since when it is too late.
    pub(crate) late: Option<i64>,
    /// Which ends have been seen, and when the last one was.
    pub(crate) seen: Vec<&'static str>,
    pub(crate) ended: Option<i64>,
    /// Whether it ended in time, and the due time then.
    pub(crate) in_time: bool,
    pub(crate) due_at_end: Option<i64>,
    pub(crate) verdict: Option<Verdict>,
    pub(crate) at_change: bool,
    /// The case was settled, and with it this round.
    pub(crate) closed: bool,
    pub(crate) owed: bool,
    /// Since when it is owed, and whether that was the beginning of its cycle.
    pub(crate) owed_since: i64,
    pub(crate) initial: bool,
    pub(crate) ever: bool,
    pub(crate) faults: Vec<&'static str>,
}

/// Which days are worked, and when they are open.
pub(crate) struct Week(Vec<Option<Vec<(u32, u32)>>>);

/// No limit of the worlds reaches further.
const DAYS: i64 = 60;

impl Week {
    pub(crate) fn of(world: &World) -> Self {
        let week = &world.week;
        // A make-up day has the hours of the first weekday that has some.
        let make_up = week.hours.iter().find(|hours| !hours.is_empty()).unwrap();
        let of_day = |day: i64| {
            let weekday = &week.hours[day.rem_euclid(7) as usize];
            match (week.holidays.contains(&day), week.make_up.contains(&day)) {
                (true, _) => None,
                (false, true) => Some(make_up.clone()),
                (false, false) => (!weekday.is_empty()).then(|| weekday.clone()),
            }
        };
        Self((0..DAYS).map(of_day).collect())
    }

    fn is_working(&self, day: i64) -> bool {
        self.0[day as usize].is_some()
    }

    fn is_open(&self, t: i64) -> bool {
        let second = (t % DAY) as u32;
        let Some(hours) = &self.0[(t / DAY) as usize] else { return false };
        hours.iter().any(|(open, close)| *open <= second && second < *close)
    }
}

impl Watch {
    pub(crate) fn new(duty: usize, limit: Limit, cycle: u32, round: u32, who: Option<&'static str>) -> Self {
        Self {
            duty,
            cycle,
            round,
            who,
            started: None,
            count: 0,
            wanted: match limit {
                Limit::Elapsed(wanted) | Limit::Working(wanted) | Limit::Days(wanted) | Limit::WorkingDays(wanted) => {
                    wanted
                }
                Limit::SameDay => 1,
                Limit::None => 0,
            },
            named: None,
            due: None,
            frozen: false,
            late: None,
            in_time: false,
            seen: Vec::new(),
            ended: None,
            due_at_end: None,
            verdict: None,
            at_change: false,
            closed: false,
            owed: false,
            owed_since: 0,
            initial: false,
            ever: false,
            faults: Vec::new(),
        }
    }

    /// A second passes.
    pub(crate) fn pass(&mut self, week: &Week, limit: Limit, t: i64, paused: bool) {
        let Some(started) = self.started else { return };
        if self.late.is_some() || limit == Limit::None {
            return;
        }
        let ends_day = t.rem_euclid(DAY) == DAY - 1;
        let day = t.div_euclid(DAY);
        match (limit, self.named) {
            (Limit::Elapsed(_), _) => {
                if self.due.is_none() && !paused {
                    self.count += 1;
                }
            }
            (Limit::Working(_), None) => {
                if self.due.is_none() && !paused && week.is_open(t) {
                    self.count += 1;
                }
            }
            (Limit::Working(_), Some(named)) => {
                if paused && week.is_open(t) {
                    let open = (named..).find(|t| week.is_open(*t)).unwrap();
                    (self.named, self.due) = (Some(open + 1), None);
                }
            }
            (Limit::Days(_) | Limit::WorkingDays(_) | Limit::SameDay, None) => {
                let counts = match limit {
                    Limit::Days(_) => day > started.div_euclid(DAY),
                    Limit::WorkingDays(_) => day > started.div_euclid(DAY) && week.is_working(day),
                    _ => true,
                };
                // A date on which it stands still at midnight does not count.
                if ends_day && counts && !paused && self.due.is_none() {
                    self.count += 1;
                    if self.count == self.wanted {
                        self.due = Some(t);
                    }
                }
            }
            (Limit::Days(_) | Limit::WorkingDays(_) | Limit::SameDay, Some(named)) => {
                if ends_day && paused {
                    let later = match limit {
                        Limit::Days(_) => Some(named + DAY),
                        Limit::WorkingDays(_) if week.is_working(day) => {
                            let next = (named.div_euclid(DAY) + 1..).find(|day| week.is_working(*day)).unwrap();
                            Some(next * DAY + named.rem_euclid(DAY))
                        }
                        Limit::SameDay if named.div_euclid(DAY) == day => Some(named + DAY),
                        _ => None,
                    };
                    if let Some(later) = later {
                        (self.named, self.due) = (Some(later), None);
                    }
                }
            }
            (Limit::None, _) => {}
        }
    }

    /// Whether the count is full now, and whether it is too late.
    pub(crate) fn look(&mut self, limit: Limit, t: i64, paused: bool) {
        if self.started.is_none() || limit == Limit::None {
            return;
        }
        if self.due.is_none() {
            self.due = match (limit, self.named) {
                (Limit::Elapsed(_), _) | (Limit::Working(_), None) => (self.count == self.wanted).then_some(t),
                (_, Some(named)) => (named <= t).then_some(named),
                _ => None,
            };
        }
        if let Some(due) = self.due {
            self.frozen = paused && (self.frozen || due >= t);
            if due < t && !self.frozen {
                self.late = self.late.or(Some(t));
            }
        }
    }

    /// It stands still from this second on.
    pub(crate) fn freeze(&mut self, t: i64, paused: bool) {
        self.frozen |= paused && self.late.is_none() && self.due.is_some_and(|due| due >= t);
    }

    /// The due time if nothing more happened.
    pub(crate) fn project(&self, week: &Week, limit: Limit, from: i64) -> Option<i64> {
        self.started?;
        if limit == Limit::None {
            return None;
        }
        let mut copy = self.clone();
        (from..).find_map(|t| {
            copy.look(limit, t, false);
            if copy.due.is_none() {
                copy.pass(week, limit, t, false);
            }
            copy.due
        })
    }
}
