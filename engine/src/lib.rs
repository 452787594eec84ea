//! Anxin reconciles what was worked, what was promised and what was paid, exact to the fen.
//!
//! Tables come in at one end: attendance, contracts, payroll sheets, bank transfers, deposits.
//! Tables leave at the other: what each worker is owed for each month, when it fell due, and which
//! money covers it; with a finding for every row that could not be used. [`reconcile`] is the whole
//! way; [`pipeline`] tells it step by step; the rooms below are open for those who need one stage
//! alone.
//!
//! # Example
//!
//! A worker is promised 300.00 yuan a day, works two days and is paid 400.00:
//!
//! ```
//! use anxin::{Day, Format, Inputs, Policy, Source, TableName, reconcile};
//!
//! let table = |name: &str, text: &'static str| Source::bytes(name, Format::Csv, text.into());
//! let inputs = Inputs::default()
//!     .with(TableName::Attendance, table(
//!         "attendance.csv",
//!         "worker_id,project_id,work_date,hours\nW1,P1,2025-03-03,8\nW1,P1,2025-03-04,8\n",
//!     ))
//!     .with(TableName::Contracts, table(
//!         "contracts.csv",
//!         "contract_id,worker_id,project_id,pay_basis,rate,start_date\n\
//!          C1,W1,P1,daily,300.00,2025-01-01\n",
//!     ))
//!     .with(TableName::Transfers, table(
//!         "transfers.csv",
//!         "transfer_id,amount,paid_date,status,worker_id\nT1,400.00,2025-04-20,settled,W1\n",
//!     ));
//! let as_of = Day::from_ymd(2025, 12, 31).unwrap();
//!
//! let result = reconcile(&inputs, &Policy::default(), as_of)?;
//! let totals = result.summary()?.totals;
//! assert_eq!((totals.due.as_str(), totals.arrears.as_str()), ("600.00", "200.00"));
//! println!("{}", result.explain("W1", None, None)?.to_text(anxin::report::explain::Lang::En));
//! # Ok::<(), anxin::Error>(())
//! ```

// The rooms, in the order in which data passes through them.

// Money, days, ids, regions, policy, codes, errors: what everything else is made of.
pub mod basics;
// Tables of strangers become typed, keyed columns (steps 1, 2 and 4).
pub mod intake;
// What was earned, what paid it, what is owed (steps 3, 5 and 6).
pub mod wages;
// Figures of projects, contractors and regions (step 7).
pub mod oversight;
// The way through all of them.
pub mod pipeline;
// What a run found, kept compact.
pub mod reconciliation;
// Partial results of several runs, put together.
pub mod merged;
// What a run found, for others to read (step 9).
pub mod report;
// Frames of Polars in and out.
#[cfg(feature = "polars")]
pub mod frames;
// A run over many machines, cut into pieces.
pub mod parted;
// How two runs differ, and what made them differ.
pub mod differences;
// What of the arrears is certain, and what hangs on how records are read.
pub mod disputed;
// A data set kept: rows come and go, and every state can be computed again.
pub mod ledger;
// A result in one file that strangers can check.
pub mod bundle;
// The command `anxin` as a function.
#[cfg(feature = "cli")]
pub mod command;

pub use basics::day::{Day, Month};
pub use basics::error::{Error, Result};
pub use basics::finding::Code;
pub use basics::money::Fen;
pub use basics::policy::Policy;
pub use intake::source::{Format, Inputs, Source};
pub use intake::tables::TableName;
pub use merged::Merged;
pub use parted::in_place::InParts;
pub use parted::plan::Plan;
pub use pipeline::{OnProgress, Progress, Run, Stage, reconcile};
pub use reconciliation::Reconciliation;
