"""What a call from Python costs: `calls.py POLICY COMPLAINT DECISION START`.

One line for each: row, name and nanoseconds with tabs between them. DECISION holds the bytes that Rust gives; every
answer is compared before it is timed.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import tousu


def report(row: str, name: str, call: Callable[[], object], count: int) -> None:
    """The fastest of eight passes: what disturbs only ever adds. The loop and the lambda are part of it."""
    passes = []
    for _ in range(8):
        start = time.process_time_ns()
        for _ in range(count):
            call()
        passes.append(time.process_time_ns() - start)
    print(f"{row}\t{name}\t{min(passes) / count}")


def main() -> None:
    policy, complaint, decision, seconds = sys.argv[1:]
    china = timezone(timedelta(hours=8))
    start = datetime.fromtimestamp(int(seconds), china)
    engine = tousu.Engine.builtin(policy)
    mapping = json.loads(complaint)
    assert engine.policy_id == policy
    assert engine.assess_json(complaint) == decision
    assert engine.assess(mapping) == json.loads(decision)
    due = engine.due("3 working days", start)
    assert due is not None
    assert due.at == datetime(2026, 10, 10, 23, 59, 59, tzinfo=china)
    report("call-nothing", "from Python: engine.policy_id", lambda: engine.policy_id, 200_000)
    report("call-json", "from Python: assess_json", lambda: engine.assess_json(complaint), 2_000)
    report("call-json", "from Python: assess, dict to dict", lambda: engine.assess(mapping), 2_000)
    report("call-explain", "from Python: due_json", lambda: engine.due_json("3 working days", start), 2_000)
    report("call-explain", "from Python: due, as an object", lambda: engine.due("3 working days", start), 2_000)


if __name__ == "__main__":
    main()
