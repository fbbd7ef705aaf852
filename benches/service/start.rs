//! Cold starts: whole processes, and the first search of one, model and all.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use criterion::Criterion;
use lore::{
    domain::{filter::Filter, search::SearchMode},
    service::Lore,
};

use crate::{Bench, QUESTIONS, Result, search::request, stores, sure};

/// Measurements of which the median is taken.
const SAMPLES: usize = 10;

/// Commands of one process each.
const COMMANDS: [&[&str]; 3] = [
    &["search", QUESTIONS[0]],
    &["stats"],
    &["list", "--limit", "20"],
];

/// Measures all.
pub fn measure(bench: &Bench, criterion: &mut Criterion) -> Result<()> {
    for entries in &bench.sizes {
        for arguments in COMMANDS {
            let group = format!("process/{}", arguments[0]);
            if bench.wants(&format!("{group}/{entries}")) {
                let store = stores::made(bench, *entries)?;
                let once = || process(&store.path, arguments);
                one(criterion, &group, *entries, once);
            }
        }
        if bench.wants(&format!("first-search/{entries}")) {
            let store = stores::made(bench, *entries)?;
            let once = || bench.runtime.block_on(first_search(&store.path));
            one(criterion, "first-search", *entries, once);
        }
    }
    Ok(())
}

fn one(
    criterion: &mut Criterion,
    group: &str,
    entries: usize,
    mut once: impl FnMut() -> Result<Duration>,
) {
    let mut group = criterion.benchmark_group(group);
    group.sample_size(SAMPLES);
    group.bench_function(entries.to_string(), |bencher| {
        bencher.iter_custom(|times| (0..times).map(|_| sure(once())).sum());
    });
    group.finish();
}

fn process(store: &Path, arguments: &[&str]) -> Result<Duration> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lore"));
    command.arg("--store").arg(store).args(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let status = command.status()?;
    let took = started.elapsed();
    if status.success() {
        Ok(took)
    } else {
        Err(format!("lore {} failed", arguments.join(" ")).into())
    }
}

/// From a closed store to the hits of a hybrid search.
async fn first_search(store: &Path) -> Result<Duration> {
    let request = request(QUESTIONS[0], SearchMode::Hybrid, &Filter::default());
    let started = Instant::now();
    Lore::open(store).await?.search(&request).await?;
    Ok(started.elapsed())
}
