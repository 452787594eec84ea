//! `cargo ci`: every check of the project, one after the other; `cargo ci quick`: without the
//! release build and the bindings.
//!
//! All parts run, also after one has failed. At the end stands a table of minutes, what was not run
//! and why, and one line that sums up: each test counts, each part without tests counts as one.

use std::env;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What a part came to.
#[derive(Default)]
struct Outcome {
    passed: u64,
    failed: u64,
    /// Tests that were not run, and why a whole part was not.
    not_run: u64,
    reason: Option<String>,
}

impl Outcome {
    fn of(is_good: bool) -> Self {
        Self { passed: u64::from(is_good), failed: u64::from(!is_good), ..Self::default() }
    }

    fn not_run(reason: String) -> Self {
        Self { reason: Some(reason), ..Self::default() }
    }
}

/// A part: its name and how it runs.
type Part = (&'static str, fn() -> io::Result<Outcome>);

const PARTS: [Part; 14] = [
    ("format", || cargo(&["fmt", "--all", "--check"])),
    ("lint", || {
        let features = ["--features", "anxin/cli,anxin-wasm/threads", "--", "-D", "warnings"];
        let all = ["clippy", "--workspace", "--exclude", FRAMES, "--all-targets"];
        cargo(&[&all[..], &features].concat())
    }),
    ("documentation", || cargo(&["doc", "--no-deps", "--features", "anxin/cli"])),
    ("bindings", || cargo(&["check", "-p", "anxin-python", "-p", "anxin-wasm"])),
    ("first command of the README", first_command),
    ("tests", || tests(&[])),
    ("fuzz", || tests(&["--test", "fuzz"])),
    ("Python", python),
    ("workbook in LibreOffice", workbook),
    ("Spark", spark),
    ("WebAssembly", wasm),
    ("browser", browser),
    ("frames of Polars", frames),
    ("advisories", || {
        let why = "known faults of the parts stand in a database that is not at hand offline";
        Ok(Outcome::not_run(why.to_owned()))
    }),
];

/// The parts of `quick`: what a change can break without a release build.
const QUICK: [usize; 4] = [0, 1, 2, 5];
/// All parts, in order.
const ALL: [usize; 14] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];

/// The package of the tests that need Polars, which no other part compiles.
const FRAMES: &str = "anxin-frames-tests";

/// What builds the wheel.
const MATURIN: &str = "maturin==1.16.0";

/// Whether this run has built the command that the tests call.
static IS_BUILT: AtomicBool = AtomicBool::new(false);

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let chosen = match words.as_slice() {
        [] => ALL.as_slice(),
        [word] if word == "quick" => QUICK.as_slice(),
        _ => {
            say("usage: cargo ci [quick]");
            return ExitCode::from(2);
        }
    };
    let mut lines = Vec::new();
    let mut sum = Outcome::default();
    for (name, run) in chosen.iter().map(|&place| &PARTS[place]) {
        say(&format!("\n== {name}"));
        let start = Instant::now();
        let outcome = run().unwrap_or_else(|error| {
            say(&format!("{name}: cannot be started: {error}"));
            Outcome::of(false)
        });
        lines.push(line(name, start.elapsed(), &outcome));
        sum.passed += outcome.passed;
        sum.failed += outcome.failed;
    }
    say(&format!("\n{:<30} {:>8}  {:>7} {:>7}", "part", "min:sec", "passed", "failed"));
    lines.iter().for_each(|line| say(line));
    for place in ALL.iter().filter(|place| !chosen.contains(place)) {
        say(&format!("{:<30} not run: `quick` leaves it out", PARTS[*place].0));
    }
    say(&format!("{} passed, {} failed", sum.passed, sum.failed));
    if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn line(name: &str, took: Duration, outcome: &Outcome) -> String {
    let seconds = took.as_secs();
    let took = format!("{}:{:02}", seconds / 60, seconds % 60);
    let mut text = format!("{name:<30} {took:>8}  {:>7} {:>7}", outcome.passed, outcome.failed);
    if let Some(reason) = &outcome.reason {
        text.push_str(&format!("  not run: {reason}"));
    } else if outcome.not_run > 0 {
        text.push_str(&format!("  {} tests not run: marked so in their source", outcome.not_run));
    }
    text
}

/// Cargo, with less to write and the same lints as a reader's machine.
fn command(words: &[&str]) -> Command {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_string());
    let mut command = Command::new(cargo);
    command.args(words).current_dir(anxin_tests::root()).stdin(Stdio::null());
    command.env("CARGO_INCREMENTAL", "0").env("CARGO_PROFILE_DEV_DEBUG", "0");
    command.env("RUSTDOCFLAGS", "-D warnings");
    command
}

