//! Is the whole answer right where it was worked out by hand?
//!
//! The cases of `datasets/cases` against the engine and against the second implementation, and
//! every finding code against the cases. `ANXIN_CASE=part-of-a-name` runs some of them;
//! `ANXIN_BLESS=1` writes what the engine finds into the tables of `expected/`.

mod ways;

use std::collections::BTreeSet;

use anxin::Code;
use anxin::basics::ids::{NameId, ProjectId};
use anxin::intake::transfers::{Fate, MatchRule};
use anxin::oversight::causes::{CauseName, LiableFirst};
use anxin::oversight::deposit::clause::DepositClauseName;
use anxin::oversight::matches::{MatchClass, Records};
use anxin::oversight::population::Reason;
use anxin::oversight::waterfall::Source;
use anxin::wages::worker_periods::DueSourceWord;
use anxin_tests::cases::{self, Case};
use anxin_tests::laws::{Asked, Reconcile};
use anxin_tests::tables::{self, Sheet};

/// Codes that no case can produce, each with the reason.
const WITHOUT_CASE: [(&str, &str); 2] = [
    ("id_types_differ", "needs a column of integers beside one of text; cases are CSV, all text"),
    ("file_sum_differs", "needs a file that tells a sum; a test of `formats` has it"),
];

fn asked(case: &Case) -> Asked<'_> {
    let policy = case.policy.as_deref();
    let (folder, as_of) = (case.inputs(), case.as_of.clone());
    Asked { folder, as_of, policy, threads: None, batch_rows: None }
}

/// What of the expected tables must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum All {
    /// Everything.
    Expected,
    /// What the implementation knows: columns and tables may have come after it.
    KnownToIt,
}

/// Every case that differs, with its first rows.
fn compare(reconcile: Reconcile<'_>, all: All) -> Result<(), String> {
    let cases = cases::all().map_err(|error| error.to_string())?;
    assert!(cases.len() > 150, "only {} cases found", cases.len());
    let only = std::env::var("ANXIN_CASE").unwrap_or_default();
    let mut report = Vec::new();
    for case in cases.iter().filter(|case| case.name.contains(&only)) {
        let text = match reconcile(&asked(case)) {
            Err(error) => Some(format!("error: {error}\n")),
            Ok(met) if all == All::Expected => tables::differences(&case.expected, &met),
            Ok(met) => tables::differences(&tables::known_to(&met, &case.expected), &met),
        };
        report.extend(text.map(|text| format!("== {}\n{text}", case.name)));
    }
    if report.is_empty() {
        return Ok(());
    }
    Err(format!("{} of {} cases differ\n{}", report.len(), cases.len(), report.concat()))
}

#[test]
fn the_engine_gives_what_the_cases_expect() {
    if std::env::var_os("ANXIN_BLESS").is_some() {
        for case in cases::all().unwrap() {
            let met = ways::engine(&asked(&case)).unwrap();
            for (name, text) in &case.expected {
                if tables::difference(name, text, &met[name]).is_some() {
                    let file = case.folder.join("expected").join(format!("{name}.csv"));
                    std::fs::write(file, &met[name]).unwrap();
                }
            }
        }
    }
    compare(&ways::engine, All::Expected).unwrap_or_else(|report| panic!("{report}"));
}

#[test]
fn the_twin_gives_what_the_cases_expect() {
    compare(&ways::twin, All::KnownToIt).unwrap_or_else(|report| panic!("{report}"));
}

/// The words of a column of a table in the expected tables of all cases.
fn expected_words(table: &str, column: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for case in cases::all().unwrap_or_else(|error| panic!("{error}")) {
        if let Some(text) = case.expected.get(table) {
            let sheet = Sheet::read(text);
            found.extend((0..sheet.rows.len()).map(|row| sheet.cell(row, column).to_string()));
        }
    }
    found
}

/// Words of a column that no case expects.
fn without_case(table: &str, column: &str, words: &[&str]) -> Vec<String> {
    let found = expected_words(table, column);
    let missing = words.iter().filter(|word| !found.contains(**word));
    missing.map(|word| format!("{table}.{column} {word}")).collect()
}

