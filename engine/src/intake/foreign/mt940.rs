//! SWIFT MT940 (and MT942): fields of a statement, one after the other.

use std::borrow::Cow;
use std::str::SplitInclusive;

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
pub fn statements(text: &str) -> (Vec<Statement<'_>>, Vec<Note>) {
    let mut found: Vec<Statement<'_>> = Vec::new();
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
            "60F" | "60M" | "62F" | "62M" => match balance(value) {
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
            "61" => match entry(value, place) {
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
                    details(value, entry);
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
    value: &'a str,
}

/// Fields one after the other; what stands between messages belongs to none.
struct Fields<'a> {
    text: &'a str,
    lines: SplitInclusive<'a, char>,
    /// The line that comes next and where it begins.
    line: u32,
    at: usize,
    open: Option<Open<'a>>,
}

/// A field to which further lines may belong: where its value begins and ends so far.
struct Open<'a> {
    line: u32,
    tag: &'a str,
    start: usize,
    end: usize,
}

impl<'a> Fields<'a> {
    fn closed(&self, open: Open<'a>) -> Field<'a> {
        let value = self.text.get(open.start..open.end).unwrap_or_default();
        Field { line: open.line, tag: open.tag, value }
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(whole) = self.lines.next() {
            let (line, content) = (self.line, whole.trim_end());
            let end = self.at + content.len();
            self.line = line.saturating_add(1);
            self.at += whole.len();
            if let Some((tag, value)) = tagged(content) {
                let open = Open { line, tag, start: end - value.len(), end };
                if let Some(before) = self.open.replace(open) {
                    return Some(self.closed(before));
                }
            } else if content == "-" || content.starts_with("-}") || content.starts_with('{') {
                if let Some(before) = self.open.take() {
                    return Some(self.closed(before));
                }
            } else if let Some(open) = &mut self.open
                && open.end - open.start < FIELD_BYTES
            {
                open.end = end;
            }
        }
        self.open.take().map(|open| self.closed(open))
    }
}

/// Most bytes of a field: what comes after them is no part of it.
const FIELD_BYTES: usize = 20_000;

fn fields(text: &str) -> Fields<'_> {
    Fields { text, lines: text.split_inclusive('\n'), line: 1, at: 0, open: None }
}

/// A text without the ends of its lines and the blanks before them.
fn unbroken(text: &str) -> Cow<'_, str> {
    if text.contains('\n') {
        text.lines().map(str::trim_end).collect::<String>().into()
    } else {
        text.into()
    }
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
fn amount(text: &str) -> Option<Cow<'_, str>> {
    let text = text.trim();
    let is_plain = !text.is_empty()
        && text.len() <= 30
        && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
    if !is_plain || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let text = match (text.rfind(','), text.rfind('.')) {
        (Some(comma), Some(dot)) if comma > dot => text.replace('.', "").replace(',', ".").into(),
        (Some(_), Some(_)) => text.replace(',', "").into(),
        (Some(comma), None) if comma + 1 == text.len() => Cow::Borrowed(&text[..comma]),
        (Some(_), None) => text.replace(',', ".").into(),
        (None, _) => Cow::Borrowed(text),
    };
    let text = match text.ends_with('.') {
        true => text.trim_end_matches('.').to_owned().into(),
        false => text,
    };
    Some(if text.starts_with('.') { format!("0{text}").into() } else { text })
}

/// `250415` as a day, and whether there is such a day.
fn day(text: &str) -> (String, bool) {
    let Some((year, month, date)) = parts(text) else { return (text.to_owned(), false) };
    (shown(year, month, date), Day::from_ymd(year, month, date).is_some())
}

/// Year, month and day of `250415`.
fn parts(text: &str) -> Option<(i32, u32, u32)> {
    let (year, month, date) = (pair(text, 0)?, pair(text, 2)?, pair(text, 4)?);
    let century = if year >= 80 { 1900 } else { 2000 };
    Some((century + year.cast_signed(), month, date))
}

