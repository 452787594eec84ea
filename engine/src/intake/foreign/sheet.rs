//! Rows of our tables out of a sheet that a person wrote: titles above, totals between, signatures
//! below.

use super::convert::{Wanted, cell, is_signed};
use super::explained::Explained;
use super::grid::{Grid, Row, Value, squeezed};
use super::header::{Facts, Header, Label, Match, Unit, candidates, is_spread, title_notes};
use super::rows::{Cell, Line, Note, NoteKind, TextRows, add_note};
use super::sorts::{basis_of, chosen, is_possible};
use super::totals::{Sums, is_number_of_worker, total_label};
use crate::intake::check::cells;
use crate::intake::tables::{TableName, contracts, payroll, transfers, workers};

/// What a sheet was taken for.
///
/// Example: [`read_sheet`].
#[derive(Clone, Debug, Default)]
pub struct SheetTaken {
    /// Rows by table.
    pub tables: Vec<TextRows>,
    /// Lines left out, sums checked.
    pub notes: Vec<Note>,
    /// Why it was taken for these tables.
    pub why: String,
    /// Headers that mean nothing.
    pub unknown: Vec<String>,
}

/// Reads a sheet as what its headers say, or as `hint` says; `None` where no line is a header.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::sheet::read_sheet;
/// use anxin::intake::foreign::text::delimited;
/// use anxin::intake::tables::{TableName, payroll};
///
/// let text = "2025年3月工资表\n序号,姓名,身份证号,应发工资,实发工资\n1,甲,A1,100,90\n,合计,,100,90\n";
/// let taken = read_sheet("工资.csv", &delimited(text).unwrap(), None).unwrap();
/// let rows = &taken.tables[0];
/// assert_eq!((rows.table, rows.len()), (TableName::Payroll, 1));
/// assert_eq!(rows.get(0, payroll::PERIOD), Some("2025-03"));
/// assert_eq!(taken.notes[1].text, "合计: 应发工资 100.00, 实发工资 90.00, as the rows say");
/// ```
#[must_use]
pub fn read_sheet(file: &str, grid: &Grid, hint: Option<TableName>) -> Option<SheetTaken> {
    read_sheet_with(file, grid, hint, &Explained::default())
}

/// As [`read_sheet`], with headers that a person has explained.
#[must_use]
pub(super) fn read_sheet_with(
    file: &str,
    grid: &Grid,
    hint: Option<TableName>,
    explained: &Explained,
) -> Option<SheetTaken> {
    let mut headers = candidates(grid);
    headers.iter_mut().for_each(|header| explained.explain(header));
    let (header, tables, facts) = best(file, grid, &headers, hint)?;
    let labels: Vec<&str> = header.labels.iter().map(|label| label.text.as_str()).collect();
    let row = grid.rows[header.place].number;
    let words: Vec<&str> = tables.iter().map(|table| table.word()).collect();
    // Records of JSON have fields and no row of headers.
    let place = if row == 0 { "fields".to_owned() } else { format!("header in row {row}") };
    let why = format!("{place} ({}): those of {}", shown(&labels), words.join(" and "));
    let mut taken = SheetTaken { why, ..SheetTaken::default() };
    taken.notes = title_notes(grid, header.place);
    let mut numbers: Vec<u32> = Vec::new();
    for (at, &table) in tables.iter().enumerate() {
        let reader = Reader::new(file, grid, header, &facts, table);
        numbers.extend(reader.number.filter(|_| table == TableName::Workers));
        let (rows, notes) = reader.read();
        // The lines left out are the same for every table of a sheet.
        taken
            .notes
            .extend(notes.into_iter().filter(|note| at == 0 || note.kind == NoteKind::Taken));
        taken.tables.push(rows);
    }
    let used = |label: &str| {
        taken.tables.iter().any(|rows| rows.columns.iter().any(|column| column.from == label))
    };
    let is_number = |label: &&Label| numbers.contains(&label.column);
    if let Some(label) = header.labels.iter().find(is_number) {
        let text = format!("numbers by which other files may call a worker: {}", label.text);
        let line = Line::row(row);
        add_note(&mut taken.notes, Note::new(NoteKind::Taken, &grid.name, line, &text));
    }
    let unused = header.labels.iter().filter(|label| !used(&label.text) && !is_number(label));
    taken.unknown = unused.map(|label| label.text.clone()).collect();
    Some(taken)
}

