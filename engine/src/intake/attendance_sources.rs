//! Who recorded the attendance of an engagement: a device, a person, the platform (step 7.7).
//!
//! Rows of devices go straight into the timesheet, so nothing is kept of them but their latest day;
//! what others recorded stands on the side list anyway and is counted from there.

use super::lines::{Extra, Lines};
use super::timesheet::DAY_MINUTES;
use crate::basics::day::Day;
use crate::basics::ids::EngagementId;

/// The number of the source `device`.
const DEVICE: u8 = 0;
/// The number of the source `manual`.
const MANUAL: u8 = 1;

/// By engagement, who recorded its attendance.
///
/// # Example
///
/// ```
/// use anxin::Day;
/// use anxin::basics::ids::EngagementId;
/// use anxin::intake::attendance_sources::{AttendanceSources, OtherSources};
///
/// let manual = OtherSources { manual_days: 2, manual_minutes: 960, ..OtherSources::default() };
/// let sources = AttendanceSources {
///     latest_device_day: vec![Day(20_000), Day::NONE],
///     others: vec![(EngagementId(1), manual)],
/// };
/// assert_eq!(sources.latest_device_day_of(EngagementId(0)), Some(Day(20_000)));
/// assert_eq!(sources.others_of(EngagementId(1)).manual_days, 2);
/// assert_eq!(sources.others_of(EngagementId(0)), OtherSources::default());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttendanceSources {
    /// Latest day with a row (or a punched day) of a device, a row each; [`Day::NONE`] where there
    /// is none.
    pub latest_device_day: Vec<Day>,
    /// What people and the platform recorded; rising, engagements without it are left out.
    pub others: Vec<(EngagementId, OtherSources)>,
}

/// What no device recorded, of one engagement. Days are days with minutes.
///
/// Example: [`AttendanceSources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OtherSources {
    /// Days that people recorded.
    pub manual_days: u64,
    /// Minutes that people recorded.
    pub manual_minutes: u64,
    /// Days that the platform made.
    pub system_days: u64,
    /// Minutes that the platform made.
    pub system_minutes: u64,
}

/// A day made by punches that no device sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PunchedByHand {
    /// Its worker-month.
    pub line: u32,
    /// Day of the month, 0-based.
    pub day: u8,
    /// 1 a person, 2 the platform.
    pub source: u8,
    /// Minutes, at most 1440.
    pub minutes: u16,
}

impl AttendanceSources {
    /// What is known of an engagement beside the device; nothing where it is not listed.
    #[must_use]
    pub fn others_of(&self, engagement: EngagementId) -> OtherSources {
        let found = self.others.binary_search_by_key(&engagement, |entry| entry.0);
        found.map_or_else(|_| OtherSources::default(), |place| self.others[place].1)
    }

    /// Latest day of a device; `None` where there is none.
    #[must_use]
    pub fn latest_device_day_of(&self, engagement: EngagementId) -> Option<Day> {
        self.latest_device_day.get(engagement.index()).and_then(|day| day.get())
    }

    /// Gives engagements their final numbers.
    #[must_use]
    pub fn renumbered(self, rank: &[u32]) -> Self {
        let mut latest_device_day = vec![Day::NONE; rank.len()];
        for (day, &place) in self.latest_device_day.iter().zip(rank) {
            latest_device_day[place as usize] = *day;
        }
        let mut others = self.others;
        for (engagement, _) in &mut others {
            *engagement = EngagementId(rank[engagement.index()]);
        }
        others.sort_unstable_by_key(|entry| entry.0);
        Self { latest_device_day, others }
    }
}

