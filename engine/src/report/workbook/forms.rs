//! Forms that are passed upward: the register, the six systems, the cases, each as CSV for programs
//! and as a workbook for people. Columns: `docs/forms.md`.

use super::cell::{Cell, looks_like_formula};
use super::register::Register;
use super::sheet::{Column, FIRST_ROW, Sheet, Styles};
use super::words::{filled, say};
use super::{Limits, Options, View, bound, cases, projects, register};
use crate::basics::error::{Error, Result};
use crate::reconciliation::Reconciliation;
use crate::report::digest::sha256;

/// Digits from which a spreadsheet that opens a CSV no longer keeps an id.
const LONG_DIGITS: usize = 12;

/// A form.
///
/// # Example
///
/// ```
/// use anxin::report::workbook::forms::Form;
///
/// let names: Vec<_> = Form::ALL.iter().map(|form| form.name()).collect();
/// assert_eq!(names, ["arrears", "six_systems", "cases"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// 欠薪台账: a line a worker, project and month in arrears.
    Arrears,
    /// 六项制度落实情况: a line a project.
    SixSystems,
    /// 案件台账: a line a case.
    Cases,
}

/// A form, written.
///
/// Example: [`Reconciliation::forms`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The name of its file.
    pub file: String,
    /// What stands in the file.
    pub bytes: Vec<u8>,
    /// Lines, headers and totals aside.
    pub rows: u64,
}

impl Form {
    /// All forms.
    pub const ALL: [Self; 3] = [Self::Arrears, Self::SixSystems, Self::Cases];

    /// Its name, which is also that of its files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Arrears => "arrears",
            Self::SixSystems => "six_systems",
            Self::Cases => "cases",
        }
    }

    const fn columns(self) -> &'static [Column] {
        match self {
            Self::Arrears => &register::COLUMNS,
            Self::SixSystems => &projects::SYSTEM_COLUMNS,
            Self::Cases => &cases::COLUMNS,
        }
    }

    /// Columns of the CSV.
    const fn csv_columns(self) -> usize {
        match self {
            Self::Arrears => register::FORM_COLUMNS,
            _ => self.columns().len(),
        }
    }

    fn rows(self, view: &View<'_>, register: &Register) -> usize {
        match self {
            Self::Arrears => register.entries.len(),
            Self::SixSystems => view.run.figures.projects.len(),
            Self::Cases => view.run.keyed.cases.len(),
        }
    }

    fn cells(self, view: &View<'_>, register: &Register, place: usize) -> Vec<Cell> {
        match self {
            Self::Arrears => register::cells(view, &register.entries[place], place + 1),
            Self::SixSystems => {
                projects::system_cells(view, &view.run.figures.projects[place], place + 1)
            }
            Self::Cases => cases::cells(view, &view.run.keyed.cases[place], place + 1),
        }
    }

    fn sheet<'s>(self, view: &View<'s>, register: &Register) -> Result<Sheet<'s>> {
        let mut sheet = match self {
            Self::Arrears => register::sheet(view, register)?.0,
            Self::SixSystems => projects::systems_sheet(view)?,
            Self::Cases => cases::sheet(view)?,
        };
        sheet.row += 1;
        let (rows, most) = (self.rows(view, register), view.limits.rows);
        if rows > most {
            let file = format!("{}.csv", self.name());
            let values = [&most.to_string(), &(rows - most).to_string(), file.as_str()];
            sheet.note(&filled("note_form_rest", view.lang, &values))?;
        }
        sheet.note(sheet.say("signatures"))?;
        Ok(sheet)
    }

    /// The form as CSV: a mark for UTF-8, headers, a line each, CRLF.
    fn csv(self, view: &View<'_>, register: &Register) -> Vec<u8> {
        let columns = &self.columns()[..self.csv_columns()];
        let mut text = String::from('\u{feff}');
        let heads = columns.iter().map(|column| say(column.word, view.lang).to_owned());
        line(&mut text, heads);
        for place in 0..self.rows(view, register) {
            let cells = self.cells(view, register, place);
            line(&mut text, cells.iter().take(columns.len()).map(guarded));
        }
        text.into_bytes()
    }
}

