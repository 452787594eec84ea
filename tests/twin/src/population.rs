//! 7.1: everyone who was read is reconciled, or excluded with a reason.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::Facts;
use crate::output;
use crate::people;
use crate::punches::Key;
use crate::step1::Named;

/// Worker, and project where one is named.
type Place = (String, Option<String>);

/// Tables whose rows name a worker on a project.
const TABLES: [&str; 6] =
    ["contracts", "attendance", "punches", "payroll", "adjustments", "transfers"];

/// One row a pair that a row names, and a worker that is named alone.
pub fn population(facts: &Facts) -> String {
    let mut rows: BTreeMap<Place, Vec<&Named>> = BTreeMap::new();
    let employed: BTreeSet<&str> =
        facts.world.engagements.iter().map(|key| key.0.as_str()).collect();
    for named in facts.tables.named.iter().filter(|named| TABLES.contains(&named.table)) {
        let is_alone = named.project.is_none();
        if !is_alone || !employed.contains(named.worker.as_str()) {
            rows.entry((named.worker.clone(), named.project.clone())).or_default().push(named);
        }
    }
    for (worker, project) in &facts.world.engagements {
        rows.entry((worker.clone(), Some(project.clone()))).or_default();
    }
    let others: BTreeSet<String> = rows.keys().map(|place| place.0.clone()).collect();
    for worker in facts.world.workers.keys().filter(|worker| !others.contains(*worker)) {
        rows.entry((worker.clone(), None)).or_default();
    }
    let lines = rows.iter().map(|(place, named)| line(facts, place, named)).collect();
    let header =
        "worker_id,project_id,attended,contracted,on_payroll,paid,registered,outcome,reason";
    output::table(header, lines)
}

fn line(facts: &Facts, (worker, project): &Place, named: &[&Named]) -> Vec<String> {
    let key = project.as_ref().map(|project| (worker.clone(), project.clone()));
    let engagement = key.filter(|key| facts.world.engagements.contains(key));
    let has = |tables: &[&str]| named.iter().any(|row| tables.contains(&row.table));
    let (flags, reason) = match &engagement {
        Some(key) => of_engagement(facts, key),
        None => {
            let flags = [
                has(&["attendance", "punches"]),
                has(&["contracts"]),
                has(&["payroll"]),
                has(&["transfers"]),
            ];
            let reason = if named.iter().any(|row| row.is_aside) {
                "rows_set_aside"
            } else if has(&["transfers"]) {
                "transfer_only"
            } else {
                "not_engaged"
            };
            (flags, Some(reason))
        }
    };
    let mut cells = vec![worker.clone(), project.clone().unwrap_or_default()];
    cells.extend(flags.map(|flag| flag.to_string()));
    cells.push(people::is_registered(facts, worker).to_string());
    cells.push(if reason.is_none() { "reconciled" } else { "excluded" }.to_string());
    cells.push(reason.unwrap_or("").to_string());
    cells
}

fn of_engagement(facts: &Facts, key: &Key) -> ([bool; 4], Option<&'static str>) {
    let pays = |transfer: &crate::step4::Transfer| {
        let is_bound = transfer.pays.as_slice() == [key.clone()];
        transfer.fate == "counted" && is_bound && transfer.to_pay() > 0
    };
    let attended = facts.world.work.contains_key(key);
    let contracted = facts.world.contracts.contains_key(key);
    let on_payroll = facts.world.payroll.contains_key(key);
    let allocated = facts.allocations.iter().any(|part| part.key == *key);
    let paid = allocated || facts.transfers.iter().any(pays);
    let has_period = facts.periods.keys().any(|(other, _)| other == key);
    let reason = match (has_period, on_payroll, paid, contracted) {
        (true, ..) => None,
        (_, true, ..) => Some("back_pay_only"),
        (_, _, true, _) => Some("paid_without_period"),
        (_, _, _, true) => Some("contract_only"),
        _ => Some("punches_unpaired"),
    };
    ([attended, contracted, on_payroll, paid], reason)
}
