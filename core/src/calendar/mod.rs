//! Working time: which days and hours count.
