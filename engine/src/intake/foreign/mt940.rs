//! SWIFT MT940 (and MT942): fields of a statement, one after the other.

use std::borrow::Cow;
use std::ops::RangeFrom;
use std::str::Lines;

use super::rows::{Line, Note, NoteKind, add_note};
use super::statement::{Entry, Payment, Statement};
use crate::basics::day::Day;

/// The statements of a file.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::mt940::statements;
///
/// let text = ":20:A\n:25:1001\n:28C:1\n:60F:C250414CNY500,\n:61:2504150415D100,NTRFW1\n\
///             :62F:C250415CNY400,\n-\n";
/// let (found, notes) = statements(text);
/// assert!(notes.is_empty());
/// assert_eq!(found[0].entries[0].amount, "100");
/// assert_eq!(found[0].closing.as_ref().unwrap().0, "400");
/// ```
#[must_use]
pub fn statements(text: &str) -> (Vec<Statement>, Vec<Note>) {
    let mut found: Vec<Statement> = Vec::new();
    let mut notes = Vec::new();
    for Field { line, tag, value } in fields(text) {
        let place = Line::row(line);
        let mut odd = |what: &str| {
            add_note(
                &mut notes,
                Note::new(NoteKind::Odd, "", place, &format!("{tag} {what}: {value}")),
            );
        };
        if tag == "20" || found.is_empty() {
            found.push(Statement { line: place, ..Statement::default() });
            if tag == "20" {
                continue;
            }
        }
        let Some(statement) = found.last_mut() else { continue };
        match tag {
            "25" | "25P" => {
                statement.account = value.split_whitespace().collect::<Vec<_>>().join(" ");
            }
            "28" | "28C" => statement.number = value.trim().to_owned(),
            "60F" | "60M" | "62F" | "62M" => match balance(&value) {
                Some((amount, day, currency)) => {
                    statement.currency = currency;
                    let slot = if tag.starts_with("60") {
                        &mut statement.opening
                    } else {
                        &mut statement.closing
                    };
                    *slot = Some((amount, day));
                }
                None => odd("is no balance"),
            },
            "61" => match entry(&value, place) {
                Some((entry, note)) => {
                    statement.entries.push(entry);
                    if let Some(what) = note {
                        odd(&what);
                    }
                }
                None => odd("is no movement and left out"),
            },
            "86" => {
                if let Some(entry) = statement.entries.last_mut() {
                    details(&value, entry);
                }
            }
            _ => {}
        }
    }
    found.retain(|statement| !statement.account.is_empty() || !statement.entries.is_empty());
    (found, notes)
}

/// A field with the line it begins on; its further lines follow after line ends.
struct Field<'a> {
    line: u32,
    tag: &'a str,
    value: Cow<'a, str>,
}

/// Fields one after the other; what stands between messages belongs to none.
struct Fields<'a> {
    lines: std::iter::Zip<RangeFrom<u32>, Lines<'a>>,
    open: Option<Field<'a>>,
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        for (line, content) in self.lines.by_ref() {
            let content = content.trim_end();
            if let Some((tag, value)) = tagged(content) {
                let field = Field { line, tag, value: Cow::Borrowed(value) };
                if let Some(whole) = self.open.replace(field) {
                    return Some(whole);
                }
            } else if content == "-" || content.starts_with("-}") || content.starts_with('{') {
                if let Some(whole) = self.open.take() {
                    return Some(whole);
                }
            } else if let Some(field) = &mut self.open
                && field.value.len() < FIELD_BYTES
            {
                let value = field.value.to_mut();
                value.push('\n');
                value.push_str(content);
            }
        }
        self.open.take()
    }
}

/// Most bytes of a field: what comes after them is no part of it.
const FIELD_BYTES: usize = 20_000;

fn fields(text: &str) -> Fields<'_> {
    Fields { lines: (1_u32..).zip(text.lines()), open: None }
}

/// `:61:…` as tag and value.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let (tag, value) = line.trim_start().strip_prefix(':')?.split_once(':')?;
    let is_tag = (2..=3).contains(&tag.len())
        && tag.bytes().take(2).all(|byte| byte.is_ascii_digit())
        && tag.bytes().skip(2).all(|byte| byte.is_ascii_uppercase());
    is_tag.then_some((tag, value))
}

