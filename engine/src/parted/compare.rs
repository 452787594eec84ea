//! By payee account, and by team: findings that compare transfers of several workers (step 4.3).

use serde::{Deserialize, Serialize};

use super::pieces::Piece;
use super::work::{FindingText, text};
use super::{Cluster, by_bucket};
use crate::basics::day::{Day, Month};
use crate::basics::error::{Error, Result};
use crate::basics::finding::{Code, Finding};
use crate::basics::ids::{NameId, ProjectId, WorkerId};
use crate::intake::accounts::finding;
use crate::intake::compared::{
    Compared, is_flat, possible_duplicates, round_flat_payments, shared_accounts,
};
use crate::intake::key::{Interner, Names};
use crate::intake::keyed::Keyed;
use crate::intake::rows::NAME_NULL;
use crate::intake::rows_of::bucket_of;
use crate::intake::settled::CountedTransfer;
use crate::intake::tables::TableName;

/// Counted transfers by the account they went to.
pub(super) const PAYEES: &str = "payees";
/// Counted transfers of flat amounts by team.
pub(super) const TEAMS: &str = "teams";
/// What was found.
pub(super) const COMPARED: &str = "compared";

/// Findings, and accounts that receive the wages of three or more workers, with their number.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Found {
    pub findings: Vec<FindingText>,
    pub shared: Vec<(String, u32)>,
}

/// A counted transfer by names.
#[derive(Debug, Serialize, Deserialize)]
struct Counted {
    payer: Option<String>,
    payee: Option<String>,
    team: Option<String>,
    worker: Option<String>,
    project: Option<String>,
    month: Option<Month>,
    amount_fen: i64,
    paid_day: Day,
    /// Its number in the table, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
}

/// The counted transfers of a bucket of workers, for the buckets that compare them; `number` gives
/// the number of a row in the table.
pub(super) fn counted_pieces(
    keyed: &Keyed,
    buckets: u32,
    number: &dyn Fn(u32) -> Option<u64>,
) -> Result<Vec<Piece>> {
    let names = &keyed.names;
    let by = |part: &str, key: &dyn Fn(&CountedTransfer) -> Option<u32>| -> Result<Vec<Piece>> {
        let rows: Vec<&CountedTransfer> =
            keyed.counted.iter().filter(|one| key(one).is_some()).collect();
        let parts = by_bucket(rows.iter().filter_map(|one| key(one)));
        let piece = |(bucket, places): (u32, Vec<u32>)| {
            let own = places.iter().map(|&place| by_name(keyed, rows[place as usize], number));
            Piece::noted(bucket, part, &own.collect::<Vec<_>>())
        };
        parts.into_iter().map(piece).collect()
    };
    let bucket = |name: Option<&str>| name.map(|name| bucket_of(name, buckets));
    let mut pieces = by(PAYEES, &|one| bucket(names.accounts.get(one.payee.0)))?;
    pieces.extend(by(TEAMS, &|one| {
        let amount_fen = keyed.transfers.amount_fen[one.place as usize];
        bucket(names.teams.get(one.team.0)).filter(|_| is_flat(amount_fen))
    })?);
    Ok(pieces)
}

fn by_name(keyed: &Keyed, one: &CountedTransfer, number: &dyn Fn(u32) -> Option<u64>) -> Counted {
    let (names, transfers) = (&keyed.names, &keyed.transfers);
    let place = one.place as usize;
    Counted {
        payer: text(&names.accounts, one.payer.0),
        payee: text(&names.accounts, one.payee.0),
        team: text(&names.teams, one.team.0),
        worker: text(&names.workers, transfers.worker[place].0),
        project: text(&names.projects, transfers.project[place].0),
        month: one.month,
        amount_fen: transfers.amount_fen[place],
        paid_day: transfers.paid_day[place],
        row: number(transfers.row[place]),
    }
}

