//! `Calendar`.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use tousu::calendar::{self, Direction, Known, RollMode, Rows};
use tousu::deadline;
use tousu::time::{Date, Instant};
use tousu::{Code, Error};

use crate::due::{Rule, due_json, period};
use crate::error::{guard, raise};
use crate::value::{convert, instant, loads, only_date, utf8};

/// Working days and hours of one place. Immutable: threads may share one.
#[pyclass(frozen, module = "tousu")]
pub(crate) struct Calendar {
    pub(crate) inner: Arc<calendar::Calendar>,
    source: Source,
}

/// What a calendar was made from, to make it again in another process.
#[derive(Clone)]
enum Source {
    Builtin,
    Text(String),
}

/// The names of the roll modes.
const ROLLS: [(&str, RollMode); 6] = [
    ("none", RollMode::None),
    ("following", RollMode::Following),
    ("preceding", RollMode::Preceding),
    ("modified-following", RollMode::ModifiedFollowing),
    ("modified-preceding", RollMode::ModifiedPreceding),
    ("refuse", RollMode::Refuse),
];

/// The value that a word stands for.
fn choice<T: Copy>(py: Python<'_>, word: &str, choices: &[(&str, T)], name: &str) -> PyResult<T> {
    let found = choices.iter().find(|(known, _)| *known == word);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let expected = choices.iter().map(|(known, _)| *known).collect::<Vec<_>>().join(", ");
        raise(py, &Error::new(Code::InvalidArgument, word, expected).at(name))
    })
}

/// A start and an end.
type Span = (Instant, Instant);

/// Pairs of aware datetimes.
fn spans(given: &Bound<'_, PyAny>, name: &str) -> PyResult<Vec<Span>> {
    let py = given.py();
    let pairs: Vec<(i64, i64)> = convert(py, "spans")?.call1((given, name))?.extract()?;
    guard(py, || {
        let pair = |(index, (from, to)): (usize, &(i64, i64))| {
            let at = |seconds| Instant::from_unix(seconds).map_err(|error| error.at(format_args!("{name}[{index}]")));
            Ok((at(*from)?, at(*to)?))
        };
        pairs.iter().enumerate().map(pair).collect()
    })
}

/// What an answer has in common with others of a batch.
struct Column {
    numbers: Vec<i64>,
    /// They came as a buffer of numbers, not as datetimes or dates.
    buffer: bool,
}

impl Column {
    /// `read` is the function of `tousu._convert` that reads one value of a sequence.
    fn read(given: &Bound<'_, PyAny>, name: &str, read: &str) -> PyResult<Self> {
        let (bytes, buffer): (Bound<'_, PyBytes>, bool) =
            convert(given.py(), "column")?.call1((given, name, read))?.extract()?;
        let (numbers, _) = bytes.as_bytes().as_chunks::<8>();
        Ok(Self { numbers: numbers.iter().copied().map(i64::from_ne_bytes).collect(), buffer })
    }
}

impl Calendar {
    pub(crate) fn builtin_of(inner: Arc<calendar::Calendar>) -> Self {
        Self { inner, source: Source::Builtin }
    }

    /// An answer, with the value as `convert` gives it.
    fn known<'py, T>(
        &self,
        py: Python<'py>,
        answer: Known<T>,
        value: impl FnOnce(T) -> PyResult<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        convert(py, "known")?.call1((value(answer.value)?, answer.provisional))
    }

