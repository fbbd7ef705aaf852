//! A walk over the rows of a snapshot on all cores, as long as they are in memory.

use std::thread;

use arrow_array::RecordBatch;

use super::{
    Column, Result, Snapshot,
    blocking::compute,
    light::{self, LightRows},
    rows::Texts,
    snapshot::RowId,
};
use crate::domain::{filter::Filter, shares::cores};

/// Fewer rows are walked over before another thread has begun.
const WORTH_THREADS: usize = 16 * 1024;

impl Snapshot {
    /// Shows every row that the filter admits, with the values of `columns` in their order, null as the
    /// empty text, to `add`, together with what it made of others. Each core makes something of its own;
    /// their rows follow no order.
    pub async fn fold<T: Default + Send + 'static>(
        &self,
        filter: &Filter,
        columns: &'static [Column],
        add: impl Fn(&mut T, RowId, &[&str]) + Send + Sync + 'static,
    ) -> Result<Vec<T>> {
        if filter.admits_repository(&self.repository)
            && light::suffices(filter, columns)
            && let Some(rows) = self.light_rows().await?
        {
            let filter = filter.clone();
            let share = move |batches: Vec<&RecordBatch>| {
                let mut made = T::default();
                for batch in batches {
                    let texts: Vec<Texts<'_>> = columns
                        .iter()
                        .map(|column| Texts::of(batch, *column))
                        .collect();
                    let mut values = Vec::with_capacity(columns.len());
                    for (at, row) in light::admitted(batch, &filter) {
                        values.clear();
                        values.extend(texts.iter().map(|text| text.get(at).unwrap_or_default()));
                        add(&mut made, row, &values);
                    }
                }
                made
            };
            let made = compute(move || Ok(on_all_cores(&rows, share))).await;
            return made.map_err(|error| self.failed(&error));
        }
        let mut made = T::default();
        self.visit(filter, columns, |row, values| add(&mut made, row, values))
            .await?;
        Ok(vec![made])
    }
}

/// What is made of all batches, of a share of them by each core.
pub(super) fn on_all_cores<'a, T: Send>(
    rows: &'a LightRows,
    share: impl Fn(Vec<&'a RecordBatch>) -> T + Sync,
) -> Vec<T> {
    let batches: Vec<&RecordBatch> = rows.batches().collect();
    let all: usize = batches.iter().map(|batch| batch.num_rows()).sum();
    let threads = cores();
    if all < WORTH_THREADS || threads < 2 {
        return vec![share(batches)];
    }
    let share = &share;
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|number| {
                let batches = batches.iter().skip(number).step_by(threads);
                let batches: Vec<&RecordBatch> = batches.copied().collect();
                scope.spawn(move || share(batches))
            })
            .collect();
        let made = workers.into_iter().map(|worker| match worker.join() {
            Ok(made) => made,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        made.collect()
    })
}
