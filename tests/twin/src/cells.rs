//! One cell: from text to a value, by the kinds of `tables.md`.

use crate::date;

/// A parsed cell. The order is the canonical one: null first, numbers by value, text by bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// Not known.
    Null,
    /// Fen, a scaled number, a day, a month, seconds, or 0 and 1 for false and true.
    Number(i128),
    /// Text, id, code word or region.
    Text(String),
}

/// The text cannot be read as its kind.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable;

type Reading = Result<Cell, Unreadable>;

/// Reads a cell of a kind: `id`, `account`, `text`, `money`, `signed`, `positive`, `number4`,
/// `signed2`, `int`, `int:0:1440`, `date`, `time`, `period`, `bool`, `region`, `category`,
/// `punch_type`, or `word|word`, where `word=01` also reads `01`.
pub fn read(kind: &str, raw: &str) -> Reading {
    let plain = fold(raw, false);
    let wide = fold(raw, true);
    if wide.is_empty() {
        return Ok(Cell::Null);
    }
    match kind {
        "id" => Ok(text(plain)),
        "account" => Ok(text(plain.chars().filter(|c| !c.is_whitespace() && *c != '-').collect())),
        "text" => Ok(text(fold(&plain.replace('\u{3000}', " "), false))),
        "money" => at_least(decimal(&wide, 2), 0),
        "positive" => at_least(decimal(&wide, 2), 1),
        "signed" => number(decimal(&wide, 2)),
        "signed2" => number(decimal(&wide, 2)),
        "number3" => at_least(decimal(&wide, 3), 0),
        "number4" => at_least(decimal(&wide, 4), 0),
        "date" => number(day(&wide)),
        "time" => number(time(&wide)),
        "period" => number(period(&wide)),
        "bool" => boolean(&wide),
        "region" => region(&wide),
        "category" => category(&wide),
        "punch_type" => Ok(text(three_digits(&plain))),
        _ if kind.starts_with("int") => integer(kind, &wide),
        _ => word(kind, &wide),
    }
}

fn text(text: String) -> Cell {
    if text.is_empty() { Cell::Null } else { Cell::Text(text) }
}

fn number(value: Option<i128>) -> Reading {
    value.map(Cell::Number).ok_or(Unreadable)
}

fn at_least(value: Option<i128>, least: i128) -> Reading {
    number(value.filter(|value| *value >= least))
}

/// Trims, and turns full-width letters and digits (with `all`: every full-width sign) to ASCII.
fn fold(raw: &str, all: bool) -> String {
    let narrow = |c: char| {
        let code = u32::from(c);
        if !(0xff01..=0xff5e).contains(&code) {
            return c;
        }
        let ascii = char::from_u32(code - 0xfee0).unwrap_or(c);
        if all || ascii.is_ascii_alphanumeric() { ascii } else { c }
    };
    raw.chars().map(narrow).collect::<String>().trim().to_string()
}

/// A decimal scaled by its places: `¥12,345.67` with 2 is 1234567. More non-zero places: none.
pub fn decimal(text: &str, places: usize) -> Option<i128> {
    let text = text.trim().trim_end_matches('元').trim_end();
    let (negative, text) = sign(text);
    let text = text.trim_start_matches(['¥', '￥']).trim_start();
    let (negative, text) = if negative { (true, text) } else { sign(text) };
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let whole = without_groups(whole)?;
    let is_digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(&whole) || !is_digits(part) {
        return None;
    }
    let part = part.trim_end_matches('0');
    if part.len() > places {
        return None;
    }
    let value: i128 = format!("{whole}{part:0<places$}").parse().ok()?;
    let value = if negative { -value } else { value };
    i64::try_from(value).is_ok().then_some(value)
}

fn sign(text: &str) -> (bool, &str) {
    if let Some(rest) = text.strip_prefix('-') {
        return (true, rest);
    }
    (false, text.strip_prefix('+').unwrap_or(text))
}

/// Drops the commas between groups of three digits.
fn without_groups(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split(',').collect();
    let later = groups.iter().skip(1).all(|group| group.len() == 3);
    let first = groups.len() == 1 || (1..=3).contains(&groups[0].len());
    (later && first).then(|| groups.concat())
}

fn integer(kind: &str, text: &str) -> Reading {
    let value = decimal(text, 0).ok_or(Unreadable)?;
    let bounds: Vec<i128> = kind.split(':').skip(1).filter_map(|b| b.parse().ok()).collect();
    let fits = bounds.len() < 2 || (bounds[0]..=bounds[1]).contains(&value);
    if fits { Ok(Cell::Number(value)) } else { Err(Unreadable) }
}

