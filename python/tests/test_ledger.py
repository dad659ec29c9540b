"""The ledger in a file: all or nothing, the same again changes nothing, foreign files stay as they are."""

import json
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import tousu

CHINA = timezone(timedelta(hours=8))
RECEIVED = datetime(2026, 4, 30, 16, tzinfo=CHINA)
LATER = datetime(2026, 6, 1, tzinfo=CHINA)
REGISTERED: dict[str, Any] = {"id": "e1", "kind": "registered", "at": RECEIVED + timedelta(minutes=20)}


def complaint(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "received_at": RECEIVED, "text": "楼道堆满杂物，有消防隐患。", **more}


@pytest.fixture(scope="module")
def engine() -> tousu.Engine:
    return tousu.Engine.builtin("residential-community")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "台账.ledger"


def test_what_was_acknowledged_is_there_again(engine: tousu.Engine, path: Path) -> None:
    with tousu.Ledger.create(path) as ledger:
        assert ledger.record(engine, [complaint("a"), complaint("b")]) == tousu.Written(
            complaints=2, events=0, repeats=0
        )
        assert ledger.record(engine, complaint("a")).repeats == 1
        assert ledger.append(engine, "a", REGISTERED) == tousu.Written(complaints=0, events=1, repeats=0)
        assert ledger.append(engine, "a", [REGISTERED]).repeats == 1
        assert not ledger.closed
    assert ledger.closed
    with tousu.Ledger.open(str(path)) as again:
        assert len(again) == 2
        again.check()
        assert again.path == path
        assert again.case(engine, "a") == engine.replay(complaint("a"), [REGISTERED])


def test_a_register_is_taken_over_in_one_call(engine: tousu.Engine, path: Path) -> None:
    cases = [{"complaint": complaint("a"), "events": (REGISTERED,)}, {"complaint": complaint("b")}]
    with tousu.Ledger.create(path) as ledger:
        added = ledger.record_batch(engine, iter(cases))
        assert added == tousu.Written(complaints=2, events=1, repeats=0)
        assert ledger.case(engine, "a") == engine.replay(complaint("a"), [REGISTERED])
        assert ledger.record_batch(engine, cases[0]).repeats == 2
        text = json.dumps(cases, default=datetime.isoformat)
        assert ledger.record_batch_json(engine, text) == '{"complaints":0,"events":0,"repeats":3}'
        refused: list[tuple[Any, type[tousu.TousuError], str, str]] = [
            ({"complaint": complaint("c"), "event": []}, tousu.DocumentError, "unknown-field", "cases[1].event"),
            ({"events": []}, tousu.DocumentError, "missing-field", "cases[1]"),
            ({"complaint": complaint("a", text="x")}, tousu.LedgerError, "complaint-exists", "complaints[a].id"),
            (
                {"complaint": complaint("c"), "events": [{**REGISTERED, "kind": "nonsense"}]},
                tousu.CaseError,
                "unknown-event",
                "complaints[c].events[e1].kind",
            ),
            (
                {"complaint": complaint("c"), "events": [{**REGISTERED, "at": datetime(2026, 5, 1)}]},
                tousu.TimeError,
                "naive-time",
                "cases[1].events[0].at",
            ),
        ]
        for case, error, slug, place in refused:
            with pytest.raises(error) as caught:
                ledger.record_batch(engine, [{"complaint": complaint("new")}, case])
            assert (caught.value.slug, caught.value.path) == (slug, place)
        assert len(ledger) == 2
        with pytest.raises(tousu.DocumentError) as broken:
            ledger.record_batch_json(engine, "[")
        assert (broken.value.slug, broken.value.path) == ("syntax", "cases")
        for wrong in (None, 1, "[]", [None], [("a", [])]):
            with pytest.raises(TypeError):
                ledger.record_batch(engine, wrong)  # type: ignore[arg-type]
        for wrong in (None, [], b"[]"):
            with pytest.raises(TypeError):
                ledger.record_batch_json(engine, wrong)  # type: ignore[arg-type]


