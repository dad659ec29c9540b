"""Answers the requests of the harness that compares the surfaces: frames in, frames out.

A frame is the number of its fields, then each field as its length in bytes and the bytes, every part followed by a
line feed. Where the package gives Python values too, they have to say the same as the JSON.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import Any

import tousu

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def at(seconds: str) -> datetime:
    return EPOCH + timedelta(seconds=int(seconds))


@cache
def engine(kind: str, source: str, parameters: str, strict: str) -> tousu.Engine:
    make = tousu.Engine.builtin if kind == "builtin" else tousu.Engine.from_text
    return make(source, parameters=json.loads(parameters), strict=strict == "1")


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


def policy(kind: str, source: str, parameters: str, strict: str) -> str:
    book = engine(kind, source, parameters, strict)
    return same(book.policy_json(), book.policy())


def assess(kind: str, source: str, parameters: str, strict: str, complaint: str) -> str:
    book = engine(kind, source, parameters, strict)
    text = book.assess_json(complaint)
    return same(text, book.assess(json.loads(complaint)))


def status(
    kind: str,
    source: str,
    parameters: str,
    strict: str,
    complaint: str,
    events: str,
    as_of: str,
    known_at: str,
    mode: Any,
) -> str:
    book = engine(kind, source, parameters, strict)
    known = at(known_at) if known_at else None
    text = book.status_json(complaint, events, at(as_of), known_at=known, mode=mode)
    values = book.status(json.loads(complaint), json.loads(events), at(as_of), known_at=known, mode=mode)
    return same(text, values)


def case(
    kind: str,
    source: str,
    parameters: str,
    strict: str,
    complaint: str,
    events: str,
    as_of: str,
    known_at: str,
    mode: Any,
) -> str:
    book = engine(kind, source, parameters, strict)
    known = at(known_at) if known_at else None
    found = book.replay(json.loads(complaint), json.loads(events), mode=mode)
    text = found.status_json(at(as_of), known_at=known)
    next_due = json.loads(text)["next_due"]
    due = found.next_due(at(as_of), known_at=known)
    same(json.dumps(next_due), None if due is None else {"obligation": due.obligation, "due": due.due.isoformat()})
    return same(text, found.status(at(as_of), known_at=known))


def explain(kind: str, source: str, parameters: str, strict: str, complaint: str, audience: Any) -> str:
    book = engine(kind, source, parameters, strict)
    text = book.explain_json(complaint, audience=audience)
    return same(text, book.explain(json.loads(complaint), audience=audience))


def explain_status(
    kind: str,
    source: str,
    parameters: str,
    strict: str,
    complaint: str,
    events: str,
    as_of: str,
    known_at: str,
    mode: Any,
    audience: Any,
) -> str:
    book = engine(kind, source, parameters, strict)
    asked: dict[str, Any] = {"known_at": at(known_at) if known_at else None, "mode": mode, "audience": audience}
    text = book.explain_status_json(complaint, events, at(as_of), **asked)
    return same(text, book.explain_status(json.loads(complaint), json.loads(events), at(as_of), **asked))


def why_not(kind: str, source: str, parameters: str, strict: str, complaint: str, tier: str) -> str:
    book = engine(kind, source, parameters, strict)
    text = book.why_not_json(complaint, tier)
    same(json.dumps(json.loads(text)["why_not"]), book.why_not(json.loads(complaint), tier))
    return text


def verify(kind: str, source: str, parameters: str, strict: str, stored: str) -> str:
    book = engine(kind, source, parameters, strict)
    text = book.verify_json(stored)
    return same(text, book.verify(json.loads(stored)))


def diff(kind: str, source: str, parameters: str, strict: str, other: str) -> str:
    book, other_book = engine(kind, source, parameters, strict), tousu.Engine.builtin(other)
    text = book.diff_json(other_book)
    same(json.dumps(json.loads(text)["changes"]), book.diff(other_book))
    return text


def translate(kind: str, source: str, parameters: str, strict: str, of: Any, name: str, code: str) -> str:
    book = engine(kind, source, parameters, strict)
    return (book.code_of(of, name) if code == "1" else book.id_of(of, name)) or ""


def check_report(name: str, source: str) -> str:
    return tousu.check_report(source, name=name)


def schema(overlay: str) -> str:
    return tousu.policy_schema(overlay=overlay == "1")


def texts(listed: str, name: str) -> list[str]:
    """The list of texts; what is none is told apart as C and Rust do, who read JSON."""
    try:
        found = json.loads(listed) if listed else []
    except ValueError:
        raise tousu.DocumentError("no JSON", 1000, "syntax", path=name, message_zh="") from None
    if not isinstance(found, list):
        raise tousu.DocumentError("no list", 1003, "wrong-type", path=name, message_zh="")
    for index, text in enumerate(found):
        if not isinstance(text, str):
            raise tousu.DocumentError("no text", 1003, "wrong-type", path=f"{name}[{index}]", message_zh="")
    return found


def library(documents: str, question: str, *asked: str) -> str:
    books = tousu.Library(texts(documents, "documents"))
    if question == "list":
        text = books.list_json()
        same(json.dumps(json.loads(text)["ids"]), books.ids)
        return text
    if question == "check":
        text = books.check_json(asked[0])
        assert len(json.loads(text)["diagnostics"]) == len(books.check(asked[0]))
        return text
    if question == "check-overlays":
        overlays = texts(asked[0], "overlays")
        text = books.check_overlays_json(overlays)
        same(json.dumps(json.loads(text)["overlays"]), books.check_overlays(overlays))
        return text
    if question == "affected":
        resting = texts(asked[1], "resting")
        text = books.affected_json(asked[0], resting)
        same(json.dumps(json.loads(text)["affected"]), books.affected(asked[0], resting))
        return text
    if question == "engine":
        on = date.fromisoformat(asked[2]) if asked[2] else None
        found = books.engine(asked[0], version=asked[1] or None, on=on, parameters=json.loads(asked[3]))
        return found.policy_json()
    if question == "lexicon":
        kept = tousu.lexicon_source(asked[0])
        own = tousu.Library(texts(documents, "documents"), lexicons=[kept + texts(asked[1], "documents")])
        listed = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
        return f"{listed}\n{own.engine('project-property').policy_json()}"
    versions = books.versions(asked[0])
    if question == "versions":
        text = versions.assess_json(asked[1])
        return same(text, versions.assess(json.loads(asked[1])))
    if question == "versions-verify":
        text = versions.verify_json(asked[1])
        return same(text, versions.verify(json.loads(asked[1])))
    received = None if not asked[1] else datetime.fromisoformat(asked[1]) if "T" in asked[1] else date.fromisoformat(asked[1])
    return versions.in_force(received).policy_json()


def rule(counted: str, roll: Any, end: Any, work: Any) -> dict[str, Any]:
    return {"count_start_day": counted == "1", "holiday_roll": roll, "day_end": end, "work_end": work}


def course(
    kind: str,
    source: str,
    parameters: str,
    strict: str,
    complaint: str,
    events: str,
    as_of: str,
    known_at: str,
    mode: Any,
    warn: str,
) -> str:
    book = engine(kind, source, parameters, strict)
    found = book.replay(json.loads(complaint), json.loads(events), mode=mode)
    asked, known = at(as_of), at(known_at) if known_at else None
    status = found.status_json(asked, known_at=known, warn=warn or None)
    for each in found.warnings(asked, known_at=known, warn=warn or None):
        assert each.warn_at <= asked <= each.due, each
    timeline = found.timeline_json(asked, known_at=known)
    same(json.dumps(json.loads(timeline)["items"]), found.timeline(asked, known_at=known))
    zh = found.timeline_text(asked, known_at=known, language="zh")
    en = found.timeline_text(asked, known_at=known)
    merged = found.merged_into(asked)
    inherited = None if merged is None else {"into": merged[0], "event": merged[1]}
    return "\n".join([status, timeline, zh, en, json.dumps(inherited, ensure_ascii=False, separators=(",", ":"))])


def moved(*fields: str) -> str:
    (kind, source, parameters, strict, complaint, events, as_of, known_at, mode), other, moved_at = (
        fields[:9],
        engine(*fields[9:13]),
        fields[13],
    )
    lenient: Any = mode
    found = engine(kind, source, parameters, strict).replay(
        json.loads(complaint), json.loads(events), mode=lenient
    )
    known = at(known_at) if known_at else None
    return found.take_over(other, at(moved_at)).status_json(at(as_of), known_at=known)


def rows_of_lines(
    kind: str, source: str, parameters: str, strict: str, lines: str, as_of: str, warn: str, mode: Any
) -> str:
    book = engine(kind, source, parameters, strict)
    found, faults = tousu.rows_json_lines(book, lines, at(as_of), mode=mode, warn=warn or None, threads=2)
    if faults == "[]":
        cases = [json.loads(line) for line in lines.splitlines() if line.strip()]
        values = tousu.rows(book, cases, at(as_of), mode=mode, warn=warn or None)
        same(json.dumps([json.loads(line) for line in found.splitlines()]), values)
    return f"{found}\n{faults}"


def rows_csv(
    kind: str, source: str, parameters: str, strict: str, complaints: str, events: str, as_of: str
) -> str:
    book = engine(kind, source, parameters, strict)
    found, faults = tousu.rows_csv(book, complaints, events, at(as_of))
    return f"{found}\n{faults}"


def compare(*fields: str) -> str:
    first, second = engine(*fields[:4]), engine(*fields[4:8])
    lines, as_of = fields[8:]
    return tousu.compare_json(first, second, lines, at(as_of))


def queue(
    kind: str, source: str, parameters: str, strict: str, lines: str, now: str, later: str, id: str, events: str
) -> str:
    filled = tousu.Queue(engine(kind, source, parameters, strict), at(now))
    filled.put_json(lines)
    before = filled.to_json(at_most=3)
    decided = filled.advance(at(later))
    then = filled.to_json(at_most=3)
    filled.apply(id, json.loads(events))
    return f"{before}\n{decided} {then}\n{filled.to_json(at_most=3)}"


def due(kind: str, source: str, parameters: str, strict: str, period: str, start: str, *parts: str) -> str:
    book = engine(kind, source, parameters, strict)
    text = book.due_json(period, at(start), **rule(*parts))
    found = book.due(period, at(start), **rule(*parts))
    assert text is not None and found is not None
    same(json.dumps(json.loads(text)["due"]), found.at.isoformat())
    return text


def ledger(
    kind: str,
    source: str,
    parameters: str,
    strict: str,
    path: str,
    complaints: str,
    id: str,
    events: str,
    as_of: str,
    before: str,
    month: str,
) -> str:
    book = engine(kind, source, parameters, strict)
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


def batch(kind: str, source: str, parameters: str, strict: str, path: str, cases: str) -> str:
    book = engine(kind, source, parameters, strict)
    with tousu.Ledger.create(path) as register:
        return "\n".join(register.record_batch_json(book, cases) for _ in range(2))


@cache
def made(kind: str, source: str) -> tousu.Calendar:
    return tousu.Calendar.builtin(source) if kind == "builtin" else tousu.Calendar.from_text(source)


def on(days: str) -> date:
    return date(1970, 1, 1) + timedelta(days=int(days))


def number(value: Any) -> str:
    """An instant and a date as a number."""
    if isinstance(value, datetime):
        value = (value - EPOCH) // timedelta(seconds=1)
    elif isinstance(value, date):
        value = (value - date(1970, 1, 1)).days
    return str(int(value))


def known(answer: tousu.Known[Any]) -> str:
    return f"{number(answer.value)} {int(answer.provisional)}"


def periods(answer: tousu.Known[Any]) -> str:
    lines = [f"{number(opening)} {number(closing)}\n" for opening, closing in answer.value]
    return "".join(lines) + str(int(answer.provisional))


def pairs(stopped: str) -> list[tuple[datetime, datetime]] | None:
    numbers = stopped.split()
    return [(at(first), at(end)) for first, end in zip(numbers[::2], numbers[1::2], strict=True)] or None


def rows(batch: tousu.Batch[Any]) -> str:
    found = zip(batch.values, batch.codes, batch.provisional, strict=True)
    return "".join(f"{value} {code} {provisional}\n" for value, code, provisional in found)


def column(numbers: str) -> array[int]:
    return array("q", map(int, numbers.split()))


def one_day(calendar: tousu.Calendar, given: str) -> str:
    day = calendar.day(on(given))
    return f"{int(day.working)} {day.why} {int(day.provisional)}\n{day.name or ''}\n{day.name_en or ''}"


def days_of(calendar: tousu.Calendar, first: str, last: str) -> str:
    text = calendar.days_json(on(first), on(last))
    found = calendar.days(on(first), on(last))
    names = ("working", "why", "name", "name_en", "provisional")
    listed = [{"date": day.on.isoformat(), **{name: getattr(day, name) for name in names}} for day in found]
    same(json.dumps(json.loads(text)["days"]), listed)
    return text


def calendar_due(calendar: tousu.Calendar, period: str, start: str, *parts: str) -> str:
    text, found = (ask(period, at(start), **rule(*parts)) for ask in (calendar.due_json, calendar.due))
    assert isinstance(found, tousu.Due)
    last = "-" if found.last_day is None else number(found.last_day)
    return f"{text}\n{number(found.at)} {last} {int(found.provisional)}"


#: The questions of tests/conformance/surfaces/calendars.rs.
QUESTIONS: dict[str, Callable[..., str]] = {
    "describe": lambda c: same(c.describe_json(), c.describe()),
    "days": days_of,
    "day": one_day,
    "add_working_seconds": lambda c, start, seconds, stopped: known(
        c.add_working_seconds(at(start), int(seconds), stopped=pairs(stopped))
    ),
    "working_seconds_between": lambda c, start, end, stopped: known(
        c.working_seconds_between(at(start), at(end), stopped=pairs(stopped))
    ),
    "is_open": lambda c, given: known(c.is_open(at(given))),
    "is_working_day": lambda c, given: known(c.is_working_day(on(given))),
    "next_open": lambda c, given: known(c.next_open(at(given))),
    "next_start": lambda c, given: known(c.next_start(at(given))),
    "next_close": lambda c, given: known(c.next_close(at(given))),
    "prev_start": lambda c, given: known(c.prev_start(at(given))),
    "prev_close": lambda c, given: known(c.prev_close(at(given))),
    "periods": lambda c, given, direction, take: periods(c.periods(at(given), int(take), direction=direction)),
    "periods_between": lambda c, start, end: periods(c.periods_between(at(start), at(end))),
    "add_working_days": lambda c, start, days, roll, counted: known(
        c.add_working_days(on(start), int(days), roll=roll, count_start=counted == "1")
    ),
    "working_days_between": lambda c, start, end: known(c.working_days_between(on(start), on(end))),
    "count_working_days": lambda c, first, end: known(c.count_working_days(on(first), on(end))),
    "due": calendar_due,
    "due_batch": lambda c, period, starts, *parts: rows(
        c.due_batch(period, column(starts), errors="codes", **rule(*parts))
    ),
    "add_working_seconds_batch": lambda c, starts, seconds: rows(
        c.add_working_seconds_batch(column(starts), int(seconds), errors="codes")
    ),
    "working_seconds_between_batch": lambda c, starts, ends: rows(
        c.working_seconds_between_batch(column(starts), column(ends), errors="codes")
    ),
    "add_working_days_batch": lambda c, starts, days, roll, counted: rows(
        c.add_working_days_batch(column(starts), int(days), roll=roll, count_start=counted == "1", errors="codes")
    ),
}


def calendars() -> str:
    text = tousu.calendars_json()
    same(json.dumps(json.loads(text)["calendars"]), tousu.calendars())
    return text


def calendar(kind: str, source: str, question: str, *arguments: str) -> str:
    return QUESTIONS[question](made(kind, source), *arguments)


def find(question: str, request: str) -> str:
    return tousu.find_json(question, request)


def report(kind: str, source: str, parameters: str, strict: str, request: str) -> str:
    return engine(kind, source, parameters, strict).report_json(request).decode()


def definitions() -> str:
    return same(tousu.figure_definitions_json(), tousu.figure_definitions())


def figures(
    kind: str, source: str, parameters: str, strict: str, counted: str, *texts: str
) -> str:
    book = engine(kind, source, parameters, strict)
    whole, first, second, request, query = (json.loads(text) for text in texts)
    columns = counted == "columns"
    table = (book.column_figures if columns else book.figures)(whole, request)
    assert (book.column_figures_json if columns else book.figures_json)(whole, request) == table.json

    def half(part: Any) -> tousu.Summary:
        summary = tousu.Summary(book, request)
        (summary.add_columns if columns else summary.add_cases)(part)
        return summary

    merged, sent = half(first), half(second).to_bytes()
    merged.merge(tousu.Summary.from_bytes(book, sent))
    same(merged.figures_json(query), merged.figures(query).data)
    return "\n".join([table.json, sent.hex(), merged.figures_json(query)])


OPERATIONS: dict[str, Callable[..., str]] = {
    each.__name__: each
    for each in (
        *(codes, policies, check, check_report, schema, policy, library, translate, diff),
        *(assess, explain, why_not, verify, status, explain_status, case, course, moved),
        *(rows_csv, compare, queue, due, calendars, calendar, batch, ledger, find, report, definitions, figures),
    )
} | {"rows": rows_of_lines}


def answer(fields: list[str]) -> list[str]:
    try:
        return ["ok", OPERATIONS[fields[0].replace("-", "_")](*fields[1:])]
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
