//! One error type: a stable code, the place, what was found and what was expected.
//!
//! Every fallible call of the library returns [`Error`]. Its [`Code`] is a number that never changes meaning, in
//! ranges: 1-99 misuse of a call, 1000 documents and policies, 1500 complaints and texts, 1600 models, 2000 time,
//! 3000 cases, 4000 the ledger, 5000 figures, 9000 internal. One table in this file yields the number, the slug and the
//! two messages; C, Python and the docs read the same table.

mod words;

use std::fmt;

/// Declares the code table: number, variant, slug, English and Chinese message.
macro_rules! codes {
    ($($number:literal $variant:ident $slug:literal $en:literal $zh:literal;)+) => {
        /// A stable error code. Numbers are never reused; new ones are added inside their range.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = concat!("`", $slug, "`: ", $en)] $variant = $number,)+
        }

        impl Code {
            /// Every code, in ascending order of its number.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];

            /// The kebab-case name, as stable as the number.
            #[must_use]
            pub fn slug(self) -> &'static str {
                match self { $(Code::$variant => $slug,)+ }
            }

            /// The English message with its placeholders `{subject}` and `{expected}`.
            #[must_use]
            pub fn template_en(self) -> &'static str {
                match self { $(Code::$variant => $en,)+ }
            }

            /// The Chinese message with its placeholders `{subject}` and `{expected}`.
            #[must_use]
            pub fn template_zh(self) -> &'static str {
                match self { $(Code::$variant => $zh,)+ }
            }
        }
    };
}

