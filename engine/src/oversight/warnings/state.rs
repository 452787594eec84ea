//! Since when a warning is open and until when it must be mended, what has gone since an earlier
//! run, and the colours of projects (step 8).

use super::Met;
use super::rules::WarningRules;
use super::value::Value;
use crate::basics::day::Day;
use crate::basics::policy::{Policy, WarningLevel, WarningSubject};
use crate::intake::earlier::{EarlierWarning, SubjectKey};
use crate::intake::facts::Project;
use crate::intake::keyed::Directory;
use crate::oversight::Figures;
use crate::oversight::area::{area_of, text_order};
use crate::oversight::rollups::{Dimension, RollupKey};
use crate::oversight::totals::{ProjectTotals, REGION_LEVELS};

/// A warning that is there on the day of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Warning {
    /// Position of its rule in the policy.
    pub rule: usize,
    /// What it is about.
    pub subject: SubjectKey,
    /// The value of its figure.
    pub value: Value,
    /// Since when it is open.
    pub opened_day: Day,
    /// Last day to mend it.
    pub deadline_day: Day,
}

impl Warning {
    /// Whether its deadline has passed: on the day itself it has not.
    #[must_use]
    pub fn is_overdue(&self, as_of: Day) -> bool {
        as_of > self.deadline_day
    }
}

/// A warning that an earlier run left open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opened {
    /// Position of its rule in the policy; `None` where the policy has no such rule.
    pub rule: Option<usize>,
    /// What it is about; `None` where this data set has no such thing.
    pub subject: Option<SubjectKey>,
    /// Since when it is open.
    pub opened_day: Day,
}

/// Warnings of a run, and what an earlier run left open and is gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Warnings {
    /// What is there, by rule and subject.
    pub warnings: Vec<Warning>,
    /// Positions of what has gone among the warnings of the earlier run.
    pub cleared: Vec<usize>,
}

/// Gives each warning its day of opening and its deadline.
///
/// A warning is the same as an earlier one where rule and subject are; it keeps the day on which it
/// was opened. Any other one is opened on `as_of`. What was open and is no longer met has gone.
///
/// **Choice:** the deadline is `mend_days` civil days after the opening, under the policy of this
/// run; it is not moved by days of rest.
#[must_use]
pub(crate) fn carried(met: &[Met], earlier: &[Opened], policy: &Policy, as_of: Day) -> Warnings {
    let key = |opened: &Opened| opened.rule.zip(opened.subject);
    let mut known: Vec<(usize, SubjectKey, Day)> = earlier
        .iter()
        .filter_map(|opened| key(opened).map(|(rule, subject)| (rule, subject, opened.opened_day)))
        .collect();
    known.sort_unstable();
    let of_met = |met: &Met| (met.rule, met.subject);
    let warnings: Vec<Warning> = met
        .iter()
        .map(|met| {
            // Of several the earliest counts.
            let place = known.partition_point(|known| (known.0, known.1) < of_met(met));
            let same = known.get(place).filter(|known| (known.0, known.1) == of_met(met));
            let opened_day = same.map_or(as_of, |known| known.2.min(as_of));
            let mend_days = policy.warning[met.rule].mend_days.cast_signed();
            Warning {
                rule: met.rule,
                subject: met.subject,
                value: met.value,
                opened_day,
                deadline_day: opened_day.plus_days(mend_days),
            }
        })
        .collect();
    let is_there = |opened: &Opened| {
        key(opened).is_some_and(|key| met.binary_search_by_key(&key, of_met).is_ok())
    };
    let gone = earlier.iter().enumerate().filter(|(_, opened)| !is_there(opened));
    let cleared = gone.map(|(place, _)| place).collect();
    Warnings { warnings, cleared }
}

/// The warnings of an earlier run in the terms of this one.
#[must_use]
pub(crate) fn opened(
    earlier: &[EarlierWarning],
    names: &Directory,
    policy: &Policy,
) -> Vec<Opened> {
    let rule = |code: &str| policy.warning.iter().position(|rule| rule.code == code);
    earlier
        .iter()
        .map(|warning| Opened {
            rule: rule(warning.code()),
            subject: warning.subject(names),
            opened_day: warning.opened_day,
        })
        .collect()
}

