//! Who follows whom in the uploads: the next engagement is guessed and verified, not hashed.
//!
//! A day's upload comes in the order of the day before, with some people missing and some new. The
//! roster keeps the ids in that order; a row is compared with the few entries on either side of the
//! one found last. Newcomers are merged into their place once there are enough of them. Each thread
//! has its own roster: it changes how fast an engagement is found, never which one.

use super::ids::{Met, MonthLine};

/// Bytes of a worker's id that an entry can hold. Longer ids are not kept.
const SHORT_BYTES: usize = 32;
/// Entries on either side of the last one that are compared.
const WINDOW: usize = 16;
/// Entries whose tags are compared at once; mostly one of them is met.
const AHEAD: usize = 8;
/// Places within which the order is taken to go on.
const NEAR: u32 = 64;
/// No entry, or no place.
const NONE: u32 = u32::MAX;

/// A text of up to 32 bytes, or a number, as three numbers: texts are equal where these are.
///
/// The first and the last sixteen bytes, which overlap where there are less than 32, and the
/// length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Short {
    head: u128,
    tail: u128,
    length: u32,
}

impl Short {
    /// That of ids that are too long; no id is equal to it.
    pub const LONG: Self = Self { head: 0, tail: 0, length: u32::MAX - 1 };
    /// The length of numbers, which no text has.
    const NUMBER: u32 = u32::MAX;

    /// A text; `None` where it is too long.
    #[inline]
    #[must_use]
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let length = u32::try_from(bytes.len()).ok()?;
        let (head, tail) = match (bytes.first_chunk::<16>(), bytes.last_chunk::<16>()) {
            (Some(head), Some(tail)) if bytes.len() <= SHORT_BYTES => {
                (u128::from_ne_bytes(*head), u128::from_ne_bytes(*tail))
            }
            (Some(_), _) => return None,
            _ => match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
                (Some(head), Some(tail)) => {
                    (u64::from_ne_bytes(*head).into(), u64::from_ne_bytes(*tail).into())
                }
                _ => (bytes.iter().fold(0, |number, &byte| number << 8 | u128::from(byte)), 0),
            },
        };
        Some(Self { head, tail, length })
    }

    /// An id that came as a number, without its digits.
    #[inline]
    #[must_use]
    pub fn of_number(number: i64) -> Self {
        Self { head: number.cast_unsigned().into(), tail: 0, length: Self::NUMBER }
    }

    /// A few bits that differ for most ids: where they do not agree, the ids do not.
    #[inline]
    fn tag(&self) -> u32 {
        const MIX: u64 = 0x9E37_79B9_7F4A_7C15;
        #[expect(clippy::cast_possible_truncation, reason = "halves of a number")]
        let halves = |both: u128| (both as u64) ^ ((both >> 64) as u64).rotate_left(29);
        let mixed = (halves(self.head) ^ halves(self.tail).rotate_left(13)).wrapping_mul(MIX) >> 32;
        u32::try_from(mixed).unwrap_or(0)
    }

    /// A place below `places` for this text: another for most others.
    #[inline]
    #[must_use]
    pub fn spread(&self, places: usize) -> usize {
        // The fraction of the golden ratio spreads numbers that follow each other.
        const MIX: u128 = 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;
        let mixed = (self.head ^ self.tail.rotate_left(8)).wrapping_mul(MIX) >> 96;
        usize::try_from(mixed).unwrap_or(0) % places
    }
}

/// Whose engagement stands in the roster: a cache line.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Entry {
    worker: Short,
    project: u32,
}

const _A_CACHE_LINE: () = assert!(size_of::<Entry>() == 64);

/// Engagements in the order of the uploads.
#[derive(Debug)]
pub struct Roster {
    /// By order of appearance.
    entries: Vec<Entry>,
    /// By entry.
    met: Vec<Met>,
    /// By engagement: its entry.
    entry_of: Vec<u32>,
    /// Entries in the order of the uploads.
    order: Vec<u32>,
    /// The tag of the id of each of `order`, and [`AHEAD`] more.
    tags: Vec<u32>,
    /// By entry: its place in `order`, [`NONE`] while it waits to be merged.
    place: Vec<u32>,
    /// Newcomers: the place before which each came, and its entry.
    newcomers: Vec<(u32, u32)>,
    /// How often newcomers were looked for since some were merged last.
    missed: usize,
    /// Place behind the entry met last.
    at: u32,
    /// The entry met last, where it was not guessed.
    followed: u32,
}

impl Default for Roster {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            met: Vec::new(),
            entry_of: Vec::new(),
            order: Vec::new(),
            tags: vec![0; AHEAD],
            place: Vec::new(),
            newcomers: Vec::new(),
            missed: 0,
            at: 0,
            followed: NONE,
        }
    }
}

