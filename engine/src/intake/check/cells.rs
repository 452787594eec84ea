//! The text forms of every kind: from one cell to one value, `None` where it cannot be read.
//!
//! All functions but [`normal`] take text that went through [`plain`] and is not empty.

use std::borrow::Cow;

use crate::basics::day::{Day, Month};
use crate::basics::region::Region;
use crate::intake::tables::{CodeWord, fold};

/// Seconds of a day.
const DAY_SECONDS: i64 = 86_400;
/// China's civil time is UTC+8, in seconds.
pub(crate) const CHINA_SECONDS: i64 = 8 * 3_600;

/// A cell of text: trimmed, full-width letters, digits and blanks folded; of an account also
/// without inner blanks and hyphens. Borrowed where nothing but the ends changes.
///
/// # Example
///
/// ```
/// use anxin::intake::check::cells::normal;
///
/// assert_eq!(normal(" 张三　", false), "张三");
/// assert_eq!(normal("ＷＧ０１-a", false), "WG01-a");
/// assert_eq!(normal("6222 0212-3456", true), "622202123456");
/// ```
#[must_use]
pub fn normal(text: &str, is_account: bool) -> Cow<'_, str> {
    let trimmed = text.trim_matches(is_blank);
    let changes = |c: char| fold_letter(c) != c || (is_account && (is_blank(c) || is_hyphen(c)));
    if !trimmed.contains(changes) {
        return Cow::Borrowed(trimmed);
    }
    let kept = trimmed.chars().filter(|&c| !(is_account && (is_blank(c) || is_hyphen(c))));
    Cow::Owned(kept.map(fold_letter).collect())
}

/// A cell of any other kind: trimmed, all full-width forms folded.
///
/// # Example
///
/// ```
/// use anxin::intake::check::cells::plain;
///
/// assert_eq!(plain(" ２０２５－０３ "), "2025-03");
/// assert_eq!(plain("是"), "是");
/// ```
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim_matches(is_blank);
    if trimmed.is_ascii() || !trimmed.contains(|c| fold(c) != c) {
        return Cow::Borrowed(trimmed);
    }
    Cow::Owned(trimmed.chars().map(fold).collect::<String>().trim().to_owned())
}

/// White space of any width, or a mark without width that files leave behind.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{ff0d}')
}

const fn fold_letter(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '\u{3000}' => fold(c),
        _ => c,
    }
}

/// Money in fen: `12345.67`, `12,345.67`, `¥12345.67`, `12345.67元`.
///
/// # Example
///
/// ```
/// use anxin::intake::check::cells::money_fen;
///
/// assert_eq!(money_fen("¥12,345.670"), Some(1_234_567));
/// assert_eq!(money_fen("0.005"), None); // refused, not rounded
/// ```
#[must_use]
pub fn money_fen(text: &str) -> Option<i64> {
    number(text, 2)
}

