//! 7.10: each fen of arrears is put down to the first broken link of the chain.

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::fraction;
use crate::output;
use crate::punches::Key;
use crate::step1::Record;
use crate::step4;
use crate::step5;

/// Worker, project and month.
type Place = (Key, i128);

/// What is left of the arrears of every worker-period, and what was put down to which cause.
struct Open {
    left: BTreeMap<Place, i128>,
    causes: BTreeMap<(Place, &'static str), i128>,
}

impl Open {
    fn of(&self, place: &Place) -> i128 {
        self.left.get(place).copied().unwrap_or(0)
    }

    /// Puts as much of an amount as is left down to a cause, and gives how much that was.
    fn take(&mut self, place: &Place, cause: &'static str, amount: i128) -> i128 {
        let part = amount.min(self.of(place)).max(0);
        if part > 0 {
            *self.left.entry(place.clone()).or_default() -= part;
            *self.causes.entry((place.clone(), cause)).or_default() += part;
        }
        part
    }

    /// Divides an amount among some places in proportion to what is left.
    fn divide(
        &mut self,
        places: &[Place],
        cause: &'static str,
        amount: i128,
    ) -> Result<(), String> {
        let weights: Vec<i128> = places.iter().map(|place| self.of(place)).collect();
        let amount = amount.min(weights.iter().sum()).max(0);
        for (place, part) in places.iter().zip(fraction::share(amount, &weights)?) {
            self.take(place, cause, part);
        }
        Ok(())
    }
}

/// One row a worker-period, cause, and who pays first.
pub fn causes(facts: &Facts) -> Result<String, String> {
    let arrears = |period| step5::arrears(period, facts.as_of);
    let left: BTreeMap<Place, i128> = facts
        .periods
        .iter()
        .map(|(place, period)| (place.clone(), arrears(period)))
        .filter(|(_, arrears)| *arrears > 0)
        .collect();
    let mut open = Open { left, causes: BTreeMap::new() };
    bank_returns(facts, &mut open);
    owners(facts, &mut open)?;
    wage_accounts(facts, &mut open)?;
    sheets(facts, &mut open);
    for place in open.left.keys().cloned().collect::<Vec<_>>() {
        open.take(&place, "payout", i128::MAX);
    }
    let mut rows = Vec::new();
    for ((((worker, project), month), cause, liable), amount) in liable(facts, &open)? {
        let month = output::month(Some(month));
        let (cause, liable) = (cause.to_string(), liable.to_string());
        rows.push(vec![worker, project, month, cause, liable, output::money(amount)?]);
    }
    rows.sort();
    Ok(output::table("worker_id,project_id,period,cause,liable_first,amount", rows))
}

/// What was sent and came back, laid on the periods in arrears of those it was sent to.
fn bank_returns(facts: &Facts, open: &mut Open) {
    let mut back = Vec::new();
    for transfer in facts.transfers {
        let amount = match transfer.fate.as_str() {
            "returned" | "failed" => transfer.amount,
            "reversal" => 0,
            _ => transfer.taken_back,
        };
        if amount > 0 {
            let record = &transfer.record;
            back.push((record.value("paid_date"), record.id("transfer_id"), amount, transfer));
        }
    }
    back.sort_by_key(|(day, id, ..)| (*day, id.clone()));
    for (_, _, mut amount, transfer) in back {
        let Some(pays) = step4::matched(facts.world, &transfer.record) else { continue };
        let meant = step4::Transfer { pays, ..transfer.clone() };
        let mut places: Vec<Place> =
            open.left.keys().filter(|place| meant.pays.contains(&place.0)).cloned().collect();
        let named = step5::named_month(facts.world, &meant);
        places.sort_by_key(|place| {
            let due_date = facts.periods.get(place).map(|period| period.due_date);
            (Some(place.1) != named, due_date, place.1, place.0.1.clone())
        });
        for place in places {
            amount -= open.take(&place, "bank_return", amount);
        }
    }
}

/// Labour cost of the same project and month that is due and has not come.
fn owners(facts: &Facts, open: &mut Open) -> Result<(), String> {
    for ((project, month), due) in facts.dues {
        let places: Vec<Place> = open
            .left
            .keys()
            .filter(|((_, other), of_month)| other == project && of_month == month)
            .cloned()
            .collect();
        open.divide(&places, "owner", due.short(facts.as_of))?;
    }
    Ok(())
}

/// What a wage account lacks because it paid for something else.
fn wage_accounts(facts: &Facts, open: &mut Open) -> Result<(), String> {
    for (account, ids) in facts.projects_of_accounts() {
        let Some(balance) = facts.balances.get(account) else { continue };
        let places: Vec<Place> = open
            .left
            .keys()
            .filter(|((_, project), _)| ids.contains(&project.as_str()))
            .cloned()
            .collect();
        let left: i128 = places.iter().map(|place| open.of(place)).sum();
        let others = facts.tables.of("account_entries").iter().filter(|entry| {
            entry.text("wage_account") == Some(account) && entry.text("purpose") == Some("other")
        });
        let gone: i128 = others
            .map(|entry| {
                let is_debit = entry.text("direction") == Some("debit");
                if is_debit { entry.value("amount") } else { -entry.value("amount") }
            })
            .sum();
        let lacking = left - (*balance).max(0);
        open.divide(&places, "wage_account", lacking.min(gone))?;
    }
    Ok(())
}

/// What the sheets of the month order less than is due.
fn sheets(facts: &Facts, open: &mut Open) {
    for (place, period) in facts.periods {
        let months = facts.world.payroll.get(&place.0);
        let lines = months.and_then(|months| months.get(&place.1)).into_iter().flatten();
        let own = lines.filter(|line| !line.is("is_back_pay"));
        let net: i128 = own.map(|line: &Record| line.value("net")).sum();
        open.take(place, "payroll_sheet", period.due - net);
    }
}

/// Worker-period, cause, and who pays first.
type Liable = BTreeMap<(Place, &'static str, &'static str), i128>;

fn liable(facts: &Facts, open: &Open) -> Result<Liable, String> {
    let mut found = Liable::new();
    let mut of_owner: BTreeMap<&Place, i128> = BTreeMap::new();
    let projects: std::collections::BTreeSet<&String> =
        open.causes.keys().map(|(place, _)| &place.0.1).collect();
    for project in projects {
        let own: Vec<(&Place, i128)> = open
            .causes
            .iter()
            .filter(|((place, cause), _)| place.0.1 == *project && *cause == "owner")
            .map(|((place, _), amount)| (place, *amount))
            .collect();
        let weights: Vec<i128> = own.iter().map(|(_, amount)| *amount).collect();
        let total: i128 = weights.iter().sum();
        let unsettled = facts.project(project).and_then(|row| row.number("unsettled_amount"));
        let amount = unsettled.map_or(total, |unsettled| unsettled.min(total));
        for ((place, _), part) in own.iter().zip(fraction::share(amount, &weights)?) {
            of_owner.insert(place, part);
        }
    }
    for ((place, cause), amount) in &open.causes {
        let of_owner = if *cause == "owner" { of_owner.get(place).copied() } else { None };
        let of_owner = of_owner.unwrap_or(0);
        let employer = facts.periods.get(place).and_then(|period| period.employer.as_ref());
        let other = if facts.text(&place.0.1, "general_contractor_id").is_some() {
            "general_contractor"
        } else if employer.is_some() {
            "employer"
        } else {
            "not_known"
        };
        for (who, part) in [("owner", of_owner), (other, amount - of_owner)] {
            if part > 0 {
                *found.entry((place.clone(), *cause, who)).or_default() += part;
            }
        }
    }
    Ok(found)
}
