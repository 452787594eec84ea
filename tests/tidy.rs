//! Is the house in order? Doors between rooms, lengths, banned words, examples, pages, lock file.
//!
//! What a compiler can see is linted; this reads what it cannot.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

use std::fs;
use std::path::{Path, PathBuf};

use anxin_tests::root;

#[path = "tidy/examples.rs"]
mod examples;

const FILE_LINES: usize = 800;
const FUNCTION_LINES: usize = 70;
const COLUMNS: usize = 100;

/// Who may import whom: a room of the engine, and the rooms whose names may stand in it.
const ROOMS: [(&str, &[&str]); 14] = [
    ("basics", &["basics"]),
    ("intake", &["basics", "intake"]),
    ("wages", &["basics", "intake", "wages"]),
    ("oversight", &["basics", "intake", "wages", "oversight"]),
    ("reconciliation", &["basics", "intake", "wages", "oversight", "report", "reconciliation"]),
    ("merged", &["basics", "intake", "wages", "oversight", "report", "reconciliation", "merged"]),
    ("report", &["basics", "intake", "wages", "oversight", "report", "reconciliation"]),
    ("pipeline", &["basics", "intake", "wages", "oversight", "reconciliation", "pipeline"]),
    (
        "parted",
        &[
            "basics",
            "intake",
            "wages",
            "oversight",
            "report",
            "reconciliation",
            "pipeline",
            "merged",
            "parted",
        ],
    ),
    ("differences", &["basics", "intake", "report", "reconciliation", "pipeline", "differences"]),
    (
        "disputed",
        &["basics", "intake", "wages", "report", "reconciliation", "pipeline", "disputed"],
    ),
    (
        "ledger",
        &[
            "basics",
            "intake",
            "wages",
            "oversight",
            "report",
            "reconciliation",
            "pipeline",
            "differences",
            "ledger",
        ],
    ),
    (
        "bundle",
        &[
            "basics",
            "intake",
            "wages",
            "oversight",
            "report",
            "reconciliation",
            "pipeline",
            "bundle",
        ],
    ),
    (
        "command",
        &[
            "basics",
            "intake",
            "wages",
            "oversight",
            "report",
            "reconciliation",
            "pipeline",
            "differences",
            "disputed",
            "ledger",
            "bundle",
            "merged",
            "parted",
            "command",
        ],
    ),
];

/// What may be touched only behind some doors of the engine: words, and where they may stand.
const DOORS: [(&[&str], &[&str]); 9] = [
    (
        &["std::fs", "fs::", "File::"],
        &[
            "intake/source.rs",
            "report/sink.rs",
            "command/",
            "ledger/folder.rs",
            "bundle/folder.rs",
            "parted/scratch.rs",
            "parted/sorted_rows.rs",
        ],
    ),
    (&["std::env", "env::"], &["command/", "bin/"]),
    (&["SystemTime", "jiff::Timestamp", "Zoned::now"], &[]),
    (&["Instant"], &["command/"]),
    (&["catch_unwind"], &["intake/read/fence.rs"]),
    (&["set_hook", "ctrlc"], &["command/watch.rs"]),
    (&["rayon"], &["pipeline.rs", "intake/read/", "intake/take_in.rs"]),
    (
        &["arrow_array", "arrow_buffer", "arrow_cast", "arrow_ipc", "arrow_schema", "parquet::"],
        &[
            "intake/source.rs",
            "intake/read/",
            "intake/check/",
            "report/",
            "intake/rows_of.rs",
            "parted/pieces.rs",
            "parted/sorted_rows.rs",
            "frames.rs",
            "lib.rs",
        ],
    ),
    (
        &["HashMap", "HashSet", "HashTable", "hashbrown"],
        &["intake/key.rs", "intake/duplicates.rs", "intake/positions.rs"],
    ),
];

/// Words that no source outside tests may hold.
const BANNED: [&str; 4] = ["todo!", "unimplemented!", "dbg!", "panic!("];

/// Rooms without text, hash maps and columns of Arrow: ids and fen alone.
const KERNELS: [&str; 2] = ["wages/", "oversight/"];

/// A source file: its path from the root, and its lines.
struct Source {
    path: String,
    lines: Vec<String>,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_string(), lines: text.lines().map(String::from).collect() }
    }

    /// The path within the sources of the engine.
    fn in_engine(&self) -> Option<&str> {
        self.path.strip_prefix("engine/src/")
    }

    fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        self.path.starts_with("tests/") && !self.path.starts_with("tests/src/")
            || name == "tests.rs"
            || name.ends_with("_tests.rs")
            || self.path.contains("/tests/")
    }

    /// Lines of code with their numbers: without comments, text in quotes, and the tests at the
    /// end.
    fn code(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            if line.starts_with("#[cfg(test)]") {
                break;
            }
            found.push((at + 1, bare(line)));
        }
        found
    }
}

