//! `Library` and `Versions`: rule books over rule books, overlays, and versions.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyString;
use tousu::policy::{self, Lexicon, Parameters};
use tousu::time::Moment;
use tousu::{Code, Error, engine};

use crate::engine::{Engine, Origin, parameters};
use crate::error::{guard, raise};
use crate::value::{array, convert, loads, object, only_date, utf8};

/// The built-in rule books and documents of the caller's. Immutable: threads may share one.
#[pyclass(frozen, module = "tousu")]
pub(crate) struct Library {
    inner: policy::Library,
    made_from: Arc<Texts>,
}

/// What a library was made from, to make it again in another process: documents, and those of each lexicon.
pub(crate) type Texts = (Vec<String>, Vec<Vec<String>>);

/// An iterable of texts.
fn texts(given: &Bound<'_, PyAny>, name: &str) -> PyResult<Vec<String>> {
    convert(given.py(), "texts")?.call1((given, name))?.extract()
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

impl Library {
    fn engine_of(&self, py: Python<'_>, policy: policy::Policy, given: Parameters) -> PyResult<Engine> {
        let origin = Origin::Library(Arc::clone(&self.made_from), policy.version.clone());
        let inner = guard(py, || py.detach(|| tousu::Engine::new(policy)))?;
        Ok(Engine::made(inner, origin, given))
    }
}

#[pymethods]
impl Library {
    #[new]
    #[pyo3(signature = (documents=None, *, lexicons=None))]
    fn new(
        py: Python<'_>,
        documents: Option<&Bound<'_, PyAny>>,
        lexicons: Option<Vec<Bound<'_, PyAny>>>,
    ) -> PyResult<Self> {
        let texts = documents.map(|documents| self::texts(documents, "documents")).transpose()?.unwrap_or_default();
        let lexicons = lexicons.unwrap_or_default();
        let lexicons = lexicons.iter().enumerate().map(|(index, one)| self::texts(one, &format!("lexicons[{index}]")));
        let lexicons = lexicons.collect::<PyResult<Vec<_>>>()?;
        let inner = guard(py, || {
            py.detach(|| {
                let mut library = policy::Library::from_texts(&borrowed(&texts))?;
                for (index, documents) in lexicons.iter().enumerate() {
                    let lexicon = Lexicon::compile(&borrowed(documents));
                    library =
                        library.with_lexicon(lexicon.map_err(|error| error.at(format_args!("lexicons[{index}]")))?);
                }
                Ok(library)
            })
        })?;
        Ok(Self { inner, made_from: Arc::new((texts, lexicons)) })
    }

    /// The ids of its books: the caller's, then the built-in ones.
    #[getter]
    fn ids(&self) -> Vec<&str> {
        self.inner.ids()
    }

    /// The documents of the caller's and the ids of all books, as JSON: the same bytes as in C and Rust.
    fn list_json(&self, py: Python<'_>) -> PyResult<String> {
        guard(py, || Ok(self.inner.list_json()))
    }

    /// Everything found in a document that may rest on a book of the library, as JSON.
    fn check_json(&self, policy: &Bound<'_, PyString>) -> PyResult<String> {
        let (py, text) = (policy.py(), utf8(policy, "policy")?);
        guard(py, || py.detach(|| Ok(self.inner.check_json(text))))
    }

    /// Everything found in a document that may rest on a book of the library.
    fn check<'py>(&self, policy: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
        convert(policy.py(), "diagnostics")?.call1((self.check_json(policy)?,))
    }

    /// Checks many overlays at once, as JSON: the same bytes as in C and Rust.
    fn check_overlays_json(&self, overlays: &Bound<'_, PyAny>) -> PyResult<String> {
        let (py, texts) = (overlays.py(), texts(overlays, "overlays")?);
        guard(py, || py.detach(|| self.inner.check_overlays_json(&borrowed(&texts))))
    }

    /// Checks many overlays at once: what is wrong with each, and what it changes.
    fn check_overlays<'py>(&self, overlays: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        loads(overlays.py(), &self.check_overlays_json(overlays)?)?.get_item("overlays")
    }

    /// Whom a new version of a book affects, as JSON: the same bytes as in C and Rust.
    fn affected_json(&self, changed: &Bound<'_, PyString>, resting: &Bound<'_, PyAny>) -> PyResult<String> {
        let (py, changed, texts) = (changed.py(), utf8(changed, "changed")?, texts(resting, "resting")?);
        guard(py, || py.detach(|| self.inner.affected_by_json(changed, &borrowed(&texts))))
    }

    /// Whom a new version of a book affects, and how.
    fn affected<'py>(
        &self,
        changed: &Bound<'py, PyString>,
        resting: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        loads(changed.py(), &self.affected_json(changed, resting)?)?.get_item("affected")
    }

    /// The engine of one of its books: of a version, of the day on which it is in force, or of the newest.
    #[pyo3(signature = (policy_id, *, version=None, on=None, parameters=None, strict=false))]
    fn engine(
        &self,
        py: Python<'_>,
        policy_id: &Bound<'_, PyString>,
        version: Option<&Bound<'_, PyString>>,
        on: Option<&Bound<'_, PyAny>>,
        parameters: Option<&Bound<'_, PyAny>>,
        strict: bool,
    ) -> PyResult<Engine> {
        let id = utf8(policy_id, "policy_id")?;
        let version = version.map(|version| utf8(version, "version")).transpose()?;
        let on = on.map(|on| only_date(on, "on")).transpose()?;
        let given = self::parameters(parameters, strict)?;
        let policy = guard(py, || {
            py.detach(|| match (version, on) {
                (None, None) => self.inner.policy(id, &given),
                (Some(version), None) => self.inner.version(id, version, &given),
                (None, Some(on)) => self.inner.in_force(id, on, &given),
                (Some(_), Some(on)) => {
                    Err(Error::new(Code::InvalidArgument, on, "a version or a day, not both").at("on"))
                }
            })
        })?;
        self.engine_of(py, policy, given)
    }

    /// All versions of one of its books.
    #[pyo3(signature = (policy_id, *, parameters=None, strict=false))]
    fn versions(
        &self,
        py: Python<'_>,
        policy_id: &Bound<'_, PyString>,
        parameters: Option<&Bound<'_, PyAny>>,
        strict: bool,
    ) -> PyResult<Versions> {
        let id = utf8(policy_id, "policy_id")?;
        let given = self::parameters(parameters, strict)?;
        let inner = guard(py, || py.detach(|| engine::Versions::in_library(&self.inner, id, &given)))?;
        Ok(Versions { inner, given, made_from: Arc::clone(&self.made_from) })
    }

    fn __repr__(&self) -> String {
        let own: Vec<_> = self.inner.own().map(|(id, version, ..)| format!("{id} {version}")).collect();
        format!("<Library of the built-in books and {own:?}>")
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Texts)> {
        Ok((convert(py, "rebuild_library")?, (*self.made_from).clone()))
    }
}

