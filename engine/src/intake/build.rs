//! Rows become the keyed data set: names in order, facts by id, terms by engagement (step 2).

use super::facts::{
    AccountEntry, ContractorEvent, ContractorEventKind, Deposit, DepositScope, EntryPurpose,
    Investment, Project, ProjectStatus,
};
use super::key::{Interner, Names, Spaces};
use super::read::parallel::{mapped, side_by_side};
use super::rows::{Cells, NAME_NULL, Rows};
use super::tables::Space;
use super::tables::{
    account_entries, adjustments, contractor_events, contracts, deposits, payroll, projects,
    workers,
};
use super::terms::{
    Adjustment, AdjustmentKind, Contract, Engagements, Grouped, PayBasis, PayrollLine,
};
use crate::basics::day::{Day, Month};
use crate::basics::ids::{ContractorId, EngagementId, NameId, ProjectId, WorkerId};
use crate::basics::policy::{DepositKind, HoursSystem};
use crate::basics::region::Region;

/// Names of all spaces in the order of their bytes, and the rank of each earlier number.
#[derive(Debug)]
pub struct Ranked {
    names: Vec<Names>,
    ranks: Vec<Vec<u32>>,
}

impl Ranked {
    /// Ranks the names of every space.
    #[must_use]
    pub fn new(spaces: &mut Spaces) -> Self {
        let spaces = Space::ALL.iter().map(|&space| spaces.take(space)).collect();
        let (names, ranks) = mapped(spaces, Interner::into_ranked).into_iter().unzip();
        Self { names, ranks }
    }

    /// Takes the names of a space out.
    pub fn take(&mut self, space: Space) -> Names {
        std::mem::take(&mut self.names[space as usize])
    }

    /// The rank of an earlier number.
    #[must_use]
    pub fn rank(&self, space: Space, number: u32) -> u32 {
        if number == NAME_NULL { NAME_NULL } else { self.ranks[space as usize][number as usize] }
    }

    /// Puts ranks in the place of earlier numbers.
    pub fn renumber(&self, rows: &mut Rows) {
        let columns = rows.table.columns.iter().zip(&mut rows.columns).collect();
        side_by_side(columns, |(column, cells)| {
            if let (Cells::Names(names), Some(space)) = (cells, column.kind.space()) {
                let ranks = &self.ranks[space as usize];
                for name in names.iter_mut().filter(|name| **name != NAME_NULL) {
                    *name = ranks[*name as usize];
                }
            }
        });
    }
}

/// Engagements in the order of worker, then project, and the final number of each earlier one.
#[must_use]
pub fn engagements(pairs: &[(u32, u32)], ranked: &Ranked) -> (Engagements, Vec<u32>) {
    let mut order: Vec<(u32, u32, u32)> = (0_u32..)
        .zip(pairs)
        .map(|(number, &(worker, project))| {
            (ranked.rank(Space::Worker, worker), ranked.rank(Space::Project, project), number)
        })
        .collect();
    order.sort_unstable();
    let mut rank = vec![0; pairs.len()];
    for (place, &(.., number)) in (0_u32..).zip(&order) {
        rank[number as usize] = place;
    }
    let count = ranked.ranks[Space::Worker as usize].len();
    let engagements = Engagements {
        worker: order.iter().map(|&(worker, ..)| WorkerId(worker)).collect(),
        project: order.iter().map(|&(_, project, _)| ProjectId(project)).collect(),
        of_worker: offsets(order.iter().map(|&(worker, ..)| worker), count),
    };
    (engagements, rank)
}

/// Where each of `count` groups begins, and the end.
fn offsets(groups: impl Iterator<Item = u32>, count: usize) -> Vec<u32> {
    let mut offsets = vec![0_u32; count + 1];
    for group in groups {
        offsets[group as usize + 1] += 1;
    }
    for place in 1..offsets.len() {
        offsets[place] += offsets[place - 1];
    }
    offsets
}

/// Groups rows by engagement, in each group in the order of `key`.
fn grouped<T, K: Ord>(
    mut rows: Vec<(EngagementId, T)>,
    count: usize,
    key: impl Fn(&T) -> K,
) -> Grouped<T> {
    rows.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| key(&a.1).cmp(&key(&b.1))));
    let offsets = offsets(rows.iter().map(|row| row.0.0), count);
    Grouped { offsets, rows: rows.into_iter().map(|row| row.1).collect() }
}

/// The engagement that a used row names by its worker and project.
fn engagement(
    rows: &Rows,
    worker: usize,
    project: usize,
    row: usize,
    all: &Engagements,
) -> EngagementId {
    all.find(WorkerId(rows.name(worker, row)), ProjectId(rows.name(project, row)))
}

