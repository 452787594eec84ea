//! One statement as seven banks write it, and as messages of all versions tell it.
//!
//! 100,000.00 stand on the account; 60,000.00 of labour cost come in, a wage of 6,300.00 and a
//! payment of 5,000.50 go out, 148,699.50 are left.

use super::SampleFile;
use crate::book::{Sheet, xls};
use crate::ids;

const README: &str = include_str!("banks.md");

/// Account of the statement, of the owner, of the worker, of the firm that sold something.
struct Ends {
    own: String,
    owner: String,
    worker: String,
    firm: String,
}

fn ends() -> Ends {
    Ends {
        own: ids::company_account(8_001),
        owner: ids::company_account(8_002),
        worker: ids::card(801),
        firm: ids::company_account(8_003),
    }
}

/// The files of the folder.
pub(super) fn files() -> Vec<SampleFile> {
    let gbk = |text: String| encoding_rs::GB18030.encode(&text).0.into_owned();
    let mut files = vec![
        ("README.md".to_owned(), README.as_bytes().to_vec()),
        ("中国农业银行.csv".to_owned(), gbk(abc())),
        ("中国工商银行.csv".to_owned(), gbk(icbc())),
        ("中国建设银行.xls".to_owned(), ccb()),
        ("中国银行.csv".to_owned(), gbk(boc())),
        ("交通银行.csv".to_owned(), gbk(bocom())),
        ("招商银行.csv".to_owned(), gbk(cmb())),
        ("浦发银行.xls".to_owned(), spdb()),
        ("pain.002.001.03.xml".to_owned(), status_report().into()),
    ];
    for version in 2..=8 {
        for (kind, name) in [(52, "Rpt"), (53, "Stmt"), (54, "Ntfctn")] {
            let path = format!("camt/camt.0{kind}.001.{version:02}.xml");
            files.push((path, camt(kind, name, version).into()));
        }
    }
    let file =
        |(name, bytes): (String, Vec<u8>)| SampleFile { path: format!("banks/{name}"), bytes };
    files.into_iter().map(file).collect()
}

fn abc() -> String {
    let Ends { own, owner, worker, firm } = ends();
    format!(
        "账户明细查询结果\r\n账号：{own},户名：云杉路小学迁建工程,币种：人民币\r\n\
         交易日期,交易时间,交易摘要,交易金额,本次余额,对手信息,日 志 号,交易渠道,交易附言\r\n\
         20250509,100211,转存,+60000.00,160000.00,{owner},883001,网银,5月人工费\r\n\
         20250512,154008,代发工资,-6300.00,153700.00,{worker},883002,批量,4月工资\r\n\
         20250513,091500,转支,-5000.50,148699.50,{firm},883003,网银,材料款\r\n"
    )
}

fn icbc() -> String {
    let Ends { own, owner, worker, firm } = ends();
    let line = |day: &str, words: &str, credit: &str, debit: &str, balance: &str, to: &str| {
        format!(
            "\"{day}\t\",\"{words}\",\"{words}\",\"网上银行\",\"CHN\",\"钞\",\"{credit}\t\",\"{debit}\t\",\
             \"人民币\",\"{credit}\t\",\"{debit}\t\",\"人民币\",\"{balance}\t\",\"对方\",\"{to}\t\"\r\n"
        )
    };
    format!(
        "明细查询文件下载\r\n\r\n\"卡号: {own}\",\"卡别名: 专户\"\r\n\"子账户序号: 00000\",\"子账户类别: 活期\"\r\n\
         \"起始日期: 2025-05-01\",\"截止日期: 2025-05-31\"\r\n\r\n\
         交易日期,摘要,交易详情,交易场所,交易国家或地区简称,钞/汇,交易金额(收入),交易金额(支出),交易币种,\
         记账金额(收入),记账金额(支出),记账币种,余额,对方户名,对方账户\r\n{}{}{}\
         \"人民币合计\",,,,,,\"60,000.00\",\"11,300.50\",\"人民币\",\"60,000.00\",\"11,300.50\",\"人民币\",,,\r\n",
        line("2025-05-09", "5月人工费", "60,000.00", "", "160,000.00", &owner),
        line("2025-05-12", "工资", "", "6,300.00", "153,700.00", &worker),
        line("2025-05-13", "材料款", "", "5,000.50", "148,699.50", &firm)
    )
}

