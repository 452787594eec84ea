//! The one table contract and alias table; every reader and the documentation use it.
//!
//! A header means a column when it is the column's name or one of its aliases, whatever its case,
//! underscores, hyphens and blanks: `project_id`, `projectId`, `Project ID` and `项目编号` are one.

mod codes;
mod column;
mod columns;
mod positions;

use std::fmt::Write as _;

pub use positions::{
    account_entries, adjustments, attendance, calendar, cases, contractor_events, contractors,
    contracts, deposits, payroll, projects, published_rates, punches, signals, transfers, workers,
};

/// An input table, in the order of the documented contract.
///
/// Example: [`TableName::word`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableName {
    /// Building projects.
    Projects,
    /// Workers.
    Workers,
    /// Terms under which a worker works on a project.
    Contracts,
    /// Minutes of a worker, project, day and shift.
    Attendance,
    /// Raw clock events.
    Punches,
    /// Lines of payroll sheets.
    Payroll,
    /// Allowances, bonuses, deductions.
    Adjustments,
    /// Bank transfers to workers.
    Transfers,
    /// Movements on wage accounts.
    AccountEntries,
    /// Money that stands behind the wages.
    Deposits,
    /// General contractors.
    Contractors,
    /// What happened with contractors.
    ContractorEvents,
    /// Complaints and clues.
    Cases,
    /// Signs of trouble at firms.
    Signals,
    /// Classes of days.
    Calendar,
    /// Rates as somebody published them, beside their counts.
    PublishedRates,
}

/// The space an id lives in; names of one space are comparable.
///
/// Example: [`Table`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Space {
    /// Workers.
    Worker,
    /// Projects.
    Project,
    /// General contractors.
    Contractor,
    /// Employers and project owners.
    Employer,
    /// Labour contracts.
    Contract,
    /// Teams.
    Team,
    /// Bank accounts.
    Account,
    /// Transfers.
    Transfer,
    /// Payroll sheets.
    Sheet,
    /// Adjustments.
    Adjustment,
    /// Movements on wage accounts.
    Entry,
    /// Deposits.
    Deposit,
    /// Cases.
    Case,
    /// Names of people.
    Person,
    /// Shifts.
    Shift,
    /// Anything else.
    Text,
}

/// How the cells of a column are read, and what they become.
///
/// Example: [`Table`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An id: text or an integer.
    Id(Space),
    /// A bank account: an id without inner blanks and hyphens, in [`Space::Account`].
    Account,
    /// Text.
    Text(Space),
    /// Yuan, kept in whole fen.
    Money,
    /// A number, kept times `10^decimals`.
    Number {
        /// Decimals it may have.
        decimals: u32,
    },
    /// A whole number from `least` to `most`.
    Int {
        /// Smallest value.
        least: i32,
        /// Greatest value.
        most: i32,
    },
    /// A civil day, as days since 1970-01-01.
    Date,
    /// A civil time, as seconds since 1970-01-01 00:00.
    Time,
    /// A month, as months since 1970-01.
    Period,
    /// Yes or no, as 1 or 0.
    Bool,
    /// A word of a list, as its position there.
    Code(&'static [CodeWord]),
    /// A region, as its number of digits times 1,000,000 plus its code.
    Region,
}

/// A word of a code list.
///
/// Example: [`code`](crate::intake::check::cells::code).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeWord {
    /// The English word.
    pub word: &'static str,
    /// National codes and Chinese words for it.
    pub others: &'static [&'static str],
}

/// A column of a table.
///
/// Example: [`Table`].
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// How its cells are read.
    pub kind: Kind,
    /// Whether a row needs it.
    pub required: bool,
    /// Other headers for it, beside the camelCase of its name.
    pub aliases: &'static [&'static str],
    /// Smallest value of money (in fen) and numbers (scaled); a smaller one is a bad cell.
    pub least: Option<i64>,
    /// Words that stand for a whole number (`projects.category`).
    pub words: &'static [(i32, &'static [&'static str])],
}

