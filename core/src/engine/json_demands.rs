//! What a rule book demands besides the limits of single complaints, as JSON.

use super::json_book::{Described, clause, head};
use crate::document::JsonWriter;
use crate::policy::{Against, During, FieldKind, Part, Window};

impl Described<'_> {
    pub(super) fn demands(&self, out: &mut JsonWriter) {
        let policy = self.policy;
        self.list(out, "channels", &policy.channels, |out, channel| {
            head(out, &channel.id, &channel.label);
            clause(out, &channel.clause);
            self.role(out, "served_by", channel.served_by);
            out.field("anonymous").boolean(channel.anonymous);
            out.field("needs_note").boolean(channel.needs_note);
        });
        self.list(out, "routes", &policy.routes, |out, route| {
            head(out, &route.id, &route.label);
            clause(out, &route.clause);
            out.field("during").string_or_null(route.during.map(During::slug));
            out.key("when");
            self.condition_or_null(out, route.when.as_ref());
            out.field("by").string(route.taker.slug());
            self.role(out, "to", route.taker.role());
        });
        self.list(out, "reports", &policy.reports, |out, report| {
            head(out, &report.id, &report.label);
            clause(out, &report.clause);
            out.field("frequency").string(report.frequency.slug());
            out.key("due");
            self.limit(out, report.due);
            out.key("tiers");
            self.tiers(out, &report.tiers);
            self.role(out, "prepared_by", report.prepared_by);
            self.role(out, "submitted_to", report.submitted_to);
            self.list(out, "content", &report.content, |out, part| {
                head(out, &part.id, &part.label);
                out.field("tables").array(|out| part.tables.iter().for_each(|table| out.string(table.slug())));
            });
        });
        self.list(out, "unit_duties", &policy.unit_duties, |out, duty| {
            head(out, &duty.id, &duty.label);
            clause(out, &duty.clause);
            out.field("frequency").string(duty.frequency.slug());
            out.key("due");
            self.limit(out, duty.due);
            self.role(out, "owner", duty.owner);
        });
        self.list(out, "thresholds", &policy.thresholds, |out, threshold| {
            head(out, &threshold.id, &threshold.label);
            clause(out, &threshold.clause);
            out.field("counts").string(threshold.counts.slug());
            out.field("per").string(threshold.per.slug());
            out.field("window").string_or_null(threshold.window.slug());
            let within = match threshold.window {
                Window::Rolling(period) => Some(period.to_string()),
                _ => None,
            };
            out.field("within").string_or_null(within.as_deref());
            out.field("at_least").integer_or_null(threshold.at_least);
            out.field("at_most").integer_or_null(threshold.at_most);
        });
        self.list(out, "sanctions", &policy.sanctions, |out, sanction| {
            head(out, &sanction.id, &sanction.label);
            clause(out, &sanction.clause);
            out.key("when");
            self.condition_or_null(out, sanction.when.as_ref());
            let after = sanction.after.and_then(|id| policy.thresholds.get(id.index()));
            out.field("after").string_or_null(after.map(|threshold| threshold.id.as_str()));
            out.field("against").string(Against::slug(sanction.against));
            out.field("lasts").string_or_null(sanction.lasts.map(|lasts| lasts.to_string()).as_deref());
            out.field("starts").string(policy.event_kind_name(sanction.starts));
            self.role(out, "decided_by", sanction.decided_by);
        });
        self.list(out, "archives", &policy.archives, |out, archive| {
            head(out, &archive.id, &archive.label);
            clause(out, &archive.clause);
            self.parts(out, "contains", &archive.contains);
            out.field("keep_for").string_or_null(archive.keep_for.map(|keep| keep.to_string()).as_deref());
            self.role(out, "owner", archive.owner);
        });
        self.list(out, "forms", &policy.forms, |out, form| {
            head(out, &form.id, &form.label);
            clause(out, &form.clause);
            self.list(out, "fields", &form.fields, |out, field| {
                head(out, &field.id, &field.label);
                out.field("required").boolean(field.required);
                out.field("type").string(field.kind.slug());
                out.key("values");
                match &field.kind {
                    FieldKind::Choice(words) => out.array(|out| words.iter().for_each(|word| out.string(word))),
                    _ => out.null(),
                }
            });
        });
        self.list(out, "duties", &policy.duties, |out, duty| {
            head(out, &duty.id, &duty.label);
            clause(out, &duty.clause);
            out.field("kind").string(&duty.kind);
            self.role(out, "owner", duty.owner);
        });
    }

    fn parts(&self, out: &mut JsonWriter, name: &str, parts: &[Part]) {
        self.list(out, name, parts, |out, part| head(out, &part.id, &part.label));
    }
}
