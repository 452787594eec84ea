//! Does every public item of the engine show how it is used?
//!
//! A function, struct, enum or trait that others can name has an example of its own, or a line
//! ``Example: [`item`]`` that leads to one; a method has its own or that of its type. Fields,
//! variants, constants and type aliases need none.

use std::collections::{BTreeMap, BTreeSet};

use super::{Source, none, sources};

/// A public item as its source shows it.
struct Item {
    /// File and line.
    place: String,
    /// Its own name.
    name: String,
    /// The type whose method it is.
    of: Option<String>,
    has_example: bool,
    /// Where the line `Example:` leads, by the last name of its path.
    leads_to: Option<String>,
}

/// Names that a file makes public although their module is private: `pub use module::{…}`.
fn reexported(source: &Source) -> BTreeMap<String, BTreeSet<String>> {
    let text: String = source.code().into_iter().map(|(_, line)| line + " ").collect();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for part in text.split("pub use ").skip(1) {
        let Some((path, _)) = part.split_once(';') else { continue };
        let (module, names) = path.split_once("::").unwrap_or((path, ""));
        let names = names.trim_matches(|c: char| c == '{' || c == '}' || c.is_whitespace());
        let names = names.split(',').map(|name| name.trim().to_owned());
        found.entry(module.trim().to_owned()).or_default().extend(names);
    }
    found
}

/// What of a file others can name: all that is `pub`, or these names alone.
#[derive(Clone)]
enum Seen {
    All,
    Names(BTreeSet<String>),
}

/// The files that hold public items, from `lib.rs` along `mod` lines.
fn public(all: &[Source]) -> Vec<(&Source, Seen)> {
    let file = |path: &str| all.iter().find(|source| source.path == path);
    let mut open: Vec<_> =
        file("engine/src/lib.rs").map(|lib| (lib, Seen::All)).into_iter().collect();
    let mut found = Vec::new();
    while let Some((source, seen)) = open.pop() {
        let stem =
            source.path.trim_end_matches(".rs").trim_end_matches("/mod").trim_end_matches("/lib");
        let reexported = reexported(source);
        for (_, line) in source.code() {
            let line = line.trim();
            let is_open = line.starts_with("pub mod ");
            let name = line.strip_prefix("pub mod ").or_else(|| line.strip_prefix("mod "));
            let Some(name) = name.and_then(|name| name.strip_suffix(';')) else { continue };
            let seen = match (is_open, &seen, reexported.get(name)) {
                (true, Seen::All, _) => Seen::All,
                (_, _, Some(names)) => Seen::Names(names.clone()),
                _ => continue,
            };
            let paths = [format!("{stem}/{name}.rs"), format!("{stem}/{name}/mod.rs")];
            open.extend(
                paths.iter().filter_map(|path| file(path)).map(|file| (file, seen.clone())),
            );
        }
        found.push((source, seen));
    }
    found
}

/// The public items of a file.
fn items(source: &Source, seen: &Seen) -> Vec<Item> {
    let mut found = Vec::new();
    let (mut docs, mut of) = (Vec::new(), None);
    for (at, line) in source.lines.iter().enumerate() {
        if line.starts_with("#[cfg(test)]") {
            break;
        }
        let text = line.trim();
        if let Some(doc) = text.strip_prefix("///") {
            docs.push(doc.trim());
            continue;
        }
        if let Some(head) = line.strip_prefix("impl") {
            of = owner(head);
        } else if line == "}" {
            of = None;
        }
        let is_method = line.starts_with("    ");
        let named = name(text).filter(|name| {
            let top = of.as_deref().filter(|_| is_method).unwrap_or(name);
            match seen {
                Seen::All => true,
                Seen::Names(names) => names.contains(top),
            }
        });
        // Of a macro the items have names of their own where it is called.
        if let Some(name) = named.filter(|name| !name.is_empty() && (!is_method || of.is_some())) {
            let leads_to = docs.iter().find_map(|doc: &&str| doc.strip_prefix("Example: [`"));
            found.push(Item {
                place: format!("{}:{}", source.path, at + 1),
                name: name.to_owned(),
                of: of.clone().filter(|_| is_method),
                has_example: docs.contains(&"```"),
                leads_to: leads_to.and_then(target),
            });
        }
        if !text.starts_with('#') && !text.is_empty() {
            docs.clear();
        }
    }
    found
}