/// A table: its columns and its key.
///
/// # Example
///
/// ```
/// use anxin::TableName;
/// use anxin::intake::tables::{Kind, Space, payroll};
///
/// let table = TableName::Payroll.table();
/// let column = &table.columns[payroll::WORKER_ID];
/// assert_eq!((column.name, column.kind), ("worker_id", Kind::Id(Space::Worker)));
/// assert!(column.required);
/// assert!(column.headers().contains(&"身份证号".to_owned()));
/// assert_eq!(table.columns[payroll::NET].kind.word(), "money");
/// assert_eq!(table.key.len(), 4);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name.
    pub name: TableName,
    /// Its columns, in the order of the documented contract.
    pub columns: &'static [Column],
    /// Positions of the key columns; empty where it has no key.
    pub key: &'static [usize],
}

impl Space {
    /// All spaces, in order.
    pub const ALL: [Self; 16] = [
        Self::Worker,
        Self::Project,
        Self::Contractor,
        Self::Employer,
        Self::Contract,
        Self::Team,
        Self::Account,
        Self::Transfer,
        Self::Sheet,
        Self::Adjustment,
        Self::Entry,
        Self::Deposit,
        Self::Case,
        Self::Person,
        Self::Shift,
        Self::Text,
    ];
}

impl TableName {
    /// All tables, in order.
    pub const ALL: [Self; 16] = [
        Self::Projects,
        Self::Workers,
        Self::Contracts,
        Self::Attendance,
        Self::Punches,
        Self::Payroll,
        Self::Adjustments,
        Self::Transfers,
        Self::AccountEntries,
        Self::Deposits,
        Self::Contractors,
        Self::ContractorEvents,
        Self::Cases,
        Self::Signals,
        Self::Calendar,
        Self::PublishedRates,
    ];

    /// Its name as files and findings write it.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::intake::tables::TableName;
    ///
    /// assert_eq!(TableName::AccountEntries.word(), "account_entries");
    /// assert_eq!(TableName::from_word("cases"), Some(TableName::Cases));
    /// assert_eq!(TableName::from_word("wages"), None);
    /// ```
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Projects => "projects",
            Self::Workers => "workers",
            Self::Contracts => "contracts",
            Self::Attendance => "attendance",
            Self::Punches => "punches",
            Self::Payroll => "payroll",
            Self::Adjustments => "adjustments",
            Self::Transfers => "transfers",
            Self::AccountEntries => "account_entries",
            Self::Deposits => "deposits",
            Self::Contractors => "contractors",
            Self::ContractorEvents => "contractor_events",
            Self::Cases => "cases",
            Self::Signals => "signals",
            Self::Calendar => "calendar",
            Self::PublishedRates => "published_rates",
        }
    }

    /// The table of that name.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.word() == word)
    }

    /// Its columns and key.
    #[must_use]
    pub const fn table(self) -> &'static Table {
        match self {
            Self::Projects => &columns::PROJECTS,
            Self::Workers => &columns::WORKERS,
            Self::Contracts => &columns::CONTRACTS,
            Self::Attendance => &columns::ATTENDANCE,
            Self::Punches => &columns::PUNCHES,
            Self::Payroll => &columns::PAYROLL,
            Self::Adjustments => &columns::ADJUSTMENTS,
            Self::Transfers => &columns::TRANSFERS,
            Self::AccountEntries => &columns::ACCOUNT_ENTRIES,
            Self::Deposits => &columns::DEPOSITS,
            Self::Contractors => &columns::CONTRACTORS,
            Self::ContractorEvents => &columns::CONTRACTOR_EVENTS,
            Self::Cases => &columns::CASES,
            Self::Signals => &columns::SIGNALS,
            Self::Calendar => &columns::CALENDAR,
            Self::PublishedRates => &columns::PUBLISHED_RATES,
        }
    }
}

