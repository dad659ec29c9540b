//! Books over books: overlays, books that extend others, words and codes of one's own.

use super::checks::{HEAD, OBLIGATION, TIER, refused};
use crate::document::Document;
use crate::error::Result;
use crate::period::Period;
use crate::policy::{BasisKind, Domain, Library, Parameters, Policy, Roll, Severity, render};

const OVERLAY: &str = "[overlay]\nid = 'tower-7'\ntitle = '七号楼'\nversion = '3'\nbase = 'residential-community'\n";

fn overlay(rest: &str) -> Result<Policy> {
    Policy::parse(&format!("{OVERLAY}{rest}"))
}

/// Severity, slug and path of everything found.
fn found(source: &str) -> Result<Vec<(Severity, &'static str, String)>> {
    let found = Policy::check(&Document::parse(source)?);
    let one = |found: &crate::policy::Diagnostic| {
        (found.severity, found.error.slug(), found.error.place().path.clone().unwrap_or_default())
    };
    Ok(found.iter().filter(|found| found.severity == Severity::Error).map(one).collect())
}

fn fault(rest: &str, slug: &'static str, path: &str) -> Result<()> {
    assert_eq!(found(&format!("{OVERLAY}{rest}"))?, [(Severity::Error, slug, path.to_owned())], "{rest}");
    Ok(())
}

#[test]
fn an_overlay_changes_what_it_names_and_nothing_else() -> Result<()> {
    let base = Policy::builtin("residential-community")?;
    let own = overlay(
        "[[obligation]]\nid = 'general-reply'\nwithin = '2 working days'\nlabel = { zh = '两日答复' }\n\
         [[role]]\nid = 'front-line'\naliases = ['管家']\n\
         [[parameter]]\nid = 'group_threshold'\nvalue = 5\n",
    )?;
    assert_eq!((own.id.as_str(), own.version.as_str()), ("tower-7", "3"));
    let under: Vec<_> = own.over.iter().map(|base| (base.kind, base.id.as_str(), base.digest)).collect();
    assert_eq!(under, [(BasisKind::Overlaid, "residential-community", base.digest)]);
    assert_ne!(own.digest, base.digest);
    let reply =
        |policy: &Policy| policy.obligation("general-reply").and_then(|id| policy.obligations.get(id.index()).cloned());
    let (was, is) = (reply(&base), reply(&own));
    assert_eq!(is.as_ref().and_then(|one| one.within).map(|limit| limit.period), Some(Period::WorkingDays { days: 2 }));
    assert_eq!(is.as_ref().map(|one| one.label.zh.as_str()), Some("两日答复"));
    let same =
        |policy: &crate::policy::Obligation| (policy.label.en.clone(), policy.clause.clone(), policy.delay_promise);
    assert_eq!(was.as_ref().map(same), is.as_ref().map(same));
    assert_eq!(own.obligations.len(), base.obligations.len());
    assert_eq!(own.role("管家"), own.role("front-line"));
    // A value that the overlay puts in force is not assumed; the caller's wins over it.
    assert!(own.assumed().all(|parameter| parameter.id != "group_threshold"));
    let threshold = |policy: &Policy| {
        let found = policy.parameters.iter().find(|parameter| parameter.id == "group_threshold");
        found.and_then(|parameter| parameter.value.clone()).map(|value| value.to_string())
    };
    assert_eq!(threshold(&own).as_deref(), Some("5"));
    assert_eq!(threshold(&own.with_parameters(&Parameters::new().with("group_threshold", 7))?).as_deref(), Some("7"));
    let again = own.with_parameters(&Parameters::new())?;
    assert_eq!((again.digest, again.over.len()), (own.digest, 1));
    Ok(())
}

#[test]
fn an_overlay_adds_tiers_in_their_place_and_rules() -> Result<()> {
    let own = overlay(
        "[[tier]]\nid = 'vip'\nbefore = 'major'\nclause = '合同 2'\nwhen = 'vip_owner'\n\
         [[fact]]\nid = 'vip_owner'\ntype = 'bool'\n\
         [[tier]]\nid = 'light'\nafter = 'general'\nclause = '合同 3'\nset_by = 'person'\n\
         [[obligation]]\nid = 'vip-call'\nclause = '合同 2'\ntiers = ['vip']\nstarts = 'received'\nends = 'replied'\n\
         within = '30 minutes'\n",
    )?;
    let tiers: Vec<_> = own.tiers.iter().map(|tier| tier.id.as_str()).collect();
    assert_eq!(tiers, ["group", "vip", "major", "general", "light"]);
    assert!(own.obligation("vip-call").is_some());
    let heavier = overlay("[[tier]]\nid = 'major'\nbefore = 'group'\n")?;
    assert_eq!(heavier.tiers.first().map(|tier| tier.id.as_str()), Some("major"), "moved");
    let tier = "[[tier]]\nid = 'vip'\nclause = '1'\nset_by = 'person'\n";
    fault(tier, "missing-field", "tier[0]")?;
    fault(&format!("{tier}before = 'majr'\n"), "unknown-reference", "tier[0].before")?;
    fault(&format!("{tier}before = 'major'\nafter = 'group'\n"), "unknown-field", "tier[0].before")
}

