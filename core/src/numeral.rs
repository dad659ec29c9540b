//! Chinese and Arabic numbers.
