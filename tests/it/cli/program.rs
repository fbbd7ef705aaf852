//! The program in surroundings of its own: a fresh home, an empty environment.

use std::{
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use serde_json::Value;
use tempfile::TempDir;

use crate::fixture;

/// A place to run the program in.
pub struct Place {
    folder: TempDir,
    /// What `LORE_STORE` says, unless a test sets something else.
    store: Option<PathBuf>,
    /// Keeps the store's folder while the place is used.
    _store_folder: Option<TempDir>,
}

/// What a run gave.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// The answer as JSON; the run must have given nothing else.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error} in {}\n{}", self.stdout, self.stderr))
    }
}

impl Place {
    /// Without any store.
    pub fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            store: None,
            _store_folder: None,
        }
    }

    /// With a copy of the store that the Node manager wrote.
    pub fn with_legacy_store() -> Self {
        let store = fixture::legacy();
        Self {
            store: Some(store.path().to_owned()),
            _store_folder: Some(store),
            ..Self::empty()
        }
    }

    /// With a name for a store that is not there yet.
    pub fn with_new_store() -> Self {
        let mut place = Self::empty();
        place.store = Some(place.folder.path().join("store"));
        place
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn store(&self) -> &Path {
        self.store.as_deref().unwrap()
    }

    /// The program, to be told more; it runs in a folder named `work`.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let work = self.path().join("work");
        std::fs::create_dir_all(&work).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_lore"));
        command
            .args(arguments)
            .current_dir(work)
            .env_clear()
            .env("HOME", self.path().join("home"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(store) = &self.store {
            command.env("LORE_STORE", store);
        }
        command
    }

    pub fn lore(&self, arguments: &[&str]) -> Ran {
        ran(self.command(arguments).output().unwrap())
    }

    /// Runs the program at a moment.
    pub fn lore_at(&self, moment: &str, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        ran(command.env("LORE_NOW", moment).output().unwrap())
    }

    /// Runs the program with something on standard input.
    pub fn lore_reading(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // The program may refuse before it has read everything.
        let _ = stdin.write_all(input);
        drop(stdin);
        ran(child.wait_with_output().unwrap())
    }
}

/// A run at a terminal, where the two outputs are one.
#[derive(Debug)]
pub struct AtTerminal {
    pub code: u32,
    pub screen: String,
}

impl Place {
    /// Runs the program at a terminal, with an editor that is this shell script; it finds the
    /// document in `$1`.
    pub fn lore_with_editor(&self, arguments: &[&str], script: &str) -> AtTerminal {
        let file = self.path().join("editor.sh");
        std::fs::write(&file, script).unwrap();
        let editor = format!("sh '{}'", file.display());
        self.lore_at_terminal(arguments, &[("EDITOR", &editor)])
    }

    pub fn lore_at_terminal(&self, arguments: &[&str], extra: &[(&str, &str)]) -> AtTerminal {
        let described = self.command(arguments);
        let mut command = CommandBuilder::new(described.get_program());
        command.args(described.get_args());
        command.cwd(described.get_current_dir().unwrap());
        command.env_clear();
        for (name, value) in described.get_envs() {
            command.env(name, value.unwrap());
        }
        command.env("NO_COLOR", "1");
        command.env("PATH", std::env::var_os("PATH").unwrap());
        command.env("TMPDIR", self.path());
        for (name, value) in extra {
            command.env(name, value);
        }
        let size = PtySize {
            rows: 50,
            cols: 400,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let mut screen = Vec::new();
        // A pseudo-terminal without a program at its other end is an error to read, not an end.
        let _ = reader.read_to_end(&mut screen);
        let code = child.wait().unwrap().exit_code();
        let screen = String::from_utf8(screen).unwrap().replace("\r\n", "\n");
        AtTerminal { code, screen }
    }
}

pub fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