fn digits(text: &str, least: usize, most: usize) -> Option<i128> {
    let fits = (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// `2025-03-01`, `2025/3/1`, `20250301`, or a spreadsheet's serial number.
pub fn day(text: &str) -> Option<i128> {
    if let Some(number) = digits(text, 8, 8) {
        return date::day_of(number / 10_000, number / 100 % 100, number % 100);
    }
    if let Some(serial) = digits(text, 5, 5) {
        return Some(date::day_of(1899, 12, 30)? + serial);
    }
    let mark = if text.contains('/') { '/' } else { '-' };
    let parts: Vec<&str> = text.split(mark).collect();
    match parts[..] {
        [year, month, day] => {
            date::day_of(digits(year, 4, 4)?, digits(month, 1, 2)?, digits(day, 1, 2)?)
        }
        _ => None,
    }
}

/// Seconds since 1970-01-01 00:00, local civil time; fractions of a second are cut.
fn time(text: &str) -> Option<i128> {
    let (date, clock) = text.split_once(['T', ' '])?;
    let clock = clock.trim();
    let parts: Vec<&str> = clock.split(':').collect();
    let (hour, minute, second) = match parts[..] {
        [hour, minute] => (hour, minute, "0"),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    let (second, cut) = second.split_once('.').unwrap_or((second, "0"));
    digits(cut, 1, 18)?;
    let hour = digits(hour, 1, 2).filter(|hour| *hour < 24)?;
    let minute = digits(minute, 2, 2).filter(|minute| *minute < 60)?;
    let second = digits(second, 1, 2).filter(|second| *second < 60)?;
    Some(day(date)? * 86_400 + hour * 3600 + minute * 60 + second)
}

/// `2025-03`, `202503`, `2025年3月`, or any day of the month.
fn period(text: &str) -> Option<i128> {
    if let Some(day) = day(text) {
        return Some(date::month_of(day));
    }
    let (year, month) = match digits(text, 6, 6) {
        Some(number) => (number / 100, number % 100),
        None => {
            let text = text.trim_end_matches('月');
            let (year, month) = text.split_once(['-', '/', '年'])?;
            (digits(year, 4, 4)?, digits(month, 1, 2)?)
        }
    };
    date::day_of(year, month, 1).map(date::month_of)
}

fn boolean(text: &str) -> Reading {
    match text.to_lowercase().as_str() {
        "true" | "1" | "是" | "y" => Ok(Cell::Number(1)),
        "false" | "0" | "否" | "n" => Ok(Cell::Number(0)),
        _ => Err(Unreadable),
    }
}

/// A region code without its trailing `00` pairs; `000000` means everywhere.
fn region(raw: &str) -> Reading {
    if !matches!(raw.len(), 2 | 4 | 6) || !raw.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Unreadable);
    }
    Ok(text(prefix(raw).to_string()))
}

/// A region code as prefixes are compared: trailing `00` pairs are dropped.
pub fn prefix(code: &str) -> &str {
    match code.strip_suffix("00") {
        Some(shorter) => prefix(shorter),
        None => code,
    }
}

fn category(text: &str) -> Reading {
    match digits(text, 1, 2) {
        Some(number) if number > 0 => Ok(Cell::Text(format!("{number:02}"))),
        _ => Err(Unreadable),
    }
}

fn three_digits(text: &str) -> String {
    match digits(text, 1, 2) {
        Some(number) => format!("{number:03}"),
        None => text.to_string(),
    }
}

fn word(kind: &str, text: &str) -> Reading {
    let text = text.to_lowercase();
    for choice in kind.split('|') {
        let mut names = choice.split('=');
        let first = names.next().unwrap_or(choice);
        if first == text || names.any(|name| name == text) {
            return Ok(Cell::Text(first.to_string()));
        }
    }
    Err(Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(kind: &str, raw: &str) -> Option<i128> {
        match read(kind, raw) {
            Ok(Cell::Number(number)) => Some(number),
            _ => None,
        }
    }

    #[test]
    fn money_is_exact_or_refused() {
        assert_eq!(number("money", "￥12,345.67元"), Some(1_234_567));
        assert_eq!(number("money", "0.1"), Some(10));
        assert_eq!(number("money", "12345.670"), Some(1_234_567));
        assert_eq!(number("signed", "-5"), Some(-500));
        for wrong in ["1.005", "-1", "1,23", "1e3", "", "99999999999999999999"] {
            assert_eq!(number("money", wrong), None, "{wrong}");
        }
        assert_eq!(number("int:0:1440", "1441"), None);
    }

    #[test]
    fn dates_in_every_form() {
        let expected = date::day_of(2025, 3, 1);
        for form in ["2025-03-01", "2025/3/1", "20250301", "45717", "２０２５-03-01"] {
            assert_eq!(number("date", form), expected, "{form}");
        }
        assert_eq!(number("date", "2025-02-30"), None);
        for form in ["2025-03", "202503", "2025年3月", "2025-03-17"] {
            assert_eq!(number("period", form), Some(2025 * 12 + 2), "{form}");
        }
        let at = date::day_of(2025, 3, 1).unwrap() * 86_400 + 7 * 3600 + 58 * 60;
        assert_eq!(number("time", "2025-03-01T07:58:03.9"), Some(at + 3));
        assert_eq!(number("time", "2025-03-01 07:58"), Some(at));
    }

    #[test]
    fn words_regions_and_ids() {
        assert_eq!(read("in=01|out=02", "02"), Ok(Cell::Text("out".into())));
        assert_eq!(read("in=01|out=02", "up"), Err(Unreadable));
        assert_eq!(read("region", "520000"), Ok(Cell::Text("52".into())));
        assert_eq!((prefix("520000"), prefix("520100"), prefix("5210")), ("52", "5201", "5210"));
        assert_eq!(read("region", "000000"), Ok(Cell::Null));
        assert_eq!(read("region", "521"), Err(Unreadable));
        assert_eq!(read("account", " 6222-02 １２"), Ok(Cell::Text("62220212".into())));
        assert_eq!(number("bool", "是"), Some(1));
    }
}
