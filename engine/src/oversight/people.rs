//! What a run says of cases, employers and credit, brought together (steps 7.8, 7.9, 8).

use serde::{Deserialize, Serialize};

use crate::basics::day::{Day, Month};
use crate::basics::error::Result;
use crate::basics::ids::EngagementId;
use crate::basics::policy::Policy;
use crate::intake::keyed::Keyed;
use crate::oversight::cases::{CaseDays, CaseTotals, case_totals};
use crate::oversight::credit::contractors::{ContractorCredit, CreditFacts, contractor_credit};
use crate::oversight::credit::crime::{
    CrimeFlag, CrimePartial, CrimeRules, FlagRow, crime_flags, flag_rows,
};
use crate::oversight::deposit::required::DepositFacts;
use crate::oversight::employers::{EmployerPartial, EmployerTotals, employer_totals};
use crate::oversight::partial::add;
use crate::oversight::totals::ContractorTotals;
use crate::wages::allocations::Allocations;
use crate::wages::worker_periods::WorkerPeriods;

/// Cases, employers and credit of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleFigures {
    /// Rows of `case_totals`.
    pub cases: Vec<CaseTotals>,
    /// Rows of `employer_totals`.
    pub employers: Vec<EmployerTotals>,
    /// Credit of each line of `contractor_totals`; `None` for the unknown contractor.
    pub contractors: Vec<Option<ContractorCredit>>,
    /// Debtors that reach the amounts of the crime.
    pub flags: Vec<CrimeFlag>,
    /// The worker-periods they rest on, in the order of flag, worker, project, month.
    pub flag_rows: Vec<FlagRow>,
}

/// What workers say of employers and debtors, made from any chunk of workers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeoplePartial {
    /// Sums of employers.
    pub employers: EmployerPartial,
    /// What debtors owe, by province.
    pub crime: CrimePartial,
}

impl PeoplePartial {
    /// Adds all worker-periods of one worker: those from `first_row` on.
    ///
    /// # Errors
    ///
    /// [`crate::Error::AmountOverflow`] where a sum does not fit.
    pub fn add_worker(
        &mut self,
        keyed: &Keyed,
        rules: &CrimeRules,
        periods: &WorkerPeriods,
        first_row: usize,
        as_of: Day,
    ) -> Result<()> {
        self.employers.add_worker(periods, first_row, as_of)?;
        self.crime.add_worker(keyed, rules, periods, first_row, as_of)
    }

    /// Both together.
    ///
    /// # Errors
    ///
    /// [`crate::Error::AmountOverflow`] where a sum does not fit.
    pub fn merge(self, other: &Self) -> Result<Self> {
        Ok(Self {
            employers: self.employers.merge(&other.employers)?,
            crime: self.crime.merge(&other.crime)?,
        })
    }
}

/// What the figures are made of.
#[derive(Clone, Copy, Debug)]
pub struct PeopleInputs<'a> {
    /// The data set.
    pub keyed: &'a Keyed,
    /// Sums over workers, all chunks merged.
    pub partial: &'a PeoplePartial,
    /// The rules of the amounts.
    pub rules: &'a CrimeRules,
    /// The worker-periods, chunk by chunk.
    pub periods: &'a [&'a WorkerPeriods],
    /// The lines of `contractor_totals`.
    pub contractors: &'a [ContractorTotals],
    /// Projects, events, rules and the calendar.
    pub deposit: DepositFacts<'a>,
    /// The rules.
    pub policy: &'a Policy,
    /// The day of the report.
    pub as_of: Day,
}

/// All of them.
///
/// # Errors
///
/// [`crate::Error::AmountOverflow`] where a sum does not fit.
pub fn people_figures(inputs: &PeopleInputs<'_>) -> Result<PeopleFigures> {
    let &PeopleInputs { keyed, partial, rules, policy, as_of, .. } = inputs;
    let flags = crime_flags(&partial.crime, policy)?;
    let contractors = contractor_credit(&CreditFacts {
        lines: inputs.contractors,
        deposit: inputs.deposit,
        flags: &flags,
        contractor_of_employer: &keyed.contractor_of_employer,
        as_of,
    })?;
    let mut rows: Vec<FlagRow> = Vec::new();
    if !flags.is_empty() {
        for periods in inputs.periods {
            rows.extend(flag_rows(&flags, keyed, rules, periods, as_of));
        }
        rows.sort_by_key(|row| (row.flag, row.engagement, row.month));
    }
    Ok(PeopleFigures {
        cases: case_totals(&keyed.cases, &keyed.projects, as_of)?,
        employers: employer_totals(&partial.employers, &keyed.signals)?,
        contractors,
        flags,
        flag_rows: rows,
    })
}

/// Recovered since a case opened, by project, in fen: allocations paid after a case of the project
/// was received, to worker-periods that fell due before it; each counts once.
///
/// Step 7.1. `chunks` are the worker-periods and allocations of neighbouring workers.
///
/// # Errors
///
/// [`crate::Error::AmountOverflow`] where a sum does not fit.
pub fn recovered_since_cases<'a>(
    keyed: &Keyed,
    chunks: impl Iterator<Item = (&'a WorkerPeriods, &'a Allocations)>,
) -> Result<Vec<i64>> {
    let mut recovered_fen = vec![0; keyed.projects.len()];
    let days = CaseDays::new(&keyed.cases);
    if days.is_empty() {
        return Ok(recovered_fen);
    }
    for (periods, allocations) in chunks {
        for place in 0..allocations.transfer.len() {
            let key = (allocations.engagement[place], allocations.month[place]);
            let Some(row) = row_of(periods, key) else { continue };
            let project = keyed.engagements.project[key.0.index()];
            let paid_day = keyed.transfers.paid_day[allocations.transfer[place] as usize];
            if days.is_recovery(project, periods.due_day[row], paid_day) {
                add(&mut recovered_fen[project.index()], allocations.amount_fen[place])?;
            }
        }
    }
    Ok(recovered_fen)
}

/// The row of an engagement's month; the periods are in that order.
fn row_of(periods: &WorkerPeriods, key: (EngagementId, Month)) -> Option<usize> {
    let (mut low, mut high) = (0, periods.len());
    while low < high {
        let middle = low + (high - low) / 2;
        if (periods.engagement[middle], periods.month[middle]) < key {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    (low < periods.len() && (periods.engagement[low], periods.month[low]) == key).then_some(low)
}
