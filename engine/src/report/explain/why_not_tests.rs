//! Every fate and reason of a transfer, each from a world of a few rows.

use super::{Lang, TransferVerdict, WhyNot};
use crate::intake::transfers::{Fate, MatchRule};
use crate::{Format, Inputs, Policy, Reconciliation, Source, TableName, reconcile};

const HEADER: &str = "transfer_id,amount,paid_date,status,worker_id,project_id,period,\
                      payee_account,payee_name,payer_account,reverses,payroll_id\n";

/// W1 works on P1 and P2, W2 and W3 (of one name) on P1, W4 on P3; accounts A1, A2, A3 pay for the
/// projects, B1 to B4 are registered.
fn world(transfers: &str) -> Inputs {
    let tables = [
        (
            TableName::Payroll,
            "payroll_id,worker_id,project_id,period,net,confirmed\n\
             S1,W1,P1,2025-10,3000,true\nS2,W1,P2,2025-10,2000,true\nS1,W2,P1,2025-10,1000,true\n\
             S1,W3,P1,2025-10,1000,true\nS3,W4,P3,2025-10,1000,true\n"
                .to_owned(),
        ),
        (
            TableName::Workers,
            "worker_id,worker_name,pay_account\nW1,甲三,B1\nW2,乙四,B2\nW3,乙四,B3\nW4,丙五,B4\n"
                .to_owned(),
        ),
        (TableName::Projects, "project_id,wage_account\nP1,A1\nP2,A2\nP3,A3\n".to_owned()),
        (TableName::Transfers, format!("{HEADER}{transfers}")),
    ];
    tables.into_iter().fold(Inputs::default(), |inputs, (table, text)| {
        let name = format!("{}.csv", table.word());
        inputs.with(table, Source::bytes(&name, Format::Csv, text.into()))
    })
}

fn run(transfers: &str, policy: &Policy) -> Reconciliation {
    reconcile(&world(transfers), policy, "2025-12-31".parse().unwrap()).unwrap()
}

/// The verdicts of transfer T1.
fn told(transfers: &str) -> WhyNot {
    run(transfers, &Policy::default()).why_not("T1").unwrap()
}

/// The verdict of the only row of T1.
fn only(transfers: &str) -> TransferVerdict {
    let mut told = told(transfers);
    assert_eq!(told.rows.len(), 1);
    told.rows.remove(0)
}

/// Outcome and candidates of each rule.
fn outcomes(verdict: &TransferVerdict) -> Vec<(&str, usize)> {
    verdict.rules.iter().map(|trial| (trial.outcome, trial.candidates)).collect()
}

/// Field, new value, worker and project of each change.
fn changes(verdict: &TransferVerdict) -> Vec<[&str; 4]> {
    let texts = verdict.changes.iter().map(|change| {
        let to = change.to.as_deref().unwrap_or("-");
        [change.field, to, &change.worker_id, change.project_id.as_deref().unwrap_or("-")]
    });
    texts.collect()
}

#[test]
fn a_matched_transfer_tells_the_rule_that_took_it() {
    let verdict = only("T1,500,2025-11-20,settled,W1,P1,,,,,,\n");
    assert_eq!((verdict.fate, verdict.reason, verdict.step), ("counted", "paid", "4.2"));
    assert_eq!(verdict.match_rule, Some("worker_and_project"));
    assert_eq!(
        (verdict.worker_id.as_deref(), verdict.project_id.as_deref()),
        (Some("W1"), Some("P1"))
    );
    assert_eq!(verdict.rules[0].outcome, "took");
    assert!(verdict.rules[1..].iter().all(|trial| trial.outcome == "came_later"));
    assert_eq!(verdict.allocations[0].amount, "500.00");
    assert!(verdict.changes.is_empty() && verdict.near.is_empty());
}

