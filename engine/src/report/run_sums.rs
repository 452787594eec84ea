//! What a summary adds up over workers and rows: sums that merge like those of projects.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::summary::{Counts, FateLine, SetAside, yuan};
use super::tables::{Brackets, overdue_days, worker_totals};
use crate::basics::day::Day;
use crate::basics::finding::Code;
use crate::intake::tables::TableName;
use crate::intake::transfers::Fate;
use crate::oversight::partial::earlier;
use crate::reconciliation::Reconciliation;
use crate::wages::worker_periods::Flag;

/// Sums over the workers, transfers and rows of a run, in fen.
///
/// Example: [`RunPartial`](super::run_partial::RunPartial).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSums {
    /// Due.
    pub due_fen: i128,
    /// Paid of it.
    pub paid_fen: i128,
    /// Unpaid and overdue.
    pub arrears_fen: i128,
    /// Unpaid and not yet due.
    pub not_yet_due_fen: i128,
    /// Of counted transfers, what no period could take.
    pub advance_fen: i128,
    /// The earliest due date of what is in arrears.
    pub oldest_due_day: Option<Day>,
    /// Worker-periods in arrears and their arrears, bracket by bracket of the policy.
    pub ageing: Vec<(u64, i128)>,
    /// Numbers of things, those of projects apart. A worker of two parts is counted in each.
    pub counts: Counts,
    /// Transfers and their amount, by fate.
    fates: BTreeMap<String, (u64, i128)>,
    /// Rows that were set aside; sorted.
    #[serde(serialize_with = "write_lines", deserialize_with = "read_lines")]
    pub set_aside: Vec<SetAside>,
}

impl RunSums {
    /// The sums of a run.
    pub(crate) fn of(reconciliation: &Reconciliation) -> Self {
        let as_of = reconciliation.as_of;
        let brackets = Brackets::new(&reconciliation.policy.ageing);
        let mut sums = Self { ageing: vec![(0, 0); brackets.words().len()], ..Self::default() };
        for chunk in &reconciliation.chunks {
            let periods = &chunk.periods;
            sums.counts.worker_periods += periods.len() as u64;
            for row in 0..periods.len() {
                let arrears = periods.arrears(row, as_of);
                let arrears_fen = i128::from(arrears.arrears_fen);
                sums.due_fen += i128::from(periods.due_fen[row]);
                sums.paid_fen += i128::from(periods.paid_fen[row]);
                sums.arrears_fen += arrears_fen;
                sums.not_yet_due_fen += i128::from(arrears.not_yet_due_fen);
                sums.counts.provisional_worker_periods +=
                    u64::from(periods.has(row, Flag::CalendarYearMissing));
                if arrears_fen > 0 {
                    let due_day = periods.due_day[row];
                    sums.oldest_due_day = earlier(sums.oldest_due_day, Some(due_day));
                    let age = &mut sums.ageing[brackets.position(overdue_days(due_day, as_of))];
                    *age = (age.0 + 1, age.1 + arrears_fen);
                }
            }
        }
        let transfers = &reconciliation.keyed.transfers;
        sums.advance_fen = transfers.advance_fen.iter().map(i128::from).sum();
        sums.counts.engagements = reconciliation.keyed.engagements.len() as u64;
        for total in worker_totals(reconciliation) {
            sums.counts.workers += 1;
            sums.counts.workers_owed += u64::from(total.is_owed());
        }
        for (fate, &fen) in transfers.fate.iter().zip(&transfers.amount_fen) {
            sums.add_fate(fate.word(), (1, i128::from(fen)));
        }
        sums.set_aside = set_aside(reconciliation);
        sums
    }

    /// Adds the sums of another part.
    pub fn merge(&mut self, other: &Self) {
        self.due_fen += other.due_fen;
        self.paid_fen += other.paid_fen;
        self.arrears_fen += other.arrears_fen;
        self.not_yet_due_fen += other.not_yet_due_fen;
        self.advance_fen += other.advance_fen;
        self.oldest_due_day = earlier(self.oldest_due_day, other.oldest_due_day);
        self.ageing.resize(self.ageing.len().max(other.ageing.len()), (0, 0));
        for (age, more) in self.ageing.iter_mut().zip(&other.ageing) {
            *age = (age.0 + more.0, age.1 + more.1);
        }
        self.counts.worker_periods += other.counts.worker_periods;
        self.counts.provisional_worker_periods += other.counts.provisional_worker_periods;
        self.counts.engagements += other.counts.engagements;
        self.counts.workers += other.counts.workers;
        self.counts.workers_owed += other.counts.workers_owed;
        other.fates.iter().for_each(|(word, sums)| self.add_fate(word, *sums));
        for line in &other.set_aside {
            let is_same = |own: &&mut SetAside| (own.table, own.code) == (line.table, line.code);
            match self.set_aside.iter_mut().find(is_same) {
                Some(own) => own.rows += line.rows,
                None => self.set_aside.push(line.clone()),
            }
        }
        self.set_aside.sort_unstable();
    }

    fn add_fate(&mut self, word: &str, (rows, fen): (u64, i128)) {
        if let Some(sum) = self.fates.get_mut(word) {
            *sum = (sum.0 + rows, sum.1 + fen);
        } else {
            self.fates.insert(word.to_owned(), (rows, fen));
        }
    }

    /// Transfers by fate, in order of precedence.
    pub(super) fn fate_lines(&self) -> Vec<FateLine> {
        let line = |fate: Fate| {
            let &(rows, fen) = self.fates.get(fate.word())?;
            Some(FateLine { fate: fate.word(), rows, amount: yuan(fen) })
        };
        Fate::ALL.into_iter().filter_map(line).collect()
    }
}

/// Lines of the accounting that say what was set aside.
fn set_aside(reconciliation: &Reconciliation) -> Vec<SetAside> {
    let mut lines: Vec<_> = reconciliation
        .accounting
        .iter()
        .filter(|line| line.what == "rows" && !matches!(line.code, "read" | "used"))
        .map(|line| SetAside { table: line.table, code: line.code, rows: line.rows })
        .collect();
    lines.sort_unstable();
    lines
}

/// Lines as table, code, rows.
fn write_lines<S: Serializer>(lines: &[SetAside], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(lines.iter().map(|line| (line.table, line.code, line.rows)))
}

/// Lines of tables and codes that are known.
fn read_lines<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<SetAside>, D::Error> {
    use serde::de::Error as _;
    let lines = Vec::<(String, String, u64)>::deserialize(deserializer)?.into_iter();
    let known = |(table, code, rows): (String, String, u64)| {
        let codes = Code::ALL.iter().map(|code| code.word());
        let mut codes = codes.chain(Fate::ALL.iter().map(|fate| fate.word()));
        let word = codes.find(|word| *word == code);
        let table_word = TableName::from_word(&table).map(TableName::word);
        let (Some(table), Some(code)) = (table_word, word) else {
            return Err(D::Error::custom(format!("`{table}` and `{code}`: table or code unknown")));
        };
        Ok(SetAside { table, code, rows })
    };
    lines.map(known).collect()
}
