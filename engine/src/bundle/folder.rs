//! A folder as the files of a data set; no other module of the room touches the file system.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;

use super::Files;
use crate::basics::error::{Error, Result};
use crate::intake::source::Slices;

/// Levels of folders that are looked into.
const DEPTH: usize = 8;

/// A file whose bytes are read where they are asked for.
#[derive(Debug)]
struct OnDisk {
    path: PathBuf,
    length: u64,
}

impl Slices for OnDisk {
    fn length(&self) -> u64 {
        self.length
    }

    fn slice(&self, start: u64, length: usize) -> io::Result<Bytes> {
        let mut file = File::open(&self.path)?;
        if file.metadata()?.len() != self.length {
            return Err(io::Error::other("it changed while it was read"));
        }
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = vec![0; length];
        file.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

/// The files of a folder and of folders within it, by their names below it; hidden ones (`.` or
/// `_` first) are left out, as [`crate::Inputs::folder`] leaves them out.
///
/// # Errors
///
/// [`Error::Io`] where the folder cannot be read.
///
/// # Example
///
/// ```
/// let error = anxin::bundle::folder("/nowhere/at/all".as_ref()).unwrap_err();
/// assert_eq!(error.code(), "io");
/// ```
pub fn folder(path: &Path) -> Result<Files> {
    let mut files = Files::new();
    add(path, "", 0, &mut files)?;
    Ok(files)
}

fn add(path: &Path, before: &str, depth: usize, files: &mut Files) -> Result<()> {
    let refused = |path: &Path, source| Error::Io { place: path.display().to_string(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(|source| refused(path, source))? {
        let entry = entry.map_err(|source| refused(path, source))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && !name.starts_with('_') {
            found.push((name, entry.path()));
        }
    }
    found.sort();
    for (name, path) in found {
        let name = format!("{before}{name}");
        let meta = fs::metadata(&path).map_err(|source| refused(&path, source))?;
        if !meta.is_dir() {
            files.push((name, Arc::new(OnDisk { path, length: meta.len() })));
        } else if depth < DEPTH {
            add(&path, &format!("{name}/"), depth + 1, files)?;
        }
    }
    Ok(())
}