#[test]
fn each_rule_can_be_the_one_that_takes_it() {
    for (rule, cells) in [
        (MatchRule::WorkerAndProject, "W1,P2,,,,,,"),
        (MatchRule::WorkerAndWageAccount, "W1,,,,,A2,,"),
        (MatchRule::WorkerOnly, "W2,,,,,,,"),
        (MatchRule::PayeeAccount, ",,,B2,,,,"),
        (MatchRule::PayrollLine, ",,,,,,,S2"),
        (MatchRule::NameAndProject, ",P2,,,甲三,,,"),
        (MatchRule::WorkerSplit, "W1,,,,,,,"),
    ] {
        let verdict = only(&format!("T1,500,2025-11-20,settled,{cells}\n"));
        let place = usize::try_from(rule as u32).unwrap();
        assert_eq!(verdict.match_rule, rule.word());
        assert_eq!(verdict.rules[place].outcome, "took", "{rule:?}");
        assert_eq!(verdict.rules[place].rule, rule.word().unwrap());
        let taken = verdict.rules.iter().filter(|trial| trial.outcome == "took").count();
        assert_eq!((taken, verdict.rules.len()), (1, MatchRule::ALL.len()));
    }
    let split = only("T1,500,2025-11-20,settled,W1,,,,,,,\n");
    assert_eq!(split.project_id, None);
    assert_eq!(outcomes(&split)[2], ("left_several", 2));
    assert_eq!(outcomes(&split)[6], ("took", 2));
    assert_eq!(split.rules[6].engagements.len(), 2);
}

#[test]
fn a_worker_not_on_the_project_is_near_where_he_works() {
    let verdict = only("T1,500,2025-11-20,settled,W4,P1,,,,,,\n");
    assert_eq!((verdict.fate, verdict.reason), ("unmatched", "worker_not_on_project"));
    assert_eq!(outcomes(&verdict)[0], ("left_none", 0));
    assert_eq!(outcomes(&verdict)[2], ("not_asked", 0));
    // The nearest engagements share one of the two fields; W4's own is bound by his project.
    let all = changes(&verdict);
    assert!(all.contains(&["project_id", "P3", "W4", "P3"]), "{all:?}");
    assert!(all.contains(&["worker_id", "W1", "W1", "P1"]), "{all:?}");
    assert_eq!(verdict.changes[0].rule, "worker_and_project");
    let near = &verdict.near[0];
    assert_eq!((near.agrees.len(), near.differs.len()), (1, 1));
    assert_eq!(verdict.findings[0].code, "transfer_without_engagement");
    assert_eq!(verdict.set_aside, "500.00");
}

#[test]
fn a_project_nobody_works_on_is_named_and_mended_by_the_workers_own() {
    let verdict = only("T1,500,2025-11-20,settled,W4,P9,,,,,,\n");
    assert_eq!(verdict.reason, "project_without_engagement");
    assert_eq!(
        changes(&verdict),
        [["project_id", "P3", "W4", "P3"], ["project_id", "-", "W4", "P3"]]
    );
    assert_eq!(verdict.near.len(), 1);
    assert_eq!(verdict.near[0].agrees, ["worker_id"]);
    let differs = &verdict.near[0].differs[0];
    assert_eq!((differs.field, differs.given.as_deref()), ("project_id", Some("P9")));
    assert_eq!(differs.other.as_deref(), Some("P3"));
}

#[test]
fn a_worker_nobody_knows_is_mended_by_the_account() {
    let verdict = only("T1,500,2025-11-20,settled,W9,,,B2,,,,\n");
    assert_eq!(verdict.reason, "worker_without_engagement");
    assert_eq!(
        changes(&verdict),
        [["worker_id", "W2", "W2", "P1"], ["worker_id", "-", "W2", "P1"]]
    );
    assert_eq!(verdict.changes[1].rule, "payee_account");
}

#[test]
fn two_workers_of_one_name_are_told_apart_by_an_account() {
    let verdict = only("T1,500,2025-11-20,settled,,P1,,,乙四,,,\n");
    assert_eq!((verdict.reason, verdict.candidates), ("several_candidates", Some(2)));
    assert_eq!(outcomes(&verdict)[5], ("left_several", 2));
    let all = changes(&verdict);
    assert_eq!(all[0], ["worker_id", "W2", "W2", "P1"]);
    assert!(all.contains(&["payee_account", "B3", "W3", "P1"]), "{all:?}");
    assert_eq!(verdict.findings[0].code, "unmatched");
}

#[test]
fn a_name_without_a_place_is_mended_by_one() {
    let verdict = only("T1,500,2025-11-20,settled,,,,,丙五,,,\n");
    assert_eq!(verdict.reason, "says_too_little");
    assert!(outcomes(&verdict).iter().all(|outcome| *outcome == ("not_asked", 0)));
    let all = changes(&verdict);
    assert!(all.contains(&["project_id", "P3", "W4", "P3"]), "{all:?}");
    assert!(all.contains(&["payer_account", "A3", "W4", "P3"]), "{all:?}");
    let verdict = only("T1,500,2025-11-20,settled,,,,B9,,,,\n");
    assert_eq!(verdict.reason, "no_candidate");
    assert_eq!(outcomes(&verdict)[3], ("left_none", 0));
    assert!(verdict.near.is_empty() && verdict.changes.is_empty());
}

