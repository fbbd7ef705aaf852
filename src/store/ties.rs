//! Which rows come first when nothing but their age tells.

use std::{cmp::Reverse, sync::Arc};

use arrow_array::RecordBatch;
use chrono::{DateTime, Utc};

use super::{
    Column, Result, Snapshot, blocking::compute, light::LightRows, rows::Texts, visit::row_ids,
};
use crate::domain::time;

/// What rows are compared by: the newest first, undated ones last, then by id.
type Key = (Reverse<Option<DateTime<Utc>>>, String, u64);

impl Snapshot {
    /// The first `most` of these rows, the newest first, undated ones last; rows of one moment follow
    /// their ids. In no order.
    pub(super) async fn newest(&self, rows: Vec<u64>, most: usize) -> Result<Vec<u64>> {
        if rows.len() <= most || most == 0 {
            return Ok(if most == 0 { Vec::new() } else { rows });
        }
        let keys = if let Some(light) = self.light_rows().await? {
            let keys = compute(move || Ok(keys_in_memory(&light, &rows))).await;
            keys.map_err(|error| self.failed(&error))?
        } else {
            let moments = self.moments(&rows).await?;
            let key = |(row, (timestamp, id)): (u64, (String, String))| {
                (Reverse(time::parse_timestamp(&timestamp)), id, row)
            };
            rows.into_iter().zip(moments).map(key).collect()
        };
        Ok(first(keys, most))
    }
}

fn first(mut keys: Vec<Key>, most: usize) -> Vec<u64> {
    if most < keys.len() {
        keys.select_nth_unstable(most - 1);
        keys.truncate(most);
    }
    keys.into_iter().map(|(.., row)| row).collect()
}

/// Rows that are not there are left out.
fn keys_in_memory(light: &Arc<LightRows>, rows: &[u64]) -> Vec<Key> {
    let mut batches: Vec<(u64, &RecordBatch)> = light
        .batches()
        .filter_map(|batch| Some((*row_ids(batch).first()?, batch)))
        .collect();
    batches.sort_unstable_by_key(|(first, _)| *first);
    let key = |row: &u64| {
        let before = batches.partition_point(|(first, _)| first <= row);
        let (_, batch) = batches.get(before.checked_sub(1)?)?;
        let at = row_ids(batch).binary_search(row).ok()?;
        let [timestamp, id] =
            [Column::Timestamp, Column::Id].map(|column| Texts::of(batch, column).get(at));
        let instant = timestamp.and_then(time::parse_timestamp);
        Some((Reverse(instant), id.unwrap_or_default().to_owned(), *row))
    };
    rows.iter().filter_map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_come_first_and_undated_ones_last() {
        let key = |moment: Option<i64>, id: &str, row| {
            let instant = moment.and_then(|moment| DateTime::from_timestamp(moment, 0));
            (Reverse(instant), id.to_owned(), row)
        };
        let keys = vec![
            key(None, "a", 1),
            key(Some(5), "b", 2),
            key(Some(5), "a", 3),
            key(Some(9), "z", 4),
        ];
        let mut two = first(keys.clone(), 2);
        two.sort_unstable();
        assert_eq!(two, [3, 4]);
        assert_eq!(first(keys, 9).len(), 4);
    }
}
