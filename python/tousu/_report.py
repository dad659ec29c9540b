"""Reports as files: the bytes that the core wrote, shown by notebooks where they are a page."""

from __future__ import annotations

import json
from html import escape
from typing import Any, final


@final
class ReportFile(bytes):
    """A form or a report as the bytes of a file, to be written as they are: ``path.write_bytes(report)``.

    Notebooks show one that was asked for with ``"format": "html"`` as the page that it is. ``tables`` takes the tables
    out of one in JSON, for ``pandas.DataFrame`` and ``polars.DataFrame``.
    """

    _format: str

    def __new__(cls, data: bytes, format: str) -> ReportFile:
        file = super().__new__(cls, data)
        file._format = format
        return file

    @property
    def format(self) -> str:
        """``json``, ``html``, ``markdown``, ``csv`` or ``xlsx``."""
        return self._format

    def tables(self) -> dict[str, dict[str, list[Any]]]:
        """The tables of a report in JSON by their ids, each as columns of equal length, without the row of totals.

        A rate is a quotient, ``None`` out of nothing; a length of time is in seconds. A title that stands above two
        columns gets a number the second time.

        Raises:
            ValueError: the report is in another format.
        """
        if self._format != "json":
            raise ValueError(f"a report in {self._format} has no tables to be taken out; ask for it in json")
        blocks = json.loads(self).get("blocks", [])
        return {block["sheet"]["id"]: _columns(block["sheet"]) for block in blocks if "sheet" in block}

    def _repr_html_(self) -> str | None:
        if self._format != "html":
            return None
        # In a frame of its own, where its style reaches nothing else and nothing in it can run.
        return (
            f'<iframe sandbox="" srcdoc="{escape(self.decode())}" '
            'style="width:100%;height:40rem;border:1px solid #999"></iframe>'
        )

    def __repr__(self) -> str:
        return f"<ReportFile {self._format}: {len(self)} bytes>"

    # What str() gives of bytes would be a warning under `python -b`.
    __str__ = __repr__

    def __reduce__(self) -> tuple[type[ReportFile], tuple[bytes, str]]:
        return ReportFile, (bytes(self), self._format)


def _columns(sheet: dict[str, Any]) -> dict[str, list[Any]]:
    rows = sheet["rows"][:-1] if sheet["total"] else sheet["rows"]
    columns: dict[str, list[Any]] = {}
    for place, column in enumerate(sheet["columns"]):
        title, number = column["title"], 2
        while title in columns:
            title, number = f"{column['title']} {number}", number + 1
        columns[title] = [_value(row[place]) for row in rows]
    return columns


def _value(cell: Any) -> Any:
    if isinstance(cell, list):
        numerator, denominator = cell
        return numerator / denominator if denominator else None
    if isinstance(cell, dict):
        return cell["term"] if "term" in cell else cell["seconds"]
    return cell
