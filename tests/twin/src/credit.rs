//! 7.9: amounts of the crime, grades, candidates for the list, and the next deposit.

use std::collections::{BTreeMap, BTreeSet};

use crate::cells::Cell;
use crate::date;
use crate::deposit::{self, Builders};
use crate::facts::Facts;
use crate::figures::Line;
use crate::output;
use crate::step1::Record;
use crate::step5;
use crate::totals::ContractorKey;

/// Role, firm and province.
pub type Debtor = (&'static str, String, Option<String>);

/// What a firm owes in a province, by worker and worker-period.
type Owed<'a> = BTreeMap<&'a str, Vec<(&'a str, i128, i128)>>;

/// A firm's arrears in a province, and which amounts they reach.
#[derive(Debug)]
pub struct Debt<'a> {
    /// By worker: project, month, fen.
    owed: Owed<'a>,
    /// Fen for one worker, for ten.
    amounts: (i128, i128),
    /// Workers who alone reach the amount.
    pub alone: BTreeSet<&'a str>,
    /// Whether enough workers together reach it.
    pub together: bool,
}

/// Every debtor with what he owes.
pub type Debts<'a> = BTreeMap<Debtor, Debt<'a>>;

/// Every debtor with arrears.
pub fn debts<'a>(facts: &Facts<'a>) -> Debts<'a> {
    let mut owed: BTreeMap<Debtor, Owed<'a>> = BTreeMap::new();
    for (((worker, project), month), period) in facts.periods {
        let arrears = step5::arrears(period, facts.as_of);
        if arrears == 0 {
            continue;
        }
        let region = facts.text(project, "region_code");
        let province = region.map(|code| code.get(..2).unwrap_or(code).to_string());
        let contractor = facts.text(project, "general_contractor_id");
        let firms = [("employer", period.employer.as_deref()), ("contractor", contractor)];
        for (role, firm) in firms {
            let Some(firm) = firm else { continue };
            let debtor = (role, firm.to_string(), province.clone());
            let of_worker = owed.entry(debtor).or_default().entry(worker).or_default();
            of_worker.push((project, *month, arrears));
        }
    }
    let debts = owed.into_iter().map(|(debtor, owed)| {
        let amounts = facts.policy.crime_fen(debtor.2.as_deref().unwrap_or(""));
        let is_alone = |(_, periods): &(&&str, &Vec<(&str, i128, i128)>)| {
            let months: BTreeSet<i128> = periods.iter().map(|(_, month, _)| *month).collect();
            let enough = i128::try_from(months.len()).unwrap_or(0) >= facts.policy.crime_months;
            enough && periods.iter().map(|(.., fen)| fen).sum::<i128>() >= amounts.0
        };
        let alone = owed.iter().filter(is_alone).map(|(worker, _)| *worker).collect();
        let workers = i128::try_from(owed.len()).unwrap_or(0);
        let together = workers >= facts.policy.crime_workers && total(&owed) >= amounts.1;
        (debtor, Debt { owed, amounts, alone, together })
    });
    debts.collect()
}

fn total(owed: &Owed<'_>) -> i128 {
    owed.values().flatten().map(|(.., fen)| fen).sum()
}

/// One row a flag and worker-period it rests on.
pub fn credit_flags(debts: &Debts<'_>) -> Result<String, String> {
    let mut rows = Vec::new();
    for ((role, firm, province), debt) in debts {
        for (worker, periods) in &debt.owed {
            let flags = [
                ("crime_one_worker", debt.alone.contains(worker), debt.amounts.0),
                ("crime_ten_workers", debt.together, debt.amounts.1),
            ];
            for (flag, _, amount) in flags.into_iter().filter(|(_, is, _)| *is) {
                for (project, month, fen) in periods {
                    rows.push(vec![
                        flag.to_string(),
                        (*role).to_string(),
                        firm.clone(),
                        province.clone().unwrap_or_default(),
                        (*worker).to_string(),
                        (*project).to_string(),
                        output::month(Some(*month)),
                        output::money(*fen)?,
                        output::money(amount)?,
                        debt.owed.len().to_string(),
                        output::money(total(&debt.owed))?,
                    ]);
                }
            }
        }
    }
    rows.sort_by(|left, right| left[..7].cmp(&right[..7]));
    let header = "flag,subject,subject_id,region_code,worker_id,project_id,period,arrears,\
        threshold,subject_workers,subject_arrears";
    Ok(output::table(header, rows))
}

