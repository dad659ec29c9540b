"""Every figure that columns tell, again by DuckDB from the columns themselves: the same numbers on 100,000 generated rows.

DuckDB reads the columns as a file of comma-separated values and never sees what the library made of them. The working
days are those of the package chinesecalendar.
"""

import csv
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar  # type: ignore[import-untyped, unused-ignore]
import duckdb
import pytest

import tousu

ROWS = 100_000
AS_OF = datetime(2026, 9, 15, 12)
BY = ["month", "category", "tier"]
OPTIONS = {"exact_up_to": 1 << 20, "oral_is_timed": False}
UNITS = [
    {"code": "A", "names": ["栖梧里", "栖梧"], "households": 1200},
    {"code": "B", "names": ["晴禾花园"], "households": 860},
    {"code": "C", "households": 430},
    {"code": "D", "households": 300},
]
CODES = {"栖梧里": "A", "栖梧": "A", "晴禾花园": "B", "C": "C", "D": "D"}
VISITS = {
    "满意": "satisfied",
    "5": "very-satisfied",
    "一般": "neutral",
    "不满意": "dissatisfied",
    "no-answer": "no-answer",
    "refused": "refused",
    "unrated": "unrated",
}

Key = tuple[Any, ...]
Numbers = dict[Key, tuple[int, int]]


def generated() -> dict[str, list[Any]]:
    """Rows with every kind of gap: times missing, days without a time, ends before their beginning."""
    dice = random.Random(20_260_101)
    first = datetime(2025, 1, 1)

    def moment(at: datetime | None, dated: int) -> str | None:
        if at is None:
            return None
        return at.date().isoformat() if dice.random() * 100 < dated else f"{at.isoformat()}+08:00"

    def after(at: datetime, days: int, none: int) -> datetime | None:
        if dice.random() * 100 < none:
            return None
        return at + timedelta(seconds=dice.randrange(-3600, days * 86_400))

    columns: dict[str, list[Any]] = {}
    for number in range(ROWS):
        # The last of them came after the cut-off.
        at = first + timedelta(seconds=dice.randrange(640 * 86_400))
        row = {
            "id": f"c{number:06}",
            "received_at": None if dice.random() < 0.02 else moment(at, 4),
            "responded_at": moment(after(at, 3, 20), 5),
            "resolved_at": moment(after(at, 30, 30), 5),
            "closed_at": moment(after(at, 60, 40), 5),
            "category": dice.choice(["facilities/elevator", "facilities/light", "noise/pets", "x", None]),
            "tier": dice.choice(["general", "group", "major", None]),
            "unit": dice.choice(["栖梧里", "栖梧", "晴禾花园", "C", None]),
            "customer": None if dice.random() < 0.2 else f"k{dice.randrange(12_000)}",
            "heads": dice.choice([None, 1, 2, 9, 10, 40]),
            "in_scope": dice.choice([None, True, True, False]),
            "substantiated": dice.choice([None, True, False]),
            "oral": dice.random() < 0.05,
            "reopened": dice.choice([None, False, False, True]),
            "escalated": dice.choice([None, False, False, True]),
            "visit": dice.choice([*VISITS, None, None]),
            "obligation": dice.choice(["reply", "solve", None]),
            "due_at": moment(after(at, 40, 10), 5),
            "outcome": dice.choice(["met", "met", "missed", "not-yet-due", "waived", "undetermined", None]),
        }
        for name, value in row.items():
            columns.setdefault(name, []).append(value)
    return columns


