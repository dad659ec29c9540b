"""Complaint rule books as data: what a complaint is about, how severe it is, and what is due when.

>>> import tousu
>>> engine = tousu.Engine.builtin("complaint-process-training")
>>> engine.policy_id
'complaint-process-training'
"""

from tousu._errors import (
    ArgumentError,
    BusyError,
    CaseError,
    ComplaintError,
    DocumentError,
    InternalError,
    LedgerError,
    PolicyError,
    TimeError,
    TousuError,
)
from tousu._tousu import Engine, __version__, error_codes

__all__ = [
    "ArgumentError",
    "BusyError",
    "CaseError",
    "ComplaintError",
    "DocumentError",
    "Engine",
    "InternalError",
    "LedgerError",
    "PolicyError",
    "TimeError",
    "TousuError",
    "__version__",
    "error_codes",
]
