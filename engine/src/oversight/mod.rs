//! Figures.
pub mod area;
pub mod deposit;
pub mod wage_account;
