//! 4.4, batch payouts: one debit against many lines, by trying all sets of lines.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::{Book, Finding};
use crate::cells::Cell;
use crate::date;
use crate::policy::Policy;
use crate::punches::Key;
use crate::step1::{Record, Tables};
use crate::step2::World;
use crate::step4::Transfer;
use crate::step5;

/// Solutions are counted so far.
const COUNTED: usize = 1000;
/// Payouts that are tried together.
const TOGETHER: usize = 32;

/// A payroll line, by its place in the order of worker, project, month and sheet.
#[derive(Debug)]
struct Line {
    key: Key,
    month: i128,
    sheet: String,
    net: i128,
    is_back_pay: bool,
    /// Parts of transfers: day, fen, whether the month was named.
    parts: Vec<(i128, i128, bool)>,
}

/// Worker and project, and the month that a payment names.
type Effect = (Key, Option<i128>);
/// Lines with what they are paid.
type Set = Vec<(usize, i128)>;

/// Debits that are one payout, and what was found of it.
#[derive(Debug)]
pub struct Payout {
    /// Used rows, the smallest id first.
    pub debits: Vec<Record>,
    /// Open lines.
    open: Set,
    /// Projects of them.
    pub projects: usize,
    /// `unique`, `alternatives`, `impossible`, `undecided`.
    pub outcome: &'static str,
    /// At most one more than are counted.
    pub solutions: usize,
    /// Whether others wanted the same lines.
    pub is_together: bool,
    /// Least and most of each worker.
    pub ranges: BTreeMap<String, (i128, i128)>,
    chosen: Set,
}

impl Payout {
    /// Fen.
    pub fn amount(&self) -> i128 {
        self.debits.iter().map(|debit| debit.value("amount")).sum()
    }

    /// Number and fen of its open lines.
    pub fn open(&self) -> (usize, i128) {
        (self.open.len(), self.open.iter().map(|line| line.1).sum())
    }
}

/// All batch payouts; those that pay become transfers.
pub fn payouts(
    tables: &Tables,
    world: &World,
    transfers: &mut Vec<Transfer>,
    policy: &Policy,
    book: &mut Book,
) -> Vec<Payout> {
    let mut debits = without_transfers(tables, transfers);
    let back = came_back(tables, policy);
    debits.retain(|debit| !back.contains(&debit.id("entry_id")));
    if debits.is_empty() {
        return Vec::new();
    }
    let lines = lines(world, transfers);
    let sheets: BTreeSet<&str> = lines.iter().map(|line| line.sheet.as_str()).collect();
    let mut groups: BTreeMap<_, Vec<Record>> = BTreeMap::new();
    for mut debit in debits {
        let id = debit.id("entry_id");
        if debit.text("payroll_id").is_none() && sheets.contains(id.as_str()) {
            debit.cells.insert("payroll_id", Cell::Text(id));
        }
        let given = ["wage_account", "payroll_id", "project_id", "counter_account"];
        let given = given.map(|column| debit.text(column).map(String::from));
        groups.entry((given, debit.value("entry_date"))).or_default().push(debit);
    }
    let mut payouts: Vec<Payout> =
        groups.into_values().map(|debits| payout(debits, &lines, world, policy)).collect();
    payouts.sort_by_key(|payout| payout.debits[0].id("entry_id"));
    Game { lines: &lines, payouts: &mut payouts, steps: policy.payout_steps }.play();
    for payout in &payouts {
        note(payout, &lines, transfers, book);
    }
    payouts
}

