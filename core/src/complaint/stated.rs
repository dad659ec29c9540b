//! What the caller states, laid over what the text says.

use super::{Complaint, FactValue, Facts};
use crate::error::{Code, Error, Result};
use crate::id::{FactId, SignalSet};
use crate::policy::{FactKind, Lexicon, Policy};
use crate::text::Scratch;

/// Reads a complaint's text once and lays the stated facts over what it says.
///
/// Stated facts win: a signal stated false is out whatever the text says, a stated head count replaces the one read.
///
/// # Errors
/// `too-large` for a text over 16 MiB, `unknown-fact` for a stated name that neither the lexicon nor the policy
/// declares, `wrong-type` or `invalid-argument` for a value that its kind does not take, `contradictory-facts` for a
/// name stated twice with different values.
pub fn facts(complaint: &Complaint, policy: &Policy, scratch: &mut Scratch) -> Result<Facts> {
    let lexicon = &policy.lexicon;
    let mut facts = Facts::read(complaint, lexicon, scratch)?;
    let stated = &complaint.stated;
    let (mut yes, mut no) = (SignalSet::default(), SignalSet::default());
    for (name, flag) in &stated.signals {
        if let Some(signal) = lexicon.signal(name) {
            if *flag { &mut yes } else { &mut no }.insert(signal);
        } else {
            declare(&mut facts, policy, lexicon, name, FactValue::Bool(*flag))?;
        }
    }
    for (name, value) in &stated.declared {
        match (lexicon.signal(name), value) {
            (Some(signal), FactValue::Bool(flag)) => if *flag { &mut yes } else { &mut no }.insert(signal),
            (Some(_), FactValue::Number(_)) => {
                return Err(
                    Error::new(Code::WrongType, "a whole number", "true or false").at(format_args!("facts.{name}"))
                );
            }
            (None, value) => declare(&mut facts, policy, lexicon, name, *value)?,
        }
    }
    if let Some(signal) = SignalSet(yes.0 & no.0).iter().next() {
        let name = lexicon.signal_name(signal);
        return Err(Error::new(
            Code::ContradictoryFacts,
            format_args!("`{name}` stated true"),
            format_args!("`{name}` stated false"),
        )
        .at(format_args!("facts.{name}")));
    }
    facts.signals = SignalSet((facts.signals.0 | yes.0) & !no.0);
    if stated.complainants.people.is_some() || stated.complainants.households.is_some() {
        facts.complainants = stated.complainants;
        facts.complainants_evidence.clear();
    }
    facts.in_scope = stated.in_scope;
    facts.complete = stated.complete;
    facts.substantiated = stated.substantiated;
    Ok(facts)
}

/// Keeps a stated fact of the policy's own after checking it against its kind.
fn declare(facts: &mut Facts, policy: &Policy, lexicon: &Lexicon, name: &str, value: FactValue) -> Result<()> {
    let path = format_args!("facts.{name}").to_string();
    let Some(id) = policy.fact(name) else {
        return Err(unknown(policy, lexicon, name).at(path));
    };
    check_kind(policy, id, value).map_err(|error| error.at(path.as_str()))?;
    match facts.declared.iter().find(|(known, _)| *known == id) {
        Some((_, known)) if *known != value => {
            Err(Error::new(Code::ContradictoryFacts, format_args!("`{name}`"), "its other value").at(path))
        }
        Some(_) => Ok(()),
        None => {
            facts.declared.push((id, value));
            Ok(())
        }
    }
}

fn check_kind(policy: &Policy, id: FactId, value: FactValue) -> Result<()> {
    let kind = policy.facts.get(id.index()).map_or(FactKind::Bool, |fact| fact.kind);
    match (kind, value) {
        (FactKind::Bool, FactValue::Bool(_)) => Ok(()),
        (FactKind::Bool, FactValue::Number(_)) => Err(Error::new(Code::WrongType, "a whole number", "true or false")),
        (_, FactValue::Bool(_)) => Err(Error::new(Code::WrongType, "a boolean", "a whole number")),
        (_, FactValue::Number(number)) if number < 0 => {
            Err(Error::new(Code::InvalidArgument, number, "a number that is not negative"))
        }
        (_, FactValue::Number(_)) => Ok(()),
    }
}

fn unknown(policy: &Policy, lexicon: &Lexicon, name: &str) -> Error {
    let signals = lexicon.signals.iter().map(|signal| signal.id.as_str());
    let declared = policy.facts.iter().map(|fact| fact.id.as_str());
    let expected: Vec<_> = declared.chain(signals).collect();
    Error::new(Code::UnknownFact, name, expected.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Clause, Fact, Label};

    /// A policy with one declared fact of every kind.
    fn policy() -> Result<Policy> {
        let fact =
            |id: &str, kind| Fact { id: id.to_owned(), label: Label::default(), kind, clause: Clause::default() };
        let mut policy = Policy::builtin("residential-community")?;
        policy.facts = vec![fact("oral", FactKind::Bool), fact("same_matter_count", FactKind::Count)];
        Ok(policy)
    }

    fn stated(json: &str) -> Result<Facts> {
        let source = format!("{{\"text\": \"电梯困人，十几户业主联名\", \"facts\": {json}}}");
        facts(&Complaint::from_json(&source)?, &policy()?, &mut Scratch::new())
    }

    #[test]
    fn stated_facts_win() -> Result<()> {
        let entrapment = policy()?.lexicon.signal("elevator-entrapment");
        let has = |facts: &Facts| entrapment.is_some_and(|id| facts.signals.contains(id));
        assert!(has(&stated("{}")?));
        let denied =
            stated("{\"elevator-entrapment\": false, \"complainants\": {\"people\": 3}, \"in_scope\": false}")?;
        assert!(!has(&denied));
        assert_eq!(denied.complainants.people, Some(3));
        assert_eq!(denied.complainants.households, None);
        assert_eq!(denied.in_scope, Some(false));
        let declared = stated("{\"oral\": true, \"same_matter_count\": 4}")?.declared;
        assert_eq!(declared, [(FactId(0), FactValue::Bool(true)), (FactId(1), FactValue::Number(4))]);
        Ok(())
    }

    #[test]
    fn what_nobody_declares_or_contradicts_itself_is_refused() -> Result<()> {
        let slug = |json: &str| stated(json).err().map(|error| error.slug());
        assert_eq!(slug("{\"no-such-fact\": true}"), Some("unknown-fact"));
        assert_eq!(slug("{\"oral\": 3}"), Some("wrong-type"));
        assert_eq!(slug("{\"same_matter_count\": true}"), Some("wrong-type"));
        assert_eq!(slug("{\"same_matter_count\": -1}"), Some("invalid-argument"));
        assert_eq!(slug("{\"injury\": 1}"), Some("wrong-type"));
        let mut complaint = Complaint::default();
        complaint.stated.signals = vec![("injury".to_owned(), true), ("injury".to_owned(), false)];
        let refused = facts(&complaint, &policy()?, &mut Scratch::new());
        assert_eq!(refused.err().map(|error| error.slug()), Some("contradictory-facts"));
        Ok(())
    }
}
