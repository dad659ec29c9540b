//! What reports tell besides figures: thresholds met, hot spots, causes of lateness, the complaints one by one.

use std::collections::BTreeMap;

use super::case_pages::Entry;
use super::page::{Block, Page, Value};
use super::period_tables::Tables;
use super::plain;
use crate::case::View;
use crate::cluster::{Likeness, Message, hot_spots};
use crate::error::Result;
use crate::policy::{Counts, Per, ReportTable, Window};
use crate::time::{Date, Moment};

impl<'a> Tables<'a> {
    /// Which thresholds of the book are met, counted over the calendar year up to the end of the period.
    pub(super) fn thresholds(&self, page: &mut Page) {
        let (report, ask) = (self.report, self.ask);
        let (year, ..) = ask.period.last().ymd();
        let (Ok(first), last) = (Date::from_ymd(year, 1, 1), ask.period.last()) else { return };
        let mut rows = Vec::new();
        for threshold in report
            .engine
            .policy()
            .thresholds
            .iter()
            .filter(|threshold| matches!(threshold.window, Window::CalendarYear))
        {
            let mut counts: BTreeMap<String, u32> = BTreeMap::new();
            if threshold.per == Per::Unit {
                let units = ask.units.iter().flat_map(|units| units.leaves());
                counts
                    .extend(units.filter(|unit| unit.is_open_in(ask.period)).map(|unit| (unit.name().to_string(), 0)));
            }
            if threshold.per == Per::Department {
                counts.extend(ask.departments.iter().map(|name| (name.clone(), 0)));
            }
            for one in &self.observations {
                let name = match threshold.per {
                    Per::Company => Some(report.pick("全部", "all").to_owned()),
                    Per::Unit => one.unit.as_ref().map(|name| {
                        let unit = ask.units.as_ref().and_then(|units| units.resolve(name).ok());
                        unit.map_or_else(|| name.to_string(), |unit| unit.name().to_string())
                    }),
                    Per::Department => one.department.as_ref().map(ToString::to_string),
                    Per::Person => one.handler.as_ref().map(ToString::to_string),
                    Per::Category => one.category.as_ref().map(ToString::to_string),
                    Per::Matter | Per::Case => None,
                };
                let Some(name) = name else { continue };
                let count = counts.entry(name).or_default();
                if one.received_on.is_none_or(|on| on < first || on > last) {
                    continue;
                }
                *count += match threshold.counts {
                    Counts::Received => 1,
                    Counts::InScope => u32::from(one.in_scope != Some(false)),
                    Counts::Substantiated => u32::from(one.substantiated == Some(true)),
                    Counts::Complainants => one.heads.max(1),
                    Counts::Reopenings => u32::from(one.reopened),
                };
            }
            let label = report.label(&threshold.label, &threshold.id);
            rows.extend(counts.into_iter().filter(|(_, count)| threshold.is_met(*count)).map(|(name, count)| {
                vec![
                    Value::from(label),
                    Value::from(threshold.clause.number.as_str()),
                    Value::from(plain(&name)),
                    self.hidden(u64::from(count)),
                ]
            }));
        }
        if !report.engine.policy().thresholds.is_empty() {
            let titles = [("规定", "rule"), ("条款", "clause"), ("对象", "who"), ("次数", "count")];
            page.blocks.push(Block::Sheet(report.sheet(
                "thresholds",
                ("年度达到标准", "thresholds met in the year"),
                &titles,
                rows,
            )));
        }
    }

