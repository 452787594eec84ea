//! Which line of a sheet is its header, and which of our columns each header means.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::grid::{Grid, Row, Value, squeezed};
use super::rows::{Note, NoteKind};
use crate::intake::tables::{Kind, TableName, header_key};

/// Lines above which a header is looked for.
const SEARCH_ROWS: usize = 60;
/// Most labels of a header: a line of more is none.
const LABELS: usize = 400;

/// A label of a header line.
///
/// Example: [`candidates`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Column of the sheet, from 0.
    pub column: u32,
    /// As people see it: the lower of two lines, or both where the lower alone means nothing.
    pub text: String,
    /// The other ways to read it, best first.
    pub others: Vec<String>,
}

/// A header line, or two that belong together.
///
/// Example: [`candidates`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Place of its first line among the rows of the grid.
    pub place: usize,
    /// One line or two.
    pub height: usize,
    /// Its labels.
    pub labels: Vec<Label>,
}

/// What a unit in a header makes of its numbers.
///
/// Example: [`candidates`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// As the column expects.
    #[default]
    Plain,
    /// 万元: times 10,000.
    TenThousand,
    /// 分 of money: divided by 100.
    Hundredth,
}

impl Unit {
    /// Places by which a number moves.
    #[must_use]
    pub const fn places(self) -> i32 {
        match self {
            Self::Plain => 0,
            Self::TenThousand => 4,
            Self::Hundredth => -2,
        }
    }

    /// The unit that some words name, if any.
    #[must_use]
    pub fn of(words: &str) -> Option<Self> {
        let words = squeezed(words);
        let word = words.rsplit([':', '：']).next().unwrap_or_default();
        match word {
            "万元" | "人民币万元" | "万" => Some(Self::TenThousand),
            "分" | "人民币分" | "以分为单位" => Some(Self::Hundredth),
            "元" | "人民币元" | "元人民币" | "RMB" | "CNY" | "¥" | "￥" => {
                Some(Self::Plain)
            }
            _ => None,
        }
    }
}

/// A header with its columns found.
///
/// Example: [`candidates`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Position in the contract.
    pub position: usize,
    /// Column of the sheet.
    pub column: u32,
    /// The label as met.
    pub label: String,
    /// The unit that the label names.
    pub unit: Option<Unit>,
}

/// A label without what stands in brackets, stars and numbering; and the words in brackets.
fn bare(label: &str) -> (String, Option<String>) {
    let folded = squeezed(label);
    let folded = folded.trim_matches(['*', '★', ':', '：', '.', '、']);
    let open = folded.find(['(', '[', '【', '/']);
    match open {
        Some(start) if start > 0 => {
            let inside = folded[start..].trim_matches(['(', ')', '[', ']', '【', '】', '/']);
            (folded[..start].to_owned(), Some(inside.to_owned()))
        }
        _ => (folded.to_owned(), None),
    }
}

/// By table the position of every header in the alias table: a sheet asks for thousands.
fn positions() -> &'static [BTreeMap<String, usize>] {
    static POSITIONS: OnceLock<Vec<BTreeMap<String, usize>>> = OnceLock::new();
    POSITIONS.get_or_init(|| {
        let of = |table: TableName| {
            let columns = table.table().columns.iter().enumerate();
            let headers = columns.flat_map(|(position, column)| {
                column.headers().into_iter().map(move |header| (header_key(&header), position))
            });
            headers.collect()
        };
        TableName::ALL.into_iter().map(of).collect()
    })
}

impl Label {
    /// The column of a table that it means, and the reading that said so.
    #[must_use]
    pub fn position(&self, table: TableName) -> Option<(usize, Option<Unit>)> {
        let known = &positions()[table as usize];
        std::iter::once(&self.text).chain(&self.others).find_map(|reading| {
            let (name, brackets) = bare(reading);
            let unit = brackets.as_deref().and_then(Unit::of);
            let whole = known.get(&header_key(reading));
            whole.or_else(|| known.get(&header_key(&name))).map(|&position| (position, unit))
        })
    }
}

