//! One JSON object for a run: totals, counts, what was set aside, and the fingerprints of its
//! inputs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::digest::TableDigest;
use super::run_sums::RunSums;
use super::tables::{Brackets, overdue_days};
use crate::basics::error::Result;
use crate::basics::policy::WarningLevel;
use crate::reconciliation::Reconciliation;

/// A run in one object. Money is in yuan with two decimals, days are `2025-12-31`; the order of
/// keys never changes, keys may be added at the end.
///
/// # Example
///
/// ```
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName, reconcile};
///
/// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
/// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
/// let inputs = Inputs::default().with(TableName::Payroll, source);
/// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
/// let result = reconcile(&inputs, &Policy::default(), as_of)?;
///
/// let summary = result.summary()?;
/// assert_eq!((summary.totals.due.as_str(), summary.deposits.held.as_str()), ("4500.00", "0.00"));
/// assert_eq!((summary.counts.worker_periods, summary.policy.name.as_str()), (1, "cn"));
/// assert_eq!(summary.oldest_due_date.as_deref(), Some("2025-04-30"));
/// assert_eq!(summary.ageing[2].age_bracket, "91-180");
/// assert!(summary.transfers.is_empty() && summary.set_aside.is_empty());
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Version of the engine.
    pub engine_version: &'static str,
    /// The day it is about.
    pub as_of: String,
    /// The rules it followed.
    pub policy: PolicyName,
    /// Money.
    pub totals: Totals,
    /// Arrears by age, the youngest bracket first; brackets without arrears too.
    pub ageing: Vec<AgeLine>,
    /// The earliest due date of what is in arrears.
    pub oldest_due_date: Option<String>,
    /// Days from it to `as_of`.
    pub oldest_overdue_days: Option<u32>,
    /// Numbers of things.
    pub counts: Counts,
    /// Wage deposits.
    pub deposits: Deposits,
    /// Transfers by fate, in order of precedence; fates that none has are left out.
    pub transfers: Vec<FateLine>,
    /// Rows that were set aside, by table and code.
    pub set_aside: Vec<SetAside>,
    /// Fingerprint of each input table: neither order nor split matters.
    pub inputs: BTreeMap<&'static str, String>,
    /// Warnings and the colours of projects.
    pub warnings: WarningCounts,
    /// SHA-256 of the canonical CSV of each output table, where it was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub digests: Vec<TableDigest>,
}

/// Name and fingerprint of a policy.
///
/// Example: [`Summary`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyName {
    /// Its name.
    pub name: String,
    /// SHA-256 of its canonical form.
    pub fingerprint: String,
}

/// Sums of money in yuan; `due = paid + arrears + not_yet_due`, `arrears = covered + uncovered`.
///
/// Example: [`Summary`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Due over all worker-periods.
    pub due: String,
    /// Paid.
    pub paid: String,
    /// Unpaid and overdue.
    pub arrears: String,
    /// Unpaid and not yet overdue.
    pub not_yet_due: String,
    /// Of counted transfers, what no period could take.
    pub advance: String,
    /// Of the arrears, what means at hand would meet.
    pub covered: String,
    /// Of the arrears, what no source meets.
    pub uncovered: String,
}

/// Arrears of one age.
///
/// Example: [`Summary`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgeLine {
    /// The bracket, in days.
    pub age_bracket: String,
    /// Worker-periods in arrears.
    pub worker_periods: u64,
    /// Their arrears in yuan.
    pub arrears: String,
}

/// Numbers of things.
///
/// Example: [`Summary`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Worker-periods.
    pub worker_periods: u64,
    /// Workers with an engagement.
    pub workers: u64,
    /// Of them, those with arrears.
    pub workers_owed: u64,
    /// Engagements.
    pub engagements: u64,
    /// Projects.
    pub projects: u64,
    /// Of them, those with arrears.
    pub projects_in_arrears: u64,
    /// Worker-periods with a day in a year without calendar.
    pub provisional_worker_periods: u64,
    /// Projects whose deposit rests on a stand-in for a rule that was not seen.
    pub provisional_deposits: u64,
}

/// Wage deposits of all projects together, in yuan.
///
/// Example: [`Summary`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deposits {
    /// Required, where it is known.
    pub required: String,
    /// Held.
    pub held: String,
    /// What is missing, project by project, where it is known.
    pub shortfall: String,
}

