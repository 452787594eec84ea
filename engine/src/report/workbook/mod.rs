//! What is written for people: a workbook of a run, the statement of a worker as a sheet, and the
//! forms that are passed upward (step 9). Every column: `docs/forms.md`.
//!
//! | module | purpose |
//! | --- | --- |
//! | `cell` | values, formulas, and the one place where an amount becomes a number of a spreadsheet |
//! | `sheet` | looks, headers, totals, printing |
//! | `words` | all that is said, in Chinese and English |
//! | `register` | the register of arrears, a line a worker-month |
//! | `projects`, `project_sheets` | projects, the six systems; a sheet a project |
//! | `cases`, `lists` | cases; causes, warnings, findings |
//! | `summary` | the first sheet: every figure twice, by the engine and by formula |
//! | [`forms`] | the same lines as forms to be passed upward, as CSV and workbooks |
//! | `statement`, `statement_wages` | the statement of a worker with formulas that recompute it |
//!
//! No clock: the day of creation of a file is the day of the report. No threads of ours, and the
//! writer's own do not change a byte.

mod cases;
mod cell;
pub mod forms;
mod lists;
mod project_sheets;
mod projects;
mod register;
mod sheet;
mod statement;
mod statement_wages;
mod summary;
pub(in crate::report) mod words;

use std::collections::BTreeMap;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet};

use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::basics::ids::{ContractorId, NameId, ProjectId, WorkerId};
use crate::intake::again::labels_of;
use crate::intake::tables::{TableName, contractors, projects as project_columns};
use crate::reconciliation::Reconciliation;
use crate::report::explain::Lang;
use crate::report::shown::{masked, masked_name};
use crate::report::tables::Brackets;

use lists::Listed;
use register::Register;
use sheet::{Sheet, Styles, refused};
use summary::Ends;
use words::{filled, say};

/// Lines that a sheet can take: what a spreadsheet has, less headers and totals.
const SHEET_ROWS: usize = 1_048_576 - 16;

/// Lines that a list of a workbook takes: more than anybody reads, and less than a workbook in
/// memory can hold. Tables hold all.
const ROWS: usize = 200_000;

/// Sheets of projects, and lines of each.
const PROJECT_SHEETS: usize = 50;
const PROJECT_ROWS: usize = 5_000;

/// The row of the policy on the first sheet; the day of the report stands above it.
const POLICY_ROW: u32 = 3;

/// How a workbook or a form is written.
///
/// Example: [`Reconciliation::workbook`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The language of sheets and headers.
    pub lang: Lang,
    /// Whether ids and names of workers stand in full; else they are masked.
    pub show_ids: bool,
}

/// How much a workbook holds.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// Lines of a list.
    rows: usize,
    /// Sheets of projects.
    project_sheets: usize,
    /// Lines on each of them.
    project_rows: usize,
}

impl Limits {
    const WORKBOOK: Self =
        Self { rows: ROWS, project_sheets: PROJECT_SHEETS, project_rows: PROJECT_ROWS };
    /// A form is as long as a sheet can be; its CSV is never cut.
    const FORM: Self = Self { rows: SHEET_ROWS, project_sheets: 0, project_rows: 0 };
}

/// A run as it is shown.
struct View<'a> {
    run: &'a Reconciliation,
    lang: Lang,
    show_ids: bool,
    limits: Limits,
    styles: &'a Styles,
    brackets: Brackets,
    /// Names of projects and of firms, by id.
    project_names: BTreeMap<String, String>,
    firm_names: BTreeMap<String, String>,
}

impl<'a> View<'a> {
    fn new(
        run: &'a Reconciliation,
        options: Options,
        limits: Limits,
        styles: &'a Styles,
    ) -> Result<Self> {
        let names = |table, id, name| labels_of(&run.opened, table, id, name);
        Ok(Self {
            run,
            lang: options.lang,
            show_ids: options.show_ids,
            limits,
            styles,
            brackets: Brackets::new(&run.policy.ageing),
            project_names: names(
                TableName::Projects,
                project_columns::PROJECT_ID,
                project_columns::PROJECT_NAME,
            )?,
            firm_names: names(
                TableName::Contractors,
                contractors::CONTRACTOR_ID,
                contractors::CONTRACTOR_NAME,
            )?,
        })
    }