impl Roster {
    /// The entry of a worker and the number of a project, if it is one of the next few of the
    /// roster.
    #[inline]
    pub fn guess(&mut self, worker: &Short, project: u32) -> Option<u32> {
        if self.followed != NONE {
            let place = self.place[self.followed as usize];
            if place != NONE {
                self.at = place + 1;
            }
            self.followed = NONE;
        }
        let place = match self.next_few(worker, project) {
            Some(place) => place,
            None => self.around(worker, project)?,
        };
        self.at = u32::try_from(place + 1).unwrap_or(NONE);
        Some(self.order[place])
    }

    /// The place of a worker and project among the next few.
    ///
    /// Tags are compared without a branch each: how many people are missing today, nobody can
    /// predict.
    #[inline]
    fn next_few(&self, worker: &Short, project: u32) -> Option<usize> {
        let at = self.at as usize;
        let tag = worker.tag();
        let tags: &[u32; AHEAD] = self.tags.get(at..)?.first_chunk()?;
        // Lanes that are compared and masked side by side.
        let bits: [u32; AHEAD] =
            std::array::from_fn(|place| if tags[place] == tag { 1 << place } else { 0 });
        let mut equal = bits.iter().fold(0, |equal, bit| equal | bit);
        while equal != 0 {
            let place = at + equal.trailing_zeros() as usize;
            if self.is_at(place, worker, project) {
                return Some(place);
            }
            equal &= equal - 1;
        }
        None
    }

    /// The place of a worker and project among those around the last one.
    ///
    /// Newcomers of one place stand in the order in which they came first, which need not be that
    /// of the uploads: one that is met behind goes to where he was expected.
    #[cold]
    fn around(&mut self, worker: &Short, project: u32) -> Option<usize> {
        let at = self.at as usize;
        let mut ahead = at..(at + WINDOW).min(self.order.len());
        if let Some(place) = ahead.find(|&place| self.is_at(place, worker, project)) {
            return Some(place);
        }
        let end = at.min(self.order.len());
        let mut behind = (end.saturating_sub(WINDOW)..end).rev();
        let place = behind.find(|&place| self.is_at(place, worker, project))?;
        self.order[place..end].rotate_left(1);
        self.tags[place..end].rotate_left(1);
        for (place, &entry) in (place..end).zip(&self.order[place..end]) {
            self.place[entry as usize] = u32::try_from(place).unwrap_or(NONE);
        }
        Some(end - 1)
    }

    /// Whether a worker and project stand at a place.
    #[inline]
    fn is_at(&self, place: usize, worker: &Short, project: u32) -> bool {
        let Some(&entry) = self.order.get(place) else { return false };
        let entry = &self.entries[entry as usize];
        entry.project == project && entry.worker == *worker
    }

    /// Forgets the lines of the timesheet.
    pub fn forget_lines(&mut self) {
        self.met.iter_mut().for_each(|met| met.line = MonthLine::NONE);
    }

    /// Learns the engagement of a worker and a project, which was not among the next few.
    pub fn learn(&mut self, worker: &Short, project: u32, engagement: u32) -> (u32, bool) {
        let known = engagement as usize;
        if self.entry_of.len() <= known {
            self.entry_of.resize(known + 1, NONE);
        }
        if self.entry_of[known] == NONE {
            let entry = u32::try_from(self.entries.len()).unwrap_or(NONE);
            self.entry_of[known] = entry;
            self.entries.push(Entry { worker: *worker, project });
            self.met.push(Met { project, engagement, line: MonthLine::NONE });
            self.place.push(NONE);
            self.newcomers.push((self.at, entry));
        }
        let entry = self.entry_of[known];
        let place = self.place[entry as usize];
        let is_astray = place != NONE;
        if is_astray {
            // Far away the upload goes on there; one that stands a little beside its place does not
            // lead the others astray.
            if place.abs_diff(self.at) > NEAR {
                self.at = place + 1;
            }
        } else {
            // A newcomer that waits costs a look-up a day; merging costs a pass over all.
            self.missed += 1;
            if self.missed > 256.max(self.order.len() / 64) {
                self.merge();
                self.at = self.place[entry as usize] + 1;
            }
        }
        (entry, is_astray)
    }

    /// Whether an entry is an engagement on the project.
    #[inline]
    pub fn is_on(&self, entry: u32, project: u32) -> bool {
        self.met.get(entry as usize).is_some_and(|met| met.project == project)
    }

    /// What is known of an entry that is met without a guess: the next one goes on behind it.
    #[inline]
    pub fn follow(&mut self, entry: u32) -> &mut Met {
        self.followed = entry;
        self.met(entry)
    }

