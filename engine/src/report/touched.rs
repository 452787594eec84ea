//! What a commit of attendance changed, without making the tables of both states: numbers are
//! compared first, and rows are made of what differs alone.

use std::ops::Range;

use arrow_array::RecordBatch;

use super::differing::{Differing, Rows, differing};
use super::tables::worker_totals::{self, Totals, WorkerTotal};
use super::tables::{OutputTable, batches, matches, transfer_fates};
use crate::basics::error::Result;
use crate::basics::finding::Finding;
use crate::basics::ids::{EngagementId, WorkerId};
use crate::intake::keyed::Keyed;
use crate::intake::read::parallel::{each, mapped};
use crate::oversight::causes::Cause;
use crate::oversight::matches::{MatchLine, MatchLines};
use crate::oversight::warnings::state::Warning;
use crate::reconciliation::before::Before;
use crate::reconciliation::{Chunk, Reconciliation};
use crate::wages::allocations::Allocations;
use crate::wages::worker_periods::WorkerPeriods;

/// Rows of one of two states, those that are the same in both left out.
#[derive(Default)]
struct Cut {
    chunks: Vec<Chunk>,
    causes: Vec<Cause>,
    findings: Vec<Finding>,
    warnings: Vec<Warning>,
    totals: Vec<WorkerTotal>,
    /// Places of transfers.
    transfers: Vec<usize>,
    /// Of projects, by their places, the months whose three-way match differs.
    matched: Vec<(usize, MatchLines)>,
}

/// Tables of which rows are cut.
const CUT: [OutputTable; 8] = [
    OutputTable::WorkerPeriods,
    OutputTable::WorkerTotals,
    OutputTable::TransferFates,
    OutputTable::Allocations,
    OutputTable::Findings,
    OutputTable::Causes,
    OutputTable::Warnings,
    OutputTable::Matches,
];

/// Tables of which anything may differ: made whole, and made of the rows that are cut.
struct Tables {
    whole: Vec<OutputTable>,
    cut: Vec<OutputTable>,
}

/// A table and its rows.
type Made = (OutputTable, Vec<RecordBatch>);

/// What differs between a result and what it was before, table by table as
/// [`changes`](super::changes::changes) tells it.
///
/// # Errors
///
/// As [`changes`](super::changes::changes).
pub(crate) fn changes_since(
    result: &mut Reconciliation,
    before: &mut Before,
) -> Result<Vec<Vec<Differing>>> {
    let causes = [before.causes.clone(), before.causes_after(result)];
    let mut cuts = cuts(result, before, causes);
    [cuts[0].totals, cuts[1].totals] = cut_totals(result, before);
    let cut = CUT.into_iter().filter(|&table| cuts.iter().any(|cut| cut.has(table))).collect();
    let tables = Tables { whole: whole_tables(result, before), cut };
    before.exchange(result);
    let made = made(result, &mut cuts[0], &tables);
    before.exchange(result);
    let old = made?;
    let new = self::made(result, &mut cuts[1], &tables)?;
    let pairs: Vec<(Made, Made)> = old.into_iter().zip(new).collect();
    each(pairs, |((table, old), (_, new))| {
        let rows = |batches: Vec<RecordBatch>| Box::new(batches.into_iter().map(Ok)) as Rows<'_>;
        differing(table, [rows(old), rows(new)])
    })
}

/// Tables that are small, and those of which no rows can be cut.
fn whole_tables(result: &Reconciliation, before: &Before) -> Vec<OutputTable> {
    // Worker-periods are in the order of engagements.
    let is_paid_alike = |(place, chunk): &(usize, Chunk)| {
        let now = &result.chunks[*place];
        let worked = [chunk, now].map(|of| of.periods.engagement.chunk_by(|a, b| a == b));
        let [was, is] = worked.map(|runs| runs.map(|run| run[0]));
        was.eq(is) && paid(chunk) == paid(now)
    };
    let are_paid_alike = mapped(before.chunks.iter().collect(), is_paid_alike);
    let are_paid_alike = are_paid_alike.into_iter().all(|is_alike| is_alike);
    let is_wanted = |table: &OutputTable| match table {
        OutputTable::Population => !are_paid_alike,
        OutputTable::CreditFlags => before.people != result.people,
        _ => true,
    };
    let tables = OutputTable::ALL.into_iter().filter(|table| !table.is_detail());
    tables.filter(|table| !CUT.contains(table) && is_wanted(table)).collect()
}

