//! The exact text of every table of a small run.

use super::*;
use crate::basics::ids::{EngagementId, ProjectId};
use crate::basics::policy::Policy;
use crate::intake::outsiders::{Named, Outsider};
use crate::intake::source::{Format, Inputs, Source};
use crate::intake::tables::TableName;
use crate::pipeline::Run;
use crate::reconciliation::Chunk;
use crate::report::csv;
use crate::report::sample::reconciliation;
use crate::wages::worker_periods::WorkerPeriods;

/// Canonical CSV of a table, each batch of which fits its schema.
fn text(reconciliation: &Reconciliation, table: OutputTable) -> String {
    let batches = batches(reconciliation, table);
    let mut writer = csv::Writer::new(Vec::new(), &batches.schema()).unwrap();
    for batch in batches {
        writer.batch(&batch.unwrap()).unwrap();
    }
    String::from_utf8(writer.into_inner()).unwrap()
}

/// The first columns of every line of canonical CSV without quotes: a table may gain columns.
fn first(columns: usize, text: &str) -> String {
    let cut = |line: &str| line.split(',').take(columns).collect::<Vec<_>>().join(",") + "\n";
    text.lines().map(cut).collect()
}

/// The text of a table without its header.
fn rows(table: OutputTable) -> String {
    text(&reconciliation(), table).split_once('\n').unwrap().1.to_owned()
}

#[test]
fn worker_periods_say_due_paid_and_arrears() {
    assert_eq!(
        text(&reconciliation(), OutputTable::WorkerPeriods),
        "worker_id,project_id,period,employer_id,due_date,attended_days,attended_minutes,\
         attendance_due,payroll_due,due,due_source,paid,paid_on_time,settled_date,arrears,\
         not_yet_due,overdue_days,age_bracket,provisional,match_class\n\
         W1,P1,2025-01-01,\"E,1\",2025-02-28,20,9600,900.00,1000.00,1000.00,payroll_confirmed,\
         400.00,400.00,,600.00,0.00,306,181-365,false,amounts_differ\n\
         W1,P1,2025-12-01,,2026-01-31,0,0,0.00,500.00,500.00,payroll,\
         0.00,0.00,,0.00,500.00,,,false,payroll_only\n\
         W2,P2,2024-11-01,,2024-12-31,3,1440,300.00,0.00,300.00,attendance,\
         300.00,0.00,2025-01-05,0.00,0.00,,,true,no_payroll\n"
    );
}

#[test]
fn worker_totals_add_up_all_engagements_of_a_worker() {
    assert_eq!(
        text(&reconciliation(), OutputTable::WorkerTotals),
        "worker_id,due,paid,arrears,not_yet_due,advance,periods_in_arrears,oldest_due_date,\
         overdue_days,covered,uncovered,projects\n\
         W1,1500.00,400.00,600.00,500.00,0.00,1,2025-02-28,306,250.00,350.00,1\n\
         W2,300.00,300.00,0.00,0.00,50.00,0,,,0.00,0.00,1\n"
    );
}

#[test]
fn project_totals_end_in_what_nothing_covers() {
    assert_eq!(
        first(29, &text(&reconciliation(), OutputTable::ProjectTotals)),
        "project_id,due,paid,arrears,not_yet_due,paid_on_time,advance,workers,workers_owed,\
         largest_arrears,oldest_due_date,wage_account_balance,deposit_base,deposit_rate,\
         deposit_required,deposit_clause,deposit_deadline,deposit_held,deposit_coverage,\
         deposit_shortfall,arrears_coverage,covered_by_wage_account,covered_by_project_deposit,\
         covered_by_contractor_deposit,covered_by_owner,covered_by_emergency_fund,covered,\
         uncovered,deposit_provisional\n\
         P1,1500.00,400.00,600.00,500.00,400.00,0.00,1,1,600.00,2025-02-28,150.00,,,,not_known,,\
         100.00,,,0.1667,150.00,100.00,0.00,0.00,0.00,250.00,350.00,\n\
         P2,300.00,300.00,0.00,0.00,0.00,50.00,1,0,0.00,,,,,,not_known,,\
         0.00,,,,0.00,0.00,0.00,0.00,0.00,0.00,0.00,\n"
    );
}

