"""Calendars: what they answer, what they refuse, and everything a caller can do wrong on the way."""

import json
import pickle
from array import array
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

import tousu

CHINA = timezone(timedelta(hours=8))
UTC = timezone.utc

#: One hour on one day, and nothing else.
ONE_HOUR = """
id = "one-hour"
time_zone = "UTC"
weekly = {}
[overrides]
"2026-09-30" = [["09:00", "10:00"]]
"""


def at(day: int, hour: int, minute: int = 0, month: int = 9) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


@pytest.fixture(scope="module")
def china() -> tousu.Calendar:
    return tousu.Calendar.builtin("china")


# What a calendar is.


def test_built_in_calendars_say_what_they_know(china: tousu.Calendar) -> None:
    assert (china.calendar_id, china.time_zone, china.strict) == ("china", "Asia/Shanghai", False)
    assert (china.first_on, china.last_on, china.provisional_from) == (
        date(2004, 1, 1),
        date(2100, 12, 31),
        date(2027, 1, 1),
    )
    described = {each["id"]: each for each in tousu.calendars()}
    assert list(described) == ["china", "hong-kong", "macao", "taiwan"]
    for calendar_id, zone in [("hong-kong", "Asia/Hong_Kong"), ("macao", "Asia/Macau"), ("taiwan", "Asia/Taipei")]:
        calendar = tousu.Calendar.builtin(calendar_id)
        assert (calendar.time_zone, calendar.first_on, calendar.last_on) == (zone, date(2020, 1, 1), date(2027, 12, 31))
        assert calendar.provisional_from is None
        assert calendar.describe() == {"schema": "tousu/calendar/1", **described[calendar_id]}
        for year in described[calendar_id]["years"]:
            assert year["confidence"] == "needs-verification"
            assert year["source"][0].startswith("holidays 0.109 (Python package)")
    assert json.loads(china.describe_json())["title"]["zh"] == "中国大陆工作日历"


def test_calendars_that_count_alike_are_equal(china: tousu.Calendar) -> None:
    assert china == tousu.Calendar.builtin("china")
    assert china != tousu.Calendar.builtin("macao")
    assert china != china.with_strict()
    assert china.with_strict().with_strict(False) == china
    assert len({china, tousu.Calendar.builtin("china"), china.with_strict()}) == 2
    assert repr(china) == 'Calendar.builtin("china")'
    assert repr(china.with_strict()) == 'Calendar.builtin("china", strict=True)'
    assert repr(tousu.Calendar.from_text(ONE_HOUR)) == 'Calendar.from_text(<calendar "one-hour">)'


def test_calendars_and_answers_are_pickled(china: tousu.Calendar) -> None:
    for calendar in (china, china.with_strict(), tousu.Calendar.from_text(ONE_HOUR)):
        copy = pickle.loads(pickle.dumps(calendar))
        assert copy == calendar and copy.strict == calendar.strict
    for answer in (china.next_open(at(30, 18)), china.day(date(2026, 10, 10)), china.due_batch("1 day", [at(30, 18)])):
        assert pickle.loads(pickle.dumps(answer)) == answer


def test_an_answer_is_neither_true_nor_false(china: tousu.Calendar) -> None:
    closed = china.is_open(at(30, 12))
    assert closed.value is False
    with pytest.raises(TypeError, match="ask its value"):
        bool(closed)


# Open time.


def test_open_time_is_added_and_measured(china: tousu.Calendar) -> None:
    # An hour to the close at 18:00; 10-01 to 10-07 are holidays; an hour on 10-08.
    end = china.add_working_seconds(at(30, 17), 7200)
    assert end == tousu.Known(value=at(8, 10, month=10), provisional=False)
    assert end.value.isoformat() == "2026-10-08T10:00:00+08:00"
    assert china.add_working_seconds(end.value, -7200).value == at(30, 17)
    assert china.working_seconds_between(at(30, 17), end.value).value == 7200
    assert china.working_seconds_between(end.value, at(30, 17)).value == -7200
    # Stopped from 17:30 to 09:30 of 10-08: half an hour before, an hour and a half after.
    stopped = [(at(30, 17, 30), at(8, 9, 30, month=10))]
    assert china.add_working_seconds(at(30, 17), 7200, stopped=stopped).value == at(8, 11, month=10)
    assert china.working_seconds_between(at(30, 17), at(8, 11, month=10), stopped=iter(stopped)).value == 7200
    assert china.add_working_seconds(at(30, 17), 7200, stopped=[]).value == at(8, 10, month=10)


