//! Anxin.
pub mod basics;
pub mod intake;
pub mod reconciliation;
pub mod report;
pub mod wages;
pub use basics::day::{Day, Month};
pub use basics::error::{Error, Result};
pub use basics::finding::Code;
pub use basics::money::Fen;