/// At most twelve labels.
fn shown(labels: &[&str]) -> String {
    let mut text: Vec<String> = labels.iter().take(12).map(|label| squeezed(label)).collect();
    if labels.len() > 12 {
        text.push("…".to_owned());
    }
    text.join(", ")
}

/// The header and tables with the best score; of equal ones the first line, and one line of two.
fn best<'a>(
    file: &str,
    grid: &Grid,
    headers: &'a [Header],
    hint: Option<TableName>,
) -> Option<(&'a Header, Vec<TableName>, Facts)> {
    let mut found: Option<(usize, &Header, Vec<TableName>, Facts)> = None;
    for header in headers {
        let facts = Facts::of(file, grid, header.place);
        let Some((score, tables)) = chosen(header, &facts, hint) else { continue };
        if found.as_ref().is_none_or(|best| score > best.0) {
            found = Some((score, header, tables, facts));
        }
    }
    found.map(|(_, header, tables, facts)| (header, tables, facts))
}

/// Reads the rows of one table.
struct Reader<'a> {
    file: &'a str,
    grid: &'a Grid,
    header: &'a Header,
    facts: &'a Facts,
    table: TableName,
    matches: Vec<Match>,
    rows: TextRows,
    notes: Vec<Note>,
    /// Column of the list's own number of a worker, beside his identity number.
    number: Option<u32>,
}

impl<'a> Reader<'a> {
    fn new(
        file: &'a str,
        grid: &'a Grid,
        header: &'a Header,
        facts: &'a Facts,
        table: TableName,
    ) -> Self {
        let (mut matches, twice) = header.matches(table);
        let line = Line::row(grid.rows[header.place].number);
        let note = |text: &String| Note::new(NoteKind::Odd, &grid.name, line, text);
        let notes = twice.iter().map(note).collect();
        let mut rows = TextRows::new(table, &grid.name);
        if table == TableName::Contracts {
            // 日工资, 月薪: the label of the rate says the basis too.
            let named =
                header.labels.iter().find_map(|label| Some((label, basis_of(&label.text)?)));
            let has_rate = matches.iter().any(|known| known.position == contracts::RATE);
            if let (Some((label, _)), false) = (named, has_rate) {
                matches.push(matched(contracts::RATE, label));
            }
        }
        let number = prefer_id_numbers(header, table, &mut matches);
        if table == TableName::Contracts
            && !matches.iter().any(|known| known.position == contracts::START_DATE)
        {
            let entered = |label: &&Label| {
                let text = squeezed(&label.text);
                ["进场日期", "入场日期", "进场时间"].iter().any(|word| text.starts_with(word))
            };
            if let Some(label) = header.labels.iter().find(entered) {
                matches.push(matched(contracts::START_DATE, label));
            }
        }
        matches.iter().for_each(|known| rows.map(known.position, &known.label));
        Self { file, grid, header, facts, table, matches, rows, notes, number }
    }

    fn read(mut self) -> (TextRows, Vec<Note>) {
        let mut sums = Sums::new(self.table, &self.matches);
        for place in self.header.below()..self.grid.rows.len() {
            let row = &self.grid.rows[place];
            let line = Line::row(row.number);
            let total = total_label(row).filter(|_| !self.names_worker(row));
            if let Some(label) = total {
                let (text, holds) = sums.close(&label, row, &self.matches, |u| self.unit(u));
                let kind = match holds {
                    Some(true) => NoteKind::CheckHolds,
                    Some(false) => NoteKind::CheckFails,
                    None => NoteKind::Total,
                };
                add_note(&mut self.notes, Note::new(kind, &self.grid.name, line, &text));
                continue;
            }
            if self.header.is_repeated(row) {
                self.note(NoteKind::LeftOut, row, "header again");
                continue;
            }
            let cells = self.cells(place);
            if self.is_footer(row, &cells) {
                if row.cells.iter().any(|cell| !is_count(&cell.1)) {
                    self.note(NoteKind::Footer, row, "");
                }
                continue;
            }
            sums.add(&cells);
            self.rows.push(line, cells);
            self.remember_number(place);
        }
        self.complete();
        (self.rows, self.notes)
    }

    /// The list's own number of the worker of the last row, of a list of people.
    fn remember_number(&mut self, place: usize) {
        let last = self.rows.len() - 1;
        if self.table == TableName::Workers
            && let Some(number) = self.number.and_then(|column| self.grid.merged(place, column))
            && let Some(id) = self.rows.get(last, workers::WORKER_ID).map(str::to_owned)
        {
            self.rows.numbers.push((number.text().into_owned(), id));
        }
    }

