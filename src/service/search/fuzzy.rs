//! Fuzzy search over all tables.

use super::super::Result;
use super::order::{self, Ranked};
use super::read_rows::ReadRows;
use crate::{
    domain::search::{MatchedBy, SearchAnswer, SearchRequest},
    store::{FuzzyMatch, Table},
};

/// Answers with scores divided by the best one's.
pub(super) async fn search(tables: &[Table], request: &SearchRequest) -> Result<SearchAnswer> {
    // How many score enough is only known when all are scored.
    let (mut ranked, total) = if request.threshold.is_some() {
        let ranked = all(tables, request).await?;
        let total = ranked.len();
        (ranked, total)
    } else {
        best(tables, request).await?
    };
    order::keep_best(&mut ranked, request.limit);
    let snapshots = tables.iter().map(|table| table.snapshot.clone());
    let mut read = ReadRows::new(snapshots.collect());
    let hits = order::hits(&mut read, ranked, request.limit).await?;
    Ok(SearchAnswer { hits, total })
}

/// Every row that holds the letters and scores enough.
pub(super) async fn all(tables: &[Table], request: &SearchRequest) -> Result<Vec<Ranked>> {
    let mut found = Vec::new();
    for (at, table) in looked_into(tables, request) {
        let (filter, words) = (&request.filter, &request.words);
        let matches = table.snapshot.fuzzy(filter, words).await?;
        found.extend(matches.into_iter().map(|found| (at, found)));
    }
    let mut ranked = ranked(found);
    ranked.retain(|ranked| request.threshold.is_none_or(|least| ranked.score >= least));
    Ok(ranked)
}

/// The best of each table, and how many rows hold the letters in all.
async fn best(tables: &[Table], request: &SearchRequest) -> Result<(Vec<Ranked>, usize)> {
    let (mut found, mut total) = (Vec::new(), 0);
    for (at, table) in looked_into(tables, request) {
        let (filter, words) = (&request.filter, &request.words);
        let of_table = table.snapshot.fuzzy_best(filter, words, request.limit);
        let of_table = of_table.await?;
        total += of_table.total;
        found.extend(of_table.best.into_iter().map(|found| (at, found)));
    }
    Ok((ranked(found), total))
}

/// The tables that the filter looks into, with their numbers.
fn looked_into<'a>(
    tables: &'a [Table],
    request: &'a SearchRequest,
) -> impl Iterator<Item = (usize, &'a Table)> {
    let admits = |table: &Table| request.filter.admits_repository(&table.snapshot.repository);
    tables
        .iter()
        .enumerate()
        .filter(move |(_, table)| admits(table))
}

fn ranked(found: Vec<(usize, FuzzyMatch)>) -> Vec<Ranked> {
    let best = found.iter().map(|(_, found)| found.score).max();
    let best = best.unwrap_or(1).max(1);
    let matched = MatchedBy {
        fuzzy: true,
        ..MatchedBy::default()
    };
    let rank = |(table, found): (usize, FuzzyMatch)| Ranked {
        table,
        row: found.row,
        score: found.score as f32 / best as f32,
        matched,
    };
    found.into_iter().map(rank).collect()
}
