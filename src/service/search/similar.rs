//! What is near to an entry, by the vectors that were made of it.

use std::collections::{HashMap, HashSet};

use super::{
    super::Result,
    order::{self, Ranked},
    ranking::{NEAR, Ranking},
};
use crate::{
    domain::search::SearchAnswer,
    store::{Allowed, Searcher, Table},
};

/// Of a long text's parts, so many are compared; they are taken from all over it.
const MOST_PARTS: usize = 4;

/// What is compared with.
#[derive(Debug, Clone, Copy)]
pub struct Standpoint<'a> {
    /// A vector for each part of the text.
    pub vectors: &'a [Vec<f32>],
    /// Name of the model that made them.
    pub model: &'a str,
}

/// The rows that are near to any part, the nearest first.
pub(in crate::service) async fn answer(
    searcher: &Searcher,
    tables: Vec<(Table, Allowed)>,
    from: Standpoint<'_>,
    limit: usize,
) -> Result<SearchAnswer> {
    let step = from.vectors.len().div_ceil(MOST_PARTS).max(1);
    let mut best: HashMap<(usize, u64), Ranked> = HashMap::new();
    let mut near: HashSet<(usize, u64)> = HashSet::new();
    for vector in from.vectors.iter().step_by(step) {
        let nearest = searcher.nearest(&tables, vector, from.model).await?;
        let mut ranking = Ranking::new(&[], nearest, true);
        // The best by any part are among the best by each.
        for ranked in ranking.best(limit, Some(NEAR)).await? {
            let known = best.entry((ranked.table, ranked.row)).or_insert(ranked);
            if ranked.score > known.score {
                *known = ranked;
            }
        }
        let all = ranking.all(Some(NEAR));
        near.extend(all.map(|ranked| (ranked.table, ranked.row)));
    }
    let total = near.len();
    let snapshots: Vec<_> = tables.iter().map(|(table, _)| &table.snapshot).collect();
    let hits = order::hits(&snapshots, best.into_values().collect(), limit).await?;
    Ok(SearchAnswer { hits, total })
}
