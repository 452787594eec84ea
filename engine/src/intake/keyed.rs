//! What intake hands on: everything keyed by dense ids and grouped by engagement.

use super::attendance_sources::AttendanceSources;
use super::batch_debits::BatchDebit;
use super::facts::{
    AccountEntry, Case, ContractorEvent, Deposit, Given, Project, PublishedRate, Signal,
};
use super::key::Names;
use super::outsiders::Outsider;
use super::settled::CountedTransfer;
use super::terms::{Adjustment, Contract, Engagements, Grouped, PayrollLine};
use super::timesheet::Timesheet;
use super::transfers::Transfers;
use crate::basics::day::Day;
use crate::basics::ids::{ContractorId, EngagementId, NameId};

/// The data set after steps 1, 2 and 4.
///
/// Example: [`take_in`](crate::intake::take_in::take_in).
#[derive(Debug, Default)]
pub struct Keyed {
    /// Names of the ids.
    pub names: Directory,
    /// Who worked where.
    pub engagements: Engagements,
    /// Attended minutes by engagement and month.
    pub timesheet: Timesheet,
    /// Contracts by engagement.
    pub contracts: Grouped<Contract>,
    /// Payroll lines by engagement.
    pub payroll: Grouped<PayrollLine>,
    /// Adjustments by engagement.
    pub adjustments: Grouped<Adjustment>,
    /// Transfers with their verdicts.
    pub transfers: Transfers,
    /// Debits for wages without transfers of their own, in the order of their ids.
    pub batch_debits: Vec<BatchDebit>,
    /// Registered account of each worker (by worker number), `NONE` where not known.
    pub pay_account: Vec<NameId>,
    /// Name of each worker (by worker number), `NONE` where not known.
    pub worker_name: Vec<NameId>,
    /// One project for each project number.
    pub projects: Vec<Project>,
    /// Id of each deposit, a name of the space of deposits.
    pub deposit_id: Vec<NameId>,
    /// Deposits in the order of their ids.
    pub deposits: Vec<Deposit>,
    /// Events of contractors.
    pub contractor_events: Vec<ContractorEvent>,
    /// Whether each worker (by worker number) has a used row in the table of workers.
    pub is_listed: Vec<bool>,
    /// Those who are named without an engagement, by worker and project.
    pub outsiders: Vec<Outsider>,
    /// Movements on wage accounts on or before `as_of`, by account, day, entry id.
    pub account_entries: Vec<AccountEntry>,
    /// Whether each worker (by worker number) has a used row with an `id_number`.
    pub has_id_number: Vec<bool>,
    /// Cases received on or before `as_of`, in the order of their ids.
    pub cases: Vec<Case>,
    /// Signs of trouble at firms, by employer, day, kind.
    pub signals: Vec<Signal>,
    /// Rates as somebody published them.
    pub published_rates: Vec<PublishedRate>,
    /// The general contractor that bears the name of an employer (by employer number), `NONE` where
    /// none does.
    pub contractor_of_employer: Vec<ContractorId>,
    /// Who recorded the attendance of each engagement.
    pub attendance_sources: AttendanceSources,
    /// Which inputs were given at all.
    pub given: Given,
    /// Accounts that receive the wages of three or more workers, with their number, by account.
    pub shared_payees: Vec<(NameId, u32)>,
    /// Days with a punch that has no partner, by engagement and day.
    pub unpaired_days: Vec<(EngagementId, Day)>,
    /// In a part of a larger data set: counted transfers, to be compared with those of other parts.
    pub(crate) counted: Vec<CountedTransfer>,
}

/// The names behind the numbers, one list a space; a number is the rank of its name.
///
/// Example: [`take_in`](crate::intake::take_in::take_in).
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Of [`crate::basics::ids::WorkerId`].
    pub workers: Names,
    /// Of [`crate::basics::ids::ProjectId`].
    pub projects: Names,
    /// Of [`crate::basics::ids::ContractorId`].
    pub contractors: Names,
    /// Employers and project owners.
    pub employers: Names,
    /// Contracts.
    pub contracts: Names,
    /// Teams.
    pub teams: Names,
    /// Accounts, workers' and wage accounts.
    pub accounts: Names,
    /// Transfers.
    pub transfers: Names,
    /// Payroll sheets.
    pub sheets: Names,
    /// Deposits, in the order of [`Keyed::deposits`].
    pub deposits: Names,
    /// Names of people.
    pub people: Names,
    /// Cases.
    pub cases: Names,
    /// Movements on wage accounts, where any is a batch payout.
    pub entries: Names,
}
