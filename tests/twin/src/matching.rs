//! 7.2: attendance, payroll and transfers of a worker-period beside each other.

use std::collections::BTreeMap;

use crate::fraction::Fraction;
use crate::policy::Policy;
use crate::step3::{Periods, WorkerPeriod};

/// Project, month, what is compared, class.
pub type MatchKey = (String, i128, &'static str, &'static str);

/// The comparisons of `matches`.
const RECORDS: [&str; 4] =
    ["all", "attendance_payroll", "attendance_transfers", "payroll_transfers"];

/// The class of a worker-period in one of the comparisons, or in all three.
pub fn class(
    period: &WorkerPeriod,
    records: &str,
    policy: &Policy,
) -> Result<&'static str, String> {
    let attended = period.attended_minutes > 0 || period.attendance_due > 0;
    let earns_nothing = attended && period.attendance_due == 0;
    let (listed, paid) = (period.has_line, period.paid > 0);
    let agree = |first: i128, second: i128| -> Result<bool, String> {
        let allowed = policy.payroll_tolerance.times(Fraction::whole(first))?;
        let is_within = !Fraction::whole((first - second).abs()).compare(allowed)?.is_gt();
        Ok(first > 0 && second > 0 && is_within)
    };
    let days_and_sheet = agree(period.attendance_due, period.payroll_due)?;
    let days_and_money = agree(period.attendance_due, period.paid)?;
    let sheet_and_money = agree(period.payroll_due, period.paid)?;
    let pair = |both: bool, none: bool, agreed: bool, missing: &'static str| {
        if none {
            "nothing"
        } else if !both {
            missing
        } else if records != "payroll_transfers" && earns_nothing {
            "not_priced"
        } else if agreed {
            "matched"
        } else {
            "amounts_differ"
        }
    };
    Ok(match records {
        "attendance_payroll" => {
            let missing = if attended { "no_payroll" } else { "no_attendance" };
            pair(attended && listed, !attended && !listed, days_and_sheet, missing)
        }
        "attendance_transfers" => {
            let missing = if attended { "no_transfer" } else { "no_attendance" };
            pair(attended && paid, !attended && !paid, days_and_money, missing)
        }
        "payroll_transfers" => {
            let missing = if listed { "no_transfer" } else { "no_payroll" };
            pair(listed && paid, !listed && !paid, sheet_and_money, missing)
        }
        _ => match (attended, listed, paid) {
            (true, true, true) if !sheet_and_money => "amounts_differ",
            (true, true, true) if earns_nothing => "not_priced",
            (true, true, true) if days_and_sheet && days_and_money => "matched",
            (true, true, true) => "amounts_differ",
            (true, true, false) => "no_transfer",
            (true, false, true) => "no_payroll",
            (false, true, true) => "no_attendance",
            (true, false, false) => "attendance_only",
            (false, true, false) => "payroll_only",
            (false, false, _) => "nothing",
        },
    })
}

/// Worker-periods, due by attendance, due by payroll and paid, of every class that occurs.
pub fn matches(
    periods: &Periods,
    policy: &Policy,
) -> Result<BTreeMap<MatchKey, [i128; 4]>, String> {
    let mut found: BTreeMap<MatchKey, [i128; 4]> = BTreeMap::new();
    for (((_, project), month), period) in periods {
        for records in RECORDS {
            let key = (project.clone(), *month, records, class(period, records, policy)?);
            let sums = found.entry(key).or_default();
            sums[0] += 1;
            sums[1] += period.attendance_due;
            sums[2] += period.payroll_due;
            sums[3] += period.paid;
        }
    }
    Ok(found)
}
