//! Small random worlds and policies for the laws, and the ways a law changes a world.

use anxin_datasets::shape::Kind;
use anxin_datasets::{Random, Spec, Table, World, civil, world};

/// Policies that laws and comparisons run under; the first is the built-in one.
pub const POLICIES: [Option<&str>; 8] = [
    None,
    Some(
        "[wages]\nmonthly_proration = \"paid_days\"\ndue_source = \"greater\"\n\
         [[minimum_wage]]\nregion = \"000000\"\nvalid_from = 2024-01-01\nmonthly = \"1800\"\n\
         hourly = \"18\"\n",
    ),
    Some(
        "[wages]\nmonthly_proration = \"hours_worked\"\ndue_source = \"attendance\"\n\
         unexplained_deduction = \"deducted\"\nforeign_payee = \"set_aside\"\n\
         overtime_workday = 175\n",
    ),
    Some(
        "[wages]\ndue_source = \"payroll\"\ndefault_pay_day = 15\ndefault_pay_month_offset = 0\n\
         pay_on_termination_days = 5\npayroll_tolerance = \"0.05\"\n\
         [attendance]\npunch_debounce_seconds = 30\npunch_max_shift_minutes = 600\n",
    ),
    Some(
        "[wages]\ndefault_hours_system = \"comprehensive\"\npaid_days_per_month = \"22\"\n\
         damage_deduction_cap = \"0.1\"\n[ageing]\nbrackets_days = [7, 14]\n\
         [figures]\narea_digits = 6\n",
    ),
    Some("[wages]\ndefault_hours_system = \"none\"\novertime_holiday = 450\n"),
    Some(include_str!("every-figure.toml")),
    Some(
        "[figures]\nupdate_window_days = 60\ndeposit_expiring_days = 9\n[credit]\n\
         grade_window_months = 24\ngrade_c_punishments = 1\nblacklist_months = 12\n\
         crime_months = 1\ncrime_workers = 2\n\
         [[crime]]\nregion = \"\"\none_worker = \"2000\"\nten_workers = \"3000\"\n\
         [[crime]]\nregion = \"52\"\none_worker = \"1\"\n\
         [[warning]]\ncode = \"arrears\"\nabove = \"1000.01\"\nmend_days = 0\n\
         [[warning]]\ncode = \"accounts_not_bound\"\nenabled = false\n",
    ),
];

/// The world and policy of a seed: few workers, every kind of trouble, any day of the report.
#[must_use]
pub fn of_seed(seed: u64) -> (World, Option<&'static str>) {
    let mut random = Random::new(seed);
    let months = random.below(3) + 1;
    let first_month = civil::month(2024, 10) + random.between(0, 8);
    let last_month = first_month + i64::try_from(months).unwrap_or(1);
    let spec = Spec {
        seed,
        projects: random.below(3) + 1,
        workers_per_project: random.below(5) + 2,
        months,
        first_month,
        as_of_day: civil::first_day(last_month) + random.between(-15, 200),
        ..Spec::default()
    };
    (world(&spec), POLICIES[random.below(POLICIES.len())])
}

/// A world of more workers and attendance than one piece of the work takes: its tables are read in
/// several units, and its wages are worked out in several chunks.
#[must_use]
pub fn large() -> World {
    let spec = Spec { seed: 11, projects: 40, workers_per_project: 60, ..Spec::default() };
    world(&spec.over(2))
}

/// The world with every id and account, of all tables, beginning with `prefix`.
#[must_use]
pub fn renamed(world: &World, prefix: &str) -> World {
    each_cell(world, |kind, _, text| match kind {
        Kind::Id | Kind::Account => format!("{prefix}{}", text.trim()),
        _ => text,
    })
}

/// The world with every id and account but those of contractors, and every name of a person,
/// beginning with `prefix`: other people on other projects of the same firms.
#[must_use]
pub fn beside(world: &World, prefix: &str) -> World {
    each_cell(world, |kind, column, text| match (kind, column) {
        (_, "general_contractor_id" | "contractor_id") => text,
        (Kind::Id | Kind::Account, _) | (_, "worker_name" | "payee_name") => {
            format!("{prefix}{}", text.trim())
        }
        _ => text,
    })
}

/// Provinces of generated worlds, and codes that none of them has.
const MOVES: [(&str, &str); 11] = [
    ("13", "71"),
    ("15", "72"),
    ("33", "73"),
    ("34", "74"),
    ("35", "75"),
    ("37", "76"),
    ("43", "77"),
    ("52", "78"),
    ("64", "79"),
    ("65", "80"),
    ("99", "81"),
];

/// The world moved to provinces that no generated world has.
#[must_use]
pub fn moved(world: &World) -> World {
    each_cell(world, |kind, _, text| {
        let digits: String = text.trim().chars().map(narrow).collect();
        let to = MOVES.iter().find_map(|(from, to)| Some((*to, digits.strip_prefix(from)?)));
        match to {
            Some((to, rest)) if kind == Kind::Region => format!("{to}{rest}"),
            _ => text,
        }
    })
}

/// The ASCII digit of a full-width one.
pub(crate) fn narrow(letter: char) -> char {
    let value = u32::from(letter).checked_sub(0xFF10).filter(|value| *value < 10);
    value.and_then(|value| char::from_digit(value, 10)).unwrap_or(letter)
}

fn each_cell(world: &World, change: impl Fn(Kind, &str, String) -> String) -> World {
    let mut made = world.clone();
    for table in &mut made.tables {
        let kinds: Vec<_> = table.shape().map_or(&[][..], |shape| shape.columns).to_vec();
        for column in &mut table.columns {
            let Some(kind) = kinds.iter().find(|shape| shape.name == column.name) else { continue };
            for cell in column.cells.iter_mut().flatten() {
                if !cell.trim().is_empty() {
                    *cell = change(kind.kind, column.name, cell.clone());
                }
            }
        }
    }
    made
}

/// Both worlds as one; the calendar is that of the first.
#[must_use]
pub fn together(first: &World, second: &World) -> World {
    let mut made = first.clone();
    for (table, other) in made.tables.iter_mut().zip(&second.tables) {
        if table.name == "calendar" {
            continue;
        }
        for row in 0..other.rows() {
            push_row(table, other, row);
        }
    }
    made
}

/// Adds a row of a table of the same columns.
pub fn push_row(table: &mut Table, other: &Table, row: usize) {
    for (column, from) in table.columns.iter_mut().zip(&other.columns) {
        column.cells.push(from.cells.get(row).cloned().flatten());
    }
}

/// Takes all rows of a table away.
pub fn empty(world: &mut World, name: &str) {
    if let Some(table) = table_mut(world, name) {
        *table = table.with_rows(&[]);
    }
}

/// A table of a world, to be changed.
#[must_use]
pub fn table_mut<'a>(world: &'a mut World, name: &str) -> Option<&'a mut Table> {
    world.tables.iter_mut().find(|table| table.name == name)
}

/// Gives a province to deposits that stand for the whole country: they would tie worlds together.
pub fn bind_deposits(world: &mut World) {
    let Some(deposits) = table_mut(world, "deposits") else { return };
    for row in 0..deposits.rows() {
        let region: Option<String> =
            deposits.cell(row, "region_code").map(|text| text.trim().chars().map(narrow).collect());
        if region.is_none_or(|code| code.chars().all(|digit| digit == '0')) {
            deposits.set(row, "region_code", Some("52".to_string()));
        }
    }
}
