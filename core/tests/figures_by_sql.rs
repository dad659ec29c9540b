//! Every figure again by SQL: another program, another language, the same numbers on 100,000 generated cases.
#![cfg(feature = "ledger")]
#![allow(clippy::indexing_slicing, reason = "a test may panic where its own tables are wrong")]

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::{Connection, params};
use tousu::calendar::Calendar;
use tousu::statistics::{
    Dimension, Figure, FigureTable, Grain, Kpi, Lasted, Measure, Measured, Name, Observation, Options, Outcome, Plan,
    Query, Summary, Units, Value, Visit,
};
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

fn store(observations: &[Observation]) -> Tested<Connection> {
    let mut store = Connection::open_in_memory()?;
    store.execute_batch(
        "CREATE TABLE c (id TEXT PRIMARY KEY, at INTEGER, month TEXT, closed_month TEXT, category TEXT, tier TEXT, unit TEXT,
            customer TEXT, heads INTEGER, in_scope INTEGER, substantiated INTEGER, oral INTEGER, handled INTEGER,
            resolved INTEGER, closed INTEGER, reopened INTEGER, escalated INTEGER, to_visit INTEGER,
            response INTEGER, response_w INTEGER, resolution INTEGER, resolution_w INTEGER, closing INTEGER, closing_w INTEGER);
         CREATE TABLE v (id TEXT, outcome TEXT);
         CREATE TABLE m (id TEXT, obligation TEXT, month TEXT, due INTEGER, outcome TEXT, guiding INTEGER);
         CREATE INDEX by_customer ON c (customer, category, at);",
    )?;
    let writing = store.transaction()?;
    let month = |date: Date| date.to_string().chars().take(7).collect::<String>();
    for one in observations {
        let text = |name: &Option<Name>| name.as_deref().map(str::to_owned);
        let length = |lasted: Lasted| match lasted {
            Lasted::For { elapsed, working } if elapsed >= 0 => (Some(elapsed), working),
            _ => (None, None),
        };
        let (response, resolution, closing) = (length(one.response), length(one.resolution), length(one.closing));
        let received = one.received_on.ok_or("a day")?;
        writing.prepare_cached("INSERT INTO c VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")?.execute(
            params![
                &*one.id,
                one.received_at.map(Instant::unix),
                month(received),
                one.closed_on.map(month),
                text(&one.category),
                text(&one.tier),
                text(&one.unit),
                text(&one.customer),
                one.heads,
                one.in_scope,
                one.substantiated,
                one.oral,
                one.handled,
                one.resolved,
                one.closed,
                one.reopened,
                one.escalated,
                one.to_visit,
                response.0,
                response.1,
                resolution.0,
                resolution.1,
                closing.0,
                closing.1,
            ],
        )?;
        for visit in &one.visits {
            writing.prepare_cached("INSERT INTO v VALUES (?,?)")?.execute(params![&*one.id, visit.slug()])?;
        }
        for owed in &one.measured {
            writing.prepare_cached("INSERT INTO m VALUES (?,?,?,?,?,?)")?.execute(params![
                &*one.id,
                &*owed.obligation,
                month(owed.due_on.unwrap_or(received)),
                owed.due_on.map(Date::days),
                owed.outcome.slug(),
                owed.guiding,
            ])?;
        }
    }
    writing.commit()?;
    Ok(store)
}

/// Month → numerator and denominator.
type Found = BTreeMap<String, (i128, i128)>;