/// A cell as it stands in a CSV that a spreadsheet may open: text that looks like a formula has an
/// apostrophe before it, a number of many digits or with zeros in front a tab.
///
/// **Choice:** `docs/choices.md` 134.
fn guarded(cell: &Cell) -> String {
    let text = cell.plain();
    if !matches!(cell.value(), Cell::Text(_)) {
        return text;
    }
    let is_number = !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit());
    if looks_like_formula(&text) {
        format!("'{text}")
    } else if is_number && (text.len() >= LONG_DIGITS || text.starts_with('0')) {
        format!("\t{text}")
    } else {
        text
    }
}

fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            text.push(',');
        }
        if cell.contains([',', '"', '\n', '\r', '\t']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    text.push_str("\r\n");
}

impl Reconciliation {
    /// The forms that are passed upward, each as CSV and as a workbook.
    ///
    /// Step 9. The CSV holds values alone; the workbook computes arrears and totals by formula. The
    /// CSV is never cut; a workbook of more lines than a sheet of a spreadsheet has says so below
    /// its lines, and those of the register that are not listed are added up in its last one.
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
    /// let forms = result.forms(Options { lang: Lang::En, show_ids: true })?;
    /// let register = forms.iter().find(|form| form.file == "arrears.csv").unwrap();
    /// let text = std::str::from_utf8(&register.bytes).unwrap();
    /// assert!(text.contains("P1,,,,,W1,2025-03,0,payroll sheet,4500.00,0.00,4500.00,2025-04-30"));
    /// # Ok::<(), anxin::Error>(())
    /// ```
    pub fn forms(&self, options: Options) -> Result<Vec<Written>> {
        forms(self, options, Limits::FORM)
    }
}

/// The forms, no workbook of them with more than `limits`.
pub(super) fn forms(
    run: &Reconciliation,
    options: Options,
    limits: Limits,
) -> Result<Vec<Written>> {
    let styles = Styles::new();
    let view = View::new(run, options, limits, &styles)?;
    let register = Register::of(run);
    let mut written = Vec::new();
    for form in Form::ALL {
        let sheet = form.sheet(&view, &register)?.done();
        let (year, month, day) = run.as_of.ymd();
        let as_of = format!("=DATE({year},{month},{day})");
        let title = say(form.title(), options.lang);
        let workbook = bound(vec![sheet], title, run.as_of, Some(&as_of))?;
        for (ending, bytes) in [("csv", form.csv(&view, &register)), ("xlsx", workbook)] {
            let file = format!("{}.{ending}", form.name());
            let rows = form.rows(&view, &register) as u64;
            written.push(Written { file, bytes, rows });
        }
    }
    written.push(contents(run, &written)?);
    Ok(written)
}

/// The file that names the forms, with lines and digests.
pub const CONTENTS: &str = "forms.json";

/// Whether a file of this name is written among the forms.
///
/// # Example
///
/// ```
/// use anxin::report::workbook::forms::is_form_file;
///
/// assert!(is_form_file("cases.xlsx") && is_form_file("forms.json"));
/// assert!(!is_form_file("cases.txt"));
/// ```
#[must_use]
pub fn is_form_file(name: &str) -> bool {
    let is_form = |(form, ending): (&str, &str)| {
        matches!(ending, "csv" | "xlsx") && Form::ALL.iter().any(|known| known.name() == form)
    };
    name == CONTENTS || name.split_once('.').is_some_and(is_form)
}

/// What the forms are about, and what each file holds.
fn contents(run: &Reconciliation, written: &[Written]) -> Result<Written> {
    let forms = written.iter().map(|form| {
        serde_json::json!({
            "file": form.file,
            "rows": form.rows,
            "sha256": sha256(&form.bytes),
        })
    });
    let contents = serde_json::json!({
        "engine_version": env!("CARGO_PKG_VERSION"),
        "as_of": run.as_of.to_string(),
        "policy": { "name": run.policy.name, "fingerprint": run.policy.fingerprint() },
        "forms": forms.collect::<Vec<_>>(),
    });
    let bytes = serde_json::to_vec_pretty(&contents).map_err(|error| Error::Output {
        place: CONTENTS.to_owned(),
        reason: error.to_string(),
        advice: "this is a fault of the program: please report it",
    })?;
    Ok(Written { file: CONTENTS.to_owned(), bytes, rows: written.len() as u64 })
}

impl Form {
    const fn title(self) -> &'static str {
        match self {
            Self::Arrears => "title_register",
            Self::SixSystems => "title_systems",
            Self::Cases => "title_cases",
        }
    }
}

/// The row of the first line of the workbook of a form; headers stand above it.
pub const FORM_FIRST_ROW: u32 = FIRST_ROW;
