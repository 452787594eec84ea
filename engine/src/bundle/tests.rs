//! Bundles that somebody tampered with, by means that keep the archive whole.

use std::sync::Arc;

use super::*;

const SHEET: &str = "payroll_id,worker_id,project_id,period,net\n\
                     S1,W1,P1,2025-03,4500.00\nS2,W2,P1,2025-03,4700.00\nS3,W3,P1,2025-04,1.00\n";

fn secret() -> Secret {
    Secret::from_bytes([7; 32])
}

fn files() -> Files {
    let transfers = "transfer_id,amount,paid_date,status,worker_id\nT1,400.00,2025-04-20,settled,W1\n\
                     T2,9.00,2025-04-20,settled,W9\n";
    let file = |name: &str, text: &'static str| {
        let bytes: Arc<dyn Slices> = Arc::new(Bytes::from(text));
        (name.to_owned(), bytes)
    };
    vec![file("transfers.csv", transfers), file("payroll/a.csv", SHEET), file("note.txt", "hello")]
}

fn made(files: &Files) -> Vec<u8> {
    let as_of = Day::from_ymd(2025, 12, 31).unwrap();
    bundle(files, &Policy::default(), as_of, &secret()).unwrap()
}

fn opened(bytes: Vec<u8>) -> Result<Bundle> {
    Bundle::open(bytes.into(), "b.zip")
}

/// The same archive with its files changed.
fn forged(change: impl FnOnce(&mut Vec<Entry>)) -> Vec<u8> {
    let mut entries = archive::read(&made(&files()).into(), "b.zip").unwrap();
    change(&mut entries);
    archive::written(&entries).unwrap()
}

fn refused(change: impl FnOnce(&mut Vec<Entry>), named: &str) {
    let error = opened(forged(change)).unwrap_err().to_string();
    assert!(error.contains(named), "{error}");
}

/// A manifest changed, with a root that fits it.
fn restated(change: impl FnOnce(&mut Manifest)) -> impl FnOnce(&mut Vec<Entry>) {
    |entries| {
        let mut manifest = Manifest::from_json(&entries[0].bytes, "b.zip").unwrap();
        change(&mut manifest);
        entries[0].bytes = manifest.to_json().into();
        let root = root_of(&manifest).map(|root| hex(&root)).unwrap_or_default();
        entries[1].bytes = format!("{root}\n").into();
    }
}

fn replaced(bytes: &Bytes, from: &str, to: &str) -> Bytes {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1).into()
}

#[test]
fn the_same_twice_whatever_the_order_of_the_files() {
    let mut turned = files();
    turned.reverse();
    let bytes = made(&files());
    assert_eq!(bytes, made(&turned));
    let bundle = opened(bytes).unwrap();
    let inputs: Vec<_> = bundle.manifest().inputs.iter().map(|i| (&*i.name, &*i.tables)).collect();
    let of = |table: &str| vec![table.to_owned()];
    let (payroll, transfers) = (of("payroll"), of("transfers"));
    let expected =
        [("note.txt", &[][..]), ("payroll/a.csv", &payroll), ("transfers.csv", &transfers)];
    assert_eq!(inputs, expected);
    // W9 has a transfer and no engagement; he gets a slip for that.
    assert_eq!(bundle.manifest().workers, 4);
    assert!(bundle.slip("W9", &secret()).unwrap().lines.transfer_fates.contains("T2,"));
}

#[test]
fn what_is_altered_and_listed_no_more_is_named() {
    for at in 2..28 {
        let name = archive::read(&made(&files()).into(), "b.zip").unwrap()[at].name.clone();
        let change = |entries: &mut Vec<Entry>| {
            entries[at].bytes = [&entries[at].bytes[..], b"x"].concat().into();
        };
        refused(change, &format!("{name}: not as manifest.json lists it"));
    }
    refused(|entries| drop(entries.pop()), "other files than manifest.json lists");
    refused(|entries| entries.swap(4, 5), "not as manifest.json lists it");
    refused(|entries| drop(entries.remove(0)), "does not begin with manifest.json");
    refused(|entries| entries.truncate(1), "does not begin with manifest.json");
    let more = Entry { name: "more".to_owned(), bytes: Bytes::new() };
    refused(|entries| entries.push(more), "other files than manifest.json lists");
}