#[test]
fn faults_of_an_overlay_stand_in_the_overlay() -> Result<()> {
    fault("[[obligation]]\nid = 'general-repply'\nwithin = '2 days'\n", "unknown-reference", "obligation[0].id")?;
    // A change is part of the whole, where it has the position of the rule that it changes.
    fault("[[obligation]]\nid = 'register'\nwithin = 'soon'\n", "unreadable-period", "obligation[0].within")?;
    fault("[[obligation]]\nid = 'register'\nowner = 'nobody'\n", "unknown-reference", "obligation[0].owner")?;
    let twice = "[[role]]\nid = 'safety'\n[[role]]\nid = 'safety'\n";
    fault(twice, "duplicate-id", "role[1].id")?;
    fault("[[tiers]]\nid = 'x'\n", "unknown-field", "tiers")?;
    let no_base = "[overlay]\nid = 'x'\ntitle = 'x'\nversion = '1'\nbase = 'residential'\n";
    assert_eq!(found(no_base)?, [(Severity::Error, "unknown-policy", "overlay.base".to_owned())]);
    assert_eq!(found("[overlay]\nid = 'x'\n")?.len(), 3, "title, version, base");
    // The fault of a change may show in the base: there it is placed in the base.
    let source = format!("{OVERLAY}[[tier]]\nid = 'group'\nwhen = {{ all = ['fire', {{ not = 'fire' }}] }}\n");
    let all = Policy::check(&Document::parse(&source)?);
    let report = render(&all, "tower-7.toml", &source);
    assert!(report.contains("error[unreachable-tier]"), "{report}");
    assert!(report.contains("--> tower-7.toml:8:8"), "{report}");
    assert!(report.contains("error[never-starts]") && report.contains("--> residential-community:"), "{report}");
    for one in &all {
        assert_eq!(one.book.is_some(), one.error.place().path.as_deref().is_some_and(|path| path.contains(':')));
    }
    Ok(())
}

#[test]
fn another_version_of_the_base_is_noted() -> Result<()> {
    let source = OVERLAY.replace("base =", "base_version = '0'\nbase =");
    let all = Policy::check(&Document::parse(&source)?);
    let noted: Vec<_> = all.iter().filter(|found| found.error.slug() == "other-version").collect();
    assert_eq!(noted.len(), 1);
    assert!(Policy::parse(&source).is_ok());
    let same = OVERLAY.replace("base =", "base_version = '1'\nbase =");
    assert!(Policy::check(&Document::parse(&same)?).iter().all(|found| found.error.slug() != "other-version"));
    Ok(())
}

const NORM: &str = "[policy]\nid = 'city-law'\ntitle = '市物业管理条例'\nversion = '2021'\nlexicon = 'property'\n\
    untiered = 'allowed'\nholiday_roll = 'next'\n\
    source = { document = '市物业管理条例', confidence = 'verified' }\n\
    [[role]]\nid = 'office'\n\
    [[obligation]]\nid = 'answer'\nclause = '第五十条'\narticle = '50'\nstarts = 'received'\nends = 'replied'\n\
    within = '10 days'\nowner = 'office'\n\
    [[pause]]\nreason = 'appraisal'\nclause = '第五十一条'\nstops = ['answer']\n";

