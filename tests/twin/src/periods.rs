//! 7.1 and 7.2: what worker-periods add up to: on time, compared, employers, months.

use std::collections::{BTreeMap, BTreeSet};

use crate::date;
use crate::facts::Facts;
use crate::figures::Line;
use crate::matching;
use crate::output;
use crate::step3::WorkerPeriod;
use crate::step5;

/// Adds to the lines of projects.
pub fn add(facts: &Facts, lines: &mut BTreeMap<String, Line>) -> Result<(), String> {
    for line in lines.values_mut() {
        for name in [
            "periods_fallen_due",
            "periods_on_time",
            "fallen_due",
            "fallen due in time",
            "periods_compared",
            "periods_matched",
            "employers",
            "employers_in_arrears",
        ] {
            line.set(name, 0);
        }
    }
    let mut employers: BTreeMap<(&str, &str), bool> = BTreeMap::new();
    for (((_, project), _), period) in facts.periods {
        let Some(line) = lines.get_mut(project) else { continue };
        if let Some(employer) = period.employer.as_deref() {
            let owes = employers.entry((project, employer)).or_default();
            *owes |= step5::arrears(period, facts.as_of) > 0;
        }
        if facts.as_of <= period.due_date {
            continue;
        }
        if period.due > 0 {
            line.count("periods_fallen_due", 1);
            line.count("periods_on_time", i128::from(period.paid_on_time == period.due));
        }
        line.count("fallen_due", period.due);
        line.count("fallen due in time", period.paid_on_time);
        let class = matching::class(period, "all", facts.policy)?;
        line.count("periods_compared", i128::from(class != "nothing"));
        line.count("periods_matched", i128::from(class == "matched"));
    }
    for ((project, _), owes) in employers {
        if let Some(line) = lines.get_mut(project) {
            line.count("employers", 1);
            line.count("employers_in_arrears", i128::from(owes));
        }
    }
    suspicious(facts, lines);
    Ok(())
}

/// Figures that warnings alone look at.
fn suspicious(facts: &Facts, lines: &mut BTreeMap<String, Line>) {
    for line in lines.values_mut() {
        for name in [
            "partly_paid_periods",
            "unpaid_for_two_months",
            "workers_three_in_arrears",
            "payroll_without_transfer",
            "transfer_without_payroll",
            "attended periods",
            "attended without payroll",
            "evidence_missing",
        ] {
            line.set(name, 0);
        }
    }
    let mut months: BTreeMap<&(String, String), BTreeSet<i128>> = BTreeMap::new();
    for ((key, month), period) in facts.periods {
        let Some(line) = lines.get_mut(&key.1) else { continue };
        let arrears = step5::arrears(period, facts.as_of);
        if arrears > 0 {
            months.entry(key).or_default().insert(*month);
            line.count("partly_paid_periods", i128::from(period.paid > 0));
        }
        line.count("evidence_missing", i128::from(period.due_source == "evidence_missing"));
        let attended = period.attended_minutes > 0;
        let is_over = facts.as_of > date::last_day(month + 1);
        let is_unpaid = attended && period.due > 0 && period.paid == 0 && is_over;
        line.count("unpaid_for_two_months", i128::from(is_unpaid));
        line.count("attended periods", i128::from(attended));
        let without = attended && period.attendance_due > 0 && !period.has_line;
        line.count("attended without payroll", i128::from(without));
        if facts.as_of > period.due_date {
            let unpaid = period.has_line && period.paid == 0;
            line.count("payroll_without_transfer", i128::from(unpaid));
            let unlisted = !period.has_line && period.paid > 0;
            line.count("transfer_without_payroll", i128::from(unlisted));
        }
    }
    for (key, months) in months {
        if let (true, Some(line)) = (months.len() >= 3, lines.get_mut(&key.1)) {
            line.count("workers_three_in_arrears", 1);
        }
    }
}

/// One row a wage month.
pub fn month_totals(facts: &Facts) -> Result<String, String> {
    let mut months: BTreeMap<i128, (Vec<i128>, Vec<i128>)> = BTreeMap::new();
    for ((_, month), period) in facts.periods {
        let (counts, sums) = months.entry(*month).or_insert((vec![0; 5], vec![0; 5]));
        for (sum, more) in counts.iter_mut().zip(counted(period, facts.as_of)) {
            *sum += more;
        }
        let arrears = step5::arrears(period, facts.as_of);
        let open = step5::not_yet_due(period, facts.as_of);
        let more = [period.due, period.paid, period.paid_on_time, arrears, open];
        for (sum, more) in sums.iter_mut().zip(more) {
            *sum += more;
        }
    }
    let mut rows = Vec::new();
    for (month, (counts, sums)) in months {
        let mut row = vec![output::month(Some(month))];
        row.extend(counts.iter().map(ToString::to_string));
        for sum in sums {
            row.push(output::money(sum)?);
        }
        rows.push(row);
    }
    let header = "period,worker_periods,worker_periods_owed,worker_periods_on_time,attended_days,\
        attended_minutes,due,paid,paid_on_time,arrears,not_yet_due";
    Ok(output::table(header, rows))
}

fn counted(period: &WorkerPeriod, as_of: i128) -> [i128; 5] {
    let is_owed = step5::arrears(period, as_of) > 0;
    let is_on_time = period.paid_on_time == period.due;
    let flags = [true, is_owed, is_on_time].map(i128::from);
    [flags[0], flags[1], flags[2], period.attended_days, period.attended_minutes]
}
