//! The output tables: their contract, and their record batches a piece at a time.
//!
//! Columns, types and sort orders are those of `tables.md`; one list serves writers, documentation
//! and tests. Ids are `Utf8View` in memory (files hold `Utf8`), code words are dictionaries, money
//! is `Decimal128(18, 2)` yuan, ratios `Decimal128(18, 4)`, days and months `Date32`, counts
//! `Int64`.

mod account_columns;
mod accounting;
mod ageing;
mod allocations;
mod arrays;
mod batch_payouts;
mod case_totals;
mod causes;
mod cover;
mod credit_flags;
mod deposit_columns;
mod deposits_in_time;
mod employer_totals;
mod findings;
mod labour_cost_months;
mod match_columns;
pub(super) mod matches;
mod month_totals;
mod population;
mod real_name;
mod six_systems;
mod totals;
pub(super) mod transfer_fates;
mod wage_lines;
mod warnings;
mod worker_periods;
pub(super) mod worker_totals;

use std::fmt;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

pub use ageing::Brackets;
pub(crate) use ageing::overdue_days;
pub(in crate::report) use cover::source_id;
pub(in crate::report) use worker_totals::worker_totals;

use crate::basics::error::{Error, Result};
use crate::reconciliation::Reconciliation;

/// Rows of a batch; the last batch of a table may have fewer.
///
/// Batches are cut at multiples of this number whatever the chunks of the run were, so that files
/// do not depend on the number of threads.
pub const BATCH_ROWS: usize = 65_536;

/// The tables a run gives.
///
/// # Example
///
/// ```
/// use anxin::report::tables::{Kind, OutputTable};
///
/// let table = OutputTable::WorkerPeriods;
/// assert_eq!(table.name(), "worker_periods");
/// assert_eq!(table.sort_key(), ["worker_id", "project_id", "period"]);
/// let due = table.columns().iter().find(|column| column.name == "due").unwrap();
/// assert_eq!((due.kind, due.is_nullable), (Kind::Money, false));
/// assert_eq!(table.schema().field_with_name("due").unwrap().data_type(), &due.kind.data_type());
/// assert!(OutputTable::Cover.is_detail());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum OutputTable {
    /// One row a worker, project and month.
    WorkerPeriods,
    /// One row a worker with an engagement.
    WorkerTotals,
    /// One row a project.
    ProjectTotals,
    /// One row a general contractor and management area.
    ContractorTotals,
    /// One row a region of 2, 4 and 6 digits.
    RegionTotals,
    /// One row a kind of works and a kind of investment.
    RollupTotals,
    /// One row a wage month.
    MonthTotals,
    /// One row a transfer that passed step 1.
    TransferFates,
    /// One row a part of a transfer that paid a period.
    Allocations,
    /// One row a rule of early warning that something meets or met.
    Warnings,
    /// One row a thing that could not be used or is doubtful.
    Findings,
    /// Rows and money of every input table.
    Accounting,
    /// With `--detail`: one row a worker-period and contract that earned in it.
    WageLines,
    /// With `--detail`: one row a worker, project and source that covers his arrears there.
    Cover,
    /// One row a project and month in which labour cost is expected.
    LabourCostMonths,
    /// One row a deposit, guarantee or fund.
    DepositStatus,
    /// One row a step of a project's deposit: from one change to the next.
    DepositDays,
    /// The three-way match, one row a project, month, kind of comparison and class.
    Matches,
    /// Everyone who was read, one row a worker and project.
    Population,
    /// Why arrears came about, one row a part of the arrears of a worker-period.
    Causes,
    /// One row a project and system.
    SixSystems,
    /// One row a contractor, employer, project or region with a case.
    CaseTotals,
    /// One row an employer.
    EmployerTotals,
    /// One row a flag and worker-period it rests on.
    CreditFlags,
    /// One row a debit for wages without transfers of its own.
    BatchPayouts,
    /// One row a payout and worker that it pays or may pay.
    BatchPayoutWorkers,
}

