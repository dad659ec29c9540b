//! Each check on its own: the smallest book that it refuses, beside the book that it accepts.

use crate::document::Document;
use crate::error::Result;
use crate::policy::{Parameters, Policy, Severity};

/// A sound book, to which each test adds what it is about.
pub(super) const HEAD: &str = "[policy]\nid = 'x'\ntitle = 'x'\nversion = '1'\nlexicon = 'property'\n";
pub(super) const TIER: &str = "[[tier]]\nid = 'all'\nclause = '1'\ndefault = true\n";
pub(super) const OBLIGATION: &str =
    "[[obligation]]\nid = 'reply'\nclause = '2'\nstarts = 'received'\nends = 'replied'\n";

/// Severity, slug and path of everything found in a book.
pub(super) fn found(parts: &[&str]) -> Result<Vec<(Severity, &'static str, String)>> {
    let found = Policy::check(&Document::parse(&parts.concat())?);
    let one = |found: &crate::policy::Diagnostic| {
        let path = found.error.place().path.clone().unwrap_or_default();
        (found.severity, found.error.slug(), path)
    };
    Ok(found.iter().map(one).collect())
}

/// The book has just this one fault.
pub(super) fn refused(parts: &[&str], slug: &'static str, path: &str) -> Result<()> {
    let expected = [(Severity::Error, slug, path.to_owned())];
    assert_eq!(found(parts)?, expected, "{}", parts.concat());
    Ok(())
}

/// The book is accepted with just this one note.
fn noted(parts: &[&str], slug: &'static str, path: &str) -> Result<()> {
    let expected = [(Severity::Note, slug, path.to_owned())];
    assert_eq!(found(parts)?, expected, "{}", parts.concat());
    assert!(Policy::parse(&parts.concat()).is_ok());
    Ok(())
}

pub(super) fn accepted(parts: &[&str]) -> Result<()> {
    assert_eq!(found(parts)?, [], "{}", parts.concat());
    Ok(())
}

#[test]
fn the_sound_book_is_accepted() -> Result<()> {
    accepted(&[HEAD, TIER, OBLIGATION])?;
    accepted(&[HEAD, "untiered = 'allowed'\n", OBLIGATION])
}

#[test]
fn shape() -> Result<()> {
    refused(&[HEAD, "calender = 'china'\n", TIER], "unknown-field", "policy.calender")?;
    refused(
        &[HEAD, TIER, "[[obligation]]\nid = 'a'\nclause = '1'\nstarts = 'received'\n"],
        "missing-field",
        "obligation[0]",
    )?;
    refused(&[HEAD, TIER, "[obligation]\nid = 'a'\n"], "wrong-type", "obligation")?;
    refused(&[HEAD, TIER, OBLIGATION, "delay_promise = 1\n"], "wrong-type", "obligation[0].delay_promise")?;
    refused(&[HEAD, TIER, OBLIGATION, "strength = 'shall'\n"], "unknown-value", "obligation[0].strength")?;
    refused(&[HEAD, TIER, OBLIGATION, "within = { parameter = 'a', x = 1 }\n"], "wrong-type", "obligation[0].within")?;
    refused(&[HEAD, "[[tier]]\nid = 'All'\nclause = '1'\ndefault = true\n"], "invalid-id", "tier[0].id")?;
    refused(&[HEAD, "effective_from = '2026-13-01'\n", TIER], "unreadable-time", "policy.effective_from")?;
    let backwards = "effective_from = '2026-03-02'\neffective_to = '2026-03-01'\n";
    refused(&[HEAD, backwards, TIER], "time-out-of-range", "policy.effective_to")?;
    refused(&[&HEAD.replace("property", "propertie"), TIER], "unknown-lexicon", "policy.lexicon")
}

