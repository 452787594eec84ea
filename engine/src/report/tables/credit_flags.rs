//! `credit_flags`: arrears that reach the amounts of the crime, with the worker-periods they rest
//! on. A flag for a human, never a verdict.

use arrow_array::ArrayRef;

use super::arrays::{self, NameColumn, Words};
use super::{Batches, Column, Kind, OutputTable, ranges};
use crate::basics::error::Result;
use crate::basics::ids::{ProjectId, WorkerId};
use crate::intake::keyed::Keyed;
use crate::oversight::credit::crime::{CrimeFlag, Debtor, FlagRow};
use crate::reconciliation::Reconciliation;

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("flag", Kind::Code, "Which amount was reached."),
    Column::new("subject", Kind::Code, "In which role the firm owes."),
    Column::new("subject_id", Kind::Id, "The firm."),
    Column::or_null("region_code", Kind::Id, "The province; null: not known."),
    Column::new("worker_id", Kind::Id, "The worker."),
    Column::new("project_id", Kind::Id, "The project."),
    Column::new("period", Kind::Period, "The wage month."),
    Column::new("arrears", Kind::Money, "Arrears of that worker-period, in yuan."),
    Column::new("threshold", Kind::Money, "The amount of the province, in yuan."),
    Column::new("subject_workers", Kind::Count, "Workers the firm owes in the province."),
    Column::new("subject_arrears", Kind::Money, "All it owes in the province, in yuan."),
];

/// What the rows are sorted by.
pub(super) const SORT_KEY: &[&str] =
    &["flag", "subject", "subject_id", "region_code", "worker_id", "project_id", "period"];

/// The words of the column `flag`.
const FLAGS: [&str; 2] = ["crime_one_worker", "crime_ten_workers"];

/// A row with the flag it rests on.
#[derive(Clone, Copy)]
struct Line<'a> {
    row: FlagRow,
    flag: &'a CrimeFlag,
    worker: WorkerId,
    project: ProjectId,
}

/// The rows, one worker before ten.
fn lines(reconciliation: &Reconciliation) -> Vec<Line<'_>> {
    let people = &reconciliation.people;
    let engagements = &reconciliation.keyed.engagements;
    let mut rows = people.flag_rows.clone();
    rows.sort_by_key(|row| (!row.is_one_worker, row.flag, row.engagement, row.month));
    rows.into_iter()
        .map(|row| Line {
            row,
            flag: &people.flags[row.flag as usize],
            worker: engagements.worker[row.engagement.index()],
            project: engagements.project[row.engagement.index()],
        })
        .collect()
}

/// The id of a debtor as it was given.
fn id(keyed: &Keyed, debtor: Debtor) -> &str {
    let name = match debtor {
        Debtor::Contractor(contractor) => keyed.names.contractors.get(contractor.0),
        Debtor::Employer(employer) => keyed.names.employers.get(employer.0),
    };
    name.unwrap_or_default()
}

/// The batches.
pub(super) fn batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let keyed = &reconciliation.keyed;
    let workers = NameColumn::new(&keyed.names.workers);
    let projects = NameColumn::new(&keyed.names.projects);
    let flags = Words::new(FLAGS.into_iter());
    let subjects = Words::new(Debtor::WORDS.into_iter());
    let lines = lines(reconciliation);
    let columns = ranges(lines.len()).map(move |range| -> Result<Vec<ArrayRef>> {
        let lines = &lines[range];
        let provinces: Vec<String> = lines
            .iter()
            .map(|line| line.flag.province.map_or(String::new(), |region| region.to_string()))
            .collect();
        let threshold = |line: &Line<'_>| {
            if line.row.is_one_worker {
                line.flag.one_worker_fen
            } else {
                line.flag.ten_workers_fen
            }
        };
        let count = |line: &Line<'_>| i64::try_from(line.flag.sums.workers).unwrap_or(i64::MAX);
        let word = |line: &Line<'_>| subjects.find(line.flag.debtor.word());
        Ok(vec![
            flags.array(lines.iter().map(|line| Some(usize::from(!line.row.is_one_worker))))?,
            subjects.array(lines.iter().map(word))?,
            arrays::texts(lines.iter().map(|line| id(keyed, line.flag.debtor))),
            arrays::texts(provinces.iter().map(String::as_str)),
            workers.array(lines.iter().map(|line| line.worker.0))?,
            projects.array(lines.iter().map(|line| line.project.0))?,
            arrays::months(lines.iter().map(|line| Some(line.row.month))),
            arrays::money(lines.iter().map(|line| line.row.arrears_fen), "arrears of a flag")?,
            arrays::money(lines.iter().map(threshold), "threshold of a flag")?,
            arrays::counts(lines.iter().map(count)),
            arrays::money(
                lines.iter().map(|line| line.flag.sums.arrears_fen),
                "arrears of a debtor",
            )?,
        ])
    });
    Batches::new(OutputTable::CreditFlags, columns)
}
