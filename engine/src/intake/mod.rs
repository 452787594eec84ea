//! From tables of strangers to typed, keyed columns (steps 1, 2 and 4).

pub mod check;
pub mod facts;
pub mod read;
pub mod source;
pub mod tables;
