"""Python values to the JSON that the core reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tousu._errors import TimeError


def _plain(value: object, path: str) -> object:
    """The value with datetimes and dates as RFC 3339; a naive datetime is an error that names its place."""
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise TimeError(
                f"{path}: `{value.isoformat()}` has no UTC offset; expected an aware datetime",
                2002,
                "naive-time",
                path=path,
                message_zh=f"“{value.isoformat()}”没有时区偏移；应为带时区的 datetime",
            )
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(inner, f"{path}.{key}" if path else str(key)) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner, f"{path}[{index}]") for index, inner in enumerate(value)]
    return value


def dumps(complaint: Mapping[str, Any]) -> str:
    """One JSON text; anything but JSON values, datetimes and dates is a ``TypeError``."""
    if not isinstance(complaint, Mapping):
        raise TypeError(f"complaint must be a mapping, not {type(complaint).__name__}")
    return json.dumps(_plain(complaint, ""), ensure_ascii=False, allow_nan=False)
