//! Where the pictures are taken: a home of its own with the sample store, a clock that stands, a terminal
//! of known colours.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use lore::clock;
use portable_pty::CommandBuilder;
use tempfile::TempDir;

use super::grid::{Grid, Ground};
use crate::tui::pty::{Answers, Pty};

/// The moment of all pictures.
const NOW: &str = "2026-03-31T10:00:00Z";

/// Terminals, by their background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shade {
    Dark,
    Light,
}

impl Shade {
    pub fn ground(self) -> Ground {
        match self {
            Self::Dark => Ground {
                text: [220, 223, 228],
                back: [24, 26, 31],
            },
            Self::Light => Ground {
                text: [36, 41, 46],
                back: [255, 255, 255],
            },
        }
    }
}

/// A home with a sample store where lore looks for one.
pub struct Stage(TempDir);

impl Stage {
    pub fn new() -> Self {
        let stage = Self(tempfile::tempdir().unwrap());
        let made = Command::new(env!("CARGO_BIN_EXE_lore"))
            .args(["demo", "--no-tui", "--path"])
            .arg(stage.store())
            .env_clear()
            .env("HOME", stage.0.path())
            .env(clock::VARIABLE, NOW)
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        stage
    }

    fn store(&self) -> PathBuf {
        self.0.path().join(".cco/knowledge")
    }

    /// Forgets what earlier runs of the program kept for later ones.
    fn forget(&self) {
        for kept in [".local", ".config"] {
            let _ = fs::remove_dir_all(self.0.path().join(kept));
        }
    }

    /// The program on the sample store, as somebody finds it who never used it before.
    pub fn lore(&self, shade: Shade, columns: u16, rows: u16) -> Pty {
        self.forget();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lore"));
        command.env_clear();
        command.cwd(self.0.path());
        for (name, value) in [
            ("HOME", home(self.0.path()).as_str()),
            ("TERM", "xterm-256color"),
            ("COLORTERM", "truecolor"),
            ("LANG", "C.UTF-8"),
            (clock::VARIABLE, NOW),
        ] {
            command.env(name, value);
        }
        let answers = Answers {
            background: Some(shade.ground().back),
            ..Answers::default()
        };
        Pty::spawn_in(command, columns, rows, answers)
    }
}

fn home(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// What the terminal shows.
pub fn grid(screen: &vt100::Screen, shade: Shade) -> Grid {
    Grid::of(screen, shade.ground())
}
