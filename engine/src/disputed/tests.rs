//! Cases worked out by hand, and all readings gone through by editing the rows that are handed in.

use super::*;
use crate::{Format, Source, TableName};

fn csv(name: &str, text: impl Into<String>) -> Source {
    Source::bytes(name, Format::Csv, text.into().into())
}

fn as_of() -> Day {
    Day::from_ymd(2025, 12, 31).unwrap()
}

/// Days of eight hours of a worker in March 2025, from the 3rd to the 14th, weekends left out.
fn ten_days(worker: &str) -> String {
    [3, 4, 5, 6, 7, 10, 11, 12, 13, 14]
        .map(|day| format!("{worker},P1,2025-03-{day:02},480\n"))
        .concat()
}

/// A site with one doubt of each kind:
/// W1 worked ten days under C1 (300 a day) and C2 (350), both from 1 March: 3,500.00 by the run,
/// which takes C2; 3,000.00 by C1. 1,000.00 were paid to 张三 on P1, as W1 and W2 are called.
/// W2 worked ten days at 200: 2,000.00. W3 worked on 1 April from 7:00 to 15:00 at 240 a day, and
/// stamped once on 2 April.
fn site() -> Inputs {
    let attendance =
        format!("worker_id,project_id,work_date,minutes\n{}{}", ten_days("W1"), ten_days("W2"));
    let contracts = "contract_id,worker_id,project_id,pay_basis,rate,start_date\n\
                     C1,W1,P1,daily,300,2025-03-01\nC2,W1,P1,daily,350,2025-03-01\n\
                     C3,W2,P1,daily,200,2025-03-01\nC4,W3,P1,daily,240,2025-03-01\n";
    let workers = "worker_id,name\nW1,张三\nW2,张三\nW3,李四\n";
    let transfers = "transfer_id,amount,paid_date,status,project_id,payee_name\n\
                     T1,1000.00,2025-05-20,settled,P1,张三\n";
    let punches = "worker_id,project_id,punched_at,direction\n\
                   W3,P1,2025-04-01T07:00:00,in\nW3,P1,2025-04-01T15:00:00,out\n\
                   W3,P1,2025-04-02T07:00:00,in\n";
    Inputs::default()
        .with(TableName::Attendance, csv("attendance.csv", attendance))
        .with(TableName::Contracts, csv("contracts.csv", contracts))
        .with(TableName::Workers, csv("workers.csv", workers))
        .with(TableName::Transfers, csv("transfers.csv", transfers))
        .with(TableName::Punches, csv("punches.csv", punches))
}

#[test]
fn each_kind_of_doubt_gives_the_interval_worked_out_by_hand() {
    let found = disputed(&Run::default(), &site(), &Policy::default(), as_of()).unwrap();
    // W1: 3,500 or 3,000, less 1,000 or nothing. W2: 2,000 less 1,000 or nothing. W3: one day of
    // 240, or two.
    let expected = "worker_id,project_id,period,arrears,least,most,is_exact,doubts,documents\n\
        W1,P1,2025-03-01,3500.00,2000.00,3500.00,true,two_rates C1 C2; ambiguous_payout T1,\
        payee_of_transfer signed_contract\n\
        W2,P1,2025-03-01,2000.00,1000.00,2000.00,true,ambiguous_payout T1,payee_of_transfer\n\
        W3,P1,2025-04-01,240.00,240.00,480.00,true,forgotten_stamp P1 2025-04-02,\
        site_record_of_day\n";
    assert_eq!(found.to_csv(), expected);
    assert_eq!(found.arrears_fen, 574_000);
    assert_eq!((found.least_fen(), found.most_fen()), (324_000, Some(598_000)));
}

#[test]
fn a_site_without_doubts_is_certain() {
    let rows = "worker_id,project_id,work_date,minutes\n".to_owned() + &ten_days("W1");
    // Two contracts of one day that say the same are no doubt, nor is a payout that is of nobody.
    let contracts = "contract_id,worker_id,project_id,pay_basis,rate,start_date\n\
                     C1,W1,P1,daily,300,2025-03-01\nC2,W1,P1,daily,300,2025-03-01\n";
    let transfers = "transfer_id,amount,paid_date,status,project_id,payee_name\n\
                     T1,1000.00,2025-05-20,settled,P1,王五\n";
    let inputs = Inputs::default()
        .with(TableName::Attendance, csv("attendance.csv", rows))
        .with(TableName::Contracts, csv("contracts.csv", contracts))
        .with(TableName::Transfers, csv("transfers.csv", transfers));
    let found = disputed(&Run::default(), &inputs, &Policy::default(), as_of()).unwrap();
    assert_eq!(found, Disputed { periods: Vec::new(), arrears_fen: 300_000 });
}