/// A number times `10^decimals`, written like money: with or without thousands commas and `¥` or
/// `元`.
///
/// # Example
///
/// ```
/// use anxin::intake::check::cells::number;
///
/// assert_eq!(number("7.5", 4), Some(75_000));
/// assert_eq!(number("1,250", 0), Some(1_250));
/// assert_eq!(number("7.5", 0), None); // refused, not rounded
/// ```
#[must_use]
pub fn number(text: &str, decimals: u32) -> Option<i64> {
    let (is_negative, rest) = sign(text);
    let rest = rest.trim_start_matches(['¥', '￥']).trim_start();
    let (is_negative_inside, rest) = sign(rest);
    let rest = rest.strip_suffix('元').unwrap_or(rest).trim_end();
    if is_negative && is_negative_inside {
        return None;
    }
    let value = magnitude(rest, decimals)?;
    signed(is_negative || is_negative_inside, value)
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

const fn signed(is_negative: bool, value: i64) -> Option<i64> {
    if is_negative { Some(-value) } else { Some(value) }
}

/// Digits, with thousands commas in their places, and decimals; further decimals must be zeros.
fn magnitude(text: &str, decimals: u32) -> Option<i64> {
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (text, ""),
    };
    if whole.is_empty() {
        return None;
    }
    let mut value = 0_i64;
    let mut group_digits = 0_u32;
    let mut has_comma = false;
    for &byte in whole.as_bytes() {
        if byte == b',' {
            if group_digits == 0 || group_digits > 3 || (has_comma && group_digits != 3) {
                return None;
            }
            has_comma = true;
            group_digits = 0;
        } else {
            value = append_digit(value, byte)?;
            group_digits += 1;
        }
    }
    if has_comma && group_digits != 3 {
        return None;
    }
    let mut left = decimals;
    for &byte in fraction.as_bytes() {
        if left > 0 {
            value = append_digit(value, byte)?;
            left -= 1;
        } else if byte != b'0' {
            return None;
        }
    }
    value.checked_mul(10_i64.checked_pow(left)?)
}

fn append_digit(value: i64, byte: u8) -> Option<i64> {
    let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
    value.checked_mul(10)?.checked_add(digit)
}

/// What is left of a cell while it is read from the front.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    /// The next `least` to `most` digits as a number.
    fn digits(&mut self, least: usize, most: usize) -> Option<u32> {
        let count = self.0.bytes().take(most).take_while(u8::is_ascii_digit).count();
        if count < least {
            return None;
        }
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        digits.parse().ok()
    }

    /// Takes one of these characters.
    fn one_of(&mut self, marks: &[char]) -> Option<char> {
        let mark = self.0.chars().next().filter(|c| marks.contains(c))?;
        self.0 = &self.0[mark.len_utf8()..];
        Some(mark)
    }

    const fn is_done(&self) -> bool {
        self.0.is_empty()
    }

    /// `2025-03-01`, `2025/3/1`, `2025.3.1`, `2025年3月1日`, or eight digits.
    fn day(&mut self) -> Option<Day> {
        let year = self.digits(4, 4)?;
        let (month, day) = if self.0.starts_with(|c: char| c.is_ascii_digit()) {
            (self.digits(2, 2)?, self.digits(2, 2)?)
        } else {
            let mark = self.one_of(&['-', '/', '.', '年'])?;
            let month = self.digits(1, 2)?;
            self.one_of(&[if mark == '年' { '月' } else { mark }])?;
            let day = self.digits(1, 2)?;
            if mark == '年' {
                self.one_of(&['日']);
            }
            (month, day)
        };
        Day::from_ymd(year.cast_signed(), month, day)
    }

    /// `07:58`, `7:58:03`, `07:58:03.250`, or six digits; seconds of the day, fractions cut.
    fn clock_seconds(&mut self) -> Option<i64> {
        let hour = self.digits(1, 2)?;
        let (minute, second) = if self.one_of(&[':']).is_some() {
            let minute = self.digits(2, 2)?;
            let second = if self.one_of(&[':']).is_some() { self.digits(2, 2)? } else { 0 };
            if self.one_of(&['.']).is_some() {
                self.fraction()?;
            }
            (minute, second)
        } else {
            (self.digits(2, 2)?, self.digits(2, 2)?)
        };
        (hour < 24 && minute < 60 && second < 60)
            .then(|| i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second))
    }

    fn fraction(&mut self) -> Option<()> {
        let count = self.0.bytes().take_while(u8::is_ascii_digit).count();
        self.0 = &self.0[count..];
        (count > 0).then_some(())
    }

    /// What to add to reach China's civil time: nothing without a zone.
    fn zone_seconds(&mut self) -> Option<i64> {
        match self.one_of(&['Z', '+', '-']) {
            None => Some(0),
            Some('Z') => Some(CHINA_SECONDS),
            Some(mark) => {
                let hours = self.digits(2, 2)?;
                self.one_of(&[':']);
                let minutes = if self.is_done() { 0 } else { self.digits(2, 2)? };
                let east = i64::from(hours) * 3_600 + i64::from(minutes) * 60;
                (hours <= 14 && minutes < 60)
                    .then_some(CHINA_SECONDS - if mark == '-' { -east } else { east })
            }
        }
    }

    /// A day and a time of day, in China's civil seconds since 1970-01-01.
    fn moment(&mut self) -> Option<i64> {
        let is_packed = self.0.len() == 14 && self.0.bytes().all(|byte| byte.is_ascii_digit());
        let day = self.day()?;
        if !is_packed {
            self.one_of(&['T', ' '])?;
            self.0 = self.0.trim_start();
        }
        let clock = self.clock_seconds()?;
        self.0 = self.0.trim_start();
        let zone = self.zone_seconds()?;
        self.is_done().then(|| i64::from(day.0) * DAY_SECONDS + clock + zone)
    }
}

