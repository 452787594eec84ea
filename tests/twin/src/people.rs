//! 7.7: engagements registered, attended, contracted; who recorded their days; and whether the
//! data of a project still come.

use std::collections::BTreeMap;

use crate::cells::Cell;
use crate::facts::Facts;
use crate::figures::{self, Line};
use crate::output;
use crate::punches::Key;
use crate::step1::Record;

/// Device, people, platform: the first that has minutes on a day has the day.
const SOURCES: [&str; 3] = ["device", "manual", "system"];

/// Words that stand where nobody knew the number.
const NO_NUMBER: [&str; 4] = ["未知", "不详", "无", "未提供"];

/// Whether a used row of `workers` has a number by which he is known.
pub fn is_registered(facts: &Facts, worker: &str) -> bool {
    facts.world.worker_text(worker, "id_number").is_some_and(|id| !NO_NUMBER.contains(&id))
}

/// Adds to the lines of projects.
pub fn add(facts: &Facts, lines: &mut BTreeMap<String, Line>) {
    for line in lines.values_mut() {
        for name in [
            "registered",
            "attended",
            "registered_attended",
            "contracted",
            "account_bound",
            "payroll_confirmed",
            "device_days",
            "manual_days",
            "system_days",
            "device_minutes",
            "manual_minutes",
            "system_minutes",
        ] {
            line.set(name, 0);
        }
    }
    for key in &facts.world.engagements {
        if let Some(line) = lines.get_mut(&key.1) {
            engagement(facts, key, line);
        }
    }
    days(facts, lines);
    for (id, line) in lines.iter_mut() {
        updated(facts, id, line);
    }
}

fn engagement(facts: &Facts, key: &Key, line: &mut Line) {
    let registered = is_registered(facts, &key.0);
    let work = facts.world.work.get(key);
    let attended = work.is_some_and(|days| days.values().any(|work| work.minutes > 0));
    let months = facts.world.payroll.get(key);
    let lines: Vec<&Record> =
        months.into_iter().flat_map(|months| months.values()).flatten().collect();
    let own: Vec<&&Record> = lines.iter().filter(|line| !line.is("is_back_pay")).collect();
    let confirmed = !own.is_empty() && own.iter().all(|line| line.is("confirmed"));
    let bound = facts.world.worker_text(&key.0, "pay_account").is_some();
    for (name, is) in [
        ("registered", registered),
        ("attended", attended),
        ("registered_attended", registered && attended),
        ("contracted", facts.world.contracts.contains_key(key)),
        ("account_bound", bound),
        ("payroll_confirmed", confirmed),
    ] {
        line.count(name, i128::from(is));
    }
}

fn place(record: &Record) -> usize {
    let source = record.text("source").unwrap_or("device");
    SOURCES.iter().position(|word| *word == source).unwrap_or(0)
}

/// What makes two rows of a day one: shift, minutes, and pieces where they are paid.
type Content<'a> = (Option<&'a Cell>, i128, Option<i128>);

/// Minutes of every day by source.
fn days(facts: &Facts, lines: &mut BTreeMap<String, Line>) {
    let mut rows: BTreeMap<(Key, i128), Vec<&Record>> = BTreeMap::new();
    for record in facts.tables.of("attendance") {
        let key = (record.id("worker_id"), record.id("project_id"));
        rows.entry((key, record.value("work_date"))).or_default().push(record);
    }
    let mut punched: BTreeMap<(Key, i128), usize> = BTreeMap::new();
    for record in facts.tables.of("punches") {
        let key = (record.id("worker_id"), record.id("project_id"));
        let day = record.value("punched_at").div_euclid(86_400);
        let best = punched.entry((key, day)).or_insert(SOURCES.len());
        *best = place(record).min(*best);
    }
    for (key, work) in &facts.world.work {
        let has_piece = facts.world.contracts.get(key).is_some_and(|contracts| {
            contracts.iter().any(|contract| contract.text("pay_basis") == Some("piece"))
        });
        let Some(line) = lines.get_mut(&key.1) else { continue };
        for (day, work) in work {
            let place = (key.clone(), *day);
            let (minutes, by_device) = match rows.get(&place) {
                Some(records) => of_rows(records, has_piece),
                None => {
                    let best = punched.get(&place).copied().unwrap_or(0);
                    let mut minutes = [0; 3];
                    minutes[best.min(2)] = work.minutes;
                    (minutes, best == 0)
                }
            };
            note(line, *day, minutes, by_device);
        }
    }
}

/// Minutes of a day's rows by source, and whether a device sent one.
fn of_rows(records: &[&Record], has_piece: bool) -> ([i128; 3], bool) {
    let mut best: BTreeMap<Content<'_>, usize> = BTreeMap::new();
    for record in records {
        let quantity = if has_piece { record.number("quantity") } else { None };
        let content = (record.cells.get("shift"), record.value("minutes"), quantity);
        let own = place(record);
        let source = best.entry(content).or_insert(own);
        *source = own.min(*source);
    }
    let mut minutes = [0; 3];
    for ((_, of_row, _), source) in &best {
        minutes[*source] += of_row;
    }
    let mut over = (minutes.iter().sum::<i128>() - 1440).max(0);
    for of_source in minutes.iter_mut().rev() {
        let cut = over.min(*of_source);
        *of_source -= cut;
        over -= cut;
    }
    (minutes, best.values().any(|source| *source == 0))
}

