//! What was earned, and what the sheet says of it (steps 3.4 to 3.6).

use anxin_datasets::civil::{day_text, first_day, month_text};
use anxin_datasets::table::yuan;

use super::specimen::pay;
use super::{About, Class, Planter, Specimen, Terms};

pub(super) const CLASSES: [Class; 11] = [
    Class { code: "piece_without_quantity", plant: piece_without_quantity },
    Class { code: "piece_overtime_not_priced", plant: piece_overtime_not_priced },
    Class { code: "minimum_wage_unknown", plant: minimum_wage_unknown },
    Class { code: "deduction_over_limit", plant: deduction_over_limit },
    Class { code: "payroll_net_short", plant: payroll_net_short },
    Class { code: "payroll_without_attendance", plant: payroll_without_attendance },
    Class { code: "attendance_without_payroll", plant: attendance_without_payroll },
    Class { code: "payroll_below_attendance", plant: |p, is_near| percent(p, -1, is_near) },
    Class { code: "payroll_above_attendance", plant: |p, is_near| percent(p, 1, is_near) },
    Class { code: "payroll_unconfirmed", plant: payroll_unconfirmed },
    Class { code: "days_mismatch", plant: days_mismatch },
];

impl Planter {
    /// An adjustment of the specimen's month, without id.
    pub(super) fn adjust(&mut self, s: &Specimen, kind: &str, fen: i64) {
        let sum = yuan(fen);
        let cells = [("period", s.period.as_str()), ("kind", kind), ("amount", &sum)];
        let row = self.push("adjustments", &cells);
        self.set("adjustments", row, &s.ids());
    }
}

/// A day by the piece of which the pieces are not known; or of which there were none.
fn piece_without_quantity(p: &mut Planter, is_near: bool) {
    let mut s = p.specimen_of(&Terms { basis: "piece", ..Terms::default() });
    let row = s.attendance[p.random.below(s.attendance.len())];
    let quantity = if is_near { p.random.pick(&["0", "0.000"]) } else { "" };
    p.set("attendance", row, &[("quantity", quantity)]);
    let fen = s.due_fen - s.rate_fen;
    p.earn(&mut s, fen);
    p.record("piece_without_quantity", !is_near, "attendance", s.about_month());
}

/// A minute beyond the agreed day by the piece; or none, or where hours are free.
fn piece_overtime_not_priced(p: &mut Planter, is_near: bool) {
    let is_free = is_near && p.random.chance(500);
    let system = if is_free { "flexible" } else { "standard" };
    let s = p.specimen_of(&Terms { basis: "piece", system, ..Terms::default() });
    let agreed = p.random.between(450, 600);
    p.set("contracts", s.contract, &[("daily_minutes", &agreed.to_string())]);
    let minutes = agreed + i64::from(!is_near || is_free);
    // Of all days at most one is beyond.
    for (place, row) in s.attendance.iter().enumerate() {
        let minutes = if place == 0 { minutes } else { 450 };
        p.set("attendance", *row, &[("minutes", &minutes.to_string())]);
    }
    p.record("piece_overtime_not_priced", !is_near, "attendance", s.about_month());
}

/// A deduction for damage; or one by statute.
fn minimum_wage_unknown(p: &mut Planter, is_near: bool) {
    let mut s = p.specimen();
    let kind = if is_near { "statutory_deduction" } else { "damage_deduction" };
    let fen = p.random.between(1, 5_000);
    p.adjust(&s, kind, fen);
    let due = s.due_fen - fen;
    p.earn(&mut s, due);
    p.record("minimum_wage_unknown", !is_near, "adjustments", s.about_month());
}

/// A fen more than a fifth for damage, or a fen for no lawful reason; or the fifth itself.
fn deduction_over_limit(p: &mut Planter, is_near: bool) {
    let mut s = p.specimen();
    let about = About { amount_fen: Some(1), ..s.about_month() };
    if !is_near && p.random.chance(500) {
        p.adjust(&s, "other_deduction", 1);
        return p.fault("deduction_over_limit", "adjustments", about);
    }
    let fifth = s.due_fen / 5;
    p.adjust(&s, "damage_deduction", fifth + i64::from(!is_near));
    let due = s.due_fen - fifth;
    p.earn(&mut s, due);
    p.record("deduction_over_limit", !is_near, "adjustments", about);
    // No minimum wage is known here: that is said too.
    p.fault("minimum_wage_unknown", "adjustments", s.about_month());
}

/// A fen less than gross less deductions; or exactly that.
fn payroll_net_short(p: &mut Planter, is_near: bool) {
    let mut s = p.specimen();
    let gross = s.due_fen;
    let taken = p.random.between(100, 20_000);
    p.adjust(&s, "statutory_deduction", taken);
    p.earn(&mut s, gross - taken);
    let (gross, deductions) = (yuan(gross), yuan(taken));
    let net = yuan(s.due_fen - i64::from(!is_near));
    let cells = [("gross", gross.as_str()), ("deductions", &deductions), ("net", &net)];
    p.set("payroll", s.sheet, &cells);
    let about = About { amount_fen: Some(1), ..s.about_month() };
    p.record("payroll_net_short", !is_near, "payroll", about);
}

