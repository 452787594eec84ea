//! Do the published sums come out? The test vectors of the fact sheet of rules (its section 11.5),
//! line by line: days, wages, deductions, deposits, ratios, check digits, back pay.
//!
//! Amounts from which refusing to pay may be a crime and published rates of arrears are no figures
//! yet and have no line here.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

mod ways;

use anxin::basics::calendar::{Calendar, DayClass};
use anxin::{Day, Policy};
use anxin_datasets::ids;
use anxin_tests::folder::Folder;
use anxin_tests::laws::Asked;
use anxin_tests::tables::{Sheet, Tables};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A run over tables of text.
fn run(tables: &[(&str, String)], policy: Option<&str>, as_of: &str) -> Tables {
    let folder = Folder::new("vectors").unwrap();
    for (name, text) in tables {
        std::fs::write(folder.join(&format!("{name}.csv")), text).unwrap();
    }
    let folder_path = folder.path().to_path_buf();
    let as_of = as_of.to_string();
    let asked = Asked { folder: folder_path, as_of, policy, threads: None, batch_rows: None };
    let (engine, twin) = (ways::engine(&asked).unwrap(), ways::twin(&asked).unwrap());
    assert_eq!(anxin_tests::tables::differences_as_sets(&twin, &engine), None);
    engine
}

/// The cells of a column by the id in the first column.
fn column(tables: &Tables, table: &str, name: &str) -> Vec<(String, String)> {
    let sheet = Sheet::read(&tables[table]);
    let rows = 0..sheet.rows.len();
    rows.map(|row| (sheet.rows[row][0].clone(), sheet.cell(row, name).to_string())).collect()
}

/// What `column` should give.
fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(id, cell)| ((*id).to_string(), (*cell).to_string())).collect()
}

const CONTRACTS: &str = "contract_id,worker_id,project_id,pay_basis,rate,start_date,hours_system\n";
const ATTENDANCE: &str = "worker_id,project_id,work_date,minutes\n";
const PROJECTS: &str = "project_id,region_code,general_contractor_id,contract_amount,permit_date,\
                        signed_date,completed_date\n";

#[test]
fn pay_days_go_back_to_the_last_workday() {
    let calendar = Calendar::builtin();
    for (nominal, due) in [
        ("2024-02-15", "2024-02-09"),
        ("2024-05-05", "2024-04-30"),
        ("2025-01-28", "2025-01-27"),
        ("2025-08-31", "2025-08-29"),
        ("2025-10-05", "2025-09-30"),
        // Crosses the year.
        ("2026-01-03", "2025-12-31"),
        // A Saturday that is a make-up workday.
        ("2026-02-15", "2026-02-14"),
        ("2026-02-20", "2026-02-14"),
        ("2026-05-10", "2026-05-09"),
        ("2026-09-20", "2026-09-20"),
        ("2026-02-28", "2026-02-28"),
    ] {
        assert_eq!(calendar.last_workday_on_or_before(day(nominal)), Some(day(due)), "{nominal}");
    }
}

#[test]
fn deadlines_count_workdays_and_not_the_first_day() {
    let calendar = Calendar::builtin();
    for (from, count, deadline) in [
        ("2026-02-10", 20, "2026-03-16"),
        ("2025-12-20", 20, "2026-01-19"),
        ("2025-09-26", 10, "2025-10-16"),
        ("2025-01-20", 5, "2025-01-26"),
    ] {
        assert_eq!(calendar.workdays_after(day(from), count), Some(day(deadline)), "{from}");
    }
}

/// A deposit's deadline and a pay day, as the tables give them.
#[test]
fn the_tables_hold_the_same_days() {
    let projects = format!("{PROJECTS}P1,520102,G1,100000000,2026-02-10,,\n");
    let payroll = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-12,100.00\n";
    let contracts = "contract_id,worker_id,project_id,pay_basis,rate,start_date,pay_day\n\
                     C1,W1,P1,daily,300,2025-01-01,3\n";
    let given = [
        ("projects", projects),
        ("payroll", payroll.to_string()),
        ("contracts", contracts.to_string()),
    ];
    let met = run(&given, None, "2026-06-30");
    let deadlines = column(&met, "project_totals", "deposit_deadline");
    assert_eq!(deadlines, pairs(&[("P1", "2026-03-16")]));
    assert_eq!(column(&met, "worker_periods", "due_date"), pairs(&[("W1", "2025-12-31")]));
}