fn cargo(words: &[&str]) -> io::Result<Outcome> {
    Ok(Outcome::of(command(words).status()?.success()))
}

/// Workbooks as a spreadsheet computes them; where there is none it is installed.
fn workbook() -> io::Result<Outcome> {
    match without("soffice", &["tests/workbook/install-libreoffice.sh"]) {
        Some(reason) => Ok(Outcome::not_run(reason)),
        None => tests(&["--test", "workbook"]),
    }
}

/// Whether a program is there.
fn runs(program: &str) -> bool {
    let asked = Command::new(program).arg("--version").stdout(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

/// Installs a program by a script and its words where it is absent; why it cannot be had.
fn without(program: &str, script: &[&str]) -> Option<String> {
    let is_there = || runs(program);
    if is_there() {
        return None;
    }
    say(&format!("$ sh {}", script.join(" ")));
    let mut ran = Command::new("sh");
    match ran.args(script).current_dir(anxin_tests::root()).stdin(Stdio::null()).status() {
        Ok(status) if status.success() && is_there() => None,
        Ok(status) => Some(format!("{program} is absent and cannot be installed ({status})")),
        Err(error) => Some(format!("{program} is absent, and there is no shell: {error}")),
    }
}

/// The module of the browser, and its tests in Node.
fn wasm() -> io::Result<Outcome> {
    if !runs("npm") {
        return Ok(Outcome::not_run("there is no Node (20.19 or later, with npm)".to_owned()));
    }
    let built = cargo(&["run", "--quiet", "-p", "anxin-wasm-build", "--", "wasm/pkg"])?;
    if built.failed > 0 || !npm(&["ci", "--no-audit", "--no-fund"])? || !npm(&["run", "build"])? {
        return Ok(Outcome::of(false));
    }
    node("tests/*.test.mjs")
}

/// The page in Chromium. It is made from the module that the part before this one has built.
fn browser() -> io::Result<Outcome> {
    if !runs("npm") {
        return Ok(Outcome::not_run("there is no Node (20.19 or later, with npm)".to_owned()));
    }
    if let Some(reason) = without("chromium", &["wasm/build/install-debian.sh", "browser"]) {
        return Ok(Outcome::not_run(reason));
    }
    if !npm(&["run", "build", "--workspace", "page"])? {
        return Ok(Outcome::of(false));
    }
    node("page/tests/*.test.mjs")
}

/// A word of npm in the folder of the packages.
fn npm(words: &[&str]) -> io::Result<bool> {
    say(&format!("$ npm {}", words.join(" ")));
    let mut npm = Command::new("npm");
    npm.args(words).current_dir(anxin_tests::root().join("wasm")).stdin(Stdio::null());
    Ok(npm.status()?.success())
}

/// Tests in Node, counted from what it prints.
fn node(tests: &str) -> io::Result<Outcome> {
    say(&format!("$ node --test {tests}"));
    let mut node = Command::new("sh");
    node.args(["-c", &format!("node --test --test-reporter=tap {tests}")]);
    node.current_dir(anxin_tests::root().join("wasm")).stdin(Stdio::null());
    let told = node.stderr(Stdio::inherit()).output()?;
    let text = String::from_utf8_lossy(&told.stdout);
    let mut outcome = Outcome::default();
    for line in text.lines() {
        // Single tests are told where they fail.
        if !line.trim_start().starts_with("ok ") {
            say(line);
        }
        count_tap(line, &mut outcome);
    }
    if !told.status.success() && outcome.failed == 0 {
        outcome.failed = 1;
    }
    Ok(outcome)
}

/// Adds a line of the end of a report, `# pass 12`.
fn count_tap(line: &str, outcome: &mut Outcome) {
    let Some((word, number)) = line.strip_prefix("# ").and_then(|rest| rest.split_once(' ')) else {
        return;
    };
    let Ok(number) = number.parse::<u64>() else { return };
    match word {
        "pass" => outcome.passed += number,
        "fail" | "cancelled" => outcome.failed += number,
        "skipped" | "todo" => outcome.not_run += number,
        _ => {}
    }
}

/// Runs over a cluster of two executors, with the wheel that the part before has built and
/// installed; where there is no Java it is installed.
fn spark() -> io::Result<Outcome> {
    let root = anxin_tests::root();
    if let Some(reason) = without("java", &["tests/spark/install-java.sh"]) {
        return Ok(Outcome::not_run(reason));
    }
    let bin = root.join("target/python/bin");
    let wheel = fs::read_dir(root.join("target/wheels")).ok().and_then(|mut all| all.next());
    let Some(wheel) = wheel.transpose()?.filter(|_| bin.join("pip").exists()) else {
        return Ok(Outcome::not_run("the part `Python` has built no wheel".to_string()));
    };
    let wheel = format!("{}[test-spark]", wheel.path().display());
    if !in_bindings(&bin.join("pip"), &["install", "--quiet", &wheel]).status()?.success() {
        return Ok(Outcome::of(false));
    }
    pytest(in_bindings(&bin.join("python"), &["-m", "pytest", "-q", "spark_tests"]))
}

/// Unit, documentation and whole-run tests of the default members, or those that `which` names.
fn tests(which: &[&str]) -> io::Result<Outcome> {
    counted(&[&["--features", "anxin/cli"], which].concat())
}

/// The engine over frames of Polars, and the examples of that module.
fn frames() -> io::Result<Outcome> {
    // Unlike the tests of the default members without optimising: Polars compiles in half the time.
    let own = ["--profile", "dev", "-p", "anxin", "-p", FRAMES, "--no-default-features"];
    let mut outcome = counted(&[&own[..], &["--test", "frames"]].concat())?;
    let examples = counted(&[&own[..], &["--doc", "frames"]].concat())?;
    outcome.passed += examples.passed;
    outcome.failed += examples.failed;
    Ok(outcome)
}

/// Tests of cargo, counted from what it prints.
fn counted(words: &[&str]) -> io::Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut tests = command(&[&["test", "--no-fail-fast"], words].concat());
    if IS_BUILT.load(Ordering::Relaxed) {
        tests.env("ANXIN_BIN", anxin_tests::root().join("target/release/anxin"));
    }
    let mut child = tests.stdout(Stdio::piped()).spawn()?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            say(&line);
            count(&line, &mut outcome);
        }
    }
    if !child.wait()?.success() && outcome.failed == 0 {
        outcome.failed = 1; // it did not compile, or a test ended its process
    }
    Ok(outcome)
}

