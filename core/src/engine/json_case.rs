//! Events from JSON texts.

use crate::case::Event;
use crate::document::{Cursor, Document, Value};
use crate::error::{Error, Result};

impl Event {
    /// Reads one event object, or a list of them.
    ///
    /// ```
    /// use tousu::case::Event;
    /// let event = r#"{"id": "e1", "kind": "registered", "at": "2026-03-02T09:20:00+08:00"}"#;
    /// assert_eq!(Event::list_from_json(event)?, Event::list_from_json(&format!("[{event}]"))?);
    /// let error = Event::list_from_json(r#"[{"id": "e1"}]"#).unwrap_err();
    /// assert_eq!((error.slug(), error.place().path.as_deref()), ("missing-field", Some("events[0]")));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// Faults of the JSON and as [`Event::read`], with path, line and column.
    pub fn list_from_json(source: &str) -> Result<Vec<Self>> {
        one_or_more(source, "events", Self::read)
    }
}

/// Reads one object, or a list of them, from JSON; faults are placed under the name of the argument.
///
/// # Errors
/// Faults of the JSON and of the reader.
pub(crate) fn one_or_more<T>(source: &str, argument: &str, read: impl Fn(&Cursor<'_>) -> Result<T>) -> Result<Vec<T>> {
    let place = |error: Error| error.at(argument);
    let document = Document::parse_json(source).map_err(place)?;
    let root = document.root();
    match root.value() {
        Value::Array(_) => root.items()?.map(|item| read(&item)).collect::<Result<_>>().map_err(place),
        _ => read(&root).map(|item| vec![item]).map_err(place),
    }
}
