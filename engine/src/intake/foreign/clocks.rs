//! Clocks: the log of `ZKTeco` devices, monthly sheets of the KQ803, daily lists with a column for
//! every punch, events of doors.

use super::grid::{Grid, Row, squeezed};
use super::header::{Label, candidates, dates, title_notes};
use super::rows::{Cell, Line, Note, NoteKind, TextRows, add_note};
use super::sheet::SheetTaken;
use crate::basics::day::Day;
use crate::intake::check::cells::time_seconds;
use crate::intake::tables::{TableName, attendance, punches};

fn punch_rows(sheet: &str, worker: &str, time: &str, direction: &str) -> TextRows {
    let mut rows = TextRows::new(TableName::Punches, sheet);
    rows.map(punches::WORKER_ID, worker);
    rows.map(punches::PUNCHED_AT, time);
    rows.map(punches::DIRECTION, direction);
    rows
}

/// The log of a `ZKTeco` device: `id, time, state, verify, work code`, or with a device number
/// before the state.
///
/// State 0 and 4 go in, 1 and 5 go out; others, 255 among them, tell nothing (**Choice:** 109).
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::clocks::attlog;
/// use anxin::intake::tables::punches;
///
/// let (rows, notes) = attlog("        7\t2025-03-01 07:58:00\t0\t1\t0\nbroken\n");
/// assert_eq!(rows.get(0, punches::DIRECTION), Some("in"));
/// assert_eq!(notes.len(), 1);
/// ```
#[must_use]
pub fn attlog(text: &str) -> (TextRows, Vec<Note>) {
    let is_blank = |line: &&str| line.trim_matches(['\0', ' ', '\t']).is_empty();
    let lines = || (1_u32..).zip(text.lines()).filter(|(_, line)| !is_blank(line));
    // With a device number there are six cells, and the third is the same throughout.
    let has_device = |line: &&str| line.bytes().filter(|byte| *byte == b'\t').count() >= 5;
    let wide = lines().filter(|(_, line)| has_device(line)).count() * 2 > lines().count();
    let state = if wide { 3 } else { 2 };
    let mut rows = punch_rows("", "first cell", "second cell", "state");
    let mut notes = Vec::new();
    let mut cells: Vec<&str> = Vec::new();
    for (number, line) in lines() {
        cells.clear();
        cells.extend(line.split('\t').take(8).map(str::trim));
        let place = Line::row(number);
        let time = cells.get(1).copied().unwrap_or_default();
        if cells[0].is_empty() || time_seconds(time).is_none() {
            let text = cells.join(" ");
            add_note(&mut notes, Note::new(NoteKind::LeftOut, "", place, &text));
            continue;
        }
        let direction = match cells.get(state).copied() {
            Some("0" | "4") => Cell::text("in"),
            Some("1" | "5") => Cell::text("out"),
            _ => Cell::Null,
        };
        rows.push(place, [Cell::text(cells[0]), Cell::text(time), direction]);
    }
    (rows, notes)
}

/// A monthly sheet of a KQ803 and its like: a line of days, then for every worker a line with his
/// number and a line with his times, glued together where there are several; `None` where it is
/// none.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::clocks::monthly;
/// use anxin::intake::foreign::text::delimited;
///
/// let text = "考勤时间,2025-03-01 ~ 2025-03-02\n1,2\n工号:,7\n08:0017:00,\n";
/// let taken = monthly(&delimited(text).unwrap()).unwrap();
/// assert_eq!(taken.tables[0].len(), 2);
/// ```
#[must_use]
pub fn monthly(grid: &Grid) -> Option<SheetTaken> {
    let period = grid.rows.iter().take(10).find_map(period)?;
    let is_days = |row: &Row| {
        let numbers = row.cells.iter().filter(|cell| day_number(&cell.1.text()).is_some());
        numbers.count() == row.cells.len() && row.cells.len() >= 2
    };
    let place = grid.rows.iter().take(20).position(is_days)?;
    let first = grid.rows.get(place + 1)?;
    named(first, "工号")?;
    let days: Vec<(u32, Day)> = grid.rows[place]
        .cells
        .iter()
        .filter_map(|(column, value)| {
            Some((*column, in_period(day_number(&value.text())?, period)?))
        })
        .collect();
    let mut taken = SheetTaken {
        why: format!(
            "days {} to {} in row {} and 工号 below: a monthly sheet of a clock",
            period.0, period.1, grid.rows[place].number
        ),
        notes: title_notes(grid, place),
        ..SheetTaken::default()
    };
    let mut rows = punch_rows(&grid.name, "工号", "times of a day", "(none told)");
    let mut person: Option<String> = None;
    for row in &grid.rows[place + 1..] {
        if let Some(found) = named(row, "工号") {
            person = Some(found);
            continue;
        }
        let Some(person) = &person else { continue };
        for (column, value) in &row.cells {
            let line = Line { number: row.number, column: column + 1 };
            let text = value.text();
            let day = days.iter().find(|day| day.0 == *column);
            let times = times(&text);
            let (Some(&(_, day)), Some(times)) = (day, times) else {
                add_note(&mut taken.notes, Note::new(NoteKind::LeftOut, &grid.name, line, &text));
                continue;
            };
            for time in times {
                let at = Cell::text(format!("{day} {time}"));
                rows.push(line, [Cell::text(person), at, Cell::Null]);
            }
        }
    }
    taken.tables.push(rows);
    Some(taken)
}

