"""A case grows event by event; an old one stays what it was."""

import json
import pickle
import threading
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

import tousu

CHINA = timezone(timedelta(hours=8))
RECEIVED = datetime(2026, 4, 30, 16, tzinfo=CHINA)
COMPLAINT: dict[str, Any] = {"id": "c1", "received_at": RECEIVED, "text": "楼道堆满杂物，有消防隐患。"}


def event(id: str, kind: str, minutes: int, **more: Any) -> dict[str, Any]:
    return {"id": id, "kind": kind, "at": RECEIVED + timedelta(minutes=minutes), **more}


def as_json(complaint: dict[str, Any], events: list[dict[str, Any]]) -> tuple[str, str]:
    return json.dumps(complaint, default=datetime.isoformat), json.dumps(events, default=datetime.isoformat)


@pytest.fixture(scope="module")
def engine() -> tousu.Engine:
    return tousu.Engine.builtin("residential-community")


@pytest.fixture
def case(engine: tousu.Engine) -> tousu.Case:
    return engine.replay(COMPLAINT)


def test_apply_gives_a_new_case(engine: tousu.Engine, case: tousu.Case) -> None:
    before = case.status_json(RECEIVED)
    registered = case.apply(event("e1", "registered", 20))
    assert (len(case.events), len(registered.events)) == (0, 1)
    assert case.status_json(RECEIVED) == before
    assert registered != case
    assert registered == engine.replay(COMPLAINT, [event("e1", "registered", 20)])
    as_of = RECEIVED + timedelta(days=3)
    assert registered.status(as_of) == engine.status(COMPLAINT, [event("e1", "registered", 20)], as_of)
    assert json.loads(registered.status_json(as_of)) == registered.status(as_of)


def test_the_next_due_time_is_aware_and_of_the_zone(case: tousu.Case) -> None:
    due = case.next_due(RECEIVED)
    assert due is not None
    assert due.due.utcoffset() == timedelta(hours=8)
    status = case.status(RECEIVED)
    assert status["next_due"] == {"obligation": due.obligation, "due": due.due.isoformat()}
    assert due == tousu.NextDue(obligation=due.obligation, due=due.due)
    withdrawn = case.apply(event("e1", "withdrawn", 5))
    assert withdrawn.next_due(RECEIVED + timedelta(days=1)) is None


def test_a_status_is_told_as_it_was_known(engine: tousu.Engine, case: tousu.Case) -> None:
    days = [RECEIVED + timedelta(days=day) for day in range(4)]
    late = event("e1", "withdrawn", 60, recorded_at=days[2])
    closed = case.apply(late)
    assert closed.status(days[3])["status"] == "withdrawn"
    assert closed.status(days[3], known_at=days[2])["status"] == "withdrawn"
    known = closed.status(days[3], known_at=days[1])
    assert known["status"] == "open"
    assert known == engine.status(COMPLAINT, [late], days[3], known_at=days[1])
    assert known == json.loads(engine.status_json(*as_json(COMPLAINT, [late]), days[3], known_at=days[1]))
    assert closed.next_due(RECEIVED + timedelta(hours=2)) is None
    due = closed.next_due(RECEIVED + timedelta(hours=2), known_at=days[1])
    assert due is not None
    assert due.due >= RECEIVED + timedelta(hours=2)

    # The pause was entered after its end: what was known in between cannot have been.
    pause = [event("e1", "paused", 60, recorded_at=days[2]), event("e2", "resumed", 120, recorded_at=days[1])]
    paused = engine.replay(COMPLAINT, pause)
    assert paused.status(days[3])["faults"] == []
    with pytest.raises(tousu.CaseError) as caught:
        paused.status(days[3], known_at=days[1])
    assert (caught.value.slug, caught.value.path) == ("resume-without-pause", "events[e2]")
    lenient = engine.replay(COMPLAINT, pause, mode="lenient").status(days[3], known_at=days[1])
    assert [fault["slug"] for fault in lenient["faults"]] == ["resume-without-pause"]

    with pytest.raises(tousu.TimeError) as naive:
        case.next_due(RECEIVED, known_at=RECEIVED.replace(tzinfo=None))
    assert (naive.value.slug, naive.value.path) == ("naive-time", "known_at")
    for wrong in ("2026-05-01", RECEIVED.date(), 1):
        with pytest.raises(TypeError):
            case.status(RECEIVED, known_at=wrong)  # type: ignore[arg-type]


def test_what_does_not_fit_is_refused_and_changes_nothing(case: tousu.Case) -> None:
    with pytest.raises(tousu.CaseError) as caught:
        case.apply(event("e1", "nonsense", 20))
    assert (caught.value.slug, caught.value.path) == ("unknown-event", "events[e1].kind")
    with pytest.raises(tousu.CaseError) as caught:
        case.apply(event("e1", "registered", -20))
    assert caught.value.slug == "before-receipt"
    with pytest.raises(tousu.TimeError) as naive:
        case.apply({**event("e1", "registered", 20), "at": datetime(2026, 4, 30, 17)})
    assert (naive.value.slug, naive.value.path) == ("naive-time", "at")
    with pytest.raises(tousu.DocumentError) as unknown:
        case.apply(event("e1", "registered", 20, why="?"))
    assert (unknown.value.slug, unknown.value.path) == ("unknown-field", "why")
    wrong: Any
    for wrong in (None, [], "{}", 1):
        with pytest.raises(TypeError):
            case.apply(wrong)
    for wrong in (None, "2026-05-01T00:00:00+08:00", RECEIVED.date()):
        with pytest.raises(TypeError):
            case.status(wrong)
    with pytest.raises(tousu.TimeError):
        case.next_due(RECEIVED.replace(tzinfo=None))
    assert case.events == []


def test_a_lenient_case_stays_lenient(engine: tousu.Engine) -> None:
    case = engine.replay(COMPLAINT, [event("e1", "nonsense", 20)], mode="lenient")
    assert case.mode == "lenient"
    later = case.apply(event("e2", "more-nonsense", 30))
    assert [fault["slug"] for fault in later.status(RECEIVED + timedelta(days=1))["faults"]] == ["unknown-event"] * 2
    assert pickle.loads(pickle.dumps(later)) == later


def test_a_case_travels_between_processes(engine: tousu.Engine, case: tousu.Case) -> None:
    fraction = {**event("e1", "registered", 20), "at": RECEIVED + timedelta(minutes=20, microseconds=250)}
    for each in (case, case.apply(fraction)):
        copy = pickle.loads(pickle.dumps(each))
        assert copy == each
        assert hash(copy) == hash(each)
        assert copy.engine == engine
        assert copy.complaint == each.complaint
        assert copy.status_json(RECEIVED + timedelta(days=9)) == each.status_json(RECEIVED + timedelta(days=9))


def test_repr_says_what_it_is(case: tousu.Case) -> None:
    assert repr(case) == '<Case "c1" with 0 events under "residential-community">'
    assert repr(case.apply(event("e1", "registered", 20))).startswith('<Case "c1" with 1 event under')


def test_threads_share_an_engine_and_its_cases(engine: tousu.Engine, case: tousu.Case) -> None:
    text = json.dumps({**COMPLAINT, "received_at": RECEIVED.isoformat()}, ensure_ascii=False)
    expected = engine.assess_json(text)
    status = case.status_json(RECEIVED)
    answers: list[bool] = []

    def work() -> None:
        same = all(
            engine.assess_json(text) == expected
            and case.status_json(RECEIVED) == status
            and case.apply(event("e1", "registered", 20)) != case
            for _ in range(100)
        )
        answers.append(same)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert answers == [True] * 4
