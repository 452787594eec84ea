//! 8: rules of early warning, and the colours of projects. Warnings of an earlier report are not
//! read here: every one is opened on the day of the report.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::Book;
use crate::cells;
use crate::credit::{self, Debts};
use crate::date;
use crate::facts::Facts;
use crate::figures::Line;
use crate::fraction::Fraction;
use crate::output;
use crate::policy::Rule;
use crate::rollups::RegionKey;
use crate::step5;
use crate::totals::{ContractorKey, Totals};

/// The page that names every figure with its unit.
const PAGE: &str = include_str!("../../../docs/warnings.md");

/// Tables of which the findings are counted for a project: those that name workers, and cases.
const TABLES: [&str; 7] =
    ["contracts", "attendance", "punches", "payroll", "adjustments", "transfers", "cases"];

/// What a rule is asked of.
#[derive(Debug, Clone, Default)]
pub struct Subject {
    /// Account, contractor, project …
    pub id: String,
    /// Of a worker-period.
    pub project: String,
    /// Of a worker-period.
    pub period: Option<i128>,
    /// Of a contractor.
    pub area: String,
    /// Its figures.
    pub line: Line,
}

/// A rule that a subject meets.
#[derive(Debug, Clone)]
pub struct Warning {
    code: String,
    rule: Rule,
    subject: Subject,
    value: String,
    threshold: String,
}

/// What a figure is measured in.
fn unit(subject: &str, figure: &str) -> &'static str {
    let title = format!("### Of one {}", subject.replace('_', "-"));
    let chapters = PAGE.split("\n### ").map(|chapter| chapter.split_once('\n'));
    for (name, lines) in chapters.flatten() {
        if format!("### {name}") == title {
            for line in lines.lines() {
                let cells: Vec<&str> = line.split('|').map(str::trim).collect();
                if cells.get(1) == Some(&format!("`{figure}`").as_str()) {
                    return cells.get(2).copied().unwrap_or("count");
                }
            }
        }
    }
    "count"
}

/// Decimals with which numbers of a unit are shown.
fn places(unit: &str) -> usize {
    match unit {
        "yuan" => 2,
        "ratio" => 4,
        _ => 0,
    }
}

/// The figure as it is compared and shown; nothing where it is not known.
fn value(line: &Line, figure: &str, unit: &str) -> Result<Option<String>, String> {
    match unit {
        "word" | "bool" => Ok(line.word(figure).map(String::from)),
        "ratio" => {
            let shown = output::ratio(line.ratio(figure))?;
            Ok(Some(shown).filter(|shown| !shown.is_empty()))
        }
        "yuan" => line.number(figure).map(output::money).transpose(),
        _ => Ok(line.number(figure).map(|number| number.to_string())),
    }
}

fn meets(rule: &Rule, value: &str, threshold: &str, places: usize) -> bool {
    if rule.comparison == "is" {
        return value == threshold;
    }
    let number = |text: &str| {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        cells::decimal(digits, places).map(|number| sign * number)
    };
    let (Some(value), Some(threshold)) = (number(value), number(threshold)) else { return false };
    match rule.comparison.as_str() {
        "above" => value > threshold,
        "at_least" => value >= threshold,
        "below" => value < threshold,
        _ => value <= threshold,
    }
}

/// The rules of a kind of subject that some of its kind meet.
pub fn met(facts: &Facts, kind: &str, subjects: &[Subject]) -> Result<Vec<Warning>, String> {
    let mut found = Vec::new();
    for (code, rule) in &facts.policy.warnings {
        if rule.subject != kind {
            continue;
        }
        let unit = unit(kind, &rule.figure);
        let threshold = match cells::decimal(&rule.threshold, 4) {
            Some(number) if !matches!(unit, "word" | "bool") => {
                let scale = 10_i128.pow(u32::try_from(places(unit)).unwrap_or(0));
                let whole = Fraction::new(number * scale, 10_000).half_up()?;
                match places(unit) {
                    0 => whole.to_string(),
                    places => output::scaled(whole, places),
                }
            }
            _ => rule.threshold.clone(),
        };
        for subject in subjects {
            let Some(value) = value(&subject.line, &rule.figure, unit)? else { continue };
            if meets(rule, &value, &threshold, places(unit)) {
                let (code, rule, threshold) = (code.clone(), rule.clone(), threshold.clone());
                let subject = subject.clone();
                found.push(Warning { code, rule, subject, value, threshold });
            }
        }
    }
    Ok(found)
}

/// Counts the findings about each project and worker, by code.
fn count_findings(book: &Book, of: impl Fn(&crate::book::Finding) -> Option<&String>) -> Counts {
    let mut counts = Counts::new();
    for finding in &book.findings {
        if let Some(id) = of(finding) {
            *counts.entry((id.clone(), finding.code.clone())).or_default() += 1;
        }
    }
    counts
}

type Counts = BTreeMap<(String, String), i128>;