#[test]
fn a_book_over_a_law_keeps_the_rules_of_both() -> Result<()> {
    let library = Library::new().with(Document::parse(NORM)?)?;
    let own = "[policy]\nid = 'own'\ntitle = 'own'\nversion = '1'\nextends = 'city-law'\n\
        [[tier]]\nid = 'all'\nclause = '1'\ndefault = true\n\
        [[role]]\nid = 'office'\nlabel = '自己的'\n\
        [[obligation]]\nid = 'answer'\nclause = '一'\nstarts = 'received'\nends = 'replied'\nwithin = '3 days'\n";
    let policy = library.load(&Document::parse(own)?, &Parameters::new())?;
    let ids: Vec<_> = policy.obligations.iter().map(|obligation| obligation.id.as_str()).collect();
    assert_eq!(ids, ["answer", "city-law-answer"], "a name that is taken gets that of the law before it");
    let of_law = policy.obligations.get(1);
    let clause = of_law.map(|obligation| &obligation.clause);
    assert_eq!(clause.map(|clause| clause.document.as_str()), Some("市物业管理条例"));
    assert_eq!(clause.and_then(|clause| policy.confidence(clause)).map(|one| one.slug()), Some("verified"));
    assert_eq!(policy.obligations.first().and_then(|one| policy.confidence(&one.clause)), None);
    // Each counts as its own book says.
    let roll = |index: usize| policy.obligations.get(index).and_then(|one| one.within).map(|limit| limit.counting.roll);
    assert_eq!((roll(0), roll(1)), (Some(Roll::None), Some(Roll::Next)));
    let stopped = policy.pauses.first().map(|pause| pause.stops.clone());
    assert_eq!(stopped, policy.obligation("city-law-answer").map(|id| vec![id]));
    assert_eq!(policy.roles.len(), 1);
    assert_eq!(policy.roles.first().map(|role| role.label.zh.as_str()), Some("自己的"));
    assert_eq!(
        policy.over.first().map(|basis| (basis.kind, basis.version.as_str())),
        Some((BasisKind::Extended, "2021"))
    );
    assert_eq!(policy.lexicon.id, "property");
    Ok(())
}

#[test]
fn tiers_of_the_law_are_mapped() -> Result<()> {
    let norm = NORM
        .replace("untiered = 'allowed'\n", "")
        .replace("[[role]]", "[[tier]]\nid = 'plain'\nclause = '1'\ndefault = true\n[[role]]")
        .replace("within = '10 days'\n", "within = '10 days'\ntiers = ['plain']\n");
    let library = Library::new().with(Document::parse(&norm)?)?;
    let own = "[policy]\nid = 'own'\ntitle = 'own'\nversion = '1'\nextends = 'city-law'\nextends_tiers = { plain = ['low', 'high'] }\n\
        [[tier]]\nid = 'high'\nclause = '1'\nwhen = 'fire'\n[[tier]]\nid = 'low'\nclause = '1'\ndefault = true\n";
    let policy = library.load(&Document::parse(own)?, &Parameters::new())?;
    assert_eq!(policy.obligations.first().map(|one| one.tiers.len()), Some(2));
    let unmapped = own.replace("extends_tiers = { plain = ['low', 'high'] }\n", "");
    let error = library.load(&Document::parse(&unmapped)?, &Parameters::new()).err();
    let causes = error.as_ref().map(|error| error.causes().to_vec()).unwrap_or_default();
    let causes: Vec<_> = causes.iter().map(|cause| (cause.slug(), cause.place().path.as_deref())).collect();
    assert_eq!(causes, [("unknown-reference", Some("policy.extends"))]);
    // A book without tiers of its own has those of the law.
    let bare = "[policy]\nid = 'own'\ntitle = 'own'\nversion = '1'\nextends = 'city-law'\n";
    assert_eq!(library.load(&Document::parse(bare)?, &Parameters::new())?.tiers.len(), 1);
    Ok(())
}

#[test]
fn no_book_rests_on_itself() -> Result<()> {
    let a = "[policy]\nid = 'a'\ntitle = 'a'\nversion = '1'\nextends = 'b'\n";
    let b = "[policy]\nid = 'b'\ntitle = 'b'\nversion = '1'\nextends = 'a'\n";
    let library = Library::new().with(Document::parse(a)?)?.with(Document::parse(b)?)?;
    let found = library.check(&Document::parse(a)?);
    let slugs: Vec<_> = found.iter().map(|found| (found.error.slug(), found.book.is_some())).collect();
    assert_eq!(slugs, [("invalid-argument", true)]);
    let own = "[overlay]\nid = 'x'\ntitle = 'x'\nversion = '1'\nbase = 'x'\n";
    assert!(library.load(&Document::parse(own)?, &Parameters::new()).is_err());
    // Twelve books on one another are too many.
    let mut library = Library::new();
    for level in 0..12 {
        let book = format!("[policy]\nid = 'l{level}'\ntitle = 'l'\nversion = '1'\nextends = 'l{}'\n", level + 1);
        library = library.with(Document::parse(&book)?)?;
    }
    let found = library.check(&Document::parse("[policy]\nid = 'l'\ntitle = 'l'\nversion = '1'\nextends = 'l0'\n")?);
    assert_eq!(found.first().map(|found| found.error.slug()), Some("too-deep"));
    Ok(())
}

