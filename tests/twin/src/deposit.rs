//! 7.4 and 7.5, deposits: what is required of each project, and what is held.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::{Book, Finding};
use crate::calendar::{Calendar, UnknownYear};
use crate::date;
use crate::fraction::{self, Fraction};
use crate::policy::{Clause, DepositRow, Policy};
use crate::step1::{Record, Tables};

/// The deposit that stands for wages, in the order it is used.
pub const KINDS: [&str; 4] = ["cash", "bank_guarantee", "insurance_bond", "other_security"];

/// What is required of a project.
#[derive(Debug, Clone, Default)]
pub struct Required {
    /// Fen.
    pub base: Option<i128>,
    /// Where one was applied.
    pub rate: Option<Fraction>,
    /// Fen.
    pub required: Option<i128>,
    /// Which clause decided.
    pub clause: &'static str,
    /// The day it is to be in place.
    pub deadline: Option<i128>,
    /// The row or the clause is not sourced.
    pub provisional: bool,
}

/// Projects by id with the rows that deposits need.
#[derive(Debug)]
pub struct Builders<'a> {
    /// Used rows.
    pub projects: &'a BTreeMap<String, Record>,
    /// Used rows.
    pub events: &'a [Record],
    /// Values.
    pub policy: &'a Policy,
}

/// The management area of a region code.
pub fn area<'a>(region: Option<&'a str>, policy: &Policy) -> Option<&'a str> {
    let region = crate::cells::prefix(region?);
    Some(region.get(..policy.area_digits).unwrap_or(region))
}

/// Whether an event that names a region concerns the area of a project: one lies in the other.
fn concerns(region: Option<&str>, project: &Record, policy: &Policy) -> bool {
    match (region, area(project.text("region_code"), policy)) {
        (None, _) => true,
        (Some(named), Some(own)) => own.starts_with(named) || named.starts_with(own),
        (Some(_), None) => false,
    }
}

/// Whether a project lies in the area of the region that a deposit names.
fn lies_in(region: Option<&str>, project: &Record, policy: &Policy) -> bool {
    match (area(region, policy), project.text("region_code")) {
        (None, _) => true,
        (Some(named), Some(own)) => own.starts_with(named),
        (Some(_), None) => false,
    }
}

/// Signing, else permit, else start.
pub fn reference(project: &Record) -> Option<i128> {
    let signed = project.number("signed_date");
    signed.or(project.number("permit_date")).or(project.number("start_date"))
}

/// What is required of every project.
pub fn required(
    builders: &Builders,
    calendar: &Calendar,
    book: &mut Book,
) -> Result<BTreeMap<String, Required>, String> {
    let mut required = BTreeMap::new();
    for (id, project) in builders.projects {
        let mut of_project = builders.of_project(id, project)?;
        let start = project.number("permit_date").or(project.number("signed_date"));
        if let Some(start) = start {
            match calendar.workdays_after(start, 20) {
                Ok(day) => of_project.deadline = Some(day),
                Err(UnknownYear(year)) => {
                    book.unknown_years.insert(year);
                }
            }
        }
        required.insert(id.clone(), of_project);
    }
    Ok(required)
}

/// A rate with the clause it comes from.
struct Applied<'a> {
    word: &'static str,
    clause: &'a Clause,
    rate: Fraction,
}

