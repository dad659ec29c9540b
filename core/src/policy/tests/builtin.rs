//! The built-in rule books load, and say what their documents say.

use crate::document::Document;
use crate::error::Result;
use crate::id::RoleId;
use crate::period::Period;
use crate::policy::{
    Condition, Cycles, Ends, EventKind, Extension, Obligation, ParameterValue, Policy, Severity, Strength,
    overlay_schema, render, schema,
};

#[test]
fn each_loads_without_fault() -> Result<()> {
    for id in Policy::builtin_ids() {
        let source = Policy::builtin_source(id)?;
        let found = Policy::check(&Document::parse(source)?);
        let faults: Vec<_> = found.iter().filter(|found| found.severity == Severity::Error).cloned().collect();
        assert_eq!(faults, [], "{}", render(&faults, id, source));
        let policy = Policy::builtin(id)?;
        assert_eq!(policy.id, id);
        assert_eq!(policy.diagnostics, found);
    }
    let error = Policy::builtin("residential-comunity").err();
    assert_eq!(error.as_ref().map(|error| error.slug()), Some("unknown-policy"));
    let listed: Vec<_> = Policy::builtin_ids().collect();
    assert_eq!(error.as_ref().map(|error| error.expected()), Some(listed.join(", ").as_str()));
    assert_eq!(error.as_ref().and_then(|error| error.help()), Some("did you mean `residential-community`?"));
    Ok(())
}

/// Everything that a rule rests on has a clause, and quotes are short.
#[test]
fn every_rule_names_its_clause() -> Result<()> {
    for id in Policy::builtin_ids() {
        let policy = Policy::builtin(id)?;
        let clauses = (policy.roles.iter().map(|role| &role.clause))
            .chain(policy.facts.iter().map(|fact| &fact.clause))
            .chain(policy.tiers.iter().map(|tier| &tier.clause))
            .chain(policy.tiers.iter().flat_map(|tier| &tier.when).map(|reason| &reason.clause))
            .chain(policy.groups.iter().map(|group| &group.clause))
            .chain(policy.obligations.iter().map(|obligation| &obligation.clause))
            .chain(policy.obligations.iter().filter_map(|obligation| Some(&obligation.extension.as_ref()?.clause)))
            .chain(policy.pauses.iter().map(|pause| &pause.clause))
            .chain(policy.parameters.iter().map(|parameter| &parameter.clause))
            .chain(policy.reports.iter().map(|report| &report.clause))
            .chain(policy.forbids.iter().map(|forbidden| &forbidden.clause))
            .chain(policy.forms.iter().map(|form| &form.clause))
            .chain(policy.duties.iter().map(|duty| &duty.clause));
        for clause in clauses {
            assert!(!clause.number.is_empty(), "{id}: {clause:?}");
            assert!(clause.quote.chars().count() <= 30, "{id}: {clause:?}");
        }
        let labels = policy.obligations.iter().map(|obligation| &obligation.label);
        for label in labels.chain(policy.tiers.iter().map(|tier| &tier.label)) {
            assert!(label.zh != label.en && !label.zh.is_empty() && !label.en.is_empty(), "{id}: {label:?}");
        }
    }
    Ok(())
}

fn obligation<'a>(policy: &'a Policy, id: &str) -> Result<&'a Obligation> {
    let found = policy.obligations.iter().find(|obligation| obligation.id == id);
    found.ok_or_else(|| crate::Error::new(crate::Code::NotFound, id, "obligation"))
}

/// The limits of the inventory, in the form of `domain` tables: obligation, tiers, end, limit.
fn limits(policy: &Policy) -> Vec<String> {
    let line = |obligation: &Obligation| {
        let tiers: Vec<_> = obligation.tiers.iter().map(|tier| policy.tier_name(*tier)).collect();
        let (Ends::Any(ends) | Ends::All(ends)) = &obligation.ends;
        let ends: Vec<_> = ends.iter().map(|event| policy.event_kind_name(event.kind)).collect();
        let within = obligation.within.map_or_else(|| "-".to_owned(), |limit| limit.period.to_string());
        format!("{} | {} | {} | {within}", obligation.id, tiers.join(" "), ends.join(" "))
    };
    policy.obligations.iter().map(line).collect()
}