/// 6,525 a month are 300.00 a day and 37.50 an hour; 5,000 and 8,000 leave fractions of 87.
#[test]
fn a_month_is_divided_by_21_75_days() {
    let contracts = format!(
        "{CONTRACTS}C1,W1,P1,monthly,6525,2025-01-01,standard\n\
         C2,W2,P1,monthly,6525,2025-01-01,standard\n\
         C3,W3,P1,monthly,5000,2025-01-01,standard\n\
         C4,W4,P1,monthly,5000,2025-01-01,standard\n\
         C5,W5,P1,monthly,8000,2025-01-01,standard\n"
    );
    // Monday 3 March 2025: a day, an hour, a day, an hour, a day.
    let attendance = format!(
        "{ATTENDANCE}W1,P1,2025-03-03,480\nW2,P1,2025-03-03,60\nW3,P1,2025-03-03,480\n\
         W4,P1,2025-03-03,60\nW5,P1,2025-03-03,480\n"
    );
    let policy = "[wages]\nmonthly_proration = \"hours_worked\"\n";
    let given = [("contracts", contracts), ("attendance", attendance)];
    let met = run(&given, Some(policy), "2025-06-30");
    let wages = pairs(&[
        ("W1", "300.00"),
        ("W2", "37.50"),
        ("W3", "229.89"),
        ("W4", "28.74"),
        ("W5", "367.82"),
    ]);
    assert_eq!(column(&met, "wage_lines", "wage"), wages);
    // In fen: 20,000/87 yuan a day, 2,500/87 yuan an hour, 32,000/87 yuan a day.
    let numerators = pairs(&[
        ("W1", "30000"),
        ("W2", "3750"),
        ("W3", "2000000"),
        ("W4", "250000"),
        ("W5", "3200000"),
    ]);
    assert_eq!(column(&met, "wage_lines", "numerator"), numerators);
    let denominators = pairs(&[("W1", "1"), ("W2", "1"), ("W3", "87"), ("W4", "87"), ("W5", "87")]);
    assert_eq!(column(&met, "wage_lines", "denominator"), denominators);
}

/// Two hours beyond a workday, a rest day, a holiday, at 37.50 an hour.
#[test]
fn overtime_is_paid_one_and_a_half_two_and_three_times() {
    let contracts: String =
        (1..=3).map(|n| format!("C{n},W{n},P1,hourly,37.50,2025-01-01,standard\n")).collect();
    // Monday 29 September 2025, Saturday 20 September 2025, Wednesday 1 October 2025.
    let attendance =
        format!("{ATTENDANCE}W1,P1,2025-09-29,600\nW2,P1,2025-09-20,480\nW3,P1,2025-10-01,480\n");
    let given = [("contracts", format!("{CONTRACTS}{contracts}")), ("attendance", attendance)];
    let met = run(&given, None, "2025-12-31");
    // The day itself is 300.00: 412.50 − 300.00 = 112.50 for the two hours.
    let wages = pairs(&[("W1", "412.50"), ("W2", "600.00"), ("W3", "900.00")]);
    assert_eq!(column(&met, "wage_lines", "wage"), wages);
}

/// The statutory day pays three times, a moved day two times, a make-up day once.
#[test]
fn statutory_and_moved_days_differ() {
    let calendar = Calendar::builtin();
    let days = [
        ("2026-04-05", DayClass::Holiday, "900.00"),
        ("2026-04-06", DayClass::RestDay, "600.00"),
        ("2026-05-02", DayClass::Holiday, "900.00"),
        ("2024-05-02", DayClass::RestDay, "600.00"),
        ("2025-01-28", DayClass::Holiday, "900.00"),
        ("2024-02-09", DayClass::Workday, "300.00"),
        ("2025-10-07", DayClass::RestDay, "600.00"),
    ];
    let mut contracts = CONTRACTS.to_string();
    let mut attendance = ATTENDANCE.to_string();
    let mut expected = Vec::new();
    for (number, (date, class, wage)) in days.iter().enumerate() {
        assert_eq!(calendar.class(day(date)), Some(*class), "{date}");
        contracts.push_str(&format!("C,W{number},P1,hourly,37.50,2024-01-01,standard\n"));
        attendance.push_str(&format!("W{number},P1,{date},480\n"));
        expected.push((format!("W{number}"), (*wage).to_string()));
    }
    let met = run(&[("contracts", contracts), ("attendance", attendance)], None, "2026-12-31");
    assert_eq!(column(&met, "wage_lines", "wage"), expected);
}

