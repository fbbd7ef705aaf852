//! The words of the fragments that LanceDB's full-text index covers, read from its files.
//!
//! Lance ranks one table by that table's statistics. Entries of many tables in one list, a prefix
//! that counts as one word, and an exact total need the posting lists themselves; lance's own types
//! decode them.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{
    Array,
    cast::AsArray,
    types::{Float32Type, UInt32Type, UInt64Type},
};
use fst::{IntoStreamer, Streamer};
use lance::{
    Dataset, Error, Result, dataset::index::LanceIndexStoreExt, table::format::IndexMetadata,
};
use lance_index::scalar::{
    IndexReader, IndexStore, InvertedIndexParams, inverted as format, lance_format::LanceIndexStore,
};

use super::analyzer;
use super::postings::{Documents, Posting};

/// Decoded posting lists are kept up to so many postings in all (8 bytes each), then dropped.
const CACHED_POSTINGS: usize = 4 << 20;

/// One part of a full-text index. Index files never change, so neither does this.
pub(super) struct IndexWords {
    documents: Documents,
    dictionary: fst::Map<Vec<u8>>,
    /// By term number: in how many rows it occurs.
    frequencies: Vec<u32>,
    /// By term number: what lance's decoder asks for beside the list.
    best_scores: Vec<f32>,
    lists: Arc<dyn IndexReader>,
    cache: Mutex<Cache>,
}

#[derive(Default)]
struct Cache {
    lists: HashMap<u32, Arc<[Posting]>>,
    postings: usize,
}

impl std::fmt::Debug for IndexWords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IndexWords")
            .field("documents", &self.documents.len())
            .field("terms", &self.frequencies.len())
            .finish_non_exhaustive()
    }
}

/// Opens every part of one index segment, or nothing when the segment was not made the way lore
/// makes it: then its fragments are searched as if there were no index.
pub(super) async fn open(
    dataset: &Dataset,
    segment: &IndexMetadata,
) -> Result<Option<Vec<IndexWords>>> {
    let store = LanceIndexStore::from_dataset_for_existing(dataset, segment).await?;
    let Some(parts) = parts(&store).await? else {
        return Ok(None);
    };
    let mut words = Vec::with_capacity(parts.len());
    for part in parts {
        words.push(IndexWords::open(&store, part).await?);
    }
    Ok(Some(words))
}

/// Whether lore can read an index segment as its own words.
pub(super) async fn is_ours(dataset: &Dataset, segment: &IndexMetadata) -> Result<bool> {
    let store = LanceIndexStore::from_dataset_for_existing(dataset, segment).await?;
    Ok(parts(&store).await?.is_some())
}

/// The numbers of a segment's parts, if lore can read them as its own words.
async fn parts(store: &LanceIndexStore) -> Result<Option<Vec<u64>>> {
    let metadata = store.open_index_file(format::METADATA_FILE).await?;
    let described = &metadata.schema().metadata;
    let params = described
        .get("params")
        .and_then(|json| serde_json::from_str(json).ok());
    let ours = params.is_some_and(|params| same_words(&params));
    let automaton = format::TokenSetFormat::Fst.to_string();
    if !ours || described.get(format::TOKEN_SET_FORMAT_KEY) != Some(&automaton) {
        return Ok(None);
    }
    let parts = described.get("partitions");
    Ok(parts.and_then(|json| serde_json::from_str(json).ok()))
}

/// Whether an index with these settings holds the same words as [`analyzer`] makes.
fn same_words(params: &InvertedIndexParams) -> bool {
    let ours = serde_json::to_value(analyzer::index_params());
    let theirs = serde_json::to_value(params);
    let (Ok(mut ours), Ok(mut theirs)) = (ours, theirs) else {
        return false;
    };
    for settings in [&mut ours, &mut theirs] {
        if let Some(settings) = settings.as_object_mut() {
            // Inferred from the column while building; says nothing about words.
            settings.remove("lance_tokenizer");
        }
    }
    ours == theirs
}