/// Engagements that something was paid of, each once.
fn paid(of: &Chunk) -> Vec<EngagementId> {
    let runs = of.allocations.engagement.chunk_by(|a, b| a == b);
    let mut engagements: Vec<EngagementId> = runs.map(|run| run[0]).collect();
    engagements.sort_unstable();
    engagements.dedup();
    engagements
}

/// Both states without what is the same in them, but for totals of workers.
fn cuts(result: &Reconciliation, before: &Before, [was, is]: [Vec<Cause>; 2]) -> [Cut; 2] {
    let mut cuts = [Cut::default(), Cut::default()];
    let chunks = mapped(before.chunks.iter().collect(), |(place, old)| {
        let new = &result.chunks[*place];
        let [mut was, mut is] = cut_periods(&old.periods, &new.periods);
        [was.allocations, is.allocations] =
            cut_allocations(&result.keyed, &old.allocations, &new.allocations);
        (was, is)
    });
    (cuts[0].chunks, cuts[1].chunks) = chunks.into_iter().unzip();
    let key = |cause: &Cause| (cause.engagement, cause.month);
    [cuts[0].causes, cuts[1].causes] = cut(&was, &is, key);
    let key = |warning: &Warning| (warning.rule, warning.subject);
    [cuts[0].warnings, cuts[1].warnings] =
        cut(&before.warnings.warnings, &result.warnings.warnings, key);
    let now = &result.findings[before.first_findings..];
    if before.findings != now {
        [cuts[0].findings, cuts[1].findings] = [before.findings.clone(), now.to_vec()];
    }
    if let Some(was) = &before.advance_fen {
        let [was, is] = cut(was.rows(), result.keyed.transfers.advance_fen.rows(), |row| row.0);
        let mut transfers: Vec<usize> = was.iter().chain(&is).map(|row| row.0 as usize).collect();
        transfers.sort_unstable();
        transfers.dedup();
        cuts.iter_mut().for_each(|cut| cut.transfers.clone_from(&transfers));
    }
    let matches = [before.partial.matches(), result.partial.matches()];
    for project in 0..matches.map(<[_]>::len).into_iter().max().unwrap_or(0) {
        let lines = matches.map(|of| of.get(project).map_or(&[][..], MatchLines::lines));
        if lines[0] != lines[1] {
            let differing = cut(lines[0], lines[1], MatchLine::month);
            for (cut, lines) in cuts.iter_mut().zip(differing) {
                cut.matched.push((project, MatchLines::of(lines)));
            }
        }
    }
    cuts
}

/// Rows of two states in the order of a key, without the groups of one key that both have alike.
fn cut<T: Clone + PartialEq, K: Ord>(was: &[T], is: &[T], key: impl Fn(&T) -> K) -> [Vec<T>; 2] {
    let (mut was, mut is) = (was, is);
    let mut left = [Vec::new(), Vec::new()];
    loop {
        let least = was.first().map(&key).into_iter().chain(is.first().map(&key)).min();
        let Some(least) = least else { return left };
        let end = |rows: &[T]| {
            let other = rows.iter().position(|row| key(row) != least);
            other.unwrap_or(rows.len())
        };
        let (old, old_rest) = was.split_at(end(was));
        let (new, new_rest) = is.split_at(end(is));
        if old != new {
            left[0].extend_from_slice(old);
            left[1].extend_from_slice(new);
        }
        (was, is) = (old_rest, new_rest);
    }
}