/// A line without comment and without what stands in quotes.
fn bare(line: &str) -> String {
    let (mut text, mut is_quoted, mut before) = (String::new(), false, ' ');
    for letter in line.chars() {
        if letter == '"' && before != '\\' && before != '\'' {
            is_quoted = !is_quoted;
        } else if !is_quoted {
            text.push(letter);
            if text.ends_with("//") {
                text.truncate(text.len() - 2);
                break;
            }
        }
        before = letter;
    }
    text
}

/// Files of the repository with one of these endings, build results aside.
fn files(endings: &[&str]) -> Vec<PathBuf> {
    let mut open = vec![root()];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let is_built = ["target", "node_modules", ".git", ".venv", "out", "pkg"];
            if path.is_dir() {
                if !is_built.contains(&name.as_str()) {
                    open.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().into_owned()
}

fn sources() -> Vec<Source> {
    let all = files(&[".rs"]);
    assert!(all.len() > 50, "only {} sources found", all.len());
    all.iter()
        .map(|path| Source::new(&relative(path), &fs::read_to_string(path).unwrap()))
        .collect()
}

/// Says all faults at once.
fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

fn long(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    if source.lines.len() > FILE_LINES {
        faults.push(format!("{}: {} lines, at most {FILE_LINES}", source.path, source.lines.len()));
    }
    for (at, line) in source.lines.iter().enumerate() {
        // Code and comments; a sentence in quotes and a row of a table cannot be broken.
        let columns = line.chars().count();
        let is_row = line.trim_start().starts_with("//! |");
        if columns > COLUMNS && !line.contains('"') && !is_row {
            faults.push(format!("{}:{}: {columns} columns", source.path, at + 1));
        }
    }
    faults.extend(long_functions(source));
    faults
}

/// Functions from their first line to the brace at the same place.
fn long_functions(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, line) in source.lines.iter().enumerate() {
        let start = line.trim_start();
        let indent = line.len() - start.len();
        let words = ["pub ", "pub(crate) ", "pub(super) ", "const ", "async ", "unsafe "];
        let mut rest = start;
        while let Some(shorter) = words.iter().find_map(|word| rest.strip_prefix(word)) {
            rest = shorter;
        }
        if !rest.starts_with("fn ") {
            continue;
        }
        let end = format!("{}}}", " ".repeat(indent));
        let length =
            source.lines.iter().skip(at).position(|line| *line == end).map_or(1, |n| n + 1);
        if length > FUNCTION_LINES && !source.lines[at].trim_end().ends_with(';') {
            faults.push(format!("{}:{}: a function of {length} lines", source.path, at + 1));
        }
    }
    faults
}

fn banned(source: &Source) -> Vec<String> {
    if source.is_test() {
        return Vec::new();
    }
    let code = source.code();
    let hits = code.iter().flat_map(|(line, text)| {
        let words = BANNED.iter().filter(|word| text.contains(**word));
        words.map(move |word| format!("{}:{line}: `{word}` outside tests", source.path))
    });
    hits.collect()
}

/// Rooms named after `crate::` in a line, braces included.
fn rooms_of(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in text.split("crate::").skip(1) {
        let inside = match part.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or_default(),
            None => part,
        };
        let is_group = part.starts_with('{');
        for (at, item) in inside.split(',').enumerate() {
            let name: String =
                item.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if (at == 0 || is_group) && !name.is_empty() {
                found.push(name);
            }
        }
    }
    found
}

fn back_doors(source: &Source) -> Vec<String> {
    let Some(path) = source.in_engine().filter(|_| !source.is_test()) else { return Vec::new() };
    let room = path.split(['/', '.']).next().unwrap_or_default();
    let mut faults = Vec::new();
    if let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) {
        for (line, text) in source.code() {
            for name in rooms_of(&text) {
                let is_room = ROOMS.iter().any(|(room, _)| *room == name);
                if is_room && !allowed.contains(&name.as_str()) {
                    faults.push(format!("{}:{line}: {room} may not see {name}", source.path));
                }
            }
        }
    }
    for (words, doors) in DOORS {
        if doors.iter().any(|door| path.starts_with(door)) {
            continue;
        }
        for (line, text) in source.code() {
            if let Some(word) = words.iter().find(|word| stands(&text, word)) {
                faults.push(format!("{}:{line}: `{word}` belongs behind {doors:?}", source.path));
            }
        }
    }
    faults
}

/// Whether a word stands in a line and not as the end of a longer one.
fn stands(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        before.is_none_or(|letter| !letter.is_alphanumeric() && letter != '_')
    })
}

#[test]
fn files_functions_and_lines_are_short() {
    none(sources().iter().flat_map(long).collect());
}

#[test]
fn no_banned_word_stands_outside_tests() {
    none(sources().iter().flat_map(banned).collect());
}

#[test]
fn rooms_open_only_their_own_doors() {
    none(sources().iter().flat_map(back_doors).collect());
}

#[test]
fn stages_know_no_text_and_no_floats() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test()) {
        let Some(path) = source.in_engine() else { continue };
        let is_kernel = KERNELS.iter().any(|room| path.starts_with(room));
        for (line, text) in source.code() {
            let words: &[&str] = if is_kernel { &["HashMap", "f64", "f32"] } else { &[] };
            if let Some(word) = words.iter().find(|word| stands(&text, word)) {
                faults.push(format!("{}:{line}: `{word}` in a stage", source.path));
            }
        }
    }
    none(faults);
}

