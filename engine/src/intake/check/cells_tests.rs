use super::*;
use crate::intake::tables::{Kind, TableName, punches, transfers};

#[test]
fn text_is_trimmed_and_folded() {
    for (met, is_account, expected) in [
        ("  W01\t", false, "W01"),
        ("\u{feff}Ｗ０１", false, "W01"),
        ("张\u{3000}三", false, "张 三"),
        ("\u{3000}李四\u{a0}", false, "李四"),
        ("（甲）", false, "（甲）"),
        ("a-b c", false, "a-b c"),
        ("6222 0200-1234", true, "622202001234"),
        ("６２２２\u{3000}０２－１", true, "6222021"),
        (" - ", true, ""),
        ("", false, ""),
    ] {
        assert_eq!(normal(met, is_account), expected, "{met}");
    }
    assert!(matches!(normal(" x ", false), Cow::Borrowed("x")));
    assert_eq!(plain(" １２，３４５．６７ "), "12,345.67");
}

#[test]
fn money_has_every_form_of_the_contract() {
    for (text, fen) in [
        ("12345.67", 1_234_567),
        ("12,345.67", 1_234_567),
        ("1,234,567.8", 123_456_780),
        ("¥12345.67", 1_234_567),
        ("￥12,345.67元", 1_234_567),
        ("¥ 5", 500),
        ("100 元", 10_000),
        ("-3.50", -350),
        ("-¥3.5", -350),
        ("¥-3.5", -350),
        ("+1", 100),
        ("0.10", 10),
        ("1.230000", 123),
        ("92233720368547758.07", i64::MAX),
    ] {
        assert_eq!(money_fen(text), Some(fen), "{text}");
    }
    for text in [
        ".5",
        "5.",
        "1.234",
        "0.005",
        "12,34",
        "1234,567",
        "1,2345",
        ",123",
        "1,,234",
        "1,234,",
        "abc",
        "¥",
        "元",
        ".",
        "-",
        "--1",
        "-¥-1",
        "1.2.3",
        "1e3",
        "1.2,3",
        "92233720368547758.08",
        "1 000",
        "(5)",
        "NaN",
    ] {
        assert_eq!(money_fen(text), None, "{text}");
    }
}

#[test]
fn numbers_keep_their_decimals_and_refuse_more() {
    assert_eq!(number("12.5", 4), Some(125_000));
    assert_eq!(number("12.50000", 4), Some(125_000));
    assert_eq!(number("12.00005", 4), None);
    assert_eq!(number("480", 0), Some(480));
    assert_eq!(number("480.0", 0), Some(480));
    assert_eq!(number("480.5", 0), None);
    assert_eq!(number("-1,000.125", 3), Some(-1_000_125));
    assert_eq!(number("99999999999999999999", 0), None);
}

#[test]
fn days_have_every_form_of_the_contract() {
    let expected = Day::from_ymd(2025, 3, 1);
    for text in [
        "2025-03-01",
        "2025-3-1",
        "2025/3/1",
        "2025/03/01",
        "2025.3.1",
        "2025年3月1日",
        "2025年03月01",
        "20250301",
        "45717",
        "2025-03-01 00:00:00",
        "2025/3/1 0:00",
        "2025-03-01T07:58:03.123",
        "20250301075803",
        "2025-02-28T16:00:00Z",
    ] {
        assert_eq!(day(text), expected, "{text}");
    }
    for text in [
        "2025-02-29",
        "2025-13-01",
        "2025-03/01",
        "2025-03",
        "202503",
        "2025年3-1",
        "25-03-01",
        "1899-12-31",
        "2200-01-01",
        "20251301",
        "2025030",
        "202503011",
        "0",
        "60",
        "109575",
        "109574",
        "2025-03-01x",
        "2025-03-01 24:00",
        "yesterday",
        "-1",
        "２",
    ] {
        assert_eq!(day(text), None, "{text}");
    }
}

#[test]
fn excel_serials_have_five_digits() {
    assert_eq!(day("10000"), Day::from_ymd(1927, 5, 18));
    assert_eq!(day("45717"), Day::from_ymd(2025, 3, 1));
    assert_eq!(day("99999"), Day::from_ymd(2173, 10, 13));
    assert_eq!(day("9999"), None);
    assert_eq!(day("2025"), None); // a year is no day
}

