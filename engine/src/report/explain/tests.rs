//! Whole statements, from worlds run through the stages.

use super::*;
use crate::basics::calendar::Calendar;
use crate::basics::day::Day;
use crate::basics::finding::Finding;
use crate::basics::ids::{NameId, ProjectId, WorkerId};
use crate::basics::policy::{HoursSystem, Policy};
use crate::intake::keyed::Keyed;
use crate::intake::terms::{Adjustment, AdjustmentKind, Contract, PayBasis, PayrollLine};
use crate::intake::timesheet::NO_QUANTITY;
use crate::intake::transfers::{Fate, MatchRule, Transfers};
use crate::oversight::Figures;
use crate::oversight::partial::Partial;
use crate::oversight::people::PeoplePartial;
use crate::oversight::warnings::state::Warnings;
use crate::oversight::waterfall::{Cover, Source};
use crate::reconciliation::Chunk;
use crate::wages::allocated::{Payment, Scratch, allocated};
use crate::wages::batch_payouts::BatchPayouts;
use crate::wages::due::{DueNotes, due, rules};
use crate::wages::sample::{Work, contract, keyed};
use crate::{Code, Fen};

const MARCH: Month = Month(662);

/// Amount in fen, day of payment, engagement (or the worker's all), period named.
type Transfer = (i64, Day, Option<u32>, Option<Month>);

fn paying(works: &[Work], transfers: &[Transfer]) -> Transfers {
    let mut table = Transfers::default();
    for (number, &(amount_fen, paid_day, engagement, named_month)) in (0..).zip(transfers) {
        let work = engagement.map_or(&works[0], |place| &works[place as usize]);
        table.id.push(NameId(number));
        table.row.push(number);
        table.amount_fen.push(amount_fen);
        table.paid_day.push(paid_day);
        table.worker.push(WorkerId(work.worker));
        let project = engagement.map_or(ProjectId::NONE, |_| ProjectId(work.project));
        table.project.push(project);
        table.engagement.push(engagement.map_or(EngagementId::NONE, EngagementId));
        table.named_month.push(named_month);
        table.fate.push(Fate::Counted);
        table.rule.push(MatchRule::WorkerAndProject);
        table.candidates.push(1);
    }
    table
}

/// Runs one worker's world through steps 3 and 5.
fn run(works: &[Work], transfers: Transfers, as_of: Day) -> Reconciliation {
    let mut keyed: Keyed = keyed(works);
    keyed.transfers = transfers;
    let (policy, calendar) = (Policy::default(), Calendar::builtin());
    let mut chunk = Chunk::default();
    let mut advances = Vec::new();
    {
        let rules = rules(&keyed, &policy, &calendar, as_of);
        for engagement in (0..).take(works.len()).map(EngagementId) {
            due(&keyed, engagement, &rules, &mut chunk.periods, &mut DueNotes::default()).unwrap();
        }
        let table = &keyed.transfers;
        let mut counted: Vec<u32> = (0..).take(table.len()).collect();
        counted.retain(|&row| table.fate[row as usize] == Fate::Counted);
        counted.sort_by_key(|&row| table.paid_day[row as usize]);
        let Chunk { periods, allocations } = &mut chunk;
        let mut scratch = Scratch::default();
        let counted: Vec<Payment> =
            counted.into_iter().map(|transfer| Payment::of(&keyed, transfer)).collect();
        allocated(&counted, 0, periods, allocations, &mut advances, &mut scratch);
    }
    keyed.transfers.advance_fen.extend(advances);
    Reconciliation {
        payouts: BatchPayouts::default(),
        as_of,
        policy,
        keyed,
        chunks: vec![chunk],
        calendar,
        partial: Partial::default(),
        people_sums: PeoplePartial::default(),
        warnings: Warnings::default(),
        earlier: Vec::new(),
        figures: Figures::default(),
        people: crate::oversight::people::PeopleFigures::default(),
        findings: Vec::new(),
        accounting: Vec::new(),
        causes: Vec::new(),
        opened: Vec::new(),
        fingerprints: std::sync::OnceLock::new(),
    }
}

