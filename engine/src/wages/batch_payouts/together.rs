//! Which lines each payout pays, decided for all that want the same lines at once.
//!
//! A payout that can be made of its lines in one way only takes them, in every solution of all; the
//! others do without. Whatever is left open is then tried together. No order of time or of rows
//! says who comes first: rounds look at all payouts at once, and a payout that finds nothing left
//! takes those that took its lines down with it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::open_lines::OpenLines;
use super::subsets::{Line, OutOfSteps, Steps, each_solution, least_and_most};
use super::{MORE_SOLUTIONS, Outcome};
use crate::basics::ids::WorkerId;
use crate::intake::batch_debits::BatchDebit;

/// So many payouts are tried together, at most.
const TRIED_TOGETHER: usize = 32;

/// Debits that are one payout: of one account and day, naming the same.
#[derive(Clone, Debug)]
pub(super) struct Wanted<'a> {
    /// The first of its debits.
    pub(super) first: &'a BatchDebit,
    /// Amounts of all, the greatest first.
    pub(super) amounts_fen: Vec<i64>,
    /// Their sum.
    pub(super) amount_fen: i64,
}

/// What was found of a payout.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub(super) outcome: Outcome,
    /// As in [`super::Payout`].
    pub(super) solutions: Option<u32>,
    pub(super) is_together: bool,
    pub(super) steps: Steps,
    /// Least and most of each worker with any; of a unique payout both are what it pays.
    pub(super) ranges: Vec<(WorkerId, i64, i64)>,
    /// Lines that a unique payout pays, with the amounts.
    pub(super) lines: Vec<(u32, i64)>,
}

/// The lines that are open for a payout, in groups of equal effect.
struct Laid {
    lines: Vec<(u32, i64)>,
    kernel: Vec<Line>,
    groups: usize,
}

/// A way to make a payout of lines: those lines.
type Solution = Vec<(u32, i64)>;

/// What rounds lead to.
enum Rounds {
    /// These find no line left, or took the lines of such.
    Lost(BTreeSet<usize>),
    /// These have several solutions still.
    Open(Vec<usize>),
}

/// The search over all payouts.
pub(super) struct Search<'a> {
    open: &'a OpenLines<'a>,
    wanted: &'a [Wanted<'a>],
    decisions: Vec<Decision>,
    /// By line the payout that takes it; `u32::MAX`: none.
    owner: Vec<u32>,
    step_limit: u64,
}

/// Times as many steps the least and the most may take.
const LEAST_AND_MOST: u64 = 8;

/// No payout.
const NOBODY: u32 = u32::MAX;

