//! What real registers of messages show: their hot spots, and how fast they were answered.
//!
//! `registers [FOLDER]` reads `teddy3.csv` (id, user, time, title, text, up, down) and `teddy4.csv` (the same with
//! reply and reply_time) in the folder, else in `TOUSU_DATA`, else in `../shared/data`, and prints the hottest spots
//! of the one, and the replies of the other under a rule of five working days. Without the folder it says what it
//! skips.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tousu::calendar::Calendar;
use tousu::cluster::{Likeness, Message, RepeatRule, chart, hot_spots, repeats};
use tousu::deadline::due;
use tousu::period::Period;
use tousu::policy::Counting;
use tousu::time::{DAY, Date, Instant};

/// Anything that stops the run, said in one line.
type Failure = Box<dyn std::error::Error>;

/// How many hot spots are printed.
const SHOWN: usize = 12;

#[expect(clippy::disallowed_methods, reason = "where the optional registers are")]
fn folder() -> PathBuf {
    let named = std::env::args().nth(1).or_else(|| std::env::var("TOUSU_DATA").ok());
    named.map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"), PathBuf::from)
}

type Row = std::collections::HashMap<String, String>;

fn rows(path: &Path) -> Result<Vec<Row>, Failure> {
    let mut reader = csv::Reader::from_path(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(reader.deserialize().collect::<Result<_, _>>()?)
}

fn field<'a>(row: &'a Row, name: &str) -> &'a str {
    row.get(name).map_or("", String::as_str)
}

/// `2019-02-28 11:25:05` in +08:00.
fn instant(text: &str) -> tousu::Result<Instant> {
    Instant::parse(&format!("{}+08:00", text.trim().replace(' ', "T")))
}

fn messages(rows: &[Row]) -> Result<Vec<Message<'_>>, Failure> {
    let message = |row| -> Result<Message<'_>, Failure> {
        Ok(Message {
            id: field(row, "id"),
            at: Some(instant(field(row, "time"))?),
            complainant: Some(field(row, "user")),
            title: field(row, "title"),
            text: field(row, "text"),
            votes: ["up", "down"].iter().map(|name| field(row, name).parse::<u64>()).sum::<Result<_, _>>()?,
            ..Message::default()
        })
    };
    rows.iter().map(message).collect()
}

#[expect(clippy::disallowed_methods, reason = "the runner measures, and shows members when it is asked to")]
fn spots(path: &Path) -> Result<(), Failure> {
    let rows = rows(path)?;
    let messages = messages(&rows)?;
    let start = std::time::Instant::now();
    let spots = hot_spots(&messages, &Likeness { least_messages: 3, ..Likeness::default() })?;
    let took = start.elapsed().as_millis();
    println!("{} messages, {} hot spots of three or more, {took} ms", messages.len(), spots.len());
    println!("heat  messages complainants votes  from       to          about");
    for spot in spots.iter().take(SHOWN) {
        let title = messages.get(spot.representative).map_or("", |message| message.title);
        let day = |at: Instant| Date::parse(&at.format(8 * 3600)[..10]).map(|date| date.to_string());
        let (first, last) = spot.span.map(|(first, last)| (day(first), day(last))).ok_or("no time")?;
        println!(
            "{:4} {:9} {:12} {:5}  {} – {}  {title} [{}]",
            spot.heat,
            spot.members.len(),
            spot.complainants,
            spot.votes,
            first?,
            last?,
            spot.words.join(" ")
        );
        if std::env::var_os("TOUSU_MEMBERS").is_some() {
            for member in &spot.members {
                let title = messages.get(member.message).map_or("", |message| message.title);
                println!("        {:4} {}", member.alike, title.trim());
            }
        }
    }
    // The register has no categories: a writer who writes again within 30 days.
    let again = repeats(&messages, &RepeatRule { by_matter: false, ..RepeatRule::default() })?;
    println!(
        "{} writers; {} messages within 30 days after one of the same writer, {} within the hour",
        again.keys, again.repeated, again.entered_twice
    );
    Ok(())
}

/// The value below which so many per cent lie (nearest rank).
fn percentile(sorted: &[i64], per_cent: usize) -> i64 {
    let rank = (sorted.len() * per_cent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0)
}

fn replies(path: &Path) -> Result<(), Failure> {
    let rows = rows(path)?;
    let calendar = Calendar::builtin("china")?;
    let rule: Period = "5 working days".parse()?;
    let (mut taken, mut working, mut met, mut backwards) = (Vec::new(), Vec::new(), 0_u64, 0_u64);
    let mut years: std::collections::BTreeMap<i32, chart::Point> = std::collections::BTreeMap::new();
    for row in &rows {
        let (received, replied) = (instant(field(row, "time"))?, instant(field(row, "reply_time"))?);
        if replied < received {
            backwards += 1;
            continue;
        }
        let late = replied > due(&calendar, rule, Counting::default(), received)?.at;
        met += u64::from(!late);
        taken.push(replied.since(received));
        working.push(calendar.working_days_between(calendar.date_of(received), calendar.date_of(replied))?.value);
        let year = years.entry(calendar.date_of(received).ymd().0).or_insert(chart::Point { count: 0, size: 0 });
        year.count += u64::from(late);
        year.size += 1;
    }
    taken.sort_unstable();
    working.sort_unstable();
    let answered = taken.len();
    let days = |seconds: i64| format!("{:.1}", seconds as f64 / DAY as f64);
    let mean = taken.iter().sum::<i64>() / i64::try_from(answered.max(1))?;
    println!("\n{} messages with a reply, {backwards} of them replied to before they came (left out)", rows.len());
    println!("within five working days: {met} of {answered} ({:.1} %)", met as f64 * 100.0 / answered.max(1) as f64);
    println!(
        "days to the reply: mean {}, median {}, 90 % within {}, at most {}",
        days(mean),
        days(percentile(&taken, 50)),
        days(percentile(&taken, 90)),
        days(taken.last().copied().unwrap_or(0))
    );
    println!(
        "working days: median {}, 90 % within {}, at most {}",
        percentile(&working, 50),
        percentile(&working, 90),
        working.last().copied().unwrap_or(0)
    );
    let points: Vec<chart::Point> = years.values().copied().collect();
    let judged = chart::chart(chart::Kind::P, &points, None)?;
    for (year, point) in years.keys().zip(&judged.points) {
        let why: Vec<&str> = point.alarms.iter().map(|alarm| alarm.words().1).collect();
        println!(
            "  {year}: late {:4} of {:4} ({:4.1} %)  {}",
            point.point.count,
            point.point.size,
            point.value.unwrap_or(0) as f64 / 1e4,
            why.join("; ")
        );
    }
    Ok(())
}

fn run() -> Result<(), Failure> {
    let folder = folder();
    for (name, show) in [("teddy3.csv", spots as fn(&Path) -> Result<(), Failure>), ("teddy4.csv", replies)] {
        let path = folder.join(name);
        match path.is_file() {
            true => show(&path)?,
            false => println!("skipped: there is no {name}"),
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("registers: {failure}");
            ExitCode::from(2)
        }
    }
}
