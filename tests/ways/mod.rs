//! The ways to reconcile: the engine, and the second implementation it is held against.

use std::fs;
use std::path::Path;

use anxin::report::sink::Format;
use anxin::{Day, Inputs, Policy, Run};
use anxin_tests::folder::Folder;
use anxin_tests::laws::Asked;
use anxin_tests::tables::Tables;

/// The engine, its tables as they are written to a folder, `summary` too.
pub fn engine(asked: &Asked<'_>) -> Result<Tables, String> {
    let run = Run { threads: asked.threads, ..Run::default() };
    let tell = |error: anxin::Error| format!("{}: {error}", error.code());
    let as_of: Day = asked.as_of.parse().map_err(|_| format!("{:?} is no day", asked.as_of))?;
    let policy = match asked.policy {
        Some(text) => Policy::from_toml(text, "policy.toml").map_err(tell)?,
        None => Policy::default(),
    };
    let inputs = Inputs::folder(&asked.folder).map_err(tell)?;
    let result = run.reconcile(&inputs, &policy, as_of).map_err(tell)?;
    let folder = Folder::new("out").map_err(|error| error.to_string())?;
    let out = folder.join("tables");
    result.write(&out, Format::Csv, true).map_err(tell)?;
    read(&out).map_err(|error| error.to_string())
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
