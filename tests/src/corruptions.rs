//! One corruption for each finding code, planted in a world that gives no finding.
//!
//! The world is one of the generator without faults, of which only what needs no judgement is kept:
//! wages that are rate times time, on days told by attendance. What is planted is written from the
//! page of codes, not from the engine.

use anxin_datasets::{Spec, Table, World, civil, world};

use crate::worlds::table_mut;

/// A code and what makes it.
#[derive(Debug, Clone, Copy)]
pub struct Corruption {
    /// The finding code.
    pub code: &'static str,
    /// What is changed.
    pub plant: fn(&mut World, &Subject),
}

/// One worker of the quiet world, with a row in each table that tells of him.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The worker.
    pub worker: String,
    /// His project.
    pub project: String,
    /// Its wage account.
    pub wage_account: String,
    /// His registered account.
    pub pay_account: String,
    /// The wage month.
    pub period: String,
    /// Row of his contract.
    pub contract: usize,
    /// Row of his payroll line of the month.
    pub payroll: usize,
    /// Row of a transfer to him.
    pub transfer: usize,
    /// Row of his first attended day of the month.
    pub attendance: usize,
}

/// Keeps the rows of a table for which `keep` holds.
fn keep(world: &mut World, table: &str, keep: impl Fn(&Table, usize) -> bool) {
    let Some(table) = table_mut(world, table) else { return };
    let rows: Vec<usize> = (0..table.rows()).filter(|&row| keep(table, row)).collect();
    *table = table.with_rows(&rows);
}

/// Tables that tell of workers on projects.
const OF_WORKERS: [&str; 7] =
    ["workers", "contracts", "attendance", "punches", "payroll", "adjustments", "transfers"];

/// A world in which nothing is doubtful.
#[must_use]
pub fn quiet() -> World {
    quiet_of(&Spec { seed: 11, projects: 3, workers_per_project: 24, ..Spec::default() })
}

/// A world like that of a specification in which nothing is doubtful.
#[must_use]
pub fn quiet_of(spec: &Spec) -> World {
    let made = world(&spec.clone().clean());
    let mut made = made.without_rows_after(made.as_of_day);
    let contracts = made.table("contracts").cloned();
    let punches = made.table("punches").cloned();
    // One contract by the day or hour, and never clocked.
    let is_simple = |worker: &str| {
        let Some(contracts) = &contracts else { return false };
        let own = |table: &Table| -> Vec<usize> {
            (0..table.rows()).filter(|&row| table.cell(row, "worker_id") == Some(worker)).collect()
        };
        let rows = own(contracts);
        let is_plain =
            |row: &usize| matches!(contracts.cell(*row, "pay_basis"), Some("daily" | "hourly"));
        rows.len() == 1
            && rows.iter().all(is_plain)
            && punches.as_ref().is_none_or(|punches| own(punches).is_empty())
    };
    for table in OF_WORKERS {
        keep(&mut made, table, |rows, row| rows.cell(row, "worker_id").is_some_and(is_simple));
    }
    keep(&mut made, "adjustments", |_, _| false);
    // Accounts without an opening entry are doubtful by themselves.
    keep(&mut made, "account_entries", |_, _| false);
    if let Some(contracts) = table_mut(&mut made, "contracts") {
        for row in 0..contracts.rows() {
            contracts.set(row, "hours_system", Some("flexible".to_string()));
        }
    }
    made
}

/// Rows of a worker in a table.
fn rows_of(world: &World, table: &str, worker: &str) -> Vec<usize> {
    let Some(table) = world.table(table) else { return Vec::new() };
    (0..table.rows()).filter(|&row| table.cell(row, "worker_id") == Some(worker)).collect()
}

/// The workers of whom every table tells.
#[must_use]
pub fn subjects(world: &World) -> Vec<Subject> {
    let Some(workers) = world.table("workers") else { return Vec::new() };
    (0..workers.rows()).filter_map(|row| subject(world, workers.cell(row, "worker_id")?)).collect()
}

