use std::sync::Arc;

use arrow_array::{Int32Array, StringArray};

use super::*;
use crate::intake::tables::calendar;

fn check(table: TableName, columns: &[(usize, ArrayRef)], earlier: Vec<Fault>) -> TypedBatch {
    let mut arrays = vec![None; table.table().columns.len()];
    for (position, array) in columns {
        arrays[*position] = Some(ArrayRef::clone(array));
    }
    Checker::new(table).check(7, columns[0].1.len(), &arrays, earlier)
}

fn texts(cells: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(cells.to_vec()))
}

fn listed(batch: &TypedBatch) -> Vec<(u32, u8, FaultKind, &str)> {
    let faults = batch.faults.iter();
    faults.map(|fault| (fault.row, fault.column, fault.kind, fault.met.as_str())).collect()
}

#[test]
fn faults_are_sorted_and_an_empty_required_cell_is_missing() {
    let batch = check(
        TableName::Calendar,
        &[
            (calendar::DATE, texts(&["2025-01-01", "", "32.13.2025"])),
            (calendar::DAY_CLASS, texts(&["?", " ", "workday"])),
        ],
        Vec::new(),
    );
    assert_eq!(
        listed(&batch),
        [
            (0, 1, FaultKind::Bad, "?"),
            (1, 0, FaultKind::Missing, ""),
            (1, 1, FaultKind::Missing, ""),
            (2, 0, FaultKind::Bad, "32.13.2025"),
        ]
    );
    assert_eq!((batch.first_position, batch.len), (7, 3));
}

#[test]
fn a_cell_that_the_reader_lost_is_bad_and_not_missing() {
    let earlier = vec![Fault { row: 0, column: 1, kind: FaultKind::Bad, met: "x".to_owned() }];
    let columns = [(calendar::DATE, texts(&["2025-01-01"])), (calendar::DAY_CLASS, texts(&[""]))];
    let batch = check(TableName::Calendar, &columns, earlier);
    assert_eq!(listed(&batch), [(0, 1, FaultKind::Bad, "x")]);
}

#[test]
fn long_cells_are_cut_to_sixty_characters() {
    let long = "错".repeat(70);
    let batch = check(TableName::Calendar, &[(calendar::DATE, texts(&[&long]))], Vec::new());
    assert_eq!(batch.faults[0].met, "错".repeat(60));
}

fn minutes_of(batch: &TypedBatch) -> &[i32] {
    assert!(matches!(batch.columns[attendance::HOURS], TypedColumn::Absent));
    let TypedColumn::Small(minutes) = &batch.columns[attendance::MINUTES] else { panic!() };
    minutes
}

#[test]
fn hours_become_minutes_half_up() {
    let hours = texts(&["8", "7.5", "0.0083", "0.0084", "24", "24.01", "-1", "", "8.00001", "abc"]);
    let batch = check(TableName::Attendance, &[(attendance::HOURS, hours)], Vec::new());
    let null = TypedColumn::SMALL_NULL;
    assert_eq!(minutes_of(&batch), [480, 450, 0, 1, 1_440, null, null, null, null, null]);
    let (hours, minutes) = (7, 3);
    assert_eq!(
        listed(&batch),
        [
            (5, hours, FaultKind::Bad, "24.01"),
            (6, hours, FaultKind::Bad, "-1"),
            (7, minutes, FaultKind::Missing, ""),
            (8, hours, FaultKind::Bad, "8.00001"),
            (9, hours, FaultKind::Bad, "abc"),
        ]
    );
}

#[test]
fn minutes_go_before_hours() {
    let minutes: ArrayRef =
        Arc::new(Int32Array::from(vec![Some(10), None, None, Some(2_000), Some(20)]));
    let hours = texts(&["8", "8", "", "8", "99"]);
    let columns = [(attendance::MINUTES, minutes), (attendance::HOURS, hours)];
    let batch = check(TableName::Attendance, &columns, Vec::new());
    let null = TypedColumn::SMALL_NULL;
    assert_eq!(minutes_of(&batch), [10, 480, null, null, 20]);
    assert_eq!(
        listed(&batch),
        [
            (2, 3, FaultKind::Missing, ""),
            (3, 3, FaultKind::Bad, "2000"),
            (4, 7, FaultKind::Bad, "99"),
        ]
    );
}
