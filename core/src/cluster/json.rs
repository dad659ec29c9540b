//! Messages and what was found among them, as JSON: the form in which every surface asks.

use super::chart::{Chart, Kind, Point, chart};
use super::{HeatRule, HotSpot, Likeness, Message, Repeat, RepeatRule, Repeats, hot_spots, repeats};
use crate::document::{Cursor, Document, JsonWriter};
use crate::error::{Code, Error, Result};
use crate::time::{DAY, Instant};

/// Fields of a message.
const MESSAGE: &[&str] = &["id", "at", "complainant", "matter", "place", "title", "text", "votes"];

impl<'d> Message<'d> {
    /// Reads a message from a node: `{"id": …, "at": RFC 3339, "complainant", "matter", "place", "title", "text",
    /// "votes"}`; only the id must be there.
    ///
    /// # Errors
    /// What is missing, unknown or of another type, with its place.
    pub fn read(cursor: &Cursor<'d>) -> Result<Self> {
        known(cursor, MESSAGE)?;
        let text = |name: &str| cursor.get_some(name).map(|field| field.text()).transpose();
        let at = cursor.get_some("at").map(|field| Instant::parse(field.text()?).map_err(|error| field.locate(error)));
        let votes = cursor.get_some("votes").map(|field| whole(&field)).transpose()?;
        Ok(Self {
            id: cursor.require("id", "what tells the message from others")?.text()?,
            at: at.transpose()?,
            complainant: text("complainant")?,
            matter: text("matter")?,
            place: text("place")?,
            title: text("title")?.unwrap_or_default(),
            text: text("text")?.unwrap_or_default(),
            votes: votes.unwrap_or(0),
        })
    }
}

/// A whole number of at least 0.
fn whole(field: &Cursor<'_>) -> Result<u64> {
    let number = field.integer()?;
    u64::try_from(number).map_err(|_| field.error(Code::InvalidArgument, number, "a whole number of at least 0"))
}

/// The first field that is not among these is a fault.
fn known(cursor: &Cursor<'_>, fields: &[&str]) -> Result<()> {
    drop(cursor.entries()?);
    cursor.unknown_fields(fields).into_iter().next().map_or(Ok(()), Err)
}

fn number(cursor: &Cursor<'_>, name: &str) -> Result<Option<u64>> {
    cursor.get_some(name).map(|field| whole(&field)).transpose()
}

fn seconds(days: u64) -> i64 {
    i64::try_from(days).unwrap_or(i64::MAX).saturating_mul(DAY)
}

fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A request with its list of messages.
fn asked<T>(
    request: &str,
    options: &[&str],
    answer: impl FnOnce(&Cursor<'_>, &[Message<'_>]) -> Result<T>,
) -> Result<T> {
    let document = Document::parse_json(request).map_err(|error| error.at("request"))?;
    let root = document.root();
    let fields: Vec<&str> = std::iter::once("messages").chain(options.iter().copied()).collect();
    known(&root, &fields).map_err(|error| error.at("request"))?;
    let list = root.require("messages", "a list of messages")?;
    let messages = list.items()?.map(|item| Message::read(&item)).collect::<Result<Vec<_>>>()?;
    answer(&root, &messages)
}

/// Answers `hot-spots`, `repeats` or `chart`: the three of this module by name, as surfaces ask for them.
///
/// ```
/// use tousu::cluster::find_json;
/// let answer = find_json("repeats", r#"{"messages":[]}"#)?;
/// assert_eq!(answer, r#"{"schema":"tousu/repeats/1","messages":0,"repeated":0,"entered_twice":0,"unknown":0,"keys":0,"chains":[]}"#);
/// assert_eq!(find_json("colours", "{}").unwrap_err().slug(), "unknown-value");
/// # Ok::<(), tousu::Error>(())
/// ```
///
/// # Errors
/// `unknown-value` for another question; as [`hot_spots_json`], [`repeats_json`] and [`chart_json`].
pub fn find_json(question: &str, request: &str) -> Result<String> {
    match question {
        "hot-spots" => hot_spots_json(request),
        "repeats" => repeats_json(request),
        "chart" => chart_json(request),
        other => Err(Error::new(Code::UnknownValue, other, "hot-spots, repeats, chart").at("question")),
    }
}