/// The number of two digits at a place.
fn pair(text: &str, at: usize) -> Option<u32> {
    match text.as_bytes().get(at..at + 2)? {
        &[tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
            Some(u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
        }
        _ => None,
    }
}

fn shown(year: i32, month: u32, date: u32) -> String {
    format!("{year}-{month:02}-{date:02}")
}

/// `2504150415D100,NTRFref//bank` as a movement, and what is odd about it.
fn entry(value: &str, line: Line) -> Option<(Entry<'_>, Option<String>)> {
    let first = value.lines().next().unwrap_or_default();
    let valued = first.get(..6)?;
    let mut rest = first.get(6..)?;
    let digits = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let booked = if digits == 4 { rest.get(..4) } else { None };
    rest = if digits == 4 { rest.get(4..)? } else { rest };
    let (date, odd) = booking_date(valued, booked);
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
    let name = |text| match str::trim(text) {
        "NONREF" => Cow::Borrowed(""),
        text => Cow::Borrowed(text),
    };
    let payment = Payment { end_to_end: name(own), reference: name(bank), ..Payment::default() };
    let entry = Entry {
        line,
        date: date.into(),
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

/// The day of a movement by its value date and, where it has one, its booking date; and what is odd
/// about them.
fn booking_date(valued: &str, booked: Option<&str>) -> (String, Option<String>) {
    let (value_year, value_month) = match parts(valued) {
        Some((year, month, date)) if Day::from_ymd(year, month, date).is_some() => (year, month),
        known => {
            let (text, _) = day(valued);
            let odd = Some(format!("has the value date {text}, which is no day"));
            let of_year = known.zip(booked);
            let booked = of_year.and_then(|((year, month, _), day)| booked_day(year, month, day));
            return (booked.unwrap_or(text), odd);
        }
    };
    match booked.map(|month_day| booked_day(value_year, value_month, month_day)) {
        Some(Some(day)) => (day, None),
        Some(None) => (day(valued).0, Some("has a booking date that is no day".to_owned())),
        None => (day(valued).0, None),
    }
}

/// The booking day nearest to the value date: the month and day come without a year.
fn booked_day(value_year: i32, value_month: u32, month_day: &str) -> Option<String> {
    let (month, date) = (pair(month_day, 0)?, pair(month_day, 2)?);
    let year = match i32::try_from(month).ok()? - i32::try_from(value_month).ok()? {
        7.. => value_year - 1,
        ..=-7 => value_year + 1,
        _ => value_year,
    };
    Day::from_ymd(year, month, date)?;
    Some(shown(year, month, date))
}

/// `:86:`: free words, or numbered parts of which some name the other end.
fn details<'a>(value: &'a str, entry: &mut Entry<'a>) {
    let Some(payment) = entry.payments.first_mut() else { return };
    let code = value.get(..3).filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
    let behind = code.map(|_| value[3..].trim_start_matches(['\r', '\n'])).unwrap_or_default();
    let sign = behind.chars().next().filter(|sign| "?<>^~|".contains(*sign));
    let Some((code, sign)) = code.zip(sign) else {
        entry.words = value.into();
        return;
    };
    let (mut purpose, mut name) = (Cow::Borrowed(""), Cow::Borrowed(""));
    let mut kind = Cow::Borrowed("");
    for part in behind.split(sign).skip(1) {
        let Some((number, text)) = part.get(..2).zip(part.get(2..)) else { continue };
        match number {
            "00" => kind = unbroken(text),
            "31" => payment.counter_account = trimmed(unbroken(text)),
            "32" | "33" => name += unbroken(text),
            "20" | "21" | "22" | "23" | "24" | "25" | "26" | "27" | "28" | "29" | "60" | "61"
            | "62" | "63" => purpose += unbroken(text),
            _ => {}
        }
    }
    payment.counter_name = trimmed(name);
    if let Some(reference) = after(&purpose, "EREF+") {
        payment.end_to_end = reference;
    }
    if kind.contains("RETOURE") || kind.contains("RUECK") || matches!(code, "109" | "159" | "108") {
        payment.return_reason = after(&purpose, "MTLG:").unwrap_or_else(|| kind.clone());
    }
    entry.words = kind;
    payment.words = purpose;
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => text.trim().into(),
        Cow::Owned(text) => text.trim().to_owned().into(),
    }
}

/// What stands behind a mark of SEPA, up to the next one.
fn after<'a>(text: &Cow<'a, str>, mark: &str) -> Option<Cow<'a, str>> {
    let rest = text.split_once(mark)?.1;
    let marks = ["EREF+", "KREF+", "MREF+", "CRED+", "DEBT+", "SVWZ+", "ABWA+", "ABWE+", "MTLG:"];
    let is_mark = |at: &usize| marks.iter().any(|mark| rest[*at..].starts_with(mark));
    let mut signs = rest.match_indices(['+', ':']).filter_map(|(at, _)| at.checked_sub(4));
    let end = signs.find(|at| rest.is_char_boundary(*at) && is_mark(at)).unwrap_or(rest.len());
    let found = rest[..end].trim();
    if found.is_empty() || found == "NOTPROVIDED" {
        return None;
    }
    Some(match text {
        Cow::Borrowed(text) => {
            let start = text.len() - rest.len();
            let start = start + (rest.len() - rest.trim_start().len());
            Cow::Borrowed(&text[start..start + found.len()])
        }
        Cow::Owned(_) => Cow::Owned(found.to_owned()),
    })
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
        assert_eq!(booked_day(2025, 12, "0102").as_deref(), Some("2026-01-02"));
        assert_eq!(booked_day(2026, 1, "1231").as_deref(), Some("2025-12-31"));
        assert_eq!(booked_day(2026, 1, "0230"), None);
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

    #[test]
    fn details_may_break_anywhere_between_their_marks() {
        let text = ":20:A\n:25:1\n:61:250401D5,NTRFNONREF\n:86:191\r\n?00SALARY?20EREF+W1 \r\n2?21KREF+X\r\n\
                    ?31 6222 ?32A\r\nB\r\n-\r\n";
        let (found, notes) = statements(text);
        assert!(notes.is_empty());
        let entry = &found[0].entries[0];
        let payment = &entry.payments[0];
        assert_eq!((&*payment.end_to_end, &*payment.counter_name), ("W12", "AB"));
        assert_eq!((&*payment.counter_account, &*entry.words), ("6222", "SALARY"));
    }
}
