//! Decides stored decisions again, and says which came out otherwise and by what: the gate of an upgrade.

use super::{Engine, Versions};
use crate::case::{Event, Mode};
use crate::complaint::Complaint;
use crate::document::{Cursor, Document, JsonWriter, Value};
use crate::error::{Code, Error, Result};
use crate::time::Instant;

/// What came of deciding a stored decision again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// The complaint.
    pub complaint: String,
    /// What is different now; empty when nothing is.
    pub differences: Vec<Difference>,
    /// What has changed of what decides; only [`Cause::Library`] when every digest is the same.
    pub causes: Vec<Cause>,
}

impl Verdict {
    /// Whether the decision came out as it was stored.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.differences.is_empty()
    }
}

/// One thing that came out otherwise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// Where in the decision: `tier.id`, `obligations[general-reply 1].due`.
    pub path: String,
    /// What was stored, as JSON; `None` = nothing.
    pub stored: Option<String>,
    /// What comes out now, as JSON; `None` = nothing.
    pub now: Option<String>,
}

/// What decides a complaint besides its words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Cause {
    /// The rule book.
    Policy,
    /// The values of its parameters.
    Parameters,
    /// The words.
    Lexicon,
    /// The trained model.
    Model,
    /// The calendar.
    Calendar,
    /// The library itself: no digest differs.
    Library,
}

impl Cause {
    /// Those that have a digest.
    const WITH_DIGEST: [Self; 5] = [Self::Policy, Self::Parameters, Self::Lexicon, Self::Model, Self::Calendar];

    /// The name in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Parameters => "parameters",
            Self::Lexicon => "lexicon",
            Self::Model => "model",
            Self::Calendar => "calendar",
            Self::Library => "library",
        }
    }
}

/// Fields that say who decided or how something is called: they decide nothing.
const SAYING: &[&str] = &["schema", "policy", "digests", "label", "clause", "quote", "article", "document", "codes"];

impl Engine {
    /// Decides a stored decision again: an assessment, or a status at its instant.
    ///
    /// What is only said, labels, clauses and quotes, is not compared; nor is what the stored decision, of an older
    /// library perhaps, does not have.
    ///
    /// ```
    /// use tousu::{Engine, policy::Parameters};
    /// let complaint = r#"{"id": "c1", "received_at": "2026-03-02T09:00:00+08:00", "text": "楼道堆满杂物"}"#;
    /// let stored = Engine::builtin("residential-community")?.assess_json(complaint)?;
    /// let given = Parameters::new().with("registration_hours", "1 hour");
    /// let upgraded = Engine::builtin_with("residential-community", &given)?;
    /// let verdict = upgraded.verify(complaint, "[]", &stored)?;
    /// let paths: Vec<_> = verdict.differences.iter().map(|found| found.path.as_str()).collect();
    /// assert!(paths.contains(&"obligations[register 1].due"));
    /// assert_eq!(verdict.causes, [tousu::engine::Cause::Parameters]);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// Faults of the three JSON texts; as [`Engine::assess`] and [`Engine::replay`] when it cannot be decided any more.
    pub fn verify(&self, complaint: &str, events: &str, decision: &str) -> Result<Verdict> {
        let complaint = Complaint::from_json(complaint).map_err(|error| error.at("complaint"))?;
        let events = Event::list_from_json(events)?;
        let stored = Document::parse_json(decision).map_err(|error| error.at("decision"))?;
        self.decide_again(&complaint, events, &stored.root()).map_err(|error| error.at(complaint.id.as_str()))
    }

