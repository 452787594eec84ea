//! `reconcile`: a run, its summary and its tables.

use std::fmt::Write as _;
use std::io::Write;

use super::arguments::Reconcile;
use super::layout::{Columns, grouped};
use super::watch::Watch;
use super::{DONE, INCOMPLETE, policy, print};
use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::basics::finding::Code;
use crate::basics::money::Fen;
use crate::basics::policy::Policy;
use crate::intake::foreign::rows::NoteKind;
use crate::intake::read::parallel::{each, with_threads};
use crate::intake::source::Inputs;
use crate::parted::in_place::InParts;
use crate::parted::plan::Plan;
use crate::pipeline::Run;
use crate::reconciliation::Reconciliation;
use crate::report::digest::{TableDigest, digest};
use crate::report::shown::masked;
use crate::report::sink;
use crate::report::summary::Summary;
use crate::report::tables::OutputTable;
use crate::report::workbook::Options;

/// Projects in the list of those most in arrears.
const WORST_PROJECTS: usize = 5;

/// Runs the verb.
pub(super) fn run(
    arguments: &Reconcile,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Result<u8> {
    let policy = policy::named(&arguments.policy)?;
    if let Some(out) = &arguments.out {
        sink::refuse_inside(out, &arguments.dir)?;
    }
    for place in [&arguments.partial, &arguments.workbook, &arguments.forms].into_iter().flatten() {
        sink::refuse_inside(place, &arguments.dir)?;
    }
    sink::refuse_occupied(arguments.out.as_deref(), arguments.forms.as_deref())?;
    let mut inputs = Inputs::folder(&arguments.dir)?;
    if let Some(earlier) = &arguments.earlier {
        inputs = inputs.with_earlier(Inputs::earlier_of(earlier)?);
    }
    tell_checks(&inputs, arguments.quiet, stderr);
    let watch = Watch::new(arguments.quiet);
    let run = Run {
        threads: arguments.threads.map(usize::from),
        fingerprints: true,
        on_progress: Some(watch.on_progress()),
    };
    let limit = arguments.memory.map(|memory| memory.bytes);
    if let Some(parts) = parts(&run, &inputs, &policy, arguments.as_of, limit)? {
        return in_parts(arguments, (&run, &inputs, &policy), parts, &watch, (stdout, stderr));
    }
    let reconciliation = run.reconcile(&inputs, &policy, arguments.as_of)?;
    // Before anything is written: once a result stands in its place nothing may fail or be
    // interrupted.
    let is_json = arguments.json && !arguments.quiet;
    let digests = if is_json {
        with_threads(run.threads(), || digests(&reconciliation, &watch))?
    } else {
        Vec::new()
    };
    for_people(arguments, &reconciliation, &watch)?;
    if let Some(file) = &arguments.partial {
        sink::write_text(file, &reconciliation.partial()?.to_json()?)?;
    }
    let mut summary = match &arguments.out {
        Some(out) => {
            let mut on_batch = |table, rows| watch.on_batch(table, rows);
            let (format, detail) = (arguments.format, arguments.detail);
            with_threads(run.threads(), || {
                sink::write(&reconciliation, out, format, detail, &mut on_batch)
            })?
        }
        None => reconciliation.summary()?,
    };
    watch.end();
    summary.digests = digests;
    show(&reconciliation, &summary, &Shown::of(arguments), stdout, stderr)
}

/// In how many parts the run keeps to its limit of memory; `None`: all at once.
fn parts(
    run: &Run,
    inputs: &Inputs,
    policy: &Policy,
    as_of: Day,
    limit_bytes: Option<u64>,
) -> Result<Option<u32>> {
    let Some(limit_bytes) = limit_bytes else { return Ok(None) };
    Plan::of(run, inputs, policy, as_of)?.parts(limit_bytes)
}

/// Runs the verb in parts.
fn in_parts(
    arguments: &Reconcile,
    (run, inputs, policy): (&Run, &Inputs, &Policy),
    parts: u32,
    watch: &Watch,
    (stdout, stderr): (&mut dyn Write, &mut dyn Write),
) -> Result<u8> {
    let temporary = arguments.temp.clone().unwrap_or_else(std::env::temp_dir);
    let result = InParts::reconcile(run, inputs, policy, arguments.as_of, parts, &temporary)?;
    let digests = match arguments.json && !arguments.quiet {
        true => result.digests()?,
        false => Vec::new(),
    };
    let mut summary = match &arguments.out {
        Some(out) => {
            let mut on_batch = |table, rows| watch.on_batch(table, rows);
            result.write(out, arguments.format, arguments.detail, &mut on_batch)?
        }
        None => result.summary(),
    };
    watch.end();
    summary.digests = digests;
    show(result.reconciliation(), &summary, &Shown::of(arguments), stdout, stderr)
}

/// Writes the workbook and the forms, where they are asked for; both are made before either stands
/// in its place.
fn for_people(arguments: &Reconcile, run: &Reconciliation, watch: &Watch) -> Result<()> {
    let options = Options { lang: arguments.lang, show_ids: arguments.show_ids };
    let workbook = match &arguments.workbook {
        Some(file) => Some((file, run.workbook(options)?)),
        None => None,
    };
    watch.go_on()?;
    let forms = match &arguments.forms {
        Some(folder) => Some((folder, run.forms(options)?)),
        None => None,
    };
    watch.go_on()?;
    if let Some((folder, forms)) = forms {
        sink::write_forms(&forms, folder)?;
    }
    if let Some((file, bytes)) = workbook {
        sink::write_bytes(file, &bytes)?;
    }
    Ok(())
}

/// How a result is shown.
pub(super) struct Shown {
    pub(super) is_quiet: bool,
    pub(super) is_json: bool,
    pub(super) show_ids: bool,
    pub(super) is_strict: bool,
}

impl Shown {
    const fn of(arguments: &Reconcile) -> Self {
        Self {
            is_quiet: arguments.quiet,
            is_json: arguments.json,
            show_ids: arguments.show_ids,
            is_strict: arguments.strict,
        }
    }
}

/// Shows a summary, and says by the exit code what must not pass unseen.
pub(super) fn show(
    reconciliation: &Reconciliation,
    summary: &Summary,
    shown: &Shown,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Result<u8> {
    let warning = incomplete(reconciliation, summary, shown.is_strict);
    if !shown.is_quiet {
        if shown.is_json {
            let json = serde_json::to_string_pretty(summary).map_err(|error| Error::Output {
                place: "standard output".to_owned(),
                reason: error.to_string(),
                advice: "this is a fault of the program: please report it",
            })?;
            print(stdout, &(json + "\n"))?;
        } else {
            print(stdout, &text(reconciliation, summary, shown.show_ids))?;
        }
    }
    let Some(warning) = warning else { return Ok(DONE) };
    // The exit code says it too, should nobody listen here.
    let _unheard = writeln!(stderr, "warning: {warning}");
    Ok(INCOMPLETE)
}

/// Tells of sums and balances of files that do not agree with their lines.
pub(super) fn tell_checks(inputs: &Inputs, is_quiet: bool, stderr: &mut dyn Write) {
    for taken in inputs.taken.iter().filter(|_| !is_quiet) {
        let fails = taken.notes.iter().filter(|note| note.kind == NoteKind::CheckFails);
        for note in fails.take(SHOWN_CHECKS) {
            // The command `check` tells it too, should nobody listen here.
            let _unheard = writeln!(stderr, "warning: {}: {}", taken.file, note.text);
        }
    }
}

/// Most failed checks of a file that are told.
const SHOWN_CHECKS: usize = 5;

/// The digest of every table; an interrupt is heard between two.
fn digests(reconciliation: &Reconciliation, watch: &Watch) -> Result<Vec<TableDigest>> {
    let tables = OutputTable::ALL.into_iter().filter(|table| !table.is_detail());
    each(tables.collect(), |table| watch.go_on().and_then(|()| digest(reconciliation, table)))
}

/// What must not pass unseen: attended days that earned nothing for want of a calendar; with
/// `is_strict` also deadlines that could not be moved, and rows set aside.
fn incomplete(
    reconciliation: &Reconciliation,
    summary: &Summary,
    is_strict: bool,
) -> Option<String> {
    let provisional = summary.counts.provisional_worker_periods;
    if provisional > 0 {
        return Some(format!(
            "attended days in a year without calendar earn nothing yet, in {provisional} \
             worker-period(s); give the days of that year in the table `calendar`"
        ));
    }
    let is_missing = |code: Code| code == Code::CalendarYearMissing;
    if is_strict && reconciliation.findings.iter().any(|finding| is_missing(finding.code)) {
        return Some(
            "a deadline lies in a year without calendar; give it in `calendar`".to_owned(),
        );
    }
    let rows: u64 = summary.set_aside.iter().map(|line| line.rows).sum();
    (is_strict && rows > 0).then(|| format!("{rows} row(s) were set aside"))
}

/// The summary for a reader.
fn text(reconciliation: &Reconciliation, summary: &Summary, show_ids: bool) -> String {
    let mut text = format!(
        "anxin {}, as of {}, policy {} ({})\n\n",
        summary.engine_version,
        summary.as_of,
        summary.policy.name,
        &summary.policy.fingerprint[..12]
    );
    text += &totals(summary);
    text += &ageing(summary);
    text += &worst_projects(reconciliation, show_ids);
    text += &warnings(summary);
    text += &deposits(summary);
    text += &set_aside(summary);
    text
}

/// Due, paid and arrears.
fn totals(summary: &Summary) -> String {
    let (totals, counts) = (&summary.totals, &summary.counts);
    let mut columns = Columns::default();
    let periods = format!("{} worker-periods of {} workers", counts.worker_periods, counts.workers);
    let owed = format!(
        "{} workers on {} of {} projects",
        counts.workers_owed, counts.projects_in_arrears, counts.projects
    );
    columns.row(["yuan", ""]);
    for (name, fen, note) in [
        ("due", &totals.due, periods.as_str()),
        ("paid", &totals.paid, ""),
        ("arrears", &totals.arrears, owed.as_str()),
        ("  covered", &totals.covered, "by means at hand"),
        ("  uncovered", &totals.uncovered, "met by no source"),
        ("not yet due", &totals.not_yet_due, ""),
        ("advance", &totals.advance, "paid beyond what is due"),
    ] {
        columns.row([name, &grouped(fen), note]);
    }
    columns.text(|place| place == 1)
}

/// Arrears by age.
fn ageing(summary: &Summary) -> String {
    let (Some(day), Some(days)) = (&summary.oldest_due_date, summary.oldest_overdue_days) else {
        return "\nNothing is in arrears.\n".to_owned();
    };
    let mut columns = Columns::default();
    columns.row(["days", "yuan", "worker-periods"]);
    for line in &summary.ageing {
        let periods = line.worker_periods.to_string();
        columns.row([&line.age_bracket, &grouped(&line.arrears), &periods]);
    }
    let lines = columns.text(|place| place > 0);
    format!("\nArrears by age; the oldest fell due on {day}, {days} days ago\n\n{lines}")
}

/// The projects with the largest arrears; of equal ones the smaller id first.
fn worst_projects(reconciliation: &Reconciliation, show_ids: bool) -> String {
    let mut owing: Vec<_> =
        reconciliation.figures.projects.iter().filter(|row| row.totals.arrears_fen > 0).collect();
    owing.sort_by_key(|row| std::cmp::Reverse(row.totals.arrears_fen));
    if owing.is_empty() {
        return String::new();
    }
    let mut columns = Columns::default();
    columns.row(["project", "arrears", "uncovered", "workers owed", "since"]);
    for row in owing.iter().take(WORST_PROJECTS) {
        let id = reconciliation.keyed.names.projects.get(row.project.0).unwrap_or_default();
        let totals = &row.totals;
        columns.row([
            &masked(id, show_ids),
            &grouped(&Fen(totals.arrears_fen).to_string()),
            &grouped(&Fen(totals.covered.uncovered_fen).to_string()),
            &totals.workers_owed.to_string(),
            &totals.oldest_due_day.map_or(String::new(), |day| day.to_string()),
        ]);
    }
    let hint = if show_ids { "" } else { " (ids in full with --show-ids)" };
    format!("\nProjects most in arrears{hint}\n\n{}", columns.text(|place| place > 0))
}

/// Warnings, and projects by colour.
fn warnings(summary: &Summary) -> String {
    let counts = &summary.warnings;
    let mut columns = Columns::default();
    for (name, count, note) in [
        ("key", counts.key, "registered and supervised"),
        ("general", counts.general, "to be cleared"),
        ("  overdue", counts.overdue, "of both, past the deadline"),
        ("cleared", counts.cleared, "open in the earlier run, gone now"),
    ] {
        columns.row([name, &count.to_string(), note]);
    }
    let lines = columns.text(|place| place == 1);
    format!(
        "\nWarnings; projects: {} red, {} yellow, {} blue, {} green\n\n{lines}",
        counts.projects_red, counts.projects_yellow, counts.projects_blue, counts.projects_green
    )
}

/// Wage deposits.
fn deposits(summary: &Summary) -> String {
    let deposits = &summary.deposits;
    let mut columns = Columns::default();
    columns.row(["required", &grouped(&deposits.required)]);
    columns.row(["held", &grouped(&deposits.held)]);
    columns.row(["short", &grouped(&deposits.shortfall)]);
    let mut text = format!("\nWage deposits, yuan\n\n{}", columns.text(|place| place == 1));
    let provisional = summary.counts.provisional_deposits;
    if provisional > 0 {
        // A `String` takes all that is written.
        let _infallible = writeln!(
            text,
            "  {provisional} of {} projects by a stand-in for a rule that was not seen",
            summary.counts.projects
        );
    }
    text
}

/// Rows that were set aside.
fn set_aside(summary: &Summary) -> String {
    if summary.set_aside.is_empty() {
        return "\nEvery row was used.\n".to_owned();
    }
    let mut columns = Columns::default();
    columns.row(["table", "code", "rows", "meaning"]);
    for line in &summary.set_aside {
        columns.row([line.table, line.code, &line.rows.to_string(), meaning(line.code)]);
    }
    format!("\nSet aside\n\n{}", columns.text(|place| place == 2))
}

/// What a code of the accounting means.
pub(super) fn meaning(word: &str) -> &'static str {
    Code::ALL.iter().find(|code| code.word() == word).map_or("", |code| code.meaning())
}