impl OutputTable {
    /// All tables, in the order in which they are written.
    pub const ALL: [Self; 26] = [
        Self::WorkerPeriods,
        Self::WorkerTotals,
        Self::ProjectTotals,
        Self::ContractorTotals,
        Self::RegionTotals,
        Self::TransferFates,
        Self::Allocations,
        Self::Findings,
        Self::Accounting,
        Self::WageLines,
        Self::Cover,
        Self::LabourCostMonths,
        Self::DepositStatus,
        Self::DepositDays,
        Self::Matches,
        Self::Population,
        Self::Causes,
        Self::SixSystems,
        Self::CaseTotals,
        Self::EmployerTotals,
        Self::CreditFlags,
        Self::RollupTotals,
        Self::MonthTotals,
        Self::Warnings,
        Self::BatchPayouts,
        Self::BatchPayoutWorkers,
    ];

    /// Its name: of the file, and everywhere else.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::WorkerPeriods => "worker_periods",
            Self::WorkerTotals => "worker_totals",
            Self::ProjectTotals => "project_totals",
            Self::ContractorTotals => "contractor_totals",
            Self::RegionTotals => "region_totals",
            Self::RollupTotals => "rollup_totals",
            Self::MonthTotals => "month_totals",
            Self::TransferFates => "transfer_fates",
            Self::Allocations => "allocations",
            Self::Warnings => "warnings",
            Self::Findings => "findings",
            Self::Accounting => "accounting",
            Self::WageLines => "wage_lines",
            Self::Cover => "cover",
            Self::LabourCostMonths => "labour_cost_months",
            Self::DepositStatus => "deposit_status",
            Self::DepositDays => "deposit_days",
            Self::Matches => "matches",
            Self::Population => "population",
            Self::Causes => "causes",
            Self::SixSystems => "six_systems",
            Self::CaseTotals => "case_totals",
            Self::EmployerTotals => "employer_totals",
            Self::CreditFlags => "credit_flags",
            Self::BatchPayouts => "batch_payouts",
            Self::BatchPayoutWorkers => "batch_payout_workers",
        }
    }

    /// Whether it is written with `--detail` alone.
    #[must_use]
    pub const fn is_detail(self) -> bool {
        matches!(self, Self::WageLines | Self::Cover)
    }

    /// Its columns, in order.
    #[must_use]
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::WorkerPeriods => worker_periods::COLUMNS,
            Self::WorkerTotals => worker_totals::COLUMNS,
            Self::ProjectTotals => totals::PROJECT_COLUMNS,
            Self::ContractorTotals => totals::CONTRACTOR_COLUMNS,
            Self::RegionTotals => totals::REGION_COLUMNS,
            Self::RollupTotals => totals::ROLLUP_COLUMNS,
            Self::MonthTotals => month_totals::COLUMNS,
            Self::TransferFates => transfer_fates::COLUMNS,
            Self::Allocations => allocations::COLUMNS,
            Self::Warnings => warnings::COLUMNS,
            Self::Findings => findings::COLUMNS,
            Self::Accounting => accounting::COLUMNS,
            Self::WageLines => wage_lines::COLUMNS,
            Self::Cover => cover::COLUMNS,
            Self::LabourCostMonths => labour_cost_months::COLUMNS,
            Self::DepositStatus => deposits_in_time::STATUS_COLUMNS,
            Self::DepositDays => deposits_in_time::DAYS_COLUMNS,
            Self::Matches => matches::COLUMNS,
            Self::Population => population::COLUMNS,
            Self::Causes => causes::COLUMNS,
            Self::SixSystems => six_systems::COLUMNS,
            Self::CaseTotals => case_totals::COLUMNS,
            Self::EmployerTotals => employer_totals::COLUMNS,
            Self::CreditFlags => credit_flags::COLUMNS,
            Self::BatchPayouts => batch_payouts::COLUMNS,
            Self::BatchPayoutWorkers => batch_payouts::WORKER_COLUMNS,
        }
    }

    /// The columns its rows are sorted by; null first, text by UTF-8 bytes.
    #[must_use]
    pub const fn sort_key(self) -> &'static [&'static str] {
        match self {
            Self::WorkerPeriods => &["worker_id", "project_id", "period"],
            Self::WorkerTotals => &["worker_id"],
            Self::ProjectTotals => &["project_id"],
            Self::ContractorTotals => &["general_contractor_id", "area"],
            Self::RegionTotals => &["level", "region_code"],
            Self::RollupTotals => &["dimension", "key"],
            Self::MonthTotals => &["period"],
            Self::TransferFates => &["transfer_id"],
            Self::Allocations => &["transfer_id", "worker_id", "project_id", "period", "pass"],
            Self::Warnings => warnings::SORT_KEY,
            Self::Findings => findings::SORT_KEY,
            Self::Accounting => &["table", "what", "code"],
            Self::WageLines => wage_lines::SORT_KEY,
            Self::Cover => cover::SORT_KEY,
            Self::LabourCostMonths => labour_cost_months::SORT_KEY,
            Self::DepositStatus => &["deposit_id"],
            Self::DepositDays => &["project_id", "from_date"],
            Self::Matches => matches::SORT_KEY,
            Self::Population => population::SORT_KEY,
            Self::Causes => causes::SORT_KEY,
            Self::SixSystems => &["project_id", "system"],
            Self::CaseTotals => case_totals::SORT_KEY,
            Self::EmployerTotals => &["employer_id"],
            Self::CreditFlags => credit_flags::SORT_KEY,
            Self::BatchPayouts => &["entry_id"],
            Self::BatchPayoutWorkers => &["payout_id", "worker_id"],
        }
    }

    /// Its Arrow schema in memory.
    #[must_use]
    pub fn schema(self) -> SchemaRef {
        let fields = self
            .columns()
            .iter()
            .map(|column| Field::new(column.name, column.kind.data_type(), column.is_nullable));
        Arc::new(Schema::new(fields.collect::<Vec<_>>()))
    }
}