#[test]
fn a_clause_must_not_be_missing() -> Result<()> {
    refused(&[HEAD, "[[tier]]\nid = 'all'\ndefault = true\n"], "missing-field", "tier[0]")?;
    refused(&[HEAD, TIER, &OBLIGATION.replace("clause = '2'\n", "")], "missing-field", "obligation[0]")?;
    refused(&[HEAD, TIER, &OBLIGATION.replace("'2'", "' '")], "wrong-type", "obligation[0].clause")?;
    for section in [
        "duty",
        "form",
        "report",
        "pause",
        "forbids",
        "parameter",
        "channel",
        "route",
        "unit_duty",
        "threshold",
        "sanction",
        "archive",
    ] {
        let rest = match section {
            "duty" => "id = 'a'\nkind = 'process'\n",
            "report" | "unit_duty" => "id = 'a'\nfrequency = 'daily'\n",
            "route" => "id = 'a'\nby = 'first-asked'\n",
            "threshold" => "id = 'a'\nper = 'unit'\nat_least = 1\n",
            "sanction" => "id = 'a'\nagainst = 'unit'\n",
            "archive" => "id = 'a'\ncontains = []\n",
            "pause" => "reason = 'a'\n",
            "forbids" => "event = 'refused'\n",
            "parameter" => "id = 'a'\ntype = 'count'\n",
            _ => "id = 'a'\n",
        };
        let found = found(&[HEAD, TIER, &format!("[[{section}]]\n{rest}")])?;
        let slugs: Vec<_> = found.iter().map(|(_, slug, _)| *slug).collect();
        assert_eq!(slugs, ["missing-field"], "{section}");
    }
    Ok(())
}

#[test]
fn ids_are_declared_once() -> Result<()> {
    refused(&[HEAD, TIER, OBLIGATION, OBLIGATION], "duplicate-id", "obligation[1].id")?;
    let role = "[[role]]\nid = 'a'\n";
    refused(&[HEAD, TIER, role, role], "duplicate-id", "role[1].id")?;
    refused(&[HEAD, TIER, role, "[[role]]\nid = 'b'\naliases = ['a']\n"], "duplicate-id", "role[1].aliases[0]")?;
    refused(&[HEAD, TIER, "[[fact]]\nid = 'injury'\ntype = 'bool'\n"], "duplicate-id", "fact[0].id")?;
    refused(&[HEAD, TIER, "[[fact]]\nid = 'in_scope'\ntype = 'bool'\n"], "duplicate-id", "fact[0].id")?;
    refused(&[HEAD, TIER, "[[event]]\nid = 'replied'\n"], "duplicate-id", "event[0].id")?;
    let report = "[[report]]\nid = 'a'\nclause = '1'\nfrequency = 'daily'\n";
    refused(&[HEAD, TIER, report, report], "duplicate-id", "report[1].id")?;
    let form = "[[form]]\nid = 'a'\nclause = '1'\nfields = [{ id = 'b' }, { id = 'b' }]\n";
    refused(&[HEAD, TIER, form], "duplicate-id", "form[0].fields[1].id")?;
    refused(&[HEAD, TIER, OBLIGATION, "tiers = ['all', 'all']\n"], "duplicate-id", "obligation[0].tiers[1]")
}

#[test]
fn references_must_be_declared() -> Result<()> {
    for (field, path) in [
        ("tiers = ['al']", "tiers[0]"),
        ("owner = 'a'", "owner"),
        ("when = 'fier'", "when"),
        ("when = { category = 'facilites' }", "when.category"),
        ("when = { fact = 'a' }", "when.fact"),
        ("when = { happened = 'fild' }", "when.happened"),
        ("when = { parameter = 'a' }", "when.parameter"),
        ("within = { parameter = 'a' }", "within.parameter"),
        ("extension = { approved_by = 'a' }", "extension.approved_by"),
    ] {
        let path = format!("obligation[0].{path}");
        refused(&[HEAD, TIER, OBLIGATION, field, "\n"], "unknown-reference", &path)?;
    }
    refused(&[HEAD, TIER, &OBLIGATION.replace("received", "receivd")], "unknown-reference", "obligation[0].starts")?;
    let to = OBLIGATION.replace("'replied'", "{ event = 'replied', to = 'a' }");
    refused(&[HEAD, TIER, &to], "unknown-reference", "obligation[0].ends.to")?;
    let group = "[[category]]\nid = 'a'\nclause = '1'\nincludes = ['facilites']\n";
    refused(&[HEAD, TIER, group], "unknown-reference", "category[0].includes[0]")?;
    let pause = "[[pause]]\nreason = 'a'\nclause = '1'\nstops = ['repli']\n";
    refused(&[HEAD, TIER, OBLIGATION, pause], "unknown-reference", "pause[0].stops[0]")
}

