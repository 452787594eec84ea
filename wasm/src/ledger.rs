//! A ledger: bytes in, bytes out.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anxin::differences::Caused;
use anxin::ledger::disk::Disk;
use anxin::ledger::{self, Point, feed};
use anxin::{Error, Format, Source};
use bytes::Bytes;
use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::archive::{self, Files};
use crate::error::{raised, usage};
use crate::tables::{Inputs, input_table};
use crate::threads::aside;
use crate::{Policy, Result, Run, day, object, run};

/// What is to be committed together: all of it is, or nothing.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Commit(ledger::Commit);

#[wasm_bindgen]
impl Commit {
    /// Nothing yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the rows of every table.
    ///
    /// # Errors
    ///
    /// What the files give that cannot be taken apart.
    pub fn add(&mut self, inputs: &Inputs) -> Result<()> {
        let taken = inputs.taken().map_err(raised)?;
        self.0 = std::mem::take(&mut self.0).with_rows(&taken);
        Ok(())
    }

    /// Takes rows back, by their positions in the log of their table: the column `row` of
    /// `findings`.
    ///
    /// # Errors
    ///
    /// `TypeError` where there is no such table.
    pub fn withdraw(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "InputTable")] table: &str,
        rows: Vec<u32>,
    ) -> Result<()> {
        let rows = rows.into_iter().map(u64::from).collect();
        self.0 = std::mem::take(&mut self.0).without_rows(input_table(table)?, rows);
        Ok(())
    }

    /// Moves the day.
    ///
    /// # Errors
    ///
    /// `TypeError` where it is none.
    pub fn advance(&mut self, as_of: &str) -> Result<()> {
        self.0.as_of = Some(day(as_of)?);
        Ok(())
    }

    /// The rules from here on.
    #[wasm_bindgen(js_name = setPolicy)]
    pub fn set_policy(&mut self, policy: &Policy) {
        self.0.policy = Some(policy.0.clone());
    }
}

/// A data set that is kept: rows come and go, the day moves, every state can be computed again.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Ledger {
    /// `None` while a call goes on.
    held: Option<ledger::Ledger>,
    disk: Shared,
}

#[wasm_bindgen]
impl Ledger {
    /// A new ledger without rows.
    ///
    /// # Errors
    ///
    /// `TypeError` where `as_of` is no day.
    pub fn init(policy: &Policy, as_of: &str) -> Result<Self> {
        let disk = Shared::default();
        let (own, as_of) = (Box::new(disk.clone()), day(as_of)?);
        let made = aside(|| ledger::Ledger::init(own, &policy.0, as_of));
        Ok(Self { held: Some(made.map_err(raised)?), disk })
    }

    /// Opens the files of a ledger's folder, whoever wrote them; each is held against its length
    /// and its sum.
    ///
    /// # Errors
    ///
    /// `input` where it is no ledger, or one of a later format; `decode` where a file is not as it
    /// was written, by its name.
    pub fn open(
        #[wasm_bindgen(unchecked_param_type = "LedgerFile[]")] files: Vec<JsValue>,
    ) -> Result<Self> {
        let own = |file: &JsValue| {
            let name = Reflect::get(file, &"name".into())?.as_string();
            let bytes = Reflect::get(file, &"bytes".into())?.dyn_into::<Uint8Array>();
            let bytes = bytes.map_err(|_| usage("files: expected bytes as a Uint8Array"))?;
            let name = name.ok_or_else(|| usage("files: expected a name as a string"))?;
            Ok((name, Bytes::from(bytes.to_vec())))
        };
        Self::of(files.iter().map(own).collect::<Result<_>>()?)
    }

