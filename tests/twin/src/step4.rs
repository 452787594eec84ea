//! Step 4, paid: which transfers count, and whose they are.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::{Book, Finding};
use crate::policy::Policy;
use crate::punches::Key;
use crate::step1::{Record, Tables};
use crate::step2::World;

/// A transfer that passed step 1, and what became of it.
#[derive(Debug, Clone)]
pub struct Transfer {
    /// Its row.
    pub record: Record,
    /// See 4.1.
    pub fate: String,
    /// See 4.2.
    pub rule: Option<&'static str>,
    /// Whose it is, or as given.
    pub worker: Option<String>,
    /// Whose it is, or as given.
    pub project: Option<String>,
    /// The engagements it may pay.
    pub pays: Vec<Key>,
    /// Engagements it could be of.
    pub candidates: Option<i128>,
    /// Fen.
    pub amount: i128,
    /// Fen.
    pub taken_back: i128,
    /// Fen.
    pub set_aside: i128,
    /// Fen, filled in by step 5.
    pub allocated: i128,
    /// Fen, filled in by step 5.
    pub advance: i128,
}

impl Transfer {
    fn new(record: &Record, fate: &str) -> Transfer {
        Transfer {
            record: record.clone(),
            fate: fate.to_string(),
            rule: None,
            worker: record.text("worker_id").map(String::from),
            project: record.text("project_id").map(String::from),
            pays: Vec::new(),
            candidates: None,
            amount: record.value("amount"),
            taken_back: 0,
            set_aside: 0,
            allocated: 0,
            advance: 0,
        }
    }

    /// What a batch payout pays.
    pub fn of_batch(record: Record, key: Key) -> Transfer {
        let mut transfer = Transfer::new(&record, "counted");
        bind(&mut transfer, "batch_payout", vec![key]);
        transfer
    }

    fn finding(&self, code: &str) -> Finding {
        Finding {
            worker: self.worker.clone(),
            project: self.project.clone(),
            ..self.record.finding(code, "transfers")
        }
    }

    /// What it may pay after what was taken back, in fen.
    pub fn to_pay(&self) -> i128 {
        self.amount - self.taken_back - self.set_aside
    }
}

/// All transfers with their fates, and the findings about them.
pub fn fates(tables: &Tables, world: &World, policy: &Policy, book: &mut Book) -> Vec<Transfer> {
    let matcher = Matcher::new(world);
    let taken_back = taken_back(tables, book);
    let mut transfers = Vec::new();
    for (fate, record) in &tables.other_transfers {
        let mut transfer = Transfer::new(record, fate);
        transfer.set_aside = transfer.amount;
        transfers.push(transfer);
    }
    for record in tables.of("transfers") {
        let back = taken_back.get(&record.id("transfer_id")).copied();
        transfers.push(settle(record, back, &matcher, policy, book));
    }
    for transfer in &transfers {
        let is_used = matches!(transfer.fate.as_str(), "counted" | "reversed" | "reversal");
        book.count("transfers", if is_used { "used" } else { &transfer.fate }, 1);
        book.money(&transfer.fate, transfer.amount);
    }
    find(&transfers, world, book);
    transfers
}

/// What effective reversals take back from each transfer, at most its amount.
fn taken_back(tables: &Tables, book: &mut Book) -> BTreeMap<String, i128> {
    let is_settled = |record: &&Record| record.text("status") == Some("settled");
    let settled = || tables.of("transfers").iter().filter(is_settled);
    let originals: BTreeMap<String, &Record> = settled()
        .filter(|record| record.text("reverses").is_none())
        .map(|record| (record.id("transfer_id"), record))
        .collect();
    let mut taken_back: BTreeMap<String, i128> = BTreeMap::new();
    for record in settled() {
        let Some(original) = record.text("reverses") else { continue };
        if originals.contains_key(original) {
            *taken_back.entry(original.to_string()).or_default() += record.value("amount");
        } else {
            book.findings.push(record.finding("reversal_without_original", "transfers"));
        }
    }
    for (id, back) in &mut taken_back {
        let Some(original) = originals.get(id) else { continue };
        let excess = *back - original.value("amount");
        if excess > 0 {
            let finding = original.finding("over_reversal", "transfers");
            book.findings.push(Finding { amount: Some(excess), ..finding });
            *back = original.value("amount");
        }
    }
    taken_back
}

