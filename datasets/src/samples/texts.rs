//! The tables of the sample site that are written by hand, and its README.

/// Table, header, lines; see `site::number_of` for `@`, `#`, `$`, `%`.
pub(super) const TABLES: &[(&str, &str, &[&str])] = &[
    (
        "projects",
        "project_id|project_name|region_code|category|investment|owner_id|general_contractor_id\
         |contract_amount|annual_contract_amount|signed_date|permit_date|start_date\
         |planned_end_date|status|labour_cost_monthly|labour_cost_ratio|labour_cost_day\
         |wage_account|wage_account_opened_date|real_name_in_place|paid_by_general_contractor\
         |notice_board_complete|payroll_officer_named|deposit_exempt|wage_account_exempt\
         |unsettled_amount",
        &[
            "P1|海棠苑一期|150102|01|private|$11|$1|86000000.00|48000000.00|2025-05-12|2025-06-03\
             |2025-06-10|2026-11-30|active|60000.00|0.25|10|%1|2025-06-05|true|true|true|true\
             |false|false|6000.00",
            "P2|城东小学扩建|150104|01|government|$12|$1|12500000.00||2025-06-16|2025-07-01\
             |2025-07-05|2026-06-30|active|12000.00||10|%2|2025-08-20|true|true|false||false\
             |false|",
        ],
    ),
    (
        "contracts",
        "contract_id|worker_id|project_id|employer_id|team_id|trade|pay_basis|rate|start_date\
         |end_date|pay_day|pay_month_offset|hours_system|daily_minutes",
        &[
            "C01|@甲一|P1|$21|B1|钢筋工|daily|300.00|2025-08-25||20|1|none|480",
            "C02|@甲二|P1|$21|B1|钢筋工|daily|300.00|2025-08-25||20|1|none|480",
            "C03|@甲三|P1|$21|B1|钢筋工|daily|320.00|2025-08-25||20|1|none|480",
            "C04|@甲四|P1|$21|B1|电工|hourly|40.00|2025-08-25||20|1|standard|480",
            "C05|@甲五|P1|$21|B1|测量工|monthly|8000.00|2025-08-25||20|1|standard|480",
            "C06|@乙一|P1|$22|B2|瓦工|piece|35.00|2025-08-25||20|1|none|480",
            "C07|@乙二|P1|$22|B2|木工|daily|300.00|2025-08-25||20|1|none|480",
            "C08|@乙三|P1|$22|B2|木工|daily|300.00|2025-08-25||20|1|none|480",
            "C09|@乙四|P1|$22|B2|木工|daily|280.00|2025-08-25||20|1|none|480",
            "C10|@乙五|P1|$22|B2|木工|daily|280.00|2025-08-25||20|1|none|480",
            "C11|@丙一|P1|$23|B3|杂工|daily|300.00|2025-08-25|2025-12-31|20|1|none|480",
            "C12|@丙一|P2|$23|B3|杂工|daily|300.00|2025-09-16|2025-10-15|20|1|none|480",
            "C13|@丙一|P2|$23|B3|杂工|daily|320.00|2025-10-16||20|1|none|480",
            "C14|@丙二|P2|$23|B3|杂工|daily|310.00|2025-08-25||20|1|none|480",
            "C15|@丙三|P2|$23|B3|杂工|daily|300.00|2025-08-25||20|1|none|480",
        ],
    ),
    (
        "payroll",
        "payroll_id|worker_id|project_id|period|gross|deductions|net|confirmed|is_back_pay|days\
         |minutes",
        &[
            "S1-09|@甲一|P1|2025-09|6600.00|0.00|6600.00|true|false|22|10560",
            "S1-09|@甲二|P1|2025-09|6600.00|0.00|6600.00|true|false|22|10560",
            "S1-09|@甲三|P1|2025-09|7040.00|0.00|7040.00|true|false|22|10560",
            "S1-09|@甲四|P1|2025-09|7040.00|0.00|7040.00|true|false|22|10560",
            "S1-09|@甲五|P1|2025-09|7632.18|0.00|7632.18|true|false|21|10080",
            "S1-09|@乙一|P1|2025-09|7315.00|0.00|7315.00|true|false|22|10560",
            "S1-09|@乙二|P1|2025-09|6600.00|0.00|6600.00|true|false|22|10560",
            "S1-09|@乙三|P1|2025-09|6600.00|0.00|6600.00|true|false|22|10560",
            "S1-09|@乙四|P1|2025-09|6160.00|0.00|6160.00|true|false|22|10560",
            "S1-09|@乙五|P1|2025-09|6160.00|0.00|6160.00|true|false|22|10560",
            "S1-09|@丙一|P1|2025-09|3000.00|0.00|3000.00|true|false|10|4800",
            "S2-09|@丙一|P2|2025-09|3600.00|0.00|3600.00|true|false|12|5760",
            "S2-09|@丙二|P2|2025-09|6820.00|0.00|6820.00|true|false|22|10560",
            "S1-10|@甲一|P1|2025-10|5400.00|0.00|5400.00|true|false|18|8640",
            "S1-10|@甲二|P1|2025-10|5400.00|0.00|5400.00|true|false|18|8640",
            "S1-10|@甲三|P1|2025-10|5760.00|0.00|5760.00|true|false|18|8640",
            "S1-10|@甲五|P1|2025-10|8000.00|0.00|8000.00|true|false|18|8640",
            "S1-10|@乙一|P1|2025-10|5000.00||5000.00|false|false|18|8640",
            "S1-10|@乙二|P1|2025-10|5400.00|0.00|5400.00|true|false|18|8640",
            "S1-10|@乙三|P1|2025-10|5400.00|0.00|5400.00|true|false|18|8640",
            "S1-10|@乙四|P1|2025-10|5040.00|0.00|5040.00|true|false|18|8640",
            "S1-10|@乙五|P1|2025-10|5040.00|0.00|5040.00|true|false|18|8640",
            "S2-10|@丙一|P2|2025-10|5640.00|0.00|5640.00|true|false|18|8640",
            "S2-10|@丙二|P2|2025-10|5580.00|0.00|5580.00|true|false|18|8640",
            "S2-10|@丙三|P2|2025-10|3000.00|0.00|3000.00|true|false||",
            "S1-11|@乙二|P1|2025-11|6600.00|0.00|6600.00|true|true||",
        ],
    ),
    (
        "adjustments",
        "worker_id|project_id|period|adjustment_id|kind|amount",
        &["@甲四|P1|2025-10|A1|allowance|200.00", "@甲四|P1|2025-10|A2|other_deduction|50.00"],
    ),
    (
        "transfers",
        "transfer_id|amount|paid_date|status|worker_id|project_id|period|payee_account|payee_name\
         |payer_account|reverses|payroll_id",
        &[
            "T01|6600.00|2025-10-20|settled|@甲一|P1|2025-09|#甲一|甲一|%1||S1-09",
            "T02|6600.00|2025-10-20|settled|@甲二|P1|2025-09|#甲二|甲二|%1||S1-09",
            "T03|3520.00|2025-10-20|settled|@甲三|P1|2025-09|#甲三|甲三|%1||S1-09",
            "T04|7040.00|2025-10-20|settled|@甲四|P1|2025-09|#甲四|甲四|%1||S1-09",
            "T05|7632.18|2025-10-20|settled|@甲五|P1|2025-09|#甲五|甲五|%1||S1-09",
            "T06|7315.00|2025-10-20|settled|@乙一|P1|2025-09|#乙一|乙一|%1||S1-09",
            "T07|6600.00|2025-10-20|returned|@乙二|P1|2025-09|#乙二|乙二|%1||S1-09",
            "T08|6600.00|2025-10-20|settled|@乙三|P1|2025-09|#乙三|乙三|%1||S1-09",
            "T09|6160.00|2025-10-20|settled|@乙四|P1|2025-09|#乙四|乙四|%1||S1-09",
            "T10|6160.00|2025-10-20|settled|@乙五|P1|2025-09|#乙五|乙五|%1||S1-09",
            "T11|6600.00|2025-10-20|settled|@丙一|||||||",
            "T12|6820.00|2025-10-20|settled|@丙二|P2|2025-09|#丙二|丙二|%2||S2-09",
            "T13|6600.00|2025-10-28|settled|@乙二|P1|2025-09|#乙二|乙二|%1||S1-11",
            "T21|5400.00|2025-11-20|settled|@甲一|P1|2025-10|#甲一|甲一|%1||S1-10",
            "T22|5400.00|2025-11-25|settled|@甲二|P1|2025-10|#甲二|甲二|%1||S1-10",
            "T23|5760.00|2025-11-20|settled|@甲三|P1|2025-10|#甲三|甲三|%1||S1-10",
            "T25|8000.00|2025-11-20|settled|@甲五|P1|2025-10|#甲五|甲五|%1||S1-10",
            "T26|5000.00|2025-11-20|settled|@乙一|P1|2025-10|#乙一|乙一|%1||S1-10",
            "T27|5400.00|2025-11-20|settled|@乙二|P1|2025-10|#乙二|乙二|%1||S1-10",
            "T28|5400.00|2025-11-20|settled|@乙三|P1|2025-10|#乙三|乙三|%1||S1-10",
            "T28|5400.00|2025-11-20|settled|@乙三|P1|2025-10|#乙三|乙三|%1||S1-10",
            "T29|5040.00|2025-11-20|settled|@乙四|P1|2025-10|#乙五|乙四|%1||S1-10",
            "T30|5040.00|2025-11-20|settled||||#乙五||||",
            "T31|5640.00|2025-11-20|settled|@丙一|P2|2025-10|#丙一|丙一|%2||S2-10",
            "T33|3000.00|2025-11-20|settled|@丙三|P2|2025-10|#丙三|丙三|%2||S2-10",
            "T40|300.00|2025-12-10|settled|@甲一|P1||#甲一|甲一|%1||",
            "T41|800.00|2025-12-10|settled|@甲一|P1||#甲一|甲一|%3||",
            "T42|800.00|2025-12-12|settled|@甲一||||||T41|",
            "T43|500.00|2025-12-15|settled||||6299990000000099999|戊九|%3||",
            "T44|5580.00|2025-12-30|pending|@丙二|P2|2025-10|#丙二|丙二|%2||S2-10",
        ],
    ),
    (
        "account_entries",
        "entry_id|wage_account|entry_date|direction|amount|purpose|project_id|counter_account",
        &[
            "E01|%1|2025-09-01|credit|10000.00|opening|P1|",
            "E02|%1|2025-10-10|credit|60000.00|labour_cost|P1|%11",
            "E03|%1|2025-11-12|credit|50000.00|labour_cost|P1|%11",
            "E04|%1|2025-12-21|credit|12.34|interest|P1|",
            "E05|%1|2025-12-05|debit|5000.00|other|P1|%31",
            "E06|%2|2025-09-01|credit|5000.00|opening|P2|",
            "E07|%2|2025-10-10|credit|12000.00|labour_cost|P2|%12",
        ],
    ),
    (
        "deposits",
        "deposit_id|kind|amount|drawn|drawn_date|valid_from|valid_to|project_id|contractor_id\
         |region_code",
        &[
            "D1|bank_guarantee|1290000.00|||2025-06-20|2025-11-30|P1||",
            "D2|insurance_bond|3000.00|1000.00|2025-12-01|2025-07-10|2026-12-31|P2||",
            "D3|cash|4000.00|||2025-06-20|||$1|1501",
            "D4|emergency_fund|1000000.00|0.00||||||15",
            "D5|payment_guarantee|500000.00|||2025-06-20|2026-12-31|P1||",
            "D6|other_security|8888.00|||2025-06-20||||",
        ],
    ),
    (
        "contractors",
        "contractor_id|contractor_name|credit_code",
        &["$1|北原建设有限公司|$1", "$2|南坡建设有限公司|$2"],
    ),
    (
        "contractor_events",
        "contractor_id|event|event_date|until_date|region_code",
        &["$1|arrears|2025-03-10||1501", "$2|blacklisted|2024-11-01|2027-10-31|15"],
    ),
    (
        "cases",
        "case_id|region_code|project_id|employer_id|channel|received_date|due_date|closed_date\
         |workers|amount_claimed|amount_recovered",
        &[
            "K1|150104|P2|$23|12345热线|2025-12-02|2025-12-17||1|5580.00|0.00",
            "K2|150102|P1|$22|来访|2025-10-22|2025-11-06|2025-10-29|1|6600.00|6600.00",
        ],
    ),
    (
        "signals",
        "employer_id|signal|signal_date|amount|days_overdue",
        &["$41|water|2025-12-01|1520.60|62", "$41|social_insurance|2025-12-15|23800.00|45"],
    ),
    ("calendar", "date|day_class", &["2025-09-12|rest_day"]),
];