#[test]
fn times_have_every_form_of_the_contract() {
    let day = i64::from(Day::from_ymd(2025, 3, 1).unwrap().0) * 86_400;
    for (text, clock) in [
        ("2025-03-01 07:58", 7 * 3_600 + 58 * 60),
        ("2025-03-01 7:58", 7 * 3_600 + 58 * 60),
        ("2025-03-01T07:58:03", 7 * 3_600 + 58 * 60 + 3),
        ("2025/3/1  07:58:03.999", 7 * 3_600 + 58 * 60 + 3),
        ("20250301075803", 7 * 3_600 + 58 * 60 + 3),
        ("2025-03-01T00:00:00+08:00", 0),
        ("2025-02-28 23:30:00-0030", 8 * 3_600),
        ("2025-02-28T23:59:59Z", 8 * 3_600 - 1),
        ("2025-03-01 23:59:59", 86_399),
    ] {
        assert_eq!(time_seconds(text), Some(day + clock), "{text}");
    }
    for text in [
        "2025-03-01",
        "2025-03-01 24:00",
        "2025-03-01 07:60",
        "2025-03-01 07:58:60",
        "2025-03-01 7",
        "2025-03-01 07:58:03.",
        "2025-03-01 07:58 +99:00",
        "07:58",
        "20250301",
        "45717.33",
        "1899-12-31 23:59:59",
    ] {
        assert_eq!(time_seconds(text), None, "{text}");
    }
}

#[test]
fn months_have_every_form_of_the_contract() {
    for text in [
        "2025-03",
        "2025-3",
        "2025/03",
        "2025.3",
        "202503",
        "2025年3月",
        "2025年03月",
        "2025-03-31",
        "20250331",
        "2025年3月31日",
        "2025/3/1 00:00",
    ] {
        assert_eq!(month(text), Some(Month::from_ym(2025, 3)), "{text}");
    }
    for text in
        ["2025-13", "2025-00", "202513", "2025", "20253", "45717", "1899-12", "2200-01", "3月"]
    {
        assert_eq!(month(text), None, "{text}");
    }
}

#[test]
fn truths_are_words_or_digits() {
    for (text, expected) in [
        ("true", Some(true)),
        ("TRUE", Some(true)),
        ("1", Some(true)),
        ("是", Some(true)),
        ("Y", Some(true)),
        ("false", Some(false)),
        ("0", Some(false)),
        ("否", Some(false)),
        ("n", Some(false)),
        ("2", None),
        ("也许", None),
    ] {
        assert_eq!(truth(text), expected, "{text}");
    }
}

fn words(table: TableName, position: usize) -> &'static [CodeWord] {
    let Kind::Code(words) = table.table().columns[position].kind else { panic!("no codes") };
    words
}

#[test]
fn codes_are_words_national_codes_and_chinese_words() {
    let status = words(TableName::Transfers, transfers::STATUS);
    for (text, expected) in [
        ("settled", Some(0)),
        ("Settled", Some(0)),
        ("20", Some(0)),
        ("成功", Some(0)),
        ("0", Some(1)),
        ("40", Some(1)),
        ("退回", Some(2)),
        ("30", Some(3)),
        ("10", None),
        ("", None),
    ] {
        assert_eq!(code(text, status), expected, "{text}");
    }
    let direction = words(TableName::Punches, punches::DIRECTION);
    assert_eq!(code("01", direction), Some(0));
    assert_eq!(code("1", direction), Some(0), "Excel drops leading zeros");
    assert_eq!(code("002", direction), Some(1));
    assert_eq!(code("入场", direction), Some(0));
}

#[test]
fn regions_lose_their_zero_pairs() {
    for (text, expected) in [
        ("520102", Some(6_520_102)),
        ("520100", Some(4_005_201)),
        ("5201", Some(4_005_201)),
        ("52", Some(2_000_052)),
        ("000000", Some(0)),
        ("52010", None),
        ("52O1", None),
        ("52010212", None),
    ] {
        assert_eq!(region(text), expected, "{text}");
    }
}
