//! What was found against what was planted: true, false and missed, by code.

use std::collections::BTreeMap;

use anxin_datasets::Planted;

use crate::tables::Sheet;

/// How often a code was planted, found, found without cause and missed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Score {
    /// Faults planted.
    pub planted: u64,
    /// Near misses planted.
    pub near_misses: u64,
    /// Findings of a planted fault.
    pub found: u64,
    /// Findings of nothing planted.
    pub false_alarms: u64,
}

impl Score {
    /// Faults that were not found.
    #[must_use]
    pub const fn missed(&self) -> u64 {
        self.planted - self.found
    }

    /// True findings in ten thousand; 10000 where there are none.
    #[must_use]
    pub const fn precision(&self) -> u64 {
        share(self.found, self.found + self.false_alarms)
    }

    /// Found faults in ten thousand; 10000 where none was planted.
    #[must_use]
    pub const fn recall(&self) -> u64 {
        share(self.found, self.planted)
    }
}

const fn share(part: u64, whole: u64) -> u64 {
    match (part * 10_000).checked_div(whole) {
        Some(share) => share,
        None => 10_000,
    }
}

/// Scores by code.
pub type Scores = BTreeMap<String, Score>;

/// Counts the findings of a world, the table `findings` as CSV, against the truth. Gives what was
/// wrong, one line each.
pub fn count(scores: &mut Scores, truth: &[Planted], findings: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let sheet = Sheet::read(findings);
    let mut open: Vec<usize> = (0..sheet.rows.len()).collect();
    for planted in truth {
        let score = scores.entry(planted.kind.to_owned()).or_default();
        if !planted.is_fault {
            score.near_misses += 1;
            continue;
        }
        score.planted += 1;
        match open.iter().position(|&row| is_of(&sheet, row, planted)) {
            Some(place) => {
                open.remove(place);
                score.found += 1;
            }
            None => wrong.push(format!("missed: {planted:?}")),
        }
    }
    for row in open {
        scores.entry(sheet.cell(row, "code").to_owned()).or_default().false_alarms += 1;
        wrong.push(format!("false alarm: {}", sheet.rows[row].join(",")));
    }
    wrong
}

/// Whether a finding is the planted one: code, table, ids and month, and the row and the money
/// where the truth knows them.
fn is_of(sheet: &Sheet, row: usize, planted: &Planted) -> bool {
    let cell = |name: &str| sheet.cell(row, name);
    let is = |name: &str, own: &Option<String>| cell(name) == own.as_deref().unwrap_or("");
    let month = cell("period").get(..7).unwrap_or("");
    let row_text = planted.row.map(|row| row.to_string());
    cell("code") == planted.kind
        && cell("table") == planted.table
        && is("worker_id", &planted.worker_id)
        && is("project_id", &planted.project_id)
        && month == planted.period.as_deref().unwrap_or("")
        && (row_text.is_none() || is("row", &row_text))
        && (planted.amount.is_none() || is("amount", &planted.amount))
}

/// The table of scores, as it stands in the documentation.
#[must_use]
pub fn table(scores: &Scores) -> String {
    let mut lines = vec![
        "| code | faults | near misses | found | false | missed | precision | recall |".to_owned(),
        "| --- | --: | --: | --: | --: | --: | --: | --: |".to_owned(),
    ];
    for (code, score) in scores {
        let part = |share: u64| format!("{}.{:04}", share / 10_000, share % 10_000);
        lines.push(format!(
            "| `{code}` | {} | {} | {} | {} | {} | {} | {} |",
            score.planted,
            score.near_misses,
            score.found,
            score.false_alarms,
            score.missed(),
            part(score.precision()),
            part(score.recall()),
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}
