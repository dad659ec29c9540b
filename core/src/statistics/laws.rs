//! What must hold of figures, whatever is counted.
#![cfg(test)]

use proptest::prelude::*;

use super::*;
use crate::calendar::Calendar;
use crate::error::Result;
use crate::time::{Date, Instant};

fn name(prefix: &'static str, count: u8) -> impl Strategy<Value = Option<Name>> {
    proptest::option::of((0..count).prop_map(move |number| Name::from(format!("{prefix}{number}"))))
}

fn date() -> impl Strategy<Value = Option<Date>> {
    proptest::option::of((20_400_i32..20_600).prop_filter_map("a date", |day| Date::from_days(day).ok()))
}

fn lasted() -> impl Strategy<Value = Lasted> {
    prop_oneof![
        Just(Lasted::NotYet),
        Just(Lasted::NoTime),
        (-5_i64..500_000, proptest::option::of(0_i64..100_000))
            .prop_map(|(elapsed, working)| Lasted::For { elapsed, working }),
    ]
}

fn measured() -> impl Strategy<Value = Measured> {
    let outcome = prop::sample::select(Outcome::ALL);
    (0_u8..3, 1_u32..3, date(), outcome, any::<bool>()).prop_map(|(obligation, cycle, due_on, outcome, guiding)| {
        Measured { obligation: format!("o{obligation}").into(), cycle, round: 1, due_on, outcome, guiding }
    })
}

/// Observations with ids that no two share, with repeats told.
fn observations() -> impl Strategy<Value = Vec<Observation>> {
    let names = (name("f/c", 4), name("t", 3), name("u", 4), name("d", 2), name("p", 5));
    let flags = any::<(Option<bool>, Option<bool>, [bool; 6])>();
    let lists = (
        proptest::collection::vec(prop::sample::select(Visit::ALL), 0..3),
        proptest::collection::vec(measured(), 0..4),
    );
    let one = (names, flags, [lasted(), lasted(), lasted()], lists, date(), date(), 0_u32..20).prop_map(
        |((category, tier, unit, department, customer), flags, times, lists, received_on, closed_on, heads)| {
            let (in_scope, substantiated, [oral, handled, closed, reopened, escalated, to_visit]) = flags;
            let received_at = received_on.and_then(|date| Instant::from_unix(i64::from(date.days()) * 86_400).ok());
            Observation {
                received_at,
                received_on,
                closed_on: closed_on.filter(|_| closed),
                category,
                tier,
                unit,
                department,
                customer,
                heads,
                in_scope,
                substantiated,
                oral,
                handled,
                resolved: handled,
                closed,
                reopened,
                escalated,
                response: times[0],
                resolution: times[1],
                closing: times[2],
                to_visit,
                visits: lists.0,
                measured: lists.1,
                ..Observation::default()
            }
        },
    );
    proptest::collection::vec(one, 0..25).prop_map(|mut all| {
        let mut repeats = Repeats::new(RepeatRule::default());
        for (observation, number) in all.iter_mut().zip(0..) {
            observation.id = format!("c{number:02}").into();
        }
        all.iter().for_each(|observation| repeats.add(observation));
        all.iter_mut().for_each(|observation| observation.repeat = repeats.tell(observation));
        all
    })
}

fn units() -> Units {
    let table = r#"[{"code": "g"}, {"code": "r0", "parent": "g"}, {"code": "r1", "parent": "g"},
        {"code": "u0", "parent": "r0", "households": 100}, {"code": "u1", "parent": "r0", "households": 200},
        {"code": "u2", "parent": "r1", "households": 300}, {"code": "u9", "parent": "r1", "households": 400}]"#;
    Units::parse(table).unwrap_or_default()
}

fn plan(keep_ids: bool, exact_up_to: usize) -> Result<Plan> {
    let calendar = Calendar::builtin("china")?;
    let as_of = Instant::parse("2026-07-01T00:00:00+08:00")?;
    let by = [Dimension::Period(Grain::Day), Dimension::Category, Dimension::Tier, Dimension::Unit];
    let plan = Plan::new(&calendar, as_of).by(by).with_units(std::sync::Arc::new(units()));
    Ok(plan.with(Options { keep_ids, exact_up_to, ..Options::default() }))
}

