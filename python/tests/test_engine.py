"""Rule books, decisions and due times, and everything a caller can do wrong on the way."""

import doctest
import json
import pickle
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

import tousu

POLICY = "complaint-process-training"
CHINA = timezone(timedelta(hours=8))
RECEIVED = datetime(2026, 3, 2, 9, tzinfo=CHINA)
COMPLAINT: dict[str, Any] = {
    "id": "c1",
    "received_at": "2026-03-02T09:00:00+08:00",
    "title": "",
    "text": "电梯坏了",
}
REGISTERED: dict[str, Any] = {"id": "e1", "kind": "registered", "at": "2026-03-02T09:20:00+08:00"}

#: The smallest rule book that is accepted.
OWN = """
[policy]
id = "own"
title = "例"
version = "1"
lexicon = "property"

[[role]]
id = "front-line"
label = "前台"

[[tier]]
id = "minor"
label = "轻微"
clause = "一"
default = true

[[obligation]]
id = "reply"
label = "回复"
clause = "一"
starts = "received"
ends = "replied"
within = { parameter = "reply_within" }
owner = "front-line"

[[parameter]]
id = "reply_within"
type = "period"
clause = "一"
suggested = "2 hours"
"""


@pytest.fixture(scope="module")
def engine() -> tousu.Engine:
    return tousu.Engine.builtin(POLICY)


def test_the_examples_of_the_package_run() -> None:
    found = doctest.testmod(tousu)
    assert found.attempted > 5
    assert found.failed == 0


# Assessments and statuses.


def test_assess_json_is_a_document_and_repeatable(engine: tousu.Engine) -> None:
    text = json.dumps(COMPLAINT, ensure_ascii=False)
    first = engine.assess_json(text)
    assert first == engine.assess_json(text)
    assert isinstance(json.loads(first), dict)
    assert POLICY in first


def test_dicts_say_the_same_as_json(engine: tousu.Engine) -> None:
    text, events = json.dumps(COMPLAINT, ensure_ascii=False), json.dumps([REGISTERED])
    assert engine.assess(COMPLAINT) == json.loads(engine.assess_json(text))
    as_of = RECEIVED + timedelta(days=1)
    status = json.loads(engine.status_json(text, events, as_of))
    assert engine.status(COMPLAINT, [REGISTERED], as_of) == status
    assert engine.status(COMPLAINT, iter([REGISTERED]), as_of) == status
    assert engine.replay(COMPLAINT, [REGISTERED]).status(as_of) == status
    assert status["as_of"] == "2026-03-03T09:00:00+08:00"
    assert engine.policy() == json.loads(engine.policy_json())


def test_an_aware_datetime_is_the_same_as_its_text(engine: tousu.Engine) -> None:
    for at in (RECEIVED, RECEIVED.astimezone(timezone.utc)):
        assert engine.assess({**COMPLAINT, "received_at": at}) == engine.assess(COMPLAINT)
    as_of = RECEIVED.replace(microsecond=999_999)
    assert engine.status(COMPLAINT, [], as_of) == engine.status(COMPLAINT, [], RECEIVED)
    event = {**REGISTERED, "at": RECEIVED + timedelta(minutes=20)}
    assert engine.status(COMPLAINT, [event], RECEIVED) == engine.status(COMPLAINT, [REGISTERED], RECEIVED)


def test_an_offset_with_seconds_is_read_exactly(engine: tousu.Engine) -> None:
    odd = timezone(timedelta(hours=8, minutes=5, seconds=43))
    at = RECEIVED.astimezone(odd)
    assert engine.assess({**COMPLAINT, "received_at": at}) == engine.assess(COMPLAINT)
    with pytest.raises(tousu.TimeError) as caught:
        engine.assess({**COMPLAINT, "received_at": datetime(1, 1, 1, tzinfo=odd)})
    assert (caught.value.slug, caught.value.path) == ("time-out-of-range", "received_at")


def test_the_callers_mapping_is_left_alone(engine: tousu.Engine) -> None:
    complaint = {**COMPLAINT, "received_at": RECEIVED}
    engine.assess(complaint)
    assert complaint["received_at"] is RECEIVED


