"""The trained model and the masking of personal data, from Python."""

from __future__ import annotations

import json
import pickle

import pytest
import tousu

SAMPLES = [
    ("", "楼上又在蹦迪", "neighbour"),
    ("蹦迪", "蹦迪到天亮", "neighbour"),
    ("", "梯子卡在半空", "facilities"),
    ("梯子", "梯子又卡住", "facilities"),
]


def test_a_model_learns_and_is_kept() -> None:
    model = tousu.Model.train(SAMPLES, seed=7)
    assert model.labels == ["facilities", "neighbour"]
    ranked = model.predict("", "半夜蹦迪")
    assert [label for label, _ in ranked] == ["neighbour", "facilities"]
    assert 998 <= sum(confidence for _, confidence in ranked) <= 1002
    data = model.to_bytes()
    assert tousu.Model.train(SAMPLES, seed=7, threads=1).to_bytes() == data
    again = tousu.Model.from_bytes(data)
    assert again == model == pickle.loads(pickle.dumps(model))
    assert hash(again) == hash(model) and model.digest in repr(model)


def test_what_is_damaged_or_teaches_nothing_is_refused() -> None:
    data = tousu.Model.train(SAMPLES).to_bytes()
    for broken in (data[:-1], data + b"\0", b"", data[:100] + bytes([data[100] ^ 1]) + data[101:]):
        with pytest.raises(tousu.ModelError) as caught:
            tousu.Model.from_bytes(broken)
        assert caught.value.slug == "model-damaged"
    with pytest.raises(tousu.ModelError, match="labels"):
        tousu.Model.train(SAMPLES[:2])


def test_an_engine_takes_a_model_of_its_categories() -> None:
    engine = tousu.Engine.builtin("residential-community")
    model = tousu.Model.train(SAMPLES)
    beside = engine.with_model(model)
    decided = beside.assess({"id": "c1", "text": "又蹦迪"})
    assert decided["category"]["id"].split("/")[0] == "neighbour"
    assert decided["digests"]["model"] == model.digest
    # The lexicon knows no word for it: the model shows by what it goes.
    assert any("蹦迪" in found["words"] for found in decided["category"]["evidence"])
    assert beside != engine
    assert pickle.loads(pickle.dumps(beside)) == beside
    foreign = tousu.Model.train([(title, text, label + "-x") for title, text, label in SAMPLES])
    with pytest.raises(tousu.ComplaintError) as caught:
        engine.with_model(foreign)
    assert caught.value.slug == "unknown-category"


def test_personal_data_is_masked() -> None:
    text = "联系人：王小明，电话１３８-0013-8000"
    assert tousu.redact(text) == "联系人：＊＊＊，电话＊＊＊**********"
    assert [span["kind"] for span in tousu.private_spans(text)] == ["name", "phone"]
    for span in tousu.private_spans(text):
        start, end = span["chars"]
        first, last = span["bytes"]
        assert text[start:end].encode() == text.encode()[first:last]
    assert json.loads(tousu.private_json(text))["masked"] == tousu.redact(text)
    with pytest.raises(tousu.ArgumentError):
        tousu.redact("\ud800")
