//! What is near to an entry, by the vectors that were made of it.

use std::collections::{HashMap, HashSet};

use super::{
    super::Result,
    order::{self, Ranked},
    ranking::{NEAR, Ranking},
    read_rows::{ReadRows, Row},
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
    let snapshots: Vec<_> = (tables.iter())
        .map(|(table, _)| table.snapshot.clone())
        .collect();
    let step = from.vectors.len().div_ceil(MOST_PARTS).max(1);
    let compared = from.vectors.iter().step_by(step);
    let alone = compared.len() == 1;
    let mut best: HashMap<Row, Ranked> = HashMap::new();
    let mut near: HashSet<Row> = HashSet::new();
    let mut total = 0;
    for vector in compared {
        let nearest = searcher.nearest(&tables, vector, from.model).await?;
        let mut ranking = Ranking::new(snapshots.clone(), Vec::new(), nearest, true);
        // The best by any part are among the best by each.
        for ranked in ranking.best(limit, Some(NEAR)).await? {
            let known = best.entry(ranked.place()).or_insert(ranked);
            if ranked.score > known.score {
                *known = ranked;
            }
        }
        if alone {
            total = ranking.total();
        } else {
            let all = ranking.all(limit, Some(NEAR)).await?;
            near.extend(all.iter().map(Ranked::place));
            total = near.len();
        }
    }
    let mut read = ReadRows::new(snapshots);
    let hits = order::hits(&mut read, best.into_values().collect(), limit).await?;
    Ok(SearchAnswer { hits, total })
}
