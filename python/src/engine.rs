//! `Engine`.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};
use tousu::policy::{Domain, Parameters, Policy, overlay_schema, schema};
use tousu::report::Audience;
use tousu::{Code, Error};

use crate::calendar::Calendar;
use crate::case::Case;
use crate::due::{Rule, due_json};
use crate::error::{guard, raise};
use crate::figures::table;
use crate::library::Texts;
use crate::model::Model;
use crate::value::{array, convert, instant, loads, mode, object, some, some_instant, utf8};

/// A checked policy, ready to decide. Immutable: threads may share one.
#[pyclass(frozen, module = "tousu")]
pub(crate) struct Engine {
    pub(crate) inner: tousu::Engine,
    source: Origin,
    given: Parameters,
    /// The caller's calendar, where it is not the one that the policy names.
    calendar: Option<Py<Calendar>>,
}

/// What makes an engine again: built-in id or text, library and version, parameters, whether strict, calendar, model.
type EngineParts<'a, 'py> =
    (&'a str, Option<&'a str>, Option<(Texts, &'a str)>, Bound<'py, PyDict>, bool, Option<Py<Calendar>>, Option<Model>);

/// What an engine was made from, to make it again in another process.
#[derive(Clone)]
pub(crate) enum Origin {
    Builtin,
    Text(String),
    /// The documents of a library, and the version of the book.
    Library(Arc<Texts>, String),
}

/// The caller's parameters: a mapping of texts, numbers and booleans.
pub(crate) fn parameters(given: Option<&Bound<'_, PyAny>>, strict: bool) -> PyResult<Parameters> {
    let Some(given) = given else { return Ok(Parameters::new().strict(strict)) };
    let json = object(given, "parameters")?;
    let json = utf8(&json, "parameters")?;
    guard(given.py(), || Ok(Parameters::from_json(json)?.strict(strict)))
}

/// `customer`, `internal` or `auditor`.
fn audience(py: Python<'_>, name: &str) -> PyResult<Audience> {
    Audience::from_slug(name).ok_or_else(|| {
        let known: Vec<_> = Audience::ALL.iter().map(|audience| audience.slug()).collect();
        raise(py, &Error::new(Code::InvalidArgument, name, known.join(", ")).at("audience"))
    })
}

impl Engine {
    /// An engine and what it was made from.
    pub(crate) fn made(inner: tousu::Engine, source: Origin, given: Parameters) -> Self {
        Self { inner, source, given, calendar: None }
    }

    /// What makes two engines decide alike.
    fn digests(&self) -> tousu::id::Digest {
        self.inner.decided_by()
    }

    /// The parameters as they were given.
    fn given<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let given = PyDict::new(py);
        self.given.iter().try_for_each(|(id, value)| given.set_item(id, value))?;
        Ok(given)
    }
}

#[pymethods]
impl Engine {
    /// The engine of a built-in rule book.
    #[staticmethod]
    #[pyo3(signature = (policy_id, *, parameters=None, strict=false))]
    fn builtin(
        py: Python<'_>,
        policy_id: &Bound<'_, PyString>,
        parameters: Option<&Bound<'_, PyAny>>,
        strict: bool,
    ) -> PyResult<Self> {
        let policy_id = utf8(policy_id, "policy_id")?;
        let given = self::parameters(parameters, strict)?;
        let inner = guard(py, || py.detach(|| tousu::Engine::builtin_with(policy_id, &given)))?;
        Ok(Self::made(inner, Origin::Builtin, given))
    }

    /// The engine of a rule book of your own: TOML or JSON text.
    #[staticmethod]
    #[pyo3(signature = (policy, *, parameters=None, strict=false))]
    fn from_text(
        py: Python<'_>,
        policy: &Bound<'_, PyString>,
        parameters: Option<&Bound<'_, PyAny>>,
        strict: bool,
    ) -> PyResult<Self> {
        let text = utf8(policy, "policy")?;
        let given = self::parameters(parameters, strict)?;
        let inner = guard(py, || py.detach(|| tousu::Engine::from_source(text, &given)))?;
        Ok(Self::made(inner, Origin::Text(text.to_owned()), given))
    }

