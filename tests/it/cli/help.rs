//! The help texts, word by word.

use super::program::Place;

#[test]
fn help_texts() {
    let place = Place::empty();
    for command in [
        "",
        "tui",
        "demo",
        "store",
        "search",
        "list",
        "show",
        "similar",
        "edit",
        "rm",
        "retag",
        "trash",
        "trash restore",
        "trash empty",
        "undo",
        "redo",
        "log",
        "projects",
        "stats",
        "doctor",
        "sql",
        "reembed",
        "export",
        "import",
        "models",
        "models get",
        "models drop",
        "mcp",
        "keys",
        "config",
        "completions",
        "man",
    ] {
        let mut arguments: Vec<&str> = command.split_whitespace().collect();
        arguments.push("--help");
        let ran = place.lore(&arguments);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        let name = match command {
            "" => "help".to_owned(),
            command => command.replace(' ', "_"),
        };
        insta::assert_snapshot!(format!("help_{name}"), ran.stdout);
    }
}

#[test]
fn packagers_get_completions_and_a_manual_page() {
    let place = Place::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = place.lore(&["completions", shell]).stdout;
        assert!(script.contains("reembed"), "{shell}");
    }
    let page = place.lore(&["man"]).stdout;
    assert!(page.contains(".TH lore 1"), "{page}");
}

#[test]
fn the_version_is_an_answer() {
    let ran = Place::empty().lore(&["--version"]);
    assert_eq!(
        (ran.code, ran.stdout.trim()),
        (0, concat!("lore ", env!("CARGO_PKG_VERSION")))
    );
}
