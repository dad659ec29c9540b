//! The table: one row for each operation, ours beside what else one would use.

/// One measured operation.
pub(crate) struct Row {
    pub(crate) name: String,
    /// Nanoseconds for one.
    pub(crate) nanoseconds: f64,
    /// Bytes of UTF-8 that one operation reads.
    pub(crate) bytes: Option<f64>,
}

impl Row {
    pub(crate) fn time(name: impl Into<String>, nanoseconds: f64) -> Self {
        Self { name: name.into(), nanoseconds, bytes: None }
    }

    pub(crate) fn throughput(name: impl Into<String>, bytes: f64, nanoseconds: f64) -> Self {
        Self { name: name.into(), nanoseconds, bytes: Some(bytes) }
    }

    /// `12.3 ns`, `4.5 µs`, `1.2 ms`.
    pub(crate) fn shown(&self) -> String {
        let time = match self.nanoseconds {
            ns if ns < 1e3 => format!("{ns:.1} ns"),
            ns if ns < 1e6 => format!("{:.2} µs", ns / 1e3),
            ns => format!("{:.2} ms", ns / 1e6),
        };
        match self.bytes {
            Some(bytes) => format!("{time} ({:.1} MB/s)", bytes * 1e3 / self.nanoseconds),
            None => time,
        }
    }
}
