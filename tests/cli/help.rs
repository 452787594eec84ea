//! The help of the command and of each of its verbs, as it stands in `snapshots/`.

use std::process::Command;

use insta::assert_snapshot;

use super::binary;

fn help(verbs: &[String]) -> String {
    let output = Command::new(binary()).args(verbs).arg("--help").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{verbs:?}");
    assert!(output.stderr.is_empty(), "{verbs:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The verbs that a page of help names.
fn verbs_of(page: &str) -> Vec<String> {
    let lines = page.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = lines.take_while(|line| !line.is_empty()).filter_map(|line| {
        // Two blanks and a name; what stands further in continues the line above.
        let name = line.strip_prefix("  ")?.split(' ').next()?;
        (!name.is_empty() && name != "help").then(|| name.to_owned())
    });
    names.collect()
}

fn pages(verbs: &[String], text: &mut String) {
    let page = help(verbs);
    let title = ["anxin"].into_iter().chain(verbs.iter().map(String::as_str));
    text.push_str(&format!("$ {} --help\n{page}\n", title.collect::<Vec<_>>().join(" ")));
    for verb in verbs_of(&page) {
        pages(&[verbs, &[verb]].concat(), text);
    }
}

#[test]
fn help_of_the_command_and_its_verbs() {
    let mut text = String::new();
    pages(&[], &mut text);
    for verb in
        ["reconcile", "check", "explain", "policy show", "policy check", "ledger add", "bench-core"]
    {
        assert!(text.contains(&format!("$ anxin {verb} --help")), "no help of {verb}");
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.bind(|| assert_snapshot!("help", text));
}
