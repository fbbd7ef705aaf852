//! Fuzzy search over all tables.

use super::super::Result;
use super::order::{self, Ranked};
use super::read_rows::ReadRows;
use crate::{
    domain::search::{MatchedBy, SearchAnswer, SearchRequest},
    store::Table,
};

/// Answers with scores divided by the best one's.
pub(super) async fn search(tables: &[Table], request: &SearchRequest) -> Result<SearchAnswer> {
    let mut ranked = all(tables, request).await?;
    let total = ranked.len();
    order::keep_best(&mut ranked, request.limit);
    let snapshots = tables.iter().map(|table| table.snapshot.clone());
    let mut read = ReadRows::new(snapshots.collect());
    let hits = order::hits(&mut read, ranked, request.limit).await?;
    Ok(SearchAnswer { hits, total })
}

/// Every row that holds the letters and scores enough.
pub(super) async fn all(tables: &[Table], request: &SearchRequest) -> Result<Vec<Ranked>> {
    let mut found = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        if request.filter.admits_repository(&table.snapshot.repository) {
            let matches = table
                .snapshot
                .fuzzy(&request.filter, &request.words)
                .await?;
            found.extend(matches.into_iter().map(|found| (at, found)));
        }
    }
    let best = found
        .iter()
        .map(|(_, found)| found.score)
        .max()
        .unwrap_or(1)
        .max(1);
    let matched = MatchedBy {
        fuzzy: true,
        ..MatchedBy::default()
    };
    Ok(found
        .into_iter()
        .map(|(table, found)| Ranked {
            table,
            row: found.row,
            score: found.score as f32 / best as f32,
            matched,
        })
        .filter(|ranked| request.threshold.is_none_or(|least| ranked.score >= least))
        .collect())
}
