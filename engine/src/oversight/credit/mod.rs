//! Credit of those who owe: amounts that may be a crime, grades, the next deposit (step 7.9).

pub mod contractors;
pub mod crime;
