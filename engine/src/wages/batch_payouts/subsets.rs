//! Sets of amounts that sum exactly to another: counted, told one by one, or shown to be none.
//!
//! ```text
//! lines      300 | 200 200 | 500      groups 0, 1, 2
//! target     500
//! solutions  300 + 200 (group 1 once, whichever of its two lines), 500
//! ```
//!
//! What can still be reached from each line on is made once, from the largest line to the smallest:
//! as a list of sums while they are few, as one bit a sum once that is shorter. A search that asks
//! it before every step meets no dead end, so that every solution costs one walk over the lines.
//! Work is counted in steps, a sum or 64 bits each, never in time: the same lines take the same
//! steps on every machine and in every order.

use std::ops::ControlFlow;

/// Sums and words kept at a time, at most: 128 MB of eight bytes each.
const KEPT_STEPS: u64 = 16_000_000;

/// One amount that is part of a set as a whole or not at all.
///
/// Example: [`each_solution`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// Lines of one group are told apart by their sum alone.
    pub group: u32,
    /// Fen, above zero.
    pub amount_fen: i64,
}

/// More steps were needed than allowed.
///
/// # Example
///
/// ```
/// use std::ops::ControlFlow;
///
/// use anxin::wages::batch_payouts::subsets::{Line, OutOfSteps, Steps, each_solution};
///
/// let lines = [100, 201, 302, 403].map(|amount_fen| Line { group: 0, amount_fen });
/// let mut steps = Steps::up_to(3);
/// let told = each_solution(&lines, 1, 503, &mut steps, &mut |_| ControlFlow::Continue(()));
/// assert_eq!((told, steps.taken()), (Err(OutOfSteps), 3));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfSteps;

/// Steps that may still be taken.
///
/// Example: [`each_solution`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    taken: u64,
    limit: u64,
}

impl Steps {
    /// `limit` steps, none of them taken.
    #[must_use]
    pub const fn up_to(limit: u64) -> Self {
        Self { taken: 0, limit }
    }

    /// Steps taken so far, never more than the limit.
    #[must_use]
    pub const fn taken(&self) -> u64 {
        self.taken
    }

    /// Adds steps taken elsewhere, up to the limit.
    pub fn add(&mut self, other: Self) {
        self.taken = self.taken.saturating_add(other.taken).min(self.limit);
    }

    /// Takes so many steps.
    fn take(&mut self, steps: u64) -> Result<(), OutOfSteps> {
        self.taken = self.taken.saturating_add(steps);
        if self.taken <= self.limit {
            return Ok(());
        }
        self.taken = self.limit;
        Err(OutOfSteps)
    }
}

/// Tells every way in which groups of `lines` sum to `target_fen`: the sum of each group.
///
/// In: lines in the order of their groups, `groups` of them, 0 to `groups − 1`. `visit` is given
/// one sum a group and may end the search. No lines sum to 0: the empty set is then one solution.
///
/// Holds: each combination of group sums is told once; their number does not depend on the order of
/// lines within a group, and a line above `target_fen` changes neither them nor the steps.
///
/// # Errors
///
/// [`OutOfSteps`] where `steps` do not suffice; what was told before stays true.
///
/// # Example
///
/// ```
/// use std::ops::ControlFlow;
///
/// use anxin::wages::batch_payouts::subsets::{Line, Steps, each_solution};
///
/// let line = |group, amount_fen| Line { group, amount_fen };
/// let lines = [line(0, 300), line(1, 200), line(1, 200), line(2, 500)];
/// let (mut found, mut steps) = (Vec::new(), Steps::up_to(1_000));
/// each_solution(&lines, 3, 500, &mut steps, &mut |sums| {
///     found.push(sums.to_vec());
///     ControlFlow::Continue(())
/// })?;
/// found.sort();
/// assert_eq!(found, [[0, 0, 500], [300, 200, 0]]);
/// # Ok::<(), anxin::wages::batch_payouts::subsets::OutOfSteps>(())
/// ```
pub fn each_solution(
    lines: &[Line],
    groups: usize,
    target_fen: i64,
    steps: &mut Steps,
    visit: &mut dyn FnMut(&[i64]) -> ControlFlow<()>,
) -> Result<(), OutOfSteps> {
    let Some(open) = Open::of(lines, groups, target_fen) else { return Ok(()) };
    steps.take(open.free.len() as u64 + 1)?;
    if open.takes_one_line() {
        return open.each_line(steps, visit);
    }
    let items = open.items(steps)?;
    let mut sums = vec![0; groups];
    let mut visit = |choices: &[usize]| {
        open.paid(&items, choices, &mut sums);
        visit(&sums)
    };
    Levels::of(&items, open.target, steps)?.walk(&items, open.target, steps, &mut visit)
}

