//! Benches: each asserts its answer, and runs the peers beside us on the same input in the same run.
//!
//! `README.md` is the manifest: what each bench proves, and its target. The table reads the targets from there.

pub mod clock;
pub mod inputs;
pub mod manifest;
pub mod python;
