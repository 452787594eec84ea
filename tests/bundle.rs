//! Does the bundle of the sample stand, and does nothing stand that was altered?
//!
//! The twin below makes root and slips from `docs/bundle.md` alone: a tree by halves instead of
//! level by level, HMAC by hand, lines by splitting text. It shares no code with the engine.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

use std::collections::{BTreeMap, BTreeSet};

use anxin::bundle::{Bundle, Secret, Slip, Verdict, bundle, folder};
use anxin::{Day, Policy};
use anxin_tests::root;
use sha2::{Digest as _, Sha256};

const SECRET: [u8; 32] = *b"no secret at all, but 32 bytes. ";

/// Root of the bundle of `datasets/samples/site` on 2025-12-31 under the secret of this test. A
/// change of any table, of the policy or of the version changes it.
const SITE_ROOT: &str = "943d33d7c203c61d0fc055181cda89ded391c394e36f27702702757c51280063";

/// The tables of a leaf.
const OF_WORKERS: [&str; 4] = ["worker_periods", "worker_totals", "cover", "transfer_fates"];

fn site() -> Vec<u8> {
    let files = folder(&root().join("datasets/samples/site")).unwrap();
    let as_of = Day::from_ymd(2025, 12, 31).unwrap();
    bundle(&files, &Policy::default(), as_of, &Secret::from_bytes(SECRET)).unwrap()
}

fn opened(bytes: Vec<u8>) -> Result<Bundle, anxin::Error> {
    Bundle::open(bytes.into(), "site.zip")
}

fn hash(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

fn laid_out(parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(*part);
    }
    bytes
}

fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let padded = |pad: u8| (0..64).map(move |at| key.get(at).copied().unwrap_or(0) ^ pad);
    let inner = hash(&padded(0x36).chain(message.iter().copied()).collect::<Vec<_>>());
    hash(&padded(0x5c).chain(inner).collect::<Vec<_>>())
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The top over leaves: the left part is the largest power of two that leaves a right one.
fn top(leaves: &[Vec<u8>]) -> Vec<u8> {
    if leaves.len() == 1 {
        return leaves[0].clone();
    }
    let mut left = 1;
    while left * 2 < leaves.len() {
        left *= 2;
    }
    hash(&laid_out(&[b"anxin node 1", &top(&leaves[..left]), &top(&leaves[left..])]))
}

/// Root over the workers, and the root of all, from the files of a bundle.
fn roots(files: &BTreeMap<String, String>) -> (String, String) {
    let json = &files["manifest.json"];
    let manifest: serde_json::Value = serde_json::from_str(json).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    // The manifest without what comes of the secret.
    let mut bare = json.clone();
    let workers = manifest["workers"].to_string();
    bare = bare.replace(&format!("\"workers\": {workers}"), "\"workers\": 0");
    for key in ["workers_root", "salt"] {
        bare = bare.replace(&text(&manifest[key]), "");
    }
    let contents = hash(bare.as_bytes());
    let mut ids = BTreeSet::new();
    let mut of_worker: BTreeMap<(String, &str), String> = BTreeMap::new();
    for table in OF_WORKERS {
        let mut lines = files[&format!("tables/{table}.csv")].lines();
        let header = lines.next().unwrap();
        let place = header.split(',').position(|name| name == "worker_id").unwrap();
        for line in lines {
            let id = line.split(',').nth(place).unwrap().to_owned();
            ids.insert(id.clone());
            of_worker.entry((id, table)).or_default().push_str(&format!("{line}\n"));
        }
        of_worker.insert((String::new(), table), format!("{header}\n"));
    }
    ids.remove("");
    let leaf = |id: &String| {
        let salt = hmac(&SECRET, &laid_out(&[b"anxin salt 1", &contents, id.as_bytes()]));
        let tables: Vec<String> = OF_WORKERS
            .map(|table| {
                let header = &of_worker[&(String::new(), table)];
                let lines = of_worker.get(&(id.clone(), table)).cloned().unwrap_or_default();
                header.clone() + &lines
            })
            .to_vec();
        let mut parts = vec![&b"anxin worker 1"[..], &salt, id.as_bytes()];
        parts.extend(tables.iter().map(String::as_bytes));
        hash(&laid_out(&parts))
    };
    let mut leaves: Vec<Vec<u8>> = ids.iter().map(leaf).collect();
    leaves.sort();
    let count = (leaves.len() as u64).to_be_bytes();
    let over_workers = hash(&laid_out(&[b"anxin workers 1", &count, &top(&leaves)]));
    let salt = hmac(&SECRET, &laid_out(&[b"anxin manifest salt 1", &contents]));
    assert_eq!(text(&manifest["salt"]), to_hex(&salt));
    let (as_of, engine) = (text(&manifest["as_of"]), text(&manifest["engine_version"]));
    let fingerprint = text(&manifest["policy"]["fingerprint"]);
    let (own, rules) = (hash(json.as_bytes()), fingerprint.as_bytes());
    let of_all =
        [b"anxin bundle 1", &own[..], &over_workers, as_of.as_bytes(), rules, engine.as_bytes()];
    (to_hex(&over_workers), to_hex(&hash(&laid_out(&of_all))))
}

