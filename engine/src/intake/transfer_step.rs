//! Step 4 over the tables that it reads: transfers get their verdicts, and debits of wage accounts
//! without transfers of their own are found.
//!
//! All that it needs of the policy is [`TransferRules`]. Kept after a run, it can be done again
//! under other rules, with all else of the data set as it stands.

use std::sync::Arc;

use super::accounts;
use super::batch_debits::batch_debits;
use super::key::Names;
use super::keyed::Keyed;
use super::resolve::{Candidate, Lookup, candidates, resolve};
use super::rows::Rows;
use super::settled::{PartOf, Settlement};
use super::tables::{TableName, transfers};
use super::transfer_findings::{over_reversals, transfer_findings};
use super::transfers::Fate;
use crate::basics::error::Result;
use crate::basics::finding::{AccountingLine, Finding};
use crate::basics::policy::{ForeignPayee, Policy};

/// What the policy says to step 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TransferRules {
    foreign_payee: ForeignPayee,
    window_days: u32,
}

impl TransferRules {
    /// Those of a policy.
    pub(crate) const fn of(policy: &Policy) -> Self {
        Self {
            foreign_payee: policy.wages.foreign_payee,
            window_days: policy.batch_payouts.window_days,
        }
    }
}

/// The tables of step 4, as they were read.
pub(super) struct TransferTables<'a> {
    pub(super) transfers: Option<&'a Rows>,
    pub(super) entries: Option<&'a Rows>,
    /// Transfers that passed step 1; those of one id in canonical order.
    pub(super) order: &'a [u32],
    /// Names of the entries.
    pub(super) entry_names: &'a Names,
    /// Of a part of a larger data set.
    pub(super) settlement: Option<&'a Settlement>,
}

impl TransferTables<'_> {
    /// Step 4: verdicts, findings, and the debits that batch payouts are asked about.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`](crate::Error::AmountOverflow) where reversals do not fit.
    pub(super) fn settle(
        &self,
        keyed: &mut Keyed,
        rules: TransferRules,
        findings: &mut Vec<Finding>,
    ) -> Result<()> {
        if let Some(rows) = self.transfers {
            let lookup = Lookup::new(keyed);
            let settled = self.settlement.map_or(&[][..], |settlement| &settlement.rows);
            let foreign_payee = rules.foreign_payee;
            keyed.transfers = resolve(rows, self.order, keyed, &lookup, foreign_payee, settled)?;
            transfer_findings(rows, keyed, self.settlement, findings);
            over_reversals(rows, keyed, self.settlement, findings);
        }
        // Which debits have transfers of their own, a part of a data set cannot know.
        if self.settlement.is_none_or(|part| part.part == PartOf::Debits) {
            let (tables, names) = ((self.entries, self.transfers), self.entry_names);
            keyed.batch_debits = batch_debits(tables.0, tables.1, keyed, names, rules.window_days);
        }
        Ok(())
    }
}

/// Rows that passed step 1, by transfer id.
pub(super) fn by_id(rows: Option<&Rows>, mut order: Vec<u32>) -> Vec<u32> {
    let Some(rows) = rows else { return order };
    let id = |row: &u32| rows.name(transfers::TRANSFER_ID, *row as usize);
    if !order.is_sorted_by_key(id) {
        order.sort_by_key(id);
    }
    order
}

/// Step 4, kept to be done again; what it said when it was done last.
#[derive(Debug)]
pub(crate) struct TransferStep {
    pub(super) transfers: Option<Rows>,
    pub(super) entries: Option<Rows>,
    pub(super) order: Vec<u32>,
    pub(super) entry_names: Names,
    pub(super) settlement: Option<Arc<Settlement>>,
    /// The rules it was done under last; `None` where it has to be done again in any case.
    pub(super) rules: Option<TransferRules>,
    pub(super) findings: Vec<Finding>,
}

impl TransferStep {
    /// Brings the data set to what step 4 leaves under these rules; gives its findings, and its
    /// lines of the accounting.
    ///
    /// # Errors
    ///
    /// As the step.
    pub(crate) fn again(
        &mut self,
        keyed: &mut Keyed,
        rules: TransferRules,
    ) -> Result<(&[Finding], Vec<AccountingLine>)> {
        if self.rules != Some(rules) {
            self.findings.clear();
            let tables = TransferTables {
                transfers: self.transfers.as_ref(),
                entries: self.entries.as_ref(),
                order: &self.order,
                entry_names: &self.entry_names,
                settlement: self.settlement.as_deref(),
            };
            tables.settle(keyed, rules, &mut self.findings)?;
            let is_asked = !keyed.batch_debits.is_empty();
            let names = if is_asked { self.entry_names.clone() } else { Names::default() };
            keyed.names.entries = names;
            self.rules = Some(rules);
        }
        let mut lines = Vec::new();
        if let Some(rows) = &self.transfers {
            accounts::transfer_lines(rows, &keyed.transfers, &mut lines);
        }
        Ok((&self.findings, lines))
    }

    /// Transfers that are unmatched because a rule leaves them to several engagements: their
    /// places, and these engagements.
    pub(crate) fn ambiguous(&self, keyed: &Keyed, policy: &Policy) -> Vec<(u32, Vec<Candidate>)> {
        let Some(rows) = &self.transfers else { return Vec::new() };
        let lookup = Lookup::new(keyed);
        let transfers = &keyed.transfers;
        let is_asked = |place: &usize| {
            transfers.fate[*place] == Fate::Unmatched && transfers.candidates[*place] > 1
        };
        let candidates = |place: usize| {
            let row = transfers.row[place] as usize;
            let found = candidates(rows, row, (keyed, &lookup), policy.wages.foreign_payee);
            (u32::try_from(place).unwrap_or(u32::MAX), found)
        };
        (0..transfers.len()).filter(is_asked).map(candidates).collect()
    }

    /// Says that what it left was changed since.
    pub(crate) const fn is_changed(&mut self) {
        self.rules = None;
    }

    /// Whether a line of the accounting is of this step.
    pub(crate) fn counts(line: &AccountingLine) -> bool {
        line.table == TableName::Transfers.word()
    }
}
