//! What the table of a wider model says. A damaged one says nothing: it can be made anew.

use std::collections::HashMap;

use arrow_array::{RecordBatch, cast::AsArray};
use blake3::Hash;
use futures::TryStreamExt;
use lance::deps::datafusion::prelude::{col, lit};

use super::{
    Embeddings,
    tables::{ID, PART},
    unless_damaged,
    wide::DIGEST,
};
use crate::store::{Column, Result, rows::Vectors, visit::scan_of};

impl Embeddings {
    /// The digest of the text that a wider model has seen of each entry.
    pub async fn wide_digests(&self, model: &str) -> Result<HashMap<String, Hash>> {
        let mut digests = HashMap::new();
        let take = |batch: &RecordBatch| {
            let seen = seen(batch).map(|(_, id, digest)| (id.to_owned(), digest));
            digests.extend(seen);
        };
        let visited = self.visit_wide(model, &[ID, DIGEST], None, take).await;
        unless_damaged(visited.map(|()| digests))
    }

    /// The first vector that a wider model has made of each of these entries, and the digest of the text that
    /// it saw.
    pub async fn wide_vectors(
        &self,
        model: &str,
        ids: &[String],
    ) -> Result<HashMap<String, (Hash, Vec<f32>)>> {
        let mut all = HashMap::new();
        let take = |batch: &RecordBatch| {
            let vectors = Vectors::of(batch);
            for (at, id, digest) in seen(batch) {
                let vector = vectors.get(at).unwrap_or_default().to_vec();
                all.insert(id.to_owned(), (digest, vector));
            }
        };
        let columns = [ID, DIGEST, Column::Vector.name()];
        let visited = self.visit_wide(model, &columns, Some(ids), take).await;
        unless_damaged(visited.map(|()| all))
    }

    /// Hands over what the table of a wider model says of the first parts of texts: of all, or of those of some
    /// entries.
    async fn visit_wide(
        &self,
        model: &str,
        columns: &[&str],
        ids: Option<&[String]>,
        mut take: impl FnMut(&RecordBatch),
    ) -> Result<()> {
        let Some(dataset) = self.wide(model).await? else {
            return Ok(());
        };
        let mut wanted = col(PART).eq(lit(0));
        if let Some(ids) = ids {
            let ids = ids.iter().map(|id| lit(id.as_str())).collect();
            wanted = wanted.and(col(ID).in_list(ids, false));
        }
        let read = async {
            let mut scan = scan_of(&dataset);
            scan.project(columns)?.filter_expr(wanted);
            let mut batches = scan.try_into_stream().await?;
            while let Some(batch) = batches.try_next().await? {
                take(&batch);
            }
            Ok(())
        };
        let read: lance::Result<()> = read.await;
        read.map_err(|error| self.unreadable_wide(model, &error))
    }

    /// How many vectors of a wider model there are, of all parts of texts.
    pub async fn wide_count(&self, model: &str) -> Result<usize> {
        let Some(dataset) = self.wide(model).await? else {
            return Ok(0);
        };
        let counted = dataset.count_rows(None).await;
        unless_damaged(counted.map_err(|error| self.unreadable_wide(model, &error)))
    }
}

/// The entries that the rows of a batch tell of, each with its row and the digest of its text.
fn seen(batch: &RecordBatch) -> impl Iterator<Item = (usize, &str, Hash)> {
    let texts = move |name| {
        let column = batch.column_by_name(name);
        let column = column.and_then(|column| column.as_string_opt::<i32>());
        column.into_iter().flatten()
    };
    let rows = texts(ID).zip(texts(DIGEST)).enumerate();
    rows.filter_map(|(at, (id, digest))| Some((at, id?, Hash::from_hex(digest?).ok()?)))
}