#[test]
fn words_of_ones_own_are_read() -> Result<()> {
    let own = "[[keyword]]\nsignal = 'fire-hazard'\npatterns = ['蓝色大门被锁']\n\
        [[keyword]]\nsignal = 'robot'\nlabel = { zh = '机器人', en = 'robot' }\npatterns = ['巡逻机器人']\n\
        [[keyword]]\ncategory = 'facilities/elevator'\npatterns = ['升降平台']\n";
    let policy = overlay(own)?;
    assert!(policy.lexicon.signal("robot").is_some());
    assert_ne!(policy.lexicon.digest, Policy::builtin("residential-community")?.lexicon.digest);
    fault("[[keyword]]\nsignal = 'robot'\npatterns = ['a']\n", "unknown-reference", "keyword[0].signal")?;
    fault("[[keyword]]\npatterns = ['a']\n", "wrong-type", "keyword[0]")?;
    fault("[[keyword]]\nsignal = 'fire'\npatterns = ['(a']\n", "lexicon-pattern", "keyword[0].patterns[0]")?;
    fault("[[keyword]]\ncategory = 'no/such'\nlabel = 'x'\npatterns = ['a']\n", "invalid-id", "keyword[0].category")
}

#[test]
fn codes_stand_for_one_thing_each() -> Result<()> {
    let codes = |rest: &str| format!("[vocabulary]\n{rest}");
    let book =
        format!("{HEAD}{TIER}{OBLIGATION}[vocabulary.tier]\nall = [1, 'S']\n[vocabulary.event]\nreplied = '07'\n");
    let policy = Policy::parse(&book)?;
    assert_eq!(policy.tier("1"), policy.tier("all"));
    assert_eq!(policy.vocabulary.code(Domain::Tier, "all"), Some("1"));
    assert_eq!(policy.event_kind("07"), policy.event_kind("replied"));
    assert_eq!(policy.vocabulary.id(Domain::Role, "1"), None, "each domain has its own codes");
    let refused = |rest: &str, slug, path: &str| refused(&[HEAD, TIER, &codes(rest)], slug, path);
    refused("event = { replied = 1, resolved = 1 }\n", "invalid-argument", "vocabulary.event.resolved")?;
    refused("event = { replied = 'resolved' }\n", "invalid-argument", "vocabulary.event.replied")?;
    refused("event = { replied = true }\n", "wrong-type", "vocabulary.event.replied")?;
    refused("event = { replid = 1 }\n", "unknown-reference", "vocabulary.event.replid")?;
    refused("levels = { a = 1 }\n", "unknown-field", "vocabulary.levels")?;
    // Decisions would have no code for some cases.
    let partly = Policy::check(&Document::parse(&format!("{HEAD}{TIER}{}", codes("status = { open = 1 }\n")))?);
    assert_eq!(partly.iter().filter(|found| found.error.slug() == "unmapped-code").count(), 5);
    Ok(())
}

#[test]
fn versions_of_a_book_have_their_days() -> Result<()> {
    let book = |version: &str, from: &str, to: &str| {
        let text = format!(
            "[policy]\nid = 'x'\ntitle = 'x'\nversion = '{version}'\nlexicon = 'property'\nuntiered = 'allowed'\n{from}{to}"
        );
        Document::parse(&text)
    };
    let library = Library::new()
        .with(book("2", "effective_from = '2026-01-01'\n", "")?)?
        .with(book("1", "", "effective_to = '2025-12-31'\n")?)?
        .with(book("trial", "effective_from = '2026-03-01'\n", "effective_to = '2026-03-31'\n")?)?;
    let on = |day: &str| library.in_force("x", crate::time::Date::parse(day)?, &Parameters::new());
    for (day, version) in [
        ("2025-12-31", "1"),
        ("2026-01-01", "2"),
        ("2026-03-01", "trial"),
        ("2026-03-31", "trial"),
        ("2026-04-01", "2"),
        ("1990-01-01", "1"),
    ] {
        assert_eq!(on(day)?.version, version, "{day}");
    }
    assert_eq!(library.version("x", "trial", &Parameters::new())?.version, "trial", "by name, in force or not");
    let slug = |result: Result<Policy>| result.err().map(|error| error.slug());
    assert_eq!(slug(library.version("x", "3", &Parameters::new())), Some("policy-not-in-force"));
    assert_eq!(slug(library.version("y", "1", &Parameters::new())), Some("unknown-policy"));
    assert_eq!(
        slug(library.with(book("2", "", "")?).map(|_| Policy::builtin("residential-community")).and_then(|p| p)),
        Some("duplicate-id")
    );
    Ok(())
}
