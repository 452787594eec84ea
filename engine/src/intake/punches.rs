//! Punches to minutes (step 1a).
//!
//! ```text
//! in 08:00   in 08:01   out 12:00      in 13:00   in 20:00   out 04:00      out 09:00
//!    opens     repeat     closes         unpaired   opens      closes         unpaired
//!    └──── 240 minutes ────┘                        └ 480 minutes of the first date
//! ```

use crate::basics::day::Day;
use crate::basics::policy::AttendanceRules;

/// Seconds of a day.
const DAY_SECONDS: i64 = 86_400;

/// A clock event that passed the checks of step 1.
///
/// Example: [`punched`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Punch {
    /// Worker and project, any numbering.
    pub engagement: u32,
    /// Civil time, in seconds since 1970-01-01 00:00:00.
    pub second: i64,
    /// Coming or going; `None` where the device does not tell.
    pub direction: Option<Direction>,
    /// Code of the punch type; only equality matters.
    pub kind: i32,
    /// Who made the row: 0 a device, 1 a person, 2 the platform. Changes nothing here.
    pub source: u8,
    /// Position of the row in the table as handed over.
    pub row: u32,
}

/// Which way a punch goes; at one second `Out` stands before `In`.
///
/// Example: [`punched`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Going.
    Out,
    /// Coming.
    In,
}

/// What became of a punch.
///
/// Example: [`punched`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PunchVerdict {
    /// One of a pair that counts.
    Used,
    /// Equal to another one of a smaller row: `duplicate_punch`.
    Duplicate,
    /// Same direction as the last one that is no repeat, within the debounce: `punch_repeat`.
    Repeat,
    /// Without a partner, or of a pair that is too long: `punch_unpaired`.
    Unpaired,
}

/// Minutes that punches prove, one row per engagement and civil day with a counted pair.
///
/// Example: [`punched`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PunchDay {
    /// Worker and project.
    pub engagement: u32,
    /// The date of the first `in` of its stretches.
    pub day: Day,
    /// Seconds of the day added up, divided by 60, rounded down; not capped, so it may exceed 1440.
    pub minutes: u32,
    /// Counted pairs that its stretches are made of.
    pub pairs: u32,
    /// The smallest row among their punches.
    pub row: u32,
}

/// What [`punched`] makes of punches.
///
/// Example: [`punched`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Punched {
    /// In the order of engagement, then day.
    pub days: Vec<PunchDay>,
    /// What became of each punch, in the order in which [`punched`] left them.
    pub verdicts: Vec<PunchVerdict>,
}

/// Minutes by engagement and civil day; sorts `punches`, whose order before does not matter.
///
/// Step 1a. Equal punches (engagement, second, direction, kind) are one, that of the smallest row.
/// Those with a direction, in the order of time: an `in` opens, the next `out` closes; one within
/// the debounce (inclusive) after the last one that is no repeat, of the same direction, is a
/// repeat; a later `in` makes the open one unpaired. Those without: repeats fall out, then first
/// with second, third with fourth of a date. A pair longer than the longest shift counts nothing.
/// Pairs of both kinds are united.
///
/// Holds: each punch has one verdict, an even number of them is [`PunchVerdict::Used`]; no second
/// of an engagement counts twice.
///
/// **Basis:** Decree 724 Art. 28 (real-name registration on site); no document says how punches
/// become minutes. **Choice:** the debounce is measured from the last punch that was not itself a
/// repeat, whether or not it found a partner. Stretches that touch are one. Punches without
/// direction are debounced across midnight and paired within a date.
///
/// # Example
///
/// ```
/// use anxin::basics::policy::Policy;
/// use anxin::intake::punches::{Direction, Punch, punched};
///
/// let at = |hour: i64, direction, row| Punch {
///     engagement: 0,
///     second: hour * 3600,
///     direction: Some(direction),
///     kind: 1,
///     source: 0,
///     row,
/// };
/// let mut punches =
///     [at(6, Direction::Out, 0), at(22, Direction::In, 1), at(30, Direction::Out, 2)];
/// let punched = punched(&mut punches, &Policy::default().attendance);
/// assert_eq!(punched.days.len(), 1);
/// assert_eq!((punched.days[0].day, punched.days[0].minutes), (anxin::Day(0), 480));
/// ```
#[must_use]
pub fn punched(punches: &mut [Punch], rules: &AttendanceRules) -> Punched {
    punches.sort_unstable_by_key(|punch| {
        (punch.engagement, punch.second, punch.direction, punch.kind, punch.row)
    });
    let mut punched =
        Punched { days: Vec::new(), verdicts: vec![PunchVerdict::Unpaired; punches.len()] };
    let mut pairs = Vec::new();
    let mut first = 0;
    for own in punches.chunk_by(|a, b| a.engagement == b.engagement) {
        let verdicts = &mut punched.verdicts[first..first + own.len()];
        first += own.len();
        let mut pairing = Pairing { punches: own, verdicts, pairs: &mut pairs, rules };
        pairing.mark_duplicates();
        pairing.pair_directed();
        pairing.pair_undirected();
        unite(own[0].engagement, &mut pairs, &mut punched.days);
    }
    punched
}

