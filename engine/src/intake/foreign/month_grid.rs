//! 考勤表: one row a worker, one column a day, a mark or a number in each.

use super::convert::{Wanted, cell};
use super::grid::{Grid, Row, Value, squeezed};
use super::header::{Facts, Header, Label, Unit, candidates, title_notes};
use super::rows::{Cell, Line, Note, NoteKind, TextRows, add_note};
use super::sheet::SheetTaken;
use super::totals::{is_number_of_worker, total_label};
use crate::basics::day::Day;
use crate::intake::check::cells::number;
use crate::intake::tables::{Kind, Space, TableName, attendance, workers};

/// Fewest day columns that make a sheet of this kind.
const DAY_COLUMNS: usize = 5;
/// Minutes of a whole day, 一个工.
const DAY_MINUTES: i64 = 480;
/// Numbers up to this many are days, greater ones hours.
const MOST_DAYS_E2: i64 = 300;

/// What a mark says, by the legend of the sheet or by custom.
///
/// **Choice:** 108. √ is a whole day, △ half a day; ○ and × are no work. A legend such as `○出勤`
/// on the sheet goes before. Any other sign is a bad cell, never a guess.
#[derive(Clone, Debug)]
struct Marks {
    minutes: Vec<(char, i64)>,
}

const CUSTOM: [(char, i64); 14] = [
    ('√', DAY_MINUTES),
    ('✓', DAY_MINUTES),
    ('✔', DAY_MINUTES),
    ('△', DAY_MINUTES / 2),
    ('▲', DAY_MINUTES / 2),
    ('半', DAY_MINUTES / 2),
    ('○', 0),
    ('〇', 0),
    ('×', 0),
    ('✗', 0),
    ('✘', 0),
    ('休', 0),
    ('假', 0),
    ('旷', 0),
];

impl Marks {
    /// Custom, with what the lines of the sheet say otherwise.
    fn of(grid: &Grid, from: usize, to: usize) -> (Self, Vec<String>) {
        let mut marks = Self { minutes: CUSTOM.to_vec() };
        let mut told = Vec::new();
        let outside = grid.rows.iter().take(from).chain(grid.rows.iter().skip(to));
        for text in outside.flat_map(|row| row.cells.iter().map(|cell| cell.1.text())) {
            let text = squeezed(&text);
            for (known, minutes) in CUSTOM.iter().filter(|mark| !mark.0.is_alphabetic()) {
                let Some(meaning) = meaning(&text, *known) else { continue };
                if meaning != *minutes {
                    told.push(format!("{known} is {meaning} minutes by the legend `{text}`"));
                }
                if let Some(slot) = marks.minutes.iter_mut().find(|mark| mark.0 == *known) {
                    slot.1 = meaning;
                }
            }
        }
        (marks, told)
    }

    /// Minutes of a cell; `None` where it is no mark.
    fn minutes(&self, text: &str) -> Option<i64> {
        let mut letters = text.chars();
        match (letters.next(), letters.next()) {
            (Some(mark), None) => {
                self.minutes.iter().find(|known| known.0 == mark).map(|known| known.1)
            }
            // √√: morning and afternoon.
            (Some(first), Some(second)) if letters.next().is_none() => {
                let half = |mark: char| {
                    let known = self.minutes.iter().find(|known| known.0 == mark)?;
                    Some(known.1.min(DAY_MINUTES) / 2)
                };
                half(first).zip(half(second)).map(|(first, second)| first + second)
            }
            _ => None,
        }
    }
}

/// What the word beside a mark in a legend means in minutes.
fn meaning(text: &str, mark: char) -> Option<i64> {
    const WORDS: [(&str, i64); 12] = [
        ("半天", DAY_MINUTES / 2),
        ("半日", DAY_MINUTES / 2),
        ("全天", DAY_MINUTES),
        ("出勤", DAY_MINUTES),
        ("上班", DAY_MINUTES),
        ("缺勤", 0),
        ("旷工", 0),
        ("休息", 0),
        ("请假", 0),
        ("事假", 0),
        ("病假", 0),
        ("未出勤", 0),
    ];
    let at = text.find(mark)?;
    let signs = |c: char| !c.is_alphabetic();
    let behind: String = text[at + mark.len_utf8()..]
        .chars()
        .skip_while(|c| matches!(c, ':' | '=' | '-' | '—' | '为' | '表' | '示' | '代'))
        .take_while(|c| !signs(*c) && !matches!(c, ',' | '、' | ';'))
        .collect();
    let of = |word: &str| {
        let found = WORDS.iter().find(|known| word.starts_with(known.0) || word.ends_with(known.0));
        found.map(|known| known.1)
    };
    if !behind.is_empty() {
        return of(&behind);
    }
    let before: Vec<char> = text[..at].chars().collect();
    let word: String = before.iter().rev().take(3).rev().filter(|c| c.is_alphabetic()).collect();
    of(&word)
}

