//! The credit of general contractors: grade, next deposit, candidates for the list (step 7.9).

use rust_decimal::Decimal;

use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::basics::ids::ContractorId;
use crate::basics::policy::CreditRules;
use crate::basics::region::Region;
use crate::intake::facts::{ContractorEvent, ContractorEventKind, Project};
use crate::oversight::area::{ByContractor, area_of, concerns};
use crate::oversight::credit::crime::{CrimeFlag, Debtor};
use crate::oversight::deposit::clause::DepositClauseName;
use crate::oversight::deposit::history::reference_day;
use crate::oversight::deposit::required::{DepositFacts, deposit_required};
use crate::oversight::totals::ContractorTotals;

/// The grade of a firm by its record.
///
/// Example: [`contractor_credit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Not punished.
    A,
    /// Punished, and not C.
    B,
    /// Punished often, a mass incident, an order disobeyed, or listed.
    C,
}

impl Grade {
    /// The words in the table.
    pub const WORDS: [&str; 3] = ["A", "B", "C"];

    /// The word in the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }
}

/// The credit of a contractor in a management area.
///
/// Example: [`contractor_credit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContractorCredit {
    /// Deposit rate of his next project there; 0 where the clause exempts.
    pub deposit_rate_next: Option<Decimal>,
    /// The clause that decides it.
    pub deposit_clause_next: DepositClauseName,
    /// His grade.
    pub grade: Grade,
    /// Whether a human should look at whether he must be listed.
    pub is_blacklist_candidate: bool,
    /// Months a listing would last; `None` where he is no candidate.
    pub blacklist_months: Option<u32>,
}

/// What the credit of contractors is judged by.
///
/// Example: [`contractor_credit`].
#[derive(Clone, Copy, Debug)]
pub struct CreditFacts<'a> {
    /// The lines of `contractor_totals`.
    pub lines: &'a [ContractorTotals],
    /// Projects, events, rules and the calendar.
    pub deposit: DepositFacts<'a>,
    /// Debtors that reach the amounts of the crime.
    pub flags: &'a [CrimeFlag],
    /// The contractor that bears the name of each employer.
    pub contractor_of_employer: &'a [ContractorId],
    /// The day of the report.
    pub as_of: Day,
}

/// The credit of each line of `contractor_totals`; `None` for the unknown contractor.
///
/// Step 7.9.
///
/// **Basis:** grades: 人社部规〔2016〕1号; listing: MOHRSS Order 45 Art. 5 (ordered to pay and did not,
/// and either the amounts of the crime or a mass incident). **Choice:** the next project is like
/// his latest there by reference date, then id (kind of works, contract amount, real name,
/// account), signed and permitted on `as_of`; a line without a dated project has no rate. One
/// listed already is no candidate; what was before a `cleared` no longer counts.
///
/// # Errors
///
/// [`crate::Error::AmountOverflow`] where an amount does not fit.
///
/// # Example
///
/// A contractor without projects, punished last month:
///
/// ```
/// use anxin::Day;
/// use anxin::basics::calendar::Calendar;
/// use anxin::basics::ids::ContractorId;
/// use anxin::basics::policy::Policy;
/// use anxin::basics::region::Region;
/// use anxin::intake::facts::{ContractorEvent, ContractorEventKind};
/// use anxin::oversight::credit::contractors::{CreditFacts, contractor_credit};
/// use anxin::oversight::deposit::required::DepositFacts;
/// use anxin::oversight::totals::{ContractorTotals, Totals};
///
/// let (calendar, policy) = (Calendar::builtin(), Policy::default());
/// let contractor = ContractorId(0);
/// let totals = Totals::default();
/// let punished = ContractorEvent {
///     contractor,
///     kind: ContractorEventKind::Punished,
///     event_day: Day(20_000),
///     until_day: None,
///     region: Region::EVERYWHERE,
/// };
/// let credit = contractor_credit(&CreditFacts {
///     lines: &[ContractorTotals { contractor, area: None, totals }],
///     deposit: DepositFacts {
///         projects: &[],
///         events: &[punished],
///         calendar: &calendar,
///         policy: &policy,
///     },
///     flags: &[],
///     contractor_of_employer: &[],
///     as_of: Day(20_030),
/// })?;
/// let credit = credit[0].unwrap();
/// assert_eq!((credit.grade.word(), credit.deposit_rate_next), ("B", None));
/// assert!(!credit.is_blacklist_candidate);
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn contractor_credit(facts: &CreditFacts<'_>) -> Result<Vec<Option<ContractorCredit>>> {
    let DepositFacts { projects, events, calendar, policy } = facts.deposit;
    let digits = policy.figures.area_digits;
    let by_contractor = ByContractor::new(projects);
    let mut all: Vec<Project> = projects.to_vec();
    let next: Vec<Option<usize>> = facts
        .lines
        .iter()
        .map(|line| {
            let contractor = line.contractor.get()?;
            let own = by_contractor.projects_of(contractor);
            let own = own.filter(|id| area_of(projects[id.index()].region, digits) == line.area);
            // A project without a date stands before all that have one.
            let latest = own.max_by_key(|id| (reference_day(&projects[id.index()]), *id))?;
            all.push(next_project(&projects[latest.index()], facts.as_of));
            Some(all.len() - 1)
        })
        .collect();
    let required = deposit_required(&DepositFacts { projects: &all, events, calendar, policy })?;
    Ok(facts
        .lines
        .iter()
        .zip(next)
        .map(|(line, next)| {
            line.contractor.get()?;
            let deposit = next.map(|place| &required[place]);
            let clause = deposit.map_or(DepositClauseName::NotKnown, |deposit| deposit.clause);
            let nothing = deposit.filter(|deposit| deposit.required_fen == Some(0));
            let record = Record::of(line.contractor, line.area, facts, &policy.credit);
            Some(ContractorCredit {
                deposit_rate_next: deposit
                    .and_then(|deposit| deposit.rate)
                    .or_else(|| nothing.map(|_| Decimal::ZERO)),
                deposit_clause_next: clause,
                grade: record.grade,
                is_blacklist_candidate: record.is_candidate,
                blacklist_months: record.is_candidate.then_some(policy.credit.blacklist_months),
            })
        })
        .collect())
}

