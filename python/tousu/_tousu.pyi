from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TypeAlias, final

from typing_extensions import Buffer

from tousu._errors import TousuError
from tousu._figures import FigureTable
from tousu._report import ReportFile
from tousu._values import Batch, Day, Diagnostic, Due, DueItem, Known, NextDue, Task, Warned, Written

__all__ = [
    "Calendar",
    "Case",
    "Engine",
    "Ledger",
    "Library",
    "Model",
    "Queue",
    "Summary",
    "Versions",
    "__version__",
    "calendars",
    "calendars_json",
    "check",
    "check_json",
    "check_report",
    "compare",
    "compare_json",
    "error_codes",
    "figure_definitions",
    "figure_definitions_json",
    "fill_template",
    "find",
    "find_json",
    "lexicon_source",
    "policies",
    "policies_json",
    "policy_schema",
    "policy_source",
    "private_json",
    "private_spans",
    "redact",
    "rows",
    "rows_columns",
    "rows_csv",
    "rows_json_lines",
]

__version__: str

_Roll: TypeAlias = Literal["none", "following", "preceding", "modified-following", "modified-preceding", "refuse"]
_Errors: TypeAlias = Literal["raise", "codes"]

@final
class Calendar:
    """Working days and hours of one place. Immutable: threads may share one.

    An answer that depends on a year whose holidays are not announced is marked ``provisional``; a strict calendar
    refuses it. Datetimes that come out are in the calendar's zone. Calendars that count alike are equal.
    """

    @staticmethod
    def builtin(calendar_id: str, *, strict: bool = False) -> Calendar:
        """A built-in calendar.

        Args:
            calendar_id: one of ``calendars()``: ``china``, ``hong-kong``, ``macao``, ``taiwan``.
            strict: whether provisional answers are refused.

        Raises:
            TimeError: ``unknown-calendar`` when there is none of that name.
        """

    @staticmethod
    def from_text(document: str) -> Calendar:
        """A calendar of your own: TOML or JSON text.

        With ``extends = "china"`` the document takes from that built-in calendar what it does not give, and replaces
        or adds years.

        Raises:
            DocumentError: the text is no TOML or JSON, or not that of a calendar; ``line`` and ``column`` say where.
            TimeError: the fault and its place, or ``calendar-rejected`` with every fault in ``causes``.
        """

    def with_strict(self, strict: bool = True) -> Calendar:
        """The same calendar, refusing what is provisional or not."""

    @property
    def calendar_id(self) -> str:
        """The id, as ``china``."""

    @property
    def time_zone(self) -> str:
        """The zone in which days begin and results are given."""

    @property
    def first_on(self) -> date:
        """The first date that it knows."""

    @property
    def last_on(self) -> date:
        """The last date that it knows."""

    @property
    def provisional_from(self) -> date | None:
        """The first date without announced data; ``None`` when all are announced."""

    @property
    def strict(self) -> bool:
        """Whether provisional answers are refused."""

    def describe_json(self) -> str:
        """What the calendar is, as JSON: the same bytes as in C and Rust."""

    def describe(self) -> dict[str, Any]:
        """What the calendar is: title, zone, known dates, and where the data of each year come from."""

    def add_working_seconds(
        self, start: datetime, seconds: int, *, stopped: Iterable[tuple[datetime, datetime]] | None = None
    ) -> Known[datetime]:
        """The instant at which so many open seconds have passed since ``start``; before it, when negative.

        Work that exactly fills an interval ends at its close. Zero seconds give ``start`` when it is open, else the
        next opening.

        Args:
            start: an aware datetime; a fraction counts as its second.
            seconds: how many; not negative when the clock is stopped.
            stopped: spans in which the clock stands still, in ascending order and disjoint.

        Raises:
            TimeError: ``no-open-time``, ``outside-calendar`` or ``time-out-of-range`` when there is no such instant;
                ``naive-time`` for a datetime without offset; ``provisional-refused``.
            ArgumentError: ``stopped`` is not in order.
        """

    def working_seconds_between(
        self, start: datetime, end: datetime, *, stopped: Iterable[tuple[datetime, datetime]] | None = None
    ) -> Known[int]:
        """Open seconds from ``start`` to ``end``, without what lies in ``stopped``; negative when ``end`` is earlier.

        Raises:
            TimeError: ``outside-calendar``, ``naive-time``, ``provisional-refused``.
            ArgumentError: ``stopped`` is not in order.
        """

    def is_open(self, at: datetime) -> Known[bool]:
        """Whether the second that begins at ``at`` is open."""

    def next_open(self, at: datetime) -> Known[datetime]:
        """``at`` when it is open, else the next opening."""

    def next_start(self, at: datetime) -> Known[datetime]:
        """The next opening strictly after ``at``."""

    def next_close(self, at: datetime) -> Known[datetime]:
        """The next closing strictly after ``at``."""

    def prev_start(self, at: datetime) -> Known[datetime]:
        """The last opening strictly before ``at``."""

    def prev_close(self, at: datetime) -> Known[datetime]:
        """``at`` when the clock ran up to it, else the last closing before it."""

    def periods_between(self, start: datetime, end: datetime) -> Known[list[tuple[datetime, datetime]]]:
        """The open periods from ``start`` to ``end``, clipped at both, each with its opening and its closing.

        Raises:
            ArgumentError: ``too-large`` for more than 100,000.
        """

    def periods(
        self, at: datetime, take: int, *, direction: Literal["after", "before"] = "after"
    ) -> Known[list[tuple[datetime, datetime]]]:
        """At most ``take`` open periods after or before ``at``, clipped at ``at``, the nearest first."""

    def is_working_day(self, on: date) -> Known[bool]:
        """Whether work is done on a date."""

    def day(self, on: date) -> Day:
        """Whether work is done on a date, why, and the name of its holiday."""

    def days_json(self, first: date, last: date) -> str:
        """As ``days``, as JSON: the same bytes as in C and Rust."""

    def days(self, first: date, last: date) -> list[Day]:
        """Every day from ``first`` to ``last``, both included.

        Raises:
            ArgumentError: ``last`` is before ``first``; ``too-large`` for more than 100,000 days.
        """

    def add_working_days(
        self,
        start: date,
        days: int,
        *,
        roll: _Roll = "none",
        count_start: bool = False,
    ) -> Known[date]:
        """The date so many working days after ``start``; before it, when negative.

        Args:
            roll: where a start that is no working day goes first; with ``none`` the first step lands on the nearest
                working day in the direction of travel.
            count_start: whether a start that is a working day is day 1.

        Raises:
            TimeError: ``not-working-day`` for ``refuse``; ``outside-calendar``, ``no-open-time`` or
                ``time-out-of-range`` when there is no such day.
        """

    def working_days_between(self, start: date, end: date) -> Known[int]:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` is earlier."""

    def count_working_days(self, first: date, end: date) -> Known[int]:
        """Working days from ``first``, included, to ``end``, excluded; negative when ``end`` is earlier."""

    def due_json(
        self,
        period: str,
        start: datetime | date,
        *,
        count_start_day: bool = False,
        holiday_roll: Literal["none", "next", "previous"] = "none",
        day_end: Literal["midnight", "close"] = "midnight",
        work_end: Literal["close", "next-opening"] = "close",
    ) -> str | None:
        """As ``due``, with every step on the way, as JSON: the same bytes as in C and Rust."""

    def due(
        self,
        period: str,
        start: datetime | date,
        *,
        count_start_day: bool = False,
        holiday_roll: Literal["none", "next", "previous"] = "none",
        day_end: Literal["midnight", "close"] = "midnight",
        work_end: Literal["close", "next-opening"] = "close",
    ) -> Due | None:
        """When something that started at ``start`` is due, and why: as ``Engine.due``."""

    def due_batch(
        self,
        period: str,
        starts: Buffer | Iterable[datetime],
        *,
        count_start_day: bool = False,
        holiday_roll: Literal["none", "next", "previous"] = "none",
        day_end: Literal["midnight", "close"] = "midnight",
        work_end: Literal["close", "next-opening"] = "close",
        errors: _Errors = "raise",
    ) -> Batch[datetime]:
        """``due`` for many starts.

        Args:
            starts: a buffer of 64-bit UTC seconds since 1970 (``array("q")``, a numpy ``int64`` array, a
                ``datetime64[s]`` array seen as one), or aware datetimes.
            errors: ``raise`` makes the first row without an answer an error that names it (``starts[3]``), ``codes``
                gives the code of each.
        """

    def add_working_seconds_batch(
        self, starts: Buffer | Iterable[datetime], seconds: int, *, errors: _Errors = "raise"
    ) -> Batch[datetime]:
        """``add_working_seconds`` for many starts, given as for ``due_batch``."""

    def working_seconds_between_batch(
        self,
        starts: Buffer | Iterable[datetime],
        ends: Buffer | Iterable[datetime],
        *,
        errors: _Errors = "raise",
    ) -> Batch[int]:
        """``working_seconds_between`` for many starts and as many ends, given as for ``due_batch``."""

    def add_working_days_batch(
        self,
        starts: Buffer | Iterable[date],
        days: int,
        *,
        roll: _Roll = "none",
        count_start: bool = False,
        errors: _Errors = "raise",
    ) -> Batch[date]:
        """``add_working_days`` for many dates: a buffer of 64-bit days since 1970, or dates."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Engine:
    """A checked policy, ready to decide. Immutable: threads may share one.

    Engines that decide alike are equal. Pickling makes the engine anew where it is read.
    """

    @staticmethod
    def builtin(
        policy_id: str, *, parameters: Mapping[str, str | int | bool] | None = None, strict: bool = False
    ) -> Engine:
        """The engine of a built-in rule book.

        Args:
            policy_id: one of ``policies()``.
            parameters: values for what the book leaves open; where none is given, what it suggests is in force and
                listed as assumed in every decision.
            strict: whether to refuse a book of which some parameter is not given.

        Raises:
            PolicyError: ``unknown-policy`` when there is none of that name; ``unknown-parameter``,
                ``unreadable-parameter`` and (strict) ``parameter-not-given`` with the parameter as ``path``.
        """

    @staticmethod
    def from_text(
        policy: str, *, parameters: Mapping[str, str | int | bool] | None = None, strict: bool = False
    ) -> Engine:
        """The engine of a rule book of your own: TOML or JSON text.

        Raises:
            DocumentError: the text is no TOML or JSON; ``line`` and ``column`` say where.
            PolicyError: ``policy-rejected`` with every fault in ``causes``; otherwise as ``builtin``.
        """

    def figures_json(
        self, cases: Mapping[str, Any] | Iterable[Mapping[str, Any]], request: Mapping[str, Any]
    ) -> str:
        """As ``figures``, as JSON: the same bytes as in C and Rust."""

    def figures(
        self, cases: Mapping[str, Any] | Iterable[Mapping[str, Any]], request: Mapping[str, Any]
    ) -> FigureTable:
        """The figures of cases, read leniently.

        Args:
            cases: mappings with ``complaint`` and ``events``.
            request: ``as_of`` and, where wanted, ``by`` (``month``, ``unit``, …), ``kpis``, ``window``, ``units``,
                ``fill``, ``suppress_below``, ``annualise``, ``known_at`` and ``options``.

        Raises:
            DocumentError: the request has a field or a name that is not known.
            FiguresError: ``not-accumulated`` when the window cuts the periods of ``dimensions``.
        """

    def column_figures_json(self, columns: Mapping[str, Any], request: Mapping[str, Any]) -> str:
        """As ``column_figures``, as JSON: the same bytes as in C and Rust."""

    def column_figures(self, columns: Mapping[str, Any], request: Mapping[str, Any]) -> FigureTable:
        """The figures of columns.

        Args:
            columns: lists of equal length under ``id``, ``received_at``, ``closed_at``, ``category``, ``tier``,
                ``unit``, ``outcome``, …
            request: as ``figures`` takes it.

        Raises:
            DocumentError: a column that is not known, or an item that cannot be read.
            ArgumentError: columns of unequal length.
        """

    def with_calendar(self, calendar: Calendar) -> Engine:
        """The engine of the same rule book and parameters under another calendar."""

    def with_model(self, model: Model) -> Engine:
        """The engine of the same rule book with a trained model beside the lexicon.

        Raises:
            ComplaintError: a label of the model is no category of the lexicon.
        """

    @property
    def calendar(self) -> Calendar:
        """The calendar by which it counts."""

    @property
    def policy_id(self) -> str:
        """The id of the rule book."""

    @property
    def policy_version(self) -> str:
        """The version of the rule book."""

    @property
    def time_zone(self) -> str:
        """The zone in which days begin and results are given."""

    @property
    def parameters(self) -> dict[str, str | None]:
        """The parameters in force by id, as texts; ``None`` for one without a value."""

    def policy_json(self) -> str:
        """What the policy says, as JSON: the same bytes as in C and Rust."""

    def policy(self) -> dict[str, Any]:
        """What the policy says: tiers, obligations, roles, parameters and so on, each with its clause."""

    def assess_json(self, complaint: str) -> str:
        """Decides one complaint: JSON in, JSON out, the same bytes as in C and Rust.

        Raises:
            DocumentError: the text is not the JSON of a complaint; ``line`` and ``column`` say where.
            ComplaintError: the complaint contradicts itself or the policy.
            TimeError: a time cannot be read or has no offset.
        """

    def report_json(self, request: str) -> bytes:
        """A form or a report as the bytes of a file, from a request in JSON: the same bytes as in C and Rust.

        The request is an object: ``report`` (``form``, ``case``, ``period``, ``book``, ``lateness``, ``library``,
        ``duties``, ``freeze``, ``restate``), ``format`` (``json``, ``html``, ``markdown``, ``csv``, ``xlsx``), ``language``
        (``zh``, ``en``), ``as_of``, and what the report needs: ``complaint`` and ``events``, or ``register`` (a list of
        objects with both) and ``period``.

        Raises:
            TousuError: the fault and its place.
        """

    def report(self, request: Mapping[str, Any]) -> ReportFile:
        """As ``report_json``, from a mapping; aware datetimes and dates are accepted. Notebooks show one whose format is
        ``html``; ``tables`` of one in ``json`` gives its tables as columns.

        Raises:
            TypeError: a value that JSON cannot hold.
            TousuError: as ``report_json``.
        """

    def assess(self, complaint: Mapping[str, Any]) -> dict[str, Any]:
        """As ``assess_json``, from a mapping to a dict; aware datetimes and dates are accepted.

        Raises:
            TypeError: a value that JSON cannot hold.
            TimeError: ``naive-time`` for a datetime without offset; otherwise as ``assess_json``.
        """

    def status_json(
        self,
        complaint: str,
        events: str,
        as_of: datetime,
        *,
        known_at: datetime | None = None,
        mode: Literal["strict", "lenient"] = "strict",
    ) -> str:
        """How a complaint with its events stands at an instant: JSON in, JSON out, the same bytes as in C and Rust.

        Args:
            as_of: an aware datetime; a fraction counts as its second.
            known_at: by what had been entered then (``recorded_at`` of the events, else ``at``); ``None`` by all.
            mode: ``strict`` makes the first fault of the history an error, ``lenient`` names each in ``faults``.

        Raises:
            CaseError: an event does not fit its case (strict), or did not by what was known then.
            TimeError: ``naive-time`` when an instant has no offset; otherwise as ``assess_json``.
        """

    def status(
        self,
        complaint: Mapping[str, Any],
        events: Iterable[Mapping[str, Any]],
        as_of: datetime,
        *,
        known_at: datetime | None = None,
        mode: Literal["strict", "lenient"] = "strict",
    ) -> dict[str, Any]:
        """As ``status_json``, from mappings to a dict; aware datetimes and dates are accepted."""

    def due_json(
        self,
        period: str,
        start: datetime | date,
        *,
        count_start_day: bool = False,
        holiday_roll: Literal["none", "next", "previous"] = "none",
        day_end: Literal["midnight", "close"] = "midnight",
        work_end: Literal["close", "next-opening"] = "close",
    ) -> str | None:
        """As ``due``, with every step on the way, as JSON: the same bytes as in C and Rust."""

    def due(
        self,
        period: str,
        start: datetime | date,
        *,
        count_start_day: bool = False,
        holiday_roll: Literal["none", "next", "previous"] = "none",
        day_end: Literal["midnight", "close"] = "midnight",
        work_end: Literal["close", "next-opening"] = "close",
    ) -> Due | None:
        """When something that started at ``start`` is due, and why.

        Args:
            period: as rule books write it: ``3 working days``, ``30 minutes``, ``半小时``, ``每月30日前``.
            start: an aware datetime, or a date of the policy's zone when the time of day is not known.
            count_start_day: whether the day of the start is day 1.
            holiday_roll: where a last calendar day goes that is no working day.
            day_end: whether the last day ends at midnight or when work does.
            work_end: whether work that exactly fills an open interval is due at its close or at the next opening.

        Returns:
            ``None`` only for a date from which hours or minutes run: the missing time of day decides.

        Raises:
            PolicyError: ``unreadable-period``.
            TimeError: ``naive-time`` when ``start`` has no offset; the calendar does not reach the due time.
        """

    def explain_json(
        self, complaint: str, *, audience: Literal["customer", "internal", "auditor"] = "auditor"
    ) -> str:
        """Explains the first decision on a complaint: JSON in, JSON out, the same bytes as in C and Rust.

        Evidence, condition and tier; why no other tier; every obligation with its clause, the parameter that gave its
        limit, and the steps to its due time; and the text in Chinese and English.

        Args:
            audience: a ``customer`` is told of no role, no name of staff, nothing that the book keeps inside and no
                digest; ``internal`` of all but the digests; an ``auditor`` of all.

        Raises:
            ArgumentError: there is no such audience.
            DocumentError, ComplaintError, TimeError: as ``assess_json``.
        """

    def explain(
        self, complaint: Mapping[str, Any], *, audience: Literal["customer", "internal", "auditor"] = "auditor"
    ) -> dict[str, Any]:
        """As ``explain_json``, from a mapping to a dict."""

    def explain_status_json(
        self,
        complaint: str,
        events: str,
        as_of: datetime,
        *,
        known_at: datetime | None = None,
        mode: Literal["strict", "lenient"] = "strict",
        audience: Literal["customer", "internal", "auditor"] = "auditor",
    ) -> str:
        """Explains how a complaint with its events stands, to an audience: otherwise as ``status_json``."""

    def explain_status(
        self,
        complaint: Mapping[str, Any],
        events: Iterable[Mapping[str, Any]],
        as_of: datetime,
        *,
        known_at: datetime | None = None,
        mode: Literal["strict", "lenient"] = "strict",
        audience: Literal["customer", "internal", "auditor"] = "auditor",
    ) -> dict[str, Any]:
        """As ``explain_status_json``, from mappings to a dict."""

    def why_not_json(self, complaint: str, tier: str) -> str:
        """As ``why_not``, from JSON to JSON: the same bytes as in C and Rust."""

    def why_not(self, complaint: Mapping[str, Any], tier: str) -> dict[str, Any] | None:
        """Why a complaint does not get a tier when it comes in: the conditions that fail; ``None`` when it does.

        Raises:
            ComplaintError: ``unknown-tier``.
        """

    def verify_json(self, stored: str) -> str:
        """As ``verify``, from JSON to JSON: the same bytes as in C and Rust."""

    def verify(self, stored: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """Decides stored decisions again, and names each that comes out otherwise, and what changed it.

        Args:
            stored: mappings with ``complaint``, ``events`` (may be absent) and ``decision``, an assessment or a status.
        """

    def diff_json(self, to: Engine) -> str:
        """As ``diff``, as JSON: the same bytes as in C and Rust."""

    def diff(self, to: Engine) -> list[dict[str, Any]]:
        """What differs between this rule book and another, each change as data and in words."""

    def code_of(
        self,
        of: Literal["status", "tier", "category", "role", "channel", "event", "obligation", "signal"],
        id: str,
    ) -> str | None:
        """The host's code for an id, by the ``[vocabulary]`` of the book; ``None`` when it has none.

        Raises:
            DocumentError: ``unknown-value`` when there are no codes of that kind.
        """

    def id_of(
        self,
        of: Literal["status", "tier", "category", "role", "channel", "event", "obligation", "signal"],
        code: str,
    ) -> str | None:
        """The id for which a code of the host's stands; ``None`` for a code that the book does not know."""

    def replay(
        self,
        complaint: Mapping[str, Any],
        events: Iterable[Mapping[str, Any]] | None = None,
        *,
        mode: Literal["strict", "lenient"] = "strict",
    ) -> Case:
        """A case from its complaint and events.

        Raises:
            CaseError: an event does not fit its case (strict).
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Case:
    """A complaint with its events, replayed. Immutable: threads may share one.

    Cases with the same engine, complaint, events and mode are equal. Pickling replays the case where it is read.
    """

    @property
    def engine(self) -> Engine:
        """The engine that decides it."""

    @property
    def complaint(self) -> dict[str, Any]:
        """The complaint, as it is written in JSON."""

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events in the order in which they were given, as they are written in JSON."""

    @property
    def mode(self) -> Literal["strict", "lenient"]:
        """How it was replayed."""

    def apply(self, event: Mapping[str, Any]) -> Case:
        """A new case with one more event; this one is unchanged.

        Raises:
            CaseError: the event does not fit the case (strict).
        """

    def apply_all(self, events: Iterable[Mapping[str, Any]]) -> Case:
        """A new case with more events in any order; this one is unchanged.

        Raises:
            CaseError: an event does not fit the case (strict).
        """

    def status_json(self, as_of: datetime, *, known_at: datetime | None = None, warn: str | None = None) -> str:
        """As ``status``, as JSON: the same bytes as in C and Rust."""

    def status(
        self, as_of: datetime, *, known_at: datetime | None = None, warn: str | None = None
    ) -> dict[str, Any]:
        """How the case stands at an instant.

        Args:
            as_of: an aware datetime; a fraction counts as its second.
            known_at: by what had been entered then (``recorded_at`` of the events, else ``at``); ``None`` by all.
            warn: when to warn of every limit alike, as ``"75%"`` or ``"4 working hours"``; without it as the rule book
                says.

        Raises:
            CaseError: the history as it was known then cannot be (strict).
            TimeError: ``naive-time`` when an instant has no offset.
        """

    def next_due(self, as_of: datetime, *, known_at: datetime | None = None) -> NextDue | None:
        """The first due time among the clocks that run at an instant; ``None`` when none runs."""

    def warnings(
        self, as_of: datetime, *, known_at: datetime | None = None, warn: str | None = None
    ) -> list[Warned]:
        """What runs and is to be warned of at an instant."""

    def timeline_json(self, as_of: datetime, *, known_at: datetime | None = None) -> str:
        """As ``timeline``, whole, as JSON: the same bytes as in C and Rust."""

    def timeline(self, as_of: datetime, *, known_at: datetime | None = None) -> list[dict[str, Any]]:
        """What happened to the case and to its clocks, in the order of time."""

    def timeline_text(
        self, as_of: datetime, *, known_at: datetime | None = None, language: Literal["zh", "en"] = "en"
    ) -> str:
        """The timeline as a table to read."""

    def take_over(self, engine: Engine, at: datetime) -> Case:
        """The case under the rule book of another engine from an instant on; this one is unchanged.

        What was decided before stays, what was still owed is owed no more, and what is owed now counts from the
        original start.

        Raises:
            CaseError: an event after ``at`` does not fit under the other rule book (strict).
        """

    def merged_into(self, as_of: datetime) -> tuple[str, dict[str, Any]] | None:
        """The id of the case that this one was merged into, with the event by which its complainants join there."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Ledger:
    """The register (台账) of complaints and events in one file; a context manager that closes it.

    Rows are only added, all of a call or none, and what was acknowledged survives the loss of power. Due times and
    figures are not stored: each question is answered by an engine. Threads may share a ledger, their calls take
    turns; processes may share the file.
    """

    @staticmethod
    def open(
        path: str | PathLike[str],
        *,
        mode: Literal["strict", "lenient"] = "strict",
        busy_timeout: float = 5.0,
        check: bool = True,
    ) -> Ledger:
        """Opens a ledger.

        Args:
            mode: ``strict`` refuses events that bring a fault into their history, ``lenient`` keeps them.
            busy_timeout: how many seconds a call waits for another process that writes.
            check: whether opening reads the whole structure of the file.

        Raises:
            LedgerError: ``ledger-io`` when there is no file or no right to it; ``ledger-foreign`` when it is not a
                ledger, and then it is not touched; ``ledger-version``, ``ledger-corrupt``, ``ledger-busy``.
        """

    @staticmethod
    def create(
        path: str | PathLike[str], *, mode: Literal["strict", "lenient"] = "strict", busy_timeout: float = 5.0
    ) -> Ledger:
        """Makes a new ledger where there is no file yet; otherwise as ``open``."""

    @staticmethod
    def open_or_create(
        path: str | PathLike[str],
        *,
        mode: Literal["strict", "lenient"] = "strict",
        busy_timeout: float = 5.0,
        check: bool = True,
    ) -> Ledger:
        """Opens a ledger, or makes a new one where there is no file."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def closed(self) -> bool:
        """Whether it is closed; every question is then an ``ArgumentError``."""

    def record(self, engine: Engine, complaints: Mapping[str, Any] | Iterable[Mapping[str, Any]]) -> Written:
        """Records one complaint or many, all of them or none; the same again changes nothing.

        Raises:
            LedgerError: ``complaint-exists`` for another content under a known id; the file cannot be written.
            ComplaintError: the engine cannot decide a complaint, which ``path`` names.
        """

    def record_batch(
        self, engine: Engine, cases: Mapping[str, Any] | Iterable[Mapping[str, Any]]
    ) -> Written:
        """Records complaints with their events, all of them or none; a register is taken over in one call.

        Args:
            cases: one mapping with ``complaint`` and ``events``, or many; ``events`` is a list and may be absent.

        Raises:
            LedgerError: as ``record``.
            CaseError: as ``append``.
        """

    def record_batch_json(self, engine: Engine, cases: str) -> str:
        """As ``record_batch``, as JSON: the same bytes as in C and Rust."""

    def append(
        self, engine: Engine, complaint: str, events: Mapping[str, Any] | Iterable[Mapping[str, Any]]
    ) -> Written:
        """Appends one event or many to a complaint, all of them or none; the same again changes nothing.

        Raises:
            LedgerError: ``unknown-complaint``; the file cannot be written.
            CaseError: an event does not fit the case (strict), or stands for another one under the same id.
        """

    def case(self, engine: Engine, complaint: str, *, mode: Literal["strict", "lenient"] = "strict") -> Case:
        """A complaint with its events, replayed.

        Raises:
            LedgerError: ``unknown-complaint``; the file cannot be read.
        """

    def due_before_json(self, engine: Engine, as_of: datetime, before: datetime) -> str:
        """As ``due_before``, as JSON: the same bytes as in C and Rust."""

    def due_before(self, engine: Engine, as_of: datetime, before: datetime) -> list[DueItem]:
        """What is still owed at ``as_of`` and due before ``before``, overdue or to come, in order of due time."""

    def overdue_json(self, engine: Engine, as_of: datetime) -> str:
        """As ``overdue``, as JSON: the same bytes as in C and Rust."""

    def overdue(self, engine: Engine, as_of: datetime) -> list[DueItem]:
        """What was due before ``as_of`` and has not ended, in order of due time."""

    def summary_json(self, engine: Engine, as_of: datetime, *, month: str | None = None) -> str:
        """As ``summary``, as JSON: the same bytes as in C and Rust."""

    def summary(self, engine: Engine, as_of: datetime, *, month: str | None = None) -> dict[str, Any]:
        """The figures of a month (``2026-03``), or of everything, as they stand at ``as_of``.

        A rate is a pair of numerator and denominator; 0 out of 0 is no rate.
        """

    def figures_json(self, engine: Engine, request: Mapping[str, Any]) -> str:
        """As ``figures``, as JSON: the same bytes as in C and Rust."""

    def figures(self, engine: Engine, request: Mapping[str, Any]) -> FigureTable:
        """The figures of all cases, as ``Engine.figures`` takes the request.

        Raises:
            LedgerError: the file cannot be read.
        """

    def check(self) -> None:
        """Reads everything: the structure of the file, every reference, every complaint and every event.

        Raises:
            LedgerError: ``ledger-corrupt`` with the first thing that is wrong.
        """

    def close(self) -> None:
        """Closes the file; a second time does nothing."""

    def __len__(self) -> int: ...
    def __enter__(self) -> Ledger: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None: ...

@final
class Library:
    """The built-in rule books and documents of your own, which may extend or lie over one another. Immutable.

    Pickling makes the library anew where it is read.
    """

    def __new__(
        cls, documents: Iterable[str] | None = None, *, lexicons: Sequence[Iterable[str]] | None = None
    ) -> Library:
        """A library of documents: rule books and overlays, TOML or JSON; several versions of one book may be there.

        Args:
            lexicons: the documents of lexicons in the place of the built-in ones that have their ids, each as
                ``lexicon_source`` gave it with this version or an older one, or of your own.

        Raises:
            DocumentError: a text is no document, or has neither id nor version; ``path`` is its place in the list.
            PolicyError: ``duplicate-id`` for a version that is given twice.
        """

    @property
    def ids(self) -> list[str]:
        """The ids of its books: yours, then the built-in ones."""

    def list_json(self) -> str:
        """The documents of your own with their versions and days, and all ids, as JSON: the bytes of C and Rust."""

    def check_json(self, policy: str) -> str:
        """As ``check``, as JSON: the same bytes as in C and Rust."""

    def check(self, policy: str) -> list[Diagnostic]:
        """Everything found in a document that may rest on a book of the library."""

    def check_overlays_json(self, overlays: Iterable[str]) -> str:
        """As ``check_overlays``, as JSON: the same bytes as in C and Rust."""

    def check_overlays(self, overlays: Iterable[str]) -> list[dict[str, Any]]:
        """Checks many overlays at once: what is wrong with each, and what it changes in its base.

        Raises:
            DocumentError: one is no document.
        """

    def affected_json(self, changed: str, resting: Iterable[str]) -> str:
        """As ``affected``, as JSON: the same bytes as in C and Rust."""

    def affected(self, changed: str, resting: Iterable[str]) -> list[dict[str, Any]]:
        """Whom a new version of a book affects: of the documents that rest on it, those for which something changes.

        Raises:
            DocumentError: a text is no document.
        """

    def engine(
        self,
        policy_id: str,
        *,
        version: str | None = None,
        on: date | None = None,
        parameters: Mapping[str, str | int | bool] | None = None,
        strict: bool = False,
    ) -> Engine:
        """The engine of one of its books: of a version, of the day on which it is in force, or of the newest.

        Raises:
            PolicyError: ``unknown-policy``, ``policy-not-in-force``, ``policy-rejected`` with every fault in ``causes``.
            ArgumentError: both a version and a day.
        """

    def versions(
        self, policy_id: str, *, parameters: Mapping[str, str | int | bool] | None = None, strict: bool = False
    ) -> Versions:
        """All versions of one of its books.

        Raises:
            PolicyError: as ``engine``.
        """

@final
class Versions:
    """The versions of one rule book: a complaint is judged under the one in force when it was received. Immutable."""

    @property
    def names(self) -> list[str]:
        """The names of the versions, in the order in which they came into force."""

    def in_force(self, received_at: datetime | date | None) -> Engine:
        """The engine of the version in force when a complaint was received; of the newest for ``None``.

        Raises:
            PolicyError: ``policy-not-in-force``.
            TimeError: ``naive-time`` for a datetime without offset.
        """

    def version(self, name: str) -> Engine:
        """The engine of a version by its name, in force or not.

        Raises:
            PolicyError: ``policy-not-in-force`` when there is no such version.
        """

    def assess_json(self, complaint: str) -> str:
        """The first decision on a complaint: JSON in, JSON out, the same bytes as in C and Rust."""

    def assess(self, complaint: Mapping[str, Any]) -> dict[str, Any]:
        """As ``assess_json``, from a mapping to a dict."""

    def verify_json(self, stored: str) -> str:
        """As ``Engine.verify_json``, each decision under the version in force when its complaint was received."""

    def verify(self, stored: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """As ``verify_json``, from mappings to a dict."""

    def __len__(self) -> int: ...

def calendars() -> list[dict[str, Any]]:
    """The built-in calendars: ``id``, ``title``, known dates, and where the data of each year come from."""

def calendars_json() -> str:
    """As ``calendars``, as JSON: the same bytes as in C and Rust."""

def policies() -> list[dict[str, Any]]:
    """The built-in rule books: ``id``, ``version``, ``title``, ``source`` and what they use."""

def policies_json() -> str:
    """As ``policies``, as JSON: the same bytes as in C and Rust."""

def check(policy: str) -> list[Diagnostic]:
    """Everything found in a rule book (TOML or JSON): what makes it be refused, and notes on what is odd."""

def check_json(policy: str) -> str:
    """As ``check``, as JSON: the same bytes as in C and Rust."""

def check_report(policy: str, *, name: str = "policy") -> str:
    """As ``check``, as a compiler shows it: each line with its caret, the help, and the counts."""

def policy_source(policy_id: str) -> str:
    """The TOML text of a built-in rule book, to start one of your own from.

    Raises:
        PolicyError: ``unknown-policy``.
    """

def lexicon_source(lexicon_id: str) -> list[str]:
    """The documents of a built-in lexicon, to be kept: ``Library`` makes the same lexicon of them in later versions.

    Raises:
        PolicyError: ``unknown-lexicon``.
    """

def policy_schema(*, overlay: bool = False) -> str:
    """The JSON Schema of rule books, or of overlays, for editors and validators."""

@final
class Summary:
    """Figures that are accumulated, merged and read. Threads may share one: their calls take turns."""

    def __new__(cls, engine: Engine, request: Mapping[str, Any]) -> Summary:
        """Nothing yet, by the plan of a request as ``Engine.figures`` takes it."""

    @staticmethod
    def from_bytes(engine: Engine, data: bytes) -> Summary:
        """What ``to_bytes`` gave.

        Raises:
            FiguresError: ``summary-damaged``, ``summary-version``.
        """

    def to_bytes(self) -> bytes:
        """The whole state as bytes."""

    def add_cases(self, cases: Mapping[str, Any] | Iterable[Mapping[str, Any]]) -> None:
        """Adds cases, all or none; repeats are told among those of one call."""

    def add_columns(self, columns: Mapping[str, Any]) -> None:
        """Adds columns, all or none; repeats are told among those of one call."""

    def merge(self, other: Summary) -> None:
        """Adds another summary, of other cases by the same plan.

        Raises:
            FiguresError: ``other-plan``; nothing has changed then.
        """

    def figures_json(self, query: Mapping[str, Any] | None = None) -> str:
        """As ``figures``, as JSON: the same bytes as in C and Rust."""

    def figures(self, query: Mapping[str, Any] | None = None) -> FigureTable:
        """The table that a query asks for: ``by``, ``kpis``, ``window``, ``fill``, ``suppress_below``, ``annualise``.

        Raises:
            FiguresError: ``not-accumulated`` for what the plan does not tell.
        """

def figure_definitions_json() -> str:
    """As ``figure_definitions``, as JSON: the same bytes as in C and Rust."""

def figure_definitions() -> list[dict[str, Any]]:
    """What every figure counts: its names, its numerator, its denominator and what is in neither."""
def find(question: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """What belongs together among messages: ``hot-spots``, ``repeats`` or ``chart``.

    The first two take ``messages``, a list of objects with ``id`` and, where known, ``at``, ``complainant``, ``matter``,
    ``place``, ``title``, ``text``, ``votes``; a chart takes ``kind`` (``p``, ``u``) and ``points``.

    Raises:
        TypeError: a value that JSON cannot hold.
        TousuError: the fault and its place.
    """

def find_json(question: str, request: str) -> str:
    """As ``find``, JSON in, JSON out: the same bytes as in C and Rust."""

def fill_template(template: bytes, values: Mapping[str, str]) -> bytes:
    """A group's own XLSX template with every ``{{name}}`` in its cells replaced; everything else stays as it is.

    Raises:
        ArgumentError: the bytes are no XLSX file.
    """

def error_codes() -> list[tuple[int, str, type[TousuError]]]:
    """Every error code with its slug and the class that is raised for it, in ascending order."""

@final
class Queue:
    """What many cases owe, in order, kept while events come and time goes on.

    An event decides one case anew; when time goes on, only the cases whose status changes by itself are. Threads may
    share a queue.
    """

    def __new__(
        cls,
        engine: Engine,
        now: datetime,
        *,
        mode: Literal["strict", "lenient"] = "lenient",
        warn: str | None = None,
        threads: int = 1,
    ) -> Queue:
        """A queue without cases that stands at an instant."""

    @property
    def engine(self) -> Engine:
        """The engine that decides."""

    def put(self, cases: Iterable[Mapping[str, Any]]) -> None:
        """Puts cases in, each with the keys ``complaint`` and ``events``, in place of those of the same id; all or none."""

    def put_json(self, lines: str) -> None:
        """Puts cases in, one a line of JSON; all or none."""

    def apply(self, complaint_id: str, events: Mapping[str, Any] | Iterable[Mapping[str, Any]]) -> None:
        """Adds events to a case and decides that case anew; all or none.

        Raises:
            LedgerError: there is no such case.
            CaseError: an event does not fit the case (strict).
        """

    def remove(self, complaint_id: str) -> bool:
        """Takes a case out; whether it was there."""

    def advance(self, to: datetime) -> int:
        """Lets time go on; how many cases were decided anew."""

    def to_json(self, *, at_most: int = ...) -> str:
        """The four lists as JSON: the same bytes as in C and Rust."""

    def due_next(self, *, at_most: int = ...) -> list[Task]:
        """What runs, the first due time first."""

    def overdue(self, *, at_most: int = ...) -> list[Task]:
        """What was due and has not ended, the longest overdue first."""

    def about_to_breach(self, *, at_most: int = ...) -> list[Task]:
        """What runs and is to be warned of, the first due time first."""

    def awaiting_approval(self, *, at_most: int = ...) -> list[Task]:
        """What waits for somebody to decide on an extension, the first due time first."""

    def __len__(self) -> int: ...

def rows(
    engine: Engine,
    cases: Iterable[Mapping[str, Any]],
    as_of: datetime,
    *,
    mode: Literal["strict", "lenient"] = "lenient",
    warn: str | None = None,
    threads: int = 1,
) -> list[dict[str, Any]]:
    """What many cases owe, one dict for each obligation.

    Args:
        cases: mappings with the keys ``complaint`` and ``events``.
        as_of: the instant.
        mode: how faults in histories are met.
        warn: when to warn of every limit alike.
        threads: how many threads to spread the work over; what comes out does not depend on it.
    """

def rows_json_lines(
    engine: Engine,
    lines: str,
    as_of: datetime,
    *,
    mode: Literal["strict", "lenient"] = "lenient",
    warn: str | None = None,
    threads: int = 1,
) -> tuple[str, str]:
    """JSON Lines in; JSON Lines and a JSON list of the lines that could not be read out."""

def rows_csv(
    engine: Engine,
    complaints: str,
    events: str,
    as_of: datetime,
    *,
    mode: Literal["strict", "lenient"] = "lenient",
    warn: str | None = None,
    threads: int = 1,
) -> tuple[str, str]:
    """Two texts of comma-separated values in; one and a JSON list of the rows that could not be read out.

    Raises:
        DocumentError: a text is no table, or has a column that means nothing.
    """

def rows_columns(
    engine: Engine,
    complaints: Mapping[str, Iterable[Any]],
    events: Mapping[str, Iterable[Any]],
    as_of: datetime,
    *,
    mode: Literal["strict", "lenient"] = "lenient",
    warn: str | None = None,
    threads: int = 1,
) -> tuple[dict[str, list[Any]], list[dict[str, Any]]]:
    """Columns in, as a data frame gives them; columns and a list of the rows that could not be read out.

    Raises:
        DocumentError: a column means nothing.
    """

def compare(
    engine: Engine, other: Engine, cases: Iterable[Mapping[str, Any]], as_of: datetime, *, threads: int = 1
) -> dict[str, Any]:
    """The same cases under two rule books: what moves, what is breached newly or no more, per case and in total."""

def compare_json(engine: Engine, other: Engine, lines: str, as_of: datetime, *, threads: int = 1) -> str:
    """The same from JSON Lines, as JSON: the same bytes as in C and Rust."""

@final
class Model:
    """A trained model: a linear machine over hashed character 1- and 2-grams. Immutable: threads may share one."""

    @staticmethod
    def train(samples: Sequence[tuple[str, str, str]], *, seed: int = 0, threads: int | None = None) -> Model:
        """Trains a model on ``(title, text, label)``; the same seed gives the same bytes.

        Raises:
            ModelError: there are fewer than two labels.
        """

    @staticmethod
    def from_bytes(data: bytes) -> Model:
        """Reads a model from its bytes.

        Raises:
            ModelError: the bytes are damaged, or of another version.
        """

    def to_bytes(self) -> bytes:
        """The model as bytes, with a version and a checksum."""

    def predict(self, title: str, text: str) -> list[tuple[str, int]]:
        """Every label with its probability per mille, the likeliest first."""

    @property
    def labels(self) -> list[str]:
        """The labels in ascending order."""

    @property
    def digest(self) -> str:
        """SHA-256 of its bytes, as decisions record it."""

    def __repr__(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

def redact(text: str) -> str:
    """A text with its personal data masked; as long as before, in bytes and in characters."""

def private_json(text: str) -> str:
    """The text masked, and where its personal data stands, as JSON: the same bytes as in C and Rust."""

def private_spans(text: str) -> list[dict[str, Any]]:
    """Where personal data stands in a text: kind, bytes and characters."""