    fn sheet(&self, key: &str) -> Result<Sheet<'a>> {
        Sheet::new(say(key, self.lang), self.lang, self.styles)
    }

    /// The line below a title: day, unit, policy.
    fn note(&self) -> String {
        filled("note", self.lang, &[&self.run.as_of.to_string(), &self.run.policy.name])
    }

    /// A masked id takes less room than the register keeps for one.
    fn narrow(&self, sheet: &mut Sheet<'_>) -> Result<()> {
        if !self.show_ids {
            sheet.worksheet.set_column_width(register::WORKER, 11).map_err(refused)?;
        }
        Ok(())
    }

    /// The bracket of arrears that are so many days old.
    ///
    /// **Choice:** `docs/choices.md` 135.
    fn age(&self, days: u32) -> String {
        let word = &self.brackets.words()[self.brackets.position(days)];
        match word.strip_prefix("over_") {
            Some(above) => filled("above", self.lang, &[above]),
            None => word.replace('-', "–"),
        }
    }

    fn project(&self, project: ProjectId) -> &str {
        self.run.keyed.names.projects.get(project.0).unwrap_or_default()
    }

    fn project_name(&self, project: ProjectId) -> &str {
        self.project_names.get(self.project(project)).map_or("", String::as_str)
    }

    fn contractor_id(&self, contractor: ContractorId) -> &str {
        self.run.keyed.names.contractors.get(contractor.0).unwrap_or_default()
    }

    /// The name of a general contractor, else its id.
    fn contractor(&self, contractor: ContractorId) -> &str {
        self.firm(self.contractor_id(contractor))
    }

    /// The name of an employer, else its id.
    fn employer(&self, employer: NameId) -> &str {
        self.firm(self.run.keyed.names.employers.get(employer.0).unwrap_or_default())
    }

    fn firm<'v>(&'v self, id: &'v str) -> &'v str {
        self.firm_names.get(id).map_or(id, String::as_str)
    }

    /// The id of a worker as it may be shown.
    fn worker(&self, worker: WorkerId) -> String {
        masked(self.run.keyed.names.workers.get(worker.0).unwrap_or_default(), self.show_ids)
    }

    /// The name of a worker as it may be shown.
    fn worker_name(&self, worker: WorkerId) -> String {
        let keyed = &self.run.keyed;
        let name = keyed.worker_name.get(worker.index()).copied().unwrap_or(NameId::NONE);
        masked_name(keyed.names.people.get(name.0).unwrap_or_default(), self.show_ids)
    }
}

impl Reconciliation {
    /// The workbook of a run, XLSX: a summary, the register of arrears, projects, the six systems,
    /// causes, a sheet for each of the projects most in arrears, cases, warnings and findings.
    ///
    /// Step 9. Arrears, totals and comparisons are formulas that a spreadsheet computes again; the
    /// engine's figures stand beside them as numbers, and a cell says whether both agree. What does
    /// not fit is told on the first sheet. The same run gives the same bytes.
    ///
    /// # Errors
    ///
    /// What the readers give where names of projects and firms are read again.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::report::explain::Lang;
    /// use anxin::report::workbook::Options;
    /// use anxin::{Day, Format, Inputs, Policy, Source, TableName, reconcile};
    ///
    /// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
    /// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
    /// let inputs = Inputs::default().with(TableName::Payroll, source);
    /// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
    /// let result = reconcile(&inputs, &Policy::default(), as_of)?;
    /// let options = Options { lang: Lang::Zh, show_ids: false };
    /// let bytes = result.workbook(options)?;
    /// assert!(bytes.starts_with(b"PK"));
    /// assert_eq!(bytes, result.workbook(options)?);
    /// # Ok::<(), anxin::Error>(())
    /// ```
    pub fn workbook(&self, options: Options) -> Result<Vec<u8>> {
        workbook(self, options, Limits::WORKBOOK)
    }
}

