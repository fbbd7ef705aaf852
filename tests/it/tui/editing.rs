//! Editing in a pseudo-terminal, on a real store: what a person sees, and what is in the store.

use std::{fs, path::Path, time::Instant};

use lore::{
    domain::{
        change::{Edit, Guard, Target},
        entry::{Entry, NewEntry},
    },
    service::Lore,
};
use portable_pty::CommandBuilder;
use tempfile::TempDir;

use super::pty::{DEADLINE, Pty};

/// A store of one entry, and folders for what surrounds the program.
struct World {
    folder: TempDir,
    id: String,
    on: tokio::runtime::Runtime,
}

impl World {
    fn new(text: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let on = tokio::runtime::Runtime::new().unwrap();
        let id = on.block_on(async {
            let lore = Lore::open_or_create(&folder.path().join("store"))
                .await
                .unwrap();
            let entry = NewEntry {
                text: text.to_owned(),
                kind: "decision".to_owned(),
                ..NewEntry::default()
            };
            lore.store("shop", entry).await.unwrap().id
        });
        Self { folder, id, on }
    }

    fn store(&self) -> std::path::PathBuf {
        self.folder.path().join("store")
    }

    fn state(&self) -> std::path::PathBuf {
        self.folder.path().join("state")
    }

    /// The entry, as somebody else finds it.
    fn entry(&self) -> Option<Entry> {
        self.on.block_on(async {
            let lore = Lore::open(&self.store()).await.unwrap();
            lore.find(&self.id).await.unwrap().pop()
        })
    }

    /// Somebody else gives the entry a text.
    fn write(&self, text: &str) {
        let target = Target {
            key: self.entry().unwrap().key(),
            guard: Guard::Any,
        };
        let edit = Edit {
            text: Some(text.to_owned()),
            ..Edit::default()
        };
        self.on.block_on(async {
            let lore = Lore::open(&self.store()).await.unwrap();
            lore.edit(&target, &edit).await.unwrap();
        });
    }

    /// Waits until the entry says something.
    fn wait_for_text(&self, text: &str) {
        let begun = Instant::now();
        while self.entry().is_none_or(|entry| entry.text != text) {
            assert!(
                begun.elapsed() < DEADLINE,
                "the text never came: {:?}",
                self.entry()
            );
        }
    }

    /// The UI once the entry shows.
    fn ui(&self, editor: Option<&Path>) -> Pty {
        self.configured_ui(editor, "")
    }

    /// The same with this config file.
    fn configured_ui(&self, editor: Option<&Path>, config: &str) -> Pty {
        let file = self.folder.path().join("config.toml");
        fs::write(&file, config).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lore"));
        command.args(["--store".as_ref(), self.store().as_os_str()]);
        command.args(["--config".as_ref(), file.as_os_str()]);
        command.env("TERM", "xterm-256color");
        command.env("XDG_STATE_HOME", self.state());
        command.env_remove("VISUAL");
        command.env_remove("EDITOR");
        if let Some(editor) = editor {
            command.env("EDITOR", editor);
        }
        let ui = Pty::spawn(command, 100, 30);
        ui.wait_for("Enter read");
        ui.wait_for("Tokens");
        ui
    }

