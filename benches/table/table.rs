//! The rows of the table.

/// One measured operation of ours.
pub(crate) struct Row {
    /// The name by which peers refer to it.
    pub(crate) key: &'static str,
    pub(crate) name: String,
    /// Nanoseconds for one.
    pub(crate) nanoseconds: f64,
    /// Bytes of UTF-8 that one operation reads.
    bytes: Option<f64>,
}

impl Row {
    pub(crate) fn time(key: &'static str, name: impl Into<String>, nanoseconds: f64) -> Self {
        Self { key, name: name.into(), nanoseconds, bytes: None }
    }

    pub(crate) fn throughput(key: &'static str, name: impl Into<String>, bytes: f64, nanoseconds: f64) -> Self {
        Self { key, name: name.into(), nanoseconds, bytes: Some(bytes) }
    }

    /// The time, and the rate at which text is read.
    pub(crate) fn shown(&self) -> String {
        match self.bytes {
            Some(bytes) => format!("{} ({:.1} MB/s)", duration(self.nanoseconds), bytes * 1e3 / self.nanoseconds),
            None => duration(self.nanoseconds),
        }
    }
}

/// `12.3 ns`, `4.56 µs`, `1.23 ms`.
pub(crate) fn duration(nanoseconds: f64) -> String {
    match nanoseconds {
        ns if ns < 1e3 => format!("{ns:.1} ns"),
        ns if ns < 1e6 => format!("{:.2} µs", ns / 1e3),
        ns => format!("{:.2} ms", ns / 1e6),
    }
}
