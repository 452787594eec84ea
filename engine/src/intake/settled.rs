//! What is known of transfers before their worker's part of a data set is run.
//!
//! Rows of one `transfer_id`, reversals, and rows that name no worker look beyond the rows of one
//! worker. Where a data set is cut by worker, they are settled before, and each row carries what
//! was found.

use serde::{Deserialize, Serialize};

use super::key::Names;
use super::keyed::Keyed;
use super::resolve::Match;
use super::rows::Rows;
use super::tables::TableName;
use super::transfers::MatchRule;
use crate::basics::day::Month;
use crate::basics::finding::Code;
use crate::basics::ids::{EngagementId, NameId, ProjectId, WorkerId};

/// What is known of one row of transfers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settled {
    /// Whether another row of its id counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub double: Option<Double>,
    /// Where several rows of its id passed step 1: its place among them, from 0.
    #[serde(default, skip_serializing_if = "is_first")]
    pub place: u32,
    /// What reversals take back of it, in fen; `None`: no reversal names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reversed_fen: Option<i64>,
    /// Of a reversal: whether what it names is there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_original: bool,
    /// Of a row that names no worker: whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Box<Found>>,
}

/// Whether a place is that of a row alone, too.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "asked for by serde")]
const fn is_first(place: &u32) -> bool {
    *place == 0
}

/// A row beside the one that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Double {
    /// With the same content.
    Equal,
    /// With other content.
    Conflicting,
}

/// What the rules found for a row that names no worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Found {
    /// The rule; `None` where none did.
    pub rule: MatchRule,
    /// Whose it is.
    pub worker: Option<String>,
    /// The project of the engagement; none of a split.
    pub project: Option<String>,
    /// As in the table `transfer_fates`.
    pub candidates: u32,
    /// Whether it names a project without any engagement.
    pub names_nobody: bool,
}

/// The transfers of a part of a data set that is cut by worker, settled before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settlement {
    /// By row.
    pub rows: Vec<Settled>,
    /// What it is a part of.
    pub part: PartOf,
}

/// What a part of a data set has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PartOf {
    /// Some workers, with facts that other parts have too.
    #[default]
    Workers,
    /// All transfers of some wage accounts: whether debits have transfers is known there alone.
    Debits,
    /// The facts, counted once.
    Facts,
}

/// A counted transfer, for the findings that compare transfers of several workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CountedTransfer {
    /// The account that paid.
    pub payer: NameId,
    /// The account that was paid.
    pub payee: NameId,
    /// The team of the contract it pays under.
    pub team: NameId,
    /// The period that the row names.
    pub month: Option<Month>,
    /// Place among the transfers.
    pub place: u32,
}

impl Settlement {
    /// Whether findings about a table are counted here.
    pub fn counts(&self, table: &str) -> bool {
        self.part == PartOf::Facts || table != TableName::Cases.word()
    }

    /// Sets the rows aside beside which another one of their id counts.
    pub fn set_doubles_aside(&self, rows: &mut Rows) {
        for (row, settled) in self.rows.iter().enumerate().take(rows.len()) {
            match settled.double {
                Some(Double::Equal) => rows.set_aside(row, Code::Duplicate),
                Some(Double::Conflicting) => rows.set_aside(row, Code::ConflictingDuplicate),
                None => {}
            }
        }
    }
}

impl Found {
    /// What was found, by name.
    pub fn of(found: &Match, keyed: &Keyed, names_nobody: bool) -> Self {
        let name = |names: &Names, number: u32| names.get(number).map(str::to_owned);
        let project = found.engagement.get().and_then(|engagement| {
            name(&keyed.names.projects, keyed.engagements.project[engagement.index()].0)
        });
        Self {
            rule: found.rule,
            worker: name(&keyed.names.workers, found.worker.0),
            project,
            candidates: found.candidates,
            names_nobody,
        }
    }

    /// The same in the numbers of a data set that has the worker.
    pub fn in_numbers(&self, keyed: &Keyed) -> Match {
        let worker = self.worker.as_deref().and_then(|name| keyed.names.workers.find(name));
        let worker = worker.map_or(WorkerId::NONE, WorkerId);
        let project = self.project.as_deref().and_then(|name| keyed.names.projects.find(name));
        let engagement = project.map_or(EngagementId::NONE, |project| {
            keyed.engagements.find(worker, ProjectId(project))
        });
        Match { rule: self.rule, worker, engagement, candidates: self.candidates }
    }
}
