//! What messages say of what was found and expected, in Chinese: the words that recur. Ids, values and what a user wrote
//! stay as they are.

use std::borrow::Cow;

/// English, Chinese.
const WORDS: &[(&str, &str)] = &[
    ("a boolean", "布尔值"),
    ("a category", "类别"),
    ("a code: a text or a whole number, or a list of them", "代码：文本、整数或其列表"),
    ("a condition: an id or a table", "条件：标识或表"),
    ("a date YYYY-MM-DD", "日期 YYYY-MM-DD"),
    ("a date, as \"2026-03-02\"", "日期，如 \"2026-03-02\""),
    ("a decimal number", "小数"),
    ("a fact", "事实"),
    ("a fact that is a number", "数值型事实"),
    ("a heavier tier holds whenever its condition does", "其条件成立时总有更重的级别成立"),
    ("a lexicon", "词库"),
    ("a list", "列表"),
    ("a list of conditions", "条件列表"),
    ("a list of events", "事件列表"),
    ("a list of tables", "表的列表"),
    ("a list of texts", "文本列表"),
    ("a number, an amount or a length of time", "数、金额或时长"),
    ("a parameter", "参数"),
    ("a parameter of another type", "其他类型的参数"),
    ("a period, as \"3 working days\"", "期限，如 \"3 working days\""),
    ("a period, as `2 hours` or `3 working days`", "期限，如 `2 hours`、`3 working days`"),
    ("a period of minutes or hours", "以分钟或小时计的期限"),
    ("a period or a day of the month", "期限或每月某日"),
    ("a period or a range of them, as \"3-6 months\"", "期限或其范围，如 \"3-6 months\""),
    ("a period or a range of them, as `3-6 months`", "期限或其范围，如 `3-6 months`"),
    ("a period; what is owed of each case is an obligation", "期限；逐件应办的是义务"),
    ("a range of periods", "期限范围"),
    ("a role", "角色"),
    ("a rule book", "规则"),
    ("a signal", "信号"),
    ("a signal or a yes/no fact", "信号或是非事实"),
    ("a status", "状态"),
    ("a table", "表"),
    ("a table from ids to codes", "标识到代码的表"),
    ("a text", "文本"),
    ("a text, a number or a boolean", "文本、数或布尔值"),
    ("a threshold", "阈值"),
    ("a tier", "级别"),
    ("a tier that a person sets cannot be the default", "人工设定的级别不能作为默认"),
    (
        "a tier that a person sets is never computed; remove `when` or `set_by`",
        "人工设定的级别不作计算；请删去 `when` 或 `set_by`",
    ),
    ("a value", "值"),
    ("a value or `{ parameter = \"…\" }`", "值或 `{ parameter = \"…\" }`"),
    ("a warning in minutes, hours or days", "以分钟、小时或天计的预警"),
    ("a whole number", "整数"),
    ("a whole number from 0 to 4294967295", "0 至 4294967295 的整数"),
    ("a word", "词"),
    ("an amount in yuan", "金额（元）"),
    ("an amount in yuan with at most two decimals", "金额（元，最多两位小数）"),
    ("an empty text", "空文本"),
    ("an event kind", "事件类型"),
    ("an event kind of the book's own", "规则自有的事件类型"),
    ("an event kind or a table", "事件类型或表"),
    ("an event kind, built-in or declared under [[event]]", "内置或在 [[event]] 中声明的事件类型"),
    ("an id", "标识"),
    ("an obligation", "义务"),
    ("all its conditions together take too many steps", "全部条件合计步骤过多"),
    ("hours, as \"08:00-12:00, 14:00-17:30\"", "时段，如 \"08:00-12:00, 14:00-17:30\""),
    (
        "it asks for what is out of scope, of which nothing is owed; set `owed_out_of_scope`",
        "其条件只涉及范围外投诉，范围外不承担义务；请设 `owed_out_of_scope`",
    ),
    ("it beside `event`", "它与 `event` 并用"),
    ("it beside `fact` only", "它只与 `fact` 并用"),
    ("it has no limit; give `within`", "没有期限；请给出 `within`"),
    ("it names no tier; leave `tiers` out for all of them", "未列级别；适用于全部级别时请省去 `tiers`"),
    ("its condition can never hold", "其条件永不成立"),
    ("its end comes with the complaint, before anything is owed", "其结束随投诉而来，早于任何义务"),
    ("lower-case letters, digits, `-` and `_`", "小写字母、数字、`-` 和 `_`"),
    ("no complaint gets a tier that owes it", "没有投诉会得到承担它的级别"),
    ("no condition asks for this fact", "没有条件用到该事实"),
    ("no role: whoever is asked first takes it", "不写角色：由首问者受理"),
    ("no rule names this role", "没有条款用到该角色"),
    ("no rule takes its value from this parameter", "没有条款取用该参数"),
    ("null", "空值"),
    ("one condition; join several with `all` or `any`", "一个条件；多个请用 `all` 或 `any` 连接"),
    ("one of which nothing holds that a tier asks for", "各级别所问皆不成立的投诉"),
    ("some other tier always holds", "总有其他级别成立"),
    ("the article of the law behind the clause", "条款所依法条"),
    ("the book forbids the event that ends it", "规则禁止结束它的事件"),
    ("the book forbids the event that starts it", "规则禁止启动它的事件"),
    ("the book suggests none", "规则未给建议值"),
    ("the id by which the rest of the book and every surface names it", "全书与各接口所用的标识"),
    ("the id of a parameter", "参数标识"),
    ("the id of the book", "规则标识"),
    ("the lexicon that reads its complaints", "读取投诉所用的词库"),
    ("the role that approves", "批准的角色"),
    ("the role that takes it", "受理的角色"),
    ("the threshold of a number", "数值的阈值"),
    ("the version of the book", "规则版本"),
    ("the version of this rule book", "本规则的版本"),
    ("the event that starts the clock", "起算的事件"),
    ("the type of its value", "值的类型"),
    ("the words of the enum", "可选的词"),
    ("its title", "标题"),
    ("true or false", "true 或 false"),
    ("true, false or a whole number", "true、false 或整数"),
    ("what ends it", "结束的事件"),
    ("what the rule book is", "规则的说明"),
    ("where the source document says so, as it prints the number", "原文条款，按原文编号"),
    (
        "`default = true` on one tier, or `untiered = \"allowed\"` in `[policy]`",
        "为某一级别设 `default = true`，或在 `[policy]` 中设 `untiered = \"allowed\"`",
    ),
    ("`{ zh = \"…\", en = \"…\" }` or a text", "`{ zh = \"…\", en = \"…\" }` 或文本"),
];

