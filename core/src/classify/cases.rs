//! Cases of reading: negation and other traps, counts, durations, amounts, spellings.

#![cfg(test)]

use proptest::prelude::*;

use super::{Classification, classify};
use crate::complaint::{Complaint, Facts, Field, Modality};
use crate::error::Result;
use crate::period::Period;
use crate::policy::Lexicon;
use crate::text::Scratch;

fn read(domain: &str, text: &str) -> Result<(Facts, Classification)> {
    let lexicon = Lexicon::builtin(domain)?;
    let complaint = Complaint { text: text.to_owned(), ..Complaint::default() };
    let facts = Facts::read(&complaint, &lexicon, &mut Scratch::new())?;
    let found = classify(&facts, &complaint, &lexicon)?;
    Ok((facts, found))
}

fn signals(domain: &str, text: &str) -> Result<Vec<String>> {
    let lexicon = Lexicon::builtin(domain)?;
    Ok(read(domain, text)?.0.signals.iter().map(|id| lexicon.signal_name(id).to_owned()).collect())
}

/// The modalities with which a signal was found.
fn modalities(text: &str, signal: &str) -> Result<Vec<Modality>> {
    let lexicon = Lexicon::builtin("property")?;
    let facts = read("property", text)?.0;
    let of = facts.findings.iter().filter(|finding| lexicon.signal_name(finding.signal) == signal);
    Ok(of.map(|finding| finding.modality).collect())
}

/// The ids of the concepts whose words decide.
fn concepts(domain: &str, text: &str) -> Result<Vec<String>> {
    let lexicon = Lexicon::builtin(domain)?;
    let facts = read(domain, text)?.0;
    let deciding = facts.concept_hits.iter().filter(|hit| hit.modality.decides());
    let mut names: Vec<_> = deciding.map(|hit| lexicon.concept_name(hit.concept).to_owned()).collect();
    names.dedup();
    Ok(names)
}

fn category(domain: &str, text: &str) -> Result<String> {
    let lexicon = Lexicon::builtin(domain)?;
    Ok(read(domain, text)?.1.category.map_or_else(String::new, |id| lexicon.category_name(id).to_owned()))
}

#[test]
fn what_is_negated_past_elsewhere_or_a_manner_of_speaking_is_no_signal() -> Result<()> {
    // Text, and the signal that must not decide.
    let silent = [
        ("并没有人受伤", "injury"),
        ("幸好没伤到人", "injury"),
        ("未造成人员伤亡", "injury"),
        ("现场没有人员受伤，只是吓了一跳", "injury"),
        ("受伤的心", "injury"),
        ("这件事让我很伤心", "injury"),
        ("吵死了", "injury"),
        ("气死我了", "injury"),
        ("热死人", "injury"),
        ("累得要命", "injury"),
        ("气死我了，再也不想说", "extreme"),
        ("说起来就火大", "fire"),
        ("火锅店油烟味大", "fire"),
        ("爆炸性新闻", "fire"),
        ("楼下的炸鸡店", "fire"),
        ("煤气费太贵", "gas"),
        ("天然气缴费不方便", "gas"),
        ("隔壁小区发生电梯困人", "elevator-entrapment"),
        ("请问电梯困人找谁", "elevator-entrapment"),
        ("保安抓到小偷，特此表扬", "violence-crime"),
        ("消防通道没有被占用", "fire-hazard"),
        ("没有消防隐患", "fire-hazard"),
        ("一旦起火，后果不堪设想", "fire"),
        ("订单号9123456", "media"),
        ("电话12315678", "legal"),
        ("我家交房三年了，一直很满意", "unresolved-duration"),
        ("车位合同还有三个月没到期", "unresolved-duration"),
        ("开发商在15年销售时没有告知", "unresolved-duration"),
        ("物业费预收不得超过六个月", "unresolved-duration"),
        ("好多年老的爬不上楼", "unresolved-duration"),
        ("物业说我违建，其实只是一把伞", "illegal-building"),
        ("排队排得腿都断了", "injury"),
        ("孩子小时候骨折过，早就好了", "injury"),
        ("上周的消防演练组织得很好", "fire-hazard"),
        ("跟那位多次投诉的不是一个人", "repeated"),
        ("要是你们答应装灯，大家都没意见", "promise-broken"),
        ("没有造成经济损失", "economic-loss"),
    ];
    for (text, signal) in silent {
        assert!(!signals("property", text)?.iter().any(|found| found == signal), "{text}: {signal}");
    }
    Ok(())
}

