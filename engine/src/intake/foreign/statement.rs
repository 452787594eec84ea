//! Statements of accounts of any bank, their arithmetic, and the rows they make.
//!
//! A statement gives movements of an account (`account_entries`); its single payouts with a
//! counter-account are also `transfers`. Its own sums are checked, never used.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::rows::{Cell, Line, Note, NoteKind, TextRows, add_note};
use crate::basics::money::Fen;
use crate::intake::check::cells::money_fen;
use crate::intake::tables::{TableName, account_entries, transfers};

/// A statement of one account.
///
/// Example: [`tables()`].
#[derive(Clone, Debug, Default)]
pub struct Statement<'a> {
    /// The account, as the bank writes it.
    pub account: String,
    /// ISO 4217; empty: not told.
    pub currency: String,
    /// Its number; empty: not told.
    pub number: String,
    /// Where it begins.
    pub line: Line,
    /// Balance before the first movement, as text with a sign, and its day.
    pub opening: Option<(String, String)>,
    /// Balance after the last one.
    pub closing: Option<(String, String)>,
    /// Its movements.
    pub entries: Vec<Entry<'a>>,
}

/// A movement; its texts are parts of the file where they can be.
///
/// Example: [`tables()`].
#[derive(Clone, Debug, Default)]
pub struct Entry<'a> {
    /// Where it stands.
    pub line: Line,
    /// Its day, as text.
    pub date: Cow<'a, str>,
    /// Whether money came in.
    pub is_credit: bool,
    /// Without sign, as text.
    pub amount: Cow<'a, str>,
    /// The bank's reference; empty: none.
    pub reference: Cow<'a, str>,
    /// What the bank says it is for.
    pub words: Cow<'a, str>,
    /// Whether it is booked; else announced.
    pub is_booked: bool,
    /// Whether the bank marks it as the reversal of another.
    pub is_reversal: bool,
    /// The single payments it is made of; empty: it is one itself and nothing more is known.
    pub payments: Vec<Payment<'a>>,
}

/// A single payment of a movement.
///
/// Example: [`tables()`].
#[derive(Clone, Debug, Default)]
pub struct Payment<'a> {
    /// Without sign, as text; empty: that of the movement.
    pub amount: Cow<'a, str>,
    /// What the payer called it; empty: nothing.
    pub end_to_end: Cow<'a, str>,
    /// The bank's reference; empty: none.
    pub reference: Cow<'a, str>,
    /// The account at the other end.
    pub counter_account: Cow<'a, str>,
    /// Its holder.
    pub counter_name: Cow<'a, str>,
    /// Why it came back; empty: it did not.
    pub return_reason: Cow<'a, str>,
    /// What it is for.
    pub words: Cow<'a, str>,
}