fn ask(store: &Connection, sql: &str) -> Tested<Found> {
    let mut query = store.prepare(sql)?;
    let rows = query.query_map((), |row| {
        let number = |at| row.get::<_, Option<i64>>(at).map(|number| i128::from(number.unwrap_or(0)));
        Ok((row.get::<_, String>(0)?, (number(1)?, number(2)?)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn told(table: &FigureTable, column: Measure) -> Found {
    let at = table.column(&column).unwrap_or(usize::MAX);
    let figures = table.rows.iter().filter_map(|row| Some((row.key.first()?.to_string(), row.figures.get(at)?)));
    let number = |figure: &Figure| (figure.numerator.unwrap_or(0), figure.denominator.unwrap_or(0));
    figures.map(|(month, figure)| (month, number(figure))).filter(|(_, numbers)| *numbers != (0, 0)).collect()
}

#[test]
fn sql_gives_the_same_figures() -> Tested {
    let mut dice = Dice(20_260_101);
    let observations = (0..CASES).map(|number| observation(number, &mut dice)).collect::<Tested<Vec<_>>>()?;
    let store = store(&observations)?;
    let units = Units::parse(
        r#"[{"code": "u0", "households": 1200}, {"code": "u1", "households": 800}, {"code": "u2"}, {"code": "u3"},
            {"code": "u9", "households": 500}]"#,
    )?;
    let calendar = Calendar::builtin("china")?;
    let month = Dimension::Period(Grain::Month);
    let plan = Plan::new(&calendar, Instant::parse("2027-01-01T00:00:00+08:00")?)
        .by([month, Dimension::Category, Dimension::Unit])
        .with(Options { exact_up_to: 1 << 20, ..Options::default() })
        .with_units(Arc::new(units));
    let summary = Summary::of(plan, observations);
    let table = summary.table(&Query { by: vec![month], ..Query::default() })?;

    let binding = "EXISTS (SELECT 1 FROM m WHERE m.id = c.id AND guiding = 0 AND due IS NOT NULL AND outcome";
    let repeats =
        "EXISTS (SELECT 1 FROM c e WHERE e.customer = c.customer AND e.category IS c.category AND e.id <> c.id
        AND e.at >= c.at - 30 * 86400 AND (e.at, e.id) < (c.at, c.id))";
    let first = "NOT EXISTS (SELECT 1 FROM c e WHERE e.customer = c.customer AND (e.at, e.id) < (c.at, c.id))";
    store.execute_batch(&format!(
        "CREATE TABLE r AS SELECT id, month, customer, {repeats} AS again, {first} AS first FROM c
            WHERE customer IS NOT NULL AND at IS NOT NULL;
         CREATE INDEX r_customer ON r (customer);
         CREATE INDEX m_id ON m (id); CREATE INDEX v_id ON v (id);"
    ))?;
    let classified = "(in_scope IS NOT NULL OR category IS NOT NULL OR tier IS NOT NULL)";
    let of = |numerator: &str, denominator: &str| {
        format!("SELECT month, sum({numerator}), sum({denominator}) FROM c GROUP BY month")
    };
    let visited = "EXISTS (SELECT 1 FROM v WHERE v.id = c.id AND outcome <> 'no-answer')";
    let any_visit = "(to_visit OR EXISTS (SELECT 1 FROM v WHERE v.id = c.id))";
    let cohort = [
        (Kpi::Volume, of("1", "0")),
        (Kpi::Oral, of("oral", "0")),
        (Kpi::ValidRate, of(&format!("{classified} AND in_scope IS NOT 0"), classified)),
        (Kpi::HandlingRate, of("handled", "1")),
        (Kpi::ClosureRate, of("closed", "1")),
        (Kpi::OverdueRate, of(&format!("{binding} = 'missed')"), &format!("{binding} IN ('met', 'missed'))"))),
        (Kpi::ResponseTime, of("coalesce(response, 0)", "response IS NOT NULL")),
        (Kpi::ResponseWorkingTime, of("coalesce(response_w, 0)", "response_w IS NOT NULL")),
        (Kpi::ResolutionTime, of("coalesce(resolution, 0)", "resolution IS NOT NULL")),
        (Kpi::ResolutionWorkingTime, of("coalesce(resolution_w, 0)", "resolution_w IS NOT NULL")),
        (Kpi::ClosingTime, of("coalesce(closing, 0)", "closing IS NOT NULL")),
        (Kpi::ClosingWorkingTime, of("coalesce(closing_w, 0)", "closing_w IS NOT NULL")),
        (Kpi::VisitRate, of(visited, any_visit)),
        (Kpi::OneVisitResolution, of("resolved AND NOT reopened", "resolved")),
        (Kpi::ReopenRate, of("reopened", "handled OR closed OR reopened")),
        (Kpi::SubstantiatedRate, of("substantiated IS 1", "substantiated IS NOT NULL")),
        (Kpi::GroupRate, of("heads >= 10", "1")),
        (Kpi::EscalationRate, of("tier IS NOT NULL AND escalated", "tier IS NOT NULL")),
        (Kpi::RepeatRate, "SELECT month, sum(again), count(*) FROM r GROUP BY month".to_owned()),
        (
            Kpi::RepeatCustomers,
            "SELECT month, sum(EXISTS (SELECT 1 FROM r o WHERE o.customer = r.customer AND again)), count(*)
                FROM r WHERE first GROUP BY month"
                .to_owned(),
        ),
        (
            Kpi::Satisfaction,
            "SELECT month, sum(outcome IN ('satisfied', 'very-satisfied')), count(*) FROM v JOIN c USING (id)
                WHERE outcome NOT IN ('no-answer', 'refused', 'unrated') GROUP BY month"
                .to_owned(),
        ),
        (
            Kpi::ClosureFlow,
            "SELECT month, sum(closed), sum(received) FROM (SELECT month, 0 AS closed, 1 AS received FROM c
                UNION ALL SELECT closed_month, 1, 0 FROM c WHERE closed) GROUP BY month"
                .to_owned(),
        ),
        (
            Kpi::TimelyRate,
            "SELECT month, sum(outcome = 'met'), count(*) FROM m
                WHERE due IS NOT NULL AND outcome IN ('met', 'missed') AND NOT guiding GROUP BY month"
                .to_owned(),
        ),
        (Kpi::PerThousandHouseholds, of("1", "0").replace("sum(0)", "2500")),
        (Kpi::PerTenThousandHouseholds, of("1", "0").replace("sum(0)", "2500")),
        (
            Kpi::ValidPerThousandHouseholds,
            of(&format!("{classified} AND in_scope IS NOT 0"), "0").replace("sum(0)", "2500"),
        ),
        (
            Kpi::GrowthOnPrevious,
            "WITH n AS (SELECT month, count(*) AS n FROM c GROUP BY month) SELECT month, n, lag(n) OVER (ORDER BY month) FROM n"
                .to_owned(),
        ),
        (
            Kpi::ZeroUnits,
            "SELECT month, 5 - count(DISTINCT unit), 5 FROM c GROUP BY month".to_owned(),
        ),
    ];
    for (kpi, sql) in cohort {
        let mut found = ask(&store, &sql)?;
        found.retain(|_, numbers| *numbers != (0, 0));
        assert!(found.len() >= 6 || kpi == Kpi::Oral, "{}: {found:?}", kpi.id());
        let mut ours = told(&table, kpi.into());
        if matches!(
            kpi,
            Kpi::PerThousandHouseholds
                | Kpi::PerTenThousandHouseholds
                | Kpi::ValidPerThousandHouseholds
                | Kpi::ZeroUnits
                | Kpi::GrowthOnPrevious
        ) {
            // Months in which things were only due or closed have no row in SQL.
            ours.retain(|month, _| found.contains_key(month));
        }
        assert_eq!(ours, found, "{}", kpi.id());
    }
    for obligation in ["o0", "o1", "o2"] {
        let sql = format!(
            "SELECT month, sum(outcome = 'met'), count(*) FROM m WHERE obligation = '{obligation}' AND due IS NOT NULL
                AND outcome IN ('met', 'missed') GROUP BY month"
        );
        let column = Measure { kpi: Kpi::TimelyRate, obligation: Some(obligation.into()) };
        assert_eq!(told(&table, column), ask(&store, &sql)?, "{obligation}");
    }

    // Medians, nine tenths and ends, by ranks.
    let ranks =
        "WITH k AS (SELECT month, resolution AS x, row_number() OVER (PARTITION BY month ORDER BY resolution) AS rank,
        count(*) OVER (PARTITION BY month) AS n FROM c WHERE resolution IS NOT NULL)";
    let median = ask(
        &store,
        &format!(
            "{ranks} SELECT month, sum(x) / count(*), max(n) FROM k
        WHERE rank IN ((n + 1) / 2, n / 2 + 1) GROUP BY month"
        ),
    )?;
    let p90 = ask(&store, &format!("{ranks} SELECT month, x, n FROM k WHERE rank = (n * 9 + 9) / 10"))?;
    let longest = ask(&store, "SELECT month, max(resolution), count(resolution) FROM c GROUP BY month")?;
    for (of, found) in [("median", median), ("p90", p90), ("max", longest)] {
        for (month, (seconds, count)) in found {
            let row = table.rows.iter().find(|row| row.key.first().is_some_and(|value| value.to_string() == month));
            let figure = row.and_then(|row| table.figure(row, Kpi::ResolutionTime)).ok_or("a figure")?;
            let lengths = figure.lengths.ok_or("lengths")?;
            let told = match of {
                "median" => lengths.median.value,
                "p90" => lengths.p90.value,
                _ => lengths.max,
            };
            assert_eq!((i128::from(told), i128::from(lengths.count)), (seconds, count), "{of} {month}");
            assert_eq!(lengths.median.within, 0);
        }
    }

    // Shares of the categories of each month.
    let by = vec![month, Dimension::Category];
    let shares = summary.table(&Query { by, kpis: vec![Kpi::Volume, Kpi::Share], ..Query::default() })?;
    let sql = "SELECT month || ' ' || coalesce(category, '–'), count(*), sum(count(*)) OVER (PARTITION BY month) FROM c GROUP BY month, category";
    let found = ask(&store, sql)?;
    let ours: Found = shares
        .rows
        .iter()
        .filter_map(|row| {
            let figure = shares.figure(row, Kpi::Share)?;
            let name = row.key.iter().map(Value::to_string).collect::<Vec<_>>().join(" ");
            Some((name, (figure.numerator?, figure.denominator?)))
        })
        .filter(|(_, (numerator, _))| *numerator > 0)
        .collect();
    assert_eq!(ours, found);
    Ok(())
}
