//! Anxin.
pub mod basics;
#[cfg(feature = "cli")]
pub mod command;
pub mod intake;
pub mod oversight;
pub mod pipeline;
pub mod reconciliation;
pub mod report;
pub mod wages;
pub use basics::day::{Day, Month};
pub use basics::error::{Error, Result};
pub use basics::finding::Code;
pub use basics::money::Fen;
pub use basics::policy::Policy;
pub use intake::source::{Format, Inputs, Source};
pub use intake::tables::TableName;
pub use pipeline::{OnProgress, Progress, Run, Stage, reconcile};
pub use reconciliation::Reconciliation;