/// The workbook, with no more than `limits`.
fn workbook(run: &Reconciliation, options: Options, limits: Limits) -> Result<Vec<u8>> {
    let styles = Styles::new();
    let view = View::new(run, options, limits, &styles)?;
    let register = Register::of(run);
    let mut ends = Ends::default();
    let (register_sheet, last) = register::sheet(&view, &register)?;
    ends.register = last;
    ends.all_register = register.entries.len() <= limits.rows;
    if !ends.all_register {
        let left = (register.entries.len() - limits.rows).to_string();
        ends.notes.push(filled("note_rest", options.lang, &[&left]));
    }
    let (projects_sheet, last) = projects::sheet(&view, &register, ends.register)?;
    ends.projects = last;
    ends.all_projects = run.figures.projects.len() <= limits.rows;
    let (causes_sheet, last, causes) = lists::causes_sheet(&view)?;
    ends.causes = last;
    ends.all_causes = causes.left_out() == 0;
    ends.left_out(&view, "sheet_causes", causes, "causes");
    let mut sheets = vec![
        register_sheet.done(),
        projects_sheet.done(),
        projects::systems_sheet(&view)?.done(),
        causes_sheet.done(),
    ];
    let (chosen, more) = project_sheets::chosen(&view);
    for (place, row) in chosen.iter().enumerate() {
        sheets.push(project_sheets::sheet(&view, &register, row, place + 1)?.done());
    }
    ends.notes.extend(project_sheets::note_of_others(&view, more));
    if !run.keyed.cases.is_empty() {
        sheets.push(cases::sheet(&view)?.done());
    }
    for (sheet, all, table) in [
        ("sheet_projects", run.figures.projects.len(), "project_totals"),
        ("sheet_systems", run.figures.projects.len(), "six_systems"),
        ("sheet_cases", run.keyed.cases.len(), "case_totals"),
    ] {
        let listed = Listed { written: all.min(limits.rows), all };
        ends.left_out(&view, sheet, listed, table);
    }
    let (warnings, listed) = lists::warnings_sheet(&view)?;
    ends.left_out(&view, "sheet_warnings", listed, "warnings");
    let (findings, listed) = lists::findings_sheet(&view)?;
    ends.left_out(&view, "sheet_findings", listed, "findings");
    sheets.extend([warnings.done(), findings.done()]);
    let first = summary::sheet(&view, &run.summary()?, &register, &ends)?;
    sheets.insert(0, first.done());
    let title = say("title_summary", options.lang);
    let as_of = format!("='{}'!$B${}", say("sheet_summary", options.lang), POLICY_ROW - 1);
    bound(sheets, title, run.as_of, Some(&as_of))
}

/// Sheets as the bytes of a workbook made on a day; `as_of` is the cell with the day of the report.
fn bound(
    sheets: Vec<Worksheet>,
    title: &str,
    made_day: Day,
    as_of: Option<&str>,
) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let (year, month, day) = made_day.ymd();
    let clamped = u16::try_from(year).unwrap_or(1900).max(1900);
    let part = |number: u32| u8::try_from(number).unwrap_or(1);
    let made = ExcelDateTime::from_ymd(clamped, part(month), part(day)).map_err(refused)?;
    let properties =
        DocProperties::new().set_title(title).set_author("anxin").set_creation_datetime(&made);
    workbook.set_properties(&properties);
    for sheet in sheets {
        workbook.push_worksheet(sheet);
    }
    if let Some(as_of) = as_of {
        workbook.define_name("as_of", as_of).map_err(refused)?;
    }
    workbook.save_to_buffer().map_err(refused)
}

#[cfg(test)]
mod tests;
