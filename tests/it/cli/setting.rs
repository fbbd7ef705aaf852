//! `lore keys` and `lore config`, and keys of the config that make no sense.

use std::fs;

use serde_json::Value;

use super::program::Place;

fn written(place: &Place, text: &str) -> String {
    let path = place.path().join("lore.toml");
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn the_keys_are_listed_as_the_config_has_them() {
    let place = Place::empty();
    let keys = |arguments: &[&str]| -> Vec<Value> {
        let ran = place.lore(&[&["--json", "keys"], arguments].concat());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        let json = ran.json();
        let rows = json["keys"].as_array().unwrap().clone();
        assert_eq!(json["total"], rows.len());
        rows
    };
    let delete = |rows: &[Value]| {
        let mut rows = rows.iter();
        rows.find(|row| row["place"] == "entries" && row["action"] == "delete")
            .unwrap()["keys"]
            .clone()
    };
    assert_eq!(delete(&keys(&[])), serde_json::json!(["d", "del"]));
    let config = written(&place, "[keys.entries]\ndelete = 'f8'\n");
    let rows = keys(&["--config", &config]);
    assert_eq!(delete(&rows), serde_json::json!(["f8"]));
    let editor = keys(&["editor"]);
    assert!(editor.len() < rows.len());
    let has_editor = |row: &Value| {
        let mut contexts = row["contexts"].as_array().unwrap().iter();
        contexts.any(|context| context == "editor")
    };
    assert!(editor.iter().all(has_editor));
    let table = place.lore(&["keys", "trash"]).stdout;
    assert!(table.contains("trash"), "{table}");
    assert!(
        table
            .lines()
            .any(|line| line.starts_with("trash  ") && line.contains("empty-trash"))
    );
    let ran = place.lore(&["keys", "nowhere"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("`nowhere`"), "{}", ran.stderr);
}

#[test]
fn the_keys_as_a_config_file_give_the_same_keys() {
    let place = Place::empty();
    let changed = written(
        &place,
        "[keys.results]\nmark = ['f6', 'space']\nquit = ['ctrl-q']\n[keys.lists]\nmove-down = []\n\
         [keys.panes]\ncleanup = '\"'\n[keys.question]\nback = 'esc'\n",
    );
    for config in ["/dev/null", &changed] {
        let toml = place.lore(&["keys", "--toml", "--config", config]);
        assert_eq!((toml.code, toml.stderr.as_str()), (0, ""));
        let again = place.path().join("again.toml");
        fs::write(&again, &toml.stdout).unwrap();
        let again = again.display().to_string();
        for place_name in [
            "results",
            "trash",
            "question",
            "editor",
            "search-box",
            "help",
        ] {
            let listed = |config: &str| {
                let ran = place.lore(&["keys", place_name, "--json", "--config", config]);
                assert_eq!(ran.code, 0, "{}", ran.stderr);
                ran.stdout
            };
            assert_eq!(listed(config), listed(&again), "{place_name} of {config}");
        }
    }
}

#[test]
fn keys_that_make_no_sense_are_told_before_anything_opens() {
    let place = Place::with_legacy_store();
    let config = written(&place, "\n[keys.results]\ndelete = 'x'\n");
    for command in ["tui", "keys"] {
        let ran = place.lore(&[command, "--config", &config]);
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        let expected = format!("error: {config}:3: `x` would mean both `delete` and `bulk-menu`");
        assert!(ran.stderr.starts_with(&expected), "{}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    }
    // Other programs store and search all day: a slip in the keys does not stop them.
    assert_eq!(place.lore(&["list", "--config", &config]).code, 0);
}

#[test]
fn the_sample_config_is_printed_and_loads() {
    let place = Place::with_legacy_store();
    let ran = place.lore(&["config"]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.stderr.contains("there is no config file yet: "),
        "{}",
        ran.stderr
    );
    let config = written(&place, &ran.stdout);
    assert_eq!(place.lore(&["list", "--config", &config]).code, 0);
    let named = place
        .lore(&["config", "--json", "--config", &config])
        .json();
    assert_eq!(named["exists"], true);
    assert_eq!(named["path"], config);
    assert_eq!(named["sample"], ran.stdout);
}