/// The least and the most that each set of groups can have, over all solutions; `None` where there
/// is no solution.
///
/// In: as [`each_solution`]; `set_of_group` gives the set of each group, rising, `sets` of them.
///
/// # Errors
///
/// [`OutOfSteps`] where `steps` do not suffice.
///
/// # Example
///
/// ```
/// use anxin::wages::batch_payouts::subsets::{Line, Steps, least_and_most};
///
/// let line = |group, amount_fen| Line { group, amount_fen };
/// // 500 is 300 + 200 or 500; groups 0 and 2 are of one worker.
/// let lines = [line(0, 300), line(1, 500), line(2, 200), line(3, 900)];
/// let ranges = least_and_most(&lines, &[0, 0, 1, 2], 3, 500, &mut Steps::up_to(1_000))?;
/// assert_eq!(ranges, Some(vec![(300, 500), (0, 200), (0, 0)]));
/// # Ok::<(), anxin::wages::batch_payouts::subsets::OutOfSteps>(())
/// ```
pub fn least_and_most(
    lines: &[Line],
    set_of_group: &[u32],
    sets: usize,
    target_fen: i64,
    steps: &mut Steps,
) -> Result<Option<Vec<(i64, i64)>>, OutOfSteps> {
    let set = |line: &Line| set_of_group[line.group as usize];
    let by_set: Vec<Line> = lines.iter().map(|line| Line { group: set(line), ..*line }).collect();
    let Some(open) = Open::of(&by_set, sets, target_fen) else { return Ok(None) };
    steps.take(open.free.len() as u64 + 1)?;
    let items = open.items(steps)?;
    let mut ranges: Vec<(i64, i64)> = open.fixed.iter().map(|&fen| (fen, fen)).collect();
    if items.group.is_empty() {
        return Ok((open.target == 0).then_some(ranges));
    }
    let mut spread = Spread { items: &items, open: &open, ranges: &mut ranges, is_met: false };
    spread.divide(0..items.group.len(), &Reach::nothing(), steps)?;
    let is_met = spread.is_met;
    Ok(is_met.then_some(ranges))
}

/// The lines that can be in one solution and not in another, after what is certain was taken out.
struct Open {
    /// Sum of the lines of each group that every solution has.
    fixed: Vec<i64>,
    /// The others.
    free: Vec<Line>,
    /// What of `free` must sum to, as a multiple of `unit`.
    target: i64,
    /// Whether `target` is of the lines that are left out: the smaller side is searched.
    is_left_out: bool,
    /// Greatest common divisor of the free amounts.
    unit: i64,
}

impl Open {
    /// Lines above the target are in no solution; lines above what may be left out are in all.
    /// `None` where there is none.
    fn of(lines: &[Line], groups: usize, target_fen: i64) -> Option<Self> {
        let mut fixed = vec![0_i64; groups];
        let mut free: Vec<Line> = lines.to_vec();
        free.sort_unstable();
        let mut target = i128::from(target_fen);
        let mut left_out;
        loop {
            let count = free.len();
            free.retain(|line| i128::from(line.amount_fen) <= target);
            left_out = total(&free) - target;
            if target < 0 || left_out < 0 {
                return None;
            }
            free.retain(|line| {
                let is_certain = i128::from(line.amount_fen) > left_out;
                if is_certain {
                    fixed[line.group as usize] += line.amount_fen;
                    target -= i128::from(line.amount_fen);
                }
                !is_certain
            });
            if free.len() == count {
                break;
            }
        }
        let is_left_out = left_out < target;
        let unit = free.iter().fold(0, |unit, line| match unit {
            1 => 1,
            _ => common_divisor(unit, line.amount_fen),
        });
        let unit = unit.max(1);
        let target = i64::try_from(if is_left_out { left_out } else { target }).ok()?;
        (target % unit == 0).then(|| Self { fixed, free, target: target / unit, is_left_out, unit })
    }