#[test]
fn what_has_not_settled_or_came_later_is_mended_by_its_state() {
    for (status, reason) in
        [("pending", "not_settled"), ("returned", "bank_returned_it"), ("failed", "payment_failed")]
    {
        let verdict = only(&format!("T1,500,2025-11-20,{status},W2,P1,,,,,,\n"));
        assert_eq!((verdict.fate, verdict.reason), (status, reason));
        assert_eq!(changes(&verdict), [["status", "settled", "W2", "P1"]]);
        assert_eq!(verdict.match_rule, None);
    }
    let late = only("T1,500,2026-01-05,settled,W2,P1,,,,,,\n");
    assert_eq!((late.fate, late.step), ("after_as_of", "0.4"));
    assert_eq!(changes(&late), [["as_of", "2026-01-05", "W2", "P1"]]);
    // Nothing to mend where the rules would not take it either.
    assert!(only("T1,500,2025-11-20,failed,W9,P9,,,,,,\n").changes.is_empty());
}

#[test]
fn copies_name_the_row_that_counts_and_what_differs() {
    let row = "T1,500,2025-11-20,settled,W2,P1,,,,,,\n";
    let told = told(&format!("{row}{row}T1,600,2025-11-20,settled,W2,P1,,,,,,\n"));
    let fates: Vec<_> = told.rows.iter().map(|row| (row.row, row.fate)).collect();
    assert_eq!(fates, [(0, "counted"), (1, "duplicate"), (2, "conflicting_duplicate")]);
    let other = &told.rows[1].others[0];
    assert_eq!((other.relation, other.row, other.differs.len()), ("counts_instead", 0, 0));
    let differs = &told.rows[2].others[0].differs;
    assert_eq!((differs[0].field, differs.len()), ("amount", 1));
    assert_eq!(differs[0].given.as_deref(), Some("600.00"));
    assert_eq!(differs[0].other.as_deref(), Some("500.00"));
}

#[test]
fn reversals_and_what_they_take_back_name_each_other() {
    let original = "T1,500,2025-11-20,settled,W2,P1,,,,,,\n";
    let reversal = "T2,500,2025-11-21,settled,W2,P1,,,,,T1,\n";
    let run = run(&format!("{original}{reversal}"), &Policy::default());
    let reversed = &run.why_not("T1").unwrap().rows[0];
    assert_eq!((reversed.fate, reversed.reason), ("reversed", "taken_back_in_full"));
    let other = &reversed.others[0];
    assert_eq!((other.relation, other.transfer_id.as_str(), other.row), ("reverses_it", "T2", 1));
    assert_eq!(reversed.taken_back, "500.00");
    let reversal = &run.why_not("T2").unwrap().rows[0];
    assert_eq!((reversal.fate, reversal.reason), ("reversal", "takes_another_back"));
    assert_eq!(reversal.others[0].relation, "is_reversed");
    let lost = only("T1,500,2025-11-20,settled,W2,P1,,,,,T7,\n");
    assert_eq!((lost.reason, lost.others.len()), ("reverses_nothing_settled", 0));
    assert_eq!(lost.findings[0].code, "reversal_without_original");
}

#[test]
fn a_foreign_account_is_mended_by_the_registered_one() {
    let mut policy = Policy::default();
    policy.wages.foreign_payee = crate::basics::policy::ForeignPayee::SetAside;
    let run = run("T1,500,2025-11-20,settled,W2,P1,,B4,,,,\n", &policy);
    let verdict = &run.why_not("T1").unwrap().rows[0];
    assert_eq!((verdict.fate, verdict.step), ("payee_not_worker", "4.3"));
    assert_eq!(changes(verdict), [["payee_account", "B2", "W2", "P1"]]);
    assert_eq!(verdict.changes[0].from.as_deref(), Some("B4"));
}