/// The cell behind a label such as `工 号:`.
fn named(row: &Row, label: &str) -> Option<String> {
    let at = row
        .cells
        .iter()
        .position(|cell| squeezed(&cell.1.text()).trim_end_matches([':', '：']) == label)?;
    Some(row.cells.get(at + 1)?.1.text().into_owned())
}

/// `2017-07-01 ~ 2017-07-07` as two days.
fn period(row: &Row) -> Option<(Day, Day)> {
    let text = row.joined();
    let (from, to) = text.split_once(['~', '～', '至'])?;
    let first = dates(from).2?.parse().ok()?;
    let last = dates(to).2?.parse().ok()?;
    (first <= last).then_some((first, last))
}

fn day_number(text: &str) -> Option<u32> {
    text.trim().parse().ok().filter(|day| (1..=31).contains(day))
}

/// The day of a number within a period of at most a month.
fn in_period(number: u32, (first, last): (Day, Day)) -> Option<Day> {
    (first.0..=last.0.min(first.0.saturating_add(31)))
        .map(Day)
        .find(|day| day.day_of_month() == number)
}

/// Clock times glued or parted by blanks and line ends: `08:4520:07`; `None` where something else
/// stands between them.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::clocks::times;
///
/// assert_eq!(times("08:4520:07").unwrap(), ["08:45", "20:07"]);
/// assert_eq!(times("8:05 17:30").unwrap(), ["8:05", "17:30"]);
/// assert_eq!(times("公司"), None);
/// ```
#[must_use]
pub fn times(text: &str) -> Option<Vec<String>> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (hour, after) = rest.split_once(':')?;
        let is_hour = matches!(hour.len(), 1 | 2) && hour.bytes().all(|b| b.is_ascii_digit());
        let minute = after.get(..2).filter(|part| part.bytes().all(|b| b.is_ascii_digit()))?;
        if !is_hour || hour.parse::<u8>().ok()? > 23 || minute.parse::<u8>().ok()? > 59 {
            return None;
        }
        found.push(format!("{hour}:{minute}"));
        rest = after[2..].trim_start_matches([' ', '\n', '\r', '\t', ',', ';', '/']);
    }
    (!found.is_empty()).then_some(found)
}