#[test]
fn what_is_so_is_found() -> Result<()> {
    let found = [
        ("property", "消防栓没水", "fire-hazard"),
        ("property", "没有灭火器", "fire-hazard"),
        ("property", "不是没反映过，反映了多次没人理", "repeated"),
        ("property", "车库漏水导致我摔伤", "injury"),
        ("property", "再不处理就找媒体", "media"),
        ("property", "再不处理，就起诉", "legal"),
        ("property", "打12345也没用", "media"),
        ("property", "電 梯困人（diàn）了", "elevator-entrapment"),
        ("property", "升降機困住老人家", "elevator-entrapment"),
        ("property", "隔離屋僭建", "illegal-building"),
        ("property", "轿厢停在半空，门打不开，里面的人喊了半天才被救出来", "elevator-entrapment"),
        ("property", "楼道里一股臭鸡蛋味", "gas"),
        ("property", "一摸单元门手就被电麻了", "electric-water-safety"),
        ("property", "地库里窜出火苗", "fire"),
        ("property", "安全出口的门上了锁", "fire-hazard"),
        ("property", "明天下班前必须给我答复", "demand-time"),
        ("property", "业主们拉起了横幅", "petition"),
        ("property", "催了物业好几遍", "repeated"),
        ("property", "从去年十月到现在没有热水", "unresolved-duration"),
        ("property", "经理拍着胸脯保证过，现在没有下文", "promise-broken"),
        ("property", "水漫进来，冰箱和地板全泡坏了", "economic-loss"),
        ("hospital", "术后一只眼睛失明", "medical-death-harm"),
        ("hospital", "手术没有成功", "medical-death-harm"),
        ("hospital", "手術沒有成功", "medical-death-harm"),
    ];
    for (domain, text, signal) in found {
        let all = signals(domain, text)?;
        assert!(all.iter().any(|known| known == signal), "{text}: {signal} not among {all:?}");
    }
    Ok(())
}

#[test]
fn a_condition_makes_a_threat() -> Result<()> {
    for (text, signal) in
        [("再不处理就找媒体", "media"), ("再不处理就起诉", "legal"), ("如果还不解决，我们就去上访", "petition")]
    {
        assert_eq!(modalities(text, signal)?, [Modality::Threatened], "{text}");
    }
    assert_eq!(modalities("我已经向法院起诉", "legal")?.first(), Some(&Modality::Asserted));
    assert_eq!(modalities("物业说没有起火", "fire")?, [Modality::Quoted]);
    assert_eq!(modalities("隔壁小区发生电梯困人", "elevator-entrapment")?, [Modality::Elsewhere]);
    assert_eq!(modalities("请问电梯困人找谁", "elevator-entrapment")?, [Modality::Inquired]);
    assert_eq!(modalities("以前着火，去年已修好", "fire")?, [Modality::Past]);
    Ok(())
}

