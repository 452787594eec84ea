//! Anxin.
pub mod basics;
pub mod intake;
pub mod oversight;
pub mod reconciliation;
pub mod wages;
pub use basics::day::{Day, Month};
pub use basics::error::{Error, Result};
pub use basics::finding::Code;
pub use basics::money::Fen;
