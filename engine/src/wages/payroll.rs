//! Adjustments, payroll sheets, and which of sheet and attendance is due (steps 3.5 and 3.6).

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::worker_periods::DueSourceWord;
use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::basics::money::scaled;
use crate::basics::policy::{DueSource, Policy, UnexplainedDeduction};
use crate::basics::region::Region;
use crate::intake::terms::{Adjustment, AdjustmentKind, PayrollLine};

/// What deductions leave of a wage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deductions {
    /// Due by attendance, zero or more, in fen.
    pub attendance_due_fen: i64,
    /// Deducted beyond the law, in fen; it stays due.
    pub not_lawful_fen: i64,
    /// Damages were deducted where no minimum wage is known.
    pub minimum_wage_unknown: bool,
}

/// A sum of adjustments or payroll lines that does not fit.
const OVERFLOW: Error = Error::AmountOverflow { what: "adjustments or payroll of a period" };

/// What is due by attendance after allowances, bonuses and lawful deductions.
///
/// Step 3.5. Basis: 劳部发〔1994〕489号 Art. 15 and 16: damages up to 20 % of the month's wage, the
/// rest not below the local minimum wage. Choice: a month that earned no wage has nothing to deduct
/// from and is due 0.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where a sum does not fit.
pub fn deductions(
    wage_fen: i64,
    adjustments: &[Adjustment],
    region: Option<Region>,
    first_day: Day,
    policy: &Policy,
) -> Result<Deductions> {
    if wage_fen == 0 || adjustments.is_empty() {
        return Ok(Deductions { attendance_due_fen: wage_fen, ..Deductions::default() });
    }
    let sum = |kinds: &[AdjustmentKind]| {
        let own = adjustments.iter().filter(|adjustment| kinds.contains(&adjustment.kind));
        own.map(|adjustment| i128::from(adjustment.amount_fen)).sum::<i128>()
    };
    let gross = i128::from(wage_fen) + sum(&[AdjustmentKind::Allowance, AdjustmentKind::Bonus]);
    let statutory = sum(&[AdjustmentKind::StatutoryDeduction]);
    let damage = sum(&[AdjustmentKind::DamageDeduction]);
    let minimum = (damage > 0)
        .then(|| policy.minimum_wage(region, first_day))
        .flatten()
        .and_then(|minimum| scaled(minimum.monthly, 2));
    let cap = part_rounded_down(gross, policy.wages.damage_deduction_cap).ok_or(OVERFLOW)?;
    let above_minimum = minimum.map_or(gross, |minimum| gross - minimum);
    let lawful = damage.min(cap).min(above_minimum).max(0);
    let not_lawful = damage - lawful + sum(&[AdjustmentKind::OtherDeduction]);
    let fen = |sum: i128| i64::try_from(sum).map_err(|_| OVERFLOW);
    Ok(Deductions {
        attendance_due_fen: fen((gross - lawful - statutory).max(0))?,
        not_lawful_fen: fen(not_lawful)?,
        minimum_wage_unknown: damage > 0 && minimum.is_none(),
    })
}

/// `⌊part × sum⌋`.
fn part_rounded_down(sum: i128, part: Decimal) -> Option<i128> {
    Some(sum.checked_mul(part.mantissa())? / 10_i128.checked_pow(part.scale())?)
}

/// The payroll lines of a period together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Lines that are not back pay.
    pub lines: u32,
    /// Of them confirmed by the worker.
    pub confirmed: u32,
    /// Due by the sheet, in fen.
    pub due_fen: i64,
    /// By how much net is below gross less deductions, in fen.
    pub net_short_fen: i64,
    /// Days stated, in hundredths; `None` where no line states any.
    pub days_e2: Option<i64>,
}

