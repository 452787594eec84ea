//! Anxin.
pub mod basics;
pub mod intake;
pub mod wages;
pub mod oversight;
pub mod reconciliation;
pub mod report;
#[cfg(feature = "cli")]
pub mod command;
pub use basics::day::{Day, Month};
pub use basics::error::{Error, Result};
pub use basics::finding::Code;
pub use basics::money::Fen;