/// Warnings by level and state, and projects by colour.
///
/// Example: [`Summary`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WarningCounts {
    /// 关键性 ones that are there.
    pub key: u64,
    /// 一般性 ones that are there.
    pub general: u64,
    /// Of both, those past their deadline.
    pub overdue: u64,
    /// Left open by an earlier run and gone.
    pub cleared: u64,
    /// Projects by colour.
    pub projects_green: u64,
    /// Projects by colour.
    pub projects_blue: u64,
    /// Projects by colour.
    pub projects_yellow: u64,
    /// Projects by colour.
    pub projects_red: u64,
}

impl WarningCounts {
    pub(super) fn of(reconciliation: &Reconciliation) -> Self {
        let mut counts =
            Self { cleared: reconciliation.warnings.cleared.len() as u64, ..Self::default() };
        for warning in &reconciliation.warnings.warnings {
            match reconciliation.policy.warning[warning.rule].level {
                WarningLevel::Key => counts.key += 1,
                WarningLevel::General => counts.general += 1,
            }
            counts.overdue += u64::from(warning.is_overdue(reconciliation.as_of));
        }
        for row in &reconciliation.figures.projects {
            let [green, blue, yellow, red] = row.totals.colours;
            counts.projects_green += green;
            counts.projects_blue += blue;
            counts.projects_yellow += yellow;
            counts.projects_red += red;
        }
        counts
    }
}

/// Transfers of one fate.
///
/// Example: [`Summary`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FateLine {
    /// The fate.
    pub fate: &'static str,
    /// Number of transfers.
    pub rows: u64,
    /// Their amounts in yuan.
    pub amount: String,
}

/// Rows of one table that were set aside with one code.
///
/// Example: [`Summary`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SetAside {
    /// The input table.
    pub table: &'static str,
    /// The code or fate.
    pub code: &'static str,
    /// Number of rows.
    pub rows: u64,
}

impl Reconciliation {
    /// The run in one object, without digests of its tables.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`](crate::Error::AmountOverflow) where a sum does not fit in 16
    /// digits before the point.
    pub fn summary(&self) -> Result<Summary> {
        let mut summary = summary_of(self, &RunSums::of(self));
        let inputs = self.input_fingerprints()?.iter();
        summary.inputs = inputs.map(|(&table, sum)| (table, sum.to_string())).collect();
        Ok(summary)
    }
}

/// The summary of what `run` adds up to, with the projects of `reconciliation`.
pub(crate) fn summary_of(reconciliation: &Reconciliation, run: &RunSums) -> Summary {
    let (as_of, policy) = (reconciliation.as_of, &reconciliation.policy);
    let figures = FigureSums::of(reconciliation);
    let ages = Brackets::new(&policy.ageing);
    let lines = ages.words().iter().zip(&run.ageing);
    Summary {
        engine_version: env!("CARGO_PKG_VERSION"),
        as_of: as_of.to_string(),
        policy: PolicyName { name: policy.name.clone(), fingerprint: policy.fingerprint() },
        totals: Totals {
            due: yuan(run.due_fen),
            paid: yuan(run.paid_fen),
            arrears: yuan(run.arrears_fen),
            not_yet_due: yuan(run.not_yet_due_fen),
            advance: yuan(run.advance_fen),
            covered: yuan(figures.covered_fen),
            uncovered: yuan(figures.uncovered_fen),
        },
        ageing: lines
            .map(|(word, &(worker_periods, fen))| AgeLine {
                age_bracket: word.clone(),
                worker_periods,
                arrears: yuan(fen),
            })
            .collect(),
        oldest_due_date: run.oldest_due_day.map(|day| day.to_string()),
        oldest_overdue_days: run.oldest_due_day.map(|day| overdue_days(day, as_of)),
        counts: Counts {
            projects: figures.projects,
            projects_in_arrears: figures.projects_in_arrears,
            provisional_deposits: figures.provisional_deposits,
            ..run.counts
        },
        deposits: Deposits {
            required: yuan(figures.required_fen),
            held: yuan(figures.held_fen),
            shortfall: yuan(figures.shortfall_fen),
        },
        transfers: run.fate_lines(),
        set_aside: run.set_aside.clone(),
        inputs: BTreeMap::new(),
        warnings: WarningCounts::of(reconciliation),
        digests: Vec::new(),
    }
}