def test_a_lenient_status_names_the_faults_that_a_strict_one_refuses(engine: tousu.Engine) -> None:
    early = {**REGISTERED, "at": "2026-03-01T09:00:00+08:00"}
    with pytest.raises(tousu.CaseError) as caught:
        engine.status(COMPLAINT, [early], RECEIVED)
    assert caught.value.slug == "before-receipt"
    faults = engine.status(COMPLAINT, [early], RECEIVED, mode="lenient")["faults"]
    assert [fault["slug"] for fault in faults] == ["before-receipt"]
    with pytest.raises(tousu.ArgumentError) as refused:
        engine.status(COMPLAINT, [], RECEIVED, mode="lax")  # type: ignore[arg-type]
    assert (refused.value.slug, refused.value.path) == ("invalid-argument", "mode")


# Rule books.


def test_every_built_in_book_makes_an_engine() -> None:
    listed = tousu.policies()
    assert listed == json.loads(tousu.policies_json())["policies"]
    assert POLICY in [book["id"] for book in listed]
    for book in listed:
        engine = tousu.Engine.builtin(book["id"])
        assert (engine.policy_id, engine.policy_version) == (book["id"], book["version"])
        assert engine.time_zone == "Asia/Shanghai"


def test_a_book_of_the_callers_own(engine: tousu.Engine) -> None:
    own = tousu.Engine.from_text(OWN)
    assert (own.policy_id, own.parameters) == ("own", {"reply_within": "2 hours"})
    due = own.replay(COMPLAINT).next_due(RECEIVED)
    assert due == tousu.NextDue(obligation="reply", due=RECEIVED + timedelta(hours=2))
    given = tousu.Engine.from_text(OWN, parameters={"reply_within": "30 minutes"})
    assert given.parameters == {"reply_within": "30 minutes"}
    assert own.assess(COMPLAINT)["assumed"] != given.assess(COMPLAINT)["assumed"] == []
    assert repr(given) == "Engine.from_text(<policy \"own\">, parameters={'reply_within': '30 minutes'})"
    assert len({own, given, engine, tousu.Engine.from_text(OWN)}) == 3


def test_strict_assumes_nothing() -> None:
    with pytest.raises(tousu.PolicyError) as caught:
        tousu.Engine.from_text(OWN, strict=True)
    assert (caught.value.slug, caught.value.path) == ("parameter-not-given", "parameters.reply_within")
    with pytest.raises(tousu.PolicyError) as caught:
        tousu.Engine.builtin("residential-community", parameters={"group_threshold": 10}, strict=True)
    assert caught.value.slug == "parameter-not-given"
    engine = tousu.Engine.from_text(OWN, parameters={"reply_within": "2 hours"}, strict=True)
    assert engine.assess(COMPLAINT)["assumed"] == []
    assert repr(engine).endswith(", parameters={'reply_within': '2 hours'}, strict=True)")
    copy = pickle.loads(pickle.dumps(engine))
    assert (copy, repr(copy)) == (engine, repr(engine))
    for wrong in (None, "yes", 2):
        with pytest.raises(TypeError):
            tousu.Engine.builtin("residential-community", strict=wrong)  # type: ignore[arg-type]


def test_equal_engines_decide_alike_and_travel_between_processes() -> None:
    plain = tousu.Engine.builtin("residential-community")
    given = tousu.Engine.builtin("residential-community", parameters={"group_threshold": 5})
    assert plain == tousu.Engine.builtin("residential-community")
    assert plain != given
    assert plain != "residential-community"
    for engine in (plain, given, tousu.Engine.from_text(OWN)):
        copy = pickle.loads(pickle.dumps(engine))
        assert copy == engine
        assert hash(copy) == hash(engine)
        assert repr(copy) == repr(engine)
        assert copy.assess_json(json.dumps(COMPLAINT)) == engine.assess_json(json.dumps(COMPLAINT))


def test_repr_reads_as_a_constructor(engine: tousu.Engine) -> None:
    assert repr(engine) == f'Engine.builtin("{POLICY}")'
    assert engine.policy_id == POLICY
    given = tousu.Engine.builtin("residential-community", parameters={"group_threshold": 5})
    assert eval(repr(given), {"Engine": tousu.Engine}) == given


