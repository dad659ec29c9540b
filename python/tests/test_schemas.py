"""What the decision vectors give follows the published JSON Schemas, and so do the built-in rule books."""

import json
import sys
from datetime import datetime
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


def read(file: Path) -> Any:
    """A document in JSON or TOML, as JSON has it: a time is a text."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".json":
        return json.loads(text)
    if sys.version_info < (3, 11):
        pytest.skip("Python reads TOML from 3.11 on")
    return json.loads(json.dumps(tomllib.loads(text), default=lambda time: time.isoformat()))


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((TESTS / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


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


def test_the_schemas_refuse_what_is_not_theirs() -> None:
    engine = tousu.Engine.builtin("complaint-process-training")
    document = engine.assess({"id": "c1", "text": "电梯坏了"})
    schema = validator("assessment")
    assert schema.is_valid(document)
    assert not schema.is_valid({**document, "more": 1})
    assert not schema.is_valid({name: value for name, value in document.items() if name != "tier"})


@pytest.mark.parametrize("file", sorted((TESTS / "vectors" / "documents").glob("*.json")), ids=lambda file: file.stem)
def test_the_golden_documents_follow_their_schemas(file: Path) -> None:
    golden = json.loads(file.read_text(encoding="utf-8"))
    for name in ("assessment", "status"):
        faults = [f"{fault.json_path}: {fault.message}" for fault in validator(name).iter_errors(golden[name])]
        assert not faults, faults