/// A header with a column for every day.
struct Days {
    header: Header,
    /// Column of the sheet, and its day.
    days: Vec<(u32, Day)>,
    facts: Facts,
}

/// Reads a sheet with a column a day; `None` where no line is such a header.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::month_grid::read;
/// use anxin::intake::foreign::text::delimited;
/// use anxin::intake::tables::attendance;
///
/// let text = "2025年3月考勤表\n姓名,1,2,3,4,5\n甲,√,△,,,\n";
/// let taken = read("考勤.csv", &delimited(text).unwrap()).unwrap();
/// assert_eq!(taken.tables[0].get(1, attendance::MINUTES), Some("240"));
/// ```
#[must_use]
pub fn read(file: &str, grid: &Grid) -> Option<SheetTaken> {
    let days = candidates(grid).into_iter().find_map(|header| of_header(file, grid, header))?;
    let row = grid.rows[days.header.place].number;
    let first = days.days.first()?.1;
    let mut taken = SheetTaken {
        why: format!(
            "header in row {row} has a column for each of {} days of {}",
            days.days.len(),
            first.month()
        ),
        notes: title_notes(grid, days.header.place),
        ..SheetTaken::default()
    };
    let reader = Reader::new(grid, &days)?;
    let (rows, notes) = reader.read();
    taken.notes.extend(notes);
    taken.tables.push(rows);
    Some(taken)
}

fn of_header(file: &str, grid: &Grid, header: Header) -> Option<Days> {
    let facts = Facts::of(file, grid, header.place);
    let month = facts.month.as_ref().map(|month| month.0.clone());
    let mut days: Vec<(u32, Day)> = Vec::new();
    for label in &header.labels {
        let readings = std::iter::once(&label.text).chain(&label.others);
        // The upper of two lines may hold the number and the lower one the day of the week.
        let upper =
            grid.rows[header.place].get(label.column).map(|value| value.text().into_owned());
        let found = readings.cloned().chain(upper).find_map(|text| day_of(&text, month.as_deref()));
        if let Some(day) = found
            && days.last().is_none_or(|last| last.1 < day)
        {
            days.push((label.column, day));
        }
    }
    let is_worker = |label: &Label| {
        label.position(TableName::Workers).is_some_and(|(position, _)| {
            matches!(position, workers::WORKER_ID | workers::ID_NUMBER | workers::WORKER_NAME)
        })
    };
    let has_worker = header.labels.iter().any(is_worker);
    (days.len() >= DAY_COLUMNS && has_worker).then_some(Days { header, days, facts })
}

/// `1`, `1日`, `3.1`, `2025-03-01` as a day.
fn day_of(text: &str, month: Option<&str>) -> Option<Day> {
    let text = squeezed(text);
    if let Some(day) = text.get(..10).and_then(|text| text.parse::<Day>().ok()) {
        return Some(day);
    }
    let digits = text.trim_end_matches(['日', '号']);
    let digits = digits.rsplit(['月', '.', '/', '-']).next().unwrap_or_default();
    if digits.is_empty() || digits.len() > 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, month) = month?.split_once('-')?;
    Day::from_ymd(year.parse().ok()?, month.parse().ok()?, digits.parse().ok()?)
}

/// The column of one of some positions of the table `workers`.
fn column(header: &Header, position: usize) -> Option<u32> {
    let is_it = |label: &&Label| {
        label.position(TableName::Workers).is_some_and(|found| found.0 == position)
    };
    header.labels.iter().find(is_it).map(|label| label.column)
}

struct Reader<'a> {
    grid: &'a Grid,
    days: &'a Days,
    worker: u32,
    is_name: bool,
    marks: Marks,
    /// Whether numbers are hours; else days.
    is_hours: bool,
    rows: TextRows,
    notes: Vec<Note>,
}