impl Header {
    /// The labels that mean columns of a table, and notes about those that mean one twice.
    ///
    /// Of two labels for one column the first counts: sheets repeat a block to the right.
    #[must_use]
    pub fn matches(&self, table: TableName) -> (Vec<Match>, Vec<String>) {
        let mut found: Vec<Match> = Vec::new();
        let mut twice = Vec::new();
        for label in &self.labels {
            let Some((position, unit)) = label.position(table) else { continue };
            if let Some(first) = found.iter().find(|known| known.position == position) {
                twice.push(format!(
                    "`{}` and `{}` both mean `{}`; the first is read",
                    first.label,
                    label.text,
                    table.table().columns[position].name
                ));
                continue;
            }
            let label_text = label.text.clone();
            found.push(Match { position, column: label.column, label: label_text, unit });
        }
        (found, twice)
    }

    /// Whether a row repeats the header, as printed pages do.
    #[must_use]
    pub fn is_repeated(&self, row: &Row) -> bool {
        let first =
            |text: &str| text.chars().map(crate::intake::tables::fold).find(|c| !c.is_whitespace());
        let same = self.labels.iter().filter(|label| {
            row.get(label.column).is_some_and(|value| {
                let text = value.text();
                let mut readings = std::iter::once(&label.text).chain(&label.others);
                // Few cells of other rows begin as their label does.
                if !readings.any(|reading| first(reading) == first(&text)) {
                    return false;
                }
                let value = squeezed(&text);
                value == squeezed(&label.text)
                    || label.others.iter().any(|other| squeezed(other) == value)
            })
        });
        let same = same.count();
        same >= 3 && same * 2 >= row.cells.len()
    }

    /// The place of the first row below it.
    #[must_use]
    pub const fn below(&self) -> usize {
        self.place + self.height
    }
}

/// The lines of a sheet that could be headers: single ones, and pairs where labels stand below
/// labels.
///
/// # Example
///
/// ```
/// use anxin::TableName;
/// use anxin::intake::foreign::header::candidates;
/// use anxin::intake::foreign::text::delimited;
///
/// let grid = delimited("姓名,实发工资(万元)\n甲,0.5\n").unwrap();
/// let (matches, twice) = candidates(&grid)[0].matches(TableName::Payroll);
/// assert_eq!((matches.len(), twice.len()), (1, 0));
/// assert_eq!(matches[0].unit.unwrap().places(), 4);
/// ```
#[must_use]
pub fn candidates(grid: &Grid) -> Vec<Header> {
    let mut found = Vec::new();
    for place in 0..grid.rows.len().min(SEARCH_ROWS) {
        let row = &grid.rows[place];
        let texts = row.cells.iter().filter(|cell| matches!(cell.1, Value::Text(_))).count();
        if texts < 2 || row.cells.len() > LABELS {
            continue;
        }
        found.push(single(grid, place));
        if let Some(header) = double(grid, place) {
            found.push(header);
        }
    }
    found
}

fn single(grid: &Grid, place: usize) -> Header {
    let labels = grid.rows[place].cells.iter().map(|(column, value)| Label {
        column: *column,
        text: value.text().into_owned(),
        others: Vec::new(),
    });
    Header { place, height: 1, labels: labels.collect() }
}

