//! Lines of sums between and below the rows: never rows, checked against them.

use super::convert::{Wanted, cell};
use super::grid::{Row, squeezed};
use super::header::{Match, Unit};
use super::rows::Cell;
use crate::basics::money::Fen;
use crate::intake::check::cells::money_fen;
use crate::intake::tables::{Kind, TableName};

/// Words that begin or end the label of a line of sums.
const WORDS: [&str; 8] = ["合计", "总计", "小计", "累计", "共计", "总合计", "total", "subtotal"];

/// The label of a line of sums, where the row is one.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::text::delimited;
/// use anxin::intake::foreign::totals::total_label;
///
/// let grid = delimited("1,张三,100\n,合　计,100\n").unwrap();
/// assert_eq!(total_label(&grid.rows[0]), None);
/// assert_eq!(total_label(&grid.rows[1]).as_deref(), Some("合计"));
/// ```
#[must_use]
pub fn total_label(row: &Row) -> Option<String> {
    row.cells.iter().take(3).find_map(|(_, value)| {
        let text = value.text();
        if !may_be_label(&text) {
            return None;
        }
        let text = squeezed(&text);
        let text = text.trim_end_matches([':', '：']);
        let lower = text.to_lowercase();
        let is_label = lower.chars().count() <= 12
            && WORDS.iter().any(|word| lower.starts_with(word) || lower.ends_with(word));
        is_label.then(|| text.to_owned())
    })
}

/// Whether a text is an identity number or a number like it, and neither a name nor a count: its
/// row is a worker's, whatever else stands in it.
///
/// **Choice:** 160.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::totals::is_number_of_worker;
///
/// assert!(is_number_of_worker("99010019790101107X"));
/// assert!(!is_number_of_worker("35") && !is_number_of_worker("审核：甲"));
/// ```
#[must_use]
pub fn is_number_of_worker(text: &str) -> bool {
    text.len() >= WORKER_NUMBER_SIGNS
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'*')
}

/// Signs of the shortest number that makes a row a worker's.
const WORKER_NUMBER_SIGNS: usize = 6;

/// Whether a text could be such a label: a look at every row that copies nothing.
fn may_be_label(text: &str) -> bool {
    // Of the first bytes of what makes a label most texts have none.
    if !text.bytes().any(|byte| matches!(byte, b't' | b'T' | 0xe8 | 0xef)) {
        return false;
    }
    let is_wide = |c: char| matches!(c, '\u{ff01}'..='\u{ff5e}');
    text.contains(|c: char| c == '计' || is_wide(c))
        || text.as_bytes().windows(5).any(|part| part.eq_ignore_ascii_case(b"total"))
        || text.contains(char::is_whitespace) && text.to_lowercase().contains('t')
}

/// Running sums of the money columns.
///
/// Example: [`read_sheet`](super::sheet::read_sheet).
#[derive(Debug)]
pub struct Sums {
    columns: Vec<Running>,
}

#[derive(Debug)]
struct Running {
    place: usize,
    all_fen: i128,
    since_fen: i128,
}

impl Sums {
    /// Nothing added yet.
    #[must_use]
    pub fn new(table: TableName, matches: &[Match]) -> Self {
        let is_money = |known: &Match| table.table().columns[known.position].kind == Kind::Money;
        let places = (0..matches.len()).filter(|&place| is_money(&matches[place]));
        let columns = places.map(|place| Running { place, all_fen: 0, since_fen: 0 }).collect();
        Self { columns }
    }

    /// Adds a row.
    pub fn add(&mut self, cells: &[Cell<'_>]) {
        for running in &mut self.columns {
            let fen = cells.get(running.place).and_then(Cell::as_text).and_then(money_fen);
            running.all_fen += i128::from(fen.unwrap_or(0));
            running.since_fen += i128::from(fen.unwrap_or(0));
        }
    }

    /// What a line of sums says, and whether it agrees with all rows above it or with those since
    /// the last such line; `None` where it holds no amount.
    pub fn close(
        &mut self,
        label: &str,
        row: &Row,
        matches: &[Match],
        unit: impl Fn(Option<Unit>) -> Unit,
    ) -> (String, Option<bool>) {
        let mut said = Vec::new();
        let mut holds = None;
        for running in &mut self.columns {
            let known = &matches[running.place];
            let wanted = Wanted { kind: Kind::Money, unit: unit(known.unit), is_required: false };
            let read = row.get(known.column).map(|value| cell(value, &wanted));
            let fen = read.as_ref().and_then(Cell::as_text).and_then(money_fen);
            let Some(fen) = fen.map(i128::from) else { continue };
            let is_same = fen == running.all_fen || fen == running.since_fen;
            holds = Some(holds.unwrap_or(true) && is_same);
            let shown = |fen: i128| {
                i64::try_from(fen).map_or_else(|_| fen.to_string(), |f| Fen(f).to_string())
            };
            let mut text = format!("{} {}", squeezed(&known.label), shown(fen));
            if !is_same {
                text.push_str(&format!(" (the rows: {})", shown(running.all_fen)));
            }
            said.push(text);
        }
        self.columns.iter_mut().for_each(|running| running.since_fen = 0);
        let end = match holds {
            Some(true) => ", as the rows say",
            Some(false) => ": does not agree with the rows",
            None => "",
        };
        // A line without amounts tells what it holds: a count of people.
        if said.is_empty() {
            return (row.joined(), None);
        }
        (format!("{label}: {}{end}", said.join(", ")), holds)
    }
}