impl<'a> Reader<'a> {
    fn new(grid: &'a Grid, days: &'a Days) -> Option<Self> {
        let header = &days.header;
        let by_id =
            column(header, workers::ID_NUMBER).or_else(|| column(header, workers::WORKER_ID));
        let worker = by_id.or_else(|| column(header, workers::WORKER_NAME))?;
        let last = grid.rows.len();
        let (marks, told) = Marks::of(grid, header.place, header.below());
        let mut rows = TextRows::new(TableName::Attendance, &grid.name);
        let label = |column: u32| {
            let label = header.labels.iter().find(|label| label.column == column);
            label.map(|label| label.text.clone()).unwrap_or_default()
        };
        rows.map(attendance::WORKER_ID, &label(worker));
        rows.map(attendance::WORK_DATE, "column of the day");
        rows.map(attendance::MINUTES, "mark or number of the day");
        rows.map(attendance::SHIFT, "(part of the day)");
        rows.project_name.clone_from(&days.facts.project_name);
        rows.is_named = by_id.is_none();
        let note = |text: &String| Note::new(NoteKind::Taken, &grid.name, Line::default(), text);
        let mut notes: Vec<Note> = told.iter().map(note).collect();
        let greatest = greatest_e2(grid, days, last);
        let words = &days.facts.words;
        let is_hours = words.contains("工时") || words.contains("小时") || greatest > MOST_DAYS_E2;
        if greatest > 0 {
            let unit = if is_hours { "hours" } else { "days of 480 minutes" };
            notes.push(note(&format!("numbers are {unit}")));
        }
        let is_name = by_id.is_none();
        Some(Self { grid, days, worker, is_name, marks, is_hours, rows, notes })
    }

    fn read(mut self) -> (TextRows, Vec<Note>) {
        for place in self.days.header.below()..self.grid.rows.len() {
            let row = &self.grid.rows[place];
            let worker = self.grid.merged(place, self.worker);
            let has_days = self.days.days.iter().any(|day| row.get(day.0).is_some());
            let is_number = |value: &Value| is_number_of_worker(&value.text());
            let is_person = row.get(self.worker).is_some_and(is_number);
            let is_sum = !is_person && total_label(row).is_some();
            let Some(worker) = worker.filter(|_| has_days && !is_sum) else {
                if !is_sum && is_week(row) {
                    continue;
                }
                let kind = if is_sum { NoteKind::Total } else { NoteKind::Footer };
                let line = Line::row(row.number);
                add_note(&mut self.notes, Note::new(kind, &self.grid.name, line, &row.joined()));
                continue;
            };
            let wanted =
                Wanted { kind: Kind::Id(Space::Worker), unit: Unit::Plain, is_required: true };
            let worker =
                if self.is_name { Cell::text(worker.text()) } else { cell(worker, &wanted) };
            self.days_of(row, &worker);
        }
        self.complete();
        (self.rows, self.notes)
    }

    fn days_of(&mut self, row: &Row, worker: &Cell<'_>) {
        let part = part_of_day(row);
        for &(column, day) in &self.days.days {
            let Some(value) = row.get(column) else { continue };
            let text = squeezed(&value.text());
            let minutes = self.minutes(value, &text, part);
            let minutes = match minutes {
                Some(minutes) => Cell::text(minutes.to_string()),
                None => Cell::Bad(text.as_str().into()),
            };
            let line = Line { number: row.number, column: column + 1 };
            let shift = part.map_or(Cell::Null, Cell::text);
            self.rows.push(line, [worker.clone(), Cell::text(day.to_string()), minutes, shift]);
        }
    }

    fn minutes(&self, value: &Value, text: &str, part: Option<&str>) -> Option<i64> {
        let is_half = matches!(part, Some("上午" | "下午"));
        if let Some(minutes) = self.marks.minutes(text) {
            return Some(if is_half { minutes.min(DAY_MINUTES) / 2 } else { minutes });
        }
        let text = match value {
            Value::Number(text) => super::decimal::without_dust(text),
            _ => text.trim_end_matches(['h', 'H', '时', '小', '天', '工']).into(),
        };
        let count_e4 = number(&text, 4).filter(|count| *count >= 0)?;
        // 加班 is told in hours beside days as well.
        let unit = if self.is_hours || part == Some("加班") { 60 } else { DAY_MINUTES };
        let minutes = count_e4.checked_mul(unit)?.checked_add(5_000)? / 10_000;
        Some(minutes)
    }

