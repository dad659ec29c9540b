//! What differs between books, as data and in words, and whom a change affects.

use crate::document::Document;
use crate::error::Result;
use crate::policy::{ChangeKind, Effect, Library, Parameters, Policy, PolicyDiff, Section};

const OVERLAY: &str = "[overlay]\nid = 'own'\ntitle = 'own'\nversion = '1'\nbase = 'residential-community'\n";

fn words(from: &Policy, to: &Policy) -> Vec<(String, String)> {
    let changes = PolicyDiff::between(from, to).changes;
    let changes = changes.iter().filter(|change| change.section != Section::Policy);
    changes.map(|change| change.in_words()).map(|words| (words.zh, words.en)).collect()
}

#[test]
fn a_book_does_not_differ_from_itself() -> Result<()> {
    for id in Policy::builtin_ids() {
        let policy = Policy::builtin(id)?;
        assert!(PolicyDiff::between(&policy, &Policy::builtin(id)?).is_empty(), "{id}");
    }
    Ok(())
}

#[test]
fn limits_tiers_and_conditions_in_words() -> Result<()> {
    let base = Policy::builtin("residential-community")?;
    let own = Policy::parse(&format!(
        "{OVERLAY}[[tier]]\nid = 'vip'\nbefore = 'major'\nlabel = {{ zh = '贵宾', en = 'VIP' }}\nclause = '2'\nset_by = 'person'\n\
         [[tier]]\nid = 'major'\nwhen = {{ any = ['fire-hazard', {{ all = ['in_scope', {{ unresolved_for = '1 month' }}] }}] }}\n\
         [[obligation]]\nid = 'general-reply'\nwithin = '2 working days'\nstrength = 'should'\n\
         [[obligation]]\nid = 'confirm-result'\nends = {{ event = 'confirmed', to = 'safety' }}\n\
         [[parameter]]\nid = 'group_threshold'\nvalue = 20\n"
    ))?;
    let expected = [
        ("级别「重大投诉」（major）：次序由 2 改为 3", "tier `major` (major): rank 2 → 3"),
        ("级别「重大投诉」（major）：条件由 ", "tier `major` (major): condition "),
        ("级别「重大投诉」（major）：条款由 第十条(二) ", "tier `major` (major): clause 第十条(二) "),
        ("级别「一般投诉」（general）：次序由 3 改为 4", "tier `general` (general): rank 3 → 4"),
        ("级别「贵宾」（vip）：新增", "tier `vip` (VIP): added"),
        (
            "义务「一般：3个工作日答复」（general-reply）：时限由 3个工作日 改为 2个工作日（更严）",
            "obligation `general-reply` (general: reply within 3 working days): limit 3 working days → 2 working days (stricter)",
        ),
        (
            "义务「一般：3个工作日答复」（general-reply）：强制程度由 必须 改为 一般应（更宽）",
            "obligation `general-reply` (general: reply within 3 working days): strength must → should (looser)",
        ),
        (
            "义务「电话或上门确认结果」（confirm-result）：终点由 确认 改为 确认至安全部门",
            "obligation `confirm-result` (confirm the result by phone or visit): ends confirmed → confirmed to safety department",
        ),
        (
            "参数「群体性人数」（group_threshold）：取值由 10（假定） 改为 20",
            "parameter `group_threshold` (threshold of a group): value 10 (assumed) → 20",
        ),
    ];
    let found = words(&base, &own);
    // The threshold of a group is part of two conditions.
    let found: Vec<_> =
        found.iter().filter(|(zh, _)| !zh.contains("（group）") && !zh.contains("risk-report")).collect();
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for ((zh, en), (wanted_zh, wanted_en)) in found.iter().zip(expected) {
        assert!(zh.starts_with(wanted_zh), "{zh}");
        assert!(en.starts_with(wanted_en), "{en}");
    }
    let condition = found.get(1).map(|(zh, en)| (zh.as_str(), en.as_str()));
    assert!(condition.is_some_and(|(zh, _)| zh.ends_with("；或有效且1个月未解决")), "{condition:?}");
    assert!(condition.is_some_and(|(_, en)| en.ends_with("; or in scope and 1 month unresolved")), "{condition:?}");
    Ok(())
}

