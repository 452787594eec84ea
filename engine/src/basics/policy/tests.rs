use super::super::error::Error;
use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn yuan(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn region(text: &str) -> Option<Region> {
    Some(Region::parse(text).unwrap())
}

fn read(text: &str) -> Policy {
    Policy::from_toml(text, "test").unwrap()
}

/// Key, met and expected of the refusal.
fn refused(result: Result<Policy>) -> (String, String, String) {
    match result {
        Err(Error::Policy { place, key, met, expected }) => {
            assert_eq!(place, "test");
            (key, met, expected)
        }
        other => panic!("expected a refusal, met {other:?}"),
    }
}

#[test]
fn the_built_in_policy_can_be_read() {
    let policy = builtin(include_str!("../../../policies/cn.toml")).unwrap();
    assert_eq!(policy, Policy::default());
    assert_eq!(policy.name, "cn");
    assert_eq!(policy.wages.paid_days_per_month, yuan("21.75"));
    assert_eq!(policy.wages.default_pay_day, 31);
    assert_eq!(policy.ageing.brackets_days, [30, 90, 180, 365]);
    assert_eq!((policy.deposit.len(), policy.crime.len()), (7, 6));
    assert!(policy.minimum_wage.is_empty());
    assert!(policy.warning.len() > 50 && policy.warning.is_sorted_by_key(|rule| &rule.code));
}

#[test]
fn a_file_says_only_what_differs() {
    assert_eq!(read(""), Policy::default());
    assert_eq!(read("extends = 'cn'"), Policy::default());
    let core_job = read(include_str!("../../../policies/core_job.toml"));
    assert_eq!(core_job.name, "core_job");
    assert_eq!(core_job.wages.monthly_proration, MonthlyProration::HoursWorked);
    assert_eq!(core_job.wages.due_source, DueSource::Attendance);
    let wages = WageRules {
        monthly_proration: MonthlyProration::DeductAbsence,
        due_source: DueSource::Evidence,
        ..core_job.wages
    };
    assert_eq!(Policy { name: "cn".into(), wages, ..core_job }, Policy::default());
}

#[test]
fn a_file_that_extends_nothing_is_complete() {
    let (key, met, _) = refused(Policy::from_toml("name = 'x'\nextends = 'none'", "test"));
    assert_eq!((key.as_str(), met.as_str()), ("wages.overtime_workday", "nothing"));
    let (key, ..) = refused(Policy::from_toml("extends = 'us'", "test"));
    assert_eq!(key, "extends");
    let complete = Policy::default().to_toml();
    let without = |header: &str| {
        let start = complete.find(header).unwrap();
        let end = start + complete[start..].find("\n[[").unwrap_or(complete.len() - start);
        format!("{}{}", &complete[..start], &complete[end..])
    };
    for (header, section) in [("[[crime]]", "crime"), ("[[deposit]]", "deposit")] {
        let (key, met, _) = refused(Policy::from_toml(&without(header), "test"));
        assert_eq!(key, section);
        assert!(met.contains("whole country"), "{met}");
    }
}

#[test]
fn what_is_shown_reads_back_the_same() {
    let rich = read(
        r#"
name = "quote \" backslash \\ tab \t 中文"
[wages]
payroll_tolerance = "0.010"
[[minimum_wage]]
region = "5201"
valid_from = 2024-01-01
monthly = 1890
hourly = "19.60"
[[minimum_wage]]
region = "15"
valid_from = "2024-01-01"
monthly = "2270.5"
[[deposit]]
region = ""
valid_from = 2024-01-01
cap = "9000000"
several_projects_rate = "0.01"
accepts = ["cash"]
[[deposit]]
region = "15"
valid_from = 2024-02-01
cap = "none"
several_projects = "none"
clean_24_months = {}
accepts = "all"
[[deposit]]
region = "15"
valid_from = 2024-02-01
categories = [5, "4"]
tiers = [{ below = 1000, exempt = true }, { rate = "0.03", uncapped = true }]
accepts = []
[[warning]]
code = "labour_cost_late"
level = "key"
subject = "project"
figure = "labour_cost_overdue"
above = "0"
mend_days = 15
basis = "Decree 724 Art. 29, 57"
[[warning]]
code = "board"
level = "general"
subject = "project"
figure = "notice_board_complete"
is = false
mend_days = 0
basis = "Art. 34"
enabled = false
"#,
    );
    for policy in [Policy::default(), rich.clone()] {
        let text = policy.to_toml();
        assert_eq!(read(&text), policy, "{text}");
        assert_eq!(read(&text).to_toml(), text);
    }
    let inner = rich.deposit_rule(region("150100"), 1, day("2025-01-01"));
    assert_eq!(inner.cap, None);
    assert_eq!(inner.several_projects, None);
    assert_eq!(inner.clean_24_months, Some(DepositClause::default()));
    assert_eq!(inner.accepts, None);
    let roads = rich.deposit_rule(region("150100"), 5, day("2025-01-01"));
    assert_eq!(roads.categories, [4, 5]);
    assert_eq!(roads.accepts, Some(vec![]));
    assert_eq!(roads.cap, Some(yuan("9000000")), "taken from the national row of the file");
    assert_eq!(roads.several_projects.as_ref().unwrap().rate, Some(yuan("0.01")));
    assert_eq!(rich.warning[1].comparison, WarningComparison::Above(Decimal::ZERO));
}

#[test]
fn the_fingerprint_follows_the_meaning_and_not_the_writing() {
    let built_in = Policy::default().fingerprint();
    // Changes only together with a figure of the built-in policy or the form of its canonical text.
    assert_eq!(built_in, "e74a63db656b718783d3f9eb53153a3c246706b3fb86286a1d2aa671aa6e7c95");
    for same in [
        "[wages]\npaid_days_per_month = '21.750'\novertime_workday = 150",
        "# nothing",
        "[ageing]\nbrackets_days = [ 30, 90, 180, 365 ]",
    ] {
        assert_eq!(read(same).fingerprint(), built_in);
    }
    assert_ne!(read("wages.default_pay_day = 30").fingerprint(), built_in);
    assert_ne!(read("name = 'x'").fingerprint(), built_in);
    let mut turned = Policy::default();
    turned.deposit.reverse();
    assert_eq!(turned.fingerprint(), built_in);
}

#[test]
fn json_says_the_same() {
    let toml = "[[deposit]]\nregion = '65'\nvalid_from = 2025-01-01\n\
                tiers = [{ below = 'inf', rate = '0.025' }]\n";
    let json = r#"{"deposit": [{"region": "65", "valid_from": "2025-01-01",
                   "tiers": [{"below": "inf", "rate": "0.025"}]}]}"#;
    assert_eq!(Policy::from_json(json, "test").unwrap(), read(toml));
    for (json, key, met) in [
        ("{\n\"name\": ", "line 2", "not usable JSON"),
        (r#"{"name": "a", "name": "b"}"#, "line 1", "`name` stands twice"),
        ("[]", "the file", "a list"),
        (r#"{"name": null}"#, "name", "null"),
        (r#"{"wages": {"payroll_tolerance": 0.01}}"#, "wages.payroll_tolerance", "0.01"),
        (r#"{"wages": {"default_pay_day": 1e2}}"#, "wages.default_pay_day", "floating"),
        (
            r#"{"wages": {"payroll_tolerance": 18446744073709551615}}"#,
            "wages.payroll_tolerance",
            "1844",
        ),
    ] {
        let (met_key, met_value, _) = refused(Policy::from_json(json, "test"));
        assert_eq!(met_key, key, "{json}");
        assert!(met_value.contains(met), "{json}: {met_value}");
    }
}

#[test]
fn wrong_values_are_refused_by_name() {
    for (text, key, met, expected) in [
        ("name = ", "line 1", "not TOML", "key = value"),
        ("\n[wages]\ndue_source = 'a'\ndue_source = 'b'", "line 4", "duplicate", "TOML"),
        ("wage = 1", "wage", "an unknown key", "wages"),
        ("wages = 1", "wages", "1", "a table"),
        ("wages.rate = 1", "wages.rate", "an unknown key", "default_pay_day"),
        ("wages.due_source = 'best'", "wages.due_source", "best", "\"evidence\""),
        ("wages.overtime_workday = 99", "wages.overtime_workday", "99", "100 to 1000"),
        ("wages.overtime_holiday = 1001", "wages.overtime_holiday", "1001", "100 to 1000"),
        ("wages.overtime_rest_day = '200'", "wages.overtime_rest_day", "text", "whole number"),
        ("wages.default_pay_day = 0", "wages.default_pay_day", "0", "1 to 31"),
        ("wages.default_pay_month_offset = 13", "wages.default_pay_month_offset", "13", "0 to 12"),
        ("wages.payroll_tolerance = 0.01", "wages.payroll_tolerance", "0.01", "write \"0.01\" in"),
        ("wages.payroll_tolerance = '1.01'", "wages.payroll_tolerance", "1.01", "from 0 to 1"),
        ("wages.payroll_tolerance = '1e-2'", "wages.payroll_tolerance", "1e-2", "from 0 to 1"),
        ("wages.damage_deduction_cap = '-0.1'", "wages.damage_deduction_cap", "-0.1", "from 0"),
        ("wages.paid_days_per_month = '21.755'", "wages.paid_days_per_month", "21.755", "up to 2"),
        ("money.accept_float_money = 1", "money.accept_float_money", "1", "true or false"),
        ("ageing.brackets_days = [30, 30]", "ageing.brackets_days[1]", "30", "more than the 30"),
        ("ageing.brackets_days = []", "ageing.brackets_days", "a list", "1 to 20"),
        ("ageing.brackets_days = [0]", "ageing.brackets_days[0]", "0", "from 1"),
        ("figures.area_digits = 3", "figures.area_digits", "3", "2, 4 or 6"),
        ("attendance.punch_max_shift_minutes = 0", "attendance.punch_max_shift_minutes", "0", "1 "),
        ("deposit = 1", "deposit", "1", "a list"),
        ("name = ' '", "name", "text", "not empty"),
    ] {
        let (met_key, met_value, met_expected) = refused(Policy::from_toml(text, "test"));
        assert_eq!(met_key, key, "{text}");
        assert!(met_value.contains(met), "{text}: {met_value}");
        assert!(met_expected.contains(expected), "{text}: {met_expected}");
    }
}

#[test]
fn wrong_deposit_rows_are_refused_by_name() {
    let row = |more: &str| format!("[[deposit]]\nregion = '65'\nvalid_from = 2025-01-01\n{more}");
    for (more, key, expected) in [
        ("rate = '0.02'", "deposit[0].rate", "tiers"),
        ("tiers = []", "deposit[0].tiers", "at least one"),
        ("tiers = [{ rate = '0.031' }]", "deposit[0].tiers[0].rate", "0.005 to 0.03"),
        ("tiers = [{ rate = '0.0049' }]", "deposit[0].tiers[0].rate", "0.005 to 0.03"),
        ("tiers = [{ rate = 0.02 }]", "deposit[0].tiers[0].rate", "in quotes"),
        ("tiers = [{ below = 'inf' }]", "deposit[0].tiers[0].rate", "a rate"),
        ("tiers = [{ below = inf, rate = '0.02' }]", "deposit[0].tiers[0].below", "\"inf\""),
        ("tiers = [{ below = '5', rate = '0.02' }]", "deposit[0].tiers[0].below", "last tier"),
        (
            "tiers = [{ rate = '0.02' }, { rate = '0.01' }]",
            "deposit[0].tiers[0].below",
            "only the last tier",
        ),
        (
            "tiers = [{below=9, rate='0.02'}, {below=9, rate='0.01'}, {rate='0.01'}]",
            "deposit[0].tiers[1].below",
            "more than",
        ),
        ("tiers = [{ cut = '0.5' }]", "deposit[0].tiers[0]", "no rate to change"),
        ("tiers = [{ rate = '0.02', max = 1 }]", "deposit[0].tiers[0].max", "one of the keys"),
        ("several_projects_rate = '0.04'", "deposit[0].several_projects_rate", "0.03"),
        ("clean_24_months = { rate = '0' }", "deposit[0].clean_24_months.rate", "0.005"),
        ("blacklisted = { rate = '1.5' }", "deposit[0].blacklisted.rate", "from 0 to 1"),
        ("blacklisted = { raise = '11' }", "deposit[0].blacklisted.raise", "from 0 to 10"),
        (
            "clean_24_months = { rate = '0.01', cut = '0.5' }",
            "deposit[0].clean_24_months",
            "at most one of rate",
        ),
        ("clean_24_months = { raise = '0.5' }", "deposit[0].clean_24_months", "lowers the rate"),
        ("blacklisted = { cap = 5, uncapped = true }", "deposit[0].blacklisted", "at most one"),
        (
            "clean_36_months = { exempt = true, uncapped = true }",
            "deposit[0].clean_36_months",
            "exempt alone",
        ),
        (
            "several_projects_rate = '0.01'\nseveral_projects = { rate = '0.01' }",
            "deposit[0].several_projects_rate",
            "one of the two",
        ),
        ("cap = '0'", "deposit[0].cap", "above 0"),
        ("cap = '1.005'", "deposit[0].cap", "two decimals"),
        ("scope_line = '-1'", "deposit[0].scope_line", "0 or more"),
        ("cap = '10'\nminimum = '11'", "deposit[0].minimum", "not above any cap"),
        ("floor_rate = '0.004'", "deposit[0].floor_rate", "0.005"),
        ("waiver_months = 121", "deposit[0].waiver_months", "0 to 120"),
        ("accepts = ['gold']", "deposit[0].accepts[0]", "\"cash\""),
        ("accepts = 'none'", "deposit[0].accepts", "a list"),
        ("accepts = ['cash', 'cash']", "deposit[0].accepts[1]", "once"),
        ("categories = ['100']", "deposit[0].categories[0]", "\"01\" to \"99\""),
        ("categories = ['1', 1]", "deposit[0].categories[1]", "each once"),
    ] {
        let (met_key, _, met_expected) = refused(Policy::from_toml(&row(more), "test"));
        assert_eq!(met_key, key, "{more}");
        assert!(met_expected.contains(expected), "{more}: {met_expected}");
    }
    let penalty = read(&row("arrears_24_months = { rate = '0.06', uncapped = true }"));
    let rule = penalty.deposit_rule(region("65"), 1, day("2025-01-01"));
    assert_eq!(rule.arrears_24_months.as_ref().unwrap().rate, Some(yuan("0.06")));
}

#[test]
fn rows_that_contradict_each_other_are_refused() {
    let wage = "[[minimum_wage]]\nregion = '15'\nvalid_from = 2024-01-01\nmonthly = 2000\n";
    let crime = "[[crime]]\nregion = '15'\none_worker = 6000\n";
    let deposit = "[[deposit]]\nregion = '150000'\nvalid_from = 2024-01-01\n";
    for (text, key) in [
        (wage.repeat(2), "minimum_wage[1]"),
        (crime.repeat(2), "crime[1]"),
        (deposit.repeat(2), "deposit[1]"),
        (format!("{deposit}categories = [4, 5]\n{deposit}categories = [5]"), "deposit[1]"),
        (
            "[[deposit]]\nregion = '43'\nvalid_from = 2022-01-01\ncategories = [4]".to_owned(),
            "deposit[0]",
        ),
        ("[[minimum_wage]]\nregion = '15'\nmonthly = 1".to_owned(), "minimum_wage[0].valid_from"),
        ("[[minimum_wage]]\nregion = 15\nmonthly = 1".to_owned(), "minimum_wage[0].region"),
        (format!("{wage}hourly = 0"), "minimum_wage[0].hourly"),
        ("[[deposit]]\nvalid_from = 2024-01-01".to_owned(), "deposit[0].region"),
        ("[[deposit]]\nregion = '1'\n".to_owned(), "deposit[0].region"),
        ("[[deposit]]\nregion = '15'\nvalid_from = 2024-02-30".to_owned(), "line 3"),
        (
            "[[deposit]]\nregion = '15'\nvalid_from = '2024-02-30'".to_owned(),
            "deposit[0].valid_from",
        ),
    ] {
        assert_eq!(refused(Policy::from_toml(&text, "test")).0, key, "{text}");
    }
    let both = format!("{deposit}categories = [4]\n{deposit}categories = [5]\n{deposit}");
    assert_eq!(read(&both).deposit.len(), 10);
}

#[test]
fn warnings_have_one_comparison_and_a_known_level() {
    let row = "[[warning]]\ncode = 'late'\nlevel = 'key'\nsubject = 'project'\nfigure = 'f'\n\
               mend_days = 1\nbasis = 'b'\n";
    let count = Policy::default().warning.len();
    assert_eq!(read(&format!("{row}at_least = '0.9'")).warning.len(), count + 1);
    for (text, key) in [
        (row.to_owned(), "warning[0]"),
        (format!("{row}above = 1\nbelow = 2"), "warning[0]"),
        (format!("{row}is = 1.5"), "warning[0].is"),
        (format!("{row}above = 'x'"), "warning[0].above"),
        (row.replace("'key'", "'red'"), "warning[0].level"),
        (row.replace("'late'", "'Late'"), "warning[0].code"),
        (row.replace("'project'", "'site'"), "warning[0].subject"),
        (format!("{row}above = 1\n{row}above = 2"), "warning[1].code"),
        ("[[warning]]\ncode = 'late'\nenabled = false".to_owned(), "warning[0].level"),
    ] {
        assert_eq!(refused(Policy::from_toml(&text, "test")).0, key, "{text}");
    }
}

#[test]
fn same_rows_replace_the_built_in_ones_and_others_are_added() {
    let policy = read(
        "[[deposit]]\nregion = '520000'\nvalid_from = 2025-03-01\n\
         tiers = [{ rate = '0.03' }]\n\
         [[crime]]\nregion = '15'\nten_workers = 45000\n\
         [[crime]]\nregion = '43'\none_worker = 7000\n",
    );
    assert_eq!((policy.deposit.len(), policy.crime.len()), (7, 7));
    let guizhou = policy.deposit_rule(region("5201"), 1, day("2025-03-01"));
    assert_eq!(guizhou.tiers[0].clause.rate, Some(yuan("0.03")));
    assert_eq!(guizhou.cap, None, "left out: from the national row");
    assert_eq!(guizhou.waiver_below, yuan("3000000"));
    assert!(!guizhou.provisional);
    let inner = policy.crime_threshold(region("150102"));
    assert_eq!((inner.one_worker, inner.ten_workers), (yuan("5000"), yuan("45000")));
    assert_eq!(policy.crime_threshold(region("43")).ten_workers, yuan("30000"));
    assert_eq!(policy.crime_threshold(None).one_worker, yuan("5000"));
}

#[test]
fn a_row_without_tiers_rests_on_the_national_stand_in() {
    let policy = read("[[deposit]]\nregion = '65'\nvalid_from = 2025-01-01\ncap = 100");
    let rule = policy.deposit_rule(region("65"), 1, day("2025-01-01"));
    assert!(!rule.provisional && rule.tiers[0].clause.provisional);
}

#[test]
fn the_most_special_deposit_rule_in_force_wins() {
    let policy = read(
        "[[deposit]]\nregion = '5201'\nvalid_from = 2025-06-01\nminimum = 1\n\
         [[deposit]]\nregion = '5201'\nvalid_from = 2026-06-01\nminimum = 2\n\
         [[deposit]]\nregion = '52'\nvalid_from = 2025-06-01\ncategories = ['04']\nminimum = 3\n",
    );
    for (at, category, on, minimum, provisional) in [
        ("520102", 1, "2025-05-31", "0", false),
        ("520102", 1, "2025-06-01", "1", false),
        ("520102", 1, "2026-06-01", "2", false),
        ("520102", 4, "2026-06-01", "3", false),
        ("520201", 1, "2026-06-01", "0", false),
        ("52", 1, "2025-02-28", "0", true),
        ("650100", 1, "2026-06-01", "0", true),
        ("650100", 1, "2001-01-01", "0", true),
    ] {
        let rule = policy.deposit_rule(region(at), category, day(on));
        assert_eq!((rule.minimum, rule.provisional), (yuan(minimum), provisional), "{at} {on}");
    }
    let bare = Policy { deposit: vec![], crime: vec![], ..Policy::default() };
    assert_eq!(*bare.deposit_rule(None, 0, day("2025-01-01")), Policy::default().deposit[0]);
    assert_eq!(*bare.crime_threshold(None), Policy::default().crime[0]);
}

#[test]
fn the_minimum_wage_in_force_is_the_most_local_then_the_latest() {
    let policy = read(
        "[[minimum_wage]]\nregion = '52'\nvalid_from = 2023-02-01\nmonthly = 1890\n\
         [[minimum_wage]]\nregion = '52'\nvalid_from = 2025-02-01\nmonthly = 2130\n\
         [[minimum_wage]]\nregion = '5203'\nvalid_from = 2023-02-01\nmonthly = 1760\n",
    );
    let monthly = |at, on| policy.minimum_wage(region(at), day(on)).map(|wage| wage.monthly);
    assert_eq!(monthly("520102", "2023-01-31"), None);
    assert_eq!(monthly("520102", "2025-01-31"), Some(yuan("1890")));
    assert_eq!(monthly("520102", "2025-02-01"), Some(yuan("2130")));
    assert_eq!(monthly("520301", "2025-02-01"), Some(yuan("1760")));
    assert_eq!(monthly("65", "2025-02-01"), None);
    assert_eq!(policy.minimum_wage(None, day("2025-02-01")), None);
}

#[test]
fn the_built_in_rows_are_those_of_their_documents() {
    let policy = Policy::default();
    let on = day("2025-06-01");
    let rule = |at| policy.deposit_rule(region(at), 1, on);
    let rate = |rule: &DepositRule| rule.tiers[0].clause.rate.unwrap().to_string();
    let national = rule("65");
    assert!(national.provisional && national.accepts.is_none());
    assert_eq!((rate(national).as_str(), national.cap), ("0.02", None));
    assert_eq!(rule("52").several_projects.as_ref().unwrap().rate, Some(yuan("0.015")));
    let black = rule("52").blacklisted.as_ref().unwrap();
    assert_eq!((black.rate, black.uncapped), (Some(yuan("0.04")), true));
    let fujian = rule("35");
    assert_eq!((rate(fujian).as_str(), fujian.waiver_months), ("0.015", 3));
    assert!(fujian.arrears_24_months.as_ref().unwrap().uncapped);
    let hebei = rule("13");
    assert!(hebei.clean_24_months.as_ref().unwrap().provisional);
    assert_eq!(hebei.several_projects.as_ref().unwrap().cut, Some(yuan("0.5")));
    assert_eq!(hebei.arrears_24_months, national.arrears_24_months);
    let anhui = rule("34");
    assert_eq!(anhui.tiers[0].below, Some(yuan("300000000")));
    assert_eq!(anhui.tiers[1].clause.cap, Some(yuan("5000000")));
    assert_eq!(policy.crime_threshold(region("410102")).one_worker, yuan("8000"));
    assert_eq!(policy.crime_threshold(region("32")).ten_workers, yuan("60000"));
    for rule in policy.deposit.iter().filter(|rule| rule.region.digits() > 0) {
        assert_eq!(rule.accepts.as_ref().map(Vec::len), Some(3), "{}", rule.region);
        assert_eq!(rule.scope_line, yuan("3000000"));
        assert!(!rule.provisional);
    }
}

#[test]
fn the_documentation_names_every_key_and_its_examples_can_be_read() {
    let page = include_str!("../../../../docs/policy.md");
    let examples: Vec<_> =
        page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(examples.len(), 4);
    for example in &examples {
        assert_ne!(read(example), Policy::default());
    }
    // The canonical form has every key of its rows; the examples add the rows that are not built
    // in.
    let shown = read(&format!("{}{}", examples[0], examples[2])).to_toml();
    let mut section = "";
    for line in shown.lines() {
        if line.starts_with('[') {
            section = line.trim_matches(['[', ']']);
            assert!(page.contains(&format!("`{line}`")), "{line}");
        } else if let Some((key, _)) = line.split_once(" = ") {
            let named = [format!("`{key}`"), format!("`{section}.{key}`")];
            assert!(named.iter().any(|name| page.contains(name)), "{section} {key}");
        }
    }
}
