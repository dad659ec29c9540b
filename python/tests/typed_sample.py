"""What a typed program of a user looks like: `mypy --strict` reads it, nothing runs it."""

from datetime import datetime, timezone

import tousu


def decide(text: str) -> dict[str, object]:
    engine: tousu.Engine = tousu.Engine.builtin("complaint-process-training")
    document: str = engine.assess_json(text)
    assert document
    try:
        return engine.assess({"id": "1", "received_at": datetime.now(timezone.utc), "title": "", "text": text})
    except tousu.PolicyError as error:
        place: tuple[str | None, int | None, int | None] = (error.path, error.line, error.column)
        print(error.code + 1, error.slug.upper(), error.message_zh, place, error.causes[0].code)
        raise
    except ValueError as error:
        print(error)
        raise


def codes() -> dict[int, type[tousu.TousuError]]:
    return {number: cls for number, _, cls in tousu.error_codes()}
