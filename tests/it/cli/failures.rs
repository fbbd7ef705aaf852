//! Exit codes, and what is said when something is wrong.

use super::program::{Place, ran};

/// Asserts one line on standard error that has these parts, and the same as JSON when asked for.
fn assert_fails(place: &Place, arguments: &[&str], code: i32, name: &str, parts: &[&str]) {
    let plain = place.lore(arguments);
    assert_eq!(plain.code, code, "{arguments:?}: {}", plain.stderr);
    assert_eq!(plain.stdout, "", "{arguments:?}");
    assert_eq!(
        plain.stderr.lines().count(),
        1,
        "{arguments:?}: {}",
        plain.stderr
    );
    assert!(plain.stderr.starts_with("error: "), "{}", plain.stderr);
    for part in parts {
        assert!(plain.stderr.contains(part), "{part} in {}", plain.stderr);
    }
    let json = place.lore(&[&["--json"], arguments].concat());
    assert_eq!(json.code, code, "{arguments:?}");
    assert_eq!(json.json()["error"]["code"], name, "{arguments:?}");
    assert!(
        json.stderr
            .contains(json.json()["error"]["message"].as_str().unwrap())
    );
}

#[test]
fn wrong_usage_quotes_the_wrong_part() {
    let place = Place::with_legacy_store();
    let wrong = |arguments: &[&str], parts: &[&str]| {
        assert_fails(&place, arguments, 2, "INVALID_REQUEST", parts);
    };
    wrong(&["serch", "x"], &["'serch'", "'search'", "`lore --help`"]);
    wrong(
        &["list", "--tpye", "x"],
        &["'--tpye'", "'--type'", "`lore list --help`"],
    );
    wrong(
        &["list", "--before", "2026-13-01"],
        &["--before", "`13`", "`2026-13-01`"],
    );
    wrong(&["stats", "--after", "soon"], &["--after", "`soon`", "90d"]);
    wrong(
        &["list", "--limit", "many"],
        &["'many'", "--limit", "`lore list --help`"],
    );
    wrong(&["search"], &["<QUERY>", "`lore search --help`"]);
    wrong(&["search", "x", "--mode", "magic"], &["'magic'", "hybrid"]);
    wrong(&["search", "x", "--threshold", "2"], &["'2'", "0 to 1"]);
    wrong(
        &["search", "x type:issue", "--type", "issue"],
        &["`type:`", "--type"],
    );
    wrong(&["store", " \n"], &["white space"]);
    wrong(&["store", "x", "a\nb"], &["type", "control"]);
    wrong(&["store", "x", "--type", &"x".repeat(65)], &["type", "64"]);
    wrong(&["store", "x", "--repo", "a/b"], &["'a/b'", "paths"]);
    wrong(
        &["store", "x", "--metadata", "{\"a\": nope}"],
        &["metadata", "`{\"a\": nope}`"],
    );
    wrong(&["store", "x", "--metadata", "[1]"], &["`[1]`", "object"]);
    wrong(&["store", "x", "issue", "--type", "issue"], &["--type"]);
    wrong(
        &["--config", "/nowhere/lore.toml", "list"],
        &["/nowhere/lore.toml"],
    );
}

#[test]
fn wrong_queries_quote_the_wrong_part() {
    let place = Place::with_legacy_store();
    let wrong = |arguments: &[&str], parts: &[&str]| {
        assert_fails(&place, arguments, 2, "INVALID_QUERY", parts);
    };
    wrong(
        &["search", "token before:2026-02-30"],
        &["`2026-02-30`", "`30`"],
    );
    wrong(&["search", "tpye:issue"], &["`tpye:`", "`type:`"]);
    wrong(&["search", "type:issue"], &["no words", "lore list"]);
    wrong(&["search", ""], &["no words"]);
}

#[test]
fn what_is_not_there_is_named() {
    let place = Place::with_legacy_store();
    let missing = |arguments: &[&str], parts: &[&str]| {
        assert_fails(&place, arguments, 3, "NOT_FOUND", parts);
    };
    missing(&["show", "nope-1"], &["`nope-1`", "lore list"]);
    missing(&["show", "nope-1", "--repo", "statushub"], &["`statushub`"]);
    missing(&["list", "--project", "nope"], &["'nope'", "'statushub'"]);
    missing(&["search", "x", "--repo", "nope"], &["'nope'"]);
    missing(
        &["stats", "--project", "statushub", "--project", "nope"],
        &["'nope'"],
    );
    missing(
        &["--store", "/nowhere/at-all", "list"],
        &["/nowhere/at-all"],
    );
}

#[test]
fn a_missing_store_stays_missing() {
    let place = Place::with_new_store();
    for arguments in [
        vec!["list"],
        vec!["search", "x"],
        vec!["projects"],
        vec!["stats"],
        vec!["reembed"],
        vec!["show", "x"],
        vec![],
    ] {
        assert_eq!(place.lore(&arguments).code, 3, "{arguments:?}");
        assert!(!place.store().exists(), "{arguments:?}");
    }
}

#[test]
fn the_ui_wants_a_terminal_and_no_json() {
    let place = Place::with_legacy_store();
    let piped = place.lore(&[]);
    assert_eq!(piped.code, 1);
    assert!(piped.stderr.contains("terminal"), "{}", piped.stderr);
    let json = place.lore(&["tui", "--json"]);
    assert_eq!(json.code, 2);
    assert_eq!(json.json()["error"]["code"], "INVALID_REQUEST");
}

#[test]
fn a_log_is_a_file_and_only_for_who_asks() {
    let place = Place::with_legacy_store();
    let broken = place
        .store()
        .join("broken/orchestra_knowledge.lance/_versions");
    std::fs::create_dir_all(&broken).unwrap();
    let file = place.path().join("home/.local/state/lore/lore.log");
    let quiet = place.lore(&["projects"]);
    assert!(!file.exists());

    let logged = |filter: &str| {
        let mut command = place.command(&["projects"]);
        ran(command.env("LORE_LOG", filter).output().unwrap())
    };
    let loud = logged("trace");
    assert_eq!(
        (loud.code, &loud.stdout, &loud.stderr),
        (0, &quiet.stdout, &quiet.stderr)
    );
    assert!(!std::fs::read_to_string(&file).unwrap().is_empty());

    let wrong = logged("lore=loud");
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("`lore=loud`"), "{}", wrong.stderr);
}

#[test]
fn the_config_file_names_the_store() {
    let place = Place::empty();
    let legacy = crate::fixture::legacy();
    let file = place.path().join("home/.config/lore/config.toml");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, format!("store = {:?}\n", legacy.path())).unwrap();
    assert_eq!(place.lore(&["projects", "--json"]).json()["total"], 3);

    std::fs::write(&file, "\nstroe = \"x\"\n").unwrap();
    let wrong = place.lore(&["projects"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("config.toml:2: "), "{}", wrong.stderr);
    assert!(wrong.stderr.contains("`stroe`"), "{}", wrong.stderr);
}
