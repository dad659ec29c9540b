//! Every figure again by SQL: another program, another language, the same numbers on 100,000 generated cases and on the
//! demo's sample register.
#![cfg(feature = "ledger")]
#![allow(clippy::indexing_slicing, clippy::expect_used, reason = "a test may panic where its own tables are wrong")]

mod by_sql;
#[path = "../../../tests/reports/sample.rs"]
#[expect(dead_code, reason = "the reports ask for more of it")]
#[expect(clippy::expect_used, reason = "a test may panic where the sample is missing")]
mod sample;

use tousu::Engine;
use tousu::case::View;
use tousu::statistics::{Lasted, Measured, Name, Observation, Outcome, Units, Visit};
use tousu::time::{DAY, Date, Instant};

type Tested<T = ()> = Result<T, Box<dyn std::error::Error>>;

const CASES: u32 = 100_000;

/// 2026-01-01.
const FIRST_DAY: i32 = 20_454;

/// Numbers that look random and are the same on every machine: the generator of Knuth's MMIX.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(count)).unwrap_or(0)
    }

    fn chance(&mut self, one_in: u32) -> bool {
        self.below(one_in) == 0
    }

    fn name(&mut self, prefix: &str, count: u32) -> Option<Name> {
        let number = self.below(count + 1);
        (number < count).then(|| format!("{prefix}{number}").into())
    }

    fn lasted(&mut self) -> Lasted {
        match self.below(6) {
            0 => Lasted::NotYet,
            1 => Lasted::NoTime,
            _ => Lasted::For {
                elapsed: i64::from(self.below(2_000)) * 60 - 600,
                working: (!self.chance(9)).then(|| i64::from(self.below(900)) * 60),
            },
        }
    }
}

fn observation(number: u32, dice: &mut Dice) -> Tested<Observation> {
    let day = Date::from_days(FIRST_DAY + dice.below(180) as i32)?;
    let dated = !dice.chance(40);
    let closed = !dice.chance(3);
    let measured = (0..dice.below(4)).map(|round| {
        let due = Date::from_days(day.days() + dice.below(40) as i32).ok();
        Measured {
            obligation: format!("o{}", dice.below(3)).into(),
            cycle: 1,
            round: round + 1,
            due_on: due.filter(|_| !dice.chance(8)),
            outcome: Outcome::ALL[dice.below(5) as usize],
            guiding: dice.chance(4),
        }
    });
    let measured = measured.collect();
    Ok(Observation {
        id: format!("c{number:06}").into(),
        received_at: if dated {
            Some(Instant::from_unix(i64::from(day.days()) * DAY + i64::from(dice.below(86_400)))?)
        } else {
            None
        },
        received_on: Some(day),
        closed_on: if closed { Some(Date::from_days(day.days() + dice.below(60) as i32)?) } else { None },
        category: dice.name("top/c", 5),
        tier: dice.name("t", 3),
        unit: dice.name("u", 4),
        customer: dice.name("p", 20_000),
        heads: dice.below(13),
        in_scope: [None, Some(true), Some(false)][dice.below(3) as usize],
        substantiated: [None, Some(true), Some(false)][dice.below(3) as usize],
        oral: dice.chance(20),
        handled: closed || dice.chance(2),
        resolved: dice.chance(2),
        closed,
        reopened: dice.chance(9),
        escalated: dice.chance(11),
        response: dice.lasted(),
        resolution: dice.lasted(),
        closing: dice.lasted(),
        to_visit: dice.chance(2),
        visits: (0..dice.below(3)).map(|_| Visit::ALL[dice.below(7) as usize]).collect(),
        measured,
        ..Observation::default()
    })
}

#[test]
fn sql_gives_the_same_figures_of_generated_cases() -> Tested {
    let mut dice = Dice(20_260_101);
    let observations = (0..CASES).map(|number| observation(number, &mut dice)).collect::<Tested<Vec<_>>>()?;
    let units = Units::parse(
        r#"[{"code": "u0", "households": 1200}, {"code": "u1", "households": 800}, {"code": "u2"}, {"code": "u3"},
            {"code": "u9", "households": 500}]"#,
    )?;
    let named = [("u0", "u0", 1200), ("u1", "u1", 800), ("u2", "u2", 0), ("u3", "u3", 0), ("u9", "u9", 500)];
    let as_of = Instant::parse("2027-01-01T00:00:00+08:00")?;
    let compared = by_sql::compare(observations, as_of, units, &named)?;
    // Six months of receipts, 30 figures and 3 obligations, 4 ranks of 6 lengths, shares of 6 categories.
    assert!(compared >= 6 * (29 + 3 + 24 + 6), "{compared}");
    Ok(())
}

#[test]
fn sql_gives_the_same_figures_of_the_sample() -> Tested {
    let engine = Engine::builtin("residential-community")?;
    let as_of = Instant::parse(sample::AS_OF)?;
    let (cases, ids) = sample::register();
    let observations = engine.observations(&cases, View::at(as_of))?;
    assert_eq!(observations.len(), ids.len());
    // What the register says apart from the engine: who was received in which month.
    for (one, (id, month)) in observations.iter().zip(&ids) {
        let received = one.received_on.map(|date| date.to_string()).unwrap_or_default();
        assert!(*one.id == **id && received.starts_with(month.as_str()), "{id} {received}");
    }
    let named = [
        ("栖梧里", "A", 1200),
        ("晴禾花园", "B", 860),
        ("砚溪府", "C", 430),
        ("枫林渡", "D", 990),
        ("听澜湾", "E", 640),
        ("云栖新苑", "F", 300),
    ];
    let compared = by_sql::compare(observations, as_of, Units::parse(sample::UNITS)?, &named)?;
    assert!(compared > 10 * 29, "{compared}");
    Ok(())
}
