//! Words and numbers everything else is made of: money, days, ids, regions, policy, codes, errors.
//!
//! This room imports nothing of ours.

pub mod calendar;
pub mod day;
pub mod error;
pub mod finding;
pub mod ids;
pub mod money;
pub mod policy;
pub mod region;
mod text_form;
