//! A run that is kept, so that a commit of attendance computes only the workers it touches.
//!
//! ```text
//! attendance rows → cells (intake::touched) → their workers' chunks anew (3, 5, 6)
//!                 → sums: a tree over all chunks, of which the touched branches are added anew
//!                 → figures (7), causes and warnings of these workers (8)
//! ```
//!
//! The first computation is the same function with every chunk touched. Holds: after any commits
//! the result is that of one run over the rows that stand.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

use super::standing::{Done, StandingChunk, Stands, WorkerMonth, within};
use super::{
    CountedByWorker, Run, are_causes_shared, counted_by_worker, earlier, figures_of, people, why,
    why_of, work_chunk,
};
use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::basics::ids::{EngagementId, WorkerId};
use crate::basics::policy::Policy;
use crate::intake::kept_fold::KeptFold;
use crate::intake::read::ReadOptions;
use crate::intake::read::parallel::{each, with_threads};
use crate::intake::source::Inputs;
use crate::intake::tables::TableName;
use crate::intake::take_in::TakenIn;
use crate::intake::touched::{Standing, Touched, touched};
use crate::intake::transfers::SparseFen;
use crate::oversight::Figures;
use crate::oversight::causes::Cause;
use crate::oversight::credit::crime::CrimeRules;
use crate::oversight::deposit::required::DepositFacts;
use crate::oversight::partial::Partial;
use crate::oversight::people::{PeopleFigures, PeoplePartial};
use crate::oversight::warnings::state::Warnings;
use crate::reconciliation::balance::{self, PeriodSums, TransferSums};
use crate::reconciliation::before::Before;
use crate::reconciliation::{
    Chunk, Reconciliation, count_findings, findings_of_figures, findings_of_periods,
    findings_of_published_rates, name_places,
};
use crate::wages::due::{DueNotes, rules};

/// Chunks at most: a commit that touches one worker computes one chunk.
const CHUNKS: usize = 256;
/// Sums that are added up to one.
const BRANCHES: usize = 16;
/// Workers of a chunk at least.
const CHUNK_WORKERS: usize = 4;

/// What is kept beside a result.
#[derive(Debug)]
pub(crate) struct KeptRun {
    /// [`TakenIn::rank`].
    rank: Vec<u32>,
    chunks: Vec<KeptChunk>,
    sums: Tree,
    /// Findings of the inputs, counted by project.
    counted: Partial,
    /// How many findings stand before those of worker-periods and figures.
    first_findings: usize,
    /// Overdue arrears by engagement.
    arrears_fen: Vec<i64>,
    deposit_rows: Vec<u64>,
    paid: CountedByWorker,
    /// Sums of transfers.
    transfers: TransferSums,
}

/// What is kept of neighbouring workers.
#[derive(Debug, Default)]
struct KeptChunk {
    workers: Range<usize>,
    /// Transfer and what it could not place.
    advances: Vec<(u32, i64)>,
    notes: DueNotes,
    periods: PeriodSums,
}

/// Chunks with their numbers, which rise.
type Chunks = Vec<(usize, Chunk)>;

/// Sums of chunks, and of [`BRANCHES`] of these, up to those of all.
#[derive(Debug, Default)]
struct Tree {
    /// The chunks, and above each list what its [`BRANCHES`] come to; the last has one.
    levels: Vec<Vec<Sums>>,
}

/// Sums that merge.
#[derive(Clone, Debug, Default)]
struct Sums {
    partial: Partial,
    people: PeoplePartial,
}

impl Tree {
    /// Of so many chunks, which have nothing yet.
    fn of(chunks: usize) -> Self {
        let mut levels = vec![vec![Sums::default(); chunks.max(1)]];
        while let Some(count) = levels.last().map(Vec::len).filter(|&count| count > 1) {
            levels.push(vec![Sums::default(); count.div_ceil(BRANCHES)]);
        }
        Self { levels }
    }

