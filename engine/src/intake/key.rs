//! Names become dense numbers here, and names again here (step 2).

use std::cmp::Ordering;

use hashbrown::HashTable;

use super::read::parallel::sort;
use super::tables::Space;

/// Names of one space, each once, numbered in the order of their first appearance.
///
/// # Example
///
/// ```
/// use anxin::intake::key::Interner;
///
/// let mut names = Interner::default();
/// let first = names.intern("W1").unwrap();
/// assert_eq!(names.intern("W1").unwrap(), first);
/// assert_eq!(names.name(first), "W1");
/// assert_eq!(names.find("W2"), None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Interner {
    /// All names, one behind the other.
    text: String,
    /// Where each name ends in `text`.
    ends: Vec<u64>,
    /// Numbers by the hash of their name, and the hash: a table that grows reads no name again.
    table: HashTable<(u32, u32)>,
    /// Whether each name so far is a serial number that rose, so that none needs a hash: `table` is
    /// empty.
    is_rising: bool,
}

/// Hash of a name; the same for all interners of a process and never seen in a result.
fn hash(name: &str) -> u32 {
    use std::hash::BuildHasher as _;
    let both = foldhash::fast::FixedState::default().hash_one(name);
    #[expect(clippy::cast_possible_truncation, reason = "half of the bits are kept")]
    let half = (both ^ (both >> 32)) as u32;
    half
}

/// The bits of a hash spread over 64, as a table wants them.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl Interner {
    /// One for names that are mostly serial numbers: while they rise they are not hashed.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::intake::key::Interner;
    ///
    /// let mut names = Interner::of_serials();
    /// let numbers = ["T9", "T10", "T9", "T11"].map(|name| names.intern(name).unwrap());
    /// assert_eq!((numbers, names.find("T10")), ([0, 1, 0, 2], Some(1)));
    /// ```
    #[must_use]
    pub fn of_serials() -> Self {
        Self { is_rising: true, ..Self::default() }
    }

    /// Number of names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The name numbered `number`, which must be one of this interner.
    #[must_use]
    pub fn name(&self, number: u32) -> &str {
        slice(&self.text, &self.ends, number)
    }

    /// The number of `name`, if it has one.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<u32> {
        if self.is_rising {
            return self.find_rising(name);
        }
        let hash = hash(name);
        let is_it = |&(number, other): &(u32, u32)| other == hash && self.name(number) == name;
        self.table.find(spread(hash), is_it).map(|found| found.0)
    }

    /// The number of `name`, a new one where it has none; `None` where numbers have run out.
    pub fn intern(&mut self, name: &str) -> Option<u32> {
        if self.is_rising {
            let last = u32::try_from(self.len()).unwrap_or(u32::MAX).checked_sub(1);
            match last.map_or(Ordering::Less, |last| serial(self.name(last)).cmp(&serial(name))) {
                Ordering::Less => return self.push(name),
                Ordering::Equal => return last,
                Ordering::Greater => self.hash_all(),
            }
        }
        let hash = hash(name);
        let (text, ends) = (&self.text, &self.ends);
        let is_it =
            |&(number, other): &(u32, u32)| other == hash && slice(text, ends, number) == name;
        if let Some(&(number, _)) = self.table.find(spread(hash), is_it) {
            return Some(number);
        }
        let number = self.push(name)?;
        self.table.insert_unique(spread(hash), (number, hash), |&(_, hash)| spread(hash));
        Some(number)
    }

    /// Adds a name that is not there yet; `None` where numbers have run out.
    fn push(&mut self, name: &str) -> Option<u32> {
        let number = u32::try_from(self.ends.len()).ok().filter(|&number| number != u32::MAX)?;
        self.text.push_str(name);
        self.ends.push(self.text.len() as u64);
        Some(number)
    }

    /// The number of a name while names rise.
    fn find_rising(&self, name: &str) -> Option<u32> {
        let count = u32::try_from(self.len()).unwrap_or(u32::MAX);
        let number = first_not(count, |number| serial(self.name(number)) < serial(name));
        (number < count && self.name(number) == name).then_some(number)
    }

    /// Hashes the names so far: one came that did not rise.
    fn hash_all(&mut self) {
        self.is_rising = false;
        let Self { text, ends, table, .. } = self;
        for number in 0..u32::try_from(ends.len()).unwrap_or(u32::MAX) {
            let hash = hash(slice(text, ends, number));
            table.insert_unique(spread(hash), (number, hash), |&(_, hash)| spread(hash));
        }
    }

    /// The names in the order of their bytes, and the place of each old number in that order.
    ///
    /// Afterwards a number is the rank of its name: the smaller id is the smaller number.
    #[must_use]
    pub fn into_ranked(self) -> (Names, Vec<u32>) {
        let Self { mut text, mut ends, table, .. } = self;
        drop(table);
        let count = u32::try_from(ends.len()).unwrap_or(u32::MAX);
        let shared = shared_prefix(&text, &ends, count);
        let mut order: Vec<(u64, u32)> = (0..count)
            .map(|number| (leading(&slice(&text, &ends, number).as_bytes()[shared..]), number))
            .collect();
        // Most names differ in the eight bytes behind what all share; the others are compared
        // whole.
        sort(&mut order, |a, b| {
            a.0.cmp(&b.0).then_with(|| {
                let [a, b] = [a.1, b.1].map(|number| slice(&text, &ends, number).as_bytes());
                a[shared..].cmp(&b[shared..])
            })
        });
        if order.iter().zip(0..).all(|(&(_, number), place)| number == place) {
            text.shrink_to_fit();
            ends.shrink_to_fit();
            return (Names { text, ends }, (0..count).collect());
        }
        let mut ranked = String::with_capacity(text.len());
        let mut ranked_ends = Vec::with_capacity(ends.len());
        let mut rank = vec![0_u32; ends.len()];
        for (place, &(_, number)) in (0_u32..).zip(&order) {
            ranked.push_str(slice(&text, &ends, number));
            ranked_ends.push(ranked.len() as u64);
            rank[number as usize] = place;
        }
        (Names { text: ranked, ends: ranked_ends }, rank)
    }
}

