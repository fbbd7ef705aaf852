//! Vectors that do not fit the shared table: a table of their own beside it, one a model.
//!
//! A row says: a part of the text with this digest, of the entry of this id, has this vector. Whoever
//! changes the text makes it void. Rows of an entry are written in one commit, so a program that is
//! killed leaves all of them or none.

use std::{
    collections::BTreeMap,
    io::ErrorKind,
    path::PathBuf,
    sync::{Arc, PoisonError},
    time::Duration,
};

use arrow_array::{ArrayRef, Int32Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use blake3::Hash;
use lance::{
    Dataset,
    dataset::{MergeInsertBuilder, WhenMatched},
};

use super::{
    Embeddings, digest,
    tables::{ID, PART, count, item},
    unless_damaged,
};
use crate::{
    domain::location::is_remote,
    store::{Column, Error, Result, files, rows::vector_column, side_table::SideTable},
};

/// What the folders of these tables begin with; the model's name follows.
const FOLDER: &str = "lore_vectors_";

/// How the folder of any table ends.
const ENDING: &str = ".lance";

/// The column of the text's digest.
pub(super) const DIGEST: &str = "digest";

/// An entry that a wider model has just embedded.
#[derive(Debug, Clone, PartialEq)]
pub struct WideEmbedded {
    /// The entry's id.
    pub id: String,
    /// Of its text, see [`text_digest`].
    pub digest: Hash,
    /// The vectors of its parts, in order.
    pub vectors: Vec<Vec<f32>>,
}

/// What ties the vectors of a wider model to an entry's text.
#[must_use]
pub fn text_digest(text: &str) -> Hash {
    digest(text, &[])
}

impl Embeddings {
    /// Writes down the vectors that a model of `width` numbers has made, in one commit.
    pub async fn write_wide(
        &self,
        model: &str,
        width: usize,
        entries: &[WideEmbedded],
    ) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let table = self.wide_table(model, schema(width));
        let rows = rows(width, entries).map_err(|error| table.failed("write to", &error.into()))?;
        match upsert(&table, rows.clone()).await {
            // What is in it can all be made anew.
            Err(failed) if table.is_damaged().await => {
                tracing::warn!(%failed, "a damaged table of vectors is made anew");
                table.discard()?;
                upsert(&table, rows).await
            }
            done => done,
        }
    }

    /// What is told of a wider model's vectors that could not be read.
    pub(in crate::store) fn unreadable_wide(&self, model: &str, error: &lance::Error) -> Error {
        self.known_wide(model).unreadable(error)
    }

    /// The names of the wider models of which there are vectors, sorted.
    pub fn wide_models(&self) -> Result<Vec<String>> {
        let names = match files::names(&self.database) {
            Err(failed) if is_remote(&self.database) && failed.kind() != ErrorKind::NotFound => {
                return Err(Error::io("read", &*self.database, failed));
            }
            names => names.unwrap_or_default(),
        };
        let models = names.iter().filter_map(|name| model_of(name));
        let mut models: Vec<String> = models.map(str::to_owned).collect();
        models.sort();
        Ok(models)
    }

    /// How many bytes the vectors of each wider model take.
    pub fn wide_sizes(&self) -> Result<BTreeMap<String, u64>> {
        let size = |model: String| {
            let files = files::below(self.known_wide(&model).path());
            (model, files.iter().map(|file| file.bytes).sum::<u64>())
        };
        Ok(self.wide_models()?.into_iter().map(size).collect())
    }

    /// Throws the vectors of a wider model away.
    pub fn drop_wide(&self, model: &str) -> Result<()> {
        self.known_wide(model).discard()
    }

    /// The table of a wider model's vectors; `None` when there is none, or a damaged one.
    pub(in crate::store) async fn wide(&self, model: &str) -> Result<Option<Dataset>> {
        unless_damaged(self.known_wide(model).open().await)
    }

    /// Keeps the tables of all wider models in good order.
    pub(super) async fn compact_wide(&self, keep: Duration) -> Result<()> {
        for model in self.wide_models()? {
            match self.known_wide(&model).compact(keep).await {
                // The next write makes it anew.
                Err(Error::DamagedSide { .. }) => {}
                done => done?,
            }
        }
        Ok(())
    }

    /// The table of a wider model to read.
    fn known_wide(&self, model: &str) -> SideTable {
        self.wide_table(model, Arc::new(Schema::empty()))
    }

    fn wide_table(&self, model: &str, schema: Arc<Schema>) -> SideTable {
        let folder = PathBuf::from(format!("{FOLDER}{model}{ENDING}"));
        // A model's name is that of a file, whatever it says.
        let folder = folder.file_name().unwrap_or_default().to_string_lossy();
        let mut tables = self.wide.lock().unwrap_or_else(PoisonError::into_inner);
        // Who writes knows the schema; to who reads it is all the same.
        let known = tables.get(&*folder).filter(|_| schema.fields().is_empty());
        if let Some(known) = known {
            return known.clone();
        }
        let table = self.records.sibling(&self.database, &folder, schema);
        tables.insert(folder.into_owned(), table.clone());
        table
    }
}

