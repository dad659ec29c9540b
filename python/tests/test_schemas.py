"""What the library gives follows the published JSON Schemas, in the eyes of an independent validator."""

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped, unused-ignore]
import pytest

import tousu

if sys.version_info >= (3, 11):
    import tomllib

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
POLICIES = ROOT / "core" / "policies"
RULE_BOOKS = sorted((TESTS / "vectors" / "rule-books").glob("*.toml"))
VECTORS = [
    *sorted((TESTS / "vectors" / "decisions").glob("*.json")),
    *(file for file in RULE_BOOKS if file.stem != "inventory"),
]
BUILTIN = {policy["id"] for policy in json.loads(tousu.policies_json())["policies"]}
CHINA = timezone(timedelta(hours=8))
EVE = datetime(2026, 9, 30, 10, tzinfo=CHINA)


def read(file: Path) -> Any:
    """A document in JSON or TOML, as JSON has it: a time is a text."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".json":
        return json.loads(text)
    if sys.version_info < (3, 11):
        pytest.skip("Python reads TOML from 3.11 on")
    return json.loads(json.dumps(tomllib.loads(text), default=lambda time: time.isoformat()))


@cache
def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((TESTS / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def follows(name: str, text: str) -> Any:
    """The document, which follows its schema."""
    document = json.loads(text)
    faults = [f"{fault.json_path}: {fault.message}" for fault in validator(name).iter_errors(document)]
    assert faults == [], text[:200]
    return document


def engine_of(case: dict[str, Any]) -> tousu.Engine:
    policy, parameters = case["policy"], case.get("parameters")
    if isinstance(policy, dict):
        return tousu.Engine.from_text(policy["toml"], parameters=parameters)
    return tousu.Engine.builtin(policy, parameters=parameters)


def test_there_are_vectors() -> None:
    assert len(VECTORS) > len(RULE_BOOKS) > 1


def test_every_built_in_book_follows_the_policy_schema() -> None:
    schema = json.loads((POLICIES / "policy.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    built_in = {policy["id"] for policy in tousu.policies()}
    for id in built_in:
        book = read(POLICIES / f"{id}.toml")
        faults = [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(book)]
        assert faults == [], id
        assert not validator.is_valid({**book, "obligations": []}), id
        assert not validator.is_valid({**book, "policy": {**book["policy"], "lexicon": 1}}), id
    assert {file.stem for file in POLICIES.glob("*.toml")} == built_in


@pytest.mark.parametrize("file", VECTORS, ids=lambda file: file.stem)
def test_assessments_and_statuses_follow_their_schemas(file: Path) -> None:
    assessment, status = validator("assessment"), validator("status")
    engines: dict[str, tousu.Engine] = {}
    checked = 0
    for case in read(file)["decisions"]:
        key = json.dumps([case["policy"], case.get("parameters")])
        try:
            if key not in engines:
                engines[key] = engine_of(case)
            documents = [(assessment, engines[key].assess(case["complaint"]))]
            if "as_of" in case:
                as_of = datetime.fromisoformat(case["as_of"])
                events, mode = case.get("events") or [], case.get("mode", "strict")
                documents.append((status, engines[key].status(case["complaint"], events, as_of, mode=mode)))
        except tousu.TousuError:
            assert "error" in case["expect"], case["id"]
            continue
        for schema, document in documents:
            faults = [f"{fault.json_path}: {fault.message}" for fault in schema.iter_errors(document)]
            assert faults == [], case["id"]
            checked += 1
    assert checked > 0


@pytest.mark.parametrize("holiday_roll", ["none", "next", "previous"])
@pytest.mark.parametrize("day_end", ["midnight", "close"])
def test_due_times_and_their_explanations(holiday_roll: Any, day_end: Any) -> None:
    engine = tousu.Engine.builtin("residential-community")
    kinds = set()
    periods = ["30 minutes", "半小时", "4 working hours", "90 working hours", "3 days", "3个工作日", "200 days", "1 month"]
    for period in [*periods, "当天", "same working day", "每月30日前", "60 working days"]:
        for counted in (False, True):
            for start in (EVE, EVE + timedelta(days=2), EVE.replace(year=2031)):
                text = engine.due_json(
                    period, start, count_start_day=counted, holiday_roll=holiday_roll, day_end=day_end
                )
                assert text is not None
                kinds |= {step["kind"] for step in follows("due", text)["steps"]}
    # Those of pauses come with a case.
    assert kinds >= {"start", "counted", "skipped", "omitted", "worked", "worked-more", "last-day"}
    assert ("rolled" in kinds) == (holiday_roll != "none")


# Every form of a condition, and of what it is about.
CONDITIONS = """
fact = [
    { id = "urgent", label = "急", clause = "一", type = "bool" },
    { id = "times", label = "次", clause = "一", type = "count" },
    { id = "loss", label = "损失", clause = "一", type = "money" },
    { id = "waited", label = "等候", clause = "一", type = "duration" },
]
event = [{ id = "sealed", label = "封存" }]

