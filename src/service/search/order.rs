//! The last word on order: score, then the newer, then the id.

use std::collections::BTreeMap;

use super::super::{Result, targets::target};
use crate::{
    domain::{
        change::Target,
        search::{Hit, MatchedBy},
        time,
    },
    store::{RowId, Snapshot, Table},
};

/// A row with its final score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranked {
    /// Which of the searched tables it is in.
    pub table: usize,
    pub row: u64,
    pub score: f32,
    pub matched: MatchedBy,
}

/// The `limit` first of the ranked rows, as hits. Of rows with the same score the newest come
/// first, undated ones last, and then ids decide: the order is the same in every run.
pub(super) async fn hits(
    snapshots: &[&Snapshot],
    mut ranked: Vec<Ranked>,
    limit: usize,
) -> Result<Vec<Hit>> {
    ranked.sort_unstable_by(|a, b| b.score.total_cmp(&a.score));
    if ranked
        .windows(2)
        .any(|two| two[0].score.total_cmp(&two[1].score).is_eq())
    {
        ranked = break_ties(snapshots, ranked).await?;
    }
    ranked.truncate(limit);

    let mut hits: Vec<Option<Hit>> = vec![None; ranked.len()];
    let numbered = by_table(ranked.into_iter().enumerate());
    for (table, places) in numbered {
        let rows: Vec<RowId> = places.iter().map(|(_, ranked)| RowId(ranked.row)).collect();
        let entries = snapshots[table].entries(&rows).await?;
        for ((at, ranked), entry) in places.into_iter().zip(entries) {
            let Ranked { score, matched, .. } = ranked;
            hits[at] = Some(Hit {
                entry,
                score,
                matched,
            });
        }
    }
    Ok(hits.into_iter().flatten().collect())
}

async fn break_ties(snapshots: &[&Snapshot], ranked: Vec<Ranked>) -> Result<Vec<Ranked>> {
    let mut dated = Vec::with_capacity(ranked.len());
    for (table, ranked) in by_table(ranked) {
        let rows: Vec<u64> = ranked.iter().map(|ranked| ranked.row).collect();
        let moments = snapshots[table].moments(&rows).await?;
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
        let names = |ranked: &Ranked| &snapshots[ranked.table].repository;
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

/// Something about a ranked row.
trait OfTable {
    fn table(&self) -> usize;
}

impl OfTable for Ranked {
    fn table(&self) -> usize {
        self.table
    }
}

impl OfTable for (usize, Ranked) {
    fn table(&self) -> usize {
        self.1.table
    }
}

fn by_table<T: OfTable>(rows: impl IntoIterator<Item = T>) -> BTreeMap<usize, Vec<T>> {
    let mut tables: BTreeMap<usize, Vec<T>> = BTreeMap::new();
    for row in rows {
        tables.entry(row.table()).or_default().push(row);
    }
    tables
}
