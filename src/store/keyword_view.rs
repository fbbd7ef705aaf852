//! What keyword search reads of one table: its full-text index, and beside it in memory the words
//! of the fragments that the index does not cover.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow_array::RecordBatch;
use futures::{StreamExt, TryStreamExt};
use lance::{Dataset, Error, Result, table::format::Fragment};

use super::analyzer::Analyzer;
use super::blocking::compute;
use super::fragment_cache::{Deleted, FragmentCache};
use super::keyword::{KeywordView, Source};
use super::keyword_index::{self, IndexWords};
use super::keyword_memory::MemoryWords;
use super::rows::Texts;
use super::schema::Column;
use super::table_version::TableVersion;
use super::text_index::TextIndex;
use super::visit::{fragments as fragments_of, row_ids};
use crate::domain::bm25::Corpus;

/// What is kept between searches of one table.
#[derive(Debug, Default)]
pub(super) struct KeywordCache {
    cached: Mutex<Cached>,
    /// The words of fragments that no index covers.
    words: FragmentCache<Vec<Arc<MemoryWords>>>,
}

#[derive(Debug, Default)]
struct Cached {
    view: Option<(TableVersion, Arc<KeywordView>)>,
    /// By the name of an index segment's folder; none when lore cannot read the segment.
    segments: HashMap<String, Option<Vec<Arc<IndexWords>>>>,
}

impl KeywordCache {
    /// What there is to search at the table's version; reads only what no earlier call has read.
    pub(super) async fn view(
        &self,
        dataset: &Dataset,
        index: &TextIndex,
    ) -> Result<Arc<KeywordView>> {
        let version = TableVersion::of(dataset);
        if let Some((_, view)) = self.lock().view.as_ref().filter(|(of, _)| *of == version) {
            return Ok(view.clone());
        }
        let mut sources = Vec::new();
        let mut seen = HashSet::new();
        let covered = self
            .indexed(dataset, index, &mut sources, &mut seen)
            .await?;
        self.remaining(dataset, &covered, &mut sources).await?;
        let view = compute(move || {
            let mut corpus = Corpus::default();
            for source in &sources {
                corpus.add(source.corpus());
            }
            Ok(Arc::new(KeywordView { sources, corpus }))
        })
        .await?;
        let mut cached = self.lock();
        // A reader of an older version must not throw away what the newest needs.
        if cached.view.as_ref().is_none_or(|(of, _)| *of <= version) {
            cached.segments.retain(|name, _| seen.contains(name));
            cached.view = Some((version, view.clone()));
        }
        Ok(view)
    }

    /// Forgets what came from the index.
    pub(super) fn clear(&self) {
        *self.lock() = Cached::default();
    }

    /// Adds the parts of the full-text index; returns the fragments they cover.
    async fn indexed(
        &self,
        dataset: &Dataset,
        index: &TextIndex,
        sources: &mut Vec<Source>,
        seen: &mut HashSet<String>,
    ) -> Result<HashSet<u64>> {
        let mut covered = HashSet::new();
        for segment in index.segments(dataset).await? {
            let name = segment.index.uuid.to_string();
            let known = self.lock().segments.get(&name).cloned();
            let parts = if let Some(parts) = known {
                parts
            } else {
                let parts = match keyword_index::open(&segment.clone, &segment.index).await {
                    // Replaced while it was being opened: the next search has the new one.
                    Err(Error::NotFound { .. }) => continue,
                    parts => parts?,
                };
                let parts = parts.map(|parts| parts.into_iter().map(Arc::new).collect::<Vec<_>>());
                self.lock().segments.insert(name.clone(), parts.clone());
                parts
            };
            seen.insert(name);
            let Some(parts) = parts else { continue };
            let fragments: Arc<HashSet<u64>> = Arc::new(segment.fragments.into_iter().collect());
            covered.extend(fragments.iter());
            sources.extend(parts.into_iter().map(|words| Source::Index {
                words,
                fragments: fragments.clone(),
            }));
        }
        Ok(covered)
    }

    /// Adds the fragments that are not covered.
    async fn remaining(
        &self,
        dataset: &Dataset,
        covered: &HashSet<u64>,
        sources: &mut Vec<Source>,
    ) -> Result<()> {
        if dataset.schema().field(Column::Text.name()).is_none() {
            return Ok(());
        }
        let remaining: Vec<Fragment> = dataset
            .fragments()
            .iter()
            .filter(|fragment| !covered.contains(&fragment.id))
            .cloned()
            .collect();
        let words = self
            .words
            .values(dataset, &remaining, Deleted::Harmless, |missing| {
                read(dataset, missing)
            })
            .await?;
        sources.extend(
            words
                .iter()
                .flat_map(|fragment| fragment.iter().cloned())
                .map(Source::Memory),
        );
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Cached> {
        self.cached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads the texts of fragments and cuts them into words.
async fn read(
    dataset: &Dataset,
    fragments: Vec<Fragment>,
) -> Result<HashMap<u64, Vec<Arc<MemoryWords>>>> {
    let mut scan = dataset.scan();
    scan.with_fragments(fragments)
        .with_row_id()
        .with_row_address();
    scan.project(&[Column::Text.name()])?;
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let read: Vec<_> = (scan.try_into_stream().await?)
        .map(|batch| async move {
            let batch = batch?;
            compute(move || words(&batch)).await
        })
        .buffered(threads)
        .try_collect()
        .await?;
    let mut by_fragment: HashMap<u64, Vec<Arc<MemoryWords>>> = HashMap::new();
    for (fragment, words) in read.into_iter().flatten() {
        by_fragment.entry(fragment).or_default().push(words);
    }
    Ok(by_fragment)
}

fn words(batch: &RecordBatch) -> Result<Vec<(u64, Arc<MemoryWords>)>> {
    let mut analyzer = Analyzer::new()?;
    let texts = Texts::of(batch, Column::Text);
    let mut by_fragment: BTreeMap<u64, Vec<(u64, &str)>> = BTreeMap::new();
    for (at, (fragment, row)) in fragments_of(batch).zip(row_ids(batch)).enumerate() {
        let rows = by_fragment.entry(fragment).or_default();
        rows.extend(texts.get(at).map(|text| (*row, text)));
    }
    Ok(by_fragment
        .into_iter()
        .map(|(fragment, rows)| {
            (
                fragment,
                Arc::new(MemoryWords::new(rows.into_iter(), &mut analyzer)),
            )
        })
        .collect())
}
