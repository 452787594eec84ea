//! 7, figures by name: those of a project, sums of several, and how a column of them is written.

use std::collections::BTreeMap;

use crate::deposit::Required;
use crate::facts::Facts;
use crate::fraction::Fraction;
use crate::output;
use crate::totals::Totals;

/// What is known of one line of a table, by column. A figure that is not known is absent.
#[derive(Debug, Clone, Default)]
pub struct Line {
    numbers: BTreeMap<&'static str, i128>,
    fractions: BTreeMap<&'static str, Fraction>,
    words: BTreeMap<&'static str, String>,
    others: BTreeMap<String, i128>,
}

/// Ratios that follow from two numbers: name, above the line, below it, times.
const RATIOS: [(&str, &str, &str, i128); 23] = [
    ("deposit_coverage", "deposit_held", "deposit_required", 1),
    ("arrears_coverage", "deposit_held", "arrears", 1),
    ("labour_cost_on_time_rate", "labour cost due in time", "labour_cost_due", 1),
    ("deposit_guarantee_share", "deposit_bank_guarantee", "deposit_held", 1),
    ("on_time_rate", "periods_on_time", "periods_fallen_due", 1),
    ("on_time_amount_rate", "fallen due in time", "fallen_due", 1),
    ("match_rate", "periods_matched", "periods_compared", 1),
    ("projects_incidence", "projects_in_arrears", "projects", 1000),
    ("employers_incidence", "employers_in_arrears", "employers", 1000),
    ("real_name_rate", "registered", "workers", 1),
    ("attendance_rate", "registered_attended", "registered", 1),
    ("contract_rate", "contracted", "workers", 1),
    ("account_rate", "account_bound", "workers", 1),
    ("confirmed_rate", "payroll_confirmed", "workers", 1),
    ("update_rate", "projects_updated", "projects_active", 1),
    ("deposit_in_place_rate", "deposit_in_place", "deposit_obliged", 1),
    ("wage_account_in_place_rate", "wage_account_in_place", "wage_account_obliged", 1),
    (
        "paid_by_general_contractor_in_place_rate",
        "paid_by_general_contractor_in_place",
        "paid_by_general_contractor_obliged",
        1,
    ),
    ("real_name_in_place_rate", "real_name_in_place", "real_name_obliged", 1),
    (
        "monthly_full_payment_in_place_rate",
        "monthly_full_payment_in_place",
        "monthly_full_payment_obliged",
        1,
    ),
    ("notice_board_in_place_rate", "notice_board_in_place", "notice_board_obliged", 1),
    ("closing_rate", "cases_closed", "cases_received", 1),
    ("without_payroll_rate", "attended without payroll", "attended periods", 1),
];

impl Line {
    /// Writes a number down, where it is known.
    pub fn set(&mut self, name: &'static str, number: impl Into<Option<i128>>) {
        if let Some(number) = number.into() {
            self.numbers.insert(name, number);
        }
    }

    /// Writes down a number whose name comes from a policy.
    pub fn set_named(&mut self, name: &str, number: i128) {
        self.others.insert(name.to_string(), number);
    }

    /// Takes a number away: it is not known.
    pub fn forget(&mut self, name: &str) {
        self.numbers.remove(name);
    }

    /// Adds to a number; one that is not there is 0.
    pub fn count(&mut self, name: &'static str, more: i128) {
        *self.numbers.entry(name).or_default() += more;
    }

    /// Writes a ratio down, where it is known.
    pub fn set_ratio(&mut self, name: &'static str, ratio: Option<Fraction>) {
        if let Some(ratio) = ratio {
            self.fractions.insert(name, ratio);
        }
    }

