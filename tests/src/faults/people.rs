//! Who worked where, and under which contract (steps 2 and 3.1).

use anxin_datasets::civil::{day, day_text, first_day, month_text};
use anxin_datasets::table::yuan;

use super::specimen::pay;
use super::{About, Class, Planter, Specimen, Terms};

pub(super) const CLASSES: [Class; 10] = [
    Class { code: "equal_adjustments", plant: equal_adjustments },
    Class { code: "unknown_worker", plant: unknown_worker },
    Class { code: "unknown_project", plant: unknown_project },
    Class { code: "duplicate_attendance", plant: duplicate_attendance },
    Class { code: "day_over_24h", plant: day_over_24h },
    Class { code: "day_over_24h", plant: day_over_24h_on_two_projects },
    Class { code: "overlapping_contracts", plant: overlapping_contracts },
    Class { code: "attendance_without_contract", plant: attendance_without_contract },
    Class { code: "attendance_outside_contract", plant: attendance_outside_contract },
    Class { code: "calendar_year_missing", plant: calendar_year_missing },
];

/// Two allowances that are the same; or a fen apart.
fn equal_adjustments(p: &mut Planter, is_near: bool) {
    let mut s = p.specimen();
    let first = p.random.between(100, 2_000);
    let second = first + i64::from(is_near);
    for fen in [first, second] {
        p.adjust(&s, "allowance", fen);
    }
    let fen = s.due_fen + first + second;
    p.earn(&mut s, fen);
    let about = About { amount_fen: Some(first), ..s.about_month() };
    p.record("equal_adjustments", !is_near, "adjustments", about);
}

/// A worker without a row; or with nothing in it but his id.
fn unknown_worker(p: &mut Planter, is_near: bool) {
    let s = p.specimen_of(&Terms { is_registered: is_near, ..Terms::default() });
    if is_near {
        p.set("workers", s.registered, &[("worker_name", ""), ("pay_account", "")]);
    }
    let about = About { worker: Some(s.worker), ..About::default() };
    p.record("unknown_worker", !is_near, "workers", about);
}

/// A project without a row, where two work; or with nothing in it but its id.
fn unknown_project(p: &mut Planter, is_near: bool) {
    let project = format!("PF{}", p.number());
    if is_near {
        p.push("projects", &[("project_id", &project)]);
    }
    for _ in 0..2 {
        let site = Some((project.clone(), String::new()));
        p.specimen_of(&Terms { site, ..Terms::default() });
    }
    let about = About { project: Some(project), ..About::default() };
    p.record("unknown_project", !is_near, "projects", about);
}

/// A day uploaded again; or a second shift: as long, of another name, or unnamed, a minute less.
fn duplicate_attendance(p: &mut Planter, is_near: bool) {
    let mut s = p.specimen_of(&Terms::flexible());
    let row = s.attendance[p.random.below(s.attendance.len())];
    let about = s.about_month();
    if !is_near {
        let source = p.random.pick(&["device", "manual", "system"]);
        p.copy("attendance", row, &[("source", source)]);
        return p.fault("duplicate_attendance", "attendance", about);
    }
    let (minutes, cells) = if p.random.chance(500) {
        (480, [("shift", "夜"), ("minutes", "480")])
    } else {
        (479, [("shift", ""), ("minutes", "479")])
    };
    p.copy("attendance", row, &cells);
    let before = 480 * i64::try_from(s.days.len()).unwrap_or(0);
    let fen = pay(s.rate_fen, before + minutes);
    p.earn(&mut s, fen);
    p.record("duplicate_attendance", false, "attendance", about);
}

/// 1441 minutes on a day, of which 1440 count; or 1440.
fn day_over_24h(p: &mut Planter, is_near: bool) {
    let mut s = p.specimen_of(&Terms::flexible());
    let row = s.attendance[p.random.below(s.attendance.len())];
    let minutes = if is_near { "960" } else { "961" };
    p.copy("attendance", row, &[("shift", "夜"), ("minutes", minutes)]);
    let fen = s.due_fen + 2 * s.rate_fen;
    p.earn(&mut s, fen);
    p.record("day_over_24h", !is_near, "attendance", s.about_month());
}

