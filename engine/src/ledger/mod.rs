//! A data set that is kept: rows come and go, the day moves, and every state can be computed again.
//!
//! ```text
//! rows handed over → files of a folder → one line in the log = committed
//!                                        the log → the data set of any commit → a run
//! ```
//!
//! The log is the truth, and nothing else is: what was added stays as it was handed over, a row is
//! taken back by naming its position, and a correction is a row taken back and another one added.
//! A result is a cache. Design, format and guarantees: `docs/ledger.md`.
//!
//! Holds: after any history the result is, byte for byte, that of one run over the rows that stand,
//! with `row` of `findings` the position in the log.

mod changes;
mod diff;
pub mod disk;
pub mod feed;
pub mod folder;
mod log;
mod state;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use bytes::Bytes;

use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::basics::policy::Policy;
pub use crate::differences::Caused;
use crate::differences::rows::{Causes, neighbours};
use crate::intake::kept_fold::KeptFold;
use crate::intake::read::ReadOptions;
use crate::intake::read::handed_over::handed_over;
use crate::intake::read::parallel::with_threads;
use crate::intake::source::{Inputs, Source};
use crate::intake::tables::TableName;
use crate::pipeline::Run;
use crate::pipeline::kept::KeptRun;
use crate::reconciliation::Reconciliation;
use crate::reconciliation::before::Before;
use crate::report::changes::all_changes;
use crate::report::digest::sha256;
use crate::report::touched::changes_since;
pub use changes::Changes;
pub use diff::Point;
use disk::Disk;
use folder::Folder;
use log::{Committed, Kept, LOG, Log, Part, TakenBack};
use state::{State, source_of, word_of};

/// The name of the log while it is begun.
const NEW_LOG: &str = "log.new";

/// What is to be committed together: all of it is, or nothing.
///
/// Example: [`Ledger`].
#[derive(Clone, Debug, Default)]
pub struct Commit {
    /// Rows to be added.
    pub add: Vec<(TableName, Source)>,
    /// Rows to be taken back, by their positions in the log of their table.
    pub withdraw: Vec<(TableName, Vec<u64>)>,
    /// The day to move to.
    pub as_of: Option<Day>,
    /// The rules from here on.
    pub policy: Option<Policy>,
}

impl Commit {
    /// Adds every table of a data set.
    ///
    /// Example: [`Ledger`].
    #[must_use]
    pub fn with_rows(mut self, inputs: &Inputs) -> Self {
        let own = inputs.tables().filter_map(|table| Some((table, inputs.get(table)?.clone())));
        self.add.extend(own);
        self
    }

    /// Takes rows back, by their positions in the log of their table.
    ///
    /// Example: [`Ledger`].
    #[must_use]
    pub fn without_rows(mut self, table: TableName, rows: Vec<u64>) -> Self {
        self.withdraw.push((table, rows));
        self
    }

    /// Moves the day.
    ///
    /// Example: [`Ledger`].
    #[must_use]
    pub const fn on_day(mut self, as_of: Day) -> Self {
        self.as_of = Some(as_of);
        self
    }
}