/// The files of an archive, by a reader of others.
fn unpacked(bytes: &[u8]) -> BTreeMap<String, String> {
    use std::io::Read as _;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        files.insert(file.name().unwrap().into_owned(), text);
    }
    files
}

#[test]
fn the_bundle_of_the_sample_has_the_root_that_the_twin_finds() {
    let bytes = site();
    let bundle = opened(bytes.clone()).unwrap();
    let files = unpacked(&bytes);
    let (over_workers, of_all) = roots(&files);
    assert_eq!(bundle.manifest().workers_root, over_workers);
    assert_eq!(bundle.root(), of_all);
    assert_eq!(files["root"], format!("{of_all}\n"));
    assert_eq!(of_all, SITE_ROOT, "did a table, the policy or the version change?");
    for file in &bundle.manifest().files {
        assert_eq!(to_hex(&hash(files[&file.name].as_bytes())), file.sha256, "{}", file.name);
    }
    let folder = root().join("datasets/samples/site");
    for input in &bundle.manifest().inputs {
        let bytes = std::fs::read(folder.join(&input.name)).unwrap();
        assert_eq!(
            (bytes.len() as u64, to_hex(&hash(&bytes))),
            (input.bytes, input.sha256.clone())
        );
    }
}

#[test]
fn the_sample_computed_again_agrees_and_every_worker_has_a_slip() {
    let bundle = opened(site()).unwrap();
    let secret = Secret::from_bytes(SECRET);
    bundle.check_workers(&secret).unwrap();
    let files = folder(&root().join("datasets/samples/site")).unwrap();
    let compared = bundle.compare(&files).unwrap();
    assert!(compared.len() > 40, "{}", compared.len());
    assert!(compared.iter().all(|line| line.verdict == Verdict::Agrees));
    let totals = bundle.file("tables/worker_totals.csv").unwrap();
    let totals = std::str::from_utf8(&totals).unwrap();
    let mut slips = 0;
    for line in totals.lines().skip(1) {
        let slip = bundle.slip(line.split(',').next().unwrap(), &secret).unwrap();
        let slip = Slip::from_json(&slip.to_json(), "slip").unwrap();
        slip.check(bundle.root(), "slip").unwrap();
        assert!(slip.lines.worker_totals.ends_with(&format!("{line}\n")));
        slips += 1;
    }
    assert!(slips > 3, "{slips}");
}

#[test]
fn no_altered_byte_passes() {
    let bytes = site();
    // A prime, so that no row or column is always left out; headers are tried byte by byte in the
    // tests of the archive.
    for at in (0..bytes.len()).step_by(499).chain(bytes.len() - 22..bytes.len()) {
        let mut altered = bytes.clone();
        altered[at] ^= 0x10;
        let error = opened(altered).err().map(|error| error.code());
        assert_eq!(error, Some("decode"), "byte {at} of {}", bytes.len());
    }
}
