"""The calendar of China beside `chinesecalendar` and `numpy.busday_offset`: every day of 2004 to 2026.

Neither knows what the other does: `chinesecalendar` has the days off and the make-up days, `numpy` counts fast but
cannot work a weekend day. Every difference is named here and explained; a new one fails.
"""

from datetime import date, timedelta
from typing import Any

import chinese_calendar  # type: ignore[import-untyped]
import numpy
import pytest

import tousu

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=later) for later in range((LAST - FIRST).days + 1)]
NUMBERS = numpy.array(DAYS, dtype="datetime64[D]").view("i8")

#: Worked by the notice of 2006 (国办发明电〔2005〕35号), as a make-up day of New Year's Day; `chinesecalendar` has the
#: Saturday as a rest day.
NEW_YEAR_2006 = date(2005, 12, 31)

#: Weekend days inside an announced holiday that `chinesecalendar` does not list: rest days on both sides, with a name
#: only on ours.
NAMELESS = {date(2011, 6, 5), date(2012, 6, 23), date(2015, 9, 5)}

#: `chinesecalendar` gives each day one festival; the notices of these years join two.
JOINED = {
    "Mid-Autumn Festival, National Day": {"Mid-autumn Festival", "National Day"},
    "National Day, Mid-Autumn Festival": {"Mid-autumn Festival", "National Day"},
}

#: The same festival in other words.
SPELLED = {
    "International Labour Day": "Labour Day",
    "Mid-Autumn Festival": "Mid-autumn Festival",
    "Tomb-Sweeping Day": "Tomb-sweeping Day",
    "70th Anniversary of the Victory of the Chinese People's War of Resistance against Japanese Aggression"
    " and the World Anti-Fascist War": "Anti-Fascist 70th Day",
}

ROLLS: dict[str, Any] = {
    "following": "forward",
    "preceding": "backward",
    "modified-following": "modifiedfollowing",
    "modified-preceding": "modifiedpreceding",
}


@pytest.fixture(scope="module")
def china() -> tousu.Calendar:
    return tousu.Calendar.builtin("china")


@pytest.fixture(scope="module")
def days(china: tousu.Calendar) -> list[tousu.Day]:
    found = china.days(FIRST, LAST)
    assert [day.on for day in found] == DAYS and len(DAYS) == 8401
    return found


@pytest.fixture(scope="module")
def peer(days: list[tousu.Day]) -> numpy.busdaycalendar:
    """numpy with our holidays, and without the make-up days, which it cannot have."""
    return numpy.busdaycalendar(holidays=[day.on for day in days if day.why == "holiday"])


@pytest.fixture(scope="module")
def without_make_up_days(days: list[tousu.Day]) -> tousu.Calendar:
    """Our calendar as numpy can have it: the same holidays, no make-up day."""
    years: dict[int, list[str]] = {day.on.year: [] for day in days}
    for day in days:
        if day.why == "holiday":
            years[day.on.year].append(day.on.isoformat())
    listed = "".join(f"[[year]]\nyear = {year}\nholidays = {dates}\n" for year, dates in years.items())
    return tousu.Calendar.from_text(f'id = "no-make-up-days"\nextends = "china"\n{listed}')


def numbers(batch: tousu.Batch[date]) -> Any:
    """The answers to a buffer, which are days since 1970."""
    values: Any = batch.values
    return numpy.frombuffer(values, "i8")


def beside(batch: tousu.Batch[date], found: Any) -> tuple[Any, Any, Any]:
    """Ours and theirs where the announced years reach, and which rows those are: one before 2004 is an error here, one
    after 2026 provisional; numpy knows no ends."""
    ours = numbers(batch)
    inside = (numpy.frombuffer(batch.codes, "i4") == 0) & (numpy.frombuffer(batch.provisional, "u1") == 0)
    return ours[inside], found.view("i8")[inside], inside


def test_chinesecalendar_has_the_same_working_days_but_one(days: list[tousu.Day]) -> None:
    different = {day.on for day in days if day.working != chinese_calendar.is_workday(day.on)}
    assert different == {NEW_YEAR_2006}


def test_chinesecalendar_has_the_same_holidays_by_name(days: list[tousu.Day]) -> None:
    nameless = set()
    for day in days:
        off, theirs = chinese_calendar.get_holiday_detail(day.on)
        if day.on == NEW_YEAR_2006:
            assert (off, theirs, day.why, day.name_en) == (True, None, "make-up", "New Year's Day")
            continue
        assert off is not day.working, day
        if theirs is None:
            if day.name is not None:
                nameless.add(day.on)
            continue
        assert day.why == ("holiday" if off else "make-up"), day
        assert day.name_en is not None
        ours = JOINED.get(day.name_en, {SPELLED.get(day.name_en, day.name_en)})
        assert theirs in ours, day
    assert nameless == NAMELESS
    assert all(day.weekday() > 4 for day in NAMELESS)