/// A day: `2025-03-01`, `2025/3/1`, `2025.3.1`, `2025年3月1日`, `20250301`, an Excel serial (five
/// digits: 1927 to 2173), or one of the first with a time of day behind it.
///
/// # Example
///
/// ```
/// use anxin::Day;
/// use anxin::intake::check::cells::day;
///
/// let first_of_march = Day::from_ymd(2025, 3, 1);
/// for text in ["2025-03-01", "2025/3/1", "20250301", "45717"] {
///     assert_eq!(day(text), first_of_march);
/// }
/// assert_eq!(day("2025-02-29"), None);
/// ```
#[must_use]
pub fn day(text: &str) -> Option<Day> {
    if text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return excel_day(text.parse().ok()?);
    }
    let mut rest = Rest(text);
    let day = rest.day()?;
    if rest.is_done() {
        return Some(day);
    }
    time_seconds(text).and_then(day_of_seconds)
}

/// The day of an Excel serial beyond 60: 61 is 1900-03-01, because Excel gives 1900 a leap day.
fn excel_day(serial: i32) -> Option<Day> {
    (serial >= 10_000).then(|| Day(FIRST).plus_days(serial - 2)).and_then(known_day)
}

/// Number of the day `year`-`month`-`day`, of which there is one.
const fn number_of(year: i32, month: u32, day: u32) -> i32 {
    match Day::from_ymd(year, month, day) {
        Some(day) => day.0,
        None => Day::NONE.0,
    }
}

/// First and last day that a date may be.
const FIRST: i32 = number_of(1900, 1, 1);
const LAST: i32 = number_of(2199, 12, 31);

/// `day` if its year is one that a date may have.
pub(crate) const fn known_day(day: Day) -> Option<Day> {
    if day.0 >= FIRST && day.0 <= LAST { Some(day) } else { None }
}

/// The day in which a civil second lies.
pub(crate) fn day_of_seconds(seconds: i64) -> Option<Day> {
    i32::try_from(seconds.div_euclid(DAY_SECONDS)).ok().and_then(|day| known_day(Day(day)))
}

/// A civil time in seconds since 1970-01-01: `2025-03-01 07:58[:03]`, `T` for the blank, fractions
/// cut, a zone turned to UTC+8; or fourteen digits.
///
/// # Example
///
/// ```
/// use anxin::intake::check::cells::time_seconds;
///
/// assert_eq!(time_seconds("1970-01-02 00:01:02.9"), Some(86_462));
/// assert_eq!(time_seconds("1970-01-01T00:00:00Z"), Some(8 * 3_600));
/// assert_eq!(time_seconds("1970-01-02"), None);
/// ```
#[must_use]
pub fn time_seconds(text: &str) -> Option<i64> {
    Rest(text).moment().filter(|&seconds| day_of_seconds(seconds).is_some())
}