def test_unknown_policy() -> None:
    with pytest.raises(tousu.PolicyError, match="nobody") as caught:
        tousu.Engine.builtin("nobody")
    assert (caught.value.code, caught.value.slug) == (1100, "unknown-policy")
    assert "nobody" in caught.value.message_zh
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("parameters", "slug", "path"),
    [
        ({"nobody": 1}, "unknown-parameter", "parameters.nobody"),
        ({"registration_hours": "soon"}, "unreadable-parameter", "parameters.registration_hours"),
        ({"registration_hours": ["2 hours"]}, "wrong-type", "parameters.registration_hours"),
        ({"registration_hours": {}}, "wrong-type", "parameters.registration_hours"),
    ],
)
def test_parameters_name_their_place(parameters: Any, slug: str, path: str) -> None:
    with pytest.raises(tousu.TousuError) as caught:
        tousu.Engine.builtin("residential-community", parameters=parameters)
    assert (caught.value.slug, caught.value.path) == (slug, path)
    assert isinstance(caught.value, ValueError)


def test_a_faulty_book_names_every_fault_with_its_line() -> None:
    source = OWN.replace('starts = "received"', 'starts = "recieved"').replace('"reply_within" }', '"reply" }')
    with pytest.raises(tousu.PolicyError) as caught:
        tousu.Engine.from_text(source)
    assert caught.value.slug == "policy-rejected"
    slugs = {cause.slug for cause in caught.value.causes}
    assert len(slugs) >= 1
    lines = source.splitlines()
    for cause in caught.value.causes:
        assert cause.line is not None and cause.column is not None
        assert 1 <= cause.column <= len(lines[cause.line - 1]) + 1
    found = tousu.check(source)
    assert [each.slug for each in found if each.severity == "error"] == [each.slug for each in caught.value.causes]


@pytest.mark.parametrize(
    ("source", "line", "column"), [("[policy]\nid = = 1\n", 2, 6), ("[policy\n", 1, 8), ('{"policy": }', 1, 12)]
)
def test_a_text_that_is_no_document_names_line_and_column(source: str, line: int, column: int) -> None:
    with pytest.raises(tousu.DocumentError) as caught:
        tousu.Engine.from_text(source)
    assert (caught.value.slug, caught.value.line, caught.value.column) == ("syntax", line, column)
    [found] = tousu.check(source)
    assert (found.severity, found.slug, found.line, found.column) == ("error", "syntax", line, column)


def test_check_accepts_what_is_only_odd() -> None:
    assert all(found.severity == "note" for found in tousu.check(OWN))
    assert json.loads(tousu.check_json(OWN))["accepted"] is True


# Due times.


def test_a_due_time_with_its_reasons(engine: tousu.Engine) -> None:
    due = engine.due("3个工作日", datetime(2026, 9, 30, 10, tzinfo=CHINA))
    assert due is not None
    assert (due.at.isoformat(), due.last_day) == ("2026-10-10T23:59:59+08:00", date(2026, 10, 10))
    assert (due.period, due.provisional) == ("3 working days", False)
    assert due.explanation and due.explanation_zh
    assert due == engine.due("3 working days", date(2026, 9, 30))
    assert due == engine.due("3 working days", datetime(2026, 9, 30, 2, tzinfo=timezone.utc))
    assert pickle.loads(pickle.dumps(due)) == due
    assert len({due, engine.due("3 working days", date(2026, 9, 30))}) == 1
    assert eval(repr(due), {"Due": tousu.Due, "datetime": __import__("datetime")}) == due
    with pytest.raises(AttributeError):
        due.at = due.at  # type: ignore[misc]


def test_the_counting_rule_is_the_callers(engine: tousu.Engine) -> None:
    friday = datetime(2026, 3, 6, 10, tzinfo=CHINA)

    def last(**counting: Any) -> date | None:
        due = engine.due("1 day", friday, **counting)
        assert due is not None
        return due.last_day

    assert last() == date(2026, 3, 7)
    assert last(holiday_roll="next") == date(2026, 3, 9)
    assert last(count_start_day=True) == date(2026, 3, 6)
    with pytest.raises(TypeError):
        engine.due("1 day", friday, True)  # type: ignore[call-arg, misc, unused-ignore]


def test_a_date_decides_days_but_not_hours(engine: tousu.Engine) -> None:
    assert engine.due("2 hours", date(2026, 9, 30)) is None
    assert engine.due_json("2 hours", date(2026, 9, 30)) is None
    text = engine.due_json("2 hours", RECEIVED)
    assert text is not None
    assert json.loads(text)["due"] == "2026-03-02T11:00:00+08:00"


