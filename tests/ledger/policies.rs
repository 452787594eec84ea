//! Many policies over one data set that is taken in once: each result is that of its own run.

use std::sync::Arc;

use anxin::basics::policy::{DueSource, ForeignPayee, HoursSystem, MonthlyProration};
use anxin::basics::policy::{Policy, UnexplainedDeduction};
use anxin::{Day, Error, Inputs, Run, Source, TableName, reconcile};
use anxin_datasets::Random;
use anxin_tests::enriched;
use anxin_tests::tables::{Tables, differences_as_sets};
use arrow_array::{ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray};

use super::history::tables_of;

/// The rules of a seed, with some values changed.
pub fn of_seed(base: &Policy, random: &mut Random, number: usize) -> Policy {
    let mut policy = Policy { name: format!("policy {number}"), ..base.clone() };
    for _ in 0..random.below(5) {
        change(&mut policy, random);
    }
    policy
}

fn number(random: &mut Random, low: i64, high: i64) -> u32 {
    u32::try_from(random.between(low, high)).unwrap()
}

/// A part of one, in hundredths.
fn part_of_one(random: &mut Random, high: i64) -> String {
    format!("0.{:02}", random.between(0, high))
}

/// Changes one value.
fn change(policy: &mut Policy, random: &mut Random) {
    let wages = &mut policy.wages;
    match random.below(24) {
        0 | 1 => wages.foreign_payee = random.pick(&[ForeignPayee::Count, ForeignPayee::SetAside]),
        2 | 3 => policy.batch_payouts.window_days = number(random, 0, 200),
        4 => policy.attendance.punch_debounce_seconds = number(random, 0, 7200),
        5 => policy.attendance.punch_max_shift_minutes = number(random, 60, 1440),
        6 => wages.default_pay_day = number(random, 1, 31),
        7 => wages.default_pay_month_offset = number(random, 0, 12),
        8 => wages.pay_on_termination_days = number(random, 0, 60),
        9 => {
            let all = [DueSource::Attendance, DueSource::Payroll, DueSource::Greater];
            wages.due_source = random.pick(&all);
        }
        10 => wages.default_hours_system = HoursSystem::None,
        11 => wages.overtime_workday_percent = number(random, 100, 300),
        12 => wages.monthly_proration = MonthlyProration::PaidDays,
        13 => wages.unexplained_deduction = UnexplainedDeduction::Deducted,
        14 => policy.ageing.brackets_days = vec![number(random, 1, 400)],
        15 => policy.figures.area_digits = random.pick(&[2, 4, 6]),
        16 => policy.money.accept_float_money = !policy.money.accept_float_money,
        17 => wages.overtime_rest_day_percent = number(random, 100, 300),
        18 => wages.overtime_holiday_percent = number(random, 100, 400),
        19 => wages.paid_days_per_month = number(random, 20, 30).into(),
        20 => wages.payroll_tolerance = part_of_one(random, 30).parse().unwrap(),
        21 => wages.damage_deduction_cap = part_of_one(random, 99).parse().unwrap(),
        22 => policy.minimum_wage.clear(),
        _ => policy.batch_payouts.steps = number(random, 1, 100),
    }
}

/// The tables of what-if runs, by place.
fn asked(inputs: &Inputs, policies: &[Policy], as_of: Day) -> Vec<Option<Tables>> {
    let mut found = vec![None; policies.len()];
    Run::default()
        .what_if(inputs, policies, as_of, &mut |place, result| {
            let earlier = found[place].replace(tables_of(result));
            assert!(earlier.is_none(), "policy {place} was handed over twice");
            Ok(())
        })
        .unwrap();
    found
}

