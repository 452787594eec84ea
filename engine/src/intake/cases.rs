//! Cases and signals: complaints about wages, signs of trouble at firms, by dense ids (step 2).

use std::collections::BTreeMap;

use super::accounts::about;
use super::build::{day, small};
use super::facts::{Case, Given, PublishedRate, Signal, SignalKind};
use super::key::Names;
use super::keyed::Directory;
use super::rows::{Cells, Rows};
use super::tables::TableName;
use super::tables::{cases, projects, published_rates, signals};
use crate::basics::day::Day;
use crate::basics::finding::{Code, Finding};
use crate::basics::ids::{ContractorId, NameId, ProjectId};
use crate::basics::region::Region;

/// Used cases in the order of their ids.
#[must_use]
pub fn cases(rows: Option<&Rows>) -> Vec<Case> {
    let mut all: Vec<Case> = (rows.iter())
        .flat_map(|rows| rows.used().map(move |row| (*rows, row)))
        .map(|(rows, row)| Case {
            case: NameId(rows.name(cases::CASE_ID, row)),
            region: rows
                .region(cases::REGION_CODE, row)
                .filter(|&region| region != Region::EVERYWHERE),
            project: ProjectId(rows.name(cases::PROJECT_ID, row)),
            employer: NameId(rows.name(cases::EMPLOYER_ID, row)),
            received_day: day(rows, cases::RECEIVED_DATE, row).unwrap_or(Day::NONE),
            due_day: day(rows, cases::DUE_DATE, row),
            closed_day: day(rows, cases::CLOSED_DATE, row),
            workers: small(rows, cases::WORKERS, row),
            claimed_fen: rows.number(cases::AMOUNT_CLAIMED, row),
            recovered_fen: rows.number(cases::AMOUNT_RECOVERED, row),
        })
        .collect();
    all.sort_by_key(|case| case.case);
    all
}

/// Used signals, by employer, day, kind, amount and days.
#[must_use]
pub fn signals(rows: Option<&Rows>) -> Vec<Signal> {
    let mut all: Vec<Signal> = (rows.iter())
        .flat_map(|rows| rows.used().map(move |row| (*rows, row)))
        .map(|(rows, row)| Signal {
            employer: NameId(rows.name(signals::EMPLOYER_ID, row)),
            kind: match rows.word(signals::SIGNAL, row) {
                Some("water") => SignalKind::Water,
                Some("power") => SignalKind::Power,
                Some("social_insurance") => SignalKind::SocialInsurance,
                Some("tax") => SignalKind::Tax,
                _ => SignalKind::Opinion,
            },
            signal_day: day(rows, signals::SIGNAL_DATE, row).unwrap_or(Day::NONE),
            amount_fen: rows.number(signals::AMOUNT, row),
            overdue_days: small(rows, signals::DAYS_OVERDUE, row),
        })
        .collect();
    all.sort_by_key(|signal| {
        (signal.employer, signal.signal_day, signal.kind, signal.amount_fen, signal.overdue_days)
    });
    all
}

/// Used published rates in the order of their ids; `texts` are the names of their space.
#[must_use]
pub fn published_rates(rows: Option<&Rows>, texts: &Names) -> Vec<PublishedRate> {
    let count = |rows: &Rows, column, row| {
        rows.small_value(column, row).and_then(|value| u64::try_from(value).ok()).unwrap_or(0)
    };
    let mut all: Vec<PublishedRate> = (rows.iter())
        .flat_map(|rows| rows.used().map(move |row| (*rows, row)))
        .map(|(rows, row)| {
            let percent_e4 = rows.number(published_rates::PUBLISHED_PERCENT, row).unwrap_or(0);
            let shown =
                (0..=4_u8).find(|&decimals| percent_e4 % 10_i64.pow(4 - u32::from(decimals)) == 0);
            PublishedRate {
                name: texts
                    .get(rows.name(published_rates::RATE_ID, row))
                    .unwrap_or_default()
                    .into(),
                numerator: count(rows, published_rates::NUMERATOR, row),
                denominator: count(rows, published_rates::DENOMINATOR, row),
                percent_e4,
                decimals: small(rows, published_rates::DECIMALS, row).or(shown).unwrap_or(4),
                row: row as u64,
            }
        })
        .collect();
    all.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
    all
}

/// Findings of used cases that were closed before they were received.
pub fn dates_reversed(rows: &Rows, found: &mut Vec<Finding>) {
    let is_reversed = |row: &usize| {
        let closed_day = day(rows, cases::CLOSED_DATE, *row);
        closed_day.is_some() && closed_day < day(rows, cases::RECEIVED_DATE, *row)
    };
    found.extend(rows.used().filter(is_reversed).map(|row| Finding {
        amount_fen: rows.number(cases::AMOUNT_CLAIMED, row),
        ..about(rows, row, Code::CaseDatesReversed)
    }));
}

/// For each employer the general contractor of the same name: one firm can be both.
#[must_use]
pub fn contractor_of_employer(names: &Directory) -> Vec<ContractorId> {
    let count = u32::try_from(names.employers.len()).unwrap_or(u32::MAX);
    let contractor = |employer| names.contractors.find(names.employers.get(employer)?);
    (0..count)
        .map(|employer| contractor(employer).map_or(ContractorId::NONE, ContractorId))
        .collect()
}