/// At most 20 percent of gross, and not below the minimum wage.
#[test]
fn deductions_for_damage_leave_the_minimum_wage() {
    let mut contracts = CONTRACTS.to_string();
    let mut attendance = ATTENDANCE.to_string();
    let mut adjustments = "worker_id,project_id,period,kind,amount\n".to_string();
    for (worker, gross) in [("W1", "4000"), ("W2", "2200"), ("W3", "1900")] {
        contracts.push_str(&format!("C,{worker},P1,daily,{gross},2025-01-01,standard\n"));
        attendance.push_str(&format!("{worker},P1,2025-03-03,480\n"));
        adjustments.push_str(&format!("{worker},P1,2025-03,damage_deduction,5000.00\n"));
    }
    let policy = "[[minimum_wage]]\nregion = \"52\"\nvalid_from = 2025-01-01\nmonthly = \"2000\"\n";
    let projects = format!("{PROJECTS}P1,520102,,,,,\n");
    let given = [
        ("contracts", contracts),
        ("attendance", attendance),
        ("adjustments", adjustments),
        ("projects", projects),
    ];
    let met = run(&given, Some(policy), "2025-06-30");
    // Deducted: 800, 200, 0.
    let dues = pairs(&[("W1", "3200.00"), ("W2", "2000.00"), ("W3", "1900.00")]);
    assert_eq!(column(&met, "worker_periods", "attendance_due"), dues);
}

#[test]
fn deposits_of_guizhou_follow_tiers_caps_and_history() {
    let projects = format!(
        "{PROJECTS}A,520102,GA,100000000,2025-06-03,,\nB,520102,GB,800000000,2025-06-03,,\n\
         C,520102,GC,800000000,2025-06-03,,\nD,520102,GD,3900000,2025-06-03,,\n\
         E1,520102,GE,50000000,2025-05-06,,\nE2,520102,GE,100000000,2025-06-03,,\n"
    );
    let events = "contractor_id,event,event_date,region_code\nGC,blacklisted,2025-01-15,52\n";
    let payroll = "payroll_id,worker_id,project_id,period,net\nS1,W1,A,2025-12,1.00\n";
    let given = [
        ("projects", projects),
        ("contractor_events", events.to_string()),
        ("payroll", payroll.to_string()),
    ];
    let met = run(&given, None, "2025-12-31");
    let required = pairs(&[
        ("A", "2000000.00"),
        // 2 percent would be 16,000,000: the cap.
        ("B", "10000000.00"),
        // Blacklisted: 4 percent, and no cap.
        ("C", "32000000.00"),
        // Below 4,000,000 and no arrears for a year: waived.
        ("D", "0.00"),
        ("E1", "1000000.00"),
        // The second project.
        ("E2", "1500000.00"),
    ]);
    assert_eq!(column(&met, "project_totals", "deposit_required"), required);
    let clauses = column(&met, "project_totals", "deposit_clause");
    let clauses: Vec<&str> = clauses.iter().map(|(_, clause)| clause.as_str()).collect();
    let expected =
        ["base_rate", "base_rate", "blacklisted", "waived_amount", "base_rate", "several_projects"];
    // No exemption without a reason: each stands with its clause.
    assert_eq!(clauses, expected);
}

#[test]
fn deposits_of_anhui_fall_as_the_contract_grows() {
    let projects = format!(
        "{PROJECTS}A,340102,GA,299000000,2025-06-03,,\nB,340102,GB,300000000,2025-06-03,,\n\
         C,340102,GC,600000000,2025-06-03,,\n"
    );
    let payroll = "payroll_id,worker_id,project_id,period,net\nS1,W1,A,2025-12,1.00\n".to_string();
    let met = run(&[("projects", projects), ("payroll", payroll)], None, "2025-12-31");
    // 2 percent = 5,980,000, the cap of the tier; 1 percent; the cap of the next.
    let required = pairs(&[("A", "3000000.00"), ("B", "3000000.00"), ("C", "5000000.00")]);
    assert_eq!(column(&met, "project_totals", "deposit_required"), required);
}

