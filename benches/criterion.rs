//! The criterion benches. Each asserts its answer; `README.md` lists them.

mod assess;
mod case;
mod policy;
mod time;

use criterion::{Bencher, Criterion};
use tousu_benches::manifest::Manifest;

/// Criterion, and the benches that the manifest still expects.
pub(crate) struct Benches {
    criterion: Criterion,
    manifest: Manifest,
}

impl Benches {
    /// Runs a bench under the name that the manifest lists.
    pub(crate) fn run(&mut self, name: &str, bench: impl FnMut(&mut Bencher<'_>)) {
        self.manifest.take(name);
        self.criterion.bench_function(name, bench);
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let criterion = Criterion::default().configure_from_args();
    let mut benches = Benches { criterion, manifest: Manifest::chapter("Criterion") };
    time::run(&mut benches)?;
    assess::run(&mut benches)?;
    case::run(&mut benches)?;
    policy::run(&mut benches)?;
    benches.criterion.final_summary();
    match benches.manifest.missing().as_slice() {
        [] => Ok(()),
        missing => Err(format!("benches/README.md lists what does not run: {}", missing.join(", ")).into()),
    }
}
