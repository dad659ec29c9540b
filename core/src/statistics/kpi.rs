//! What is counted: each figure with its numerator, its denominator, what is left out, and what it speaks of.

/// How a figure is made of its parts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// A number of complaints; there is no denominator.
    Count,
    /// A part of a whole, within 0 and 1.
    Rate,
    /// One number in relation to another, which may exceed it.
    Ratio,
    /// The change from the denominator (before) to the numerator (now), relative to the denominator.
    Change,
    /// Lengths of time: their number is the denominator, their sum in seconds the numerator.
    Length,
}

impl Kind {
    /// The name in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Rate => "rate",
            Self::Ratio => "ratio",
            Self::Change => "change",
            Self::Length => "length",
        }
    }
}

/// Which date decides the period in which something counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Basis {
    /// The day of the receipt (the cohort).
    Received,
    /// The day of the due time.
    Due,
    /// The numerator by the day of closing, the denominator by the day of the receipt (the flow).
    Closed,
}

impl Basis {
    /// The name in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Due => "due",
            Self::Closed => "closed",
        }
    }

    /// What it is called, in Chinese and in English.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Received => ("受理日", "the day of the receipt"),
            Self::Due => ("到期日", "the day of the due time"),
            Self::Closed => ("分子按结案日，分母按受理日", "the day of closing above, of the receipt below"),
        }
    }
}

/// What a figure means; the same words stand in every report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Definition {
    /// Id, as `timely-rate`.
    pub id: &'static str,
    /// How it is made.
    pub kind: Kind,
    /// Which date counts.
    pub basis: Basis,
    /// Of how many households or complaints the ratio speaks: 1, 1000 or 10 000.
    pub per: u32,
    /// It is told for each obligation, and for all that bind together.
    pub by_obligation: bool,
    /// Its name.
    pub zh: &'static str,
    /// Its name.
    pub en: &'static str,
    /// What is counted.
    pub numerator_zh: &'static str,
    /// What is counted.
    pub numerator_en: &'static str,
    /// Out of what; empty for a count.
    pub denominator_zh: &'static str,
    /// Out of what; empty for a count.
    pub denominator_en: &'static str,
    /// What is in neither, each with its number in every cell.
    pub excludes: &'static [Exclusion],
}

/// Declares an enum of names: variant, slug, Chinese, English.
macro_rules! exclusions {
    ($($variant:ident $slug:literal $zh:literal $en:literal;)+) => {
        /// Why something is in neither part of a figure.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Exclusion {
            $(#[doc = $en] $variant,)+
        }

        impl Exclusion {
            /// Every reason, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name in JSON.
            #[must_use]
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$variant => $slug,)+ }
            }

            /// In Chinese.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh,)+ }
            }

            /// In English.
            #[must_use]
            pub const fn en(self) -> &'static str {
                match self { $(Self::$variant => $en,)+ }
            }
        }
    };
}

exclusions! {
    Unclassified "unclassified" "未分类定级" "neither classified nor judged";
    NotYetDue "not-yet-due" "未到期" "not yet due";
    Waived "waived" "已免除" "no longer owed";
    Undetermined "undetermined" "时间不详，无法判定" "a time that is not known decides it";
    NoDueTime "no-due-time" "没有期限" "owed without a due time";
    Guiding "guiding" "指导性期限，另计" "a limit that guides and does not bind";
    Oral "oral" "口头即复" "answered orally on the spot";
    NothingDue "nothing-due" "没有到期事项" "nothing was due";
    NotYet "not-yet" "尚未发生" "it has not happened yet";
    NoTime "no-time" "缺少时间" "a time is missing, or only its date is known";
    Backwards "backwards" "时间倒置" "it ended before it began";
    NoWorkingTime "no-working-time" "超出日历" "the calendar does not know these days";
    NotToBeVisited "not-to-be-visited" "无须回访" "not to be visited";
    NoAnswer "no-answer" "无人接听" "nobody answered";
    VisitRefused "visit-refused" "拒访" "the visit was refused";
    Unrated "unrated" "未评价" "visited without a rating";
    Neutral "neutral" "一般" "rated as neutral";
    NotResolved "not-resolved" "未解决" "not resolved";
    NotClosed "not-closed" "未结案" "never closed";
    NotInvestigated "not-investigated" "未调查" "not found to be true or untrue";
    NoCustomer "no-customer" "客户不详" "the customer is not known";
    NotFirst "not-first" "非该客户首次" "not the first complaint of its customer";
    NoTier "no-tier" "没有级别" "it has no tier";
}