def loaded(columns: dict[str, list[Any]], folder: Path) -> duckdb.DuckDBPyConnection:
    """The columns, the units, the visits and the working days as tables."""
    store = duckdb.connect(config={"threads": 2})

    def load(name: str, head: list[str], rows: Any) -> None:
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *rows])
        store.execute(f"CREATE TABLE {name} AS FROM read_csv('{path}', header = true, all_varchar = true, nullstr = '')")

    load("raw", list(columns), zip(*columns.values(), strict=True))
    load("codes", ["name", "code"], CODES.items())
    load("visits", ["given", "outcome"], VISITS.items())
    days = [date(2024, 12, 1) + timedelta(days=day) for day in range(740)]
    load("days", ["day", "works"], [(day, int(chinese_calendar.is_workday(day))) for day in days])
    store.execute(
        """
        CREATE TABLE calendar AS SELECT day::DATE AS day, works::BIGINT AS works,
            sum(works::BIGINT) OVER (ORDER BY day) - works::BIGINT AS before FROM days;
        -- 09:00-12:00 and 13:00-18:00.
        CREATE MACRO of_day(t) AS epoch(t)::BIGINT - epoch(t::DATE)::BIGINT;
        CREATE MACRO open_until(t) AS greatest(0, least(of_day(t) - 32400, 10800)) + greatest(0, least(of_day(t) - 46800, 18000));
        CREATE MACRO worked(t) AS (SELECT before * 28800 + works * open_until(t) FROM calendar WHERE day = t::DATE);
        """
    )
    at = f"TIMESTAMP '{AS_OF}'"

    def moment(name: str) -> str:
        """Its day and its time, unless it comes after the cut-off."""
        when = f"substr({name}, 1, 19)::TIMESTAMP"
        return (
            f"CASE WHEN {when} <= {at} THEN substr({name}, 1, 10)::DATE END AS {name}_on, "
            f"CASE WHEN {when} <= {at} AND length({name}) > 10 THEN {when} END AS {name}_at"
        )

    times = ["received", "responded", "resolved", "closed"]
    parts = ", ".join(moment(f"{name}_at").replace("_at_", "_") for name in times)
    store.execute(
        f"""
        CREATE TABLE seen AS SELECT * REPLACE (coalesce(heads::INTEGER, 1) AS heads, in_scope::BOOLEAN AS in_scope,
                substantiated::BOOLEAN AS substantiated, oral::BOOLEAN AS oral, coalesce(reopened::BOOLEAN, false) AS reopened,
                coalesce(escalated::BOOLEAN, false) AS escalated, coalesce(obligation, 'limit') AS obligation),
            (received_at IS NULL) AS unknown FROM raw;
        CREATE TABLE known AS SELECT * EXCLUDE (received_at, responded_at, resolved_at, closed_at, due_at),
            substr(due_at, 1, 10)::DATE AS due_on, {parts} FROM seen;
        CREATE TABLE dated AS SELECT *, strftime(received_on, '%Y-%m') AS month,
            strftime(closed_on, '%Y-%m') AS closed_month, strftime(coalesce(due_on, received_on), '%Y-%m') AS due_month,
            coalesce(resolved_on, closed_on) IS NOT NULL AS settled,
            CASE WHEN resolved_on IS NOT NULL THEN resolved_at ELSE closed_at END AS settled_at
            FROM known WHERE unknown OR received_on IS NOT NULL;
        CREATE TABLE c AS SELECT dated.* REPLACE (visits.outcome AS visit), codes.code
            FROM dated LEFT JOIN visits ON visit = given LEFT JOIN codes ON unit = name;
        CREATE TABLE r AS SELECT *, coalesce(received_at - lag(received_at) OVER (PARTITION BY customer, category
                ORDER BY received_at, id) <= INTERVAL 30 DAY, false) AS again,
            row_number() OVER (PARTITION BY customer ORDER BY received_at, id) = 1 AS first
            FROM c WHERE customer IS NOT NULL AND received_at IS NOT NULL;
        CREATE TABLE again AS SELECT DISTINCT customer FROM r WHERE again;
        """
    )
    for name in ("responded", "settled", "closed"):
        store.execute(
            f"""
            CREATE TABLE {name} AS SELECT *, epoch({name}_at)::BIGINT - epoch(received_at)::BIGINT AS took,
                worked({name}_at) - worked(received_at) AS took_working
                FROM c WHERE {name}_at >= received_at
            """
        )
    return store


CLASSIFIED = "(in_scope IS NOT NULL OR category IS NOT NULL OR tier IS NOT NULL)"
VALID = f"({CLASSIFIED} AND in_scope IS DISTINCT FROM false)"
DUE = "(outcome IN ('met', 'missed') AND coalesce(due_on, received_on) IS NOT NULL AND NOT oral)"
FLOW = """(SELECT month, category, tier, 0 AS closed, 1 AS received FROM c UNION ALL
    SELECT coalesce(closed_month, month), category, tier, 1, 0 FROM c WHERE closed_on IS NOT NULL)"""
LENGTHS = {"response": "responded", "resolution": "settled", "closing": "closed"}

