//! The statement that a worker or an inspector can check by hand (step 9).
//!
//! It reads a finished run and makes the wage lines it shows by the stage function that made the
//! dues; it has no rule of its own. As data it is [`Explanation`]; as text, in Chinese or English,
//! [`Explanation::to_text`]; as printed pages [`Explanation::to_html`].

mod formula;
mod gather;
mod html;
mod law;
mod phrases;
mod statement;
mod text;
mod transfers;
mod why_not;
mod why_text;

pub use phrases::{Lang, finding_meanings, words};
pub use statement::{
    AdjustmentLine, AllocationLine, CalendarDay, ContractTerms, CoverLine, DeductionLimits,
    DueDate, Explanation, FindingLine, Law, PayrollSheetLine, Statement, Symbol, TransferLine,
    WageLine,
};
#[cfg(feature = "workbook")]
pub(in crate::report) use {
    phrases::finding_meaning, phrases::phrase, text::places, text::why_due,
};

pub use why_not::{
    ChangeLine, Difference, Field, NearLine, OtherRow, Pair, RuleTrial, TransferVerdict, WhyNot,
};

#[cfg(feature = "workbook")]
use std::collections::BTreeMap;

#[cfg(feature = "workbook")]
use serde::Serialize;

use crate::basics::day::Month;
use crate::basics::error::{Error, Result};
use crate::basics::ids::EngagementId;
#[cfg(feature = "workbook")]
use crate::intake::again::labels_of;
#[cfg(feature = "workbook")]
use crate::intake::tables::{TableName, projects, workers};
use crate::reconciliation::Reconciliation;

/// What to do where nothing was found.
const ADVICE: &str = "take worker_id, project_id and period from the table worker_periods";

impl Reconciliation {
    /// How the figures of a worker's periods came about, one statement a worker-period.
    ///
    /// Step 9. Without `project_id` all his projects, without `period` all his periods.
    ///
    /// Holds: the residual of every statement is 0.00; what its transfers allocate adds up to
    /// `paid`, its wage lines lead to `attendance_due`.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where there is no such worker-period; [`Error::Unbalanced`] where a
    /// statement does not lead to the figures of the run, which is a fault of the program.
    ///
    /// # Example
    ///
    /// Ten hours on a Monday at 300.00 yuan a day of eight, not paid:
    ///
    /// ```
    /// use anxin::report::explain::Lang;
    /// use anxin::{Day, Inputs, Format, Policy, Source, TableName, reconcile};
    ///
    /// let attendance = "worker_id,project_id,work_date,minutes\nW1,P1,2025-03-03,600\n";
    /// let contracts = "contract_id,worker_id,project_id,pay_basis,rate,start_date\n\
    ///                  C1,W1,P1,daily,300,2025-03-01\n";
    /// let csv = |name, text: &'static str| Source::bytes(name, Format::Csv, text.into());
    /// let inputs = Inputs::default()
    ///     .with(TableName::Attendance, csv("attendance.csv", attendance))
    ///     .with(TableName::Contracts, csv("contracts.csv", contracts));
    /// let run = reconcile(&inputs, &Policy::default(), Day::from_ymd(2025, 5, 31).unwrap())?;
    /// let explanation = run.explain("W1", Some("P1"), "2025-03".parse().ok())?;
    /// let statement = &explanation.statements[0];
    /// assert_eq!(statement.wage_lines[0].numbers, "300.0000 × 66000 ÷ (100 × 480)");
    /// assert_eq!((statement.arrears.as_str(), statement.residual.as_str()), ("412.50", "0.00"));
    /// assert!(explanation.to_text(Lang::Zh).contains("拖欠"));
    /// # Ok::<(), anxin::Error>(())
    /// ```
    pub fn explain(
        &self,
        worker_id: &str,
        project_id: Option<&str>,
        period: Option<Month>,
    ) -> Result<Explanation> {
        let not_found =
            || Error::NotFound { asked: asked(worker_id, project_id, period), advice: ADVICE };
        let names = &self.keyed.names;
        let worker = names.workers.find(worker_id).ok_or_else(not_found)?;
        let project = match project_id {
            Some(id) => Some(names.projects.find(id).ok_or_else(not_found)?),
            None => None,
        };
        let engagements = &self.keyed.engagements;
        let own = engagements.of(crate::basics::ids::WorkerId(worker));
        let is_asked = |engagement: EngagementId, month: Month| {
            let place = engagement.index();
            own.contains(&place)
                && project.is_none_or(|project| engagements.project[place].0 == project)
                && period.is_none_or(|period| period == month)
        };
        let mut statements = Vec::new();
        for chunk in &self.chunks {
            let periods = &chunk.periods;
            for row in 0..periods.len() {
                if is_asked(periods.engagement[row], periods.month[row]) {
                    statements.push(gather::statement(self, chunk, row)?);
                }
            }
        }
        if statements.is_empty() {
            return Err(not_found());
        }
        Ok(Explanation {
            worker_id: worker_id.to_owned(),
            as_of: self.as_of.to_string(),
            policy: self.policy.name.clone(),
            statements,
        })
    }

