//! From tables of strangers to typed, keyed columns (steps 1, 2 and 4).

pub mod accounts;
pub mod attendance_sources;
pub mod build;
pub mod cases;
pub mod check;
pub mod duplicates;
pub mod facts;
pub mod fingerprint;
mod finish;
pub mod fold;
pub mod key;
pub mod keyed;
pub mod positions;
pub mod punches;
pub mod read;
pub mod resolve;
pub mod roster;
pub mod rows;
pub mod source;
pub mod tables;
pub mod take_in;
pub mod terms;
pub mod timesheet;
pub mod transfer_findings;
pub mod transfers;
pub mod verdicts;
