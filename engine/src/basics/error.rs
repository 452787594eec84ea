//! The one error type: the call cannot be carried out.
//!
//! A row that cannot be used is never an error, it is a finding. Every message has three parts:
//! what was met and where, what was expected, what to do.

use std::io;

/// Short for a result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call could not be carried out.
///
/// [`Error::code`] never changes once released; the text may.
///
/// # Example
///
/// ```
/// use anxin::Error;
///
/// let error = Error::MissingTable;
/// assert_eq!(error.code(), "missing_table");
/// assert!(error.to_string().contains("attendance"));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Neither attendance nor payroll was given.
    #[error(
        "none of the tables attendance, punches and payroll was given: without one nothing can be \
         due; add attendance.parquet, attendance.csv or payroll.csv to the data set"
    )]
    MissingTable,
    /// A required column is missing.
    #[error(
        "{table} ({place}): column `{column}` is missing; found {found}; add the column or name it \
         by one of its aliases: {aliases}"
    )]
    MissingColumn {
        /// Table of `tables.md`.
        table: &'static str,
        /// File or input it was read from.
        place: String,
        /// The missing column.
        column: &'static str,
        /// The headers that were found.
        found: String,
        /// Accepted names.
        aliases: String,
    },
    /// Two headers of one file mean the same column.
    #[error(
        "{table} ({place}): headers `{first}` and `{second}` both mean `{column}`; remove or rename \
         one of them"
    )]
    ColumnTwice {
        /// Table of `tables.md`.
        table: &'static str,
        /// File or input it was read from.
        place: String,
        /// The column both mean.
        column: &'static str,
        /// First header.
        first: String,
        /// Second header.
        second: String,
    },
    /// A column has a type that cannot be read as what the table needs.
    #[error("{table} ({place}): column `{column}` has type {met}, expected {expected}; {advice}")]
    ColumnType {
        /// Table of `tables.md`.
        table: &'static str,
        /// File or input it was read from.
        place: String,
        /// The column.
        column: &'static str,
        /// Type met.
        met: String,
        /// Types accepted.
        expected: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// A file or folder cannot be used as a table.
    #[error("{place}: {met}; expected {expected}; {advice}")]
    Input {
        /// File, folder or input.
        place: String,
        /// What was met.
        met: String,
        /// What was expected.
        expected: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// A file cannot be decoded.
    #[error("{place}: cannot be read as {format}: {reason}; write the file again or leave it out")]
    Decode {
        /// File or input.
        place: String,
        /// Format it was taken for.
        format: &'static str,
        /// What the reader says.
        reason: String,
    },
    /// The file system refused.
    #[error("{place}: {source}; check that the path exists, may be used and has room")]
    Io {
        /// File or folder.
        place: String,
        /// What the system says.
        source: io::Error,
    },
    /// The output folder cannot be used or written.
    #[error("{place}: cannot be written: {reason}; {advice}")]
    Output {
        /// File or folder.
        place: String,
        /// Why.
        reason: String,
        /// What to do.
        advice: &'static str,
    },
    /// A feature of the crate is switched off.
    #[error("{place}: needs the feature `{feature}` of the crate anxin; build with it")]
    Feature {
        /// File or input that needs it.
        place: String,
        /// Name of the feature.
        feature: &'static str,
    },
    /// A policy cannot be used.
    #[error("policy {place}: `{key}`: met {met}, expected {expected}")]
    Policy {
        /// File or name of the policy.
        place: String,
        /// The key.
        key: String,
        /// What was met.
        met: String,
        /// What is expected, and so what to write.
        expected: String,
    },
    /// A sum of money does not fit in 64 bits of fen.
    #[error(
        "{what}: the sum of money exceeds 92 quadrillion yuan; an amount in the input is wrong: \
         correct it or leave its row out"
    )]
    AmountOverflow {
        /// The sum that does not fit.
        what: &'static str,
    },
    /// The accounts do not balance: a fault of the program.
    #[error("accounts do not balance: {what}; nothing was written; please report this input")]
    Unbalanced {
        /// Which equation failed, with both sides.
        what: String,
    },
    /// More of something than numbers can name.
    #[error("{what}: more than {limit}; split the data set by region")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// Nothing to explain under these ids.
    #[error("nothing to explain for {asked}; {advice}")]
    NotFound {
        /// What was asked for.
        asked: String,
        /// What to do.
        advice: &'static str,
    },
    /// The caller asked to stop.
    #[error("cancelled by the caller; nothing was written; start again to get a result")]
    Cancelled,
}

impl Error {
    /// A short word for the kind of error, stable once released.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::MissingTable => "missing_table",
            Self::MissingColumn { .. } => "missing_column",
            Self::ColumnTwice { .. } => "column_twice",
            Self::ColumnType { .. } => "column_type",
            Self::Input { .. } => "input",
            Self::Decode { .. } => "decode",
            Self::Io { .. } => "io",
            Self::Output { .. } => "output",
            Self::Feature { .. } => "feature",
            Self::Policy { .. } => "policy",
            Self::AmountOverflow { .. } => "amount_overflow",
            Self::Unbalanced { .. } => "unbalanced",
            Self::TooMany { .. } => "too_many",
            Self::NotFound { .. } => "not_found",
            Self::Cancelled => "cancelled",
        }
    }
}