/// A project like `latest`, signed and permitted on `as_of`.
fn next_project(latest: &Project, as_of: Day) -> Project {
    Project {
        signed_day: Some(as_of),
        permit_day: Some(as_of),
        start_day: None,
        planned_end_day: None,
        completed_day: None,
        annual_contract_fen: None,
        deposit_exempt: None,
        ..latest.clone()
    }
}

/// What events and flags say of a contractor in an area.
struct Record {
    grade: Grade,
    is_candidate: bool,
}

impl Record {
    fn of(
        contractor: ContractorId,
        area: Option<Region>,
        facts: &CreditFacts<'_>,
        rules: &CreditRules,
    ) -> Self {
        let events = facts.deposit.events;
        let start = events.partition_point(|event| event.contractor < contractor);
        let own = events[start..].iter().take_while(|event| event.contractor == contractor);
        let own: Vec<&ContractorEvent> = own
            .filter(|event| event.event_day <= facts.as_of && concerns(event.region, area))
            .collect();
        let cleared_day = own
            .iter()
            .filter(|event| event.kind == ContractorEventKind::Cleared)
            .map(|e| e.event_day)
            .max();
        let is_open =
            |event: &&&ContractorEvent| cleared_day.is_none_or(|day| event.event_day > day);
        let months = i32::try_from(rules.grade_window_months).unwrap_or(i32::MAX);
        let since_day = facts.as_of.plus_months(-months);
        let recent = |kind| {
            own.iter().filter(|event| event.kind == kind && event.event_day >= since_day).count()
        };
        let open = |kind| own.iter().filter(|event| event.kind == kind).filter(is_open).count();
        let is_listed = own.iter().any(|event| {
            let until_day = event.until_day.unwrap_or_else(|| event.event_day.plus_months(36));
            event.kind == ContractorEventKind::Blacklisted
                && facts.as_of <= until_day
                && cleared_day.is_none_or(|day| event.event_day > day)
        });
        let punished = recent(ContractorEventKind::Punished);
        let is_grave = recent(ContractorEventKind::MassIncident) > 0
            || recent(ContractorEventKind::OrderDisobeyed) > 0
            || is_listed;
        let grade = if is_grave || punished >= rules.grade_c_punishments as usize {
            Grade::C
        } else if punished > 0 {
            Grade::B
        } else {
            Grade::A
        };
        let has_reached = facts.flags.iter().any(|flag| {
            let is_his = match flag.debtor {
                Debtor::Contractor(debtor) => debtor == contractor,
                Debtor::Employer(employer) => {
                    facts.contractor_of_employer.get(employer.index()) == Some(&contractor)
                }
            };
            is_his && flag.province == area_of(area, 2)
        });
        let is_candidate = !is_listed
            && open(ContractorEventKind::OrderDisobeyed) > 0
            && (has_reached || open(ContractorEventKind::MassIncident) > 0);
        Self { grade, is_candidate }
    }
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;
    use crate::basics::calendar::Calendar;
    use crate::basics::ids::NameId;
    use crate::basics::policy::Policy;
    use crate::oversight::credit::crime::CrimeSums;
    use crate::oversight::totals::Totals;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn event(kind: ContractorEventKind, on: &str) -> ContractorEvent {
        ContractorEvent {
            contractor: ContractorId(0),
            kind,
            event_day: day(on),
            until_day: None,
            region: Region::EVERYWHERE,
        }
    }

    fn project(region: &str, signed: &str, yuan: i64) -> Project {
        Project {
            is_known: true,
            region: Region::parse(region),
            contractor: ContractorId(0),
            contract_fen: Some(yuan * 100),
            signed_day: Some(day(signed)),
            ..Project::UNKNOWN
        }
    }

