"""Figures: from cases, columns and a ledger; merged, sent as bytes, and handed to tables."""

import pickle
from pathlib import Path

import pytest

import tousu

REQUEST = {"as_of": "2026-04-01T00:00:00+08:00", "by": ["month"], "kpis": ["volume", "closure-rate", "closing-time"]}
QUERY = {name: value for name, value in REQUEST.items() if name != "as_of"}
CASES = [
    {
        "complaint": {"id": "c1", "received_at": "2026-03-02T09:00:00+08:00", "text": "A"},
        "events": [{"id": "e1", "kind": "closed", "at": "2026-03-03T09:00:00+08:00"}],
    },
    {"complaint": {"id": "c2", "received_at": "2026-03-09T09:00:00+08:00", "text": "B"}},
]
COLUMNS = {
    "id": ["c1", "c2"],
    "received_at": ["2026-03-02T09:00:00+08:00", "2026-03-09T09:00:00+08:00"],
    "closed_at": ["2026-03-03T09:00:00+08:00", None],
}


@pytest.fixture(scope="module")
def engine() -> tousu.Engine:
    return tousu.Engine.builtin("residential-community")


def test_every_way_gives_the_same_figures(engine: tousu.Engine, tmp_path: Path) -> None:
    table = engine.figures(CASES, REQUEST)
    assert table.json == engine.figures_json(CASES, REQUEST)
    # Two received in March, one of them closed after exactly one day.
    assert table.wide() == {"month": ["2026-03"], "volume": [2], "closure-rate": [0.5], "closing-time": [86400]}
    assert engine.column_figures(COLUMNS, REQUEST).wide() == table.wide()
    with tousu.Ledger.create(tmp_path / "l") as ledger:
        ledger.record_batch(engine, CASES)
        assert ledger.figures(engine, REQUEST) == table


def test_shards_are_merged_and_sent(engine: tousu.Engine) -> None:
    one, other = tousu.Summary(engine, REQUEST), tousu.Summary(engine, REQUEST)
    one.add_cases(CASES[0])
    other.add_cases(CASES[1:])
    data = other.to_bytes()
    one.merge(tousu.Summary.from_bytes(engine, data))
    assert one.figures(QUERY) == engine.figures(CASES, REQUEST)
    with pytest.raises(tousu.FiguresError) as damaged:
        tousu.Summary.from_bytes(engine, data[:-1])
    assert damaged.value.slug == "summary-damaged"
    with pytest.raises(tousu.FiguresError) as plan:
        one.merge(tousu.Summary(engine, {**REQUEST, "as_of": "2026-05-01T00:00:00+08:00"}))
    assert plan.value.slug == "other-plan"
    with pytest.raises(tousu.FiguresError) as unit:
        one.figures({"by": ["unit"]})
    assert unit.value.slug == "not-accumulated"


def test_tables_are_plain_lists(engine: tousu.Engine) -> None:
    table = engine.figures(CASES, REQUEST)
    columns = table.columns()
    assert columns["kpi"] == ["volume", "closure-rate", "closing-time"]
    assert columns["numerator"] == [2, 1, 86400]
    assert {len(column) for column in columns.values()} == {3}
    assert "<th>2026-03</th>" in table._repr_html_()
    assert pickle.loads(pickle.dumps(table)) == table
    assert len(table) == 1


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_data_frames_take_a_table(engine: tousu.Engine, library: str) -> None:
    frames = pytest.importorskip(library)
    table = engine.figures(CASES, REQUEST)
    long, wide = frames.DataFrame(table.columns()), frames.DataFrame(table.wide())
    assert list(long["numerator"]) == [2, 1, 86400]
    assert (len(long), len(wide)) == (3, 1)
    assert list(wide["closure-rate"]) == [0.5]
    report = {"report": "period", "period": "2026-03", "as_of": REQUEST["as_of"], "language": "en", "register": CASES}
    # The key figures are numbers of several kinds under each other, which is no column.
    columns = engine.report(report).tables()["by-tier"]
    assert list(frames.DataFrame(columns).columns) == list(columns)


def test_ids_are_as_many_as_the_figures(engine: tousu.Engine) -> None:
    table = engine.figures(CASES, {**REQUEST, "options": {"keep_ids": True}})
    closed = table.rows[0]["figures"][1]
    assert [item["id"] for item in closed["items"]["numerator"]] == ["c1"]
    assert [item["id"] for item in closed["items"]["denominator"]] == ["c1", "c2"]


def test_what_cannot_be_asked_is_named(engine: tousu.Engine) -> None:
    with pytest.raises(tousu.DocumentError) as unknown:
        engine.figures(CASES, {**REQUEST, "kpis": ["closure-rat"]})
    assert unknown.value.help == "did you mean `closure-rate`?"
    units = [{"code": "p1", "names": ["阳光花园"]}]
    cases = [{"complaint": {**CASES[0]["complaint"], "facts": {"unit": "阳光花圆"}}}]
    table = engine.figures(cases, {**REQUEST, "units": units})
    assert [fault["help"] for fault in table.data["faults"]] == ["did you mean `阳光花园`?"]


def test_every_figure_has_a_definition() -> None:
    definitions = {definition["id"]: definition for definition in tousu.figure_definitions()}
    assert definitions["timely-rate"]["label"] == {"zh": "及时率", "en": "in time"}
    assert tousu.figure_definitions_json().startswith('[{"id":"volume"')