/// A line for a month without a minute; or with one minute, or of back pay.
fn payroll_without_attendance(p: &mut Planter, is_near: bool) {
    let s = p.specimen_of(&Terms::flexible());
    let month = s.month + 1;
    let period = month_text(month);
    let is_back_pay = is_near && p.random.chance(500);
    let day = first_day(month) + p.random.between(0, 10);
    let fen = match (is_near, is_back_pay) {
        (true, false) => {
            p.attend(&s, day, 1);
            pay(s.rate_fen, 1)
        }
        (false, _) if p.random.chance(500) => {
            p.attend(&s, day, 0);
            12_345
        }
        _ => 12_345,
    };
    let (sum, flag) = (yuan(fen), is_back_pay.to_string());
    let days = if is_near && !is_back_pay { "1" } else { "" };
    let cells = [
        ("payroll_id", "S-NEXT"),
        ("period", period.as_str()),
        ("gross", &sum),
        ("net", &sum),
        ("days", days),
        ("is_back_pay", &flag),
    ];
    p.copy("payroll", s.sheet, &cells);
    let about = About { period: Some(period), amount_fen: Some(fen), ..s.about() };
    p.record("payroll_without_attendance", !is_near, "payroll", about);
}

/// Earned and on no sheet, but for back pay; or on one with nothing.
fn attendance_without_payroll(p: &mut Planter, is_near: bool) {
    let s = p.specimen_of(&Terms { has_sheet: false, ..Terms::default() });
    if is_near {
        p.push_sheet(&s, 0);
    } else if p.random.chance(500) {
        let row = p.push_sheet(&s, 5_000);
        p.set("payroll", row, &[("is_back_pay", "true")]);
    }
    let about = About { amount_fen: Some(s.due_fen), ..s.about_month() };
    p.record("attendance_without_payroll", !is_near, "attendance", about);
}

/// One in a hundred and a fen off what attendance earns; or exactly one in a hundred.
fn percent(p: &mut Planter, sign: i64, is_near: bool) {
    let mut s = p.specimen();
    // Rates are whole yuan: a hundredth of what is due is whole fen.
    let off = s.due_fen / 100 + i64::from(!is_near);
    let fen = s.due_fen + sign * off;
    p.earn(&mut s, fen);
    let code = if sign < 0 { "payroll_below_attendance" } else { "payroll_above_attendance" };
    let about = About { amount_fen: Some(off), ..s.about_month() };
    p.record(code, !is_near, "payroll", about);
}

/// A line that is not signed, or one of two; or two that are, or back pay that is not.
fn payroll_unconfirmed(p: &mut Planter, is_near: bool) {
    let mut s = p.specimen();
    let about = About { amount_fen: Some(s.due_fen), ..s.about_month() };
    let unsigned = p.random.pick(&["", "false"]);
    if p.random.chance(500) {
        // In two lines.
        let fen = s.due_fen;
        let (first, second) = (yuan(fen / 2), yuan(fen - fen / 2));
        p.earn(&mut s, fen);
        p.set("payroll", s.sheet, &[("gross", &first), ("net", &first)]);
        let signed = if is_near { "true" } else { unsigned };
        let cells = [
            ("payroll_id", "S-SECOND"),
            ("gross", second.as_str()),
            ("net", &second),
            ("confirmed", signed),
            ("days", ""),
        ];
        p.copy("payroll", s.sheet, &cells);
    } else if is_near {
        let cells = [("payroll_id", "S-BACK"), ("is_back_pay", "true"), ("confirmed", unsigned)];
        p.copy("payroll", s.sheet, &cells);
    } else {
        p.set("payroll", s.sheet, &[("confirmed", unsigned)]);
    }
    p.record("payroll_unconfirmed", !is_near, "payroll", about);
}

/// A day, or a hundredth of one, too many or too few; or the right number over two lines.
fn days_mismatch(p: &mut Planter, is_near: bool) {
    let s = p.specimen_of(&Terms::flexible());
    let count = s.days.len();
    if is_near {
        let (first, second) = (format!("{}.5", count - 1), "0.50");
        p.set("payroll", s.sheet, &[("days", &first)]);
        let cells =
            [("payroll_id", "S-SECOND"), ("days", second), ("gross", "0.00"), ("net", "0.00")];
        p.copy("payroll", s.sheet, &cells);
        // A day of no minutes is no day.
        let day = day_text(s.free_day());
        p.copy("attendance", s.attendance[0], &[("work_date", &day), ("minutes", "0")]);
    } else {
        let days = match p.random.below(3) {
            0 => format!("{}", count - 1),
            1 => format!("{}", count + 1),
            _ => format!("{count}.01"),
        };
        p.set("payroll", s.sheet, &[("days", &days)]);
    }
    p.record("days_mismatch", !is_near, "payroll", s.about_month());
}