impl Table {
    /// The position of the column that `header` means; `None` where it means none.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::intake::tables::{TableName, transfers};
    ///
    /// let table = TableName::Transfers.table();
    /// for header in ["paid_date", "paidDate", "balanceDate", " 发放日期 "] {
    ///     assert_eq!(table.position(header), Some(transfers::PAID_DATE));
    /// }
    /// assert_eq!(table.position("备注"), None);
    /// ```
    #[must_use]
    pub fn position(&self, header: &str) -> Option<usize> {
        let header = header_key(header);
        self.columns.iter().position(|column| {
            header_key(column.name) == header
                || column.aliases.iter().any(|alias| header_key(alias) == header)
        })
    }
}

impl Column {
    /// All headers that mean the column: its name, the camelCase of it, its aliases.
    #[must_use]
    pub fn headers(&self) -> Vec<String> {
        let mut headers = vec![self.name.to_owned()];
        let camel = camel_case(self.name);
        if camel != self.name {
            headers.push(camel);
        }
        headers.extend(self.aliases.iter().map(|&alias| alias.to_owned()));
        headers
    }
}

impl Kind {
    /// Its word in the documentation.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Id(_) => "id",
            Self::Account => "account",
            Self::Text(_) => "text",
            Self::Money => "money",
            Self::Number { .. } => "number",
            Self::Int { .. } => "int",
            Self::Date => "date",
            Self::Time => "time",
            Self::Period => "period",
            Self::Bool => "bool",
            Self::Code(_) => "code",
            Self::Region => "region",
        }
    }

    /// The space its names live in, for ids, accounts and text.
    #[must_use]
    pub const fn space(self) -> Option<Space> {
        match self {
            Self::Id(space) | Self::Text(space) => Some(space),
            Self::Account => Some(Space::Account),
            _ => None,
        }
    }
}

/// `header` without what people vary: case, underscores, hyphens, blanks, full width, a byte order
/// mark.
pub(crate) fn header_key(header: &str) -> String {
    header
        .chars()
        .map(fold)
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '\u{feff}'))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// A full-width form as its ASCII twin; any other character as it is.
pub(crate) const fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => match char::from_u32(c as u32 - 0xfee0) {
            Some(folded) => folded,
            None => c,
        },
        '\u{3000}' => ' ',
        _ => c,
    }
}

fn camel_case(name: &str) -> String {
    let mut parts = name.split('_');
    let mut camel = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut letters = part.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

/// The alias table and the code words as Markdown, for the documentation.
///
/// # Example
///
/// ```
/// let page = anxin::intake::tables::aliases_markdown();
/// assert!(page.contains("| `paid_date`* | date | `paidDate`, `balanceDate`"));
/// ```
#[must_use]
pub fn aliases_markdown() -> String {
    let mut page = String::from("# Headers and code words\n");
    for name in TableName::ALL {
        let _ = write!(page, "\n## {}\n\n| column | kind | also known as |\n", name.word());
        page.push_str("| --- | --- | --- |\n");
        for column in name.table().columns {
            let star = if column.required { "*" } else { "" };
            let headers: Vec<_> =
                column.headers().iter().skip(1).map(|header| format!("`{header}`")).collect();
            let (word, headers) = (column.kind.word(), headers.join(", "));
            let _ = writeln!(page, "| `{}`{star} | {word} | {headers} |", column.name);
        }
        for column in name.table().columns {
            write_words(&mut page, column);
        }
    }
    page
}

fn write_words(page: &mut String, column: &Column) {
    let Kind::Code(words) = column.kind else {
        if !column.words.is_empty() {
            let _ = write!(page, "\n`{}`: ", column.name);
            let words = column.words.iter();
            let words: Vec<_> = words
                .map(|(number, others)| format!("{number:02} ({})", others.join(", ")))
                .collect();
            let _ = writeln!(page, "{}.", words.join("; "));
        }
        return;
    };
    let words: Vec<_> =
        words.iter().map(|word| format!("`{}` ({})", word.word, word.others.join(", "))).collect();
    let _ = writeln!(page, "\n`{}`: {}.", column.name, words.join("; "));
}

#[cfg(test)]
#[path = "tables/tests.rs"]
mod tests;
