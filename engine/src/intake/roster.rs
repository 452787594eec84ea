//! Who follows whom in the uploads: the next engagement is guessed and verified, not hashed.
//!
//! A day's upload comes in the order of the day before, with some people missing and some new. The
//! roster keeps the ids in that order; a row is compared with the few entries on either side of the
//! one found last. Newcomers are merged into their place once there are enough of them. Each thread
//! has its own roster: it changes how fast an engagement is found, never which one.

use super::fold::MonthLine;

/// Bytes of an entry's key: worker, a separator, project. Longer ids are not kept.
const KEY_BYTES: usize = 56;
/// Entries on either side of the last one that are compared.
const WINDOW: usize = 8;
/// No entry, or no place.
const NONE: u32 = u32::MAX;

/// Worker and project of a row as one run of bytes; empty where it does not fit.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    bytes: [u8; KEY_BYTES],
    length: u8,
}

impl Key {
    /// The key of two ids.
    #[inline]
    #[must_use]
    pub fn new(worker: &str, project: &str) -> Self {
        let mut key = Self { bytes: [0; KEY_BYTES], length: 0 };
        let (worker, project) = (worker.as_bytes(), project.as_bytes());
        let length = worker.len() + 1 + project.len();
        if length <= KEY_BYTES {
            key.bytes[..worker.len()].copy_from_slice(worker);
            // The length of the worker's id tells the ids apart where they run into each other.
            key.bytes[worker.len()] = u8::try_from(worker.len()).unwrap_or(u8::MAX);
            key.bytes[worker.len() + 1..length].copy_from_slice(project);
            key.length = u8::try_from(length).unwrap_or(0);
        }
        key
    }

    /// The key of two ids that came as numbers, without their digits.
    #[inline]
    #[must_use]
    pub fn of_numbers(worker: i64, project: i64) -> Self {
        let mut key = Self { bytes: [0; KEY_BYTES], length: NUMBERS };
        key.bytes[..8].copy_from_slice(&worker.to_ne_bytes());
        key.bytes[8..16].copy_from_slice(&project.to_ne_bytes());
        key
    }
}

/// Stands for the length of a key of numbers, which no key of text has.
const NUMBERS: u8 = u8::MAX;

impl PartialEq for Key {
    /// Eight bytes at a time and without a way out: most keys that are compared are equal.
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        let [own, others] = [self, other].map(|key| key.bytes.as_chunks::<8>().0);
        let differing = own.iter().zip(others).fold(0, |differing, (&a, &b)| {
            differing | (u64::from_ne_bytes(a) ^ u64::from_ne_bytes(b))
        });
        differing == 0 && self.length == other.length
    }
}

impl Eq for Key {}

/// One engagement of the roster: a cache line.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Entry {
    key: Key,
    engagement: u32,
}

/// Engagements in the order of the uploads.
#[derive(Debug, Default)]
pub struct Roster {
    /// By order of appearance.
    entries: Vec<Entry>,
    /// By entry: the line of its engagement met last.
    lines: Vec<MonthLine>,
    /// By engagement: its entry.
    entry_of: Vec<u32>,
    /// Entries in the order of the uploads.
    order: Vec<u32>,
    /// By entry: its place in `order`, [`NONE`] while it waits to be merged.
    place: Vec<u32>,
    /// Newcomers: the place before which each came, and its entry.
    newcomers: Vec<(u32, u32)>,
    /// Place behind the entry found last.
    at: u32,
}

impl Roster {
    /// The engagement of `key`, if it is one of the next few of the roster, and its line met last.
    #[inline]
    pub fn guess(&mut self, key: &Key) -> Option<(u32, &mut MonthLine)> {
        let at = self.at as usize;
        let ahead = at..(at + WINDOW).min(self.order.len());
        // Newcomers of one place may stand in the wrong order: a few behind are looked at too.
        let behind = at.saturating_sub(WINDOW)..at;
        for place in ahead.chain(behind) {
            let number = *self.order.get(place)? as usize;
            let entry = &self.entries[number];
            if entry.key == *key {
                self.at = u32::try_from(place + 1).unwrap_or(NONE);
                return Some((entry.engagement, &mut self.lines[number]));
            }
        }
        None
    }