    /// What is known of an entry.
    #[inline]
    pub fn met(&mut self, entry: u32) -> &mut Met {
        &mut self.met[entry as usize]
    }

    /// Puts newcomers into the order, each before the place where it came.
    fn merge(&mut self) {
        self.missed = 0;
        // A stable sort: newcomers of one place stay in the order in which they came.
        self.newcomers.sort_by_key(|newcomer| newcomer.0);
        let mut merged = Vec::with_capacity(self.entries.len());
        let mut newcomers = self.newcomers.drain(..).peekable();
        for (place, &entry) in (0_u32..).zip(&self.order) {
            while let Some(newcomer) = newcomers.next_if(|newcomer| newcomer.0 <= place) {
                merged.push(newcomer.1);
            }
            merged.push(entry);
        }
        merged.extend(newcomers.map(|newcomer| newcomer.1));
        self.order = merged;
        self.tags.clear();
        for (place, &entry) in (0_u32..).zip(&self.order) {
            self.place[entry as usize] = place;
            self.tags.push(self.entries[entry as usize].worker.tag());
        }
        self.tags.resize(self.order.len() + AHEAD, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worker(number: u32) -> Short {
        Short::new(format!("W{number}").as_bytes()).unwrap()
    }

    /// The engagement that is guessed.
    fn guess(roster: &mut Roster, number: u32, project: u32) -> Option<u32> {
        let entry = roster.guess(&worker(number), project)?;
        Some(roster.met(entry).engagement)
    }

    #[test]
    fn texts_are_equal_where_their_numbers_are() {
        let text = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let mut texts: Vec<String> = (0..=32).map(|length| text[..length].to_owned()).collect();
        for length in 1..=32 {
            for place in 0..length {
                let mut other = text[..length].to_owned();
                other.replace_range(place..=place, "-");
                texts.push(other);
            }
        }
        texts.extend(["\u{0}", "\u{0}\u{0}", "1\u{0}", "\u{0}1"].map(str::to_owned));
        let of = |text: &str| Short::new(text.as_bytes());
        for a in &texts {
            assert!(texts.iter().all(|b| (of(a) == of(b)) == (a == b)), "{a:?}");
        }
        assert_eq!(of(&text[..33]), None);
    }

    #[test]
    fn numbers_are_told_apart_and_are_no_text() {
        assert_eq!(Short::of_number(7), Short::of_number(7));
        assert_ne!(Short::of_number(7), Short::of_number(-7));
        assert_ne!(Some(Short::of_number(0)), Short::new(b""));
    }

    #[test]
    fn a_worker_is_guessed_on_his_own_project_alone() {
        let mut roster = Roster::default();
        for number in 0..300 {
            let _learnt = roster.learn(&worker(number), 1, number);
        }
        roster.at = 0;
        assert_eq!(guess(&mut roster, 0, 2), None);
        assert_eq!(guess(&mut roster, 0, 1), Some(0));
    }

    #[test]
    fn the_order_of_yesterday_is_guessed_with_absences_and_newcomers() {
        let mut roster = Roster::default();
        let mut missed = 0;
        for day in 0..6_u32 {
            for number in (0..5000).filter(|number| (number * 7 + day * 13) % 10 < 7) {
                let found = guess(&mut roster, number, 1);
                missed += u32::from(day > 3 && found.is_none());
                if found.is_none() {
                    let _learnt = roster.learn(&worker(number), 1, number);
                }
                assert!(found.is_none_or(|found| found == number));
            }
        }
        // 7,000 rows came on the last two days.
        assert!(missed < 500, "{missed} of 7000 missed");
    }

    #[test]
    fn one_who_stands_too_early_is_moved_to_where_he_is_met() {
        let mut roster = Roster::default();
        for number in [0, 3, 2, 1, 4] {
            let _learnt = roster.learn(&worker(number), 1, number);
        }
        roster.merge();
        for _ in 0..4 {
            roster.at = 0;
            for number in 0..5 {
                assert_eq!(guess(&mut roster, number, 1), Some(number));
            }
        }
        roster.at = 0;
        for number in 0..5 {
            assert_eq!(roster.next_few(&worker(number), 1), Some(number as usize));
            roster.at = number + 1;
        }
    }

    #[test]
    fn a_shuffled_upload_is_never_guessed_wrong() {
        let mut roster = Roster::default();
        for row in 0..20_000_u32 {
            let number = row.wrapping_mul(2_654_435_761) % 3000;
            match guess(&mut roster, number, 1) {
                Some(found) => assert_eq!(found, number),
                None => {
                    let _learnt = roster.learn(&worker(number), 1, number);
                }
            }
        }
    }
}
