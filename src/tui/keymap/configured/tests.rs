//! Keys from config files: what they do, and what is refused.

use std::{fs, path::Path};

use crate::{
    config::{FileSettings, KeySettings},
    tui::keymap::{Action, Context, Key, Keymap, Movement},
};

fn settings(text: &str) -> KeySettings {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lore.toml");
    fs::write(&path, text).unwrap();
    FileSettings::read(&path, Some(Path::new("/home/me")))
        .unwrap()
        .keys
}

fn keymap(text: &str) -> Keymap {
    Keymap::configured(&settings(text)).unwrap()
}

/// The error without the folder of the file.
fn refused(text: &str) -> String {
    let error = Keymap::configured(&settings(text)).unwrap_err().to_string();
    assert!(!error.contains('\n'), "{error}");
    error[error.find("lore.toml:").unwrap()..].to_owned()
}

#[test]
fn keys_replace_the_default_ones_of_that_place() {
    let keymap = keymap("[keys.results]\ndelete = ['ctrl-d', 'f8']\n");
    let delete = Some(Action::Delete);
    for key in ["ctrl-d", "f8"] {
        let key: Key = key.parse().unwrap();
        assert_eq!(keymap.resolve(Context::Results, key), delete);
        assert_eq!(keymap.resolve(Context::Detail, key), None);
    }
    let d = Key::char('d');
    assert_eq!(keymap.resolve(Context::Results, d), None);
    assert_eq!(keymap.resolve(Context::Detail, d), delete);
    let shown = keymap.first_key(Action::Delete, Context::Results);
    assert_eq!(shown.as_deref(), Some("Ctrl-D"));
    let footer = keymap.footer(Context::Results);
    assert!(
        footer.contains(&("Ctrl-D".to_owned(), "delete")),
        "{footer:?}"
    );
    let help = keymap.help(Context::Results);
    assert!(
        help.iter()
            .flat_map(|section| &section.lines)
            .any(|line| line.keys == "Ctrl-D, F8")
    );
}

/// What the help of a place says of an action.
fn told(keymap: &Keymap, here: Context, name: &str) -> Vec<String> {
    let sections = keymap.help(here);
    let lines = sections.iter().flat_map(|section| &section.lines);
    lines
        .filter(|line| line.name == name)
        .map(|line| format!("{} {}", line.keys, line.help))
        .collect()
}

#[test]
fn the_help_says_no_key_that_does_nothing_here() {
    let keymap = keymap("[keys.results]\ndelete = ['del', 'ctrl-d']\nquit = 'Q'\n");
    let delete = "delete what is marked, else the entry (asks)";
    let deleting = |here| -> Vec<String> {
        let told = told(&keymap, here, "delete").into_iter();
        told.filter(|line| line.contains(delete)).collect()
    };
    let in_detail = format!("d, Del {delete} (in detail)");
    assert_eq!(
        deleting(Context::Results),
        [format!("Del, Ctrl-D {delete}"), in_detail.clone()]
    );
    assert_eq!(
        deleting(Context::Stats),
        [format!("Del, Ctrl-D {delete} (in results)"), in_detail]
    );
    assert_eq!(told(&keymap, Context::Results, "quit"), ["Q quit"]);
    let here = told(&keymap, Context::Detail, "quit");
    assert!(here.contains(&"Q quit (in results)".to_owned()), "{here:?}");
    let bulk = told(&Keymap::default(), Context::Bulk, "quit");
    assert_eq!(bulk, ["Ctrl-C quit, also while typing"]);
}

#[test]
fn a_narrower_place_wins_wherever_it_stands() {
    let keymap = keymap(
        "[keys.trash]\nmove-down = 'n'\n[keys.lists]\nmove-down = 'ctrl-n'\n\
         [keys.panes]\nmove-down = ['f6']\n[keys.everywhere]\nmove-down = 'f7'\n",
    );
    let down = |context| keymap.first_key(Action::Move(Movement::Down), context);
    assert_eq!(down(Context::Trash).as_deref(), Some("n"));
    assert_eq!(down(Context::Log).as_deref(), Some("Ctrl-N"));
    assert_eq!(down(Context::Stats).as_deref(), Some("F6"));
    assert_eq!(down(Context::Prompt).as_deref(), Some("F7"));
}