#[test]
fn the_rules_can_be_broken() {
    let body = "    x();\n".repeat(80);
    let source = |path: &str, text: &str| Source::new(path, text);
    assert_eq!(long(&source("a.rs", &format!("fn f() {{\n{body}}}\n"))).len(), 1);
    assert_eq!(long(&source("a.rs", &"//\n".repeat(801))).len(), 1);
    assert_eq!(long(&source("a.rs", &format!("let a = {};", "x".repeat(100)))).len(), 1);
    assert_eq!(banned(&source("engine/src/a.rs", "    todo!()\n")).len(), 1);
    assert_eq!(banned(&source("engine/src/a.rs", "// todo!\n#[cfg(test)]\ntodo!()\n")).len(), 0);
    let doors = |path: &str, text: &str| back_doors(&source(path, text)).len();
    assert_eq!(doors("engine/src/wages/due.rs", "use crate::report::csv;\n"), 1);
    assert_eq!(doors("engine/src/wages/due.rs", "use crate::{basics::day, oversight::x};\n"), 1);
    assert_eq!(doors("engine/src/wages/due.rs", "use crate::basics::money;\n"), 0);
    assert_eq!(doors("engine/src/wages/due.rs", "use std::fs;\nuse arrow_array::X;\n"), 2);
    assert_eq!(doors("engine/src/intake/source.rs", "use std::fs;\n"), 0);
    assert_eq!(doors("engine/src/pipeline.rs", "Instant::now()\n"), 1);
    assert_eq!(titles("# A\n```sh\n# no\n```\n## B\n"), 1);
}

/// Titles of the first level outside fenced blocks.
fn titles(page: &str) -> usize {
    let mut is_fenced = false;
    let mut count = 0;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
        } else if !is_fenced && line.starts_with("# ") {
            count += 1;
        }
    }
    count
}

#[test]
fn every_page_has_one_title() {
    let mut faults = Vec::new();
    for path in files(&[".md"]) {
        let count = titles(&fs::read_to_string(&path).unwrap());
        if count != 1 {
            faults.push(format!("{}: {count} titles", relative(&path)));
        }
    }
    none(faults);
}

#[test]
fn every_output_table_and_finding_code_is_documented() {
    let tables = fs::read_to_string(root().join("docs/tables.md")).unwrap_or_default();
    let pages = files(&[".md"]).into_iter().filter(|path| relative(path).starts_with("docs/"));
    let docs: String = pages.map(|path| fs::read_to_string(path).unwrap()).collect();
    let mut faults = Vec::new();
    for table in anxin::report::tables::OutputTable::ALL {
        if !tables.contains(&format!("**{}**", table.name()))
            && !tables.contains(&format!("`{}`", table.name()))
        {
            faults.push(format!("docs/tables.md: no output table {}", table.name()));
        }
    }
    for code in anxin::Code::ALL {
        if !docs.contains(&format!("`{}`", code.word())) {
            faults.push(format!("docs: no finding code `{}`", code.word()));
        }
    }
    none(faults);
}

#[test]
fn lock_and_configuration_name_no_other_registry() {
    let known = [
        "registry+https://github.com/rust-lang/crates.io-index",
        "sparse+https://index.crates.io/",
        "https://registry.npmjs.org/",
        "https://files.pythonhosted.org/",
    ];
    let names = ["Cargo.lock", "config.toml", "package-lock.json", ".npmrc", "pip.conf", "uv.lock"];
    let mut faults = Vec::new();
    for path in files(&names) {
        for (at, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            let mut rest = line.to_string();
            known.iter().for_each(|address| rest = rest.replace(address, ""));
            let is_source = ["source = ", "resolved", "registry", "index-url", "replace-with"];
            if rest.contains("://") && is_source.iter().any(|word| line.contains(word)) {
                faults.push(format!("{}:{}: {line}", relative(&path), at + 1));
            }
        }
    }
    none(faults);
}

#[test]
fn polars_is_compiled_by_its_own_tests_alone() {
    let names = |path: &Path| -> Vec<String> {
        let text = fs::read_to_string(path).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with('#') && line.contains("polars"));
        lines.map(String::from).collect()
    };
    let all = files(&["Cargo.toml"]);
    let known: Vec<String> =
        all.iter().filter(|path| !names(path).is_empty()).map(|path| relative(path)).collect();
    assert_eq!(known, ["Cargo.toml", "engine/Cargo.toml", "tests/frames/Cargo.toml"]);
    let engine = names(&root().join("engine/Cargo.toml"));
    let (optional, features): (Vec<&String>, Vec<&String>) =
        engine.iter().partition(|line| line.contains("optional = true"));
    assert_eq!((optional.len(), features.len()), (2, 1), "{engine:?}");
    let workspace = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let default = workspace.lines().find(|line| line.starts_with("default-members")).unwrap();
    assert!(!default.contains("tests/frames"), "{default}");
}