    /// What each group may have of the free lines, smallest groups first.
    fn items(&self, steps: &mut Steps) -> Result<Items, OutOfSteps> {
        let mut spans = Vec::new();
        let mut start = 0;
        for lines in self.free.chunk_by(|a, b| a.group == b.group) {
            let largest = lines.iter().map(|line| line.amount_fen).sum::<i64>();
            spans.push((largest, start, start + lines.len()));
            start += lines.len();
        }
        // Equal ones by what they are made of: the steps do not depend on how groups are numbered.
        let amounts =
            |start: usize, end: usize| self.free[start..end].iter().map(|line| line.amount_fen);
        spans.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| amounts(a.1, a.2).cmp(amounts(b.1, b.2))));
        let mut items = Items::default();
        items.start.push(0);
        for (_, start, end) in spans {
            let lines = &self.free[start..end];
            items.group.push(lines[0].group);
            let mut sums = vec![0_i64];
            for line in lines {
                let amount = line.amount_fen / self.unit;
                let more: Vec<i64> = sums.iter().map(|sum| sum + amount).collect();
                steps.take(more.len() as u64)?;
                sums.extend(more);
                sums.sort_unstable();
                sums.dedup();
            }
            items.sums.extend(sums);
            items.start.push(items.sums.len());
        }
        Ok(items)
    }

    /// Whether the target is below any two free lines together: one line is all that can make it.
    fn takes_one_line(&self) -> bool {
        let (mut first, mut second) = (i64::MAX, i64::MAX);
        for line in &self.free {
            if line.amount_fen < first {
                (first, second) = (line.amount_fen, first);
            } else {
                second = second.min(line.amount_fen);
            }
        }
        self.target > 0
            && i128::from(first) + i128::from(second)
                > i128::from(self.target) * i128::from(self.unit)
    }

    /// Tells every group that has a line which makes the target alone.
    fn each_line(
        &self,
        steps: &mut Steps,
        visit: &mut dyn FnMut(&[i64]) -> ControlFlow<()>,
    ) -> Result<(), OutOfSteps> {
        steps.take(self.free.len() as u64)?;
        let mut sums = self.fixed.clone();
        let mut wanted = self.target * self.unit;
        if self.is_left_out {
            self.free.iter().for_each(|line| sums[line.group as usize] += line.amount_fen);
            wanted = -wanted;
        }
        let mut before = None;
        for line in self.free.iter().filter(|line| line.amount_fen == wanted.abs()) {
            // Equal lines of a group stand beside each other and do alike.
            if before.replace(line.group) == Some(line.group) {
                continue;
            }
            sums[line.group as usize] += wanted;
            if visit(&sums).is_break() {
                break;
            }
            sums[line.group as usize] -= wanted;
        }
        Ok(())
    }

    /// What each group has, of the sums chosen.
    fn paid(&self, items: &Items, choices: &[usize], sums: &mut [i64]) {
        sums.copy_from_slice(&self.fixed);
        for (item, &choice) in choices.iter().enumerate() {
            sums[items.group[item] as usize] += self.has(items.of(item), choice);
        }
    }

    /// What a group has where it is given the sum at `choice`, or is left without it, in fen.
    fn has(&self, sums: &[i64], choice: usize) -> i64 {
        let sum = sums[choice] * self.unit;
        // Sums of a group are symmetrical: what is left of all of them is one of them.
        if self.is_left_out { sums[sums.len() - 1] * self.unit - sum } else { sum }
    }
}

/// Sum of amounts, which fits.
fn total(lines: &[Line]) -> i128 {
    lines.iter().map(|line| i128::from(line.amount_fen)).sum()
}