/// How words begin that go on with names and numbers: English, Chinese.
const BEGINNINGS: &[(&str, &str)] = &[
    ("a period as ", "期限，如 "),
    ("one of ", "以下之一："),
    ("one with ", "具备以下情形的投诉："),
    ("the calendar knows ", "日历覆盖 "),
];

/// The words in Chinese where they are known; before a colon too, so that the names behind it stay.
pub(super) fn zh(text: &str) -> Cow<'_, str> {
    let known = |text: &str| WORDS.iter().find(|(en, _)| *en == text).map(|(_, zh)| *zh);
    if let Some(zh) = known(text) {
        return Cow::Borrowed(zh);
    }
    if let Some((head, names)) = text.split_once(": ")
        && let Some(head) = known(head)
    {
        return Cow::Owned(format!("{head}：{names}"));
    }
    if let Some((so_long, limit)) = text.split_once(" before the end of ") {
        return Cow::Owned(format!("在 {limit} 结束前 {so_long}"));
    }
    let begins = BEGINNINGS.iter().find_map(|(en, zh)| Some(format!("{zh}{}", text.strip_prefix(en)?)));
    begins.map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_words_are_told_in_chinese_and_names_stay() {
        assert_eq!(zh("a role"), "角色");
        assert_eq!(zh("a role: desk, manager"), "角色：desk, manager");
        assert_eq!(zh("one of event, any"), "以下之一：event, any");
        assert_eq!(zh("3 hours before the end of 2 hours"), "在 2 hours 结束前 3 hours");
        assert_eq!(zh("zh, en"), "zh, en");
        assert_eq!(zh("投诉: 电梯"), "投诉: 电梯");
    }

    #[test]
    fn no_words_are_listed_twice() {
        for (index, (en, zh)) in WORDS.iter().enumerate() {
            assert!(WORDS.iter().skip(index + 1).all(|(other, _)| other != en), "{en}");
            assert!(!zh.is_empty() && en != zh, "{en}");
        }
    }
}
