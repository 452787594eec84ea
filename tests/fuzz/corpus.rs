//! Small files that every reader reads: from the samples, and tables of a few rows.

use std::fs;
use std::sync::Arc;

use anxin::{Day, Inputs, Policy, reconcile};
use anxin_tests::root;
use arrow_array::{ArrayRef, Decimal128Array, RecordBatch, StringArray};

/// The kept files of a reader, by name.
pub fn files(reader: &str) -> Vec<(String, Vec<u8>)> {
    let folder = root().join("tests/fuzz/corpus").join(reader);
    let mut found: Vec<(String, Vec<u8>)> = fs::read_dir(&folder)
        .expect("a folder of the corpus")
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect();
    found.sort();
    found
}

/// Samples by the reader they are for and the name they get.
const SAMPLES: [(&str, &str, &str); 37] = [
    ("csv", "site", "site/payroll.csv"),
    ("csv", "national", "site-national/payroll.csv"),
    ("csv", "chinese", "site-chinese/payroll.csv"),
    ("xlsx", "roster", "visit/花名册.xlsx"),
    ("xlsx", "days", "visit/考勤/2025年4月考勤表.xlsx"),
    ("xlsx", "wages", "visit/工资/2025年4月工资表.xlsx"),
    ("xlsx", "daily", "visit/考勤/钉钉打卡_电工班.xlsx"),
    ("xls", "wages", "visit/工资/2025年3月工资表.xls"),
    ("xls", "clock", "visit/考勤/考勤机_木工班.xls"),
    ("xls", "ccb", "banks/中国建设银行.xls"),
    ("xls", "spdb", "banks/浦发银行.xls"),
    ("sheet", "wages", "mixed/工资表.csv"),
    ("sheet", "roster", "mixed/花名册.csv"),
    ("attlog", "visit", "visit/考勤/1_attlog.dat"),
    ("attlog", "mixed", "mixed/考勤/1_attlog.dat"),
    ("clock_sheet", "gate", "visit/考勤/海康原始记录.csv"),
    ("bank_export", "abc", "banks/中国农业银行.csv"),
    ("bank_export", "icbc", "banks/中国工商银行.csv"),
    ("bank_export", "boc", "banks/中国银行.csv"),
    ("bank_export", "bocom", "banks/交通银行.csv"),
    ("bank_export", "cmb", "banks/招商银行.csv"),
    ("camt", "batch", "visit/银行/专户对账单_4月.xml"),
    ("camt", "052-02", "banks/camt/camt.052.001.02.xml"),
    ("camt", "053-08", "banks/camt/camt.053.001.08.xml"),
    ("camt", "054-06", "banks/camt/camt.054.001.06.xml"),
    ("pain", "orders", "visit/银行/代发指令_3月.xml"),
    ("mt940", "visit", "visit/银行/专户对账单_5月.sta"),
    ("mt940", "mixed", "mixed/银行/专户四月.sta"),
    ("nacha", "orders", "visit/银行/境外代发.ach"),
    ("nacha", "returns", "visit/银行/境外代发_退回.ach"),
    ("platform", "wages", "visit/工资/平台工资单_5月.json"),
    ("platform", "lines", "visit/考勤/平台考勤.jsonl"),
    ("platform", "doors", "visit/考勤/海康门禁事件.json"),
    ("month_grid", "mixed", "mixed/考勤/三月.csv"),
    ("policy", "default", ""),
    ("partial", "site", ""),
    ("partial", "visit", ""),
];