impl Builders<'_> {
    /// What is required of one project.
    pub fn of_project(&self, id: &str, project: &Record) -> Result<Required, String> {
        let mut result = Required { clause: "not_known", ..Required::default() };
        let Some(reference) = reference(project) else { return Ok(result) };
        let region = crate::cells::prefix(project.text("region_code").unwrap_or(""));
        let row = self.policy.deposit_row(region, reference, project.text("category"));
        let contract = project.number("contract_amount");
        let start = project.number("start_date").unwrap_or(reference);
        // The day after the works: they last from 1 January to 31 March for three months.
        let after = project.number("planned_end_date").map(|end| end + 1);
        let is_long = after.is_some_and(|after| after > date::add_months(start, 12));
        let is_annual = row.annual && is_long;
        let base = if is_annual { project.number("annual_contract_amount") } else { contract };
        let nothing = |clause, provisional| Required {
            base,
            required: Some(0),
            clause,
            provisional,
            ..Required::default()
        };
        if project.is("deposit_exempt") {
            return Ok(nothing("exempt", false));
        }
        if let Some(amount) = row.amount_fen {
            return Ok(Required {
                required: Some(amount),
                ..nothing("fixed_amount", row.provisional)
            });
        }
        let has_permit = project.number("permit_date").is_some();
        if !has_permit && contract.is_some_and(|amount| amount < row.scope_line_fen) {
            return Ok(nothing("out_of_scope", row.provisional));
        }
        let is_short = row.waiver_months > 0
            && after.is_some_and(|after| after < date::add_months(start, row.waiver_months));
        let has_arrears = self.has_event(project, &["arrears"], reference, 12);
        if contract.is_some_and(|amount| amount < row.waiver_below_fen) && !has_arrears {
            return Ok(nothing("waived_amount", row.provisional));
        }
        if is_short && !has_arrears {
            return Ok(nothing("waived_duration", row.provisional));
        }
        if let Some(exempting) = self.exempting(id, project, row, reference)? {
            let clause = match exempting.word {
                "clean_36_months" => "clean_36_months_exempt",
                word => word,
            };
            return Ok(nothing(clause, row.provisional || exempting.clause.provisional));
        }
        // Without permit and amount nobody knows whether it is in scope.
        let is_in_scope = has_permit || contract.is_some();
        let Some(base) = base.filter(|_| is_in_scope) else {
            return Ok(Required { provisional: row.provisional, ..result });
        };
        result = nothing("base_rate", row.provisional);
        self.rated(id, project, row, reference, base, &mut result)?;
        Ok(result)
    }

    /// The rate by tier and history, and the amount with its caps.
    fn rated(
        &self,
        id: &str,
        project: &Record,
        row: &DepositRow,
        reference: i128,
        base: i128,
        result: &mut Required,
    ) -> Result<(), String> {
        let Some(tier) =
            row.tiers.iter().find(|tier| tier.below_fen.is_none_or(|below| base < below))
        else {
            return Err("policy: no tier for a base".to_string());
        };
        let tier_rate = tier.clause.applied(Fraction::ZERO)?;
        let penalties = self.penalties(project, row, reference, tier_rate)?;
        let lifts_cap = penalties.iter().any(|penalty| penalty.clause.uncapped);
        let applied = match worst(penalties)? {
            Some(penalty) => Some(penalty),
            None => best(self.favours(id, project, row, reference, tier_rate)?, row, tier_rate)?,
        };
        result.provisional |= tier.clause.provisional;
        if applied.is_none() && tier.clause.exempt {
            result.clause = "exempt";
            return Ok(());
        }
        let applied =
            applied.unwrap_or(Applied { word: "base_rate", clause: &tier.clause, rate: tier_rate });
        result.clause = applied.word;
        result.provisional |= applied.clause.provisional;
        let own_cap = |clause: &Clause| match clause.cap_fen {
            _ if clause.uncapped => Some(None),
            None => None,
            cap => Some(cap),
        };
        let cap = own_cap(applied.clause).or(own_cap(&tier.clause)).unwrap_or(row.cap_fen);
        let mut amount = applied.rate.times(Fraction::whole(base))?.half_up()?;
        if let Some(cap) = cap.filter(|_| !lifts_cap) {
            amount = amount.min(cap);
        }
        result.rate = Some(applied.rate);
        result.required = Some(amount.max(row.minimum_fen));
        Ok(())
    }

    /// The first of the reductions that hold and ask for nothing at all.
    fn exempting<'a>(
        &self,
        id: &str,
        project: &Record,
        row: &'a DepositRow,
        reference: i128,
    ) -> Result<Option<Applied<'a>>, String> {
        let favours = self.favours(id, project, row, reference, Fraction::ZERO)?;
        Ok(favours.into_iter().find(|favour| favour.clause.exempt))
    }

    /// Whether the rule of a project takes a kind: that of its reference date, else of the day.
    fn accepts(&self, id: &str, kind: &str, as_of: i128) -> bool {
        let project = self.projects.get(id);
        let text = |column| project.and_then(|project| project.text(column));
        let day = project.and_then(reference).unwrap_or(as_of);
        let row = self.policy.deposit_row(text("region_code").unwrap_or(""), day, text("category"));
        row.accepts.as_ref().is_none_or(|kinds| kinds.iter().any(|other| other == kind))
    }

    fn penalties<'a>(
        &self,
        project: &Record,
        row: &'a DepositRow,
        reference: i128,
        base_rate: Fraction,
    ) -> Result<Vec<Applied<'a>>, String> {
        let mut penalties = Vec::new();
        let is_listed = self.is_blacklisted(project, reference);
        let has_arrears = self.has_event(project, &["arrears"], reference, 24);
        for (holds, word, clause) in [
            (is_listed, "blacklisted", &row.blacklisted),
            (has_arrears, "arrears_24_months", &row.arrears_24_months),
        ] {
            if let Some(clause) = clause.as_ref().filter(|_| holds) {
                penalties.push(Applied { word, clause, rate: clause.applied(base_rate)? });
            }
        }
        Ok(penalties)
    }

    fn favours<'a>(
        &self,
        id: &str,
        project: &Record,
        row: &'a DepositRow,
        reference: i128,
        base_rate: Fraction,
    ) -> Result<Vec<Applied<'a>>, String> {
        let is_listed = self.is_blacklisted(project, reference);
        if is_listed || self.has_event(project, &["arrears"], reference, 24) {
            return Ok(Vec::new());
        }
        let has_systems =
            project.is("real_name_in_place") && project.text("wage_account").is_some();
        let clean_36 = has_systems && self.is_clean(project, reference, 36);
        let clean_24 = self.is_clean(project, reference, 24);
        let is_later = self.has_earlier_project(id, project, reference);
        let mut favours = Vec::new();
        for (holds, word, clause) in [
            (clean_36, "clean_36_months", &row.clean_36_months),
            (clean_24, "clean_24_months", &row.clean_24_months),
            (is_later, "several_projects", &row.several_projects),
        ] {
            if let Some(clause) = clause.as_ref().filter(|_| holds) {
                favours.push(Applied { word, clause, rate: clause.applied(base_rate)? });
            }
        }
        Ok(favours)
    }

    /// Events of the project's contractor that hold in its area, by day.
    pub fn events_of(&self, project: &Record) -> Vec<(i128, &Record)> {
        let Some(contractor) = project.text("general_contractor_id") else { return Vec::new() };
        let events = self.events.iter().filter(|event| {
            event.text("contractor_id") == Some(contractor)
                && concerns(event.text("region_code"), project, self.policy)
        });
        events.map(|event| (event.value("event_date"), event)).collect()
    }

    fn has_event(&self, project: &Record, words: &[&str], reference: i128, months: i128) -> bool {
        let first = date::add_months(reference, -months);
        self.events_of(project).into_iter().any(|(day, event)| {
            (first..=reference).contains(&day)
                && event.text("event").is_some_and(|word| words.contains(&word))
        })
    }

    /// Whether he is on the list on a day, in the area of a project.
    pub fn is_blacklisted(&self, project: &Record, reference: i128) -> bool {
        let events = self.events_of(project);
        let cleared = |since: i128| {
            events.iter().any(|(day, event)| {
                event.text("event") == Some("cleared") && (since..=reference).contains(day)
            })
        };
        events.iter().any(|(day, event)| {
            let until = event.number("until_date").unwrap_or(date::add_months(*day, 36));
            event.text("event") == Some("blacklisted")
                && (*day..=until).contains(&reference)
                && !cleared(*day)
        })
    }

    fn is_clean(&self, project: &Record, reference: i128, months: i128) -> bool {
        let since = date::add_months(reference, -months);
        let is_old = |other: &Record| other.number("signed_date").is_some_and(|day| day <= since);
        let has_old = self.siblings(project).into_iter().any(|(_, other)| is_old(other));
        let words = ["arrears", "order_disobeyed", "blacklisted"];
        has_old && !self.has_event(project, &words, reference, months)
    }

    /// All projects of the same contractor in the same area, this one included.
    fn siblings(&self, project: &Record) -> Vec<(&String, &Record)> {
        let group = |record: &Record| {
            let own = area(record.text("region_code"), self.policy).map(String::from);
            (record.text("general_contractor_id").map(String::from), own)
        };
        let own = group(project);
        let is_same = |(_, other): &(&String, &Record)| own.0.is_some() && group(other) == own;
        self.projects.iter().filter(is_same).collect()
    }

    /// Whether the contractor has an earlier project in the area that still runs.
    fn has_earlier_project(&self, id: &str, project: &Record, own_reference: i128) -> bool {
        self.siblings(project).into_iter().any(|(other_id, other)| {
            let runs = other.number("completed_date").is_none_or(|day| day > own_reference);
            let is_earlier =
                reference(other).is_some_and(|day| (day, other_id.as_str()) < (own_reference, id));
            runs && is_earlier
        })
    }
}

