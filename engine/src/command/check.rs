//! `check`: what would be set aside and why.

use std::fmt::Write as _;
use std::io::Write;

use super::arguments::Check;
use super::layout::Columns;
use super::reconcile::meaning;
use super::watch::Watch;
use super::{DONE, policy, print};
use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::basics::finding::{Code, Finding};
use crate::basics::money::Fen;
use crate::intake::source::Inputs;
use crate::pipeline::Run;
use crate::reconciliation::Reconciliation;

/// Runs the verb.
pub(super) fn run(arguments: &Check, stdout: &mut dyn Write) -> Result<u8> {
    let policy = policy::named(&arguments.policy)?;
    let inputs = Inputs::folder(&arguments.dir)?;
    // Without a day nothing is set aside for its date: no date of the data is later than this one.
    let last_day = Day::from_ymd(*Day::YEARS.end(), 12, 31).unwrap_or(Day::OPEN);
    let as_of = arguments.as_of.unwrap_or(last_day);
    // What the files were taken for is worth seeing above all where the run cannot be made.
    print(stdout, &files(&inputs))?;
    let watch = Watch::new(false);
    let run = Run { on_progress: Some(watch.on_progress()), ..Run::default() };
    let reconciliation = run.reconcile(&inputs, &policy, as_of)?;
    watch.end();
    let text = tables(&reconciliation)
        + &rows(&reconciliation)
        + &left_out(&reconciliation)
        + &not_understood(&reconciliation, &inputs);
    print(stdout, &text)?;
    Ok(DONE)
}