/// A list with a row a worker and day and a column for every punch (`上班1打卡时间`,
/// `下班1打卡时间`, as `DingTalk` writes it); `None` where it is none.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::clocks::daily;
/// use anxin::intake::foreign::text::delimited;
///
/// let text = "姓名,日期,上班1打卡时间,下班1打卡时间\n甲,2025-03-01,07:58,18:02\n";
/// let taken = daily(&delimited(text).unwrap()).unwrap();
/// assert!(taken.tables[0].is_named);
/// ```
#[must_use]
pub fn daily(grid: &Grid) -> Option<SheetTaken> {
    let is_punch = |label: &&Label| squeezed(&label.text).ends_with("打卡时间");
    let header = candidates(grid).into_iter().find(|header| {
        header.labels.iter().filter(is_punch).count() >= 2
            && header.labels.iter().any(|label| is_column(label, attendance::WORK_DATE))
    })?;
    let of = |position: usize| {
        header.labels.iter().find(|label| is_column(label, position)).map(|label| label.column)
    };
    let date = of(attendance::WORK_DATE)?;
    let named = |label: &&Label| matches!(squeezed(&label.text).as_str(), "姓名" | "员工姓名");
    let name = header.labels.iter().find(named).map(|label| label.column);
    let id = of(attendance::WORKER_ID);
    let worker = id.or(name)?;
    let times: Vec<&Label> = header.labels.iter().filter(is_punch).collect();
    let row = grid.rows[header.place].number;
    let mut taken = SheetTaken {
        why: format!("header in row {row} has {} columns of punches a day", times.len()),
        notes: title_notes(grid, header.place),
        ..SheetTaken::default()
    };
    let label = header.labels.iter().find(|label| label.column == worker);
    let label = label.map_or("worker", |label| label.text.as_str());
    let mut rows = punch_rows(&grid.name, label, "columns 打卡时间", "上班 or 下班");
    rows.is_named = id.is_none();
    for row in &grid.rows[header.below()..] {
        let (Some(person), Some(day)) = (row.get(worker), row.get(date)) else {
            let line = Line::row(row.number);
            add_note(
                &mut taken.notes,
                Note::new(NoteKind::Footer, &grid.name, line, &row.joined()),
            );
            continue;
        };
        let day = day.text().split(' ').next().unwrap_or_default().to_owned();
        // DingTalk writes the year in two digits: 25-03-01 星期六.
        let day = if day.len() == 8 && day.contains('-') { format!("20{day}") } else { day };
        for label in &times {
            let Some(value) = row.get(label.column) else { continue };
            let text = value.text();
            let line = Line { number: row.number, column: label.column + 1 };
            let clock = text.rsplit(' ').next().unwrap_or_default().trim_start_matches("次日");
            let is_next = text.starts_with("次日");
            let day_of_punch = if is_next { next_day(&day) } else { Some(day.clone()) };
            let at = match (clock.contains(':'), day_of_punch) {
                (true, Some(day)) => Cell::text(format!("{day} {clock}")),
                _ => Cell::Bad(text.as_ref().into()),
            };
            let is_in = squeezed(&label.text).starts_with("上班");
            let direction = Cell::text(if is_in { "in" } else { "out" });
            rows.push(line, [Cell::text(person.text()), at, direction]);
        }
    }
    taken.tables.push(rows);
    Some(taken)
}

/// Labels of the records of Hikvision doors: the time, whom they name in the order in which they
/// are believed, and which way he went.
const EVENT_TIMES: [&str; 2] = ["eventTime", "Time"];
const EVENT_IDS: [&str; 3] = ["certNo", "jobNo", "Person ID"];
const EVENT_NAMES: [&str; 2] = ["personName", "Name"];
const EVENT_WAYS: [&str; 2] = ["inAndOutType", "Attendance Status"];
/// Labels of which one shows that it is such a record.
const EVENT_SIGNS: [&str; 3] = ["doorIndexCode", "Attendance Check Point", "doorName"];

/// Events of Hikvision doors: its interface as JSON, or the list that its client writes; `None`
/// where it is none.
///
/// The worker is the identity number, else his number on the firm's list, else his name; the number
/// that the platform made up names nobody elsewhere. An event of nobody is left out (**Choice:**
/// 140).
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::clocks::events;
/// use anxin::intake::foreign::text::delimited;
/// use anxin::intake::tables::punches;
///
/// let text = "Person ID,Name,Time,Attendance Status,Attendance Check Point\n\
///             '7,A,2025-05-06 07:55:00,Check-in,Gate\n";
/// let taken = events(&delimited(text).unwrap()).unwrap();
/// assert_eq!(taken.tables[0].get(0, punches::WORKER_ID), Some("7"));
/// assert_eq!(taken.tables[0].get(0, punches::DIRECTION), Some("in"));
/// ```
#[must_use]
pub fn events(grid: &Grid) -> Option<SheetTaken> {
    let header = grid.rows.iter().take(20).position(|row| {
        let has = |labels: &[&str]| labels.iter().any(|label| labelled(row, label).is_some());
        has(&EVENT_TIMES) && has(&EVENT_SIGNS) && (has(&EVENT_IDS) || has(&EVENT_NAMES))
    })?;
    let row = &grid.rows[header];
    let found = |labels: &[&'static str]| -> Vec<(&'static str, u32)> {
        let columns = labels.iter().filter_map(|label| Some((*label, labelled(row, label)?)));
        columns.collect()
    };
    let (at, way) = (found(&EVENT_TIMES).first().copied()?, found(&EVENT_WAYS).first().copied());
    let ids = found(&EVENT_IDS);
    let people = if ids.is_empty() { found(&EVENT_NAMES) } else { ids };
    let named: Vec<&str> = people.iter().map(|label| label.0).collect();
    let mut rows = punch_rows(
        &grid.name,
        &named.join(", else "),
        at.0,
        way.map_or("(none told)", |way| way.0),
    );
    rows.is_named = found(&EVENT_IDS).is_empty();
    let mut taken = SheetTaken {
        why: format!("{}, {} and a door: events of Hikvision doors", at.0, named.join(", ")),
        notes: title_notes(grid, header),
        ..SheetTaken::default()
    };
    let used: Vec<u32> =
        people.iter().chain(way.iter()).chain([&at]).map(|label| label.1).collect();
    let unused = row.cells.iter().filter(|cell| !used.contains(&cell.0));
    taken.unknown = unused.map(|cell| cell.1.text().into_owned()).collect();
    for row in &grid.rows[header + 1..] {
        let line = Line::row(row.number);
        let text = |column: u32| row.get(column).map(|value| value.text()).unwrap_or_default();
        // Excel is kept from counting with a number by an apostrophe.
        let person = people.iter().map(|label| text(label.1));
        let person = person.map(|text| text.trim_start_matches('\'').trim().to_owned());
        let Some(person) = person.into_iter().find(|text| !text.is_empty() && text != "-") else {
            add_note(
                &mut taken.notes,
                Note::new(NoteKind::LeftOut, &grid.name, line, &row.joined()),
            );
            continue;
        };
        let direction = match way.map(|way| text(way.1).to_lowercase()).as_deref() {
            Some("1" | "check-in" | "check in" | "签到" | "上班") => Cell::text("in"),
            Some("0" | "check-out" | "check out" | "签退" | "下班") => Cell::text("out"),
            _ => Cell::Null,
        };
        rows.push(line, [Cell::text(&person), Cell::text(text(at.1)), direction]);
    }
    taken.tables.push(rows);
    Some(taken)
}