/// Debits for wages, smallest id first, that no transfers tell of.
fn without_transfers(tables: &Tables, transfers: &[Transfer]) -> Vec<Record> {
    let is_wage = |row: &&Record| {
        row.text("direction") == Some("debit")
            && row.text("purpose") == Some("wage")
            && row.value("amount") > 0
    };
    let mut debits: Vec<Record> =
        tables.of("account_entries").iter().filter(is_wage).cloned().collect();
    debits.sort_by_key(|debit| debit.id("entry_id"));
    let ids: BTreeSet<String> = debits.iter().map(|debit| debit.id("entry_id")).collect();
    let same_id: BTreeSet<String> = transfers
        .iter()
        .map(|transfer| transfer.record.id("transfer_id"))
        .filter(|id| ids.contains(id))
        .collect();
    let known: BTreeSet<String> = transfers
        .iter()
        .filter(|transfer| transfer.fate != "after_as_of")
        .map(|transfer| transfer.record.id("transfer_id"))
        .collect();
    debits.retain(|debit| !known.contains(&debit.id("entry_id")));
    let left = [
        "conflicting_duplicate",
        "counted",
        "reversed",
        "unmatched",
        "payee_not_worker",
        "returned",
        "failed",
    ];
    let mut paid: BTreeMap<(String, i128), Vec<(i128, bool)>> = BTreeMap::new();
    let mut by_id: Vec<&Transfer> = transfers.iter().collect();
    by_id.sort_by_key(|transfer| transfer.record.id("transfer_id"));
    for transfer in by_id {
        let record = &transfer.record;
        if same_id.contains(&record.id("transfer_id")) || !left.contains(&transfer.fate.as_str()) {
            continue;
        }
        let came_back = ["returned", "failed"].contains(&transfer.fate.as_str());
        let day = (record.id("payer_account"), record.value("paid_date"));
        paid.entry(day).or_default().push((transfer.amount, came_back));
    }
    let mut days: BTreeMap<(String, i128), Vec<Record>> = BTreeMap::new();
    for debit in debits {
        let day = (debit.id("wage_account"), debit.value("entry_date"));
        days.entry(day).or_default().push(debit);
    }
    let mut open = Vec::new();
    for (day, debits) in days {
        open.extend(not_told(debits, paid.remove(&day).unwrap_or_default()));
    }
    open.sort_by_key(|debit| debit.id("entry_id"));
    open
}

/// Ids of the debits for wages that came back whole, whether or not transfers tell of them.
fn came_back(tables: &Tables, policy: &Policy) -> BTreeSet<String> {
    let entries = tables.of("account_entries");
    let mut credits: Vec<&Record> = entries
        .iter()
        .filter(|entry| entry.text("direction") == Some("credit") && entry.value("amount") > 0)
        .filter(|entry| {
            !["opening", "labour_cost", "interest"].contains(&entry.text("purpose").unwrap_or(""))
        })
        .collect();
    credits.sort_by_key(|credit| (credit.value("entry_date"), credit.id("entry_id")));
    let mut back = BTreeSet::new();
    for credit in credits {
        let mut meant: Vec<&Record> = Vec::new();
        for debit in entries {
            let days = credit.value("entry_date") - debit.value("entry_date");
            let both = |column| credit.text(column).zip(debit.text(column));
            let same = |column| both(column).is_some_and(|(ours, theirs)| ours == theirs);
            let differs = |column| both(column).is_some_and(|(ours, theirs)| ours != theirs);
            let is_it = debit.text("direction") == Some("debit")
                && debit.text("purpose") == Some("wage")
                && debit.value("amount") == credit.value("amount")
                && debit.id("wage_account") == credit.id("wage_account")
                && (0..=policy.window_days).contains(&days)
                && (same("counter_account") || days > 0 && same("payroll_id"))
                && !["counter_account", "payroll_id", "project_id"].into_iter().any(differs);
            if is_it && !back.contains(&debit.id("entry_id")) {
                meant.push(debit);
            }
        }
        let days: BTreeSet<i128> = meant.iter().map(|debit| debit.value("entry_date")).collect();
        if days.len() == 1 {
            back.extend(meant.iter().map(|debit| debit.id("entry_id")).min());
        }
    }
    back
}

/// Of the debits of an account and day those that the transfers of that day do not tell of.
fn not_told(mut debits: Vec<Record>, mut paid: Vec<(i128, bool)>) -> Vec<Record> {
    // Of equal amounts the smaller ids serve each other.
    debits.retain(|debit| {
        let found = paid.iter().position(|row| row.0 == debit.value("amount"));
        found.map(|at| paid.remove(at)).is_none()
    });
    if paid.is_empty() {
        return debits;
    }
    let all: i128 = paid.iter().map(|row| row.0).sum();
    let out: i128 = paid.iter().filter(|row| !row.1).map(|row| row.0).sum();
    let debited: i128 = debits.iter().map(|debit| debit.value("amount")).sum();
    if [all, out].contains(&debited) {
        return Vec::new();
    }
    let told = debits.iter().position(|debit| [all, out].contains(&debit.value("amount")));
    if let Some(at) = told {
        debits.remove(at);
    }
    debits
}