# Figure and obligation: whence, numerator, denominator.
SQL: dict[tuple[str, str | None], tuple[str, str, str]] = {
    ("volume", None): ("c", "true", "false"),
    ("oral", None): ("c", "oral", "false"),
    ("valid-rate", None): ("c", VALID, CLASSIFIED),
    ("handling-rate", None): ("c", "settled", "true"),
    ("closure-rate", None): ("c", "closed_on IS NOT NULL", "true"),
    ("closure-flow", None): (FLOW, "closed", "received"),
    ("overdue-rate", None): ("c", f"{DUE} AND outcome = 'missed'", DUE),
    ("visit-rate", None): ("c", "visit <> 'no-answer'", "settled OR visit IS NOT NULL"),
    ("satisfaction", None): (
        "c",
        "visit IN ('satisfied', 'very-satisfied')",
        "visit IN ('satisfied', 'very-satisfied', 'neutral', 'dissatisfied')",
    ),
    ("one-visit-resolution", None): ("c", "settled AND NOT reopened", "settled"),
    ("reopen-rate", None): ("c", "reopened", "settled OR reopened"),
    ("repeat-rate", None): ("r", "again", "true"),
    ("repeat-customers", None): ("(FROM r WHERE first)", "customer IN (FROM again)", "true"),
    ("substantiated-rate", None): ("c", "substantiated", "substantiated IS NOT NULL"),
    ("group-rate", None): ("c", "heads >= 10", "true"),
    ("escalation-rate", None): ("c", "tier IS NOT NULL AND escalated", "tier IS NOT NULL"),
    **{
        ("timely-rate", obligation): (
            f"(SELECT * REPLACE (due_month AS month) FROM c WHERE {obligation is None} OR obligation = '{obligation}')",
            f"{DUE} AND outcome = 'met'",
            DUE,
        )
        for obligation in (None, "limit", "reply", "solve")
    },
    **{(f"{name}-time", None): (table, "took", "true") for name, table in LENGTHS.items()},
    **{
        (f"{name}-working-time", None): (table, "took_working", "took_working IS NOT NULL")
        for name, table in LENGTHS.items()
    },
}


def asked(store: duckdb.DuckDBPyConnection, of: str, *numbers: str) -> Iterator[tuple[Any, ...]]:
    """The numbers by month, category and tier, and of all together under the key ``()``."""
    listed = ", ".join(numbers)
    for row in store.execute(f"SELECT {', '.join(BY)}, {listed} FROM {of} GROUP BY ALL").fetchall():
        yield tuple(row[:3]), *row[3:]
    [row] = store.execute(f"SELECT {listed} FROM {of}").fetchall()
    yield (), *row


def counted(store: duckdb.DuckDBPyConnection, of: str, up: str, down: str) -> Numbers:
    found = asked(store, of, f"coalesce(sum(({up})::BIGINT), 0)::BIGINT", f"coalesce(sum(({down})::BIGINT), 0)::BIGINT")
    return {key: (up, down) for key, up, down in found if up or down}


@pytest.fixture(scope="module")
def columns() -> dict[str, list[Any]]:
    return generated()


