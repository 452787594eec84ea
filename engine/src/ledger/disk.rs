//! What a ledger asks of the place that keeps it: few operations, each of which may be the last.

use std::collections::BTreeMap;
use std::fmt;
use std::io;

use bytes::Bytes;

use crate::intake::source::{Format, Source};

/// A place that keeps files by name.
///
/// What was written is only certain to be there after a crash once [`Disk::sync`] and, for new or
/// renamed files, [`Disk::sync_names`] have returned.
///
/// Example: [`Memory`].
pub trait Disk: fmt::Debug + Send {
    /// Where it is, for messages.
    fn place(&self) -> String;

    /// The names of its files, in order.
    ///
    /// # Errors
    ///
    /// What the place says, as all of its operations.
    fn names(&self) -> io::Result<Vec<String>>;

    /// A file as a whole.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::NotFound`] where there is none of this name.
    fn read(&self, name: &str) -> io::Result<Bytes>;

    /// A file as a source of rows.
    ///
    /// # Errors
    ///
    /// As [`Disk::read`].
    fn source(&self, name: &str, format: Format) -> io::Result<Source>;

    /// Writes `bytes` at `at`, behind which nothing is left; makes the file where there is none.
    ///
    /// # Errors
    ///
    /// What the place says.
    fn write(&mut self, name: &str, at: u64, bytes: &[u8]) -> io::Result<()>;

    /// Makes what was written into a file durable.
    ///
    /// # Errors
    ///
    /// What the place says.
    fn sync(&mut self, name: &str) -> io::Result<()>;

    /// Gives a file another name, in place of the one that has it.
    ///
    /// # Errors
    ///
    /// What the place says.
    fn rename(&mut self, from: &str, to: &str) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    ///
    /// What the place says.
    fn remove(&mut self, name: &str) -> io::Result<()>;

    /// Makes new, changed and removed names durable.
    ///
    /// # Errors
    ///
    /// What the place says.
    fn sync_names(&mut self) -> io::Result<()>;
}

/// A ledger in memory: bytes in, bytes out.
///
/// # Example
///
/// ```
/// use anxin::ledger::disk::{Disk as _, Memory};
///
/// let mut disk = Memory::default();
/// disk.write("log", 0, b"ledger")?;
/// disk.write("log", 3, b"!")?;
/// assert_eq!(&disk.read("log")?[..], b"led!");
/// let again = Memory::from_files(disk.into_files());
/// assert_eq!(again.names()?, ["log"]);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// One that holds these files.
    ///
    /// Example: [`Memory`].
    #[must_use]
    pub const fn from_files(files: BTreeMap<String, Vec<u8>>) -> Self {
        Self { files }
    }

    /// All its files.
    ///
    /// Example: [`Memory`].
    #[must_use]
    pub fn into_files(self) -> BTreeMap<String, Vec<u8>> {
        self.files
    }

    fn file(&self, name: &str) -> io::Result<&Vec<u8>> {
        self.files.get(name).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Disk for Memory {
    fn place(&self) -> String {
        "a ledger in memory".to_owned()
    }

    fn names(&self) -> io::Result<Vec<String>> {
        Ok(self.files.keys().cloned().collect())
    }

    fn read(&self, name: &str) -> io::Result<Bytes> {
        self.file(name).map(|bytes| Bytes::copy_from_slice(bytes))
    }

    fn source(&self, name: &str, format: Format) -> io::Result<Source> {
        Ok(Source::bytes(name, format, self.read(name)?))
    }

    fn write(&mut self, name: &str, at: u64, bytes: &[u8]) -> io::Result<()> {
        let file = self.files.entry(name.to_owned()).or_default();
        let at = usize::try_from(at).map_err(|_| io::ErrorKind::InvalidInput)?;
        file.resize(at, 0);
        file.extend_from_slice(bytes);
        Ok(())
    }

    fn sync(&mut self, name: &str) -> io::Result<()> {
        self.file(name).map(drop)
    }

    fn rename(&mut self, from: &str, to: &str) -> io::Result<()> {
        let bytes = self.files.remove(from).ok_or(io::ErrorKind::NotFound)?;
        self.files.insert(to.to_owned(), bytes);
        Ok(())
    }

    fn remove(&mut self, name: &str) -> io::Result<()> {
        self.files.remove(name).map(drop).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn sync_names(&mut self) -> io::Result<()> {
        Ok(())
    }
}
