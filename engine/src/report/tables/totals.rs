//! `project_totals`, `contractor_totals`, `region_totals` and `rollup_totals`.

use arrow_array::ArrayRef;

use super::account_columns::{self, ACCOUNT, ACCOUNT_COUNTS, ACCOUNT_SUMS, LABOUR_COST};
use super::arrays::{self, NameColumn, Words};
use super::deposit_columns::{self, DEPOSIT, DEPOSIT_COUNTS, DEPOSIT_SUMS};
use super::match_columns::{self, INCIDENCE, PERIODS};
use super::real_name;
use super::{Batches, Column, Kind, OutputTable, joined, ranges};
use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::oversight::deposit::clause::DepositClauseName;
use crate::oversight::deposit::rate::rate_e4;
use crate::oversight::rollups::{Dimension, RollupTotals};
use crate::oversight::six_systems::Standing;
use crate::oversight::totals::{ContractorTotals, ProjectTotals, RegionTotals, Totals};
use crate::oversight::warnings::state::Colour;
use crate::reconciliation::Reconciliation;

const PROJECT_ID: Column = Column::new("project_id", Kind::Id, "The project.");
const DUE: Column = Column::new("due", Kind::Money, "Due over all periods, in yuan.");
const PAID: Column = Column::new("paid", Kind::Money, "Paid, in yuan.");
const ARREARS: Column = Column::new("arrears", Kind::Money, "Unpaid and overdue, in yuan.");
const NOT_YET_DUE: Column =
    Column::new("not_yet_due", Kind::Money, "Unpaid and not yet overdue, in yuan.");
const PAID_ON_TIME: Column =
    Column::new("paid_on_time", Kind::Money, "Of `paid`, what came on or before its due date.");
const ADVANCE: Column = Column::new(
    "advance",
    Kind::Money,
    "Of counted transfers, what no period could take, in yuan.",
);
const WORKERS: Column =
    Column::new("workers", Kind::Count, "Engagements: pairs of worker and project.");
const WORKERS_OWED: Column = Column::new("workers_owed", Kind::Count, "Engagements with arrears.");
const LARGEST_ARREARS: Column = Column::new(
    "largest_arrears",
    Kind::Money,
    "The largest arrears of one engagement, in yuan; 0.00 where there is none.",
);
const OLDEST_DUE_DATE: Column = Column::or_null(
    "oldest_due_date",
    Kind::Date,
    "The earliest due date of what is in arrears; null where nothing is.",
);
const PROJECTS: Column = Column::new("projects", Kind::Count, "Projects.");
const DEPOSIT_REQUIRED: Column = Column::or_null(
    "deposit_required",
    Kind::Money,
    "Wage deposit required, in yuan; null where not known.",
);
const DEPOSIT_HELD: Column = Column::or_null(
    "deposit_held",
    Kind::Money,
    "Wage deposit held on `as_of`, in yuan; null where no project is.",
);
const DEPOSIT_COVERAGE: Column = Column::or_null(
    "deposit_coverage",
    Kind::Ratio,
    "`deposit_held` ÷ `deposit_required`; null where that is 0 or not known.",
);
const DEPOSIT_SHORTFALL: Column = Column::or_null(
    "deposit_shortfall",
    Kind::Money,
    "What `deposit_held` lacks of `deposit_required`, in yuan; null where not known.",
);
const ARREARS_COVERAGE: Column = Column::or_null(
    "arrears_coverage",
    Kind::Ratio,
    "`deposit_held` ÷ `arrears`; null where there are none.",
);
const BY_WAGE_ACCOUNT: Column = Column::new(
    "covered_by_wage_account",
    Kind::Money,
    "Of the arrears, what the wage account would meet, in yuan.",
);
const BY_PROJECT_DEPOSIT: Column = Column::new(
    "covered_by_project_deposit",
    Kind::Money,
    "Of the rest, what deposits of the project would meet, in yuan.",
);
const BY_CONTRACTOR_DEPOSIT: Column = Column::new(
    "covered_by_contractor_deposit",
    Kind::Money,
    "Of the rest, what deposits of the contractor would meet, in yuan.",
);
const BY_OWNER: Column = Column::new(
    "covered_by_owner",
    Kind::Money,
    "Of the rest, what the owner's unsettled payment or its guarantee would meet, in yuan.",
);
const BY_EMERGENCY_FUND: Column = Column::new(
    "covered_by_emergency_fund",
    Kind::Money,
    "Of the rest, what emergency funds would meet, in yuan.",
);
const COVERED: Column =
    Column::new("covered", Kind::Money, "Of the arrears, what means at hand would meet, in yuan.");
