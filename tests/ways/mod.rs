//! The ways to reconcile: the engine, and the second implementation it is held against.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anxin::report::sink::Format;
use anxin::{Day, Inputs, Policy, Run, Source, TableName};
use anxin_tests::folder::Folder;
use anxin_tests::laws::Asked;
use anxin_tests::tables::{Sheet, Tables};
use arrow_array::{ArrayRef, RecordBatch, StringArray};

/// The engine, its tables as they are written to a folder, `summary` too.
pub fn engine(asked: &Asked<'_>) -> Result<Tables, String> {
    let run = Run { threads: asked.threads, ..Run::default() };
    let tell = |error: anxin::Error| format!("{}: {error}", error.code());
    let as_of: Day = asked.as_of.parse().map_err(|_| format!("{:?} is no day", asked.as_of))?;
    let policy = match asked.policy {
        Some(text) => Policy::from_toml(text, "policy.toml").map_err(tell)?,
        None => Policy::default(),
    };
    let inputs = match asked.batch_rows {
        None => Inputs::folder(&asked.folder).map_err(tell)?,
        Some(rows) => in_batches(&asked.folder, rows)?,
    };
    let result = run.reconcile(&inputs, &policy, as_of).map_err(tell)?;
    let folder = Folder::new("out").map_err(|error| error.to_string())?;
    let out = folder.join("tables");
    result.write(&out, Format::Csv, true).map_err(tell)?;
    read(&out).map_err(|error| error.to_string())
}

/// The tables of a folder as record batches of text, at most `rows` rows each; an empty cell is
/// null.
fn in_batches(folder: &Path, rows: usize) -> Result<Inputs, String> {
    let mut inputs = Inputs::default();
    for table in TableName::ALL {
        let Ok(text) = fs::read_to_string(folder.join(format!("{}.csv", table.word()))) else {
            continue;
        };
        let sheet = Sheet::read(&text);
        let cell = |row: &Vec<String>, place: usize| {
            row.get(place).filter(|cell| !cell.is_empty()).cloned()
        };
        let columns = sheet.header.iter().enumerate().map(|(place, name)| {
            let cells = sheet.rows.iter().map(|row| cell(row, place));
            (name, Arc::new(cells.collect::<StringArray>()) as ArrayRef, true)
        });
        let whole = RecordBatch::try_from_iter_with_nullable(columns);
        let whole = whole.map_err(|error| format!("{}: {error}", table.word()))?;
        let cut = |start| whole.slice(start, rows.min(whole.num_rows() - start));
        let mut batches: Vec<_> = (0..whole.num_rows()).step_by(rows).map(cut).collect();
        if batches.is_empty() {
            batches.push(whole.clone());
        }
        inputs = inputs.with(table, Source::batches(batches));
    }
    Ok(inputs)
}

/// The second implementation.
pub fn twin(asked: &Asked<'_>) -> Result<Tables, String> {
    anxin_twin::reconcile(&asked.folder, &asked.as_of, asked.policy, true)
}

fn read(folder: &Path) -> std::io::Result<Tables> {
    let mut tables = Tables::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        tables.insert(name, fs::read_to_string(&path)?);
    }
    Ok(tables)
}