/// Built-in rules that no expected table of the cases meets as they are: not changed by the policy
/// of the case, and still open.
fn rules_without_case(cases: &[Case]) -> Vec<String> {
    let mut met = BTreeSet::new();
    for case in cases {
        let Some(text) = case.expected.get("warnings") else { continue };
        let sheet = Sheet::read(text);
        let policy = case.policy.as_deref().unwrap_or_default();
        for row in 0..sheet.rows.len() {
            let code = sheet.cell(row, "code");
            let is_own = !policy.contains(&format!("\"{code}\""));
            if is_own && sheet.cell(row, "state") != "cleared" {
                met.insert(code.to_string());
            }
        }
    }
    let rules = anxin::Policy::default().warning;
    assert!(rules.len() > 30, "only {} rules", rules.len());
    rules.into_iter().map(|rule| rule.code).filter(|code| !met.contains(code)).collect()
}

#[test]
fn every_built_in_warning_has_a_case() {
    let mut cases = cases::all().unwrap();
    assert_eq!(rules_without_case(&cases), Vec::<String>::new(), "add to datasets/cases/warnings");
    // Without its cases a rule is missed.
    cases.retain(|case| !case.name.contains("one-account-for-three-workers"));
    assert_eq!(rules_without_case(&cases), ["shared_payee_account"]);
}

#[test]
fn every_word_that_decides_a_figure_has_a_case() {
    let clauses = DepositClauseName::ALL.map(DepositClauseName::word);
    let sources = DueSourceWord::ALL.map(DueSourceWord::word);
    let fates = Fate::ALL.map(Fate::word);
    let rules = MatchRule::ALL.map(|rule| rule.word().unwrap());
    let means = [
        Source::WageAccount(NameId(0)),
        Source::ProjectDeposit(0),
        Source::ContractorDeposit(0),
        Source::OwnerUnsettled(ProjectId(0)),
        Source::PaymentGuarantee(0),
        Source::EmergencyFund(0),
    ]
    .map(Source::word);
    let missing = [
        without_case("project_totals", "deposit_clause", &clauses),
        without_case("worker_periods", "due_source", &sources),
        without_case("transfer_fates", "fate", &fates),
        without_case("transfer_fates", "match_rule", &rules),
        without_case("cover", "source", &means),
        without_case("worker_periods", "match_class", &MatchClass::ALL.map(MatchClass::word)),
        without_case("matches", "records", &Records::ALL.map(Records::word)),
        without_case("population", "reason", &Reason::ALL.map(Reason::word)),
        without_case("causes", "cause", &CauseName::ALL.map(CauseName::word)),
        without_case("causes", "liable_first", &LiableFirst::ALL.map(LiableFirst::word)),
    ]
    .concat();
    assert!(missing.is_empty(), "no case has {missing:?}: add one to datasets/cases");
    assert_eq!(without_case("transfer_fates", "fate", &["counted", "lost"]).len(), 1);
}

#[test]
fn every_finding_code_has_a_case() {
    let found = expected_words("findings", "code");
    let is_excused = |word: &str| WITHOUT_CASE.iter().any(|(code, _)| *code == word);
    let words = Code::ALL.iter().map(|code| code.word());
    let missing: Vec<_> =
        words.clone().filter(|word| !found.contains(*word) && !is_excused(word)).collect();
    assert!(missing.is_empty(), "no case has a finding {missing:?}: add one to datasets/cases");
    let idle: Vec<_> = WITHOUT_CASE.iter().filter(|(code, _)| found.contains(*code)).collect();
    assert!(idle.is_empty(), "a case has them after all, take them off the list: {idle:?}");
    let words: BTreeSet<_> = words.collect();
    let unknown: Vec<_> = found.iter().filter(|word| !words.contains(word.as_str())).collect();
    assert!(unknown.is_empty(), "cases expect codes that do not exist: {unknown:?}");
}