@pytest.mark.parametrize(
    ("period", "start", "counting", "slug", "path"),
    [
        ("soon", RECEIVED, {}, "unreadable-period", "period"),
        ("soon", date(2026, 3, 2), {}, "unreadable-period", "period"),
        ("", RECEIVED, {}, "unreadable-period", "period"),
        ("\0", RECEIVED, {}, "unreadable-period", "period"),
        ("1 day" * 2_000_000, RECEIVED, {}, "unreadable-period", "period"),
        ("1 day", RECEIVED.replace(tzinfo=None), {}, "naive-time", "start"),
        ("1 day", datetime(9999, 12, 31, 23, tzinfo=CHINA), {}, "time-out-of-range", "start"),
        ("1 day", datetime(1, 1, 1, tzinfo=CHINA), {}, "time-out-of-range", "start"),
        ("1 working day", datetime(9999, 12, 1, tzinfo=CHINA), {}, "outside-calendar", None),
        ("1 working day", date(9999, 12, 31), {}, "outside-calendar", None),
        ("99999999 days", RECEIVED, {}, "time-out-of-range", None),
        ("1 day", RECEIVED, {"holiday_roll": "later"}, "unknown-value", "holiday_roll"),
        ("1 day", RECEIVED, {"day_end": "noon"}, "unknown-value", "day_end"),
    ],
)
def test_due_names_what_it_refuses(
    engine: tousu.Engine, period: str, start: Any, counting: Any, slug: str, path: str | None
) -> None:
    with pytest.raises(tousu.TousuError) as caught:
        engine.due(period, start, **counting)
    assert (caught.value.slug, caught.value.path, caught.value.line) == (slug, path, None)
    assert isinstance(caught.value, ValueError)


# What a caller can do wrong.


@pytest.mark.parametrize("text", ["", "no json", "\0{}"])
def test_what_is_no_json_names_its_line(engine: tousu.Engine, text: str) -> None:
    with pytest.raises(tousu.DocumentError) as caught:
        engine.assess_json(text)
    assert caught.value.slug == "syntax"
    assert (caught.value.line, caught.value.column) == (1, 1)


def test_broken_events_are_told_apart_from_a_broken_complaint(engine: tousu.Engine) -> None:
    with pytest.raises(tousu.DocumentError) as caught:
        engine.status_json("{", "[]", RECEIVED)
    assert (caught.value.slug, caught.value.path) == ("syntax", "complaint")
    with pytest.raises(tousu.DocumentError) as caught:
        engine.status_json("{}", "[", RECEIVED)
    assert (caught.value.slug, caught.value.path) == ("syntax", "events")


def test_an_unknown_field_names_its_place(engine: tousu.Engine) -> None:
    with pytest.raises(tousu.DocumentError) as caught:
        engine.assess_json('{"id": "c1",\n "receivd_at": null}')
    assert (caught.value.slug, caught.value.path, caught.value.line) == ("unknown-field", "receivd_at", 2)


def test_a_lone_surrogate_is_not_utf8(engine: tousu.Engine) -> None:
    calls: list[tuple[Callable[[str], object], str]] = [
        (tousu.Engine.builtin, "policy_id"),
        (tousu.Engine.from_text, "policy"),
        (tousu.check, "policy"),
        (engine.assess_json, "complaint"),
        (lambda text: engine.due(text, RECEIVED), "period"),
        (lambda text: engine.status_json("{}", text, RECEIVED), "events"),
        (lambda text: engine.assess({"text": text}), "complaint"),
    ]
    for call, path in calls:
        with pytest.raises(tousu.ArgumentError) as caught:
            call("\ud800")
        assert (caught.value.code, caught.value.slug, caught.value.path) == (2, "invalid-utf8", path)


def test_nul_and_long_texts_are_texts(engine: tousu.Engine) -> None:
    assert engine.assess({**COMPLAINT, "text": "电梯\0坏了"})["complaint"] == "c1"
    ten = "漏水" * 1_700_000
    assert len(ten.encode()) > 10_000_000
    assert engine.assess({**COMPLAINT, "text": ten})["complaint"] == "c1"
    with pytest.raises(tousu.ArgumentError) as caught:
        engine.assess({**COMPLAINT, "text": ten * 2})
    assert (caught.value.slug, caught.value.path) == ("too-large", "text")
    for call in (tousu.Engine.from_text, tousu.Engine.builtin):
        with pytest.raises(tousu.TousuError):
            call("a" * 10_000_000)
        with pytest.raises(tousu.TousuError):
            call("\0")


