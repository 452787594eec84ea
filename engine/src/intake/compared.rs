//! Findings that compare counted transfers with each other, of several workers (step 4.3).
//!
//! Choice: `docs/choices.md` 25 to 27 say which transfers are looked at.

use super::accounts::finding;
use super::rows::NAME_NULL;
use super::tables::TableName;
use crate::basics::day::Day;
use crate::basics::finding::Code;
use crate::basics::finding::Finding;
use crate::basics::ids::{NameId, WorkerId};

/// A flat amount is a multiple of so many fen (500 yuan).
const FLAT_FEN: i64 = 50_000;
/// So many workers make a flat payment or a shared account worth a look.
const FLAT_WORKERS: usize = 5;
/// So many workers share an account.
const SHARED_WORKERS: usize = 3;

/// Counted transfers, by their places.
pub(crate) trait Compared {
    /// The account that paid; [`NAME_NULL`] where not known.
    fn payer(&self, place: usize) -> u32;
    /// The account that was paid; [`NAME_NULL`] where not known.
    fn payee(&self, place: usize) -> u32;
    /// The team of the contract it pays under.
    fn team(&self, place: usize) -> NameId;
    /// Whom it pays.
    fn worker(&self, place: usize) -> WorkerId;
    /// In fen.
    fn amount_fen(&self, place: usize) -> i64;
    /// The day of payment.
    fn paid_day(&self, place: usize) -> Day;
    /// The name of an account.
    fn account(&self, account: u32) -> &str;
    /// A finding about one of them.
    fn about(&self, place: usize, code: Code) -> Finding;
}

/// Same payer, payee, amount and day under different ids.
pub(crate) fn possible_duplicates(
    transfers: &impl Compared,
    counted: &[usize],
    found: &mut Vec<Finding>,
) {
    let mut keys: Vec<_> = counted
        .iter()
        .map(|&place| {
            let accounts = (transfers.payer(place), transfers.payee(place));
            (accounts, transfers.amount_fen(place), transfers.paid_day(place), place)
        })
        .filter(|key| key.0.0 != NAME_NULL && key.0.1 != NAME_NULL)
        .collect();
    keys.sort_unstable();
    for group in keys.chunk_by(|a, b| (a.0, a.1, a.2) == (b.0, b.1, b.2)) {
        if group.len() > 1 {
            let code = Code::PossibleDuplicatePayment;
            found.extend(group.iter().map(|key| transfers.about(key.3, code)));
        }
    }
}

/// One account that receives the wages of three or more workers: these accounts, with their number.
pub(crate) fn shared_accounts(
    transfers: &impl Compared,
    counted: &[usize],
    found: &mut Vec<Finding>,
) -> Vec<(NameId, u32)> {
    let mut shared = Vec::new();
    let mut keys: Vec<(u32, WorkerId, i64)> = counted
        .iter()
        .map(|&place| {
            (transfers.payee(place), transfers.worker(place), transfers.amount_fen(place))
        })
        .filter(|key| key.0 != NAME_NULL)
        .collect();
    keys.sort_unstable();
    for group in keys.chunk_by(|a, b| a.0 == b.0) {
        let workers = group.chunk_by(|a, b| a.1 == b.1).count();
        if workers >= SHARED_WORKERS {
            let sum: i128 = group.iter().map(|key| i128::from(key.2)).sum();
            let account = transfers.account(group[0].0);
            let count = u32::try_from(workers).unwrap_or(u32::MAX);
            shared.push((NameId(group[0].0), count));
            found.push(Finding {
                amount_fen: i64::try_from(sum).ok(),
                detail: format!("{account}: {workers} workers").into(),
                ..finding(Code::SharedPayeeAccount, TableName::Transfers)
            });
        }
    }
    shared
}

/// One team, one day, one round amount for at least five workers.
pub(crate) fn round_flat_payments(
    transfers: &impl Compared,
    counted: &[usize],
    found: &mut Vec<Finding>,
) {
    let mut keys: Vec<_> = counted
        .iter()
        .filter(|&&place| is_flat(transfers.amount_fen(place)))
        .filter_map(|&place| {
            let team = transfers.team(place).get()?;
            let amount_fen = transfers.amount_fen(place);
            Some((team, transfers.paid_day(place), amount_fen, transfers.worker(place), place))
        })
        .collect();
    keys.sort_unstable();
    for group in keys.chunk_by(|a, b| (a.0, a.1, a.2) == (b.0, b.1, b.2)) {
        if group.chunk_by(|a, b| a.3 == b.3).count() >= FLAT_WORKERS {
            let code = Code::RoundFlatPayment;
            found.extend(group.iter().map(|key| transfers.about(key.4, code)));
        }
    }
}

/// Whether an amount is a multiple of 500 yuan.
pub(crate) const fn is_flat(amount_fen: i64) -> bool {
    amount_fen > 0 && amount_fen % FLAT_FEN == 0
}
