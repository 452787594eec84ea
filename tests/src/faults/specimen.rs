//! One worker in order: registered, under contract, present, on the sheet, paid in full and time.

use anxin_datasets::civil::{
    date, day_class, day_text, due_day, first_day, month_days, month_text,
};
use anxin_datasets::ids;
use anxin_datasets::table::yuan;

use super::{About, Planter, Site};

/// How a specimen differs from the plain one.
#[derive(Debug, Clone)]
pub struct Terms {
    /// `daily` or `piece`.
    pub basis: &'static str,
    /// The hours system; empty: the planter chooses where it makes no difference.
    pub system: &'static str,
    /// Attended days; 0: the planter chooses.
    pub days: usize,
    /// Yuan a day or piece; 0: the planter chooses.
    pub rate_yuan: i64,
    /// His team; empty: one of his own.
    pub team: String,
    /// His project; `None`: any.
    pub site: Option<(String, String)>,
    /// Whether he has a row in `workers`.
    pub is_registered: bool,
    /// Whether an account is registered for him.
    pub has_account: bool,
    /// Whether he has a contract.
    pub has_contract: bool,
    /// Whether he stands on the sheet.
    pub has_sheet: bool,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            basis: "daily",
            system: "",
            days: 0,
            rate_yuan: 0,
            team: String::new(),
            site: None,
            is_registered: true,
            has_account: true,
            has_contract: true,
            has_sheet: true,
        }
    }
}

impl Terms {
    /// A contract under which a minute is a minute.
    #[must_use]
    pub fn flexible() -> Self {
        Self { system: "flexible", ..Self::default() }
    }
}

/// A worker made by the planter, and where his rows stand.
#[derive(Debug, Clone)]
pub struct Specimen {
    /// The worker.
    pub worker: String,
    /// His name; nobody else bears it.
    pub name: String,
    /// His project.
    pub project: String,
    /// Its wage account.
    pub wage_account: String,
    /// His own account.
    pub account: String,
    /// The wage month (months since year 0).
    pub month: i64,
    /// The wage month as text.
    pub period: String,
    /// The days he came, ascending.
    pub days: Vec<i64>,
    /// Workdays of the month on which he did not come.
    pub free: Vec<i64>,
    /// Fen a day or piece.
    pub rate_fen: i64,
    /// What he earned.
    pub due_fen: i64,
    /// The day on which he was paid.
    pub paid_day: i64,
    /// Row in `contracts`.
    pub contract: usize,
    /// Row in `workers`.
    pub registered: usize,
    /// Rows in `attendance`, one a day.
    pub attendance: Vec<usize>,
    /// Row in `payroll`.
    pub sheet: usize,
    /// Row in `transfers`.
    pub transfer: usize,
}

/// What so many minutes earn at a rate for 480, half up.
#[must_use]
pub fn pay(rate_fen: i64, minutes: i64) -> i64 {
    (rate_fen * minutes * 2 + 480) / 960
}

impl Specimen {
    /// Of the worker and project.
    #[must_use]
    pub fn about(&self) -> About {
        let (worker, project) = (Some(self.worker.clone()), Some(self.project.clone()));
        About { worker, project, ..About::default() }
    }

    /// Of the worker, project and wage month.
    #[must_use]
    pub fn about_month(&self) -> About {
        About { period: Some(self.period.clone()), ..self.about() }
    }

    /// Of a row that names worker, project and month.
    #[must_use]
    pub fn about_row(&self, row: usize) -> About {
        About { row: Some(row), ..self.about_month() }
    }

    /// The ids for a new row.
    #[must_use]
    pub fn ids(&self) -> [(&str, &str); 2] {
        [("worker_id", &self.worker), ("project_id", &self.project)]
    }

    /// A day on which he did not come.
    #[must_use]
    pub fn free_day(&self) -> i64 {
        self.free[self.free.len() / 2]
    }
}

/// An account with its last digit changed.
#[must_use]
pub fn one_digit_off(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if let Some(last) = letters.last_mut() {
        let digit = last.to_digit(10).unwrap_or(0);
        *last = char::from_digit((digit + 5) % 10, 10).unwrap_or('0');
    }
    letters.into_iter().collect()
}

impl Planter {
    /// A plain worker in order.
    pub fn specimen(&mut self) -> Specimen {
        self.specimen_of(&Terms::default())
    }

    /// A worker in order.
    pub fn specimen_of(&mut self, terms: &Terms) -> Specimen {
        let mut specimen = self.draft(terms);
        self.push_person(&mut specimen, terms);
        self.push_days(&mut specimen, terms);
        let due_fen = specimen.due_fen;
        if terms.has_sheet {
            specimen.sheet = self.push_sheet(&specimen, due_fen);
        }
        specimen.transfer = self.push_transfer(&specimen, due_fen);
        specimen
    }

