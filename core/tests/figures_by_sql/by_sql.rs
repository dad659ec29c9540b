//! Every figure of observations by SQL: the same numbers, or the test says which is not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rusqlite::{Connection, params};
use tousu::calendar::Calendar;
use tousu::statistics::{
    Dimension, Figure, FigureTable, Grain, Kpi, Lasted, Measure, Name, Observation, Options, Plan, Query, Summary,
    Units, Value,
};
use tousu::time::{Date, Instant};

use crate::Tested;

/// A unit of the master table as SQL needs it: every name that the complaints have of it, its code and its households.
pub(crate) type Named<'a> = (&'a str, &'a str, i64);

fn store(observations: &[Observation], named: &[Named<'_>]) -> Tested<Connection> {
    let mut store = Connection::open_in_memory()?;
    store.execute_batch(
        "CREATE TABLE c (id TEXT PRIMARY KEY, at INTEGER, month TEXT, closed_month TEXT, category TEXT, tier TEXT, unit TEXT,
            customer TEXT, heads INTEGER, in_scope INTEGER, substantiated INTEGER, oral INTEGER, handled INTEGER,
            resolved INTEGER, closed INTEGER, reopened INTEGER, escalated INTEGER, to_visit INTEGER,
            response INTEGER, response_w INTEGER, resolution INTEGER, resolution_w INTEGER, closing INTEGER, closing_w INTEGER);
         CREATE TABLE u (name TEXT PRIMARY KEY, code TEXT, households INTEGER);
         CREATE TABLE v (id TEXT, outcome TEXT);
         CREATE TABLE m (id TEXT, obligation TEXT, month TEXT, due INTEGER, outcome TEXT, guiding INTEGER);
         CREATE INDEX by_customer ON c (customer, category, at);",
    )?;
    let writing = store.transaction()?;
    for unit in named {
        writing.execute("INSERT INTO u VALUES (?,?,?)", *unit)?;
    }
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

/// Compares every figure by months; the units are all open all the time. Tells how many numbers were compared.
pub(crate) fn compare(
    observations: Vec<Observation>,
    as_of: Instant,
    units: Units,
    named: &[Named<'_>],
) -> Tested<usize> {
    let store = store(&observations, named)?;
    let obligations: BTreeSet<Name> =
        observations.iter().flat_map(|one| &one.measured).map(|owed| owed.obligation.clone()).collect();
    let calendar = Calendar::builtin("china")?;
    let month = Dimension::Period(Grain::Month);
    let plan = Plan::new(&calendar, as_of)
        .by([month, Dimension::Category, Dimension::Unit])
        .with(Options { exact_up_to: 1 << 20, ..Options::default() })
        .with_units(Arc::new(units));
    let summary = Summary::of(plan, observations);
    let table = summary.table(&Query { by: vec![month], ..Query::default() })?;

    let households = "(SELECT sum(households) FROM (SELECT DISTINCT code, households FROM u))";
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
    let mut compared = 0;
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
        (Kpi::PerThousandHouseholds, of("1", "0").replace("sum(0)", households)),
        (Kpi::PerTenThousandHouseholds, of("1", "0").replace("sum(0)", households)),
        (
            Kpi::ValidPerThousandHouseholds,
            of(&format!("{classified} AND in_scope IS NOT 0"), "0").replace("sum(0)", households),
        ),
        (
            Kpi::GrowthOnPrevious,
            "WITH n AS (SELECT month, count(*) AS n FROM c GROUP BY month) SELECT month, n, lag(n) OVER (ORDER BY month) FROM n"
                .to_owned(),
        ),
        (
            Kpi::GrowthOnYear,
            "WITH n AS (SELECT month, count(*) AS n FROM c GROUP BY month) SELECT n.month, n.n, b.n FROM n LEFT JOIN n b
                ON b.month = printf('%04d%s', substr(n.month, 1, 4) - 1, substr(n.month, 5))"
                .to_owned(),
        ),
        (
            Kpi::ZeroUnits,
            "SELECT month, (SELECT count(DISTINCT code) FROM u) - count(DISTINCT code), (SELECT count(DISTINCT code) FROM u)
                FROM c LEFT JOIN u ON name = unit GROUP BY month"
                .to_owned(),
        ),
    ];
    let asked: BTreeSet<Kpi> = cohort.iter().map(|(kpi, _)| *kpi).chain([Kpi::Share]).collect();
    assert_eq!(asked.len(), Kpi::ALL.len(), "every figure is asked");
    for (kpi, sql) in cohort {
        let mut found = ask(&store, &sql)?;
        found.retain(|_, numbers| *numbers != (0, 0));
        compared += found.len();
        let mut ours = told(&table, kpi.into());
        if matches!(
            kpi,
            Kpi::PerThousandHouseholds
                | Kpi::PerTenThousandHouseholds
                | Kpi::ValidPerThousandHouseholds
                | Kpi::ZeroUnits
                | Kpi::GrowthOnPrevious
                | Kpi::GrowthOnYear
        ) {
            // Months in which things were only due or closed have no row in SQL.
            ours.retain(|month, _| found.contains_key(month));
        }
        assert_eq!(ours, found, "{}", kpi.id());
    }
    for obligation in obligations {
        let sql = format!(
            "SELECT month, sum(outcome = 'met'), count(*) FROM m WHERE obligation = '{obligation}' AND due IS NOT NULL
                AND outcome IN ('met', 'missed') GROUP BY month"
        );
        let column = Measure { kpi: Kpi::TimelyRate, obligation: Some(obligation.clone()) };
        let found = ask(&store, &sql)?;
        compared += found.len();
        assert_eq!(told(&table, column), found, "{obligation}");
    }

    compared += ranks(&store, &table)?;

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
    Ok(compared + found.len())
}

/// Medians, nine tenths and ends, by ranks. Tells how many were compared.
fn ranks(store: &Connection, table: &FigureTable) -> Tested<usize> {
    let mut compared = 0;
    for (kpi, column) in [
        (Kpi::ResponseTime, "response"),
        (Kpi::ResponseWorkingTime, "response_w"),
        (Kpi::ResolutionTime, "resolution"),
        (Kpi::ResolutionWorkingTime, "resolution_w"),
        (Kpi::ClosingTime, "closing"),
        (Kpi::ClosingWorkingTime, "closing_w"),
    ] {
        let mut query = store.prepare(&format!(
            "WITH k AS (SELECT month, {column} AS x, row_number() OVER (PARTITION BY month ORDER BY {column}) AS rank,
                count(*) OVER (PARTITION BY month) AS n FROM c WHERE {column} IS NOT NULL)
             SELECT month, n, sum(x * (rank = (n + 1) / 2)) + sum(x * (rank = n / 2 + 1)), sum(x * (rank = (n * 9 + 9) / 10)),
                min(x), max(x) FROM k GROUP BY month"
        ))?;
        let mut rows = query.query(())?;
        while let Some(ranked) = rows.next()? {
            let month: String = ranked.get(0)?;
            let number = |at| ranked.get::<_, i64>(at);
            let found = [number(1)?, number(2)? / 2, number(3)?, number(4)?, number(5)?];
            let row = table.rows.iter().find(|row| row.key.first().is_some_and(|value| value.to_string() == month));
            let figure = row.and_then(|row| table.figure(row, kpi)).ok_or("a figure")?;
            let lengths = figure.lengths.ok_or("lengths")?;
            let count = i64::try_from(lengths.count)?;
            let told = [count, lengths.median.value, lengths.p90.value, lengths.min, lengths.max];
            assert_eq!(told, found, "count, median, nine tenths and ends of {} {month}", kpi.id());
            assert_eq!((lengths.median.within, lengths.p90.within), (0, 0));
            compared += 4;
        }
    }
    Ok(compared)
}
