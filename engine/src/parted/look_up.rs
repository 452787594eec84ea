//! Transfers that name no worker: small tables of ids say whose they are (step 4.2).

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::pieces::{Piece, days_source, text_source};
use super::transfers::{Met, UNPLACED, WANTED};
use super::{Cluster, Own};
use crate::basics::error::Result;
use crate::intake::key::Names;
use crate::intake::keyed::Keyed;
use crate::intake::resolve::{Hints, Lookup, Matcher};
use crate::intake::rows::NAME_NULL;
use crate::intake::settled::{Found, PartOf};
use crate::intake::source::Inputs;
use crate::intake::tables::TableName;
use crate::intake::tables::transfers as columns;
use crate::intake::take_in::take_in;
use crate::intake::transfer_findings::{engaged_projects, names_nobody_engaged};

/// What a bucket of workers knows of what is wanted.
pub(super) const KNOWN: &str = "known";

/// Names that transfers without a worker give.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Wanted {
    accounts: BTreeSet<String>,
    people: BTreeSet<String>,
    sheets: BTreeSet<String>,
    projects: BTreeSet<String>,
}

/// What is known of workers who may be meant.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Known {
    /// Worker, name, registered account.
    workers: Vec<(String, Option<String>, Option<String>)>,
    /// Worker and project of their engagements.
    engagements: Vec<(String, String)>,
    /// Sheet, worker, project and period of payroll lines on the sheets that are wanted.
    lines: Vec<[String; 4]>,
    /// Of the projects that are wanted those with an engagement.
    engaged: BTreeSet<String>,
}

/// Stands for whoever is engaged on a project; no id can be written so.
const SOMEBODY: &str = "\u{1}";

impl Cluster {
    /// What is wanted to know of the rows that have to be looked up.
    pub(super) fn wanted(&self, met: &Met, is_asked: &[bool]) -> Result<Vec<Piece>> {
        let mut wanted = Wanted::default();
        for row in (0..is_asked.len()).filter(|&row| is_asked[row]) {
            let mut add = |names: fn(&mut Wanted) -> &mut BTreeSet<String>, column| {
                if let Some(name) = met.name(column, row) {
                    names(&mut wanted).insert(name.to_owned());
                }
            };
            add(|wanted| &mut wanted.accounts, columns::PAYEE_ACCOUNT);
            add(|wanted| &mut wanted.people, columns::PAYEE_NAME);
            add(|wanted| &mut wanted.sheets, columns::PAYROLL_ID);
            add(|wanted| &mut wanted.projects, columns::PROJECT_ID);
        }
        let is_any = is_asked.iter().any(|&is_asked| is_asked);
        is_any.then(|| Piece::noted(0, WANTED, &wanted)).into_iter().collect()
    }

    /// What the workers of a bucket are to the transfers that have to be looked up. `pieces` are
    /// the rows of the bucket; `wanted` what [`Cluster::reversed`] gave under that name, all of it.
    ///
    /// # Errors
    ///
    /// What taking in the tables gives.
    ///
    /// Example: [`Cluster`].
    pub fn look_up(&self, wanted: &[Piece], pieces: &[Piece]) -> Result<Vec<Piece>> {
        let of_workers: Vec<Piece> = pieces
            .iter()
            .filter(|piece| piece.part != TableName::Transfers.word())
            .cloned()
            .collect();
        let inputs = self.inputs(Own::Pieces(&of_workers), &[], PartOf::Workers)?;
        Ok(vec![self.known(wanted, &inputs)?])
    }

    /// What the workers of a data set are to what is wanted.
    pub(super) fn known(&self, wanted: &[Piece], inputs: &Inputs) -> Result<Piece> {
        let mut all = Wanted::default();
        for piece in wanted {
            let more: Wanted = piece.read()?;
            all.accounts.extend(more.accounts);
            all.people.extend(more.people);
            all.sheets.extend(more.sheets);
            all.projects.extend(more.projects);
        }
        let threads = self.run.threads();
        let keyed = take_in(inputs, &self.policy, self.as_of, threads, &|_, _| Ok(()))?.keyed;
        Piece::noted(0, KNOWN, &known(&keyed, &all))
    }

    /// Whose the transfers are that name no worker, by the worker that was found. `known` is what
    /// [`Cluster::look_up`] gave, of all buckets.
    ///
    /// # Errors
    ///
    /// What taking in the tables gives.
    ///
    /// Example: [`Cluster`].
    pub fn place(&self, known: &[Piece], pieces: &[Piece]) -> Result<Vec<Piece>> {
        let Some((batch, mut met)) = self.met(pieces, UNPLACED)? else { return Ok(Vec::new()) };
        let own = TableName::Transfers.word();
        let unplaced = pieces.iter().filter(|piece| piece.part == UNPLACED);
        let rows: Vec<Piece> =
            unplaced.map(|piece| Piece { part: own.to_owned(), ..piece.clone() }).collect();
        let inputs = self.inputs(Own::Pieces(&rows), &[TableName::Projects], PartOf::Workers)?;
        let buckets = self.set_found(&mut met, known, inputs)?;
        met.pieces(own, &batch, |row| Some(buckets[row]))
    }