    fn draft(&mut self, terms: &Terms) -> Specimen {
        let number = self.number();
        let month = self.first_month + self.random.between(0, 1);
        let site = match &terms.site {
            Some((project, wage_account)) => {
                Site { project: project.clone(), wage_account: wage_account.clone() }
            }
            None => self.site(),
        };
        let first = first_day(month);
        // The generator changes the class of each twelfth and of a sixth.
        let is_plain = |day: &i64| day_class(*day) == "workday" && !matches!(date(*day).2, 6 | 12);
        let mut free: Vec<i64> = (first..first + month_days(month)).filter(is_plain).collect();
        self.random.shuffle(&mut free);
        let count = if terms.days == 0 { 4 + self.random.below(9) } else { terms.days };
        let mut days = free.split_off(free.len() - count);
        days.sort_unstable();
        free.sort_unstable();
        let rate_yuan =
            if terms.rate_yuan == 0 { self.random.between(180, 480) } else { terms.rate_yuan };
        let paid_day = self.random.between(first_day(month + 1), due_day(month, 31, 1));
        Specimen {
            worker: format!("F{number:05}"),
            name: format!("戊{number}"),
            project: site.project,
            wage_account: site.wage_account,
            account: ids::card(500_000 + number),
            month,
            period: month_text(month),
            rate_fen: rate_yuan * 100,
            due_fen: rate_yuan * 100 * i64::try_from(count).unwrap_or(0),
            paid_day,
            days,
            free,
            contract: 0,
            registered: 0,
            attendance: Vec::new(),
            sheet: 0,
            transfer: 0,
        }
    }

    fn push_person(&mut self, s: &mut Specimen, terms: &Terms) {
        if terms.is_registered {
            let account = if terms.has_account { s.account.as_str() } else { "" };
            let cells = [
                ("worker_id", s.worker.as_str()),
                ("worker_name", &s.name),
                ("pay_account", account),
            ];
            s.registered = self.push("workers", &cells);
        }
        if !terms.has_contract {
            return;
        }
        let system = match terms.system {
            "" => self.random.pick(&["flexible", "none", "standard", "comprehensive"]),
            system => system,
        };
        let start = first_day(self.first_month) - self.random.between(5, 60);
        let team =
            if terms.team.is_empty() { format!("T-{}", s.worker) } else { terms.team.clone() };
        let (contract, rate) = (format!("C-{}", s.worker), yuan(s.rate_fen));
        let start = day_text(start);
        let cells = [
            ("contract_id", contract.as_str()),
            ("pay_basis", terms.basis),
            ("rate", &rate),
            ("start_date", &start),
            ("team_id", &team),
            ("hours_system", system),
        ];
        s.contract = self.push("contracts", &cells);
        self.set("contracts", s.contract, &s.ids());
    }

    fn push_days(&mut self, s: &mut Specimen, terms: &Terms) {
        for day in s.days.clone() {
            let row = self.attend(s, day, 480);
            if terms.basis == "piece" {
                self.set("attendance", row, &[("quantity", "1")]);
            }
            s.attendance.push(row);
        }
    }

    /// A row of attendance.
    pub fn attend(&mut self, s: &Specimen, day: i64, minutes: i64) -> usize {
        let (date, minutes) = (day_text(day), minutes.to_string());
        let source = self.random.pick(&["", "device", "device", "manual"]);
        let cells = [("work_date", date.as_str()), ("minutes", &minutes), ("source", source)];
        let row = self.push("attendance", &cells);
        self.set("attendance", row, &s.ids());
        row
    }

    /// A confirmed line of the sheet.
    pub fn push_sheet(&mut self, s: &Specimen, fen: i64) -> usize {
        let (sheet, sum) = (format!("S-{}-{}", s.project, s.period), yuan(fen));
        let days = s.days.len().to_string();
        let cells = [
            ("payroll_id", sheet.as_str()),
            ("period", &s.period),
            ("gross", &sum),
            ("deductions", "0.00"),
            ("net", &sum),
            ("confirmed", "true"),
            ("days", &days),
        ];
        let row = self.push("payroll", &cells);
        self.set("payroll", row, &s.ids());
        row
    }

    /// A settled transfer that says all about itself.
    pub fn push_transfer(&mut self, s: &Specimen, fen: i64) -> usize {
        let (id, sum) = (self.transfer_id(), yuan(fen));
        let day = day_text(s.paid_day);
        let cells = [
            ("transfer_id", id.as_str()),
            ("amount", &sum),
            ("paid_date", &day),
            ("status", "settled"),
            ("period", &s.period),
            ("payee_account", &s.account),
            ("payee_name", &s.name),
            ("payer_account", &s.wage_account),
        ];
        let row = self.push("transfers", &cells);
        self.set("transfers", row, &s.ids());
        row
    }

    /// An id that no other transfer has.
    pub fn transfer_id(&mut self) -> String {
        format!("TF{:06}", self.number())
    }

    /// What he earned is another sum: on the sheet and paid.
    pub fn earn(&mut self, s: &mut Specimen, fen: i64) {
        s.due_fen = fen;
        let sum = yuan(fen);
        self.set("payroll", s.sheet, &[("gross", &sum), ("net", &sum)]);
        self.set("transfers", s.transfer, &[("amount", &sum)]);
    }

    /// The sheet states one day more.
    pub fn one_more_day(&mut self, s: &Specimen) {
        let days = (s.days.len() + 1).to_string();
        self.set("payroll", s.sheet, &[("days", &days)]);
    }

    /// Part of his pay comes in a second transfer. Gives its row.
    pub fn split(&mut self, s: &Specimen, first_fen: i64) -> usize {
        self.set("transfers", s.transfer, &[("amount", &yuan(first_fen))]);
        let (id, rest) = (self.transfer_id(), yuan(s.due_fen - first_fen));
        self.copy("transfers", s.transfer, &[("transfer_id", &id), ("amount", &rest)])
    }
}
