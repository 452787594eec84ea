//! The wage account in May (MT940) and June (a list in the layout of a bank), and a payroll abroad.

use super::{PEOPLE, Person, owner_account, wage_account};

/// What is paid for April, in fen.
const NETS: [(usize, i64); 10] = [
    (0, 640_000),
    (1, 620_000),
    (2, 640_000),
    (3, 640_000),
    (4, 600_000),
    (5, 600_000),
    (6, 585_000),
    (7, 600_000),
    (8, 650_000),
    (9, 650_000),
];

/// Fen as MT940 writes them: `6400,` and `0,05`.
fn with_comma(fen: i64) -> String {
    let (whole, rest) = (fen / 100, fen % 100);
    if rest == 0 { format!("{whole},") } else { format!("{whole},{rest:02}") }
}

/// A wage on the statement.
fn wage(day: &str, fen: i64, number: u32, reference: &str, person: &Person) -> String {
    format!(
        ":61:{day}{}D{}NTRFNONREF//B2505{number:04}\r\n:86:191?00代发工资?20EREF+{reference}\r\n\
         ?31{}?32{}\r\n",
        &day[2..],
        with_comma(fen),
        person.card(),
        person.name
    )
}

/// The statement of May: labour cost, a wage of March once more, April, and a payment for steel.
pub(super) fn may_statement() -> String {
    let account = wage_account();
    let again = wage("250508", 630_000, 1, "GZ202503-005-2", &PEOPLE[4]);
    let wages = (3_u32..).zip(NETS).map(|(number, (at, fen))| {
        let reference = format!("GZ202504-{:03}", PEOPLE[at].number());
        wage("250523", fen, number, &reference, &PEOPLE[at])
    });
    let wages: String = wages.collect();
    let owner = owner_account();
    format!(
        "{{1:F01XXXXCNXXAXXX0000000000}}{{2:I940XXXXCNXXN}}{{4:\r\n:20:DZ202505\r\n\
         :25:102100/{account}\r\n:28C:5/1\r\n:60F:C250430CNY115620,\r\n{again}\
         :61:2505100510C60000,NTRF5YUE//B25050002\r\n:86:166?00人工费拨付?20SVWZ+5月人工费\r\n\
         ?31{owner}?32建设单位\r\n{wages}\
         :61:2505280528D5000,NTRFNONREF//B25050013\r\n:86:177?00转账?20SVWZ+钢材款\r\n\
         ?31{}?32某某钢材\r\n:62F:C250531CNY102070,\r\n-}}\r\n",
        crate::ids::company_account(7_003)
    )
}

/// The list of June: labour cost, and the wage of 丙一 for May, paid early.
pub(super) fn june_export() -> String {
    let (account, owner) = (wage_account(), owner_account());
    let person = &PEOPLE[8];
    let card = person.card();
    format!(
        "交易明细查询结果\r\n\"账号：{account}\",\"币种：人民币\",\"查询区间：20250601-20250612\"\r\n\r\n\
         序号,交易日期,交易时间,交易类型,借贷,交易金额,余额,对方账号,对方户名,交易地点,摘要\r\n\
         1,2025-06-10,10:02:11,转入,贷 Cr,\"60,000.00\",\"162,070.00\",{owner}\t,建设单位,网银,6月人工费\r\n\
         2,2025-06-12,15:40:08,代发,借 Dr,\"6,500.00\",\"155,570.00\",{card}\t,{},批量,代发工资\r\n",
        person.name
    )
}

/// A record of 94 signs.
fn record(text: &str) -> String {
    format!("{text:<94}\n")
}

/// A file of one batch: its entries, and the sums of its controls.
fn nacha(entries: &[String], addenda: usize, cents: i64, discretionary: &str) -> String {
    let count = entries.len();
    let (records, hash) = (count + addenda, 23_138_010 * count);
    let mut text =
        record("101 231380104 1210428822506020900A094101BANK ABROAD            BUILDER ABROAD");
    text += &record(&format!(
        "5220BUILDER ABROAD  {discretionary:<20}1210428820PPDPAYROLL         250604   1121042880000001"
    ));
    text += &entries.concat();
    text += &record(&format!(
        "8220{records:06}{hash:010}{:012}{cents:012}1210428820{:25}121042880000001",
        0, ""
    ));
    let lines = 4 + count + addenda;
    let blocks = lines.div_ceil(10);
    text += &record(&format!("9000001{blocks:06}{records:08}{hash:010}{:012}{cents:012}", 0));
    let filler = "9".repeat(94) + "\n";
    text + &filler.repeat(blocks * 10 - lines)
}

fn entry(code: &str, cents: i64, (name, person): (&str, u32), addenda: u8, number: u32) -> String {
    record(&format!(
        "6{code}231380104{:<17}{cents:010}{:<15}{name:<22}  {addenda}12104288{number:07}",
        format!("90210{person:04}"),
        format!("EMP{person:03}")
    ))
}

/// Two wages paid abroad, in another currency.
pub(super) fn nacha_orders() -> String {
    let entries = [
        entry("22", 150_000, ("WORKER ONE", 1), 0, 1),
        entry("22", 162_550, ("WORKER TWO", 2), 0, 2),
    ];
    nacha(&entries, 0, 312_550, "WAGES MAY")
}

/// One of them came back.
pub(super) fn nacha_returns() -> String {
    let back = entry("21", 162_550, ("WORKER TWO", 2), 1, 1)
        + &record(&format!("799R03121042880000002      {:<52}121042880000001", "23138010"));
    nacha(&[back], 1, 162_550, "RETURNS")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_of_the_payroll_abroad_has_94_signs() {
        for text in [nacha_orders(), nacha_returns()] {
            assert!(text.lines().all(|line| line.len() == 94) && text.lines().count() % 10 == 0);
        }
    }

    #[test]
    fn april_is_paid_with_what_the_statement_says() {
        let wages: i64 = NETS.iter().map(|net| net.1).sum();
        assert_eq!(11_562_000 + 6_000_000 - 630_000 - wages - 500_000, 10_207_000);
    }
}
