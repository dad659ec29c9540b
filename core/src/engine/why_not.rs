//! Why a complaint did not get a tier: the conditions that fail, named.

use super::Engine;
use super::json_book::{Described, clause, label};
use crate::case::Intake;
use crate::complaint::{Complaint, FactValue, SetBy};
use crate::document::{Document, JsonWriter};
use crate::error::Result;
use crate::id::TierId;
use crate::policy::{Condition, Label};
use crate::tier::{self, Circumstances};
use crate::time::{Instant, Moment};

/// Why a complaint did not get a tier.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WhyNot {
    /// A person chose another one.
    PersonChose(TierId),
    /// Only a person sets it, and nobody did.
    OnlyByPerson,
    /// Its condition holds, and so does that of a heavier one.
    Heavier(TierId),
    /// It is for what meets no condition; another one's holds.
    Other(TierId),
    /// None of its alternatives holds: for each its position in the tier's `when`, and what it lacks.
    Fails(Vec<(usize, Lack)>),
}

/// What keeps a condition from holding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lack {
    /// All of these.
    All(Vec<Lack>),
    /// Each of these; one of them gone would be enough.
    OneOf(Vec<Lack>),
    /// This does not hold.
    Missing(Condition),
    /// This holds and must not.
    Present(Condition),
}

impl WhyNot {
    /// The name in JSON.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::PersonChose(_) => "person-chose",
            Self::OnlyByPerson => "only-by-person",
            Self::Heavier(_) => "heavier-tier",
            Self::Other(_) => "other-tier",
            Self::Fails(_) => "conditions-fail",
        }
    }

    /// The tier that it got instead, where that is the reason.
    #[must_use]
    pub const fn instead(&self) -> Option<TierId> {
        match self {
            Self::PersonChose(tier) | Self::Heavier(tier) | Self::Other(tier) => Some(*tier),
            Self::OnlyByPerson | Self::Fails(_) => None,
        }
    }
}

