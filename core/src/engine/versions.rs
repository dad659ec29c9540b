//! The versions of one rule book: a complaint is judged under the one in force when it was received.

use super::{Assessment, Engine};
use crate::complaint::Complaint;
use crate::document::Document;
use crate::error::{Code, Error, Result};
use crate::policy::{Library, Parameters};
use crate::time::{Date, Moment};

/// The versions of one rule book, each ready to decide.
///
/// ```
/// use tousu::{Engine, engine::Versions, complaint::Complaint, policy::Policy, time::Moment};
/// let engine = |version: &str, from: &str, hours: u32| {
///     Engine::new(Policy::parse(&format!(
///         "[policy]\nid = 'x'\ntitle = 'x'\nversion = '{version}'\n{from}lexicon = 'property'\nuntiered = 'allowed'\n\
///          [[obligation]]\nid = 'reply'\nclause = '1'\nstarts = 'received'\nends = 'replied'\nwithin = '{hours} hours'\n"))?)
/// };
/// let versions = Versions::new(vec![engine("1", "", 48)?, engine("2", "effective_from = '2026-07-01'\n", 24)?])?;
/// let received = |at: &str| -> tousu::Result<Complaint> {
///     Ok(Complaint { id: "c".into(), received_at: Some(Moment::parse(at)?), ..Complaint::default() })
/// };
/// // A second before midnight the old version still holds.
/// let old = versions.assess(&received("2026-06-30T23:59:59+08:00")?)?;
/// assert_eq!(old.engine().policy().version, "1");
/// let new = versions.assess(&received("2026-07-01T00:00:00+08:00")?)?;
/// assert_eq!(new.engine().policy().version, "2");
/// # Ok::<(), tousu::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Versions {
    /// In the order in which they came into force.
    engines: Vec<Engine>,
}

impl Versions {
    /// The versions of a book, in any order.
    ///
    /// # Errors
    /// `not-found` when there is none, `duplicate-id` for a version given twice, `invalid-argument` for another book
    /// among them.
    pub fn new(mut engines: Vec<Engine>) -> Result<Self> {
        let Some(first) = engines.first() else {
            return Err(Error::new(Code::NotFound, "versions", "version of a rule book").at("versions"));
        };
        let id = first.policy().id.clone();
        for (index, engine) in engines.iter().enumerate() {
            let policy = engine.policy();
            let place = format!("versions[{index}]");
            if policy.id != id {
                return Err(Error::new(Code::InvalidArgument, &policy.id, format_args!("a version of {id}")).at(place));
            }
            if engines.iter().take(index).any(|known| known.policy().version == policy.version) {
                let subject = format!("{id} {}", policy.version);
                return Err(Error::new(Code::DuplicateId, subject, "").at(place));
            }
        }
        engines.sort_by_key(|engine| engine.policy().effective_from);
        Ok(Self { engines })
    }

    /// The versions of a book in a library: those of the caller's, else the built-in one.
    ///
    /// ```
    /// use tousu::{engine::Versions, policy::{Library, Parameters}};
    /// let book = |version: &str, from: &str| {
    ///     format!("[policy]\nid = 'x'\ntitle = 'x'\nversion = '{version}'\n{from}lexicon = 'property'\nuntiered = 'allowed'\n")
    /// };
    /// let (old, new) = (book("1", ""), book("2", "effective_from = '2026-07-01'\n"));
    /// let library = Library::from_texts(&[&new, &old])?;
    /// let versions = Versions::in_library(&library, "x", &Parameters::new())?;
    /// let names: Vec<_> = versions.engines().iter().map(|engine| engine.policy().version.as_str()).collect();
    /// assert_eq!(names, ["1", "2"]);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `unknown-policy`; as [`Library::version`] and [`Engine::new`].
    pub fn in_library(library: &Library, id: &str, parameters: &Parameters) -> Result<Self> {
        let own = library.own().filter(|(known, ..)| *known == id);
        let load = |(_, version, ..): (&str, &str, _, _)| Engine::new(library.version(id, version, parameters)?);
        let engines = own.map(load).collect::<Result<Vec<_>>>()?;
        if engines.is_empty() {
            return Self::new(vec![Engine::new(library.policy(id, parameters)?)?]);
        }
        Self::new(engines)
    }

    /// The versions, in the order in which they came into force.
    #[must_use]
    pub fn engines(&self) -> &[Engine] {
        &self.engines
    }

