//! What was earned, what paid it, what is still owed (steps 3, 5 and 6).
//!
//! No Arrow, no threads, no strings, no hash maps: slices of dense numbers in, columns out.

pub mod allocated;
pub mod allocations;
pub mod arrears;
pub mod batch_payouts;
pub mod due;
pub(crate) mod due_date;
pub(crate) mod in_force;
pub(crate) mod payroll;
pub mod rules;
pub(crate) mod wage;
pub(crate) mod wage_lines;
pub mod worker_periods;

#[cfg(test)]
pub(crate) mod sample;