/// Greatest common divisor; that of 0 and `b` is `b`.
const fn common_divisor(mut a: i64, mut b: i64) -> i64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Groups with the sums that they may have, rising, the first 0.
#[derive(Default)]
struct Items {
    group: Vec<u32>,
    start: Vec<usize>,
    sums: Vec<i64>,
}

impl Items {
    fn len(&self) -> usize {
        self.group.len()
    }

    fn of(&self, item: usize) -> &[i64] {
        &self.sums[self.start[item]..self.start[item + 1]]
    }
}

/// Sums that can be reached, all of them at most the target.
#[derive(Clone)]
enum Reach {
    /// As a rising list.
    List(Vec<i64>),
    /// As one bit a sum.
    Bits(Vec<u64>),
}

impl Reach {
    /// Without lines only 0 is reached.
    fn nothing() -> Self {
        Self::List(vec![0])
    }

    fn has(&self, sum: i64) -> bool {
        match self {
            Self::List(list) => list.binary_search(&sum).is_ok(),
            Self::Bits(bits) => usize::try_from(sum)
                .ok()
                .and_then(|sum| bits.get(sum / 64).map(|word| word >> (sum % 64) & 1 == 1))
                .unwrap_or(false),
        }
    }

    /// Sums and words it holds.
    fn size(&self) -> u64 {
        match self {
            Self::List(list) => list.len() as u64,
            Self::Bits(bits) => bits.len() as u64,
        }
    }

    /// What is reached with one item more; sums below `least` are not asked for.
    fn with(
        &self,
        sums: &[i64],
        (least, target): (i64, i64),
        steps: &mut Steps,
    ) -> Result<Self, OutOfSteps> {
        let words = u64::try_from(target / 64).unwrap_or(u64::MAX).saturating_add(1);
        match self {
            Self::List(list) if (list.len() as u64) < words => {
                let mut all: Vec<i64> = Vec::with_capacity(list.len() * 2);
                for &sum in sums {
                    let more = list.iter().map(|&reached| reached + sum);
                    let more = more.filter(|&reached| least <= reached && reached <= target);
                    all = merged(&all, more, steps)?;
                }
                Ok(Self::List(all))
            }
            Self::List(list) => {
                steps.take(words)?;
                let mut bits = vec![0_u64; usize::try_from(words).map_err(|_| OutOfSteps)?];
                for &sum in list {
                    let sum = usize::try_from(sum).map_err(|_| OutOfSteps)?;
                    bits[sum / 64] |= 1 << (sum % 64);
                }
                Self::Bits(bits).with(sums, (least, target), steps)
            }
            Self::Bits(bits) => {
                let mut all = vec![0_u64; bits.len()];
                for &sum in sums.iter().filter(|&&sum| sum <= target) {
                    steps.take(bits.len() as u64)?;
                    shift_in(bits, usize::try_from(sum).map_err(|_| OutOfSteps)?, &mut all);
                }
                let above = usize::try_from(target % 64 + 1).unwrap_or(64);
                if let (Some(last), true) = (all.last_mut(), above < 64) {
                    *last &= (1 << above) - 1;
                }
                Ok(Self::Bits(all))
            }
        }
    }
}

/// Two rising lists as one, without doubles.
fn merged(
    a: &[i64],
    b: impl Iterator<Item = i64>,
    steps: &mut Steps,
) -> Result<Vec<i64>, OutOfSteps> {
    let mut all = Vec::with_capacity(a.len() + b.size_hint().1.unwrap_or(0));
    let mut rest = a.iter().copied().peekable();
    for sum in b {
        while let Some(smaller) = rest.next_if(|&other| other < sum) {
            all.push(smaller);
        }
        rest.next_if_eq(&sum);
        all.push(sum);
    }
    all.extend(rest);
    steps.take(all.len() as u64)?;
    Ok(all)
}

/// Sets the bits of `from`, each `by` places higher.
fn shift_in(from: &[u64], by: usize, into: &mut [u64]) {
    let (words, bits) = (by / 64, by % 64);
    if words >= into.len() {
        return;
    }
    let into = &mut into[words..];
    if bits == 0 {
        into.iter_mut().zip(from).for_each(|(word, from)| *word |= from);
        return;
    }
    let mut carried = 0;
    for (word, from) in into.iter_mut().zip(from) {
        *word |= from << bits | carried;
        carried = from >> (64 - bits);
    }
}

