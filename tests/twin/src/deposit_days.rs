//! 7.5, the deposit held on every day, asked anew for every day.

use std::collections::BTreeMap;

use crate::deposit::{self, Builders, Required};
use crate::step1::Tables;

/// So many days of a project on which the same is held.
#[derive(Debug, Clone)]
pub struct Step {
    /// The project.
    pub project: String,
    /// First day.
    pub from: i128,
    /// Last day.
    pub to: i128,
    /// Fen.
    pub held: i128,
    /// Fen.
    pub required: i128,
}

/// The steps of every project that needs a deposit, by project and day.
pub fn steps(
    tables: &Tables,
    builders: &Builders<'_>,
    required: &BTreeMap<String, Required>,
    as_of: i128,
) -> Result<Vec<Step>, String> {
    let mut spans: BTreeMap<String, (i128, i128, i128)> = BTreeMap::new();
    for (id, needed) in required {
        let (Some(project), Some(amount)) = (builders.projects.get(id), needed.required) else {
            continue;
        };
        let dates = ["permit_date", "signed_date", "start_date"];
        let from = dates.into_iter().find_map(|column| project.number(column));
        let to = project.number("completed_date").unwrap_or(as_of).min(as_of);
        if let Some(from) = from.filter(|from| amount > 0 && *from <= to) {
            spans.insert(id.clone(), (from, to, amount));
        }
    }
    let mut found: BTreeMap<String, Vec<Step>> = BTreeMap::new();
    let first = spans.values().map(|span| span.0).min().unwrap_or(as_of + 1);
    for day in first..=as_of {
        let held = deposit::held(tables, builders, required, day)?;
        for (id, (from, to, amount)) in &spans {
            if !(*from..=*to).contains(&day) {
                continue;
            }
            let held = held.get(id).copied().unwrap_or(0);
            let steps = found.entry(id.clone()).or_default();
            match steps.last_mut() {
                Some(last) if last.held == held => last.to = day,
                _ => steps.push(Step {
                    project: id.clone(),
                    from: day,
                    to: day,
                    held,
                    required: *amount,
                }),
            }
        }
    }
    Ok(found.into_values().flatten().collect())
}