/// In how many provinces, or whether in one of them, a firm reaches the amounts: of one worker, of
/// ten.
pub fn reached(
    debts: &Debts<'_>,
    role: &str,
    firm: &str,
    province: Option<Option<&str>>,
) -> (i128, i128) {
    let (mut one, mut ten) = (0, 0);
    for ((other, id, of), debt) in debts {
        let is_there = province.is_none_or(|province| province == of.as_deref());
        if *other == role && id == firm && is_there {
            one += i128::from(!debt.alone.is_empty());
            ten += i128::from(debt.together);
        }
    }
    (one, ten)
}

/// Adds grade, candidate and the next deposit to the lines of contractors and areas.
pub fn add(
    facts: &Facts,
    debts: &Debts<'_>,
    lines: &mut BTreeMap<ContractorKey, Line>,
) -> Result<(), String> {
    for ((contractor, area), line) in lines.iter_mut() {
        let Some(contractor) = contractor else { continue };
        let Some((id, latest)) = latest(facts, contractor, area.as_deref()) else { continue };
        next_deposit(facts, id, latest, line)?;
        grade(facts, latest, line);
        candidate(facts, debts, (contractor, area.as_deref()), latest, line);
    }
    Ok(())
}

/// His latest project in the area, by reference date and id.
fn latest<'a>(
    facts: &Facts<'a>,
    contractor: &str,
    area: Option<&str>,
) -> Option<(&'a String, &'a Record)> {
    let is_his = |(_, project): &(&String, &Record)| {
        project.text("general_contractor_id") == Some(contractor)
            && deposit::area(project.text("region_code"), facts.policy) == area
    };
    let own = facts.world.projects.iter().filter(is_his);
    own.max_by_key(|(id, project)| (deposit::reference(project), *id))
}

fn next_deposit(facts: &Facts, id: &str, latest: &Record, line: &mut Line) -> Result<(), String> {
    let mut next = latest.clone();
    for column in [
        "start_date",
        "planned_end_date",
        "completed_date",
        "annual_contract_amount",
        "deposit_exempt",
        "status",
    ] {
        next.cells.remove(column);
    }
    next.cells.insert("signed_date", Cell::Number(facts.as_of));
    next.cells.insert("permit_date", Cell::Number(facts.as_of));
    let next_id = format!("{id}\u{10ffff}");
    let mut projects = facts.world.projects.clone();
    projects.insert(next_id.clone(), next.clone());
    let events = facts.tables.of("contractor_events");
    let builders = Builders { projects: &projects, events, policy: facts.policy };
    let required = builders.of_project(&next_id, &next)?;
    line.say("deposit_clause_next", required.clause);
    let rate = match required.clause {
        "fixed_amount" | "not_known" => None,
        _ => required.rate.or(Some(crate::fraction::Fraction::ZERO)),
    };
    line.set_ratio("deposit_rate_next", rate);
    Ok(())
}

/// Days of the events of a kind that concern the area, up to the report.
fn days(facts: &Facts, latest: &Record, word: &str) -> Vec<i128> {
    let events = facts.builders.events_of(latest).into_iter();
    let own = events.filter(|(_, event)| event.text("event") == Some(word));
    own.map(|(day, _)| day).filter(|day| *day <= facts.as_of).collect()
}

fn grade(facts: &Facts, latest: &Record, line: &mut Line) {
    let first = date::add_months(facts.as_of, -facts.policy.grade_window_months);
    let count = |word: &str| {
        let days = days(facts, latest, word);
        i128::try_from(days.iter().filter(|day| **day >= first).count()).unwrap_or(0)
    };
    let is_listed = facts.builders.is_blacklisted(latest, facts.as_of);
    let punished = count("punished");
    let grave = count("mass_incident") > 0 || count("order_disobeyed") > 0 || is_listed;
    let grade = if grave || punished >= facts.policy.grade_c_punishments {
        "C"
    } else if punished > 0 {
        "B"
    } else {
        "A"
    };
    line.say("grade", grade);
}

fn candidate(
    facts: &Facts,
    debts: &Debts<'_>,
    (contractor, area): (&str, Option<&str>),
    latest: &Record,
    line: &mut Line,
) {
    let cleared = days(facts, latest, "cleared");
    let stands = |word: &str| {
        days(facts, latest, word).iter().any(|day| !cleared.iter().any(|cleared| cleared >= day))
    };
    let province = area.map(|area| area.get(..2).unwrap_or(area).to_string());
    let reaches = ["contractor", "employer"].into_iter().any(|role| {
        let debt = debts.get(&(role, contractor.to_string(), province.clone()));
        debt.is_some_and(|debt| debt.together || !debt.alone.is_empty())
    });
    let is_listed = facts.builders.is_blacklisted(latest, facts.as_of);
    let is = stands("order_disobeyed") && !is_listed && (reaches || stands("mass_incident"));
    line.say("blacklist_candidate", &is.to_string());
    line.set("blacklist_months", is.then_some(facts.policy.blacklist_months));
}
