//! How the UI is left, and found again by the next run.

use std::{
    fs,
    io::{Read, Write},
    path::Path,
};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use tempfile::TempDir;

use super::pty::{Pty, STATE};
use crate::fixture;

/// `Ctrl-P`.
const EARLIER: &str = "\u{10}";

fn open(state: &Path, flags: &[&str], store: &Path) -> Pty {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lore"));
    command.args(["--store".as_ref(), store.as_os_str()]);
    command.args(flags);
    command.env("TERM", "xterm-256color");
    command.env(STATE, state);
    Pty::spawn(command, 140, 40)
}

/// Reads what a program draws until this text shows.
fn read_until(reader: &mut dyn Read, screen: &mut vt100::Parser, text: &str) {
    let mut bytes = [0; 4096];
    while !screen.screen().contents().contains(text) {
        let count = reader.read(&mut bytes).unwrap();
        assert!(count > 0, "{text} never came");
        screen.process(&bytes[..count]);
    }
}

fn start(state: &Path, flags: &[&str], store: &Path) -> Pty {
    let ui = open(state, flags, store);
    ui.wait_for("Stored for another");
    ui
}

fn quit(mut ui: Pty) {
    ui.keys("\u{3}");
    assert!(ui.ended().0.success());
}

#[test]
fn the_next_run_goes_on_where_this_one_is_left() {
    let (store, state) = (fixture::legacy(), TempDir::new().unwrap());
    let mut ui = start(state.path(), &[], store.path());
    ui.keys("/type:decision RS256")
        .wait_for("Tokens are signed with RS256");
    ui.keys("\rm").wait_for("semantic ×");
    quit(ui);

    let mut ui = open(state.path(), &[], store.path());
    ui.wait_for("› type:decision");
    ui.wait_for("semantic ×");
    // The signal ends it as orderly as a key does.
    ui.keys("m").wait_for("keyword ×");
    ui.signal("TERM");
    assert!(ui.ended().0.success());
    let ui = open(state.path(), &[], store.path());
    ui.wait_for("keyword ×");
    quit(ui);

    let mut ui = start(state.path(), &["--fresh"], store.path());
    let screen = ui.wait_for("hybrid");
    assert!(!screen.contains("› type:decision"), "{screen}");
    ui.keys("m").wait_for("semantic ×");
    quit(ui);
    let mut ui = start(state.path(), &[], store.path());
    ui.wait_for("semantic ×");
    ui.keys("/").wait_for("Ctrl-P earlier searches");
    ui.keys(EARLIER).wait_for("› type:decision");
    quit(ui);
}

#[test]
fn a_closed_terminal_ends_it_as_orderly() {
    let (store, state) = (fixture::legacy(), TempDir::new().unwrap());
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lore"));
    command.args(["--store".as_ref(), store.path().as_os_str()]);
    command.env("TERM", "xterm-256color");
    command.env(STATE, state.path());
    let size = PtySize {
        rows: 40,
        cols: 140,
        ..PtySize::default()
    };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut writer = pair.master.take_writer().unwrap();
    let mut screen = vt100::Parser::new(
        size.rows.try_into().unwrap(),
        size.cols.try_into().unwrap(),
        0,
    );
    for (text, keys) in [
        ("Stored for another", "/"),
        ("Enter to the hits", "RS256\r"),
        ("Enter read", ""),
    ] {
        read_until(&mut reader, &mut screen, text);
        writer.write_all(keys.as_bytes()).unwrap();
    }
    drop((reader, writer, pair.master));
    let status = child.wait().unwrap();
    assert!(status.success(), "{status:?}");
    let folder = state.path().join("lore");
    let searches = fs::read_to_string(folder.join("searches")).unwrap();
    assert_eq!(searches, "RS256\n");
    let names = fs::read_dir(&folder).unwrap();
    let mut names: Vec<_> = names.map(|file| file.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["searches", "ui.json", "ui.lock"]);
}

#[test]
fn another_store_is_not_bothered() {
    let (one, other) = (fixture::legacy(), fixture::legacy());
    let state = TempDir::new().unwrap();
    let mut ui = start(state.path(), &[], one.path());
    ui.keys("/RS256\r").wait_for("› RS256");
    quit(ui);
    let ui = start(state.path(), &[], other.path());
    assert!(!ui.wait_for("Search").contains("› RS256"));
    quit(ui);
}

#[test]
fn a_damaged_state_is_set_aside_and_told() {
    let (store, state) = (fixture::legacy(), TempDir::new().unwrap());
    let folder = state.path().join("lore");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("ui.json"), "{half a docu").unwrap();
    let mut ui = start(state.path(), &[], store.path());
    ui.wait_for("the remembered state");
    ui.keys("m").wait_for("semantic ×");
    quit(ui);
    let aside = fs::read_to_string(folder.join("ui.json.aside")).unwrap();
    assert_eq!(aside, "{half a docu");
    let kept = fs::read_to_string(folder.join("ui.json")).unwrap();
    assert!(kept.contains("semantic"), "{kept}");
}

#[test]
fn a_place_that_cannot_be_written_is_no_hindrance() {
    let (store, state) = (fixture::legacy(), TempDir::new().unwrap());
    fs::write(
        state.path().join("lore"),
        "a file where the folder should be",
    )
    .unwrap();
    let mut ui = start(state.path(), &[], store.path());
    ui.keys("/RS256\r").wait_for("Tokens are signed with RS256");
    quit(ui);
}

#[test]
fn the_sample_store_leaves_no_trace() {
    let (folder, state) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lore"));
    command.args(["demo", "--entries", "30", "--path"]);
    command.arg(folder.path().join("demo"));
    command.env("TERM", "xterm-256color");
    command.env(STATE, state.path());
    let mut ui = Pty::spawn(command, 140, 40);
    ui.wait_for("newest first");
    ui.keys("/retry\r").wait_for("› retry");
    quit(ui);
    assert!(!state.path().join("lore").join("ui.json").exists());
}
