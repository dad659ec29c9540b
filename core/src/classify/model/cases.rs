#![cfg(test)]
//! What a trained model has to hold.

use std::num::NonZeroUsize;

use proptest::prelude::*;

use super::*;
use crate::complaint::{Complaint, Field};
use crate::text::Scratch;

/// Forty complaints of four kinds, none twice.
fn samples() -> Vec<(String, String, &'static str)> {
    let kinds = [
        ("facilities", ["电梯", "水泵", "门禁", "路灯", "监控"], "坏了没有人来修"),
        ("neighbour", ["楼上", "隔壁", "对门", "邻居", "租户"], "半夜大声吵闹不能休息"),
        ("fees", ["物业费", "停车费", "水费", "电费", "公摊"], "乱收没有明细也不给发票"),
        ("environment", ["垃圾", "污水", "臭味", "杂草", "积水"], "没有保洁清理卫生太差"),
    ];
    let mut out = Vec::new();
    for (label, subjects, matter) in kinds {
        for (number, subject) in subjects.into_iter().enumerate() {
            out.push((format!("{subject}的问题"), format!("{number}号楼{subject}{matter}"), label));
            out.push((String::new(), format!("我们小区的{subject}，{matter}。"), label));
        }
    }
    out
}

fn train(samples: &[(String, String, &str)], seed: u64, threads: usize) -> Result<Model> {
    let samples: Vec<Sample<'_>> = samples.iter().map(|(title, text, label)| Sample { title, text, label }).collect();
    Model::train(&samples, &Training { seed, threads: NonZeroUsize::new(threads), ..Training::default() })
}

#[test]
fn unseen_wordings_are_told_apart() -> Result<()> {
    let model = train(&samples(), 0, 1)?;
    assert_eq!(model.labels(), ["environment", "facilities", "fees", "neighbour"]);
    let mut scratch = Scratch::new();
    for (title, text, expected) in [
        ("", "三单元的電梯壞了兩天", "facilities"),
        ("停车费太贵", "", "fees"),
        ("", "楼道里垃圾没人清理", "environment"),
        ("半夜吵闹", "楼上租户又在吵", "neighbour"),
    ] {
        let found = model.predict_with(title, text, &mut scratch);
        assert_eq!(model.label(found.label), expected, "{title} {text}");
        let ranked = model.rank_with(title, text, &mut scratch);
        assert_eq!(ranked.first(), Some(&found));
        let total: u16 = ranked.iter().map(|each| each.confidence).sum();
        assert!((998..=1002).contains(&total), "{total}");
    }
    // Texts that differ only in what folding takes away are one text.
    assert_eq!(model.predict("", "電 梯\u{200b}壞了"), model.predict("", "电梯坏了"));
    Ok(())
}

#[test]
fn the_same_seed_gives_the_same_bytes_whatever_the_threads() -> Result<()> {
    let samples = samples();
    let first = train(&samples, 7, 1)?.to_bytes();
    for threads in [2, 3, 16] {
        assert!(train(&samples, 7, threads)?.to_bytes() == first, "{threads} threads");
    }
    assert!(train(&samples, 8, 1)?.to_bytes() != first, "another seed walks in another order");
    Ok(())
}

#[test]
fn a_label_is_shown_by_the_words_that_speak_for_it() -> Result<()> {
    let model = train(&samples(), 0, 1)?;
    let mut scratch = Scratch::new();
    for (title, text, label, expected) in [
        ("", "三單元電梯，壞了兩天", "facilities", vec!["電梯", "壞了"]),
        ("楼上", "请管管，半夜大声吵闹", "neighbour", vec!["楼上", "半夜大声吵闹"]),
        ("", "", "fees", vec![]),
        ("", "abc", "fees", vec![]),
    ] {
        let complaint = Complaint { title: title.into(), text: text.into(), ..Complaint::default() };
        let label = model.labels().iter().position(|known| known == label).unwrap_or_default();
        let found = model.words(&complaint, u16::try_from(label).unwrap_or_default(), &mut scratch);
        let words: Vec<&str> = found
            .iter()
            .filter_map(|words| match words.field {
                Field::Title => title.get(words.bytes.clone()),
                Field::Text => text.get(words.bytes.clone()),
            })
            .collect();
        assert_eq!(words, expected, "{title} {text}");
    }
    assert_eq!(model.words(&Complaint::default(), 99, &mut scratch), [], "no such label");
    Ok(())
}

#[test]
fn more_labels_than_lanes_have_each_their_own() -> Result<()> {
    let words: Vec<String> = ('一'..).take(400).filter(|c| c.is_alphabetic()).map(String::from).collect();
    let samples: Vec<(String, String, String)> = words
        .chunks(20)
        .zip(0..)
        .flat_map(|(own, label)| {
            own.chunks(5).map(move |some| (String::new(), some.concat() + &own.concat(), format!("label-{label:02}")))
        })
        .collect();
    let borrowed: Vec<_> =
        samples.iter().map(|(title, text, label)| (title.clone(), text.clone(), label.as_str())).collect();
    let model = train(&borrowed, 0, 2)?;
    assert_eq!(model.labels().len(), 20);
    for (own, label) in words.chunks(20).zip(0..) {
        let found = model.predict("", &own.concat());
        assert_eq!(model.label(found.label), format!("label-{label:02}"));
    }
    assert_eq!(Model::from_bytes(&model.to_bytes())?, model);
    Ok(())
}

#[test]
fn what_teaches_nothing_is_refused() {
    let refused = |samples: &[Sample<'_>]| {
        let error = Model::train(samples, &Training::default()).err();
        error.map(|error| (error.slug(), error.place().path.clone().unwrap_or_default()))
    };
    let sample = |label| Sample { title: "", text: "电梯", label };
    assert_eq!(refused(&[]), Some(("untrainable", "samples".to_owned())));
    assert_eq!(refused(&[sample("a"), sample("a")]), Some(("untrainable", "samples".to_owned())));
    assert_eq!(refused(&[sample("a"), sample(" ")]), Some(("invalid-argument", "samples[1].label".to_owned())));
    // Two samples that say the same train to a draw, and empty ones to the share of their labels.
    assert_eq!(refused(&[sample("a"), sample("b")]), None);
    let empty = |label| Sample { title: "", text: "", label };
    assert_eq!(refused(&[empty("a"), empty("b"), empty("b")]), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_gets_an_answer_that_buffers_do_not_change(texts in prop::collection::vec("\\PC{0,80}", 1..5)) {
        static MODEL: std::sync::OnceLock<Result<Model>> = std::sync::OnceLock::new();
        let model = MODEL.get_or_init(|| train(&samples(), 0, 1)).as_ref();
        let model = model.map_err(|error| TestCaseError::fail(error.to_string()))?;
        let mut scratch = Scratch::new();
        for text in texts {
            let found = model.predict_with(&text, &text, &mut scratch);
            prop_assert_eq!(found, model.predict(&text, &text));
            prop_assert!(found.confidence <= 1000 && !model.label(found.label).is_empty());
            let complaint = Complaint { title: text.clone(), text: text.clone(), ..Complaint::default() };
            let words = model.words(&complaint, found.label, &mut scratch);
            prop_assert!(words.len() <= 8 && words.is_sorted_by_key(|words| (words.field, words.bytes.start)));
            for words in words {
                prop_assert!(text.get(words.bytes.clone()).is_some_and(|words| !words.is_empty()), "{words:?}");
            }
        }
    }
}
