//! Complaints and histories for a generated rule book.

use std::fmt::Write as _;

use super::{Book, Dice, date, instant};

impl Book {
    /// A complaint object for this book.
    pub(crate) fn complaint(&self, number: usize, dice: &mut Dice) -> String {
        let words = [
            "楼道堆满杂物，有消防隐患。",
            "电梯困人！",
            "没有人受伤。",
            "十几户业主联名投诉，",
            "拖了两个月还没修，",
            "闻到煤气味，",
            "再不处理就找媒体。",
            "物业费太高，",
            "巡逻机器人撞人，",
            "损失5000元，",
            "反映多次没人管。",
            "😀 ",
        ];
        let text: String = (0..dice.below(5)).map(|_| dice.pick(&words)).collect();
        let mut out = format!("{{\"id\": \"c{number}\", \"text\": \"{text}\"");
        match dice.below(8) {
            0 => {}
            1 => {
                let _ = write!(out, ", \"received_at\": \"{}\"", date(dice));
            }
            _ => {
                let _ = write!(out, ", \"received_at\": \"{}\"", instant(dice, 30));
            }
        }
        let mut facts = Vec::new();
        for (times, fact) in [
            (3, "\"vip\": true"),
            (3, "\"times\": 4"),
            (4, "\"loss\": 60000"),
            (5, "\"complainants\": {\"people\": 12}"),
            (6, "\"in_scope\": false"),
            (5, "\"substantiated\": true"),
            (6, "\"fire\": true"),
            (6, "\"injury\": false"),
        ] {
            if self.overlay.is_none() && dice.chance(times) {
                facts.push(fact);
            }
        }
        if !facts.is_empty() {
            let _ = write!(out, ", \"facts\": {{{}}}", facts.join(", "));
        }
        if !self.tiers.is_empty() && dice.chance(6) {
            let _ = write!(out, ", \"tier\": \"{}\"", self.tiers[dice.below(self.tiers.len())]);
        }
        if dice.chance(6) {
            let _ = write!(out, ", \"category\": \"{}\"", dice.pick(&["facilities/elevator", "fees"]));
        }
        if self.overlay.is_some() {
            // Hospitals have other categories and tiers.
            out.truncate(out.find(", \"category\"").unwrap_or(out.len()));
        }
        out.push('}');
        out
    }

    /// A history for this book, likely and unlikely events in any order.
    pub(crate) fn events(&self, dice: &mut Dice) -> String {
        let kinds = [
            "registered",
            "accepted",
            "filed",
            "dispatched",
            "acknowledged",
            "replied",
            "resolved",
            "explained",
            "visited",
            "archived",
            "closed",
            "paused",
            "resumed",
            "reopened",
            "extension-requested",
            "extension-approved",
            "customer-agreed",
            "delay-notified",
            "retiered",
            "cosigned",
            "judged",
            "withdrawn",
            "refused",
            "escalated",
            "feedback-received",
            "progress-told",
            "customer-notified",
            "voided",
            "merged",
            "sanctioned",
            "late-cause",
            "appraised",
            "form-returned",
            "supplement-requested",
            "supplemented",
            "decided",
            "confirmed",
            "sealed",
        ];
        let count = dice.below(10);
        let events: Vec<String> = (0..count)
            .map(|number| {
                let mut kind = dice.pick(&kinds);
                // A book without tiers has none to change to, and an overlay no kind of its own.
                if (self.overlay.is_some() && kind == "sealed") || (self.tiers.is_empty() && kind == "retiered") {
                    kind = "closed";
                }
                let at = if dice.chance(8) { date(dice) } else { instant(dice, 400) };
                let mut out = format!("{{\"id\": \"e{number}\", \"kind\": \"{kind}\", \"at\": \"{at}\"");
                let mut add = |dice: &mut Dice, times: usize, name: &str, value: &str| {
                    if dice.chance(times) {
                        let _ = write!(out, ", \"{name}\": {value}");
                    }
                };
                let owed = self.obligations.get(dice.below(self.obligations.len().max(1))).cloned().unwrap_or_default();
                add(dice, 3, "by", "\"manager\"");
                add(dice, 3, "to", "\"desk\"");
                add(dice, 6, "person", "\"王小明\"");
                let later = format!("\"{}\"", instant(dice, 500));
                add(dice, 4, "recorded_at", &later);
                match kind {
                    "paused" | "resumed" => add(dice, 2, "reason", "\"waits\""),
                    "extension-approved" | "extension-requested" | "customer-agreed" | "delay-notified" => {
                        add(dice, 1, "until", &later);
                        add(dice, 2, "for", &format!("\"{owed}\""));
                    }
                    "retiered" => {
                        let tier = self.tiers.first().map_or("nobody", String::as_str);
                        add(dice, 1, "tier", &format!("\"{tier}\""));
                    }
                    "cosigned" => add(dice, 1, "people", "4"),
                    "judged" => add(dice, 1, dice_name(number), "false"),
                    "voided" => add(dice, 1, "event", "\"e0\""),
                    "merged" => add(dice, 1, "into", "\"c9\""),
                    "visited" | "feedback-received" => add(dice, 2, "satisfied", "false"),
                    "replied" => add(dice, 4, "partial", "true"),
                    "sanctioned" => add(dice, 1, "sanction", "\"demotion\""),
                    _ => {}
                }
                out.push('}');
                out
            })
            .collect();
        format!("[{}]", events.join(", "))
    }
}

fn dice_name(number: usize) -> &'static str {
    ["in_scope", "complete", "substantiated"][number % 3]
}
