//! Did a promise change? Tables, columns, types, codes, messages, the built-in policy and the
//! statements of the sample site, as they stand in `snapshots/`; of the help of the command:
//! `cli/help.rs`. `INSTA_UPDATE=always` writes them anew.

use std::fmt::Write;

use anxin::report::explain::Lang;
use anxin::report::tables::OutputTable;
use anxin::{Code, Error, Inputs, Policy, TableName, reconcile};
use insta::assert_snapshot;

#[test]
fn output_tables() {
    let mut text = String::new();
    for table in OutputTable::ALL {
        let detail = if table.is_detail() { " (with --detail)" } else { "" };
        let _ = writeln!(text, "{}{detail}, by {}", table.name(), table.sort_key().join(", "));
        for column in table.columns() {
            let null = if column.is_nullable { ", or null" } else { "" };
            let _ = writeln!(text, "  {}: {:?}{null}", column.name, column.kind);
        }
    }
    assert_snapshot!("output_tables", text);
}

#[test]
fn input_tables() {
    let mut text = String::new();
    for name in TableName::ALL {
        let table = name.table();
        let key: Vec<_> = table.key.iter().map(|&place| table.columns[place].name).collect();
        let _ = writeln!(text, "{}, key {}", name.word(), key.join(", "));
        for column in table.columns {
            let required = if column.required { "*" } else { "" };
            let _ = writeln!(text, "  {}{required}: {}", column.name, column.kind.word());
        }
    }
    assert_snapshot!("input_tables", text);
}

/// The generator and the engine name the same columns.
#[test]
fn the_generator_fills_the_columns_of_the_engine() {
    for shape in anxin_datasets::shape::TABLES {
        let table = TableName::from_word(shape.name).unwrap().table();
        for column in shape.columns {
            let known = table.columns.iter().any(|own| own.name == column.name);
            assert!(known, "{}.{}", shape.name, column.name);
        }
    }
}

/// `docs/aliases.md` is made from the alias table; `ANXIN_BLESS=1` writes it anew.
#[test]
fn the_page_of_aliases_is_fresh() {
    let page = anxin_tests::root().join("docs/aliases.md");
    let made = anxin::intake::tables::aliases_markdown();
    if std::env::var_os("ANXIN_BLESS").is_some() {
        std::fs::write(&page, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&page).unwrap_or_default();
    assert_eq!(kept, made, "run the test with ANXIN_BLESS=1");
}

/// `docs/warnings.md` is made from the built-in rules and the figures; `ANXIN_BLESS=1` writes it
/// anew.
#[test]
fn the_page_of_warnings_is_fresh() {
    let page = anxin_tests::root().join("docs/warnings.md");
    let made = anxin::report::warnings_page::warnings_markdown(&Policy::default()).unwrap();
    if std::env::var_os("ANXIN_BLESS").is_some() {
        std::fs::write(&page, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&page).unwrap_or_default();
    assert_eq!(kept, made, "run the test with ANXIN_BLESS=1");
}

#[test]
fn finding_codes() {
    let lines: Vec<_> =
        Code::ALL.iter().map(|code| format!("{}: {}", code.word(), code.meaning())).collect();
    assert_snapshot!("finding_codes", lines.join("\n"));
}

#[test]
fn errors() {
    let text = |word: &str| word.to_string();
    let errors = [
        Error::MissingTable,
        Error::MissingColumn {
            table: "payroll",
            place: text("in/payroll.csv"),
            column: "period",
            found: text("month, net"),
            aliases: text("period, payMonth"),
        },
        Error::ColumnTwice {
            table: "payroll",
            place: text("in/payroll.csv"),
            column: "net",
            first: text("net"),
            second: text("实发工资"),
        },
        Error::ColumnType {
            table: "payroll",
            place: text("in/payroll.parquet"),
            column: "net",
            met: text("Float64"),
            expected: "Decimal128, integer or text",
            advice: "write it as a decimal",
        },
        Error::Input {
            place: text("in"),
            met: text("no such folder"),
            expected: "a folder",
            advice: "check the path",
        },
        Error::Decode {
            place: text("in/payroll.parquet"),
            format: "Parquet",
            reason: text("it ends too early"),
        },
        Error::Output { place: text("out"), reason: text("no room"), advice: "make room" },
        Error::Feature { place: text("in/payroll.parquet"), feature: "parquet" },
        Error::Policy {
            place: text("policy.toml"),
            key: text("wages.due_source"),
            met: text("`guess`"),
            expected: text("evidence, attendance, payroll or greater"),
        },
        Error::AmountOverflow { what: "due of a worker" },
        Error::Unbalanced { what: text("due 1 fen, paid 2 fen") },
        Error::TooMany { what: "workers", limit: 4_294_967_295 },
        Error::NotFound { asked: text("W1, P1, 2025-03"), advice: "check the ids" },
        Error::Cancelled,
    ];
    let lines: Vec<_> = errors.iter().map(|error| format!("{}: {error}", error.code())).collect();
    assert_snapshot!("errors", lines.join("\n"));
}

#[test]
fn built_in_policy() {
    let policy = Policy::default();
    assert_snapshot!("policy", format!("# {}\n{}", policy.fingerprint(), policy.to_toml()));
}

/// Pages of the sample site: a worker's September, and what became of two transfers.
#[test]
fn pages() {
    let folder = anxin_tests::root().join("datasets/samples/site");
    let inputs = Inputs::folder(folder).unwrap();
    let run = reconcile(&inputs, &Policy::default(), "2025-12-31".parse().unwrap()).unwrap();
    let month = "2025-09".parse().ok();
    let explanation = run.explain("990100197901011054", Some("P1"), month).unwrap();
    // The style is one file, and read there.
    let body = |html: String| {
        let (_, body) = html.split_once("<body>").unwrap();
        body.to_string()
    };
    for (lang, word) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        assert_snapshot!(format!("statement_{word}"), body(explanation.to_html(lang)));
        for id in ["T07", "T43"] {
            let why = run.why_not(id).unwrap();
            assert_snapshot!(format!("why_{id}_{word}"), body(why.to_html(lang)));
            assert_snapshot!(format!("why_{id}_{word}_text"), why.to_text(lang));
        }
    }
}