def test_openings_and_closings_are_found(china: tousu.Calendar) -> None:
    assert china.is_open(at(30, 12)).value is False
    assert china.is_open(at(30, 11, 59)).value is True
    assert china.next_open(at(30, 10)).value == at(30, 10)
    assert china.next_start(at(30, 10)).value == at(30, 13)
    assert china.next_close(at(30, 10)).value == at(30, 12)
    assert china.prev_start(at(30, 10)).value == at(30, 9)
    assert china.prev_start(at(30, 9)).value == at(29, 13)
    assert china.prev_close(at(30, 9)).value == at(29, 18)
    found = china.periods_between(at(30, 17), at(8, 10, month=10)).value
    assert found == [(at(30, 17), at(30, 18)), (at(8, 9, month=10), at(8, 10, month=10))]
    assert china.periods(at(30, 17), 1).value == [(at(30, 17), at(30, 18))]
    assert china.periods(at(30, 10), 2, direction="before").value == [(at(30, 9), at(30, 10)), (at(29, 13), at(29, 18))]
    assert china.periods_between(at(30, 18), at(30, 17)).value == []


def test_a_fraction_counts_as_its_second(china: tousu.Calendar) -> None:
    late = at(30, 17).replace(microsecond=999_999)
    assert china.add_working_seconds(late, 60) == china.add_working_seconds(at(30, 17), 60)
    assert china.is_open(at(30, 12) - timedelta(microseconds=1)).value is True


# Days.


def test_days_are_counted_and_named(china: tousu.Calendar) -> None:
    made_up = china.day(date(2026, 10, 10))
    assert made_up == tousu.Day(
        on=date(2026, 10, 10), working=True, why="make-up", name="国庆节", name_en="National Day", provisional=False
    )
    week = china.days(date(2026, 10, 8), date(2026, 10, 11))
    assert [(day.on.day, day.working, day.why) for day in week] == [
        (8, True, "weekday"),
        (9, True, "weekday"),
        (10, True, "make-up"),
        (11, False, "weekend"),
    ]
    assert json.loads(china.days_json(date(2026, 10, 8), date(2026, 10, 11)))["working_days"] == 3
    assert china.is_working_day(date(2026, 10, 7)).value is False
    assert china.working_days_between(date(2026, 9, 30), date(2026, 10, 10)).value == 3
    assert china.count_working_days(date(2026, 9, 30), date(2026, 10, 10)).value == 3
    assert china.count_working_days(date(2026, 10, 10), date(2026, 9, 30)).value == -3


@pytest.mark.parametrize(
    ("start", "days", "roll", "count_start", "expected"),
    [
        # 10-01 to 10-07 are holidays, Saturday 10-10 is worked; 10-31 is a Saturday.
        (date(2026, 9, 30), 3, "none", False, date(2026, 10, 10)),
        (date(2026, 9, 30), 3, "none", True, date(2026, 10, 9)),
        (date(2026, 10, 1), 1, "none", False, date(2026, 10, 8)),
        (date(2026, 10, 1), 1, "following", False, date(2026, 10, 9)),
        (date(2026, 10, 1), 1, "following", True, date(2026, 10, 8)),
        (date(2026, 10, 1), 1, "preceding", False, date(2026, 10, 8)),
        (date(2026, 10, 1), 0, "preceding", False, date(2026, 9, 30)),
        (date(2026, 10, 31), 0, "modified-following", False, date(2026, 10, 30)),
        (date(2026, 10, 1), 0, "modified-preceding", False, date(2026, 10, 8)),
        (date(2026, 10, 10), -3, "refuse", False, date(2026, 9, 30)),
    ],
)
def test_working_days_are_added(
    china: tousu.Calendar, start: date, days: int, roll: Any, count_start: bool, expected: date
) -> None:
    assert china.add_working_days(start, days, roll=roll, count_start=count_start).value == expected
    batch = china.add_working_days_batch([start], days, roll=roll, count_start=count_start)
    assert batch.values == [expected]


