//! An explanation as one text, in English and in Chinese.

use super::explain::{Explanation, Reason, Step};
use crate::calendar::DayReason;
use crate::period::Period;
use crate::time::{Date, Instant};

/// The words of one language.
struct Words {
    weekdays: [&'static str; 7],
    comma: &'static str,
    semicolon: &'static str,
    stop: &'static str,
    open: &'static str,
    close: &'static str,
    to: &'static str,
    zh: bool,
}

const EN: Words = Words {
    weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    comma: ", ",
    semicolon: "; ",
    stop: ". ",
    open: " (",
    close: ")",
    to: " to ",
    zh: false,
};

const ZH: Words = Words {
    weekdays: ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
    comma: "，",
    semicolon: "；",
    stop: "。",
    open: "（",
    close: "）",
    to: "至",
    zh: true,
};

impl Explanation<'_> {
    /// The way to the due time in English.
    #[must_use]
    pub fn to_en(&self) -> String {
        Sentence { why: self, words: EN }.text()
    }

    /// The way to the due time in Chinese.
    #[must_use]
    pub fn to_zh(&self) -> String {
        Sentence { why: self, words: ZH }.text()
    }
}

struct Sentence<'e> {
    why: &'e Explanation<'e>,
    words: Words,
}

impl Sentence<'_> {
    fn pick(&self, en: &'static str, zh: &'static str) -> &'static str {
        if self.words.zh { zh } else { en }
    }

    fn text(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.start());
        let listed = [self.counted(), self.worked(), self.skipped(), self.paused()];
        let listed: Vec<String> = listed.into_iter().flatten().collect();
        if !listed.is_empty() {
            parts.push(listed.join(self.words.semicolon));
        }
        parts.extend(self.rolled());
        parts.push(self.due());
        if self.why.due.provisional {
            let note = self.pick(
                "Provisional: the holidays of a year in it are not announced yet",
                "暂定：所涉年份的放假安排尚未公布",
            );
            parts.push(note.to_owned());
        }
        let mut text = parts.join(self.words.stop);
        text.push_str(self.words.stop.trim_end());
        text
    }

    fn start(&self) -> Option<String> {
        self.why.steps.iter().find_map(|step| match step {
            Step::Start { date, counted: Some(counted), .. } => {
                let date = self.full(*date);
                Some(match (counted, self.words.zh) {
                    (false, false) => format!("Start day {date} is not counted"),
                    (true, false) => format!("Start day {date} counts"),
                    (false, true) => format!("起算日{date}不计入"),
                    (true, true) => format!("起算日{date}计入"),
                })
            }
            Step::Start { at, .. } => {
                let at = self.moment(*at);
                Some(if self.words.zh { format!("自{at}起算") } else { format!("Start {at}") })
            }
            _ => None,
        })
    }

    fn counted(&self) -> Option<String> {
        let working = matches!(self.why.period, Period::WorkingDays { .. });
        let mut days = Vec::new();
        for step in &self.why.steps {
            match step {
                Step::Counted(day) => {
                    let mut text = format!("{}={}", day.number, self.short(day.date));
                    if let Reason::Calendar(DayReason::MakeUp(_) | DayReason::Hours) = day.why {
                        text.push_str(&self.bracket(&self.reason(day.why)));
                    }
                    days.push(text);
                }
                Step::Omitted { first, last, counted } => {
                    let (first, last) = (self.short(*first), self.short(*last));
                    days.push(if self.words.zh {
                        format!("{first}至{last}共{counted}日")
                    } else {
                        format!("{counted} from {first} to {last}")
                    });
                }
                _ => {}
            }
        }
        let name = match working {
            true => self.pick("Working days counted: ", "计入工作日："),
            false => self.pick("Days counted: ", "计入日："),
        };
        (!days.is_empty()).then(|| format!("{name}{}", days.join(self.words.comma)))
    }

    fn worked(&self) -> Option<String> {
        let mut spans = Vec::new();
        for step in &self.why.steps {
            match step {
                Step::Worked { from, to } => spans.push(self.span(*from, *to)),
                Step::WorkedMore { from, to, seconds } => {
                    let seconds = Period::WorkingTime { seconds: *seconds };
                    let amount = if self.words.zh { seconds.to_zh() } else { seconds.to_string() };
                    spans.push(format!("{}{}", self.span(*from, *to), self.bracket(&amount)));
                }
                _ => {}
            }
        }
        let name = self.pick("Open time counted: ", "计入工作时间：");
        (!spans.is_empty()).then(|| format!("{name}{}", spans.join(self.words.comma)))
    }

    /// Skipped days, neighbours with one reason together.
    fn skipped(&self) -> Option<String> {
        let mut runs: Vec<(Date, Date, Reason<'_>)> = Vec::new();
        for step in &self.why.steps {
            let Step::Skipped { date, why } = step else { continue };
            match runs.last_mut() {
                Some((_, last, reason)) if reason == why && last.days() + 1 == date.days() => *last = *date,
                _ => runs.push((*date, *date, *why)),
            }
        }
        let texts: Vec<String> = runs
            .iter()
            .map(|(first, last, why)| {
                let dates = self.dates(*first, *last);
                format!("{dates}{}", self.bracket(&self.reason(*why)))
            })
            .collect();
        let name = self.pick("skipped: ", "不计：");
        (!texts.is_empty()).then(|| format!("{name}{}", texts.join(self.words.comma)))
    }

    fn paused(&self) -> Option<String> {
        let mut spans = Vec::new();
        for step in &self.why.steps {
            match step {
                Step::Excluded { first, last } => spans.push(self.dates(*first, *last)),
                Step::Stopped { from, to } => spans.push(self.span(*from, *to)),
                _ => {}
            }
        }
        let name = self.pick("paused: ", "暂停：");
        (!spans.is_empty()).then(|| format!("{name}{}", spans.join(self.words.comma)))
    }

    fn rolled(&self) -> Option<String> {
        self.why.steps.iter().find_map(|step| {
            let Step::Rolled { from, to, why } = step else {
                return None;
            };
            let (from, to, why) = (self.full(*from), self.full(*to), self.reason(*why));
            Some(if self.words.zh {
                format!("最后一日{from}为{why}，移至{to}")
            } else {
                format!("The last day {from} is no working day ({why}) and moves to {to}")
            })
        })
    }

    fn due(&self) -> String {
        let due = self.pick("Due ", "到期");
        let Some(day) = self.why.due.last_day else {
            let opening = self.why.steps.iter().any(|step| matches!(step, Step::NextOpening { .. }));
            let opening = if opening { self.pick(", the next opening", "（下次上班时间）") } else { "" };
            return format!("{due}{}{opening}", self.moment(self.why.due.at));
        };
        if self.why.ends_at_close() {
            let close = self.pick(", the close of business", "（下班时间）");
            return format!("{due}{}{close}", self.moment(self.why.due.at));
        }
        let written = self.clock(self.why.due.at);
        let written = if self.words.zh { format!("，记为{written}") } else { format!(", written {written}") };
        format!("{due}{} 24:00{written}", self.full(day))
    }

    fn reason(&self, why: Reason<'_>) -> String {
        match why {
            Reason::CalendarDay => self.pick("calendar day", "自然日").to_owned(),
            Reason::Paused => self.pick("paused", "暂停").to_owned(),
            Reason::Calendar(day) => match day {
                DayReason::Weekday => self.pick("weekday", "工作日").to_owned(),
                DayReason::Weekend => self.pick("weekend", "周末").to_owned(),
                DayReason::Hours => self.pick("hours of its own", "另定时间").to_owned(),
                DayReason::Holiday("") => self.pick("holiday", "假日").to_owned(),
                DayReason::Holiday(name) => self.holiday(name).to_owned(),
                DayReason::MakeUp("") => self.pick("make-up working day", "调休上班").to_owned(),
                DayReason::MakeUp(name) if self.words.zh => format!("{name}调休上班"),
                DayReason::MakeUp(name) => format!("make-up for {}", self.holiday(name)),
            },
        }
    }

    /// A holiday in the language, where the calendar knows its name in it.
    fn holiday<'n>(&'n self, name: &'n str) -> &'n str {
        if self.words.zh { name } else { self.why.calendar.name_en(name) }
    }

    fn bracket(&self, text: &str) -> String {
        format!("{}{text}{}", self.words.open, self.words.close)
    }

    /// `2026-04-30 (Thu)`
    fn full(&self, date: Date) -> String {
        let weekday = self.words.weekdays.get(usize::from(date.weekday())).copied().unwrap_or("");
        format!("{date}{}", self.bracket(weekday))
    }

    /// `05-06`, with the year when it is not that of the start.
    fn short(&self, date: Date) -> String {
        let year = self.why.steps.iter().find_map(|step| match step {
            Step::Start { date, .. } => Some(date.ymd().0),
            _ => None,
        });
        let (own, month, day) = date.ymd();
        if year == Some(own) { format!("{month:02}-{day:02}") } else { date.to_string() }
    }

    fn dates(&self, first: Date, last: Date) -> String {
        if first == last {
            self.short(first)
        } else {
            format!("{}{}{}", self.short(first), self.words.to, self.short(last))
        }
    }

    /// The local time of day.
    fn clock(&self, at: Instant) -> String {
        let local = self.why.calendar.format(at);
        local.get(11..19).unwrap_or_default().to_owned()
    }

    /// `2026-04-30 (Thu) 17:00:00`
    fn moment(&self, at: Instant) -> String {
        format!("{} {}", self.full(self.why.calendar.date_of(at)), self.clock(at))
    }

    /// `09-30 17:00:00 to 18:00:00`
    fn span(&self, from: Instant, to: Instant) -> String {
        let (first, last) = (self.why.calendar.date_of(from), self.why.calendar.date_of(to));
        let end = if first == last { self.clock(to) } else { format!("{} {}", self.short(last), self.clock(to)) };
        format!("{} {}{}{end}", self.short(first), self.clock(from), self.words.to)
    }
}