#[test]
fn a_manifest_of_another_form_is_refused() {
    let change = |from: &'static str, to: &'static str| {
        move |entries: &mut Vec<Entry>| entries[0].bytes = replaced(&entries[0].bytes, from, to)
    };
    refused(change("\"format\": 1", "\"format\": 2"), "a bundle of format 2");
    refused(change("\"format\": 1", "\"format\":  1"), "not in the form");
    refused(change("{\n", "{\n  \"more\": 1,\n"), "unknown field");
    refused(change("\"as_of\": \"2025-12-31\"", "\"as_of\": \"2025-12-30\""), "root: it is not");
    refused(change("{", "["), "manifest.json");
    refused(restated(|manifest| manifest.workers_root = "x".to_owned()), "workers_root is no hash");
    let deep = |entries: &mut Vec<Entry>| entries[0].bytes = "[".repeat(1 << 20).into();
    refused(deep, "manifest.json");
    refused(restated(|manifest| manifest.files[0].name = "../a".to_owned()), "no name of a file");
    let no_cover = |entries: &mut Vec<Entry>| {
        let place = entries.iter().position(|entry| entry.name == "tables/cover.csv").unwrap();
        restated(|manifest| drop(manifest.files.remove(place - 2)))(entries);
        entries.remove(place);
    };
    refused(no_cover, "tables/cover.csv is missing");
}

#[test]
fn a_whole_forgery_is_whole_but_has_another_root() {
    let real = opened(made(&files())).unwrap();
    // Someone writes another figure, and sums that fit it.
    let forge = |entries: &mut Vec<Entry>| {
        let place = entries.iter().position(|e| e.name == "tables/worker_totals.csv").unwrap();
        let altered = replaced(&entries[place].bytes, "4700.00", "4600.00");
        let sum = sha256(&altered);
        entries[place].bytes = altered;
        restated(|manifest| manifest.files[place - 2].sha256 = sum)(entries);
    };
    let false_one = opened(forged(forge)).unwrap();
    assert_ne!(false_one.root(), real.root());
    // It does not stand a run over the data, nor the secret, and its slips cannot be made.
    let compared = false_one.compare(&files()).unwrap();
    let first = compared.iter().find(|line| line.verdict != Verdict::Agrees).unwrap();
    assert_eq!((first.name.as_str(), first.record), ("tables/worker_totals.csv", Some(3)));
    assert!(false_one.check_workers(&secret()).is_err());
    assert!(false_one.slip("W1", &secret()).is_err());
    // Another policy is told by its fingerprint.
    let policy = |entries: &mut Vec<Entry>| {
        entries[2].bytes = replaced(&entries[2].bytes, "\"cn\"", "\"cx\"");
        let (bytes, sum) = (entries[2].bytes.len() as u64, sha256(&entries[2].bytes));
        restated(|manifest| {
            manifest.files[0].bytes = bytes;
            manifest.files[0].sha256 = sum;
        })(entries);
    };
    refused(policy, "policy.toml: it has another fingerprint");
}

#[test]
fn inputs_that_differ_are_named_first() {
    let bundle = opened(made(&files())).unwrap();
    assert!(bundle.compare(&files()).unwrap().iter().all(|line| line.verdict == Verdict::Agrees));
    let mut other = files();
    other[0].1 = Arc::new(Bytes::from("transfer_id,amount,paid_date,status,worker_id\n"));
    other[2].0 = "other.txt".to_owned();
    let compared = bundle.compare(&other).unwrap();
    let differing = compared.iter().filter(|line| line.verdict != Verdict::Agrees);
    let named: Vec<_> = differing.map(|line| (line.name.as_str(), line.verdict)).collect();
    let expected = [
        ("note.txt", Verdict::Missing),
        ("transfers.csv", Verdict::Differs),
        ("other.txt", Verdict::Added),
    ];
    assert_eq!(named[..3], expected);
    assert!(named.contains(&("tables/transfer_fates.csv", Verdict::Differs)), "{named:?}");
}

