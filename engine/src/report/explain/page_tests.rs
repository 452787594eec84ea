//! Pages of a busy month: the figures of the data and no others, escaped, balanced, captioned.

use std::collections::BTreeSet;

use serde_json::Value;

use super::html::{is_on_one_page, shown_lines};
use super::phrases::FINDINGS;
use super::{Explanation, Lang};
use crate::{Format, Inputs, Policy, Source, TableName, reconcile};

/// What stands for the worker, his project and the rest in the ids of a world.
struct Ids<'a> {
    worker: &'a str,
    project: &'a str,
    contract: &'a str,
    transfer: &'a str,
    name: &'a str,
}

const PLAIN: Ids<'_> = Ids {
    worker: "990100197901011054",
    project: "P1",
    contract: "HT",
    transfer: "ZZ",
    name: "甲三",
};

/// A text in quotes as CSV has it.
fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Six transfers of November, whose fates a statement tells, and `more` that wait.
fn transfers(ids: &Ids<'_>, more: usize) -> String {
    let (worker, project) = (cell(ids.worker), cell(ids.project));
    let transfer = |number: usize| cell(&format!("{}-{number}", ids.transfer));
    let mut transfers = "transfer_id,amount,paid_date,status,worker_id,project_id,period,\
                         payer_account,reverses\n"
        .to_owned();
    for (number, (amount, status, project, reverses)) in [
        ("5000", "settled", project.as_str(), ""),
        ("3500", "settled", "", ""),
        ("2000", "returned", &project, ""),
        ("800", "settled", &project, ""),
        ("800", "settled", &project, &transfer(3)),
        ("77.07", "settled", "P9", ""),
    ]
    .into_iter()
    .enumerate()
    {
        let id = transfer(number);
        let day = 10 + number;
        transfers.push_str(&format!(
            "{id},{amount},2025-11-{day},{status},{worker},{project},2025-10,A1,{reverses}\n"
        ));
    }
    for number in 0..more {
        let id = transfer(100 + number);
        transfers
            .push_str(&format!("{id},1.23,2025-12-01,pending,{worker},{project},2025-10,A1,\n"));
    }
    transfers
}

/// October 2025 with 31 attended days, three contracts, adjustments, two sheets, eight transfers,
/// means at hand and findings.
fn busy(ids: &Ids<'_>, more_transfers: usize) -> Explanation {
    let (worker, project) = (cell(ids.worker), cell(ids.project));
    let contract = |number: u32| cell(&format!("{}-{number}", ids.contract));
    let mut attendance = "worker_id,project_id,work_date,minutes\n".to_owned();
    for (day, minutes) in (1..=31).zip([540, 600, 480, 660, 510].into_iter().cycle()) {
        attendance.push_str(&format!("{worker},{project},2025-10-{day:02},{minutes}\n"));
    }
    attendance.push_str(&format!("{worker},{project},2025-10-12,eight\n"));
    let contracts = format!(
        "contract_id,worker_id,project_id,employer_id,team_id,pay_basis,rate,start_date,end_date,\
         pay_day,hours_system\n\
         {},{worker},{project},E1,T1,daily,320,2025-01-01,2025-10-10,15,standard\n\
         {},{worker},{project},E1,T1,monthly,9800,2025-10-11,2025-10-20,15,comprehensive\n\
         {},{worker},{project},E1,T2,hourly,42.5,2025-10-21,,15,standard\n",
        contract(1),
        contract(2),
        contract(3)
    );
    let payroll = format!(
        "payroll_id,worker_id,project_id,period,gross,deductions,net,confirmed,is_back_pay,days\n\
         S1,{worker},{project},2025-10,9000,200,8800,true,false,26\n\
         S2,{worker},{project},2025-10,3000,,3000,true,true,\n"
    );
    let adjustments = format!(
        "worker_id,project_id,period,kind,amount\n{worker},{project},2025-10,allowance,310\n\
         {worker},{project},2025-10,damage_deduction,6000\n"
    );
    let transfers = transfers(ids, more_transfers);
    let projects = format!(
        "project_id,region_code,general_contractor_id,wage_account,unsettled_amount\n\
         {project},520102,GC1,A1,900.00\n"
    );
    let workers = format!("worker_id,worker_name,pay_account\n{worker},{},B1\n", cell(ids.name));
    let deposits =
        format!("deposit_id,kind,amount,valid_from,project_id\nD1,cash,600,2025-01-01,{project}\n");
    let given = [
        (TableName::Attendance, attendance),
        (TableName::Contracts, contracts),
        (TableName::Payroll, payroll),
        (TableName::Adjustments, adjustments),
        (TableName::Transfers, transfers),
        (TableName::Projects, projects),
        (TableName::Workers, workers),
        (TableName::Deposits, deposits),
    ];
    let mut inputs = Inputs::default();
    for (table, text) in given {
        let source = Source::bytes(&format!("{}.csv", table.word()), Format::Csv, text.into());
        inputs = inputs.with(table, source);
    }
    let run = reconcile(&inputs, &Policy::default(), "2025-12-31".parse().unwrap()).unwrap();
    run.explain(ids.worker, Some(ids.project), "2025-10".parse().ok()).unwrap()
}