fn subject(world: &World, worker: &str) -> Option<Subject> {
    let first = |table: &str| rows_of(world, table, worker).first().copied();
    let cell = |table: &str, row: usize, column: &str| -> Option<String> {
        world.table(table)?.cell(row, column).map(str::to_owned)
    };
    let contract = first("contracts")?;
    let payroll = first("payroll")?;
    let project = cell("contracts", contract, "project_id")?;
    let period = cell("payroll", payroll, "period")?;
    let projects = world.table("projects")?;
    let site = (0..projects.rows())
        .find(|&row| projects.cell(row, "project_id") == Some(project.as_str()))?;
    let attendance = rows_of(world, "attendance", worker).into_iter().find(|&row| {
        let date = cell("attendance", row, "work_date").unwrap_or_default();
        let minutes = cell("attendance", row, "minutes").unwrap_or_default();
        date.starts_with(&period) && minutes == "480"
    })?;
    Some(Subject {
        worker: worker.to_owned(),
        wage_account: cell("projects", site, "wage_account")?,
        pay_account: cell("workers", first("workers")?, "pay_account")?,
        transfer: first("transfers")?,
        project,
        period,
        contract,
        payroll,
        attendance,
    })
}

/// Sets cells of a row.
fn set(world: &mut World, table: &str, row: usize, cells: &[(&str, &str)]) {
    let Some(table) = table_mut(world, table) else { return };
    for (column, text) in cells {
        table.set(row, column, Some((*text).to_owned()).filter(|text| !text.is_empty()));
    }
}

/// A copy of a row with other cells.
fn copy(world: &mut World, table: &str, row: usize, cells: &[(&str, &str)]) {
    let Some(copied) = table_mut(world, table) else { return };
    let place = copied.push_copy(row);
    set(world, table, place, cells);
}

/// A new row.
fn push(world: &mut World, table: &str, cells: &[(&str, &str)]) {
    let Some(pushed) = table_mut(world, table) else { return };
    let row = pushed.push(&[]);
    set(world, table, row, cells);
}

/// A punch of the subject.
fn punch(world: &mut World, subject: &Subject, time: &str, direction: &str, kind: &str) {
    let cells = [
        ("worker_id", subject.worker.as_str()),
        ("project_id", &subject.project),
        ("punched_at", time),
        ("direction", direction),
        ("punch_type", kind),
    ];
    push(world, "punches", &cells);
}

/// An adjustment of the subject.
fn adjust(world: &mut World, subject: &Subject, kind: &str, amount: &str) {
    let cells = [
        ("worker_id", subject.worker.as_str()),
        ("project_id", &subject.project),
        ("period", &subject.period),
        ("kind", kind),
        ("amount", amount),
    ];
    push(world, "adjustments", &cells);
}

/// Another transfer like the subject's.
fn transfer(world: &mut World, subject: &Subject, cells: &[(&str, &str)]) {
    let number = world.table("transfers").map_or(0, Table::rows).to_string();
    let id = format!("T-NEW-{number}");
    let mut all = vec![("transfer_id", id.as_str())];
    all.extend(cells);
    copy(world, "transfers", subject.transfer, &all);
}

/// A day of February 2025 on which the subject did not come.
fn free_day(world: &World, subject: &Subject) -> String {
    let came = rows_of(world, "attendance", &subject.worker);
    let table = world.table("attendance");
    let is_free = |day: &String| {
        came.iter()
            .all(|&row| table.and_then(|table| table.cell(row, "work_date")) != Some(day.as_str()))
    };
    let start = civil::day(2025, 2, 1);
    (start..start + 28).map(civil::day_text).find(is_free).unwrap_or_default()
}

/// A worker with a contract and no day.
fn idle_worker(world: &mut World, subject: &Subject, id: &str) {
    push(world, "workers", &[("worker_id", id)]);
    let contract = format!("C-{id}");
    let cells = [("contract_id", contract.as_str()), ("worker_id", id), ("team_id", "T-NEW")];
    copy(world, "contracts", subject.contract, &cells);
}