#[test]
fn an_empty_list_takes_the_keys_away() {
    let keymap = keymap("[keys.panes]\ncleanup = []\nduplicates = 'c'\n");
    let c = Key::char('c');
    assert_eq!(keymap.resolve(Context::Detail, c), Some(Action::Duplicates));
    assert_eq!(keymap.first_key(Action::Cleanup, Context::Detail), None);
    let offered = keymap.actions(Context::Detail);
    assert!(
        offered.iter().any(|row| row.action == Action::Cleanup),
        "the palette still has it"
    );
}

#[test]
fn keys_of_a_place_are_replaced_and_those_of_wider_places_stay() {
    let keymap = keymap("[keys.question]\nback = ['x', 'esc']\n[keys.lists]\nquit = 'Q'\n");
    let keys = keymap.keys(Action::Back, Context::Question);
    assert_eq!(keys, [Key::ESC, Key::char('x')]);
    assert_eq!(keymap.resolve(Context::Question, Key::char('n')), None);
    let quit = keymap.keys(Action::Quit, Context::Results);
    assert_eq!(quit, [Key::char('Q'), Key::ctrl('c')]);
    assert_eq!(
        keymap.resolve(Context::Bulk, Key::char('q')),
        Some(Action::Back)
    );
}

#[test]
fn what_makes_no_sense_is_told_with_its_line() {
    for (text, expected) in [
        (
            "[keys.resluts]\ndelete = 'x'",
            "lore.toml:1: no place has the name `resluts`; did you mean `results`?",
        ),
        (
            "[keys.qqq]\ndelete = 'x'",
            "lore.toml:1: no place has the name `qqq`; `lore keys` lists them all",
        ),
        (
            "[keys.results]\n\ndleete = 'x'",
            "lore.toml:3: no action has the name `dleete`; did you mean `delete`?",
        ),
        (
            "[keys.stats]\nmark-all = 'x'",
            "lore.toml:2: `mark-all` means nothing in `stats`; it is an action of results, trash",
        ),
        (
            "[keys.results]\ndelete = [\n  'd',\n  'hyper-d',\n]",
            "lore.toml:4: `hyper-d` is no key; keys are spelled like ",
        ),
        (
            "[keys.results]\ndelete = 'ctrl-i'",
            "lore.toml:2: `ctrl-i` is `tab` to a terminal; write that",
        ),
        (
            "[keys.results]\ndelete = ['d', 'd']",
            "lore.toml:2: `d` stands twice in one list",
        ),
        (
            "[keys.results]\ndelete = 'x'",
            "lore.toml:2: `x` would mean both `delete` and `bulk-menu` in `results`; ",
        ),
        (
            "[keys.results]\nmark = 'f5'\n[keys.lists]\nquit = ['q', 'f5']",
            "lore.toml:4: `f5` would mean both `mark` and `quit` in `results`; ",
        ),
        (
            "[keys.search-box]\nnext-pane = 'n'",
            "lore.toml:2: `n` types a character in `search-box`; `next-pane` needs a key such as ",
        ),
        (
            "[keys.everywhere]\nback = []",
            "lore.toml:2: no key leads back out of `projects` any more; give `back` one",
        ),
        (
            "[keys.editor]\nquit = []",
            "lore.toml:2: no key ends the program of `editor` any more; give `quit` one",
        ),
    ] {
        let error = refused(text);
        assert!(
            error.starts_with(expected),
            "{error}\ninstead of\n{expected}"
        );
    }
}

#[test]
fn what_is_no_table_of_keys_is_told_with_its_line() {
    for (text, expected) in [
        ("keys = 3", ":1: invalid type: integer `3`"),
        (
            "[keys.results]\ndelete = 3",
            ":2: invalid type: integer `3`, expected a key such as",
        ),
        (
            "[keys.results]\ndelete = ['d', 3]",
            ":2: invalid type: integer `3`, expected a string",
        ),
        (
            "[keys.results]\ndelete = 'x'\ndelete = 'y'",
            ":3: duplicate key",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lore.toml");
        fs::write(&path, text).unwrap();
        let error = FileSettings::read(&path, None).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}\ninstead of\n{expected}");
    }
}