/// A column of an output table.
///
/// Example: [`OutputTable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, the same in every language and file.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may be null; what null means is said in `meaning`.
    pub is_nullable: bool,
    /// What it says and its unit, in a sentence.
    pub meaning: &'static str,
}

impl Column {
    /// A column that is never null.
    const fn new(name: &'static str, kind: Kind, meaning: &'static str) -> Self {
        Self { name, kind, is_nullable: false, meaning }
    }

    /// A column that may be null.
    const fn or_null(name: &'static str, kind: Kind, meaning: &'static str) -> Self {
        Self { name, kind, is_nullable: true, meaning }
    }
}

/// Groups of columns one after the other; `N` is the number of them all.
const fn joined<const N: usize>(groups: &[&[Column]]) -> [Column; N] {
    let mut all = [groups[0][0]; N];
    let (mut group, mut next) = (0, 0);
    while group < groups.len() {
        let mut place = 0;
        while place < groups[group].len() {
            all[next] = groups[group][place];
            next += 1;
            place += 1;
        }
        group += 1;
    }
    all
}

/// What a column holds.
///
/// Example: [`OutputTable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// An id as it was given.
    Id,
    /// A word of a short list.
    Code,
    /// Text for a reader.
    Text,
    /// Yuan with two decimals.
    Money,
    /// A ratio or rate with four decimals, half up.
    Ratio,
    /// A day.
    Date,
    /// A month: its first day.
    Period,
    /// A whole number.
    Count,
    /// A whole number of up to 38 digits.
    Whole,
    /// Yes or no.
    Bool,
}

impl Kind {
    /// Its Arrow type in memory.
    #[must_use]
    pub fn data_type(self) -> DataType {
        match self {
            Self::Id | Self::Text => DataType::Utf8View,
            Self::Code => DataType::Dictionary(Box::new(DataType::Int16), Box::new(DataType::Utf8)),
            Self::Money => DataType::Decimal128(arrays::PRECISION, 2),
            Self::Ratio => DataType::Decimal128(arrays::PRECISION, 4),
            Self::Date | Self::Period => DataType::Date32,
            Self::Count => DataType::Int64,
            Self::Whole => DataType::Decimal128(arrays::WHOLE_PRECISION, 0),
            Self::Bool => DataType::Boolean,
        }
    }
}

/// Record batches of one table, made while they are read. After an error there are no more.
///
/// Example: [`batches`].
pub struct Batches<'a> {
    table: OutputTable,
    schema: SchemaRef,
    /// The columns that are wanted, by their places in the table; `None`: all of them.
    wanted: Option<Vec<usize>>,
    source: Box<Columns<'a>>,
}

/// Gives the wanted columns of the next batch.
type Columns<'a> = dyn FnMut(Option<&[usize]>) -> Option<Result<Vec<ArrayRef>>> + Send + 'a;

/// A column that is made where it is wanted.
type Later<'a> = Box<dyn Fn() -> Result<ArrayRef> + 'a>;