#[test]
fn periods_and_thresholds_must_be_readable() -> Result<()> {
    refused(&[HEAD, TIER, OBLIGATION, "within = 'soon'\n"], "unreadable-period", "obligation[0].within")?;
    let when = "when = { unresolved_for = 'soon' }\n";
    refused(&[HEAD, TIER, OBLIGATION, when], "unreadable-period", "obligation[0].when.unresolved_for")?;
    let when = "when = { unresolved_for = 'by day 3 of the month' }\n";
    refused(&[HEAD, TIER, OBLIGATION, when], "wrong-type", "obligation[0].when.unresolved_for")?;
    let when = "when = { complainants = { at_least = -1 } }\n";
    refused(&[HEAD, TIER, OBLIGATION, when], "wrong-type", "obligation[0].when.complainants.at_least")?;
    let fact = "[[fact]]\nid = 'n'\ntype = 'money'\n";
    let when = "when = { fact = 'n', at_least = '5.005' }\n";
    refused(&[HEAD, TIER, fact, OBLIGATION, when], "wrong-type", "obligation[0].when.at_least")?;
    refused(&[HEAD, TIER, fact, OBLIGATION, "when = 'n'\n"], "wrong-type", "obligation[0].when")?;
    accepted(&[HEAD, TIER, fact, OBLIGATION, "when = { fact = 'n', at_least = 5.5 }\n"])?;
    let when = "when = { substantiated = false }\n";
    refused(&[HEAD, TIER, OBLIGATION, when], "unknown-value", "obligation[0].when.substantiated")?;
    let when = "when = { all = ['fire'], any = ['gas'] }\n";
    refused(&[HEAD, TIER, OBLIGATION, when], "wrong-type", "obligation[0].when")?;
    let when = "when = { signal = 'fire', at_least = 3 }\n";
    refused(&[HEAD, TIER, OBLIGATION, when], "unknown-field", "obligation[0].when.at_least")
}

#[test]
fn an_obligation_must_be_able_to_start_and_end() -> Result<()> {
    let forbids = "[[forbids]]\nevent = 'refused'\nclause = '9'\n";
    let starts = |starts: &str| OBLIGATION.replace("'received'", starts);
    let ends = |ends: &str| OBLIGATION.replace("'replied'", ends);
    refused(&[HEAD, TIER, &starts("'refused'"), forbids], "never-starts", "obligation[0].starts")?;
    refused(&[HEAD, TIER, &starts("{ first_available = [] }")], "never-starts", "obligation[0].starts")?;
    accepted(&[HEAD, TIER, &starts("{ first_available = ['refused', 'received'] }"), forbids])?;
    refused(&[HEAD, TIER, &ends("'refused'"), forbids], "never-ends", "obligation[0].ends")?;
    refused(&[HEAD, TIER, &ends("{ all = ['replied', 'refused'] }"), forbids], "never-ends", "obligation[0].ends")?;
    accepted(&[HEAD, TIER, &ends("{ any = ['replied', 'refused'] }"), forbids])?;
    refused(&[HEAD, TIER, &ends("{ any = [] }")], "never-ends", "obligation[0].ends")?;
    refused(&[HEAD, TIER, &ends("{ all = [] }")], "never-ends", "obligation[0].ends")?;
    refused(&[HEAD, TIER, &ends("'received'")], "never-ends", "obligation[0].ends")?;
    refused(&[HEAD, TIER, &ends("{ any = ['replied'], all = ['replied'] }")], "wrong-type", "obligation[0].ends")?;
    refused(&[HEAD, TIER, OBLIGATION, "tiers = []\n"], "never-starts", "obligation[0].tiers")?;
    let never = "when = { all = ['fire', { not = 'fire' }] }\n";
    refused(&[HEAD, TIER, OBLIGATION, never], "never-starts", "obligation[0].when")?;
    let never = "when = { all = [{ category = 'fees' }, { category = 'parking' }] }\n";
    refused(&[HEAD, TIER, OBLIGATION, never], "never-starts", "obligation[0].when")?;
    accepted(&[HEAD, TIER, "[[event]]\nid = 'tested'\n", &ends("'tested'")])
}

fn tier(id: &str, when: &str) -> String {
    format!("[[tier]]\nid = '{id}'\nclause = '1'\n{when}\n")
}