/// Which inputs were given at all.
#[must_use]
pub fn given(tables: &BTreeMap<TableName, Rows>) -> Given {
    let has_column = |table, column: usize| {
        tables.get(&table).is_some_and(|rows| !matches!(rows.columns[column], Cells::Absent))
    };
    Given {
        deposits: tables.contains_key(&TableName::Deposits),
        wage_account: has_column(TableName::Projects, projects::WAGE_ACCOUNT),
    }
}

#[cfg(test)]
#[cfg(feature = "csv")]
mod tests {
    use super::*;
    use crate::basics::policy::Policy;
    use crate::intake::keyed::Keyed;
    use crate::intake::source::{Format, Inputs, Source};
    use crate::intake::take_in::take_in;

    fn keyed(tables: &[(TableName, &str)]) -> Keyed {
        let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,1\n";
        let payroll = [(TableName::Payroll, sheet)];
        let inputs = tables.iter().chain(&payroll).fold(Inputs::default(), |inputs, entry| {
            let text = entry.1.as_bytes().to_vec().into();
            inputs.with(entry.0, Source::bytes("t.csv", Format::Csv, text))
        });
        let as_of = "2025-12-31".parse().unwrap();
        take_in(&inputs, &Policy::default(), as_of, 1, &|_, _| Ok(())).unwrap().keyed
    }

    #[test]
    fn cases_come_in_the_order_of_their_ids_and_later_ones_stay_out() {
        let keyed = keyed(&[(
            TableName::Cases,
            "case_id,region_code,project_id,employer_id,received_date,due_date,closed_date,\
             workers,amount_claimed,amount_recovered\n\
             K2,520100,P1,E1,2025-05-01,2025-06-01,,3,900.50,\n\
             K1,000000,,,2025-04-01,,2026-01-02,,,0\n\
             K3,,,,2026-01-01,,,,,\n",
        )]);
        assert_eq!(keyed.cases.len(), 2);
        let [first, second] = [&keyed.cases[0], &keyed.cases[1]];
        assert_eq!(keyed.names.cases.get(first.case.0), Some("K1"));
        assert_eq!((first.region, first.project, first.due_day), (None, ProjectId::NONE, None));
        assert_eq!((first.claimed_fen, first.recovered_fen), (None, Some(0)));
        assert_eq!(first.closed_day, Some("2026-01-02".parse().unwrap()));
        assert_eq!((second.region, second.project), (Region::parse("5201"), ProjectId(0)));
        assert_eq!((second.workers, second.claimed_fen), (Some(3), Some(90_050)));
        assert_eq!(keyed.names.employers.get(second.employer.0), Some("E1"));
    }

    #[test]
    fn signals_stand_by_employer_and_day() {
        let keyed = keyed(&[(
            TableName::Signals,
            "employer_id,signal,signal_date,amount,days_overdue\n\
             E2,tax,2025-02-01,10.00,5\nE1,舆情,2025-03-01,,\nE1,water,2025-01-01,7.00,90\n",
        )]);
        let shown: Vec<_> = keyed
            .signals
            .iter()
            .map(|signal| (signal.employer.0, signal.kind, signal.amount_fen, signal.overdue_days))
            .collect();
        assert_eq!(
            shown,
            [
                (0, SignalKind::Water, Some(700), Some(90)),
                (0, SignalKind::Opinion, None, None),
                (1, SignalKind::Tax, Some(1000), Some(5)),
            ]
        );
    }

    #[test]
    fn a_firm_can_be_employer_and_general_contractor() {
        let keyed = keyed(&[
            (TableName::Projects, "project_id,general_contractor_id\nP1,F2\n"),
            (TableName::Signals, "employer_id,signal,signal_date\nF1,tax,2025-02-01\n"),
            (TableName::Cases, "case_id,employer_id,received_date\nK1,F2,2025-02-01\n"),
        ]);
        assert_eq!(keyed.contractor_of_employer, [ContractorId::NONE, ContractorId(0)]);
        assert_eq!(keyed.given, Given::default());
    }

    #[test]
    fn what_was_given_is_known_by_table_and_column() {
        let keyed = keyed(&[
            (TableName::Projects, "project_id,wage_account\nP1,\n"),
            (TableName::Deposits, "deposit_id,kind,amount,project_id\nD1,cash,1.00,P1\n"),
        ]);
        assert_eq!(keyed.given, Given { deposits: true, wage_account: true });
    }

    #[test]
    fn a_published_rate_has_the_decimals_it_shows() {
        let keyed = keyed(&[(
            TableName::PublishedRates,
            "rate_id,numerator,denominator,published_percent,decimals\n\
             b,4171,4524,91.4,\na,1,2,50,1\n",
        )]);
        let shown: Vec<_> = keyed
            .published_rates
            .iter()
            .map(|rate| (&*rate.name, rate.percent_e4, rate.decimals, rate.row))
            .collect();
        assert_eq!(shown, [("a", 500_000, 1, 1), ("b", 914_000, 1, 0)]);
    }

    #[test]
    fn a_placeholder_is_no_id_number() {
        let keyed = keyed(&[(
            TableName::Workers,
            "worker_id,id_number\nW1,未知\nW2,110105194912310021\nW3,\n",
        )]);
        assert_eq!(keyed.has_id_number, [false, true, false]);
    }
}