    /// Learns that `key` is `engagement`, which was not among the next few; says whether it stands
    /// elsewhere in the order already.
    pub fn learn(&mut self, key: &Key, engagement: u32) -> bool {
        if key.length == 0 {
            return true;
        }
        let known = engagement as usize;
        if self.entry_of.len() <= known {
            self.entry_of.resize(known + 1, NONE);
        }
        match self.entry_of[known] {
            NONE => {
                let entry = u32::try_from(self.entries.len()).unwrap_or(NONE);
                self.entry_of[known] = entry;
                self.entries.push(Entry { key: *key, engagement });
                self.lines.push(MonthLine::NONE);
                self.place.push(NONE);
                self.newcomers.push((self.at, entry));
                if self.newcomers.len() > 256.max(self.order.len() / 64) {
                    self.merge();
                }
                false
            }
            entry => match self.place[entry as usize] {
                NONE => false,
                place => {
                    self.at = place + 1;
                    true
                }
            },
        }
    }

    /// Puts newcomers into the order, each before the place where it came.
    fn merge(&mut self) {
        let last = self.newcomers.last().map(|newcomer| newcomer.1);
        // A stable sort: newcomers of one place stay in the order in which they came.
        self.newcomers.sort_by_key(|newcomer| newcomer.0);
        let mut merged = Vec::with_capacity(self.order.len() + self.newcomers.len());
        let mut newcomers = self.newcomers.drain(..).peekable();
        for (place, &entry) in (0_u32..).zip(&self.order) {
            while let Some(newcomer) = newcomers.next_if(|newcomer| newcomer.0 <= place) {
                merged.push(newcomer.1);
            }
            merged.push(entry);
        }
        merged.extend(newcomers.map(|newcomer| newcomer.1));
        self.order = merged;
        for (place, &entry) in (0_u32..).zip(&self.order) {
            self.place[entry as usize] = place;
        }
        if let Some(entry) = last {
            self.at = self.place[entry as usize] + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u32) -> Key {
        Key::new(&format!("W{number}"), "P")
    }

    #[test]
    fn ids_that_run_into_each_other_have_different_keys() {
        assert_ne!(Key::new("W1", "2P"), Key::new("W12", "P"));
        assert_eq!(Key::new(&"W".repeat(60), "P").length, 0);
    }

    #[test]
    fn keys_of_numbers_are_told_apart_and_are_no_text() {
        assert_eq!(Key::of_numbers(7, 1), Key::of_numbers(7, 1));
        assert_ne!(Key::of_numbers(7, 1), Key::of_numbers(1, 7));
        assert_ne!(Key::of_numbers(0, 0), Key::new("", ""));
    }

    #[test]
    fn the_order_of_yesterday_is_guessed_with_absences_and_newcomers() {
        let mut roster = Roster::default();
        let mut missed = 0;
        for day in 0..6_u32 {
            for worker in (0..5000).filter(|worker| (worker * 7 + day * 13) % 10 < 7) {
                let found = roster.guess(&key(worker)).map(|found| found.0);
                missed += u32::from(day > 3 && found.is_none());
                if found.is_none() {
                    let _is_known = roster.learn(&key(worker), worker);
                }
                assert!(found.is_none_or(|found| found == worker));
            }
        }
        // 7,000 rows came on the last two days.
        assert!(missed < 500, "{missed} of 7000 missed");
    }

    #[test]
    fn a_shuffled_upload_is_never_guessed_wrong() {
        let mut roster = Roster::default();
        for row in 0..20_000_u32 {
            let worker = row.wrapping_mul(2_654_435_761) % 3000;
            match roster.guess(&key(worker)) {
                Some((found, _)) => assert_eq!(found, worker),
                None => {
                    let _is_known = roster.learn(&key(worker), worker);
                }
            }
        }
    }
}