/// `C250414CNY500,` as amount with sign, day and currency.
fn balance(value: &str) -> Option<(String, String, String)> {
    let value = value.trim();
    let sign = match value.get(..1)? {
        "C" => "",
        "D" => "-",
        _ => return None,
    };
    let (day, _) = day(value.get(1..7)?);
    let currency = value.get(7..10)?.to_owned();
    let amount = amount(value.get(10..)?)?;
    Some((format!("{sign}{amount}"), day, currency))
}

/// `500,` and `1.234,5` as decimal text.
fn amount(text: &str) -> Option<String> {
    let text = text.trim();
    let is_plain = !text.is_empty()
        && text.len() <= 30
        && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
    if !is_plain || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let text = match (text.rfind(','), text.rfind('.')) {
        (Some(comma), Some(dot)) if comma > dot => text.replace('.', ""),
        (Some(_), Some(_)) => text.replace(',', ""),
        _ => text.to_owned(),
    };
    let text = text.replace(',', ".");
    let text = text.trim_end_matches('.');
    Some(if text.starts_with('.') { format!("0{text}") } else { text.to_owned() })
}

/// `250415` as a day, and whether there is such a day.
fn day(text: &str) -> (String, bool) {
    let part = |at: usize| text.get(at..at + 2).and_then(|part| part.parse::<u32>().ok());
    let (Some(year), Some(month), Some(date)) = (part(0), part(2), part(4)) else {
        return (text.to_owned(), false);
    };
    let year = if year >= 80 { 1900 + year } else { 2000 + year };
    let shown = format!("{year}-{month:02}-{date:02}");
    (shown, Day::from_ymd(year.cast_signed(), month, date).is_some())
}

/// `2504150415D100,NTRFref//bank` as a movement, and what is odd about it.
fn entry(value: &str, line: Line) -> Option<(Entry, Option<String>)> {
    let first = value.lines().next().unwrap_or_default();
    let (value_day, is_value_day) = day(first.get(..6)?);
    let mut rest = first.get(6..)?;
    let digits = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let booked = if digits == 4 { rest.get(..4) } else { None };
    rest = if digits == 4 { rest.get(4..)? } else { rest };
    let mut odd =
        (!is_value_day).then(|| format!("has the value date {value_day}, which is no day"));
    let date = match booked.map(|month_day| booked_day(&value_day, month_day)) {
        Some(Some(day)) => day,
        Some(None) => {
            odd = Some("has a booking date that is no day".to_owned());
            value_day
        }
        None => value_day,
    };
    let (mark, after) = [("RC", 2), ("RD", 2), ("EC", 2), ("ED", 2), ("C", 1), ("D", 1)]
        .iter()
        .find(|(mark, _)| rest.starts_with(mark))
        .and_then(|(mark, length)| Some((*mark, rest.get(*length..)?)))?;
    // A letter of the currency may stand between the mark and the amount.
    let after = after.strip_prefix(|c: char| c.is_ascii_alphabetic()).unwrap_or(after);
    let end =
        after.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(after.len());
    let amount = amount(&after[..end])?;
    let references = after[end..].get(4..).unwrap_or_default();
    let (own, bank) = references.split_once("//").unwrap_or((references, ""));
    let name = |text: &str| match text.trim() {
        "NONREF" => String::new(),
        text => text.to_owned(),
    };
    let payment = Payment { end_to_end: name(own), reference: name(bank), ..Payment::default() };
    let entry = Entry {
        line,
        date,
        // The reversal of a credit takes money away, that of a debit gives it back.
        is_credit: matches!(mark, "C" | "RD" | "EC"),
        amount,
        reference: name(bank),
        is_booked: true,
        is_reversal: matches!(mark, "RC" | "RD"),
        payments: vec![payment],
        ..Entry::default()
    };
    Some((entry, odd))
}