/// Worker-periods that one state alone has or that differ.
fn cut_periods(was: &WorkerPeriods, is: &WorkerPeriods) -> [Chunk; 2] {
    let mut left = [Chunk::default(), Chunk::default()];
    if let Some(differs) = was.differing_rows(is) {
        for (row, _) in differs.into_iter().enumerate().filter(|row| row.1) {
            left[0].periods.push_row(was, row);
            left[1].periods.push_row(is, row);
        }
        return left;
    }
    let (mut row, mut at) = (0, 0);
    while row < was.len() || at < is.len() {
        let key = |of: &WorkerPeriods, row: usize| {
            (row < of.len()).then(|| (of.engagement[row], of.month[row]))
        };
        let (old, new) = (key(was, row), key(is, at));
        let takes_old = old.is_some() && (new.is_none() || old <= new);
        let takes_new = new.is_some() && (old.is_none() || new <= old);
        if !(takes_old && takes_new && was.is_same_row(row, is, at)) {
            if takes_old {
                left[0].periods.push_row(was, row);
            }
            if takes_new {
                left[1].periods.push_row(is, at);
            }
        }
        row += usize::from(takes_old);
        at += usize::from(takes_new);
    }
    left
}

/// Allocations of each worker from the first that differs to the last; both are in the order of
/// workers.
fn cut_allocations(keyed: &Keyed, was: &Allocations, is: &Allocations) -> [Allocations; 2] {
    let mut left = [Allocations::default(), Allocations::default()];
    if was == is {
        return left;
    }
    let worker = |of: &Allocations, row: usize| {
        let engagement = of.engagement.get(row)?;
        Some(keyed.engagements.worker[engagement.index()])
    };
    let (mut row, mut at) = (0, 0);
    loop {
        let least = worker(was, row).into_iter().chain(worker(is, at)).min();
        if least.is_none() {
            return left;
        }
        let end = |of: &Allocations, from: usize| {
            (from..=of.engagement.len()).find(|&row| worker(of, row) != least).unwrap_or(from)
        };
        let (old, new) = (row..end(was, row), at..end(is, at));
        // A day moves what the last transfers paid.
        let is_same = |(row, at): &(usize, usize)| was.is_same_row(*row, is, *at);
        let first = old.clone().zip(new.clone()).take_while(is_same).count();
        let rest = [old.start + first..old.end, new.start + first..new.end];
        let last = rest[0].clone().rev().zip(rest[1].clone().rev()).take_while(is_same).count();
        left[0].push_rows(was, rest[0].start..rest[0].end - last);
        left[1].push_rows(is, rest[1].start..rest[1].end - last);
        (row, at) = (old.end, new.end);
    }
}

/// Totals that differ: of the workers whose chunks were computed anew, of all where means at hand
/// have moved between workers.
fn cut_totals(result: &Reconciliation, before: &Before) -> [Vec<WorkerTotal>; 2] {
    let now_fen = &result.keyed.transfers.advance_fen;
    let was_fen = before.advance_fen.as_ref().unwrap_or(now_fen);
    let was = Totals::new(result, was_fen, &before.figures.engagement_covered_fen);
    let is = Totals::new(result, now_fen, &result.figures.engagement_covered_fen);
    let all = worker_totals::all_workers(result);
    let (mut parts, mut place, mut worker) = (Vec::new(), 0, all.start);
    for ((at, chunk), own) in before.chunks.iter().zip(&before.workers) {
        let between = &result.chunks[place..*at];
        parts.push((worker..own.start, [between, between]));
        parts.push((own.clone(), [std::slice::from_ref(chunk), &result.chunks[*at..=*at]]));
        (place, worker) = (at + 1, own.end);
    }
    let rest = &result.chunks[place..];
    parts.push((worker..all.end, [rest, rest]));
    if is_covered_alike(result, before) {
        parts.retain(|(_, [was, is])| !std::ptr::eq(*was, *is));
    }
    let cut_part = |(workers, [old, new]): (Range<WorkerId>, [&[Chunk]; 2])| {
        let [was, is] = [was.of(old, workers.clone()), is.of(new, workers)];
        let [was, is] = cut(&was, &is, WorkerTotal::worker);
        (was, is)
    };
    let (was, is): (Vec<_>, Vec<_>) = mapped(parts, cut_part).into_iter().unzip();
    [was.concat(), is.concat()]
}

