//! Contractors and projects.

use super::{Maker, Site, money, some};
use crate::civil::day_text;
use crate::ids;
use crate::table::Cell;

/// Two projects of one contractor lie in one management area: regions with a deposit rule built in,
/// regions without, short codes, unknown ones, and none.
const AREAS: &[(Option<&str>, Option<&str>)] = &[
    (Some("520102"), Some("520115")),
    (Some("350102"), Some("350104")),
    (Some("150102"), Some("150104")),
    (Some("130102"), Some("130104")),
    (Some("340102"), Some("340103")),
    (Some("430102"), Some("430104")),
    (Some("640104"), Some("640105")),
    (Some("371302"), Some("371311")),
    (Some("652301"), Some("652302")),
    (Some("330282"), Some("330203")),
    (Some("52"), Some("3301")),
    (None, Some("000000")),
    (Some("990101"), Some("520100")),
];

const AMOUNTS_FEN: &[i64] = &[
    299_999_999,
    300_000_000,
    399_999_999,
    400_000_000,
    4_567_890_123,
    10_000_000_000,
    29_999_999_999,
    30_000_000_000,
    80_000_000_000,
];

impl Maker<'_> {
    pub(super) fn make_contractors(&mut self) {
        for number in 0..self.spec.projects.div_ceil(2).max(2) {
            let id = format!("GC{:02}", number + 1);
            let running = i64::try_from(number).unwrap_or(0) + 1;
            let name = format!("第{running}建设有限公司");
            let code = ids::credit_code(running);
            self.push(
                "contractors",
                &[
                    ("contractor_id", some(&id)),
                    ("contractor_name", Some(name)),
                    ("credit_code", Some(code)),
                ],
            );
            self.contractors.push(id);
        }
    }

    pub(super) fn make_sites(&mut self) {
        let start = usize::try_from(self.spec.seed % 13).unwrap_or(0);
        for number in 0..self.spec.projects {
            let pair = AREAS[(start + number / 2) % AREAS.len()];
            let region = if number % 2 == 0 { pair.0 } else { pair.1 };
            // Some contractors also build in a second area.
            let is_elsewhere = number > 3 && self.chance(200);
            let contractor = if is_elsewhere { 0 } else { number / 2 };
            let account = match number {
                0 => Some(ids::company_account(1)),
                _ if self.chance(200) => self.sites[number - 1].account.clone(),
                _ if self.chance(100) => None,
                _ => Some(ids::company_account(i64::try_from(number).unwrap_or(0) + 1)),
            };
            let id = format!("P{:02}", number + 1);
            self.sites.push(Site { id, contractor, region, account });
            self.push_project(number);
        }
        // A project that no table but attendance knows.
        self.sites.push(Site {
            id: "P-UNKNOWN".into(),
            contractor: 0,
            region: None,
            account: None,
        });
    }

    fn push_project(&mut self, number: usize) {
        let site = self.sites[number].clone();
        let cells = [
            ("project_id", some(&site.id)),
            ("project_name", Some(format!("第{}号工程", number + 1))),
            ("region_code", site.region.map(str::to_owned)),
            ("wage_account", site.account.clone()),
            ("general_contractor_id", some(&self.contractors[site.contractor])),
        ];
        let row = self.push("projects", &cells);
        let category = self.random.pick(&["01", "02", "05", "07", "99"]);
        let investment = self.random.pick(&["government", "state_owned", "private"]);
        let mut more: Vec<(&str, Cell)> = vec![
            ("category", self.maybe(850, category)),
            ("investment", self.maybe(850, investment)),
            ("owner_id", self.maybe(850, &format!("OWNER{}", number % 3))),
        ];
        self.add_contract_cells(&mut more);
        self.add_labour_cost_cells(&mut more);
        for name in [
            "real_name_in_place",
            "paid_by_general_contractor",
            "notice_board_complete",
            "payroll_officer_named",
        ] {
            more.push((name, self.truth_value(700)));
        }
        more.push(("deposit_exempt", self.truth_value(100)));
        more.push(("wage_account_exempt", self.truth_value(100)));
        let status = self.random.pick(&["preparing", "active", "active", "suspended", "completed"]);
        more.push(("status", self.maybe(900, status)));
        let unsettled = self.random.pick(&[0, 1, 500_000, 123_456_789]);
        more.push(("unsettled_amount", money(unsettled).filter(|_| self.chance(600))));
        let place = self.world.tables.iter().position(|t| t.name == "projects").unwrap_or(0);
        for (name, cell) in more {
            self.world.tables[place].set(row, name, cell);
        }
    }

    fn add_contract_cells(&mut self, more: &mut Vec<(&'static str, Cell)>) {
        let amount = self.random.pick(AMOUNTS_FEN);
        more.push(("contract_amount", money(amount).filter(|_| self.chance(900))));
        more.push(("annual_contract_amount", money(amount / 2 + 1).filter(|_| self.chance(500))));
        let signed = self.spec.as_of_day - self.random.between(30, 1_200);
        let permit = signed + self.random.pick(&[0, 15, 40]);
        let start = permit + self.random.pick(&[0, 1, 30]);
        let as_of = self.spec.as_of_day;
        let completed = self.random.pick(&[as_of - 40, as_of, as_of + 1]);
        let length = self.random.pick(&[80, 300, 365, 366, 800]);
        more.push(("signed_date", Some(day_text(signed)).filter(|_| self.chance(850))));
        more.push(("permit_date", Some(day_text(permit)).filter(|_| self.chance(800))));
        more.push(("start_date", Some(day_text(start)).filter(|_| self.chance(850))));
        more.push((
            "planned_end_date",
            Some(day_text(start + length)).filter(|_| self.chance(850)),
        ));
        more.push(("completed_date", Some(day_text(completed)).filter(|_| self.chance(300))));
    }

    fn add_labour_cost_cells(&mut self, more: &mut Vec<(&'static str, Cell)>) {
        let monthly = self.random.pick(&[30_000_000, 10_000_001, 25_000_050]);
        more.push(("labour_cost_monthly", money(monthly).filter(|_| self.chance(500))));
        let ratio = self.random.pick(&["0.2", "0.15", "0.3333"]);
        more.push(("labour_cost_ratio", self.maybe(600, ratio)));
        let day = self.random.pick(&["1", "15", "28", "31"]);
        more.push(("labour_cost_day", self.maybe(700, day)));
        let opened = day_text(self.spec.as_of_day - self.random.between(1, 600));
        more.push(("wage_account_opened_date", self.maybe(800, &opened)));
    }

    /// `true` so many times in a thousand, else `false`; now and then unknown.
    pub(super) fn truth_value(&mut self, permille: u32) -> Cell {
        let word = if self.chance(permille) { "true" } else { "false" };
        self.maybe(880, word)
    }
}