/// How grave the warnings of a project are.
///
/// # Example
///
/// ```
/// use anxin::basics::policy::WarningLevel;
/// use anxin::oversight::warnings::state::Colour;
///
/// let of = |level, is_overdue, arrears_fen| Colour::of(level, is_overdue, arrears_fen).word();
/// assert_eq!(of(WarningLevel::General, false, 0), "blue");
/// assert_eq!(of(WarningLevel::Key, false, 1), "red");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Colour {
    /// None.
    #[default]
    Green,
    /// A general one.
    Blue,
    /// A key one, or a general one past its deadline.
    Yellow,
    /// A key one while wages are owed, or past its deadline.
    Red,
}

impl Colour {
    /// All of them, the gravest last.
    pub const ALL: [Self; 4] = [Self::Green, Self::Blue, Self::Yellow, Self::Red];

    /// The word in the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Blue => "blue",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }

    /// The colour one warning gives a project with these arrears.
    #[must_use]
    pub const fn of(level: WarningLevel, is_overdue: bool, arrears_fen: i64) -> Self {
        match level {
            WarningLevel::Key if is_overdue || arrears_fen > 0 => Self::Red,
            WarningLevel::Key => Self::Yellow,
            WarningLevel::General if is_overdue => Self::Yellow,
            WarningLevel::General => Self::Blue,
        }
    }
}

/// The colour of each row of `projects`: the gravest of the warnings about the project itself.
///
/// **Basis:** 7.6 and 11.3 of the rules: red where money is at stake or a deadline has passed.
/// **Choice:** money is at stake where the project has arrears; warnings about its workers, its
/// contractor or its accounts do not colour it.
#[must_use]
pub(crate) fn colours(
    warnings: &[Warning],
    rules: &WarningRules<'_>,
    projects: &[ProjectTotals],
    as_of: Day,
) -> Vec<Colour> {
    let mut colours = vec![Colour::Green; projects.len()];
    let about = warnings.iter().filter(|one| one.subject.kind == WarningSubject::Project);
    for warning in about {
        let place = projects.binary_search_by_key(&warning.subject.id, |row| row.project.0);
        let (Ok(place), Some(rule)) = (place, rules.at(warning.rule)) else { continue };
        let arrears_fen = projects[place].totals.arrears_fen;
        let colour = Colour::of(rule.rule.level, warning.is_overdue(as_of), arrears_fen);
        colours[place] = colours[place].max(colour);
    }
    colours
}

/// Gives each project its colour, and each line of several projects the number of each colour.
pub(crate) fn paint(
    figures: &mut Figures,
    colours: &[Colour],
    projects: &[Project],
    area_digits: u8,
) {
    for row in figures.projects.iter_mut().map(|row| &mut row.totals) {
        row.colours = [0; Colour::ALL.len()];
    }
    let rows: Vec<_> = figures.projects.iter().map(|row| row.project).collect();
    for (place, (project, &colour)) in rows.into_iter().zip(colours).enumerate() {
        let colour = colour as usize;
        figures.projects[place].totals.colours[colour] = 1;
        let facts = &projects[project.index()];
        let area = area_of(facts.region, area_digits);
        let line = figures.contractors.binary_search_by(|line| {
            let order = line.contractor.get().cmp(&facts.contractor.get());
            order.then_with(|| text_order(line.area, area))
        });
        if let Ok(line) = line {
            figures.contractors[line].totals.colours[colour] += 1;
        }
        for level in REGION_LEVELS {
            let region = area_of(facts.region, level);
            let line = figures.regions.binary_search_by(|line| {
                line.level.cmp(&level).then_with(|| text_order(line.region, region))
            });
            if let Ok(line) = line {
                figures.regions[line].totals.colours[colour] += 1;
            }
        }
        let keys = [
            (Dimension::Category, RollupKey::Category(facts.category)),
            (Dimension::Investment, RollupKey::Investment(facts.investment)),
        ];
        for (dimension, key) in keys {
            let line = figures.rollups.binary_search_by(|line| {
                (line.dimension, line.key.rank()).cmp(&(dimension, key.rank()))
            });
            if let Ok(line) = line {
                figures.rollups[line].totals.colours[colour] += 1;
            }
        }
    }
}
