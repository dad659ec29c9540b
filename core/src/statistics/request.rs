//! What is asked for as JSON: one object holds the plan and the query.

use std::sync::Arc;

use super::plan::DIMENSIONS;
use super::{CalendarPeriod, Dimension, Grain, Kpi, Matter, Neutral, Options, Plan, Query, RepeatRule, Units};
use crate::calendar::Calendar;
use crate::document::{Cursor, Document, JsonWriter};
use crate::error::{Code, Error, Result};
use crate::time::{Date, Instant};

/// A plan with a query of its figures.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// What is accumulated.
    pub plan: Plan,
    /// What is read of it.
    pub query: Query,
}

/// The fields of a query.
const QUERY: &[&str] = &["by", "kpis", "window", "fill", "suppress_below", "annualise"];

/// The fields of a plan.
const PLAN: &[&str] = &["as_of", "known_at", "dimensions", "units", "options"];

/// The fields of the options.
const OPTIONS: &[&str] =
    &["group_at_least", "no_answer_counts", "neutral", "oral_is_timed", "repeat", "exact_up_to", "keep_ids"];

impl Request {
    /// Reads a request. What is not given is as it comes: everything together, all figures, the dimensions that the
    /// query needs.
    ///
    /// ```
    /// use tousu::{calendar::Calendar, statistics::{Dimension, Grain, Request}};
    /// let request = r#"{"as_of": "2026-04-01T00:00:00+08:00", "by": ["month", "unit"], "kpis": ["volume", "timely-rate"],
    ///     "window": "2026-Q1", "options": {"keep_ids": true, "repeat": {"window_days": 15}}}"#;
    /// let request = Request::parse(request, Calendar::builtin("china")?.as_ref())?;
    /// assert_eq!(request.plan.dimensions, [Dimension::Period(Grain::Month), Dimension::Unit]);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// Faults of the document with path, line and column.
    pub fn parse(source: &str, calendar: &Calendar) -> Result<Self> {
        let document = Document::parse_json(source).map_err(|error| error.at("request"))?;
        Self::read(&document.root(), calendar)
    }

    fn read(cursor: &Cursor<'_>, calendar: &Calendar) -> Result<Self> {
        let known: Vec<&str> = PLAN.iter().chain(QUERY).copied().collect();
        if let Some(error) = cursor.unknown_fields(&known).into_iter().next() {
            return Err(error);
        }
        let query = read_query(cursor)?;
        let as_of = cursor.require("as_of", "the cut-off, as 2026-04-01T00:00:00+08:00")?;
        let mut plan = Plan::new(calendar, read_instant(&as_of)?);
        plan.known_at = cursor.get_some("known_at").map(|field| read_instant(&field)).transpose()?;
        plan.units = cursor.get_some("units").map(|field| Units::read(&field)).transpose()?.map(Arc::new);
        if let Some(options) = cursor.get_some("options") {
            plan.options = read_options(&options)?;
        }
        let dimensions = match cursor.get_some("dimensions") {
            Some(list) => read_dimensions(&list)?,
            None => needed(&query, plan.units.is_some()),
        };
        Ok(Self { plan: plan.by(dimensions), query })
    }
}

impl Query {
    /// Reads a query: the fields of a request that are not of the plan.
    ///
    /// # Errors
    /// Faults of the document with path, line and column.
    pub fn parse(source: &str) -> Result<Self> {
        let document = Document::parse_json(source).map_err(|error| error.at("query"))?;
        let cursor = document.root();
        match cursor.unknown_fields(QUERY).into_iter().next() {
            Some(error) => Err(error),
            None => read_query(&cursor),
        }
    }
}