impl<'a> Batches<'a> {
    /// Batches of `table` whose columns `source` makes.
    fn new(
        table: OutputTable,
        mut source: impl Iterator<Item = Result<Vec<ArrayRef>>> + Send + 'a,
    ) -> Self {
        Self::made(table, move |wanted| {
            let columns = source.next()?;
            Some(columns.map(|columns| match wanted {
                Some(places) => places.iter().map(|&place| Arc::clone(&columns[place])).collect(),
                None => columns,
            }))
        })
    }

    /// Batches of `table` from columns that were made elsewhere.
    pub(crate) fn of_columns(
        table: OutputTable,
        columns: impl Iterator<Item = Result<Vec<ArrayRef>>> + Send + 'a,
    ) -> Self {
        Self::new(table, columns)
    }

    /// Batches of `table`, one for each of `items`, which share something; columns that
    /// are not wanted are not made.
    fn lazy<S: Send + 'a, T>(
        table: OutputTable,
        shared: S,
        mut items: impl Iterator<Item = T> + Send + 'a,
        columns: impl for<'t> Fn(&'t S, &'t T) -> Vec<Later<'t>> + Send + 'a,
    ) -> Self {
        Self::made(table, move |wanted| {
            let item = items.next()?;
            let columns = columns(&shared, &item);
            Some(match wanted {
                Some(places) => places.iter().map(|&place| columns[place]()).collect(),
                None => columns.iter().map(|column| column()).collect(),
            })
        })
    }

    /// Batches of `table` whose wanted columns `source` gives.
    fn made(
        table: OutputTable,
        source: impl FnMut(Option<&[usize]>) -> Option<Result<Vec<ArrayRef>>> + Send + 'a,
    ) -> Self {
        Self { table, schema: table.schema(), wanted: None, source: Box::new(source) }
    }

    /// The schema of every batch.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// The columns of these names alone, in this order; names that the table lacks are left out.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::{Day, Format, Inputs, Policy, Source, TableName, reconcile};
    ///
    /// let sheet =
    ///     "payroll_id,worker_id,project_id,period,net,confirmed\nS1,W1,P1,2025-03,4500.00,true\n";
    /// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
    /// let inputs = Inputs::default().with(TableName::Payroll, source);
    /// let day = Day::from_ymd(2025, 12, 31).unwrap();
    /// let result = reconcile(&inputs, &Policy::default(), day)?;
    /// let mut owed = result.worker_periods().select(&["arrears", "worker_id"]).select(&["worker_id"]);
    /// let batch = owed.next().unwrap()?;
    /// assert_eq!((batch.schema(), batch.num_columns()), (owed.schema(), 1));
    /// let none = result.worker_periods().select(&[]).next().unwrap()?;
    /// assert_eq!((none.num_rows(), none.num_columns()), (1, 0));
    /// # Ok::<(), anxin::Error>(())
    /// ```
    #[must_use]
    pub fn select(self, names: &[&str]) -> Self {
        let fields = self.schema.fields();
        let (places, fields): (Vec<usize>, Vec<_>) = (names.iter())
            .filter_map(|name| self.schema.index_of(name).ok())
            .map(|place| {
                let of_table = self.wanted.as_ref().map_or(place, |wanted| wanted[place]);
                (of_table, Arc::clone(&fields[place]))
            })
            .unzip();
        Self { schema: Arc::new(Schema::new(fields)), wanted: Some(places), ..self }
    }
}

impl fmt::Debug for Batches<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batches").field("schema", &self.schema).finish_non_exhaustive()
    }
}

impl Iterator for Batches<'_> {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        // A batch without columns still has rows: those of the first one.
        let wanted =
            self.wanted.as_deref().map(|places| if places.is_empty() { &[0] } else { places });
        let columns = (self.source)(wanted)?;
        let item = columns.and_then(|mut columns| {
            let rows = columns.first().map(|column| column.len());
            columns.truncate(self.schema.fields().len());
            let options = RecordBatchOptions::new().with_row_count(rows);
            let batch = RecordBatch::try_new_with_options(self.schema(), columns, &options);
            batch.map_err(|error| Error::Output {
                place: self.table.name().to_owned(),
                reason: error.to_string(),
                advice: "this is a fault of the program: please report it",
            })
        });
        if item.is_err() {
            self.source = Box::new(|_| None);
        }
        Some(item)
    }
}

