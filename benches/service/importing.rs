//! An import of entries that bring their vectors along, by the program itself.

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use criterion::Criterion;
use tempfile::TempDir;

use crate::{Bench, Result, stores, sure};

/// What measures.
const PROGRAM: &str = env!("CARGO_BIN_EXE_lore");

/// Measurements: an import of many entries takes long, and varies little.
const SAMPLES: usize = 10;

/// Imports what was exported from the store of each size.
pub fn measure(bench: &Bench, criterion: &mut Criterion) -> Result<()> {
    for entries in &bench.sizes {
        if !bench.wants(&format!("import/{entries}")) {
            continue;
        }
        if !knows_imports()? {
            eprintln!("import: skipped, this program has no such command");
            return Ok(());
        }
        let store = stores::made(bench, *entries)?;
        let folder = TempDir::new()?;
        let file = folder.path().join("all.parquet");
        let mut export = Command::new(PROGRAM);
        export.arg("--store").arg(&store.path);
        export.args(["export", "--vectors", "--format", "parquet", "-o"]);
        run(export.arg(&file))?;
        let mut group = criterion.benchmark_group("import");
        group.sample_size(SAMPLES);
        group.bench_function(entries.to_string(), |bencher| {
            bencher.iter_custom(|times| (0..times).map(|_| sure(import(&file))).sum());
        });
        group.finish();
    }
    Ok(())
}

fn knows_imports() -> Result<bool> {
    let asked = Command::new(PROGRAM).args(["import", "--help"]).output()?;
    Ok(asked.status.success())
}

fn import(file: &Path) -> Result<Duration> {
    let folder = TempDir::new()?;
    let mut command = Command::new(PROGRAM);
    command.arg("--store").arg(folder.path().join("store"));
    let started = Instant::now();
    run(command.arg("import").arg(file))?;
    Ok(started.elapsed())
}

fn run(command: &mut Command) -> Result<()> {
    let done = command.output()?;
    if done.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&done.stderr).into_owned().into())
}
