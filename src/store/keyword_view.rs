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
use super::keyword::{Fault, KeywordView};
use super::keyword_index::{self, IndexWords};
use super::keyword_memory::MemoryWords;
use super::keyword_source::Source;
use super::rows::Texts;
use super::runs::{Join, Runs};
use super::table_version::{OfLast, TableVersion};
use super::text_index::TextIndex;
use super::visit::{fragments as fragments_of, row_ids};
use super::{Column, Snapshot, small_fragments};
use crate::domain::{bm25::Corpus, shares::cores};

/// Rows that one thread cuts into words at a time.
const BATCH_ROWS: usize = 8192;

/// What is kept between searches of one table.
#[derive(Debug, Default)]
pub(super) struct KeywordCache {
    views: OfLast<KeywordView>,
    /// By the name of an index segment's folder; none when lore cannot read the segment.
    segments: Mutex<HashMap<String, Option<Vec<Arc<IndexWords>>>>>,
    /// The words of fragments that no index covers.
    words: FragmentCache<FragmentWords>,
    runs: Runs<FragmentWords>,
    /// Held by who makes a view: others wait for it instead of making the same.
    making: tokio::sync::Mutex<()>,
}

/// The words of a fragment, or of some; those of a large one in parts.
#[derive(Debug, Default)]
struct FragmentWords(Vec<Arc<MemoryWords>>);

impl Join for FragmentWords {
    fn rows(&self) -> usize {
        let rows = self.0.iter().map(|words| words.documents().len() as usize);
        rows.sum()
    }

    fn join(parts: &[Arc<Self>]) -> Self {
        let all = parts
            .iter()
            .flat_map(|part| part.0.iter().map(AsRef::as_ref));
        Self(vec![Arc::new(MemoryWords::join(all))])
    }
}

impl KeywordCache {
    /// What there is to search at the table's version; reads only what no earlier call has read.
    pub(super) async fn view(
        &self,
        snapshot: &Snapshot,
        index: &TextIndex,
    ) -> std::result::Result<Arc<KeywordView>, Fault> {
        let dataset = &*snapshot.dataset;
        let version = TableVersion::of(dataset);
        if let Some(known) = self.views.get(version) {
            return Ok(known);
        }
        let _turn = self.making.lock().await;
        if let Some(known) = self.views.get(version) {
            return Ok(known);
        }
        let mut sources = Vec::new();
        let mut seen = HashSet::new();
        let indexed = self.indexed(dataset, index, &mut sources, &mut seen).await;
        let covered = indexed.map_err(|error| Fault::Index { table: 0, error })?;
        self.remaining(snapshot, &covered, &mut sources).await?;
        let view = compute(move || {
            let mut corpus = Corpus::default();
            for source in &sources {
                corpus.add(source.corpus());
            }
            Ok(KeywordView { sources, corpus })
        })
        .await?;
        self.segments().retain(|name, _| seen.contains(name));
        Ok(self.views.keep(version, view))
    }

    /// Forgets what came from the index.
    pub(super) fn clear(&self) {
        self.views.clear();
        self.segments().clear();
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
            let known = self.segments().get(&name).cloned();
            let parts = if let Some(parts) = known {
                parts
            } else {
                let parts = match keyword_index::open(&segment.clone, &segment.index).await {
                    // Replaced while it was being opened: the next search has the new one.
                    Err(Error::NotFound { .. }) => continue,
                    parts => parts?,
                };
                let parts = parts.map(|parts| parts.into_iter().map(Arc::new).collect::<Vec<_>>());
                self.segments().insert(name.clone(), parts.clone());
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
        snapshot: &Snapshot,
        covered: &HashSet<u64>,
        sources: &mut Vec<Source>,
    ) -> Result<()> {
        let dataset = &snapshot.dataset;
        let remaining: Vec<Fragment> = dataset
            .fragments()
            .iter()
            .filter(|fragment| !covered.contains(&fragment.id))
            .cloned()
            .collect();
        let words = (self.words)
            .values(dataset, &remaining, Deleted::Harmless, |missing| {
                Box::pin(read(snapshot, missing))
            })
            .await?;
        let numbers = remaining.iter().map(|fragment| fragment.id);
        let runs = self.runs.of(&numbers.zip(words).collect::<Vec<_>>());
        let words = runs.iter().flat_map(|run| run.0.iter().cloned());
        sources.extend(words.map(Source::Memory));
        Ok(())
    }

    fn segments(&self) -> MutexGuard<'_, HashMap<String, Option<Vec<Arc<IndexWords>>>>> {
        self.segments.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads the texts of fragments and cuts them into words.
async fn read(
    snapshot: &Snapshot,
    fragments: Vec<Fragment>,
) -> Result<HashMap<u64, FragmentWords>> {
    let (small, columns) = (snapshot.small().await?, [Column::Text]);
    let texts = small_fragments::read(&snapshot.dataset, &small, fragments, &columns, BATCH_ROWS);
    let read: Vec<_> = (texts.await?)
        .map(|batch| async move {
            let batch = batch?;
            compute(move || words(&batch)).await
        })
        .buffered(cores())
        .try_collect()
        .await?;
    let mut by_fragment: HashMap<u64, FragmentWords> = HashMap::new();
    for (fragment, words) in read.into_iter().flatten() {
        let known = by_fragment.entry(fragment).or_default();
        known.0.push(Arc::new(words));
    }
    Ok(by_fragment)
}

fn words(batch: &RecordBatch) -> Result<Vec<(u64, MemoryWords)>> {
    let mut analyzer = Analyzer::new()?;
    let texts = Texts::of(batch, Column::Text);
    let mut by_fragment: BTreeMap<u64, Vec<(u64, &str)>> = BTreeMap::new();
    for (at, (fragment, row)) in fragments_of(batch).zip(row_ids(batch)).enumerate() {
        let rows = by_fragment.entry(fragment).or_default();
        rows.extend(texts.get(at).map(|text| (*row, text)));
    }
    let words = |(fragment, rows): (u64, Vec<(u64, &str)>)| {
        (fragment, MemoryWords::new(rows.into_iter(), &mut analyzer))
    };
    Ok(by_fragment.into_iter().map(words).collect())
}