    fn note(&mut self, kind: NoteKind, row: &Row, before: &str) {
        let text =
            if before.is_empty() { row.joined() } else { format!("{before}: {}", row.joined()) };
        add_note(&mut self.notes, Note::new(kind, &self.grid.name, Line::row(row.number), &text));
    }

    /// The unit of money: the label's, else the sheet's.
    fn unit(&self, own: Option<Unit>) -> Unit {
        own.or(self.facts.unit).unwrap_or_default()
    }

    fn cells(&self, place: usize) -> Vec<Cell<'a>> {
        let contract = self.table.table();
        let grid: &'a Grid = self.grid;
        let read = |known: &Match| {
            let column = &contract.columns[known.position];
            let value = if is_spread(column.kind) {
                grid.merged(place, known.column)
            } else {
                grid.rows[place].get(known.column)
            };
            let Some(value) = value else { return Cell::Null };
            if self.table == TableName::Payroll && known.position == payroll::CONFIRMED {
                return is_signed(value);
            }
            let wanted = Wanted {
                kind: column.kind,
                unit: self.unit(known.unit),
                is_required: column.required,
            };
            cell(value, &wanted)
        };
        self.matches.iter().map(read).collect()
    }

    /// Whether a row says nothing of its own: no cell in the columns that make it one.
    fn is_footer(&self, row: &Row, read: &[Cell<'_>]) -> bool {
        let has_amounts = self.matches.iter().zip(read).any(|(known, cell)| {
            !is_spread(self.table.table().columns[known.position].kind)
                && cell.as_text().is_some_and(|text| cells::number(text, 6).is_some())
        });
        if has_amounts || self.names_worker(row) {
            return false;
        }
        let own: Vec<usize> = self
            .matches
            .iter()
            .filter(|known| row.get(known.column).is_some())
            .map(|known| known.position)
            .collect();
        // A remark reaches into the columns of a row, but holds none of its numbers.
        own.is_empty()
            || row.cells.iter().any(|cell| is_remark(&cell.1))
            || !is_possible(self.table, self.facts, &|position| own.contains(&position))
                && own.len() == 1
                && row.cells.len() <= 2
    }

    /// Whether a row bears the number of a worker: then it is one, whatever else stands in it.
    ///
    /// **Choice:** 160.
    fn names_worker(&self, row: &Row) -> bool {
        let columns = self.table.table().columns;
        let worker = self.matches.iter().find(|known| columns[known.position].name == "worker_id");
        let value = worker.and_then(|known| row.get(known.column));
        value.is_some_and(|value| is_number_of_worker(&value.text()))
    }

    /// Columns that the sheet does not hold, from what stands around it.
    fn complete(&mut self) {
        let taken = |what: &str, from: &str| format!("`{what}` from {from}");
        let line = Line::default();
        let mut notes = Vec::new();
        let mut note =
            |text: String| add_note(&mut notes, Note::new(NoteKind::Taken, "", line, &text));
        let contract = self.table.table();
        let position = |name: &str| contract.columns.iter().position(|column| column.name == name);
        if let (Some(period), Some((month, place))) = (position("period"), &self.facts.month)
            && self.rows.place(period).is_none()
        {
            note(taken("period", &format!("{place}: {month}")));
            self.rows.fill(period, &format!("({place})"), |_, _| Cell::text(month));
        }
        if let Some(project) = position("project_id")
            && self.rows.place(project).is_none()
        {
            self.rows.project_name = self.facts.project_name.clone();
            if let Some(id) = &self.facts.project_id {
                note(taken("project_id", &format!("the lines above the header: {id}")));
                self.rows.fill(project, "(title)", |_, _| Cell::text(id));
            }
        }
        match self.table {
            TableName::Payroll => {
                let sheet = self.sheet_name();
                self.rows.fill(payroll::PAYROLL_ID, "(title and sheet)", |_, _| Cell::text(&sheet));
            }
            TableName::Contracts => self.complete_contracts(),
            TableName::Transfers => self.complete_transfers(),
            _ => {}
        }
        self.notes
            .extend(notes.into_iter().map(|note| Note { sheet: self.grid.name.clone(), ..note }));
    }

    /// What names a sheet without a number: its title, else its file, and the name of the sheet.
    ///
    /// **Choice:** 110. A copy of a file under another name is then the same sheet, and its lines
    /// count once.
    fn sheet_name(&self) -> String {
        let file = self.file.rsplit('/').next().unwrap_or(self.file);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let title = self.facts.title.as_deref().unwrap_or(stem);
        let title: String = title.chars().take(60).collect();
        format!("{title}#{}", self.grid.name).trim_end_matches('#').to_owned()
    }

    fn complete_contracts(&mut self) {
        let rate = self.matches.iter().find(|known| known.position == contracts::RATE);
        if let Some(basis) = rate.and_then(|known| basis_of(&known.label)) {
            let from = format!("({})", rate.map_or("", |known| known.label.as_str()));
            self.rows.fill(contracts::PAY_BASIS, &from, |_, _| Cell::text(basis));
        }
        self.rows.fill(contracts::CONTRACT_ID, "(worker and start)", |rows, row| {
            let worker = rows.get(row, contracts::WORKER_ID).unwrap_or_default();
            let start = rows.get(row, contracts::START_DATE).unwrap_or_default();
            Cell::text(format!("{worker}@{start}"))
        });
    }

    fn complete_transfers(&mut self) {
        if let Some((day, place)) = &self.facts.day {
            self.rows.fill(transfers::PAID_DATE, &format!("({place})"), |_, _| Cell::text(day));
        }
        if let Some(account) = &self.facts.account {
            self.rows.fill(transfers::PAYER_ACCOUNT, "(title)", |_, _| Cell::text(account));
        }
        let sheet = self.sheet_name();
        self.rows.fill(transfers::TRANSFER_ID, "(accounts, date, row)", |rows, row| {
            let part = |position| rows.get(row, position).unwrap_or_default();
            let accounts = (part(transfers::PAYER_ACCOUNT), part(transfers::PAYEE_ACCOUNT));
            let day = part(transfers::PAID_DATE);
            let line = rows.lines[row].number;
            match accounts {
                ("", "") => Cell::text(format!("{sheet}/{day}/{line}")),
                (payer, payee) => Cell::text(format!("{payer}>{payee}/{day}/{line}")),
            }
        });
    }
}

