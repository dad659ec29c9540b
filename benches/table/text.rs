//! Text by itself: what the lexicon finds, what a model says, both in one pass, and the floors below them.
//!
//! The floors are the fewest steps that could give answers of this kind, written plainly here: characters to folded codes
//! by one table, two codes at a time asked of a filter, and 1- and 2-grams weighed in eight bits.

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Instant;

use tousu::Engine;
use tousu::classify::{Model, Sample, Training, classify};
use tousu::complaint::{Complaint, Facts};
use tousu::policy::Lexicon;
use tousu::text::{Folded, Scratch};
use tousu_benches::clock::nanoseconds;
use tousu_benches::inputs::POLICY;

use crate::register::Register;
use crate::table::Table;

/// The labels of `peers.py`: a word, and the category that stands for it here.
const LABELS: [(&str, &str); 13] = [
    ("电梯", "facilities/elevator"),
    ("漏水", "housing-quality/leak"),
    ("噪音", "neighbour/life-noise"),
    ("停车", "parking/illegal-parking"),
    ("物业费", "fees/property-fee"),
    ("垃圾", "environment/garbage"),
    ("绿化", "environment/greening"),
    ("保安", "security-order/guard-duty"),
    ("消防", "fire-safety/fire-lane"),
    ("违建", "renovation/illegal-structure"),
    ("充电", "fire-safety/ebike"),
    ("门禁", "facilities/access"),
    ("供暖", "facilities/hvac"),
];

/// 100 characters: noise from a shop below at night, told to the property manager several times.
const HUNDRED: &str = "我家住在三号楼二单元，楼下商铺每天晚上十一点以后还在放音乐，低音震得窗户都响，老人和孩子根本睡不着觉。这个情况\
     已经持续了三个多月，我们已向物业反映过好几次，物业每次都说会去沟通，但是一直没有任何结果。";

/// So many texts are trained on.
const SAMPLES: usize = 6_661;

pub(crate) fn run(table: &mut Table, root: &Path, register: &Register) -> Result<(), Box<dyn std::error::Error>> {
    let complaints = &register.complaints;
    let bytes: usize = complaints.iter().map(|complaint| complaint.title.len() + complaint.text.len()).sum();
    let mean = bytes as f64 / complaints.len().max(1) as f64;
    let lexicon = Lexicon::builtin("property")?;
    let mut scratch = Scratch::new();
    let read = |complaint: &Complaint, scratch: &mut Scratch| -> tousu::Result<bool> {
        let facts = Facts::read(black_box(complaint), &lexicon, scratch)?;
        Ok(classify(&facts, complaint, &lexicon)?.category.is_some())
    };

    let found = complaints.iter().map(|complaint| read(complaint, &mut scratch)).collect::<Result<Vec<_>, _>>()?;
    let sure = found.iter().filter(|sure| **sure).count();
    assert!(sure * 10 > found.len() * 9, "a category for nine of ten: {sure}");
    let each = nanoseconds(complaints.len(), || {
        for complaint in complaints {
            let _ = black_box(read(complaint, &mut scratch));
        }
    });
    table.throughput("lexicon", "lexicon and signals: text to facts and category", mean, each);

    let model = model(complaints)?;
    let said = model.label(model.predict("", "供暖的问题").label);
    assert_eq!(said, "facilities/hvac");
    let each = nanoseconds(complaints.len(), || {
        for complaint in complaints {
            black_box(model.predict_with(black_box(&complaint.title), &complaint.text, &mut scratch));
        }
    });
    table.throughput("model", "model: text to one of 13 categories, with confidence", mean, each);

    let engine = Engine::builtin(POLICY)?.with_model(model.into())?;
    assert!(
        engine.intake(&Complaint { text: "供暖的问题".into(), ..Complaint::default() })?.classification.confidence > 0
    );
    let each = nanoseconds(complaints.len(), || {
        for complaint in complaints {
            let _ = black_box(engine.intake_with(black_box(complaint), &mut scratch));
        }
    });
    table.throughput("both", "lexicon, signals and model in one pass", mean, each);
    floors(table, register);

    assert_eq!(HUNDRED.chars().count(), 100);
    let hundred = Complaint { text: HUNDRED.into(), ..Complaint::default() };
    let facts = Facts::read(&hundred, &lexicon, &mut scratch)?;
    let found = classify(&facts, &hundred, &lexicon)?.category.map_or("", |category| lexicon.category_name(category));
    assert!(found.starts_with("neighbour/"), "noise of a shop below: {found}");
    let one = nanoseconds(1_000, || {
        for _ in 0..1_000 {
            let _ = black_box(read(&hundred, &mut scratch));
        }
    });
    table.throughput("hundred", "one call on 100 characters: facts and category", HUNDRED.len() as f64, one);
    train(table, root, register)
}

/// A model of the register, labelled by the first of the words that stands in a text, as the peers' are.
fn model(complaints: &[Complaint]) -> tousu::Result<Model> {
    let label = |complaint: &Complaint| {
        let has = |word: &str| complaint.title.contains(word) || complaint.text.contains(word);
        LABELS.iter().find(|(word, _)| has(word)).map_or(LABELS[0].1, |(_, label)| label)
    };
    let known: Vec<(String, &str)> =
        LABELS.iter().flat_map(|(word, label)| vec![(format!("{word}的问题"), *label); 5]).collect();
    let mut samples: Vec<Sample<'_>> = Vec::new();
    for complaint in complaints.iter().take(1_000) {
        samples.push(Sample { title: &complaint.title, text: &complaint.text, label: label(complaint) });
    }
    samples.extend(known.iter().map(|(text, label)| Sample { title: "", text, label }));
    Model::train(&samples, &Training::default())
}