/// Lines with something to pay, and what counted transfers pay of them.
fn lines(world: &World, transfers: &[Transfer]) -> Vec<Line> {
    let mut lines = Vec::new();
    for (key, months) in &world.payroll {
        for (month, records) in months {
            let mut records: Vec<&Record> = records.iter().collect();
            records.sort_by_key(|record| record.id("payroll_id"));
            lines.extend(records.iter().filter(|record| record.value("net") > 0).map(|record| {
                Line {
                    key: key.clone(),
                    month: *month,
                    sheet: record.id("payroll_id"),
                    net: record.value("net"),
                    is_back_pay: record.is("is_back_pay"),
                    parts: Vec::new(),
                }
            }));
        }
    }
    let mut counted: Vec<&Transfer> = transfers.iter().filter(|t| t.fate == "counted").collect();
    counted.sort_by_key(|t| (t.record.value("paid_date"), t.record.id("transfer_id")));
    for transfer in counted {
        let named = step5::named_month(world, transfer);
        let mut places: Vec<usize> =
            (0..lines.len()).filter(|&at| transfer.pays.contains(&lines[at].key)).collect();
        places.sort_by_key(|&at| (lines[at].month, at));
        let mut left = transfer.to_pay();
        for is_named in [true, false] {
            for &at in &places {
                let line = &mut lines[at];
                let paid: i128 = line.parts.iter().map(|part| part.1).sum();
                let part = left.min(line.net - paid);
                if part > 0 && (!is_named || named == Some(line.month)) {
                    line.parts.push((transfer.record.value("paid_date"), part, is_named));
                    left -= part;
                }
            }
        }
    }
    lines
}

/// A payout with the lines that are open for it.
fn payout(debits: Vec<Record>, lines: &[Line], world: &World, policy: &Policy) -> Payout {
    let debit = &debits[0];
    let day = debit.value("entry_date");
    let registered = |worker: &str| world.worker_text(worker, "pay_account");
    let counter = debit.text("counter_account");
    let is_known =
        counter.is_some() && world.workers.keys().any(|worker| registered(worker) == counter);
    let is_open = |line: &&Line| {
        let project = line.key.1.as_str();
        let age = day - date::last_day(line.month);
        let is_near = (0..=policy.window_days).contains(&age);
        let is_paid_from =
            world.project_text(project, "wage_account") == debit.text("wage_account");
        let is_its = match (debit.text("payroll_id"), debit.text("project_id")) {
            (Some(sheet), _) if sheet != line.sheet => false,
            (_, Some(given)) if given != project => false,
            (Some(_), _) => true,
            (None, Some(_)) => is_near,
            (None, None) => is_near && is_paid_from,
        };
        is_its && (!is_known || registered(&line.key.0) == counter)
    };
    let mut open: Set = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| is_open(line)) {
        let counts = line.parts.iter().filter(|part| part.2 || part.0 <= day + 3);
        let left = line.net - counts.map(|part| part.1).sum::<i128>();
        if left > 0 {
            open.push((at, left));
        }
    }
    let projects: BTreeSet<&str> = open.iter().map(|row| lines[row.0].key.1.as_str()).collect();
    Payout {
        projects: projects.len(),
        debits,
        open,
        outcome: "undecided",
        solutions: 0,
        is_together: false,
        ranges: BTreeMap::new(),
        chosen: Vec::new(),
    }
}

/// Who may have what, decided for all at once.
struct Game<'a> {
    lines: &'a [Line],
    payouts: &'a mut [Payout],
    steps: i128,
}

