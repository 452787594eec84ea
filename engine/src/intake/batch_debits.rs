//! Debits of wage accounts for wages without transfers of their own (step 4.4), and what they pay
//! put among the transfers.

use super::build::day;
use super::keyed::{Directory, Keyed};
use super::rows::Rows;
use super::tables::{account_entries as columns, transfers as transfer_columns};
use super::transfers::{Fate, MatchRule, SparseFen, Transfers};
use crate::basics::day::{Day, Month};
use crate::basics::ids::{EngagementId, NameId, ProjectId};

/// A debit of a wage account for wages of which no transfers tell; rows in the order of `entry_id`.
///
/// Example: [`batch_payouts`](crate::wages::batch_payouts::batch_payouts()).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchDebit {
    /// Its id: rank in the space of entries.
    pub entry: NameId,
    /// Row in the table as handed over.
    pub row: u32,
    /// The wage account.
    pub account: NameId,
    /// When.
    pub entry_day: Day,
    /// Fen, above zero.
    pub amount_fen: i64,
    /// The project it names.
    pub project: ProjectId,
    /// The payroll sheet it names.
    pub sheet: NameId,
    /// The other side.
    pub counter_account: NameId,
}

/// What a batch payout pays to a worker on a project for a month.
///
/// Example: [`batch_payouts`](crate::wages::batch_payouts::batch_payouts()).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchPayment {
    /// Its debit: place in [`Keyed::batch_debits`].
    pub debit: u32,
    /// Whose wage.
    pub engagement: EngagementId,
    /// The month of the lines; `None` for back pay.
    pub named_month: Option<Month>,
    /// Fen, above zero.
    pub amount_fen: i64,
}

/// A transfer, or a debit, of one account and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct OfDay {
    account: u32,
    day: Day,
    amount_fen: i64,
    /// Place among the debits, or the transfers.
    place: u32,
    /// A transfer that was returned or failed.
    came_back: bool,
}

/// Debits for wages without transfers of their own, in the order of their ids.
///
/// Step 4.4. In: the tables with names already ranked; `entries` are the names of
/// [`super::tables::Space::Entry`].
///
/// Choice: see `docs/choices.md` 120, 121 and 129.
#[must_use]
pub(super) fn batch_debits(
    rows: Option<&Rows>,
    transfer_rows: Option<&Rows>,
    keyed: &Keyed,
    entries: &super::key::Names,
    window_days: u32,
) -> Vec<BatchDebit> {
    let Some(rows) = rows else { return Vec::new() };
    let wages = rows.used().filter(|&row| is_wage_debit(rows, row));
    let mut all: Vec<BatchDebit> = wages.map(|row| entry(rows, row)).collect();
    if all.is_empty() {
        return all;
    }
    all.sort_by_key(|debit| debit.entry);
    let mut is_out = match transfer_rows {
        Some(own) => with_transfers(&all, own, &keyed.transfers, entries, &keyed.names),
        None => vec![false; all.len()],
    };
    let credits = rows.used().filter(|&row| may_come_back(rows, row));
    came_back(&all, credits.map(|row| entry(rows, row)).collect(), window_days, &mut is_out);
    let mut is_out = is_out.into_iter();
    all.retain(|_| !is_out.next().unwrap_or(false));
    name_sheets(&mut all, keyed, entries);
    all
}

/// A debit that names no sheet names the one that bears its id, where that has lines.
fn name_sheets(debits: &mut [BatchDebit], keyed: &Keyed, entries: &super::key::Names) {
    let mut is_sheet = vec![false; keyed.names.sheets.len()];
    keyed.payroll.rows.iter().for_each(|line| is_sheet[line.sheet.index()] = true);
    for debit in debits.iter_mut().filter(|debit| !debit.sheet.is_some()) {
        let named = entries.get(debit.entry.0).and_then(|id| keyed.names.sheets.find(id));
        debit.sheet = named.map_or(NameId::NONE, NameId);
        if named.is_some_and(|sheet| !is_sheet[sheet as usize]) {
            debit.sheet = NameId::NONE;
        }
    }
}

