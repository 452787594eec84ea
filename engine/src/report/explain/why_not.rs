//! What became of a transfer and why: which rule refused it, and what would have taken it (step 4).

use serde::Serialize;

use super::gather::{name, name_or_none};
use super::statement::{AllocationLine, FindingLine};
use super::transfers::allocations_of;
use crate::basics::error::{Error, Result};
use crate::basics::finding::Code;
use crate::basics::ids::{EngagementId, NameId, WorkerId};
use crate::basics::money::Fen;
use crate::intake::again::{TransferRow, transfer_rows};
use crate::intake::near::nearby;
use crate::intake::resolve::{Hints, Lookup, Matcher, original};
use crate::intake::tables::{TableName, transfers as columns};
use crate::intake::transfers::{Fate, MatchRule};
use crate::reconciliation::Reconciliation;

/// Engagements and changes shown, at most.
const SHOWN: usize = 5;

/// What became of the rows of one transfer id.
///
/// Example: [`Reconciliation::why_not`](crate::Reconciliation::why_not).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhyNot {
    /// The transfer.
    pub transfer_id: String,
    /// The day it is about.
    pub as_of: String,
    /// Name of the policy it followed.
    pub policy: String,
    /// One a row of that id, in row order.
    pub rows: Vec<TransferVerdict>,
}

/// What became of one row, and why.
///
/// Example: [`Reconciliation::why_not`](crate::Reconciliation::why_not).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TransferVerdict {
    /// Row in the table as handed over, 0-based.
    pub row: u64,
    /// What the row says, in the order of the columns; what is not given is left out.
    pub given: Vec<Field>,
    /// The fate, or the code of step 1 with which the row was set aside.
    pub fate: &'static str,
    /// The step that decided it.
    pub step: &'static str,
    /// Why, as a word: `paid` where it counts.
    pub reason: &'static str,
    /// The rule by which it is his.
    pub match_rule: Option<&'static str>,
    /// The worker it is put down to.
    pub worker_id: Option<String>,
    /// The project it is bound to; `None`: all of the worker's, or none.
    pub project_id: Option<String>,
    /// Engagements left, as in `transfer_fates`.
    pub candidates: Option<u32>,
    /// Other transfers that decided its fate.
    pub others: Vec<OtherRow>,
    /// The seven rules of step 4.2, in their order; empty where the row did not pass step 1.
    pub rules: Vec<RuleTrial>,
    /// Changes of one thing after which it would have counted, the nearest first; at most five.
    pub changes: Vec<ChangeLine>,
    /// Engagements it could have meant, those that differ least first; at most five.
    pub near: Vec<NearLine>,
    /// What it pays, period by period.
    pub allocations: Vec<AllocationLine>,
    /// What no period could take.
    pub advance: String,
    /// Taken back.
    pub taken_back: String,
    /// Set aside.
    pub set_aside: String,
    /// Findings about the row.
    pub findings: Vec<FindingLine>,
}

/// A field and its value.
///
/// Example: [`Reconciliation::why_not`](crate::Reconciliation::why_not).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// A column of the table `transfers`.
    pub field: &'static str,
    /// What stands there.
    pub value: String,
}

/// Another row that decided a fate.
///
/// Example: [`Reconciliation::why_not`](crate::Reconciliation::why_not).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OtherRow {
    /// `counts_instead`, `reverses_it`, `is_reversed`.
    pub relation: &'static str,
    /// The transfer.
    pub transfer_id: String,
    /// Its row.
    pub row: u64,
    /// Its fate.
    pub fate: &'static str,
    /// Its amount.
    pub amount: String,
    /// Where the row at hand says something else.
    pub differs: Vec<Difference>,
}

/// One field in two rows.
///
/// Example: [`Reconciliation::why_not`](crate::Reconciliation::why_not).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// A column of the table `transfers`.
    pub field: &'static str,
    /// In the row at hand.
    pub given: Option<String>,
    /// There.
    pub other: Option<String>,
}