    /// An instant in the calendar's zone.
    fn moment<'py>(&self, py: Python<'py>, at: Instant) -> PyResult<Bound<'py, PyAny>> {
        convert(py, "moment")?.call1((at.unix(), self.inner.offset_at(at)))
    }

    fn known_moment<'py>(&self, py: Python<'py>, answer: Known<Instant>) -> PyResult<Bound<'py, PyAny>> {
        self.known(py, answer, |at| self.moment(py, at))
    }

    fn known_count<'py>(&self, py: Python<'py>, answer: Known<i64>) -> PyResult<Bound<'py, PyAny>> {
        self.known(py, answer, |count| Ok(count.into_pyobject(py)?.into_any()))
    }

    fn known_flag<'py>(&self, py: Python<'py>, answer: Known<bool>) -> PyResult<Bound<'py, PyAny>> {
        self.known(py, answer, |flag| Ok(flag.into_pyobject(py)?.to_owned().into_any()))
    }

    fn known_periods<'py>(&self, py: Python<'py>, answer: Known<Vec<Span>>) -> PyResult<Bound<'py, PyAny>> {
        let moments = |(open, close): Span| PyResult::Ok((self.moment(py, open)?, self.moment(py, close)?));
        self.known(py, answer, |found| {
            let pairs = found.into_iter().map(moments).collect::<PyResult<Vec<_>>>()?;
            Ok(pairs.into_pyobject(py)?.into_any())
        })
    }

    /// From an instant to another.
    fn at<'py>(
        &self,
        at: &Bound<'py, PyAny>,
        name: &str,
        ask: impl FnOnce(&calendar::Calendar, Instant) -> tousu::Result<Known<Instant>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (py, at) = (at.py(), instant(at, name)?);
        let found = guard(py, || ask(&self.inner, at))?;
        self.known_moment(py, found)
    }

    /// Answers a batch. `alone` asks for one row alone, to say what is wrong with it.
    fn batch<'py>(
        &self,
        py: Python<'py>,
        (buffer, count): (bool, usize),
        (errors, unit): (&str, &str),
        ask: impl FnOnce(&calendar::Calendar, Rows<'_>) -> tousu::Result<()> + Send,
        alone: impl FnOnce(&calendar::Calendar, usize) -> tousu::Result<()>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let keep = choice(py, errors, &[("raise", false), ("codes", true)], "errors")?;
        let (mut values, mut codes, mut provisional) = (vec![0; count], vec![0; count], vec![0; count]);
        let calendar = &*self.inner;
        guard(py, || {
            py.detach(|| ask(calendar, Rows { values: &mut values, codes: &mut codes, provisional: &mut provisional }))
        })?;
        if let Some(row) = codes.iter().position(|code| *code != 0).filter(|_| !keep) {
            let unlike = || Error::new(Code::Internal, "a row alone has an answer", "");
            let error = guard(py, || Ok(alone(calendar, row).err().unwrap_or_else(unlike)))?;
            return Err(raise(py, &error.at(format_args!("starts[{row}]"))));
        }
        let numbers = native(py, &values, i64::to_ne_bytes)?;
        let moments = if !buffer && unit == "moment" {
            let moment = |(value, code): (&i64, &i32)| {
                let at = Instant::from_unix(*value).ok().filter(|_| *code == 0);
                at.map(|at| self.moment(py, at)).transpose()
            };
            Some(values.iter().zip(&codes).map(moment).collect::<PyResult<Vec<_>>>()?)
        } else {
            None
        };
        let codes = native(py, &codes, i32::to_ne_bytes)?;
        let flags = PyBytes::new(py, &provisional);
        convert(py, "batch")?.call1((numbers, moments, codes, flags, buffer, unit))
    }
}

/// Numbers as the bytes that this machine has of them.
fn native<'py, T: Copy, const N: usize>(
    py: Python<'py>,
    numbers: &[T],
    bytes: impl Fn(T) -> [u8; N],
) -> PyResult<Bound<'py, PyBytes>> {
    PyBytes::new_with(py, numbers.len() * N, |out| {
        let (chunks, _) = out.as_chunks_mut::<N>();
        chunks.iter_mut().zip(numbers).for_each(|(chunk, number)| *chunk = bytes(*number));
        Ok(())
    })
}

/// The number of a row as an instant.
fn moment_of(numbers: &[i64], row: usize) -> tousu::Result<Instant> {
    Instant::from_unix(numbers.get(row).copied().unwrap_or(i64::MIN))
}

/// The number of a row as a date.
fn date_of(numbers: &[i64], row: usize) -> tousu::Result<Date> {
    let day = numbers.get(row).copied().unwrap_or(i64::MIN);
    let outside = |_| Error::new(Code::TimeOutOfRange, format_args!("day {day}"), "the years 1 to 9999");
    i32::try_from(day).map_err(outside).and_then(Date::from_days)
}

#[pymethods]
impl Calendar {
    /// A built-in calendar.
    #[staticmethod]
    #[pyo3(signature = (calendar_id, *, strict=false))]
    fn builtin(py: Python<'_>, calendar_id: &Bound<'_, PyString>, strict: bool) -> PyResult<Self> {
        let id = utf8(calendar_id, "calendar_id")?;
        let inner = guard(py, || py.detach(|| calendar::Calendar::builtin(id)))?;
        Self::builtin_of(inner).with_strict(py, strict)
    }

    /// A calendar of your own: TOML or JSON text.
    #[staticmethod]
    fn from_text(py: Python<'_>, document: &Bound<'_, PyString>) -> PyResult<Self> {
        let text = utf8(document, "document")?;
        let inner = guard(py, || py.detach(|| calendar::Calendar::from_source(text).map(Arc::new)))?;
        Ok(Self { inner, source: Source::Text(text.to_owned()) })
    }