# Due times.


def test_due_times_follow_the_calendar() -> None:
    hong_kong = tousu.Calendar.builtin("hong-kong")
    start = datetime(2025, 4, 17, 17, tzinfo=CHINA)
    # Good Friday to Easter Monday are general holidays.
    due = hong_kong.due("1 working day", start)
    assert due is not None
    assert (due.last_day, due.at.isoformat()) == (date(2025, 4, 22), "2025-04-22T23:59:59+08:00")
    assert due == hong_kong.due("1 working day", start.date())
    assert hong_kong.due("1 working hour", start.date()) is None
    text = hong_kong.due_json("1 working hour", start, work_end="next-opening")
    assert text is not None and json.loads(text)["due"] == "2025-04-22T09:00:00+08:00"
    assert json.loads(text)["calendar"]["id"] == "hong-kong"


def test_an_engine_counts_by_the_calendar_it_is_given() -> None:
    engine = tousu.Engine.builtin("residential-community")
    assert engine.calendar == tousu.Calendar.builtin("china")
    ours = tousu.Calendar.from_text('id = "ours"\nextends = "china"\nholidays = ["2026-03-03"]\n')
    other = engine.with_calendar(ours)
    due, other_due = (
        each.due("1 working day", datetime(2026, 3, 2, 9, tzinfo=CHINA)) for each in (engine, other)
    )
    assert due is not None and due.last_day == date(2026, 3, 3)
    assert other_due is not None and other_due.last_day == date(2026, 3, 4)
    assert other.calendar == ours and other != engine and other.policy_id == engine.policy_id
    assert pickle.loads(pickle.dumps(other)) == other
    assert repr(other).endswith('.with_calendar(Calendar.from_text(<calendar "ours">))')
    complaint = {"id": "c1", "received_at": datetime(2026, 3, 2, 9, tzinfo=CHINA)}
    dues = {each["id"]: each["due"] for each in other.assess(complaint)["obligations"]}
    assert dues["general-reply"] == "2026-03-06T23:59:59+08:00", "three working days, 03-03 off"


# Batches.


def test_a_batch_takes_a_buffer_or_values(china: tousu.Calendar) -> None:
    starts = [at(30, 17), at(30, 10).astimezone(UTC)]
    numbers = array("q", (int(start.timestamp()) for start in starts))
    expected = [at(8, 10, month=10), at(30, 14)]
    by_values = china.add_working_seconds_batch(starts, 7200)
    assert by_values.values == expected[:1] + [at(30, 12)]
    by_buffer = china.add_working_seconds_batch(numbers, 7200)
    assert by_buffer.values == array("q", (int(end.timestamp()) for end in [expected[0], at(30, 12)]))
    assert by_buffer.codes == array("i", [0, 0]) and by_buffer.provisional == b"\0\0"
    assert china.add_working_seconds_batch(memoryview(numbers), 7200) == by_buffer
    assert china.working_seconds_between_batch(starts, expected).values == [7200, 3 * 3600]
    dues = china.due_batch("3 working days", iter(starts))
    assert dues.values == [datetime(2026, 10, 10, 23, 59, 59, tzinfo=CHINA)] * 2
    days = array("q", [(date(2026, 9, 30) - date(1970, 1, 1)).days])
    assert china.add_working_days_batch(days, 3).values == array("q", [days[0] + 10])
    assert china.due_batch("1 day", []).values == []
    assert china.due_batch("1 day", array("q")).values == array("q")


