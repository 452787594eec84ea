//! The making of a world, room after room: sites, people, days, sheets, payments, means, offices,
//! spoiling.

mod days;
mod means;
mod offices;
mod payments;
mod people;
mod punches;
mod sheets;
mod sites;
mod spoil;

use std::collections::BTreeMap;

use crate::civil::{first_day, month_days, month_text};
use crate::random::Random;
use crate::table::{Cell, yuan};
use crate::world::{Planted, Spec, World, row_day};

/// A building site.
#[derive(Debug, Clone)]
struct Site {
    id: String,
    contractor: usize,
    region: Option<&'static str>,
    account: Option<String>,
}

/// A worker.
#[derive(Debug, Clone)]
struct Person {
    id: String,
    name: String,
    account: Option<String>,
}

/// The terms that the maker needs to know to pay about the right sum.
#[derive(Debug, Clone, Copy)]
struct Terms {
    basis: &'static str,
    rate_e4: i64,
    standard_minutes: i64,
    pay_day: i64,
    offset_months: i64,
    /// One open contract from before the first month: the due date is certain.
    is_plain: bool,
    /// The wage is rate times time, whatever the day: the maker can compute it.
    is_linear: bool,
}

/// One worker on one site.
#[derive(Debug, Clone)]
struct Engagement {
    person: usize,
    site: usize,
    team: String,
    terms: Terms,
    first_day: i64,
    last_day: i64,
    is_punched: bool,
}

/// What an engagement did in a month.
#[derive(Debug, Clone, Copy, Default)]
struct Worked {
    minutes: i64,
    days: i64,
    pieces_e3: i64,
    /// Days on which more sites or rows meet than the maker keeps account of.
    is_muddled: bool,
}

/// What the maker means to pay for an engagement and month.
#[derive(Debug, Clone)]
struct Owed {
    engagement: usize,
    month: i64,
    payroll_id: Option<String>,
    net_fen: i64,
    /// Whether `net_fen` is certainly what the rules say is due.
    is_certain: bool,
    /// The payroll row.
    row: Option<usize>,
}

pub(crate) struct Maker<'a> {
    spec: &'a Spec,
    random: Random,
    world: World,
    sites: Vec<Site>,
    people: Vec<Person>,
    engagements: Vec<Engagement>,
    contractors: Vec<String>,
    /// One entry an engagement and month, engagement by engagement.
    worked: Vec<Worked>,
    owed: Vec<Owed>,
    transfers: usize,
    /// Rows on which a certain truth rests: they are not spoiled.
    kept: Vec<(&'static str, usize)>,
    /// Engagements and months whose wage must stay what it is: no adjustments.
    settled: Vec<(usize, i64)>,
    /// What will be true when somebody came: kind, engagement, contract row, the days that count.
    expected: Vec<Expected>,
}

/// Something that the contracts of an engagement lead to once somebody comes to work.
#[derive(Debug, Clone)]
struct Expected {
    planted: Planted,
    worker_id: String,
    project_id: Option<String>,
    days: std::ops::RangeInclusive<i64>,
}

impl<'a> Maker<'a> {
    pub(crate) fn new(spec: &'a Spec) -> Self {
        Self {
            spec,
            random: Random::new(spec.seed),
            world: World::empty(spec.as_of_day),
            sites: Vec::new(),
            people: Vec::new(),
            engagements: Vec::new(),
            contractors: Vec::new(),
            worked: Vec::new(),
            owed: Vec::new(),
            transfers: 0,
            kept: Vec::new(),
            settled: Vec::new(),
            expected: Vec::new(),
        }
    }

    pub(crate) fn make(mut self) -> World {
        self.make_contractors();
        self.make_sites();
        self.make_people();
        self.make_engagements();
        self.make_days();
        self.plant_what_was_expected();
        self.make_sheets();
        self.make_adjustments();
        self.make_payments();
        self.make_entries();
        self.make_deposits();
        self.make_events();
        self.make_cases();
        self.make_signals();
        self.make_calendar();
        self.spoil();
        self.world
    }

    /// Adds a row to a table and gives its number.
    fn push(&mut self, table: &str, cells: &[(&str, Cell)]) -> usize {
        let place = self.world.tables.iter().position(|t| t.name == table);
        place.map_or(0, |place| self.world.tables[place].push(cells))
    }

    /// Writes down that something was planted.
    fn plant(&mut self, planted: Planted) {
        self.world.truth.push(planted);
    }

    /// Plants what came true: what hangs on attendance with minutes above zero within some days.
    fn plant_what_was_expected(&mut self) {
        let Some(table) = self.world.table("attendance") else { return };
        let mut rows_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for row in 0..table.rows() {
            rows_of.entry(table.cell(row, "worker_id").unwrap_or("")).or_default().push(row);
        }
        let came = |e: &&Expected, row: usize| {
            let cell = |column| table.cell(row, column);
            (e.project_id.is_none() || cell("project_id") == e.project_id.as_deref())
                && cell("minutes").is_some_and(|minutes| minutes != "0")
                && row_day(table, row).is_some_and(|day| e.days.contains(&day))
        };
        let is_true = |e: &&Expected| {
            let rows = rows_of.get(e.worker_id.as_str());
            rows.is_some_and(|rows| rows.iter().any(|row| came(e, *row)))
        };
        let planted: Vec<Planted> =
            self.expected.iter().filter(is_true).map(|e| e.planted.clone()).collect();
        self.world.truth.extend(planted);
    }

    /// What was planted about an engagement and month.
    fn about(&self, engagement: usize, month: i64) -> Planted {
        let e = &self.engagements[engagement];
        Planted {
            kind: "",
            is_fault: true,
            table: "",
            row: None,
            worker_id: some(&self.people[e.person].id),
            project_id: some(&self.sites[e.site].id),
            period: Some(month_text(month)),
            amount: None,
        }
    }

    /// The wage months.
    fn months(&self) -> std::ops::Range<i64> {
        let length = i64::try_from(self.spec.months).unwrap_or(0);
        self.spec.first_month..self.spec.first_month + length
    }

    /// The first and the last day of a wage month.
    fn days_of(month: i64) -> (i64, i64) {
        (first_day(month), first_day(month) + month_days(month) - 1)
    }

    fn chance(&mut self, permille: u32) -> bool {
        self.random.chance(permille)
    }

    /// A value some times, null at other times.
    fn maybe(&mut self, permille: u32, text: &str) -> Cell {
        self.random.chance(permille).then(|| text.to_owned())
    }
}

/// A filled cell.
fn some(text: &str) -> Cell {
    Some(text.to_owned())
}

/// A filled cell with money.
fn money(fen: i64) -> Cell {
    Some(yuan(fen))
}

/// `numerator ÷ denominator`, half up; both positive or zero.
fn half_up(numerator: i64, denominator: i64) -> i64 {
    (2 * numerator + denominator) / (2 * denominator)
}