    /// Writes a word down.
    pub fn say(&mut self, name: &'static str, word: &str) {
        self.words.insert(name, word.to_string());
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<i128> {
        self.numbers.get(name).or(self.others.get(name)).copied()
    }

    /// A number, 0 where it is not known.
    pub fn value(&self, name: &str) -> i128 {
        self.number(name).unwrap_or(0)
    }

    /// A word.
    pub fn word(&self, name: &str) -> Option<&str> {
        self.words.get(name).map(String::as_str)
    }

    /// A ratio: one written down, or one that follows from two numbers.
    pub fn ratio(&self, name: &str) -> Option<Fraction> {
        if let Some(ratio) = self.fractions.get(name) {
            return Some(*ratio);
        }
        let (_, over, under, times) = RATIOS.iter().find(|(ratio, ..)| *ratio == name)?;
        let under = self.number(under).filter(|under| *under > 0)?;
        Some(Fraction::new(self.number(over)? * times, under))
    }

    /// Adds a line below this one: sums, but for the largest and the oldest.
    pub fn add(&mut self, other: &Line) {
        for (name, number) in &other.numbers {
            match (*name, self.numbers.get(name)) {
                (_, None) => self.set(name, *number),
                ("largest_arrears", Some(own)) => self.set(name, *own.max(number)),
                ("oldest_due_date", Some(own)) => self.set(name, *own.min(number)),
                (_, Some(own)) => self.set(name, own + number),
            }
        }
    }

    /// One cell: `m` money, `c` count, `d` date, `r` ratio, `w` word, `n` number that may be null
    /// also where all others are 0.
    pub fn cell(&self, name: &str, kind: &str) -> Result<String, String> {
        let number = match (self.number(name), kind) {
            (None, "m" | "c") if self.number("projects") == Some(0) => Some(0),
            (number, _) => number,
        };
        match kind {
            "m" => number.map_or(Ok(String::new()), output::money),
            "d" => Ok(output::day(number)),
            "r" => output::ratio(self.ratio(name)),
            "w" => Ok(self.word(name).unwrap_or("").to_string()),
            _ => Ok(output::number(number)),
        }
    }
}

/// `name:kind name:kind` as pairs.
pub fn columns(text: &'static str) -> Vec<(&'static str, &'static str)> {
    text.split_whitespace().filter_map(|column| column.split_once(':')).collect()
}

/// The header of some first columns and those of a list.
pub fn header(first: &str, text: &'static str) -> String {
    let names = columns(text).into_iter().map(|(name, _)| name);
    std::iter::once(first).chain(names).collect::<Vec<_>>().join(",")
}

/// The figures that every level of sums has had from the beginning.
pub fn of_totals(sum: &Totals) -> Line {
    let mut line = Line::default();
    for (name, number) in [
        ("projects", sum.projects),
        ("due", sum.due),
        ("paid", sum.paid),
        ("arrears", sum.arrears),
        ("not_yet_due", sum.not_yet_due),
        ("paid_on_time", sum.paid_on_time),
        ("advance", sum.advance),
        ("workers", sum.workers),
        ("workers_owed", sum.workers_owed),
        ("largest_arrears", sum.largest_arrears),
        ("covered_by_wage_account", sum.covered[0]),
        ("covered_by_project_deposit", sum.covered[1]),
        ("covered_by_contractor_deposit", sum.covered[2]),
        ("covered_by_owner", sum.covered[3]),
        ("covered_by_emergency_fund", sum.covered[4]),
        ("covered", sum.covered_in_all()),
        ("uncovered", sum.arrears - sum.covered_in_all()),
    ] {
        line.set(name, number);
    }
    line.set("oldest_due_date", sum.oldest_due_date);
    line.set("deposit_required", sum.required);
    line.set("deposit_held", sum.held);
    line.set("deposit_shortfall", sum.shortfall);
    line
}

/// The line of every project with an engagement or a row, without what rests on warnings.
pub fn of_projects(
    facts: &Facts,
    sums: &BTreeMap<String, Totals>,
) -> Result<BTreeMap<String, Line>, String> {
    let mut lines = BTreeMap::new();
    for (id, sum) in sums {
        let mut line = of_totals(sum);
        line.set("projects_in_arrears", i128::from(sum.arrears > 0));
        required(&mut line, facts.required.get(id));
        lines.insert(id.clone(), line);
    }
    crate::accounts::add(facts, &mut lines)?;
    crate::deposit_terms::add(facts, &mut lines)?;
    crate::periods::add(facts, &mut lines)?;
    crate::people::add(facts, &mut lines);
    crate::systems::add(facts, &mut lines);
    crate::cases::add(facts, &mut lines);
    Ok(lines)
}

fn required(line: &mut Line, required: Option<&Required>) {
    let nothing = Required { clause: "not_known", ..Required::default() };
    let required = required.unwrap_or(&nothing);
    line.set("deposit_base", required.base);
    line.set_ratio("deposit_rate", required.rate);
    line.say("deposit_clause", required.clause);
    line.set("deposit_deadline", required.deadline);
    if required.required.is_some() {
        line.say("deposit_provisional", &required.provisional.to_string());
    }
}
