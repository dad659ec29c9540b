//! Folding, scanning and spans.
