"""What the decision vectors give follows the published JSON Schemas."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped, unused-ignore]
import pytest

import tousu

TESTS = Path(__file__).resolve().parents[2] / "tests"
VECTORS = sorted((TESTS / "vectors" / "decisions").glob("*.json"))


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
    assert VECTORS


@pytest.mark.parametrize("file", VECTORS, ids=lambda file: file.stem)
def test_assessments_and_statuses_follow_their_schemas(file: Path) -> None:
    assessment, status = validator("assessment"), validator("status")
    engines: dict[str, tousu.Engine] = {}
    checked = 0
    for case in json.loads(file.read_text(encoding="utf-8"))["decisions"]:
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