def test_rows_without_an_answer_are_named_or_coded(china: tousu.Calendar) -> None:
    starts = [at(30, 10), datetime(1999, 1, 4, tzinfo=UTC), datetime(2050, 3, 1, tzinfo=UTC)]
    with pytest.raises(tousu.TimeError) as caught:
        china.due_batch("1 working day", starts)
    assert (caught.value.slug, caught.value.path) == ("outside-calendar", "starts[1]")
    batch = china.due_batch("1 working day", starts, errors="codes")
    assert isinstance(batch.values, list) and batch.values[1] is None
    assert (batch.codes.tolist(), batch.provisional) == ([0, 2007, 0], b"\0\0\1")
    numbers = array("q", [int(starts[0].timestamp()), 2**63 - 1, -(2**63)])
    batch = china.due_batch("1 working day", numbers, errors="codes")
    assert batch.values[1:] == array("q", [-(2**63)] * 2)
    assert batch.codes.tolist() == [0, 2001, 2001]
    with pytest.raises(tousu.TimeError) as caught:
        china.add_working_days_batch([date(2026, 9, 30), date(2026, 10, 1)], 1, roll="refuse")
    assert (caught.value.slug, caught.value.path) == ("not-working-day", "starts[1]")
    with pytest.raises(tousu.TimeError) as caught:
        china.add_working_days_batch(array("q", [2**40]), 1)
    assert (caught.value.slug, caught.value.path) == ("time-out-of-range", "starts[0]")
    with pytest.raises(tousu.ArgumentError) as wrong:
        china.working_seconds_between_batch(starts, starts[:2])
    assert (wrong.value.slug, wrong.value.path) == ("invalid-argument", "ends")


def test_a_batch_is_the_single_calls(china: tousu.Calendar) -> None:
    starts = [datetime(2026, 1, 1, tzinfo=CHINA) + timedelta(hours=7 * step) for step in range(1000)]
    for period in ("5 working days", "4 working hours", "1 month", "36 hours", "same working day"):
        batch = china.due_batch(period, starts)
        dues = [china.due(period, start) for start in starts[::97]]
        assert list(batch.values[::97]) == [due.at for due in dues if due]
        assert list(batch.provisional[::97]) == [due.provisional for due in dues if due]


def test_threads_share_a_calendar(china: tousu.Calendar) -> None:
    numbers = array("q", range(1_772_413_200, 1_772_413_200 + 20_000))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: china.due_batch("3 working days", numbers).values, range(8)))
    assert all(values == found[0] for values in found)


# What is not announced.


def test_what_is_not_announced_is_marked_or_refused(china: tousu.Calendar) -> None:
    new_year = china.add_working_days(date(2026, 12, 31), 1)
    assert new_year == tousu.Known(value=date(2027, 1, 4), provisional=True)
    assert china.add_working_days(date(2026, 12, 30), 1).provisional is False
    assert china.day(date(2027, 2, 6)).provisional is True
    strict = china.with_strict()
    for refused in (
        lambda: strict.add_working_days(date(2026, 12, 31), 1),
        lambda: strict.day(date(2027, 2, 6)),
        lambda: strict.due("3 working days", datetime(2027, 1, 4, tzinfo=CHINA)),
    ):
        with pytest.raises(tousu.TimeError) as caught:
            refused()
        assert caught.value.slug == "provisional-refused"


@pytest.mark.parametrize("calendar_id", ["hong-kong", "macao", "taiwan"])
def test_beyond_the_known_years_is_an_error(calendar_id: str) -> None:
    calendar = tousu.Calendar.builtin(calendar_id)
    for refused in (
        lambda: calendar.add_working_days(date(2027, 12, 31), 1),
        lambda: calendar.is_working_day(date(2028, 1, 3)),
        lambda: calendar.is_working_day(date(2019, 12, 31)),
        lambda: calendar.due("3 working days", datetime(2028, 1, 3, tzinfo=CHINA)),
        lambda: calendar.add_working_seconds(datetime(2027, 12, 31, 17, tzinfo=CHINA), 7200),
    ):
        with pytest.raises(tousu.TimeError) as caught:
            refused()
        assert caught.value.slug == "outside-calendar"


