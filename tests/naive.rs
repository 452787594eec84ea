//! Would an honest clerk get the same? The engine against a second, slow implementation that was
//! written from the documents alone, on random worlds: every table, every column, every cell.
//!
//! 200 worlds, or as many as fit into `ANXIN_MINUTES`; `ANXIN_SEED=n` begins at that seed. A world
//! on which the two differ is kept.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

mod ways;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::time::{Duration, Instant};

use anxin::report::tables::OutputTable;
use anxin_tests::enriched;
use anxin_tests::folder::Folder;
use anxin_tests::laws::Asked;
use anxin_tests::tables::{self, Sheet, Tables};

const WORLDS: u64 = 200;

/// Words that the worlds have to show, so that no agreement is one about nothing.
const WORDS: [(&str, &str, &[&str]); 10] = [
    ("causes", "cause", &["owner", "wage_account", "payroll_sheet", "payout", "bank_return"]),
    ("causes", "liable_first", &["owner", "general_contractor", "employer", "not_known"]),
    (
        "population",
        "reason",
        &[
            "back_pay_only",
            "contract_only",
            "not_engaged",
            "paid_without_period",
            "punches_unpaired",
            "rows_set_aside",
            "transfer_only",
        ],
    ),
    (
        "project_totals",
        "wage_account_status",
        &["not_known", "exempt", "not_yet_due", "on_time", "late", "opened", "missing"],
    ),
    (
        "project_totals",
        "deposit_status",
        &["not_known", "nothing_required", "not_yet_due", "on_time", "late", "missing"],
    ),
    (
        "project_totals",
        "deposit_return",
        &["nothing_held", "not_completed", "not_known", "in_arrears", "notice", "eligible"],
    ),
    ("project_totals", "colour", &["green", "blue", "yellow", "red"]),
    ("contractor_totals", "grade", &["A", "B", "C"]),
    ("contractor_totals", "blacklist_candidate", &["true", "false"]),
    (
        "deposit_status",
        "top_up",
        &["not_known", "nothing_required", "not_yet_due", "on_time", "late", "missing"],
    ),
];

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// What the worlds had: rows by table, and words of the columns above.
#[derive(Default)]
struct Seen {
    rows: BTreeMap<String, usize>,
    words: BTreeSet<(&'static str, &'static str, String)>,
}

impl Seen {
    fn add(&mut self, tables: &Tables) {
        for (name, text) in tables {
            *self.rows.entry(name.clone()).or_default() += text.lines().count().saturating_sub(1);
        }
        for (table, column, _) in WORDS {
            let sheet = Sheet::read(&tables[table]);
            let words = (0..sheet.rows.len()).map(|row| sheet.cell(row, column).to_string());
            self.words.extend(words.map(|word| (table, column, word)));
        }
    }

    /// Tables that were empty everywhere, and words that no world had.
    fn missing(&self) -> Vec<String> {
        let tables = OutputTable::ALL.iter().map(|table| table.name());
        let empty = tables.filter(|table| self.rows.get(*table).is_none_or(|rows| *rows == 0));
        let mut missing: Vec<String> = empty.map(String::from).collect();
        for (table, column, words) in WORDS {
            let is_missing =
                |word: &&&str| !self.words.contains(&(table, column, word.to_string()));
            let words = words.iter().filter(is_missing);
            missing.extend(words.map(|word| format!("{table}.{column} {word}")));
        }
        missing
    }
}

/// Tables and columns that only one of the two has.
fn other_columns(twin: &Tables, engine: &Tables) -> String {
    let mut text = String::new();
    for table in OutputTable::ALL.iter().map(|table| table.name()) {
        let header = |tables: &Tables| {
            tables.get(table).and_then(|text| text.lines().next()).map(String::from)
        };
        if header(twin) != header(engine) {
            text.push_str(&format!("{table}: {:?} is {:?}\n", header(twin), header(engine)));
        }
    }
    text
}

fn differ(seed: u64, seen: &mut Seen) -> Option<String> {
    let world = enriched::of_seed(seed);
    let folder = Folder::new("naive").unwrap();
    world.write_csv(folder.path()).unwrap();
    let (path, as_of) = (folder.path().into(), world.world.as_of());
    let policy = world.policy;
    let asked = Asked { folder: path, as_of, policy, threads: None, batch_rows: None };
    let text = match (ways::twin(&asked), ways::engine(&asked)) {
        (Ok(twin), Ok(engine)) => {
            seen.add(&engine);
            let differences = tables::differences_as_sets(&twin, &engine).unwrap_or_default();
            other_columns(&twin, &engine) + &differences
        }
        (Err(_), Err(_)) => String::new(),
        (twin, engine) => {
            format!("twin: {:?}; engine: {:?}\n", twin.map(drop), engine.map(drop))
        }
    };
    (!text.is_empty()).then(|| {
        let kept = folder.keep();
        format!("{text}the world is kept in {}, as_of {}\n", kept.display(), asked.as_of)
    })
}

#[test]
fn engine_and_twin_agree_on_random_worlds() {
    let first = number("ANXIN_SEED").unwrap_or(1000);
    let end = number("ANXIN_MINUTES").map(|minutes| Duration::from_secs(60 * minutes));
    let start = Instant::now();
    let mut seen = Seen::default();
    let mut seed = first;
    while end.map_or(seed < first + WORLDS, |end| start.elapsed() < end) {
        if let Some(text) = differ(seed, &mut seen) {
            panic!(
                "seed {seed}: expected is the twin, found the engine\n{text}ANXIN_SEED={seed} \
                 begins here again"
            );
        }
        seed += 1;
    }
    assert!(seed > first, "no world was compared: give ANXIN_MINUTES at least 1");
    assert_eq!(seen.missing(), Vec::<String>::new(), "no world had them");
    writeln!(std::io::stderr(), "{} worlds compared, seeds {first} to {}", seed - first, seed - 1)
        .unwrap();
}

/// The policy that compares every figure of every subject leaves none out.
#[test]
fn every_figure_of_the_page_of_warnings_is_compared() {
    let text = include_str!("src/every-figure.toml");
    let page = include_str!("../docs/warnings.md");
    let names = |subject: &str, figure: &str| {
        text.contains(&format!("subject = \"{subject}\"\nfigure = \"{figure}\"\n"))
    };
    let mut missing = Vec::new();
    for chapter in page.split("\n### Of one ").skip(1) {
        let (title, lines) = chapter.split_once('\n').unwrap();
        let subject = title.replace('-', "_");
        let cells = lines.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
        let mut figures: Vec<&str> = cells.map(|(figure, _)| figure).collect();
        if lines.contains("every finding code") {
            figures.extend(anxin::Code::ALL.iter().map(|code| code.word()));
        }
        missing.extend(
            figures
                .into_iter()
                .filter(|figure| !names(&subject, figure))
                .map(|figure| format!("{subject}: {figure}")),
        );
    }
    assert_eq!(missing, Vec::<String>::new());
    assert!(!names("project", "no_such_figure"));
}
