//! The wage deposit: what is required, what is held, and whether in time (steps 7.4 and 7.5).

pub mod clause;
pub mod held;
pub mod history;
pub mod in_time;
pub mod rate;
pub mod required;
pub mod spans;