    /// A program that edits a file.
    #[cfg(unix)]
    fn script(&self, lines: &str) -> std::path::PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let path = self.folder.path().join("editor.sh");
        fs::write(&path, format!("#!/bin/sh\n{lines}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        path
    }

    fn kept(&self) -> Vec<String> {
        let folder = self.state().join("lore/unsaved");
        fs::read_dir(folder).map_or(Vec::new(), |files| {
            files
                .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
                .collect()
        })
    }
}

const SAVE: &str = "\u{13}";
const QUIT: &str = "\u{3}";
const ESC: &str = "\u{1b}";

#[test]
fn an_entry_is_edited_and_the_change_undone() {
    let world = World::new("Tokens expire after an hour.");
    let mut ui = world.ui(None);
    ui.keys("e").wait_for("unchanged");
    ui.keys("日本 ").wait_for("● text");
    ui.resize(44, 12).wait_for("日本 Tokens");
    ui.resize(100, 30).wait_for("日本 Tokens");
    ui.keys(SAVE).wait_for("saved; u undoes");
    ui.wait_for("日本 Tokens expire");
    world.wait_for_text("日本 Tokens expire after an hour.");
    ui.keys("q");
    assert!(ui.ended().0.success());
}

#[test]
fn a_change_of_somebody_else_is_seen_and_both_are_kept() {
    let world = World::new("Tokens expire after an hour.\nKeys rotate.");
    let mut ui = world.ui(None);
    ui.keys("e").wait_for("unchanged");
    ui.keys("All ").wait_for("● text");
    world.write("Tokens expire after an hour.\nKeys rotate each week.");
    ui.keys(SAVE).wait_for("Somebody changed this entry");
    ui.wait_for("both changes fit together");
    ui.keys("e").wait_for("All Tokens expire");
    ui.wait_for("Keys rotate each week.");
    ui.keys(SAVE).wait_for("saved; u undoes");
    world.wait_for_text("All Tokens expire after an hour.\nKeys rotate each week.");
    ui.keys("q");
    assert!(ui.ended().0.success());
}

#[test]
fn credentials_are_kept_out_of_the_editor_too() {
    let world = World::new("Tokens expire.");
    let mut ui = world.configured_ui(None, "credentials = 'refuse'");
    ui.keys("e").wait_for("unchanged");
    ui.keys("password: Tr7#mPq9zL ").wait_for("● text");
    ui.keys(SAVE).wait_for("the config keeps credentials out");
    // What was typed is still there, to be mended.
    ui.wait_for("Tr7#mPq9zL Tokens");
    assert_eq!(world.entry().unwrap().text, "Tokens expire.");
    ui.keys(ESC).wait_for("Save the changes?");
    ui.keys("d").wait_while("Save the changes?");
    ui.keys("q");
    assert!(ui.ended().0.success());
}

#[test]
fn a_signal_keeps_what_was_typed_and_the_next_start_tells() {
    let world = World::new("Tokens expire.");
    for signal in ["TERM", "HUP"] {
        let mut ui = world.ui(None);
        ui.keys("e").wait_for("unchanged");
        ui.keys(signal).wait_for("● text");
        ui.signal(signal);
        let (status, screen) = ui.ended();
        assert!(status.success());
        assert!(screen.contains("is kept in"), "{screen}");
    }
    let kept = world.kept();
    assert_eq!(kept.len(), 2);
    assert!(
        kept.iter()
            .any(|text| text.contains("\nTERMTokens expire.\n"))
    );
    assert_eq!(world.entry().unwrap().text, "Tokens expire.");
    let mut ui = world.ui(None);
    ui.wait_for("2 unsaved texts are kept in");
    ui.keys("q");
    assert!(ui.ended().0.success());
}

#[test]
fn quitting_with_unsaved_text_asks() {
    let world = World::new("Tokens expire.");
    let mut ui = world.ui(None);
    ui.keys("e").wait_for("unchanged");
    ui.keys("x").wait_for("● text");
    ui.keys(QUIT).wait_for("Save the changes?");
    ui.keys(ESC).wait_while("Save the changes?");
    ui.keys(QUIT).wait_for("Save the changes?");
    ui.keys("d");
    assert!(ui.ended().0.success());
    assert!(world.kept().is_empty());
}

#[cfg(unix)]
#[test]
fn another_editor_has_the_terminal_meanwhile() {
    let world = World::new("Tokens expire.");
    // It echoes a key that it reads itself: nothing else may take it.
    let script = world.script(
        "echo READY\nread answer\necho \"GOT $answer\"\nsed -i \"s/Tokens/$answer/\" \"$1\"",
    );
    let mut ui = world.ui(Some(&script));
    ui.keys("E").wait_for("READY");
    ui.wait_until("lines are edited", |_| ui.is_cooked());
    ui.keys("Cookies\r").wait_for("saved; u undoes");
    ui.wait_for("Results");
    world.wait_for_text("Cookies expire.");
    ui.wait_until("raw mode", |_| !ui.is_cooked());
    ui.keys("e").wait_for("unchanged");
    // Directly behind it, a letter would be taken for one with Alt.
    ui.keys(ESC).wait_while("unchanged");
    ui.keys("q");
    assert!(ui.ended().0.success());
}

#[cfg(unix)]
#[test]
fn another_editor_that_fails_or_changes_nothing_changes_nothing() {
    let world = World::new("Tokens expire.");
    let script = world.script("echo more >> \"$1\"; exit 3");
    let mut ui = world.ui(Some(&script));
    ui.keys("E").wait_for("Not saved");
    ui.wait_for("exit");
    ui.keys(ESC).wait_while("Not saved");
    let script = world.script("true");
    assert!(script.exists());
    ui.keys("E").wait_for("nothing was changed");
    ui.keys("q");
    assert!(ui.ended().0.success());
    assert_eq!(world.entry().unwrap().text, "Tokens expire.");
}

#[cfg(unix)]
#[test]
fn a_change_made_while_another_editor_is_open_is_not_overwritten() {
    let world = World::new("Tokens expire.\nKeys rotate.");
    let script = world.script("echo READY\nread answer\nsed -i s/Tokens/Cookies/ \"$1\"");
    let mut ui = world.ui(Some(&script));
    ui.keys("E").wait_for("READY");
    world.write("Tokens expire.\nKeys rotate daily.");
    ui.keys("\r").wait_for("Somebody changed this entry");
    ui.keys(ESC).wait_while("Somebody changed this entry");
    assert_eq!(
        world.entry().unwrap().text,
        "Tokens expire.\nKeys rotate daily."
    );
    ui.keys(ESC).wait_for("Save the changes?");
    ui.keys("d").wait_for("Keys rotate daily");
    ui.keys("q");
    assert!(ui.ended().0.success());
}