# Own calendars.


def test_own_data_extend_and_replace_years() -> None:
    ours = tousu.Calendar.from_text(
        """
        id = "ours"
        extends = "china"
        [names]
        "厂庆" = "Founding Day of the works"
        [[year]]
        year = 2027
        source = ["国务院办公厅关于2027年部分节假日安排的通知（示例）"]
        holidays = { "元旦" = ["2027-01-01", "2027-01-02", "2027-01-03"], "厂庆" = ["2027-03-01"] }
        workdays = { "元旦" = ["2027-01-09"] }
        """
    )
    assert ours.provisional_from == date(2028, 1, 1)
    assert ours.day(date(2027, 3, 1)).name_en == "Founding Day of the works"
    assert ours.day(date(2027, 1, 9)).why == "make-up"
    assert ours.day(date(2027, 2, 8)).why == "weekday", "the document says nothing of the Spring Festival"
    assert ours.with_strict().add_working_days(date(2026, 12, 31), 1).value == date(2027, 1, 4)
    as_json = tousu.Calendar.from_text('{"id": "ours", "extends": "taiwan", "year": [{"year": 2028, "holidays": []}]}')
    assert as_json.last_on == date(2028, 12, 31)


def test_broken_calendars_are_refused_with_their_places() -> None:
    with pytest.raises(tousu.TimeError) as caught:
        tousu.Calendar.from_text('time_zone = "UTC"\n[weekly]\nmon = [["18:00", "09:00"]]\n')
    assert (caught.value.slug, caught.value.path, caught.value.line) == ("overlapping-hours", "weekly.mon", 3)
    with pytest.raises(tousu.TimeError) as caught:
        tousu.Calendar.from_text('{"time_zone": "Mars/Olympus", "weekly": {"mon": 1}}')
    assert caught.value.slug == "calendar-rejected"
    assert [cause.slug for cause in caught.value.causes] == ["unknown-zone", "wrong-type"]
    for text, slug, kind in [
        ("x = = 1", "syntax", tousu.DocumentError),
        ("colour = 1\nextends = 'china'", "unknown-field", tousu.DocumentError),
        ("extends = 'mars'", "unknown-calendar", tousu.TimeError),
        ("time_zone = 'UTC'\nweekly = {}", "empty-calendar", tousu.TimeError),
        ("extends = 'china'\nholidays = ['2026-10-10']\nworkdays = ['2026-10-10']", "contradictory-date", tousu.TimeError),
    ]:
        with pytest.raises(kind) as broken:
            tousu.Calendar.from_text(text)
        assert broken.value.slug == slug


# Wrong questions.


