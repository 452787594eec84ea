//! What a run found, for others to read (step 9): record batches, files, digests, a summary.
//!
//! Everything here reads a finished [`Reconciliation`](crate::reconciliation::Reconciliation) and
//! changes nothing in it. Tables are made a batch at a time while they are read, so a large result
//! is never in memory twice.
//!
//! | module | purpose |
//! | --- | --- |
//! | [`tables`] | the contract of the output tables, and their record batches |
//! | [`csv`] | the canonical CSV form: what *same bytes* means |
//! | [`digest`] | SHA-256 of that form, table by table |
//! | [`explain`] | the statement of a worker-period that can be checked by hand |
//! | [`summary`] | one JSON object for a run |
//! | [`policies`] | the totals of one data set under several policies |
//! | [`run_partial`] | what of a run merges with other runs, as a file |
//! | [`warnings_page`] | the page of rules and figures of early warning |
//! | [`sink`] | a folder with all of it, whole or not at all |
//! | `workbook` | a workbook, statements as sheets, forms (feature `workbook`) |

pub mod changes;
pub mod csv;
pub(crate) mod differing;
pub mod digest;
pub mod explain;
pub mod policies;
pub mod run_partial;
pub mod run_sums;
#[cfg(test)]
#[expect(clippy::inconsistent_digit_grouping, reason = "yuan_fen reads as an amount")]
mod sample;
#[cfg(any(feature = "cli", feature = "workbook"))]
pub(crate) mod shown;
pub mod sink;
pub mod summary;
pub mod tables;
pub(crate) mod touched;
pub mod warnings_page;
#[cfg(feature = "workbook")]
pub mod workbook;