    /// Sets the sums of some chunks, whose numbers rise, and adds up what stands above them.
    fn set(&mut self, chunks: impl Iterator<Item = (usize, Sums)>) -> Result<()> {
        let (mut above, mut projects) = (Vec::new(), BTreeSet::new());
        for (chunk, sums) in chunks {
            let own = &mut self.levels[0][chunk];
            projects.extend(sums.partial.differing_projects(&own.partial));
            *own = sums;
            above.push(chunk / BRANCHES);
        }
        for level in 1..self.levels.len() {
            above.dedup();
            let (below, own) = self.levels.split_at_mut(level);
            let mut touched = above.iter().peekable();
            let nodes = own[0].iter_mut().zip(below[level - 1].chunks(BRANCHES)).enumerate();
            let nodes = nodes.filter(|(place, _)| touched.next_if_eq(&place).is_some());
            each(nodes.map(|own| own.1).collect(), |(node, parts)| {
                let partials: Vec<&Partial> = parts.iter().map(|part| &part.partial).collect();
                node.partial.set_all(&partials, &projects)?;
                let mut people = parts.iter().map(|part| &part.people);
                node.people = people.try_fold(PeoplePartial::default(), PeoplePartial::merge)?;
                Ok(())
            })?;
            above.iter_mut().for_each(|node| *node /= BRANCHES);
        }
        Ok(())
    }

    /// The sums of all.
    fn all(&self) -> Sums {
        self.levels.last().and_then(|root| root.first()).cloned().unwrap_or_default()
    }
}

impl Run {
    /// As [`Run::reconcile`], with what serves to follow commits; `None` beside a result that
    /// has to be computed anew whatever comes.
    pub(crate) fn reconcile_kept(
        &self,
        inputs: &Inputs,
        policy: &Policy,
        as_of: Day,
    ) -> Result<(Reconciliation, Option<KeptRun>)> {
        let threads = self.threads();
        with_threads(threads, || {
            let earlier = earlier(inputs, policy)?;
            let taken = self.taken_in(inputs, policy, as_of, (threads, false))?;
            let is_alone = inputs.get(TableName::Punches).is_none() && inputs.earlier().is_none();
            match taken.rank.clone().filter(|_| is_alone) {
                Some(rank) => {
                    let (result, kept) = kept(inputs, policy, as_of, (taken, rank))?;
                    Ok((result, Some(kept)))
                }
                None => {
                    Ok((self.after_intake(inputs, policy, as_of, (taken, earlier), None)?.0, None))
                }
            }
        })
    }

    /// Follows a commit of attendance: brings the result to the rows that stand now, and gives what
    /// it was before; `None` where all has to be computed anew, and nothing was changed.
    ///
    /// After an error the result is of no use.
    pub(crate) fn follow(
        &self,
        inputs: &Inputs,
        fold: &KeptFold,
        (result, kept): (&mut Reconciliation, &mut KeptRun),
    ) -> Result<Option<Before>> {
        let threads = self.threads();
        with_threads(threads, || {
            let standing = Standing {
                keyed: &result.keyed,
                opened: &result.opened,
                rank: &kept.rank,
                options: ReadOptions { accept_float_money: result.policy.money.accept_float_money },
                as_of: result.as_of,
            };
            let on_rows = |table, rows| self.tell(super::Stage::Reading(table), rows, None);
            match touched(fold, inputs, &standing, (threads, &on_rows))? {
                Some(touched) => kept.follow(inputs, result, touched).map(Some),
                None => Ok(None),
            }
        })
    }
}

/// The first computation: every chunk is touched.
fn kept(
    inputs: &Inputs,
    policy: &Policy,
    as_of: Day,
    (taken, rank): (TakenIn, Vec<u32>),
) -> Result<(Reconciliation, KeptRun)> {
    let TakenIn { mut keyed, calendar, mut findings, mut accounting, .. } = taken;
    let payouts = super::payouts(&mut keyed, policy, &mut findings, &mut accounting)?;
    let mut counted = Partial::default();
    count_findings(&findings, |table| inputs.counts(table), &mut counted);
    findings_of_published_rates(&keyed.published_rates, &mut findings);
    name_places(&taken.opened, &mut findings);
    let workers = keyed.names.workers.len();
    let size = CHUNK_WORKERS.max(workers.div_ceil(CHUNKS));
    let starts = (0..workers).step_by(size);
    let of = |first: usize| KeptChunk {
        workers: first..(first + size).min(workers),
        ..KeptChunk::default()
    };
    let chunks: Vec<KeptChunk> = starts.map(of).collect();
    let mut kept = KeptRun {
        rank,
        sums: Tree::of(chunks.len()),
        counted,
        first_findings: findings.len(),
        arrears_fen: vec![0; keyed.engagements.len()],
        deposit_rows: taken.deposit_rows,
        paid: counted_by_worker(&keyed),
        transfers: TransferSums::of(&keyed.transfers),
        chunks,
    };
    let mut result = Reconciliation {
        as_of,
        policy: policy.clone(),
        calendar,
        keyed,
        chunks: vec![Chunk::default(); kept.chunks.len()],
        payouts,
        findings,
        accounting,
        opened: taken.opened,
        partial: Partial::default(),
        people_sums: PeoplePartial::default(),
        figures: Figures::default(),
        warnings: Warnings::default(),
        earlier: Vec::new(),
        causes: Vec::new(),
        people: PeopleFigures::default(),
        fingerprints: taken.fingerprints.map_or_else(OnceLock::new, OnceLock::from),
    };
    let all: Vec<usize> = (0..kept.chunks.len()).collect();
    kept.compute(inputs, &mut result, &all, None)?;
    Ok((result, kept))
}

