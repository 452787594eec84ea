//! Does a spreadsheet compute what the engine computes? Workbooks, statements and forms, computed
//! again by `LibreOffice` and read back.
//!
//! Every workbook goes to `LibreOffice` with false results beside all of its formulas, and with a
//! profile that says to compute them: what comes back was computed there. `cargo ci` installs
//! `LibreOffice` and runs this as a part of its own; alone:
//! `cargo test -p anxin-tests --test workbook`.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "workbook/office.rs"]
mod office;

use std::collections::BTreeMap;

use anxin::report::explain::Lang;
use anxin::report::sink::Format;
use anxin::report::workbook::Options;
use anxin::{Day, Inputs, Policy, Reconciliation, reconcile};
use anxin_tests::folder::Folder;
use anxin_tests::tables::Sheet;
use anxin_tests::{root, worlds};
use office::{Value, computed, edited, spoiled, values};

/// What the engine says of a workbook, by name of the file.
type Books = BTreeMap<String, Vec<u8>>;

const SHOWN: Options = Options { lang: Lang::Zh, show_ids: true };

fn site() -> Reconciliation {
    let inputs = Inputs::folder(root().join("datasets/samples/site")).unwrap();
    reconcile(&inputs, &Policy::default(), Day::from_ymd(2025, 12, 31).unwrap()).unwrap()
}

/// The world of a seed, reconciled.
fn world(seed: u64) -> Reconciliation {
    let (world, policy) = worlds::of_seed(seed);
    let folder = Folder::new("workbook").unwrap();
    world.write_csv(folder.path()).unwrap();
    let policy =
        policy.map_or_else(Policy::default, |text| Policy::from_toml(text, "policy.toml").unwrap());
    let inputs = Inputs::folder(folder.path()).unwrap();
    let result = reconcile(&inputs, &policy, world.as_of().parse().unwrap()).unwrap();
    // Names are read again from the files.
    std::mem::forget(folder);
    result
}

/// Ids of all workers of a run.
fn workers(result: &Reconciliation) -> Vec<String> {
    let sheet = table(result, "worker_totals");
    (0..sheet.rows.len()).map(|row| sheet.cell(row, "worker_id").to_owned()).collect()
}

/// A table of a run.
fn table(result: &Reconciliation, name: &str) -> Sheet {
    let folder = Folder::new("tables").unwrap();
    let out = folder.join("out");
    result.write(&out, Format::Csv, false).unwrap();
    Sheet::read(&std::fs::read_to_string(out.join(format!("{name}.csv"))).unwrap())
}

/// Workbook, forms and all statements of a run.
fn books(name: &str, result: &Reconciliation, lang: Lang, books: &mut Books) {
    let options = Options { lang, ..SHOWN };
    books.insert(format!("{name}-run"), result.workbook(options).unwrap());
    for form in result.forms(options).unwrap() {
        if let Some(form_name) = form.file.strip_suffix(".xlsx") {
            books.insert(format!("{name}-{form_name}"), form.bytes);
        }
    }
    for (place, worker) in workers(result).iter().enumerate() {
        // Who has no worker-period has no statement.
        if let Ok(told) = result.explain(worker, None, None) {
            books.insert(format!("{name}-w{place}"), told.to_workbook(lang).unwrap());
        }
    }
}

#[test]
fn libreoffice_computes_what_the_engine_computes() {
    let mut told = Books::new();
    books("site", &site(), Lang::Zh, &mut told);
    books("site-en", &site(), Lang::En, &mut told);
    for seed in 0..12 {
        let lang = if seed % 2 == 0 { Lang::Zh } else { Lang::En };
        books(&format!("world{seed}"), &world(seed), lang, &mut told);
    }
    let sent = told.iter().map(|(name, bytes)| (name.clone(), spoiled(bytes))).collect();
    let back = computed(&sent);
    let (mut formulas, mut checks) = (0, 0);
    for (name, bytes) in &told {
        let (own, found) = (values(bytes), values(&back[name]));
        for (place, cell) in own.iter().filter(|(_, cell)| cell.is_formula) {
            let met = found.get(place).unwrap_or_else(|| panic!("{name}: no cell {place:?}"));
            assert_eq!(met.value, cell.value, "{name}: {place:?}: {}", cell.formula);
            formulas += 1;
            checks += usize::from(matches!(&cell.value, Value::Text(text) if text == "一致"));
        }
    }
    assert!(formulas > 5_000 && checks > 1_000, "{formulas} formulas, {checks} checks");
    eprint_counts(told.len(), formulas);
}