impl<'a> Search<'a> {
    pub(super) fn new(open: &'a OpenLines<'a>, wanted: &'a [Wanted<'a>], step_limit: u32) -> Self {
        let step_limit = u64::from(step_limit);
        let decision = Decision {
            outcome: Outcome::Undecided,
            solutions: None,
            is_together: false,
            steps: Steps::up_to(step_limit),
            ranges: Vec::new(),
            lines: Vec::new(),
        };
        Self {
            open,
            wanted,
            decisions: vec![decision; wanted.len()],
            owner: vec![NOBODY; open.len()],
            step_limit,
        }
    }

    /// Decides payouts that touch no line of any other.
    pub(super) fn decide(&mut self, payouts: &[usize]) {
        let mut running: BTreeMap<usize, Option<Solution>> = BTreeMap::new();
        for &payout in payouts {
            match self.several(payout, 2) {
                Err(OutOfSteps) => {}
                Ok(found) if found.is_empty() => self.impossible(payout, false),
                Ok(mut found) => {
                    let only = if found.len() == 1 { found.pop() } else { None };
                    running.insert(payout, only);
                }
            }
        }
        loop {
            match self.rounds(&mut running) {
                Rounds::Lost(lost) => {
                    for &payout in &lost {
                        self.impossible(payout, true);
                        running.remove(&payout);
                    }
                    self.start_again(payouts);
                }
                Rounds::Open(open) => {
                    self.fixed(&running);
                    for rest in self.sharing(&open) {
                        self.rest(&rest);
                    }
                    return;
                }
            }
        }
    }

    pub(super) fn into_decisions(self) -> Vec<Decision> {
        self.decisions
    }

    /// Frees every line that one of these payouts took.
    fn start_again(&mut self, payouts: &[usize]) {
        let mut lines = Vec::new();
        for &payout in payouts {
            self.open.of(self.wanted[payout].first, &mut lines);
            lines.iter().for_each(|line| self.owner[line.0 as usize] = NOBODY);
            let decision = &mut self.decisions[payout];
            if decision.outcome == Outcome::Unique {
                decision.outcome = Outcome::Undecided;
                decision.lines.clear();
            }
        }
    }

    /// Rounds until no payout is left with one solution; `running` has the solution of those that
    /// have one when nothing is taken.
    fn rounds(&mut self, running: &mut BTreeMap<usize, Option<Solution>>) -> Rounds {
        let mut open: Vec<usize> = running.keys().copied().collect();
        let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
        let mut is_first = true;
        loop {
            let mut lost = BTreeSet::new();
            let mut taking: Vec<(usize, Solution)> = Vec::new();
            let mut still = Vec::new();
            for &payout in &open {
                let found = if is_first {
                    running[&payout].clone().map(|only| vec![only])
                } else {
                    self.found_again(payout, &mut seen)
                };
                match found {
                    None => still.push(payout),
                    Some(found) if found.is_empty() => {
                        lost.insert(payout);
                        lost.extend(self.takers(payout));
                    }
                    Some(mut found) => match (found.len(), found.pop()) {
                        (1, Some(only)) => taking.push((payout, only)),
                        _ => still.push(payout),
                    },
                }
            }
            still.retain(|payout| self.decisions[*payout].steps.taken() < self.step_limit);
            for (payout, lines) in &taking {
                let number = u32::try_from(*payout).unwrap_or(NOBODY);
                for line in lines {
                    let owner = &mut self.owner[line.0 as usize];
                    if *owner == NOBODY {
                        *owner = number;
                    } else {
                        lost.extend([*payout, *owner as usize]);
                    }
                }
            }
            if !lost.is_empty() {
                return Rounds::Lost(lost);
            }
            if taking.is_empty() {
                return Rounds::Open(still);
            }
            taking.into_iter().for_each(|(payout, lines)| {
                self.decisions[payout].lines = lines;
                self.decisions[payout].outcome = Outcome::Unique;
            });
            open = still;
            is_first = false;
        }
    }

    /// Up to two solutions of a payout with what is left; `None` where nothing of its lines was
    /// taken since it was last asked, or steps have run out.
    fn found_again(
        &mut self,
        payout: usize,
        seen: &mut BTreeMap<usize, usize>,
    ) -> Option<Vec<Solution>> {
        let left = self.laid(payout).lines.len();
        if seen.insert(payout, left) == Some(left) {
            return None;
        }
        self.several(payout, 2).ok()
    }

    /// Payouts that took a line which this one could have.
    fn takers(&self, payout: usize) -> Vec<usize> {
        let mut lines = Vec::new();
        let wanted = &self.wanted[payout];
        self.open.of(wanted.first, &mut lines);
        let fits = lines.iter().filter(|line| line.1 <= wanted.amount_fen);
        let owners = fits.map(|line| self.owner[line.0 as usize]);
        owners.filter(|&owner| owner != NOBODY).map(|owner| owner as usize).collect()
    }

    /// Notes what payouts with one solution pay.
    fn fixed(&mut self, running: &BTreeMap<usize, Option<Solution>>) {
        for &payout in running.keys() {
            if self.decisions[payout].outcome == Outcome::Unique {
                self.unique(payout);
            }
        }
    }

    fn unique(&mut self, payout: usize) {
        let mut ranges: Vec<(WorkerId, i64, i64)> = Vec::new();
        let decision = &mut self.decisions[payout];
        for &(line, fen) in &decision.lines {
            let worker = self.open.worker(line);
            match ranges.last_mut().filter(|last| last.0 == worker) {
                Some(last) => (last.1, last.2) = (last.1 + fen, last.2 + fen),
                None => ranges.push((worker, fen, fen)),
            }
        }
        decision.outcome = Outcome::Unique;
        decision.solutions = Some(1);
        decision.ranges = ranges;
    }

    fn impossible(&mut self, payout: usize, is_together: bool) {
        let decision = &mut self.decisions[payout];
        decision.outcome = Outcome::Impossible;
        decision.solutions = Some(0);
        decision.is_together = is_together;
        decision.lines.clear();
    }

    /// Payouts put together where they share an open line.
    fn sharing(&self, payouts: &[usize]) -> Vec<Vec<usize>> {
        let mut first_of_line: BTreeMap<u32, usize> = BTreeMap::new();
        let mut groups: Vec<usize> = (0..payouts.len()).collect();
        for (place, &payout) in payouts.iter().enumerate() {
            for (line, _) in self.laid(payout).lines {
                let other = *first_of_line.entry(line).or_insert(place);
                let (a, b) = (root(&groups, place), root(&groups, other));
                groups[a.max(b)] = a.min(b);
            }
        }
        let mut together: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, &payout) in payouts.iter().enumerate() {
            together.entry(root(&groups, place)).or_default().push(payout);
        }
        together.into_values().collect()
    }

    /// Payouts with several solutions each that share lines.
    fn rest(&mut self, payouts: &[usize]) {
        let is_tried = payouts.len() > 1 && payouts.len() <= TRIED_TOGETHER;
        for &payout in payouts {
            self.decisions[payout].is_together = payouts.len() > 1;
        }
        let tried = if is_tried { self.tried(payouts) } else { Some(Vec::new()) };
        let Some(tried) = tried else { return };
        if !is_tried || tried.len() > MORE_SOLUTIONS as usize {
            payouts.iter().for_each(|&payout| self.alternatives(payout));
            return;
        }
        for (place, &payout) in payouts.iter().enumerate() {
            let ways: BTreeSet<Vec<_>> =
                tried.iter().map(|ways| self.effects(&ways[place])).collect();
            match ways.len() {
                0 => self.impossible(payout, true),
                1 => {
                    self.decisions[payout].lines.clone_from(&tried[0][place]);
                    self.unique(payout);
                }
                count => {
                    let ways = || tried.iter().map(|ways| &ways[place]);
                    self.several_ways(payout, ways, u32::try_from(count).unwrap_or(u32::MAX));
                }
            }
        }
    }

    /// All ways to make these payouts of different lines, one list of solutions each; more than
    /// are counted where there are more, or one of them has; `None` where steps ran out.
    fn tried(&mut self, payouts: &[usize]) -> Option<Vec<Vec<Solution>>> {
        let mut steps = Steps::up_to(self.step_limit);
        let mut ways = Vec::new();
        let found = self.try_from(payouts, &mut Vec::new(), &mut ways, &mut steps);
        for &payout in payouts {
            // Steps that were taken together are everybody's.
            self.decisions[payout].steps.add(steps);
        }
        found.is_ok().then_some(ways)
    }

    fn try_from(
        &mut self,
        payouts: &[usize],
        chosen: &mut Vec<Solution>,
        ways: &mut Vec<Vec<Solution>>,
        steps: &mut Steps,
    ) -> Result<(), OutOfSteps> {
        let [payout, rest @ ..] = payouts else {
            ways.push(chosen.clone());
            return Ok(());
        };
        let laid = self.laid(*payout);
        let found = self.solutions(*payout, &laid, MORE_SOLUTIONS as usize + 1, steps)?;
        if found.len() > MORE_SOLUTIONS as usize {
            ways.resize(found.len(), Vec::new());
            return Ok(());
        }
        let number = u32::try_from(*payout).unwrap_or(NOBODY);
        for lines in found {
            lines.iter().for_each(|line| self.owner[line.0 as usize] = number);
            chosen.push(lines);
            let tried = self.try_from(rest, chosen, ways, steps);
            for line in chosen.pop().iter().flatten() {
                self.owner[line.0 as usize] = NOBODY;
            }
            tried?;
            if ways.len() > MORE_SOLUTIONS as usize {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Counts the solutions of a payout by itself, with what is left.
    fn alternatives(&mut self, payout: usize) {
        let Ok(found) = self.several(payout, MORE_SOLUTIONS as usize + 1) else { return };
        if found.len() <= MORE_SOLUTIONS as usize {
            let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
            self.several_ways(payout, || found.iter(), count);
            return;
        }
        let laid = self.laid(payout);
        let mut workers: Vec<WorkerId> = Vec::new();
        let mut set_of_group = Vec::with_capacity(laid.groups);
        for (at, &(line, _)) in laid.lines.iter().enumerate() {
            let worker = self.open.worker(line);
            if workers.last() != Some(&worker) {
                workers.push(worker);
            }
            if set_of_group.len() <= laid.kernel[at].group as usize {
                set_of_group.push(u32::try_from(workers.len() - 1).unwrap_or(u32::MAX));
            }
        }
        let amount_fen = self.wanted[payout].amount_fen;
        let mut steps = Steps::up_to(self.step_limit.saturating_mul(LEAST_AND_MOST));
        let found =
            least_and_most(&laid.kernel, &set_of_group, workers.len(), amount_fen, &mut steps);
        let decision = &mut self.decisions[payout];
        decision.steps.add(steps);
        if let Ok(Some(ranges)) = found {
            let all = workers.into_iter().zip(ranges);
            let with_any = all.filter(|(_, (_, most))| *most > 0);
            decision.ranges =
                with_any.map(|(worker, (least, most))| (worker, least, most)).collect();
            decision.outcome = Outcome::Alternatives;
            decision.solutions = Some(MORE_SOLUTIONS + 1);
        }
    }

    /// Notes the least and the most of every worker over all solutions.
    fn several_ways<'s, I: Iterator<Item = &'s Solution>>(
        &mut self,
        payout: usize,
        ways: impl Fn() -> I,
        count: u32,
    ) {
        let mut ranges: BTreeMap<WorkerId, (i64, i64, usize)> = BTreeMap::new();
        let mut all = 0;
        for lines in ways() {
            all += 1;
            let mut own: BTreeMap<WorkerId, i64> = BTreeMap::new();
            for &(line, fen) in lines {
                *own.entry(self.open.worker(line)).or_default() += fen;
            }
            for (worker, fen) in own {
                let range = ranges.entry(worker).or_insert((fen, fen, 0));
                *range = (range.0.min(fen), range.1.max(fen), range.2 + 1);
            }
        }
        let decision = &mut self.decisions[payout];
        // Who is not in every solution may have nothing.
        let least = |least, solutions| if solutions == all { least } else { 0 };
        decision.ranges = ranges
            .into_iter()
            .map(|(worker, (fen, most, solutions))| (worker, least(fen, solutions), most))
            .collect();
        decision.outcome = Outcome::Alternatives;
        decision.solutions = Some(count);
    }

    /// Up to `most` solutions of a payout with what is left.
    fn several(&mut self, payout: usize, most: usize) -> Result<Vec<Solution>, OutOfSteps> {
        let laid = self.laid(payout);
        let mut steps = self.decisions[payout].steps;
        let found = self.solutions(payout, &laid, most, &mut steps);
        self.decisions[payout].steps = steps;
        found
    }

    /// What is open for a payout and not taken.
    fn laid(&self, payout: usize) -> Laid {
        let wanted = &self.wanted[payout];
        let mut lines = Vec::new();
        self.open.of(wanted.first, &mut lines);
        lines.retain(|line| self.owner[line.0 as usize] == NOBODY && line.1 <= wanted.amount_fen);
        let mut kernel: Vec<Line> = Vec::with_capacity(lines.len());
        let mut before = None;
        let mut groups = 0_u32;
        for &(line, amount_fen) in &lines {
            let effect = self.open.effect(line);
            groups += u32::from(before != Some(effect));
            before = Some(effect);
            kernel.push(Line { group: groups - 1, amount_fen });
        }
        Laid { lines, kernel, groups: groups as usize }
    }

    /// Up to `most` solutions of a payout of these lines; of several debits those that can be
    /// divided among them.
    fn solutions(
        &self,
        payout: usize,
        laid: &Laid,
        most: usize,
        steps: &mut Steps,
    ) -> Result<Vec<Solution>, OutOfSteps> {
        let wanted = &self.wanted[payout];
        let is_split = wanted.amounts_fen.len() > 1;
        let asked = if is_split { MORE_SOLUTIONS as usize + 1 } else { most };
        let mut found = Vec::new();
        let mut keep = |sums: &[i64]| {
            found.push(lines_of(laid, sums));
            if found.len() < asked { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        each_solution(&laid.kernel, laid.groups, wanted.amount_fen, steps, &mut keep)?;
        if !is_split || found.len() == asked {
            found.truncate(most);
            return Ok(found);
        }
        let mut divided = Vec::new();
        for lines in found {
            let amounts: Vec<i64> = lines.iter().map(|line| line.1).collect();
            if divides(amounts, &wanted.amounts_fen, steps)? {
                divided.push(lines);
            }
        }
        divided.truncate(most);
        Ok(divided)
    }

    /// What lines pay for: worker, project and month with the sum.
    fn effects(&self, lines: &Solution) -> Vec<((u32, Option<i32>), i64)> {
        let mut effects: BTreeMap<(u32, Option<i32>), i64> = BTreeMap::new();
        for &(line, fen) in lines {
            let (engagement, month) = self.open.effect(line);
            *effects.entry((engagement.0, month.map(|month| month.0))).or_default() += fen;
        }
        effects.into_iter().collect()
    }
}

/// The first of a group, by the groups that members point to.
fn root(groups: &[usize], mut place: usize) -> usize {
    while groups[place] != place {
        place = groups[place];
    }
    place
}

/// The lines behind group sums: of lines that would do alike those of the first sheets.
fn lines_of(laid: &Laid, sums: &[i64]) -> Solution {
    let mut chosen = Vec::new();
    let mut start = 0;
    for group in laid.kernel.chunk_by(|a, b| a.group == b.group) {
        let own = &laid.lines[start..start + group.len()];
        pick(own, sums[group[0].group as usize], &mut chosen);
        start += group.len();
    }
    chosen
}

/// Lines that sum to `sum_fen`, those that stand first where there is a choice.
fn pick(lines: &[(u32, i64)], sum_fen: i64, chosen: &mut Solution) -> bool {
    if sum_fen == 0 {
        return true;
    }
    let [first, rest @ ..] = lines else { return false };
    if first.1 <= sum_fen {
        chosen.push(*first);
        if pick(rest, sum_fen - first.1, chosen) {
            return true;
        }
        chosen.pop();
    }
    pick(rest, sum_fen, chosen)
}

/// Whether lines can be divided among debits, each of which is the sum of its lines.
fn divides(
    mut amounts: Vec<i64>,
    debits_fen: &[i64],
    steps: &mut Steps,
) -> Result<bool, OutOfSteps> {
    let [debit, rest @ ..] = debits_fen else { return Ok(amounts.is_empty()) };
    if rest.is_empty() {
        return Ok(amounts.iter().sum::<i64>() == *debit);
    }
    // Equal amounts are as good as each other.
    amounts.sort_unstable();
    let mut lines: Vec<Line> = Vec::with_capacity(amounts.len());
    let mut starts = Vec::new();
    for (at, &amount_fen) in amounts.iter().enumerate() {
        if at == 0 || amounts[at - 1] != amount_fen {
            starts.push(at);
        }
        lines.push(Line { group: u32::try_from(starts.len() - 1).unwrap_or(u32::MAX), amount_fen });
    }
    let mut found: Vec<Vec<i64>> = Vec::new();
    let mut keep = |sums: &[i64]| {
        found.push(sums.to_vec());
        let is_enough = rest.len() == 1 || found.len() > MORE_SOLUTIONS as usize;
        if is_enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    each_solution(&lines, starts.len(), *debit, steps, &mut keep)?;
    if rest.len() == 1 {
        return Ok(!found.is_empty());
    }
    for sums in found {
        let mut left = Vec::new();
        for (group, &start) in starts.iter().enumerate() {
            let end = starts.get(group + 1).copied().unwrap_or(amounts.len());
            let own = &amounts[start..end];
            let taken = usize::try_from(sums[group] / own[0]).unwrap_or(0);
            left.extend(&own[taken..]);
        }
        if divides(left, rest, steps)? {
            return Ok(true);
        }
    }
    Ok(false)
}
