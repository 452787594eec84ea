//! The fate of a transfer as text for a person.

use super::phrases::{Lang, filled, finding_meaning, phrase};
use super::why_not::{ChangeLine, Difference, NearLine, RuleTrial, TransferVerdict, WhyNot};

/// The text while it grows.
struct Page {
    lang: Lang,
    text: String,
}

impl WhyNot {
    /// What became of the transfer, as text: one part a row of its id; lines end in LF.
    #[must_use]
    pub fn to_text(&self, lang: Lang) -> String {
        let mut page = Page { lang, text: String::new() };
        let title = filled("why_title", lang, &[&self.transfer_id]);
        page.line(0, &title);
        let about = filled("why_about", lang, &[&self.as_of, &self.policy]);
        page.line(1, &about);
        for verdict in &self.rows {
            page.line(0, "");
            page.verdict(verdict);
        }
        page.text
    }
}

/// A value that may be missing.
pub(super) fn or_nothing(value: Option<&str>, lang: Lang) -> &str {
    value.unwrap_or(phrase("nothing", lang))
}

/// The verdict in one sentence.
pub(super) fn verdict_line(verdict: &TransferVerdict, lang: Lang) -> String {
    let fate = match verdict.step {
        // A row of step 1 has a code of findings for a fate.
        "1" if verdict.reason == "row_not_usable" => verdict.fate,
        _ => phrase(verdict.fate, lang),
    };
    filled("why_fate", lang, &[fate, phrase(verdict.reason, lang), verdict.step])
}

/// Whose it is, where it is known.
pub(super) fn whose_line(verdict: &TransferVerdict, lang: Lang) -> Option<String> {
    let rule = phrase(verdict.match_rule?, lang);
    let worker = verdict.worker_id.as_deref().unwrap_or_default();
    let project = verdict.project_id.as_deref().unwrap_or(phrase("all_projects", lang));
    Some(filled("why_matched", lang, &[worker, project, rule]))
}

/// What a rule left, in words.
pub(super) fn outcome(trial: &RuleTrial, lang: Lang) -> String {
    filled(trial.outcome, lang, &[&trial.candidates.to_string()])
}

/// The engagements a rule left, the first of them.
pub(super) fn left(trial: &RuleTrial, lang: Lang) -> String {
    let pairs = trial.engagements.iter().map(|pair| {
        let project = pair.project_id.as_deref().unwrap_or(phrase("all_projects", lang));
        format!("{} / {project}", pair.worker_id)
    });
    let mut text = pairs.collect::<Vec<_>>().join("; ");
    if trial.candidates > trial.engagements.len() {
        text.push_str(" …");
    }
    text
}

/// A change and what it would do.
pub(super) fn change(change: &ChangeLine, lang: Lang) -> String {
    let values = [
        change.field,
        or_nothing(change.from.as_deref(), lang),
        or_nothing(change.to.as_deref(), lang),
        &change.worker_id,
        change.project_id.as_deref().unwrap_or(phrase("all_projects", lang)),
        phrase(change.rule, lang),
    ];
    filled("why_change", lang, &values)
}

/// What agrees and what differs.
pub(super) fn near(near: &NearLine, lang: Lang) -> String {
    let differs = differences(&near.differs, lang);
    let agrees = match near.agrees[..] {
        [] => phrase("nothing", lang).to_owned(),
        _ => near.agrees.join(", "),
    };
    filled("why_near", lang, &[&agrees, &differs])
}

/// Differences of fields.
pub(super) fn differences(differs: &[Difference], lang: Lang) -> String {
    if differs.is_empty() {
        return phrase("nothing", lang).to_owned();
    }
    let one = |differs: &Difference| {
        let given = or_nothing(differs.given.as_deref(), lang);
        let other = or_nothing(differs.other.as_deref(), lang);
        format!("{}: {given} ≠ {other}", differs.field)
    };
    differs.iter().map(one).collect::<Vec<_>>().join(", ")
}

impl Page {
    fn line(&mut self, indent: usize, line: &str) {
        self.text.push_str(&"  ".repeat(indent));
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn head(&mut self, key: &'static str) {
        let text = phrase(key, self.lang);
        self.line(1, text);
    }

    fn verdict(&mut self, verdict: &TransferVerdict) {
        let lang = self.lang;
        let row = filled("why_row", lang, &[&verdict.row.to_string()]);
        self.line(0, &row);
        for field in &verdict.given {
            self.line(1, &format!("{:<16}{}", field.field, field.value));
        }
        self.line(1, &verdict_line(verdict, lang));
        if let Some(line) = whose_line(verdict, lang) {
            self.line(1, &line);
        }
        for other in &verdict.others {
            let values = [other.transfer_id.as_str(), &other.row.to_string(), &other.amount];
            self.line(1, &filled(other.relation, lang, &values));
            if !other.differs.is_empty() {
                self.line(2, &differences(&other.differs, lang));
            }
        }
        self.money(verdict);
        self.rules(verdict);
        if !verdict.changes.is_empty() {
            self.head("why_changes");
            verdict.changes.iter().for_each(|line| self.line(2, &change(line, lang)));
        }
        if !verdict.near.is_empty() {
            self.head("why_nears");
            for line in &verdict.near {
                let pair = format!("{} / {}", line.worker_id, line.project_id);
                self.line(2, &format!("{pair}: {}", near(line, lang)));
            }
        }
        if !verdict.findings.is_empty() {
            self.head("findings");
            for finding in &verdict.findings {
                let meaning = finding_meaning(finding.code, finding.meaning, lang);
                let line = filled("finding", lang, &[finding.code, meaning]);
                let detail = match finding.detail.as_str() {
                    "" => String::new(),
                    detail => format!(" [{detail}]"),
                };
                self.line(2, &format!("{line}{detail}"));
            }
        }
    }

    /// Where the money went.
    fn money(&mut self, verdict: &TransferVerdict) {
        let lang = self.lang;
        for part in &verdict.allocations {
            let pass = phrase(part.pass, lang);
            let values = [part.project_id.as_str(), &part.period, &part.amount, pass];
            self.line(2, &filled("allocation", lang, &values));
        }
        let rest = [
            ("advance", &verdict.advance),
            ("taken_back", &verdict.taken_back),
            ("set_aside", &verdict.set_aside),
        ];
        for (key, amount) in rest.into_iter().filter(|(_, amount)| *amount != "0.00") {
            self.line(2, &format!("→ {}: {amount}", phrase(key, lang)));
        }
    }

    /// The seven rules.
    fn rules(&mut self, verdict: &TransferVerdict) {
        let lang = self.lang;
        if verdict.rules.is_empty() {
            return;
        }
        self.head("why_rules");
        for trial in &verdict.rules {
            let name = phrase(trial.rule, lang);
            let mut line = format!("{} {name}: {}", trial.number, outcome(trial, lang));
            if trial.outcome == "not_asked" {
                line.push_str(&format!(" ({})", needs(trial.rule, lang)));
            } else if !trial.engagements.is_empty() {
                line.push_str(&format!(" ({})", left(trial, lang)));
            }
            self.line(2, &line);
        }
    }
}

/// What a rule needs to be asked.
pub(super) fn needs(rule: &str, lang: Lang) -> &'static str {
    let key = match rule {
        "worker_and_project" => "needs_worker_and_project",
        "worker_and_wage_account" => "needs_worker_and_wage_account",
        "worker_only" => "needs_worker_only",
        "payee_account" => "needs_payee_account",
        "payroll_line" => "needs_payroll_line",
        "name_and_project" => "needs_name_and_project",
        _ => "needs_worker_split",
    };
    phrase(key, lang)
}
