//! A CSV file cut into pieces of whole rows, while its bytes go by for the first time.
//!
//! Only a file of UTF-8 without any quote is cut: in it every line end ends a row, wherever one
//! begins to read.

/// Bytes of a piece; the last one has fewer.
const PIECE_BYTES: u64 = 8 << 20;
/// Stands before the first character of some files.
pub(super) const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// Neighbouring rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Where its first row begins.
    pub start: u64,
    /// Where the row after its last one begins.
    pub end: u64,
    /// Rows before it, the header among them.
    pub before: u64,
    /// Its rows; of the first stretch the header too.
    pub rows: u64,
}

/// Cuts a file while its bytes go by.
#[derive(Debug)]
pub(super) struct Cutter {
    stretches: Vec<Stretch>,
    /// The one that is not cut off yet.
    own: Stretch,
    at: u64,
    /// Whether the byte before ends a row, or there is none.
    is_between: bool,
    has_quotes: bool,
}

impl Cutter {
    pub(super) const fn new() -> Self {
        let own = Stretch { start: 0, end: 0, before: 0, rows: 0 };
        Self { stretches: Vec::new(), own, at: 0, is_between: true, has_quotes: false }
    }

    /// The next bytes of the file.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        if self.has_quotes || bytes.is_empty() {
            return;
        }
        self.has_quotes = bytes.contains(&b'"');
        let mark = bytes.starts_with(UTF8_MARK) && self.at == 0;
        let text = if mark { &bytes[UTF8_MARK.len()..] } else { bytes };
        let first = self.at + (bytes.len() - text.len()) as u64;
        let is_long = self.at - self.own.start + bytes.len() as u64 >= PIECE_BYTES;
        match is_long.then(|| self.last_row(text)).flatten() {
            Some(cut) => {
                self.own.rows += self.rows_begun(&text[..cut]);
                self.own.end = first + cut as u64;
                let (start, before) = (self.own.end, self.own.before + self.own.rows);
                let next = Stretch { start, end: start, before, rows: 0 };
                self.stretches.push(std::mem::replace(&mut self.own, next));
                self.is_between = true;
                self.own.rows += self.rows_begun(&text[cut..]);
            }
            None => self.own.rows += self.rows_begun(text),
        }
        if let Some(&last) = text.last() {
            self.is_between = is_end(last);
        }
        self.at += bytes.len() as u64;
    }

    /// Rows that begin in `text`.
    fn rows_begun(&self, text: &[u8]) -> u64 {
        let begins = |before: u8, byte: u8| u64::from(is_end(before) & !is_end(byte));
        let first = text.first().map_or(0, |&byte| u64::from(self.is_between & !is_end(byte)));
        first + text.windows(2).map(|pair| begins(pair[0], pair[1])).sum::<u64>()
    }

    /// Where the last row that begins in `text` does, unless it is at its first byte.
    fn last_row(&self, text: &[u8]) -> Option<usize> {
        text.windows(2).rposition(|pair| is_end(pair[0]) && !is_end(pair[1])).map(|at| at + 1)
    }

    /// The stretches of the file; none where it cannot be cut.
    pub(super) fn stretches(mut self) -> Vec<Stretch> {
        if self.has_quotes {
            return Vec::new();
        }
        self.own.end = self.at;
        self.stretches.push(self.own);
        self.stretches
    }
}

/// Whether a byte ends a row.
const fn is_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &[u8], block: usize) -> Vec<Stretch> {
        let mut cutter = Cutter::new();
        text.chunks(block).for_each(|bytes| cutter.push(bytes));
        cutter.stretches()
    }

    #[test]
    fn rows_are_counted_whatever_ends_them() {
        for block in 1..12 {
            let rows = |text: &str| cut(text.as_bytes(), block)[0].rows;
            assert_eq!(rows("a,b\n1,2\n3,4\n"), 3, "{block}");
            assert_eq!(rows("a,b\r\n1,2\r\n\r\n3,4"), 3, "{block}");
            assert_eq!(rows("\n\na,b\r1,2\r \r"), 3, "{block}");
            assert_eq!(rows(""), 0);
        }
        // The mark is no row.
        assert_eq!(cut("\u{feff}\na,b\n".as_bytes(), 64)[0].rows, 1);
        assert_eq!(cut(b"a,b\n\"1\",2\n", 5), []);
    }

    #[test]
    fn a_long_file_is_cut_between_rows() {
        let rows = usize::try_from(PIECE_BYTES).unwrap() / 4;
        let text: String = (0..rows).map(|row| format!("{row},x\r\n")).collect();
        let bytes = text.as_bytes();
        let stretches = cut(bytes, 1 << 16);
        assert!(stretches.len() > 1);
        let mut before = 0;
        for (own, next) in stretches.iter().zip(stretches.iter().skip(1)) {
            assert_eq!((own.end, own.before), (next.start, before));
            before += own.rows;
            let start = usize::try_from(next.start).unwrap();
            assert_eq!(&bytes[start - 1..start], b"\n");
            let first = bytes[start..].split(|&byte| byte == b',').next().unwrap();
            assert_eq!(first, next.before.to_string().as_bytes());
        }
        assert_eq!(before + stretches.last().unwrap().rows, rows as u64);
        assert_eq!(stretches.last().unwrap().end, bytes.len() as u64);
    }
}
