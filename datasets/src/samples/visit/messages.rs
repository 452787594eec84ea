//! March 2025 in messages of ISO 20022: the orders, the answers, the statement of April.

use super::{PEOPLE, PROJECT, Person, owner_account, wage_account};

/// What is ordered for March, in yuan.
const NETS: [(usize, &str); 9] = [
    (0, "6720.00"),
    (1, "6560.00"),
    (2, "6400.00"),
    (4, "6300.00"),
    (5, "6300.00"),
    (6, "5400.00"),
    (7, "6300.00"),
    (8, "6500.00"),
    (9, "6500.00"),
];

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const SPACE: &str = "urn:iso:std:iso:20022:tech:xsd";

fn reference(person: &Person) -> String {
    format!("GZ202503-{:03}", person.number())
}

/// The orders of 25 April: nine payments, 56,980.00.
pub(super) fn orders() -> String {
    let payment = |&(at, net): &(usize, &str)| {
        let person = &PEOPLE[at];
        format!(
            "      <CdtTrfTxInf>\n        <PmtId><EndToEndId>{}</EndToEndId></PmtId>\n        \
             <Amt><InstdAmt Ccy=\"CNY\">{net}</InstdAmt></Amt>\n        \
             <Cdtr><Nm>{}</Nm></Cdtr>\n        \
             <CdtrAcct><Id><Othr><Id>{}</Id></Othr></Id></CdtrAcct>\n        \
             <RmtInf><Ustrd>2025年3月工资</Ustrd></RmtInf>\n      </CdtTrfTxInf>\n",
            reference(person),
            person.name,
            person.card()
        )
    };
    let payments: String = NETS.iter().map(payment).collect();
    format!(
        "{XML}<Document xmlns=\"{SPACE}:pain.001.001.09\">\n  <CstmrCdtTrfInitn>\n    \
         <GrpHdr>\n      \
         <MsgId>DF20250425</MsgId><CreDtTm>2025-04-25T09:00:00</CreDtTm>\n      \
         <NbOfTxs>9</NbOfTxs><CtrlSum>56980.00</CtrlSum>\n    </GrpHdr>\n    <PmtInf>\n      \
         <PmtInfId>DF20250425-1</PmtInfId><PmtMtd>TRF</PmtMtd>\n      \
         <NbOfTxs>9</NbOfTxs><CtrlSum>56980.00</CtrlSum>\n      \
         <ReqdExctnDt><Dt>2025-04-25</Dt></ReqdExctnDt>\n      <Dbtr><Nm>{PROJECT}</Nm>\
         </Dbtr>\n      \
         <DbtrAcct><Id><Othr><Id>{}</Id></Othr></Id></DbtrAcct>\n{payments}    </PmtInf>\n  \
         </CstmrCdtTrfInitn>\n</Document>\n",
        wage_account()
    )
}

/// The answers: eight settled, that of 乙二 rejected.
pub(super) fn answers() -> String {
    let answer = |&(at, _): &(usize, &str)| {
        let person = &PEOPLE[at];
        let (state, reason) = match person.name {
            "乙二" => ("RJCT", "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>"),
            _ => ("ACSC", ""),
        };
        format!(
            "      <TxInfAndSts><OrgnlEndToEndId>{}</OrgnlEndToEndId><TxSts>{state}</TxSts>{reason}\
             </TxInfAndSts>\n",
            reference(person)
        )
    };
    let answers: String = NETS.iter().map(answer).collect();
    format!(
        "{XML}<Document xmlns=\"{SPACE}:pain.002.001.10\">\n  <CstmrPmtStsRpt>\n    \
         <GrpHdr><MsgId>HZ20250425</MsgId></GrpHdr>\n    \
         <OrgnlGrpInfAndSts><OrgnlMsgId>DF20250425</OrgnlMsgId><GrpSts>PART</GrpSts>\
         <OrgnlNbOfTxs>9</OrgnlNbOfTxs></OrgnlGrpInfAndSts>\n    \
         <OrgnlPmtInfAndSts><OrgnlPmtInfId>DF20250425-1</OrgnlPmtInfId>\n{answers}    \
         </OrgnlPmtInfAndSts>\n  </CstmrPmtStsRpt>\n</Document>\n"
    )
}

/// A balance of the statement.
fn balance(kind: &str, amount: &str, day: &str) -> String {
    format!(
        "      <Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">{amount}</Amt>\
         <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )
}

