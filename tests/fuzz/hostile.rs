//! Files made to harm: bombs, lies about sizes, nests without end.

use std::io::Write as _;

use anxin::Result;
use anxin::intake::foreign::{Taken, take};
use anxin_datasets::book::{Member, Sheet, archive, crc32, xlsx};
use flate2::{Compress, Compression, FlushCompress};

use super::is_parent;

/// So many MiB of zeros, packed: blocks that stand each for itself, one after the other.
fn packed_zeros(mebibytes: usize) -> Vec<u8> {
    let mut pack = Compress::new(Compression::best(), false);
    let mut block = Vec::with_capacity(1 << 16);
    pack.compress_vec(&vec![0; 1 << 20], &mut block, FlushCompress::Full).unwrap();
    let mut bytes = block.repeat(mebibytes);
    let mut end = Vec::with_capacity(64);
    pack.compress_vec(&[], &mut end, FlushCompress::Finish).unwrap();
    bytes.write_all(&end).unwrap();
    bytes
}

/// A workbook of one small sheet, its members.
fn members() -> Vec<Member> {
    let mut sheet = Sheet::new("工资表");
    sheet.line(0, &["姓名", "身份证号", "工资月份", "项目编号", "实发工资"]);
    sheet.line(1, &["甲", "A1", "2025-03", "P1", "#1"]);
    let bytes = xlsx(&[sheet]);
    super::mutations::members(&bytes)
}

/// The workbook with one member changed.
fn with(path: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let change = |member: Member| {
        let text = String::from_utf8(member.bytes.clone()).unwrap();
        let is_it = member.name == path;
        if is_it { Member::plain(path, change(&text).into()) } else { member }
    };
    archive(&members().into_iter().map(change).collect::<Vec<_>>())
}

const SHEET: &str = "xl/worksheets/sheet1.xml";
const CAMT: &str = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">";

fn bomb(told_bytes: u32) -> Vec<u8> {
    let mut members = members();
    let bytes = packed_zeros(300);
    members.push(Member { name: "xl/a.xml".into(), method: 8, bytes, crc: 0, told_bytes });
    archive(&members)
}

/// Files that must be refused: what for, name, bytes, a word of the reason.
fn refused() -> Vec<(&'static str, &'static str, Vec<u8>, &'static str)> {
    let nested = archive(&[Member::plain("xl/workbook.xml", bomb(314_572_800))]);
    let mut many = members();
    many.extend((0..5_000).map(|n| Member::plain(&format!("xl/{n}.xml"), Vec::new())));
    let mut lying = members();
    lying[0].told_bytes = u32::MAX;
    lying[0].crc = crc32(b"another text");
    vec![
        ("one giant member", "book.xlsx", bomb(314_572_800), "unpacks to more than 256 MiB"),
        ("a giant that says it is small", "book.xlsx", bomb(10), "larger than its declared"),
        ("an archive in an archive", "book.xlsx", nested, "not found"),
        ("thousands of members", "book.xlsx", archive(&many), "files in the archive"),
        ("a member with a wrong sum", "book.xlsx", archive(&lying), "[Content_Types].xml"),
        (
            "a cell beyond the last column",
            "book.xlsx",
            with(SHEET, |text| text.replace("\"A2\"", "\"XFE2\"")),
            "column",
        ),
        (
            "a text of no end",
            "book.xlsx",
            with(SHEET, |text| text.replace("</sheetData></worksheet>", "")),
            "book.xlsx",
        ),
    ]
}

