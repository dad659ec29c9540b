//! The course of a case as JSON.

use super::Engine;
use super::json::Render;
use crate::case::{Case, Clock, Event, Item, Timeline};
use crate::document::JsonWriter;
use crate::error::Result;
use crate::time::{Instant, Moment};

impl Engine {
    /// The course of a case as JSON (`tests/schema/timeline.schema.json`): every item has the same fields, null where
    /// they say nothing.
    #[must_use]
    pub fn render_timeline(&self, case: &Case, timeline: &Timeline) -> String {
        let render = Render { engine: self };
        let status = &timeline.status;
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/timeline/1");
            render.head(out, &case.intake().id);
            out.field("as_of").string(&render.instant(status.as_of));
            let known_at = status.known_at.map(|at| render.instant(at));
            out.field("known_at").string_or_null(known_at.as_deref());
            out.field("late_entries").integer(i128::try_from(status.late_entries).unwrap_or(i128::MAX));
            out.key("items");
            out.array(|out| timeline.items.iter().for_each(|item| render.item(out, case, timeline, item)));
            out.key("faults");
            out.array(|out| status.faults.iter().for_each(|fault| render.fault(out, fault)));
        });
        out.finish()
    }
}

impl Engine {
    /// The case that a case was merged into by an instant, with the event that it inherits, as JSON; `null` when it was
    /// not merged.
    ///
    /// # Errors
    /// As [`Case::merged_into`].
    pub fn merged_json(&self, case: &Case, as_of: Instant) -> Result<String> {
        let merged = case.merged_into(as_of)?;
        let mut out = JsonWriter::new();
        match merged {
            Some((into, event)) => out.object(|out| {
                out.field("into").string(into);
                out.key("event");
                Render { engine: self }.event(out, &event);
            }),
            None => out.null(),
        }
        Ok(out.finish())
    }
}

impl Render<'_> {
    fn event(&self, out: &mut JsonWriter, event: &Event) {
        event.write_json(out, &|moment| {
            let offset = moment.instant().map_or(0, |at| self.engine.calendar().offset_at(at));
            moment.format(offset)
        });
    }

    fn item(&self, out: &mut JsonWriter, case: &Case, timeline: &Timeline, item: &Item) {
        let policy = self.engine.policy();
        out.object(|out| {
            out.key("at");
            self.moment(out, item.at());
            out.field("item").string(item.slug());
            let (event, counts, late) = match *item {
                Item::Event { event, counts, late, .. } => (case.events().get(event), Some(counts), Some(late)),
                _ => (None, None, None),
            };
            out.key("event");
            match event {
                Some(event) => self.event(out, event),
                None => out.null(),
            }
            out.field("counts").boolean_or_null(counts);
            out.field("entered_late").boolean_or_null(late);
            let change = match *item {
                Item::Tier(change) => Some(change),
                _ => None,
            };
            out.field("tier").string_or_null(change.and_then(|change| change.tier).map(|tier| policy.tier_name(tier)));
            out.field("set_by").string_or_null(change.map(|change| change.set_by.slug()));
            let clock = item.clock().and_then(|clock| timeline.status.clocks.get(clock));
            self.item_clock(out, item, clock);
        });
    }

    fn item_clock(&self, out: &mut JsonWriter, item: &Item, clock: Option<&Clock>) {
        let obligation = clock.and_then(|clock| self.engine.policy().obligations.get(clock.obligation.index()));
        out.field("obligation").string_or_null(obligation.map(|obligation| obligation.id.as_str()));
        out.field("owed_by").string_or_null(clock.and_then(|clock| clock.owed_by.as_deref()));
        out.field("cycle").integer_or_null(clock.map(|clock| clock.cycle));
        out.field("round").integer_or_null(clock.map(|clock| clock.round));
        let state = match item {
            Item::Ended { state, .. } => Some(state.slug()),
            _ => None,
        };
        out.field("state").string_or_null(state);
        out.key("due");
        self.moment(out, clock.and_then(|clock| clock.due).map(Moment::at));
    }
}
