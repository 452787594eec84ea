//! The page of warnings, made from the rules of a policy and the figures there are.

use std::fmt::Write as _;

use crate::basics::error::Result;
use crate::basics::policy::{Policy, WarningSubject};
use crate::oversight::warnings::figures::{WITH_FINDINGS, listed};
use crate::oversight::warnings::rules::WarningRules;
use crate::oversight::warnings::value::threshold;

/// What stands above the tables.
const INTRODUCTION: &str = "\
# Warnings

Made from the built-in policy and the list of figures; a test keeps it fresh. How a rule is added,
changed or switched off: [policy.md](policy.md). The output table:
[tables.md](tables.md#warnings). Readings: choices 79 to 89.

A rule compares one figure of one subject with a threshold. A figure that is not known raises
nothing. Amounts are compared to the fen, ratios as they are shown (four decimals, half up). The
deadline is so many civil days after the day of the first report that told the warning.

## Built-in rules
";

/// The page, as Markdown.
///
/// # Errors
///
/// [`crate::Error::Policy`] where a rule names a figure that there is not.
///
/// # Example
///
/// ```
/// let page = anxin::report::warnings_page::warnings_markdown(&anxin::Policy::default())?;
/// assert!(page.contains("| `paid_late` | general | project | `paid_late` | above | 0.00 | 30 |"));
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn warnings_markdown(policy: &Policy) -> Result<String> {
    let rules = WarningRules::of_policy(policy)?;
    let mut page = String::from(INTRODUCTION);
    page.push_str(
        "\n| code | level | subject | figure | comparison | threshold | days to mend | basis |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for rule in (0..policy.warning.len()).filter_map(|place| rules.at(place)) {
        let own = rule.rule;
        // A `String` takes all that is written.
        let _infallible = writeln!(
            page,
            "| `{}` | {} | {} | `{}` | {} | {} | {} | {} |",
            own.code,
            own.level.word(),
            own.subject.word(),
            own.figure,
            own.comparison.word(),
            threshold(&own.comparison, rule.kind),
            own.mend_days,
            own.basis
        );
    }
    page.push_str("\n## Figures\n");
    for subject in WarningSubject::ALL {
        let _infallible = write!(
            page,
            "\n### Of one {}\n\n| figure | unit | meaning |\n| --- | --- | --- |\n",
            subject.word().replace('_', "-")
        );
        for (name, kind, meaning) in listed(subject) {
            let _infallible = writeln!(page, "| `{name}` | {} | {meaning} |", kind.word());
        }
        if WITH_FINDINGS.contains(&subject) {
            page.push_str(
                "\nAnd every finding code ([tables.md](tables.md#finding-codes)): the number of its \
                 findings about the subject.\n",
            );
        }
    }
    Ok(page)
}