/// Who recorded what, by engagement in the order of appearance (`count` of them); must be asked
/// before the side list is settled into the timesheet, and sorts it.
///
/// Step 7.7. **Choice:** of equal rows the device's counts, then a person's; the cap of 1440
/// minutes a day falls on the platform's minutes first, then on people's; a day is that of the
/// first of device, manual, system with minutes on it. So days and minutes of the three add up to
/// those attended.
#[must_use]
pub(crate) fn attendance_sources(
    lines: &Lines,
    extras: &mut [Extra],
    by_hand: &[PunchedByHand],
    count: usize,
) -> AttendanceSources {
    let mut days_by_hand: Vec<(u32, u8)> = by_hand.iter().map(|day| (day.line, day.day)).collect();
    days_by_hand.sort_unstable();
    let mut latest_device_day = latest_days(lines, &days_by_hand, count);
    let mut found: Vec<(EngagementId, OtherSources)> = Vec::new();
    let mut note = |line: u32, minutes: [u16; 3]| {
        let engagement = EngagementId(lines.key(line).0);
        match found.last_mut() {
            Some(entry) if entry.0 == engagement => entry.1.add(minutes),
            _ => {
                let mut others = OtherSources::default();
                others.add(minutes);
                found.push((engagement, others));
            }
        }
    };
    extras.sort_unstable();
    let mut records = Vec::new();
    for rows in extras.chunk_by(|a, b| (a.line, a.day) == (b.line, b.day)) {
        let (line, day) = (rows[0].line, rows[0].day);
        if rows.iter().any(|row| row.source == DEVICE) {
            let latest = &mut latest_device_day[lines.key(line).0 as usize];
            *latest = (*latest).max(date(lines, line, day));
        }
        if rows.iter().any(|row| row.source != DEVICE) {
            records.clear();
            records.extend(lines.taken(line, day));
            records.extend_from_slice(rows);
            note(line, minutes_by_source(&mut records));
        }
    }
    for punched in by_hand {
        let mut minutes = [0; 3];
        minutes[usize::from(punched.source.min(2))] = punched.minutes;
        note(punched.line, minutes);
    }
    found.sort_by_key(|entry| entry.0);
    let mut others: Vec<(EngagementId, OtherSources)> = Vec::new();
    for (engagement, more) in found {
        match others.last_mut() {
            Some(entry) if entry.0 == engagement => entry.1.merge(more),
            _ => others.push((engagement, more)),
        }
    }
    others.retain(|entry| entry.1 != OtherSources::default());
    AttendanceSources { latest_device_day, others }
}

/// Minutes of a day by source, after duplicates and the cap.
fn minutes_by_source(records: &mut Vec<Extra>) -> [u16; 3] {
    records.sort_unstable_by_key(|row| (row.shift, row.minutes, row.quantity_e3, row.source));
    records.dedup_by_key(|row| (row.shift, row.minutes, row.quantity_e3));
    let mut left = u32::from(DAY_MINUTES);
    [0_u8, 1, 2].map(|source| {
        let own = records.iter().filter(|row| row.source.min(2) == source);
        let minutes = own.map(|row| u32::from(row.minutes)).sum::<u32>().min(left);
        left -= minutes;
        u16::try_from(minutes).unwrap_or(DAY_MINUTES)
    })
}

/// The latest day in a cell of each engagement; days punched by hand (sorted) are no device's.
fn latest_days(lines: &Lines, by_hand: &[(u32, u8)], count: usize) -> Vec<Day> {
    let mut latest = vec![Day::NONE; count];
    // Later months mostly come last: from the end, few lines have to be looked into.
    for (line, engagement, month) in lines.all().rev() {
        let known = &mut latest[engagement as usize];
        if *known >= month.last_day() {
            continue;
        }
        let is_by_hand = |day: u8| by_hand.binary_search(&(line, day)).is_ok();
        let last =
            (0..31_u8).rev().find(|&day| lines.minutes(line, day).is_some() && !is_by_hand(day));
        if let Some(day) = last {
            *known = (*known).max(date(lines, line, day));
        }
    }
    latest
}

/// The date of a day of a line.
fn date(lines: &Lines, line: u32, day: u8) -> Day {
    lines.key(line).1.first_day().plus_days(i32::from(day))
}

impl OtherSources {
    /// Adds a day: minutes of device, people, platform.
    fn add(&mut self, [device, manual, system]: [u16; 3]) {
        self.manual_minutes += u64::from(manual);
        self.system_minutes += u64::from(system);
        if device == 0 {
            self.manual_days += u64::from(manual > 0);
            self.system_days += u64::from(manual == 0 && system > 0);
        }
    }

