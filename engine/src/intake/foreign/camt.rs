//! ISO 20022 camt.052, .053 and .054: reports, statements and notices of accounts, any version.

use std::borrow::Cow;

use super::rows::{Line, Note, NoteKind, add_note};
use super::statement::{Entry, Payment, Statement, shown, sums};
use super::xml::Element;
use crate::intake::check::cells::money_fen;

/// The statements of a message, and what its own counts and sums say.
///
/// # Errors
///
/// In words: that it is none of these messages.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::{camt, xml};
///
/// let text = "<D><BkToCstmrStmt><Stmt><Acct><Id><IBAN>X</IBAN></Id></Acct><Ntry><Amt Ccy='CNY'>1.00</Amt>\
///             <CdtDbtInd>CRDT</CdtDbtInd></Ntry></Stmt></BkToCstmrStmt></D>";
/// let (found, _) = camt::statements(&xml::tree(text).unwrap()).unwrap();
/// assert_eq!((found[0].account.as_str(), &*found[0].entries[0].amount), ("X", "1.00"));
/// assert!(camt::statements(&xml::tree("<D/>").unwrap()).is_err());
/// ```
pub fn statements<'a>(root: &Element<'a>) -> Result<(Vec<Statement<'a>>, Vec<Note>), String> {
    let kinds = [
        ("BkToCstmrStmt", "Stmt"),
        ("BkToCstmrAcctRpt", "Rpt"),
        ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    ];
    let message = kinds.iter().find_map(|(name, part)| Some((root.child(name)?, *part)));
    let (message, part) = message.ok_or("the document holds no statement, report or notice")?;
    let mut notes = Vec::new();
    let found = message.all(part).map(|element| statement(element, &mut notes)).collect();
    Ok((found, notes))
}

fn statement<'a>(element: &Element<'a>, notes: &mut Vec<Note>) -> Statement<'a> {
    let mut made = Statement {
        account: element
            .text_of(&["Acct/Id/IBAN", "Acct/Id/Othr/Id", "Acct/Id/PrtryAcct/Id"])
            .into_owned(),
        currency: element.text_of(&["Acct/Ccy"]).into_owned(),
        number: element.text_of(&["ElctrncSeqNb", "LglSeqNb", "Id"]).into_owned(),
        line: Line::row(element.line),
        ..Statement::default()
    };
    for balance in element.all("Bal") {
        let kind = balance.text_of(&["Tp/CdOrPrtry/Cd"]);
        let Some(amount) = balance.child("Amt") else { continue };
        let sign = if balance.text_of(&["CdtDbtInd"]) == "DBIT" { "-" } else { "" };
        let day = balance.text_of(&["Dt/Dt", "Dt/DtTm"]);
        let told =
            Some((format!("{sign}{}", amount.text), day.get(..10).unwrap_or(&day).to_owned()));
        if made.currency.is_empty() {
            amount.currency.as_ref().clone_into(&mut made.currency);
        }
        match kind.as_ref() {
            "OPBD" => made.opening = told,
            // The closing balance of the statement before stands in for an opening one.
            "PRCD" if made.opening.is_none() => made.opening = told,
            "CLBD" => made.closing = told,
            _ => {}
        }
    }
    made.entries = element.all("Ntry").map(|entry| of_entry(entry, notes)).collect();
    if made.currency.is_empty() {
        let amounts = element.all("Ntry").filter_map(|entry| entry.child("Amt"));
        let currency = amounts.map(|amount| amount.currency.as_ref()).next();
        made.currency = currency.unwrap_or_default().to_owned();
    }
    summary_notes(element, &made, notes);
    made
}

