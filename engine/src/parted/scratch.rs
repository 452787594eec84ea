//! A folder for what a run in parts cannot hold in memory; it goes with the run.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::basics::error::{Error, Result};

/// A folder of its own, removed when it is dropped.
#[derive(Debug)]
pub(super) struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    /// A new folder inside `parent`.
    pub fn inside(parent: &Path) -> Result<Self> {
        let process = std::process::id();
        for number in 0..1000 {
            let folder = parent.join(format!("anxin-parts-{process}-{number}"));
            match fs::create_dir(&folder) {
                Ok(()) => return Ok(Self { folder }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(refused(&folder, &error)),
            }
        }
        let full = io::Error::other("a thousand folders of unfinished runs stand in it");
        Err(refused(parent, &full))
    }

    fn path(&self, name: &str, bucket: u32) -> PathBuf {
        self.folder.join(format!("{name}-{bucket}"))
    }

    /// Adds lines to a file.
    pub fn add<T: Serialize>(
        &self,
        name: &str,
        bucket: u32,
        lines: impl IntoIterator<Item = T>,
    ) -> Result<()> {
        let path = self.path(name, bucket);
        let add = || -> io::Result<()> {
            let file = OpenOptions::new().create(true).append(true).open(&path)?;
            let mut file = BufWriter::new(file);
            for line in lines {
                serde_json::to_writer(&mut file, &line)?;
                file.write_all(b"\n")?;
            }
            file.flush()
        };
        add().map_err(|error| refused(&path, &error))
    }

    /// The lines of a file, none where there is no such file.
    pub fn lines<T: DeserializeOwned>(&self, name: &str, bucket: u32) -> Result<Vec<T>> {
        let path = self.path(name, bucket);
        let file = match File::open(&path) {
            Ok(file) => BufReader::new(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(refused(&path, &error)),
        };
        let read = |line: io::Result<Vec<u8>>| Ok(serde_json::from_slice(&line?)?);
        let lines: io::Result<Vec<T>> = file.split(b'\n').map(read).collect();
        lines.map_err(|error| refused(&path, &error))
    }

    /// A new file to write to.
    pub fn create(&self, name: &str, bucket: u32) -> Result<BufWriter<File>> {
        let path = self.path(name, bucket);
        let file = File::create_new(&path).map_err(|error| refused(&path, &error))?;
        Ok(BufWriter::with_capacity(1 << 18, file))
    }

    /// A file that was written.
    pub fn open(&self, name: &str, bucket: u32) -> Result<BufReader<File>> {
        let path = self.path(name, bucket);
        let file = File::open(&path).map_err(|error| refused(&path, &error))?;
        Ok(BufReader::with_capacity(1 << 18, file))
    }

    /// Lets go of a file that is not needed any more.
    pub fn remove(&self, name: &str, bucket: u32) {
        // What is left goes with the folder.
        let _left = fs::remove_file(self.path(name, bucket));
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nobody is left to be told; the system clears its temporary folder.
        let _left = fs::remove_dir_all(&self.folder);
    }
}

/// What the file system says of a file of the run.
fn refused(path: &Path, error: &io::Error) -> Error {
    Error::Output {
        place: path.display().to_string(),
        reason: error.to_string(),
        advice: "name a temporary folder that may be written and has room",
    }
}