@pytest.mark.parametrize("count", [0, 5, -3])
def test_chinesecalendar_finds_the_same_working_day(china: tousu.Calendar, count: int) -> None:
    """`find_workday` moves a start that is none first, in the direction of travel, and then counts."""
    roll: Any = "following" if count >= 0 else "none"
    batch = china.add_working_days_batch(DAYS, count, roll=roll, errors="codes")
    compared = 0
    for start, end, provisional in zip(DAYS, batch.values, batch.provisional, strict=True):
        if end is None or provisional:
            with pytest.raises(NotImplementedError):
                chinese_calendar.find_workday(count, start)
            continue
        assert isinstance(end, date)
        theirs = chinese_calendar.find_workday(count, start)
        if end != theirs:
            assert min(start, end, theirs) <= NEW_YEAR_2006 <= max(start, end, theirs), start
        compared += 1
    assert compared > 8390


def test_numpy_has_the_same_working_days_but_the_make_up_days(
    days: list[tousu.Day], peer: numpy.busdaycalendar
) -> None:
    theirs = numpy.is_busday(numpy.array(DAYS, dtype="datetime64[D]"), busdaycal=peer)
    different = {day.on for day, working in zip(days, theirs, strict=True) if day.working != working}
    assert different == {day.on for day in days if day.why == "make-up"}
    assert len(different) == 151 and all(day.weekday() > 4 for day in different)


@pytest.mark.parametrize("roll", ROLLS)
def test_numpy_counts_alike_without_make_up_days(
    without_make_up_days: tousu.Calendar, peer: numpy.busdaycalendar, roll: Any
) -> None:
    for count in [*range(-20, 61), -250, 250, 1000]:
        batch = without_make_up_days.add_working_days_batch(NUMBERS, count, roll=roll, errors="codes")
        found = numpy.busday_offset(NUMBERS.view("datetime64[D]"), count, roll=ROLLS[roll], busdaycal=peer)
        ours, theirs, inside = beside(batch, found)
        assert (ours == theirs).all(), count
        # A day and a half of calendar for each working day, and the longest holidays, are all that the ends take.
        assert inside.sum() >= len(DAYS) - 2 * abs(count) - 20, count
        if count > 0:
            counted = without_make_up_days.add_working_days_batch(
                NUMBERS, count, roll=roll, count_start=True, errors="codes"
            )
            found = numpy.busday_offset(NUMBERS.view("datetime64[D]"), count - 1, roll=ROLLS[roll], busdaycal=peer)
            ours, theirs, _ = beside(counted, found)
            assert (ours == theirs).all(), f"the start is day 1 of {count}"


def test_numpy_counts_alike_from_days_that_stay(
    without_make_up_days: tousu.Calendar, peer: numpy.busdaycalendar
) -> None:
    """numpy has no mode in which the first step lands on the nearest working day: against the direction of travel its
    roll gives the same end."""
    for count in [*range(-20, 0), *range(1, 61)]:
        batch = without_make_up_days.add_working_days_batch(NUMBERS, count, errors="codes")
        against: Any = "backward" if count > 0 else "forward"
        found = numpy.busday_offset(NUMBERS.view("datetime64[D]"), count, roll=against, busdaycal=peer)
        ours, theirs, _ = beside(batch, found)
        assert (ours == theirs).all(), count
    stay = without_make_up_days.add_working_days_batch(NUMBERS, 0)
    assert (numbers(stay) == NUMBERS).all()


def test_numpy_refuses_the_same_starts(without_make_up_days: tousu.Calendar, peer: numpy.busdaycalendar) -> None:
    batch = without_make_up_days.add_working_days_batch(NUMBERS, 0, roll="refuse", errors="codes")
    refused = numpy.frombuffer(batch.codes, "i4") != 0
    assert set(numpy.frombuffer(batch.codes, "i4")[refused]) == {2009}
    assert (refused == ~numpy.is_busday(NUMBERS.view("datetime64[D]"), busdaycal=peer)).all()


def test_each_difference_to_numpy_is_a_make_up_day_on_the_way(
    china: tousu.Calendar, days: list[tousu.Day], peer: numpy.busdaycalendar
) -> None:
    """With the make-up days of the notices: of the working days after the start up to ours, numpy knows all but the
    make-up days, and where none lies on the way both end on the same day."""
    made_up = numpy.array([day.on for day in days if day.why == "make-up"], dtype="datetime64[D]").view("i8")
    starts = NUMBERS
    differences = 0
    for count in range(1, 61):
        batch = china.add_working_days_batch(starts, count, errors="codes")
        found = numpy.busday_offset(starts.view("datetime64[D]"), count, roll="backward", busdaycal=peer)
        ours, theirs, inside = beside(batch, found)
        begin, end = (starts[inside] + 1), ours + 1
        known = numpy.busday_count(begin.view("datetime64[D]"), end.view("datetime64[D]"), busdaycal=peer)
        on_the_way = numpy.searchsorted(made_up, end) - numpy.searchsorted(made_up, begin)
        assert (known + on_the_way == count).all(), count
        assert ((ours == theirs) == (on_the_way == 0)).all(), count
        differences += int((ours != theirs).sum())
    # The make-up days are no small matter: of all these dues numpy has more than every third wrong.
    assert differences > 8401 * 60 // 3
