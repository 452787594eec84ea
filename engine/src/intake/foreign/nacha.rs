//! NACHA files: lines of 94 signs; payroll credits, and returns of them.

use std::collections::BTreeSet;

use super::rows::{Cell, Line, Note, NoteKind, TextRows, add_note};
use super::statement::shown;
use crate::intake::tables::{TableName, transfers};

/// An entry.
struct Entry {
    line: u32,
    code: String,
    account: String,
    cents: Option<i64>,
    person: String,
    name: String,
    trace: String,
    /// Code of the return and the trace of the payment that came back.
    returned: Option<(String, String)>,
}

/// Counts and sums of a batch or of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Totals {
    records: u64,
    hash: u64,
    debit_cents: i128,
    credit_cents: i128,
}

impl Totals {
    fn add(&mut self, other: Self) {
        self.records += other.records;
        self.hash += other.hash;
        self.debit_cents += other.debit_cents;
        self.credit_cents += other.credit_cents;
    }
}

/// The transfers of a file, and what its control records say.
///
/// A credit is `settled` on the day it takes effect unless a return takes it back: the network
/// knows no other answer (**Choice:** 106). A return is the transfer it names, `returned`.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::nacha;
/// use anxin::intake::tables::transfers;
///
/// let text = "5220ACME                                        121042882 PPDPAYROLL         250508\n\
///             622231380104123456789        0000001234W1             Wade Arnold             0121042880000001\n";
/// let (rows, notes) = nacha::read(text);
/// assert_eq!(rows.get(0, transfers::AMOUNT), Some("12.34"));
/// assert!(notes.iter().any(|note| note.text.contains("without its control record")));
/// ```
#[must_use]
pub fn read(text: &str) -> (TextRows, Vec<Note>) {
    let mut reader = Reader::new();
    for (line, content) in (1_u32..).zip(text.lines()) {
        reader.line(line, content);
    }
    reader.end()
}

struct Reader {
    rows: TextRows,
    notes: Vec<Note>,
    /// Company, description and effective day of the batch.
    batch: Option<(String, String, String)>,
    batch_number: String,
    entries: Vec<Entry>,
    sums: Totals,
    all: Totals,
    batches: u64,
    is_ended: bool,
    debits: usize,
    seen: Seen,
}

/// Trace numbers met so far: they rise, but for those that someone put elsewhere.
#[derive(Default)]
struct Seen {
    rising: Vec<Box<str>>,
    others: BTreeSet<Box<str>>,
}

impl Seen {
    /// Whether it was met before.
    fn add(&mut self, trace: &str) -> bool {
        if self.rising.last().is_none_or(|last| **last < *trace) {
            self.rising.push(trace.into());
            return self.others.contains(trace);
        }
        self.rising.binary_search_by(|known| (**known).cmp(trace)).is_ok()
            || !self.others.insert(trace.into())
    }
}

/// Signs `from` to `to` of a line, blanks around them cut.
fn part(line: &str, from: usize, to: usize) -> String {
    if line.is_ascii() {
        return signs(line, from, to).to_owned();
    }
    line.chars().skip(from).take(to - from).collect::<String>().trim().to_owned()
}

/// The same of a line of ASCII, in which a sign is a byte.
fn signs(line: &str, from: usize, to: usize) -> &str {
    line.get(from..to.min(line.len())).unwrap_or_default().trim()
}

/// The number in signs `from` to `to`.
fn number(line: &str, from: usize, to: usize) -> Option<i64> {
    let read = |text: &str| {
        let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_plain { text.parse().ok() } else { None }
    };
    if line.is_ascii() { read(signs(line, from, to)) } else { read(&part(line, from, to)) }
}