/// Says how much was compared.
fn eprint_counts(books: usize, formulas: usize) {
    use std::io::Write as _;
    let text = format!("{books} workbooks, {formulas} formulas\n");
    std::io::stderr().write_all(text.as_bytes()).unwrap();
}

#[test]
fn the_register_holds_what_the_table_of_worker_periods_holds() {
    for result in [site(), world(3), world(8)] {
        let cells = values(&result.workbook(SHOWN).unwrap());
        let periods = table(&result, "worker_periods");
        let mut owed = 0;
        for row in 0..periods.rows.len() {
            if periods.cell(row, "arrears") == "0.00" {
                continue;
            }
            owed += 1;
            let worker = Value::Text(periods.cell(row, "worker_id").to_owned());
            let project = Value::Text(periods.cell(row, "project_id").to_owned());
            let month = office::serial(periods.cell(row, "period"));
            let value = |line: u32, column: u32| {
                let place = ("欠薪台账".to_owned(), line, column);
                cells.get(&place).map_or(Value::Text(String::new()), |cell| cell.value.clone())
            };
            let lines = 3..cells.keys().map(|place| place.1).max().unwrap();
            let found: Vec<u32> = lines
                .filter(|&line| {
                    value(line, 6) == worker && value(line, 1) == project && value(line, 7) == month
                })
                .collect();
            assert_eq!(found.len(), 1, "{worker:?} {project:?} {month:?}");
            for (column, name) in [(10, "due"), (11, "paid"), (12, "arrears"), (20, "arrears")] {
                let expected = Value::Number(periods.cell(row, name).to_owned());
                assert_eq!(value(found[0], column), expected, "{name} of row {row}");
            }
            let days = Value::Number(format!("{}.00", periods.cell(row, "overdue_days")));
            assert_eq!(value(found[0], 14), days);
        }
        assert!(owed > 0, "somebody is owed something");
    }
}

#[test]
fn a_figure_that_was_changed_turns_the_checks() {
    let result = site();
    let own = result.workbook(SHOWN).unwrap();
    // 甲三, September: 7,040.00 due becomes 7,041.01; 3,520.00 in arrears 3,521.01.
    let changed = edited(&own, "xl/worksheets/sheet2.xml", "K4", "7041.01");
    let statement = result.explain("990100197901011054", None, None).unwrap();
    let page = statement.to_workbook(Lang::En).unwrap();
    // Ten hours on his first day instead of eight.
    let longer = edited(&page, "xl/worksheets/sheet1.xml", "C12", "600");
    let sent = [("run", changed), ("page", longer)];
    let back = computed(&sent.map(|(name, bytes)| (name.to_owned(), bytes)).into());
    let run = values(&back["run"]);
    let at =
        |sheet: &str, line: u32, column: u32| run[&(sheet.to_owned(), line, column)].value.clone();
    let text = |text: &str| Value::Text(text.to_owned());
    assert_eq!(at("欠薪台账", 3, 12), Value::Number("3521.01".to_owned()));
    assert_eq!(at("欠薪台账", 3, 21), text("相差 1.01"));
    assert_eq!(at("欠薪台账", 4, 21), text("一致"));
    assert_eq!(at("项目汇总", 3, 12), text("相差 1.01"));
    assert_eq!(at("项目汇总", 4, 12), text("一致"));
    let differing: Vec<Value> = run
        .iter()
        .filter(|((sheet, _, column), cell)| {
            let is_check = sheet == "汇总" && *column == 3;
            is_check && matches!(&cell.value, Value::Text(text) if text.starts_with("相差"))
        })
        .map(|((_, line, _), _)| at("汇总", *line, 0))
        .collect();
    let labels = ["拖欠金额", "应付 − 已付 − 拖欠 − 未到期", "无保障", "逾期 31–90 天"];
    // Whoever pays first and the causes are of their own sheet, which was not changed.
    assert_eq!(differing, labels.map(text));
    let page = values(&back["page"]);
    let says = |wanted: Value| page.values().any(|cell| cell.value == wanted);
    // Two hours more at 40.00, which his terms do not raise: 7,120.00 by the days, 7,040.00 on the
    // sheet.
    assert!(says(Value::Number("7120.00".to_owned())) && says(text("differ by -80.00")));
}