def test_questions_are_answered_with_aware_datetimes(engine: tousu.Engine, path: Path) -> None:
    with tousu.Ledger.open_or_create(path) as ledger:
        ledger.record(engine, [complaint("a", facts={"unit": "一期"}), complaint("b")])
        due = ledger.due_before(engine, RECEIVED, LATER)
        assert [item.due for item in due] == sorted(item.due for item in due)
        assert {item.complaint for item in due} == {"a", "b"}
        assert {item.unit for item in due} == {"一期", None}
        assert due[0].due.utcoffset() == timedelta(hours=8)
        assert due[0].state == "running"
        first = engine.replay(complaint("a")).next_due(RECEIVED)
        assert first is not None
        assert (due[0].obligation, due[0].due) == (first.obligation, first.due)
        listed = json.loads(ledger.due_before_json(engine, RECEIVED, LATER))["items"]
        assert [(item["complaint"], item["obligation"]) for item in listed] == [
            (item.complaint, item.obligation) for item in due
        ]
        assert ledger.overdue(engine, RECEIVED) == []
        overdue = ledger.overdue(engine, LATER)
        assert {item.state for item in overdue} == {"breached"}
        assert len(json.loads(ledger.overdue_json(engine, LATER))["items"]) == len(overdue)
        april = ledger.summary(engine, LATER, month="2026-04")
        assert april == json.loads(ledger.summary_json(engine, LATER, month="2026-04"))
        assert (april["month"], april["total"]["volume"]) == ("2026-04", 2)
        assert ledger.summary(engine, LATER, month="2026-03")["total"]["volume"] == 0
        assert ledger.summary(engine, LATER)["month"] is None


def test_all_or_nothing(engine: tousu.Engine, path: Path) -> None:
    with tousu.Ledger.create(path) as ledger:
        ledger.record(engine, complaint("a"))
        refused: list[tuple[Any, type[tousu.TousuError], str]] = [
            ([complaint("b"), complaint("a", text="x")], tousu.LedgerError, "complaint-exists"),
            ([complaint("b"), complaint("")], tousu.DocumentError, "missing-field"),
            ([complaint("b"), complaint("c", nobody=1)], tousu.DocumentError, "unknown-field"),
            ([complaint("b"), complaint("c", received_at="soon")], tousu.TimeError, "unreadable-time"),
            ([complaint("b"), complaint("c", category="nobody")], tousu.ComplaintError, "unknown-category"),
            ([complaint("b"), complaint("c", received_at=datetime(2026, 4, 30))], tousu.TimeError, "naive-time"),
            ([complaint("b"), complaint("c", received_at=LATER.replace(year=9998))], tousu.TimeError, "outside-calendar"),
        ]
        for rows, error, slug in refused:
            with pytest.raises(error) as caught:
                ledger.record(engine, rows)
            assert caught.value.slug == slug
            assert caught.value.path is not None and caught.value.path.startswith("complaints["), slug
        assert len(ledger) == 1
        for events, slug in [
            ([REGISTERED, {**REGISTERED, "id": "e2", "kind": "nonsense"}], "unknown-event"),
            ([REGISTERED, {**REGISTERED, "kind": "replied"}], "conflicting-event"),
            ([REGISTERED, {**REGISTERED, "id": "e2", "at": RECEIVED - timedelta(days=1)}], "before-receipt"),
        ]:
            with pytest.raises(tousu.CaseError) as caught:
                ledger.append(engine, "a", events)
            assert caught.value.slug == slug
        with pytest.raises(tousu.LedgerError) as unknown:
            ledger.append(engine, "nobody", REGISTERED)
        assert unknown.value.slug == "unknown-complaint"
        assert ledger.case(engine, "a").events == []


def test_a_lenient_ledger_keeps_what_came(engine: tousu.Engine, path: Path) -> None:
    with tousu.Ledger.create(path, mode="lenient") as ledger:
        ledger.record(engine, complaint("a"))
        assert ledger.append(engine, "a", {**REGISTERED, "kind": "nonsense"}).events == 1
        with pytest.raises(tousu.CaseError):
            ledger.case(engine, "a")
        assert len(ledger.case(engine, "a", mode="lenient").status(LATER)["faults"]) == 1