    fn merge(&mut self, other: Self) {
        self.manual_days += other.manual_days;
        self.manual_minutes += other.manual_minutes;
        self.system_days += other.system_days;
        self.system_minutes += other.system_minutes;
    }
}

/// The source of a punched day: a device where one sent any of its punches, else the smaller
/// number.
#[must_use]
pub(crate) fn source_of_day(sources: impl Iterator<Item = u8>) -> u8 {
    sources.min().unwrap_or(MANUAL)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::day::Month;
    use crate::intake::timesheet::NO_QUANTITY;

    fn row(line: u32, day: u8, source: u8, minutes: u16) -> Extra {
        Extra { line, day, source, minutes, shift: 0, quantity_e3: NO_QUANTITY }
    }

    fn sources(rows: &[Extra], by_hand: &[PunchedByHand]) -> AttendanceSources {
        let mut lines = Lines::default();
        for (engagement, month) in [(0, 3), (0, 1), (1, 2)] {
            lines.find_or_add(engagement, Month::from_ym(2025, month), false).unwrap();
        }
        let mut extras: Vec<Extra> = Vec::new();
        extras.extend(rows.iter().filter(|row| !lines.put(row)));
        attendance_sources(&lines, &mut extras, by_hand, 2)
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn the_latest_day_is_a_devices() {
        let rows = [row(1, 30, 0, 480), row(0, 4, 0, 0), row(0, 9, 1, 480), row(2, 7, 2, 60)];
        let found = sources(&rows, &[]);
        assert_eq!(found.latest_device_day, [day("2025-03-05"), Day::NONE]);
        assert_eq!(found.latest_device_day_of(EngagementId(1)), None);
        let manual = OtherSources { manual_days: 1, manual_minutes: 480, ..Default::default() };
        let system = OtherSources { system_days: 1, system_minutes: 60, ..Default::default() };
        assert_eq!(found.others, [(EngagementId(0), manual), (EngagementId(1), system)]);
    }

    #[test]
    fn a_row_uploaded_again_by_hand_stays_the_devices() {
        let found = sources(&[row(0, 0, 0, 480), row(0, 0, 1, 480)], &[]);
        assert_eq!(found.others, []);
        // The other order and another length: both count, the day is the device's.
        let found = sources(&[row(0, 0, 1, 60), row(0, 0, 0, 480)], &[]);
        let manual = OtherSources { manual_minutes: 60, ..OtherSources::default() };
        assert_eq!(found.others, [(EngagementId(0), manual)]);
    }

    #[test]
    fn the_cap_falls_on_the_platform_first() {
        let found = sources(&[row(0, 0, 0, 900), row(0, 0, 2, 300), row(0, 0, 1, 400)], &[]);
        let others =
            OtherSources { manual_minutes: 400, system_minutes: 140, ..OtherSources::default() };
        assert_eq!(found.others, [(EngagementId(0), others)]);
    }

    #[test]
    fn a_day_punched_by_hand_is_no_devices() {
        let by_hand = [PunchedByHand { line: 0, day: 8, source: 1, minutes: 300 }];
        let found = sources(&[row(0, 3, 0, 480), row(0, 8, 0, 300)], &by_hand);
        assert_eq!(found.latest_device_day[0], day("2025-03-04"));
        let manual = OtherSources { manual_days: 1, manual_minutes: 300, ..Default::default() };
        assert_eq!(found.others_of(EngagementId(0)), manual);
        assert_eq!(source_of_day([2, 0].into_iter()), 0);
        assert_eq!(source_of_day([2, 1].into_iter()), 1);
    }

    #[test]
    fn numbers_change_with_the_rank() {
        let found = sources(&[row(0, 4, 0, 480), row(2, 7, 2, 60)], &[]).renumbered(&[1, 0]);
        assert_eq!(found.latest_device_day, [Day::NONE, day("2025-03-05")]);
        assert_eq!(found.others[0].0, EngagementId(0));
    }
}
