//! Groups of entries that say nearly the same.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{DateTime, Utc};

use super::{
    Cancel, Error, Lore, Progress, Result, changing::Report, comparing::compared_in_shared,
};
use crate::{
    domain::{
        duplicates::{Group, THRESHOLDS, sameness},
        entry::Entry,
        filter::Filter,
        kind,
        linkage::{self, Linkage},
    },
    embed::MODEL,
    store::{Allowed, Column, Comparable, Meanings, RowId, Table},
};

/// Entries read at once.
const READ_AT_ONCE: usize = 1024;

impl Lore {
    /// The groups of near-equal entries: within one, every two are at least `threshold` alike. The
    /// most alike come first; an entry is in one group at most. Who cancels gets none.
    ///
    /// Texts that are equal but for white space and case are fully alike; others are as alike as
    /// the vectors that the current model made of them, long texts as their least alike parts.
    /// Type `system`, empty texts and entries whose ids are missing or not their own are left out.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the threshold is not in [`THRESHOLDS`].
    pub async fn duplicates(
        &self,
        filter: &Filter,
        threshold: f32,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Vec<Group>> {
        if !THRESHOLDS.contains(&threshold) {
            return Err(Error::Invalid(format!(
                "a threshold of {threshold} makes no sense: it is a likeness from {} to {}, such as 0.92",
                THRESHOLDS.start(),
                THRESHOLDS.end()
            )));
        }
        let tables = self.tables(filter).await?;
        let texts = Texts::read(tables, filter).await?;
        let tables = texts.tables.iter().map(|(table, _)| table);
        let model = compared_in_shared(&self.models, tables).await?;
        let model = model.unwrap_or_else(|| MODEL.into());
        let comparable = self.searcher.comparable(&texts.tables, &model).await?;
        let Some(linked) = link(&texts, &comparable, threshold, cancel, progress).await? else {
            return Ok(Vec::new());
        };
        texts.groups(linked).await
    }
}

/// A row by its table's number and its place therein.
type Row = (usize, u64);

/// The entries to compare, those with the same text as one.
struct Texts {
    tables: Vec<(Table, Allowed)>,
    /// For each text, the rows that have it.
    rows: Vec<Vec<Row>>,
    /// The text of each row.
    of: HashMap<Row, u32>,
}

impl Texts {
    async fn read(tables: Vec<Table>, filter: &Filter) -> Result<Self> {
        let mut known: HashMap<[u8; 32], u32> = HashMap::new();
        let (mut rows, mut of) = (Vec::<Vec<Row>>::new(), HashMap::new());
        let mut allowed = Vec::with_capacity(tables.len());
        for (number, table) in tables.into_iter().enumerate() {
            let unfit = table.snapshot.unfit().await?;
            let mut fit: Vec<RowId> = Vec::new();
            let columns = [Column::Kind, Column::Text];
            let look = |row: RowId, values: &[&str]| {
                if values[0] == kind::SYSTEM || unfit.contains_key(&row) {
                    return;
                }
                let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
                let text = *known.entry(sameness(values[1])).or_insert(next);
                if text == next {
                    rows.push(Vec::new());
                }
                rows[text as usize].push((number, row.0));
                of.insert((number, row.0), text);
                fit.push(row);
            };
            table.snapshot.visit(filter, &columns, look).await?;
            allowed.push((table, fit.into_iter().collect()));
        }
        Ok(Self {
            tables: allowed,
            rows,
            of,
        })
    }

    /// One number of a comparable row for each text that has any, by texts.
    fn numbers(&self, comparable: &Comparable) -> BTreeMap<u32, u32> {
        let mut numbers = BTreeMap::new();
        for (number, row) in (0..).zip(comparable.rows()) {
            if let Some(text) = self.of.get(row) {
                numbers.entry(*text).or_insert(number);
            }
        }
        numbers
    }