/// Writes down how often each finding that a rule asks for was made about a subject.
fn add_findings(facts: &Facts, counts: &Counts, kind: &str, id: &str, line: &mut Line) {
    for rule in facts.policy.warnings.values().filter(|rule| rule.subject == kind) {
        let key = (id.to_string(), rule.figure.clone());
        let is_code = unit(kind, &rule.figure) == "count" && line.number(&rule.figure).is_none();
        if is_code {
            line.set_named(&rule.figure, counts.get(&key).copied().unwrap_or(0));
        }
    }
}

/// Figures that follow from others of a line, and those that are not known: what the data say of
/// nobody is not known of anybody.
fn follow(facts: &Facts, line: &mut Line) {
    let has = |is: &dyn Fn(&str) -> bool| facts.world.engagements.iter().any(|key| is(&key.0));
    if !has(&|worker| crate::people::is_registered(facts, worker)) {
        line.forget("registered");
    }
    if !has(&|worker| facts.world.worker_text(worker, "pay_account").is_some()) {
        line.forget("account_bound");
    }
    line.set("paid_late", line.value("paid") - line.value("paid_on_time"));
    line.set("overdue_days", line.number("oldest_due_date").map(|day| facts.as_of - day));
}

/// Rules about projects.
pub fn of_projects(
    facts: &Facts,
    book: &Book,
    lines: &BTreeMap<String, Line>,
) -> Result<Vec<Warning>, String> {
    let counts = count_findings(book, |finding| {
        finding.project.as_ref().filter(|_| TABLES.contains(&finding.table.as_str()))
    });
    let mut subjects = Vec::new();
    for (id, line) in lines {
        let mut line = line.clone();
        follow(facts, &mut line);
        for column in [
            "real_name_in_place",
            "paid_by_general_contractor",
            "notice_board_complete",
            "payroll_officer_named",
        ] {
            let said = facts.project(id).and_then(|project| project.number(column));
            if let Some(said) = said {
                line.say(column, if said == 1 { "true" } else { "false" });
            }
        }
        add_findings(facts, &counts, "project", id, &mut line);
        subjects.push(Subject { id: id.clone(), line, ..Subject::default() });
    }
    met(facts, "project", &subjects)
}

/// Gives every project the colour of its gravest warning.
pub fn colour(warnings: &[Warning], lines: &mut BTreeMap<String, Line>) {
    const COUNTS: [(&str, &str); 4] = [
        ("green", "projects_green"),
        ("blue", "projects_blue"),
        ("yellow", "projects_yellow"),
        ("red", "projects_red"),
    ];
    for (id, line) in lines.iter_mut() {
        let own = || warnings.iter().filter(|warning| warning.subject.id == *id);
        let has_key = own().any(|warning| warning.rule.level == "key");
        let colour = if has_key && line.value("arrears") > 0 {
            "red"
        } else if has_key {
            "yellow"
        } else if own().next().is_some() {
            "blue"
        } else {
            "green"
        };
        line.say("colour", colour);
        for (word, name) in COUNTS {
            line.set(name, i128::from(word == colour));
        }
    }
}

/// Rules about accounts.
pub fn of_accounts(facts: &Facts) -> Result<Vec<Warning>, String> {
    let mut payees: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for transfer in facts.transfers.iter().filter(|transfer| transfer.fate == "counted") {
        let worker = transfer.worker.as_deref();
        if let (Some(account), Some(worker)) = (transfer.record.text("payee_account"), worker) {
            payees.entry(account).or_default().insert(worker);
        }
    }
    payees.retain(|_, workers| workers.len() >= 3);
    let of_projects = facts.projects_of_accounts();
    let mut accounts: BTreeSet<&str> = payees.keys().copied().collect();
    accounts.extend(facts.balances.keys().map(String::as_str));
    accounts.extend(of_projects.keys());
    let subject = |account: &str| {
        let mut line = Line::default();
        line.set("balance", facts.balances.get(account).copied());
        let count = payees.get(account).map_or(0, BTreeSet::len);
        line.set("payees", i128::try_from(count).unwrap_or(0));
        Subject { id: account.to_string(), line, ..Subject::default() }
    };
    let subjects: Vec<Subject> = accounts.into_iter().map(subject).collect();
    met(facts, "account", &subjects)
}

/// Rules about contractors in an area; those that are not known are none.
pub fn of_contractors(
    facts: &Facts,
    debts: &Debts<'_>,
    lines: &BTreeMap<ContractorKey, Line>,
) -> Result<Vec<Warning>, String> {
    let mut subjects = Vec::new();
    for ((contractor, area), line) in lines {
        let Some(contractor) = contractor else { continue };
        let mut line = line.clone();
        follow(facts, &mut line);
        let province = area.as_deref().map(|area| area.get(..2).unwrap_or(area));
        let (one, ten) = credit::reached(debts, "contractor", contractor, Some(province));
        line.set("crime_one_worker", one);
        line.set("crime_ten_workers", ten);
        let area = area.clone().unwrap_or_default();
        subjects.push(Subject { id: contractor.clone(), area, line, ..Subject::default() });
    }
    met(facts, "contractor", &subjects)
}

