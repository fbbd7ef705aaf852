//! `lore cleanup` and `lore apply`, run as a program.

use serde_json::Value;

use super::rows;
use crate::{
    cli::program::{Place, Ran},
    tables::write,
};

async fn place() -> Place {
    let place = Place::with_new_store();
    write(place.store(), "shop", &rows(), false).await;
    place
}

fn ids(ran: &Ran, list: &str) -> Vec<String> {
    let entries = ran.json()[list].as_array().unwrap().clone();
    let id = |entry: &Value| entry["id"].as_str().unwrap().to_owned();
    entries.iter().map(id).collect()
}

#[tokio::test]
async fn a_cleanup_shows_then_does_then_is_undone() {
    let place = place().await;
    let shown = place.lore(&["cleanup", "--older-than", "1y"]);
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    assert!(
        shown
            .stdout
            .starts_with("2 entries would go to the trash: older than 1y\n"),
        "{}",
        shown.stdout
    );
    for part in ["by type", "by agent", "by project", "pinned 1", "text of a"] {
        assert!(shown.stdout.contains(part), "{part} in {}", shown.stdout);
    }
    assert!(shown.stderr.contains("--apply"), "{}", shown.stderr);

    let plan = place.lore(&["--json", "cleanup", "--older-than", "1y"]);
    assert_eq!(ids(&plan, "entries"), ["b", "a"]);
    assert_eq!(plan.json()["dry_run"], true);
    assert_eq!(plan.json()["stay"]["pinned"], 1);

    let done = place.lore(&["--json", "cleanup", "--older-than", "1y", "--apply"]);
    assert_eq!(ids(&done, "changed").len(), 2, "{}", done.stdout);
    let log = place.lore(&["log"]);
    assert!(
        log.stdout.contains("cleanup") && log.stdout.contains("older than 1y"),
        "{}",
        log.stdout
    );
    assert!(
        place
            .lore(&["cleanup", "--older-than", "1y"])
            .stdout
            .contains("nothing to do")
    );
    assert_eq!(place.lore(&["undo"]).code, 0);
    assert_eq!(place.lore(&["--json", "list"]).json()["total"], 6);
}

#[tokio::test]
async fn a_saved_plan_is_reviewed_and_applied_or_refused() {
    let place = place().await;
    let file = place.path().join("plan.jsonl");
    let path = file.to_str().unwrap();
    let save = ["cleanup", "--older-than", "1y", "--save", path];
    let saved = place.lore(&save);
    assert!(saved.stderr.contains("lore apply"), "{}", saved.stderr);
    let again = place.lore(&save);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("exists"), "{}", again.stderr);

    // A reviewer takes `b` out.
    let text = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.contains("\"id\":\"b\""))
        .collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let dry = place.lore(&["--json", "apply", path, "--dry-run"]);
    assert_eq!(ids(&dry, "entries"), ["a"]);

    assert_eq!(place.lore(&["edit", "a", "--type", "decision"]).code, 0);
    for arguments in [&["apply", path][..], &["apply", path, "--dry-run"]] {
        let refused = place.lore(arguments);
        assert_eq!(refused.code, 4, "{}", refused.stderr);
        assert!(
            refused.stderr.contains("(a)") && refused.stderr.contains("anew"),
            "{}",
            refused.stderr
        );
    }
    assert_eq!(place.lore(&["--json", "list"]).json()["total"], 6);
    assert_eq!(place.lore(&["undo"]).code, 0);
    assert_eq!(place.lore(&["apply", path]).code, 0);
    assert_eq!(place.lore(&["--json", "list"]).json()["total"], 5);
    assert_eq!(place.lore(&["apply", path]).code, 4, "it is gone already");

    std::fs::write(&file, "{\"lore_plan\":9}\n").unwrap();
    let newer = place.lore(&["apply", path]);
    assert_eq!(newer.code, 2);
    assert!(
        newer
            .stderr
            .contains("plan.jsonl, line 1: `lore_plan` is 9"),
        "{}",
        newer.stderr
    );
    assert_eq!(place.lore(&["apply", "no-such-file"]).code, 3);
}

#[tokio::test]
async fn policies_stand_in_the_config() {
    let place = place().await;
    let config = place.path().join("lore.toml");
    std::fs::write(
        &config,
        "[retention.tidy]\nolder_than = { issue = '90d', '*' = '9000d' }\nprotect = ['decision']\n",
    )
    .unwrap();
    let config = config.to_str().unwrap();
    let shown = place.lore(&["--config", config, "--json", "cleanup", "--policy", "tidy"]);
    assert_eq!(ids(&shown, "entries"), ["b"], "{}", shown.stderr);
    let unknown = place.lore(&["--config", config, "cleanup", "--policy", "tydi"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("has tidy"), "{}", unknown.stderr);
}

#[tokio::test]
async fn a_cleanup_needs_an_age_that_makes_sense() {
    let place = place().await;
    for (arguments, part) in [
        (&["cleanup"][..], "--older-than"),
        (&["cleanup", "--older-than", "3m"], "minutes or months"),
        (&["cleanup", "--older-than", "old"], "`old`"),
        (
            &["cleanup", "--older-than", "1y", "--policy", "x"],
            "--policy",
        ),
        (
            &["cleanup", "--policy", "x", "--type", "issue"],
            "filters of its own",
        ),
        (
            &["cleanup", "--older-than", "1y", "--save", "f", "--apply"],
            "--apply",
        ),
    ] {
        let refused = place.lore(arguments);
        assert_eq!(refused.code, 2, "{arguments:?}: {}", refused.stderr);
        assert!(
            refused.stderr.contains(part),
            "{arguments:?}: {}",
            refused.stderr
        );
    }
    assert_eq!(
        place
            .lore(&["cleanup", "--older-than", "1y", "--project", "nope"])
            .code,
        3
    );
}