/// The booking day nearest to the value date: the month and day come without a year.
fn booked_day(value_day: &str, month_day: &str) -> Option<String> {
    let year: i32 = value_day.get(..4)?.parse().ok()?;
    let value_month: i32 = value_day.get(5..7)?.parse().ok()?;
    let (month, date): (u32, u32) =
        (month_day.get(..2)?.parse().ok()?, month_day.get(2..)?.parse().ok()?);
    let year = match i32::try_from(month).ok()? - value_month {
        7.. => year - 1,
        ..=-7 => year + 1,
        _ => year,
    };
    Day::from_ymd(year, month, date)?;
    Some(format!("{year}-{month:02}-{date:02}"))
}

/// `:86:`: free words, or numbered parts of which some name the other end.
fn details(value: &str, entry: &mut Entry) {
    let joined = value.replace('\n', "");
    let Some(payment) = entry.payments.first_mut() else { return };
    let head = joined.get(3..4).filter(|sign| "?<>^~|".contains(sign));
    let Some(sign) = head.filter(|_| joined.bytes().take(3).all(|b| b.is_ascii_digit())) else {
        entry.words = value.replace('\n', " ");
        payment.words.clone_from(&entry.words);
        return;
    };
    let code = joined.get(..3).unwrap_or_default().to_owned();
    let (mut purpose, mut name, mut kind) = (String::new(), String::new(), String::new());
    for part in joined.split(sign).skip(1) {
        let Some((number, text)) = part.get(..2).zip(part.get(2..)) else { continue };
        match number {
            "00" => text.clone_into(&mut kind),
            "31" => payment.counter_account = text.trim().to_owned(),
            "32" | "33" => name.push_str(text),
            "20" | "21" | "22" | "23" | "24" | "25" | "26" | "27" | "28" | "29" | "60" | "61"
            | "62" | "63" => purpose.push_str(text),
            _ => {}
        }
    }
    payment.counter_name = name.trim().to_owned();
    if let Some(reference) = after(&purpose, "EREF+") {
        payment.end_to_end = reference;
    }
    if kind.contains("RETOURE")
        || kind.contains("RUECK")
        || matches!(code.as_str(), "109" | "159" | "108")
    {
        payment.return_reason = after(&purpose, "MTLG:").unwrap_or_else(|| kind.clone());
    }
    entry.words = format!("{kind} {purpose}");
    payment.words = purpose;
}

/// What stands behind a mark of SEPA, up to the next one.
fn after(text: &str, mark: &str) -> Option<String> {
    let rest = text.split_once(mark)?.1;
    let marks = ["EREF+", "KREF+", "MREF+", "CRED+", "DEBT+", "SVWZ+", "ABWA+", "ABWE+", "MTLG:"];
    let end = marks.iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
    let text = rest[..end].trim();
    (!text.is_empty() && text != "NOTPROVIDED").then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_with_comma_or_point() {
        for (text, shown) in [
            ("500,", "500"),
            ("1.234,5", "1234.5"),
            ("1,234.50", "1234.50"),
            (",05", "0.05"),
            ("12.30", "12.30"),
        ] {
            assert_eq!(amount(text).as_deref(), Some(shown), "{text}");
        }
        for text in ["", ",", "12a", "-1"] {
            assert_eq!(amount(text), None, "{text}");
        }
    }

    #[test]
    fn a_booking_day_may_lie_in_the_next_year() {
        assert_eq!(booked_day("2025-12-31", "0102").as_deref(), Some("2026-01-02"));
        assert_eq!(booked_day("2026-01-01", "1231").as_deref(), Some("2025-12-31"));
        assert_eq!(booked_day("2026-01-01", "0230"), None);
    }

    #[test]
    fn the_thirtieth_of_february_is_told() {
        let (found, notes) = statements(":20:A\n:25:1\n:61:1602300301DR6,00N024NONREF\n");
        assert_eq!(found[0].entries[0].date, "2016-03-01");
        assert!(notes[0].text.contains("2016-02-30"), "{}", notes[0].text);
        assert!(!found[0].entries[0].is_credit);
    }

    #[test]
    fn reversals_move_the_other_way() {
        let (found, _) =
            statements(":20:A\n:25:1\n:61:250401RC5,NTRFNONREF\n:61:250401RD5,NTRFX\n");
        let marks: Vec<_> =
            found[0].entries.iter().map(|entry| (entry.is_credit, entry.is_reversal)).collect();
        assert_eq!(marks, [(false, true), (true, true)]);
    }
}
