//! What is written down on the way: findings, and where every row and every fen ended.

use std::collections::{BTreeMap, BTreeSet};

/// Trouble or doubt about a row, a day, a period or a transfer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// A lower snake-case word.
    pub code: String,
    /// The table it is about.
    pub table: String,
    /// Known worker.
    pub worker: Option<String>,
    /// Known project.
    pub project: Option<String>,
    /// Known month.
    pub period: Option<i128>,
    /// The money it is about, in fen.
    pub amount: Option<i128>,
    /// Position in the table.
    pub row: Option<i128>,
}

impl Finding {
    /// A finding that knows no more than its code and table.
    pub fn new(code: &str, table: &str) -> Finding {
        Finding {
            code: code.to_string(),
            table: table.to_string(),
            worker: None,
            project: None,
            period: None,
            amount: None,
            row: None,
        }
    }

    /// A finding about an engagement in a month.
    pub fn of_period(code: &str, table: &str, key: &(String, String), month: i128) -> Finding {
        Finding {
            worker: Some(key.0.clone()),
            project: Some(key.1.clone()),
            period: Some(month),
            ..Finding::new(code, table)
        }
    }
}

/// Findings and accounts of a run.
#[derive(Debug, Default)]
pub struct Book {
    /// In no order.
    pub findings: Vec<Finding>,
    /// Rows by table and code.
    pub rows: BTreeMap<(String, String), i128>,
    /// Rows and fen of transfers by code.
    pub transfer_money: BTreeMap<String, (i128, i128)>,
    /// Batch payouts and their fen by outcome.
    pub batch_money: BTreeMap<String, (i128, i128)>,
    /// Years without a calendar in which a due date or deadline lies.
    pub unknown_years: BTreeSet<i128>,
}

impl Book {
    /// Counts rows of a table under a code.
    pub fn count(&mut self, table: &str, code: &str, rows: i128) {
        *self.rows.entry((table.to_string(), code.to_string())).or_default() += rows;
    }

    /// Counts a batch payout's money under its outcome.
    pub fn batch(&mut self, outcome: &str, amount_fen: i128) {
        let line = self.batch_money.entry(outcome.to_string()).or_default();
        *line = (line.0 + 1, line.1 + amount_fen);
    }

    /// Counts a transfer's money under a code.
    pub fn money(&mut self, code: &str, amount_fen: i128) {
        let line = self.transfer_money.entry(code.to_string()).or_default();
        *line = (line.0 + 1, line.1 + amount_fen);
    }
}
