//! Plain text in columns.

/// Rows of cells, written in columns that are as wide as their widest cell.
///
/// Cells beyond a row's last are empty; the last column is not padded.
#[derive(Debug, Default)]
pub(super) struct Columns {
    rows: Vec<Vec<String>>,
}

impl Columns {
    /// Adds a row.
    pub(super) fn row<const N: usize>(&mut self, cells: [&str; N]) {
        self.rows.push(cells.map(str::to_owned).to_vec());
    }

    /// The text; columns for which `is_number` are flush right.
    pub(super) fn text(&self, is_number: impl Fn(usize) -> bool) -> String {
        let mut widths: Vec<usize> = Vec::new();
        for row in &self.rows {
            widths.resize(widths.len().max(row.len()), 0);
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(width_of(cell));
            }
        }
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::from(" ");
            for (place, cell) in row.iter().enumerate() {
                let gap = " ".repeat(widths[place] - width_of(cell));
                let (before, after) =
                    if is_number(place) { (gap, String::new()) } else { (String::new(), gap) };
                line.push_str(&format!(" {before}{cell}{after} "));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// Columns of a terminal that `text` takes: two for a wide character (Unicode East Asian Width W,
/// F).
fn width_of(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// Whether a character is twice as wide: Hangul Jamo, CJK, kana, Hangul, full-width forms, and the
/// ideographs beyond the first plane.
const fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}')
}

/// Digits of a decimal number in groups of three: `1234567.89` as `1,234,567.89`.
pub(super) fn grouped(number: &str) -> String {
    let (sign, size) = number.strip_prefix('-').map_or(("", number), |size| ("-", size));
    let (whole, rest) = size.split_at(size.find('.').unwrap_or(size.len()));
    let mut text = String::from(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut columns = Columns::default();
        columns.row(["项目", "yuan", "x"]);
        columns.row(["P1", "1.00"]);
        columns.row(["longer", "1,234.00", "y"]);
        assert_eq!(
            columns.text(|place| place == 1),
            "  项目        yuan  x\n  P1          1.00\n  longer  1,234.00  y\n"
        );
    }

    #[test]
    fn digits_stand_in_groups_of_three() {
        for (number, shown) in [
            ("0.00", "0.00"),
            ("999.99", "999.99"),
            ("1000.00", "1,000.00"),
            ("-1234567.89", "-1,234,567.89"),
            ("1234567", "1,234,567"),
        ] {
            assert_eq!(grouped(number), shown);
        }
    }
}