/// The lowest rate, not below the floor; of equal ones the first; none that is above the tier's.
fn best<'a>(
    favours: Vec<Applied<'a>>,
    row: &DepositRow,
    tier_rate: Fraction,
) -> Result<Option<Applied<'a>>, String> {
    let mut best: Option<Applied<'a>> = None;
    for favour in favours {
        let is_lower = match &best {
            None => true,
            Some(best) => favour.rate.compare(best.rate)?.is_lt(),
        };
        if is_lower {
            best = Some(favour);
        }
    }
    let Some(mut best) = best else { return Ok(None) };
    best.rate = best.rate.greater(row.floor_rate)?;
    Ok(if best.rate.compare(tier_rate)?.is_gt() { None } else { Some(best) })
}

/// The highest rate; of equal ones the first.
fn worst(penalties: Vec<Applied<'_>>) -> Result<Option<Applied<'_>>, String> {
    let mut worst: Option<Applied> = None;
    for penalty in penalties {
        let is_higher = match &worst {
            None => true,
            Some(worst) => penalty.rate.compare(worst.rate)?.is_gt(),
        };
        if is_higher {
            worst = Some(penalty);
        }
    }
    Ok(worst)
}

/// What a deposit is worth on a day, in fen; nothing where it is not in force.
pub fn worth(deposit: &Record, as_of: i128) -> i128 {
    let has_begun = deposit.number("valid_from").is_none_or(|day| day <= as_of);
    let has_not_ended = deposit.number("valid_to").is_none_or(|day| as_of <= day);
    let worth = deposit.value("amount") - drawn(deposit, as_of);
    if has_begun && has_not_ended { worth.max(0) } else { 0 }
}

/// What was drawn up to a day; a draw without a date has happened.
pub fn drawn(deposit: &Record, as_of: i128) -> i128 {
    let is_later = deposit.number("drawn_date").is_some_and(|day| day > as_of);
    if is_later { 0 } else { deposit.value("drawn") }
}

/// Findings about deposits from which more was drawn than they had.
pub fn overdrawn(tables: &Tables, as_of: i128, book: &mut Book) {
    for deposit in tables.of("deposits") {
        let excess = drawn(deposit, as_of) - deposit.value("amount");
        if excess > 0 {
            let finding = deposit.finding("overdrawn_deposit", "deposits");
            book.findings.push(Finding { amount: Some(excess), ..finding });
        }
    }
}

/// The projects of a contractor where a deposit of his holds.
pub fn projects_behind<'a>(
    deposit: &Record,
    projects: &'a BTreeMap<String, Record>,
    policy: &Policy,
) -> BTreeSet<&'a String> {
    let contractor = deposit.text("contractor_id");
    let is_his = |(_, project): &(&'a String, &'a Record)| {
        contractor.is_some()
            && project.text("general_contractor_id") == contractor
            && lies_in(deposit.text("region_code"), project, policy)
    };
    projects.iter().filter(is_his).map(|(id, _)| id).collect()
}

