//! A page as one HTML file: no script, no font, no address outside itself; readable in print and on a phone.

use super::page::{Block, Chart, Drawing, Page, Sheet, Value};

const STYLE: &str = "
:root{color-scheme:light dark;--ink:#1c2430;--paper:#fff;--line:#c9d0d9;--soft:#f3f5f8;--mark:#2f6f9f}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ee;--paper:#14181e;--line:#3b4552;--soft:#1d232c;--mark:#6fb1e0}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.2rem;max-width:62rem;color:var(--ink);background:var(--paper);line-height:1.55;
font-family:system-ui,\"PingFang SC\",\"Microsoft YaHei\",\"Noto Sans CJK SC\",\"WenQuanYi Micro Hei\",sans-serif}
h1{font-size:1.5rem;margin:0 0 .6rem}h2{font-size:1.15rem;margin:1.6rem 0 .5rem}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .9rem;margin:0 0 1rem;font-size:.86rem}
dl.facts dt{opacity:.7}dl.facts dd{margin:0;overflow-wrap:anywhere}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:left;font-weight:600;padding:.5rem 0}
th,td{border:1px solid var(--line);padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:break-word;min-width:4.5em}
td.long{min-width:15em}a{color:var(--mark)}th{background:var(--soft)}td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tr.total td{font-weight:600;background:var(--soft)}th a{color:inherit}
figure{margin:1rem 0}figcaption{font-weight:600;margin-bottom:.3rem}svg{width:100%;height:auto;display:block}
svg text{fill:var(--ink);font-size:13px}svg .bar{fill:var(--mark)}svg .line{fill:none;stroke:var(--mark);stroke-width:2}
svg .dot{fill:var(--mark)}svg .axis{stroke:var(--line)}
table.form th{width:28%}table.form td{min-height:2rem;white-space:pre-wrap}td.missing{outline:2px dashed #b4562a}
.sign{display:flex;flex-wrap:wrap;gap:1.4rem;margin:1.6rem 0}.sign span{border-bottom:1px solid var(--ink);display:inline-block;min-width:9rem}
.note{font-size:.86rem}
@media (max-width:36rem){body{padding:.7rem}dl.facts{grid-template-columns:1fr}th,td{padding:.25rem .35rem}}
@media print{:root{--ink:#000;--paper:#fff;--line:#999;--soft:#f2f2f2;--mark:#333}body{max-width:none;padding:0;font-size:10.5pt}
figure,tr,.sign{break-inside:avoid}h2{break-after:avoid}thead{display:table-header-group}.wide{overflow:visible}@page{margin:16mm}}
";

/// A text in which nothing is taken for markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No control character may stand in HTML but these.
            c if c.is_control() && !matches!(c, '\n' | '\t') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

impl Page {
    /// The page as one self-contained HTML file. Every chart is inline SVG that names the table it draws; every column
    /// of figures links to its definition at the end.
    #[must_use]
    pub fn to_html(&self) -> String {
        let lang = self.language.pick("zh-CN", "en");
        let title = escape(&self.title);
        let mut out = format!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\
             <link rel=\"icon\" href=\"data:,\">\
             <title>{title}</title><style>{STYLE}</style></head>\n<body><main><h1>{title}</h1>\n"
        );
        if !self.facts.is_empty() {
            out += "<dl class=\"facts\">";
            for (name, value) in &self.facts {
                out += &format!("<dt>{}</dt><dd>{}</dd>", escape(name), escape(value));
            }
            out += "</dl>\n";
        }
        for (number, block) in self.blocks.iter().enumerate() {
            self.block(&mut out, number, block);
        }
        if !self.definitions.is_empty() {
            out += &format!(
                "<h2 id=\"definitions\">{}</h2>\n<dl class=\"note\">",
                self.language.pick("指标定义", "Definitions")
            );
            for definition in &self.definitions {
                let (id, name, words) = (escape(&definition.id), escape(&definition.name), escape(&definition.words));
                out += &format!("<dt id=\"def-{id}\"><strong>{name}</strong></dt><dd>{words}</dd>");
            }
            out += "</dl>\n";
        }
        out += "</main></body></html>\n";
        out
    }

    fn block(&self, out: &mut String, number: usize, block: &Block) {
        match block {
            Block::Heading(text) => *out += &format!("<h2>{}</h2>\n", escape(text)),
            Block::Paragraph(text) => *out += &format!("<p>{}</p>\n", escape(text)),
            Block::Sheet(sheet) => self.table(out, sheet),
            Block::Chart(chart) => self.figure(out, number, chart),
            Block::Fields(fields) => {
                *out += "<table class=\"form\"><tbody>";
                for field in fields {
                    let missing = field.required && field.value == Value::Empty;
                    let (star, class) =
                        (if field.required { " *" } else { "" }, if missing { " class=\"missing\"" } else { "" });
                    let value = escape(&field.value.shown(self.language));
                    *out += &format!(
                        "<tr><th scope=\"row\">{}{star}</th><td{class}>{value}</td></tr>",
                        escape(&field.label)
                    );
                }
                *out += "</tbody></table>\n";
            }
            Block::Signatures(lines) => {
                *out += "<div class=\"sign\">";
                let date = self.language.pick("日期", "date");
                for line in lines {
                    *out += &format!("<div>{}: <span>&nbsp;</span> {date}: <span>&nbsp;</span></div>", escape(line));
                }
                *out += "</div>\n";
            }
        }
    }

    fn table(&self, out: &mut String, sheet: &Sheet) {
        *out += &format!(
            "<div class=\"wide\"><table id=\"table-{}\"><caption>{}</caption><thead><tr>",
            escape(&sheet.id),
            escape(&sheet.title)
        );
        for column in &sheet.columns {
            let title = escape(&column.title);
            let defined = column.definition.as_deref().filter(|id| self.definitions.iter().any(|own| own.id == *id));
            *out += &match defined {
                Some(id) => format!("<th scope=\"col\"><a href=\"#def-{}\">{title}</a></th>", escape(id)),
                None => format!("<th scope=\"col\">{title}</th>"),
            };
        }
        *out += "</tr></thead><tbody>";
        for (number, row) in sheet.rows.iter().enumerate() {
            let total = sheet.total && number + 1 == sheet.rows.len();
            *out += if total { "<tr class=\"total\">" } else { "<tr>" };
            for value in row {
                let shown = escape(&value.shown(self.language));
                *out += &match value {
                    Value::Term(_, id) => format!("<td><a href=\"#def-{}\">{shown}</a></td>", escape(id)),
                    Value::Text(text) if text.chars().count() > LONG => format!("<td class=\"long\">{shown}</td>"),
                    Value::Text(_) | Value::Empty | Value::Flag(_) => format!("<td>{shown}</td>"),
                    _ => format!("<td class=\"n\">{shown}</td>"),
                };
            }
            *out += "</tr>";
        }
        *out += "</tbody></table></div>\n";
    }

    fn figure(&self, out: &mut String, number: usize, chart: &Chart) {
        let points = self.points(chart);
        let (title, table) = (escape(&chart.title), escape(&chart.sheet));
        *out += &format!("<figure data-chart=\"{number}\"><figcaption id=\"chart-{number}\">{title}</figcaption>");
        let drawn: Vec<i64> = points.iter().filter_map(|(_, value, _)| *value).collect();
        let (most, least) =
            (drawn.iter().copied().max().unwrap_or(0).max(1), drawn.iter().copied().min().unwrap_or(0).min(0));
        let span = most.saturating_sub(least).max(1);
        let scaled = |value: i64, room: i64| {
            i64::try_from(i128::from(value.saturating_sub(least)) * i128::from(room) / i128::from(span)).unwrap_or(0)
        };
        let (height, drawing) = match chart.drawing {
            Drawing::Bars => bars(&points, &scaled),
            Drawing::Line => line(&points, &scaled),
        };
        *out += &format!(
            "<svg viewBox=\"0 0 720 {height}\" role=\"img\" aria-labelledby=\"chart-{number}\" aria-describedby=\"table-{table}\">{drawing}</svg></figure>\n"
        );
    }
}

/// A text of more characters gets room on a phone, too.
const LONG: usize = 24;

/// So many bars at most; the table has them all.
const BARS: usize = 20;

type Point = (String, Option<i64>, String);

/// A text cut to so many columns, a Chinese character taking two.
fn short(text: &str, columns: usize) -> String {
    super::cut(text, columns).to_string()
}

fn bars(points: &[Point], scaled: &dyn Fn(i64, i64) -> i64) -> (usize, String) {
    let mut out = String::new();
    let shown = points.len().min(BARS);
    for (number, (label, value, words)) in points.iter().take(BARS).enumerate() {
        let top = 8 + number * 24;
        let width = value.map_or(0, |value| scaled(value, 380));
        out += &format!(
            "<text x=\"212\" y=\"{}\" text-anchor=\"end\">{}</text><rect class=\"bar\" x=\"220\" y=\"{top}\" width=\"{width}\" height=\"16\"/><text x=\"{}\" y=\"{}\">{}</text>",
            top + 13,
            escape(&short(label, 28)),
            226 + width,
            top + 13,
            escape(&short(words, 20)),
        );
    }
    (16 + shown.max(1) * 24, out)
}

fn line(points: &[Point], scaled: &dyn Fn(i64, i64) -> i64) -> (usize, String) {
    let (left, right, bottom, room) = (46_i64, 690_i64, 190_i64, 150_i64);
    let steps = i64::try_from(points.len().saturating_sub(1)).unwrap_or(1).max(1);
    let mut out = format!("<line class=\"axis\" x1=\"{left}\" y1=\"{bottom}\" x2=\"{right}\" y2=\"{bottom}\"/>");
    let mut path = String::new();
    // A gap where there is no value: a line through it would claim one.
    let mut down = false;
    let apart = points.len().div_ceil(12).max(1);
    for (number, (label, value, words)) in points.iter().enumerate() {
        let x = left + (right - left) * i64::try_from(number).unwrap_or(0) / steps;
        if number % apart == 0 {
            out += &format!(
                "<text x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                bottom + 18,
                escape(&short(label, 10))
            );
        }
        let Some(value) = value else {
            down = false;
            continue;
        };
        let y = bottom - scaled(*value, room);
        path += &format!("{}{x} {y}", if down { "L" } else { "M" });
        down = true;
        out += &format!("<circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"3\"/>");
        if number % apart == 0 {
            out +=
                &format!("<text x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{}</text>", y - 8, escape(&short(words, 18)));
        }
    }
    out += &format!("<path class=\"line\" d=\"{path}\"/>");
    (216, out)
}
