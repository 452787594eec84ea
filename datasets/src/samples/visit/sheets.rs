//! Roster, attendance sheets and payroll sheets.

use super::{PEOPLE, PROJECT, Person, TEAMS};
use crate::book::{Content, Sheet, xls, xlsx};
use crate::civil::day;

/// People of a team.
fn of_team(team: usize) -> impl Iterator<Item = &'static Person> {
    PEOPLE.iter().filter(move |person| person.team == team)
}

/// The roster: a sheet a team, a title, two lines of header with merged labels, a count, a note.
pub(super) fn roster() -> Vec<u8> {
    let sheets = TEAMS.iter().enumerate().map(|(team, (name, rate))| {
        let mut sheet = Sheet::new(name);
        sheet.title(0, 8, &format!("{PROJECT}农民工花名册"));
        sheet.line(
            1,
            &[format!("班组：{name}"), String::new(), "填表日期：2025年3月5日".to_owned()],
        );
        sheet.line(2, &["序号", "工号", "姓名", "身份证号", "工资卡", "", rate, "进场日期"]);
        sheet.line(3, &["", "", "", "", "卡号", "开户行", "", ""]);
        for column in [0, 1, 2, 3, 6, 7] {
            sheet.merges.push((2, column, 3, column));
        }
        sheet.merges.push((2, 4, 2, 5));
        let mut row = 4;
        for (count, person) in (1..).zip(of_team(team)) {
            let (number, id, card) = (person.number().to_string(), person.id(), person.card());
            let (count, rate) = (format!("#{count}"), format!("#{}", person.rate));
            sheet.line(row, &[&count, &number, person.name, &id, &card, "某某银行", &rate]);
            sheet.cells.push((row, 7, Content::Day(day(2025, 3, 1))));
            row += 1;
        }
        sheet.line(row, &["合计", "", &format!("{}人", of_team(team).count())]);
        sheet.line(row + 1, &["注：进场日期以实名制登记为准。"]);
        sheet.line(row + 2, &["制表人：丁", "", "", "劳资专管员：戊"]);
        sheet
    });
    xlsx(&sheets.collect::<Vec<_>>())
}

/// Whether a day of March or April 2025 is one on which the site works.
fn is_workday(month: i64, date: i64) -> bool {
    // 1970-01-01 was a Thursday.
    let weekday = (day(2025, month, date) + 3).rem_euclid(7);
    weekday < 5 && (month, date) != (4, 4)
}

/// Day numbers of a month on which the site works, the first `count`.
fn workdays(month: i64, count: usize) -> Vec<i64> {
    (1..=30 + month % 2).filter(|&date| is_workday(month, date)).take(count).collect()
}

/// A line of a sheet of marks: who, the marks of his days, and what his sum says.
type MarkLine<'a> = (&'a Person, Vec<(i64, &'a str)>, &'a str);

