"""The exceptions. The Rust side raises them by name; one table there maps every code to its class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class TousuError(Exception):
    """Base of all errors of this library; ``str(error)`` is the English message with its place."""

    #: The stable number, the same as in C and Rust.
    code: int
    #: The stable name of the code: ``unreadable-time``.
    slug: str
    #: The argument or field at fault; ``None`` when it is not known.
    path: str | None
    #: 1-based line in the document; ``None`` when it is not known.
    line: int | None
    #: 1-based column in characters; ``None`` when it is not known.
    column: int | None
    #: 0-based byte offset; ``None`` when it is not known.
    offset: int | None
    #: The Chinese message, without the place.
    message_zh: str
    #: Advice; ``None`` when there is none.
    help: str | None
    #: The single faults that this error sums up.
    causes: Sequence[TousuError]

    def __init__(
        self,
        message: str,
        code: int,
        slug: str,
        path: str | None = None,
        line: int | None = None,
        column: int | None = None,
        offset: int | None = None,
        message_zh: str = "",
        help: str | None = None,
        causes: Sequence[TousuError] = (),
    ) -> None:
        super().__init__(message)
        self.code = code
        self.slug = slug
        self.path = path
        self.line = line
        self.column = column
        self.offset = offset
        self.message_zh = message_zh
        self.help = help
        self.causes = tuple(causes)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickles with every field, so that errors travel between processes."""
        fields = (self.code, self.slug, self.path, self.line, self.column, self.offset, self.message_zh)
        return (type(self), (str(self), *fields, self.help, self.causes))


class ArgumentError(TousuError, ValueError):
    """An argument cannot be accepted (codes 1 to 99)."""


class BusyError(TousuError):
    """The object is in use by another thread (code 4)."""


class DocumentError(TousuError, ValueError):
    """A TOML, JSON or CSV document cannot be read (codes 1000 to 1099)."""


class PolicyError(TousuError, ValueError):
    """A policy, lexicon or parameter is unknown or refused (codes 1100 to 1499)."""


class ComplaintError(TousuError, ValueError):
    """A complaint contradicts itself or its policy (codes 1500 to 1599)."""


class ModelError(TousuError, ValueError):
    """A model is damaged, or cannot be trained (codes 1600 to 1699)."""


class TimeError(TousuError, ValueError):
    """A time, date or calendar cannot be used (codes 2000 to 2999)."""


class CaseError(TousuError, ValueError):
    """An event does not fit its case (codes 3000 to 3999)."""


class LedgerError(TousuError):
    """The ledger cannot be read or written (codes 4000 to 4999)."""


class FiguresError(TousuError, ValueError):
    """Figures were not accumulated, or cannot be merged or read (codes 5000 to 5999)."""


class InternalError(TousuError):
    """A fault of this library (codes 9000 and above); please report it."""
