//! What was earned, what paid it, what is still owed (steps 3, 5 and 6).
//!
//! No Arrow, no threads, no strings, no hash maps: slices of dense numbers in, columns out.

pub mod allocations;
pub mod worker_periods;