codes! {
    // 1-99: the call itself.
    1 NullPointer "null-pointer" "{subject} is NULL" "{subject} 为 NULL";
    2 InvalidUtf8 "invalid-utf8" "{subject} is not UTF-8" "{subject} 不是 UTF-8";
    3 InvalidArgument "invalid-argument" "`{subject}` is not accepted here; expected {expected}" "此处不接受“{subject}”；应为 {expected}";
    4 HandleBusy "handle-busy" "{subject} is in use by another thread" "{subject} 正被另一线程使用";
    5 NotFound "not-found" "there is no {expected} `{subject}`" "没有{expected}“{subject}”";
    6 TooLarge "too-large" "{subject} is larger than {expected}" "{subject} 超过 {expected}";
    7 InvalidEncoding "invalid-encoding" "{subject} is not {expected}" "{subject} 不是 {expected}";
    // 1000-1099: documents (TOML, JSON, CSV).
    1000 Syntax "syntax" "{subject}" "语法错误：{subject}";
    1001 UnknownField "unknown-field" "unknown field `{subject}`; expected {expected}" "未知字段“{subject}”；应为 {expected}";
    1002 MissingField "missing-field" "missing field `{subject}`: {expected}" "缺少字段“{subject}”：{expected}";
    1003 WrongType "wrong-type" "found {subject} where {expected} is expected" "此处为 {subject}，应为 {expected}";
    1004 DuplicateKey "duplicate-key" "`{subject}` is given twice" "“{subject}”重复";
    1005 TooDeep "too-deep" "nesting is deeper than {expected} levels" "嵌套超过 {expected} 层";
    1006 UnknownValue "unknown-value" "unknown value `{subject}`; expected {expected}" "未知的值“{subject}”；应为 {expected}";
    1007 InvalidId "invalid-id" "`{subject}` is not an id; expected {expected}" "“{subject}”不是合法标识；应为 {expected}";
    1008 MissingColumn "missing-column" "there is no column `{subject}`; the file has {expected}" "没有列“{subject}”；文件中有 {expected}";
    // 1100-1299: policies and lexicons.
    1100 UnknownPolicy "unknown-policy" "there is no policy `{subject}`; there are {expected}" "没有规则“{subject}”；现有 {expected}";
    1101 PolicyRejected "policy-rejected" "the policy `{subject}` has {expected} faults" "规则“{subject}”有 {expected} 处错误";
    1102 DuplicateId "duplicate-id" "the id `{subject}` is declared twice" "标识“{subject}”重复声明";
    1103 UnknownReference "unknown-reference" "`{subject}` is not declared; expected {expected}" "“{subject}”未声明；应为 {expected}";
    1104 UnreachableTier "unreachable-tier" "no complaint can get the tier `{subject}`: {expected}" "没有投诉会得到级别“{subject}”：{expected}";
    1105 UncoveredComplaint "uncovered-complaint" "some complaints get no tier: {subject}; {expected}" "有投诉得不到级别：{subject}；{expected}";
    1106 NeverStarts "never-starts" "the obligation `{subject}` can never start: {expected}" "义务“{subject}”永远不会开始：{expected}";
    1107 NeverEnds "never-ends" "the obligation `{subject}` can never end: {expected}" "义务“{subject}”永远不会结束：{expected}";
    1108 UnknownParameter "unknown-parameter" "the policy has no parameter `{subject}`; it has {expected}" "规则没有参数“{subject}”；有 {expected}";
    1109 UnreadableParameter "unreadable-parameter" "the value `{subject}` cannot be read; expected {expected}" "参数值“{subject}”无法识别；应为 {expected}";
    1110 ParameterNotGiven "parameter-not-given" "the parameter `{subject}` has no value: {expected}" "参数“{subject}”没有值：{expected}";
    1111 WarnOutsidePeriod "warn-outside-period" "the warning of `{subject}` is not inside its period: {expected}" "“{subject}”的预警不在期限之内：{expected}";
    1112 PolicyNotInForce "policy-not-in-force" "no version of `{subject}` is in force: {expected}" "“{subject}”没有生效的版本：{expected}";
    1113 PolicyTooLarge "policy-too-large" "the policy is too large to be proved: {subject}; at most {expected}" "规则过大，无法逐一验证：{subject}；上限 {expected}";
    1114 TierOrder "tier-order" "the tiers are not in order: `{subject}`: {expected}" "级别次序有误：“{subject}”：{expected}";
    1115 UnknownLexicon "unknown-lexicon" "there is no lexicon `{subject}`; expected {expected}" "没有词库“{subject}”；应为 {expected}";
    1116 LexiconPattern "lexicon-pattern" "the pattern `{subject}` cannot be read: {expected}" "无法识别模式“{subject}”：{expected}";
    1117 UnreadablePeriod "unreadable-period" "`{subject}` is not a period; expected {expected}" "“{subject}”不是期限；应为 {expected}";
    1118 OddTierOrder "odd-tier-order" "`{subject}`: {expected}" "“{subject}”：{expected}";
    1119 TwoLimits "two-limits" "`{subject}` and {expected} limit the same end" "“{subject}”与{expected}限制同一结束";
    1120 UnusedDeclaration "unused-declaration" "`{subject}` is declared and not used: {expected}" "“{subject}”已声明但未使用：{expected}";
    1121 NeverApplies "never-applies" "the rule `{subject}` can never apply: {expected}" "规定“{subject}”永远不会适用：{expected}";
    1122 OtherVersion "other-version" "the overlay was written for another version of `{subject}`; this one is {expected}" "该附加规则针对“{subject}”的其他版本编写；当前版本为 {expected}";
    1123 UnmappedCode "unmapped-code" "the vocabulary has no code for {subject}: {expected}" "对照表缺少{subject}的代码：{expected}";
    1124 PeriodOutOfCalendar "period-out-of-calendar" "the period `{subject}` cannot be kept: {expected}" "期限“{subject}”无法实现：{expected}";
    1125 UncoveredHours "uncovered-hours" "no route takes a complaint {subject}: {expected}" "{subject}的投诉没有受理路径：{expected}";
    // 1500-1599: complaints and texts.
    1500 UnknownCategory "unknown-category" "there is no category `{subject}`; expected {expected}" "没有类别“{subject}”；应为 {expected}";
    1501 UnknownTier "unknown-tier" "there is no tier `{subject}`; the policy has {expected}" "没有级别“{subject}”；规则中有 {expected}";
    1502 UnknownFact "unknown-fact" "there is no fact or signal `{subject}`; expected {expected}" "没有事实或信号“{subject}”；应为 {expected}";
    1503 ContradictoryFacts "contradictory-facts" "{subject} contradicts {expected}" "{subject} 与 {expected} 相矛盾";
    1504 UnknownUnit "unknown-unit" "there is no unit `{subject}`; expected {expected}" "没有单位“{subject}”；应为 {expected}";
    // 1600-1699: models.
    1600 ModelDamaged "model-damaged" "this is no whole model ({subject}); expected {expected}" "模型不完整（{subject}）；应为 {expected}";
    1601 ModelVersion "model-version" "the model has the format {subject}; this library reads {expected}" "模型格式为 {subject}；本库可读 {expected}";
    1602 Untrainable "untrainable" "nothing can be learnt from {subject}; expected {expected}" "{subject} 无法训练；应为 {expected}";
    // 2000-2099: time.
    2000 UnreadableTime "unreadable-time" "`{subject}` is not a time; expected {expected}" "“{subject}”不是时间；应为 {expected}";
    2001 TimeOutOfRange "time-out-of-range" "{subject} is outside {expected}" "{subject} 超出 {expected}";
    2002 NaiveTime "naive-time" "`{subject}` has no UTC offset; expected {expected}" "“{subject}”没有时区偏移；应为 {expected}";
    2003 EmptyCalendar "empty-calendar" "the calendar has no open second: {subject}" "日历没有任何工作时间：{subject}";
    2004 OverlappingHours "overlapping-hours" "the hours {subject} overlap or run backwards: {expected}" "时段 {subject} 重叠或倒置：{expected}";
    2005 ContradictoryDate "contradictory-date" "{subject} is both {expected}" "{subject} 既是{expected}";
    2006 UnknownZone "unknown-zone" "there is no time zone `{subject}`: {expected}" "没有时区“{subject}”：{expected}";
    2007 OutsideCalendar "outside-calendar" "{subject} is outside the years that the calendar knows: {expected}" "{subject} 超出日历已知年份：{expected}";
    2008 ProvisionalRefused "provisional-refused" "{subject} has no announced calendar and `strict` is set: {expected}" "{subject} 尚无公布的日历，且要求严格：{expected}";
    2009 NotWorkingDay "not-working-day" "{subject} is not a working day" "{subject} 不是工作日";
    2010 NegativePeriod "negative-period" "{subject} is negative; expected {expected}" "{subject} 为负；应为 {expected}";
    2011 NoOpenTime "no-open-time" "no open time can be reached from {subject}: {expected}" "自 {subject} 起没有可到达的工作时间：{expected}";
    2012 UnknownCalendar "unknown-calendar" "there is no calendar `{subject}`; built-in are {expected}" "没有日历“{subject}”；内置的有 {expected}";
    2013 CalendarRejected "calendar-rejected" "the calendar `{subject}` has {expected} faults" "日历“{subject}”有 {expected} 处错误";
    // 3000-3099: cases and events.
    3000 UnknownEvent "unknown-event" "there is no event kind `{subject}`; expected {expected}" "没有事件类型“{subject}”；应为 {expected}";
    3001 ConflictingEvent "conflicting-event" "the event {subject} is repeated with another content: {expected}" "事件 {subject} 重复且内容不同：{expected}";
    3002 BeforeReceipt "before-receipt" "the event {subject} happened before the complaint was received: {expected}" "事件 {subject} 早于投诉受理：{expected}";
    3003 AfterEnd "after-end" "the event {subject} may not follow {expected}" "事件 {subject} 不得在 {expected} 之后";
    3004 ResumeWithoutPause "resume-without-pause" "the event {subject} resumes nothing: {expected}" "事件 {subject} 没有可恢复的暂停：{expected}";
    3005 WrongApprover "wrong-approver" "the extension {subject} must be approved by {expected}" "延期 {subject} 须由 {expected} 批准";
    3006 ExtensionEarlier "extension-earlier" "the extension {subject} ends before the due time: {expected}" "延期 {subject} 早于原期限：{expected}";
    3007 ForbiddenEvent "forbidden-event" "the event {subject} is forbidden: {expected}" "事件 {subject} 被禁止：{expected}";
    3008 MissingTime "missing-time" "the event {subject} has no time: {expected}" "事件 {subject} 没有时间：{expected}";
    3009 UnknownObligation "unknown-obligation" "there is no obligation `{subject}`; expected {expected}" "没有义务“{subject}”；应为 {expected}";
    3010 ReceiptUnknown "receipt-unknown" "the complaint {subject} has no time of receipt: {expected}" "投诉 {subject} 没有受理时间：{expected}";
    3011 NotExtendable "not-extendable" "{subject} cannot be extended: {expected}" "{subject} 不得延期：{expected}";
    3012 VoidedUnknown "voided-unknown" "the event {subject} voids an event that does not exist: {expected}" "事件 {subject} 作废的事件不存在：{expected}";
    3013 IncompleteEvent "incomplete-event" "the event {subject} lacks {expected}" "事件 {subject} 缺少 {expected}";
    3014 ExtensionTooLong "extension-too-long" "the extension {subject} is longer than allowed: {expected}" "延期 {subject} 超过允许的期限：{expected}";
    3015 DuplicateEvent "duplicate-event" "the event {subject} repeats {expected} under another id" "事件 {subject} 以另一标识重复 {expected}";
    // 4000-4099: the ledger.
    4000 LedgerIo "ledger-io" "the ledger cannot be read or written: {subject}" "台账无法读写：{subject}";
    4001 LedgerForeign "ledger-foreign" "{subject} is not a ledger of tousu: {expected}" "{subject} 不是 tousu 台账：{expected}";
    4002 LedgerCorrupt "ledger-corrupt" "the ledger is damaged: {subject}" "台账已损坏：{subject}";
    4003 LedgerVersion "ledger-version" "the ledger has the format {subject}; this library reads {expected}" "台账格式为 {subject}；本库可读 {expected}";
    4004 LedgerBusy "ledger-busy" "the ledger is locked by another writer: {subject}" "台账被其他写入者锁定：{subject}";
    4005 ComplaintExists "complaint-exists" "the complaint `{subject}` is already recorded with another content" "投诉“{subject}”已登记且内容不同";
    4006 UnknownComplaint "unknown-complaint" "the ledger has no complaint `{subject}`" "台账中没有投诉“{subject}”";
    4007 LedgerFull "ledger-full" "the ledger cannot grow: {subject}" "台账无法再写入：{subject}";
    // 5000-5099: figures.
    5000 OtherPlan "other-plan" "{subject} was accumulated by another plan; expected {expected}" "{subject} 按其他方案累计；应为 {expected}";
    5001 NotAccumulated "not-accumulated" "`{subject}` was not accumulated; there are {expected}" "没有累计“{subject}”；已有 {expected}";
    5002 SummaryDamaged "summary-damaged" "the summary is damaged: {subject}; expected {expected}" "统计数据已损坏：{subject}；应为 {expected}";
    5003 SummaryVersion "summary-version" "the summary has the format {subject}; this library reads {expected}" "统计数据格式为 {subject}；本库可读 {expected}";
    // 9000: our own faults.
    9000 Internal "internal" "internal fault: {subject}; please report it" "内部错误：{subject}；请报告";
    9001 Panic "panic" "internal fault caught at the border: {subject}; please report it" "在接口处截获内部错误：{subject}；请报告";
}

