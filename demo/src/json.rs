//! What was done, as one JSON document. Figures are those of the text: no floats, rates as integer pairs.

use std::time::Duration;

use tousu::Error;
use tousu::case::Case;
use tousu::document::JsonWriter;
use tousu::statistics::{CalendarPeriod, Cell, Dimension, Exclusion, Grain, Key, Kpi, Rate, Value};

use crate::run::{Done, Explained};

/// The whole document with a line break at its end.
pub(crate) fn document(done: &Done, elapsed: Duration) -> Result<String, Error> {
    let figures = Figures::of(done)?;
    let mut out = JsonWriter::new();
    out.object(|out| {
        let (policy, calendar) = (done.engine.policy(), done.engine.calendar());
        out.field("schema").string("tousu/demo/1");
        out.key("policy");
        out.object(|out| {
            out.field("id").string(&policy.id);
            out.field("version").string(&policy.version);
        });
        out.field("as_of").string(&calendar.format(done.as_of));
        out.field("as_of_from").string(done.as_of_from.slug());
        out.field("time_zone").string(calendar.zone());
        out.key("read");
        counts(out, done.rows);
        out.key("recorded");
        counts(out, done.recorded);
        out.field("times_without_offset").integer(size(done.naive_times));
        out.key("columns_not_read");
        out.array(|out| done.unread.iter().for_each(|column| out.string(column)));
        out.key("faults");
        faults(out, done);
        out.key("due");
        out.array(|out| done.due.iter().for_each(|item| item.write_json(&done.engine, out)));
        out.key("overdue");
        out.array(|out| done.overdue.iter().for_each(|item| item.write_json(&done.engine, out)));
        out.key("explained");
        match &done.explained {
            Some(explained) => self::explained(out, done, explained),
            None => out.null(),
        }
        out.key("months");
        out.array(|out| {
            for month in figures.months() {
                out.object(|out| {
                    let name = month.period().map(|month| month.to_string());
                    out.field("month").string_or_null(name.as_deref());
                    figures.write(out, done, Some(month));
                });
            }
        });
        out.field("month").string(&CalendarPeriod::of(Grain::Month, calendar.date_of(done.as_of)).to_string());
        out.key("total");
        out.object(|out| figures.write(out, done, None));
        out.key("ledger");
        out.object(|out| {
            out.field("path").string(&done.ledger.display().to_string());
            out.field("temporary").boolean(!done.ledger_kept);
        });
        out.field("elapsed_ms").integer(i128::try_from(elapsed.as_millis()).unwrap_or(i128::MAX));
    });
    Ok(out.finish() + "\n")
}

fn size(count: usize) -> i128 {
    i128::try_from(count).unwrap_or(i128::MAX)
}

fn counts(out: &mut JsonWriter, (complaints, events): (usize, usize)) {
    out.object(|out| {
        out.field("complaints").integer(size(complaints));
        out.field("events").integer(size(events));
    });
}

fn faults(out: &mut JsonWriter, done: &Done) {
    out.array(|out| {
        for fault in &done.faults {
            out.object(|out| {
                out.field("file").string(fault.file.slug());
                out.field("row").integer_or_null(fault.row.map(size));
                out.field("id").string(&fault.id);
                out.field("column").string_or_null(fault.column.as_deref());
                out.field("code").integer(fault.error.code().number());
                out.field("slug").string(fault.error.slug());
                out.field("message").string(&fault.error.message_en());
                out.field("message_zh").string(&fault.error.message_zh());
                out.field("treatment").string(fault.treatment.slug());
            });
        }
    });
}

/// The first decision and the status, each as the library writes it.
fn explained(out: &mut JsonWriter, done: &Done, explained: &Explained) {
    let Explained { complaint, assessment, case, status } = explained;
    out.object(|out| {
        out.field("assessment").raw(&assessment.to_json(&done.engine, complaint));
        out.field("status").raw(&done.engine.render_status(Case::intake(case), status));
    });
}

/// Figures by month, category and tier.
struct Figures {
    cells: Vec<(Key, Cell)>,
}

