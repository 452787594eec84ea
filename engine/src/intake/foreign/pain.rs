//! ISO 20022 pain.001, payment orders, and pain.002, what became of them.

use super::rows::{Cell, Line, Note, NoteKind, TextRows};
use super::statement::shown;
use super::xml::Element;
use crate::intake::check::cells::money_fen;
use crate::intake::tables::{TableName, transfers};

/// What a bank says of a payment order.
///
/// Example: [`read()`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The payer's name for the payment.
    pub end_to_end: String,
    /// Our word for its state.
    pub status: &'static str,
    /// The bank's words.
    pub words: String,
}

/// What a message holds.
///
/// Example: [`read()`].
#[derive(Clone, Debug, Default)]
pub struct Message {
    /// Payments, each `pending`: an order is no payment.
    pub rows: Option<TextRows>,
    /// Answers to orders of other files.
    pub answers: Vec<Answer>,
    /// Counts and sums.
    pub notes: Vec<Note>,
}

/// Reads a message.
///
/// # Errors
///
/// In words: that it is neither.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::{pain, xml};
///
/// let text = "<D><CstmrPmtStsRpt><OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>W1</OrgnlEndToEndId>\
///             <TxSts>RJCT</TxSts></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></D>";
/// let message = pain::read(&xml::tree(text).unwrap()).unwrap();
/// assert_eq!((message.answers[0].end_to_end.as_str(), message.answers[0].status), ("W1", "failed"));
/// ```
pub fn read(root: &Element<'_>) -> Result<Message, String> {
    if let Some(orders) = root.child("CstmrCdtTrfInitn") {
        return Ok(orders_of(orders));
    }
    if let Some(report) = root.child("CstmrPmtStsRpt") {
        return Ok(answers_of(report));
    }
    Err("the document holds neither payment orders nor a status report".to_owned())
}

fn orders_of(message: &Element<'_>) -> Message {
    let mut rows = TextRows::new(TableName::Transfers, "");
    for (position, from) in [
        (transfers::TRANSFER_ID, "EndToEndId"),
        (transfers::AMOUNT, "InstdAmt"),
        (transfers::PAID_DATE, "ReqdExctnDt"),
        (transfers::STATUS, "(an order)"),
        (transfers::PAYEE_ACCOUNT, "CdtrAcct"),
        (transfers::PAYEE_NAME, "Cdtr"),
        (transfers::PAYER_ACCOUNT, "DbtrAcct"),
        (transfers::CURRENCY, "Ccy"),
    ] {
        rows.map(position, from);
    }
    let mut notes = Vec::new();
    let mut all = (0_usize, 0_i128);
    for group in message.all("PmtInf") {
        let mut sum = (0_usize, 0_i128);
        for order in group.all("CdtTrfTxInf") {
            let amount = order.at("Amt/InstdAmt").or_else(|| order.at("Amt/EqvtAmt/Amt"));
            let (text, currency) = amount
                .map(|amount| (amount.text.clone(), amount.currency.clone()))
                .unwrap_or_default();
            sum.0 += 1;
            sum.1 += i128::from(money_fen(&text).unwrap_or(0));
            let id = order.text_of(&["PmtId/EndToEndId", "PmtId/InstrId"]);
            let made = format!("{}/{}", group.text_of(&["PmtInfId"]), order.line);
            let id = if id.is_empty() || id == "NOTPROVIDED" { made.into() } else { id };
            let account = |side: &str| {
                let paths = [format!("{side}/Id/IBAN"), format!("{side}/Id/Othr/Id")];
                paths.map(|path| path.to_owned())
            };
            let payee = account("CdtrAcct");
            let payer = account("DbtrAcct");
            let cells = [
                id,
                text,
                group.text_of(&["ReqdExctnDt/Dt", "ReqdExctnDt", "ReqdExctnDt/DtTm"]),
                "pending".into(),
                order.text_of(&payee.each_ref().map(String::as_str)),
                order.text_of(&["Cdtr/Nm"]),
                group.text_of(&payer.each_ref().map(String::as_str)),
                currency,
            ];
            rows.push(Line::row(order.line), cells.map(Cell::text));
        }
        check(group, &format!("payment group {}", group.text_of(&["PmtInfId"])), sum, &mut notes);
        all = (all.0 + sum.0, all.1 + sum.1);
    }
    if let Some(header) = message.child("GrpHdr") {
        check(header, "message", all, &mut notes);
    }
    Message { rows: Some(rows), answers: Vec::new(), notes }
}

/// The count and the control sum that a part tells.
fn check(part: &Element<'_>, name: &str, (count, sum): (usize, i128), notes: &mut Vec<Note>) {
    let (told_count, told_sum) = (part.text_of(&["NbOfTxs"]), part.text_of(&["CtrlSum"]));
    if told_count.is_empty() && told_sum.is_empty() {
        return;
    }
    let holds = (told_count.is_empty() || told_count.parse() == Ok(count))
        && (told_sum.is_empty() || money_fen(&told_sum).map(i128::from) == Some(sum));
    let kind = if holds { NoteKind::CheckHolds } else { NoteKind::CheckFails };
    let text = format!(
        "{name} tells {told_count} payments, {told_sum}; there are {count}, {}",
        shown(sum)
    );
    notes.push(Note::new(kind, "", Line::row(part.line), &text));
}

fn answers_of(report: &Element<'_>) -> Message {
    let mut message = Message::default();
    let original = report.child("OrgnlGrpInfAndSts");
    let group = original.map(|group| group.text_of(&["GrpSts"])).unwrap_or_default();
    for info in report.all("OrgnlPmtInfAndSts") {
        let of_info = info.text_of(&["PmtInfSts"]);
        for answer in info.all("TxInfAndSts") {
            let own = answer.text_of(&["TxSts"]);
            let state = [&*own, &*of_info, &*group].into_iter().find(|text| !text.is_empty());
            let state = state.unwrap_or_default();
            let reason =
                answer.text_of(&["StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry", "StsRsnInf/AddtlInf"]);
            message.answers.push(Answer {
                end_to_end: answer.text_of(&["OrgnlEndToEndId", "OrgnlInstrId"]).into_owned(),
                status: match state {
                    "ACSC" | "ACCC" => "settled",
                    "RJCT" | "CANC" => "failed",
                    _ => "pending",
                },
                words: format!("{state} {reason}").trim().to_owned(),
            });
        }
    }
    let failed = message.answers.iter().filter(|answer| answer.status == "failed").count();
    let settled = message.answers.iter().filter(|answer| answer.status == "settled").count();
    let text = format!(
        "{} answers: {settled} settled, {failed} failed, {} open",
        message.answers.len(),
        message.answers.len() - settled - failed
    );
    message.notes.push(Note::new(NoteKind::Taken, "", Line::row(report.line), &text));
    message
}