/// [`hot_spots`] from JSON to JSON. The request has `messages` and, where the defaults do not suit, `least_alike` (per
/// mille), `window_days`, `least_messages`, `least_complainants`, `heat` (`complainant`, `again`, `root_of_votes`,
/// `half_span_days`), `threads`; `first` says how many to give at most.
///
/// ```
/// let request = r#"{"messages":[
///   {"id":"1","complainant":"甲","title":"丽景花园搅拌站扰民"},
///   {"id":"2","complainant":"乙","title":"丽景花园旁的搅拌站"}]}"#;
/// let answer = tousu::cluster::hot_spots_json(request)?;
/// assert!(answer.starts_with(r#"{"schema":"tousu/hot-spots/1","messages":2,"hot_spots":[{"heat":40,"representative":"1""#));
/// # Ok::<(), tousu::Error>(())
/// ```
///
/// # Errors
/// Faults of the JSON; `duplicate-id`.
pub fn hot_spots_json(request: &str) -> Result<String> {
    const OPTIONS: &[&str] =
        &["least_alike", "window_days", "least_messages", "least_complainants", "heat", "threads", "first"];
    asked(request, OPTIONS, |root, messages| {
        let mut rule = Likeness::default();
        if let Some(alike) = number(root, "least_alike")? {
            rule.least_alike = u32::try_from(alike).unwrap_or(u32::MAX);
        }
        rule.window = number(root, "window_days")?.map(seconds);
        rule.least_messages = number(root, "least_messages")?.map_or(rule.least_messages, size);
        rule.least_complainants = number(root, "least_complainants")?.map_or(rule.least_complainants, size);
        rule.threads = number(root, "threads")?.map_or(rule.threads, size).clamp(1, 64);
        if let Some(heat) = root.get_some("heat") {
            known(&heat, &["complainant", "again", "root_of_votes", "half_span_days"])?;
            let own = rule.heat;
            rule.heat = HeatRule {
                complainant: number(&heat, "complainant")?.unwrap_or(own.complainant),
                again: number(&heat, "again")?.unwrap_or(own.again),
                root_of_votes: number(&heat, "root_of_votes")?.unwrap_or(own.root_of_votes),
                half_span: number(&heat, "half_span_days")?.unwrap_or(own.half_span),
            };
        }
        let first = number(root, "first")?.map_or(usize::MAX, size);
        let spots = hot_spots(messages, &rule)?;
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/hot-spots/1");
            out.field("messages").integer(messages.len() as u64);
            out.field("hot_spots")
                .array(|out| spots.iter().take(first).for_each(|spot| write_spot(out, spot, messages)));
        });
        Ok(out.finish())
    })
}

fn id_of<'a>(messages: &[Message<'a>], at: usize) -> &'a str {
    messages.get(at).map_or("", |message| message.id)
}

fn instant_or_null(out: &mut JsonWriter, at: Option<Instant>) {
    // +08:00, as the built-in calendars: these messages know no calendar.
    out.string_or_null(at.map(|at| at.format(8 * 3600)).as_deref());
}