/// Declares the figures: variant, id, kind, basis, per, names, numerator, denominator, exclusions.
macro_rules! kpis {
    ($($variant:ident $id:literal $kind:ident $basis:ident $per:literal $by:literal $zh:literal $en:literal
        $numerator_zh:literal $numerator_en:literal $denominator_zh:literal $denominator_en:literal
        [$($excludes:ident)*];)+) => {
        /// A figure that is known by name.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Kpi {
            $(#[doc = $en] $variant,)+
        }

        impl Kpi {
            /// Every figure, in the order of a report.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// What it means.
            #[must_use]
            pub const fn definition(self) -> &'static Definition {
                match self {
                    $(Self::$variant => &Definition {
                        id: $id, kind: Kind::$kind, basis: Basis::$basis, per: $per, by_obligation: $by,
                        zh: $zh, en: $en,
                        numerator_zh: $numerator_zh, numerator_en: $numerator_en,
                        denominator_zh: $denominator_zh, denominator_en: $denominator_en,
                        excludes: &[$(Exclusion::$excludes,)*],
                    },)+
                }
            }
        }
    };
}

kpis! {
    Volume "volume" Count Received 1 false "投诉量" "complaints received"
        "按受理时间登记的投诉" "complaints received" "" "" [];
    Oral "oral" Count Received 1 false "口头即复" "answered orally"
        "当场口头答复、只登记的投诉" "complaints answered orally on the spot" "" "" [];
    ValidRate "valid-rate" Rate Received 1 false "有效投诉率" "valid"
        "有效投诉（未判定为超出服务范围）" "complaints not judged out of scope"
        "已分类的投诉" "complaints that are classified" [Unclassified];
    HandlingRate "handling-rate" Rate Received 1 false "处理率" "handled"
        "截至统计时点已解决、已解释、已关闭、已撤诉或不予受理的投诉"
        "complaints resolved, explained, closed, withdrawn or refused by the cut-off"
        "受理的投诉" "complaints received" [];
    ClosureRate "closure-rate" Rate Received 1 false "结案率" "closed"
        "本期受理且截至统计时点已结案的投诉" "complaints received in the period and closed by the cut-off"
        "本期受理的投诉" "complaints received in the period" [];
    ClosureFlow "closure-flow" Ratio Closed 1 false "结案流量比" "closed to received"
        "本期结案的投诉，不论何时受理" "complaints closed in the period, whenever received"
        "本期受理的投诉" "complaints received in the period" [];
    TimelyRate "timely-rate" Rate Due 1 true "及时率" "in time"
        "期限内完成的应办事项" "obligations met by their limit"
        "本期到期的应办事项，逾期未办的计为未及时" "obligations due in the period; open and overdue ones count as missed"
        [NotYetDue Waived Undetermined NoDueTime Guiding Oral];
    OverdueRate "overdue-rate" Rate Received 1 false "超期率" "overdue"
        "至少一项有约束力的事项超期的投诉" "complaints with a binding obligation that was missed"
        "至少一项有约束力的事项已到期的投诉" "complaints with a binding obligation that was due" [NothingDue Oral];
    ResponseTime "response-time" Length Received 1 false "响应时长" "time to respond"
        "受理至首次响应的日历时长" "elapsed seconds from the receipt to the first response"
        "两个时间都已知的投诉" "complaints with both times" [NotYet NoTime Backwards];
    ResponseWorkingTime "response-working-time" Length Received 1 false "响应工作时长" "working time to respond"
        "受理至首次响应的工作时长" "working seconds from the receipt to the first response"
        "两个时间都已知的投诉" "complaints with both times" [NotYet NoTime Backwards NoWorkingTime];
    ResolutionTime "resolution-time" Length Received 1 false "处理时长" "time to settle"
        "受理至处理完毕的日历时长" "elapsed seconds from the receipt to the settlement"
        "两个时间都已知的投诉" "complaints with both times" [NotYet NoTime Backwards];
    ResolutionWorkingTime "resolution-working-time" Length Received 1 false "处理工作时长" "working time to settle"
        "受理至处理完毕的工作时长" "working seconds from the receipt to the settlement"
        "两个时间都已知的投诉" "complaints with both times" [NotYet NoTime Backwards NoWorkingTime];
    ClosingTime "closing-time" Length Received 1 false "关闭时长" "time to close"
        "受理至结案的日历时长" "elapsed seconds from the receipt to the closing"
        "两个时间都已知的投诉" "complaints with both times" [NotYet NoTime Backwards];
    ClosingWorkingTime "closing-working-time" Length Received 1 false "关闭工作时长" "working time to close"
        "受理至结案的工作时长" "working seconds from the receipt to the closing"
        "两个时间都已知的投诉" "complaints with both times" [NotYet NoTime Backwards NoWorkingTime];
    VisitRate "visit-rate" Rate Received 1 false "回访率" "visited"
        "已联系上客户的投诉" "complaints whose customer was reached"
        "应回访的投诉" "complaints to be visited" [NotToBeVisited];
    Satisfaction "satisfaction" Rate Received 1 false "满意度" "satisfied"
        "评价为满意或非常满意的回访" "visits rated satisfied or very satisfied"
        "有评价的回访" "visits that were answered with a rating" [NoAnswer VisitRefused Unrated Neutral];
    OneVisitResolution "one-visit-resolution" Rate Received 1 false "一次解决率" "resolved at once"
        "解决后未重新打开的投诉" "complaints resolved and never reopened"
        "解决过的投诉" "complaints that were resolved" [NotResolved];
    ReopenRate "reopen-rate" Rate Received 1 false "重开率" "reopened"
        "重新打开的投诉" "complaints that were reopened"
        "结案或处理完毕过的投诉" "complaints that were closed or settled" [NotClosed];
    RepeatRate "repeat-rate" Rate Received 1 false "重复投诉率" "repeated"
        "同一客户、同一类别在窗口期内再次投诉" "complaints that repeat an earlier one of the same customer and matter"
        "客户已知的投诉" "complaints of a known customer" [NoCustomer NoTime];
    RepeatCustomers "repeat-customers" Rate Received 1 false "重复投诉客户占比" "customers who repeat"
        "有重复投诉的客户" "customers with a repeated complaint"
        "投诉客户，计入其首次投诉" "customers who complained, counted at the first complaint" [NoCustomer NoTime NotFirst];
    SubstantiatedRate "substantiated-rate" Rate Received 1 false "属实率" "substantiated"
        "查实的投诉" "complaints found to be true"
        "已调查的投诉" "complaints found to be true or untrue" [NotInvestigated];
    GroupRate "group-rate" Rate Received 1 false "群诉率" "by groups"
        "达到群诉人数或户数的投诉" "complaints by as many people or households as make a group"
        "受理的投诉" "complaints received" [];
    EscalationRate "escalation-rate" Rate Received 1 false "升级率" "raised"
        "级别被提高的投诉" "complaints whose tier was raised"
        "有级别的投诉" "complaints with a tier" [NoTier];
    PerThousandHouseholds "per-thousand-households" Ratio Received 1000 false "千户投诉率" "per 1000 households"
        "受理的投诉" "complaints received" "在管户数" "households" [];
    PerTenThousandHouseholds "per-ten-thousand-households" Ratio Received 10000 false "万户投诉率"
        "per 10 000 households" "受理的投诉" "complaints received" "在管户数" "households" [];
    ValidPerThousandHouseholds "valid-per-thousand-households" Ratio Received 1000 false "千户有效投诉率"
        "valid per 1000 households" "有效投诉" "valid complaints" "在管户数" "households" [];
    Share "share" Rate Received 1 false "占比" "share"
        "本行受理的投诉" "complaints of the row" "同期全部投诉" "all complaints of the same period" [];
    GrowthOnPrevious "growth-on-previous" Change Received 1 false "环比" "on the period before"
        "本期受理的投诉" "complaints of the period" "上期受理的投诉" "complaints of the period before" [];
    GrowthOnYear "growth-on-year" Change Received 1 false "同比" "on the year before"
        "本期受理的投诉" "complaints of the period" "上年同期受理的投诉" "complaints of the same period a year before" [];
    ZeroUnits "zero-units" Rate Received 1 false "零投诉单位" "units without a complaint"
        "没有投诉的单位" "units without a complaint" "期内在管的单位" "units open in the period" [];
}

