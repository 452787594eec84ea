//! Small worlds whose figures were worked out by hand.

use std::collections::BTreeMap;

/// Tables by name, as text.
#[derive(Default)]
struct World(BTreeMap<String, String>);

impl World {
    fn with(mut self, table: &str, text: &str) -> World {
        let lines: Vec<&str> =
            text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        self.0.insert(table.to_string(), lines.join("\n"));
        self
    }

    fn run(&self, as_of: &str, policy: &str) -> BTreeMap<String, String> {
        crate::reconcile_texts(&self.0, as_of, Some(policy), true).unwrap()
    }
}

/// One column of a table, line by line.
fn column(tables: &BTreeMap<String, String>, table: &str, name: &str) -> Vec<String> {
    let mut lines = tables[table].lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let place = header.iter().position(|column| *column == name).unwrap();
    lines.map(|line| line.split(',').nth(place).unwrap().to_string()).collect()
}

/// Several columns of a table, line by line, joined by blanks.
fn columns(tables: &BTreeMap<String, String>, table: &str, names: &str) -> Vec<String> {
    let parts: Vec<Vec<String>> =
        names.split(' ').map(|name| column(tables, table, name)).collect();
    let lines = parts[0].len();
    (0..lines)
        .map(|line| parts.iter().map(|part| part[line].clone()).collect::<Vec<_>>().join(" "))
        .collect()
}

fn codes(tables: &BTreeMap<String, String>) -> Vec<String> {
    column(tables, "findings", "code")
}

const CONTRACTS: &str =
    "contract_id,worker_id,project_id,pay_basis,rate,start_date,end_date,hours_system\n";

/// A contract from 2024 on and attendance rows `date minutes`.
fn attended(basis: &str, rate: &str, system: &str, days: &[(&str, i64)]) -> World {
    let rows: Vec<String> =
        days.iter().map(|(day, minutes)| format!("W,P,{day},{minutes}")).collect();
    let contract = format!("{CONTRACTS}C,W,P,{basis},{rate},2024-01-01,,{system}");
    let attendance = format!("worker_id,project_id,work_date,minutes\n{}", rows.join("\n"));
    World::default().with("contracts", &contract).with("attendance", &attendance)
}

fn wage(basis: &str, rate: &str, system: &str, days: &[(&str, i64)]) -> String {
    let tables = attended(basis, rate, system, days).run("2026-08-31", "");
    column(&tables, "wage_lines", "wage").join(" ")
}

#[test]
fn hourly_overtime_rest_day_and_holiday() {
    assert_eq!(wage("hourly", "37.5", "standard", &[("2026-03-02", 600)]), "412.50");
    assert_eq!(wage("hourly", "37.5", "standard", &[("2026-04-06", 480)]), "600.00");
    assert_eq!(wage("hourly", "37.5", "standard", &[("2026-04-05", 480)]), "900.00");
    assert_eq!(wage("hourly", "37.5", "none", &[("2026-04-05", 480)]), "300.00");
    assert_eq!(wage("daily", "300", "standard", &[("2024-02-09", 480)]), "300.00");
}

#[test]
fn a_monthly_wage_by_absence_is_monotone() {
    // February 2026 has 16 workdays; 8 days of absence are half of them.
    let workdays = [
        "02", "03", "04", "05", "06", "09", "10", "11", "12", "13", "14", "24", "25", "26", "27",
        "28",
    ];
    let mut last_fen = -1;
    let mut wages = Vec::new();
    for count in 1..=workdays.len() {
        let dates: Vec<String> =
            workdays[..count].iter().map(|day| format!("2026-02-{day}")).collect();
        let days: Vec<(&str, i64)> = dates.iter().map(|day| (day.as_str(), 480)).collect();
        let wage = wage("monthly", "6525", "standard", &days);
        let wage_fen: i64 = wage.replace('.', "").parse().unwrap();
        assert!(wage_fen >= last_fen, "{count} days");
        last_fen = wage_fen;
        wages.push(wage);
    }
    // Full month 6,525; one day missing 300 less; one day worked and four holidays: 5 x 300.
    assert_eq!(
        (wages[15].as_str(), wages[14].as_str(), wages[0].as_str()),
        ("6525.00", "6225.00", "1500.00")
    );
}