/// What the sample holds, in plain words.
pub(super) const README: &str = "\
# A small site

Made-up people, firms and accounts (their numbers pass the check digits, none exists). Two projects of one general
contractor in one management area (Hohhot, 1501): **P1** 海棠苑一期 and **P2** 城东小学扩建; thirteen workers; wages of
September and October 2025. The books are closed on **2025-12-31**. Wages are paid on the 20th of the month after:
September falls due on 2025-10-20, October on 2025-11-20.

Everybody comes on every workday: 22 days in September (on the 12th the site stands still, `calendar.csv` says so)
and 18 days in October. Whoever is paid by the day gets days × rate.

## Who is owed what, and why

| worker | month | due | paid | owed | why |
| --- | --- | --- | --- | --- | --- |
| 甲三 (P1) | September | 22 × 320.00 = 7,040.00 | 3,520.00 | **3,520.00** | only half was paid (T03) |
| 甲四 (P1) | October | 7,040.00 | 0.00 | **7,040.00** | not on the payroll sheet, so his attendance counts (below) |
| 乙一 (P1) | October | 171 pieces × 35.00 = 5,985.00 | 5,000.00 | **985.00** | he did not sign the sheet that says 5,000.00; the greater sum counts |
| 丙二 (P2) | October | 18 × 310.00 = 5,580.00 | 0.00 | **5,580.00** | the transfer T44 is still pending |
| all | | | | **17,125.00** | P1 11,545.00, P2 5,580.00 |