/// A ledger that is open.
///
/// # Example
///
/// ```
/// use anxin::ledger::{Commit, Ledger, disk::Memory};
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName};
///
/// let sheet = |net: &str| {
///     let rows = format!("payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,{net}\n");
///     let source = Source::bytes("payroll.csv", Format::Csv, rows.into());
///     Inputs::default().with(TableName::Payroll, source)
/// };
/// let day = Day::from_ymd(2025, 12, 31).unwrap();
/// let mut ledger = Ledger::init(Box::new(Memory::default()), &Policy::default(), day)?;
/// ledger.commit(Commit::default().with_rows(&sheet("4500.00")))?;
///
/// // A correction: the row that was wrong is taken back, and the right one added.
/// let correction = Commit::default().with_rows(&sheet("4600.00"));
/// let correction = correction.without_rows(TableName::Payroll, vec![0]);
/// let changes = ledger.commit(correction)?;
/// let due = |one: &anxin::ledger::Caused| {
///     one.changed.table.name() == "worker_periods" && one.changed.column == "due"
/// };
/// let due = changes.iter().find(due).unwrap();
/// assert_eq!((due.changed.from.as_str(), due.changed.to.as_str()), ("4500.00", "4600.00"));
/// assert_eq!(&*due.cause, "payroll 0-1");
/// assert_eq!(ledger.result()?.unwrap().summary()?.totals.arrears, "4600.00");
/// // What was can be computed again.
/// assert_eq!(ledger.at(1)?.unwrap().summary()?.totals.arrears, "4500.00");
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Debug)]
pub struct Ledger {
    disk: Box<dyn Disk>,
    run: Run,
    log: Log,
    state: State,
    policy: Policy,
    /// The result of the state, where it was computed.
    result: Option<Reconciliation>,
    /// What serves to follow commits from it.
    kept: Option<KeptRun>,
    /// Attendance as the run before folded it.
    fold: KeptFold,
    /// Workers whose wages the last commit computed.
    workers_computed: u64,
    /// Whether what an earlier writer left unfinished was removed.
    is_swept: bool,
    /// Whether it is not known what of the last line is on the disk.
    is_uncertain: bool,
}

impl Ledger {
    /// A new ledger without rows.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] where there is one already, or the place holds other files;
    /// [`Error::Output`] where it cannot be written.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::ledger::{Ledger, folder::Folder};
    /// use anxin::{Day, Policy};
    ///
    /// let path = std::env::temp_dir().join(format!("anxin-ledger-{}", std::process::id()));
    /// let day = Day::from_ymd(2025, 12, 31).unwrap();
    /// let ledger = Ledger::init(Box::new(Folder::writer(&path)?), &Policy::default(), day)?;
    /// // One writer at a time; to read needs no lock.
    /// assert_eq!(Folder::writer(&path).unwrap_err().code(), "input");
    /// let read = Ledger::open(Box::new(Folder::reader(&path)))?;
    /// assert_eq!((read.commits(), read.as_of()), (1, day));
    /// # drop(ledger);
    /// # std::fs::remove_dir_all(path).unwrap();
    /// # Ok::<(), anxin::Error>(())
    /// ```
    pub fn init(mut disk: Box<dyn Disk>, policy: &Policy, as_of: Day) -> Result<Self> {
        let place = disk.place();
        let names = disk.names().map_err(|source| Error::Io { place: place.clone(), source })?;
        // What an earlier beginning left behind is in nobody's way.
        if let Some(name) = names.iter().find(|name| !is_of_ledger(name) || *name == LOG) {
            let met = if name == LOG { "a ledger" } else { "a folder with other files" };
            return Err(Error::Input {
                place,
                met: format!("{met} (`{name}`)"),
                expected: "a folder that is new or empty",
                advice: "name another folder, or add rows to the ledger that is there",
            });
        }
        let text = policy.to_toml();
        let kept = Kept::new(format!("{:06}-policy.toml", 0), text.as_bytes());
        let as_of = Some(as_of.to_string());
        let committed = Committed { as_of, policy: Some(kept.clone()), ..Committed::default() };
        let (mut log, mut lines) = Log::new();
        let mut state = State::default();
        state.apply(&committed)?;
        let line = log.line(&committed)?;
        log.push(committed, line.as_bytes());
        lines += &line;
        let mut begin = || {
            disk.write(&kept.file, 0, text.as_bytes())?;
            disk.sync(&kept.file)?;
            disk.write(NEW_LOG, 0, lines.as_bytes())?;
            disk.sync(NEW_LOG)?;
            disk.sync_names()?;
            disk.rename(NEW_LOG, LOG)?;
            disk.sync_names()
        };
        begin().map_err(|error| unwritten(&place, &error))?;
        Ok(Self::with(disk, log, state, policy.clone()))
    }