    /// Whose rows are that name no worker, where `inputs` has these rows and no others. Gives the
    /// bucket of each.
    pub(super) fn set_found(
        &self,
        met: &mut Met,
        known: &[Piece],
        inputs: Inputs,
    ) -> Result<Vec<u32>> {
        let mut all = Known::default();
        for piece in known {
            let more: Known = piece.read()?;
            all.workers.extend(more.workers);
            all.engagements.extend(more.engagements);
            all.lines.extend(more.lines);
            all.engaged.extend(more.engaged);
        }
        let inputs = self.with_known(inputs, &all)?;
        let keyed = take_in(&inputs, &self.policy, self.as_of, 1, &|_, _| Ok(()))?.keyed;
        let lookup = Lookup::new(&keyed);
        let is_engaged = engaged_projects(&keyed);
        let mut matcher = Matcher::new(&keyed, &lookup);
        for row in 0..met.rows.len() {
            let hints = hints(met, row, &keyed);
            let found = matcher.find(&hints);
            let nobody = names_nobody_engaged(&keyed, &is_engaged, hints.worker, hints.project);
            met.settled[row].found = Some(Box::new(Found::of(&found, &keyed, nobody)));
        }
        let bucket = |row: usize| {
            let found = met.settled[row].found.as_ref().and_then(|found| found.worker.as_deref());
            self.bucket(found.or_else(|| met.name(columns::TRANSFER_ID, row)))
        };
        Ok((0..met.rows.len()).map(bucket).collect())
    }

    /// The data set with tables of what is known.
    fn with_known(&self, mut inputs: Inputs, known: &Known) -> Result<Inputs> {
        let told = [TableName::Workers, TableName::Payroll, TableName::Attendance];
        let mut rows_of = inputs.rows_of.as_deref().cloned().unwrap_or_default();
        rows_of.retain(|table, _| !told.contains(table));
        inputs.rows_of = Some(Arc::new(rows_of));
        let workers: Vec<[Option<&str>; 3]> = (known.workers.iter())
            .map(|row| [Some(row.0.as_str()), row.1.as_deref(), row.2.as_deref()])
            .collect();
        let lines: Vec<[Option<&str>; 5]> = (known.lines.iter())
            .map(|[sheet, worker, project, period]| {
                [Some(&**sheet), Some(&**worker), Some(&**project), Some(&**period), Some("0")]
            })
            .collect();
        let engaged = known.engaged.iter().map(|project| (SOMEBODY, project.as_str()));
        let pairs = known.engagements.iter().map(|pair| (pair.0.as_str(), pair.1.as_str()));
        let pairs: Vec<(&str, &str)> = pairs.chain(engaged).collect();
        let names = ["payroll_id", "worker_id", "project_id", "period", "net"];
        Ok(inputs
            .with(
                TableName::Workers,
                text_source(["worker_id", "worker_name", "pay_account"], &workers)?,
            )
            .with(TableName::Payroll, text_source(names, &lines)?)
            .with(TableName::Attendance, days_source(&pairs, self.as_of.0)?))
    }
}

/// What a data set says of what is wanted.
fn known(keyed: &Keyed, wanted: &Wanted) -> Known {
    let mut known = Known::default();
    let names = &keyed.names;
    let text = |names: &Names, number: u32| names.get(number).map(str::to_owned);
    for worker in 0..names.workers.len() {
        let worker = crate::basics::ids::WorkerId(u32::try_from(worker).unwrap_or(u32::MAX));
        let name = text(&names.people, keyed.worker_name[worker.index()].0);
        let account = text(&names.accounts, keyed.pay_account[worker.index()].0);
        let own = keyed.engagements.of(worker);
        let mut is_meant = name.as_ref().is_some_and(|name| wanted.people.contains(name))
            || account.as_ref().is_some_and(|account| wanted.accounts.contains(account));
        let id = text(&names.workers, worker.0).unwrap_or_default();
        let mut pairs = Vec::new();
        for place in own {
            let project = text(&names.projects, keyed.engagements.project[place].0);
            let project = project.unwrap_or_default();
            let engagement = crate::basics::ids::EngagementId(u32::try_from(place).unwrap_or(0));
            for line in keyed.payroll.of(engagement) {
                let sheet = text(&names.sheets, line.sheet.0).unwrap_or_default();
                if wanted.sheets.contains(&sheet) {
                    is_meant = true;
                    known.lines.push([sheet, id.clone(), project.clone(), line.month.to_string()]);
                }
            }
            if wanted.projects.contains(&project) {
                known.engaged.insert(project.clone());
            }
            pairs.push((id.clone(), project));
        }
        if is_meant {
            known.engagements.extend(pairs);
            known.workers.push((id, name, account));
        }
    }
    known
}

/// What a row says, in the numbers of the data set.
fn hints(met: &Met, row: usize, keyed: &Keyed) -> Hints {
    let names = &keyed.names;
    let number = |names: &Names, column: usize| {
        met.name(column, row).map_or(NAME_NULL, |name| names.find(name).unwrap_or(NAME_NULL))
    };
    Hints {
        worker: number(&names.workers, columns::WORKER_ID),
        project: number(&names.projects, columns::PROJECT_ID),
        payer_account: number(&names.accounts, columns::PAYER_ACCOUNT),
        payee_account: number(&names.accounts, columns::PAYEE_ACCOUNT),
        payee_name: number(&names.people, columns::PAYEE_NAME),
        sheet: number(&names.sheets, columns::PAYROLL_ID),
    }
}
