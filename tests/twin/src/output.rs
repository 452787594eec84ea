//! The output tables as canonical text: header, LF, null = empty, decimals in full scale.

use std::collections::BTreeMap;

use crate::batch::Payout;
use crate::book::Book;
use crate::csv;
use crate::date;
use crate::deposit_days::Step;
use crate::fraction::Fraction;
use crate::labour_cost::Dues;
use crate::matching;
use crate::policy::Policy;
use crate::punches::Key;
use crate::step1;
use crate::step3::{Periods, WorkerPeriod};
use crate::step4::Transfer;
use crate::step5::{self, Allocation};
use crate::totals::Totals;
use crate::wage::WageLine;
use crate::waterfall::Cover;

type Lines = Result<String, String>;

/// Fen as yuan with two decimals; what does not fit in 64 bits is an error.
pub fn money(fen: i128) -> Lines {
    if i64::try_from(fen).is_err() {
        return Err("money does not fit in 64 bits".to_string());
    }
    Ok(scaled(fen, 2))
}

fn optional_money(fen: Option<i128>) -> Lines {
    fen.map_or(Ok(String::new()), money)
}

/// A whole number printed with that many decimals.
pub fn scaled(number: i128, places: usize) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let width = places + 1;
    let digits = format!("{:0width$}", number.abs());
    let (whole, part) = digits.split_at(digits.len() - places);
    format!("{sign}{whole}.{part}")
}

/// A ratio with four decimals, half up.
pub fn ratio(ratio: Option<Fraction>) -> Lines {
    let Some(ratio) = ratio else { return Ok(String::new()) };
    Ok(scaled(ratio.times(Fraction::whole(10_000))?.half_up()?, 4))
}

/// A day as text.
pub fn day(day: Option<i128>) -> String {
    day.map_or(String::new(), date::iso)
}

/// The first day of a month as text.
pub fn month(month: Option<i128>) -> String {
    month.map_or(String::new(), |month| date::iso(date::first_day(month)))
}

fn text(text: Option<&str>) -> String {
    text.unwrap_or("").to_string()
}

/// A whole number as text.
pub fn number(number: Option<i128>) -> String {
    number.map_or(String::new(), |number| number.to_string())
}

/// A header and lines as CSV.
pub fn table(header: &str, lines: Vec<Vec<String>>) -> String {
    let mut out = format!("{header}\n");
    for line in lines {
        let fields: Vec<String> = line.iter().map(|field| csv::field(field)).collect();
        out.push_str(&fields.join(","));
        out.push('\n');
    }
    out
}

/// One row an engagement and month.
pub fn worker_periods(periods: &Periods, policy: &Policy, as_of: i128) -> Lines {
    let mut lines = Vec::new();
    for (((worker, project), of_month), period) in periods {
        let overdue = step5::overdue_days(period, as_of);
        let bracket = overdue.map(|days| step5::age_bracket(days, policy));
        lines.push(vec![
            worker.clone(),
            project.clone(),
            month(Some(*of_month)),
            text(period.employer.as_deref()),
            day(Some(period.due_date)),
            period.attended_days.to_string(),
            period.attended_minutes.to_string(),
            money(period.attendance_due)?,
            money(period.payroll_due)?,
            money(period.due)?,
            period.due_source.clone(),
            money(period.paid)?,
            money(period.paid_on_time)?,
            day(settled_date(period)),
            money(step5::arrears(period, as_of))?,
            money(step5::not_yet_due(period, as_of))?,
            number(overdue),
            text(bracket.as_deref()),
            period.provisional.to_string(),
            matching::class(period, "all", policy)?.to_string(),
        ]);
    }
    let header = "worker_id,project_id,period,employer_id,due_date,attended_days,\
        attended_minutes,attendance_due,payroll_due,due,due_source,paid,paid_on_time,\
        settled_date,arrears,not_yet_due,overdue_days,age_bracket,provisional,match_class";
    Ok(table(header, lines))
}

/// One row a project, month, comparison and class.
pub fn matches(periods: &Periods, policy: &Policy) -> Lines {
    let mut lines = Vec::new();
    for ((project, of_month, records, class), sums) in matching::matches(periods, policy)? {
        lines.push(vec![
            project,
            month(Some(of_month)),
            records.to_string(),
            class.to_string(),
            sums[0].to_string(),
            money(sums[1])?,
            money(sums[2])?,
            money(sums[3])?,
        ]);
    }
    let header = "project_id,period,records,match_class,worker_periods,attendance_due,\
        payroll_due,paid";
    Ok(table(header, lines))
}

fn settled_date(period: &WorkerPeriod) -> Option<i128> {
    period.last_paid.filter(|_| period.due > 0 && period.open() == 0)
}

