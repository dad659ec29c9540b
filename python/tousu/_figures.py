"""Tables of figures: columns of plain lists, and a table for notebooks."""

from __future__ import annotations

import json
from html import escape
from typing import Any, final

_MEASURES = ("numerator", "denominator", "per_mille", "shown")
_LENGTHS = ("count", "mean", "median", "median_within", "p90", "p90_within", "min", "max")


@final
class FigureTable:
    """Figures by rows and columns, as the core wrote them.

    ``pandas.DataFrame(table.columns())`` and ``polars.DataFrame(table.columns())`` take it as it is.
    """

    __slots__ = ("_data", "_json")

    def __init__(self, text: str) -> None:
        self._json = text
        self._data: dict[str, Any] = json.loads(text)

    @property
    def json(self) -> str:
        """The same bytes as in C and Rust."""
        return self._json

    @property
    def data(self) -> dict[str, Any]:
        """The whole document."""
        return self._data

    @property
    def dimensions(self) -> list[str]:
        """What the keys of the rows mean."""
        return list(self._data["dimensions"])

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows, each with its key, whether its period was over, and its figures."""
        return list(self._data["rows"])

    @property
    def total(self) -> dict[str, Any]:
        """All rows together."""
        return dict(self._data["total"])

    def _names(self) -> list[str]:
        names = []
        for column in self._data["columns"]:
            obligation = column["obligation"]
            names.append(column["kpi"] if obligation is None else f"{column['kpi']}/{obligation}")
        return names

    def columns(self) -> dict[str, list[Any]]:
        """One row for each figure of each row: the dimensions, the figure, and what it is made of."""
        dimensions = self.dimensions
        names = [*dimensions, "kpi", "obligation", *_MEASURES, *_LENGTHS]
        columns: dict[str, list[Any]] = {name: [] for name in names}
        for row in self._data["rows"]:
            for column, figure in zip(self._data["columns"], row["figures"], strict=True):
                for dimension, value in zip(dimensions, row["key"], strict=True):
                    columns[dimension].append(value)
                columns["kpi"].append(column["kpi"])
                columns["obligation"].append(column["obligation"])
                for name in _MEASURES:
                    columns[name].append(figure[name])
                for name in _LENGTHS:
                    columns[name].append(figure["lengths"] and figure["lengths"][name])
        return columns

    def wide(self) -> dict[str, list[Any]]:
        """One row for each row, and a column for each figure: counts as whole numbers, lengths as mean seconds, all else
        as quotients; ``None`` where there is none."""
        columns: dict[str, list[Any]] = {
            dimension: [row["key"][place] for row in self._data["rows"]]
            for place, dimension in enumerate(self.dimensions)
        }
        kinds = {definition["id"]: definition["kind"] for definition in self._data["definitions"]}
        for place, (column, name) in enumerate(zip(self._data["columns"], self._names(), strict=True)):
            figures = [row["figures"][place] for row in self._data["rows"]]
            columns[name] = [_value(figure, kinds[column["kpi"]]) for figure in figures]
        return columns

    def _repr_html_(self) -> str:
        labels = {definition["id"]: definition["label"]["zh"] for definition in self._data["definitions"]}
        head = [*self.dimensions]
        for column in self._data["columns"]:
            obligation = column["obligation"]
            head.append(labels[column["kpi"]] + ("" if obligation is None else f" {obligation}"))
        lines = ["<tr>" + "".join(f"<th>{escape(name)}</th>" for name in head) + "</tr>"]
        for row in [*self._data["rows"], self._data["total"]]:
            key = [*row["key"], *[""] * (len(self.dimensions) - len(row["key"]))]
            cells = [f"<th>{escape('–' if value is None else str(value))}</th>" for value in key]
            for figure in row["figures"]:
                parts = [str(figure[name]) for name in ("numerator", "denominator") if figure[name] is not None]
                cells.append(f'<td title="{escape("/".join(parts))}">{escape(figure["shown"])}</td>')
            lines.append("<tr>" + "".join(cells) + "</tr>")
        caption = escape(f"{self._data['as_of']} {self._data['window'] or ''}".strip())
        return f"<table><caption>{caption}</caption>" + "".join(lines) + "</table>"

    def __len__(self) -> int:
        return len(self._data["rows"])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FigureTable) and self._json == other._json

    def __hash__(self) -> int:
        return hash(self._json)

    def __repr__(self) -> str:
        return f"<FigureTable by {', '.join(self.dimensions) or 'nothing'}: {len(self)} rows>"

    def __reduce__(self) -> tuple[type[FigureTable], tuple[str]]:
        return FigureTable, (self._json,)


def _value(figure: dict[str, Any], kind: str) -> float | int | None:
    if kind == "count":
        count: int | None = figure["numerator"]
        return count
    if kind == "length":
        return None if figure["lengths"] is None else int(figure["lengths"]["mean"])
    numerator, denominator = figure["numerator"], figure["denominator"]
    if numerator is None or not denominator:
        return None
    if kind == "change":
        numerator -= denominator
    up, down = figure["scale"]
    return float(numerator * up / (denominator * down))