/// A movement, with the single payments of its details.
fn movement(amount: &str, direction: &str, day: &str, number: u32, rest: &str) -> String {
    format!(
        "      <Ntry><NtryRef>{number}</NtryRef><Amt Ccy=\"CNY\">{amount}</Amt>\
         <CdtDbtInd>{direction}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
         <BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>\
         <AcctSvcrRef>B2504{number:04}</AcctSvcrRef>\n{rest}      </Ntry>\n"
    )
}

/// The statement of April: labour cost, one batch of eight wages, one of which comes back.
pub(super) fn statement() -> String {
    let payment = |&(at, net): &(usize, &str)| {
        let person = &PEOPLE[at];
        format!(
            "          <TxDtls><Refs><EndToEndId>{}</EndToEndId></Refs><Amt Ccy=\"CNY\">{net}</Amt>\
             <CdtDbtInd>DBIT</CdtDbtInd>\n            <RltdPties><Cdtr><Pty><Nm>{}</Nm></Pty>\
             </Cdtr>\
             <CdtrAcct><Id><Othr><Id>{}</Id></Othr></Id></CdtrAcct></RltdPties>\
             <RmtInf><Ustrd>2025年3月工资</Ustrd></RmtInf></TxDtls>\n",
            reference(person),
            person.name,
            person.card()
        )
    };
    let sent: Vec<_> = NETS.iter().filter(|net| PEOPLE[net.0].name != "乙二").collect();
    let payments: String = sent.iter().map(|net| payment(net)).collect();
    let batch = format!(
        "        <NtryDtls><Btch><NbOfTxs>{}</NbOfTxs></Btch>\n{payments}        \
         </NtryDtls>\n        \
         <AddtlNtryInf>批量代发工资</AddtlNtryInf>\n",
        sent.len()
    );
    let owner = format!(
        "        <NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>建设单位</Nm></Pty></Dbtr>\
         <DbtrAcct><Id><Othr><Id>{}</Id></Othr></Id></DbtrAcct></RltdPties></TxDtls>\
         </NtryDtls>\n        \
         <AddtlNtryInf>4月人工费</AddtlNtryInf>\n",
        owner_account()
    );
    let back = &PEOPLE[4];
    let returned = format!(
        "        <NtryDtls><TxDtls><Refs><EndToEndId>{}</EndToEndId></Refs>\
         <Amt Ccy=\"CNY\">6300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>\n          \
         <RltdPties><Dbtr><Pty><Nm>{}</Nm></Pty></Dbtr>\
         <DbtrAcct><Id><Othr><Id>{}</Id></Othr></Id></DbtrAcct></RltdPties>\
         <RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>账户已销户</AddtlInf></RtrInf></TxDtls>\
         </NtryDtls>\n        \
         <AddtlNtryInf>代发退回</AddtlNtryInf>\n",
        reference(back),
        back.name,
        back.card()
    );
    let balances =
        [balance("OPBD", "100000.00", "2025-04-01"), balance("CLBD", "115620.00", "2025-04-30")];
    let entries = [
        movement("60000.00", "CRDT", "2025-04-10", 1, &owner),
        movement("50680.00", "DBIT", "2025-04-25", 2, &batch),
        movement("6300.00", "CRDT", "2025-04-28", 3, &returned),
    ];
    format!(
        "{XML}<Document xmlns=\"{SPACE}:camt.053.001.08\">\n  <BkToCstmrStmt>\n    \
         <GrpHdr><MsgId>DZ202504</MsgId></GrpHdr>\n    <Stmt>\n      <Id>DZ202504-1</Id>\
         <ElctrncSeqNb>4</ElctrncSeqNb>\n      \
         <Acct><Id><Othr><Id>{}</Id></Othr></Id><Ccy>CNY</Ccy></Acct>\n{}      \
         <TxsSummry><TtlNtries><NbOfNtries>3</NbOfNtries><Sum>116980.00</Sum></TtlNtries>\
         <TtlCdtNtries><NbOfNtries>2</NbOfNtries><Sum>66300.00</Sum></TtlCdtNtries>\
         <TtlDbtNtries><NbOfNtries>1</NbOfNtries><Sum>50680.00</Sum></TtlDbtNtries>\
         </TxsSummry>\n{}    \
         </Stmt>\n  </BkToCstmrStmt>\n</Document>\n",
        wage_account(),
        balances.concat(),
        entries.concat()
    )
}
