//! From a [`Policy`] to its canonical text and fingerprint.

use std::fmt::{Display, Write as _};

use rust_decimal::Decimal;
use sha2::{Digest as _, Sha256};

use super::words::{
    DEPOSIT_KIND, DUE_SOURCE, FOREIGN_PAYEE, HOURS_SYSTEM, MONTHLY_PRORATION,
    UNEXPLAINED_DEDUCTION, WARNING_LEVEL, word_of,
};
use super::{
    CrimeThreshold, DepositClause, DepositRule, DepositTier, MinimumWage, Policy, WageRules,
    WarningComparison, WarningRule,
};

impl Policy {
    /// The whole policy as TOML, every key in a fixed order, rows sorted by what they are for.
    ///
    /// It extends nothing, so it means the same under a later built-in policy. Reading it back
    /// gives this policy, with its rows sorted.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::basics::policy::Policy;
    ///
    /// let text = Policy::default().to_toml();
    /// assert!(text.starts_with("name = \"cn\"\n"));
    /// assert_eq!(Policy::from_toml(&text, "shown")?, Policy::default());
    /// # Ok::<(), anxin::Error>(())
    /// ```
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = Text(String::new());
        text.line("name", quoted(&self.name));
        text.line("extends", quoted("none"));
        self.show_sections(&mut text);
        let mut minimum_wage: Vec<_> = self.minimum_wage.iter().collect();
        minimum_wage.sort_by_key(|wage| (wage.region, wage.valid_from));
        for wage in minimum_wage {
            show_minimum_wage(&mut text, wage);
        }
        let mut crime: Vec<_> = self.crime.iter().collect();
        crime.sort_by_key(|crime| crime.region);
        for crime in crime {
            show_crime(&mut text, crime);
        }
        let mut deposit: Vec<_> = self.deposit.iter().collect();
        deposit.sort_by_key(|rule| (rule.region, rule.valid_from, &rule.categories));
        for rule in deposit {
            show_deposit(&mut text, rule);
        }
        let mut warning: Vec<_> = self.warning.iter().collect();
        warning.sort_by_key(|rule| &rule.code);
        for rule in warning {
            show_warning(&mut text, rule);
        }
        text.0
    }

    /// SHA-256 of [`Policy::to_toml`], as 64 hexadecimal digits.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::basics::policy::Policy;
    ///
    /// assert_eq!(Policy::default().fingerprint().len(), 64);
    /// ```
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hex = String::with_capacity(64);
        for byte in Sha256::digest(self.to_toml()) {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        hex
    }

    fn show_sections(&self, text: &mut Text) {
        show_wages(text, &self.wages);
        text.header("[attendance]");
        text.line("punch_debounce_seconds", self.attendance.punch_debounce_seconds);
        text.line("punch_max_shift_minutes", self.attendance.punch_max_shift_minutes);
        text.header("[money]");
        text.line("accept_float_money", self.money.accept_float_money);
        text.header("[ageing]");
        text.line("brackets_days", list(&self.ageing.brackets_days, ToString::to_string));
        text.header("[figures]");
        text.line("area_digits", self.figures.area_digits);
        text.line("update_window_days", self.figures.update_window_days);
        text.line("deposit_expiring_days", self.figures.deposit_expiring_days);
        text.header("[credit]");
        text.line("grade_window_months", self.credit.grade_window_months);
        text.line("grade_c_punishments", self.credit.grade_c_punishments);
        text.line("blacklist_months", self.credit.blacklist_months);
        text.line("crime_months", self.credit.crime_months);
        text.line("crime_workers", self.credit.crime_workers);
        text.header("[batch_payouts]");
        text.line("window_days", self.batch_payouts.window_days);
        text.line("steps", self.batch_payouts.steps);
    }
}

struct Text(String);

impl Text {
    fn header(&mut self, header: &str) {
        self.0.push('\n');
        self.0.push_str(header);
        self.0.push('\n');
    }

    fn line(&mut self, key: &str, value: impl Display) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "{key} = {value}");
    }
}

fn show_wages(text: &mut Text, wages: &WageRules) {
    text.header("[wages]");
    text.line("default_hours_system", word(HOURS_SYSTEM, &wages.default_hours_system));
    text.line("overtime_workday", wages.overtime_workday_percent);
    text.line("overtime_rest_day", wages.overtime_rest_day_percent);
    text.line("overtime_holiday", wages.overtime_holiday_percent);
    text.line("paid_days_per_month", number(wages.paid_days_per_month));
    text.line("monthly_proration", word(MONTHLY_PRORATION, &wages.monthly_proration));
    text.line("due_source", word(DUE_SOURCE, &wages.due_source));
    text.line("payroll_tolerance", number(wages.payroll_tolerance));
    text.line("unexplained_deduction", word(UNEXPLAINED_DEDUCTION, &wages.unexplained_deduction));
    text.line("foreign_payee", word(FOREIGN_PAYEE, &wages.foreign_payee));
    text.line("default_pay_day", wages.default_pay_day);
    text.line("default_pay_month_offset", wages.default_pay_month_offset);
    text.line("pay_on_termination_days", wages.pay_on_termination_days);
    text.line("damage_deduction_cap", number(wages.damage_deduction_cap));
}