    fn decide_again(&self, complaint: &Complaint, events: Vec<Event>, stored: &Cursor<'_>) -> Result<Verdict> {
        let schema = stored.require("schema", "what kind of decision it is")?;
        let now = match schema.text()?.rsplit_once('/').map(|(kind, _)| kind) {
            Some("tousu/assessment") => self.assess(complaint)?.to_json(self, complaint),
            Some("tousu/status") => {
                let as_of = stored.require("as_of", "the instant of the status")?;
                let at = Instant::parse(as_of.text()?).map_err(|error| as_of.locate(error))?;
                let case = self.replay(complaint, events, Mode::Lenient)?;
                let known_at = stored.get_some("known_at");
                let known_at = known_at.map(|at| Instant::parse(at.text()?).map_err(|error| at.locate(error)));
                self.render_status(case.intake(), &case.status_known_at(at, known_at.transpose()?)?)
            }
            _ => return Err(schema.error(Code::UnknownValue, schema.text()?, "tousu/assessment/1, tousu/status/1")),
        };
        let now = Document::parse_json(&now)?;
        let mut differences = Vec::new();
        compare(Some(stored), Some(&now.root()), "", &mut differences);
        let digest = |decision: &Cursor<'_>, cause: Cause| {
            decision.get_some("digests").and_then(|digests| digests.get_some(cause.slug())).map(|one| one.to_string())
        };
        let changed = |cause: &Cause| digest(stored, *cause) != digest(&now.root(), *cause);
        let mut causes: Vec<Cause> = Cause::WITH_DIGEST.into_iter().filter(changed).collect();
        if causes.is_empty() && !differences.is_empty() {
            causes.push(Cause::Library);
        }
        Ok(Verdict { complaint: complaint.id.clone(), differences, causes })
    }
}

impl Versions {
    /// As [`Engine::verify`], under the version in force when the complaint was received.
    ///
    /// # Errors
    /// As [`Engine::verify`] and [`Versions::in_force`].
    pub fn verify(&self, complaint: &str, events: &str, decision: &str) -> Result<Verdict> {
        let received_at = Complaint::from_json(complaint).map_err(|error| error.at("complaint"))?.received_at;
        self.in_force(received_at)?.verify(complaint, events, decision)
    }

    /// As [`Engine::verify_json`], each under the version in force when its complaint was received.
    ///
    /// # Errors
    /// As [`Engine::verify_json`].
    pub fn verify_json(&self, stored: &str) -> Result<String> {
        verify_all(stored, |complaint, events, decision| self.verify(complaint, events, decision))
    }
}

fn compare(stored: Option<&Cursor<'_>>, now: Option<&Cursor<'_>>, path: &str, out: &mut Vec<Difference>) {
    let (Some(was), Some(is)) = (stored, now) else {
        let json = |cursor: Option<&Cursor<'_>>| cursor.map(ToString::to_string);
        out.push(Difference { path: path.to_owned(), stored: json(stored), now: json(now) });
        return;
    };
    match (was.value(), is.value()) {
        (Value::Table(_), Value::Table(_)) => {
            for (key, was) in was.entries().into_iter().flatten() {
                let said = SAYING.contains(&key.name.as_str()) || (key.name == "confidence" && path != "category");
                if !said {
                    let below = if path.is_empty() { key.name.clone() } else { format!("{path}.{}", key.name) };
                    compare(Some(&was), is.get(&key.name).as_ref(), &below, out);
                }
            }
        }
        (Value::Array(_), Value::Array(_)) => {
            let (was, is) = (named(was), named(is));
            for (name, one) in &was {
                let other = is.iter().find(|(other, _)| other == name).map(|(_, cursor)| cursor);
                compare(Some(one), other, &format!("{path}[{name}]"), out);
            }
            for (name, one) in is.iter().filter(|(name, _)| !was.iter().any(|(other, _)| other == name)) {
                compare(None, Some(one), &format!("{path}[{name}]"), out);
            }
        }
        _ if was.to_string() == is.to_string() => {}
        _ => out.push(Difference { path: path.to_owned(), stored: Some(was.to_string()), now: Some(is.to_string()) }),
    }
}