fn read_query(cursor: &Cursor<'_>) -> Result<Query> {
    drop(cursor.entries()?);
    let flag = |name: &str| cursor.get_some(name).map(|field| field.boolean()).transpose();
    let kpi = |field: Cursor<'_>| {
        let id = field.text()?;
        Kpi::from_id(id).ok_or_else(|| {
            let known = Kpi::ALL.iter().map(|kpi| kpi.id()).collect::<Vec<_>>();
            let error = field.error(Code::UnknownValue, id, known.join(", "));
            match crate::document::nearest(id, known.into_iter()) {
                Some(name) => error.with_help(format!("did you mean `{name}`?")),
                None => error,
            }
        })
    };
    let kpis = cursor.get_some("kpis").map(|list| list.items()?.map(kpi).collect::<Result<Vec<Kpi>>>()).transpose()?;
    let window = |field: Cursor<'_>| CalendarPeriod::parse(field.text()?).map_err(|error| field.locate(error));
    let count = |field: Cursor<'_>| {
        let count = u64::try_from(field.integer()?).map_err(|_| field.wrong_type("a whole number from 0"))?;
        Ok::<_, Error>(count)
    };
    Ok(Query {
        by: cursor.get_some("by").map(|list| read_dimensions(&list)).transpose()?.unwrap_or_default(),
        kpis: kpis.unwrap_or_default(),
        window: cursor.get_some("window").map(window).transpose()?,
        fill: flag("fill")?.unwrap_or(false),
        suppress_below: cursor.get_some("suppress_below").map(count).transpose()?,
        annualise: flag("annualise")?.unwrap_or(false),
    })
}

/// The dimensions that a query needs of its plan.
fn needed(query: &Query, has_units: bool) -> Vec<Dimension> {
    let grains = query.by.iter().filter_map(|dimension| match dimension {
        Dimension::Period(grain) => Some(*grain),
        _ => None,
    });
    // Months make up most of what is asked for; weeks and windows that cut months need days.
    let whole = query.window.is_none_or(|window| window.months().is_some());
    let by_month = whole && grains.clone().all(|grain| Grain::Month.divides(grain));
    let grain = if by_month { Grain::Month } else { Grain::Day };
    let mut dimensions = vec![Dimension::Period(grain)];
    dimensions.extend(query.by.iter().copied().filter(|dimension| !matches!(dimension, Dimension::Period(_))));
    if has_units && !dimensions.contains(&Dimension::Unit) {
        dimensions.push(Dimension::Unit);
    }
    dimensions
}

fn read_instant(field: &Cursor<'_>) -> Result<Instant> {
    Instant::parse(field.text()?).map_err(|error| field.locate(error))
}

fn read_dimensions(list: &Cursor<'_>) -> Result<Vec<Dimension>> {
    let read = |field: Cursor<'_>| {
        let slug = field.text()?;
        Dimension::from_slug(slug).ok_or_else(|| field.error(Code::UnknownValue, slug, DIMENSIONS))
    };
    list.items()?.map(read).collect()
}

fn read_options(cursor: &Cursor<'_>) -> Result<Options> {
    if let Some(error) = cursor.unknown_fields(OPTIONS).into_iter().next() {
        return Err(error);
    }
    let plain = Options::default();
    let flag = |name: &str, plain: bool| {
        cursor.get_some(name).map(|field| field.boolean()).transpose().map(|given| given.unwrap_or(plain))
    };
    let neutral = cursor.get_some("neutral").map(|field| {
        let all = [Neutral::NotSatisfied, Neutral::Satisfied, Neutral::LeftOut];
        one_of(&field, &all, Neutral::slug)
    });
    Ok(Options {
        group_at_least: number(cursor, "group_at_least", plain.group_at_least)?,
        no_answer_counts: flag("no_answer_counts", plain.no_answer_counts)?,
        neutral: neutral.transpose()?.unwrap_or_default(),
        oral_is_timed: flag("oral_is_timed", plain.oral_is_timed)?,
        repeat: cursor.get_some("repeat").map(|field| read_repeat(&field)).transpose()?.unwrap_or_default(),
        exact_up_to: usize::try_from(number(cursor, "exact_up_to", 4096)?).unwrap_or(usize::MAX),
        keep_ids: flag("keep_ids", plain.keep_ids)?,
    })
}