    /// The figures of cases, as a request asks for them, as JSON: the same bytes as in C and Rust.
    fn figures_json(&self, py: Python<'_>, cases: &Bound<'_, PyAny>, request: &Bound<'_, PyAny>) -> PyResult<String> {
        let (cases, request) = (some(cases, "cases")?, object(request, "request")?);
        let (cases, request) = (utf8(&cases, "cases")?, utf8(&request, "request")?);
        guard(py, || py.detach(|| self.inner.figures_json(cases, request)))
    }

    /// The figures of cases, as a request asks for them.
    fn figures<'py>(
        &self,
        py: Python<'py>,
        cases: &Bound<'py, PyAny>,
        request: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        table(py, &self.figures_json(py, cases, request)?)
    }

    /// The figures of columns, as a request asks for them, as JSON: the same bytes as in C and Rust.
    fn column_figures_json(
        &self,
        py: Python<'_>,
        columns: &Bound<'_, PyAny>,
        request: &Bound<'_, PyAny>,
    ) -> PyResult<String> {
        let (columns, request) = (object(columns, "columns")?, object(request, "request")?);
        let (columns, request) = (utf8(&columns, "columns")?, utf8(&request, "request")?);
        guard(py, || py.detach(|| self.inner.column_figures_json(columns, request)))
    }

    /// The figures of columns, as a request asks for them.
    fn column_figures<'py>(
        &self,
        py: Python<'py>,
        columns: &Bound<'py, PyAny>,
        request: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        table(py, &self.column_figures_json(py, columns, request)?)
    }

    /// The engine of the same rule book and parameters under another calendar.
    fn with_calendar(&self, calendar: &Bound<'_, Calendar>) -> Self {
        let inner = self.inner.with_other_calendar(Arc::clone(&calendar.get().inner));
        let (source, given) = (self.source.clone(), self.given.clone());
        Self { calendar: Some(calendar.clone().unbind()), ..Self::made(inner, source, given) }
    }

    /// The engine of the same rule book with a trained model beside the lexicon.
    fn with_model(&self, py: Python<'_>, model: &Bound<'_, Model>) -> PyResult<Self> {
        let inner = guard(py, || self.inner.with_model(Arc::clone(&model.get().inner)))?;
        let calendar = self.calendar.as_ref().map(|calendar| calendar.clone_ref(py));
        Ok(Self { calendar, ..Self::made(inner, self.source.clone(), self.given.clone()) })
    }

    /// The calendar by which it counts.
    #[getter]
    fn calendar(&self, py: Python<'_>) -> PyResult<Py<Calendar>> {
        match &self.calendar {
            Some(calendar) => Ok(calendar.clone_ref(py)),
            None => Py::new(py, Calendar::builtin_of(Arc::clone(self.inner.calendar()))),
        }
    }

    /// The id of the rule book.
    #[getter]
    fn policy_id(&self) -> &str {
        &self.inner.policy().id
    }

    /// The version of the rule book.
    #[getter]
    fn policy_version(&self) -> &str {
        &self.inner.policy().version
    }

    /// The zone in which days begin and results are given.
    #[getter]
    fn time_zone(&self) -> &str {
        self.inner.calendar().zone()
    }

    /// The parameters in force by id, as texts; `None` for one without a value.
    #[getter]
    fn parameters<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let values = PyDict::new(py);
        for parameter in &self.inner.policy().parameters {
            values.set_item(&parameter.id, parameter.value.as_ref().map(ToString::to_string))?;
        }
        Ok(values)
    }

    /// What the policy says, as JSON: the same bytes as in C and Rust.
    fn policy_json(&self, py: Python<'_>) -> PyResult<String> {
        guard(py, || py.detach(|| Ok(self.inner.policy_json())))
    }

    /// What the policy says, as a dict.
    fn policy<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        loads(py, &self.policy_json(py)?)
    }

    /// Decides one complaint: JSON in, JSON out, the same bytes as in C and Rust.
    fn assess_json(&self, py: Python<'_>, complaint: &Bound<'_, PyString>) -> PyResult<String> {
        let complaint = utf8(complaint, "complaint")?;
        guard(py, || py.detach(|| self.inner.assess_json(complaint)))
    }

    /// As `assess_json`, from a mapping to a dict; aware datetimes and dates are accepted.
    fn assess<'py>(&self, py: Python<'py>, complaint: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let assessment = self.assess_json(py, &object(complaint, "complaint")?)?;
        loads(py, &assessment)
    }

    /// A form or a report as the bytes of a file, from a request in JSON: the same bytes as in C and Rust.
    fn report_json<'py>(&self, py: Python<'py>, request: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyBytes>> {
        let request = utf8(request, "request")?;
        let bytes = guard(py, || py.detach(|| tousu::report::answer(&self.inner, request)))?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// As `report_json`, from a mapping; aware datetimes and dates are accepted. Notebooks show a page.
    fn report<'py>(&self, py: Python<'py>, request: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let request = object(request, "request")?;
        let data = self.report_json(py, &request)?;
        convert(py, "report_file")?.call1((data, request))
    }

    /// How a complaint with its events stands at an instant: JSON in, JSON out, the same bytes as in C and Rust.
    #[pyo3(signature = (complaint, events, as_of, *, known_at=None, mode="strict"))]
    fn status_json(
        &self,
        py: Python<'_>,
        complaint: &Bound<'_, PyString>,
        events: &Bound<'_, PyString>,
        as_of: &Bound<'_, PyAny>,
        known_at: Option<&Bound<'_, PyAny>>,
        mode: &str,
    ) -> PyResult<String> {
        let (complaint, events) = (utf8(complaint, "complaint")?, utf8(events, "events")?);
        let (as_of, known_at) = (instant(as_of, "as_of")?, some_instant(known_at, "known_at")?);
        let mode = self::mode(py, mode)?;
        guard(py, || py.detach(|| self.inner.status_json(complaint, events, as_of, known_at, mode)))
    }

    /// As `status_json`, from mappings to a dict; aware datetimes and dates are accepted.
    #[pyo3(signature = (complaint, events, as_of, *, known_at=None, mode="strict"))]
    fn status<'py>(
        &self,
        py: Python<'py>,
        complaint: &Bound<'py, PyAny>,
        events: &Bound<'py, PyAny>,
        as_of: &Bound<'py, PyAny>,
        known_at: Option<&Bound<'py, PyAny>>,
        mode: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (complaint, events) = (object(complaint, "complaint")?, array(events, "events")?);
        loads(py, &self.status_json(py, &complaint, &events, as_of, known_at, mode)?)
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
        let rule = Rule { count_start_day, holiday_roll, day_end, work_end };
        due_json(self.inner.calendar(), period, start, &rule)
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

    /// A case from its complaint and events.
    #[pyo3(signature = (complaint, events=None, *, mode="strict"))]
    fn replay(
        slf: &Bound<'_, Self>,
        complaint: &Bound<'_, PyAny>,
        events: Option<&Bound<'_, PyAny>>,
        mode: &str,
    ) -> PyResult<Case> {
        let complaint = object(complaint, "complaint")?;
        let events = events.map(|events| array(events, "events")).transpose()?;
        let events = events.as_ref().map_or(Ok("[]"), |events| utf8(events, "events"))?;
        Case::replay(slf, utf8(&complaint, "complaint")?, events, self::mode(slf.py(), mode)?)
    }

    /// Explains the first decision on a complaint, from JSON to JSON: the same bytes as in C and Rust.
    #[pyo3(signature = (complaint, *, audience="auditor"))]
    fn explain_json(&self, py: Python<'_>, complaint: &Bound<'_, PyString>, audience: &str) -> PyResult<String> {
        let (complaint, audience) = (utf8(complaint, "complaint")?, self::audience(py, audience)?);
        guard(py, || py.detach(|| self.inner.explain_json(complaint, audience)))
    }

    /// As `explain_json`, from a mapping to a dict.
    #[pyo3(signature = (complaint, *, audience="auditor"))]
    fn explain<'py>(
        &self,
        py: Python<'py>,
        complaint: &Bound<'py, PyAny>,
        audience: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        loads(py, &self.explain_json(py, &object(complaint, "complaint")?, audience)?)
    }

    /// Explains how a complaint with its events stands, from JSON to JSON: the same bytes as in C and Rust.
    #[pyo3(signature = (complaint, events, as_of, *, known_at=None, mode="strict", audience="auditor"))]
    #[allow(clippy::too_many_arguments)]
    fn explain_status_json(
        &self,
        py: Python<'_>,
        complaint: &Bound<'_, PyString>,
        events: &Bound<'_, PyString>,
        as_of: &Bound<'_, PyAny>,
        known_at: Option<&Bound<'_, PyAny>>,
        mode: &str,
        audience: &str,
    ) -> PyResult<String> {
        let (complaint, events) = (utf8(complaint, "complaint")?, utf8(events, "events")?);
        let (as_of, known_at) = (instant(as_of, "as_of")?, some_instant(known_at, "known_at")?);
        let (mode, audience) = (self::mode(py, mode)?, self::audience(py, audience)?);
        guard(py, || py.detach(|| self.inner.explain_status_json(complaint, events, as_of, known_at, mode, audience)))
    }

    /// As `explain_status_json`, from mappings to a dict.
    #[pyo3(signature = (complaint, events, as_of, *, known_at=None, mode="strict", audience="auditor"))]
    #[allow(clippy::too_many_arguments)]
    fn explain_status<'py>(
        &self,
        py: Python<'py>,
        complaint: &Bound<'py, PyAny>,
        events: &Bound<'py, PyAny>,
        as_of: &Bound<'py, PyAny>,
        known_at: Option<&Bound<'py, PyAny>>,
        mode: &str,
        audience: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (complaint, events) = (object(complaint, "complaint")?, array(events, "events")?);
        loads(py, &self.explain_status_json(py, &complaint, &events, as_of, known_at, mode, audience)?)
    }

    /// Why a complaint does not get a tier, from JSON to JSON: the same bytes as in C and Rust.
    fn why_not_json(
        &self,
        py: Python<'_>,
        complaint: &Bound<'_, PyString>,
        tier: &Bound<'_, PyString>,
    ) -> PyResult<String> {
        let (complaint, tier) = (utf8(complaint, "complaint")?, utf8(tier, "tier")?);
        guard(py, || py.detach(|| self.inner.ask_why_not_json(complaint, tier)))
    }

    /// Why a complaint does not get a tier; `None` when it does.
    fn why_not<'py>(
        &self,
        py: Python<'py>,
        complaint: &Bound<'py, PyAny>,
        tier: &Bound<'py, PyString>,
    ) -> PyResult<Bound<'py, PyAny>> {
        loads(py, &self.why_not_json(py, &object(complaint, "complaint")?, tier)?)?.get_item("why_not")
    }

    /// Decides stored decisions again, from JSON to JSON: the same bytes as in C and Rust.
    fn verify_json(&self, py: Python<'_>, stored: &Bound<'_, PyString>) -> PyResult<String> {
        let stored = utf8(stored, "stored")?;
        guard(py, || py.detach(|| self.inner.verify_json(stored)))
    }

    /// Decides stored decisions again: which came out otherwise, and what changed them.
    fn verify<'py>(&self, py: Python<'py>, stored: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        loads(py, &self.verify_json(py, &array(stored, "stored")?)?)
    }

    /// What differs between this rule book and another, as JSON: the same bytes as in C and Rust.
    fn diff_json(&self, py: Python<'_>, to: &Self) -> PyResult<String> {
        guard(py, || py.detach(|| Ok(self.inner.policy().diff_json(to.inner.policy()))))
    }

    /// What differs between this rule book and another.
    fn diff<'py>(&self, py: Python<'py>, to: &Self) -> PyResult<Bound<'py, PyAny>> {
        loads(py, &self.diff_json(py, to)?)?.get_item("changes")
    }

    /// The host's code for an id, by the `[vocabulary]` of the book.
    fn code_of(&self, py: Python<'_>, of: &str, id: &str) -> PyResult<Option<&str>> {
        let domain = Domain::parse(of).map_err(|error| raise(py, &error.at("of")))?;
        Ok(self.inner.policy().vocabulary.code(domain, id))
    }

    /// The id for which a code of the host's stands.
    fn id_of(&self, py: Python<'_>, of: &str, code: &str) -> PyResult<Option<&str>> {
        let domain = Domain::parse(of).map_err(|error| raise(py, &error.at("of")))?;
        Ok(self.inner.policy().vocabulary.id(domain, code))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let id = self.policy_id();
        let given =
            if self.given.is_empty() { String::new() } else { format!(", parameters={}", self.given(py)?.repr()?) };
        let given = if self.given.is_strict() { format!("{given}, strict=True") } else { given };
        let made = match &self.source {
            Origin::Builtin => format!("Engine.builtin({id:?}{given})"),
            Origin::Text(_) => format!("Engine.from_text(<policy {id:?}>{given})"),
            Origin::Library(_, version) => format!("<Library>.engine({id:?}, version={version:?}{given})"),
        };
        Ok(match &self.calendar {
            None => made,
            Some(calendar) => format!("{made}.with_calendar({})", calendar.bind(py).repr()?),
        })
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.digests() == other.digests()
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.digests().hash(&mut hasher);
        hasher.finish()
    }

    #[allow(clippy::type_complexity)]
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, EngineParts<'_, 'py>)> {
        let (text, library) = match &self.source {
            Origin::Builtin => (None, None),
            Origin::Text(text) => (Some(text.as_str()), None),
            Origin::Library(texts, version) => (None, Some(((**texts).clone(), version.as_str()))),
        };
        let calendar = self.calendar.as_ref().map(|calendar| calendar.clone_ref(py));
        let strict = self.given.is_strict();
        let model = self.inner.model().map(|model| Model { inner: Arc::clone(model) });
        Ok((
            convert(py, "rebuild_engine")?,
            (self.policy_id(), text, library, self.given(py)?, strict, calendar, model),
        ))
    }
}

