"""One complaint decided, and everything a caller can do wrong on the way."""

import json
import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

import tousu

POLICY = "complaint-process-training"
CHINA = timezone(timedelta(hours=8))
COMPLAINT: dict[str, Any] = {
    "id": "c1",
    "received_at": "2026-03-02T09:00:00+08:00",
    "title": "",
    "text": "电梯坏了",
}


@pytest.fixture(scope="module")
def engine() -> tousu.Engine:
    return tousu.Engine.builtin(POLICY)


def test_assess_json_is_a_document_and_repeatable(engine: tousu.Engine) -> None:
    text = json.dumps(COMPLAINT, ensure_ascii=False)
    first = engine.assess_json(text)
    assert first == engine.assess_json(text)
    assert isinstance(json.loads(first), dict)
    assert POLICY in first


def test_assess_says_the_same_as_assess_json(engine: tousu.Engine) -> None:
    text = json.dumps(COMPLAINT, ensure_ascii=False)
    assert engine.assess(COMPLAINT) == json.loads(engine.assess_json(text))


def test_an_aware_datetime_is_the_same_as_its_text(engine: tousu.Engine) -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=CHINA)
    assert engine.assess({**COMPLAINT, "received_at": at}) == engine.assess(COMPLAINT)


def test_the_callers_mapping_is_left_alone(engine: tousu.Engine) -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=CHINA)
    complaint = {**COMPLAINT, "received_at": at}
    engine.assess(complaint)
    assert complaint["received_at"] is at


def test_repr_reads_as_a_constructor(engine: tousu.Engine) -> None:
    assert repr(engine) == f'Engine.builtin("{POLICY}")'
    assert engine.policy_id == POLICY


def test_unknown_policy() -> None:
    with pytest.raises(tousu.PolicyError, match="nobody") as caught:
        tousu.Engine.builtin("nobody")
    assert (caught.value.code, caught.value.slug) == (1100, "unknown-policy")
    assert "nobody" in caught.value.message_zh
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("text", ["", "no json", "\0{}"])
def test_what_is_no_json_names_its_line(engine: tousu.Engine, text: str) -> None:
    with pytest.raises(tousu.DocumentError) as caught:
        engine.assess_json(text)
    assert caught.value.slug == "syntax"
    assert (caught.value.line, caught.value.column) == (1, 1)


def test_a_lone_surrogate_is_not_utf8(engine: tousu.Engine) -> None:
    for call in (tousu.Engine.builtin, engine.assess_json):
        with pytest.raises(tousu.ArgumentError) as caught:
            call("\ud800")
        assert (caught.value.code, caught.value.slug) == (2, "invalid-utf8")
        assert caught.value.path in ("policy_id", "complaint")


def test_a_naive_datetime_is_refused_with_its_place(engine: tousu.Engine) -> None:
    naive = datetime(2026, 3, 2, 9)
    with pytest.raises(tousu.TimeError) as caught:
        engine.assess({**COMPLAINT, "received_at": naive})
    assert (caught.value.code, caught.value.slug, caught.value.path) == (2002, "naive-time", "received_at")
    with pytest.raises(tousu.TimeError) as caught:
        engine.assess({**COMPLAINT, "facts": {"seen": [naive]}})
    assert caught.value.path == "facts.seen[0]"


@pytest.mark.parametrize("wrong", [None, 1, b"bytes", ["list"], {"dict": 1}, object()])
def test_wrong_types_are_type_errors(engine: tousu.Engine, wrong: Any) -> None:
    calls: list[Callable[[Any], object]] = [tousu.Engine.builtin, engine.assess_json]
    for call in calls:
        with pytest.raises(TypeError):
            call(wrong)
    if not isinstance(wrong, dict):
        with pytest.raises(TypeError):
            engine.assess(wrong)


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
    with pytest.raises(TypeError):
        tousu.Engine()  # type: ignore[call-arg, unused-ignore]


def test_threads_share_an_engine(engine: tousu.Engine) -> None:
    text = json.dumps(COMPLAINT, ensure_ascii=False)
    expected = engine.assess_json(text)
    answers: list[bool] = []

    def work() -> None:
        answers.append(all(engine.assess_json(text) == expected for _ in range(200)))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert answers == [True] * 4