impl Game<'_> {
    fn play(&mut self) {
        let mut running: BTreeSet<usize> = BTreeSet::new();
        for at in 0..self.payouts.len() {
            if i128::try_from(self.left(at, &BTreeSet::new()).len()).is_ok_and(|n| n >= self.steps)
            {
                continue;
            }
            if self.sets(at, &BTreeSet::new(), 1).is_empty() {
                self.impossible(at, false);
            } else {
                running.insert(at);
            }
        }
        loop {
            match self.rounds(&running) {
                Err(lost) => {
                    for at in lost {
                        self.impossible(at, true);
                        running.remove(&at);
                    }
                }
                Ok((fixed, taken)) => {
                    let open: Vec<usize> =
                        running.iter().copied().filter(|at| !fixed.contains_key(at)).collect();
                    for (at, set) in fixed {
                        self.unique(at, set);
                    }
                    for group in self.sharing(open, &taken) {
                        self.rest(&group, &taken);
                    }
                    return;
                }
            }
        }
    }

    /// Rounds of those with one solution; or those who want what others have.
    #[expect(clippy::type_complexity, reason = "the two outcomes of one question")]
    fn rounds(
        &self,
        running: &BTreeSet<usize>,
    ) -> Result<(BTreeMap<usize, Set>, BTreeSet<usize>), BTreeSet<usize>> {
        let mut fixed: BTreeMap<usize, Set> = BTreeMap::new();
        let mut owner: BTreeMap<usize, usize> = BTreeMap::new();
        loop {
            let taken: BTreeSet<usize> = owner.keys().copied().collect();
            let mut lost = BTreeSet::new();
            let mut new = Vec::new();
            for &at in running.iter().filter(|at| !fixed.contains_key(at)) {
                let mut sets = self.sets(at, &taken, 2);
                match (sets.len(), sets.pop()) {
                    (0, _) => {
                        lost.insert(at);
                        let could = self.payouts[at].open.iter();
                        let could = could.filter(|line| line.1 <= self.payouts[at].amount());
                        lost.extend(could.filter_map(|line| owner.get(&line.0)));
                    }
                    (1, Some(set)) => new.push((at, set)),
                    _ => {}
                }
            }
            for (at, set) in &new {
                for (line, _) in set {
                    if let Some(other) = owner.insert(*line, *at) {
                        lost.extend([*at, other]);
                    }
                }
            }
            if !lost.is_empty() {
                return Err(lost);
            }
            if new.is_empty() {
                return Ok((fixed, taken));
            }
            fixed.extend(new);
        }
    }

    /// Payouts that share lines which are not taken.
    fn sharing(&self, open: Vec<usize>, taken: &BTreeSet<usize>) -> Vec<Vec<usize>> {
        let lines = |at: usize| -> BTreeSet<usize> {
            self.left(at, taken).into_iter().map(|line| line.0).collect()
        };
        let mut groups: Vec<(Vec<usize>, BTreeSet<usize>)> = Vec::new();
        for at in open {
            let mut group = (vec![at], lines(at));
            let (own, other) = groups.into_iter().partition(|other| !other.1.is_disjoint(&group.1));
            groups = other;
            let own: Vec<(Vec<usize>, BTreeSet<usize>)> = own;
            for (members, lines) in own {
                group.0.extend(members);
                group.1.extend(lines);
            }
            groups.push(group);
        }
        groups
            .into_iter()
            .map(|(mut members, _)| {
                members.sort_unstable();
                members
            })
            .collect()
    }

    fn rest(&mut self, group: &[usize], taken: &BTreeSet<usize>) {
        for &at in group {
            self.payouts[at].is_together = group.len() > 1;
        }
        let mut ways = Vec::new();
        let is_tried = (2..=TOGETHER).contains(&group.len());
        if !is_tried || !self.all_ways(group, taken, &mut Vec::new(), &mut ways) {
            group.iter().for_each(|&at| self.alone(at, taken));
            return;
        }
        for (place, &at) in group.iter().enumerate() {
            let mut own: BTreeMap<Vec<(Effect, i128)>, Set> = BTreeMap::new();
            for way in &ways {
                own.entry(self.effects(&way[place])).or_insert_with(|| way[place].clone());
            }
            let sets: Vec<Set> = own.into_values().collect();
            match sets.as_slice() {
                [] => self.impossible(at, true),
                [set] => self.unique(at, set.clone()),
                _ => self.several(at, &sets),
            }
        }
    }

    /// Ways to make all of a group; false where they are more than are counted.
    fn all_ways(
        &self,
        group: &[usize],
        taken: &BTreeSet<usize>,
        chosen: &mut Vec<Set>,
        ways: &mut Vec<Vec<Set>>,
    ) -> bool {
        let [at, rest @ ..] = group else {
            ways.push(chosen.clone());
            return ways.len() <= COUNTED;
        };
        let sets = self.sets(*at, taken, COUNTED + 1);
        if sets.len() > COUNTED {
            return false;
        }
        for set in sets {
            let mut more = taken.clone();
            more.extend(set.iter().map(|line| line.0));
            chosen.push(set);
            let is_counted = self.all_ways(rest, &more, chosen, ways);
            chosen.pop();
            if !is_counted {
                return false;
            }
        }
        true
    }

    /// The solutions of one payout with what is left.
    fn alone(&mut self, at: usize, taken: &BTreeSet<usize>) {
        let sets = self.sets(at, taken, COUNTED + 1);
        if sets.len() <= COUNTED {
            self.several(at, &sets);
            return;
        }
        let mut of_worker: BTreeMap<String, Vec<i128>> = BTreeMap::new();
        for (line, fen) in self.left(at, taken) {
            of_worker.entry(self.lines[line].key.0.clone()).or_default().push(fen);
        }
        let target = self.payouts[at].amount();
        let mut ranges = BTreeMap::new();
        for (worker, own) in &of_worker {
            let others = of_worker.iter().filter(|other| other.0 != worker);
            let others = sums(others.flat_map(|other| other.1).copied(), target);
            let has: Vec<i128> = sums(own.iter().copied(), target)
                .into_iter()
                .filter(|fen| others.contains(&(target - fen)))
                .collect();
            let most = has.last().copied().unwrap_or(0);
            if most > 0 {
                ranges.insert(worker.clone(), (has[0], most));
            }
        }
        let payout = &mut self.payouts[at];
        (payout.outcome, payout.solutions, payout.ranges) = ("alternatives", COUNTED + 1, ranges);
    }

    fn several(&mut self, at: usize, sets: &[Set]) {
        let of_worker = |set: &Set| {
            let mut sums: BTreeMap<String, i128> = BTreeMap::new();
            for (line, fen) in set {
                *sums.entry(self.lines[*line].key.0.clone()).or_default() += fen;
            }
            sums
        };
        let sums: Vec<BTreeMap<String, i128>> = sets.iter().map(of_worker).collect();
        let workers: BTreeSet<&String> = sums.iter().flat_map(BTreeMap::keys).collect();
        let mut ranges = BTreeMap::new();
        for worker in workers {
            let has = || sums.iter().map(|sums| sums.get(worker).copied().unwrap_or(0));
            let range = (has().min().unwrap_or(0), has().max().unwrap_or(0));
            ranges.insert(worker.clone(), range);
        }
        let payout = &mut self.payouts[at];
        (payout.outcome, payout.solutions, payout.ranges) = ("alternatives", sets.len(), ranges);
    }

    fn unique(&mut self, at: usize, set: Set) {
        self.several(at, std::slice::from_ref(&set));
        let payout = &mut self.payouts[at];
        (payout.outcome, payout.chosen) = ("unique", set);
    }

    fn impossible(&mut self, at: usize, is_together: bool) {
        let payout = &mut self.payouts[at];
        (payout.outcome, payout.is_together) = ("impossible", is_together);
    }

    fn left(&self, at: usize, taken: &BTreeSet<usize>) -> Set {
        let payout = &self.payouts[at];
        let fits = |line: &&(usize, i128)| !taken.contains(&line.0) && line.1 <= payout.amount();
        payout.open.iter().filter(fits).copied().collect()
    }

    fn effect(&self, line: usize) -> Effect {
        let line = &self.lines[line];
        (line.key.clone(), (!line.is_back_pay).then_some(line.month))
    }

    fn effects(&self, set: &Set) -> Vec<(Effect, i128)> {
        let mut effects: BTreeMap<Effect, i128> = BTreeMap::new();
        for (line, fen) in set {
            *effects.entry(self.effect(*line)).or_default() += fen;
        }
        effects.into_iter().collect()
    }

    /// Up to `most` sets of lines that make a payout and differ in what they pay.
    fn sets(&self, at: usize, taken: &BTreeSet<usize>, most: usize) -> Vec<Set> {
        let left = self.left(at, taken);
        let amounts: Vec<i128> =
            self.payouts[at].debits.iter().map(|debit| debit.value("amount")).collect();
        let mut trial =
            Trial { game: self, lines: &left, found: BTreeMap::new(), dead: BTreeSet::new() };
        let is_split = amounts.len() > 1;
        let asked = if is_split { COUNTED + 1 } else { most };
        trial.go(0, amounts.iter().sum(), asked, &mut Vec::new());
        let mut sets: Vec<Set> = trial.found.into_values().collect();
        if is_split && sets.len() <= COUNTED {
            sets.retain(|set| {
                divides(&set.iter().map(|line| line.1).collect::<Vec<_>>(), &amounts)
            });
        }
        sets.truncate(most);
        sets
    }
}

