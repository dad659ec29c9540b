//! Benches: each asserts its answer, and runs the peers beside us on the same input in the same run.
