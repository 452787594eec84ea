//! Rows of one key: which one counts (step 1, "Same row twice").

use std::cmp::Ordering;
use std::hash::BuildHasher as _;

use hashbrown::HashTable;

use super::key::Spaces;
use super::rows::{Cells, NAME_NULL, Rows};
use super::tables::TableName;
use super::tables::{adjustments, transfers};
use crate::basics::finding::Code;

/// Sets aside all but one of the used rows of each key.
///
/// Exact copies are first reduced to the one at the smallest position; of what differs the first in
/// canonical order counts. Transfers begin with the status, latest state first, and carry their
/// fates as codes.
pub fn set_duplicates_aside(rows: &mut Rows, spaces: &Spaces) {
    if rows.table.key.is_empty() {
        return;
    }
    let (copy, conflict) = match rows.table.name {
        TableName::Transfers => (Code::Duplicate, Code::ConflictingDuplicate),
        _ => (Code::DuplicateRow, Code::ConflictingDuplicate),
    };
    for mut group in groups(rows) {
        group.sort_by(|&a, &b| counting_order(rows, a, b, spaces).then(a.cmp(&b)));
        for pair in group.windows(2) {
            let is_copy = counting_order(rows, pair[0], pair[1], spaces).is_eq();
            rows.set_aside(pair[1], if is_copy { copy } else { conflict });
        }
    }
}

/// Canonical order; of transfers the latest state first.
#[must_use]
pub fn counting_order(rows: &Rows, a: usize, b: usize, spaces: &Spaces) -> Ordering {
    if rows.table.name == TableName::Transfers {
        let rank = |row| match rows.word(transfers::STATUS, row) {
            Some("returned") => 0,
            Some("failed") => 1,
            Some("settled") => 2,
            _ => 3,
        };
        return rank(a).cmp(&rank(b)).then_with(|| rows.compare(a, b, spaces));
    }
    rows.compare(a, b, spaces)
}

/// The groups of two or more used rows that share a key.
fn groups(rows: &Rows) -> Vec<Vec<usize>> {
    let mut shared = match rows.table.key {
        &[key] if rows.table.columns[key].kind.space().is_some() => shared_names(rows, key),
        key => shared_keys(rows, key),
    };
    shared.sort_unstable();
    shared
        .chunk_by(|a, b| a.0 == b.0)
        .map(|group| std::iter::once(group[0].0).chain(group.iter().map(|pair| pair.1)).collect())
        .collect()
}

/// Used rows whose key, one name, was met before, each with the row that had it first.
fn shared_names(rows: &Rows, key: usize) -> Vec<(usize, usize)> {
    let mut first_of_name: Vec<u32> = Vec::new();
    let mut shared = Vec::new();
    for row in rows.used() {
        let name = rows.name(key, row) as usize;
        if first_of_name.len() <= name {
            first_of_name.resize(name + 1, NAME_NULL);
        }
        match &mut first_of_name[name] {
            first if *first == NAME_NULL => *first = u32::try_from(row).unwrap_or(NAME_NULL),
            first => shared.push((*first as usize, row)),
        }
    }
    shared
}

/// Used rows whose key was met before, each with the row that had it first.
fn shared_keys(rows: &Rows, key: &[usize]) -> Vec<(usize, usize)> {
    let mut first_of_key = HashTable::<usize>::new();
    let mut shared = Vec::new();
    for row in rows.used() {
        if has_no_key(rows, row) {
            continue;
        }
        let hash = key_hash(rows, key, row);
        match first_of_key.find(hash, |&other| same_key(rows, key, row, other)) {
            Some(&first) => shared.push((first, row)),
            None => {
                first_of_key.insert_unique(hash, row, |&other| key_hash(rows, key, other));
            }
        }
    }
    shared
}

/// Adjustments without an id add up.
fn has_no_key(rows: &Rows, row: usize) -> bool {
    rows.table.name == TableName::Adjustments
        && rows.name(adjustments::ADJUSTMENT_ID, row) == NAME_NULL
}

/// A cell as one number, for keys.
fn cell(rows: &Rows, column: usize, row: usize) -> i64 {
    match &rows.columns[column] {
        Cells::Absent => 0,
        Cells::Names(cells) => i64::from(cells[row]),
        Cells::Numbers(cells) => cells[row],
        Cells::Small(cells) => i64::from(cells[row]),
    }
}

/// Hash of a row's key; never seen in a result.
fn key_hash(rows: &Rows, key: &[usize], row: usize) -> u64 {
    let state = foldhash::fast::FixedState::default();
    key.iter().fold(0, |hash, &column| state.hash_one((hash, cell(rows, column, row))))
}

fn same_key(rows: &Rows, key: &[usize], a: usize, b: usize) -> bool {
    key.iter().all(|&column| cell(rows, column, a) == cell(rows, column, b))
}

/// Groups of two or more used adjustments without id that are equal in all columns; their first
/// rows.
#[must_use]
pub fn equal_adjustments(rows: &Rows, spaces: &Spaces) -> Vec<usize> {
    let mut without_id: Vec<usize> = rows.used().filter(|&row| has_no_key(rows, row)).collect();
    without_id.sort_by(|&a, &b| rows.compare(a, b, spaces).then(a.cmp(&b)));
    without_id
        .chunk_by(|&a, &b| rows.compare(a, b, spaces).is_eq())
        .filter(|group| group.len() > 1)
        .map(|group| group[0])
        .collect()
}