    /// Places and events that many complained of in the period.
    pub(super) fn hot_spots(&self, page: &mut Page) -> Result<()> {
        let report = self.report;
        let shown: Vec<_> = self.in_period().map(|entry| (entry, report.shown(&entry.complaint))).collect();
        let messages: Vec<Message<'_>> = shown
            .iter()
            .map(|(entry, complaint)| Message {
                id: &complaint.id,
                at: entry.case.intake().received_at.and_then(Moment::instant),
                // Whoever is told apart is not shown.
                complainant: entry.complaint.stated.customer.as_deref(),
                matter: None,
                place: complaint.stated.unit.as_deref(),
                title: &complaint.title,
                text: &complaint.text,
                votes: 0,
            })
            .collect();
        let spots = hot_spots(&messages, &Likeness { least_messages: 3, ..Likeness::default() })?;
        let rows = spots.iter().take(10).map(|spot| {
            let one = messages.get(spot.representative).copied().unwrap_or_default();
            let said = if one.title.trim().is_empty() { one.text } else { one.title };
            let ids: Vec<&str> =
                spot.members.iter().filter_map(|member| messages.get(member.message)).map(|one| one.id).collect();
            vec![
                Value::from(super::cut(&plain(said), 60)),
                Value::from(spot.members.len()),
                Value::from(spot.complainants),
                Value::from(spot.heat),
                Value::from(plain(&ids.join(" "))),
            ]
        });
        let titles = [
            ("事由", "about"),
            ("投诉", "complaints"),
            ("人数", "complainants"),
            ("热度", "heat"),
            ("编号", "numbers"),
        ];
        let sheet = report.sheet("hot-spots", ("热点", "hot spots"), &titles, rows.collect());
        page.blocks.push(Block::Sheet(sheet));
        Ok(())
    }

    /// The cases whose complaints came in the period.
    fn in_period(&self) -> impl Iterator<Item = &'a Entry> {
        let (calendar, period) = (self.report.engine.calendar(), self.ask.period);
        self.register.iter().filter(move |entry| {
            let day = entry.case.intake().received_at.map(|at| match at {
                Moment::At { instant, .. } => calendar.date_of(instant),
                Moment::On(date) => date,
            });
            day.is_some_and(|day| period.contains(day))
        })
    }

    /// A count, unless it is too small to be shown.
    fn hidden(&self, count: u64) -> Value {
        match self.ask.suppress_below {
            Some(below) if (1..below).contains(&count) => Value::from("*"),
            _ => Value::from(count),
        }
    }

    /// Why limits were missed, of the complaints of the period.
    pub(super) fn lateness(&self, page: &mut Page) -> Result<()> {
        let report = self.report;
        let late = report.late(self.in_period(), self.ask.as_of)?;
        let causes = report.late_by(&late, ReportTable::Lateness.slug(), ("按原因", "by cause"), |late| &late.cause);
        page.blocks.push(Block::Chart(causes.bars(1)));
        page.blocks.push(Block::Sheet(causes));
        page.blocks.push(Block::Sheet(report.late_sheet(&late)));
        Ok(())
    }

    /// The complaints of the period one by one; where there is none, that is said (零报告).
    pub(super) fn complaints(&self, page: &mut Page) -> Result<()> {
        let report = self.report;
        let view = View { known_at: self.ask.known_at, ..View::at(self.ask.as_of) };
        let rows = self
            .in_period()
            .map(|entry| {
                let tier = entry.case.view(view)?.tiering.tier;
                let (complaint, intake) = (report.shown(&entry.complaint), entry.case.intake());
                let said = if complaint.title.trim().is_empty() { &complaint.text } else { &complaint.title };
                let unit = complaint.stated.unit.as_deref().map(plain).unwrap_or_default();
                Ok(vec![
                    Value::from(plain(&complaint.id)),
                    Value::from(report.moment(intake.received_at)),
                    Value::from(unit),
                    Value::from(report.category(intake.classification.category)),
                    Value::from(report.tier(tier)),
                    Value::from(super::cut(&plain(said), 60)),
                ])
            })
            .collect::<Result<Vec<Vec<Value>>>>()?;
        if rows.is_empty() {
            let words = report.pick("零报告：本期没有投诉。", "Zero report: no complaint came in.");
            page.blocks.push(Block::Paragraph(words.to_owned()));
        }
        let titles = [
            ("编号", "number"),
            ("受理", "received"),
            ("单位", "unit"),
            ("类别", "category"),
            ("级别", "tier"),
            ("事由", "about"),
        ];
        let sheet = report.sheet(ReportTable::Complaints.slug(), ("投诉清单", "complaints"), &titles, rows);
        page.blocks.push(Block::Sheet(sheet));
        Ok(())
    }
}
