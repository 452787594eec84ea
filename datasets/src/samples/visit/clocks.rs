//! May 2025 by six clocks: a log, a monthly sheet, daily lists, door events, lines of a platform.

use super::{PEOPLE, PROJECT, Person, SEED};
use crate::Random;
use crate::book::{Sheet, xls, xlsx};
use crate::civil::{day, time_text};

/// A punch: who, date in May 2025, minute of the day, whether he comes.
type Punch = (&'static Person, i64, i64, bool);

/// Minutes of a whole day: four hours in the morning and four in the afternoon.
const WHOLE_DAY: [(i64, bool); 4] = [(475, true), (715, false), (780, true), (1_020, false)];

fn whole_day(person: &'static Person, date: i64) -> impl Iterator<Item = Punch> {
    WHOLE_DAY.into_iter().map(move |(minute, is_in)| (person, date, minute, is_in))
}

/// The time of a punch; seconds are random, those of leaving behind those of coming, so that four
/// hours are never a second short and never a minute long.
fn time(random: &mut Random, (_, date, minute, is_in): Punch) -> String {
    let seconds = if is_in { random.between(0, 14) } else { random.between(15, 29) };
    time_text(day(2025, 5, date), minute * 60 + seconds)
}

/// The log of the fitters' clock: 甲一 forgets one punch, 甲二 stays two hours longer on a day.
pub(super) fn attlog() -> String {
    let mut random = Random::new(SEED);
    let mut punches: Vec<Punch> = Vec::new();
    for date in 6..=9 {
        for person in &PEOPLE[..2] {
            punches.extend(whole_day(person, date));
        }
    }
    punches.retain(|punch| !(punch.0.number() == 1 && punch.1 == 9 && punch.2 == 1_020));
    punches.extend([(&PEOPLE[1], 8, 1_080, true), (&PEOPLE[1], 8, 1_200, false)]);
    punches.sort_by_key(|punch| (punch.1, punch.2, punch.0.number()));
    let line = |punch: Punch| {
        let at = time(&mut random, punch);
        format!("{:>9}\t{at}\t1\t{}\t1\t0\r\n", punch.0.number(), u8::from(!punch.3))
    };
    punches.into_iter().map(line).collect()
}

/// The carpenters' clock: a sheet of a week, two workers, times glued in one cell.
pub(super) fn monthly_sheet() -> Vec<u8> {
    let mut sheet = Sheet::new("考勤记录");
    sheet.title(0, 7, "员工考勤记录表");
    sheet.line(1, &["考勤时间", "", "2025-05-06 ~ 2025-05-12", "", "", "制表时间", "2025-05-13"]);
    sheet.line(2, &["#6", "#7", "#8", "#9", "#10", "#11", "#12"]);
    let whole = "07:5511:5513:0017:00";
    let of = |number: usize| PEOPLE[number - 1].number().to_string();
    sheet.line(3, &["工 号:", "", &of(5), "", "姓 名:", "", PEOPLE[4].name]);
    sheet.line(4, &[whole, whole, whole]);
    sheet.line(5, &["工 号:", "", &of(7), "", "姓 名:", "", PEOPLE[6].name]);
    sheet.line(6, &[whole, "08:02"]);
    xls(&[sheet])
}

/// The electricians' list by name alone: one of the names is two workers.
pub(super) fn daily_list() -> Vec<u8> {
    let mut sheet = Sheet::new("每日统计");
    sheet.title(0, 8, "每日统计表 统计日期：2025-05-06 至 2025-05-07");
    sheet.line(1, &["报表生成时间：2025-06-03 09:12"]);
    let header = [
        "姓名",
        "考勤组",
        "日期",
        "班次",
        "上班1打卡时间",
        "上班1打卡结果",
        "下班1打卡时间",
        "下班1打卡结果",
    ];
    sheet.line(2, &header);
    let mut row = 3;
    for name in ["丙一", "丙二"] {
        for day in ["25-05-06 星期二", "25-05-07 星期三"] {
            let group = format!("{PROJECT}电工");
            let cells = [name, &group, day, "A 08:00-17:00", "07:56", "正常", "16:00", "早退"];
            sheet.line(row, &cells);
            row += 1;
        }
    }
    xlsx(&[sheet])
}

/// 乙二 at the gate, as the client of the gate writes its original records: two days.
pub(super) fn original_records() -> String {
    let mut random = Random::new(SEED + 1);
    let mut text =
        "\u{feff}Person ID,Name,Department,Time,Attendance Status,Attendance Check Point,\
                    Custom Name,Data Source,Handling Type,Temperature,Abnormal\r\n"
            .to_owned();
    let person = &PEOPLE[5];
    for punch in [6, 7].into_iter().flat_map(|date| whole_day(person, date)) {
        let at = time(&mut random, punch);
        let state = if punch.3 { "Check-in" } else { "Check-out" };
        let (number, name) = (person.number(), person.name);
        text += &format!(
            "'{number},{name},{PROJECT}/木工班,{at},{state},南门闸机_Door1,-,Original Records,-,-,-\r\n"
        );
    }
    text
}

/// The other 丙二 at the gate, as its interface answers: one day, and a door that was opened by
/// nobody.
pub(super) fn door_events() -> String {
    let mut random = Random::new(SEED + 2);
    let person = &PEOPLE[7];
    let mut events: Vec<String> = Vec::new();
    for (count, punch) in (1..).zip(whole_day(person, 6)) {
        let at = time(&mut random, punch).replace(' ', "T");
        events.push(format!(
            "      {{\"eventId\": \"E{count}\", \"eventName\": \"acs.acs.eventType.successFace\",\n       \
             \"eventTime\": \"{at}+08:00\", \"personId\": \"7f3a\", \"personName\": \"{}\",\n       \
             \"jobNo\": \"{}\", \"certNo\": \"{}\", \"doorName\": \"北门\",\n       \
             \"doorIndexCode\": \"d2\", \"eventType\": 196893, \"inAndOutType\": {}}}",
            person.name,
            person.number(),
            person.id(),
            u8::from(punch.3)
        ));
    }
    events.push(
        "      {\"eventId\": \"E9\", \"eventName\": \"acs.acs.eventType.doorOpen\",\n       \
         \"eventTime\": \"2025-05-06T20:00:00+08:00\", \"personId\": \"\", \"personName\": \"\",\n       \
         \"doorName\": \"北门\", \"doorIndexCode\": \"d2\", \"eventType\": 198913, \
         \"inAndOutType\": -1}"
            .to_owned(),
    );
    format!(
        "{{\n  \"code\": \"0\",\n  \"msg\": \"success\",\n  \"data\": {{\n    \"pageSize\": 20,\n    \
         \"total\": {},\n    \"list\": [\n{}\n    ]\n  }}\n}}\n",
        events.len(),
        events.join(",\n")
    )
}

/// 甲三 as a platform sends punches, a record a line: two days.
pub(super) fn platform_lines() -> String {
    let mut random = Random::new(SEED + 3);
    let person = &PEOPLE[2];
    let punches = [6, 7].into_iter().flat_map(|date| whole_day(person, date));
    let line = |punch: Punch| {
        format!(
            "{{\"ProjectCode\":\"P1\",\"IDCardType\":1,\"IDCardNumber\":\"{}\",\"CheckTime\":\"{}\",\
             \"CheckType\":{},\"CheckChannel\":\"西门\",\"DataResource\":0}}\n",
            person.id(),
            time(&mut random, punch),
            if punch.3 { 1 } else { 2 }
        )
    };
    punches.map(line).collect()
}
