"""Small frozen values that calls give back; they compare, hash, print as constructors and pickle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


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