/// Sums over the lines of all projects.
#[derive(Default)]
pub(super) struct FigureSums {
    pub(super) projects: u64,
    pub(super) projects_in_arrears: u64,
    pub(super) provisional_deposits: u64,
    pub(super) required_fen: i128,
    pub(super) held_fen: i128,
    pub(super) shortfall_fen: i128,
    pub(super) covered_fen: i128,
    pub(super) uncovered_fen: i128,
}

impl FigureSums {
    pub(super) fn of(reconciliation: &Reconciliation) -> Self {
        let mut sums = Self::default();
        for row in &reconciliation.figures.projects {
            let totals = &row.totals;
            let known = |fen: Option<i64>| i128::from(fen.unwrap_or(0));
            sums.projects += 1;
            sums.projects_in_arrears += u64::from(totals.arrears_fen > 0);
            sums.provisional_deposits += u64::from(row.is_deposit_provisional);
            sums.required_fen += known(totals.deposit_required_fen);
            sums.held_fen += known(totals.deposit_held_fen);
            sums.shortfall_fen += known(totals.deposit_shortfall_fen);
            sums.covered_fen += i128::from(totals.covered.covered_fen);
            sums.uncovered_fen += i128::from(totals.covered.uncovered_fen);
        }
        sums
    }
}

/// A sum in fen as yuan with two decimals.
pub(crate) fn yuan(fen: i128) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let size = fen.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::reconciliation;

    #[test]
    fn a_summary_has_every_total_and_its_keys_in_order() {
        let summary = serde_json::to_value(reconciliation().summary().unwrap()).unwrap();
        let expected = serde_json::json!({
            "engine_version": env!("CARGO_PKG_VERSION"),
            "as_of": "2025-12-31",
            "policy": {
                "name": "cn",
                "fingerprint": crate::basics::policy::Policy::default().fingerprint(),
            },
            "totals": {
                "due": "1800.00", "paid": "700.00", "arrears": "600.00",
                "not_yet_due": "500.00", "advance": "50.00",
                "covered": "250.00", "uncovered": "350.00",
            },
            "ageing": [
                {"age_bracket": "1-30", "worker_periods": 0, "arrears": "0.00"},
                {"age_bracket": "31-90", "worker_periods": 0, "arrears": "0.00"},
                {"age_bracket": "91-180", "worker_periods": 0, "arrears": "0.00"},
                {"age_bracket": "181-365", "worker_periods": 1, "arrears": "600.00"},
                {"age_bracket": "over_365", "worker_periods": 0, "arrears": "0.00"},
            ],
            "oldest_due_date": "2025-02-28",
            "oldest_overdue_days": 306,
            "counts": {
                "worker_periods": 3, "workers": 2, "workers_owed": 1, "engagements": 2,
                "projects": 2, "projects_in_arrears": 1,
                "provisional_worker_periods": 1, "provisional_deposits": 0,
            },
            "deposits": {"required": "0.00", "held": "100.00", "shortfall": "0.00"},
            "transfers": [
                {"fate": "pending", "rows": 1, "amount": "10.00"},
                {"fate": "unmatched", "rows": 1, "amount": "7.05"},
                {"fate": "counted", "rows": 2, "amount": "750.00"},
            ],
            "set_aside": [
                {"table": "transfers", "code": "pending", "rows": 1},
                {"table": "transfers", "code": "unmatched", "rows": 1},
            ],
            "warnings": {
                "key": 0, "general": 0, "overdue": 0, "cleared": 0, "projects_green": 0,
                "projects_blue": 0, "projects_yellow": 0, "projects_red": 0,
            },
        });
        let mut summary = summary;
        let inputs = summary.as_object_mut().unwrap().remove("inputs");
        assert!(inputs.is_some_and(|inputs| inputs.is_object()));
        assert_eq!(summary, expected);
        let text = serde_json::to_string(&reconciliation().summary().unwrap()).unwrap();
        let keys = ["engine_version", "as_of", "policy", "totals", "ageing", "oldest_due_date"];
        let places: Vec<_> =
            keys.iter().map(|key| text.find(&format!("\"{key}\"")).unwrap()).collect();
        assert!(places.is_sorted());
    }

    #[test]
    fn yuan_have_two_places_and_the_sign() {
        for (fen, text) in [(0, "0.00"), (5, "0.05"), (-123, "-1.23"), (100, "1.00")] {
            assert_eq!(yuan(fen), text);
        }
    }
}