impl KeptRun {
    /// Takes over what a commit touches, and computes it.
    fn follow(
        &mut self,
        inputs: &Inputs,
        result: &mut Reconciliation,
        touched: Touched,
    ) -> Result<Before> {
        let size = self.chunks.first().map_or(1, |chunk| chunk.workers.len().max(1));
        let worker =
            |engagement: EngagementId| result.keyed.engagements.worker[engagement.index()].index();
        let mut chunks: Vec<usize> = touched.engagements().map(|own| worker(own) / size).collect();
        chunks.dedup();
        let months = touched.months();
        let accounting = result.accounting.clone();
        touched.apply(&mut result.keyed, &mut result.opened, &mut result.accounting);
        result.fingerprints = OnceLock::new();
        let before = self.compute(inputs, result, &chunks, Some(&months))?;
        Ok(Before { accounting, ..before })
    }

    /// Steps 3 and 5 to 8 for the workers of some chunks, whose numbers rise, step 3 for some
    /// `months` alone where they stand already; gives what they and the figures were.
    fn compute(
        &mut self,
        inputs: &Inputs,
        result: &mut Reconciliation,
        touched: &[usize],
        months: Option<&[WorkerMonth]>,
    ) -> Result<Before> {
        let (chunks, advance_fen) = self.wages(inputs, result, touched, months)?;
        let findings = result.findings.split_off(self.first_findings);
        let sums = self.sums.all();
        let mut partial = sums.partial;
        partial.add_all(&self.counted)?;
        let mut before = Before {
            workers: touched.iter().map(|&chunk| ids(&self.chunks[chunk].workers)).collect(),
            chunks,
            partial: std::mem::replace(&mut result.partial, partial),
            people_sums: std::mem::replace(&mut result.people_sums, sums.people),
            figures: Figures::default(),
            warnings: Warnings::default(),
            people: PeopleFigures::default(),
            findings,
            first_findings: self.first_findings,
            accounting: Vec::new(),
            advance_fen,
            causes: Vec::new(),
            are_all_causes: false,
        };
        let sums = (result.chunks.as_slice(), &result.partial, self.arrears_fen.as_slice());
        let rules = (&result.policy, &result.calendar);
        let figures = figures_of(&result.keyed, sums, rules, result.as_of)?;
        before.figures = std::mem::replace(&mut result.figures, figures);
        let people = self.people(result)?;
        before.people = std::mem::replace(&mut result.people, people);
        self.findings(result);
        (before.causes, before.are_all_causes) = self.causes(result, touched)?;
        let periods = self.chunks.iter().map(|chunk| chunk.periods).sum();
        let transfers = (self.transfers, &result.keyed.transfers);
        balance::check(periods, transfers, &result.causes)?;
        before.warnings = std::mem::take(&mut result.warnings);
        match touched.len() == self.chunks.len() {
            true => result.warn(Vec::new(), true)?,
            false => result.warn_again(&before.warnings, touched, &before.workers)?,
        }
        Ok(before)
    }