fn read_repeat(cursor: &Cursor<'_>) -> Result<RepeatRule> {
    if let Some(error) = cursor.unknown_fields(&["matter", "window_days", "gap_minutes"]).into_iter().next() {
        return Err(error);
    }
    let plain = RepeatRule::default();
    let matter = cursor
        .get_some("matter")
        .map(|field| one_of(&field, &[Matter::Category, Matter::CategoryTop, Matter::Any], Matter::slug));
    Ok(RepeatRule {
        matter: matter.transpose()?.unwrap_or_default(),
        window_days: number(cursor, "window_days", plain.window_days)?,
        gap_minutes: number(cursor, "gap_minutes", plain.gap_minutes)?,
    })
}

fn number(cursor: &Cursor<'_>, name: &str, plain: u32) -> Result<u32> {
    let Some(field) = cursor.get_some(name) else { return Ok(plain) };
    u32::try_from(field.integer()?).map_err(|_| field.wrong_type("a whole number from 0 to 4294967295"))
}

fn one_of<T: Copy>(field: &Cursor<'_>, all: &[T], slug: fn(T) -> &'static str) -> Result<T> {
    let text = field.text()?;
    all.iter().copied().find(|one| slug(*one) == text).ok_or_else(|| {
        let known = all.iter().map(|one| slug(*one)).collect::<Vec<_>>().join(", ");
        field.error(Code::UnknownValue, text, known)
    })
}

impl Options {
    /// Writes them as a request gives them.
    pub fn write_json(&self, out: &mut JsonWriter) {
        out.object(|out| {
            out.field("group_at_least").integer(self.group_at_least);
            out.field("no_answer_counts").boolean(self.no_answer_counts);
            out.field("neutral").string(self.neutral.slug());
            out.field("oral_is_timed").boolean(self.oral_is_timed);
            out.field("repeat").object(|out| {
                out.field("matter").string(self.repeat.matter.slug());
                out.field("window_days").integer(self.repeat.window_days);
                out.field("gap_minutes").integer(self.repeat.gap_minutes);
            });
            out.field("exact_up_to").integer(i128::try_from(self.exact_up_to).unwrap_or(i128::MAX));
            out.field("keep_ids").boolean(self.keep_ids);
        });
    }
}

impl Plan {
    /// Writes the plan; [`Plan::read`] reads it back.
    pub(super) fn write_json(&self, out: &mut JsonWriter) {
        out.object(|out| {
            out.field("as_of").string(&self.as_of.format(self.offset));
            out.field("known_at").string_or_null(self.known_at.map(|at| at.format(self.offset)).as_deref());
            out.field("as_of_on").string(&self.as_of_on.to_string());
            out.field("offset").integer(self.offset);
            out.field("dimensions").array(|out| {
                self.dimensions.iter().for_each(|dimension| out.string(&dimension.slug()));
            });
            out.key("options");
            self.options.write_json(out);
            out.key("units");
            match &self.units {
                Some(units) => units.write_json(out),
                None => out.null(),
            }
        });
    }

    pub(super) fn read(cursor: &Cursor<'_>) -> Result<Self> {
        let field = |name: &str| cursor.require(name, "a field of a plan");
        let as_of_on = field("as_of_on")?;
        let offset = field("offset")?;
        let units = cursor.get_some("units").map(|field| Units::read(&field)).transpose()?;
        Ok(Self {
            as_of: read_instant(&field("as_of")?)?,
            known_at: cursor.get_some("known_at").map(|field| read_instant(&field)).transpose()?,
            as_of_on: Date::parse(as_of_on.text()?).map_err(|error| as_of_on.locate(error))?,
            offset: i32::try_from(offset.integer()?)
                .ok()
                .filter(|offset| offset.abs() < 86_400)
                .ok_or_else(|| offset.wrong_type("seconds of a day"))?,
            dimensions: read_dimensions(&field("dimensions")?)?,
            options: read_options(&field("options")?)?,
            units: units.map(Arc::new),
        })
    }
}