#[test]
fn contractors_and_regions_have_a_line_for_the_unknown() {
    let known = "1500.00,400.00,600.00,500.00,400.00,0.00,1,1,600.00,2025-02-28,,100.00,,,0.1667,\
                 150.00,100.00,0.00,0.00,0.00,250.00,350.00";
    let unknown = "300.00,300.00,0.00,0.00,0.00,50.00,1,0,0.00,,,0.00,,,,\
                   0.00,0.00,0.00,0.00,0.00,0.00,0.00";
    let contractors = first(25, &rows(OutputTable::ContractorTotals));
    assert_eq!(contractors, format!(",,1,{unknown}\nC1,5201,1,{known}\n"));
    let regions = [(2, "52"), (4, "5201"), (6, "520102")];
    let lines =
        regions.map(|(level, code)| format!("{level},,1,{unknown}\n{level},{code},1,{known}\n"));
    assert_eq!(first(25, &rows(OutputTable::RegionTotals)), lines.concat());
}

#[test]
fn six_systems_name_state_and_basis() {
    assert_eq!(
        rows(OutputTable::SixSystems),
        "P1,deposit,unknown,not_known\n\
         P1,monthly_full_payment,missing,arrears\n\
         P1,notice_board,unknown,not_given\n\
         P1,paid_by_general_contractor,unknown,not_given\n\
         P1,real_name,unknown,not_given\n\
         P1,wage_account,in_place,account\n\
         P2,deposit,unknown,not_known\n\
         P2,monthly_full_payment,exempt,nothing_due\n\
         P2,notice_board,unknown,not_given\n\
         P2,paid_by_general_contractor,unknown,not_given\n\
         P2,real_name,unknown,not_given\n\
         P2,wage_account,unknown,not_given\n"
    );
}

#[test]
fn transfer_fates_split_every_amount_into_four() {
    assert_eq!(
        text(&reconciliation(), OutputTable::TransferFates),
        "transfer_id,fate,match_rule,worker_id,project_id,amount,allocated,advance,taken_back,\
         set_aside,paid_date,candidates\n\
         T1,counted,worker_and_project,W1,P1,400.00,400.00,0.00,0.00,0.00,2025-02-20,1\n\
         T2,counted,worker_only,W2,P2,350.00,300.00,50.00,0.00,0.00,2025-01-05,1\n\
         T3,pending,,W1,,10.00,0.00,0.00,0.00,10.00,2025-03-01,\n\
         T4,unmatched,,,,7.05,0.00,0.00,0.00,7.05,2025-03-02,0\n"
    );
}

#[test]
fn allocations_stand_in_the_order_of_their_transfers() {
    let mut reconciliation = reconciliation();
    // The transfers of the later worker may come first.
    reconciliation.keyed.transfers.id.swap(0, 1);
    reconciliation.chunks[1].allocations.transfer = vec![1];
    reconciliation.chunks[2].allocations.transfer = vec![0];
    assert_eq!(
        text(&reconciliation, OutputTable::Allocations),
        "transfer_id,worker_id,project_id,period,pass,amount\n\
         T2,W2,P2,2024-11-01,oldest,300.00\n\
         T1,W1,P1,2025-01-01,named,400.00\n"
    );
}

#[test]
fn findings_merge_flags_and_list_in_one_order() {
    assert_eq!(
        text(&reconciliation(), OutputTable::Findings),
        "code,table,row,worker_id,project_id,period,amount,detail\n\
         calendar_year_missing,attendance,,W2,P2,2024-11-01,,attended 1440 minutes in the period\n\
         calendar_year_missing,calendar,,,,,,year 2027\n\
         days_mismatch,payroll,,,,,,\"a, b\"\n\
         days_mismatch,payroll,,W1,P1,2025-01-01,,attended 20 days\n\
         days_mismatch,payroll,,W2,P2,2024-11-01,,attended 3 days\n\
         payroll_above_attendance,payroll,,W1,P1,2025-01-01,100.00,\"payroll 1000.00, attendance 900.00\"\n\
         payroll_unconfirmed,payroll,,W1,P1,2025-12-01,500.00,\n\
         payroll_without_attendance,payroll,,W1,P1,2025-12-01,500.00,\n\
         pending,transfers,1,W1,,,10.00,\n\
         unmatched,transfers,0,,,,7.05,\n"
    );
    assert_eq!(reconciliation().finding_count(), 10);
}

/// So many columns from that of a name on, of every line of canonical CSV without quotes.
fn columns(first: &str, count: usize, text: &str) -> Vec<String> {
    let header = text.lines().next().unwrap_or_default();
    let first = header.split(',').position(|name| name == first).unwrap();
    let places = first..first + count;
    let cut = |line: &str| line.split(',').collect::<Vec<_>>()[places.clone()].join(",");
    text.lines().map(cut).collect()
}