[policy]
id = "conditions"
title = "例"
version = "1"
lexicon = "property"
effective_from = 2026-01-01

[[obligation]]
id = "reply"
label = "回复"
clause = "二"
starts = "received"
ends = { all = ["replied", "visited"] }

[[tier]]
id = "major"
label = "重大"
clause = "一"
when = { any = [
    { all = ["injury", { not = "urgent" }] },
    { all = ["in_scope", "complete", "substantiated", { happened = "sealed" }] },
    { fact = "times", at_least = 3 },
    { fact = "loss", at_least = 5000.5 },
    { fact = "waited", at_least = "2 hours" },
    { category = "facilities/elevator" },
    { complainants = { at_least = 10 } },
    { unresolved_for = "1 month" },
] }

[[tier]]
id = "minor"
label = "轻微"
clause = "一"
default = true
"""


def keys_of(value: Any) -> Iterator[str]:
    """The names of all fields, at any depth."""
    for key, inner in value.items() if isinstance(value, dict) else ((None, each) for each in value):
        if key is not None:
            yield key
        if isinstance(inner, (dict, list)):
            yield from keys_of(inner)


def test_rule_books() -> None:
    listed = follows("policies", tousu.policies_json())["policies"]
    for book in listed:
        follows("policy", tousu.Engine.builtin(book["id"]).policy_json())
    own = follows("policy", tousu.Engine.from_text(CONDITIONS).policy_json())
    forms = set(keys_of([tier["when"] for tier in own["tiers"]]))
    assert forms >= {"all", "not", "signal", "in_scope", "complete", "substantiated", "happened", "fact", "at_least"}
    assert forms >= {"category", "complainants", "unresolved_for"}


def test_books_over_books_and_what_differs() -> None:
    house = "[overlay]\nid = 'house'\ntitle = 'house'\nversion = '1'\nbase = 'residential-community'\n"
    codes = "[vocabulary.tier]\nmajor = ['S', 'A']\n[[obligation]]\nid = 'general-reply'\nwithin = '1 day'\n"
    library = tousu.Library([house + codes])
    follows("library", library.list_json())
    engine = library.engine("house")
    follows("policy", engine.policy_json())
    built_in = [tousu.Engine.builtin(book["id"]) for book in tousu.policies()]
    effects = set()
    for other in built_in:
        for pair in ((engine, other), (other, engine)):
            effects |= {change["effect"] for change in follows("policy-diff", pair[0].diff_json(pair[1]))["changes"]}
    assert effects == {"stricter", "looser", "other", None}
    follows("overlays", library.check_overlays_json([house + codes, house, "[overlay]\n", house + "[[tier]]\nid = 'x'\n"]))
    base = tousu.policy_source("residential-community")
    for changed in (base.replace('"7 working days"', '"5 days"'), base.replace('id = "general-reply"', 'id = "reply"')):
        affected = follows("affected", library.affected_json(changed, [house + codes, house]))["affected"]
        assert affected


@pytest.mark.parametrize("file", VECTORS, ids=lambda file: file.stem)
def test_explanations_and_what_is_decided_again(file: Path) -> None:
    reasons = set()
    for number, case in enumerate(read(file)["decisions"]):
        if number % 4 or (isinstance(case["policy"], dict) and "book" in case["policy"]):
            continue
        try:
            engine, complaint = engine_of(case), json.dumps(case["complaint"])
            follows("explanation", engine.explain_json(complaint, audience=("customer", "internal", "auditor")[number % 3]))
            for tier in engine.policy()["tiers"]:
                why = follows("why-not", engine.why_not_json(complaint, tier["id"]))["why_not"]
                reasons.add(None if why is None else why["because"])
            stored = [{"complaint": case["complaint"], "decision": engine.assess(case["complaint"])}]
            assert follows("verification", engine.verify_json(json.dumps(stored)))["same"] == 1
            if "as_of" in case:
                as_of = datetime.fromisoformat(case["as_of"])
                events, mode = json.dumps(case.get("events") or []), case.get("mode", "strict")
                follows("explanation", engine.explain_status_json(complaint, events, as_of, mode=mode))
            changed = stored[0]["decision"] | {"tier": {"id": "another"}, "schema": "tousu/assessment/1"}
            follows("verification", engine.verify_json(json.dumps([{**stored[0], "decision": changed}, {"complaint": {}, "decision": {}}])))
        except tousu.TousuError:
            assert "error" in case["expect"], case["id"]


def test_calendars_and_their_days() -> None:
    listed = follows("calendars", tousu.calendars_json())["calendars"]
    reasons = set()
    own = tousu.Calendar.from_text("extends = 'china'\nstrict = true\n[overrides]\n'2026-10-01' = [['09:00', '10:00']]")
    for calendar in [own, *(tousu.Calendar.builtin(each["id"]) for each in listed)]:
        follows("calendar", calendar.describe_json())
        days = follows("days", calendar.days_json(date(2020, 1, 1), date(2026, 12, 31)))
        assert days["working_days"] == len([day for day in days["days"] if day["working"]])
        reasons |= {day["why"] for day in days["days"]}
    assert reasons == {"weekday", "weekend", "holiday", "make-up", "hours"}


def test_what_is_found_in_rule_books() -> None:
    whole = (TESTS.parent / "core" / "policies" / "residential-community.toml").read_text(encoding="utf-8")
    noted = follows("diagnostics", tousu.check_json(whole))
    assert (noted["accepted"], noted["errors"]) == (True, 0)
    for part in range(0, 40):
        follows("diagnostics", tousu.check_json(whole[: len(whole) * part // 40]))
    for text in ("", "{", "[policy]\nid = = 1\n", "\0", "[[tier]]\n", "[policy]\nid = 'x'\nversio = '1'\n", "[" * 999):
        found = follows("diagnostics", tousu.check_json(text))
        assert found["accepted"] is False
        assert found["errors"] == len([each for each in found["diagnostics"] if each["severity"] == "error"]) > 0


# The cases of the rule books are about a complaint each and mostly have no time of receipt: no register.
@pytest.mark.parametrize("file", [file for file in VECTORS if file.suffix == ".json"], ids=lambda file: file.stem)
def test_due_lists_and_figures(file: Path, tmp_path: Path) -> None:
    books: dict[str, list[dict[str, Any]]] = {}
    for number, case in enumerate(read(file)["decisions"]):
        if isinstance(case["policy"], str) and "parameters" not in case:
            complaint = {**case["complaint"], "id": f"c{number}"}
            books.setdefault(case["policy"], []).append({"complaint": complaint, "events": case.get("events") or []})
    owed = 0
    for policy, cases in books.items():
        engine = tousu.Engine.builtin(policy)
        with tousu.Ledger.create(tmp_path / policy, mode="lenient") as ledger:
            for case in cases:
                try:
                    ledger.record_batch(engine, case)
                except tousu.TousuError:
                    continue
            for as_of in (datetime(2026, 3, 10, tzinfo=CHINA), datetime(2027, 3, 1, tzinfo=CHINA)):
                due = follows("due-list", ledger.due_before_json(engine, as_of, as_of + timedelta(days=900)))
                overdue = follows("due-list", ledger.overdue_json(engine, as_of))
                assert overdue["before"] is None
                owed += len(due["items"]) + len(overdue["items"])
                figures = follows("summary", ledger.summary_json(engine, as_of))
                assert figures["total"]["volume"] == len(ledger)
                assert follows("summary", ledger.summary_json(engine, as_of, month="2026-03"))["month"] == "2026-03"
    assert owed > 0 or not books


@pytest.mark.parametrize("file", VECTORS, ids=lambda file: file.stem)
def test_rows_queues_and_comparisons(file: Path) -> None:
    books: dict[str, list[str]] = {}
    for number, case in enumerate(read(file)["decisions"]):
        if case["policy"] in BUILTIN:
            complaint = {**case["complaint"], "id": f"c{number}"}
            line = json.dumps({"complaint": complaint, "events": case.get("events") or []})
            books.setdefault(case["policy"], []).append(line)
    as_of = datetime(2026, 3, 10, tzinfo=CHINA)
    other = tousu.Engine.builtin("residential-community")
    for policy, lines in books.items():
        engine = tousu.Engine.builtin(policy)
        found, faults = tousu.rows_json_lines(engine, "\n".join(lines), as_of)
        rows = [follows("row", row) for row in found.splitlines()]
        named = {row["case_id"] for row in rows}
        assert len(named) == len(lines) - len(json.loads(faults))
        # One row for what cannot be decided; no queue and no comparison takes it.
        decided = named - {row["case_id"] for row in rows if row["error"]}
        lines = [line for line in lines if json.loads(line)["complaint"]["id"] in decided]
        for row in rows[:1]:
            assert not any(validator("row").is_valid({**row, field: 1.5}) for field in [*row, "more"])
        queue = tousu.Queue(engine, as_of)
        queue.put_json("\n".join(lines))
        assert follows("queue", queue.to_json())["cases"] == len(lines)
        compared = follows("comparison", tousu.compare_json(engine, other, "\n".join(lines), as_of))
        assert compared["totals"]["differing"] == len(compared["cases"])


def documents(folder: Path) -> dict[str, str]:
    """One document for every schema."""
    engine = tousu.Engine.builtin("residential-community")
    complaint = {"id": "c1", "received_at": EVE.isoformat(), "text": "电梯坏了"}
    due = engine.due_json("3 working days", EVE)
    assert due is not None
    lines, later = json.dumps({"complaint": complaint, "events": []}), EVE + timedelta(days=9)
    queue = tousu.Queue(engine, later)
    queue.put_json(lines)
    with tousu.Ledger.create(folder / "one.ledger") as ledger:
        ledger.record(engine, complaint)
        return {
            "assessment": engine.assess_json(json.dumps(complaint)),
            "status": engine.status_json(json.dumps(complaint), "[]", EVE),
            "due": due,
            "policies": tousu.policies_json(),
            "policy": engine.policy_json(),
            "policy-diff": engine.diff_json(tousu.Engine.builtin("project-property")),
            "library": tousu.Library().list_json(),
            "overlays": tousu.Library().check_overlays_json([]),
            "affected": tousu.Library().affected_json("[policy]\nid = 'x'\nversion = '1'\n", []),
            "verification": engine.verify_json("[]"),
            "why-not": engine.why_not_json(json.dumps(complaint), "group"),
            "explanation": engine.explain_json(json.dumps(complaint)),
            "diagnostics": tousu.check_json("[policy]\n"),
            "due-list": ledger.due_before_json(engine, EVE, EVE + timedelta(days=30)),
            "summary": ledger.summary_json(engine, EVE),
            "calendar": engine.calendar.describe_json(),
            "calendars": tousu.calendars_json(),
            "days": engine.calendar.days_json(EVE.date(), EVE.date()),
            "comparison": tousu.compare_json(engine, tousu.Engine.builtin("project-property"), lines, later),
            "queue": queue.to_json(),
        }


def test_the_schemas_refuse_what_is_not_theirs(tmp_path: Path) -> None:
    found = documents(tmp_path)
    schemas = {file.name.split(".")[0] for file in (TESTS / "schema").glob("*.schema.json")}
    # The course of a case is told in Rust only; a row is a line of many.
    assert set(found) == schemas - {"timeline", "row"}
    for name, text in found.items():
        document, schema = follows(name, text), validator(name)
        assert document["schema"] == f"tousu/{name}/1"
        assert not schema.is_valid({**document, "more": 1}), name
        for field in document:
            assert not schema.is_valid({key: value for key, value in document.items() if key != field}), (name, field)
            # No field may be of any type.
            assert not schema.is_valid({**document, field: 1.5}), (name, field)
        for other in found:
            assert other == name or not validator(other).is_valid(document), (name, other)
    contradiction = {**json.loads(found["diagnostics"]), "accepted": True}
    assert not validator("diagnostics").is_valid(contradiction)


@pytest.mark.parametrize("file", sorted((TESTS / "vectors" / "documents").glob("*.json")), ids=lambda file: file.stem)
def test_the_golden_documents_follow_their_schemas(file: Path) -> None:
    golden = json.loads(file.read_text(encoding="utf-8"))
    for name in ("assessment", "status"):
        faults = [f"{fault.json_path}: {fault.message}" for fault in validator(name).iter_errors(golden[name])]
        assert not faults, faults
