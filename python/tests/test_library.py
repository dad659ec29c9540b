"""Books over books, versions, what differs, and explanations; and everything a caller can do wrong on the way."""

import json
import pickle
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

import tousu

CHINA = timezone(timedelta(hours=8))
HEAD = "[policy]\nid = 'own'\ntitle = 'own'\nversion = '{0}'\n{1}lexicon = 'property'\nuntiered = 'allowed'\n"
REPLY = "[[obligation]]\nid = 'reply'\nclause = '1'\nstarts = 'received'\nends = 'replied'\nwithin = '{0}'\n"
OLD = HEAD.format("1", "effective_to = 2026-06-30\n") + REPLY.format("3 days")
NEW = HEAD.format("2", "effective_from = 2026-07-01\n") + REPLY.format("2 days")
HOUSE = "[overlay]\nid = 'house'\ntitle = 'house'\nversion = '1'\nbase = 'own'\n"
CODES = "[vocabulary.status]\nopen = 3\n[vocabulary.obligation]\nreply = ['R', 'RE']\n"
COMPLAINT: dict[str, Any] = {"id": "c1", "received_at": "2026-03-02T09:00:00+08:00", "text": "楼道堆满杂物，有消防隐患"}


@pytest.fixture(scope="module")
def library() -> tousu.Library:
    return tousu.Library([OLD, NEW, HOUSE])