/// One row a worker with an engagement.
pub fn worker_totals(
    engagements: &BTreeMap<Key, Totals>,
    transfers: &[Transfer],
    as_of: i128,
) -> Lines {
    let mut workers: BTreeMap<&String, Totals> = BTreeMap::new();
    for ((worker, _), part) in engagements {
        workers.entry(worker).or_default().add(part);
    }
    for transfer in transfers.iter().filter(|transfer| transfer.pays.len() > 1) {
        if let Some((worker, _)) = transfer.pays.first() {
            workers.entry(worker).or_default().advance += transfer.advance;
        }
    }
    let mut lines = Vec::new();
    for (worker, sum) in workers {
        let covered = sum.covered_in_all();
        lines.push(vec![
            worker.clone(),
            money(sum.due)?,
            money(sum.paid)?,
            money(sum.arrears)?,
            money(sum.not_yet_due)?,
            money(sum.advance)?,
            sum.periods_in_arrears.to_string(),
            day(sum.oldest_due_date),
            number(sum.oldest_due_date.map(|day| as_of - day)),
            money(covered)?,
            money(sum.arrears - covered)?,
            sum.workers.to_string(),
        ]);
    }
    let header = "worker_id,due,paid,arrears,not_yet_due,advance,periods_in_arrears,\
        oldest_due_date,overdue_days,covered,uncovered,projects";
    Ok(table(header, lines))
}

/// One row a transfer that passed step 1.
pub fn transfer_fates(transfers: &[Transfer]) -> Lines {
    let mut sorted: Vec<&Transfer> = transfers.iter().collect();
    sorted.sort_by_key(|transfer| {
        let record = &transfer.record;
        let paid = (transfer.worker.clone(), transfer.project.clone(), record.number("period"));
        let paid = (transfer.rule == Some("batch_payout")).then_some(paid);
        (record.id("transfer_id"), paid, step1::canonical_transfer(record), record.row)
    });
    let mut lines = Vec::new();
    for transfer in sorted {
        lines.push(vec![
            transfer.record.id("transfer_id"),
            transfer.fate.clone(),
            text(transfer.rule),
            text(transfer.worker.as_deref()),
            text(transfer.project.as_deref()),
            money(transfer.amount)?,
            money(transfer.allocated)?,
            money(transfer.advance)?,
            money(transfer.taken_back)?,
            money(transfer.set_aside)?,
            day(transfer.record.number("paid_date")),
            number(transfer.candidates),
        ]);
    }
    let header = "transfer_id,fate,match_rule,worker_id,project_id,amount,allocated,advance,\
        taken_back,set_aside,paid_date,candidates";
    Ok(table(header, lines))
}

/// One row a part of a transfer that pays a worker-period.
pub fn allocations(allocations: &[Allocation]) -> Lines {
    let mut sorted: Vec<&Allocation> = allocations.iter().collect();
    sorted.sort_by_key(|part| (part.transfer.clone(), part.key.clone(), part.month, part.pass));
    let mut lines = Vec::new();
    for part in sorted {
        let (worker, project) = part.key.clone();
        let pass = part.pass.to_string();
        let transfer = part.transfer.clone();
        let period = month(Some(part.month));
        lines.push(vec![transfer, worker, project, period, pass, money(part.amount)?]);
    }
    Ok(table("transfer_id,worker_id,project_id,period,pass,amount", lines))
}

/// One row a finding; the text for reading is left empty.
pub fn findings(book: &Book) -> Lines {
    let mut sorted = book.findings.clone();
    sorted.sort();
    let mut lines = Vec::new();
    for finding in sorted {
        lines.push(vec![
            finding.code.clone(),
            finding.table.clone(),
            number(finding.row),
            text(finding.worker.as_deref()),
            text(finding.project.as_deref()),
            month(finding.period),
            optional_money(finding.amount)?,
            String::new(),
        ]);
    }
    Ok(table("code,table,row,worker_id,project_id,period,amount,detail", lines))
}

/// Where every row and every fen ended.
pub fn accounting(book: &Book) -> Lines {
    let mut lines = Vec::new();
    for ((of_table, code), rows) in &book.rows {
        if *rows > 0 || code == "read" || code == "used" {
            let rows = rows.to_string();
            let what = "rows".to_string();
            lines.push(vec![of_table.clone(), what, code.clone(), rows, String::new()]);
        }
    }
    for (code, (rows, amount)) in &book.transfer_money {
        let (what, code) = ("money".to_string(), code.clone());
        lines.push(vec!["transfers".into(), what, code, rows.to_string(), money(*amount)?]);
    }
    for (code, (rows, amount)) in &book.batch_money {
        let (what, code) = ("money".to_string(), code.clone());
        lines.push(vec!["account_entries".into(), what, code, rows.to_string(), money(*amount)?]);
    }
    lines.sort();
    Ok(table("table,what,code,rows,amount", lines))
}