/// What can be reached from each item on, by the items from there to the end.
struct Levels(Vec<Reach>);

impl Levels {
    fn of(items: &Items, target: i64, steps: &mut Steps) -> Result<Self, OutOfSteps> {
        // The most that the items before each one can bring: less is of no use from there on.
        let mut before = vec![0_i64];
        for item in 0..items.len() {
            let most = items.of(item).last().copied().unwrap_or(0);
            before.push(before[item].saturating_add(most));
        }
        let mut levels = vec![Reach::nothing()];
        let mut kept = 0;
        for item in (0..items.len()).rev() {
            let least = target.saturating_sub(before[item]);
            let next = levels[levels.len() - 1].with(items.of(item), (least, target), steps)?;
            kept += next.size();
            if kept > KEPT_STEPS {
                return Err(OutOfSteps);
            }
            levels.push(next);
        }
        levels.reverse();
        Ok(Self(levels))
    }

    /// Tells every choice of sums that leads to the target.
    fn walk(
        &self,
        items: &Items,
        target: i64,
        steps: &mut Steps,
        visit: &mut dyn FnMut(&[usize]) -> ControlFlow<()>,
    ) -> Result<(), OutOfSteps> {
        if !self.0[0].has(target) {
            return Ok(());
        }
        let count = items.len();
        let mut choices = vec![0_usize; count];
        let (mut item, mut left) = (0, target);
        loop {
            if item == count {
                if visit(&choices).is_break() {
                    return Ok(());
                }
            } else {
                let sums = items.of(item);
                let rest = &self.0[item + 1];
                let next = (choices[item]..sums.len())
                    .take_while(|&choice| sums[choice] <= left)
                    .find(|&choice| rest.has(left - sums[choice]));
                steps.take(1)?;
                if let Some(choice) = next {
                    choices[item] = choice;
                    left -= sums[choice];
                    item += 1;
                    continue;
                }
            }
            // Nothing more from here: the item before takes its next sum.
            if item < count {
                choices[item] = 0;
            }
            if item == 0 {
                return Ok(());
            }
            item -= 1;
            left += items.of(item)[choices[item]];
            choices[item] += 1;
        }
    }
}

/// The least and the most of every set, by dividing: what all others reach is made once a half.
struct Spread<'a> {
    items: &'a Items,
    open: &'a Open,
    ranges: &'a mut Vec<(i64, i64)>,
    is_met: bool,
}

impl Spread<'_> {
    /// `others` is what all items outside `range` reach.
    fn divide(
        &mut self,
        range: std::ops::Range<usize>,
        others: &Reach,
        steps: &mut Steps,
    ) -> Result<(), OutOfSteps> {
        let target = self.open.target;
        if range.len() == 1 {
            self.one(range.start, others);
            return steps.take(1);
        }
        let middle = range.start + range.len() / 2;
        let (low, high) = (range.start..middle, middle..range.end);
        for (own, other) in [(low.clone(), high.clone()), (high, low)] {
            let mut reach = others.clone();
            for item in other {
                reach = reach.with(self.items.of(item), (0, target), steps)?;
            }
            self.divide(own, &reach, steps)?;
        }
        Ok(())
    }

    /// What one set can have, where all the others reach `others`.
    fn one(&mut self, item: usize, others: &Reach) {
        let sums = self.items.of(item);
        let target = self.open.target;
        let has = (0..sums.len())
            .filter(|&choice| sums[choice] <= target && others.has(target - sums[choice]))
            .map(|choice| self.open.has(sums, choice));
        let (mut least, mut most) = (i64::MAX, i64::MIN);
        for fen in has {
            (least, most) = (least.min(fen), most.max(fen));
        }
        if least <= most {
            self.is_met = true;
            let range = &mut self.ranges[self.items.group[item] as usize];
            *range = (range.0 + least, range.1 + most);
        }
    }
}

#[cfg(test)]
mod tests;
