//! The npm package `anxin`: the engine in a browser or in Node. Functions and their registration.
//!
//! Each function converts, calls the engine, and converts back. Table, column, code and error names
//! are those of the Rust library; results are Arrow IPC or canonical CSV, JSON for the rest.

mod archive;
mod error;
mod evidence;
mod ledger;
mod tables;
mod threads;

use anxin::report::explain::{self, Lang};
use anxin::report::run_partial::RunPartial;
use anxin::report::tables::OutputTable;
use anxin::report::workbook::Options;
use anxin::{Day, Month, Progress, Stage, TableName, merged};
use js_sys::{Function, JsString};
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use wasm_bindgen::prelude::*;

use error::{raised, usage};
use tables::{Inputs, Output};
use threads::{AtHome, aside};

type Result<T> = std::result::Result<T, JsValue>;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

/// A policy: every number of the law as data.
#[wasm_bindgen]
#[derive(Clone, Debug)]
pub struct Policy(anxin::Policy);

#[wasm_bindgen]
impl Policy {
    /// The built-in policy `cn`.
    #[must_use]
    pub fn builtin() -> Self {
        Self(anxin::Policy::default())
    }

    /// Reads a policy file in TOML; `place` names it in errors.
    ///
    /// # Errors
    ///
    /// `policy` where it is none.
    #[wasm_bindgen(js_name = fromToml)]
    pub fn from_toml(text: &str, place: &str) -> Result<Self> {
        anxin::Policy::from_toml(text, place).map(Self).map_err(raised)
    }

    /// Reads a policy in JSON.
    ///
    /// # Errors
    ///
    /// `policy` where it is none.
    #[wasm_bindgen(js_name = fromJson)]
    pub fn from_json(text: &str, place: &str) -> Result<Self> {
        anxin::Policy::from_json(text, place).map(Self).map_err(raised)
    }

    /// Its name.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn name(&self) -> String {
        self.0.name.clone()
    }

    /// SHA-256 over its values.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint()
    }

    /// The whole policy as TOML.
    #[wasm_bindgen(js_name = toToml)]
    #[must_use]
    pub fn to_toml(&self) -> String {
        self.0.to_toml()
    }
}

/// A finished run.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Run(anxin::Reconciliation);

#[wasm_bindgen]
impl Run {
    /// An output table as an Arrow IPC stream.
    ///
    /// # Errors
    ///
    /// `TypeError` where there is no such table; `amount_overflow` where an amount does not fit.
    pub fn arrow(
        &self,
        #[wasm_bindgen(unchecked_param_type = "OutputTable")] table: &str,
    ) -> Result<Vec<u8>> {
        Output::Run(&self.0).arrow(table)
    }

    /// An output table as canonical CSV.
    ///
    /// # Errors
    ///
    /// `TypeError` where there is no such table; `amount_overflow` where an amount does not fit.
    pub fn csv(
        &self,
        #[wasm_bindgen(unchecked_param_type = "OutputTable")] table: &str,
    ) -> Result<Vec<u8>> {
        Output::Run(&self.0).csv(table)
    }

    /// Totals, counts, fates, fingerprints.
    ///
    /// # Errors
    ///
    /// What the readers of the inputs give.
    #[wasm_bindgen(unchecked_return_type = "Summary")]
    pub fn summary(&self) -> Result<JsValue> {
        object(&aside(|| self.0.summary()).map_err(raised)?)
    }

    /// SHA-256 of the canonical CSV form of each table.
    ///
    /// # Errors
    ///
    /// `amount_overflow` where an amount does not fit.
    #[wasm_bindgen(unchecked_return_type = "TableDigest[]")]
    pub fn digests(&self) -> Result<JsValue> {
        object(&aside(|| self.0.digests()).map_err(raised)?)
    }

    /// How the figures of a worker's periods came about; `period` is `YYYY-MM`.
    ///
    /// # Errors
    ///
    /// `not_found` where there is no such worker-period.
    pub fn explain(
        &self,
        worker_id: &str,
        project_id: Option<String>,
        period: Option<String>,
    ) -> Result<Explanation> {
        let period = period.map(|text| month(&text)).transpose()?;
        let told = || self.0.explain(worker_id, project_id.as_deref(), period);
        aside(told).map(Explanation).map_err(raised)
    }

    /// What became of a transfer, and the nearest change that would have bound it.
    ///
    /// # Errors
    ///
    /// `not_found` where no row has that id.
    #[wasm_bindgen(js_name = whyNot)]
    pub fn why_not(&self, transfer_id: &str) -> Result<WhyNot> {
        aside(|| self.0.why_not(transfer_id)).map(WhyNot).map_err(raised)
    }