/// One rule of step 4.2.
///
/// Example: [`Reconciliation::why_not`](crate::Reconciliation::why_not).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleTrial {
    /// 1 to 7.
    pub number: u8,
    /// Its word.
    pub rule: &'static str,
    /// `took`, `left_several`, `left_none`, `not_asked` (the row does not say enough, or says what
    /// forbids the rule) or `came_later` (an earlier rule had taken it).
    pub outcome: &'static str,
    /// Engagements it leaves, also where it came later.
    pub candidates: usize,
    /// The first of them.
    pub engagements: Vec<Pair>,
}

/// A worker on a project.
///
/// Example: [`Reconciliation::why_not`](crate::Reconciliation::why_not).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// The worker.
    pub worker_id: String,
    /// The project; `None`: all of his.
    pub project_id: Option<String>,
}

/// A change of one thing after which a transfer would have counted.
///
/// Example: [`Reconciliation::why_not`](crate::Reconciliation::why_not).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangeLine {
    /// A column of the table `transfers`, or `as_of`.
    pub field: &'static str,
    /// What stands there.
    pub from: Option<String>,
    /// What should; `None`: nothing.
    pub to: Option<String>,
    /// The rule that would find whose it is.
    pub rule: &'static str,
    /// The worker it would be put down to.
    pub worker_id: String,
    /// The project it would be bound to; `None`: all of the worker's.
    pub project_id: Option<String>,
}

/// An engagement that a transfer could have meant.
///
/// Example: [`Reconciliation::why_not`](crate::Reconciliation::why_not).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NearLine {
    /// The worker.
    pub worker_id: String,
    /// The project.
    pub project_id: String,
    /// Fields that are given and are its own.
    pub agrees: Vec<&'static str>,
    /// Fields that are given and are not.
    pub differs: Vec<Difference>,
}

/// What became of the rows of a transfer id; see [`Reconciliation::why_not`].
pub(super) fn why_not(run: &Reconciliation, transfer_id: &str) -> Result<WhyNot> {
    let not_found = || Error::NotFound {
        asked: format!("transfer `{transfer_id}`"),
        advice: "take transfer_id from the table transfers",
    };
    let is_transfers =
        |opened: &&crate::intake::read::Opened| opened.table() == TableName::Transfers;
    let opened = run.opened.iter().find(is_transfers).ok_or_else(not_found)?;
    let (own, reversing) = transfer_rows(opened, transfer_id)?;
    if own.is_empty() {
        return Err(not_found());
    }
    let lookup = Lookup::new(&run.keyed);
    let asked = Asked { run, lookup: &lookup, own: &own, reversing: &reversing };
    let rows = own.iter().map(|row| asked.verdict(row)).collect::<Result<_>>()?;
    Ok(WhyNot {
        transfer_id: transfer_id.to_owned(),
        as_of: run.as_of.to_string(),
        policy: run.policy.name.clone(),
        rows,
    })
}

/// One question, with all that is read for it.
struct Asked<'a> {
    run: &'a Reconciliation,
    lookup: &'a Lookup,
    own: &'a [TransferRow],
    reversing: &'a [TransferRow],
}

/// Name of a column of the table.
fn column(place: usize) -> &'static str {
    TableName::Transfers.table().columns[place].name
}