/// Two punches that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    start_second: i64,
    end_second: i64,
    row: u32,
}

/// Punches of one engagement in order, while they are being paired.
struct Pairing<'a> {
    punches: &'a [Punch],
    verdicts: &'a mut [PunchVerdict],
    pairs: &'a mut Vec<Pair>,
    rules: &'a AttendanceRules,
}

impl Pairing<'_> {
    /// Of equal punches, which stand side by side, all but the first.
    fn mark_duplicates(&mut self) {
        let key = |punch: &Punch| (punch.second, punch.direction, punch.kind);
        for place in 1..self.punches.len() {
            if key(&self.punches[place]) == key(&self.punches[place - 1]) {
                self.verdicts[place] = PunchVerdict::Duplicate;
            }
        }
    }

    /// `in` with the next `out`.
    fn pair_directed(&mut self) {
        let mut open: Option<usize> = None;
        let mut last: Option<usize> = None;
        for place in 0..self.punches.len() {
            let direction = self.punches[place].direction;
            if direction.is_none() || self.is_duplicate(place) {
                continue;
            }
            let is_same = |last: &usize| self.punches[*last].direction == direction;
            if last.filter(is_same).is_some_and(|last| self.is_repeat(last, place)) {
                self.verdicts[place] = PunchVerdict::Repeat;
                continue;
            }
            last = Some(place);
            if direction == Some(Direction::In) {
                open = last;
            } else if let Some(opened) = open.take() {
                self.pair(opened, place);
            }
        }
    }

    /// First with second, third with fourth of a date.
    fn pair_undirected(&mut self) {
        let day = |place: usize| self.punches[place].second.div_euclid(DAY_SECONDS);
        let mut open: Option<usize> = None;
        let mut last: Option<usize> = None;
        for place in 0..self.punches.len() {
            if self.punches[place].direction.is_some() || self.is_duplicate(place) {
                continue;
            }
            if last.is_some_and(|last| self.is_repeat(last, place)) {
                self.verdicts[place] = PunchVerdict::Repeat;
                continue;
            }
            last = Some(place);
            match open.take().filter(|&opened| day(opened) == day(place)) {
                Some(opened) => self.pair(opened, place),
                None => open = last,
            }
        }
    }

    fn is_duplicate(&self, place: usize) -> bool {
        self.verdicts[place] == PunchVerdict::Duplicate
    }

    /// Whether the punch at `place` is within the debounce after the one at `last`.
    fn is_repeat(&self, last: usize, place: usize) -> bool {
        self.seconds_between(last, place) <= u64::from(self.rules.punch_debounce_seconds)
    }

    fn seconds_between(&self, first: usize, second: usize) -> u64 {
        self.punches[first].second.abs_diff(self.punches[second].second)
    }

    /// Makes a pair of two punches; one that is too long counts nothing and leaves both unpaired.
    fn pair(&mut self, first: usize, second: usize) {
        let longest_seconds = 60 * u64::from(self.rules.punch_max_shift_minutes);
        if self.seconds_between(first, second) > longest_seconds {
            return;
        }
        self.verdicts[first] = PunchVerdict::Used;
        self.verdicts[second] = PunchVerdict::Used;
        self.pairs.push(Pair {
            start_second: self.punches[first].second,
            end_second: self.punches[second].second,
            row: self.punches[first].row.min(self.punches[second].row),
        });
    }
}

/// Unites the pairs of an engagement and adds their seconds up by date; leaves `pairs` empty.
fn unite(engagement: u32, pairs: &mut Vec<Pair>, days: &mut Vec<PunchDay>) {
    pairs.sort_unstable();
    let first_day = days.len();
    let mut end_second = i64::MIN;
    let mut seconds = 0;
    for pair in pairs.drain(..) {
        let is_new_stretch = days.len() == first_day || pair.start_second > end_second;
        let day = day_of(pair.start_second);
        if is_new_stretch && days[first_day..].last().is_none_or(|open| open.day != day) {
            seconds = 0;
            days.push(PunchDay { engagement, day, minutes: 0, pairs: 0, row: pair.row });
        }
        let counted_to = if is_new_stretch { pair.start_second } else { end_second };
        seconds += (pair.end_second - counted_to).max(0);
        end_second = pair.end_second.max(counted_to);
        if let Some(open) = days.last_mut() {
            open.minutes = minutes(seconds);
            open.pairs += 1;
            open.row = open.row.min(pair.row);
        }
    }
}