#[test]
fn a_slip_holds_every_word_of_it() {
    let bundle = opened(made(&files())).unwrap();
    for worker in ["W1", "W2", "W3", "W9"] {
        let slip = bundle.slip(worker, &secret()).unwrap();
        slip.check(bundle.root(), "slip").unwrap();
        let json = slip.to_json();
        for other in ["W1", "W2", "W3", "W9"].into_iter().filter(|other| *other != worker) {
            assert!(!json.contains(other), "{other} in the slip of {worker}");
        }
        // Every byte that is altered is found, but for blanks between the words of JSON.
        for at in 0..json.len() {
            let mut altered = json.clone().into_bytes();
            altered[at] ^= 1;
            let Ok(text) = String::from_utf8(altered) else { continue };
            let read = Slip::from_json(&text, "slip");
            if let Ok(read) = read.as_ref().map_err(drop) {
                let is_blank = *read == slip;
                assert!(is_blank || read.check(bundle.root(), "slip").is_err(), "byte {at}");
            }
        }
    }
    assert_eq!(bundle.slip("W4", &secret()).unwrap_err().code(), "not_found");
    let other = Secret::from_bytes([8; 32]);
    assert_eq!(bundle.slip("W1", &other).unwrap_err().code(), "decode");
    assert!(bundle.check_workers(&other).is_err());
}

#[test]
fn neither_salts_nor_leaves_stand_in_a_bundle() {
    let bytes = made(&files());
    let bundle = opened(bytes.clone()).unwrap();
    let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    for worker in ["W1", "W2", "W3"] {
        let slip = bundle.slip(worker, &secret()).unwrap();
        assert!(!holds(&slip.salt) && !slip.path.iter().any(|hash| holds(hash)));
    }
    // The same lines in another bundle have another salt.
    let mut more = files();
    more.push(("note2.txt".to_owned(), Arc::new(Bytes::from("x"))));
    let other = opened(made(&more)).unwrap();
    let salt = |bundle: &Bundle| bundle.slip("W1", &secret()).unwrap().salt;
    assert_ne!(salt(&bundle), salt(&other));
}

#[test]
fn a_byte_that_is_altered_in_a_file_names_the_file() {
    let bytes = made(&files());
    let entries = archive::read(&bytes.clone().into(), "b.zip").unwrap();
    let mut at = 0;
    for entry in &entries {
        at += 30 + entry.name.len();
        // In its checksum, in its first byte, and in its last.
        for place in [at - entry.name.len() - 14, at, at + entry.bytes.len() - 1] {
            let mut altered = bytes.clone();
            altered[place] ^= 1;
            let found = verify(&altered.into(), "b.zip", Some(&files()), None, None).unwrap();
            let damage = found.damage.unwrap();
            assert_eq!(damage.name.as_deref(), Some(entry.name.as_str()), "{}", damage.message);
            assert!(!found.agrees && found.root.is_none());
        }
        at += entry.bytes.len();
    }
    let mut altered = bytes.clone();
    altered[at] ^= 1;
    let found = verify(&altered.into(), "b.zip", None, None, None).unwrap();
    assert_eq!(found.damage.unwrap().name, None);
    // Where the archive is whole, what the manifest says of a file is what finds it.
    let forged = forged(|entries| {
        let last = entries.len() - 1;
        entries[last].bytes = [&entries[last].bytes[..], b"x\n"].concat().into();
    });
    let found = verify(&forged.into(), "b.zip", None, None, None).unwrap();
    assert_eq!(found.damage.unwrap().name.as_deref(), Some(&*entries[entries.len() - 1].name));
}

#[test]
fn what_differs_is_told_beside_what_agrees() {
    let bytes: Bytes = made(&files()).into();
    let other = Secret::from_bytes([8; 32]);
    let mut changed = files();
    changed.push(("new.txt".to_owned(), Arc::new(Bytes::from("x"))));
    let zeros = "0".repeat(64);
    let found = verify(&bytes, "b.zip", Some(&changed), Some(&zeros), Some(&other)).unwrap();
    assert_eq!((found.root_agrees, found.workers_agree), (Some(false), Some(false)));
    let differing: Vec<_> =
        found.compared.iter().filter(|line| line.verdict != Verdict::Agrees).collect();
    assert_eq!((differing.len(), differing[0].name.as_str()), (1, "new.txt"));
    let root = found.root.unwrap();
    let found = verify(&bytes, "b.zip", Some(&files()), Some(&root), Some(&secret())).unwrap();
    assert!(found.agrees && found.compared.len() > 20);
}