/// What of a deposit stands for each project, where its kind is accepted there.
pub fn shares(
    deposit: &Record,
    worth: i128,
    builders: &Builders,
    required: &BTreeMap<String, Required>,
    as_of: i128,
) -> Result<Vec<(String, i128)>, String> {
    let kind = deposit.text("kind").unwrap_or("");
    if !KINDS.contains(&kind) {
        return Ok(Vec::new());
    }
    let mut shares: Vec<(&str, i128)> = Vec::new();
    if let Some(project) = deposit.text("project_id") {
        shares.push((project, worth));
    } else {
        let behind = projects_behind(deposit, builders.projects, builders.policy);
        let weight = |id: &&String| required.get(*id).and_then(|r| r.required).unwrap_or(0);
        let weights: Vec<i128> = behind.iter().map(weight).collect();
        let parts = fraction::share(worth, &weights)?;
        shares.extend(behind.into_iter().map(String::as_str).zip(parts));
    }
    let is_accepted = |share: &(&str, i128)| builders.accepts(share.0, kind, as_of);
    let accepted = shares.into_iter().filter(is_accepted);
    Ok(accepted.map(|(project, part)| (project.to_string(), part)).collect())
}

/// What is held for each project on a day, in fen.
pub fn held(
    tables: &Tables,
    builders: &Builders,
    required: &BTreeMap<String, Required>,
    as_of: i128,
) -> Result<BTreeMap<String, i128>, String> {
    let mut held: BTreeMap<String, i128> = BTreeMap::new();
    for deposit in tables.of("deposits") {
        let worth = worth(deposit, as_of);
        for (project, part) in shares(deposit, worth, builders, required, as_of)? {
            *held.entry(project).or_default() += part;
        }
    }
    Ok(held)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cells::{self, Cell};

    /// Records of a table from `column=text` words, a line each.
    fn records(table: &str, text: &str) -> Vec<Record> {
        let tables = crate::schema::tables();
        let columns = &tables.iter().find(|(name, _)| *name == table).unwrap().1;
        let mut records = Vec::new();
        for (row, line) in (0..).zip(text.lines()) {
            let mut cells = BTreeMap::new();
            for (name, raw) in line.split_whitespace().filter_map(|word| word.split_once('=')) {
                let column = columns.iter().find(|column| column.name == name).unwrap();
                cells.insert(column.name, cells::read(&column.kind, raw).unwrap());
            }
            records.push(Record { row, cells });
        }
        records
    }

    /// Clause and required yuan of the last project.
    fn last(projects: &str, events: &str) -> String {
        let projects = records("projects", projects);
        let id = projects.last().unwrap().id("project_id");
        let projects: BTreeMap<String, Record> =
            projects.into_iter().map(|record| (record.id("project_id"), record)).collect();
        let events = records("contractor_events", events);
        let policy = Policy::built_in();
        let builders = Builders { projects: &projects, events: &events, policy: &policy };
        let mut book = Book::default();
        let calendar = Calendar::new(&BTreeMap::new());
        let required = required(&builders, &calendar, &mut book).unwrap();
        let required = &required[&id];
        let fen = required.required;
        format!("{} {}", required.clause, fen.map_or(-1, |fen| fen / 100))
    }

    fn project(id: &str, region: &str, amount: &str, signed: &str, more: &str) -> String {
        format!(
            "project_id={id} region_code={region} general_contractor_id=G contract_amount={amount} \
             signed_date={signed} {more}"
        )
    }

    #[test]
    fn the_examples_of_guizhou_and_anhui() {
        let guizhou = |amount: &str| project("B", "520102", amount, "2025-06-01", "");
        assert_eq!(last(&guizhou("100000000"), ""), "base_rate 2000000");
        assert_eq!(last(&guizhou("800000000"), ""), "base_rate 10000000");
        let listed = "contractor_id=G event=blacklisted event_date=2024-01-01";
        assert_eq!(last(&guizhou("800000000"), listed), "blacklisted 32000000");
        assert_eq!(last(&guizhou("3900000"), ""), "waived_amount 0");
        let arrears = "contractor_id=G event=arrears event_date=2024-06-01 region_code=5201";
        assert_eq!(last(&guizhou("3900000"), arrears), "arrears_24_months 117000");
        let first = project("A", "5201", "5000000", "2025-05-01", "");
        let both = format!("{first}\n{}", guizhou("100000000"));
        assert_eq!(last(&both, ""), "several_projects 1500000");
        let anhui = |amount: &str| project("B", "340100", amount, "2025-06-01", "");
        assert_eq!(last(&anhui("299000000"), ""), "base_rate 3000000");
        assert_eq!(last(&anhui("300000000"), ""), "base_rate 3000000");
        assert_eq!(last(&anhui("600000000"), ""), "base_rate 5000000");
    }

    #[test]
    fn a_clean_history_and_what_spoils_it() {
        let old = project("A", "5201", "5000000", "2022-06-01", "completed_date=2023-06-01");
        let systems = "real_name_in_place=true wage_account=1";
        let new = |more: &str| {
            format!("{old}\n{}", project("B", "5201", "100000000", "2025-06-01", more))
        };
        assert_eq!(last(&new(systems), ""), "clean_36_months_exempt 0");
        assert_eq!(last(&new(""), ""), "clean_24_months 500000");
        let elsewhere = "contractor_id=G event=arrears event_date=2025-01-01 region_code=5202";
        assert_eq!(last(&new(""), elsewhere), "clean_24_months 500000");
        let disobeyed = "contractor_id=G event=order_disobeyed event_date=2023-06-01";
        assert_eq!(last(&new(""), disobeyed), "base_rate 2000000");
        let cleared = "contractor_id=G event=blacklisted event_date=2022-07-01\n\
                       contractor_id=G event=cleared event_date=2022-12-01";
        assert_eq!(last(&new(""), cleared), "clean_24_months 500000");
        let unknown = new(systems).replace("contract_amount=100000000 ", "");
        assert_eq!(last(&unknown, ""), "clean_36_months_exempt 0");
        let both = "contractor_id=G event=blacklisted event_date=2025-01-01\n\
                    contractor_id=G event=arrears event_date=2025-01-01";
        assert_eq!(last(&new(systems), both), "blacklisted 4000000");
    }

    #[test]
    fn scope_and_waivers() {
        let fujian = |more: &str| project("B", "3501", "9000000", "2025-06-01", more);
        let short = "start_date=2025-06-01 planned_end_date=2025-08-30";
        assert_eq!(last(&fujian(short), ""), "waived_duration 0");
        assert_eq!(last(&fujian("planned_end_date=2025-08-31"), ""), "base_rate 135000");
        assert_eq!(last(&fujian("deposit_exempt=1"), ""), "exempt 0");
        let unknown = format!("project_id=B region_code=3501 signed_date=2025-06-01 {short}");
        assert_eq!(last(&unknown, ""), "waived_duration 0");
        let unknown = "project_id=B region_code=3501 signed_date=2025-06-01";
        assert_eq!(last(unknown, ""), "not_known -1");
        let small = project("B", "3501", "2999999.99", "2025-06-01", "");
        assert_eq!(last(&small, ""), "out_of_scope 0");
        assert_eq!(last("project_id=B contract_amount=9", ""), "not_known -1");
        let hunan = project("B", "4301", "900000000", "2025-06-01", "category=04");
        assert_eq!(last(&hunan, ""), "base_rate 2500000");
    }

    #[test]
    fn a_deposit_counts_while_it_is_in_force_and_undrawn() {
        let text = "amount=100 drawn=30 drawn_date=2025-06-02 valid_from=2025-01-01";
        let deposit = &records("deposits", text)[0];
        let day = |text: &str| cells::day(text).unwrap();
        assert_eq!(worth(deposit, day("2025-06-01")), 10_000);
        assert_eq!(worth(deposit, day("2025-06-02")), 7_000);
        assert_eq!(worth(deposit, day("2024-12-31")), 0);
        assert_eq!(deposit.cells.get("valid_to"), None::<&Cell>);
    }
}