#[test]
fn a_renamed_label_is_one_change() -> Result<()> {
    let base = Policy::builtin("residential-community")?;
    let own = Policy::parse(&format!("{OVERLAY}[[role]]\nid = 'business-unit'\nlabel = {{ zh = '项目部' }}\n"))?;
    let found = words(&base, &own);
    assert_eq!(found.len(), 1, "owners are the same roles: {found:?}");
    assert!(found.iter().all(|(zh, _)| zh.contains("名称由 业务部门/下属单位 改为 项目部")), "{found:?}");
    Ok(())
}

#[test]
fn parameters_in_force_differ() -> Result<()> {
    let base = Policy::builtin("residential-community")?;
    let given = base.with_parameters(&Parameters::new().with("general_resolve_days", "5 days"))?;
    let effects: Vec<_> = PolicyDiff::between(&base, &given)
        .changes
        .into_iter()
        .filter_map(|change| match change.kind {
            ChangeKind::Changed { field, effect, .. } => Some((change.id, field, effect)),
            _ => None,
        })
        .collect();
    let expected = [
        ("general-respond-resolve".to_owned(), "limit", Effect::Looser),
        ("general_resolve_days".to_owned(), "value", Effect::Other),
    ];
    assert_eq!(effects, expected);
    Ok(())
}

#[test]
fn a_change_of_the_base_names_whom_it_affects() -> Result<()> {
    let overlay = |id: &str, rest: &str| {
        Document::parse(&format!("{}{rest}", OVERLAY.replace("'own'\ntitle", &format!("'{id}'\ntitle"))))
    };
    let resting = [
        overlay("plain", "")?,
        overlay("own-limit", "[[obligation]]\nid = 'general-reply'\nwithin = '1 working day'\n")?,
        overlay("own-role", "[[obligation]]\nid = 'general-reply'\nowner = 'front-line'\n")?,
        overlay("of-the-role", "[[obligation]]\nid = 'register'\nowner = 'leader-in-charge'\n")?,
        overlay("refused-anyway", "[[obligation]]\nid = 'register'\nowner = 'nobody'\n")?,
    ];
    // The new base has five working days for the reply, and no leader in charge any more.
    let source = Policy::builtin_source("residential-community")?
        .replace("within = \"3 working days\"", "within = \"5 working days\"")
        .replace("[[role]]\nid = \"leader-in-charge\"\nlabel = { zh = \"分管领导\", en = \"leader in charge\" }\nclause = \"第五条\"\n", "");
    let affected = Library::new().affected_by(&Document::parse(&source)?, &resting)?;
    let found: Vec<_> = affected
        .iter()
        .map(|one| (one.id.as_str(), one.is_refused(), one.diff.as_ref().map(|diff| diff.changes.len())))
        .collect();
    let expected = [
        ("plain", false, Some(2)),
        // Its own limit hides that of the base; the role is gone for it too.
        ("own-limit", false, Some(1)),
        ("own-role", false, Some(2)),
        ("of-the-role", true, None),
    ];
    assert_eq!(found, expected);
    Ok(())
}

#[test]
fn hundreds_of_overlays_are_checked_in_one_call() -> Result<()> {
    let overlay = |index: usize| {
        let limit = if index % 50 == 7 { "soon".to_owned() } else { format!("{} working days", 1 + index % 5) };
        let head = OVERLAY.replace("'own'\ntitle", &format!("'c-{index}'\ntitle"));
        Document::parse(&format!("{head}[[obligation]]\nid = 'general-reply'\nwithin = '{limit}'\n"))
    };
    let overlays = (0..300).map(overlay).collect::<Result<Vec<_>>>()?;
    let reports = Library::new().check_overlays(&overlays);
    let refused: Vec<_> = reports.iter().filter(|one| one.diff.is_none()).map(|one| one.id.as_str()).collect();
    assert_eq!(refused, ["c-7", "c-57", "c-107", "c-157", "c-207", "c-257"]);
    let same = reports.iter().filter(|one| {
        one.diff.as_ref().is_some_and(|diff| diff.changes.iter().all(|change| change.section == Section::Policy))
    });
    // Every fifth asks for the three days that the base asks for.
    assert_eq!(same.count(), 300 / 5 - 6);
    Ok(())
}