/// A label as the column at a position.
fn matched(position: usize, label: &Label) -> Match {
    Match { position, column: label.column, label: label.text.clone(), unit: None }
}

/// Where a sheet has both a number of its own and the identity number, the latter names the worker.
///
/// **Choice:** 104. Numbers of one firm's list differ from list to list; the identity number is the
/// same in every file. The column of the list's own number is told, for files that know no other.
fn prefer_id_numbers(header: &Header, table: TableName, matches: &mut Vec<Match>) -> Option<u32> {
    let columns = table.table().columns;
    let worker = columns.iter().position(|column| column.name == "worker_id")?;
    let is_id_number = |label: &&Label| {
        let position = label.position(TableName::Workers).map(|(position, _)| position);
        position == Some(workers::ID_NUMBER)
    };
    let label = header.labels.iter().find(is_id_number)?;
    let other = header.labels.iter().find(|label| {
        let position = label.position(TableName::Workers).map(|(position, _)| position);
        position == Some(workers::WORKER_ID)
    });
    match matches.iter_mut().find(|known| known.position == worker) {
        Some(known) => *known = matched(worker, label),
        None => matches.push(matched(worker, label)),
    }
    other.map(|label| label.column)
}

/// Whether a cell begins a line of signatures or remarks.
///
/// **Choice:** 160. 总包 or 项目经理 may also be a firm or a trade in the row of a person: such a word
/// is a remark only where it is signed or has a colon.
fn is_remark(value: &Value) -> bool {
    const ALWAYS: [&str; 12] = [
        "制表",
        "审核",
        "复核",
        "班组长签",
        "备注:",
        "说明",
        "注:",
        "填表",
        "签章",
        "盖章",
        "编制",
        "经办",
    ];
    const SIGNED: [&str; 5] = ["负责人", "项目经理", "劳资专管员", "总包", "单位负责人"];
    let text = squeezed(&value.text());
    let begins = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
    begins(&ALWAYS) || begins(&SIGNED) && text.contains([':', '签', '章'])
}

/// Whether a cell is a running number and nothing else.
fn is_count(value: &Value) -> bool {
    let text = value.text();
    text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
#[path = "sheet_tests.rs"]
mod tests;