    /// Opens what `toBytes` gave, or a TAR file of a ledger's folder.
    ///
    /// # Errors
    ///
    /// As `open`; `decode` where the archive is none.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        let place = || "the archive of a ledger".to_owned();
        let wrong = |reason| Error::Decode { place: place(), format: "TAR", reason };
        Self::of(archive::read(&bytes.into()).map_err(|reason| raised(wrong(reason)))?)
    }

    fn of(files: Files) -> Result<Self> {
        let disk = Shared(Arc::new(Mutex::new(files)));
        let own = Box::new(disk.clone());
        let opened = aside(|| ledger::Ledger::open(own)).map_err(raised)?;
        Ok(Self { held: Some(opened), disk })
    }

    /// The files of its folder, as the command keeps them.
    ///
    /// # Errors
    ///
    /// None that data can reach.
    #[wasm_bindgen(unchecked_return_type = "LedgerFile[]")]
    pub fn files(&self) -> Result<Array> {
        let files = Array::new();
        for (name, bytes) in &*self.disk.files() {
            let file = Object::new();
            Reflect::set(&file, &"name".into(), &name.into())?;
            Reflect::set(&file, &"bytes".into(), &Uint8Array::from(&bytes[..]))?;
            files.push(&file);
        }
        Ok(files)
    }

    /// All of it as one TAR file, which unpacks to the folder of a ledger.
    #[wasm_bindgen(js_name = toBytes)]
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        archive::written(&self.disk.files())
    }

    /// Commits in its log, the beginning among them.
    ///
    /// # Errors
    ///
    /// Where a call goes on.
    #[wasm_bindgen(getter, unchecked_return_type = "number")]
    pub fn commits(&self) -> Result<JsValue> {
        Ok(crate::number(self.ledger()?.commits()))
    }

    /// The day it stands at.
    ///
    /// # Errors
    ///
    /// Where a call goes on.
    #[wasm_bindgen(getter, js_name = asOf)]
    pub fn as_of(&self) -> Result<String> {
        Ok(self.ledger()?.as_of().to_string())
    }

    /// The sum over all that was committed: two ledgers of one sum hold the same.
    ///
    /// # Errors
    ///
    /// Where a call goes on.
    #[wasm_bindgen(getter)]
    pub fn sum(&self) -> Result<String> {
        Ok(self.ledger()?.sum().to_owned())
    }

    /// The rules it stands under.
    ///
    /// # Errors
    ///
    /// Where a call goes on.
    #[wasm_bindgen(getter)]
    pub fn policy(&self) -> Result<Policy> {
        Ok(Policy(self.ledger()?.policy().clone()))
    }

    /// Rows ever added to a table, and how many of them were taken back.
    ///
    /// # Errors
    ///
    /// `TypeError` where there is no such table.
    #[wasm_bindgen(unchecked_return_type = "LedgerRows")]
    pub fn rows(
        &self,
        #[wasm_bindgen(unchecked_param_type = "InputTable")] table: &str,
    ) -> Result<JsValue> {
        let (added, withdrawn) = self.ledger()?.rows(input_table(table)?);
        object(&Rows { added, withdrawn })
    }

    /// Commits, and tells which figures it changed, and which rows did it; of the first rows of a
    /// ledger nothing is told. After an error the ledger is as it was.
    ///
    /// # Errors
    ///
    /// `input` where there is nothing to commit, or a row is taken back that does not stand; what
    /// reading the rows and the run give.
    pub fn commit(
        &mut self,
        commit: &Commit,
        #[wasm_bindgen(unchecked_optional_param_type = "OnProgress")] on_progress: Option<Function>,
    ) -> Result<Changes> {
        self.committed(commit.0.clone(), on_progress)
    }

    /// Moves the day; tells what `commit` tells.
    ///
    /// # Errors
    ///
    /// As `commit`; `TypeError` where it is no day.
    pub fn advance(
        &mut self,
        as_of: &str,
        #[wasm_bindgen(unchecked_optional_param_type = "OnProgress")] on_progress: Option<Function>,
    ) -> Result<Changes> {
        let commit = ledger::Commit::default().on_day(day(as_of)?);
        self.committed(commit, on_progress)
    }

    /// The result: of all that stands, of the state after a commit, or as of another day.
    ///
    /// # Errors
    ///
    /// `missing_table` as long as there are neither attendance, punches nor payroll; `not_found`
    /// where there is no such commit; `TypeError` where `at` is neither.
    pub fn report(
        &mut self,
        #[wasm_bindgen(unchecked_optional_param_type = "LedgerPoint")] at: Option<JsValue>,
        #[wasm_bindgen(unchecked_optional_param_type = "OnProgress")] on_progress: Option<Function>,
    ) -> Result<Run> {
        let at = at.map(|at| point(&at)).transpose()?;
        let found = self.work(on_progress, |ledger| {
            let found = match at {
                Some(Point::Commit(commit)) => ledger.at(commit)?,
                Some(Point::Day(day)) => ledger.on(day)?,
                None => ledger.on(ledger.as_of())?,
            };
            found.ok_or(Error::MissingTable)
        });
        found.map(Run)
    }

    /// What differs between two states, commits or days, each figure with its cause; without `to`:
    /// up to what stands today.
    ///
    /// # Errors
    ///
    /// As `report`.
    pub fn diff(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "LedgerPoint")] from: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "LedgerPoint")] to: Option<JsValue>,
        #[wasm_bindgen(unchecked_optional_param_type = "OnProgress")] on_progress: Option<Function>,
    ) -> Result<Changes> {
        let (from, to) = (point(from)?, to.map(|to| point(&to)).transpose()?);
        let found = self.work(on_progress, |ledger| {
            let mut found = Vec::new();
            let to = to.unwrap_or_else(|| Point::Day(ledger.as_of()));
            ledger.diff(from, to, &mut |one| {
                found.push(one);
                Ok(())
            })?;
            Ok(found)
        });
        found.map(Changes)
    }
}