/// Rows and notes of some statements of a file.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::statement::{Entry, Statement, sums, tables};
///
/// let entry = Entry { amount: "1.00".into(), is_credit: true, is_booked: true, ..Entry::default() };
/// let statement = Statement { account: "1".into(), entries: vec![entry], ..Statement::default() };
/// assert_eq!(sums(&statement), Some([(1, 100), (0, 0)]));
/// let (made, notes) = tables(&[statement]);
/// assert_eq!((made[0].len(), made[1].len(), notes.len()), (1, 0, 1));
/// ```
#[must_use]
pub fn tables(statements: &[Statement<'_>]) -> (Vec<TextRows>, Vec<Note>) {
    let mut made = Made::new(statements);
    let mut notes = Vec::new();
    for statement in statements {
        made.opening(statement);
        for (at, entry) in statement.entries.iter().enumerate() {
            made.entry(statement, at, entry);
        }
        notes.push(balance_note(statement));
    }
    notes.append(&mut made.notes);
    (vec![made.entries, made.transfers], notes)
}

/// Sums of a statement: credits and debits that are booked, each with its count.
///
/// Example: [`tables()`].
#[must_use]
pub fn sums(statement: &Statement<'_>) -> Option<[(usize, i128); 2]> {
    let mut sums = [(0_usize, 0_i128); 2];
    for entry in statement.entries.iter().filter(|entry| entry.is_booked) {
        let slot = &mut sums[usize::from(!entry.is_credit)];
        slot.0 += 1;
        slot.1 += i128::from(money_fen(&entry.amount)?);
    }
    Some(sums)
}

/// Fen as yuan.
///
/// # Example
///
/// ```
/// assert_eq!(anxin::intake::foreign::statement::shown(123_456), "1234.56");
/// ```
#[must_use]
pub fn shown(fen: i128) -> String {
    i64::try_from(fen).map_or_else(|_| format!("{fen} fen"), |fen| Fen(fen).to_string())
}

fn balance_note(statement: &Statement<'_>) -> Note {
    let name = format!("statement {} of {}", statement.number, statement.account);
    let name = name.replace("statement  of", "statement of");
    let Some([credits, debits]) = sums(statement) else {
        let text = format!("{name}: an amount is not in whole cents; sums are not checked");
        return Note::new(NoteKind::Odd, "", statement.line, &text);
    };
    let moved = format!(
        "{} credits {}, {} debits {}",
        credits.0,
        shown(credits.1),
        debits.0,
        shown(debits.1)
    );
    let fen = |balance: &Option<(String, String)>| {
        balance.as_ref().and_then(|balance| money_fen(&balance.0)).map(i128::from)
    };
    let (Some(opening), Some(closing)) = (fen(&statement.opening), fen(&statement.closing)) else {
        let text = format!("{name}: {moved}; it tells no two balances to check them by");
        return Note::new(NoteKind::Sums, "", statement.line, &text);
    };
    let expected = opening + credits.1 - debits.1;
    let balances = format!("{} to {}", shown(opening), shown(closing));
    if expected == closing {
        let text = format!("{name}: {balances}, {moved}: balances");
        return Note::new(NoteKind::CheckHolds, "", statement.line, &text);
    }
    let text = format!(
        "{name}: {balances}, {moved}: does not balance, {} is {} off",
        shown(expected),
        shown(closing - expected)
    );
    Note::new(NoteKind::CheckFails, "", statement.line, &text)
}

/// Whose name a reference is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Names {
    /// A movement, by the bank.
    Movement,
    /// A payment, by the payer.
    ByPayer,
    /// A payment, by the bank.
    ByBank,
}

/// References that stand more than once.
fn repeated<'a>(statements: &'a [Statement<'_>]) -> BTreeSet<(Names, &'a str)> {
    let (mut movements, mut by_payer, mut by_bank) = (Vec::new(), Vec::new(), Vec::new());
    for entry in statements.iter().flat_map(|statement| &statement.entries) {
        movements.push(entry.reference.as_ref());
        for payment in entry.payments.iter().filter(|payment| payment.return_reason.is_empty()) {
            by_payer.push(payment.end_to_end.as_ref());
            by_bank.push(payment.reference.as_ref());
        }
    }
    let mut twice = BTreeSet::new();
    for (names, mut all) in
        [(Names::Movement, movements), (Names::ByPayer, by_payer), (Names::ByBank, by_bank)]
    {
        all.sort_unstable();
        let pairs = all.windows(2).filter(|pair| pair[0] == pair[1] && !pair[0].is_empty());
        twice.extend(pairs.map(|pair| (names, pair[0])));
    }
    twice
}

/// Rows while they are made.
struct Made<'a> {
    entries: TextRows,
    transfers: TextRows,
    notes: Vec<Note>,
    /// References that stand more than once in the file: only one that stands once names a
    /// movement.
    repeated: BTreeSet<(Names, &'a str)>,
    /// By account the balance after its last statement so far.
    closings: BTreeMap<String, Option<(String, String)>>,
}