/// Counts and sums that the statement tells of itself.
fn summary_notes(element: &Element<'_>, made: &Statement<'_>, notes: &mut Vec<Note>) {
    let Some(summary) = element.child("TxsSummry") else { return };
    let Some([credits, debits]) = sums(made) else { return };
    let all = (credits.0 + debits.0, credits.1 + debits.1);
    for (name, what, (count, sum)) in [
        ("TtlNtries", "entries", all),
        ("TtlCdtNtries", "credits", credits),
        ("TtlDbtNtries", "debits", debits),
    ] {
        let Some(told) = summary.child(name) else { continue };
        let told_count = told.text_of(&["NbOfNtries"]);
        let told_sum = told.text_of(&["Sum"]);
        let is_count = told_count.is_empty() || told_count.parse() == Ok(count);
        let is_sum = told_sum.is_empty() || money_fen(&told_sum).map(i128::from) == Some(sum);
        let kind = if is_count && is_sum { NoteKind::CheckHolds } else { NoteKind::CheckFails };
        let text = format!(
            "the summary tells {told_count} {what}, {told_sum}; there are {count}, {}",
            shown(sum)
        );
        add_note(notes, Note::new(kind, "", Line::row(told.line), &text));
    }
}

fn of_entry<'a>(element: &Element<'a>, notes: &mut Vec<Note>) -> Entry<'a> {
    let status = element.text_of(&["Sts", "Sts/Cd"]);
    let date = element.text_of(&["BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"]);
    let amount = element.child("Amt");
    let is_credit = element.text_of(&["CdtDbtInd"]) == "CRDT";
    let mut words = element.text_of(&["AddtlNtryInf"]).into_owned();
    for path in ["BkTxCd/Domn/Cd", "BkTxCd/Domn/Fmly/Cd", "BkTxCd/Domn/Fmly/SubFmlyCd"] {
        words.push(' ');
        words.push_str(&element.text_of(&[path]));
    }
    // SALA is the family of wages.
    if words.contains("SALA") {
        words.push_str(" salary");
    }
    let mut payments = Vec::new();
    for details in element.all("NtryDtls") {
        let found: Vec<Payment<'_>> =
            details.all("TxDtls").map(|details| payment(details, is_credit)).collect();
        let told = details.text_of(&["Btch/NbOfTxs"]);
        if !told.is_empty() && !found.is_empty() && told.parse() != Ok(found.len()) {
            let text = format!("the batch tells {told} payments and holds {}", found.len());
            let line = Line::row(details.line);
            add_note(notes, Note::new(NoteKind::CheckFails, "", line, &text));
        }
        payments.extend(found);
    }
    check_details(element, amount, &payments, notes);
    Entry {
        line: Line::row(element.line),
        date: first_ten(date),
        is_credit,
        amount: amount.map(|amount| amount.text.clone()).unwrap_or_default(),
        reference: element.text_of(&["AcctSvcrRef", "NtryRef"]),
        words: words.into(),
        is_booked: status.is_empty() || status == "BOOK",
        is_reversal: element.text_of(&["RvslInd"]) == "true",
        payments,
    }
}

/// Single payments that do not add up to their movement.
fn check_details(
    element: &Element<'_>,
    amount: Option<&Element<'_>>,
    payments: &[Payment<'_>],
    notes: &mut Vec<Note>,
) {
    let whole = amount.and_then(|amount| money_fen(&amount.text));
    let parts: Option<Vec<i64>> = payments.iter().map(|one| money_fen(&one.amount)).collect();
    let (Some(whole), Some(parts)) = (whole, parts) else { return };
    let sum: i128 = parts.iter().map(|&part| i128::from(part)).sum();
    if !parts.is_empty() && sum != i128::from(whole) {
        let text = format!(
            "{} payments of {} make a movement of {}",
            parts.len(),
            shown(sum),
            shown(whole.into())
        );
        add_note(notes, Note::new(NoteKind::CheckFails, "", Line::row(element.line), &text));
    }
}

/// The day of a day with a time.
fn first_ten(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => text.get(..10).unwrap_or(text).into(),
        Cow::Owned(text) => text.get(..10).unwrap_or(&text).to_owned().into(),
    }
}

/// Where the other end of a payment stands: its account, its name.
type OtherEnd = ([&'static str; 2], [&'static str; 2]);