/// What a reader sees: the text of the body without tags, references resolved.
fn seen(html: &str) -> String {
    let body = html.split("<body>").nth(1).unwrap();
    let mut text = String::new();
    let mut is_tag = false;
    for character in body.chars() {
        match character {
            '<' => is_tag = true,
            '>' => {
                is_tag = false;
                text.push(' ');
            }
            character if !is_tag => text.push(character),
            _ => {}
        }
    }
    let references =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    references.iter().fold(text, |text, (from, to)| text.replace(from, to))
}

/// The numbers in a text: runs of digits and points.
fn numbers(text: &str) -> BTreeSet<String> {
    let runs = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    runs.map(|run| run.trim_matches('.').to_owned()).filter(|run| !run.is_empty()).collect()
}

/// All texts and numbers of a value, those under some keys aside.
fn leaves(value: &Value, aside: &[&str], found: &mut String) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| leaves(one, aside, found)),
        Value::Object(all) => {
            let own = all.iter().filter(|(key, _)| !aside.contains(&key.as_str()));
            own.for_each(|(_, one)| leaves(one, aside, found));
        }
        Value::String(text) => {
            found.push_str(text);
            found.push(' ');
        }
        Value::Number(number) => found.push_str(&format!("{number} ")),
        Value::Null | Value::Bool(_) => {}
    }
}

#[test]
fn the_page_holds_the_figures_of_the_data_and_no_others() {
    let explanation = busy(&PLAIN, 0);
    let statement = &explanation.statements[0];
    let data = serde_json::to_value(statement).unwrap();
    // Told otherwise: in the formula, by its sign in the calendar, in the language of the page.
    let aside = ["overtime_minutes", "absence_minutes", "row", "basis", "basis_zh", "meaning"];
    let mut told = String::new();
    leaves(&data, &aside, &mut told);
    let mut known = String::new();
    leaves(&data, &[], &mut known);
    known.push_str(env!("CARGO_PKG_VERSION"));
    FINDINGS.iter().for_each(|(_, meaning)| known.push_str(meaning));
    for lang in [Lang::Zh, Lang::En] {
        let page = numbers(&seen(&statement.to_html(lang)));
        let missing: Vec<_> = numbers(&told).difference(&page).cloned().collect();
        assert!(missing.is_empty(), "{lang:?} does not show {missing:?}");
        let invented: Vec<_> = page.difference(&numbers(&known)).cloned().collect();
        assert!(invented.is_empty(), "{lang:?} shows {invented:?}, which the data does not hold");
    }
    assert_eq!(statement.residual, "0.00");
    assert_eq!((statement.contracts.len(), statement.transfers.len()), (3, 6));
    assert!(statement.findings.len() >= 6, "{:?}", statement.findings);
    // The page is read whole where one worker-period was asked for.
    assert_eq!(explanation.to_html(Lang::En).matches("<main").count(), 1);
}

