//! `anxin-twin FOLDER AS_OF [POLICY.toml] [--detail] --out DIRECTORY`: writes the output tables.

use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), String> {
    let mut plain: Vec<String> = Vec::new();
    let mut out: Option<PathBuf> = None;
    let mut detail = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--out" => out = arguments.next().map(PathBuf::from),
            "--detail" => detail = true,
            _ => plain.push(argument),
        }
    }
    let usage = "usage: anxin-twin FOLDER AS_OF [POLICY.toml] [--detail] --out DIRECTORY";
    let (folder, as_of, policy) = match plain.as_slice() {
        [folder, as_of] => (folder, as_of, None),
        [folder, as_of, policy] => (folder, as_of, Some(policy)),
        _ => return Err(usage.to_string()),
    };
    let out = out.ok_or_else(|| usage.to_string())?;
    let read = |path: &String| fs::read_to_string(path).map_err(|error| format!("{path}: {error}"));
    let policy = policy.map(read).transpose()?;
    let tables = anxin_twin::reconcile(Path::new(folder), as_of, policy.as_deref(), detail)?;
    fs::create_dir_all(&out).map_err(|error| error.to_string())?;
    for (name, text) in tables {
        let path = out.join(format!("{name}.csv"));
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}
