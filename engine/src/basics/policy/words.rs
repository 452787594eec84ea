//! The words of a policy file beside what they mean.

use super::{
    DepositKind, DueSource, ForeignPayee, HoursSystem, MonthlyProration, UnexplainedDeduction,
    WarningLevel, WarningSubject,
};

/// A table of words; every meaning has one word.
pub(super) type Words<T> = [(&'static str, T)];

pub(super) const HOURS_SYSTEM: &Words<HoursSystem> = &[
    ("standard", HoursSystem::Standard),
    ("comprehensive", HoursSystem::Comprehensive),
    ("flexible", HoursSystem::Flexible),
    ("none", HoursSystem::None),
];

pub(super) const MONTHLY_PRORATION: &Words<MonthlyProration> = &[
    ("deduct_absence", MonthlyProration::DeductAbsence),
    ("paid_days", MonthlyProration::PaidDays),
    ("hours_worked", MonthlyProration::HoursWorked),
];

pub(super) const DUE_SOURCE: &Words<DueSource> = &[
    ("evidence", DueSource::Evidence),
    ("attendance", DueSource::Attendance),
    ("payroll", DueSource::Payroll),
    ("greater", DueSource::Greater),
];

pub(super) const UNEXPLAINED_DEDUCTION: &Words<UnexplainedDeduction> =
    &[("due", UnexplainedDeduction::Due), ("deducted", UnexplainedDeduction::Deducted)];

pub(super) const FOREIGN_PAYEE: &Words<ForeignPayee> =
    &[("count", ForeignPayee::Count), ("set_aside", ForeignPayee::SetAside)];

pub(super) const DEPOSIT_KIND: &Words<DepositKind> = &[
    ("cash", DepositKind::Cash),
    ("bank_guarantee", DepositKind::BankGuarantee),
    ("insurance_bond", DepositKind::InsuranceBond),
    ("other_security", DepositKind::OtherSecurity),
    ("payment_guarantee", DepositKind::PaymentGuarantee),
    ("emergency_fund", DepositKind::EmergencyFund),
];

pub(super) const WARNING_LEVEL: &Words<WarningLevel> =
    &[("general", WarningLevel::General), ("key", WarningLevel::Key)];

pub(super) const WARNING_SUBJECT: &Words<WarningSubject> = &[
    ("account", WarningSubject::Account),
    ("contractor", WarningSubject::Contractor),
    ("employer", WarningSubject::Employer),
    ("project", WarningSubject::Project),
    ("region", WarningSubject::Region),
    ("worker", WarningSubject::Worker),
    ("worker_period", WarningSubject::WorkerPeriod),
];

/// The word for `meaning`.
pub(super) fn word_of<T: PartialEq>(words: &Words<T>, meaning: &T) -> &'static str {
    words.iter().find(|(_, known)| known == meaning).map_or("", |(word, _)| word)
}
