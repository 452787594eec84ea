//! What is certain and what is not, by the command.

use std::fs;
use std::process::Command;

use anxin_tests::folder::Folder;

use super::{binary, says};

#[test]
fn what_hangs_on_two_contracts_is_told_with_what_settles_it() {
    let folder = Folder::new("cli-disputed").unwrap();
    let data = folder.join("in");
    fs::create_dir(&data).unwrap();
    let rows = "worker_id,project_id,work_date,minutes\n\
                W1,P1,2025-03-03,480\nW2,P1,2025-03-03,480\n";
    fs::write(data.join("attendance.csv"), rows).unwrap();
    let contracts = "contract_id,worker_id,project_id,pay_basis,rate,start_date\n\
                     C1,W1,P1,daily,300,2025-03-01\nC2,W1,P1,daily,1400,2025-03-01\n\
                     C3,W2,P1,daily,200,2025-03-01\n";
    fs::write(data.join("contracts.csv"), contracts).unwrap();
    let (out, data) = (folder.join("disputed.csv"), data.display().to_string());
    let run = |more: &[&str]| {
        let mut command = Command::new(binary());
        command.args(["disputed", &data, "--as-of", "2025-12-31"]).args(more).output().unwrap()
    };
    let path = out.display().to_string();
    let shown = run(&["--out", &path]);
    says(&shown, 0, &[]);
    let text = String::from_utf8(shown.stdout).unwrap();
    let told: Vec<&str> = text.split_whitespace().collect();
    let expected = "arrears 1,600.00 at least 500.00 at most 1,600.00 worker-periods disputed 1";
    assert_eq!(told.join(" "), expected);
    let csv = fs::read_to_string(&out).unwrap();
    let line = "W1,P1,2025-03-01,1400.00,300.00,1400.00,true,two_rates C1 C2,signed_contract";
    assert_eq!(csv.lines().skip(1).collect::<Vec<_>>(), [line]);

    let quiet = run(&["--quiet"]);
    assert_eq!((quiet.status.code(), quiet.stdout.as_slice()), (Some(0), &b""[..]));
    let inside = format!("{data}/out.csv");
    says(&run(&["--out", &inside]), 5, &["inside the input folder"]);
}
