"""Small frozen values that calls give back; they compare, hash, print as constructors and pickle."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, NoReturn, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(Generic[T]):
    """An answer of a calendar, and whether it may change when the year's notice is published."""

    #: The answer.
    value: T
    #: It depends on a year whose holidays are not announced.
    provisional: bool

    def __bool__(self) -> NoReturn:
        """Refused: an answer is there even when it is no."""
        raise TypeError("a Known is neither true nor false: ask its value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day as a calendar sees it."""

    #: The date.
    on: date
    #: Work is done on it.
    working: bool
    #: Why: ``weekday``, ``weekend``, ``holiday``, ``make-up`` (a make-up working day), or ``hours`` of its own.
    why: str
    #: The name of the holiday, or of that which a make-up day makes up for.
    name: str | None
    #: The same in English, where the data know it.
    name_en: str | None
    #: It is in a year whose holidays are not announced.
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch(Generic[T]):
    """The answers of a calendar to many questions, row by row."""

    #: For a buffer, 64-bit numbers as it had them, -2**63 in a row without an answer (a ``datetime64`` that is ``NaT``);
    #: for a sequence, values like its own, ``None`` in such a row.
    values: array[int] | list[T | None]
    #: 0, or the number of the code of the row's error.
    codes: array[int]
    #: 1 where the answer depends on a year whose holidays are not announced, else 0.
    provisional: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When something is due, and why."""

    #: The last second in time, in the policy's zone.
    at: datetime
    #: The last day of a limit in days or months; ``None`` for hours and minutes.
    last_day: date | None
    #: It depends on a year whose holidays are not announced.
    provisional: bool
    #: The period in its canonical form: ``3 working days``.
    period: str
    #: The way from the start to the due time, in English.
    explanation: str
    #: The same in Chinese.
    explanation_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDue:
    """The obligation that is due next."""

    #: Its id in the policy.
    obligation: str
    #: Its last second in time, in the policy's zone.
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Something that runs and is to be warned of."""

    #: The obligation's id in the policy.
    obligation: str
    #: Who owes it: the department by the events, else the role of the policy.
    owner: str | None
    #: In which cycle, from 1.
    cycle: int
    #: For which time in its cycle, from 1.
    round: int
    #: Since when to warn, in the policy's zone.
    warn_at: datetime
    #: Its last second in time, in the policy's zone.
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that is owed on a case of a queue and has not ended."""

    #: The complaint's id.
    case: str
    #: What is owed: the id in the policy.
    obligation: str
    #: In which cycle, from 1.
    cycle: int
    #: For which time in its cycle, from 1.
    round: int
    #: Who owes it: the department by the events, else the role of the policy.
    owner: str | None
    #: ``running``, ``paused``, or ``breached`` and still open.
    state: str
    #: The last second in time, in the policy's zone; ``None`` while it stands still.
    due: datetime | None
    #: It runs, and the time to warn has come.
    warned: bool
    #: When an extension was asked for on which nobody has decided; a date when the time of day is not known.
    extension_asked_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """Something that is owed on a case of a ledger."""

    #: The complaint's id.
    complaint: str
    #: Its title.
    title: str
    #: The estate, project or ward.
    unit: str | None
    #: Its category; ``None`` = unsure.
    category: str | None
    #: Its tier as of the question; ``None`` = the policy gives none.
    tier: str | None
    #: What is owed: the id in the policy.
    obligation: str
    #: Its Chinese label.
    label_zh: str
    #: Its English label.
    label_en: str
    #: The clause that demands it.
    clause: str
    #: The role that owes it.
    owner: str | None
    #: In which cycle, from 1.
    cycle: int
    #: ``running``, ``paused``, or ``breached`` and still open.
    state: str
    #: The last second in time, in the policy's zone.
    due: datetime
    #: The due time before any pause, extension, agreement or later filing.
    original_due: datetime | None
    #: It depends on a year whose holidays are not announced.
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a call added to a ledger."""

    #: Complaints added.
    complaints: int
    #: Events added.
    events: int
    #: Complaints and events that were there already, with the same content.
    repeats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """Something that a check found in a rule book."""

    #: ``error`` when the rule book is refused for it, ``note`` when not.
    severity: str
    #: The stable number, as that of an exception.
    code: int
    #: The stable name of the code.
    slug: str
    #: The English message, without the place.
    message: str
    #: The Chinese message, without the place.
    message_zh: str
    #: The id of the book in which it stands, where books lie over each other; ``None`` = the one that was checked.
    book: str | None
    #: The field: ``tier[2].when.any[0]``; ``None`` when it is not known.
    path: str | None
    #: 1-based line; ``None`` when it is not known.
    line: int | None
    #: 1-based column in characters; ``None`` when it is not known.
    column: int | None
    #: The bytes of the text that it is about; ``None`` when they are not known.
    bytes: tuple[int, int] | None
    #: Advice; ``None`` when there is none.
    help: str | None
