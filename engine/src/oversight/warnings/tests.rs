//! Rules that hold, by hand.

use super::*;
use crate::basics::policy::Policy;
use crate::oversight::warnings::figures::WITH_FINDINGS;
use crate::oversight::warnings::state::{Colour, Opened, carried};

fn policy(rules: &str) -> Policy {
    Policy::from_toml(rules, "test").unwrap()
}

fn rule(code: &str, subject: &str, figure: &str, comparison: &str) -> String {
    format!(
        "[[warning]]\ncode = '{code}'\nlevel = 'key'\nsubject = '{subject}'\n\
         figure = '{figure}'\n{comparison}\nmend_days = 10\nbasis = 'b'\n"
    )
}

#[test]
fn an_unknown_figure_is_named_with_those_there_are() {
    for subject in WarningSubject::ALL {
        let text = rule("x", subject.word(), "no_figure", "above = 0");
        let met = policy(&text);
        let error = WarningRules::of_policy(&met).unwrap_err();
        assert_eq!(error.code(), "policy");
        let text = error.to_string();
        assert!(text.contains("`no_figure`") && text.contains("warning `x`"), "{text}");
        for (name, ..) in figures::listed(subject) {
            assert!(text.contains(name), "{name} in {text}");
        }
        assert_eq!(text.contains("finding code"), WITH_FINDINGS.contains(&subject), "{text}");
    }
}

#[test]
fn words_are_compared_by_is_and_amounts_are_not() {
    let of = |figure, comparison| {
        let policy = policy(&rule("x", "project", figure, comparison));
        WarningRules::of_policy(&policy).map(|_| ()).map_err(|error| error.to_string())
    };
    assert!(of("notice_board_complete", "is = false").is_ok());
    assert!(of("workers_owed", "is = 3").is_ok());
    assert!(of("deposit_clause", "above = 1").unwrap_err().contains("`is`"));
    assert!(of("arrears", "is = 1").unwrap_err().contains("above, at_least"));
    assert!(of("days_mismatch", "at_least = 1").is_ok(), "a finding code is a figure");
}

#[test]
fn a_rule_that_is_switched_off_is_not_looked_at() {
    let text = rule("x", "project", "no_figure", "above = 0") + "enabled = false\n";
    assert!(WarningRules::of_policy(&policy(&text)).is_ok());
}

#[test]
fn what_was_open_keeps_its_day_and_what_is_gone_is_cleared() {
    let mut policy = policy(&rule("x", "project", "arrears", "above = 0"));
    policy.warning.retain(|rule| rule.code == "x");
    let about = |id| plain(WarningSubject::Project, id);
    let met = |id| Met { rule: 0, subject: about(id), value: Value::Money(1) };
    let opened = |rule, id, day| Opened { rule, subject: Some(about(id)), opened_day: Day(day) };
    let earlier = [
        opened(Some(0), 3, 90),
        opened(Some(0), 2, 80),
        opened(None, 1, 70),
        Opened { rule: Some(0), subject: None, opened_day: Day(1) },
        opened(Some(0), 4, 200),
    ];
    let all = carried(&[met(1), met(2), met(4)], &earlier, &policy, Day(100));
    let days: Vec<_> = all.warnings.iter().map(|one| (one.opened_day, one.deadline_day)).collect();
    // A day of opening after the report is that of another order of reports: it is the report's.
    let expected = [(100, 110), (80, 90), (100, 110)].map(|days| (Day(days.0), Day(days.1)));
    assert_eq!(days, expected);
    assert_eq!(all.cleared, [0, 2, 3]);
    let overdue: Vec<_> = all.warnings.iter().map(|one| one.is_overdue(Day(100))).collect();
    assert_eq!(overdue, [false, true, false]);
    assert!(!all.warnings[1].is_overdue(Day(90)), "on the day itself it has not passed");
}

#[test]
fn the_gravest_warning_colours_a_project() {
    use crate::basics::policy::WarningLevel::{General, Key};
    let of = |level, is_overdue, fen| Colour::of(level, is_overdue, fen).word();
    assert_eq!(of(General, false, 5), "blue");
    assert_eq!(of(General, true, 0), "yellow");
    assert_eq!(of(Key, false, 0), "yellow");
    assert_eq!(of(Key, false, 1), "red");
    assert_eq!(of(Key, true, 0), "red");
    assert!(Colour::ALL.is_sorted());
}
