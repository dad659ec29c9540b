"""Python values to the JSON and the seconds that the core reads, and back."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Literal

from tousu._errors import DocumentError, TimeError
from tousu._figures import FigureTable
from tousu._report import ReportFile
from tousu._values import Batch, Day, Diagnostic, Due, DueItem, Known, NextDue, Task, Warned, Written

if TYPE_CHECKING:
    from tousu._tousu import Calendar, Case, Engine, Library, Model

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_SECOND = timedelta(seconds=1)


def _naive(value: datetime, path: str) -> TimeError:
    return TimeError(
        f"{path}: `{value.isoformat()}` has no UTC offset; expected an aware datetime",
        2002,
        "naive-time",
        path=path,
        message_zh=f"“{value.isoformat()}”没有时区偏移；应为带时区的 datetime",
    )


def _rfc3339(value: datetime, path: str) -> str:
    """An offset with seconds, as zones had them before 1900, has no place in RFC 3339."""
    offset = value.utcoffset()
    if offset is None:
        raise _naive(value, path)
    if offset % timedelta(minutes=1):
        try:
            value = value.astimezone(timezone.utc)
        except OverflowError:
            raise TimeError(
                f"{path}: {value.isoformat()} is outside the years 1 to 9999",
                2001,
                "time-out-of-range",
                path=path,
                message_zh=f"{value.isoformat()} 超出公元 1 至 9999 年",
            ) from None
    return value.isoformat()


def _plain(value: object, path: str) -> object:
    """The value with datetimes and dates as RFC 3339; a naive datetime is an error that names its place."""
    if isinstance(value, datetime):
        return _rfc3339(value, path)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(inner, f"{path}.{key}" if path else str(key)) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner, f"{path}[{index}]") for index, inner in enumerate(value)]
    return value


def _json(value: object, path: str, name: str) -> str:
    try:
        return json.dumps(_plain(value, path), ensure_ascii=False, allow_nan=False)
    except RecursionError:
        raise DocumentError(
            f"{name}: nesting is deeper than 64 levels",
            1005,
            "too-deep",
            path=name,
            message_zh="嵌套超过 64 层",
        ) from None


def dumps(mapping: Mapping[str, Any], name: str) -> str:
    """One JSON object; anything but JSON values, datetimes and dates is a ``TypeError``."""
    if not isinstance(mapping, Mapping):
        raise TypeError(f"{name} must be a mapping, not {type(mapping).__name__}")
    return _json(mapping, "", name)


def dumps_all(mappings: Iterable[Mapping[str, Any]], name: str) -> str:
    """One JSON array of objects, under the same rule."""
    if isinstance(mappings, (str, bytes, bytearray, Mapping)) or not isinstance(mappings, Iterable):
        raise TypeError(f"{name} must be an iterable of mappings, not {type(mappings).__name__}")
    listed = list(mappings)
    for index, mapping in enumerate(listed):
        if not isinstance(mapping, Mapping):
            raise TypeError(f"{name}[{index}] must be a mapping, not {type(mapping).__name__}")
    return _json(listed, name, name)


def dumps_some(given: Mapping[str, Any] | Iterable[Mapping[str, Any]], name: str) -> str:
    """One JSON object or an array of them, under the same rule."""
    return _json(given, name, name) if isinstance(given, Mapping) else dumps_all(given, name)


def texts(given: Iterable[str], name: str) -> list[str]:
    """A list of texts; one text alone is none."""
    if isinstance(given, (str, bytes, bytearray, Mapping)) or not isinstance(given, Iterable):
        raise TypeError(f"{name} must be an iterable of texts, not {type(given).__name__}")
    listed = list(given)
    for index, text in enumerate(listed):
        if not isinstance(text, str):
            raise TypeError(f"{name}[{index}] must be a text, not {type(text).__name__}")
    return listed


def received(value: object) -> str | None:
    """A time of receipt as complaints have it: an aware datetime, a date, or ``None``."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return _rfc3339(value, "received_at")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"received_at must be an aware datetime, a date or None, not {type(value).__name__}")


def seconds(value: object, name: str) -> int:
    """An aware datetime as whole seconds since 1970 in UTC; a fraction counts as its second."""
    # pandas.NaT is a datetime that does not equal itself.
    if not isinstance(value, datetime) or value != value:
        raise TypeError(f"{name} must be an aware datetime, not {type(value).__name__}")
    if value.utcoffset() is None:
        raise _naive(value, name)
    return (value - _EPOCH) // _SECOND


def day(value: object) -> str | None:
    """A date as ISO 8601; ``None`` for everything else, a datetime included."""
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else None