    fn with(disk: Box<dyn Disk>, log: Log, state: State, policy: Policy) -> Self {
        Self {
            disk,
            run: Run::default(),
            log,
            state,
            policy,
            result: None,
            kept: None,
            fold: KeptFold::default(),
            workers_computed: 0,
            is_swept: false,
            is_uncertain: false,
        }
    }

    /// Opens a ledger; every file is held against its length and its sum.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] where there is no ledger, or one of a later format; [`Error::Decode`] where
    /// a line or a file is not as it was written; [`Error::Io`] where it cannot be read.
    ///
    /// Example: [`Ledger::init`].
    pub fn open(disk: Box<dyn Disk>) -> Result<Self> {
        let place = disk.place();
        let bytes = log_of(disk.as_ref())?;
        let log = Log::read(&place, &bytes)?;
        let mut state = State::default();
        for committed in &log.commits {
            state.apply(committed)?;
            let kept = committed.add.iter().map(|part| &part.kept).chain(&committed.policy);
            kept.into_iter().try_for_each(|kept| check(disk.as_ref(), kept))?;
        }
        let policy = policy_of(disk.as_ref(), &state)?;
        Ok(Self::with(disk, log, state, policy))
    }

    /// How runs are carried out. Nothing here changes a result.
    #[must_use]
    pub fn with_run(mut self, run: Run) -> Self {
        self.run = run;
        self
    }

