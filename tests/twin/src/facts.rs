//! What the figures of step 7 are made from: everything that steps 1 to 6 found.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{Calendar, UnknownYear};
use crate::deposit::{Builders, Required};
use crate::labour_cost::Dues;
use crate::policy::Policy;
use crate::step1::{Record, Tables};
use crate::step2::World;
use crate::step3::Periods;
use crate::step4::Transfer;
use crate::step5::Allocation;

/// All that is known before the figures.
#[derive(Debug)]
pub struct Facts<'a> {
    /// Used rows.
    pub tables: &'a Tables,
    /// Engagements.
    pub world: &'a World,
    /// Values.
    pub policy: &'a Policy,
    /// Day classes.
    pub calendar: &'a Calendar,
    /// The day of the report.
    pub as_of: i128,
    /// Worker-periods.
    pub periods: &'a Periods,
    /// Transfers with their fates.
    pub transfers: &'a [Transfer],
    /// What paid what.
    pub allocations: &'a [Allocation],
    /// Projects, events and policy.
    pub builders: &'a Builders<'a>,
    /// Deposit required by project.
    pub required: &'a BTreeMap<String, Required>,
    /// Balance by wage account, in fen.
    pub balances: &'a BTreeMap<String, i128>,
    /// Labour cost.
    pub dues: &'a Dues,
    /// Labour cost that no month could take, by project, in fen.
    pub unassigned: &'a BTreeMap<String, i128>,
    /// Years without a calendar in which a deadline lies.
    pub unknown_years: RefCell<BTreeSet<i128>>,
}

impl Facts<'_> {
    /// The row of a project.
    pub fn project(&self, id: &str) -> Option<&Record> {
        self.world.projects.get(id)
    }

    /// A text of a project.
    pub fn text(&self, id: &str, column: &str) -> Option<&str> {
        self.world.project_text(id, column)
    }

    /// The day so many workdays after a day; a year without calendar is written down.
    pub fn workdays_after(&self, day: i128, workdays: i128) -> Option<i128> {
        match self.calendar.workdays_after(day, workdays) {
            Ok(found) => Some(found),
            Err(UnknownYear(year)) => {
                self.unknown_years.borrow_mut().insert(year);
                None
            }
        }
    }

    /// Whether a project was completed: by its status, or on a day up to the report.
    pub fn is_completed(&self, id: &str) -> bool {
        self.project(id).is_some_and(|project| {
            project.text("status") == Some("completed")
                || project.number("completed_date").is_some_and(|day| day <= self.as_of)
        })
    }

    /// The projects with a wage account, by account.
    pub fn projects_of_accounts(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (id, project) in &self.world.projects {
            if let Some(account) = project.text("wage_account") {
                found.entry(account).or_default().push(id);
            }
        }
        found
    }
}