#[test]
fn totals_say_what_was_on_time_and_what_matched() {
    let lines =
        columns("periods_fallen_due", 10, &text(&reconciliation(), OutputTable::ProjectTotals));
    assert_eq!(
        lines,
        [
            "periods_fallen_due,periods_on_time,on_time_rate,fallen_due,on_time_amount_rate,\
             periods_compared,periods_matched,match_rate,employers,employers_in_arrears",
            "1,0,0.0000,1000.00,0.4000,1,0,0.0000,1,1",
            "1,0,0.0000,300.00,0.0000,1,0,0.0000,0,0",
        ]
    );
    let lines =
        columns("periods_fallen_due", 13, &text(&reconciliation(), OutputTable::ContractorTotals));
    assert_eq!(
        lines,
        [
            "periods_fallen_due,periods_on_time,on_time_rate,fallen_due,on_time_amount_rate,\
             periods_compared,periods_matched,match_rate,employers,employers_in_arrears,\
             projects_in_arrears,projects_incidence,employers_incidence",
            "1,0,0.0000,300.00,0.0000,1,0,0.0000,0,0,0,0.0000,",
            "1,0,0.0000,1000.00,0.4000,1,0,0.0000,1,1,1,1000.0000,1000.0000",
        ]
    );
}

#[test]
fn causes_stand_beside_who_is_liable_first() {
    assert_eq!(
        text(&reconciliation(), OutputTable::Causes),
        "worker_id,project_id,period,cause,liable_first,amount\n\
         W1,P1,2025-01-01,payout,general_contractor,600.00\n"
    );
}

#[test]
fn the_population_says_who_has_no_period() {
    let mut reconciliation = reconciliation();
    reconciliation.chunks[2] = Chunk::default();
    let worker = reconciliation.keyed.engagements.worker[0];
    reconciliation.keyed.outsiders = vec![Outsider {
        worker,
        project: ProjectId::NONE,
        named: Named { in_transfers: true, ..Named::default() },
    }];
    reconciliation.keyed.has_id_number[0] = true;
    assert_eq!(
        text(&reconciliation, OutputTable::Population),
        "worker_id,project_id,attended,contracted,on_payroll,paid,registered,outcome,reason\n\
         W1,,false,false,false,true,true,excluded,transfer_only\n\
         W1,P1,false,false,false,true,true,reconciled,\n\
         W2,P2,false,false,false,true,false,excluded,paid_without_period\n"
    );
}

#[test]
fn matches_compare_all_three_and_each_pair() {
    let nothing_paid = "1,0.00,500.00,0.00";
    let first = "1,900.00,1000.00,400.00";
    let second = "1,300.00,0.00,300.00";
    assert_eq!(
        rows(OutputTable::Matches),
        format!(
            "P1,2025-01-01,all,amounts_differ,{first}\n\
             P1,2025-01-01,attendance_payroll,amounts_differ,{first}\n\
             P1,2025-01-01,attendance_transfers,amounts_differ,{first}\n\
             P1,2025-01-01,payroll_transfers,amounts_differ,{first}\n\
             P1,2025-12-01,all,payroll_only,{nothing_paid}\n\
             P1,2025-12-01,attendance_payroll,no_attendance,{nothing_paid}\n\
             P1,2025-12-01,attendance_transfers,nothing,{nothing_paid}\n\
             P1,2025-12-01,payroll_transfers,no_transfer,{nothing_paid}\n\
             P2,2024-11-01,all,no_payroll,{second}\n\
             P2,2024-11-01,attendance_payroll,no_payroll,{second}\n\
             P2,2024-11-01,attendance_transfers,matched,{second}\n\
             P2,2024-11-01,payroll_transfers,no_payroll,{second}\n"
        )
    );
}

#[test]
fn accounting_is_sorted_and_money_stands_beside_rows() {
    assert_eq!(
        text(&reconciliation(), OutputTable::Accounting),
        "table,what,code,rows,amount\n\
         payroll,rows,read,3,\n\
         payroll,rows,used,3,\n\
         transfers,money,counted,2,750.00\n\
         transfers,money,pending,1,10.00\n\
         transfers,money,unmatched,1,7.05\n\
         transfers,rows,pending,1,\n\
         transfers,rows,read,4,\n\
         transfers,rows,unmatched,1,\n\
         transfers,rows,used,2,\n"
    );
}

#[test]
fn cover_names_every_source() {
    assert_eq!(
        text(&reconciliation(), OutputTable::Cover),
        "worker_id,project_id,source,source_id,amount\n\
         W1,P1,project_deposit,D1,100.00\n\
         W1,P1,wage_account,A1,150.00\n"
    );
}

