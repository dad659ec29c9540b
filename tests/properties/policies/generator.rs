//! Rule books at random, from a seed.

mod dice;
mod inputs;

use std::fmt::Write as _;

pub(crate) use dice::Dice;

/// 2025-06-01T00:00:00+08:00: the receipts and the events begin here.
pub(crate) const FIRST: i64 = 1_748_707_200;

/// Everything that a rule book may say: field by field, `section.field`.
pub(crate) const CONSTRUCTS: &[&str] = &[
    "policy.extends",
    "policy.hours",
    "policy.calendar",
    "policy.count_start_day",
    "policy.holiday_roll",
    "policy.day_end",
    "policy.work_end",
    "policy.effective",
    "policy.untiered",
    "role",
    "role.aliases",
    "role.charge",
    "fact",
    "event",
    "tier",
    "tier.default",
    "tier.person",
    "tier.internal",
    "category",
    "category.route_to",
    "category.tier_hint",
    "channel",
    "route",
    "route.during",
    "route.when",
    "route.first-asked",
    "route.lead-department",
    "obligation",
    "obligation.tiers",
    "obligation.when",
    "obligation.first_available",
    "obligation.to",
    "obligation.any",
    "obligation.all",
    "obligation.within",
    "obligation.warn",
    "obligation.every",
    "obligation.counting",
    "obligation.strength",
    "obligation.owner",
    "obligation.extension",
    "obligation.at_most",
    "obligation.customer_may_set",
    "obligation.delay_promise",
    "obligation.cycles",
    "obligation.repeats",
    "obligation.owed_out_of_scope",
    "obligation.internal",
    "pause",
    "pause.stops",
    "pause.enabled",
    "parameter.period",
    "parameter.range",
    "parameter.hours",
    "parameter.count",
    "parameter.money",
    "parameter.bool",
    "parameter.day-of-month",
    "parameter.enum",
    "parameter.open",
    "report",
    "report.due",
    "unit_duty",
    "threshold",
    "threshold.within",
    "sanction",
    "sanction.lasts",
    "archive",
    "forbids",
    "form",
    "duty",
    "note",
    "keyword",
    "vocabulary",
    "condition.all",
    "condition.any",
    "condition.not",
    "condition.signal",
    "condition.fact",
    "condition.at_least",
    "condition.category",
    "condition.complainants",
    "condition.unresolved_for",
    "condition.in_scope",
    "condition.complete",
    "condition.substantiated",
    "condition.happened",
    "condition.parameter",
    "open",
    "overlay",
];

const ROLES: &[&str] = &["desk", "manager", "safety", "owner-side"];
const SIGNALS: &[&str] = &["fire", "gas", "injury", "fire-hazard", "repeated", "petition", "media"];
const CATEGORIES: &[&str] = &["facilities", "facilities/elevator", "fees", "neighbour", "parking/illegal-parking"];
const LENGTHS: &[&str] = &[
    "30 minutes",
    "2 hours",
    "24 hours",
    "4 working hours",
    "12 working hours",
    "1 day",
    "3 days",
    "2 working days",
    "15 working days",
    "1 month",
    "6 months",
    "same day",
    "same working day",
    "半小时",
    "3个工作日",
];
const DAYS_OF_MONTH: &[&str] = &["by day 30 of the month", "by day 3 of the next month", "same day"];
const STARTS: &[&str] = &[
    "received",
    "classified",
    "registered",
    "filed",
    "dispatched",
    "acknowledged",
    "reopened",
    "resolved",
    "escalated",
    "feedback-received",
    "replied",
    "sealed",
];
const ENDS: &[&str] = &[
    "registered",
    "dispatched",
    "acknowledged",
    "replied",
    "resolved",
    "visited",
    "closed",
    "archived",
    "escalated",
    "customer-notified",
    "progress-told",
    "sealed",
    "explained",
    "received",
];

/// A generated rule book, section by section, and what it has.
#[derive(Default)]
pub(crate) struct Book {
    head: String,
    body: String,
    tiers: Vec<String>,
    obligations: Vec<String>,
    pauses: Vec<String>,
    overlay: Option<String>,
    has: Vec<&'static str>,
}

impl Book {
    pub(crate) fn source(&self) -> String {
        match &self.overlay {
            Some(overlay) => overlay.clone(),
            None => format!("{}{}", self.head, self.body),
        }
    }

