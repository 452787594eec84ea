//! The parts of a page, one function each.

use super::Markup;
use crate::basics::day::Day;
use crate::report::explain::phrases::{Lang, finding_meaning};
use crate::report::explain::statement::{
    CalendarDay, CoverLine, DueDate, FindingLine, Statement, TransferLine, WageLine,
};
use crate::report::explain::text::{letter_of, payroll_state, system_key, why_due};

/// Who, where, when, and the result.
pub(super) fn header(markup: &mut Markup, statement: &Statement) {
    markup.raw("<header>\n");
    let title = markup.say("title");
    markup.element("<h1>", title, "</h1>\n");
    markup.element("<p class=\"here\">", &statement.period, "</p>\n");
    markup.raw("<dl>\n");
    let worker = match &statement.worker_name {
        Some(name) => format!("{name} {}", statement.worker_id),
        None => statement.worker_id.clone(),
    };
    let heads = [
        ("worker", Some(&worker)),
        ("project", Some(&statement.project_id)),
        ("employer", statement.employer_id.as_ref()),
        ("as_of", Some(&statement.as_of)),
        ("policy", Some(&statement.policy)),
    ];
    for (key, value) in heads {
        if let Some(value) = value {
            let name = markup.say(key);
            markup.element("<div><dt>", name, "</dt>");
            markup.element("<dd>", value, "</dd></div>\n");
        }
    }
    markup.raw("</dl>\n<table class=\"result\">\n");
    markup.caption("result");
    markup.raw("<thead><tr>");
    for key in ["due", "paid", "arrears", "not_yet_due", "due_date"] {
        let name = markup.say(key);
        markup.element("<th scope=\"col\">", name, "</th>");
    }
    markup.raw("</tr></thead>\n<tbody><tr>");
    markup.cell(&statement.due);
    markup.cell(&statement.paid);
    if statement.overdue_days.is_some() {
        markup.element("<td class=\"owed\">", &statement.arrears, "</td>");
    } else {
        markup.cell(&statement.arrears);
    }
    markup.cell(&statement.not_yet_due);
    markup.cell(&statement.due_date.due_date);
    markup.raw("</tr></tbody>\n</table>\n</header>\n");
}

