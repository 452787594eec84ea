//! Reads one statement out of a finished run.

use super::formula::{Case, decimal, formula};
use super::law::laws;
use super::statement::{
    AdjustmentLine, CalendarDay, ContractTerms, CoverLine, DeductionLimits, DueDate, FindingLine,
    PayrollSheetLine, Statement, WageLine,
};
use super::transfers::{Paid, transfers};
use crate::basics::calendar::DayClass;
use crate::basics::day::{Day, Month};
use crate::basics::error::{Error, Result};
use crate::basics::ids::{EngagementId, NameId};
use crate::basics::money::{Fen, scaled};
use crate::basics::policy::{DueSource, HoursSystem};
use crate::intake::key::Names;
use crate::intake::terms::{Adjustment, AdjustmentKind, Contract, PayrollLine};
use crate::intake::timesheet::{MonthMinutes, NO_QUANTITY, NO_ROW};
use crate::reconciliation::{Chunk, Reconciliation};
use crate::report::tables::{Brackets, source_id};
use crate::wages::arrears::Arrears;
use crate::wages::due_date::due_date;
use crate::wages::in_force::{deciding, in_force};
use crate::wages::payroll;
use crate::wages::rules::{MonthDays, Rules};
use crate::wages::wage_lines::{WageLines, wage_lines};
use crate::wages::worker_periods::{Flag, WorkerPeriods};

/// One worker-period of a run, with all that is read for it.
struct Period<'a> {
    run: &'a Reconciliation,
    periods: &'a WorkerPeriods,
    row: usize,
    engagement: EngagementId,
    month: Month,
    rules: &'a Rules<'a>,
    days: MonthDays,
    contracts: &'a [Contract],
    minutes: MonthMinutes,
    quantities: Option<[i64; 31]>,
}

/// The statement of the worker-period at `row` of a chunk.
pub(super) fn statement(run: &Reconciliation, chunk: &Chunk, row: usize) -> Result<Statement> {
    let periods = &chunk.periods;
    let (engagement, month) = (periods.engagement[row], periods.month[row]);
    let rules = Rules::new(&run.policy, &run.calendar, run.as_of, month, month);
    let sheet = &run.keyed.timesheet;
    let of_month = sheet.months_of(engagement).find(|&row| sheet.month(row) == month);
    let period = Period {
        run,
        periods,
        row,
        engagement,
        month,
        rules: &rules,
        days: rules.month(month).into_owned(),
        contracts: run.keyed.contracts.of(engagement),
        minutes: of_month.map_or([NO_ROW; 31], |row| sheet.minutes(row)),
        quantities: of_month.and_then(|row| sheet.quantities(row)),
    };
    period.statement(chunk)
}