/// Files that are made here: text of a reader, with its name.
const TEXTS: [(&str, &str, &str); 5] = [
    (
        "month_grid",
        "hours",
        "2025年3月工时表\n序号,姓名,身份证号,1,2,3,4,5,6\n,,,六,日,一,二,三,四\n1,甲,A1,8,4.5,10,,8,上午\n",
    ),
    (
        "clock_sheet",
        "glued",
        "考勤记录表\n考勤时间,2025-02-27 ~ 2025-03-02\n27,28,1,2\n工号:,7,姓名:,甲\n,08:4520:07,,9:00\n",
    ),
    (
        "pain",
        "one",
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.03\"><CstmrCdtTrfInitn>\
         <GrpHdr>\
         <NbOfTxs>1</NbOfTxs></GrpHdr><PmtInf><ReqdExctnDt>2025-04-15</ReqdExctnDt>\
         <CdtTrfTxInf><PmtId>\
         <EndToEndId>W1</EndToEndId></PmtId><Amt><InstdAmt Ccy=\"CNY\">1.00</InstdAmt></Amt>\
         <Cdtr><Nm>A\
         </Nm></Cdtr></CdtTrfTxInf></PmtInf></CstmrCdtTrfInitn></Document>\n",
    ),
    ("policy", "small", "name = \"x\"\n[wages]\ndefault_pay_day = 25\n"),
    (
        "clock_sheet",
        "daily",
        "姓名,工号,日期,上班1打卡时间,下班1打卡时间\n甲,7,25-03-01 星期六,07:58,次日01:10\n",
    ),
];

/// All files of the corpus: reader, name, bytes, and whether every version of the libraries gives
/// the same bytes.
pub fn made() -> Vec<(&'static str, &'static str, Vec<u8>, bool)> {
    let mut made = Vec::new();
    for (reader, name, sample) in SAMPLES {
        let bytes = match (reader, name) {
            ("policy", _) => Policy::default().to_toml().into_bytes(),
            ("partial", name) => partial(name).into_bytes(),
            _ => fs::read(root().join("datasets/samples").join(sample)).unwrap(),
        };
        // What an engine of a later version writes is another text; the kept one must be read.
        made.push((reader, name, bytes, !matches!(reader, "policy" | "partial")));
    }
    for (reader, name, text) in TEXTS {
        made.push((reader, name, text.as_bytes().to_vec(), true));
    }
    for (name, batch) in [("text", batch()), ("dictionary", dictionaries())] {
        let schema = batch.schema();
        let mut file = arrow_ipc::writer::FileWriter::try_new(Vec::new(), &schema).unwrap();
        file.write(&batch).unwrap();
        made.push(("arrow_file", name, file.into_inner().unwrap(), false));
        let mut stream = arrow_ipc::writer::StreamWriter::try_new(Vec::new(), &schema).unwrap();
        stream.write(&batch).unwrap();
        made.push(("arrow_stream", name, stream.into_inner().unwrap(), false));
        let mut bytes = Vec::new();
        let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, schema, None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        made.push(("parquet", name, bytes, false));
    }
    made
}

fn partial(sample: &str) -> String {
    let inputs = Inputs::folder(root().join("datasets/samples").join(sample)).unwrap();
    let as_of = Day::from_ymd(2025, 12, 31).unwrap();
    let result = reconcile(&inputs, &Policy::default(), as_of).unwrap();
    result.partial().unwrap().to_json().unwrap()
}

/// Sixty lines of a payroll, by column.
fn columns(of: impl Fn(&dyn Fn(i64) -> String) -> ArrayRef) -> Vec<(&'static str, ArrayRef)> {
    vec![
        ("payroll_id", of(&|_| "S1".to_owned())),
        ("worker_id", of(&|row| format!("W{row}"))),
        ("project_id", of(&|row| format!("P{}", row % 7))),
        ("period", of(&|_| "2025-03".to_owned())),
    ]
}

fn batch() -> RecordBatch {
    let text = |cell: &dyn Fn(i64) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values((0..60).map(cell)))
    };
    let mut columns = columns(text);
    columns.push(("net", text(&|row| format!("{row}.25"))));
    RecordBatch::try_from_iter(columns).unwrap()
}

fn dictionaries() -> RecordBatch {
    let text = |cell: &dyn Fn(i64) -> String| -> ArrayRef {
        let cells: Vec<String> = (0..60).map(cell).collect();
        let words: arrow_array::DictionaryArray<arrow_array::types::Int32Type> =
            cells.iter().map(String::as_str).collect();
        Arc::new(words)
    };
    let mut columns = columns(text);
    let net = Decimal128Array::from_iter_values((0..60).map(i128::from));
    columns.push(("net", Arc::new(net.with_precision_and_scale(18, 2).unwrap())));
    RecordBatch::try_from_iter(columns).unwrap()
}
