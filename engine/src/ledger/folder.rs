//! A ledger in a folder; no other module of the room touches the file system.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::disk::Disk;
use crate::basics::error::{Error, Result};
use crate::intake::source::{Format, Source};

/// The file that a writer holds locked. It holds nothing.
pub(super) const LOCK: &str = "lock";

/// A folder on a disk.
///
/// Example: [`super::Ledger::init`].
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Held by a writer for as long as it lives.
    lock: Option<File>,
}

impl Folder {
    /// A folder to read from; whoever writes to it is not hindered.
    ///
    /// Example: [`super::Ledger::init`].
    pub fn reader(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), lock: None }
    }

    /// A folder to write to, which is made where there is none. One writer at a time: the lock is
    /// the operating system's and ends with the process that holds it, however that ends.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] where another process, or another value of this one, writes to it;
    /// [`Error::Output`] where it cannot be made or locked.
    ///
    /// Example: [`super::Ledger::init`].
    pub fn writer(path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        let refused = |error: &dyn std::fmt::Display| Error::Output {
            place: path.display().to_string(),
            reason: error.to_string(),
            advice: "check that the folder may be written to",
        };
        fs::create_dir_all(&path).map_err(|error| refused(&error))?;
        let mut options = OpenOptions::new();
        let file = options.create(true).truncate(false).write(true).open(path.join(LOCK));
        let file = file.map_err(|error| refused(&error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { lock: Some(file), path }),
            Err(TryLockError::WouldBlock) => Err(Error::Input {
                place: path.display().to_string(),
                met: "a ledger that another process is writing to".to_owned(),
                expected: "one writer at a time",
                advice: "wait until it is done; reading needs no lock",
            }),
            Err(TryLockError::Error(error)) => Err(refused(&error)),
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// A folder that was opened to be read is not written to.
    fn writable(&self) -> io::Result<()> {
        match self.lock {
            Some(_) => Ok(()),
            None => Err(io::ErrorKind::PermissionDenied.into()),
        }
    }
}

/// Names of a folder become durable with the folder; where folders cannot be opened as files, with
/// the file itself.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

impl Disk for Folder {
    fn place(&self) -> String {
        self.path.display().to_string()
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let entries = fs::read_dir(&self.path)?;
        let name = |entry: io::Result<fs::DirEntry>| {
            entry.map(|entry| entry.file_name().to_string_lossy().into_owned())
        };
        let mut names = entries.map(name).collect::<io::Result<Vec<_>>>()?;
        names.retain(|name| name != LOCK);
        names.sort();
        Ok(names)
    }

    fn read(&self, name: &str) -> io::Result<Bytes> {
        fs::read(self.file(name)).map(Bytes::from)
    }

    fn source(&self, name: &str, format: Format) -> io::Result<Source> {
        // By its name in the log, not by its ending.
        Ok(Source::file(self.file(name), format))
    }

    fn write(&mut self, name: &str, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.writable()?;
        let mut options = OpenOptions::new();
        let mut file = options.create(true).truncate(false).write(true).open(self.file(name))?;
        file.set_len(at)?;
        file.seek(SeekFrom::Start(at))?;
        file.write_all(bytes)
    }

    fn sync(&mut self, name: &str) -> io::Result<()> {
        self.writable()?;
        OpenOptions::new().write(true).open(self.file(name))?.sync_all()
    }

    fn rename(&mut self, from: &str, to: &str) -> io::Result<()> {
        self.writable()?;
        fs::rename(self.file(from), self.file(to))
    }

    fn remove(&mut self, name: &str) -> io::Result<()> {
        self.writable()?;
        fs::remove_file(self.file(name))
    }

    fn sync_names(&mut self) -> io::Result<()> {
        self.writable()?;
        sync_folder(&self.path)?;
        // The folder itself may be new.
        match self.path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            Some(parent) => sync_folder(parent),
            None => Ok(()),
        }
    }
}