fn note(line: &mut Line, day: i128, minutes: [i128; 3], by_device: bool) {
    let names = [
        ("device_days", "device_minutes"),
        ("manual_days", "manual_minutes"),
        ("system_days", "system_minutes"),
    ];
    for ((_, name), minutes) in names.iter().zip(minutes) {
        line.count(name, minutes);
    }
    if let Some(first) = minutes.iter().position(|minutes| *minutes > 0) {
        line.count(names[first].0, 1);
    }
    if by_device {
        let latest = line.number("latest_device_date").map_or(day, |latest| latest.max(day));
        line.set("latest_device_date", latest);
    }
}

/// Whether the works go on.
pub fn is_active(facts: &Facts, id: &str) -> bool {
    let number = |column| facts.project(id).and_then(|project| project.number(column));
    let is_over = number("completed_date").is_some_and(|day| day <= facts.as_of);
    let goes_on = match facts.text(id, "status") {
        Some(status) => status == "active",
        None => number("start_date").is_none_or(|day| day <= facts.as_of),
    };
    facts.project(id).is_some() && goes_on && !is_over
}

fn updated(facts: &Facts, id: &str, line: &mut Line) {
    let first = facts.as_of - facts.policy.update_window_days + 1;
    let is_updated = line.number("latest_device_date").is_some_and(|day| day >= first);
    let is_active = is_active(facts, id);
    line.set("projects_active", i128::from(is_active));
    line.set("projects_updated", i128::from(is_active && is_updated));
    if is_active {
        line.say("updated", &is_updated.to_string());
    }
}

/// Every employer with a worker-period or a signal.
pub fn employers(facts: &Facts) -> BTreeMap<Option<String>, Line> {
    const KINDS: [(&str, &str); 5] = [
        ("water", "signals_water"),
        ("power", "signals_power"),
        ("social_insurance", "signals_social_insurance"),
        ("tax", "signals_tax"),
        ("opinion", "signals_opinion"),
    ];
    let mut lines: BTreeMap<Option<String>, Line> = BTreeMap::new();
    let mut workers: BTreeMap<Option<String>, BTreeMap<&str, bool>> = BTreeMap::new();
    for (((worker, _), _), period) in facts.periods {
        let arrears = crate::step5::arrears(period, facts.as_of);
        let line = lines.entry(period.employer.clone()).or_default();
        line.count("due", period.due);
        line.count("paid", period.paid);
        line.count("arrears", arrears);
        line.count("not_yet_due", period.open() - arrears);
        let of_employer = workers.entry(period.employer.clone()).or_default();
        *of_employer.entry(worker.as_str()).or_default() |= arrears > 0;
    }
    for (employer, workers) in workers {
        let line = lines.entry(employer).or_default();
        line.count("workers", i128::try_from(workers.len()).unwrap_or(0));
        let owed = workers.values().filter(|owed| **owed).count();
        line.count("workers_owed", i128::try_from(owed).unwrap_or(0));
    }
    for signal in facts.tables.of("signals") {
        let line = lines.entry(Some(signal.id("employer_id"))).or_default();
        let kind = KINDS.iter().find(|(word, _)| signal.text("signal") == Some(word));
        if let Some((_, name)) = kind {
            line.count(name, 1);
        }
        line.count("signal_amount", signal.value("amount"));
        let days = [line.number("signal_days_overdue"), signal.number("days_overdue")];
        line.set("signal_days_overdue", days.into_iter().flatten().max());
        let latest = [line.number("latest_signal_date"), signal.number("signal_date")];
        line.set("latest_signal_date", latest.into_iter().flatten().max());
    }
    for line in lines.values_mut() {
        let kinds = KINDS.iter().filter(|(_, name)| line.value(name) > 0).count();
        line.set("signal_kinds", i128::try_from(kinds).unwrap_or(0));
        for name in ["workers", "workers_owed", "due", "paid", "arrears", "not_yet_due"] {
            line.count(name, 0);
        }
        for (_, name) in KINDS {
            line.count(name, 0);
        }
        line.count("signal_amount", 0);
    }
    lines
}

/// The columns of `employer_totals` after the id.
const EMPLOYER_COLUMNS: &str = "workers:c workers_owed:c due:m paid:m arrears:m not_yet_due:m \
    signals_water:c signals_power:c signals_social_insurance:c signals_tax:c signals_opinion:c \
    signal_kinds:c signal_amount:m signal_days_overdue:n latest_signal_date:d";

/// One row an employer.
pub fn employer_totals(lines: &BTreeMap<Option<String>, Line>) -> Result<String, String> {
    let mut rows = Vec::new();
    for (employer, line) in lines {
        let mut row = vec![employer.clone().unwrap_or_default()];
        for (name, kind) in figures::columns(EMPLOYER_COLUMNS) {
            row.push(line.cell(name, kind)?);
        }
        rows.push(row);
    }
    Ok(output::table(&figures::header("employer_id", EMPLOYER_COLUMNS), rows))
}