/// Numbers that look random, the same for every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % count
    }
}

/// A small site as rows, with doubts of each kind, which can be read in one way or the other.
#[derive(Clone, Debug, Default)]
struct World {
    /// Worker, month, day, minutes.
    days: Vec<(u64, u64, u64, u64)>,
    /// Worker, rate, and the place in the order of ids.
    contracts: Vec<(u64, u64, u64)>,
    /// Amount, day of June, worker where it is told, month that it names.
    paid: Vec<(u64, u64, Option<u64>, Option<u64>)>,
    /// Worker, month, day; whether he stamped when he left.
    stamps: Vec<(u64, u64, u64, bool)>,
}

/// A doubt of a world: contracts of a worker, a payout, a stamp.
#[derive(Clone, Copy, Debug)]
enum Met {
    Rates(u64),
    Payout(usize),
    Stamp(usize),
}

/// Workers of a world: the first two bear one name.
const WORKERS: u64 = 3;

impl World {
    fn of_seed(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let mut world = Self::default();
        for worker in 0..WORKERS {
            for month in 3..5 {
                for day in 1..8 + dice.below(8) {
                    world.days.push((worker, month, day, 60 * dice.below(11)));
                }
            }
            for place in 0..1 + dice.below(3) {
                world.contracts.push((worker, 150 + 10 * dice.below(20), place));
            }
            if dice.below(2) == 0 {
                let day = 1 + dice.below(20);
                world.paid.push((50 * dice.below(60), day, Some(worker), None));
            }
            for _ in 0..dice.below(2) {
                world.stamps.push((worker, 3 + dice.below(2), 20 + dice.below(8), false));
            }
        }
        for _ in 0..dice.below(3) {
            let month = (dice.below(2) == 0).then(|| 3 + dice.below(2));
            world.paid.push((50 * dice.below(80), 1 + dice.below(20), None, month));
        }
        world
    }

    fn inputs(&self) -> Inputs {
        let mut attendance = String::from("worker_id,project_id,work_date,minutes\n");
        for (worker, month, day, minutes) in &self.days {
            attendance += &format!("W{worker},P1,2025-{month:02}-{day:02},{minutes}\n");
        }
        let mut contracts =
            String::from("contract_id,worker_id,project_id,pay_basis,rate,start_date\n");
        for (worker, rate, place) in &self.contracts {
            contracts += &format!("C{worker}{place},W{worker},P1,daily,{rate},2025-02-01\n");
        }
        let mut transfers = String::from(
            "transfer_id,amount,paid_date,status,worker_id,project_id,payee_name,period\n",
        );
        for (place, (amount, day, worker, month)) in self.paid.iter().enumerate() {
            let worker = worker.map_or_else(String::new, |worker| format!("W{worker}"));
            let month = month.map_or_else(String::new, |month| format!("2025-{month:02}"));
            let row = format!("{amount},2025-06-{day:02},settled,{worker},P1,张三,{month}");
            transfers += &format!("T{place},{row}\n");
        }
        let mut punches = String::from("worker_id,project_id,punched_at,direction\n");
        for (worker, month, day, has_left) in &self.stamps {
            let day = format!("W{worker},P1,2025-{month:02}-{day:02}");
            punches += &format!("{day}T07:00:00,in\n");
            if *has_left {
                punches += &format!("{day}T15:00:00,out\n");
            }
        }
        Inputs::default()
            .with(TableName::Attendance, csv("attendance.csv", attendance))
            .with(TableName::Contracts, csv("contracts.csv", contracts))
            .with(TableName::Transfers, csv("transfers.csv", transfers))
            .with(TableName::Punches, csv("punches.csv", punches))
            .with(TableName::Workers, csv("w.csv", "worker_id,name\nW0,张三\nW1,张三\nW2,李四\n"))
    }

    /// Its doubts, each with the number of its readings.
    fn doubts(&self) -> Vec<(Met, usize)> {
        let mut all = Vec::new();
        for worker in 0..WORKERS {
            let own = self.contracts.iter().filter(|contract| contract.0 == worker).count();
            if own > 1 {
                all.push((Met::Rates(worker), own));
            }
        }
        let payouts = (0..self.paid.len()).filter(|&place| self.paid[place].2.is_none());
        all.extend(payouts.map(|place| (Met::Payout(place), 3)));
        all.extend((0..self.stamps.len()).map(|place| (Met::Stamp(place), 2)));
        all
    }

