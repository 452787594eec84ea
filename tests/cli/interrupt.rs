//! An interrupt ends the command with 130, and nothing is left of what it was writing.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{Desk, says};

/// Lines of the sheet: so many that reading and writing take far longer than a signal.
const LINES: usize = 200_000;

fn desk() -> Desk {
    let mut text = String::from("payroll_id,worker_id,project_id,period,net,confirmed\n");
    (0..LINES).for_each(|n| text.push_str(&format!("S1,W{n},P{},2025-03,1.00,1\n", n % 50)));
    Desk::new(&[("payroll.csv", &text)])
}

fn started(desk: &Desk) -> Child {
    let mut command = desk.command();
    command.args(["--detail", "--json"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Waits until `is_there`, then interrupts the process.
fn interrupt(child: &mut Child, is_there: impl Fn(u32) -> bool) {
    let start = Instant::now();
    while !is_there(child.id()) {
        let ended = child.try_wait().unwrap();
        assert!(ended.is_none(), "the run ended before it could be interrupted: {ended:?}");
        assert!(start.elapsed() < Duration::from_secs(120), "the run does not get there");
        std::thread::sleep(Duration::from_millis(1));
    }
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// Whether the process has the payroll sheet open.
fn is_reading(process: u32) -> bool {
    let open = fs::read_dir(format!("/proc/{process}/fd")).into_iter().flatten().flatten();
    open.filter_map(|entry| fs::read_link(entry.path()).ok())
        .any(|path| path.ends_with("payroll.csv"))
}

#[test]
fn an_interrupt_while_reading_ends_with_130() {
    let desk = desk();
    let mut child = started(&desk);
    interrupt(&mut child, is_reading);
    let output = child.wait_with_output().unwrap();
    says(&output, 130, &["error[cancelled]", "nothing was written", "start again"]);
    assert!(output.stdout.is_empty());
    assert_eq!(desk.left(), Vec::<String>::new());
}

#[test]
fn an_interrupt_while_writing_ends_with_130_and_the_earlier_result_stays() {
    let desk = desk();
    fs::create_dir(desk.out()).unwrap();
    fs::write(desk.out().join("summary.json"), "{}").unwrap();
    let mut child = started(&desk);
    interrupt(&mut child, |_| desk.left().iter().any(|name| name.starts_with('.')));
    let output = child.wait_with_output().unwrap();
    says(&output, 130, &["error[cancelled]", "nothing was written", "start again"]);
    assert!(output.stdout.is_empty());
    assert_eq!(desk.left(), ["out"], "the unfinished folder is gone");
    assert_eq!(fs::read_to_string(desk.out().join("summary.json")).unwrap(), "{}");
    assert_eq!(fs::read_dir(desk.out()).unwrap().count(), 1);
}