fn summary<'a>(plan: &Plan, observations: impl IntoIterator<Item = &'a Observation>) -> Summary {
    let mut summary = Summary::new(plan.clone());
    observations.into_iter().for_each(|observation| summary.add(observation));
    summary
}

fn queries() -> Vec<Query> {
    let of = |by: &[Dimension]| Query { by: by.to_vec(), fill: true, ..Query::default() };
    let window = CalendarPeriod::parse("2025-12-10..2026-04-20").ok();
    let month = Dimension::Period(Grain::Month);
    vec![
        of(&[]),
        of(&[month]),
        of(&[Dimension::CategoryTop, Dimension::Tier]),
        of(&[Dimension::Period(Grain::Week), Dimension::UnitLevel(1)]),
        of(&[Dimension::UnitLevel(0), Dimension::UnitLevel(1), Dimension::Unit]),
        Query { window, ..of(&[Dimension::Period(Grain::Quarter), Dimension::Unit]) },
        Query { window, ..of(&[Dimension::Category]) },
    ]
}

fn rows(table: &FigureTable) -> impl Iterator<Item = &FigureRow> {
    table.rows.iter().chain(&table.subtotals).chain([&table.total])
}

/// Figures whose parts add up over rows.
fn additive(figure: &Figure) -> bool {
    !figure.kpi.is_derived()
}

