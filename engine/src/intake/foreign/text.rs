//! Text files: their characters, and the cells of delimited ones.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::grid::{CELLS, COLUMNS, Grid, Row, Value};

/// Most bytes of a quoted cell: a longer one was never closed.
const QUOTED_BYTES: usize = 1 << 16;

/// The text of a file: UTF-8 or UTF-16 with a mark, UTF-8 where all of it is valid, else GB18030
/// (what has no meaning there becomes U+FFFD).
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::text::decoded;
///
/// assert_eq!(decoded(b"\xef\xbb\xbfabc"), "abc");
/// assert_eq!(decoded(b"\xb9\xa4\xd7\xca"), "工资");
/// ```
#[must_use]
pub fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    encoding(bytes).decode_with_bom_removal(bytes).0
}

fn encoding(bytes: &[u8]) -> &'static Encoding {
    match bytes {
        [0xff, 0xfe, ..] => UTF_16LE,
        [0xfe, 0xff, ..] => UTF_16BE,
        _ if std::str::from_utf8(bytes).is_ok() => UTF_8,
        _ => GB18030,
    }
}

/// How a delimited text is written, in words: its characters, and what stands between cells.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::text::described;
///
/// assert_eq!(described(b"a;b\n1;2\n"), "text in UTF-8, semicolons between cells");
/// ```
#[must_use]
pub fn described(bytes: &[u8]) -> String {
    let text = decoded(&bytes[..bytes.len().min(1 << 16)]);
    let (sign, count) = delimiter(&text);
    let between = match sign {
        _ if count == 0 => "one cell a line",
        '\t' => "tabs between cells",
        ';' => "semicolons between cells",
        '|' => "bars between cells",
        _ => "commas between cells",
    };
    format!("text in {}, {between}", encoding(bytes).name())
}

/// The cells of a text with commas, tabs, semicolons or bars between them; blanks and tabs around
/// a cell are no part of it.
///
/// # Errors
///
/// In words: a quote that is never closed, too many cells or columns.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::text::delimited;
///
/// let grid = delimited("明细查询\n\n姓名,金额\n\"张 三\t\",\"1,234.50  \"\n").unwrap();
/// let row = grid.rows.last().unwrap();
/// assert_eq!((row.number, row.get(1).unwrap().text().into_owned()), (4, "1,234.50".into()));
/// assert!(delimited("a,\"b\n").is_err());
/// ```
pub fn delimited(text: &str) -> Result<Grid, String> {
    let (delimiter, _) = delimiter(text);
    let mut grid = Grid::default();
    let mut rest = text;
    let (mut line, mut count) = (1_u32, 0_usize);
    while !rest.is_empty() {
        let mut row = Row { number: line, ..Row::default() };
        let mut column = 0_u32;
        loop {
            let (cell, after, lines) =
                cell(rest, delimiter).map_err(|what| format!("line {line}: {what}"))?;
            line = line.saturating_add(lines);
            rest = after;
            let cell = cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            if !cell.is_empty() {
                count += 1;
                row.cells.push((column, Value::Text(cell.into())));
            }
            column += 1;
            if column > COLUMNS || count > CELLS {
                return Err(format!("line {line}: more than {COLUMNS} columns or {CELLS} cells"));
            }
            match rest.as_bytes() {
                [b'\r', b'\n', ..] => rest = &rest[2..],
                [b'\r' | b'\n', ..] => rest = &rest[1..],
                [] => {}
                _ => {
                    rest = &rest[delimiter.len_utf8()..];
                    continue;
                }
            }
            break;
        }
        line = line.saturating_add(1);
        row.width = column;
        if !row.cells.is_empty() {
            grid.rows.push(row);
        }
    }
    Ok(grid)
}

/// The sign that stands most often in the first lines, and how often; a comma before others that
/// tie or nearly so.
fn delimiter(text: &str) -> (char, usize) {
    let mut counts = [(',', 0_usize), ('\t', 0), (';', 0), ('|', 0)];
    for line in text.lines().take(60) {
        for (sign, count) in &mut counts {
            *count += line.matches(*sign).count();
        }
    }
    let most = counts.iter().map(|count| count.1).max().unwrap_or(0);
    if counts[0].1 > 0 && counts[0].1 * 2 > most {
        return counts[0];
    }
    counts.into_iter().find(|count| count.1 == most).unwrap_or((',', 0))
}

/// The next cell, the text from the sign behind it on, and the line ends within it.
fn cell(text: &str, delimiter: char) -> Result<(Cow<'_, str>, &str, u32), &'static str> {
    let trimmed = text.trim_start_matches(' ');
    let Some(quoted) = trimmed.strip_prefix('"') else {
        let end = text.find([delimiter, '\r', '\n']).unwrap_or(text.len());
        return Ok((Cow::Borrowed(&text[..end]), &text[end..], 0));
    };
    let mut cell = String::new();
    let mut rest = quoted;
    loop {
        let end = rest.find('"').ok_or("a quote is never closed")?;
        cell.push_str(&rest[..end]);
        if cell.len() > QUOTED_BYTES {
            return Err("a quoted cell is longer than 64 KiB");
        }
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                cell.push('"');
                rest = after;
            }
            None => break,
        }
    }
    // What stands between the closing quote and the next sign belongs to the cell.
    let end = rest.find([delimiter, '\r', '\n']).unwrap_or(rest.len());
    cell.push_str(&rest[..end]);
    let lines = cell.matches('\n').count();
    Ok((Cow::Owned(cell), &rest[end..], u32::try_from(lines).unwrap_or(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let grid = delimited(text).unwrap();
        let cells = |row: &Row| row.cells.iter().map(|cell| cell.1.text().into_owned()).collect();
        grid.rows.iter().map(|row| (row.number, cells(row))).collect()
    }

    #[test]
    fn lines_are_counted_through_quotes_and_blank_lines() {
        let found = rows("a,b\r\n\r\n\"x\ny\",2\n3,\"q\"\"q\"");
        let line = |number, cells: [&str; 2]| (number, cells.map(str::to_owned).to_vec());
        assert_eq!(found, [line(1, ["a", "b"]), line(3, ["x\ny", "2"]), line(5, ["3", "q\"q"])]);
    }

    #[test]
    fn bars_tabs_and_semicolons_are_seen() {
        assert_eq!(rows("1|6222|张三|\n2|6223|李四|\n")[1].1, ["2", "6223", "李四"]);
        assert_eq!(rows("a\tb\n1\t2\n")[1].1, ["1", "2"]);
        assert_eq!(rows("a;b\n1,5;2\n")[1].1, ["1,5", "2"]);
    }

    #[test]
    fn a_text_of_a_million_columns_is_refused() {
        assert!(delimited(&",".repeat(1 << 20)).unwrap_err().contains("columns"));
    }
}