甲四 is paid 40.00 an hour under standard hours. October: 18 workdays × 8 h × 40.00 = 5,760.00; on the 15th two hours
more, × 150 % = 120.00; on 1 October, a statutory holiday, 8 h × 300 % = 960.00: 6,840.00. An allowance of 200.00
comes on top; the \"other\" deduction of 50.00 has no ground and is not taken off: **7,040.00**.

## Looks wrong, and nothing is owed

- 甲一: paid on 2025-10-20, the due day itself: in time. In December 300.00 more than was due (T40): an advance, which never
  makes up for what a colleague is owed. 800.00 by mistake (T41), taken back two days later (T42).
- 甲二: October paid on 2025-11-25, five days late: late, not owed.
- 甲五: 8,000.00 a month, one workday absent in September: 8,000.00 − 8,000.00 ÷ 21.75 = 7,632.18.
- 乙二: the September transfer came back (T07) and was paid again on 2025-10-28 (T13), on a sheet of back pay (S1-11): late.
  The back-pay line is no new due. His complaint K2 is closed.
- 乙三: T28 was delivered twice under one id: one payment.
- 乙四: his October wage went to the account of 乙五 (T29). It names him, so it counts as paid, with a finding.
- 乙五: 10 September was uploaded twice: one day. T30 bears nothing but his account: it is his.
- 丙一: ten days on P1 and twelve on P2 in September; one transfer (T11) names no project and pays both. From 16 October
  he gets 320.00 instead of 300.00: 6 × 300.00 + 12 × 320.00 = 5,640.00.
- 丙三: 3,000.00 on the sheet and paid (T33), but nobody ever saw him on the site.

## Rows that are set aside

- `attendance`: a 31 September (bad cell), a row without a worker (missing), a day in 2026 (after the day of the books), the copy.
- `transfers`: T43 goes to an account and a name nobody knows (unmatched), beside the returned, pending and repeated ones.
- `deposits`: D6 has neither project nor contractor nor region.

## What stands behind the wages

The guarantee D1 of P1 expired on 2025-11-30 and does not count. D2 of P2 has 2,000.00 left. D3 (4,000.00) belongs to the
contractor and is shared by both projects. 5,000.00 left the wage account of P1 for another purpose (E05), and its owner's
November inflow came late and 10,000.00 short. The owner of P1 still owes 6,000.00. The contractor was on record for
arrears in March 2025, before the projects were signed: his deposit rate is the higher one.

## Three ways to write it

`site` uses the canonical names. `site-national` has the same content with the field names and codes of the national
platform, `site-chinese` with Chinese headers and words (workers, payroll and transfers in GB18030, the rest in UTF-8 with
a byte-order mark, CRLF). In both the identity number is the worker's id. All three must give the same results.
";