def days_of(value: object, name: str) -> int:
    """A date as days since 1970; a datetime is none."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError(f"{name} must be a date, not {type(value).__name__}")
    return value.toordinal() - _EPOCH.toordinal()


def civil(days: int) -> date:
    """The date so many days after 1970-01-01."""
    return date.fromordinal(_EPOCH.toordinal() + days)


def moment(seconds: int, offset: int) -> datetime:
    """The instant so many seconds after 1970, in a zone so many seconds east of Greenwich."""
    zone = timezone(timedelta(seconds=offset))
    return (_EPOCH + timedelta(seconds=seconds + offset)).replace(tzinfo=zone)


def known(value: object, provisional: bool) -> Known[object]:
    """An answer of a calendar."""
    return Known(value=value, provisional=provisional)


def days(text: str) -> list[Day]:
    """The days in the core's list of days."""
    return [
        Day(
            on=date.fromisoformat(found["date"]),
            working=found["working"],
            why=found["why"],
            name=found["name"],
            name_en=found["name_en"],
            provisional=found["provisional"],
        )
        for found in json.loads(text)["days"]
    ]


def spans(given: Iterable[tuple[datetime, datetime]], name: str) -> list[tuple[int, int]]:
    """Pairs of aware datetimes as seconds since 1970."""
    found = []
    for index, pair in enumerate(given):
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise TypeError(f"{name}[{index}] must be a pair of aware datetimes")
        found.append((seconds(pair[0], f"{name}[{index}][0]"), seconds(pair[1], f"{name}[{index}][1]")))
    return found


def column(given: Any, name: str, read: str) -> tuple[bytes, bool]:
    """Numbers of 64 bits each, and whether they came as a buffer; else ``read`` reads them value by value."""
    try:
        view = memoryview(given)
    except TypeError:
        one: Callable[[object, str], int] = {"seconds": seconds, "days_of": days_of}[read]
        if isinstance(given, (str, Mapping)) or not isinstance(given, Iterable):
            raise TypeError(f"{name} must be a buffer or an iterable, not {type(given).__name__}") from None
        return array("q", (one(value, f"{name}[{row}]") for row, value in enumerate(given))).tobytes(), False
    if view.ndim != 1 or view.itemsize != 8 or view.format.lstrip("@=") not in ("q", "l"):
        raise TypeError(f"{name} must be a buffer of 64-bit integers in one dimension")
    return view.tobytes(), True


def batch(
    numbers: bytes, moments: list[datetime | None] | None, codes: bytes, flags: bytes, buffer: bool, unit: str
) -> Batch[Any]:
    """The answers of a batch."""
    values, found = array("q", numbers), array("i", codes)
    if buffer:
        return Batch(values=values, codes=found, provisional=flags)
    if moments is not None:
        return Batch(values=moments, codes=found, provisional=flags)
    one: Callable[[int], object] = civil if unit == "date" else int
    rows = [None if code else one(value) for value, code in zip(values, found, strict=True)]
    return Batch(values=rows, codes=found, provisional=flags)


def due(text: str) -> Due:
    """The due time in the core's JSON."""
    found = json.loads(text)
    return Due(
        at=datetime.fromisoformat(found["due"]),
        last_day=None if found["last_day"] is None else date.fromisoformat(found["last_day"]),
        provisional=found["provisional"],
        period=found["period"],
        explanation=found["explanation"]["en"],
        explanation_zh=found["explanation"]["zh"],
    )


def next_due(status: dict[str, Any]) -> NextDue | None:
    """What a status says is due next."""
    found = status["next_due"]
    return None if found is None else NextDue(obligation=found["obligation"], due=datetime.fromisoformat(found["due"]))


def due_items(text: str) -> list[DueItem]:
    """The items in the core's list of what is due."""
    return [_due_item(found) for found in json.loads(text)["items"]]


def _due_item(found: dict[str, Any]) -> DueItem:
    label, due, original = found.pop("label"), found.pop("due"), found.pop("original_due")
    return DueItem(
        **found,
        label_zh=label["zh"],
        label_en=label["en"],
        due=datetime.fromisoformat(due),
        original_due=None if original is None else datetime.fromisoformat(original),
    )


def written(text: str) -> Written:
    """What a call added to a ledger."""
    return Written(**json.loads(text))


def diagnostics(text: str) -> list[Diagnostic]:
    """What a check found."""
    return [_diagnostic(found) for found in json.loads(text)["diagnostics"]]


def _diagnostic(found: dict[str, Any]) -> Diagnostic:
    span = found.pop("bytes")
    return Diagnostic(**found, bytes=None if span is None else (span[0], span[1]))