/// Whether a row is a debit for wages.
pub(crate) fn is_wage_debit(rows: &Rows, row: usize) -> bool {
    rows.word(columns::DIRECTION, row) == Some("debit")
        && rows.word(columns::PURPOSE, row) == Some("wage")
        && rows.number(columns::AMOUNT, row).is_some_and(|fen| fen > 0)
}

/// Whether a row is a credit that may be wages that came back.
fn may_come_back(rows: &Rows, row: usize) -> bool {
    let is_other = |purpose| matches!(purpose, "opening" | "labour_cost" | "interest");
    rows.word(columns::DIRECTION, row) == Some("credit")
        && !rows.word(columns::PURPOSE, row).is_some_and(is_other)
        && rows.number(columns::AMOUNT, row).is_some_and(|fen| fen > 0)
}

/// Marks the debits that came back whole: each credit takes back one.
///
/// Choice: 129. Where debits of several days could be meant, none is.
fn came_back(
    debits: &[BatchDebit],
    mut credits: Vec<BatchDebit>,
    window_days: u32,
    is_out: &mut [bool],
) {
    credits.sort_by_key(|credit| (credit.entry_day, credit.entry));
    let key = |debit: &BatchDebit| (debit.account, debit.amount_fen, debit.entry_day);
    let mut order: Vec<usize> = (0..debits.len()).collect();
    order.sort_by_key(|&place| key(&debits[place]));
    let mut has_come_back = vec![false; debits.len()];
    for credit in &credits {
        let first = Day(credit.entry_day.0.saturating_sub_unsigned(window_days));
        let first = (credit.account, credit.amount_fen, first);
        let start = order.partition_point(|&place| key(&debits[place]) < first);
        let near = order[start..].iter().take_while(|&&place| key(&debits[place]) <= key(credit));
        let mut meant =
            near.filter(|&&at| !has_come_back[at] && takes_back(credit, &debits[at])).copied();
        let Some(place) = meant.next() else { continue };
        if meant.all(|other| debits[other].entry_day == debits[place].entry_day) {
            has_come_back[place] = true;
        }
    }
    has_come_back.iter().zip(is_out).for_each(|(came_back, is_out)| *is_out |= came_back);
}

/// Whether a credit of the amount of an earlier debit, or one of its day, names what that names.
fn takes_back(credit: &BatchDebit, debit: &BatchDebit) -> bool {
    let is_later = credit.entry_day > debit.entry_day;
    let accounts = (credit.counter_account, debit.counter_account);
    let sheets = (credit.sheet, debit.sheet);
    let is_given = |(ours, theirs): (NameId, NameId)| ours.is_some() && theirs.is_some();
    let differs = |names: (NameId, NameId)| is_given(names) && names.0 != names.1;
    let (ours, theirs) = (credit.project, debit.project);
    let is_elsewhere = ours.is_some() && theirs.is_some() && ours != theirs;
    (is_given(accounts) || is_later && is_given(sheets))
        && !differs(accounts)
        && !differs(sheets)
        && !is_elsewhere
}

/// What a row says.
fn entry(rows: &Rows, row: usize) -> BatchDebit {
    BatchDebit {
        entry: NameId(rows.name(columns::ENTRY_ID, row)),
        row: u32::try_from(row).unwrap_or(u32::MAX),
        account: NameId(rows.name(columns::WAGE_ACCOUNT, row)),
        entry_day: day(rows, columns::ENTRY_DATE, row).unwrap_or(Day::NONE),
        amount_fen: rows.number(columns::AMOUNT, row).unwrap_or(0),
        project: ProjectId(rows.name(columns::PROJECT_ID, row)),
        sheet: NameId(rows.name(columns::PAYROLL_ID, row)),
        counter_account: NameId(rows.name(columns::COUNTER_ACCOUNT, row)),
    }
}