/// The record batches of a table, sorted as [`OutputTable::sort_key`] says.
///
/// A table without rows has no batch; its schema is there all the same. A batch fails with
/// [`Error::AmountOverflow`] where an amount has more than 16 digits before the point.
///
/// # Example
///
/// ```
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName, reconcile};
/// use anxin::report::tables::{OutputTable, batches};
///
/// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
/// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
/// let inputs = Inputs::default().with(TableName::Payroll, source);
/// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
/// let result = reconcile(&inputs, &Policy::default(), as_of)?;
///
/// let mut rows = 0;
/// for batch in batches(&result, OutputTable::WorkerPeriods) {
///     rows += batch?.num_rows();
/// }
/// assert_eq!(rows, 1);
/// assert!(batches(&result, OutputTable::Allocations).next().is_none());
/// # Ok::<(), anxin::Error>(())
/// ```
#[must_use]
pub fn batches(reconciliation: &Reconciliation, table: OutputTable) -> Batches<'_> {
    match table {
        OutputTable::WorkerPeriods => worker_periods::batches(reconciliation),
        OutputTable::WorkerTotals => worker_totals::batches(reconciliation),
        OutputTable::ProjectTotals => totals::project_batches(reconciliation),
        OutputTable::ContractorTotals => totals::contractor_batches(reconciliation),
        OutputTable::RegionTotals => totals::region_batches(reconciliation),
        OutputTable::RollupTotals => totals::rollup_batches(reconciliation),
        OutputTable::MonthTotals => month_totals::batches(reconciliation),
        OutputTable::TransferFates => transfer_fates::batches(reconciliation),
        OutputTable::Allocations => allocations::batches(reconciliation),
        OutputTable::Warnings => warnings::batches(reconciliation),
        OutputTable::Findings => findings::batches(reconciliation),
        OutputTable::Accounting => accounting::batches(reconciliation),
        OutputTable::WageLines => wage_lines::batches(reconciliation),
        OutputTable::Cover => cover::batches(reconciliation),
        OutputTable::LabourCostMonths => labour_cost_months::batches(reconciliation),
        OutputTable::DepositStatus => deposits_in_time::status_batches(reconciliation),
        OutputTable::DepositDays => deposits_in_time::days_batches(reconciliation),
        OutputTable::Matches => matches::batches(reconciliation),
        OutputTable::Population => population::batches(reconciliation),
        OutputTable::Causes => causes::batches(reconciliation),
        OutputTable::SixSystems => six_systems::batches(reconciliation),
        OutputTable::CaseTotals => case_totals::batches(reconciliation),
        OutputTable::EmployerTotals => employer_totals::batches(reconciliation),
        OutputTable::CreditFlags => credit_flags::batches(reconciliation),
        OutputTable::BatchPayouts => batch_payouts::batches(reconciliation),
        OutputTable::BatchPayoutWorkers => batch_payouts::worker_batches(reconciliation),
    }
}

/// Rows `0..rows` cut into ranges of [`BATCH_ROWS`].
fn ranges(rows: usize) -> impl Iterator<Item = std::ops::Range<usize>> + Send {
    (0..rows).step_by(BATCH_ROWS).map(move |start| start..rows.min(start + BATCH_ROWS))
}

/// Items of `source` a batch at a time.
fn groups<T>(source: impl Iterator<Item = T>) -> impl Iterator<Item = Vec<T>> {
    let mut source = source;
    std::iter::from_fn(move || {
        let group: Vec<T> = source.by_ref().take(BATCH_ROWS).collect();
        if group.is_empty() { None } else { Some(group) }
    })
}