impl Code {
    /// The stable number.
    #[must_use]
    pub fn number(self) -> i32 {
        self as i32
    }

    /// The code with this number.
    #[must_use]
    pub fn from_number(number: i32) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.number() == number)
    }
}

/// Where in the input a fault is. Every part is optional; what is known is given.
#[derive(Clone, PartialEq, Eq, Hash, Default, Debug)]
pub struct Place {
    /// The argument, file or path inside a document: `received_at`, `tier[2].when.any[0]`.
    pub path: Option<String>,
    /// 1-based line.
    pub line: Option<u32>,
    /// 1-based column, in characters.
    pub column: Option<u32>,
    /// 0-based byte offset.
    pub offset: Option<u64>,
}

impl Place {
    /// A place known only by its path.
    #[must_use]
    pub fn path(path: impl Into<String>) -> Self {
        Self { path: Some(path.into()), ..Self::default() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if let Some(path) = &self.path {
            write!(f, "{path}")?;
            separator = " ";
        }
        match (self.line, self.column, self.offset) {
            (Some(line), Some(column), _) => write!(f, "{separator}{line}:{column}"),
            (Some(line), None, _) => write!(f, "{separator}line {line}"),
            (None, _, Some(offset)) => write!(f, "{separator}byte {offset}"),
            (None, _, None) => Ok(()),
        }
    }
}

/// What went wrong, where, and what was expected instead.
///
/// `Display` is the English message with its place; [`Error::message_zh`] is the Chinese one. A rejected policy
/// carries all its faults as [`Error::causes`].
///
/// ```
/// use tousu::error::{Code, Error};
/// let error = Error::new(Code::UnreadableTime, "tomorrow", "RFC 3339 with offset").at("received_at");
/// assert_eq!(error.code().slug(), "unreadable-time");
/// assert_eq!(error.to_string(), "received_at: `tomorrow` is not a time; expected RFC 3339 with offset");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug, thiserror::Error)]
pub struct Error(Box<Inner>);

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Inner {
    code: Code,
    place: Place,
    subject: String,
    expected: String,
    help: Option<String>,
    causes: Vec<Error>,
}

/// The library's result type.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The fault that a computation makes: the whole [`Error`], or its [`Code`] alone where the messages of millions of
/// rows would be waste.
pub(crate) trait Fault: From<Error> {
    /// The fault with this code; `whole` says what was found and what was expected.
    fn make(code: Code, whole: impl FnOnce() -> Error) -> Self;
}

impl Fault for Error {
    #[inline]
    fn make(_: Code, whole: impl FnOnce() -> Error) -> Self {
        whole()
    }
}

impl Fault for Code {
    #[inline]
    fn make(code: Code, _: impl FnOnce() -> Error) -> Self {
        code
    }
}

impl From<Error> for Code {
    fn from(error: Error) -> Self {
        error.code()
    }
}

impl Error {
    /// There is no rule book with this id.
    pub(crate) fn unknown_policy(id: &str, known: &[&str]) -> Self {
        let error = Self::new(Code::UnknownPolicy, id, known.join(", "));
        match crate::document::nearest(id, known.iter().copied()) {
            Some(name) => error.with_help(format!("did you mean `{name}`?")),
            None => error,
        }
    }

