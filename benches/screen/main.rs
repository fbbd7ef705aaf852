//! The real program in a pseudo-terminal: from a key to its letter, to the first results and to the
//! settled ones on screen; from the start to a list; work while idle; memory.
//!
//! ```sh
//! cargo bench --profile release --bench screen -- --store PATH [--store PATH] [--program LORE] \
//!     [--starts N] [--json FILE]
//! ```
//!
//! Without a store it makes sample stores of one entry and of 2,000. Nothing else should be running.
//! Linux only: what a process needs is read from `/proc`.

mod meter;
mod process;
mod report;
mod shown;
mod terminal;

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use portable_pty::CommandBuilder;
use report::Figures;
use tempfile::TempDir;
use terminal::Terminal;

/// Anything may end the measuring.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What is typed, each in an empty box.
const QUERIES: [&str; 6] = [
    "retry limit",
    "missing index",
    "race between two writers",
    "optimistic locking",
    "cache lifetime",
    "rollback of a release",
];

/// What is typed without a pause.
const LINE: &str = "the cause was a connection that was never given back";

/// Entries of the sample stores.
const SAMPLES: [usize; 2] = [1, 2000];

const USAGE: &str = "usage: cargo bench --profile release --bench screen -- [--store PATH]... [--program LORE] \
                     [--starts N] [--json FILE]";

struct Options {
    program: PathBuf,
    stores: Vec<PathBuf>,
    starts: usize,
    json: Option<PathBuf>,
}

impl Options {
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Self> {
        let mut options = Self {
            program: env!("CARGO_BIN_EXE_lore").into(),
            stores: Vec::new(),
            starts: 7,
            json: None,
        };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(USAGE);
            match word.as_str() {
                // What cargo itself adds.
                "--bench" => {}
                "--store" => options.stores.push(value()?.into()),
                "--program" => options.program = value()?.into(),
                "--starts" => options.starts = value()?.parse()?,
                "--json" => options.json = Some(value()?.into()),
                _ => return Err(USAGE.into()),
            }
        }
        Ok(options)
    }
}

fn main() -> Result<()> {
    let mut options = Options::parse(std::env::args().skip(1))?;
    let samples = TempDir::new()?;
    if options.stores.is_empty() {
        for entries in SAMPLES {
            let store = samples.path().join(entries.to_string());
            make_sample(&options.program, &store, entries)?;
            options.stores.push(store);
        }
    }
    let mut all = Vec::new();
    for store in &options.stores {
        let figures = measure(&options, store)?;
        println!("{}", figures.lines().join("\n"));
        all.push(figures.json());
    }
    if let Some(path) = &options.json {
        fs::write(path, serde_json::to_string_pretty(&all)?)?;
    }
    Ok(())
}

fn measure(options: &Options, store: &Path) -> Result<Figures> {
    // What the program remembers is nobody's.
    let home = TempDir::new()?;
    // The program starts in a folder of its own.
    let (program, store) = (
        fs::canonicalize(&options.program)?,
        fs::canonicalize(store)?,
    );
    let open = || Terminal::start(command(&program, &store, home.path()));
    let mut starts = Vec::new();
    for _ in 0..options.starts.max(1) {
        starts.push(meter::start(&mut open()?)?);
    }
    let mut ui = open()?;
    meter::start(&mut ui)?;
    let before = process::memory(ui.process()?)?;
    meter::open_search(&mut ui)?;
    let mut keys = Vec::new();
    for words in QUERIES {
        keys.extend(meter::type_patiently(&mut ui, words)?);
    }
    let first_key = keys.remove(0);
    let steady = meter::type_steadily(&mut ui, LINE)?;
    let idle = meter::idle(&mut ui)?;
    Ok(Figures {
        store: store.display().to_string(),
        starts,
        keys,
        first_key,
        steady,
        idle,
        memory: [before, process::memory(ui.process()?)?],
    })
}

fn command(program: &Path, store: &Path, home: &Path) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.args(["--fresh".as_ref(), "--store".as_ref(), store.as_os_str()]);
    command.env("TERM", "xterm-256color");
    for folder in ["HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"] {
        command.env(folder, home);
    }
    command
}

fn make_sample(program: &Path, store: &Path, entries: usize) -> Result<()> {
    let made = Command::new(program)
        .args([
            "demo",
            "--no-tui",
            "--entries",
            &entries.to_string(),
            "--path",
        ])
        .arg(store)
        .output()?;
    if made.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&made.stderr).into_owned().into())
}