#[cfg(test)]
mod tests {
    use crate::calendar::Calendar;
    use crate::deadline::{explain, explain_excluding};
    use crate::error::Result;
    use crate::period::Period;
    use crate::policy::{Counting, DayEnd, Roll};
    use crate::time::{Date, Instant};

    fn sentences(start: &str, period: &str, counting: Counting) -> Result<(String, String)> {
        let china = Calendar::builtin("china")?;
        let why = explain(&china, Period::parse(period)?, counting, Instant::parse(start)?)?;
        Ok((why.to_en(), why.to_zh()))
    }

    #[test]
    fn working_days_name_what_is_skipped() -> Result<()> {
        let (en, zh) = sentences("2026-04-30T10:00:00+08:00", "7 working days", Counting::default())?;
        assert_eq!(
            en,
            "Start day 2026-04-30 (Thu) is not counted. Working days counted: 1=05-06, 2=05-07, 3=05-08, 4=05-09 \
             (make-up for Labour Day), 5=05-11, 6=05-12, 7=05-13; skipped: 05-01 to 05-05 (Labour Day), 05-10 (weekend). \
             Due 2026-05-13 (Wed) 24:00, written 23:59:59."
        );
        assert_eq!(
            zh,
            "起算日2026-04-30（周四）不计入。计入工作日：1=05-06，2=05-07，3=05-08，4=05-09（劳动节调休上班），5=05-11，\
             6=05-12，7=05-13；不计：05-01至05-05（劳动节），05-10（周末）。到期2026-05-13（周三） 24:00，记为23:59:59。"
        );
        Ok(())
    }