fn explained(run: &Reconciliation) -> Explanation {
    run.explain("W0", None, None).unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Ten hours on Monday 3 March 2025, eight on Saturday 8 March; 300.00 a day of eight hours.
fn two_days() -> Work {
    Work {
        contracts: vec![Contract {
            pay_day: Some(20),
            hours_system: Some(HoursSystem::Standard),
            ..contract(0)
        }],
        attendance: vec![(MARCH, 3, 600, NO_QUANTITY), (MARCH, 8, 480, NO_QUANTITY)],
        ..Work::default()
    }
}

#[test]
fn a_statement_can_be_checked_by_hand() {
    let works = [two_days()];
    let late = day("2025-04-21");
    let transfers = paying(&works, &[(50_000, late, Some(0), None)]);
    let explanation = explained(&run(&works, transfers, day("2025-05-08")));
    let statement = &explanation.statements[0];
    let line = &statement.wage_lines[0];
    // 480 + 120 × 1.5 + 480 × 2 = 1620 minutes; 300 × 1620 ÷ 480 = 1012.50.
    assert_eq!(
        line.weighted_formula.as_deref(),
        Some("100 × 480 + 150 × 120 + 200 × 480 + 300 × 0")
    );
    assert_eq!(line.formula, "r × W ÷ (100 × s)");
    assert_eq!(line.numbers, "300.0000 × 162000 ÷ (100 × 480)");
    assert_eq!((line.numerator.as_str(), line.denominator.as_str()), ("101250", "1"));
    assert_eq!((statement.due.as_str(), statement.due_source), ("1012.50", "attendance"));
    // 20 April 2025 is a Sunday: paid before it, on Friday 18 April.
    let date = &statement.due_date;
    assert_eq!(date.nominal_date, "2025-04-20");
    assert_eq!((date.moved_date.as_str(), date.due_date.as_str()), ("2025-04-18", "2025-04-18"));
    assert!(!date.pay_day_is_policy && date.pay_month_offset_is_policy);
    assert_eq!((statement.paid.as_str(), statement.paid_on_time.as_str()), ("500.00", "0.00"));
    assert_eq!((statement.arrears.as_str(), statement.overdue_days), ("512.50", Some(20)));
    assert_eq!(statement.age_bracket.as_deref(), Some("1-30"));
    assert_eq!(statement.residual, "0.00");
    assert_eq!(statement.calendar.len(), 31);
    assert_eq!(statement.calendar[7].day_class, Some("rest_day"));
    assert_eq!((statement.calendar[2].minutes, statement.calendar[3].minutes), (Some(600), None));
    assert_eq!(statement.findings[0].code, "attendance_without_payroll");
    assert_eq!(statement.findings[0].amount.as_deref(), Some("1012.50"));
}

#[test]
fn the_text_says_the_same_in_both_languages() {
    let works = [two_days()];
    let transfers = paying(&works, &[(50_000, day("2025-04-21"), Some(0), None)]);
    let explanation = explained(&run(&works, transfers, day("2025-05-08")));
    let english = explanation.to_text(Lang::En);
    for line in [
        "  Mon        Tue        Wed        Thu        Fri        Sat        Sun",
        "  03W600     04W·       05W·       06W·       07W·       08R480     09R·",
        "    weighted minutes (percent): 100 × 480 + 150 × 120 + 200 × 480 + 300 × 0 = 162000",
        "    numbers: 300.0000 × 162000 ÷ (100 × 480) = 1012.50",
        "  because: attendance is the greater",
        "  transfer X0, 2025-04-21, 500.00 yuan: counted",
        "    → P0 2025-03: 500.00 (oldest debt this period)",
        "  20 days overdue, age 1-30",
        "  Labour Law Art. 44 (150, 200, 300 percent)",
    ] {
        assert!(english.lines().any(|own| own == line), "{line}\n{english}");
    }
    let chinese = explanation.to_text(Lang::Zh);
    for line in [
        "  一         二         三         四         五         六         日",
        "  03工600    04工·      05工·      06工·      07工·      08休480    09休·",
        "  依据: 考勤较高",
        "  逾期 20 天，账龄 1-30",
        "  《民法典》第五百六十条",
    ] {
        assert!(chinese.lines().any(|own| own == line), "{line}\n{chinese}");
    }
    // The amounts stand in one column, whatever the width of their names.
    for text in [&english, &chinese] {
        let ends = text.lines().filter(|line| line.ends_with("512.50")).map(text::places);
        let ends: Vec<usize> = ends.filter(|&end| end == 62).collect();
        assert!(!ends.is_empty(), "{text}");
        assert!(!text.contains("{}"));
    }
    let lines = |text: &str| text.lines().count();
    assert_eq!(lines(&english), lines(&chinese));
}

#[test]
fn deductions_payroll_and_the_end_of_contracts_are_told() {
    let mut work = two_days();
    work.contracts[0].end_day = day("2025-03-10");
    let adjustment = |kind, amount_fen| Adjustment { month: MARCH, kind, amount_fen };
    work.adjustments = vec![
        adjustment(AdjustmentKind::Bonus, 10_000),
        adjustment(AdjustmentKind::DamageDeduction, 50_000),
        adjustment(AdjustmentKind::OtherDeduction, 700),
    ];
    work.payroll = vec![PayrollLine {
        month: MARCH,
        sheet: NameId(4),
        gross_fen: Some(90_000),
        deductions_fen: None,
        net_fen: 80_000,
        is_confirmed: true,
        is_back_pay: false,
        days_e2: Some(150),
    }];
    let run = run(&[work], Transfers::default(), day("2025-03-10"));
    let statement = &explained(&run).statements[0];
    // Gross 1112.50, of it 20 % are 222.50: 277.50 of the damages and the 7.00 stay due.
    let limits = statement.deductions.as_ref().unwrap();
    assert_eq!(
        (limits.damage_not_lawful.as_str(), limits.not_lawful.as_str()),
        ("277.50", "284.50")
    );
    assert_eq!(limits.minimum_wage, None);
    assert_eq!(statement.attendance_due, "890.00");
    let treatments: Vec<_> = statement.adjustments.iter().map(|line| line.treatment).collect();
    assert_eq!(treatments, ["added", "limited", "not_lawful"]);
    assert_eq!(
        (statement.payroll[0].payroll_id.as_str(), statement.payroll[0].due.as_str()),
        ("S4", "900.00")
    );
    assert_eq!((statement.due.as_str(), statement.due_source), ("900.00", "payroll_confirmed"));
    assert_eq!(statement.due_date.termination_date.as_deref(), Some("2025-03-10"));
    assert_eq!((statement.not_yet_due.as_str(), statement.overdue_days), ("900.00", None));
    let text = explained(&run).to_text(Lang::En);
    let limit = "damages at most 0.2 of gross, leaving the minimum wage (not known); \
                 not deductible 277.50";
    assert!(text.contains(limit), "{text}");
}

#[test]
fn every_transfer_of_the_worker_is_told_with_its_fate() {
    let works = [two_days(), Work { project: 1, ..two_days() }];
    let paid_day = day("2025-04-01");
    let mut transfers = paying(
        &works,
        &[
            (200_000, paid_day, Some(0), Some(MARCH)),
            (30_000, paid_day, None, None),
            (11, paid_day, Some(1), None),
            (22, paid_day, Some(0), None),
            (33, paid_day, Some(0), None),
        ],
    );
    for (row, fate) in [(3, Fate::Returned), (4, Fate::Reversed)] {
        transfers.fate[row] = fate;
        transfers.engagement[row] = EngagementId::NONE;
    }
    transfers.taken_back_fen.set(4, 33);
    let run = run(&works, transfers, day("2025-05-01"));
    let first = run.explain("W0", Some("P0"), None).unwrap();
    let lines = &first.statements[0].transfers;
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            let parts = line.allocations.iter().map(|part| part.project_id.as_str());
            let parts: Vec<&str> = parts.collect();
            let rest = [line.advance.as_str(), &line.taken_back, &line.set_aside].join(" ");
            (line.transfer_id.as_str(), line.fate, parts.join(","), rest)
        })
        .collect();
    let expected = [
        ("X0", "counted", "P0", "987.50 0.00 0.00"),
        ("X1", "counted", "P1", "0.00 0.00 0.00"),
        ("X3", "returned", "", "0.00 0.00 0.22"),
        ("X4", "reversed", "", "0.00 0.33 0.00"),
    ];
    assert_eq!(told, expected.map(|(id, fate, parts, rest)| (id, fate, parts.into(), rest.into())));
    assert_eq!(lines[0].allocations[0].pass, "named");
    assert_eq!(first.statements[0].settled_date.as_deref(), Some("2025-04-01"));
    let second = run.explain("W0", Some("P1"), Some(MARCH)).unwrap();
    assert_eq!(second.statements[0].paid, "300.11");
}