const UNCOVERED: Column =
    Column::new("uncovered", Kind::Money, "Of the arrears, what no source meets, in yuan.");

/// The columns of `project_totals`.
pub(super) const PROJECT_COLUMNS: &[Column] =
    &joined::<{ PROJECT_FIRST.len() + SUMS_COUNT + PROJECT_COUNT + COLOUR.len() }>(&[
        PROJECT_FIRST,
        LABOUR_COST,
        ACCOUNT_SUMS,
        ACCOUNT,
        DEPOSIT_SUMS,
        DEPOSIT,
        PERIODS,
        real_name::PEOPLE,
        real_name::PROJECT,
        COLOUR,
    ]);

/// What contractors, regions and roll-ups share.
const ROLLED: &[Column] = &joined::<{ LINE.len() + SUMS_COUNT + COUNTS_COUNT }>(&[
    LINE,
    LABOUR_COST,
    ACCOUNT_SUMS,
    ACCOUNT_COUNTS,
    DEPOSIT_SUMS,
    DEPOSIT_COUNTS,
    PERIODS,
    INCIDENCE,
    real_name::PEOPLE,
    real_name::ROLL_UP,
]);

/// The columns of `contractor_totals`.
pub(super) const CONTRACTOR_COLUMNS: &[Column] =
    &joined::<{ CONTRACTOR_FIRST.len() + ROLLED.len() + real_name::CREDIT.len() + COLOURS.len() }>(
        &[CONTRACTOR_FIRST, ROLLED, real_name::CREDIT, COLOURS],
    );

/// The columns of `region_totals`.
pub(super) const REGION_COLUMNS: &[Column] = &joined::<
    { REGION_FIRST.len() + ROLLED.len() + real_name::CASES.len() + COLOURS.len() },
>(&[REGION_FIRST, ROLLED, real_name::CASES, COLOURS]);

/// The columns of `rollup_totals`.
pub(super) const ROLLUP_COLUMNS: &[Column] = &joined::<
    { ROLLUP_FIRST.len() + ROLLED.len() + COLOURS.len() },
>(&[ROLLUP_FIRST, ROLLED, COLOURS]);

/// Sums at the end of all four tables.
const SUMS_COUNT: usize = LABOUR_COST.len()
    + ACCOUNT_SUMS.len()
    + DEPOSIT_SUMS.len()
    + PERIODS.len()
    + real_name::PEOPLE.len();

/// What a project alone has.
const PROJECT_COUNT: usize = ACCOUNT.len() + DEPOSIT.len() + real_name::PROJECT.len();

/// Counts of projects at the end of the roll-ups.
const COUNTS_COUNT: usize =
    ACCOUNT_COUNTS.len() + DEPOSIT_COUNTS.len() + INCIDENCE.len() + real_name::ROLL_UP.len();

const PROJECT_FIRST: &[Column] = &[
    PROJECT_ID,
    DUE,
    PAID,
    ARREARS,
    NOT_YET_DUE,
    PAID_ON_TIME,
    ADVANCE,
    WORKERS,
    WORKERS_OWED,
    LARGEST_ARREARS,
    OLDEST_DUE_DATE,
    Column::or_null(
        "wage_account_balance",
        Kind::Money,
        "Balance of its wage account, shared or not, in yuan; null where not known.",
    ),
    Column::or_null(
        "deposit_base",
        Kind::Money,
        "Contract amount the rate is taken of, in yuan; null where not known.",
    ),
    Column::or_null(
        "deposit_rate",
        Kind::Ratio,
        "Rate of the deposit as a part of the base; null where none was taken.",
    ),
    DEPOSIT_REQUIRED,
    Column::new("deposit_clause", Kind::Code, "The clause that decided what is required."),
    Column::or_null(
        "deposit_deadline",
        Kind::Date,
        "Last day for the deposit; null where none is required or it is not known.",
    ),
    DEPOSIT_HELD,
    DEPOSIT_COVERAGE,
    DEPOSIT_SHORTFALL,
    ARREARS_COVERAGE,
    BY_WAGE_ACCOUNT,
    BY_PROJECT_DEPOSIT,
    BY_CONTRACTOR_DEPOSIT,
    BY_OWNER,
    BY_EMERGENCY_FUND,
    COVERED,
    UNCOVERED,
    Column::or_null(
        "deposit_provisional",
        Kind::Bool,
        "Whether what is required rests on a stand-in for a rule that was not seen.",
    ),
];