    /// Commits in its log, the beginning among them.
    ///
    /// Example: [`Ledger::init`].
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.log.commits.len() as u64
    }

    /// The day it stands at.
    ///
    /// Example: [`Ledger::init`].
    #[must_use]
    pub fn as_of(&self) -> Day {
        self.state.as_of.unwrap_or(Day::NONE)
    }

    /// Rows ever added to a table, and how many of them were taken back.
    ///
    /// Example: [`Ledger`].
    #[must_use]
    pub fn rows(&self, table: TableName) -> (u64, u64) {
        let own = self.state.tables.get(&table);
        own.map_or((0, 0), |own| (own.rows, own.withdrawn.len() as u64))
    }

    /// The rules it stands under.
    ///
    /// Example: [`Ledger::init`].
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The sum over all that was committed: two ledgers of one sum hold the same.
    ///
    /// Example: [`Ledger::init`].
    #[must_use]
    pub fn sum(&self) -> &str {
        self.log.sum()
    }

    /// The result; `None` as long as there are neither attendance, punches nor payroll.
    ///
    /// # Errors
    ///
    /// As [`Run::reconcile`].
    ///
    /// Example: [`Ledger`].
    pub fn result(&mut self) -> Result<Option<&Reconciliation>> {
        if self.result.is_none() {
            let whole = self.whole(&self.state, &self.policy, &BTreeMap::new())?;
            self.take(whole);
        }
        Ok(self.result.as_ref())
    }

    /// Takes over a state that was computed whole.
    fn take(&mut self, whole: Option<Whole>) -> Option<Reconciliation> {
        let (result, kept) = whole.map_or((None, None), |whole| (Some(whole.0), whole.1));
        self.kept = kept;
        std::mem::replace(&mut self.result, result)
    }

    /// Workers whose wages the last commit computed: all of them, or those alone that it touched.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::ledger::{Commit, Ledger, disk::Memory};
    /// use anxin::{Day, Format, Inputs, Policy, Source, TableName};
    ///
    /// let sheet = |rows: &str| {
    ///     let rows = format!("worker_id,project_id,work_date,minutes\n{rows}");
    ///     let source = Source::bytes("attendance.csv", Format::Csv, rows.into());
    ///     Commit::default().with_rows(&Inputs::default().with(TableName::Attendance, source))
    /// };
    /// let all: String = (0..50).map(|own| format!("W{own},P1,2025-03-03,480\n")).collect();
    /// let day = Day::from_ymd(2025, 12, 31).unwrap();
    /// let mut ledger = Ledger::init(Box::new(Memory::default()), &Policy::default(), day)?;
    /// ledger.commit(sheet(&all))?;
    /// assert_eq!(ledger.workers_computed(), 50);
    /// ledger.commit(sheet("W7,P1,2025-03-04,480\n"))?;
    /// assert!(ledger.workers_computed() <= 4);
    /// # Ok::<(), anxin::Error>(())
    /// ```
    #[must_use]
    pub const fn workers_computed(&self) -> u64 {
        self.workers_computed
    }

    /// The result as it was after a commit.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where there is no such commit; else as [`Ledger::result`].
    ///
    /// Example: [`Ledger`].
    pub fn at(&self, commit: u64) -> Result<Option<Reconciliation>> {
        let state = self.state_after(commit)?;
        let policy = policy_of(self.disk.as_ref(), &state)?;
        self.computed(&state, &policy)
    }

    /// The state after a commit.
    fn state_after(&self, commit: u64) -> Result<State> {
        let count = usize::try_from(commit).unwrap_or(usize::MAX).saturating_add(1);
        let commits = self.log.commits.get(..count).ok_or_else(|| Error::NotFound {
            asked: format!("commit {commit} of a ledger with {} commits", self.log.commits.len()),
            advice: "commits are counted from 0",
        })?;
        let mut state = State::default();
        commits.iter().try_for_each(|one| state.apply(one))?;
        Ok(state)
    }

    /// The result of the rows that stand, as of another day; the ledger stays as it is.
    ///
    /// # Errors
    ///
    /// As [`Ledger::result`].
    ///
    /// Example: [`Ledger`].
    pub fn on(&self, as_of: Day) -> Result<Option<Reconciliation>> {
        let state = State { as_of: Some(as_of), ..self.state.clone() };
        self.computed(&state, &self.policy)
    }

    /// A run over the rows that stand in a state.
    fn computed(&self, state: &State, policy: &Policy) -> Result<Option<Reconciliation>> {
        let inputs = state.inputs(self.disk.as_ref(), &BTreeMap::new())?;
        or_none(self.run.reconcile(&inputs, policy, state.as_of.unwrap_or(Day::NONE)))
    }

    /// The same, to be followed; `bytes` are files that are not on the disk yet.
    fn whole(
        &self,
        state: &State,
        policy: &Policy,
        bytes: &BTreeMap<String, Source>,
    ) -> Result<Option<Whole>> {
        let mut inputs = state.inputs(self.disk.as_ref(), bytes)?;
        inputs.kept_fold = Some(self.fold.clone());
        or_none(self.run.reconcile_kept(&inputs, policy, state.as_of.unwrap_or(Day::NONE)))
    }

    /// Brings the result to a state that a commit of attendance alone leads to; `None` where it has
    /// to be computed whole, and is as it was.
    fn followed(
        &mut self,
        committed: &Committed,
        state: &State,
        bytes: &BTreeMap<String, Source>,
    ) -> Result<Option<Before>> {
        let attendance = TableName::Attendance.word();
        let is_attendance = committed.as_of.is_none()
            && committed.policy.is_none()
            && committed.add.iter().all(|part| part.table == attendance)
            && committed.withdraw.iter().all(|taken| taken.table == attendance);
        let Some(standing) = self.result.as_mut().zip(self.kept.as_mut()) else { return Ok(None) };
        if !is_attendance {
            return Ok(None);
        }
        let inputs = state.inputs(self.disk.as_ref(), bytes)?;
        let followed = self.run.follow(&inputs, &self.fold, standing);
        if followed.is_err() {
            self.forget();
        }
        followed
    }

    /// Lets go of the result, which is then computed from the log when it is asked for.
    fn forget(&mut self) {
        (self.result, self.kept) = (None, None);
    }

    /// Commits, and tells which figures it changed, from what to what, and which rows did it; of
    /// the first rows of a ledger, before which there were no figures, nothing is told.
    ///
    /// All of it is committed, or nothing: it is computed first, and written only where it can be.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] where there is nothing to commit, or a row is taken back that does not
    /// stand; what reading the rows and the run give; [`Error::Output`] where it cannot be written.
    /// In each case the ledger is as it was.
    ///
    /// Example: [`Ledger`].
    pub fn commit(&mut self, commit: Commit) -> Result<Changes> {
        self.result()?;
        let staged = self.staged(commit)?;
        let causes = match self.causes(&staged) {
            Ok(causes) => causes,
            Err(error) => return Err(self.given_up(&staged, error)),
        };
        let before = self.written(staged)?;
        let threads = self.run.threads();
        let Some(after) = self.result.as_mut() else { return Ok(Changes::default()) };
        let found = match before {
            Was::Whole(None) => Vec::new(),
            Was::Whole(Some(before)) => with_threads(threads, || all_changes(&before, after))?,
            Was::Touched(mut before) => {
                with_threads(threads, || changes_since(after, &mut before))?
            }
        };
        Ok(Changes::of(found, causes))
    }

    /// As [`Ledger::commit`], without telling what changed, which saves a run.
    ///
    /// # Errors
    ///
    /// As [`Ledger::commit`].
    ///
    /// Example: [`Ledger::commit`].
    pub fn append(&mut self, commit: Commit) -> Result<()> {
        let staged = self.staged(commit)?;
        self.written(staged).map(drop)
    }

    /// What a commit comes to, computed and not yet written.
    fn staged(&mut self, commit: Commit) -> Result<Staged> {
        let number = self.commits();
        let mut committed = Committed { commit: number, ..Committed::default() };
        let mut files = Vec::new();
        let mut keep = |name: String, bytes: Bytes| {
            let kept = Kept::new(name, &bytes);
            files.push((kept.file.clone(), bytes));
            kept
        };
        let policy = commit.policy.clone().unwrap_or_else(|| self.policy.clone());
        let options = ReadOptions { accept_float_money: policy.money.accept_float_money };
        let mut sources = BTreeMap::new();
        for (table, source) in &commit.add {
            for part in handed_over(*table, source, &options)? {
                let (place, ending) = (committed.add.len(), word_of(part.format));
                let name = format!("{number:06}-{place}-{}.{ending}", table.word());
                sources.insert(name.clone(), Source::bytes(&name, part.format, part.bytes.clone()));
                let kept = keep(name, part.bytes);
                let (table, format) = (table.word().to_owned(), ending.to_owned());
                committed.add.push(Part { table, format, rows: part.rows, kept });
            }
        }
        for (table, rows) in commit.withdraw {
            let rows = sorted(rows);
            if !rows.is_empty() {
                let table = table.word().to_owned();
                committed.withdraw.push(TakenBack { table, rows: neighbours(&rows) });
            }
        }
        committed.as_of = commit.as_of.map(|day| day.to_string());
        committed.policy = commit.policy.as_ref().map(|policy| {
            keep(format!("{number:06}-policy.toml"), policy.to_toml().into_bytes().into())
        });
        if committed == (Committed { commit: number, ..Committed::default() }) {
            return Err(Error::Input {
                place: self.disk.place(),
                met: "nothing to commit".to_owned(),
                expected: "rows to be added or taken back, or another day",
                advice: "name a folder with tables, rows by their positions, or a day",
            });
        }
        let mut state = self.state.clone();
        state.apply(&committed)?;
        let computed = match self.followed(&committed, &state, &sources)? {
            Some(before) => Computed::Touched(Box::new(before)),
            None => Computed::Whole(self.whole(&state, &policy, &sources)?.map(Box::new)),
        };
        Ok(Staged { committed, files, sources, state, policy: commit.policy, computed })
    }

    /// Nothing of a commit may stay where it is not written; gives the error back.
    fn given_up(&mut self, staged: &Staged, error: Error) -> Error {
        if matches!(staged.computed, Computed::Touched(_)) {
            self.forget();
        }
        error
    }

    /// The rows of a commit, and what else it changes.
    fn causes(&self, staged: &Staged) -> Result<Causes> {
        let mut causes = Causes::default();
        // Without an earlier result nothing is told.
        if self.result.is_none() {
            return Ok(causes);
        }
        for taken in &staged.committed.withdraw {
            let Some(name) = TableName::from_word(&taken.table) else { continue };
            let rows: Vec<u64> = state::positions(taken).collect();
            let table = &staged.state.tables[&name];
            let mut rows = rows.as_slice();
            while let Some((part, own)) = rows.first().and_then(|&row| table.part_of(row)) {
                let (wanted, rest) = rows.split_at(rows.partition_point(|&row| row < own.end));
                let source = source_of(self.disk.as_ref(), &table.parts[part])?;
                causes.take(name, &source, own.start, Some(wanted))?;
                rows = rest;
            }
        }
        for (name, table) in &staged.state.tables {
            let known = self.state.tables.get(name).map_or(0, |table| table.parts.len());
            for place in known..table.parts.len() {
                if table.parts[place].rows == 0 {
                    causes.others.push(format!("{} without rows", name.word()));
                }
                if let Some(source) = staged.sources.get(&table.parts[place].kept.file) {
                    causes.take(*name, source, table.starts[place], None)?;
                }
            }
        }
        if let Some(as_of) = &staged.committed.as_of {
            causes.others.push(format!("as_of {} to {as_of}", self.as_of()));
        }
        if let Some(policy) = &staged.policy {
            let keys = self.policy.differing_keys(policy);
            causes.others.extend(keys.iter().map(|key| format!("policy {}", key.text())));
        }
        Ok(causes)
    }

    /// Writes what was staged and takes it over; gives the result before.
    fn written(&mut self, staged: Staged) -> Result<Was> {
        if let Err(error) = self.write(&staged) {
            return Err(self.given_up(&staged, error));
        }
        self.state = staged.state;
        self.policy = staged.policy.unwrap_or_else(|| self.policy.clone());
        match staged.computed {
            Computed::Touched(before) => {
                self.workers_computed = before.workers_computed();
                Ok(Was::Touched(before))
            }
            Computed::Whole(whole) => {
                let before = self.take(whole.map(|whole| *whole));
                let all = |result: &Reconciliation| result.keyed.names.workers.len() as u64;
                self.workers_computed = self.result.as_ref().map_or(0, all);
                Ok(Was::Whole(before.map(Box::new)))
            }
        }
    }

    /// Writes what was staged: afterwards it is committed.
    fn write(&mut self, staged: &Staged) -> Result<()> {
        let place = self.disk.place();
        if self.is_uncertain {
            return Err(Error::Output {
                place,
                reason: "an earlier line could not be written to its end".to_owned(),
                advice: "open the ledger again: it holds either all of that commit or nothing",
            });
        }
        let line = self.log.line(&staged.committed)?;
        self.files(&staged.files).map_err(|error| unwritten(&place, &error))?;
        let at = self.log.length;
        let append = self.disk.write(LOG, at, line.as_bytes()).and_then(|()| self.disk.sync(LOG));
        if let Err(error) = append {
            let cut = self.disk.write(LOG, at, b"").and_then(|()| self.disk.sync(LOG));
            self.is_uncertain = cut.is_err();
            return Err(unwritten(&place, &error));
        }
        self.log.push(staged.committed.clone(), line.as_bytes());
        Ok(())
    }

    /// Makes the files of a commit durable; what was left of one that never was is removed first.
    fn files(&mut self, files: &[(String, Bytes)]) -> io::Result<()> {
        if !self.is_swept {
            let next = self.commits();
            let is_left = |name: &String| {
                let commit = name.split('-').next().and_then(|digits| digits.parse::<u64>().ok());
                is_of_ledger(name) && commit.is_some_and(|commit| commit >= next)
            };
            for name in self.disk.names()?.iter().filter(|name| is_left(name)) {
                self.disk.remove(name)?;
            }
            self.is_swept = true;
        }
        for (name, bytes) in files {
            self.disk.write(name, 0, bytes)?;
            self.disk.sync(name)?;
        }
        if files.is_empty() { Ok(()) } else { self.disk.sync_names() }
    }
}

