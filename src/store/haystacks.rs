//! What fuzzy search looks through, in memory up to a bound: who types looks through it with every key.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use arrow_array::RecordBatch;
use futures::{Stream, StreamExt, TryStreamExt};
use lance::table::format::Fragment;
use nucleo::Utf32Str;

use super::{
    Column, Snapshot,
    blocking::compute,
    fragment_cache::{Deleted, FragmentCache},
    rows::Texts,
    small_fragments, visit,
};
use crate::domain::{letters, shares::cores};

/// What [`letters::write_haystack`] takes.
const COLUMNS: [Column; 4] = [Column::Text, Column::Id, Column::Agent, Column::Project];

/// Rows read at a time: texts are up to 10 MB long.
const BATCH_ROWS: usize = 4096;

/// So many bytes of a table are kept. What is beyond is read from the files whenever somebody asks.
const MOST_BYTES: usize = 256 << 20;

/// The haystacks of a table's fragments; nothing of those that there is no room for.
#[derive(Debug, Default)]
pub(super) struct HaystackCache {
    fragments: FragmentCache<Option<Haystacks>>,
    bytes: AtomicUsize,
}

/// The haystacks of some rows.
#[derive(Debug, Default)]
pub(super) struct Haystacks {
    rows: Vec<u64>,
    places: Vec<Place>,
    ascii: Vec<u8>,
    /// A character a cluster, as nucleo counts.
    others: Vec<char>,
}

/// Where a row's haystack lies.
#[derive(Debug, Clone, Copy)]
struct Place {
    start: u32,
    len: u32,
    is_ascii: bool,
}

impl Haystacks {
    /// Those of a batch.
    fn of(batch: &RecordBatch) -> Self {
        let columns = COLUMNS.map(|column| Texts::of(batch, column));
        let (mut haystack, mut clusters) = (String::new(), Vec::new());
        let mut haystacks = Self::default();
        for (at, row) in visit::row_ids(batch).iter().enumerate() {
            let values = columns.map(|column| column.get(at).unwrap_or_default());
            letters::write_haystack(&mut haystack, values);
            haystacks.push(*row, Utf32Str::new(&haystack, &mut clusters));
        }
        haystacks
    }

    fn push(&mut self, row: u64, haystack: Utf32Str<'_>) {
        let start = match haystack {
            Utf32Str::Ascii(letters) => {
                self.ascii.extend_from_slice(letters);
                self.ascii.len() - letters.len()
            }
            Utf32Str::Unicode(letters) => {
                self.others.extend_from_slice(letters);
                self.others.len() - letters.len()
            }
        };
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        self.rows.push(row);
        self.places.push(Place {
            start: number(start),
            len: number(haystack.len()),
            is_ascii: matches!(haystack, Utf32Str::Ascii(_)),
        });
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn row(&self, at: usize) -> u64 {
        self.rows[at]
    }

    pub(super) fn haystack(&self, at: usize) -> Utf32Str<'_> {
        let Place {
            start,
            len,
            is_ascii,
        } = self.places[at];
        let place = start as usize..start as usize + len as usize;
        if is_ascii {
            Utf32Str::Ascii(&self.ascii[place])
        } else {
            Utf32Str::Unicode(&self.others[place])
        }
    }

    fn bytes(&self) -> usize {
        let row = size_of::<u64>() + size_of::<Place>();
        self.ascii.len() + self.others.len() * size_of::<char>() + self.rows.len() * row
    }

    /// Takes in some of another's rows.
    fn append(&mut self, other: &Self, rows: std::ops::Range<usize>) {
        for at in rows {
            self.push(other.rows[at], other.haystack(at));
        }
    }
}

impl Snapshot {
    /// The haystacks that are kept, and the fragments of which none are. Some may be of rows that are
    /// gone.
    pub(super) async fn haystacks(
        &self,
    ) -> lance::Result<(Vec<Arc<Option<Haystacks>>>, Vec<Fragment>)> {
        let cache = &self.light.haystacks;
        let all = self.dataset.fragments();
        if self.dataset.manifest().uses_stable_row_ids() {
            return Ok((Vec::new(), all.to_vec()));
        }
        let room = MOST_BYTES.saturating_sub(cache.bytes.load(Ordering::Relaxed));
        let read = |missing| Box::pin(self.read_haystacks(missing, room));
        let kept = (cache.fragments)
            .values(&self.dataset, all, Deleted::Harmless, read)
            .await?;
        let bytes = kept.iter().map(|one| one.as_ref().as_ref());
        let bytes = bytes.flatten().map(Haystacks::bytes).sum();
        cache.bytes.store(bytes, Ordering::Relaxed);
        let others = all.iter().zip(&kept).filter(|(_, kept)| kept.is_none());
        let others = others.map(|(fragment, _)| fragment.clone()).collect();
        Ok((kept, others))
    }

    /// The haystacks of fragments, batch by batch, made on all cores.
    pub(super) async fn haystacks_in_files(
        &self,
        fragments: Vec<Fragment>,
    ) -> lance::Result<impl Stream<Item = lance::Result<(Vec<u64>, Haystacks)>> + Unpin> {
        let small = self.small().await?;
        let batches =
            small_fragments::read(&self.dataset, &small, fragments, &COLUMNS, BATCH_ROWS).await?;
        let made = batches.map(|batch| async move {
            let batch = batch?;
            compute(move || {
                let fragments = visit::fragments(&batch).collect();
                Ok((fragments, Haystacks::of(&batch)))
            })
            .await
        });
        Ok(made.buffered(cores()).boxed())
    }

    async fn read_haystacks(
        &self,
        missing: Vec<Fragment>,
        room: usize,
    ) -> lance::Result<HashMap<u64, Option<Haystacks>>> {
        let mut read: HashMap<u64, Option<Haystacks>> = HashMap::new();
        let mut without_room = HashSet::new();
        let mut bytes = 0;
        let mut batches = self.haystacks_in_files(missing).await?;
        while let Some((fragments, batch)) = batches.try_next().await? {
            let mut from = 0;
            for same in fragments.chunk_by(|one, next| one == next) {
                let (fragment, part) = (same[0], from..from + same.len());
                from = part.end;
                if without_room.contains(&fragment) {
                    continue;
                }
                let kept = read.entry(fragment).or_default();
                let haystacks = kept.get_or_insert_default();
                let before = haystacks.bytes();
                haystacks.append(&batch, part);
                bytes += haystacks.bytes() - before;
                if bytes > room {
                    bytes -= haystacks.bytes();
                    *kept = None;
                    without_room.insert(fragment);
                }
            }
        }
        Ok(read)
    }
}
