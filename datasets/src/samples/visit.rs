//! The folder of a site visit: the files of one site as its systems and people write them.
//!
//! What is owed by whom is worked out by hand in its README.

mod banks;
mod clocks;
mod messages;
mod sheets;

use super::SampleFile;
use crate::ids;

/// The seed of what is random: the seconds of punches.
const SEED: u64 = 20_250_615;

/// The project's name.
const PROJECT: &str = "云杉路小学迁建工程";

/// A worker: name, team, rate in yuan.
struct Person {
    name: &'static str,
    team: usize,
    rate: &'static str,
    birth: &'static str,
}

/// Teams, with the label of their rate.
const TEAMS: [(&str, &str); 3] =
    [("钢筋班", "日工资(元)"), ("木工班", "日工资(元)"), ("电工班", "月工资(元)")];

/// The workers; two bear one name.
const PEOPLE: [Person; 10] = [
    Person { name: "甲一", team: 0, rate: "320", birth: "19800105" },
    Person { name: "甲二", team: 0, rate: "320", birth: "19811216" },
    Person { name: "甲三", team: 0, rate: "320", birth: "19790327" },
    Person { name: "甲四", team: 0, rate: "320", birth: "19880708" },
    Person { name: "乙一", team: 1, rate: "300", birth: "19910419" },
    Person { name: "乙二", team: 1, rate: "300", birth: "19830620" },
    Person { name: "乙三", team: 1, rate: "300", birth: "19760911" },
    Person { name: "丙二", team: 1, rate: "300", birth: "19850502" },
    Person { name: "丙一", team: 2, rate: "6500", birth: "19891113" },
    Person { name: "丙二", team: 2, rate: "6500", birth: "19940824" },
];

impl Person {
    /// His number on the firm's list.
    fn number(&self) -> usize {
        1 + PEOPLE.iter().position(|person| person.birth == self.birth).unwrap_or(0)
    }

    fn id(&self) -> String {
        let number = i64::try_from(self.number()).unwrap_or(0);
        ids::resident("990100", self.birth, 100 + 2 * number)
    }

    fn card(&self) -> String {
        ids::card(700 + i64::try_from(self.number()).unwrap_or(0))
    }
}

/// The wage account of the project.
fn wage_account() -> String {
    ids::company_account(7_001)
}

/// The account of the owner, from which labour cost comes.
fn owner_account() -> String {
    ids::company_account(7_002)
}

/// A GB18030 text.
fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

const README: &str = include_str!("visit.md");

/// The files of the folder.
pub(super) fn files() -> Vec<SampleFile> {
    let account = wage_account();
    let projects = format!(
        "project_id,project_name,region_code,wage_account,contract_amount,start_date,status\n\
         P1,{PROJECT},990102,{account},21500000.00,2025-02-20,active\n"
    );
    let deposits = "保证金编号,保证金形式,保证金金额,项目编号,生效日期,到期日期\r\n\
                    BH-0007,银行保函,\"50,000.00\",P1,2025/2/10,2026/3/31\r\n";
    let letter = "情况说明\r\n三月工资已全部发放，其中两人因账户原因退回，正在处理。\r\n项目部\r\n";
    let mut files: Vec<(&str, Vec<u8>)> = vec![
        ("README.md", README.as_bytes().to_vec()),
        ("projects.csv", projects.into()),
        ("保函台账.csv", gb18030(deposits)),
        ("情况说明.txt", gb18030(letter)),
        ("花名册.xlsx", sheets::roster()),
        ("考勤/2025年3月考勤表.xlsx", sheets::march_days()),
        ("考勤/2025年4月考勤表.xlsx", sheets::april_days()),
        ("考勤/1_attlog.dat", clocks::attlog().into()),
        ("考勤/考勤机_木工班.xls", clocks::monthly_sheet()),
        ("考勤/钉钉打卡_电工班.xlsx", clocks::daily_list()),
        ("考勤/海康原始记录.csv", clocks::original_records().into()),
        ("考勤/海康门禁事件.json", clocks::door_events().into()),
        ("考勤/平台考勤.jsonl", clocks::platform_lines().into()),
        ("工资/2025年3月工资表.xls", sheets::march_wages()),
        ("工资/2025年4月工资表.xlsx", sheets::april_wages()),
        ("工资/平台工资单_5月.json", sheets::may_wages().into()),
        ("银行/代发指令_3月.xml", messages::orders().into()),
        ("银行/代发回执_3月.xml", messages::answers().into()),
        ("银行/专户对账单_4月.xml", messages::statement().into()),
        ("银行/专户对账单_5月.sta", banks::may_statement().into()),
        ("银行/专户明细_6月.csv", gb18030(&banks::june_export())),
        ("银行/境外代发.ach", banks::nacha_orders().into()),
        ("银行/境外代发_退回.ach", banks::nacha_returns().into()),
    ];
    files.sort();
    let file = |(name, bytes): (&str, Vec<u8>)| SampleFile { path: format!("visit/{name}"), bytes };
    files.into_iter().map(file).collect()
}