    /// The rows as they are where a doubt is read in one way.
    fn read(&self, doubt: Met, reading: usize) -> Self {
        let mut world = self.clone();
        match doubt {
            Met::Rates(worker) => {
                // The greatest id counts: each of them gets it.
                let mut own = world.contracts.iter_mut().filter(|own| own.0 == worker);
                own.nth(reading).unwrap().2 = 9;
            }
            Met::Payout(place) => world.paid[place].2 = [None, Some(0), Some(1)][reading],
            Met::Stamp(place) => world.stamps[place].3 = reading == 1,
        }
        world
    }

    /// Every world that one of its doubts may come to.
    fn settled(&self) -> Vec<Self> {
        let each = |(doubt, count)| (0..count).map(move |reading| self.read(doubt, reading));
        self.doubts().into_iter().flat_map(each).collect()
    }

    /// Every world that all doubts may come to.
    fn readings(&self) -> Vec<Self> {
        let mut all = vec![self.clone()];
        for (doubt, count) in self.doubts() {
            let next = |world: &Self| -> Vec<Self> {
                (0..count).map(|reading| world.read(doubt, reading)).collect()
            };
            all = all.iter().flat_map(next).collect();
        }
        all
    }

    /// Arrears by worker and month, by a run over the rows.
    fn arrears(&self) -> Vec<(String, Month, i64)> {
        let result = Run::default().reconcile(&self.inputs(), &Policy::default(), as_of()).unwrap();
        let mut found = Vec::new();
        for periods in result.chunks.iter().map(|chunk| &chunk.periods) {
            for row in 0..periods.len() {
                let (worker, _) = names(&result.keyed, periods.engagement[row]);
                let arrears_fen = periods.arrears(row, as_of()).arrears_fen;
                found.push((worker, periods.month[row], arrears_fen));
            }
        }
        found
    }
}

/// An interval as it is told, or the figure where nothing is.
fn interval(found: &Disputed, worker: &str, month: Month, arrears_fen: i64) -> (i64, Option<i64>) {
    let own = found.periods.iter().find(|row| row.worker == worker && row.period == month);
    own.map_or((arrears_fen, Some(arrears_fen)), |own| (own.least_fen, own.most_fen))
}

/// Whether an interval lies within another one.
fn is_within(inner: (i64, Option<i64>), outer: (i64, Option<i64>)) -> bool {
    outer.0 <= inner.0 && outer.1.is_none_or(|outer| inner.1.is_some_and(|inner| inner <= outer))
}

#[test]
fn intervals_are_what_editing_the_rows_in_every_way_gives() {
    let (mut told, mut readings) = (0, 0);
    for seed in 0..40 {
        let world = World::of_seed(seed);
        let rules = (&Policy::default(), as_of());
        let exact = of_readings(&Run::default(), &world.inputs(), rules, 256).unwrap();
        let enclosed = of_readings(&Run::default(), &world.inputs(), rules, 3).unwrap();
        let all: Vec<_> = world.readings().iter().map(World::arrears).collect();
        for (row, (worker, month, arrears_fen)) in world.arrears().into_iter().enumerate() {
            let column = || all.iter().map(|reading| reading[row].2);
            let expected = (column().min().unwrap(), column().max());
            let found = interval(&exact, &worker, month, arrears_fen);
            assert_eq!(found, expected, "seed {seed}, {worker} {month}: {world:?}");
            let wider = interval(&enclosed, &worker, month, arrears_fen);
            assert!(is_within(found, wider), "seed {seed}, {worker} {month}: {wider:?} {found:?}");
            let own = enclosed.periods.iter().find(|own| own.worker == worker);
            let is_exact = own.is_none_or(|own| own.is_exact);
            assert!(!is_exact || wider == found, "seed {seed}, {worker} {month}");
        }
        // A doubt that is settled in one way or the other leaves no wider interval.
        for settled in world.settled() {
            let less = disputed(&Run::default(), &settled.inputs(), rules.0, rules.1).unwrap();
            for (worker, month, arrears_fen) in settled.arrears() {
                let outer = interval(&exact, &worker, month, arrears_fen);
                let inner = interval(&less, &worker, month, arrears_fen);
                // Contracts that tie still tie, whichever id is the greatest.
                assert!(is_within(inner, outer), "seed {seed}, {worker} {month}: {settled:?}");
            }
        }
        told += exact.periods.len();
        readings += all.len();
    }
    assert!(told > 100 && readings > 500, "{told} intervals of {readings} readings");
}

