//! Forms, reports and clusters asked of every surface.

use crate::Comparison;
use crate::surface::{Book, Source};

const BOOK: Book<'_> = Book { source: Source::Builtin("residential-community"), parameters: "{}", strict: false };

const CASE: &str = r#""complaint":{"id":"c1","received_at":"2026-03-02T09:00:00+08:00","title":"=1","text":"<电梯>停运",
    "facts":{"customer":"王某","unit":"甲苑"}},"events":[{"id":"e1","kind":"registered","at":"2026-03-02T09:20:00+08:00"}]"#;

pub(crate) fn run(all: &mut Comparison) -> Result<(), String> {
    let (as_of, units) =
        (r#""as_of":"2026-04-01T00:00:00+08:00""#, r#""units":[{"code":"A","names":["甲苑"],"households":100}]"#);
    let register = format!(r#""register":[{{{CASE}}}],{as_of}"#);
    let published = format!(
        r#"{{"report":"freeze","period":"2026-03","known_at":"2026-04-02T00:00:00+08:00",{register},{units}}}"#
    );
    all.expect("frozen", None, |surface| surface.report(BOOK, &published))?;
    for language in ["zh", "en"] {
        for format in ["json", "html", "markdown", "csv"] {
            let asked = |rest: &str| format!(r#"{{"language":"{language}","format":"{format}",{rest}}}"#);
            for request in [
                asked(&format!(r#""report":"period","period":"2026-03",{register},{units}"#)),
                asked(&format!(r#""report":"case",{CASE},{as_of}"#)),
                asked(&format!(r#""report":"lateness",{register}"#)),
                asked(&format!(r#""report":"library",{register}"#)),
                asked(&format!(
                    r#""report":"duties","units":["甲苑"],"first":"2026-03-01","last":"2026-03-31",{as_of}"#
                )),
            ] {
                all.expect(&request, None, |surface| surface.report(BOOK, &request))?;
            }
        }
        let form =
            format!(r#"{{"report":"form","form":"register","format":"html","language":"{language}",{CASE},{as_of}}}"#);
        all.expect(&form, None, |surface| surface.report(BOOK, &form))?;
    }
    for (request, slug) in [
        ("", "syntax"),
        ("[]", "wrong-type"),
        ("{}", "missing-field"),
        (r#"{"report":"poem"}"#, "unknown-value"),
        (r#"{"report":"library","poem":1}"#, "unknown-field"),
        (r#"{"report":"library","register":[]}"#, "missing-field"),
        (r#"{"report":"form","form":"poem","complaint":{},"as_of":"2026-04-01T00:00:00+08:00"}"#, "not-found"),
        (
            r#"{"report":"period","period":"March","register":[],"as_of":"2026-04-01T00:00:00+08:00"}"#,
            "unreadable-time",
        ),
        (
            r#"{"report":"library","register":[],"format":"csv","sheet":"poem","as_of":"2026-04-01T00:00:00+08:00"}"#,
            "not-found",
        ),
    ] {
        all.expect(request, Some(slug), |surface| surface.report(BOOK, request))?;
    }
    let messages = r#"{"messages":[{"id":"1","complainant":"a","text":"丽景花园搅拌站","matter":"m","at":"2026-03-02T09:00:00+08:00"},
        {"id":"2","complainant":"a","text":"丽景花园的搅拌站","matter":"m","at":"2026-03-03T09:00:00+08:00"}]}"#;
    let points = r#"{"kind":"u","points":[{"period":"1","count":1,"size":10}]}"#;
    for (question, request, slug) in [
        ("hot-spots", messages, None),
        ("repeats", messages, None),
        ("chart", points, None),
        ("chart", r#"{"kind":"x","points":[]}"#, Some("unknown-value")),
        ("hot-spots", r#"{"messages":[{"id":"1"},{"id":"1"}]}"#, Some("duplicate-id")),
        ("repeats", r#"{"messages":[{"id":1}]}"#, Some("wrong-type")),
        ("poem", "{}", Some("unknown-value")),
    ] {
        all.expect(question, slug, |surface| surface.find(question, request))?;
    }
    Ok(())
}
