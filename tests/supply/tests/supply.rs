//! What the project is built of, against its own rules; and that each rule can be broken.

use std::collections::BTreeSet;

use anxin_supply::lock::{Package, packages, parsed};
use anxin_supply::rules::{Rules, sources_not_allowed};
use anxin_supply::{sbom, tree};
use serde_json::Value;

const NONE: [String; 0] = [];

fn package(name: &str, version: &str) -> Package {
    Package {
        name: name.to_owned(),
        version: version.to_owned(),
        source: Some("registry+x".to_owned()),
        checksum: Some("0".repeat(64)),
    }
}

#[test]
fn every_package_comes_from_one_registry_and_has_a_sum() {
    let known = packages().unwrap();
    assert!(known.len() > 400);
    let tree = tree::whole().unwrap();
    assert_eq!(sources_not_allowed(&known, &tree), NONE);
    let mut elsewhere = tree.clone();
    elsewhere.folders.values_mut().for_each(|folder| *folder = "/elsewhere".to_owned());
    assert_eq!(sources_not_allowed(&known, &elsewhere).len(), tree.folders.len());
    let with = |change: fn(&mut Package)| {
        let mut other = package("strange", "1.0.0");
        change(&mut other);
        sources_not_allowed(&[package("a", "1.0.0"), other], &tree).len()
    };
    assert_eq!(with(|_| ()), 0);
    assert_eq!(with(|one| one.checksum = None), 1);
    assert_eq!(with(|one| one.source = None), 1);
    assert_eq!(with(|one| one.source = Some("registry+y".to_owned())), 1);
    assert_eq!(with(|one| one.source = Some("git+x".to_owned())), 2);
}

#[test]
fn every_licence_is_allowed_and_no_more_than_that() {
    let rules = Rules::load().unwrap();
    let tree = tree::whole().unwrap();
    assert!(tree.licences.len() > 300, "{}", tree.licences.len());
    assert_eq!(rules.licences_not_allowed(&tree), NONE);
    assert_eq!(rules.licences_not_needed(&tree), NONE);
    for strange in ["GPL-3.0-only", "", "MIT AND SSPL-1.0"] {
        let mut other = tree.clone();
        other.licences.insert(("strange".to_owned(), "1.0.0".to_owned()), strange.to_owned());
        assert_eq!(rules.licences_not_allowed(&other), [format!("strange@1.0.0: `{strange}`")]);
    }
}

#[test]
fn nothing_that_is_refused_is_handed_out() {
    let rules = Rules::load().unwrap();
    let products = tree::of_products().unwrap();
    let is_in = |name: &str| products.licences.keys().any(|id| id.0 == name);
    assert!(["anxin", "anxin-python", "anxin-wasm", "clap", "pyo3"].iter().all(|name| is_in(name)));
    assert_eq!(rules.refused(&products), NONE);
    let mut other = products.clone();
    other.licences.insert(("openssl".to_owned(), "1.0.0".to_owned()), "MIT".to_owned());
    assert_eq!(rules.refused(&other), ["openssl@1.0.0"]);
    // The rule means something: what the tests use has such code.
    assert!(!rules.refused(&tree::whole().unwrap()).is_empty());
}

#[test]
fn second_versions_were_looked_at() {
    let rules = Rules::load().unwrap();
    let tree = tree::whole().unwrap();
    assert_eq!(rules.versions_not_reviewed(&tree), NONE);
    let reasons = rules.older.iter().map(|one| &one.reason);
    assert!(reasons.chain(rules.refused.iter().map(|one| &one.reason)).all(|why| why.len() > 9));
    let mut other = tree.clone();
    other.licences.insert(("serde".to_owned(), "0.9.0".to_owned()), "MIT".to_owned());
    assert_eq!(rules.versions_not_reviewed(&other), ["serde@0.9.0"]);
    // A version that is gone does not stay in the list.
    let gone = (rules.older[0].name.clone(), rules.older[0].version.clone());
    let mut other = tree;
    other.licences.remove(&gone).unwrap();
    assert_eq!(rules.versions_not_reviewed(&other), [format!("{}@{}", gone.0, gone.1)]);
}

#[test]
fn the_bill_of_materials_has_every_package_that_the_command_links() {
    let bill = sbom::of_project().unwrap();
    assert_eq!(bill, sbom::of_project().unwrap());
    let read: Value = serde_json::from_str(&bill).unwrap();
    assert_eq!(read["bomFormat"], "CycloneDX");
    assert_eq!(read["metadata"]["component"]["name"], "anxin");
    let components = read["components"].as_array().unwrap();
    let word = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    let known = packages().unwrap();
    let folders = tree::whole().unwrap().folders;
    for component in components {
        let (name, version) = (word(component, "name"), word(component, "version"));
        let own = known.iter().find(|one| (&one.name, &one.version) == (&name, &version)).unwrap();
        let sum = component["hashes"][0]["content"].as_str();
        assert_eq!(sum, own.checksum.as_deref(), "{name}");
        let is_own = folders.contains_key(&(name.clone(), version));
        assert!(sum.is_some() || is_own, "{name}");
        assert!(!word(&component["licenses"][0], "expression").is_empty(), "{name}");
        assert_eq!(
            word(component, "purl"),
            format!("pkg:cargo/{name}@{}", word(component, "version"))
        );
    }
    let of_scope = |scope: &str| -> BTreeSet<(String, String)> {
        let own = components.iter().filter(|one| one["scope"] == scope);
        own.map(|one| (word(one, "name"), word(one, "version"))).collect()
    };
    let linked: BTreeSet<_> = tree::of_command(false).unwrap().licences.into_keys().collect();
    let mut required = of_scope("required");
    assert!(required.len() > 100 && !of_scope("excluded").is_empty());
    required.insert(("anxin".to_owned(), env!("CARGO_PKG_VERSION").to_owned()));
    assert_eq!(required, linked);
    // What the engine names itself is in it, asked of its own manifest.
    let manifest = include_str!("../../../engine/Cargo.toml");
    for own in ["arrow-array", "parquet", "clap", "sha2", "rayon", "calamine"] {
        assert!(manifest.contains(own) && required.iter().any(|one| one.0 == own), "{own}");
    }
    let references: BTreeSet<String> = components.iter().map(|one| word(one, "bom-ref")).collect();
    let main = word(&read["metadata"]["component"], "bom-ref");
    for line in read["dependencies"].as_array().unwrap() {
        let ends = line["dependsOn"].as_array().unwrap().iter().filter_map(Value::as_str);
        let ends = ends.map(str::to_owned).chain([word(line, "ref")]);
        ends.for_each(|end| assert!(end == main || references.contains(&end), "{end}"));
    }
}

#[test]
fn a_package_that_the_lock_file_does_not_have_is_no_bill() {
    let tree = tree::read("0 anxin v0.1.0 (/x)|Apache-2.0\n1 strange v1.0.0|MIT\n").unwrap();
    let own = parsed("[[package]]\nname = \"anxin\"\nversion = \"0.1.0\"\n").unwrap();
    let refused = sbom::written(&tree, &tree, &own).unwrap_err().to_string();
    assert!(refused.contains("strange 1.0.0"), "{refused}");
}