fn write_spot(out: &mut JsonWriter, spot: &HotSpot, messages: &[Message<'_>]) {
    out.object(|out| {
        out.field("heat").integer(spot.heat);
        out.field("representative").string(id_of(messages, spot.representative));
        out.field("words").array(|out| spot.words.iter().for_each(|word| out.string(word)));
        out.field("messages").integer(spot.members.len() as u64);
        out.field("complainants").integer(spot.complainants as u64);
        out.field("votes").integer(spot.votes);
        instant_or_null(out.field("first_at"), spot.span.map(|(first, _)| first));
        instant_or_null(out.field("last_at"), spot.span.map(|(_, last)| last));
        out.field("members").array(|out| {
            for member in &spot.members {
                out.object(|out| {
                    out.field("id").string(id_of(messages, member.message));
                    out.field("alike").integer(member.alike);
                });
            }
        });
    });
}

/// [`repeats`] from JSON to JSON. The request has `messages` and, where the defaults do not suit, `window_days`,
/// `entered_twice_minutes`, `by_matter`, `by_place`.
///
/// # Errors
/// Faults of the JSON; `duplicate-id`.
pub fn repeats_json(request: &str) -> Result<String> {
    asked(request, &["window_days", "entered_twice_minutes", "by_matter", "by_place"], |root, messages| {
        let own = RepeatRule::default();
        let flag = |name: &str| root.get_some(name).map(|field| field.boolean()).transpose();
        let rule = RepeatRule {
            window: number(root, "window_days")?.map_or(own.window, seconds),
            entered_twice: number(root, "entered_twice_minutes")?
                .map_or(own.entered_twice, |minutes| i64::try_from(minutes).unwrap_or(i64::MAX).saturating_mul(60)),
            by_matter: flag("by_matter")?.unwrap_or(own.by_matter),
            by_place: flag("by_place")?.unwrap_or(own.by_place),
        };
        Ok(write_repeats(&repeats(messages, &rule)?, messages))
    })
}

fn write_repeats(found: &Repeats, messages: &[Message<'_>]) -> String {
    let mut out = JsonWriter::new();
    out.object(|out| {
        out.field("schema").string("tousu/repeats/1");
        out.field("messages").integer(messages.len() as u64);
        out.field("repeated").integer(found.repeated);
        out.field("entered_twice").integer(found.entered_twice);
        out.field("unknown").integer(found.unknown);
        out.field("keys").integer(found.keys);
        out.field("chains").array(|out| {
            for chain in &found.chains {
                out.object(|out| {
                    out.field("repeats").integer(chain.repeats as u64);
                    instant_or_null(out.field("first_at"), Some(chain.span.0));
                    instant_or_null(out.field("last_at"), Some(chain.span.1));
                    out.field("members").array(|out| {
                        for at in &chain.members {
                            out.object(|out| {
                                out.field("id").string(id_of(messages, *at));
                                let (what, of) = match found.each.get(*at) {
                                    Some(Repeat::Again(earlier)) => ("again", Some(*earlier)),
                                    Some(Repeat::EnteredTwice(earlier)) => ("entered-twice", Some(*earlier)),
                                    _ => ("first", None),
                                };
                                out.field("is").string(what);
                                out.field("of").string_or_null(of.map(|at| id_of(messages, at)));
                            });
                        }
                    });
                });
            }
        });
    });
    out.finish()
}

/// [`chart`] from JSON to JSON: `{"kind": "p" or "u", "baseline": 12, "points": [{"period": "2026-03", "count": 4,
/// "size": 100}, …]}`. Values are in millionths; every point that is out of control says why, in Chinese and English.
///
/// ```
/// let request = r#"{"kind":"u","points":[{"period":"2026-01","count":9,"size":100},{"period":"2026-02","count":11,"size":100}]}"#;
/// let answer = tousu::cluster::chart_json(request)?;
/// assert!(answer.contains(r#""centre":[20,200],"centre_value":100000,"out_of_control":[]"#));
/// # Ok::<(), tousu::Error>(())
/// ```
///
/// # Errors
/// Faults of the JSON, and as [`chart`].
pub fn chart_json(request: &str) -> Result<String> {
    let document = Document::parse_json(request).map_err(|error| error.at("request"))?;
    let root = document.root();
    known(&root, &["kind", "baseline", "points"])?;
    let field = root.require("kind", "p or u")?;
    let kind = match field.text()? {
        "p" => Kind::P,
        "u" => Kind::U,
        other => return Err(field.error(Code::UnknownValue, other, "p or u")),
    };
    let (mut names, mut points) = (Vec::new(), Vec::new());
    for item in root.require("points", "a list of periods")?.items()? {
        known(&item, &["period", "count", "size"])?;
        names.push(item.require("period", "the name of the period")?.text()?);
        points.push(Point {
            count: whole(&item.require("count", "a whole number")?)?,
            size: whole(&item.require("size", "a whole number")?)?,
        });
    }
    let baseline = number(&root, "baseline")?.map(size);
    chart(kind, &points, baseline).map(|chart| write_chart(&chart, &names)).map_err(|error: Error| error.at("request"))
}

fn write_chart(chart: &Chart, names: &[&str]) -> String {
    let mut out = JsonWriter::new();
    let named = || names.iter().zip(&chart.points);
    out.object(|out| {
        out.field("schema").string("tousu/chart/1");
        out.field("kind").string(if chart.kind == Kind::P { "p" } else { "u" });
        out.field("centre").array(|out| {
            out.integer(chart.centre.count);
            out.integer(chart.centre.size);
        });
        out.field("centre_value").integer_or_null(chart.centre_value);
        out.field("out_of_control").array(|out| {
            named().filter(|(_, point)| !point.alarms.is_empty()).for_each(|(name, _)| out.string(name));
        });
        out.field("points").array(|out| {
            for (name, judged) in named() {
                out.object(|out| {
                    out.field("period").string(name);
                    out.field("count").integer(judged.point.count);
                    out.field("size").integer(judged.point.size);
                    out.field("value").integer_or_null(judged.value);
                    out.field("lower").integer_or_null(judged.lower);
                    out.field("upper").integer_or_null(judged.upper);
                    out.field("alarms").array(|out| {
                        for alarm in &judged.alarms {
                            out.object(|out| {
                                let (zh, en) = alarm.words();
                                out.field("rule").string(alarm.slug());
                                out.field("zh").string(zh);
                                out.field("en").string(en);
                            });
                        }
                    });
                });
            }
        });
    });
    out.finish()
}
