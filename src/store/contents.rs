//! What the rows of a table say, in short, so that two states of it can be compared at any time.
//!
//! A row is kept as its id, project, type and a hash of what people and agents wrote. It is read once
//! a fragment, so telling what a new version changed costs no more than reading what is new in it.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use arrow_array::RecordBatch;
use futures::TryStreamExt;
use lance::table::format::Fragment;

use super::{
    Column, Result, Snapshot,
    fragment_cache::{Deleted, FragmentCache},
    rows::Texts,
    small_fragments,
    snapshot::RowId,
    visit,
};
use crate::domain::entry::content;

/// Rows read at a time: texts are up to 10 MB long.
const BATCH_ROWS: usize = 1024;

/// What is kept between looks at one table.
pub(super) type ContentCache = FragmentCache<Vec<Content>>;

/// A row in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Where it stands in its snapshot.
    pub row: RowId,
    /// Its id.
    pub id: Box<str>,
    /// Its project.
    pub project: Arc<str>,
    /// Its type.
    pub kind: Arc<str>,
    /// See [`content`].
    hash: Box<str>,
}

/// The rows of a snapshot in short. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Contents(Vec<Arc<Vec<Content>>>);

/// A difference between two states of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference<'a> {
    /// The entry is there now, and was not.
    Added(&'a Content),
    /// It says something else.
    Changed(&'a Content),
    /// It was there; as it was.
    Removed(&'a Content),
}

impl Contents {
    /// How this differs from an earlier state. Rows that only moved are no difference.
    #[must_use]
    pub fn since<'a>(&'a self, earlier: &'a Self) -> Vec<Difference<'a>> {
        let mut before: HashMap<&str, Vec<&Content>> = HashMap::new();
        for row in earlier.beside(self) {
            before.entry(&row.id).or_default().push(row);
        }
        let mut after: Vec<&Content> = Vec::new();
        for row in self.beside(earlier) {
            let same = before.get_mut(&*row.id).and_then(|rows| {
                let at = rows.iter().position(|was| was.hash == row.hash)?;
                Some(rows.swap_remove(at))
            });
            if same.is_none() {
                after.push(row);
            }
        }
        let mut differences: Vec<Difference<'_>> = after
            .into_iter()
            .map(|row| match before.get_mut(&*row.id).and_then(Vec::pop) {
                Some(_) => Difference::Changed(row),
                None => Difference::Added(row),
            })
            .collect();
        let mut removed: Vec<&Content> = before.into_values().flatten().collect();
        removed.sort_unstable_by_key(|row| row.row);
        differences.extend(removed.into_iter().map(Difference::Removed));
        differences
    }

    /// The rows of the fragments that the other does not have just so.
    fn beside<'a>(&'a self, other: &Self) -> impl Iterator<Item = &'a Content> {
        let known: HashSet<*const Vec<Content>> = other.0.iter().map(Arc::as_ptr).collect();
        self.0
            .iter()
            .filter(move |rows| !known.contains(&Arc::as_ptr(rows)))
            .flat_map(|rows| rows.iter())
    }
}

impl Snapshot {
    /// The rows in short. The first time it reads all texts, later only new fragments.
    pub async fn contents(&self) -> Result<Contents> {
        let fragments = (self.light.contents)
            .values(
                &self.dataset,
                self.dataset.fragments(),
                Deleted::Hidden,
                |missing| Box::pin(read(self, missing)),
            )
            .await
            .map_err(|error| self.failed(&error))?;
        Ok(Contents(fragments))
    }
}

async fn read(
    snapshot: &Snapshot,
    fragments: Vec<Fragment>,
) -> lance::Result<HashMap<u64, Vec<Content>>> {
    let (dataset, small) = (&snapshot.dataset, snapshot.small().await?);
    let mut batches =
        small_fragments::read(dataset, &small, fragments, &Column::TEXTS, BATCH_ROWS).await?;
    let mut read: HashMap<u64, Vec<Content>> = HashMap::new();
    let mut names = Names::default();
    while let Some(batch) = batches.try_next().await? {
        for (content, fragment) in contents(&batch, &mut names).zip(visit::fragments(&batch)) {
            read.entry(fragment).or_default().push(content);
        }
    }
    Ok(read)
}

fn contents<'a>(
    batch: &'a RecordBatch,
    names: &'a mut Names,
) -> impl Iterator<Item = Content> + 'a {
    let texts = Column::TEXTS.map(|column| Texts::of(batch, column));
    let [id, kind, project] =
        [Column::Id, Column::Kind, Column::Project].map(|column| Texts::of(batch, column));
    visit::row_ids(batch)
        .iter()
        .enumerate()
        .map(move |(at, row)| Content {
            row: RowId(*row),
            id: id.get(at).unwrap_or_default().into(),
            project: names.shared(project.get(at).unwrap_or_default()),
            kind: names.shared(kind.get(at).unwrap_or_default()),
            hash: content(&texts.map(|column| column.get(at))).into(),
        })
}

/// Names that many rows have, each kept once.
#[derive(Debug, Default)]
struct Names(HashSet<Arc<str>>);

impl Names {
    fn shared(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.0.get(name) {
            return Arc::clone(known);
        }
        let name: Arc<str> = name.into();
        self.0.insert(Arc::clone(&name));
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[(u64, &str, &str)]) -> Arc<Vec<Content>> {
        let content = |(row, id, hash): &(u64, &str, &str)| Content {
            row: RowId(*row),
            id: (*id).into(),
            project: "p".into(),
            kind: "k".into(),
            hash: (*hash).into(),
        };
        Arc::new(rows.iter().map(content).collect())
    }

    fn told(now: &Contents, then: &Contents) -> Vec<(char, String)> {
        let told = now
            .since(then)
            .into_iter()
            .map(|difference| match difference {
                Difference::Added(row) => ('+', row.id.to_string()),
                Difference::Changed(row) => ('~', row.id.to_string()),
                Difference::Removed(row) => ('-', row.id.to_string()),
            });
        told.collect()
    }

    #[test]
    fn what_moved_is_no_difference() {
        let kept = rows(&[(0, "a", "1")]);
        let then = Contents(vec![
            Arc::clone(&kept),
            rows(&[(10, "b", "1"), (11, "c", "1"), (12, "d", "1")]),
        ]);
        let now = Contents(vec![
            kept,
            rows(&[(20, "d", "1"), (21, "c", "2"), (22, "e", "1")]),
        ]);
        let expected = [('~', "c"), ('+', "e"), ('-', "b")];
        assert_eq!(
            told(&now, &then),
            expected.map(|(sign, id)| (sign, id.to_owned()))
        );
        assert!(told(&then, &then.clone()).is_empty());
    }

    #[test]
    fn rows_of_one_id_are_told_apart() {
        let then = Contents(vec![rows(&[(0, "a", "1"), (1, "a", "2")])]);
        let now = Contents(vec![rows(&[(5, "a", "2")])]);
        assert_eq!(told(&now, &then), [('-', "a".to_owned())]);
        assert_eq!(told(&then, &now), [('+', "a".to_owned())]);
    }
}
