//! Everyone who was read is reconciled or excluded with a reason (step 7.1).

use crate::basics::ids::{EngagementId, ProjectId, WorkerId};
use crate::intake::keyed::Keyed;

/// A worker and a project, or a worker alone, and what became of them.
///
/// Example: [`population()`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// The worker.
    pub worker: WorkerId,
    /// The project; `NONE` where no row names one with him.
    pub project: ProjectId,
    /// Attendance or punches.
    pub is_attended: bool,
    /// A contract.
    pub is_contracted: bool,
    /// A payroll line.
    pub is_on_payroll: bool,
    /// A transfer.
    pub is_paid: bool,
    /// Stands in the table of workers with an `id_number`.
    pub is_registered: bool,
    /// Why there is no worker-period; `None`: reconciled.
    pub reason: Option<Reason>,
}

/// Why someone has no worker-period.
///
/// Example: [`population()`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Payroll lines of back pay alone: they pay months that are not in the tables.
    BackPayOnly,
    /// Paid, and nothing says for what.
    PaidWithoutPeriod,
    /// A contract alone.
    ContractOnly,
    /// Punches alone, none of which pair.
    PunchesUnpaired,
    /// Every row that names him there was set aside.
    RowsSetAside,
    /// Transfers alone name him there.
    TransferOnly,
    /// Stands in the table of workers alone.
    NotEngaged,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Self; 7] = [
        Self::BackPayOnly,
        Self::PaidWithoutPeriod,
        Self::ContractOnly,
        Self::PunchesUnpaired,
        Self::RowsSetAside,
        Self::TransferOnly,
        Self::NotEngaged,
    ];

    /// The word in the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::BackPayOnly => "back_pay_only",
            Self::PaidWithoutPeriod => "paid_without_period",
            Self::ContractOnly => "contract_only",
            Self::PunchesUnpaired => "punches_unpaired",
            Self::RowsSetAside => "rows_set_aside",
            Self::TransferOnly => "transfer_only",
            Self::NotEngaged => "not_engaged",
        }
    }
}

/// Everyone who was read, by worker and project, the worker alone first.
///
/// Step 7.1. `has_period` and `is_paid` have an entry for each engagement: whether it has a
/// worker-period, and whether a counted transfer pays it.
///
/// **Basis:** Decree 724 Art. 28, 31: roster, attendance, sheet and payment are of the same people;
/// Art. 50: a missing record speaks against the employer, so nobody may fall out of the count.
///
/// Holds: every pair of worker and project that an input row dated up to `as_of` names stands here
/// once; a worker without any pair stands here once without project.
///
/// # Example
///
/// ```
/// use anxin::intake::take_in::take_in;
/// use anxin::oversight::population::{Reason, population};
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName};
///
/// let csv = |name, text: &'static str| Source::bytes(name, Format::Csv, text.into());
/// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
/// let inputs = Inputs::default()
///     .with(TableName::Payroll, csv("payroll.csv", sheet))
///     .with(TableName::Workers, csv("workers.csv", "worker_id\nW1\nW2\n"));
/// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
/// let keyed = take_in(&inputs, &Policy::default(), as_of, 1, &|_, _| Ok(()))?.keyed;
/// let people = population(&keyed, &[true], &[false]);
/// assert_eq!((people.len(), people[0].reason), (2, None)); // W1 is reconciled
/// assert_eq!(people[1].reason.map(Reason::word), Some("not_engaged"));
/// # Ok::<(), anxin::Error>(())
/// ```
#[must_use]
pub fn population(keyed: &Keyed, has_period: &[bool], is_paid: &[bool]) -> Vec<Person> {
    let is_registered = |worker: WorkerId| keyed.has_id_number[worker.index()];
    let engagements = &keyed.engagements;
    let mut all = Vec::with_capacity(engagements.len() + keyed.outsiders.len());
    for (number, place) in (0_u32..).zip(0..engagements.len()) {
        let engagement = EngagementId(number);
        let worker = engagements.worker[place];
        let mut person = Person {
            worker,
            project: engagements.project[place],
            is_attended: keyed.timesheet.months_of(engagement).next().is_some(),
            is_contracted: !keyed.contracts.of(engagement).is_empty(),
            is_on_payroll: !keyed.payroll.of(engagement).is_empty(),
            is_paid: is_paid[place],
            is_registered: is_registered(worker),
            reason: None,
        };
        if !has_period[place] {
            person.reason = Some(reason(&person));
        }
        all.push(person);
    }
    all.extend(keyed.outsiders.iter().map(|one| {
        let named = one.named;
        let is_named = named.in_attendance || named.in_contracts || named.in_payroll;
        Person {
            worker: one.worker,
            project: one.project,
            is_attended: named.in_attendance,
            is_contracted: named.in_contracts,
            is_on_payroll: named.in_payroll,
            is_paid: named.in_transfers,
            is_registered: is_registered(one.worker),
            reason: Some(if named.is_set_aside || is_named {
                Reason::RowsSetAside
            } else if named.in_transfers {
                Reason::TransferOnly
            } else {
                Reason::NotEngaged
            }),
        }
    }));
    all.sort_by_key(|person| (person.worker, person.project.get()));
    all
}

/// Why an engagement has no worker-period.
const fn reason(person: &Person) -> Reason {
    if person.is_on_payroll {
        Reason::BackPayOnly
    } else if person.is_paid {
        Reason::PaidWithoutPeriod
    } else if person.is_contracted {
        Reason::ContractOnly
    } else {
        Reason::PunchesUnpaired
    }
}