impl<'a> Made<'a> {
    fn new(statements: &'a [Statement<'_>]) -> Self {
        let mut entries = TextRows::new(TableName::AccountEntries, "");
        use account_entries as entry;
        for (position, from) in [
            (entry::ENTRY_ID, "(reference, or account, date and line)"),
            (entry::WAGE_ACCOUNT, "account of the statement"),
            (entry::ENTRY_DATE, "booking date"),
            (entry::DIRECTION, "credit or debit"),
            (entry::AMOUNT, "amount"),
            (entry::PURPOSE, "(words of the movement)"),
            (entry::COUNTER_ACCOUNT, "counter-account"),
            (entry::CURRENCY, "currency"),
        ] {
            entries.map(position, from);
        }
        let mut paid = TextRows::new(TableName::Transfers, "");
        for (position, from) in [
            (transfers::TRANSFER_ID, "(reference, or account, date and line)"),
            (transfers::AMOUNT, "amount"),
            (transfers::PAID_DATE, "booking date"),
            (transfers::STATUS, "(booked, returned or announced)"),
            (transfers::PAYEE_ACCOUNT, "counter-account"),
            (transfers::PAYEE_NAME, "counter-party"),
            (transfers::PAYER_ACCOUNT, "account of the statement"),
            (transfers::CURRENCY, "currency"),
        ] {
            paid.map(position, from);
        }
        let repeated = repeated(statements);
        Self { entries, transfers: paid, notes: Vec::new(), repeated, closings: BTreeMap::new() }
    }

    fn is_name(&self, names: Names, reference: &str) -> bool {
        !reference.is_empty() && !self.repeated.contains(&(names, reference))
    }

    /// The balance before the first statement of an account; later ones must follow from it.
    fn opening(&mut self, statement: &Statement<'_>) {
        let before = self.closings.insert(statement.account.clone(), statement.closing.clone());
        let Some((balance, day)) = &statement.opening else { return };
        if let Some(before) = before {
            let fen = |text: &str| money_fen(text);
            if before.as_ref().is_some_and(|before| fen(&before.0) != fen(balance)) {
                let text = format!(
                    "statement {} of {} begins with {balance}, the one before it ended otherwise",
                    statement.number, statement.account
                );
                add_note(
                    &mut self.notes,
                    Note::new(NoteKind::CheckFails, "", statement.line, &text),
                );
            }
            return;
        }
        let (direction, size) = match balance.strip_prefix('-') {
            Some(size) => ("debit", size),
            None => ("credit", balance.as_str()),
        };
        let id = format!("{}/opening/{day}", statement.account);
        let account = statement.account.as_str();
        let cells = [&id, account, day, direction, size, "opening", "", &statement.currency];
        self.entries.push(statement.line, cells.map(Cell::text));
    }

    fn entry(&mut self, statement: &Statement<'_>, at: usize, entry: &Entry<'_>) {
        let made = || format!("{}/{}/{}", statement.account, entry.date, entry.line.number.max(1));
        if entry.is_booked {
            let is_named = self.is_name(Names::Movement, &entry.reference);
            let id = if is_named { Cow::Borrowed(&*entry.reference) } else { made().into() };
            let counter = match entry.payments.as_slice() {
                [one] => one.counter_account.as_ref(),
                _ => "",
            };
            let direction = if entry.is_credit { "credit" } else { "debit" };
            let cells = [
                &id,
                statement.account.as_str(),
                &entry.date,
                direction,
                &entry.amount,
                purpose(entry),
                counter,
                &statement.currency,
            ];
            self.entries.push(entry.line, cells.map(Cell::text));
        }
        for (nth, payment) in entry.payments.iter().enumerate() {
            self.payment(statement, entry, payment, &|| format!("{}/{at}/{nth}", made()));
        }
    }

    /// A payout is a transfer; money that comes back is the transfer it once was, returned.
    fn payment(
        &mut self,
        statement: &Statement<'_>,
        entry: &Entry<'_>,
        payment: &Payment<'_>,
        made: &dyn Fn() -> String,
    ) {
        let is_back = entry.is_credit && (!payment.return_reason.is_empty() || entry.is_reversal);
        let is_out = !entry.is_credit && !entry.is_reversal && payment.return_reason.is_empty();
        if is_back && payment.end_to_end.is_empty() {
            let text = format!(
                "{} came back ({}) and names no payment: set the payment to returned by hand",
                if payment.amount.is_empty() { &entry.amount } else { &payment.amount },
                if entry.is_reversal { "reversal" } else { &payment.return_reason }
            );
            add_note(&mut self.notes, Note::new(NoteKind::Odd, "", entry.line, &text));
        }
        let is_payout = is_out && !payment.counter_account.is_empty();
        if !is_back && !is_payout {
            return;
        }
        let id = if is_back && !payment.end_to_end.is_empty()
            || self.is_name(Names::ByPayer, &payment.end_to_end)
        {
            Cow::Borrowed(&*payment.end_to_end)
        } else if self.is_name(Names::ByBank, &payment.reference) {
            Cow::Borrowed(&*payment.reference)
        } else {
            made().into()
        };
        let status = match (is_back, entry.is_booked) {
            (true, _) => "returned",
            (false, true) => "settled",
            (false, false) => "pending",
        };
        let amount = if payment.amount.is_empty() { &entry.amount } else { &payment.amount };
        let cells = [
            &*id,
            amount,
            &entry.date,
            status,
            &payment.counter_account,
            &payment.counter_name,
            &statement.account,
            &statement.currency,
        ];
        self.transfers.push(entry.line, cells.map(Cell::text));
    }
}