fn show_minimum_wage(text: &mut Text, wage: &MinimumWage) {
    text.header("[[minimum_wage]]");
    text.line("region", quoted(&wage.region.to_string()));
    text.line("valid_from", wage.valid_from);
    text.line("monthly", number(wage.monthly));
    text.line("hourly", wage.hourly.map_or_else(none, number));
}

fn show_crime(text: &mut Text, crime: &CrimeThreshold) {
    text.header("[[crime]]");
    text.line("region", quoted(&crime.region.to_string()));
    text.line("one_worker", number(crime.one_worker));
    text.line("ten_workers", number(crime.ten_workers));
}

fn show_deposit(text: &mut Text, rule: &DepositRule) {
    text.header("[[deposit]]");
    text.line("region", quoted(&rule.region.to_string()));
    text.line("valid_from", rule.valid_from);
    text.line("categories", list(&rule.categories, |category| format!("\"{category:02}\"")));
    text.line("tiers", list(&rule.tiers, tier));
    text.line("scope_line", number(rule.scope_line));
    text.line("annual", rule.annual);
    text.line("cap", rule.cap.map_or_else(none, number));
    text.line("minimum", number(rule.minimum));
    let mut clauses = |key, shown: &Option<DepositClause>| {
        text.line(key, shown.as_ref().map_or_else(none, |shown| table(clause(shown))));
    };
    clauses("several_projects", &rule.several_projects);
    clauses("clean_24_months", &rule.clean_24_months);
    clauses("clean_36_months", &rule.clean_36_months);
    clauses("arrears_24_months", &rule.arrears_24_months);
    clauses("blacklisted", &rule.blacklisted);
    text.line("waiver_below", number(rule.waiver_below));
    text.line("waiver_months", rule.waiver_months);
    text.line("floor_rate", number(rule.floor_rate));
    let accepts = rule.accepts.as_ref();
    text.line(
        "accepts",
        accepts.map_or_else(|| quoted("all"), |kinds| list(kinds, |kind| word(DEPOSIT_KIND, kind))),
    );
    text.line("provisional", rule.provisional);
    text.line("amount", rule.amount.map_or_else(none, number));
}

fn show_warning(text: &mut Text, rule: &WarningRule) {
    text.header("[[warning]]");
    text.line("code", quoted(&rule.code));
    text.line("level", word(WARNING_LEVEL, &rule.level));
    text.line("subject", quoted(rule.subject.word()));
    text.line("figure", quoted(&rule.figure));
    match &rule.comparison {
        WarningComparison::Above(threshold) => text.line("above", number(*threshold)),
        WarningComparison::AtLeast(threshold) => text.line("at_least", number(*threshold)),
        WarningComparison::Below(threshold) => text.line("below", number(*threshold)),
        WarningComparison::AtMost(threshold) => text.line("at_most", number(*threshold)),
        WarningComparison::Is(word) => text.line("is", quoted(word)),
    }
    text.line("mend_days", rule.mend_days);
    text.line("basis", quoted(&rule.basis));
    text.line("enabled", rule.enabled);
}

fn tier(tier: &DepositTier) -> String {
    let mut entries = vec![("below", tier.below.map_or_else(|| quoted("inf"), number))];
    entries.extend(clause(&tier.clause));
    table(entries)
}

/// The entries of a clause that say something.
fn clause(clause: &DepositClause) -> Vec<(&'static str, String)> {
    let numbers =
        [("rate", clause.rate), ("cut", clause.cut), ("raise", clause.raise), ("cap", clause.cap)];
    let flags = [
        ("uncapped", clause.uncapped),
        ("exempt", clause.exempt),
        ("provisional", clause.provisional),
    ];
    let given = numbers.into_iter().filter_map(|(key, value)| Some((key, number(value?))));
    let set = flags.into_iter().filter(|(_, is)| *is).map(|(key, _)| (key, "true".to_owned()));
    given.chain(set).collect()
}

fn table(entries: Vec<(&'static str, String)>) -> String {
    if entries.is_empty() {
        return "{}".to_owned();
    }
    let entries: Vec<_> = entries.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    format!("{{ {} }}", entries.join(", "))
}

fn list<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", "))
}

fn word<T: PartialEq>(words: &super::words::Words<T>, meaning: &T) -> String {
    quoted(word_of(words, meaning))
}

fn none() -> String {
    quoted("none")
}

/// A decimal without trailing zeros, in quotes.
fn number(value: Decimal) -> String {
    format!("\"{}\"", value.normalize())
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            letter if letter.is_control() => {
                // Writing to a String cannot fail.
                let _ = write!(quoted, "\\u{:04X}", u32::from(letter));
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