/// The fate of a transfer that is neither late nor a duplicate.
fn settle(
    record: &Record,
    back: Option<i128>,
    matcher: &Matcher,
    policy: &Policy,
    book: &mut Book,
) -> Transfer {
    let status = record.text("status").unwrap_or("");
    let mut transfer = Transfer::new(record, status);
    if status != "settled" {
        transfer.set_aside = transfer.amount;
        book.findings.push(transfer.finding(status));
        return transfer;
    }
    if record.text("reverses").is_some() {
        transfer.fate = "reversal".to_string();
        transfer.taken_back = transfer.amount;
        return transfer;
    }
    transfer.taken_back = back.unwrap_or(0);
    if back == Some(transfer.amount) {
        transfer.fate = "reversed".to_string();
        return transfer;
    }
    match matcher.find(record) {
        Ok((rule, engagements)) => bind(&mut transfer, rule, engagements),
        Err(candidates) => {
            transfer.fate = "unmatched".to_string();
            transfer.candidates = Some(candidates);
            transfer.set_aside = transfer.to_pay();
            let nothing = matcher.knows_nothing_of(record);
            let code = if nothing { "transfer_without_engagement" } else { "unmatched" };
            book.findings.push(transfer.finding(code));
            return transfer;
        }
    }
    transfer.fate = "counted".to_string();
    if is_foreign(&transfer, matcher.world) {
        book.findings.push(transfer.finding("payee_not_worker"));
        if policy.foreign_payee == "set_aside" {
            transfer.fate = "payee_not_worker".to_string();
            transfer.set_aside = transfer.to_pay();
        }
    }
    transfer
}

fn bind(transfer: &mut Transfer, rule: &'static str, engagements: Vec<Key>) {
    transfer.rule = Some(rule);
    transfer.candidates = i128::try_from(engagements.len()).ok();
    transfer.worker = engagements.first().map(|(worker, _)| worker.clone());
    transfer.project = match engagements.as_slice() {
        [(_, project)] => Some(project.clone()),
        _ => None,
    };
    transfer.pays = engagements;
}

/// The payee's account is known and is not the one registered for the worker.
fn is_foreign(transfer: &Transfer, world: &World) -> bool {
    let registered = transfer.worker.as_deref().and_then(|id| world.worker_text(id, "pay_account"));
    match (registered, transfer.record.text("payee_account")) {
        (Some(registered), Some(payee)) => registered != payee,
        _ => false,
    }
}

/// The engagements that the rules of 4.2 leave with a transfer, whatever its fate.
pub fn matched(world: &World, record: &Record) -> Option<Vec<Key>> {
    Matcher::new(world).find(record).ok().map(|(_, engagements)| engagements)
}

/// The rules of 4.2 with what they look things up in.
struct Matcher<'a> {
    world: &'a World,
    of_worker: BTreeMap<&'a str, Vec<&'a Key>>,
    of_project: BTreeSet<&'a str>,
    workers_of_account: BTreeMap<&'a str, Vec<&'a str>>,
    workers_of_name: BTreeMap<&'a str, Vec<&'a str>>,
    of_sheet: BTreeMap<&'a str, BTreeSet<&'a Key>>,
}

