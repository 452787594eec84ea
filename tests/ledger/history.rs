//! Random histories of a ledger, and the rows that stand after each step, kept in another way.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anxin::ledger::{Caused, Commit};
use anxin::report::changes::Change;
use anxin::report::csv::Writer;
use anxin::report::tables::{OutputTable, batches};
use anxin::{Day, Error, Format, Inputs, Policy, Reconciliation, Source, TableName, reconcile};
use anxin_datasets::{Random, Table};
use anxin_tests::enriched;
use anxin_tests::tables::{Sheet, Tables};
use arrow_array::{ArrayRef, RecordBatch, StringArray};

/// A table: the rows that may be used, and the log.
struct Kept {
    name: TableName,
    pool: Table,
    /// Row of the pool at each position of the log.
    log: Vec<usize>,
    stands: Vec<bool>,
    /// Rows of the pool that were never added.
    fresh: Vec<usize>,
    is_given: bool,
}

/// What one step asks for.
#[derive(Clone, Debug)]
pub struct Step {
    add: Vec<(TableName, Table, Way)>,
    withdraw: Vec<(TableName, Vec<u64>)>,
    as_of: Option<Day>,
    pub reopens: bool,
}

/// How rows are handed over.
#[derive(Clone, Copy, Debug)]
enum Way {
    Csv,
    Batches,
    Parts,
}

/// A world that comes bit by bit.
pub struct History {
    tables: Vec<Kept>,
    policy: Option<String>,
    as_of: i64,
    random: Random,
}

fn day(number: i64) -> Day {
    Day(i32::try_from(number).unwrap())
}

impl History {
    pub fn of_seed(seed: u64) -> Self {
        let made = enriched::of_seed(seed);
        let mut random = Random::new(seed ^ 0x1ED6E5);
        let as_of = made.world.as_of_day;
        let mut tables = Vec::new();
        for pool in made.world.tables {
            let Some(name) = TableName::from_word(pool.name) else { continue };
            let mut fresh: Vec<usize> = (0..pool.rows()).collect();
            random.shuffle(&mut fresh);
            let (log, stands) = (Vec::new(), Vec::new());
            let mut kept = Kept { name, pool, log, stands, fresh, is_given: false };
            if !seed.is_multiple_of(3) {
                kept.without_pieces();
            }
            tables.push(kept);
        }
        Self { tables, policy: made.policy.map(String::from), as_of, random }
    }

    /// A world without punches and piece work, of which all is given at first but half of the
    /// attendance.
    pub fn of_days(seed: u64) -> Self {
        let mut history = Self::of_seed(seed);
        history.tables.retain(|table| table.name != TableName::Punches);
        history.tables.iter_mut().for_each(Kept::without_pieces);
        history
    }

    /// What a history of days begins with.
    pub fn first_step(&mut self) -> Step {
        let mut step = Step { add: Vec::new(), withdraw: Vec::new(), as_of: None, reopens: false };
        for table in &mut self.tables {
            let all = table.fresh.len();
            let is_attendance = table.name == TableName::Attendance;
            let rows: Vec<usize> =
                table.fresh.drain(..if is_attendance { all / 2 } else { all }).collect();
            table.give(rows, Way::Csv, &mut step);
        }
        step
    }

    /// A day of attendance: some rows come, are taken back, or are corrected.
    pub fn day_step(&mut self) -> Step {
        let mut step = Step { add: Vec::new(), withdraw: Vec::new(), as_of: None, reopens: false };
        let random = &mut self.random;
        let own = self.tables.iter_mut().find(|table| table.name == TableName::Attendance);
        let table = own.unwrap();
        let mut rows = Vec::new();
        let kind = random.below(4);
        if kind != 1 {
            let most = table.fresh.len().min(if kind == 3 { 40 } else { 3 });
            rows.extend(table.fresh.drain(..random.below(most + 1)));
        }
        let standing: Vec<usize> = table.standing().collect();
        if kind != 0 && !standing.is_empty() {
            let gone = standing[random.below(standing.len())];
            table.stands[gone] = false;
            step.withdraw.push((table.name, vec![gone as u64]));
            if kind == 2 {
                rows.push(table.minutes_corrected(table.log[gone], random));
            }
        }
        if rows.is_empty() && step.withdraw.is_empty() {
            rows.push(table.log[0]);
        }
        let way = random.pick(&[Way::Csv, Way::Batches, Way::Parts]);
        if !rows.is_empty() {
            table.give(rows, way, &mut step);
        }
        step.reopens = random.chance(100);
        step
    }