/// What no answer of this kind can do without.
fn floors(table: &mut Table, register: &Register) {
    let texts = || register.complaints.iter().flat_map(|complaint| [&complaint.title, &complaint.text]);
    let count = register.complaints.len();
    let longest = texts().map(String::len).max().unwrap_or(0);

    // Three bytes to a code, and the code through a table.
    let fold: Vec<u16> = (0..=u16::MAX).collect();
    let decode = |text: &str, codes: &mut Vec<u16>| {
        codes.clear();
        codes.extend(text.chars().map(|c| fold[usize::from(u16::try_from(u32::from(c)).unwrap_or(0xFFFD))]));
    };
    let mut codes = Vec::with_capacity(longest);
    decode("电梯a", &mut codes);
    assert_eq!(codes, [0x7535, 0x68AF, 0x61]);
    let decoding = nanoseconds(count, || {
        for text in texts() {
            decode(black_box(text), &mut codes);
            black_box(codes.last());
        }
    });

    let mut all: Vec<Vec<u16>> = Vec::new();
    for text in texts() {
        let mut folded = Folded::default();
        folded.read(text);
        all.push(folded.codes().to_vec());
    }
    // The beginnings of two thousand words.
    let mut filter = vec![0_u64; 1 << 10];
    let index = |first: u16, second: u16| usize::from(first.wrapping_mul(0x9E37) ^ second.rotate_left(7));
    for codes in all.iter().take(2_000) {
        if let [first, second, ..] = codes[..] {
            filter[index(first, second) >> 6] |= 1 << (index(first, second) & 63);
        }
    }
    let filtered = |codes: &[u16]| -> u64 {
        let pairs = codes.iter().zip(codes.iter().skip(1));
        pairs.map(|(a, b)| filter[index(*a, *b) >> 6] >> (index(*a, *b) & 63) & 1).sum()
    };
    assert!(all.first().is_some_and(|codes| filtered(codes) > 0));
    let filtering = nanoseconds(count, || {
        for codes in &all {
            black_box(filtered(black_box(codes)));
        }
    });

    // 2^16 rows of sixteen weights in eight bits: one megabyte.
    let rows: Vec<[i8; 16]> = (0..1_u32 << 16).map(|row| [(row % 3) as i8 - 1; 16]).collect();
    let weighed = |codes: &[u16]| -> i32 {
        let mut sums = [0_i32; 16];
        let mut before = 0_u32;
        for part in codes.chunks(128) {
            let mut within = [0_i16; 16];
            for code in part {
                let code = u32::from(*code);
                for key in [code, before << 16 | code] {
                    let row = &rows[(key.wrapping_mul(0x9E37_79B1) >> 16) as usize];
                    within.iter_mut().zip(row).for_each(|(sum, weight)| *sum = sum.wrapping_add((*weight).into()));
                }
                before = code;
            }
            sums.iter_mut().zip(within).for_each(|(sum, part)| *sum += i32::from(part));
        }
        sums.iter().sum()
    };
    assert_eq!(weighed(&[]), 0);
    let weighing = nanoseconds(count, || {
        for codes in &all {
            black_box(weighed(black_box(codes)));
        }
    });
    table.floor("lexicon", "characters to codes, and a filter of two codes", decoding + filtering);
    table.floor("model", "characters to codes, and 1- and 2-grams weighed", decoding + weighing);
    table.floor("both", "characters to codes, the filter, and n-grams weighed", decoding + filtering + weighing);
}

/// Training by the wall clock on two threads; the real texts where they are, else those of the register.
#[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
fn train(table: &mut Table, root: &Path, register: &Register) -> Result<(), Box<dyn std::error::Error>> {
    let data = std::env::var("TOUSU_DATA").map_or_else(|_| root.join("../shared/data"), Into::into);
    let file = data.join("teddy2-full.csv");
    let mut rows: Vec<[String; 3]> = Vec::new();
    if file.exists() {
        for row in csv::Reader::from_path(&file)?.records() {
            let row = row?;
            let field = |column: usize| row.get(column).unwrap_or_default().to_owned();
            rows.push([field(1), field(2), field(3)]);
        }
        rows.retain(|[.., label]| !label.is_empty());
    } else {
        let labels = LABELS.iter().map(|(_, label)| *label).cycle();
        let complaints = register.complaints.iter().cycle().zip(labels).take(SAMPLES);
        rows.extend(complaints.map(|(of, label)| [of.title.clone(), of.text.clone(), label.to_owned()]));
    }
    let samples: Vec<Sample<'_>> = rows.iter().map(|[title, text, label]| Sample { title, text, label }).collect();
    assert_eq!(samples.len(), SAMPLES);
    let training = Training { threads: NonZeroUsize::new(2), ..Training::default() };
    let mut fastest = f64::INFINITY;
    for _ in 0..3 {
        let start = Instant::now();
        let model = Model::train(&samples, &training)?;
        fastest = fastest.min(start.elapsed().as_nanos() as f64);
        assert_eq!(model.samples(), SAMPLES as u64);
    }
    table.time("train", format!("training on {SAMPLES} texts, two threads, wall"), fastest);
    Ok(())
}