#[test]
fn every_computed_tier_must_be_reachable() -> Result<()> {
    let heavy = tier("heavy", "when = { any = ['fire', 'gas'] }");
    refused(&[HEAD, &heavy, &tier("light", "when = 'fire'"), TIER], "unreachable-tier", "tier[1].when")?;
    accepted(&[HEAD, &heavy, &tier("light", "when = { any = ['fire', 'injury'] }"), TIER])?;
    let never = tier("never", "when = { all = ['fire', { not = 'fire' }] }");
    refused(&[HEAD, &never, TIER], "unreachable-tier", "tier[0].when")?;
    let always = tier("always", "when = { any = ['fire', { not = 'fire' }] }");
    refused(&[HEAD, &always, TIER], "unreachable-tier", "tier[1]")?;
    // Ten complainants are also five.
    let ten = tier("ten", "when = { complainants = { at_least = 10 } }");
    let five = tier("five", "when = { complainants = { at_least = 5 } }");
    accepted(&[HEAD, &ten, &five, TIER])?;
    refused(&[HEAD, &five, &ten, TIER], "unreachable-tier", "tier[1].when")?;
    // Two months are also one; 30 days may be less than a month.
    let unresolved = |id, period| tier(id, &format!("when = {{ unresolved_for = '{period}' }}"));
    refused(
        &[HEAD, &unresolved("a", "1 month"), &unresolved("b", "2 months"), TIER],
        "unreachable-tier",
        "tier[1].when",
    )?;
    refused(
        &[HEAD, &unresolved("a", "3 days"), &unresolved("b", "1 month"), TIER],
        "unreachable-tier",
        "tier[1].when",
    )?;
    accepted(&[HEAD, &unresolved("a", "30 days"), &unresolved("b", "1 month"), TIER])?;
    let beside = tier("a", "set_by = 'person'\nwhen = 'fire'");
    refused(&[HEAD, &beside, TIER], "unreachable-tier", "tier[0].when")?;
    refused(&[HEAD, &tier("a", ""), TIER], "missing-field", "tier[0]")
}

#[test]
fn a_tier_that_a_parameter_switches_off_is_reachable() -> Result<()> {
    let parameter = "[[parameter]]\nid = 'on'\ntype = 'bool'\nsuggested = false\nclause = '1'\n";
    accepted(&[HEAD, &tier("a", "when = { parameter = 'on' }"), TIER, parameter])?;
    let limit = "[[parameter]]\nid = 'n'\ntype = 'count'\nclause = '1'\n";
    accepted(&[HEAD, &tier("a", "when = { complainants = { at_least = { parameter = 'n' } } }"), TIER, limit])?;
    accepted(&[HEAD, TIER, OBLIGATION, "when = { parameter = 'on' }\n", parameter])
}

#[test]
fn every_complaint_must_get_a_tier() -> Result<()> {
    refused(&[HEAD, &tier("a", "when = 'fire'")], "uncovered-complaint", "policy")?;
    accepted(&[HEAD, "untiered = 'allowed'\n", &tier("a", "when = 'fire'")])?;
    accepted(&[HEAD, &tier("a", "when = 'fire'"), &tier("b", "when = { not = 'fire' }")])?;
    refused(&[HEAD, OBLIGATION], "uncovered-complaint", "policy")?;
    refused(&[HEAD, &tier("a", "set_by = 'person'")], "uncovered-complaint", "policy")?;
    // The message names a complaint that gets none.
    let source = [HEAD, &tier("a", "when = { not = { all = ['fire', 'gas'] } }")].concat();
    let error = Policy::parse(&source).err();
    let cause = error.as_ref().and_then(|error| error.causes().first());
    assert_eq!(cause.map(|cause| cause.subject()), Some("one with fire, gas"));
    Ok(())
}

#[test]
fn one_tier_is_the_default() -> Result<()> {
    refused(&[HEAD, TIER, &tier("b", "default = true\nwhen = 'fire'")], "tier-order", "tier[1].default")?;
    refused(&[HEAD, TIER, &tier("b", "default = true\nset_by = 'person'")], "tier-order", "tier[1].default")
}

#[test]
fn a_book_too_large_to_prove_is_refused() -> Result<()> {
    let facts: Vec<_> = (0..25).map(|n| format!("[[fact]]\nid = 'f{n}'\ntype = 'bool'\n")).collect();
    let when = |count: usize| {
        let names: Vec<_> = (0..count).map(|n| format!("'f{n}'")).collect();
        tier("a", &format!("when = {{ all = [{}] }}", names.join(", ")))
    };
    refused(&[HEAD, &when(25), TIER, &facts.concat()], "policy-too-large", "tier[0]")?;
    let [first @ .., _] = facts.as_slice() else {
        return Ok(());
    };
    accepted(&[HEAD, &when(24), TIER, &first.concat()])?;
    // Few things, but too many parts: 2^18 words of 64 cases leave 256 parts, and each alternative has 26.
    let names: Vec<_> = (0..24).map(|n| format!("'f{n}'")).collect();
    let alternatives = vec![format!("{{ all = [{}] }}", names.join(", ")); 12].join(", ");
    let wide = tier("a", &format!("when = {{ any = [{alternatives}] }}"));
    refused(&[HEAD, &wide, TIER, &first.concat()], "policy-too-large", "tier[0]")
}

