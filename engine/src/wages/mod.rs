//! What was earned, what paid it, what is still owed (steps 3, 5 and 6).
//!
//! No Arrow, no threads, no strings, no hash maps: slices of dense numbers in, columns out.

pub mod allocated;
pub mod allocations;
pub mod arrears;
pub mod due;
pub mod due_date;
pub mod in_force;
pub mod payroll;
pub mod rules;
pub mod wage;
pub mod wage_lines;
pub mod worker_periods;

#[cfg(test)]
pub(crate) mod sample;