#[test]
fn a_row_of_step_1_is_told_with_its_code() {
    for (row, code) in [
        ("T1,500.001,2025-11-20,settled,W2,P1,,,,,,\n", "bad_cell"),
        ("T1,500,,settled,W2,P1,,,,,,\n", "missing_required"),
        ("T1,-500,2025-11-20,settled,W2,P1,,,,,,\n", "negative_amount"),
    ] {
        let verdict = only(row);
        assert_eq!((verdict.fate, verdict.reason), (code, "row_not_usable"));
        assert!(verdict.rules.is_empty());
        assert_eq!(verdict.findings[0].code, code);
    }
    assert_eq!(only("T1,-500,2025-11-20,settled,W2,P1,,,,,,\n").set_aside, "500.00");
}

#[test]
fn an_id_without_row_is_not_found() {
    let run = run("T1,500,2025-11-20,settled,W2,P1,,,,,T7,\n", &Policy::default());
    for id in ["T9", "T7", ""] {
        assert_eq!(run.why_not(id).unwrap_err().code(), "not_found", "{id}");
    }
}

/// Rows of every fate.
const EVERY_FATE: &str = "T01,1,2026-01-05,settled,W2,P1,,,,,,\n\
    T02,2,2025-11-20,settled,W2,P1,,,,,,\nT02,2,2025-11-20,settled,W2,P1,,,,,,\n\
    T02,3,2025-11-20,settled,W2,P1,,,,,,\nT03,4,2025-11-20,pending,W2,P1,,,,,,\n\
    T04,5,2025-11-20,returned,W2,P1,,,,,,\nT05,6,2025-11-20,failed,W2,P1,,,,,,\n\
    T06,7,2025-11-20,settled,W2,P1,,,,,T02,\nT06B,8,2025-11-20,settled,W2,P1,,,,,,\n\
    T07,8,2025-11-20,settled,W2,P1,,,,,T06B,\nT08,9,2025-11-20,settled,,,,,,,,\n\
    T09,10,2025-11-20,settled,W2,P1,,B4,,,,\n";

#[test]
fn every_fate_is_told_in_both_languages_and_all_forms() {
    let mut policy = Policy::default();
    policy.wages.foreign_payee = crate::basics::policy::ForeignPayee::SetAside;
    let run = run(EVERY_FATE, &policy);
    let mut fates = Vec::new();
    for id in ["T01", "T02", "T03", "T04", "T05", "T06", "T06B", "T07", "T08", "T09"] {
        let told = run.why_not(id).unwrap();
        fates.extend(told.rows.iter().map(|row| row.fate));
        for lang in [Lang::Zh, Lang::En] {
            let (text, html) = (told.to_text(lang), told.to_html(lang));
            assert_eq!(html.matches("<main").count(), told.rows.len());
            for row in &told.rows {
                // No word of the data stands where a phrase should.
                assert!(
                    !text.contains(row.reason) && !html.contains(row.reason)
                        || row.reason == "paid",
                    "{text}"
                );
                for field in &row.given {
                    assert!(text.contains(&field.value) && html.contains(&field.value));
                }
            }
            assert!(!text.contains("{}") && !html.contains("{}"));
        }
    }
    // T02 was taken back by a reversal of more than its amount: reversed.
    fates.extend(run.why_not("T09").unwrap().rows.iter().map(|row| row.fate));
    let counted = self::run("T1,5,2025-11-20,settled,W2,P1,,,,,,\n", &policy);
    fates.extend(counted.why_not("T1").unwrap().rows.iter().map(|row| row.fate));
    for fate in Fate::ALL {
        assert!(fates.contains(&fate.word()), "{} is not told", fate.word());
    }
    let json = serde_json::to_value(run.why_not("T08").unwrap()).unwrap();
    assert_eq!(json["rows"][0]["rules"][6]["outcome"], "not_asked");
}

#[test]
fn the_fate_told_is_the_fate_of_the_run() {
    let run = run(EVERY_FATE, &Policy::default());
    let table = &run.keyed.transfers;
    for place in 0..table.len() {
        let id = run.keyed.names.transfers.get(table.id[place].0).unwrap();
        let told = run.why_not(id).unwrap();
        let row = told.rows.iter().find(|row| row.row == u64::from(table.row[place])).unwrap();
        assert_eq!(row.fate, table.fate[place].word());
        assert_eq!(row.match_rule, table.rule[place].word());
        let took = row.rules.iter().find(|trial| trial.outcome == "took");
        if table.fate[place] == Fate::Counted {
            assert_eq!(took.map(|trial| trial.rule), row.match_rule);
        }
    }
}