/// A program beside the Python package.
fn in_bindings(program: &Path, words: &[&str]) -> Command {
    say(&format!("$ {} {}", program.display(), words.join(" ")));
    let mut step = Command::new(program);
    step.args(words).current_dir(anxin_tests::root().join("python-bindings"));
    step.stdin(Stdio::null());
    step.env("CARGO_INCREMENTAL", "0").env("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    step
}

/// Tests of pytest, counted from its last line.
fn pytest(mut tests: Command) -> io::Result<Outcome> {
    let told = tests.stderr(Stdio::inherit()).output()?;
    let text = String::from_utf8_lossy(&told.stdout);
    say(&text);
    let mut outcome = Outcome::default();
    count_pytest(text.lines().last().unwrap_or_default(), &mut outcome);
    if !told.status.success() && outcome.failed == 0 {
        outcome.failed = 1;
    }
    Ok(outcome)
}

/// The wheel, and its tests in an environment of its own: `target/python`.
fn python() -> io::Result<Outcome> {
    let root = anxin_tests::root();
    let (own, wheels) = (root.join("target/python"), root.join("target/wheels"));
    let bin = |name: &str| own.join("bin").join(name);
    let done = |program: &Path, words: &[&str]| {
        in_bindings(program, words).status().map(|status| status.success())
    };
    let out = wheels.display().to_string();
    fs::remove_dir_all(&wheels).or_else(|error| match error.kind() {
        io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })?;
    let is_built = done("python3".as_ref(), &["-m", "venv", &own.display().to_string()])?
        && done(&bin("pip"), &["install", "--quiet", MATURIN])?
        && done(&bin("maturin"), &["build", "--locked", "--out", &out])?;
    if !is_built {
        return Ok(Outcome::of(false));
    }
    let Some(wheel) = fs::read_dir(&wheels)?.next().transpose()? else {
        say(&format!("{out}: no wheel was built"));
        return Ok(Outcome::of(false));
    };
    let wheel = format!("{}[test]", wheel.path().display());
    // Again and again the same version: what is installed has to make room.
    let again = ["install", "--quiet", "--force-reinstall", "--no-deps", &wheel];
    if !done(&bin("pip"), &["install", "--quiet", &wheel])? || !done(&bin("pip"), &again)? {
        return Ok(Outcome::of(false));
    }
    pytest(in_bindings(&bin("python"), &["-m", "pytest", "-q"]))
}

/// Adds the last line of pytest, `3 failed, 257 passed, 2 skipped in 25.80s`.
fn count_pytest(line: &str, outcome: &mut Outcome) {
    let counts = line.rsplit_once(" in ").map_or(line, |(counts, _)| counts);
    for part in counts.trim_matches(['=', ' ']).split(", ") {
        let Some((number, word)) = part.split_once(' ') else { continue };
        let Ok(number) = number.parse::<u64>() else { continue };
        match word {
            "passed" => outcome.passed += number,
            "failed" | "error" | "errors" => outcome.failed += number,
            "skipped" | "deselected" | "xfailed" => outcome.not_run += number,
            _ => {}
        }
    }
}

/// Adds a line `test result: ok. 6 passed; 0 failed; 1 ignored; …`.
fn count(line: &str, outcome: &mut Outcome) {
    let Some(rest) = line.strip_prefix("test result: ") else { return };
    let rest = rest.split_once(". ").map_or(rest, |(_, counts)| counts);
    for part in rest.split("; ") {
        let Some((number, word)) = part.split_once(' ') else { continue };
        let Ok(number) = number.parse::<u64>() else { continue };
        match word {
            "passed" => outcome.passed += number,
            "failed" => outcome.failed += number,
            "ignored" => outcome.not_run += number,
            _ => {}
        }
    }
}

/// A reader's first step: the first command of the README that runs the program.
fn first_command() -> io::Result<Outcome> {
    let path = anxin_tests::root().join("README.md");
    let Ok(text) = fs::read_to_string(&path) else {
        say("README.md: not found; it has to show a first command");
        return Ok(Outcome::of(false));
    };
    let Some(words) = command_of(&text) else {
        say("README.md: no line `cargo …` in a fenced block; it has to show a first command");
        return Ok(Outcome::of(false));
    };
    if words.iter().any(|word| word.contains(['|', '>', '<', '$', ';', '&'])) {
        return Ok(Outcome::not_run(format!("`{}` needs a shell", words.join(" "))));
    }
    say(&format!("$ {}", words.join(" ")));
    let arguments: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
    let outcome = cargo(&arguments)?;
    IS_BUILT.store(outcome.failed == 0 && arguments.first() == Some(&"anxin"), Ordering::Relaxed);
    Ok(outcome)
}

/// The first `cargo` command in a fenced block of a page, other than `cargo ci`.
fn command_of(text: &str) -> Option<Vec<String>> {
    let mut is_fenced = false;
    let mut whole = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
            continue;
        }
        let line = line.trim().trim_start_matches("$ ");
        let is_start = line.starts_with("cargo ") && !line.starts_with("cargo ci");
        if is_fenced && (is_start || !whole.is_empty()) {
            let code = line.split(" #").next().unwrap_or_default().trim();
            whole.push_str(code.trim_end_matches('\\'));
            if !code.ends_with('\\') {
                return Some(whole.split_whitespace().map(String::from).collect());
            }
        }
    }
    None
}