/// What the lines of a period say together; back pay is left out.
///
/// Step 3.5. Basis: Decree 724 Art. 15 (the sheet shows deductions), Art. 50 (what the employer
/// cannot show counts against him). Choice: an unexplained deduction stays due, by policy.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where a sum does not fit.
pub fn sheet(lines: &[PayrollLine], unexplained: UnexplainedDeduction) -> Result<Sheet> {
    let mut sheet = Sheet::default();
    for line in lines.iter().filter(|line| !line.is_back_pay) {
        let (due_fen, short_fen) = line_due(line, unexplained)?;
        sheet.lines += 1;
        sheet.confirmed += u32::from(line.is_confirmed);
        sheet.due_fen = sheet.due_fen.checked_add(due_fen).ok_or(OVERFLOW)?;
        sheet.net_short_fen = sheet.net_short_fen.checked_add(short_fen).ok_or(OVERFLOW)?;
        if let Some(days_e2) = line.days_e2 {
            let sum = sheet.days_e2.unwrap_or(0).checked_add(days_e2);
            sheet.days_e2 = Some(sum.ok_or(OVERFLOW)?);
        }
    }
    Ok(sheet)
}

/// What one line makes due, and by how much its net is short.
fn line_due(line: &PayrollLine, unexplained: UnexplainedDeduction) -> Result<(i64, i64)> {
    let Some(gross_fen) = line.gross_fen else { return Ok((line.net_fen.max(0), 0)) };
    let payable_fen = gross_fen.checked_sub(line.deductions_fen.unwrap_or(0)).ok_or(OVERFLOW)?;
    if payable_fen <= line.net_fen {
        return Ok((line.net_fen.max(0), 0));
    }
    let short_fen = payable_fen.checked_sub(line.net_fen).ok_or(OVERFLOW)?;
    let is_taken = line.deductions_fen.is_none() && unexplained == UnexplainedDeduction::Deducted;
    let due_fen = if is_taken { line.net_fen } else { payable_fen };
    Ok((due_fen.max(0), short_fen))
}

/// Which of the two dues counts, and its word.
///
/// Step 3.6. Basis: Decree 724 Art. 31: the sheet that the worker signed; Art. 50: else what speaks
/// for the worker. Choice: of two unconfirmed figures the greater.
#[must_use]
pub fn due(
    attendance_due_fen: i64,
    sheet: &Sheet,
    evidence_missing: bool,
    source: DueSource,
) -> (i64, DueSourceWord) {
    let payroll_due_fen = sheet.due_fen;
    if attendance_due_fen == 0 && payroll_due_fen == 0 {
        let word =
            if evidence_missing { DueSourceWord::EvidenceMissing } else { DueSourceWord::None };
        return (0, word);
    }
    let attendance = (attendance_due_fen, DueSourceWord::Attendance);
    let payroll = (payroll_due_fen, DueSourceWord::Payroll);
    let greater = if attendance_due_fen > payroll_due_fen { attendance } else { payroll };
    match source {
        DueSource::Attendance => attendance,
        DueSource::Payroll => payroll,
        DueSource::Greater => greater,
        DueSource::Evidence if sheet.lines > 0 && sheet.confirmed == sheet.lines => {
            (payroll_due_fen, DueSourceWord::PayrollConfirmed)
        }
        DueSource::Evidence => greater,
    }
}

/// How the sheet stands to attendance: `Equal` within the tolerance or where one of them is zero.
#[must_use]
pub fn beyond_tolerance(
    attendance_due_fen: i64,
    payroll_due_fen: i64,
    tolerance: Decimal,
) -> Ordering {
    if attendance_due_fen == 0 || payroll_due_fen == 0 {
        return Ordering::Equal;
    }
    let difference = i128::from(payroll_due_fen) - i128::from(attendance_due_fen);
    let scale = 10_i128.checked_pow(tolerance.scale());
    let least = scale.and_then(|scale| difference.abs().checked_mul(scale));
    let most = i128::from(attendance_due_fen).checked_mul(tolerance.mantissa());
    match (least, most) {
        (Some(least), Some(most)) if least <= most => Ordering::Equal,
        _ => difference.cmp(&0),
    }
}
