use super::{MORE_SOLUTIONS, Outcome, batch_payouts};
use crate::basics::policy::BatchPayoutRules;
use crate::intake::take_in::take_in;
use crate::report::explain::Lang;
use crate::{Day, Format, Inputs, Policy, Source, TableName};

const RULES: BatchPayoutRules = BatchPayoutRules { window_days: 45, steps: 1_000_000 };

/// Tables as inputs.
fn inputs(tables: &[(TableName, String)]) -> Inputs {
    let mut inputs = Inputs::default();
    for (table, text) in tables {
        let name = format!("{}.csv", table.word());
        let bytes = text.clone().into_bytes();
        inputs = inputs.with(*table, Source::bytes(&name, Format::Csv, bytes.into()));
    }
    inputs
}

/// What becomes of debits: outcome, solutions and payments (`W1 P1 2025-03 5000`) of each payout,
/// and least and most of each worker.
fn told(tables: &[(TableName, String)], rules: BatchPayoutRules) -> (Vec<String>, Vec<String>) {
    let as_of = Day::from_ymd(2025, 12, 31).unwrap();
    let keyed =
        take_in(&inputs(tables), &Policy::default(), as_of, 1, &|_, _| Ok(())).unwrap().keyed;
    let found = batch_payouts(&keyed, rules).unwrap();
    let worker = |number: u32| keyed.names.workers.get(number).unwrap().to_owned();
    let mut payouts = Vec::new();
    let mut workers = Vec::new();
    for (place, payout) in found.payouts.iter().enumerate() {
        let entry = keyed.batch_debits[payout.debit as usize].entry.0;
        let id = keyed.names.entries.get(entry).unwrap();
        let paid = found.payments.iter().filter(|paid| paid.debit == payout.debit).map(|paid| {
            let own = paid.engagement.index();
            let project = keyed.names.projects.get(keyed.engagements.project[own].0).unwrap();
            let month = paid.named_month.map_or("back pay".to_owned(), |month| month.to_string());
            let fen = paid.amount_fen / 100;
            format!(" | {} {project} {month} {fen}", worker(keyed.engagements.worker[own].0))
        });
        let solutions = payout.solutions.map_or("?".to_owned(), |count| count.to_string());
        let paid: String = paid.collect();
        payouts.push(format!("{id} {} {solutions}{paid}", payout.outcome.word()));
        let own = found.workers.iter().filter(|own| own.payout as usize == place);
        workers.extend(own.map(|own| {
            let (least, most) = (own.least_fen / 100, own.most_fen / 100);
            format!("{id} {} {least}-{most}", worker(own.worker.0))
        }));
    }
    (payouts, workers)
}

/// Lines of sheets: sheet, worker, month, net; all of project P1, which account 100 pays.
fn sheets(lines: &[(&str, &str, &str, i64)]) -> Vec<(TableName, String)> {
    let mut text = "payroll_id,worker_id,project_id,period,net\n".to_owned();
    for (sheet, worker, month, net) in lines {
        text.push_str(&format!("{sheet},{worker},P1,{month},{net}\n"));
    }
    vec![
        (TableName::Projects, "project_id,wage_account\nP1,100\n".to_owned()),
        (TableName::Payroll, text),
    ]
}

/// Debits of account 100: id, day, amount, sheet.
fn debits(rows: &[(&str, &str, i64, &str)]) -> (TableName, String) {
    let mut text =
        "entry_id,wage_account,entry_date,direction,amount,purpose,payroll_id\n".to_owned();
    for (id, day, amount, sheet) in rows {
        text.push_str(&format!("{id},100,{day},debit,{amount},wage,{sheet}\n"));
    }
    (TableName::AccountEntries, text)
}

/// Transfers: id, day, status, worker, month, amount.
fn transfers(rows: &[(&str, &str, &str, &str, &str, i64)]) -> (TableName, String) {
    let mut text = "transfer_id,paid_date,status,worker_id,period,amount\n".to_owned();
    for (id, day, status, worker, month, amount) in rows {
        text.push_str(&format!("{id},{day},{status},{worker},{month},{amount}\n"));
    }
    (TableName::Transfers, text)
}

const MARCH: &str = "2025-03";
const FOUR: [(&str, &str, &str, i64); 4] = [
    ("S1", "W1", MARCH, 1000),
    ("S1", "W2", MARCH, 2000),
    ("S1", "W3", MARCH, 3000),
    ("S1", "W4", MARCH, 4000),
];

fn of(lines: &[(&str, &str, &str, i64)], rows: &[(&str, &str, i64, &str)]) -> Vec<String> {
    let mut tables = sheets(lines);
    tables.push(debits(rows));
    told(&tables, RULES).0
}

