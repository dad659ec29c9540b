//! What was done, as one JSON document. Figures are those of the text: no floats, rates as integer pairs.

use std::time::Duration;

use tousu::case::Case;
use tousu::document::JsonWriter;
use tousu::statistics::{Cell, Group, Month, Rate};

use crate::run::{Done, Explained};

/// The whole document with a line break at its end.
pub(crate) fn document(done: &Done, elapsed: Duration) -> String {
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
            for month in done.summary.by(|group| group.month).into_keys() {
                out.object(|out| {
                    out.field("month").string_or_null(month.map(|month| month.to_string()).as_deref());
                    figures(out, done, |group| group.month == month);
                });
            }
        });
        out.field("month").string(&Month::of(calendar.date_of(done.as_of)).to_string());
        out.key("total");
        out.object(|out| figures(out, done, |_| true));
        out.key("ledger");
        out.object(|out| {
            out.field("path").string(&done.ledger.display().to_string());
            out.field("temporary").boolean(!done.ledger_kept);
        });
        out.field("elapsed_ms").integer(i128::try_from(elapsed.as_millis()).unwrap_or(i128::MAX));
    });
    out.finish() + "\n"
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

/// The fields of the groups that fit, into the current object.
fn figures(out: &mut JsonWriter, done: &Done, fits: impl Fn(&Group) -> bool) {
    let policy = done.engine.policy();
    let cell = done.summary.sum(&fits);
    count_fields(out, &cell);
    out.key("reopened");
    rate(out, cell.reopen_rate());
    out.field("mean_settlement_seconds").integer_or_null(cell.mean_settlement());
    out.key("obligations");
    out.array(|out| {
        for (id, timely) in &cell.timely {
            let obligation = policy.obligations.get(id.index());
            out.object(|out| {
                out.field("id").string_or_null(obligation.map(|obligation| obligation.id.as_str()));
                out.key("in_time");
                rate(out, timely.rate());
                out.field("missed").integer(timely.missed);
                out.field("not_yet_due").integer(timely.not_yet_due);
                out.field("waived").integer(timely.waived);
                out.field("undetermined").integer(timely.undetermined);
            });
        }
    });
    out.key("tiers");
    let tiers = done.summary.by(|group| fits(group).then_some(group.tier));
    named(
        out,
        tiers.iter().filter_map(|(tier, cell)| (*tier).map(|tier| (tier.map(|tier| policy.tier_name(tier)), cell))),
    );
    out.key("categories");
    let categories = done.summary.by(|group| fits(group).then_some(group.category));
    named(
        out,
        categories.iter().filter_map(|(category, cell)| {
            (*category).map(|category| (category.map(|category| policy.lexicon.category_name(category)), cell))
        }),
    );
}

/// Counts per name; `null` is the name of what has none.
fn named<'a>(out: &mut JsonWriter, cells: impl Iterator<Item = (Option<&'a str>, &'a Cell)>) {
    out.array(|out| {
        for (name, cell) in cells.filter(|(_, cell)| cell.volume > 0) {
            out.object(|out| {
                out.field("id").string_or_null(name);
                count_fields(out, cell);
            });
        }
    });
}

fn count_fields(out: &mut JsonWriter, cell: &Cell) {
    out.field("volume").integer(cell.volume);
    for (name, figure) in
        [("valid", cell.valid_rate()), ("handled", cell.handling_rate()), ("closed", cell.closure_rate())]
    {
        out.key(name);
        rate(out, figure);
    }
}

fn rate(out: &mut JsonWriter, rate: Rate) {
    out.object(|out| {
        out.field("numerator").integer(rate.numerator);
        out.field("denominator").integer(rate.denominator);
        out.field("per_mille").integer_or_null(rate.per_mille());
    });
}