impl Engine {
    /// Why a complaint does not get a tier when it comes in; `None` when it does.
    ///
    /// ```
    /// use tousu::{Engine, complaint::Complaint};
    /// let engine = Engine::builtin("residential-community")?;
    /// let text = "楼道灯坏了，我们三户都反映过".to_owned();
    /// let intake = engine.intake(&Complaint { text, ..Complaint::default() })?;
    /// let group = engine.policy().tier("group").unwrap();
    /// let why = engine.why_not(&intake, group).unwrap();
    /// let words = engine.why_not_in_words(&intake, group, &why);
    /// assert!(words.en.starts_with("not “group”: 第十条(三): lacks “10 or more people or households” (now 3 households)"));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn why_not(&self, intake: &Intake, tier: TierId) -> Option<WhyNot> {
        let (circumstances, at) = at_receipt(intake);
        let decided = tier::decide(&self.policy, &self.calendar, &circumstances, at);
        if decided.tier == Some(tier) {
            return None;
        }
        let wanted = self.policy.tiers.get(tier.index())?;
        if let (SetBy::Person, Some(chosen)) = (decided.set_by, decided.tier) {
            return Some(WhyNot::PersonChose(chosen));
        }
        let holds = |condition: &Condition| tier::holds(&self.policy, &self.calendar, condition, &circumstances, at);
        if wanted.when.is_empty() {
            return Some(match decided.tier {
                Some(other) if self.policy.default_tier == Some(tier) => WhyNot::Other(other),
                _ => WhyNot::OnlyByPerson,
            });
        }
        if wanted.when.iter().any(|reason| holds(&reason.condition)) {
            return decided.tier.map(WhyNot::Heavier);
        }
        let fails = wanted.when.iter().enumerate();
        Some(WhyNot::Fails(fails.map(|(index, reason)| (index, missing(&reason.condition, &holds))).collect()))
    }

    /// The reason in a sentence of each language.
    #[must_use]
    pub fn why_not_in_words(&self, intake: &Intake, tier: TierId, why: &WhyNot) -> Label {
        let name = |tier: TierId| {
            let tier = self.policy.tiers.get(tier.index());
            tier.map_or_else(Label::default, |tier| tier.label.clone())
        };
        let wanted = name(tier);
        let reason = match why {
            WhyNot::PersonChose(other) => {
                let other = name(*other);
                both(format!("已由人工定为「{}」", other.zh), format!("a person chose “{}”", other.en))
            }
            WhyNot::OnlyByPerson => both("该级别只能由人工认定".to_owned(), "only a person sets it".to_owned()),
            WhyNot::Heavier(other) => {
                let other = name(*other);
                both(
                    format!("条件成立，但更重的「{}」也成立", other.zh),
                    format!("it holds, but so does the heavier “{}”", other.en),
                )
            }
            WhyNot::Other(other) => {
                let other = name(*other);
                both(format!("「{}」的条件成立", other.zh), format!("the condition of “{}” holds", other.en))
            }
            WhyNot::Fails(fails) => {
                let tier = self.policy.tiers.get(tier.index());
                let parts: Vec<Label> = fails
                    .iter()
                    .filter_map(|(index, lack)| {
                        let clause = &tier?.when.get(*index)?.clause.number;
                        let words = self.lack_in_words(intake, lack);
                        Some(both(format!("{clause}：{}", words.zh), format!("{clause}: {}", words.en)))
                    })
                    .collect();
                join(&parts, "；", "; ")
            }
        };
        both(format!("未定为「{}」：{}", wanted.zh, reason.zh), format!("not “{}”: {}", wanted.en, reason.en))
    }

    fn lack_in_words(&self, intake: &Intake, lack: &Lack) -> Label {
        let all = |lacks: &[Lack]| lacks.iter().map(|lack| self.lack_in_words(intake, lack)).collect::<Vec<_>>();
        match lack {
            Lack::All(lacks) => join(&all(lacks), "，且", ", and "),
            Lack::OneOf(lacks) => {
                let parts = join(&all(lacks), "、", " / ");
                both(
                    format!("以下皆不足（任一满足即可）：{}", parts.zh),
                    format!("any one of these would do: {}", parts.en),
                )
            }
            Lack::Missing(condition) => {
                let words = self.policy.condition_in_words(condition);
                let now = self.now(intake, condition);
                both(format!("缺「{}」{}", words.zh, now.zh), format!("lacks “{}”{}", words.en, now.en))
            }
            Lack::Present(condition) => {
                let words = self.policy.condition_in_words(condition);
                both(format!("有「{}」而不应有", words.zh), format!("has “{}”, which it must not", words.en))
            }
        }
    }

    /// How far a number is from its threshold.
    fn now(&self, intake: &Intake, condition: &Condition) -> Label {
        match condition {
            Condition::Complainants { .. } => {
                let heads = intake.facts.complainants;
                let people = heads.people.map(|count| (format!("{count}人"), format!("{count} people")));
                let households = heads.households.map(|count| (format!("{count}户"), format!("{count} households")));
                let parts: Vec<_> = people.into_iter().chain(households).map(|(zh, en)| both(zh, en)).collect();
                if parts.is_empty() {
                    return both("（人数未知）".to_owned(), " (nobody has said how many)".to_owned());
                }
                let parts = join(&parts, "、", ", ");
                both(format!("（现{}）", parts.zh), format!(" (now {})", parts.en))
            }
            Condition::FactAtLeast(fact, _) => {
                let stated = intake.facts.declared.iter().find(|(known, _)| known == fact).map(|(_, value)| value);
                match stated {
                    Some(FactValue::Number(number)) => both(format!("（现{number}）"), format!(" (now {number})")),
                    _ => both("（未提供）".to_owned(), " (not stated)".to_owned()),
                }
            }
            _ => Label::default(),
        }
    }

    /// The reason as JSON, with its sentences; `null` for a tier that the complaint gets.
    #[must_use]
    pub fn why_not_json(&self, intake: &Intake, tier: TierId) -> String {
        let mut out = JsonWriter::new();
        self.write_why_not(&mut out, intake, tier);
        out.finish()
    }

    /// Reads a complaint object and says why it does not get a tier when it comes in, as JSON; `why_not` is null when
    /// it does.
    ///
    /// ```
    /// use tousu::Engine;
    /// let engine = Engine::builtin("residential-community")?;
    /// let json = engine.ask_why_not_json(r#"{"id": "c1", "text": "楼道灯坏了"}"#, "group")?;
    /// assert!(json.starts_with(r#"{"schema":"tousu/why-not/1","complaint":"c1","tier":"group","why_not":{"tier":"group","because":"conditions-fail""#));
    /// assert_eq!(engine.ask_why_not_json("{}", "worst").unwrap_err().slug(), "unknown-tier");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Engine::intake`]; `unknown-tier` at `tier`; faults of the JSON with path, line and column.
    pub fn ask_why_not_json(&self, complaint: &str, tier: &str) -> Result<String> {
        let document = Document::parse_json(complaint)?;
        let intake = self.intake(&Complaint::from_cursor(&document.root())?)?;
        let wanted = self.policy.tier(tier).ok_or_else(|| self.unknown_tier(tier))?;
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/why-not/1");
            out.field("complaint").string(&intake.id);
            out.field("tier").string(self.policy.tier_name(wanted));
            out.key("why_not");
            self.write_why_not(out, &intake, wanted);
        });
        Ok(out.finish())
    }

    /// Writes why a complaint does not get a tier, or null when it does.
    pub(crate) fn write_why_not(&self, out: &mut JsonWriter, intake: &Intake, tier: TierId) {
        let Some(why) = self.why_not(intake, tier) else {
            out.null();
            return;
        };
        let described = Described { policy: &self.policy };
        out.object(|out| {
            out.field("tier").string(self.policy.tier_name(tier));
            out.field("because").string(why.slug());
            out.field("instead").string_or_null(why.instead().map(|tier| self.policy.tier_name(tier)));
            out.field("fails").array(|out| {
                let WhyNot::Fails(fails) = &why else { return };
                let tier = self.policy.tiers.get(tier.index());
                for (index, lack) in fails {
                    let Some(reason) = tier.and_then(|tier| tier.when.get(*index)) else { continue };
                    out.object(|out| {
                        clause(out, &reason.clause);
                        out.key("lacks");
                        write_lack(out, &described, lack);
                    });
                }
            });
            out.key("words");
            label(out, &self.why_not_in_words(intake, tier, &why));
        });
    }
}