@pytest.fixture(scope="module")
def store(columns: dict[str, list[Any]], tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return loaded(columns, tmp_path_factory.mktemp("columns"))


@pytest.fixture(scope="module")
def told(columns: dict[str, list[Any]]) -> dict[tuple[str, str | None], dict[Key, dict[str, Any]]]:
    """Figure and obligation, then the key of the row."""
    request = {"as_of": f"{AS_OF.isoformat()}+08:00", "by": BY, "units": UNITS, "options": OPTIONS}
    table = tousu.Engine.builtin("residential-community").column_figures(columns, request)
    rows = {tuple(row["key"]): row["figures"] for row in [*table.rows, table.total]}
    return {
        (column["kpi"], column["obligation"]): {key: figures[place] for key, figures in rows.items()}
        for place, column in enumerate(table.data["columns"])
    }


def test_every_figure_is_asked(told: Any) -> None:
    derived = {"share", "growth-on-previous", "growth-on-year", "zero-units", "per-thousand-households"}
    derived |= {"per-ten-thousand-households", "valid-per-thousand-households"}
    assert {kpi for kpi, _ in SQL} | derived == {each["id"] for each in tousu.figure_definitions()}
    assert set(SQL) | {(kpi, None) for kpi in derived} == set(told)


@pytest.mark.parametrize("figure", SQL, ids=lambda figure: "/".join(filter(None, figure)))
def test_duckdb_counts_the_same(store: duckdb.DuckDBPyConnection, told: Any, figure: tuple[str, str | None]) -> None:
    found = counted(store, *SQL[figure])
    # 21 months, 5 categories and 4 tiers, with those that are not known.
    assert len(found) > 300
    ours = {key: (each["numerator"], each["denominator"] or 0) for key, each in told[figure].items()}
    assert {key: numbers for key, numbers in ours.items() if numbers != (0, 0)} == found


@pytest.mark.parametrize("name", LENGTHS)
@pytest.mark.parametrize("working", ["", "_working"])
def test_duckdb_ranks_the_same(store: duckdb.DuckDBPyConnection, told: Any, name: str, working: str) -> None:
    took = f"took{working}"
    ranked = f"list_sort(list({took}))"
    found = {
        key: {
            "count": len(all),
            "median": (all[(len(all) - 1) // 2] + all[len(all) // 2]) // 2,
            "p90": all[-(-len(all) * 9 // 10) - 1],
            "min": all[0],
            "max": all[-1],
        }
        for key, all in asked(store, f"(FROM {LENGTHS[name]} WHERE {took} IS NOT NULL)", ranked)
    }
    assert len(found) > 300
    figures = told[(f"{name}{working.replace('_', '-')}-time", None)]
    lengths = {key: each["lengths"] for key, each in figures.items() if each["lengths"]}
    assert all(each["median_within"] == each["p90_within"] == 0 for each in lengths.values())
    assert {key: {field: each[field] for field in found[key]} for key, each in lengths.items()} == found


@pytest.mark.parametrize(
    ("kpi", "of", "per"),
    [
        ("per-thousand-households", "true", 1000),
        ("per-ten-thousand-households", "true", 10_000),
        ("valid-per-thousand-households", VALID, 1000),
    ],
)
def test_duckdb_gives_the_same_per_household(
    store: duckdb.DuckDBPyConnection, told: Any, kpi: str, of: str, per: int
) -> None:
    households = sum(int(str(unit["households"])) for unit in UNITS)
    found = {key: up for key, (up, _) in counted(store, "c", of, "false").items()}
    assert {key: each["numerator"] for key, each in told[kpi, None].items() if each["numerator"]} == found
    for each in told[kpi, None].values():
        assert (each["denominator"], each["scale"]) == (households, [per, 1])


def test_duckdb_finds_the_same_units_without_a_complaint(store: duckdb.DuckDBPyConnection, told: Any) -> None:
    busy = {key: count for key, count in asked(store, "c", "count(DISTINCT code)")}
    for key, each in told["zero-units", None].items():
        assert (each["numerator"], each["denominator"]) == (len(UNITS) - busy.get(key, 0), len(UNITS)), key


def test_duckdb_gives_the_same_shares_and_growth(store: duckdb.DuckDBPyConnection, told: Any) -> None:
    months = "(SELECT month, category, tier, count(*) AS n FROM c GROUP BY ALL)"
    found = store.execute(
        f"""
        WITH n AS {months}, dated AS (SELECT *, (month || '-01')::DATE AS first FROM n)
        SELECT now.month, now.category, now.tier, now.n, (SELECT sum(n) FROM n WHERE month IS NOT DISTINCT FROM now.month)::BIGINT,
            coalesce(before.n, 0), coalesce(earlier.n, 0)
        FROM dated AS now
        LEFT JOIN dated AS before ON before.first = now.first - INTERVAL 1 MONTH
            AND before.category IS NOT DISTINCT FROM now.category AND before.tier IS NOT DISTINCT FROM now.tier
        LEFT JOIN dated AS earlier ON earlier.first = now.first - INTERVAL 1 YEAR
            AND earlier.category IS NOT DISTINCT FROM now.category AND earlier.tier IS NOT DISTINCT FROM now.tier
        """
    ).fetchall()
    assert len(found) > 300
    wholes: dict[Any, int] = {}
    for month, category, tier, count, whole, before, earlier in found:
        key = (month, category, tier)
        share = told["share", None][key]
        assert (share["numerator"], share["denominator"]) == (count, whole)
        assert abs(share["per_mille"] * whole - 1000 * count) < whole
        wholes[month] = wholes.get(month, 0) + share["per_mille"]
        for kpi, then in (("growth-on-previous", before), ("growth-on-year", earlier)):
            growth = told[kpi, None][key]
            # A month that is not known has none before it.
            assert (growth["numerator"], growth["denominator"]) == (count, None if month is None else then), key
    assert set(wholes.values()) == {1000}