    #[test]
    fn other_limits_say_how_they_were_counted() -> Result<()> {
        let counting = Counting { roll: Roll::Next, day_end: DayEnd::Close, ..Counting::default() };
        let (en, _) = sentences("2026-09-30T10:00:00+08:00", "2 days", counting)?;
        assert_eq!(
            en,
            "Start day 2026-09-30 (Wed) is not counted. Days counted: 1=10-01, 2=10-02. The last day 2026-10-02 (Fri) \
             is no working day (National Day) and moves to 2026-10-08 (Thu). Due 2026-10-08 (Thu) 18:00:00, the close of \
             business."
        );
        let (en, zh) = sentences("2026-09-30T17:00:00+08:00", "2 working hours", Counting::default())?;
        assert_eq!(
            en,
            "Start 2026-09-30 (Wed) 17:00:00. Open time counted: 09-30 17:00:00 to 18:00:00, 10-08 09:00:00 to \
             10:00:00. Due 2026-10-08 (Thu) 10:00:00."
        );
        assert!(zh.starts_with("自2026-09-30（周三） 17:00:00起算。计入工作时间："), "{zh}");
        let (en, _) = sentences("2026-12-31T10:00:00+08:00", "1 working day", Counting::default())?;
        assert!(en.ends_with("Provisional: the holidays of a year in it are not announced yet."), "{en}");
        Ok(())
    }

    #[test]
    fn long_limits_are_summed_up() -> Result<()> {
        let china = Calendar::builtin("china")?;
        let start = Instant::parse("2010-01-04T10:00:00+08:00")?;
        for period in ["4000 working days", "20000 days", "40000 working hours", "800 months"] {
            let pause = [(Date::parse("2011-01-01")?, Date::parse("2011-02-01")?)];
            let period = Period::parse(period)?;
            let why = explain_excluding(&china, period, Counting::default(), start, &pause, &[])?;
            assert!(why.steps.len() < 60 && why.to_en().len() < 4000, "{period}: {}", why.to_en());
            let last = why.steps.iter().rev().find_map(|step| match step {
                crate::deadline::Step::Counted(day) => Some(day.number),
                _ => None,
            });
            match period {
                Period::WorkingDays { days } | Period::CalendarDays { days } => assert_eq!(last, Some(days.into())),
                _ => assert_eq!(last, None),
            }
        }
        Ok(())
    }
}