/// A commit that was computed.
struct Staged {
    committed: Committed,
    files: Vec<(String, Bytes)>,
    /// Its files as sources, by name.
    sources: BTreeMap<String, Source>,
    state: State,
    policy: Option<Policy>,
    computed: Computed,
}

/// A result, and what serves to follow commits from it.
type Whole = (Reconciliation, Option<KeptRun>);

/// What a commit came to.
enum Computed {
    /// A state of its own; none where there is nothing to reconcile.
    Whole(Option<Box<Whole>>),
    /// The result of the ledger was brought to it; what it was before.
    Touched(Box<Before>),
}

/// What the result was before a commit.
enum Was {
    Whole(Option<Box<Reconciliation>>),
    Touched(Box<Before>),
}

/// No result where there is nothing to reconcile yet.
fn or_none<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(result) => Ok(Some(result)),
        Err(Error::MissingTable) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether a name is one that a ledger gives.
fn is_of_ledger(name: &str) -> bool {
    let is_number = |text: &str| text.len() >= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    name == LOG || name == NEW_LOG || name.split_once('-').is_some_and(|(at, _)| is_number(at))
}

/// Positions in order, each once.
fn sorted(mut rows: Vec<u64>) -> Vec<u64> {
    rows.sort_unstable();
    rows.dedup();
    rows
}