    /// Names of workers and projects by id: tables hold ids alone.
    ///
    /// # Errors
    ///
    /// What the readers of the inputs give.
    #[wasm_bindgen(unchecked_return_type = "Names")]
    pub fn names(&self) -> Result<JsValue> {
        object(&aside(|| self.0.names()).map_err(raised)?)
    }

    /// The workbook with live formulas, as the bytes of an XLSX file. Ids and names of workers are
    /// masked unless `show_ids`.
    ///
    /// # Errors
    ///
    /// `TypeError` for another language; what the writer gives.
    pub fn workbook(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str,
        show_ids: bool,
    ) -> Result<Vec<u8>> {
        let options = Options { lang: language(lang)?, show_ids };
        aside(|| self.0.workbook(options)).map_err(raised)
    }

    /// Rows of the table `findings`, counted without making it.
    #[wasm_bindgen(getter, js_name = findingCount)]
    #[must_use]
    pub fn finding_count(&self) -> usize {
        self.0.finding_count()
    }

    /// What of the run merges with other runs, as text.
    ///
    /// # Errors
    ///
    /// `amount_overflow` where the movements of a day do not fit.
    pub fn partial(&self) -> Result<String> {
        self.0.partial().and_then(|partial| partial.to_json()).map_err(raised)
    }
}

/// A statement a worker can check by hand.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Explanation(anxin::report::explain::Explanation);

#[wasm_bindgen]
impl Explanation {
    /// As data.
    ///
    /// # Errors
    ///
    /// None that data can reach.
    #[wasm_bindgen(unchecked_return_type = "Explained")]
    pub fn data(&self) -> Result<JsValue> {
        object(&self.0)
    }

    /// As text; `lang` is `zh` or `en`.
    ///
    /// # Errors
    ///
    /// `TypeError` for another language.
    pub fn text(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str,
    ) -> Result<String> {
        Ok(self.0.to_text(language(lang)?))
    }

    /// As a page that prints on A4.
    ///
    /// # Errors
    ///
    /// `TypeError` for another language.
    pub fn html(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str,
    ) -> Result<String> {
        Ok(self.0.to_html(language(lang)?))
    }

    /// As a workbook whose formulas recompute it: the bytes of an XLSX file.
    ///
    /// # Errors
    ///
    /// `TypeError` for another language; what the writer gives.
    pub fn workbook(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str,
    ) -> Result<Vec<u8>> {
        self.0.to_workbook(language(lang)?).map_err(raised)
    }
}

/// What became of a transfer, and why.
#[wasm_bindgen]
#[derive(Debug)]
pub struct WhyNot(anxin::report::explain::WhyNot);

#[wasm_bindgen]
impl WhyNot {
    /// As data.
    ///
    /// # Errors
    ///
    /// None that data can reach.
    #[wasm_bindgen(unchecked_return_type = "TransferExplained")]
    pub fn data(&self) -> Result<JsValue> {
        object(&self.0)
    }

    /// As text; `lang` is `zh` or `en`.
    ///
    /// # Errors
    ///
    /// `TypeError` for another language.
    pub fn text(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str,
    ) -> Result<String> {
        Ok(self.0.to_text(language(lang)?))
    }

    /// As a page that prints on A4.
    ///
    /// # Errors
    ///
    /// `TypeError` for another language.
    pub fn html(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str,
    ) -> Result<String> {
        Ok(self.0.to_html(language(lang)?))
    }
}

/// Runs of several counties, put together.
#[wasm_bindgen]
#[derive(Debug)]
pub struct MergedRun(anxin::Merged);

#[wasm_bindgen]
impl MergedRun {
    /// An output table as an Arrow IPC stream.
    ///
    /// # Errors
    ///
    /// `TypeError` where there is no such table; `amount_overflow` where an amount does not fit.
    pub fn arrow(
        &self,
        #[wasm_bindgen(unchecked_param_type = "OutputTable")] table: &str,
    ) -> Result<Vec<u8>> {
        Output::Merged(&self.0).arrow(table)
    }

    /// An output table as canonical CSV.
    ///
    /// # Errors
    ///
    /// `TypeError` where there is no such table; `amount_overflow` where an amount does not fit.
    pub fn csv(
        &self,
        #[wasm_bindgen(unchecked_param_type = "OutputTable")] table: &str,
    ) -> Result<Vec<u8>> {
        Output::Merged(&self.0).csv(table)
    }

    /// Totals and counts of all parts.
    ///
    /// # Errors
    ///
    /// What the readers of the inputs give.
    #[wasm_bindgen(unchecked_return_type = "Summary")]
    pub fn summary(&self) -> Result<JsValue> {
        object(&self.0.summary())
    }

    /// SHA-256 of the canonical CSV form of each table that merges.
    ///
    /// # Errors
    ///
    /// `amount_overflow` where an amount does not fit.
    #[wasm_bindgen(unchecked_return_type = "TableDigest[]")]
    pub fn digests(&self) -> Result<JsValue> {
        object(&aside(|| self.0.digests()).map_err(raised)?)
    }