/// For each debit whether transfers tell whom it paid.
fn with_transfers(
    debits: &[BatchDebit],
    rows: &Rows,
    transfers: &Transfers,
    entries: &super::key::Names,
    names: &Directory,
) -> Vec<bool> {
    let mut has_own = vec![false; debits.len()];
    let mut is_taken = vec![false; transfers.len()];
    for (debit, has_own) in debits.iter().zip(&mut has_own) {
        let id = entries.get(debit.entry.0).and_then(|id| names.transfers.find(id));
        let Some(id) = id.map(NameId) else { continue };
        let start = transfers.id.partition_point(|&own| own < id);
        for place in (start..transfers.len()).take_while(|&place| transfers.id[place] == id) {
            *has_own |= transfers.fate[place] != Fate::AfterAsOf;
            is_taken[place] = true;
        }
    }
    let mut accounts: Vec<u32> = debits.iter().map(|debit| debit.account.0).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let mut paid: Vec<OfDay> = (0..transfers.len())
        .filter(|&place| !is_taken[place] && has_left(transfers.fate[place]))
        .map(|place| OfDay {
            account: rows.name(transfer_columns::PAYER_ACCOUNT, transfers.row[place] as usize),
            day: transfers.paid_day[place],
            amount_fen: transfers.amount_fen[place],
            place: u32::try_from(place).unwrap_or(u32::MAX),
            came_back: matches!(transfers.fate[place], Fate::Returned | Fate::Failed),
        })
        .filter(|paid| accounts.binary_search(&paid.account).is_ok())
        .collect();
    paid.sort_unstable();
    let mut open: Vec<OfDay> = (0_u32..)
        .zip(debits)
        .filter(|&(place, _)| !has_own[place as usize])
        .map(|(place, debit)| OfDay {
            account: debit.account.0,
            day: debit.entry_day,
            amount_fen: debit.amount_fen,
            place,
            came_back: false,
        })
        .collect();
    open.sort_unstable();
    for own in open.chunk_by(|a, b| (a.account, a.day) == (b.account, b.day)) {
        let key = (own[0].account, own[0].day);
        let start = paid.partition_point(|other| (other.account, other.day) < key);
        let same = paid[start..].partition_point(|other| (other.account, other.day) == key);
        of_one_day(own, &paid[start..start + same], &mut has_own);
    }
    has_own
}

/// Whether a transfer of this fate took money from the account. Of a transfer told in two states
/// (paid out, then returned) the earlier one bears the day of the debit.
const fn has_left(fate: Fate) -> bool {
    use Fate::{
        ConflictingDuplicate, Counted, Failed, PayeeNotWorker, Returned, Reversed, Unmatched,
    };
    matches!(
        fate,
        ConflictingDuplicate | Counted | Reversed | Unmatched | PayeeNotWorker | Returned | Failed
    )
}

/// The debits of an account and day that have transfers: one of the same amount each; of the rest
/// all, or one, that what is left of the transfers adds up to.
fn of_one_day(debits: &[OfDay], paid: &[OfDay], has_own: &mut [bool]) {
    let mut left: Vec<&OfDay> = Vec::new();
    let mut paid_left: Vec<&OfDay> = Vec::new();
    let mut next = paid.iter().peekable();
    // Both are in the order of their amounts.
    for debit in debits {
        while let Some(smaller) = next.next_if(|paid| paid.amount_fen < debit.amount_fen) {
            paid_left.push(smaller);
        }
        if next.next_if(|paid| paid.amount_fen == debit.amount_fen).is_some() {
            has_own[debit.place as usize] = true;
        } else {
            left.push(debit);
        }
    }
    paid_left.extend(next);
    if left.is_empty() || paid_left.is_empty() {
        return;
    }
    let sum = |rows: &mut dyn Iterator<Item = &&OfDay>| -> i128 {
        rows.map(|row| i128::from(row.amount_fen)).sum()
    };
    let all = sum(&mut paid_left.iter());
    let out = sum(&mut paid_left.iter().filter(|paid| !paid.came_back));
    let debited = sum(&mut left.iter());
    if debited == all || debited == out {
        left.iter().for_each(|debit| has_own[debit.place as usize] = true);
        return;
    }
    let is_sum = |debit: &&&OfDay| {
        let amount = i128::from(debit.amount_fen);
        amount == all || amount == out
    };
    if let Some(debit) = left.iter().filter(is_sum).min_by_key(|debit| debit.place) {
        has_own[debit.place as usize] = true;
    }
}

