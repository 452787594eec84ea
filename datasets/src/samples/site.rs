//! The sample site: two projects of one contractor, thirteen workers, September and October 2025.

use super::texts;
use crate::civil::{day, day_class, day_text};
use crate::ids;
use crate::shape::Kind;
use crate::table::{Cell, yuan};
use crate::world::World;

/// The day of the books.
pub(super) const AS_OF: (i64, i64, i64) = (2025, 12, 31);

/// Name, project, minutes of a day; the pieces of a day for the one who is paid by the piece.
const CREW: &[(&str, &str, i64)] = &[
    ("甲一", "P1", 480),
    ("甲二", "P1", 480),
    ("甲三", "P1", 480),
    ("甲四", "P1", 480),
    ("甲五", "P1", 480),
    ("乙一", "P1", 480),
    ("乙二", "P1", 480),
    ("乙三", "P1", 480),
    ("乙四", "P1", 480),
    ("乙五", "P1", 480),
    ("丙一", "P1", 480),
    ("丙二", "P2", 480),
    ("丙三", "P2", 480),
];

/// The sample site as a world; its truth is told in the README of the sample.
pub(super) fn site() -> World {
    let mut world = World::empty(day(AS_OF.0, AS_OF.1, AS_OF.2));
    for (table, header, lines) in texts::TABLES {
        for line in *lines {
            push_line(&mut world, table, header, line);
        }
    }
    for (number, (name, _, _)) in CREW.iter().enumerate() {
        let id = resident(number);
        let cells = [
            ("worker_id", Some(id.clone())),
            ("worker_name", Some((*name).to_owned())),
            ("id_number", Some(id)),
            ("pay_account", Some(card(number))),
        ];
        push(&mut world, "workers", &cells);
    }
    push_days(&mut world);
    push_wage_debits(&mut world);
    world
}

fn push(world: &mut World, table: &str, cells: &[(&str, Cell)]) {
    if let Some(table) = world.tables.iter_mut().find(|t| t.name == table) {
        table.push(cells);
    }
}

/// A line of [`texts`]: cells between bars, empty = null, short names for made-up numbers.
fn push_line(world: &mut World, table: &str, header: &str, line: &str) {
    let texts = line.split('|').map(str::trim);
    let cells: Vec<(&str, Cell)> = header
        .split('|')
        .map(str::trim)
        .zip(texts.map(|text| Some(number_of(text)).filter(|t| !t.is_empty())))
        .collect();
    push(world, table, &cells);
}

/// `@甲一` is the identity number of 甲一, `#甲一` his card, `$1` a credit code, `%1` a company's
/// account.
fn number_of(text: &str) -> String {
    let rest = text.get(1..).unwrap_or("");
    let person = || CREW.iter().position(|(name, _, _)| *name == rest).unwrap_or(0);
    let running = || rest.parse::<i64>().unwrap_or(0);
    match text.chars().next() {
        Some('@') => resident(person()),
        Some('#') => card(person()),
        Some('$') => ids::credit_code(running()),
        Some('%') => ids::company_account(running()),
        _ => text.to_owned(),
    }
}

fn resident(number: usize) -> String {
    let running = i64::try_from(number).unwrap_or(0);
    let born = day_text(day(1975, 3, 1) + running * 701).replace('-', "");
    ids::resident("990100", &born, 101 + running * 2)
}

fn card(number: usize) -> String {
    ids::card(5_000 + i64::try_from(number).unwrap_or(0))
}

/// Everybody comes on every workday; on 12 September the site stands still.
fn push_days(world: &mut World) {
    for number in day(2025, 9, 1)..=day(2025, 10, 31) {
        let is_still = number == day(2025, 9, 12);
        for (name, home, minutes) in CREW {
            let is_absent = *name == "甲五" && number == day(2025, 9, 23);
            let is_extra = *name == "甲四" && number == day(2025, 10, 1);
            let is_workday = day_class(number) == "workday" && !is_still && !is_absent;
            if *name == "丙三" || !(is_workday || is_extra) {
                continue;
            }
            let is_long = *name == "甲四" && number == day(2025, 10, 15);
            let minutes = if is_long { 600 } else { *minutes };
            let moved = *name == "丙一" && number >= day(2025, 9, 16);
            let project = if moved { "P2" } else { home };
            if *name == "丙二" {
                push_punches(world, name, project, number);
            } else {
                push_attendance(world, name, project, number, minutes);
            }
        }
    }
    // Uploaded once more; a day that does not exist; a row of nobody; a day after the books are
    // closed.
    let header = "worker_id|project_id|work_date|minutes|source";
    for line in [
        "@乙五|P1|2025-09-10|480|device",
        "@甲一|P1|2025-09-31|480|device",
        "|P1|2025-09-02|480|device",
        "@甲一|P1|2026-01-05|480|device",
    ] {
        push_line(world, "attendance", header, line);
    }
}

fn push_attendance(world: &mut World, name: &str, project: &str, number: i64, minutes: i64) {
    let quantity = if name == "乙一" { "9.5" } else { "" };
    let source = if name == "乙二" { "manual" } else { "device" };
    let shift = if name == "甲四" { "白班" } else { "" };
    let day = day_text(number);
    let header = "worker_id|project_id|work_date|minutes|shift|quantity|source";
    let line = format!("@{name}|{project}|{day}|{minutes}|{shift}|{quantity}|{source}");
    push_line(world, "attendance", header, &line);
}

fn push_punches(world: &mut World, name: &str, project: &str, number: i64) {
    let header = "worker_id|project_id|punched_at|direction|punch_type|source";
    for (time, direction) in [("07:58", "in"), ("15:58", "out")] {
        let at = format!("{} {time}", day_text(number));
        let line = format!("@{name}|{project}|{at}|{direction}|001|device");
        push_line(world, "punches", header, &line);
    }
}

/// One debit for all that an account paid out on a day.
fn push_wage_debits(world: &mut World) {
    let mut sums: Vec<(String, String, i64)> = Vec::new();
    let Some(transfers) = world.table("transfers") else { return };
    let mut seen: Vec<&str> = Vec::new();
    for row in 0..transfers.rows() {
        let cell = |column| transfers.cell(row, column).unwrap_or("");
        let (account, date) = (cell("payer_account"), cell("paid_date"));
        // The third account is the office's own, no wage account.
        let is_wage = (1..=2).any(|running| account == ids::company_account(running));
        if !is_wage || cell("status") != "settled" || seen.contains(&cell("transfer_id")) {
            continue;
        }
        seen.push(cell("transfer_id"));
        let fen: i64 = cell("amount").replace('.', "").parse().unwrap_or(0);
        match sums.iter_mut().find(|(a, d, _)| a == account && d == date) {
            Some(sum) => sum.2 += fen,
            None => sums.push((account.to_owned(), date.to_owned(), fen)),
        }
    }
    for (place, (account, date, fen)) in sums.into_iter().enumerate() {
        let project = if account == ids::company_account(1) { "P1" } else { "P2" };
        let header = "entry_id|wage_account|entry_date|direction|amount|purpose|project_id";
        let line = format!("E{}|{account}|{date}|debit|{}|wage|{project}", 20 + place, yuan(fen));
        push_line(world, "account_entries", header, &line);
    }
}

/// The kind of a column of a table.
pub(super) fn kind_of(table: &str, column: &str) -> Kind {
    let shape = crate::shape::shape_of(table);
    shape
        .and_then(|shape| shape.columns.iter().find(|c| c.name == column))
        .map_or(Kind::Text, |column| column.kind)
}
