//! The figures of a month, or of everything, as JSON.

use super::Engine;
use super::json::Render;
use crate::document::JsonWriter;
use crate::error::{Code, Error, Result};
use crate::statistics::{Cell, Month, Rate, Summary};
use crate::time::{Date, Instant};

impl Month {
    /// Reads `YYYY-MM`.
    ///
    /// ```
    /// use tousu::statistics::Month;
    /// assert_eq!(Month::parse("2026-03")?, Month { year: 2026, month: 3 });
    /// assert_eq!(Month::parse("2026-13").unwrap_err().slug(), "unreadable-time");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `unreadable-time`.
    pub fn parse(text: &str) -> Result<Self> {
        let unreadable = |_| Error::new(Code::UnreadableTime, text, "a month YYYY-MM");
        Date::parse(&format!("{text}-01")).map(Self::of).map_err(unreadable)
    }
}

impl Engine {
    /// Figures as JSON: the total, by month, by tier, by category, and every group by itself. A rate is a pair of
    /// numerator and denominator; 0 out of 0 is no rate.
    ///
    /// `month` is what the summary was taken of ([`Summary::of_month`]), and is only named here.
    ///
    /// ```
    /// use tousu::{Engine, statistics::{Month, Summary}, time::Instant};
    /// let engine = Engine::builtin("residential-community")?;
    /// let as_of = Instant::parse("2026-04-01T00:00:00+08:00")?;
    /// let json = engine.render_summary(&Summary::default(), as_of, Some(Month::parse("2026-03")?));
    /// assert!(json.contains(r#""month":"2026-03","total":{"volume":0,"#));
    /// assert!(json.contains(r#""closure_rate":[0,0]"#));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn render_summary(&self, summary: &Summary, as_of: Instant, month: Option<Month>) -> String {
        let render = Render { engine: self };
        let (policy, lexicon) = (&self.policy, &self.policy.lexicon);
        let name = |month: Option<Month>| month.map(|month| month.to_string());
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/summary/1");
            render.decided_by(out);
            out.field("as_of").string(&render.instant(as_of));
            out.field("month").string_or_null(name(month).as_deref());
            out.key("total");
            out.object(|out| self.cell(out, &summary.total()));
            out.key("by_month");
            out.array(|out| {
                for (month, cell) in summary.by(|group| group.month) {
                    out.object(|out| {
                        out.field("month").string_or_null(name(month).as_deref());
                        self.cell(out, &cell);
                    });
                }
            });
            out.key("by_tier");
            out.array(|out| {
                for (id, cell) in summary.by(|group| group.tier) {
                    let tier = id.and_then(|id| policy.tiers.get(id.index()));
                    out.object(|out| {
                        out.field("tier").string_or_null(tier.map(|tier| tier.id.as_str()));
                        out.key("label");
                        render.label(out, tier.map(|tier| &tier.label));
                        self.cell(out, &cell);
                    });
                }
            });
            out.key("by_category");
            out.array(|out| {
                for (id, cell) in summary.by(|group| group.category) {
                    let category = id.and_then(|id| lexicon.categories.get(id.index()));
                    out.object(|out| {
                        out.field("category").string_or_null(category.map(|category| category.id.as_str()));
                        out.key("label");
                        render.label(out, category.map(|category| &category.label));
                        self.cell(out, &cell);
                    });
                }
            });
            out.key("groups");
            out.array(|out| {
                for (group, cell) in summary.cells() {
                    out.object(|out| {
                        out.field("month").string_or_null(name(group.month).as_deref());
                        out.key("category");
                        render.category(out, group.category);
                        out.field("tier").string_or_null(group.tier.map(|tier| policy.tier_name(tier)));
                        self.cell(out, cell);
                    });
                }
            });
        });
        out.finish()
    }

    /// The counts and rates of a cell, as fields of the table that is being written.
    fn cell(&self, out: &mut JsonWriter, cell: &Cell) {
        let rate = |out: &mut JsonWriter, name: &str, rate: Rate| {
            out.field(name).array(|out| {
                out.integer(rate.numerator);
                out.integer(rate.denominator);
            });
        };
        out.field("volume").integer(cell.volume);
        out.field("valid").integer(cell.valid);
        out.field("handled").integer(cell.handled);
        out.field("closed").integer(cell.closed);
        out.field("reopened").integer(cell.reopened);
        out.field("settled").integer(cell.settled);
        out.field("settled_seconds").integer(cell.settled_seconds);
        rate(out, "valid_rate", cell.valid_rate());
        rate(out, "handling_rate", cell.handling_rate());
        rate(out, "closure_rate", cell.closure_rate());
        rate(out, "reopen_rate", cell.reopen_rate());
        out.field("obligations").array(|out| {
            for (id, timely) in &cell.timely {
                let Some(obligation) = self.policy.obligations.get(id.index()) else { continue };
                out.object(|out| {
                    out.field("id").string(&obligation.id);
                    out.field("met").integer(timely.met);
                    out.field("missed").integer(timely.missed);
                    out.field("not_yet_due").integer(timely.not_yet_due);
                    out.field("waived").integer(timely.waived);
                    out.field("undetermined").integer(timely.undetermined);
                    rate(out, "timely_rate", timely.rate());
                });
            }
        });
    }
}
