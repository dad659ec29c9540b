//! Tables of figures as JSON: integers and names only, every field written, in a fixed order.

use super::{Column, Definition, Figure, FigureRow, FigureTable, Item, Kpi, LengthFigures, Value};
use crate::document::JsonWriter;
use crate::error::Error;

/// Every definition as JSON, in the order of a report.
///
/// ```
/// assert!(tousu::statistics::definitions_json().starts_with(r#"[{"id":"volume","kind":"count","basis":"received","#));
/// ```
#[must_use]
pub fn definitions_json() -> String {
    let mut out = JsonWriter::new();
    out.array(|out| Kpi::ALL.iter().for_each(|kpi| definition(out, kpi.definition())));
    out.finish()
}

impl FigureTable {
    /// The table as JSON (`tests/schema/figures.schema.json`): rates as pairs of integers, lengths in seconds.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = JsonWriter::new();
        self.write_json(&mut out);
        out.finish()
    }

    /// As [`FigureTable::to_json`], into another document.
    pub fn write_json(&self, out: &mut JsonWriter) {
        out.object(|out| {
            out.field("schema").string("tousu/figures/1");
            out.field("as_of").string(&self.as_of.format(self.offset));
            out.field("known_at").string_or_null(self.known_at.map(|at| at.format(self.offset)).as_deref());
            out.field("window").string_or_null(self.window.map(|window| window.to_string()).as_deref());
            out.field("dimensions").array(|out| {
                self.dimensions.iter().for_each(|dimension| out.string(&dimension.slug()));
            });
            out.key("options");
            self.options.write_json(out);
            out.field("suppress_below").integer_or_null(self.suppress_below);
            out.field("columns").array(|out| self.columns.iter().for_each(|one| column(out, one)));
            out.field("definitions").array(|out| {
                let used = |kpi: &&Kpi| self.columns.iter().any(|column| column.kpi == **kpi);
                Kpi::ALL.iter().filter(used).for_each(|kpi| definition(out, kpi.definition()));
            });
            out.field("rows").array(|out| self.rows.iter().for_each(|one| row(out, one)));
            out.field("subtotals").array(|out| self.subtotals.iter().for_each(|one| row(out, one)));
            out.key("total");
            row(out, &self.total);
            out.field("faults").array(|out| self.faults.iter().for_each(|one| fault(out, one)));
        });
    }
}

fn column(out: &mut JsonWriter, column: &Column) {
    out.object(|out| {
        out.field("kpi").string(column.kpi.id());
        out.field("obligation").string_or_null(column.obligation.as_deref());
    });
}

fn definition(out: &mut JsonWriter, definition: &Definition) {
    out.object(|out| {
        out.field("id").string(definition.id);
        out.field("kind").string(definition.kind.slug());
        out.field("basis").string(definition.basis.slug());
        out.field("per").integer(definition.per);
        out.field("by_obligation").boolean(definition.by_obligation);
        let both = |out: &mut JsonWriter, name: &str, zh: &str, en: &str| {
            out.field(name).object(|out| {
                out.field("zh").string(zh);
                out.field("en").string(en);
            });
        };
        both(out, "label", definition.zh, definition.en);
        both(out, "numerator", definition.numerator_zh, definition.numerator_en);
        both(out, "denominator", definition.denominator_zh, definition.denominator_en);
        out.field("excludes").array(|out| {
            for why in definition.excludes {
                out.object(|out| {
                    out.field("id").string(why.slug());
                    out.field("zh").string(why.zh());
                    out.field("en").string(why.en());
                });
            }
        });
    });
}

fn row(out: &mut JsonWriter, row: &FigureRow) {
    out.object(|out| {
        out.field("key").array(|out| {
            for value in &row.key {
                match value {
                    Value::Unknown => out.null(),
                    value => out.string(&value.to_string()),
                }
            }
        });
        out.field("complete").boolean(row.complete);
        out.field("figures").array(|out| row.figures.iter().for_each(|one| figure(out, one)));
    });
}

fn figure(out: &mut JsonWriter, figure: &Figure) {
    out.object(|out| {
        out.field("numerator").integer_or_null(figure.numerator);
        out.field("denominator").integer_or_null(figure.denominator);
        out.field("scale").array(|out| {
            out.integer(figure.scale.0);
            out.integer(figure.scale.1);
        });
        out.field("per_mille").integer_or_null(if figure.suppressed { None } else { figure.per_mille() });
        out.field("shown").string(&figure.shown());
        out.field("suppressed").boolean(figure.suppressed);
        out.key("lengths");
        match &figure.lengths {
            Some(found) => lengths(out, found),
            None => out.null(),
        }
        out.field("excluded").array(|out| {
            for (why, count) in &figure.excluded {
                out.object(|out| {
                    out.field("reason").string(why.slug());
                    out.field("count").integer(*count);
                });
            }
        });
        out.key("items");
        match &figure.items {
            None => out.null(),
            Some(items) => out.object(|out| {
                out.field("numerator").array(|out| items.numerator.iter().for_each(|one| item(out, one, None)));
                out.field("denominator").array(|out| items.denominator.iter().for_each(|one| item(out, one, None)));
                out.field("excluded").array(|out| {
                    items.excluded.iter().for_each(|(why, one)| item(out, one, Some(why.slug())));
                });
            }),
        }
    });
}

fn lengths(out: &mut JsonWriter, lengths: &LengthFigures) {
    out.object(|out| {
        out.field("count").integer(lengths.count);
        out.field("sum").integer(lengths.sum);
        out.field("mean").integer(lengths.mean);
        out.field("median").integer(lengths.median.value);
        out.field("median_within").integer(lengths.median.within);
        out.field("p90").integer(lengths.p90.value);
        out.field("p90_within").integer(lengths.p90.within);
        out.field("min").integer(lengths.min);
        out.field("max").integer(lengths.max);
    });
}

fn item(out: &mut JsonWriter, item: &Item, why: Option<&str>) {
    out.object(|out| {
        out.field("id").string(&item.id);
        out.field("obligation").string_or_null(item.obligation.as_deref());
        out.field("cycle").integer(item.cycle);
        out.field("round").integer(item.round);
        if let Some(why) = why {
            out.field("reason").string(why);
        }
    });
}

fn fault(out: &mut JsonWriter, fault: &Error) {
    out.object(|out| {
        out.field("code").integer(fault.code().number());
        out.field("slug").string(fault.slug());
        out.field("message").string(&fault.message_en());
        out.field("message_zh").string(&fault.message_zh());
        out.field("help").string_or_null(fault.help());
    });
}