/// Whole minutes of seconds that are zero or more.
fn minutes(seconds: i64) -> u32 {
    u32::try_from(seconds / 60).unwrap_or(u32::MAX)
}

/// The civil day of a second.
fn day_of(second: i64) -> Day {
    let day = second.div_euclid(DAY_SECONDS);
    Day(i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: AttendanceRules =
        AttendanceRules { punch_debounce_seconds: 120, punch_max_shift_minutes: 960 };

    /// `i`, `o` or `-` (no direction), day of January 1970, time.
    fn read(text: &str) -> Vec<Punch> {
        (0..)
            .zip(text.split(','))
            .map(|(row, punch)| {
                let parts: Vec<&str> = punch.split_whitespace().collect();
                let time: Vec<i64> =
                    parts[2].split(':').map(|part| part.parse().unwrap()).collect();
                let day: i64 = parts[1].parse().unwrap();
                let clock = 3600 * time[0] + 60 * time[1] + time.get(2).unwrap_or(&0);
                Punch {
                    engagement: 0,
                    second: (day - 1) * DAY_SECONDS + clock,
                    direction: match parts[0] {
                        "i" => Some(Direction::In),
                        "o" => Some(Direction::Out),
                        _ => None,
                    },
                    kind: parts.get(3).map_or(1, |kind| kind.parse().unwrap()),
                    source: 0,
                    row,
                }
            })
            .collect()
    }

    /// Days as (day of January, minutes, pairs), verdicts by row as `u`, `d`, `r`, `x`; the same
    /// for every rotation of the rows.
    fn run(text: &str) -> (Vec<(i32, u32, u32)>, String) {
        let punches = read(text);
        let outcome = |mut punches: Vec<Punch>| {
            let punched = punched(&mut punches, &RULES);
            let mut verdicts = vec![' '; punches.len()];
            for (punch, verdict) in punches.iter().zip(&punched.verdicts) {
                verdicts[punch.row as usize] = match verdict {
                    PunchVerdict::Used => 'u',
                    PunchVerdict::Duplicate => 'd',
                    PunchVerdict::Repeat => 'r',
                    PunchVerdict::Unpaired => 'x',
                };
            }
            let days = punched.days.iter().map(|day| (day.day.0 + 1, day.minutes, day.pairs));
            (days.collect::<Vec<_>>(), verdicts.into_iter().collect::<String>())
        };
        let mut rotated = punches.clone();
        let expected = outcome(punches);
        for _ in 0..rotated.len() {
            rotated.rotate_left(1);
            assert_eq!(outcome(rotated.clone()), expected);
        }
        expected
    }

    #[test]
    fn equal_punches_are_one_and_the_smallest_row_is_the_record() {
        assert_eq!(
            run("i 1 8:00, i 1 8:00, o 1 9:00, i 1 8:00"),
            (vec![(1, 60, 1)], "udud".into())
        );
    }

    #[test]
    fn another_type_at_one_second_is_a_repeat_and_no_duplicate() {
        assert_eq!(run("i 1 8:00 1, i 1 8:00 2, o 1 9:00 1"), (vec![(1, 60, 1)], "uru".into()));
    }

    #[test]
    fn an_out_stands_before_an_in_of_the_same_second() {
        assert_eq!(
            run("i 1 12:00, i 1 8:00, o 1 12:00, o 1 13:00"),
            (vec![(1, 300, 2)], "uuuu".into())
        );
    }

    #[test]
    fn the_debounce_includes_its_end_and_starts_at_the_punch_that_counted_last() {
        assert_eq!(run("i 1 8:00, i 1 8:02, o 1 9:00"), (vec![(1, 60, 1)], "uru".into()));
        assert_eq!(run("i 1 8:00, i 1 8:02:01, o 1 9:02:01"), (vec![(1, 60, 1)], "xuu".into()));
        // The repeat at 8:02 does not prolong the debounce.
        assert_eq!(
            run("i 1 8:00, i 1 8:02, i 1 8:03, o 1 9:03"),
            (vec![(1, 60, 1)], "xruu".into())
        );
        assert_eq!(
            run("i 1 8:00, o 1 9:00, o 1 9:02, i 1 9:01"),
            (vec![(1, 61, 2)], "uuuu".into())
        );
    }

    #[test]
    fn a_repeat_has_the_direction_of_the_punch_that_counted_last() {
        assert_eq!(
            run("i 1 8:00, o 1 8:01, i 1 8:02, o 1 9:02"),
            (vec![(1, 61, 2)], "uuuu".into())
        );
        assert_eq!(run("i 1 8:00, o 1 9:00, o 1 9:02"), (vec![(1, 60, 1)], "uur".into()));
    }

    #[test]
    fn a_later_in_makes_the_open_one_unpaired() {
        assert_eq!(run("i 1 7:00, i 1 13:00, o 1 18:00"), (vec![(1, 300, 1)], "xuu".into()));
    }

    #[test]
    fn an_out_with_none_open_is_unpaired_and_the_next_one_repeats_it() {
        assert_eq!(run("o 1 18:00, o 1 18:01, i 1 19:00"), (vec![], "xrx".into()));
        assert_eq!(run("o 1 18:00, o 1 18:02:01, i 1 19:00"), (vec![], "xxx".into()));
    }

    #[test]
    fn sixteen_hours_are_a_pair_and_a_second_more_is_none() {
        assert_eq!(run("i 1 6:00, o 1 22:00"), (vec![(1, 960, 1)], "uu".into()));
        assert_eq!(run("i 1 5:59:59, o 1 22:00, o 1 22:01"), (vec![], "xxr".into()));
        assert_eq!(run("- 1 5:59:59, - 1 22:00, - 1 23:00"), (vec![], "xxx".into()));
    }

    #[test]
    fn without_direction_first_and_second_of_a_date_make_a_pair() {
        assert_eq!(
            run("- 1 8:00, - 1 8:01, - 1 12:00, - 1 13:00, - 1 17:30"),
            (vec![(1, 510, 2)], "uruuu".into())
        );
        assert_eq!(run("- 1 8:00, - 1 12:00, - 1 13:00"), (vec![(1, 240, 1)], "uux".into()));
        assert_eq!(run("- 1 20:00, - 2 5:00"), (vec![], "xx".into()));
        assert_eq!(
            run("- 1 23:59, - 2 0:00, - 2 8:00, - 2 9:00"),
            (vec![(2, 60, 1)], "xruu".into())
        );
    }

    #[test]
    fn pairs_with_and_without_direction_are_united() {
        // 8 to 12 with direction, 10 to 14 without: 8 to 14.
        assert_eq!(
            run("i 1 8:00, o 1 12:00, - 1 10:00, - 1 14:00"),
            (vec![(1, 360, 2)], "uuuu".into())
        );
        // The one lies within the other.
        assert_eq!(
            run("i 1 8:00, o 1 12:00, - 1 9:00, - 1 10:00"),
            (vec![(1, 240, 2)], "uuuu".into())
        );
    }

    #[test]
    fn a_united_stretch_belongs_to_the_date_of_its_first_in() {
        assert_eq!(run("i 1 22:00, o 2 6:00"), (vec![(1, 480, 1)], "uu".into()));
        assert_eq!(
            run("i 1 22:00, o 2 6:00, - 2 5:00, - 2 7:00, i 2 8:00, o 2 9:00"),
            (vec![(1, 540, 2), (2, 60, 1)], "uuuuuu".into())
        );
    }

    #[test]
    fn seconds_add_up_over_the_day_before_they_become_minutes() {
        assert_eq!(
            run("i 5 8:00, o 5 11:59:40, i 5 13:00:10, o 5 17:00:40"),
            (vec![(5, 480, 2)], "uuuu".into())
        );
        assert_eq!(run("i 3 19:58:30, o 4 4:02:10"), (vec![(3, 483, 1)], "uu".into()));
    }

    #[test]
    fn engagements_are_kept_apart() {
        let mut punches = read("i 1 8:00, i 1 8:00, o 1 9:00, o 1 10:00");
        for (place, punch) in punches.iter_mut().enumerate() {
            punch.engagement = u32::try_from(place % 2).unwrap();
        }
        let punched = punched(&mut punches, &RULES);
        let days: Vec<_> =
            punched.days.iter().map(|day| (day.engagement, day.minutes, day.row)).collect();
        assert_eq!(days, [(0, 60, 0), (1, 120, 1)]);
        assert!(punched.verdicts.iter().all(|&verdict| verdict == PunchVerdict::Used));
    }
}