/// A month: `2025-03`, `2025/3`, `202503`, `2025年3月`, or any day of it.
///
/// # Example
///
/// ```
/// use anxin::Month;
/// use anxin::intake::check::cells::month;
///
/// for text in ["2025-03", "202503", "2025年3月", "2025-03-31"] {
///     assert_eq!(month(text), Some(Month::from_ym(2025, 3)));
/// }
/// assert_eq!(month("2025-13"), None);
/// ```
#[must_use]
pub fn month(text: &str) -> Option<Month> {
    let mut rest = Rest(text);
    let year = rest.digits(4, 4)?;
    if text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return first_of(year, rest.digits(2, 2)?);
    }
    let mark = rest.one_of(&['-', '/', '.', '年']);
    if let (Some(mark), Some(month)) = (mark, rest.digits(1, 2)) {
        if mark == '年' {
            rest.one_of(&['月']);
        }
        if rest.is_done() {
            return first_of(year, month);
        }
    }
    // Fewer digits than a date has are no Excel serial here.
    if text.len() < 8 { None } else { day(text).map(Day::month) }
}

fn first_of(year: u32, month: u32) -> Option<Month> {
    Day::from_ymd(year.cast_signed(), month, 1).map(Day::month)
}

/// `true/false`, `1/0`, `是/否`, `Y/N`, `yes/no`, in any case.
///
/// # Example
///
/// ```
/// use anxin::intake::check::cells::truth;
///
/// assert_eq!((truth("是"), truth("No"), truth("2")), (Some(true), Some(false), None));
/// ```
#[must_use]
pub fn truth(text: &str) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is(&["true", "1", "是", "y", "yes"]) {
        Some(true)
    } else {
        is(&["false", "0", "否", "n", "no"]).then_some(false)
    }
}

/// The position in `words` of the word, national code or Chinese word `text`; codes may lack their
/// leading zeros.
///
/// # Example
///
/// ```
/// use anxin::intake::check::cells::code;
/// use anxin::intake::tables::CodeWord;
///
/// let words = [
///     CodeWord { word: "workday", others: &["01", "工作日"] },
///     CodeWord { word: "rest_day", others: &["02", "休息日"] },
/// ];
/// assert_eq!((code("休息日", &words), code("1", &words)), (Some(1), Some(0)));
/// assert_eq!(code("holiday", &words), None);
/// ```
#[must_use]
pub fn code(text: &str, words: &[CodeWord]) -> Option<i32> {
    let position = words.iter().position(|word| {
        word.word.eq_ignore_ascii_case(text) || word.others.iter().any(|other| same(other, text))
    })?;
    i32::try_from(position).ok()
}

/// The number that a word of `words` stands for.
pub(crate) fn numbered(text: &str, words: &[(i32, &[&str])]) -> Option<i64> {
    let found = words.iter().find(|(_, others)| others.contains(&text));
    found.map(|&(number, _)| i64::from(number))
}

/// Equal as text, or as numbers of at most nine digits.
fn same(code: &str, text: &str) -> bool {
    let number = |text: &str| {
        let is_number = text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { text.parse::<u32>().ok() } else { None }
    };
    code == text || number(code).is_some_and(|code| number(text) == Some(code))
}

/// A region of 2, 4 or 6 digits as its number of digits (without `00` pairs at the end) times
/// 1,000,000 plus its code.
///
/// # Example
///
/// ```
/// use anxin::intake::check::cells::region;
///
/// assert_eq!(region("520100"), Some(4_005_201));
/// assert_eq!(region("000000"), Some(0));
/// assert_eq!(region("5201023"), None);
/// ```
#[must_use]
pub fn region(text: &str) -> Option<i32> {
    let digits = Region::parse(text)?.digits();
    let code = text.get(..usize::from(digits))?.parse().unwrap_or(0);
    Some(i32::from(digits) * 1_000_000 + code)
}

#[cfg(test)]
#[path = "cells_tests.rs"]
mod tests;