impl Period<'_> {
    fn statement(&self, chunk: &Chunk) -> Result<Statement> {
        let (run, periods, row) = (self.run, self.periods, self.row);
        let names = &run.keyed.names;
        let place = self.engagement.index();
        let (wage_lines, wage_fen) = self.wage_lines()?;
        let deductions = self.deductions(wage_fen)?;
        let payroll = self.payroll()?;
        let due_date = self.due_date()?;
        let (transfers, paid) = transfers(run, chunk, self.engagement, self.month)?;
        let Arrears { arrears_fen, not_yet_due_fen, overdue_days } =
            periods.arrears(row, run.as_of);
        let overdue_days = overdue_days.map(i32::unsigned_abs);
        let residual_fen = self.residual_fen(&paid, arrears_fen, not_yet_due_fen)?;
        let brackets = Brackets::new(&run.policy.ageing);
        let age_bracket = |days| brackets.words()[brackets.position(days)].clone();
        let mut statement = Statement {
            worker_id: name(&names.workers, run.keyed.engagements.worker[place].0),
            project_id: name(&names.projects, run.keyed.engagements.project[place].0),
            period: self.month.to_string(),
            employer_id: name_or_none(&names.employers, periods.employer[row].0),
            provisional: periods.has(row, Flag::CalendarYearMissing),
            calendar: self.calendar(),
            attended_days: periods.attended_days[row],
            attended_minutes: periods.attended_minutes[row],
            contracts: self.contracts(),
            wage_lines,
            adjustments: self.adjustments(wage_fen),
            deductions,
            attendance_due: Fen(periods.attendance_due_fen[row]).to_string(),
            payroll,
            payroll_due: Fen(periods.payroll_due_fen[row]).to_string(),
            due: Fen(periods.due_fen[row]).to_string(),
            due_source: periods.due_source[row].word(),
            due_rule: due_rule(run.policy.wages.due_source),
            due_date,
            transfers,
            paid: Fen(paid.paid_fen).to_string(),
            paid_on_time: Fen(periods.paid_on_time_fen[row]).to_string(),
            settled_date: periods.settled_day[row].get().map(|day| day.to_string()),
            arrears: Fen(arrears_fen).to_string(),
            not_yet_due: Fen(not_yet_due_fen).to_string(),
            overdue_days,
            age_bracket: overdue_days.map(age_bracket),
            findings: self.findings(),
            cover: self.cover(),
            laws: Vec::new(),
            residual: Fen(residual_fen).to_string(),
            worker_name: name_or_none(&names.people, self.worker_name().0),
            as_of: run.as_of.to_string(),
            policy: run.policy.name.clone(),
        };
        statement.laws = laws(&statement);
        Ok(statement)
    }

    /// Name of the worker, `NONE` where not known.
    fn worker_name(&self) -> NameId {
        let keyed = &self.run.keyed;
        keyed.worker_name[keyed.engagements.worker[self.engagement.index()].index()]
    }

    /// `due − paid − arrears − not_yet_due`, which is 0 or an error; `paid` is what transfers
    /// show.
    fn residual_fen(&self, paid: &Paid, arrears_fen: i64, not_yet_due_fen: i64) -> Result<i64> {
        let due_fen = self.periods.due_fen[self.row];
        let residual = i128::from(due_fen)
            - i128::from(paid.paid_fen)
            - i128::from(arrears_fen)
            - i128::from(not_yet_due_fen);
        self.balanced("due − paid − arrears − not_yet_due", residual, 0)?;
        let on_time_fen = self.periods.paid_on_time_fen[self.row];
        let shown = paid.on_or_before(self.periods.due_day[self.row]);
        self.balanced("paid on time", shown, i128::from(on_time_fen))?;
        Ok(i64::try_from(residual).unwrap_or(i64::MAX))
    }

    /// An error where two figures that must be equal are not.
    fn balanced(&self, what: &str, shown: i128, expected: i128) -> Result<()> {
        if shown == expected {
            return Ok(());
        }
        let place = self.engagement.index();
        let keyed = &self.run.keyed;
        let worker = name(&keyed.names.workers, keyed.engagements.worker[place].0);
        let month = self.month;
        let what = format!(
            "explanation of worker `{worker}`, {month}: {what} is {shown} fen, expected {expected}"
        );
        Err(Error::Unbalanced { what })
    }

    fn calendar(&self) -> Vec<CalendarDay> {
        let mut contract_of = [None; 31];
        for own in in_force(self.contracts, &self.days) {
            for (place, contract) in contract_of.iter_mut().enumerate() {
                if own.days & (1 << place) != 0 {
                    *contract = Some((own.contract.contract.0, own.place));
                }
            }
        }
        let class = |bit: u32| {
            let classes = [
                (self.days.workdays, DayClass::Workday),
                (self.days.rest_days, DayClass::RestDay),
                (self.days.holidays, DayClass::Holiday),
            ];
            let found = classes.into_iter().find(|(days, _)| days & bit != 0);
            found.map(|(_, class)| class_word(class))
        };
        let known = |quantity: i64| (quantity != NO_QUANTITY).then(|| decimal(quantity, 3));
        let days = (0_i32..).zip(&self.minutes).zip(contract_of);
        days.take_while(|((place, _), _)| self.days.all & (1 << place) != 0)
            .map(|((place, &minutes), contract)| CalendarDay {
                date: self.days.first_day.plus_days(place).to_string(),
                day_class: class(1 << place),
                minutes: (minutes != NO_ROW).then_some(minutes),
                quantity: self
                    .quantities
                    .and_then(|all| all.get(usize::try_from(place).ok()?).copied().and_then(known)),
                contract_id: contract.map(|(id, _)| name(&self.run.keyed.names.contracts, id)),
                terms: contract.map(|(_, place)| place),
            })
            .collect()
    }

    fn contracts(&self) -> Vec<ContractTerms> {
        let names = &self.run.keyed.names;
        let default_system = self.rules.policy.wages.default_hours_system;
        let mut contracts: Vec<ContractTerms> = in_force(self.contracts, &self.days)
            .filter(|own| own.days != 0)
            .map(|own| ContractTerms {
                contract_id: name(&names.contracts, own.contract.contract.0),
                employer_id: name_or_none(&names.employers, own.contract.employer.0),
                team_id: name_or_none(&names.teams, own.contract.team.0),
                pay_basis: own.contract.pay_basis.word(),
                rate: decimal(own.contract.rate_e4, 4),
                start_date: own.contract.start_day.to_string(),
                end_date: (own.contract.end_day != Day::OPEN)
                    .then(|| own.contract.end_day.to_string()),
                hours_system: system_word(own.contract.hours_system.unwrap_or(default_system)),
                daily_minutes: own.contract.daily_minutes,
                days_in_force: own.days.count_ones(),
                terms: own.place,
            })
            .collect();
        contracts.reverse();
        contracts
    }

    /// The wage lines of the period, and their sum.
    fn wage_lines(&self) -> Result<(Vec<WageLine>, i64)> {
        let number = self.engagement.0;
        let lines = wage_lines(&self.run.keyed, number..number + 1, self.rules)?;
        let mut wage_fen = 0_i64;
        let mut shown = Vec::new();
        for line in (0..lines.len()).filter(|&line| lines.month[line] == self.month) {
            let sum = wage_fen.checked_add(lines.wage_fen[line]);
            wage_fen = sum.ok_or(Error::AmountOverflow { what: "wages of an explanation" })?;
            shown.push(self.wage_line(&lines, line));
        }
        Ok((shown, wage_fen))
    }

    fn wage_line(&self, lines: &WageLines, line: usize) -> WageLine {
        let place = lines.contract_place[line] as usize;
        let in_force = in_force(self.contracts, &self.days)
            .find(|own| own.place == place)
            .map_or(0, |own| own.days);
        let formula = formula(&Case {
            contract: &self.contracts[place],
            minutes: &self.minutes,
            quantities: self.quantities.as_ref(),
            in_force,
            days: &self.days,
            rules: self.rules,
            weighted: lines.weighted_minutes[line],
            overtime: lines.overtime_minutes[line],
            absence_minutes: lines.absence_minutes[line],
        });
        WageLine {
            contract_id: name(&self.run.keyed.names.contracts, lines.contract[line].0),
            pay_basis: lines.pay_basis[line].word(),
            weighted_minutes: lines.weighted_minutes[line],
            overtime_minutes: lines.overtime_minutes[line],
            absence_minutes: lines.absence_minutes[line],
            weighted_formula: formula.weighted,
            formula: formula.symbols,
            symbols: formula.values,
            numbers: formula.numbers,
            numerator: lines.numerator[line].to_string(),
            denominator: lines.denominator[line].to_string(),
            wage: Fen(lines.wage_fen[line]).to_string(),
            terms: place,
            weighted_symbols: formula.weighted_symbols,
        }
    }

    /// Adjustments of the month.
    fn own_adjustments(&self) -> &[Adjustment] {
        let rows = self.run.keyed.adjustments.of(self.engagement);
        let first = rows.partition_point(|row| row.month < self.month);
        let end = rows.partition_point(|row| row.month <= self.month);
        &rows[first..end]
    }

    fn adjustments(&self, wage_fen: i64) -> Vec<AdjustmentLine> {
        let treatment = |kind| match kind {
            _ if wage_fen == 0 => "no_wage",
            AdjustmentKind::Allowance | AdjustmentKind::Bonus => "added",
            AdjustmentKind::StatutoryDeduction => "deducted",
            AdjustmentKind::DamageDeduction => "limited",
            AdjustmentKind::OtherDeduction => "not_lawful",
        };
        let line = |row: &Adjustment| AdjustmentLine {
            kind: row.kind.word(),
            amount: Fen(row.amount_fen).to_string(),
            treatment: treatment(row.kind),
        };
        self.own_adjustments().iter().map(line).collect()
    }

    /// What the stage function of step 3.5 says, which must lead to the due of the run.
    fn deductions(&self, wage_fen: i64) -> Result<Option<DeductionLimits>> {
        let keyed = &self.run.keyed;
        let region =
            keyed.projects[keyed.engagements.project[self.engagement.index()].index()].region;
        let policy = self.rules.policy;
        let first_day = self.days.first_day;
        let own = self.own_adjustments();
        let all = payroll::deductions(wage_fen, own, region, first_day, policy)?;
        let due_fen = self.periods.attendance_due_fen[self.row];
        self.balanced("attendance_due", i128::from(all.attendance_due_fen), i128::from(due_fen))?;
        if wage_fen == 0 || own.iter().all(|row| row.kind < AdjustmentKind::StatutoryDeduction) {
            return Ok(None);
        }
        let lawful_kinds = own.iter().filter(|row| row.kind != AdjustmentKind::OtherDeduction);
        let without_others: Vec<Adjustment> = lawful_kinds.cloned().collect();
        let damage = payroll::deductions(wage_fen, &without_others, region, first_day, policy)?;
        let minimum = region.and_then(|region| policy.minimum_wage(Some(region), first_day));
        let minimum_fen = minimum
            .and_then(|minimum| scaled(minimum.monthly, 2))
            .and_then(|fen| i64::try_from(fen).ok());
        Ok(Some(DeductionLimits {
            damage_cap: policy.wages.damage_deduction_cap.to_string(),
            minimum_wage: minimum_fen.map(|fen| Fen(fen).to_string()),
            damage_not_lawful: Fen(damage.not_lawful_fen).to_string(),
            not_lawful: Fen(all.not_lawful_fen).to_string(),
        }))
    }

    /// Lines of the month, each with what it makes due.
    fn payroll(&self) -> Result<Vec<PayrollSheetLine>> {
        let rows = self.run.keyed.payroll.of(self.engagement);
        let first = rows.partition_point(|row| row.month < self.month);
        let end = rows.partition_point(|row| row.month <= self.month);
        let unexplained = self.rules.policy.wages.unexplained_deduction;
        let whole = payroll::sheet(&rows[first..end], unexplained)?;
        let due_fen = self.periods.payroll_due_fen[self.row];
        self.balanced("payroll_due", i128::from(whole.due_fen), i128::from(due_fen))?;
        let line = |row: &PayrollLine| {
            let alone = payroll::sheet(std::slice::from_ref(row), unexplained)?;
            Ok(PayrollSheetLine {
                payroll_id: name(&self.run.keyed.names.sheets, row.sheet.0),
                gross: row.gross_fen.map(|fen| Fen(fen).to_string()),
                deductions: row.deductions_fen.map(|fen| Fen(fen).to_string()),
                net: Fen(row.net_fen).to_string(),
                confirmed: row.is_confirmed,
                is_back_pay: row.is_back_pay,
                days: row.days_e2.map(|days| decimal(days, 2)),
                due: Fen(alone.due_fen).to_string(),
            })
        };
        rows[first..end].iter().map(line).collect()
    }

    /// Step 3.7, one step after the other: the stage function is asked with less than all it needs.
    fn due_date(&self) -> Result<DueDate> {
        let policy = &self.rules.policy.wages;
        let deciding = deciding(self.contracts, &self.days);
        let pay_day = deciding.and_then(|contract| contract.pay_day);
        let offset = deciding.and_then(|contract| contract.pay_month_offset);
        let (pay_day_or, offset_or) = (
            pay_day.map_or(policy.default_pay_day, u32::from),
            offset.map_or(policy.default_pay_month_offset, u32::from),
        );
        let attended = (0_i32..).zip(&self.minutes).filter(|(_, m)| **m != NO_ROW && **m > 0);
        let last_attended =
            attended.last().map_or(Day::NONE, |(place, _)| self.days.first_day.plus_days(place));
        let until =
            |contracts, last| due_date(self.month, deciding, contracts, || last, self.rules);
        let (moved, missing_year) = until(&[], Day::NONE);
        let (ended, _) = until(self.contracts, Day::NONE);
        let (due_day, _) = until(self.contracts, last_attended);
        let run_day = self.periods.due_day[self.row];
        self.balanced("the due date (a day's number)", due_day.0.into(), run_day.0.into())?;
        let nominal = self.month.plus(offset_or.cast_signed()).day_clamped(pay_day_or);
        let contracts = &self.run.keyed.names.contracts;
        Ok(DueDate {
            contract_id: deciding.map(|contract| name(contracts, contract.contract.0)),
            pay_day: pay_day_or,
            pay_day_is_policy: pay_day.is_none(),
            pay_month_offset: offset_or,
            pay_month_offset_is_policy: offset.is_none(),
            nominal_date: nominal.to_string(),
            moved_date: moved.to_string(),
            calendar_missing: missing_year.is_some(),
            termination_date: (ended != moved).then(|| ended.to_string()),
            last_attended_date: (due_day != ended).then(|| last_attended.to_string()),
            due_date: due_day.to_string(),
        })
    }

    /// What covers the arrears of the engagement, in the order of the waterfall.
    fn cover(&self) -> Vec<CoverLine> {
        let keyed = &self.run.keyed;
        let own = self.run.figures.cover.iter().filter(|line| line.engagement == self.engagement);
        own.map(|line| CoverLine {
            source: line.source.word(),
            source_id: source_id(keyed, line.source).map(str::to_owned),
            amount: Fen(line.amount_fen).to_string(),
        })
        .collect()
    }

    /// Findings about the worker-period, its engagement, its worker and its project.
    fn findings(&self) -> Vec<FindingLine> {
        let engagements = &self.run.keyed.engagements;
        let place = self.engagement.index();
        let (worker, project) = (engagements.worker[place], engagements.project[place]);
        let mut lines: Vec<FindingLine> = self
            .run
            .findings
            .iter()
            .filter(|finding| {
                let is_his = finding.worker == worker
                    && finding.project.get().is_none_or(|other| other == project);
                let is_project = !finding.worker.is_some() && finding.project == project;
                let is_month = finding.month.is_none_or(|month| month == self.month);
                (is_his || is_project) && is_month
            })
            .map(|finding| FindingLine {
                code: finding.code.word(),
                table: finding.table,
                row: finding.row,
                amount: finding.amount_fen.map(|fen| Fen(fen).to_string()),
                detail: finding.detail.to_string(),
                meaning: finding.code.meaning(),
            })
            .collect();
        let flags = Flag::ALL.into_iter().filter(|&flag| self.periods.has(self.row, flag));
        lines.extend(flags.map(|flag| self.flagged(flag)));
        lines.sort_unstable();
        lines
    }

    /// The finding that a flag stands for.
    fn flagged(&self, flag: Flag) -> FindingLine {
        let amount_fen = flag.amount_fen(self.periods, self.row);
        FindingLine {
            code: flag.code().word(),
            table: flag.table(),
            row: None,
            amount: amount_fen.map(|fen| Fen(fen).to_string()),
            detail: flag.detail(self.periods, self.row).to_string(),
            meaning: flag.code().meaning(),
        }
    }
}

/// The name of a number that has one.
pub(super) fn name(names: &Names, number: u32) -> String {
    names.get(number).unwrap_or_default().to_owned()
}

/// The name of a number, if it is given.
pub(super) fn name_or_none(names: &Names, number: u32) -> Option<String> {
    names.get(number).map(str::to_owned)
}

/// The word of a day class in the table `calendar`.
const fn class_word(class: DayClass) -> &'static str {
    match class {
        DayClass::Workday => "workday",
        DayClass::RestDay => "rest_day",
        DayClass::Holiday => "holiday",
    }
}

/// The word of an hours system in the table `contracts`.
const fn system_word(system: HoursSystem) -> &'static str {
    match system {
        HoursSystem::Standard => "standard",
        HoursSystem::Comprehensive => "comprehensive",
        HoursSystem::Flexible => "flexible",
        HoursSystem::None => "none",
    }
}

/// The word of the policy key `due_source`.
const fn due_rule(source: DueSource) -> &'static str {
    match source {
        DueSource::Evidence => "evidence",
        DueSource::Attendance => "attendance",
        DueSource::Payroll => "payroll",
        DueSource::Greater => "greater",
    }
}
