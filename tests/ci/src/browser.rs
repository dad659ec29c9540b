//! The reports in a real browser.

use std::path::Path;

use crate::context::{Context, Outcome, Said, files, first_of, said};

/// Opens every page that the program `reports` writes in headless Chromium, and asks of each: nothing is said on the
/// console, every chart is drawn and has its table, nothing is wider than a phone but what scrolls by itself. A picture
/// of each stays in the scratch folder.
pub(crate) fn run(context: &Context) -> Outcome {
    let Some(browser) = first_of(context, &["chromium", "chromium-browser", "google-chrome"]) else {
        return Outcome::Failed("`chromium` is missing (Debian: apt-get install chromium)".to_owned());
    };
    all(context, &browser).into()
}

fn all(context: &Context, browser: &str) -> Said {
    context.build()?;
    let folder = context.scratch("reports")?;
    said(context.command(context.program("reports")).arg(&folder))?;
    let pages = files(&folder, "html");
    if pages.is_empty() {
        return Err("`reports` wrote no page".to_owned());
    }
    let mut charts = 0;
    let mut faults = Vec::new();
    for page in &pages {
        match look(context, browser, page) {
            Ok(found) => charts += found,
            Err(fault) => faults.push(format!("{}: {fault}", page.file_name().unwrap_or_default().to_string_lossy())),
        }
    }
    if !faults.is_empty() {
        return Err(faults.join("\n"));
    }
    if charts == 0 {
        return Err("no page has a chart".to_owned());
    }
    Ok(format!("{} pages, {charts} charts, pictures in {}", pages.len(), folder.display()))
}

/// How many charts a page has.
fn look(context: &Context, browser: &str, page: &Path) -> Result<usize, String> {
    let address = format!("file://{}", page.display());
    let base = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--enable-logging=stderr",
        "--log-level=0",
    ];
    // Both outputs are read: the page goes to the one, the console to the other.
    let open = |arguments: &[&str]| {
        let output = context.command(browser).args(base).args(arguments).arg(&address).output();
        let output = output.map_err(|error| format!("{browser}: {error}"))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (page, log) = (text(&output.stdout), text(&output.stderr));
        match log.lines().find(|line| line.contains(":CONSOLE")) {
            Some(line) => Err(format!("the console says: {line}")),
            None if !output.status.success() => Err(format!("{browser} ended with {}", output.status)),
            None => Ok(page),
        }
    };
    let drawn = open(&["--dump-dom"])?;
    let mut charts = 0;
    for figure in drawn.split("<figure ").skip(1) {
        let figure = figure.split("</figure>").next().unwrap_or_default();
        let table = figure.split("aria-describedby=\"").nth(1).and_then(|rest| rest.split('"').next());
        let table = table.ok_or("a chart names no table")?;
        let own = drawn.split(&format!("<table id=\"{table}\"")).nth(1).and_then(|rest| rest.split("</table>").next());
        let own = own.ok_or_else(|| format!("the table `{table}` of a chart is not there"))?;
        if !own.contains("<td") {
            return Err(format!("the table `{table}` of a chart has no cell"));
        }
        charts += 1;
    }
    for (name, size) in [("wide", "1000,2400"), ("phone", "390,2400")] {
        let picture = page.with_extension(format!("{name}.png"));
        open(&[&format!("--window-size={size}"), &format!("--screenshot={}", picture.display())])?;
        let written = std::fs::metadata(&picture).map_or(0, |found| found.len());
        if written < 5_000 {
            return Err(format!("the picture has {written} bytes: nothing is on it"));
        }
    }
    Ok(charts)
}