/// For each file that was known by its content: what it was taken for and why, which header became
/// which column, and what was left out or checked.
fn files(inputs: &Inputs) -> String {
    let mut text = String::new();
    for taken in &inputs.taken {
        // A `String` takes all that is written.
        let _infallible = writeln!(text, "{}: {}", taken.file, taken.sort);
        for why in &taken.why {
            let _infallible = writeln!(text, "  because {why}");
        }
        for rows in &taken.tables {
            let columns = rows.table.table().columns;
            let sheet = if rows.sheet.is_empty() { "" } else { " of sheet " };
            let (table, count) = (rows.table.word(), rows.len());
            let _infallible = writeln!(text, "  {table}: {count} rows{sheet}{}", rows.sheet);
            let mapped: Vec<String> = (rows.columns.iter())
                .map(|column| format!("{} ← {}", columns[column.position].name, column.from))
                .collect();
            let mapped = mapped.join("; ").replace('\n', "");
            let _infallible = writeln!(text, "    {mapped}");
        }
        if !taken.unknown.is_empty() {
            let labels = taken.unknown.join(", ").replace('\n', "");
            let _infallible = writeln!(text, "  columns not used: {labels}");
        }
        for note in taken.notes.iter().take(SHOWN_NOTES) {
            let place = match (note.sheet.as_str(), note.line.number) {
                ("", 0) => String::new(),
                (sheet, 0) => format!(", {sheet}"),
                ("", _) => format!(", {}", note.line),
                (sheet, _) => format!(", {sheet}, {}", note.line),
            };
            let _infallible = writeln!(text, "  {}{place}: {}", note.kind.word(), note.text);
        }
        let more = taken.notes.len().saturating_sub(SHOWN_NOTES);
        if more > 0 {
            let _infallible = writeln!(text, "  and {more} more notes");
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// Most notes of a file that are shown.
const SHOWN_NOTES: usize = 200;

/// The files that were read as tables: by their name, or by a first line that holds all required
/// columns.
fn tables(reconciliation: &Reconciliation) -> String {
    let mut text = String::new();
    for opened in &reconciliation.opened {
        let columns = opened.table().table().columns;
        for (file, headers) in opened.headers() {
            let table = opened.table().word();
            let mapped: Vec<String> = (headers.iter())
                .map(|(position, header)| format!("{} ← {header}", columns[*position].name))
                .collect();
            // A `String` takes all that is written.
            let _infallible = writeln!(text, "{file}: table {table}\n    {}", mapped.join("; "));
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// Tables with their rows, and what would be set aside of each.
fn rows(reconciliation: &Reconciliation) -> String {
    let mut lines: Vec<_> =
        reconciliation.accounting.iter().filter(|line| line.what == "rows").collect();
    lines.sort_unstable();
    let mut columns = Columns::default();
    columns.row(["table", "code", "rows", "first row", "meaning"]);
    for line in lines.iter().filter(|line| line.code != "used") {
        let count = line.rows.to_string();
        if line.code == "read" {
            columns.row([line.table, "read", &count]);
        } else {
            let first = first_row(reconciliation, line.table, line.code);
            let first = first.map_or(String::new(), |row| row.to_string());
            columns.row([line.table, line.code, &count, &first, meaning(line.code)]);
        }
    }
    columns.text(|place| place == 2 || place == 3)
}

/// The first row of a table with a code; rows count from 0.
fn first_row(reconciliation: &Reconciliation, table: &str, code: &str) -> Option<u64> {
    let is_of = |finding: Code| finding.word() == code || is_unmatched(code, finding);
    let rows = reconciliation.findings.iter().filter(|row| row.table == table && is_of(row.code));
    rows.filter_map(|row| row.row).min()
}

/// Most findings of a table and code that are shown.
const SHOWN_FINDINGS: usize = 10;

/// The rows that would be set aside, each with its file and place where it was taken apart, and the
/// sums of files that differ.
fn left_out(reconciliation: &Reconciliation) -> String {
    let is_aside = |finding: &Finding| {
        let lines = &reconciliation.accounting;
        let is_code = |code: &str| {
            let word = finding.code.word();
            code == word || is_unmatched(code, finding.code)
        };
        lines
            .iter()
            .any(|line| line.what == "rows" && line.table == finding.table && is_code(line.code))
    };
    let mut text = String::new();
    let mut last: Option<(&str, Code)> = None;
    let (mut shown, mut more) = (0, 0);
    let mut found: Vec<&Finding> = reconciliation.findings.iter().collect();
    found.retain(|finding| is_aside(finding) || finding.code == Code::FileSumDiffers);
    found.sort_by_key(|finding| (finding.table, finding.code, finding.row));
    for finding in found {
        let key = (finding.table, finding.code);
        if last != Some(key) {
            rest(&mut text, more);
            (last, shown, more) = (Some(key), 0, 0);
            let (table, code) = (finding.table, finding.code.word());
            let _infallible = writeln!(text, "\n{table}, {code}: {}", finding.code.meaning());
        }
        if shown == SHOWN_FINDINGS {
            more += 1;
            continue;
        }
        shown += 1;
        let row = finding.row.map_or(String::new(), |row| format!("row {row}"));
        let detail = if finding.detail.is_empty() { row.as_str() } else { &finding.detail };
        let amount = finding.amount_fen.map_or(String::new(), |fen| format!(" ({})", Fen(fen)));
        let _infallible = writeln!(text, "  {detail}{amount}");
    }
    rest(&mut text, more);
    text
}

fn rest(text: &mut String, more: usize) {
    if more > 0 {
        let _infallible = writeln!(text, "  and {more} more");
    }
}

/// An unmatched transfer that names what does not exist has a finding of its own.
fn is_unmatched(code: &str, finding: Code) -> bool {
    code == Code::Unmatched.word() && finding == Code::TransferWithoutEngagement
}

/// Headers and files that were not understood.
fn not_understood(reconciliation: &Reconciliation, inputs: &Inputs) -> String {
    let mut text = String::new();
    for opened in &reconciliation.opened {
        let (table, headers) = (opened.table(), opened.unknown_columns());
        if !headers.is_empty() {
            let headers = headers.join(", ");
            // A `String` takes all that is written.
            let _infallible =
                writeln!(text, "\nHeaders of {} that were not understood: {headers}", table.word());
        }
    }
    if !inputs.ignored.is_empty() {
        let names = inputs.ignored.join(", ");
        let _infallible = writeln!(text, "\nFiles that are no table: {names}");
    }
    text
}
