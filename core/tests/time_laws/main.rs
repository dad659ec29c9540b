//! Laws of time, judged by oracles that walk second by second and day by day and share no code with the library.
#![expect(clippy::indexing_slicing, reason = "the oracles are kept plain; a panic fails the test")]

mod clock;
mod dues;
mod every_day;
mod laws;
mod open;
mod plan;
mod rows;