/// The type of an `impl` line: `<T> Display for Code {` is of no interest, `<'a> Rules<'a> {` is.
fn owner(head: &str) -> Option<String> {
    let head = head.trim_end_matches('{').trim();
    let head = match head.strip_prefix('<') {
        Some(rest) => rest.split_once("> ")?.1,
        None => head,
    };
    let is_of_trait = head.contains(" for ");
    let name: String = head.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!is_of_trait && !name.is_empty()).then_some(name)
}

/// The name of a public function, struct, enum or trait.
fn name(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("pub ")?;
    let rest = ["const ", "async ", "unsafe "].iter().fold(rest, |rest, word| {
        if rest.starts_with("const fn ") || *word != "const " {
            rest.strip_prefix(word).unwrap_or(rest)
        } else {
            rest
        }
    });
    let words = ["fn ", "struct ", "enum ", "trait "];
    let rest = words.iter().find_map(|word| rest.strip_prefix(word))?;
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    Some(&rest[..end])
}

/// The last name of a path such as `Policy::from_toml` or `digest()`.
fn target(link: &str) -> Option<String> {
    let path = link.split('`').next()?.trim_end_matches("()");
    path.rsplit("::").next().map(str::to_owned)
}

fn without_example(items: &[Item]) -> Vec<String> {
    let shown: BTreeSet<&str> =
        items.iter().filter(|item| item.has_example).map(|item| item.name.as_str()).collect();
    let leads = |item: &Item| item.leads_to.as_deref().is_some_and(|name| shown.contains(name));
    let types: BTreeSet<&str> = items
        .iter()
        .filter(|item| item.of.is_none() && (item.has_example || leads(item)))
        .map(|item| item.name.as_str())
        .collect();
    // A method of a type that others cannot name is as little public as its type.
    let named: BTreeSet<&str> =
        items.iter().filter(|item| item.of.is_none()).map(|item| item.name.as_str()).collect();
    let is_public = |item: &&Item| item.of.as_deref().is_none_or(|of| named.contains(of));
    let faults = items.iter().filter(is_public).filter(|item| {
        let of_type = item.of.as_deref().is_some_and(|of| types.contains(of));
        !item.has_example && !leads(item) && !of_type
    });
    faults.map(|item| format!("{}: no example of {}", item.place, item.name)).collect()
}

#[test]
fn every_public_item_shows_how_it_is_used() {
    let all = sources();
    let files = public(&all);
    let items: Vec<Item> = files.iter().flat_map(|(source, seen)| items(source, seen)).collect();
    assert!(files.len() > 30 && items.len() > 200, "{} files, {} items", files.len(), items.len());
    none(without_example(&items));
}

#[test]
fn an_item_without_example_is_noticed() {
    let of = |text: &str| {
        let source = Source::new("engine/src/a.rs", text);
        without_example(&items(&source, &Seen::All))
    };
    let example = "/// A.\n///\n/// ```\n/// x();\n/// ```\n";
    assert_eq!(of("/// A.\npub fn a() {}\n").len(), 1);
    assert_eq!(of(&format!("{example}#[must_use]\npub const fn a() {{}}\n")).len(), 0);
    assert_eq!(of("/// A.\npub struct A;\nimpl A {\n    /// B.\n    pub fn b() {}\n}\n").len(), 2);
    let method = "pub struct A<T>;\nimpl<T> A<T> {\n    /// B.\n    pub fn b() {}\n}\n";
    assert_eq!(of(&format!("{example}{method}")).len(), 0);
    assert_eq!(of("/// A.\n///\n/// Example: [`b`].\npub enum A {}\n").len(), 1);
    let led =
        format!("{example}pub fn b() {{}}\n/// A.\n///\n/// Example: [`b()`].\npub enum A {{}}\n");
    assert_eq!(of(&led).len(), 0);
    assert_eq!(of("pub(crate) fn a() {}\nfn b() {}\n/// C.\npub type C = u8;\n").len(), 0);
}

#[test]
fn what_a_private_module_gives_away_is_seen() {
    let source = |path: &str, text: &str| Source::new(path, text);
    let all = [
        source("engine/src/lib.rs", "pub mod a;\nmod b;\n"),
        source("engine/src/a/mod.rs", "mod c;\npub use c::{\n    Shown,\n    other,\n};\n"),
        source("engine/src/a/c.rs", "pub struct Shown;\npub struct Hidden;\n"),
        source("engine/src/b.rs", "pub struct Private;\n"),
    ];
    let items = public(&all).into_iter().flat_map(|(source, seen)| items(source, &seen));
    assert_eq!(items.map(|item| item.name).collect::<Vec<_>>(), ["Shown"]);
}