    /// The entries of groups of texts.
    async fn groups(&self, linked: Vec<(f32, Vec<u32>)>) -> Result<Vec<Group>> {
        let mut wanted: Vec<Row> = (linked.iter())
            .flat_map(|(_, texts)| texts.iter().flat_map(|text| &self.rows[*text as usize]))
            .copied()
            .collect();
        wanted.sort_unstable();
        let mut entries: HashMap<Row, Entry> = HashMap::with_capacity(wanted.len());
        for of_table in wanted.chunk_by(|a, b| a.0 == b.0) {
            for some in of_table.chunks(READ_AT_ONCE) {
                let rows: Vec<RowId> = some.iter().map(|(_, row)| RowId(*row)).collect();
                let snapshot = &self.tables[some[0].0].0.snapshot;
                let read = snapshot.entries(&rows).await?;
                entries.extend(some.iter().copied().zip(read));
            }
        }
        let mut groups: Vec<Group> = linked
            .into_iter()
            .map(|(similarity, texts)| {
                let rows = texts.iter().flat_map(|text| &self.rows[*text as usize]);
                let mut entries: Vec<Entry> = rows.filter_map(|row| entries.remove(row)).collect();
                entries.sort_by_cached_key(newest_first);
                Group {
                    exact: texts.len() == 1,
                    similarity,
                    entries,
                }
            })
            .collect();
        groups.sort_by(|a, b| {
            let first = |group: &Group| group.entries.first().map(newest_first);
            (b.exact.cmp(&a.exact))
                .then_with(|| b.similarity.total_cmp(&a.similarity))
                .then_with(|| first(a).cmp(&first(b)))
        });
        Ok(groups)
    }
}

/// Sorts undated entries last.
fn newest_first(entry: &Entry) -> (std::cmp::Reverse<Option<DateTime<Utc>>>, String, String) {
    let moment = std::cmp::Reverse(entry.instant());
    (moment, entry.id.clone(), entry.repository.clone())
}

/// Groups of texts with their likeness: those of near-equal texts, and those that several entries
/// have. `None` when somebody cancelled.
async fn link(
    texts: &Texts,
    comparable: &Comparable,
    threshold: f32,
    cancel: &Cancel,
    progress: Report<'_>,
) -> Result<Option<Vec<(f32, Vec<u32>)>>> {
    let numbers = texts.numbers(comparable);
    let texts_of: HashMap<u32, u32> = numbers
        .iter()
        .map(|(text, number)| (*number, *text))
        .collect();
    let mut members: Vec<u32> = numbers.values().copied().collect();
    members.sort_unstable();
    let count = u32::try_from(comparable.rows().len()).unwrap_or(u32::MAX);
    let mut groups = Linkage::new(count);
    let mut meanings = Arc::new(Meanings::default());
    let total = members.len();
    while members.len() > 1 {
        let mut search = comparable.search(&members, threshold);
        let steps = search.steps();
        for step in 0..steps {
            if cancel.is_cancelled() {
                return Ok(None);
            }
            progress(Progress {
                done: total * step / steps,
                total,
            });
            comparable.step(&mut search).await?;
        }
        let found = search.found();
        let number = |place: u32| members[place as usize];
        let pairs: Vec<(u32, u32)> = (found.pairs.iter())
            .map(|(one, other)| (number(*one), number(*other)))
            .collect();
        let mut paired: Vec<u32> = pairs
            .iter()
            .flat_map(|(one, other)| [*one, *other])
            .collect();
        paired.sort_unstable();
        paired.dedup();
        for some in paired.chunks(READ_AT_ONCE) {
            if cancel.is_cancelled() {
                return Ok(None);
            }
            comparable.read(some, &mut meanings).await?;
        }
        groups = comparable.join(groups, pairs, &meanings, threshold).await?;
        // Who has more neighbours than were told may belong to others still, as its group does.
        let crowded: Vec<u32> = found.crowded.into_iter().map(number).collect();
        let left = groups.one_of_each(&crowded);
        if left.len() >= members.len() {
            break;
        }
        members = left;
    }
    progress(Progress { done: total, total });
    Ok(Some(by_text(texts, groups.into_groups(), &texts_of)))
}

fn by_text(
    texts: &Texts,
    groups: Vec<linkage::Group>,
    texts_of: &HashMap<u32, u32>,
) -> Vec<(f32, Vec<u32>)> {
    let mut linked = Vec::new();
    let mut is_linked = vec![false; texts.rows.len()];
    for group in groups.into_iter().filter(|group| group.members.len() > 1) {
        let texts: Vec<u32> = (group.members.iter())
            .filter_map(|number| texts_of.get(number).copied())
            .collect();
        for text in &texts {
            is_linked[*text as usize] = true;
        }
        linked.push((group.likeness, texts));
    }
    let alone = (0..).zip(&texts.rows).zip(is_linked);
    linked.extend(
        alone
            .filter(|((_, rows), is_linked)| rows.len() > 1 && !is_linked)
            .map(|((text, _), _)| (1.0, vec![text])),
    );
    linked
}
