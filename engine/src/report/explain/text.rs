//! An explanation as text for a person, wide characters counted as two places.

use super::phrases::{Lang, filled, finding_meaning, phrase};
use super::statement::{
    CalendarDay, DueDate, Explanation, FindingLine, Statement, TransferLine, WageLine,
};
use crate::basics::day::Day;

/// Places of a day in the grid of weeks.
const CELL_PLACES: usize = 11;
/// Places of the names of figures.
const LABEL_PLACES: usize = 44;

/// The text while it grows.
struct Page {
    lang: Lang,
    text: String,
    /// Sections of the statement at hand so far.
    sections: usize,
}

/// Chinese numbers of sections.
const NUMBERS: [&str; 11] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一"];

impl Explanation {
    /// The explanation as text: one page a worker-period, its calendar by weeks from Monday.
    ///
    /// Lines end in LF; a wide character (Chinese) counts as two places of a column.
    #[must_use]
    pub fn to_text(&self, lang: Lang) -> String {
        let mut page = Page { lang, text: String::new(), sections: 0 };
        for (place, statement) in self.statements.iter().enumerate() {
            if place > 0 {
                page.line("");
            }
            page.statement(self, statement);
        }
        page.text
    }
}

impl Page {
    /// A phrase of this page's language.
    fn say(&self, key: &'static str) -> &'static str {
        phrase(key, self.lang)
    }

    /// A phrase with its places filled.
    fn put(&self, key: &'static str, values: &[&str]) -> String {
        filled(key, self.lang, values)
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn indented(&mut self, line: &str) {
        self.line(&format!("  {line}"));
    }

    /// The head of a section, numbered.
    fn section(&mut self, key: &'static str) {
        self.line("");
        let head = match (self.lang, NUMBERS.get(self.sections)) {
            (Lang::Zh, Some(number)) => format!("{number}、{}", self.say(key)),
            _ => format!("{}. {}", self.sections + 1, self.say(key)),
        };
        self.sections += 1;
        self.line(&head);
    }

    /// A figure under its name.
    fn figure(&mut self, key: &'static str, value: &str) {
        let label = padded(self.say(key), LABEL_PLACES);
        let value = format!("{}{value}", " ".repeat(16_usize.saturating_sub(places(value))));
        self.indented(&format!("{label}{value}"));
    }

    fn statement(&mut self, explanation: &Explanation, statement: &Statement) {
        self.sections = 0;
        self.line(self.say("title"));
        let heads = [
            ("worker", Some(&statement.worker_id)),
            ("project", Some(&statement.project_id)),
            ("period", Some(&statement.period)),
            ("employer", statement.employer_id.as_ref()),
            ("as_of", Some(&explanation.as_of)),
            ("policy", Some(&explanation.policy)),
        ];
        for (key, value) in heads {
            if let Some(value) = value {
                let label = padded(self.say(key), 14);
                self.indented(&format!("{label}{value}"));
            }
        }
        self.calendar(statement);
        self.contracts(statement);
        self.adjustments(statement);
        self.payroll(statement);
        self.due(statement);
        self.due_date(&statement.due_date);
        self.payments(statement);
        self.arrears(statement);
        self.cover(statement);
        self.findings(&statement.findings);
        self.laws(statement);
    }

    /// The month by weeks.
    fn calendar(&mut self, statement: &Statement) {
        self.section("calendar");
        let weekdays =
            ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let head: String = weekdays.iter().map(|day| padded(self.say(day), CELL_PLACES)).collect();
        self.indented(&head);
        let first = statement.calendar.first().and_then(|day| day.date.parse::<Day>().ok());
        // 1970-01-01 was a Thursday; Monday is 0.
        let mut weekday = first.map_or(0, |day| (day.0 + 3).rem_euclid(7));
        let mut week = " ".repeat(CELL_PLACES * usize::try_from(weekday).unwrap_or(0));
        for day in &statement.calendar {
            week.push_str(&padded(&self.cell(statement, day), CELL_PLACES));
            weekday += 1;
            if weekday == 7 {
                self.indented(&week);
                week.clear();
                weekday = 0;
            }
        }
        if !week.is_empty() {
            self.indented(&week);
        }
        self.indented(self.say("calendar_legend"));
        let days = statement.attended_days.to_string();
        let minutes = statement.attended_minutes.to_string();
        self.indented(&self.put("attended", &[&days, &minutes]));
        if statement.provisional {
            self.indented(self.say("provisional"));
        }
        for day in &statement.calendar {
            if let Some(quantity) = &day.quantity {
                self.indented(&format!("{} {} {quantity}", day.date, self.say("Q")));
            }
        }
    }

    /// Day of the month, class, minutes, and a letter for the contract where there are several.
    fn cell(&self, statement: &Statement, day: &CalendarDay) -> String {
        let mark = match day.day_class {
            Some("workday") => self.say("mark_workday"),
            Some("rest_day") => self.say("mark_rest_day"),
            Some(_) => self.say("mark_holiday"),
            None => "?",
        };
        let minutes = day.minutes.map_or_else(|| "·".to_owned(), |minutes| minutes.to_string());
        let number = day.date.get(8..).unwrap_or_default();
        let letter = day.contract_id.as_ref().filter(|_| statement.contracts.len() > 1);
        let letter = letter.map_or_else(String::new, |id| letter_of(statement, id));
        format!("{number}{mark}{minutes}{letter}")
    }

    fn contracts(&mut self, statement: &Statement) {
        self.section("contracts");
        if statement.contracts.is_empty() {
            self.indented(self.say("no_contract"));
        }
        for terms in &statement.contracts {
            let system = system_key(terms.hours_system);
            let letter = match statement.contracts.len() {
                0 | 1 => String::new(),
                _ => letter_of(statement, &terms.contract_id),
            };
            let line = self.put(
                "contract",
                &[
                    &format!("{}{letter}", terms.contract_id),
                    terms.employer_id.as_deref().unwrap_or("-"),
                    self.say(terms.pay_basis),
                    &terms.rate,
                    &terms.start_date,
                    terms.end_date.as_deref().unwrap_or(self.say("open_end")),
                    self.say(system),
                    &terms.daily_minutes.to_string(),
                    &terms.days_in_force.to_string(),
                ],
            );
            self.indented(&line);
        }
        for line in &statement.wage_lines {
            self.wage_line(line);
        }
    }

    fn wage_line(&mut self, line: &WageLine) {
        self.indented(&self.put("wage_of", &[&line.contract_id]));
        if let Some(weighted) = &line.weighted_formula {
            let text = format!("    {}: {weighted}", self.say("weighted"));
            self.line(&format!("{text} = {}", line.weighted_minutes));
        }
        self.line(&format!("    {}: {}", self.say("formula"), line.formula));
        for symbol in &line.symbols {
            let meaning = self.say(symbol.symbol);
            self.line(&format!("      {} = {}  {meaning}", symbol.symbol, symbol.value.trim()));
        }
        let exact = self.put("exact", &[&line.numerator, &line.denominator]);
        self.line(&format!("    {}: {} = {}", self.say("numbers"), line.numbers, line.wage));
        self.line(&format!("    {exact}"));
    }

    fn adjustments(&mut self, statement: &Statement) {
        self.section("adjustments");
        if statement.adjustments.is_empty() {
            self.indented(self.say("none"));
        }
        for line in &statement.adjustments {
            let treatment = self.say(line.treatment);
            self.figure(line.kind, &line.amount);
            self.line(&format!("    {treatment}"));
        }
        if let Some(limits) = &statement.deductions {
            let minimum = limits.minimum_wage.as_deref().unwrap_or(self.say("minimum_unknown"));
            let values = [limits.damage_cap.as_str(), minimum, &limits.damage_not_lawful];
            self.indented(&self.put("damage_limit", &values));
            self.figure("not_lawful_sum", &limits.not_lawful);
        }
    }

    fn payroll(&mut self, statement: &Statement) {
        self.section("payroll");
        if statement.payroll.is_empty() {
            self.indented(self.say("no_payroll"));
        }
        for line in &statement.payroll {
            let state = payroll_state(line.is_back_pay, line.confirmed);
            let gross = line.gross.as_deref().unwrap_or("-");
            let deductions = line.deductions.as_deref().unwrap_or("-");
            let values =
                [&line.payroll_id, gross, deductions, &line.net, self.say(state), &line.due];
            self.indented(&self.put("sheet_line", &values));
        }
    }

    fn due(&mut self, statement: &Statement) {
        self.section("due_section");
        self.figure("attendance_due", &statement.attendance_due);
        self.figure("payroll_due", &statement.payroll_due);
        self.figure("due", &statement.due);
        let why = why_due(statement);
        self.indented(&format!("{}: {}", self.say("why"), self.say(why)));
    }

    fn due_date(&mut self, date: &DueDate) {
        self.section("due_date_section");
        let agreed = self.put(
            "due_date_agreed",
            &[&date.pay_day.to_string(), &date.pay_month_offset.to_string()],
        );
        let by = match date.pay_day_is_policy || date.pay_month_offset_is_policy {
            true => self.say("by_policy"),
            false => "",
        };
        self.indented(&format!("{agreed}{by}"));
        self.figure("nominal", &date.nominal_date);
        if date.calendar_missing {
            self.indented(self.say("calendar_missing"));
        }
        if date.moved_date != date.nominal_date {
            self.figure("moved", &date.moved_date);
        }
        if let Some(day) = &date.termination_date {
            self.figure("termination", day);
        }
        if let Some(day) = &date.last_attended_date {
            self.figure("last_attended", day);
        }
        self.figure("due_date", &date.due_date);
    }

    fn payments(&mut self, statement: &Statement) {
        self.section("paid_section");
        if statement.transfers.is_empty() {
            self.indented(self.say("no_transfer"));
        }
        for transfer in &statement.transfers {
            self.transfer(transfer);
        }
        self.figure("paid", &statement.paid);
        self.figure("paid_on_time", &statement.paid_on_time);
        if let Some(day) = &statement.settled_date {
            self.figure("settled", day);
        }
    }

    fn transfer(&mut self, transfer: &TransferLine) {
        let fate = self.say(transfer.fate);
        let values = [&transfer.transfer_id, &transfer.paid_date, &transfer.amount, fate];
        self.indented(&self.put("transfer", &values));
        for part in &transfer.allocations {
            let here = if part.is_here { self.say("here") } else { "" };
            let pass = [self.say(part.pass), here].join(" ");
            let values = [&part.project_id, &part.period, &part.amount, pass.trim()];
            self.line(&format!("    {}", self.put("allocation", &values)));
        }
        let rest = [
            ("advance", &transfer.advance),
            ("taken_back", &transfer.taken_back),
            ("set_aside", &transfer.set_aside),
        ];
        for (key, amount) in rest {
            if amount != "0.00" {
                self.line(&format!("    → {}: {amount}", self.say(key)));
            }
        }
    }

    fn arrears(&mut self, statement: &Statement) {
        self.section("arrears_section");
        self.figure("arrears", &statement.arrears);
        self.figure("not_yet_due", &statement.not_yet_due);
        if let (Some(days), Some(age)) = (statement.overdue_days, &statement.age_bracket) {
            self.indented(&self.put("overdue", &[&days.to_string(), age]));
        }
        self.figure("residual", &statement.residual);
    }

    fn cover(&mut self, statement: &Statement) {
        self.section("cover_section");
        if statement.cover.is_empty() {
            self.indented(self.say("none"));
        }
        for line in &statement.cover {
            let source = self.say(line.source);
            let values = [source, line.source_id.as_deref().unwrap_or_default(), &line.amount];
            self.indented(&self.put("cover_line", &values));
        }
    }

    fn findings(&mut self, findings: &[FindingLine]) {
        self.section("findings");
        if findings.is_empty() {
            self.indented(self.say("none"));
        }
        for finding in findings {
            let meaning = finding_meaning(finding.code, finding.meaning, self.lang);
            let mut line = self.put("finding", &[finding.code, meaning]);
            for part in [finding.amount.as_deref(), Some(finding.detail.as_str())] {
                if let Some(part) = part.filter(|part| !part.is_empty()) {
                    line.push_str(&format!(" [{part}]"));
                }
            }
            if let Some(row) = finding.row {
                line.push_str(&format!(" ({}:{row})", finding.table));
            }
            self.indented(&line);
        }
    }

    fn laws(&mut self, statement: &Statement) {
        self.section("laws");
        for law in &statement.laws {
            let basis = match self.lang {
                Lang::Zh => law.basis_zh,
                Lang::En => law.basis,
            };
            self.indented(basis);
        }
    }
}

/// The phrase that says which of the two dues is taken, and why.
pub(in crate::report) fn why_due(statement: &Statement) -> &'static str {
    match (statement.due_source, statement.due_rule) {
        ("payroll", "payroll") => "forced_payroll",
        ("attendance", "attendance") => "forced_attendance",
        ("payroll", _) => "by_payroll",
        ("attendance", _) => "by_attendance",
        ("none", _) => "nothing_due",
        (source, _) => source,
    }
}

/// The phrase of an hours system.
pub(super) const fn system_key(system: &'static str) -> &'static str {
    match system.as_bytes() {
        b"none" => "no_system",
        _ => system,
    }
}

/// The phrase of what a payroll line is.
pub(super) const fn payroll_state(is_back_pay: bool, is_confirmed: bool) -> &'static str {
    match (is_back_pay, is_confirmed) {
        (true, _) => "back_pay",
        (false, true) => "confirmed",
        (false, false) => "unconfirmed",
    }
}

/// `a`, `b` … for the contracts of a statement, behind a blank.
pub(super) fn letter_of(statement: &Statement, contract_id: &str) -> String {
    let place = statement.contracts.iter().position(|terms| terms.contract_id == contract_id);
    let letter = place
        .and_then(|place| u8::try_from(place).ok())
        .map_or('?', |place| char::from(b'a'.saturating_add(place.min(25))));
    format!(" {letter}")
}

/// Places that a text takes: wide characters take two.
pub(in crate::report) fn places(text: &str) -> usize {
    text.chars().map(|character| if is_wide(character) { 2 } else { 1 }).sum()
}

/// Whether a character takes two places (East Asian Width `W` and `F`, the blocks met here).
const fn is_wide(character: char) -> bool {
    matches!(character as u32,
        0x1100..=0x115F | 0x2E80..=0x303E | 0x3041..=0x33FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xA000..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD)
}

/// The text with blanks up to `width` places, at least one.
fn padded(text: &str, width: usize) -> String {
    let blanks = width.saturating_sub(places(text)).max(1);
    format!("{text}{}", " ".repeat(blanks))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::explain::phrases::PHRASES;

    #[test]
    fn chinese_characters_take_two_places() {
        assert_eq!(places("工人 W1"), 7);
        assert_eq!(places("，（）"), 6);
        assert_eq!(places("·→−"), 3);
        assert_eq!(padded("工人", 6), "工人  ");
        assert_eq!(padded("工人", 3), "工人 ");
    }

    #[test]
    fn every_key_that_is_said_has_a_phrase() {
        let source = include_str!("text.rs");
        let mut keys = 0;
        for call in ["say(\"", "section(\"", "figure(\"", "put(\""] {
            for part in source.split(call).skip(1) {
                let key = part.split('"').next().unwrap_or_default();
                if !key.is_empty() && key != ", " {
                    assert!(PHRASES.iter().any(|(known, _, _)| *known == key), "{key}");
                    keys += 1;
                }
            }
        }
        assert!(keys > 50, "{keys}");
    }
}