/// Contracts by engagement, in the order of start and id.
#[must_use]
pub fn contracts(rows: &Rows, all: &Engagements) -> Grouped<Contract> {
    let contract = |row: usize| Contract {
        start_day: day(rows, contracts::START_DATE, row).unwrap_or(Day::NONE),
        end_day: day(rows, contracts::END_DATE, row).unwrap_or(Day::OPEN),
        contract: NameId(rows.name(contracts::CONTRACT_ID, row)),
        employer: NameId(rows.name(contracts::EMPLOYER_ID, row)),
        team: NameId(rows.name(contracts::TEAM_ID, row)),
        rate_e4: rows.number(contracts::RATE, row).unwrap_or(0),
        pay_basis: pay_basis(rows, row),
        hours_system: rows.word(contracts::HOURS_SYSTEM, row).map(hours_system),
        daily_minutes: small(rows, contracts::DAILY_MINUTES, row).unwrap_or(480),
        pay_day: small(rows, contracts::PAY_DAY, row),
        pay_month_offset: small(rows, contracts::PAY_MONTH_OFFSET, row),
    };
    let keyed = rows.used().map(|row| {
        let own = engagement(rows, contracts::WORKER_ID, contracts::PROJECT_ID, row, all);
        (own, contract(row))
    });
    grouped(keyed.collect(), all.len(), |contract| (contract.start_day, contract.contract))
}

/// Payroll lines by engagement, in the order of month and sheet.
#[must_use]
pub fn payroll(rows: &Rows, all: &Engagements) -> Grouped<PayrollLine> {
    let keyed = rows.used().map(|row| {
        let line = PayrollLine {
            month: Month(rows.small_value(payroll::PERIOD, row).unwrap_or(0)),
            sheet: NameId(rows.name(payroll::PAYROLL_ID, row)),
            gross_fen: rows.number(payroll::GROSS, row),
            deductions_fen: rows.number(payroll::DEDUCTIONS, row),
            net_fen: rows.number(payroll::NET, row).unwrap_or(0),
            is_confirmed: is_true(rows, payroll::CONFIRMED, row),
            is_back_pay: is_true(rows, payroll::IS_BACK_PAY, row),
            days_e2: rows.number(payroll::DAYS, row),
        };
        (engagement(rows, payroll::WORKER_ID, payroll::PROJECT_ID, row, all), line)
    });
    grouped(keyed.collect(), all.len(), |line| (line.month, line.sheet))
}

/// Adjustments by engagement, in the order of month, kind and amount.
#[must_use]
pub fn adjustments(rows: &Rows, all: &Engagements) -> Grouped<Adjustment> {
    let keyed = rows.used().map(|row| {
        let adjustment = Adjustment {
            month: Month(rows.small_value(adjustments::PERIOD, row).unwrap_or(0)),
            kind: match rows.word(adjustments::KIND, row) {
                Some("allowance") => AdjustmentKind::Allowance,
                Some("bonus") => AdjustmentKind::Bonus,
                Some("statutory_deduction") => AdjustmentKind::StatutoryDeduction,
                Some("damage_deduction") => AdjustmentKind::DamageDeduction,
                _ => AdjustmentKind::OtherDeduction,
            },
            amount_fen: rows.number(adjustments::AMOUNT, row).unwrap_or(0),
        };
        (engagement(rows, adjustments::WORKER_ID, adjustments::PROJECT_ID, row, all), adjustment)
    });
    grouped(keyed.collect(), all.len(), |row| (row.month, row.kind, row.amount_fen))
}

/// What the table of workers says, by worker.
#[derive(Debug)]
pub struct Workers {
    /// Registered account, `NONE` where not known.
    pub account: Vec<NameId>,
    /// Name, `NONE` where not known.
    pub name: Vec<NameId>,
    /// Whether he has a used row.
    pub is_known: Vec<bool>,
    /// Whether that row has an `id_number` that is not a placeholder.
    pub has_id_number: Vec<bool>,
}

/// What uploads put where an id number is not known.
const PLACEHOLDERS: [&str; 4] = ["未知", "不详", "无", "未提供"];

/// What is known of each of `count` workers; `texts` are the names of [`Space::Text`].
#[must_use]
pub fn workers(rows: Option<&Rows>, count: usize, texts: &Names) -> Workers {
    let mut all = Workers {
        account: vec![NameId::NONE; count],
        name: vec![NameId::NONE; count],
        is_known: vec![false; count],
        has_id_number: vec![false; count],
    };
    for (rows, row) in rows.iter().flat_map(|rows| rows.used().map(move |row| (rows, row))) {
        let worker = rows.name(workers::WORKER_ID, row) as usize;
        all.account[worker] = NameId(rows.name(workers::PAY_ACCOUNT, row));
        all.name[worker] = NameId(rows.name(workers::WORKER_NAME, row));
        all.is_known[worker] = true;
        all.has_id_number[worker] = texts
            .get(rows.name(workers::ID_NUMBER, row))
            .is_some_and(|number| !PLACEHOLDERS.contains(&number));
    }
    all
}

