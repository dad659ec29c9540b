"""What a typed program of a user looks like: `mypy --strict` reads it, nothing runs it."""

from array import array
from datetime import date, datetime, timezone

import tousu


def decide(text: str) -> dict[str, object]:
    engine: tousu.Engine = tousu.Engine.builtin("complaint-process-training")
    document: str = engine.assess_json(text)
    assert document
    try:
        return engine.assess({"id": "1", "received_at": datetime.now(timezone.utc), "title": "", "text": text})
    except tousu.PolicyError as error:
        place: tuple[str | None, int | None, int | None] = (error.path, error.line, error.column)
        print(error.code + 1, error.slug.upper(), error.message_zh, place, error.causes[0].code)
        raise
    except ValueError as error:
        print(error)
        raise


def own(policy: str) -> tousu.Engine:
    for found in tousu.check(policy):
        print(found.severity, found.code + 1, found.path or "", found.line, found.bytes)
    values: dict[str, str | int | bool] = {"reply_within": "2 hours", "group_threshold": 5, "open": True}
    engine = tousu.Engine.from_text(policy, parameters=values, strict=True)
    value: str | None = engine.parameters["reply_within"]
    print(value, {engine: engine.policy_id}, engine.policy()["tiers"])
    return engine


def follow(engine: tousu.Engine, now: datetime) -> datetime | None:
    case: tousu.Case = engine.replay({"id": "1", "received_at": now}, mode="lenient")
    case = case.apply({"id": "e1", "kind": "registered", "at": now})
    status: dict[str, object] = case.status(now, known_at=now)
    next_due: tousu.NextDue | None = case.next_due(now)
    due: tousu.Due | None = engine.due("3 working days", date(2026, 3, 2), holiday_roll="next")
    last_day: date | None = due.last_day if due else None
    print(status, last_day, case.events[0]["id"])
    return next_due.due if next_due else None


def count(engine: tousu.Engine, now: datetime) -> list[date | None]:
    calendar: tousu.Calendar = tousu.Calendar.builtin("hong-kong", strict=True)
    end: tousu.Known[datetime] = calendar.add_working_seconds(now, 3600, stopped=[(now, now)])
    print(end.value.isoformat(), end.provisional, calendar.working_seconds_between(now, end.value).value + 1)
    open_now: bool = calendar.is_open(now).value
    for opening, closing in calendar.periods_between(now, end.value).value:
        print(closing - opening, open_now)
    day: tousu.Day = calendar.day(date(2026, 4, 7))
    print(day.working, day.name or "", engine.with_calendar(calendar).calendar.first_on.year)
    seconds: tousu.Batch[datetime] = calendar.due_batch("3 working days", array("q", [0]), errors="codes")
    print(seconds.values[0], seconds.codes[0] + 1, len(seconds.provisional))
    ends = calendar.add_working_days_batch([date(2026, 4, 7)], 3, roll="following", count_start=True)
    assert isinstance(ends.values, list)
    return ends.values


def register(engine: tousu.Engine, now: datetime) -> int:
    with tousu.Ledger.open_or_create("complaints.ledger", busy_timeout=1) as ledger:
        written: tousu.Written = ledger.record(engine, [{"id": "1", "received_at": now}])
        ledger.append(engine, "1", {"id": "e1", "kind": "registered", "at": now})
        written = ledger.record_batch(engine, [{"complaint": {"id": "2"}, "events": []}])
        items: list[tousu.DueItem] = ledger.due_before(engine, now, before=now) + ledger.overdue(engine, now)
        names: list[str] = [f"{item.due:%Y-%m-%d} {item.complaint} {item.label_zh} {item.owner}" for item in items]
        summary: dict[str, object] = ledger.summary(engine, now, month="2026-03")
        print(names, summary)
        return written.complaints + len(ledger)


def codes() -> dict[int, type[tousu.TousuError]]:
    return {number: cls for number, _, cls in tousu.error_codes()}
