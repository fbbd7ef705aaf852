//! Dependencies between the modules point one way.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// What each top-level module may use besides itself.
fn allowed() -> BTreeMap<&'static str, &'static [&'static str]> {
    BTreeMap::from([
        ("domain", &[] as &[_]),
        ("memory", &[]),
        ("clock", &[]),
        ("config", &["domain"]),
        ("store", &["domain"]),
        ("embed", &["domain"]),
        ("service", &["clock", "domain", "store", "embed"]),
        ("editor", &["domain"]),
        ("cli", &["clock", "domain", "config", "editor", "service"]),
        ("http", &["clock", "domain", "config", "service"]),
        ("mcp", &["clock", "domain", "service"]),
        ("plain", &["clock", "domain", "editor", "service"]),
        ("tui", &["clock", "domain", "config", "editor", "service"]),
    ])
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// Names of the crate's modules that stand behind `crate::` in a source text, in a path of its own
/// or as a member of a `use crate::{...}` list, which may run over lines.
fn used_modules(source: &str) -> Vec<String> {
    let code: String = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();
    code.split("crate::")
        .skip(1)
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(list) => members(list),
            None => vec![leading_name(rest)],
        })
        .filter(|name| !name.is_empty())
        .collect()
}

/// The first name of each member of a list whose opening brace was just read.
fn members(list: &str) -> Vec<String> {
    let mut depth = 0;
    let mut starts = vec![0];
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => starts.push(at + 1),
            _ => {}
        }
    }
    starts
        .into_iter()
        .map(|at| leading_name(list[at..].trim_start()))
        .collect()
}

fn leading_name(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

#[test]
fn dependencies_point_one_way() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let allowed = allowed();
    let mut files = Vec::new();
    rust_files(&source, &mut files);
    assert!(files.len() > allowed.len(), "the sources were not found");

    let mut wrong = Vec::new();
    for file in files {
        let relative = file.strip_prefix(&source).unwrap();
        let home = relative
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_string_lossy();
        let home = home.trim_end_matches(".rs");
        // They only tie the modules together.
        if matches!(home, "lib" | "main") {
            continue;
        }
        let Some(permitted) = allowed.get(home) else {
            panic!(
                "{} is in no module that the layering knows",
                relative.display()
            );
        };
        for used in used_modules(&fs::read_to_string(&file).unwrap()) {
            let known = allowed.contains_key(used.as_str());
            if known && used != home && !permitted.contains(&used.as_str()) {
                wrong.push(format!("{} uses crate::{used}", relative.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "against the layering:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn uses_are_recognised_in_every_form() {
    assert_eq!(used_modules("use crate::store::Store;"), ["store"]);
    assert_eq!(
        used_modules("use crate::{domain::entry, store};"),
        ["domain", "store"]
    );
    assert_eq!(
        used_modules("    let x = crate::embed::DIMENSION;"),
        ["embed"]
    );
    assert_eq!(
        used_modules(
            "use crate::{\n    domain::{entry, filter},\n    store::Store,\n};\nlet a = [x, embed];"
        ),
        ["domain", "store"]
    );
    assert!(used_modules("// crate::store is not used").is_empty());
}