    fn complete(&mut self) {
        if let Some(id) = &self.days.facts.project_id {
            self.rows.fill(attendance::PROJECT_ID, "(title)", |_, _| Cell::text(id));
        }
        if let Some((month, place)) = &self.days.facts.month {
            let text = format!("month {month} from {place}");
            add_note(
                &mut self.notes,
                Note::new(NoteKind::Taken, &self.grid.name, Line::default(), &text),
            );
        }
        // Made by hand: a clock writes no marks.
        self.rows.fill(attendance::SOURCE, "(a sheet kept by hand)", |_, _| Cell::text("manual"));
    }
}

/// Whether a row holds days of the week alone, as below the numbers of days.
fn is_week(row: &Row) -> bool {
    row.cells.iter().all(|cell| {
        let text = squeezed(&cell.1.text());
        let day = text.trim_start_matches(['星', '期', '周']);
        matches!(day, "一" | "二" | "三" | "四" | "五" | "六" | "日" | "天")
    })
}

/// 上午, 下午 or 加班, where a row of a worker is for a part of the day.
fn part_of_day(row: &Row) -> Option<&'static str> {
    row.cells.iter().take(8).find_map(|cell| match squeezed(&cell.1.text()).as_str() {
        "上午" => Some("上午"),
        "下午" => Some("下午"),
        "加班" | "晚上" | "晚班" => Some("加班"),
        _ => None,
    })
}

/// The greatest number of the day columns, times a hundred.
fn greatest_e2(grid: &Grid, days: &Days, last: usize) -> i64 {
    let rows = grid.rows.get(days.header.below()..last).unwrap_or_default();
    let rows = rows.iter().filter(|row| total_label(row).is_none());
    let cells = rows.flat_map(|row| days.days.iter().filter_map(|day| row.get(day.0)));
    cells.filter_map(|value| number(&value.text(), 2)).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::foreign::text::delimited;

    fn of(text: &str) -> SheetTaken {
        read("f.csv", &delimited(text).unwrap()).unwrap()
    }

    fn minutes(taken: &SheetTaken) -> Vec<(String, String)> {
        let rows = &taken.tables[0];
        let text = |row, position| rows.get(row, position).unwrap_or("?").to_owned();
        (0..rows.len())
            .map(|row| (text(row, attendance::WORK_DATE), text(row, attendance::MINUTES)))
            .collect()
    }

    #[test]
    fn marks_are_days_and_halves_and_an_unknown_one_is_bad() {
        let taken = of(
            "2025年3月考勤表\n姓名,身份证号,1,2,3,4,5,6,合计\n甲,A1,√,△,○,,?,×,1.5\n合计,,1,,,,,,\n",
        );
        let day = |day: u32, text: &str| (format!("2025-03-0{day}"), text.to_owned());
        assert_eq!(
            minutes(&taken),
            [day(1, "480"), day(2, "240"), day(3, "0"), day(5, "?"), day(6, "0")]
        );
        assert_eq!(taken.tables[0].lines[1].to_string(), "cell D3");
    }

    #[test]
    fn a_legend_goes_before_custom() {
        let taken = of("2025年3月考勤表（○出勤，△旷工）\n姓名,1,2,3,4,5\n甲,○,△,√,,\n");
        let found: Vec<_> = minutes(&taken).into_iter().map(|day| day.1).collect();
        assert_eq!(found, ["480", "0", "480"]);
        assert!(taken.tables[0].is_named);
    }

    #[test]
    fn numbers_are_days_or_hours_by_their_size() {
        let days = of("2025-03\n姓名,1,2,3,4,5\n甲,1,0.5,1.5,,\n");
        let hours = of("2025-03\n姓名,1,2,3,4,5\n甲,8,4.5,10,1,\n");
        let found = |taken: &SheetTaken| -> Vec<String> {
            minutes(taken).into_iter().map(|day| day.1).collect()
        };
        assert_eq!(found(&days), ["480", "240", "720"]);
        assert_eq!(found(&hours), ["480", "270", "600", "60"]);
    }

    #[test]
    fn days_of_the_week_may_stand_below_the_numbers() {
        let taken = of("2025年3月\n序号,姓名,1,2,3,4,5\n,,六,日,一,二,三\n1,甲,√,√,,,\n");
        assert_eq!(minutes(&taken).len(), 2);
        assert!(read("f", &delimited("姓名,金额\n甲,1\n").unwrap()).is_none());
    }
}