#[test]
fn many_readings_are_enclosed_and_too_many_are_not_guessed() {
    let rules = (&Policy::default(), as_of());
    let mut world = World::of_seed(1);
    world.contracts = vec![(0, 300, 0), (1, 300, 0), (2, 300, 0)];
    world.days = vec![(2, 3, 3, 480)];
    world.paid = vec![];
    // 2 to the 9th; each forgotten stamp is a day of 300.00.
    world.stamps = (10..19).map(|day| (2, 3, day, false)).collect();
    let found = of_readings(&Run::default(), &world.inputs(), rules, 256).unwrap();
    let [row] = found.periods.as_slice() else { panic!("{found:?}") };
    // Of the nine days two are a weekend, paid twice: 15 and 16 March 2025.
    let most_fen = Some(30_000 + 7 * 30_000 + 2 * 60_000);
    assert_eq!((row.least_fen, row.most_fen, row.is_exact), (30_000, most_fen, true));
    // Two contracts of one start are more readings than one.
    world.contracts.push((2, 400, 1));
    let found = of_readings(&Run::default(), &world.inputs(), rules, 1).unwrap();
    let row = &found.periods[0];
    assert_eq!((row.least_fen, row.most_fen, row.is_exact), (0, None, false));
    assert_eq!(found.most_fen(), None);
    assert!(found.to_csv().contains(",400.00,0.00,,false,"), "{}", found.to_csv());
}

/// Arrears, least, most and whether they are exact, of every line.
fn told(found: &Disputed) -> Vec<(i64, i64, Option<i64>, bool)> {
    let row = |row: &DisputedPeriod| (row.arrears_fen, row.least_fen, row.most_fen, row.is_exact);
    found.periods.iter().map(row).collect()
}

#[test]
fn a_due_date_that_moves_is_not_taken_for_monotone() {
    // Five days at 300, due on 10 March or on the last attended day, whichever is later. One
    // stamp on 20 March: a sixth day moves the due date to that day, and on 20 March nothing of
    // it is overdue yet.
    let days = [3, 4, 5, 6, 7].map(|day| format!("W1,P1,2025-03-{day:02},480\n")).concat();
    let attendance = format!("worker_id,project_id,work_date,minutes\n{days}");
    let contracts = "contract_id,worker_id,project_id,pay_basis,rate,start_date,pay_day,\
                     pay_month_offset\nC1,W1,P1,daily,300,2025-03-01,10,0\n";
    let punches = "worker_id,project_id,punched_at,direction\nW1,P1,2025-03-20T07:00:00,in\n";
    let inputs = Inputs::default()
        .with(TableName::Attendance, csv("attendance.csv", attendance))
        .with(TableName::Contracts, csv("contracts.csv", contracts))
        .with(TableName::Punches, csv("punches.csv", punches));
    let rules = (&Policy::default(), Day::from_ymd(2025, 3, 20).unwrap());
    let found = of_readings(&Run::default(), &inputs, rules, 256).unwrap();
    assert_eq!(told(&found), [(150_000, 0, Some(150_000), true)]);
    // Where readings are too many to be gone through: between nothing and the due of six days.
    let found = of_readings(&Run::default(), &inputs, rules, 1).unwrap();
    assert_eq!(told(&found), [(150_000, 0, Some(180_000), false)]);
}

#[test]
fn a_payout_may_pay_one_of_several_projects_of_a_worker() {
    // 500.00 from an account of two projects to somebody called 王五, who has 300.00 to come on the
    // one and 400.00 on the other: one of them is paid, or none.
    let attendance = "worker_id,project_id,work_date,minutes\n\
                      W1,P1,2025-03-03,480\nW1,P2,2025-03-04,480\n";
    let contracts = "contract_id,worker_id,project_id,pay_basis,rate,start_date\n\
                     C1,W1,P1,daily,300,2025-03-01\nC2,W1,P2,daily,400,2025-03-01\n";
    let transfers = "transfer_id,amount,paid_date,status,payer_account,payee_name\n\
                     T1,500.00,2025-05-20,settled,A1,王五\n";
    let inputs = Inputs::default()
        .with(TableName::Attendance, csv("attendance.csv", attendance))
        .with(TableName::Contracts, csv("contracts.csv", contracts))
        .with(TableName::Workers, csv("workers.csv", "worker_id,name\nW1,王五\n"))
        .with(TableName::Projects, csv("projects.csv", "project_id,wage_account\nP1,A1\nP2,A1\n"))
        .with(TableName::Transfers, csv("transfers.csv", transfers));
    let rules = (&Policy::default(), as_of());
    for (most_readings, is_exact) in [(256, true), (1, false)] {
        let found = of_readings(&Run::default(), &inputs, rules, most_readings).unwrap();
        let expected = [(30_000, 0, Some(30_000), is_exact), (40_000, 0, Some(40_000), is_exact)];
        assert_eq!(told(&found), expected);
    }
}
