//! A million short texts: who complained again, and which texts are about one matter, on two threads.
//!
//! The texts are made here, so the answer is known: 20,000 matters are told five times, each time in other words and
//! by another person, 900,000 texts are about a matter of their own, and every person of the first 100,000 texts
//! writes a second time within the month. The answer is asserted before the time is said.

use tousu::cluster::{Likeness, Message, Repeat, RepeatRule, hot_spots, repeats};
use tousu::time::Instant;
use tousu_benches::manifest::{Manifest, Measured};

const TEXTS: u64 = 1_000_000;
const TOLD: u64 = 5;
const MATTERS: u64 = 20_000;

const THINGS: [&str; 16] = [
    "电梯停运",
    "水管爆裂",
    "门禁失灵",
    "路灯不亮",
    "车位被占",
    "噪音扰民",
    "垃圾堆积",
    "暖气不热",
    "外墙脱落",
    "井盖缺失",
    "污水外溢",
    "绿化枯死",
    "消防栓没水",
    "监控坏了",
    "单元门坏",
    "屋顶漏雨",
];

const WORDS: [&str; 10] = [
    "一直没人处理",
    "请尽快派人来看",
    "已经反映过几次",
    "影响大家出行",
    "希望给个答复",
    "什么时候能修好",
    "打电话没人接",
    "老人孩子很不方便",
    "物业说再等等",
    "拖了很久了",
];

/// A number that looks like chance and is the same on every machine.
fn mixed(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

/// A name of four characters out of 2,500.
fn place(matter: u64) -> String {
    let bits = mixed(matter);
    (0..4)
        .filter_map(|part| {
            char::from_u32(0x4E00 + u32::try_from((bits >> (16 * part)) & 0xFFFF).unwrap_or(0) % 2500 * 8)
        })
        .collect()
}

/// The matter that a text is about, and how often that was told before.
fn matter(text: u64) -> (u64, u64) {
    // Tellings of one matter lie far apart.
    if text < MATTERS * TOLD { (text % MATTERS, text / MATTERS) } else { (text, 0) }
}

fn main() {
    let texts: Vec<String> = (0..TEXTS)
        .map(|text| {
            let (matter, told) = matter(text);
            let thing = THINGS[usize::try_from(mixed(matter ^ 7) % 16).unwrap_or(0)];
            let words = WORDS[usize::try_from((mixed(matter ^ 11) + told) % 10).unwrap_or(0)];
            format!("{}{}号楼{thing}，{words}", place(matter), mixed(matter ^ 3) % 90 + 10)
        })
        .collect();
    let ids: Vec<String> = (0..TEXTS).map(|text| format!("{text:07}")).collect();
    // The first 100,000 persons write the last 100,000 texts too, ten days later.
    let who: Vec<String> =
        (0..TEXTS).map(|text| format!("p{}", if text < 900_000 { text } else { text - 900_000 })).collect();
    let start = 1_700_000_000;
    let messages: Vec<Message<'_>> = (0_i64..)
        .zip(&texts)
        .zip(&ids)
        .zip(&who)
        .map(|(((number, text), id), who)| Message {
            id,
            at: Instant::from_unix(start + number).ok(),
            complainant: Some(who),
            text,
            ..Message::default()
        })
        .collect();
    let characters = texts.iter().map(|text| text.chars().count()).sum::<usize>();
    println!("{TEXTS} texts of {} characters on average", characters / texts.len());
    let mut manifest = Manifest::chapter("A million texts");

    let clock = processor();
    let rule = RepeatRule { by_matter: false, ..RepeatRule::default() };
    let again = repeats(&messages, &rule).expect("ids differ");
    let took = processor() - clock;
    assert_eq!((again.repeated, again.keys), (100_000, 900_000));
    assert_eq!(again.each.get(900_000), Some(&Repeat::Again(0)));
    say(&mut manifest, "repeats", took);

    let clock = processor();
    let spots =
        hot_spots(&messages, &Likeness { least_alike: 400, threads: 2, ..Likeness::default() }).expect("ids differ");
    let took = processor() - clock;
    let (mut whole, mut together, mut strangers) = (0_u64, 0_u64, 0_u64);
    for spot in &spots {
        let mut told: Vec<u64> = spot.members.iter().map(|member| matter(member.message as u64).0).collect();
        told.sort_unstable();
        for same in told.chunk_by(|one, other| one == other) {
            whole += u64::from(same.len() as u64 == TOLD);
            together += if same.len() > 1 { same.len() as u64 } else { 0 };
            strangers += u64::from(same.len() == 1);
        }
    }
    println!(
        "{} hot spots; {whole} of {MATTERS} matters whole, {together} of {} tellings found, {strangers} texts beside them",
        spots.len(),
        MATTERS * TOLD
    );
    assert!(whole * 100 >= MATTERS * 97, "matters found whole");
    assert!(together * 1000 >= MATTERS * TOLD * 990, "tellings found");
    assert!(strangers * 100 <= TEXTS, "texts that are about something else");
    say(&mut manifest, "hot-spots", took);
    assert!(manifest.missing().is_empty(), "listed and not run: {:?}", manifest.missing());
    if let Some(peak) = peak() {
        println!("memory at most {} MB, {} MB of it the texts", peak / 1024, characters * 3 / 1_000_000);
    }
}

fn say(manifest: &mut Manifest, name: &str, took: f64) {
    let targets = manifest.take(name);
    let listed: Vec<_> = targets.iter().map(ToString::to_string).collect();
    println!("{name}: {took:.1} s ({})", listed.join(", "));
    let measured = Measured { nanoseconds: took * 1e9, bytes: None, peer: None, floor: None, rows: &[] };
    let met = targets.iter().all(|target| target.is_met(&measured) != Some(false));
    assert!(met || cfg!(debug_assertions), "{name} misses its target");
}

/// Seconds that all threads of this process, ended ones included, had a processor, as Linux counts them; where
/// nothing counts them, of the wall clock.
#[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
fn processor() -> f64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    let ticks = || -> Option<f64> {
        let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        // In hundredths of a second on every Linux.
        Some((fields.next()?.parse::<f64>().ok()? + fields.next()?.parse::<f64>().ok()?) / 100.0)
    };
    ticks().unwrap_or_else(|| START.get_or_init(std::time::Instant::now).elapsed().as_secs_f64())
}

/// The most memory that this process had, in kilobytes, as Linux tells it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