/// One project for each of `count` ids; unknown where the table has no used row.
#[must_use]
pub fn projects(rows: Option<&Rows>, count: usize) -> Vec<Project> {
    let mut all = vec![Project::UNKNOWN; count];
    for (rows, row) in rows.iter().flat_map(|rows| rows.used().map(move |row| (rows, row))) {
        all[rows.name(projects::PROJECT_ID, row) as usize] = project(rows, row);
    }
    all
}

/// What a row says of a project.
fn project(rows: &Rows, row: usize) -> Project {
    let bool = |column| rows.small_value(column, row).map(|value| value == 1);
    Project {
        is_known: true,
        region: rows
            .region(projects::REGION_CODE, row)
            .filter(|&region| region != Region::EVERYWHERE),
        category: small(rows, projects::CATEGORY, row).unwrap_or(0),
        investment: rows.word(projects::INVESTMENT, row).map(|word| match word {
            "government" => Investment::Government,
            "state_owned" => Investment::StateOwned,
            _ => Investment::Private,
        }),
        contractor: ContractorId(rows.name(projects::GENERAL_CONTRACTOR_ID, row)),
        contract_fen: rows.number(projects::CONTRACT_AMOUNT, row),
        annual_contract_fen: rows.number(projects::ANNUAL_CONTRACT_AMOUNT, row),
        signed_day: day(rows, projects::SIGNED_DATE, row),
        permit_day: day(rows, projects::PERMIT_DATE, row),
        start_day: day(rows, projects::START_DATE, row),
        planned_end_day: day(rows, projects::PLANNED_END_DATE, row),
        completed_day: day(rows, projects::COMPLETED_DATE, row),
        status: rows.word(projects::STATUS, row).map(|word| match word {
            "preparing" => ProjectStatus::Preparing,
            "active" => ProjectStatus::Active,
            "suspended" => ProjectStatus::Suspended,
            _ => ProjectStatus::Completed,
        }),
        labour_cost_monthly_fen: rows.number(projects::LABOUR_COST_MONTHLY, row),
        labour_cost_ratio_e4: rows.number(projects::LABOUR_COST_RATIO, row),
        labour_cost_day: small(rows, projects::LABOUR_COST_DAY, row),
        wage_account: NameId(rows.name(projects::WAGE_ACCOUNT, row)),
        wage_account_opened_day: day(rows, projects::WAGE_ACCOUNT_OPENED_DATE, row),
        real_name_in_place: bool(projects::REAL_NAME_IN_PLACE),
        paid_by_general_contractor: bool(projects::PAID_BY_GENERAL_CONTRACTOR),
        notice_board_complete: bool(projects::NOTICE_BOARD_COMPLETE),
        payroll_officer_named: bool(projects::PAYROLL_OFFICER_NAMED),
        deposit_exempt: bool(projects::DEPOSIT_EXEMPT),
        wage_account_exempt: bool(projects::WAGE_ACCOUNT_EXEMPT),
        unsettled_fen: rows.number(projects::UNSETTLED_AMOUNT, row),
    }
}

/// Used deposits in the order of their ids, with the row of each.
#[must_use]
pub fn deposits(rows: Option<&Rows>) -> Vec<(NameId, usize, Deposit)> {
    let mut all: Vec<_> = (rows.iter())
        .flat_map(|rows| rows.used().map(move |row| (*rows, row)))
        .map(|(rows, row)| (NameId(rows.name(deposits::DEPOSIT_ID, row)), row, deposit(rows, row)))
        .collect();
    all.sort_by_key(|entry| entry.0);
    all
}

/// What a row says of a deposit.
fn deposit(rows: &Rows, row: usize) -> Deposit {
    let project = ProjectId(rows.name(deposits::PROJECT_ID, row));
    let contractor = ContractorId(rows.name(deposits::CONTRACTOR_ID, row));
    let region = rows.region(deposits::REGION_CODE, row).unwrap_or(Region::EVERYWHERE);
    Deposit {
        kind: match rows.word(deposits::KIND, row) {
            Some("cash") => DepositKind::Cash,
            Some("bank_guarantee") => DepositKind::BankGuarantee,
            Some("insurance_bond") => DepositKind::InsuranceBond,
            Some("payment_guarantee") => DepositKind::PaymentGuarantee,
            Some("emergency_fund") => DepositKind::EmergencyFund,
            _ => DepositKind::OtherSecurity,
        },
        amount_fen: rows.number(deposits::AMOUNT, row).unwrap_or(0),
        drawn_fen: rows.number(deposits::DRAWN, row).unwrap_or(0),
        drawn_day: day(rows, deposits::DRAWN_DATE, row),
        valid_from_day: day(rows, deposits::VALID_FROM, row),
        valid_to_day: day(rows, deposits::VALID_TO, row),
        scope: if project.is_some() {
            DepositScope::Project(project)
        } else if contractor.is_some() {
            DepositScope::Contractor(contractor, region)
        } else {
            DepositScope::Region(region)
        },
    }
}