#[test]
fn a_whole_sheet_is_paid_whichever_way_it_is_found() {
    let paid =
        "| W1 P1 2025-03 1000 | W2 P1 2025-03 2000 | W3 P1 2025-03 3000 | W4 P1 2025-03 4000";
    for (id, sheet) in [("E1", "S1"), ("E1", ""), ("S1", "")] {
        let found = of(&FOUR, &[(id, "2025-04-20", 10_000, sheet)]);
        assert_eq!(found, [format!("{id} unique 1 {paid}")]);
    }
    // The last day of the window, and the day after it; the month must have ended.
    assert!(of(&FOUR, &[("E1", "2025-05-15", 10_000, "")])[0].starts_with("E1 unique"));
    assert_eq!(of(&FOUR, &[("E1", "2025-05-16", 10_000, "")]), ["E1 impossible 0"]);
    assert_eq!(of(&FOUR, &[("E1", "2025-03-30", 10_000, "")]), ["E1 impossible 0"]);
    assert!(of(&FOUR, &[("E1", "2025-03-31", 10_000, "")])[0].starts_with("E1 unique"));
}

#[test]
fn several_ways_pay_nobody_and_tell_the_least_and_the_most() {
    let mut tables = sheets(&FOUR);
    tables.push(debits(&[("E1", "2025-04-20", 5000, "S1")]));
    let (payouts, workers) = told(&tables, RULES);
    assert_eq!(payouts, ["E1 alternatives 2"]);
    assert_eq!(workers, ["E1 W1 0-1000", "E1 W2 0-2000", "E1 W3 0-3000", "E1 W4 0-4000"]);
    // 9000 leaves out 1000 in one way only.
    assert!(of(&FOUR, &[("E1", "2025-04-20", 9000, "S1")])[0].starts_with("E1 unique 1 | W2"));
    assert_eq!(of(&FOUR, &[("E1", "2025-04-20", 9500, "S1")]), ["E1 impossible 0"]);
    assert_eq!(of(&FOUR, &[("E1", "2025-04-20", 5000, "S9")]), ["E1 impossible 0"]);
}

#[test]
fn debits_that_want_the_same_lines_are_decided_together() {
    // 2000 is W2, so 5000 is W1 and W4.
    let both = [("E1", "2025-04-20", 5000, "S1"), ("E2", "2025-04-25", 2000, "S1")];
    assert_eq!(
        of(&FOUR, &both),
        [
            "E1 unique 1 | W1 P1 2025-03 1000 | W4 P1 2025-03 4000",
            "E2 unique 1 | W2 P1 2025-03 2000"
        ]
    );
    // Each alone could be W4; there is one W4.
    let twice = [("E1", "2025-04-20", 10_000, "S1"), ("E2", "2025-04-25", 9000, "S1")];
    assert_eq!(of(&FOUR, &twice), ["E1 impossible 0", "E2 impossible 0"]);
    // 3000 in two ways, 7000 in two ways: together in two.
    let split = [("E1", "2025-04-20", 3000, "S1"), ("E2", "2025-04-25", 7000, "S1")];
    assert_eq!(of(&FOUR, &split), ["E1 alternatives 2", "E2 alternatives 2"]);
    // On one day it does not matter which debit pays whom.
    let same_day = [("E1", "2025-04-20", 3000, "S1"), ("E2", "2025-04-20", 7000, "S1")];
    assert!(of(&FOUR, &same_day)[0].starts_with("E1 unique 1 | W1 P1 2025-03 1000 | W2"));
    // But each must be a sum of lines.
    let odd = [("E1", "2025-04-20", 500, "S1"), ("E2", "2025-04-20", 9500, "S1")];
    assert_eq!(of(&FOUR, &odd), ["E1 impossible 0"]);
}

#[test]
fn a_chain_of_months_pays_month_by_month() {
    let lines = [
        ("S1", "W1", "2025-01", 1000),
        ("S1", "W2", "2025-01", 1100),
        ("S2", "W1", "2025-02", 1000),
        ("S2", "W2", "2025-02", 1100),
        ("S3", "W1", "2025-03", 1000),
        ("S3", "W2", "2025-03", 1100),
    ];
    let rows = [
        ("E1", "2025-02-10", 2100, ""),
        ("E2", "2025-03-10", 2100, ""),
        ("E3", "2025-04-10", 2100, ""),
    ];
    let months: Vec<bool> = of(&lines, &rows)
        .iter()
        .zip(["2025-01", "2025-02", "2025-03"])
        .map(|(told, month)| told.matches(month).count() == 2)
        .collect();
    assert_eq!(months, [true; 3]);
    // Two months at once, and one debit that is neither.
    let all = of(&lines, &[("E1", "2025-03-10", 4200, "")]);
    assert!(all[0].starts_with("E1 unique") && all[0].matches(" | ").count() == 4, "{all:?}");
    assert_eq!(of(&lines, &[("E1", "2025-03-10", 2100, "")]), ["E1 alternatives 4"]);
}