    pub fn policy(&self) -> Policy {
        let text = self.policy.as_deref();
        text.map_or_else(Policy::default, |text| Policy::from_toml(text, "policy").unwrap())
    }

    pub fn as_of(&self) -> Day {
        day(self.as_of)
    }

    pub fn steps(&mut self) -> usize {
        4 + self.random.below(8)
    }

    /// The next step, taken over into the rows that stand.
    pub fn step(&mut self) -> Step {
        let mut step = Step { add: Vec::new(), withdraw: Vec::new(), as_of: None, reopens: false };
        let kind = self.random.below(8);
        for table in &mut self.tables {
            let is_touched = self.random.chance(if kind == 0 { 900 } else { 350 });
            if is_touched && kind != 7 {
                table.touch(kind, &mut self.random, &mut step);
            }
        }
        if kind == 7 || self.random.chance(150) || step.is_empty() {
            self.as_of += self.random.between(-40, 60);
            step.as_of = Some(self.as_of());
        }
        step.reopens = self.random.chance(300);
        step
    }

    /// The tables of one run over the rows that stand, with `row` of `findings` as the position in
    /// the log.
    pub fn expected(&self) -> Tables {
        let mut inputs = Inputs::default();
        for table in self.tables.iter().filter(|table| table.is_given) {
            let rows = table.standing().map(|place| table.log[place]).collect::<Vec<_>>();
            let text = table.pool.with_rows(&rows).csv();
            inputs = inputs.with(table.name, Source::bytes("t.csv", Format::Csv, text.into()));
        }
        let result = match reconcile(&inputs, &self.policy(), self.as_of()) {
            Err(Error::MissingTable) => return Tables::default(),
            result => result.unwrap(),
        };
        let mut tables = tables_of(&result);
        let mut findings = Sheet::read(&tables["findings"]);
        let [table, row] = ["table", "row"].map(|name| findings.column(name).unwrap());
        for cells in findings.rows.iter_mut().filter(|cells| !cells[row].is_empty()) {
            let own = self.tables.iter().find(|own| own.name.word() == cells[table]).unwrap();
            let place = own.standing().nth(cells[row].parse().unwrap()).unwrap();
            cells[row] = place.to_string();
        }
        tables.insert("findings".to_owned(), findings.csv());
        tables
    }

    /// Commits that no ledger of this history can take.
    pub fn unusable(&self) -> Vec<Commit> {
        let csv = |text: &'static str| Source::bytes("t.csv", Format::Csv, text.into());
        let add = |table, text| Commit { add: vec![(table, csv(text))], ..Commit::default() };
        let known = self.tables.iter().find(|table| !table.log.is_empty()).unwrap();
        let beyond = known.log.len() as u64;
        let parquet = Source::bytes("t.parquet", Format::Parquet, "no table".into());
        vec![
            Commit::default(),
            add(TableName::Payroll, "worker,month\n"),
            Commit { add: vec![(TableName::Payroll, parquet)], ..Commit::default() },
            Commit::default().without_rows(known.name, vec![beyond]),
            Commit::default().without_rows(known.name, vec![0, u64::MAX]),
        ]
    }
}

impl Kept {
    /// Contracts by the piece are by the day: they decide how attendance is kept.
    fn without_pieces(&mut self) {
        let own = self.pool.columns.iter_mut().filter(|column| column.name == "pay_basis");
        for cell in own.flat_map(|column| column.cells.iter_mut()) {
            let is_other = ["hourly", "daily", "monthly"].contains(&cell.as_deref().unwrap_or(""));
            if cell.is_some() && !is_other {
                *cell = Some("daily".to_owned());
            }
        }
    }