/// Two lines, the lower of which divides what the upper names.
fn double(grid: &Grid, place: usize) -> Option<Header> {
    let (upper, lower) = (grid.rows.get(place)?, grid.rows.get(place + 1)?);
    if lower.number != upper.number + 1 {
        return None;
    }
    let is_text = |cell: &&(u32, Value)| matches!(cell.1, Value::Text(_) | Value::Number(_));
    if lower.cells.iter().filter(is_text).count() < 2 {
        return None;
    }
    let last = [upper, lower].into_iter().filter_map(|row| row.cells.last()).map(|cell| cell.0);
    let width = last.max().unwrap_or(0).saturating_add(1);
    let width = width.min(2 * u32::try_from(LABELS).unwrap_or(u32::MAX));
    let mut labels = Vec::new();
    let mut above: Option<(u32, String)> = None;
    for column in 0..width {
        if let Some(value) = upper.get(column) {
            above = Some((column, value.text().into_owned()));
        }
        let merge = grid.merge_at(upper.number, column);
        let own = match (&above, merge) {
            // A merged cell ends where it ends; without merges a label stands over blank cells.
            (Some((start, text)), Some(merge)) if *start == merge.first_column => {
                Some(text.clone())
            }
            (Some((start, text)), None) if *start == column => Some(text.clone()),
            (Some((_, text)), None) if grid.merges.is_empty() => {
                lower.get(column).is_some().then(|| text.clone())
            }
            _ => None,
        };
        let below = lower.get(column).map(|value| value.text().into_owned());
        let label = match (own, below) {
            (Some(upper), Some(lower)) => Label {
                column,
                others: vec![format!("{upper}{lower}"), format!("{lower}{upper}")],
                text: lower,
            },
            (Some(text), None) | (None, Some(text)) => Label { column, text, others: Vec::new() },
            (None, None) => continue,
        };
        labels.push(label);
    }
    Some(Header { place, height: 2, labels })
}

/// Facts that stand above a header, in the name of a sheet or of a file.
///
/// Example: [`Facts::of`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The month, `2025-03`, and where it was found.
    pub month: Option<(String, String)>,
    /// The year alone.
    pub year: Option<String>,
    /// A day, `2025-03-15`.
    pub day: Option<(String, String)>,
    /// The number of the project.
    pub project_id: Option<String>,
    /// Its name.
    pub project_name: Option<String>,
    /// The team.
    pub team: Option<String>,
    /// An account number.
    pub account: Option<String>,
    /// The unit of money.
    pub unit: Option<Unit>,
    /// The first text above the header.
    pub title: Option<String>,
    /// All words, for the sort of the sheet.
    pub words: String,
}

/// Labels of facts, and which they are.
const FACTS: [(&str, &[&str]); 5] = [
    ("project_id", &["项目编号", "项目编码", "项目代码", "工程编号", "projectCode"]),
    ("project_name", &["项目名称", "工程名称", "项目", "工程项目"]),
    ("team", &["班组名称", "班组", "施工班组"]),
    (
        "account",
        &[
            "账号",
            "帐号",
            "卡号",
            "账户",
            "付款账号",
            "专户账号",
            "工资专户账号",
            "付款账户",
            "本方账号",
            "查询账号",
        ],
    ),
    ("unit", &["单位", "金额单位", "货币单位"]),
];

impl Facts {
    /// The facts of a file's name, a sheet's name and the lines above `end`.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::intake::foreign::header::Facts;
    /// use anxin::intake::foreign::text::delimited;
    ///
    /// let grid = delimited("某某项目2025年3月工资表\n项目编号：P7,单位：万元\n").unwrap();
    /// let facts = Facts::of("工资.csv", &grid, 2);
    /// assert_eq!(facts.month.unwrap().0, "2025-03");
    /// assert_eq!(facts.project_id.as_deref(), Some("P7"));
    /// assert_eq!(facts.unit.unwrap().places(), 4);
    /// ```
    #[must_use]
    pub fn of(file: &str, grid: &Grid, end: usize) -> Self {
        let mut facts = Self::default();
        let first = grid.rows.first().filter(|_| end > 0).and_then(|row| row.cells.first());
        facts.title = first.map(|cell| squeezed(&cell.1.text()));
        for row in grid.rows.iter().take(end) {
            let place = format!("row {}", row.number);
            for (at, (_, value)) in row.cells.iter().enumerate() {
                let text = value.text();
                let next = row.cells.get(at + 1).map(|cell| cell.1.text());
                facts.see(&text, next.as_deref(), &place);
            }
        }
        facts.see(&grid.name, None, "name of the sheet");
        let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        facts.see(stem, None, "name of the file");
        facts
    }