/// A sheet of marks: a column a day, the days of the week below, a sum at the end of the row.
fn marks(name: &str, month: i64, lines: &[MarkLine<'_>]) -> Sheet {
    let last = 30 + month % 2;
    let mut sheet = Sheet::new(name);
    let width = u32::try_from(last).unwrap_or(31) + 4;
    sheet.title(0, width, &format!("{PROJECT}{name}2025年{month}月考勤表"));
    let mut header = vec!["序号".to_owned(), "姓名".to_owned(), "身份证号".to_owned()];
    let mut week = vec![String::new(); 3];
    for date in 1..=last {
        header.push(format!("#{date}"));
        let weekday = usize::try_from((day(2025, month, date) + 3).rem_euclid(7)).unwrap_or(0);
        week.push(["一", "二", "三", "四", "五", "六", "日"][weekday].to_owned());
    }
    header.push("合计".to_owned());
    sheet.line(1, &header);
    sheet.line(2, &week);
    let mut row = 3;
    for (count, (person, marks, sum)) in (1..).zip(lines) {
        let mut cells = vec![format!("#{count}"), person.name.to_owned(), person.id()];
        for date in 1..=last {
            let mark = marks.iter().find(|mark| mark.0 == date);
            cells.push(mark.map_or(String::new(), |mark| mark.1.to_owned()));
        }
        cells.push(format!("#{sum}"));
        sheet.line(row, &cells);
        row += 1;
    }
    sheet.line(row, &["备注：√ 出勤，△ 半天，○ 休息。"]);
    sheet.line(row + 1, &["班组长签字：", "", "", "", "劳资专管员：戊"]);
    sheet
}

fn worked(month: i64, count: usize, mark: &'static str) -> Vec<(i64, &'static str)> {
    workdays(month, count).into_iter().map(|date| (date, mark)).collect()
}

/// March: marks of the fitters and the carpenters.
pub(super) fn march_days() -> Vec<u8> {
    let full = || worked(3, 21, "√");
    let mut half = full();
    half[20].1 = "△";
    let mut late = worked(3, 10, "√");
    late.push((17, "○"));
    let fitters = [
        (&PEOPLE[0], full(), "21"),
        (&PEOPLE[1], half, "20.5"),
        (&PEOPLE[2], full(), "21"),
        (&PEOPLE[3], late, "10"),
    ];
    let carpenters = [
        (&PEOPLE[4], full(), "21"),
        (&PEOPLE[5], full(), "21"),
        (&PEOPLE[6], worked(3, 18, "√"), "18"),
        (&PEOPLE[7], full(), "21"),
    ];
    xlsx(&[marks("钢筋班", 3, &fitters), marks("木工班", 3, &carpenters)])
}

/// April: marks of the fitters, hours of the carpenters.
pub(super) fn april_days() -> Vec<u8> {
    let fitters = [0, 1, 2, 3].map(|at| (&PEOPLE[at], worked(4, 20, "√"), "20"));
    let hours = || worked(4, 20, "#8");
    let mut short = hours();
    short[19].1 = "#4";
    let carpenters = [
        (&PEOPLE[4], hours(), "160"),
        (&PEOPLE[5], hours(), "160"),
        (&PEOPLE[6], short, "156"),
        (&PEOPLE[7], hours(), "160"),
    ];
    let mut second = marks("木工班", 4, &carpenters);
    second.cells[0].2 = Content::Text(format!("{PROJECT}木工班2025年4月工时表（单位：小时）"));
    xlsx(&[marks("钢筋班", 4, &fitters), second])
}

/// A line of a payroll sheet: who, days, gross, deductions, net, signature.
type Line = (usize, &'static str, &'static str, &'static str, &'static str, &'static str);

const HEADER: [&str; 8] =
    ["序号", "姓名", "身份证号", "出勤天数", "应发工资(元)", "扣款", "实发工资(元)", "签字"];

/// A payroll sheet: title, month, lines a team with a subtotal, the total, signatures.
fn wages(title: &str, blocks: &[(&str, &[Line], [&str; 3])], total: [&str; 3]) -> Sheet {
    let mut sheet = Sheet::new("工资表");
    sheet.title(0, 8, title);
    sheet.line(1, &["单位：元", "", "", "", "编制日期：见签字"]);
    sheet.line(2, &HEADER);
    let (mut row, mut count) = (3, 1);
    for (team, lines, sum) in blocks {
        for (person, days, gross, deductions, net, signed) in *lines {
            let person = &PEOPLE[*person];
            let money =
                |text: &str| if text.is_empty() { String::new() } else { format!("#{text}") };
            sheet.line(
                row,
                &[
                    format!("#{count}"),
                    person.name.to_owned(),
                    person.id(),
                    money(days),
                    money(gross),
                    money(deductions),
                    money(net),
                    (*signed).to_owned(),
                ],
            );
            (row, count) = (row + 1, count + 1);
        }
        let cells = sum.map(|text| format!("#{text}"));
        let label = format!("{team}小计");
        sheet.line(row, &["", &label, "", "", &cells[0], &cells[1], &cells[2]]);
        row += 1;
    }
    let cells = total.map(|text| format!("#{text}"));
    sheet.line(row, &["合计", "", "", "", &cells[0], &cells[1], &cells[2]]);
    sheet.merges.push((row, 0, row, 2));
    sheet.line(row + 2, &["制表人：丁", "", "审核：戊", "", "项目经理：己"]);
    sheet
}

/// March: one line is not signed, and one worker is not on the sheet.
pub(super) fn march_wages() -> Vec<u8> {
    let fitters: [Line; 3] = [
        (0, "21", "6720", "0", "6720", "√"),
        (1, "20.5", "6560", "0", "6560", "√"),
        (2, "21", "6400", "0", "6400", ""),
    ];
    let carpenters: [Line; 4] = [
        (4, "21", "6300", "0", "6300", "√"),
        (5, "21", "6300", "0", "6300", "√"),
        (6, "18", "5400", "0", "5400", "√"),
        (7, "21", "6300", "0", "6300", "√"),
    ];
    let electricians: [Line; 2] =
        [(8, "", "6500", "0", "6500", "√"), (9, "", "6500", "0", "6500", "√")];
    let title = format!("{PROJECT}2025年3月农民工工资表");
    let sheet = wages(
        &title,
        &[
            ("钢筋班", &fitters, ["19680", "0", "19680"]),
            ("木工班", &carpenters, ["24300", "0", "24300"]),
            ("电工班", &electricians, ["13000", "0", "13000"]),
        ],
        ["56980", "0", "56980"],
    );
    xls(&[sheet])
}

/// April: all have signed; the total of the sheet is 200.00 off.
pub(super) fn april_wages() -> Vec<u8> {
    let fitters: [Line; 4] = [
        (0, "20", "6400", "0", "6400", "√"),
        (1, "20", "6400", "200", "6200", "√"),
        (2, "20", "6400", "0", "6400", "√"),
        (3, "20", "6400", "0", "6400", "√"),
    ];
    let carpenters: [Line; 4] = [
        (4, "20", "6000", "0", "6000", "√"),
        (5, "20", "6000", "0", "6000", "√"),
        (6, "19.5", "5850", "0", "5850", "√"),
        (7, "20", "6000", "0", "6000", "√"),
    ];
    let electricians: [Line; 2] =
        [(8, "", "6500", "0", "6500", "√"), (9, "", "6500", "0", "6500", "√")];
    let title = format!("{PROJECT}2025年4月农民工工资表");
    let sheet = wages(
        &title,
        &[
            ("钢筋班", &fitters, ["25600", "200", "25400"]),
            ("木工班", &carpenters, ["23850", "0", "23850"]),
            ("电工班", &electricians, ["13000", "0", "13000"]),
        ],
        ["62450", "200", "62450"],
    );
    xlsx(&[sheet])
}

/// May of the electricians, as the platform sends it.
pub(super) fn may_wages() -> String {
    let account = super::wage_account();
    let lines = PEOPLE.iter().filter(|person| person.team == 2).map(|person| {
        format!(
            "    {{\"idCardType\": \"01\", \"idCardNumber\": \"{}\", \"workerName\": \"{}\",\n     \
             \"payRollBankCardNumber\": \"{}\", \"payBankCardNumber\": \"{account}\",\n     \
             \"totalPayAmount\": \"6500.00\", \"actualAmount\": \"6500.00\", \"isBackPay\": 0}}",
            person.id(),
            person.name,
            person.card()
        )
    });
    let lines: Vec<String> = lines.collect();
    format!(
        "{{\n  \"projectCode\": \"P1\",\n  \"teamSysNo\": 3,\n  \"payMonth\": \"2025-05\",\n  \
         \"payRollCode\": \"GZD990102202505001\",\n  \"detailList\": [\n{}\n  ]\n}}\n",
        lines.join(",\n")
    )
}
