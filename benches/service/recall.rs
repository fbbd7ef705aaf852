//! How many of the ten nearest entries search by meaning finds, against a look at all of them.

use std::collections::HashSet;

use lore::{
    domain::{filter::Filter, search::SearchMode},
    embed::Embedder,
    service::Lore,
};

use crate::{
    Bench, QUESTIONS, Result,
    search::{LIMIT, request},
    stores::{self, Made},
};

/// The least that is good enough.
const ENOUGH: f64 = 0.95;

/// Tells the recall for each size.
pub fn report(bench: &Bench) -> Result<()> {
    for entries in &bench.sizes {
        if !bench.wants(&format!("recall/{entries}")) {
            continue;
        }
        let store = stores::made(bench, *entries)?;
        let recall = bench.runtime.block_on(recall(&store))?;
        println!(
            "recall/{entries}: {recall:.3} of the {LIMIT} nearest over {} questions",
            QUESTIONS.len()
        );
        if recall < ENOUGH {
            return Err(format!("a recall of {recall:.3} is less than {ENOUGH}").into());
        }
    }
    Ok(())
}

async fn recall(store: &Made) -> Result<f64> {
    let (lore, embedder) = (Lore::open(&store.path).await?, Embedder::default());
    let mut questions = Vec::new();
    for words in QUESTIONS {
        questions.push(embedder.embed_query(words).await?);
    }
    let mut found = 0;
    for (words, nearest) in QUESTIONS.iter().zip(nearest(store, &questions)) {
        let request = request(words, SearchMode::Semantic, &Filter::default());
        let hits = lore.search(&request).await?.hits;
        let numbers = hits.iter().filter_map(|hit| stores::number(&hit.entry.id));
        found += numbers.filter(|number| nearest.contains(number)).count();
    }
    Ok(found as f64 / (QUESTIONS.len() * LIMIT) as f64)
}

/// The nearest entries of each question, by their numbers.
fn nearest(store: &Made, questions: &[Vec<f32>]) -> Vec<HashSet<usize>> {
    let mut best: Vec<Vec<(f32, usize)>> = vec![Vec::new(); questions.len()];
    for number in 0..store.entries {
        let vector = store.vector(number);
        for (question, best) in questions.iter().zip(&mut best) {
            let cosine: f32 = question.iter().zip(&vector).map(|(a, b)| a * b).sum();
            if best.len() == LIMIT && best.last().is_some_and(|(least, _)| cosine <= *least) {
                continue;
            }
            let place = best.partition_point(|(other, _)| *other >= cosine);
            best.insert(place, (cosine, number));
            best.truncate(LIMIT);
        }
    }
    let numbers = |best: Vec<(f32, usize)>| best.into_iter().map(|(_, number)| number).collect();
    best.into_iter().map(numbers).collect()
}
