"""The exceptions: one class for every code, every field, no panic."""

import pickle

import pytest

import tousu
from tousu import _tousu

#: The first number of each range, and what is raised for it.
RANGES = [
    (1, tousu.ArgumentError),
    (4, tousu.BusyError),
    (5, tousu.ArgumentError),
    (1000, tousu.DocumentError),
    (1100, tousu.PolicyError),
    (1500, tousu.ComplaintError),
    (1600, tousu.ModelError),
    (2000, tousu.TimeError),
    (3000, tousu.CaseError),
    (4000, tousu.LedgerError),
    (5000, tousu.FiguresError),
    (9000, tousu.InternalError),
]


def test_every_code_has_its_leaf_class() -> None:
    codes = tousu.error_codes()
    assert len(codes) > 70
    assert [number for number, _, _ in codes] == sorted({number for number, _, _ in codes})
    assert len({slug for _, slug, _ in codes}) == len(codes)
    for number, slug, cls in codes:
        expected = [leaf for first, leaf in RANGES if first <= number][-1]
        assert cls is expected, (number, slug)


def test_every_leaf_class_is_raised_for_some_code() -> None:
    raised = {cls for _, _, cls in tousu.error_codes()}
    assert raised == set(tousu.TousuError.__subclasses__())


def test_input_faults_are_value_errors_and_others_are_not() -> None:
    not_input = {tousu.BusyError, tousu.LedgerError, tousu.InternalError}
    for cls in tousu.TousuError.__subclasses__():
        assert issubclass(cls, ValueError) is (cls not in not_input), cls


def test_a_panic_is_an_internal_error_that_except_exception_catches(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(tousu.InternalError, match="on purpose") as caught:
        _tousu._test_panic()  # type: ignore[attr-defined]
    assert isinstance(caught.value, Exception)
    assert (caught.value.code, caught.value.slug) == (9001, "panic")
    capfd.readouterr()


def test_errors_travel_between_processes_whole() -> None:
    cause = tousu.PolicyError("inner", 1104, "unreachable-tier")
    error = tousu.PolicyError(
        "outer",
        1101,
        "policy-rejected",
        path="tier[1]",
        line=3,
        column=5,
        offset=40,
        message_zh="规则有误",
        help="remove it",
        causes=[cause],
    )
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is tousu.PolicyError
    fields = ("code", "slug", "path", "line", "column", "offset", "message_zh", "help")
    for field in fields:
        assert getattr(copy, field) == getattr(error, field), field
    assert str(copy) == "outer"
    assert [str(inner) for inner in copy.causes] == ["inner"]
    assert isinstance(copy.causes[0], tousu.PolicyError)


def test_everything_that_is_promised_is_there() -> None:
    for name in tousu.__all__:
        assert getattr(tousu, name) is not None
    assert tousu.__version__.count(".") == 2