impl Reconciliation {
    /// Due, paid and arrears: one row a worker, project and month.
    #[must_use]
    pub fn worker_periods(&self) -> Batches<'_> {
        batches(self, OutputTable::WorkerPeriods)
    }

    /// One row a worker with an engagement.
    #[must_use]
    pub fn worker_totals(&self) -> Batches<'_> {
        batches(self, OutputTable::WorkerTotals)
    }

    /// One row a project.
    #[must_use]
    pub fn project_totals(&self) -> Batches<'_> {
        batches(self, OutputTable::ProjectTotals)
    }

    /// One row a general contractor and management area; a null id is "unknown".
    #[must_use]
    pub fn contractor_totals(&self) -> Batches<'_> {
        batches(self, OutputTable::ContractorTotals)
    }

    /// One row a region of 2, 4 and 6 digits; a null code is "unknown".
    #[must_use]
    pub fn region_totals(&self) -> Batches<'_> {
        batches(self, OutputTable::RegionTotals)
    }

    /// One row a kind of works and a kind of investment; a null key is "unknown".
    #[must_use]
    pub fn rollup_totals(&self) -> Batches<'_> {
        batches(self, OutputTable::RollupTotals)
    }

    /// One row a wage month.
    #[must_use]
    pub fn month_totals(&self) -> Batches<'_> {
        batches(self, OutputTable::MonthTotals)
    }

    /// What became of every transfer that passed step 1.
    #[must_use]
    pub fn transfer_fates(&self) -> Batches<'_> {
        batches(self, OutputTable::TransferFates)
    }

    /// Which part of which transfer paid which period.
    #[must_use]
    pub fn allocations(&self) -> Batches<'_> {
        batches(self, OutputTable::Allocations)
    }

    /// Rules of early warning that something meets, and what has gone since an earlier run.
    #[must_use]
    pub fn warnings(&self) -> Batches<'_> {
        batches(self, OutputTable::Warnings)
    }

    /// Rows that could not be used, and what is doubtful.
    #[must_use]
    pub fn findings(&self) -> Batches<'_> {
        batches(self, OutputTable::Findings)
    }

    /// Rows of [`findings`](Self::findings), counted without making them.
    #[must_use]
    pub fn finding_count(&self) -> usize {
        findings::count(self)
    }

    /// Rows and money of every input table: read, used, set aside by code.
    #[must_use]
    pub fn accounting(&self) -> Batches<'_> {
        batches(self, OutputTable::Accounting)
    }

    /// How each contract's wage of a period came about, made again by the stage functions.
    #[must_use]
    pub fn wage_lines(&self) -> Batches<'_> {
        batches(self, OutputTable::WageLines)
    }

    /// How the six systems of each project stand.
    #[must_use]
    pub fn six_systems(&self) -> Batches<'_> {
        batches(self, OutputTable::SixSystems)
    }

    /// Cases by contractor, employer, project and region; a null id is "unknown".
    #[must_use]
    pub fn case_totals(&self) -> Batches<'_> {
        batches(self, OutputTable::CaseTotals)
    }

    /// What employers owe, and signs of trouble; a null id is "unknown".
    #[must_use]
    pub fn employer_totals(&self) -> Batches<'_> {
        batches(self, OutputTable::EmployerTotals)
    }

    /// Arrears that reach the amounts of the crime, with the worker-periods they rest on.
    #[must_use]
    pub fn credit_flags(&self) -> Batches<'_> {
        batches(self, OutputTable::CreditFlags)
    }

    /// What covers the arrears of each engagement, source by source.
    #[must_use]
    pub fn cover(&self) -> Batches<'_> {
        batches(self, OutputTable::Cover)
    }

    /// Labour cost expected and received: one row a project and month.
    #[must_use]
    pub fn labour_cost_months(&self) -> Batches<'_> {
        batches(self, OutputTable::LabourCostMonths)
    }

    /// Deposits, guarantees and funds in time: one row each.
    #[must_use]
    pub fn deposit_status(&self) -> Batches<'_> {
        batches(self, OutputTable::DepositStatus)
    }

    /// The deposit of each project from one change to the next.
    #[must_use]
    pub fn deposit_days(&self) -> Batches<'_> {
        batches(self, OutputTable::DepositDays)
    }

    /// The three-way match of each project and month, one row a class.
    #[must_use]
    pub fn matches(&self) -> Batches<'_> {
        batches(self, OutputTable::Matches)
    }

    /// Everyone who was read, reconciled or excluded with a reason.
    #[must_use]
    pub fn population(&self) -> Batches<'_> {
        batches(self, OutputTable::Population)
    }

    /// Debits for wages without transfers of their own, and whether payroll lines make them.
    #[must_use]
    pub fn batch_payouts(&self) -> Batches<'_> {
        batches(self, OutputTable::BatchPayouts)
    }

    /// Who is paid by such a debit, or may be: the least and the most.
    #[must_use]
    pub fn batch_payout_workers(&self) -> Batches<'_> {
        batches(self, OutputTable::BatchPayoutWorkers)
    }

    /// Which link of the chain broke, for every fen of arrears.
    #[must_use]
    pub fn causes(&self) -> Batches<'_> {
        batches(self, OutputTable::Causes)
    }
}

#[cfg(test)]
mod tests;
