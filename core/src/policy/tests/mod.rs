//! What the checks promise: the built-in books, a broken book, each single check, and mutations.

mod builtin;
mod checks;
mod demands;
mod diff;
mod layers;
mod mutations;
mod rejected;