/// A line on stdout. A closed pipe is no reason to stop checking.
fn say(line: &str) {
    let mut out = io::stdout().lock();
    let _closed = writeln!(out, "{line}").and_then(|()| out.flush());
}

#[cfg(test)]
mod tests {
    use super::{Outcome, command_of, count, count_pytest, count_tap};

    #[test]
    fn results_of_cargo_are_added_up() {
        let mut outcome = Outcome::default();
        count("test result: ok. 6 passed; 0 failed; 1 ignored; 0 measured", &mut outcome);
        count("test result: FAILED. 2 passed; 3 failed; 0 ignored", &mut outcome);
        count("test a_test ... ok", &mut outcome);
        assert_eq!((outcome.passed, outcome.failed, outcome.not_run), (8, 3, 1));
    }

    #[test]
    fn results_of_pytest_are_added_up() {
        let mut outcome = Outcome::default();
        count_pytest("3 failed, 257 passed, 2 skipped, 1 error in 25.80s (0:01:00)", &mut outcome);
        assert_eq!((outcome.passed, outcome.failed, outcome.not_run), (257, 4, 2));
    }

    #[test]
    fn results_of_node_are_added_up() {
        let mut outcome = Outcome::default();
        for line in ["# tests 9", "# pass 5", "# fail 1", "# cancelled 1", "# skipped 2", "# a b"] {
            count_tap(line, &mut outcome);
        }
        assert_eq!((outcome.passed, outcome.failed, outcome.not_run), (5, 2, 2));
    }

    #[test]
    fn the_first_command_is_found_over_two_lines() {
        let page = "# T\ncargo no\n```sh\n$ cargo ci\n$ cargo anxin x \\\n  --out o # why\n```\n";
        assert_eq!(command_of(page).unwrap(), ["cargo", "anxin", "x", "--out", "o"]);
        assert_eq!(command_of("no code"), None);
    }
}
