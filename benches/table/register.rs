//! The texts that are measured: the optional real register, else the sample of the demo.

use std::path::{Path, PathBuf};

use tousu::complaint::Complaint;
use tousu_benches::inputs;

/// Complaints with the name of where they come from.
pub(crate) struct Register {
    pub(crate) source: String,
    /// Whether it is the real one, of which the targets speak.
    pub(crate) is_real: bool,
    pub(crate) path: PathBuf,
    pub(crate) complaints: Vec<Complaint>,
}

impl Register {
    /// `property.csv` of `TOUSU_DATA` or `../shared/data`; without it the demo's sample, and the table says so.
    #[expect(clippy::disallowed_methods, reason = "the folder of the optional data is named by the environment")]
    pub(crate) fn load(root: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        let data = std::env::var("TOUSU_DATA").map_or_else(|_| root.join("../shared/data"), PathBuf::from);
        let real = data.join("property.csv");
        let is_real = real.exists();
        let (path, source) = if is_real {
            (real, "property.csv, real complaints")
        } else {
            (root.join("demo/sample/complaints.csv"), "the demo's sample, for property.csv is not here")
        };
        let complaints = inputs::complaints(csv::Reader::from_path(&path)?)?;
        let bytes: usize = complaints.iter().map(|complaint| complaint.title.len() + complaint.text.len()).sum();
        let source = format!("{source} ({} complaints, {} bytes each)", complaints.len(), bytes / complaints.len());
        Ok(Self { source, is_real, path, complaints })
    }
}