/// Events of contractors, by contractor, day and kind.
#[must_use]
pub fn contractor_events(rows: Option<&Rows>) -> Vec<ContractorEvent> {
    let mut all: Vec<_> = (rows.iter())
        .flat_map(|rows| rows.used().map(move |row| (*rows, row)))
        .map(|(rows, row)| ContractorEvent {
            contractor: ContractorId(rows.name(contractor_events::CONTRACTOR_ID, row)),
            kind: match rows.word(contractor_events::EVENT, row) {
                Some("arrears") => ContractorEventKind::Arrears,
                Some("blacklisted") => ContractorEventKind::Blacklisted,
                Some("order") => ContractorEventKind::Order,
                Some("order_disobeyed") => ContractorEventKind::OrderDisobeyed,
                Some("punished") => ContractorEventKind::Punished,
                Some("mass_incident") => ContractorEventKind::MassIncident,
                _ => ContractorEventKind::Cleared,
            },
            event_day: day(rows, contractor_events::EVENT_DATE, row).unwrap_or(Day::NONE),
            until_day: day(rows, contractor_events::UNTIL_DATE, row),
            region: rows.region(contractor_events::REGION_CODE, row).unwrap_or(Region::EVERYWHERE),
        })
        .collect();
    all.sort_by_key(|event| {
        (event.contractor, event.event_day, event.kind, event.until_day, event.region)
    });
    all
}

/// Movements on wage accounts, by account, day and entry id.
#[must_use]
pub fn account_entries(rows: Option<&Rows>) -> Vec<AccountEntry> {
    let mut all: Vec<_> = (rows.iter())
        .flat_map(|rows| rows.used().map(move |row| (*rows, row)))
        .map(|(rows, row)| {
            let amount_fen = rows.number(account_entries::AMOUNT, row).unwrap_or(0);
            let is_debit = rows.word(account_entries::DIRECTION, row) == Some("debit");
            let entry = AccountEntry {
                account: NameId(rows.name(account_entries::WAGE_ACCOUNT, row)),
                entry_day: day(rows, account_entries::ENTRY_DATE, row).unwrap_or(Day::NONE),
                movement_fen: if is_debit { -amount_fen } else { amount_fen },
                purpose: rows.word(account_entries::PURPOSE, row).map(|word| match word {
                    "opening" => EntryPurpose::Opening,
                    "labour_cost" => EntryPurpose::LabourCost,
                    "wage" => EntryPurpose::Wage,
                    "interest" => EntryPurpose::Interest,
                    _ => EntryPurpose::Other,
                }),
                project: ProjectId(rows.name(account_entries::PROJECT_ID, row)),
                counter_account: NameId(rows.name(account_entries::COUNTER_ACCOUNT, row)),
            };
            (rows.name(account_entries::ENTRY_ID, row), entry)
        })
        .collect();
    all.sort_by_key(|(id, entry)| (entry.account, entry.entry_day, *id));
    all.into_iter().map(|(_, entry)| entry).collect()
}

/// A date; `None` where null.
pub(super) fn day(rows: &Rows, column: usize, row: usize) -> Option<Day> {
    rows.small_value(column, row).map(Day)
}

/// A small number; `None` where null.
pub(super) fn small<T: TryFrom<i32>>(rows: &Rows, column: usize, row: usize) -> Option<T> {
    rows.small_value(column, row).and_then(|value| T::try_from(value).ok())
}

/// Whether a bool is true; null is not.
fn is_true(rows: &Rows, column: usize, row: usize) -> bool {
    rows.small_value(column, row) == Some(1)
}

/// What a contract's rate is for.
fn pay_basis(rows: &Rows, row: usize) -> PayBasis {
    match rows.word(contracts::PAY_BASIS, row) {
        Some("hourly") => PayBasis::Hourly,
        Some("monthly") => PayBasis::Monthly,
        Some("piece") => PayBasis::Piece,
        _ => PayBasis::Daily,
    }
}

/// The hours system of a word of the code list.
fn hours_system(word: &str) -> HoursSystem {
    match word {
        "comprehensive" => HoursSystem::Comprehensive,
        "flexible" => HoursSystem::Flexible,
        "none" => HoursSystem::None,
        _ => HoursSystem::Standard,
    }
}
