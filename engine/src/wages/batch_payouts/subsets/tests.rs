use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::{Line, OutOfSteps, Steps, each_solution, least_and_most};

/// A generator of small numbers that are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (self.0 >> 33) % end
    }
}

/// Random lines in groups, and how many groups.
fn lines(numbers: &mut Numbers) -> (Vec<Line>, usize) {
    let count = 1 + numbers.below(9);
    let unit = [1, 5, 100][usize::try_from(numbers.below(3)).unwrap()];
    let spread = [4, 30, 1_000][usize::try_from(numbers.below(3)).unwrap()];
    let mut group = 0;
    let mut lines = Vec::new();
    for _ in 0..count {
        let amount_fen = unit * i64::try_from(1 + numbers.below(spread)).unwrap();
        lines.push(Line { group, amount_fen });
        group += u32::from(numbers.below(4) > 0);
    }
    (lines, group as usize + 1)
}

/// Every combination of group sums that makes the target, by trying all sets.
fn tried(lines: &[Line], groups: usize, target: i64) -> BTreeSet<Vec<i64>> {
    let mut found = BTreeSet::new();
    for set in 0_u32..1 << lines.len() {
        let mut sums = vec![0; groups];
        for (at, line) in lines.iter().enumerate() {
            if set >> at & 1 == 1 {
                sums[line.group as usize] += line.amount_fen;
            }
        }
        if sums.iter().sum::<i64>() == target {
            found.insert(sums);
        }
    }
    found
}

fn searched(lines: &[Line], groups: usize, target: i64) -> (Vec<Vec<i64>>, u64) {
    let mut found = Vec::new();
    let mut steps = Steps::up_to(1_000_000);
    let keep = &mut |sums: &[i64]| {
        found.push(sums.to_vec());
        ControlFlow::Continue(())
    };
    each_solution(lines, groups, target, &mut steps, keep).unwrap();
    (found, steps.taken())
}

/// A target that some set makes, or one beside it.
fn target(lines: &[Line], numbers: &mut Numbers) -> i64 {
    let set = numbers.below(1 << lines.len());
    let chosen = lines.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
    chosen.map(|line| line.1.amount_fen).sum::<i64>() + i64::from(numbers.below(5) == 0)
}

#[test]
fn every_solution_is_told_once_as_by_trying_all_sets() {
    let mut numbers = Numbers(1);
    let mut several = 0;
    for _ in 0..3_000 {
        let (lines, groups) = lines(&mut numbers);
        let target = target(&lines, &mut numbers);
        let expected = tried(&lines, groups, target);
        let (found, _) = searched(&lines, groups, target);
        assert_eq!(found.len(), expected.len(), "{lines:?} {target}");
        assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
        several += u32::from(expected.len() > 1);
        let sets: Vec<u32> = (0..groups).map(|group| u32::try_from(group / 2).unwrap()).collect();
        let count = groups.div_ceil(2);
        let ranges = least_and_most(&lines, &sets, count, target, &mut Steps::up_to(1_000_000));
        let of_set = |solution: &Vec<i64>, set: usize| {
            solution.chunks(2).map(|sums| sums.iter().sum::<i64>()).collect::<Vec<_>>()[set]
        };
        let by_hand = (0..count).map(|set| {
            let sums = || expected.iter().map(|solution| of_set(solution, set));
            (sums().min().unwrap_or(0), sums().max().unwrap_or(0))
        });
        let by_hand = (!expected.is_empty()).then(|| by_hand.collect::<Vec<_>>());
        assert_eq!(ranges.unwrap(), by_hand, "{lines:?} {target}");
    }
    assert!(several > 300, "{several} of the sets have several solutions");
}

#[test]
fn order_scale_and_lines_that_are_too_large_change_nothing() {
    let mut numbers = Numbers(2);
    for _ in 0..500 {
        let (lines, groups) = lines(&mut numbers);
        let target = target(&lines, &mut numbers);
        let (mut found, steps) = searched(&lines, groups, target);
        found.sort();

        let mut turned = lines.clone();
        turned.reverse();
        turned.sort_by_key(|line| line.group);
        let (mut again, as_many) = searched(&turned, groups, target);
        again.sort();
        assert_eq!((&again, as_many), (&found, steps));

        let scaled = lines.iter().map(|line| Line { amount_fen: line.amount_fen * 7, ..*line });
        let (mut larger, as_many) = searched(&scaled.collect::<Vec<_>>(), groups, target * 7);
        larger.sort();
        let divided: Vec<Vec<i64>> =
            larger.iter().map(|sums| sums.iter().map(|sum| sum / 7).collect()).collect();
        assert_eq!((&divided, as_many), (&found, steps));

        let mut more = lines.clone();
        let group = u32::try_from(groups).unwrap();
        more.push(Line { group, amount_fen: target + 1 });
        let (mut with_one_more, as_many) = searched(&more, groups + 1, target);
        with_one_more.sort();
        let expected: Vec<Vec<i64>> =
            found.iter().map(|sums| [sums.as_slice(), &[0]].concat()).collect();
        assert_eq!((with_one_more, as_many), (expected, steps));
    }
}

#[test]
fn what_goes_beyond_the_steps_is_not_answered() {
    let lines: Vec<Line> = (0..40)
        .map(|group| Line { group, amount_fen: 100_000 + i64::from(group * group) })
        .collect();
    let mut told = 0;
    let count = &mut |_: &[i64]| {
        told += 1;
        ControlFlow::Continue(())
    };
    let mut steps = Steps::up_to(500);
    assert_eq!(each_solution(&lines, 40, 2_000_000, &mut steps, count), Err(OutOfSteps));
    assert_eq!((told, steps.taken()), (0, 500));
    let sets: Vec<u32> = (0..40).collect();
    let ranges = least_and_most(&lines, &sets, 40, 2_000_000, &mut Steps::up_to(500));
    assert_eq!(ranges, Err(OutOfSteps));
}

#[test]
fn a_list_of_sums_and_bits_say_the_same() {
    // Forty amounts below 64: bits from the first levels on.
    let mut numbers = Numbers(3);
    let amounts: Vec<i64> =
        (0..40).map(|_| i64::try_from(1 + numbers.below(60)).unwrap()).collect();
    let lines: Vec<Line> =
        (0_u32..).zip(&amounts).map(|(group, &amount_fen)| Line { group, amount_fen }).collect();
    for target in [1, 2, 63, 64, 65, 120] {
        // Ways to make each sum, one line after the other.
        let mut ways = vec![0_u64; 200];
        ways[0] = 1;
        for &amount in &amounts {
            for sum in (usize::try_from(amount).unwrap()..200).rev() {
                ways[sum] += ways[sum - usize::try_from(amount).unwrap()];
            }
        }
        let expected = ways[usize::try_from(target).unwrap()].min(5_000);
        let mut told = 0;
        let mut steps = Steps::up_to(10_000_000);
        let count = &mut |sums: &[i64]| {
            assert_eq!(sums.iter().sum::<i64>(), target);
            told += 1;
            if told == 5_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        each_solution(&lines, 40, target, &mut steps, count).unwrap();
        assert_eq!(told, expected);
    }
}
