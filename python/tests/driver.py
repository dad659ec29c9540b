"""Answers the requests of the harness that compares the surfaces: frames in, frames out.

A frame is the number of its fields, then each field as its length in bytes and the bytes, every part followed by a
line feed. Where the package gives Python values too, they have to say the same as the JSON.
"""

import json
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any

import tousu

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def at(seconds: str) -> datetime:
    return EPOCH + timedelta(seconds=int(seconds))


@cache
def engine(kind: str, source: str, parameters: str) -> tousu.Engine:
    make = tousu.Engine.builtin if kind == "builtin" else tousu.Engine.from_text
    return make(source, parameters=json.loads(parameters))


def same(text: str, values: object) -> str:
    """The text, when the Python values say the same."""
    if json.loads(text) != values:
        raise AssertionError(f"Python values are not the JSON: {values}")
    return text


def codes() -> str:
    return "".join(f"{number} {slug}\n" for number, slug, _ in tousu.error_codes())


def policies() -> str:
    text = tousu.policies_json()
    same(json.dumps(json.loads(text)["policies"]), tousu.policies())
    return text


def check(source: str) -> str:
    text = tousu.check_json(source)
    found = [[each.severity, each.code, each.path, each.line, each.column, each.help] for each in tousu.check(source)]
    names = ("severity", "code", "path", "line", "column", "help")
    same(json.dumps([[each[name] for name in names] for each in json.loads(text)["diagnostics"]]), found)
    return text


def policy(kind: str, source: str, parameters: str) -> str:
    book = engine(kind, source, parameters)
    return same(book.policy_json(), book.policy())


def assess(kind: str, source: str, parameters: str, complaint: str) -> str:
    book = engine(kind, source, parameters)
    text = book.assess_json(complaint)
    return same(text, book.assess(json.loads(complaint)))


def status(kind: str, source: str, parameters: str, complaint: str, events: str, as_of: str, mode: Any) -> str:
    book = engine(kind, source, parameters)
    text = book.status_json(complaint, events, at(as_of), mode=mode)
    return same(text, book.status(json.loads(complaint), json.loads(events), at(as_of), mode=mode))


def case(kind: str, source: str, parameters: str, complaint: str, events: str, as_of: str, mode: Any) -> str:
    found = engine(kind, source, parameters).replay(json.loads(complaint), json.loads(events), mode=mode)
    text = found.status_json(at(as_of))
    next_due = json.loads(text)["next_due"]
    due = found.next_due(at(as_of))
    same(json.dumps(next_due), None if due is None else {"obligation": due.obligation, "due": due.due.isoformat()})
    return same(text, found.status(at(as_of)))


def due(kind: str, source: str, parameters: str, period: str, start: str, counted: str, roll: Any, end: Any) -> str:
    book = engine(kind, source, parameters)
    text = book.due_json(period, at(start), count_start_day=counted == "1", holiday_roll=roll, day_end=end)
    found = book.due(period, at(start), count_start_day=counted == "1", holiday_roll=roll, day_end=end)
    assert text is not None and found is not None
    same(json.dumps(json.loads(text)["due"]), found.at.isoformat())
    return text


def ledger(
    kind: str,
    source: str,
    parameters: str,
    path: str,
    complaints: str,
    id: str,
    events: str,
    as_of: str,
    before: str,
    month: str,
) -> str:
    book = engine(kind, source, parameters)
    with tousu.Ledger.create(path) as register:
        asked = (at(as_of), at(before))
        recorded = register.record(book, json.loads(complaints))
        appended = register.append(book, id, json.loads(events))
        counts = [
            f'{{"complaints":{each.complaints},"events":{each.events},"repeats":{each.repeats}}}'
            for each in (recorded, appended)
        ]
        listed = register.due_before_json(book, *asked)
        times = [item["due"] for item in json.loads(listed)["items"]]
        same(json.dumps(times), [item.due.isoformat() for item in register.due_before(book, *asked)])
        figures = same(
            register.summary_json(book, asked[0], month=month or None),
            register.summary(book, asked[0], month=month or None),
        )
        return "\n".join([*counts, listed, register.overdue_json(book, asked[0]), figures])


OPERATIONS: dict[str, Callable[..., str]] = {
    each.__name__: each for each in (codes, policies, check, policy, assess, status, case, due, ledger)
}


def answer(fields: list[str]) -> list[str]:
    try:
        return ["ok", OPERATIONS[fields[0]](*fields[1:])]
    except tousu.TousuError as error:
        place = [] if error.path is None else [error.path]
        return ["error", str(error.code), error.slug, *place]
    except Exception as error:
        return ["broken", f"{type(error).__name__}: {error}"]


def read() -> list[str] | None:
    count = sys.stdin.buffer.readline()
    if not count:
        return None
    fields = []
    for _ in range(int(count)):
        length = int(sys.stdin.buffer.readline())
        fields.append(sys.stdin.buffer.read(length).decode())
        sys.stdin.buffer.read(1)
    return fields


def write(fields: list[str]) -> None:
    parts = [f"{len(fields)}\n".encode()]
    for field in fields:
        data = field.encode()
        parts += [f"{len(data)}\n".encode(), data, b"\n"]
    sys.stdout.buffer.write(b"".join(parts))
    sys.stdout.buffer.flush()


def main() -> None:
    while (request := read()) is not None:
        write(answer(request))


if __name__ == "__main__":
    main()
