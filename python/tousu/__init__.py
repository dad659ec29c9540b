"""Complaint rule books as data: what a complaint is about, how severe it is, and what is due when.

>>> import tousu
>>> from datetime import datetime, timedelta, timezone
>>> engine = tousu.Engine.builtin("residential-community")
>>> china = timezone(timedelta(hours=8))
>>> received_at = datetime(2026, 4, 30, 16, tzinfo=china)
>>> decision = engine.assess({"id": "c1", "received_at": received_at, "text": "楼道堆满杂物，有消防隐患。"})
>>> decision["tier"]["id"]
'major'
>>> case = engine.replay({"id": "c1", "received_at": received_at, "text": "楼道堆满杂物，有消防隐患。"})
>>> case.next_due(received_at).due.isoformat()
'2026-04-30T16:30:00+08:00'
>>> engine.due("3 working days", datetime(2026, 9, 30, 10, tzinfo=china)).last_day
datetime.date(2026, 10, 10)
>>> hong_kong = tousu.Calendar.builtin("hong-kong")
>>> hong_kong.add_working_seconds(datetime(2025, 4, 17, 17, tzinfo=china), 7200).value.isoformat()
'2025-04-22T10:00:00+08:00'
"""

from tousu._errors import (
    ArgumentError,
    BusyError,
    CaseError,
    ComplaintError,
    DocumentError,
    FiguresError,
    InternalError,
    LedgerError,
    ModelError,
    PolicyError,
    TimeError,
    TousuError,
)
from tousu._figures import FigureTable
from tousu._report import ReportFile
from tousu._tousu import (
    Calendar,
    Case,
    Engine,
    Ledger,
    Library,
    Model,
    Queue,
    Summary,
    Versions,
    __version__,
    calendars,
    calendars_json,
    check,
    check_json,
    check_report,
    compare,
    compare_json,
    error_codes,
    figure_definitions,
    figure_definitions_json,
    fill_template,
    find,
    find_json,
    lexicon_source,
    policies,
    policies_json,
    policy_schema,
    policy_source,
    private_json,
    private_spans,
    redact,
    rows,
    rows_columns,
    rows_csv,
    rows_json_lines,
)
from tousu._values import Batch, Day, Diagnostic, Due, DueItem, Known, NextDue, Task, Warned, Written

__all__ = [
    "ArgumentError",
    "Batch",
    "BusyError",
    "Calendar",
    "Case",
    "CaseError",
    "ComplaintError",
    "Day",
    "Diagnostic",
    "DocumentError",
    "Due",
    "DueItem",
    "Engine",
    "FigureTable",
    "FiguresError",
    "InternalError",
    "Known",
    "Ledger",
    "LedgerError",
    "Library",
    "Model",
    "ModelError",
    "NextDue",
    "PolicyError",
    "Queue",
    "ReportFile",
    "Summary",
    "Task",
    "TimeError",
    "TousuError",
    "Versions",
    "Warned",
    "Written",
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
