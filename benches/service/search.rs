//! Searches in a process that goes on running: everything is read, and every question embedded, before.

use criterion::Criterion;
use lore::{
    domain::{
        filter::Filter,
        search::{SearchMode, SearchRequest},
    },
    service::Lore,
};

use crate::{Bench, QUESTIONS, Result, stores, sure};

/// Hits of an answer.
pub const LIMIT: usize = 10;

/// Measurements of a series: the fewest that criterion takes, since the slowest take ten seconds each.
const SAMPLES: usize = 10;

/// Each way to search, over all entries.
pub fn measure(bench: &Bench, criterion: &mut Criterion) -> Result<()> {
    for mode in SearchMode::ALL {
        let group = format!("search/{}", mode.name());
        for entries in &bench.sizes {
            if bench.wants(&format!("{group}/{entries}")) {
                let store = stores::made(bench, *entries)?;
                let filter = Filter::default();
                one(bench, criterion, &group, &store, (mode, &filter))?;
            }
        }
    }
    Ok(())
}

/// Searches among a part of the entries: one of 1,000, one of 100, every other.
pub fn measure_filtered(bench: &Bench, criterion: &mut Criterion) -> Result<()> {
    let filters = [
        (
            "0.1%",
            Filter {
                sessions: vec!["session-7".into()],
                ..Filter::default()
            },
        ),
        (
            "1%",
            Filter {
                projects: vec!["project-7".into()],
                ..Filter::default()
            },
        ),
        (
            "50%",
            Filter {
                agents: vec![stores::AGENTS[0].into()],
                ..Filter::default()
            },
        ),
    ];
    for mode in [
        SearchMode::Keyword,
        SearchMode::Semantic,
        SearchMode::Hybrid,
    ] {
        for (share, filter) in &filters {
            let group = format!("filtered/{}/{share}", mode.name());
            for entries in &bench.sizes {
                if bench.wants(&format!("{group}/{entries}")) {
                    let store = stores::made(bench, *entries)?;
                    one(bench, criterion, &group, &store, (mode, filter))?;
                }
            }
        }
    }
    Ok(())
}

fn one(
    bench: &Bench,
    criterion: &mut Criterion,
    group: &str,
    store: &stores::Made,
    (mode, filter): (SearchMode, &Filter),
) -> Result<()> {
    let lore = bench.runtime.block_on(Lore::open(&store.path))?;
    let requests = QUESTIONS.map(|words| request(words, mode, filter));
    for request in &requests {
        bench.runtime.block_on(lore.search(request))?;
    }
    let mut requests = requests.iter().cycle();
    let mut group = criterion.benchmark_group(group);
    group.sample_size(SAMPLES);
    group.bench_function(store.entries.to_string(), |bencher| {
        bencher.iter(|| {
            let request = requests.next().map(|request| lore.search(request));
            request.map(|search| sure(bench.runtime.block_on(search)))
        });
    });
    group.finish();
    Ok(())
}

/// A question for the first hits.
pub fn request(words: &str, mode: SearchMode, filter: &Filter) -> SearchRequest {
    SearchRequest {
        words: words.to_owned(),
        mode,
        filter: filter.clone(),
        limit: LIMIT,
        ..SearchRequest::default()
    }
}
