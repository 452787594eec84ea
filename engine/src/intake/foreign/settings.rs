//! `files.toml`: what people know of a file and the file does not say.
//!
//! ```toml
//! ["clock/1_attlog.dat"]
//! project_id = "P1"
//!
//! ["*.sta"]
//! leave_out = true
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Taken;
use super::rows::{Cell, Line, Note, NoteKind};
use crate::basics::error::{Error, Result};

/// Columns with their values, by file.
///
/// Example: [`Settings::read`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Settings {
    files: BTreeMap<String, BTreeMap<String, Setting>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Setting {
    Truth(bool),
    Number(i64),
    Text(String),
}

impl Settings {
    /// The name of the file.
    pub const FILE: &'static str = "files.toml";

    /// Reads the settings.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] where it is no TOML of this shape.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::intake::foreign::settings::Settings;
    ///
    /// assert!(Settings::read("files.toml", "[\"a.xlsx\"]\nproject_id = \"P1\"\n").is_ok());
    /// assert!(Settings::read("files.toml", "a = 1\n").is_err());
    /// ```
    pub fn read(place: &str, text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|reason| Error::Decode {
            place: place.to_owned(),
            format: "settings of files",
            reason: reason.to_string(),
        })
    }

    /// Gives a file the values that it does not hold; a file left out keeps no rows.
    pub fn apply(&self, taken: &mut Taken) {
        for (pattern, values) in &self.files {
            if !fits(pattern, &taken.file) {
                continue;
            }
            for (name, value) in values {
                let text = match value {
                    Setting::Truth(true) if name == "leave_out" => {
                        taken.tables.clear();
                        taken.why.push(format!("left out by {}", Self::FILE));
                        continue;
                    }
                    Setting::Truth(truth) => truth.to_string(),
                    Setting::Number(number) => number.to_string(),
                    Setting::Text(text) => text.clone(),
                };
                fill(taken, name, &text);
            }
        }
    }
}

/// Whether a file is meant: its path, its name, or a pattern of them with one star in front.
fn fits(pattern: &str, file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    match pattern.strip_prefix('*') {
        Some(end) => file.ends_with(end),
        None => pattern == file || pattern == name,
    }
}

fn fill(taken: &mut Taken, name: &str, text: &str) {
    let mut filled = 0;
    for rows in &mut taken.tables {
        let columns = rows.table.table().columns;
        if let Some(position) = columns.iter().position(|column| column.name == name) {
            rows.fill(position, &format!("({})", Settings::FILE), |_, _| Cell::text(text));
            filled += 1;
        }
    }
    let text = format!("`{name}` {text}: {}, for {filled} tables", Settings::FILE);
    taken.notes.push(Note::new(NoteKind::Taken, "", Line::default(), &text));
}