impl Reader {
    fn new() -> Self {
        let mut rows = TextRows::new(TableName::Transfers, "");
        for (position, from) in [
            (transfers::TRANSFER_ID, "trace number"),
            (transfers::AMOUNT, "amount in cents"),
            (transfers::PAID_DATE, "effective entry date"),
            (transfers::STATUS, "(a return, or none)"),
            (transfers::WORKER_ID, "individual identification number"),
            (transfers::PAYEE_ACCOUNT, "account number"),
            (transfers::PAYEE_NAME, "individual name"),
            (transfers::CURRENCY, "(the network's)"),
        ] {
            rows.map(position, from);
        }
        Self {
            rows,
            notes: Vec::new(),
            batch: None,
            batch_number: String::new(),
            entries: Vec::new(),
            sums: Totals::default(),
            all: Totals::default(),
            batches: 0,
            is_ended: false,
            debits: 0,
            seen: Seen::default(),
        }
    }

    fn note(&mut self, kind: NoteKind, line: u32, text: &str) {
        add_note(&mut self.notes, Note::new(kind, "", Line::row(line), text));
    }

    fn line(&mut self, line: u32, content: &str) {
        let content = content.trim_end_matches('\r');
        let length = if content.is_ascii() { content.len() } else { content.chars().count() };
        if content.trim().is_empty() || content.starts_with("9999999999999999") {
            return;
        }
        if length > 94 {
            self.note(
                NoteKind::Odd,
                line,
                &format!("{length} signs; those beyond 94 are not read"),
            );
        }
        match content.as_bytes().first() {
            Some(b'1') => {}
            Some(b'5') => {
                self.close_batch(line, None);
                let company = part(content, 4, 20);
                let words = part(content, 53, 63);
                self.batch = Some((company, words, effective_day(&part(content, 69, 75))));
                self.batch_number = part(content, 87, 94);
            }
            Some(b'6') => self.entry(line, content),
            Some(b'7') => {
                self.sums.records += 1;
                if let Some(entry) = self.entries.last_mut()
                    && content.starts_with("799")
                {
                    entry.returned = Some((part(content, 3, 6), part(content, 6, 21)));
                }
            }
            Some(b'8') => self.close_batch(line, Some(content)),
            Some(b'9') => self.close_file(line, content),
            _ => self.note(NoteKind::LeftOut, line, &format!("no record of NACHA: {content}")),
        }
    }

    fn entry(&mut self, line: u32, content: &str) {
        let cents = number(content, 29, 39);
        let code = part(content, 1, 3);
        let trace = part(content, 79, 94);
        self.sums.records += 1;
        self.sums.hash +=
            number(content, 3, 11).and_then(|hash| u64::try_from(hash).ok()).unwrap_or(0);
        let amount = i128::from(cents.unwrap_or(0));
        if is_credit(&code) {
            self.sums.credit_cents += amount;
        } else {
            self.sums.debit_cents += amount;
        }
        self.entries.push(Entry {
            line,
            code,
            account: part(content, 12, 29),
            cents,
            person: part(content, 39, 54),
            name: part(content, 54, 76),
            trace,
            returned: None,
        });
    }

    fn close_batch(&mut self, line: u32, control: Option<&str>) {
        if self.batch.is_none() && self.entries.is_empty() {
            return;
        }
        let sums = std::mem::take(&mut self.sums);
        match control {
            Some(content) => {
                let told = Totals {
                    records: told(content, 4, 10),
                    hash: told(content, 10, 20),
                    debit_cents: told(content, 20, 32).into(),
                    credit_cents: told(content, 32, 44).into(),
                };
                let own = Totals { hash: sums.hash % 10_000_000_000, ..sums };
                if own != told {
                    let name = format!("batch {}", self.batch_number);
                    self.note(NoteKind::CheckFails, line, &differs(&name, &own, &told));
                }
            }
            None => {
                self.note(NoteKind::CheckFails, line, "a batch ends without its control record")
            }
        }
        self.all.add(sums);
        self.batches += 1;
        let (_, words, day) = self.batch.take().unwrap_or_default();
        for entry in std::mem::take(&mut self.entries) {
            self.push(&entry, &words, &day);
        }
    }