@pytest.mark.parametrize("content", [b"a diary, not a ledger", b"SQLite format 3\0" + b"\1" * 4096])
def test_a_foreign_file_is_left_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    for way in (tousu.Ledger.open, tousu.Ledger.create, tousu.Ledger.open_or_create):
        with pytest.raises(tousu.LedgerError) as caught:
            way(path)
        assert caught.value.slug in ("ledger-foreign", "ledger-corrupt")
        assert not isinstance(caught.value, ValueError)
    assert path.read_bytes() == content
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_what_cannot_be_opened(path: Path) -> None:
    cases: list[Any] = [path, path.parent, path / "below", f"{path}\0x"]
    for wrong in cases:
        with pytest.raises(tousu.LedgerError) as caught:
            tousu.Ledger.open(wrong)
        assert caught.value.slug == "ledger-io"
    tousu.Ledger.create(path).close()
    with pytest.raises(tousu.LedgerError):
        tousu.Ledger.create(path)
    for seconds in (-1.0, float("nan"), float("inf")):
        with pytest.raises(tousu.ArgumentError) as refused:
            tousu.Ledger.open(path, busy_timeout=seconds)
        assert (refused.value.slug, refused.value.path) == ("invalid-argument", "busy_timeout")
    for none in (None, 1, object()):
        with pytest.raises(TypeError):
            tousu.Ledger.open(none)  # type: ignore[arg-type]


def test_wrong_types_write_nothing(engine: tousu.Engine, path: Path) -> None:
    with tousu.Ledger.create(path) as ledger:
        for wrong in (None, 1, "[]", b"[]", ["a"], [None], object()):
            with pytest.raises(TypeError):
                ledger.record(engine, wrong)  # type: ignore[arg-type]
            with pytest.raises(TypeError):
                ledger.append(engine, "a", wrong)  # type: ignore[arg-type]
        for nobody in (None, "residential-community", 1):
            with pytest.raises(TypeError):
                ledger.record(nobody, [])  # type: ignore[arg-type]
        naive = RECEIVED.replace(tzinfo=None)
        for ask in (
            lambda: ledger.due_before(engine, naive, LATER),
            lambda: ledger.due_before(engine, LATER, naive),
            lambda: ledger.overdue(engine, naive),
            lambda: ledger.summary(engine, naive),
        ):
            with pytest.raises(tousu.TimeError) as caught:
                ask()
            assert caught.value.slug == "naive-time"
            assert caught.value.path in ("as_of", "before")
        for month in ("2026-13", "March", "", "2026-03-32"):
            with pytest.raises(tousu.TimeError) as caught:
                ledger.summary(engine, LATER, month=month)
            assert (caught.value.slug, caught.value.path) == ("unreadable-time", "month")
        assert len(ledger) == 0


def test_a_closed_ledger_says_so(engine: tousu.Engine, path: Path) -> None:
    ledger = tousu.Ledger.create(path)
    ledger.close()
    ledger.close()
    assert repr(ledger) == f'<closed Ledger "{path}">'
    for ask in (lambda: len(ledger), lambda: ledger.record(engine, []), ledger.check, ledger.__enter__):
        with pytest.raises(tousu.ArgumentError, match="closed"):
            ask()


def test_an_exception_inside_closes_and_passes(engine: tousu.Engine, path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        with tousu.Ledger.create(path) as ledger:
            ledger.record(engine, complaint("a"))
            raise ZeroDivisionError
    assert ledger.closed
    with tousu.Ledger.open(path) as again:
        assert len(again) == 1


def test_threads_take_turns_and_lose_nothing(engine: tousu.Engine, path: Path) -> None:
    with tousu.Ledger.create(path) as ledger:
        faults: list[BaseException] = []

        def write(worker: int) -> None:
            try:
                for number in range(20):
                    ledger.record(engine, complaint(f"{worker}-{number}"))
                    ledger.append(engine, f"{worker}-{number}", REGISTERED)
                    ledger.due_before(engine, RECEIVED, LATER)
            except BaseException as fault:
                faults.append(fault)

        threads = [threading.Thread(target=write, args=(worker,)) for worker in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        assert faults == []
        assert len(ledger) == 80
        ledger.check()


def test_two_handles_share_a_file(engine: tousu.Engine, path: Path) -> None:
    with tousu.Ledger.create(path) as one, tousu.Ledger.open(path) as other:
        one.record(engine, complaint("a"))
        assert other.append(engine, "a", REGISTERED).events == 1
        assert len(one.case(engine, "a").events) == 1
