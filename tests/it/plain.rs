//! The line mode, in a pipe and in a terminal that can do nothing but lines.

use portable_pty::CommandBuilder;

use crate::{cli::program::Place, tui::pty::Pty};

/// What the line mode says to some lines.
fn said(place: &Place, lines: &[&str]) -> String {
    let ran = place.lore_reading(&["--plain"], lines.join("\n").as_bytes());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let harmless = |c: char| c == '\n' || !c.is_control();
    assert!(ran.stdout.chars().all(harmless), "{}", ran.stdout);
    ran.stdout
}

/// The lines after one that begins so.
fn after<'a>(said: &'a str, start: &str) -> &'a str {
    let at = said
        .find(start)
        .unwrap_or_else(|| panic!("no {start} in {said}"));
    &said[at..]
}

#[test]
fn entries_are_found_told_and_read_by_number() {
    let place = Place::with_legacy_store();
    let said = said(&place, &["/RS256", "1"]);
    assert!(
        said.contains("16 entries, newest first. 1 to 10:"),
        "{said}"
    );
    let found = after(&said, "for RS256");
    assert!(found.contains("1. decision"), "{found}");
    let read = after(found, "Entry 1 of");
    assert!(read.contains("Type: decision\n"), "{read}");
    assert!(read.contains("Tokens are signed with RS256"), "{read}");
    assert!(read.contains("End of entry 1 of"), "{read}");
}

#[test]
fn pages_follow_each_other_and_end() {
    let place = Place::with_legacy_store();
    let said = said(
        &place,
        &["next", "next", "previous", "previous", "16", "17"],
    );
    assert!(said.contains("6 more; next says them."), "{said}");
    assert!(said.contains("11 to 16:\n11. "), "{said}");
    assert!(said.contains("This is the last page."), "{said}");
    assert!(said.contains("This is the first page."), "{said}");
    assert!(said.contains("Entry 16 of 16."), "{said}");
    assert!(
        said.contains("There is no entry 17: the list has 16."),
        "{said}"
    );
}

#[test]
fn filters_and_projects_stand_until_told_otherwise() {
    let place = Place::with_legacy_store();
    let said = said(
        &place,
        &[
            "filter type:decision",
            "filter",
            "/token",
            "unfilter",
            "projects",
            "project 1",
            "project nowhere",
            "filter words",
        ],
    );
    assert!(
        said.contains("entries in type:decision, newest first."),
        "{said}"
    );
    assert!(
        said.contains("Kept to type:decision; unfilter ends that."),
        "{said}"
    );
    assert!(
        said.contains("for token in type:decision, best first"),
        "{said}"
    );
    assert!(said.contains("\n1. "), "{said}");
    assert!(
        said.contains(" in repo:slack-broker project:repo/repo,"),
        "{said}"
    );
    assert!(said.contains("No project nowhere"), "{said}");
    assert!(said.contains("No field in words"), "{said}");
}

#[test]
fn a_change_is_asked_for_and_taken_back() {
    let place = Place::with_legacy_store();
    let kept = said(&place, &["delete 1", "no", "all"]);
    assert!(
        after(&kept, "Nothing is changed.").contains("16 entries"),
        "{kept}"
    );

    let gone = said(&place, &["delete 1-2", "yes", "again"]);
    assert!(
        gone.contains("Move 2 entries to the trash? Yes or no?"),
        "{gone}"
    );
    assert!(
        after(&gone, "2 entries moved to the trash").contains("14 entries"),
        "{gone}"
    );

    let back = said(&place, &["undo", "yes", "again", "redo", "no"]);
    assert!(
        back.contains("Take back the delete of 2 entries by"),
        "{back}"
    );
    assert!(
        after(&back, "2 entries taken back").contains("16 entries"),
        "{back}"
    );
    assert!(back.contains("Make the delete of 2 entries by"), "{back}");
    // The input ends in the middle of a question: that is no yes.
    let kept = said(&place, &["delete 1"]);
    assert!(kept.contains("Nothing is changed."), "{kept}");
}

#[test]
fn nothing_is_asked_that_would_be_refused() {
    let place = Place::with_legacy_store();
    let said = said(
        &place,
        &["delete 1", "yes", "undo", "yes", "delete 2", "yes", "redo"],
    );
    assert!(!said.contains("Make the"), "{said}");
    assert!(
        said.contains("Error: the delete of 1 entry cannot be made again"),
        "{said}"
    );
}

#[test]
fn what_is_not_understood_is_told() {
    let place = Place::with_legacy_store();
    let said = said(
        &place,
        &["token", "mode loud", "edit 1", "/tpye:issue", "help"],
    );
    assert!(
        said.contains("Not understood: token. /token searches for it"),
        "{said}"
    );
    assert!(said.contains("Not understood: mode loud."), "{said}");
    assert!(said.contains("The editor needs a terminal"), "{said}");
    assert!(said.contains("did you mean `type:`?"), "{said}");
    assert!(said.contains("next, or n: the next page."), "{said}");
}

fn in_terminal(place: &Place, arguments: &[&str], term: &str, editor: &str) -> Pty {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lore"));
    command.env_clear();
    command.args(arguments);
    for (name, value) in [
        ("HOME", place.path().to_str().unwrap()),
        ("LORE_STORE", place.store().to_str().unwrap()),
        ("PATH", &std::env::var("PATH").unwrap()),
        ("EDITOR", editor),
        ("TERM", term),
    ] {
        command.env(name, value);
    }
    Pty::spawn(command, 100, 40)
}

#[test]
fn a_dumb_terminal_gets_lines_by_itself() {
    let place = Place::with_legacy_store();
    let mut ui = in_terminal(&place, &[], "dumb", "true");
    ui.wait_for("--plain asks for it");
    ui.wait_for("lore> ");
    ui.keys("/RS256\r").wait_for("Tokens are signed with RS256");
    ui.keys("quit\r");
    let (status, screen) = ui.ended();
    assert!(status.success());
    assert!(!screen.contains('─'), "{screen}");
}

#[test]
fn the_editor_has_the_terminal_meanwhile() {
    let place = Place::with_legacy_store();
    let mut ui = in_terminal(
        &place,
        &["tui", "--plain"],
        "xterm",
        "sed -i 's/RS256/RS512/'",
    );
    ui.wait_for("lore> ");
    ui.keys("/RS256\r").wait_for("Tokens are signed with RS256");
    ui.keys("edit 1\r")
        .wait_for("1 entry saved; undo takes that back.");
    ui.keys("/RS512\r").wait_for("Tokens are signed with RS512");
    // The end of the input, as people type it.
    ui.keys("\u{4}");
    assert!(ui.ended().0.success());
}

#[test]
fn ctrl_c_ends_it() {
    let place = Place::with_legacy_store();
    let mut ui = in_terminal(&place, &["--plain"], "xterm", "true");
    ui.wait_for("lore> ");
    ui.keys("\u{3}");
    assert!(ui.ended().0.success());
}