    /// A fault with what was found and what was expected.
    #[must_use]
    pub fn new(code: Code, subject: impl fmt::Display, expected: impl fmt::Display) -> Self {
        Self(Box::new(Inner {
            code,
            place: Place::default(),
            subject: subject.to_string(),
            expected: expected.to_string(),
            help: None,
            causes: Vec::new(),
        }))
    }

    /// The fault that stands for a panic caught at a border (`std::panic::catch_unwind`).
    ///
    /// ```
    /// let caught = std::panic::catch_unwind(|| panic!("no such thing")).map_err(tousu::Error::caught);
    /// assert_eq!(caught.map_err(|error: tousu::Error| error.slug()), Err::<(), _>("panic"));
    /// ```
    #[must_use]
    pub fn caught(payload: Box<dyn std::any::Any + Send>) -> Self {
        let words = payload
            .downcast::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|payload| payload.downcast::<String>().map(|text| *text))
            .unwrap_or_else(|payload| {
                // Dropping a foreign payload could panic again.
                std::mem::forget(payload);
                "unknown".to_owned()
            });
        Self::new(Code::Panic, words, "")
    }

    /// The same fault at a path (an argument, a field); an inner path is kept behind it.
    #[must_use]
    pub fn at(mut self, path: impl fmt::Display) -> Self {
        let inner = &mut self.0.place.path;
        *inner = Some(match inner.take() {
            Some(rest) if rest.starts_with('[') => format!("{path}{rest}"),
            Some(rest) => format!("{path}.{rest}"),
            None => path.to_string(),
        });
        self
    }