/// What orders serial numbers: shorter ones come first.
const fn serial(name: &str) -> (usize, &[u8]) {
    (name.len(), name.as_bytes())
}

/// The first of the numbers below `count` of which `holds` does not hold, as it does of all before
/// it; `count` where there is none.
fn first_not(count: u32, holds: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

/// Number of leading bytes that all names have in common.
fn shared_prefix(text: &str, ends: &[u64], count: u32) -> usize {
    if count == 0 {
        return 0;
    }
    let first = slice(text, ends, 0).as_bytes();
    (1..count).fold(first.len(), |shared, number| {
        let name = slice(text, ends, number).as_bytes();
        let length = shared.min(name.len());
        if first[..length] == name[..length] {
            return length;
        }
        first.iter().zip(name).take_while(|(a, b)| a == b).count()
    })
}

/// The first eight bytes as a number that sorts like them; what is missing counts as 0.
fn leading(bytes: &[u8]) -> u64 {
    let mut leading = [0; 8];
    let length = bytes.len().min(8);
    leading[..length].copy_from_slice(&bytes[..length]);
    u64::from_be_bytes(leading)
}

/// The name numbered `number` of a list of names.
fn slice<'a>(text: &'a str, ends: &[u64], number: u32) -> &'a str {
    let number = number as usize;
    let start = if number == 0 { 0 } else { ends[number - 1] };
    #[expect(clippy::cast_possible_truncation, reason = "positions come from `String::len`")]
    let range = start as usize..ends[number] as usize;
    &text[range]
}

/// The names of all spaces while tables come in.
#[derive(Clone, Debug)]
pub(crate) struct Spaces {
    /// By the position of the space in its enum.
    interners: [Interner; 16],
}

impl Default for Spaces {
    fn default() -> Self {
        let mut spaces = Self { interners: std::array::from_fn(|_| Interner::default()) };
        for space in [Space::Transfer, Space::Sheet, Space::Adjustment, Space::Entry] {
            *spaces.of_mut(space) = Interner::of_serials();
        }
        spaces
    }
}

impl Spaces {
    /// The names of one space.
    #[must_use]
    pub const fn of(&self, space: Space) -> &Interner {
        &self.interners[space as usize]
    }

    /// The names of every space, to add to, by the position of the space in its enum.
    pub const fn all_mut(&mut self) -> &mut [Interner; 16] {
        &mut self.interners
    }

    /// The names of one space, to add to.
    pub const fn of_mut(&mut self, space: Space) -> &mut Interner {
        &mut self.interners[space as usize]
    }

    /// Takes the names of one space out; none are left.
    pub fn take(&mut self, space: Space) -> Interner {
        std::mem::take(&mut self.interners[space as usize])
    }
}

/// Pairs of worker and project, numbered in the order of their first appearance.
#[derive(Clone, Debug, Default)]
pub(crate) struct Engaged {
    /// Worker and project of each, by their numbers in the order of appearance.
    pairs: Vec<(u32, u32)>,
    /// Whether it has a piece contract.
    has_pieces: Vec<bool>,
    /// Numbers by the hash of their pair.
    table: HashTable<u32>,
}

impl Engaged {
    /// Worker and project of each.
    #[must_use]
    pub fn pairs(&self) -> &[(u32, u32)] {
        &self.pairs
    }

    /// Whether the engagement has a piece contract.
    #[must_use]
    pub fn has_pieces(&self, engagement: u32) -> bool {
        self.has_pieces[engagement as usize]
    }

    /// Whether any engagement has a piece contract.
    pub fn has_any_pieces(&self) -> bool {
        self.has_pieces.contains(&true)
    }

    /// Notes that the engagement has a piece contract.
    pub fn set_pieces(&mut self, engagement: u32) {
        self.has_pieces[engagement as usize] = true;
    }