/// The wider model whose vectors lie in this folder of a database; `None` where other things do.
pub(super) fn model_of(folder: &str) -> Option<&str> {
    folder.strip_prefix(FOLDER)?.strip_suffix(ENDING)
}

/// Puts rows into a table, in place of those of the same parts of the same entries.
async fn upsert(table: &SideTable, rows: RecordBatch) -> Result<()> {
    let failed = |error: lance::Error| table.failed("write to", &error);
    let keys = vec![ID.to_owned(), PART.to_owned()];
    let dataset = Arc::new(table.open_or_create().await?);
    let upsert = MergeInsertBuilder::try_new(dataset, keys)
        .and_then(|mut builder| builder.when_matched(WhenMatched::UpdateAll).try_build())
        .map_err(failed)?;
    upsert.execute_batches(vec![rows]).await.map_err(failed)?;
    Ok(())
}

fn schema(width: usize) -> Arc<Schema> {
    Arc::new(Schema::new(vec![
        Field::new(ID, DataType::Utf8, false),
        Field::new(PART, DataType::Int32, false),
        Field::new(DIGEST, DataType::Utf8, false),
        Field::new_fixed_size_list(Column::Vector.name(), item(), count(width), false),
    ]))
}

fn rows(width: usize, entries: &[WideEmbedded]) -> std::result::Result<RecordBatch, ArrowError> {
    let parts: Vec<(&WideEmbedded, usize)> = entries
        .iter()
        .flat_map(|entry| (0..entry.vectors.len()).map(move |part| (entry, part)))
        .collect();
    let vectors = parts.iter().map(|(entry, part)| &entry.vectors[*part][..]);
    let numbers = vectors.collect::<Vec<&[f32]>>().concat();
    let vectors = vector_column(&Arc::new(item()), count(width), numbers)?;
    let ids = parts.iter().map(|(entry, _)| entry.id.as_str());
    let digests = parts.iter().map(|(entry, _)| entry.digest.to_hex());
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from_iter_values(ids)),
        Arc::new(Int32Array::from_iter_values(
            parts.iter().map(|(_, part)| count(*part)),
        )),
        Arc::new(StringArray::from_iter_values(digests)),
        vectors,
    ];
    RecordBatch::try_new(schema(width), columns)
}

#[cfg(test)]
mod tests {
    use arrow_array::cast::AsArray;

    use super::*;

    #[test]
    fn every_part_of_a_text_is_a_row_of_the_models_width() {
        let entry = |id: &str, parts: usize, width: usize| WideEmbedded {
            id: id.to_owned(),
            digest: text_digest(id),
            vectors: vec![vec![0.5; width]; parts],
        };
        let made = rows(768, &[entry("a", 1, 768), entry("b", 3, 768)]).unwrap();
        assert_eq!(made.num_rows(), 4);
        let parts = made
            .column(1)
            .as_primitive::<arrow_array::types::Int32Type>();
        assert_eq!(parts.values(), &[0, 0, 1, 2]);
        assert!(rows(768, &[entry("a", 1, 384)]).is_err());
    }
}