    /// Positions of the rows that stand.
    fn standing(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.log.len()).filter(|&place| self.stands[place])
    }

    /// Adds, takes back, or corrects some rows.
    fn touch(&mut self, kind: usize, random: &mut Random, step: &mut Step) {
        let standing: Vec<usize> = self.standing().collect();
        let mut rows = Vec::new();
        let mut gone = BTreeSet::new();
        if kind < 4 || !self.is_given {
            let all = self.fresh.len();
            let count = if random.chance(300) { all } else { random.below(all + 1) };
            rows.extend(self.fresh.drain(..count));
        }
        if kind == 3 && !self.log.is_empty() {
            // Uploaded again, whether it still stands or not.
            rows.extend((0..random.below(3)).map(|_| self.log[random.below(self.log.len())]));
        }
        if kind >= 4 && !standing.is_empty() {
            let count = if random.chance(50) { standing.len() } else { 1 + random.below(4) };
            let some = (0..count).map(|_| standing[random.below(standing.len())]);
            gone.extend(some);
        }
        if kind == 6 {
            let corrected: Vec<usize> = gone.iter().map(|&place| self.log[place]).collect();
            rows.extend(corrected.into_iter().map(|row| self.corrected(row, random)));
        }
        for &place in &gone {
            self.stands[place] = false;
        }
        if !gone.is_empty() {
            step.withdraw.push((self.name, gone.iter().map(|&place| place as u64).collect()));
        }
        if !rows.is_empty() || (!self.is_given && random.chance(300)) {
            let way = random.pick(&[Way::Csv, Way::Batches, Way::Parts]);
            self.give(rows, way, step);
        }
    }

    /// Adds rows.
    fn give(&mut self, rows: Vec<usize>, way: Way, step: &mut Step) {
        self.is_given = true;
        step.add.push((self.name, self.pool.with_rows(&rows), way));
        self.stands.extend(rows.iter().map(|_| true));
        self.log.extend(rows);
    }

    /// A row with the minutes of another.
    fn minutes_corrected(&mut self, row: usize, random: &mut Random) -> usize {
        let other = random.below(self.pool.rows());
        let named = |name: &&str| self.pool.columns.iter().any(|column| column.name == *name);
        let name = ["minutes", "hours"].into_iter().find(named).unwrap();
        let cell = self.pool.cell(other, name).map(String::from);
        let copy = self.pool.push_copy(row);
        self.pool.set(copy, name, cell);
        copy
    }

    /// A row with one cell of another.
    fn corrected(&mut self, row: usize, random: &mut Random) -> usize {
        let (other, column) =
            (random.below(self.pool.rows()), random.below(self.pool.columns.len()));
        let name = self.pool.columns[column].name;
        let cell = self.pool.cell(other, name).map(String::from);
        let copy = self.pool.push_copy(row);
        self.pool.set(copy, name, cell);
        copy
    }
}

impl Step {
    fn is_empty(&self) -> bool {
        self.add.is_empty() && self.withdraw.is_empty()
    }

    pub fn commit(&self) -> Commit {
        let source = |table: &Table, way| match way {
            Way::Csv => Source::bytes("t.csv", Format::Csv, table.csv().into()),
            Way::Batches => Source::batches(vec![batch(table)]),
            Way::Parts => {
                let middle = table.rows() / 2;
                let parts = [0..middle, middle..table.rows()];
                let part = |rows: std::ops::Range<usize>| {
                    let rows: Vec<usize> = rows.collect();
                    Source::batches(vec![batch(&table.with_rows(&rows))])
                };
                Source::many(parts.map(part).to_vec())
            }
        };
        let add = self.add.iter().map(|(name, table, way)| (*name, source(table, *way)));
        Commit {
            add: add.collect(),
            withdraw: self.withdraw.clone(),
            as_of: self.as_of,
            policy: None,
        }
    }
}

