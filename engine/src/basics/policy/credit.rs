//! The section `[credit]` of a file.

use super::super::error::Result;
use super::value::Section;

/// Step 7.9: windows, counts and terms of grades, lists and the crime of refusing to pay.
///
/// Example: [`super::Policy`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CreditRules {
    /// Months before `as_of` whose record makes the grade.
    pub grade_window_months: u32,
    /// Punishments in the window from which the grade is C.
    pub grade_c_punishments: u32,
    /// Months that a listing lasts.
    pub blacklist_months: u32,
    /// Distinct months in arrears of one worker, with the amount for one worker.
    pub crime_months: u32,
    /// Workers in arrears, with the amount for ten workers.
    pub crime_workers: u32,
}

/// Reads the section.
pub(super) fn credit(mut file: Section<'_>, base: Option<&CreditRules>) -> Result<CreditRules> {
    let rules = CreditRules {
        grade_window_months: file.whole_or(
            "grade_window_months",
            base.map(|base| base.grade_window_months),
            1..=120,
        )?,
        grade_c_punishments: file.whole_or(
            "grade_c_punishments",
            base.map(|base| base.grade_c_punishments),
            1..=100,
        )?,
        blacklist_months: file.whole_or(
            "blacklist_months",
            base.map(|base| base.blacklist_months),
            1..=120,
        )?,
        crime_months: file.whole_or("crime_months", base.map(|base| base.crime_months), 1..=24)?,
        crime_workers: file.whole_or(
            "crime_workers",
            base.map(|base| base.crime_workers),
            1..=1000,
        )?,
    };
    file.finish()?;
    Ok(rules)
}