/// The built-in rule books, as JSON: the same bytes as in C and Rust.
#[pyfunction]
pub(crate) fn policies_json(py: Python<'_>) -> PyResult<String> {
    guard(py, || py.detach(Policy::list_json))
}

/// The built-in rule books, each as a dict.
#[pyfunction]
pub(crate) fn policies(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    loads(py, &policies_json(py)?)?.get_item("policies")
}

/// Everything found in a rule book, as JSON: the same bytes as in C and Rust.
#[pyfunction]
pub(crate) fn check_json(policy: &Bound<'_, PyString>) -> PyResult<String> {
    let (py, text) = (policy.py(), utf8(policy, "policy")?);
    guard(py, || py.detach(|| Ok(Policy::check_json(text))))
}

/// Everything found in a rule book: what makes it be refused, and notes on what is odd.
#[pyfunction]
pub(crate) fn check<'py>(policy: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
    convert(policy.py(), "diagnostics")?.call1((check_json(policy)?,))
}

/// Everything found in a rule book, as a compiler shows it.
#[pyfunction]
#[pyo3(signature = (policy, *, name="policy"))]
pub(crate) fn check_report(policy: &Bound<'_, PyString>, name: &str) -> PyResult<String> {
    let (py, text) = (policy.py(), utf8(policy, "policy")?);
    guard(py, || py.detach(|| Ok(Policy::check_report(name, text))))
}

/// The TOML text of a built-in rule book.
#[pyfunction]
pub(crate) fn policy_source(policy_id: &Bound<'_, PyString>) -> PyResult<&'static str> {
    let (py, id) = (policy_id.py(), utf8(policy_id, "policy_id")?);
    guard(py, || Policy::builtin_source(id))
}

/// The JSON Schema of rule books, or of overlays.
#[pyfunction]
#[pyo3(signature = (*, overlay=false))]
pub(crate) fn policy_schema(overlay: bool) -> String {
    if overlay { overlay_schema() } else { schema() }
}
