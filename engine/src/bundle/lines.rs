//! The lines of every worker in tables as canonical CSV, and the leaves they make.

use std::borrow::Cow;

use super::hash::{Hash, Parts, Secret};
use crate::report::tables::OutputTable;

/// The tables whose lines of a worker stand in his leaf, in this order; all have a `worker_id`.
pub(super) const TABLES: [OutputTable; 4] = [
    OutputTable::WorkerPeriods,
    OutputTable::WorkerTotals,
    OutputTable::Cover,
    OutputTable::TransferFates,
];

/// A line and whose it is.
struct Line<'a> {
    worker_id: Cow<'a, str>,
    /// Its place in [`TABLES`].
    table: usize,
    text: &'a str,
}

/// The lines of [`TABLES`], worker by worker.
pub(super) struct Lines<'a> {
    headers: [&'a str; TABLES.len()],
    lines: Vec<Line<'a>>,
}

impl<'a> Lines<'a> {
    /// Of the tables as canonical CSV; `None` where one is not. Lines that name no worker are left
    /// out.
    pub(super) fn of(tables: [&'a str; TABLES.len()]) -> Option<Self> {
        let mut headers = [""; TABLES.len()];
        let mut lines = Vec::new();
        for (table, text) in tables.into_iter().enumerate() {
            let mut records = Records(text);
            headers[table] = records.next()?;
            let place = cells(headers[table]).position(|cell| cell == "worker_id")?;
            for text in records {
                let worker_id = cells(text).nth(place)?;
                if !worker_id.is_empty() {
                    lines.push(Line { worker_id, table, text });
                }
            }
        }
        // Lines of one worker and table keep their order.
        lines.sort_by(|a, b| (&a.worker_id, a.table).cmp(&(&b.worker_id, b.table)));
        Some(Self { headers, lines })
    }

    /// The workers in the order of their ids, with their lines.
    fn workers(&self) -> impl Iterator<Item = &[Line<'a>]> {
        self.lines.chunk_by(|a, b| a.worker_id == b.worker_id)
    }

    /// The leaf of every worker, in the order of their ids.
    pub(super) fn leaves(&self, salt: &Salts<'_>) -> Vec<Hash> {
        self.workers().map(|lines| self.leaf(lines, salt)).collect()
    }

    fn leaf(&self, lines: &[Line<'a>], salt: &Salts<'_>) -> Hash {
        let id = lines.first().map_or("", |line| &line.worker_id);
        let mut parts = leaf_of(&salt.of(id), id);
        for (table, header) in self.headers.iter().enumerate() {
            let texts = || lines.iter().filter(|line| line.table == table).map(|line| line.text);
            parts.begin(header.len() + texts().map(str::len).sum::<usize>());
            parts.go_on(header.as_bytes());
            texts().for_each(|text| parts.go_on(text.as_bytes()));
        }
        parts.hash()
    }

    /// Of each table the header and the lines of a worker; `None` where there is no line of his.
    pub(super) fn of_worker(&self, worker_id: &str) -> Option<[String; TABLES.len()]> {
        let first = self.lines.partition_point(|line| &*line.worker_id < worker_id);
        let lines = self.lines[first..].chunk_by(|a, b| a.worker_id == b.worker_id).next()?;
        (lines.first()?.worker_id == worker_id).then_some(())?;
        let mut texts = self.headers.map(str::to_owned);
        lines.iter().for_each(|line| texts[line.table].push_str(line.text));
        Some(texts)
    }
}

/// The beginning of a leaf, to which the tables come.
pub(super) fn leaf_of(salt: &Hash, worker_id: &str) -> Parts {
    Parts::of("anxin worker 1").with(salt).with(worker_id.as_bytes())
}

/// Salts of the workers of one bundle.
pub(super) struct Salts<'a> {
    /// Whose secret it is.
    pub(super) secret: &'a Secret,
    /// Hash of all that the bundle holds but what comes of the secret.
    pub(super) contents: Hash,
}

impl Salts<'_> {
    /// The salt of a worker.
    pub(super) fn of(&self, worker_id: &str) -> Hash {
        self.secret.keyed("anxin salt 1", &[&self.contents, worker_id.as_bytes()])
    }

    /// What stands in the manifest, so that its hash tells nobody what else stands there.
    pub(super) fn of_manifest(&self) -> Hash {
        self.secret.keyed("anxin manifest salt 1", &[&self.contents])
    }
}

/// The records of canonical CSV, with their line ends.
pub(super) struct Records<'a>(pub(super) &'a str);

impl<'a> Iterator for Records<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let mut is_quoted = false;
        let end = self.0.bytes().position(|byte| {
            is_quoted ^= byte == b'"';
            byte == b'\n' && !is_quoted
        });
        let length = end.map_or(self.0.len(), |end| end + 1);
        let (record, rest) = self.0.split_at(length);
        self.0 = rest;
        (!record.is_empty()).then_some(record)
    }
}

/// The cells of a record.
fn cells(record: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let mut is_quoted = false;
    let record = record.strip_suffix('\n').unwrap_or(record);
    let cells = record.split(move |c| {
        is_quoted ^= c == '"';
        c == ',' && !is_quoted
    });
    cells.map(|cell| {
        let inner = cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"'));
        inner.map_or(Cow::Borrowed(cell), |inner| Cow::Owned(inner.replace("\"\"", "\"")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_commas_quotes_and_line_ends() {
        let text = "a,b\n\"x,\"\"y\"\"\nz\",2\n,\n";
        let records: Vec<_> = Records(text).collect();
        assert_eq!(records, ["a,b\n", "\"x,\"\"y\"\"\nz\",2\n", ",\n"]);
        let of = |record| cells(record).map(Cow::into_owned).collect::<Vec<_>>();
        assert_eq!(of(records[1]), ["x,\"y\"\nz", "2"]);
        assert_eq!(of(records[2]), ["", ""]);
    }

    #[test]
    fn lines_go_to_their_worker_whatever_the_order_of_a_table() {
        let sheet = "worker_id,x\n";
        let fates = "transfer_id,worker_id\nT1,W2\nT2,\nT3,W1\nT4,W2\nT5,\"W,3\"\n";
        let lines = Lines::of(["worker_id,x\nW1,1\nW2,2\n", sheet, sheet, fates]).unwrap();
        let salts = Salts { secret: &Secret::from_bytes([1; 32]), contents: [2; 32] };
        assert_eq!(lines.leaves(&salts).len(), 3);
        let [periods, .., transfers] = lines.of_worker("W2").unwrap();
        assert_eq!(periods, "worker_id,x\nW2,2\n");
        assert_eq!(transfers, "transfer_id,worker_id\nT1,W2\nT4,W2\n");
        assert_eq!(lines.of_worker("W,3").unwrap()[0], sheet);
        assert!(lines.of_worker("W").is_none() && lines.of_worker("").is_none());
        assert!(Lines::of([sheet, sheet, sheet, "transfer_id\nT1\n"]).is_none());
        assert!(Lines::of([sheet, sheet, "", fates]).is_none());
    }
}
