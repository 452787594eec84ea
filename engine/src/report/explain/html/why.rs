//! The page of a transfer.

use super::Markup;
use crate::report::explain::phrases::{Lang, filled, finding_meaning};
use crate::report::explain::why_not::{OtherRow, TransferVerdict, WhyNot};
use crate::report::explain::why_text::{
    change, differences, left, near, needs, outcome, verdict_line, whose_line,
};

impl WhyNot {
    /// What became of the transfer, as an HTML document: a printed A4 page a row of its id.
    #[must_use]
    pub fn to_html(&self, lang: Lang) -> String {
        let title = filled("why_title", lang, &[&self.transfer_id]);
        let mut markup = Markup::document(lang, &title);
        for verdict in &self.rows {
            markup.raw("<main>\n<header>\n");
            markup.element("<h1>", &title, "</h1>\n");
            let row = markup.put("why_row", &[&verdict.row.to_string()]);
            markup.element("<p class=\"here\">", &row, "</p>\n");
            let about = markup.put("why_about", &[&self.as_of, &self.policy]);
            markup.element("<p class=\"quiet\">", &about, "</p>\n</header>\n");
            page(&mut markup, verdict);
            let made = markup.put("made_by", &[env!("CARGO_PKG_VERSION"), &self.policy]);
            markup.element("<footer><span>", &made, "</span>");
            let unit = markup.say("unit");
            markup.element("<span>", unit, "</span></footer>\n</main>\n");
        }
        markup.finished()
    }
}

/// One row of the table of transfers.
fn page(markup: &mut Markup, verdict: &TransferVerdict) {
    let lang = markup.lang;
    markup.raw("<section>\n");
    markup.head("why_verdict");
    let is_paid = verdict.reason == "paid";
    let open = if is_paid { "<p class=\"fate here\">" } else { "<p class=\"fate owed\">" };
    markup.element(open, &verdict_line(verdict, lang), "</p>\n");
    if let Some(line) = whose_line(verdict, lang) {
        markup.element("<p>", &line, "</p>\n");
    }
    verdict.others.iter().for_each(|line| other(markup, line));
    markup.raw("</section>\n<div class=\"pair\">\n<section>\n");
    given(markup, verdict);
    markup.raw("</section>\n<section>\n");
    money(markup, verdict);
    markup.raw("</section>\n</div>\n");
    if !verdict.rules.is_empty() {
        markup.raw("<section>\n");
        rules(markup, verdict);
        markup.raw("</section>\n");
    }
    if !verdict.changes.is_empty() {
        markup.raw("<section>\n");
        markup.head("why_changes");
        markup.raw("<ol>\n");
        for line in &verdict.changes {
            markup.element("<li>", &change(line, lang), "</li>\n");
        }
        markup.raw("</ol>\n</section>\n");
    }
    if !verdict.near.is_empty() {
        markup.raw("<section>\n");
        nears(markup, verdict);
        markup.raw("</section>\n");
    }
    if !verdict.findings.is_empty() {
        markup.raw("<section>\n<table>\n");
        markup.caption("findings");
        markup.columns(&["col_meaning", "col_code", "col_detail"]);
        markup.raw("<tbody>\n");
        for finding in &verdict.findings {
            markup.raw("<tr>");
            markup.cell(finding_meaning(finding.code, finding.meaning, lang));
            markup.element("<td class=\"quiet\">", finding.code, "</td>");
            markup.cell(&finding.detail);
            markup.raw("</tr>\n");
        }
        markup.raw("</tbody>\n</table>\n</section>\n");
    }
}

/// Another row behind the fate.
fn other(markup: &mut Markup, other: &OtherRow) {
    let values = [other.transfer_id.as_str(), &other.row.to_string(), &other.amount];
    let text = markup.put(other.relation, &values);
    markup.element("<p>", &text, "");
    if !other.differs.is_empty() {
        let text = differences(&other.differs, markup.lang);
        markup.element(" <span class=\"quiet\">(", &text, ")</span>");
    }
    markup.raw("</p>\n");
}

/// What the row says.
fn given(markup: &mut Markup, verdict: &TransferVerdict) {
    markup.raw("<table>\n");
    markup.caption("why_given");
    markup.raw("<tbody>\n");
    for field in &verdict.given {
        markup.raw("<tr>");
        markup.row_head(field.field);
        markup.cell(&field.value);
        markup.raw("</tr>\n");
    }
    markup.raw("</tbody>\n</table>\n");
}

/// Where the money went.
fn money(markup: &mut Markup, verdict: &TransferVerdict) {
    markup.raw("<table>\n");
    markup.caption("col_where");
    markup.columns(&["col_where", "#col_amount"]);
    markup.raw("<tbody>\n");
    for part in &verdict.allocations {
        let pass = markup.say(part.pass);
        let place = [part.project_id.as_str(), &part.period, pass].join(" · ");
        markup.raw("<tr>");
        markup.row_head(&place);
        markup.number(&part.amount);
        markup.raw("</tr>\n");
    }
    let rest = [
        ("advance", &verdict.advance),
        ("taken_back", &verdict.taken_back),
        ("set_aside", &verdict.set_aside),
    ];
    for (key, amount) in rest.into_iter().filter(|(_, amount)| *amount != "0.00") {
        markup.figure(key, amount);
    }
    markup.raw("</tbody>\n</table>\n");
}

/// The seven rules.
fn rules(markup: &mut Markup, verdict: &TransferVerdict) {
    let lang = markup.lang;
    markup.raw("<table>\n");
    markup.caption("why_rules");
    markup.columns(&["#col_number", "col_rule", "col_outcome", "#col_candidates", "col_left"]);
    markup.raw("<tbody>\n");
    for trial in &verdict.rules {
        let open = if trial.outcome == "took" { "<tr class=\"here\">" } else { "<tr>" };
        markup.raw(open);
        markup.number(&trial.number.to_string());
        let rule = markup.say(trial.rule);
        markup.row_head(rule);
        markup.cell(&outcome(trial, lang));
        markup.number(&trial.candidates.to_string());
        match trial.outcome {
            "not_asked" => {
                markup.element("<td class=\"quiet\">", needs(trial.rule, lang), "</td>");
            }
            _ => markup.cell(&left(trial, lang)),
        }
        markup.raw("</tr>\n");
    }
    markup.raw("</tbody>\n</table>\n");
}

/// Engagements it could have meant.
fn nears(markup: &mut Markup, verdict: &TransferVerdict) {
    markup.raw("<table>\n");
    markup.caption("why_nears");
    markup.columns(&["worker", "project", "col_compared"]);
    markup.raw("<tbody>\n");
    for line in &verdict.near {
        markup.raw("<tr>");
        markup.row_head(&line.worker_id);
        markup.cell(&line.project_id);
        let text = near(line, markup.lang);
        markup.cell(&text);
        markup.raw("</tr>\n");
    }
    markup.raw("</tbody>\n</table>\n");
}