fn write_lack(out: &mut JsonWriter, described: &Described<'_>, lack: &Lack) {
    let list = |out: &mut JsonWriter, name: &str, lacks: &[Lack]| {
        out.field(name).array(|out| lacks.iter().for_each(|lack| write_lack(out, described, lack)));
    };
    out.object(|out| match lack {
        Lack::All(lacks) => list(out, "all", lacks),
        Lack::OneOf(lacks) => list(out, "one_of", lacks),
        Lack::Missing(condition) => described.condition(out.field("missing"), condition),
        Lack::Present(condition) => described.condition(out.field("present"), condition),
    });
}

/// What a tier was decided by when the complaint came in.
pub(super) fn at_receipt(intake: &Intake) -> (Circumstances<'_>, Option<Instant>) {
    let at = match intake.received_at {
        Some(Moment::At { instant, .. }) => Some(instant),
        _ => None,
    };
    let circumstances = Circumstances {
        facts: &intake.facts,
        category: intake.classification.category,
        received_at: at,
        settled_at: None,
        happened: &[],
        person: intake.tier.map(|tier| (tier, at)),
    };
    (circumstances, at)
}

/// Why a condition that does not hold does not.
fn missing(condition: &Condition, holds: &impl Fn(&Condition) -> bool) -> Lack {
    match condition {
        Condition::All(parts) => {
            let failing = parts.iter().filter(|part| !holds(part)).map(|part| missing(part, holds));
            one_or(failing.collect(), Lack::All)
        }
        Condition::Any(parts) if !parts.is_empty() => {
            one_or(parts.iter().map(|part| missing(part, holds)).collect(), Lack::OneOf)
        }
        Condition::Not(part) => present(part, holds),
        other => Lack::Missing(other.clone()),
    }
}

/// Why a condition that must not hold does.
fn present(condition: &Condition, holds: &impl Fn(&Condition) -> bool) -> Lack {
    match condition {
        Condition::Any(parts) => {
            let holding = parts.iter().filter(|part| holds(part)).map(|part| present(part, holds));
            one_or(holding.collect(), Lack::All)
        }
        Condition::All(parts) if !parts.is_empty() => {
            one_or(parts.iter().map(|part| present(part, holds)).collect(), Lack::OneOf)
        }
        Condition::Not(part) => missing(part, holds),
        other => Lack::Present(other.clone()),
    }
}

fn one_or(mut lacks: Vec<Lack>, several: impl Fn(Vec<Lack>) -> Lack) -> Lack {
    if lacks.len() == 1 { lacks.remove(0) } else { several(lacks) }
}

fn both(zh: String, en: String) -> Label {
    Label { zh, en }
}