impl Cluster {
    /// Compares the counted transfers of a bucket: what [`Cluster::work`] gave for it under the
    /// names `payees` and `teams`.
    ///
    /// # Errors
    ///
    /// [`Error::TooMany`] where names run out.
    ///
    /// Example: [`Cluster`].
    pub fn compare(&self, pieces: &[Piece]) -> Result<Vec<Piece>> {
        let mut found = Found::default();
        for part in [PAYEES, TEAMS] {
            let mut counted: Vec<Counted> = Vec::new();
            for piece in pieces.iter().filter(|piece| piece.part == part) {
                counted.extend(piece.read::<Vec<Counted>>()?);
            }
            let transfers = Together::new(&counted)?;
            let places: Vec<usize> = (0..counted.len()).collect();
            let mut findings = Vec::new();
            if part == PAYEES {
                possible_duplicates(&transfers, &places, &mut findings);
                let shared = shared_accounts(&transfers, &places, &mut findings);
                let named = shared
                    .into_iter()
                    .map(|(account, workers)| (transfers.account(account.0).to_owned(), workers));
                found.shared.extend(named);
            } else {
                round_flat_payments(&transfers, &places, &mut findings);
            }
            let by_name = findings
                .iter()
                .map(|finding| FindingText::of(finding, &transfers.workers, &transfers.projects));
            found.findings.extend(by_name);
        }
        Ok(vec![Piece::noted(0, COMPARED, &found)?])
    }
}

/// Counted transfers of several buckets, in numbers.
struct Together<'a> {
    rows: &'a [Counted],
    accounts: Names,
    workers: Names,
    projects: Names,
    payer: Vec<u32>,
    payee: Vec<u32>,
    team: Vec<u32>,
    worker: Vec<u32>,
    project: Vec<u32>,
}

impl<'a> Together<'a> {
    fn new(rows: &'a [Counted]) -> Result<Self> {
        let account = |one: &'a Counted| [one.payer.as_deref(), one.payee.as_deref()];
        let (accounts, pairs) = numbered(rows.iter().flat_map(account))?;
        let (_, team) = numbered(rows.iter().map(|one| one.team.as_deref()))?;
        let (workers, worker) = numbered(rows.iter().map(|one| one.worker.as_deref()))?;
        let (projects, project) = numbered(rows.iter().map(|one| one.project.as_deref()))?;
        let payer = pairs.iter().step_by(2).copied().collect();
        let payee = pairs.iter().skip(1).step_by(2).copied().collect();
        Ok(Self { rows, accounts, workers, projects, payer, payee, team, worker, project })
    }
}

/// Names in the order of their bytes, and the number of each.
fn numbered<'n>(names: impl Iterator<Item = Option<&'n str>>) -> Result<(Names, Vec<u32>)> {
    let mut interner = Interner::default();
    let what = "names of transfers that are compared";
    let too_many = || Error::TooMany { what, limit: u64::from(u32::MAX) };
    let mut numbers = Vec::new();
    for name in names {
        numbers.push(match name {
            Some(name) => interner.intern(name).ok_or_else(too_many)?,
            None => NAME_NULL,
        });
    }
    let (names, ranks) = interner.into_ranked();
    let known = numbers.iter_mut().filter(|number| **number != NAME_NULL);
    known.for_each(|number| *number = ranks[*number as usize]);
    Ok((names, numbers))
}

impl Compared for Together<'_> {
    fn payer(&self, place: usize) -> u32 {
        self.payer[place]
    }

    fn payee(&self, place: usize) -> u32 {
        self.payee[place]
    }

    fn team(&self, place: usize) -> NameId {
        NameId(self.team[place])
    }

    fn worker(&self, place: usize) -> WorkerId {
        WorkerId(self.worker[place])
    }

    fn amount_fen(&self, place: usize) -> i64 {
        self.rows[place].amount_fen
    }

    fn paid_day(&self, place: usize) -> Day {
        self.rows[place].paid_day
    }

    fn account(&self, account: u32) -> &str {
        self.accounts.get(account).unwrap_or_default()
    }

    fn about(&self, place: usize, code: Code) -> Finding {
        Finding {
            worker: self.worker(place),
            project: ProjectId(self.project[place]),
            month: self.rows[place].month,
            amount_fen: Some(self.rows[place].amount_fen),
            row: self.rows[place].row,
            ..finding(code, TableName::Transfers)
        }
    }
}