def rebuild_engine(
    policy_id: str,
    text: str | None,
    library: tuple[tuple[list[str], list[list[str]]], str] | None,
    parameters: dict[str, str],
    strict: bool,
    calendar: Calendar | None,
    model: Model | None = None,
) -> Engine:
    """Unpickles an engine."""
    from tousu._tousu import Engine, Library

    if text is not None:
        engine = Engine.from_text(text, parameters=parameters, strict=strict)
    elif library is not None:
        (documents, lexicons), version = library
        engine = Library(documents, lexicons=lexicons).engine(policy_id, version=version, parameters=parameters, strict=strict)
    else:
        engine = Engine.builtin(policy_id, parameters=parameters, strict=strict)
    engine = engine if calendar is None else engine.with_calendar(calendar)
    return engine if model is None else engine.with_model(model)


def figure_table(text: str) -> FigureTable:
    """A table of figures from its JSON."""
    return FigureTable(text)


def report_file(data: bytes, request: str) -> ReportFile:
    """A report with the format that its request asks for; the core has read the request."""
    return ReportFile(data, json.loads(request).get("format") or "json")


def rebuild_library(documents: list[str], lexicons: list[list[str]]) -> Library:
    """Unpickles a library."""
    from tousu._tousu import Library

    return Library(documents, lexicons=lexicons)


def rebuild_calendar(builtin: str | None, text: str | None, strict: bool) -> Calendar:
    """Unpickles a calendar."""
    from tousu._tousu import Calendar

    if text is not None:
        return Calendar.from_text(text).with_strict(strict)
    assert builtin is not None
    return Calendar.builtin(builtin, strict=strict)


def rebuild_case(
    engines: list[tuple[Engine, int | None]], complaint: str, events: str, mode: Literal["strict", "lenient"]
) -> Case:
    """Unpickles a case: its engines in order, each but the last with the second at which it was left."""
    (first, left), *others = engines
    if left is None:
        return first.replay(json.loads(complaint), json.loads(events), mode=mode)
    case = first.replay(json.loads(complaint), mode=mode)
    for engine, until in others:
        assert left is not None
        case = case.take_over(engine, _EPOCH + timedelta(seconds=left))
        left = until
    return case.apply_all(json.loads(events))


def warnings(status: dict[str, Any]) -> list[Warned]:
    """The clocks of a status of which to warn."""
    as_of = datetime.fromisoformat(status["as_of"])
    return [
        Warned(
            obligation=clock["id"],
            owner=clock["owed_by"] or clock["owner"],
            cycle=clock["cycle"],
            round=clock["round"],
            warn_at=datetime.fromisoformat(clock["warn_at"]),
            due=datetime.fromisoformat(clock["due"]),
        )
        for clock in status["obligations"]
        if clock["state"] == "running"
        and clock["warn_at"] is not None
        and datetime.fromisoformat(clock["warn_at"]) <= as_of
    ]


def merged(text: str) -> tuple[str, dict[str, Any]] | None:
    """The case that a case was merged into, with what it inherits."""
    found = json.loads(text)
    return None if found is None else (found["into"], found["event"])


def tasks(found: list[dict[str, Any]]) -> list[Task]:
    """The tasks in a list of the queue."""
    return [
        Task(**{**task, "due": None if task["due"] is None else datetime.fromisoformat(task["due"])}) for task in found
    ]


def dump_lines(cases: Iterable[Mapping[str, Any]], name: str) -> str:
    """Mappings as JSON Lines."""
    if isinstance(cases, (str, bytes, bytearray, Mapping)) or not isinstance(cases, Iterable):
        raise TypeError(f"{name} must be an iterable of mappings, not {type(cases).__name__}")
    lines = []
    for index, case in enumerate(cases):
        if not isinstance(case, Mapping):
            raise TypeError(f"{name}[{index}] must be a mapping, not {type(case).__name__}")
        lines.append(_json(case, f"{name}[{index}]", name))
    return "\n".join(lines)


def load_lines(text: str) -> list[dict[str, Any]]:
    """JSON Lines as dicts."""
    return [json.loads(line) for line in text.splitlines()]


def lines_to_columns(text: str, names: list[str]) -> dict[str, list[Any]]:
    """JSON Lines as columns; every column is there when there is no row."""
    rows = load_lines(text)
    return {name: [row[name] for row in rows] for name in names}


def plain_columns(columns: Mapping[str, Iterable[Any]], name: str) -> dict[str, list[Any]]:
    """Columns as lists of texts, whole numbers, flags and ``None``; times become texts."""
    if not isinstance(columns, Mapping):
        raise TypeError(f"{name} must be a mapping of columns, not {type(columns).__name__}")
    return {
        str(column): [_cell(cell, f"{name}.{column}[{row}]") for row, cell in enumerate(cells)]
        for column, cells in columns.items()
    }


def _cell(cell: object, path: str) -> object:
    # pandas writes what is missing as NaN or NaT, which do not equal themselves.
    if cell is None or cell != cell:
        return None
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return _plain(cell, path)