/// The items of a list by their ids (and cycles), or by their positions; of several alike, each with its number.
fn named<'d>(list: &Cursor<'d>) -> Vec<(String, Cursor<'d>)> {
    let mut out: Vec<(String, Cursor<'d>)> = Vec::new();
    for (index, item) in list.items().into_iter().flatten().enumerate() {
        let id = item.get_some("id").and_then(|id| id.text().ok().map(str::to_owned));
        let cycle = item.get_some("cycle").map(|cycle| cycle.to_string());
        let name = match (id, cycle) {
            (Some(id), Some(cycle)) => format!("{id} {cycle}"),
            (Some(id), None) => id,
            (None, _) => index.to_string(),
        };
        let alike = out.iter().filter(|(known, _)| *known == name || known.starts_with(&format!("{name} #"))).count();
        let name = if alike == 0 { name } else { format!("{name} #{}", alike + 1) };
        out.push((name, item));
    }
    out
}

impl Engine {
    /// Decides stored decisions again, all in one call: a list of `{complaint, events, decision}`.
    ///
    /// ```
    /// use tousu::Engine;
    /// let engine = Engine::builtin("residential-community")?;
    /// let complaint = r#"{"id": "c1", "received_at": "2026-03-02T09:00:00+08:00", "text": "楼道堆满杂物"}"#;
    /// let stored = format!(r#"[{{"complaint": {complaint}, "decision": {}}}]"#, engine.assess_json(complaint)?);
    /// let json = engine.verify_json(&stored)?;
    /// assert_eq!(json, r#"{"schema":"tousu/verification/1","checked":1,"same":1,"changed":[],"failed":[]}"#);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `syntax` and the like for a text that is no list of such objects. A decision that cannot be decided again is
    /// among the `failed`.
    pub fn verify_json(&self, stored: &str) -> Result<String> {
        verify_all(stored, |complaint, events, decision| self.verify(complaint, events, decision))
    }
}

/// Verifies a list of stored decisions and writes what came of it.
fn verify_all(stored: &str, verify: impl Fn(&str, &str, &str) -> Result<Verdict>) -> Result<String> {
    let document = Document::parse_json(stored).map_err(|error| error.at("stored"))?;
    let mut same = 0_i128;
    let mut changed = Vec::new();
    let mut failed: Vec<(String, Error)> = Vec::new();
    for item in document.root().items().map_err(|error| error.at("stored"))? {
        let part = |name: &str, meaning: &str| item.require(name, meaning).map_err(|error| error.at("stored"));
        let (complaint, decision) = (part("complaint", "the complaint")?, part("decision", "what was decided")?);
        let events = item.get_some("events").map_or_else(|| "[]".to_owned(), |events| events.to_string());
        let id = complaint.get_some("id").map(|id| id.to_string()).unwrap_or_default();
        match verify(&complaint.to_string(), &events, &decision.to_string()) {
            Ok(verdict) if verdict.is_same() => same += 1,
            Ok(verdict) => changed.push(verdict),
            Err(error) => failed.push((id.trim_matches('"').to_owned(), error)),
        }
    }
    let count = |list: usize| i128::try_from(list).unwrap_or(i128::MAX);
    let mut out = JsonWriter::new();
    out.object(|out| {
        out.field("schema").string("tousu/verification/1");
        out.field("checked").integer(same + count(changed.len()) + count(failed.len()));
        out.field("same").integer(same);
        out.field("changed").array(|out| changed.iter().for_each(|one| verdict(out, one)));
        out.field("failed").array(|out| {
            for (complaint, error) in &failed {
                out.object(|out| {
                    out.field("complaint").string(complaint);
                    out.field("code").integer(error.code().number());
                    out.field("slug").string(error.slug());
                    out.field("message").string(&error.message_en());
                    out.field("message_zh").string(&error.message_zh());
                });
            }
        });
    });
    Ok(out.finish())
}

fn verdict(out: &mut JsonWriter, verdict: &Verdict) {
    out.object(|out| {
        out.field("complaint").string(&verdict.complaint);
        out.field("by").array(|out| verdict.causes.iter().for_each(|cause| out.string(cause.slug())));
        out.field("differences").array(|out| {
            for found in &verdict.differences {
                out.object(|out| {
                    out.field("path").string(&found.path);
                    for (name, json) in [("stored", &found.stored), ("now", &found.now)] {
                        out.key(name);
                        match json {
                            Some(json) => out.raw(json),
                            None => out.null(),
                        }
                    }
                });
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    const COMPLAINT: &str = r#"{"id": "c1", "received_at": "2026-03-02T09:00:00+08:00", "text": "楼道堆满杂物"}"#;

    fn changed(stored: &Engine, now: &Engine) -> Result<(Vec<String>, Vec<Cause>)> {
        let verdict = now.verify(COMPLAINT, "[]", &stored.assess_json(COMPLAINT)?)?;
        Ok((verdict.differences.into_iter().map(|found| found.path).collect(), verdict.causes))
    }

    fn overlay(rest: &str) -> Result<Engine> {
        let head = "[overlay]\nid = 'own'\ntitle = 'own'\nversion = '1'\nbase = 'residential-community'\n";
        Engine::new(Policy::parse(&format!("{head}{rest}"))?)
    }

    #[test]
    fn each_cause_is_named() -> Result<()> {
        let stored = Engine::builtin("residential-community")?;
        let (paths, causes) = changed(&stored, &overlay("[[obligation]]\nid = 'register'\nwithin = '1 hour'\n")?)?;
        assert_eq!(
            paths,
            ["obligations[register 1].within", "obligations[register 1].due", "obligations[register 1].original_due"]
        );
        assert_eq!(causes, [Cause::Policy]);
        // Another name changes no decision.
        let (paths, _) = changed(&stored, &overlay("[[obligation]]\nid = 'register'\nlabel = { zh = '登记' }\n")?)?;
        assert_eq!(paths, [""; 0]);
        let words = "[[keyword]]\nsignal = 'fire'\npatterns = ['堆满杂物']\n";
        let (paths, causes) = changed(&stored, &overlay(words)?)?;
        // It is major for its fire hazard already: now for two reasons.
        assert_eq!(paths, ["signals[fire]", "tier.reasons[1]"]);
        assert_eq!(causes, [Cause::Policy, Cause::Lexicon]);
        let shorter = stored.calendar().with_hours(&"09:00-10:00".parse()?)?;
        let policy = Policy::builtin("residential-community")?;
        let other = Engine::with_calendar(policy, std::sync::Arc::new(shorter));
        let (paths, causes) = changed(&stored, &other)?;
        assert_eq!((paths.len(), causes), (0, vec![Cause::Calendar]), "another digest, the same decision");
        Ok(())
    }

    #[test]
    fn a_status_is_decided_at_its_own_instant() -> Result<()> {
        let engine = Engine::builtin("residential-community")?;
        let events = r#"[{"id": "e1", "kind": "registered", "at": "2026-03-02T12:00:00+08:00"}]"#;
        let as_of = Instant::parse("2026-03-05T09:00:00+08:00")?;
        let stored = engine.status_json(COMPLAINT, events, as_of, None, Mode::Strict)?;
        assert!(engine.verify(COMPLAINT, events, &stored)?.is_same());
        let verdict = engine.verify(COMPLAINT, "[]", &stored)?;
        let found: Vec<_> = verdict.differences.iter().map(|found| found.path.as_str()).collect();
        assert_eq!(found, ["obligations[register 1].ended_at"], "the event is missing");
        assert_eq!(verdict.causes, [Cause::Library], "no digest differs");
        // An older library did not know the routes: that is no difference; a decision that it had must still be there.
        let older = stored.replace(r#","cycle":1,"tier""#, r#","gone":true,"cycle":1,"tier""#);
        let verdict = engine.verify(COMPLAINT, events, &older)?;
        assert_eq!(
            verdict.differences.first().map(|found| (found.path.as_str(), found.now.is_none())),
            Some(("gone", true))
        );
        let slug = |decision: &str| engine.verify(COMPLAINT, "[]", decision).err().map(|error| error.slug());
        assert_eq!(slug("{}"), Some("missing-field"));
        assert_eq!(slug(r#"{"schema": "tousu/summary/1"}"#), Some("unknown-value"));
        assert_eq!(slug("["), Some("syntax"));
        Ok(())
    }
}