/// The month by weeks from Monday.
pub(super) fn calendar(markup: &mut Markup, statement: &Statement) {
    markup.raw("<table class=\"calendar\">\n");
    markup.caption("calendar");
    markup.columns(&["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]);
    markup.raw("<tbody>\n<tr>");
    let first = statement.calendar.first().and_then(|day| day.date.parse::<Day>().ok());
    // 1970-01-01 was a Thursday; Monday is 0.
    let mut weekday = first.map_or(0, |day| (day.0 + 3).rem_euclid(7));
    for _ in 0..weekday {
        markup.raw("<td class=\"out\"></td>");
    }
    for day in &statement.calendar {
        if weekday == 7 {
            markup.raw("</tr>\n<tr>");
            weekday = 0;
        }
        calendar_day(markup, statement, day);
        weekday += 1;
    }
    for _ in weekday..7 {
        markup.raw("<td class=\"out\"></td>");
    }
    markup.raw("</tr>\n</tbody>\n</table>\n<p>");
    let days = statement.attended_days.to_string();
    let minutes = statement.attended_minutes.to_string();
    let attended = markup.put("attended", &[&days, &minutes]);
    markup.element("<b>", &attended, "</b> ");
    let legend = markup.say("calendar_legend");
    markup.element("<span class=\"quiet\">", legend, "</span></p>\n");
    if statement.provisional {
        let text = markup.say("provisional");
        markup.element("<p class=\"owed\">", text, "</p>\n");
    }
}

/// Number and class of the day, the letter of its contract, minutes, pieces.
fn calendar_day(markup: &mut Markup, statement: &Statement, day: &CalendarDay) {
    let (open, mark) = match (day.day_class, day.minutes) {
        (Some("workday"), Some(_)) => ("<td>", "mark_workday"),
        (Some("workday"), None) => ("<td class=\"none\">", "mark_workday"),
        (Some("rest_day"), Some(_)) => ("<td class=\"rest\">", "mark_rest_day"),
        (Some("rest_day"), None) => ("<td class=\"rest none\">", "mark_rest_day"),
        (Some(_), Some(_)) => ("<td class=\"holiday\">", "mark_holiday"),
        (Some(_), None) => ("<td class=\"holiday none\">", "mark_holiday"),
        (None, _) => ("<td class=\"unknown\">", "mark_unknown"),
    };
    markup.raw(open);
    let number = day.date.get(8..).unwrap_or_default();
    markup.element("<span class=\"day\"><b>", number, "</b>");
    let mut class = markup.say(mark).to_owned();
    if let Some(id) = day.contract_id.as_ref().filter(|_| statement.contracts.len() > 1) {
        class.push_str(&letter_of(statement, id));
    }
    markup.element("<span>", &class, "</span></span>");
    let minutes = day.minutes.map_or_else(|| "·".to_owned(), |minutes| minutes.to_string());
    markup.element("<span class=\"minutes\">", &minutes, "</span>");
    if let Some(quantity) = &day.quantity {
        let pieces = markup.put("pieces", &[quantity]);
        markup.element("<span class=\"pieces\">", &pieces, "</span>");
    }
    markup.raw("</td>");
}

/// The terms in force, the earliest first.
pub(super) fn contracts(markup: &mut Markup, statement: &Statement, lines: usize) {
    markup.raw("<table class=\"terms\">\n");
    markup.caption("contracts_in_force");
    if statement.contracts.is_empty() {
        let text = markup.say("no_contract");
        markup.element("<tbody><tr><td>", text, "</td></tr></tbody>\n</table>\n");
        return;
    }
    markup.columns(&["col_contract", "col_terms", "#col_days"]);
    markup.raw("<tbody>\n");
    for terms in statement.contracts.iter().take(lines) {
        let letter = match statement.contracts.len() {
            0 | 1 => String::new(),
            _ => letter_of(statement, &terms.contract_id),
        };
        markup.raw("<tr>");
        markup.row_head(&format!("{}{letter}", terms.contract_id));
        let end = terms.end_date.as_deref().unwrap_or(markup.say("open_end"));
        let basis = markup.say(terms.pay_basis);
        let system = markup.say(system_key(terms.hours_system));
        let length = terms.daily_minutes.to_string();
        let pay = markup.put("terms_pay", &[basis, &terms.rate, system, &length]);
        let span = markup.put("terms_span", &[&terms.start_date, end]);
        markup.element("<td>", &pay, "<br>");
        markup.element("<span class=\"quiet\">", &span, "");
        if let Some(team) = &terms.team_id {
            let team = markup.put("terms_team", &[team]);
            markup.text(&team);
        }
        markup.raw("</span></td>");
        markup.number(&terms.days_in_force.to_string());
        markup.raw("</tr>\n");
    }
    markup.raw("</tbody>\n</table>\n");
    more(markup, statement.contracts.len(), lines);
}

/// How the due date came about.
pub(super) fn due_date(markup: &mut Markup, date: &DueDate) {
    markup.raw("<table class=\"steps\">\n");
    markup.caption("due_date_section");
    markup.raw("<tbody>\n<tr>");
    let offset = date.pay_month_offset.to_string();
    let mut agreed = markup.put("due_date_agreed", &[&date.pay_day.to_string(), &offset]);
    if date.pay_day_is_policy || date.pay_month_offset_is_policy {
        agreed.push_str(markup.say("by_policy"));
    }
    if let Some(id) = &date.contract_id {
        agreed.push_str(&markup.put("by_contract", &[id]));
    }
    markup.row_head(&agreed);
    markup.number(&date.nominal_date);
    markup.raw("</tr>\n");
    if date.calendar_missing {
        let text = markup.say("calendar_missing");
        markup.element("<tr><th scope=\"row\" colspan=\"2\">", text, "</th></tr>\n");
    }
    if date.moved_date != date.nominal_date {
        markup.figure("moved", &date.moved_date);
    }
    if let Some(day) = &date.termination_date {
        markup.figure("termination", day);
    }
    if let Some(day) = &date.last_attended_date {
        markup.figure("last_attended", day);
    }
    let name = markup.say("due_date");
    markup.element("<tr class=\"last\"><th scope=\"row\">", name, "</th>");
    markup.number(&date.due_date);
    markup.raw("</tr>\n</tbody>\n</table>\n");
}

/// The formula of each contract with numbers put in, and what the symbols are.
pub(super) fn wages(markup: &mut Markup, statement: &Statement, lines: usize) {
    markup.raw("<table class=\"wages\">\n");
    markup.caption("wages");
    if statement.wage_lines.is_empty() {
        let text = markup.say("no_wage_line");
        markup.element("<tbody><tr><td>", text, "</td></tr></tbody>\n</table>\n");
        return;
    }
    markup.columns(&["col_contract", "col_step", "col_sum", "#col_value"]);
    for line in statement.wage_lines.iter().take(lines) {
        wage_line(markup, statement, line);
    }
    markup.raw("</table>\n<p class=\"symbols\">");
    let mut said: Vec<&str> = Vec::new();
    for symbol in statement.wage_lines.iter().take(lines).flat_map(|line| &line.symbols) {
        if !said.contains(&symbol.symbol) {
            said.push(symbol.symbol);
            let meaning = markup.say(symbol.symbol);
            markup.element("<span><b>", symbol.symbol, "</b> ");
            markup.element("", meaning, "</span>\n");
        }
    }
    markup.raw("</p>\n");
    more(markup, statement.wage_lines.len(), lines);
}

/// The steps of one contract's wage.
fn wage_line(markup: &mut Markup, statement: &Statement, line: &WageLine) {
    let letter = match statement.contracts.len() {
        0 | 1 => String::new(),
        _ => letter_of(statement, &line.contract_id),
    };
    let head = format!("{}{letter}", line.contract_id);
    let open = match line.weighted_formula {
        Some(_) => "<tbody>\n<tr><th scope=\"rowgroup\" rowspan=\"2\">",
        None => "<tbody>\n<tr><th scope=\"rowgroup\">",
    };
    markup.element(open, &head, "</th>");
    if let Some(weighted) = &line.weighted_formula {
        let name = markup.say("weighted");
        markup.cell(name);
        markup.cell(weighted);
        markup.number(&line.weighted_minutes.to_string());
        markup.raw("</tr>\n<tr>");
    }
    let name = markup.say("formula");
    markup.cell(name);
    markup.raw("<td>");
    markup.text(&line.formula);
    markup.element("<br>= ", &line.numbers, "</td>");
    let exact = markup.put("exact_value", &[&line.numerator, &line.denominator]);
    markup.element("<td class=\"n\"><span class=\"quiet\">", &exact, "</span><br>");
    markup.element("<span class=\"here\">", &line.wage, "</span></td></tr>\n</tbody>\n");
}

/// Allowances, bonuses, deductions, and what the law left of them.
pub(super) fn adjustments(markup: &mut Markup, statement: &Statement, lines: usize) {
    markup.raw("<table>\n");
    markup.caption("adjustments");
    if statement.adjustments.is_empty() {
        let text = markup.say("none");
        markup.element("<tbody><tr><td>", text, "</td></tr></tbody>\n</table>\n");
        return;
    }
    markup.columns(&["col_kind", "#col_amount", "col_treatment"]);
    markup.raw("<tbody>\n");
    for line in statement.adjustments.iter().take(lines) {
        markup.raw("<tr>");
        let kind = markup.say(line.kind);
        markup.row_head(kind);
        markup.number(&line.amount);
        let treatment = markup.say(line.treatment);
        markup.cell(treatment);
        markup.raw("</tr>\n");
    }
    markup.raw("</tbody>\n</table>\n");
    if let Some(limits) = &statement.deductions {
        let minimum = limits.minimum_wage.as_deref().unwrap_or(markup.say("minimum_unknown"));
        let values = [limits.damage_cap.as_str(), minimum, &limits.damage_not_lawful];
        let text = markup.put("damage_limit", &values);
        markup.element("<p class=\"quiet\">", &text, "</p>\n");
        let name = markup.say("not_lawful_sum");
        markup.element("<p class=\"sum\"><span>", name, " ");
        markup.element("<b>", &limits.not_lawful, "</b></span></p>\n");
    }
    more(markup, statement.adjustments.len(), lines);
}

/// Lines of the payroll sheet.
pub(super) fn payroll(markup: &mut Markup, statement: &Statement, lines: usize) {
    markup.raw("<table>\n");
    markup.caption("payroll");
    if statement.payroll.is_empty() {
        let text = markup.say("no_payroll");
        markup.element("<tbody><tr><td>", text, "</td></tr></tbody>\n</table>\n");
        return;
    }
    let columns =
        ["col_sheet", "#col_gross", "#col_deductions", "#col_net", "#col_sheet_days", "#col_makes"];
    markup.columns(&columns);
    markup.raw("<tbody>\n");
    for line in statement.payroll.iter().take(lines) {
        markup.raw("<tr>");
        let state = markup.say(payroll_state(line.is_back_pay, line.confirmed));
        markup.element("<th scope=\"row\">", &line.payroll_id, "");
        markup.element(" <span class=\"quiet\">", state, "</span></th>");
        markup.number(line.gross.as_deref().unwrap_or("–"));
        markup.number(line.deductions.as_deref().unwrap_or("–"));
        markup.number(&line.net);
        markup.number(line.days.as_deref().unwrap_or("–"));
        markup.number(&line.due);
        markup.raw("</tr>\n");
    }
    markup.raw("</tbody>\n</table>\n");
    more(markup, statement.payroll.len(), lines);
}

/// Which of the two is due.
pub(super) fn due(markup: &mut Markup, statement: &Statement) {
    markup.raw("<table class=\"steps\">\n");
    markup.caption("due_section");
    markup.raw("<tbody>\n");
    markup.figure("attendance_due", &statement.attendance_due);
    markup.figure("payroll_due", &statement.payroll_due);
    let name = markup.say("due");
    markup.element("<tr class=\"last\"><th scope=\"row\">", name, "</th>");
    markup.number(&statement.due);
    let why = [markup.say("why"), markup.say(why_due(statement))].join(": ");
    markup.element(
        "</tr>\n<tr><th scope=\"row\" colspan=\"2\">",
        &why,
        "</th></tr>\n</tbody>\n</table>\n",
    );
}

/// Lines that a transfer takes.
fn lines_of(transfer: &TransferLine) -> usize {
    let rest = [&transfer.advance, &transfer.taken_back, &transfer.set_aside];
    let rest = rest.into_iter().filter(|amount| *amount != "0.00").count();
    (transfer.allocations.len() + rest).max(1)
}

/// Lines that all transfers take.
pub(super) fn transfer_lines(statement: &Statement) -> usize {
    statement.transfers.iter().map(lines_of).sum()
}

/// The transfers that stand in so many lines. Where there is no room for all, those that pay this
/// period come before the others, both in their order.
pub(super) fn transfers_in(statement: &Statement, lines: usize) -> Vec<&TransferLine> {
    let pays = |transfer: &&TransferLine| transfer.allocations.iter().any(|part| part.is_here);
    let all = &statement.transfers;
    let mut shown: Vec<&TransferLine> = all.iter().collect();
    if transfer_lines(statement) > lines {
        let others = all.iter().filter(|transfer| !pays(transfer));
        shown = all.iter().filter(pays).chain(others).collect();
    }
    let mut left = lines;
    let fits = |transfer: &&TransferLine| {
        let fits = lines_of(transfer) <= left;
        left = left.saturating_sub(lines_of(transfer));
        fits
    };
    shown.into_iter().take_while(fits).collect()
}

/// Each transfer and where it went.
pub(super) fn transfers(markup: &mut Markup, statement: &Statement, lines: usize) {
    markup.raw("<table class=\"money\">\n");
    markup.caption("paid_section");
    let all = &statement.transfers;
    let shown = transfers_in(statement, lines);
    if all.is_empty() {
        let text = markup.say("no_transfer");
        markup.element("<tbody><tr><td>", text, "</td></tr></tbody>\n");
    } else {
        let columns = [
            "col_transfer",
            "col_date",
            "#col_amount",
            "col_fate",
            "col_rule",
            "col_where",
            "#col_part",
        ];
        markup.columns(&columns);
        for transfer in &shown {
            self::transfer(markup, transfer);
        }
    }
    markup.raw("</table>\n<p class=\"sum\">");
    let mut figures = vec![("paid", &statement.paid), ("paid_on_time", &statement.paid_on_time)];
    figures.extend(statement.settled_date.as_ref().map(|day| ("settled", day)));
    for (key, value) in figures {
        let name = markup.say(key);
        markup.element("<span>", name, " ");
        markup.element("<b>", value, "</b></span>\n");
    }
    markup.raw("</p>\n");
    more(markup, all.len(), shown.len());
}

/// One transfer, a row a part of it.
fn transfer(markup: &mut Markup, transfer: &TransferLine) {
    let rows = lines_of(transfer);
    markup.raw("<tbody>\n<tr>");
    markup.row_head(&transfer.transfer_id);
    markup.element("<td class=\"keep\">", &transfer.paid_date, "</td>");
    markup.number(&transfer.amount);
    let fate = markup.say(transfer.fate);
    markup.cell(fate);
    let rule = transfer.match_rule.map_or("–", |rule| markup.say(rule));
    markup.cell(rule);
    let mut is_first = true;
    let mut next = |markup: &mut Markup| {
        if !std::mem::take(&mut is_first) {
            markup.raw("</tr>\n<tr><td colspan=\"5\"></td>");
        }
    };
    for part in &transfer.allocations {
        next(markup);
        let pass = markup.say(part.pass);
        let place = [part.project_id.as_str(), &part.period, pass].join(" · ");
        if part.is_here {
            let here = markup.say("here");
            markup.element("<td class=\"here\">", &place, " · ");
            markup.element("", here, "</td>");
        } else {
            markup.cell(&place);
        }
        markup.number(&part.amount);
    }
    let rest = [
        ("advance", &transfer.advance),
        ("taken_back", &transfer.taken_back),
        ("set_aside", &transfer.set_aside),
    ];
    for (key, amount) in rest.into_iter().filter(|(_, amount)| *amount != "0.00") {
        next(markup);
        let name = markup.say(key);
        if key == "set_aside" {
            let mut reason = [name, fate].join(": ");
            // One that no rule takes names where it was meant to go.
            if let Some(project) = transfer.project_id.as_ref().filter(|_| rule == "–") {
                reason.push_str(&format!(" · {project}"));
            }
            markup.element("<td class=\"owed\">", &reason, "</td>");
        } else {
            markup.cell(name);
        }
        markup.number(amount);
    }
    if transfer.allocations.is_empty() && rows == 1 && is_first {
        markup.raw("<td></td><td></td>");
    }
    markup.raw("</tr>\n</tbody>\n");
}

/// What is owed, for how long, and the check.
pub(super) fn arrears(markup: &mut Markup, statement: &Statement) {
    markup.raw("<table class=\"steps\">\n");
    markup.caption("arrears_section");
    markup.raw("<tbody>\n");
    markup.figure("arrears", &statement.arrears);
    markup.figure("not_yet_due", &statement.not_yet_due);
    if let (Some(days), Some(age)) = (statement.overdue_days, &statement.age_bracket) {
        markup.figure("overdue_days", &days.to_string());
        markup.figure("age_bracket", age);
    }
    markup.figure("residual", &statement.residual);
    markup.raw("</tbody>\n</table>\n");
}

/// What covers the arrears.
pub(super) fn cover(markup: &mut Markup, cover: &[CoverLine], lines: usize) {
    markup.raw("<table class=\"cover\">\n");
    markup.caption("cover_section");
    if cover.is_empty() {
        let text = markup.say("none");
        markup.element("<tbody><tr><td>", text, "</td></tr></tbody>\n</table>\n");
        return;
    }
    markup.columns(&["col_source", "col_source_id", "#col_amount"]);
    markup.raw("<tbody>\n");
    for line in cover.iter().take(lines) {
        markup.raw("<tr>");
        let source = markup.say(line.source);
        markup.row_head(source);
        markup.cell(line.source_id.as_deref().unwrap_or("–"));
        markup.number(&line.amount);
        markup.raw("</tr>\n");
    }
    markup.raw("</tbody>\n</table>\n");
    more(markup, cover.len(), lines);
}

/// Findings, in the order of their codes.
pub(super) fn findings(markup: &mut Markup, findings: &[FindingLine], lines: usize) {
    markup.raw("<table class=\"findings\">\n");
    markup.caption("findings");
    if findings.is_empty() {
        let text = markup.say("none");
        markup.element("<tbody><tr><td>", text, "</td></tr></tbody>\n</table>\n");
        return;
    }
    markup.columns(&["col_meaning", "col_code", "#col_amount", "col_detail", "col_row"]);
    markup.raw("<tbody>\n");
    for finding in findings.iter().take(lines) {
        markup.raw("<tr>");
        markup.cell(finding_meaning(finding.code, finding.meaning, markup.lang));
        markup.element("<td class=\"quiet\">", finding.code, "</td>");
        markup.number(finding.amount.as_deref().unwrap_or(""));
        markup.cell(&finding.detail);
        let row = finding.row.map_or_else(String::new, |row| format!("{}:{row}", finding.table));
        markup.element("<td class=\"quiet\">", &row, "</td>");
        markup.raw("</tr>\n");
    }
    markup.raw("</tbody>\n</table>\n");
    more(markup, findings.len(), lines);
}

/// The law behind the parts, each once.
pub(super) fn laws(markup: &mut Markup, statement: &Statement) {
    markup.head("laws");
    markup.raw("<ul>\n");
    for law in &statement.laws {
        let basis = match markup.lang {
            Lang::Zh => law.basis_zh,
            Lang::En => law.basis,
        };
        markup.element("<li>", basis, "</li>\n");
    }
    markup.raw("</ul>\n");
}

/// What made the page.
pub(super) fn footer(markup: &mut Markup, statement: &Statement) {
    let made = markup.put("made_by", &[env!("CARGO_PKG_VERSION"), &statement.policy]);
    markup.element("<footer><span>", &made, "</span>");
    let unit = markup.say("unit");
    markup.element("<span>", unit, "</span></footer>\n");
}

/// The number of lines left out, where any is.
fn more(markup: &mut Markup, all: usize, shown: usize) {
    if all > shown {
        let text = markup.put("more_lines", &[&(all - shown).to_string()]);
        markup.element("<p class=\"owed\">", &text, "</p>\n");
    }
}
