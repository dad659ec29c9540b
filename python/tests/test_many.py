"""The course of a case, many cases at once, and the queue of what they owe."""

import json
import pickle
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

import tousu

CHINA = timezone(timedelta(hours=8))
MONDAY = datetime(2026, 3, 2, 9, tzinfo=CHINA)
COMPLAINT: dict[str, Any] = {"id": "c1", "received_at": MONDAY}


def after(minutes: int) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def event(id: str, kind: str, minutes: int, **more: Any) -> dict[str, Any]:
    return {"id": id, "kind": kind, "at": after(minutes), **more}


@pytest.fixture(scope="module")
def engine() -> tousu.Engine:
    return tousu.Engine.builtin("residential-community")


@pytest.fixture(scope="module")
def one_hour() -> tousu.Engine:
    return tousu.Engine.builtin("residential-community", parameters={"registration_hours": "1 hour"})


def test_a_share_of_the_time_warns(engine: tousu.Engine) -> None:
    case = engine.replay(COMPLAINT)
    assert case.warnings(after(59), warn="50%") == []
    (warned,) = [each for each in case.warnings(after(60), warn="50%") if each.obligation == "register"]
    assert (warned.warn_at, warned.due) == (after(60), after(120))
    with pytest.raises(tousu.ArgumentError) as refused:
        case.warnings(after(60), warn="120%")
    assert refused.value.slug == "invalid-argument"
    with pytest.raises(TypeError):
        case.warnings(after(60), warn=50)  # type: ignore[arg-type]


def test_the_timeline_tells_what_happened_in_order(engine: tousu.Engine) -> None:
    case = engine.replay(COMPLAINT, [event("e1", "registered", 130)])
    items = case.timeline(after(200))
    assert items[0]["item"] == "received"
    of_register = [item["item"] for item in items if item["obligation"] == "register"]
    # Missed after two hours, ended ten minutes late.
    assert of_register == ["started", "missed", "ended"]
    assert items == json.loads(case.timeline_json(after(200)))["items"]
    assert len(case.timeline(after(100))) < len(items)
    assert case.timeline_text(after(200), language="zh") != case.timeline_text(after(200))
    with pytest.raises(tousu.ArgumentError):
        case.timeline_text(after(200), language="fr")  # type: ignore[arg-type]


def test_a_case_moves_under_another_book(engine: tousu.Engine, one_hour: tousu.Engine) -> None:
    case = engine.replay(COMPLAINT)
    moved = case.take_over(one_hour, after(1))
    due = moved.next_due(after(2))
    assert due is not None and due.due <= after(60)
    assert (moved.engine, case.engine) == (one_hour, engine)
    assert pickle.loads(pickle.dumps(moved)) == moved != case
    with pytest.raises(tousu.ArgumentError):
        moved.take_over(engine, MONDAY)
    with pytest.raises(TypeError):
        case.take_over("other", MONDAY)  # type: ignore[arg-type]


def test_a_merged_case_hands_on_who_complained(engine: tousu.Engine) -> None:
    case = engine.replay({**COMPLAINT, "facts": {"complainants": {"people": 3}}})
    assert case.merged_into(after(60)) is None
    merged = case.apply_all([event("e1", "merged", 30, into="c9")])
    found = merged.merged_into(after(60))
    assert found is not None
    assert (found[0], found[1]["kind"], found[1]["people"]) == ("c9", "cosigned", 3)


def test_rows_come_from_dicts_lines_files_and_columns(engine: tousu.Engine) -> None:
    cases = [{"complaint": COMPLAINT, "events": [event("e1", "registered", 10)]}, {"complaint": {"id": "c2"}}]
    rows = tousu.rows(engine, cases, after(30))
    register = [row for row in rows if row["obligation"] == "register"]
    assert [(row["case_id"], row["state"]) for row in register] == [("c1", "met"), ("c2", "undetermined")]
    lines = "\n".join(json.dumps(case, default=datetime.isoformat) for case in cases)
    found, faults = tousu.rows_json_lines(engine, f"{lines}\nnonsense", after(30), threads=2)
    assert [json.loads(line) for line in found.splitlines()] == rows
    assert [fault["line"] for fault in json.loads(faults)] == [3]
    complaints = f"id,received_at\nc1,{MONDAY.isoformat()}\nc2,\n"
    events = f"case,id,kind,at\nc1,e1,registered,{after(10).isoformat()}\n"
    text, none = tousu.rows_csv(engine, complaints, events, after(30))
    assert (len(text.splitlines()), none) == (len(rows) + 1, "[]")
    columns, wrong = tousu.rows_columns(
        engine,
        {"id": ["c1", "c2"], "received_at": [MONDAY, None]},
        {"case": ["c1"], "id": ["e1"], "kind": ["registered"], "at": [after(10)]},
        after(30),
    )
    assert (columns["state"], wrong) == ([row["state"] for row in rows], [])
    with pytest.raises(TypeError):
        tousu.rows(engine, {"complaint": COMPLAINT}, after(30))  # type: ignore[arg-type]
    with pytest.raises(tousu.DocumentError):
        tousu.rows_csv(engine, "colour\nred\n", "", after(30))


def test_what_another_book_would_change(engine: tousu.Engine, one_hour: tousu.Engine) -> None:
    cases = [{"complaint": COMPLAINT}, {"complaint": {"id": "c2", "received_at": after(30)}}]
    found = tousu.compare(engine, one_hour, cases, after(61), threads=2)
    # Both are due an hour earlier; by then one of them is late.
    assert (found["totals"]["cases"], found["totals"]["dues_earlier"], found["totals"]["breaches_appear"]) == (2, 2, 1)
    assert found["cases"][0]["changes"][0]["moved_by"] == -3600
    same = tousu.compare(engine, engine, cases, after(61))
    assert (same["totals"]["differing"], same["cases"]) == (0, [])


def test_a_queue_follows_time_and_events(engine: tousu.Engine) -> None:
    queue = tousu.Queue(engine, MONDAY, warn="30 minutes")
    queue.put([{"complaint": COMPLAINT}])
    assert len(queue) == 1
    assert next(task for task in queue.due_next() if task.obligation == "register").due == after(120)
    assert queue.about_to_breach() == []
    assert queue.advance(after(90)) == 1
    assert [task.obligation for task in queue.about_to_breach()] == ["register"]
    queue.advance(after(121))
    assert [task.obligation for task in queue.overdue()] == ["register"]
    queue.apply("c1", event("e1", "registered", 120))
    assert queue.overdue() == [] == queue.awaiting_approval()
    with pytest.raises(tousu.LedgerError):
        queue.apply("c7", event("e1", "registered", 120))
    with pytest.raises(tousu.ArgumentError):
        queue.advance(MONDAY)
    assert (queue.remove("c1"), queue.remove("c1"), len(queue)) == (True, False, 0)