impl<'a> Matcher<'a> {
    fn new(world: &'a World) -> Matcher<'a> {
        let mut matcher = Matcher {
            world,
            of_worker: BTreeMap::new(),
            of_project: BTreeSet::new(),
            workers_of_account: BTreeMap::new(),
            workers_of_name: BTreeMap::new(),
            of_sheet: BTreeMap::new(),
        };
        for key in &world.engagements {
            matcher.of_worker.entry(&key.0).or_default().push(key);
            matcher.of_project.insert(&key.1);
        }
        for (worker, record) in &world.workers {
            if let Some(account) = record.text("pay_account") {
                matcher.workers_of_account.entry(account).or_default().push(worker);
            }
            if let Some(name) = record.text("worker_name") {
                matcher.workers_of_name.entry(name).or_default().push(worker);
            }
        }
        for (key, months) in &world.payroll {
            for line in months.values().flatten() {
                let sheet = line.text("payroll_id").unwrap_or("");
                matcher.of_sheet.entry(sheet).or_default().insert(key);
            }
        }
        matcher
    }

    /// The rule that leaves one engagement (or a pool), or how many the best rule left.
    fn find(&self, record: &Record) -> Result<(&'static str, Vec<Key>), i128> {
        let mut smallest = 0;
        for (rule, left) in self.rules(record) {
            let count = i128::try_from(left.len()).unwrap_or(i128::MAX);
            if count == 1 || rule == "worker_split" && count > 0 {
                return Ok((rule, left.into_iter().cloned().collect()));
            }
            if count > 0 && (smallest == 0 || count < smallest) {
                smallest = count;
            }
        }
        Err(smallest)
    }

    /// What each rule leaves, in order. A given worker or project binds in every rule.
    fn rules(&self, record: &Record) -> Vec<(&'static str, Vec<&'a Key>)> {
        let worker = record.text("worker_id");
        let project = record.text("project_id");
        let payer = record.text("payer_account");
        let given = |key: &&Key| {
            worker.is_none_or(|id| id == key.0) && project.is_none_or(|id| id == key.1)
        };
        let paid_from = |key: &&Key| {
            payer.is_some() && self.world.project_text(&key.1, "wage_account") == payer
        };
        let engagements = |workers: &[&str]| -> Vec<&'a Key> {
            let mut found = Vec::new();
            for worker in workers {
                found.extend(self.of_worker.get(worker).into_iter().flatten().copied());
            }
            found.retain(given);
            found
        };
        let mut rules = Vec::new();
        let mut of_account = Vec::new();
        if let Some(worker) = worker {
            let all = engagements(&[worker]);
            if project.is_some() {
                rules.push(("worker_and_project", all.clone()));
            }
            let paying = all.iter().copied().filter(|key| paid_from(key)).collect();
            rules.push(("worker_and_wage_account", paying));
            rules.push(("worker_only", all));
        } else if let Some(account) = record.text("payee_account") {
            let workers = self.workers_of_account.get(account).map_or(&[][..], Vec::as_slice);
            let all = engagements(workers);
            if project.is_none() {
                let paying = all.iter().copied().filter(|key| paid_from(key)).collect();
                rules.push(("payee_account", paying));
            }
            rules.push(("payee_account", all));
            of_account = workers.to_vec();
        }
        rules.push(("payroll_line", self.by_payroll_line(record, &given)));
        if let Some(name) = record.text("payee_name") {
            let workers = self.workers_of_name.get(name).map_or(&[][..], Vec::as_slice);
            let named = engagements(workers).into_iter();
            let left = named.filter(|key| project.is_some() || paid_from(key)).collect();
            rules.push(("name_and_project", left));
        }
        if project.is_none() {
            match (worker, of_account.as_slice()) {
                (Some(worker), _) => rules.push(("worker_split", engagements(&[worker]))),
                (None, [worker]) => rules.push(("worker_split", engagements(&[worker]))),
                _ => {}
            }
        }
        rules
    }

    /// Engagements of the sheet's lines that agree with everything known.
    fn by_payroll_line(&self, record: &Record, given: &dyn Fn(&&Key) -> bool) -> Vec<&'a Key> {
        let Some(sheet) = record.text("payroll_id") else { return Vec::new() };
        let agrees = |key: &&Key, hint: &str, column: &str| match (
            record.text(hint),
            self.world.worker_text(&key.0, column),
        ) {
            (Some(hint), Some(known)) => hint == known,
            _ => true,
        };
        let keys = self.of_sheet.get(sheet).into_iter().flatten().copied();
        keys.filter(given)
            .filter(|key| agrees(key, "payee_account", "pay_account"))
            .filter(|key| agrees(key, "payee_name", "worker_name"))
            .collect()
    }

    /// The worker, the project or the pair that is given has no engagement.
    fn knows_nothing_of(&self, record: &Record) -> bool {
        match (record.text("worker_id"), record.text("project_id")) {
            (Some(worker), Some(project)) => {
                let pair = (worker.to_string(), project.to_string());
                !self.world.engagements.contains(&pair)
            }
            (Some(worker), None) => !self.of_worker.contains_key(worker),
            (None, Some(project)) => !self.of_project.contains(project),
            (None, None) => false,
        }
    }
}

