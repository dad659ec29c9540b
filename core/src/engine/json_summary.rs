//! The figures of a period, or of everything, as JSON.

use super::Engine;
use super::json::Render;
use crate::document::JsonWriter;
use crate::error::Result;
use crate::statistics::{CalendarPeriod, Cell, Dimension, Exclusion, Grain, Kpi, Rate, Summary, Tally, Value};

impl Engine {
    /// Figures as JSON: the total, by month, by tier, by category, and every group by itself. A rate is a pair of
    /// numerator and denominator; 0 out of 0 is no rate.
    ///
    /// ```
    /// use tousu::{Engine, statistics::{CalendarPeriod, Summary}, time::Instant};
    /// let engine = Engine::builtin("residential-community")?;
    /// let summary = Summary::new(engine.plan(Instant::parse("2026-04-01T00:00:00+08:00")?));
    /// let json = engine.render_summary(&summary, Some(CalendarPeriod::parse("2026-03")?))?;
    /// assert!(json.contains(r#""month":"2026-03","total":{"volume":0,"#));
    /// assert!(json.contains(r#""closure_rate":[0,0]"#));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `not-accumulated` when the summary is not by months, categories and tiers, or its periods are cut by this one.
    pub fn render_summary(&self, summary: &Summary, period: Option<CalendarPeriod>) -> Result<String> {
        let render = Render { engine: self };
        let (policy, lexicon) = (&self.policy, &self.policy.lexicon);
        let month = Dimension::Period(Grain::Month);
        let by = |dimensions: &[Dimension]| summary.by(dimensions, period);
        let total = by(&[])?.into_values().next().unwrap_or_default();
        let (months, mut tiers, mut categories) =
            (by(&[month])?, vec_of(by(&[Dimension::Tier])?), vec_of(by(&[Dimension::Category])?));
        let mut groups = vec_of(by(&[month, Dimension::Category, Dimension::Tier])?);
        let tier = |value: Option<&Value>| {
            let name = value.and_then(Value::name);
            name.map(|name| policy.tier(name).map_or(usize::MAX, |id| id.index()))
        };
        let category = |value: Option<&Value>| {
            let name = value.and_then(Value::name);
            name.map(|name| lexicon.category(name).map_or(usize::MAX, |id| id.index()))
        };
        tiers.sort_by_key(|(key, _)| tier(key.first()));
        categories.sort_by_key(|(key, _)| category(key.first()));
        let period_of = |value: Option<&Value>| value.and_then(Value::period);
        groups.sort_by_key(|(key, _)| (period_of(key.first()), category(key.get(1)), tier(key.get(2))));
        let name = |value: Option<&Value>| value.and_then(Value::name).map(|name| name.to_string());
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/summary/1");
            render.decided_by(out);
            out.field("as_of").string(&render.instant(summary.plan().as_of));
            out.field("month").string_or_null(period.map(|period| period.to_string()).as_deref());
            out.key("total");
            out.object(|out| self.cell(out, &total));
            out.key("by_month");
            out.array(|out| {
                for (key, cell) in &months {
                    out.object(|out| {
                        let period = period_of(key.first()).map(|period| period.to_string());
                        out.field("month").string_or_null(period.as_deref());
                        self.cell(out, cell);
                    });
                }
            });
            out.key("by_tier");
            out.array(|out| {
                for (key, cell) in &tiers {
                    let tier = name(key.first()).and_then(|name| policy.tiers.get(policy.tier(&name)?.index()));
                    out.object(|out| {
                        out.field("tier").string_or_null(name(key.first()).as_deref());
                        out.key("label");
                        render.label(out, tier.map(|tier| &tier.label));
                        self.cell(out, cell);
                    });
                }
            });
            out.key("by_category");
            out.array(|out| {
                for (key, cell) in &categories {
                    let found =
                        name(key.first()).and_then(|name| lexicon.categories.get(lexicon.category(&name)?.index()));
                    out.object(|out| {
                        out.field("category").string_or_null(name(key.first()).as_deref());
                        out.key("label");
                        render.label(out, found.map(|category| &category.label));
                        self.cell(out, cell);
                    });
                }
            });
            out.key("groups");
            out.array(|out| {
                for (key, cell) in &groups {
                    out.object(|out| {
                        let period = period_of(key.first()).map(|period| period.to_string());
                        out.field("month").string_or_null(period.as_deref());
                        out.field("category").string_or_null(name(key.get(1)).as_deref());
                        out.field("tier").string_or_null(name(key.get(2)).as_deref());
                        self.cell(out, cell);
                    });
                }
            });
        });
        Ok(out.finish())
    }

    /// The counts and rates of a cell, as fields of the table that is being written.
    fn cell(&self, out: &mut JsonWriter, cell: &Cell) {
        let rate = |out: &mut JsonWriter, name: &str, rate: Rate| {
            out.field(name).array(|out| {
                out.integer(rate.numerator);
                out.integer(rate.denominator);
            });
        };
        let count = |kpi: Kpi| cell.rate(kpi).numerator;
        let settled = cell.lengths(Kpi::ResolutionTime);
        out.field("volume").integer(cell.volume());
        out.field("valid").integer(count(Kpi::ValidRate));
        out.field("handled").integer(count(Kpi::HandlingRate));
        out.field("closed").integer(count(Kpi::ClosureRate));
        out.field("reopened").integer(count(Kpi::ReopenRate));
        out.field("settled").integer(settled.map_or(0, |lengths| lengths.count()));
        out.field("settled_seconds").integer(settled.map_or(0, |lengths| lengths.sum()));
        rate(out, "valid_rate", cell.rate(Kpi::ValidRate));
        rate(out, "handling_rate", cell.rate(Kpi::HandlingRate));
        rate(out, "closure_rate", cell.rate(Kpi::ClosureRate));
        rate(out, "reopen_rate", cell.rate(Kpi::ReopenRate));
        out.field("obligations").array(|out| {
            // In the order of the policy; an obligation of a policy that a case has left is not among them.
            for obligation in &self.policy.obligations {
                let told = cell.obligations().find(|(name, _)| ***name == *obligation.id);
                let Some((_, tally)) = told else { continue };
                let excluded = |why: Exclusion| tally.excluded.get(&why).copied().unwrap_or(0);
                out.object(|out| {
                    out.field("id").string(&obligation.id);
                    out.field("met").integer(tally.numerator);
                    out.field("missed").integer(missed(tally));
                    out.field("not_yet_due").integer(excluded(Exclusion::NotYetDue));
                    out.field("waived").integer(excluded(Exclusion::Waived));
                    out.field("undetermined").integer(excluded(Exclusion::Undetermined));
                    rate(out, "timely_rate", tally.rate());
                });
            }
        });
    }
}

fn vec_of<K, V>(cells: std::collections::BTreeMap<K, V>) -> Vec<(K, V)> {
    cells.into_iter().collect()
}

/// In the denominator and not in the numerator.
fn missed(tally: &Tally) -> u64 {
    tally.denominator.saturating_sub(tally.numerator)
}