#[test]
fn all_proofs_of_a_book_together_are_bounded() -> Result<()> {
    let facts: String = (0..24).map(|n| format!("[[fact]]\nid = 'f{n}'\ntype = 'bool'\n")).collect();
    let names: Vec<_> = (0..24).map(|n| format!("'f{n}'")).collect();
    let owed = |number: usize| {
        let when = format!("when = {{ all = [{}] }}\n", names.join(", "));
        OBLIGATION.replace("'reply'", &format!("'reply-{number}'")) + &when
    };
    // 25 parts in 2^18 words each: ten fit into 2^26 steps.
    let book = |count: usize| [HEAD, TIER, &facts, &(0..count).map(owed).collect::<String>()].concat();
    let found = |count: usize| -> Result<Vec<String>> {
        let found = Policy::check(&Document::parse(&book(count))?);
        let errors = found.iter().filter(|found| found.severity == Severity::Error);
        Ok(errors.map(|found| found.error.to_string()).collect())
    };
    assert_eq!(found(10)?, [""; 0]);
    let refused = found(12)?;
    assert_eq!(refused.len(), 2, "{refused:?}");
    // Five lines of head, four of the tier, three a fact, six an obligation, whose condition is the last of them.
    let expected = "obligation[10].when 147:8: the policy is too large to be proved: \
                    all its conditions together take too many steps; at most 67108864 of them";
    assert_eq!(refused.first().map(String::as_str), Some(expected));
    Ok(())
}

#[test]
fn what_is_never_used_is_noted() -> Result<()> {
    noted(&[HEAD, TIER, "[[role]]\nid = 'a'\n"], "unused-declaration", "role[0].id")?;
    noted(&[HEAD, TIER, "[[fact]]\nid = 'a'\ntype = 'bool'\n"], "unused-declaration", "fact[0].id")?;
    noted(&[HEAD, TIER, "[[event]]\nid = 'a'\n"], "unused-declaration", "event[0].id")?;
    let parameter = "[[parameter]]\nid = 'a'\ntype = 'count'\nclause = '1'\n";
    noted(&[HEAD, TIER, parameter], "unused-declaration", "parameter[0].id")?;
    // An alias uses its role.
    accepted(&[HEAD, TIER, "[[role]]\nid = 'a'\naliases = ['b']\n", OBLIGATION, "owner = 'b'\n"])
}

#[test]
fn oddities_of_the_source_are_noted() -> Result<()> {
    let heavy = tier("heavy", "when = 'fire'");
    let report = |id, tier, within| {
        format!(
            "[[obligation]]\nid = '{id}'\nclause = '1'\ntiers = ['{tier}']\nstarts = 'received'\nends = 'escalated'\nwithin = '{within}'\n"
        )
    };
    let book = |heavier, lighter| [report("a", "heavy", heavier), report("b", "all", lighter)].concat();
    noted(&[HEAD, &heavy, TIER, &book("same day", "1 hour")], "odd-tier-order", "obligation[1].within")?;
    accepted(&[HEAD, &heavy, TIER, &book("1 hour", "same day")])?;
    let second = OBLIGATION.replace("'reply'", "'answer'");
    noted(
        &[HEAD, TIER, OBLIGATION, "within = '2 days'\n", &second, "within = '3 days'\n"],
        "two-limits",
        "obligation[1].within",
    )?;
    accepted(&[HEAD, TIER, OBLIGATION, "within = '2 days'\n", &second])
}

#[test]
fn parameters_are_checked() -> Result<()> {
    let parameter = |rest: &str| format!("[[parameter]]\nid = 'p'\nclause = '1'\n{rest}\n");
    let within = "within = { parameter = 'p' }\n";
    let wrong = parameter("type = 'period'\nsuggested = 3");
    refused(&[HEAD, TIER, OBLIGATION, within, &wrong], "unreadable-parameter", "parameter[0].suggested")?;
    let wrong = parameter("type = 'count'\nsuggested = 3");
    refused(&[HEAD, TIER, OBLIGATION, within, &wrong], "wrong-type", "obligation[0].within")?;
    let wrong = parameter("type = 'enum'");
    refused(&[HEAD, TIER, OBLIGATION, "strength = { parameter = 'p' }\n", &wrong], "missing-field", "parameter[0]")?;
    let wrong = parameter("type = 'enum'\nvalues = ['shall']\nsuggested = 'shall'");
    refused(
        &[HEAD, TIER, OBLIGATION, "strength = { parameter = 'p' }\n", &wrong],
        "unknown-value",
        "obligation[0].strength",
    )?;
    let wrong = parameter("type = 'period'\nvalues = ['a']");
    refused(&[HEAD, TIER, OBLIGATION, within, &wrong], "unknown-field", "parameter[0].values")?;
    accepted(&[HEAD, TIER, OBLIGATION, within, &parameter("type = 'period'")])
}