/// 4.3, among the transfers that count.
fn find(transfers: &[Transfer], world: &World, book: &mut Book) {
    for transfer in transfers {
        let is_duplicate = matches!(transfer.fate.as_str(), "duplicate" | "conflicting_duplicate");
        if is_duplicate {
            book.findings.push(transfer.finding(&transfer.fate));
        }
    }
    let counted: Vec<&Transfer> = transfers.iter().filter(|t| t.fate == "counted").collect();
    possible_duplicates(&counted, book);
    outside_wage_account(&counted, world, book);
    without_attendance(&counted, world, book);
    shared_accounts(&counted, book);
    round_flat(&counted, world, book);
}

fn possible_duplicates(counted: &[&Transfer], book: &mut Book) {
    let mut groups: BTreeMap<(&str, &str, i128, i128), Vec<&Transfer>> = BTreeMap::new();
    for transfer in counted {
        let record = &transfer.record;
        if let (Some(payer), Some(payee)) =
            (record.text("payer_account"), record.text("payee_account"))
        {
            let group = (payer, payee, transfer.amount, record.value("paid_date"));
            groups.entry(group).or_default().push(transfer);
        }
    }
    for group in groups.into_values().filter(|group| group.len() > 1) {
        for transfer in group {
            book.findings.push(transfer.finding("possible_duplicate_payment"));
        }
    }
}

fn outside_wage_account(counted: &[&Transfer], world: &World, book: &mut Book) {
    for transfer in counted {
        let Some(payer) = transfer.record.text("payer_account") else { continue };
        let account = |key: &Key| world.project_text(&key.1, "wage_account");
        let accounts: Vec<&str> = transfer.pays.iter().filter_map(account).collect();
        if !accounts.is_empty() && !accounts.contains(&payer) {
            book.findings.push(transfer.finding("paid_outside_wage_account"));
        }
    }
}

fn without_attendance(counted: &[&Transfer], world: &World, book: &mut Book) {
    for transfer in counted {
        if !transfer.pays.iter().any(|key| world.work.contains_key(key)) {
            book.findings.push(transfer.finding("transfer_without_attendance"));
        }
    }
}

fn shared_accounts(counted: &[&Transfer], book: &mut Book) {
    let mut accounts: BTreeMap<&str, (BTreeSet<&str>, i128)> = BTreeMap::new();
    for transfer in counted {
        let worker = transfer.worker.as_deref();
        if let (Some(payee), Some(worker)) = (transfer.record.text("payee_account"), worker) {
            let account = accounts.entry(payee).or_default();
            account.0.insert(worker);
            account.1 += transfer.amount;
        }
    }
    for (workers, amount) in accounts.into_values() {
        if workers.len() >= 3 {
            let finding = Finding::new("shared_payee_account", "transfers");
            book.findings.push(Finding { amount: Some(amount), ..finding });
        }
    }
}

fn round_flat(counted: &[&Transfer], world: &World, book: &mut Book) {
    let mut groups: BTreeMap<(&str, i128, i128), Vec<&Transfer>> = BTreeMap::new();
    for transfer in counted {
        let [key] = transfer.pays.as_slice() else { continue };
        let day = transfer.record.value("paid_date");
        let is_round = transfer.amount > 0 && transfer.amount % 50_000 == 0;
        let contracts = world.contracts.get(key).into_iter().flatten();
        let latest = contracts.rev().find(|contract| contract.value("start_date") <= day);
        let contract = world.in_force(key, day).or(latest);
        let team = contract.and_then(|contract| contract.text("team_id"));
        if let (Some(team), true) = (team, is_round) {
            groups.entry((team, day, transfer.amount)).or_default().push(transfer);
        }
    }
    for group in groups.into_values() {
        let workers: BTreeSet<&Option<String>> = group.iter().map(|t| &t.worker).collect();
        if workers.len() >= 5 {
            for transfer in group {
                book.findings.push(transfer.finding("round_flat_payment"));
            }
        }
    }
}