#[test]
fn findings_of_the_worker_the_project_and_the_month_are_told_and_no_others() {
    let mut run = run(&[two_days()], Transfers::default(), day("2025-03-20"));
    let finding = |worker, project, month, row| Finding {
        code: Code::BadCell,
        table: "attendance",
        worker,
        project,
        month,
        amount_fen: Some(5),
        detail: "minutes".into(),
        row: Some(row),
    };
    let (worker, project) = (WorkerId(0), ProjectId(0));
    run.findings = vec![
        finding(worker, project, Some(MARCH), 1),
        finding(worker, ProjectId::NONE, None, 2),
        finding(WorkerId::NONE, project, None, 3),
        finding(WorkerId::NONE, ProjectId::NONE, None, 4),
        finding(worker, project, Some(MARCH.plus(1)), 5),
        finding(worker, ProjectId(1), None, 6),
    ];
    let explanation = explained(&run);
    let rows: Vec<_> =
        explanation.statements[0].findings.iter().filter_map(|line| line.row).collect();
    assert_eq!(rows, [1, 2, 3]);
    let text = explanation.to_text(Lang::Zh);
    assert!(
        text.contains("bad_cell：单元格无法读取，该行不计 [0.05] [minutes] (attendance:1)"),
        "{text}"
    );
}

