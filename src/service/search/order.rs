//! The last word on order: score, then the newer, then the id.

use std::collections::BTreeMap;

use super::{
    super::{Result, targets::target},
    read_rows::{ReadRows, Row},
};
use crate::{
    domain::{
        change::Target,
        search::{Hit, MatchedBy},
        time,
    },
    store::{Column, Table},
};

/// So many rows that rank no higher than the last hit are read with the hits.
const MORE: usize = 32;

/// A row with its final score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranked {
    /// Which of the searched tables it is in.
    pub table: usize,
    pub row: u64,
    pub score: f32,
    pub matched: MatchedBy,
}

impl Ranked {
    pub(super) fn place(&self) -> Row {
        (self.table, self.row)
    }
}

/// The `limit` first of the ranked rows, as hits. Of rows with the same score the newest come
/// first, undated ones last, and then ids decide: the order is the same in every run.
pub(super) async fn hits(
    read: &mut ReadRows,
    mut ranked: Vec<Ranked>,
    limit: usize,
) -> Result<Vec<Hit>> {
    ranked.sort_unstable_by(|a, b| b.score.total_cmp(&a.score));
    if ranked.len() <= limit + MORE {
        read.read(ranked.iter().map(Ranked::place)).await?;
    }
    if ranked
        .windows(2)
        .any(|two| two[0].score.total_cmp(&two[1].score).is_eq())
    {
        ranked = break_ties(read, ranked).await?;
    }
    ranked.truncate(limit);
    read.read(ranked.iter().map(Ranked::place)).await?;
    let hits = ranked.into_iter().filter_map(|ranked| {
        Some(Hit {
            entry: read.get(ranked.place())?.entry(),
            score: ranked.score,
            matched: ranked.matched,
        })
    });
    Ok(hits.collect())
}

async fn break_ties(read: &ReadRows, ranked: Vec<Ranked>) -> Result<Vec<Ranked>> {
    let mut dated = Vec::with_capacity(ranked.len());
    let mut unread = Vec::new();
    for ranked in ranked {
        let Some(row) = read.get(ranked.place()) else {
            unread.push(ranked);
            continue;
        };
        let text = |column| row.text(column).unwrap_or_default();
        let moment = time::parse_timestamp(text(Column::Timestamp));
        dated.push((ranked, moment, text(Column::Id).to_owned()));
    }
    for (table, ranked) in by_table(unread) {
        let rows: Vec<u64> = ranked.iter().map(|ranked| ranked.row).collect();
        let moments = read.snapshots()[table].moments(&rows).await?;
        dated.extend(
            ranked
                .into_iter()
                .zip(moments)
                .map(|(ranked, (timestamp, id))| {
                    let moment = time::parse_timestamp(&timestamp);
                    (ranked, moment, id)
                }),
        );
    }
    dated.sort_by(|(a, newer, id), (b, older, other)| {
        let names = |ranked: &Ranked| &read.snapshots()[ranked.table].repository;
        (b.score.total_cmp(&a.score))
            .then_with(|| older.cmp(newer))
            .then_with(|| id.cmp(other))
            .then_with(|| names(a).cmp(names(b)))
            .then_with(|| a.row.cmp(&b.row))
    });
    Ok(dated.into_iter().map(|(ranked, ..)| ranked).collect())
}

/// All ranked rows as targets, in the order of [`hits`].
pub(super) async fn targets(tables: &[Table], ranked: Vec<Ranked>) -> Result<Vec<Target>> {
    let mut all = Vec::with_capacity(ranked.len());
    for (table, mut ranked) in by_table(ranked) {
        // Neighbours are read together.
        ranked.sort_unstable_by_key(|ranked| ranked.row);
        let snapshot = &tables[table].snapshot;
        let rows: Vec<u64> = ranked.iter().map(|ranked| ranked.row).collect();
        let read = snapshot
            .look_at(&rows, |row| Some((row.instant(), target(snapshot, &row))))
            .await?;
        all.extend(ranked.into_iter().zip(read));
    }
    all.sort_by(|(a, (newer, one)), (b, (older, other))| {
        (b.score.total_cmp(&a.score))
            .then_with(|| older.cmp(newer))
            .then_with(|| one.key.id.cmp(&other.key.id))
            .then_with(|| one.key.repository.cmp(&other.key.repository))
            .then_with(|| a.row.cmp(&b.row))
    });
    Ok(all.into_iter().map(|(_, (_, target))| target).collect())
}

/// Leaves the `limit` best, and all that score the same as the last of them.
pub(super) fn keep_best(ranked: &mut Vec<Ranked>, limit: usize) {
    if limit == 0 {
        ranked.clear();
    } else if limit < ranked.len() {
        let (_, last, _) =
            ranked.select_nth_unstable_by(limit - 1, |a, b| b.score.total_cmp(&a.score));
        let last = last.score;
        ranked.retain(|ranked| ranked.score >= last);
    }
}

fn by_table(rows: Vec<Ranked>) -> BTreeMap<usize, Vec<Ranked>> {
    let mut tables: BTreeMap<usize, Vec<Ranked>> = BTreeMap::new();
    for row in rows {
        tables.entry(row.table).or_default().push(row);
    }
    tables
}
