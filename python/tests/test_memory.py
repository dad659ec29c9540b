"""Nothing stays behind: a smoke test with a ceiling, not a profile."""

import gc
import json
import sys
from array import array
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

import tousu

resource = pytest.importorskip("resource", reason="this system does not tell a process's peak memory")

AT = datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=8)))


def peak() -> int:
    """Peak memory of this process in bytes; Linux counts it in KiB, macOS in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * unit


def grows(work: Callable[[], object], times: int) -> int:
    for _ in range(times // 10 + 1):
        work()
    gc.collect()
    before = peak()
    for _ in range(times):
        work()
    return peak() - before


def refused() -> None:
    with pytest.raises(tousu.TousuError):
        tousu.Engine.from_text("[policy]\nid = 'x'\nversio = '1'\n")


def test_calls_leave_nothing_behind() -> None:
    engine = tousu.Engine.builtin("residential-community")
    text = json.dumps({"id": "c1", "received_at": AT.isoformat(), "text": "漏水" * 20_000})
    event = {"id": "e1", "kind": "registered", "at": AT}
    assert grows(lambda: engine.assess_json(text), 300) < 16 << 20
    assert grows(lambda: engine.replay({"id": "c1", "received_at": AT}).apply(event).status(AT), 2000) < 16 << 20
    assert grows(lambda: engine.due("3 working days", AT), 5000) < 16 << 20
    calendar, starts = engine.calendar, array("q", range(100_000))
    assert grows(lambda: calendar.due_batch("3 working days", starts, errors="codes"), 50) < 16 << 20
    assert grows(lambda: calendar.periods(AT, 1000), 100) < 16 << 20
    assert grows(refused, 500) < 16 << 20


def test_engines_are_freed() -> None:
    assert grows(lambda: tousu.Engine.builtin("residential-community"), 40) < 48 << 20