/// The last column of `project_totals`.
const COLOUR: &[Column] = &[Column::new("colour", Kind::Code, "How grave its warnings are.")];

/// Projects by colour.
const COLOURS: &[Column] = &[
    Column::new("projects_green", Kind::Count, "Projects without a warning."),
    Column::new("projects_blue", Kind::Count, "Projects with the colour blue."),
    Column::new("projects_yellow", Kind::Count, "Projects with the colour yellow."),
    Column::new("projects_red", Kind::Count, "Projects with the colour red."),
];

/// Figures of a line of several projects, the first in every table of such lines.
const LINE: &[Column] = &[
    PROJECTS,
    DUE,
    PAID,
    ARREARS,
    NOT_YET_DUE,
    PAID_ON_TIME,
    ADVANCE,
    WORKERS,
    WORKERS_OWED,
    LARGEST_ARREARS,
    OLDEST_DUE_DATE,
    DEPOSIT_REQUIRED,
    DEPOSIT_HELD,
    DEPOSIT_COVERAGE,
    DEPOSIT_SHORTFALL,
    ARREARS_COVERAGE,
    BY_WAGE_ACCOUNT,
    BY_PROJECT_DEPOSIT,
    BY_CONTRACTOR_DEPOSIT,
    BY_OWNER,
    BY_EMERGENCY_FUND,
    COVERED,
    UNCOVERED,
];

const CONTRACTOR_FIRST: &[Column] = &[
    Column::or_null(
        "general_contractor_id",
        Kind::Id,
        "The general contractor; null: projects of which none is known.",
    ),
    Column::or_null("area", Kind::Id, "The management area; null: region not known."),
];

const REGION_FIRST: &[Column] = &[
    Column::new("level", Kind::Count, "Digits of the region code: 2, 4 or 6."),
    Column::or_null("region_code", Kind::Id, "The region; null: not known."),
];

const ROLLUP_FIRST: &[Column] = &[
    Column::new("dimension", Kind::Code, "What projects are put together by."),
    Column::or_null("key", Kind::Text, "What they have in common; null: not known."),
];

/// Columns of figures, by name; each table takes those it has.
struct Figures<'a> {
    totals: Vec<&'a Totals>,
}

impl<'a> Figures<'a> {
    fn of(totals: impl Iterator<Item = &'a Totals>) -> Self {
        Self { totals: totals.collect() }
    }

    fn money(&self, what: &'static str, fen: fn(&Totals) -> i64) -> Result<ArrayRef> {
        arrays::money(self.totals.iter().map(|totals| fen(totals)), what)
    }

    fn money_or_null(
        &self,
        what: &'static str,
        fen: fn(&Totals) -> Option<i64>,
    ) -> Result<ArrayRef> {
        arrays::money_or_null(self.totals.iter().map(|totals| fen(totals).map(i128::from)), what)
    }

    fn ratio(&self, what: &'static str, e4: fn(&Totals) -> Option<i64>) -> Result<ArrayRef> {
        arrays::ratio(self.totals.iter().map(|totals| e4(totals).map(i128::from)), what)
    }

    fn count(&self, count: fn(&Totals) -> u64) -> ArrayRef {
        let counts = self.totals.iter().map(|totals| count(totals));
        arrays::counts(counts.map(|count| i64::try_from(count).unwrap_or(i64::MAX)))
    }

    /// `due` to `oldest_due_date`.
    fn wages(&self) -> Result<Vec<ArrayRef>> {
        let oldest = self.totals.iter().map(|totals| totals.oldest_due_day.unwrap_or(Day::NONE));
        Ok(vec![
            self.money("due of a line of totals", |totals| totals.due_fen)?,
            self.money("paid of a line of totals", |totals| totals.paid_fen)?,
            self.money("arrears of a line of totals", |totals| totals.arrears_fen)?,
            self.money("not_yet_due of a line of totals", |totals| totals.not_yet_due_fen)?,
            self.money("paid_on_time of a line of totals", |totals| totals.paid_on_time_fen)?,
            self.money("advance of a line of totals", |totals| totals.advance_fen)?,
            self.count(|totals| totals.workers),
            self.count(|totals| totals.workers_owed),
            self.money("largest_arrears of a line of totals", |totals| totals.largest_arrears_fen)?,
            arrays::days(oldest),
        ])
    }

