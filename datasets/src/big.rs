//! Big data sets, written row by row: nothing is held but the ids and one group of rows.
//!
//! Every number is a function of the seed and of what it is about (worker, day …), so that any
//! table can be written without the others.

mod core_job;
mod faults;
#[cfg(feature = "parquet")]
mod parquet_file;
mod region;
mod region_money;
mod sink;

pub use core_job::core_job;
pub use region::{RegionSpec, region};
pub use sink::Format;

use crate::civil::day_class;
use crate::random::Random;

/// Minutes of a shift and their weight in a hundred.
const SHIFTS: &[(i64, i64)] =
    &[(240, 4), (420, 4), (480, 50), (510, 12), (540, 14), (600, 12), (660, 4)];

/// A source of numbers about one thing: the same seed, purpose and thing give the same numbers.
fn about(seed: u64, purpose: u64, thing: i64, other: i64) -> Random {
    let mut random = Random::new(seed ^ purpose.wrapping_mul(0xD6E8_FEB8_6659_FD93));
    let first = random.next() ^ thing.unsigned_abs().wrapping_mul(0x9E6C_63D0_876A_46A1);
    let mut random = Random::new(first ^ other.unsigned_abs().wrapping_mul(0xC2B2_AE3D_27D4_EB4F));
    // One step, so that near things are far apart.
    Random::new(random.next())
}

/// The minutes a worker attended on a day; `None` where he did not come.
///
/// Seven in ten come on a workday, nearly as many on a rest day, few on a holiday.
fn minutes_of(seed: u64, worker: i64, day: i64, class: &str) -> Option<i64> {
    let presence = match class {
        "workday" => 700,
        "rest_day" => 665,
        _ => 280,
    };
    let mut random = about(seed, 1, worker, day);
    if !random.chance(presence) {
        return None;
    }
    let mut lot = random.between(0, 99);
    for &(minutes, weight) in SHIFTS {
        if lot < weight {
            return Some(minutes);
        }
        lot -= weight;
    }
    Some(480)
}

/// Days and minutes a worker attended from one day to another, both included.
fn attended(seed: u64, worker: i64, days: std::ops::RangeInclusive<i64>) -> (i64, i64) {
    days.filter_map(|day| minutes_of(seed, worker, day, day_class(day)))
        .fold((0, 0), |(count, sum), minutes| (count + 1, sum + minutes))
}

/// A decimal number such as `0.01` in parts of a million; `None` where it is none, or finer than
/// that.
///
/// ```
/// assert_eq!(anxin_datasets::big::parts_per_million("0.05"), Some(50_000));
/// assert_eq!(anxin_datasets::big::parts_per_million("1"), Some(1_000_000));
/// assert_eq!(anxin_datasets::big::parts_per_million("many"), None);
/// ```
#[must_use]
pub fn parts_per_million(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 6 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let part: i64 = format!("{part:0<6}").parse().ok()?;
    whole.checked_mul(1_000_000)?.checked_add(part).filter(|parts| *parts >= 0)
}

/// Identity-like ids of workers: area, birth date, four characters that no other worker has.
fn worker_ids(count: i64) -> Vec<String> {
    const SYMBOLS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    (0..count)
        .map(|number| {
            let (area, born) =
                (150_000 + number * 7_919 % 900, 19_600_101 + number * 31_337 % 400_000);
            let mut tail = [b'0'; 4];
            let mut rest = usize::try_from(number).unwrap_or(0);
            for place in (0..4).rev() {
                tail[place] = SYMBOLS[rest % 36];
                rest /= 36;
            }
            format!("{area:06}{born:08}{}", String::from_utf8_lossy(&tail))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::civil::day;

    #[test]
    fn ids_differ_and_have_eighteen_characters() {
        let mut ids = worker_ids(50_000);
        assert!(ids.iter().all(|id| id.len() == 18));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 50_000);
    }

    #[test]
    fn about_seven_in_ten_come_and_the_same_ones_each_time() {
        let monday = day(2025, 3, 3);
        let came = |seed: u64| -> Vec<i64> {
            let is_there = |w: &i64| minutes_of(seed, *w, monday, "workday").is_some();
            (0..10_000).filter(is_there).collect()
        };
        assert!((6_800..7_200).contains(&came(7).len()), "{}", came(7).len());
        assert_eq!(came(7), came(7));
        assert_ne!(came(7), came(8));
    }
}