fn unwritten(place: &str, error: &io::Error) -> Error {
    Error::Output {
        place: place.to_owned(),
        reason: error.to_string(),
        advice: "nothing was committed; check that the folder may be written to and has room",
    }
}

/// The bytes of the log.
fn log_of(disk: &dyn Disk) -> Result<Bytes> {
    let place = disk.place();
    disk.read(LOG).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => Error::Input {
            place,
            met: "no ledger".to_owned(),
            expected: "a folder that `anxin ledger init` made",
            advice: "make one, or name its folder",
        },
        _ => Error::Io { place, source },
    })
}

/// Holds a file against what the log says of it.
fn check(disk: &dyn Disk, kept: &Kept) -> Result<()> {
    let name = || format!("{} in {}", kept.file, disk.place());
    let bytes = disk.read(&kept.file).map_err(|source| Error::Io { place: name(), source })?;
    if bytes.len() as u64 != kept.bytes || sha256(&bytes) != kept.sha256 {
        return Err(Error::Decode {
            place: name(),
            format: "what the log says of it",
            reason: format!("{} bytes of another sum", bytes.len()),
        });
    }
    Ok(())
}

/// The policy of a state.
fn policy_of(disk: &dyn Disk, state: &State) -> Result<Policy> {
    let Some(kept) = &state.policy else { return Ok(Policy::default()) };
    let io_error = |source| Error::Io { place: kept.file.clone(), source };
    let bytes = disk.read(&kept.file).map_err(io_error)?;
    Policy::from_toml(&String::from_utf8_lossy(&bytes), &kept.file)
}

/// Opens a ledger in a folder to be written to.
///
/// # Errors
///
/// As [`Folder::writer`] and [`Ledger::open`].
///
/// Example: [`Ledger::init`].
pub fn open_to_write(path: &Path) -> Result<Ledger> {
    // No folder is made where there is none.
    log_of(&Folder::reader(path))?;
    Ledger::open(Box::new(Folder::writer(path)?))
}
