//! Movements of an account as banks write them into tables: known by layouts that are data.

use std::sync::OnceLock;

use serde::Deserialize;

use super::convert::{Wanted, cell};
use super::grid::{Grid, Row, squeezed};
use super::header::{Facts, Unit, title_notes};
use super::rows::{Cell, Line, Note, NoteKind, add_note};
use super::statement::{Entry, Payment, Statement, shown};
use super::totals::total_label;
use crate::basics::error::{Error, Result};
use crate::intake::check::cells::money_fen;
use crate::intake::tables::Kind;

/// Lines above which a header is looked for.
const SEARCH_ROWS: usize = 60;

/// The layout of one bank.
///
/// Example: [`layouts`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// The bank.
    pub name: String,
    /// The headers it is known by.
    pub headers: Vec<String>,
    /// The booking day.
    pub date: String,
    /// An amount with a sign, or beside a direction.
    #[serde(default)]
    pub amount: String,
    /// Money in.
    #[serde(default)]
    pub credit: String,
    /// Money out.
    #[serde(default)]
    pub debit: String,
    /// 借 or 贷.
    #[serde(default)]
    pub direction: String,
    /// The balance after the movement.
    #[serde(default)]
    pub balance: String,
    /// The currency.
    #[serde(default)]
    pub currency: String,
    /// The account at the other end.
    #[serde(default)]
    pub counter_account: String,
    /// Its holder.
    #[serde(default)]
    pub counter_name: String,
    /// Cells that hold an account or a name.
    #[serde(default)]
    pub counter: Vec<String>,
    /// What it is for.
    #[serde(default)]
    pub words: Vec<String>,
    /// The bank's reference.
    #[serde(default)]
    pub reference: String,
    /// The account of the statement, where every line names it.
    #[serde(default)]
    pub own_account: String,
    /// The label of the line of sums.
    #[serde(default)]
    pub total: String,
}

#[derive(Deserialize)]
struct Layouts {
    bank: Vec<Layout>,
}

/// The layouts of a TOML text.
///
/// # Errors
///
/// [`Error::Decode`] where it is none.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::bank_export::{built_in, layouts};
///
/// assert!(built_in().iter().any(|layout| layout.name == "交通银行"));
/// let more = "[[bank]]\nname = \"某行\"\nheaders = [\"日期\", \"发生额\"]\ndate = \"日期\"\namount = \"发生额\"\n";
/// assert_eq!(layouts("banks.toml", more)?.len(), 1);
/// assert!(layouts("banks.toml", "[[bank]]\nname = 1\n").is_err());
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn layouts(place: &str, text: &str) -> Result<Vec<Layout>> {
    let read: Result<Layouts, _> = toml::from_str(text);
    read.map(|layouts| layouts.bank).map_err(|reason| Error::Decode {
        place: place.to_owned(),
        format: "layouts of banks",
        reason: reason.to_string(),
    })
}

/// The layouts that are built in.
///
/// Example: [`layouts`].
#[must_use]
pub fn built_in() -> Vec<Layout> {
    static BUILT_IN: OnceLock<Vec<Layout>> = OnceLock::new();
    // The text is part of the program and read by its tests.
    let read = || layouts("banks.toml", include_str!("banks.toml")).unwrap_or_default();
    BUILT_IN.get_or_init(read).clone()
}

/// A statement that a sheet holds, why, and what is to be said about it; `None` where no line is
/// the header of a layout.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::bank_export::{built_in, read};
/// use anxin::intake::foreign::text::delimited;
///
/// let text = "交易日期,交易类型,借贷,交易金额,余额,对方账号\n2025-05-12,代发,借,10.00,90.00,6222\n";
/// let (statement, why, _) = read("a.csv", &delimited(text).unwrap(), &built_in()).unwrap();
/// assert_eq!(why, "header in row 1 is that of 交通银行");
/// assert!(!statement.entries[0].is_credit);
/// ```
#[must_use]
pub fn read(
    file: &str,
    grid: &Grid,
    layouts: &[Layout],
) -> Option<(Statement<'static>, String, Vec<Note>)> {
    let (place, layout) = known(grid, layouts)?;
    let header = &grid.rows[place];
    let why = format!("header in row {} is that of {}", header.number, layout.name);
    let reader = Reader::new(grid, place, layout);
    let facts = Facts::of(file, grid, place);
    let (statement, notes) = reader.read(&facts);
    Some((statement, why, notes))
}

/// The first line that holds all headers of a layout, and the layout with most of them.
fn known<'a>(grid: &Grid, layouts: &'a [Layout]) -> Option<(usize, &'a Layout)> {
    (0..grid.rows.len().min(SEARCH_ROWS)).find_map(|place| {
        let labels: Vec<String> =
            grid.rows[place].cells.iter().map(|cell| squeezed(&cell.1.text())).collect();
        let fits = |layout: &&Layout| {
            layout.headers.iter().all(|header| labels.contains(&squeezed(header)))
        };
        let best = layouts.iter().filter(fits).max_by_key(|layout| layout.headers.len())?;
        Some((place, best))
    })
}