def test_a_library_lists_and_loads(library: tousu.Library) -> None:
    assert library.ids[:2] == ["own", "house"]
    assert "residential-community" in library.ids
    assert tousu.Library().ids == [book["id"] for book in tousu.policies()]
    assert library.engine("own").policy_version == "2"
    assert library.engine("own", version="1").policy_version == "1"
    assert library.engine("own", on=date(2026, 6, 30)).policy_version == "1"
    assert library.engine("house").assess(COMPLAINT)["policy"]["over"][0]["id"] == "own"
    for call, slug in [
        (lambda: library.engine("nobody"), "unknown-policy"),
        (lambda: library.engine("own", version="3"), "policy-not-in-force"),
        (lambda: library.engine("own", strict=True, parameters={"x": 1}), "unknown-parameter"),
    ]:
        with pytest.raises(tousu.PolicyError) as caught:
            call()
        assert caught.value.slug == slug
    with pytest.raises(tousu.ArgumentError):
        library.engine("own", version="1", on=date(2026, 7, 1))
    for wrong in ("[policy]", [1], 3, b"x"):
        with pytest.raises(TypeError):
            tousu.Library(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        library.engine("own", on="2026-07-01")  # type: ignore[arg-type]
    with pytest.raises(tousu.DocumentError) as place:
        tousu.Library([OLD, "["])
    assert (place.value.slug, place.value.path, place.value.line) == ("syntax", "documents[1]", 1)
    with pytest.raises(tousu.PolicyError) as twice:
        tousu.Library([OLD, OLD])
    assert twice.value.slug == "duplicate-id"


def test_a_library_and_its_engines_are_pickled(library: tousu.Library) -> None:
    again = pickle.loads(pickle.dumps(library))
    assert again.list_json() == library.list_json()
    engine = library.engine("house")
    assert pickle.loads(pickle.dumps(engine)) == engine
    assert pickle.loads(pickle.dumps(engine)).policy_id == "house"
    old = library.versions("own").in_force(date(2026, 1, 1))
    assert pickle.loads(pickle.dumps(old)) == old != library.engine("own")
    assert repr(old) == '<Library>.engine("own", version="1")'


def test_the_day_of_the_receipt_decides(library: tousu.Library) -> None:
    versions = library.versions("own")
    assert (versions.names, len(versions)) == (["1", "2"], 2)
    last = datetime(2026, 6, 30, 23, 59, 59, tzinfo=CHINA)
    assert versions.in_force(last).policy_version == "1"
    assert versions.in_force(last + timedelta(seconds=1)).policy_version == "2"
    assert versions.in_force(date(2026, 7, 1)).policy_version == "2"
    assert versions.in_force(None).policy_version == "2"
    assert versions.version("1").policy_version == "1"
    assert versions.assess(COMPLAINT)["policy"]["version"] == "1"
    with pytest.raises(tousu.PolicyError):
        versions.version("9")
    with pytest.raises(tousu.TimeError) as naive:
        versions.in_force(datetime(2026, 6, 30))
    assert (naive.value.slug, naive.value.path) == ("naive-time", "received_at")
    with pytest.raises(TypeError):
        versions.in_force("2026-06-30")  # type: ignore[arg-type]


def test_overlays_and_whom_a_change_affects(library: tousu.Library) -> None:
    stricter = HOUSE.replace("house", "strict") + "[[obligation]]\nid = 'reply'\nwithin = '1 day'\n"
    wrong = HOUSE.replace("house", "wrong") + "[[obligation]]\nid = 'repply'\nwithin = '1 day'\n"
    good, bad = library.check_overlays([stricter, wrong])
    assert [change["words"]["en"] for change in good["changes"] if change["id"] == "reply"] == [
        "obligation `reply` (reply): limit 2 days → 1 day (stricter)"
    ]
    assert (bad["accepted"], bad["changes"]) == (False, None)
    assert bad["diagnostics"][0]["help"] == "did you mean `reply`?"
    newer = NEW.replace("2 days", "5 days").replace("'2'", "'3'")
    assert [impact["id"] for impact in library.affected(newer, [HOUSE, stricter])] == ["house"]
    found = library.check(wrong)
    assert [(each.slug, each.path, each.line) for each in found] == [("unknown-reference", "obligation[0].id", 7)]


def test_an_older_lexicon_goes_on_deciding() -> None:
    kept = tousu.lexicon_source("property")
    older = [*kept, "[[concept]]\nid = 'bees'\ncategory = 'environment/pest'\npatterns = ['(养|放)蜂']\n"]
    with_older = tousu.Library(lexicons=[older]).engine("residential-community")
    now = tousu.Library(lexicons=[kept]).engine("residential-community")
    complaint = {"id": "c1", "received_at": "2026-03-02T09:00:00+08:00", "text": "楼顶有人养蜂"}
    assert with_older.assess(complaint)["category"]["id"] == "environment/pest"
    assert now.assess(complaint) == tousu.Engine.builtin("residential-community").assess(complaint)
    assert pickle.loads(pickle.dumps(with_older)) == with_older != now
    verdict = now.verify([{"complaint": complaint, "decision": with_older.assess(complaint)}])
    assert verdict["changed"][0]["by"] == ["lexicon"]
    with pytest.raises(tousu.PolicyError):
        tousu.lexicon_source("nobody")
    with pytest.raises(tousu.TousuError) as bad:
        tousu.Library(lexicons=[["[lexicon"]])
    assert bad.value.path is not None and bad.value.path.startswith("lexicons[0]")


def test_books_are_compared(library: tousu.Library) -> None:
    (change,) = [each for each in library.engine("own", version="1").diff(library.engine("own")) if each["id"] == "reply"]
    assert (change["field"], change["from"]["en"], change["to"]["en"]) == ("limit", "3 days", "2 days")
    assert change["effect"] == "stricter"
    with pytest.raises(TypeError):
        library.engine("own").diff("own")  # type: ignore[arg-type]


def test_a_host_speaks_its_own_codes() -> None:
    engine = tousu.Engine.from_text(OLD + CODES)
    assert (engine.code_of("obligation", "reply"), engine.id_of("obligation", "RE")) == ("R", "reply")
    assert (engine.code_of("status", "open"), engine.code_of("tier", "major"), engine.id_of("role", "x")) == ("3", None, None)
    codes = engine.assess(COMPLAINT)["codes"]
    assert codes["obligations"] == {"reply": "R"}
    assert {"of": "status", "code": "3", "id": "open"} in engine.policy()["vocabulary"]
    with pytest.raises(tousu.DocumentError) as unknown:
        engine.code_of("colour", "red")  # type: ignore[arg-type]
    assert (unknown.value.slug, unknown.value.path) == ("unknown-value", "of")


def test_a_decision_is_explained_to_whoever_asks() -> None:
    engine = tousu.Engine.builtin("residential-community")
    events = [{"id": "e1", "kind": "registered", "at": "2026-03-02T09:30:00+08:00", "by": "front-line", "person": "王小明"}]
    as_of = datetime(2026, 3, 3, 9, tzinfo=CHINA)
    customer = engine.explain_status(COMPLAINT, events, as_of, audience="customer")
    text = json.dumps(customer, ensure_ascii=False)
    assert "王小明" not in text and "front-line" not in text and customer["digests"] is None
    assert all(each["owner"] is None for each in customer["obligations"])
    auditor = engine.explain_status(COMPLAINT, events, as_of)
    assert "王小明" in json.dumps(auditor, ensure_ascii=False)
    assert auditor["digests"]["policy"] == engine.assess(COMPLAINT)["digests"]["policy"]
    first = engine.explain(COMPLAINT, audience="internal")
    assert first["tier"]["because"][0]["condition"] == {
        "any": [{"signal": "fire-hazard"}, {"signal": "illegal-building"}]
    }
    with pytest.raises(tousu.ArgumentError) as press:
        engine.explain(COMPLAINT, audience="press")  # type: ignore[arg-type]
    assert press.value.path == "audience"


def test_why_not() -> None:
    engine = tousu.Engine.builtin("residential-community")
    assert engine.why_not(COMPLAINT, "major") is None
    why = engine.why_not(COMPLAINT, "group")
    assert why is not None
    assert why["fails"][0]["lacks"] == {"missing": {"complainants": {"at_least": 10}}}
    with pytest.raises(tousu.ComplaintError) as unknown:
        engine.why_not(COMPLAINT, "worst")
    assert unknown.value.slug == "unknown-tier"


def test_stored_decisions_are_decided_again(library: tousu.Library) -> None:
    engine = tousu.Engine.builtin("residential-community")
    stored = [{"complaint": COMPLAINT, "decision": engine.assess(COMPLAINT)}]
    assert engine.verify(stored)["same"] == 1
    shorter = tousu.Engine.builtin("residential-community", parameters={"registration_hours": "1 hour"})
    (changed,) = shorter.verify(stored)["changed"]
    assert changed["by"] == ["parameters"]
    assert "obligations[register 1].due" in [each["path"] for each in changed["differences"]]
    versions = library.versions("own")
    assert versions.verify([{"complaint": COMPLAINT, "decision": versions.assess(COMPLAINT)}])["same"] == 1
    with pytest.raises(tousu.DocumentError):
        engine.verify([{}])
    with pytest.raises(TypeError):
        engine.verify({})  # type: ignore[arg-type]


def test_texts_and_schemas_of_books() -> None:
    assert "[[obligation]]" in tousu.policy_source("samr-complaint")
    with pytest.raises(tousu.PolicyError):
        tousu.policy_source("nobody")
    assert "obligation" in json.loads(tousu.policy_schema())["properties"]
    assert "overlay" in json.loads(tousu.policy_schema(overlay=True))["properties"]
    report = tousu.check_report("[policy]\nid = 'x'\ncolour = 1\n", name="mine.toml")
    assert " --> mine.toml:3:1 (policy.colour)\n" in report
