//! `six_systems`: what each project must have in place, one row a project and system.

use arrow_array::ArrayRef;

use super::arrays::{NameColumn, Words};
use super::{Batches, Column, Kind, OutputTable, ranges};
use crate::basics::error::Result;
use crate::oversight::deposit::clause::DepositClauseName;
use crate::oversight::six_systems::{BASES, System, SystemRow, SystemState};
use crate::reconciliation::Reconciliation;

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("project_id", Kind::Id, "The project."),
    Column::new("system", Kind::Code, "What must be in place."),
    Column::new("state", Kind::Code, "How it stands."),
    Column::new("basis", Kind::Code, "What decided; of a deposit also its clause."),
];

/// The batches: the projects of `project_totals`.
pub(super) fn batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let projects = NameColumn::new(&reconciliation.keyed.names.projects);
    let figures = &reconciliation.figures;
    let mut order = System::ALL;
    order.sort_by_key(|system| system.word());
    let rows: Vec<SystemRow> = figures
        .projects
        .iter()
        .flat_map(|row| {
            let standings = &figures.standings[row.project.index()];
            order.map(|system| SystemRow {
                project: row.project,
                system,
                standing: standings[system as usize],
            })
        })
        .collect();
    let systems = Words::new(System::ALL.iter().map(|system| system.word()));
    let states = Words::new(SystemState::ALL.iter().map(|state| state.word()));
    let clauses = DepositClauseName::ALL.iter().map(|clause| clause.word());
    let bases = Words::occurring(BASES.into_iter().chain(clauses));
    let columns = ranges(rows.len()).map(move |range| -> Result<Vec<ArrayRef>> {
        let rows = &rows[range];
        Ok(vec![
            projects.array(rows.iter().map(|row| row.project.0))?,
            systems.array(rows.iter().map(|row| Some(row.system as usize)))?,
            states.array(rows.iter().map(|row| Some(row.standing.state as usize)))?,
            bases.array(rows.iter().map(|row| bases.find(row.standing.basis)))?,
        ])
    });
    Batches::new(OutputTable::SixSystems, columns)
}