/// `count` worker-periods of one engagement in chunks of `rows`.
fn in_chunks(count: usize, rows: usize) -> Reconciliation {
    let mut reconciliation = reconciliation();
    let all = reconciliation.chunks.remove(1).periods;
    let repeated = |rows: usize| WorkerPeriods {
        engagement: vec![EngagementId(0); rows],
        month: vec![all.month[0]; rows],
        employer: vec![all.employer[0]; rows],
        due_day: vec![all.due_day[0]; rows],
        attended_days: vec![1; rows],
        attended_minutes: vec![1; rows],
        attendance_due_fen: vec![1; rows],
        payroll_due_fen: vec![1; rows],
        due_fen: vec![1; rows],
        due_source: vec![all.due_source[0]; rows],
        paid_fen: vec![1; rows],
        paid_on_time_fen: vec![1; rows],
        settled_day: vec![all.settled_day[0]; rows],
        flags: vec![0; rows],
    };
    let starts = (0..count).step_by(rows);
    reconciliation.chunks = starts
        .map(|start| Chunk { periods: repeated(rows.min(count - start)), ..Chunk::default() })
        .collect();
    reconciliation
}

#[test]
fn batches_are_cut_in_the_same_places_whatever_the_chunks() {
    let count = BATCH_ROWS * 2 + 10;
    for rows in [1000, BATCH_ROWS, BATCH_ROWS + 1, count] {
        let reconciliation = in_chunks(count, rows);
        let batches = reconciliation.worker_periods().map(|batch| batch.unwrap().num_rows());
        assert_eq!(batches.collect::<Vec<_>>(), [BATCH_ROWS, BATCH_ROWS, 10]);
    }
}

#[test]
fn a_table_without_rows_has_no_batch_and_a_schema() {
    let reconciliation = in_chunks(0, 1);
    let mut batches = reconciliation.worker_periods();
    assert_eq!(batches.schema().fields().len(), 20);
    assert!(batches.next().is_none());
}

#[test]
fn an_amount_that_does_not_fit_ends_the_table() {
    let mut reconciliation = reconciliation();
    reconciliation.chunks[1].periods.payroll_due_fen[1] = i64::MAX;
    let mut batches = reconciliation.worker_periods();
    assert_eq!(batches.next().unwrap().unwrap_err().code(), "amount_overflow");
    assert!(batches.next().is_none());
}

#[test]
fn the_contract_names_each_table_and_column_once() {
    let mut names: Vec<_> = OutputTable::ALL.iter().map(|table| table.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), OutputTable::ALL.len());
    for table in OutputTable::ALL {
        let mut columns: Vec<_> = table.columns().iter().map(|column| column.name).collect();
        assert!(table.sort_key().iter().all(|name| columns.contains(name)), "{}", table.name());
        columns.sort_unstable();
        columns.dedup();
        assert_eq!(columns.len(), table.columns().len(), "{}", table.name());
        assert!(table.columns().iter().all(|column| column.meaning.ends_with('.')));
    }
}

#[test]
fn wage_lines_show_the_exact_wage_of_each_contract() {
    let source = |name: &str, text: &'static str| Source::bytes(name, Format::Csv, text.into());
    let attendance = "worker_id,project_id,work_date,minutes\n\
                      W1,P1,2025-03-03,480\nW1,P1,2025-03-04,600\nW1,P1,2025-03-10,100\n";
    let contracts = "contract_id,worker_id,project_id,pay_basis,rate,start_date,end_date\n\
                     K1,W1,P1,daily,200,2025-01-01,2025-03-09\n\
                     K2,W1,P1,hourly,10.0001,2025-03-10,\n";
    let inputs = Inputs::default()
        .with(TableName::Attendance, source("attendance.csv", attendance))
        .with(TableName::Contracts, source("contracts.csv", contracts));
    let as_of = "2025-12-31".parse().unwrap();
    let reconciliation = Run::default().reconcile(&inputs, &Policy::default(), as_of).unwrap();
    assert_eq!(
        text(&reconciliation, OutputTable::WageLines),
        "worker_id,project_id,period,contract_id,pay_basis,rate,weighted_minutes,\
         overtime_minutes,absence_minutes,numerator,denominator,wage\n\
         W1,P1,2025-03-01,K1,daily,200.0000,114000,18000,,47500,1,475.00\n\
         W1,P1,2025-03-01,K2,hourly,10.0001,10000,0,,100001,60,16.67\n"
    );
    let due = reconciliation.summary().unwrap().totals.due;
    assert_eq!(due, "491.67");
}