impl Ledger {
    fn ledger(&self) -> Result<&ledger::Ledger> {
        self.held.as_ref().ok_or_else(busy)
    }

    /// Commits, and keeps what changed.
    fn committed(
        &mut self,
        commit: ledger::Commit,
        on_progress: Option<Function>,
    ) -> Result<Changes> {
        self.work(on_progress, |ledger| Ok(Changes(ledger.commit(commit)?.iter().collect())))
    }

    /// Works on it in a run that is told of.
    fn work<T: Send>(
        &mut self,
        on_progress: Option<Function>,
        work: impl FnOnce(&mut ledger::Ledger) -> anxin::Result<T> + Send,
    ) -> Result<T> {
        let ledger = self.held.take().ok_or_else(busy)?;
        let mut ledger = ledger.with_run(run(on_progress));
        let done = aside(|| work(&mut ledger));
        // Nobody listens to this run any more.
        self.held = Some(ledger.with_run(run(None)));
        done.map_err(raised)
    }
}

fn busy() -> JsValue {
    usage("the ledger is busy")
}

/// A commit by its number, or a day.
fn point(at: &JsValue) -> Result<Point> {
    let text = at.as_string().or_else(|| at.as_f64().map(|number| number.to_string()));
    text.unwrap_or_default().parse().map_err(|error: String| usage(&error))
}

/// Figures that differ, and what made them differ.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Changes(Vec<Caused>);

#[wasm_bindgen]
impl Changes {
    /// How many there are.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn length(&self) -> usize {
        self.0.len()
    }

    /// As objects.
    ///
    /// # Errors
    ///
    /// None that data can reach.
    #[wasm_bindgen(unchecked_return_type = "Change[]")]
    pub fn data(&self) -> Result<JsValue> {
        let changes = self.0.iter().map(|Caused { changed, cause }| Change {
            table: changed.table.name(),
            change: changed.change.word(),
            key: &changed.key,
            column: changed.column,
            from: &changed.from,
            to: &changed.to,
            cause,
        });
        object(&changes.collect::<Vec<_>>())
    }

    /// As canonical CSV: what `--changes` of the command writes.
    #[must_use]
    pub fn csv(&self) -> Vec<u8> {
        let mut text = feed::HEADER.to_owned();
        self.0.iter().for_each(|one| feed::push(&mut text, &one.changed, &one.cause));
        text.into_bytes()
    }
}

/// A figure that differs.
#[derive(Serialize)]
struct Change<'a> {
    table: &'static str,
    change: &'static str,
    key: &'a str,
    column: &'static str,
    from: &'a str,
    to: &'a str,
    cause: &'a str,
}

/// Rows of a table.
#[derive(Serialize)]
struct Rows {
    added: u64,
    withdrawn: u64,
}

/// Files that the ledger and its door hold together.
#[derive(Clone, Debug, Default)]
struct Shared(Arc<Mutex<Files>>);

impl Shared {
    fn files(&self) -> MutexGuard<'_, Files> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Disk for Shared {
    fn place(&self) -> String {
        "a ledger in memory".to_owned()
    }

    fn names(&self) -> io::Result<Vec<String>> {
        Ok(self.files().keys().cloned().collect())
    }

    fn read(&self, name: &str) -> io::Result<Bytes> {
        self.files().get(name).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn source(&self, name: &str, format: Format) -> io::Result<Source> {
        Ok(Source::bytes(name, format, self.read(name)?))
    }

    fn write(&mut self, name: &str, at: u64, bytes: &[u8]) -> io::Result<()> {
        let mut files = self.files();
        let mut whole = files.get(name).map_or_else(Vec::new, |old| old.to_vec());
        whole.resize(usize::try_from(at).map_err(|_| io::ErrorKind::InvalidInput)?, 0);
        whole.extend_from_slice(bytes);
        files.insert(name.to_owned(), whole.into());
        Ok(())
    }

    fn sync(&mut self, name: &str) -> io::Result<()> {
        self.read(name).map(drop)
    }

    fn rename(&mut self, from: &str, to: &str) -> io::Result<()> {
        let mut files = self.files();
        let bytes = files.remove(from).ok_or(io::ErrorKind::NotFound)?;
        files.insert(to.to_owned(), bytes);
        Ok(())
    }

    fn remove(&mut self, name: &str) -> io::Result<()> {
        self.files().remove(name).map(drop).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn sync_names(&mut self) -> io::Result<()> {
        Ok(())
    }
}