def test_what_is_nested_too_deep_is_refused(engine: tousu.Engine) -> None:
    circle: dict[str, Any] = {}
    circle["facts"] = circle
    with pytest.raises(tousu.DocumentError) as caught:
        engine.assess(circle)
    assert (caught.value.code, caught.value.slug) == (1005, "too-deep")
    for text in ('{"facts":' * 100_000, "[" * 100_000):
        with pytest.raises(tousu.DocumentError) as caught:
            engine.assess_json(text)
        assert caught.value.slug == "too-deep"


def test_a_naive_datetime_is_refused_with_its_place(engine: tousu.Engine) -> None:
    naive = datetime(2026, 3, 2, 9)
    calls: list[tuple[Callable[[], object], str]] = [
        (lambda: engine.assess({**COMPLAINT, "received_at": naive}), "received_at"),
        (lambda: engine.assess({**COMPLAINT, "facts": {"seen": [naive]}}), "facts.seen[0]"),
        (lambda: engine.status(COMPLAINT, [], naive), "as_of"),
        (lambda: engine.status_json("{}", "[]", naive), "as_of"),
        (lambda: engine.status_json("{}", "[]", RECEIVED, known_at=naive), "known_at"),
        (lambda: engine.status(COMPLAINT, [{**REGISTERED, "at": naive}], RECEIVED), "events[0].at"),
        (lambda: engine.due("1 day", naive), "start"),
        (lambda: engine.replay(COMPLAINT, [{**REGISTERED, "at": naive}]), "events[0].at"),
    ]
    for call, path in calls:
        with pytest.raises(tousu.TimeError) as caught:
            call()
        assert (caught.value.code, caught.value.slug, caught.value.path) == (2002, "naive-time", path)


@pytest.mark.parametrize("wrong", [None, 1, b"bytes", ["list"], {"dict": 1}, object()])
def test_wrong_types_are_type_errors(engine: tousu.Engine, wrong: Any) -> None:
    calls: list[Callable[[Any], object]] = [
        tousu.Engine.builtin,
        tousu.Engine.from_text,
        tousu.check,
        engine.assess_json,
        lambda value: engine.status_json(value, "[]", RECEIVED),
        lambda value: engine.status_json("{}", value, RECEIVED),
        lambda value: engine.status(COMPLAINT, [], value),
        lambda value: engine.status(COMPLAINT, [], RECEIVED, known_at=value or 1),
        lambda value: engine.due(value, RECEIVED),
        lambda value: engine.due("1 day", value),
        lambda value: engine.status(COMPLAINT, [value] if isinstance(value, dict) else value, RECEIVED, mode=1),  # type: ignore[arg-type]
    ]
    for call in calls:
        with pytest.raises(TypeError):
            call(wrong)
    if not isinstance(wrong, dict):
        for take in (engine.assess, engine.replay):
            with pytest.raises(TypeError):
                take(wrong)
    with pytest.raises(TypeError):
        engine.status(COMPLAINT, wrong, RECEIVED)


@pytest.mark.parametrize("wrong", ["2026-03-02T09:00:00+08:00", 1772413200, date(2026, 3, 2)])
def test_an_instant_is_a_datetime(engine: tousu.Engine, wrong: Any) -> None:
    with pytest.raises(TypeError, match="as_of must be an aware datetime"):
        engine.status(COMPLAINT, [], wrong)


@pytest.mark.parametrize("wrong", [b"bytes", {1, 2}, object(), 1j])
def test_values_that_json_cannot_hold_are_type_errors(engine: tousu.Engine, wrong: Any) -> None:
    with pytest.raises(TypeError):
        engine.assess({**COMPLAINT, "text": wrong})


def test_nan_is_a_value_error(engine: tousu.Engine) -> None:
    with pytest.raises(ValueError, match="JSON"):
        engine.assess({**COMPLAINT, "text": float("nan")})


def test_an_engine_is_immutable_and_made_by_its_constructors(engine: tousu.Engine) -> None:
    with pytest.raises(AttributeError):
        engine.policy_id = "other"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        engine.other = 1  # type: ignore[attr-defined]
    for cls in (tousu.Engine, tousu.Case, tousu.Ledger):
        with pytest.raises(TypeError):
            cls()
    engine.parameters.clear()
    assert engine.parameters == tousu.Engine.builtin(POLICY).parameters