/// What a movement is for, by its words.
///
/// **Choice:** 107. A wage goes out, labour cost comes in; the words of the bank or the payer
/// decide, and where they say nothing it is `other`.
fn purpose(entry: &Entry<'_>) -> &'static str {
    const WAGE: [&str; 6] = ["工资", "代发", "薪", "salary", "payroll", "wage"];
    let texts = || std::iter::once(&entry.words).chain(entry.payments.iter().map(|one| &one.words));
    let says = |list: &[&str]| texts().any(|text| list.iter().any(|word| has_word(text, word)));
    if says(&["结息", "利息", "interest"]) {
        "interest"
    } else if says(&WAGE) {
        "wage"
    } else if entry.is_credit && says(&["人工费", "劳务费", "labour cost"]) {
        "labour_cost"
    } else {
        "other"
    }
}

/// Whether a text has a word, in small letters, whatever the size of its own.
fn has_word(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let first = word[0];
    text.windows(word.len())
        .any(|part| part[0] | 0x20 == first | 0x20 && part.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry<'a>(line: u32, is_credit: bool, amount: &'a str, payment: Payment<'a>) -> Entry<'a> {
        Entry {
            line: Line::row(line),
            date: "2025-04-15".into(),
            is_credit,
            amount: amount.into(),
            is_booked: true,
            payments: vec![payment],
            ..Entry::default()
        }
    }

    fn payout<'a>(end_to_end: &'a str, account: &'a str, reason: &'a str) -> Payment<'a> {
        Payment {
            end_to_end: end_to_end.into(),
            counter_account: account.into(),
            return_reason: reason.into(),
            words: "工资".into(),
            ..Payment::default()
        }
    }

    #[test]
    fn a_wage_that_came_back_is_the_same_transfer_returned() {
        let statement = Statement {
            account: "1001".into(),
            opening: Some(("500.00".into(), "2025-04-14".into())),
            closing: Some(("400.00".into(), "2025-04-15".into())),
            entries: vec![
                entry(3, false, "100.00", payout("W1", "6222", "")),
                entry(4, false, "50.00", payout("W2", "6223", "")),
                entry(5, true, "50.00", payout("W2", "6223", "AC04")),
            ],
            ..Statement::default()
        };
        let (tables, notes) = tables(&[statement]);
        let (entries, paid) = (&tables[0], &tables[1]);
        assert_eq!((entries.len(), paid.len()), (4, 3));
        assert_eq!(entries.get(0, account_entries::PURPOSE), Some("opening"));
        assert_eq!(entries.get(1, account_entries::PURPOSE), Some("wage"));
        let ids: Vec<_> = (0..3).map(|row| paid.get(row, transfers::TRANSFER_ID)).collect();
        assert_eq!(ids, [Some("W1"), Some("W2"), Some("W2")]);
        assert_eq!(paid.get(2, transfers::STATUS), Some("returned"));
        assert_eq!(notes[0].kind, NoteKind::CheckHolds, "{}", notes[0].text);
    }

    #[test]
    fn a_balance_that_is_off_is_told() {
        let statement = Statement {
            opening: Some(("-1.00".into(), String::new())),
            closing: Some(("9.01".into(), String::new())),
            entries: vec![entry(1, true, "10.00", Payment::default())],
            ..Statement::default()
        };
        let (_, notes) = tables(&[statement]);
        assert_eq!(notes[0].kind, NoteKind::CheckFails);
        assert!(notes[0].text.contains("9.00 is 0.01 off"), "{}", notes[0].text);
    }
}