/// Puts what batch payouts pay among the transfers, each under the id of its debit.
///
/// Holds: transfers stay in the order of their ids; payments of one debit stand in the order of
/// `payments`. Without payments nothing changes.
pub(crate) fn add_payments(keyed: &mut Keyed, payments: &[BatchPayment]) {
    if payments.is_empty() {
        return;
    }
    let debit = |payment: &BatchPayment| &keyed.batch_debits[payment.debit as usize];
    let mut debits: Vec<u32> = payments.iter().map(|payment| debit(payment).entry.0).collect();
    debits.sort_unstable();
    debits.dedup();
    let text = |entry: u32| keyed.names.entries.get(entry).unwrap_or_default();
    let ids: Vec<&str> = debits.iter().map(|&entry| text(entry)).collect();
    let (names, number) = keyed.names.transfers.joined(&ids);
    let mut transfers = std::mem::take(&mut keyed.transfers);
    let given = transfers.len();
    transfers.id.iter_mut().for_each(|id| *id = NameId(number[id.index()]));
    for payment in payments {
        let debit = debit(payment);
        let id = names.find(text(debit.entry.0)).unwrap_or(u32::MAX);
        let place = payment.engagement.index();
        transfers.id.push(NameId(id));
        transfers.row.push(debit.row);
        transfers.amount_fen.push(payment.amount_fen);
        transfers.paid_day.push(debit.entry_day);
        transfers.worker.push(keyed.engagements.worker[place]);
        transfers.project.push(keyed.engagements.project[place]);
        transfers.engagement.push(payment.engagement);
        transfers.named_month.push(payment.named_month);
        transfers.fate.push(Fate::Counted);
        transfers.rule.push(MatchRule::BatchPayout);
        transfers.candidates.push(1);
    }
    let mut order: Vec<u32> = (0_u32..).zip(&transfers.id).map(|(place, _)| place).collect();
    order.sort_by_key(|&place| transfers.id[place as usize]);
    keyed.transfers = in_order(transfers, &order, given);
    keyed.names.transfers = names;
}

/// All columns in another order; only the first `given` rows have anything taken back.
fn in_order(transfers: Transfers, order: &[u32], given: usize) -> Transfers {
    fn column<T: Copy>(values: &[T], order: &[u32]) -> Vec<T> {
        order.iter().map(|&place| values[place as usize]).collect()
    }
    let mut taken_back_fen = SparseFen::default();
    taken_back_fen.extend((0_u32..).zip(order).filter(|row| (*row.1 as usize) < given).filter_map(
        |(place, &old)| {
            let fen = transfers.taken_back_fen[old as usize];
            (fen != 0).then_some((place, fen))
        },
    ));
    Transfers {
        id: column(&transfers.id, order),
        row: column(&transfers.row, order),
        amount_fen: column(&transfers.amount_fen, order),
        paid_day: column(&transfers.paid_day, order),
        worker: column(&transfers.worker, order),
        project: column(&transfers.project, order),
        engagement: column(&transfers.engagement, order),
        named_month: column(&transfers.named_month, order),
        fate: column(&transfers.fate, order),
        rule: column(&transfers.rule, order),
        candidates: column(&transfers.candidates, order),
        taken_back_fen,
        advance_fen: transfers.advance_fen,
        came_back: transfers.came_back,
    }
}