/// The same for texts.
fn refused_texts() -> Vec<(&'static str, &'static str, Vec<u8>, &'static str)> {
    let laughs = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE D [<!ENTITY a \"aaaaaaaaaa\">{}]>{CAMT}&z;</Document>",
        ('b'..='z').map(|c| format!("<!ENTITY {c} \"{}\">", "&a;".repeat(10))).collect::<String>()
    );
    let wide = "a,".repeat(1 << 20);
    vec![
        ("a million columns", "a.csv", wide.into_bytes(), "columns"),
        ("a quote that is never closed", "a.csv", b"a,\"b\n1,2\n".to_vec(), "quote"),
        ("entities that grow", "a.xml", laughs.into_bytes(), "entity"),
        (
            "elements without end",
            "a.xml",
            format!("{CAMT}{}", "<a>".repeat(200_000)).into_bytes(),
            "more than 64 levels",
        ),
        (
            "millions of elements",
            "a.xml",
            format!("{CAMT}{}", "<a/>".repeat(6_100_000)).into_bytes(),
            "more than 6000000 elements",
        ),
        ("lists without end", "a.json", b"[".repeat(1 << 20), "records and lists"),
        ("a deep list", "a.json", b"[".repeat(1 << 10), "recursion limit"),
        (
            "millions of records",
            "a.json",
            format!("[{}{{}}]", "{},".repeat(1_100_000)).into(),
            "records",
        ),
        (
            "wide records within a record",
            "a.json",
            format!(
                "{{{}\"list\":[{}{{\"z\":1}}]}}",
                (0..300).map(|n| format!("\"f{n}\":{n},")).collect::<String>(),
                "{\"z\":1},".repeat(100_000)
            )
            .into_bytes(),
            "more than 4000000 values",
        ),
        (
            "a log of millions of lines",
            "a.dat",
            [b"1\t2025-03-01 07:58:00\t0\n".to_vec(), b"1\n".repeat(2_100_000)].concat(),
            "lines",
        ),
        (
            "a statement of millions of lines",
            "a.sta",
            [b":20:A\n:25:1\n:60F:C250101CNY0,\n".to_vec(), b"\n".repeat(2_100_000)].concat(),
            "lines",
        ),
    ]
}

/// Files that look hostile and hold something: what for, name, bytes, rows.
fn read() -> Vec<(&'static str, &'static str, Vec<u8>, usize)> {
    let utf16 = |text: &str| {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xff, 0xfe].into_iter().chain(units).collect::<Vec<u8>>()
    };
    let sheet = "姓名,身份证号,工资月份,项目编号,实发工资\n甲,A1,2025-03,P1,1.00\n";
    vec![
        (
            "a sheet that says it is as large as can be",
            "book.xlsx",
            with(SHEET, |text| {
                text.replace("<sheetData>", "<dimension ref=\"A1:XFD1048576\"/><sheetData>")
            }),
            1,
        ),
        (
            "a cell in the last corner",
            "book.xlsx",
            with(SHEET, |text| {
                let corner =
                    "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>";
                text.replace("</sheetData>", corner)
            }),
            1,
        ),
        (
            "merged cells over everything",
            "book.xlsx",
            with(SHEET, |text| {
                let merge = "<mergeCell ref=\"A3:XFD1048576\"/>".repeat(5_000);
                let all = format!("</sheetData><mergeCells>{merge}</mergeCells>");
                text.replace("</sheetData>", &all)
            }),
            1,
        ),
        ("UTF-16 that ends in half a sign", "a.csv", [utf16(sheet), vec![0x41]].concat(), 1),
        ("UTF-8 with a sign of GB18030", "a.csv", [sheet.as_bytes(), b"\xff,\xb0\n"].concat(), 0),
        ("a message in UTF-16", "a.xml", utf16(&format!("{CAMT}<BkToCstmrStmt/></Document>")), 0),
    ]
}

fn rows(read: &Result<Taken>) -> Option<usize> {
    let taken = read.as_ref().ok()?;
    Some(taken.tables.iter().map(anxin::intake::foreign::rows::TextRows::len).sum())
}

#[test]
fn hostile_files_are_refused_or_read_in_bounded_memory() {
    if is_parent("hostile::hostile_files_are_refused_or_read_in_bounded_memory") {
        return;
    }
    let mut wrong = Vec::new();
    for (what, name, bytes, word) in refused().into_iter().chain(refused_texts()) {
        match take(name, &bytes, None) {
            Err(error) => {
                let error = error.to_string();
                if !error.contains(name) || !error.contains(word) {
                    wrong.push(format!("{what}: {error}"));
                }
            }
            Ok(taken) => wrong.push(format!("{what}: read, {:?} {:?}", taken.sort, taken.why)),
        }
    }
    for (what, name, bytes, expected) in read() {
        let taken = take(name, &bytes, None);
        if rows(&taken) != Some(expected) {
            wrong.push(format!("{what}: {:?}, not {expected}: {:?}", rows(&taken), taken.err()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