/// The column of a label, whatever its case.
fn labelled(row: &Row, label: &str) -> Option<u32> {
    let is_it = |text: &str| text.trim().eq_ignore_ascii_case(label);
    row.cells.iter().find(|cell| is_it(&cell.1.text())).map(|cell| cell.0)
}

fn is_column(label: &Label, position: usize) -> bool {
    label.position(TableName::Attendance).is_some_and(|found| found.0 == position)
}

fn next_day(day: &str) -> Option<String> {
    let day: Day = day.replace('/', "-").parse().ok()?;
    Some(Day(day.0.checked_add(1)?).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::foreign::text::delimited;

    fn seen(rows: &TextRows) -> Vec<String> {
        let text = |row, position| rows.get(row, position).unwrap_or("-").to_owned();
        (0..rows.len())
            .map(|row| {
                let cells = [punches::WORKER_ID, punches::PUNCHED_AT, punches::DIRECTION];
                cells.map(|position| text(row, position)).join(" ")
            })
            .collect()
    }

    #[test]
    fn a_log_with_a_device_number_has_its_state_behind_it() {
        let (rows, _) =
            attlog("1\t2025-03-01 07:58:00\t1\t0\t1\t0\n1\t2025-03-01 18:00:00\t1\t1\t1\t0\n");
        assert_eq!(seen(&rows), ["1 2025-03-01 07:58:00 in", "1 2025-03-01 18:00:00 out"]);
        let (rows, _) =
            attlog("1\t2025-03-01 07:58:00\t255\t1\t0\n2\t2025-03-01 08:00:00\t1\t1\t0\n");
        assert_eq!(seen(&rows), ["1 2025-03-01 07:58:00 -", "2 2025-03-01 08:00:00 out"]);
    }

    #[test]
    fn a_monthly_sheet_is_cut_into_days_and_times() {
        let text = "考勤记录表\n考勤时间,2025-02-27 ~ 2025-03-02\n27,28,1,2\n工号:,7,姓名:,甲\n\
                    ,08:4520:07,,9:00\n工号:,8,姓名:,乙\n坏,,,\n";
        let taken = monthly(&delimited(text).unwrap()).unwrap();
        assert_eq!(
            seen(&taken.tables[0]),
            ["7 2025-02-28 08:45 -", "7 2025-02-28 20:07 -", "7 2025-03-02 9:00 -"]
        );
        let left: Vec<_> =
            taken.notes.iter().filter(|note| note.kind == NoteKind::LeftOut).collect();
        assert_eq!(left.len(), 1);
    }

    #[test]
    fn a_daily_list_makes_two_punches_a_row() {
        let text = "姓名,工号,日期,上班1打卡时间,下班1打卡时间\n甲,7,25-03-01 星期六,07:58,次日01:10\n乙,8,2025-03-01,,18:00\n";
        let taken = daily(&delimited(text).unwrap()).unwrap();
        assert_eq!(
            seen(&taken.tables[0]),
            ["7 2025-03-01 07:58 in", "7 2025-03-02 01:10 out", "8 2025-03-01 18:00 out"]
        );
    }
}