impl Figures {
    fn of(done: &Done) -> Result<Self, Error> {
        let by = [Dimension::Period(Grain::Month), Dimension::Category, Dimension::Tier];
        Ok(Self { cells: done.summary.by(&by, None)?.into_iter().collect() })
    }

    fn months(&self) -> Vec<&Value> {
        let mut months: Vec<&Value> = self.cells.iter().filter_map(|(key, _)| key.first()).collect();
        // What has no date stands first.
        months.dedup();
        months.sort_by_key(|month| month.period());
        months
    }

    /// The fields of one month, or of all, into the current object.
    fn write(&self, out: &mut JsonWriter, done: &Done, month: Option<&Value>) {
        let policy = done.engine.policy();
        let options = &done.summary.plan().options;
        let fits = |key: &Key| month.is_none() || key.first() == month;
        let sums = |at: usize| {
            let mut sums: Vec<(Option<&str>, Cell)> = Vec::new();
            for (key, cell) in self.cells.iter().filter(|(key, _)| fits(key)) {
                let name = key.get(at).and_then(Value::name).map(|name| &**name);
                match sums.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, sum)) => sum.merge(cell, options),
                    None => sums.push((name, cell.clone())),
                }
            }
            sums
        };
        let mut cell = Cell::default();
        self.cells.iter().filter(|(key, _)| fits(key)).for_each(|(_, part)| cell.merge(part, options));
        count_fields(out, &cell);
        out.key("reopened");
        rate(out, cell.rate(Kpi::ReopenRate));
        let mean = cell.lengths(Kpi::ResolutionTime).and_then(|lengths| Some(lengths.figures()?.mean));
        out.field("mean_settlement_seconds").integer_or_null(mean);
        out.key("obligations");
        out.array(|out| {
            let mut tallies: Vec<_> = cell.obligations().collect();
            tallies.sort_by_key(|(name, _)| policy.obligation(name).map_or(u16::MAX, |id| id.0));
            for (name, tally) in tallies {
                let excluded = |why: Exclusion| tally.excluded.get(&why).copied().unwrap_or(0);
                out.object(|out| {
                    out.field("id").string(name);
                    out.key("in_time");
                    rate(out, tally.rate());
                    out.field("missed").integer(tally.denominator - tally.numerator);
                    out.field("not_yet_due").integer(excluded(Exclusion::NotYetDue));
                    out.field("waived").integer(excluded(Exclusion::Waived));
                    out.field("undetermined").integer(excluded(Exclusion::Undetermined));
                });
            }
        });
        out.key("tiers");
        let mut tiers = sums(2);
        tiers.sort_by_key(|(name, _)| name.and_then(|name| policy.tier(name)));
        named(out, tiers.iter().map(|(name, cell)| (*name, cell)));
        out.key("categories");
        let mut categories = sums(1);
        categories.sort_by_key(|(name, _)| name.and_then(|name| policy.lexicon.category(name)));
        named(out, categories.iter().map(|(name, cell)| (*name, cell)));
    }
}

/// Counts per name; `null` is the name of what has none.
fn named<'a>(out: &mut JsonWriter, cells: impl Iterator<Item = (Option<&'a str>, &'a Cell)>) {
    out.array(|out| {
        for (name, cell) in cells.filter(|(_, cell)| cell.volume() > 0) {
            out.object(|out| {
                out.field("id").string_or_null(name);
                count_fields(out, cell);
            });
        }
    });
}

fn count_fields(out: &mut JsonWriter, cell: &Cell) {
    out.field("volume").integer(cell.volume());
    for (name, kpi) in [("valid", Kpi::ValidRate), ("handled", Kpi::HandlingRate), ("closed", Kpi::ClosureRate)] {
        out.key(name);
        rate(out, cell.rate(kpi));
    }
}

fn rate(out: &mut JsonWriter, rate: Rate) {
    out.object(|out| {
        out.field("numerator").integer(rate.numerator);
        out.field("denominator").integer(rate.denominator);
        out.field("per_mille").integer_or_null(rate.per_mille());
    });
}