    pub(crate) fn constructs(&self) -> impl Iterator<Item = &'static str> {
        self.has.iter().copied()
    }

    fn has(&mut self, construct: &'static str) {
        assert!(CONSTRUCTS.contains(&construct), "{construct}");
        if !self.has.contains(&construct) {
            self.has.push(construct);
        }
    }

    /// Adds a line when the die says so.
    fn may(&mut self, dice: &mut Dice, times: usize, construct: &'static str, line: impl FnOnce(&mut Dice) -> String) {
        if dice.chance(times) {
            let line = line(dice);
            self.body.push_str(&line);
            self.body.push('\n');
            self.has(construct);
        }
    }

    fn line(&mut self, line: &str) {
        self.body.push_str(line);
        self.body.push('\n');
    }

    pub(crate) fn generate(dice: &mut Dice) -> Self {
        let mut book = Self::default();
        if dice.chance(12) {
            book.lay_over(dice);
            return book;
        }
        book.declare(dice);
        book.parameters(dice);
        book.some_tiers(dice);
        book.groups(dice);
        for number in 0..1 + dice.below(5) {
            book.obligation(number, dice);
        }
        book.rest(dice);
        book.policy(dice);
        book
    }

    /// An overlay of a built-in book in the place of a book of its own.
    fn lay_over(&mut self, dice: &mut Dice) {
        let base = dice.pick(&["residential-community", "complaint-process-training", "city-peoples-hospital"]);
        let mut out = format!("[overlay]\nid = 'house'\ntitle = 'house'\nversion = '1'\nbase = '{base}'\n");
        if dice.chance(2) {
            out.push_str("hours = '08:00-12:00, 13:00-18:30'\n");
        }
        let _ = write!(
            out,
            "[[obligation]]\nid = 'more'\nclause = '1'\nstarts = '{}'\nends = '{}'\nwithin = '{}'\n",
            dice.pick(STARTS),
            dice.pick(ENDS),
            dice.pick(LENGTHS)
        );
        self.obligations.push("more".to_owned());
        self.has("overlay");
        self.overlay = Some(out);
    }

    fn declare(&mut self, dice: &mut Dice) {
        for role in ROLES {
            self.line(&format!("[[role]]\nid = '{role}'"));
            self.has("role");
            self.may(dice, 3, "role.aliases", |_| format!("aliases = ['{role}-too']"));
            self.may(dice, 6, "role.charge", |_| "charge = { zh = '受理', en = 'takes complaints' }".to_owned());
        }
        for (id, kind) in [("vip", "bool"), ("times", "count"), ("loss", "money"), ("waited", "duration")] {
            self.line(&format!("[[fact]]\nid = '{id}'\ntype = '{kind}'"));
        }
        self.line("[[event]]\nid = 'sealed'\nlabel = { zh = '封存', en = 'sealed' }");
        self.has("fact");
        self.has("event");
    }

    fn parameters(&mut self, dice: &mut Dice) {
        for (id, kind, construct, values) in [
            ("a_period", "period", "parameter.period", &["'2 hours'", "'3 working days'", "'1 month'"]),
            ("a_range", "range", "parameter.range", &["'3-6 months'", "'6 months'", "'3 months'"]),
            (
                "some_hours",
                "hours",
                "parameter.hours",
                &["'08:30-12:00, 14:00-17:30'", "'22:00-30:00'", "'09:00-18:00'"],
            ),
            ("a_count", "count", "parameter.count", &["3", "10", "0"]),
            ("a_sum", "money", "parameter.money", &["500", "'99.50'", "10000"]),
            ("a_switch", "bool", "parameter.bool", &["true", "false", "true"]),
            ("a_day", "day-of-month", "parameter.day-of-month", &["3", "31", "15"]),
            ("a_word", "enum", "parameter.enum", &["'next'", "'none'", "'previous'"]),
        ] {
            self.line(&format!("[[parameter]]\nid = '{id}'\ntype = '{kind}'\nclause = '9'"));
            if kind == "enum" {
                self.line("values = ['none', 'next', 'previous']");
            }
            match dice.below(4) {
                // Without a value: what rests on it is owed without a due time.
                0 => self.has("parameter.open"),
                1 => self.line(&format!("value = {}", dice.pick(values))),
                _ => self.line(&format!("suggested = {}", dice.pick(values))),
            }
            self.has(construct);
        }
    }

    /// A condition as deep as `depth`.
    fn condition(&mut self, dice: &mut Dice, depth: usize) -> String {
        let parts = |book: &mut Self, dice: &mut Dice| {
            let count = 1 + dice.below(3);
            (0..count).map(|_| book.condition(dice, depth - 1)).collect::<Vec<_>>().join(", ")
        };
        let (construct, text) = match dice.below(if depth == 0 { 12 } else { 15 }) {
            0 | 1 => ("condition.signal", format!("'{}'", dice.pick(SIGNALS))),
            2 => ("condition.fact", "'vip'".to_owned()),
            3 => {
                let limit = dice.pick(&[
                    "{ fact = 'times', at_least = 3 }",
                    "{ fact = 'times', at_least = { parameter = 'a_count' } }",
                    "{ fact = 'loss', at_least = 500.5 }",
                    "{ fact = 'loss', at_least = { parameter = 'a_sum' } }",
                    "{ fact = 'waited', at_least = '2 hours' }",
                ]);
                ("condition.at_least", limit.to_owned())
            }
            4 => ("condition.category", format!("{{ category = '{}' }}", dice.pick(CATEGORIES))),
            5 => {
                let limit = dice.pick(&["1", "5", "10", "{ parameter = 'a_count' }"]);
                ("condition.complainants", format!("{{ complainants = {{ at_least = {limit} }} }}"))
            }
            6 => (
                "condition.unresolved_for",
                format!("{{ unresolved_for = '{}' }}", dice.pick(&["1 month", "48 hours", "5 days", "3 working days"])),
            ),
            7 => (
                "condition.in_scope",
                dice.pick(&["{ in_scope = true }", "'in_scope'", "{ in_scope = false }"]).to_owned(),
            ),
            8 => ("condition.complete", "{ complete = true }".to_owned()),
            9 => ("condition.substantiated", "{ substantiated = true }".to_owned()),
            10 => (
                "condition.happened",
                format!("{{ happened = '{}' }}", dice.pick(&["escalated", "sealed", "reopened"])),
            ),
            11 => ("condition.parameter", "{ parameter = 'a_switch' }".to_owned()),
            12 => ("condition.all", format!("{{ all = [{}] }}", parts(self, dice))),
            13 => ("condition.any", format!("{{ any = [{}] }}", parts(self, dice))),
            _ => ("condition.not", format!("{{ not = {} }}", self.condition(dice, depth - 1))),
        };
        self.has(construct);
        text
    }

    fn some_tiers(&mut self, dice: &mut Dice) {
        let count = dice.below(4);
        for number in 0..count {
            let id = format!("tier-{number}");
            self.line(&format!("[[tier]]\nid = '{id}'\nclause = '1'"));
            self.has("tier");
            if dice.chance(7) {
                self.line("set_by = 'person'");
                self.has("tier.person");
            } else {
                let when = self.condition(dice, 2);
                self.line(&format!("when = {when}"));
            }
            self.may(dice, 6, "tier.internal", |_| "internal = true".to_owned());
            self.tiers.push(id);
        }
        if count > 0 && !dice.chance(3) {
            self.line("[[tier]]\nid = 'least'\nclause = '1'\ndefault = true");
            self.tiers.push("least".to_owned());
            self.has("tier.default");
        }
    }

    fn groups(&mut self, dice: &mut Dice) {
        if dice.chance(2) {
            self.line(&format!("[[category]]\nid = 'own-group'\nclause = '2'\nincludes = {:?}", dice.some(CATEGORIES)));
            self.has("category");
            self.may(dice, 2, "category.route_to", |dice| format!("route_to = '{}'", dice.pick(ROLES)));
            if let (Some(tier), true) = (self.tiers.first().cloned(), dice.chance(2)) {
                self.line(&format!("tier_hint = '{tier}'"));
                self.has("category.tier_hint");
            }
        }
    }

    fn event(&mut self, dice: &mut Dice, kinds: &[&str]) -> String {
        let kind = dice.pick(kinds);
        if !dice.chance(4) {
            return format!("'{kind}'");
        }
        self.has("obligation.to");
        format!("{{ event = '{kind}', to = {:?} }}", dice.some(ROLES))
    }

    fn obligation(&mut self, number: usize, dice: &mut Dice) {
        let id = format!("owed-{number}");
        self.has("obligation");
        let starts = match dice.below(4) {
            0 => {
                self.has("obligation.first_available");
                let events: Vec<_> = (0..2).map(|_| as_match(&self.event(dice, STARTS))).collect();
                format!("{{ first_available = [{}] }}", events.join(", "))
            }
            _ => self.event(dice, STARTS),
        };
        let ends = match dice.below(4) {
            number @ (0 | 1) => {
                let (name, construct) = if number == 0 { ("any", "obligation.any") } else { ("all", "obligation.all") };
                self.has(construct);
                let events: Vec<_> = (0..2).map(|_| as_match(&self.event(dice, ENDS))).collect();
                format!("{{ {name} = [{}] }}", events.join(", "))
            }
            _ => self.event(dice, ENDS),
        };
        self.line(&format!("[[obligation]]\nid = '{id}'\nclause = '{number}'\nstarts = {starts}\nends = {ends}"));
        if !self.tiers.is_empty() && dice.chance(2) {
            let tier = self.tiers[dice.below(self.tiers.len())].clone();
            self.line(&format!("tiers = ['{tier}']"));
            self.has("obligation.tiers");
        }
        if dice.chance(3) {
            let when = self.condition(dice, 2);
            self.line(&format!("when = {when}"));
            self.has("obligation.when");
        }
        if !dice.chance(5) {
            let open = dice.chance(5);
            let within =
                if open { "{ parameter = 'a_period' }".to_owned() } else { format!("'{}'", dice.pick(LENGTHS)) };
            self.line(&format!("within = {within}"));
            self.has("obligation.within");
            if open {
                self.has("open");
            }
            self.may(dice, 5, "obligation.warn", |dice| {
                format!("warn = '{}'", dice.pick(&["10 minutes", "1 hour", "1 working hour", "1 working day", "1 day"]))
            });
        }
        self.may(dice, 7, "obligation.every", |dice| {
            format!("every = '{}'", dice.pick(&["1 day", "2 working days", "12 hours", "1 month"]))
        });
        self.may(dice, 4, "obligation.counting", |dice| {
            dice.pick(&[
                "count_start_day = true",
                "holiday_roll = 'next'",
                "day_end = 'close'",
                "work_end = 'next-opening'",
                "holiday_roll = { parameter = 'a_word' }",
                "count_start_day = { parameter = 'a_switch' }",
            ])
            .to_owned()
        });
        self.may(dice, 4, "obligation.strength", |_| "strength = 'should'".to_owned());
        self.may(dice, 2, "obligation.owner", |dice| format!("owner = '{}'", dice.pick(ROLES)));
        if dice.chance(4) {
            let at_most = if dice.chance(2) { ", at_most = '5 days'" } else { "" };
            if !at_most.is_empty() {
                self.has("obligation.at_most");
            }
            self.line(&format!("extension = {{ approved_by = '{}'{at_most} }}", dice.pick(ROLES)));
            self.has("obligation.extension");
        }
        self.may(dice, 4, "obligation.customer_may_set", |_| "customer_may_set = true".to_owned());
        self.may(dice, 6, "obligation.delay_promise", |_| "delay_promise = true".to_owned());
        self.may(dice, 4, "obligation.cycles", |dice| {
            format!("cycles = '{}'", dice.pick(&["first", "each", "throughout"]))
        });
        self.may(dice, 5, "obligation.repeats", |dice| {
            format!("repeats = '{}'", dice.pick(&["once", "each-start", "each-recipient"]))
        });
        self.may(dice, 5, "obligation.owed_out_of_scope", |_| "owed_out_of_scope = true".to_owned());
        self.may(dice, 6, "obligation.internal", |dice| format!("internal = {}", dice.chance(2)));
        self.obligations.push(id);
    }

    fn rest(&mut self, dice: &mut Dice) {
        if dice.chance(2) {
            self.line("[[pause]]\nreason = 'waits'\nclause = '5'");
            self.pauses.push("waits".to_owned());
            self.has("pause");
            let first = self.obligations.first().cloned().unwrap_or_default();
            self.may(dice, 2, "pause.stops", |_| format!("stops = ['{first}']"));
            self.may(dice, 3, "pause.enabled", |_| "enabled = { parameter = 'a_switch' }".to_owned());
        }
        self.may(dice, 3, "channel", |_| {
            "[[channel]]\nid = 'phone'\nclause = '6'\nserved_by = 'desk'\nanonymous = true".to_owned()
        });
        for (number, times) in [(0, 2), (1, 3)] {
            if !dice.chance(times) {
                continue;
            }
            self.line(&format!("[[route]]\nid = 'route-{number}'\nclause = '6'"));
            self.has("route");
            self.may(dice, 2, "route.during", |dice| format!("during = '{}'", dice.pick(&["open", "closed"])));
            if dice.chance(3) {
                let when = self.condition(dice, 1);
                self.line(&format!("when = {when}"));
                self.has("route.when");
            }
            match dice.below(3) {
                0 => {
                    self.line("by = 'first-asked'");
                    self.has("route.first-asked");
                }
                1 => {
                    self.line("by = 'lead-department'\nto = 'manager'");
                    self.has("route.lead-department");
                }
                _ => self.line("to = 'desk'"),
            }
        }
        if dice.chance(3) {
            let frequency = dice.pick(&[
                "daily",
                "weekly",
                "monthly",
                "quarterly",
                "half-yearly",
                "yearly",
                "each-case",
                "unstated",
            ]);
            self.line(&format!("[[report]]\nid = 'report'\nclause = '7'\nfrequency = '{frequency}'\nsubmitted_to = 'manager'\ncontent = [{{ id = 'figures' }}]"));
            self.has("report");
            self.may(dice, 2, "report.due", |dice| format!("due = '{}'", dice.pick(DAYS_OF_MONTH)));
        }
        self.may(dice, 4, "unit_duty", |dice| {
            format!(
                "[[unit_duty]]\nid = 'drill'\nclause = '7'\nfrequency = 'monthly'\ndue = '{}'\nowner = 'safety'",
                dice.pick(DAYS_OF_MONTH)
            )
        });
        if dice.chance(3) {
            self.line("[[threshold]]\nid = 'many'\nclause = '8'\nper = 'unit'\nat_least = { parameter = 'a_count' }");
            self.has("threshold");
            self.may(dice, 2, "threshold.within", |_| "within = '30 days'".to_owned());
            if dice.chance(2) {
                self.line("[[sanction]]\nid = 'demotion'\nclause = '8'\nafter = 'many'\nagainst = 'person'\ndecided_by = 'manager'");
                self.has("sanction");
                self.may(dice, 2, "sanction.lasts", |_| "lasts = { parameter = 'a_range' }".to_owned());
            }
        }
        self.may(dice, 4, "archive", |_| {
            "[[archive]]\nid = 'file'\nclause = '8'\ncontains = [{ id = 'form' }]\nkeep_for = '2 years'".to_owned()
        });
        self.may(dice, 5, "forbids", |_| "[[forbids]]\nevent = 'refused'\nclause = '8'".to_owned());
        self.may(dice, 4, "form", |_| "[[form]]\nid = 'card'\nclause = '8'\nfields = [{ id = 'how', type = 'choice', values = ['a', 'b'], required = true }]".to_owned());
        self.may(dice, 4, "duty", |_| {
            "[[duty]]\nid = 'train'\nclause = '8'\nkind = 'process'\nowner = 'desk'".to_owned()
        });
        self.may(dice, 4, "note", |_| "[[note]]\nabout = '8'\ntext = '原文如此'".to_owned());
        self.may(dice, 5, "keyword", |_| {
            "[[keyword]]\nsignal = 'robot'\nlabel = { zh = '机器人', en = 'robot' }\npatterns = ['巡逻机器人']"
                .to_owned()
        });
        self.may(dice, 4, "vocabulary", |_| {
            "[vocabulary]\nstatus = { open = 1, closed = [8, 9] }\nrole = { desk = 'D' }".to_owned()
        });
    }

    fn policy(&mut self, dice: &mut Dice) {
        let mut head = "[policy]\nid = 'generated'\ntitle = '例'\nversion = '1'\nlexicon = 'property'\n".to_owned();
        let mut may = |book: &mut Self, times: usize, construct: &'static str, line: &str| {
            if dice.chance(times) {
                head.push_str(line);
                head.push('\n');
                book.has(construct);
            }
        };
        may(self, 8, "policy.extends", "extends = 'consumer-law'");
        may(self, 4, "policy.hours", "hours = { parameter = 'some_hours' }");
        may(self, 6, "policy.calendar", "calendar = 'hong-kong'");
        may(self, 6, "policy.count_start_day", "count_start_day = true");
        may(self, 5, "policy.holiday_roll", "holiday_roll = 'next'");
        may(self, 6, "policy.day_end", "day_end = 'close'");
        may(self, 6, "policy.work_end", "work_end = 'next-opening'");
        may(self, 6, "policy.effective", "effective_from = '2020-01-01'\neffective_to = '2027-12-31'");
        if self.tiers.is_empty() {
            head.push_str("untiered = 'allowed'\n");
            self.has("policy.untiered");
        } else {
            may(self, 2, "policy.untiered", "untiered = 'allowed'");
        }
        self.head = head;
    }
}

/// An event of a list: `{ event = … }` also for a kind alone.
fn as_match(event: &str) -> String {
    if event.starts_with('{') { event.to_owned() } else { format!("{{ event = {event} }}") }
}

/// An instant so many days at most after [`FIRST`].
fn instant(dice: &mut Dice, days: usize) -> String {
    let seconds = FIRST + dice.below(days * 86_400) as i64;
    let instant = tousu::time::Instant::from_unix(seconds).unwrap();
    tousu::calendar::Calendar::builtin("china").unwrap().format(instant)
}

fn date(dice: &mut Dice) -> String {
    instant(dice, 400)[..10].to_owned()
}
