//! Does any file, however damaged, make a reader panic, take unbounded memory, or refuse without
//! naming the file?
//!
//! The corpus is mutated with a seed (`ANXIN_SEED`, 1), for about two seconds a reader or as long
//! as `ANXIN_MINUTES` says for all of them; `ANXIN_READER` names one. `tests/fuzz` has the same
//! readers as targets of cargo-fuzz.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test may end where it stands")]

use std::fs;
use std::io::Write as _;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anxin_tests::root;

#[path = "fuzz/corpus.rs"]
mod corpus;
#[path = "fuzz/hostile.rs"]
mod hostile;
#[path = "fuzz/mutations.rs"]
mod mutations;
#[path = "fuzz/src/lib.rs"]
mod readers;

use readers::{READERS, Reader};

/// Address space of the process that reads mutated files, in KiB.
const MEMORY_KIB: u64 = 3 << 20;
/// Longest that one small file may take, on a machine that has much else to do.
const LONGEST: Duration = Duration::from_secs(30);

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Runs a test of this file in a process of its own whose memory is bounded: `false` in that
/// process, which has to do the work.
fn is_parent(test: &str) -> bool {
    const INSIDE: &str = "ANXIN_FUZZ_INSIDE";
    if !cfg!(unix) || std::env::var_os(INSIDE).is_some() {
        readers::silent_inside_the_fence();
        return false;
    }
    let script = format!("ulimit -v {MEMORY_KIB} && exec \"$0\" \"$@\"");
    let mut child = Command::new("sh");
    child.args(["-c", &script]).arg(std::env::current_exe().unwrap());
    child.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(INSIDE, "1");
    let output = child.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{told}", String::from_utf8_lossy(&output.stdout));
    std::io::stderr().write_all(told.as_bytes()).unwrap();
    true
}

/// Feeds a file; one that makes the reader panic is kept, and told with what made it.
fn feed(reader: &Reader, bytes: &[u8], made: &str) -> bool {
    let start = Instant::now();
    let read = panic::catch_unwind(AssertUnwindSafe(|| reader.feed(bytes)));
    let took = start.elapsed();
    if read.is_ok() && took < LONGEST {
        return read.unwrap().is_some();
    }
    let folder =
        std::env::var_os("CARGO_TARGET_TMPDIR").map_or_else(std::env::temp_dir, PathBuf::from);
    let kept = folder.join(format!("anxin-fuzz-{}", reader.name));
    fs::write(&kept, bytes).unwrap();
    let what = if read.is_ok() { format!("took {took:?}") } else { "panicked".to_owned() };
    panic!("{} {what} at {made}; the file is kept as {}", reader.name, kept.display());
}

#[test]
fn every_file_of_the_corpus_is_read_and_every_damaged_one_refused() {
    for reader in &READERS {
        let files = corpus::files(reader.name);
        assert!(files.len() >= 2, "{}: {} files", reader.name, files.len());
        for (name, bytes) in files {
            let rows = reader.feed(&bytes);
            let is_read = rows.is_some_and(|rows| rows > 0);
            assert_eq!(is_read, !name.starts_with("damaged-"), "{}/{name}: {rows:?}", reader.name);
        }
    }
}

#[test]
fn files_cut_at_every_length_are_read_or_refused() {
    if is_parent("files_cut_at_every_length_are_read_or_refused") {
        return;
    }
    for reader in &READERS {
        for (name, bytes) in corpus::files(reader.name) {
            // Every length of small files, some hundred of larger ones.
            let step = (bytes.len() / 300).max(1);
            for length in (0..bytes.len()).step_by(step) {
                feed(reader, &bytes[..length], &format!("{name} cut at {length}"));
            }
        }
    }
}

#[test]
fn mutated_files_are_read_or_refused() {
    if is_parent("mutated_files_are_read_or_refused") {
        return;
    }
    let seed = number("ANXIN_SEED").unwrap_or(1);
    let all = number("ANXIN_MINUTES")
        .map_or(Duration::from_secs(36), |minutes| Duration::from_secs(60 * minutes));
    let each = all / u32::try_from(READERS.len()).unwrap();
    let only = std::env::var("ANXIN_READER").ok();
    let is_asked = |reader: &&Reader| only.as_deref().is_none_or(|only| only == reader.name);
    for reader in READERS.iter().filter(is_asked) {
        let files: Vec<Vec<u8>> =
            corpus::files(reader.name).into_iter().map(|file| file.1).collect();
        let start = Instant::now();
        let (mut count, mut read) = (0_u64, 0_u64);
        while start.elapsed() < each {
            let bytes = mutations::mutated(&files, seed.wrapping_mul(1 << 32).wrapping_add(count));
            let made = format!("ANXIN_SEED={seed}, file {count}");
            read += u64::from(feed(reader, &bytes, &made));
            count += 1;
        }
        let line = format!("{:<12} {count:>7} files, {read:>7} of them read\n", reader.name);
        std::io::stderr().write_all(line.as_bytes()).unwrap();
        assert!(count > 3, "{}: {count} files in {each:?}", reader.name);
    }
}

/// The targets of cargo-fuzz are these readers.
#[test]
fn every_target_is_a_reader_and_every_reader_has_one() {
    let folder = root().join("tests/fuzz/fuzz_targets");
    let mut targets: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().replace(".rs", ""))
        .collect();
    targets.sort_unstable();
    let mut names: Vec<&str> = targets.iter().map(|name| readers::reader(name).name).collect();
    names.sort_unstable();
    let mut all: Vec<&str> = READERS.iter().map(|reader| reader.name).collect();
    all.sort_unstable();
    assert_eq!(names, all);
}

/// One mutation is the same for ever, and mutations differ.
#[test]
fn a_seed_gives_one_file() {
    let files = vec![b"a,b\n1,2\n3,4\n".to_vec(), b"x,y\n5,6\n".to_vec()];
    let of = |seed| mutations::mutated(&files, seed);
    assert_eq!(of(7), of(7));
    let mut different: Vec<Vec<u8>> = (0..50).map(of).collect();
    different.sort_unstable();
    different.dedup();
    assert!(different.len() > 30, "{}", different.len());
}

/// The corpus is made from the samples: `ANXIN_BLESS=1` writes it again.
#[test]
fn the_corpus_is_what_the_samples_give() {
    let is_blessing = std::env::var_os("ANXIN_BLESS").is_some();
    let folder = root().join("tests/fuzz/corpus");
    let mut bytes_of_all = 0;
    for (reader, name, bytes, is_stable) in corpus::made() {
        let path = folder.join(reader).join(name);
        if is_blessing {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &bytes).unwrap();
        }
        let kept = fs::read(&path).expect("a file of the corpus");
        bytes_of_all += kept.len();
        assert!(!is_stable || kept == bytes, "{reader}/{name} is not what the samples give");
    }
    assert!(bytes_of_all < 1 << 20, "{bytes_of_all} bytes");
}
