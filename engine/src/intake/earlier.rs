//! The warnings of an earlier run: what was open then, and since when.

use super::key::Names;
use super::keyed::Directory;
use super::read::plain::texts;
use super::source::Source;
use crate::basics::day::{Day, Month};
use crate::basics::error::{Error, Result};
use crate::basics::ids::ProjectId;
use crate::basics::policy::WarningSubject;
use crate::basics::region::Region;

/// What a warning is about, in dense ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SubjectKey {
    /// Its kind.
    pub kind: WarningSubject,
    /// Account, contractor, project or worker by its number; of a region the digits of its level.
    pub id: u32,
    /// Of a worker-period its project, else none.
    pub project: Option<ProjectId>,
    /// Of a worker-period its month.
    pub month: Option<Month>,
    /// Of a contractor his management area, of a region itself.
    pub region: Option<Region>,
}

/// A row of `warnings` as an earlier run wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierWarning {
    /// The cells in the order of [`COLUMNS`]; empty where null.
    pub cells: [String; COLUMNS.len()],
    /// Since when it was open.
    pub opened_day: Day,
    /// Until when it was to be mended.
    pub deadline_day: Day,
}

/// The columns that are read, in the order of the output table.
pub const COLUMNS: [&str; 15] = [
    "code",
    "level",
    "subject",
    "subject_id",
    "figure",
    "value",
    "threshold",
    "basis",
    "opened_date",
    "deadline",
    "state",
    "comparison",
    "project_id",
    "period",
    "area",
];

/// Positions in [`COLUMNS`].
const CODE: usize = 0;
const SUBJECT: usize = 2;
const SUBJECT_ID: usize = 3;
const FIGURE: usize = 4;
const OPENED: usize = 8;
const DEADLINE: usize = 9;
const STATE: usize = 10;
const PROJECT: usize = 12;
const PERIOD: usize = 13;
const AREA: usize = 14;

/// The word of a warning that is no longer there.
pub const CLEARED: &str = "cleared";

/// The warnings that were open at the end of an earlier run; those it had cleared are told once and
/// left out.
///
/// # Errors
///
/// What the readers give; [`Error::MissingColumn`] where the table is no `warnings`;
/// [`Error::Input`] for a date that cannot be read.
pub fn earlier_warnings(source: &Source) -> Result<Vec<EarlierWarning>> {
    let mut found = Vec::new();
    for (row, cells) in texts("warnings", source, &COLUMNS)?.into_iter().enumerate() {
        if cells[STATE] == CLEARED {
            continue;
        }
        let day = |column: usize| -> Result<Day> {
            cells[column].parse().map_err(|met| Error::Input {
                place: format!("{}, row {row}, {}", source.place(), COLUMNS[column]),
                met,
                expected: "a date like 2025-12-31",
                advice: "name the table `warnings` as an earlier run wrote it",
            })
        };
        let (opened_day, deadline_day) = (day(OPENED)?, day(DEADLINE)?);
        found.push(EarlierWarning { cells, opened_day, deadline_day });
    }
    Ok(found)
}

impl EarlierWarning {
    /// The code of its rule.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.cells[CODE]
    }

    /// The figure its rule compared.
    #[must_use]
    pub fn figure(&self) -> &str {
        &self.cells[FIGURE]
    }

    /// The word of its subject.
    #[must_use]
    pub fn subject_word(&self) -> &str {
        &self.cells[SUBJECT]
    }

    /// What it is about; `None` where this data set has no such thing.
    #[must_use]
    pub fn subject(&self, names: &Directory) -> Option<SubjectKey> {
        let word = &self.cells[SUBJECT];
        let kind = WarningSubject::ALL.into_iter().find(|kind| kind.word() == word)?;
        let number = |names: &Names| names.find(&self.cells[SUBJECT_ID]);
        let region = |column: usize| Region::parse(&self.cells[column]);
        let plain = |id| SubjectKey { kind, id, project: None, month: None, region: None };
        Some(match kind {
            WarningSubject::Account => plain(number(&names.accounts)?),
            WarningSubject::Employer => plain(number(&names.employers)?),
            WarningSubject::Project => plain(number(&names.projects)?),
            WarningSubject::Worker => plain(number(&names.workers)?),
            WarningSubject::Contractor => {
                SubjectKey { region: region(AREA), ..plain(number(&names.contractors)?) }
            }
            WarningSubject::Region => {
                let level = u32::try_from(self.cells[SUBJECT_ID].len()).ok()?;
                SubjectKey { region: region(SUBJECT_ID), ..plain(level) }
            }
            WarningSubject::WorkerPeriod => SubjectKey {
                project: Some(ProjectId(names.projects.find(&self.cells[PROJECT])?)),
                month: self.cells[PERIOD].parse::<Day>().ok().map(Day::month),
                ..plain(number(&names.workers)?)
            },
        })
    }
}