proptest! {
    #[test]
    fn shards_in_any_order_give_what_one_pass_gives(
        all in observations(), cut in 0_usize..25, other in 0_usize..25, keep in any::<bool>(), exact in 0_usize..6,
    ) {
        let plan = plan(keep, exact)?;
        let whole = summary(&plan, &all);
        let (cut, other) = (cut.min(all.len()), other.min(all.len()));
        let (low, high) = (cut.min(other), cut.max(other));
        let shards = [all.get(..low), all.get(low..high), all.get(high..)];
        let [first, second, third] = shards.map(|shard| summary(&plan, shard.unwrap_or(&[])));
        let merged = |one: &Summary, other: &Summary| {
            let mut one = one.clone();
            one.merge(other).map(|()| one)
        };
        prop_assert_eq!(&merged(&merged(&first, &second)?, &third)?, &whole);
        prop_assert_eq!(&merged(&first, &merged(&second, &third)?)?, &whole);
        prop_assert_eq!(&merged(&merged(&third, &second)?, &first)?, &whole);
        prop_assert_eq!(&summary(&plan, all.iter().rev()), &whole);
        let mut odd = Summary::new(Plan { as_of: Instant::MIN, ..plan });
        prop_assert_eq!(odd.merge(&whole).err().map(|error| error.slug()), Some("other-plan"));
    }

    #[test]
    fn the_order_of_what_comes_changes_nothing(
        (all, shuffled) in observations().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        cut in 0_usize..25, keep in any::<bool>(), exact in 0_usize..6,
    ) {
        let plan = plan(keep, exact)?;
        let whole = summary(&plan, &all);
        prop_assert_eq!(&summary(&plan, &shuffled), &whole);
        // Any split: the parts of what is shuffled are no neighbours.
        let (some, others) = shuffled.split_at(cut.min(shuffled.len()));
        let mut merged = summary(&plan, others);
        merged.merge(&summary(&plan, some))?;
        prop_assert_eq!(merged.to_bytes(), whole.to_bytes());
        // Repeats are told anew, whoever came first into the list.
        let told = |all: &[Observation]| Summary::of(plan.clone(), all.to_vec());
        for query in queries() {
            prop_assert_eq!(told(&shuffled).table(&query)?.to_json(), told(&all).table(&query)?.to_json());
            prop_assert_eq!(merged.table(&query)?.to_json(), whole.table(&query)?.to_json());
        }
    }

    #[test]
    fn rates_stay_within_one_and_lists_are_as_long_as_figures(all in observations()) {
        let summary = summary(&plan(true, 4)?, &all);
        for query in queries() {
            let table = summary.table(&query)?;
            for figure in rows(&table).flat_map(|row| &row.figures) {
                let definition = figure.kpi.definition();
                if definition.kind == Kind::Rate {
                    let (numerator, denominator) = (figure.numerator.unwrap_or(0), figure.denominator.unwrap_or(0));
                    prop_assert!((0..=denominator).contains(&numerator), "{}", definition.id);
                    prop_assert_eq!(figure.per_mille().is_none(), denominator == 0, "{}", definition.id);
                }
                let Some(items) = &figure.items else { continue };
                let counts = |list: usize, number: Option<i128>| number.is_none_or(|number| i128::try_from(list) == Ok(number));
                if definition.kind != Kind::Length {
                    prop_assert!(counts(items.numerator.len(), figure.numerator), "{}", definition.id);
                }
                let listed = definition.per == 1;
                prop_assert!(!listed || counts(items.denominator.len(), figure.denominator), "{}", definition.id);
                let excluded: u64 = figure.excluded.iter().map(|(_, count)| count).sum();
                prop_assert_eq!(items.excluded.len() as u64, excluded);
                for (why, _) in &figure.excluded {
                    prop_assert!(definition.excludes.contains(why), "{} {}", definition.id, why.slug());
                }
            }
        }
    }

    #[test]
    fn parts_add_up_and_shares_make_a_whole(all in observations()) {
        let summary = summary(&plan(false, 4096)?, &all);
        for query in queries() {
            let table = summary.table(&query)?;
            for at in 0..table.columns.len() {
                let figure = |row: &FigureRow| row.figures.get(at).cloned();
                let Some(total) = figure(&table.total).filter(additive) else { continue };
                let sums = table.rows.iter().filter_map(figure).fold((0, 0), |(numerator, denominator), figure| {
                    (numerator + figure.numerator.unwrap_or(0), denominator + figure.denominator.unwrap_or(0))
                });
                prop_assert_eq!(sums, (total.numerator.unwrap_or(0), total.denominator.unwrap_or(0)));
            }
            if query.window.is_none() {
                let volume = table.figure(&table.total, Kpi::Volume).and_then(|figure| figure.numerator);
                prop_assert_eq!(volume, Some(all.len() as i128));
            }
            let at = table.column(&Kpi::Share.into()).unwrap_or(0);
            let whole = |row: &&FigureRow| query.by.first().is_some_and(|by| !matches!(by, Dimension::Period(_))) && row.key.len() == query.by.len();
            let shares: Vec<u32> = table.rows.iter().filter(whole).filter_map(|row| row.figures.get(at)?.share).collect();
            prop_assert!(shares.is_empty() || shares.iter().sum::<u32>() == 1000, "{shares:?}");
        }
    }

    #[test]
    fn an_unrelated_case_changes_no_other_cell(all in observations(), mut more in observations()) {
        for (observation, number) in more.iter_mut().zip(0..) {
            observation.id = format!("x{number:02}").into();
            observation.category = Some("other/thing".into());
            observation.customer = Some(format!("x{number:02}").into());
        }
        let plan = plan(true, 4)?;
        let before = summary(&plan, &all);
        let after = summary(&plan, all.iter().chain(&more));
        let other: &Value = &Value::Name("other/thing".into());
        let kept: Vec<_> = after.cells().filter(|(key, _)| key.get(1) != Some(other)).collect();
        prop_assert_eq!(kept, before.cells().collect::<Vec<_>>());
    }

    #[test]
    fn what_is_suppressed_cannot_be_told(all in observations(), least in 2_u64..6) {
        let summary = summary(&plan(true, 4096)?, &all);
        for query in queries() {
            let open = summary.table(&query)?;
            let table = summary.table(&Query { suppress_below: Some(least), ..query })?;
            for (row, before) in rows(&table).zip(rows(&open)) {
                for (figure, before) in row.figures.iter().zip(&before.figures) {
                    if figure.suppressed {
                        prop_assert_eq!((figure.numerator, figure.denominator), (None, None));
                        prop_assert!(figure.items.is_none() && figure.lengths.is_none() && figure.shown() == "*");
                    } else {
                        prop_assert_eq!(figure, before);
                        let small = |number: Option<i128>| number.is_some_and(|number| (1..i128::from(least)).contains(&number));
                        let length = figure.kpi.definition().kind == Kind::Length;
                        prop_assert!(!small(figure.denominator) && (length || !small(figure.numerator)));
                    }
                }
            }
            // One hidden row of a whole that is shown would be told by a subtraction.
            if table.dimensions.len() == 1 {
                for at in 0..table.columns.len() {
                    let hidden = table.rows.iter().filter(|row| row.figures.get(at).is_some_and(|figure| figure.suppressed)).count();
                    let others = table.rows.iter().filter_map(|row| row.figures.get(at)).any(|figure| {
                        !figure.suppressed && figure.numerator != Some(0)
                    });
                    prop_assert!(hidden != 1 || !others);
                }
            }
        }
    }
}