    /// The engagement of a pair, if there is one.
    #[must_use]
    pub fn find(&self, worker: u32, project: u32) -> Option<u32> {
        let pair = (worker, project);
        self.table.find(pair_hash(pair), |&number| self.pairs[number as usize] == pair).copied()
    }

    /// The engagement of a pair, a new one where it has none; `None` where numbers have run out.
    pub fn find_or_add(&mut self, worker: u32, project: u32) -> Option<u32> {
        if let Some(number) = self.find(worker, project) {
            return Some(number);
        }
        let number = u32::try_from(self.pairs.len()).ok().filter(|&number| number != u32::MAX)?;
        self.pairs.push((worker, project));
        self.has_pieces.push(false);
        let pairs = &self.pairs;
        self.table.insert_unique(pair_hash((worker, project)), number, |&number| {
            pair_hash(pairs[number as usize])
        });
        Some(number)
    }
}

/// Hash of a pair; never seen in a result.
fn pair_hash(pair: (u32, u32)) -> u64 {
    use std::hash::BuildHasher as _;
    foldhash::fast::FixedState::default().hash_one(pair)
}

/// Names in the order of their bytes: a name's number is its rank.
///
/// # Example
///
/// ```
/// use anxin::intake::key::Interner;
///
/// let mut interner = Interner::default();
/// let (w2, w1) = (interner.intern("W2").unwrap(), interner.intern("W1").unwrap());
/// let (names, rank) = interner.into_ranked();
/// assert_eq!((rank[w1 as usize], rank[w2 as usize]), (0, 1)); // in the order of their bytes
/// assert_eq!((names.get(1), names.find("W1"), names.get(u32::MAX)), (Some("W2"), Some(0), None));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// All names, one behind the other.
    text: String,
    /// Where each name ends in `text`.
    ends: Vec<u64>,
}

impl Names {
    /// Number of names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The name numbered `number`; `None` for `u32::MAX`, which stands for "not given".
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&str> {
        if number == u32::MAX { None } else { Some(slice(&self.text, &self.ends, number)) }
    }

    /// These names and `more`, which are sorted; and the new number of each of these.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::intake::key::{Interner, Names};
    ///
    /// let mut interner = Interner::default();
    /// interner.intern("b").unwrap();
    /// let (names, numbers) = interner.into_ranked().0.joined(&["a", "b", "c"]);
    /// assert_eq!((numbers, names.find("a"), names.find("c")), (vec![1], Some(0), Some(2)));
    /// ```
    #[must_use]
    pub fn joined(&self, more: &[&str]) -> (Self, Vec<u32>) {
        let mut all = Self::default();
        let mut numbers = Vec::with_capacity(self.len());
        let mut more = more.iter().copied().peekable();
        let mut push = |name: &str| {
            all.text.push_str(name);
            all.ends.push(all.text.len() as u64);
            u32::try_from(all.ends.len() - 1).unwrap_or(u32::MAX)
        };
        for number in (0..self.len()).map(|number| u32::try_from(number).unwrap_or(u32::MAX)) {
            let own = slice(&self.text, &self.ends, number);
            while let Some(other) = more.next_if(|other| other.as_bytes() <= own.as_bytes()) {
                if other != own {
                    push(other);
                }
            }
            numbers.push(push(own));
        }
        more.for_each(|other| {
            push(other);
        });
        (all, numbers)
    }

    /// The number of `name`, if it is one of these.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<u32> {
        let count = u32::try_from(self.len()).ok()?;
        let own = |number| slice(&self.text, &self.ends, number).as_bytes();
        let number = first_not(count, |number| own(number) < name.as_bytes());
        (number < count && own(number) == name.as_bytes()).then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_those_of_a_table_of_hashes() {
        let rising = ["1", "9", "10", "10", "", "9", "11", "T1", "10", "T02", "一"];
        for count in 0..=rising.len() {
            let (mut serials, mut hashed) = (Interner::of_serials(), Interner::default());
            for name in &rising[..count] {
                assert_eq!(serials.intern(name), hashed.intern(name), "{name}");
                assert!(serials.is_rising == serials.table.is_empty() && !hashed.is_rising);
            }
            for name in rising.iter().chain(&["0", "2", "T", "zz"]) {
                assert_eq!(serials.find(name), hashed.find(name), "{name}");
            }
            assert_eq!(serials.is_rising, count < 5);
            assert_eq!(serials.into_ranked(), hashed.into_ranked());
        }
    }

    #[test]
    fn ranks_follow_the_bytes_of_the_names() {
        let mut interner = Interner::default();
        for name in ["b", "a", "c", "", "a"] {
            interner.intern(name).unwrap();
        }
        let (names, rank) = interner.into_ranked();
        assert_eq!(rank, [2, 1, 3, 0]);
        assert_eq!((0..4).filter_map(|n| names.get(n)).collect::<Vec<_>>(), ["", "a", "b", "c"]);
        assert_eq!(names.find("b"), Some(2));
        assert_eq!(names.find("bb"), None);
        assert_eq!(names.get(u32::MAX), None);
    }
}
