//! The statement of a worker as sheets, one a worker-period: days, terms, sheets and payments as
//! they were given, and formulas that compute wages, due, paid and arrears from them.

use super::bound;
use super::cell::{Cell, letters};
use super::project_sheets::name;
use super::sheet::{Look, Sheet, Styles, check};
use super::statement_wages::{Calendar, wages};
use super::words::say;
use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::report::explain::{
    AllocationLine, DueDate, Explanation, Lang, PayrollSheetLine, Statement, TransferLine,
    finding_meaning, phrase, why_due,
};

/// Statements that a workbook takes.
const SHEETS: usize = 250;

/// Columns of a figure: what the engine says, the formula, whether they agree.
pub(super) const ENGINE: u16 = 1;
pub(super) const AGAIN: u16 = 2;
pub(super) const CHECK: u16 = 3;

impl Explanation {
    /// The statements as a workbook (XLSX), a sheet each; its formulas compute the wage of each
    /// contract, what is due, paid and in arrears, beside the engine's figures.
    ///
    /// Step 9. The ids of the worker stand in full: who asks for him knows him.
    ///
    /// # Errors
    ///
    /// [`Error::TooMany`] beyond 250 statements: ask for a project or a period.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::report::explain::Lang;
    /// use anxin::{Day, Format, Inputs, Policy, Source, TableName, reconcile};
    ///
    /// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
    /// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
    /// let inputs = Inputs::default().with(TableName::Payroll, source);
    /// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
    /// let result = reconcile(&inputs, &Policy::default(), as_of)?;
    /// let bytes = result.explain("W1", None, None)?.to_workbook(Lang::Zh)?;
    /// assert!(bytes.starts_with(b"PK"));
    /// # Ok::<(), anxin::Error>(())
    /// ```
    pub fn to_workbook(&self, lang: Lang) -> Result<Vec<u8>> {
        if self.statements.len() > SHEETS {
            return Err(Error::TooMany { what: "statements of a workbook", limit: SHEETS as u64 });
        }
        let styles = Styles::new();
        let sheets = self.statements.iter().enumerate().map(|(place, statement)| {
            let title = format!("{} {}", statement.period, statement.project_id);
            let sheet = Sheet::new(&name(place + 1, &title), lang, &styles)?;
            Ok(Page { statement, sheet, lang, as_of: String::new() }.written()?.done())
        });
        let sheets = sheets.collect::<Result<Vec<_>>>()?;
        let made_day = self.as_of.parse().unwrap_or(Day(0));
        bound(sheets, phrase("title", lang), made_day, None)
    }
}

/// A statement being written.
pub(super) struct Page<'a, 's> {
    pub(super) statement: &'a Statement,
    pub(super) sheet: Sheet<'s>,
    pub(super) lang: Lang,
    /// The cell with the day of the report.
    pub(super) as_of: String,
}

/// An amount of the statement.
pub(super) fn amount(text: &str) -> Cell {
    let digits: String = text.chars().filter(|letter| *letter != '.').collect();
    digits.parse().map_or_else(|_| Cell::text(text), Cell::Fen)
}

/// An amount that may be missing.
fn amount_or_none(text: Option<&String>) -> Cell {
    text.map_or(Cell::Empty, |text| amount(text))
}

/// A day of the statement.
pub(super) fn day(text: &str) -> Cell {
    text.parse().map_or_else(|_| Cell::text(text), Cell::Day)
}