#[test]
fn what_transfers_paid_is_no_longer_open() {
    let mut tables = sheets(&FOUR);
    tables.push(transfers(&[
        ("T1", "2025-04-10", "settled", "W1", "", 1000),
        ("T2", "2025-04-10", "returned", "W2", "", 2000),
        ("T3", "2025-06-10", "settled", "W3", MARCH, 500),
        ("T4", "2025-04-23", "settled", "W4", "", 4000),
    ]));
    // W1 was paid, W2 came back, 2500 of W3 are left, W4's transfer is booked within three days.
    tables.push(debits(&[("E1", "2025-04-20", 4500, "S1")]));
    let paid = ["E1 unique 1 | W2 P1 2025-03 2000 | W3 P1 2025-03 2500"];
    assert_eq!(told(&tables, RULES).0, paid);
    // Four days later is later: W4 was open.
    tables[2].1 = tables[2].1.replace("2025-04-23", "2025-04-24");
    assert_eq!(told(&tables, RULES).0, paid);
    tables[3] = debits(&[("E1", "2025-04-20", 8500, "S1")]);
    assert!(told(&tables, RULES).0[0].ends_with("W4 P1 2025-03 4000"));
}

#[test]
fn effects_that_are_equal_are_one_way() {
    // W1 has 1000 twice for March, on two sheets: either pays the same. For April it differs.
    let twice = [("S1", "W1", MARCH, 1000), ("S2", "W1", MARCH, 1000), ("S2", "W2", MARCH, 700)];
    let found = of(&twice, &[("E1", "2025-04-20", 1000, "")]);
    assert_eq!(found, ["E1 unique 1 | W1 P1 2025-03 1000"]);
    let months = [("S1", "W1", "2025-02", 1000), ("S2", "W1", MARCH, 1000)];
    assert_eq!(of(&months, &[("E1", "2025-04-10", 1000, "")]), ["E1 alternatives 2"]);
}

#[test]
fn many_ways_are_counted_to_a_thousand_and_steps_to_their_limit() {
    let workers: Vec<String> = (0..30).map(|number| format!("W{number:02}")).collect();
    let lines: Vec<(&str, &str, &str, i64)> =
        workers.iter().map(|worker| ("S1", worker.as_str(), MARCH, 1000)).collect();
    let mut tables = sheets(&lines);
    tables.push(debits(&[("E1", "2025-04-20", 15_000, "S1")]));
    let (payouts, ranges) = told(&tables, RULES);
    assert_eq!(payouts, [format!("E1 alternatives {}", MORE_SOLUTIONS + 1)]);
    assert_eq!((ranges.len(), ranges[0].as_str()), (30, "E1 W00 0-1000"));
    let few = BatchPayoutRules { steps: 50, ..RULES };
    assert_eq!(told(&tables, few), (vec!["E1 undecided ?".to_owned()], vec![]));
    assert_eq!(Outcome::Undecided.word(), "undecided");
}

#[test]
fn a_statement_shows_what_a_batch_payout_paid() {
    let mut tables = sheets(&FOUR);
    tables.push(transfers(&[("T1", "2025-04-10", "settled", "W4", "", 1500)]));
    tables.push(debits(&[("E1", "2025-04-20", 8500, "S1")]));
    let as_of = Day::from_ymd(2025, 12, 31).unwrap();
    let run = crate::reconcile(&inputs(&tables), &Policy::default(), as_of).unwrap();
    let told = run.explain("W4", Some("P1"), "2025-03".parse().ok()).unwrap();
    let statement = &told.statements[0];
    let lines: Vec<_> = (statement.transfers.iter())
        .map(|line| (line.transfer_id.as_str(), line.match_rule, line.allocations.len()))
        .collect();
    assert_eq!(lines, [("T1", Some("worker_only"), 1), ("E1", Some("batch_payout"), 1)]);
    assert_eq!((statement.arrears.as_str(), statement.residual.as_str()), ("0.00", "0.00"));
    for lang in [Lang::Zh, Lang::En] {
        assert!(told.to_text(lang).contains("E1") && told.to_html(lang).contains("E1"));
    }
    // The fate of a debit is in its own tables; rows of transfers are still found by their place.
    assert_eq!(run.why_not("E1").unwrap_err().code(), "not_found");
    assert_eq!(run.why_not("T1").unwrap().rows[0].fate, "counted");
}
