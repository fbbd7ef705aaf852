//! Embedding: one query, and a batch of notes.

use criterion::{Criterion, Throughput};
use lore::embed::Embedder;

use crate::{Bench, QUESTIONS, Result, sure};

/// Notes of a batch.
const BATCH: usize = 100;

/// Measures both.
pub fn measure(bench: &Bench, criterion: &mut Criterion) -> Result<()> {
    if !bench.wants("embed/query") && !bench.wants("embed/batch") {
        return Ok(());
    }
    let embedder = Embedder::default();
    bench.runtime.block_on(embedder.warm_up())?;
    let mut group = criterion.benchmark_group("embed");
    let mut number = 0;
    group.bench_function("query", |bencher| {
        bencher.iter(|| {
            number += 1;
            // No two are the same, or the vector would be known.
            let query = format!("{} {number}", QUESTIONS[number % QUESTIONS.len()]);
            sure(bench.runtime.block_on(embedder.embed_query(&query)))
        });
    });
    let notes: Vec<String> = (0..BATCH).map(note).collect();
    group.sample_size(10);
    group.throughput(Throughput::Elements(BATCH as u64));
    group.bench_function(format!("batch/{BATCH}"), |bencher| {
        bencher.iter(|| {
            sure(
                bench
                    .runtime
                    .block_on(embedder.embed_documents(notes.clone())),
            )
        });
    });
    group.finish();
    Ok(())
}

/// A note of some forty words.
fn note(number: usize) -> String {
    let question = QUESTIONS[number % QUESTIONS.len()];
    format!(
        "Decision {number}: about \"{question}\" we keep what we have, because it can be understood in one \
         sitting and rolling back is one command. Measured in the load-test environment for {number} hours; \
         the dashboard has a panel for it. Look at it again when the ingress changes."
    )
}
