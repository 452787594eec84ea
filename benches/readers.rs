//! How fast the readers of real files are: workbooks beside the library that unpacks them, messages
//! of banks in MB a second; one thread, its own time where the machine tells it.
//!
//! 20,000 rows, or as many as `ANXIN_BENCH_ROWS` says; each figure is the median of seven runs,
//! what is compared runs in turns.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench may end where it stands")]
#![expect(clippy::float_arithmetic, reason = "seconds and megabytes, no money")]

use std::hint::black_box;
use std::io::Cursor;
use std::time::{Duration, Instant};

use anxin::intake::foreign::take;
use anxin_datasets::ids;
use calamine::{Reader, Xlsx};

/// Runs of each.
const RUNS: usize = 7;

fn rows() -> u32 {
    std::env::var("ANXIN_BENCH_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(20_000)
}

/// A payroll sheet: eight cells a row, half of them text.
fn workbook(rows: u32) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let labels =
        ["工资单编号", "姓名", "身份证号", "工资月份", "项目编号", "应发工资", "扣款", "实发工资"];
    for (column, label) in (0..).zip(labels) {
        sheet.write(0, column, label).unwrap();
    }
    for row in 1..=rows {
        let number = i64::from(row);
        let id = ids::resident("990100", "19800101", number % 1_000);
        for (column, text) in (0..).zip(["S1", &format!("甲{number}"), &id, "2025-03", "P1"]) {
            sheet.write(row, column, text).unwrap();
        }
        for (column, money) in
            [(5, 6_000 + row % 997), (6, row % 3), (7, 6_000 + row % 997 - row % 3)]
        {
            sheet.write(row, column, f64::from(money) + 0.25).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn mt940(rows: u32) -> String {
    let lines = (1..=rows).map(|row| {
        format!(
            ":61:2504150415D{},{:02}NTRFNONREF//B{row:09}\r\n:86:191?00代发工资?20EREF+GZ202503-{row:07}\r\n\
             ?31{}?32甲{row}\r\n",
            4_000 + row % 997,
            row % 100,
            ids::card(i64::from(row))
        )
    });
    format!(
        ":20:A\r\n:25:99900000000007001\r\n:28C:1/1\r\n:60F:C250401CNY900000000000,\r\n{}\
         :62F:C250430CNY0,\r\n-\r\n",
        lines.collect::<String>()
    )
}

fn camt(rows: u32) -> String {
    let payments = (1..=rows).map(|row| {
        format!(
            "<TxDtls>\n<Refs><EndToEndId>GZ202503-{row:07}</EndToEndId></Refs>\n\
             <Amt Ccy=\"CNY\">{}.{:02}\
             </Amt>\n<CdtDbtInd>DBIT</CdtDbtInd>\n<RltdPties><Cdtr><Pty><Nm>甲{row}</Nm></Pty>\
             </Cdtr>\n\
             <CdtrAcct><Id><Othr><Id>{}</Id></Othr></Id></CdtrAcct></RltdPties>\n<RmtInf>\
             <Ustrd>2025年3月工资\
             </Ustrd></RmtInf>\n</TxDtls>\n",
            4_000 + row % 997,
            row % 100,
            ids::card(i64::from(row))
        )
    });
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document \
         xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">\n<BkToCstmrStmt><Stmt><Acct>\
         <Id><Othr>\
         <Id>99900000000007001</Id></Othr></Id><Ccy>CNY</Ccy></Acct>\n<Ntry>\
         <Amt Ccy=\"CNY\">1.00</Amt>\
         <CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2025-04-25</Dt>\
         </BookgDt>\n\
         <NtryDtls>{}</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>\n",
        payments.collect::<String>()
    )
}

fn nacha(rows: u32) -> String {
    let mut text = format!(
        "{:<94}\n{:<94}\n",
        "101 231380104 1210428822506020900A094101BANK ABROAD",
        "5220BUILDER ABROAD                      1210428820PPDPAYROLL         250604   1121042880000001"
    );
    for row in 1..=rows {
        text.push_str(&format!(
            "622231380104{:<17}{:010}{:<15}{:<22}  012104288{row:07}\n",
            format!("90210{row:09}"),
            400_000 + row % 99_700,
            format!("EMP{row:09}"),
            format!("WORKER {row}")
        ));
    }
    text
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Time that this thread was given by the machine, where it tells: others may be at work too.
fn given() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Seconds of work of this thread, else of the clock on the wall.
fn timed(read: &dyn Fn()) -> Duration {
    let (start, before) = (Instant::now(), given());
    read();
    match before.zip(given()) {
        Some((before, after)) => after.saturating_sub(before),
        None => start.elapsed(),
    }
}

fn workbooks(rows: u32) {
    let book = workbook(rows);
    let range = || {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book.as_slice())).unwrap();
        black_box(book.worksheet_range_at(0).unwrap().unwrap().height());
    };
    let whole = || {
        let taken = take("payroll.xlsx", &book, None).unwrap();
        assert_eq!(taken.tables[0].len(), rows as usize);
        black_box(taken);
    };
    let (mut alone, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        alone.push(timed(&range));
        ours.push(timed(&whole));
    }
    let (alone, ours) = (median(alone), median(ours));
    println!("XLSX, {rows} rows of 8 cells, {:.1} MB packed", book.len() as f64 / 1e6);
    println!("  calamine, the range alone  {:>8.3} s", alone.as_secs_f64());
    println!("  taken apart into rows      {:>8.3} s", ours.as_secs_f64());
    println!("  ratio                      {:>8.2}", ours.as_secs_f64() / alone.as_secs_f64());
}

/// Makes a message of so many entries.
type Message = fn(u32) -> String;

fn main() {
    let rows = rows();
    // `cargo bench --bench readers -- a.xml`: one of them alone.
    let one = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let is_wanted = |name: &str| one.as_ref().is_none_or(|one| one == name);
    if is_wanted("a.xlsx") {
        workbooks(rows);
    }
    let messages: [(&str, Message); 3] = [("a.sta", mt940), ("a.xml", camt), ("a.ach", nacha)];
    for (name, message) in messages.into_iter().filter(|message| is_wanted(message.0)) {
        let text = message(rows);
        let read = || {
            let taken = take(name, text.as_bytes(), None).unwrap();
            assert_eq!(taken.tables.last().unwrap().len(), rows as usize);
            black_box(taken);
        };
        let took = median((0..RUNS).map(|_| timed(&read)).collect());
        let megabytes = text.len() as f64 / 1e6;
        let speed = megabytes / took.as_secs_f64();
        println!("{name}: {megabytes:.1} MB in {:.3} s, {speed:.0} MB/s", took.as_secs_f64());
    }
}