fn ccb() -> Vec<u8> {
    let Ends { own, owner, worker, firm } = ends();
    let mut sheet = Sheet::new("账户明细");
    sheet.title(0, 11, "中国建设银行账户明细信息");
    sheet.line(1, &["账号：", &own, "", "起始日期：20250501", "", "结束日期：20250531"]);
    sheet.line(
        2,
        &[
            "记账日",
            "交易日期",
            "交易时间",
            "支出",
            "收入",
            "账户余额",
            "币种",
            "摘要",
            "对方账号",
            "对方户名",
            "交易地点",
        ],
    );
    let lines = [
        [
            "20250509",
            "20250509",
            "10:02:11",
            "#0",
            "#60000",
            "#160000",
            "人民币元",
            "5月人工费",
            &owner,
        ],
        [
            "20250512",
            "20250512",
            "15:40:08",
            "#6300",
            "#0",
            "#153700",
            "人民币元",
            "代发工资",
            &worker,
        ],
        [
            "20250513",
            "20250513",
            "09:15:00",
            "#5000.5",
            "#0",
            "#148699.5",
            "人民币元",
            "材料款",
            &firm,
        ],
    ];
    for (row, line) in (3..).zip(lines) {
        sheet.line(row, &line);
    }
    xls(&[sheet])
}

fn boc() -> String {
    let Ends { own, owner, worker, firm } = ends();
    let line = |day: &str, amount: &str, balance: &str, name: &str, words: &str, to: &str| {
        format!(
            "{day},10:00:00,人民币,\"{amount}\",\"{balance}\",{name},网上银行,某某支行,{words},对方,\
             {to},某某银行,{own}\r\n"
        )
    };
    format!(
        "记账日期,记账时间,币别,金额,余额,交易名称,渠道,网点名称,附言,对方账户名,对方卡号/账号,对方开户行,\
         借记卡号\r\n{}{}{}",
        line("2025-05-09", "60,000.00", "160,000.00", "转入", "5月人工费", &owner),
        line("2025-05-12", "-6,300.00", "153,700.00", "工资", "4月工资", &worker),
        line("2025-05-13", "-5,000.50", "148,699.50", "转账", "材料款", &firm)
    )
}

fn bocom() -> String {
    let Ends { own, owner, worker, firm } = ends();
    format!(
        "交易明细查询结果\r\n账号：{own}\r\n\
         序号,交易日期,交易时间,交易类型,借贷,交易金额,余额,对方账号,对方户名,交易地点,摘要\r\n\
         1,2025-05-09,10:02:11,转入,贷 Cr,60000.00,160000.00,{owner},对方,网银,5月人工费\r\n\
         2,2025-05-12,15:40:08,代发,借 Dr,6300.00,153700.00,{worker},对方,批量,4月工资\r\n\
         3,2025-05-13,09:15:00,转出,借 Dr,5000.50,148699.50,{firm},对方,网银,材料款\r\n"
    )
}

fn cmb() -> String {
    let Ends { own, owner, worker, firm } = ends();
    format!(
        "招商银行交易记录\r\n账号：{own}\r\n\r\n记账日期,货币,交易金额,联机余额,交易摘要,对手信息,客户摘要\r\n\
         2025-05-13,CNY,\"-5,000.50\",\"148,699.50\",转账汇款,{firm},材料款\r\n\
         2025-05-12,CNY,\"-6,300.00\",\"153,700.00\",代发工资,{worker},4月工资\r\n\
         2025-05-09,CNY,\"60,000.00\",\"160,000.00\",汇入汇款,{owner},5月人工费\r\n"
    )
}

fn spdb() -> Vec<u8> {
    let Ends { own, owner, worker, firm } = ends();
    let mut sheet = Sheet::new("交易明细");
    sheet.line(0, &["账号", &own]);
    sheet.line(
        1,
        &[
            "顺序号",
            "交易日期",
            "交易类型",
            "存入金额",
            "取出金额",
            "余额",
            "交易对手名称",
            "交易对手账号",
            "附言",
        ],
    );
    let lines = [
        ["1", "20250509", "转入", "60,000.00", "", "160,000.00", "对方", &owner, "5月人工费"],
        ["2", "20250512", "代发", "", "6,300.00", "153,700.00", "对方", &worker, "4月工资"],
        ["3", "20250513", "转出", "", "5,000.50", "148,699.50", "对方", &firm, "材料款"],
    ];
    for (row, line) in (2..).zip(lines) {
        sheet.line(row, &line);
    }
    xls(&[sheet])
}