    /// `deposit_required`.
    fn required(&self) -> Result<ArrayRef> {
        self.money_or_null("deposit_required", |totals| totals.deposit_required_fen)
    }

    /// `deposit_held` to `uncovered`.
    fn cover(&self) -> Result<Vec<ArrayRef>> {
        Ok(vec![
            self.money_or_null("deposit_held", |totals| totals.deposit_held_fen)?,
            self.ratio("deposit_coverage", |totals| totals.deposit_coverage_e4)?,
            self.money_or_null("deposit_shortfall", |totals| totals.deposit_shortfall_fen)?,
            self.ratio("arrears_coverage", |totals| totals.arrears_coverage_e4)?,
            self.money("covered_by_wage_account", |totals| totals.covered.by_wage_account_fen)?,
            self.money("covered_by_project_deposit", |totals| {
                totals.covered.by_project_deposit_fen
            })?,
            self.money("covered_by_contractor_deposit", |totals| {
                totals.covered.by_contractor_deposit_fen
            })?,
            self.money("covered_by_owner", |totals| totals.covered.by_owner_fen)?,
            self.money("covered_by_emergency_fund", |totals| totals.covered.by_emergency_fund_fen)?,
            self.money("covered", |totals| totals.covered.covered_fen)?,
            self.money("uncovered", |totals| totals.covered.uncovered_fen)?,
        ])
    }

    /// `projects_green` to `projects_red`.
    fn colours(&self) -> Vec<ArrayRef> {
        vec![
            self.count(|totals| totals.colours[Colour::Green as usize]),
            self.count(|totals| totals.colours[Colour::Blue as usize]),
            self.count(|totals| totals.colours[Colour::Yellow as usize]),
            self.count(|totals| totals.colours[Colour::Red as usize]),
        ]
    }

    /// `projects` to `uncovered`.
    fn sums(&self) -> Result<Vec<ArrayRef>> {
        let mut columns = vec![self.count(|totals| totals.projects)];
        columns.extend(self.wages()?);
        columns.push(self.required()?);
        columns.extend(self.cover()?);
        columns.extend(account_columns::labour_cost(&self.totals)?);
        columns.extend(account_columns::account_sums(&self.totals)?);
        columns.extend(account_columns::account_counts(&self.totals));
        columns.extend(deposit_columns::deposit_sums(&self.totals)?);
        columns.extend(deposit_columns::deposit_counts(&self.totals));
        columns.extend(match_columns::periods(&self.totals)?);
        columns.extend(match_columns::incidence(&self.totals)?);
        columns.extend(real_name::people(&self.totals)?);
        columns.extend(real_name::roll_up(&self.totals)?);
        Ok(columns)
    }
}

/// The batches of `project_totals`.
pub(super) fn project_batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let projects = NameColumn::new(&reconciliation.keyed.names.projects);
    let clauses = Words::new(DepositClauseName::ALL.iter().map(|clause| clause.word()));
    let rows = reconciliation.figures.projects.as_slice();
    let standings = reconciliation.figures.standings.as_slice();
    let columns = ranges(rows.len())
        .map(move |range| project_columns(&projects, &clauses, &rows[range], standings));
    Batches::new(OutputTable::ProjectTotals, columns)
}

