//! Writes the reports of the demo's register into a folder: `reports FOLDER`. The step `chromium` of `cargo ci --full`
//! opens them.

mod sample;

use std::path::PathBuf;
use std::process::ExitCode;

use tousu::Engine;
use tousu::report::answer;

type Failure = Box<dyn std::error::Error>;

fn run() -> Result<(), Failure> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: reports FOLDER")?);
    std::fs::create_dir_all(&folder)?;
    let engine = Engine::builtin("residential-community")?;
    let units = sample::UNITS;
    let names = r#"["栖梧里","晴禾花园","砚溪府","枫林渡","听澜湾"]"#;
    let one = r#""report":"form","form":"register","complaint":{"id":"T-1","received_at":"2026-03-02T09:00:00+08:00",
        "title":"=1+1","text":"电梯停运 <script>alert(1)</script>","facts":{"customer":"沈先生"}},"events":[]"#;
    let mut pages = Vec::new();
    for language in ["zh", "en"] {
        for (name, fields) in [
            ("month", format!(r#""report":"period","period":"2026-09","units":{units}"#)),
            ("quarter", format!(r#""report":"period","period":"2026-Q3","units":{units}"#)),
            ("year", format!(r#""report":"period","period":"2026","units":{units},"annualise":true"#)),
            ("monthly", format!(r#""report":"book","id":"monthly-report","period":"2026-05","units":{units}"#)),
            ("daily", format!(r#""report":"book","id":"daily-report","period":"2026-05-12","units":{units}"#)),
            ("case", one.replace(r#""report":"form","form":"register""#, r#""report":"case""#)),
            ("lateness", r#""report":"lateness""#.to_owned()),
            ("library", r#""report":"library""#.to_owned()),
            ("form", one.to_owned()),
            (
                "duties",
                format!(r#""report":"duties","units":{names},"first":"2026-09-01","last":"2026-09-30","done":[]"#),
            ),
        ] {
            let mut fields = format!(r#"{fields},"language":"{language}""#);
            if ["form", "case", "duties"].contains(&name) {
                // These take no register.
                fields = format!(r#"{{{fields},"as_of":"{}""#, sample::AS_OF);
            }
            for (format, extension) in [("html", "html"), ("xlsx", "xlsx"), ("markdown", "md"), ("json", "json")] {
                let fields = format!(r#"{fields},"format":"{format}""#);
                let request = if fields.starts_with('{') { format!("{fields}}}") } else { sample::request(&fields) };
                let path = folder.join(format!("{name}-{language}.{extension}"));
                std::fs::write(&path, answer(&engine, &request)?)?;
                pages.push(path);
            }
        }
    }
    println!("{} files", pages.len());
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("reports: {failure}");
            ExitCode::from(2)
        }
    }
}
