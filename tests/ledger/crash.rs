//! A machine that stops at a chosen operation, and forgets what was not made durable.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};

use anxin::ledger::disk::{Disk, Memory};
use anxin::{Format, Source};
use anxin_datasets::Random;
use bytes::Bytes;

/// Files in memory that outlive the ledger that writes them.
#[derive(Clone, Debug, Default)]
pub struct Machine {
    disk: Arc<Mutex<Memory>>,
}

impl Machine {
    pub fn with<T>(&self, use_it: impl FnOnce(&mut Memory) -> T) -> T {
        use_it(&mut self.disk.lock().unwrap())
    }
}

impl Disk for Machine {
    fn place(&self) -> String {
        "a machine".to_owned()
    }

    fn names(&self) -> io::Result<Vec<String>> {
        self.with(|disk| disk.names())
    }

    fn read(&self, name: &str) -> io::Result<Bytes> {
        self.with(|disk| disk.read(name))
    }

    fn source(&self, name: &str, format: Format) -> io::Result<Source> {
        self.with(|disk| disk.source(name, format))
    }

    fn write(&mut self, name: &str, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.with(|disk| disk.write(name, at, bytes))
    }

    fn sync(&mut self, name: &str) -> io::Result<()> {
        self.with(|disk| disk.sync(name))
    }

    fn rename(&mut self, from: &str, to: &str) -> io::Result<()> {
        self.with(|disk| disk.rename(from, to))
    }

    fn remove(&mut self, name: &str) -> io::Result<()> {
        self.with(|disk| disk.remove(name))
    }

    fn sync_names(&mut self) -> io::Result<()> {
        self.with(|disk| disk.sync_names())
    }
}

/// A file: what is on the disk, and what was written since.
#[derive(Clone, Debug, Default)]
struct File {
    durable: Vec<u8>,
    written: Vec<u8>,
}

/// A change of names that may or may not be on the disk.
#[derive(Clone, Debug)]
enum Naming {
    Made(String, usize),
    Renamed(String, String),
    Removed(String),
}

#[derive(Debug, Default)]
struct Inside {
    files: Vec<File>,
    /// Names as the ledger sees them.
    names: BTreeMap<String, usize>,
    durable_names: BTreeMap<String, usize>,
    pending: Vec<Naming>,
    done: u64,
    stops_at: u64,
    random: Option<Random>,
}

/// A machine that stops in the middle of its `stops_at`-th writing operation.
#[derive(Clone, Debug)]
pub struct Crashing {
    inside: Arc<Mutex<Inside>>,
}

fn off() -> io::Error {
    io::Error::other("the machine is off")
}

fn place(at: u64) -> usize {
    usize::try_from(at).unwrap()
}

impl Crashing {
    /// Begins with what `machine` holds, all of it durable.
    pub fn new(machine: Machine, stops_at: u64, seed: u64) -> Self {
        let files = machine.with(std::mem::take).into_files();
        let mut inside = Inside { stops_at, random: Some(Random::new(seed)), ..Inside::default() };
        for (number, (name, bytes)) in files.into_iter().enumerate() {
            inside.files.push(File { durable: bytes.clone(), written: bytes });
            inside.names.insert(name, number);
        }
        inside.durable_names = inside.names.clone();
        Self { inside: Arc::new(Mutex::new(inside)) }
    }

    pub fn is_off(&self) -> bool {
        let inside = self.inside.lock().unwrap();
        inside.done >= inside.stops_at
    }

    /// Whether an operation is carried out; the one in which the machine stops is so in part.
    fn begin(inside: &mut Inside) -> io::Result<bool> {
        if inside.done >= inside.stops_at {
            return Err(off());
        }
        inside.done += 1;
        Ok(inside.done < inside.stops_at)
    }

    /// What the disk holds when the machine is on again: of each file all, nothing or some of what
    /// was not made durable, torn or with holes of zeros; of each change of names, either.
    pub fn after(&self, random: &mut Random) -> Machine {
        let inside = self.inside.lock().unwrap();
        let mut names = inside.durable_names.clone();
        for naming in inside.pending.iter().filter(|_| random.chance(500)) {
            match naming {
                Naming::Made(name, file) => drop(names.insert(name.clone(), *file)),
                Naming::Removed(name) => drop(names.remove(name)),
                Naming::Renamed(from, to) => {
                    if let Some(file) = names.remove(from) {
                        names.insert(to.clone(), file);
                    }
                }
            }
        }
        let files = names.into_iter().map(|(name, file)| {
            let File { durable, written } = &inside.files[file];
            (name, torn(durable, written, random))
        });
        let disk = Memory::from_files(files.collect());
        Machine { disk: Arc::new(Mutex::new(disk)) }
    }
}