/// Every set of lines, one line after the other, with or without it.
struct Trial<'a> {
    game: &'a Game<'a>,
    lines: &'a [(usize, i128)],
    found: BTreeMap<Vec<(Effect, i128)>, Set>,
    /// From which line on which sum cannot be made.
    dead: BTreeSet<(usize, i128)>,
}

impl Trial<'_> {
    /// Whether any set was found from here.
    fn go(&mut self, next: usize, left: i128, most: usize, chosen: &mut Set) -> bool {
        if left == 0 {
            let effects = self.game.effects(chosen);
            self.found.entry(effects).or_insert_with(|| chosen.clone());
            return true;
        }
        let rest: i128 = self.lines[next..].iter().map(|line| line.1).sum();
        if left < 0 || rest < left || self.dead.contains(&(next, left)) {
            return false;
        }
        if self.found.len() >= most {
            return true;
        }
        chosen.push(self.lines[next]);
        let with = self.go(next + 1, left - self.lines[next].1, most, chosen);
        chosen.pop();
        let without = self.go(next + 1, left, most, chosen);
        if !with && !without {
            self.dead.insert((next, left));
        }
        with || without
    }
}

/// Whether amounts can be divided among debits.
fn divides(amounts: &[i128], debits: &[i128]) -> bool {
    let Some((&debit, rest)) = debits.split_first() else { return amounts.is_empty() };
    (0_u64..1 << amounts.len().min(20)).any(|set| {
        let is_in = |at: &usize| set >> at & 1 == 1;
        let sum: i128 = (0..amounts.len()).filter(is_in).map(|at| amounts[at]).sum();
        let left: Vec<i128> =
            (0..amounts.len()).filter(|at| !is_in(at)).map(|at| amounts[at]).collect();
        sum == debit && divides(&left, rest)
    })
}