/// The amount of the subject's transfer.
fn paid(world: &World, subject: &Subject) -> String {
    let table = world.table("transfers");
    let cell = table.and_then(|table| table.cell(subject.transfer, "amount"));
    cell.unwrap_or_default().to_owned()
}

/// The payroll line of the subject with another sum, signed or not.
fn other_sheet(world: &mut World, subject: &Subject, sum: &str) {
    let cells = [("gross", sum), ("net", sum), ("deductions", "0.00"), ("confirmed", "false")];
    set(world, "payroll", subject.payroll, &cells);
}

/// Every code but `id_types_differ`, which needs columns of integers: a world is text.
pub const ALL: [Corruption; 52] = [
    Corruption {
        code: "missing_required",
        plant: |w, s| {
            copy(w, "attendance", s.attendance, &[("work_date", "")]);
        },
    },
    Corruption {
        code: "bad_cell",
        plant: |w, s| {
            copy(w, "attendance", s.attendance, &[("minutes", "eight")]);
        },
    },
    Corruption {
        code: "contract_dates_reversed",
        plant: |w, s| {
            copy(
                w,
                "contracts",
                s.contract,
                &[("contract_id", "C-X"), ("start_date", "2025-02-02"), ("end_date", "2025-02-01")],
            );
        },
    },
    Corruption {
        code: "negative_amount",
        plant: |w, s| {
            transfer(w, s, &[("amount", "-5.00")]);
        },
    },
    Corruption {
        code: "other_currency",
        plant: |w, s| {
            transfer(w, s, &[("currency", "USD")]);
        },
    },
    Corruption {
        code: "deposit_without_scope",
        plant: |w, _s| {
            push(w, "deposits", &[("deposit_id", "D-X"), ("kind", "cash"), ("amount", "1.00")]);
        },
    },
    Corruption {
        code: "punch_not_presence",
        plant: |w, s| {
            punch(w, s, "2025-02-03 08:00", "in", "007");
        },
    },
    Corruption {
        code: "after_as_of",
        plant: |w, s| {
            copy(w, "attendance", s.attendance, &[("work_date", "2025-04-16")]);
        },
    },
    Corruption {
        code: "duplicate_row",
        plant: |w, _s| {
            copy(w, "projects", 0, &[]);
        },
    },
    Corruption {
        code: "conflicting_duplicate",
        plant: |w, _s| {
            copy(w, "projects", 0, &[("project_name", "another")]);
        },
    },
    Corruption {
        code: "duplicate",
        plant: |w, s| {
            copy(w, "transfers", s.transfer, &[]);
        },
    },
    Corruption {
        code: "pending",
        plant: |w, s| {
            transfer(w, s, &[("status", "pending")]);
        },
    },
    Corruption {
        code: "returned",
        plant: |w, s| {
            transfer(w, s, &[("status", "returned")]);
        },
    },
    Corruption {
        code: "failed",
        plant: |w, s| {
            transfer(w, s, &[("status", "failed")]);
        },
    },
    Corruption {
        code: "unmatched",
        plant: |w, s| {
            transfer(
                w,
                s,
                &[
                    ("worker_id", ""),
                    ("project_id", ""),
                    ("payee_account", ""),
                    ("payee_name", ""),
                    ("payroll_id", ""),
                    ("payer_account", ""),
                ],
            );
        },
    },
    Corruption {
        code: "transfer_without_engagement",
        plant: |w, s| {
            transfer(w, s, &[("worker_id", "W-NOBODY")]);
        },
    },
    Corruption {
        code: "payee_not_worker",
        plant: |w, s| {
            transfer(w, s, &[("payee_account", "6229999999999999999")]);
        },
    },
    Corruption {
        code: "equal_adjustments",
        plant: |w, s| {
            adjust(w, s, "allowance", "7.00");
            adjust(w, s, "allowance", "7.00");
        },
    },
    Corruption {
        code: "duplicate_punch",
        plant: |w, s| {
            let day = free_day(w, s);
            for time in ["08:00", "08:00", "17:00"] {
                let direction = if time == "17:00" { "out" } else { "in" };
                punch(w, s, &format!("{day} {time}"), direction, "");
            }
        },
    },
    Corruption {
        code: "punch_repeat",
        plant: |w, s| {
            let day = free_day(w, s);
            for (time, direction) in [("08:00:00", "in"), ("08:01:00", "in"), ("17:00:00", "out")] {
                punch(w, s, &format!("{day} {time}"), direction, "");
            }
        },
    },
    Corruption {
        code: "punch_unpaired",
        plant: |w, s| {
            let day = free_day(w, s);
            punch(w, s, &format!("{day} 08:00"), "in", "");
        },
    },
    Corruption {
        code: "punches_beside_attendance",
        plant: |w, s| {
            let table = w.table("attendance");
            let day = table
                .and_then(|table| table.cell(s.attendance, "work_date"))
                .unwrap_or_default()
                .to_owned();
            punch(w, s, &format!("{day} 08:00"), "in", "");
            punch(w, s, &format!("{day} 17:00"), "out", "");
        },
    },
    Corruption {
        code: "unknown_worker",
        plant: |w, s| {
            let own = s.worker.clone();
            keep(w, "workers", |table, row| table.cell(row, "worker_id") != Some(own.as_str()));
        },
    },
    Corruption {
        code: "unknown_project",
        plant: |w, s| {
            let own = s.project.clone();
            keep(w, "projects", |table, row| table.cell(row, "project_id") != Some(own.as_str()));
        },
    },
    Corruption {
        code: "duplicate_attendance",
        plant: |w, s| {
            copy(w, "attendance", s.attendance, &[]);
        },
    },
    Corruption {
        code: "day_over_24h",
        plant: |w, s| {
            copy(w, "attendance", s.attendance, &[("shift", "夜"), ("minutes", "1440")]);
        },
    },
    Corruption {
        code: "overlapping_contracts",
        plant: |w, s| {
            copy(w, "contracts", s.contract, &[("contract_id", "C-X")]);
        },
    },
    Corruption {
        code: "attendance_without_contract",
        plant: |w, s| {
            let own = s.worker.clone();
            keep(w, "contracts", |table, row| table.cell(row, "worker_id") != Some(own.as_str()));
        },
    },
    Corruption {
        code: "attendance_outside_contract",
        plant: |w, s| {
            set(w, "contracts", s.contract, &[("start_date", "2025-04-01")]);
        },
    },
    Corruption {
        code: "calendar_year_missing",
        plant: |w, s| {
            copy(w, "attendance", s.attendance, &[("work_date", "2010-03-03")]);
        },
    },
    Corruption {
        code: "piece_without_quantity",
        plant: |w, s| {
            set(w, "contracts", s.contract, &[("pay_basis", "piece")]);
        },
    },
    Corruption {
        code: "piece_overtime_not_priced",
        plant: |w, s| {
            set(
                w,
                "contracts",
                s.contract,
                &[("pay_basis", "piece"), ("hours_system", "standard")],
            );
            set(w, "attendance", s.attendance, &[("minutes", "900"), ("quantity", "1")]);
        },
    },
    Corruption {
        code: "minimum_wage_unknown",
        plant: |w, s| {
            adjust(w, s, "damage_deduction", "1.00");
        },
    },
    Corruption {
        code: "deduction_over_limit",
        plant: |w, s| {
            adjust(w, s, "other_deduction", "10.00");
        },
    },
    Corruption {
        code: "payroll_net_short",
        plant: |w, s| {
            let sum = paid(w, s);
            set(w, "payroll", s.payroll, &[("gross", &sum), ("net", "0.01")]);
        },
    },
    Corruption {
        code: "payroll_without_attendance",
        plant: |w, s| {
            copy(
                w,
                "payroll",
                s.payroll,
                &[("payroll_id", "S-X"), ("period", "2024-11"), ("days", "0")],
            );
        },
    },
    Corruption {
        code: "attendance_without_payroll",
        plant: |w, s| {
            let own = s.clone();
            keep(w, "payroll", |table, row| {
                table.cell(row, "worker_id") != Some(own.worker.as_str())
                    || table.cell(row, "period") != Some(own.period.as_str())
            });
        },
    },
    Corruption {
        code: "payroll_below_attendance",
        plant: |w, s| {
            other_sheet(w, s, "0.01");
        },
    },
    Corruption {
        code: "payroll_above_attendance",
        plant: |w, s| {
            other_sheet(w, s, "99999.00");
        },
    },
    Corruption {
        code: "payroll_unconfirmed",
        plant: |w, s| {
            set(w, "payroll", s.payroll, &[("confirmed", "false")]);
        },
    },
    Corruption {
        code: "days_mismatch",
        plant: |w, s| {
            set(w, "payroll", s.payroll, &[("days", "31")]);
        },
    },
    Corruption {
        code: "reversal_without_original",
        plant: |w, s| {
            transfer(w, s, &[("reverses", "T-NEVER")]);
        },
    },
    Corruption {
        code: "over_reversal",
        plant: |w, s| {
            let table = w.table("transfers");
            let id = table
                .and_then(|table| table.cell(s.transfer, "transfer_id"))
                .unwrap_or_default()
                .to_owned();
            transfer(w, s, &[("reverses", &id)]);
            transfer(w, s, &[("reverses", &id)]);
        },
    },
    Corruption {
        code: "possible_duplicate_payment",
        plant: |w, s| {
            let accounts = [
                ("payer_account", s.wage_account.as_str()),
                ("payee_account", s.pay_account.as_str()),
            ];
            set(w, "transfers", s.transfer, &accounts);
            transfer(w, s, &accounts);
        },
    },
    Corruption {
        code: "shared_payee_account",
        plant: |w, _s| {
            for other in subjects(w).iter().take(3) {
                set(w, "transfers", other.transfer, &[("payee_account", "6229999999999999999")]);
            }
        },
    },
    Corruption {
        code: "paid_outside_wage_account",
        plant: |w, s| {
            set(w, "transfers", s.transfer, &[("payer_account", "4009999999999999999")]);
        },
    },
    Corruption {
        code: "transfer_without_attendance",
        plant: |w, s| {
            idle_worker(w, s, "W-IDLE-1");
            transfer(w, s, &[("worker_id", "W-IDLE-1"), ("payee_account", "")]);
        },
    },
    Corruption {
        code: "round_flat_payment",
        plant: |w, s| {
            for number in 0..5 {
                let id = format!("W-FLAT-{number}");
                idle_worker(w, s, &id);
                transfer(w, s, &[("worker_id", &id), ("amount", "500.00"), ("payee_account", "")]);
            }
        },
    },
    Corruption {
        code: "balance_from_movements",
        plant: |w, _s| {
            push(
                w,
                "account_entries",
                &[
                    ("entry_id", "E-X"),
                    ("wage_account", "4009999999999999999"),
                    ("entry_date", "2025-02-01"),
                    ("direction", "credit"),
                    ("amount", "5.00"),
                ],
            );
        },
    },
    Corruption {
        code: "batch_payout_impossible",
        plant: |w, _s| {
            push(
                w,
                "account_entries",
                &[
                    ("entry_id", "E-Y"),
                    ("wage_account", "4009999999999999998"),
                    ("entry_date", "2025-02-01"),
                    ("direction", "debit"),
                    ("amount", "5.00"),
                    ("purpose", "wage"),
                ],
            );
        },
    },
    Corruption {
        code: "case_dates_reversed",
        plant: |w, _| {
            push(
                w,
                "cases",
                &[
                    ("case_id", "K-X"),
                    ("received_date", "2025-02-10"),
                    ("closed_date", "2025-02-01"),
                ],
            );
        },
    },
    Corruption {
        code: "overdrawn_deposit",
        plant: |w, s| {
            push(
                w,
                "deposits",
                &[
                    ("deposit_id", "D-X"),
                    ("kind", "cash"),
                    ("amount", "1.00"),
                    ("drawn", "2.00"),
                    ("project_id", &s.project),
                ],
            );
        },
    },
];