#[test]
fn training_says_what_its_document_says() -> Result<()> {
    let policy = Policy::builtin("complaint-process-training")?;
    let expected = [
        "send-form |  | dispatched | 30 minutes",
        "important-report | important | escalated | 1 hour",
        "major-report | major | escalated | same day",
        "major-report-gm | major | escalated | same day",
        "minor-resolve-promise | minor | resolved explained | 2 days",
        "minor-resolve | minor | resolved | 2 days",
        "important-resolve | important | resolved | 3 days",
        "major-reply | major | replied | 2 days",
        "major-resolve | major | resolved | 10 days",
        "return-form |  | form-returned | same day",
        "notify-result |  | customer-notified | same day",
        "follow-up-visit |  | visited | 3 days",
        "one-month-escalation | important minor | resolved | 1 month",
        "invalid-explain |  | explained | -",
    ];
    assert_eq!(limits(&policy), expected);
    let tiers: Vec<_> = policy.tiers.iter().map(|tier| tier.id.as_str()).collect();
    assert_eq!(tiers, ["major", "important", "minor"]);
    assert_eq!(policy.default_tier, policy.tier("important"));
    let clauses =
        policy.tiers.first().map(|major| major.when.iter().map(|reason| reason.clause.number.as_str()).collect());
    assert_eq!(clauses, Some(vec!["三.一.1", "三.一.2", "三.一.3"]));
    let month = policy.tiers.first().and_then(|major| major.when.last()).map(|reason| &reason.condition);
    let expected = Condition::All(vec![Condition::InScope, Condition::UnresolvedFor(Period::Months { months: 1 })]);
    assert_eq!(month, Some(&expected));
    // Both names of one office approve.
    let approver = |extension: &Option<Extension>| extension.as_ref().map(|extension| extension.approved_by);
    let minor = approver(&obligation(&policy, "minor-resolve")?.extension);
    assert_eq!(minor, policy.role("property-manager"));
    assert_eq!(minor, policy.role("service-centre-head"));
    let important = obligation(&policy, "important-resolve")?;
    assert_eq!(approver(&important.extension), policy.role("branch-manager"));
    assert_eq!(important.extension.as_ref().map(|extension| extension.clause.number.as_str()), Some("七 4.7.2"));
    assert_eq!(important.strength, Strength::Should);
    assert!(obligation(&policy, "minor-resolve-promise")?.customer_may_set);
    assert!(!obligation(&policy, "minor-resolve")?.customer_may_set);
    let recipients = |id: &str| -> Result<Vec<RoleId>> {
        let (Ends::Any(ends) | Ends::All(ends)) = &obligation(&policy, id)?.ends;
        Ok(ends.iter().flat_map(|event| event.to.clone()).collect())
    };
    let managers = ["property-manager", "deputy-gm", "branch-manager", "general-manager"];
    assert_eq!(recipients("major-report")?, managers.iter().filter_map(|id| policy.role(id)).collect::<Vec<_>>());
    assert_eq!(recipients("major-report-gm")?, policy.role("general-manager").into_iter().collect::<Vec<_>>());
    for id in ["send-form", "important-report", "major-report", "major-report-gm"] {
        assert_eq!(obligation(&policy, id)?.cycles, Cycles::First, "{id}");
    }
    assert_eq!(obligation(&policy, "one-month-escalation")?.cycles, Cycles::Throughout);
    let due = policy.reports.first().and_then(|report| report.due).map(|limit| limit.period);
    assert_eq!(due, Some(Period::ByDayOfMonth { day: 30, next_month: false }));
    Ok(())
}

#[test]
fn residential_says_what_its_document_says() -> Result<()> {
    let policy = Policy::builtin("residential-community")?;
    let expected = [
        "register |  | registered | 2 hours",
        "general-respond-resolve | general | resolved | 3 days",
        "general-reply | general | replied | 3 working days",
        "major-emergency | group major | emergency-started | 30 minutes",
        "major-plan | group major | plan-issued | 24 hours",
        "major-close | group major | closed | 7 working days",
        "group-report | group | escalated | 30 minutes",
        "risk-report |  | escalated | 30 minutes",
        "safety-check |  | on-site | 30 minutes",
        "confirm-result |  | confirmed | -",
        "explain-out-of-scope |  | explained | -",
    ];
    assert_eq!(limits(&policy), expected);
    let tiers: Vec<_> = policy.tiers.iter().map(|tier| tier.id.as_str()).collect();
    assert_eq!(tiers, ["group", "major", "general"]);
    assert_eq!(policy.default_tier, policy.tier("general"));
    let ten = policy.tiers.first().and_then(|group| group.when.first()).map(|reason| &reason.condition);
    assert_eq!(ten, Some(&Condition::Complainants { at_least: 10 }));
    assert!(obligation(&policy, "general-reply")?.delay_promise);
    let forbids: Vec<_> =
        policy.forbids.iter().map(|forbidden| (forbidden.kind, forbidden.clause.number.as_str())).collect();
    assert_eq!(forbids, [(EventKind::Refused.id(), "第九条")]);
    let assumed: Vec<_> = policy.assumed().map(|parameter| parameter.id.as_str()).collect();
    assert_eq!(assumed, ["registration_hours", "general_resolve_days", "group_threshold", "immediate_grace"]);
    let daily = policy.reports.first();
    assert_eq!(daily.and_then(|report| report.due).map(|limit| limit.period), Some(Period::SameDay));
    Ok(())
}