impl IndexWords {
    async fn open(store: &LanceIndexStore, part: u64) -> Result<Self> {
        let file = |suffix: &str| format!("part_{part}_{suffix}");
        let tokens = store.open_index_file(&file(format::TOKENS_FILE)).await?;
        let tokens = tokens
            .read_range(0..tokens.num_rows(), Some(&[format::TOKEN_FST_BYTES_COL]))
            .await?;
        let tokens = tokens
            .column_by_name(format::TOKEN_FST_BYTES_COL)
            .and_then(|column| column.as_binary_opt::<i64>())
            .filter(|column| !column.is_empty())
            .ok_or_else(|| unreadable("it has no dictionary"))?;
        let dictionary = fst::Map::new(tokens.value(0).to_vec()).map_err(unreadable)?;

        let rows = store.open_index_file(&file(format::DOCS_FILE)).await?;
        let rows = rows.read_range(0..rows.num_rows(), None).await?;
        let ids = rows
            .column_by_name(lance::dataset::ROW_ID)
            .and_then(|column| column.as_primitive_opt::<UInt64Type>());
        let lengths = rows
            .column_by_name(format::NUM_TOKEN_COL)
            .and_then(|column| column.as_primitive_opt::<UInt32Type>());
        let (Some(ids), Some(lengths)) = (ids, lengths) else {
            return Err(unreadable("it does not list its rows"));
        };

        let lists = store
            .open_index_file(&file(format::INVERT_LIST_FILE))
            .await?;
        let facts = [format::LENGTH_COL, format::MAX_SCORE_COL];
        let facts = lists.read_range(0..lists.num_rows(), Some(&facts)).await?;
        let frequencies = facts
            .column_by_name(format::LENGTH_COL)
            .and_then(|column| column.as_primitive_opt::<UInt32Type>());
        let best_scores = facts
            .column_by_name(format::MAX_SCORE_COL)
            .and_then(|column| column.as_primitive_opt::<Float32Type>());
        let (Some(frequencies), Some(best_scores)) = (frequencies, best_scores) else {
            return Err(unreadable("its posting lists are of an unknown format"));
        };
        Ok(Self {
            documents: Documents::from_columns(ids.values().to_vec(), lengths.values().to_vec()),
            dictionary,
            frequencies: frequencies.values().to_vec(),
            best_scores: best_scores.values().to_vec(),
            lists,
            cache: Mutex::default(),
        })
    }

    pub(super) fn documents(&self) -> &Documents {
        &self.documents
    }

    /// The terms that start with `start`, and in how many rows each occurs.
    pub(super) fn starting_with(&self, start: &str, mut sink: impl FnMut(&str, u64)) {
        let mut stream = self.dictionary.range().ge(start).into_stream();
        while let Some((term, number)) = stream.next() {
            if !term.starts_with(start.as_bytes()) {
                break;
            }
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            let frequency = self.frequencies.get(number);
            if let (Ok(term), Some(frequency)) = (std::str::from_utf8(term), frequency) {
                sink(term, u64::from(*frequency));
            }
        }
    }

    /// The rows that hold each of the terms; empty lists for unknown terms.
    pub(super) async fn postings(&self, terms: &[&str]) -> Result<Vec<Arc<[Posting]>>> {
        let numbers: Vec<Option<u32>> = terms
            .iter()
            .map(|term| u32::try_from(self.dictionary.get(term)?).ok())
            .collect();
        let mut known: HashMap<u32, Arc<[Posting]>> = {
            let cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
            numbers
                .iter()
                .flatten()
                .filter_map(|number| Some((*number, cache.lists.get(number)?.clone())))
                .collect()
        };
        let mut missing: Vec<u32> = numbers
            .iter()
            .flatten()
            .copied()
            .filter(|number| !known.contains_key(number))
            .collect();
        missing.sort_unstable();
        missing.dedup();
        if !missing.is_empty() {
            let read = self.read(&missing).await?;
            let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
            for (number, list) in missing.into_iter().zip(read) {
                cache.keep(number, list.clone());
                known.insert(number, list);
            }
        }
        let list = |number: Option<u32>| number.and_then(|number| known.get(&number).cloned());
        Ok(numbers
            .into_iter()
            .map(|number| list(number).unwrap_or_default())
            .collect())
    }

    async fn read(&self, numbers: &[u32]) -> Result<Vec<Arc<[Posting]>>> {
        let ranges: Vec<Range<usize>> = numbers
            .iter()
            .map(|number| *number as usize..*number as usize + 1)
            .collect();
        let batch = self
            .lists
            .read_ranges(&ranges, Some(&[format::POSTING_COL]))
            .await?;
        let described = self.lists.schema().metadata.clone();
        let schema = batch.schema().as_ref().clone().with_metadata(described);
        let batch = batch.with_schema(Arc::new(schema))?;
        let mut lists = Vec::with_capacity(numbers.len());
        for (at, number) in numbers.iter().enumerate() {
            let number = *number as usize;
            let list = format::PostingList::from_batch(
                &batch.slice(at, 1),
                self.best_scores.get(number).copied(),
                self.frequencies.get(number).copied(),
            )?;
            lists.push(
                list.iter()
                    .filter_map(|(document, occurrences, _)| {
                        let document = u32::try_from(document).ok()?;
                        (document < self.documents.len()).then_some(Posting {
                            document,
                            occurrences,
                        })
                    })
                    .collect(),
            );
        }
        Ok(lists)
    }
}

impl Cache {
    fn keep(&mut self, number: u32, list: Arc<[Posting]>) {
        if self.postings + list.len() > CACHED_POSTINGS {
            *self = Self::default();
        }
        self.postings += list.len();
        self.lists.insert(number, list);
    }
}

fn unreadable(why: impl std::fmt::Display) -> Error {
    Error::index(format!("the full-text index cannot be read: {why}"))
}