    /// The version in force when a complaint was received, by the day in that version's own zone: of several, the one
    /// that came into force last; the newest when the receipt is not known.
    ///
    /// # Errors
    /// `policy-not-in-force`, naming the versions there are.
    pub fn in_force(&self, received_at: Option<Moment>) -> Result<&Engine> {
        let Some(received_at) = received_at else {
            return self.engines.last().ok_or_else(|| self.not_in_force("an unknown day"));
        };
        let on = |engine: &Engine| match received_at {
            Moment::At { instant, .. } => engine.calendar().date_of(instant),
            Moment::On(date) => date,
        };
        let holds = |engine: &&Engine| engine.policy().check_in_force(on(engine)).is_ok();
        let found = self.engines.iter().rev().find(holds);
        found.ok_or_else(|| {
            let day = self.engines.first().map(on);
            self.not_in_force(&day.map_or_else(String::new, |day| day.to_string()))
        })
    }

    /// A version by its name, in force or not.
    ///
    /// # Errors
    /// `policy-not-in-force` when there is no such version.
    pub fn version(&self, name: &str) -> Result<&Engine> {
        let found = self.engines.iter().find(|engine| engine.policy().version == name);
        found.ok_or_else(|| self.not_in_force(&format!("there is no version {name}")))
    }

    /// The first decision on a complaint, under the version in force when it was received.
    ///
    /// # Errors
    /// As [`Self::in_force`] and [`Engine::assess`].
    pub fn assess(&self, complaint: &Complaint) -> Result<Assessment> {
        self.in_force(complaint.received_at)?.assess(complaint)
    }

    /// As [`Self::assess`], from JSON to JSON.
    ///
    /// # Errors
    /// As [`Self::assess`]; faults of the JSON with path, line and column.
    pub fn assess_json(&self, complaint: &str) -> Result<String> {
        let document = Document::parse_json(complaint)?;
        let complaint = Complaint::from_cursor(&document.root())?;
        let engine = self.in_force(complaint.received_at)?;
        Ok(engine.assess(&complaint)?.to_json(engine, &complaint))
    }

    fn not_in_force(&self, why: &str) -> Error {
        let span = |engine: &Engine| {
            let policy = engine.policy();
            let mut out = policy.version.clone();
            let days = [("from", policy.effective_from), ("to", policy.effective_to)];
            days.iter().filter_map(|(word, day)| Some((word, (*day)?))).for_each(|(word, day): (_, Date)| {
                out.push_str(&format!(" {word} {day}"));
            });
            out
        };
        let known: Vec<_> = self.engines.iter().map(span).collect();
        let id = self.engines.first().map_or("", |engine| engine.policy().id.as_str());
        Error::new(Code::PolicyNotInForce, id, format_args!("{why}; it has {}", known.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    fn engine(version: &str, days: &str) -> Result<Engine> {
        Engine::new(Policy::parse(&format!(
            "[policy]\nid = 'x'\ntitle = 'x'\nversion = '{version}'\n{days}lexicon = 'property'\nuntiered = 'allowed'\n"
        ))?)
    }

    #[test]
    fn the_day_of_the_receipt_decides() -> Result<()> {
        let versions = Versions::new(vec![
            engine("2", "effective_from = '2026-01-01'\n")?,
            engine("1", "effective_from = '2020-01-01'\neffective_to = '2025-06-30'\n")?,
        ])?;
        let version = |at: Option<&str>| {
            let at = at.map(Moment::parse).transpose()?;
            versions.in_force(at).map(|engine| engine.policy().version.clone())
        };
        assert_eq!(version(Some("2025-06-30T15:59:59Z")), Ok("1".to_owned()), "23:59:59 in China");
        assert_eq!(version(Some("2026-01-01")), Ok("2".to_owned()), "a day is enough");
        assert_eq!(version(None), Ok("2".to_owned()), "unknown: the newest");
        for between in ["2025-06-30T16:00:00Z", "2025-12-31", "2019-12-31"] {
            let error = version(Some(between)).err();
            assert_eq!(error.as_ref().map(|error| error.slug()), Some("policy-not-in-force"), "{between}");
            let expected = error.map(|error| error.expected().to_owned()).unwrap_or_default();
            assert!(expected.ends_with("it has 1 from 2020-01-01 to 2025-06-30, 2 from 2026-01-01"), "{expected}");
        }
        assert_eq!(versions.version("1")?.policy().version, "1");
        assert!(versions.version("3").is_err());
        let slug = |engines| Versions::new(engines).err().map(|error| error.slug());
        assert_eq!(slug(Vec::new()), Some("not-found"));
        assert_eq!(slug(vec![engine("1", "")?, engine("1", "")?]), Some("duplicate-id"));
        assert_eq!(slug(vec![engine("1", "")?, Engine::builtin("residential-community")?]), Some("invalid-argument"));
        Ok(())
    }
}