const PAYER: OtherEnd = (
    ["RltdPties/DbtrAcct/Id/IBAN", "RltdPties/DbtrAcct/Id/Othr/Id"],
    ["RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm"],
);
const PAYEE: OtherEnd = (
    ["RltdPties/CdtrAcct/Id/IBAN", "RltdPties/CdtrAcct/Id/Othr/Id"],
    ["RltdPties/Cdtr/Nm", "RltdPties/Cdtr/Pty/Nm"],
);

fn payment<'a>(details: &Element<'a>, is_credit: bool) -> Payment<'a> {
    let (account, name) = if is_credit { PAYER } else { PAYEE };
    let reason = details.text_of(&["RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry"]);
    let is_return = details.child("RtrInf").is_some();
    let end_to_end = details.text_of(&["Refs/EndToEndId"]);
    Payment {
        amount: details.text_of(&["Amt", "AmtDtls/TxAmt/Amt"]),
        end_to_end: if end_to_end == "NOTPROVIDED" { "".into() } else { end_to_end },
        reference: details.text_of(&["Refs/AcctSvcrRef", "Refs/TxId"]),
        counter_account: details.text_of(&account),
        counter_name: details.text_of(&name),
        return_reason: if is_return && reason.is_empty() { "no reason".into() } else { reason },
        words: details.text_of(&["RmtInf/Ustrd", "Purp/Cd", "AddtlTxInf"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::foreign::xml::tree;
    use crate::intake::tables::account_entries;

    #[test]
    fn a_batch_is_its_payments_and_without_them_one_entry() {
        let entry = |details: &str| {
            format!(
                "<Ntry><Amt Ccy=\"CNY\">900.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>\
                 <BookgDt><Dt>2025-04-15</Dt></BookgDt><AddtlNtryInf>代发工资</AddtlNtryInf>\
                 <NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>{details}</NtryDtls></Ntry>"
            )
        };
        let payout = |account: &str, amount: &str| {
            format!(
                "<TxDtls><Amt Ccy=\"CNY\">{amount}</Amt><RltdPties><CdtrAcct><Id><Othr>\
                 <Id>{account}</Id></Othr></Id></CdtrAcct></RltdPties></TxDtls>"
            )
        };
        let with_payments = entry(&(payout("6222", "400.00") + &payout("6223", "500.00")));
        for (entry, payments) in [(with_payments, 2), (entry(""), 0)] {
            let text = format!(
                "<D><BkToCstmrStmt><Stmt><Acct><Id><IBAN>X</IBAN></Id><Ccy>CNY</Ccy></Acct>\
                 {entry}</Stmt></BkToCstmrStmt></D>"
            );
            let (found, _) = statements(&tree(&text).unwrap()).unwrap();
            let (rows, _) = crate::intake::foreign::statement::tables(&found);
            // What no payments tell of is a debit for wages, to be laid against a sheet (4.4).
            assert_eq!((rows[0].len(), rows[1].len()), (1, payments));
            assert_eq!(rows[0].get(0, account_entries::PURPOSE), Some("wage"));
        }
    }

    #[test]
    fn counts_that_lie_are_told_and_not_used() {
        let text = "<D><BkToCstmrStmt><Stmt><Acct><Id><IBAN>X</IBAN></Id><Ccy>CNY</Ccy></Acct>\
            <TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries><Sum>9.00</Sum></TtlNtries></TxsSummry>\
            <Ntry><Amt Ccy=\"CNY\">1.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
            <BookgDt><Dt>2025-04-15</Dt></BookgDt><NtryDtls><TxDtls><Refs>\
            <EndToEndId>W1</EndToEndId></Refs><RltdPties><Cdtr><Pty><Nm>A</Nm></Pty></Cdtr>\
            <CdtrAcct><Id><Othr><Id>6222</Id></Othr></Id></CdtrAcct></RltdPties></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></D>";
        let (found, notes) = statements(&tree(text).unwrap()).unwrap();
        assert_eq!(notes[0].kind, NoteKind::CheckFails, "{}", notes[0].text);
        let entry = &found[0].entries[0];
        assert!(entry.is_booked && !entry.is_credit);
        let payment = &entry.payments[0];
        assert_eq!((&*payment.counter_account, &*payment.counter_name), ("6222", "A"));
    }
}
