//! The bill of materials of the command: `CycloneDX` 1.6 as JSON, the same bytes for the same lock
//! file and machine.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::licence::spdx;
use crate::lock::{Package, packages};
use crate::tree::{Id, Tree, of_command};
use crate::{Fault, Result, fault};

/// The bill of the command as built on this machine.
///
/// # Errors
///
/// Where cargo or the lock file cannot be read, or do not fit each other.
pub fn of_project() -> Result<String> {
    written(&of_command(true)?, &of_command(false)?, &packages()?)
}

/// The bill of a tree whose first package is `anxin`: `built` is all that it is built of, `linked`
/// what is in it in the end.
///
/// # Errors
///
/// Where a package of the tree is not in the lock file.
pub fn written(built: &Tree, linked: &Tree, packages: &[Package]) -> Result<String> {
    let sums: BTreeMap<(&str, &str), &Package> =
        packages.iter().map(|one| ((&*one.name, &*one.version), one)).collect();
    let mut components = Vec::new();
    let mut main = Value::Null;
    for (id, licence) in &built.licences {
        let (name, version) = id;
        let package = sums
            .get(&(name.as_str(), version.as_str()))
            .ok_or_else(|| Fault(format!("Cargo.lock does not have {name} {version}")))?;
        let mut component = json!({
            "type": "library",
            "bom-ref": reference(id),
            "name": name,
            "version": version,
            "scope": if linked.licences.contains_key(id) { "required" } else { "excluded" },
            "licenses": [{ "expression": spdx(licence) }],
            "purl": reference(id),
        });
        if let Some(sum) = &package.checksum {
            component["hashes"] = json!([{ "alg": "SHA-256", "content": sum }]);
        }
        if name == "anxin" {
            component["type"] = json!("application");
            main = component;
        } else {
            components.push(component);
        }
    }
    let needs = |(id, needs): (&Id, &std::collections::BTreeSet<Id>)| {
        let needs: Vec<String> = needs.iter().map(reference).collect();
        json!({ "ref": reference(id), "dependsOn": needs })
    };
    let bill = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": main },
        "components": components,
        "dependencies": built.needs.iter().map(needs).collect::<Vec<_>>(),
    });
    let text = serde_json::to_string_pretty(&bill).map_err(fault("the bill"))?;
    Ok(text + "\n")
}

/// What a package is called in the bill.
fn reference((name, version): &Id) -> String {
    format!("pkg:cargo/{name}@{version}")
}