/// Every sum of amounts up to `most`.
fn sums(amounts: impl Iterator<Item = i128>, most: i128) -> BTreeSet<i128> {
    let mut sums = BTreeSet::from([0]);
    for amount in amounts {
        let more: Vec<i128> = sums.iter().map(|sum| sum + amount).collect();
        sums.extend(more.into_iter().filter(|sum| *sum <= most));
    }
    sums
}

/// What a payout pays, what it does not, and what is said of it.
fn note(payout: &Payout, lines: &[Line], transfers: &mut Vec<Transfer>, book: &mut Book) {
    for debit in &payout.debits {
        book.batch(payout.outcome, debit.value("amount"));
        let (code, amount) = match payout.outcome {
            "unique" => continue,
            "impossible" => ("batch_payout_impossible", payout.amount() - payout.open().1),
            "alternatives" => ("batch_payout_alternatives", debit.value("amount")),
            _ => ("batch_payout_undecided", debit.value("amount")),
        };
        let finding = debit.finding(code, "account_entries");
        book.findings.push(Finding { amount: Some(amount), ..finding });
    }
    let mut paid: BTreeMap<Effect, i128> = BTreeMap::new();
    for &(line, fen) in &payout.chosen {
        let line = &lines[line];
        let month = (!line.is_back_pay).then_some(line.month);
        *paid.entry((line.key.clone(), month)).or_default() += fen;
    }
    let debit = &payout.debits[0];
    for ((key, month), fen) in paid {
        let mut cells = BTreeMap::new();
        cells.insert("transfer_id", Cell::Text(debit.id("entry_id")));
        cells.insert("paid_date", Cell::Number(debit.value("entry_date")));
        cells.insert("amount", Cell::Number(fen));
        if let Some(month) = month {
            cells.insert("period", Cell::Number(month));
        }
        transfers.push(Transfer::of_batch(Record { row: debit.row, cells }, key));
    }
}