    /// What merges with further runs, as text.
    ///
    /// # Errors
    ///
    /// `amount_overflow` where the movements of a day do not fit.
    pub fn partial(&self) -> Result<String> {
        self.0.partial().and_then(|partial| partial.to_json()).map_err(raised)
    }
}

/// Reconciles what was worked, what was promised and what was paid, as of a day `YYYY-MM-DD`.
///
/// `on_progress` is told (`stage`, `done`, `total`); where it answers `false` the run is cancelled.
///
/// # Errors
///
/// The codes of the engine; `TypeError` where `as_of` is no day.
#[wasm_bindgen]
pub fn reconcile(
    inputs: &Inputs,
    policy: &Policy,
    as_of: &str,
    #[wasm_bindgen(unchecked_optional_param_type = "OnProgress")] on_progress: Option<Function>,
) -> Result<Run> {
    let as_of = day(as_of)?;
    let inputs = inputs.taken().map_err(raised)?;
    let run = run(on_progress);
    aside(|| run.reconcile(&inputs, &policy.0, as_of)).map(Run).map_err(raised)
}

/// Puts partial results together, exactly and in any order.
///
/// # Errors
///
/// What a part of another version or policy gives.
#[wasm_bindgen]
pub fn merge(parts: Vec<JsString>, policy: &Policy) -> Result<MergedRun> {
    let read = (1..)
        .zip(&parts)
        .map(|(place, text)| RunPartial::from_json(&String::from(text), &format!("part {place}")));
    let parts = read.collect::<anxin::Result<Vec<_>>>().map_err(raised)?;
    merged::merge(&parts, &policy.0).map(MergedRun).map_err(raised)
}

/// Names of the input tables.
#[wasm_bindgen(js_name = inputTables, unchecked_return_type = "InputTable[]")]
#[must_use]
pub fn input_tables() -> Vec<String> {
    TableName::ALL.map(|table| table.word().to_owned()).to_vec()
}

/// Names of the output tables.
#[wasm_bindgen(js_name = outputTables, unchecked_return_type = "OutputTable[]")]
#[must_use]
pub fn output_tables() -> Vec<String> {
    OutputTable::ALL.map(|table| table.name().to_owned()).to_vec()
}

/// The words of tables and statements in `zh` or `en`, by code, and what each finding code means.
///
/// # Errors
///
/// `TypeError` for another language.
#[wasm_bindgen(unchecked_return_type = "Words")]
pub fn words(#[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str) -> Result<JsValue> {
    let lang = language(lang)?;
    object(&Words { words: explain::words(lang), findings: explain::finding_meanings(lang) })
}

#[derive(Serialize)]
struct Words {
    words: BTreeMap<&'static str, &'static str>,
    findings: BTreeMap<&'static str, &'static str>,
}

/// The version of the package.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// How the engine runs: on the threads there are, and telling `on_progress`.
pub(crate) fn run(on_progress: Option<Function>) -> anxin::Run {
    let on_progress = on_progress.map(told);
    anxin::Run { threads: Some(threads::count()), fingerprints: true, on_progress }
}

/// A callback as the engine calls it.
fn told(callback: Function) -> anxin::OnProgress {
    let callback = AtHome::new(callback);
    Arc::new(move |progress: &Progress| {
        let Progress { stage, done, total } = *progress;
        let goes_on = callback.with(move |callback| {
            let stage = match stage {
                Stage::Reading(table) => table.word(),
                Stage::Wages => "wages",
            };
            let total = total.map_or(JsValue::NULL, number);
            let answer = callback.call3(&JsValue::NULL, &stage.into(), &number(done), &total);
            answer.is_ok_and(|answer| answer.as_bool() != Some(false))
        });
        match goes_on {
            Some(false) => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    })
}

/// A count as a number of JavaScript; beyond four billion rows it stands still.
fn number(count: u64) -> JsValue {
    u32::try_from(count).unwrap_or(u32::MAX).into()
}

/// A value as an object of JavaScript.
pub(crate) fn object(value: &impl Serialize) -> Result<JsValue> {
    let text = serde_json::to_string(value).map_err(|error| usage(&error.to_string()))?;
    js_sys::JSON::parse(&text)
}

fn day(text: &str) -> Result<Day> {
    text.parse().map_err(|_| usage(&format!("asOf: met `{text}`, expected YYYY-MM-DD")))
}

fn month(text: &str) -> Result<Month> {
    text.parse().map_err(|_| usage(&format!("period: met `{text}`, expected YYYY-MM")))
}

fn language(text: &str) -> Result<Lang> {
    text.parse().map_err(|error| usage(&format!("lang: {error}")))
}