#[test]
fn hospital_says_what_its_document_says() -> Result<()> {
    let policy = Policy::builtin("city-peoples-hospital")?;
    let expected = [
        "reply | filed | replied | 5 working days",
        "reply-complex | complex | replied | 15 working days",
        "supplement-notice |  | supplement-requested accepted filed | -",
    ];
    assert_eq!(limits(&policy), expected);
    assert_eq!(policy.default_tier, policy.tier("filed"));
    let starts = &obligation(&policy, "reply")?.starts;
    let kinds: Vec<_> = starts.iter().map(|start| start.kind).collect();
    assert_eq!(kinds, [EventKind::Filed.id(), EventKind::Accepted.id()]);
    let pauses: Vec<_> = policy.pauses.iter().map(|pause| (pause.reason.as_str(), pause.enabled)).collect();
    assert_eq!(pauses, [("medical-appraisal", false), ("material-wait", true)]);
    let given =
        crate::policy::Parameters::new().with("pause_for_appraisal", true).with("supplement_limit", "2 working days");
    let given = policy.with_parameters(&given)?;
    assert_eq!(given.pauses.first().map(|pause| pause.enabled), Some(true));
    let within = obligation(&given, "supplement-notice")?.within;
    assert_eq!(within.map(|limit| limit.period), Some(Period::WorkingDays { days: 2 }));
    assert!(within.is_some_and(|limit| limit.parameter.is_some()));
    // Neither given nor suggested: no value, and not assumed.
    let limit = policy.parameters.first();
    assert_eq!(limit.map(|limit| (limit.value.clone(), limit.assumed)), Some((None::<ParameterValue>, false)));
    Ok(())
}

#[test]
fn the_json_twin_gives_the_same_policy() -> Result<()> {
    for id in Policy::builtin_ids() {
        let toml = Policy::builtin(id)?;
        let document = Document::parse_toml(Policy::builtin_source(id)?)?;
        let json = Policy::parse(&document.root().to_string())?;
        // Only the places of the notes and the length of the source differ.
        let plain = |policy: &Policy| {
            let text = format!("{policy:?}");
            let end = text.rfind("diagnostics: ");
            end.and_then(|end| text.get(..end)).map(str::to_owned)
        };
        assert!(plain(&toml).is_some());
        assert_eq!(plain(&toml), plain(&json));
        assert_eq!(toml.digest, json.digest);
        let slugs = |policy: &Policy| -> Vec<_> { policy.diagnostics.iter().map(|found| found.error.slug()).collect() };
        assert_eq!(slugs(&toml), slugs(&json));
    }
    Ok(())
}

#[test]
fn a_value_in_force_reads_back() -> Result<()> {
    for id in Policy::builtin_ids() {
        let policy = Policy::builtin(id)?;
        let mut given = crate::policy::Parameters::new();
        for parameter in &policy.parameters {
            if let Some(value) = &parameter.value {
                given = given.with(&parameter.id, value);
            }
        }
        let again = policy.with_parameters(&given)?;
        assert_eq!(again.parameters_digest, policy.parameters_digest);
        assert_eq!(again.assumed().count(), 0);
    }
    Ok(())
}

/// `TOUSU_BLESS=1` writes it anew.
#[test]
fn the_committed_schemas_are_current() {
    for (name, schema) in [("policy", schema()), ("overlay", overlay_schema())] {
        let file = format!("{}/policies/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("TOUSU_BLESS").is_some() {
            assert!(std::fs::write(&file, &schema).is_ok(), "{file} cannot be written");
        }
        let committed = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(committed == schema, "core/policies/{name}.schema.json is not what the table of fields gives");
    }
}
