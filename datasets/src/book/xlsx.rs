//! Workbooks of Excel 2007 and later.

use std::fmt::Write as _;

use super::{Content, Member, Sheet, archive, serial, shared};

/// A workbook of these sheets, its texts shared, dates as dates, merged cells marked.
#[must_use]
pub fn xlsx(sheets: &[Sheet]) -> Vec<u8> {
    let texts = shared(sheets);
    let mut members = vec![
        Member::plain("[Content_Types].xml", content_types(sheets.len()).into()),
        Member::plain("_rels/.rels", related(&[("rId1", "officeDocument", "xl/workbook.xml")])),
        Member::plain("xl/workbook.xml", workbook(sheets).into()),
    ];
    let mut parts: Vec<(String, &str, String)> = (1..=sheets.len())
        .map(|n| (format!("rId{n}"), "worksheet", format!("worksheets/sheet{n}.xml")))
        .collect();
    parts.push(("rIdS".to_owned(), "sharedStrings", "sharedStrings.xml".to_owned()));
    parts.push(("rIdF".to_owned(), "styles", "styles.xml".to_owned()));
    let parts: Vec<_> =
        parts.iter().map(|(id, kind, to)| (id.as_str(), *kind, to.as_str())).collect();
    members.push(Member::plain("xl/_rels/workbook.xml.rels", related(&parts)));
    members.push(Member::plain("xl/styles.xml", STYLES.as_bytes().to_vec()));
    let mut strings = format!("{XML}<sst xmlns=\"{MAIN}\" uniqueCount=\"{}\">", texts.len());
    for text in &texts {
        put(&mut strings, format_args!("<si><t xml:space=\"preserve\">{}</t></si>", escaped(text)));
    }
    strings.push_str("</sst>");
    members.push(Member::plain("xl/sharedStrings.xml", strings.into()));
    for (number, sheet) in (1..).zip(sheets) {
        let name = format!("xl/worksheets/sheet{number}.xml");
        members.push(Member::plain(&name, worksheet(sheet, &texts).into()));
    }
    archive(&members)
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// Style 0 is plain, style 1 a date.
const STYLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
    <fonts count=\"1\"><font><sz val=\"11\"/><name val=\"宋体\"/></font></fonts>\
    <fills count=\"1\"><fill><patternFill patternType=\"none\"/></fill></fills>\
    <borders count=\"1\"><border/></borders>\
    <cellStyleXfs count=\"1\"><xf numFmtId=\"0\"/></cellStyleXfs>\
    <cellXfs count=\"2\"><xf numFmtId=\"0\" xfId=\"0\"/>\
    <xf numFmtId=\"14\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>";

/// A `String` takes all that is written.
fn put(text: &mut String, what: std::fmt::Arguments<'_>) {
    let _infallible = text.write_fmt(what);
}

fn content_types(sheets: usize) -> String {
    let mut text = format!(
        "{XML}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    );
    let mut part = |path: &str, kind: &str| {
        put(
            &mut text,
            format_args!(
                "<Override PartName=\"/xl/{path}\" ContentType=\"application/\
                 vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml\"/>"
            ),
        );
    };
    part("workbook.xml", "sheet.main");
    part("styles.xml", "styles");
    part("sharedStrings.xml", "sharedStrings");
    (1..=sheets).for_each(|n| part(&format!("worksheets/sheet{n}.xml"), "worksheet"));
    text + "</Types>"
}

fn related(parts: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut text = format!(
        "{XML}<Relationships \
         xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    );
    for (id, kind, target) in parts {
        put(
            &mut text,
            format_args!(
                "<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>"
            ),
        );
    }
    (text + "</Relationships>").into()
}

fn workbook(sheets: &[Sheet]) -> String {
    let mut text = format!("{XML}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>");
    for (number, sheet) in (1..).zip(sheets) {
        let name = escaped(&sheet.name);
        put(
            &mut text,
            format_args!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>"),
        );
    }
    text + "</sheets></workbook>"
}

fn worksheet(sheet: &Sheet, texts: &[&str]) -> String {
    let mut text = format!("{XML}<worksheet xmlns=\"{MAIN}\"><sheetData>");
    let mut open = None;
    for (row, column, content) in sheet.sorted() {
        if open != Some(row) {
            text.push_str(if open.is_some() { "</row>" } else { "" });
            put(&mut text, format_args!("<row r=\"{}\">", row + 1));
            open = Some(row);
        }
        let place = place(*row, *column);
        match content {
            Content::Text(own) => {
                let number = texts.iter().position(|text| text == own).unwrap_or(0);
                put(&mut text, format_args!("<c r=\"{place}\" t=\"s\"><v>{number}</v></c>"));
            }
            Content::Number(number) => {
                put(&mut text, format_args!("<c r=\"{place}\"><v>{number}</v></c>"));
            }
            Content::Day(day) => {
                let day = serial(*day);
                put(&mut text, format_args!("<c r=\"{place}\" s=\"1\"><v>{day}</v></c>"));
            }
        }
    }
    text.push_str(if open.is_some() { "</row></sheetData>" } else { "</sheetData>" });
    if !sheet.merges.is_empty() {
        put(&mut text, format_args!("<mergeCells count=\"{}\">", sheet.merges.len()));
        for &(top, left, bottom, right) in &sheet.merges {
            let (first, last) = (place(top, left), place(bottom, right));
            put(&mut text, format_args!("<mergeCell ref=\"{first}:{last}\"/>"));
        }
        text.push_str("</mergeCells>");
    }
    text + "</worksheet>"
}

/// `A1` of row 0, column 0.
fn place(row: u32, column: u32) -> String {
    let (mut rest, mut letters) = (column + 1, String::new());
    while rest > 0 {
        rest -= 1;
        letters.insert(0, char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    format!("{letters}{}", row + 1)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
