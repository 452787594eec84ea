//! Rows that are spoiled on purpose, in every table: copies with a cell missing, a bad cell, a
//! conflict, a date after the day of the books; and cells written in another accepted way.

use super::{Maker, some};
use crate::shape::{Kind, TABLES, TableShape};
use crate::spelling::{moved_to, respelled};
use crate::world::{Planted, row_day};

impl Maker<'_> {
    pub(super) fn spoil(&mut self) {
        for shape in TABLES {
            let rows = self.sound_rows(shape);
            if rows.is_empty() {
                continue;
            }
            for fault in 0..5 {
                if self.chance(self.spec.row_fault_permille) {
                    let row = rows[self.random.below(rows.len())];
                    match fault {
                        0 => self.blank_a_required_cell(shape, row),
                        1 => self.spoil_a_cell(shape, row),
                        2 => self.copy_a_row(shape, row),
                        3 => self.contradict_a_row(shape, row),
                        _ => self.move_a_row_after_the_day(shape, row),
                    }
                }
            }
            self.respell(shape);
        }
    }

    /// Rows with which nothing was done on purpose, dated on or before the day of the books.
    fn sound_rows(&self, shape: &TableShape) -> Vec<usize> {
        let Some(table) = self.world.table(shape.name) else { return Vec::new() };
        let truth = &self.world.truth;
        let kept = self.kept.iter().filter(|(name, _)| *name == shape.name).map(|&(_, row)| row);
        let mut planted: Vec<usize> =
            truth.iter().filter(|p| p.table == shape.name).filter_map(|p| p.row).collect();
        planted.extend(kept);
        planted.sort_unstable();
        let has_keys =
            |row: usize| shape.key.iter().all(|column| table.cell(row, column).is_some());
        (0..table.rows())
            .filter(|row| planted.binary_search(row).is_err() && has_keys(*row))
            .filter(|&row| row_day(table, row).is_none_or(|day| day <= self.spec.as_of_day))
            .collect()
    }

    fn copy(&mut self, shape: &TableShape, row: usize) -> (usize, usize) {
        let place = TABLES.iter().position(|s| s.name == shape.name).unwrap_or(0);
        (place, self.world.tables[place].push_copy(row))
    }

    /// Gives a copy an id of its own, so that the row it was made from still counts.
    fn rename(&mut self, shape: &TableShape, place: usize, row: usize, suffix: &str) {
        let named =
            shape.key.iter().find(|column| column.ends_with("_id") && !is_reference(column));
        if let Some(column) = named {
            let id = self.world.tables[place].cell(row, column).unwrap_or("").to_owned();
            self.world.tables[place].set(row, column, Some(format!("{id}-{suffix}")));
        }
    }

    fn blank_a_required_cell(&mut self, shape: &TableShape, row: usize) {
        let (place, copy) = self.copy(shape, row);
        self.rename(shape, place, copy, "M");
        // Minutes may be stated as hours: that is not missing.
        let required: Vec<&str> = shape
            .columns
            .iter()
            .filter(|c| c.is_required && c.name != "minutes")
            .map(|c| c.name)
            .collect();
        let column = self.random.pick(&required);
        let empty = if self.chance(300) { some("  ") } else { None };
        self.world.tables[place].set(copy, column, empty);
        self.plant_row(shape, copy, "missing_required");
    }

    fn spoil_a_cell(&mut self, shape: &TableShape, row: usize) {
        let spoilable: Vec<(&str, Kind)> = shape
            .columns
            .iter()
            .filter(|c| !matches!(c.kind, Kind::Id | Kind::Text | Kind::Account))
            // Lists that a province may lengthen.
            .filter(|c| !matches!(c.name, "punch_type" | "category"))
            .map(|c| (c.name, c.kind))
            .collect();
        if spoilable.is_empty() {
            return;
        }
        let (place, copy) = self.copy(shape, row);
        self.rename(shape, place, copy, "B");
        let (column, kind) = self.random.pick(&spoilable);
        let choice = self.random.below(2);
        let text = match kind {
            Kind::Money => ["12.345", "1O0.00"][choice],
            Kind::Number => ["1.23456", "ten"][choice],
            Kind::Int => ["99999", "4.5"][choice],
            Kind::Date => ["2025-02-30", "yesterday"][choice],
            Kind::Time => ["2025-03-01 25:00", "08:00"][choice],
            Kind::Period => ["2025-13", "March"][choice],
            Kind::Bool => ["maybe", "2"][choice],
            Kind::Region => ["12345", "north"][choice],
            _ => ["??", "none of these"][choice],
        };
        // A case may be about 99,999 workers, a payroll line about as many minutes.
        let text = if text == "99999" { "-1x" } else { text };
        self.world.tables[place].set(copy, column, some(text));
        self.plant_row(shape, copy, "bad_cell");
    }

    fn copy_a_row(&mut self, shape: &TableShape, row: usize) {
        let kind = match shape.name {
            "attendance" => "duplicate_attendance",
            "punches" => "duplicate_punch",
            "transfers" => "duplicate",
            // Without a key rows count as they are.
            "contractor_events" | "signals" => return,
            _ => "duplicate_row",
        };
        let (_, copy) = self.copy(shape, row);
        self.plant_row(shape, copy, kind);
    }

    fn contradict_a_row(&mut self, shape: &TableShape, row: usize) {
        if shape.key.is_empty() {
            return;
        }
        let (place, copy) = self.copy(shape, row);
        let free = shape.columns.iter().filter(|c| {
            !shape.key.contains(&c.name) && !c.name.ends_with("_id") && c.name != shape.dated_by
        });
        let free: Vec<(&str, Kind)> = free.map(|c| (c.name, c.kind)).collect();
        let preferred = |kind: &Kind| matches!(kind, Kind::Money | Kind::Text);
        let mut changed: Option<(&str, &str)> = None;
        for (column, kind) in &free {
            if preferred(kind) && changed.is_none() && *column != "currency" {
                changed = Some((column, if *kind == Kind::Money { "1.11" } else { "another" }));
            }
        }
        let class = self.world.tables[place].cell(copy, "day_class") == Some("workday");
        let other = if class { "rest_day" } else { "workday" };
        let (column, text) = changed.unwrap_or(("day_class", other));
        self.world.tables[place].set(copy, column, some(text));
        self.plant_row(shape, copy, "conflicting_duplicate");
    }

    fn move_a_row_after_the_day(&mut self, shape: &TableShape, row: usize) {
        let Some(column) = shape.columns.iter().find(|c| c.name == shape.dated_by) else { return };
        let (place, copy) = self.copy(shape, row);
        self.rename(shape, place, copy, "L");
        let later = self.random.pick(&[1, 2, 45]);
        let later = if column.kind == Kind::Period { 45 } else { later };
        let text = self.world.tables[place].cell(copy, column.name).unwrap_or("").to_owned();
        let moved = moved_to(&text, column.kind, self.spec.as_of_day + later);
        self.world.tables[place].set(copy, column.name, Some(moved));
        if shape.name == "contracts" {
            self.world.tables[place].set(copy, "end_date", None);
        }
        self.plant_row(shape, copy, "after_as_of");
    }

    fn respell(&mut self, shape: &TableShape) {
        let place = TABLES.iter().position(|s| s.name == shape.name).unwrap_or(0);
        for row in self.sound_rows(shape) {
            for (number, column) in shape.columns.iter().enumerate() {
                if !self.chance(self.spec.spelling_permille) {
                    continue;
                }
                if let Some(text) = self.world.tables[place].columns[number].cells[row].clone() {
                    let text = respelled(&mut self.random, column.kind, &text);
                    self.world.tables[place].columns[number].cells[row] = Some(text);
                }
            }
        }
    }

    fn plant_row(&mut self, shape: &TableShape, row: usize, kind: &'static str) {
        let Some(table) = self.world.table(shape.name) else { return };
        let cell = |column: &str| table.cell(row, column).map(str::to_owned);
        let planted = Planted {
            kind,
            is_fault: true,
            table: shape.name,
            row: Some(row),
            worker_id: cell("worker_id"),
            project_id: cell("project_id"),
            period: cell("period"),
            amount: cell("amount"),
        };
        self.plant(planted);
    }
}

/// Columns that name a row of another table.
fn is_reference(column: &str) -> bool {
    matches!(column, "worker_id" | "project_id" | "contractor_id")
}