    fn see(&mut self, text: &str, next: Option<&str>, place: &str) {
        if self.words.len() < 4_000 {
            self.words.push_str(&squeezed(text));
            self.words.push(' ');
        }
        let (month, year, day) = dates(text);
        if self.day.is_none() {
            self.day = day.map(|day| (day, place.to_owned()));
        }
        if self.year.is_none() {
            self.year = year;
        }
        if self.month.is_none() {
            // `3月` alone, as sheets are named, takes the year of what stands around it.
            let month = month.or_else(|| {
                let month = month_alone(text)?;
                self.year.as_ref().map(|year| format!("{year}-{month:02}"))
            });
            self.month = month.map(|month| (month, place.to_owned()));
        }
        let folded: String = text.chars().map(crate::intake::tables::fold).collect();
        for part in folded.split(['\n', '，', ';', '；']) {
            self.see_label(part, next);
        }
    }

    /// A label with its value behind a colon, up to a wider gap, or in the next cell.
    fn see_label(&mut self, part: &str, next: Option<&str>) {
        let mut rest = part.trim();
        while let Some((label, value)) = rest.split_once([':', '：']) {
            let label = label.trim().rsplit([' ', '(', '（']).next().unwrap_or_default();
            let value = value.trim_start();
            let gap = value.find("  ").unwrap_or(value.len());
            let own = value[..gap].trim().trim_end_matches([')', '）']);
            let value_text = if own.is_empty() { next.unwrap_or_default() } else { own };
            self.put(&squeezed(label), value_text.trim());
            rest = value[gap..].trim();
        }
        if let Some(next) = next {
            self.put(&squeezed(part), next.trim());
        }
    }

    fn put(&mut self, label: &str, value: &str) {
        let fact = FACTS.iter().find(|fact| fact.1.contains(&label)).map(|fact| fact.0);
        if value.is_empty() || value.len() > 200 {
            return;
        }
        let slot = match fact {
            Some("project_id") => &mut self.project_id,
            Some("project_name") => &mut self.project_name,
            Some("team") => &mut self.team,
            Some("account") => &mut self.account,
            Some("unit") => {
                self.unit = self.unit.or_else(|| Unit::of(value));
                return;
            }
            _ => return,
        };
        slot.get_or_insert_with(|| value.to_owned());
    }
}

/// A month, a year and a day that a text names.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::header::dates;
///
/// let (month, year, day) = dates("制表日期：2025年3月15日");
/// assert_eq!((month.as_deref(), year.as_deref()), (Some("2025-03"), Some("2025")));
/// assert_eq!(day.as_deref(), Some("2025-03-15"));
/// ```
#[must_use]
pub fn dates(text: &str) -> (Option<String>, Option<String>, Option<String>) {
    let digits: Vec<char> = text.chars().map(crate::intake::tables::fold).collect();
    let number = |from: usize, most: usize| -> (usize, u32) {
        let len = digits[from..].iter().take(most).take_while(|c| c.is_ascii_digit()).count();
        let value = digits[from..from + len].iter().fold(0_u32, |sum, c| {
            sum.saturating_mul(10).saturating_add(c.to_digit(10).unwrap_or(0))
        });
        (len, value)
    };
    let (mut month_found, mut year_found, mut day_found) = (None, None, None);
    let mut at = 0;
    while at < digits.len() {
        let (len, year) = number(at, 20);
        if len == 0 {
            at += 1;
            continue;
        }
        let end = at + len;
        let (year, rest) = match len {
            4 => (year, None),
            6 | 8 => {
                let (_, year) = number(at, 4);
                (year, Some(number(at + 4, 2).1))
            }
            _ => (0, None),
        };
        if !(2000..2100).contains(&year) {
            at = end;
            continue;
        }
        let mark = digits.get(end).copied();
        let month = match (rest, mark) {
            (Some(month), _) => Some((month, if len == 8 { number(at + 6, 2).1 } else { 0 }, end)),
            (None, Some('年' | '-' | '.' | '/' | '_')) => {
                let (count, month) = number((end + 1).min(digits.len()), 2);
                let after = end + 1 + count;
                let has_day =
                    count > 0 && matches!(digits.get(after), Some('月' | '-' | '.' | '/'));
                let day = if has_day { number((after + 1).min(digits.len()), 2).1 } else { 0 };
                (count > 0).then_some((month, day, after))
            }
            _ => None,
        };
        year_found.get_or_insert_with(|| year.to_string());
        if let Some((month @ 1..=12, day, after)) = month {
            month_found.get_or_insert_with(|| format!("{year}-{month:02}"));
            if (1..=31).contains(&day) {
                day_found.get_or_insert_with(|| format!("{year}-{month:02}-{day:02}"));
            }
            at = after.max(end);
        } else {
            at = end;
        }
    }
    (month_found, year_found, day_found)
}

