"""Forms, reports and clusters from Python: figures worked out by hand."""

import json
import pickle
from datetime import datetime, timedelta, timezone
from html import unescape
from itertools import islice
from typing import Any

import pytest

import tousu

CHINA = timezone(timedelta(hours=8))
AS_OF = datetime(2026, 4, 1, tzinfo=CHINA)


def complaint(number: int, unit: str) -> dict[str, Any]:
    received_at = datetime(2026, 3, number, 9, tzinfo=CHINA)
    return {"id": f"c{number}", "received_at": received_at, "text": "电梯停运", "facts": {"unit": unit}}


@pytest.fixture(scope="module")
def engine() -> tousu.Engine:
    return tousu.Engine.builtin("residential-community")


def test_a_report_counts_by_unit(engine: tousu.Engine) -> None:
    register = [{"complaint": complaint(n, "甲苑" if n < 4 else "乙苑"), "events": []} for n in range(1, 6)]
    request = {"report": "period", "period": "2026-03", "as_of": AS_OF, "language": "zh", "register": register}
    page = json.loads(engine.report(request))
    [table] = [b["sheet"] for b in page["blocks"] if b.get("sheet", {}).get("id") == "by-unit"]
    assert {row[0]: row[1] for row in table["rows"]} == {"甲苑": 3, "乙苑": 2, "合计": 5}
    assert engine.report(request) == engine.report_json(json.dumps(request, default=lambda at: at.isoformat()))
    assert engine.report({**request, "format": "xlsx"}).startswith(b"PK")
    assert engine.report({**request, "format": "csv", "sheet": "by-unit"}).startswith(b"\xef\xbb\xbf")


def test_a_notebook_shows_a_page(engine: tousu.Engine) -> None:
    cases = [{"complaint": {**complaint(n, "<甲>"), "title": "\"引号\" <b>"}, "events": []} for n in (2, 3)]
    request = {"report": "library", "format": "html", "as_of": AS_OF, "language": "zh", "register": cases}
    page = engine.report(request)
    assert isinstance(page, bytes)
    assert page.format == "html"
    shown = page._repr_html_()
    assert shown is not None
    # A frame in which nothing runs; the page comes back from its attribute as the core wrote it.
    start, end = '<iframe sandbox="" srcdoc="', '" style='
    assert shown.startswith(start)
    assert unescape(shown[len(start) : shown.index(end)]) == page.decode()
    assert "<!DOCTYPE" not in shown
    for format in ("json", "markdown", "csv", "xlsx"):
        other = engine.report({**request, "format": format})
        assert (other.format, other._repr_html_()) == (format, None)
        assert repr(other) == str(other) == f"<ReportFile {format}: {len(other)} bytes>"
    with pytest.raises(ValueError, match="html"):
        page.tables()
    again = pickle.loads(pickle.dumps(page))
    assert (again, again.format) == (page, "html")
    assert hash(again) == hash(bytes(page))


def test_the_tables_of_a_report_are_columns(engine: tousu.Engine) -> None:
    closed = [{"id": "e1", "kind": "closed", "at": datetime(2026, 3, 4, 9, tzinfo=CHINA)}]
    register = [{"complaint": complaint(n, "甲苑" if n < 4 else "乙苑"), "events": closed if n == 3 else []} for n in range(1, 6)]
    request = {"report": "period", "period": "2026-03", "as_of": AS_OF, "language": "zh", "register": register}
    tables = engine.report(request).tables()
    units = tables["by-unit"]
    # Without the row of totals: 3 and 2 of 5, one of the three closed.
    named = next(iter(units.values()))
    assert dict(zip(named, next(islice(units.values(), 1, None)), strict=True)) == {"甲苑": 3, "乙苑": 2}
    assert pytest.approx(1 / 3) in units["结案率"]
    for table in tables.values():
        assert len({len(column) for column in table.values()}) == 1
        assert not [cell for column in table.values() for cell in column if isinstance(cell, (list, dict))]
    frozen = engine.report({**request, "report": "freeze", "known_at": AS_OF})
    assert frozen.tables() == {}


def test_a_template_is_filled(engine: tousu.Engine) -> None:
    form = {"report": "form", "form": "register", "format": "xlsx", "as_of": AS_OF, "events": []}
    template = engine.report({**form, "complaint": complaint(2, "甲苑"), "given": {"demand": "{{demand}}"}})
    filled = tousu.fill_template(template, {"demand": "修好"})
    assert filled != template
    assert tousu.fill_template(filled, {"demand": "x"}) == filled
    with pytest.raises(tousu.ArgumentError) as caught:
        tousu.fill_template(b"no archive", {})
    assert caught.value.path == "template"


def test_hot_spots_repeats_and_charts() -> None:
    texts = ["丽景花园搅拌站扰民", "丽景花园旁的搅拌站", "公积金怎么提取"]
    messages = [{"id": str(n), "complainant": f"p{n}", "text": text} for n, text in enumerate(texts)]
    found = tousu.find("hot-spots", {"messages": messages})
    assert [[member["id"] for member in spot["members"]] for spot in found["hot_spots"]] == [["0", "1"]]
    again = [{"id": str(n), "complainant": "x", "matter": "m", "at": AS_OF + timedelta(days=n)} for n in range(3)]
    assert tousu.find("repeats", {"messages": again})["repeated"] == 2
    points = [{"period": str(n), "count": 9 + n % 2 * 6, "size": 100} for n in range(10)]
    points.append({"period": "x", "count": 40, "size": 100})
    assert tousu.find("chart", {"kind": "p", "points": points})["out_of_control"] == ["x"]
    with pytest.raises(tousu.DocumentError) as caught:
        tousu.find_json("colours", "{}")
    assert caught.value.slug == "unknown-value"


@pytest.mark.parametrize("wrong", [None, 1, ["list"], object()])
def test_wrong_types_are_type_errors(engine: tousu.Engine, wrong: Any) -> None:
    for call in (engine.report, engine.report_json, lambda it: tousu.find("chart", it), lambda it: tousu.find_json(it, "{}")):
        with pytest.raises(TypeError):
            call(wrong)
    with pytest.raises(TypeError):
        tousu.fill_template(wrong, {})
    with pytest.raises(TypeError):
        tousu.fill_template(b"", wrong)


def test_a_request_names_the_place_of_its_fault(engine: tousu.Engine) -> None:
    with pytest.raises(tousu.DocumentError) as caught:
        engine.report({"report": "poem", "as_of": AS_OF})
    assert (caught.value.slug, caught.value.path) == ("unknown-value", "report")
    with pytest.raises(tousu.DocumentError) as caught:
        engine.report({"report": "library", "as_of": AS_OF, "register": [{"complaint": {"txt": ""}}]})
    assert (caught.value.slug, caught.value.path) == ("unknown-field", "register[0].complaint.txt")
    with pytest.raises(tousu.ArgumentError) as caught:
        engine.report_json("\ud800")
    assert caught.value.path == "request"