impl Kpi {
    /// The id in requests and in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.definition().id
    }

    /// The figure with this id.
    ///
    /// ```
    /// use tousu::statistics::Kpi;
    /// assert_eq!(Kpi::from_id("timely-rate"), Some(Kpi::TimelyRate));
    /// assert_eq!(Kpi::TimelyRate.definition().zh, "及时率");
    /// ```
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kpi| kpi.id() == id)
    }

    /// Whether it follows from others when a table is read, and is not accumulated.
    #[must_use]
    pub const fn is_derived(self) -> bool {
        matches!(
            self,
            Self::PerThousandHouseholds
                | Self::PerTenThousandHouseholds
                | Self::ValidPerThousandHouseholds
                | Self::Share
                | Self::GrowthOnPrevious
                | Self::GrowthOnYear
                | Self::ZeroUnits
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_ids_and_no_two_are_alike() {
        let kpis = Kpi::ALL.iter().map(|kpi| kpi.id()).collect();
        let reasons = Exclusion::ALL.iter().map(|reason| reason.slug()).collect();
        let mut names: [Vec<_>; 2] = [kpis, reasons];
        for ids in &mut names {
            assert!(ids.iter().all(|id| crate::id::is_id(id)));
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), count);
        }
    }

    #[test]
    fn a_count_has_no_denominator_and_all_others_have_one() {
        for kpi in Kpi::ALL {
            let definition = kpi.definition();
            let none = definition.denominator_zh.is_empty() && definition.denominator_en.is_empty();
            assert_eq!(none, definition.kind == Kind::Count, "{}", definition.id);
        }
    }
}