#[test]
fn what_comes_from_data_is_escaped() {
    let names = Ids {
        worker: "W<script>alert(1)</script>",
        project: "P\"onload='x'",
        contract: "C&amp;<b>",
        transfer: "T</main>&",
        name: "A & <i>B</i> \"C\" 'D'",
    };
    let html = busy(&names, 0).to_html(Lang::Zh);
    let text = seen(&html);
    for name in [names.worker, names.project, names.name, "C&amp;<b>-1", "T</main>&-0"] {
        assert!(text.contains(name), "{name}");
        assert!(!html.contains(name), "{name} stands raw");
    }
    assert!(!html.contains("<script") && !html.contains("<i>"));
    balanced(&html);
}

/// Tags that a page may hold.
const TAGS: [&str; 29] = [
    "html", "head", "meta", "title", "style", "body", "main", "header", "h1", "h2", "p", "dl",
    "div", "dt", "dd", "table", "caption", "thead", "tbody", "tr", "th", "td", "span", "b", "br",
    "section", "ul", "li", "footer",
];

/// Every tag is one of ours and is closed where it was opened.
fn balanced(html: &str) {
    let (before, rest) = html.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    let mut open: Vec<String> = Vec::new();
    for part in [before, after].join("").split('<').skip(1) {
        let tag = part.split('>').next().unwrap();
        let name = tag.trim_start_matches('/').split(' ').next().unwrap();
        match tag.strip_prefix('/') {
            _ if name == "!DOCTYPE" => {}
            Some(_) => assert_eq!(open.pop().as_deref(), Some(name), "{tag}"),
            None => {
                assert!(TAGS.contains(&name) || name == "ol", "{tag}");
                if !["meta", "br"].contains(&name) {
                    open.push(name.to_owned());
                }
            }
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn a_page_stands_by_itself_and_can_be_read_aloud() {
    for lang in [Lang::Zh, Lang::En] {
        let html = busy(&PLAIN, 0).to_html(lang);
        balanced(&html);
        for word in ["http:", "https:", "url(", "<script", "<img", "<link", "@import"] {
            assert!(!html.contains(word), "{word}");
        }
        assert!(html.contains("@page { size: A4 portrait;"));
        let tables = html.matches("<table").count();
        assert_eq!(html.matches("<caption>").count(), tables);
        assert_eq!(
            html.matches("<th").count(),
            html.matches("<th scope=").count() + tables_with_head(&html)
        );
        let word = if lang == Lang::Zh { "<html lang=\"zh-CN\">" } else { "<html lang=\"en\">" };
        assert!(html.contains(word));
        assert!(!html.contains("{}"));
    }
}

/// `<thead` begins like `<th`.
fn tables_with_head(html: &str) -> usize {
    html.matches("<thead>").count()
}

#[test]
fn lists_that_do_not_fit_are_cut_and_say_by_how_much() {
    let short = busy(&PLAIN, 0);
    assert!(
        [Lang::Zh, Lang::En].into_iter().all(|lang| is_on_one_page(&short.statements[0], lang))
    );
    assert!(!seen(&short.to_html(Lang::En)).contains("more in the data form"));
    let long = busy(&PLAIN, 60);
    let statement = &long.statements[0];
    assert!(is_on_one_page(statement, Lang::En));
    let text = seen(&long.to_html(Lang::En));
    let shown = statement.transfers.iter().filter(|line| text.contains(&line.transfer_id)).count();
    assert!((3..66).contains(&shown), "{shown}");
    assert!(text.contains(&format!("{} more in the data form", 66 - shown)), "{text}");
    // What pays this month is never among what is left out.
    for line in statement.transfers.iter().filter(|line| line.allocations.iter().any(|p| p.is_here))
    {
        assert!(text.contains(&line.transfer_id), "{}", line.transfer_id);
    }
    assert!(shown_lines(statement) < shown_lines(&short.statements[0]) + 60);
    // The order of the lists does not decide whether it fits.
    assert!(is_on_one_page(&busy(&PLAIN, 400).statements[0], Lang::Zh));
}

#[test]
fn several_statements_are_several_pages() {
    let mut explanation = busy(&PLAIN, 0);
    let again = explanation.statements[0].clone();
    explanation.statements.push(again);
    let html = explanation.to_html(Lang::Zh);
    assert_eq!(html.matches("<main").count(), 2);
    assert_eq!(html.matches("<style>").count(), 1);
    balanced(&html);
}