#[test]
fn comprehensive_hours_beyond_the_plan() {
    // One contract of one day: planned 480 minutes, 540 worked on it: 60 x 50 % in addition.
    let contract = format!("{CONTRACTS}C,W,P,hourly,10,2026-03-02,2026-03-02,comprehensive");
    let tables = World::default()
        .with("contracts", &contract)
        .with("attendance", "worker_id,project_id,work_date,minutes\nW,P,2026-03-02,540")
        .run("2026-08-31", "");
    assert_eq!(columns(&tables, "wage_lines", "weighted_minutes wage"), ["57000 95.00"]);
    assert_eq!(column(&tables, "worker_periods", "due_date"), ["2026-03-02"]);
}

#[test]
fn a_payment_pays_the_named_month_then_the_oldest() {
    let world = World::default()
        .with(
            "payroll",
            "payroll_id,worker_id,project_id,period,gross,deductions,net,confirmed
             L1,W,P,2026-01,1000,0,1000,true
             L2,W,P,2026-02,1000,100,900,true
             L3,W,P,2026-03,1000,,900,false",
        )
        .with(
            "transfers",
            "transfer_id,amount,paid_date,status,worker_id,project_id,period,reverses
             T1,950,2026-03-31,settled,W,,2026-02,
             T2,100,2026-04-01,settled,W,P,,
             T2,100,2026-04-01,settled,W,P,,
             T3,100,2026-04-02,settled,W,P,,
             T4,40,2026-04-03,settled,,,,T3
             T5,70,2026-04-03,failed,W,,,
             T6,70,2026-04-03,settled,X,,,
             T7,-5,2026-04-03,settled,W,,,
             T8,70,2026-05-03,settled,W,,,",
        );
    let tables = world.run("2026-04-30", "");
    assert_eq!(
        columns(&tables, "allocations", "transfer_id period pass amount"),
        [
            "T1 2026-01-01 oldest 50.00",
            "T1 2026-02-01 named 900.00",
            "T2 2026-01-01 oldest 100.00",
            "T3 2026-01-01 oldest 60.00",
        ]
    );
    assert_eq!(
        columns(&tables, "transfer_fates", "transfer_id fate match_rule taken_back set_aside"),
        [
            "T1 counted worker_only 0.00 0.00",
            "T2 counted worker_and_project 0.00 0.00",
            "T2 duplicate  0.00 100.00",
            "T3 counted worker_and_project 40.00 0.00",
            "T4 reversal  40.00 0.00",
            "T5 failed  0.00 70.00",
            "T6 unmatched  0.00 70.00",
            "T8 after_as_of  0.00 70.00",
        ]
    );
    assert_eq!(
        columns(&tables, "worker_periods", "due due_date paid_on_time settled_date arrears"),
        [
            "1000.00 2026-02-28 0.00  790.00",
            "900.00 2026-03-31 900.00 2026-03-31 0.00",
            "1000.00 2026-04-30 0.00  0.00",
        ]
    );
    assert_eq!(column(&tables, "worker_totals", "not_yet_due"), ["1000.00"]);
    let codes = codes(&tables);
    for code in ["duplicate", "failed", "negative_amount", "payroll_net_short", "after_as_of"] {
        assert_eq!(codes.iter().filter(|other| *other == code).count(), 1, "{code}");
    }
    assert!(codes.contains(&"transfer_without_engagement".to_string()));
    assert!(!codes.contains(&"unmatched".to_string()));
    let accounting = &tables["accounting"];
    assert!(accounting.contains("transfers,money,counted,3,1150.00"), "{accounting}");
    assert!(accounting.contains("transfers,rows,used,4,"), "{accounting}");
}