    fn push(&mut self, entry: &Entry, words: &str, day: &str) {
        let is_test = entry.cents == Some(0);
        if !is_credit(&entry.code) || is_test {
            self.debits += 1;
            let what = if is_test { "a test without money" } else { "a debit" };
            let text = format!("{what} ({}), no payment to a worker: {}", words, entry.name);
            if self.debits <= 20 {
                self.note(NoteKind::LeftOut, entry.line, &text);
            }
            return;
        }
        let amount = match entry.cents {
            Some(cents) => Cell::text(format!("{}.{:02}", cents / 100, cents % 100)),
            None => Cell::Bad("no whole cents".into()),
        };
        let (id, status) = match &entry.returned {
            Some((code, original)) => {
                let text = format!("{} came back, {code}", entry.name);
                self.note(NoteKind::Taken, entry.line, &text);
                (original.clone(), "returned")
            }
            None if self.seen.add(&entry.trace) => {
                (format!("{}/{}", self.batch_number, entry.trace), "settled")
            }
            None => (entry.trace.clone(), "settled"),
        };
        let cells = [
            Cell::text(&id),
            amount,
            Cell::text(day),
            Cell::text(status),
            Cell::text(&entry.person),
            Cell::text(&entry.account),
            Cell::text(&entry.name),
            Cell::text("USD"),
        ];
        self.rows.push(Line::row(entry.line), cells);
    }

    fn close_file(&mut self, line: u32, content: &str) {
        self.close_batch(line, None);
        self.is_ended = true;
        let control = Totals {
            records: told(content, 13, 21),
            hash: told(content, 21, 31),
            debit_cents: told(content, 31, 43).into(),
            credit_cents: told(content, 43, 55).into(),
        };
        let own = Totals { hash: self.all.hash % 10_000_000_000, ..self.all };
        let batches = told(content, 1, 7);
        if own == control && batches == self.batches {
            let text = format!(
                "file control: {batches} batches, {} records, hash {:010}, credits {}, debits {}: agrees",
                own.records,
                own.hash,
                shown(own.credit_cents),
                shown(own.debit_cents)
            );
            self.note(NoteKind::CheckHolds, line, &text);
        } else {
            let name = format!("file control of {batches} batches (there are {})", self.batches);
            self.note(NoteKind::CheckFails, line, &differs(&name, &own, &control));
        }
    }

    fn end(mut self) -> (TextRows, Vec<Note>) {
        self.close_batch(0, None);
        if !self.is_ended {
            self.note(NoteKind::CheckFails, 0, "the file ends without its control record");
        }
        if self.debits > 20 {
            let text = format!("{} more debits or tests without money", self.debits - 20);
            self.note(NoteKind::LeftOut, 0, &text);
        }
        (self.rows, self.notes)
    }
}

fn told(content: &str, from: usize, to: usize) -> u64 {
    number(content, from, to).and_then(|number| u64::try_from(number).ok()).unwrap_or(0)
}

fn differs(name: &str, own: &Totals, told: &Totals) -> String {
    format!(
        "{name} tells {} records, hash {}, credits {}, debits {}; there are {}, {}, {}, {}",
        told.records,
        told.hash,
        shown(told.credit_cents),
        shown(told.debit_cents),
        own.records,
        own.hash,
        shown(own.credit_cents),
        shown(own.debit_cents)
    )
}

/// Codes of credits: the second digit is below five.
fn is_credit(code: &str) -> bool {
    matches!(code.as_bytes(), [b'2' | b'3' | b'4' | b'5', b'0'..=b'4'])
}

/// `250415` as a day.
fn effective_day(text: &str) -> String {
    let part = |at: usize| text.get(at..at + 2);
    match (part(0), part(2), part(4)) {
        (Some(year), Some(month), Some(day)) => format!("20{year}-{month}-{day}"),
        _ => text.to_owned(),
    }
}