@pytest.mark.parametrize(
    ("ask", "slug", "path"),
    [
        (lambda c: tousu.Calendar.builtin("mars"), "unknown-calendar", None),
        (lambda c: tousu.Calendar.builtin("\ud800"), "invalid-utf8", "calendar_id"),
        (lambda c: tousu.Calendar.from_text("\ud800"), "invalid-utf8", "document"),
        (lambda c: c.next_open(datetime(2026, 3, 2)), "naive-time", "at"),
        (lambda c: c.next_open(datetime(1, 1, 1, tzinfo=UTC)), "time-out-of-range", "at"),
        (lambda c: c.add_working_seconds(datetime(2026, 3, 2), 1), "naive-time", "start"),
        (lambda c: c.working_seconds_between(at(30, 9), datetime(2026, 3, 2)), "naive-time", "end"),
        (lambda c: c.add_working_seconds(at(30, 9), 2**63 - 1), "outside-calendar", None),
        (lambda c: c.add_working_seconds(at(30, 9), -1, stopped=[]), "negative-period", None),
        (
            lambda c: c.add_working_seconds(at(30, 9), 1, stopped=[(at(30, 11), at(30, 10))]),
            "invalid-argument",
            "stopped",
        ),
        (
            lambda c: c.working_seconds_between(at(30, 9), at(30, 10), stopped=[(at(30, 9), datetime(2026, 3, 2))]),
            "naive-time",
            "stopped[0][1]",
        ),
        (lambda c: c.periods(at(30, 9), 1, direction="up"), "invalid-argument", "direction"),
        (lambda c: c.periods(at(30, 9), 100_001), "too-large", None),
        (lambda c: c.add_working_days(date(2026, 9, 30), 1, roll="up"), "invalid-argument", "roll"),
        (lambda c: c.add_working_days(date(1, 1, 1), 1), "outside-calendar", None),
        (lambda c: c.days(date(2026, 9, 30), date(2026, 9, 29)), "invalid-argument", "last"),
        (lambda c: c.days(date(1, 1, 1), date(9999, 12, 31)), "too-large", "last"),
        (lambda c: c.due("soon", at(30, 9)), "unreadable-period", "period"),
        (lambda c: c.due("1 day", at(30, 9), work_end="never"), "unknown-value", "work_end"),
        (lambda c: c.due_batch("soon", []), "unreadable-period", "period"),
        (lambda c: c.due_batch("1 day", [datetime(2026, 3, 2)]), "naive-time", "starts[0]"),
        (lambda c: c.due_batch("1 day", [], errors="ignore"), "invalid-argument", "errors"),
        (lambda c: tousu.Calendar.from_text(ONE_HOUR).next_open(at(1, 9, month=10)), "no-open-time", None),
    ],
)
def test_wrong_questions_are_typed_errors(
    china: tousu.Calendar, ask: Callable[[tousu.Calendar], object], slug: str, path: str | None
) -> None:
    with pytest.raises(tousu.TousuError) as caught:
        ask(china)
    assert (caught.value.slug, caught.value.path) == (slug, path)


@pytest.mark.parametrize("wrong", [None, 1, "2026-03-02", b"2026-03-02", object(), 1.5])
def test_wrong_types_are_type_errors(china: tousu.Calendar, wrong: Any) -> None:
    calls: list[Callable[[], object]] = [
        lambda: china.next_open(wrong),
        lambda: china.is_open(wrong),
        lambda: china.add_working_seconds(wrong, 1),
        lambda: china.working_seconds_between(at(30, 9), wrong),
        lambda: china.add_working_seconds(at(30, 9), 1, stopped=[wrong]),
        lambda: china.periods_between(wrong, wrong),
        lambda: china.is_working_day(wrong),
        lambda: china.day(wrong),
        lambda: china.days(date(2026, 9, 30), wrong),
        lambda: china.add_working_days(wrong, 1),
        lambda: china.count_working_days(date(2026, 9, 30), wrong),
        lambda: china.due("1 day", wrong),
        lambda: china.due_batch("1 day", wrong),
        lambda: china.due_batch("1 day", [wrong]),
        lambda: china.add_working_days_batch(wrong, 1),
        lambda: tousu.Engine.builtin("residential-community").with_calendar(wrong),
    ]
    for call in calls:
        with pytest.raises(TypeError):
            call()
    if not isinstance(wrong, str):
        for made in (tousu.Calendar.builtin, tousu.Calendar.from_text):
            with pytest.raises(TypeError):
                made(wrong)


def test_a_datetime_is_no_date_and_other_buffers_are_none(china: tousu.Calendar) -> None:
    for call in (
        lambda: china.is_working_day(at(30, 9)),
        lambda: china.add_working_days_batch([at(30, 9)], 1),
        lambda: china.due_batch("1 day", array("i", [1])),
        lambda: china.due_batch("1 day", array("d", [1.0])),
        lambda: china.due_batch("1 day", b"12345678"),
        lambda: china.due_batch("1 day", {at(30, 9): 1}),
    ):
        with pytest.raises(TypeError):
            call()
    with pytest.raises(OverflowError):
        china.add_working_seconds(at(30, 9), 2**63)