/// Whether the cover of the arrears of all other workers is what it was.
fn is_covered_alike(result: &Reconciliation, before: &Before) -> bool {
    let covers = [&before.figures, &result.figures].map(|of| &of.engagement_covered_fen);
    let of_worker = &result.keyed.engagements.of_worker;
    let mut start = 0;
    let is_same = |from: usize, end: usize| covers[0].get(from..end) == covers[1].get(from..end);
    for workers in &before.workers {
        if !is_same(start, of_worker[workers.start.index()] as usize) {
            return false;
        }
        start = of_worker[workers.end.index()] as usize;
    }
    is_same(start, covers[0].len().max(covers[1].len()))
}

/// The rows of the tables of a state, in their order.
fn made(result: &mut Reconciliation, cut: &mut Cut, tables: &Tables) -> Result<Vec<Made>> {
    let totals = std::mem::take(&mut cut.totals);
    let transfers = std::mem::take(&mut cut.transfers);
    let matched = std::mem::take(&mut cut.matched);
    let of_cut = |result: &Reconciliation, table: OutputTable| -> Result<Vec<RecordBatch>> {
        match table {
            OutputTable::WorkerTotals => {
                worker_totals::batches_of(result, totals.iter().cloned()).collect()
            }
            OutputTable::TransferFates => {
                let rows = std::iter::once(transfers.iter().copied());
                let rows = rows.filter(|_| !transfers.is_empty());
                transfer_fates::batches_of(result, rows).collect()
            }
            OutputTable::Matches => {
                matches::batches_of(result, matched.iter().map(|(place, own)| (*place, own)))
                    .collect()
            }
            table => batches(result, table).collect(),
        }
    };
    let of_all = |table| Ok((table, batches(result, table).collect::<Result<Vec<_>>>()?));
    let mut all: Vec<Made> = each(tables.whole.clone(), of_all)?;
    cut.exchange(result);
    let made = each(tables.cut.clone(), |table| Ok((table, of_cut(result, table)?)));
    cut.exchange(result);
    all.extend(made?);
    let place = |table| OutputTable::ALL.iter().position(|own| *own == table);
    all.sort_by_key(|made: &Made| place(made.0));
    Ok(all)
}

impl Cut {
    /// Whether any row of a table is left.
    fn has(&self, table: OutputTable) -> bool {
        let is_worked = || self.chunks.iter().any(|chunk| !chunk.periods.is_empty());
        match table {
            OutputTable::WorkerPeriods => is_worked(),
            // Worker-periods carry findings as flags.
            OutputTable::Findings => !self.findings.is_empty() || is_worked(),
            OutputTable::WorkerTotals => !self.totals.is_empty(),
            OutputTable::TransferFates => !self.transfers.is_empty(),
            OutputTable::Allocations => {
                self.chunks.iter().any(|chunk| !chunk.allocations.transfer.is_empty())
            }
            OutputTable::Causes => !self.causes.is_empty(),
            OutputTable::Matches => !self.matched.is_empty(),
            OutputTable::Warnings => !self.warnings.is_empty(),
            _ => true,
        }
    }

    /// Exchanges its rows for those of the result.
    fn exchange(&mut self, result: &mut Reconciliation) {
        std::mem::swap(&mut self.chunks, &mut result.chunks);
        std::mem::swap(&mut self.causes, &mut result.causes);
        std::mem::swap(&mut self.findings, &mut result.findings);
        std::mem::swap(&mut self.warnings, &mut result.warnings.warnings);
    }
}