    /// What became of a transfer and why: the rule that refused it or took it, what each rule of
    /// step 4.2 left, and the change of one field that would have bound it.
    ///
    /// The rows are read again and shown to the functions of step 4 that decided them. A row that
    /// step 1 set aside is told with its code.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where no row has that id; [`Error::Input`] where transfers can be read
    /// only once; what the readers give.
    ///
    /// # Example
    ///
    /// A payment to project P9, where the worker is not known; he works on P1:
    ///
    /// ```
    /// use anxin::report::explain::Lang;
    /// use anxin::{Day, Format, Inputs, Policy, Source, TableName, reconcile};
    ///
    /// let payroll = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
    /// let transfers = "transfer_id,amount,paid_date,status,worker_id,project_id\n\
    ///                  T1,4500.00,2025-04-10,settled,W1,P9\n";
    /// let csv = |name, text: &'static str| Source::bytes(name, Format::Csv, text.into());
    /// let inputs = Inputs::default()
    ///     .with(TableName::Payroll, csv("payroll.csv", payroll))
    ///     .with(TableName::Transfers, csv("transfers.csv", transfers));
    /// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
    /// let run = reconcile(&inputs, &Policy::default(), as_of)?;
    /// let why = run.why_not("T1")?;
    /// assert_eq!((why.rows[0].fate, why.rows[0].reason), ("unmatched", "project_without_engagement"));
    /// let nearest = &why.rows[0].changes[0];
    /// assert_eq!((nearest.field, nearest.to.as_deref()), ("project_id", Some("P1")));
    /// assert_eq!(run.why_not("T9").unwrap_err().code(), "not_found");
    /// # Ok::<(), anxin::Error>(())
    /// ```
    pub fn why_not(&self, transfer_id: &str) -> Result<WhyNot> {
        why_not::why_not(self, transfer_id)
    }

    /// Names of workers and projects, for who shows results: the tables hold ids alone.
    ///
    /// # Errors
    ///
    /// What the readers give: the two tables are read once more.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::{Day, Format, Inputs, Policy, Source, TableName, reconcile};
    ///
    /// let csv = |name, text: &'static str| Source::bytes(name, Format::Csv, text.into());
    /// let payroll = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
    /// let workers = "worker_id,worker_name\nW1,甲一\n";
    /// let inputs = Inputs::default()
    ///     .with(TableName::Payroll, csv("payroll.csv", payroll))
    ///     .with(TableName::Workers, csv("workers.csv", workers));
    /// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
    /// let names = reconcile(&inputs, &Policy::default(), as_of)?.names()?;
    /// assert_eq!((names.workers["W1"].as_str(), names.projects.len()), ("甲一", 0));
    /// # Ok::<(), anxin::Error>(())
    /// ```
    #[cfg(feature = "workbook")]
    pub fn names(&self) -> Result<Names> {
        let named = |table, id, name| labels_of(&self.opened, table, id, name);
        Ok(Names {
            workers: named(TableName::Workers, workers::WORKER_ID, workers::WORKER_NAME)?,
            projects: named(TableName::Projects, projects::PROJECT_ID, projects::PROJECT_NAME)?,
        })
    }
}

/// Names by id.
///
/// Example: [`Reconciliation::names`].
#[cfg(feature = "workbook")]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Names {
    /// Of workers.
    pub workers: BTreeMap<String, String>,
    /// Of projects.
    pub projects: BTreeMap<String, String>,
}

/// What was asked for, in words.
fn asked(worker_id: &str, project_id: Option<&str>, period: Option<Month>) -> String {
    let mut asked = format!("worker `{worker_id}`");
    if let Some(id) = project_id {
        asked.push_str(&format!(", project `{id}`"));
    }
    if let Some(month) = period {
        asked.push_str(&format!(", period {month}"));
    }
    asked
}

#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod why_not_tests;