/// Answers to four orders: settled, under way, rejected, and one for which only the group speaks.
fn status_report() -> String {
    let answer = |id: &str, state: &str| {
        let state =
            if state.is_empty() { String::new() } else { format!("<TxSts>{state}</TxSts>") };
        format!("      <TxInfAndSts><OrgnlEndToEndId>{id}</OrgnlEndToEndId>{state}</TxInfAndSts>\n")
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.03\">\n  \
         <CstmrPmtStsRpt>\n    \
         <OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><GrpSts>ACSP</GrpSts>\
         <OrgnlNbOfTxs>4</OrgnlNbOfTxs></OrgnlGrpInfAndSts>\n    <OrgnlPmtInfAndSts>\n{}{}{}{}    \
         </OrgnlPmtInfAndSts>\n  </CstmrPmtStsRpt>\n</Document>\n",
        answer("W1", "ACSC"),
        answer("W2", "PDNG"),
        answer("W3", "RJCT"),
        answer("W4", "")
    )
}

/// The statement, report or notice in a version: in later ones an amount stands in each single
/// payment, and states and parties stand one level deeper.
fn camt(kind: u32, part: &str, version: u32) -> String {
    let message = match kind {
        52 => "BkToCstmrAcctRpt",
        53 => "BkToCstmrStmt",
        _ => "BkToCstmrDbtCdtNtfctn",
    };
    let Ends { own, owner, worker, firm } = ends();
    let state = if version >= 7 { "<Sts><Cd>BOOK</Cd></Sts>" } else { "<Sts>BOOK</Sts>" };
    let entry = |amount: &str, direction: &str, day: &str, id: &str, to: &str, words: &str| {
        let side = if direction == "CRDT" { "Dbtr" } else { "Cdtr" };
        let name = if version >= 8 { "<Pty><Nm>N</Nm></Pty>" } else { "<Nm>N</Nm>" };
        let own_amount = if version >= 4 {
            format!("<Amt Ccy=\"CNY\">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>")
        } else {
            let amount = format!("<Amt Ccy=\"CNY\">{amount}</Amt>");
            format!("<AmtDtls><TxAmt>{amount}</TxAmt></AmtDtls>")
        };
        format!(
            "      <Ntry><Amt Ccy=\"CNY\">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{state}\
             <BookgDt><Dt>{day}</Dt></BookgDt>\n        <NtryDtls><TxDtls><Refs><EndToEndId>{id}\
             </EndToEndId></Refs>{own_amount}<RltdPties><{side}>{name}</{side}><{side}Acct><Id>\
             <Othr>\
             <Id>{to}</Id></Othr></Id></{side}Acct></RltdPties><RmtInf><Ustrd>{words}</Ustrd>\
             </RmtInf>\
             </TxDtls></NtryDtls></Ntry>\n"
        )
    };
    let balance = |kind: &str, amount: &str, day: &str| {
        format!(
            "      <Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>\
             <Amt Ccy=\"CNY\">{amount}</Amt>\
             <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>\n"
        )
    };
    // A notice tells no balances; a report those so far.
    let balances = match kind {
        52 => {
            balance("ITBD", "148699.50", "2025-05-13") + &balance("OPBD", "100000.00", "2025-05-09")
        }
        53 => {
            balance("OPBD", "100000.00", "2025-05-01") + &balance("CLBD", "148699.50", "2025-05-31")
        }
        _ => String::new(),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.0{kind}.001.{version:02}\">\n  \
         <{message}>\n    \
         <{part}>\n      <Id>1</Id><Acct><Id><Othr><Id>{own}</Id></Othr></Id><Ccy>CNY</Ccy>\
         </Acct>\n\
         {balances}{}{}{}    </{part}>\n  </{message}>\n</Document>\n",
        entry("60000.00", "CRDT", "2025-05-09", "L1", &owner, "5月人工费"),
        entry("6300.00", "DBIT", "2025-05-12", "W1", &worker, "4月工资"),
        entry("5000.50", "DBIT", "2025-05-13", "M1", &firm, "材料款")
    )
}