/// The columns of one batch of `project_totals`.
fn project_columns(
    projects: &NameColumn<'_>,
    clauses: &Words,
    rows: &[ProjectTotals],
    standings: &[[Standing; 6]],
) -> Result<Vec<ArrayRef>> {
    let figures = Figures::of(rows.iter().map(|row| &row.totals));
    let money = |what, fen: fn(&ProjectTotals) -> Option<i64>| {
        arrays::money_or_null(rows.iter().map(|row| fen(row).map(i128::from)), what)
    };
    let rates = rows.iter().map(|row| row.deposit_rate.map(rate_e4).transpose());
    let rates = rates.collect::<Result<Vec<Option<i64>>>>()?;
    let clause = |row: &ProjectTotals| {
        DepositClauseName::ALL.iter().position(|&clause| clause == row.deposit_clause)
    };
    let deadline = |row: &ProjectTotals| row.deposit_deadline_day.unwrap_or(Day::NONE);
    let mut columns = vec![projects.array(rows.iter().map(|row| row.project.0))?];
    columns.extend(figures.wages()?);
    columns.push(money("wage_account_balance", |row| row.wage_account_balance_fen)?);
    columns.push(money("deposit_base", |row| row.deposit_base_fen)?);
    columns
        .push(arrays::ratio(rates.into_iter().map(|rate| rate.map(i128::from)), "deposit_rate")?);
    columns.push(figures.required()?);
    columns.push(clauses.array(rows.iter().map(clause))?);
    columns.push(arrays::days(rows.iter().map(deadline)));
    columns.extend(figures.cover()?);
    // Nothing rests on a stand-in where nothing is known to be required.
    columns.push(arrays::bools(
        rows.iter().map(|row| row.totals.deposit_required_fen.map(|_| row.is_deposit_provisional)),
    ));
    columns.extend(account_columns::labour_cost(&figures.totals)?);
    columns.extend(account_columns::account_sums(&figures.totals)?);
    columns.extend(account_columns::account(rows)?);
    columns.extend(deposit_columns::deposit_sums(&figures.totals)?);
    columns.extend(deposit_columns::deposit(rows)?);
    columns.extend(match_columns::periods(&figures.totals)?);
    columns.extend(real_name::people(&figures.totals)?);
    columns.extend(real_name::project(rows, standings)?);
    let words = Words::new(Colour::ALL.iter().map(|colour| colour.word()));
    let gravest = |row: &ProjectTotals| row.totals.colours.iter().rposition(|&count| count > 0);
    columns.push(words.array(rows.iter().map(|row| gravest(row).or(Some(0))))?);
    Ok(columns)
}

/// The batches of `contractor_totals`.
pub(super) fn contractor_batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let contractors = NameColumn::new(&reconciliation.keyed.names.contractors);
    let rows = reconciliation.figures.contractors.as_slice();
    let credit = reconciliation.people.contractors.as_slice();
    let columns = ranges(rows.len()).map(move |range| -> Result<Vec<ArrayRef>> {
        let credit = credit.get(range.clone()).unwrap_or_default();
        let rows: &[ContractorTotals] = &rows[range];
        let areas: Vec<String> = rows
            .iter()
            .map(|row| row.area.map_or(String::new(), |area| area.to_string()))
            .collect();
        let mut columns = vec![
            contractors.array(rows.iter().map(|row| row.contractor.0))?,
            arrays::texts(areas.iter().map(String::as_str)),
        ];
        let figures = Figures::of(rows.iter().map(|row| &row.totals));
        columns.extend(figures.sums()?);
        columns.extend(real_name::credit(credit)?);
        columns.extend(figures.colours());
        Ok(columns)
    });
    Batches::new(OutputTable::ContractorTotals, columns)
}

/// The batches of `region_totals`.
pub(super) fn region_batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let rows = reconciliation.figures.regions.as_slice();
    let columns = ranges(rows.len()).map(move |range| -> Result<Vec<ArrayRef>> {
        let rows: &[RegionTotals] = &rows[range];
        let codes: Vec<String> = rows.iter().map(RegionTotals::code).collect();
        let mut columns = vec![
            arrays::counts(rows.iter().map(|row| i64::from(row.level))),
            arrays::texts(codes.iter().map(String::as_str)),
        ];
        let figures = Figures::of(rows.iter().map(|row| &row.totals));
        columns.extend(figures.sums()?);
        columns.extend(real_name::cases(reconciliation, rows)?);
        columns.extend(figures.colours());
        Ok(columns)
    });
    Batches::new(OutputTable::RegionTotals, columns)
}

/// The batches of `rollup_totals`.
pub(super) fn rollup_batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let dimensions = Words::new(Dimension::ALL.iter().map(|dimension| dimension.word()));
    let rows = reconciliation.figures.rollups.as_slice();
    let columns = ranges(rows.len()).map(move |range| -> Result<Vec<ArrayRef>> {
        let rows: &[RollupTotals] = &rows[range];
        let keys: Vec<String> = rows.iter().map(|row| row.key.text()).collect();
        let mut columns = vec![
            dimensions.array(rows.iter().map(|row| Some(row.dimension as usize)))?,
            arrays::texts(keys.iter().map(String::as_str)),
        ];
        let figures = Figures::of(rows.iter().map(|row| &row.totals));
        columns.extend(figures.sums()?);
        columns.extend(figures.colours());
        Ok(columns)
    });
    Batches::new(OutputTable::RollupTotals, columns)
}
