//! From tables of strangers to typed, keyed columns (steps 1, 2 and 4).

pub(crate) mod accounts;
pub(crate) mod again;
pub mod attendance_sources;
pub mod batch_debits;
pub(crate) mod build;
pub(crate) mod cases;
pub mod check;
pub(crate) mod compared;
pub(crate) mod duplicates;
pub(crate) mod earlier;
pub mod facts;
pub mod fingerprint;
mod finish;
pub(crate) mod fold;
#[cfg(feature = "csv")]
pub mod foreign;
pub mod key;
pub mod keyed;
pub(crate) mod near;
pub mod outsiders;
pub(crate) mod positions;
pub mod punches;
pub mod read;
pub(crate) mod resolve;
pub(crate) mod roster;
pub(crate) mod rows;
pub(crate) mod settled;
pub mod source;
pub mod tables;
pub mod take_in;
pub mod terms;
pub mod timesheet;
pub(crate) mod transfer_findings;
pub mod transfers;
pub(crate) mod verdicts;