    /// Steps 3, 5 and 6; gives the chunks that were, and the advances where others came of it.
    fn wages(
        &mut self,
        inputs: &Inputs,
        result: &mut Reconciliation,
        touched: &[usize],
        months: Option<&[WorkerMonth]>,
    ) -> Result<(Chunks, Option<SparseFen>)> {
        let keyed = &result.keyed;
        let rules = rules(keyed, &result.policy, &result.calendar, result.as_of);
        let crime = CrimeRules::new(&keyed.projects, &result.policy)?;
        let work = |chunk: usize| {
            let own = &self.chunks[chunk];
            let standing = months.map(|months| {
                let engagements = keyed.engagements.of_workers(&own.workers);
                StandingChunk {
                    chunk: &result.chunks[chunk],
                    advances: &own.advances,
                    findings: &own.notes.findings,
                    years_missing: &own.notes.years_missing,
                    touched: within(months, &engagements, |month| month.0.index()),
                    stands: Stands::ALL,
                    done: Done::default(),
                }
            });
            let own = (own.workers.clone(), Partial::default());
            let mut worked = work_chunk(keyed, &rules, &crime, &self.paid, own, standing)?;
            let mut found = Vec::new();
            findings_of_periods(keyed, &worked.notes, &mut found);
            count_findings(&found, |table| inputs.counts(table), &mut worked.partial);
            Ok(worked)
        };
        let worked = each(touched.to_vec(), work)?;
        let (mut before, mut sums) = (Vec::new(), Vec::new());
        let mut is_same = true;
        for (&place, worked) in touched.iter().zip(worked) {
            let own = &mut self.chunks[place];
            let engagements = result.keyed.engagements.of_workers(&own.workers);
            self.arrears_fen[engagements].copy_from_slice(&worked.arrears_fen);
            is_same &= own.advances == worked.advances;
            (own.advances, own.notes) = (worked.advances, worked.notes);
            let chunk = worked.chunks.into_iter().next().unwrap_or_default();
            own.periods = PeriodSums::of(&chunk.periods, result.as_of);
            before.push((place, std::mem::replace(&mut result.chunks[place], chunk)));
            sums.push((place, Sums { partial: worked.partial, people: worked.people }));
        }
        self.sums.set(sums.into_iter())?;
        let advance_fen = (!is_same).then(|| {
            let mut all = SparseFen::default();
            all.extend(self.chunks.iter().flat_map(|chunk| chunk.advances.iter().copied()));
            std::mem::replace(&mut result.keyed.transfers.advance_fen, all)
        });
        Ok((before, advance_fen))
    }

    /// Cases, employers and credit.
    fn people(&self, result: &Reconciliation) -> Result<PeopleFigures> {
        let deposit = DepositFacts {
            projects: &result.keyed.projects,
            events: &result.keyed.contractor_events,
            calendar: &result.calendar,
            policy: &result.policy,
        };
        let sums = (&result.people_sums, result.chunks.as_slice());
        people(&result.keyed, sums, &result.figures, deposit, result.as_of)
    }

    /// Findings of worker-periods and figures.
    fn findings(&self, result: &mut Reconciliation) {
        let mut found = Vec::new();
        let mut years = Vec::new();
        for chunk in &self.chunks {
            findings_of_periods(&result.keyed, &chunk.notes, &mut found);
            years.extend(&chunk.notes.years_missing);
        }
        let rows = &self.deposit_rows;
        findings_of_figures(&result.keyed, &result.figures, rows, &years, &mut found);
        name_places(&result.opened, &mut found);
        result.findings.extend(found);
    }

    /// Step 7.10; gives the causes that were of the workers of these chunks, or all where those of
    /// workers hang together.
    fn causes(&self, result: &mut Reconciliation, touched: &[usize]) -> Result<(Vec<Cause>, bool)> {
        let Reconciliation { keyed, chunks, figures, as_of, .. } = &*result;
        if are_causes_shared(figures) {
            let causes = why(keyed, chunks, figures, *as_of)?;
            return Ok((std::mem::replace(&mut result.causes, causes), true));
        }
        let found =
            each(touched.to_vec(), |place| why_of(keyed, &chunks[place..=place], figures, *as_of))?;
        if touched.len() == self.chunks.len() {
            return Ok((std::mem::replace(&mut result.causes, found.concat()), true));
        }
        let mut gone = Vec::new();
        for (&place, found) in touched.iter().zip(found) {
            let engagements = result.keyed.engagements.of_workers(&self.chunks[place].workers);
            let causes = &mut result.causes;
            let at = |end: usize| causes.partition_point(|cause| cause.engagement.index() < end);
            let own = at(engagements.start)..at(engagements.end);
            gone.extend(causes.splice(own, found));
        }
        Ok((gone, false))
    }
}

/// Workers by their ids.
fn ids(workers: &Range<usize>) -> Range<WorkerId> {
    let id = |place: usize| WorkerId(u32::try_from(place).unwrap_or(u32::MAX));
    id(workers.start)..id(workers.end)
}