#[test]
fn a_period_must_fit_into_the_calendar() -> Result<()> {
    // The built-in calendar knows 2004 to 2100.
    accepted(&[HEAD, TIER, OBLIGATION, "within = '96 years'\n"])?;
    refused(&[HEAD, TIER, OBLIGATION, "within = '98 years'\n"], "period-out-of-calendar", "obligation[0].within")?;
    let hours = "within = '900000 hours'\n";
    refused(&[HEAD, TIER, OBLIGATION, hours], "period-out-of-calendar", "obligation[0].within")?;
    refused(&[HEAD, TIER, OBLIGATION, "every = '4000000000 days'\n"], "period-out-of-calendar", "obligation[0].every")?;
    // Of a calendar of one's own nothing is known but that years have four digits.
    let own = HEAD.replace("lexicon", "calendar = 'own'\nlexicon");
    accepted(&[&own, TIER, OBLIGATION, "within = '98 years'\n"])?;
    refused(&[&own, TIER, OBLIGATION, "within = '10200 years'\n"], "period-out-of-calendar", "obligation[0].within")
}

#[test]
fn what_is_out_of_scope_owes_nothing() -> Result<()> {
    let when = "when = { not = 'in_scope' }\n";
    refused(&[HEAD, TIER, OBLIGATION, when], "never-starts", "obligation[0].when")?;
    accepted(&[HEAD, TIER, OBLIGATION, when, "owed_out_of_scope = true\n"])?;
    let hidden = "when = { all = ['fire', { any = [{ in_scope = false }, { not = 'fire' }] }] }\n";
    refused(&[HEAD, TIER, OBLIGATION, hidden], "never-starts", "obligation[0].when")?;
    accepted(&[HEAD, TIER, OBLIGATION, "when = { any = ['fire', { not = 'in_scope' }] }\n"])
}

#[test]
fn routes_by_hours_cover_all_hours() -> Result<()> {
    let role = "[[role]]\nid = 'office'\n";
    let day = "[[route]]\nid = 'day'\nclause = '1'\nduring = 'open'\nto = 'office'\n";
    noted(&[HEAD, TIER, role, day], "uncovered-hours", "route")?;
    let night = "[[route]]\nid = 'night'\nclause = '1'\nduring = 'closed'\nto = 'office'\n";
    accepted(&[HEAD, TIER, role, day, night])?;
    let first = "[[route]]\nid = 'first'\nclause = '1'\nby = 'first-asked'\n";
    accepted(&[HEAD, TIER, role, day, first])
}

#[test]
fn given_values_are_checked_by_themselves() -> Result<()> {
    let policy = Policy::builtin("residential-community")?;
    let slug = |given: Parameters| {
        let error = policy.with_parameters(&given).err();
        error.map(|error| (error.slug(), error.place().path.clone().unwrap_or_default(), error.causes().len()))
    };
    let path = |id: &str| format!("parameters.{id}");
    assert_eq!(
        slug(Parameters::new().with("registration_hour", "1 hour")),
        Some(("unknown-parameter", path("registration_hour"), 0))
    );
    assert_eq!(
        slug(Parameters::new().with("registration_hours", 2)),
        Some(("unreadable-parameter", path("registration_hours"), 0))
    );
    assert_eq!(
        slug(Parameters::new().with("registration_hours", "2 hours").strict(true)),
        Some(("parameter-not-given", path("general_resolve_days"), 3))
    );
    let all = Parameters::new()
        .with("registration_hours", "1 hour")
        .with("general_resolve_days", "5 days")
        .with("group_threshold", 5)
        .with("immediate_grace", "15 minutes");
    let given = policy.with_parameters(&all.strict(true))?;
    assert_eq!(given.assumed().count(), 0);
    assert_eq!(given.digest, policy.digest);
    assert_ne!(given.parameters_digest, policy.parameters_digest);
    // Given before is forgotten.
    assert_eq!(given.with_parameters(&Parameters::new())?.parameters_digest, policy.parameters_digest);
    Ok(())
}