/// Rules about regions; those that are not known are none.
pub fn of_regions(
    facts: &Facts,
    lines: &BTreeMap<RegionKey, Line>,
) -> Result<Vec<Warning>, String> {
    let mut subjects = Vec::new();
    for ((_, region), line) in lines {
        let Some(region) = region else { continue };
        let mut line = line.clone();
        follow(facts, &mut line);
        subjects.push(Subject { id: region.clone(), line, ..Subject::default() });
    }
    met(facts, "region", &subjects)
}

/// Rules about employers.
pub fn of_employers(
    facts: &Facts,
    debts: &Debts<'_>,
    lines: &BTreeMap<Option<String>, Line>,
) -> Result<Vec<Warning>, String> {
    let cases = crate::cases::of_subjects(facts);
    let mut subjects = Vec::new();
    for (employer, line) in lines {
        let Some(employer) = employer else { continue };
        let mut line = line.clone();
        let (one, ten) = credit::reached(debts, "employer", employer, None);
        line.set("crime_one_worker", one);
        line.set("crime_ten_workers", ten);
        let of_employer = cases.get(&("employer", None, Some(employer.clone())));
        for name in ["cases_received", "cases_overdue"] {
            line.set(name, of_employer.map_or(0, |cases| cases.value(name)));
        }
        subjects.push(Subject { id: employer.clone(), line, ..Subject::default() });
    }
    met(facts, "employer", &subjects)
}

/// Rules about workers.
pub fn of_workers(
    facts: &Facts,
    book: &Book,
    engagements: &BTreeMap<(String, String), Totals>,
) -> Result<Vec<Warning>, String> {
    let counts = count_findings(book, |finding| finding.worker.as_ref());
    let mut sums: BTreeMap<&String, Totals> = BTreeMap::new();
    for ((worker, _), part) in engagements {
        sums.entry(worker).or_default().add(part);
    }
    let mut years: BTreeMap<&String, BTreeMap<i128, i128>> = BTreeMap::new();
    for (((worker, _), month), period) in facts.periods {
        *years.entry(worker).or_default().entry(month / 12).or_default() += period.due;
    }
    let mut subjects = Vec::new();
    for (worker, sum) in sums {
        let mut line = crate::figures::of_totals(&sum);
        follow(facts, &mut line);
        line.set("periods_in_arrears", sum.periods_in_arrears);
        let largest = years.get(worker).and_then(|years| years.values().max()).copied();
        line.set("largest_year_due", largest.unwrap_or(0));
        add_findings(facts, &counts, "worker", worker, &mut line);
        subjects.push(Subject { id: worker.clone(), line, ..Subject::default() });
    }
    met(facts, "worker", &subjects)
}

/// Rules about worker-periods.
pub fn of_worker_periods(facts: &Facts) -> Result<Vec<Warning>, String> {
    let subject = |((key, month), period): (&((String, String), i128), _)| {
        let period: &crate::step3::WorkerPeriod = period;
        let mut line = Line::default();
        line.set("due", period.due);
        line.set("paid", period.paid);
        line.set("arrears", step5::arrears(period, facts.as_of));
        line.set("overdue_days", step5::overdue_days(period, facts.as_of));
        let (id, project) = key.clone();
        Subject { id, project, period: Some(*month), area: String::new(), line }
    };
    let subjects: Vec<Subject> = facts.periods.iter().map(subject).collect();
    met(facts, "worker_period", &subjects)
}

/// One row a warning.
pub fn table(facts: &Facts, warnings: &[Warning]) -> String {
    let mut rows = Vec::new();
    for warning in warnings {
        let rule = &warning.rule;
        let month = warning.subject.period.map(date::first_day);
        let key = [
            warning.code.clone(),
            rule.subject.clone(),
            warning.subject.id.clone(),
            warning.subject.project.clone(),
            output::day(month),
            warning.subject.area.clone(),
        ];
        let [code, subject, id, project, period, area] = key.clone();
        let row = vec![
            code,
            rule.level.clone(),
            subject,
            id,
            rule.figure.clone(),
            warning.value.clone(),
            warning.threshold.clone(),
            rule.basis.clone(),
            output::day(Some(facts.as_of)),
            output::day(Some(facts.as_of + rule.mend_days)),
            "open".to_string(),
            rule.comparison.clone(),
            project,
            period,
            area,
        ];
        rows.push((key, row));
    }
    rows.sort();
    let header = "code,level,subject,subject_id,figure,value,threshold,basis,opened_date,deadline,\
        state,comparison,project_id,period,area";
    output::table(header, rows.into_iter().map(|(_, row)| row).collect())
}
