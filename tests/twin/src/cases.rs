//! 7.8: cases, what was recovered since, and what they and published rates say against themselves.

use std::collections::BTreeMap;

use crate::book::{Book, Finding};
use crate::facts::Facts;
use crate::figures::{self, Line};
use crate::fraction::Fraction;
use crate::output;
use crate::step1::{Record, Tables};

/// Findings about cases closed before they came in, and rates that their counts do not give.
pub fn findings(tables: &Tables, book: &mut Book) -> Result<(), String> {
    for case in tables.of("cases") {
        let is_reversed =
            case.number("closed_date").is_some_and(|day| day < case.value("received_date"));
        if is_reversed {
            let finding = case.finding("case_dates_reversed", "cases");
            book.findings.push(Finding { amount: case.number("amount_claimed"), ..finding });
        }
    }
    for rate in tables.of("published_rates") {
        let (counted, of) = (rate.value("numerator"), rate.value("denominator"));
        if of == 0 {
            continue;
        }
        // The published rate in ten-thousandths of a percent, and how many of its four decimals
        // were written.
        let published = rate.value("published_percent");
        let unwritten = match rate.number("decimals") {
            Some(decimals) => 4 - decimals,
            None => {
                (0..4).take_while(|more| published % 10_i128.pow(more + 1) == 0).count() as i128
            }
        };
        let unit = 10_i128.pow(u32::try_from(unwritten).unwrap_or(0));
        let exact = Fraction::new(counted * 1_000_000, of * unit).half_up()?;
        if exact != Fraction::new(published, unit).half_up()? {
            book.findings.push(rate.finding("published_rate_differs", "published_rates"));
        }
    }
    Ok(())
}

/// The columns of `case_totals` after the subject.
const COLUMNS: &str = "received:c closed:c closing_rate:r closed_in_time:c closed_late:c open:c \
    overdue:c median_days:n workers:c claimed:m recovered:m";

/// Subject, level and id.
type Subject = (&'static str, Option<usize>, Option<String>);

/// What the cases of a subject come to.
pub fn of_subjects(facts: &Facts) -> BTreeMap<Subject, Line> {
    let mut groups: BTreeMap<Subject, Vec<&Record>> = BTreeMap::new();
    for case in facts.tables.of("cases") {
        for subject in subjects(facts, case) {
            groups.entry(subject).or_default().push(case);
        }
    }
    let lines = groups.into_iter().map(|(subject, cases)| (subject, line(facts, &cases)));
    lines.collect()
}

/// Everything that a case is about.
fn subjects(facts: &Facts, case: &Record) -> Vec<Subject> {
    let project = case.text("project_id");
    let of_project = |column| project.and_then(|id| facts.text(id, column));
    let known = |text: Option<&str>| text.map(String::from);
    let region = case.text("region_code").or(of_project("region_code"));
    let mut subjects = vec![
        ("contractor", None, known(of_project("general_contractor_id"))),
        ("employer", None, known(case.text("employer_id"))),
        ("project", None, known(project)),
    ];
    for level in [2, 4, 6] {
        subjects.push(("region", Some(level), padded(region, level)));
    }
    subjects
}

/// So many digits of a region, zeros where it is shorter.
pub fn padded(region: Option<&str>, level: usize) -> Option<String> {
    region.map(|code| format!("{:0<level$}", code.get(..level).unwrap_or(code)))
}

fn line(facts: &Facts, cases: &[&Record]) -> Line {
    let mut line = Line::default();
    for name in [
        "received",
        "closed",
        "closed_in_time",
        "closed_late",
        "open",
        "overdue",
        "workers",
        "claimed",
        "recovered",
    ] {
        line.set(name, 0);
    }
    let mut days = Vec::new();
    for case in cases {
        let due = case.number("due_date");
        let closed = case.number("closed_date").filter(|day| *day <= facts.as_of);
        line.count("received", 1);
        match closed {
            Some(day) => {
                line.count("closed", 1);
                line.count("closed_in_time", i128::from(due.is_some_and(|due| day <= due)));
                line.count("closed_late", i128::from(due.is_some_and(|due| day > due)));
                days.extend(Some(day - case.value("received_date")).filter(|days| *days >= 0));
            }
            None => {
                line.count("open", 1);
                line.count("overdue", i128::from(due.is_some_and(|due| due < facts.as_of)));
            }
        }
        line.count("workers", case.value("workers"));
        line.count("claimed", case.value("amount_claimed"));
        line.count("recovered", case.value("amount_recovered"));
    }
    days.sort_unstable();
    if !days.is_empty() {
        line.set("median_days", days[(days.len() - 1) / 2]);
    }
    line.set("cases_received", line.value("received"));
    line.set("cases_closed", line.value("closed"));
    line.set("cases_overdue", line.value("overdue"));
    line
}

/// One row a subject.
pub fn case_totals(lines: &BTreeMap<Subject, Line>) -> Result<String, String> {
    let mut rows = Vec::new();
    for ((subject, level, id), line) in lines {
        let level = level.map_or(String::new(), |level| level.to_string());
        let mut row = vec![(*subject).to_string(), level, id.clone().unwrap_or_default()];
        for (name, kind) in figures::columns(COLUMNS) {
            row.push(line.cell(name, kind)?);
        }
        rows.push(row);
    }
    let header = figures::header("subject,level,subject_id", COLUMNS);
    Ok(output::table(&header, rows))
}

/// Adds to the lines of projects what was paid since one of their cases came in.
pub fn add(facts: &Facts, lines: &mut BTreeMap<String, Line>) {
    for (id, line) in lines.iter_mut() {
        for name in ["recovered_since_case", "cases_received", "cases_closed", "cases_overdue"] {
            line.set(name, 0);
        }
        for case in facts.tables.of("cases") {
            if case.text("project_id") == Some(id) {
                line.count("cases_received", 1);
                let is_open = case.number("closed_date").is_none_or(|day| day > facts.as_of);
                line.count("cases_closed", i128::from(!is_open));
                let is_late = case.number("due_date").is_some_and(|due| due < facts.as_of);
                line.count("cases_overdue", i128::from(is_open && is_late));
            }
        }
    }
    for part in facts.allocations {
        let Some(period) = facts.periods.get(&(part.key.clone(), part.month)) else { continue };
        let is_between = |case: &Record| {
            let received = case.value("received_date");
            case.text("project_id") == Some(&part.key.1)
                && period.due_date < received
                && received < part.paid_date
        };
        if facts.tables.of("cases").iter().any(is_between)
            && let Some(line) = lines.get_mut(&part.key.1)
        {
            line.count("recovered_since_case", part.amount);
        }
    }
}
