//! Bundles as a user meets them.

use std::fs;

use super::tests::{Place, ran};
use super::*;

#[test]
fn a_bundle_is_made_checked_computed_again_and_a_slip_stands_alone() {
    let place = Place::new("");
    let (input, out, secret) = (place.path("in"), place.path("b.zip"), place.path("secret"));
    let make = |more: &[&str]| {
        let words = ["bundle", &input, "--as-of", "2025-12-31", "--secret", &secret];
        ran(&[&words[..], &["--out", &out], more].concat())
    };
    assert_eq!(make(&[]).0, INPUT, "there is no secret yet");
    let (code, shown, err) = make(&["--new-secret"]);
    assert_eq!((code, err.as_str()), (DONE, ""));
    let root = shown.strip_prefix("root ").unwrap().trim().to_owned();
    assert_eq!(make(&["--new-secret"]).0, OUTPUT, "a secret is not replaced");
    assert_eq!(make(&[]).1, shown, "the same twice");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&secret).unwrap().permissions().mode() & 0o777, 0o600);
    }

    let (code, shown, err) = ran(&["verify", &out, &input, "--secret", &secret, "--root", &root]);
    assert_eq!((code, err.as_str()), (DONE, ""));
    assert!(shown.contains("computed again: everything agrees"), "{shown}");
    assert!(shown.contains("input   attendance.csv"), "{shown}");
    assert!(shown.contains("workers: the root over them"), "{shown}");

    let slip = place.path("slip.json");
    let words = ["slip", &out, "--worker", "WORKER0001", "--secret", &secret, "--out", &slip];
    assert_eq!(ran(&words), (DONE, format!("root {root}\n"), String::new()));
    let alone = ran(&["verify", "--slip", &slip, "--root", &root]);
    assert_eq!(alone, (DONE, format!("slip: stands under the root {root}\n"), String::new()));
    assert_eq!(ran(&["verify", &out, "--slip", &slip]).0, DONE);
    let (code, _, err) = ran(&["verify", "--slip", &slip, "--root", &"0".repeat(64)]);
    assert_eq!(code, INPUT);
    assert!(err.contains("leads to the root"), "{err}");
    assert_eq!(ran(&["verify", "--slip", &slip]).0, USAGE);
    assert_eq!(ran(&["verify"]).0, USAGE);
    let (code, _, err) = ran(&["verify", &out, "--root", "ab"]);
    assert_eq!(code, INPUT);
    assert!(err.contains(&root), "{err}");
}

#[test]
fn what_differs_is_3_and_is_named() {
    let place = Place::new("");
    let (input, out, secret) = (place.path("in"), place.path("b.zip"), place.path("secret"));
    let make = ["bundle", &input, "--as-of", "2025-12-31", "--new-secret", "--secret", &secret];
    assert_eq!(ran(&[&make[..], &["--out", &out]].concat()).0, DONE);
    let transfers = place.path("in/transfers.csv");
    let text = fs::read_to_string(&transfers).unwrap();
    fs::write(&transfers, text + "\n").unwrap();
    let (code, shown, err) = ran(&["verify", &out, &input]);
    assert_eq!(code, INPUT);
    assert!(err.contains("1 file(s) that do not agree; the first: transfers.csv differs"), "{err}");
    assert!(shown.contains("output  tables/worker_periods.csv"), "{shown}");

    let mut bytes = fs::read(&out).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    fs::write(&out, bytes).unwrap();
    let (code, _, err) = ran(&["verify", &out]);
    assert_eq!(code, INPUT);
    assert!(err.starts_with("error[decode]: ") && err.contains("its bytes do not have"), "{err}");
    let inside = place.path("in/b.zip");
    assert_eq!(ran(&[&make[..], &["--out", &inside]].concat()).0, OUTPUT);
    assert_eq!(ran(&["verify", &transfers]).0, INPUT);
}

#[test]
fn ids_under_a_key_are_the_same_for_all_who_hold_it() {
    let place = Place::new("");
    let (ids, key) = (place.path("ids.txt"), place.path("key"));
    fs::write(&ids, "W1\n Ｗ1\nW2\n").unwrap();
    let hash = |more: &[&str]| ran(&[&["hash-ids", &ids, "--key", &key], more].concat());
    assert_eq!(hash(&[]).0, INPUT);
    let (code, shown, err) = hash(&["--new-key"]);
    assert_eq!((code, err.as_str()), (DONE, ""));
    let lines: Vec<_> = shown.lines().collect();
    assert_eq!((lines.len(), lines[0]), (3, lines[1]));
    assert_ne!(lines[0], lines[2]);
    assert_eq!(hash(&[]).1, shown);
    fs::write(&key, "swordfish").unwrap();
    let (code, _, err) = hash(&[]);
    assert_eq!(code, INPUT);
    assert!(!err.contains("swordfish"), "{err}");
}