/// The versions of one rule book: a complaint is judged under the one in force when it was received. Immutable.
#[pyclass(frozen, module = "tousu")]
pub(crate) struct Versions {
    inner: engine::Versions,
    given: Parameters,
    made_from: Arc<Texts>,
}

#[pymethods]
impl Versions {
    /// The names of the versions, in the order in which they came into force.
    #[getter]
    fn names(&self) -> Vec<&str> {
        self.inner.engines().iter().map(|engine| engine.policy().version.as_str()).collect()
    }

    /// The engine of the version in force when a complaint was received; of the newest for `None`.
    #[pyo3(signature = (received_at))]
    fn in_force(&self, py: Python<'_>, received_at: &Bound<'_, PyAny>) -> PyResult<Engine> {
        let text: Option<String> = convert(py, "received")?.call1((received_at,))?.extract()?;
        let moment = text.map(|text| Moment::parse(&text)).transpose();
        let moment = moment.map_err(|error| raise(py, &error.at("received_at")))?;
        let engine = guard(py, || self.inner.in_force(moment).cloned())?;
        Ok(self.own(engine))
    }

    /// The engine of a version by its name, in force or not.
    fn version(&self, py: Python<'_>, name: &Bound<'_, PyString>) -> PyResult<Engine> {
        let name = utf8(name, "name")?;
        let engine = guard(py, || self.inner.version(name).cloned())?;
        Ok(self.own(engine))
    }

    /// The first decision on a complaint, from JSON to JSON: the same bytes as in C and Rust.
    fn assess_json(&self, py: Python<'_>, complaint: &Bound<'_, PyString>) -> PyResult<String> {
        let complaint = utf8(complaint, "complaint")?;
        guard(py, || py.detach(|| self.inner.assess_json(complaint)))
    }

    /// The first decision on a complaint, from a mapping to a dict.
    fn assess<'py>(&self, py: Python<'py>, complaint: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        loads(py, &self.assess_json(py, &object(complaint, "complaint")?)?)
    }

    /// Decides stored decisions again, as JSON: the same bytes as in C and Rust.
    fn verify_json(&self, py: Python<'_>, stored: &Bound<'_, PyString>) -> PyResult<String> {
        let stored = utf8(stored, "stored")?;
        guard(py, || py.detach(|| self.inner.verify_json(stored)))
    }

    /// Decides stored decisions again.
    fn verify<'py>(&self, py: Python<'py>, stored: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        loads(py, &self.verify_json(py, &array(stored, "stored")?)?)
    }

    fn __len__(&self) -> usize {
        self.inner.engines().len()
    }

    fn __repr__(&self) -> String {
        let id = self.inner.engines().first().map_or("", |engine| engine.policy().id.as_str());
        format!("<Versions of {id}: {:?}>", self.names())
    }
}

impl Versions {
    fn own(&self, engine: tousu::Engine) -> Engine {
        let origin = Origin::Library(Arc::clone(&self.made_from), engine.policy().version.clone());
        Engine::made(engine, origin, self.given.clone())
    }
}

/// The documents of a built-in lexicon, to be kept.
#[pyfunction]
pub(crate) fn lexicon_source(lexicon_id: &Bound<'_, PyString>) -> PyResult<Vec<&'static str>> {
    let (py, id) = (lexicon_id.py(), utf8(lexicon_id, "lexicon_id")?);
    guard(py, || Ok(Lexicon::builtin_sources(id)?.to_vec()))
}