struct Reader<'a> {
    grid: &'a Grid,
    place: usize,
    layout: &'a Layout,
    notes: Vec<Note>,
}

impl<'a> Reader<'a> {
    fn new(grid: &'a Grid, place: usize, layout: &'a Layout) -> Self {
        Self { grid, place, layout, notes: title_notes(grid, place) }
    }

    /// The column of a header.
    fn column(&self, header: &str) -> Option<u32> {
        let wanted = squeezed(header);
        let cells = &self.grid.rows[self.place].cells;
        cells.iter().find(|cell| squeezed(&cell.1.text()) == wanted).map(|cell| cell.0)
    }

    fn text(&self, row: &Row, header: &str) -> String {
        if header.is_empty() {
            return String::new();
        }
        let value = self.column(header).and_then(|column| row.get(column));
        value.map(|value| value.text().trim().to_owned()).unwrap_or_default()
    }

    /// An amount as decimal text without grouping; `None` where there is none.
    fn amount(&self, row: &Row, header: &str) -> Option<String> {
        let value = self.column(header).and_then(|column| row.get(column))?;
        let wanted = Wanted { kind: Kind::Money, unit: Unit::Plain, is_required: false };
        match cell(value, &wanted) {
            Cell::Text(text) => {
                let text = text.replace(',', "");
                Some(text.trim_start_matches('+').to_owned())
            }
            Cell::Bad(text) => Some(text.into_owned()),
            Cell::Null => None,
        }
    }

    fn note(&mut self, kind: NoteKind, row: &Row, text: &str) {
        add_note(&mut self.notes, Note::new(kind, &self.grid.name, Line::row(row.number), text));
    }

    fn read(mut self, facts: &Facts) -> (Statement<'static>, Vec<Note>) {
        let mut statement = Statement {
            account: facts.account.clone().unwrap_or_default().replace(' ', ""),
            line: Line::row(self.grid.rows[self.place].number),
            ..Statement::default()
        };
        let width = self.grid.rows[self.place].width;
        let mut balances: Vec<(i64, i64)> = Vec::new();
        for place in self.place + 1..self.grid.rows.len() {
            let row = &self.grid.rows[place];
            let is_total = total_label(row).is_some()
                || !self.layout.total.is_empty()
                    && row.cells[0].1.text().starts_with(&self.layout.total);
            if is_total {
                self.total(row, &statement.entries);
                continue;
            }
            if row.width > 0 && row.width < width {
                let text = format!("{} of {width} cells", row.width);
                self.note(NoteKind::Odd, row, &text);
            }
            let Some(entry) = self.entry(row) else {
                self.note(NoteKind::LeftOut, row, &row.joined());
                continue;
            };
            let signed =
                money_fen(&entry.amount).map(|fen| if entry.is_credit { fen } else { -fen });
            let balance = self.amount(row, &self.layout.balance).and_then(|text| money_fen(&text));
            balances.extend(signed.zip(balance));
            let own = self.text(row, &self.layout.own_account);
            if statement.account.is_empty() && !own.is_empty() {
                statement.account = own;
            }
            if statement.currency.is_empty() {
                statement.currency = currency(&self.text(row, &self.layout.currency));
            }
            statement.entries.push(entry);
        }
        self.chain(&balances, statement.entries.len());
        (statement, self.notes)
    }