impl Asked<'_> {
    /// Place of a row among the transfers that passed step 1.
    fn place_of(&self, row: u64) -> Option<usize> {
        let table = &self.run.keyed.transfers;
        (0..table.len()).find(|&place| {
            // A row of a batch payout is one of another table.
            table.rule[place] != MatchRule::BatchPayout && u64::from(table.row[place]) == row
        })
    }

    fn verdict(&self, row: &TransferRow) -> Result<TransferVerdict> {
        let given =
            row.cells.iter().enumerate().filter_map(|(place, cell)| {
                Some(Field { field: column(place), value: cell.clone()? })
            });
        let findings = self.findings(row.row);
        let mut verdict = TransferVerdict {
            row: row.row,
            given: given.collect(),
            fate: "bad_cell",
            step: "1",
            reason: "row_not_usable",
            match_rule: None,
            worker_id: None,
            project_id: None,
            candidates: None,
            others: Vec::new(),
            rules: Vec::new(),
            changes: Vec::new(),
            near: Vec::new(),
            allocations: Vec::new(),
            advance: Fen(0).to_string(),
            taken_back: Fen(0).to_string(),
            set_aside: Fen(0).to_string(),
            findings,
        };
        match self.place_of(row.row) {
            Some(place) => self.judged(row, place, &mut verdict)?,
            // Findings are in order of precedence: the first is the one it was set aside with.
            None => {
                if let Some(first) = verdict.findings.first() {
                    verdict.fate = first.code;
                }
                if let Some(amount) = row.cells.get(columns::AMOUNT).cloned().flatten() {
                    verdict.set_aside = amount.trim_start_matches('-').to_owned();
                }
            }
        }
        Ok(verdict)
    }

    /// The verdict of a row that passed step 1.
    fn judged(&self, row: &TransferRow, place: usize, verdict: &mut TransferVerdict) -> Result<()> {
        let keyed = &self.run.keyed;
        let table = &keyed.transfers;
        let fate = table.fate[place];
        let hints = row.hints(keyed);
        verdict.fate = fate.word();
        verdict.match_rule = table.rule[place].word();
        verdict.worker_id = name_or_none(&keyed.names.workers, table.worker[place].0);
        verdict.project_id = name_or_none(&keyed.names.projects, table.project[place].0);
        verdict.candidates = Some(table.candidates[place]).filter(|&count| count != u32::MAX);
        verdict.others = self.others(row, place);
        (verdict.step, verdict.reason) = self.reason(place, &hints);
        let mut matcher = Matcher::new(keyed, self.lookup);
        verdict.rules = self.trials(&mut matcher, &hints);
        verdict.changes = self.changes_of_fate(&mut matcher, &hints, place);
        if fate == Fate::Unmatched {
            self.look_around(&mut matcher, &hints, verdict);
        }
        let (lines, _) = allocations_of(self.run, place)?;
        verdict.allocations = lines;
        verdict.advance = Fen(table.advance_fen[place]).to_string();
        verdict.taken_back = Fen(table.taken_back_fen[place]).to_string();
        verdict.set_aside = Fen(table.set_aside_fen(place)).to_string();
        Ok(())
    }

    /// The step that decided, and why.
    fn reason(&self, place: usize, hints: &Hints) -> (&'static str, &'static str) {
        let table = &self.run.keyed.transfers;
        match table.fate[place] {
            Fate::AfterAsOf => ("0.4", "paid_after_the_day"),
            Fate::Duplicate => ("1", "equal_row_counts"),
            Fate::ConflictingDuplicate => ("1", "other_row_counts"),
            Fate::Pending => ("4.1", "not_settled"),
            Fate::Returned => ("4.1", "bank_returned_it"),
            Fate::Failed => ("4.1", "payment_failed"),
            Fate::Reversal => ("4.1", self.reversal_reason(place)),
            Fate::Reversed => ("4.1", "taken_back_in_full"),
            Fate::Unmatched => ("4.2", self.unmatched_reason(place, hints)),
            Fate::PayeeNotWorker => ("4.3", "foreign_account"),
            Fate::Counted => ("4.2", "paid"),
        }
    }

    fn reversal_reason(&self, place: usize) -> &'static str {
        let is_effective = self.reversed_by(place).is_some();
        if is_effective { "takes_another_back" } else { "reverses_nothing_settled" }
    }

    /// Place of the settled transfer that the one at `place` takes back.
    fn reversed_by(&self, place: usize) -> Option<usize> {
        let keyed = &self.run.keyed;
        let row = u64::from(keyed.transfers.row[place]);
        let own = self.own.iter().find(|own| own.row == row)?;
        let id = own.cells.get(columns::REVERSES)?.as_deref()?;
        original(&keyed.transfers, NameId(keyed.names.transfers.find(id)?))
    }

    /// Why no rule found it: the widest thing that is wrong.
    fn unmatched_reason(&self, place: usize, hints: &Hints) -> &'static str {
        let keyed = &self.run.keyed;
        let (worker, project) = (NameId(hints.worker), NameId(hints.project));
        let is_engaged = |project| keyed.engagements.project.iter().any(|own| own.0 == project);
        if worker.is_some() && keyed.engagements.of(WorkerId(worker.0)).is_empty() {
            "worker_without_engagement"
        } else if project.is_some() && !is_engaged(project.0) {
            "project_without_engagement"
        } else if worker.is_some() && project.is_some() {
            "worker_not_on_project"
        } else if keyed.transfers.candidates[place] > 0 {
            "several_candidates"
        } else if MatchRule::ALL.iter().any(|&rule| hints.asks(rule)) {
            "no_candidate"
        } else {
            "says_too_little"
        }
    }

    /// Other rows behind the fate.
    fn others(&self, row: &TransferRow, place: usize) -> Vec<OtherRow> {
        let table = &self.run.keyed.transfers;
        let mut others = Vec::new();
        if matches!(table.fate[place], Fate::Duplicate | Fate::ConflictingDuplicate) {
            let record = self.own.iter().find(|other| {
                let fate = self.place_of(other.row).map(|place| table.fate[place]);
                let is_copy = |fate| matches!(fate, Fate::Duplicate | Fate::ConflictingDuplicate);
                fate.is_some_and(|fate| !is_copy(fate))
            });
            others.extend(record.and_then(|record| self.other("counts_instead", record, row)));
        }
        if table.taken_back_fen[place] > 0 && table.fate[place] != Fate::Reversal {
            let takes = |other: &&TransferRow| {
                let fate = self.place_of(other.row).map(|place| table.fate[place]);
                fate == Some(Fate::Reversal)
            };
            let reversing = self.reversing.iter().filter(takes);
            others.extend(reversing.filter_map(|other| self.other("reverses_it", other, other)));
        }
        if let Some(reversed) =
            (table.fate[place] == Fate::Reversal).then(|| self.reversed_by(place)).flatten()
        {
            others.push(OtherRow {
                relation: "is_reversed",
                transfer_id: name(&self.run.keyed.names.transfers, table.id[reversed].0),
                row: u64::from(table.row[reversed]),
                fate: table.fate[reversed].word(),
                amount: Fen(table.amount_fen[reversed]).to_string(),
                differs: Vec::new(),
            });
        }
        others
    }

    /// Another row, and where `here` differs from it.
    fn other(
        &self,
        relation: &'static str,
        other: &TransferRow,
        here: &TransferRow,
    ) -> Option<OtherRow> {
        let table = &self.run.keyed.transfers;
        let place = self.place_of(other.row)?;
        let cells = here.cells.iter().zip(&other.cells).enumerate();
        let differs = cells.filter(|(_, (given, other))| given != other).map(|(place, cells)| {
            Difference { field: column(place), given: cells.0.clone(), other: cells.1.clone() }
        });
        Some(OtherRow {
            relation,
            transfer_id: name(&self.run.keyed.names.transfers, table.id[place].0),
            row: other.row,
            fate: table.fate[place].word(),
            amount: Fen(table.amount_fen[place]).to_string(),
            differs: differs.collect(),
        })
    }

    /// What each rule leaves.
    fn trials(&self, matcher: &mut Matcher<'_>, hints: &Hints) -> Vec<RuleTrial> {
        let taken = matcher.find(hints).rule;
        let trials = matcher.left_by_each(hints).into_iter().zip(1_u8..);
        let trial = |((rule, left), number): ((MatchRule, Vec<u32>), u8)| RuleTrial {
            number,
            rule: rule.word().unwrap_or_default(),
            outcome: match left.len() {
                _ if rule == taken => "took",
                _ if rule > taken => "came_later",
                _ if !hints.asks(rule) => "not_asked",
                0 => "left_none",
                _ => "left_several",
            },
            candidates: left.len(),
            engagements: left.iter().take(SHOWN).map(|&place| self.pair(place)).collect(),
        };
        trials.map(trial).collect()
    }

    fn pair(&self, place: u32) -> Pair {
        let keyed = &self.run.keyed;
        let engagement = EngagementId(place).index();
        Pair {
            worker_id: name(&keyed.names.workers, keyed.engagements.worker[engagement].0),
            project_id: name_or_none(
                &keyed.names.projects,
                keyed.engagements.project[engagement].0,
            ),
        }
    }

    /// Where matching is not what stood against it: the change of the field that did.
    fn changes_of_fate(
        &self,
        matcher: &mut Matcher<'_>,
        hints: &Hints,
        place: usize,
    ) -> Vec<ChangeLine> {
        let keyed = &self.run.keyed;
        let table = &keyed.transfers;
        let found = matcher.find(hints);
        let Some(rule) = found.rule.word() else { return Vec::new() };
        let (field, from, to) = match table.fate[place] {
            Fate::AfterAsOf => {
                let paid = table.paid_day[place].to_string();
                ("as_of", Some(self.run.as_of.to_string()), Some(paid))
            }
            Fate::Pending | Fate::Returned | Fate::Failed => {
                ("status", Some(table.fate[place].word().into()), Some("settled".into()))
            }
            Fate::PayeeNotWorker => {
                let registered = keyed.pay_account[found.worker.index()];
                (
                    column(columns::PAYEE_ACCOUNT),
                    name_or_none(&keyed.names.accounts, hints.payee_account),
                    name_or_none(&keyed.names.accounts, registered.0),
                )
            }
            _ => return Vec::new(),
        };
        let (worker_id, project_id) = self.whose(found.worker, found.engagement);
        vec![ChangeLine { field, from, to, rule, worker_id, project_id }]
    }

    /// Worker and project of what was found.
    fn whose(&self, worker: WorkerId, engagement: EngagementId) -> (String, Option<String>) {
        let names = &self.run.keyed.names;
        let project = engagement.get().and_then(|engagement| {
            let project = self.run.keyed.engagements.project[engagement.index()];
            name_or_none(&names.projects, project.0)
        });
        (name(&names.workers, worker.0), project)
    }

    /// What is near an unmatched transfer.
    fn look_around(&self, matcher: &mut Matcher<'_>, hints: &Hints, verdict: &mut TransferVerdict) {
        let keyed = &self.run.keyed;
        let names = &keyed.names;
        let text = |field, value| Hints::text(names, field, value).map(str::to_owned);
        let around = nearby(keyed, matcher, hints);
        verdict.changes.extend(around.changes.iter().take(SHOWN).map(|change| {
            let (worker_id, project_id) = self.whose(change.worker, change.engagement);
            ChangeLine {
                field: column(change.field),
                from: text(change.field, hints.field(change.field)),
                to: change.to.and_then(|to| text(change.field, to)),
                rule: change.rule.word().unwrap_or_default(),
                worker_id,
                project_id,
            }
        }));
        verdict.near.extend(around.near.iter().take(SHOWN).map(|near| {
            let pair = self.pair(near.engagement.0);
            NearLine {
                worker_id: pair.worker_id,
                project_id: pair.project_id.unwrap_or_default(),
                agrees: near.agrees.iter().map(|&field| column(field)).collect(),
                differs: near
                    .differs
                    .iter()
                    .map(|&(field, own)| Difference {
                        field: column(field),
                        given: text(field, hints.field(field)),
                        other: own.and_then(|own| text(field, own)),
                    })
                    .collect(),
            }
        }));
    }

    /// Findings about a row of transfers, in order of precedence.
    fn findings(&self, row: u64) -> Vec<FindingLine> {
        let table = TableName::Transfers.word();
        let own = self.run.findings.iter();
        let mut own: Vec<(Code, FindingLine)> = own
            .filter(|finding| finding.table == table && finding.row == Some(row))
            .map(|finding| {
                let line = FindingLine {
                    code: finding.code.word(),
                    table: finding.table,
                    row: finding.row,
                    amount: finding.amount_fen.map(|fen| Fen(fen).to_string()),
                    detail: finding.detail.to_string(),
                    meaning: finding.code.meaning(),
                };
                (finding.code, line)
            })
            .collect();
        own.sort_unstable();
        own.into_iter().map(|(_, line)| line).collect()
    }
}