#[test]
fn every_rule_of_matching() {
    let world = World::default()
        .with("projects", "project_id,wage_account\nP1,A1\nP2,A2\nP3,A3")
        .with(
            "workers",
            "worker_id,worker_name,pay_account\nW1,Zhao,6001\nW2,Qian,6002\nW3,Qian,6002",
        )
        .with(
            "payroll",
            "payroll_id,worker_id,project_id,period,net
             L1,W1,P1,2026-01,10
             L2,W1,P2,2026-01,10
             L3,W2,P3,2026-01,10
             L3,W3,P2,2026-01,10",
        )
        .with(
            "transfers",
            "transfer_id,amount,paid_date,status,worker_id,project_id,payee_account,payee_name,\
             payer_account,payroll_id
             T1,1,2026-02-01,settled,W1,P2,,,,
             T2,1,2026-02-01,settled,W1,,,,A2,
             T3,1,2026-02-01,settled,W2,,,,,
             T4,1,2026-02-01,settled,,,6001,,A1,
             T5,1,2026-02-01,settled,,P3,6002,,,
             T6,1,2026-02-01,settled,,,,,,L2
             T7,1,2026-02-01,settled,,,,Qian,A3,
             T8,1,2026-02-01,settled,W1,,,,,
             T9,1,2026-02-01,settled,,,6001,,,
             U1,1,2026-02-01,settled,,,6002,,,
             U2,1,2026-02-01,settled,W1,P3,,,,",
        );
    let tables = world.run("2026-04-30", "");
    assert_eq!(
        columns(
            &tables,
            "transfer_fates",
            "transfer_id match_rule worker_id project_id candidates"
        ),
        [
            "T1 worker_and_project W1 P2 1",
            "T2 worker_and_wage_account W1 P2 1",
            "T3 worker_only W2 P3 1",
            "T4 payee_account W1 P1 1",
            "T5 payee_account W2 P3 1",
            "T6 payroll_line W1 P2 1",
            "T7 name_and_project W2 P3 1",
            "T8 worker_split W1  2",
            "T9 worker_split W1  2",
            "U1    2",
            "U2  W1 P3 0",
        ]
    );
}

#[test]
fn the_waterfall_leaves_what_no_source_meets() {
    let world = World::default()
        .with(
            "projects",
            "project_id,region_code,general_contractor_id,contract_amount,signed_date,\
             permit_date,wage_account,unsettled_amount
             P1,520100,G,100000000,2025-04-01,2025-04-01,A,
             P2,520100,G,100000000,2025-05-01,2025-05-01,A,10",
        )
        .with(
            "payroll",
            "payroll_id,worker_id,project_id,period,net
             L1,W1,P1,2026-01,100
             L1,W2,P1,2026-01,200
             L2,W3,P2,2026-01,300",
        )
        .with(
            "account_entries",
            "entry_id,wage_account,entry_date,direction,amount,purpose
             E1,A,2026-01-01,credit,100,opening
             E2,A,2026-01-02,debit,40,wage",
        )
        .with(
            "deposits",
            "deposit_id,kind,amount,drawn,valid_from,valid_to,project_id,contractor_id,region_code
             D1,cash,50,20,2026-01-01,,P1,,
             D2,other_security,70,,,,,G,5201
             D3,payment_guarantee,30,,,,,G,
             D4,emergency_fund,5,,,,,,5201
             D5,emergency_fund,1,,,,,,
             D6,cash,900,,,2026-03-31,P1,,",
        );
    let tables = world.run("2026-04-30", "");
    let names = "covered_by_wage_account covered_by_project_deposit covered_by_contractor_deposit \
                 covered_by_owner covered_by_emergency_fund uncovered";
    let names: Vec<&str> = names.split_whitespace().collect();
    // Account 60 by 300:300; D1 30 to P1; then 240:270 share 70; D3 30 and the owner 10; then 5 by
    // 177.06:222.94 and 1 by 174.85:220.15.
    assert_eq!(
        columns(&tables, "project_totals", &names.join(" ")),
        ["30.00 30.00 32.94 30.00 2.65 174.41", "30.00 0.00 37.06 10.00 3.35 219.59"]
    );
    assert_eq!(
        columns(&tables, "project_totals", "deposit_required deposit_clause deposit_rate"),
        ["2000000.00 base_rate 0.0200", "1500000.00 several_projects 0.0150"]
    );
    // Other security is not accepted in Guizhou.
    assert_eq!(column(&tables, "project_totals", "deposit_held"), ["30.00", "0.00"]);
    assert_eq!(columns(&tables, "contractor_totals", "area covered"), ["5201 206.00"]);
    let covered: Vec<String> = columns(&tables, "worker_totals", "worker_id covered uncovered");
    assert_eq!(covered[2], "W3 80.41 219.59");
}