    /// The same calendar, refusing what is provisional or not.
    #[pyo3(signature = (strict=true))]
    fn with_strict(&self, py: Python<'_>, strict: bool) -> PyResult<Self> {
        let source = self.source.clone();
        if strict == self.inner.is_strict() {
            return Ok(Self { inner: Arc::clone(&self.inner), source });
        }
        let inner = guard(py, || py.detach(|| self.inner.with_strict(strict).map(Arc::new)))?;
        Ok(Self { inner, source })
    }

    /// The id, as `china`.
    #[getter]
    fn calendar_id(&self) -> &str {
        self.inner.id()
    }

    /// The zone in which days begin and results are given.
    #[getter]
    fn time_zone(&self) -> &str {
        self.inner.zone()
    }

    /// The first date that it knows.
    #[getter]
    fn first_on<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        civil(py, self.inner.known_dates().0)
    }

    /// The last date that it knows.
    #[getter]
    fn last_on<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        civil(py, self.inner.known_dates().1)
    }

    /// The first date without announced data; `None` when all are announced.
    #[getter]
    fn provisional_from<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.inner.provisional_from().map(|date| civil(py, date)).transpose()
    }

    /// Whether provisional answers are refused.
    #[getter]
    fn strict(&self) -> bool {
        self.inner.is_strict()
    }

    /// What the calendar is, as JSON: the same bytes as in C and Rust.
    fn describe_json(&self, py: Python<'_>) -> PyResult<String> {
        guard(py, || Ok(self.inner.to_json()))
    }

    /// What the calendar is, as a dict: title, zone, known dates, and where the data of each year come from.
    fn describe<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        loads(py, &self.describe_json(py)?)
    }

    /// The instant at which so many open seconds have passed since `start`.
    #[pyo3(signature = (start, seconds, *, stopped=None))]
    fn add_working_seconds<'py>(
        &self,
        start: &Bound<'py, PyAny>,
        seconds: i64,
        stopped: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let stopped = stopped.map(|stopped| spans(stopped, "stopped")).transpose()?;
        self.at(start, "start", |calendar, start| match &stopped {
            None => calendar.add_working_seconds(start, seconds),
            Some(stopped) => calendar.add_working_seconds_stopped(start, seconds, stopped),
        })
    }

    /// Open seconds from `start` to `end`; negative when `end` is before `start`.
    #[pyo3(signature = (start, end, *, stopped=None))]
    fn working_seconds_between<'py>(
        &self,
        start: &Bound<'py, PyAny>,
        end: &Bound<'py, PyAny>,
        stopped: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = start.py();
        let (start, end) = (instant(start, "start")?, instant(end, "end")?);
        let stopped = stopped.map(|stopped| spans(stopped, "stopped")).transpose()?.unwrap_or_default();
        let found = guard(py, || self.inner.working_seconds_between_stopped(start, end, &stopped))?;
        self.known_count(py, found)
    }

    /// Whether the second that begins at `at` is open.
    fn is_open<'py>(&self, at: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let (py, at) = (at.py(), instant(at, "at")?);
        let found = guard(py, || self.inner.is_open(at))?;
        self.known_flag(py, found)
    }

    /// `at` when it is open, else the next opening.
    fn next_open<'py>(&self, at: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.at(at, "at", calendar::Calendar::next_open)
    }

    /// The next opening strictly after `at`.
    fn next_start<'py>(&self, at: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.at(at, "at", calendar::Calendar::next_start)
    }

    /// The next closing strictly after `at`.
    fn next_close<'py>(&self, at: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.at(at, "at", calendar::Calendar::next_close)
    }

    /// The last opening strictly before `at`.
    fn prev_start<'py>(&self, at: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.at(at, "at", calendar::Calendar::prev_start)
    }

    /// `at` when the clock ran up to it, else the last closing before it.
    fn prev_close<'py>(&self, at: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.at(at, "at", calendar::Calendar::prev_close)
    }

    /// The open periods from `start` to `end`, clipped at both.
    fn periods_between<'py>(&self, start: &Bound<'py, PyAny>, end: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = start.py();
        let (start, end) = (instant(start, "start")?, instant(end, "end")?);
        let found = guard(py, || py.detach(|| self.inner.periods_between(start, end)))?;
        self.known_periods(py, found)
    }

    /// At most `take` open periods after or before `at`, clipped at `at`, the nearest first.
    #[pyo3(signature = (at, take, *, direction="after"))]
    fn periods<'py>(&self, at: &Bound<'py, PyAny>, take: usize, direction: &str) -> PyResult<Bound<'py, PyAny>> {
        let (py, at) = (at.py(), instant(at, "at")?);
        let directions = [("after", Direction::After), ("before", Direction::Before)];
        let direction = choice(py, direction, &directions, "direction")?;
        let found = guard(py, || py.detach(|| self.inner.periods(at, direction, take)))?;
        self.known_periods(py, found)
    }

    /// Whether work is done on a date.
    fn is_working_day<'py>(&self, on: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let (py, on) = (on.py(), only_date(on, "on")?);
        let found = guard(py, || self.inner.is_working_day(on))?;
        self.known_flag(py, found)
    }

    /// Whether work is done on a date, why, and the name of its holiday.
    fn day<'py>(&self, on: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let (py, on) = (on.py(), only_date(on, "on")?);
        let json = guard(py, || self.inner.days_json(on, on))?;
        convert(py, "days")?.call1((json,))?.get_item(0)
    }

    /// Every day from `first` to `last`, both included, as JSON: the same bytes as in C and Rust.
    fn days_json(&self, first: &Bound<'_, PyAny>, last: &Bound<'_, PyAny>) -> PyResult<String> {
        let py = first.py();
        let (first, last) = (only_date(first, "first")?, only_date(last, "last")?);
        guard(py, || py.detach(|| self.inner.days_json(first, last)))
    }

    /// Every day from `first` to `last`, both included.
    fn days<'py>(&self, first: &Bound<'py, PyAny>, last: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        convert(first.py(), "days")?.call1((self.days_json(first, last)?,))
    }

    /// The date so many working days after `start`.
    #[pyo3(signature = (start, days, *, roll="none", count_start=false))]
    fn add_working_days<'py>(
        &self,
        start: &Bound<'py, PyAny>,
        days: i64,
        roll: &str,
        count_start: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (py, start) = (start.py(), only_date(start, "start")?);
        let mode = choice(py, roll, &ROLLS, "roll")?;
        let found = guard(py, || self.inner.add_business_days(start, days, mode, count_start))?;
        self.known(py, found, |date| civil(py, date))
    }

    /// Working days after `start` up to and including `end`.
    fn working_days_between<'py>(
        &self,
        start: &Bound<'py, PyAny>,
        end: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = start.py();
        let (start, end) = (only_date(start, "start")?, only_date(end, "end")?);
        let found = guard(py, || self.inner.working_days_between(start, end))?;
        self.known_count(py, found)
    }

    /// Working days from `first`, included, to `end`, excluded.
    fn count_working_days<'py>(
        &self,
        first: &Bound<'py, PyAny>,
        end: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = first.py();
        let (first, end) = (only_date(first, "first")?, only_date(end, "end")?);
        let found = guard(py, || self.inner.count_working_days(first, end))?;
        self.known_count(py, found)
    }

    /// When something that started at `start` is due, with every step on the way, as JSON: the same bytes as in C and
    /// Rust.
    #[pyo3(signature = (
        period, start, *, count_start_day=false, holiday_roll="none", day_end="midnight", work_end="close"
    ))]
    fn due_json(
        &self,
        period: &Bound<'_, PyString>,
        start: &Bound<'_, PyAny>,
        count_start_day: bool,
        holiday_roll: &str,
        day_end: &str,
        work_end: &str,
    ) -> PyResult<Option<String>> {
        due_json(&self.inner, period, start, &Rule { count_start_day, holiday_roll, day_end, work_end })
    }

    /// When something that started at `start` is due, and why.
    #[pyo3(signature = (
        period, start, *, count_start_day=false, holiday_roll="none", day_end="midnight", work_end="close"
    ))]
    fn due<'py>(
        &self,
        period: &Bound<'py, PyString>,
        start: &Bound<'py, PyAny>,
        count_start_day: bool,
        holiday_roll: &str,
        day_end: &str,
        work_end: &str,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let json = self.due_json(period, start, count_start_day, holiday_roll, day_end, work_end)?;
        json.map(|json| convert(period.py(), "due")?.call1((json,))).transpose()
    }

    /// `due` for many starts.
    #[pyo3(signature = (
        period, starts, *, count_start_day=false, holiday_roll="none", day_end="midnight", work_end="close",
        errors="raise"
    ))]
    #[expect(clippy::too_many_arguments, reason = "keywords, one by one")]
    fn due_batch<'py>(
        &self,
        period: &Bound<'py, PyString>,
        starts: &Bound<'py, PyAny>,
        count_start_day: bool,
        holiday_roll: &str,
        day_end: &str,
        work_end: &str,
        errors: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = period.py();
        let counting = Rule { count_start_day, holiday_roll, day_end, work_end }.counting(py)?;
        let period = self::period(period)?;
        let Column { numbers, buffer } = Column::read(starts, "starts", "seconds")?;
        let ask = |calendar: &calendar::Calendar, rows: Rows<'_>| {
            deadline::due_rows(calendar, period, counting, &numbers, rows)
        };
        let alone = |calendar: &calendar::Calendar, row: usize| {
            deadline::due(calendar, period, counting, moment_of(&numbers, row)?).map(drop)
        };
        self.batch(py, (buffer, numbers.len()), (errors, "moment"), ask, alone)
    }

    /// `add_working_seconds` for many starts.
    #[pyo3(signature = (starts, seconds, *, errors="raise"))]
    fn add_working_seconds_batch<'py>(
        &self,
        starts: &Bound<'py, PyAny>,
        seconds: i64,
        errors: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        let Column { numbers, buffer } = Column::read(starts, "starts", "seconds")?;
        let ask =
            |calendar: &calendar::Calendar, rows: Rows<'_>| calendar.add_working_seconds_rows(&numbers, seconds, rows);
        let alone = |calendar: &calendar::Calendar, row: usize| {
            calendar.add_working_seconds(moment_of(&numbers, row)?, seconds).map(drop)
        };
        self.batch(starts.py(), (buffer, numbers.len()), (errors, "moment"), ask, alone)
    }

    /// `working_seconds_between` for many starts and as many ends.
    #[pyo3(signature = (starts, ends, *, errors="raise"))]
    fn working_seconds_between_batch<'py>(
        &self,
        starts: &Bound<'py, PyAny>,
        ends: &Bound<'py, PyAny>,
        errors: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        let Column { numbers: from, buffer } = Column::read(starts, "starts", "seconds")?;
        let Column { numbers: to, .. } = Column::read(ends, "ends", "seconds")?;
        let ask =
            |calendar: &calendar::Calendar, rows: Rows<'_>| calendar.working_seconds_between_rows(&from, &to, rows);
        let alone = |calendar: &calendar::Calendar, row: usize| {
            calendar.working_seconds_between(moment_of(&from, row)?, moment_of(&to, row)?).map(drop)
        };
        self.batch(starts.py(), (buffer, from.len()), (errors, "count"), ask, alone)
    }

    /// `add_working_days` for many dates.
    #[pyo3(signature = (starts, days, *, roll="none", count_start=false, errors="raise"))]
    fn add_working_days_batch<'py>(
        &self,
        starts: &Bound<'py, PyAny>,
        days: i64,
        roll: &str,
        count_start: bool,
        errors: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = starts.py();
        let mode = choice(py, roll, &ROLLS, "roll")?;
        let Column { numbers, buffer } = Column::read(starts, "starts", "days_of")?;
        let ask = |calendar: &calendar::Calendar, rows: Rows<'_>| {
            calendar.add_business_days_rows(&numbers, days, mode, count_start, rows)
        };
        let alone = |calendar: &calendar::Calendar, row: usize| {
            calendar.add_business_days(date_of(&numbers, row)?, days, mode, count_start).map(drop)
        };
        self.batch(py, (buffer, numbers.len()), (errors, "date"), ask, alone)
    }

    fn __repr__(&self) -> String {
        let (id, strict) = (self.inner.id(), self.inner.is_strict());
        match self.source {
            Source::Builtin if strict => format!("Calendar.builtin({id:?}, strict=True)"),
            Source::Builtin => format!("Calendar.builtin({id:?})"),
            Source::Text(_) => format!("Calendar.from_text(<calendar {id:?}>)"),
        }
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.inner.digest() == other.inner.digest()
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.inner.digest().hash(&mut hasher);
        hasher.finish()
    }

    #[allow(clippy::type_complexity)]
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Option<&str>, Option<&str>, bool))> {
        let (builtin, text) = match &self.source {
            Source::Builtin => (Some(self.inner.id()), None),
            Source::Text(text) => (None, Some(text.as_str())),
        };
        Ok((convert(py, "rebuild_calendar")?, (builtin, text, self.inner.is_strict())))
    }
}

/// A date.
fn civil(py: Python<'_>, date: Date) -> PyResult<Bound<'_, PyAny>> {
    convert(py, "civil")?.call1((date.days(),))
}

/// The built-in calendars, as JSON: the same bytes as in C and Rust.
#[pyfunction]
pub(crate) fn calendars_json(py: Python<'_>) -> PyResult<String> {
    guard(py, || py.detach(calendar::Calendar::list_json))
}

/// The built-in calendars, each as a dict.
#[pyfunction]
pub(crate) fn calendars(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    loads(py, &calendars_json(py)?)?.get_item("calendars")
}