/// The cells of a table as text.
fn batch(table: &Table) -> RecordBatch {
    let columns = table.columns.iter().map(|column| {
        let cells: StringArray = column.cells.iter().map(Option::as_deref).collect();
        (column.name, Arc::new(cells) as ArrayRef, true)
    });
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

/// All tables of a result, and its summary; none where there is no result yet.
pub fn sheets(result: Option<&Reconciliation>) -> Tables {
    result.map(tables_of).unwrap_or_default()
}

/// All tables of a result as canonical CSV, and its summary.
pub fn tables_of(result: &Reconciliation) -> Tables {
    let mut tables = Tables::default();
    for table in OutputTable::ALL {
        let batches = batches(result, table);
        let mut writer = Writer::new(Vec::new(), &batches.schema()).unwrap();
        batches.for_each(|batch| writer.batch(&batch.unwrap()).unwrap());
        let text = String::from_utf8(writer.into_inner()).unwrap();
        tables.insert(table.name().to_owned(), text);
    }
    let summary = serde_json::to_string_pretty(&result.summary().unwrap()).unwrap();
    tables.insert("summary".to_owned(), summary);
    tables
}

/// Whether rows have one key, as those of a transfer that was uploaded again do.
fn has_repeats(sheet: &Sheet, table: OutputTable) -> bool {
    let key: Vec<usize> = table.sort_key().iter().filter_map(|name| sheet.column(name)).collect();
    let mut seen = BTreeSet::new();
    let cells = |row: &Vec<String>| key.iter().map(|&at| row[at].clone()).collect::<Vec<_>>();
    !sheet.rows.iter().all(|row| seen.insert(cells(row)))
}

/// The changes lead from the tables before to those after, and each has a cause.
pub fn holds_all_changes(before: &Tables, after: &Tables, changes: &[Caused], seed: u64) {
    let mut told: BTreeMap<(&str, &str), Vec<&Caused>> = BTreeMap::new();
    for one in changes {
        let changed = &one.changed;
        assert!(!one.cause.is_empty(), "seed {seed}: {one:?}");
        told.entry((changed.table.name(), changed.change.word())).or_default().push(one);
    }
    for table in OutputTable::ALL.into_iter().filter(|table| !table.is_detail()) {
        let count = |change: Change| told.get(&(table.name(), change.word())).map_or(0, Vec::len);
        let [old, new] = [before, after].map(|tables| Sheet::read(&tables[table.name()]));
        let mut rows: BTreeMap<&[String], i64> = BTreeMap::new();
        old.rows.iter().for_each(|row| *rows.entry(row).or_default() -= 1);
        new.rows.iter().for_each(|row| *rows.entry(row).or_default() += 1);
        let of_sign = |sign: i64| rows.values().map(|count| (sign * count).max(0)).sum::<i64>();
        let [removed, added] =
            [Change::Removed, Change::Added].map(|change| i64::try_from(count(change)).unwrap());
        let (lost, won) = (of_sign(-1) - removed, of_sign(1) - added);
        // The other rows that differ are told cell by cell, under their keys.
        let cells = i64::try_from(count(Change::Changed)).unwrap();
        let name = table.name();
        assert_eq!(lost, won, "seed {seed}: {name}");
        // Rows of one key may have changed places.
        let may_be_none = cells == 0 || [&old, &new].iter().any(|sheet| has_repeats(sheet, table));
        assert!(lost <= cells && (lost > 0 || may_be_none), "seed {seed}: {name}: {lost}, {cells}");
        for one in told.get(&(name, "changed")).into_iter().flatten() {
            let column = old.column(one.changed.column).unwrap();
            let has = |sheet: &Sheet, cell: &str| sheet.rows.iter().any(|row| row[column] == *cell);
            assert!(has(&old, &one.changed.from) && has(&new, &one.changed.to), "{one:?}");
        }
    }
}