/// One row a debit; steps are of the engine's search alone.
pub fn batch_payouts(payouts: &[Payout]) -> Lines {
    let mut lines = Vec::new();
    for payout in payouts {
        for debit in &payout.debits {
            let (open, open_fen) = payout.open();
            let impossible = payout.outcome == "impossible";
            let solutions = payout.solutions.min(1000).to_string();
            let is_decided = payout.outcome != "undecided";
            lines.push(vec![
                debit.id("entry_id"),
                payout.debits[0].id("entry_id"),
                debit.id("wage_account"),
                day(debit.number("entry_date")),
                money(debit.value("amount"))?,
                text(debit.text("payroll_id")),
                text(debit.text("project_id")),
                payout.projects.to_string(),
                open.to_string(),
                money(open_fen)?,
                payout.outcome.to_string(),
                if is_decided { solutions } else { String::new() },
                (payout.solutions > 1000).to_string(),
                optional_money(impossible.then(|| payout.amount() - open_fen))?,
                payout.is_together.to_string(),
                String::new(),
            ]);
        }
    }
    lines.sort();
    let header = "entry_id,payout_id,wage_account,entry_date,amount,payroll_id,project_id,\
        projects,lines,open,outcome,solutions,has_more,difference,is_together,steps";
    Ok(table(header, lines))
}

/// One row a payout and worker whom it pays or may pay.
pub fn batch_payout_workers(payouts: &[Payout]) -> Lines {
    let mut lines = Vec::new();
    for payout in payouts {
        for (worker, (least, most)) in &payout.ranges {
            let paid = if payout.outcome == "unique" { *most } else { 0 };
            let id = payout.debits[0].id("entry_id");
            lines.push(vec![id, worker.clone(), money(*least)?, money(*most)?, money(paid)?]);
        }
    }
    Ok(table("payout_id,worker_id,least,most,paid", lines))
}

/// One row a worker-period and contract.
pub fn wage_lines(wage_lines: &[WageLine]) -> Lines {
    let mut sorted: Vec<&WageLine> = wage_lines.iter().collect();
    sorted.sort_by_key(|line| (line.key.clone(), line.month, line.contract.clone(), line.start));
    let mut lines = Vec::new();
    for line in sorted {
        lines.push(vec![
            line.key.0.clone(),
            line.key.1.clone(),
            month(Some(line.month)),
            line.contract.clone(),
            line.pay_basis.clone(),
            scaled(line.rate, 4),
            line.weighted.to_string(),
            line.overtime.to_string(),
            number(line.absence),
            line.wage.over.to_string(),
            line.wage.under.to_string(),
            money(line.wage.half_up()?)?,
        ]);
    }
    let header = "worker_id,project_id,period,contract_id,pay_basis,rate,weighted_minutes,\
        overtime_minutes,absence_minutes,numerator,denominator,wage";
    Ok(table(header, lines))
}

/// One row an engagement and source.
pub fn cover(covers: &[Cover]) -> Lines {
    let mut sums: BTreeMap<(&Key, &str, &String), i128> = BTreeMap::new();
    for cover in covers {
        *sums.entry((&cover.key, cover.source, &cover.source_id)).or_default() += cover.amount;
    }
    let mut lines = Vec::new();
    for (((worker, project), source, source_id), amount) in sums {
        let ids = [worker.clone(), project.clone(), source.to_string(), source_id.clone()];
        let mut line = ids.to_vec();
        line.push(money(amount)?);
        lines.push(line);
    }
    Ok(table("worker_id,project_id,source,source_id,amount", lines))
}

/// One row a project and month.
pub fn labour_cost_months(dues: &Dues, as_of: i128) -> Lines {
    let mut lines = Vec::new();
    for ((project, of_month), due) in dues {
        let short = due.short(as_of);
        lines.push(vec![
            project.clone(),
            month(Some(*of_month)),
            day(Some(due.due_date)),
            money(due.expected)?,
            money(due.on_time)?,
            money(due.late)?,
            money(short)?,
            money(due.not_yet_due(as_of))?,
            money(due.not_known())?,
            day(due.settled),
            number(Some(as_of - due.due_date).filter(|_| short > 0)),
        ]);
    }
    let header = "project_id,period,due_date,expected,received_on_time,received_late,short,\
        not_yet_due,not_known,settled_date,overdue_days";
    Ok(table(header, lines))
}

/// One row a step of a project's deposit.
pub fn deposit_days(steps: &[Step]) -> Lines {
    let mut lines = Vec::new();
    for step in steps {
        lines.push(vec![
            step.project.clone(),
            day(Some(step.from)),
            day(Some(step.to)),
            money(step.held)?,
            money(step.required)?,
            ratio(Some(Fraction::new(step.held, step.required)))?,
        ]);
    }
    Ok(table("project_id,from_date,to_date,held,required,coverage", lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_in_full_scale() {
        assert_eq!(money(5), Ok("0.05".to_string()));
        assert_eq!(money(-123_456), Ok("-1234.56".to_string()));
        assert!(money(i128::from(i64::MAX) + 1).is_err());
        assert_eq!(ratio(Some(Fraction::new(2, 3))), Ok("0.6667".to_string()));
        assert_eq!(month(Some(2025 * 12 + 2)), "2025-03-01");
    }
}