#[test]
fn windows_that_cut_the_accumulated_periods_are_refused() -> Result<()> {
    let calendar = Calendar::builtin("china")?;
    let summary = Summary::new(Plan::new(&calendar, Instant::parse("2026-07-01T00:00:00+08:00")?));
    let ask = |window: &str, by: Vec<Dimension>| {
        let window = Some(CalendarPeriod::parse(window)?);
        summary.table(&Query { by, window, ..Query::default() })
    };
    assert!(ask("2026-Q1", vec![Dimension::Period(Grain::Quarter)]).is_ok());
    assert_eq!(ask("2026-W10", vec![]).err().map(|error| error.slug()), Some("not-accumulated"));
    assert_eq!(ask("2026-Q1", vec![Dimension::Unit]).err().map(|error| error.slug()), Some("not-accumulated"));
    assert_eq!(
        ask("2026-Q1", vec![Dimension::Period(Grain::Week)]).err().map(|error| error.slug()),
        Some("not-accumulated")
    );
    Ok(())
}

proptest! {
    #[test]
    fn what_is_sent_arrives(all in observations(), keep in any::<bool>(), at in 0_usize..4_000, bit in 0_u8..8) {
        let summary = summary(&plan(keep, 5)?, &all);
        let bytes = summary.to_bytes();
        prop_assert_eq!(&Summary::from_bytes(&bytes)?, &summary);
        prop_assert_eq!(&Summary::from_state_json(&summary.to_state_json())?, &summary);
        // Any bit that is turned is noticed, and any end that is missing.
        let at = at % bytes.len();
        let mut turned = bytes.clone();
        if let Some(byte) = turned.get_mut(at) {
            *byte ^= 1 << bit;
        }
        let slug = |bytes: &[u8]| Summary::from_bytes(bytes).err().map(|error| error.slug());
        prop_assert_eq!(slug(&turned), Some("summary-damaged"));
        prop_assert_eq!(slug(bytes.get(..at).unwrap_or_default()), Some("summary-damaged"));
    }
}

#[test]
fn states_that_contradict_themselves_are_refused() -> Result<()> {
    let one = Observation { id: "c1".into(), ..Observation::default() };
    let state = summary(&plan(true, 5)?, [&one]).to_state_json();
    assert!(Summary::from_state_json(&state).is_ok());
    let slug = |from: &str, to: &str| {
        assert!(state.contains(from), "{from} is in {state}");
        Summary::from_state_json(&state.replace(from, to)).err().map(|error| error.slug())
    };
    let volume = r#"["volume",null,1,0,[],null,[[["c1",null,0,0]],[],[]]]"#;
    assert_eq!(slug(volume, r#"["volume",null,2,0,[],null,[[["c1",null,0,0]],[],[]]]"#), Some("summary-damaged"));
    assert_eq!(slug(volume, r#"["volume",null,1,0,[],null]"#), Some("summary-damaged"));
    assert_eq!(slug(r#"["closure-rate",null,0,1"#, r#"["closure-rate",null,2,1"#), Some("summary-damaged"));
    assert_eq!(slug(r#"["closure-rate","#, r#"["share","#), Some("summary-damaged"));
    assert_eq!(slug("summary-state/1", "summary-state/2"), Some("summary-version"));
    assert_eq!(slug(r#""key":[null,"#, r#""key":["2026-03","#), Some("summary-damaged"));
    Ok(())
}