#[test]
fn what_covers_the_arrears_of_the_engagement_is_told() {
    let mut run = run(&[two_days()], Transfers::default(), day("2025-05-08"));
    let cover = |engagement, source, amount_fen| Cover {
        engagement: EngagementId(engagement),
        source,
        amount_fen,
    };
    run.figures.cover = vec![
        cover(0, Source::WageAccount(NameId(2)), 60_000),
        cover(0, Source::OwnerUnsettled(ProjectId(0)), 10),
        cover(1, Source::WageAccount(NameId(2)), 7),
    ];
    let explanation = explained(&run);
    let lines = &explanation.statements[0].cover;
    assert_eq!(lines.len(), 2);
    assert_eq!((lines[0].source, lines[0].source_id.as_deref()), ("wage_account", Some("A2")));
    assert_eq!((lines[0].amount.as_str(), lines[1].amount.as_str()), ("600.00", "0.10"));
    assert!(explanation.to_text(Lang::Zh).contains("工资专用账户 A2：600.00"));
}

#[test]
fn what_is_not_there_is_not_found() {
    let run = run(&[two_days()], Transfers::default(), day("2025-03-20"));
    for (worker, project, period) in
        [("W9", None, None), ("W0", Some("P9"), None), ("W0", Some("P0"), Some(MARCH.plus(1)))]
    {
        let error = run.explain(worker, project, period).unwrap_err();
        assert_eq!(error.code(), "not_found");
        assert!(error.to_string().contains("table worker_periods"), "{error}");
        assert!(error.to_string().contains(worker), "{error}");
    }
}