fn join(labels: &[Label], zh: &str, en: &str) -> Label {
    let texts = |pick: fn(&Label) -> &str, between: &str| labels.iter().map(pick).collect::<Vec<_>>().join(between);
    both(texts(|label| &label.zh, zh), texts(|label| &label.en, en))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    fn engine() -> Result<Engine> {
        let source = r#"
            policy = { id = "x", title = "x", version = "1", lexicon = "property" }
            fact = [{ id = "vip", type = "bool" }, { id = "loss", type = "money" }, { id = "times", type = "count" }]
            tier = [
                { id = "major", clause = "1", when = { any = [
                    { all = ["injury", { not = { any = ["vip", { category = "facilities" }] } }], clause = "1.1" },
                    { all = [{ fact = "times", at_least = 3 }, { any = ["fire", "gas"] }], clause = "1.2" },
                ] } },
                { id = "special", clause = "2", set_by = "person" },
                { id = "middle", clause = "3", when = { any = ["fire", "injury"] } },
                { id = "minor", clause = "4", default = true },
            ]
        "#;
        Engine::new(Policy::parse(source)?)
    }

    fn why(complaint: &str, tier: &str) -> Result<Option<WhyNot>> {
        let engine = engine()?;
        let intake = engine.intake(&Complaint::from_json(complaint)?)?;
        Ok(engine.policy.tier(tier).and_then(|tier| engine.why_not(&intake, tier)))
    }

    #[test]
    fn each_reason_is_named() -> Result<()> {
        let policy = Policy::clone(&*engine()?.policy);
        let tier = |id: &str| policy.tier(id).unwrap_or(TierId(99));
        let injury = r#"{"id": "c", "facts": {"injury": true}}"#;
        assert_eq!(why(injury, "major")?, None, "it is the tier");
        assert_eq!(why(injury, "middle")?, Some(WhyNot::Heavier(tier("major"))));
        assert_eq!(why(injury, "minor")?, Some(WhyNot::Other(tier("major"))));
        assert_eq!(why(injury, "special")?, Some(WhyNot::OnlyByPerson));
        let chosen = r#"{"id": "c", "facts": {"injury": true}, "tier": "special"}"#;
        assert_eq!(why(chosen, "major")?, Some(WhyNot::PersonChose(tier("special"))));
        let signal = |id: &str| policy.lexicon.signal(id).map(Condition::Signal);
        let [injury, fire, gas] = ["injury", "fire", "gas"].map(signal);
        let (Some(injury), Some(fire), Some(gas), Some(times)) = (injury, fire, gas, policy.fact("times")) else {
            return Ok(());
        };
        let fails = why(r#"{"id": "c"}"#, "major")?;
        let second = Lack::All(vec![
            Lack::Missing(Condition::FactAtLeast(times, 3)),
            Lack::OneOf(vec![Lack::Missing(fire.clone()), Lack::Missing(gas)]),
        ]);
        assert_eq!(fails, Some(WhyNot::Fails(vec![(0, Lack::Missing(injury)), (1, second)])));
        // Of what must not hold, only what does hold is named.
        let vip = why(r#"{"id": "c", "facts": {"injury": true, "fire": true, "vip": true, "times": 2}}"#, "major")?;
        let first = policy.fact("vip").map(|vip| Lack::Present(Condition::Fact(vip)));
        let second = Lack::Missing(Condition::FactAtLeast(times, 3));
        assert_eq!(vip, first.map(|first| WhyNot::Fails(vec![(0, first), (1, second)])));
        Ok(())
    }

    #[test]
    fn the_reason_in_words() -> Result<()> {
        let engine = engine()?;
        let complaint = r#"{"id": "c", "facts": {"injury": true, "vip": true, "times": 2}, "category": "facilities"}"#;
        let intake = engine.intake(&Complaint::from_json(complaint)?)?;
        let words = engine.policy.tier("major").and_then(|tier| {
            let why = engine.why_not(&intake, tier)?;
            Some(engine.why_not_in_words(&intake, tier, &why))
        });
        let expected = "not “major”: 1.1: has “vip”, which it must not, and has “category facilities and equipment”, which it \
                        must not; 1.2: lacks “times at least 3” (now 2), and any one of these would do: lacks “fire” / lacks \
                        “gas leak”";
        let facilities = engine.policy.lexicon.categories.iter().find(|category| category.id == "facilities");
        let expected = expected.replace("facilities and equipment", facilities.map_or("", |found| &found.label.en));
        assert_eq!(words.as_ref().map(|words| words.en.as_str()), Some(expected.as_str()));
        assert!(
            words.is_some_and(|words| words.zh.starts_with("未定为「major」：1.1：有「vip」而不应有，且有「类别属于"))
        );
        Ok(())
    }
}
