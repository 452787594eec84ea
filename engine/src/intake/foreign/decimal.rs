//! Decimal numbers as text: moved by powers of ten, cut to what a spreadsheet keeps.

use std::borrow::Cow;

/// Significant digits that a spreadsheet keeps of a number.
const SHEET_DIGITS: usize = 15;

/// A number of a spreadsheet without the dust behind its fifteenth digit, half up.
///
/// **Choice:** 103. A cell that shows 1234.56 may hold 1234.5600000000002; spreadsheets promise
/// fifteen digits and no more.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::decimal::without_dust;
///
/// assert_eq!(without_dust("1234.5600000000002"), "1234.56");
/// assert_eq!(without_dust("0.30000000000000004"), "0.3");
/// assert_eq!(without_dust("1234.565"), "1234.565");
/// assert_eq!(without_dust("150102199001010012"), "150102199001010012");
/// ```
#[must_use]
pub fn without_dust(text: &str) -> Cow<'_, str> {
    if text.len() <= SHEET_DIGITS {
        return Cow::Borrowed(text);
    }
    let (sign, size) = text.strip_prefix('-').map_or(("", text), |size| ("-", size));
    let Some((whole, fraction)) = size.split_once('.') else { return Cow::Borrowed(text) };
    let is_plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain(whole) || !is_plain(fraction) {
        return Cow::Borrowed(text);
    }
    let digits = format!("{whole}{fraction}");
    let first = digits.len() - digits.trim_start_matches('0').len();
    let keep = (first + SHEET_DIGITS).max(whole.len());
    if digits.len() <= keep {
        return Cow::Borrowed(text);
    }
    let round_up = digits.as_bytes()[keep] >= b'5';
    let mut kept: Vec<u8> = digits.as_bytes()[..keep].to_vec();
    let mut whole_len = whole.len();
    if round_up {
        let mut place = keep;
        loop {
            if place == 0 {
                kept.insert(0, b'1');
                whole_len += 1;
                break;
            }
            place -= 1;
            if kept[place] == b'9' {
                kept[place] = b'0';
            } else {
                kept[place] += 1;
                break;
            }
        }
    }
    let (whole, fraction) = kept.split_at(whole_len);
    let fraction = String::from_utf8_lossy(fraction);
    let fraction = fraction.trim_end_matches('0');
    let dot = if fraction.is_empty() { "" } else { "." };
    Cow::Owned(format!("{sign}{}{dot}{fraction}", String::from_utf8_lossy(whole)))
}

/// A number times `10^places`, exactly, keeping what is written around it out of it; `None` where
/// it is no plain number.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::decimal::shifted;
///
/// assert_eq!(shifted("1,234.5", 4).as_deref(), Some("12345000"));
/// assert_eq!(shifted("-105", -2).as_deref(), Some("-1.05"));
/// assert_eq!(shifted("三万", 4), None);
/// ```
#[must_use]
pub fn shifted(text: &str, places: i32) -> Option<String> {
    let text = text.trim();
    let (sign, size) = match text.strip_prefix('-') {
        Some(size) => ("-", size),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let size: String = size.chars().filter(|c| *c != ',').collect();
    let (whole, fraction) = size.split_once('.').unwrap_or((&size, ""));
    let is_plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if size.len() > 40 || whole.is_empty() || !is_plain(whole) || !is_plain(fraction) {
        return None;
    }
    let mut digits = format!("{whole}{fraction}");
    let point = i32::try_from(whole.len()).ok()? + places;
    let point = if point < 1 {
        digits.insert_str(0, &"0".repeat(usize::try_from(1 - point).ok()?));
        1
    } else {
        usize::try_from(point).ok()?
    };
    while digits.len() < point {
        digits.push('0');
    }
    let (whole, fraction) = digits.split_at(point);
    let zeros = whole.len() - whole.trim_start_matches('0').len();
    let whole = &whole[zeros.min(whole.len() - 1)..];
    let fraction = fraction.trim_end_matches('0');
    let dot = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{dot}{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nines_carry_over() {
        assert_eq!(without_dust("0.99999999999999995"), "1");
        assert_eq!(without_dust("999999999999999.96"), "1000000000000000");
        assert_eq!(without_dust("-12345.670000000001"), "-12345.67");
        assert_eq!(without_dust("0.000000000000000123"), "0.000000000000000123");
    }

    #[test]
    fn shifts_keep_every_digit() {
        for (text, places, shown) in [
            ("1", 4, "10000"),
            ("0.12345", 4, "1234.5"),
            ("5", -2, "0.05"),
            ("0", -2, "0"),
            ("123456", -2, "1234.56"),
            ("+1.50", 0, "1.5"),
        ] {
            assert_eq!(shifted(text, places).as_deref(), Some(shown), "{text}");
        }
        for text in ["", "-", "1.2.3", "1e5", "１"] {
            assert_eq!(shifted(text, 2), None, "{text}");
        }
    }
}
