//! From tables of strangers to typed, keyed columns (steps 1, 2 and 4).

pub mod facts;
pub mod fingerprint;
pub mod key;
pub mod keyed;
pub mod punches;
pub mod terms;
pub mod timesheet;
pub mod transfers;