#[test]
fn figures_that_do_not_lead_to_each_other_are_refused() {
    let works = [two_days()];
    let transfers = || paying(&works, &[(50_000, day("2025-04-21"), Some(0), None)]);
    let explained = |spoil: &dyn Fn(&mut Reconciliation)| {
        let mut run = run(&works, transfers(), day("2025-05-08"));
        spoil(&mut run);
        run.explain("W0", None, None).map_err(|error| error.code())
    };
    assert!(explained(&|_| ()).is_ok());
    let spoils: [&dyn Fn(&mut Reconciliation); 5] = [
        &|run| run.chunks[0].periods.paid_fen[0] += 1,
        &|run| run.chunks[0].periods.paid_on_time_fen[0] += 1,
        &|run| run.chunks[0].periods.attendance_due_fen[0] += 1,
        &|run| run.chunks[0].periods.due_day[0] = day("2025-04-17"),
        &|run| run.keyed.transfers.advance_fen.set(0, 1),
    ];
    for (place, spoil) in spoils.into_iter().enumerate() {
        assert_eq!(explained(spoil).unwrap_err(), "unbalanced", "{place}");
    }
}

#[test]
fn as_data_amounts_are_text_and_what_is_not_known_is_null() {
    let run = run(&[two_days()], Transfers::default(), day("2025-03-20"));
    let json = serde_json::to_value(explained(&run)).unwrap();
    let statement = &json["statements"][0];
    assert_eq!(statement["due"], "1012.50");
    assert_eq!(statement["calendar"][0]["minutes"], serde_json::Value::Null);
    assert_eq!(statement["overdue_days"], serde_json::Value::Null);
    assert_eq!(statement["contracts"][0]["rate"], "300.0000");
    assert_eq!(statement["wage_lines"][0]["symbols"][1]["symbol"], "W");
    assert_eq!(statement["due_date"]["pay_month_offset_is_policy"], true);
}

#[test]
fn every_period_of_any_world_has_a_residual_of_zero() {
    let mut seed = 3_u64;
    let mut number = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i32::try_from((seed >> 33) % below).unwrap()
    };
    let bases = [PayBasis::Hourly, PayBasis::Daily, PayBasis::Monthly, PayBasis::Piece];
    let mut arrears = 0;
    for _ in 0..60 {
        let mut works = vec![Work::default(), Work { project: 1, ..Work::default() }];
        for work in &mut works {
            for place in 0..number(3) {
                let start_day = MARCH.first_day().plus_days(number(60) - 30);
                work.contracts.push(Contract {
                    start_day,
                    end_day: start_day.plus_days(number(90)),
                    pay_basis: bases[usize::try_from(number(4)).unwrap()],
                    rate_e4: i64::from(number(9_000_000)),
                    ..contract(place.cast_unsigned())
                });
            }
            work.contracts.sort_by_key(|own| (own.start_day, own.contract));
            for day in 1..=28 {
                let minutes = u16::try_from(number(900)).unwrap();
                let month = MARCH.plus(number(3));
                work.attendance.push((month, day, minutes, i64::from(number(9_000))));
            }
        }
        let transfers: Vec<Transfer> = (0..number(8))
            .map(|_| {
                let engagement = [None, Some(0), Some(1)][usize::try_from(number(3)).unwrap()];
                let named = if number(2) == 0 { None } else { Some(MARCH.plus(number(4))) };
                (
                    i64::from(number(300_000)),
                    MARCH.first_day().plus_days(number(120)),
                    engagement,
                    named,
                )
            })
            .collect();
        let run = run(&works, paying(&works, &transfers), MARCH.first_day().plus_days(number(150)));
        let explanation = explained(&run);
        assert_eq!(explanation.statements.len(), run.chunks[0].periods.len());
        for statement in &explanation.statements {
            assert_eq!(statement.residual, "0.00");
            arrears += u32::from(statement.arrears != Fen(0).to_string());
        }
        for lang in [Lang::Zh, Lang::En] {
            assert!(!explanation.to_text(lang).contains("{}"));
        }
    }
    assert!(arrears > 20);
}
