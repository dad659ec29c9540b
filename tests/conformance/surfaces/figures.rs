//! Figures asked of every surface: the vectors, the demo's sample, and what has to be refused.

use tousu::document::{Cursor, Document, JsonWriter};

use crate::surface::{Book, Counted, Source};
use crate::{Comparison, sample};

const BOOK: Book<'_> = Book { source: Source::Builtin("residential-community"), parameters: "{}", strict: false };

const REQUEST: &str = r#"{"as_of":"2026-04-01T00:00:00+08:00"}"#;

/// The fields of a request that are its query's.
const QUERY: &[&str] = &["by", "kpis", "window", "fill", "suppress_below", "annualise"];

/// What is counted, in two parts: the first half of the cases or rows, and the rest.
fn halves(counted: &Cursor<'_>, columns: bool) -> tousu::Result<[String; 2]> {
    let half = |last: bool| {
        let part = |out: &mut JsonWriter, list: &Cursor<'_>| -> tousu::Result<()> {
            let items: Vec<_> = list.items()?.collect();
            let (first, rest) = items.split_at(items.len() / 2);
            out.array(|out| (if last { rest } else { first }).iter().for_each(|item| out.raw(&item.to_string())));
            Ok(())
        };
        let mut out = JsonWriter::new();
        if columns {
            let mut lists = Vec::new();
            for (key, list) in counted.entries()? {
                let mut one = JsonWriter::new();
                part(&mut one, &list)?;
                lists.push((key.name.as_str(), one.finish()));
            }
            out.object(|out| lists.iter().for_each(|(name, list)| out.field(name).raw(list)));
        } else {
            part(&mut out, counted)?;
        }
        Ok(out.finish())
    };
    Ok([half(false)?, half(true)?])
}

fn query(request: &Cursor<'_>) -> tousu::Result<String> {
    let mut out = JsonWriter::new();
    let fields: Vec<_> = request.entries()?.filter(|(key, _)| QUERY.contains(&key.name.as_str())).collect();
    out.object(|out| fields.iter().for_each(|(key, field)| out.field(&key.name).raw(&field.to_string())));
    Ok(out.finish())
}

fn asked(
    all: &mut Comparison,
    what: &str,
    book: Book<'_>,
    counted: &Cursor<'_>,
    request: &Cursor<'_>,
) -> tousu::Result<Result<(), String>> {
    let columns = matches!(counted.value(), tousu::document::Value::Table(_));
    let [first, second] = halves(counted, columns)?;
    let (whole, asked, query) = (counted.to_string(), request.to_string(), query(request)?);
    let counted = Counted { columns, whole: &whole, halves: [&first, &second], request: &asked, query: &query };
    Ok(all.expect(what, None, |surface| surface.figures(book, counted)))
}

/// Every case of a file of vectors.
pub(crate) fn vectors(all: &mut Comparison, file: &str, cases: &Cursor<'_>) -> Result<(), String> {
    let place = |error: tousu::Error| format!("{file}: {error}");
    for case in cases.items().map_err(place)? {
        let field = |name: &str| case.require(name, "a field of a vector").map_err(place);
        let (id, policy) = (field("id")?, field("policy")?);
        let book = Book { source: Source::Builtin(policy.text().map_err(place)?), ..BOOK };
        let counted = case.get("columns").map_or_else(|| field("cases"), Ok)?;
        asked(all, &format!("{file} {id}"), book, &counted, &field("request")?).map_err(place)??;
    }
    Ok(())
}