    /// A row with a day and an amount.
    fn entry(&self, row: &Row) -> Option<Entry<'static>> {
        let layout = self.layout;
        let date = self.text(row, &layout.date);
        let date = date.split(' ').next().unwrap_or_default().to_owned();
        if !date.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let (amount, is_credit) = self.movement(row)?;
        let mut counter_account = self.text(row, &layout.counter_account);
        let mut counter_name = self.text(row, &layout.counter_name);
        for header in &layout.counter {
            let text = self.text(row, header);
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            if digits >= 8 && text.is_ascii() {
                counter_account = text;
            } else if text != "--" {
                counter_name = text;
            }
        }
        let words: Vec<String> = layout.words.iter().map(|word| self.text(row, word)).collect();
        let words = words.join(" ");
        let is_back =
            is_credit && ["退回", "退汇", "退票", "冲正"].iter().any(|word| words.contains(word));
        let payment = Payment {
            counter_account: counter_account.into(),
            counter_name: counter_name.into(),
            return_reason: if is_back { words.clone().into() } else { "".into() },
            ..Payment::default()
        };
        let reference = self.text(row, &layout.reference);
        let is_reference = reference.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
        Some(Entry {
            line: Line::row(row.number),
            date: date.into(),
            is_credit,
            amount: amount.into(),
            reference: if is_reference { reference.into() } else { "".into() },
            words: words.into(),
            is_booked: true,
            is_reversal: false,
            payments: vec![payment],
        })
    }

    /// The amount without sign, and whether it came in.
    fn movement(&self, row: &Row) -> Option<(String, bool)> {
        let layout = self.layout;
        if !layout.credit.is_empty() {
            let of =
                |header: &str| self.amount(row, header).filter(|text| money_fen(text) != Some(0));
            return match (of(&layout.credit), of(&layout.debit)) {
                (Some(amount), None) => Some(turned(amount, true)),
                (None, Some(amount)) => Some(turned(amount, false)),
                _ => None,
            };
        }
        let amount = self.amount(row, &layout.amount)?;
        if layout.direction.is_empty() {
            return Some(turned(amount, true));
        }
        let direction = self.text(row, &layout.direction);
        let is_credit = direction.starts_with(['贷', '收', '入', 'C']);
        let is_debit = direction.starts_with(['借', '支', '付', '出', 'D']);
        (is_credit != is_debit).then(|| turned(amount, is_credit))
    }

    /// A line of sums beside the movements above it.
    fn total(&mut self, row: &Row, entries: &[Entry<'_>]) {
        let layout = self.layout;
        let sum = |is_credit: bool| -> i128 {
            let own = entries.iter().filter(|entry| entry.is_credit == is_credit);
            own.filter_map(|entry| money_fen(&entry.amount)).map(i128::from).sum()
        };
        let told = |header: &str| {
            let text = if header.is_empty() { None } else { self.amount(row, header) };
            text.and_then(|text| money_fen(&text)).map(i128::from)
        };
        let (credit, debit) = (told(&layout.credit), told(&layout.debit));
        let holds = credit.is_none_or(|told| told == sum(true))
            && debit.is_none_or(|told| told == sum(false));
        let says = |told: Option<i128>| told.map_or_else(|| "nothing".to_owned(), shown);
        let text = format!(
            "{}: in {}, out {}; the lines: in {}, out {}",
            row.cells[0].1.text(),
            says(credit),
            says(debit),
            shown(sum(true)),
            shown(sum(false))
        );
        let kind = match (credit.or(debit), holds) {
            (None, _) => NoteKind::Total,
            (_, true) => NoteKind::CheckHolds,
            (_, false) => NoteKind::CheckFails,
        };
        self.note(kind, row, &text);
    }

    /// Whether each balance follows from the one before it, upwards or downwards.
    fn chain(&mut self, balances: &[(i64, i64)], entries: usize) {
        let steps = balances.len().saturating_sub(1);
        if steps == 0 {
            return;
        }
        let pairs = || balances.windows(2);
        let down = pairs().filter(|pair| pair[0].1.checked_add(pair[1].0) == Some(pair[1].1));
        let up = pairs().filter(|pair| pair[1].1.checked_add(pair[0].0) == Some(pair[0].1));
        let (down, up) = (down.count(), up.count());
        let agree = down.max(up);
        let holds = agree == steps && balances.len() == entries;
        let kind = if holds { NoteKind::CheckHolds } else { NoteKind::CheckFails };
        let text = format!("running balance: {agree} of {steps} steps agree with the amounts");
        add_note(&mut self.notes, Note::new(kind, &self.grid.name, Line::default(), &text));
    }
}

/// An amount without its sign: a negative one goes the other way.
fn turned(amount: String, is_credit: bool) -> (String, bool) {
    match amount.strip_prefix(['-', '−']) {
        Some(size) => (size.to_owned(), !is_credit),
        None => (amount, is_credit),
    }
}

/// ISO 4217 for the words of banks.
fn currency(text: &str) -> String {
    match text.trim() {
        "人民币" | "人民币元" | "RMB" | "CNY" | "156" | "01" => "CNY".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::foreign::text::delimited;

    #[test]
    fn every_built_in_layout_names_its_amounts() {
        let all = built_in();
        assert_eq!(all.len(), 7);
        for layout in all {
            let has_pair = !layout.credit.is_empty() && !layout.debit.is_empty();
            assert!(has_pair || !layout.amount.is_empty(), "{}", layout.name);
            assert!(layout.headers.contains(&layout.date), "{}", layout.name);
        }
    }

    #[test]
    fn a_signed_amount_goes_out_and_a_short_row_is_told() {
        let text = "卡号：6222 0000\n交易日期,交易时间,交易摘要,交易金额,本次余额,对手信息,日 志 号\n\
                    20240101,1,转存,+10.00,110.00,甲,77\n20240102,,代发工资,-4.00,106.00,6222000011112222\n";
        let (statement, why, notes) =
            read("x.csv", &delimited(text).unwrap(), &built_in()).unwrap();
        assert!(why.contains("农业"), "{why}");
        assert_eq!(statement.account, "62220000");
        assert_eq!(statement.entries[0].reference, "77");
        let paid = &statement.entries[1];
        assert!(!paid.is_credit);
        assert_eq!(paid.payments[0].counter_account, "6222000011112222");
        let kinds: Vec<_> = notes.iter().map(|note| note.kind).collect();
        assert_eq!(kinds, [NoteKind::Title, NoteKind::Odd, NoteKind::CheckHolds]);
    }
}