#[test]
fn a_rate_outside_the_national_limits_is_refused() {
    let row = |rate: &str| {
        format!("[[deposit]]\nregion = \"62\"\nvalid_from = 2025-01-01\ntiers = [{{ {rate} }}]\n")
    };
    for good in ["rate = \"0.005\"", "rate = \"0.03\""] {
        assert!(Policy::from_toml(&row(good), "good.toml").is_ok(), "{good}");
    }
    for bad in ["rate = \"0.0049\"", "rate = \"0.0301\"", "rate = \"0\""] {
        let error = Policy::from_toml(&row(bad), "bad.toml").unwrap_err();
        assert_eq!(error.code(), "policy", "{bad}");
    }
    // With arrears or a blacklist entry it may go beyond.
    let uplift = row("rate = \"0.03\"") + "blacklisted = { rate = \"0.06\" }\n";
    assert!(Policy::from_toml(&uplift, "uplift.toml").is_ok());
}

/// 4,171 ÷ 4,524 = 0.92197…, shown with four decimals, half up.
#[test]
fn a_ratio_has_four_decimals() {
    let policy = "[[deposit]]\nregion = \"62\"\nvalid_from = 2025-01-01\n\
                  tiers = [{ rate = \"0.02\" }]\nwaiver_below = \"0\"\n";
    let projects = format!("{PROJECTS}P1,620102,G1,226200,2025-06-03,,\n");
    let deposits = "deposit_id,kind,amount,project_id\nD1,cash,4171.00,P1\n".to_string();
    let payroll = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-12,1.00\n".to_string();
    let given = [("projects", projects), ("deposits", deposits), ("payroll", payroll)];
    let met = run(&given, Some(policy), "2025-12-31");
    assert_eq!(column(&met, "project_totals", "deposit_required"), pairs(&[("P1", "4524.00")]));
    assert_eq!(column(&met, "project_totals", "deposit_coverage"), pairs(&[("P1", "0.9220")]));
}

/// Ids are compared, never checked, by the engine; the made-up ones of the worlds hold.
#[test]
fn check_characters_of_made_up_ids_hold() {
    assert_eq!(ids::resident("110105", "19491231", 2), "11010519491231002X");
    // Weights of a credit code: 3 to the power of the place, modulo 31.
    let symbols = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    for number in [1, 2, 77, 4_711] {
        let code = ids::credit_code(number);
        let values: Vec<usize> = code.chars().filter_map(|c| symbols.find(c)).collect();
        let sum: usize = values.iter().zip(weights).map(|(value, weight)| value * weight).sum();
        assert_eq!((values.len(), (sum + values[17]) % 31), (18, 0), "{code}");
    }
}

/// Also golden: `wages/back-pay-is-never-a-due`, `arrears/a-payment-on-the-due-date-is-on-time`.
#[test]
fn back_pay_is_no_due_and_the_due_date_itself_is_on_time() {
    let payroll = "payroll_id,worker_id,project_id,period,net,confirmed,is_back_pay\n\
                   S1,W1,P1,2025-03,3000.00,true,false\nS2,W1,P1,2025-04,900.00,true,true\n\
                   S2,W1,P1,2025-03,500.00,true,true\n";
    // March falls due on Wednesday 30 April 2025.
    let transfers = "transfer_id,amount,paid_date,status,worker_id,project_id\n\
                     T1,1000.00,2025-04-30,settled,W1,P1\nT2,1000.00,2025-05-01,settled,W1,P1\n";
    let given = [("payroll", payroll.to_string()), ("transfers", transfers.to_string())];
    let met = run(&given, None, "2025-06-30");
    assert_eq!(column(&met, "worker_periods", "due"), pairs(&[("W1", "3000.00")]));
    assert_eq!(column(&met, "worker_periods", "due_date"), pairs(&[("W1", "2025-04-30")]));
    assert_eq!(column(&met, "worker_periods", "paid"), pairs(&[("W1", "2000.00")]));
    assert_eq!(column(&met, "worker_periods", "paid_on_time"), pairs(&[("W1", "1000.00")]));
}
