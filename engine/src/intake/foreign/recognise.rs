//! What a file is, by its first bytes; never by its name.

use super::text::decoded;

/// Bytes that are looked at.
const HEAD_BYTES: usize = 1 << 16;

/// A sort of file.
///
/// Example: [`recognised`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Apache Parquet.
    Parquet,
    /// Arrow IPC.
    Arrow,
    /// A workbook of Excel 2007 and later.
    Xlsx,
    /// A workbook of Excel 97 to 2003.
    Xls,
    /// SWIFT MT940 or MT942, a bank statement.
    Mt940,
    /// ISO 20022 camt.052, .053 or .054, a bank statement.
    Camt,
    /// ISO 20022 pain.001 or .002, payment orders and their fate.
    Pain,
    /// NACHA, payment orders and returns.
    Nacha,
    /// Lines of a `ZKTeco` clock.
    Attlog,
    /// JSON, one value or one a line.
    Json,
    /// Text with signs between cells.
    Delimited,
    /// Text of a markup language that is no message of ours.
    Markup,
    /// Bytes of no known form.
    Unknown,
}

impl Sort {
    /// Its word in messages.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Parquet => "Parquet",
            Self::Arrow => "Arrow IPC",
            Self::Xlsx => "XLSX workbook",
            Self::Xls => "XLS workbook",
            Self::Mt940 => "MT940 statement",
            Self::Camt => "camt statement",
            Self::Pain => "pain message",
            Self::Nacha => "NACHA file",
            Self::Attlog => "clock log",
            Self::Json => "JSON",
            Self::Delimited => "delimited text",
            Self::Markup => "XML or HTML",
            Self::Unknown => "unknown",
        }
    }
}

/// What a file is and why.
///
/// Example: [`recognised`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// What it is.
    pub sort: Sort,
    /// By what it was known.
    pub why: String,
}

/// What a file is, by its content.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::recognise::{Sort, recognised};
///
/// assert_eq!(recognised(b"PAR1....").sort, Sort::Parquet);
/// assert_eq!(recognised(b":20:A\n:25:1\n:28C:1\n:60F:C250101CNY1,\n").sort, Sort::Mt940);
/// assert_eq!(recognised(b"\x00\x01").sort, Sort::Unknown);
/// ```
#[must_use]
pub fn recognised(bytes: &[u8]) -> Recognised {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    let (sort, why) = match head {
        [b'P', b'A', b'R', b'1', ..] => (Sort::Parquet, "begins with PAR1".to_owned()),
        [b'A', b'R', b'R', b'O', b'W', b'1', ..] => (Sort::Arrow, "begins with ARROW1".to_owned()),
        [b'P', b'K', 3, 4, ..] if is_workbook(bytes) => {
            (Sort::Xlsx, "a ZIP archive with xl/workbook.xml".to_owned())
        }
        [b'P', b'K', 3, 4, ..] => (Sort::Unknown, "a ZIP archive without a workbook".to_owned()),
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => {
            (Sort::Xls, "a compound file, as Excel 97 writes it".to_owned())
        }
        [] => (Sort::Unknown, "empty".to_owned()),
        _ => of_text(head),
    };
    Recognised { sort, why }
}

/// Whether an archive lists a workbook: the list stands at its end.
fn is_workbook(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(HEAD_BYTES)..];
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    [tail, head].iter().any(|part| part.windows(12).any(|name| name == b"xl/workbook."))
        || head.windows(19).any(|name| name == b"[Content_Types].xml")
}

fn of_text(head: &[u8]) -> (Sort, String) {
    let is_utf16 = matches!(head, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    if !is_utf16 && head.contains(&0) {
        return (Sort::Unknown, "holds zero bytes".to_owned());
    }
    let text = decoded(head);
    let start = text.trim_start();
    if start.starts_with('<') {
        return of_markup(start);
    }
    // A message of SWIFT may begin with blocks in braces, as JSON does.
    let has_field = |tags: &[&str]| {
        start.lines().any(|line| tags.iter().any(|tag| line.trim_start().starts_with(tag)))
    };
    if has_field(&[":20:"]) && has_field(&[":60F:", ":60M:", ":61:", ":34F:"]) {
        return (Sort::Mt940, "holds the fields :20: and :60F: or :61:".to_owned());
    }
    if start.starts_with('{') || start.starts_with('[') {
        return (Sort::Json, "begins as JSON does".to_owned());
    }
    // A table of a page, such as the README of a sample, is told by the line below its header.
    let is_rule = |line: &str| {
        let line = line.trim();
        line.starts_with('|') && line.contains("---") && line.chars().all(|c| "|-: ".contains(c))
    };
    if start.lines().any(is_rule) {
        return (Sort::Unknown, "a page in Markdown".to_owned());
    }
    let first = start.lines().next().unwrap_or_default().trim_end();
    if first.starts_with("101") && first.get(34..37) == Some("094") {
        return (Sort::Nacha, "its first line is a file header of 94 signs".to_owned());
    }
    if start.lines().take(3).any(is_punch) {
        return (Sort::Attlog, "its lines are a number, a time and codes".to_owned());
    }
    (Sort::Delimited, "text".to_owned())
}

fn of_markup(start: &str) -> (Sort, String) {
    let head: String = start.chars().take(4_000).collect();
    for (name, sort) in [("camt.05", Sort::Camt), ("pain.00", Sort::Pain)] {
        if let Some(at) = head.find(&format!("urn:iso:std:iso:20022:tech:xsd:{name}")) {
            let space = &head[at + "urn:iso:std:iso:20022:tech:xsd:".len()..];
            let end = space.find(['"', '\'', ' ', '>']).unwrap_or(space.len());
            return (sort, format!("its namespace is {}", &space[..end]));
        }
    }
    (Sort::Markup, "markup without a namespace of camt or pain".to_owned())
}

/// Whether a line is one of a clock: an id, a time, numbers, tabs between.
fn is_punch(line: &str) -> bool {
    let mut cells = line.split('\t').map(str::trim);
    let is_id = cells.next().is_some_and(|id| {
        !id.is_empty() && id.len() <= 24 && id.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    let is_time = cells.next().is_some_and(|time| {
        time.len() >= 16 && crate::intake::check::cells::time_seconds(time).is_some()
    });
    is_id && is_time
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_content() {
        for (bytes, sort) in [
            (&b"1\t2025-03-01 07:58:00\t1\t0\t1\t0\r\n"[..], Sort::Attlog),
            (b"{\"data\":[]}", Sort::Json),
            (b"{1:F01}{4:\r\n:20:A\r\n:60F:C250101CNY1,\r\n", Sort::Mt940),
            (b"{\"at\":\"10:20:61\"}", Sort::Json),
            (b"<?xml version=\"1.0\"?><Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.04'>", Sort::Camt),
            (b"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.03\">", Sort::Pain),
            (b"<html><table>", Sort::Markup),
            (b"a,b\n1,2\n", Sort::Delimited),
            (b"", Sort::Unknown),
            (b"# A\n\n| worker | net |\n| --- | ---: |\n| W1 | 1 |\n", Sort::Unknown),
            (b"PK\x03\x04 something", Sort::Unknown),
        ] {
            assert_eq!(recognised(bytes).sort, sort, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
