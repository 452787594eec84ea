//! Is the second implementation right where the answer was worked out by hand?
//!
//! Cases and twin were written from the same documents by different hands; every difference is a
//! fault of one of them.

use anxin_tests::{cases, tables};

#[test]
fn the_twin_gives_what_the_cases_expect() {
    let cases = cases::all().unwrap();
    assert!(cases.len() > 100, "only {} cases found", cases.len());
    let only = std::env::var("ANXIN_CASE").unwrap_or_default();
    let mut report = String::new();
    for case in cases.iter().filter(|case| case.name.contains(&only)) {
        let met = anxin_twin::reconcile(&case.inputs(), &case.as_of, case.policy.as_deref(), true);
        let text = match met {
            Err(error) => Some(format!("error: {error}\n")),
            Ok(met) => tables::differences(&case.expected, &met),
        };
        if let Some(text) = text {
            report.push_str(&format!("== {}\n{text}", case.name));
        }
    }
    let count = report.matches("== ").count();
    assert!(report.is_empty(), "{count} of {} cases differ\n{report}", cases.len());
}
