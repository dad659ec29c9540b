//! The texts that are measured: the optional real register, else the sample of the demo.

use std::path::{Path, PathBuf};

use tousu::complaint::Complaint;
use tousu::time::Moment;

/// Complaints with the name of where they come from.
pub(crate) struct Register {
    pub(crate) source: String,
    pub(crate) path: PathBuf,
    complaints: Vec<Complaint>,
}

impl Register {
    /// `property.csv` of `TOUSU_DATA` or `../shared/data`; without it the demo's sample, and the table says so.
    #[expect(clippy::disallowed_methods, reason = "the folder of the optional data is named by the environment")]
    pub(crate) fn load(root: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        let data = std::env::var("TOUSU_DATA").map_or_else(|_| root.join("../shared/data"), PathBuf::from);
        let (path, source) = match data.join("property.csv") {
            path if path.exists() => (path, "property.csv, real complaints".to_owned()),
            _ => (root.join("demo/sample/complaints.csv"), "the demo's sample (property.csv not found)".to_owned()),
        };
        let mut reader = csv::Reader::from_path(&path)?;
        let headers = reader.headers()?.clone();
        let column = |name: &str| headers.iter().position(|header| header == name);
        let (title, text) = (column("title").ok_or("no title")?, column("text").ok_or("no text")?);
        let mut complaints = Vec::new();
        for row in reader.records() {
            let row = row?;
            complaints.push(Complaint {
                id: row.get(0).unwrap_or_default().to_owned(),
                received_at: Some(Moment::parse("2026-04-30T16:00:00+08:00")?),
                title: row.get(title).unwrap_or_default().to_owned(),
                text: row.get(text).unwrap_or_default().to_owned(),
                ..Complaint::default()
            });
        }
        Ok(Self { source, path, complaints })
    }

    pub(crate) fn complaints(&self) -> Vec<Complaint> {
        self.complaints.clone()
    }
}