/// The definitions, the sample in every way that a report asks for it, and wrong requests.
pub(crate) fn run(all: &mut Comparison) -> Result<(), String> {
    all.expect("definitions", None, |surface| surface.definitions())?;
    let place = |error: tousu::Error| format!("the sample: {error}");
    let register = Document::parse_json(&sample::register().0).map_err(place)?;
    let (as_of, units) = (sample::AS_OF, sample::UNITS);
    for fields in [
        String::new(),
        r#","by":["month","category","tier"],"options":{"keep_ids":true}"#.to_owned(),
        r#","by":["week","channel"],"window":"2026-W20","known_at":"2026-06-01T00:00:00+08:00""#.to_owned(),
        format!(r#","by":["quarter","unit"],"window":"2026","fill":true,"annualise":true,"units":{units}"#),
        format!(r#","by":["unit","category-top"],"suppress_below":3,"options":{{"exact_up_to":2}},"units":{units}"#),
        r#","by":["department","handler"],"options":{"neutral":"satisfied","no_answer_counts":true}"#.to_owned(),
    ] {
        let request = Document::parse_json(&format!(r#"{{"as_of":"{as_of}"{fields}}}"#)).map_err(place)?;
        asked(all, &format!("the sample{fields}"), BOOK, &register.root(), &request.root()).map_err(place)??;
    }
    refusals(all)
}

fn refusals(all: &mut Comparison) -> Result<(), String> {
    let case = r#"[{"complaint":{"id":"c1","received_at":"2026-03-02T09:00:00+08:00","text":"A"}}]"#;
    let at = r#""as_of":"2026-04-01T00:00:00+08:00""#;
    let with = |fields: &str| format!("{{{at},{fields}}}");
    let plain = Counted { columns: false, whole: case, halves: ["[]", case], request: REQUEST, query: "{}" };
    all.expect("one case", None, |surface| surface.figures(BOOK, plain))?;
    for (request, slug) in [
        ("{}".to_owned(), "missing-field"),
        ("{\"as_of\":\"March\"}".to_owned(), "unreadable-time"),
        (with(r#""kpis":["closure-rat"]"#), "unknown-value"),
        (with(r#""by":["colour"]"#), "unknown-value"),
        (with(r#""by":"month""#), "wrong-type"),
        (with(r#""colour":1"#), "unknown-field"),
        (with(r#""options":{"neutral":"x"}"#), "unknown-value"),
        (with(r#""units":[{"code":"a"},{"code":"a"}]"#), "duplicate-id"),
        (with(r#""units":[{"code":"a","parent":"b"}]"#), "unknown-reference"),
        (with(r#""by":["week"],"dimensions":["month"]"#), "not-accumulated"),
    ] {
        let counted = Counted { request: &request, ..plain };
        all.expect(&request, Some(slug), |surface| surface.figures(BOOK, counted))?;
    }
    for (query, slug) in [
        (r#"{"by":["unit"]}"#, "not-accumulated"),
        (r#"{"window":"2026-W10"}"#, "not-accumulated"),
        (r#"{"as_of":"2026-04-01T00:00:00+08:00"}"#, "unknown-field"),
        (r#"{"suppress_below":-1}"#, "wrong-type"),
    ] {
        let counted = Counted { query, ..plain };
        all.expect(query, Some(slug), |surface| surface.figures(BOOK, counted))?;
    }
    for (columns, whole, slug) in [
        (false, r#"[{"complaint":{"id":"c1","txt":"A"}}]"#, "unknown-field"),
        (false, r#"[{"events":[]}]"#, "missing-field"),
        (false, r#"[{"complaint":{"id":"c1","text":"A"},"more":1}]"#, "unknown-field"),
        (true, "{}", "missing-field"),
        (true, r#"{"id":["c1"],"colour":["red"]}"#, "unknown-field"),
        (true, r#"{"id":["c1"],"tier":[]}"#, "invalid-argument"),
        (true, r#"{"id":["c1"],"outcome":["late"]}"#, "unknown-value"),
        (true, r#"{"id":["c1"],"received_at":["yesterday"]}"#, "unreadable-time"),
        (true, r#"{"id":[null]}"#, "missing-field"),
    ] {
        // As the whole, and as the part that is sent.
        let empty = if columns { r#"{"id":[]}"# } else { "[]" };
        for (first, second) in [(whole, empty), (empty, whole)] {
            let counted = Counted { columns, whole: first, halves: [empty, second], ..plain };
            all.expect(whole, Some(slug), |surface| surface.figures(BOOK, counted))?;
        }
    }
    Ok(())
}