#[test]
fn concepts_are_negated_too() -> Result<()> {
    // Text, concepts that must not decide, concepts that must.
    type Case = (&'static str, &'static [&'static str], &'static [&'static str]);
    let cases: [Case; 12] = [
        ("没有漏水，是墙皮发霉", &["leak", "leak-wall"], &["mould"]),
        ("不是噪音问题，是物业不作为", &["noise"], &["slow-response"]),
        ("现在不漏了，但墙面还没修", &["leak", "leak-wall"], &[]),
        ("以前漏水，去年已修好", &["leak", "leak-wall"], &[]),
        ("没人管", &[], &["slow-response"]),
        ("没有人处理", &[], &["slow-response"]),
        ("没有保安", &[], &["guard"]),
        ("消防栓没水", &[], &["fire-equipment"]),
        ("没有灭火器", &[], &["fire-equipment"]),
        ("不漏水才怪", &[], &["leak"]),
        ("能不漏水吗", &[], &["leak"]),
        ("物业说没有问题，但是一直漏水", &[], &["leak"]),
    ];
    for (text, silent, found) in cases {
        let all = concepts("property", text)?;
        let has = |id: &&str| all.iter().any(|known| known == *id);
        assert!(!silent.iter().any(has), "{text}: {all:?}");
        assert!(found.iter().all(has), "{text}: {all:?}");
    }
    Ok(())
}

#[test]
fn categories_of_the_traps() -> Result<()> {
    let cases = [
        ("property", "没有漏水，是墙皮发霉", "housing-quality/finish"),
        ("property", "不是噪音问题，是物业不作为", "customer-service"),
        ("property", "不能不处理，没人管", "customer-service"),
        ("property", "保安抓到小偷，特此表扬", "out-of-scope/inquiry-praise"),
        ("property", "煤气费太贵", "fees"),
        ("property", "火锅店油烟味大", "environment/odor-sewage"),
        ("property", "投诉电话打不通", "customer-service/slow-response"),
        ("property", "消防栓没水", "fire-safety/fire-equipment"),
        ("hospital", "没有告知风险", "communication/informed-consent"),
    ];
    for (domain, text, expected) in cases {
        let found = category(domain, text)?;
        assert!(found.starts_with(expected), "{text}: {found}, not {expected}");
    }
    // Praise is no complaint about a manner.
    assert!(!category("hospital", "医生没有不耐烦")?.contains("attitude"));
    assert!(category("hospital", "医生没有给我道歉，态度恶劣")?.contains("attitude"));
    Ok(())
}

#[test]
fn who_can_act_is_proposed_where_a_text_says_enough() -> Result<()> {
    // Title, text, whether it is a matter of the estate; `None` = too little is said.
    let cases = [
        ("小区外马路边夜宵摊扰民", "小区附近的人行道被夜宵摊占用，烧烤油烟很大，请城管依法取缔。", Some(false)),
        ("手机没有信号", "我们小区移动信号差，家里手机没有信号，请相关部门督促移动公司建基站。", Some(false)),
        ("请问道路何时通车", "门前的市政道路规划批复两年了，至今没有动工，请问政府何时建设。", Some(false)),
        ("3栋电梯经常坏", "我们3栋2单元的电梯经常坏，物业公司不维修，业主多次投诉也没有人管。", Some(true)),
        ("物业乱收费", "小区物业公司擅自提高物业费，没有公示，业主要求退还多收的钱。", Some(true)),
        ("漏水", "楼上漏水", None),
    ];
    let lexicon = Lexicon::builtin("property")?;
    for (title, text, expected) in cases {
        let complaint = Complaint { title: title.to_owned(), text: text.to_owned(), ..Complaint::default() };
        let facts = Facts::read(&complaint, &lexicon, &mut Scratch::new())?;
        assert_eq!(facts.proposed_in_scope.map(|(inside, _)| inside), expected, "{title}");
    }
    Ok(())
}

#[test]
fn heads_are_counted_by_their_unit() -> Result<()> {
    // Text, households, persons.
    let cases = [
        ("330户业主强烈要求", Some(330), None),
        ("十几户业主联名", Some(11), None),
        ("几十户居民受影响", Some(20), None),
        ("上百户业主", Some(100), None),
        ("全体业主要求退费", Some(100), None),
        ("整个小区业主都知道", Some(100), None),
        ("二十三名业主签名", None, Some(23)),
        ("我們１２戶業主", Some(12), None),
        ("三十六户", Some(36), None),
        ("一梯两户的房子", None, None),
        ("两户之间的墙", None, None),
        ("2名保安不管", None, None),
        ("3人电梯太小", None, None),
        ("一家三口住着", None, None),
        ("3号楼2单元漏水", None, None),
        ("打了12345和12315", None, None),
        ("按4.7.2条，100平方米", None, None),
        ("几户业主", Some(2), None),
    ];
    for (text, households, people) in cases {
        let facts = read("property", text)?.0;
        let (joint, affected) = (facts.complainants, facts.affected);
        let found = (joint.households.max(affected.households), joint.people.max(affected.people));
        assert_eq!(found, (households, people), "{text}");
    }
    Ok(())
}

#[test]
fn an_estate_of_330_is_no_group() -> Result<()> {
    let joint = |text: &str| read("property", text).map(|(facts, _)| facts.complainants.households);
    assert_eq!(joint("小区共有330户业主，电梯坏了")?, None);
    assert_eq!(joint("330户业主强烈要求")?, Some(330));
    assert_eq!(joint("十几户业主联名投诉")?, Some(11));
    assert_eq!(joint("我们全体业主恳请处理")?, Some(100));
    Ok(())
}

#[test]
fn durations_and_money() -> Result<()> {
    let cases = [
        ("拖了三个月还没修", Some(Period::Months { months: 3 })),
        ("已经两年多了，没人管", Some(Period::Months { months: 24 })),
        ("报修半个月了还没来人", Some(Period::CalendarDays { days: 15 })),
        ("停水已经10天", Some(Period::CalendarDays { days: 10 })),
        ("拖了半年都没解决", Some(Period::Months { months: 6 })),
        ("小区停水近2月，没人管", Some(Period::Months { months: 2 })),
        ("2018年买的房", None),
        ("请三天内解决", None),
    ];
    for (text, expected) in cases {
        let found = read("property", text)?.0.asserted_unresolved.map(|(period, _)| period);
        assert_eq!(found, expected, "{text}");
    }
    let money = |text: &str| read("property", text).map(|(facts, _)| facts.money.map(|(fen, _)| fen));
    assert_eq!(money("造成损失3万元")?, Some(3_000_000));
    assert_eq!(money("要求赔偿1,200元")?, Some(120_000));
    assert_eq!(money("物业费每月200元")?, None);
    Ok(())
}

#[test]
fn long_texts_are_read_and_longer_ones_refused() -> Result<()> {
    let lexicon = Lexicon::builtin("property")?;
    let mut scratch = Scratch::new();
    let text = "没有漏水，电梯困人。".repeat(350_000);
    let complaint = Complaint { text, ..Complaint::default() };
    let facts = Facts::read(&complaint, &lexicon, &mut scratch)?;
    assert!(facts.findings.len() < 100);
    let text = "\0".repeat(crate::complaint::MAX_TEXT + 1);
    let refused = Facts::read(&Complaint { text, ..Complaint::default() }, &lexicon, &mut scratch);
    assert_eq!(refused.err().map(|error| error.slug()), Some("too-large"));
    Ok(())
}

#[test]
fn traditional_and_simplified_say_the_same() -> Result<()> {
    let pairs = [
        ("電梯困人，物業無人處理，業主聯名要求維修", "电梯困人，物业无人处理，业主联名要求维修"),
        ("樓上滲水，天花板發霉，拖了三個月還沒修", "楼上渗水，天花板发霉，拖了三个月还没修"),
        ("消防通道被堵，車輛亂停", "消防通道被堵，车辆乱停"),
    ];
    for (traditional, simplified) in pairs {
        let (left, right) = (read("property", traditional)?, read("property", simplified)?);
        assert_eq!(left, right, "{simplified}");
    }
    Ok(())
}

/// The same lexicon, which looks for its patterns around other parts.
fn otherwise_anchored() -> Result<Lexicon> {
    let rare =
        ["通道", "楼上", "签字", "无人", "修建", "强烈", "窗户", "年", "天", "户", "次", "堵", "占", "吵", "贵", "响"];
    let words: Vec<_> = rare.iter().map(|word| format!("'{word}'")).collect();
    Lexicon::builtin_with("property", &[&format!("[lexicon]\ncommon = [{}]\n", words.join(", "))])
}

proptest! {
    #[test]
    fn any_text_is_read_alike_twice_and_evidence_is_on_boundaries(
        title in "(\\PC|电梯|没有|漏水|困人|三个月|户业主|，|。|應(yīng)){0,12}",
        text in "(\\PC|電梯|没有|漏水|困人|再不|起诉|[0-9十几百]|户业主|個月還沒|元|[ \\u{200b}\\x00\\n，。]){0,60}",
    ) {
        let complaint = Complaint { title, text, ..Complaint::default() };
        let lexicon = Lexicon::builtin("property").map_err(|error| TestCaseError::fail(error.to_string()))?;
        let mut scratch = Scratch::new();
        let once = Facts::read(&complaint, &lexicon, &mut scratch);
        let again = Facts::read(&complaint, &lexicon, &mut scratch);
        prop_assert_eq!(&once, &again);
        let Ok(facts) = once else { return Err(TestCaseError::fail("refused")) };
        let all = facts.findings.iter().map(|finding| finding.evidence.clone());
        let all = all.chain(facts.concept_hits.iter().map(|hit| facts.words(hit)));
        let all = all.chain(facts.complainants_evidence.iter().cloned());
        for evidence in all {
            let text = if evidence.field == Field::Title { &complaint.title } else { &complaint.text };
            let bytes = text.get(evidence.bytes.clone());
            prop_assert!(bytes.is_some_and(|words| !words.is_empty()));
            let count = evidence.chars.end - evidence.chars.start;
            let chars: String = text.chars().skip(evidence.chars.start).take(count).collect();
            prop_assert_eq!(bytes, Some(chars.as_str()));
        }
    }

    #[test]
    fn the_part_around_which_a_pattern_is_looked_for_changes_nothing(
        text in "(没有|没|不|业主|物业|通道|消防|堵|占|楼上|噪音|吵|修|年|天|户|次|十|3|个|投诉|报修|反映|答应|签字|强制|收|贵|，|。|了|的){0,40}",
    ) {
        static OTHER: std::sync::OnceLock<Result<Lexicon>> = std::sync::OnceLock::new();
        let fail = |error: &crate::Error| TestCaseError::fail(error.to_string());
        let other = OTHER.get_or_init(otherwise_anchored).as_ref().map_err(fail)?;
        let lexicon = Lexicon::builtin("property").map_err(|error| fail(&error))?;
        let complaint = Complaint { text, ..Complaint::default() };
        let mut scratch = Scratch::new();
        prop_assert_eq!(
            Facts::read(&complaint, &lexicon, &mut scratch),
            Facts::read(&complaint, other, &mut scratch)
        );
    }
}