impl<'s> Page<'_, 's> {
    pub(super) fn say(&self, key: &'static str) -> &'static str {
        phrase(key, self.lang)
    }

    fn written(mut self) -> Result<Sheet<'s>> {
        self.sheet.worksheet.set_portrait();
        self.sheet.worksheet.set_print_fit_to_pages(1, 1);
        self.sheet.widths([26, 20, 15, 15, 16, 16, 30])?;
        let title = self.say("title");
        self.sheet.title(title)?;
        self.head()?;
        let calendar = self.calendar()?;
        let wage_cells = wages(&mut self, &calendar)?;
        let attendance_due = self.attendance_due(&wage_cells)?;
        let payroll_due = self.payroll()?;
        let due = self.due(&attendance_due, &payroll_due)?;
        let due_date = self.due_date()?;
        let paid = self.payments(&due_date)?;
        self.arrears(&due, &paid, &due_date)?;
        self.findings()?;
        self.sheet.mark(CHECK, 1, self.sheet.row)?;
        self.sheet.printed(7)?;
        Ok(self.sheet)
    }

    /// Who, where, when.
    fn head(&mut self) -> Result<()> {
        let own = self.statement;
        for (key, value) in [
            ("worker", Some(&own.worker_id)),
            ("worker_name", own.worker_name.as_ref()),
            ("project", Some(&own.project_id)),
            ("period", Some(&own.period)),
            ("employer", own.employer_id.as_ref()),
            ("policy", Some(&own.policy)),
        ] {
            if let Some(value) = value {
                let label = match key {
                    "worker_name" => say("worker_name", self.lang),
                    key => self.say(key),
                };
                self.sheet.labelled(label, &[(Cell::text(value), Look::Text)])?;
            }
        }
        let label = self.say("as_of");
        let row = self.sheet.labelled(label, &[(day(&own.as_of), Look::Day)])?;
        self.as_of = format!("$B${row}");
        Ok(())
    }

    /// A section with headers.
    pub(super) fn section(&mut self, title: &str, heads: &[&str]) -> Result<()> {
        self.sheet.section(title)?;
        if !heads.is_empty() {
            for (column, text) in (0_u16..).zip(heads) {
                self.sheet.put(self.sheet.row, column, &Cell::text(*text), Look::Text, true)?;
            }
            self.sheet.row += 1;
        }
        Ok(())
    }

    /// A figure: the engine's value, the formula for it, whether they agree. Gives the cell of the
    /// formula.
    pub(super) fn figure(
        &mut self,
        label: &str,
        engine: Cell,
        formula: String,
        look: Look,
    ) -> Result<String> {
        let again = Cell::formula(formula, engine.clone());
        let agree = match look {
            Look::Money | Look::Count => check("B{r}", "C{r}", self.lang),
            _ => Cell::Empty,
        };
        let row =
            self.sheet.labelled(label, &[(engine, look), (again, look), (agree, Look::Check)])?;
        Ok(format!("${}${row}", letters(AGAIN)))
    }

    /// The headers of figures.
    pub(super) fn figure_heads(&mut self, title: &str) -> Result<()> {
        let lang = self.lang;
        let heads = ["figure", "engine", "formula", "check"].map(|key| say(key, lang));
        self.section(title, &heads)
    }

    /// The days of the month; gives where they stand.
    fn calendar(&mut self) -> Result<Calendar> {
        let lang = self.lang;
        let heads = ["day", "day_class", "minutes", "quantity", "terms"].map(|key| say(key, lang));
        let title = self.say("calendar");
        self.section(title, &heads)?;
        let first = self.sheet.row;
        for own in &self.statement.calendar {
            let class = own.day_class.map_or("mark_unknown", |class| class);
            let quantity = own.quantity.clone().map_or(Cell::Empty, Cell::Decimal);
            let terms = own.terms.map_or(Cell::Empty, |place| Cell::count(place + 1));
            let cells = [
                (day(&own.date), Look::Day),
                (Cell::text(class_word(class, lang)), Look::Text),
                (own.minutes.map_or(Cell::Empty, Cell::count), Look::Count),
                (quantity, Look::Number),
                (terms, Look::Count),
            ];
            for (column, (cell, look)) in (0_u16..).zip(&cells) {
                self.sheet.put(self.sheet.row, column, cell, *look, false)?;
            }
            self.sheet.row += 1;
        }
        let calendar = Calendar { first, last: self.sheet.row - 1 };
        self.figure_heads(say("attended_section", lang))?;
        let days = Cell::count(self.statement.attended_days);
        let minutes = Cell::count(self.statement.attended_minutes);
        let (of_days, of_minutes) = (
            format!("COUNTIF({},\">0\")", calendar.minutes()),
            format!("SUM({})", calendar.minutes()),
        );
        self.figure(say("attended_days", lang), days, of_days, Look::Count)?;
        self.figure(say("minutes", lang), minutes, of_minutes, Look::Count)?;
        Ok(calendar)
    }

    /// Allowances and deductions, and what is due by attendance.
    fn attendance_due(&mut self, wage_cells: &[String]) -> Result<String> {
        let own = self.statement;
        let lang = self.lang;
        let heads = [self.say("col_kind"), self.say("col_amount"), self.say("col_treatment")];
        let title = self.say("adjustments");
        self.section(title, &heads)?;
        let first = self.sheet.row;
        for line in &own.adjustments {
            let (kind, treatment) = (self.say(line.kind), self.say(line.treatment));
            let cells = [(amount(&line.amount), Look::Money), (Cell::text(treatment), Look::Text)];
            self.sheet.labelled(kind, &cells)?;
        }
        if own.adjustments.is_empty() {
            self.sheet.labelled(self.say("none"), &[])?;
        }
        let last = self.sheet.row - 1;
        let not_lawful = own.deductions.as_ref().map_or("0.00", |limits| &limits.not_lawful);
        let label = self.say("not_lawful_sum");
        let row = self.sheet.labelled(label, &[(amount(not_lawful), Look::Money)])?;
        let wages = if wage_cells.is_empty() { "0".to_owned() } else { wage_cells.join("+") };
        let (sums, words) = (format!("B{first}:B{last}"), format!("C{first}:C{last}"));
        let added = format!("SUMIFS({sums},{words},\"{}\")", self.say("added"));
        let formula = format!(
            "IF(({wages})=0,0,MAX(0,ROUND({wages}+{added}-(SUM({sums})-{added}-B{row}),2)))"
        );
        let title = self.say("attendance_due");
        self.figure_heads(title)?;
        let due = amount(&own.attendance_due);
        self.figure(phrase("attendance_due", lang), due, formula, Look::Money)
    }

    /// Lines of the payroll sheet, and what they make due.
    fn payroll(&mut self) -> Result<String> {
        let keys = ["col_sheet", "col_gross", "col_deductions", "col_net", "col_makes"];
        let lang = self.lang;
        let heads: Vec<&str> = keys.iter().map(|key| phrase(key, lang)).collect();
        let heads = [&heads[..], &[say("state", lang)]].concat();
        let title = self.say("payroll");
        self.section(title, &heads)?;
        let first = self.sheet.row;
        for line in &self.statement.payroll {
            let row = self.sheet.row;
            let state = match (line.is_back_pay, line.confirmed) {
                (true, _) => self.say("back_pay"),
                (false, true) => self.say("confirmed"),
                (false, false) => self.say("unconfirmed"),
            };
            let cells = [
                (amount_or_none(line.gross.as_ref()), Look::Money),
                (amount_or_none(line.deductions.as_ref()), Look::Money),
                (amount(&line.net), Look::Money),
                (Cell::formula(makes_due(line), amount(&line.due)), Look::Money),
                (Cell::text(state), Look::Text),
            ];
            self.sheet.labelled(&line.payroll_id, &cells)?;
            debug_assert_eq!(self.sheet.row, row + 1);
        }
        if self.statement.payroll.is_empty() {
            self.sheet.labelled(self.say("no_payroll"), &[])?;
        }
        let last = self.sheet.row - 1;
        let title = self.say("payroll_due");
        self.figure_heads(title)?;
        let due = amount(&self.statement.payroll_due);
        self.figure(title, due, format!("ROUND(SUM(E{first}:E{last}),2)"), Look::Money)
    }

    /// Which of the two is due.
    fn due(&mut self, attendance_due: &str, payroll_due: &str) -> Result<String> {
        let own = self.statement;
        let formula = match own.due_source {
            "payroll_confirmed" | "payroll" => payroll_due.to_owned(),
            "attendance" => attendance_due.to_owned(),
            _ => "0".to_owned(),
        };
        let title = self.say("due_section");
        self.figure_heads(title)?;
        let (label, why) = (self.say("due"), self.say(why_due(own)));
        let cell = self.figure(label, amount(&own.due), formula, Look::Money)?;
        let row = self.sheet.row - 1;
        self.sheet.put(row, CHECK + 1, &Cell::text(why), Look::Text, false)?;
        Ok(cell)
    }

    /// How the due date came about; gives its cell.
    fn due_date(&mut self) -> Result<String> {
        let date: &DueDate = &self.statement.due_date;
        let title = self.say("due_date_section");
        self.section(title, &[])?;
        let mut steps = vec![("nominal", Some(&date.nominal_date))];
        steps.push(("moved", Some(&date.moved_date).filter(|day| **day != date.nominal_date)));
        steps.push(("termination", date.termination_date.as_ref()));
        steps.push(("last_attended", date.last_attended_date.as_ref()));
        for (key, text) in steps {
            if let Some(text) = text {
                self.sheet.labelled(self.say(key), &[(day(text), Look::Day)])?;
            }
        }
        let row = self.sheet.labelled(self.say("due_date"), &[(day(&date.due_date), Look::Day)])?;
        Ok(format!("$B${row}"))
    }

    /// Transfers, and what they paid of this period; gives the cell of the sum.
    fn payments(&mut self, due_date: &str) -> Result<String> {
        let own = self.statement;
        let lang = self.lang;
        let keys = ["col_transfer", "col_date", "col_amount", "here", "col_fate", "col_where"];
        let heads: Vec<&str> = keys.iter().map(|key| phrase(key, lang)).collect();
        let title = self.say("paid_section");
        self.section(title, &heads)?;
        let first = self.sheet.row;
        for transfer in &own.transfers {
            let cells = self.transfer(transfer);
            self.sheet.labelled(&transfer.transfer_id, &cells)?;
        }
        if own.transfers.is_empty() {
            self.sheet.labelled(self.say("no_transfer"), &[])?;
        }
        let last = self.sheet.row - 1;
        let title = self.say("paid");
        self.figure_heads(title)?;
        let sum = format!("ROUND(SUM(D{first}:D{last}),2)");
        let paid = self.figure(title, amount(&own.paid), sum, Look::Money)?;
        let in_time =
            format!("ROUND(SUMIFS(D{first}:D{last},B{first}:B{last},\"<=\"&{due_date}),2)");
        let label = self.say("paid_on_time");
        self.figure(label, amount(&own.paid_on_time), in_time, Look::Money)?;
        Ok(paid)
    }

    /// The cells of a transfer: day, amount, what it paid here, what became of it.
    fn transfer(&self, transfer: &TransferLine) -> [(Cell, Look); 5] {
        let here = transfer.allocations.iter().filter(|part| part.is_here);
        let here: i128 = here.filter_map(|part| fen_of(&part.amount)).sum();
        let elsewhere = transfer.allocations.iter().filter(|part| !part.is_here);
        let mut told: Vec<String> = elsewhere.map(|part| self.part(part)).collect();
        for (key, text) in [
            ("advance", &transfer.advance),
            ("taken_back", &transfer.taken_back),
            ("set_aside", &transfer.set_aside),
        ] {
            if text != "0.00" {
                told.push(format!("{} {text}", self.say(key)));
            }
        }
        [
            (day(&transfer.paid_date), Look::Day),
            (amount(&transfer.amount), Look::Money),
            (Cell::Fen(here), Look::Money),
            (Cell::text(self.say(transfer.fate)), Look::Text),
            (Cell::text(told.join("; ")), Look::Text),
        ]
    }

    fn part(&self, part: &AllocationLine) -> String {
        format!("{} {} {}", part.project_id, part.period, part.amount)
    }

    /// What is owed.
    fn arrears(&mut self, due: &str, paid: &str, due_date: &str) -> Result<()> {
        let own = self.statement;
        let as_of = self.as_of.clone();
        let title = self.say("arrears_section");
        self.figure_heads(title)?;
        let open = format!("MAX(0,ROUND({due}-{paid},2))");
        let overdue = format!("IF({as_of}>{due_date},{open},0)");
        let later = format!("IF({as_of}>{due_date},0,{open})");
        let label = self.say("arrears");
        let arrears = self.figure(label, amount(&own.arrears), overdue, Look::Money)?;
        let label = self.say("not_yet_due");
        let not_yet = self.figure(label, amount(&own.not_yet_due), later, Look::Money)?;
        if let Some(days) = own.overdue_days {
            let label = self.say("overdue_days");
            self.figure(label, Cell::count(days), format!("{as_of}-{due_date}"), Look::Count)?;
        }
        let residual = format!("ROUND({due}-{paid}-{arrears}-{not_yet},2)");
        let label = self.say("residual");
        self.figure(label, amount(&own.residual), residual, Look::Money)?;
        Ok(())
    }

    /// Findings and laws, in words.
    fn findings(&mut self) -> Result<()> {
        let title = self.say("findings");
        self.section(title, &[])?;
        for finding in &self.statement.findings {
            let meaning = finding_meaning(finding.code, finding.meaning, self.lang);
            self.sheet.note(&format!("{}：{meaning}", finding.code))?;
        }
        if self.statement.findings.is_empty() {
            self.sheet.note(self.say("none"))?;
        }
        let title = self.say("laws");
        self.section(title, &[])?;
        for law in &self.statement.laws {
            let basis = if self.lang == Lang::Zh { law.basis_zh } else { law.basis };
            self.sheet.note(basis)?;
        }
        Ok(())
    }
}

/// The word of a class of days.
pub(super) fn class_word(class: &str, lang: Lang) -> &'static str {
    match class {
        "workday" | "rest_day" | "holiday" => say(class, lang),
        _ => say("no_calendar", lang),
    }
}

/// What a line of a payroll sheet makes due, from its own row.
fn makes_due(line: &PayrollSheetLine) -> String {
    let by_net = "MAX(0,D{r})".to_owned();
    let net = amount(&line.net);
    let is_taken = line.deductions.is_none() && amount(&line.due) == net;
    if line.is_back_pay {
        "0".to_owned()
    } else if line.gross.is_none() || is_taken {
        by_net
    } else {
        "MAX(0,IF(ROUND(B{r}-C{r}-D{r},2)<=0,D{r},ROUND(B{r}-C{r},2)))".to_owned()
    }
}

fn fen_of(text: &str) -> Option<i128> {
    match amount(text) {
        Cell::Fen(fen) => Some(fen),
        _ => None,
    }
}