#[test]
fn under_many_policies_each_result_is_that_of_its_own_run() {
    let (mut compared, mut settled_anew, mut with_payouts) = (0, 0, 0);
    super::seeds(super::HISTORIES, |seed| {
        let made = enriched::of_seed(seed);
        let folder = anxin_tests::folder::Folder::new("what-if").unwrap();
        made.write_csv(folder.path()).unwrap();
        let inputs = Inputs::folder(folder.path()).unwrap();
        let as_of = Day(i32::try_from(made.world.as_of_day).unwrap());
        let base = made
            .policy
            .map_or_else(Policy::default, |text| Policy::from_toml(text, "policy").unwrap());
        let mut random = Random::new(seed ^ 0xA5ED);
        let policies: Vec<Policy> =
            (0..5).map(|place| of_seed(&base, &mut random, place)).collect();
        let found = asked(&inputs, &policies, as_of);
        let foreign = |policy: &Policy| policy.wages.foreign_payee;
        settled_anew +=
            policies.windows(2).filter(|two| foreign(&two[0]) != foreign(&two[1])).count();
        for (place, (policy, found)) in policies.iter().zip(found).enumerate() {
            let expected = tables_of(&reconcile(&inputs, policy, as_of).unwrap());
            let found = found.expect("every policy is handed over");
            assert!(
                found == expected,
                "seed {seed}, policy {place}: expected is its own run, found what-if\n{}",
                differences_as_sets(&expected, &found).unwrap_or_default()
            );
            compared += 1;
            with_payouts += usize::from(expected["transfer_fates"].contains("batch_payout"));
        }
    });
    // The worlds hold what is done anew.
    assert!(compared < 80 || settled_anew > 0 && with_payouts > 0, "{settled_anew} {with_payouts}");
}

#[test]
fn policies_that_read_money_otherwise_have_it_read_anew() {
    let text = |cell: &str| Arc::new(StringArray::from(vec![cell])) as ArrayRef;
    let columns = [
        ("payroll_id", text("S1"), true),
        ("worker_id", text("W1"), true),
        ("project_id", text("P1"), true),
        ("period", text("2025-03"), true),
        ("net", Arc::new(Float64Array::from(vec![4500.25])) as ArrayRef, true),
        ("confirmed", Arc::new(BooleanArray::from(vec![true])) as ArrayRef, true),
    ];
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let inputs = Inputs::default().with(TableName::Payroll, Source::batches(vec![batch]));
    let mut accepts = Policy::default();
    accepts.money.accept_float_money = true;
    let as_of = Day::from_ymd(2025, 12, 31).unwrap();

    let mut arrears = Vec::new();
    let policies = [accepts.clone(), Policy::default(), accepts];
    let done = Run::default().what_if(&inputs, &policies, as_of, &mut |place, result| {
        arrears.push((place, result.summary()?.totals.arrears));
        Ok(())
    });
    // Those that read alike come first; the one that cannot read it ends it, as its own run does.
    let own = reconcile(&inputs, &Policy::default(), as_of).unwrap_err();
    assert_eq!(done.unwrap_err().code(), own.code());
    assert_eq!(arrears, [(0, "4500.25".to_owned()), (2, "4500.25".to_owned())]);
}

#[test]
fn what_the_caller_says_ends_it_and_rules_are_looked_at_first() {
    let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
    let source = Source::bytes("payroll.csv", anxin::Format::Csv, sheet.into());
    let inputs = Inputs::default().with(TableName::Payroll, source);
    let as_of = Day::from_ymd(2025, 12, 31).unwrap();
    let policies = [Policy::default(), Policy::default()];
    let mut told = 0;
    let done = Run::default().what_if(&inputs, &policies, as_of, &mut |_, _| {
        told += 1;
        Err(Error::Cancelled)
    });
    assert!(matches!(done, Err(Error::Cancelled)));
    assert_eq!(told, 1);

    let mut unknown = Policy::default();
    unknown.warning[0].figure = "no_such_figure".to_owned();
    let policies = [Policy::default(), unknown];
    let done = Run::default().what_if(&inputs, &policies, as_of, &mut |_, _| {
        panic!("nothing is computed where a policy cannot be followed")
    });
    assert_eq!(done.unwrap_err().code(), "policy");
}