/// The month of a text such as `3月` or `03月份`.
fn month_alone(text: &str) -> Option<u32> {
    let text = squeezed(text);
    let before = &text[..text.find('月')?];
    let digits = before.chars().rev().take_while(char::is_ascii_digit).count();
    let month = before[before.len() - digits..].parse().ok()?;
    (1..=12).contains(&month).then_some(month)
}

/// Notes for the lines above a header.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::header::title_notes;
/// use anxin::intake::foreign::text::delimited;
///
/// let notes = title_notes(&delimited("工资表\n姓名,实发\n").unwrap(), 1);
/// assert_eq!(notes[0].text, "工资表");
/// ```
#[must_use]
pub fn title_notes(grid: &Grid, end: usize) -> Vec<Note> {
    let rows = grid.rows.iter().take(end);
    rows.map(|row| {
        let line = super::rows::Line::row(row.number);
        Note::new(NoteKind::Title, &grid.name, line, &row.joined())
    })
    .collect()
}

/// Whether a kind's cells of a merged block count for every row of it: names and dates do, amounts
/// never.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::header::is_spread;
/// use anxin::intake::tables::Kind;
///
/// assert!(is_spread(Kind::Date) && !is_spread(Kind::Money));
/// ```
#[must_use]
pub const fn is_spread(kind: Kind) -> bool {
    !matches!(kind, Kind::Money | Kind::Number { .. } | Kind::Int { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_days_are_found_in_words() {
        let found = |text: &str| dates(text).0;
        for text in [
            "2025年3月工资表",
            "2025-03",
            "工资202503",
            "2025.3",
            "二队 2025/03 表",
            "２０２５年３月",
        ] {
            assert_eq!(found(text).as_deref(), Some("2025-03"), "{text}");
        }
        assert_eq!(dates("20250315").2.as_deref(), Some("2025-03-15"));
        assert_eq!(dates("制表日期：2025年3月15日").2.as_deref(), Some("2025-03-15"));
        for text in ["150102199001010012", "3月", "2025", "2025年13月", "P2025031"] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn a_month_alone_takes_the_year_above_it() {
        let grid = Grid { name: "3月".into(), ..Grid::default() };
        assert_eq!(Facts::of("2025年.xlsx", &grid, 0).month, None);
        let mut grid = super::super::text::delimited("2025年度工资表\n").unwrap();
        grid.name = "3月份".into();
        assert_eq!(Facts::of("x", &grid, 1).month.unwrap().0, "2025-03");
    }

    #[test]
    fn labels_lose_brackets_stars_and_line_breaks() {
        let label = |text: &str| Label { column: 0, text: text.into(), others: Vec::new() };
        let payroll = |text: &str| {
            label(text)
                .position(TableName::Payroll)
                .map(|(position, unit)| (TableName::Payroll.table().columns[position].name, unit))
        };
        assert_eq!(payroll("*身份证号码"), Some(("worker_id", None)));
        assert_eq!(payroll("应发\n工资（元）"), Some(("gross", Some(Unit::Plain))));
        assert_eq!(payroll("实发金额(万元)"), Some(("net", Some(Unit::TenThousand))));
        assert_eq!(payroll("备注(元)"), None);
    }
}