    fn flag(debtor: Debtor) -> CrimeFlag {
        CrimeFlag {
            debtor,
            province: Region::parse("52"),
            sums: CrimeSums::default(),
            is_one_worker: true,
            is_ten_workers: false,
            one_worker_fen: 1,
            ten_workers_fen: 1,
        }
    }

    fn credit(
        projects: &[Project],
        events: &[ContractorEvent],
        flags: &[CrimeFlag],
    ) -> ContractorCredit {
        let mut events = events.to_vec();
        events.sort_by_key(|event| (event.contractor, event.event_day, event.kind));
        let lines = [ContractorTotals {
            contractor: ContractorId(0),
            area: Region::parse("5201"),
            totals: Totals::default(),
        }];
        let (calendar, policy) = (Calendar::builtin(), Policy::default());
        let facts = CreditFacts {
            lines: &lines,
            deposit: DepositFacts {
                projects,
                events: &events,
                calendar: &calendar,
                policy: &policy,
            },
            flags,
            contractor_of_employer: &[ContractorId(0), ContractorId::NONE],
            as_of: day("2025-12-31"),
        };
        contractor_credit(&facts).unwrap()[0].unwrap()
    }

    #[test]
    fn the_next_project_is_like_the_latest_and_signed_today() {
        let one = [project("520102", "2025-06-01", 100_000_000)];
        let next = credit(&one, &[], &[]);
        // Guizhou, the second project in progress: 1.5 percent.
        assert_eq!(next.deposit_rate_next, Some(Decimal::new(15, 3)));
        assert_eq!(next.deposit_clause_next.word(), "several_projects");
        let arrears = [event(ContractorEventKind::Arrears, "2025-11-01")];
        assert_eq!(credit(&one, &arrears, &[]).deposit_rate_next, Some(Decimal::new(3, 2)));
        let small = [project("520102", "2025-06-01", 3_000_000)];
        let waived = credit(&small, &[], &[]);
        assert_eq!(waived.deposit_rate_next, Some(Decimal::ZERO));
        assert_eq!(waived.deposit_clause_next.word(), "waived_amount");
        let elsewhere = credit(&[project("520302", "2025-06-01", 9_000_000)], &[], &[]);
        assert_eq!(elsewhere.deposit_rate_next, None);
    }

    #[test]
    fn grades_follow_the_record_of_the_last_year() {
        use ContractorEventKind::{Blacklisted, Cleared, MassIncident, OrderDisobeyed, Punished};
        let of = |events: &[ContractorEvent]| credit(&[], events, &[]).grade.word();
        assert_eq!(of(&[]), "A");
        assert_eq!(of(&[event(Punished, "2025-01-01")]), "B");
        assert_eq!(of(&[event(Punished, "2024-12-30")]), "A");
        assert_eq!(of(&[event(Punished, "2024-12-31"), event(Punished, "2025-05-01")]), "B");
        let thrice = ["2025-01-01", "2025-02-01", "2025-03-01"].map(|on| event(Punished, on));
        assert_eq!(of(&thrice), "C");
        assert_eq!(of(&[event(MassIncident, "2025-01-01")]), "C");
        assert_eq!(of(&[event(OrderDisobeyed, "2025-01-01")]), "C");
        assert_eq!(of(&[event(Blacklisted, "2023-01-01")]), "C");
        let cleared = [event(Blacklisted, "2023-01-01"), event(Cleared, "2024-01-01")];
        assert_eq!(of(&cleared), "A");
        let mut elsewhere = event(Punished, "2025-01-01");
        elsewhere.region = Region::parse("5202").unwrap();
        assert_eq!(of(&[elsewhere]), "A");
    }

    #[test]
    fn a_candidate_disobeyed_an_order_and_owes_or_has_a_mass_incident() {
        use ContractorEventKind::{Blacklisted, Cleared, MassIncident, OrderDisobeyed};
        let of = |events: &[ContractorEvent], flags: &[CrimeFlag]| {
            let credit = credit(&[], events, flags);
            assert_eq!(credit.blacklist_months, credit.is_blacklist_candidate.then_some(36));
            credit.is_blacklist_candidate
        };
        let disobeyed = event(OrderDisobeyed, "2023-05-01");
        let own = flag(Debtor::Contractor(ContractorId(0)));
        assert!(of(from_ref(&disobeyed), &[own]));
        assert!(of(from_ref(&disobeyed), &[flag(Debtor::Employer(NameId(0)))]));
        let other = flag(Debtor::Employer(NameId(1)));
        assert!(!of(from_ref(&disobeyed), &[other]));
        assert!(!of(&[], &[own]), "no order");
        assert!(!of(from_ref(&disobeyed), &[]), "no amount");
        assert!(!of(from_ref(&disobeyed), &[CrimeFlag { province: None, ..own }]));
        assert!(of(&[disobeyed.clone(), event(MassIncident, "2025-05-01")], &[]));
        assert!(!of(&[disobeyed.clone(), event(Cleared, "2024-05-01")], &[own]));
        assert!(!of(&[disobeyed, event(Blacklisted, "2025-05-01")], &[own]), "listed already");
    }
}
