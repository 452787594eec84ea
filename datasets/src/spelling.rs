//! Other accepted ways to write a cell, and reading dates back whatever their spelling.

use crate::civil::{day, day_text, month_days};
use crate::random::Random;
use crate::shape::Kind;

/// The day a date, time or period text stands for; `None` where it is none.
pub(crate) fn day_of(text: &str, is_period: bool) -> Option<i64> {
    let plain = half_width(text);
    let plain = plain.trim();
    let plain = plain.split([' ', 'T']).next().unwrap_or("");
    let parts: Vec<&str> =
        plain.split(['-', '/', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    let number = |part: &str| part.parse::<i64>().ok();
    let (year, month, day_of_month) = match (parts.as_slice(), is_period) {
        ([one], true) if one.len() == 6 => (number(&one[..4])?, number(&one[4..])?, 1),
        ([year, month], true) => (number(year)?, number(month)?, 1),
        ([one], _) if one.len() == 8 => {
            (number(&one[..4])?, number(&one[4..6])?, number(&one[6..])?)
        }
        ([year, month, day], _) => (number(year)?, number(month)?, number(day)?),
        _ => return None,
    };
    let is_date = (1..=12).contains(&month)
        && (1..=month_days(year * 12 + month - 1)).contains(&day_of_month);
    let day_of_month = if is_period { 1 } else { day_of_month };
    is_date.then(|| day(year, month, day_of_month))
}

/// Another accepted way to write the same value, where there is one.
pub(crate) fn respelled(random: &mut Random, kind: Kind, text: &str) -> String {
    let choice = random.below(3);
    match (kind, choice) {
        (Kind::Id, 0) => format!(" {text}"),
        (Kind::Id, 1) => format!("{text}  "),
        (Kind::Id, _) => full_width_digits(text),
        (Kind::Account, 0) if text.len() > 8 => {
            format!("{} {} {}", &text[..4], &text[4..8], &text[8..])
        }
        (Kind::Account, 1) if text.len() > 8 => format!("{}-{}", &text[..6], &text[6..]),
        (Kind::Money, 0) => thousands(text),
        (Kind::Money, 1) if !text.starts_with('-') => format!("¥{text}"),
        (Kind::Money, 2) => format!("{text}元"),
        (Kind::Date, 0) => text.replace('-', "/").replace("/0", "/"),
        (Kind::Date, 1) => text.replace('-', ""),
        (Kind::Time, 0) => text.replace(' ', "T"),
        (Kind::Period, 0) => text.replace('-', ""),
        (Kind::Period, 1) => period_in_words(text),
        (Kind::Period, 2) => format!("{text}-15"),
        (Kind::Bool, _) => {
            let words = if text == "true" { ["1", "是", "Y"] } else { ["0", "否", "N"] };
            words[choice].to_owned()
        }
        _ => text.to_owned(),
    }
}

/// `2025-03` as `2025年3月`.
pub(crate) fn period_in_words(text: &str) -> String {
    match text.split_once('-') {
        Some((year, month)) => format!("{year}年{}月", month.trim_start_matches('0')),
        None => text.to_owned(),
    }
}

/// `1234567.80` as `1,234,567.80`.
pub(crate) fn thousands(text: &str) -> String {
    let (whole, cents) = text.split_once('.').unwrap_or((text, ""));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if cents.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{cents}") }
}

fn full_width_digits(text: &str) -> String {
    let wide = |c: char| match c.to_digit(10) {
        Some(digit) => char::from_u32(0xFF10 + digit).unwrap_or(c),
        None => c,
    };
    text.chars().map(wide).collect()
}

fn half_width(text: &str) -> String {
    let narrow = |c: char| match u32::from(c) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    text.chars().map(narrow).collect()
}

/// A date text moved by a number of days; the time of day, if any, stays.
pub(crate) fn moved_to(text: &str, kind: Kind, day_number: i64) -> String {
    let date = day_text(day_number);
    match kind {
        Kind::Period => date[..7].to_owned(),
        Kind::Time => format!("{date}{}", text.get(10..).unwrap_or("")),
        _ => date,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_date_is_the_same_day() {
        let expected = Some(day(2025, 3, 1));
        let spellings =
            ["2025-03-01", "2025/3/1", "20250301", "2025-03-01T07:58:00", "２０２５-03-01"];
        assert!(spellings.iter().all(|text| day_of(text, false) == expected));
        let periods = ["2025-03", "202503", "2025年3月", "2025-03-15"];
        assert!(periods.iter().all(|text| day_of(text, true) == expected));
        assert_eq!(day_of("2025-02-30", false), None);
    }

    #[test]
    fn thousands_are_grouped_from_the_right() {
        assert_eq!(thousands("-1234567.80"), "-1,234,567.80");
        assert_eq!(thousands("123.45"), "123.45");
    }
}