#[test]
fn doubtful_rows_are_found_and_counted() {
    let world = World::default()
        .with(
            "attendance",
            "worker_id,project_id,work_date,minutes,shift,source
             W,P,2026-03-02,480,a,manual
             W,P,2026-03-02,480,a,device
             W,P,2026-03-02,1000,b,
             W,P,2026-03-33,480,,
             W,P,,x,,
             W,Q,2026-03-02,10,,
             W,P,2027-01-02,10,,",
        )
        .with("contracts", &format!("{CONTRACTS}C,W,P,hourly,10,2026-03-03,2026-03-02,"));
    let tables = world.run("2026-04-30", "");
    assert_eq!(
        columns(&tables, "findings", "code table row worker_id project_id"),
        [
            "after_as_of attendance 6  ",
            "attendance_without_contract attendance  W P",
            "attendance_without_contract attendance  W Q",
            "bad_cell attendance 3 W P",
            "bad_cell attendance 4 W P",
            "contract_dates_reversed contracts 0 W P",
            "day_over_24h attendance 1 W P",
            "day_over_24h attendance 5 W Q",
            "duplicate_attendance attendance 0 W P",
            "missing_required attendance 4 W P",
            "unknown_project projects   P",
            "unknown_project projects   Q",
            "unknown_worker workers  W ",
        ]
    );
    let rows = columns(&tables, "accounting", "table what code rows");
    let expected = [
        "attendance rows after_as_of 1",
        "attendance rows bad_cell 1",
        "attendance rows duplicate_attendance 1",
        "attendance rows missing_required 1",
        "attendance rows read 7",
        "attendance rows used 3",
        "contracts rows contract_dates_reversed 1",
        "contracts rows read 1",
        "contracts rows used 0",
    ];
    assert_eq!(rows, expected);
    assert_eq!(
        columns(&tables, "worker_periods", "attended_minutes due_source"),
        ["1440 evidence_missing", "10 evidence_missing"]
    );
}

#[test]
fn neither_order_nor_marks_change_a_byte() {
    let payroll =
        "payroll_id,worker_id,project_id,period,net\nL1,W1,P,2026-01,10\nL1,W2,P,2026-01,20";
    let turned = "\u{feff}net,period,project_id,worker_id,payroll_id\r\n¥20.00,2026年1月,P,W2,L1\r\n10,202601,P,W1,L1\r\n";
    let straight = World::default().with("payroll", payroll).run("2026-04-30", "");
    let mut other = World::default();
    other.0.insert("payroll".to_string(), turned.to_string());
    assert_eq!(straight, other.run("2026-04-30", ""));
}

#[test]
fn what_cannot_be_carried_out_is_an_error() {
    let run = |world: World| crate::reconcile_texts(&world.0, "2026-04-30", None, false);
    assert!(run(World::default()).unwrap_err().contains("neither"));
    let error = run(World::default().with("payroll", "payroll_id,worker_id,project_id,period\n"));
    assert!(error.unwrap_err().contains("net"));
}