    /// The same fault at a whole place.
    #[must_use]
    pub fn placed(mut self, place: Place) -> Self {
        self.0.place = place;
        self
    }

    /// The same fault at a byte offset.
    #[must_use]
    pub fn at_offset(mut self, offset: u64) -> Self {
        self.0.place.offset = Some(offset);
        self
    }

    /// The same fault with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// The same fault with the faults it sums up.
    #[must_use]
    pub fn with_causes(mut self, causes: Vec<Error>) -> Self {
        self.0.causes = causes;
        self
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The code's slug.
    #[must_use]
    pub fn slug(&self) -> &'static str {
        self.0.code.slug()
    }

    /// Where.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.0.place
    }

    /// What was found.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.0.subject
    }

    /// What was expected, or why it cannot be.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.0.expected
    }

    /// Advice, where there is some.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The single faults that this one sums up.
    #[must_use]
    pub fn causes(&self) -> &[Error] {
        &self.0.causes
    }

    /// The English message without its place.
    #[must_use]
    pub fn message_en(&self) -> String {
        Self::fill(self.0.code.template_en(), &self.0.subject, &self.0.expected)
    }

    /// The Chinese message without its place.
    ///
    /// ```
    /// use tousu::policy::Policy;
    /// let error = Policy::parse("[policy]\nid = 'x'\ntitle = 1\n").unwrap_err();
    /// let titled = error.causes().iter().find(|cause| cause.slug() == "wrong-type").unwrap();
    /// assert_eq!(titled.message_zh(), "此处为 整数，应为 `{ zh = \"…\", en = \"…\" }` 或文本");
    /// ```
    #[must_use]
    pub fn message_zh(&self) -> String {
        // Most subjects are a user's own words, which stay as they are.
        let described = matches!(self.0.code, Code::WrongType | Code::PolicyTooLarge | Code::UncoveredComplaint);
        let subject = if described { words::zh(&self.0.subject) } else { self.0.subject.as_str().into() };
        Self::fill(self.0.code.template_zh(), &subject, &words::zh(&self.0.expected))
    }

    /// One pass, so that a placeholder inside the subject is not filled again.
    fn fill(template: &str, subject: &str, expected: &str) -> String {
        let mut out = String::with_capacity(template.len() + subject.len() + expected.len());
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            if let Some(tail) = after.strip_prefix("subject}") {
                out.push_str(subject);
                rest = tail;
            } else if let Some(tail) = after.strip_prefix("expected}") {
                out.push_str(expected);
                rest = tail;
            } else {
                out.push('{');
                rest = after;
            }
        }
        out.push_str(rest);
        out
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.0.place.to_string();
        if !place.is_empty() {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message_en())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_ascending() {
        for pair in Code::ALL.windows(2) {
            let [first, second] = pair else { continue };
            assert!(first.number() < second.number(), "{first:?} before {second:?}");
            assert_ne!(first.slug(), second.slug());
        }
        for code in Code::ALL {
            assert!(crate::id::is_id(code.slug()), "{}", code.slug());
            assert_eq!(Code::from_number(code.number()), Some(*code));
        }
    }

    #[test]
    fn a_subject_is_never_filled_twice() {
        let error = Error::new(Code::UnknownField, "{expected}", "a field");
        assert_eq!(error.message_en(), "unknown field `{expected}`; expected a field");
        assert_eq!(error.message_zh(), "未知字段“{expected}”；应为 a field");
    }

    #[test]
    fn paths_nest_from_outside() {
        let error = Error::new(Code::WrongType, "a number", "text").at("[3]").at("tier").at("policy");
        assert_eq!(error.place().path.as_deref(), Some("policy.tier[3]"));
    }
}
