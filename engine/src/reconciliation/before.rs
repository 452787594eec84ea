//! What a commit of attendance changed of a result, so that both states can be told apart.

use std::ops::Range;

use super::{Chunk, Reconciliation};
use crate::basics::finding::{AccountingLine, Finding};
use crate::basics::ids::WorkerId;
use crate::intake::transfers::SparseFen;
use crate::oversight::Figures;
use crate::oversight::causes::Cause;
use crate::oversight::partial::Partial;
use crate::oversight::people::{PeopleFigures, PeoplePartial};
use crate::oversight::warnings::state::Warnings;

/// What a result was before a commit: all that a commit of attendance changes of it but the
/// timesheet.
#[derive(Debug)]
pub(crate) struct Before {
    /// Chunks that were computed anew, with their numbers, which rise.
    pub chunks: Vec<(usize, Chunk)>,
    /// Workers of these chunks.
    pub workers: Vec<Range<WorkerId>>,
    /// Sums of projects.
    pub partial: Partial,
    /// Sums of employers and debtors.
    pub people_sums: PeoplePartial,
    /// Step 7.
    pub figures: Figures,
    /// Step 8.
    pub warnings: Warnings,
    /// Cases, employers and credit.
    pub people: PeopleFigures,
    /// Findings after the first [`Self::first_findings`], which stay.
    pub findings: Vec<Finding>,
    /// How many findings stay.
    pub first_findings: usize,
    /// Rows and money.
    pub accounting: Vec<AccountingLine>,
    /// Advances of transfers, where others came of it.
    pub advance_fen: Option<SparseFen>,
    /// Causes of the arrears of the workers, or of all where [`Self::are_all_causes`].
    pub causes: Vec<Cause>,
    /// Whether the causes of all workers were found anew.
    pub are_all_causes: bool,
}

impl Before {
    /// Workers whose wages were computed anew.
    pub(crate) fn workers_computed(&self) -> u64 {
        self.workers.iter().map(|own| u64::from(own.end.0.saturating_sub(own.start.0))).sum()
    }

    /// Exchanges what it keeps for what the result has, causes aside.
    pub(crate) fn exchange(&mut self, result: &mut Reconciliation) {
        use std::mem::swap;
        for (place, chunk) in &mut self.chunks {
            swap(chunk, &mut result.chunks[*place]);
        }
        swap(&mut self.partial, &mut result.partial);
        swap(&mut self.people_sums, &mut result.people_sums);
        swap(&mut self.figures, &mut result.figures);
        swap(&mut self.warnings, &mut result.warnings);
        swap(&mut self.people, &mut result.people);
        let own = result.findings.split_off(self.first_findings);
        result.findings.extend(std::mem::replace(&mut self.findings, own));
        swap(&mut self.accounting, &mut result.accounting);
        if let Some(advance_fen) = &mut self.advance_fen {
            swap(advance_fen, &mut result.keyed.transfers.advance_fen);
        }
    }

    /// The causes that stand now in the place of those it keeps.
    pub(crate) fn causes_after<'r>(&'r self, result: &'r Reconciliation) -> Vec<Cause> {
        if self.are_all_causes {
            return result.causes.clone();
        }
        let mut after = Vec::new();
        for own in &self.workers {
            let of_worker = &result.keyed.engagements.of_worker;
            let end = |worker: WorkerId| of_worker[worker.index()] as usize;
            let at =
                |end: usize| result.causes.partition_point(|cause| cause.engagement.index() < end);
            after.extend_from_slice(&result.causes[at(end(own.start))..at(end(own.end))]);
        }
        after
    }
}
