use super::*;
use crate::intake::foreign::text::delimited;
use crate::intake::tables::attendance;

fn read(text: &str) -> SheetTaken {
    read_sheet("f.csv", &delimited(text).unwrap(), None).unwrap()
}

fn notes(taken: &SheetTaken, kind: NoteKind) -> Vec<String> {
    taken.notes.iter().filter(|note| note.kind == kind).map(|note| note.text.clone()).collect()
}

const PAYROLL: &str = "\
某某项目农民工工资支付表,,,,,,\n\
项目编号：P9,,,2025年3月,,单位：元,\n\
序号,姓名,身份证号码,应发工资,扣款,实发工资,签字\n\
1,甲,110101199003070011,\"5,000.00\",0,\"5,000.00\",√\n\
2,乙,110101199003070038,4800,-,4800,乙\n\
,小计,,9800,0,9800,\n\
序号,姓名,身份证号码,应发工资,扣款,实发工资,签字\n\
3,丙,110101199003070054,100,,100,\n\
,合计,,9901,0,9900,\n\
制表人：丁,,,审核：戊,,,\n";

#[test]
fn titles_totals_and_signatures_are_no_rows() {
    let taken = read(PAYROLL);
    let rows = &taken.tables[0];
    assert_eq!((rows.table, rows.len()), (TableName::Payroll, 3));
    assert_eq!(rows.lines, [Line::row(4), Line::row(5), Line::row(8)]);
    assert_eq!(rows.get(1, payroll::PROJECT_ID), Some("P9"));
    assert_eq!(rows.get(1, payroll::PERIOD), Some("2025-03"));
    assert_eq!(rows.get(1, payroll::DEDUCTIONS), None);
    assert_eq!(rows.get(0, payroll::CONFIRMED), Some("是"));
    assert_eq!(rows.get(1, payroll::CONFIRMED), None);
    assert_eq!(rows.sum_fen(payroll::NET), (990_000, 0));
    assert_eq!(notes(&taken, NoteKind::CheckHolds).len(), 1);
    let failed = notes(&taken, NoteKind::CheckFails);
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert!(failed[0].contains("9901.00 (the rows: 9900.00)"), "{failed:?}");
    assert_eq!(notes(&taken, NoteKind::Footer).len(), 1);
    assert_eq!(notes(&taken, NoteKind::LeftOut).len(), 1);
    assert_eq!(taken.unknown, ["序号", "姓名"]);
}

#[test]
fn a_header_of_two_lines_is_read_by_the_lower_one() {
    let taken = read(
        "序号,姓名,身份证号,应发,,实发工资\n,,,基本工资,应发合计,\n1,甲,A1,10,30,25\n2,乙,A2,1,2,2\n",
    );
    let rows = &taken.tables[0];
    assert_eq!(rows.len(), 2);
    assert_eq!(rows.get(0, payroll::NET), Some("25"));
}

#[test]
fn a_roster_is_people_and_terms() {
    let taken = read(
        "工人花名册\n姓名,身份证号,银行卡号,工种,日工资,进场日期,开始日期\n甲,A1,6222,木工,320,,2025-01-01\n",
    );
    let tables: Vec<_> = taken.tables.iter().map(|rows| rows.table).collect();
    assert_eq!(tables, [TableName::Workers, TableName::Contracts]);
    let terms = &taken.tables[1];
    assert_eq!(terms.get(0, contracts::PAY_BASIS), Some("daily"));
    assert_eq!(terms.get(0, contracts::RATE), Some("320"));
    assert_eq!(terms.get(0, contracts::CONTRACT_ID), Some("A1@2025-01-01"));
    assert_eq!(taken.tables[0].get(0, workers::WORKER_ID), Some("A1"));
}

#[test]
fn a_payout_list_takes_its_day_from_the_title() {
    let taken = read(
        "代发工资明细,,\n付款账号：1001,,交易日期：2025-04-15\n户名,收款账号,金额,状态\n甲,6222,90.00,成功\n",
    );
    let rows = &taken.tables[0];
    assert_eq!(rows.table, TableName::Transfers);
    assert_eq!(rows.get(0, transfers::PAID_DATE), Some("2025-04-15"));
    assert_eq!(rows.get(0, transfers::PAYER_ACCOUNT), Some("1001"));
    assert_eq!(rows.get(0, transfers::TRANSFER_ID), Some("1001>6222/2025-04-15/4"));
}

#[test]
fn hours_by_day_are_attendance_and_a_letter_is_nothing() {
    let taken = read("身份证号,日期,工时\nA1,2025-03-01,8\n");
    assert_eq!(taken.tables[0].table, TableName::Attendance);
    assert_eq!(taken.tables[0].get(0, attendance::HOURS), Some("8"));
    assert!(read_sheet("x", &delimited("Dear sirs,\nplease, note\n").unwrap(), None).is_none());
}

#[test]
fn a_person_is_no_signature_whatever_his_firm_trade_or_name() {
    let taken = read(
        "花名册\n单位,姓名,身份证号,银行卡号,工种\n\
         总包,甲,110101199003070011,6222,项目经理\n\
         说明,乙,110101199003070038,6223,木工\n\
         劳务,王小计,110101199003070054,6224,制表员\n\
         总包签字：,丁,,,项目经理：戊\n",
    );
    let rows = &taken.tables[0];
    assert_eq!((rows.table, rows.len()), (TableName::Workers, 3), "{:?}", taken.notes);
    assert_eq!(notes(&taken, NoteKind::Footer), ["总包签字： 丁 项目经理：戊"]);
}

#[test]
fn a_line_of_sums_with_a_count_of_people_is_no_worker() {
    let taken = read(
        "2025年3月工资表\n姓名,身份证号,应发工资,实发工资\n\
         甲,110101199003070011,100,90\n合计,1,100,90\n",
    );
    assert_eq!((taken.tables[0].len(), notes(&taken, NoteKind::CheckHolds).len()), (1, 1));
}