/// A day of 1441 minutes on two projects, found on each, none capped; or of 1440.
fn day_over_24h_on_two_projects(p: &mut Planter, is_near: bool) {
    let s = p.specimen_of(&Terms { system: "none", ..Terms::default() });
    let project = format!("PF{}", p.number());
    p.push("projects", &[("project_id", &project)]);
    let site = Some((project.clone(), String::new()));
    let mut other = p.specimen_of(&Terms { site, is_registered: false, ..Terms::flexible() });
    // Both are one man.
    let own = |table: &str, rows: &[usize], p: &mut Planter| {
        rows.iter().for_each(|&row| p.set(table, row, &[("worker_id", &s.worker)]));
    };
    own("contracts", &[other.contract], p);
    own("attendance", &other.attendance, p);
    own("payroll", &[other.sheet], p);
    own("transfers", &[other.transfer], p);
    p.set("transfers", other.transfer, &[("payee_account", ""), ("payee_name", "")]);
    other.worker.clone_from(&s.worker);
    share_a_day(p, &s, &other, is_near);
}

/// In a month in which he came on no other day, he came to both.
fn share_a_day(p: &mut Planter, s: &Specimen, other: &Specimen, is_near: bool) {
    let month = s.month.max(other.month) + 1;
    let (day, period) = (first_day(month) + 2, month_text(month));
    for (one, minutes) in [(s, 720), (other, 720 + i64::from(!is_near))] {
        p.attend(one, day, minutes);
        let (id, sum) = (p.transfer_id(), yuan(pay(one.rate_fen, minutes)));
        let cells = [("period", period.as_str()), ("gross", &sum), ("net", &sum), ("days", "1")];
        p.copy("payroll", one.sheet, &cells);
        let paid = [("transfer_id", id.as_str()), ("amount", &sum), ("period", &period)];
        p.copy("transfers", one.transfer, &paid);
        let about = About { period: Some(period.clone()), ..one.about() };
        p.record("day_over_24h", !is_near, "attendance", about);
    }
}

/// A second contract from the same day; or from the day after.
fn overlapping_contracts(p: &mut Planter, is_near: bool) {
    let s = p.specimen();
    // From his first day: the first contract begins there too.
    let first = s.days[0];
    p.set("contracts", s.contract, &[("start_date", &day_text(first))]);
    let start = day_text(first + i64::from(is_near));
    let id = p.random.pick(&["A-SECOND", "Z-SECOND"]);
    p.copy("contracts", s.contract, &[("contract_id", id), ("start_date", &start)]);
    p.record("overlapping_contracts", !is_near, "contracts", s.about_month());
}

/// Days without any contract; or under one that begins with the first of them.
fn attendance_without_contract(p: &mut Planter, is_near: bool) {
    let s = p.specimen_of(&Terms { has_contract: is_near, ..Terms::default() });
    if is_near {
        p.set("contracts", s.contract, &[("start_date", &day_text(s.days[0]))]);
    }
    p.record("attendance_without_contract", !is_near, "attendance", s.about_month());
}

/// A contract that ends a day before the last attended one, or begins a day after the first; or
/// that covers them to the day.
fn attendance_outside_contract(p: &mut Planter, is_near: bool) {
    let mut s = p.specimen_of(&Terms::flexible());
    let off = i64::from(!is_near);
    if p.random.chance(500) {
        let end = day_text(s.days[s.days.len() - 1] - off);
        p.set("contracts", s.contract, &[("end_date", &end)]);
    } else {
        let start = day_text(s.days[0] + off);
        p.set("contracts", s.contract, &[("start_date", &start)]);
    }
    if !is_near {
        let fen = s.due_fen - s.rate_fen;
        p.earn(&mut s, fen);
    }
    p.record("attendance_outside_contract", !is_near, "attendance", s.about_month());
}

/// A day of the last year before the calendars; or of the first year they know.
fn calendar_year_missing(p: &mut Planter, is_near: bool) {
    let s = p.specimen_of(&Terms::flexible());
    p.set("contracts", s.contract, &[("start_date", "2017-06-01")]);
    let of_month = p.random.between(0, 2);
    let (date, period) = if is_near {
        (day(2018, 1, 2) + of_month, "2018-01")
    } else {
        (day(2017, 12, 29) + of_month, "2017-12")
    };
    p.attend(&s, date, 480);
    if is_near {
        let sum = yuan(s.rate_fen);
        let cells = [("period", period), ("gross", &sum), ("net", &sum), ("days", "1")];
        p.copy("payroll", s.sheet, &cells);
        let id = p.transfer_id();
        let cells = [
            ("transfer_id", id.as_str()),
            ("amount", &sum),
            ("period", period),
            ("paid_date", "2018-02-05"),
        ];
        p.copy("transfers", s.transfer, &cells);
    }
    let about = About { period: Some(period.to_owned()), ..s.about() };
    p.record("calendar_year_missing", !is_near, "attendance", about);
}
