//! SHA-256 of the canonical CSV of every table, streamed.

use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::csv;
use super::tables::{Batches, OutputTable, batches};
use crate::basics::error::{Error, Result};
use crate::intake::read::parallel::each;
use crate::reconciliation::Reconciliation;

/// The digest of one table.
///
/// Example: [`digest()`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableDigest {
    /// The table.
    pub table: &'static str,
    /// SHA-256 of its canonical CSV, 64 hexadecimal digits.
    pub sha256: String,
}

/// Hashes what is written to it.
struct Hashed(Sha256);

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Reconciliation {
    /// SHA-256 of the canonical CSV of every table of a run without `--detail`, in the order of
    /// [`OutputTable::ALL`]. Equal digests mean equal results.
    ///
    /// The column `row` of `findings` takes part: digests of the same rows in another order may
    /// differ in that table alone.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where an amount does not fit in its column.
    pub fn digests(&self) -> Result<Vec<TableDigest>> {
        let tables = OutputTable::ALL.into_iter().filter(|table| !table.is_detail());
        each(tables.collect(), |table| digest(self, table))
    }
}

/// SHA-256 of the canonical CSV of one table.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where an amount does not fit in its column.
///
/// # Example
///
/// ```
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName, reconcile};
/// use anxin::report::digest::digest;
/// use anxin::report::tables::OutputTable;
///
/// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
/// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
/// let inputs = Inputs::default().with(TableName::Payroll, source);
/// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
/// let result = reconcile(&inputs, &Policy::default(), as_of)?;
///
/// let one = digest(&result, OutputTable::WorkerPeriods)?;
/// assert_eq!((one.table, one.sha256.len()), ("worker_periods", 64));
/// assert_eq!(result.digests()?[0], one);
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn digest(reconciliation: &Reconciliation, table: OutputTable) -> Result<TableDigest> {
    digest_of(table, batches(reconciliation, table))
}

/// SHA-256 of the canonical CSV of the rows of a table.
///
/// # Errors
///
/// As [`digest`], and what the rows give.
pub(crate) fn digest_of(table: OutputTable, batches: Batches<'_>) -> Result<TableDigest> {
    let fault = |error: io::Error| Error::Output {
        place: table.name().to_owned(),
        reason: error.to_string(),
        advice: "this is a fault of the program: please report it",
    };
    let mut writer = csv::Writer::new(Hashed(Sha256::new()), &batches.schema()).map_err(fault)?;
    for batch in batches {
        writer.batch(&batch?).map_err(fault)?;
    }
    Ok(TableDigest { table: table.name(), sha256: hex(&writer.into_inner().0.finalize()) })
}

/// SHA-256 of some bytes, 64 hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |four_bits: u8| DIGITS[usize::from(four_bits)];
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::reconciliation;

    #[test]
    fn a_digest_is_that_of_the_canonical_csv() {
        let text = "table,what,code,rows,amount\npayroll,rows,read,3,\npayroll,rows,used,3,\n";
        let mut reconciliation = reconciliation();
        reconciliation.accounting.retain(|line| line.table == "payroll");
        let digest = digest(&reconciliation, OutputTable::Accounting).unwrap();
        assert_eq!(digest.sha256, hex(&Sha256::digest(text)));
        assert_eq!(hex(&[0, 15, 255]), "000fff");
    }

    #[test]
    fn a_changed_fen_changes_the_digest_of_its_tables_alone() {
        let mut changed = reconciliation();
        changed.chunks[1].allocations.amount_fen[0] -= 1;
        let (before, after) = (reconciliation().digests().unwrap(), changed.digests().unwrap());
        let differing = before.iter().zip(&after).filter(|(before, after)| before != after);
        assert_eq!(differing.map(|pair| pair.0.table).collect::<Vec<_>>(), ["allocations"]);
        assert!(before.iter().all(|digest| digest.table != "cover"));
    }
}