/// What may be on the disk of a file that was not made durable.
fn torn(durable: &[u8], written: &[u8], random: &mut Random) -> Vec<u8> {
    if durable == written {
        return durable.to_vec();
    }
    let same = durable.iter().zip(written).take_while(|(a, b)| a == b).count();
    let cut = same + random.below(written.len() - same + 1);
    match random.below(4) {
        0 => durable.to_vec(),
        1 => written.to_vec(),
        2 => written[..cut].to_vec(),
        // The length is on the disk, a part of the bytes is not.
        _ => {
            let mut bytes = written.to_vec();
            let end = cut + random.below(bytes.len() - cut + 1);
            bytes[cut..end].fill(0);
            bytes
        }
    }
}

impl Disk for Crashing {
    fn place(&self) -> String {
        "a machine that stops".to_owned()
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let inside = self.inside.lock().unwrap();
        match inside.done < inside.stops_at {
            true => Ok(inside.names.keys().cloned().collect()),
            false => Err(off()),
        }
    }

    fn read(&self, name: &str) -> io::Result<Bytes> {
        let inside = self.inside.lock().unwrap();
        let file = inside.names.get(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(inside.files[*file].written.clone().into())
    }

    fn source(&self, name: &str, format: Format) -> io::Result<Source> {
        Ok(Source::bytes(name, format, self.read(name)?))
    }

    fn write(&mut self, name: &str, at: u64, bytes: &[u8]) -> io::Result<()> {
        let inside = &mut *self.inside.lock().unwrap();
        let is_whole = Self::begin(inside)?;
        let file = match inside.names.get(name) {
            Some(file) => *file,
            None => {
                let file = inside.files.len();
                inside.files.push(File::default());
                inside.names.insert(name.to_owned(), file);
                inside.pending.push(Naming::Made(name.to_owned(), file));
                file
            }
        };
        let written = &mut inside.files[file].written;
        written.resize(place(at), 0);
        let random = inside.random.as_mut().unwrap();
        let count = if is_whole { bytes.len() } else { random.below(bytes.len() + 1) };
        written.extend_from_slice(&bytes[..count]);
        if is_whole { Ok(()) } else { Err(off()) }
    }

    fn sync(&mut self, name: &str) -> io::Result<()> {
        let inside = &mut *self.inside.lock().unwrap();
        let is_whole = Self::begin(inside)?;
        let file = &mut inside.files[inside.names[name]];
        // Where the machine stops in it, it may be durable, and nobody was told.
        if is_whole || inside.random.as_mut().unwrap().chance(500) {
            file.durable.clone_from(&file.written);
        }
        if is_whole { Ok(()) } else { Err(off()) }
    }

    fn rename(&mut self, from: &str, to: &str) -> io::Result<()> {
        let inside = &mut *self.inside.lock().unwrap();
        let is_whole = Self::begin(inside)?;
        let file = inside.names.remove(from).ok_or(io::ErrorKind::NotFound)?;
        inside.names.insert(to.to_owned(), file);
        inside.pending.push(Naming::Renamed(from.to_owned(), to.to_owned()));
        if is_whole { Ok(()) } else { Err(off()) }
    }

    fn remove(&mut self, name: &str) -> io::Result<()> {
        let inside = &mut *self.inside.lock().unwrap();
        let is_whole = Self::begin(inside)?;
        inside.names.remove(name).ok_or(io::ErrorKind::NotFound)?;
        inside.pending.push(Naming::Removed(name.to_owned()));
        if is_whole { Ok(()) } else { Err(off()) }
    }

    fn sync_names(&mut self) -> io::Result<()> {
        let inside = &mut *self.inside.lock().unwrap();
        let is_whole = Self::begin(inside)?;
        if is_whole {
            inside.durable_names = inside.names.clone();
            inside.pending.clear();
            return Ok(());
        }
        Err(off())
    }
}
