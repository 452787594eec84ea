//! The second, filtered read of transfers: what the rows of one id say (step 0.3).
//!
//! A run keeps what it found of a transfer, not what the row says; who asks why is answered from
//! the input.

use super::key::Spaces;
use super::keyed::{Directory, Keyed};
use super::read::Opened;
use super::read::parallel::read_in_order;
use super::resolve::Hints;
use super::rows::{NAME_NULL, Rows};
use super::tables::transfers as columns;
use super::tables::{Kind, Space, TableName};
use crate::basics::day::{Day, Month};
use crate::basics::error::{Error, Result};
use crate::basics::money::Fen;

/// A row of transfers as it was read: one text a column of the contract, `None` where null or not
/// to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferRow {
    /// Position in the table as handed over.
    pub row: u64,
    /// Cells in the order of the contract.
    pub cells: Vec<Option<String>>,
}

/// The rows that have `id` as their own, and those that reverse it; each in row order.
///
/// # Errors
///
/// [`Error::Input`] where transfers can be read only once; what the readers give.
pub fn transfer_rows(opened: &Opened, id: &str) -> Result<(Vec<TransferRow>, Vec<TransferRow>)> {
    if !opened.is_rereadable() {
        return Err(Error::Input {
            place: TableName::Transfers.word().to_owned(),
            met: "an input that can be read only once".to_owned(),
            expected: "one that can be read again",
            advice: "hand it over as a file, bytes or record batches",
        });
    }
    let (mut own, mut reversing) = (Vec::new(), Vec::new());
    let mut start = 0_u64;
    read_in_order(opened, |batch| {
        let (mut rows, mut spaces) = (Rows::new(TableName::Transfers), Spaces::default());
        let length = batch.len as u64;
        rows.push(&batch, &mut spaces)?;
        if let Some(name) = spaces.of(Space::Transfer).find(id) {
            for row in 0..rows.len() {
                let place = opened.position(start + row as u64);
                let has = |column| rows.name(column, row) == name;
                if has(columns::TRANSFER_ID) {
                    own.push(TransferRow { row: place, cells: cells(&rows, row, &spaces) });
                }
                if has(columns::REVERSES) {
                    reversing.push(TransferRow { row: place, cells: cells(&rows, row, &spaces) });
                }
            }
        }
        start += length;
        Ok(())
    })?;
    Ok((own, reversing))
}

/// The cells of a row as text.
fn cells(rows: &Rows, row: usize, spaces: &Spaces) -> Vec<Option<String>> {
    let cell = |(place, kind): (usize, Kind)| match kind {
        Kind::Code(_) => rows.word(place, row).map(str::to_owned),
        Kind::Date => rows.small_value(place, row).map(|day| Day(day).to_string()),
        Kind::Period => rows.small_value(place, row).map(|month| Month(month).to_string()),
        Kind::Money => rows.number(place, row).map(|fen| Fen(fen).to_string()),
        kind => {
            let name = rows.name(place, row);
            let space = kind.space().unwrap_or(Space::Text);
            (name != NAME_NULL).then(|| spaces.of(space).name(name).to_owned())
        }
    };
    rows.table.columns.iter().map(|column| column.kind).enumerate().map(cell).collect()
}

/// Fields that say whose a transfer is, in the order of the contract.
pub const FIELDS: [usize; 6] = [
    columns::WORKER_ID,
    columns::PROJECT_ID,
    columns::PAYEE_ACCOUNT,
    columns::PAYEE_NAME,
    columns::PAYER_ACCOUNT,
    columns::PAYROLL_ID,
];

/// Names of a field.
const fn names_of(names: &Directory, field: usize) -> &super::key::Names {
    match field {
        columns::WORKER_ID => &names.workers,
        columns::PROJECT_ID => &names.projects,
        columns::PAYEE_NAME => &names.people,
        columns::PAYROLL_ID => &names.sheets,
        _ => &names.accounts,
    }
}

impl TransferRow {
    /// What the row says about whose it is, in the numbers of a run.
    #[must_use]
    pub fn hints(&self, keyed: &Keyed) -> Hints {
        let mut hints = Hints {
            worker: NAME_NULL,
            project: NAME_NULL,
            payer_account: NAME_NULL,
            payee_account: NAME_NULL,
            payee_name: NAME_NULL,
            sheet: NAME_NULL,
        };
        for field in FIELDS {
            let text = self.cells.get(field).and_then(Option::as_deref);
            let found = text.and_then(|text| names_of(&keyed.names, field).find(text));
            *hints.field_mut(field) = found.unwrap_or(NAME_NULL);
        }
        hints
    }
}

impl Hints {
    /// The number in a field, a column of the contract.
    #[must_use]
    pub const fn field(&self, field: usize) -> u32 {
        match field {
            columns::WORKER_ID => self.worker,
            columns::PROJECT_ID => self.project,
            columns::PAYEE_ACCOUNT => self.payee_account,
            columns::PAYEE_NAME => self.payee_name,
            columns::PAYROLL_ID => self.sheet,
            _ => self.payer_account,
        }
    }

    /// The number in a field, to change.
    pub const fn field_mut(&mut self, field: usize) -> &mut u32 {
        match field {
            columns::WORKER_ID => &mut self.worker,
            columns::PROJECT_ID => &mut self.project,
            columns::PAYEE_ACCOUNT => &mut self.payee_account,
            columns::PAYEE_NAME => &mut self.payee_name,
            columns::PAYROLL_ID => &mut self.sheet,
            _ => &mut self.payer_account,
        }
    }

    /// The same with another value in one field.
    #[must_use]
    pub const fn with(mut self, field: usize, value: u32) -> Self {
        *self.field_mut(field) = value;
        self
    }

    /// The text of a field.
    #[must_use]
    pub fn text(names: &Directory, field: usize, value: u32) -> Option<&str> {
        names_of(names, field).get(value)
    }
}

/// What another column of a small table says of each id of its key: a name to be shown. Of several
/// rows the first that has one counts; without the table, or where it can be read only once, there
/// is none.
///
/// # Errors
///
/// What the readers give.
#[cfg(feature = "workbook")]
pub fn labels_of(
    opened: &[Opened],
    table: TableName,
    id: usize,
    label: usize,
) -> Result<std::collections::BTreeMap<String, String>> {
    let mut labels = std::collections::BTreeMap::new();
    let own = opened.iter().filter(|opened| opened.table() == table && opened.is_rereadable());
    for opened in own {
        read_in_order(opened, |batch| {
            let (mut rows, mut spaces) = (Rows::new(table), Spaces::default());
            rows.push(&batch, &mut spaces)?;
            let text = |column: usize, row: usize| {
                let name = rows.name(column, row);
                let space = table.table().columns[column].kind.space().unwrap_or(Space::Text);
                (name != NAME_NULL).then(|| spaces.of(space).name(name).to_owned())
            };
            for row in 0..rows.len() {
                if let (Some(id), Some(label)) = (text(id, row), text(label, row)) {
                    labels.entry(id).or_insert(label);
                }
            }
            Ok(())
        })?;
    }
    Ok(labels)
}
